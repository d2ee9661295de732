//! Distributions and how they are made.

use super::DistributionError as Error;
use super::normal::{normal_cdf, normal_upper_quantile};

/// A distribution of a quantity, in canonical units. It can only be made
/// valid: its mean and variance are finite, its bounds in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution(Family);

/// The families, with the parameters that define them.
#[derive(Debug, Clone, PartialEq)]
pub enum Family {
    /// One value.
    Constant(f64),
    /// Equally likely between the bounds.
    Uniform {
        /// Least.
        lo: f64,
        /// Most.
        hi: f64,
    },
    /// Rising to the most likely value and falling again, linearly.
    Triangular {
        /// Least.
        lo: f64,
        /// Most likely.
        mode: f64,
        /// Most.
        hi: f64,
    },
    /// A beta distribution with mean (lo + 4 mode + hi) / 6.
    Pert {
        /// Least.
        lo: f64,
        /// Most likely.
        mode: f64,
        /// Most.
        hi: f64,
    },
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// What a normal has above zero.
    TruncatedNormal {
        /// Mean of the whole normal.
        mean: f64,
        /// Standard deviation of the whole normal.
        sd: f64,
    },
    /// exp of a normal.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Exponential.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// Weibull.
    Weibull {
        /// Shape.
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// Beta, stretched over an interval.
    Beta {
        /// First shape.
        a: f64,
        /// Second shape.
        b: f64,
        /// Least.
        lo: f64,
        /// Most.
        hi: f64,
    },
    /// Equally likely observations, in rising order.
    Empirical(Box<[f64]>),
    /// Parts with their weights, which sum to 1.
    Mixture(Box<[(f64, Distribution)]>),
    /// Another distribution and a constant; only for families that a shift
    /// takes out of their form.
    Shifted {
        /// The constant.
        by: f64,
        /// The other.
        of: Box<Distribution>,
    },
}

/// The range of shapes in which the numerical functions keep their promise.
const SHAPES: std::ops::RangeInclusive<f64> = 1e-3..=1e6;

/// A normal "reaches below zero" where that is more probable than this; a rarer
/// draw below zero counts as zero.
pub(super) const NEGLIGIBLE: f64 = 1e-6;

fn finite(values: &[f64]) -> Result<(), Error> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(Error::NotFinite { at }),
        None => Ok(()),
    }
}

fn in_order(values: &[f64]) -> Result<(), Error> {
    finite(values)?;
    match values.windows(2).position(|pair| pair[0] > pair[1]) {
        Some(at) => Err(Error::OutOfOrder { at: at + 1 }),
        None => Ok(()),
    }
}

fn positive(at: usize, value: f64, what: &'static str) -> Result<(), Error> {
    if value > 0.0 { Ok(()) } else { Err(Error::NotPositive { at, what }) }
}

fn shape(at: usize, value: f64) -> Result<(), Error> {
    positive(at, value, "the shape")?;
    if SHAPES.contains(&value) { Ok(()) } else { Err(Error::Shape { at }) }
}

impl Distribution {
    fn checked(family: Family) -> Result<Self, Error> {
        let made = Self(family);
        let (mean, variance) = (made.mean(), made.variance());
        if mean.is_finite() && variance.is_finite() { Ok(made) } else { Err(Error::TooWide) }
    }

    /// One value.
    pub fn constant(value: f64) -> Result<Self, Error> {
        finite(&[value])?;
        Ok(Self(Family::Constant(value)))
    }

    /// `lo..hi`; equal bounds make a constant.
    pub fn uniform(lo: f64, hi: f64) -> Result<Self, Error> {
        in_order(&[lo, hi])?;
        if lo == hi {
            return Self::constant(lo);
        }
        Self::checked(Family::Uniform { lo, hi })
    }

    /// `triangular(lo, mode, hi)`; equal bounds make a constant.
    pub fn triangular(lo: f64, mode: f64, hi: f64) -> Result<Self, Error> {
        in_order(&[lo, mode, hi])?;
        if lo == hi {
            return Self::constant(lo);
        }
        Self::checked(Family::Triangular { lo, mode, hi })
    }

    /// `lo..mode..hi`; equal bounds make a constant.
    pub fn pert(lo: f64, mode: f64, hi: f64) -> Result<Self, Error> {
        in_order(&[lo, mode, hi])?;
        if lo == hi {
            return Self::constant(lo);
        }
        Self::checked(Family::Pert { lo, mode, hi })
    }

    /// `normal(mean, sd)`.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, Error> {
        finite(&[mean, sd])?;
        positive(1, sd, "the standard deviation")?;
        Self::checked(Family::Normal { mean, sd })
    }

    /// `normal(mean, sd) truncated`: what it has above zero. At least 1e-9 of
    /// it must be there.
    pub fn truncated_normal(mean: f64, sd: f64) -> Result<Self, Error> {
        finite(&[mean, sd])?;
        positive(1, sd, "the standard deviation")?;
        if normal_cdf(mean / sd) < 1e-9 {
            return Err(Error::TruncatedAway);
        }
        Self::checked(Family::TruncatedNormal { mean, sd })
    }

    /// `lognormal(mean, sd)`: mean and standard deviation of the quantity, not
    /// of its logarithm.
    pub fn lognormal(mean: f64, sd: f64) -> Result<Self, Error> {
        finite(&[mean, sd])?;
        positive(0, mean, "the mean of a lognormal")?;
        positive(1, sd, "the standard deviation")?;
        let ratio = sd / mean;
        let variance = libm::log1p(ratio * ratio);
        if variance == 0.0 {
            return Self::constant(mean);
        }
        let mu = libm::log(mean) - 0.5 * variance;
        Self::checked(Family::Lognormal { mu, sigma: libm::sqrt(variance) })
    }

    /// `lo..hi at 90%`: the lognormal of which that share lies between the
    /// bounds, and as much below as above them. Share as a fraction.
    pub fn lognormal_interval(lo: f64, hi: f64, share: f64) -> Result<Self, Error> {
        finite(&[lo, hi])?;
        if !(share > 0.0 && share < 1.0) {
            return Err(Error::Percentage(share));
        }
        for (at, bound) in [lo, hi].into_iter().enumerate() {
            if bound <= 0.0 {
                return Err(Error::BoundNotPositive { at });
            }
        }
        in_order(&[lo, hi])?;
        if lo == hi {
            return Self::constant(lo);
        }
        let (low, high) = (libm::log(lo), libm::log(hi));
        if low == high {
            return Self::constant(lo);
        }
        let z = normal_upper_quantile(0.5 * (1.0 - share));
        Self::checked(Family::Lognormal { mu: 0.5 * (low + high), sigma: 0.5 * (high - low) / z })
    }

    /// `exponential(mean)`.
    pub fn exponential(mean: f64) -> Result<Self, Error> {
        finite(&[mean])?;
        positive(0, mean, "the mean of an exponential")?;
        Self::checked(Family::Exponential { mean })
    }

    /// `weibull(shape, scale)`.
    pub fn weibull(k: f64, scale: f64) -> Result<Self, Error> {
        finite(&[k, scale])?;
        shape(0, k)?;
        positive(1, scale, "the scale")?;
        Self::checked(Family::Weibull { shape: k, scale })
    }

    /// `beta(a, b)` from 0 to `one`, the unit after it.
    pub fn beta(a: f64, b: f64, one: f64) -> Result<Self, Error> {
        finite(&[a, b, one])?;
        shape(0, a)?;
        shape(1, b)?;
        positive(2, one, "the unit")?;
        Self::checked(Family::Beta { a, b, lo: 0.0, hi: one })
    }

    /// `empirical(…)`: equally likely observations in any order.
    pub fn empirical(mut values: Vec<f64>) -> Result<Self, Error> {
        finite(&values)?;
        values.sort_by(f64::total_cmp);
        if values.is_empty() {
            return Err(Error::Empty);
        }
        Self::checked(Family::Empirical(values.into()))
    }

    /// `mixture(80%: …, 20%: …)`: weights as fractions, which sum to 1 within
    /// 1e-9.
    pub fn mixture(parts: Vec<(f64, Self)>) -> Result<Self, Error> {
        if parts.is_empty() {
            return Err(Error::Empty);
        }
        if let Some(at) = parts.iter().position(|(weight, _)| !weight.is_finite()) {
            return Err(Error::NotFinite { at });
        }
        if let Some(at) = parts.iter().position(|(weight, _)| *weight <= 0.0) {
            return Err(Error::Weight { at });
        }
        let sum: f64 = parts.iter().map(|(weight, _)| weight).sum();
        if (sum - 1.0).abs() > 1e-9 {
            return Err(Error::Weights { sum });
        }
        let parts = parts.into_iter().map(|(weight, part)| (weight / sum, part)).collect();
        Self::checked(Family::Mixture(parts))
    }

    /// The family and its parameters.
    pub fn family(&self) -> &Family {
        &self.0
    }

    /// The value, if there is only one.
    pub fn as_constant(&self) -> Option<f64> {
        match self.0 {
            Family::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// An error where values below zero are possible: a time, a capacity. A
    /// normal passes if they are less probable than 1e-6.
    pub fn require_non_negative(&self) -> Result<(), Error> {
        let lowest = self.support().0;
        if lowest >= 0.0 {
            return Ok(());
        }
        let probability = self.below_zero();
        let unbounded_tail = lowest == f64::NEG_INFINITY;
        if unbounded_tail && probability <= NEGLIGIBLE && self.finite_parts_are_above_zero() {
            return Ok(());
        }
        Err(Error::BelowZero { lowest, probability })
    }

    /// P(X < 0).
    fn below_zero(&self) -> f64 {
        // Just below zero, since a constant or an observation may be zero.
        self.cdf(-f64::MIN_POSITIVE)
    }

    /// Whether all of it that has a least value has it at zero or above.
    fn finite_parts_are_above_zero(&self) -> bool {
        match &self.0 {
            Family::Mixture(parts) => {
                parts.iter().all(|(_, part)| part.finite_parts_are_above_zero())
            }
            _ => {
                let lowest = self.support().0;
                lowest >= 0.0 || lowest == f64::NEG_INFINITY
            }
        }
    }

    /// The distribution of `factor` times the quantity, for a factor above
    /// zero.
    pub fn scaled(&self, factor: f64) -> Result<Self, Error> {
        finite(&[factor])?;
        positive(0, factor, "the factor")?;
        let f = factor;
        Self::checked(match &self.0 {
            Family::Constant(value) => Family::Constant(f * value),
            Family::Uniform { lo, hi } => Family::Uniform { lo: f * lo, hi: f * hi },
            Family::Triangular { lo, mode, hi } => {
                Family::Triangular { lo: f * lo, mode: f * mode, hi: f * hi }
            }
            Family::Pert { lo, mode, hi } => {
                Family::Pert { lo: f * lo, mode: f * mode, hi: f * hi }
            }
            Family::Normal { mean, sd } => Family::Normal { mean: f * mean, sd: f * sd },
            Family::TruncatedNormal { mean, sd } => {
                Family::TruncatedNormal { mean: f * mean, sd: f * sd }
            }
            Family::Lognormal { mu, sigma } => {
                Family::Lognormal { mu: mu + libm::log(f), sigma: *sigma }
            }
            Family::Exponential { mean } => Family::Exponential { mean: f * mean },
            Family::Weibull { shape, scale } => Family::Weibull { shape: *shape, scale: f * scale },
            Family::Beta { a, b, lo, hi } => Family::Beta { a: *a, b: *b, lo: f * lo, hi: f * hi },
            Family::Empirical(values) => Family::Empirical(values.iter().map(|v| f * v).collect()),
            Family::Mixture(parts) => Family::Mixture(each(parts, |part| part.scaled(f))?),
            Family::Shifted { by, of } => {
                Family::Shifted { by: f * by, of: Box::new(of.scaled(f)?) }
            }
        })
    }

    /// The distribution of the quantity plus a constant.
    pub fn shifted(&self, by: f64) -> Result<Self, Error> {
        finite(&[by])?;
        Self::checked(match &self.0 {
            Family::Constant(value) => Family::Constant(value + by),
            Family::Uniform { lo, hi } => Family::Uniform { lo: lo + by, hi: hi + by },
            Family::Triangular { lo, mode, hi } => {
                Family::Triangular { lo: lo + by, mode: mode + by, hi: hi + by }
            }
            Family::Pert { lo, mode, hi } => {
                Family::Pert { lo: lo + by, mode: mode + by, hi: hi + by }
            }
            Family::Normal { mean, sd } => Family::Normal { mean: mean + by, sd: *sd },
            Family::Beta { a, b, lo, hi } => {
                Family::Beta { a: *a, b: *b, lo: lo + by, hi: hi + by }
            }
            Family::Empirical(values) => Family::Empirical(values.iter().map(|v| v + by).collect()),
            Family::Mixture(parts) => Family::Mixture(each(parts, |part| part.shifted(by))?),
            Family::Shifted { by: before, of } => {
                Family::Shifted { by: before + by, of: of.clone() }
            }
            Family::TruncatedNormal { .. }
            | Family::Lognormal { .. }
            | Family::Exponential { .. }
            | Family::Weibull { .. } => Family::Shifted { by, of: Box::new(self.clone()) },
        })
    }
}

type Parts = Box<[(f64, Distribution)]>;

fn each(
    parts: &Parts,
    change: impl Fn(&Distribution) -> Result<Distribution, Error>,
) -> Result<Parts, Error> {
    parts.iter().map(|(weight, part)| Ok((*weight, change(part)?))).collect()
}
