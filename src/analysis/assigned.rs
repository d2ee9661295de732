//! Flows by choice: logit and user equilibrium.

use crate::model::{Assigned, CommodityId, Minimising};

use super::analyst::{Analyst, Failure, State};
use super::part::Part;

/// All demands together, assigned by choice instead of to the optimum.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn assigned(
    _analyst: &Analyst<'_>,
    _state: &State<'_>,
    _commodity: Option<CommodityId>,
    _minimising: Option<Minimising>,
    _assigned: Assigned,
) -> Result<Part, Failure> {
    Err(Failure::told("this version does not answer this kind of report"))
}
