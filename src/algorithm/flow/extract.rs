//! Reading flows off the master, and splitting them in proportion.

use super::pool::dot;
use super::problem::{FlowDemand, FlowProblem};
use super::result::{DemandFlow, FlowSolution, RouteFlow, Split, Stage, StageResult};
use super::solver::{NONE, Solver};
use crate::algorithm::TIE;

/// A flow of less than this share of its demand's volume is rounding.
const DUST: f64 = 1e-13;

impl Solver<'_> {
    /// The solution that the master has.
    pub(super) fn extract(&self, stages: Vec<StageResult>, gap: f64) -> FlowSolution {
        let problem = self.problem;
        let mut solution = FlowSolution {
            demands: Vec::with_capacity(problem.demands.len()),
            uses: vec![0.0; problem.capacity.len()],
            stages,
            objective: 0.0,
            delivered_weight: 0.0,
            gap,
        };
        let mut uses = Vec::new();
        for demand in 0..problem.demands.len() as u32 {
            let own = &problem.demands[demand as usize];
            let (flows, delivered) = self.own_routes(demand);
            for (route, flow) in &flows {
                problem.route_uses(own, self.pool.arcs(*route), &mut uses);
                for &(resource, amount) in &uses {
                    solution.uses[resource as usize] += amount * flow;
                }
                solution.objective +=
                    flow * dot([1.0, 0.0, 0.0, 0.0], self.pool.sums[*route as usize]);
            }
            let unmet = own.volume - delivered;
            match own.penalty {
                Some(penalty) => solution.objective += penalty * unmet,
                None => solution.delivered_weight += own.weight * delivered,
            }
            let routes = flows.iter().map(|&(route, flow)| (self.pool.arcs(route).to_vec(), flow));
            let routes = sorted(routes.collect());
            solution.demands.push(split(problem, demand, routes, delivered, unmet));
        }
        for (used, &capacity) in solution.uses.iter_mut().zip(&self.capacity) {
            if capacity < f64::INFINITY && (*used - capacity).abs() <= 1e-11 * capacity {
                *used = capacity;
            }
        }
        if let Some(stage) = solution.stages.iter().find(|result| result.stage == Stage::Objective)
        {
            solution.objective = stage.value;
        }
        solution
    }

    /// Routes with flow of a demand, and what they deliver.
    fn own_routes(&self, demand: u32) -> (Vec<(u32, f64)>, f64) {
        let group = self.group_of[demand as usize];
        if group == NONE {
            return (Vec::new(), 0.0);
        }
        let volume = self.problem.demands[demand as usize].volume;
        let groups = self.demand_of.len() as u32;
        let routes = self.pool.of_demand(demand).iter();
        let flows = routes.map(|&route| (route, self.master.x(groups + route)));
        let flows: Vec<(u32, f64)> = flows.filter(|(_, flow)| *flow > DUST * volume).collect();
        let unmet = self.master.x(group);
        let sum: f64 = flows.iter().map(|(_, flow)| flow).sum();
        let whole = unmet <= 1e-12 * volume || (volume - sum).abs() <= 1e-12 * volume;
        (flows, if whole { volume } else { sum.min(volume) })
    }
}

fn sorted(routes: Vec<(Vec<u32>, f64)>) -> Vec<RouteFlow> {
    let mut routes: Vec<RouteFlow> =
        routes.into_iter().map(|(arcs, flow)| RouteFlow { arcs, flow }).collect();
    routes.sort_by(|a, b| b.flow.total_cmp(&a.flow).then_with(|| a.arcs.cmp(&b.arcs)));
    routes
}

/// Splits a demand's own routes in proportion, where that makes routes too.
fn split(
    problem: &FlowProblem<'_>,
    demand: u32,
    own_routes: Vec<RouteFlow>,
    delivered: f64,
    unmet: f64,
) -> DemandFlow {
    let mut arcs: Vec<(u32, f64)> = (own_routes.iter())
        .flat_map(|route| route.arcs.iter().map(|&arc| (arc, route.flow)))
        .collect();
    arcs.sort_by_key(|entry| entry.0);
    arcs.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0.0 };
        same
    });
    let proportional = if own_routes.len() > 1 {
        Proportional { problem, demand: &problem.demands[demand as usize], arcs: &arcs }
            .routes(delivered)
    } else {
        Some(own_routes.clone())
    };
    let split = if proportional.is_some() { Split::Proportional } else { Split::Own };
    let routes = proportional.unwrap_or_else(|| own_routes.clone());
    DemandFlow { delivered, unmet, routes, split, own_routes, arcs }
}

/// All ways along a demand's arc flows.
struct Proportional<'a> {
    problem: &'a FlowProblem<'a>,
    demand: &'a FlowDemand,
    arcs: &'a [(u32, f64)],
}

/// A state on the way that is being followed, and what leaves it.
struct Step<'a> {
    time: f64,
    flow: f64,
    total: f64,
    rest: &'a [(u32, f64)],
}

impl<'a> Proportional<'a> {
    /// The routes, or none where one of them is late, passes a place twice, or
    /// there are too many.
    fn routes(&self, delivered: f64) -> Option<Vec<RouteFlow>> {
        let (problem, demand) = (self.problem, self.demand);
        let graph = problem.graph;
        let class = &problem.classes[demand.class as usize];
        let place = |state: u32| graph.place_of[state as usize];
        let mut found = Vec::new();
        let mut passed = vec![place(demand.origin)];
        let mut way = Vec::new();
        let mut steps = vec![self.step(demand.origin, 0.0, delivered)];
        while let Some(step) = steps.last_mut() {
            let Some((&(arc, part), rest)) = step.rest.split_first() else {
                steps.pop();
                passed.pop();
                way.pop();
                continue;
            };
            step.rest = rest;
            let flow = step.flow * (part / step.total);
            let time = step.time + class.time[arc as usize];
            let head = graph.head[arc as usize];
            if passed.contains(&place(head)) {
                return None;
            }
            way.push(arc);
            if place(head) == demand.target {
                found.push((way.clone(), flow));
                way.pop();
                let late = demand.deadline.is_some_and(|bound| time > bound + TIE * bound.abs());
                if late || found.len() > FlowSolution::ROUTES {
                    return None;
                }
            } else {
                passed.push(place(head));
                steps.push(self.step(head, time, flow));
            }
        }
        Some(sorted(found))
    }

    /// The arcs with flow out of a state: arcs of one state are neighbours.
    fn step(&self, state: u32, time: f64, flow: f64) -> Step<'a> {
        let range = self.problem.graph.out(state);
        let from = self.arcs.partition_point(|entry| (entry.0 as usize) < range.start);
        let to = self.arcs.partition_point(|entry| (entry.0 as usize) < range.end);
        let rest = &self.arcs[from..to];
        let total = rest.iter().map(|entry| entry.1).sum();
        Step { time, flow, total, rest }
    }
}
