//! The worst set of closures, exactly, by best-first branch and bound.
//!
//! A closure of what carries no flow leaves the optimum as it is. So every set
//! does what a subset of it does each member of which carries flow when those
//! before it are closed: only such subsets are solved, each once, and what is
//! left of a set is filled up in order of name (compare Wood 1993 on network
//! interdiction).
//!
//! The bound: with routes over a further closure left out the flow is still a
//! flow, so that each takes away at most what it carries now. That holds where
//! the flow delivers as much as it can of all that counts; else no more than
//! everything can be lost.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::algorithm::flow::FlowSolution;
use crate::control::Control;
use crate::report::Phrase;

use super::super::analyst::Failure;
use super::super::closures::Closable;
use super::super::knock::{Base, Effect, Taken};

/// Sets solved at most.
const SETS: usize = 20_000;

/// What differs by less than this share is the same.
const SAME: f64 = 1e-9;

/// The worst set.
pub(super) struct Worst {
    /// Indices, ascending: order of name.
    pub of: Vec<usize>,
    /// Those of them that do it.
    pub needed: Vec<usize>,
    /// What it does.
    pub effect: Effect,
    /// No set loses more than this, weighed.
    pub at_most: f64,
    /// Whether no set is worse.
    pub proved: bool,
    /// Sets solved.
    pub solved: usize,
    /// Sets without an answer: what they do is not known.
    pub unknown: Vec<(Vec<usize>, Vec<Phrase>)>,
}

/// Closures whose further ones are to be tried.
struct Open {
    /// No set from here loses more.
    bound: f64,
    /// Lost with what is closed so far.
    lost: f64,
    /// Closed so far, ascending.
    of: Vec<usize>,
    /// Must not be closed: sets with them are looked at elsewhere.
    barred: Vec<bool>,
    /// What carries flow now, with how much, weighed; the most first.
    carriers: Vec<(usize, f64)>,
    /// Among equal bounds the first made is the first tried.
    number: usize,
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound).then(other.number.cmp(&self.number))
    }
}

/// The search.
pub(super) struct Search<'b, 'p> {
    base: &'b Base<'p>,
    all: &'b [Closable],
    count: usize,
    control: &'b Control,
    /// Which closures each arc falls under.
    under: Vec<Vec<u32>>,
    bounded: bool,
    total: f64,
    best: Option<Worst>,
    solved: usize,
    made: usize,
    unknown: Vec<(Vec<usize>, Vec<Phrase>)>,
}

impl<'b, 'p> Search<'b, 'p> {
    pub fn new(
        base: &'b Base<'p>,
        all: &'b [Closable],
        count: usize,
        control: &'b Control,
    ) -> Self {
        let arcs = all.iter().filter_map(|one| one.arcs.last()).max().map_or(0, |arc| *arc + 1);
        let mut under = vec![Vec::new(); arcs as usize];
        for (index, one) in (0u32..).zip(all) {
            for arc in &one.arcs {
                under[*arc as usize].push(index);
            }
        }
        Self {
            base,
            all,
            count,
            control,
            under,
            bounded: base.delivers_most(),
            total: base.delivered(),
            best: None,
            solved: 0,
            made: 0,
            unknown: Vec::new(),
        }
    }

    pub fn run(mut self) -> Result<Worst, Failure> {
        let mut heap = BinaryHeap::new();
        let none = Effect::default();
        let first = self.open(Vec::new(), vec![false; self.all.len()], None, &none);
        self.consider(&first, self.base.effect(&self.base.solution));
        heap.push(first);
        let mut broken_off = None;
        while let Some(node) = heap.pop() {
            if node.bound < self.lost() - SAME * self.total {
                break;
            }
            if self.solved >= SETS {
                broken_off = Some(node.bound);
                break;
            }
            for child in self.children(&node)? {
                heap.push(child);
            }
        }
        let Some(mut best) = self.best.take() else {
            return Err(Failure::told("no such set of closures"));
        };
        best.proved = broken_off.is_none() && self.unknown.is_empty();
        let open = broken_off.unwrap_or(0.0);
        let unknown = if self.unknown.is_empty() { 0.0 } else { self.total };
        best.at_most = best.effect.lost.max(open).max(unknown).min(self.total);
        best.solved = self.solved;
        best.unknown = self.unknown;
        Ok(best)
    }

    fn lost(&self) -> f64 {
        self.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.effect.lost)
    }

    /// Closes each thing that carries flow besides.
    fn children(&mut self, node: &Open) -> Result<Vec<Open>, Failure> {
        let mut children = Vec::new();
        if node.of.len() >= self.count {
            return Ok(children);
        }
        let mut barred = node.barred.clone();
        let rest = self.count - node.of.len();
        for (place, (index, _)) in node.carriers.iter().enumerate() {
            // The most comes first, and what came before is barred: no set with
            // this one, and none with a later one, can lose more than this.
            let flows = node.carriers[place..].iter().take(rest).map(|(_, flow)| flow);
            if self.bounded && node.lost + flows.sum::<f64>() < self.lost() - SAME * self.total {
                break;
            }
            let mut of = node.of.clone();
            of.push(*index);
            of.sort_unstable();
            let taken = Taken::closing(of.iter().map(|index| &self.all[*index]));
            self.solved += 1;
            match self.base.without(&taken, self.control) {
                Ok(solution) => {
                    let solution = solution.as_ref();
                    let effect = self.base.effect(solution.unwrap_or(&self.base.solution));
                    let child = self.open(of, barred.clone(), solution, &effect);
                    self.consider(&child, effect);
                    if child.of.len() < self.count && !child.carriers.is_empty() {
                        children.push(child);
                    }
                }
                Err(Failure::Told(reasons)) => self.unknown.push((of, reasons)),
                Err(Failure::Cancelled) => return Err(Failure::Cancelled),
            }
            barred[*index] = true;
        }
        Ok(children)
    }

    fn open(
        &mut self,
        of: Vec<usize>,
        barred: Vec<bool>,
        solution: Option<&FlowSolution>,
        effect: &Effect,
    ) -> Open {
        let carried = self.carried(solution.unwrap_or(&self.base.solution));
        let mut carriers: Vec<(usize, f64)> = carried
            .into_iter()
            .enumerate()
            .filter_map(|(index, flow)| Some((index, flow?)))
            .filter(|(index, _)| !barred[*index] && !of.contains(index))
            .collect();
        carriers.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let rest = self.count - of.len();
        let bound = match self.bounded {
            true => effect.lost + carriers.iter().take(rest).map(|(_, flow)| flow).sum::<f64>(),
            false if rest == 0 || carriers.is_empty() => effect.lost,
            false => self.total,
        };
        self.made += 1;
        let number = self.made;
        let lost = effect.lost;
        Open { bound: bound.min(self.total.max(lost)), lost, of, barred, carriers, number }
    }

    /// Weighed flow through each closure; none where it carries none.
    fn carried(&self, solution: &FlowSolution) -> Vec<Option<f64>> {
        let mut flows = vec![None; self.all.len()];
        for (weight, demand) in self.base.weights().zip(&solution.demands) {
            for route in &demand.own_routes {
                let arcs = route.arcs.iter();
                let mut met: Vec<u32> = arcs
                    .filter_map(|arc| self.under.get(*arc as usize))
                    .flatten()
                    .copied()
                    .collect();
                met.sort_unstable();
                met.dedup();
                for index in met {
                    *flows[index as usize].get_or_insert(0.0) += weight * route.flow;
                }
            }
        }
        flows
    }

    /// Takes a set, filled up with what changes nothing besides, if it is the
    /// worst so far.
    fn consider(&mut self, node: &Open, effect: Effect) {
        let mut of = node.of.clone();
        let carries = |index: &usize| node.carriers.iter().any(|(other, _)| other == index);
        let idle = (0..self.all.len())
            .filter(|index| !node.of.contains(index) && !node.barred[*index] && !carries(index));
        of.extend(idle.take(self.count - node.of.len()));
        if of.len() < self.count {
            return;
        }
        of.sort_unstable();
        let worse = match &self.best {
            None => true,
            Some(best) => {
                self.compare(&effect, &best.effect).then_with(|| best.of.cmp(&of)).is_gt()
            }
        };
        if worse {
            self.best = Some(Worst {
                of,
                needed: node.of.clone(),
                effect,
                at_most: 0.0,
                proved: false,
                solved: 0,
                unknown: Vec::new(),
            });
        }
    }

    /// Greater where the first is worse: lost delivery, then added objective.
    fn compare(&self, a: &Effect, b: &Effect) -> Ordering {
        let by = |a: f64, b: f64, scale: f64| match (a - b).abs() <= SAME * scale {
            true => Ordering::Equal,
            false => a.total_cmp(&b),
        };
        let objective = self.base.solution.objective.abs();
        let scale = objective.max(a.added_objective.abs()).max(b.added_objective.abs());
        by(a.lost, b.lost, self.total).then_with(|| by(a.added_objective, b.added_objective, scale))
    }
}
