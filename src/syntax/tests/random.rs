//! Whatever the text, reading ends, tells places inside the file, and says the
//! same twice.

use proptest::prelude::*;

use super::support::parsed;
use crate::source::SourceMap;
use crate::syntax::Parsed;

/// Words and signs to make soups of.
const TOKENS: &[&str] = &[
    "node",
    "leg",
    "let",
    "param",
    "unit",
    "model",
    "bloc",
    "pool",
    "demand",
    "corridor",
    "border",
    "transfer",
    "import",
    "report",
    "expect",
    "scenario",
    "disruption",
    "upgrade",
    "sanction",
    "contract",
    "observed",
    "A",
    "B",
    "Khorgos",
    "Баку",
    "x_1",
    "in",
    "on",
    "from",
    "until",
    "to",
    "for",
    "at",
    "as",
    "by",
    "of",
    "every",
    "year",
    "and",
    "or",
    "not",
    "where",
    "within",
    "over",
    "step",
    "top",
    "via",
    "avoiding",
    "shared",
    "planned",
    "after",
    "with",
    "use",
    "unknown",
    "all",
    "close",
    "open",
    "set",
    "raise",
    "reduce",
    "forbid",
    "allow",
    "apply",
    "except",
    "extends",
    "legs",
    "nodes",
    "borders",
    "country",
    "mode",
    "tagged",
    "transit",
    "through",
    "trade",
    "time",
    "cost",
    "flow",
    "hhi",
    "mean",
    "quantile",
    "normal",
    "mixture",
    "irregular",
    "truncated",
    "each",
    "way",
    "schedule",
    "realised",
    "best",
    "nov",
    "mar",
    "routes",
    "sweep",
    "timeline",
    "exposure",
    "difference",
    "critical",
    "pairs",
    "worst",
    "closures",
    "empty",
    "detour",
    "draws",
    "ends",
    "terminal",
    "while",
    "it",
    "lasts",
    "12",
    "3_150",
    "0.32",
    "2.5e6",
    "60%",
    "10,000",
    "2022-03-21",
    "2022/3/21",
    "21.03.2022",
    "44.21N",
    "80.41E",
    "44,21N",
    "1..2",
    "days",
    "km",
    "USD/TEU",
    "USD/(t*km)",
    "million",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ",",
    ":",
    "=",
    "->",
    "<->",
    "-[",
    "]->",
    "..",
    "...",
    "~=",
    "+-",
    "+",
    "-",
    "*",
    "/",
    "<",
    "<=",
    ">",
    "@",
    "@assumed",
    "\"text\"",
    "\"open",
    "\\",
    "'",
    "“x”",
    "«",
    "→",
    "–",
    "−",
    "…",
    "\u{A0}",
    "#",
    "//",
    "///",
    "/*",
    "*/",
    ";",
    ".",
    "%",
    "&",
    "$",
    "\n",
    "\n",
    "\n",
    "\nnode X",
    "\nleg A -> B {",
    "\r\n",
    "\t",
    "é",
    "\u{301}",
    "日本",
    "\u{10FFFF}",
    "\0",
];

fn soup() -> impl Strategy<Value = String> {
    let token = (0..TOKENS.len(), 0..4u8);
    prop::collection::vec(token, 0..80).prop_map(|tokens| {
        let mut text = String::new();
        for (index, blanks) in tokens {
            text.push_str(TOKENS[index]);
            if blanks > 0 {
                text.push(' ');
            }
        }
        text
    })
}

/// What people write, with a few mistakes made in it.
fn mutated() -> impl Strategy<Value = String> {
    let forms: Vec<String> = super::forms::sources();
    let start = (0..forms.len(), 0..forms.len());
    let edits =
        prop::collection::vec((any::<prop::sample::Index>(), 0..6u8, 0..TOKENS.len()), 1..6);
    (start, edits).prop_map(move |((a, b), edits)| {
        let mut text = format!("{}{}", forms[a], forms[b]);
        for (place, what, token) in edits {
            let place = place.index(text.len() + 1);
            edit(&mut text, place, what, TOKENS[token]);
        }
        text
    })
}

fn edit(text: &mut String, place: usize, what: u8, token: &str) {
    let mut at = place;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let next = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    match what {
        0 => text.replace_range(at..next, ""),
        1 => text.insert_str(at, token),
        2 => text.replace_range(at..next, token),
        3 => {
            let copy = text[at..next].to_owned();
            text.insert_str(at, &copy);
        }
        4 => {
            let line = text[at..].find('\n').map_or(text.len(), |n| at + n);
            text.replace_range(at..line, "");
        }
        _ => text.truncate(at),
    }
}

/// Places of messages lie in the file, between characters; so do trees.
fn check(name: &str, text: &str) {
    let (sources, first) = parsed(name, text);
    inside(&sources, &first);
    let (_, second) = parsed(name, text);
    assert_eq!(first.program, second.program);
    assert_eq!(first.diagnostics.diagnostics(), second.diagnostics.diagnostics());
}

fn inside(sources: &SourceMap, parsed: &Parsed) {
    for told in parsed.diagnostics.diagnostics() {
        assert!(!told.labels.is_empty() && !told.title.is_empty());
        for label in &told.labels {
            sources.text(label.span);
        }
        for edit in told.fix.iter().flat_map(|fix| &fix.edits) {
            sources.text(edit.span);
        }
    }
    for decl in &parsed.program.decls {
        sources.text(decl.span);
    }
    let mut last = 0;
    for piece in &parsed.program.pieces {
        assert!(piece.start >= last && piece.end >= piece.start);
        last = piece.end;
    }
    assert!(parsed.program.comments.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, rng_seed: proptest::test_runner::RngSeed::Fixed(1), failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_text(text in any::<String>()) {
        check("any.corridor", &text);
    }

    #[test]
    fn any_soup(text in soup()) {
        check("soup.corridor", &text);
        check("soup.md", &format!("```corridor\n{text}\n```\n"));
    }

    #[test]
    fn any_mutation(text in mutated()) {
        check("mutated.corridor", &text);
    }

    #[test]
    fn any_cell(text in soup()) {
        let file = crate::source::FileId(0);
        let _ = crate::syntax::parse_cell(file, 7, &text);
        let _ = crate::syntax::parse_expression(file, 7, &text);
    }
}

#[test]
fn long_rows_of_one_thing_are_read_in_time_and_memory() {
    let long = 200_000;
    for unit in [
        "(",
        "[",
        "{",
        ")",
        "}",
        "\"",
        "'",
        "“",
        "-",
        "not ",
        "a ",
        "1 ",
        "leg",
        "leg\n",
        "leg x\n",
        "node A {",
        "node A {\n",
        "let a = (\n",
        "/*",
        "//",
        "///\n",
        "#\n",
        "@",
        "..",
        ",",
        ":",
        "->",
        "a..",
        "1 + ",
        "a -",
        "f(",
        "mean(",
        "time(A -> B) in ",
        "é",
        "\u{A0}",
        "a:\n",
        "x\n",
        "}\n",
        "node A { a: [ }\n",
        "/* */ ",
        "1/",
        "km/",
        "3_",
        "é.",
        "N ",
        "1 N ",
        "=",
        "“a” ",
    ] {
        for head in ["", "let a = ", "node A { x: ", "disruption d { close ", "report routes "] {
            let text = format!("{head}{}", unit.repeat(long / unit.len()));
            check_once(&text);
        }
    }
}

fn check_once(text: &str) {
    let (sources, parsed) = parsed("long.corridor", text);
    inside(&sources, &parsed);
}

#[test]
fn what_nests_to_the_bound_is_read_and_deeper_is_told() {
    let nested = |open: &str, close: &str, depth: usize| {
        format!("let a = {}1{}\n", open.repeat(depth), close.repeat(depth))
    };
    for (open, close) in [("(", ")"), ("f(", ")"), ("mean(", ")"), ("-(", ")"), ("not (", ")")] {
        let told = super::support::messages("deep.corridor", &nested(open, close, 60));
        assert_eq!(told, [""; 0], "{open}");
        let told = super::support::messages("deep.corridor", &nested(open, close, 128));
        assert!(told.iter().all(|told| told.starts_with("E0108")), "{open}: {told:?}");
        let told = super::support::messages("deep.corridor", &nested(open, close, 129));
        assert!(told.len() == 1 && told[0].starts_with("E0108"), "{open}: {told:?}");
    }
    let told = super::support::messages("deep.corridor", &nested("(", ")", 128));
    assert_eq!(told, [""; 0]);
    let lists = format!("disruption d {{ close {}leg a{} }}\n", "[".repeat(127), "]".repeat(127));
    assert_eq!(super::support::messages("deep.corridor", &lists), [""; 0]);
    let bodies = format!("disruption d {}{}\n", "{ after d ".repeat(128), "}".repeat(128));
    assert_eq!(super::support::messages("deep.corridor", &bodies), [""; 0]);
}
