//! What moves a metric.

use crate::model::{Moment, ScenarioId, SensitivityAsk};

use super::analyst::{Analyst, Failure};
use super::part::Part;

/// What moves a metric.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn sensitivity(
    _analyst: &Analyst<'_>,
    _scenario: ScenarioId,
    _when: Option<Moment>,
    _ask: &SensitivityAsk,
) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}

/// What moves a metric.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn elasticities(
    _analyst: &Analyst<'_>,
    _scenario: ScenarioId,
    _when: Option<Moment>,
    _ask: &SensitivityAsk,
) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}
