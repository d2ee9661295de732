//! Fixes as code actions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Edit};
use crate::session::view::View;

use super::told::Places;

/// The fixes of the messages that touch a range of the main file, and one for
/// all of them where there are several.
pub fn actions(view: &View, main: &str, params: &Value) -> Value {
    let Some(file) = view.main() else { return json!([]) };
    let mut places = Places::new(view, main);
    let range = params.get("range").and_then(|range| places.lines(file.id()).read_range(range));
    let Some((start, end)) = range else { return json!([]) };
    let wanted = wanted(params);
    let touches = |told: &&Diagnostic| {
        let span = told.span();
        span.file == file.id() && span.start <= end && start <= span.end
    };
    let mut actions = Vec::new();
    if wanted("quickfix") {
        for told in view.told.diagnostics.iter().filter(touches) {
            let Some(fix) = &told.fix else { continue };
            actions.push(json!({
                "title": fix.title,
                "kind": "quickfix",
                "diagnostics": [places.message(told)],
                "isPreferred": true,
                "edit": { "changes": changes(&mut places, fix.edits.iter()) },
            }));
        }
    }
    if wanted("source.fixAll") {
        let edits =
            apart(view.told.diagnostics.iter().filter(|told| told.span().file == file.id()));
        if edits.len() > 1 {
            actions.push(json!({
                "title": "Mend all that can be mended in this file",
                "kind": "source.fixAll",
                "edit": { "changes": changes(&mut places, edits.into_iter()) },
            }));
        }
    }
    Value::Array(actions)
}

/// Whether the editor asks for a kind: it names none, or this one or what it is
/// a part of.
fn wanted(params: &Value) -> impl Fn(&str) -> bool + use<> {
    let only = params.pointer("/context/only").and_then(Value::as_array);
    let only: Option<Vec<String>> =
        only.map(|kinds| kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    move |kind: &str| {
        let part = |asked: &String| {
            kind == asked
                || kind.strip_prefix(asked.as_str()).is_some_and(|rest| rest.starts_with('.'))
        };
        only.as_ref().is_none_or(|only| only.iter().any(part))
    }
}

/// The edits of all fixes of which none reaches into another.
fn apart<'d>(told: impl Iterator<Item = &'d Diagnostic>) -> Vec<&'d Edit> {
    let mut kept: Vec<&Edit> = Vec::new();
    for fix in told.filter_map(|told| told.fix.as_ref()) {
        let free = |edit: &Edit| {
            kept.iter().all(|other| {
                edit.span.file != other.span.file
                    || edit.span.end < other.span.start
                    || other.span.end < edit.span.start
            })
        };
        if fix.edits.iter().all(free) {
            kept.extend(&fix.edits);
        }
    }
    kept
}

/// Edits by the address of their file.
pub fn changes<'e>(places: &mut Places<'_>, edits: impl Iterator<Item = &'e Edit>) -> Value {
    let mut all: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for edit in edits {
        let range = places.lines(edit.span.file).span(edit.span);
        let address = places.address(edit.span.file);
        all.entry(address).or_default().push(json!({ "range": range, "newText": edit.text }));
    }
    json!(all)
}
