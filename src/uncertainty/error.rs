//! What can be wrong with a distribution.

use std::fmt;

/// Why a distribution was refused. `at` counts the arguments from 0; values are
/// in canonical units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DistributionError {
    /// An argument is infinite or no number.
    NotFinite {
        /// Which.
        at: usize,
    },
    /// A bound is below the one before it.
    OutOfOrder {
        /// The later of the two.
        at: usize,
    },
    /// A standard deviation, mean, shape or scale that must be above zero.
    NotPositive {
        /// Which.
        at: usize,
        /// What it is: "the standard deviation".
        what: &'static str,
    },
    /// A bound of a lognormal interval that is not above zero.
    BoundNotPositive {
        /// Which.
        at: usize,
    },
    /// The percentage of a central interval is not between 0 and 100 %.
    Percentage(f64),
    /// A shape out of the range in which figures are right.
    Shape {
        /// Which.
        at: usize,
    },
    /// The weights of a mixture do not sum to 1.
    Weights {
        /// What they sum to.
        sum: f64,
    },
    /// A weight below or equal to zero.
    Weight {
        /// Which part.
        at: usize,
    },
    /// No values, or no parts.
    Empty,
    /// Values below zero are possible where there can be none.
    BelowZero {
        /// The lowest possible value; infinite for a normal.
        lowest: f64,
        /// How probable such values are.
        probability: f64,
    },
    /// A truncated normal of which hardly anything is left.
    TruncatedAway,
    /// Mean or variance beyond what a number holds.
    TooWide,
}

impl fmt::Display for DistributionError {
    /// The problem in one sentence, without a full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite { .. } => f.write_str("this value is too large"),
            Self::OutOfOrder { .. } => f.write_str("these bounds are out of order"),
            Self::NotPositive { what, .. } => write!(f, "{what} must be above zero"),
            Self::BoundNotPositive { .. } => {
                f.write_str("the bounds of an interval `at` a percentage must be above zero")
            }
            Self::Percentage(_) => {
                f.write_str("the percentage of an interval lies between 0 % and 100 %")
            }
            Self::Shape { .. } => f.write_str("this shape is out of range"),
            Self::Weights { sum } => {
                let percent = crate::quantity::format_significant(100.0 * sum, 6);
                write!(f, "the weights sum to {percent} %, not to 100 %")
            }
            Self::Weight { .. } => f.write_str("a weight must be above zero"),
            Self::Empty => f.write_str("a distribution needs at least one value"),
            Self::BelowZero { .. } => f.write_str("values below zero are possible here"),
            Self::TruncatedAway => {
                f.write_str("this normal distribution lies all but wholly below zero")
            }
            Self::TooWide => f.write_str("this distribution is too wide for numbers to hold"),
        }
    }
}

impl DistributionError {
    /// The way out, in the words of the language.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::OutOfOrder { .. } => Some("write the least first: `2..6`, `2..3..6`"),
            Self::BoundNotPositive { .. } => Some(
                "an interval at a percentage is lognormal, which is never zero or below; choose \
                 `lo..hi` (uniform), `lo..most likely..hi` (PERT), `triangular(lo, most likely, \
                 hi)` or `normal(mean, sd)`",
            ),
            Self::Percentage(_) => Some("write for instance `5..10 days at 90%`"),
            Self::Shape { .. } => Some("a shape lies between 0.001 and 1 000 000"),
            Self::BelowZero { lowest, .. } if lowest.is_infinite() => Some(
                "write `truncated` after it to leave out what is below zero, or choose a \
                 distribution that has no such values, as `lognormal(mean, sd)`",
            ),
            Self::BelowZero { .. } => Some("raise the lower bound to zero or above"),
            _ => None,
        }
    }
}
