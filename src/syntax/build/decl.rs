//! Declarations.

use crate::source::Span;
use crate::syntax::ast::{
    AmountWhen, Body, ChangeWord, Cites, Decl, DeclKind, Expr, ExprKind, ImportColumn, ImportTable,
    Name, NamedKind, Selector, SelectorKind, Text, TransferItem, When,
};
use crate::syntax::grammar::Rule;

use super::{Builder, P};

/// The parts that most declarations have, in the order they stand.
#[derive(Default)]
struct Parts {
    names: Vec<Name>,
    title: Option<Text>,
    exprs: Vec<Expr>,
    extends: Option<Name>,
    body: Body,
    both: bool,
    selector: Option<Selector>,
    when: Option<When>,
    rows: Vec<(AmountWhen, Expr)>,
}

impl Parts {
    fn name(&mut self, at: Span) -> Name {
        if self.names.is_empty() {
            Name { text: "".into(), span: at.at_start() }
        } else {
            self.names.remove(0)
        }
    }

    fn expr(&mut self, at: Span) -> Expr {
        if self.exprs.is_empty() {
            Expr { kind: ExprKind::Unknown, span: at, cites: Cites::default() }
        } else {
            self.exprs.remove(0)
        }
    }

    fn on(&mut self, span: Span) -> Selector {
        let empty = Selector { kind: SelectorKind::List(Vec::new()), span, filter: None };
        self.selector.take().unwrap_or(empty)
    }
}

impl Builder {
    /// The declaration of a `piece` pair.
    pub fn piece(&mut self, pair: P<'_>) -> Option<Decl> {
        let mut cites = Cites::default();
        let mut decl: Option<(DeclKind, Span)> = None;
        let mut end = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::EOI => {}
                Rule::cites => {
                    end = Some(self.span(&part));
                    cites = self.cites(part);
                }
                _ => {
                    let span = self.span(&part);
                    decl = Some((self.declaration(part), span));
                }
            }
        }
        let (mut kind, span) = decl?;
        if cites.is_empty() {
            cites = statement_cites(&mut kind);
        }
        let span = end.map_or(span, |end| span.to(end));
        Some(Decl { span, doc: None, kind, cites })
    }

    fn declaration(&mut self, pair: P<'_>) -> DeclKind {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        match rule {
            Rule::named => self.named(pair),
            Rule::leg => self.leg(pair),
            Rule::border => self.border(pair),
            Rule::corridor => self.corridor(pair),
            Rule::change => self.change(pair),
            Rule::import => self.import(pair),
            Rule::report => DeclKind::Report(Box::new(self.report(pair))),
            Rule::transfer => {
                let item = pair.into_inner().find(|p| p.as_rule() == Rule::transfer_item);
                DeclKind::Transfer(Box::new(match item {
                    Some(item) => self.transfer_item(item),
                    None => TransferItem {
                        from: self.or_empty(None, span),
                        to: self.or_empty(None, span),
                        both: false,
                        body: Body::default(),
                        span,
                    },
                }))
            }
            Rule::expect => {
                let mut scenario = None;
                let mut when = None;
                let mut expr = None;
                for part in pair.into_inner() {
                    match part.as_rule() {
                        Rule::expr => expr = Some(self.expr(part)),
                        Rule::in_scenario => scenario = Some(self.first_name(part)),
                        Rule::when => when = self.when(part),
                        _ => {}
                    }
                }
                let expr =
                    expr.unwrap_or(Expr { kind: ExprKind::Unknown, span, cites: Cites::default() });
                DeclKind::Expect { expr: Box::new(expr), scenario, when: when.map(Box::new) }
            }
            _ => self.simple(rule, pair, span),
        }
    }

    fn simple(&mut self, rule: Rule, pair: P<'_>, span: Span) -> DeclKind {
        let at_least = pair
            .clone()
            .into_inner()
            .any(|p| p.as_rule() == Rule::bound_kw && p.as_str().starts_with("least"));
        let mut parts = self.parts(pair);
        match rule {
            Rule::model => DeclKind::Model { title: parts.title, body: parts.body },
            Rule::constant => DeclKind::Let { name: parts.name(span), value: parts.expr(span) },
            Rule::param => {
                let name = parts.name(span);
                let value = parts.expr(span);
                match value.kind {
                    ExprKind::Within(value, low, high) => DeclKind::Param {
                        name,
                        value: *value,
                        within: Some(Box::new((*low, *high))),
                    },
                    _ => DeclKind::Param { name, value, within: None },
                }
            }
            Rule::unit_decl => DeclKind::Unit { name: parts.name(span), value: parts.exprs.pop() },
            Rule::currency => {
                DeclKind::Currency { name: parts.name(span), value: parts.exprs.pop() }
            }
            Rule::demand => {
                let amount = if parts.rows.is_empty() {
                    vec![(None, parts.expr(span))]
                } else {
                    parts.rows.drain(..).map(|(when, expr)| (Some(when), expr)).collect()
                };
                DeclKind::Demand {
                    name: parts.name(span),
                    commodity: parts.name(span),
                    from: parts.name(span),
                    to: parts.name(span),
                    title: parts.title,
                    amount,
                    body: parts.body,
                }
            }
            Rule::contract => DeclKind::Contract {
                name: parts.name(span),
                at_least,
                amount: Box::new(parts.expr(span)),
                commodity: parts.name(span),
                on: Box::new(parts.on(span)),
                title: parts.title,
                body: parts.body,
            },
            Rule::observed => DeclKind::Observed {
                name: parts.name(span),
                amount: Box::new(parts.expr(span)),
                commodity: parts.name(span),
                on: Box::new(parts.on(span)),
                when: parts.when.take().map(Box::new),
                title: parts.title,
                body: parts.body,
            },
            _ => DeclKind::Scenario {
                name: parts.name(span),
                title: parts.title,
                extends: parts.extends,
                body: parts.body,
            },
        }
    }

    fn parts(&mut self, pair: P<'_>) -> Parts {
        let mut parts = Parts::default();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => parts.names.push(self.name(&part)),
                Rule::text => parts.title = Some(self.text(&part)),
                Rule::expr => parts.exprs.push(self.expr(part)),
                Rule::extends => parts.extends = Some(self.first_name(part)),
                Rule::body => parts.body = self.body(part),
                Rule::arrow => parts.both = part.as_str().starts_with('<'),
                Rule::selector => parts.selector = Some(self.selector(part)),
                Rule::when => parts.when = self.when(part),
                Rule::table => parts.rows = self.rows(part),
                _ => {}
            }
        }
        parts
    }

    fn named(&mut self, pair: P<'_>) -> DeclKind {
        let span = self.span(&pair);
        let word = pair.as_str();
        let kinds = [
            ("source", NamedKind::Source),
            ("commodity", NamedKind::Commodity),
            ("mode", NamedKind::Mode),
            ("bloc", NamedKind::Bloc),
            ("pool", NamedKind::Pool),
        ];
        let kind = kinds
            .iter()
            .find(|(start, _)| word.starts_with(start))
            .map_or(NamedKind::Node, |(_, kind)| *kind);
        let mut parts = self.parts(pair);
        DeclKind::Named {
            kind,
            name: parts.name(span),
            title: parts.title,
            extends: parts.extends,
            body: parts.body,
        }
    }

    fn leg(&mut self, pair: P<'_>) -> DeclKind {
        let span = self.span(&pair);
        let mut leg_name = None;
        let mut leg_title = None;
        for part in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::leg_name) {
            for inner in part.into_inner() {
                match inner.as_rule() {
                    Rule::name => leg_name = Some(self.name(&inner)),
                    _ => leg_title = Some(self.text(&inner)),
                }
            }
        }
        let mut parts = self.parts(pair);
        DeclKind::Leg {
            name: leg_name,
            title: leg_title.or(parts.title.take()),
            from: parts.name(span),
            to: parts.name(span),
            both: parts.both,
            body: parts.body,
        }
    }

    fn border(&mut self, pair: P<'_>) -> DeclKind {
        let span = self.span(&pair);
        let (mut at, mut by) = (None, None);
        for part in pair.clone().into_inner() {
            let here = self.span(&part);
            match part.as_rule() {
                Rule::at_node | Rule::leg_by => {
                    let slot = if part.as_rule() == Rule::at_node { &mut at } else { &mut by };
                    if slot.is_some() {
                        self.tell_twice(here);
                    } else {
                        *slot = Some(self.first_name(part));
                    }
                }
                _ => {}
            }
        }
        let mut parts = self.parts(pair);
        DeclKind::Border {
            from: parts.name(span),
            to: parts.name(span),
            both: parts.both,
            at,
            by,
            title: parts.title,
            body: parts.body,
        }
    }

    fn corridor(&mut self, pair: P<'_>) -> DeclKind {
        let span = self.span(&pair);
        let mut steps = Vec::new();
        for part in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::step) {
            let mut names = self.names(part);
            let to = names.pop();
            steps.push((names.pop(), self.or_empty(to, span)));
        }
        let mut parts = self.parts(pair);
        DeclKind::Corridor {
            name: parts.name(span),
            title: parts.title.take(),
            first: parts.name(span),
            steps,
            body: parts.body,
        }
    }

    fn change(&mut self, pair: P<'_>) -> DeclKind {
        let span = self.span(&pair);
        let word = match pair.as_str() {
            text if text.starts_with("disruption") => ChangeWord::Disruption,
            text if text.starts_with("upgrade") => ChangeWord::Upgrade,
            text if text.starts_with("sanction") => ChangeWord::Sanction,
            _ => ChangeWord::Agreement,
        };
        let mut by = None;
        for part in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::change_by) {
            let mut who = None;
            let mut share = None;
            for inner in part.into_inner() {
                match inner.as_rule() {
                    Rule::name => who = Some(self.name(&inner)),
                    Rule::percent => {
                        let value = super::number(inner.as_str());
                        let number = crate::syntax::ast::Number { value, percent: true };
                        share = Some(Expr {
                            kind: ExprKind::Number(number),
                            span: self.span(&inner),
                            cites: Cites::default(),
                        });
                    }
                    Rule::paren => {
                        share = inner.into_inner().next().map(|expr| self.expr(expr));
                    }
                    _ => {}
                }
            }
            by = Some(Box::new((self.or_empty(who, span), share)));
        }
        let mut parts = self.parts(pair);
        DeclKind::Change { word, name: parts.name(span), title: parts.title, by, body: parts.body }
    }

    fn import(&mut self, pair: P<'_>) -> DeclKind {
        let span = self.span(&pair);
        let mut table = None;
        let mut path = None;
        let mut map = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::import_table => {
                    let kind = match part.as_str().trim_end() {
                        "nodes" => ImportTable::Nodes,
                        "legs" => ImportTable::Legs,
                        _ => ImportTable::Demands,
                    };
                    table = Some((kind, self.span(&part)));
                }
                Rule::text => path = Some(self.text(&part)),
                Rule::import_map => {
                    let columns = part.into_inner().filter(|p| p.as_rule() == Rule::import_column);
                    map = columns.map(|p| self.import_column(p)).collect();
                }
                _ => {}
            }
        }
        let path = path.unwrap_or(Text { text: "".into(), span });
        DeclKind::Import { table, path, map }
    }

    fn import_column(&mut self, pair: P<'_>) -> ImportColumn {
        let span = self.span(&pair);
        let mut property = None;
        let mut columns: Vec<Name> = Vec::new();
        let mut bounds = 0;
        let mut unit = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::key => property = Some(self.name(&part)),
                Rule::range_op => bounds += 1,
                Rule::column => {
                    if let Some(inner) = part.into_inner().next() {
                        columns.push(match inner.as_rule() {
                            Rule::text => {
                                let text = self.text(&inner);
                                Name { text: text.text, span: text.span }
                            }
                            _ => self.name(&inner),
                        });
                    }
                }
                Rule::column_unit => {
                    let inner = part.into_inner().find(|p| p.as_rule() == Rule::unit);
                    unit = inner.map(|p| self.unit(&p));
                }
                _ => {}
            }
        }
        let property = self.or_empty(property, span);
        // The word after the last column is the unit: `dwell: low..high days`.
        // Only `at` has two columns side by side.
        let range = bounds > 0;
        if unit.is_none() && (range || property.text != "at") && columns.len() == bounds + 2 {
            unit = columns.pop();
        }
        ImportColumn { property, columns, range, unit }
    }
}

/// Citations at the very end of a statement without braces cite all of it.
fn statement_cites(kind: &mut DeclKind) -> Cites {
    match kind {
        DeclKind::Let { value, .. }
        | DeclKind::Param { value, within: None, .. }
        | DeclKind::Unit { value: Some(value), .. }
        | DeclKind::Currency { value: Some(value), .. } => std::mem::take(&mut value.cites),
        _ => Cites::default(),
    }
}
