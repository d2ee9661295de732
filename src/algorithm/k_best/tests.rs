//! Against all routes of small networks, found by trying.

use super::*;
use crate::algorithm::testing::{Network, all_routes, in_order, network, sum};

fn query<'a>(net: &'a Network, reverse: &'a ReverseIndex, target: u32) -> RouteQuery<'a> {
    RouteQuery {
        graph: &net.graph,
        reverse,
        weight: &net.weight,
        origin: 0,
        target,
        limit: None,
        labels: LABEL_LIMIT,
    }
}

fn ranks(net: &Network, routes: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let rank = |&arc: &u32| net.graph.arc_rank[arc as usize];
    routes.iter().map(|route| route.iter().map(rank).collect()).collect()
}

fn arcs(found: &KBest) -> Vec<Vec<u32>> {
    found.routes.iter().map(|route| route.arcs.clone()).collect()
}

/// Sparse, dense, all equal, zero, thirds; one mode and several.
fn networks() -> impl Iterator<Item = Network> {
    (0..1200u64).map(|seed| {
        let scale = if seed % 3 == 0 { 3.0 } else { 1.0 };
        let most = [0, 1, 2, 4, 50][seed as usize % 5];
        let places = 4 + (seed / 5) as u32 % 4;
        network(seed, places, 1 + seed as u32 % 3, 8 + (seed / 40) as u32, most, scale)
    })
}

#[test]
fn the_k_best_are_the_first_of_all_routes_in_order() {
    let mut search = RouteSearch::new();
    let mut compared = 0;
    let mut looped = 0;
    for net in networks() {
        let reverse = ReverseIndex::new(&net.graph);
        let expected = in_order(&net, all_routes(&net, 0, 1));
        for k in [1, 2, 5, 20, expected.len(), expected.len() + 1] {
            let found = search.k_best(&query(&net, &reverse, 1), k, &Control::new()).unwrap();
            let first = &expected[..k.min(expected.len())];
            assert_eq!(ranks(&net, &arcs(&found)), ranks(&net, first));
            assert_eq!(found.proved, found.routes.len());
            assert!(found.complete || found.routes.len() == k);
            assert!(!found.complete || found.routes.len() == expected.len());
            for route in &found.routes {
                assert_eq!(route.weight, sum(&net.weight, &route.arcs));
            }
            looped += search.work.discarded;
            compared += found.routes.len();
        }
    }
    assert!(compared > 20_000, "{compared}");
    assert!(looped > 200, "walks that pass a place twice hardly came up: {looped}");
}

#[test]
fn a_limit_leaves_the_routes_that_keep_it_in_the_same_order() {
    let mut search = RouteSearch::new();
    let mut cut = 0;
    for net in networks() {
        let reverse = ReverseIndex::new(&net.graph);
        let all = in_order(&net, all_routes(&net, 0, 1));
        let Some(first) = all.first() else { continue };
        for share in [0.0, 0.3, 0.7, 1.0] {
            let bound = sum(&net.second, first) * share;
            let kept: Vec<Vec<u32>> = all
                .iter()
                .filter(|route| sum(&net.second, route) <= bound * (1.0 + 1e-9))
                .cloned()
                .collect();
            let expected = in_order(&net, kept);
            cut += usize::from(expected.len() < all.len());
            let limit = Some(SecondLimit { weight: &net.second, bound });
            let least = expected.iter().map(|route| sum(&net.weight, route));
            let least = least.fold(f64::INFINITY, f64::min);
            let query_least = RouteQuery { limit, ..query(&net, &reverse, 1) };
            let found = search.least(&query_least, &Control::new()).unwrap();
            assert_eq!(found.bound, least);
            assert_eq!(found.route.map_or(f64::INFINITY, |route| route.weight), least);
            for k in [1, 7, expected.len() + 1] {
                let query = RouteQuery { limit, ..query(&net, &reverse, 1) };
                let found = search.k_best(&query, k, &Control::new()).unwrap();
                let first = &expected[..k.min(expected.len())];
                assert_eq!(ranks(&net, &arcs(&found)), ranks(&net, first));
                for route in &found.routes {
                    assert_eq!(route.second, sum(&net.second, &route.arcs));
                }
            }
        }
    }
    assert!(cut > 300, "{cut}");
}

#[test]
fn past_the_limit_of_labels_it_says_what_is_proved() {
    let mut partly = 0;
    for (index, net) in networks().enumerate() {
        let reverse = ReverseIndex::new(&net.graph);
        let all = in_order(&net, all_routes(&net, 0, 1));
        let bound = all.iter().map(|r| sum(&net.second, r)).fold(0.0, f64::max) * 0.6;
        let limit = (index % 2 == 1).then_some(SecondLimit { weight: &net.second, bound });
        let keeps =
            |route: &&Vec<u32>| limit.is_none() || sum(&net.second, route) <= bound * (1.0 + 1e-9);
        let expected = in_order(&net, all.iter().filter(keeps).cloned().collect());
        for labels in [0, 3, 10, 40, 100] {
            let query = RouteQuery { labels, limit, ..query(&net, &reverse, 1) };
            let found = k_best(&query, expected.len() + 1, &Control::new()).unwrap();
            let proved = &arcs(&found)[..found.proved];
            assert_eq!(ranks(&net, proved), ranks(&net, &expected[..found.proved]));
            assert!(!found.complete || found.proved == expected.len());
            let all = ranks(&net, &expected);
            let mut told = ranks(&net, &arcs(&found));
            assert!(told.iter().all(|route| all.contains(route)));
            told.sort();
            told.dedup();
            assert_eq!(told.len(), found.routes.len());
            partly += usize::from(found.proved > 0 && found.proved < expected.len());
        }
    }
    assert!(partly > 300, "{partly}");
}

#[test]
fn a_grid_of_equal_weights_is_settled_without_listing_its_routes() {
    // 15 x 15 places, all arcs equal: 40 million shortest routes.
    let side = 15u32;
    let mut list = Vec::new();
    for place in 0..side * side {
        if place % side + 1 < side {
            list.push((place, place + 1));
        }
        if place + side < side * side {
            list.push((place, place + side));
        }
    }
    let arcs: Vec<(u32, u32, u32)> = list
        .iter()
        .enumerate()
        .flat_map(|(i, &(a, b))| [(a, b, 2 * i as u32), (b, a, 2 * i as u32 + 1)])
        .collect();
    let (graph, _) = StateGraph::new(side * side, (0..side * side).collect(), &arcs);
    let weight = vec![0.1; graph.arcs()];
    let reverse = ReverseIndex::new(&graph);
    let query = RouteQuery {
        graph: &graph,
        reverse: &reverse,
        weight: &weight,
        origin: 0,
        target: side * side - 1,
        limit: None,
        labels: LABEL_LIMIT,
    };
    let found = k_best(&query, 20, &Control::new()).unwrap();
    assert_eq!(found.proved, 20);
    let places: Vec<Vec<u32>> = found
        .routes
        .iter()
        .map(|r| r.arcs.iter().map(|&arc| graph.head[arc as usize]).collect())
        .collect();
    // Along the top row first, then down; the last turns come first.
    let top: Vec<u32> = (1..side).chain((1..side).map(|row| row * side + side - 1)).collect();
    assert_eq!(places[0], top);
    assert!(places.is_sorted());
    assert!(places.iter().all(|row| row.len() as u32 == 2 * side - 2));
}

#[test]
fn a_route_to_where_one_is_has_no_arcs() {
    let net = network(1, 4, 1, 8, 3, 1.0);
    let reverse = ReverseIndex::new(&net.graph);
    let found = k_best(&query(&net, &reverse, 0), 3, &Control::new()).unwrap();
    assert_eq!(found.routes, [FoundRoute { arcs: Vec::new(), weight: 0.0, second: 0.0 }]);
    assert!(found.complete);
}

#[test]
fn a_cancelled_search_has_no_result() {
    let net = network(1, 4, 1, 8, 3, 1.0);
    let reverse = ReverseIndex::new(&net.graph);
    let control = Control::new();
    control.cancel();
    assert_eq!(k_best(&query(&net, &reverse, 1), 3, &control), Err(Cancelled));
}
