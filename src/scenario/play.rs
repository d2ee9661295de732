//! Plays the effects of a scenario onto the figures that the model declares.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::model::{
    Action, ChangeId, CommodityId, ConstantId, DemandId, Figure, LegId, Model, NodeId, Prop,
    ScenarioId, Selected, Target,
};

use super::demand::volume_on;
use super::derive::follow;
use super::figures::{Deed, Figures};
use super::force::{At, Force, force, slopes};
use super::lineage::{Cause, Step, basis, changes, steps};
use super::moment::random_changes;
use super::now::{Closure, DemandNow, Now, Place, Why};
use super::play_figures::{plain_unit, volume_factor};
use super::problem::{Note, Problem};
use super::rule::{Binder, Rule};
use super::rules::rule_of;
use super::sets::Sets;
use super::standing::{Standing, capacity_slot, slot};
use super::target::places_of;

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

/// Plays the steps of a scenario onto what is declared.
pub(super) struct Player<'a, 'm> {
    pub(super) model: &'m Model,
    pub(super) figures: Figures<'m>,
    pub(super) sets: Sets<'a, 'm>,
    pub(super) now: Now,
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
/// A unit of plain numbers, in which a priority is shown.
/// Whether others derive from the figure.
fn all_places(selected: &Selected) -> impl Iterator<Item = Place> + '_ {
    let ways = selected.legs.iter().map(|way| Place::Way(*way));
    let nodes = selected.nodes.iter().map(|node| Place::Node(*node));
    let borders = selected.borders.iter().map(|(left, entered)| Place::Border(*left, *entered));
    ways.chain(nodes).chain(borders)
}
