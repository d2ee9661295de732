//! Routes that pass some places in a given order, as routes on layers.

use super::StateGraph;

/// A graph in which only routes that pass the given places, in that order,
/// reach the target place.
///
/// Its state `layer × states + state` is a state from which the first `layer`
/// places have been passed. Places and ranks are those of the graph it was
/// built from, so that loopless routes of the one, found by
/// [`super::k_best()`], are the wanted loopless routes of the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Layered {
    /// The states of all layers.
    pub graph: StateGraph,
    /// For each arc the one it stands for.
    pub arc_of: Vec<u32>,
    /// The state where routes begin.
    pub origin: u32,
}

impl Layered {
    /// Layers for routes from the state `origin` to the place `target` that
    /// pass the places of `via` in order. A place named twice in a row counts
    /// once; where the order cannot be kept no arc reaches the target.
    pub fn new(graph: &StateGraph, origin: u32, target: u32, via: &[u32]) -> Self {
        let mut order = via.to_vec();
        order.dedup();
        let start = graph.place_of[origin as usize];
        let begun = u32::from(order.first() == Some(&start));
        if order.last() != Some(&target) {
            order.push(target);
        }
        let states = graph.states() as u32;
        let last = order.len() as u32;
        let mut once = order.clone();
        once.sort_unstable();
        once.dedup();
        let possible = once.len() == order.len();
        let mut arcs = Vec::new();
        let mut arc_of = Vec::new();
        for layer in 0..if possible { last } else { 0 } {
            for arc in 0..graph.arcs() {
                let (tail, head) = (graph.tail[arc], graph.head[arc]);
                let place = graph.place_of[head as usize];
                // A place that is due later may not be used up now.
                let due = order[layer as usize..].iter().position(|&next| next == place);
                let reached = match due {
                    None if order.contains(&place) => continue,
                    None => layer,
                    Some(0) => layer + 1,
                    Some(_) => continue,
                };
                arcs.push((layer * states + tail, reached * states + head, graph.arc_rank[arc]));
                arc_of.push(arc as u32);
            }
        }
        let place_of = (0..=last).flat_map(|_| graph.place_of.iter().copied()).collect();
        let (graph, given) = StateGraph::new(graph.places, place_of, &arcs);
        let arc_of = given.iter().map(|&arc| arc_of[arc as usize]).collect();
        Self { graph, arc_of, origin: begun * states + origin }
    }

    /// The weights of this graph's arcs, from those of the graph it stands for.
    pub fn weights(&self, weight: &[f64]) -> Vec<f64> {
        self.arc_of.iter().map(|&arc| weight[arc as usize]).collect()
    }

    /// The arcs that a route on layers stands for.
    pub fn arcs(&self, route: &[u32]) -> Vec<u32> {
        route.iter().map(|&arc| self.arc_of[arc as usize]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithm::testing::{Network, all_routes, in_order, network};
    use crate::algorithm::{LABEL_LIMIT, ReverseIndex, RouteQuery, k_best};
    use crate::control::Control;

    /// The best routes by way of some places, with the arcs of `net`.
    fn by_way_of(net: &Network, via: &[u32], k: usize) -> Vec<Vec<u32>> {
        let layered = Layered::new(&net.graph, 0, 1, via);
        let reverse = ReverseIndex::new(&layered.graph);
        let weight = layered.weights(&net.weight);
        let query = RouteQuery {
            graph: &layered.graph,
            reverse: &reverse,
            weight: &weight,
            origin: layered.origin,
            target: 1,
            limit: None,
            labels: LABEL_LIMIT,
        };
        let found = k_best(&query, k, &Control::new()).unwrap();
        assert_eq!(found.proved, found.routes.len());
        found.routes.iter().map(|route| layered.arcs(&route.arcs)).collect()
    }

    /// Whether the places of a route hold those of `via` in order.
    fn passes(net: &Network, route: &[u32], via: &[u32]) -> bool {
        let place = |state: u32| net.graph.place_of[state as usize];
        let heads = route.iter().map(|&arc| place(net.graph.head[arc as usize]));
        let places: Vec<u32> = std::iter::once(0).chain(heads).collect();
        let at: Vec<Option<usize>> =
            via.iter().map(|v| places.iter().position(|p| p == v)).collect();
        at.iter().all(Option::is_some) && at.is_sorted()
    }

    #[test]
    fn routes_by_way_of_places_are_those_of_all_that_pass_them_in_order() {
        let mut compared = 0;
        for seed in 0..300 {
            let places = 5 + seed as u32 % 3;
            let net = network(seed, places, 2, 12 + seed as u32 / 20, seed as u32 % 4, 1.0);
            let all = all_routes(&net, 0, 1);
            let vias: [&[u32]; 9] =
                [&[], &[2], &[2, 3], &[3, 2], &[4, 2, 3], &[0, 2], &[2, 1], &[2, 2], &[1, 2]];
            for via in vias {
                let kept = all.iter().filter(|r| passes(&net, r, via)).cloned().collect();
                let expected = in_order(&net, kept);
                for k in [3, expected.len() + 1] {
                    let found = by_way_of(&net, via, k);
                    assert_eq!(found, expected[..k.min(expected.len())], "{seed} {via:?}");
                    compared += found.len();
                }
            }
        }
        assert!(compared > 5_000, "{compared}");
    }
}
