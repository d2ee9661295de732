//! Who depends on what.

use crate::model::ExposureAsk;

use super::analyst::{Analyst, Failure, State};
use super::part::Part;

/// Who depends on what.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn exposure(
    _analyst: &Analyst<'_>,
    _state: &State<'_>,
    _ask: &ExposureAsk,
) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}
