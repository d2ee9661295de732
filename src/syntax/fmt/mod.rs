//! The formatter: one style, no options.
//!
//! The grammar says what each stretch of a declaration is, and the formatter
//! sets the blanks and line ends between: it never writes a word of its own but
//! the comma between two items on a line. Every declaration is read again
//! after it was set, and the whole file at the end; where anything but places
//! changed, nothing is written.

mod align;
mod fence;
mod layout;
mod piece;
mod roles;
mod same;
mod space;
#[cfg(test)]
mod tests;
mod token;

use rayon::prelude::*;

use crate::source::{SourceFile, SourceMap, Span};

use super::parse::parse;
use super::scan::{Scan, scan};
use align::aligned;
use piece::{Block, Set};

/// Lines are kept to this many columns where a body can be broken.
pub const WIDTH: usize = 120;
/// What a level of brackets is set in by.
const INDENT: usize = 2;

/// A file formatted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    /// The text.
    pub text: String,
    /// Pieces that could not be read and are left as they stand, by their
    /// place in the text before.
    pub left: Vec<Span>,
}

/// Why a file is not formatted: what would not be as before. This is a fault of
/// the formatter's, found in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The declarations, or what is told about them.
    Tree,
    /// The comments.
    Comments,
    /// The text, if formatted twice.
    SecondPass,
}

impl Refused {
    /// In words, after "formatting would change …".
    pub fn words(self) -> &'static str {
        match self {
            Self::Tree => "what the file means",
            Self::Comments => "its comments",
            Self::SecondPass => "it again when done twice",
        }
    }
}

/// Formats a script, or the `corridor` blocks of a literate page (a name that
/// ends in `.md`).
///
/// # Errors
/// Where the tree, the comments or a second pass would differ: nothing is to
/// be written then.
pub fn format(file: &SourceFile) -> Result<Formatted, Refused> {
    let formatted = once(file);
    if *formatted.text == **file.text() {
        return Ok(formatted);
    }
    let mut sources = SourceMap::new();
    let id = sources.add(file.name().to_owned(), None, formatted.text.as_str().into());
    let after = sources.file(id);
    let (before, again) = (parse(file), parse(after));
    if !same::trees(&before, &again) {
        return Err(Refused::Tree);
    }
    let comments = |parsed: &super::Parsed, file: &SourceFile| -> Vec<String> {
        let of = |comment: &super::ast::Comment| comment_text(&file.text()[comment.span.range()]);
        parsed.program.comments.iter().map(of).collect()
    };
    if comments(&before, file) != comments(&again, after) {
        return Err(Refused::Comments);
    }
    if once(after).text != formatted.text {
        return Err(Refused::SecondPass);
    }
    Ok(formatted)
}

/// One pass, nothing proved.
fn once(file: &SourceFile) -> Formatted {
    let text: &str = file.text();
    let mut left = Vec::new();
    if file.name().to_ascii_lowercase().ends_with(".md") {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for block in super::literate::blocks(text) {
            out.push_str(&text[at..block.start]);
            fence::block(file, block.clone(), &mut out, &mut left);
            at = block.end;
        }
        out.push_str(&text[at..]);
        return Formatted { text: out, left };
    }
    let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let text = script(file, start..text.len(), &mut left);
    Formatted { text, left }
}

/// A stretch of a file that is one script, formatted.
fn script(file: &SourceFile, range: std::ops::Range<usize>, left: &mut Vec<Span>) -> String {
    let text: &str = file.text();
    let mut found = Scan::default();
    scan(file.id(), text, range.clone(), &mut found);
    let pieces = &found.pieces;
    let first = pieces.first().map_or(range.end, |piece| piece.start as usize);
    let stretch = |index: usize| {
        let (piece, next) = (&pieces[index], pieces.get(index + 1));
        piece::Stretch {
            file: file.id(),
            text,
            start: piece.start as usize,
            end: next.map_or(range.end, |next| next.start as usize),
            readable: piece.trouble.as_ref().is_none_or(|trouble| trouble.is_none()),
        }
    };
    let mut blocks: Vec<Block> = Vec::new();
    piece::gap(&text[range.start..first], &mut blocks);
    let set: Vec<Set> =
        (0..pieces.len()).into_par_iter().map(|index| piece::set(&stretch(index))).collect();
    for (piece, set) in pieces.iter().zip(set) {
        if set.left {
            left.push(Span::new(file.id(), piece.start, piece.end));
        }
        blocks.extend(set.blocks);
    }
    aligned(&blocks)
}

/// A comment without the blanks at the ends of its lines.
fn comment_text(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}
