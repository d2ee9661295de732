//! `report flow`: all demands together under all capacities.
//!
//! Solving is here; `tell` says it, `uses` the capacities, `short` what a demand
//! lacks, `held` what keeps it back, `kept` the contracts.

mod held;
mod kept;
mod short;
mod tell;
mod uses;

use std::collections::BTreeMap;

use crate::algorithm::flow::{FlowError, FlowProblem, FlowSolution, Solver, Variation};
use crate::control::Control;
use crate::model::{CommodityId, DemandId, Minimising, Model};
use crate::network::{Network, Route};
use crate::quantity::Dimension;
use crate::report::{Figure, Phrase};

pub use held::{Limit, limits_beside_room, own_limits, relieved};
pub use tell::{Teller, tell};

use super::analyst::{Analyst, Failure, State};
use super::contracts::{self, Kept, in_force};
use super::flow_problem::{Made, make};
use super::part::Part;
use super::units::{Units, shown};

/// A capacity counts as used in full from here on.
const FULL: f64 = 1.0 - 1e-9;

/// A solved flow with what its arrays mean.
pub struct Solved {
    /// The problem's parts and how it was put.
    pub made: Made,
    /// The optimum.
    pub solution: FlowSolution,
    /// What one more unit of each binding capacity brings, by resource.
    pub worth: BTreeMap<u32, Worth>,
    /// Which figures another optimum could have otherwise; empty where nobody
    /// asked.
    pub varying: Varying,
    /// What became of the contracts in force.
    pub contracts: Vec<Kept>,
}

/// Figures that differ among the optima of all stages.
#[derive(Debug, Clone, Default)]
pub struct Varying {
    /// By part of a demand: what it delivers.
    delivered: Vec<bool>,
    /// By resource: its use.
    uses: Vec<bool>,
}

impl Varying {
    fn new(problem: &FlowProblem<'_>, variation: &Variation) -> Self {
        Self {
            delivered: variation.deliveries(problem.demands.len()),
            uses: variation.resources(problem),
        }
    }
}

/// What one more unit of a capacity brings when solved again: right-hand
/// derivatives.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Worth {
    /// Weighed deliveries, per unit of the capacity.
    pub delivered: f64,
    /// Objective, per unit of the capacity; positive where new deliveries cost.
    pub objective: f64,
}

impl From<FlowError> for Failure {
    fn from(error: FlowError) -> Self {
        match error {
            FlowError::Cancelled => Self::Cancelled,
            other => Self::told(other.to_string()),
        }
    }
}

/// Solves the flow of a state.
///
/// # Errors
/// Where a figure that it needs is unknown or does not convert, with the
/// figure; where no optimum is proved.
pub fn solve(
    state: &State<'_>,
    commodity: Option<CommodityId>,
    minimising: Option<Minimising>,
    control: &Control,
) -> Result<Solved, Failure> {
    let model = &*state.model;
    let network = &state.network;
    let (made, told) = (make(model, network, commodity, minimising)?, false);
    solve_made(state, made, told, control)
}

/// The same, and with it which figures another optimum could have otherwise.
///
/// # Errors
/// As [`solve`].
fn solve_told(
    state: &State<'_>,
    commodity: Option<CommodityId>,
    minimising: Option<Minimising>,
    control: &Control,
) -> Result<Solved, Failure> {
    let made = make(&state.model, &state.network, commodity, minimising)?;
    solve_made(state, made, true, control)
}

fn solve_made(
    state: &State<'_>,
    made: Made,
    told: bool,
    control: &Control,
) -> Result<Solved, Failure> {
    let (model, network) = (&*state.model, &state.network);
    if !in_force(model, network).is_empty() {
        return under_contracts(state, made, true, control);
    }
    let problem = made.problem(network);
    let mut solver = Solver::new(&problem)?;
    let solution = solver.solve(control)?;
    unknown_in_use(model, network, &solution)?;
    let varying = match told {
        true => Varying::new(&problem, &solver.variation(control)?),
        false => Varying::default(),
    };
    let worth = worths(&problem, &mut solver, &solution, control)?;
    Ok(Solved { made, solution, worth, varying, contracts: Vec::new() })
}

/// Solves the flow of a state without asking what more capacity would bring.
///
/// # Errors
/// As [`solve`].
pub fn optimum(
    state: &State<'_>,
    minimising: Option<Minimising>,
    control: &Control,
) -> Result<Solved, Failure> {
    let made = make(&state.model, &state.network, None, minimising)?;
    if !in_force(&state.model, &state.network).is_empty() {
        return under_contracts(state, made, false, control);
    }
    let problem = made.problem(&state.network);
    let solution = Solver::new(&problem)?.solve(control)?;
    unknown_in_use(&state.model, &state.network, &solution)?;
    let (worth, varying) = (BTreeMap::new(), Varying::default());
    Ok(Solved { made, solution, worth, varying, contracts: Vec::new() })
}

fn under_contracts(
    state: &State<'_>,
    made: Made,
    with_worths: bool,
    control: &Control,
) -> Result<Solved, Failure> {
    let all = in_force(&state.model, &state.network);
    let (solution, contracts) = contracts::solve(state, &made, &all, (&[], &[]), control)?;
    unknown_in_use(&state.model, &state.network, &solution)?;
    let worth = match with_worths && contracts.iter().all(|kept| kept.steady) {
        true => contracts::worths(state, &made, &all, control)?,
        false => BTreeMap::new(),
    };
    Ok(Solved { made, solution, worth, varying: Varying::default(), contracts })
}

/// A capacity that is not known and that the optimum would use.
///
/// # Errors
/// Which ones.
pub fn unknown_in_use(
    model: &Model,
    network: &Network,
    solution: &FlowSolution,
) -> Result<(), Failure> {
    let mut told: Vec<Phrase> = Vec::new();
    for (resource, used) in network.uses.resources.iter().zip(&solution.uses) {
        if resource.capacity.is_none() && *used > 0.0 {
            told.push(
                Phrase::from("the answer needs the capacity of `")
                    .name(resource.label(model))
                    .with("`, which is unknown"),
            );
        }
    }
    if told.is_empty() { Ok(()) } else { Err(Failure::Told(told)) }
}

/// What one more unit of each binding capacity brings: read off the duals where
/// the optimal basis lasts for a while, solved again where it does not.
///
/// # Errors
/// As solving.
pub fn worths(
    problem: &FlowProblem<'_>,
    solver: &mut Solver<'_>,
    solution: &FlowSolution,
    control: &Control,
) -> Result<BTreeMap<u32, Worth>, Failure> {
    let mut all = BTreeMap::new();
    for (number, capacity) in (0u32..).zip(&problem.capacity) {
        if !capacity.is_finite() || solution.uses[number as usize] < capacity * FULL {
            continue;
        }
        if *capacity == 0.0 && !touched(problem, number) {
            continue;
        }
        control.check()?;
        let worth = match solver.worth(&[number], control) {
            Ok(worth) => Worth { delivered: worth.delivered, objective: worth.objective },
            // A worth that could not be proved is left out, not guessed.
            Err(FlowError::Unproved(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        all.insert(number, worth);
    }
    Ok(all)
}

/// Whether anything could use a capacity at all.
fn touched(problem: &FlowProblem<'_>, number: u32) -> bool {
    problem.classes.iter().any(|class| class.factor[number as usize] > 0.0)
}

impl Solved {
    /// Whether [`Solved::worth`] holds what it can: under a floor that binds
    /// while some of its commodity stays behind, more capacity moves what the
    /// floor asks of the rest, and nothing is told.
    pub fn knows_worths(&self) -> bool {
        self.contracts.iter().all(|kept| kept.steady)
    }

    /// The parts of a demand with what became of them.
    pub fn of_demand(
        &self,
        demand: DemandId,
    ) -> impl Iterator<Item = (usize, &super::flow_problem::Part)> {
        self.made.parts.iter().enumerate().filter(move |(_, part)| part.demand == demand)
    }

    /// Units a day delivered of a demand.
    pub fn delivered(&self, demand: DemandId) -> f64 {
        self.of_demand(demand).map(|(index, _)| self.solution.demands[index].delivered).sum()
    }

    /// Units a day of a demand that are not delivered.
    pub fn unmet(&self, demand: DemandId) -> f64 {
        self.of_demand(demand).map(|(index, _)| self.solution.demands[index].unmet).sum()
    }

    /// The demands, in order, each once.
    pub fn demands(&self) -> Vec<DemandId> {
        let mut all: Vec<DemandId> = self.made.parts.iter().map(|part| part.demand).collect();
        all.dedup();
        all
    }

    /// The route flows of a demand: units a day, largest first.
    pub fn routes(&self, state: &State<'_>, demand: DemandId) -> Vec<(Route, f64)> {
        let mut all: Vec<(Route, f64)> = Vec::new();
        for (index, part) in self.of_demand(demand) {
            for found in &self.solution.demands[index].routes {
                if found.arcs.is_empty() {
                    continue;
                }
                let route = state.network.route(&state.model, &part.class, &found.arcs, false);
                match all.iter_mut().find(|(known, _)| known.legs == route.legs) {
                    Some((_, flow)) => *flow += found.flow,
                    None => all.push((route, found.flow)),
                }
            }
        }
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.legs.cmp(&b.0.legs)));
        all
    }

    /// Mean over what a demand delivers of a measure of its routes.
    pub fn mean(
        &self,
        state: &State<'_>,
        demand: DemandId,
        measure: impl Fn(&Route) -> Option<f64>,
    ) -> Option<f64> {
        mean_of(&self.routes(state, demand), measure)
    }

    /// What a unit of weighed delivery is in units of a commodity, where all
    /// demands weigh the same; 1 else.
    pub fn weight_of_unit(&self) -> f64 {
        self.made.weight_of_unit()
    }
}

/// Mean of a measure over routes with their flows; none where nothing flows or
/// it is not known of one of them.
fn mean_of(routes: &[(Route, f64)], measure: impl Fn(&Route) -> Option<f64>) -> Option<f64> {
    let total: f64 = routes.iter().map(|(_, flow)| flow).sum();
    if total <= 0.0 {
        return None;
    }
    let mut sum = 0.0;
    for (route, flow) in routes {
        sum += measure(route)? * flow;
    }
    Some(sum / total)
}

/// A rate of a demand in the unit in which its volume was written.
pub fn demand_rate(
    model: &Model,
    network: &Network,
    units: &Units,
    demand: DemandId,
    value: f64,
) -> Figure {
    let commodity = model.demands[demand.index()].commodity;
    let unit = network.now.demand(demand).unit;
    let amount = model.dimension(unit).times(Dimension::TIME);
    let factor = amount.and_then(|amount| model.conversions(commodity).factor(amount));
    match factor {
        Some(factor) => Figure::new(value * factor, shown(model, unit)),
        None => Figure::new(value, units.rate(model, commodity)),
    }
}

/// The answer at one moment.
///
/// # Errors
/// Where there is no optimum, with the reason.
pub fn flow(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    commodity: Option<CommodityId>,
    minimising: Option<Minimising>,
) -> Result<Part, Failure> {
    let solved = solve_told(state, commodity, minimising, analyst.control)?;
    tell(analyst, state, &solved)
}
