//! Effects on figures.

use crate::model::{
    Action, CommodityId, LegWay, Model, NewValue, Prop, Selection, Slot, Target, UnitId,
};

use super::figures::Deed;
use super::force::{At, Force};
use super::lineage::Step;
use super::play::Player;
use super::problem::Problem;
use super::standing::{Standing, slot};
use super::target::{by_commodity, may_be_input, slots_of};

impl<'m> Player<'_, 'm> {
    /// The effect of a step on figures: on those that others derive from, or on
    /// the rest.
    pub(super) fn figures_of(&mut self, step: &Step<'m>, index: u32, force: Force, inputs: bool) {
        let effect = step.effect;
        let day = self.now.at.day();
        let (prop, of, deed) = match &effect.action {
            Action::Set { prop, of, to } => (*prop, of, Deed::set(to)),
            Action::Raise { prop, of, by } => (*prop, of, Deed::by(by, 1.0)),
            Action::Reduce { prop, of, by } => (*prop, of, Deed::by(by, -1.0)),
            Action::CloseParts { count, of, at } => {
                (Prop::Capacity, at, Deed::Parts(count.value / of.value))
            }
            _ => return,
        };
        if self.is_for_some(step) {
            if inputs {
                self.figures.problems.push(Problem::FigureForSome { cause: step.cause });
            }
            return;
        }
        if inputs && !may_be_input(prop, of) {
            return;
        }
        if let Deed::Parts(lost) = deed {
            if lost.is_finite() && !inputs {
                let except = effect.except.as_ref();
                self.on_capacities(step, index, (of, except), deed, force.share);
            }
            return;
        }
        let slots = slots_of(self.model, of, effect.except.as_ref(), (prop, effect.commodity), day);
        for slot in slots {
            let is_input = is_input(slot);
            if is_input != inputs {
                continue;
            }
            let commodity = match (effect.commodity, slot.target) {
                // The selection kept demands of this commodity alone.
                (_, Target::Demand(_)) | (None, _) => None,
                (Some(commodity), _) if by_commodity(slot.prop) => Some(commodity),
                (Some(_), _) => {
                    self.figures.problems.push(Problem::NotForCommodity { cause: step.cause });
                    return;
                }
            };
            self.note_set(index, Slot { commodity, ..slot }, matches!(deed, Deed::Set(_)));
            if let (Target::Leg(way), Prop::Speed) = (slot.target, slot.prop) {
                self.speed(way, commodity, deed, force.share, (step, index));
                continue;
            }
            if let Action::Set { to: NewValue::Fleet(fleet), .. } = &effect.action {
                let new = (fleet.size.value, fleet.cycle.value, fleet.size.unit);
                self.figures.fleets.insert(slot.target, new);
            }
            self.figures.act(slot, commodity, deed, force.share, (step, index));
        }
    }

    /// Tells two `set`s that stand against each other, and steps that are never
    /// in force together where all are asked for together.
    pub(super) fn note_set(&mut self, index: u32, slot: Slot, is_set: bool) {
        let all = matches!(self.now.at, At::Together { .. });
        if let Some(problem) = self.sets.add(index, slot, is_set, all) {
            self.figures.problems.push(problem);
        }
    }

    /// A change `by` a bloc binds its shippers alone, so that it cannot change
    /// a figure, which is the same for all.
    pub(super) fn is_for_some(&self, step: &Step<'_>) -> bool {
        step.cause.change.is_some_and(|change| self.model.changes[change.index()].by.is_some())
    }

    /// A leg's speed: its time changes with it.
    pub(super) fn speed(
        &mut self,
        way: LegWay,
        commodity: Option<CommodityId>,
        deed: Deed,
        share: f64,
        (step, index): (&Step<'m>, u32),
    ) {
        let cause = step.cause;
        let time = slot(Target::Leg(way), Prop::Time);
        let km = self.figures.standing(slot(Target::Leg(way), Prop::Distance)).value();
        let mut slots = vec![Slot { commodity, ..time }];
        if commodity.is_none() && !matches!(deed, Deed::Set(_)) {
            slots.extend(self.figures.restated(time));
        }
        for at in slots {
            let stands = match self.figures.standing(at) {
                Standing::Absent => self.figures.standing(time),
                stands => stands,
            };
            let Standing::Value(days, unit) = stands else { continue };
            // The speed that distance and time say; a leg of no time has none.
            let old = km.filter(|_| days > 0.0).map(|km| km / days);
            let new_days = match (deed, old, km) {
                (Deed::Scale(by), ..) => days / (1.0 + share * by),
                (Deed::Set(Standing::Value(to, _)), Some(old), Some(km)) => {
                    km / (old + share * (to - old))
                }
                (Deed::Set(Standing::Value(to, _)), None, Some(km)) => km / to,
                (Deed::Add(by, _), Some(old), Some(km)) => km / (old + share * by),
                _ => {
                    self.figures.problems.push(Problem::NoDistance { way, cause });
                    continue;
                }
            };
            if new_days.is_finite() && new_days >= 0.0 {
                self.figures.write(at, Standing::Value(new_days, unit), &[index]);
            } else {
                let slot = slot(Target::Leg(way), Prop::Speed);
                self.figures.problems.push(Problem::BelowZero { slot, value: 0.0, cause });
            }
        }
        if let (Deed::Set(to @ Standing::Value(..)), None, true) = (deed, commodity, share >= 1.0) {
            self.figures.write(slot(Target::Leg(way), Prop::Speed), to, &[index]);
        }
    }

    /// Scales the capacities of what is partly closed, or has lost parts.
    pub(super) fn on_capacities(
        &mut self,
        step: &Step<'m>,
        index: u32,
        (of, except): (&Selection, Option<&Selection>),
        deed: Deed,
        share: f64,
    ) {
        let commodity = step.effect.commodity;
        let day = self.now.at.day();
        for prop in [Prop::Capacity, Prop::Throughput, Prop::Fleet] {
            for slot in slots_of(self.model, of, except, (prop, None), day) {
                // A pool's fleet is in its capacity already.
                let counts = prop != Prop::Fleet || matches!(slot.target, Target::Leg(_));
                if slot.prop == prop && counts {
                    self.figures.act(slot, commodity, deed, share, (step, index));
                }
            }
        }
    }
}

pub(super) fn volume_factor(model: &Model, commodity: CommodityId, unit: UnitId) -> Option<f64> {
    use crate::quantity::Dimension;
    let amount = model.dimension(unit).times(Dimension::TIME)?;
    model.conversions(commodity).factor(amount)
}

pub(super) fn plain_unit(model: &Model) -> UnitId {
    let plain =
        model.shown.iter().position(|unit| unit.dimension.is_plain() && unit.factor() == 1.0);
    UnitId(plain.map_or(0, |at| at as u32))
}

pub(super) fn is_input(slot: Slot) -> bool {
    matches!(slot.target, Target::Mode(_)) || matches!(slot.prop, Prop::Distance | Prop::Fleet)
}
