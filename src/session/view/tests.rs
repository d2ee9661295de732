//! Tokens, roles and places on whole and on broken text.

use super::token::{Role, Shape, lex};
use super::{View, signature};
use crate::session::MemoryFiles;
use crate::syntax::keywords::{FUNCTIONS, METRICS};

fn view(text: &str) -> View {
    View::new("a.corridor", &MemoryFiles::new().with("a.corridor", text))
}

#[test]
fn tokens_cover_everything_but_blanks() {
    let text = "node Баку \"a \\\" b\" { at: 1.5N 2E } // c\n/* d */ x ~= 2..6 60% 2022-03-21 ->\"open\n/*";
    let tokens = lex(text, 0..text.len());
    let mut at = 0;
    for token in &tokens {
        assert!(token.start < token.end && text[at..token.start as usize].trim().is_empty());
        at = token.end as usize;
    }
    assert!(text[at..].trim().is_empty());
    assert_eq!(tokens.iter().filter(|t| t.shape == Shape::Text).count(), 2);
}

#[test]
fn every_function_has_a_signature() {
    for name in [METRICS, FUNCTIONS].concat() {
        assert!(signature::of(name).is_some(), "{name}");
    }
}

#[test]
fn a_tag_is_no_name() {
    let text = "node A\nnode B\nleg btk: A -> B { tags: [btk] }\nupgrade u { open tagged btk, open leg btk }\n";
    let view = view(text);
    let file = view.main().unwrap().id();
    let found = view.token_at(file, text.find("btk").unwrap() as u32).unwrap();
    assert_eq!(found.token.role, Role::Definition("leg"));
    let places: Vec<u32> = view.references(found).iter().map(|span| span.start).collect();
    let last = text.rfind("btk").unwrap() as u32;
    assert_eq!(places, [text.find("btk").unwrap() as u32, last]);
}

#[test]
fn completion_knows_its_place() {
    let text = "mode rail { speed: 35 km/h }\nnode Aktau { country: KZ }\nnode Baku { country: AZ }\nleg Aktau -> Baku { mode: rail, time: 2 days }\nscenario today\nreport routes from Aktau to Baku in today\n";
    let cases = [
        ("mode: ", "rail", "Aktau"),
        ("leg Aktau -> ", "Baku", "rail"),
        ("country: ", "KZ", "Aktau"),
        ("in ", "today", "Aktau"),
        ("time: 2 ", "hours", "km"),
        ("mode: rail, ", "distance", "Aktau"),
        ("report ", "timeline", "Aktau"),
        ("routes from ", "Aktau", "today"),
    ];
    let view = view(text);
    let file = view.main().unwrap().id();
    for (before, there, not) in cases {
        let at = text.find(before).unwrap() + before.len();
        let (_, all) = view.complete(file, at as u32, &MemoryFiles::new());
        let has = |label: &str| all.iter().any(|candidate| candidate.label == label);
        assert!(has(there), "{there} after {before}");
        assert!(!has(not), "{not} after {before}");
    }
}

#[test]
fn of_very_many_names_those_that_fit_are_offered() {
    let mut text: String = (0..4_000).map(|at| format!("node n{at:04}\n")).collect();
    text.push_str("leg n0001 -> n39");
    let view = view(&text);
    let (_, all) = view.complete(view.main().unwrap().id(), text.len() as u32, &MemoryFiles::new());
    assert!(all.iter().any(|candidate| candidate.label == "n3999"), "{}", all.len());
}

#[test]
fn broken_text_has_definitions_and_outlines() {
    let text =
        "node A { dwell: }\nnode B {\nleg x: A -> B { time: 2 days\nscenario s { apply q }\n";
    let view = view(text);
    let file = view.main().unwrap().id();
    let names: Vec<String> = view.outline(file).into_iter().map(|line| line.name).collect();
    assert_eq!(names, ["A", "B", "x", "s"]);
    assert!(!view.told.diagnostics.is_empty());
}

#[test]
fn lenses_tell_figures_and_verdicts() {
    let text = "model { currency: USD }\ncommodity c { unit: TEU }\nmode rail\nnode A\nnode B\nleg A -> B { mode: rail, time: 2 days, cost: 5 USD/TEU }\ncorridor way: A -> B\nexpect time(A -> B) = 2 days\nexpect time(A -> B) < 1 day\nreport network\n";
    let view = view(text);
    let control = crate::control::Control::new();
    let said: Vec<String> = view
        .lenses()
        .into_iter()
        .map(|lens| view.lens(lens.ask, &control).unwrap().unwrap_or_default())
        .collect();
    assert_eq!(said, ["2 days, 5 USD/TEU", "passes", "fails: 2 days", "run"]);
}
