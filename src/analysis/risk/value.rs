//! A figure as a function of drawn inputs, laid out for speed.

use crate::model::{Formula, FormulaExpr};

/// A fixed part, multiples of inputs, and whatever is neither.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    fixed: f64,
    terms: Box<[(u32, f64)]>,
    rest: Option<Box<FormulaExpr>>,
}

impl Value {
    /// The same in every draw.
    pub fn fixed(value: f64) -> Self {
        Self { fixed: value, terms: Box::default(), rest: None }
    }

    /// Of a formula, or of the value where there is none.
    pub fn of(formula: &Formula, value: f64) -> Self {
        match formula {
            Formula::Fixed => Self::fixed(value),
            Formula::Input(id) => Self { fixed: 0.0, terms: Box::new([(id.0, 1.0)]), rest: None },
            Formula::Expression(expr) => Self::of_expr(expr),
        }
    }

    /// Of an expression.
    pub fn of_expr(expr: &FormulaExpr) -> Self {
        match linear(expr) {
            Some((fixed, terms)) => Self { fixed, terms: terms.into(), rest: None },
            None => Self { fixed: 0.0, terms: Box::default(), rest: Some(Box::new(expr.clone())) },
        }
    }

    /// In a draw; never below zero, as no time and no price is.
    pub fn at(&self, inputs: &[f64]) -> f64 {
        let sum = self
            .terms
            .iter()
            .fold(self.fixed, |sum, (input, factor)| sum + factor * inputs[*input as usize]);
        let rest = self.rest.as_ref().map_or(0.0, |rest| rest.at(inputs));
        (sum + rest).max(0.0)
    }

    /// Whether it is the same in every draw.
    pub fn is_fixed(&self) -> bool {
        self.terms.is_empty() && self.rest.is_none()
    }

    /// The fixed part and the multiples, where it is nothing else.
    pub fn linear(&self) -> Option<(f64, &[(u32, f64)])> {
        self.rest.is_none().then_some((self.fixed, &self.terms[..]))
    }

    /// Adds the numbers of its inputs.
    pub fn inputs(&self, into: &mut Vec<usize>) {
        let mut add = |input: usize| {
            if !into.contains(&input) {
                into.push(input);
            }
        };
        self.terms.iter().for_each(|(input, _)| add(*input as usize));
        if let Some(rest) = &self.rest {
            Formula::Expression(rest.clone()).inputs(into);
        }
    }
}

type Linear = (f64, Vec<(u32, f64)>);

fn linear(expr: &FormulaExpr) -> Option<Linear> {
    let scaled = |(fixed, mut terms): Linear, by: f64| {
        terms.iter_mut().for_each(|(_, factor)| *factor *= by);
        (fixed * by, terms)
    };
    let number = |side: &Linear| side.1.is_empty().then_some(side.0);
    Some(match expr {
        FormulaExpr::Number(value) => (*value, Vec::new()),
        FormulaExpr::Input(id) => (0.0, vec![(id.0, 1.0)]),
        FormulaExpr::Add(a, b) | FormulaExpr::Subtract(a, b) => {
            let sign = if matches!(expr, FormulaExpr::Add(..)) { 1.0 } else { -1.0 };
            let (mut a, b) = (linear(a)?, scaled(linear(b)?, sign));
            for (input, factor) in b.1 {
                match a.1.iter_mut().find(|(known, _)| *known == input) {
                    Some((_, sum)) => *sum += factor,
                    None => a.1.push((input, factor)),
                }
            }
            (a.0 + b.0, a.1)
        }
        FormulaExpr::Multiply(a, b) => {
            let (a, b) = (linear(a)?, linear(b)?);
            match (number(&a), number(&b)) {
                (_, Some(by)) => scaled(a, by),
                (Some(by), None) => scaled(b, by),
                (None, None) => return None,
            }
        }
        FormulaExpr::Divide(a, b) => {
            let (a, b) = (linear(a)?, linear(b)?);
            let by = number(&b)?;
            (a.0 / by, a.1.into_iter().map(|(input, factor)| (input, factor / by)).collect())
        }
    })
}
