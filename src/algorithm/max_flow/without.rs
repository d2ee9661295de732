//! Maximum flows after each of many closures, from the flow before them.
//!
//! A closure that takes no arc with flow changes nothing. Of the others each
//! closed arc's flow is sent round it as far as that goes (no shorter way for
//! it exists while the flow is a maximum one); the rest goes back to the
//! sources and is taken from the sinks. That flow is a maximum one again, which
//! a last search for another way confirms.

use super::{CapacityNetwork, Half, dust};
use crate::control::{Cancelled, Control};

/// Values of maximum flows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FlowsWithout {
    /// With nothing closed; INFINITY where no cut bounds it.
    pub before: f64,
    /// After each closure.
    pub after: Vec<f64>,
    /// How many closures took an arc with flow.
    pub solved: usize,
}

impl CapacityNetwork {
    /// The most that can be sent from `sources` to `sinks`, before and after
    /// each closure by itself; a closure is a list of arcs. Capacities as for
    /// [`CapacityNetwork::solve`]; each value is the exact sum over a cut.
    ///
    /// # Errors
    /// [`Cancelled`] when the control says so.
    pub fn without<C: AsRef<[u32]>>(
        &mut self,
        capacity: &[f64],
        (sources, sinks): (&[u32], &[u32]),
        closures: &[C],
        control: &Control,
    ) -> Result<FlowsWithout, Cancelled> {
        let base = self.solve(capacity, sources, sinks, control)?;
        let mut out = FlowsWithout { before: base.value, after: Vec::new(), solved: 0 };
        if base.value == f64::INFINITY {
            return self.without_limit(capacity, (sources, sinks), closures, control, out);
        }
        let kept = self.halves.clone();
        let mut open = capacity.to_vec();
        for closure in closures.iter().map(AsRef::as_ref) {
            if closure.iter().all(|&arc| base.flow[arc as usize] <= 0.0) {
                out.after.push(base.value);
                continue;
            }
            control.check()?;
            out.solved += 1;
            for &arc in closure {
                open[arc as usize] = 0.0;
                self.close(arc, (sources, sinks), base.value);
            }
            while let Some(level) = self.levels(sources, dust(base.value)) {
                self.block(sinks, level, dust(base.value));
            }
            out.after.push(self.cut_value(&open));
            self.halves.clone_from_slice(&kept);
            closure.iter().for_each(|&arc| open[arc as usize] = capacity[arc as usize]);
        }
        Ok(out)
    }

    /// Where nothing bounds the flow there is none to begin with.
    fn without_limit<C: AsRef<[u32]>>(
        &mut self,
        capacity: &[f64],
        (sources, sinks): (&[u32], &[u32]),
        closures: &[C],
        control: &Control,
        mut out: FlowsWithout,
    ) -> Result<FlowsWithout, Cancelled> {
        let mut open = capacity.to_vec();
        for closure in closures.iter().map(AsRef::as_ref) {
            closure.iter().for_each(|&arc| open[arc as usize] = 0.0);
            out.after.push(self.solve(&open, sources, sinks, control)?.value);
            out.solved += 1;
            closure.iter().for_each(|&arc| open[arc as usize] = capacity[arc as usize]);
        }
        Ok(out)
    }

    /// Takes an arc away and mends the flow.
    fn close(&mut self, arc: u32, (sources, sinks): (&[u32], &[u32]), value: f64) {
        let forward = self.at[arc as usize] as usize;
        let Half { to: head, mate, .. } = self.halves[forward];
        let Half { to: tail, residual: flow, .. } = self.halves[mate as usize];
        self.halves[forward].residual = 0.0;
        self.halves[mate as usize].residual = 0.0;
        if flow <= 0.0 {
            return;
        }
        let dust = dust(value);
        let left = flow - self.send(&[tail], &[head], flow, dust);
        if left > dust {
            self.send(&[tail], sources, left, dust);
            self.send(sinks, &[head], left, dust);
        }
    }

    /// Sends up to `most` from any of some nodes to any of others, way by way;
    /// returns what was sent.
    fn send(&mut self, from: &[u32], to: &[u32], most: f64, dust: f64) -> f64 {
        let mut left = most;
        if from.iter().any(|node| to.contains(node)) {
            return most;
        }
        while left > dust {
            let Some(end) = self.reach(from, to, dust) else { break };
            let mut amount = left;
            let mut at = end;
            while !from.contains(&at) {
                let half = self.halves[self.next[at as usize] as usize];
                amount = amount.min(half.residual);
                at = self.halves[half.mate as usize].to;
            }
            at = end;
            while !from.contains(&at) {
                let index = self.next[at as usize] as usize;
                let mate = self.halves[index].mate as usize;
                self.halves[index].residual -= amount;
                self.halves[mate].residual += amount;
                at = self.halves[mate].to;
            }
            left -= amount;
        }
        most - left
    }

    /// The first of `to` that some way leads to; leaves in `next` the half by
    /// which each node was reached.
    fn reach(&mut self, from: &[u32], to: &[u32], dust: f64) -> Option<u32> {
        let nodes = self.is_sink.len();
        self.level.clear();
        self.level.resize(nodes, super::dinic::UNREACHED);
        self.next.resize(nodes, 0);
        self.queue.clear();
        for &node in from {
            self.level[node as usize] = 0;
            self.queue.push(node);
        }
        let mut read = 0;
        while let Some(&node) = self.queue.get(read) {
            read += 1;
            for index in self.first[node as usize]..self.first[node as usize + 1] {
                let half = self.halves[index as usize];
                let known = &mut self.level[half.to as usize];
                if half.residual > dust && *known == super::dinic::UNREACHED {
                    *known = 1;
                    self.next[half.to as usize] = index;
                    if to.contains(&half.to) {
                        return Some(half.to);
                    }
                    self.queue.push(half.to);
                }
            }
        }
        None
    }

    /// The capacity of the cut that the last levels, which reach no sink, show.
    fn cut_value(&self, capacity: &[f64]) -> f64 {
        let reached = |node: u32| self.level[node as usize] != super::dinic::UNREACHED;
        let mut sum = (0.0, 0.0);
        for (&forward, &capacity) in self.at.iter().zip(capacity) {
            let half = self.halves[forward as usize];
            if reached(self.halves[half.mate as usize].to) && !reached(half.to) {
                sum = super::add(sum, capacity);
            }
        }
        sum.0 + sum.1
    }
}
