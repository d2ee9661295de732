//! Shortest distances over states: Dijkstra 1959, forwards and backwards.

use super::heap::MinHeap;
use super::{Closed, StateGraph};

/// No arc: the label is that of a source.
const NONE: u32 = u32::MAX;

/// The arcs that enter each state; built once for a graph.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReverseIndex {
    first_in: Vec<u32>,
    /// Arc and its tail, side by side.
    into: Vec<(u32, u32)>,
    first_of_place: Vec<u32>,
    states_of_place: Vec<u32>,
}

impl ReverseIndex {
    /// Sorts the arcs by head and the states by place.
    pub fn new(graph: &StateGraph) -> Self {
        let (first_in, order) = bucket(graph.states(), &graph.head);
        let into = order.iter().map(|&arc| (arc, graph.tail[arc as usize])).collect();
        let (first_of_place, states_of_place) = bucket(graph.places as usize, &graph.place_of);
        Self { first_in, into, first_of_place, states_of_place }
    }

    /// The arcs that enter a state, each with its tail, in order of arc.
    pub fn into_state(&self, state: u32) -> &[(u32, u32)] {
        let state = state as usize;
        &self.into[self.first_in[state] as usize..self.first_in[state + 1] as usize]
    }

    /// The states of a place, in order.
    pub fn states_of(&self, place: u32) -> &[u32] {
        let place = place as usize;
        let range = self.first_of_place[place]..self.first_of_place[place + 1];
        &self.states_of_place[range.start as usize..range.end as usize]
    }
}

/// Indices grouped by the bucket of each: first index of a bucket, and order.
fn bucket(buckets: usize, bucket_of: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut first = vec![0u32; buckets + 1];
    for &bucket in bucket_of {
        first[bucket as usize + 1] += 1;
    }
    for bucket in 0..buckets {
        first[bucket + 1] += first[bucket];
    }
    let mut next = first.clone();
    let mut order = vec![0u32; bucket_of.len()];
    for (index, &bucket) in bucket_of.iter().enumerate() {
        let slot = &mut next[bucket as usize];
        order[*slot as usize] = index as u32;
        *slot += 1;
    }
    (first, order)
}

/// What a search knows of one state, in one cache line.
#[derive(Debug, Clone, Copy)]
struct Label {
    distance: f64,
    /// The run that wrote this label; others count as unreached.
    run: u32,
    /// The tree's arc at this state (into it forwards, out of it backwards).
    arc: u32,
    /// Arcs on the tree's way between source and state.
    hops: u32,
}

const UNREACHED: Label = Label { distance: f64::INFINITY, run: 0, arc: NONE, hops: 0 };

/// A Dijkstra search whose memory is used again from run to run.
///
/// Weights are f64 ≥ 0, one an arc; INFINITY (or NaN) closes an arc. Distances
/// are exact to rounding. Of ways that are equally long to the last bit the
/// tree takes that of fewer arcs, then the one whose last place has the lower
/// number, then the lower `arc_rank`; the tie rules of whole routes (equal
/// within 1e-9, names along the route) are those of [`super::k_best()`]. A
/// tree's way may pass a place twice, in two states: [`Search::is_loopless`]
/// tells.
#[derive(Debug, Clone, Default)]
pub struct Search {
    labels: Vec<Label>,
    run: u32,
    heap: MinHeap,
    seen: super::Mask,
}

impl Search {
    /// A search for graphs of any size.
    pub fn new() -> Self {
        Self::default()
    }

    fn begin(&mut self, states: usize) {
        if self.run == u32::MAX {
            self.labels.clear();
            self.run = 0;
        }
        if self.labels.len() < states {
            self.labels.resize(states, UNREACHED);
        }
        self.run += 1;
        self.heap.clear();
    }

    fn source(&mut self, state: u32) {
        self.labels[state as usize] = Label { distance: 0.0, run: self.run, arc: NONE, hops: 0 };
        self.heap.push(0.0, state);
    }

    /// Distances from a state to all, or only until the nearest state of the
    /// place `stop` is settled, which is returned. (Then only that state's
    /// distance and way are final.)
    pub fn forward(
        &mut self,
        graph: &StateGraph,
        weight: &[f64],
        source: u32,
        stop: Option<u32>,
        closed: Option<&Closed>,
    ) -> Option<u32> {
        match closed {
            None => self.forward_where(graph, weight, source, stop, |_| true),
            Some(closed) => {
                self.forward_where(graph, weight, source, stop, |arc| closed.admits(graph, arc))
            }
        }
    }

    fn forward_where(
        &mut self,
        graph: &StateGraph,
        weight: &[f64],
        source: u32,
        stop: Option<u32>,
        admits: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        self.begin(graph.states());
        self.source(source);
        while let Some((key, state)) = self.heap.pop() {
            let label = self.labels[state as usize];
            if key > label.distance {
                continue;
            }
            if stop.is_some_and(|place| graph.place_of[state as usize] == place) {
                return Some(state);
            }
            for arc in graph.out(state) {
                let distance = key + weight[arc];
                let head = graph.head[arc];
                let known = self.labels[head as usize];
                if known.run == self.run && distance > known.distance {
                    continue;
                }
                if admits(arc as u32) && distance < f64::INFINITY {
                    let tail_of = |a: u32| graph.tail[a as usize];
                    self.relax(graph, head, distance, label.hops + 1, arc as u32, tail_of);
                }
            }
        }
        None
    }

    /// Distances from every state to the place `target`; with `stop`, only
    /// until that state is settled, which is returned when it is reached.
    pub fn backward(
        &mut self,
        graph: &StateGraph,
        reverse: &ReverseIndex,
        weight: &[f64],
        target: u32,
        stop: Option<u32>,
        closed: Option<&Closed>,
    ) -> Option<u32> {
        self.begin(graph.states());
        for &state in reverse.states_of(target) {
            self.source(state);
        }
        while let Some((key, state)) = self.heap.pop() {
            let label = self.labels[state as usize];
            if key > label.distance {
                continue;
            }
            if stop == Some(state) {
                return Some(state);
            }
            for &(arc, tail) in reverse.into_state(state) {
                let distance = weight[arc as usize] + key;
                let known = self.labels[tail as usize];
                if known.run == self.run && distance > known.distance {
                    continue;
                }
                if distance < f64::INFINITY && closed.is_none_or(|c| c.admits(graph, arc)) {
                    let head_of = |a: u32| graph.head[a as usize];
                    self.relax(graph, tail, distance, label.hops + 1, arc, head_of);
                }
            }
        }
        None
    }

    /// Takes the way over `arc` where it is shorter, or as long and preferred.
    ///
    /// A label's hops are more than those of the label it hangs on, also after
    /// that one improves, so ties among arcs of weight 0 never close a circle.
    fn relax(
        &mut self,
        graph: &StateGraph,
        state: u32,
        distance: f64,
        hops: u32,
        arc: u32,
        other_end: impl Fn(u32) -> u32,
    ) {
        let label = &mut self.labels[state as usize];
        let shorter = label.run != self.run || distance < label.distance;
        let preferred = || {
            let order = |a: u32| {
                let place = graph.place_of[other_end(a) as usize];
                (place, graph.arc_rank[a as usize], a)
            };
            distance == label.distance
                && label.arc != NONE
                && (hops < label.hops || (hops == label.hops && order(arc) < order(label.arc)))
        };
        if shorter || preferred() {
            *label = Label { distance, run: self.run, arc, hops };
            if shorter {
                self.heap.push(distance, state);
            }
        }
    }

    /// Distance of a state in the last run; INFINITY where it was not reached.
    pub fn distance(&self, state: u32) -> f64 {
        match self.labels.get(state as usize) {
            Some(label) if label.run == self.run => label.distance,
            _ => f64::INFINITY,
        }
    }

    /// The tree's arc at a state: into it after [`Search::forward`], out of it
    /// after [`Search::backward`]; none at a source or where not reached.
    pub fn tree_arc(&self, state: u32) -> Option<u32> {
        let label = self.labels.get(state as usize)?;
        (label.run == self.run && label.arc != NONE).then_some(label.arc)
    }

    /// The nearest state of a place in the last run: least distance, then
    /// fewest arcs, then the lowest number. None where no state was reached.
    pub fn nearest(&self, reverse: &ReverseIndex, place: u32) -> Option<u32> {
        let reached = reverse.states_of(place).iter().copied();
        reached.filter(|&state| self.distance(state) < f64::INFINITY).min_by(|&a, &b| {
            let (a, b) = (&self.labels[a as usize], &self.labels[b as usize]);
            a.distance.total_cmp(&b.distance).then(a.hops.cmp(&b.hops))
        })
    }

    /// Writes the arcs of the tree's way from the source to a state, in order,
    /// after [`Search::forward`].
    pub fn way_to(&self, graph: &StateGraph, state: u32, arcs: &mut Vec<u32>) {
        arcs.clear();
        let mut at = state;
        while let Some(arc) = self.tree_arc(at) {
            arcs.push(arc);
            at = graph.tail[arc as usize];
        }
        arcs.reverse();
    }

    /// Writes the arcs of the tree's way from a state to the target, in order,
    /// after [`Search::backward`].
    pub fn way_from(&self, graph: &StateGraph, state: u32, arcs: &mut Vec<u32>) {
        arcs.clear();
        let mut at = state;
        while let Some(arc) = self.tree_arc(at) {
            arcs.push(arc);
            at = graph.head[arc as usize];
        }
    }

    /// Whether a sequence of arcs passes no place twice.
    pub fn is_loopless(&mut self, graph: &StateGraph, arcs: &[u32]) -> bool {
        let place = |state: u32| graph.place_of[state as usize];
        let Some(&first) = arcs.first() else { return true };
        self.seen.reset(graph.places as usize);
        self.seen.set(place(graph.tail[first as usize]));
        arcs.iter().all(|&arc| {
            let place = place(graph.head[arc as usize]);
            let fresh = !self.seen.has(place);
            self.seen.set(place);
            fresh
        })
    }
}

#[cfg(test)]
mod tests {
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
                        assert!(
                            state == source || graph.head[way[way.len() - 1] as usize] == state
                        );
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
                let back =
                    search.backward(graph, &reverse, &net.weight, target, Some(source), None);
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
}
