//! Where passes push what they find and go on.

use super::{Diagnostic, Severity};

/// Most diagnostics kept of one run; further ones are only counted.
pub const KEPT: usize = 1_000;

/// Collects diagnostics.
#[derive(Debug, Default, Clone)]
pub struct Sink {
    kept: Vec<Diagnostic>,
    errors: usize,
    warnings: usize,
}

/// The messages of a run and how many there were.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Told {
    /// In source order, at most [`KEPT`].
    pub diagnostics: Vec<Diagnostic>,
    /// Errors, kept or not.
    pub errors: usize,
    /// Warnings, kept or not.
    pub warnings: usize,
}

impl Sink {
    /// Empty.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one. Past a bound, well above what is shown, only the count grows,
    /// so that a broken file of a million lines cannot fill the memory.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        match diagnostic.severity() {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
        if self.kept.len() < 20 * KEPT {
            self.kept.push(diagnostic);
        }
    }

    /// Adds all of another.
    pub fn append(&mut self, other: Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        let room = (20 * KEPT).saturating_sub(self.kept.len());
        self.kept.extend(other.kept.into_iter().take(room));
    }

    /// How many errors were pushed, kept or not.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// How many warnings were pushed, kept or not.
    pub fn warnings(&self) -> usize {
        self.warnings
    }

    /// Whether any error was pushed.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// What is kept, in the order pushed.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.kept
    }

    /// What is kept, as [`Sink::into_sorted`] has it, with how many errors and
    /// warnings there were in all; repeats of those kept do not count.
    pub fn into_told(self) -> Told {
        let (errors, warnings) = (self.errors, self.warnings);
        let kept = self.kept.len();
        let mut all = self.sorted();
        let count = |severity| all.iter().filter(|d| d.severity() == severity).count();
        // Where all that was pushed was kept, the repeats can be left out.
        let (errors, warnings) = if kept == errors + warnings {
            (count(Severity::Error), count(Severity::Warning))
        } else {
            (errors, warnings)
        };
        all.truncate(KEPT);
        Told { diagnostics: all, errors, warnings }
    }

    /// What is kept, in source order (file, place, errors before warnings,
    /// code), without exact repeats, at most [`KEPT`].
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut all = self.sorted();
        all.truncate(KEPT);
        all
    }

    fn sorted(mut self) -> Vec<Diagnostic> {
        self.kept.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.span(), d.severity(), d.code);
            key(a).cmp(&key(b)).then_with(|| a.title.cmp(&b.title))
        });
        self.kept.dedup();
        self.kept
    }
}
