//! Shortest times for many draws of the weights at once.

use super::{Search, StateGraph};

/// Draws that are searched together.
pub const WIDTH: usize = 16;

/// A graph laid out for searches from one state under many weights: the arcs
/// into each state side by side, states in the order of their distances under
/// typical weights. Labels are corrected in that order (Bellman 1958, Ford
/// 1956) until none changes; where the order is about right that takes little
/// more than one sweep, and every step does [`WIDTH`] draws.
#[derive(Debug, Clone)]
pub struct Lanes {
    /// States that can be reached, the origin first.
    order: Vec<u32>,
    /// First arc into each of them, and the number of arcs at the end.
    first: Vec<u32>,
    /// Arcs into the states in that order.
    arcs: Vec<u32>,
    /// Where in the order each arc begins.
    tails: Vec<u32>,
    /// Places that arcs from each lead to.
    next: Vec<Vec<u32>>,
    /// Place in the order of each state, `u32::MAX` where it is not reached.
    place: Vec<u32>,
}

/// Labels of one batch, used again from batch to batch.
#[derive(Debug, Clone, Default)]
pub struct LaneLabels {
    labels: Vec<[f64; WIDTH]>,
    dirty: Vec<bool>,
}

impl Lanes {
    /// For searches from `origin`; arcs whose typical weight is INFINITY are
    /// closed in every draw.
    pub fn new(graph: &StateGraph, typical: &[f64], origin: u32) -> Self {
        let mut search = Search::new();
        search.forward(graph, typical, origin, None, None);
        let mut order: Vec<u32> = (0..graph.states() as u32)
            .filter(|state| search.distance(*state) < f64::INFINITY)
            .collect();
        let key = |state: &u32| (search.distance(*state), *state != origin, *state);
        order.sort_by(|a, b| {
            let (a, b) = (key(a), key(b));
            a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2))
        });
        let mut place = vec![u32::MAX; graph.states()];
        for (at, state) in (0u32..).zip(&order) {
            place[*state as usize] = at;
        }
        let mut into: Vec<Vec<u32>> = vec![Vec::new(); order.len()];
        for (arc, (tail, head)) in (0u32..).zip(graph.tail.iter().zip(&graph.head)) {
            let (from, to) = (place[*tail as usize], place[*head as usize]);
            // Nothing is gained by coming back to where one began.
            if from != u32::MAX
                && to != u32::MAX
                && to != 0
                && typical[arc as usize] < f64::INFINITY
            {
                into[to as usize].push(arc);
            }
        }
        let mut made = Self {
            next: vec![Vec::new(); order.len()],
            order,
            first: vec![0],
            arcs: Vec::new(),
            tails: Vec::new(),
            place,
        };
        for (to, arcs) in (0u32..).zip(&into) {
            for arc in arcs {
                let from = made.place[graph.tail[*arc as usize] as usize];
                made.arcs.push(*arc);
                made.tails.push(from);
                if made.next[from as usize].last() != Some(&to) {
                    made.next[from as usize].push(to);
                }
            }
            made.first.push(made.arcs.len() as u32);
        }
        made
    }

    /// The arcs in the order in which weights are wanted.
    pub fn arcs(&self) -> &[u32] {
        &self.arcs
    }

    /// Distances from the origin to all states. Weights by place in
    /// [`Lanes::arcs`], each of all draws, not below zero.
    pub fn run(&self, weights: &[[f64; WIDTH]], into: &mut LaneLabels) {
        let LaneLabels { labels, dirty } = into;
        labels.clear();
        labels.resize(self.order.len(), [f64::INFINITY; WIDTH]);
        dirty.clear();
        dirty.resize(self.order.len(), true);
        if let Some(origin) = labels.first_mut() {
            *origin = [0.0; WIDTH];
        }
        loop {
            let mut again = false;
            for at in 1..self.order.len() {
                if !dirty[at] {
                    continue;
                }
                dirty[at] = false;
                let old = labels[at];
                let mut best = old;
                for index in self.first[at] as usize..self.first[at + 1] as usize {
                    let from = &labels[self.tails[index] as usize];
                    let weight = &weights[index];
                    for lane in 0..WIDTH {
                        let through = from[lane] + weight[lane];
                        best[lane] = if through < best[lane] { through } else { best[lane] };
                    }
                }
                let mut changed = false;
                for lane in 0..WIDTH {
                    changed |= best[lane] < old[lane];
                }
                if changed {
                    labels[at] = best;
                    for &to in &self.next[at] {
                        // Earlier ones wait for the next sweep.
                        again |= (to as usize) < at;
                        dirty[to as usize] = true;
                    }
                }
            }
            if !again {
                return;
            }
        }
    }

    /// The distance of a state in a draw.
    pub fn distance(&self, labels: &LaneLabels, lane: usize, state: u32) -> f64 {
        let place = self.place[state as usize] as usize;
        labels.labels.get(place).map_or(f64::INFINITY, |label| label[lane])
    }

    /// The arcs of a shortest way to a state in a draw, of equal ones by the
    /// first arc; empty where there is none.
    pub fn way(
        &self,
        weights: &[[f64; WIDTH]],
        labels: &LaneLabels,
        (lane, state): (usize, u32),
        into: &mut Vec<u32>,
    ) {
        into.clear();
        let mut at = self.place[state as usize] as usize;
        // A way is no longer than there are states.
        while at != 0 && at < self.order.len() && into.len() < self.order.len() {
            let arcs = self.first[at] as usize..self.first[at + 1] as usize;
            let label = labels.labels[at][lane];
            let found = arcs.into_iter().find(|index| {
                let from = self.tails[*index] as usize;
                labels.labels[from][lane] + weights[*index][lane] <= label && from != at
            });
            let Some(index) = found else { break };
            into.push(self.arcs[index]);
            at = self.tails[index] as usize;
        }
        if at != 0 {
            // Only legs that take no time can lead round in a circle.
            into.clear();
        }
        into.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers between 0 and 1 that look random.
    fn numbers(mut state: u64) -> impl FnMut() -> f64 {
        move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / (1_u64 << 31) as f64
        }
    }

    #[test]
    fn lanes_agree_with_single_searches() {
        let mut next = numbers(7);
        for size in [2_u32, 5, 30, 120] {
            let arcs: Vec<(u32, u32, u32)> = (0..4 * size)
                .map(|rank| {
                    let end = |share: f64| (share * f64::from(size)) as u32;
                    (end(next()), end(next()), rank)
                })
                .filter(|(a, b, _)| a != b)
                .collect();
            let (graph, _) = StateGraph::new(size, (0..size).collect(), &arcs);
            let mean: Vec<f64> = (0..graph.arcs())
                .map(|i| if i % 11 == 0 { f64::INFINITY } else { 1.0 + next() })
                .collect();
            let lanes = Lanes::new(&graph, &mean, 0);
            let mut labels = LaneLabels::default();
            let drawn: Vec<[f64; WIDTH]> = lanes
                .arcs()
                .iter()
                .map(|arc| std::array::from_fn(|_| mean[*arc as usize] * 5.0 * next() * next()))
                .collect();
            lanes.run(&drawn, &mut labels);
            let mut search = Search::new();
            let mut way = Vec::new();
            for lane in 0..WIDTH {
                let mut weight = vec![f64::INFINITY; graph.arcs()];
                for (arc, drawn) in lanes.arcs().iter().zip(&drawn) {
                    weight[*arc as usize] = drawn[lane];
                }
                search.forward(&graph, &weight, 0, None, None);
                for state in 0..size {
                    let found = lanes.distance(&labels, lane, state);
                    let expected = search.distance(state);
                    assert!(found == expected || (found - expected).abs() < 1e-12);
                    lanes.way(&drawn, &labels, (lane, state), &mut way);
                    let sum: f64 = way.iter().map(|arc| weight[*arc as usize]).sum();
                    assert!(state == 0 || expected.is_infinite() || (sum - expected).abs() < 1e-9);
                }
            }
        }
    }
}
