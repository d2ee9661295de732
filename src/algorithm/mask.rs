//! Sets of small integers that are emptied at no cost.

use super::StateGraph;

/// A set of numbers below a fixed bound; [`Mask::clear`] takes constant time.
#[derive(Debug, Clone, Default)]
pub struct Mask {
    stamp: Vec<u32>,
    now: u32,
}

impl Mask {
    /// The empty set of numbers below `bound`.
    pub fn new(bound: usize) -> Self {
        Self { stamp: vec![0; bound], now: 1 }
    }

    /// Empties the set.
    pub fn clear(&mut self) {
        if self.now == u32::MAX {
            self.stamp.fill(0);
            self.now = 0;
        }
        self.now += 1;
    }

    /// Empties the set and makes room for numbers below `bound`.
    pub fn reset(&mut self, bound: usize) {
        self.clear();
        if self.stamp.len() < bound {
            self.stamp.resize(bound, 0);
        }
    }

    /// Adds a number; one beyond the bound is left out.
    pub fn set(&mut self, index: u32) {
        if let Some(slot) = self.stamp.get_mut(index as usize) {
            *slot = self.now;
        }
    }

    /// Takes a number out.
    pub fn unset(&mut self, index: u32) {
        if let Some(slot) = self.stamp.get_mut(index as usize) {
            *slot = 0;
        }
    }

    /// Whether a number is in the set.
    pub fn has(&self, index: u32) -> bool {
        self.stamp.get(index as usize).is_some_and(|&stamp| stamp == self.now)
    }
}

/// Places and arcs that a search may not use. A closed place may not be
/// entered; a search may still begin there.
#[derive(Debug, Clone, Default)]
pub struct Closed {
    /// Places that may not be entered.
    pub places: Mask,
    /// Arcs that may not be used.
    pub arcs: Mask,
}

impl Closed {
    /// Nothing is closed.
    pub fn new(graph: &StateGraph) -> Self {
        Self { places: Mask::new(graph.places as usize), arcs: Mask::new(graph.arcs()) }
    }

    /// Opens everything again.
    pub fn clear(&mut self) {
        self.places.clear();
        self.arcs.clear();
    }

    /// Whether `arc` may be used to enter its head.
    pub fn admits(&self, graph: &StateGraph, arc: u32) -> bool {
        let place = graph.place_of[graph.head[arc as usize] as usize];
        !self.arcs.has(arc) && !self.places.has(place)
    }
}

#[cfg(test)]
mod tests {
    use super::Mask;

    #[test]
    fn a_cleared_mask_is_empty_also_when_its_stamps_run_out() {
        let mut mask = Mask::new(3);
        mask.set(1);
        assert!(mask.has(1) && !mask.has(0));
        mask.now = u32::MAX;
        mask.set(2);
        mask.clear();
        assert!(!mask.has(1) && !mask.has(2));
        mask.set(2);
        mask.unset(2);
        mask.set(7);
        assert!(!mask.has(2) && !mask.has(7));
    }
}
