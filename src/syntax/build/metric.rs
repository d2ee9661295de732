//! Metrics: what they are of, their options, their own scenario and moment.

use crate::diagnostic::codes::syntax;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Grouping, Metric, MetricSubject, Name, RouteQuery, When};
use crate::syntax::grammar::Rule;

use super::{Builder, P, inner, nothing, plain};

impl Builder<'_> {
    /// A `metric` or `metric_body` pair.
    pub(super) fn metric(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut metric = Metric {
            name: self.missing(span),
            subject: MetricSubject::None,
            query: RouteQuery::default(),
            of: Vec::new(),
            scenario: None,
            when: None,
            timeline: None,
            span,
        };
        if pair.as_rule() == Rule::metric_body {
            self.metric_body(&mut metric, pair);
        } else {
            for part in pair.into_inner() {
                match part.as_rule() {
                    Rule::metric_body => self.metric_body(&mut metric, part),
                    _ => self.metric_tail(&mut metric, part),
                }
            }
        }
        plain(ExprKind::Metric(Box::new(metric)), span)
    }

    fn metric_tail(&mut self, metric: &mut Metric, part: P<'_>) {
        let at = self.span(&part);
        match part.as_rule() {
            Rule::in_scenario => {
                let name = self.first_name(part);
                self.once(&mut metric.scenario, Some(name), at);
            }
            Rule::when => {
                let when = self.when(part);
                self.once(&mut metric.when, when, at);
            }
            _ => {
                let between = self.between(part);
                self.once(&mut metric.timeline, between, at);
            }
        }
    }

    fn metric_body(&mut self, metric: &mut Metric, pair: P<'_>) {
        let mut exprs = Vec::new();
        for part in pair.into_inner() {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::metric_kw => metric.name = self.name(&part),
                Rule::pair => {
                    let mut names = self.names(part).into_iter();
                    metric.query.from.extend(names.next());
                    metric.query.to.extend(names.next());
                    metric.subject = MetricSubject::Pair;
                }
                Rule::first_country => {
                    metric.subject = MetricSubject::Grouping(Grouping::FirstCountry);
                }
                Rule::selector => {
                    metric.subject = MetricSubject::Selector(self.selector(part));
                }
                Rule::expr => exprs.push(self.expr(part)),
                Rule::of_names => {
                    let names = self.list(part);
                    self.once_list(&mut metric.of, names, at);
                }
                Rule::between => self.metric_tail(metric, part),
                _ => self.query_part(&mut metric.query, part),
            }
        }
        self.metric_exprs(metric, exprs);
    }

    /// A metric of a name, of a grouping, or of another metric.
    fn metric_exprs(&mut self, metric: &mut Metric, exprs: Vec<Expr>) {
        let mut exprs = exprs.into_iter();
        let Some(first) = exprs.next() else { return };
        let second = exprs.next();
        if let Some(third) = exprs.next() {
            let title = format!("`{}` is asked of one thing", metric.name.text);
            self.tell(syntax::NOT_UNDERSTOOD, title, third.span, "one too many", "");
        }
        metric.subject = match (first.kind, second) {
            (ExprKind::Name(name), None) if first.cites.is_empty() => match grouping(&name.text) {
                Some(grouping) if metric.name.text == "hhi" => MetricSubject::Grouping(grouping),
                _ => MetricSubject::Name(name),
            },
            (kind, second) => MetricSubject::Expr(Expr { kind, ..first }, second),
        };
    }

    /// `for`, `by`, `via`, `avoiding`, `ends terminal`: each once.
    pub(super) fn query_part(&mut self, query: &mut RouteQuery, part: P<'_>) {
        let at = self.span(&part);
        match part.as_rule() {
            Rule::for_names => {
                let names = self.list(part);
                self.once_list(&mut query.for_, names, at);
            }
            Rule::by_name => {
                let name = self.first_name(part);
                self.once(&mut query.by, Some(name), at);
            }
            Rule::via => {
                let names = self.list(part);
                self.once_list(&mut query.via, names, at);
            }
            Rule::avoiding => {
                let selector = inner(part, Rule::selector).map(|part| self.selector(part));
                self.once(&mut query.avoiding, selector, at);
            }
            _ => self.once(&mut query.ends_terminal, Some(at), at),
        }
    }

    /// The `names` in a pair.
    pub(super) fn list(&self, pair: P<'_>) -> Vec<Name> {
        inner(pair, Rule::names).map(|names| self.names(names)).unwrap_or_default()
    }

    /// Fills a slot, or tells that it is filled.
    pub(super) fn once<T>(&mut self, slot: &mut Option<T>, value: Option<T>, at: Span) {
        if slot.is_some() {
            self.tell_twice(at);
        } else {
            *slot = value;
        }
    }

    pub(super) fn once_list<T>(&mut self, slot: &mut Vec<T>, values: Vec<T>, at: Span) {
        if slot.is_empty() {
            *slot = values;
        } else {
            self.tell_twice(at);
        }
    }

    pub(super) fn tell_twice(&mut self, at: Span) {
        let help = "each option stands once, in any order";
        self.tell(syntax::OPTION_TWICE, "this option is given twice", at, "given before", help);
    }

    /// `from DATE to DATE by day`.
    fn between(&mut self, pair: P<'_>) -> Option<(Expr, Expr, Option<Name>)> {
        let span = self.span(&pair);
        let mut dates = Vec::new();
        let mut step = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::date => dates.push(self.date(&part)),
                Rule::name => step = Some(self.name(&part)),
                _ => {}
            }
        }
        let to = dates.pop().unwrap_or_else(|| nothing(span));
        let from = dates.pop().unwrap_or_else(|| nothing(span));
        Some((from, to, step))
    }

    /// `on …`, `over …`, `while it lasts`.
    pub(super) fn when(&mut self, pair: P<'_>) -> Option<When> {
        let part = pair.into_inner().next()?;
        let span = self.span(&part);
        match part.as_rule() {
            Rule::on_date => self.inner_date(part).map(When::On),
            Rule::over_time => {
                let mut first = None;
                let mut second = None;
                for part in part.into_inner() {
                    let expr = match part.as_rule() {
                        Rule::date => self.date(&part),
                        Rule::number => self.number(&part),
                        _ => continue,
                    };
                    if first.is_none() {
                        first = Some(expr);
                    } else {
                        second = Some(expr);
                    }
                }
                Some(When::Over(first?, second))
            }
            _ => Some(When::WhileItLasts(span)),
        }
    }
}

/// The word of a grouping.
pub(super) fn grouping(word: &str) -> Option<Grouping> {
    Some(match word {
        "country" => Grouping::Country,
        "bloc" => Grouping::Bloc,
        "mode" => Grouping::Mode,
        "node" => Grouping::Node,
        "corridor" => Grouping::Corridor,
        "tag" => Grouping::Tag,
        _ => return None,
    })
}
