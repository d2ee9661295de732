//! Expectations: expressions over metrics, with the dimensions of both sides
//! checked.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{reports, units};
use crate::model::{Expectation, MetricKind, Term, TermKind, Thing, UnitId};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Decl, DeclKind, Expr, ExprKind, Name};

use super::cited::collect_cites;
use super::context::Checker;
use super::settings::over_metrics;

impl Checker<'_> {
    /// `expect EXPR …`.
    pub fn expect(&mut self, decl: &Decl) {
        let DeclKind::Expect { expr, scenario, when } = &decl.kind else { return };
        let before = self.sink.errors();
        let (own, bare) = metrics_with_scenario(expr);
        if let (Some(own), Some(bare), None) = (own, bare, scenario.as_ref()) {
            self.tell(
                Diagnostic::new(
                    reports::SCENARIO_OF_WHICH,
                    "one metric has a scenario of its own and another has none",
                    bare,
                    "in which scenario?",
                )
                .with_label(own, "this one has its own")
                .with_help(
                    "write `in baseline` after it, or put brackets round the whole and the \
                     scenario after them",
                ),
            );
        }
        let scenario_id = match scenario {
            Some(name) => self.scenario_named(name),
            None => Some(crate::model::ScenarioId(0)),
        };
        let when = self.moment_of(when.as_deref());
        self.over_period = matches!(when, Some(Some(crate::model::Moment::Over(..))));
        let condition = if self.values { self.term(expr) } else { self.condition(expr) };
        self.over_period = false;
        let mut cited = decl.cites.to_vec();
        collect_cites(expr, &mut cited);
        let cites = self.cites(&cited.into_boxed_slice());
        let (Some(condition), Some(scenario), Some(when)) = (condition, scenario_id, when) else {
            return;
        };
        if self.sink.errors() > before {
            return;
        }
        let text = self.text(expr.span);
        let text = text.split("//").next().unwrap_or(text).trim().to_owned();
        self.model.expectations.push(Expectation {
            condition,
            text,
            scenario,
            when,
            cites,
            span: decl.span,
        });
    }

    /// A condition: comparisons joined by and, or, not.
    pub fn condition(&mut self, expr: &Expr) -> Option<Term> {
        let term = self.term(expr)?;
        if is_condition(&term) {
            return Some(term);
        }
        let help = "compare it: `expect time(A -> B) <= 15 days`";
        self.tell_at(reports::NOT_A_CONDITION, "a condition is needed", expr.span, help);
        None
    }

    /// An expression over metrics.
    pub fn term(&mut self, expr: &Expr) -> Option<Term> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Paren(inner) => self.term(inner),
            ExprKind::Metric(metric) => self.metric(metric),
            ExprKind::Not(inner) => {
                let inner = self.condition(inner)?;
                Some(condition_term(TermKind::Not(Box::new(inner)), span))
            }
            ExprKind::Negate(inner) if over_metrics(inner) => {
                let inner = self.term(inner)?;
                let (dimension, unit) = (inner.dimension, inner.unit);
                Some(Term { kind: TermKind::Negate(Box::new(inner)), dimension, unit, span })
            }
            ExprKind::Chain(first, rest)
                if over_metrics(expr)
                    || rest.iter().any(|(_, e)| self.names_metric(e))
                    || self.names_metric(first) =>
            {
                self.term_chain(first, rest, span)
            }
            ExprKind::Compare(a, op, b) => {
                let (a, b) = (self.term(a), self.term(b));
                let (a, b) = (a?, b?);
                self.same_dimension(&a, &b)?;
                Some(condition_term(TermKind::Compare(Box::new(a), *op, Box::new(b)), span))
            }
            ExprKind::Within(a, low, high) => {
                let a = self.term(a);
                let bounds = self.term_bounds(low, high);
                let (a, (low, high)) = (a?, bounds?);
                self.same_dimension(&a, &low)?;
                self.same_dimension(&a, &high)?;
                if let (TermKind::Number(x), TermKind::Number(y)) = (&low.kind, &high.kind)
                    && x > y
                {
                    let at = low.span.to(high.span);
                    let title = "these bounds are out of order";
                    self.tell_at(units::BOUNDS_OUT_OF_ORDER, title, at, "put the lower one first");
                    return None;
                }
                let kind = TermKind::Within(Box::new(a), Box::new(low), Box::new(high));
                Some(condition_term(kind, span))
            }
            ExprKind::Approx(a, b, tolerance) => self.approx(a, b, tolerance, span),
            ExprKind::As(inner, unit) if self.names_metric(inner) || over_metrics(inner) => {
                let mut inner = self.term(inner)?;
                let unit_id = self.unit(unit)?;
                let wanted = self.shown(unit_id).dimension;
                if wanted != inner.dimension {
                    self.tell_dimension("this", wanted, inner.dimension, inner.span);
                    return None;
                }
                inner.unit = unit_id;
                Some(inner)
            }
            ExprKind::Name(name) if self.names_metric(expr) => self.inlined(name),
            _ => self.constant_term(expr),
        }
    }

    fn constant_term(&mut self, expr: &Expr) -> Option<Term> {
        let val = self.eval(expr)?;
        let unit = match val.unit {
            Some(unit) => unit,
            None => self.default_unit(val.dimension),
        };
        Some(Term {
            kind: TermKind::Number(val.value),
            dimension: val.dimension,
            unit,
            span: expr.span,
        })
    }

    /// `17 days .. 19 days`, `17 .. 19 days`.
    fn term_bounds(&mut self, low: &Expr, high: &Expr) -> Option<(Term, Term)> {
        let high = self.term(high);
        let low = self.term(low);
        let (mut low, high) = (low?, high?);
        if low.dimension.is_plain()
            && !high.dimension.is_plain()
            && let TermKind::Number(value) = low.kind
        {
            low.kind = TermKind::Number(self.shown(high.unit).to_canonical(value));
            low.dimension = high.dimension;
            low.unit = high.unit;
        }
        Some((low, high))
    }

    fn approx(&mut self, a: &Expr, b: &Expr, tolerance: &Expr, span: Span) -> Option<Term> {
        let (a, b) = (self.term(a), self.term(b));
        let tolerance = self.term(tolerance);
        let (a, b, tolerance) = (a?, b?, tolerance?);
        self.same_dimension(&a, &b)?;
        let percent = self.shown(tolerance.unit).symbol == "%";
        let kind = match tolerance.kind {
            TermKind::Number(share) if percent && tolerance.dimension.is_plain() => {
                TermKind::ApproxShare(Box::new(a), Box::new(b), share)
            }
            _ => {
                self.same_dimension(&a, &tolerance)?;
                TermKind::ApproxAmount(Box::new(a), Box::new(b), Box::new(tolerance))
            }
        };
        Some(condition_term(kind, span))
    }

    fn same_dimension(&mut self, a: &Term, b: &Term) -> Option<()> {
        let zero = |t: &Term| matches!(t.kind, TermKind::Number(0.0)) && t.dimension.is_plain();
        if a.dimension == b.dimension || zero(a) || zero(b) {
            return Some(());
        }
        let (left, right) =
            (self.model.units.words(a.dimension), self.model.units.words(b.dimension));
        let missing = crate::quantity::missing_factor(a.dimension, b.dimension, &self.model.units);
        self.tell(
            Diagnostic::new(
                units::WRONG_UNIT,
                format!("{left} cannot be compared with {right}"),
                b.span,
                format!("this is {right}"),
            )
            .with_label(a.span, format!("this is {left}"))
            .with_help(format!("for the right side: {}", missing.text)),
        );
        None
    }

    fn term_chain(&mut self, first: &Expr, rest: &[(BinaryOp, Expr)], span: Span) -> Option<Term> {
        let logical = rest.iter().any(|(op, _)| matches!(op, BinaryOp::And | BinaryOp::Or));
        let part = |checker: &mut Self, expr: &Expr| {
            if logical { checker.condition(expr) } else { checker.term(expr) }
        };
        let head = part(self, first);
        let tail: Vec<Option<(BinaryOp, Term)>> =
            rest.iter().map(|(op, e)| part(self, e).map(|term| (*op, term))).collect();
        let head = head?;
        let tail = tail.into_iter().collect::<Option<Vec<_>>>()?;
        if logical {
            let kind = TermKind::Chain(Box::new(head), tail);
            return Some(condition_term(kind, span));
        }
        let (mut dimension, mut unit) = (head.dimension, Some(head.unit));
        for (op, term) in &tail {
            let next = match op {
                BinaryOp::Multiply => dimension.times(term.dimension),
                BinaryOp::Divide => dimension.per(term.dimension),
                _ if dimension == term.dimension => Some(dimension),
                _ => {
                    let left = self.model.units.words(dimension);
                    let right = self.model.units.words(term.dimension);
                    self.tell_at(
                        units::SUM_OF_TWO_DIMENSIONS,
                        format!("{right} cannot be added to {left}"),
                        term.span,
                        "both sides need the same dimension",
                    );
                    return None;
                }
            };
            let Some(next) = next else {
                self.tell_at(units::TOO_LARGE, "a power of a unit is out of range", span, "");
                return None;
            };
            if next != dimension {
                unit = None;
            }
            dimension = next;
        }
        let unit = match unit {
            Some(unit) => unit,
            None => self.default_unit(dimension),
        };
        Some(Term { kind: TermKind::Chain(Box::new(head), tail), dimension, unit, span })
    }

    /// Whether an expression names a `let` over metrics.
    fn names_metric(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(name) => match self.model.names.get(&name.text) {
                Some(Thing::Constant(id)) => {
                    self.constant_states.get(id.index())
                        == Some(&super::settings::ConstantState::OverMetrics)
                }
                _ => false,
            },
            ExprKind::Paren(inner) | ExprKind::Negate(inner) | ExprKind::As(inner, _) => {
                self.names_metric(inner)
            }
            ExprKind::Chain(first, rest) => {
                self.names_metric(first) || rest.iter().any(|(_, e)| self.names_metric(e))
            }
            _ => false,
        }
    }

    fn inlined(&mut self, name: &Name) -> Option<Term> {
        let Some(&Thing::Constant(id)) = self.model.names.get(&name.text) else { return None };
        self.used.insert(name.text.clone());
        if self.inlining.len() > 64 || self.inlining.contains(&id) {
            self.tell_at(
                crate::diagnostic::codes::names::CONSTANT_CYCLE,
                format!("`{}` is made of itself", name.text),
                name.span,
                "",
            );
            return None;
        }
        self.inlining.push(id);
        let expr = self.constant_exprs[id.index()].clone();
        let term = self.term(&expr);
        self.inlining.pop();
        term
    }
}

fn condition_term(kind: TermKind, span: Span) -> Term {
    Term { kind, dimension: Dimension::PLAIN, unit: UnitId(0), span }
}

fn is_condition(term: &Term) -> bool {
    match &term.kind {
        TermKind::Not(_)
        | TermKind::Compare(..)
        | TermKind::Within(..)
        | TermKind::ApproxShare(..)
        | TermKind::ApproxAmount(..) => true,
        TermKind::Chain(_, rest) => {
            rest.iter().any(|(op, _)| matches!(op, BinaryOp::And | BinaryOp::Or))
        }
        _ => false,
    }
}

/// A metric's text without ` in S` and the moment behind its bracket.
/// Whether a term holds a metric.
pub(super) fn holds_metric(term: &Term) -> bool {
    match &term.kind {
        TermKind::Number(_) => false,
        TermKind::Metric(_) => true,
        TermKind::Negate(a) | TermKind::Not(a) => holds_metric(a),
        TermKind::Chain(a, rest) => holds_metric(a) || rest.iter().any(|(_, b)| holds_metric(b)),
        TermKind::Compare(a, _, b) | TermKind::ApproxShare(a, b, _) => {
            holds_metric(a) || holds_metric(b)
        }
        TermKind::Within(a, b, c) | TermKind::ApproxAmount(a, b, c) => {
            holds_metric(a) || holds_metric(b) || holds_metric(c)
        }
    }
}

/// Whether a term holds a metric over draws.
pub(super) fn holds_random(term: &Term) -> bool {
    match &term.kind {
        TermKind::Number(_) => false,
        TermKind::Metric(ask) => matches!(ask.metric, MetricKind::Random(..)),
        TermKind::Negate(a) | TermKind::Not(a) => holds_random(a),
        TermKind::Chain(a, rest) => holds_random(a) || rest.iter().any(|(_, b)| holds_random(b)),
        TermKind::Compare(a, _, b) | TermKind::ApproxShare(a, b, _) => {
            holds_random(a) || holds_random(b)
        }
        TermKind::Within(a, b, c) | TermKind::ApproxAmount(a, b, c) => {
            holds_random(a) || holds_random(b) || holds_random(c)
        }
    }
}

/// A metric with a scenario of its own, and one without, where both stand in
/// the expression.
fn metrics_with_scenario(expr: &Expr) -> (Option<Span>, Option<Span>) {
    let mut found = (None, None);
    collect_metrics(expr, &mut found);
    found
}

fn collect_metrics(expr: &Expr, found: &mut (Option<Span>, Option<Span>)) {
    match &expr.kind {
        ExprKind::Metric(metric) => {
            let slot = if metric.scenario.is_some() { &mut found.0 } else { &mut found.1 };
            slot.get_or_insert(metric.span);
        }
        ExprKind::Paren(a) | ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::As(a, _) => {
            collect_metrics(a, found);
        }
        ExprKind::Chain(a, rest) => {
            collect_metrics(a, found);
            rest.iter().for_each(|(_, b)| collect_metrics(b, found));
        }
        ExprKind::Compare(a, _, b) => {
            collect_metrics(a, found);
            collect_metrics(b, found);
        }
        ExprKind::Within(a, b, c) | ExprKind::Approx(a, b, c) => {
            collect_metrics(a, found);
            collect_metrics(b, found);
            collect_metrics(c, found);
        }
        _ => {}
    }
}
