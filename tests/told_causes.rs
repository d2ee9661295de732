//! What changes do is told with its cause: rules in `report changes`, legs
//! without departures, embargoes, exceptions.

mod support;

use serde_json::{Value, json};
use support::corridor;

const NETWORK: &str = "\
model \"Toy\" { currency: USD }
source law { title: \"A law\", year: 2020 }
commodity boxes { unit: TEU, mass: 14 t/TEU }
commodity oil { unit: t }
mode rail { speed: 40 km/h }
mode ferry { speed: 20 km/h, frequency: 2/week }
bloc EU { members: [BG, RO] }
node A { country: KZ }
node S { country: AZ, throughput: 3 berths of 10 kTEU/year }
node B { country: BG }
leg A -> S { mode: ferry, distance: 400 km, capacity: 90 kTEU/year }
leg S -> B { mode: rail, distance: 900 km, capacity: 90 kTEU/year }
demand d: 9 kTEU/year of boxes from A to B { shipper: { BG: 40%, CN: 60% } }
";

fn run(rest: &str) -> Value {
    let ran = corridor(&["run", "-", "--format", "json"], &format!("{NETWORK}{rest}"));
    let json: Value = serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr));
    assert_eq!(ran.code, 0, "{}", json["diagnostics"]);
    json["results"][0].clone()
}

fn text(rest: &str) -> String {
    corridor(&["run", "-"], &format!("{NETWORK}{rest}")).stdout
}

#[test]
fn rules_are_part_of_the_delta() {
    let script = "\
sanction ban by EU 80% {
  forbid boxes on legs by rail except leg A -> S
  forbid transit through AZ for oil
}
sanction embargo { forbid trade with BG }
scenario first { apply ban }
scenario second extends first { apply embargo }
";
    let changes = run(&format!("{script}report changes first"))["changes"].clone();
    let first = &changes[0];
    assert_eq!(first["subject"], "legs by rail except leg A -> S");
    assert_eq!(first["property"], "rule");
    assert_eq!((&first["old"], &first["new"]), (&json!("none"), &json!("forbidden")));
    assert_eq!((&first["shippers"], &first["share"]), (&json!("EU"), &json!(0.8)));
    assert_eq!(first["commodity"], "boxes");
    assert_eq!(first["by"][0]["change"], "ban");
    assert_eq!(first["by"][0]["place"]["line"], 15);
    assert_eq!(changes[1]["subject"], "transit through AZ");
    assert_eq!(changes[1]["commodity"], "oil");
    assert_eq!(changes.as_array().map(Vec::len), Some(2));

    let changes = run(&format!("{script}report changes from first to second"))["changes"].clone();
    assert_eq!(changes.as_array().map(Vec::len), Some(1));
    assert_eq!(changes[0]["subject"], "trade with BG");
    let back = run(&format!("{script}report changes from second to first"))["changes"].clone();
    assert_eq!((&back[0]["old"], &back[0]["new"]), (&json!("forbidden"), &json!("none")));

    let told = text(&format!("{script}report changes first"));
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("differs from the network as declared in 2 rules"), "{told}");
    assert!(told.contains("transit through AZ for 80 %"), "{told}");
}

#[test]
fn a_leg_without_departures_is_closed_and_says_so() {
    let result = run("\
disruption strike { reduce frequency of leg A -> S by 100% }
scenario struck { apply strike }
report routes from A to B in struck
");
    assert_eq!(result["routes"], json!([]));
    let reason = &result["no_way"]["cut"][0]["reasons"][0];
    assert_eq!((&reason["kind"], &reason["change"]), (&json!("no_departures"), &json!("strike")));
}

#[test]
fn parts_are_not_closed_at_what_is_excepted() {
    let of = |except: &str| {
        let result = run(&format!(
            "disruption d2 {{ close 2 of 3 at node S{except} }}\nscenario s {{ apply d2 }}\n\
             report capacity from A to B for boxes in s\n"
        ));
        result["capacity"]["value"].as_f64().unwrap_or_else(|| panic!("{result}"))
    };
    assert!((of("") - 10_000.0).abs() < 1e-6 || (of("") - 10.0).abs() < 1e-6, "{}", of(""));
    assert!(of(" except node S") > 2.5 * of(""));
}

#[test]
fn an_embargo_is_named_for_what_it_keeps_from_moving() {
    let result = text(
        "\
sanction embargo { forbid trade with BG }
scenario s { apply embargo }
report flow in s
",
    );
    assert!(result.contains("may not be carried at all"), "{result}");
    assert!(result.contains("`embargo` forbids trade"), "{result}");
    // Of the shippers 40 % are bound; the rest moves.
    let result = text(
        "\
sanction embargo by EU { forbid trade with BG }
scenario s { apply embargo }
report flow in s
",
    );
    assert!(result.contains("`embargo` forbids trade"), "{result}");
}

#[test]
fn seasons_take_days_and_windows_cite() {
    let script = "\
disruption ice {
  close leg A -> S
  rate: 2/year, duration: 3 days, season: 15 nov..15 mar
}
upgrade dredging { set dwell of node S to 1 day
  from 2030-01-01 @law
}
scenario s { apply ice, dredging }
report flow in s while it lasts
";
    let ran = corridor(&["check", "-", "--format", "json"], &format!("{NETWORK}{script}"));
    let told: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let codes: Vec<&str> = told["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|told| told["code"].as_str())
        .collect();
    // The commodity `oil` is not used here; the source is.
    assert_eq!(codes, ["W0201", "W0201"], "{}", told["diagnostics"]);
    let wrong = script.replace("15 nov", "31 nov");
    let ran = corridor(&["check", "-", "--format", "json"], &format!("{NETWORK}{wrong}"));
    assert!(ran.stdout.contains("E0116"), "{}", ran.stdout);
}

#[test]
fn the_scenario_of_a_report_is_not_part_of_its_selector() {
    let result = run("\
scenario today {}
report routes from A to B avoiding legs by rail in today
");
    assert_eq!(result["scenario"], "today");
}

#[test]
fn a_number_by_time_has_no_second_number() {
    let told = text(
        "\
upgrade more { set frequency of leg A -> S to 4/week }
scenario s { apply more }
report changes s
",
    );
    assert!(told.contains("4/week"), "{told}");
    assert!(!told.contains("4 1/week"), "{told}");
}
