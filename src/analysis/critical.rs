//! Knock-outs: what each closure costs.

use crate::model::CriticalAsk;

use super::analyst::{Analyst, Failure, State};
use super::part::Part;

/// Knock-outs: what each closure costs.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn critical(
    _analyst: &Analyst<'_>,
    _state: &State<'_>,
    _ask: &CriticalAsk,
) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}
