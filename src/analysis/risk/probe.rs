//! How a figure that changes have moved depends on inputs: found by moving the
//! inputs, and proved at further points.

use crate::analysis::analyst::Failure;
use crate::model::{FormulaExpr, InputId, Model};

use super::value::Value;

/// The most inputs that are moved one by one in one state.
const MOST: usize = 256;

/// A part that may depend on some inputs.
pub struct Probe {
    /// Which part.
    pub item: usize,
    /// Which inputs.
    pub inputs: Vec<usize>,
}

type Evaluate<'e> = dyn Fn(&[f64]) -> Result<Vec<f64>, Failure> + 'e;

/// The parts as functions of their inputs: sums of multiples of inputs,
/// products of powers, or a product of two inputs and multiples of them.
///
/// # Errors
/// Where a part is none of these, or too many inputs are involved.
pub fn probed(
    model: &Model,
    items: &[Probe],
    at_means: &[f64],
    evaluate: &Evaluate<'_>,
) -> Result<Vec<(usize, Value)>, Failure> {
    let mut inputs: Vec<usize> = items.iter().flat_map(|item| item.inputs.clone()).collect();
    inputs.sort_unstable();
    inputs.dedup();
    if inputs.is_empty() {
        return Ok(Vec::new());
    }
    if inputs.len() > MOST {
        return Err(Failure::told(format!(
            "changes move figures that depend on more than {MOST} uncertain inputs"
        )));
    }
    let means = model.input_means();
    let step = |input: usize| {
        let distribution = &model.inputs[input].distribution;
        distribution.quantile(0.8) - means[input]
    };
    let moved_by = |share: &dyn Fn(usize) -> f64| -> Vec<f64> {
        let mut values = means.clone();
        for &input in &inputs {
            values[input] += share(input) * step(input);
        }
        values
    };
    let mut single = Vec::new();
    for &input in &inputs {
        let values = moved_by(&|other| f64::from(u8::from(other == input)));
        single.push((input, evaluate(&values)?));
    }
    let points = [
        moved_by(&|input| 0.4 + 0.05 * (input % 7) as f64),
        moved_by(&|input| -0.3 + 0.04 * (input % 5) as f64),
    ];
    let found = [evaluate(&points[0])?, evaluate(&points[1])?];
    let mut all = Vec::new();
    for probe in items {
        let at = probe.item;
        let base = at_means[at];
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-9);
        let moves: Vec<(usize, f64)> = single
            .iter()
            .filter(|(input, values)| probe.inputs.contains(input) && !near(values[at], base))
            .map(|(input, values)| (*input, values[at]))
            .collect();
        let proved = |expr: &FormulaExpr| {
            points.iter().zip(&found).all(|(point, found)| near(expr.at(point), found[at]))
        };
        let mut forms = vec![affine(base, &moves, &means, &step)];
        forms.extend(powers(base, &moves, &means, &step));
        if let [a, b] = moves[..] {
            forms.push(bilinear(base, (a, b), (&means, &step), (&points[0], found[0][at])));
        }
        match forms.iter().find(|form| proved(form)) {
            Some(form) => all.push((at, Value::of_expr(form))),
            None => {
                return Err(Failure::told(
                    "a change acts on an uncertain figure in a way that cannot be drawn; give \
                     the change or the figure one value",
                ));
            }
        }
    }
    Ok(all)
}

type Step<'s> = dyn Fn(usize) -> f64 + 's;

fn number(value: f64) -> FormulaExpr {
    FormulaExpr::Number(value)
}

fn input(input: usize) -> FormulaExpr {
    FormulaExpr::Input(InputId(input as u32))
}

fn add(a: FormulaExpr, b: FormulaExpr) -> FormulaExpr {
    FormulaExpr::Add(Box::new(a), Box::new(b))
}

fn times(a: FormulaExpr, b: FormulaExpr) -> FormulaExpr {
    FormulaExpr::Multiply(Box::new(a), Box::new(b))
}

/// base + Σ slope · (x − mean).
fn affine(base: f64, moves: &[(usize, f64)], means: &[f64], step: &Step<'_>) -> FormulaExpr {
    let slope = |(at, value): (usize, f64)| (value - base) / step(at);
    let fixed = moves.iter().fold(base, |sum, &(at, value)| sum - slope((at, value)) * means[at]);
    moves.iter().fold(number(fixed), |sum, &(at, value)| {
        add(sum, times(number(slope((at, value))), input(at)))
    })
}

/// base · Π (x / mean)^e with whole e.
fn powers(
    base: f64,
    moves: &[(usize, f64)],
    means: &[f64],
    step: &Step<'_>,
) -> Option<FormulaExpr> {
    let mut product = number(base);
    for &(at, value) in moves {
        let (from, to) = (means[at], means[at] + step(at));
        if base <= 0.0 || value <= 0.0 || from <= 0.0 || to <= 0.0 {
            return None;
        }
        let exponent = libm::round(libm::log(value / base) / libm::log(to / from));
        let ratio = times(input(at), number(1.0 / from));
        for _ in 0..(exponent.abs() as usize).min(3) {
            product = match exponent > 0.0 {
                true => times(product, ratio.clone()),
                false => FormulaExpr::Divide(Box::new(product), Box::new(ratio.clone())),
            };
        }
    }
    Some(product)
}

/// base + b Δx + c Δy + d Δx Δy, d from a further point.
fn bilinear(
    base: f64,
    (a, b): ((usize, f64), (usize, f64)),
    (means, step): (&[f64], &Step<'_>),
    (point, found): (&[f64], f64),
) -> FormulaExpr {
    let slope = |(at, value): (usize, f64)| (value - base) / step(at);
    let away = |at: usize| add(input(at), number(-means[at]));
    let plane = add(
        number(base),
        add(times(number(slope(a)), away(a.0)), times(number(slope(b)), away(b.0))),
    );
    let both = times(away(a.0), away(b.0));
    let twist = (found - plane.at(point)) / both.at(point);
    add(plane, times(number(twist), both))
}
