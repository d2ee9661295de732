//! The network as a picture.

use super::analyst::{Analyst, Failure, State};
use super::part::Part;

/// The network as a picture.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn map(_analyst: &Analyst<'_>, _state: &State<'_>) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}
