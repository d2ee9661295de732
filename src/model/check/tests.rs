use std::sync::Arc;

use super::{CheckOptions, Checked, Part, check};
use crate::diagnostic::codes;
use crate::source::SourceMap;

fn run(text: &str) -> (Checked, Vec<String>) {
    let mut sources = SourceMap::new();
    let id = sources.add("a.corridor".to_owned(), None, Arc::from(text));
    let parsed = crate::syntax::parse(sources.file(id));
    let options =
        CheckOptions { strict_sources: text.contains("--strict-sources"), ..Default::default() };
    let parts = [Part { program: &parsed.program, main: true }];
    let mut checked = check(&parts, &sources, &options);
    let mut all = parsed.diagnostics;
    all.append(std::mem::take(&mut checked.diagnostics));
    let told = all
        .into_sorted()
        .iter()
        .map(|d| {
            let at = sources.position(d.span());
            format!("{} {}:{} {}", d.code.0, at.line, at.column, d.title)
        })
        .collect();
    (checked, told)
}

/// Codes that later passes tell: conflicts, moments, matching, files.
const LATER: &[&str] = &["E0503", "E0512", "E0605", "E0615", "W0408", "W0501"];

#[test]
fn each_wrong_example_tells_its_own_code_and_each_right_one_nothing() {
    let mut bad = Vec::new();
    for entry in codes::all() {
        let code = entry.code.0;
        if code[1..].starts_with("07") || code[1..].starts_with("01") {
            continue;
        }
        let (_, wrong) = run(entry.wrong);
        if !LATER.contains(&code)
            && (wrong.is_empty() || !wrong.iter().all(|m| m.starts_with(code)))
        {
            bad.push(format!("{code} wrong: {wrong:#?}"));
        }
        let (_, right) = run(entry.right);
        if !right.is_empty() {
            bad.push(format!("{code} right: {right:#?}"));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
#[ignore = "scratch"]
fn scratch() {
    let text = std::fs::read_to_string(std::env::var("F").unwrap()).unwrap();
    let (checked, told) = run(&text);
    println!("{told:#?}");
    println!(
        "{} nodes {} legs {} questions {} expects",
        checked.model.nodes.len(),
        checked.model.legs.len(),
        checked.model.questions.len(),
        checked.model.expectations.len()
    );
}

#[test]
fn unlimited_is_no_missing_capacity_whoever_says_it() {
    let network = "commodity c { unit: TEU }\nmode rail { speed: 30 km/h, capacity: unlimited }\n\
                   mode wide extends rail\nmode sea { speed: 30 km/h }\nnode A {}\nnode B {}\n\
                   leg A -> B { mode: wide, distance: 9 km }\n\
                   leg x: A -> B { mode: sea, distance: 9 km, capacity: unlimited }\n\
                   leg y: A -> B { mode: sea, distance: 9 km, capacity: 3 TEU/day }\n\
                   demand d: 1 TEU/day of c from A to B\nreport flow\n";
    assert_eq!(run(network).1, [""; 0]);
    let missing = format!("{network}leg z: A -> B {{ mode: sea, distance: 9 km }}\n");
    let told = run(&missing).1;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("W0405"), "{told:?}");
}

#[test]
fn an_expectation_keeps_what_it_cites_wherever_it_stands() {
    let text = "source a { title: \"A\" }\nsource b { title: \"B\" }\nsource c { title: \"C\" }\n\
                mode rail { speed: 30 km/h }\nnode N {}\nnode M {}\n\
                leg N -> M { mode: rail, distance: 9 km }\n\
                expect time(N -> M) within 0 days .. 9 days @a\n\
                expect time(N -> M) < 9 days @b in baseline @c\n";
    let (checked, told) = run(text);
    assert_eq!(told, [""; 0]);
    let cited = |n: usize| {
        let id = checked.model.expectations[n].cites;
        checked.model.cites[id.index()].len()
    };
    assert_eq!((cited(0), cited(1)), (1, 2));
}
