//! Formulas over uncertain inputs, and the bounds of what they give.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::units;
use crate::model::{CitesId, Figure, Formula, FormulaExpr, InputId, Origin, UnitId};
use crate::quantity::Dimension;
use crate::syntax::ast::BinaryOp;
use crate::uncertainty::Distribution;

use super::context::Checker;
use super::eval::Val;

impl Checker<'_> {
    /// The unit of a product, as the author would write it: that of the factor
    /// with a dimension where the other is a plain number, `a/b` of a quotient
    /// of two units.
    pub fn product_unit(
        &mut self,
        a: &Val,
        op: BinaryOp,
        b: &Val,
        dimension: Dimension,
    ) -> Option<UnitId> {
        if b.dimension.is_plain() {
            return a.unit;
        }
        if a.dimension.is_plain() && op == BinaryOp::Multiply {
            return b.unit;
        }
        if op == BinaryOp::Divide
            && let Some(below) = b.unit.map(|unit| self.shown(unit).singular.clone())
            && !below.contains(['/', ' ', '*'])
        {
            let above = a.unit.map(|unit| self.shown(unit).plural.clone());
            let above = match above.as_deref() {
                None | Some("") => "1",
                Some(above) => above,
            };
            if let Ok(unit) = self.read_unit(&format!("{above}/{below}"))
                && unit.dimension == dimension
            {
                return Some(self.add_unit(unit));
            }
        }
        None
    }

    /// Both sets of citations.
    pub fn join_cites(&mut self, a: CitesId, b: CitesId) -> CitesId {
        if a == b || b == CitesId(0) {
            return a;
        }
        if a == CitesId(0) {
            return b;
        }
        let mut set = self.cited(a).to_vec();
        for citation in self.cited(b) {
            if !set.contains(citation) {
                set.push(citation.clone());
            }
        }
        self.cite_set(set)
    }

    /// A figure of an evaluated expression, with the citations that hold for
    /// it: its own, else those of its property or declaration.
    pub fn finish(&mut self, val: Val) -> Figure {
        let cites = if val.cites == CitesId(0) { self.outer_cites } else { val.cites };
        let unit = match val.unit {
            Some(unit) if self.shown(unit).dimension == val.dimension => unit,
            _ => self.default_unit(val.dimension),
        };
        if cites == CitesId(0) && self.strict_sources && self.needs_source && !val.by_name {
            self.tell(
                Diagnostic::new(
                    units::NO_SOURCE,
                    "this figure has no source",
                    val.span,
                    "no citation here, on the property or on the declaration",
                )
                .with_help("cite one with `@NAME`, or say `@assumed \"why\"`"),
            );
        }
        Figure {
            value: val.value,
            unit,
            origin: Origin::Written(val.span, cites),
            formula: val.formula,
        }
    }

    fn input(&self, id: InputId) -> &Distribution {
        let input = match id.index().checked_sub(self.base.inputs as usize) {
            Some(own) => &self.model.inputs[own],
            None => &self.known().inputs[id.index()],
        };
        &input.distribution
    }

    /// The least and most that a figure may be.
    pub fn support(&self, figure: &Figure) -> (f64, f64) {
        match &figure.formula {
            Formula::Fixed => (figure.value, figure.value),
            Formula::Input(id) => super::distribution::support(self.input(*id)),
            Formula::Expression(expr) => self.formula_support(expr),
        }
    }

    fn formula_support(&self, expr: &FormulaExpr) -> (f64, f64) {
        let two = |op, a: &FormulaExpr, b: &FormulaExpr| {
            interval(op, self.formula_support(a), self.formula_support(b))
        };
        match expr {
            FormulaExpr::Number(value) => (*value, *value),
            FormulaExpr::Input(id) => super::distribution::support(self.input(*id)),
            FormulaExpr::Add(a, b) => two(BinaryOp::Add, a, b),
            FormulaExpr::Subtract(a, b) => two(BinaryOp::Subtract, a, b),
            FormulaExpr::Multiply(a, b) => two(BinaryOp::Multiply, a, b),
            FormulaExpr::Divide(a, b) => two(BinaryOp::Divide, a, b),
        }
    }
}

/// A formula times a number.
pub(crate) fn scale(formula: Formula, factor: f64) -> Formula {
    match as_expr(formula) {
        None => Formula::Fixed,
        Some(expr) => Formula::Expression(Box::new(FormulaExpr::Multiply(
            Box::new(expr),
            Box::new(FormulaExpr::Number(factor)),
        ))),
    }
}

fn as_expr(formula: Formula) -> Option<FormulaExpr> {
    match formula {
        Formula::Fixed => None,
        Formula::Input(id) => Some(FormulaExpr::Input(id)),
        Formula::Expression(expr) => Some(*expr),
    }
}

pub(super) fn join(a: &Val, op: BinaryOp, b: &Val) -> Formula {
    combined((&a.formula, a.value), op, (&b.formula, b.value))
}

/// The formula of two figures put together.
pub(crate) fn joined(a: &Figure, op: BinaryOp, b: &Figure) -> Formula {
    combined((&a.formula, a.value), op, (&b.formula, b.value))
}

fn combined(a: (&Formula, f64), op: BinaryOp, b: (&Formula, f64)) -> Formula {
    if *a.0 == Formula::Fixed && *b.0 == Formula::Fixed {
        return Formula::Fixed;
    }
    let side = |(formula, value): (&Formula, f64)| {
        Box::new(as_expr(formula.clone()).unwrap_or(FormulaExpr::Number(value)))
    };
    let (x, y) = (side(a), side(b));
    Formula::Expression(Box::new(match op {
        BinaryOp::Add => FormulaExpr::Add(x, y),
        BinaryOp::Subtract => FormulaExpr::Subtract(x, y),
        BinaryOp::Multiply => FormulaExpr::Multiply(x, y),
        _ => FormulaExpr::Divide(x, y),
    }))
}

pub(super) fn interval(op: BinaryOp, a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let corners = |f: fn(f64, f64) -> f64| {
        let all = [f(a.0, b.0), f(a.0, b.1), f(a.1, b.0), f(a.1, b.1)];
        // 0 × ∞ is 0 here: a share of nothing.
        let all = all.map(|x| if x.is_nan() { 0.0 } else { x });
        (
            all.iter().copied().fold(f64::INFINITY, f64::min),
            all.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        )
    };
    match op {
        BinaryOp::Add => (a.0 + b.0, a.1 + b.1),
        BinaryOp::Subtract => (a.0 - b.1, a.1 - b.0),
        BinaryOp::Multiply => corners(|x, y| x * y),
        _ => corners(|x, y| x / y),
    }
}
