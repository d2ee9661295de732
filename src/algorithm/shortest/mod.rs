//! Shortest distances over states: Dijkstra 1959, forwards and backwards.

#[cfg(test)]
mod tests;

use super::{Closed, MinHeap, ReverseIndex, StateGraph};

/// No arc: the label is that of a source.
const NONE: u32 = u32::MAX;

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
