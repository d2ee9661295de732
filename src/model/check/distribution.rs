//! Distributions: ranges and calls to validated families.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names, units};
use crate::model::{Formula, UnitId};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{Arg, Expr, Name};
use crate::uncertainty::{Distribution, DistributionError};

use super::context::Checker;
use super::eval::Val;

/// The families by the words they are written with.
pub(crate) const FAMILIES: &[&str] = &[
    "uniform",
    "pert",
    "triangular",
    "normal",
    "lognormal",
    "exponential",
    "weibull",
    "beta",
    "empirical",
    "mixture",
];

/// The least and most, where values too rare to count (a normal far above
/// zero) are not below zero.
pub(crate) fn support(distribution: &Distribution) -> (f64, f64) {
    let (low, high) = distribution.support();
    if low < 0.0 && distribution.require_non_negative().is_ok() { (0.0, high) } else { (low, high) }
}

impl Checker<'_> {
    /// A distribution times a positive number.
    pub fn scaled(
        &mut self,
        distribution: Distribution,
        factor: f64,
        at: Span,
    ) -> Option<Distribution> {
        match distribution.scaled(factor) {
            Ok(scaled) => Some(scaled),
            Err(error) => {
                self.tell_at(units::DISTRIBUTION, error.to_string(), at, "");
                None
            }
        }
    }

    fn distribution_val(
        &mut self,
        made: Result<Distribution, DistributionError>,
        dimension: Dimension,
        unit: Option<UnitId>,
        span: Span,
        place: impl Fn(usize) -> Option<Span>,
    ) -> Option<Val> {
        match made {
            Ok(distribution) => {
                let (low, high) = support(&distribution);
                Some(Val {
                    value: distribution.mean(),
                    low,
                    high,
                    dimension,
                    unit,
                    formula: Formula::Fixed,
                    span,
                    cites: crate::model::CitesId(0),
                    raw: Some(distribution),
                    by_name: false,
                })
            }
            Err(error) => {
                self.tell_distribution(error, span, place);
                None
            }
        }
    }

    fn tell_distribution(
        &mut self,
        error: DistributionError,
        span: Span,
        place: impl Fn(usize) -> Option<Span>,
    ) {
        use DistributionError as E;
        let place = |at: usize| place(at).unwrap_or(span);
        let (code, at, help) = match error {
            E::OutOfOrder { at } => {
                (units::BOUNDS_OUT_OF_ORDER, place(at), "write the least first and the most last")
            }
            E::BoundNotPositive { at } => (
                units::DISTRIBUTION,
                place(at),
                "`5..10 days at 90%` is a lognormal, which is above zero; with a bound at or \
                 below zero choose a family: `normal(mean, sd)`, `uniform(lo, hi)`, \
                 `pert(lo, most likely, hi)`",
            ),
            E::Weights { .. } => (units::WEIGHTS, span, "the weights of a mixture sum to 100 %"),
            E::NotFinite { at }
            | E::NotPositive { at, .. }
            | E::Shape { at }
            | E::Weight { at } => (units::DISTRIBUTION, place(at), ""),
            _ => (units::DISTRIBUTION, span, ""),
        };
        self.tell_at(code, error.to_string(), at, help);
    }

    /// `2..6 days`, `2..3..6 days`, `5..10 days at 90%`.
    pub fn eval_range(&mut self, bounds: &[Expr], at: Option<&Expr>, span: Span) -> Option<Val> {
        let vals = self.bounds(bounds)?;
        let (dimension, unit) = vals.last().map(|val| (val.dimension, val.unit))?;
        let made = match (at, vals.as_slice()) {
            (Some(share), [lo, hi]) => {
                let share_val = self.eval(share)?;
                if !share_val.dimension.is_plain() {
                    self.tell_dimension("this", Dimension::PLAIN, share_val.dimension, share.span);
                    return None;
                }
                Distribution::lognormal_interval(lo.value, hi.value, share_val.value)
            }
            (Some(share), _) => {
                self.tell_at(
                    units::WRONG_FORM,
                    "an interval `at` a percentage has two bounds",
                    share.span,
                    "write `5..10 days at 90%`, or leave `at` out for least, most likely, most",
                );
                return None;
            }
            (None, [lo, hi]) => Distribution::uniform(lo.value, hi.value),
            (None, [lo, mode, hi]) => Distribution::pert(lo.value, mode.value, hi.value),
            _ => {
                self.tell_at(
                    units::WRONG_FORM,
                    "a range has two or three bounds",
                    span,
                    "`2..6 days`, or least, most likely and most: `2..3..6 days`",
                );
                return None;
            }
        };
        self.distribution_val(made, dimension, unit, span, |at| Some(vals.get(at)?.span))
    }

    /// Evaluates bounds or arguments; one without a unit takes the next one's.
    fn bounds(&mut self, exprs: &[Expr]) -> Option<Vec<Val>> {
        let mut vals: Vec<Option<Val>> = exprs.iter().map(|expr| self.bound(expr)).collect();
        let mut next: Option<(Dimension, Option<UnitId>)> = None;
        for val in vals.iter_mut().rev().flatten() {
            match next {
                // Zero too takes the unit: `0..3 days`.
                Some((dimension, after)) if val.unit.is_none() && val.dimension.is_plain() => {
                    if let Some(unit) = after {
                        val.value = self.shown(unit).to_canonical(val.value);
                        val.dimension = dimension;
                        val.unit = after;
                    }
                }
                Some((expected, _)) if val.dimension != expected => {
                    let (found, at) = (val.dimension, val.span);
                    self.tell_dimension("this bound", expected, found, at);
                    return None;
                }
                _ => {}
            }
            if val.unit.is_some() || next.is_none() {
                next = Some((val.dimension, val.unit));
            }
        }
        vals.into_iter().collect()
    }

    fn bound(&mut self, expr: &Expr) -> Option<Val> {
        let val = self.eval(expr)?;
        if val.formula == Formula::Fixed {
            return Some(val);
        }
        self.tell_at(
            units::WRONG_FORM,
            "a bound cannot be uncertain itself",
            expr.span,
            "a bound is a number, or a constant without uncertainty",
        );
        None
    }

    /// `normal(10, 2)`, `mixture(80%: 2..3 days, …)`.
    pub fn eval_call(
        &mut self,
        name: &Name,
        args: &[Arg],
        truncated: bool,
        span: Span,
    ) -> Option<Val> {
        let word = name.text.as_str();
        if !FAMILIES.contains(&word) {
            self.tell_unknown_call(name);
            return None;
        }
        if truncated && word != "normal" {
            self.tell_at(
                units::WRONG_FORM,
                "only a normal distribution is `truncated`",
                span,
                "take the word away",
            );
            return None;
        }
        if word == "mixture" {
            return self.mixture(args, span);
        }
        if let Some(weight) = args.iter().find_map(|arg| arg.weight.as_ref()) {
            self.tell_at(
                units::WRONG_FORM,
                format!("`{word}` takes no weights"),
                weight.span,
                "weights stand in `mixture(80%: 2..3 days, 20%: 5..20 days)`",
            );
            return None;
        }
        let (needed, form) = arguments(word);
        if needed.is_some_and(|needed| needed != args.len()) || args.is_empty() {
            self.tell_at(
                units::WRONG_FORM,
                format!("`{word}` takes {form}, not {} values", args.len()),
                span,
                "",
            );
            return None;
        }
        self.family(word, args, truncated, span)
    }

    fn family(&mut self, word: &str, args: &[Arg], truncated: bool, span: Span) -> Option<Val> {
        let exprs: Vec<Expr> = args.iter().map(|arg| arg.value.clone()).collect();
        // The shapes of these are plain numbers beside a scale with a unit.
        let shapes = match word {
            "weibull" => 1,
            "beta" => 2,
            _ => 0,
        };
        let mut plain = Vec::new();
        for expr in &exprs[..shapes] {
            let val = self.bound(expr)?;
            if !val.dimension.is_plain() {
                self.tell_dimension("a shape", Dimension::PLAIN, val.dimension, val.span);
                return None;
            }
            plain.push(val.value);
        }
        let vals = self.bounds(&exprs[shapes..])?;
        let dimension = vals.last().map_or(Dimension::PLAIN, |val| val.dimension);
        let unit = vals.last().and_then(|val| val.unit);
        let v: Vec<f64> = plain.into_iter().chain(vals.iter().map(|val| val.value)).collect();
        let made = match (word, v.as_slice()) {
            ("uniform", [lo, hi]) => Distribution::uniform(*lo, *hi),
            ("triangular", [lo, mode, hi]) => Distribution::triangular(*lo, *mode, *hi),
            ("pert", [lo, mode, hi]) => Distribution::pert(*lo, *mode, *hi),
            ("normal", [mean, sd]) if truncated => Distribution::truncated_normal(*mean, *sd),
            ("normal", [mean, sd]) => Distribution::normal(*mean, *sd),
            ("lognormal", [mean, sd]) => Distribution::lognormal(*mean, *sd),
            ("exponential", [mean]) => Distribution::exponential(*mean),
            ("weibull", [shape, scale]) => Distribution::weibull(*shape, *scale),
            ("beta", [a, b]) => Distribution::beta(*a, *b, 1.0),
            _ => Distribution::empirical(v),
        };
        self.distribution_val(made, dimension, unit, span, |at| Some(exprs.get(at)?.span))
    }

    fn mixture(&mut self, args: &[Arg], span: Span) -> Option<Val> {
        let mut parts = Vec::with_capacity(args.len());
        let mut first: Option<(Dimension, Option<UnitId>)> = None;
        let mut failed = false;
        for arg in args {
            let Some(weight) = &arg.weight else {
                self.tell_at(
                    units::WRONG_FORM,
                    "a part of a mixture needs its weight",
                    arg.value.span,
                    "write `mixture(80%: 2..3 days, 20%: 5..20 days)`",
                );
                failed = true;
                continue;
            };
            let weight = self.bound(weight);
            let Some((distribution, val)) = self.part(&arg.value) else {
                failed = true;
                continue;
            };
            let (dimension, _) = *first.get_or_insert((val.dimension, val.unit));
            if dimension != val.dimension {
                self.tell_dimension("this part", dimension, val.dimension, val.span);
                failed = true;
            }
            match weight {
                Some(weight) => parts.push((weight.value, distribution)),
                None => failed = true,
            }
        }
        let (dimension, unit) = first.filter(|_| !failed)?;
        let place = |at: usize| Some(args.get(at)?.value.span);
        self.distribution_val(Distribution::mixture(parts), dimension, unit, span, place)
    }

    /// A part of a mixture: a distribution or a plain figure.
    fn part(&mut self, expr: &Expr) -> Option<(Distribution, Val)> {
        let mut val = self.eval_unsettled(expr)?;
        if let Some(raw) = val.raw.take() {
            return Some((raw, val));
        }
        if val.formula != Formula::Fixed {
            self.tell_at(
                units::WRONG_FORM,
                "a part of a mixture is a distribution written out, or a figure",
                expr.span,
                "",
            );
            return None;
        }
        match Distribution::constant(val.value) {
            Ok(distribution) => Some((distribution, val)),
            Err(error) => {
                self.tell_distribution(error, expr.span, |_| None);
                None
            }
        }
    }

    fn tell_unknown_call(&mut self, name: &Name) {
        let mut told = Diagnostic::new(
            names::UNKNOWN_FUNCTION,
            format!("there is no distribution `{}`", name.text),
            name.span,
            "not a distribution",
        );
        told = match crate::diagnostic::closest(&name.text, FAMILIES.iter().copied()) {
            Some(near) => told.with_help(format!("did you mean `{near}`?")).with_fix(
                format!("write `{near}`"),
                name.span,
                near,
            ),
            None => told.with_help(format!("there are: {}", FAMILIES.join(", "))),
        };
        self.tell(told);
    }
}

/// How many arguments a family takes (none: any number), and which.
fn arguments(word: &str) -> (Option<usize>, &'static str) {
    match word {
        "uniform" => (Some(2), "the least and the most"),
        "triangular" | "pert" => (Some(3), "the least, the most likely and the most"),
        "normal" | "lognormal" => (Some(2), "a mean and a standard deviation"),
        "exponential" => (Some(1), "a mean"),
        "weibull" => (Some(2), "a shape and a scale"),
        "beta" => (Some(2), "two shapes"),
        _ => (None, "observations"),
    }
}
