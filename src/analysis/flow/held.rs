//! What keeps a demand back: a limit of its own beside a way with room, and for
//! one demand exactly, by solving everything again without it.

use crate::algorithm::flow::{FlowProblem, Solver};
use crate::algorithm::{LABEL_LIMIT, RouteQuery, k_best};
use crate::control::Control;
use crate::model::{Criterion, DemandId, Figure, Model};
use crate::network::Class;

use crate::analysis::analyst::{Failure, State};

use super::Solved;

/// Gains below this share of a demand's volume are rounding.
const NOTHING: f64 = 1e-7;

/// What a demand itself says that may leave some of it behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Routes that take longer are not used.
    Deadline,
    /// It is cheaper not to deliver.
    Penalty,
}

impl Limit {
    /// For programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deadline => "deadline",
            Self::Penalty => "penalty",
        }
    }

    /// The figure, as declared.
    pub fn figure(self, model: &Model, demand: DemandId) -> Option<&Figure> {
        let demand = &model.demands[demand.index()];
        match self {
            Self::Deadline => demand.deadline.as_ref(),
            Self::Penalty => demand.penalty.as_ref(),
        }
    }
}

/// The limits of a demand without which more of it arrives, with how much more:
/// units a day. None under contracts, where the plan is another.
///
/// # Errors
/// As solving.
pub fn own_limits(
    state: &State<'_>,
    solved: &Solved,
    demand: DemandId,
    control: &Control,
) -> Result<Vec<(Limit, f64)>, Failure> {
    let mut all = Vec::new();
    let volume: f64 = solved.of_demand(demand).map(|(_, part)| part.volume).sum();
    // An assignment by choice is no optimum: it has no stages.
    let planned = solved.contracts.is_empty() && !solved.solution.stages.is_empty();
    if !planned || solved.unmet(demand) <= 1e-9 * volume {
        return Ok(all);
    }
    for limit in [Limit::Deadline, Limit::Penalty] {
        let mut problem = solved.made.problem(&state.network);
        let mut is_there = false;
        for (index, _) in solved.of_demand(demand) {
            let of = &mut problem.demands[index];
            is_there |= match limit {
                Limit::Deadline => of.deadline.take().is_some(),
                Limit::Penalty => of.penalty.take().is_some(),
            };
        }
        if !is_there {
            continue;
        }
        let then = Solver::new(&problem)?.solve(control)?;
        let gain = gained(solved, demand, &then);
        if gain > NOTHING * volume {
            all.push((limit, gain));
        }
    }
    Ok(all)
}

/// The limits of demands that fall short although a way has room for more: each
/// with the least that arrives without it, units a day (of a demand of several
/// parts the largest: they may share the room). Room is looked for with
/// all else as it is, so that nothing is named that would change nothing; where
/// others would have to make room, [`own_limits`] finds it.
///
/// # Errors
/// [`Cancelled`](crate::control::Cancelled) when the control says so.
pub fn limits_beside_room(
    state: &State<'_>,
    solved: &Solved,
    control: &Control,
) -> Result<Vec<(DemandId, Limit, f64)>, Failure> {
    let mut all: Vec<(DemandId, Limit, f64)> = Vec::new();
    if !solved.contracts.is_empty() || solved.solution.stages.is_empty() {
        return Ok(all);
    }
    let problem = solved.made.problem(&state.network);
    let spare: Vec<f64> =
        problem.capacity.iter().zip(&solved.solution.uses).map(|(all, used)| all - used).collect();
    for (index, part) in solved.made.parts.iter().enumerate() {
        let demand = &problem.demands[index];
        let unmet = solved.solution.demands[index].unmet;
        let limited = demand.deadline.is_some() || demand.penalty.is_some();
        if !limited || unmet <= 1e-9 * part.volume {
            continue;
        }
        let Some((time, room)) = room(state, (&problem, &spare, index), &part.class, control)?
        else {
            continue;
        };
        let late = demand.deadline.is_some_and(|deadline| time > deadline * (1.0 + 1e-9));
        let limit = match (late, demand.penalty) {
            (true, _) => Limit::Deadline,
            (false, Some(_)) => Limit::Penalty,
            (false, None) => continue,
        };
        let held = unmet.min(room);
        match all.iter_mut().find(|(of, is, _)| (*of, *is) == (part.demand, limit)) {
            Some((.., least)) => *least = least.max(held),
            None => all.push((part.demand, limit, held)),
        }
    }
    Ok(all)
}

/// The fastest way on which every capacity has room for a demand: its days, and
/// how many more units a day fit.
fn room(
    state: &State<'_>,
    (problem, spare, index): (&FlowProblem<'_>, &[f64], usize),
    class: &Class,
    control: &Control,
) -> Result<Option<(f64, f64)>, Failure> {
    let demand = &problem.demands[index];
    let Ok(mut weight) = class.weights(Criterion::Time) else { return Ok(None) };
    let full = |(number, times): &(u32, f64)| {
        let (number, factor) = (*number as usize, class.factors[*number as usize]);
        let capacity = problem.capacity[number];
        times * factor > 0.0 && capacity.is_finite() && spare[number] <= 1e-9 * capacity
    };
    if demand.origin_uses.iter().any(full) {
        return Ok(None);
    }
    for (arc, weight) in weight.iter_mut().enumerate() {
        if problem.uses.of(arc as u32).iter().any(full) {
            *weight = f64::INFINITY;
        }
    }
    let frame = &state.network.frame;
    let query = RouteQuery {
        graph: &frame.graph,
        reverse: frame.reverse(),
        weight: &weight,
        origin: demand.origin,
        target: demand.target,
        limit: None,
        labels: LABEL_LIMIT,
    };
    let found = k_best(&query, 1, control)?;
    let Some(route) = found.routes.first() else { return Ok(None) };
    let mut uses = Vec::new();
    problem.route_uses(demand, &route.arcs, &mut uses);
    let fits = |(number, amount): &(u32, f64)| spare[*number as usize] / amount;
    Ok(Some((route.weight, uses.iter().map(fits).fold(f64::INFINITY, f64::min))))
}

/// How much more of a demand arrives with a hundredth more of each of these
/// capacities: units a day, 0 where nothing does.
///
/// # Errors
/// As solving.
pub fn relieved(
    state: &State<'_>,
    solved: &Solved,
    (demand, numbers): (DemandId, &[u32]),
    control: &Control,
) -> Result<f64, Failure> {
    let volume: f64 = solved.of_demand(demand).map(|(_, part)| part.volume).sum();
    let mut problem = solved.made.problem(&state.network);
    for number in numbers {
        let capacity = &mut problem.capacity[*number as usize];
        *capacity += 0.01 * if *capacity > 0.0 { *capacity } else { volume };
    }
    let then = Solver::new(&problem)?.solve(control)?;
    let gain = gained(solved, demand, &then);
    Ok(if gain > NOTHING * volume { gain } else { 0.0 })
}

fn gained(solved: &Solved, demand: DemandId, then: &crate::algorithm::flow::FlowSolution) -> f64 {
    let of = solved.of_demand(demand);
    of.map(|(index, _)| then.demands[index].delivered).sum::<f64>() - solved.delivered(demand)
}
