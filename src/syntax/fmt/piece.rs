//! A declaration and what stands between it and the next.

use crate::diagnostic::Sink;
use crate::source::FileId;
use crate::syntax::mend::Places;
use crate::syntax::parse::read_declaration;

use super::layout::{Laid, lay};
use super::roles::Roles;
use super::same;
use super::token::{Kind, Token, tokens};

/// Lines that stand together: a declaration or a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// The lines, without the last line end.
    pub text: String,
    /// A blank line stands before it.
    pub blank: bool,
    /// Of a declaration on one line with a body: what stands below what
    /// stands in the lines around it.
    pub cells: Option<Cells>,
}

/// Bytes of a line at which columns begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cells {
    /// One past its first word, which says what kind of declaration it is.
    pub word: usize,
    /// Its arrow, where the kind has one arrow.
    pub arrow: Option<usize>,
    /// The brace that opens its body.
    pub brace: usize,
}

/// Where a declaration stands in its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch<'t> {
    pub file: FileId,
    /// The file's text.
    pub text: &'t str,
    /// Its first byte.
    pub start: usize,
    /// Where the next declaration begins.
    pub end: usize,
    /// The scan found nothing wrong.
    pub readable: bool,
}

/// A declaration set, with the comments after it.
#[derive(Debug, Default)]
pub(super) struct Set {
    pub blocks: Vec<Block>,
    /// It could not be read and is left as it stands.
    pub left: bool,
}

/// Sets a declaration.
pub(super) fn set(stretch: &Stretch<'_>) -> Set {
    let text = &stretch.text[stretch.start..stretch.end];
    let blank = newlines_before(stretch.text, stretch.start) > 1;
    let mut out = Set::default();
    if stretch.readable
        && let Some(roles) = Roles::of(text)
    {
        let all = tokens(text, &roles);
        let (own, after) = all.split_at(own_tokens(&all));
        let Laid { text: laid, brace, arrow } = lay(own);
        if says_the_same(stretch, text, &laid, own) {
            let first = laid.find(|c: char| c.is_ascii_whitespace()).unwrap_or(laid.len());
            let arrow = arrow.filter(|_| matches!(&laid[..first], "leg" | "border" | "transfer"));
            let cells = brace.map(|brace| Cells { word: first, arrow, brace });
            out.blocks.push(Block { text: laid, blank, cells });
            comments(after, &mut out.blocks);
            return out;
        }
    }
    out.left = true;
    // Up to the next, with comments and the next one's doc comment: those may
    // stand anywhere in what cannot be read.
    let as_it_stands = text.trim_end();
    out.blocks.push(Block { text: as_it_stands.to_owned(), blank, cells: None });
    out
}

/// Comments before the first declaration.
pub(super) fn gap(text: &str, blocks: &mut Vec<Block>) {
    let all = tokens(text, &Roles::default());
    comments(&all, blocks);
}

fn comments(all: &[Token<'_>], blocks: &mut Vec<Block>) {
    for token in all {
        let text = token.text.clone().into_owned();
        blocks.push(Block { text, blank: token.newlines > 1, cells: None });
    }
}

/// How many tokens are the declaration's own: up to the comments on its last
/// line.
fn own_tokens(all: &[Token<'_>]) -> usize {
    let code = all.iter().rposition(|token| !token.is_comment()).map_or(0, |last| last + 1);
    let on_line = all[code..].iter().take_while(|token| token.newlines == 0).count();
    code + on_line
}

/// Reads the declaration again: nothing but places may differ, and no comment
/// may be missing.
fn says_the_same(stretch: &Stretch<'_>, before: &str, after: &str, own: &[Token<'_>]) -> bool {
    let places = Places::plain(stretch.file, stretch.start as u32);
    let read = |text: &str| {
        let mut sink = Sink::new();
        let decl = read_declaration(&places, text, &mut sink)?;
        (!sink.has_errors()).then_some(decl)
    };
    let (Some(first), Some(second)) = (read(before), read(after)) else { return false };
    let written = |all: &[Token<'_>]| -> Vec<(Kind, String)> {
        let comments = all.iter().filter(|token| token.is_comment());
        comments.map(|token| (token.kind, token.text.clone().into_owned())).collect()
    };
    let Some(roles) = Roles::of(after) else { return false };
    same::decls(&first, &second) && written(own) == written(&tokens(after, &roles))
}

/// Line ends in the blanks before a place.
fn newlines_before(text: &str, at: usize) -> usize {
    let blanks = text[..at].bytes().rev().take_while(u8::is_ascii_whitespace);
    blanks.filter(|byte| *byte == b'\n').count()
}
