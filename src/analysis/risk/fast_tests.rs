//! Draws in lanes against trips one by one, and averages over periods.

use std::fmt::Write;

use serde_json::Value;

use crate::analysis::testing::file;
use crate::analysis::testing::random::Dice;

/// A random network of drawn times, with a leg apart that a dated change closes:
/// where something comes and goes, trips are made one by one.
fn network(seed: u64) -> String {
    let mut dice = Dice(seed);
    let mut text = String::from(
        "model { edition: 1, currency: USD, seed: 3, samples: 500 }\ncommodity box { unit: TEU }\n\
         node X {}\nnode Y {}\nleg apart: X -> Y { time: 1 day }\n\
         disruption away { close leg apart from 2025-03-01 to 2025-04-01 }\nscenario s { apply away }\n",
    );
    for node in 0..7 {
        let _ = writeln!(text, "node n{node} {{ dwell: {} hours }}", dice.below(30));
    }
    for leg in 0..20 {
        let from = if leg < 6 { leg } else { dice.below(7) };
        let to = (from + 1 + dice.below(6)) % 7;
        let (least, more) = (1 + dice.below(4), 1 + dice.below(5));
        let time = match dice.below(5) {
            0 => format!("{least}..{} days", least + more),
            1 => format!("triangular({least}, {}, {}) days", least + 1, least + 1 + more),
            2 => format!("{least}..{}..{} days", least + 1, least + 1 + more),
            3 => format!("lognormal({}, {more}) days", least + 1),
            _ => format!("{least}.{leg:02}7 days"),
        };
        let cost = format!("{}..{} USD/TEU", 10 + leg, 20 + leg);
        let _ = writeln!(text, "leg l{leg}: n{from} -> n{to} {{ time: {time}, cost: {cost} }}");
    }
    text
}

fn same(a: &Value, b: &Value, path: &str) {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{path}: {a} {b}");
        }
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in a {
                same(value, &b[key], &format!("{path}.{key}"));
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{path}");
            a.iter().zip(b).for_each(|(a, b)| same(a, b, path));
        }
        _ => assert_eq!(a, b, "{path}"),
    }
}

#[test]
fn lanes_and_single_trips_are_the_same() {
    for seed in 0..6 {
        let text = format!(
            "{}report risk from n0 to n5 hindsight in baseline, s\nreport risk from n0 to n5 in baseline, s",
            network(seed)
        );
        let json = file(&text).json();
        for pair in json["results"].as_array().unwrap().chunks(2) {
            for key in ["time", "cost", "routes"] {
                same(&pair[0][key], &pair[1][key], &format!("seed {seed}, {key}"));
            }
        }
    }
}

/// A way that storms of four days close, 0.1 a day: the share of days that it is
/// closed is 1 − exp(−0.4).
const STORMY: &str = "model { edition: 1, currency: USD, seed: 5 }
commodity ore { unit: t }
node A {}
node B {}
leg short: A -> B { time: 10 days, capacity: 10 t/day }
leg long: A -> B { time: 20 days, capacity: 5 t/day }
leg only: B -> A { time: 3 days, capacity: 7 t/day }
disruption storm { close [leg short, leg only]  rate: 36.5/year, duration: 4 days }
scenario s { apply storm }
";

#[test]
fn routes_and_capacities_of_a_period_are_averages_over_draws() {
    let text = format!(
        "{STORMY}report routes from A to B by time in s over 2025
        report capacity from A to B for ore in s over 2025
        report routes from B to A by time in s over 2025"
    );
    let json = file(&text).json();
    let open = libm::exp(-0.4);
    let figure = |node: &Value, key: &str, expected: f64| {
        let number = |key: &str| {
            let node = &node[key];
            node["value"].as_f64().or_else(|| node.as_f64()).unwrap_or_else(|| panic!("{node}"))
        };
        let (found, error) = (number(key), number(&format!("{key}_error")));
        assert!(
            (found - expected).abs() <= 4.0 * error + 1e-9,
            "{key}: {found} ± {error} {expected}"
        );
    };
    let of = |index: usize| &json["results"][index]["averaged_over_draws"];
    figure(&of(0)["route"], "time", 10.0 * open + 20.0 * (1.0 - open));
    figure(&of(1)["capacity"], "capacity", 5.0 + 10.0 * open);
    figure(&of(2)["route"], "time", 3.0);
    figure(&of(2)["route"], "without_a_way", 1.0 - open);
}

#[test]
fn a_timeline_draws_the_same_on_any_number_of_threads() {
    let text = format!(
        "{STORMY}demand d: 9 t/day of ore from A to B
        report timeline from 2025-01-01 to 2025-04-01 by month draws 24 in s"
    );
    let told = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| file(&text).json().to_string())
    };
    assert!(told(1) == told(2) && told(1) == told(5));
    assert!(told(1).contains("\"drawn\""));
}
