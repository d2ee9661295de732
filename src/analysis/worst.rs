//! The closures that together hurt most.

use crate::model::WorstAsk;

use super::analyst::{Analyst, Failure, State};
use super::part::Part;

/// The closures that together hurt most.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn worst(_analyst: &Analyst<'_>, _state: &State<'_>, _ask: &WorstAsk) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}
