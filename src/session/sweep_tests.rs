//! Sweeps need the model checked again, which is a session's to do.

use serde_json::Value;

use super::{MemoryFiles, Options, Scope, check};
use crate::control::Control;

const TEXT: &str = "
model \"s\" { currency: USD, circuity: 1.5, value_of_time: 10 USD/TEU/day }
param fare = 300 USD/TEU within 0 USD/TEU .. 900 USD/TEU
param way = 5 days
commodity box { unit: TEU }
mode rail { speed: 480 km/day }
node A { country: KZ, at: 43.0N 50.0E }
node B { country: KZ, at: 43.0N 55.0E }
leg A -> B { mode: rail, cost: fare }
leg road: A -> B { distance: 500 km, time: way, cost: 500 USD/TEU }
upgrade dear { set fare to 700 USD/TEU }
scenario later { apply dear }
demand d: 1 kTEU/year of box from A to B
";

fn answer(report: &str) -> Value {
    let files = MemoryFiles::new().with("a.corridor", format!("{TEXT}\n{report}\n"));
    let checked = check("a.corridor", &files, &Options::default());
    let document = checked.run(Some(Scope::Everything), &Control::new()).unwrap();
    let json = crate::report::to_json(&document, &checked.sources, false);
    let document: Value = serde_json::from_str(&json).unwrap();
    assert!(document["results"][0].is_object(), "{:?}", checked.diagnostics.diagnostics());
    document["results"][0].clone()
}

fn values(answer: &Value, metric: &str) -> Vec<f64> {
    let rows = answer["rows"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let value = |row: &Value| row["values"][metric]["value"].as_f64().unwrap();
    rows.iter().map(value).collect()
}

#[test]
fn a_parameter_moves_what_hangs_on_it() {
    let report =
        "report sweep fare over 200 USD/TEU .. 800 USD/TEU step 200 USD/TEU for cost(A -> B)";
    for scenario in ["baseline", "later"] {
        let answer = answer(&format!("{report} in {scenario}"));
        // By rail, until the road is cheaper.
        assert_eq!(values(&answer, "cost(A -> B)"), [200.0, 400.0, 500.0, 500.0], "{scenario}");
        let told = answer["notes"].to_string().contains("the sweep's values hold");
        assert_eq!(told, scenario == "later", "{answer}");
    }
}

#[test]
fn two_parameters_make_a_grid() {
    let report = "report sweep fare over [200 USD/TEU, 600 USD/TEU] and way over [1 day, 2 days] \
                  for time(A -> B by cost), cost(A -> B)";
    let answer = answer(report);
    assert_eq!(answer["rows"][1]["at"]["way"]["value"], 2.0);
    let rail = values(&answer, "time(A -> B by cost)")[0];
    assert_eq!(values(&answer, "time(A -> B by cost)"), [rail, rail, 1.0, 2.0]);
    assert_eq!(values(&answer, "cost(A -> B)"), [200.0, 200.0, 500.0, 500.0]);
}

#[test]
fn settings_move_too() {
    let circuity =
        answer("report sweep circuity over 1 .. 2 step 0.5 for distance(A -> B by cost)");
    let km = values(&circuity, "distance(A -> B by cost)");
    // Great circle of five degrees at 43 north on a sphere of 6 371 km: 406.55 km.
    for (km, by) in km.iter().zip([1.0, 1.5, 2.0]) {
        assert!((km / by - 406.5).abs() < 0.5, "{km}");
    }
    // The road takes 5 days against 1.27 by rail: it is never worth its price.
    // With a road of half a day it is, once a day is worth 200 / 0.77 dollars.
    let report = "report sweep value_of_time over [100 USD/TEU/day, 1_000 USD/TEU/day] and way \
                  over [0.5 days, 5 days] for cost(d)";
    assert_eq!(values(&answer(report), "cost(d)"), [300.0, 300.0, 500.0, 300.0]);
    let detour = answer("report sweep detour over [10%, 20%] for time(A -> B)");
    let days = values(&detour, "time(A -> B)");
    assert_eq!(days[0], days[1]);
}

#[test]
fn a_point_without_a_value_says_why() {
    let answer = answer("report sweep fare over [200 USD/TEU, 300 USD/TEU] for time(B -> A)");
    assert_eq!(answer["answered"], false);
    assert!(answer["reasons"][0].as_str().unwrap().contains("no way"), "{answer}");
}

#[test]
fn a_metric_in_draws_follows_the_parameters_of_its_scenario() {
    // By rail for 700 instead of 300; the road costs 500 in every draw.
    let text = TEXT.replace(
        "param way = 5 days",
        "param way = 5 days\nlet slow = 1..3 days\nnode C {}\nleg C -> A { time: slow }",
    );
    let files = MemoryFiles::new().with(
        "a.corridor",
        format!(
            "{text}\nexpect mean(cost(d)) ~= 300 USD/TEU +- 1%\nexpect (mean(cost(d)) in later) ~= 500 USD/TEU +- 1%\n"
        ),
    );
    let checked = check("a.corridor", &files, &Options::default());
    let document = checked.run(Some(Scope::Expectations), &Control::new()).unwrap();
    let json = crate::report::to_json(&document, &checked.sources, false);
    let told: Value = serde_json::from_str(&json).unwrap();
    for one in told["expectations"].as_array().unwrap() {
        assert_eq!(one["holds"], true, "{one}");
    }
    assert_eq!(told["expectations"].as_array().unwrap().len(), 2, "{told}");
}
