//! From files to answers.

use crate::analysis::{self, Analyst};
use crate::control::{Cancelled, Control};
use crate::model::Model;
use crate::report::{Answer, Document};
use crate::source::SourceMap;

use super::check::{Checked, Options, check};
use super::{Files, STDIN};

/// All that a run of one file has to say.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Its text and that of all it imports.
    pub sources: SourceMap,
    /// Answers, expectations, messages, registers.
    pub document: Document,
    /// Errors, also those that are too many to be kept.
    pub errors: usize,
    /// Warnings, likewise.
    pub warnings: usize,
}

impl Outcome {
    /// Whether the file has errors, or an expectation does not hold.
    pub fn failed(&self) -> bool {
        self.errors > 0
            || self.document.expectations.iter().any(|verdict| verdict.holds != Some(true))
    }
}

/// Which questions of a file are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// None: it is only checked.
    Nothing,
    /// Reports and expectations.
    Everything,
}

/// Loads, checks and answers a script with all it imports. The registers come
/// with the answers.
///
/// # Errors
/// [`Cancelled`] when the control says so.
pub fn run(
    path: &str,
    files: &dyn Files,
    options: &Options,
    ask: Ask,
    control: &Control,
) -> Result<Outcome, Cancelled> {
    let mut checked = check(path, files, options);
    let told = std::mem::take(&mut checked.diagnostics).into_told();
    let file = if path == STDIN { "<stdin>" } else { path };
    let mut document = Document { file: file.to_owned(), ..Document::default() };
    document.diagnostics = told.diagnostics;
    if let Some(model) = &checked.model {
        document.model.clone_from(&model.settings.title);
        if ask == Ask::Everything {
            answers(model, &checked, control, &mut document)?;
        }
    }
    let (errors, warnings) = (told.errors, told.warnings);
    Ok(Outcome { sources: checked.sources, document, errors, warnings })
}

fn answers(
    model: &Model,
    checked: &Checked,
    control: &Control,
    document: &mut Document,
) -> Result<(), Cancelled> {
    let recheck = |values: &[_]| checked.recheck(values);
    let analyst = Analyst::new(model, &checked.sources, control).with_recheck(&recheck);
    let mut results: Vec<Answer> = Vec::new();
    for question in &model.questions {
        results.extend(analysis::answer(&analyst, question)?);
    }
    document.results = results;
    document.assumptions = analysis::assumptions(&analyst);
    document.sources = analysis::references(&analyst);
    Ok(())
}
