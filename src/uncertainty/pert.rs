//! Quantiles of PERT distributions from a table, for draws.
//!
//! Up to scale all PERTs are one family: beta(1 + 4t, 5 − 4t), where t, from 0
//! to 1, says where between the bounds the most likely value lies. The quantile
//! as a function of t is a sum of Chebyshev polynomials at each of 177
//! probabilities, 16 to every halving of p; between two of them it is the cubic
//! that has their values and slopes (Hörmann and Leydold, "Continuous random
//! variate generation by fast numerical inversion", TOMACS 13, 2003). It is
//! within 5e-8 of the width of the exact one. The thousandth that lies furthest out
//! is worked out exactly.

use std::sync::OnceLock;

use super::beta::{beta_cdf, beta_quantile, log_beta};

/// Polynomials in t.
const TERMS: usize = 16;
/// Cells to a halving of p: 2 to this power.
const CELL_BITS: u32 = 4;
/// Halvings that the table has below one half.
const HALVINGS: u32 = 11;
/// The least p in the table.
const LEAST: f64 = 1.0 / (1 << (HALVINGS + 1)) as f64;
const NODES: usize = ((HALVINGS as usize) << CELL_BITS) + 1;
/// How far to shift a number's bits for its cell.
const SHIFT: u32 = 52 - CELL_BITS;

/// The coefficients of value and slope at each node: by node, then by term.
type Coefficients = Vec<[(f64, f64); TERMS]>;

static COEFFICIENTS: OnceLock<Coefficients> = OnceLock::new();

fn node_p(node: usize) -> f64 {
    f64::from_bits(((LEAST.to_bits() >> SHIFT) + node as u64) << SHIFT)
}

/// x with P(X <= x) = p, and dx/dp there, at each node in turn: Newton's method
/// from where the last node and its slope point.
fn exact(t: f64) -> Vec<(f64, f64)> {
    let (a, b) = (1.0 + 4.0 * t, 5.0 - 4.0 * t);
    let norm = log_beta(a, b);
    let slope = |x: f64| libm::exp(norm - (a - 1.0) * libm::log(x) - (b - 1.0) * libm::log1p(-x));
    let mut known: Vec<(f64, f64)> = Vec::with_capacity(NODES);
    for node in 0..NODES {
        let p = node_p(node);
        let mut x = match known.last() {
            Some((x, slope)) => (x + slope * (p - node_p(node - 1))).min(0.5 + 0.5 * x),
            None => beta_quantile(p, a, b),
        };
        for _ in 0..8 {
            let step = (beta_cdf(x, a, b) - p) * slope(x);
            x = (x - step).max(0.5 * x);
            if step.abs() <= 1e-13 * x {
                break;
            }
        }
        known.push((x, slope(x)));
    }
    known
}

/// Interpolates in t between the zeros of the polynomial after the last.
fn coefficients() -> Coefficients {
    let angle = |at: usize| std::f64::consts::PI * (at as f64 + 0.5) / TERMS as f64;
    let known: [Vec<(f64, f64)>; TERMS] =
        std::array::from_fn(|j| exact(0.5 + 0.5 * libm::cos(angle(j))));
    let cosines: [[f64; TERMS]; TERMS] =
        std::array::from_fn(|k| std::array::from_fn(|j| libm::cos(k as f64 * angle(j))));
    let of_node = |node: usize| {
        std::array::from_fn(|k| {
            let scale = if k == 0 { 1.0 } else { 2.0 } / TERMS as f64;
            // Slopes times p vary less from t to t.
            let p = node_p(node);
            let (mut value, mut slope) = (0.0, 0.0);
            for (known, cosine) in known.iter().zip(&cosines[k]) {
                value += known[node].0 * cosine;
                slope += p * known[node].1 * cosine;
            }
            (scale * value, scale * slope / p)
        })
    };
    (0..NODES).map(of_node).collect()
}

/// The values of the polynomials at a t.
fn polynomials(t: f64) -> [f64; TERMS] {
    let z = 2.0 * t - 1.0;
    let mut values = [1.0; TERMS];
    values[1] = z;
    for k in 2..TERMS {
        values[k] = 2.0 * z * values[k - 1] - values[k - 2];
    }
    values
}

/// Value and slope at a node.
fn node(coefficients: &[(f64, f64); TERMS], polynomials: &[f64; TERMS]) -> (f64, f64) {
    let mut sum = (0.0, 0.0);
    for ((value, slope), polynomial) in coefficients.iter().zip(polynomials) {
        sum = (sum.0 + value * polynomial, sum.1 + slope * polynomial);
    }
    sum
}

/// The cubic between two nodes, p in the cell that begins at the first.
fn between(p: f64, one: (f64, f64), other: (f64, f64)) -> f64 {
    let cell = p.to_bits() >> SHIFT;
    let (start, end) = (f64::from_bits(cell << SHIFT), f64::from_bits((cell + 1) << SHIFT));
    let width = end - start;
    let s = (p - start) / width;
    let (rise, from, to) = (other.0 - one.0, width * one.1, width * other.1);
    let bend = 3.0 * rise - 2.0 * from - to;
    one.0 + s * (from + s * (bend + s * (from + to - 2.0 * rise)))
}

/// The nodes of one PERT: of its lower half, and of its upper half seen from
/// above.
#[derive(Debug, Clone)]
pub(super) struct PertTable {
    t: f64,
    lower: Box<[(f64, f64)]>,
    upper: Box<[(f64, f64)]>,
}

impl PertTable {
    /// Of the one whose most likely value lies at the share `t` of its width.
    pub(super) fn new(t: f64) -> Self {
        let all = COEFFICIENTS.get_or_init(coefficients);
        let half = |t: f64| {
            let polynomials = polynomials(t);
            all.iter().map(|coefficients| node(coefficients, &polynomials)).collect()
        };
        Self { t, lower: half(t), upper: half(1.0 - t) }
    }

    /// As [`pert_quantile`], to the last bit.
    pub(super) fn quantile(&self, p: f64) -> f64 {
        let low = p < 0.5;
        let (q, nodes) = if low { (p, &self.lower) } else { (1.0 - p, &self.upper) };
        let x = match cell(q) {
            Some(at) => between(q, nodes[at], nodes[at + 1]),
            None => outside(q, if low { self.t } else { 1.0 - self.t }),
        };
        if low { x } else { 1.0 - x }
    }
}

/// The cell of a p up to one half; none where the table does not reach.
fn cell(p: f64) -> Option<usize> {
    let at = (p.to_bits() >> SHIFT).checked_sub(LEAST.to_bits() >> SHIFT)? as usize;
    (at + 1 < NODES).then_some(at)
}

fn outside(p: f64, t: f64) -> f64 {
    beta_quantile(p, 1.0 + 4.0 * t, 5.0 - 4.0 * t)
}

/// The quantile of beta(1 + 4t, 5 − 4t), as draws have it.
pub(super) fn pert_quantile(p: f64, t: f64) -> f64 {
    let low = p < 0.5;
    let (q, t) = if low { (p, t) } else { (1.0 - p, 1.0 - t) };
    let x = match cell(q) {
        Some(at) => {
            let all = COEFFICIENTS.get_or_init(coefficients);
            let polynomials = polynomials(t);
            between(q, node(&all[at], &polynomials), node(&all[at + 1], &polynomials))
        }
        None => outside(q, t),
    };
    if low { x } else { 1.0 - x }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_close_to_the_exact_quantile_and_rises() {
        for t in [0.0, 0.013, 0.2, 1.0 / 3.0, 0.5, 0.77, 0.999, 1.0] {
            let table = PertTable::new(t);
            let mut last = 0.0;
            for step in 1..4_000 {
                let p = f64::from(step) / 4_000.0;
                let exact = beta_quantile(p, 1.0 + 4.0 * t, 5.0 - 4.0 * t);
                let found = table.quantile(p);
                assert!((found - exact).abs() < 5e-8, "{t} {p}: {found} {exact}");
                assert_eq!(found.to_bits(), pert_quantile(p, t).to_bits(), "{t} {p}");
                assert!(found >= last - 1e-12, "{t} {p}");
                last = found;
            }
            for p in [1e-12, 1e-5, LEAST, LEAST * (1.0 - 1e-15), 0.5, 1.0 - LEAST, 1.0 - 1e-9] {
                let exact = beta_quantile(p, 1.0 + 4.0 * t, 5.0 - 4.0 * t);
                assert!((table.quantile(p) - exact).abs() < 5e-8, "{t} {p}");
            }
        }
    }
}
