//! The fewest arcs to the target over ways that are good enough.

use super::bound::Bound;

/// The number of a state from which no such way leads to the target.
pub const FAR: u32 = u32::MAX;

/// Lower bounds of the number of arcs from each state to the target.
#[derive(Debug, Clone, Default)]
pub struct Hops {
    hops: Vec<u32>,
    queue: Vec<u32>,
}

impl Hops {
    /// Counts backwards over the arcs that make a walk at most `slack` heavier
    /// than the least from their tail: no good enough route has another.
    pub fn fill(&mut self, bound: &Bound<'_>, slack: f64) {
        let reverse = bound.query.reverse;
        self.hops.clear();
        self.hops.resize(bound.graph().states(), FAR);
        self.queue.clear();
        for &state in reverse.states_of(bound.query.target) {
            self.hops[state as usize] = 0;
            self.queue.push(state);
        }
        let mut read = 0;
        while let Some(&state) = self.queue.get(read) {
            read += 1;
            let rest = bound.rest(state);
            for &(arc, tail) in reverse.into_state(state) {
                let least = bound.rest(tail);
                // A rounding error of the sums must not lose an arc.
                let most = (least + slack) * (1.0 + 1e-12);
                let is_tight = bound.query.weight[arc as usize] + rest <= most;
                if is_tight && self.hops[tail as usize] == FAR {
                    self.hops[tail as usize] = self.hops[state as usize] + 1;
                    self.queue.push(tail);
                }
            }
        }
    }

    /// At least this many arcs lead from a state to the target.
    pub fn least(&self, state: u32) -> u32 {
        self.hops[state as usize]
    }
}
