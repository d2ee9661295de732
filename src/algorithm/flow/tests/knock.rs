//! Closures from the optimum before them against solvers that begin anew.

use super::*;

#[test]
fn every_closure_gives_the_stages_of_a_new_solver() {
    let (mut same, mut other) = (0, 0);
    each_case(40, |seed, case| {
        let control = Control::new();
        let problem = case.problem();
        let mut solver = Solver::new(&problem).unwrap();
        let before = solver.solve(&control).unwrap();
        let mut random = Random(seed);
        let arcs = problem.graph.arcs() as u32;
        let ranks = problem.graph.arc_rank.iter().max().map_or(0, |most| most / 2 + 1);
        let leg = |leg: u32| {
            let own = |arc: &u32| problem.graph.arc_rank[*arc as usize] / 2 == leg;
            (0..arcs).filter(own).collect::<Vec<u32>>()
        };
        let mut closures: Vec<Vec<u32>> = (0..ranks).map(leg).collect();
        closures.extend((0..4).map(|_| (0..arcs).filter(|_| random.once_in(6)).collect()));
        let all = solver.sweep(&closures, &control).unwrap();
        let again = solver.sweep(&closures, &control).unwrap();
        assert!(all == again, "seed {seed}");
        for (closure, after) in closures.iter().zip(&all) {
            let mut changed = case.problem();
            for class in &mut changed.classes {
                closure.iter().for_each(|&arc| class.closed[arc as usize] = true);
            }
            let fresh = Solver::new(&changed).unwrap().solve(&control).unwrap();
            if after.is_some() {
                other += 1;
            } else {
                same += 1;
            }
            let told = after.as_ref().unwrap_or(&before);
            check_feasible(&changed, told);
            for stage in &fresh.stages {
                let own = told.stage(stage.stage);
                let fine = own.is_none_or(|own| close(own.value, stage.value, 1e-9));
                assert!(fine, "seed {seed} {closure:?} {own:?} {stage:?}");
            }
        }
    });
    assert!(same > 100 && other > 100, "{same} {other}");
}
