//! What stands between operators: figures, ranges, calls, names.

use smol_str::SmolStr;

use crate::calendar::Date;
use crate::diagnostic::codes::syntax;
use crate::source::Span;
use crate::syntax::ast::{Arg, Expr, ExprKind, Name, Number};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::MULTIPLIERS;

use super::expr::negated;
use super::{Builder, P, inner, nothing, plain};

impl Builder<'_> {
    /// An `operand` or `asked_operand` pair: a bound, or several with `..`
    /// between them, with its citations.
    pub(super) fn operand(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut bounds = Vec::new();
        let mut share = None;
        let mut cites = Default::default();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::dots => {}
                Rule::share => share = Some(part),
                Rule::cites => cites = self.cites(part),
                _ => bounds.push(self.bound(part)),
            }
        }
        let share = share.map(|part| (self.span(&part), self.inner_figure(part)));
        let mut expr = match bounds.len() {
            0 => nothing(span),
            1 => bounds.remove(0),
            _ => {
                let (first, last) = (&bounds[0], &bounds[bounds.len() - 1]);
                let span = first.span.to(last.span);
                plain(ExprKind::Range(bounds, None), span)
            }
        };
        if let Some((at, share)) = share {
            if let ExprKind::Range(_, slot) = &mut expr.kind {
                *slot = Some(Box::new(share));
                expr.span = expr.span.to(at);
            } else {
                let help = "write `5..10 days at 90%`";
                let title = "`at` a percentage follows a range";
                self.tell(syntax::BOUNDS, title, at, "no range before it", help);
            }
        }
        expr.cites = cites;
        expr
    }

    fn bound(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::figure => self.figure(pair),
            Rule::negative => {
                let figure = inner(pair, Rule::figure).map(|figure| self.figure(figure));
                let figure = figure.unwrap_or_else(|| nothing(span));
                negated(figure, span).unwrap_or_else(|expr| expr)
            }
            Rule::date => self.date(&pair),
            Rule::text => plain(ExprKind::Text(self.text(&pair)), span),
            Rule::unknown_kw => plain(ExprKind::Unknown, span),
            Rule::paren => self.paren(pair),
            Rule::call => self.call(pair),
            Rule::metric | Rule::metric_body => self.metric(pair),
            _ => plain(ExprKind::Name(self.name(&pair)), span),
        }
    }

    /// The figure or bracket in a pair.
    pub(super) fn inner_figure(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let found = pair
            .into_inner()
            .find(|part| matches!(part.as_rule(), Rule::figure | Rule::paren | Rule::number));
        match found {
            Some(part) => self.figure_or_paren(part),
            None => nothing(span),
        }
    }

    pub(super) fn figure_or_paren(&mut self, pair: P<'_>) -> Expr {
        match pair.as_rule() {
            Rule::paren => self.paren(pair),
            Rule::number => self.number(&pair),
            _ => self.figure(pair),
        }
    }

    /// `12`, `60%`, `44.21N 80.41E`, `450 USD/TEU`.
    pub(super) fn figure(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut numbers: [Option<Expr>; 2] = [None, None];
        let mut south_or_west = [false, false];
        let mut unit = None;
        let (mut percent, mut coordinates) = (false, false);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::number if numbers[0].is_none() => numbers[0] = Some(self.number(&part)),
                Rule::number => numbers[1] = Some(self.number(&part)),
                Rule::percent => percent = true,
                Rule::latitude => south_or_west[0] = part.as_str() == "S",
                Rule::longitude => {
                    coordinates = true;
                    south_or_west[1] = part.as_str() == "W";
                }
                Rule::unit => unit = Some(self.unit(&part)),
                _ => {}
            }
        }
        let [first, second] = numbers;
        let first = first.unwrap_or_else(|| nothing(span));
        if let (true, Some(second)) = (coordinates, &second) {
            return self.coordinates([&first, second], south_or_west, span);
        }
        match (unit, first.kind) {
            (Some(unit), kind) => {
                let number = Box::new(Expr { kind, ..first });
                plain(ExprKind::Quantity(number, unit), span)
            }
            (None, ExprKind::Number(Number { value, .. })) => {
                plain(ExprKind::Number(Number { value, percent }), span)
            }
            (None, kind) => plain(kind, span),
        }
    }

    fn coordinates(&mut self, parts: [&Expr; 2], negative: [bool; 2], span: Span) -> Expr {
        let mut at = [0.0, 0.0];
        for (index, part) in parts.iter().enumerate() {
            if let ExprKind::Number(Number { value, .. }) = part.kind {
                at[index] = if negative[index] { -value } else { value };
            }
        }
        if at[0].abs() > 90.0 || at[1].abs() > 180.0 {
            let help = "a latitude goes up to 90N or 90S, a longitude to 180E or 180W";
            let title = "there is no such place on the globe";
            self.tell(syntax::COORDINATES, title, span, "out of bounds", help);
        }
        plain(ExprKind::Coordinates(at[0], at[1]), span)
    }

    /// A unit's text without blanks, but for the one after `million`.
    pub(super) fn unit(&self, pair: &P<'_>) -> Name {
        Name { text: unit_text(pair.as_str()), span: self.span(pair) }
    }

    /// A date; an impossible one is told.
    pub(super) fn date(&mut self, pair: &P<'_>) -> Expr {
        let span = self.span(pair);
        let days = match pair.as_str().parse::<Date>() {
            Ok(date) => date.days(),
            Err(_) => {
                let title = format!("there is no day {}", pair.as_str());
                let help = "a date is year, month, day: `2022-03-21`";
                self.tell(syntax::NO_SUCH_DATE, title, span, "not a day of the calendar", help);
                0
            }
        };
        plain(ExprKind::Date(days), span)
    }

    /// The date in a pair.
    pub(super) fn inner_date(&mut self, pair: P<'_>) -> Option<Expr> {
        inner(pair, Rule::date).map(|date| self.date(&date))
    }

    fn paren(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut expr = nothing(span);
        let mut unit = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::unit => unit = Some(self.unit(&part)),
                _ => {
                    let span = self.span(&part);
                    if let Some(within) = inner(part, Rule::expr) {
                        expr = plain(ExprKind::Paren(Box::new(self.expr(within))), span);
                    }
                }
            }
        }
        with_unit(expr, unit, span)
    }

    /// `normal(10, 2) days truncated`.
    pub(super) fn call(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut expr = nothing(span);
        let mut unit = None;
        let mut is_truncated = false;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::unit => unit = Some(self.unit(&part)),
                Rule::truncated_kw => is_truncated = true,
                _ => expr = self.call_body(part),
            }
        }
        if let ExprKind::Call { truncated, .. } = &mut expr.kind {
            *truncated = is_truncated;
        }
        if unit.is_none() {
            expr.span = span;
        }
        with_unit(expr, unit, span)
    }

    fn call_body(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut name = self.missing(span);
        let mut args = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::call_name => name = self.name(&part),
                _ => args.push(self.arg(part)),
            }
        }
        plain(ExprKind::Call { name, args, truncated: false }, span)
    }

    fn arg(&mut self, pair: P<'_>) -> Arg {
        let span = self.span(&pair);
        let exprs = pair.into_inner().filter(|part| part.as_rule() == Rule::expr);
        let mut exprs: Vec<Expr> = exprs.map(|part| self.expr(part)).collect();
        let value = exprs.pop().unwrap_or_else(|| nothing(span));
        Arg { weight: exprs.pop(), value }
    }
}

fn with_unit(expr: Expr, unit: Option<Name>, span: Span) -> Expr {
    match unit {
        Some(unit) => plain(ExprKind::Quantity(Box::new(expr), unit), span),
        None => expr,
    }
}

/// A unit's text without blanks and comments, but for the one blank after
/// `thousand`, `million` or `billion`.
pub(in crate::syntax) fn unit_text(raw: &str) -> SmolStr {
    if !raw.contains([' ', '\t']) && !raw.contains("/*") {
        return SmolStr::new(raw);
    }
    let mut kept = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let comment = rest.strip_prefix("/*").and_then(|inside| inside.split_once("*/"));
        match comment {
            Some((_, after)) => rest = after,
            None => {
                if !matches!(c, ' ' | '\t') {
                    kept.push(c);
                }
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    let word = MULTIPLIERS.iter().find_map(|word| {
        let after = raw.strip_prefix(word)?;
        after.starts_with([' ', '\t', '/']).then_some(*word)
    });
    match word {
        Some(word) if kept.len() > word.len() => {
            SmolStr::new(format!("{word} {}", &kept[word.len()..]))
        }
        _ => SmolStr::new(kept),
    }
}
