//! Two `set`s of one property: side by side a conflict, one after the other
//! not.

use std::collections::BTreeMap;

use crate::model::{Action, ChangeId, Model, Prop, ScenarioId, Slot, Target};

use super::lineage::{Cause, Step, changes, steps};
use super::problem::Problem;
use super::programme::Overrides;
use super::standing::slot;
use super::target::slots_of;
use super::windows::{Scope, written_dates};

/// Yearly windows are compared over this many days (five leap cycles), which
/// shows every way in which two of them can lie.
const COMPARED: f64 = 7305.0;

/// The steps that touched each property, while effects are played.
pub(super) struct Sets<'a, 'm> {
    model: &'m Model,
    applied: &'a [ChangeId],
    steps: &'a [Step<'m>],
    /// Steps by number, and whether each replaced the property.
    touched: BTreeMap<Slot, Vec<(u32, bool)>>,
    /// Whether two steps are ever in force together.
    together: BTreeMap<(u32, u32), bool>,
}

impl<'a, 'm> Sets<'a, 'm> {
    /// Nothing is touched yet.
    pub fn new(model: &'m Model, applied: &'a [ChangeId], steps: &'a [Step<'m>]) -> Self {
        Self { model, applied, steps, touched: BTreeMap::new(), together: BTreeMap::new() }
    }

    /// Takes up that a step changes a property (`is_set`: replaces it).
    /// Returns what stands against it; `all` says that all changes are asked
    /// for together.
    pub fn add(&mut self, index: u32, slot: Slot, is_set: bool, all: bool) -> Option<Problem> {
        if !is_set && !all {
            return None;
        }
        let slot = same_for_speed(slot);
        let step = &self.steps[index as usize];
        let before = self.touched.get(&slot).cloned().unwrap_or_default();
        let mut problem = None;
        for (earlier_index, was_set) in before {
            let earlier = &self.steps[earlier_index as usize];
            if earlier.level != step.level {
                continue;
            }
            let (first, second) = (earlier.cause, step.cause);
            let apart = earlier.same_change(step) && !self.overlap(earlier_index, index);
            if apart && all {
                problem = Some(Problem::StepsApart { slot, first, second });
            } else if !apart && is_set && was_set {
                problem = Some(Problem::Conflict { slot, first, second });
            }
        }
        self.touched.entry(slot).or_default().push((index, is_set));
        problem
    }

    /// Whether two steps are in force together at some moment.
    fn overlap(&mut self, a: u32, b: u32) -> bool {
        let (model, applied, steps) = (self.model, self.applied, self.steps);
        *self.together.entry((a, b)).or_insert_with(|| {
            in_force_together(model, applied, &steps[a as usize], &steps[b as usize])
        })
    }
}

fn in_force_together(model: &Model, applied: &[ChangeId], a: &Step<'_>, b: &Step<'_>) -> bool {
    let dates = |step: &Step<'_>| written_dates(model, step.cause.change, step.effect);
    let (mut from, mut until) = (0.0_f64, 0.0_f64);
    for date in dates(a).into_iter().chain(dates(b)) {
        from = from.min(date);
        until = until.max(date);
    }
    let scope = Scope { model, applied, from, until: until + COMPARED, instead: &Overrides::NONE };
    let windows = |step: &Step<'_>| scope.effect(step.cause.change, step.effect);
    !windows(a).intersection(&windows(b)).is_empty()
}

/// Speed and time of a leg are one property: either says the other.
fn same_for_speed(at: Slot) -> Slot {
    match (at.target, at.prop) {
        (Target::Leg(_), Prop::Speed) => Slot { prop: Prop::Time, ..at },
        _ => at,
    }
}

/// Two effects that `set` one property side by side while both are in force at
/// some moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SetConflict {
    /// The first property for which that is so.
    pub slot: Slot,
    /// The earlier in the order applied.
    pub first: Cause,
    /// The later.
    pub second: Cause,
}

/// All conflicts of a scenario's own level (those of its ancestors are theirs),
/// each pair of effects once, in the order applied.
pub fn conflicts(model: &Model, scenario: ScenarioId) -> Vec<SetConflict> {
    let applied = changes(model, scenario);
    let steps = steps(model, scenario);
    let level = steps.iter().map(|step| step.level).max().unwrap_or(0);
    let mut setters: BTreeMap<Slot, Vec<u32>> = BTreeMap::new();
    for (index, step) in (0u32..).zip(&steps) {
        if step.level != level || step.cause.scenario != scenario {
            continue;
        }
        for slot in slots_set(model, step) {
            setters.entry(same_for_speed(slot)).or_default().push(index);
        }
    }
    let mut sets = Sets::new(model, &applied, &steps);
    let mut found: BTreeMap<(u32, u32), Slot> = BTreeMap::new();
    for (slot, list) in &setters {
        for (position, &second) in list.iter().enumerate() {
            for &first in list[..position].iter().filter(|first| **first != second) {
                if !found.contains_key(&(first, second)) && sets.overlap(first, second) {
                    found.insert((first, second), *slot);
                }
            }
        }
    }
    let conflict = |((first, second), slot): (&(u32, u32), &Slot)| SetConflict {
        slot: *slot,
        first: steps[*first as usize].cause,
        second: steps[*second as usize].cause,
    };
    found.iter().map(conflict).collect()
}

/// The properties that a step replaces.
fn slots_set(model: &Model, step: &Step<'_>) -> Vec<Slot> {
    let effect = step.effect;
    match &effect.action {
        Action::Set { prop, of, .. } => {
            let what = (*prop, effect.commodity);
            let mut slots = slots_of(model, of, effect.except.as_ref(), what, None);
            for slot in &mut slots {
                if !matches!(slot.target, Target::Demand(_)) {
                    slot.commodity = effect.commodity;
                }
            }
            slots
        }
        Action::SetParam { param, .. } => vec![slot(Target::Constant(*param), Prop::Value)],
        _ => Vec::new(),
    }
}
