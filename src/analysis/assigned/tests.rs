use serde_json::Value;

use crate::analysis::testing::file;

fn asked(text: &str) -> Value {
    file(text).json()["results"][0].clone()
}

fn value(node: &Value) -> f64 {
    node["value"].as_f64().unwrap_or_else(|| panic!("{node}"))
}

const BRAESS: &str = include_str!("../../../examples/toy_braess.corridor");

/// Braess 1968: 65 minutes, and 80 with the new road.
#[test]
fn the_new_road_takes_everybody_longer() {
    let results = file(BRAESS).json()["results"].clone();
    for (answer, minutes) in [(&results[0], 65.0), (&results[1], 80.0)] {
        let demand = &answer["demands"][0];
        assert_eq!(demand["time"]["unit"], "min");
        assert!((value(&demand["time"]) - minutes).abs() < 1e-9, "{demand}");
        assert!((value(&demand["delivered"]) - 4000.0).abs() < 1e-6);
        for route in demand["routes"].as_array().unwrap() {
            assert!((value(&route["time"]) - minutes).abs() < 1e-6, "{route}");
        }
        assert!(answer["gap"].as_f64().unwrap() <= 1e-6);
    }
}

const TWO: &str = "
model \"t\" { currency: USD }
commodity box { unit: TEU, value_of_time: 100 USD/TEU/day }
node A { country: KZ }
node B { country: KZ }
node C { country: AZ, throughput: 1 kTEU/year }
leg one: A -> B { time: 10 days, cost: 0 USD/TEU, capacity: 1 kTEU/year, congestion: bpr(0.15, 4) }
leg two: A -> B { time: 8 days, cost: 400 USD/TEU }
leg A -> C { time: 6 days, cost: 0 USD/TEU }
leg C -> B { time: 5.5 days, cost: 0 USD/TEU }
demand d: 5 kTEU/year of box from A to B
";

/// By C it takes 11.5 days, by the second leg 8 and the worth of 4 more: the
/// first is used until 10 (1 + 0.15 (f/c)^4) = 11.5, so f = c. C's throughput
/// does not hold anybody back.
#[test]
fn money_counts_by_the_value_of_time_and_limits_are_listed() {
    let answer = asked(&format!("{TWO}report flow assigned by equilibrium\n"));
    let routes = answer["demands"][0]["routes"].as_array().unwrap();
    let of = |flow: f64| {
        assert!(
            routes.iter().any(|route| (value(&route["flow"]) - flow).abs() < 1e-6),
            "{flow} {answer}"
        );
    };
    of(1.0);
    of(4.0);
    assert_eq!(answer["exceeded"][0]["name"], "C");
    assert!(answer["notes"].to_string().contains("exceeded"));
}

const LOGIT: &str = "
model \"l\" { currency: USD }
commodity box { unit: TEU, value_of_time: 100 USD/TEU/day }
node A { country: KZ }
node B { country: KZ }
node C { country: AZ }
leg A -> B { time: 1 day, distance: 100 km, cost: 100 USD/TEU }
leg one: B -> C { time: 1 day, distance: 100 km, cost: 0 USD/TEU }
leg two: B -> C { time: 1 day, distance: 100 km, cost: 50 USD/TEU }
leg A -> C { time: 3 days, distance: 100 km, cost: 0 USD/TEU }
demand d: 60 kTEU/year of box from A to C
";

fn flows(answer: &Value) -> Vec<f64> {
    let routes = answer["demands"][0]["routes"].as_array().unwrap_or_else(|| panic!("{answer}"));
    routes.iter().map(|route| value(&route["flow"])).collect()
}

/// Generalised costs 300, 350 and 300; path sizes 3/4, 3/4 and 1.
#[test]
fn shares_are_those_of_the_path_size_logit() {
    for scale in ["50 USD/TEU", "50"] {
        let answer = asked(&format!("{LOGIT}report flow assigned by logit({scale})\n"));
        let e = libm::exp(-1.0);
        let sum = 1.0 + 0.75 + 0.75 * e;
        let wanted = [60.0 / sum, 45.0 / sum, 45.0 * e / sum];
        for (flow, wanted) in flows(&answer).iter().zip(wanted) {
            assert!((flow - wanted).abs() < 1e-6, "{flow} {wanted} {answer}");
        }
    }
}

/// With a full leg the others share the rest as they would without it.
#[test]
fn a_full_leg_gives_to_the_others() {
    let text = LOGIT.replace(
        "cost: 0 USD/TEU }\nleg two",
        "cost: 0 USD/TEU, capacity: 10 kTEU/year }\nleg two",
    );
    let answer = asked(&format!("{text}report flow assigned by logit(50 USD/TEU)\n"));
    let two = 0.75 * libm::exp(-1.0);
    let wanted = [50.0 / (1.0 + two), 50.0 * two / (1.0 + two), 10.0];
    for (flow, wanted) in flows(&answer).iter().zip(wanted) {
        assert!((flow - wanted).abs() < 1e-6, "{flow} {wanted} {answer}");
    }
}

/// Where not all fits, unmet is at its least on these routes.
#[test]
fn unmet_is_at_its_least() {
    let text = LOGIT.replace(
        "time: 1 day, distance: 100 km, cost",
        "capacity: 15 kTEU/year, time: 1 day, distance: 100 km, cost",
    );
    let text = text.replace("time: 3 days, ", "time: 3 days, capacity: 20 kTEU/year, ");
    let answer = asked(&format!("{text}report flow assigned by logit(50 USD/TEU)\n"));
    let delivered = value(&answer["demands"][0]["delivered"]);
    assert!((delivered - 35.0).abs() < 1e-6, "{answer}");
}
