//! Distances from many states at once.

mod elimination;

use elimination::{Elimination, LANES, Lanes};
use rayon::prelude::*;

use super::{MinHeap, ReverseIndex, StateGraph};
use crate::control::{Cancelled, Control};

/// Weighted arcs laid out for reading: head and weight of an arc side by side.
#[derive(Debug, Clone, Default)]
pub struct Distances {
    first: Vec<u32>,
    arcs: Vec<(f64, u32)>,
}

/// The memory of one thread.
#[derive(Default)]
struct Scratch {
    row: Vec<f64>,
    heap: MinHeap,
    rows: Vec<Lanes>,
    reached: Vec<bool>,
}

/// So many sources at least make it worth while to take the states out first.
const MANY: usize = 4 * LANES;

impl Distances {
    /// Lays out a graph under weights (f64 ≥ 0, one an arc; INFINITY or NaN
    /// closes an arc and leaves it out).
    pub fn new(graph: &StateGraph, weight: &[f64]) -> Self {
        let mut first = vec![0u32];
        let mut arcs = Vec::with_capacity(graph.arcs());
        for state in 0..graph.states() as u32 {
            let open = graph.out(state).filter(|&arc| weight[arc] < f64::INFINITY);
            arcs.extend(open.map(|arc| (weight[arc], graph.head[arc])));
            first.push(arcs.len() as u32);
        }
        Self { first, arcs }
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        self.first.len() - 1
    }

    /// Distances from one state to all (Dijkstra 1959), INFINITY where there is
    /// no way; written into `row`.
    pub fn from_state(&self, source: u32, row: &mut Vec<f64>, heap: &mut MinHeap) {
        row.clear();
        row.resize(self.states(), f64::INFINITY);
        heap.clear();
        row[source as usize] = 0.0;
        heap.push(0.0, source);
        while let Some((key, state)) = heap.pop() {
            let state = state as usize;
            if key > row[state] {
                continue;
            }
            for &(weight, head) in
                &self.arcs[self.first[state] as usize..self.first[state + 1] as usize]
            {
                let distance = key + weight;
                let known = &mut row[head as usize];
                if distance < *known {
                    *known = distance;
                    heap.push(distance, head);
                }
            }
        }
    }

    /// Distances from each of `sources` to every state: one row a source, one
    /// column a state. Runs on all threads; the answer does not depend on them.
    ///
    /// # Errors
    /// [`Cancelled`] when the control says so.
    pub fn to_states(&self, sources: &[u32], control: &Control) -> Result<Vec<f64>, Cancelled> {
        self.rows(sources, self.states(), control, |row, out| out.copy_from_slice(row))
    }

    /// Distances from each of `sources` to the nearest state of each of
    /// `places`: one row a source, one column a place.
    ///
    /// # Errors
    /// [`Cancelled`] when the control says so.
    pub fn to_places(
        &self,
        reverse: &ReverseIndex,
        sources: &[u32],
        places: &[u32],
        control: &Control,
    ) -> Result<Vec<f64>, Cancelled> {
        self.rows(sources, places.len(), control, |row, out| {
            for (cell, &place) in out.iter_mut().zip(places) {
                let ends = reverse.states_of(place).iter().map(|&state| row[state as usize]);
                *cell = ends.fold(f64::INFINITY, f64::min);
            }
        })
    }

    fn rows(
        &self,
        sources: &[u32],
        columns: usize,
        control: &Control,
        write: impl Fn(&[f64], &mut [f64]) + Sync,
    ) -> Result<Vec<f64>, Cancelled> {
        let mut table = vec![f64::INFINITY; sources.len() * columns];
        control.begin(sources.len() as u64);
        let elimination = self.elimination(sources.len());
        let batches = table.par_chunks_mut(columns.max(1) * LANES).zip(sources.par_chunks(LANES));
        batches.try_for_each_init(Scratch::default, |scratch, (out, sources)| {
            control.check()?;
            if let Some(elimination) = &elimination {
                elimination.sweep(sources, &mut scratch.rows, &mut scratch.reached);
            }
            for (lane, &source) in sources.iter().enumerate() {
                match &elimination {
                    Some(elimination) => self.read(elimination, lane, scratch),
                    None => self.from_state(source, &mut scratch.row, &mut scratch.heap),
                }
                write(&scratch.row, &mut out[lane * columns..(lane + 1) * columns]);
            }
            control.advance(sources.len() as u64);
            Ok(())
        })?;
        Ok(table)
    }

    /// The states taken out, where that pays for so many sources: where it is
    /// less work than the searches would be, and few enough arcs are added.
    fn elimination(&self, sources: usize) -> Option<Elimination> {
        let arcs = self.arcs.len();
        let work = sources.saturating_mul(arcs);
        if sources < MANY {
            None
        } else {
            Elimination::new(&self.first, &self.arcs, work, 3 * arcs)
        }
    }

    /// Copies one lane of a sweep into the row.
    fn read(&self, elimination: &Elimination, lane: usize, scratch: &mut Scratch) {
        let states = 0..self.states() as u32;
        scratch.row.clear();
        scratch.row.extend(states.map(|state| scratch.rows[elimination.position(state)][lane]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithm::testing::{all_distances, network};

    fn same(a: f64, b: f64) -> bool {
        a == b || (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
    }

    #[test]
    fn tables_agree_with_floyd_and_warshall() {
        for seed in 0..60u64 {
            let scale = if seed % 2 == 0 { 1.0 } else { 3.0 };
            let net = network(seed, 4 + seed as u32 % 8, 2, 30, seed as u32 % 5, scale);
            let graph = &net.graph;
            let distances = Distances::new(graph, &net.weight);
            let all = all_distances(graph, &net.weight);
            let sources: Vec<u32> = (0..graph.states() as u32).rev().collect();
            let table = distances.to_states(&sources, &Control::new()).unwrap();
            let places: Vec<u32> = (1..graph.places).collect();
            let reverse = ReverseIndex::new(graph);
            let control = Control::new();
            let near = distances.to_places(&reverse, &sources, &places, &control).unwrap();
            assert_eq!(control.progress(), (sources.len() as u64, sources.len() as u64));
            for (index, &source) in sources.iter().enumerate() {
                let row = &table[index * graph.states()..][..graph.states()];
                let expected = &all[source as usize];
                assert!(row.iter().zip(expected).all(|(&a, &b)| same(a, b)));
                for (column, &place) in places.iter().enumerate() {
                    let ends = reverse.states_of(place).iter().map(|&s| expected[s as usize]);
                    let expected = ends.fold(f64::INFINITY, f64::min);
                    assert!(same(near[index * places.len() + column], expected));
                }
            }
        }
    }

    #[test]
    fn states_taken_out_give_what_searches_give() {
        let mut taken = 0;
        for seed in 0..20 {
            // A large one with many legs fills up: there searches are less work.
            let (places, legs, most) =
                if seed % 4 == 3 { (400, 2400, 40) } else { (60, 60 + 20 * seed as u32, 240) };
            let net = network(seed, places, 1 + seed as u32 % 3, legs, 9, 3.0);
            let distances = Distances::new(&net.graph, &net.weight);
            let sources: Vec<u32> = (0..most.min(net.graph.states() as u32)).collect();
            let table = distances.to_states(&sources, &Control::new()).unwrap();
            taken += usize::from(distances.elimination(sources.len()).is_some());
            let (mut row, mut heap) = (Vec::new(), MinHeap::new());
            for (&source, told) in sources.iter().zip(table.chunks(net.graph.states())) {
                distances.from_state(source, &mut row, &mut heap);
                assert!(row.iter().zip(told).all(|(&a, &b)| same(a, b)));
            }
        }
        assert!(taken > 5 && taken < 20, "{taken}");
    }

    #[test]
    fn a_cancelled_table_has_no_result() {
        let net = network(3, 5, 1, 12, 3, 1.0);
        let distances = Distances::new(&net.graph, &net.weight);
        let control = Control::new();
        control.cancel();
        assert_eq!(distances.to_states(&[0, 1], &control), Err(Cancelled));
        assert_eq!(distances.to_states(&[], &Control::new()), Ok(Vec::new()));
    }
}
