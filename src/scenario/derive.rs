//! Figures that follow from others: when a distance, a mode or a fleet changes,
//! what legs derive from it changes with it.

use std::collections::BTreeSet;

use crate::model::{
    CommodityId, Derivation, LegId, LegWay, ModeId, Model, Origin, Prop, Slot, Target,
};

use super::figures::{Figures, is_by_distance, without_distance};
use super::standing::{Standing, capacity_slot, declared, fleet_of, origin, slot};

/// Brings everything up to date with the figures that were changed or taken
/// from another basis. Returns the addresses written, in order.
pub(super) fn follow(figures: &mut Figures<'_>) -> Vec<Slot> {
    let model = figures.model;
    let (mut modes, mut legs, mut fleets) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for slot in figures.cells.keys() {
        match (slot.target, slot.prop) {
            (Target::Mode(mode), _) => {
                modes.insert(mode);
            }
            (Target::Leg(way), Prop::Distance | Prop::Speed) => {
                legs.insert(way.leg());
            }
            (target, Prop::Fleet) => {
                fleets.insert(target);
            }
            _ => {}
        }
    }
    let touches = |leg: &crate::model::Leg| leg.mode.is_some_and(|mode| modes.contains(&mode));
    if !modes.is_empty() {
        let all = (0..model.legs.len() as u32).map(LegId);
        legs.extend(all.filter(|leg| touches(&model.legs[leg.index()])));
    }
    let mut follower = Follower { figures, written: Vec::new() };
    for leg in legs {
        for way in model.ways(leg) {
            follower.leg(way);
        }
    }
    for target in fleets {
        follower.fleet(target);
    }
    let mut written = follower.written;
    written.sort_unstable();
    written.dedup();
    written
}

struct Follower<'f, 'm> {
    figures: &'f mut Figures<'m>,
    written: Vec<Slot>,
}

impl Follower<'_, '_> {
    fn model(&self) -> &Model {
        self.figures.model
    }

    /// How a figure was derived, unless it has bases: those are written.
    fn derivation(&self, slot: Slot) -> Option<Derivation> {
        if self.model().bases.contains_key(&slot) {
            return None;
        }
        match origin(self.model(), slot)? {
            Origin::Derived(how, _) => Some(how),
            Origin::Written(..) | Origin::Default(_) => None,
        }
    }

    /// Whether a leg's figure is its mode's: derived from it, or not written.
    fn is_of_mode(&self, at: Slot) -> bool {
        let silent = || {
            !self.model().bases.contains_key(&at)
                && matches!(declared(self.model(), at), Standing::Absent | Standing::Unlimited)
        };
        match self.derivation(at) {
            Some(
                Derivation::ModeCost(_)
                | Derivation::ModeCostByDistance(_)
                | Derivation::ModeEmissions(_)
                | Derivation::ModeCapacity(_)
                | Derivation::ModeFrequency(_),
            ) => true,
            Some(_) => false,
            None => silent(),
        }
    }

    /// Whether a figure was changed, or taken from another basis.
    fn moved(&self, slot: Slot) -> bool {
        self.figures.cells.get(&slot).is_some_and(|cell| cell.now != declared(self.model(), slot))
    }

    /// Writes a figure that follows from others. Where no change touched any of
    /// them, only the basis did, and it stands as if declared so.
    fn write(&mut self, at: Slot, value: Standing, from: &[Slot]) {
        let mut by: Vec<u32> =
            from.iter().flat_map(|slot| self.figures.by(*slot)).copied().collect();
        by.sort_unstable();
        by.dedup();
        if by.is_empty() {
            self.figures.replace(at, value);
        } else if value != self.figures.standing(at) {
            self.figures.write(at, value, &by);
            self.written.push(at);
        }
    }

    fn leg(&mut self, way: LegWay) {
        let mode = self.model().leg_of(way).mode;
        let of_leg = |prop| slot(Target::Leg(way), prop);
        let distance = of_leg(Prop::Distance);
        if let Some(mode) = mode {
            self.distance(distance, mode);
        }
        self.time(way, mode);
        self.cost(way, mode, None);
        let restated: Vec<CommodityId> = self.restated_costs(way, mode);
        for commodity in restated {
            self.cost(way, mode, Some(commodity));
        }
        let Some(mode) = mode else { return };
        let of_mode = |prop| slot(Target::Mode(mode), prop);
        for (at, source) in [
            (of_leg(Prop::Emissions), of_mode(Prop::Emissions)),
            (capacity_slot(self.model(), way), of_mode(Prop::Capacity)),
            (of_leg(Prop::Frequency), of_mode(Prop::Frequency)),
        ] {
            if self.moved(source) && self.is_of_mode(at) {
                let value = self.figures.standing(source);
                self.write(at, value, &[source]);
            }
        }
    }

    fn distance(&mut self, at: Slot, mode: ModeId) {
        let circuity = slot(Target::Mode(mode), Prop::Circuity);
        if !self.moved(circuity) || self.derivation(at) != Some(Derivation::GreatCircle) {
            return;
        }
        let old = declared(self.model(), circuity).value();
        let new = self.figures.standing(circuity).value();
        if let (Some(old), Some(new), Standing::Value(km, unit)) =
            (old, new, self.figures.standing(at))
            && old > 0.0
        {
            self.write(at, Standing::Value(km * new / old, unit), &[circuity]);
        }
    }

    fn time(&mut self, way: LegWay, mode: Option<ModeId>) {
        let of_leg = |prop| slot(Target::Leg(way), prop);
        let (at, distance) = (of_leg(Prop::Time), of_leg(Prop::Distance));
        let speed = match (self.derivation(at), mode) {
            (Some(Derivation::ModeSpeed(_)), Some(mode)) => slot(Target::Mode(mode), Prop::Speed),
            (Some(Derivation::LegSpeed), _) => of_leg(Prop::Speed),
            _ => return,
        };
        if !self.moved(distance) && !self.moved(speed) {
            return;
        }
        if let (Some(km), Some(pace), Standing::Value(_, unit)) = (
            self.figures.standing(distance).value(),
            self.figures.standing(speed).value(),
            self.figures.standing(at),
        ) {
            self.write(at, Standing::Value(km / pace, unit), &[distance, speed]);
        }
    }

    /// Commodities for which the leg or its mode restates a cost.
    fn restated_costs(&self, way: LegWay, mode: Option<ModeId>) -> Vec<CommodityId> {
        let mut slots = self.figures.restated(slot(Target::Leg(way), Prop::Cost));
        if let Some(mode) = mode {
            slots.extend(self.figures.restated(slot(Target::Mode(mode), Prop::Cost)));
        }
        let mut commodities: Vec<CommodityId> =
            slots.iter().filter_map(|slot| slot.commodity).collect();
        commodities.sort_unstable();
        commodities.dedup();
        commodities
    }

    fn cost(&mut self, way: LegWay, mode: Option<ModeId>, commodity: Option<CommodityId>) {
        let at = Slot { target: Target::Leg(way), prop: Prop::Cost, commodity };
        let distance = slot(Target::Leg(way), Prop::Distance);
        let plain = Slot { commodity: None, ..at };
        if let Some((rate, unit)) = self.figures.rates.get(&at).copied() {
            if self.moved(distance) {
                let cost = self.figures.by_distance(at, Standing::Value(rate, unit));
                self.write(at, cost, &[distance]);
            }
            return;
        }
        // A leg that takes its cost from its mode takes the restated one too.
        let of_mode = self.is_of_mode(at) && self.is_of_mode(plain) && !self.own_rate(way);
        if let (true, Some(mode)) = (of_mode, mode) {
            let source = Slot { target: Target::Mode(mode), prop: Prop::Cost, commodity };
            self.cost_of_mode(at, source, distance);
        } else if commodity.is_none() && self.own_rate(way) && self.moved(distance) {
            let old = declared(self.model(), distance).value();
            let new = self.figures.standing(distance).value();
            if let (Some(old), Some(new), Standing::Value(cost, unit)) =
                (old, new, self.figures.standing(at))
                && old > 0.0
            {
                self.write(at, Standing::Value(cost * new / old, unit), &[distance]);
            }
        }
    }

    /// Whether the leg's own cost was written per unit and distance.
    fn own_rate(&self, way: LegWay) -> bool {
        self.model().leg_of(way).cost_by_distance
    }

    fn cost_of_mode(&mut self, at: Slot, source: Slot, distance: Slot) {
        let Standing::Value(rate, unit) = self.figures.standing(source) else { return };
        let by_distance = is_by_distance(self.model().dimension(unit));
        let moved = self.moved(source) || (by_distance && self.moved(distance));
        if !moved {
            return;
        }
        if !by_distance {
            self.write(at, Standing::Value(rate, unit), &[source]);
            return;
        }
        let shown = self.figures.standing(at).with_unit().map(|(_, unit)| unit);
        let shown = shown.or_else(|| without_distance(self.model(), unit)).unwrap_or(unit);
        if let Some(km) = self.figures.standing(distance).value() {
            self.write(at, Standing::Value(rate * km, shown), &[source, distance]);
        }
    }

    /// The capacity (ships × size ÷ cycle) of a pool's fleet, and the departures
    /// of a leg's.
    fn fleet(&mut self, target: Target) {
        let Some(fleet) = fleet_of(self.model(), target) else { return };
        let count_slot = slot(target, Prop::Fleet);
        let Some(count) = self.figures.standing(count_slot).value() else { return };
        let (size, cycle, unit) = match self.figures.fleets.get(&target) {
            Some(replaced) => *replaced,
            None => (fleet.size.value, fleet.cycle.value, fleet.size.unit),
        };
        if cycle <= 0.0 {
            return;
        }
        let capacity = slot(target, Prop::Capacity);
        if self.derivation(capacity) == Some(Derivation::Fleet) {
            let shown = self.figures.standing(capacity).with_unit().map_or(unit, |(_, unit)| unit);
            self.write(capacity, Standing::Value(count * size / cycle, shown), &[count_slot]);
        }
        let Target::Leg(way) = target else { return };
        let ways: Vec<LegWay> = self.model().ways(way.leg()).collect();
        for way in ways {
            let at = slot(Target::Leg(way), Prop::Frequency);
            if let (Some(Derivation::FleetHeadway), Standing::Value(_, shown)) =
                (self.derivation(at), self.figures.standing(at))
            {
                self.write(at, Standing::Value(count / cycle, shown), &[count_slot]);
            }
        }
    }
}
