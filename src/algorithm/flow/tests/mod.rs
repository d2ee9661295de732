//! Small problems against all their routes; large ones against published values.

mod brute;
mod cases;
mod figures;
mod knock;
mod most;
mod ways;

use super::*;
use crate::algorithm::testing::Random;
use crate::control::Control;
use brute::{Brute, Variable};
use cases::{Case, Kind, case};

const PLAIN: Kind = Kind {
    places: 5,
    modes: 1,
    legs: 10,
    demands: 4,
    most: 9,
    penalties: true,
    deadlines: false,
    priorities: 1,
    capacity: 6,
};

/// Ties, several modes, deadlines, priorities, everything at once.
const KINDS: [Kind; 6] = [
    PLAIN,
    Kind { modes: 2, legs: 14, penalties: false, priorities: 2, ..PLAIN },
    Kind { modes: 2, legs: 16, most: 1, deadlines: true, ..PLAIN },
    Kind { most: 2, priorities: 3, demands: 6, capacity: 3, ..PLAIN },
    Kind { places: 6, modes: 3, legs: 16, most: 4, deadlines: true, priorities: 2, ..PLAIN },
    Kind { places: 4, legs: 14, most: 0, demands: 5, deadlines: true, ..PLAIN },
];

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    a.is_finite() && b.is_finite() && (a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1.0)
}

/// Whether flows keep every rule of the problem and add up.
fn check_feasible(problem: &FlowProblem<'_>, solution: &FlowSolution) {
    let mut used = vec![0.0; problem.capacity.len()];
    let graph = problem.graph;
    for (demand, flow) in problem.demands.iter().zip(&solution.demands) {
        let class = &problem.classes[demand.class as usize];
        assert!(close(flow.delivered + flow.unmet, demand.volume, 1e-12));
        assert!(flow.unmet >= 0.0 && flow.delivered >= 0.0);
        let mut uses = Vec::new();
        for (routes, counted) in [(&flow.routes, true), (&flow.own_routes, false)] {
            let sum: f64 = routes.iter().map(|route| route.flow).sum();
            assert!(close(sum, flow.delivered, 1e-12));
            let mut arcs = vec![0.0; graph.arcs()];
            for route in routes {
                assert!(route.flow > 0.0);
                let mut places = vec![graph.place_of[demand.origin as usize]];
                let mut state = demand.origin;
                for &arc in &route.arcs {
                    assert_eq!(graph.tail[arc as usize], state);
                    assert!(!class.closed[arc as usize]);
                    state = graph.head[arc as usize];
                    let place = graph.place_of[state as usize];
                    assert!(!places.contains(&place));
                    places.push(place);
                    arcs[arc as usize] += route.flow;
                }
                assert_eq!(places.last(), Some(&demand.target));
                let time: f64 = route.arcs.iter().map(|&arc| class.time[arc as usize]).sum();
                assert!(demand.deadline.is_none_or(|d| time <= d + 1e-9 * d.abs()));
                if counted {
                    problem.route_uses(demand, &route.arcs, &mut uses);
                    uses.iter().for_each(|&(r, amount)| used[r as usize] += amount * route.flow);
                }
            }
            let mut told = vec![0.0; graph.arcs()];
            flow.arcs.iter().for_each(|&(arc, flow)| told[arc as usize] += flow);
            assert!(arcs.iter().zip(&told).all(|(a, b)| close(*a, *b, 1e-12)));
        }
    }
    for (resource, &used) in used.iter().enumerate() {
        assert!(used <= problem.capacity[resource] * (1.0 + 1e-11) + 1e-11);
        assert!(close(used, solution.uses[resource], 1e-11));
    }
}

/// What one unit of a variable is worth under prices.
fn priced(problem: &FlowProblem<'_>, variable: &Variable, prices: &[(u32, f64)]) -> f64 {
    let mut uses = Vec::new();
    if let Some(arcs) = &variable.arcs {
        problem.route_uses(&problem.demands[variable.demand], arcs, &mut uses);
    }
    let price = |resource: u32| prices.iter().find(|p| p.0 == resource).map_or(0.0, |p| p.1);
    uses.iter().map(|&(resource, amount)| price(resource) * amount).sum()
}

/// Whether the duals of every stage have its value and are complementary, and
/// its proof holds for every route there is.
fn check_duals(brute: &Brute<'_>, solution: &FlowSolution) {
    let problem = brute.problem;
    for (index, stage) in solution.stages.iter().enumerate() {
        let scale = stage.value.abs().max(1.0);
        let sum = |duals: &[f64], prices: &[(u32, f64)]| {
            let demands = problem.demands.iter().zip(duals);
            let gain: f64 = demands.map(|(demand, dual)| demand.volume * dual).sum();
            gain - prices.iter().map(|&(r, dual)| dual * problem.capacity[r as usize]).sum::<f64>()
        };
        assert!(close(sum(&stage.demand_duals, &stage.duals), stage.value, 1e-9));
        for &(resource, dual) in &stage.duals {
            let (used, capacity) =
                (solution.uses[resource as usize], problem.capacity[resource as usize]);
            assert!(dual.abs() * (capacity - used) <= 1e-9 * scale, "slack under a dual");
            assert!(index > 0 || dual > 0.0);
        }
        let Proof { multipliers, prices, least } = &stage.proof;
        let earlier = solution.stages[..index].iter().zip(multipliers);
        let kept: f64 = earlier.map(|(stage, weight)| stage.value * weight).sum();
        assert!(close(sum(least, prices) - kept, stage.bound, 1e-9));
        assert!(prices.iter().all(|price| price.1 >= 0.0) && multipliers.iter().all(|m| *m >= 0.0));
        for variable in &brute.variables {
            let demand = &problem.demands[variable.demand];
            if demand.volume == 0.0 {
                continue;
            }
            let own = brute.cost(stage.stage, variable);
            let flow = &solution.demands[variable.demand];
            let x = match &variable.arcs {
                Some(arcs) => {
                    let own = flow.own_routes.iter().find(|route| &route.arcs == arcs);
                    own.map_or(0.0, |route| route.flow)
                }
                None => flow.unmet,
            };
            let dual = stage.demand_duals[variable.demand];
            let reduced = own + priced(problem, variable, &stage.duals) - dual;
            assert!(reduced.abs() * x <= 1e-8 * scale, "{reduced} {x}");
            let mut reduced = own + priced(problem, variable, prices) - least[variable.demand];
            for (multiplier, earlier) in multipliers.iter().zip(&solution.stages) {
                reduced += multiplier * brute.cost(earlier.stage, variable);
            }
            assert!(reduced >= -1e-8 * scale, "{reduced}");
        }
    }
}

/// All stages that a problem has.
fn stages_of(problem: &FlowProblem<'_>) -> Vec<Stage> {
    let first = problem.demands.iter().filter(|d| d.penalty.is_none() && d.volume > 0.0);
    let mut priorities: Vec<u32> = first.map(|demand| demand.priority).collect();
    priorities.sort_unstable();
    priorities.dedup();
    let mut stages: Vec<Stage> = priorities.into_iter().map(Stage::Unmet).collect();
    stages.extend([Stage::Objective, Stage::Time, Stage::Distance, Stage::Legs]);
    stages
}

/// What a solution counts in a stage, from its routes.
fn sum_of(brute: &Brute<'_>, solution: &FlowSolution, stage: Stage) -> f64 {
    let flow = |v: &Variable| {
        let own = &solution.demands[v.demand];
        match &v.arcs {
            None => own.unmet,
            Some(arcs) => own.routes.iter().filter(|r| &r.arcs == arcs).map(|r| r.flow).sum(),
        }
    };
    brute.variables.iter().map(|v| brute.cost(stage, v) * flow(v)).sum()
}

fn each_case(seeds: u64, mut check: impl FnMut(u64, &Case)) {
    for (index, &kind) in KINDS.iter().enumerate() {
        for seed in 0..seeds {
            check(seed, &case(seed * 6 + index as u64, kind));
        }
    }
}

#[test]
fn every_stage_has_the_value_that_all_routes_give() {
    let (mut short, mut split, mut all_stages) = (0, 0, 0);
    each_case(250, |seed, case| {
        let problem = case.problem();
        let mut solver = Solver::new(&problem).unwrap();
        let solution = solver.solve(&Control::new());
        let solution = solution.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        check_feasible(&problem, &solution);
        let brute = Brute::new(&problem);
        let stages = stages_of(&problem);
        let expected = brute.stages(&stages, &problem.capacity);
        for (stage, expected) in solution.stages.iter().zip(&expected) {
            // What microlp calls feasible blurs the last stages.
            let fine = close(stage.value, *expected, 1e-5);
            assert!(fine, "seed {seed}: {stage:?} is {expected}");
            assert!(stage.gap <= 1e-9, "seed {seed}: {stage:?}");
        }
        for (&stage, &expected) in stages.iter().zip(&expected) {
            let sum = sum_of(&brute, &solution, stage);
            assert!(close(sum, expected, 1e-5), "seed {seed}: {stage:?} {sum} {expected}");
        }
        all_stages += usize::from(solution.stages.len() == stages.len());
        check_duals(&brute, &solution);
        short += usize::from(solution.demands.iter().any(|d| d.unmet > 0.0));
        split += usize::from(solution.demands.iter().any(|d| d.routes.len() > 1));
    });
    let counts = (short, split, all_stages);
    assert!(short > 500 && split > 300 && all_stages > 200, "{counts:?}");
}

#[test]
fn many_demands_have_the_values_that_all_routes_give() {
    let (mut short, mut late) = (0, 0);
    for seed in 0..40 {
        let deadlines = seed % 4 == 3;
        let kind = Kind {
            modes: 1 + (seed % 2) as u32,
            demands: 40,
            capacity: 40,
            deadlines,
            priorities: 1 + (seed % 3) as u32,
            penalties: seed % 5 != 0,
            ..PLAIN
        };
        let case = case(seed, kind);
        let problem = case.problem();
        let mut solver = Solver::new(&problem).unwrap();
        let solution = solver.solve(&Control::new()).unwrap();
        check_feasible(&problem, &solution);
        let brute = Brute::new(&problem);
        let stages = stages_of(&problem);
        let expected = brute.stages(&stages, &problem.capacity);
        for (stage, expected) in solution.stages.iter().zip(&expected) {
            let fine = close(stage.value, *expected, 1e-5) && stage.gap <= 1e-9;
            assert!(fine, "seed {seed}: {stage:?} is {expected}");
        }
        check_duals(&brute, &solution);
        short += usize::from(solution.demands.iter().any(|d| d.unmet > 0.0));
        late += usize::from(deadlines);
    }
    assert!(short > 20 && late > 5, "{short} {late}");
}

#[test]
fn a_solver_used_again_gives_the_answer_of_a_new_one() {
    each_case(60, |seed, case| {
        let control = Control::new();
        let problem = case.problem();
        let mut solver = Solver::new(&problem).unwrap();
        solver.solve(&control).unwrap();
        let mut random = Random(seed);
        for round in 0..4 {
            let mut changed = case.problem();
            let arcs: Vec<u32> =
                (0..problem.graph.arcs() as u32).filter(|_| random.once_in(8)).collect();
            for class in &mut changed.classes {
                arcs.iter().for_each(|&arc| class.closed[arc as usize] = true);
            }
            solver.close_arcs(&arcs).unwrap();
            for resource in 0..problem.capacity.len() as u32 {
                let own = problem.capacity[resource as usize];
                let new = match random.below(6) {
                    0 => 0.0,
                    1 => own * 0.5,
                    2 => own + 1.0,
                    3 if round > 1 => f64::INFINITY,
                    4 if round > 1 => 2.0,
                    _ => own,
                };
                changed.capacity[resource as usize] = new;
                solver.set_capacity(resource, new).unwrap();
            }
            let again = solver.solve(&control).unwrap();
            check_feasible(&changed, &again);
            let fresh = Solver::new(&changed).unwrap().solve(&control).unwrap();
            for (a, b) in again.stages.iter().zip(&fresh.stages) {
                assert!(a.stage == b.stage && close(a.value, b.value, 1e-9), "seed {seed}");
            }
        }
    });
}

#[test]
fn a_problem_that_makes_no_sense_is_told() {
    let case = case(0, PLAIN);
    let mut problem = case.problem();
    problem.classes[0].money[0] = -1.0;
    problem.classes[0].closed[0] = false;
    assert!(matches!(Solver::new(&problem), Err(FlowError::Invalid(_))));
    let mut problem = case.problem();
    problem.demands[0].volume = f64::NAN;
    assert!(matches!(Solver::new(&problem), Err(FlowError::Invalid(_))));
    let mut problem = case.problem();
    problem.capacity.pop();
    assert!(matches!(Solver::new(&problem), Err(FlowError::Invalid(_))));
    let problem = case.problem();
    let control = Control::new();
    control.cancel();
    assert_eq!(Solver::new(&problem).unwrap().solve(&control), Err(FlowError::Cancelled));
}

/// Two diamonds in a row: 0 to 1 or 2 to 3 to 4 or 5 to 6, each arc with a
/// capacity of its own, and the time that each takes.
fn diamonds(time: [f64; 8], deadline: Option<f64>) -> DemandFlow {
    use crate::algorithm::StateGraph;
    let ends = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (3, 5), (4, 6), (5, 6)];
    let arcs: Vec<_> = ends.iter().enumerate().map(|(r, &(a, b))| (a, b, r as u32)).collect();
    let (graph, _) = StateGraph::new(7, (0..7).collect(), &arcs);
    let uses: Vec<_> = (0..8).map(|arc| (arc, arc, 1.0)).collect();
    let class = FlowClass {
        money: vec![1.0, 2.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.0],
        time: time.to_vec(),
        distance: vec![1.0; 8],
        closed: vec![false; 8],
        factor: vec![1.0; 8],
        size: 1.0,
    };
    let demand =
        FlowDemand { target: 6, volume: 10.0, weight: 1.0, deadline, ..FlowDemand::default() };
    let problem = FlowProblem {
        graph: &graph,
        capacity: vec![6.0, 9.0, 9.0, 9.0, 5.0, 9.0, 9.0, 9.0],
        uses: ArcUses::new(8, &uses),
        classes: vec![class],
        demands: vec![demand],
    };
    let solution = Solver::new(&problem).unwrap().solve(&Control::new()).unwrap();
    check_feasible(&problem, &solution);
    solution.demands[0].clone()
}

#[test]
fn flows_split_in_proportion_unless_a_route_would_be_late() {
    let time = [0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    let free = diamonds(time, None);
    assert_eq!(free.split, Split::Proportional);
    let flows: Vec<f64> = free.routes.iter().map(|route| route.flow).collect();
    assert!(flows.iter().zip([3.0, 3.0, 2.0, 2.0]).all(|(a, b)| close(*a, b, 1e-12)));
    let bound = diamonds(time, Some(1.0));
    assert_eq!((bound.split, bound.delivered), (Split::Own, 10.0));
    assert!(bound.routes.iter().all(|route| route.arcs.len() == 4) && bound.routes.len() == 3);
    assert_eq!(free.arcs.len(), bound.arcs.len());
}
