//! Arcs by where they end, and states by place.

use super::StateGraph;

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
