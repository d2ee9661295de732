//! The chain of causes.

use crate::model::WhyAsk;

use super::analyst::{Analyst, Failure, State};
use super::part::Part;

/// The chain of causes.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn why(_analyst: &Analyst<'_>, _state: &State<'_>, _ask: &WhyAsk) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}
