//! The shortest walk to the target that goes on from a piece of way.

use super::bound::{Bound, Step};
use crate::algorithm::{Mask, MinHeap};

const NONE: u32 = u32::MAX;

/// Where a piece of way has come to, and what may not follow.
#[derive(Clone, Copy)]
pub struct Start<'a> {
    /// The state it has come to.
    pub state: u32,
    /// The arcs that may be taken next.
    pub steps: &'a [Step],
    /// Sum of the second weight so far.
    pub second: f64,
    /// Places that may not be entered: those it has passed.
    pub blocked: &'a Mask,
}

#[derive(Debug, Clone, Copy)]
struct Label {
    distance: f64,
    run: u32,
    arc: u32,
    /// 0 not known, 1 clean, 2 not: in the run `run_way`.
    way: u32,
    run_way: u32,
}

const UNREACHED: Label = Label { distance: f64::INFINITY, run: 0, arc: NONE, way: 0, run_way: 0 };

/// A* (Hart, Nilsson and Raphael 1968) with the exact unblocked distances as
/// bounds. It ends as soon as the way ahead of the state that is settled, taken
/// from the tree of those distances, meets nothing blocked.
#[derive(Debug, Clone, Default)]
pub struct Spur {
    labels: Vec<Label>,
    run: u32,
    heap: MinHeap,
    chain: Vec<u32>,
}

impl Spur {
    /// Writes the arcs after `start` into `walk`; returns their weight and the
    /// number of states settled, or none where the target cannot be reached.
    pub fn walk(
        &mut self,
        bound: &Bound<'_>,
        start: Start<'_>,
        walk: &mut Vec<u32>,
    ) -> Option<(f64, usize)> {
        self.begin(bound.graph().states());
        let mut settled = 0;
        for step in start.steps {
            self.relax(bound, step.head, step.weight, step.arc);
        }
        while let Some((key, state)) = self.heap.pop() {
            let distance = self.labels[state as usize].distance;
            if key > distance + bound.rest(state) {
                continue;
            }
            settled += 1;
            if self.is_clean(bound, start.blocked, state) {
                self.write(bound, start.state, state, walk);
                return Some((key, settled));
            }
            for step in bound.steps(state) {
                if !start.blocked.has(bound.place(step.head)) {
                    self.relax(bound, step.head, distance + step.weight, step.arc);
                }
            }
        }
        None
    }

    fn begin(&mut self, states: usize) {
        if self.run == u32::MAX {
            self.labels.clear();
            self.run = 0;
        }
        if self.labels.len() < states {
            self.labels.resize(states, UNREACHED);
        }
        self.run += 1;
        self.heap.clear();
    }

    fn relax(&mut self, bound: &Bound<'_>, head: u32, distance: f64, arc: u32) {
        let label = &mut self.labels[head as usize];
        if label.run != self.run || distance < label.distance {
            label.distance = distance;
            label.run = self.run;
            label.arc = arc;
            self.heap.push(distance + bound.rest(head), head);
        }
    }

    /// Whether the tree's way from a state to the target meets nothing blocked.
    fn is_clean(&mut self, bound: &Bound<'_>, blocked: &Mask, state: u32) -> bool {
        self.chain.clear();
        let mut at = state;
        let clean = loop {
            let label = self.labels[at as usize];
            if label.run_way == self.run && label.way != 0 {
                break label.way == 1;
            }
            if blocked.has(bound.place(at)) {
                break false;
            }
            self.chain.push(at);
            match bound.next(at) {
                Some(arc) => at = bound.graph().head[arc as usize],
                None => break true,
            }
        };
        for &passed in &self.chain {
            let label = &mut self.labels[passed as usize];
            label.run_way = self.run;
            label.way = if clean { 1 } else { 2 };
        }
        clean
    }

    fn write(&self, bound: &Bound<'_>, start: u32, met: u32, walk: &mut Vec<u32>) {
        let graph = bound.graph();
        walk.clear();
        let mut at = met;
        while at != start {
            let arc = self.labels[at as usize].arc;
            walk.push(arc);
            at = graph.tail[arc as usize];
        }
        walk.reverse();
        let mut at = met;
        while let Some(arc) = bound.next(at) {
            walk.push(arc);
            at = graph.head[arc as usize];
        }
    }
}
