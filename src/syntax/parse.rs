//! A file to its tree: cut into declarations, and each of them read by itself,
//! in parallel.

use pest::Parser;
use rayon::prelude::*;

use crate::diagnostic::Sink;
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::ast::{Decl, Name, Program};

use super::again::{Before, Kept};
use super::build::Builder;
use super::fast;
use super::grammar::{Grammar, Rule};
use super::literate;
use super::mend::Places;
use super::recover::recover;
use super::scan::{Piece, Scan, scan};

/// Of a file up to this size, in bytes, the tree is kept whole. Of a larger one
/// the bodies of plain nodes and legs are not: they are most of it, and are
/// read again when they are checked, one at a time.
const KEPT_WHOLE: usize = 1024 * 1024;

/// So many pieces are read in parallel before their trees are put together.
const BATCH: usize = 4096;

/// A file's tree and what is wrong with it.
#[derive(Debug)]
pub struct Parsed {
    /// What could be read.
    pub program: Program,
    /// Messages: those of the scan, then those of the pieces in their order.
    pub diagnostics: Sink,
    /// One for each piece, in order.
    pub marks: Vec<Mark>,
}

/// Where a piece stood, and what may be kept of it when the file is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// First byte of its keyword.
    pub start: u32,
    /// One past its last byte that is no white space.
    pub end: u32,
    /// The number of its declaration, where it is one and nothing is wrong in it.
    pub decl: Option<u32>,
}

/// What one piece gives.
#[derive(Debug, Default)]
pub(super) struct PieceTree {
    /// Mostly one; more where a declaration begins with an unknown word, so
    /// that it was not cut off.
    pub decls: Vec<Decl>,
    pub sink: Sink,
    /// Names of declarations that could not be read.
    pub broken: Vec<Name>,
    /// Statements of which nothing could be read.
    pub unread: Vec<Span>,
}

/// Parses a file of at most [`super::MAX_FILE`] bytes. A name that ends in
/// `.md` is a literate page: its fenced `corridor` blocks are one program.
///
/// The result depends on nothing but the text, whatever the threads do.
pub fn parse(file: &SourceFile) -> Parsed {
    parse_again(file, None)
}

/// The same, with the trees of what did not change since the file was read
/// before. The result is that of [`parse`].
pub fn parse_again(file: &SourceFile, before: Option<Before>) -> Parsed {
    let text: &str = file.text();
    let Scan { pieces, comments, sink } = cut(file);
    let mut diagnostics = sink;
    let mut decls: Vec<Decl> = Vec::with_capacity(pieces.len());
    let mut marks = Vec::with_capacity(pieces.len());
    let (mut broken, mut unread) = (Vec::new(), Vec::new());
    let keep = text.len() <= KEPT_WHOLE;
    // Trees of a large file leave out what those of a small one hold.
    let before = before.filter(|before| (before.text.len() <= KEPT_WHOLE) == keep);
    let mut kept = before.map(|before| Kept::new(before, file));
    for batch in pieces.chunks(BATCH) {
        let found = |piece: &Piece| kept.as_mut().and_then(|kept| kept.find(piece));
        let numbers: Vec<Option<u32>> = batch.iter().map(found).collect();
        let fresh: Vec<&Piece> = batch
            .iter()
            .zip(&numbers)
            .filter_map(|(piece, number)| number.is_none().then_some(piece))
            .collect();
        let mut trees = read_pieces(file, &fresh, keep).into_iter();
        for (piece, number) in batch.iter().zip(numbers) {
            let mark = Mark { start: piece.start, end: piece.end, decl: Some(decls.len() as u32) };
            let old = number.zip(kept.as_mut()).and_then(|(n, kept)| kept.take(n, piece));
            if let Some(mut decl) = old {
                decl.doc.clone_from(&piece.doc);
                decls.push(decl);
                marks.push(mark);
                continue;
            }
            let mut tree = match number {
                None => trees.next().unwrap_or_default(),
                Some(_) => read_piece(file.id(), text, piece, keep),
            };
            if let Some(decl) = tree.decls.first_mut() {
                decl.doc.clone_from(&piece.doc);
            }
            marks.push(if tree.is_whole(piece) { mark } else { Mark { decl: None, ..mark } });
            diagnostics.append(tree.sink);
            decls.extend(tree.decls);
            broken.extend(tree.broken);
            unread.extend(tree.unread);
        }
    }
    let pieces = outer_spans(file.id(), &pieces);
    let program = Program { file: file.id(), decls, comments, pieces, broken, unread };
    Parsed { program, diagnostics, marks }
}

/// The pieces of a file.
fn cut(file: &SourceFile) -> Scan {
    let text: &str = file.text();
    let mut found = Scan::default();
    if file.name().to_ascii_lowercase().ends_with(".md") {
        for block in literate::blocks(text) {
            scan(file.id(), text, block, &mut found);
        }
    } else {
        let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
        scan(file.id(), text, start..text.len(), &mut found);
    }
    found
}

/// Reads pieces, in parallel where there are many.
fn read_pieces(file: &SourceFile, pieces: &[&Piece], keep: bool) -> Vec<PieceTree> {
    let read = |piece: &&Piece| read_piece(file.id(), file.text(), piece, keep);
    if pieces.len() > 64 {
        pieces.par_iter().with_min_len(16).map(read).collect()
    } else {
        pieces.iter().map(read).collect()
    }
}

impl PieceTree {
    /// Whether it is one declaration with nothing wrong in it.
    fn is_whole(&self, piece: &Piece) -> bool {
        piece.trouble.is_none()
            && self.decls.len() == 1
            && self.sink.diagnostics().is_empty()
            && self.broken.is_empty()
            && self.unread.is_empty()
    }
}

/// Each piece from its doc comment to where the next begins, or its own end.
fn outer_spans(file: FileId, pieces: &[Piece]) -> Vec<Span> {
    let next = pieces.iter().skip(1).map(|piece| Some(piece.outer)).chain([None]);
    pieces
        .iter()
        .zip(next)
        .map(|(piece, next)| Span::new(file, piece.outer, next.unwrap_or(piece.end)))
        .collect()
}

fn read_piece(file: FileId, text: &str, piece: &Piece, keep: bool) -> PieceTree {
    let body = &text[piece.start as usize..piece.end as usize];
    let mut tree = PieceTree::default();
    let places = Places::plain(file, piece.start);
    let read = if piece.trouble.as_ref().is_none_or(|trouble| trouble.is_none()) {
        fast::read(file, piece.start, body, keep)
            .or_else(|| read_declaration(&places, body, &mut tree.sink))
    } else {
        None
    };
    match read {
        Some(decl) => tree.decls.push(decl),
        None => recover(file, piece, body, &mut tree),
    }
    tree
}

/// The declaration of a text, if the grammar takes it.
pub(super) fn read_declaration(places: &Places, text: &str, sink: &mut Sink) -> Option<Decl> {
    let mut pairs = Grammar::parse(Rule::piece, text).ok()?;
    let mut builder = Builder::new(places, 0);
    let decl = builder.piece(pairs.next()?);
    sink.append(builder.sink);
    decl
}
