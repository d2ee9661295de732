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
}

/// Label setting with bounds on both weights (Hansen 1980): labels leave the
/// queue by least weight, so one is dominated where its state was left before
/// with no more of the second weight.
#[derive(Debug, Clone, Default)]
pub struct Limited {
    labels: Vec<Label>,
    /// Least second weight settled at a state, and the run that wrote it.
    least: Vec<(f64, u32)>,
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
                Label { weight: step.weight, second, arc: step.arc, from: NONE },
            );
        }
        while let Some((_, index)) = self.heap.pop() {
            let label = self.labels[index as usize];
            let state = bound.graph().head[label.arc as usize];
            if self.is_dominated(state, label.second) {
                continue;
            }
            if bound.is_target(state) {
                self.write(index, walk);
                *spent += self.labels.len();
                return Ok(Outcome::Walk(label.weight));
            }
            self.least[state as usize] = (label.second, self.run);
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
            self.least.clear();
            self.run = 0;
        }
        if self.least.len() < states {
            self.least.resize(states, (0.0, 0));
        }
        self.run += 1;
        self.heap.clear();
        self.labels.clear();
    }

    fn is_dominated(&self, state: u32, second: f64) -> bool {
        let (least, run) = self.least[state as usize];
        run == self.run && least <= second
    }

    fn push(&mut self, bound: &Bound<'_>, head: u32, label: Label) {
        let fits = bound.within(label.second + bound.rest_second(head));
        if fits && !self.is_dominated(head, label.second) {
            self.heap.push(label.weight + bound.rest(head), self.labels.len() as u32);
            self.labels.push(label);
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
