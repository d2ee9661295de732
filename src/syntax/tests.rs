use std::sync::Arc;

use super::parse;
use crate::source::SourceMap;
use crate::syntax::ast::DeclKind;

fn messages(name: &str, text: &str) -> Vec<String> {
    let mut sources = SourceMap::new();
    let id = sources.add(name.to_owned(), None, Arc::from(text));
    let parsed = parse(sources.file(id));
    parsed
        .diagnostics
        .into_sorted()
        .iter()
        .map(|d| {
            let at = sources.position(d.span());
            format!("{} {}:{} {}", d.code.0, at.line, at.column, d.title)
        })
        .collect()
}

#[test]
fn each_wrong_example_of_the_chapter_tells_its_own_code_and_nothing_else() {
    for entry in crate::diagnostic::codes::syntax::ENTRIES {
        let told = messages("wrong.corridor", entry.wrong);
        assert!(
            !told.is_empty() && told.iter().all(|m| m.starts_with(entry.code.0)),
            "{}: {told:?}",
            entry.code.0
        );
        assert_eq!(messages("right.corridor", entry.right), [""; 0], "{}", entry.code.0);
    }
}

#[test]
fn several_mistakes_of_one_piece_are_all_told() {
    let text = "node A { kind = port, dwell 12 hours\n  at: 43.60 N 51.22 E\n  throughput: 10,000 t/year }\n\
                node B {}\nleg A -> B { time: , cost: 5 USD/t, distance: }\n";
    let told = messages("a.corridor", text);
    assert_eq!(
        told.iter().map(|m| &m[..5]).collect::<Vec<_>>(),
        ["E0109", "E0110", "E0117", "E0117", "E0111", "E0101", "E0101"],
        "{told:#?}"
    );
}

#[test]
#[ignore = "scratch"]
fn scratch() {
    let text = std::fs::read_to_string("/tmp/wt/lang.corridor").unwrap();
    println!("{:#?}", messages("a.corridor", &text));
}

#[test]
fn counted_capacities_imports_and_the_metric_use_are_read() {
    let text = "node N { throughput: 3 moorings of 800 kbbl/day }\n\
                pool p { legs: [legs by ferry], fleet: 1 ship of 225 TEU every 7 days }\n\
                upgrade u { set fleet of pool p to 6 ships of 300 TEU every 7.4 days }\n\
                import \"other.corridor\"\n\
                import legs from \"legs.csv\"\n\
                import nodes from \"n.csv\" { name: id, at: lat lon, dwell: low..typical..high days\n\
                  handling: fee USD/TEU, throughput: \"cap (kt)\" kt/year }\n\
                expect use(leg A -> B) < 80%\n";
    assert_eq!(messages("a.corridor", text), [""; 0]);
    let mut sources = SourceMap::new();
    let id = sources.add("a.corridor".to_owned(), None, Arc::from(text));
    let program = parse(sources.file(id)).program;
    let DeclKind::Import { map, .. } = &program.decls[5].kind else { panic!("no import") };
    let read: Vec<_> = map
        .iter()
        .map(|c| (c.columns.len(), c.range, c.unit.as_ref().map(|u| u.text.as_str())))
        .collect();
    assert_eq!(
        read,
        [
            (1, false, None),
            (2, false, None),
            (3, true, Some("days")),
            (1, false, Some("USD/TEU")),
            (1, false, Some("kt/year")),
        ]
    );
}
