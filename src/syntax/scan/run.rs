//! One run over a stretch of text.

use std::ops::Range;

use smol_str::SmolStr;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use crate::syntax::ast::Comment;
use crate::syntax::keywords::is_declaration;
use crate::syntax::mend::Change;

use super::brackets::Open;
use super::{Piece, Scan};

/// What a byte means outside strings and comments.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Plain,
    Blank,
    Newline,
    Letter,
    /// `"`, `'`, and the first bytes of other quotes.
    Quote,
    Slash,
    Hash,
    Open,
    Close,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Plain; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b' ' | b'\t' | b'\r' => Class::Blank,
            b'\n' => Class::Newline,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => Class::Letter,
            b'"' | b'\'' | 0xC2 | 0xE2 => Class::Quote,
            b'/' => Class::Slash,
            b'#' => Class::Hash,
            b'{' | b'[' | b'(' => Class::Open,
            b'}' | b']' | b')' => Class::Close,
            _ => Class::Plain,
        };
        byte += 1;
    }
    classes
};

pub(super) struct Run<'t> {
    pub file: FileId,
    pub text: &'t str,
    pub bytes: &'t [u8],
    pub at: usize,
    pub end: usize,
    pub eager: bool,
    pub stack: Vec<Open>,
    /// Of the brackets open outermost, those that a text which was not closed
    /// may have closed.
    pub excused: usize,
    /// How many of each kind are open.
    pub open_of: [usize; 3],
    pub pieces: Vec<Piece>,
    pub comments: Vec<Comment>,
    pub told: Vec<Diagnostic>,
    /// The first place inside the bracket open outermost that looks like a
    /// declaration in column 0, for each such bracket of the current piece.
    pub candidate: Option<usize>,
    /// `///` lines that no declaration has taken yet.
    docs: Vec<(usize, usize)>,
}

impl<'t> Run<'t> {
    pub fn new(file: FileId, text: &'t str, range: Range<usize>, eager: bool) -> Self {
        Self {
            file,
            text,
            bytes: text.as_bytes(),
            at: range.start,
            end: range.end,
            eager,
            stack: Vec::new(),
            excused: 0,
            open_of: [0; 3],
            pieces: Vec::new(),
            comments: Vec::new(),
            told: Vec::new(),
            candidate: None,
            docs: Vec::new(),
        }
    }

    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start as u32, end as u32)
    }

    /// Scans to the end, or (eager) to the first declaration in column 0
    /// inside a bracket.
    pub fn go(&mut self) {
        // Whether only blanks and comments stand before on the line, and
        // whether nothing does.
        let (mut fresh, mut column_0) = (true, true);
        while self.at < self.end {
            let class = CLASSES[usize::from(self.bytes[self.at])];
            let start = self.at;
            match class {
                Class::Newline => {
                    (fresh, column_0) = (true, true);
                    self.at += 1;
                    continue;
                }
                Class::Blank => self.at += 1,
                Class::Slash if self.comment(fresh) => {
                    // After a comment over several lines a line begins anew.
                    fresh |= memchr::memchr(b'\n', &self.bytes[start..self.at]).is_some();
                }
                Class::Hash => self.other_comment("#"),
                Class::Plain if fresh && self.bytes[self.at..self.end].starts_with(b"--") => {
                    self.other_comment("--");
                }
                Class::Letter if fresh => {
                    if self.first_word(column_0) {
                        return;
                    }
                    fresh = false;
                }
                _ => {
                    if self.pieces.is_empty() {
                        // Something stands before the first declaration.
                        self.begin_piece();
                    }
                    fresh = false;
                    self.code(class);
                }
            }
            column_0 = false;
        }
        self.at = self.end;
    }

    /// Anything that is neither a comment nor white space.
    fn code(&mut self, class: Class) {
        match class {
            Class::Quote => self.quote(),
            Class::Open => self.open(),
            Class::Close => self.close(),
            _ => {
                self.at += 1;
                while self.at < self.end
                    && matches!(
                        CLASSES[usize::from(self.bytes[self.at])],
                        Class::Plain | Class::Letter
                    )
                {
                    self.at += 1;
                }
            }
        }
    }

    /// The first word of a line; true to stop (eager).
    fn first_word(&mut self, column_0: bool) -> bool {
        let start = self.at;
        let end = self.word_end();
        let word = &self.text[start..end];
        if is_declaration(word) {
            if self.stack.is_empty() {
                self.begin_piece();
            } else if column_0 && self.names_something(end) {
                if self.candidate.is_none() {
                    self.candidate = Some(start);
                }
                if self.eager {
                    return true;
                }
            }
        } else if self.pieces.is_empty() {
            self.begin_piece();
        }
        self.at = end;
        false
    }

    fn word_end(&self) -> usize {
        let rest = &self.bytes[self.at..self.end];
        let length = rest
            .iter()
            .position(|b| !(b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80))
            .unwrap_or(rest.len());
        self.at + length
    }

    /// Inside brackets `unit: TEU` is a property; a declaration is followed by
    /// what it names.
    fn names_something(&self, word_end: usize) -> bool {
        let mut rest = self.bytes[word_end..self.end].iter();
        rest.find(|b| !matches!(b, b' ' | b'\t'))
            .is_some_and(|b| matches!(b, b'"' | b'_' | 0x80..) || b.is_ascii_alphabetic())
    }

    fn begin_piece(&mut self) {
        self.end_piece(self.at);
        let outer = self.docs.first().map_or(self.at, |(start, _)| *start) as u32;
        let start = self.at as u32;
        self.candidate = None;
        let doc = self.take_doc();
        self.pieces.push(Piece { outer, start, end: start, doc, trouble: None });
    }

    fn end_piece(&mut self, at: usize) {
        if let Some(piece) = self.pieces.last_mut() {
            let body = &self.text[piece.start as usize..at];
            piece.end = piece.start + body.trim_end().len() as u32;
        }
    }

    fn take_doc(&mut self) -> Option<SmolStr> {
        if self.docs.is_empty() {
            return None;
        }
        let mut doc = String::new();
        for (index, (start, end)) in self.docs.drain(..).enumerate() {
            if index > 0 {
                doc.push('\n');
            }
            let line = self.text[start + 3..end].trim_end();
            doc.push_str(line.strip_prefix(' ').unwrap_or(line));
        }
        Some(SmolStr::new(doc))
    }

    pub fn add_comment(&mut self, start: usize, end: usize) {
        self.comments.push(Comment { span: self.span(start, end) });
    }

    pub fn add_doc(&mut self, start: usize, end: usize) {
        self.docs.push((start, end));
    }

    /// Tells a mistake of the current piece, with what mends it.
    pub fn tell(&mut self, told: Diagnostic, changes: impl IntoIterator<Item = Change>) {
        if let Some(piece) = self.pieces.last_mut() {
            let trouble = piece.trouble();
            trouble.told_at.push(told.span());
            trouble.changes.extend(changes);
        }
        self.told.push(told);
    }

    /// Hands over what was found. Doc comments that nothing follows are
    /// comments like others.
    pub fn finish(mut self, out: &mut Scan) {
        self.end_piece(self.at);
        for (start, end) in std::mem::take(&mut self.docs) {
            self.add_comment(start, end);
        }
        self.comments.sort_by_key(|comment| comment.span.start);
        for trouble in self.pieces.iter_mut().filter_map(|piece| piece.trouble.as_mut()) {
            trouble.changes.sort_by_key(|change| (change.start, change.end));
        }
        out.pieces.append(&mut self.pieces);
        out.comments.append(&mut self.comments);
        for told in self.told {
            out.sink.push(told);
        }
    }
}
