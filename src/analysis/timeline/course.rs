//! The course of a timeline: which states hold in each step, and for how much
//! of it.

use std::rc::Rc;

use crate::calendar::stretches;
use crate::scenario::{Overrides, Programme};

use crate::analysis::analyst::Failure;

use super::depot::{Depot, Held, Plan};

/// Little by little nobody plans anew every day: only so often, in days.
const REPLAN: f64 = 7.0;

/// A part of a step in which one state holds.
#[derive(Clone)]
pub struct Piece<'a> {
    /// What holds.
    pub held: Rc<Held<'a>>,
    /// What shippers plan with: what holds, and what is announced.
    pub planned: Rc<Held<'a>>,
    /// What would hold without all that ends again.
    pub undisturbed: Rc<Held<'a>>,
    /// How units are sent.
    pub plan: Rc<Plan>,
    /// Its part of the step.
    pub share: f64,
}

/// One step.
pub struct Step<'a> {
    /// Its pieces, in order; never empty.
    pub pieces: Vec<Piece<'a>>,
    /// Whether something begins, ends or is announced in it.
    pub turns: bool,
}

/// What holds when, step by step.
pub struct Course<'d, 'a> {
    depot: &'d Depot<'d, 'a>,
    instead: Overrides,
    actual: Programme<'a>,
    foreseen: Programme<'a>,
    dates: Vec<f64>,
    turns: Vec<f64>,
    /// The stretch of the last step: until when, whether it slopes, its piece.
    last: Option<Stretch<'a>>,
    stretches: Vec<(f64, f64)>,
}

struct Stretch<'a> {
    until: f64,
    slopes: bool,
    planned_at: f64,
    piece: Piece<'a>,
}

impl<'d, 'a> Course<'d, 'a> {
    /// Of a scenario, with some changes at other times.
    pub fn new(depot: &'d Depot<'d, 'a>, instead: &Overrides) -> Self {
        let actual = depot.programme(instead);
        let foreseen = actual.foreseen();
        let mut turns = actual.turns();
        turns.extend(foreseen.turns());
        let dates = actual.dates();
        let (from, until) = depot.window;
        let cuts = turns.iter().chain(&dates).copied();
        let stretches = stretches(cuts, from, until);
        turns.retain(|at| *at > from);
        turns.sort_by(f64::total_cmp);
        let instead = instead.clone();
        Self { depot, instead, actual, foreseen, dates, turns, last: None, stretches }
    }

    /// The step between two moments; steps are asked for in order.
    ///
    /// # Errors
    /// Where there is no state in it, with the reason.
    pub fn step(&mut self, from: f64, until: f64) -> Result<Step<'a>, Failure> {
        let begun = self.turns.partition_point(|at| *at < from);
        let turns = self.turns.get(begun).is_some_and(|at| *at < until);
        let mut pieces: Vec<Piece<'a>> = Vec::new();
        let first = self.stretches.partition_point(|(_, end)| *end <= from);
        for at in first..self.stretches.len() {
            let (begin, end) = self.stretches[at];
            if begin >= until {
                break;
            }
            let (begin, end) = (begin.max(from), end.min(until));
            let mut piece = self.piece(at, begin, end)?;
            piece.share = (end - begin) / (until - from);
            pieces.push(piece);
        }
        Ok(Step { pieces, turns })
    }

    /// What holds in a part of a stretch.
    fn piece(&mut self, at: usize, begin: f64, end: f64) -> Result<Piece<'a>, Failure> {
        let until = self.stretches[at].1;
        let same = self.last.as_ref().filter(|last| last.until == until);
        if let Some(last) = same.filter(|last| !last.slopes) {
            return Ok(last.piece.clone());
        }
        let middle = begin + (end - begin) / 2.0;
        let dates = self.dates.partition_point(|date| *date <= begin);
        let of = |programme: &Programme<'a>, forces| {
            self.depot.held(programme, &self.instead, middle, &forces, dates)
        };
        let held = of(&self.actual, self.actual.forces(middle))?;
        // Inside a slope the plan lasts for a while.
        let kept = same.filter(|last| begin - last.planned_at < REPLAN);
        let (planned_at, mut piece) = match kept {
            Some(last) => (last.planned_at, last.piece.clone()),
            None => {
                let planned = of(&self.foreseen, self.foreseen.forces(middle))?;
                let undisturbed = of(&self.actual, self.actual.undisturbed(middle))?;
                let plan = self.depot.plan(&planned, &undisturbed)?;
                let held = held.clone();
                (begin, Piece { held, planned, undisturbed, plan, share: 1.0 })
            }
        };
        piece.held = held;
        let slopes = self.actual.is_sloping(middle) || self.foreseen.is_sloping(middle);
        self.last = Some(Stretch { until, slopes, planned_at, piece: piece.clone() });
        Ok(piece)
    }
}

impl<'a> Step<'a> {
    /// The state at its end.
    pub fn last(&self) -> &Piece<'a> {
        // A step has at least one piece.
        &self.pieces[self.pieces.len() - 1]
    }

    /// What fits through each capacity of the last piece's network, canonical
    /// and a day: the average over the step. While all that uses one is closed,
    /// nothing fits.
    pub fn capacities(&self) -> Vec<f64> {
        let last = &self.last().held;
        let resources = &last.state.network.uses.resources;
        if self.pieces.len() == 1 {
            return resources.iter().map(|r| r.capacity.unwrap_or(f64::INFINITY)).collect();
        }
        let mut sums = vec![0.0; resources.len()];
        for piece in &self.pieces {
            let others = &piece.held.state.network.uses.resources;
            let usable = piece.held.usable();
            for (at, resource) in resources.iter().enumerate() {
                let same = |other: &crate::network::Resource| {
                    (other.kind, other.commodity) == (resource.kind, resource.commodity)
                };
                let found = match others.get(at).filter(|other| same(other)) {
                    Some(_) => Some(at),
                    None => others.iter().position(same),
                };
                sums[at] += match found {
                    Some(other) if !usable[other] => 0.0,
                    Some(other) => others[other].capacity.unwrap_or(f64::INFINITY) * piece.share,
                    None => f64::INFINITY,
                };
            }
        }
        sums
    }
}
