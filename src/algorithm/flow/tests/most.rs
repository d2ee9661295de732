//! The most that fits: value, certificate, and which cut is named.

use super::*;
use crate::algorithm::StateGraph;
use crate::algorithm::oracle::Program;

/// Every loopless way from a state to one of some places.
fn ways(
    query: &CapacityQuery<'_>,
    state: u32,
    passed: &mut Vec<u32>,
    arcs: &mut Vec<u32>,
    found: &mut Vec<Vec<u32>>,
) {
    let graph = query.graph;
    if query.targets.contains(&graph.place_of[state as usize]) {
        found.push(arcs.clone());
    }
    for arc in graph.out(state) {
        let head = graph.head[arc];
        let place = graph.place_of[head as usize];
        if !query.closed[arc] && !passed.contains(&place) {
            passed.push(place);
            arcs.push(arc as u32);
            ways(query, head, passed, arcs, found);
            arcs.pop();
            passed.pop();
        }
    }
}

/// All ways of a query, each with what one unit uses of every resource.
fn all_ways(query: &CapacityQuery<'_>) -> Vec<(Vec<u32>, Vec<f64>)> {
    let mut all = Vec::new();
    for (state, own) in query.origins {
        let place = query.graph.place_of[*state as usize];
        let mut found = Vec::new();
        ways(query, *state, &mut vec![place], &mut Vec::new(), &mut found);
        for arcs in found {
            let mut sums = vec![0.0; query.capacity.len()];
            let of_arcs = arcs.iter().flat_map(|&arc| query.uses.of(arc));
            for &(resource, times) in own.iter().chain(of_arcs) {
                sums[resource as usize] += times * query.factor[resource as usize];
            }
            all.push((arcs, sums));
        }
    }
    all
}

fn most_by_microlp(query: &CapacityQuery<'_>, ways: &[(Vec<u32>, Vec<f64>)]) -> f64 {
    let mut program = Program::new(&vec![-1.0; ways.len()]);
    for (resource, &most) in query.capacity.iter().enumerate() {
        let terms = ways.iter().map(|way| way.1[resource]).enumerate();
        let terms: Vec<_> = terms.filter(|term| term.1 > 0.0).collect();
        if most < f64::INFINITY && !terms.is_empty() {
            program.at_most(&terms, most);
        }
    }
    if ways.is_empty() { 0.0 } else { -program.least().unwrap().0 }
}

#[test]
fn the_most_that_fits_has_a_certificate_and_equals_that_of_all_routes() {
    let (mut cuts, mut others, mut unlimited) = (0, 0, 0);
    each_case(60, |seed, case| {
        let problem = case.problem();
        let class = &problem.classes[0];
        let demands = &problem.demands;
        let origin = |demand: &FlowDemand| (demand.origin, demand.origin_uses.clone());
        let mut origins: Vec<_> = demands.iter().take(1 + seed as usize % 2).map(origin).collect();
        origins.dedup_by_key(|origin| origin.0);
        let targets: Vec<u32> =
            demands.iter().take(1 + seed as usize % 3).map(|d| d.target).collect();
        let query = CapacityQuery {
            graph: problem.graph,
            capacity: &problem.capacity,
            uses: &problem.uses,
            closed: &class.closed,
            factor: &class.factor,
            origins: &origins,
            targets: &targets,
        };
        let all = all_ways(&query);
        let is_free = |sums: &[f64]| {
            sums.iter().zip(query.capacity).all(|(sum, c)| *sum == 0.0 || *c == f64::INFINITY)
        };
        let answer = capacity(&query, &Control::new()).unwrap();
        if all.iter().any(|way| is_free(&way.1)) {
            unlimited += 1;
            assert_eq!(answer.value, f64::INFINITY);
            let shown = answer.unlimited.unwrap();
            assert!(all.iter().any(|way| way.0 == shown && is_free(&way.1)));
            return;
        }
        let expected = most_by_microlp(&query, &all);
        assert!(close(answer.value, expected, 1e-7), "seed {seed}: {answer:?} {expected}");
        let sum: f64 = answer.routes.iter().map(|route| route.flow).sum();
        assert!(close(sum, answer.value, 1e-9) && answer.gap <= 1e-9);
        let price = |&(r, weight): &(u32, f64)| (r as usize, weight / class.factor[r as usize]);
        let prices: Vec<(usize, f64)> = answer.weights.iter().map(price).collect();
        let bound: f64 = prices.iter().map(|(r, p)| problem.capacity[*r] * p).sum();
        assert!(close(bound, answer.value, 1e-9), "seed {seed}");
        for (_, sums) in &all {
            let covered: f64 = prices.iter().map(|(r, p)| sums[*r] * p).sum();
            assert!(covered >= 1.0 - 1e-8, "seed {seed}: {covered}");
        }
        cuts += usize::from(answer.is_cut);
        others += usize::from(!answer.is_cut);
    });
    assert!(cuts > 100 && others > 0 && unlimited > 30, "{cuts} {others} {unlimited}");
}

/// A chain of legs with these capacities, one resource each.
fn chain(capacities: &[f64]) -> CapacityAnswer {
    let count = capacities.len() as u32;
    let arcs: Vec<_> = (0..count).map(|arc| (arc, arc + 1, arc)).collect();
    let (graph, _) = StateGraph::new(count + 1, (0..=count).collect(), &arcs);
    let uses: Vec<_> = (0..count).map(|arc| (arc, arc, 1.0)).collect();
    let query = CapacityQuery {
        graph: &graph,
        capacity: capacities,
        uses: &ArcUses::new(capacities.len(), &uses),
        closed: &vec![false; capacities.len()],
        factor: &vec![1.0; capacities.len()],
        origins: &[(0, Vec::new())],
        targets: &[count],
    };
    capacity(&query, &Control::new()).unwrap()
}

#[test]
fn of_equal_cuts_the_nearest_to_the_origin_is_named() {
    let answer = chain(&[50.0, 40.0, 60.0, 40.0, 40.0]);
    assert_eq!((answer.value, answer.is_cut), (40.0, true));
    assert_eq!(answer.weights, [(1, 1.0)]);
    let closed = chain(&[3.0, 0.0, 0.0]);
    assert_eq!((closed.value, closed.weights), (0.0, vec![(1, 1.0)]));
    let free = chain(&[f64::INFINITY; 3]);
    assert_eq!((free.value, free.unlimited), (f64::INFINITY, Some(vec![0, 1, 2])));
}
