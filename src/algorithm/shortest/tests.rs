//! Against Floyd and Warshall on small networks.

use super::*;
use crate::algorithm::testing::{Network, Random, all_distances, network, sum};

fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

fn networks() -> impl Iterator<Item = Network> {
    (0..60).map(|seed| {
        let scale = if seed % 2 == 0 { 1.0 } else { 3.0 };
        network(seed, 4 + seed as u32 % 8, 1 + seed as u32 % 3, 30, seed as u32 % 5, scale)
    })
}

#[test]
fn distances_and_ways_agree_with_floyd_and_warshall() {
    let mut search = Search::new();
    let mut way = Vec::new();
    for net in networks() {
        let graph = &net.graph;
        let reverse = ReverseIndex::new(graph);
        let all = all_distances(graph, &net.weight);
        for source in 0..graph.states() as u32 {
            search.forward(graph, &net.weight, source, None, None);
            for state in 0..graph.states() as u32 {
                let expected = all[source as usize][state as usize];
                assert!(close(search.distance(state), expected));
                search.way_to(graph, state, &mut way);
                if expected < f64::INFINITY {
                    assert!(close(sum(&net.weight, &way), expected));
                    assert!(state == source || graph.head[way[way.len() - 1] as usize] == state);
                } else {
                    assert!(way.is_empty());
                }
            }
        }
        for target in 0..graph.places {
            search.backward(graph, &reverse, &net.weight, target, None, None);
            for (state, row) in all.iter().enumerate() {
                let ends = reverse.states_of(target).iter().map(|&end| row[end as usize]);
                let expected = ends.fold(f64::INFINITY, f64::min);
                assert!(close(search.distance(state as u32), expected));
                search.way_from(graph, state as u32, &mut way);
                let total = sum(&net.weight, &way);
                assert!(close(total, expected) || (way.is_empty() && expected.is_infinite()));
            }
        }
    }
}

#[test]
fn a_search_that_stops_early_tells_the_same_distance() {
    let mut search = Search::new();
    for net in networks() {
        let graph = &net.graph;
        let reverse = ReverseIndex::new(graph);
        for (source, target) in [(0, 1), (1, 3), (2, 0)] {
            search.forward(graph, &net.weight, source, None, None);
            let nearest = search.nearest(&reverse, target);
            let full = nearest.map(|state| search.distance(state));
            let found = search.forward(graph, &net.weight, source, Some(target), None);
            assert_eq!(found.map(|state| search.distance(state)), full);
            let back = search.backward(graph, &reverse, &net.weight, target, Some(source), None);
            let back = back.map(|state| search.distance(state));
            assert_eq!(back.is_some(), full.is_some());
            assert!(back.zip(full).is_none_or(|(a, b)| close(a, b)));
        }
    }
}

#[test]
fn what_is_closed_is_as_if_its_arcs_weighed_infinity() {
    let mut random = Random(5);
    let mut search = Search::new();
    for net in networks() {
        let graph = &net.graph;
        let reverse = ReverseIndex::new(graph);
        let mut closed = Closed::new(graph);
        let mut weight = net.weight.clone();
        closed.places.set(2);
        for (arc, weight) in weight.iter_mut().enumerate() {
            if random.once_in(5) {
                closed.arcs.set(arc as u32);
            }
            if !closed.admits(graph, arc as u32) {
                *weight = f64::INFINITY;
            }
        }
        let all = all_distances(graph, &weight);
        for source in 0..graph.places {
            search.forward(graph, &net.weight, source, None, Some(&closed));
            for (state, &expected) in all[source as usize].iter().enumerate() {
                assert!(close(search.distance(state as u32), expected));
            }
        }
        search.backward(graph, &reverse, &net.weight, 3, None, Some(&closed));
        for (state, row) in all.iter().enumerate() {
            let ends = reverse.states_of(3).iter().map(|&end| row[end as usize]);
            let found = search.distance(state as u32);
            assert!(close(found, ends.fold(f64::INFINITY, f64::min)));
        }
    }
}

#[test]
fn equal_ways_are_settled_by_arcs_then_place_then_rank() {
    // 0 -> 3 by 1, by 2 (equally long), by a longer chain of weight 0 arcs.
    let arcs = [(0, 2, 0), (0, 1, 1), (2, 3, 2), (1, 3, 3), (1, 3, 4), (0, 4, 5), (4, 1, 6)];
    let weight = [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0];
    let (graph, order) = StateGraph::new(5, (0..5).collect(), &arcs);
    let weight: Vec<f64> = order.iter().map(|&arc| weight[arc as usize]).collect();
    let mut search = Search::new();
    let mut way = Vec::new();
    search.forward(&graph, &weight, 0, None, None);
    search.way_to(&graph, 3, &mut way);
    let ranks: Vec<u32> = way.iter().map(|&arc| graph.arc_rank[arc as usize]).collect();
    assert_eq!(ranks, [1, 3]);
    assert!(search.is_loopless(&graph, &way));
    assert!(!search.is_loopless(&graph, &[way[0], way[1], way[1]]));
}
