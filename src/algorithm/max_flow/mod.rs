//! Maximum flow and a minimum cut: Dinic 1970, on f64 capacities.

mod dinic;
#[cfg(test)]
mod tests;
mod without;

use crate::control::{Cancelled, Control};

pub use without::FlowsWithout;

/// A directed network on which maximum flows are solved, again and again with
/// other capacities, sources and sinks. Nodes and arcs are numbered from 0.
#[derive(Debug, Clone, Default)]
pub struct CapacityNetwork {
    /// First half of each node, and the number of halves at the end.
    first: Vec<u32>,
    halves: Vec<Half>,
    /// Where the forward half of each arc is.
    at: Vec<u32>,
    level: Vec<u32>,
    next: Vec<u32>,
    queue: Vec<u32>,
    path: Vec<u32>,
    is_sink: Vec<bool>,
}

/// One direction of an arc: forward it holds what may still be sent, backward
/// what was sent and may be taken back.
#[derive(Debug, Clone, Copy)]
struct Half {
    residual: f64,
    to: u32,
    mate: u32,
}

/// A maximum flow with its certificate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MaxFlow {
    /// What can be sent: the sum of the capacities of `cut`. INFINITY where a
    /// way of unlimited arcs leads from a source to a sink (or a source is a
    /// sink); then the rest is empty.
    pub value: f64,
    /// Flow on each arc, 0 to its capacity.
    pub flow: Vec<f64>,
    /// Whether a node is on the sources' side of the cut: the smallest such
    /// side, the nodes that could still be sent more.
    pub source_side: Vec<bool>,
    /// The arcs from that side to the other, in order: all used in full.
    pub cut: Vec<u32>,
}

impl CapacityNetwork {
    /// Lays out a network of `nodes` nodes and the arcs `(from, to)`.
    ///
    /// # Panics
    /// If an arc ends at no node.
    pub fn new(nodes: usize, arcs: &[(u32, u32)]) -> Self {
        let mut first = vec![0u32; nodes + 1];
        for &(from, to) in arcs {
            first[from as usize + 1] += 1;
            first[to as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut halves = vec![Half { residual: 0.0, to: 0, mate: 0 }; 2 * arcs.len()];
        let mut take = |node: u32| {
            let slot = &mut next[node as usize];
            *slot += 1;
            *slot - 1
        };
        let at = arcs
            .iter()
            .map(|&(from, to)| {
                let (forward, backward) = (take(from), take(to));
                halves[forward as usize] = Half { residual: 0.0, to, mate: backward };
                halves[backward as usize] = Half { residual: 0.0, to: from, mate: forward };
                forward
            })
            .collect();
        Self { first, halves, at, is_sink: vec![false; nodes], ..Self::default() }
    }

    /// The most that can be sent from all of `sources` together to all of
    /// `sinks`. Capacities are f64 ≥ 0, one an arc, INFINITY where unlimited.
    ///
    /// The value is the exact sum over a cut that no other undercuts by more
    /// than rounding (1e-12 of the value).
    ///
    /// # Errors
    /// [`Cancelled`] when the control says so.
    pub fn solve(
        &mut self,
        capacity: &[f64],
        sources: &[u32],
        sinks: &[u32],
        control: &Control,
    ) -> Result<MaxFlow, Cancelled> {
        let unlimited = MaxFlow { value: f64::INFINITY, ..MaxFlow::default() };
        if sources.iter().any(|source| sinks.contains(source)) {
            return Ok(unlimited);
        }
        self.begin(capacity, sinks);
        control.check()?;
        if capacity.contains(&f64::INFINITY) && self.levels(sources, f64::MAX).is_some() {
            return Ok(unlimited);
        }
        let mut value = 0.0;
        while let Some(sink_level) = self.levels(sources, dust(value)) {
            control.check()?;
            value += self.block(sinks, sink_level, dust(value));
        }
        Ok(self.certify(capacity))
    }

    fn begin(&mut self, capacity: &[f64], sinks: &[u32]) {
        for (&forward, &capacity) in self.at.iter().zip(capacity) {
            let half = &mut self.halves[forward as usize];
            half.residual = capacity;
            let mate = half.mate as usize;
            self.halves[mate].residual = 0.0;
        }
        self.is_sink.fill(false);
        for &sink in sinks {
            self.is_sink[sink as usize] = true;
        }
    }

    /// Reads flow and cut off after the last levels, which reach no sink.
    fn certify(&self, capacity: &[f64]) -> MaxFlow {
        let source_side: Vec<bool> =
            self.level.iter().map(|&level| level != dinic::UNREACHED).collect();
        let mut flow = MaxFlow { source_side, ..MaxFlow::default() };
        let mut sum = (0.0, 0.0);
        for (arc, (&forward, &capacity)) in self.at.iter().zip(capacity).enumerate() {
            let half = self.halves[forward as usize];
            let mate = self.halves[half.mate as usize];
            flow.flow.push(mate.residual.min(capacity));
            let (from, to) = (mate.to as usize, half.to as usize);
            if flow.source_side[from] && !flow.source_side[to] {
                flow.cut.push(arc as u32);
                sum = add(sum, capacity);
            }
        }
        flow.value = sum.0 + sum.1;
        flow
    }
}

/// What is too little, beside the flow so far, to be more than rounding.
fn dust(value: f64) -> f64 {
    value * 1e-15
}

/// Adds to a sum and what rounding has lost of it (Neumaier 1974).
fn add((sum, lost): (f64, f64), term: f64) -> (f64, f64) {
    let total = sum + term;
    let error = if sum >= term { (sum - total) + term } else { (term - total) + sum };
    (total, lost + error)
}
