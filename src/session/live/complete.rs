//! What may stand where the cursor is.

use std::ops::Range;
use std::path::Path;

use crate::diagnostic::codes;
use crate::model::Model;
use crate::session::complete::{Asking, Before, Candidate, CandidateKind, List, word_start};
use crate::syntax::ast::DeclKind;
use crate::syntax::keywords::{DECLARATIONS, REPORTS, VERBS};
use crate::syntax::prompt::words;

use super::Live;
use super::command::COMMANDS;
use super::help::TOPICS;
use super::list::{kinds, names};

/// What fits a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completion {
    /// The bytes that a candidate takes the place of.
    pub range: Range<usize>,
    /// The candidates, sorted.
    pub candidates: Vec<String>,
}

impl Live<'_> {
    /// What fits at a byte of an input.
    pub fn complete(&self, text: &str, at: usize) -> Completion {
        let before = text.get(..at).unwrap_or(text);
        if let Some(command) = before.trim_start().strip_prefix(':') {
            return self.complete_command(before, command);
        }
        if let Some(path) = self.path(before) {
            return path;
        }
        let start = word_start(before, before.len());
        let written = &before[start..];
        let mut candidates: Vec<String> =
            self.fitting(&before[..start], written).into_iter().map(as_typed).collect();
        candidates.retain(|candidate| candidate.starts_with(written) && candidate != written);
        candidates.sort_unstable();
        candidates.dedup();
        Completion { range: start..at, candidates }
    }

    /// What fits after a text: that of the last declaration, question or effect
    /// in it.
    fn fitting(&self, before: &str, written: &str) -> Vec<Candidate> {
        let mut list = List::default();
        let statement = last_statement(before);
        let words = words(statement);
        let word = |index: usize| words.get(index).map_or("", |(_, word)| *word);
        let declared: Vec<&str> = self.declared_units();
        let asking = Asking { model: self.model(), units: &declared, written };
        if words.is_empty() {
            if Before::new(statement, 0..statement.len()).is_some() {
                asking.begin_input(&mut list);
            }
            return list.done();
        }
        let called = word(1) == "(";
        // What a prompt leaves out.
        let prefix = match word(0) {
            first if REPORTS.contains(&first) && first != "corridor" && !called => "report ",
            first if VERBS.contains(&first) || (matches!(first, "apply" | "use") && !called) => {
                "scenario _ { "
            }
            first if DECLARATIONS.contains(&first) && !called => "",
            _ => "expect ",
        };
        let whole = format!("{prefix}{statement}");
        if let Some(before) = Before::new(&whole, 0..whole.len())
            && before.inside_text().is_none()
        {
            if words.len() == 1 && word(0) == "scenario" {
                asking.scenarios(&mut list);
            }
            asking.fill(&before, &mut list);
        }
        list.done()
    }

    /// The units that scripts and inputs declare.
    fn declared_units(&self) -> Vec<&str> {
        let programs = self.current.scripts.iter().flat_map(|script| &script.program.decls);
        programs
            .filter_map(|decl| match &decl.kind {
                DeclKind::Unit { name, .. } => Some(name.text.as_str()),
                _ => None,
            })
            .collect()
    }

    /// The rest of the one word that fits, as a hint.
    pub fn hint(&self, text: &str) -> Option<String> {
        let completion = self.complete(text, text.len());
        let written = text.get(completion.range.clone())?;
        match &completion.candidates[..] {
            [only] if written.len() >= 2 => only.get(written.len()..).map(str::to_owned),
            _ => None,
        }
    }

    fn complete_command(&self, before: &str, command: &str) -> Completion {
        let start = before.rfind([' ', ':']).map_or(0, |at| at + 1);
        let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
        let of = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        let mut candidates: Vec<String> = if !command.contains(' ') {
            COMMANDS.iter().map(|(name, ..)| (*name).to_owned()).collect()
        } else {
            match name {
                "load" | "save" => {
                    return self.files_at(rest, before.len() - rest.trim_start().len());
                }
                "show" | "why" => self.model().map(names).unwrap_or_default(),
                "list" => self.model().map_or_else(Vec::new, |model| {
                    kinds(model).into_iter().map(|(kind, _)| kind.to_owned()).collect()
                }),
                "diff" => self.scenarios(),
                "set" => {
                    let mut all: Vec<String> = of(&["seed", "samples"]);
                    all.extend(self.of_kind("constants"));
                    all
                }
                "explain" => codes::all().iter().map(|entry| entry.code.0.to_owned()).collect(),
                "help" => TOPICS.iter().map(|(topic, ..)| (*topic).to_owned()).collect(),
                _ => Vec::new(),
            }
        };
        let written = &before[start..];
        candidates.retain(|candidate| candidate.starts_with(written) && candidate != written);
        candidates.sort_unstable();
        Completion { range: start..before.len(), candidates }
    }

    /// Inside the quotes of an import: files.
    fn path(&self, before: &str) -> Option<Completion> {
        let line = before.rsplit('\n').next()?;
        if !line.trim_start().starts_with("import") || line.matches('"').count() != 1 {
            return None;
        }
        let written = &line[line.find('"')? + 1..];
        Some(self.files_at(written, before.len() - written.len()))
    }

    fn files_at(&self, written: &str, start: usize) -> Completion {
        let written = written.trim_start();
        let folder = written.rfind('/').map_or("", |at| &written[..=at]);
        let near = format!("{folder}x");
        let mut names = self.files.neighbours(Path::new(&near));
        names.retain(|name| !name.starts_with('.'));
        let mut candidates: Vec<String> =
            names.into_iter().map(|name| format!("{folder}{name}")).collect();
        candidates.retain(|name| name.starts_with(written) && name != written);
        candidates.sort_unstable();
        Completion { range: start..start + written.len(), candidates }
    }

    fn model(&self) -> Option<&Model> {
        self.current.model.as_ref()
    }

    fn of_kind(&self, wanted: &str) -> Vec<String> {
        let Some(model) = self.model() else { return Vec::new() };
        let kinds = kinds(model).into_iter().filter(|(kind, _)| *kind == wanted);
        let names: Vec<String> = kinds.flat_map(|(_, rows)| rows).map(|(name, _)| name).collect();
        names.into_iter().filter(|name| !name.contains(' ')).collect()
    }
}

/// A metric is typed with its bracket.
fn as_typed(candidate: Candidate) -> String {
    let Candidate { mut label, kind, .. } = candidate;
    if kind == CandidateKind::Function {
        label.push('(');
    }
    label
}

/// The last statement of an input: from the last declaration's keyword that
/// begins a line outside brackets.
fn last_statement(text: &str) -> &str {
    let (mut depth, mut start, mut end) = (0_usize, 0, 0);
    for (range, word) in words(text) {
        let fresh = text[end..range.start].contains('\n');
        match word {
            "{" | "[" | "(" => depth += 1,
            "}" | "]" | ")" => depth = depth.saturating_sub(1),
            word if depth == 0 && fresh && DECLARATIONS.contains(&word) => start = range.start,
            _ => {}
        }
        end = range.end;
    }
    &text[start..]
}
