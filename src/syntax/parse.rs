//! A file to its tree: cut, each piece parsed by itself, in parallel.

use pest::Parser;
use rayon::prelude::*;

use crate::diagnostic::Sink;
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::ast::{Comment, Decl, Name, Program, Value};

use super::build::Builder;
use super::grammar::{Grammar, Rule};
use super::literate;
use super::recover::{Mended, mend};
use super::scan::{Piece, Scan, scan};

/// A file's tree and what is wrong with it.
#[derive(Debug)]
pub struct Parsed {
    /// What could be read.
    pub program: Program,
    /// Messages, in source order of their pieces.
    pub diagnostics: Sink,
}

/// What one piece gives.
pub(super) struct PieceTree {
    pub decl: Option<Decl>,
    pub sink: Sink,
    /// Names of declarations that could not be read.
    pub broken: Vec<Name>,
}

/// Parses a file. A name that ends in `.md` is a literate page: its fenced
/// `corridor` blocks are one program.
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
    let trees: Vec<PieceTree> = if pieces.len() > 64 {
        pieces.par_iter().map(|piece| piece_tree(file.id(), text, piece, &comments)).collect()
    } else {
        pieces.iter().map(|piece| piece_tree(file.id(), text, piece, &comments)).collect()
    };
    let mut diagnostics = sink;
    let mut decls = Vec::with_capacity(trees.len());
    let mut broken = Vec::new();
    for tree in trees {
        diagnostics.append(tree.sink);
        decls.extend(tree.decl);
        broken.extend(tree.broken);
    }
    let spans = pieces.iter().map(|p| Span::new(file.id(), p.start, p.end)).collect();
    let program = Program { file: file.id(), decls, comments, pieces: spans, broken };
    Parsed { program, diagnostics }
}

fn piece_tree(file: FileId, text: &str, piece: &Piece, comments: &[Comment]) -> PieceTree {
    let body = &text[piece.start as usize..piece.end as usize];
    let mut tree = if piece.too_deep {
        super::recover::stub(file, piece.start, body)
    } else {
        parse_piece(file, piece, body, comments)
    };
    if let Some(decl) = &mut tree.decl {
        decl.doc.clone_from(&piece.doc);
    }
    tree
}

fn parse_piece(file: FileId, piece: &Piece, body: &str, comments: &[Comment]) -> PieceTree {
    if !piece.told
        && let Some(tree) = build_piece(file, piece.start, body)
    {
        return tree;
    }
    let Mended { text, sink } = mend(file, piece.start, body, comments);
    if let Some(mut tree) = build_piece(file, piece.start, &text) {
        let mut all = sink;
        all.append(std::mem::take(&mut tree.sink));
        return PieceTree { sink: all, ..tree };
    }
    super::recover::recover(file, piece, &text, sink)
}

/// The tree of a text that the grammar takes.
pub(super) fn build_piece(file: FileId, offset: u32, text: &str) -> Option<PieceTree> {
    let mut pairs = Grammar::parse(Rule::piece, text).ok()?;
    let mut builder = Builder::new(file, offset);
    let decl = builder.piece(pairs.next()?);
    Some(PieceTree { decl, sink: builder.sink, broken: Vec::new() })
}

/// The value of a table's cell, or of an answer in the REPL. `offset` is where
/// the text begins in its file.
pub fn parse_value(file: FileId, offset: u32, text: &str) -> Result<Value, (u32, String)> {
    match Grammar::parse(Rule::cell, text) {
        Ok(pairs) => {
            let mut builder = Builder::new(file, offset);
            let value = pairs
                .flat_map(pest::iterators::Pair::into_inner)
                .find(|pair| pair.as_rule() == Rule::value)
                .map(|pair| builder.value(pair));
            match (value, builder.sink.diagnostics().first()) {
                (Some(value), None) => Ok(value),
                (_, told) => Err((offset, told.map_or_else(String::new, |d| d.title.clone()))),
            }
        }
        Err(error) => {
            let (at, words) = super::words::of_error(&error, text);
            Err((offset + at as u32, words))
        }
    }
}
