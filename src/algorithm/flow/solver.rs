//! The solver: rows, columns, and the order of the stages.

use super::knock::Resumed;
use super::pool::{Pool, Sums, dot};
use super::pricing::Pricer;
use super::problem::{FlowDemand, FlowError, FlowProblem};
use super::result::{FlowSolution, Stage, StageResult};
use super::stage::Tower;
use crate::algorithm::simplex::{Halt, Master};
use crate::control::Control;

pub(super) const NONE: u32 = u32::MAX;

/// A relative gap above this is an error, never an answer.
const GAP: f64 = 1e-6;

/// Solves a flow problem, and solves it again after changes.
///
/// Routes found once are kept, so that a second solution under other capacities
/// or with arcs closed is much cheaper than the first. Same calls, same answer
/// to the last bit.
#[derive(Debug, Clone)]
pub struct Solver<'a> {
    pub(super) problem: &'a FlowProblem<'a>,
    pub(super) pricer: Pricer,
    pub(super) pool: Pool,
    pub(super) master: Master,
    /// Group of each demand; [`NONE`] where its volume is 0.
    pub(super) group_of: Vec<u32>,
    pub(super) demand_of: Vec<u32>,
    pub(super) capacity: Vec<f64>,
    /// The most of each resource that any one demand could use of it.
    pub(super) demanded: Vec<f64>,
    /// Row of each resource; [`NONE`] where it is unlimited.
    pub(super) row_of: Vec<u32>,
    pub(super) resource_of: Vec<u32>,
    /// What one unit of a row is, in units of its resource.
    pub(super) unit: Vec<f64>,
    /// Priorities of demands without a penalty, ascending.
    pub(super) priorities: Vec<u32>,
    /// Prices of all stages so far, for all routes.
    pub(super) tower: Tower,
    /// Values of the stages so far.
    pub(super) values: Vec<f64>,
    /// What the master makes least at present, as a mix.
    pub(super) costs: Vec<f64>,
    /// Stages of the last optimum.
    pub(super) results: Vec<StageResult>,
    /// Routes of the last optimal basis.
    warm: Vec<u32>,
    seeded: bool,
    /// The basis of the last optimum is there, to be repaired for arcs closed and
    /// capacities changed since.
    pub(super) standing: bool,
    /// Capacities were changed since.
    pub(super) changed: bool,
    /// The largest objective of the routes found first, above 0.
    pub(super) longest: f64,
    /// The last stage that is run: where only worths are asked, the objective.
    pub(super) last_stage: usize,
    /// Unmet weights that make deliveries come before cost, roughly.
    pub(super) crash_mix: Vec<f64>,
}

/// A stop inside the solver.
pub(super) enum Stop {
    Cancelled,
    Trouble,
}

impl From<Halt> for Stop {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Cancelled => Self::Cancelled,
            Halt::Trouble => Self::Trouble,
        }
    }
}

impl From<crate::control::Cancelled> for Stop {
    fn from(_: crate::control::Cancelled) -> Self {
        Self::Cancelled
    }
}

impl<'a> Solver<'a> {
    /// A solver for a problem.
    ///
    /// # Errors
    /// [`FlowError::Invalid`] where a number or index has no meaning.
    pub fn new(problem: &'a FlowProblem<'a>) -> Result<Self, FlowError> {
        problem.validate()?;
        let mut solver = Self {
            problem,
            pricer: Pricer::new(problem),
            pool: Pool::new(problem.demands.len()),
            master: Master::default(),
            group_of: vec![NONE; problem.demands.len()],
            demand_of: Vec::new(),
            capacity: problem.capacity.clone(),
            demanded: Vec::new(),
            row_of: Vec::new(),
            resource_of: Vec::new(),
            unit: Vec::new(),
            priorities: Vec::new(),
            tower: Tower::default(),
            values: Vec::new(),
            costs: Vec::new(),
            results: Vec::new(),
            warm: Vec::new(),
            seeded: false,
            standing: false,
            changed: false,
            longest: 1.0,
            last_stage: usize::MAX,
            crash_mix: Vec::new(),
        };
        for (demand, own) in problem.demands.iter().enumerate() {
            if own.volume > 0.0 {
                solver.group_of[demand] = solver.demand_of.len() as u32;
                solver.demand_of.push(demand as u32);
                if own.penalty.is_none() {
                    solver.priorities.push(own.priority);
                }
            }
        }
        solver.priorities.sort_unstable();
        solver.priorities.dedup();
        solver.build();
        Ok(solver)
    }

    /// Lays the master program out: a row for each limited resource, a group
    /// for each demand, a column for each route known.
    fn build(&mut self) {
        let problem = self.problem;
        let mut demanded = vec![0.0f64; self.capacity.len()];
        let mut largest = vec![0.0f64; self.capacity.len()];
        for &demand in &self.demand_of {
            let own = &problem.demands[demand as usize];
            let factor = &problem.classes[own.class as usize].factor;
            for (resource, &factor) in factor.iter().enumerate() {
                demanded[resource] = demanded[resource].max(own.volume * factor);
                largest[resource] = largest[resource].max(factor);
            }
        }
        self.row_of.clear();
        self.resource_of.clear();
        self.unit.clear();
        let mut rows = Vec::new();
        for (resource, &capacity) in self.capacity.iter().enumerate() {
            let limited = capacity < f64::INFINITY && largest[resource] > 0.0;
            self.row_of.push(if limited { rows.len() as u32 } else { NONE });
            if limited {
                let unit = power_of_two(largest[resource]);
                self.resource_of.push(resource as u32);
                self.unit.push(unit);
                rows.push((capacity / unit, row_size(capacity, demanded[resource]) / unit));
            }
        }
        let volumes: Vec<f64> =
            self.demand_of.iter().map(|&demand| problem.demands[demand as usize].volume).collect();
        self.master = Master::new(&rows, &volumes);
        for route in 0..self.pool.len() as u32 {
            let dead = self.pool.arcs(route).iter().any(|&arc| self.pricer.shut[arc as usize]);
            self.add_to_master(route, 0.0);
            self.master.set_dead(volumes.len() as u32 + route, dead);
        }
        self.demanded = demanded;
        self.standing = false;
    }

    /// Adds a route of the pool to the master.
    pub(super) fn add_to_master(&mut self, route: u32, cost: f64) {
        let demand = self.pool.demand[route as usize];
        let mut uses = Vec::new();
        let own = &self.problem.demands[demand as usize];
        self.problem.route_uses(own, self.pool.arcs(route), &mut uses);
        let entries = uses.iter().filter_map(|&(resource, amount)| {
            let row = self.row_of[resource as usize];
            (row != NONE).then(|| (row, amount / self.unit[row as usize]))
        });
        self.master.add_column(self.group_of[demand as usize], entries, cost);
    }

    /// Changes the capacity of a resource; the next [`Solver::solve`] uses it.
    ///
    /// # Errors
    /// [`FlowError::Invalid`] where there is no such resource or capacity.
    pub fn set_capacity(&mut self, resource: u32, capacity: f64) -> Result<(), FlowError> {
        let Some(own) = self.capacity.get_mut(resource as usize) else {
            return Err(FlowError::Invalid(format!("resource {resource}")));
        };
        if capacity.is_nan() || capacity < 0.0 {
            return Err(FlowError::Invalid(format!("capacity {capacity}")));
        }
        if *own == capacity {
            return Ok(());
        }
        *own = capacity;
        self.changed = true;
        let row = self.row_of[resource as usize];
        if row != NONE && capacity < f64::INFINITY {
            let unit = self.unit[row as usize];
            let size = row_size(capacity, self.demanded[resource as usize]);
            self.master.set_rhs(row, capacity / unit, size / unit);
        } else {
            self.build();
        }
        Ok(())
    }

    /// Closes these arcs to everyone, besides what classes close themselves, and
    /// opens all others; the next [`Solver::solve`] uses it.
    ///
    /// # Errors
    /// [`FlowError::Invalid`] where there is no such arc.
    pub fn close_arcs(&mut self, arcs: &[u32]) -> Result<(), FlowError> {
        let shut = &mut self.pricer.shut;
        shut.fill(false);
        for &arc in arcs {
            match shut.get_mut(arc as usize) {
                Some(slot) => *slot = true,
                None => return Err(FlowError::Invalid(format!("arc {arc}"))),
            }
        }
        let groups = self.demand_of.len() as u32;
        for route in 0..self.pool.len() as u32 {
            let dead = self.pool.arcs(route).iter().any(|&arc| self.pricer.shut[arc as usize]);
            self.master.set_dead(groups + route, dead);
        }
        Ok(())
    }

    /// The lexicographic optimum.
    ///
    /// # Errors
    /// [`FlowError::Cancelled`]; [`FlowError::Unproved`] where a relative gap
    /// above 1e-6 is left.
    pub fn solve(&mut self, control: &Control) -> Result<FlowSolution, FlowError> {
        let gap = self.optimum(control)?;
        Ok(self.extract(self.results.clone(), gap))
    }

    /// Brings the master to the lexicographic optimum; returns the largest gap.
    pub(super) fn optimum(&mut self, control: &Control) -> Result<f64, FlowError> {
        let mut left = f64::INFINITY;
        for careful in [false, true] {
            self.master.set_patience(if careful { 8 } else { 80 });
            match self.run_stages(careful, control) {
                Ok(stages) => {
                    left = stages.iter().map(|stage| stage.gap).fold(0.0, f64::max);
                    self.results = stages;
                    if left <= GAP {
                        return Ok(left);
                    }
                }
                Err(Stop::Cancelled) => return Err(FlowError::Cancelled),
                Err(Stop::Trouble) => {}
            }
        }
        Err(FlowError::Unproved(left))
    }

    fn run_stages(&mut self, afresh: bool, control: &Control) -> Result<Vec<StageResult>, Stop> {
        let closing = self.restart(afresh, control)? == Resumed::Closing;
        self.seed(control)?;
        self.crash(&self.crash_mix.clone(), closing, control)?;
        if closing {
            self.bar_dead();
        }
        let mut results = Vec::new();
        for stage in 0..self.stages().min(self.last_stage.saturating_add(1)) {
            if stage > self.priorities.len() && self.is_only(control)? {
                break;
            }
            results.push(self.run(stage, control)?);
        }
        for (stage, result) in results.iter_mut().enumerate() {
            self.close(stage, result);
        }
        self.warm = self.routes_in_basis();
        self.standing = true;
        Ok(results)
    }

    /// Starts from nothing delivered, then lets the routes of the last optimum
    /// in again.
    fn restart(&mut self, afresh: bool, control: &Control) -> Result<Resumed, Stop> {
        let resumed = if afresh { Resumed::No } else { self.resume(control)? };
        self.standing = false;
        if resumed == Resumed::No {
            self.master.reset();
        }
        self.values.clear();
        self.tower = Tower {
            mix: vec![0.0; self.stages()],
            price: vec![0.0; self.resource_of.len()],
            dual: vec![0.0; self.demand_of.len()],
        };
        self.master.set_costs(|_| 0.0);
        if afresh || resumed != Resumed::No {
            return Ok(resumed);
        }
        let groups = self.demand_of.len() as u32;
        for route in std::mem::take(&mut self.warm) {
            self.master.push(groups + route).map_err(|_| Stop::Trouble)?;
        }
        Ok(resumed)
    }

    fn routes_in_basis(&self) -> Vec<u32> {
        let groups = self.demand_of.len() as u32;
        let routes = self.master.basics().filter(|&column| column >= groups);
        routes.map(|column| column - groups).collect()
    }

    /// Finds the best route of every demand, as if it were alone, and how much
    /// more than all cost an unmet unit must weigh.
    fn seed(&mut self, control: &Control) -> Result<(), Stop> {
        if self.seeded {
            return Ok(());
        }
        let demands = self.problem.demands.len();
        let mut mix = vec![0.0; self.stages()];
        mix[self.priorities.len()] = 1.0;
        self.pricer.set_weights(self.problem, self.sums(&mix), &[]);
        let (start, threshold) = (vec![0.0; demands], vec![f64::INFINITY; demands]);
        let mut new = Vec::new();
        let (problem, pool) = (self.problem, &mut self.pool);
        self.pricer.price(problem, (&start, &threshold), control, |demand, priced, arcs| {
            if priced.found {
                new.extend(pool.add(problem, demand, arcs));
            }
        })?;
        let mut longest = 0.0f64;
        for route in new {
            let objective = self.pool.sums[route as usize][0];
            longest = longest.max(objective);
            self.add_to_master(route, objective);
        }
        let longest = if longest > 0.0 { longest } else { 1.0 };
        self.longest = longest;
        for (index, &priority) in self.priorities.iter().enumerate() {
            let weights = problem.demands.iter().filter(|d| is_first(d, priority));
            let most = weights.map(|d| d.weight).fold(0.0, f64::max);
            let rank = (self.priorities.len() - 1 - index).min(8) as i32;
            mix[index] = 8.0 * longest * 8f64.powi(rank) / if most > 0.0 { most } else { 1.0 };
        }
        self.crash_mix = mix;
        self.seeded = true;
        self.approach(control)
    }

    /// Number of stages: one for each priority, then objective, time, distance
    /// and legs. A *mix* has one weight for each of them.
    pub(super) fn stages(&self) -> usize {
        self.priorities.len() + 4
    }

    /// What a stage is called.
    pub(super) fn name(&self, stage: usize) -> Stage {
        match (self.priorities.get(stage), stage - stage.min(self.priorities.len())) {
            (Some(&priority), _) => Stage::Unmet(priority),
            (None, 0) => Stage::Objective,
            (None, 1) => Stage::Time,
            (None, 2) => Stage::Distance,
            (None, _) => Stage::Legs,
        }
    }

    /// The weights of a mix that concern routes.
    pub(super) fn sums(&self, mix: &[f64]) -> Sums {
        std::array::from_fn(|index| mix[self.priorities.len() + index])
    }

    /// What one unit of a column of the master counts in a mix.
    pub(super) fn cost(&self, mix: &[f64], column: u32) -> f64 {
        match self.demand_of.get(column as usize) {
            Some(&demand) => self.unmet_cost(mix, demand),
            None => {
                let route = column as usize - self.demand_of.len();
                dot(self.sums(mix), self.pool.sums[route])
            }
        }
    }

    /// What one unit of a demand unmet counts in a mix.
    pub(super) fn unmet_cost(&self, mix: &[f64], demand: u32) -> f64 {
        let own = &self.problem.demands[demand as usize];
        match (own.penalty, self.priorities.binary_search(&own.priority)) {
            (Some(penalty), _) => mix[self.priorities.len()] * penalty,
            (None, Ok(index)) => mix[index] * own.weight,
            (None, Err(_)) => 0.0,
        }
    }
}

fn is_first(demand: &FlowDemand, priority: u32) -> bool {
    demand.penalty.is_none() && demand.priority == priority && demand.volume > 0.0
}

/// What a difference in a row is measured against.
fn row_size(capacity: f64, demanded: f64) -> f64 {
    if capacity > 0.0 { capacity } else { (demanded * 1e-6).max(f64::MIN_POSITIVE) }
}

/// The power of two at or below a positive number.
fn power_of_two(value: f64) -> f64 {
    f64::from_bits(value.to_bits() & 0x7ff0_0000_0000_0000).max(f64::MIN_POSITIVE)
}
