//! Closed forms, and what must hold of every timeline.

use serde_json::Value;

use crate::analysis::testing::file;

const LINE: &str = "model { edition: 1 }
commodity boxes { unit: TEU, mass: 14 t/TEU }
node A { country: none }
node B { country: none }
node C { country: none }
leg A -> B { time: 2 days, capacity: 85 kTEU/year }
leg B -> C { time: 1.25 days }
demand d: 70 kTEU/year of boxes from A to C
disruption shut { close leg B -> C from 2024-02-01 for 30 days }
scenario closed { apply shut }
";

fn value(node: &Value, key: &str) -> f64 {
    node[key]["value"].as_f64().unwrap_or(f64::NAN)
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-6 * b.abs().max(1.0), "{a} is not {b}");
}

#[test]
fn a_month_shut_piles_up_what_it_should_and_needs_140_days_more() {
    let text = LINE.replace("B -> C { time: 1.25 days }", "B -> C { time: 1 day, capacity: 85 kTEU/year }")
        + "report timeline from 2024-01-01 to 2024-12-31 by day in closed";
    let json = file(&text).json();
    let told = &json["results"][0];
    near(value(&told["sum"], "backlog"), 70.0 * 30.0 / 365.0);
    let change = &told["changes"][0];
    near(value(change, "recovery"), 140.0);
    near(change["depth"].as_f64().unwrap(), 1.0);
    // Cumulative deliveries fall behind along a triangle of 170 days.
    near(value(change, "loss"), 0.5 * (70.0 * 30.0 / 365.0) * 170.0);
    near(value(change, "resilience"), 30.0);
    assert_eq!(told["waited_at"][0]["node"], "B");
}

#[test]
fn the_steady_state_stays() {
    let json = file(&(LINE.to_owned() + "report timeline from 2024-01-01 to 2024-04-01 by week"))
        .json();
    let told = &json["results"][0];
    near(value(&told["start"], "under_way"), 70.0 / 365.0 * 3.25);
    for step in told["steps"].as_array().unwrap() {
        near(value(step, "delivered"), value(step, "released"));
        near(value(step, "under_way"), 70.0 / 365.0 * 3.25);
        assert_eq!(value(step, "waiting"), 0.0);
        assert_eq!(value(step, "delay"), 0.0);
    }
}
