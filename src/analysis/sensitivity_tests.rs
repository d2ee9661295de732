use serde_json::Value;

use crate::analysis::testing::file;

const TEXT: &str = "
model \"s\" { currency: USD }
let pace = 10..20 km/hour
commodity box { unit: TEU }
mode rail { cost: 1 USD/TEU/km }
node A { country: KZ }
node B { country: KZ, dwell: 0..10 days }
node C { country: KZ, dwell: exponential(2) days }
node D { country: KZ }
leg A -> B { mode: rail, distance: 480 km, speed: pace }
leg B -> D { mode: rail, distance: 100 km, time: 1 day }
leg A -> C { mode: rail, distance: 100 km, time: 90 days }
leg C -> D { mode: rail, distance: 100 km, time: 1 day }
";

fn asked(report: &str) -> Value {
    file(&format!("{TEXT}\n{report}\n")).json()["results"][0].clone()
}

fn row<'a>(answer: &'a Value, input: &str) -> &'a Value {
    let rows = answer["inputs"].as_array().unwrap_or_else(|| panic!("{answer}"));
    rows.iter().find(|row| row["input"] == input).unwrap_or_else(|| panic!("{answer}"))
}

fn near(value: &Value, wanted: f64) {
    let value = value["value"].as_f64().or_else(|| value.as_f64()).unwrap();
    assert!((value - wanted).abs() < 1e-9 * wanted.abs().max(1.0), "{value} for {wanted}");
}

/// 480 km at a mean of 15 km/h are 1 1/3 days; 5 days at B; 1 day more.
#[test]
fn each_input_moves_alone_from_its_5th_to_its_95th_percentile() {
    let answer = asked("report sensitivity of time(A -> D)");
    near(&answer["mean"], 4.0 / 3.0 + 6.0);
    let dwell = row(&answer, "dwell of node B");
    near(&dwell["low_input"], 0.5);
    near(&dwell["high"], 4.0 / 3.0 + 1.0 + 9.5);
    near(&dwell["swing"], 9.0);
    // A slower pace is a longer time: 10.5 and 19.5 km/h.
    let pace = row(&answer, "value of let pace");
    near(&pace["low"], 20.0 / 10.5 + 6.0);
    near(&pace["high"], 20.0 / 19.5 + 6.0);
    // C lies on no best way: it moves nothing and is not told.
    assert_eq!(answer["inputs"].as_array().unwrap().len(), 2);
    assert_eq!(answer["inputs"][0]["input"], "dwell of node B");
}

/// Time is linear in the dwell, and goes as 1 ÷ pace: closed forms of the
/// central difference.
#[test]
fn elasticities_are_percent_for_a_percent() {
    let answer = asked("report elasticities of time(A -> D)");
    let mean = 4.0 / 3.0 + 6.0;
    near(&row(&answer, "dwell of node B")["elasticity"], 5.0 / mean);
    let by_pace = 4.0 / 3.0 * (1.0 / 1.01 - 1.0 / 0.99) / 0.02 / mean;
    near(&row(&answer, "value of let pace")["elasticity"], by_pace);
}

#[test]
fn a_model_without_spread_has_no_sensitivity() {
    let text = "node A {}\nnode B {}\nleg A -> B { time: 1 day }\n\
                report sensitivity of time(A -> B)\n";
    let answer = file(text).json()["results"][0].clone();
    assert_eq!(answer["answered"], false);
}
