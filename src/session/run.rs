//! From the checked model to answers.

use crate::analysis::{self, Analyst};
use crate::control::{Cancelled, Control};
use crate::model::SweepOf;
use crate::report::Document;

use super::Checked;

/// What of a file is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Reports, expectations and registers.
    Everything,
    /// Expectations alone.
    Expectations,
}

impl Checked {
    /// Answers the reports and judges the expectations of a checked file, as
    /// far as asked. The document of a file with errors holds none; diagnostics
    /// are the caller's to add.
    ///
    /// # Errors
    /// [`Cancelled`] when the control says so.
    pub fn run(&self, scope: Option<Scope>, control: &Control) -> Result<Document, Cancelled> {
        let mut document = Document { file: self.name.clone(), ..Document::default() };
        let Some(model) = &self.model else { return Ok(document) };
        document.model.clone_from(&model.settings.title);
        let Some(scope) = scope else { return Ok(document) };
        let recheck = |values: &[(SweepOf, f64)]| self.recheck(values);
        let analyst = Analyst::new(model, &self.sources, control).with_recheck(&recheck);
        let questions = if scope == Scope::Everything { model.questions.len() } else { 0 };
        control.begin((questions + model.expectations.len()) as u64);
        for question in model.questions.iter().take(questions) {
            document.results.extend(analysis::answer(&analyst, question)?);
            control.advance(1);
        }
        for expectation in &model.expectations {
            document.expectations.push(analysis::judge(&analyst, expectation)?);
            control.advance(1);
        }
        if scope == Scope::Everything {
            document.assumptions = analysis::assumptions(&analyst);
            document.sources = analysis::references(&analyst);
        }
        Ok(document)
    }
}
