//! Scripts in which every mistake of the language is planted: all are told, at
//! their places, and nothing else.
//!
//! A comment `!E0301` says that its line is told that code, `!^E0301` that the
//! line above it is (one `^` a line), `!x.csv:3:E0710` that line of that file.

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use support::Example;

/// File, line and code, and how often.
type Places = BTreeMap<(String, u64, String), usize>;

fn planted(text: &str) -> Places {
    let mut places = Places::new();
    let (mut file, mut line) = ("main.corridor".to_owned(), 0);
    for text in text.lines() {
        if let Some(name) = text.strip_prefix("--- ") {
            (file, line) = (name.trim().to_owned(), 0);
            continue;
        }
        line += 1;
        let marks = text.split_whitespace().filter_map(|word| word.strip_prefix('!'));
        for mark in marks {
            let up = mark.len() - mark.trim_start_matches('^').len();
            let mut parts = mark.trim_start_matches('^').split(':');
            let place = match (parts.next(), parts.next(), parts.next()) {
                (Some(file), Some(line), Some(code)) => {
                    (file.to_owned(), line.parse().expect("a line"), code.to_owned())
                }
                (Some(code), None, None) => (file.clone(), line - up as u64, code.to_owned()),
                _ => panic!("what does `!{mark}` mean?"),
            };
            *places.entry(place).or_default() += 1;
        }
    }
    places
}

fn told(text: &str) -> (Places, BTreeMap<(String, u64, String), String>) {
    let example = Example::write(text);
    let ran = example.check(&["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr));
    let (mut places, mut messages) = (Places::new(), BTreeMap::new());
    for told in json["diagnostics"].as_array().expect("a list of diagnostics") {
        let word = |key: &str| told[key].as_str().expect("a word").to_owned();
        let name = Path::new(&word("file")).file_name().map(|name| name.to_string_lossy().into());
        let place =
            (name.unwrap_or_default(), told["line"].as_u64().expect("a line"), word("code"));
        messages.insert(place.clone(), word("message"));
        *places.entry(place).or_default() += 1;
    }
    (places, messages)
}

/// Asserts that what is planted is told and nothing else; gives its number.
fn all_and_nothing_else(text: &str) -> usize {
    let planted = planted(text);
    let (told, messages) = told(text);
    let missed: Vec<_> = planted
        .iter()
        .filter(|(place, count)| told.get(*place).unwrap_or(&0) < count)
        .map(|(place, _)| place)
        .collect();
    let more: Vec<_> = told
        .iter()
        .filter(|(place, count)| planted.get(*place).unwrap_or(&0) < count)
        .map(|(place, _)| (place, &messages[place]))
        .collect();
    assert!(missed.is_empty() && more.is_empty(), "missed: {missed:#?}\nmore: {more:#?}");
    planted.values().sum()
}

#[test]
fn forty_mistakes_in_one_file() {
    let count = all_and_nothing_else(include_str!("data/mistakes/one_file.corridor"));
    assert!(count >= 40, "{count} are planted");
}

#[test]
fn forty_mistakes_in_several_files_and_tables() {
    let count = all_and_nothing_else(include_str!("data/mistakes/several_files.corridor"));
    assert!(count >= 40, "{count} are planted");
}

#[test]
fn forty_mistakes_in_other_places() {
    let count = all_and_nothing_else(include_str!("data/mistakes/other_places.corridor"));
    assert!(count >= 40, "{count} are planted");
}

#[test]
fn figures_without_a_source() {
    all_and_nothing_else(include_str!("data/mistakes/unsourced.corridor"));
}

#[test]
fn what_missing_files_may_declare_is_not_missed() {
    let count = all_and_nothing_else(
        "import \"lost.corridor\" // !E0701
import nodes from \"lost.csv\" // !E0701
commodity grain { unit: t }
node A { country: KZ }
node B { country: KZ }
leg A -> B { time: 1 day }
leg B -> X { time: 1 day }
leg X -> Y { time: 1 day }
demand d: 3 t/year of grain from A to Y
report routes from A to Y
",
    );
    assert_eq!(count, 2);
}

#[test]
fn a_file_that_is_too_large_is_told_beside_the_other_mistakes() {
    let count = all_and_nothing_else(
        "import \"large.corridor\"  // !E0704\nimport \"small.corridor\"\nnode A { dwell: 3 } // !E0301\n\
         --- large.corridor of 257 MB\nx\n--- small.corridor\nnode B { country: KX } // !E0209\n",
    );
    assert_eq!(count, 3);
}
