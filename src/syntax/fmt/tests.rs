//! Layout, and what it keeps.

use crate::source::SourceMap;

use super::{Formatted, format};

fn formatted(name: &str, text: &str) -> Formatted {
    let mut sources = SourceMap::new();
    let id = sources.add(name.to_owned(), None, text.into());
    format(sources.file(id)).unwrap_or_else(|refused| {
        let once = super::once(sources.file(id)).text;
        let again = sources.add(name.to_owned(), None, once.as_str().into());
        let twice = super::once(sources.file(again)).text;
        panic!("{refused:?} of\n{text}\nonce\n{once}\ntwice\n{twice}")
    })
}

fn script(text: &str) -> String {
    let formatted = formatted("a.corridor", text);
    assert!(formatted.left.is_empty(), "left: {:?}\n{text}", formatted.left);
    formatted.text
}

#[test]
fn blanks_are_one_style() {
    let cases = [
        ("node   A{kind:port ,country : KZ}", "node A { kind: port, country: KZ }"),
        ("node A{}", "node A {}"),
        ("leg A->B{time:4 .. 5..7days}", "leg A -> B { time: 4..5..7 days }"),
        ("leg A<->B { time:12 hours..3 days }", "leg A <-> B { time: 12 hours .. 3 days }"),
        ("let x=-  2*( a+3 )-1", "let x = -2 * (a + 3) - 1"),
        ("let x=2*a/b", "let x = 2 * a / b"),
        ("let x=- /* c */ 2", "let x = - /* c */ 2"),
        ("let x = 3/week", "let x = 3/week"),
        ("let x = 10 km/2 hours", "let x = 10 km / 2 hours"),
        ("let x = 10 km /2 hours", "let x = 10 km / 2 hours"),
        ("let x = 0.02 USD/( t * km )", "let x = 0.02 USD/(t*km)"),
        ("let x = 350 million   USD", "let x = 350 million USD"),
        ("let x = normal ( 10,2 )days", "let x = normal(10, 2) days"),
        ("node A { at: 44.21N   80.41E }", "node A { at: 44.21N 80.41E }"),
        ("corridor C : A->B -[ rail ]-> D", "corridor C: A -> B -[rail]-> D"),
        ("let x = 60%@assumed\"why\"", "let x = 60% @assumed \"why\""),
        (
            "expect time ( A->B ) within 17 days..19 days",
            "expect time(A -> B) within 17 days .. 19 days",
        ),
        ("report capacity from { A,B } to {C}", "report capacity from {A, B} to {C}"),
        ("expect a ~=b +-5%", "expect a ~= b +- 5%"),
        ("node A { mode: x  dwell: 3 days, }", "node A { mode: x, dwell: 3 days }"),
    ];
    for (text, expected) in cases {
        assert_eq!(script(text), format!("{expected}\n"), "{text}");
    }
}

#[test]
fn bodies_keep_the_authors_lines_and_are_set_in() {
    let text = "\
node Aktau { kind: port,country: KZ,
      dwell: 1 day,

  // why
     throughput: 140 kTEU/year }   // trailing
upgrade u {
 reduce throughput of node A by 67% from 2022-03-28 to 2022-04-25,
 close legs where mode = ferry
   and distance > 200 km
 transfers: { rail -> ferry { time: 1 day } } }
";
    let expected = "\
node Aktau {
  kind: port, country: KZ
  dwell: 1 day

  // why
  throughput: 140 kTEU/year
} // trailing
upgrade u {
  reduce throughput of node A by 67% from 2022-03-28 to 2022-04-25
  close legs where mode = ferry
    and distance > 200 km
  transfers: { rail -> ferry { time: 1 day } }
}
";
    assert_eq!(script(text), expected);
}

#[test]
fn a_body_too_long_for_its_line_is_broken_and_windows_stay() {
    let long = "x".repeat(60);
    let text = format!(
        "disruption d {{ close legs by ferry from 2022-01-01 to 2022-02-01, reduce cost of node {long} by 5%, rate: 3/year }}\n"
    );
    let expected = format!(
        "disruption d {{\n  close legs by ferry from 2022-01-01 to 2022-02-01\n  reduce cost of node {long} by 5%\n  rate: 3/year\n}}\n"
    );
    assert_eq!(script(&text), expected);
}

#[test]
fn comments_and_one_blank_line_are_kept() {
    let text = "\u{FEFF}\n\n// first\n\n\n/* a\n   b */ node A\n\n\n\n/// doc\n  // between\nnode B{} /* at the end */\n// last\n";
    let expected = "// first\n\n/* a\n   b */\nnode A\n\n/// doc\n// between\nnode B {} /* at the end */\n// last\n";
    assert_eq!(script(text), expected);
    assert_eq!(script("// only\r\n"), "// only\n");
    assert_eq!(script(""), "");
}

#[test]
fn braces_of_a_group_stand_below_each_other() {
    let text = "node A {country: KZ}\nnode Long_name { country: AZ }\n\nnode B { country: TR }\nmode x { speed: 3 km/h }\n";
    let expected = "node A         { country: KZ }\nnode Long_name { country: AZ }\n\nnode B { country: TR }\nmode x { speed: 3 km/h }\n";
    assert_eq!(script(text), expected);
}

#[test]
fn broken_pieces_are_left_and_the_rest_is_formatted() {
    let text = "node A{}\nnode   B { dwell:: 3 }   // x\n/// doc\nnode C{}\n";
    let done = formatted("a.corridor", text);
    assert_eq!(done.left.len(), 1);
    assert_eq!(done.text, "node A {}\nnode   B { dwell:: 3 }   // x\n/// doc\nnode C {}\n");
}

#[test]
fn only_the_blocks_of_a_page_are_formatted() {
    let page = "# T\n\n```corridor\nnode   A\n```\n\n```text\nnode   A\n```\n";
    assert_eq!(formatted("a.md", page).text, page.replacen("node   A", "node A", 1));
}
