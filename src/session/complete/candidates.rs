//! What could stand at a place, collected.

use std::collections::BTreeMap;

use crate::country::Country;

use crate::session::view::signature;

/// More candidates than these are not listed.
pub const MOST: usize = 2_000;

/// What a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CandidateKind {
    /// A word of the language.
    Keyword,
    /// A property.
    Property,
    /// Something declared.
    Name,
    /// A metric or distribution.
    Function,
    /// A unit.
    Unit,
    /// A country.
    Country,
    /// A file.
    File,
}

/// One thing that could stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What is shown and written.
    pub label: String,
    /// What it is.
    pub kind: CandidateKind,
    /// A word on it.
    pub detail: String,
}

/// Candidates, each label once.
#[derive(Default)]
pub struct List {
    all: BTreeMap<String, (CandidateKind, String)>,
}

impl List {
    /// One candidate, unless its label is there already.
    pub fn add(&mut self, label: &str, kind: CandidateKind, detail: &str) {
        if self.all.len() < MOST {
            self.all.entry(label.to_owned()).or_insert((kind, detail.to_owned()));
        }
    }

    /// A word of the language.
    pub fn word(&mut self, word: &str, detail: &str) {
        self.add(word, CandidateKind::Keyword, detail);
    }

    /// Words of the language.
    pub fn words(&mut self, words: &[&str], detail: &str) {
        words.iter().for_each(|word| self.word(word, detail));
    }

    /// Properties.
    pub fn properties(&mut self, words: &[&str]) {
        words.iter().for_each(|word| self.add(word, CandidateKind::Property, "property"));
    }

    /// Units.
    pub fn units(&mut self, units: &[&str]) {
        units.iter().for_each(|unit| self.add(unit, CandidateKind::Unit, "unit"));
    }

    /// Metrics or distributions, with what they take.
    pub fn functions(&mut self, names: &[&str]) {
        for name in names {
            let detail = signature::of(name).map_or_else(String::new, |known| known.label());
            self.add(name, CandidateKind::Function, &detail);
        }
    }

    /// All countries.
    pub fn countries(&mut self) {
        Country::all()
            .for_each(|country| self.add(country.code(), CandidateKind::Country, country.name()));
    }

    /// The candidates by label.
    pub fn done(self) -> Vec<Candidate> {
        let candidate = |(label, (kind, detail))| Candidate { label, kind, detail };
        self.all.into_iter().map(candidate).collect()
    }
}
