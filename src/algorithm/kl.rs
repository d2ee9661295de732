//! The flow nearest to a given one in relative entropy, under linear limits.

use crate::control::{Cancelled, Control};

/// Which side of a row is free.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// Σ ≤.
    Most(f64),
    /// Σ ≥.
    Least(f64),
}

/// Σ entry × variable, and its bound; entries are above 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Variable and times.
    pub entries: Vec<(usize, f64)>,
    /// The bound.
    pub bound: Bound,
}

/// How far a row may be from its bound, as a share of it.
const CLOSE: f64 = 1e-11;
/// Rounds over all rows.
const ROUNDS: usize = 200_000;

/// Makes Σ scale · x · (ln x − start) least under the rows, x > 0: `start` is
/// the logarithm of the measure that x is to be near to (Kullback and Leibler).
/// One row after the other is put onto its bound (Bregman 1967), with the
/// multipliers kept, so that limits that turn out not to bind are let go
/// (Hildreth 1957). None where the rows contradict each other or the rounds do
/// not suffice.
///
/// # Errors
/// [`Cancelled`] when the control says so.
pub fn nearest(
    start: &[f64],
    scale: &[f64],
    rows: &[Row],
    control: &Control,
) -> Result<Option<Vec<f64>>, Cancelled> {
    // The derivative of x ln x is ln x + 1.
    let mut logs: Vec<f64> = start.iter().map(|value| value - 1.0).collect();
    let mut multipliers = vec![0.0; rows.len()];
    for round in 0..ROUNDS {
        if round % 64 == 0 {
            control.check()?;
        }
        let mut furthest: f64 = 0.0;
        for (row, multiplier) in rows.iter().zip(&mut multipliers) {
            furthest = furthest.max(project(row, scale, &mut logs, multiplier));
        }
        if furthest <= CLOSE {
            return Ok(Some(logs.into_iter().map(libm::exp).collect()));
        }
        if furthest.is_nan() {
            return Ok(None);
        }
    }
    Ok(None)
}

/// The logarithm of a row's sum after a step of its multiplier, and how fast it
/// falls with the step.
fn after(row: &Row, scale: &[f64], logs: &[f64], step: f64) -> (f64, f64) {
    let term =
        |(at, times): &(usize, f64)| logs[*at] + libm::log(*times) - times * step / scale[*at];
    let most = row.entries.iter().map(term).fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return (most, 0.0);
    }
    let (mut sum, mut slope) = (0.0, 0.0);
    for entry in &row.entries {
        let weight = libm::exp(term(entry) - most);
        sum += weight;
        slope += weight * entry.1 / scale[entry.0];
    }
    (most + libm::log(sum), slope / sum)
}

/// Puts a row onto its bound, or as far back as its multiplier goes; returns by
/// how much its sum changed, as a share of it.
fn project(row: &Row, scale: &[f64], logs: &mut [f64], multiplier: &mut f64) -> f64 {
    let (bound, sign) = match row.bound {
        Bound::Most(bound) => (bound, 1.0),
        Bound::Least(bound) => (bound, -1.0),
    };
    if bound <= 0.0 {
        if sign > 0.0 {
            row.entries.iter().for_each(|(at, _)| logs[*at] = f64::NEG_INFINITY);
        }
        return 0.0;
    }
    let wanted = libm::log(bound);
    let (now, _) = after(row, scale, logs, 0.0);
    if now == f64::NEG_INFINITY {
        // Nothing can move: fine for a ceiling, no way to keep a floor.
        return if sign < 0.0 { f64::NAN } else { 0.0 };
    }
    if sign * (now - wanted) <= 0.0 && *multiplier == 0.0 {
        return 0.0;
    }
    // Newton: the logarithm is convex in the step and nearly straight.
    let mut step = 0.0;
    for _ in 0..60 {
        let (value, slope) = after(row, scale, logs, step);
        if (value - wanted).abs() <= 1e-15 || slope <= 0.0 {
            break;
        }
        step += (value - wanted) / slope;
    }
    // Multipliers of ≤ stay above zero, those of ≥ below.
    let kept = *multiplier + step;
    let kept = if sign > 0.0 { kept.max(0.0) } else { kept.min(0.0) };
    let step = kept - *multiplier;
    *multiplier = kept;
    for (at, times) in &row.entries {
        logs[*at] -= times * step / scale[*at];
    }
    (after(row, scale, logs, 0.0).0 - now).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solve(start: &[f64], scale: &[f64], rows: &[Row]) -> Vec<f64> {
        let logs: Vec<f64> = start.iter().map(|value| libm::log(*value)).collect();
        nearest(&logs, scale, rows, &Control::new()).unwrap().unwrap()
    }

    fn row(entries: &[(usize, f64)], bound: Bound) -> Row {
        Row { entries: entries.to_vec(), bound }
    }

    /// Without a capacity in the way it is the logit itself.
    #[test]
    fn a_row_of_all_gives_shares() {
        let start = [3.0, 1.0, 2.0];
        let all = row(&[(0, 1.0), (1, 1.0), (2, 1.0)], Bound::Most(12.0));
        let least = row(&[(0, 1.0), (1, 1.0), (2, 1.0)], Bound::Least(12.0));
        let found = solve(&start, &[1.0; 3], &[all, least]);
        for (x, wanted) in found.iter().zip([6.0, 2.0, 4.0]) {
            assert!((x - wanted).abs() < 1e-8, "{found:?}");
        }
    }

    /// A full route keeps its capacity; the others share the rest as before.
    #[test]
    fn what_is_full_gives_to_the_others() {
        let start = [3.0, 1.0, 2.0];
        let rows = [
            row(&[(0, 1.0), (1, 1.0), (2, 1.0)], Bound::Most(12.0)),
            row(&[(0, 1.0), (1, 1.0), (2, 1.0)], Bound::Least(12.0)),
            row(&[(0, 1.0)], Bound::Most(3.0)),
        ];
        let found = solve(&start, &[1.0; 3], &rows);
        for (x, wanted) in found.iter().zip([3.0, 3.0, 6.0]) {
            assert!((x - wanted).abs() < 1e-8, "{found:?}");
        }
    }

    /// Karush-Kuhn-Tucker with two capacities and scales that differ.
    #[test]
    fn the_conditions_of_the_least_hold() {
        let (start, scale) = ([5.0, 4.0, 3.0, 6.0], [2.0, 2.0, 0.5, 0.5]);
        let rows = [
            row(&[(0, 1.0), (1, 1.0)], Bound::Most(10.0)),
            row(&[(2, 1.0), (3, 1.0)], Bound::Most(8.0)),
            row(&[(0, 1.0), (1, 1.0), (2, 1.0), (3, 1.0)], Bound::Least(18.0)),
            row(&[(0, 1.0), (2, 3.0)], Bound::Most(9.0)),
        ];
        let x = solve(&start, &scale, &rows);
        assert!((x[0] + x[1] - 10.0).abs() < 1e-7 && (x[2] + x[3] - 8.0).abs() < 1e-7, "{x:?}");
        assert!(x[0] + 3.0 * x[2] < 9.0 + 1e-7, "{x:?}");
        // Gradients: scale × ln(x / start) = −Σ multiplier × entry.
        let g: Vec<f64> = (0..4).map(|i| scale[i] * libm::log(x[i] / start[i])).collect();
        let full = g[1] - g[0];
        assert!(full > -1e-7 && (g[3] - g[2] - 3.0 * full).abs() < 1e-6, "{g:?}");
    }
}
