//! What errors touch. Warnings are told beside errors, but none that would
//! only follow from one.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::model::NodeId;
use crate::source::Span;

use super::context::Checker;

/// Kinds of declarations of which some may be missing, because a file that
/// holds them is: names of that kind are not missed then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Missing {
    /// A table of nodes.
    pub nodes: bool,
    /// A table of legs.
    pub legs: bool,
    /// A table of demands.
    pub demands: bool,
    /// A script, which may hold anything.
    pub scripts: bool,
}

impl Missing {
    /// Whether legs may be missing.
    pub fn any_leg(self) -> bool {
        self.legs || self.scripts
    }
}

/// The places of all errors of a run, and what else follows from them.
#[derive(Debug, Clone, Default)]
pub struct Harm {
    /// Sorted.
    errors: Vec<Span>,
    /// Words of the declarations that have a mistake of form: what they name
    /// is used, as far as anybody can tell.
    mentioned: FxHashSet<SmolStr>,
    /// What is declared in them.
    malformed: FxHashSet<SmolStr>,
    /// Words of the statements that could not be read at all.
    unread: FxHashSet<SmolStr>,
    /// What may be missing.
    pub missing: Missing,
    /// Some leg is not in the model.
    pub lost_legs: bool,
    /// The model has a date, but a wrong one.
    pub lost_date: bool,
}

impl Harm {
    /// Whether there is no error at all.
    pub fn is_none(&self) -> bool {
        self.errors.is_empty()
    }

    /// Whether an error stands in this place.
    pub fn holds(&self, place: Span) -> bool {
        let first = self
            .errors
            .partition_point(|error| (error.file, error.start) < (place.file, place.start));
        self.errors.get(first).is_some_and(|error| {
            error.file == place.file && error.start < place.end.max(place.start + 1)
        })
    }

    /// Whether a declaration with a mistake of form, other than its own, has
    /// this word.
    pub fn mentions(&self, name: &str) -> bool {
        self.mentioned.contains(name)
    }

    /// Whether the declaration of this name has a mistake of form.
    pub fn malformed(&self, name: &str) -> bool {
        self.malformed.contains(name)
    }

    /// Whether a statement that could not be read has this word.
    pub fn unread(&self, name: &str) -> bool {
        self.unread.contains(name)
    }
}

/// The statements that could not be read, by the words in them.
#[derive(Debug, Default)]
pub(crate) struct Unread {
    /// Statements with an arrow, by word.
    by_word: FxHashMap<SmolStr, Vec<u32>>,
    /// The words of each.
    words: Vec<Vec<SmolStr>>,
}

impl Unread {
    fn add(&mut self, text: &str) {
        if !text.contains("->") {
            return;
        }
        let mut words: Vec<SmolStr> = words_of(text).map(SmolStr::new).collect();
        words.sort_unstable();
        words.dedup();
        let number = self.words.len() as u32;
        for word in &words {
            self.by_word.entry(word.clone()).or_default().push(number);
        }
        self.words.push(words);
    }

    /// Whether one of them names both.
    fn names_both(&self, a: &str, b: &str) -> bool {
        let (Some(a), Some(b)) = (self.by_word.get(a), self.by_word.get(b)) else { return false };
        a.iter().any(|number| b.binary_search(number).is_ok())
    }
}

/// The words of a text.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

impl Checker<'_> {
    /// Takes up the statements that could not be read.
    pub fn add_unread(&mut self, places: &[Span]) {
        for &place in places {
            self.unread.add(self.sources.text(place));
        }
    }

    /// Whether a leg between two places may be there all the same, in what
    /// could not be read.
    pub fn leg_may_be_missing(&self, a: &str, b: &str) -> bool {
        self.missing.any_leg() || self.lost_rows || self.unread.names_both(a, b)
    }

    /// Whether a mistake of form was told right here: a text that is not closed
    /// swallows what was meant.
    pub fn is_told(&self, at: Span) -> bool {
        let told_before = self.whole.map_or(&self.told_before, |whole| &whole.told_before);
        told_before.iter().any(|told| (told.file, told.start) == (at.file, at.start))
    }

    /// Whether an error told so far stands in this place.
    pub fn is_harmed(&self, place: Span) -> bool {
        let inside = |at: Span| {
            at.file == place.file
                && (place.start..place.end.max(place.start + 1)).contains(&at.start)
        };
        let error = |told: &&crate::diagnostic::Diagnostic| {
            told.severity() == crate::diagnostic::Severity::Error
        };
        self.told_before.iter().any(|at| inside(*at))
            || self.sink.diagnostics().iter().filter(error).any(|told| inside(told.span()))
    }

    /// What the errors of this check and of the reading touch.
    pub fn harm(&self) -> Harm {
        let error = |told: &&crate::diagnostic::Diagnostic| {
            told.severity() == crate::diagnostic::Severity::Error
        };
        let mut errors: Vec<Span> = self.told_before.clone();
        errors.extend(self.sink.diagnostics().iter().filter(error).map(|told| told.span()));
        errors.sort_unstable();
        let mut harm = Harm {
            errors,
            missing: self.missing,
            unread: self.unread.by_word.keys().cloned().collect(),
            lost_legs: self.lost_rows || !self.unread.words.is_empty(),
            lost_date: self.lost_date,
            ..Harm::default()
        };
        self.add_words(&mut harm);
        harm
    }

    /// The words of the statements with a mistake told before the check, and what
    /// they declare.
    fn add_words(&self, harm: &mut Harm) {
        let mut told = self.told_before.clone();
        told.sort_unstable();
        for piece in &self.statements {
            let first = told.partition_point(|at| (at.file, at.start) < (piece.file, piece.start));
            let hit =
                told.get(first).is_some_and(|at| at.file == piece.file && at.start < piece.end);
            if !hit {
                continue;
            }
            for word in words_of(self.sources.text(*piece)) {
                let own = self.declared_at.get(word).is_some_and(|at| {
                    at.file == piece.file && (piece.start..piece.end).contains(&at.start)
                });
                let words = if own { &mut harm.malformed } else { &mut harm.mentioned };
                if !words.contains(word) {
                    words.insert(SmolStr::new(word));
                }
            }
        }
    }

    /// The nodes that each unread statement names: it may join any of them.
    pub fn unread_joins(&self) -> Vec<Vec<NodeId>> {
        let node = |word: &SmolStr| match self.model.names.get(word) {
            Some(crate::model::Thing::Node(id)) => Some(*id),
            _ => None,
        };
        self.unread.words.iter().map(|words| words.iter().filter_map(node).collect()).collect()
    }
}
