//! What the rest of a way weighs at least, for each that is left of a limit.

use super::{RouteQuery, SecondLimit};
use crate::algorithm::{MinHeap, Search};
use crate::control::{Cancelled, Control};

/// How many labels may pass between two looks at the control.
const CHECK: usize = 4096;

/// From each state all pairs of weight and second weight of walks to the
/// target that no other walk beats in both.
///
/// Labels are set backwards by least weight (Hansen 1980; Martins 1984), so
/// that a state's pairs come with weights that rise and second weights that
/// fall.
#[derive(Debug, Clone, Default)]
pub struct Fronts {
    first: Vec<u32>,
    pairs: Vec<(f64, f64)>,
    is_full: bool,
    labels: Vec<Label>,
    settled: Vec<u32>,
    least: Vec<f64>,
    heap: MinHeap,
}

#[derive(Debug, Clone, Copy)]
struct Label {
    state: u32,
    weight: f64,
    second: f64,
}

impl Fronts {
    /// Forgets the last fronts: [`Fronts::rest`] knows nothing.
    pub fn clear(&mut self) {
        self.is_full = false;
    }

    /// Whether [`Fronts::rest`] knows anything.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// Finds all pairs that a walk from the origin may use within `most` of the
    /// second weight; `so_far` holds its distances from the origin. Gives up
    /// when there are more labels than the query allows.
    pub fn fill(
        &mut self,
        query: &RouteQuery<'_>,
        limit: SecondLimit<'_>,
        most: f64,
        so_far: &Search,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let states = query.graph.states();
        self.is_full = false;
        self.heap.clear();
        self.labels.clear();
        self.settled.clear();
        self.least.clear();
        self.least.resize(states, f64::INFINITY);
        for &state in query.reverse.states_of(query.target) {
            self.push(Label { state, weight: 0.0, second: 0.0 });
        }
        while let Some((_, index)) = self.heap.pop() {
            let label = self.labels[index as usize];
            if label.second >= self.least[label.state as usize] {
                continue;
            }
            self.least[label.state as usize] = label.second;
            self.settled.push(index);
            for &(arc, tail) in query.reverse.into_state(label.state) {
                let weight = query.weight[arc as usize] + label.weight;
                let second = limit.weight[arc as usize] + label.second;
                let fits = so_far.distance(tail) + second <= most && weight < f64::INFINITY;
                if fits && second < self.least[tail as usize] {
                    self.push(Label { state: tail, weight, second });
                }
            }
            if self.labels.len() > query.labels {
                return Ok(());
            }
            if self.settled.len().is_multiple_of(CHECK) {
                control.check()?;
            }
        }
        self.sort(states);
        Ok(())
    }

    fn push(&mut self, label: Label) {
        self.heap.push(label.weight, self.labels.len() as u32);
        self.labels.push(label);
    }

    /// Groups the settled labels by state, in the order in which they came.
    fn sort(&mut self, states: usize) {
        self.first.clear();
        self.first.resize(states + 1, 0);
        for &index in &self.settled {
            self.first[self.labels[index as usize].state as usize + 1] += 1;
        }
        for state in 0..states {
            self.first[state + 1] += self.first[state];
        }
        let mut next = self.first.clone();
        self.pairs.clear();
        self.pairs.resize(self.settled.len(), (0.0, 0.0));
        for &index in &self.settled {
            let label = self.labels[index as usize];
            let slot = &mut next[label.state as usize];
            self.pairs[*slot as usize] = (label.weight, label.second);
            *slot += 1;
        }
        self.is_full = true;
    }

    /// Least weight of a walk from a state to the target that takes at most
    /// `left` of the second weight.
    pub fn rest(&self, state: u32, left: f64) -> f64 {
        let state = state as usize;
        let front = &self.pairs[self.first[state] as usize..self.first[state + 1] as usize];
        let index = front.partition_point(|pair| pair.1 > left);
        front.get(index).map_or(f64::INFINITY, |pair| pair.0)
    }
}
