//! Diagnostics as the protocol writes them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};
use crate::session::view::View;
use crate::source::{FileId, Span};

use super::position::Lines;
use super::uri;

/// The places of a view, with the lines of each file counted once.
pub struct Places<'v> {
    view: &'v View,
    main: &'v str,
    lines: BTreeMap<FileId, Lines<'v>>,
}

impl<'v> Places<'v> {
    /// Of a view whose main file has this address.
    pub fn new(view: &'v View, main: &'v str) -> Self {
        Self { view, main, lines: BTreeMap::new() }
    }

    /// The lines of a file.
    pub fn lines(&mut self, file: FileId) -> &Lines<'v> {
        let view = self.view;
        self.lines.entry(file).or_insert_with(|| Lines::new(view.text(file)))
    }

    /// The address of a file; of one that nobody has the main one's.
    pub fn address(&self, file: FileId) -> String {
        if self.view.is_main(file) {
            return self.main.to_owned();
        }
        let source = self.view.checked.sources.files().get(file.0 as usize);
        let path = source.and_then(|source| source.path());
        path.map_or_else(|| self.main.to_owned(), uri::of_path)
    }

    /// The place of a span.
    pub fn location(&mut self, span: Span) -> Value {
        let range = self.lines(span.file).span(span);
        json!({ "uri": self.address(span.file), "range": range })
    }

    /// A message, at its first place.
    pub fn message(&mut self, told: &Diagnostic) -> Value {
        let mut text = told.title.clone();
        if let Some(label) =
            told.labels.first().filter(|label| !matches!(&*label.text, "" | "here"))
        {
            text.push_str(&format!("\n{}", label.text));
        }
        if let Some(help) = &told.help {
            text.push_str(&format!("\n{help}"));
        }
        let mut related = Vec::new();
        for label in told.labels.iter().skip(1) {
            let words = if label.text.is_empty() { "here" } else { &label.text };
            related.push(json!({ "location": self.location(label.span), "message": words }));
        }
        let severity = if told.severity() == Severity::Error { 1 } else { 2 };
        json!({
            "range": self.lines(told.span().file).span(told.span()),
            "severity": severity,
            "code": told.code.0,
            "source": "corridor",
            "message": text,
            "relatedInformation": related,
        })
    }
}

/// All messages of a view by the address of their file; the main file is always
/// among them.
pub fn by_file(view: &View, main: &str) -> BTreeMap<String, Vec<Value>> {
    let mut places = Places::new(view, main);
    let mut all: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    all.insert(main.to_owned(), Vec::new());
    for told in &view.told.diagnostics {
        let at = places.address(told.span().file);
        let message = places.message(told);
        all.entry(at).or_default().push(message);
    }
    all
}
