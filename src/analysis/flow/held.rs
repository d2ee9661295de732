//! What keeps a demand back: everything is solved again without it.

use crate::algorithm::flow::Solver;
use crate::control::Control;
use crate::model::{DemandId, Figure, Model};

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
