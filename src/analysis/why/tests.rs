use serde_json::Value;

use crate::analysis::testing::file;

const TEXT: &str = "
model \"w\" { currency: USD }
source paper { title: \"A paper\" }
commodity box { unit: TEU, value_of_time: 100 USD/TEU/day }
node A { country: KZ }
node B { country: KZ }
node C { country: AZ }
leg quick: A -> B { time: 1 day, cost: 100 USD/TEU, capacity: 10 kTEU/year @paper }
leg slow: A -> B { time: 4 days, cost: 100 USD/TEU, capacity: 30 kTEU/year }
leg B -> C { time: 1 day, cost: 0 USD/TEU, capacity: unlimited }
leg bridge: A -> C { time: 1 day, cost: 0 USD/TEU, capacity: unlimited, planned }
demand d: 20 kTEU/year of box from A to C
disruption storm { close leg quick } @paper
scenario stormy { apply storm }
";

fn asked(text: &str, report: &str) -> Value {
    file(&format!("{text}\n{report}\n")).json()["results"][0].clone()
}

fn causes(answer: &Value) -> Vec<(String, String)> {
    let rows = answer["causes"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let word = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    rows.iter().map(|row| (word(row, "kind"), word(row, "name"))).collect()
}

#[test]
fn a_full_leg_is_named_with_its_source_and_the_next_way() {
    let answer = asked(TEXT, "report why d");
    assert_eq!(causes(&answer), [("capacity".to_owned(), "quick".to_owned())]);
    assert_eq!(answer["causes"][0]["sources"][0], "A paper");
    assert_eq!(answer["causes"][0]["place"]["line"], 8);
    assert_eq!(answer["next_best"]["more"]["value"], 300.0);
    // Taking the cause away changes where it goes.
    let free = TEXT.replace("capacity: 10 kTEU/year @paper", "capacity: unlimited");
    let routes = |text: &str| asked(text, "report why d")["routes"].as_array().unwrap().len();
    assert_eq!((routes(TEXT), routes(&free)), (2, 1));
}

#[test]
fn a_short_demand_names_what_binds() {
    let short = TEXT.replace("demand d: 20", "demand d: 50");
    let answer = asked(&short, "report why d");
    assert_eq!(answer["unmet"]["value"], 10.0);
    let named = causes(&answer);
    assert!(!named.is_empty() && named.iter().all(|(kind, _)| kind == "capacity"), "{answer}");
    // One more thousand there is one more thousand delivered.
    for (_, name) in named {
        let (old, new) = if name == "quick" {
            ("capacity: 10 k", "capacity: 11 k")
        } else {
            ("capacity: 30 k", "capacity: 31 k")
        };
        let more = asked(&short.replace(old, new), "report why d");
        assert!((more["unmet"]["value"].as_f64().unwrap() - 9.0).abs() < 1e-9, "{name} {more}");
    }
}

#[test]
fn a_closure_or_plan_is_named_and_taking_it_away_changes_the_answer() {
    let report = "report why A -> C for box in stormy";
    let answer = asked(TEXT, report);
    // Of the storm and the bridge that is not built the bridge would help more.
    assert_eq!(causes(&answer), [("planned".to_owned(), "bridge".to_owned())]);
    assert_eq!(answer["without"]["time"]["value"], 1.0);
    let built = TEXT.replace("capacity: unlimited, planned", "capacity: unlimited");
    let after = asked(&built, report);
    assert!(after["best"]["time"]["value"] != answer["best"]["time"]["value"]);
    assert_eq!(causes(&after), []);
    let no_bridge =
        TEXT.lines().filter(|line| !line.contains("bridge")).collect::<Vec<_>>().join("\n");
    let answer = asked(&no_bridge, report);
    assert_eq!(answer["causes"][0]["change"], "storm");
    assert_eq!(answer["causes"][0]["kind"], "closed");
    assert_eq!(answer["without"]["time"]["value"], 2.0);
}

#[test]
fn no_way_at_all_names_the_cut_and_what_would_open_it() {
    let text = TEXT.replace("{ close leg quick }", "{ close leg B -> C }");
    let answer = asked(&text, "report why d in stormy");
    let named = causes(&answer);
    assert_eq!(named.len(), 1, "{answer}");
    assert!(answer["no_way"]["cut"].as_array().unwrap().len() == 2);
    assert!(answer["without"]["nodes"].is_array());
}

#[test]
fn a_deadline_that_no_way_keeps_is_named() {
    let text = TEXT.replace("from A to C\n", "from A to C { deadline: 1.5 days }\n");
    let answer = asked(&text, "report why d");
    assert_eq!(causes(&answer), [("deadline".to_owned(), "d".to_owned())]);
}

#[test]
fn what_a_change_keeps_back_is_told_beside_what_is_full() {
    let text = TEXT.replace("demand d: 20", "demand d: 50");
    let answer = asked(&text, "report why d in stormy");
    let one = |kind: &str, name: &str| (kind.to_owned(), name.to_owned());
    assert_eq!(causes(&answer), [one("capacity", "slow"), one("change", "storm")]);
    let unmet = |report: &str| asked(&text, report)["unmet"]["value"].as_f64().unwrap();
    assert!(unmet("report why d") < unmet("report why d in stormy"));
}

/// Ways of which one needs two capacities at once, in several sizes.
#[test]
fn capacities_that_are_named_alone_deliver_more_alone() {
    let text = "
commodity box { unit: TEU }
node A {}
node B {}
node C {}
node D {}
leg A -> B { time: 3 days, cost: 300 USD/TEU, capacity: 10 kTEU/year }
leg A -> C { time: 2 days, cost: 500 USD/TEU, capacity: CAP kTEU/year }
leg C -> B { time: 2 days, cost: 400 USD/TEU, capacity: 8 kTEU/year }
leg A -> D { time: 9 days, cost: 900 USD/TEU, capacity: 1 kTEU/year }
leg D -> B { time: 9 days, cost: 900 USD/TEU, capacity: 1 kTEU/year }
demand d: VOL kTEU/year of box from A to B
demand other: 3 kTEU/year of box from C to B { priority: 2 }
";
    for (volume, capacity) in [(15, 3), (25, 8), (30, 20), (40, 5), (60, 7)] {
        let text = text.replace("VOL", &volume.to_string()).replace("CAP", &capacity.to_string());
        let before = asked(&text, "report why d");
        let named = causes(&before);
        assert!(!named.is_empty(), "{before}");
        let unmet = before["unmet"]["value"].as_f64().unwrap();
        for (kind, name) in named {
            assert_eq!(kind, "capacity");
            assert!(name != "A -> D" && name != "D -> B", "{before}");
            let raised =
                format!("{text}\nscenario more {{ raise capacity of leg {name} by 1 kTEU/year }}");
            let after = asked(&raised, "report why d in more");
            assert!(after["unmet"]["value"].as_f64().unwrap() < unmet - 1e-6, "{name} {after}");
        }
    }
}
