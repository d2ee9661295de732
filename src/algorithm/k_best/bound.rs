//! What is known about every way that is still ahead.

use super::fronts::Fronts;
use super::{RouteQuery, TIE};
use crate::algorithm::{Search, StateGraph};

/// A query with lower bounds of both weights from each state to the target.
#[derive(Clone, Copy)]
pub struct Bound<'a> {
    pub query: &'a RouteQuery<'a>,
    ahead: &'a Search,
    ahead_second: &'a Search,
    fronts: &'a Fronts,
    second_most: f64,
}

/// The greatest sum of the second weight that counts as within the limit.
pub fn most_second(query: &RouteQuery<'_>) -> f64 {
    query.limit.map_or(f64::INFINITY, |limit| limit.bound + TIE * limit.bound.abs())
}

/// An arc that may be taken next.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub arc: u32,
    pub head: u32,
    pub weight: f64,
    pub second: f64,
}

impl<'a> Bound<'a> {
    /// Bounds from searches backwards: over the weight, over the second weight
    /// where there is a limit, over both where `fronts` are full.
    pub fn new(
        query: &'a RouteQuery<'a>,
        ahead: &'a Search,
        ahead_second: &'a Search,
        fronts: &'a Fronts,
    ) -> Self {
        Self { query, ahead, ahead_second, fronts, second_most: most_second(query) }
    }

    pub fn graph(&self) -> &'a StateGraph {
        self.query.graph
    }

    pub fn place(&self, state: u32) -> u32 {
        self.query.graph.place_of[state as usize]
    }

    pub fn is_target(&self, state: u32) -> bool {
        self.place(state) == self.query.target
    }

    /// Least weight from a state to the target, over any walk.
    pub fn rest(&self, state: u32) -> f64 {
        self.ahead.distance(state)
    }

    /// Least weight from a state to the target over any walk that keeps the
    /// limit (as far as that is known) when `second` has been used before.
    pub fn rest_within(&self, state: u32, second: f64) -> f64 {
        if self.fronts.is_full() {
            // A rounding error of the sums must not lose a walk.
            self.fronts.rest(state, self.second_most * (1.0 + 1e-12) - second)
        } else {
            self.rest(state)
        }
    }

    /// The next arc of a walk of that least weight; none at the target.
    pub fn next(&self, state: u32) -> Option<u32> {
        self.ahead.tree_arc(state)
    }

    /// Whether a second sum is within the limit.
    pub fn within(&self, second: f64) -> bool {
        second <= self.second_most
    }

    /// Least second weight from a state to the target; 0 without a limit.
    pub fn rest_second(&self, state: u32) -> f64 {
        if self.query.limit.is_some() { self.ahead_second.distance(state) } else { 0.0 }
    }

    /// Second weight of an arc; 0 without a limit.
    pub fn second(&self, arc: u32) -> f64 {
        self.query.limit.map_or(0.0, |limit| limit.weight[arc as usize])
    }

    /// Sums of both weights along arcs, from the front.
    pub fn sums(&self, arcs: &[u32]) -> (f64, f64) {
        arcs.iter().fold((0.0, 0.0), |(weight, second), &arc| {
            (weight + self.query.weight[arc as usize], second + self.second(arc))
        })
    }

    /// The arcs out of a state from whose head the target can be reached.
    pub fn steps(&self, state: u32) -> impl Iterator<Item = Step> + use<'a> {
        let bound = *self;
        let RouteQuery { graph, weight, .. } = *bound.query;
        graph.out(state).filter_map(move |arc| {
            let (head, weight) = (graph.head[arc], weight[arc]);
            let arc = arc as u32;
            let open = weight + bound.rest(head) < f64::INFINITY;
            open.then(|| Step { arc, head, weight, second: bound.second(arc) })
        })
    }
}
