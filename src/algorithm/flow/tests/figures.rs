//! Worths and uniqueness against microlp over all routes.

use super::brute::Brute;
use super::*;

/// Σ weight × delivered, less a constant, and the objective.
fn totals(brute: &Brute<'_>, stages: &[Stage], capacity: &[f64]) -> (f64, f64) {
    let values = brute.stages(stages, capacity);
    let mut totals = (0.0, 0.0);
    for (stage, value) in stages.iter().zip(values) {
        match stage {
            Stage::Unmet(_) => totals.0 -= value,
            _ => totals.1 = value,
        }
    }
    totals
}

#[test]
fn worths_are_what_a_little_more_capacity_brings() {
    let (mut positive, mut dear, mut degenerate) = (0, 0, 0);
    each_case(45, |seed, case| {
        let problem = case.problem();
        let control = Control::new();
        let mut solver = Solver::new(&problem).unwrap();
        let solution = solver.solve(&control).unwrap();
        let brute = Brute::new(&problem);
        let wanted = |stage: &Stage| matches!(stage, Stage::Unmet(_) | Stage::Objective);
        let stages: Vec<Stage> = stages_of(&problem).into_iter().filter(wanted).collect();
        let before = totals(&brute, &stages, &problem.capacity);
        for resource in 0..problem.capacity.len() as u32 {
            let own = problem.capacity[resource as usize];
            let worth = solver.worth(&[resource], &control).unwrap();
            if own == f64::INFINITY || solution.uses[resource as usize] < own {
                assert_eq!(worth, Worth::default(), "seed {seed}");
                continue;
            }
            let step = 1.0 / 512.0;
            let mut capacity = problem.capacity.clone();
            capacity[resource as usize] += step;
            let after = totals(&brute, &stages, &capacity);
            let delivered = (after.0 - before.0) / step;
            let objective = (after.1 - before.1) / step;
            let fine =
                close(worth.delivered, delivered, 1e-4) && close(worth.objective, objective, 1e-3);
            assert!(fine, "seed {seed}, {resource}: {worth:?} {delivered} {objective}");
            let first = solution.stages.iter().filter(|r| matches!(r.stage, Stage::Unmet(_)));
            let duals = first.flat_map(|result| &result.duals).filter(|d| d.0 == resource);
            let dual: f64 = duals.map(|dual| dual.1).sum();
            positive += usize::from(worth.delivered > 0.0);
            dear += usize::from(worth.objective > 0.0);
            degenerate += usize::from(!close(dual, worth.delivered, 1e-9));
        }
    });
    assert!(positive > 100 && dear > 50 && degenerate > 5, "{positive} {dear} {degenerate}");
}

#[test]
fn figures_are_unique_exactly_where_no_other_optimum_has_others() {
    let (mut varied, mut unique) = (0, 0);
    each_case(80, |seed, case| {
        let problem = case.problem();
        let control = Control::new();
        let mut solver = Solver::new(&problem).unwrap();
        let solution = solver.solve(&control).unwrap();
        let variation = solver.variation(&control).unwrap();
        assert!(variation.complete);
        let brute = Brute::new(&problem);
        let stages = stages_of(&problem);
        let values = brute.stages(&stages, &problem.capacity);
        let held: Vec<(Vec<f64>, f64)> =
            stages.iter().map(|&stage| brute.costs(stage)).zip(values).collect();
        let varies = |figure: &[f64]| {
            let negative: Vec<f64> = figure.iter().map(|part| -part).collect();
            let least =
                |costs: &[f64]| brute.program(costs, &held, &problem.capacity).least().unwrap().0;
            -least(&negative) - least(figure) > 1e-3
        };
        let mut check = |told: bool, figure: Vec<f64>, what: &str| {
            assert_eq!(told, varies(&figure), "seed {seed}: {what}");
            varied += usize::from(told);
            unique += usize::from(!told);
        };
        let part = |of: &dyn Fn(&Variable) -> bool| -> Vec<f64> {
            brute.variables.iter().map(|v| f64::from(u8::from(of(v)))).collect()
        };
        for (demand, flow) in solution.demands.iter().enumerate() {
            let figure = part(&|v| v.demand == demand && v.arcs.is_none());
            check(variation.delivered(demand as u32), figure, "delivered");
            for &(arc, _) in flow.arcs.iter().take(3) {
                let uses = |v: &Variable| v.arcs.as_ref().is_some_and(|arcs| arcs.contains(&arc));
                let figure = part(&|v| v.demand == demand && uses(v));
                let own = |other: u32| f64::from(u8::from(other as usize == demand));
                check(variation.arc_flow(arc, own), figure, "arc");
                check(variation.arc_flow(arc, |_| 1.0), part(&uses), "all on an arc");
            }
            if let (Split::Own, Some(first)) = (flow.split, flow.routes.first()) {
                let figure = part(&|v| v.demand == demand && v.arcs.as_ref() == Some(&first.arcs));
                check(variation.route(demand as u32, flow, 0), figure, "route");
            }
        }
        for resource in (0..problem.capacity.len() as u32).step_by(3) {
            let figure = brute.uses_of(resource);
            check(variation.resource(&problem, resource), figure, "resource");
        }
    });
    assert!(varied > 150 && unique > 3000, "{varied} {unique}");
}

#[test]
fn capacities_in_series_bring_something_only_together() {
    use crate::algorithm::StateGraph;
    // Two legs in a row, both full, and a pool on the second that is wider.
    let (graph, _) = StateGraph::new(3, vec![0, 1, 2], &[(0, 1, 0), (1, 2, 1)]);
    let class = FlowClass {
        money: vec![1.0; 2],
        time: vec![1.0; 2],
        distance: vec![1.0; 2],
        closed: vec![false; 2],
        factor: vec![1.0; 3],
        size: 1.0,
    };
    let demand = FlowDemand { target: 2, volume: 9.0, weight: 1.0, ..FlowDemand::default() };
    let problem = FlowProblem {
        graph: &graph,
        capacity: vec![4.0, 4.0, 7.0],
        uses: ArcUses::new(2, &[(0, 0, 1.0), (1, 1, 1.0), (1, 2, 1.0)]),
        classes: vec![class],
        demands: vec![demand],
    };
    let control = Control::new();
    let mut solver = Solver::new(&problem).unwrap();
    let solution = solver.solve(&control).unwrap();
    assert_eq!(solution.demands[0].delivered, 4.0);
    for resource in 0..3 {
        assert_eq!(solver.worth(&[resource], &control).unwrap(), Worth::default());
    }
    let groups = solver.groups(&[0, 1, 2], 8, &control).unwrap();
    assert_eq!(groups, [(vec![0, 1], Worth { delivered: 1.0, objective: 2.0 })]);
    let more = solver.worth_of(&[(0, 3.0), (1, 2.0)], &control).unwrap();
    assert_eq!(more, Worth { delivered: 2.0, objective: 4.0 });
}
