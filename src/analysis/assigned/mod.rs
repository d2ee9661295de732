//! `report flow assigned by logit` and `by equilibrium`: what shippers choose
//! by themselves, instead of the best plan for all.

mod equilibrium;
mod logit;
#[cfg(test)]
mod tests;

use crate::algorithm::flow::{DemandFlow, FlowProblem, FlowSolution, RouteFlow, Split};
use crate::model::{Assigned, CommodityId, Minimising};
use crate::report::Phrase;

use super::analyst::{Analyst, Failure, State};
use super::part::Part;
use super::words::resource_map;

/// A use beyond this share of a capacity is not kept.
const KEPT: f64 = 1.0 + 1e-9;

/// The flow that results where every demand takes the routes it prefers.
///
/// # Errors
/// Where a figure that it needs is unknown, does not convert or is not stated;
/// where no answer is proved.
pub fn assigned(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    commodity: Option<CommodityId>,
    minimising: Option<Minimising>,
    assigned: Assigned,
) -> Result<Part, Failure> {
    if minimising.is_some() {
        return Err(Failure::told(
            "`minimising` is of the optimum; shippers who choose by themselves make least what \
             they pay and wait for",
        ));
    }
    if !super::contracts::in_force(&state.model, &state.network).is_empty() {
        return Err(Failure::told(
            "contracts bind the plan of all together; shippers who choose by themselves keep none",
        ));
    }
    match assigned {
        Assigned::Logit { scale, unit, .. } => {
            logit::logit(analyst, state, commodity, (scale, unit))
        }
        Assigned::Optimum | Assigned::Equilibrium => {
            equilibrium::equilibrium(analyst, state, commodity)
        }
    }
}

/// A solution from routes with their flows, one list a demand.
fn solution(problem: &FlowProblem<'_>, routes: Vec<Vec<RouteFlow>>, gap: f64) -> FlowSolution {
    let mut uses = vec![0.0; problem.capacity.len()];
    let mut demands = Vec::new();
    let mut taken = Vec::new();
    for (demand, mut routes) in problem.demands.iter().zip(routes) {
        routes.retain(|route| route.flow > 0.0);
        routes.sort_by(|a, b| b.flow.total_cmp(&a.flow).then_with(|| a.arcs.cmp(&b.arcs)));
        for route in &routes {
            problem.route_uses(demand, &route.arcs, &mut taken);
            for (resource, times) in &taken {
                uses[*resource as usize] += times * route.flow;
            }
        }
        let delivered: f64 = routes.iter().map(|route| route.flow).sum();
        // What is delivered but for rounding is delivered.
        let unmet = demand.volume - delivered;
        let unmet = if unmet.abs() <= 1e-9 * demand.volume { 0.0 } else { unmet.max(0.0) };
        demands.push(DemandFlow {
            delivered: demand.volume - unmet,
            unmet,
            own_routes: routes.clone(),
            routes,
            split: Split::Own,
            arcs: Vec::new(),
        });
    }
    FlowSolution { demands, uses, stages: Vec::new(), objective: 0.0, delivered_weight: 0.0, gap }
}

/// Tells the capacities that are not kept.
fn tell_exceeded(state: &State<'_>, solution: &FlowSolution, skip: &[u32], part: &mut Part) {
    let resources = &state.network.uses.resources;
    let over = |number: &u32| {
        let capacity = resources[*number as usize].capacity;
        let used = solution.uses[*number as usize];
        !skip.contains(number) && capacity.is_some_and(|capacity| used > capacity * KEPT)
    };
    let numbers: Vec<u32> = (0..resources.len() as u32).filter(over).collect();
    let maps = numbers.iter().map(|number| {
        let resource = &resources[*number as usize];
        let share = resource.capacity.map(|c| solution.uses[*number as usize] / c);
        resource_map(&state.model, resource).with("utilisation", share)
    });
    part.data.set("exceeded", crate::report::Node::list(maps));
    if numbers.is_empty() {
        return;
    }
    let labels = numbers.iter().map(|number| {
        let resource = &resources[*number as usize];
        let share = resource.capacity.map_or(0.0, |c| solution.uses[*number as usize] / c);
        Phrase::new()
            .name(resource.label(&state.model))
            .with(" (")
            .with(crate::report::Share(share))
            .with(" of it)")
    });
    let text = Phrase::from("capacities without `congestion` do not hold anybody back; exceeded: ");
    part.note(text.and(Phrase::list(labels)));
}
