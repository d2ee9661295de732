//! Routes found so far: the columns of the master program.

use super::problem::{FlowDemand, FlowProblem};

/// Sums along a route for one unit of its demand: objective, and time, distance
/// and legs times what a unit counts. Also weights of the four.
pub(super) type Sums = [f64; 4];

/// Σ weight × sum.
pub(super) fn dot(a: Sums, b: Sums) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]
}

/// All routes ever priced out, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Pool {
    pub demand: Vec<u32>,
    first: Vec<u32>,
    arcs: Vec<u32>,
    pub sums: Vec<Sums>,
    of_demand: Vec<Vec<u32>>,
}

impl Pool {
    pub fn new(demands: usize) -> Self {
        Self { first: vec![0], of_demand: vec![Vec::new(); demands], ..Self::default() }
    }

    pub fn len(&self) -> usize {
        self.demand.len()
    }

    pub fn arcs(&self, route: u32) -> &[u32] {
        let route = route as usize;
        &self.arcs[self.first[route] as usize..self.first[route + 1] as usize]
    }

    /// The routes of a demand, in the order in which they were found.
    pub fn of_demand(&self, demand: u32) -> &[u32] {
        &self.of_demand[demand as usize]
    }

    pub fn find(&self, demand: u32, arcs: &[u32]) -> Option<u32> {
        self.of_demand(demand).iter().copied().find(|&route| self.arcs(route) == arcs)
    }

    /// Adds a route; returns its number, or None where it is known already.
    pub fn add(&mut self, problem: &FlowProblem<'_>, demand: u32, arcs: &[u32]) -> Option<u32> {
        if self.find(demand, arcs).is_some() {
            return None;
        }
        let route = self.len() as u32;
        self.demand.push(demand);
        self.sums.push(sums(problem, &problem.demands[demand as usize], arcs));
        self.arcs.extend_from_slice(arcs);
        self.first.push(self.arcs.len() as u32);
        self.of_demand[demand as usize].push(route);
        Some(route)
    }
}

fn sums(problem: &FlowProblem<'_>, demand: &FlowDemand, arcs: &[u32]) -> Sums {
    let class = &problem.classes[demand.class as usize];
    let sum = |list: &[f64]| arcs.iter().map(|&arc| list[arc as usize]).sum::<f64>();
    [
        arcs.iter().map(|&arc| problem.objective(demand, arc)).sum(),
        class.size * sum(&class.time),
        class.size * sum(&class.distance),
        class.size * arcs.len() as f64,
    ]
}
