//! The fast reader gives the tree of the grammar, or none.

use proptest::prelude::*;

use crate::diagnostic::Sink;
use crate::source::FileId;
use crate::syntax::fast;
use crate::syntax::mend::Places;
use crate::syntax::parse::read_declaration;

/// Whether the fast reader took the text; then its tree is the grammar's.
fn same(text: &str) -> bool {
    let file = FileId(3);
    let Some(quick) = fast::read(file, 1_000, text, true) else { return false };
    let mut sink = Sink::new();
    let slow = read_declaration(&Places::plain(file, 1_000), text, &mut sink);
    assert_eq!(Some(quick), slow, "{text}");
    assert!(sink.diagnostics().is_empty(), "{text}: {sink:?}");
    true
}

const NAMES: &[&str] = &[
    "Aktau",
    "n1",
    "leg",
    "node",
    "x_y",
    "km",
    "planned_2",
    "Report",
    "time",
    "legs",
    "unknown",
    "of",
];
const KEYS: &[&str] = &[
    "mode",
    "time",
    "distance",
    "capacity",
    "at",
    "dwell",
    "from",
    "as",
    "and",
    "legs",
    "each",
    "of",
    "for",
    "within",
    "planned",
    "capacity for crude",
    "cost for x",
];
const VALUES: &[&str] = &[
    "rail",
    "4..5..7 days",
    "2_750 km",
    "0.5",
    "60%",
    "90 kTEU/year",
    "44.21N 80.41E",
    "43.6S 1W",
    "[AZ, KZ]",
    "[]",
    "[a,]",
    "\"a text\"",
    "\"a \\\"b\\\" \\\\\"",
    "unknown",
    "12h",
    "12 h/d",
    "1..2",
    "12 hours .. 3 days",
    "2 .. 3 days",
    "schedule",
    "best",
    "450 USD/TEU/day",
    "3/week",
    "6 / year",
    "3..5/week",
    "1.35%/day",
    "3/of",
    "3/time(x)",
    "5 t/ day",
    "5 km/2",
    "unlimited",
    "5 km // way",
    "5 /* c */ km",
    "[a // b\n, c]",
    "12 N",
    "-5 days",
    "2022-03-21",
    "1e3",
    "x.y",
    "5 days at 90%",
    "60 t shared",
    "[leg a]",
    "{ a: 1 }",
    "nov..mar",
    "1.5.2",
    "12km/h",
    "7 m3",
    "3 ships of 5 t",
    "5 million USD",
    "f(2) days",
    "(2) days",
    "a + b",
    "144N 3E",
    "1__2 km",
    "1_ km",
];
const CITES: &[&str] =
    &["", "", "", " @atlas", " @wb2023 \"p. 4\"", "@a@b", " @a /* x */ \"t\"", " @ x", "\n@z"];
const BETWEEN: &[&str] =
    &[", ", ",", "\n  ", " ", ",\n", " // c\n", " /* c */ ", ",,", ";", "\n\n"];
const TAILS: &[&str] = &["", "", " @s", " @s \"n\" @t", " // end", " x", " {}", "\n\n"];

fn pick(list: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    (0..list.len()).prop_map(|index| list[index])
}

fn item() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (pick(KEYS), pick(&[": ", ":", " : ", " ", " = "]), pick(VALUES), pick(CITES))
            .prop_map(|(key, colon, value, cites)| format!("{key}{colon}{value}{cites}")),
        1 => Just("planned".to_owned()),
        1 => pick(NAMES).prop_map(str::to_owned),
    ]
}

fn body() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => Just(String::new()),
        6 => (prop::collection::vec((item(), pick(BETWEEN)), 0..6), pick(TAILS)).prop_map(|(items, tail)| {
            let items: String = items.into_iter().map(|(item, between)| item + between).collect();
            format!(" {{ {items} }}{tail}")
        }),
    ]
}

fn head() -> impl Strategy<Value = String> {
    let title = || pick(&["", "", " \"A title\"", "\"t\"", " \"a \\\\ b\""]);
    prop_oneof![
        (pick(NAMES), title()).prop_map(|(name, title)| format!("node {name}{title}")),
        (pick(NAMES), pick(&["->", "<->", " -> ", "→", "-"]), pick(NAMES), title())
            .prop_map(|(from, arrow, to, title)| format!("leg {from}{arrow}{to}{title}")),
        (pick(NAMES), title(), pick(&[":", " : ", " "]), pick(NAMES), pick(NAMES), title())
            .prop_map(|(name, first, colon, from, to, title)| {
                format!("leg {name}{first}{colon}{from} -> {to}{title}")
            }),
    ]
}

/// Whether the fast reader took a cell; then its value is the grammar's.
fn same_cell(text: &str) -> bool {
    let file = FileId(3);
    let Some(quick) = fast::read_value(file, 1_000, text) else { return false };
    let slow = crate::syntax::parse_cell(file, 1_000, text);
    let none = crate::syntax::ast::Cites::default();
    assert_eq!(Ok((quick, none)), slow, "{text}");
    true
}

#[test]
fn plain_cells_go_the_fast_way() {
    for text in ["8..11..15", "4..5..7 days", "12", "60%", "90 kTEU/year", "3/week", "rail"] {
        assert!(same_cell(text), "{text}");
    }
    for text in ["-5", "5 t/year shared", "12 hours @s", "a b", "", " 12"] {
        assert!(!same_cell(text), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, rng_seed: proptest::test_runner::RngSeed::Fixed(1), failure_persistence: None, ..Default::default() })]

    #[test]
    fn generated_declarations_read_the_same(head in head(), cites in pick(CITES), body in body()) {
        same(&format!("{head}{cites}{body}"));
    }

    #[test]
    fn cells_read_the_same(
        value in pick(VALUES),
        cites in pick(CITES),
        place in any::<prop::sample::Index>(),
        slip in pick(&["", "x", " ", ":", ",", "[", "\"", "@", "1", ".", "..", "/", "é", "_", "-", "%"]),
    ) {
        let mut text = format!("{value}{cites}");
        let mut at = place.index(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text.insert_str(at, slip);
        same_cell(&text);
    }

    #[test]
    fn declarations_with_a_slip_read_the_same(
        head in head(),
        body in body(),
        place in any::<prop::sample::Index>(),
        slip in pick(&["", "x", " ", ":", ",", "}", "{", "\"", "@", "1", ".", "..", "/", "é", "_", "-", "\n"]),
        replace in any::<bool>(),
    ) {
        let mut text = format!("{head}{body}");
        let mut at = place.index(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let next = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        text.replace_range(at..if replace { next } else { at }, slip);
        same(&text);
    }
}

#[test]
fn plain_declarations_go_the_fast_way() {
    for text in [
        "node A",
        "node Aktau \"Port of Aktau\" { kind: port, country: KZ, at: 43.60N 51.22E }",
        "node A { dwell: 2..4..12 days @assumed \"why\", planned, tags: [a, b] } @atlas",
        "leg A -> B",
        "leg x \"t\": A <-> B { mode: rail, distance: 2_750 km, time: 4..5..7 days }",
        "leg A -> B { mode: rail, time: 4..5..7 days @s, capacity: 90 kTEU/year, cost for crude: 5 USD/t } @x",
        "leg A -> B { frequency: 1/week @s, cost: 3..5 / year }",
        "leg n1 -> n2 { mode: rail\n  distance: 404 km // way\n  capacity: unknown }",
    ] {
        assert!(same(text), "{text}");
    }
}

#[test]
fn what_is_not_plain_is_left_to_the_grammar() {
    for text in [
        "node Баку {}",
        "node in {}",
        "leg A - B",
        "leg A -> B { frequency: 1/week irregular(1) }",
        "leg A -> B { frequency: 2/3 }",
        "leg A -> B { mode: rail,, time: 1 day }",
        "leg A -> B { time: schedule 9 days }",
        "leg A -> B { capacity: 5 t/year shared }",
        "node A { at: 44.21N }",
        "node A { note: \"a\\nb\" }",
        "node A {} node B {}",
    ] {
        assert!(!same(text), "{text}");
    }
}

#[test]
fn bodies_of_a_large_file_are_read_again_as_they_were() {
    let legs = "leg A -> B { mode: rail, time: 4..5..7 days @s, distance: 404 km }\nnode A { at: 44N 80E }\n";
    let small = super::support::parsed("small.corridor", legs);
    let large =
        super::support::parsed("large.corridor", &legs.repeat(2 * 1024 * 1024 / legs.len()));
    for (kept, left) in small.1.program.decls.iter().zip(&large.1.program.decls) {
        let (kept, left) = (braces(&kept.kind), braces(&left.kind));
        assert!(!kept.unread && left.unread && left.items.is_empty());
        assert_eq!(crate::syntax::read_body(&large.0, left).items, kept.items);
    }
}

fn braces(kind: &crate::syntax::ast::DeclKind) -> &crate::syntax::ast::Body {
    use crate::syntax::ast::DeclKind;
    match kind {
        DeclKind::Named { body, .. } | DeclKind::Leg { body, .. } => body,
        _ => panic!("neither a node nor a leg"),
    }
}
