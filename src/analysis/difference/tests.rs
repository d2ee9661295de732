use serde_json::Value;

use crate::analysis::testing::file;

/// A way of three legs, of which changes touch every part.
const TEXT: &str = "
model \"d\" { currency: USD }
commodity box { unit: TEU, value_of_time: 40 USD/TEU/day }
mode rail { cost: 1 USD/TEU/km }
mode sea { cost: 0.2 USD/TEU/km }
transfer rail <-> sea { time: 12 hours, cost: 20 USD/TEU }
node A { country: KZ }
node B { country: KZ, dwell: 4 days }
node C { country: AZ, dwell: 2 days }
node D { country: GE }
leg A -> B { mode: rail, distance: 400 km, time: 3 days, capacity: 50 kTEU/year }
leg B -> C { mode: sea, distance: 300 km, time: 1 day, frequency: 2/week }
leg C -> D { mode: rail, distance: 500 km, time: 2 days }
leg A -> D { mode: rail, distance: 3_000 km, time: 16 days, planned }
border AZ -> GE { delay: 6 hours }
demand d: 80 kTEU/year of box from A to D
upgrade quick { set dwell of node B to 1 day }
upgrade ships { set frequency of leg B -> C to 1/day }
upgrade rails { raise capacity of leg A -> B by 50% }
disruption shut { close node C }
upgrade open_it { open leg A -> D }
scenario s { apply shut, open_it }
scenario t { apply quick, ships, rails reduce delay of border AZ -> GE by 3 hours }
";

fn asked(report: &str) -> Value {
    file(&format!("{TEXT}\n{report}\n")).json()["results"][0].clone()
}

fn sum(list: &Value) -> f64 {
    list.as_array().unwrap().iter().map(|row| row["value"]["value"].as_f64().unwrap()).sum()
}

#[test]
fn both_tables_sum_to_the_difference() {
    for metric in [
        "time(A -> D)",
        "cost(A -> D)",
        "distance(A -> D)",
        "cost(A -> D by time)",
        "time(A -> D ends terminal)",
    ] {
        for pair in ["baseline to t", "s to t", "t to s"] {
            let answer = asked(&format!("report difference from {pair} for {metric}"));
            let whole = answer["difference"]["value"].as_f64().unwrap();
            assert!((sum(&answer["changes"]) - whole).abs() < 1e-9, "{metric} {pair} {answer}");
            assert!((sum(&answer["places"]) - whole).abs() < 1e-9, "{metric} {pair} {answer}");
        }
    }
}

#[test]
fn orders_through_a_closed_network_are_left_out() {
    // Of S's two, taking the way round away first leaves no way at all; only
    // in half of the orders does the reopening come first.
    let answer = asked("report difference from s to baseline for time(A -> D)");
    assert_eq!(answer["left_out"], 0.5);
    let values: Vec<f64> = answer["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["value"]["value"].as_f64().unwrap())
        .collect();
    // 16 days round; 3 + 4 + 0.5 + 1.75 + 1 + 2 + 0.5 + 0.25 + 2 = 15 through.
    assert_eq!(values, [-1.0, 0.0]);
}

#[test]
fn an_infinite_end_has_no_difference() {
    let answer = asked("report difference from baseline to t for capacity(C -> D for box)");
    assert_eq!(answer["answered"], false);
    assert!(answer["reasons"][0].as_str().unwrap().contains("without limit"), "{answer}");
}

/// Twelve upgrades of a tenth of a day each: sampled orders are as exact as
/// all, since nothing depends on the order.
#[test]
fn many_changes_are_sampled() {
    let mut text = TEXT.to_owned();
    let mut names = Vec::new();
    for number in 0..12 {
        let name = format!("u{number}");
        text.push_str(&format!("upgrade {name} {{ reduce time of leg A -> B by 0.1 days }}\n"));
        names.push(name);
    }
    text.push_str(&format!("scenario many {{ apply {} }}\n", names.join(", ")));
    text.push_str("report difference from baseline to many for time(A -> D)\n");
    let answer = file(&text).json()["results"][0].clone();
    assert_eq!(answer["method"], "sampled");
    assert!((sum(&answer["changes"]) + 1.2).abs() < 1e-9);
    for row in answer["changes"].as_array().unwrap() {
        assert!((row["value"]["value"].as_f64().unwrap() + 0.1).abs() < 1e-9, "{row}");
        assert!(row["error"]["value"].as_f64().unwrap() < 1e-9);
    }
}

/// Deliveries: 50 of 80 arrive; the capacity of the first leg alone binds.
#[test]
fn a_flow_metric_has_changes_but_no_places() {
    let answer = asked("report difference from baseline to t for delivered(d)");
    let of = |name: &str| {
        let rows = answer["changes"].as_array().unwrap();
        rows.iter().find(|row| row["change"] == name).unwrap()["value"]["value"].as_f64().unwrap()
    };
    assert!((of("rails") - 25.0).abs() < 1e-6, "{answer}");
    assert!(of("quick").abs() < 1e-9);
    assert!(answer.get("places").is_none());
}
