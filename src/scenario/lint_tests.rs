use std::sync::Arc;

use crate::diagnostic::codes;
use crate::model::check::{CheckOptions, Part, check};
use crate::source::SourceMap;

fn run(text: &str) -> Vec<String> {
    let mut sources = SourceMap::new();
    let id = sources.add("a.corridor".to_owned(), None, Arc::from(text));
    let parsed = crate::syntax::parse(sources.file(id));
    let parts = [Part { program: &parsed.program, main: true }];
    let mut checked = check(&parts, &sources, &CheckOptions::default());
    assert!(!checked.diagnostics.has_errors(), "{:#?}", checked.diagnostics);
    let told = super::lint(&mut checked.model, &checked.harm).into_sorted();
    told.iter().map(|d| format!("{} {}", d.code.0, d.title)).collect()
}

#[test]
fn conflicts_moments_and_empty_selectors_are_told_and_their_right_forms_are_not() {
    for code in ["E0503", "E0512", "E0605", "E0615", "W0408", "W0501"] {
        let entry = codes::find(code).unwrap();
        let wrong = run(entry.wrong);
        assert!(!wrong.is_empty() && wrong.iter().all(|m| m.starts_with(code)), "{code} {wrong:?}");
        assert_eq!(run(entry.right), [""; 0], "{code}");
    }
}
