//! Reading a file again after it changed: pieces whose text is the same keep
//! their trees, moved to where they stand now.
//!
//! The cut is made anew each time, which is cheap; so the pieces are those of
//! the whole file by construction. What a piece gives depends on nothing but its
//! own text and what the cut found in it, and only pieces in which nothing was
//! wrong are kept: the result is the one of [`super::parse`], places and all.

mod shift;

use std::sync::Arc;

use crate::source::SourceFile;
use crate::syntax::ast::{Decl, Program};

use super::parse::Mark;
use super::scan::Piece;
use shift::{By, Shift};

/// A file as it was read before.
#[derive(Debug)]
pub struct Before {
    /// Its text then.
    pub text: Arc<str>,
    /// Its tree.
    pub program: Program,
    /// Which of its declarations may be kept, one for each piece.
    pub marks: Vec<Mark>,
}

/// The trees at hand for the pieces of a file, to be asked in their order.
pub(super) struct Kept {
    /// Bytes that both texts begin with.
    prefix: u32,
    /// The byte of the new text from which on both are the same.
    suffix: u32,
    /// What brings a place of the old suffix to the new one.
    by: By,
    marks: std::iter::Peekable<std::vec::IntoIter<Mark>>,
    decls: std::vec::IntoIter<Decl>,
    /// How many declarations were taken or passed over.
    passed: u32,
}

impl Kept {
    /// Of a file as it was, for the same file as it is.
    pub fn new(before: Before, file: &SourceFile) -> Self {
        let (old, new) = (before.text.as_bytes(), file.text().as_bytes());
        let prefix = common(old, new);
        let most = old.len().min(new.len()) - prefix;
        let suffix = common_end(&old[old.len() - most..], &new[new.len() - most..]);
        Self {
            prefix: prefix as u32,
            suffix: (new.len() - suffix) as u32,
            by: By { file: file.id(), bytes: (new.len() as u32).wrapping_sub(old.len() as u32) },
            marks: before.marks.into_iter().peekable(),
            decls: before.program.decls.into_iter(),
            passed: 0,
        }
    }

    /// The number of the declaration that a piece had, if it may be kept.
    pub fn find(&mut self, piece: &Piece) -> Option<u32> {
        let bytes = self.shift_of(piece)?;
        let (start, end) = (piece.start.wrapping_sub(bytes), piece.end.wrapping_sub(bytes));
        while self.marks.next_if(|mark| mark.start < start).is_some() {}
        let mark = self.marks.next_if(|mark| mark.start == start && mark.end == end)?;
        if piece.trouble.is_some() { None } else { mark.decl }
    }

    /// How far a piece has moved; none where its text is not the same.
    fn shift_of(&self, piece: &Piece) -> Option<u32> {
        if piece.end <= self.prefix {
            Some(0)
        } else if self.suffix <= piece.start {
            Some(self.by.bytes)
        } else {
            None
        }
    }

    /// The declaration of a number that [`Kept::find`] gave for this piece.
    pub fn take(&mut self, number: u32, piece: &Piece) -> Option<Decl> {
        let skip = number.checked_sub(self.passed)?;
        self.passed = number + 1;
        let mut decl = self.decls.nth(skip as usize)?;
        let by = By { bytes: self.shift_of(piece)?, ..self.by };
        if by.bytes != 0 || decl.span.file != by.file {
            decl.shift(by);
        }
        Some(decl)
    }
}

/// How many bytes two texts begin with alike.
fn common(a: &[u8], b: &[u8]) -> usize {
    const STEP: usize = 4096;
    let same = a.chunks(STEP).zip(b.chunks(STEP)).take_while(|(a, b)| a == b);
    let at: usize = same.map(|(a, _)| a.len()).sum();
    let rest = a[at..].iter().zip(&b[at..]).take_while(|(a, b)| a == b).count();
    at + rest
}

/// How many bytes two texts of one length end with alike.
fn common_end(a: &[u8], b: &[u8]) -> usize {
    const STEP: usize = 4096;
    let same = a.rchunks(STEP).zip(b.rchunks(STEP)).take_while(|(a, b)| a == b);
    let at: usize = same.map(|(a, _)| a.len()).sum();
    let (a, b) = (&a[..a.len() - at], &b[..b.len() - at]);
    at + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}
