//! The regularised incomplete beta function and its inverse.

/// I_x(a, b) for 0 <= x <= 1, a, b > 0, to about 1e-14 for shapes up to some
/// thousands (1e-10 at 10^6): the continued fraction of DLMF 8.17.22, by
/// Lentz's method as modified by Thompson and Barnett.
pub(super) fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = libm::exp(log_front(x, a, b));
    // The fraction converges fast on the near side of the mean.
    let value = if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(x, a, b) / a
    } else {
        1.0 - front * fraction(1.0 - x, b, a) / b
    };
    value.clamp(0.0, 1.0)
}

/// log of x^a (1-x)^b / B(a, b).
fn log_front(x: f64, a: f64, b: f64) -> f64 {
    a * libm::log(x) + b * libm::log1p(-x) - log_beta(a, b)
}

pub(super) fn log_beta(a: f64, b: f64) -> f64 {
    libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b)
}

fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    // The number of terms grows with the root of the shapes.
    for step in 1..20_000_u32 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        let factor = d * c;
        value *= factor;
        if (factor - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

/// The x with I_x(a, b) = p: Newton's method, kept inside a bracket that
/// bisection narrows where a step would leave it.
pub(super) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    let norm = log_beta(a, b);
    let (mut low, mut high) = (0.0, 1.0);
    // So near to zero that no number tells the difference.
    if (libm::log(p * a) + norm) / a < libm::log(f64::MIN_POSITIVE) {
        return 0.0;
    }
    let mut x = first_guess(p, a, b, norm);
    for _ in 0..200 {
        let miss = beta_cdf(x, a, b) - p;
        if miss == 0.0 {
            break;
        }
        if miss > 0.0 {
            high = x
        } else {
            low = x
        }
        let log_density = (a - 1.0) * libm::log(x) + (b - 1.0) * libm::log1p(-x) - norm;
        let step = miss / libm::exp(log_density);
        let mut next = x - step;
        if !(next > low && next < high) {
            next = 0.5 * (low + high);
        }
        if (next - x).abs() <= 2.0 * f64::EPSILON * x || next <= low || next >= high {
            return next.clamp(low, high);
        }
        x = next;
    }
    x
}

/// Where the power law at either end gives the answer, that; else the mean.
fn first_guess(p: f64, a: f64, b: f64, log_beta: f64) -> f64 {
    let inside = |x: f64| (x > 0.0 && x < 1.0).then_some(x);
    let low = libm::exp((libm::log(p * a) + log_beta) / a);
    let high = 1.0 - libm::exp((libm::log((1.0 - p) * b) + log_beta) / b);
    let mean = a / (a + b);
    let guess = if low < 0.1 * mean {
        inside(low)
    } else if 1.0 - high < 0.1 * (1.0 - mean) {
        inside(high)
    } else {
        None
    };
    guess.unwrap_or(mean.clamp(1e-12, 1.0 - 1e-12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_forms_hold() {
        for x in [0.001, 0.1, 0.3, 0.5, 0.77, 0.999] {
            let near = |found: f64, expected: f64| {
                assert!((found - expected).abs() < 2e-15, "{x}: {found} {expected}");
            };
            near(beta_cdf(x, 1.0, 1.0), x);
            near(beta_cdf(x, 3.0, 1.0), x * x * x);
            near(beta_cdf(x, 1.0, 4.0), 1.0 - libm::pow(1.0 - x, 4.0));
            near(beta_cdf(x, 2.0, 2.0), x * x * (3.0 - 2.0 * x));
            // The arcsine law.
            let arcsine = 2.0 / std::f64::consts::PI * libm::asin(libm::sqrt(x));
            near(beta_cdf(x, 0.5, 0.5), arcsine);
            // A binomial sum: I_x(3, 5) = P(Bin(7, x) >= 3).
            let choose = [1.0, 7.0, 21.0, 35.0, 35.0, 21.0, 7.0, 1.0];
            let sum = (3..8_usize)
                .map(|k| {
                    let k_f = k as f64;
                    choose[k] * libm::pow(x, k_f) * libm::pow(1.0 - x, 7.0 - k_f)
                })
                .sum();
            near(beta_cdf(x, 3.0, 5.0), sum);
        }
    }

    #[test]
    fn the_inverse_is_one() {
        for (a, b) in [(1.0, 5.0), (2.3, 3.7), (0.5, 0.5), (0.01, 3.0), (5.0, 0.2), (800.0, 30.0)] {
            for p in [1e-9, 1e-4, 0.05, 0.3, 0.5, 0.8, 0.99, 1.0 - 1e-9] {
                let x = beta_quantile(p, a, b);
                assert!((0.0..=1.0).contains(&x), "{a} {b} {p}: {x}");
                // One step of x to either side encloses p.
                let below = beta_cdf(x * (1.0 - 1e-14), a, b);
                let above = beta_cdf((x * (1.0 + 1e-14)).clamp(f64::MIN_POSITIVE, 1.0), a, b);
                let slack = 1e-12;
                assert!(below <= p + slack && p <= above + slack, "{a} {b} {p}: {below} {above}");
            }
        }
        assert_eq!(beta_quantile(0.0, 2.0, 3.0), 0.0);
        assert_eq!(beta_quantile(1.0, 2.0, 3.0), 1.0);
        assert!((beta_quantile(0.5, 1e6, 1e6) - 0.5).abs() < 1e-9);
    }
}
