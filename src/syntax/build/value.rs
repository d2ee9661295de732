//! What stands after the colon of a property.

use crate::diagnostic::codes::syntax;
use crate::syntax::ast::{
    AmountWhen, BasisValue, Body, CapacityValue, Cites, CountedValue, Expr, ExprKind, ListItem,
    TransferItem, Value,
};
use crate::syntax::grammar::Rule;

use super::{Builder, P, inner, nothing, number, plain};

impl Builder<'_> {
    /// A `value` pair.
    pub(super) fn value(&mut self, pair: P<'_>) -> Value {
        let span = self.span(&pair);
        let Some(part) = pair.into_inner().next() else {
            return Value::Expr(nothing(span));
        };
        match part.as_rule() {
            Rule::listed => Value::List(self.list_items(part), span),
            Rule::table => self.table(part),
            Rule::bases => Value::Bases(part.into_inner().map(|part| self.basis(part)).collect()),
            Rule::season => self.season(part),
            _ => self.worded(part),
        }
    }

    fn list_items(&mut self, pair: P<'_>) -> Vec<ListItem> {
        let mut items = Vec::new();
        for part in pair.into_inner() {
            items.push(match part.as_rule() {
                Rule::selector => ListItem::Selector(self.selector(part)),
                _ => self.member(part),
            });
        }
        items
    }

    fn member(&mut self, pair: P<'_>) -> ListItem {
        let mut name = self.missing(self.span(&pair));
        let (mut from, mut until) = (None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = self.name(&part),
                Rule::member_from => from = self.inner_date(part),
                _ => until = self.inner_date(part),
            }
        }
        ListItem::Name { name, from, until }
    }

    /// A `table` pair: rows by key, or transfers.
    pub(super) fn table(&mut self, pair: P<'_>) -> Value {
        let span = self.span(&pair);
        let mut rows = Vec::new();
        let mut transfers: Vec<TransferItem> = Vec::new();
        for row in pair.into_inner() {
            if row.clone().into_inner().any(|part| part.as_rule() == Rule::arrow) {
                transfers.push(self.transfer_row(row));
            } else {
                rows.push(self.row(row));
            }
        }
        if let (Some(transfer), false) = (transfers.first(), rows.is_empty()) {
            let title = "transfers and rows do not stand in one table";
            self.tell(syntax::NOT_UNDERSTOOD, title, transfer.span, "a transfer among rows", "");
        }
        if transfers.is_empty() {
            Value::Table(rows, span)
        } else {
            Value::Transfers(transfers, span)
        }
    }

    fn row(&mut self, pair: P<'_>) -> (AmountWhen, Expr) {
        let span = self.span(&pair);
        let mut key = AmountWhen::Year(0, span);
        let mut value = nothing(span);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::year => {
                    key = AmountWhen::Year(number(part.as_str()) as i32, self.span(&part));
                }
                Rule::word => key = AmountWhen::Name(self.name(&part)),
                Rule::expr => value = self.expr(part),
                _ => {}
            }
        }
        (key, value)
    }

    fn transfer_row(&mut self, pair: P<'_>) -> TransferItem {
        let span = self.span(&pair);
        let mut item = TransferItem {
            from: self.missing(span),
            to: self.missing(span),
            both: false,
            title: None,
            body: Body::default(),
            span,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::word => item.from = self.name(&part),
                Rule::name => item.to = self.name(&part),
                Rule::arrow => item.both = part.as_str().starts_with('<'),
                Rule::body => item.body = self.body(part),
                _ => {}
            }
        }
        item
    }

    fn basis(&mut self, pair: P<'_>) -> BasisValue {
        let span = self.span(&pair);
        let mut basis = self.missing(span);
        let mut value = nothing(span);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::basis_kw => basis = self.name(&part),
                _ => value = self.expr(part),
            }
        }
        let cites = last_cites(&mut value);
        BasisValue { basis, value, cites }
    }

    /// `nov..mar`, `15 nov..15 mar`: names, or days with them, as bounds.
    fn season(&mut self, pair: P<'_>) -> Value {
        let span = self.span(&pair);
        let mut bounds = Vec::new();
        for part in pair.into_inner().filter(|part| part.as_rule() == Rule::day_of_year) {
            let span = self.span(&part);
            let mut day = None;
            let mut month = self.missing(span);
            for part in part.into_inner() {
                match part.as_rule() {
                    Rule::number => day = Some(self.number(&part)),
                    _ => month = self.name(&part),
                }
            }
            let kind = match day {
                Some(day) => ExprKind::Quantity(Box::new(day), month),
                None => ExprKind::Name(month),
            };
            bounds.push(plain(kind, span));
        }
        Value::Expr(plain(ExprKind::Range(bounds, None), span))
    }

    /// An expression and the words that may follow it.
    fn worded(&mut self, pair: P<'_>) -> Value {
        let span = self.span(&pair);
        let mut value = nothing(span);
        let (mut shared, mut each_way) = (None, None);
        let mut after = None;
        for part in pair.into_inner() {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::expr => value = self.expr(part),
                Rule::shared_kw => shared = Some(at),
                Rule::each_way => each_way = Some(at),
                _ => after = Some(part),
            }
        }
        match after {
            Some(part) if part.as_rule() == Rule::counted => self.counted(value, part),
            Some(part) => {
                let cv = inner(part, Rule::expr).map(|part| self.expr(part));
                Value::Irregular(Box::new((value, cv.unwrap_or_else(|| nothing(span)))))
            }
            None if shared.is_some() || each_way.is_some() => {
                Value::Capacity(Box::new(CapacityValue { value, shared, each_way }))
            }
            None => Value::Expr(value),
        }
    }

    /// `6 ships of 300 TEU every 7.4 days`: what stands before `of` was read
    /// as a quantity.
    fn counted(&mut self, before: Expr, pair: P<'_>) -> Value {
        let span = before.span;
        let mut exprs = pair
            .into_inner()
            .filter(|part| part.as_rule() == Rule::expr)
            .map(|part| self.expr(part))
            .collect::<Vec<_>>()
            .into_iter();
        let size = exprs.next().unwrap_or_else(|| nothing(span));
        let every = exprs.next();
        let (count, what) = match before.kind {
            ExprKind::Quantity(count, what) if !what.text.contains(['/', ' ']) => (*count, what),
            kind => {
                let help =
                    "write `3 moorings of 800 kbbl/day`, `6 ships of 300 TEU every 7.4 days`";
                let title = "a number and what is counted stand before `of`";
                self.tell(syntax::COUNT, title, span, "not a count of things", help);
                (plain(kind, span), self.missing(span))
            }
        };
        Value::Counted(Box::new(CountedValue { count, what, size, every }))
    }
}

/// Takes the citations at the very end of a value: they are the property's.
pub(super) fn closing_cites(value: &mut Value) -> Cites {
    match value {
        Value::Expr(expr) => last_cites(expr),
        Value::Counted(counted) => last_cites(counted.every.as_mut().unwrap_or(&mut counted.size)),
        _ => Cites::default(),
    }
}

/// Takes the citations at the very end of an expression.
pub(super) fn last_cites(expr: &mut Expr) -> Cites {
    if !expr.cites.is_empty() {
        return std::mem::take(&mut expr.cites);
    }
    match &mut expr.kind {
        ExprKind::Chain(_, rest) => {
            rest.last_mut().map(|(_, last)| last_cites(last)).unwrap_or_default()
        }
        ExprKind::Negate(within) | ExprKind::Not(within) => last_cites(within),
        ExprKind::Compare(_, _, last)
        | ExprKind::Within(_, _, last)
        | ExprKind::Approx(_, _, last) => last_cites(last),
        _ => Cites::default(),
    }
}
