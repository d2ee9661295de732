use super::*;
use crate::algorithm::testing::{Random, all_routes, network};

/// The best route that avoids some arcs, found by trying all.
fn brute(routes: &[Vec<u32>], weight: &[f64], shut: &[u32]) -> f64 {
    let open = |route: &&Vec<u32>| !route.iter().any(|arc| shut.contains(arc));
    let sum = |route: &Vec<u32>| route.iter().map(|&arc| weight[arc as usize]).sum::<f64>();
    routes.iter().filter(open).map(sum).fold(f64::INFINITY, f64::min)
}

fn same(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

#[test]
fn every_closure_gives_what_trying_all_routes_gives() {
    let mut searched = (0, 0);
    for seed in 0..60 {
        let net = network(seed, 6, 1 + seed as u32 % 3, 9 + seed as u32 % 5, 9, 3.0);
        let (graph, weight) = (&net.graph, &net.weight[..]);
        let reverse = ReverseIndex::new(graph);
        let mut random = Random(seed);
        let pairs = [(0, 5), (1, 4), (5, 0), (2, 3)];
        // Every leg alone, then handfuls of arcs.
        let legs = graph.arc_rank.iter().max().map_or(0, |most| most / 2 + 1);
        let mut closures: Vec<Vec<u32>> = (0..legs)
            .map(|leg| {
                let arcs = 0..graph.arcs() as u32;
                arcs.filter(|&arc| graph.arc_rank[arc as usize] / 2 == leg).collect()
            })
            .collect();
        for _ in 0..10 {
            closures.push((0..6).map(|_| random.below(graph.arcs() as u32)).collect());
        }
        let query = PairsQuery { graph, reverse: &reverse, weight, pairs: &pairs };
        let told = best_without(&query, &closures, &Control::new()).unwrap();
        assert!(told.proved);
        searched.0 += told.searched;
        searched.1 += told.after.len();
        for (column, &(origin, target)) in pairs.iter().enumerate() {
            let routes = all_routes(&net, origin, target);
            assert!(same(told.before[column], brute(&routes, weight, &[])), "{seed}");
            for (row, closure) in closures.iter().enumerate() {
                let brute = brute(&routes, weight, closure);
                let told = told.after[row * pairs.len() + column];
                assert!(same(told, brute), "{seed} {closure:?} {told} {brute}");
            }
        }
    }
    assert!(searched.0 > 500 && 2 * searched.0 < searched.1, "{searched:?}");
}

#[test]
fn a_cancelled_sweep_has_no_result() {
    let net = network(3, 5, 1, 12, 3, 1.0);
    let reverse = ReverseIndex::new(&net.graph);
    let (graph, weight, pairs) = (&net.graph, &net.weight[..], &[(0, 1)][..]);
    let query = PairsQuery { graph, reverse: &reverse, weight, pairs };
    let control = Control::new();
    control.cancel();
    assert_eq!(best_without(&query, &[vec![0]], &control), Err(Cancelled));
}
