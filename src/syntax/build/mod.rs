//! From pest's pairs to the syntax tree. What the grammar guarantees is not
//! checked again: where a part cannot be missing, a neutral value stands in
//! for it rather than a panic.

mod body;
mod change;
mod decl;
mod expr;
mod header;
mod kind;
mod metric;
mod operand;
mod report;
mod select;
mod value;

pub(super) use body::Items;

use pest::iterators::Pair;
use smol_str::SmolStr;

use crate::diagnostic::codes::syntax;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::Span;
use crate::syntax::ast::{Cite, Cites, Expr, ExprKind, Name, Number, Text};

use super::grammar::Rule;
use super::mend::Places;

/// A pair of the grammar's.
pub(super) type P<'i> = Pair<'i, Rule>;

/// A name may be this long, in bytes.
pub(crate) const MAX_NAME: usize = 256;

/// Builds the tree of one text that the grammar has taken.
pub(super) struct Builder<'p> {
    places: &'p Places,
    /// Byte of the places' text at which the text read begins.
    slice: usize,
    /// How deep the expression being built is nested.
    depth: usize,
    /// What the grammar takes and the language does not.
    pub sink: Sink,
}

impl<'p> Builder<'p> {
    /// For the stretch of a text that begins at its byte `slice`.
    pub fn new(places: &'p Places, slice: usize) -> Self {
        Self { places, slice, depth: 0, sink: Sink::new() }
    }

    /// Tells a mistake at a place.
    fn tell(
        &mut self,
        code: Code,
        title: impl Into<String>,
        at: Span,
        label: &'static str,
        help: &str,
    ) {
        let mut told = Diagnostic::new(code, title, at, label);
        if !help.is_empty() {
            told = told.with_help(help);
        }
        self.sink.push(told);
    }

    /// Where a pair stands, without the white space it may have skipped last.
    fn span(&self, pair: &P<'_>) -> Span {
        self.places.span(self.slice + pair.as_span().start(), self.slice + end_of(pair))
    }

    fn name(&self, pair: &P<'_>) -> Name {
        Name { text: SmolStr::new(pair.as_str()), span: self.span(pair) }
    }

    /// The name that something is declared by.
    fn declared(&mut self, pair: &P<'_>) -> Name {
        let name = self.name(pair);
        if name.text.len() > MAX_NAME {
            let title = format!("a name of {} bytes is too long", name.text.len());
            let help = "a name has at most 256 bytes; a quoted title after it may say more";
            self.tell(syntax::NAME_TOO_LONG, title, name.span, "too long", help);
        }
        name
    }

    fn text(&self, pair: &P<'_>) -> Text {
        let raw = pair.as_str();
        let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or("");
        Text { text: unescape(inner), span: self.span(pair) }
    }

    fn cites(&self, pair: P<'_>) -> Cites {
        pair.into_inner().map(|cite| self.cite(cite)).collect()
    }

    fn cite(&self, pair: P<'_>) -> Cite {
        let mut name = self.missing(self.span(&pair));
        let mut note = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::text => note = Some(self.text(&part)),
                _ => name = self.name(&part),
            }
        }
        Cite { name, note }
    }

    /// All names that are parts of a pair.
    fn names(&self, pair: P<'_>) -> Vec<Name> {
        let names = pair.into_inner().filter(|part| part.as_rule() == Rule::name);
        names.map(|name| self.name(&name)).collect()
    }

    /// The first name among the parts of a pair.
    fn first_name(&self, pair: P<'_>) -> Name {
        let span = self.span(&pair);
        let name = pair.into_inner().find(|part| part.as_rule() == Rule::name);
        name.map_or_else(|| self.missing(span), |name| self.name(&name))
    }

    /// Stands for a name where the grammar always puts one.
    fn missing(&self, at: Span) -> Name {
        Name { text: SmolStr::default(), span: at.at_start() }
    }

    /// A number as an expression.
    fn number(&self, pair: &P<'_>) -> Expr {
        let number = Number { value: number(pair.as_str()), percent: false };
        plain(ExprKind::Number(number), self.span(pair))
    }
}

fn plain(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, span, cites: Cites::default() }
}

/// Stands for an expression where the grammar always puts one.
fn nothing(at: Span) -> Expr {
    plain(ExprKind::Unknown, at)
}

fn inner<'i>(pair: P<'i>, rule: Rule) -> Option<P<'i>> {
    pair.into_inner().find(|part| part.as_rule() == rule)
}

/// One past the last byte of what a pair matched. A rule that ends in parts
/// that may be missing has skipped white space and comments in vain; there the
/// last part that is not missing says where it ends.
fn end_of(pair: &P<'_>) -> usize {
    let ends_in_a_sign = matches!(
        pair.as_rule(),
        Rule::body
            | Rule::paren_body
            | Rule::call_body
            | Rule::metric_body
            | Rule::irregular
            | Rule::table
            | Rule::listed
            | Rule::sel_list
            | Rule::import_map
            | Rule::numbers
            | Rule::places
            | Rule::arrow_by
    );
    match pair.clone().into_inner().next_back() {
        Some(last) if !ends_in_a_sign => end_of(&last),
        _ => pair.as_span().end(),
    }
}

/// A number as written, underscores left out.
pub(super) fn number(text: &str) -> f64 {
    if text.contains('_') {
        text.replace('_', "").parse().unwrap_or(f64::NAN)
    } else {
        text.parse().unwrap_or(f64::NAN)
    }
}

/// The inside of a quoted text with its escapes undone.
pub(super) fn unescape(inner: &str) -> SmolStr {
    if !inner.contains('\\') {
        return SmolStr::new(inner);
    }
    let mut text = String::with_capacity(inner.len());
    let mut escaped = false;
    for c in inner.chars() {
        if c == '\\' && !escaped {
            escaped = true;
        } else {
            text.push(c);
            escaped = false;
        }
    }
    SmolStr::new(text)
}
