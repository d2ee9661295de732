//! Metrics along a parameter.

use crate::model::{Moment, ScenarioId, SweepAsk};

use super::analyst::{Analyst, Failure};
use super::part::Part;

/// Metrics along a parameter.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn sweep(
    _analyst: &Analyst<'_>,
    _scenario: ScenarioId,
    _when: Option<Moment>,
    _ask: &SweepAsk,
) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}
