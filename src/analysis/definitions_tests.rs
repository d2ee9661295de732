//! What the definitions of the reports say, on models small enough to be
//! reckoned by hand.

use crate::report::{TextOptions, answer_text};

use super::testing::file;

fn results(text: &str) -> Vec<serde_json::Value> {
    file(text).json()["results"].as_array().unwrap().clone()
}

/// What people read, on one line.
fn words(text: &str) -> String {
    let answers = file(text).answers();
    let all = answers.iter().map(|answer| answer_text(answer, TextOptions::default()).plain());
    all.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn near(figure: &serde_json::Value, value: f64, unit: &str) {
    let found = figure["value"].as_f64().unwrap_or(f64::NAN);
    assert!((found - value).abs() <= 1e-9 * value.abs().max(1.0), "{figure} is not {value}");
    assert_eq!(figure["unit"], unit, "{figure}");
}

const MIXED: &str = "
commodity box { unit: TEU, mass: 14 t/TEU }
commodity crude { unit: bbl, mass: 0.13 t/bbl }
node A { country: KZ }
node B { country: KZ, handling: 5 USD/TEU }
node C { country: KZ }
leg A -> B { time: 1 day, cost: 1 USD/bbl, capacity: unlimited }
leg B -> C { time: 1 day, cost: 10 USD/bbl, capacity: unlimited }
demand d: 10 kbbl/day of crude from A to C
report flow
report routes from A to C by cost
report routes from A to C by time
report flow minimising time
";

#[test]
fn money_that_a_commodity_cannot_count_is_no_nought() {
    let all = results(MIXED);
    for result in &all[..2] {
        assert_eq!(result["answered"], false, "{result}");
        let reason = result["reasons"][0].as_str().unwrap();
        assert!(reason.starts_with("the handling of `node B` is in USD/TEU"), "{reason}");
    }
    for result in &all[2..] {
        let notes = result["notes"].to_string();
        assert!(notes.contains("does not convert to: it counts as 0"), "{notes}");
    }
}

#[test]
fn time_made_least_has_a_unit_and_counts_penalties_without_a_value_of_time_as_none() {
    let text = "
commodity grain { unit: t }
commodity box { unit: TEU, mass: 10 t/TEU, value: 1_000 USD/TEU }
node A { country: KZ }
node B { country: KZ }
leg A -> B { time: 2 days, capacity: 50 kt/year }
demand g: 40 kt/year of grain from A to B { penalty: 50 USD/t }
demand b: 2 kTEU/year of box from A to B
report flow minimising time
report flow minimising time for grain
";
    let all = results(text);
    // 60 kt for 50: both must be served, and not both have a value.
    assert_eq!(all[0]["weighed_by"], "tonnes");
    assert_eq!(all[1]["weighed_by"], "tonnes");
    let grain = text.replace("demand b: 2 kTEU/year of box from A to B", "");
    near(&results(&grain)[0]["objective"], 80_000.0, "t*day/year");
    let full = grain.replace("40 kt/year", "60 kt/year").replace("{ penalty: 50 USD/t }", "");
    let used = &results(&full)[0]["uses"][0];
    near(&used["worth_objective"], 2.0, "day");
}

const YEAR: &str = "
commodity grain { unit: t }
node A { country: KZ }
node B { country: AZ }
node C { country: GE }
node D { country: TR }
leg A -> B { time: 1 day, cost: 1 USD/t, capacity: 40 kt/year }
leg B -> D { time: 1 day, cost: 1 USD/t, capacity: unlimited }
leg A -> C { time: 5 days, cost: 3 USD/t, capacity: 20 kt/year }
leg C -> D { time: 5 days, cost: 3 USD/t, capacity: unlimited }
demand d: 30 kt/year of grain from A to D
disruption shut { close leg A -> B, from 2025-01-01 for 73 days }
scenario s { apply shut }
report compare baseline, s over 2025
report compare baseline, s on 2025-01-01
";

#[test]
fn compare_over_a_period_weighs_means_by_what_is_delivered() {
    let all = results(YEAR);
    let sides = all[0]["scenarios"].as_array().unwrap();
    let base = &sides[0]["demands"][0];
    near(&base["delivered"], 30.0, "kt");
    near(&base["time"], 2.0, "day");
    // 73 days of 20 kt/year by the slow way, 292 of 30 by the fast one.
    let (slow, fast) = (20.0 * 73.0 / 365.0, 30.0 * 292.0 / 365.0);
    let side = &sides[1]["demands"][0];
    near(&side["delivered"], slow + fast, "kt");
    near(&side["unmet"], 30.0 - slow - fast, "kt");
    near(&side["time"], (10.0 * slow + 2.0 * fast) / (slow + fast), "day");
    near(&side["cost"], (6.0 * slow + 2.0 * fast) / (slow + fast), "USD/t");
    let share = fast / (slow + fast);
    let hhi = share * share + (1.0 - share) * (1.0 - share);
    assert!((side["hhi_country"].as_f64().unwrap() - hhi).abs() < 1e-9, "{side}");
    near(&side["hhi_country_difference"], hhi - 1.0, "");
    assert!((side["main_route"]["share"].as_f64().unwrap() - share).abs() < 1e-9);
    near(&sides[1]["delivered"], slow + fast, "kt");
    near(&sides[1]["delivered_difference"], slow + fast - 30.0, "kt");
    near(&sides[1]["unmet"], 30.0 - slow - fast, "kt");
    let day = &all[1]["scenarios"][1];
    near(&day["delivered"], 20.0, "kt/year");
    near(&day["delivered_difference"], -10.0, "kt/year");
}

#[test]
fn compare_says_of_each_scenario_what_it_delivers() {
    let text =
        YEAR.replace("over 2025", "on 2025-01-01").replace("baseline, s ", "baseline, s, t ");
    let words = words(&format!("{text}\nscenario t extends baseline {{}}\n"));
    let sentence = "Against baseline, s delivers less: -10 kt/year (-33 %); t delivers the same.";
    assert!(words.contains(sentence), "{words}");
}

#[test]
fn a_front_without_top_has_no_top() {
    let all = results(&YEAR.replace(
        "report compare baseline, s over 2025",
        "report pareto from A to D over time, cost",
    ));
    assert!(all[0].get("top").is_none(), "{}", all[0]);
}

#[test]
fn rates_without_an_own_unit_are_in_that_of_the_author() {
    let text = "
commodity grain { unit: t }
node A { country: KZ }
node B { country: AZ }
leg A -> B { time: 1 day, capacity: 40 kt/year }
report capacity from B to A for grain
report network
";
    near(&results(text)[0]["capacity"], 0.0, "kt/year");
}

#[test]
fn what_has_no_answer_is_not_said_to_be_worth_nothing() {
    let text = "
model \"I\" { currency: USD }
commodity grain { unit: t }
node A { country: KZ }
node B { country: AZ }
node C { country: AZ, planned }
leg A -> B { time: 1 day, cost: 1 USD/t, capacity: 40 kt/year }
leg A -> C { time: 1 day, cost: 1 USD/t, capacity: unknown }
leg C -> B { time: 1 day, cost: 1 USD/t, capacity: 40 kt/year }
demand d: 60 kt/year of grain from A to B
upgrade port { open node C, capex: 5 million USD }
report invest 5 million USD
";
    let words = words(text);
    assert!(!words.contains("Nothing that can be paid for"), "{words}");
    assert!(words.contains("port alone has no answer: the answer needs the capacity"), "{words}");
}

#[test]
fn a_corridor_carries_what_the_only_demand_between_its_ends_does() {
    let text = "
commodity grain { unit: t }
commodity box { unit: TEU }
node A { country: KZ }
node B { country: AZ }
leg A -> B { time: 1 day, cost: 11 USD/TEU, capacity: 40 kTEU/year }
corridor k: A -> B
demand d: 5 kTEU/year of box from A to B
report corridor k
";
    let told = &results(text)[0];
    assert_eq!(told["for"], "box", "{told}");
    near(&told["corridors"][0]["cost"], 11.0, "USD/TEU");
}

#[test]
fn bottlenecks_do_not_call_delivered_what_has_a_penalty_and_is_not() {
    let text = "
model \"Z\" { currency: USD }
commodity grain { unit: t }
node A { country: KZ }
node B { country: AZ }
leg x: A -> B { time: 1 day, cost: 1 USD/t, capacity: 30 kt/year }
demand d: 50 kt/year of grain from A to B { penalty: 6 USD/t }
report bottlenecks
";
    let words = words(text);
    let sentence = "x binds most: relieving it saves cost, penalties of what is not delivered";
    assert!(words.contains(sentence), "{words}");
    assert!(words.contains("note: what one more delivers is of the demands without"), "{words}");
    assert!(!words.contains("all is delivered"), "{words}");
}
