//! Store and forward, day by day.

use crate::model::{ScenarioId, TimelineAsk, TimelineMetric, TimelineWindow};

use super::analyst::{Analyst, Failure};
use super::metrics::Metric;
use super::part::Part;

/// Store and forward, day by day.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn timeline(
    _analyst: &Analyst<'_>,
    _scenario: ScenarioId,
    _ask: &TimelineAsk,
) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}

/// A metric of a timeline.
///
/// # Errors
/// Where it has no value, with the reason.
pub fn measure(
    _analyst: &Analyst<'_>,
    _scenario: ScenarioId,
    _what: &TimelineMetric,
    _window: Option<TimelineWindow>,
) -> Result<Metric, Failure> {
    Err(Failure::told("this version does not answer this metric"))
}
