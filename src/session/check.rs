//! From files to the checked model.

use std::sync::Arc;

use crate::diagnostic::codes::{names, syntax as syntax_codes};
use crate::diagnostic::{Diagnostic, Severity, Sink, did_you_mean};
use crate::model::check::{self as model_check, CheckOptions, ImportedTable, Override, Part};
use crate::model::{Model, ScenarioId, SweepOf};
use crate::scenario;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax;
use crate::syntax::ast::{Name, Program, Value};

use super::load::load_again;
use super::{Files, Kept, Loaded, LoadedScript, STDIN, load};

/// What a user asks of a run beside the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// A figure without a source is an error.
    pub strict_sources: bool,
    /// Values of parameters, as written: name and value.
    pub set: Vec<(String, String)>,
    /// Answers all reports in this scenario; expectations keep their own.
    pub scenario: Option<String>,
    /// Another seed for random draws.
    pub seed: Option<u64>,
}

/// A file checked.
#[derive(Debug, Default)]
pub struct Checked {
    /// Its name as messages show it: the path as given, or `<stdin>`.
    pub name: String,
    /// Its text and that of all it imports.
    pub sources: SourceMap,
    /// The model, if nothing is wrong with it.
    pub model: Option<Model>,
    /// What could be checked, where something is wrong: names and figures to
    /// look at, never to be asked.
    pub draft: Option<Model>,
    /// Everything told.
    pub diagnostics: Sink,
    /// What it was checked from, to check it again with other parameters.
    pub(super) scripts: Vec<LoadedScript>,
    options: CheckOptions,
}

/// Loads and checks a script with all it imports.
pub fn check(path: &str, files: &dyn Files, options: &Options) -> Checked {
    let name = if path == STDIN { "<stdin>" } else { path }.to_owned();
    check_loaded(name, load(path, files), options, false)
}

/// Likewise, with what is kept of the files as they were before.
pub fn check_again(path: &str, kept: Kept, files: &dyn Files, options: &Options) -> Checked {
    let name = if path == STDIN { "<stdin>" } else { path }.to_owned();
    check_loaded(name, load_again(path, kept, files), options, false)
}

/// Checks what was loaded. `values` says that an expectation may be any
/// expression, as at a prompt.
pub(super) fn check_loaded(
    name: String,
    loaded: Loaded,
    options: &Options,
    values: bool,
) -> Checked {
    let Loaded { mut sources, scripts, tables, mut diagnostics, missing } = loaded;
    let set = overrides(&options.set, &mut sources, &mut diagnostics);
    let errors = |told: &&Diagnostic| told.severity() == Severity::Error;
    let told = diagnostics.diagnostics().iter().filter(errors).map(Diagnostic::span).collect();
    let options_of_check = CheckOptions {
        strict_sources: options.strict_sources,
        values,
        set,
        missing,
        told,
        tables: tables
            .into_iter()
            .map(|read| ImportedTable { path: read.path, table: read.table })
            .collect(),
        ..CheckOptions::default()
    };
    let mut checked = Checked {
        name,
        sources,
        model: None,
        draft: None,
        diagnostics,
        scripts,
        options: options_of_check,
    };
    if checked.scripts.is_empty() {
        return checked;
    }
    let mut model = checked.model_with(&checked.options);
    checked.diagnostics.append(std::mem::take(&mut model.diagnostics));
    let model_check::Checked { mut model, harm, .. } = model;
    if let Some(seed) = options.seed {
        model.settings.seed = seed;
    }
    if let Some(name) = &options.scenario {
        in_scenario(name, &mut model, &mut checked.sources, &mut checked.diagnostics);
    }
    checked.diagnostics.append(scenario::lint(&mut model, &harm));
    if checked.diagnostics.has_errors() {
        checked.draft = Some(model);
    } else {
        checked.model = Some(model);
    }
    checked
}

impl Checked {
    /// Keeps of this check what saves reading the same files again.
    pub fn keep(&mut self, files: &dyn Files) -> Kept {
        Kept::of(&self.sources, std::mem::take(&mut self.scripts), files)
    }

    /// The same, where this check is to stay.
    pub fn keep_copy(&self, files: &dyn Files) -> Kept {
        Kept::of(&self.sources, self.scripts.clone(), files)
    }

    /// The tree of a file; none for a table.
    pub fn program(&self, file: FileId) -> Option<&Program> {
        self.scripts.iter().map(|script| &script.program).find(|program| program.file == file)
    }

    fn model_with(&self, options: &CheckOptions) -> model_check::Checked {
        let parts: Vec<Part<'_>> = self
            .scripts
            .iter()
            .map(|script| Part { program: &script.program, main: script.main })
            .collect();
        model_check::check(&parts, &self.sources, options)
    }

    /// The model with other values of parameters and settings (canonical).
    ///
    /// # Errors
    /// The first message, where the model does not hold with them.
    pub fn recheck(&self, values: &[(SweepOf, f64)]) -> Result<Arc<Model>, String> {
        let Some(model) = &self.model else { return Err("the model has errors".to_owned()) };
        let mut options = self.options.clone();
        let name = |of: &SweepOf| match of {
            SweepOf::Parameter(id) => model.constants[id.index()].head.name.as_str().into(),
            SweepOf::ValueOfTime => model_check::VALUE_OF_TIME.into(),
            SweepOf::Detour => model_check::DETOUR.into(),
            SweepOf::Circuity => model_check::CIRCUITY.into(),
        };
        options.overrides = values.iter().map(|(of, value)| (name(of), *value)).collect();
        let checked = self.model_with(&options);
        let told = checked.diagnostics.into_sorted();
        match told.into_iter().find(|told| told.severity() == Severity::Error) {
            Some(error) => Err(error.title),
            None => Ok(Arc::new(checked.model)),
        }
    }
}

/// Asks every report in one scenario; those that name theirs as what they are
/// about (`compare`, `changes`) keep them.
fn in_scenario(name: &str, model: &mut Model, sources: &mut SourceMap, diagnostics: &mut Sink) {
    let found = model.scenarios.iter().position(|scenario| scenario.head.name == name);
    let Some(index) = found else {
        let id = sources.add("--scenario".to_owned(), None, name.into());
        let known = model.scenarios.iter().map(|scenario| scenario.head.name.as_str());
        let told = Diagnostic::new(
            names::UNKNOWN_NAME,
            format!("there is no scenario called `{name}`"),
            Span::new(id, 0, name.len() as u32),
            "not declared anywhere",
        );
        let list: Vec<&str> = known.clone().collect();
        let help = did_you_mean(name, known);
        let help = help.unwrap_or_else(|| format!("there are: {}", list.join(", ")));
        diagnostics.push(told.with_help(help));
        return;
    };
    for question in &mut model.questions {
        question.scenarios = vec![ScenarioId(index as u32)];
    }
}

/// Reads the values set from outside; each is a text of its own, so that a
/// message can point into it.
fn overrides(
    set: &[(String, String)],
    sources: &mut SourceMap,
    diagnostics: &mut Sink,
) -> Vec<Override> {
    let mut overrides = Vec::new();
    for (name, value) in set {
        let text = format!("{name}={value}");
        let id = sources.add("--set".to_owned(), None, text.as_str().into());
        let offset = name.len() as u32 + 1;
        let span = Span::new(id, 0, name.len() as u32);
        match syntax::parse_value(id, offset, value) {
            Ok(Value::Expr(expr)) => {
                overrides.push(Override { name: Name { text: name.into(), span }, value: expr });
            }
            Ok(_) => diagnostics.push(not_a_value(Span::new(id, offset, text.len() as u32), "")),
            Err((at, words)) => {
                let at = at.min(text.len() as u32);
                diagnostics.push(not_a_value(Span::new(id, at, text.len() as u32), &words));
            }
        }
    }
    overrides
}

fn not_a_value(span: Span, words: &str) -> Diagnostic {
    let told = Diagnostic::new(
        syntax_codes::NOT_UNDERSTOOD,
        "this is no value for a parameter",
        span,
        words.to_owned(),
    );
    told.with_help("a value is written as in the file: `--set \"price=450 USD/TEU\"`")
}
