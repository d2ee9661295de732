//! Bodies: properties, values, effects and windows.

use crate::source::Span;
use crate::syntax::ast::{
    AmountWhen, BasisValue, Body, CapacityValue, Cites, CountedValue, DayOfYear, Effect, Expr,
    ExprKind, Forbidden, Item, ListItem, Name, Property, Selector, SelectorKind, TransferItem,
    Value, Verb, Window,
};
use crate::syntax::grammar::Rule;

use super::{Builder, P, number};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn nothing(span: Span) -> Expr {
    Expr { kind: ExprKind::Unknown, span, cites: Cites::default() }
}

impl Builder {
    /// A `body` or `items` pair. A window on the line of an effect, with no
    /// comma between, is that effect's.
    pub fn body(&mut self, pair: P<'_>) -> Body {
        let span = self.span(&pair);
        let start = pair.as_span().start();
        let text = pair.as_str();
        let mut items: Vec<Item> = Vec::new();
        let mut end = start;
        for part in pair.into_inner() {
            let begins = part.as_span().start();
            let ends = part.as_span().start() + part.as_str().trim_end().len();
            let rule = part.as_rule();
            if rule == Rule::EOI {
                continue;
            }
            let item = self.item(part);
            if let (Item::Window(window), Some(Item::Effect(effect))) = (&item, items.last_mut())
                && effect.window.is_none()
                && text
                    .get(end - start..begins - start)
                    .is_some_and(|between| !between.contains([',', '\n']))
            {
                effect.window = Some(window.clone());
                effect.span.end = self.offset + ends as u32;
            } else {
                items.push(item);
            }
            end = ends;
        }
        Body { items, span: Some(span) }
    }

    fn item(&mut self, pair: P<'_>) -> Item {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::property => Item::Property(self.property(pair)),
            Rule::effect => Item::Effect(Box::new(self.effect(pair))),
            Rule::window => Item::Window(self.window(pair)),
            Rule::every_year => Item::Window(self.every_year(pair)),
            Rule::apply => Item::Apply(self.names(pair), span),
            Rule::use_basis => Item::Use(self.first_name(pair), span),
            Rule::after => {
                let mut change = None;
                let mut body = Body::default();
                for part in pair.into_inner() {
                    match part.as_rule() {
                        Rule::name => change = Some(self.name(&part)),
                        Rule::body => body = self.body(part),
                        _ => {}
                    }
                }
                Item::After { change: self.or_empty(change, span), body, span }
            }
            _ => match pair.into_inner().next() {
                Some(inner) => Item::Flag(self.name(&inner)),
                None => Item::Flag(self.or_empty(None, span)),
            },
        }
    }

    fn property(&mut self, pair: P<'_>) -> Property {
        let span = self.span(&pair);
        let mut key = None;
        let mut for_ = None;
        let mut value = Value::Expr(nothing(span));
        let mut cites = Cites::default();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::key => key = Some(self.name(&part)),
                Rule::for_one => for_ = Some(self.first_name(part)),
                Rule::value => value = self.value(part),
                Rule::cites => cites = self.cites(part),
                _ => {}
            }
        }
        if cites.is_empty() {
            cites = closing_cites(&mut value);
        }
        Property { key: self.or_empty(key, span), for_, value, cites, span }
    }

    /// A `value` pair.
    pub fn value(&mut self, pair: P<'_>) -> Value {
        let span = self.span(&pair);
        let Some(inner) = pair.into_inner().next() else {
            return Value::Expr(nothing(span));
        };
        match inner.as_rule() {
            Rule::table => Value::Table(self.rows(inner), span),
            Rule::transfers => {
                let items = inner.into_inner().filter(|p| p.as_rule() == Rule::transfer_item);
                Value::Transfers(items.map(|p| self.transfer_item(p)).collect(), span)
            }
            Rule::list => {
                let items = inner.into_inner().filter(|p| p.as_rule() == Rule::list_item);
                Value::List(items.filter_map(|p| self.list_item(p)).collect(), span)
            }
            Rule::bases => {
                let bases = inner.into_inner().filter(|p| p.as_rule() == Rule::basis);
                Value::Bases(bases.map(|p| self.basis(p)).collect())
            }
            Rule::season => self.season(inner),
            Rule::counted => self.counted(inner),
            _ => self.worded(inner),
        }
    }

    /// `nov..mar`: two names as bounds of a range.
    fn season(&mut self, pair: P<'_>) -> Value {
        let span = self.span(&pair);
        let bounds = pair
            .into_inner()
            .filter(|p| p.as_rule() == Rule::month)
            .map(|p| {
                let name = self.name(&p);
                let span = name.span;
                Expr { kind: ExprKind::Name(name), span, cites: Cites::default() }
            })
            .collect();
        Value::Expr(Expr { kind: ExprKind::Range(bounds, None), span, cites: Cites::default() })
    }

    fn worded(&mut self, pair: P<'_>) -> Value {
        let span = self.span(&pair);
        let mut value = nothing(span);
        let (mut shared, mut each_way, mut irregular) = (None, None, None);
        for part in pair.into_inner() {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::expr => value = self.expr(part),
                Rule::shared_kw => shared = Some(at),
                Rule::each_way => each_way = Some(at),
                Rule::irregular => {
                    let cv = part.into_inner().find(|p| p.as_rule() == Rule::expr);
                    irregular = cv.map(|p| self.expr(p));
                }
                _ => {}
            }
        }
        match irregular {
            Some(cv) => Value::Irregular(Box::new((value, cv))),
            None if shared.is_some() || each_way.is_some() => {
                Value::Capacity(Box::new(CapacityValue { value, shared, each_way }))
            }
            None => Value::Expr(value),
        }
    }

    fn counted(&mut self, pair: P<'_>) -> Value {
        let span = self.span(&pair);
        let mut count = nothing(span);
        let mut what = None;
        let mut exprs = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::number => count = self.number_expr(&part),
                Rule::counted_word => what = Some(self.name(&part)),
                Rule::expr => exprs.push(self.expr(part)),
                _ => {}
            }
        }
        let mut exprs = exprs.into_iter();
        let size = exprs.next().unwrap_or_else(|| nothing(span));
        let what = self.or_empty(what, span);
        Value::Counted(Box::new(CountedValue { count, what, size, every: exprs.next() }))
    }

    /// A bare number as an expression.
    pub fn number_expr(&self, pair: &P<'_>) -> Expr {
        let value = number(pair.as_str());
        let number = crate::syntax::ast::Number { value, percent: false };
        Expr { kind: ExprKind::Number(number), span: self.span(pair), cites: Cites::default() }
    }

    fn basis(&mut self, pair: P<'_>) -> BasisValue {
        let span = self.span(&pair);
        let mut basis = None;
        let mut value = nothing(span);
        let mut cites = Cites::default();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::basis_word => basis = Some(self.name(&part)),
                Rule::expr => value = self.expr(part),
                Rule::cites => cites = self.cites(part),
                _ => {}
            }
        }
        if cites.is_empty() {
            cites = std::mem::take(&mut value.cites);
        }
        BasisValue { basis: self.or_empty(basis, span), value, cites }
    }

    /// Rows of a table.
    pub fn rows(&mut self, pair: P<'_>) -> Vec<(AmountWhen, Expr)> {
        let mut rows = Vec::new();
        for row in pair.into_inner().filter(|p| p.as_rule() == Rule::row) {
            let span = self.span(&row);
            let mut key = None;
            let mut value = nothing(span);
            for part in row.into_inner() {
                match part.as_rule() {
                    Rule::year => {
                        let year = number(part.as_str()) as i32;
                        key = Some(AmountWhen::Year(year, self.span(&part)));
                    }
                    Rule::word => key = Some(AmountWhen::Name(self.name(&part))),
                    Rule::expr => value = self.expr(part),
                    _ => {}
                }
            }
            if let Some(key) = key {
                rows.push((key, value));
            }
        }
        rows
    }

    fn list_item(&mut self, pair: P<'_>) -> Option<ListItem> {
        let inner = pair.into_inner().next()?;
        match inner.as_rule() {
            Rule::selector => Some(ListItem::Selector(self.selector(inner))),
            Rule::member => {
                let span = self.span(&inner);
                let (mut name, mut from, mut until) = (None, None, None);
                for part in inner.into_inner() {
                    match part.as_rule() {
                        Rule::name => name = Some(self.name(&part)),
                        Rule::member_from => from = self.inner_date(part),
                        Rule::member_until => until = self.inner_date(part),
                        _ => {}
                    }
                }
                Some(ListItem::Name { name: self.or_empty(name, span), from, until })
            }
            _ => {
                let expr = self.expr(inner);
                match expr.kind {
                    ExprKind::Name(name) => Some(ListItem::Name { name, from: None, until: None }),
                    _ => {
                        let told = crate::diagnostic::Diagnostic::new(
                            crate::diagnostic::codes::syntax::NOT_UNDERSTOOD,
                            "names or selectors stand in this list",
                            expr.span,
                            "neither a name nor a selector",
                        );
                        self.tell(told);
                        None
                    }
                }
            }
        }
    }

    fn inner_date(&mut self, pair: P<'_>) -> Option<Expr> {
        let date = pair.into_inner().find(|p| p.as_rule() == Rule::date)?;
        Some(self.date_expr(&date))
    }

    /// A `transfer_item` pair.
    pub fn transfer_item(&mut self, pair: P<'_>) -> TransferItem {
        let span = self.span(&pair);
        let mut names = Vec::new();
        let mut both = false;
        let mut body = Body::default();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::arrow => both = part.as_str().starts_with('<'),
                Rule::body => body = self.body(part),
                _ => {}
            }
        }
        let to = names.pop();
        let from = names.pop();
        let (from, to) = (self.or_empty(from, span), self.or_empty(to, span));
        TransferItem { from, to, both, body, span }
    }

    fn effect(&mut self, pair: P<'_>) -> Effect {
        let span = self.span(&pair);
        let empty = Selector { kind: SelectorKind::List(Vec::new()), span, filter: None };
        let mut effect = Effect {
            verb: Verb::Close(empty),
            for_: None,
            except: None,
            window: None,
            cites: Cites::default(),
            span,
        };
        for part in pair.into_inner() {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::for_one if effect.for_.is_some() => self.tell_twice(at),
                Rule::for_one => effect.for_ = Some(self.first_name(part)),
                Rule::except => {
                    let inner = part.into_inner().find(|p| p.as_rule() == Rule::selector);
                    effect.except = inner.map(|p| self.selector(p));
                }
                Rule::cites => effect.cites = self.cites(part),
                _ => effect.verb = self.verb(part),
            }
        }
        if effect.cites.is_empty() {
            effect.cites = match &mut effect.verb {
                Verb::Set { to, .. } => closing_cites(to),
                Verb::Raise { by, .. } | Verb::Reduce { by, .. } => std::mem::take(&mut by.cites),
                Verb::SetParam { to, .. } => std::mem::take(&mut to.cites),
                _ => Cites::default(),
            };
        }
        effect
    }

    fn verb(&mut self, pair: P<'_>) -> Verb {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let mut numbers = Vec::new();
        let mut name: Option<Name> = None;
        let mut selector = None;
        let mut expr = None;
        let mut value = None;
        let mut forbidden = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::number => numbers.push(self.number_expr(&part)),
                Rule::name => name = Some(self.name(&part)),
                Rule::selector => selector = Some(self.selector(part)),
                Rule::expr => expr = Some(self.expr(part)),
                Rule::value => value = Some(self.value(part)),
                Rule::transit | Rule::trade | Rule::forbid_on => {
                    forbidden = Some(self.forbidden(part));
                }
                _ => {}
            }
        }
        let empty = || Selector { kind: SelectorKind::List(Vec::new()), span, filter: None };
        let on = selector.unwrap_or_else(empty);
        let by = expr.unwrap_or_else(|| nothing(span));
        let property = self.or_empty(name, span);
        let forbidden =
            forbidden.unwrap_or_else(|| Forbidden::Transit { through: self.or_empty(None, span) });
        match rule {
            Rule::close_parts => {
                let of = numbers.pop().unwrap_or_else(|| nothing(span));
                let count = numbers.pop().unwrap_or_else(|| nothing(span));
                Verb::CloseParts { count, of, at: on }
            }
            Rule::close => Verb::Close(on),
            Rule::open => Verb::Open(on),
            Rule::set => match value {
                Some(to) => Verb::Set { property, of: on, to },
                None => Verb::SetParam { param: property, to: by },
            },
            Rule::raise => Verb::Raise { property, of: on, by },
            Rule::reduce => Verb::Reduce { property, of: on, by },
            Rule::forbid => Verb::Forbid(forbidden),
            _ => Verb::Allow(forbidden),
        }
    }

    fn forbidden(&mut self, pair: P<'_>) -> Forbidden {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let mut name = None;
        let mut on = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name | Rule::all_kw => name = Some(self.name(&part)),
                Rule::selector => on = Some(self.selector(part)),
                _ => {}
            }
        }
        let name = self.or_empty(name, span);
        match (rule, on) {
            (Rule::transit, _) => Forbidden::Transit { through: name },
            (Rule::forbid_on, Some(on)) => Forbidden::Commodity { commodity: name, on },
            _ => Forbidden::Trade { with: name },
        }
    }

    fn window(&mut self, pair: P<'_>) -> Window {
        let span = self.span(&pair);
        let starts_with_until = pair.as_str().starts_with("until");
        let mut dates = Vec::new();
        let mut lasting = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::date => dates.push(self.date_expr(&part)),
                Rule::expr => lasting = Some(self.expr(part)),
                _ => {}
            }
        }
        let mut dates = dates.into_iter();
        let first = dates.next();
        let second = dates.next();
        if starts_with_until {
            Window::Dates { from: None, until: first.map(Box::new), lasting: None, span }
        } else {
            Window::Dates {
                from: first.map(Box::new),
                until: second.map(Box::new),
                lasting: lasting.map(Box::new),
                span,
            }
        }
    }

    fn every_year(&mut self, pair: P<'_>) -> Window {
        let span = self.span(&pair);
        let mut days = Vec::new();
        for part in pair.into_inner().filter(|p| p.as_rule() == Rule::day_of_year) {
            days.push(self.day_of_year(part));
        }
        let none = DayOfYear { day: None, month: 1, span };
        let to = days.pop().unwrap_or(none);
        Window::EveryYear { from: days.pop().unwrap_or(none), to, span }
    }

    fn day_of_year(&mut self, pair: P<'_>) -> DayOfYear {
        let span = self.span(&pair);
        let mut day = None;
        let mut month = 1;
        for part in pair.into_inner() {
            let text = part.as_str().trim_end();
            match part.as_rule() {
                Rule::number => day = Some(number(text)),
                _ => month = MONTHS.iter().position(|m| *m == text).map_or(1, |m| m as u8 + 1),
            }
        }
        let longest = match month {
            2 => 29.0,
            4 | 6 | 9 | 11 => 30.0,
            _ => 31.0,
        };
        if let Some(value) = day
            && (value.fract() != 0.0 || !(1.0..=longest).contains(&value))
        {
            let told = crate::diagnostic::Diagnostic::new(
                crate::diagnostic::codes::syntax::NO_SUCH_DATE,
                "there is no such day in that month",
                span,
                "not a day of the calendar",
            );
            self.tell(told);
            day = None;
        }
        DayOfYear { day: day.map(|d| d as u8), month, span }
    }
}

/// Citations at the very end of a value belong to the property.
fn closing_cites(value: &mut Value) -> Cites {
    match value {
        Value::Expr(expr) => last_cites(expr),
        Value::Capacity(worded) => last_cites(&mut worded.value),
        Value::Counted(counted) => match &mut counted.every {
            Some(every) => last_cites(every),
            None => last_cites(&mut counted.size),
        },
        Value::Bases(bases) if bases.len() == 1 => std::mem::take(&mut bases[0].cites),
        _ => Cites::default(),
    }
}

fn last_cites(expr: &mut Expr) -> Cites {
    if !expr.cites.is_empty() {
        return std::mem::take(&mut expr.cites);
    }
    match &mut expr.kind {
        ExprKind::Chain(_, rest) => match rest.last_mut() {
            Some((_, last)) => last_cites(last),
            None => Cites::default(),
        },
        _ => Cites::default(),
    }
}
