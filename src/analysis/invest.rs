//! What to build.

use crate::model::InvestAsk;

use super::analyst::{Analyst, Failure, State};
use super::part::Part;

/// What to build.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn invest(
    _analyst: &Analyst<'_>,
    _state: &State<'_>,
    _ask: &InvestAsk,
) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}
