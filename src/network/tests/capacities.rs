use super::charges::{BY_AKTAU, BY_KURYK, MIDDLE};
use super::*;
use crate::network::{Gap, RouteCapacity};

fn capacity(case: &Case, class: &Class, arcs: &[u32], unit: &str) -> (f64, Vec<String>) {
    match case.net.route(&case.model, class, arcs, false).capacity {
        RouteCapacity::Limited { value, binding } => {
            (case.unit(value, unit), case.labels(&binding))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_fits_on_a_route_is_the_least_along_it() {
    let case = case(MIDDLE, "today");
    let class = case.class("Khorgos", "Istanbul", "containers");
    let (fits, binding) = capacity(&case, &class, &case.walk(&BY_KURYK), "kTEU/year");
    near(fits, 40.0);
    assert_eq!(binding, ["Kuryk -> Alat by ferry"]);
    let (fits, binding) = capacity(&case, &class, &case.walk(&BY_AKTAU), "kTEU/year");
    near(fits, 50.0);
    assert_eq!(binding, ["Tbilisi -> Istanbul by rail"]);
    let passed = case.labels(&case.net.route_resources(&case.walk(&BY_AKTAU)));
    let expected = [
        "Khorgos -> Beineu by rail",
        "Beineu -> Aktau by rail",
        "Aktau",
        "Aktau -> Alat by ferry",
        "caspian_fleet",
        "Alat -> Tbilisi by rail",
        "Tbilisi -> Istanbul by rail",
    ];
    assert_eq!(passed, expected);
}

#[test]
fn a_node_counts_what_begins_ends_and_passes_once() {
    let case = case(MIDDLE, "today");
    let count = |nodes: &[&str]| {
        let passed = case.labels(&case.net.route_resources(&case.walk(nodes)));
        passed.iter().filter(|label| *label == "Aktau").count()
    };
    assert_eq!(count(&["Aktau", "Alat"]), 1);
    assert_eq!(count(&["Beineu", "Aktau"]), 1);
    assert_eq!(count(&["Beineu", "Aktau", "Alat"]), 1);
    assert_eq!(count(&["Beineu", "Kuryk"]), 0);
}

#[test]
fn commodities_share_a_capacity_by_what_they_weigh() {
    let case = case(
        "unit train\n\
         commodity boxes { unit: TEU, mass: 14 t/TEU, per: { train: 50 TEU } }\n\
         commodity oil { unit: bbl, volume: 7.3 bbl/t }\n\
         commodity coal { per: { train: 3_500 t } }\ncommodity art { unit: m3 }\n\
         node A {}\nnode B {}\nnode C {}\n\
         leg A -> B { time: 1 day, capacity: 140 t/day, capacity for oil: 20 bbl/day }\n\
         leg B -> C { time: 1 day, capacity: 2 train/day, carries: [boxes, coal] }\n",
        "baseline",
    );
    let arcs = case.walk(&["A", "B", "C"]);
    let boxes = case.class("A", "C", "boxes");
    near(capacity(&case, &boxes, &arcs[..1], "TEU/day").0, 10.0);
    let (fits, binding) = capacity(&case, &boxes, &arcs, "TEU/day");
    near(fits, 10.0);
    assert_eq!(binding, ["A -> B"]);
    near(
        capacity(&case, &case.class("B", "C", "boxes"), &case.walk(&["B", "C"]), "TEU/day").0,
        100.0,
    );
    near(
        capacity(&case, &case.class("B", "C", "coal"), &case.walk(&["B", "C"]), "t/day").0,
        7000.0,
    );
    let oil = case.class("A", "B", "oil");
    let (fits, binding) = capacity(&case, &oil, &arcs[..1], "bbl/day");
    near(fits, 20.0);
    assert_eq!(binding, ["A -> B for oil"]);
    // 1 bbl is 1/7.3 t.
    near(oil.factors[case.resource("A -> B") as usize] * case.unit(1.0, "bbl").recip(), 1.0 / 7.3);
    assert_eq!(boxes.factors[case.resource("A -> B for oil") as usize], 0.0);
    // A picture has no weight here.
    let art = case.class("A", "B", "art");
    let gap = Gap::Capacity(case.resource("A -> B"));
    assert_eq!(case.net.gaps(&case.model, &art), [gap]);
    let route = case.net.route(&case.model, &art, &arcs[..1], false);
    assert_eq!(route.capacity, RouteCapacity::NoConversion(vec![case.resource("A -> B")]));
    // Boxes and coal reach C, nothing stands in their way; oil cannot.
    assert_eq!(case.net.gaps(&case.model, &boxes), []);
    assert_eq!(case.net.gaps(&case.model, &case.class("A", "C", "art")), []);
}

#[test]
fn shared_legs_borders_pools_each_way_and_fleets() {
    let case = case(
        "mode ferry { }\nnode A { country: KZ }\nnode B { country: AZ }\nnode C { country: GE }\n\
         leg A -> B { mode: ferry, time: 1 day }\nleg B -> A { mode: ferry, time: 1 day }\n\
         leg B <-> C { time: 1 day, capacity: 9 TEU/day shared }\n\
         leg ship: A <-> C { time: 1 day, fleet: 6 ships of 300 TEU every 7.5 days }\n\
         commodity boxes { unit: TEU }\n\
         border AZ <-> GE { capacity: 8 TEU/day }\nborder KZ <-> GE { capacity: 7 TEU/day shared }\n\
         pool both { legs: [legs by ferry], capacity: 6 TEU/day }\n\
         pool ways { legs: [legs by ferry], capacity: 5 TEU/day each way }\n\
         pool ports { nodes: [node A, node B], capacity: 4 TEU/day }\n\
         pool lines { borders: [borders of GE], capacity: 3 TEU/day each way }\n",
        "baseline",
    );
    let passed = |nodes: &[&str]| case.labels(&case.net.route_resources(&case.walk(nodes)));
    assert_eq!(passed(&["A", "B"]), ["ports", "both", "ways (there)", "ports"]);
    assert_eq!(passed(&["B", "A"]), ["ports", "both", "ways (back)", "ports"]);
    assert_eq!(passed(&["B", "C"]), ["ports", "B <-> C", "border AZ -> GE", "lines (there)"]);
    assert_eq!(passed(&["C", "B"])[1..], ["border GE -> AZ", "lines (back)", "ports"]);
    let class = case.class("A", "B", "boxes");
    // Two ports of one pool: every unit counts twice.
    let (fits, binding) = capacity(&case, &class, &case.walk(&["A", "B"]), "TEU/day");
    near(fits, 2.0);
    assert_eq!(binding, ["ports"]);
    let ship = case.net.uses.resources[case.resource("fleet of ship") as usize];
    near(ship.capacity.unwrap(), 6.0 * 300.0 / 7.5);
    assert_eq!(ship.kind_word(&case.model), "fleet");
    // A fleet of 6 every 7.5 days leaves every 1.25 days.
    let way = case.walk(&["A", "C"]);
    near(case.net.route(&case.model, &class, &way, false).time, 1.0 + 0.625);
}

#[test]
fn a_change_of_mode_has_a_capacity_at_each_node() {
    let case = case(
        "commodity boxes { unit: TEU }\nmode rail { }\nmode broad extends rail { }\nmode ferry { }\n\
         transfer rail <-> ferry { time: 1 day, capacity: 5 TEU/day }\n\
         node A {}\nnode B { transfers: { ferry -> rail { capacity: 2 TEU/day } } }\nnode C {}\n\
         leg A <-> B { mode: broad, time: 1 day }\nleg B <-> C { mode: ferry, time: 1 day }\n",
        "baseline",
    );
    let class = case.class("A", "C", "boxes");
    let (fits, binding) = capacity(&case, &class, &case.walk(&["A", "B", "C"]), "TEU/day");
    near(fits, 5.0);
    assert_eq!(binding, ["B (rail -> ferry)"]);
    let (fits, binding) = capacity(&case, &class, &case.walk(&["C", "B", "A"]), "TEU/day");
    near(fits, 2.0);
    assert_eq!(binding, ["B (ferry -> rail)"]);
}

#[test]
fn what_is_unknown_is_named() {
    let case = case(
        "commodity boxes { unit: TEU }\nnode A {}\nnode B {}\nnode C {}\n\
         leg A -> B { time: 1 day, capacity: unknown }\nleg A -> C { time: 1 day }\n",
        "baseline",
    );
    let class = case.class("A", "B", "boxes");
    let number = case.resource("A -> B");
    assert_eq!(case.net.gaps(&case.model, &class), [Gap::Unknown(number)]);
    let route = case.net.route(&case.model, &class, &case.walk(&["A", "B"]), false);
    assert_eq!(route.capacity, RouteCapacity::Unknown(vec![number]));
    let free = case.class("A", "C", "boxes");
    assert_eq!(case.net.gaps(&case.model, &free), []);
    let route = case.net.route(&case.model, &free, &case.walk(&["A", "C"]), false);
    assert_eq!(route.capacity, RouteCapacity::Unlimited);
}

#[test]
fn a_price_in_a_unit_that_a_commodity_does_not_know_is_told_where_it_matters() {
    let case = case(
        "commodity boxes { unit: TEU }\nnode A {}\nnode B {}\nnode C {}\n\
         leg A -> B { time: 1 day, cost: 5 USD/TEU }\nleg B -> C { time: 1 day, cost: 5 USD/t }\n",
        "baseline",
    );
    assert_eq!(case.net.gaps(&case.model, &case.class("A", "B", "boxes")), []);
    let class = case.class("A", "C", "boxes");
    let gaps = case.net.gaps(&case.model, &class);
    assert!(matches!(gaps[..], [Gap::Charge(_)]), "{gaps:?}");
}
