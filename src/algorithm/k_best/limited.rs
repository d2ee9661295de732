//! The shortest walk ahead under a limit on a second weight.

use super::bound::Bound;
use super::spur::Start;
use crate::algorithm::MinHeap;
use crate::control::{Cancelled, Control};

const NONE: u32 = u32::MAX;

/// How many labels may pass between two looks at the control.
const CHECK: usize = 4096;

#[derive(Debug, Clone, Copy)]
struct Label {
    weight: f64,
    second: f64,
    arc: u32,
    from: u32,
    /// The label of the same state that was settled before it.
    before: u32,
}

/// Label setting with bounds on both weights (Hansen 1980): labels leave the
/// queue by the least weight of a whole walk; one is dominated where its state
/// was settled before with no more of either weight.
#[derive(Debug, Clone, Default)]
pub struct Limited {
    labels: Vec<Label>,
    /// The last label settled at a state, and the run that wrote it.
    settled: Vec<(u32, u32)>,
    run: u32,
    heap: MinHeap,
}

/// How a search under a limit ended.
pub enum Outcome {
    /// The weight of the walk that was written.
    Walk(f64),
    /// No walk keeps the limit.
    Nothing,
    /// The labels ran out.
    TooMany,
}

impl Limited {
    /// Writes the arcs after `start` into `walk`; adds the labels made to
    /// `spent` and gives up at `most`.
    pub fn walk(
        &mut self,
        bound: &Bound<'_>,
        start: Start<'_>,
        (spent, most): (&mut usize, usize),
        control: &Control,
        walk: &mut Vec<u32>,
    ) -> Result<Outcome, Cancelled> {
        self.begin(bound.graph().states());
        for step in start.steps {
            let second = start.second + step.second;
            self.push(
                bound,
                step.head,
                Label { weight: step.weight, second, arc: step.arc, from: NONE, before: NONE },
            );
        }
        while let Some((_, index)) = self.heap.pop() {
            let label = self.labels[index as usize];
            let state = bound.graph().head[label.arc as usize];
            if self.is_dominated(state, &label) {
                continue;
            }
            if bound.is_target(state) {
                self.write(index, walk);
                *spent += self.labels.len();
                return Ok(Outcome::Walk(label.weight));
            }
            self.labels[index as usize].before = self.last_settled(state);
            self.settled[state as usize] = (index, self.run);
            for step in bound.steps(state) {
                if !start.blocked.has(bound.place(step.head)) {
                    self.push(
                        bound,
                        step.head,
                        Label {
                            weight: label.weight + step.weight,
                            second: label.second + step.second,
                            arc: step.arc,
                            from: index,
                            before: NONE,
                        },
                    );
                }
            }
            if *spent + self.labels.len() > most {
                *spent += self.labels.len();
                return Ok(Outcome::TooMany);
            }
            if self.labels.len() % CHECK < 4 {
                control.check()?;
            }
        }
        *spent += self.labels.len();
        Ok(Outcome::Nothing)
    }

    fn begin(&mut self, states: usize) {
        if self.run == u32::MAX {
            self.settled.clear();
            self.run = 0;
        }
        if self.settled.len() < states {
            self.settled.resize(states, (NONE, 0));
        }
        self.run += 1;
        self.heap.clear();
        self.labels.clear();
    }

    fn last_settled(&self, state: u32) -> u32 {
        let (last, run) = self.settled[state as usize];
        if run == self.run { last } else { NONE }
    }

    fn is_dominated(&self, state: u32, label: &Label) -> bool {
        let mut at = self.last_settled(state);
        while let Some(other) = self.labels.get(at as usize) {
            if other.weight <= label.weight && other.second <= label.second {
                return true;
            }
            at = other.before;
        }
        false
    }

    fn push(&mut self, bound: &Bound<'_>, head: u32, label: Label) {
        let fits = bound.within(label.second + bound.rest_second(head));
        if fits && !self.is_dominated(head, &label) {
            let rest = bound.rest_within(head, label.second);
            if rest < f64::INFINITY {
                self.heap.push(label.weight + rest, self.labels.len() as u32);
                self.labels.push(label);
            }
        }
    }

    fn write(&self, index: u32, walk: &mut Vec<u32>) {
        walk.clear();
        let mut at = index;
        while at != NONE {
            let label = self.labels[at as usize];
            walk.push(label.arc);
            at = label.from;
        }
        walk.reverse();
    }
}
