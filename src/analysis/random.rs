//! Metrics over draws: mean, standard deviation, quantile and probability.

use crate::model::{Statistic, Term};

use super::analyst::{Analyst, Failure};
use super::metrics::{Default, Metric};

/// A statistic of a metric over draws of everything uncertain.
///
/// # Errors
/// Where it has no value, with the reason.
pub fn statistic(
    _analyst: &Analyst<'_>,
    _statistic: Statistic,
    _term: &Term,
    _default: Default,
) -> Result<Metric, Failure> {
    Err(Failure::told("this version does not answer this metric"))
}
