use super::*;
use crate::model::Criterion;
use crate::network::{Missing, NoMeasure, PartKind};

/// The example that opens the language reference.
pub const MIDDLE: &str = r#"
model "Middle Corridor" { edition: 1, currency: USD, seed: 42 }
commodity containers { unit: TEU, mass: 14 t/TEU, value: 25_000 USD/TEU, value_of_time: 1.35%/day }
mode rail  { speed: 35 km/h, cost: 0.32 USD/TEU/km }
mode ferry { speed: 22 km/h }
node Khorgos  { kind: rail_border, country: KZ, at: 44.21N 80.41E }
node Beineu   { kind: city, country: KZ, at: 45.32N 55.20E }
node Aktau    { kind: port, country: KZ, at: 43.60N 51.22E, dwell: 2..4..12 days, throughput: 60 kTEU/year @assumed }
node Kuryk    { kind: port, country: KZ, at: 43.18N 51.65E, dwell: 1..2 days, planned }
node Alat     { kind: port, country: AZ, at: 39.97N 49.41E, dwell: 1..2..6 days }
node Tbilisi  { kind: rail_border, country: GE, at: 41.70N 44.80E, dwell: 12 hours }
node Istanbul { kind: city, country: TR, at: 41.01N 28.98E }
leg Khorgos -> Beineu    { mode: rail,  distance: 2_750 km, time: 4..5..7 days, capacity: 90 kTEU/year }
leg Beineu <-> Aktau     { mode: rail,  distance: 404 km, capacity: 90 kTEU/year }
leg Beineu <-> Kuryk     { mode: rail,  distance: 420 km, capacity: 60 kTEU/year }
leg Aktau <-> Alat       { mode: ferry, distance: 470 km, cost: 450 USD/TEU, capacity: 60 kTEU/year }
leg Kuryk <-> Alat       { mode: ferry, distance: 460 km, cost: 430 USD/TEU, capacity: 40 kTEU/year }
leg Alat <-> Tbilisi     { mode: rail,  distance: 500 km, capacity: 70 kTEU/year }
leg Tbilisi <-> Istanbul { mode: rail,  distance: 1_900 km, capacity: 50 kTEU/year }
border AZ <-> GE { delay: 6..12 hours, fee: 60 USD/TEU }
pool caspian_fleet { legs: [legs by ferry], capacity: 80 kTEU/year }
demand china_turkey: 25 kTEU/year of containers from Khorgos to Istanbul { deadline: 20 days }
upgrade kuryk_port "Kuryk joins" {
  open node Kuryk
  from 2018-08-01
  capex: 350 million USD
}
disruption storm "Caspian storm" {
  close legs by ferry
  rate: 6/year, duration: 1..2..7 days, season: nov..mar
}
scenario today { apply kuryk_port }
scenario stormy extends today { apply storm }
"#;

pub const BY_KURYK: [&str; 6] = ["Khorgos", "Beineu", "Kuryk", "Alat", "Tbilisi", "Istanbul"];
pub const BY_AKTAU: [&str; 6] = ["Khorgos", "Beineu", "Aktau", "Alat", "Tbilisi", "Istanbul"];

#[test]
fn the_example_of_the_reference() {
    let case = case(MIDDLE, "today");
    let class = case.class("Khorgos", "Istanbul", "containers");
    let route = case.net.route(&case.model, &class, &case.walk(&BY_KURYK), false);
    let legs = 31.0 / 6.0 + (420.0 + 500.0 + 1900.0) / 840.0 + 460.0 / 528.0;
    // Kuryk, Alat, Tbilisi, and the border.
    let time = legs + 1.5 + 2.5 + 0.5 + 0.375;
    near(route.time, time);
    assert_eq!((route.time * 100.0).round(), 1427.0);
    near(route.cost.unwrap(), 2272.4);
    near(route.distance, 6030.0);
    // 1.35 % a day of 25 000 USD.
    near(route.generalised_cost.unwrap(), 2272.4 + 337.5 * time);
    assert!(!route.missing.has(Missing::COST) && route.missing.has(Missing::EMISSIONS));
    let codes: Vec<&str> = route.countries.iter().map(|country| country.code()).collect();
    assert_eq!(codes, ["KZ", "AZ", "GE", "TR"]);
    let names: Vec<&str> = route.nodes.iter().map(|node| case.model.node_label(*node)).collect();
    assert_eq!(names, BY_KURYK);
    // The parts are the route's.
    let parts = case.net.parts(&case.model, &class, &route.arcs, false);
    let last = parts.last().unwrap();
    near(last.time_to, route.time);
    near(last.cost_to, 2272.4);
    near(last.distance_to, 6030.0);
    let of = |kind| parts.iter().filter(|p| p.kind == kind).map(|p| p.time).sum::<f64>();
    near(of(PartKind::Dwell), 4.5);
    near(of(PartKind::Border), 0.375);
    near(of(PartKind::Moving), legs);
    let kinds: Vec<&str> = parts.iter().map(|part| part.kind.word()).collect();
    let moves = ["moving", "moving", "dwell", "moving", "dwell", "moving", "border", "dwell"];
    assert_eq!(kinds[..8], moves);
}

#[test]
fn both_ends_count_where_they_are_terminals() {
    let case = case(MIDDLE, "today");
    let class = case.class("Alat", "Tbilisi", "containers");
    let arcs = case.walk(&["Alat", "Tbilisi"]);
    let open = case.net.route(&case.model, &class, &arcs, false);
    let with_ends = case.net.route(&case.model, &class, &arcs, true);
    near(with_ends.time - open.time, 2.5 + 0.5);
    let parts = case.net.parts(&case.model, &class, &arcs, true);
    near(parts.last().unwrap().time_to, with_ends.time);
}

#[test]
fn without_a_commodity_there_is_no_money() {
    let case = case(MIDDLE, "today");
    let class = case.class("Khorgos", "Istanbul", "nothing");
    let route = case.net.route(&case.model, &class, &case.walk(&BY_AKTAU), false);
    assert_eq!((route.cost, route.emissions, route.generalised_cost), (None, None, None));
    near(route.distance, 2750.0 + 404.0 + 470.0 + 500.0 + 1900.0);
    assert_eq!(class.measure(Criterion::Cost).unwrap_err(), NoMeasure::Commodity);
}

const STOPS: &str = r#"
commodity boxes { unit: TEU, mass: 10 t/TEU, value_of_time: 24 USD/TEU/day }
mode rail { speed: 1_000 km/h }
mode broad extends rail { }
mode ferry { speed: 1_000 km/h }
transfer rail <-> ferry { time: 1 day, cost: 50 USD/TEU }
transfer broad -> ferry { time: 2 days }
node A { country: KZ }
node B { country: KZ, dwell: 6 hours, handling: 3 USD/t, transfers: { rail -> ferry { time: 3 days } } }
node C { country: AZ }
node D { country: AZ }
node E { country: GE }
leg A <-> B { mode: rail, time: 1 day }
leg by_broad: A -> B { mode: broad, time: 1 day }
leg B <-> C { mode: ferry, time: 1 day, frequency: 2/week irregular(1), service: line }
leg C <-> D { mode: ferry, time: 1 day, frequency: 1/week, service: line }
leg other: C -> D { mode: ferry, time: 1 day, frequency: 1/week, service: other }
leg D <-> E { mode: rail, time: 1 day, emissions: 20 gCO2e/(t*km), distance: 100 km }
border KZ <-> AZ { delay: 5 days }
border KZ <-> AZ by ferry { delay: 4 days }
border KZ <-> AZ at C { delay: 3 days, fee: 2 USD/t }
border KZ <-> AZ at C by ferry { delay: 2 days, fee: 1 USD/t }
border AZ -> GE { delay: 1 day }
"#;

#[test]
fn transfers_waits_and_the_most_specific_border() {
    let case = case(STOPS, "baseline");
    let class = case.class("A", "D", "boxes");
    let route = |nodes: &[&str]| {
        let arcs = case.walk(nodes);
        let parts = case.net.parts(&case.model, &class, &arcs, false);
        let list: Vec<(&str, f64)> = parts.iter().map(|p| (p.kind.word(), p.time)).collect();
        let route = case.net.route(&case.model, &class, &arcs, false);
        near(list.iter().map(|(_, days)| days).sum(), route.time);
        (list, route.cost.unwrap())
    };
    // B restates the transfer's time; its cost is that of all nodes. A headway
    // of 3.5 days with CV 1 means 3.5 days; the second leg is the same service.
    let (parts, cost) = route(&["A", "B", "C", "D"]);
    let expected = [
        ("moving", 1.0),
        ("dwell", 0.25),
        ("transfer", 3.0),
        ("wait", 3.5),
        ("moving", 1.0),
        ("border", 2.0),
        ("moving", 1.0),
    ];
    assert_eq!(parts.len(), expected.len(), "{parts:?}");
    for (part, known) in parts.iter().zip(expected) {
        assert_eq!(part.0, known.0);
        near(part.1, known.1);
    }
    // 3 USD/t and 1 USD/t for 10 t, and 50.
    near(cost, 30.0 + 50.0 + 10.0);
    // On by another service one waits again: half a week.
    let mut ways: Vec<LegWay> = vec![case.way("A", "B"), case.way("B", "C")];
    let other = case.model.legs.iter().position(|leg| leg.head.name == "other").unwrap();
    ways.push(LegWay::new(crate::model::LegId(other as u32), false));
    let arcs = case.along(ways);
    let again = case.net.route(&case.model, &class, &arcs, false);
    near(again.time, 1.0 + 0.25 + 3.0 + 3.5 + 1.0 + 2.0 + 3.5 + 1.0);
}

#[test]
fn a_node_s_own_transfer_comes_before_a_nearer_mode_s() {
    let case = case(STOPS, "baseline");
    let class = case.class("A", "C", "boxes");
    let broad = case.model.legs.iter().position(|leg| leg.head.name == "by_broad").unwrap();
    let ways = vec![LegWay::new(crate::model::LegId(broad as u32), false), case.way("B", "C")];
    let time = |ways| case.net.route(&case.model, &class, &case.along(ways), false).time;
    near(time(ways), 1.0 + 0.25 + 3.0 + 3.5 + 1.0 + 2.0);
}

#[test]
fn emissions_are_of_the_mass_of_a_unit() {
    let case = case(STOPS, "baseline");
    let class = case.class("D", "E", "boxes");
    let arcs = case.walk(&["D", "E"]);
    let route = case.net.route(&case.model, &class, &arcs, false);
    // 20 g/(t km) · 100 km · 10 t
    near(case.unit(route.emissions.unwrap(), "kgCO2e"), 20.0);
    assert!(!route.missing.has(Missing::EMISSIONS) && route.missing.has(Missing::COST));
    near(route.generalised_cost.unwrap(), 24.0 * 2.0);
    // The border is declared one way only.
    let back = case.net.route(&case.model, &class, &case.walk(&["E", "D"]), false);
    near(back.time, 1.0);
}

#[test]
fn countries_passed_are_crossed_in_order_both_ways() {
    let case = case(
        "node A { country: TR }\nnode B { country: HU }\nnode S { country: none }\n\
         leg A <-> B { time: 1 day, through: [BG, RS] }\nleg A <-> S { time: 1 day }\n\
         border TR -> BG { delay: 1 hour }\nborder BG -> RS { delay: 2 hours }\n\
         border RS -> HU { delay: 4 hours }\nborder HU -> RS { delay: 8 hours }\n",
        "baseline",
    );
    let class = case.class("A", "B", "nothing");
    let hours = |nodes: &[&str]| {
        case.net.route(&case.model, &class, &case.walk(nodes), false).time * 24.0 - 24.0
    };
    near(hours(&["A", "B"]), 7.0);
    near(hours(&["B", "A"]), 8.0);
    near(hours(&["A", "S"]), 0.0);
    let route = case.net.route(&case.model, &class, &case.walk(&["B", "A"]), false);
    let codes: Vec<&str> = route.countries.iter().map(|country| country.code()).collect();
    assert_eq!(codes, ["HU", "RS", "BG", "TR"]);
}

#[test]
fn a_mode_s_cost_for_a_commodity_is_its_legs() {
    let case = case(
        "commodity crude { }\ncommodity grain { }\nmode rail { speed: 40 km/h, cost: 0.1 USD/t/km, cost for crude: 0.3 USD/t/km }\n\
         node A {}\nnode B {}\nleg A -> B { mode: rail, distance: 100 km }\n\
         disruption dear { raise cost of mode rail by 50% }\nscenario s { apply dear }\n",
        "s",
    );
    let cost = |commodity| {
        let class = case.class("A", "B", commodity);
        case.net.route(&case.model, &class, &case.walk(&["A", "B"]), false).cost.unwrap()
    };
    near(cost("grain"), 15.0);
    near(cost("crude"), 45.0);
}

#[test]
fn a_cost_by_distance_follows_a_longer_way() {
    let case = case(
        "commodity grain { }\nmode road { speed: 50 km/h }\nnode A {}\nnode B {}\n\
         leg A -> B { mode: road, distance: 100 km, cost: 0.2 USD/t/km }\n\
         disruption detour { raise distance of leg A -> B by 50 km }\nscenario s { apply detour }\n",
        "s",
    );
    let class = case.class("A", "B", "grain");
    let route = case.net.route(&case.model, &class, &case.walk(&["A", "B"]), false);
    near(route.cost.unwrap(), 30.0);
    near(route.time * 24.0, 3.0);
}
