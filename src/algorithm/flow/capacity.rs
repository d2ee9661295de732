//! The most that fits from some places to others, and what binds.

use super::extended::Extended;
use super::problem::{ArcUses, FlowError};
use super::result::{FlowSolution, RouteFlow};
use super::solver::Solver;
use crate::algorithm::StateGraph;
use crate::control::Control;

/// Two sums closer than this share of them are equal.
pub(super) const EQUAL: f64 = 1e-9;

/// One commodity alone on a network, in any amount.
#[derive(Debug, Clone, Copy)]
pub struct CapacityQuery<'a> {
    /// The states. From one state no two arcs may share a rank.
    pub graph: &'a StateGraph,
    /// Capacity of each resource: ≥ 0, INFINITY where unlimited.
    pub capacity: &'a [f64],
    /// What each arc uses.
    pub uses: &'a ArcUses,
    /// Whether each arc is closed to the commodity.
    pub closed: &'a [bool],
    /// Units of each resource that one unit of the commodity takes.
    pub factor: &'a [f64],
    /// States where routes may begin, each with the resources that every unit
    /// uses by beginning there.
    pub origins: &'a [(u32, Vec<(u32, f64)>)],
    /// Places where routes may end.
    pub targets: &'a [u32],
}

/// The most that fits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CapacityAnswer {
    /// Units of the commodity; INFINITY where nothing bounds it.
    pub value: f64,
    /// Certificate: weights > 0, by resource, with Σ weight × capacity ÷ factor
    /// = value, and for every route Σ weight × use ÷ factor ≥ 1 (use and factor
    /// of one unit), so that no more can pass. A weight counts units of the
    /// commodity: it is 1 where the resource is a member of a cut.
    pub weights: Vec<(u32, f64)>,
    /// Whether all weights are 1.
    pub is_cut: bool,
    /// Where nothing bounds the value, a route that shows it.
    pub unlimited: Option<Vec<u32>>,
    /// A flow of that value: routes with their flows.
    pub routes: Vec<RouteFlow>,
    /// Relative gap between flow and certificate.
    pub gap: f64,
}

/// The most that fits from any of the origins to any of the targets under all
/// capacities, by linear programming over loopless routes.
///
/// The certificate is a cut (all weights 1) where one is found, and of equal
/// ones that nearest to the origins.
///
/// # Errors
/// [`FlowError::Invalid`], [`FlowError::Cancelled`], and [`FlowError::Unproved`]
/// where a relative gap above 1e-6 is left.
pub fn capacity(query: &CapacityQuery<'_>, control: &Control) -> Result<CapacityAnswer, FlowError> {
    check(query)?;
    let extended = Extended::new(query);
    if let Some(route) = extended.unlimited(query, control)? {
        let unlimited = Some(extended.original(&route));
        let value = f64::INFINITY;
        return Ok(CapacityAnswer { value, unlimited, ..CapacityAnswer::default() });
    }
    let problem = extended.problem(query);
    let mut solver = Solver::new(&problem)?;
    let solution = solver.solve(control)?;
    let demand = &solution.demands[0];
    if demand.unmet <= EQUAL * problem.demands[0].volume {
        // Only a route search that gave up can have missed an unlimited one.
        return Err(FlowError::Unproved(f64::INFINITY));
    }
    let value: f64 = demand.own_routes.iter().map(|route| route.flow).sum();
    let scale = if value > 0.0 { value } else { 1.0 };
    let worth = |prices: &[(u32, f64)]| -> f64 {
        prices.iter().map(|&(resource, price)| price * query.capacity[resource as usize]).sum()
    };
    let proves = |prices: &[(u32, f64)]| (worth(prices) - value).abs() <= EQUAL * scale;
    let mut prices = prices_of(&solution);
    for (resource, near) in extended.hops(query).into_iter().enumerate() {
        let more = 1e-7 * scale * query.factor[resource] * near;
        if more > 0.0 && query.capacity[resource] < f64::INFINITY {
            solver.set_capacity(resource as u32, query.capacity[resource] + more)?;
        }
    }
    let nearest = prices_of(&solver.solve(control)?);
    if proves(&nearest) {
        prices = nearest;
    }
    if let Some(cut) = extended.cut(query, &prices, proves) {
        prices = cut;
    }
    let bound = worth(&prices);
    let weights: Vec<(u32, f64)> = (prices.iter())
        .map(|&(resource, price)| (resource, price * query.factor[resource as usize]))
        .map(|(resource, weight)| {
            (resource, if (weight - 1.0).abs() <= EQUAL { 1.0 } else { weight })
        })
        .collect();
    let original =
        |route: &RouteFlow| RouteFlow { arcs: extended.original(&route.arcs), flow: route.flow };
    Ok(CapacityAnswer {
        value: if proves(&prices) { bound } else { value },
        is_cut: weights.iter().all(|weight| weight.1 == 1.0),
        weights,
        unlimited: None,
        routes: demand.routes.iter().map(original).collect(),
        gap: ((bound - value) / scale).max(0.0),
    })
}

fn check(query: &CapacityQuery<'_>) -> Result<(), FlowError> {
    let (arcs, resources) = (query.graph.arcs(), query.capacity.len());
    let states = query.graph.states();
    let inside = |(state, uses): &(u32, Vec<(u32, f64)>)| {
        (*state as usize) < states && uses.iter().all(|entry| (entry.0 as usize) < resources)
    };
    let fine = query.closed.len() == arcs
        && query.factor.len() == resources
        && query.origins.iter().all(inside)
        && query.uses.arcs() == arcs;
    if fine { Ok(()) } else { Err(FlowError::Invalid("a list of another length".into())) }
}

/// Prices of resources in the first stage: how much more would be delivered.
fn prices_of(solution: &FlowSolution) -> Vec<(u32, f64)> {
    solution.stages.first().map_or(Vec::new(), |stage| stage.duals.clone())
}
