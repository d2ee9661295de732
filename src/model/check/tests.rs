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
