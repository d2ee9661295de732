//! Effects and windows.

use crate::diagnostic::codes::syntax;
use crate::source::Span;
use crate::syntax::ast::{
    Cites, DayOfYear, Effect, Expr, Forbidden, Selector, Value, Verb, Window,
};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::MONTHS;

use super::value::{closing_cites, last_cites};
use super::{Builder, P, inner, nothing, number};

impl Builder<'_> {
    /// An `effect` pair. Citations after its last figure are still that
    /// figure's: a window may follow.
    pub(super) fn effect(&mut self, pair: P<'_>) -> Effect {
        let span = self.span(&pair);
        let mut effect = Effect {
            verb: Verb::Close(self.no_selector(span)),
            for_: None,
            except: None,
            window: None,
            cites: Cites::default(),
            span,
        };
        for part in pair.into_inner() {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::for_one => {
                    let name = self.first_name(part);
                    self.once(&mut effect.for_, Some(name), at);
                }
                Rule::except => {
                    let selector = self.inner_selector(part);
                    self.once(&mut effect.except, Some(selector), at);
                }
                Rule::cites => effect.cites = self.cites(part),
                _ => effect.verb = self.verb(part),
            }
        }
        effect
    }

    fn verb(&mut self, pair: P<'_>) -> Verb {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::close => self.close(pair),
            Rule::open => Verb::Open(self.inner_selector(pair)),
            Rule::set => self.set(pair),
            Rule::raise | Rule::reduce => {
                let raise = pair.as_rule() == Rule::raise;
                let property = self.first_name(pair.clone());
                let of = self.inner_selector(pair.clone());
                let by = inner(pair, Rule::expr).map(|part| self.expr(part));
                let by = by.unwrap_or_else(|| nothing(span));
                if raise {
                    Verb::Raise { property, of, by }
                } else {
                    Verb::Reduce { property, of, by }
                }
            }
            Rule::forbid => Verb::Forbid(self.forbidden(pair)),
            _ => Verb::Allow(self.forbidden(pair)),
        }
    }

    fn close(&mut self, pair: P<'_>) -> Verb {
        let Some(parts) = inner(pair.clone(), Rule::parts) else {
            return Verb::Close(self.inner_selector(pair));
        };
        let span = self.span(&parts);
        let at = self.inner_selector(parts.clone());
        let mut counts = parts
            .into_inner()
            .filter(|part| matches!(part.as_rule(), Rule::figure | Rule::paren))
            .map(|part| self.figure_or_paren(part))
            .collect::<Vec<Expr>>()
            .into_iter();
        let count = counts.next().unwrap_or_else(|| nothing(span));
        let of = counts.next().unwrap_or_else(|| nothing(span));
        Verb::CloseParts { count, of, at }
    }

    fn set(&mut self, pair: P<'_>) -> Verb {
        let span = self.span(&pair);
        let name = self.first_name(pair.clone());
        let selector: Option<Selector> =
            inner(pair.clone(), Rule::selector).map(|part| self.selector(part));
        let value = inner(pair, Rule::value).map(|part| self.value(part));
        let to = value.unwrap_or_else(|| Value::Expr(nothing(span)));
        match (selector, to) {
            (Some(of), to) => Verb::Set { property: name, of, to },
            (None, Value::Expr(to)) => Verb::SetParam { param: name, to },
            (None, _) => {
                let help = "the property of something is set with `set PROPERTY of … to …`";
                let title = format!("`{}` alone is a parameter and takes one figure", name.text);
                self.tell(syntax::NOT_UNDERSTOOD, title, span, "of what?", help);
                Verb::SetParam { param: name, to: nothing(span) }
            }
        }
    }

    fn forbidden(&mut self, pair: P<'_>) -> Forbidden {
        let span = self.span(&pair);
        let part = pair
            .into_inner()
            .find(|part| matches!(part.as_rule(), Rule::transit | Rule::trade | Rule::carriage));
        let Some(part) = part else {
            return Forbidden::Transit { through: self.missing(span) };
        };
        match part.as_rule() {
            Rule::transit => Forbidden::Transit { through: self.first_name(part) },
            Rule::trade => Forbidden::Trade { with: self.first_name(part) },
            _ => {
                let on = self.inner_selector(part.clone());
                let name = part
                    .into_inner()
                    .find(|part| matches!(part.as_rule(), Rule::name | Rule::all_kw));
                let commodity = name.map(|part| self.name(&part));
                let commodity = commodity.unwrap_or_else(|| self.missing(span));
                Forbidden::Commodity { commodity, on }
            }
        }
    }

    /// A `window` pair and its citations.
    pub(super) fn window(&mut self, pair: P<'_>) -> (Window, Cites) {
        let (mut from, mut until, mut lasting) = (None, None, None);
        let mut cites = Cites::default();
        let mut span = self.span(&pair);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::date => from = Some(self.date(&part)),
                Rule::to_date => until = self.inner_date(part),
                Rule::expr => lasting = Some(self.expr(part)),
                Rule::cites => cites = self.cites(part),
                _ => {}
            }
        }
        if let Some(lasting) = &mut lasting {
            let own = last_cites(lasting);
            if cites.is_empty() {
                cites = own;
            }
        }
        if let Some(last) = lasting.as_ref().or(until.as_ref()).or(from.as_ref()) {
            span.end = last.span.end;
        }
        let boxed = |expr: Option<Expr>| expr.map(Box::new);
        let (from, until, lasting) = (boxed(from), boxed(until), boxed(lasting));
        (Window::Dates { from, until, lasting, span }, cites)
    }

    /// An `every_year` pair and its citations.
    pub(super) fn every_year(&mut self, pair: P<'_>) -> (Window, Cites) {
        let mut span = self.span(&pair);
        let mut days = Vec::new();
        let mut cites = Cites::default();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::day_of_year => days.push(self.day_of_year(part)),
                Rule::cites => cites = self.cites(part),
                _ => {}
            }
        }
        let none = DayOfYear { day: None, month: 1, span };
        let to = days.pop().unwrap_or(none);
        let from = days.pop().unwrap_or(none);
        span.end = to.span.end;
        (Window::EveryYear { from, to, cites: Cites::default(), span }, cites)
    }

    fn day_of_year(&mut self, pair: P<'_>) -> DayOfYear {
        let span = self.span(&pair);
        let (mut day, mut month) = (None, 1);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::number => day = Some(number(part.as_str())),
                _ => {
                    let index = MONTHS.iter().position(|word| *word == part.as_str());
                    month = index.map_or(1, |index| index as u8 + 1);
                }
            }
        }
        DayOfYear { day: self.day(day, month, span), month, span }
    }

    fn day(&mut self, day: Option<f64>, month: u8, span: Span) -> Option<u8> {
        let day = day?;
        let longest = match month {
            2 => 29.0,
            4 | 6 | 9 | 11 => 30.0,
            _ => 31.0,
        };
        if day.fract() == 0.0 && (1.0..=longest).contains(&day) {
            return Some(day as u8);
        }
        let title = "this month has no such day";
        self.tell(syntax::NO_SUCH_DATE, title, span, "not a day of the calendar", "");
        None
    }
}

/// Moves citations at the very end of an effect from its last figure to it.
pub(super) fn close_effect(effect: &mut Effect) {
    if effect.window.is_some() || !effect.cites.is_empty() {
        return;
    }
    if effect.for_.is_some() || effect.except.is_some() {
        return;
    }
    effect.cites = match &mut effect.verb {
        Verb::Set { to, .. } => closing_cites(to),
        Verb::Raise { by, .. } | Verb::Reduce { by, .. } => last_cites(by),
        Verb::SetParam { to, .. } => last_cites(to),
        _ => Cites::default(),
    };
}
