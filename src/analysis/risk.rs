//! Distributions of time and cost.

use crate::model::{RiskAsk, ScenarioId};

use super::analyst::{Analyst, Failure};
use super::part::Part;

/// Distributions of time and cost.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn risk(
    _analyst: &Analyst<'_>,
    _scenario: ScenarioId,
    _ask: &RiskAsk,
) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}
