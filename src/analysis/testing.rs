//! Runs whole files, for tests of analyses.

pub mod random;

use std::sync::Arc;

use crate::control::Control;
use crate::model::Model;
use crate::model::check::{CheckOptions, Part, check};
use crate::report::{Answer, Document, to_json};
use crate::source::SourceMap;

use super::{Analyst, answer};

/// A checked file.
pub struct File {
    pub model: Model,
    pub sources: SourceMap,
    pub control: Control,
}

/// Checks a file that has to be right.
pub fn file(text: &str) -> File {
    let mut sources = SourceMap::new();
    let id = sources.add("a.corridor".to_owned(), None, Arc::from(text));
    let parsed = crate::syntax::parse(sources.file(id));
    let parts = [Part { program: &parsed.program, main: true }];
    let mut checked = check(&parts, &sources, &CheckOptions::default());
    let mut all = parsed.diagnostics;
    all.append(std::mem::take(&mut checked.diagnostics));
    let errors: Vec<String> = all
        .into_sorted()
        .iter()
        .filter(|d| d.code.0.starts_with('E'))
        .map(|d| format!("{} {:?} {}", d.code.0, sources.position(d.span()), d.title))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    File { model: checked.model, sources, control: Control::new() }
}

impl File {
    pub fn analyst(&self) -> Analyst<'_> {
        Analyst::new(&self.model, &self.sources, &self.control)
    }

    /// All answers.
    pub fn answers(&self) -> Vec<Answer> {
        let analyst = self.analyst();
        let questions = self.model.questions.iter();
        questions.flat_map(|question| answer(&analyst, question).unwrap()).collect()
    }

    /// The answers as JSON.
    pub fn json(&self) -> serde_json::Value {
        let document = Document { results: self.answers(), ..Document::default() };
        let text = to_json(&document, &self.sources, false);
        serde_json::from_str(&text).unwrap()
    }
}

/// The whole-file example of the language reference, without its reports.
pub const MIDDLE: &str = include_str!("testing/middle.corridor");

/// The toy corridor with its own reports.
pub const TOY: &str = include_str!("../../examples/toy_corridor.corridor");
