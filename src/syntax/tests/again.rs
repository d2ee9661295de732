//! Reading again after an edit gives what reading from nothing gives.

use proptest::prelude::*;

use crate::source::SourceMap;
use crate::syntax::{Before, Parsed, parse, parse_again};

/// Bits of text that edits put in: some close what others open.
const BITS: &[&str] = &[
    "x",
    " ",
    "\n",
    "{",
    "}",
    "[",
    "(",
    "\"",
    "/*",
    "*/",
    "// c\n",
    "/// doc\n",
    "#",
    ":",
    ",",
    "node X { kind: city }\n",
    "leg A -> B { time: 2..3 days @assumed }\n",
    "\nmodel \"T\" {}\n",
    "б",
    "🚢",
    "12",
    "days",
    "report flow\n",
    "let y = 3\n",
    "\\",
    "'",
    "node",
    "```\n",
    "```corridor\n",
];

const START: &str = "/// Doc.\nmodel \"M\" { edition: 1 }\n\nnode A { kind: city, country: KZ, at: 44.21N 80.41E } // one\n/// Two\n/// lines.\nnode B \"Баку\" { dwell: 1..2..6 days @assumed \"why\", planned }\nleg A <-> B { mode: rail, distance: 404 km, capacity: 90 kTEU/year shared }\nmode rail { speed: 35 km/h }\ndisruption storm { close legs by rail where distance > 3 km from 2022-01-01 to 2022-02-01 }\nscenario s { apply storm }\nreport routes from A to B by time top 3 in s, baseline\nexpect time(A -> B) within 1 days .. 9 days in s\ncorridor c: A -> B\nsweeep\ndemand d: { 2022: 5 t, 2023: 6 t } of x from A to B { deadline: 2 days }\n/* end */\n";

fn whole(name: &str, text: &str) -> Parsed {
    let mut sources = SourceMap::new();
    let id = sources.add(name.to_owned(), None, text.into());
    parse(sources.file(id))
}

fn again(name: &str, text: &str, before: (String, Parsed), others: usize) -> Parsed {
    let mut sources = SourceMap::new();
    // The file may have another number than before.
    for _ in 0..others {
        sources.add("other".to_owned(), None, "".into());
    }
    let id = sources.add(name.to_owned(), None, text.into());
    let (old, Parsed { program, marks, .. }) = before;
    parse_again(sources.file(id), Some(Before { text: old.as_str().into(), program, marks }))
}

fn same(a: Parsed, b: Parsed) {
    assert_eq!(a.program, b.program);
    assert_eq!(a.marks, b.marks);
    assert_eq!(a.diagnostics.diagnostics(), b.diagnostics.diagnostics());
}

/// A place, how much is taken away there, and what is put in.
fn edits() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    prop::collection::vec((0..2_000usize, 0..30usize, 0..BITS.len()), 1..12)
}

fn edit(text: &str, (at, taken, bit): (usize, usize, usize)) -> String {
    let mut start = at % (text.len() + 1);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    // Half of the edits take nothing away.
    let mut end = (start + taken.saturating_sub(15)).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    format!("{}{}{}", &text[..start], BITS[bit], &text[end..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_did_not_change_may_be_kept(edits in edits(), literate: bool) {
        let name = if literate { "a.md" } else { "a.corridor" };
        let mut text = START.to_owned();
        if literate {
            text = format!("# T\n\n```corridor\n{START}```\n\nmore\n\n```corridor\nnode C\n```\n");
        }
        let mut before = (text.clone(), whole(name, &text));
        for one in edits {
            text = edit(&text, one);
            let next = again(name, &text, before, 0);
            let from_nothing = whole(name, &text);
            prop_assert_eq!(&next.program, &from_nothing.program);
            prop_assert_eq!(&next.marks, &from_nothing.marks);
            prop_assert_eq!(
                next.diagnostics.diagnostics(),
                from_nothing.diagnostics.diagnostics()
            );
            before = (text.clone(), next);
        }
    }
}

/// A large file's trees leave out the bodies of plain nodes and legs.
#[test]
fn large_files_keep_their_trees_too() {
    let mut text = String::from(START);
    for number in 0..20_000 {
        text.push_str(&format!("node n_{number} {{ kind: city, dwell: {number} hours }}\n"));
    }
    let at = text.len() / 2;
    let at = text[..at].rfind("dwell: ").map_or(0, |at| at + 7);
    let mut before = (text.clone(), whole("a", &text));
    for bit in ["x", "12", "\n}\nnode y {\n", "", "/*"] {
        text.insert_str(at, bit);
        let next = again("a", &text, before, 0);
        let from_nothing = whole("a", &text);
        assert!(next.program == from_nothing.program && next.marks == from_nothing.marks);
        assert_eq!(next.diagnostics.diagnostics(), from_nothing.diagnostics.diagnostics());
        before = (text.clone(), next);
    }
    // From small to large and back, whole and not whole.
    let small = START.to_owned();
    same(again("a", &small, before, 0), whole("a", &small));
    same(again("a", &text, (small.clone(), whole("a", &small)), 0), whole("a", &text));
}

#[test]
fn a_file_may_get_another_number() {
    let moved = again("a", START, (START.to_owned(), whole("a", START)), 3);
    let mut sources = SourceMap::new();
    for _ in 0..3 {
        sources.add("other".to_owned(), None, "".into());
    }
    let id = sources.add("a".to_owned(), None, START.into());
    same(moved, parse(sources.file(id)));
}
