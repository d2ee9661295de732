//! The directed multigraph that every algorithm here works on.

/// A directed multigraph of states in compressed rows.
///
/// A *state* is a place together with how one arrived there; several states
/// share a place. A route is loopless in *places*. States and arcs are numbered
/// from 0; places are numbered in the order of their names, and `arc_rank`
/// orders arcs by the names of their legs, so that ties between routes can be
/// settled by number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StateGraph {
    /// How many places there are.
    pub places: u32,
    /// Place of each state.
    pub place_of: Vec<u32>,
    /// First arc of each state, and the number of arcs at the end.
    pub first_out: Vec<u32>,
    /// State where each arc begins.
    pub tail: Vec<u32>,
    /// State where each arc ends.
    pub head: Vec<u32>,
    /// Order of each arc among all by the name of its leg; arcs of one leg and
    /// direction (they differ in how one arrived at their tail) share a rank.
    pub arc_rank: Vec<u32>,
}

impl StateGraph {
    /// Builds rows from arcs `(tail, head, rank)` in any order. Returns the
    /// graph and, for each of its arcs, the index of the arc given.
    ///
    /// # Panics
    /// If a tail or head is not a state.
    pub fn new(places: u32, place_of: Vec<u32>, arcs: &[(u32, u32, u32)]) -> (Self, Vec<u32>) {
        let states = place_of.len();
        let mut first_out = vec![0u32; states + 1];
        for &(tail, head, _) in arcs {
            assert!((head as usize) < states);
            first_out[tail as usize + 1] += 1;
        }
        for state in 0..states {
            first_out[state + 1] += first_out[state];
        }
        let mut next = first_out.clone();
        let mut order = vec![0u32; arcs.len()];
        for (index, &(tail, ..)) in arcs.iter().enumerate() {
            let slot = &mut next[tail as usize];
            order[*slot as usize] = index as u32;
            *slot += 1;
        }
        let pick = |f: fn(&(u32, u32, u32)) -> u32| {
            order.iter().map(|&index| f(&arcs[index as usize])).collect::<Vec<u32>>()
        };
        let graph = Self {
            places,
            place_of,
            first_out,
            tail: pick(|a| a.0),
            head: pick(|a| a.1),
            arc_rank: pick(|a| a.2),
        };
        (graph, order)
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        self.place_of.len()
    }

    /// Number of arcs.
    pub fn arcs(&self) -> usize {
        self.head.len()
    }

    /// The arcs that leave a state.
    pub fn out(&self, state: u32) -> std::ops::Range<usize> {
        self.first_out[state as usize] as usize..self.first_out[state as usize + 1] as usize
    }
}
