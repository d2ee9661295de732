//! What is told, and where. Of a table of texts each line is a message that
//! begins with `code line:column`; nothing else is told.

use super::support::{messages, parsed};
use crate::syntax::ast::{DeclKind, Item};

fn told(text: &str) -> Vec<String> {
    let all = messages("mistakes.corridor", text);
    all.iter().map(|told| told.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ")).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(told(text), expected, "{text}\n{:#?}", messages("mistakes.corridor", text));
}

#[test]
fn several_mistakes_of_one_piece_are_all_told() {
    check(
        "node A { kind = port, dwell 12 hours\n  at: 43.60 N 51.22 E\n  throughput: 10,000 t/year }\n\
         node B {}\nleg A -> B { time: , cost: 5 USD/t, distance: }\n",
        &["E0109 1:15", "E0110 1:23", "E0117 2:7", "E0111 3:15", "E0101 5:20", "E0101 5:45"],
    );
}

#[test]
fn brackets_and_texts_that_are_not_closed() {
    check(
        "node A { country: KZ\n\nnode B { country: KZ }\nleg A -> B { mode: rail\nnode C {}\n",
        &["E0103 1:8", "E0103 4:12"],
    );
    check("pool p {\n  legs: [legs by ferry\n  capacity: 80 kTEU/year\n}\n", &["E0104 2:9"]);
    check("node A { tags: [a, b kind: port }\nnode B {}\n", &["E0104 1:16"]);
    check("node A { note: \"abc, kind: port }\nnode B {}\n", &["E0105 1:16"]);
    check("model \"Middle Corridor { edition: 1 }\nnode A {}\n", &["E0105 1:7"]);
    check("let a = ((1 + 2)\nlet b = [1, 2\nnode C {}\n", &["E0104 1:9", "E0104 2:9"]);
    check("/* never closed\nnode A {}\nnode B {}\n", &["E0106 1:1"]);
    check("node A {} }\nnode B {}\n", &["E0107 1:11"]);
    check("node A { dwell: (2 days }\n", &["E0104 1:17"]);
}

#[test]
fn signs_of_word_processors_and_other_languages() {
    check("# a comment { [\nnode A { } # another \" one\n", &["E0112 1:1", "E0112 2:12"]);
    check(
        "node A “Port” { note: ‘KZ’, url: 'x//y' }\n",
        &["E0113 1:8", "E0113 1:23", "E0113 1:34"],
    );
    check(
        "leg A → B { time: 2–6 days, cost: −5 USD/t; mode: rail }\nleg A –> B\nleg A => B\nleg A — B\n",
        &[
            "E0114 1:7",
            "E0114 1:20",
            "E0114 1:35",
            "E0114 1:43",
            "E0114 2:7",
            "E0114 3:7",
            "E0114 4:7",
        ],
    );
    check(
        "expect a == 3 && b ≥ 4\nexpect a != 3\n",
        &["E0114 1:10", "E0114 1:15", "E0114 1:20", "E0114 2:10"],
    );
    check("node A { dwell:\u{A0}5 days }\n", &["E0114 1:16"]);
    check("source s { title: \"a\\nb\", url: \"c:\\data\" }\n", &["E0132 1:21", "E0132 1:35"]);
}

#[test]
fn numbers_dates_and_places_in_other_forms() {
    check(
        "disruption s { close node A from 2022/03/21 to 21.03.2022\n from 2022-3-21 }\nlet a = 2022-1-1\n",
        &["E0115 1:34", "E0115 1:48", "E0115 2:7", "E0115 3:9"],
    );
    check(
        "node A { at: 44,21N 80,41E }\nnode B { at: N44.21 E80.41 }\nnode C { at: 80.41E 44.21N }\n\
         node D { at: 44.21°N, 80.41°E }\nnode E { at: 44.21N }\nnode F { at: 44.21 80.41 }\n\
         node G { at: 144.21N 80.41E }\nnode H { at: 44.21, 80.41 }\n",
        &[
            "E0117 1:14",
            "E0117 2:14",
            "E0117 3:14",
            "E0117 4:14",
            "E0117 5:14",
            "E0117 6:14",
            "E0117 7:14",
            "E0117 8:14",
        ],
    );
    check(
        "let a = 60 %\nlet b = .5\nlet c = 5.\nlet d = $450\nlet e = 10 000 km\nlet f = 1'000 km\n\
         let g = 1.000.000 km\nlet h = 0,5 days\nlet i = uniform(10,000, 20,000) km\n",
        &[
            "E0133 1:9",
            "E0133 2:9",
            "E0133 3:9",
            "E0114 4:9",
            "E0111 5:9",
            "E0111 6:9",
            "E0111 7:9",
            "E0111 8:9",
            "E0111 9:17",
            "E0111 9:25",
        ],
    );
    // Two arguments, and a difference.
    check("let a = normal(10,200) days\nlet b = 2022 - 3 - 21\nlet c = 12/3/4\n", &[]);
}

#[test]
fn names_that_are_none() {
    check(
        "node in {}\nnode {}\nleg -> B\nleg A ->\nscenario extends x {}\ndemand : 5 t/year of x from A to B\n",
        &["E0118 1:6", "E0119 2:1", "E0119 3:1", "E0119 4:8", "E0119 5:1", "E0119 6:1"],
    );
    check(
        "node Ust-Luga { country: RU }\nnode Saint Petersburg { country: RU }\nnode Xi'an {}\nnode 2nd {}\n",
        &["E0130 1:6", "E0130 2:6", "E0130 3:6", "E0130 4:6"],
    );
    check(
        "bloc E { members: [AM BY KZ] }\nlet x = uniform(1 2) days\n",
        &["E0129 1:20", "E0129 2:17"],
    );
}

#[test]
fn words_that_are_nearly_right() {
    check("nodde A {}\nNode B {}\nleg A -> B\n", &["E0102 1:1", "E0102 2:1"]);
    check("node A {}\nnodde B {}\nhello world\nthis is text\n", &["E0102 2:1", "E0102 3:1"]);
    check(
        "report rutes from A to B\nreport routes form A to B\nreport\nreport flow minimizing cost\n",
        &["E0121 1:8", "E0131 2:15", "E0121 3:6", "E0131 4:13"],
    );
    check(
        "disruption storm { clsoe legs by ferry, form 2022-01-01 }\nscenario s { aply storm, close legs bye x }\n",
        &["E0131 1:20", "E0131 1:41", "E0131 2:14", "E0131 2:37"],
    );
    check("import legs form \"x.csv\"\nimport node from \"x.csv\"\n", &["E0131 1:13", "E0131 2:8"]);
    check(
        "let fee: 60 USD/TEU\nleg x = A -> B\ndemand e 5 t/year of c from A to B\n",
        &["E0128 1:8", "E0109 2:7", "E0110 3:8"],
    );
}

#[test]
fn reports_and_metrics_that_lack_something() {
    check(
        "report routes from A to B top 3 top 4 in x in y\nreport exposure\nreport timeline\nreport flow detour 30%\n\
         report difference for time(A -> B)\nreport pareto from A to B\nreport changes\n",
        &[
            "E0120 1:33",
            "E0120 1:44",
            "E0127 2:8",
            "E0127 3:8",
            "E0127 4:13",
            "E0127 5:8",
            "E0127 6:8",
            "E0127 7:8",
        ],
    );
    check(
        "expect flow(leg x) of D = 5\nexpect time(A -> B in x) = 5\nexpect a < b < c\nexpect a ~= 3\nexpect a +- 3\n",
        &["E0101 1:20", "E0101 2:20", "E0123 3:8", "E0124 4:10", "E0124 5:10"],
    );
}

#[test]
fn what_can_be_read_of_a_broken_declaration_is_kept() {
    let text = "node A { kind: port, dwell: , at: 44.21N 80.41E }\nlegg x: A -> B { time: 1 day }\nleg A + B {}\nleg y: A + B\n";
    let (_, parsed) = parsed("kept.corridor", text);
    let kinds: Vec<&DeclKind> = parsed.program.decls.iter().map(|decl| &decl.kind).collect();
    let [DeclKind::Named { body, .. }, DeclKind::Leg { name: Some(name), .. }] = kinds.as_slice()
    else {
        panic!("{kinds:?}");
    };
    let words: Vec<String> = body
        .items
        .iter()
        .map(|item| match item {
            Item::Property(property) => property.key.text.to_string(),
            Item::Broken(name) => format!("broken {}", name.text),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(words, ["kind", "broken dwell", "at"]);
    assert_eq!(name.text, "x");
    let broken: Vec<&str> = parsed.program.broken.iter().map(|name| name.text.as_str()).collect();
    assert_eq!(broken, ["y"]);
}

#[test]
fn literate_pages_are_told_at_their_own_lines() {
    let page = "# A page\n\n```corridor\nnode A {}\n```\ntext `# x {`\n\n```text\nnode (\n```\n\n```corridor\nnodde B {}\n```\n";
    let all = messages("page.md", page);
    assert_eq!(all.len(), 1);
    assert!(all[0].starts_with("E0102 13:1"), "{all:?}");
    let (_, parsed) = parsed("page.md", page);
    assert_eq!(parsed.program.decls.len(), 2);
}
