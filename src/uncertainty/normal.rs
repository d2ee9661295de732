//! The normal distribution function and its inverse.

use std::f64::consts::{PI, SQRT_2};

/// P(Z <= x) of a standard normal Z.
pub(super) fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / SQRT_2)
}

/// The density of a standard normal.
pub(super) fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x) / libm::sqrt(2.0 * PI)
}

/// The x with P(Z <= x) = p, for 0 < p < 1, to about 1e-16: the rational
/// approximations of Wichura, "Algorithm AS 241: the percentage points of the
/// normal distribution", Applied Statistics 37 (1988).
pub(super) fn normal_quantile(p: f64) -> f64 {
    let from_middle = p - 0.5;
    if from_middle.abs() <= 0.425 {
        return middle(from_middle);
    }
    let size = tail(p.min(1.0 - p));
    if from_middle < 0.0 { -size } else { size }
}

/// The x with P(Z > x) = q, for 0 < q < 1; keeps the digits of a small q that
/// 1 - q would lose.
pub(super) fn normal_upper_quantile(q: f64) -> f64 {
    -normal_quantile(q)
}

fn middle(from_middle: f64) -> f64 {
    const A: [f64; 8] = [
        3.3871328727963665,
        133.14166789178438,
        1971.5909503065513,
        13731.69376550946,
        45921.95393154987,
        67265.7709270087,
        33430.57558358813,
        2509.0809287301227,
    ];
    const B: [f64; 8] = [
        1.0,
        42.31333070160091,
        687.1870074920579,
        5394.196021424751,
        21213.794301586597,
        39307.89580009271,
        28729.085735721943,
        5226.495278852546,
    ];
    let r = 0.180625 - from_middle * from_middle;
    from_middle * polynomial(&A, r) / polynomial(&B, r)
}

fn tail(p: f64) -> f64 {
    const C: [f64; 8] = [
        1.4234371107496835,
        4.630337846156546,
        5.769497221460691,
        3.6478483247632045,
        1.2704582524523684,
        0.2417807251774506,
        0.022723844989269184,
        0.0007745450142783414,
    ];
    const D: [f64; 8] = [
        1.0,
        2.053191626637759,
        1.6763848301838038,
        0.6897673349851,
        0.14810397642748008,
        0.015198666563616457,
        0.0005475938084995345,
        1.0507500716444169e-09,
    ];
    const E: [f64; 8] = [
        6.657904643501103,
        5.463784911164114,
        1.7848265399172913,
        0.29656057182850487,
        0.026532189526576124,
        0.0012426609473880784,
        2.7115555687434876e-05,
        2.0103343992922881e-07,
    ];
    const F: [f64; 8] = [
        1.0,
        0.599832206555888,
        0.1369298809227358,
        0.014875361290850615,
        0.0007868691311456133,
        1.8463183175100548e-05,
        1.421511758316446e-07,
        2.0442631033899397e-15,
    ];
    let r = libm::sqrt(-libm::log(p));
    if r <= 5.0 {
        polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6)
    } else {
        polynomial(&E, r - 5.0) / polynomial(&F, r - 5.0)
    }
}

fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantile_and_distribution_function_agree() {
        for p in [1e-300, 1e-100, 1e-20, 1e-11, 1e-6, 0.001, 0.05, 0.074, 0.076, 0.3, 0.6, 0.95] {
            let x = normal_quantile(p);
            // An error of one unit in the last place of x moves p by x² of it.
            let tolerance = 8.0 * f64::EPSILON * (1.0 + x * x);
            assert!((normal_cdf(x) / p - 1.0).abs() < tolerance, "{p}: {x}");
            assert_eq!(normal_upper_quantile(p), -x);
        }
        assert_eq!(normal_quantile(0.5), 0.0);
        // Tables: the 97.5 % point, to sixteen digits.
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-15);
    }
}
