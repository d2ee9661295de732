//! The worst sets against trying all sets.

use serde_json::Value;

use crate::analysis::testing::file;
use crate::analysis::testing::random::network;

fn value(node: &Value) -> f64 {
    node["value"].as_f64().unwrap()
}

/// All sets of so many of a list, in order.
fn sets(of: &[String], count: usize) -> Vec<Vec<String>> {
    match (count, of) {
        (0, _) => vec![Vec::new()],
        (_, []) => Vec::new(),
        (_, [first, rest @ ..]) => {
            let with = sets(rest, count - 1).into_iter().map(|set| {
                let mut all = vec![first.clone()];
                all.extend(set);
                all
            });
            with.chain(sets(rest, count)).collect()
        }
    }
}

fn delivered(result: &Value) -> f64 {
    let demands = result["demands"].as_array().unwrap().iter();
    demands.map(|demand| value(&demand["delivered"])).sum()
}

#[test]
fn as_bad_as_trying_all_sets_finds() {
    let mut losing = 0;
    for (seed, count) in (600..618).map(|seed| (seed, 1 + (seed % 3) as usize)) {
        let text = network(seed, 6, 9, 2);
        for (level, word) in [("legs", "leg"), ("nodes", "node")] {
            let report = format!("report worst {count} closures of {level}\nreport flow\n");
            let json = file(&format!("{text}\n{report}")).json();
            let result = &json["results"][0];
            if result["answered"] == false {
                continue;
            }
            // What could be closed: all that is not an end.
            let mut names: Vec<String> = match level {
                "legs" => (0..9).map(|leg| format!("l{leg}")).collect(),
                _ => (3..6).map(|node| format!("n{node}")).collect(),
            };
            names.sort();
            let mut asked = format!("{text}\nreport flow\n");
            let all = sets(&names, count);
            for (index, set) in all.iter().enumerate() {
                let close: Vec<String> =
                    set.iter().map(|name| format!("close {word} {name}")).collect();
                let close = close.join("\n ");
                asked += &format!("scenario s{index} {{ {close} }}\nreport flow in s{index}\n");
            }
            let solved = file(&asked).json();
            let base = &solved["results"][0];
            let mut best: Option<(f64, f64, &Vec<String>)> = None;
            for (index, set) in all.iter().enumerate() {
                let after = &solved["results"][index + 1];
                let lost = delivered(base) - delivered(after);
                let added = value(&after["objective"]) - value(&base["objective"]);
                let worse = best.is_none_or(|(most, objective, _)| {
                    lost > most + 1e-7 || ((lost - most).abs() <= 1e-7 && added > objective + 1e-6)
                });
                if worse {
                    best = Some((lost, added, set));
                }
            }
            let (lost, added, set) = best.unwrap();
            assert_eq!(result["proved"], true);
            assert!((value(&result["lost_delivery"]) - lost).abs() < 1e-6, "{text}\n{result}");
            assert!((value(&result["added_objective"]) - added).abs() < 1e-5, "{text}\n{result}");
            let found: Vec<&str> = result["set"]
                .as_array()
                .unwrap()
                .iter()
                .map(|o| o["name"].as_str().unwrap())
                .collect();
            assert_eq!(&found, set, "{text}\n{result}");
            losing += usize::from(lost > 0.0);
        }
    }
    assert!(losing > 15, "{losing}");
}

#[test]
fn ends_are_left_out_unless_asked_for() {
    let toy = crate::analysis::testing::TOY;
    let text = format!(
        "{toy}\nreport worst 1 closures of nodes\nreport worst 1 closures of nodes including ends\n\
         report worst 2 closures of legs\n"
    );
    let json = file(&text).json();
    let results = json["results"].as_array().unwrap();
    let [without, with, legs] = &results[results.len() - 3..] else { panic!("three answers") };
    assert_eq!(without["set"][0]["name"], "BAK");
    assert_eq!(without["left_out"].as_array().unwrap().len(), 2);
    assert_eq!(with["lost_share"], 1.0);
    // One leg does it; the other adds nothing.
    assert_eq!(legs["needed"].as_array().unwrap().len(), 1);
    assert_eq!(legs["set"].as_array().unwrap().len(), 2);
}
