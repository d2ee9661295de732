//! Maximum flows over ways against the linear program over routes.

use super::*;

#[test]
fn flows_over_ways_are_those_of_the_program_and_their_cuts_prove_them() {
    let (mut told, mut left) = (0, 0);
    each_case(120, |seed, case| {
        let problem = case.problem();
        let class = &problem.classes[0];
        let graph = problem.graph;
        let open: Vec<bool> =
            graph.arc_rank.iter().map(|rank| (u64::from(*rank) + seed) % 9 != 0).collect();
        let demand = &problem.demands[0];
        if demand.target == graph.place_of[demand.origin as usize] {
            return;
        }
        let throughput = problem.demands.iter().map(|d| d.origin_uses[0].0 - d.origin).next();
        let throughput = throughput.unwrap_or(0);
        let begin: Vec<Vec<u32>> = (0..graph.places).map(|p| vec![throughput + p]).collect();
        let Some(mut ways) = WayNetwork::new(graph, &problem.uses, &begin) else {
            left += 1;
            return;
        };
        let query = WayQuery {
            capacity: &problem.capacity,
            open: &open,
            factor: &class.factor,
            origins: &[demand.origin],
            targets: &[demand.target],
        };
        let closed: Vec<bool> = open.iter().map(|open| !open).collect();
        let expected = capacity(
            &CapacityQuery {
                graph,
                capacity: &problem.capacity,
                uses: &problem.uses,
                closed: &closed,
                factor: &class.factor,
                origins: &[(demand.origin, demand.origin_uses.clone())],
                targets: &[demand.target],
            },
            &Control::new(),
        )
        .unwrap();
        for _ in 0..2 {
            let Some(found) = ways.solve(&query, &Control::new()).unwrap() else {
                left += 1;
                continue;
            };
            told += 1;
            assert!(close(found.value, expected.value, 1e-9), "{seed} {found:?} {expected:?}");
            let fits = |r: &u32| problem.capacity[*r as usize] / class.factor[*r as usize];
            let sum: f64 = found.cut.iter().map(fits).sum();
            assert!(close(sum, found.value, 1e-9), "{seed} {found:?}");
        }
    });
    assert!(told > 100 && left > 100, "{told} {left}");
}
