//! A file to its tree: cut into declarations, and each of them read by itself,
//! in parallel.

use pest::Parser;
use rayon::prelude::*;

use crate::diagnostic::Sink;
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::ast::{Decl, Name, Program};

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
    let Scan { pieces, comments, sink } = found;
    let mut diagnostics = sink;
    let mut decls = Vec::with_capacity(pieces.len());
    let (mut broken, mut unread) = (Vec::new(), Vec::new());
    let keep = text.len() <= KEPT_WHOLE;
    let read = |piece: &Piece| read_piece(file.id(), text, piece, keep);
    for batch in pieces.chunks(BATCH) {
        let trees: Vec<PieceTree> = if batch.len() > 64 {
            batch.par_iter().with_min_len(16).map(read).collect()
        } else {
            batch.iter().map(read).collect()
        };
        for tree in trees {
            diagnostics.append(tree.sink);
            decls.extend(tree.decls);
            broken.extend(tree.broken);
            unread.extend(tree.unread);
        }
    }
    let pieces = outer_spans(file.id(), &pieces);
    let program = Program { file: file.id(), decls, comments, pieces, broken, unread };
    Parsed { program, diagnostics }
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
    if let Some(decl) = tree.decls.first_mut() {
        decl.doc.clone_from(&piece.doc);
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
