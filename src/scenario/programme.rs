//! What a scenario does in the course of time, worked out once for a period.

use std::collections::BTreeMap;

use crate::calendar::{IntervalSet, stretches};
use crate::model::{ChangeId, ConstantId, Model, ScenarioId};

use super::blocs::membership_dates;
use super::demand::demand_dates;
use super::force::{At, Force, slopes};
use super::lineage::{Step, changes, steps};
use super::moment::blocs_used;
use super::now::Now;
use super::play::{params, played};
use super::problem::Problem;
use super::windows::{Scope, corners, is_random, share_at};

/// When single changes hold instead of when the model says: the occurrences of
/// a random change in one draw, or never (an empty set) to leave one out. What
/// follows from such a change follows its new windows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overrides(BTreeMap<ChangeId, IntervalSet>);

impl Overrides {
    /// Everything as the model says.
    pub const NONE: Self = Self(BTreeMap::new());

    /// A change holds at these moments.
    pub fn set(&mut self, change: ChangeId, when: IntervalSet) {
        self.0.insert(change, when);
    }

    /// When a change holds, if it was put in place.
    pub fn of(&self, change: ChangeId) -> Option<&IntervalSet> {
        self.0.get(&change)
    }
}

/// How far every effect of a scenario is in force, by step, as a key: states
/// with equal keys in the same stretch of dates are the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Forces(Vec<Force>);

impl Forces {
    /// Sorts and compares states.
    pub fn key(&self) -> Vec<(u64, bool)> {
        self.0.iter().map(|force| (force.share.to_bits(), force.holds)).collect()
    }
}

/// The effects of a scenario over a period.
pub struct Programme<'m> {
    model: &'m Model,
    scenario: ScenarioId,
    steps: Vec<Step<'m>>,
    /// When each step holds.
    sets: Vec<IntervalSet>,
    /// Ramp and recovery of each step.
    slopes: Vec<(f64, f64)>,
    from: f64,
    until: f64,
}

impl<'m> Programme<'m> {
    /// Of a scenario between two moments.
    pub fn new(
        model: &'m Model,
        scenario: ScenarioId,
        (from, until): (f64, f64),
        instead: &Overrides,
    ) -> Self {
        let applied = changes(model, scenario);
        let steps = steps(model, scenario);
        let slopes: Vec<(f64, f64)> =
            steps.iter().map(|step| slopes(model, step.cause.change)).collect();
        let set = |(step, (ramp, recovery)): (&Step<'m>, &(f64, f64))| {
            let change = step.cause.change;
            let given = change.is_some_and(|change| instead.of(change).is_some());
            if !given && change.is_some_and(|change| is_random(model, change)) {
                return IntervalSet::empty();
            }
            let scope =
                Scope { model, applied: &applied, from: from - recovery - ramp, until, instead };
            scope.effect(change, step.effect)
        };
        let sets = steps.iter().zip(&slopes).map(set).collect();
        Self { model, scenario, steps, sets, slopes, from, until }
    }

    /// The same as it is foreseen: what is `announced` counts as in force that
    /// much earlier.
    #[must_use]
    pub fn foreseen(&self) -> Self {
        let notice = |step: &Step<'_>| {
            let change = &self.model.changes[step.cause.change?.index()];
            change.announced.as_ref().map(|days| days.value)
        };
        let early = |(step, set): (&Step<'m>, &IntervalSet)| match notice(step) {
            Some(days) => {
                let pieces = set.pieces().iter().map(|&(from, until)| (from - days, until));
                IntervalSet::union_of(pieces.collect())
            }
            None => set.clone(),
        };
        Self {
            steps: self.steps.clone(),
            sets: self.steps.iter().zip(&self.sets).map(early).collect(),
            slopes: self.slopes.clone(),
            ..*self
        }
    }

    /// The moments at which an effect begins or ends, or begins or ends to come
    /// in or go back, between the two moments.
    pub fn turns(&self) -> Vec<f64> {
        let inside = |at: &f64| *at >= self.from && *at < self.until;
        let of = |(set, (ramp, recovery)): (&IntervalSet, &(f64, f64))| {
            corners(set, *ramp, *recovery).into_iter().filter(inside).collect::<Vec<f64>>()
        };
        let mut all: Vec<f64> = self.sets.iter().zip(&self.slopes).flat_map(of).collect();
        all.sort_by(f64::total_cmp);
        all.dedup();
        all
    }

    /// The dates at which memberships of blocs or volumes of demands change.
    pub fn dates(&self) -> Vec<f64> {
        let mut all = demand_dates(self.model, self.from, self.until);
        for bloc in blocs_used(self.model, &self.steps) {
            all.extend(membership_dates(self.model, bloc));
        }
        all.retain(|at| *at > self.from && *at < self.until);
        all.sort_by(f64::total_cmp);
        all.dedup();
        all
    }

    /// The stretches of the period in which nothing changes but evenly.
    pub fn stretches(&self) -> Vec<(f64, f64)> {
        let cuts = self.turns().into_iter().chain(self.dates());
        stretches(cuts, self.from, self.until)
    }

    /// Whether something comes in or goes back little by little at a moment
    /// inside a stretch.
    pub fn is_sloping(&self, moment: f64) -> bool {
        self.forces(moment).0.iter().any(|force| force.share > 0.0 && force.share < 1.0)
    }

    /// How far everything is in force at a moment.
    pub fn forces(&self, moment: f64) -> Forces {
        let of = |(set, (ramp, recovery)): (&IntervalSet, &(f64, f64))| Force {
            share: share_at(set, *ramp, *recovery, moment),
            holds: set.contains(moment),
        };
        Forces(self.sets.iter().zip(&self.slopes).map(of).collect())
    }

    /// The same without whatever will end again: the undisturbed network.
    pub fn undisturbed(&self, moment: f64) -> Forces {
        let mut forces = self.forces(moment);
        for (force, set) in forces.0.iter_mut().zip(&self.sets) {
            let lasts = set
                .pieces()
                .last()
                .is_some_and(|(from, until)| *until == f64::INFINITY && *from <= moment);
            if !lasts {
                *force = Force { share: 0.0, holds: false };
            }
        }
        forces
    }

    /// What holds with these forces, on the dates of a moment.
    ///
    /// # Errors
    /// Every reason why there is no such state.
    pub fn now(&self, moment: f64, forces: &Forces) -> Result<Now, Vec<Problem>> {
        let at = At::Moment(moment);
        played(self.model, self.scenario, at, &forces.0, false)
    }

    /// The parameters that are set with these forces.
    ///
    /// # Errors
    /// Every reason why they cannot be.
    pub fn params(
        &self,
        moment: f64,
        forces: &Forces,
    ) -> Result<Vec<(ConstantId, f64)>, Vec<Problem>> {
        let at = At::Moment(moment);
        params(self.model, self.scenario, at, &forces.0)
    }

    /// When a change holds between the two moments: in any of its effects.
    pub fn when(&self, change: ChangeId) -> IntervalSet {
        let of_change = |step: &Step<'_>| step.cause.change == Some(change);
        let sets = self.steps.iter().zip(&self.sets).filter(|(step, _)| of_change(step));
        sets.fold(IntervalSet::empty(), |all, (_, set)| all.union(set))
    }
}
