//! `report worst K closures of …`: the closures that together hurt most.

mod search;
mod tell;
#[cfg(test)]
mod tests;

use crate::model::WorstAsk;

use super::analyst::{Analyst, Failure, State};
use super::closures::{Closable, closables};
use super::contracts_told::kept_note;
use super::flow_problem::make;
use super::knock::Base;
use super::part::Part;
use search::{Search, Worst};

/// The answer at one moment.
///
/// # Errors
/// Where there is no optimum to begin with, nothing to lose, or nothing to
/// close.
pub fn worst(analyst: &Analyst<'_>, state: &State<'_>, ask: &WorstAsk) -> Result<Part, Failure> {
    let made = make(&state.model, &state.network, None, None)?;
    let problem = made.problem(&state.network);
    let base = Base::new(state, &made, &problem, &ask.demands, analyst.control)?;
    if base.delivered() <= 0.0 {
        return Err(Failure::told("nothing is delivered to begin with: nothing can be lost"));
    }
    let all = closables(&state.model, &state.network, &ask.level, &base.demands);
    // Neither what is closed to everyone already nor, unless asked for, what
    // holds an end of a demand.
    let open = |one: &Closable| one.arcs.iter().any(|arc| base.is_open(*arc));
    let (mut left_out, mut all): (Vec<_>, Vec<_>) =
        all.into_iter().filter(open).partition(|one| !ask.including_ends && !one.end_of.is_empty());
    all.sort_by(|a, b| a.name.cmp(&b.name));
    left_out.sort_by(|a, b| a.name.cmp(&b.name));
    if all.is_empty() {
        return Err(Failure::told(
            "there is nothing to close but the ends of demands; `including ends` closes them too",
        ));
    }
    let count = ask.count.min(all.len());
    let found: Worst = Search::new(&base, &all, count, analyst.control).run()?;
    let mut part = tell::tell(analyst, state, &base, (&all, &left_out), ask, &found);
    kept_note(&state.model, &base.contracts).into_iter().for_each(|note| part.note(note));
    Ok(part)
}
