//! Effects on figures: `set`, `raise`, `reduce`, and parts that are closed.

use std::collections::BTreeMap;

use crate::model::{Amount, CommodityId, Model, NewValue, Prop, Slot, Target, UnitId};
use crate::quantity::Dimension;

use super::lineage::Step;
use super::now::Cell;
use super::problem::Problem;
use super::standing::{Standing, declared, slot};

/// What is done to a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Deed {
    /// It becomes this.
    Set(Standing),
    /// So much of a unit is added, or taken if negative.
    Add(f64, UnitId),
    /// It is multiplied by 1 + this.
    Scale(f64),
    /// So many of its parts, as a share of them all, are taken away.
    Parts(f64),
    /// It is multiplied by 1 + this, unless it is without limit.
    ScaleIfLimited(f64),
}

impl Deed {
    /// `raise` (sign 1) or `reduce` (sign −1) by an amount.
    pub fn by(amount: &Amount, sign: f64) -> Self {
        match amount {
            Amount::Figure(figure) => Self::Add(sign * figure.value, figure.unit),
            Amount::Share(share) => Self::Scale(sign * share.value),
        }
    }

    /// `set … to`.
    pub fn set(value: &NewValue) -> Self {
        Self::Set(match value {
            NewValue::Figure(figure) => figure.into(),
            NewValue::Capacity(capacity) => capacity.into(),
            NewValue::Fleet(fleet) => (&fleet.count).into(),
        })
    }
}

/// The figures of a scenario while its effects are played.
pub(super) struct Figures<'m> {
    pub model: &'m Model,
    pub cells: BTreeMap<Slot, Cell>,
    pub problems: Vec<Problem>,
    /// Which share of its parts a capacity has lost.
    parts: BTreeMap<Slot, f64>,
    /// Costs on the basis in use that are per unit and distance.
    pub rates: BTreeMap<Slot, (f64, UnitId)>,
    /// Size, cycle and the size's unit of fleets that were replaced.
    pub fleets: BTreeMap<Target, (f64, f64, UnitId)>,
}

impl<'m> Figures<'m> {
    pub fn new(model: &'m Model) -> Self {
        Self {
            model,
            cells: BTreeMap::new(),
            problems: Vec::new(),
            parts: BTreeMap::new(),
            rates: BTreeMap::new(),
            fleets: BTreeMap::new(),
        }
    }

    /// The figure as it stands.
    pub fn standing(&self, slot: Slot) -> Standing {
        self.cells.get(&slot).map_or_else(|| declared(self.model, slot), |cell| cell.now)
    }

    /// Takes another figure in place of the declared one, before any change.
    pub fn replace(&mut self, slot: Slot, figure: Standing) {
        if figure != self.standing(slot) {
            self.cells.insert(slot, Cell { old: figure, now: figure, by: Vec::new() });
        }
    }

    /// Writes a figure, on behalf of steps.
    pub fn write(&mut self, slot: Slot, figure: Standing, by: &[u32]) {
        let old = self.standing(slot);
        let cell = self.cells.entry(slot).or_insert(Cell { old, now: old, by: Vec::new() });
        cell.now = figure;
        for step in by {
            if !cell.by.contains(step) {
                cell.by.push(*step);
            }
        }
    }

    /// The steps that changed a figure.
    pub fn by(&self, slot: Slot) -> &[u32] {
        self.cells.get(&slot).map_or(&[], |cell| &cell.by)
    }

    /// Does a deed, in so far as it is in force, to a plain figure, and where
    /// it is relative to those restated for single commodities; or, `for` a
    /// commodity, to the figure that counts for it.
    pub fn act(
        &mut self,
        plain: Slot,
        commodity: Option<CommodityId>,
        deed: Deed,
        share: f64,
        (step, index): (&Step<'_>, u32),
    ) {
        if let Some(commodity) = commodity {
            let restated = Slot { commodity: Some(commodity), ..plain };
            let stands = match self.standing(restated) {
                Standing::Absent => self.standing(plain),
                stands => stands,
            };
            self.change(restated, stands, deed, share, (step, index));
            return;
        }
        let restated = self.restated(plain);
        let stands = self.standing(plain);
        let relative = matches!(deed, Deed::Scale(_) | Deed::Parts(_) | Deed::ScaleIfLimited(_));
        // What is limited for single commodities alone is not without limits.
        let deed_here = match (deed, stands) {
            (Deed::Scale(by), Standing::Unlimited) if !restated.is_empty() => {
                Deed::ScaleIfLimited(by)
            }
            _ => deed,
        };
        self.change(plain, stands, deed_here, share, (step, index));
        for slot in restated {
            let stands = self.standing(slot);
            let same_kind = match (deed, stands) {
                (Deed::Add(_, unit), Standing::Value(_, own)) => {
                    plain.prop != Prop::Capacity
                        && plain.prop != Prop::Throughput
                        && self.model.dimension(unit) == self.model.dimension(own)
                }
                _ => false,
            };
            if relative || same_kind {
                self.change(slot, stands, deed, share, (step, index));
            }
        }
    }

    /// The addresses at which a figure is restated for commodities, declared or
    /// by a change.
    pub fn restated(&self, plain: Slot) -> Vec<Slot> {
        let last = Slot { commodity: Some(CommodityId(u32::MAX)), ..plain };
        let mut slots: Vec<Slot> = self
            .cells
            .range(plain..=last)
            .map(|(slot, _)| *slot)
            .filter(|slot| slot.commodity.is_some())
            .collect();
        for commodity in declared_for(self.model, plain) {
            slots.push(Slot { commodity: Some(commodity), ..plain });
        }
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    fn change(
        &mut self,
        slot: Slot,
        stands: Standing,
        deed: Deed,
        share: f64,
        (step, index): (&Step<'_>, u32),
    ) {
        let cause = step.cause;
        let new = match self.outcome(slot, stands, deed, share) {
            Ok(Some(new)) => new,
            Ok(None) => return,
            Err(Refusal::Unlimited) => {
                return self.problems.push(Problem::OfUnlimited { slot, cause });
            }
            Err(Refusal::Unknown) => {
                return self.problems.push(Problem::OfUnknown { slot, cause });
            }
            Err(Refusal::Dimension) => {
                return self.problems.push(Problem::OtherDimension { slot, cause });
            }
        };
        let new = match new {
            // Rounding alone does not make a figure negative.
            Standing::Value(value, unit) if value < 0.0 => {
                let scale = stands.value().unwrap_or(0.0).abs();
                if value < -1e-12 * scale {
                    return self.problems.push(Problem::BelowZero { slot, value, cause });
                }
                Standing::Value(0.0, unit)
            }
            new => new,
        };
        self.write(slot, new, &[index]);
    }

    /// What a figure becomes; none: it stays.
    fn outcome(
        &mut self,
        slot: Slot,
        stands: Standing,
        deed: Deed,
        share: f64,
    ) -> Result<Option<Standing>, Refusal> {
        let dimension = |unit| self.model.dimension(unit);
        match (deed, stands) {
            (Deed::Set(to), _) => {
                let to = self.by_distance(slot, to);
                self.parts.remove(&slot);
                Ok(Some(partly(self.model, stands, to, share)))
            }
            (Deed::ScaleIfLimited(by), Standing::Value(old, unit)) => {
                Ok(Some(Standing::Value(old * (1.0 + share * by), unit)))
            }
            (Deed::ScaleIfLimited(_), _) => Ok(None),
            (_, Standing::Unlimited) => Err(Refusal::Unlimited),
            (_, Standing::Unknown) => Err(Refusal::Unknown),
            (Deed::Scale(by), Standing::Value(old, unit)) => {
                Ok(Some(Standing::Value(old * (1.0 + share * by), unit)))
            }
            (Deed::Add(by, added), Standing::Value(old, unit)) => {
                let by = self.by_distance(slot, Standing::Value(by, added));
                let Standing::Value(by, added) = by else { return Ok(None) };
                if dimension(added) != dimension(unit) {
                    return Err(Refusal::Dimension);
                }
                Ok(Some(Standing::Value(old + share * by, unit)))
            }
            (Deed::Add(by, unit), Standing::Absent) if counts_as_zero(slot.prop) => {
                Ok(match self.by_distance(slot, Standing::Value(by, unit)) {
                    Standing::Value(by, unit) => Some(Standing::Value(share * by, unit)),
                    _ => None,
                })
            }
            (Deed::Parts(lost), Standing::Value(old, unit)) => {
                let gone = self.parts.entry(slot).or_insert(0.0);
                let left_before = 1.0 - *gone;
                *gone = (*gone + share * lost).min(1.0);
                let left = 1.0 - *gone;
                let new = if left_before > 0.0 { old * left / left_before } else { 0.0 };
                Ok(Some(Standing::Value(new, unit)))
            }
            _ => Ok(None),
        }
    }

    /// A leg's cost written per unit and distance, over its distance.
    pub fn by_distance(&self, at: Slot, figure: Standing) -> Standing {
        let (Target::Leg(_), Prop::Cost, Standing::Value(value, unit)) =
            (at.target, at.prop, figure)
        else {
            return figure;
        };
        if !is_by_distance(self.model.dimension(unit)) {
            return figure;
        }
        let distance = self.standing(slot(at.target, Prop::Distance)).value();
        let unit = without_distance(self.model, unit).unwrap_or(unit);
        distance.map_or(Standing::Absent, |km| Standing::Value(value * km, unit))
    }
}

enum Refusal {
    Unlimited,
    Unknown,
    Dimension,
}

/// A figure that is only partly in force lies between old and new.
fn partly(model: &Model, old: Standing, new: Standing, share: f64) -> Standing {
    match (old, new) {
        (Standing::Value(old, was), Standing::Value(new, unit))
            if share < 1.0 && model.dimension(was) == model.dimension(unit) =>
        {
            Standing::Value(old + share * (new - old), unit)
        }
        _ => new,
    }
}

/// Whether an absent figure counts as 0, so that something can be added to it.
fn counts_as_zero(prop: Prop) -> bool {
    matches!(
        prop,
        Prop::Cost
            | Prop::Emissions
            | Prop::Handling
            | Prop::Fee
            | Prop::Delay
            | Prop::Dwell
            | Prop::Time
            | Prop::Penalty
    )
}

/// Whether a cost is per unit and distance (and not per volume, which is a
/// length cubed).
pub fn is_by_distance(dimension: Dimension) -> bool {
    matches!(dimension.exponents()[1], -1 | -4)
}

/// The unit in which a cost per unit is shown that was written per unit and
/// distance, if the model has one of that dimension.
pub(super) fn without_distance(model: &Model, unit: UnitId) -> Option<UnitId> {
    let wanted = model.dimension(unit).times(Dimension::LENGTH)?;
    let found = model.shown.iter().position(|shown| shown.dimension == wanted)?;
    u32::try_from(found).ok().map(UnitId)
}

/// The commodities for which the model restates a figure.
fn declared_for(model: &Model, slot: Slot) -> Vec<CommodityId> {
    fn names<T>(list: &[(CommodityId, T)]) -> Vec<CommodityId> {
        list.iter().map(|(commodity, _)| *commodity).collect()
    }
    let leg = |leg: &crate::model::Leg| {
        leg.more.as_deref().map_or(Vec::new(), |more| match slot.prop {
            Prop::Time => names(&more.time_for),
            Prop::Cost => names(&more.cost_for),
            Prop::Emissions => names(&more.emissions_for),
            Prop::Capacity => names(&more.capacity_for),
            _ => Vec::new(),
        })
    };
    match (slot.target, slot.prop) {
        (Target::Leg(way), _) => leg(model.leg_of(way)),
        (Target::LegBoth(id), _) => leg(&model.legs[id.index()]),
        (Target::Node(node), Prop::Handling) => names(&model.nodes[node.index()].handling_for),
        (Target::Node(node), Prop::Throughput) => names(&model.nodes[node.index()].throughput_for),
        (Target::Border(id, _), Prop::Fee) => names(&model.borders[id.index()].fee_for),
        (Target::Border(id, _), Prop::Capacity) => names(&model.borders[id.index()].capacity_for),
        (Target::Mode(mode), Prop::Cost) => names(&model.modes[mode.index()].cost_for),
        (Target::Pool(pool), Prop::Capacity) => names(&model.pools[pool.index()].capacity_for),
        _ => Vec::new(),
    }
}
