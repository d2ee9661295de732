//! From pest's pairs to the syntax tree. What the grammar guarantees is taken
//! for granted through [`Pairs`]: a part that cannot be missing is answered
//! with a neutral value rather than a panic.

mod body;
mod decl;
mod expr;
mod report;
mod selector;

use pest::iterators::Pair;
use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, Sink};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Cite, Cites, Name, Text};

use super::grammar::Rule;

/// A pair of the grammar's.
pub(super) type P<'i> = Pair<'i, Rule>;

/// Builds the tree of one piece: knows where in its file the piece stands.
pub(super) struct Builder {
    pub file: FileId,
    /// Byte of the file at which the piece's text begins.
    pub offset: u32,
    pub sink: Sink,
}

impl Builder {
    pub fn new(file: FileId, offset: u32) -> Self {
        Self { file, offset, sink: Sink::new() }
    }

    pub fn tell(&mut self, diagnostic: Diagnostic) {
        self.sink.push(diagnostic);
    }

    pub fn span(&self, pair: &P<'_>) -> Span {
        let span = pair.as_span();
        // A non-atomic rule may end in white space that it skipped.
        let text = pair.as_str();
        let trimmed = text.trim_end().len();
        let start = self.offset + span.start() as u32;
        Span::new(self.file, start, start + trimmed as u32)
    }

    pub fn name(&self, pair: &P<'_>) -> Name {
        Name { text: SmolStr::new(pair.as_str().trim_end()), span: self.span(pair) }
    }

    pub fn text(&self, pair: &P<'_>) -> Text {
        let raw = pair.as_str();
        let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or("");
        let text = if inner.contains('\\') {
            SmolStr::new(inner.replace("\\\"", "\"").replace("\\\\", "\\"))
        } else {
            SmolStr::new(inner)
        };
        Text { text, span: self.span(pair) }
    }

    pub fn cites(&self, pair: P<'_>) -> Cites {
        pair.into_inner()
            .map(|cite| {
                let mut name = Name { text: SmolStr::default(), span: self.span(&cite) };
                let mut note = None;
                for part in cite.into_inner() {
                    match part.as_rule() {
                        Rule::text => note = Some(self.text(&part)),
                        _ => name = self.name(&part),
                    }
                }
                Cite { name, note }
            })
            .collect()
    }

    /// All names among the parts of a pair.
    pub fn names(&self, pair: P<'_>) -> Vec<Name> {
        let mut all = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => all.push(self.name(&part)),
                Rule::names => all.extend(self.names(part)),
                _ => {}
            }
        }
        all
    }

    /// The first name among the parts of a pair.
    pub fn first_name(&self, pair: P<'_>) -> Name {
        let span = self.span(&pair);
        self.names(pair)
            .into_iter()
            .next()
            .unwrap_or(Name { text: SmolStr::default(), span: span.at_start() })
    }

    /// A name where the grammar has always put one.
    pub fn or_empty(&self, name: Option<Name>, at: Span) -> Name {
        name.unwrap_or(Name { text: SmolStr::default(), span: at.at_start() })
    }
}

/// A number as written, underscores left out.
pub(super) fn number(text: &str) -> f64 {
    let text = text.trim_end().trim_end_matches('%');
    if text.contains('_') {
        text.replace('_', "").parse().unwrap_or(f64::NAN)
    } else {
        text.parse().unwrap_or(f64::NAN)
    }
}
