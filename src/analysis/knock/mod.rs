//! A flow solved again after closures and cuts, from the optimum before them,
//! and what that costs.

mod effect;

use rayon::prelude::*;

use crate::algorithm::flow::{FlowProblem, FlowSolution, Solver};
use crate::control::Control;
use crate::model::{CommodityId, ContractId, DemandId};
use crate::network::Missing;
use crate::quantity::Dimension;
use crate::report::{Figure, Phrase, ShownUnit};

use super::analyst::{Failure, State};
use super::closures::Closable;
use super::contracts::{in_force, solve as solve_under};
use super::flow::demand_rate;
use super::flow_problem::Made;
use super::units::{Units, unit_named};
pub use effect::{Effect, Loss, Served};
use effect::{loss, settle};

/// What is taken away: arcs closed and capacities lowered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Taken {
    /// Arcs, in order, without repeats.
    pub arcs: Vec<u32>,
    /// Capacities with what is left of them, by number, each once.
    pub left: Vec<(u32, f64)>,
}

impl Taken {
    /// Several closures together.
    pub fn closing<'a>(all: impl IntoIterator<Item = &'a Closable>) -> Self {
        let mut arcs: Vec<u32> = all.into_iter().flat_map(|one| one.arcs.iter().copied()).collect();
        arcs.sort_unstable();
        arcs.dedup();
        Self { arcs, left: Vec::new() }
    }
}

/// In what the deliveries of several demands add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// All are of one commodity.
    Of(CommodityId),
    /// All have a mass.
    Tonnes,
    /// They do not add up.
    Apart,
}

/// The flow before anything is taken away.
pub struct Base<'p> {
    state: &'p State<'p>,
    made: &'p Made,
    problem: &'p FlowProblem<'p>,
    solver: Solver<'p>,
    /// The optimum.
    pub solution: FlowSolution,
    /// The demands that count, in order.
    pub demands: Vec<DemandId>,
    /// In what they add up.
    pub measure: Measure,
    /// The contracts that every flow keeps.
    pub contracts: Vec<ContractId>,
    served: Vec<Served>,
}

impl<'p> Base<'p> {
    /// Solves the flow; `only` names the demands that count (none: all).
    ///
    /// # Errors
    /// Where there is no optimum, a capacity in use is unknown, or no demand is
    /// there.
    pub fn new(
        state: &'p State<'p>,
        made: &'p Made,
        problem: &'p FlowProblem<'p>,
        only: &[DemandId],
        control: &Control,
    ) -> Result<Self, Failure> {
        let mut solver = Solver::new(problem)?;
        let contracts = in_force(&state.model, &state.network);
        let solution = match contracts.is_empty() {
            true => solver.solve(control)?,
            false => solve_under(state, made, &contracts, (&[], &[]), control)?.0,
        };
        unknown(state, &solution)?;
        let mut demands: Vec<DemandId> = made
            .parts
            .iter()
            .filter(|part| part.volume > 0.0)
            .map(|part| part.demand)
            .filter(|demand| only.is_empty() || only.contains(demand))
            .collect();
        demands.dedup();
        if demands.is_empty() {
            return Err(Failure::told("no demand is there at this moment: nothing can be lost"));
        }
        let measure = measure(state, &demands);
        let mut base = Self {
            state,
            made,
            problem,
            solver,
            solution,
            demands,
            measure,
            contracts,
            served: Vec::new(),
        };
        base.served = base.serve(&base.solution);
        Ok(base)
    }

    /// Whether an arc is open to anything that is to be carried.
    pub fn is_open(&self, arc: u32) -> bool {
        self.problem.classes.iter().any(|class| !class.closed[arc as usize])
    }

    /// What is delivered of the demands that count, weighed.
    pub fn delivered(&self) -> f64 {
        self.weighed(&self.solution)
    }

    /// The same for each priority apart, first served first.
    pub fn by_priority(&self) -> Vec<f64> {
        let mut sums: std::collections::BTreeMap<u32, f64> = std::collections::BTreeMap::new();
        for (demand, flow) in self.problem.demands.iter().zip(&self.solution.demands) {
            *sums.entry(demand.priority).or_default() += demand.weight * flow.delivered;
        }
        sums.into_values().collect()
    }

    /// Days of a unit of the common measure delivered; none where nothing is.
    pub fn mean_time(&self) -> Option<f64> {
        self.per_unit(|one| one.time * self.size_of(one.demand))
    }

    /// Money for a unit of the common measure delivered; none where nothing is.
    pub fn mean_cost(&self) -> Option<f64> {
        self.per_unit(|one| one.cost)
    }

    fn per_unit(&self, sum: impl Fn(&Served) -> f64) -> Option<f64> {
        let weight: f64 =
            self.served.iter().map(|one| one.delivered * self.size_of(one.demand)).sum();
        let sum: f64 = self.served.iter().map(sum).sum();
        (weight > 0.0).then(|| sum / weight)
    }

    /// Whether the flow delivers as much as it can of all that counts, weighed:
    /// one priority, no penalties, and all demands count.
    pub fn delivers_most(&self) -> bool {
        let there = || self.problem.demands.iter().filter(|demand| demand.volume > 0.0);
        let counts = |part: &super::flow_problem::Part| {
            part.volume <= 0.0 || self.demands.contains(&part.demand)
        };
        let first = there().next().map(|demand| demand.priority);
        self.contracts.is_empty()
            && !self.has_penalties()
            && there().all(|demand| Some(demand.priority) == first)
            && self.made.parts.iter().all(counts)
    }

    /// What a unit of each part weighs; nothing where its demand does not count.
    pub fn weights(&self) -> impl Iterator<Item = f64> + '_ {
        let parts = self.made.parts.iter().zip(&self.problem.demands);
        parts.map(|(part, demand)| match self.demands.contains(&part.demand) {
            true => demand.weight,
            false => 0.0,
        })
    }

    /// The unit of what the flow makes least.
    pub fn objective_unit(&self, units: &Units) -> ShownUnit {
        self.made.objective_unit(&self.state.model, units)
    }

    /// Whether some demand is delivered only where that is worth its penalty.
    pub fn has_penalties(&self) -> bool {
        self.problem.demands.iter().any(|demand| demand.penalty.is_some() && demand.volume > 0.0)
    }

    /// What becomes of the demands that count.
    pub fn served(&self) -> &[Served] {
        &self.served
    }

    /// The flow solved again; none where what is taken away was not in use.
    ///
    /// # Errors
    /// Where the optimum is not proved, or needs a figure that is unknown.
    pub fn without(
        &self,
        taken: &Taken,
        control: &Control,
    ) -> Result<Option<FlowSolution>, Failure> {
        control.check()?;
        if !matters(&self.solution, taken) {
            return Ok(None);
        }
        let solution = if !self.contracts.is_empty() {
            let away = (&taken.arcs[..], &taken.left[..]);
            solve_under(self.state, self.made, &self.contracts, away, control)?.0
        } else if taken.left.is_empty() {
            self.solver.without(&taken.arcs, control)?
        } else {
            let mut solver = self.solver.clone();
            solver.close_arcs(&taken.arcs)?;
            for (resource, left) in &taken.left {
                solver.set_capacity(*resource, *left)?;
            }
            solver.solve(control)?
        };
        unknown(self.state, &solution)?;
        Ok(Some(solution))
    }

    /// The same for many, on all threads; the answer does not depend on them.
    /// What has no answer carries the reason.
    ///
    /// # Errors
    /// Cancelled.
    pub fn sweep<T: Send>(
        &self,
        all: &[Taken],
        control: &Control,
        tell: impl Fn(usize, Option<FlowSolution>) -> T + Sync,
    ) -> Result<Vec<Result<T, Vec<Phrase>>>, Failure> {
        control.begin_part(all.len() as u64);
        let one = |(index, taken): (usize, &Taken)| {
            let solved = self.without(taken, control);
            control.advance_part(1);
            match solved {
                Ok(solution) => Ok(Ok(tell(index, solution))),
                Err(Failure::Told(reasons)) => Ok(Err(reasons)),
                Err(Failure::Cancelled) => Err(Failure::Cancelled),
            }
        };
        let all: Vec<Result<_, Failure>> = all.par_iter().enumerate().map(one).collect();
        all.into_iter().collect()
    }

    /// What another optimum differs in.
    pub fn effect(&self, solution: &FlowSolution) -> Effect {
        let after = self.serve(solution);
        let demands: Vec<Loss> =
            self.served.iter().zip(after).map(|(before, after)| loss(*before, after)).collect();
        let volume: f64 = self.weighed_volume();
        let objective = solution.objective - self.solution.objective;
        let scale = self.solution.objective.abs().max(solution.objective.abs());
        Effect {
            lost: settle(self.delivered() - self.weighed(solution), volume),
            added_objective: settle(objective, scale),
            added_time: self.mean(&demands, |one| one.added_time, |demand| self.size_of(demand)),
            // Money is per unit of each commodity: times units it is money a day.
            added_cost: self.mean(&demands, |one| one.added_cost, |_| 1.0),
            demands,
        }
    }

    /// Weighted by what is delivered after, in the common measure.
    fn mean(
        &self,
        demands: &[Loss],
        of: impl Fn(&Loss) -> Option<f64>,
        size: impl Fn(DemandId) -> f64,
    ) -> Option<f64> {
        let (mut sum, mut weight) = (0.0, 0.0);
        for one in demands {
            if let Some(added) = of(one) {
                let (demand, delivered) = (one.after.demand, one.after.delivered);
                sum += added * delivered * size(demand);
                weight += delivered * self.size_of(demand);
            }
        }
        (weight > 0.0).then(|| sum / weight)
    }

    /// One of a demand's units in the common measure.
    fn size_of(&self, demand: DemandId) -> f64 {
        match self.measure {
            Measure::Tonnes => mass(self.state, demand).unwrap_or(1.0),
            Measure::Of(_) | Measure::Apart => 1.0,
        }
    }

    /// Weighed volume of the demands that count.
    pub fn weighed_volume(&self) -> f64 {
        let parts = self.made.parts.iter().zip(&self.problem.demands);
        let counted = parts.filter(|(part, _)| self.demands.contains(&part.demand));
        counted.map(|(_, demand)| demand.weight * demand.volume).sum()
    }

    /// Weighed deliveries of the demands that count.
    pub fn weighed(&self, solution: &FlowSolution) -> f64 {
        let parts = self.made.parts.iter().zip(&self.problem.demands).zip(&solution.demands);
        let counted = parts.filter(|((part, _), _)| self.demands.contains(&part.demand));
        counted.map(|((_, demand), flow)| demand.weight * flow.delivered).sum()
    }

    fn serve(&self, solution: &FlowSolution) -> Vec<Served> {
        let way_of = &self.state.network.frame.way_of;
        let one = |demand: &DemandId| {
            let (volume, delivered, time, cost, incomplete) = (0.0, 0.0, 0.0, 0.0, false);
            let mut served = Served { demand: *demand, volume, delivered, time, cost, incomplete };
            for (part, flow) in self.made.parts.iter().zip(&solution.demands) {
                if part.demand != *demand {
                    continue;
                }
                let charges = &part.class.charges;
                served.volume += part.volume;
                served.delivered += flow.delivered;
                for (arc, units) in &flow.arcs {
                    let at = *arc as usize;
                    served.time += charges.time[at] * units;
                    served.cost += charges.cost[at] * units;
                    served.incomplete |= charges.missing[way_of[at].index()].has(Missing::COST);
                }
            }
            served
        };
        self.demands.iter().map(one).collect()
    }
}

/// Whether an optimum uses something that is taken away; where it does not, it
/// stays the optimum.
pub fn matters(solution: &FlowSolution, taken: &Taken) -> bool {
    let carried = solution.demands.iter().flat_map(|demand| &demand.arcs);
    let mut carried = carried.filter(|(_, flow)| *flow > 0.0);
    let over = |(resource, left): &(u32, f64)| solution.uses[*resource as usize] > *left;
    carried.any(|(arc, _)| taken.arcs.binary_search(arc).is_ok()) || taken.left.iter().any(over)
}

/// A capacity that is not known and that an optimum would use.
fn unknown(state: &State<'_>, solution: &FlowSolution) -> Result<(), Failure> {
    super::flow::unknown_in_use(&state.model, &state.network, solution)
}

fn mass(state: &State<'_>, demand: DemandId) -> Option<f64> {
    let commodity = state.model.demands[demand.index()].commodity;
    state.model.conversions(commodity).factor(Dimension::MASS)
}

fn measure(state: &State<'_>, demands: &[DemandId]) -> Measure {
    let commodity = |demand: &DemandId| state.model.demands[demand.index()].commodity;
    match demands {
        [first, rest @ ..] if rest.iter().all(|one| commodity(one) == commodity(first)) => {
            Measure::Of(commodity(first))
        }
        _ if demands.iter().all(|demand| mass(state, *demand).is_some()) => Measure::Tonnes,
        _ => Measure::Apart,
    }
}

impl Base<'_> {
    /// Deliveries of the demands that count, told as one figure where they add
    /// up; `of` takes units a day of each.
    pub fn total(
        &self,
        units: &Units,
        served: impl IntoIterator<Item = (DemandId, f64)>,
    ) -> Option<Figure> {
        let model = &*self.state.model;
        let served = served.into_iter();
        // What demands win and lose among each other may leave the last bits.
        let added = |values: &mut dyn Iterator<Item = f64>| {
            let (sum, size) =
                values.fold((0.0, 0.0), |(sum, size): (f64, f64), v| (sum + v, size + v.abs()));
            settle(sum, size)
        };
        match self.measure {
            Measure::Of(_) => {
                let first = *self.demands.first()?;
                let sum = added(&mut served.map(|(_, value)| value));
                Some(demand_rate(model, &self.state.network, units, first, sum))
            }
            Measure::Tonnes => {
                let sum = added(&mut served.map(|(demand, value)| value * self.size_of(demand)));
                Some(Figure::new(sum, unit_named(&model.units, "kt/year")))
            }
            Measure::Apart => None,
        }
    }

    /// The unit of money for one of the common measure.
    pub fn price(&self, units: &Units) -> Option<ShownUnit> {
        let model = &*self.state.model;
        match self.measure {
            Measure::Of(commodity) => Some(units.price(model, commodity)),
            Measure::Tonnes => {
                Some(unit_named(&model.units, &format!("{}/t", model.settings.currency)))
            }
            Measure::Apart => None,
        }
    }
}
