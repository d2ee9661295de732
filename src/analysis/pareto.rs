//! The routes that no other beats in all.

use crate::model::ParetoAsk;

use super::analyst::{Analyst, Failure, State};
use super::part::Part;

/// The routes that no other beats in all.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn pareto(
    _analyst: &Analyst<'_>,
    _state: &State<'_>,
    _ask: &ParetoAsk,
) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}
