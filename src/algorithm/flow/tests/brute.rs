//! The answer by trying all routes: one linear program a stage, by microlp.

use crate::algorithm::flow::{FlowDemand, FlowProblem, Stage};
use crate::algorithm::oracle::Program;

/// A variable of the program: a route of a demand, or its unmet volume.
pub struct Variable {
    pub demand: usize,
    /// None for unmet volume.
    pub arcs: Option<Vec<u32>>,
}

/// A problem with every loopless route that keeps its deadline.
pub struct Brute<'p> {
    pub problem: &'p FlowProblem<'p>,
    pub variables: Vec<Variable>,
    /// Use of each resource by one unit of each variable.
    uses: Vec<Vec<(u32, f64)>>,
}

impl<'p> Brute<'p> {
    pub fn new(problem: &'p FlowProblem<'p>) -> Self {
        let mut brute = Self { problem, variables: Vec::new(), uses: Vec::new() };
        for (index, demand) in problem.demands.iter().enumerate() {
            brute.variables.push(Variable { demand: index, arcs: None });
            let mut routes = Vec::new();
            let place = problem.graph.place_of[demand.origin as usize];
            extend(problem, demand, demand.origin, &mut vec![place], &mut Vec::new(), &mut routes);
            for arcs in routes {
                brute.variables.push(Variable { demand: index, arcs: Some(arcs) });
            }
        }
        for variable in &brute.variables {
            let mut uses = Vec::new();
            if let Some(arcs) = &variable.arcs {
                problem.route_uses(&problem.demands[variable.demand], arcs, &mut uses);
            }
            brute.uses.push(uses);
        }
        brute
    }

    /// What one unit of a variable counts in a stage.
    pub fn cost(&self, stage: Stage, variable: &Variable) -> f64 {
        let demand = &self.problem.demands[variable.demand];
        let class = &self.problem.classes[demand.class as usize];
        let sum = |list: &[f64]| {
            let arcs = variable.arcs.iter().flatten();
            arcs.map(|&arc| list[arc as usize]).sum::<f64>()
        };
        let is_unmet = variable.arcs.is_none();
        match (stage, demand.penalty) {
            (Stage::Unmet(priority), None) if is_unmet && demand.priority == priority => {
                demand.weight
            }
            (Stage::Unmet(_), _) => 0.0,
            (Stage::Objective, Some(penalty)) if is_unmet => penalty,
            (Stage::Objective, _) => sum(&class.money) + demand.value_of_time * sum(&class.time),
            (Stage::Time, _) => class.size * sum(&class.time),
            (Stage::Distance, _) => class.size * sum(&class.distance),
            (Stage::Legs, _) => class.size * variable.arcs.as_ref().map_or(0, Vec::len) as f64,
        }
    }

    /// Use of a resource by one unit of each variable.
    pub fn uses_of(&self, resource: u32) -> Vec<f64> {
        let own = |uses: &Vec<(u32, f64)>| {
            uses.iter().find(|entry| entry.0 == resource).map_or(0.0, |entry| entry.1)
        };
        self.uses.iter().map(own).collect()
    }

    pub fn costs(&self, stage: Stage) -> Vec<f64> {
        self.variables.iter().map(|variable| self.cost(stage, variable)).collect()
    }

    /// The program that makes `costs` least while each of `held` stays at its
    /// value (with a little room for what microlp calls feasible).
    pub fn program(&self, costs: &[f64], held: &[(Vec<f64>, f64)], capacity: &[f64]) -> Program {
        let mut program = Program::new(costs);
        for (index, demand) in self.problem.demands.iter().enumerate() {
            let own = self.variables.iter().enumerate().filter(|(_, v)| v.demand == index);
            program.equal(&own.map(|(at, _)| (at, 1.0)).collect::<Vec<_>>(), demand.volume);
        }
        for (resource, &capacity) in capacity.iter().enumerate() {
            let mut terms = Vec::new();
            for (at, uses) in self.uses.iter().enumerate() {
                let own = uses.iter().filter(|entry| entry.0 == resource as u32);
                terms.extend(own.map(|entry| (at, entry.1)));
            }
            if capacity < f64::INFINITY && !terms.is_empty() {
                program.at_most(&terms, capacity);
            }
        }
        for (costs, value) in held {
            let terms: Vec<_> = costs.iter().copied().enumerate().collect();
            program.at_most(&terms, value + 1e-9 * value.abs().max(1.0));
        }
        program
    }

    /// The least sum of each stage in turn, earlier ones held.
    pub fn stages(&self, stages: &[Stage], capacity: &[f64]) -> Vec<f64> {
        let mut held: Vec<(Vec<f64>, f64)> = Vec::new();
        for &stage in stages {
            let costs = self.costs(stage);
            let least = self.program(&costs, &held, capacity).least();
            held.push((costs, least.expect("nothing delivered is feasible").0));
        }
        held.into_iter().map(|entry| entry.1).collect()
    }
}

fn extend(
    problem: &FlowProblem<'_>,
    demand: &FlowDemand,
    state: u32,
    passed: &mut Vec<u32>,
    arcs: &mut Vec<u32>,
    found: &mut Vec<Vec<u32>>,
) {
    let graph = problem.graph;
    let class = &problem.classes[demand.class as usize];
    if graph.place_of[state as usize] == demand.target {
        let time: f64 = arcs.iter().map(|&arc| class.time[arc as usize]).sum();
        if demand.deadline.is_none_or(|deadline| time <= deadline * (1.0 + 1e-9)) {
            found.push(arcs.clone());
        }
        return;
    }
    for arc in graph.out(state) {
        let head = graph.head[arc];
        let place = graph.place_of[head as usize];
        if class.closed[arc] || passed.contains(&place) {
            continue;
        }
        passed.push(place);
        arcs.push(arc as u32);
        extend(problem, demand, head, passed, arcs, found);
        arcs.pop();
        passed.pop();
    }
}
