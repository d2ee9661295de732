//! What one more unit of a capacity brings, by solving again.

use crate::algorithm::flow::{FlowSolution, Solver};

use super::analyst::{Analyst, Failure};
use super::flow::{UseAnswer, kernel_failure};
use super::flow_plan::{Plan, Weighed};

/// What one more unit brings (right-hand derivatives; canonical).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Worth {
    /// Deliveries: units of cargo where all demands are of one commodity, else
    /// as unmet demand is weighed.
    pub delivered: f64,
    /// Objective after less before: positive where new deliveries cost.
    pub objective: f64,
}

impl Worth {
    /// Whether it brings anything: more deliveries, or the same for less.
    pub fn brings(self, scale: Self) -> bool {
        self.delivered > 1e-6 * scale.delivered || self.objective < -1e-6 * scale.objective
    }
}

/// By how much a capacity is raised, as a share of it: small beside any
/// capacity that binds next, large beside the solver's rounding.
const STEP: f64 = 1e-4;

/// Capacities solved for one by one; further ones keep their duals.
const SOLVED: usize = 100;

/// Works out the worth of each capacity that binds; returns the groups that
/// bring something only together.
///
/// One optimal dual of 0 in both stages proves that a capacity alone brings
/// nothing, since the right-hand derivative is the least of all optimal duals.
///
/// # Errors
/// Where the kernel has no answer.
pub fn worths(
    analyst: &Analyst<'_>,
    plan: &Plan<'_>,
    solver: &mut Solver<'_>,
    base: &FlowSolution,
    uses: &mut [UseAnswer],
    notes: &mut Vec<String>,
) -> Result<Vec<(Vec<u32>, Worth)>, Failure> {
    let mut solved = 0;
    let scale = Worth { delivered: 1.0, objective: unit_objective(plan, base) };
    for used in uses.iter_mut().filter(|used| used.binds) {
        let free = used.dual_delivered <= 0.0 && used.dual_objective <= 0.0;
        if free {
            used.worth = Some(Worth::default());
        } else if solved < SOLVED {
            solved += 1;
            used.worth = Some(raised(analyst, plan, solver, base, &[used.resource])?);
        }
    }
    let left = uses.iter().filter(|used| used.binds && used.worth.is_none()).count();
    if left > 0 {
        notes.push(format!("the worth of {left} capacities that bind was not solved for"));
    }
    let mut idle: Vec<u32> = Vec::new();
    for used in uses.iter() {
        if used.worth.is_some_and(|worth| !worth.brings(scale)) {
            idle.push(used.resource);
        }
    }
    groups(analyst, plan, solver, base, idle, scale)
}

/// Minimal groups among capacities that bring nothing alone.
fn groups(
    analyst: &Analyst<'_>,
    plan: &Plan<'_>,
    solver: &mut Solver<'_>,
    base: &FlowSolution,
    mut idle: Vec<u32>,
    scale: Worth,
) -> Result<Vec<(Vec<u32>, Worth)>, Failure> {
    let mut groups = Vec::new();
    if idle.len() > SOLVED {
        return Ok(groups);
    }
    while idle.len() > 1 && groups.len() < 10 {
        let mut worth = raised(analyst, plan, solver, base, &idle)?;
        if !worth.brings(scale) {
            break;
        }
        let mut group = idle.clone();
        for resource in idle.clone() {
            let without: Vec<u32> = group.iter().copied().filter(|r| *r != resource).collect();
            let less = raised(analyst, plan, solver, base, &without)?;
            if less.brings(scale) {
                (group, worth) = (without, less);
            }
        }
        idle.retain(|resource| !group.contains(resource));
        groups.push((group, worth));
    }
    Ok(groups)
}

/// The objective of a typical unit, against which changes are judged.
fn unit_objective(plan: &Plan<'_>, base: &FlowSolution) -> f64 {
    let volume: f64 = plan.problem.demands.iter().map(|demand| demand.volume).sum();
    if volume > 0.0 { base.objective.abs() / volume } else { 1.0 }
}

/// Solves again with some capacities raised by the same amount.
fn raised(
    analyst: &Analyst<'_>,
    plan: &Plan<'_>,
    solver: &mut Solver<'_>,
    base: &FlowSolution,
    resources: &[u32],
) -> Result<Worth, Failure> {
    let capacity = |resource: u32| plan.problem.capacity[resource as usize];
    let least = resources.iter().map(|r| capacity(*r)).fold(f64::INFINITY, f64::min);
    let step = least * STEP;
    if !(step > 0.0 && step.is_finite()) {
        return Ok(Worth::default());
    }
    for resource in resources {
        solver.set_capacity(*resource, capacity(*resource) + step).map_err(kernel_failure)?;
    }
    let solution = solver.solve(analyst.control);
    for resource in resources {
        solver.set_capacity(*resource, capacity(*resource)).map_err(kernel_failure)?;
    }
    let solution = solution.map_err(kernel_failure)?;
    Ok(Worth {
        delivered: settle((delivered(plan, &solution) - delivered(plan, base)) / step),
        objective: settle((solution.objective - base.objective) / step),
    })
}

/// Takes the rounding of a difference away.
fn settle(value: f64) -> f64 {
    if value.abs() < 1e-9 { 0.0 } else { value }
}

/// All deliveries: in units of the one commodity, else as weighed.
fn delivered(plan: &Plan<'_>, solution: &FlowSolution) -> f64 {
    let single = one_commodity(plan);
    let demands = plan.problem.demands.iter().zip(&solution.demands);
    demands
        .map(|(demand, flow)| if single { flow.delivered } else { demand.weight * flow.delivered })
        .sum()
}

/// Whether all demands are of one commodity.
pub fn one_commodity(plan: &Plan<'_>) -> bool {
    let of = |index: usize| plan.parts[index].class.ask.commodity;
    (1..plan.parts.len()).all(|index| of(index) == of(0)) || plan.weighed == Weighed::Units
}
