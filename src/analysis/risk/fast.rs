//! Hindsight where nothing comes and goes: many draws at once.

use crate::algorithm::{LaneLabels, Lanes, WIDTH};
use crate::model::Criterion;

use super::plan::{Plan, Table};
use super::travel::Meets;
use super::value::Value;

/// The weights of all arcs as functions of inputs, flat.
pub struct Fast {
    lanes: Lanes,
    fixed: Vec<f64>,
    /// First term of each arc, and the number of terms at the end.
    first: Vec<u32>,
    terms: Vec<(u32, f64)>,
    /// Arcs with parts that are no sums of inputs.
    other: Vec<(u32, Vec<Value>)>,
}

/// The memory of a batch.
#[derive(Default)]
pub struct Batch {
    weights: Vec<[f64; WIDTH]>,
    labels: LaneLabels,
    /// Drawn inputs, by lane.
    pub values: Vec<Vec<f64>>,
    /// Departures, by lane.
    pub departs: Vec<f64>,
}

impl Fast {
    /// Of a plan in which no token matters; none where trips wait for
    /// departures or times cannot be had.
    pub fn new(plan: &Plan<'_>, meets: &Meets) -> Option<Self> {
        let frame = &plan.base.network.frame;
        let typical = plan.class.weights(Criterion::Time).ok()?;
        let lanes = Lanes::new(&frame.graph, &typical, frame.start(plan.class.ask.from));
        let mut fast =
            Self { fixed: Vec::new(), first: vec![0], terms: Vec::new(), other: Vec::new(), lanes };
        for (index, arc) in (0u32..).zip(fast.lanes.arcs()) {
            let (mut fixed, mut rest) = (0.0, Vec::new());
            for meet in meets.of(*arc) {
                if meet.waits() {
                    return None;
                }
                for part in meet.times() {
                    let Table::One(value) = &plan.parts[part] else { return None };
                    match value.above_zero() {
                        Some((more, terms)) => {
                            fixed += more;
                            fast.terms.extend_from_slice(terms);
                        }
                        None => rest.push(value.clone()),
                    }
                }
            }
            fast.fixed.push(fixed);
            fast.first.push(fast.terms.len() as u32);
            if !rest.is_empty() {
                fast.other.push((index, rest));
            }
        }
        Some(fast)
    }

    /// The best ways of a batch: times from the values of each lane.
    pub fn search(&self, batch: &mut Batch) {
        batch.weights.clear();
        batch.weights.extend(self.fixed.iter().map(|fixed| [*fixed; WIDTH]));
        for (lane, values) in batch.values.iter().enumerate() {
            for (index, weights) in batch.weights.iter_mut().enumerate() {
                let terms = self.first[index] as usize..self.first[index + 1] as usize;
                for (input, factor) in &self.terms[terms] {
                    weights[lane] += factor * values[*input as usize];
                }
            }
            for (index, rest) in &self.other {
                let more: f64 = rest.iter().map(|value| value.at(values)).sum();
                batch.weights[*index as usize][lane] += more;
            }
        }
        self.lanes.run(&batch.weights, &mut batch.labels);
    }

    /// The arcs of the best way of a lane; empty where there is none.
    pub fn way(&self, plan: &Plan<'_>, batch: &Batch, lane: usize, into: &mut Vec<u32>) {
        into.clear();
        let graph = &plan.base.network.frame.graph;
        let target = plan.class.ask.to.0;
        let mut best = (f64::INFINITY, None);
        for (state, _) in (0u32..).zip(&graph.place_of).filter(|(_, place)| **place == target) {
            let days = self.lanes.distance(&batch.labels, lane, state);
            if days < best.0 {
                best = (days, Some(state));
            }
        }
        if let Some(state) = best.1 {
            self.lanes.way(&batch.weights, &batch.labels, (lane, state), into);
        }
    }
}
