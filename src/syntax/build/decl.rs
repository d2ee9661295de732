//! Declarations.

use crate::diagnostic::codes::syntax;
use crate::source::Span;
use crate::syntax::ast::{Cites, Decl, DeclKind, Expr, ExprKind, Name, TransferItem};
use crate::syntax::grammar::Rule;

use super::body::append;
use super::header::Header;
use super::value::last_cites;
use super::{Builder, P, nothing};

impl Builder<'_> {
    /// The declaration of a `piece` pair.
    pub fn piece(&mut self, pair: P<'_>) -> Option<Decl> {
        let part = pair.into_inner().find(|part| part.as_rule() != Rule::EOI)?;
        let span = self.span(&part);
        let mut cites = Cites::default();
        let mut kind = self.declaration(part, span, &mut cites);
        append(&mut cites, statement_cites(&mut kind));
        Some(Decl { span, doc: None, kind, cites })
    }

    fn declaration(&mut self, pair: P<'_>, span: Span, cites: &mut Cites) -> DeclKind {
        match pair.as_rule() {
            Rule::import => self.import(pair, cites),
            Rule::report => DeclKind::Report(Box::new(self.report(pair, cites))),
            Rule::expect => self.expect(pair, cites),
            rule => {
                let mut header = self.header(pair);
                append(cites, std::mem::take(&mut header.cites));
                self.with_header(rule, header, span)
            }
        }
    }

    fn with_header(&mut self, rule: Rule, mut h: Header, span: Span) -> DeclKind {
        match rule {
            Rule::model => DeclKind::Model { title: h.title, body: h.body },
            Rule::constant => {
                DeclKind::Let { name: h.name(span), title: h.title.take(), value: h.expr(span) }
            }
            Rule::param => self.param(h, span),
            Rule::unit_decl => {
                DeclKind::Unit { name: h.name(span), title: h.title.take(), value: h.exprs.pop() }
            }
            Rule::currency => DeclKind::Currency {
                name: h.name(span),
                title: h.title.take(),
                value: h.exprs.pop(),
            },
            Rule::named => DeclKind::Named {
                kind: h.kind,
                name: h.name(span),
                title: h.title,
                extends: h.extends,
                body: h.body,
            },
            Rule::transfer => DeclKind::Transfer(Box::new(TransferItem {
                from: h.name(span),
                to: h.name(span),
                both: h.both,
                title: h.title,
                body: h.body,
                span,
            })),
            Rule::leg => {
                let name = h.colon.then(|| h.name(span));
                DeclKind::Leg {
                    name,
                    from: h.name(span),
                    to: h.name(span),
                    both: h.both,
                    title: h.title,
                    body: h.body,
                }
            }
            Rule::border => DeclKind::Border {
                from: h.name(span),
                to: h.name(span),
                both: h.both,
                at: h.at,
                by: h.by,
                title: h.title,
                body: h.body,
            },
            Rule::corridor => DeclKind::Corridor {
                name: h.name(span),
                first: h.name(span),
                steps: h.steps,
                title: h.title,
                body: h.body,
            },
            _ => self.with_amount(rule, h, span),
        }
    }

    fn with_amount(&mut self, rule: Rule, mut h: Header, span: Span) -> DeclKind {
        match rule {
            Rule::demand => DeclKind::Demand {
                name: h.name(span),
                commodity: h.name(span),
                from: h.name(span),
                to: h.name(span),
                amount: h.amount(span),
                title: h.title,
                body: h.body,
            },
            Rule::contract => DeclKind::Contract {
                name: h.name(span),
                at_least: h.at_least,
                amount: Box::new(h.expr(span)),
                commodity: h.name(span),
                on: Box::new(h.selector.take().unwrap_or_else(|| self.no_selector(span))),
                title: h.title,
                body: h.body,
            },
            Rule::observed => DeclKind::Observed {
                name: h.name(span),
                amount: Box::new(h.expr(span)),
                commodity: h.name(span),
                on: Box::new(h.selector.take().unwrap_or_else(|| self.no_selector(span))),
                when: h.when.take().map(Box::new),
                title: h.title,
                body: h.body,
            },
            Rule::change => DeclKind::Change {
                word: h.word,
                name: h.name(span),
                title: h.title,
                by: h.bound_by.map(Box::new),
                body: h.body,
            },
            _ => DeclKind::Scenario {
                name: h.name(span),
                title: h.title,
                extends: h.extends,
                body: h.body,
            },
        }
    }

    fn param(&mut self, mut h: Header, span: Span) -> DeclKind {
        let (name, title, value) = (h.name(span), h.title.take(), h.expr(span));
        match value.kind {
            ExprKind::Within(value, low, high) => DeclKind::Param {
                name,
                title,
                value: *value,
                within: Some(Box::new((*low, *high))),
            },
            _ => DeclKind::Param { name, title, value, within: None },
        }
    }

    fn expect(&mut self, pair: P<'_>, cites: &mut Cites) -> DeclKind {
        let mut expr = nothing(self.span(&pair));
        let mut scenario: Option<Name> = None;
        let mut when = None;
        for part in pair.into_inner() {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::expr => expr = self.expr(part),
                Rule::in_scenario => {
                    let name = self.first_name(part);
                    self.once(&mut scenario, Some(name), at);
                }
                Rule::when => {
                    let moment = self.when(part);
                    self.once(&mut when, moment, at);
                }
                Rule::cites => *cites = self.cites(part),
                _ => {}
            }
        }
        if scenario.is_none() && when.is_none() {
            append(cites, last_cites(&mut expr));
        }
        DeclKind::Expect { expr: Box::new(expr), scenario, when: when.map(Box::new) }
    }

    /// A `question` pair, as a statement to be answered.
    pub fn question(&mut self, pair: P<'_>) -> Decl {
        let span = self.span(&pair);
        let mut cites = Cites::default();
        let kind = self.expect(pair, &mut cites);
        Decl { span, doc: None, kind, cites }
    }

    /// A `cell` pair.
    pub fn cell(&mut self, pair: P<'_>) -> (crate::syntax::ast::Value, Cites) {
        let span = self.span(&pair);
        let mut value = crate::syntax::ast::Value::Expr(nothing(span));
        let mut cites = Cites::default();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::value => value = self.value(part),
                Rule::cites => cites = self.cites(part),
                _ => {}
            }
        }
        append(&mut cites, super::value::closing_cites(&mut value));
        (value, cites)
    }

    /// Tells a title given twice.
    pub(super) fn tell_two_titles(&mut self, at: Span) {
        let help = "a declaration has one title, after its name or its ends";
        self.tell(syntax::OPTION_TWICE, "a second title", at, "given before", help);
    }
}

/// Citations at the very end of a statement without braces are the
/// statement's.
fn statement_cites(kind: &mut DeclKind) -> Cites {
    let last: Option<&mut Expr> = match kind {
        DeclKind::Param { within: Some(within), .. } => Some(&mut within.1),
        DeclKind::Let { value, .. }
        | DeclKind::Param { value, .. }
        | DeclKind::Unit { value: Some(value), .. }
        | DeclKind::Currency { value: Some(value), .. } => Some(value),
        _ => None,
    };
    last.map(last_cites).unwrap_or_default()
}
