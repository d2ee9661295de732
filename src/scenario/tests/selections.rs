use super::*;
use crate::model::*;
use crate::scenario::testing::{Builder, country};
use crate::scenario::{members, select};
use crate::syntax::ast::{CompareOp, Direction};

/// Almaty (KZ) - Baku (AZ) - Tbilisi (GE); rail through RU from Almaty to
/// Tbilisi; a ferry from Almaty to Strait, which lies in no country.
struct Net {
    b: Builder,
    nodes: [NodeId; 4],
    caspian: LegId,
    caucasus: LegId,
    north: LegId,
    ferry: LegId,
    modes: [ModeId; 3],
}

fn net() -> Net {
    let mut b = Builder::new();
    let nodes = [("Almaty", "KZ"), ("Baku", "AZ"), ("Strait", "none"), ("Tbilisi", "GE")]
        .map(|(name, code)| b.node(name, code));
    let rail = b.mode("rail", None);
    let broad = b.mode("rail1520", Some(rail));
    let ship = b.mode("ferry", None);
    let [almaty, baku, strait, tbilisi] = nodes;
    let caspian = b.leg(almaty, baku, true, 2.0);
    let caucasus = b.leg(baku, tbilisi, true, 1.0);
    let north = b.leg(almaty, tbilisi, false, 5.0);
    let ferry = b.leg(almaty, strait, true, 1.0);
    b.at(caspian).mode = Some(ship);
    b.at(caucasus).mode = Some(rail);
    b.at(north).mode = Some(broad);
    b.at(ferry).mode = Some(ship);
    b.more(north).through = vec![country("RU")];
    Net { b, nodes, caspian, caucasus, north, ferry, modes: [rail, broad, ship] }
}

fn picked(net: &mut Net, kind: SelectionKind) -> Selected {
    let selection = net.b.select(kind);
    select(&net.b.model, &selection, None)
}

fn legs(by: Option<ModeId>, place: Option<(Direction, Area)>) -> SelectionKind {
    SelectionKind::Legs { by, place }
}

#[test]
fn legs_in_count_both_ends_and_what_they_go_through() {
    let mut net = net();
    let ru = Area::Country(country("RU"));
    let (caspian, caucasus, north, ferry) = (net.caspian, net.caucasus, net.north, net.ferry);
    let in_ru = picked(&mut net, legs(None, Some((Direction::In, ru))));
    assert_eq!(in_ru.legs, [there(north)]);
    let az = Area::Country(country("AZ"));
    let in_az = picked(&mut net, legs(None, Some((Direction::In, az))));
    assert_eq!(in_az.legs, [there(caspian), back(caspian), there(caucasus), back(caucasus)]);
    let from_az = picked(&mut net, legs(None, Some((Direction::From, az))));
    assert_eq!(from_az.legs, [back(caspian), there(caucasus)]);
    let to_az = picked(&mut net, legs(None, Some((Direction::To, az))));
    assert_eq!(to_az.legs, [there(caspian), back(caucasus)]);
    let strait = Area::Node(net.nodes[2]);
    let at_strait = picked(&mut net, legs(None, Some((Direction::In, strait))));
    assert_eq!(at_strait.legs, [there(ferry), back(ferry)]);
}

#[test]
fn a_mode_takes_in_those_that_extend_it() {
    let mut net = net();
    let [rail, broad, _] = net.modes;
    let (caucasus, north) = (net.caucasus, net.north);
    let by_rail = picked(&mut net, legs(Some(rail), None));
    assert_eq!(by_rail.legs, [there(caucasus), back(caucasus), there(north)]);
    assert_eq!(picked(&mut net, legs(Some(broad), None)).legs, [there(north)]);
    assert_eq!(picked(&mut net, SelectionKind::Mode(rail)).modes, [rail, broad]);
}

#[test]
fn a_country_is_its_nodes_legs_and_borders() {
    let mut net = net();
    let az = picked(&mut net, SelectionKind::Country(country("AZ")));
    assert_eq!(az.nodes, [net.nodes[1]]);
    assert_eq!(az.legs.len(), 4);
    let pairs: Vec<String> = az.borders.iter().map(|(a, b)| format!("{a}{b}")).collect();
    assert_eq!(pairs, ["AZGE", "AZKZ", "GEAZ", "KZAZ"]);
    // The way through RU crosses two borders; the strait has none.
    let all = picked(&mut net, SelectionKind::Borders { of: None, within: None });
    let pairs: Vec<String> = all.borders.iter().map(|(a, b)| format!("{a}{b}")).collect();
    assert_eq!(pairs, ["AZGE", "AZKZ", "GEAZ", "KZAZ", "KZRU", "RUGE"]);
}

#[test]
fn members_are_dated_nested_and_observers_do_not_count() {
    let mut b = Builder::new();
    let inner = b.bloc("inner", &["KG"]);
    let outer = b.bloc("outer", &["KZ", "AM", "TM"]);
    let (joined, left) = (day("2015-01-02"), day("2020-01-01"));
    let span = b.span();
    let list = &mut b.model.blocs[outer.index()];
    list.members[1].from = Some(joined);
    list.members[2].until = Some(left);
    let who = MemberWho::Bloc(inner);
    list.members.push(Member { who, from: None, until: None, span });
    let who = MemberWho::Country(country("HU"));
    list.observers.push(Member { who, from: None, until: None, span });
    let on = |day| -> Vec<&str> {
        members(&b.model, outer, day).into_iter().map(|country| country.code()).collect()
    };
    assert_eq!(on(Some(joined - 1)), ["KG", "KZ", "TM"]);
    assert_eq!(on(Some(joined)), ["AM", "KG", "KZ", "TM"]);
    assert_eq!(on(Some(left)), ["AM", "KG", "KZ"]);
    // Without a day a member counts unless it has an end.
    assert_eq!(on(None), ["AM", "KG", "KZ"]);
}

#[test]
fn a_where_compares_figures_and_no_limit_is_above_every_number() {
    let mut net = net();
    net.b.at(net.caspian).capacity = net.b.cap(60.0, "kTEU/year");
    let capacity = |op, value| Filter::Compare {
        property: FilterProperty(Prop::Capacity),
        op,
        value: value / 365.0,
    };
    let with = |net: &mut Net, filter: Filter| {
        let mut selection = net.b.select(legs(None, None));
        selection.filter = Some(Box::new(filter));
        select(&net.b.model, &selection, None).legs
    };
    let caspian = [there(net.caspian), back(net.caspian)];
    assert_eq!(with(&mut net, capacity(CompareOp::LessEqual, 60_000.0)), caspian);
    assert_eq!(with(&mut net, capacity(CompareOp::Equal, 60_000.0)), caspian);
    assert_eq!(with(&mut net, capacity(CompareOp::Less, 60_000.0)), []);
    assert_eq!(with(&mut net, capacity(CompareOp::Greater, 1e12)).len(), 5);
    // A distance that nobody states fits nothing.
    let distance = FilterProperty(Prop::Distance);
    let short = Filter::Compare { property: distance, op: CompareOp::Less, value: 1e9 };
    assert_eq!(with(&mut net, short), []);
    let is_ship = Filter::IsMode(net.modes[2]);
    let slow = Filter::Within { property: FilterProperty(Prop::Time), low: 1.5, high: 2.0 };
    assert_eq!(with(&mut net, Filter::And(vec![is_ship, slow])), caspian);
}

#[test]
fn a_direction_that_is_named_is_one_way() {
    let mut net = net();
    let caspian = net.caspian;
    let one = picked(&mut net, SelectionKind::LegWays(vec![back(caspian)]));
    assert_eq!(one.legs, [back(caspian)]);
    assert_eq!(picked(&mut net, SelectionKind::Leg(caspian)).legs.len(), 2);
}
