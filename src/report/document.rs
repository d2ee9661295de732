//! The result of a run: answers, expectations, diagnostics, registers.

use crate::diagnostic::Diagnostic;

use super::{Block, Figure, Map, Node, Phrase, Place};

/// The program's version, as `--format json` tells it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Everything that a run of one file has to say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// The file's name as given.
    pub file: String,
    /// The model's title.
    pub model: Option<String>,
    /// One per report and scenario, in the order of the file.
    pub results: Vec<Answer>,
    /// In the order of the file.
    pub expectations: Vec<Verdict>,
    /// In source order.
    pub diagnostics: Vec<Diagnostic>,
    /// Every figure that is assumed, defaulted or derived.
    pub assumptions: Vec<Assumption>,
    /// The references used.
    pub sources: Vec<Reference>,
}

/// The answer to one report in one scenario.
///
/// In JSON: `report`, `name`, `scenario`, `when`, `line`, then the fields of
/// `arguments`, then those of `data`, all side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The kind's word: `routes`.
    pub kind: &'static str,
    /// `as "name"`.
    pub name: Option<String>,
    /// The scenario; none for reports about no scenario (`sources`).
    pub scenario: Option<String>,
    /// The moment as written: `on 2022-03-28`, `over 2022`, `while it lasts`.
    pub when: Option<String>,
    /// The line of the report, from 1.
    pub line: u32,
    /// The other arguments, as written: `from`, `to`, `by`, `for`, `top`, …
    pub arguments: Map,
    /// The figures, for programs.
    pub data: Map,
    /// The heading, in words: "Routes from Khorgos to Istanbul by time"; text
    /// adds scenario and moment.
    pub title: Phrase,
    /// The text below it.
    pub body: Vec<Block>,
}

impl Answer {
    /// An answer without figures yet.
    pub fn new(kind: &'static str, line: u32, title: impl Into<Phrase>) -> Self {
        Self {
            kind,
            name: None,
            scenario: None,
            when: None,
            line,
            arguments: Map::new(),
            data: Map::new(),
            title: title.into(),
            body: Vec::new(),
        }
    }

    /// Adds a remark for people and programs alike (`notes` in JSON).
    pub fn note(&mut self, phrase: impl Into<Phrase>) {
        let phrase = phrase.into();
        let mut notes = match self.data.get("notes") {
            Some(Node::List(notes)) => notes.clone(),
            _ => Vec::new(),
        };
        notes.push(phrase.plain().into());
        self.data.set("notes", notes);
        self.body.push(Block::Note(phrase));
    }
}

/// What became of one expectation.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The condition as written.
    pub text: String,
    /// The scenario of metrics without one of their own.
    pub scenario: String,
    /// The moment, as written.
    pub when: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// Whether it holds; none if it could not be told (a figure is unknown).
    pub holds: Option<bool>,
    /// Why it could not be told.
    pub reason: Option<String>,
    /// Its comparisons, in order.
    pub checks: Vec<Check>,
}

/// One comparison of an expectation.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// As written.
    pub text: String,
    /// Whether it holds.
    pub holds: Option<bool>,
    /// Both sides (three for `within` and `~=`), as they stand.
    pub sides: Vec<Side>,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// As written.
    pub text: String,
    /// What it came to.
    pub value: Figure,
    /// Where that came from: route taken, cut that binds, line of the figure.
    pub from: Vec<Phrase>,
}

/// Why a figure is in the register of assumptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AssumptionKind {
    /// Marked `@assumed`.
    Assumed,
    /// Nothing was written; the language's default holds.
    Default,
    /// Computed from other figures.
    Derived,
    /// Written without a source.
    Unsourced,
    /// A distribution of which point analyses use the mean.
    Mean,
}

impl AssumptionKind {
    /// The word in JSON and text.
    pub fn word(self) -> &'static str {
        match self {
            Self::Assumed => "assumed",
            Self::Default => "default",
            Self::Derived => "derived",
            Self::Unsourced => "unsourced",
            Self::Mean => "mean",
        }
    }
}

/// One line of the register of assumptions.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumption {
    /// Why it is here.
    pub kind: AssumptionKind,
    /// What it is about: `leg Beineu <-> Aktau`.
    pub subject: String,
    /// Which figure of it: `time`.
    pub property: String,
    /// What point analyses use.
    pub value: Figure,
    /// The most likely value, where it is a distribution.
    pub most_likely: Option<Figure>,
    /// How it came about, or why it is assumed: "distance / speed of rail".
    pub how: String,
    /// How many figures this line stands for (1, but where many defaults of
    /// one kind are told together).
    pub count: usize,
    /// Where it entered.
    pub place: Place,
}

/// One reference used.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Its name in the file.
    pub name: String,
    /// Title.
    pub title: Option<String>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Year.
    pub year: Option<i32>,
    /// Address.
    pub url: Option<String>,
    /// Basis of its figures (`schedule`, `realised` …).
    pub basis: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// How many figures cite it.
    pub figures: usize,
    /// Where it is declared.
    pub place: Place,
}
