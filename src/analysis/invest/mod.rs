//! `report invest`: the upgrades worth buying within a budget, proven to be the
//! best, with the frontier of budgets and what each brings alone.

mod bench;
mod search;
mod tell;
#[cfg(test)]
mod tests;

use crate::model::{InvestAsk, InvestFor};
use crate::report::Phrase;

use super::analyst::{Analyst, Failure, State};
use super::contracts::in_force;
use super::contracts_told::kept_note;
use super::part::Part;
use bench::{Bench, Value};
use search::{Best, Search};

/// What an investment report is made of.
struct Found {
    /// Nothing bought.
    now: Value,
    /// The best within the budget.
    best: Best,
    /// The set that delivers as much at the least objective, where it is another.
    cheaper_to_run: Option<Best>,
    /// Whether that is proven.
    proved: bool,
    /// Sets whose flow was solved.
    solved: usize,
    /// The best for each budget at which it changes, the smallest first.
    frontier: Vec<Best>,
    /// Each upgrade by itself, in order of name.
    alone: Vec<Result<Value, Vec<Phrase>>>,
}

/// The answer at one moment.
///
/// # Errors
/// Where nothing can be bought, or the flow without any upgrade has no answer.
pub fn invest<'a>(
    analyst: &Analyst<'a>,
    state: &State<'a>,
    ask: &InvestAsk,
) -> Result<Part, Failure> {
    let mut bench = Bench::new(analyst, state, ask.aim);
    if bench.upgrades.is_empty() {
        return Err(Failure::told(
            "there is nothing to buy: no upgrade with a `capex` that is not applied already",
        ));
    }
    let now = match bench.value(&[])? {
        Ok(value) => value,
        Err(reasons) => return Err(Failure::Told(reasons)),
    };
    let mut alone = Vec::new();
    for upgrade in 0..bench.upgrades.len() {
        alone.push(bench.value(&[upgrade])?);
    }
    let mut search = Search::new(&mut bench, ask.aim, &now);
    let best = search.best(ask.budget)?;
    // Below what the best costs there is another best, down to nothing bought.
    let mut frontier = vec![best.clone()];
    while let Some(last) = frontier.last().filter(|last| !last.of.is_empty()) {
        let below = last.capex * (1.0 - 1e-9);
        let (next, spent) = (search.best(below)?, last.capex);
        // What costs nothing is in every best.
        if next.capex >= spent {
            break;
        }
        frontier.push(next);
    }
    frontier.reverse();
    let mut cheaper_to_run = None;
    if ask.aim == InvestFor::Delivered {
        search.objective_first = true;
        let other = search.best(ask.budget)?;
        let least = best.value.objective - other.value.objective;
        let differs = other.of != best.of && least > 1e-9 * best.value.objective.abs();
        cheaper_to_run = differs.then_some(other);
    }
    let (proved, solved) = (search.proved, search.solved());
    let found = Found { now, best, cheaper_to_run, proved, solved, frontier, alone };
    let mut part = tell::tell(analyst, state, &bench, &found, ask);
    let contracts = in_force(&state.model, &state.network);
    kept_note(&state.model, &contracts).into_iter().for_each(|note| part.note(note));
    Ok(part)
}

/// What is made least of a delivered unit; none: the most is delivered.
fn per_unit(aim: InvestFor, value: &Value) -> Option<f64> {
    match aim {
        InvestFor::Delivered => None,
        InvestFor::Time => value.time,
        InvestFor::Cost => value.cost,
    }
}
