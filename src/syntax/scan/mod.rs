//! The cheap first look at a file: strings and comments are recognised,
//! brackets counted, and the text is cut at its declarations, in one pass over
//! the bytes and without the grammar.
//!
//! Every mistake found here is told here, and comes with the edit that mends
//! it, so that the grammar reads the rest of the piece as if it were right.

mod brackets;
mod run;
mod skip;
#[cfg(test)]
mod tests;

use std::ops::Range;

use smol_str::SmolStr;

use crate::diagnostic::Sink;
use crate::source::{FileId, Span};
use crate::syntax::ast::Comment;

use super::mend::Change;
use run::Run;
pub(super) use skip::{other_quotes, string_end};

/// Brackets may nest this deep.
pub const MAX_NESTING: usize = 128;
/// A file may be this large, in bytes.
pub const MAX_FILE: u64 = 256 * 1024 * 1024;

/// After so many brackets that are never closed, the scan no longer reads on
/// to the end before it goes back, but takes every declaration in column 0 for
/// one, so that its time stays linear.
const PATIENCE: usize = 16;

/// One piece of a file.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// First byte of the doc comment before it, else of its keyword.
    pub outer: u32,
    /// First byte of the keyword.
    pub start: u32,
    /// One past the last byte that is no white space.
    pub end: u32,
    /// The lines of `///` before it.
    pub doc: Option<SmolStr>,
    /// What the scan found wrong in it.
    pub trouble: Option<Box<Trouble>>,
}

/// What is wrong with a piece; few have any.
#[derive(Debug, Clone, Default)]
pub(super) struct Trouble {
    /// What mends the mistakes told.
    pub changes: Vec<Change>,
    /// Places of the mistakes told: what follows from them is not told again.
    pub told_at: Vec<Span>,
    /// It nests too deep for the grammar.
    pub too_deep: bool,
}

impl Trouble {
    /// Nothing that the grammar would stumble over.
    pub fn is_none(&self) -> bool {
        self.changes.is_empty() && !self.too_deep
    }
}

impl Piece {
    fn trouble(&mut self) -> &mut Trouble {
        self.trouble.get_or_insert_default()
    }
}

/// What the scan finds.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub pieces: Vec<Piece>,
    pub comments: Vec<Comment>,
    pub sink: Sink,
}

/// Scans `text[range]` and adds what it finds; positions are those of the
/// whole text.
pub(super) fn scan(file: FileId, text: &str, range: Range<usize>, out: &mut Scan) {
    let mut start = range.start;
    let mut failures = 0;
    loop {
        let mut run = Run::new(file, text, start..range.end, failures >= PATIENCE);
        run.go();
        match run.cut() {
            Some(resume) => {
                failures += 1;
                run.finish(out);
                start = resume;
            }
            None => return run.finish(out),
        }
    }
}
