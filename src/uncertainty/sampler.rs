//! Draws of one input for many draws at once.

use super::distribution::NEGLIGIBLE;
use super::normal::normal_cdf;
use super::pert::PertTable;
use super::stream::first_uniforms;
use super::{Distribution, Family, KeyedStream};

/// A distribution laid out for [`Sampler::fill`]. Every number is to the last
/// bit that of [`Distribution::sample`].
#[derive(Debug, Clone)]
pub struct Sampler {
    key: u64,
    family: Quick,
}

#[derive(Debug, Clone)]
enum Quick {
    Constant(f64),
    Uniform { lo: f64, hi: f64 },
    Triangular(Triangle),
    Pert { lo: f64, hi: f64, table: PertTable },
    Other(Distribution),
}

/// A triangular distribution with what its quantiles need.
#[derive(Debug, Clone, Copy)]
struct Triangle {
    lo: f64,
    hi: f64,
    /// Width below and above the most likely value.
    rise: f64,
    fall: f64,
    /// Probability below the most likely value.
    below: f64,
    root: f64,
}

impl Triangle {
    fn new(lo: f64, mode: f64, hi: f64) -> Self {
        let width = hi - lo;
        let (rise, fall) = (mode - lo, hi - mode);
        Self { lo, hi, rise, fall, below: rise / width, root: width.sqrt() }
    }

    /// As [`Distribution::quantile`], without a branch.
    #[inline]
    fn quantile(&self, p: f64) -> f64 {
        let low = p < self.below;
        let square = if low { p * self.rise } else { (1.0 - p) * self.fall };
        let away = square.sqrt() * self.root;
        let value = if low { self.lo + away } else { self.hi - away };
        value.max(self.lo).min(self.hi)
    }
}

impl Sampler {
    /// Of an input whose streams have this key.
    pub fn new(distribution: &Distribution, key: u64) -> Self {
        let family = match distribution.family() {
            Family::Constant(value) => Quick::Constant(*value),
            Family::Uniform { lo, hi } => Quick::Uniform { lo: *lo, hi: *hi },
            Family::Triangular { lo, mode, hi } => {
                Quick::Triangular(Triangle::new(*lo, *mode, *hi))
            }
            Family::Pert { lo, mode, hi } => {
                Quick::Pert { lo: *lo, hi: *hi, table: PertTable::new((mode - lo) / (hi - lo)) }
            }
            _ => Quick::Other(distribution.clone()),
        };
        Self { key, family }
    }

    /// The draws of these numbers of the run `seed`.
    pub fn fill<const N: usize>(&self, seed: u64, draws: &[u64; N]) -> [f64; N] {
        let mut values = [0.0; N];
        match &self.family {
            Quick::Constant(value) => return [*value; N],
            Quick::Other(distribution) => {
                for (value, draw) in values.iter_mut().zip(draws) {
                    *value = distribution.sample(&mut KeyedStream::new(seed, *draw, self.key));
                }
                return values;
            }
            _ => {}
        }
        let uniform = first_uniforms(seed, self.key, draws);
        match &self.family {
            Quick::Uniform { lo, hi } => {
                let width = hi - lo;
                for (value, p) in values.iter_mut().zip(&uniform) {
                    *value = (lo + p * width).max(*lo).min(*hi);
                }
            }
            Quick::Triangular(triangle) => {
                for (value, p) in values.iter_mut().zip(&uniform) {
                    *value = triangle.quantile(*p);
                }
            }
            Quick::Pert { lo, hi, table } => {
                let width = hi - lo;
                for (value, p) in values.iter_mut().zip(&uniform) {
                    *value = (lo + width * table.quantile(*p)).clamp(*lo, *hi);
                }
            }
            Quick::Constant(_) | Quick::Other(_) => {}
        }
        values
    }
}

impl Distribution {
    /// The least and the largest value that is ever drawn.
    pub fn drawn_support(&self) -> (f64, f64) {
        match self.family() {
            Family::Normal { mean, sd } if normal_cdf(-mean / sd) <= NEGLIGIBLE => {
                (0.0, f64::INFINITY)
            }
            Family::Mixture(parts) => {
                let all = parts.iter().map(|(_, part)| part.drawn_support());
                all.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), (low, high)| {
                    (lo.min(low), hi.max(high))
                })
            }
            _ => self.support(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn together_and_one_by_one_are_the_same_to_the_last_bit() {
        let made = [
            Distribution::constant(3.0),
            Distribution::uniform(2.0, 6.0),
            Distribution::triangular(2.0, 3.0, 6.0),
            Distribution::triangular(2.0, 2.0, 6.0),
            Distribution::triangular(0.1, 0.7, 0.7),
            Distribution::pert(4.0, 5.0, 7.0),
            Distribution::normal(9.0, 2.0),
            Distribution::normal(9.0, 1.0),
            Distribution::lognormal(9.0, 2.0),
        ];
        for distribution in made.into_iter().map(|made| made.expect("a valid distribution")) {
            let sampler = Sampler::new(&distribution, 77);
            let (least, most) = distribution.drawn_support();
            for from in [0, 8, 1 << 40, 13] {
                let draws: [u64; 16] = std::array::from_fn(|at| from + at as u64);
                let alone = draws
                    .map(|draw| distribution.sample(&mut KeyedStream::new(5, draw, 77)).to_bits());
                let found = sampler.fill(5, &draws);
                assert_eq!(found.map(f64::to_bits), alone, "{distribution:?}");
                assert!(found.iter().all(|value| (least..=most).contains(value)));
            }
        }
    }
}
