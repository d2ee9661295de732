//! What accounts for the difference of two scenarios.

use crate::model::{DifferenceAsk, Moment};

use super::analyst::{Analyst, Failure};
use super::part::Part;

/// What accounts for the difference of two scenarios.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn difference(
    _analyst: &Analyst<'_>,
    _when: Option<Moment>,
    _ask: &DifferenceAsk,
) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}
