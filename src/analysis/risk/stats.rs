//! What a sample says, with the standard error of each figure.

/// A figure estimated from draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
}

/// Mean and standard deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// The mean.
    pub mean: Estimate,
    /// The standard deviation (of the sample, n − 1).
    pub sd: Estimate,
}

/// Of the values that are finite; none if there are none.
pub fn moments(values: &[f64]) -> Option<Moments> {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let count = finite().count();
    if count == 0 {
        return None;
    }
    let n = count as f64;
    // Added up from the first value, so that a constant comes out as itself.
    let first = finite().next().unwrap_or(0.0);
    let mean = first + finite().map(|value| value - first).sum::<f64>() / n;
    let (mut second, mut fourth) = (0.0, 0.0);
    for value in finite() {
        let square = (value - mean) * (value - mean);
        second += square;
        fourth += square * square;
    }
    let variance = if count > 1 { second / (n - 1.0) } else { 0.0 };
    // What is the same in every draw has no spread but that of rounding.
    let sd = libm::sqrt(variance);
    let sd = if sd <= 1e-11 * mean.abs() { 0.0 } else { sd };
    let spread = (fourth / n - (second / n) * (second / n)).max(0.0);
    let of_sd = if sd > 0.0 { libm::sqrt(spread / n) / (2.0 * sd) } else { 0.0 };
    Some(Moments {
        mean: Estimate { value: mean, error: sd / libm::sqrt(n) },
        sd: Estimate { value: sd, error: of_sd },
    })
}

/// The least value that the share `p` of draws does not exceed, of values in
/// order; its error is half of what lies between the ranks one standard
/// deviation (of the binomial count) to either side.
pub fn quantile(sorted: &[f64], p: f64) -> Estimate {
    let n = sorted.len() as f64;
    let at = |rank: f64| {
        let rank = libm::ceil(rank).clamp(1.0, n) as usize;
        sorted.get(rank - 1).copied().unwrap_or(f64::NAN)
    };
    // A share that is a whole number of draws but for rounding is that.
    let rank = p * n - 1e-12 * n;
    let away = libm::sqrt(n * p * (1.0 - p));
    let (low, high) = (at(rank - away), at(rank + away));
    let value = at(rank);
    let error = if high == low { 0.0 } else { (high - low) / 2.0 };
    Estimate { value, error }
}

/// A share of draws.
pub fn share(hits: u64, count: u64) -> Estimate {
    let n = count.max(1) as f64;
    let p = hits as f64 / n;
    Estimate { value: p, error: libm::sqrt(p * (1.0 - p) / n) }
}

/// The mean of a sum of `count` values with its sum of squares.
pub fn mean_of(sum: f64, squares: f64, count: u64) -> Estimate {
    let n = count.max(1) as f64;
    let mean = sum / n;
    let variance = if count > 1 { ((squares - n * mean * mean) / (n - 1.0)).max(0.0) } else { 0.0 };
    Estimate { value: mean, error: libm::sqrt(variance / n) }
}

/// First-order Sobol index from pairs that share one input: the estimator of
/// Janon, Klein, Lagnoux, Nodet and Prieur 2014 (their T), with the standard
/// error of its limit law. Pairs with a value that is not finite are left out;
/// none where nothing varies.
pub fn sobol(one: &[f64], other: &[f64]) -> Option<Estimate> {
    let pairs = || one.iter().zip(other).filter(|(a, b)| a.is_finite() && b.is_finite());
    let n = pairs().count() as f64;
    if n < 2.0 {
        return None;
    }
    let centre = pairs().map(|(a, b)| 0.5 * (a + b)).sum::<f64>() / n;
    let (mut product, mut squares) = (0.0, 0.0);
    for (a, b) in pairs() {
        let (a, b) = (a - centre, b - centre);
        product += a * b;
        squares += 0.5 * (a * a + b * b);
    }
    let (product, variance) = (product / n, squares / n);
    if variance <= 1e-24 * centre * centre {
        return None;
    }
    let index = product / variance;
    let spread = pairs()
        .map(|(a, b)| {
            let (a, b) = (a - centre, b - centre);
            let u = a * b - index * 0.5 * (a * a + b * b);
            u * u
        })
        .sum::<f64>()
        / n;
    let error = libm::sqrt(spread / n) / variance;
    // What rounding leaves where one input is all there is.
    Some(Estimate { value: index, error: if error < 1e-12 { 0.0 } else { error } })
}
