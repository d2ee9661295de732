//! Plays the effects of a scenario onto the figures that the model declares.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::model::{
    Action, ChangeId, CommodityId, ConstantId, DemandId, Figure, LegId, LegWay, Model, NewValue,
    NodeId, Prop, ScenarioId, Selected, Selection, Slot, Target, UnitId,
};

use super::demand::volume_on;
use super::derive::follow;
use super::figures::{Deed, Figures};
use super::force::{At, Force, force, slopes};
use super::lineage::{Cause, Step, basis, changes, steps};
use super::moment::random_changes;
use super::now::{Closure, DemandNow, Now, Place, Why};
use super::problem::{Note, Problem};
use super::rule::{Binder, Rule};
use super::rules::rule_of;
use super::sets::Sets;
use super::standing::{Standing, capacity_slot, slot};
use super::target::{by_commodity, may_be_input, places_of, slots_of};

/// What holds in a scenario at a moment.
///
/// The scenario's basis replaces the first named one; effects on what others
/// derive from (distances, modes, fleets) come first and all else follows from
/// them; then the other effects, ancestors first, in the order applied. An
/// error lists every reason why there is no such state.
pub fn now(model: &Model, scenario: ScenarioId, at: At) -> Result<Now, Vec<Problem>> {
    let applied = changes(model, scenario);
    let steps = steps(model, scenario);
    let forces: Vec<Force> = steps.iter().map(|step| force(model, step, at, &applied)).collect();
    played(model, scenario, at, &forces, true)
}

/// What holds where effects are in force as far as said: shares from 0 to 1 by
/// place in [`steps`]. The day says who is a member of a bloc and how large demands are.
///
/// # Errors
/// Every reason why there is no such state.
pub fn now_with(
    model: &Model,
    scenario: ScenarioId,
    day: i32,
    in_force: &[f64],
) -> Result<Now, Vec<Problem>> {
    played(model, scenario, At::Moment(day.into()), &forces_of(in_force), false)
}

fn forces_of(in_force: &[f64]) -> Vec<Force> {
    let share = |share: &f64| Force { share: *share, holds: *share > 0.0 };
    in_force.iter().map(share).collect()
}

/// What holds with every step in force as far as is given.
pub(super) fn played(
    model: &Model,
    scenario: ScenarioId,
    at: At,
    forces: &[Force],
    with_notes: bool,
) -> Result<Now, Vec<Problem>> {
    let steps = steps(model, scenario);
    let applied = changes(model, scenario);
    let mut player = Player::new(model, scenario, at, &applied, &steps);
    player.take_basis();
    player.take_volumes();
    player.close_planned();
    player.now.causes = steps.iter().map(|step| step.cause).collect();
    let in_force = || {
        let numbered = (0u32..).zip(steps.iter().zip(forces));
        numbered.filter(|(_, (_, force))| force.holds || force.share > 0.0)
    };
    for (index, (step, force)) in in_force() {
        player.figures_of(step, index, *force, true);
    }
    player.now.following = follow(&mut player.figures);
    for (index, (step, force)) in in_force() {
        player.figures_of(step, index, *force, false);
        player.state(step, index, *force);
    }
    if with_notes {
        player.notes(&steps, forces);
    }
    player.finish()
}

/// The parameters that a scenario sets at a moment, with their values. The
/// model has to be checked again with these before [`now`] is asked for.
pub fn param_overrides(
    model: &Model,
    scenario: ScenarioId,
    at: At,
) -> Result<Vec<(ConstantId, f64)>, Vec<Problem>> {
    let applied = changes(model, scenario);
    let steps = steps(model, scenario);
    let forces: Vec<Force> = steps.iter().map(|step| force(model, step, at, &applied)).collect();
    params(model, scenario, at, &forces)
}

/// The parameters that are set where effects are in force as far as said: see
/// [`now_with`].
///
/// # Errors
/// Every reason why they cannot be.
pub fn param_overrides_with(
    model: &Model,
    scenario: ScenarioId,
    day: i32,
    in_force: &[f64],
) -> Result<Vec<(ConstantId, f64)>, Vec<Problem>> {
    params(model, scenario, At::Moment(day.into()), &forces_of(in_force))
}

/// The parameters that are set with every step in force as far as is given.
pub(super) fn params(
    model: &Model,
    scenario: ScenarioId,
    at: At,
    forces: &[Force],
) -> Result<Vec<(ConstantId, f64)>, Vec<Problem>> {
    let applied = changes(model, scenario);
    let steps = steps(model, scenario);
    let mut player = Player::new(model, scenario, at, &applied, &steps);
    for (index, (step, force)) in (0u32..).zip(steps.iter().zip(forces)) {
        player.param(step, index, *force);
    }
    if player.figures.problems.is_empty() {
        Ok(player.now.params.iter().map(|(param, value, _)| (*param, *value)).collect())
    } else {
        Err(player.figures.problems)
    }
}

struct Player<'a, 'm> {
    model: &'m Model,
    figures: Figures<'m>,
    sets: Sets<'a, 'm>,
    now: Now,
}

impl<'a, 'm> Player<'a, 'm> {
    fn new(
        model: &'m Model,
        scenario: ScenarioId,
        at: At,
        applied: &'a [ChangeId],
        steps: &'a [Step<'m>],
    ) -> Self {
        let now = Now {
            scenario,
            at,
            closed: Vec::new(),
            opened: BTreeMap::new(),
            rules: Vec::new(),
            binders: Vec::new(),
            demands: Vec::new(),
            params: Vec::new(),
            bases: BTreeMap::new(),
            notes: Vec::new(),
            cells: BTreeMap::new(),
            causes: Vec::new(),
            following: Vec::new(),
            fleets: BTreeMap::new(),
        };
        Self { model, figures: Figures::new(model), sets: Sets::new(model, applied, steps), now }
    }

    fn take_basis(&mut self) {
        let wanted = basis(self.model, self.now.scenario);
        let mut missing = Vec::new();
        for (slot, figures) in &self.model.bases {
            let Some(first) = figures.first() else { continue };
            let taken = match wanted {
                Some(wanted) => figures.iter().find(|(basis, _)| basis == wanted),
                None => Some(first),
            };
            if taken.is_none() {
                missing.push((*slot, first.0.to_string()));
            }
            let (name, figure): &(SmolStr, Figure) = taken.unwrap_or(first);
            let at = match (slot.target, slot.prop, slot.commodity) {
                (Target::Leg(way), Prop::Capacity, None) => capacity_slot(self.model, way),
                _ => *slot,
            };
            let figure = Standing::from(figure);
            let over_distance = self.figures.by_distance(at, figure);
            if let (true, Some(rate)) = (over_distance != figure, figure.with_unit()) {
                self.figures.rates.insert(at, rate);
            }
            self.figures.replace(at, over_distance);
            self.now.bases.insert(*slot, name.clone());
        }
        if let (Some(wanted), false) = (wanted, missing.is_empty()) {
            let wanted = wanted.to_owned();
            self.now.notes.push(Note::BasisMissing { wanted, figures: missing });
        }
    }

    fn take_volumes(&mut self) {
        for demand in (0..self.model.demands.len() as u32).map(DemandId) {
            let volume = volume_on(self.model, demand, self.now.at.day());
            let at = slot(Target::Demand(demand), Prop::Volume);
            let stands = match (self.model.bases.contains_key(&at), self.figures.standing(at)) {
                (true, Standing::Value(rate, unit)) => Standing::Value(rate * volume.grown, unit),
                _ => Standing::Value(volume.value * volume.grown, volume.unit),
            };
            self.figures.replace(at, stands);
            if let Some(remark) = volume.remark {
                self.now.notes.push(Note::Volume(demand, remark));
            }
            let priority = f64::from(self.model.demands[demand.index()].priority);
            self.figures.replace(
                slot(Target::Demand(demand), Prop::Priority),
                Standing::Value(priority, plain_unit(self.model)),
            );
            self.now.demands.push(DemandNow {
                there: volume.there,
                volume: 0.0,
                unit: volume.unit,
                priority: 0,
            });
        }
    }

    fn close_planned(&mut self) {
        for (id, node) in (0u32..).map(NodeId).zip(&self.model.nodes) {
            if let Some(span) = node.planned {
                self.shut(Place::Node(id), None, Why::Planned(span));
            }
        }
        for (id, leg) in (0u32..).map(LegId).zip(&self.model.legs) {
            if let Some(span) = leg.planned {
                for way in self.model.ways(id) {
                    self.shut(Place::Way(way), None, Why::Planned(span));
                }
            }
        }
    }

    fn shut(&mut self, place: Place, commodity: Option<CommodityId>, why: Why) {
        self.now.closed.push(Closure { place, commodity, why });
    }

    /// The effect of a step on figures: on those that others derive from, or on
    /// the rest.
    fn figures_of(&mut self, step: &Step<'m>, index: u32, force: Force, inputs: bool) {
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
    fn note_set(&mut self, index: u32, slot: Slot, is_set: bool) {
        let all = matches!(self.now.at, At::Together { .. });
        if let Some(problem) = self.sets.add(index, slot, is_set, all) {
            self.figures.problems.push(problem);
        }
    }

    /// A change `by` a bloc binds its shippers alone, so that it cannot change
    /// a figure, which is the same for all.
    fn is_for_some(&self, step: &Step<'_>) -> bool {
        step.cause.change.is_some_and(|change| self.model.changes[change.index()].by.is_some())
    }

    /// A leg's speed: its time changes with it.
    fn speed(
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
    fn on_capacities(
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

    /// The effect of a step on what is open, on rules and on parameters.
    fn state(&mut self, step: &Step<'m>, index: u32, force: Force) {
        let effect = step.effect;
        let (commodity, except) = (effect.commodity, effect.except.as_ref());
        let day = self.now.at.day();
        match &effect.action {
            Action::Close(of) if self.is_for_some(step) && force.holds => {
                let places = places_of(self.model, of, except, day);
                let binder = self.binder(step.cause);
                self.now.rules.push(Rule::close(step.cause, commodity, binder, places));
            }
            Action::Close(_) if self.is_for_some(step) => {}
            Action::Close(of) if force.share >= 1.0 => {
                let places = places_of(self.model, of, except, day);
                for demand in &places.demands {
                    let at = slot(Target::Demand(*demand), Prop::Volume);
                    self.figures.act(at, None, Deed::Scale(-1.0), 1.0, (step, index));
                }
                for place in all_places(&places) {
                    self.shut(place, commodity, Why::Closed(step.cause));
                }
            }
            Action::Close(of) => {
                let deed = Deed::ScaleIfLimited(-1.0);
                self.on_capacities(step, index, (of, except), deed, force.share);
            }
            Action::Open(of) => {
                let places = places_of(self.model, of, except, day);
                for place in all_places(&places) {
                    self.now.opened.entry(place).or_default().push((commodity, step.cause));
                }
                if force.share < 1.0 {
                    let deed = Deed::ScaleIfLimited(-1.0);
                    self.on_capacities(step, index, (of, except), deed, 1.0 - force.share);
                }
            }
            Action::SetParam { .. } => self.param(step, index, force),
            _ if force.holds => {
                let binder = self.binder(step.cause);
                self.now.rules.extend(rule_of(self.model, step, binder, day));
            }
            _ => {}
        }
    }

    fn param(&mut self, step: &Step<'m>, index: u32, force: Force) {
        let Action::SetParam { param, to } = &step.effect.action else { return };
        if force.share <= 0.0 {
            return;
        }
        if self.is_for_some(step) {
            return self.figures.problems.push(Problem::FigureForSome { cause: step.cause });
        }
        self.note_set(index, slot(Target::Constant(*param), Prop::Value), true);
        let set = self.now.params.iter().position(|(other, ..)| other == param);
        let declared = || {
            let figure = self.model.constants[param.index()].figure.as_ref();
            figure.map_or(to.value, |figure| figure.value)
        };
        let old = set.map_or_else(declared, |at| self.now.params[at].1);
        let new = (*param, old + force.share * (to.value - old), step.cause);
        match set {
            Some(at) => self.now.params[at] = new,
            None => self.now.params.push(new),
        }
    }

    /// The binder of a change made `by` someone.
    fn binder(&mut self, cause: Cause) -> Option<u32> {
        let change = cause.change?;
        let (by, share) = self.model.changes[change.index()].by.as_ref()?;
        let known = self.now.binders.iter().position(|binder| binder.change == change);
        let index = known.unwrap_or_else(|| {
            self.now.binders.push(Binder { by: *by, share: share.value, change });
            self.now.binders.len() - 1
        });
        u32::try_from(index).ok()
    }

    fn notes(&mut self, steps: &[Step<'_>], forces: &[Force]) {
        if !matches!(self.now.at, At::Together { .. }) {
            let random = random_changes(self.model, self.now.scenario);
            self.now.notes.extend(random.into_iter().map(Note::RandomLeftOut));
        }
        if matches!(self.now.at, At::Stretch { .. }) {
            for (step, force) in steps.iter().zip(forces) {
                let (ramp, recovery) = slopes(self.model, step.cause.change);
                let partly = force.share > 0.0 && force.share < 1.0;
                if let (Some(change), true) = (step.cause.change, partly && ramp + recovery > 0.0) {
                    let note = Note::Averaged(change);
                    if !self.now.notes.contains(&note) {
                        self.now.notes.push(note);
                    }
                }
            }
        }
    }

    /// A leg on which nothing departs any more is closed.
    fn close_without_departures(&mut self) {
        for (slot, cell) in &self.figures.cells {
            let (Target::Leg(way), Prop::Frequency, None) =
                (slot.target, slot.prop, slot.commodity)
            else {
                continue;
            };
            let left = cell.now.value().is_none_or(|frequency| frequency > 0.0);
            let last = cell.by.last().and_then(|step| self.now.causes.get(*step as usize));
            if let (false, Some(cause)) = (left, last) {
                let why = Why::NoDepartures(*cause);
                self.now.closed.push(Closure { place: Place::Way(way), commodity: None, why });
            }
        }
    }

    fn finish(mut self) -> Result<Now, Vec<Problem>> {
        for (id, demand) in (0u32..).map(DemandId).zip(&mut self.now.demands) {
            let at = |prop| slot(Target::Demand(id), prop);
            let commodity = self.model.demands[id.index()].commodity;
            if let Standing::Value(volume, unit) = self.figures.standing(at(Prop::Volume)) {
                let factor = volume_factor(self.model, commodity, unit);
                match factor {
                    Some(factor) => demand.volume = volume / factor,
                    None => self.figures.problems.push(Problem::VolumeUnit { demand: id }),
                }
                demand.unit = unit;
            }
            let priority = self.figures.standing(at(Prop::Priority)).value().unwrap_or(1.0);
            // Priorities are small whole numbers, checked to be.
            demand.priority = priority.clamp(1.0, f64::from(u32::MAX)) as u32;
        }
        if !self.figures.problems.is_empty() {
            return Err(self.figures.problems);
        }
        self.close_without_departures();
        self.now.closed.sort_unstable();
        self.now.closed.dedup();
        self.now.cells = self.figures.cells;
        self.now.fleets = self.figures.fleets;
        Ok(self.now)
    }
}

/// How much of the dimension of a volume one unit of the commodity is.
fn volume_factor(model: &Model, commodity: CommodityId, unit: UnitId) -> Option<f64> {
    use crate::quantity::Dimension;
    let amount = model.dimension(unit).times(Dimension::TIME)?;
    model.conversions(commodity).factor(amount)
}

/// A unit of plain numbers, in which a priority is shown.
fn plain_unit(model: &Model) -> UnitId {
    let plain =
        model.shown.iter().position(|unit| unit.dimension.is_plain() && unit.factor() == 1.0);
    UnitId(plain.map_or(0, |at| at as u32))
}

/// Whether others derive from the figure.
fn is_input(slot: Slot) -> bool {
    matches!(slot.target, Target::Mode(_)) || matches!(slot.prop, Prop::Distance | Prop::Fleet)
}

fn all_places(selected: &Selected) -> impl Iterator<Item = Place> + '_ {
    let ways = selected.legs.iter().map(|way| Place::Way(*way));
    let nodes = selected.nodes.iter().map(|node| Place::Node(*node));
    let borders = selected.borders.iter().map(|(left, entered)| Place::Border(*left, *entered));
    ways.chain(nodes).chain(borders)
}
