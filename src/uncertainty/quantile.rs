//! Distribution functions, quantiles and draws.

use super::beta::{beta_cdf, beta_quantile};
use super::distribution::NEGLIGIBLE;
use super::normal::{normal_cdf, normal_quantile, normal_upper_quantile};
use super::pert::pert_quantile;
use super::{Distribution, Family, KeyedStream};

/// The two shapes of the beta distribution behind a PERT.
fn pert_shapes(lo: f64, mode: f64, hi: f64) -> (f64, f64) {
    let width = hi - lo;
    (1.0 + 4.0 * (mode - lo) / width, 1.0 + 4.0 * (hi - mode) / width)
}

impl Distribution {
    /// P(X <= x).
    pub fn cdf(&self, x: f64) -> f64 {
        match self.family() {
            Family::Constant(value) => f64::from(u8::from(x >= *value)),
            Family::Uniform { lo, hi } => ((x - lo) / (hi - lo)).clamp(0.0, 1.0),
            Family::Triangular { lo, mode, hi } => triangular_cdf(x, *lo, *mode, *hi),
            Family::Pert { lo, mode, hi } => {
                let (a, b) = pert_shapes(*lo, *mode, *hi);
                beta_cdf((x - lo) / (hi - lo), a, b)
            }
            Family::Normal { mean, sd } => normal_cdf((x - mean) / sd),
            Family::TruncatedNormal { mean, sd } => {
                let upper = |x: f64| normal_cdf((mean - x) / sd);
                if x <= 0.0 { 0.0 } else { 1.0 - upper(x) / upper(0.0) }
            }
            Family::Lognormal { .. } | Family::Exponential { .. } | Family::Weibull { .. }
                if x <= 0.0 =>
            {
                0.0
            }
            Family::Lognormal { mu, sigma } => normal_cdf((libm::log(x) - mu) / sigma),
            Family::Exponential { mean } => -libm::expm1(-x / mean),
            Family::Weibull { shape, scale } => -libm::expm1(-libm::pow(x / scale, *shape)),
            Family::Beta { a, b, lo, hi } => beta_cdf((x - lo) / (hi - lo), *a, *b),
            Family::Empirical(values) => {
                values.partition_point(|v| *v <= x) as f64 / values.len() as f64
            }
            Family::Mixture(parts) => {
                parts.iter().map(|(w, part)| w * part.cdf(x)).sum::<f64>().min(1.0)
            }
            Family::Shifted { by, of } => of.cdf(x - by),
        }
    }

    /// The least x with P(X <= x) >= p, for p from 0 to 1 (outside it counts as
    /// the nearest end); the ends of the support at 0 and 1.
    pub fn quantile(&self, p: f64) -> f64 {
        let (lowest, highest) = self.support();
        // No number counts as 0.
        if p.is_nan() || p <= 0.0 {
            return lowest;
        }
        if p >= 1.0 {
            return highest;
        }
        self.inner_quantile(p).clamp(lowest, highest)
    }

    fn inner_quantile(&self, p: f64) -> f64 {
        match self.family() {
            Family::Constant(value) => *value,
            Family::Uniform { lo, hi } => lo + p * (hi - lo),
            Family::Triangular { lo, mode, hi } => triangular_quantile(p, *lo, *mode, *hi),
            Family::Pert { lo, mode, hi } => {
                let (a, b) = pert_shapes(*lo, *mode, *hi);
                lo + (hi - lo) * beta_quantile(p, a, b)
            }
            Family::Normal { mean, sd } => mean + sd * normal_quantile(p),
            Family::TruncatedNormal { mean, sd } => {
                mean + sd * normal_upper_quantile((1.0 - p) * normal_cdf(mean / sd))
            }
            Family::Lognormal { mu, sigma } => libm::exp(mu + sigma * normal_quantile(p)),
            Family::Exponential { mean } => -mean * libm::log1p(-p),
            Family::Weibull { shape, scale } => scale * libm::pow(-libm::log1p(-p), 1.0 / shape),
            Family::Beta { a, b, lo, hi } => lo + (hi - lo) * beta_quantile(p, *a, *b),
            Family::Empirical(values) => {
                let rank = libm::ceil(p * values.len() as f64) as usize;
                values[rank.clamp(1, values.len()) - 1]
            }
            Family::Mixture(parts) => mixture_quantile(self, parts, p),
            Family::Shifted { by, of } => by + of.quantile(p),
        }
    }

    /// A draw. All families but mixtures take one number of the stream, and a
    /// larger number gives no smaller draw. A normal that reaches below zero
    /// less often than once in a million is drawn as zero there; a PERT is drawn
    /// to 5e-8 of its width.
    pub fn sample(&self, stream: &mut KeyedStream) -> f64 {
        match self.family() {
            Family::Mixture(parts) => {
                let mut left = stream.uniform();
                for (weight, part) in parts {
                    left -= weight;
                    if left < 0.0 {
                        return part.sample(stream);
                    }
                }
                // The weights may sum to a little less than 1.
                parts.last().map_or(0.0, |(_, part)| part.sample(stream))
            }
            Family::Normal { mean, sd } => {
                let drawn = self.quantile(stream.uniform());
                let rare = normal_cdf(-mean / sd) <= NEGLIGIBLE;
                if rare { drawn.max(0.0) } else { drawn }
            }
            Family::Pert { lo, mode, hi } => {
                let (width, p) = (hi - lo, stream.uniform());
                (lo + width * pert_quantile(p, (mode - lo) / width)).clamp(*lo, *hi)
            }
            _ => self.quantile(stream.uniform()),
        }
    }
}

fn triangular_cdf(x: f64, lo: f64, mode: f64, hi: f64) -> f64 {
    if x <= lo {
        0.0
    } else if x >= hi {
        1.0
    } else if x < mode {
        (x - lo) / (hi - lo) * ((x - lo) / (mode - lo))
    } else {
        1.0 - (hi - x) / (hi - lo) * ((hi - x) / (hi - mode))
    }
}

fn triangular_quantile(p: f64, lo: f64, mode: f64, hi: f64) -> f64 {
    let width = hi - lo;
    if p < (mode - lo) / width {
        lo + libm::sqrt(p * (mode - lo)) * libm::sqrt(width)
    } else {
        hi - libm::sqrt((1.0 - p) * (hi - mode)) * libm::sqrt(width)
    }
}

/// The least x at which the parts together reach p: the quantiles of the parts
/// enclose it, and halving finds it to the last bit.
fn mixture_quantile(whole: &Distribution, parts: &[(f64, Distribution)], p: f64) -> f64 {
    let ends = parts.iter().map(|(_, part)| part.quantile(p));
    let (mut low, mut high) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    // A sum of weights that rounding keeps a little below p is p.
    let reached = |x: f64| whole.cdf(x) >= p - 1e-15;
    if reached(low) {
        return low;
    }
    for _ in 0..2_000 {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            break;
        }
        if reached(middle) { high = middle } else { low = middle }
    }
    high
}
