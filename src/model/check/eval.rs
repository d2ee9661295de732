//! Expressions to figures: values at the mean, dimension, support, and how
//! they depend on uncertain inputs.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{reports, units};
use crate::model::{CitesId, Formula, Input, InputId, Origin, Thing, UnitId};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, Name, Number};
use crate::uncertainty::Distribution;

use super::context::Checker;
use super::formula::{interval, join, scale};

/// An evaluated expression.
#[derive(Debug, Clone)]
pub(crate) struct Val {
    /// At the mean of every distribution, canonical.
    pub value: f64,
    /// The least it may be.
    pub low: f64,
    /// The most it may be.
    pub high: f64,
    /// What it measures.
    pub dimension: Dimension,
    /// The unit it was written in, where there is one.
    pub unit: Option<UnitId>,
    /// How it depends on inputs.
    pub formula: Formula,
    /// Where.
    pub span: Span,
    /// Its own citations, with those of the constants it is made of.
    pub cites: CitesId,
    /// A single distribution, not yet an input: its bounds may still be
    /// scaled by a unit.
    pub raw: Option<Distribution>,
    /// Whether it names a constant (which has its source where it stands).
    pub by_name: bool,
}

impl Val {
    fn number(value: f64, span: Span) -> Self {
        Self {
            value,
            low: value,
            high: value,
            dimension: Dimension::PLAIN,
            unit: None,
            formula: Formula::Fixed,
            span,
            cites: CitesId(0),
            raw: None,
            by_name: false,
        }
    }
}

impl Checker<'_> {
    /// Evaluates an expression that must be a quantity of any dimension.
    /// Tells what is wrong, once, and answers none then.
    pub fn eval(&mut self, expr: &Expr) -> Option<Val> {
        let mut val = self.eval_raw(expr)?;
        self.settle(&mut val);
        Some(val)
    }

    /// Turns a single distribution into an input of the model.
    fn settle(&mut self, val: &mut Val) {
        if let Some(distribution) = val.raw.take() {
            let unit = val.unit.unwrap_or_else(|| self.default_unit(val.dimension));
            let key = self.input_key();
            let id = InputId(self.base.inputs + self.model.inputs.len() as u32);
            self.model.inputs.push(Input { distribution, unit, span: val.span, key });
            val.formula = Formula::Input(id);
        }
    }

    /// Names the stream of the next input: a hash (FNV-1a) of the declaration
    /// and property it belongs to, and of how many came before it there.
    fn input_key(&mut self) -> u64 {
        let owner = fnv(self.key.as_bytes(), 0xcbf2_9ce4_8422_2325);
        if self.whole.is_some() {
            // How many came before is known when the share joins the whole.
            self.owners.push(owner);
            return owner;
        }
        self.next_key(owner)
    }

    /// The key of the next input of an owner.
    pub fn next_key(&mut self, owner: u64) -> u64 {
        let nth = self.key_uses.entry(owner).or_insert(0);
        *nth += 1;
        fnv(&nth.to_le_bytes(), owner)
    }

    /// Like [`Checker::eval`], but a single distribution stays as it is.
    pub fn eval_unsettled(&mut self, expr: &Expr) -> Option<Val> {
        self.eval_raw(expr)
    }

    fn eval_raw(&mut self, expr: &Expr) -> Option<Val> {
        let mut val = match &expr.kind {
            ExprKind::Number(number) => self.eval_number(*number, expr.span),
            ExprKind::Quantity(inner, unit) => self.eval_quantity(inner, unit, expr.span),
            ExprKind::Name(name) => self.eval_name(name),
            ExprKind::Range(bounds, at) => self.eval_range(bounds, at.as_deref(), expr.span),
            ExprKind::Call { name, args, truncated } => {
                self.eval_call(name, args, *truncated, expr.span)
            }
            ExprKind::Negate(inner) => self.eval_negate(inner, expr.span),
            ExprKind::Chain(first, rest) => self.eval_chain(first, rest, expr.span),
            ExprKind::Paren(inner) => self.eval_raw(inner).map(|mut val| {
                val.span = expr.span;
                val
            }),
            ExprKind::As(inner, unit) => self.eval_as(inner, unit),
            ExprKind::Metric(metric) => {
                self.tell_at(
                    reports::METRIC_HERE,
                    format!("`{}(…)` is a result; it cannot be an input", metric.name.text),
                    metric.span,
                    "metrics stand in `expect`, in reports, and in a `let` that only those use",
                );
                None
            }
            other => {
                self.tell_not_quantity(other, expr.span);
                None
            }
        }?;
        if !expr.cites.is_empty() {
            let own = self.cites(&expr.cites);
            val.cites = self.join_cites(val.cites, own);
        }
        Some(val)
    }

    fn tell_not_quantity(&mut self, kind: &ExprKind, at: Span) {
        if matches!(kind, ExprKind::Text(_) | ExprKind::Unknown) && self.is_told(at) {
            return;
        }
        let (found, help) = match kind {
            ExprKind::Text(_) => ("a text", "write the number without quotes: `12 hours`"),
            ExprKind::Date(_) => ("a date", "a quantity has a number and a unit: `12 hours`"),
            ExprKind::Coordinates(..) => ("a place on the map", "`at:` is where coordinates go"),
            ExprKind::Unknown => (
                "`unknown`",
                "only a capacity may be `unknown`; leave a figure out that you do not have",
            ),
            ExprKind::List(_) => ("a list", "one quantity is needed here"),
            _ => ("a condition", "a quantity has a number and a unit: `12 hours`"),
        };
        let title = format!("a quantity is needed, not {found}");
        if let ExprKind::Text(text) = kind
            && text.text.starts_with(|c: char| c.is_ascii_digit())
        {
            let fix = format!("write `{}`", text.text);
            self.tell(
                Diagnostic::new(units::NOT_A_QUANTITY, title, at, "here")
                    .with_help(format!("{fix}, without quotes"))
                    .with_fix(fix, at, text.text.to_string()),
            );
            return;
        }
        self.tell_at(units::NOT_A_QUANTITY, title, at, help);
    }

    fn eval_number(&mut self, number: Number, span: Span) -> Option<Val> {
        if !number.value.is_finite() {
            self.tell_at(units::TOO_LARGE, "this number is too large", span, "");
            return None;
        }
        let mut val = Val::number(number.value, span);
        if number.percent {
            val = Val::number(number.value / 100.0, span);
            val.unit = Some(self.own_unit("%"));
        }
        Some(val)
    }

    fn eval_quantity(&mut self, inner: &Expr, unit: &Name, span: Span) -> Option<Val> {
        let mut val = self.eval_raw(inner)?;
        let unit_id = self.unit(unit)?;
        if !val.dimension.is_plain() {
            self.tell_at(
                units::NOT_A_QUANTITY,
                "this has two units",
                span,
                "write one unit: inside the brackets, or once after them",
            );
            return None;
        }
        let compound = self.shown(unit_id);
        let (factor, dimension) = (compound.factor(), compound.dimension);
        // Exact where the unit is a quotient of exact numbers (12 hours is
        // half a day to the last bit).
        val.value = compound.to_canonical(val.value);
        val.low = compound.to_canonical(val.low);
        val.high = compound.to_canonical(val.high);
        if let Some(raw) = val.raw.take() {
            val.raw = Some(self.scaled(raw, factor, span)?);
        }
        val.formula = scale(std::mem::take(&mut val.formula), factor);
        val.dimension = dimension;
        val.unit = Some(unit_id);
        val.span = span;
        self.finite(val)
    }

    fn finite(&mut self, val: Val) -> Option<Val> {
        if val.value.is_finite() {
            return Some(val);
        }
        self.tell_at(units::TOO_LARGE, "the result is too large", val.span, "");
        None
    }

    fn eval_name(&mut self, name: &Name) -> Option<Val> {
        let known = self.thing(&name.text);
        if let Some(thing @ Thing::Constant(id)) = known {
            self.mark_used(&name.text, thing);
            let figure = self.constant(id, name.span)?;
            let (low, high) = self.support(&figure);
            let dimension = self.shown(figure.unit).dimension;
            let cites = match figure.origin {
                Origin::Written(_, cites) => cites,
                _ => CitesId(0),
            };
            return Some(Val {
                value: figure.value,
                low,
                high,
                dimension,
                unit: Some(figure.unit),
                formula: figure.formula,
                span: name.span,
                cites,
                raw: None,
                by_name: true,
            });
        }
        if self.is_broken(&name.text) {
            // A constant by this name could not be: that was told.
            return None;
        }
        if known.is_none() && (self.known().units.is_unit(&name.text) || name.text.contains('/')) {
            let unit = self.unit(name)?;
            let compound = self.shown(unit);
            let mut val = Val::number(compound.factor(), name.span);
            val.dimension = compound.dimension;
            val.unit = Some(unit);
            return Some(val);
        }
        self.find(name, "a constant", |thing| matches!(thing, Thing::Constant(_)));
        None
    }

    fn eval_negate(&mut self, inner: &Expr, span: Span) -> Option<Val> {
        let mut val = self.eval_raw(inner)?;
        if val.raw.is_some() {
            self.settle(&mut val);
        }
        val.formula = scale(std::mem::take(&mut val.formula), -1.0);
        (val.value, val.low, val.high) = (-val.value, -val.high, -val.low);
        val.span = span;
        Some(val)
    }

    fn eval_as(&mut self, inner: &Expr, unit: &Name) -> Option<Val> {
        let mut val = self.eval_raw(inner)?;
        let unit_id = self.unit(unit)?;
        let wanted = self.shown(unit_id).dimension;
        if wanted != val.dimension {
            self.tell_dimension("this", wanted, val.dimension, val.span);
            return None;
        }
        val.unit = Some(unit_id);
        Some(val)
    }

    fn eval_chain(&mut self, first: &Expr, rest: &[(BinaryOp, Expr)], span: Span) -> Option<Val> {
        let mut left = self.eval_raw(first);
        let mut failed = false;
        for (op, right) in rest {
            let right = self.eval_raw(right);
            left = match (left, right) {
                (Some(a), Some(b)) => self.combine(a, *op, b),
                _ => None,
            };
            failed |= left.is_none();
        }
        let mut val = left.filter(|_| !failed)?;
        val.span = span;
        self.finite(val)
    }

    fn combine(&mut self, mut a: Val, op: BinaryOp, mut b: Val) -> Option<Val> {
        let span = a.span.to(b.span);
        let cites = self.join_cites(a.cites, b.cites);
        let by_name = a.by_name && b.by_name;
        match op {
            BinaryOp::Add | BinaryOp::Subtract => {
                if a.dimension != b.dimension {
                    return self.tell_sum(&a, &b, op);
                }
            }
            BinaryOp::Divide if b.low <= 0.0 && b.high >= 0.0 => {
                self.tell_at(
                    units::DIVISION_BY_ZERO,
                    "this divides by zero, or by something that may be zero",
                    b.span,
                    "",
                );
                return None;
            }
            BinaryOp::Multiply | BinaryOp::Divide => {
                // A distribution with a fixed factor stays a distribution:
                // `3..5/week`.
                if a.raw.is_some() && b.raw.is_none() && b.formula == Formula::Fixed {
                    return self.scale_raw(a, op, &b, span, cites);
                }
                if op == BinaryOp::Multiply
                    && b.raw.is_some()
                    && a.raw.is_none()
                    && a.formula == Formula::Fixed
                {
                    return self.scale_raw(b, op, &a, span, cites);
                }
            }
            BinaryOp::And | BinaryOp::Or => {
                self.tell_at(
                    units::NOT_A_QUANTITY,
                    "a quantity is needed, not a condition",
                    span,
                    "",
                );
                return None;
            }
        }
        self.settle(&mut a);
        self.settle(&mut b);
        let formula = join(&a, op, &b);
        let (low, high) = interval(op, (a.low, a.high), (b.low, b.high));
        let (value, dimension, unit) = match op {
            BinaryOp::Add => (a.value + b.value, a.dimension, a.unit.or(b.unit)),
            BinaryOp::Subtract => (a.value - b.value, a.dimension, a.unit.or(b.unit)),
            _ => {
                let (value, dimension) = if op == BinaryOp::Multiply {
                    (a.value * b.value, a.dimension.times(b.dimension))
                } else {
                    (a.value / b.value, a.dimension.per(b.dimension))
                };
                let Some(dimension) = dimension else {
                    self.tell_at(units::TOO_LARGE, "a power of a unit is out of range", span, "");
                    return None;
                };
                (value, dimension, self.product_unit(&a, op, &b, dimension))
            }
        };
        Some(Val { value, low, high, dimension, unit, formula, span, cites, raw: None, by_name })
    }

    fn scale_raw(
        &mut self,
        mut a: Val,
        op: BinaryOp,
        b: &Val,
        span: Span,
        cites: CitesId,
    ) -> Option<Val> {
        let factor = if op == BinaryOp::Multiply { b.value } else { 1.0 / b.value };
        let dimension = if op == BinaryOp::Multiply {
            a.dimension.times(b.dimension)
        } else {
            a.dimension.per(b.dimension)
        };
        let Some(dimension) = dimension else {
            self.tell_at(units::TOO_LARGE, "a power of a unit is out of range", span, "");
            return None;
        };
        if factor < 0.0 {
            self.settle(&mut a);
            a.formula = scale(std::mem::take(&mut a.formula), factor);
            (a.low, a.high) = (a.high * factor, a.low * factor);
        } else {
            if let Some(raw) = a.raw.take() {
                a.raw = Some(self.scaled(raw, factor, span)?);
            }
            (a.low, a.high) = (a.low * factor, a.high * factor);
        }
        a.value *= factor;
        a.unit = self.product_unit(&a, op, b, dimension);
        a.dimension = dimension;
        a.span = span;
        a.cites = cites;
        Some(a)
    }

    fn tell_sum(&mut self, a: &Val, b: &Val, op: BinaryOp) -> Option<Val> {
        let (left, right) =
            (self.model.units.words(a.dimension), self.model.units.words(b.dimension));
        let verb = if op == BinaryOp::Add { "added to" } else { "taken from" };
        let gap = Span::new(a.span.file, a.span.end.min(b.span.start), b.span.start);
        let range = op == BinaryOp::Subtract
            && a.dimension.is_plain()
            && self.text(gap) == "-"
            && self.text(a.span).bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let told = Diagnostic::new(
            units::SUM_OF_TWO_DIMENSIONS,
            format!("{right} cannot be {verb} {left}"),
            a.span,
            format!("this is {left}"),
        )
        .with_label(b.span, format!("this is {right}"));
        self.tell(if range {
            // `3-4 days`
            let new = format!("{}..{}", self.text(a.span), self.text(b.span));
            told.with_help(format!("a range is written with `..`: `{new}`")).with_fix(
                "write `..`",
                gap,
                "..",
            )
        } else {
            told.with_help("both sides need the same dimension; convert one of them first")
        });
        None
    }
}

fn fnv(bytes: &[u8], start: u64) -> u64 {
    bytes
        .iter()
        .fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
