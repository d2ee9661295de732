//! Knock-outs against closures written by hand.

use serde_json::Value;

use crate::analysis::testing::file;
use crate::analysis::testing::random::network;

fn close(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-6 * scale.max(1e-9)
}

fn value(node: &Value) -> Option<f64> {
    node["value"].as_f64()
}

/// Every entry of a report, wherever it stands.
fn entries(result: &Value) -> Vec<Value> {
    let list = |key: &str| result[key].as_array().cloned().unwrap_or_default();
    list("closures").into_iter().chain(list("holding_ends")).collect()
}

/// The selector that means what an entry closes.
fn selector(entry: &Value) -> String {
    let one = |one: &Value| {
        let (kind, name) = (one["kind"].as_str().unwrap(), one["name"].as_str().unwrap());
        format!("{kind} {name}")
    };
    match entry["members"].as_array() {
        Some(members) => {
            format!("[{}]", members.iter().map(one).collect::<Vec<_>>().join(", "))
        }
        None => one(entry),
    }
}

/// Compares every entry of `report` with a scenario that closes (or cuts) the
/// same, and returns how many of them lost something.
fn same_as_scenarios(text: &str, report: &str, effect: impl Fn(&str) -> String) -> usize {
    let asked = file(&format!("{text}\nreport {report} top 1000\n")).json();
    let result = &asked["results"][0];
    if result["answered"] == false {
        return 0;
    }
    let entries = entries(result);
    let mut other = format!("{text}\nreport flow\n");
    for (index, entry) in entries.iter().enumerate() {
        let effect = effect(&selector(entry));
        other += &format!("scenario s{index} {{ {effect} }}\nreport flow in s{index}\n");
    }
    let solved = file(&other).json();
    let demands = |index: usize| solved["results"][index]["demands"].as_array().unwrap().clone();
    let before = demands(0);
    let mut losing = 0;
    for (index, entry) in entries.iter().enumerate() {
        let after = demands(index + 1);
        let delivered = |list: &[Value]| list.iter().map(|d| value(&d["delivered"]).unwrap()).sum();
        let (a, b): (f64, f64) = (delivered(&before), delivered(&after));
        let lost = value(&entry["lost_delivery"]).unwrap();
        assert!(close(lost, a - b, a), "{text}\n{report} {entry}: {}", a - b);
        losing += usize::from(lost > 0.0);
        // Added time of each demand, weighted by what it delivers after.
        let (mut sum, mut weight) = (0.0, 0.0);
        for (before, after) in before.iter().zip(&after) {
            if let (Some(old), Some(new)) = (value(&before["time"]), value(&after["time"])) {
                let units = value(&after["delivered"]).unwrap();
                sum += (new - old) * units;
                weight += units;
            }
        }
        match value(&entry["added_time"]) {
            Some(added) => assert!(close(added, sum / weight, 10.0), "{text}\n{report} {entry}"),
            None => assert_eq!(weight, 0.0, "{text}\n{report} {entry}"),
        }
        let cut = |(before, after): &(&Value, &Value)| {
            value(&before["delivered"]) > Some(0.0) && value(&after["delivered"]) == Some(0.0)
        };
        let cut = before.iter().zip(&after).filter(cut).map(|(_, d)| d["demand"].clone());
        assert_eq!(entry["cut_off"], Value::Array(cut.collect()), "{text}\n{report} {entry}");
    }
    losing
}

#[test]
fn each_is_as_closing_it_by_a_scenario() {
    let mut losing = 0;
    for seed in 0..40 {
        let text = network(seed, 6, 11, 2);
        for level in ["legs", "nodes", "borders", "countries", "modes"] {
            let report = format!("critical {level}");
            losing += same_as_scenarios(&text, &report, |what| format!("close {what}"));
        }
    }
    assert!(losing > 200, "{losing}");
}

#[test]
fn pairs_are_as_closing_both_by_a_scenario() {
    let mut losing = 0;
    for seed in 100..112 {
        let text = network(seed, 6, 9, 2);
        for level in ["legs", "countries"] {
            let report = format!("critical pairs of {level}");
            losing += same_as_scenarios(&text, &report, |what| format!("close {what}"));
        }
    }
    assert!(losing > 100, "{losing}");
}

#[test]
fn a_cut_is_as_reducing_the_capacity() {
    let mut losing = 0;
    for seed in 200..230 {
        let text = network(seed, 6, 11, 2);
        for level in ["legs", "nodes"] {
            let report = format!("critical {level} at 67%");
            let property = if level == "legs" { "capacity" } else { "throughput" };
            losing += same_as_scenarios(&text, &report, |what| {
                format!("reduce {property} of {what} by 67%")
            });
        }
    }
    assert!(losing > 30, "{losing}");
}

#[test]
fn the_toy_corridor() {
    let text = format!(
        "{}\nreport critical legs\nreport critical countries\nreport critical pairs of legs top 3\n\
         report critical legs at 100%\n",
        crate::analysis::testing::TOY
    );
    let json = file(&text).json();
    let results = json["results"].as_array().unwrap();
    let first = &results[results.len() - 4]["closures"][0];
    assert_eq!(first["name"], "az_ge");
    assert_eq!(first["lost_delivery"]["value"], 70.0);
    assert_eq!(first["cut_off"][0], "goods");
    let countries = &results[results.len() - 3];
    assert_eq!(countries["holding_ends"].as_array().unwrap().len(), 2);
    assert_eq!(countries["closures"].as_array().unwrap().len(), 2);
    let whole = &results[results.len() - 1]["closures"];
    assert_eq!(whole, &results[results.len() - 4]["closures"]);
}
