//! `report critical`: each leg, node, border, country or mode closed by itself
//! (or two by two, or cut by a share) and the flow solved again.

mod tell;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::algorithm::flow::FlowSolution;
use crate::control::Control;
use crate::model::CriticalAsk;
use crate::report::Phrase;

use super::analyst::{Analyst, Failure, State};
use super::closures::{Closable, closables};
use super::contracts_told::kept_note;
use super::flow_problem::make;
use super::knock::{Base, Effect, Taken, matters};
use super::part::Part;

/// Pairs solved at most, some minutes of work on a large network.
const PAIRS: usize = 200_000;

/// One closure, or two together, and what it does.
struct Row {
    /// Indices of what is closed, ascending.
    of: Vec<usize>,
    /// What it does, or why that is not known; one for all pairs that do what
    /// one of them does alone.
    effect: Arc<Told>,
}

type Told = Result<Effect, Vec<Phrase>>;

/// What a knock-out report is made of.
struct Found {
    /// What may be closed or cut.
    closables: Vec<Closable>,
    /// All closures, worst first.
    rows: Vec<Row>,
    /// How many more change nothing, of pairs of which neither is in use.
    idle: usize,
    /// What has no limit that could be cut, and what has an unknown one.
    no_limit: Vec<Closable>,
    unknown: Vec<Closable>,
}

/// The answer at one moment.
///
/// # Errors
/// Where there is no optimum to begin with, or nothing to lose.
pub fn critical(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    ask: &CriticalAsk,
) -> Result<Part, Failure> {
    let made = make(&state.model, &state.network, None, None)?;
    let problem = made.problem(&state.network);
    let base = Base::new(state, &made, &problem, &ask.demands, analyst.control)?;
    if base.delivered() <= 0.0 {
        return Err(Failure::told("nothing is delivered to begin with: nothing can be lost"));
    }
    let found = find(state, &base, ask, analyst.control)?;
    let mut part = tell::tell(analyst, state, &made, &base, &found, ask);
    kept_note(&state.model, &base.contracts).into_iter().for_each(|note| part.note(note));
    Ok(part)
}

fn find(
    state: &State<'_>,
    base: &Base<'_>,
    ask: &CriticalAsk,
    control: &Control,
) -> Result<Found, Failure> {
    let all = closables(&state.model, &state.network, &ask.level, &base.demands);
    // What is closed to everyone already cannot be closed.
    let open = |one: &Closable| one.arcs.iter().any(|arc| base.is_open(*arc));
    let all: Vec<Closable> = all.into_iter().filter(open).collect();
    // All of a capacity taken away is a closure.
    let share = ask.share.filter(|share| *share < 1.0);
    let (mut closables, mut no_limit, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for one in all {
        let capacity = |n: &u32| state.network.uses.resources[*n as usize].capacity;
        match share {
            Some(_) if one.resources.is_empty() => no_limit.push(one),
            Some(_) if one.resources.iter().any(|n| capacity(n).is_none()) => unknown.push(one),
            _ => closables.push(one),
        }
    }
    let taken = |of: &[usize]| match share {
        None => Taken::closing(of.iter().map(|index| &closables[*index])),
        Some(share) => cut(state, of.iter().map(|index| &closables[*index]), share),
    };
    let (mut rows, idle) = match ask.pairs {
        false => (singles(base, closables.len(), &taken, control)?, 0),
        true => pairs(base, closables.len(), &taken, control)?,
    };
    rank(&mut rows, &closables);
    Ok(Found { closables, rows, idle, no_limit, unknown })
}

/// Capacities lowered by a share; one that two have in common twice.
fn cut<'a>(state: &State<'_>, all: impl Iterator<Item = &'a Closable>, share: f64) -> Taken {
    let mut left: Vec<(u32, f64)> = Vec::new();
    for number in all.flat_map(|one| &one.resources) {
        let capacity = state.network.uses.resources[*number as usize].capacity;
        match left.iter_mut().find(|(known, _)| known == number) {
            Some((_, rest)) => *rest *= 1.0 - share,
            None => left.extend(capacity.map(|capacity| (*number, capacity * (1.0 - share)))),
        }
    }
    left.sort_by_key(|(number, _)| *number);
    Taken { arcs: Vec::new(), left }
}

fn singles(
    base: &Base<'_>,
    count: usize,
    taken: &(impl Fn(&[usize]) -> Taken + Sync),
    control: &Control,
) -> Result<Vec<Row>, Failure> {
    let all: Vec<Taken> = (0..count).map(|index| taken(&[index])).collect();
    let effects = base.sweep(&all, control, |_, solution| effect(base, solution.as_ref()))?;
    let rows = effects.into_iter().enumerate();
    Ok(rows.map(|(index, effect)| Row { of: vec![index], effect: Arc::new(effect) }).collect())
}

/// Two by two. A pair of which neither is in use changes nothing; one of which
/// the second is not in use once the first is gone does what the first does
/// alone: only the others are solved.
fn pairs(
    base: &Base<'_>,
    count: usize,
    taken: &(impl Fn(&[usize]) -> Taken + Sync),
    control: &Control,
) -> Result<(Vec<Row>, usize), Failure> {
    let alone: Vec<Taken> = (0..count).map(|index| taken(&[index])).collect();
    let solved = base.sweep(&alone, control, |_, solution| solution)?;
    let told = |solved: &Solved| -> Arc<Told> {
        Arc::new(match solved {
            Ok(solution) => Ok(effect(base, solution.as_ref())),
            Err(reasons) => Err(reasons.clone()),
        })
    };
    let single: Vec<Arc<Told>> = solved.iter().map(told).collect();
    let (mut rows, mut idle) = (Vec::new(), 0);
    let mut open: Vec<(usize, usize)> = Vec::new();
    for first in 0..count {
        control.check()?;
        for second in first + 1..count {
            match same_as(base, &solved, &alone, (first, second)) {
                Some(of) if matches!(solved[of], Ok(None)) => idle += 1,
                Some(of) => {
                    rows.push(Row { of: vec![first, second], effect: Arc::clone(&single[of]) });
                }
                None => open.push((first, second)),
            }
        }
    }
    if open.len() > PAIRS {
        return Err(Failure::told(format!(
            "{} pairs would have to be solved, more than {PAIRS}: ask for one demand \
             (`for DEMAND`) or a coarser level, or for `worst 2 closures`, which searches",
            open.len()
        )));
    }
    let all: Vec<Taken> = open.iter().map(|(a, b)| taken(&[*a, *b])).collect();
    let effects = base.sweep(&all, control, |_, solution| effect(base, solution.as_ref()))?;
    let both = open.into_iter().zip(effects);
    rows.extend(both.map(|((a, b), effect)| Row { of: vec![a, b], effect: Arc::new(effect) }));
    Ok((rows, idle))
}

type Solved = Result<Option<FlowSolution>, Vec<Phrase>>;

/// Which of two closures does alone what both do, where the other makes no
/// difference to the optimum after it.
fn same_as(
    base: &Base<'_>,
    solved: &[Solved],
    alone: &[Taken],
    (first, second): (usize, usize),
) -> Option<usize> {
    for (one, other) in [(first, second), (second, first)] {
        if let Ok(solution) = &solved[one] {
            let now = solution.as_ref().unwrap_or(&base.solution);
            if !matters(now, &alone[other]) && apart(&alone[one], &alone[other]) {
                return Some(one);
            }
        }
    }
    None
}

/// Whether two cuts have no capacity in common.
fn apart(a: &Taken, b: &Taken) -> bool {
    a.left.iter().all(|(number, _)| b.left.iter().all(|(other, _)| other != number))
}

fn effect(base: &Base<'_>, solution: Option<&FlowSolution>) -> Effect {
    base.effect(solution.unwrap_or(&base.solution))
}

/// Lost delivery first, then added time, then added cost, then by name; what
/// has no answer stands at the end.
fn rank(rows: &mut [Row], closables: &[Closable]) {
    let mut order: Vec<usize> = (0..closables.len()).collect();
    order.sort_by(|a, b| closables[*a].name.cmp(&closables[*b].name));
    let mut by_name = vec![0; closables.len()];
    order.into_iter().enumerate().for_each(|(place, index)| by_name[index] = place);
    let key = |effect: &Effect| {
        let zero = |added: Option<f64>| added.unwrap_or(0.0);
        (effect.lost, zero(effect.added_time), zero(effect.added_cost))
    };
    rows.sort_by(|a, b| {
        let by_effect = match (&*a.effect, &*b.effect) {
            (Ok(a), Ok(b)) => {
                let (a, b) = (key(a), key(b));
                b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then(b.2.total_cmp(&a.2))
            }
            (a, b) => a.is_err().cmp(&b.is_err()),
        };
        by_effect.then_with(|| {
            let by_name = |n: &usize| by_name[*n];
            a.of.iter().map(by_name).cmp(b.of.iter().map(by_name))
        })
    });
}
