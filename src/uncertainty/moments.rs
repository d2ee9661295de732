//! Mean, variance, most likely value and support, in closed form.

use super::normal::{normal_cdf, normal_density};
use super::{Distribution, Family};

impl Distribution {
    /// The mean.
    pub fn mean(&self) -> f64 {
        match self.family() {
            Family::Constant(value) => *value,
            Family::Uniform { lo, hi } => lo + 0.5 * (hi - lo),
            Family::Triangular { lo, mode, hi } => (lo + mode + hi) / 3.0,
            Family::Pert { lo, mode, hi } => (lo + 4.0 * mode + hi) / 6.0,
            Family::Normal { mean, .. } => *mean,
            Family::TruncatedNormal { mean, sd } => mean + sd * hazard(-mean / sd),
            Family::Lognormal { mu, sigma } => libm::exp(mu + 0.5 * sigma * sigma),
            Family::Exponential { mean } => *mean,
            Family::Weibull { shape, scale } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Family::Beta { a, b, lo, hi } => lo + (hi - lo) * (a / (a + b)),
            Family::Empirical(values) => values.iter().sum::<f64>() / values.len() as f64,
            Family::Mixture(parts) => parts.iter().map(|(w, part)| w * part.mean()).sum(),
            Family::Shifted { by, of } => by + of.mean(),
        }
    }

    /// The variance.
    pub fn variance(&self) -> f64 {
        match self.family() {
            Family::Constant(_) => 0.0,
            Family::Uniform { lo, hi } => (hi - lo) * (hi - lo) / 12.0,
            Family::Triangular { lo, mode, hi } => {
                let (width, rise) = (hi - lo, mode - lo);
                (width * width - width * rise + rise * rise) / 18.0
            }
            Family::Pert { lo, hi, .. } => {
                let mean = self.mean();
                (mean - lo) * (hi - mean) / 7.0
            }
            Family::Normal { sd, .. } => sd * sd,
            Family::TruncatedNormal { mean, sd } => {
                let (cut, hazard) = (-mean / sd, hazard(-mean / sd));
                sd * sd * (1.0 + cut * hazard - hazard * hazard)
            }
            Family::Lognormal { mu, sigma } => {
                let square = sigma * sigma;
                libm::expm1(square) * libm::exp(2.0 * mu + square)
            }
            Family::Exponential { mean } => mean * mean,
            Family::Weibull { shape, scale } => weibull_variance(*shape) * scale * scale,
            Family::Beta { a, b, lo, hi } => {
                let sum = a + b;
                (hi - lo) * (hi - lo) * (a / sum) * (b / sum) / (sum + 1.0)
            }
            Family::Empirical(values) => {
                let mean = self.mean();
                values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / values.len() as f64
            }
            Family::Mixture(parts) => {
                let mean = self.mean();
                let of_part = |(weight, part): &(f64, Self)| {
                    let away = part.mean() - mean;
                    weight * (part.variance() + away * away)
                };
                parts.iter().map(of_part).sum()
            }
            Family::Shifted { of, .. } => of.variance(),
        }
    }

    /// The standard deviation.
    pub fn sd(&self) -> f64 {
        libm::sqrt(self.variance())
    }

    /// The most likely value; none where no single value is (uniform, mixtures,
    /// observations that occur equally often).
    pub fn mode(&self) -> Option<f64> {
        match self.family() {
            Family::Constant(value) => Some(*value),
            Family::Uniform { .. } | Family::Mixture(_) => None,
            Family::Triangular { mode, .. } | Family::Pert { mode, .. } => Some(*mode),
            Family::Normal { mean, .. } => Some(*mean),
            Family::TruncatedNormal { mean, .. } => Some(mean.max(0.0)),
            Family::Lognormal { mu, sigma } => Some(libm::exp(mu - sigma * sigma)),
            Family::Exponential { .. } => Some(0.0),
            Family::Weibull { shape, scale } if *shape > 1.0 => {
                Some(scale * libm::pow((shape - 1.0) / shape, 1.0 / shape))
            }
            Family::Weibull { .. } => Some(0.0),
            Family::Beta { a, b, lo, hi } => beta_mode(*a, *b).map(|mode| lo + (hi - lo) * mode),
            Family::Empirical(values) => most_frequent(values),
            Family::Shifted { by, of } => of.mode().map(|mode| mode + by),
        }
    }

    /// The least and the largest possible value; either may be infinite.
    pub fn support(&self) -> (f64, f64) {
        match self.family() {
            Family::Constant(value) => (*value, *value),
            Family::Uniform { lo, hi }
            | Family::Triangular { lo, hi, .. }
            | Family::Pert { lo, hi, .. }
            | Family::Beta { lo, hi, .. } => (*lo, *hi),
            Family::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Family::TruncatedNormal { .. }
            | Family::Lognormal { .. }
            | Family::Exponential { .. }
            | Family::Weibull { .. } => (0.0, f64::INFINITY),
            Family::Empirical(values) => match (values.first(), values.last()) {
                (Some(first), Some(last)) => (*first, *last),
                _ => (0.0, 0.0),
            },
            Family::Mixture(parts) => {
                parts.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), (_, part)| {
                    let (part_lo, part_hi) = part.support();
                    (lo.min(part_lo), hi.max(part_hi))
                })
            }
            Family::Shifted { by, of } => {
                let (lo, hi) = of.support();
                (lo + by, hi + by)
            }
        }
    }
}

/// Density over upper tail of the standard normal: the mean of what lies above
/// the cut.
fn hazard(cut: f64) -> f64 {
    normal_density(cut) / normal_cdf(-cut)
}

/// Variance of a Weibull of scale 1. With g = Γ(1+1/k)²/Γ(1+2/k) it is
/// Γ(1+2/k)(1 − g), where for large shapes 1 − g comes from the logarithms.
fn weibull_variance(shape: f64) -> f64 {
    let second = libm::tgamma(1.0 + 2.0 / shape);
    let log_ratio = 2.0 * libm::lgamma(1.0 + 1.0 / shape) - libm::lgamma(1.0 + 2.0 / shape);
    if shape < 1_000.0 {
        return second * -libm::expm1(log_ratio);
    }
    // log Γ(1+x) = −γx + π²x²/12 − ζ(3)x³/3 + …: the first terms cancel.
    const ZETA_3: f64 = 1.202_056_903_159_594_2;
    let x = 1.0 / shape;
    let square = std::f64::consts::PI * std::f64::consts::PI / 6.0 * x * x;
    second * -libm::expm1(-square + 2.0 * ZETA_3 * x * x * x)
}

/// The most likely value of a beta on 0 to 1.
fn beta_mode(a: f64, b: f64) -> Option<f64> {
    match (a > 1.0, b > 1.0) {
        (true, true) => Some((a - 1.0) / (a + b - 2.0)),
        (true, false) => Some(1.0),
        (false, true) => Some(0.0),
        (false, false) if a == 1.0 && b < 1.0 => Some(1.0),
        (false, false) if b == 1.0 && a < 1.0 => Some(0.0),
        (false, false) => None,
    }
}

/// The value that occurs most often, of values in order; none if several do.
fn most_frequent(values: &[f64]) -> Option<f64> {
    let mut best: (usize, Option<f64>) = (0, None);
    for run in values.chunk_by(|a, b| a == b) {
        if run.len() > best.0 {
            best = (run.len(), run.first().copied());
        } else if run.len() == best.0 {
            best.1 = None;
        }
    }
    best.1
}
