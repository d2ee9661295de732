//! What the tests share.

use std::sync::Arc;

use crate::source::SourceMap;
use crate::syntax::{Parsed, parse};

pub(super) fn parsed(name: &str, text: &str) -> (SourceMap, Parsed) {
    let mut sources = SourceMap::new();
    let id = sources.add(name.to_owned(), None, Arc::from(text));
    let parsed = parse(sources.file(id));
    (sources, parsed)
}

/// `E0101 3:7 title` for each message, in source order.
pub(super) fn messages(name: &str, text: &str) -> Vec<String> {
    let (sources, parsed) = parsed(name, text);
    let told = parsed.diagnostics.into_sorted();
    told.iter()
        .map(|told| {
            let at = sources.position(told.span());
            format!("{} {}:{} {}", told.code.0, at.line, at.column, told.title)
        })
        .collect()
}
