//! The factor by which all demands can grow.

use crate::model::CommodityId;

use super::analyst::{Analyst, Failure, State};
use super::part::Part;

/// The factor by which all demands can grow.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn growth(
    _analyst: &Analyst<'_>,
    _state: &State<'_>,
    _ask: Option<CommodityId>,
) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}
