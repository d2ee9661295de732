//! What to do with a piece that the grammar does not take: mend the mistakes
//! that people make, tell each, and read on; then read the items of its body
//! one by one, so that one broken property hides no other.

use pest::Parser;

use crate::diagnostic::codes::syntax;
use crate::diagnostic::{Diagnostic, Sink, closest};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Body, Decl, DeclKind, Item, Name};

use super::build::Builder;
use super::grammar::{Grammar, Rule};
use super::keywords::{CLAUSES, DECLARATIONS, REPORTS, VERBS};
use super::parse::{PieceTree, build_piece};
use super::scan::Piece;
use super::words;

mod lexical;

pub(super) use lexical::{Mended, mend};

/// The declaration of a piece that cannot be read as a whole.
pub(super) fn recover(file: FileId, piece: &Piece, text: &str, mut sink: Sink) -> PieceTree {
    let offset = piece.start;
    if let Some(tree) = other_keyword(file, offset, text, &mut sink) {
        return tree;
    }
    if let Some((header, body)) = split_body(text)
        && let Some(tree) = by_items(file, piece, text, header, body, &mut sink)
    {
        return tree;
    }
    if !piece.told && sink.errors() == 0 {
        let told = explain(file, offset, text, Rule::piece);
        sink.push(told);
    }
    let mut tree = stub(file, offset, text);
    tree.sink = sink;
    tree
}

/// `nodde Aktau { … }`: the nearest keyword in its place.
fn other_keyword(file: FileId, offset: u32, text: &str, sink: &mut Sink) -> Option<PieceTree> {
    let word = first_word(text);
    if DECLARATIONS.contains(&word) {
        return None;
    }
    let at = Span::new(file, offset, offset + word.len().max(1) as u32);
    let near = closest(word, DECLARATIONS.iter().copied());
    let Some(near) = near.filter(|_| !word.is_empty()) else {
        let looks = text.trim_start();
        let shown: String = looks.chars().take(20).take_while(|c| !c.is_whitespace()).collect();
        let title = format!("a declaration cannot begin with `{shown}`");
        let told = Diagnostic::new(syntax::UNKNOWN_KEYWORD, title, at, "not a keyword").with_help(
            "a statement begins with its keyword, first on its line: `node`, `leg`, `demand`, \
             `scenario`, `report`, `expect` …",
        );
        sink.push(told);
        return Some(PieceTree {
            decl: None,
            sink: std::mem::take(sink),
            broken: names_in(file, offset, text),
        });
    };
    sink.push(
        Diagnostic::new(
            syntax::UNKNOWN_KEYWORD,
            format!("there is no declaration `{word}`"),
            at,
            "not a keyword",
        )
        .with_help(format!("did you mean `{near}`?"))
        .with_fix(format!("write `{near}`"), at, near),
    );
    let mended = format!("{near}{}", &text[word.len()..]);
    let shifted = (offset + word.len() as u32).saturating_sub(near.len() as u32);
    let mut tree =
        build_piece(file, shifted, &mended).unwrap_or_else(|| stub(file, shifted, &mended));
    let mut all = std::mem::take(sink);
    all.append(std::mem::take(&mut tree.sink));
    Some(PieceTree { sink: all, ..tree })
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

/// Header and the inside of the outermost braces at its end.
fn split_body(text: &str) -> Option<(&str, std::ops::Range<usize>)> {
    let mut depth = 0;
    let mut open = None;
    let mut close = text.len();
    for (at, byte, _) in lexical::code(text) {
        match byte {
            b'{' if depth == 0 && open.is_none() => {
                open = Some(at);
                depth = 1;
            }
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => {
                depth -= 1;
                if depth == 0 && open.is_some() && byte == b'}' {
                    close = at;
                }
            }
            _ => {}
        }
    }
    let open = open?;
    (open < close).then(|| (&text[..open], open + 1..close))
}

fn by_items(
    file: FileId,
    piece: &Piece,
    text: &str,
    header: &str,
    body: std::ops::Range<usize>,
    sink: &mut Sink,
) -> Option<PieceTree> {
    // A header of its own; what stands after the braces is kept for citations.
    let mut tree = build_piece(file, piece.start, header.trim_end())?;
    let mut items = Vec::new();
    for chunk in lexical::chunks(text, body.clone()) {
        let part = &text[chunk.clone()];
        let offset = piece.start + chunk.start as u32;
        match Grammar::parse(Rule::items, part) {
            Ok(mut pairs) => {
                let mut builder = Builder::new(file, offset);
                if let Some(pair) = pairs.next() {
                    items.extend(builder.body(pair).items);
                }
                sink.append(builder.sink);
            }
            Err(_) => {
                let told = explain(file, offset, part, Rule::items);
                if !piece.told {
                    sink.push(told);
                }
                items.extend(broken_item(file, offset, part));
            }
        }
    }
    if sink.errors() == 0 && !piece.told {
        // All items can be read: the trouble is around them.
        sink.push(explain(file, piece.start, text, Rule::piece));
    }
    let span = Span::new(
        file,
        piece.start + body.start as u32 - 1,
        (piece.start + body.end as u32 + 1).min(piece.end),
    );
    if let Some(decl) = &mut tree.decl {
        set_body(decl, Body { items, span: Some(span) });
        decl.span = Span::new(file, piece.start, piece.end);
    }
    let mut all = std::mem::take(sink);
    all.append(std::mem::take(&mut tree.sink));
    Some(PieceTree { sink: all, ..tree })
}

/// A property that cannot be read still counts as given: what it would have
/// said is not missed.
fn broken_item(file: FileId, offset: u32, text: &str) -> Option<Item> {
    let lead = text.len() - text.trim_start().len();
    let word = first_word(text.trim_start());
    if word.is_empty() || VERBS.contains(&word) || CLAUSES.contains(&word) {
        return None;
    }
    let start = offset + lead as u32;
    let span = Span::new(file, start, start + word.len() as u32);
    Some(Item::Broken(Name { text: word.into(), span }))
}

fn set_body(decl: &mut Decl, new: Body) {
    match &mut decl.kind {
        DeclKind::Model { body, .. }
        | DeclKind::Named { body, .. }
        | DeclKind::Leg { body, .. }
        | DeclKind::Border { body, .. }
        | DeclKind::Corridor { body, .. }
        | DeclKind::Demand { body, .. }
        | DeclKind::Contract { body, .. }
        | DeclKind::Observed { body, .. }
        | DeclKind::Change { body, .. }
        | DeclKind::Scenario { body, .. } => *body = new,
        DeclKind::Transfer(item) => item.body = new,
        _ => {}
    }
}

/// Nothing can be read of the piece but, perhaps, what it would have named.
pub(super) fn stub(file: FileId, offset: u32, text: &str) -> PieceTree {
    PieceTree { decl: None, sink: Sink::new(), broken: names_in(file, offset, text) }
}

/// The name that the declaration of a broken piece would have declared.
fn names_in(file: FileId, offset: u32, text: &str) -> Vec<Name> {
    let keyword = first_word(text);
    if matches!(keyword, "report" | "expect" | "import" | "border" | "transfer" | "model") {
        return Vec::new();
    }
    let rest = text[keyword.len()..].trim_start();
    let start = text.len() - rest.len();
    let word = first_word(rest);
    let after = rest[word.len()..].trim_start();
    let is_name = !word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit());
    // A leg without a name begins with its ends.
    if !is_name || (keyword == "leg" && !after.starts_with([':', '"'])) {
        return Vec::new();
    }
    let at = offset + start as u32;
    vec![Name { text: word.into(), span: Span::new(file, at, at + word.len() as u32) }]
}

/// The message for a text that the grammar does not take.
fn explain(file: FileId, offset: u32, text: &str, rule: Rule) -> Diagnostic {
    let error = match Grammar::parse(rule, text) {
        Err(error) => error,
        Ok(_) => {
            let span = Span::new(file, offset, offset + first_word(text).len().max(1) as u32);
            let title = "this statement cannot be read";
            return Diagnostic::new(syntax::NOT_UNDERSTOOD, title, span, "here");
        }
    };
    let (at, expected) = words::of_error(&error, text);
    let rest = &text[at..];
    let skipped = rest.len() - rest.trim_start().len();
    let found = found_word(&rest[skipped..]);
    let at = at + skipped;
    let start = offset + at as u32;
    let mut span = Span::new(file, start, start + found.len().max(1) as u32);
    if at >= text.len() {
        // The end: point at the last thing that stands there.
        let end = offset + text.trim_end().len() as u32;
        span = Span::new(file, end.saturating_sub(1), end);
    }
    if let Some(told) = special(&error, text, at, found, span) {
        return told;
    }
    let title = if found.is_empty() {
        format!("expected {expected}, but the statement ends here")
    } else {
        format!("expected {expected}, found `{found}`")
    };
    Diagnostic::new(syntax::NOT_UNDERSTOOD, title, span, format!("expected {expected}"))
}

fn found_word(rest: &str) -> &str {
    let word = first_word(rest);
    if !word.is_empty() {
        return &word[..word.len().min(floor(word, 40))];
    }
    let end = rest.chars().next().map_or(0, char::len_utf8);
    &rest[..end]
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Mistakes with a code of their own that show where pest stops.
fn special(
    error: &pest::error::Error<Rule>,
    text: &str,
    at: usize,
    found: &str,
    span: Span,
) -> Option<Diagnostic> {
    if words::only_a_name(error) {
        if CLAUSES.contains(&found) || VERBS.contains(&found) {
            return Some(
                Diagnostic::new(
                    syntax::RESERVED_NAME,
                    format!("`{found}` cannot be a name"),
                    span,
                    "a word of the language",
                )
                .with_help("choose another name, or add to it: `in_2024`"),
            );
        }
        return Some(
            Diagnostic::new(syntax::MISSING_NAME, "a name is missing", span, "expected a name")
                .with_help("a name begins with a letter and holds letters, digits and `_`"),
        );
    }
    let before = text[..at.min(text.len())].trim_end();
    if before == "report" || before.ends_with("\nreport") {
        let mut told = Diagnostic::new(
            syntax::UNKNOWN_REPORT,
            format!("there is no report `{found}`"),
            span,
            "not a kind of report",
        );
        told = match closest(found, REPORTS.iter().copied()) {
            Some(near) => told.with_help(format!("did you mean `{near}`?")).with_fix(
                format!("write `{near}`"),
                span,
                near,
            ),
            None => told.with_help(format!("there are: {}", REPORTS.join(", "))),
        };
        return Some(told);
    }
    None
}
