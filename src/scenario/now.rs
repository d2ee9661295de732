//! What holds in a scenario at a moment.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::country::Country;
use crate::model::{
    ChangeId, CommodityId, ConstantId, DemandId, LegWay, Model, NodeId, Prop, ScenarioId, Slot,
    Target, UnitId,
};
use crate::source::Span;

use super::force::At;
use super::lineage::Cause;
use super::problem::Note;
use super::rule::{Binder, Rule};
use super::standing::{Standing, declared, fleet_of, slot};

/// A figure that is not as declared, or was touched.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// Before any change: as declared, on the scenario's basis, on its day.
    pub old: Standing,
    /// Now.
    pub now: Standing,
    /// The steps that changed it, in order.
    pub by: Vec<u32>,
}

/// Something that can be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A direction of a leg.
    Way(LegWay),
    /// A node.
    Node(NodeId),
    /// The crossing from one country into another.
    Border(Country, Country),
}

/// Why something is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is planned (written there), and nothing opens it.
    Planned(Span),
    /// An effect closes it.
    Closed(Cause),
    /// No departure is left: its frequency fell to 0, by this effect.
    NoDepartures(Cause),
}

/// One closure of one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closure {
    /// What is closed.
    pub place: Place,
    /// For this commodity only.
    pub commodity: Option<CommodityId>,
    /// Why.
    pub why: Why,
}

/// A demand as it stands. Canonical values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DemandNow {
    /// Whether it is there on the day (`from`, `until`).
    pub there: bool,
    /// Units of the commodity a day; 0 if it is not there.
    pub volume: f64,
    /// The unit in which the volume was written.
    pub unit: UnitId,
    /// 1 is served first.
    pub priority: u32,
}

/// What changed about a thing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Subject {
    /// A figure.
    Figure(Slot),
    /// Whether it is open; for one commodity where the effect says so.
    Open(Place, Option<CommodityId>),
}

/// One property that a scenario touches: the delta as data.
#[derive(Debug, Clone, PartialEq)]
pub struct Touched {
    /// Which.
    pub what: Subject,
    /// Without the scenario's changes.
    pub old: Standing,
    /// With them.
    pub new: Standing,
    /// The effects that did it, in order.
    pub by: Vec<Cause>,
    /// It was not touched itself, but follows from a figure that was.
    pub follows: bool,
}

/// What holds in a scenario at a moment: every figure, what is closed and why,
/// which rules bind whom, how large demands are. All that is not here is as the
/// model declares it.
#[derive(Debug, Clone)]
pub struct Now {
    /// The scenario.
    pub scenario: ScenarioId,
    /// The moment.
    pub at: At,
    /// All closures, sorted by place.
    pub closed: Vec<Closure>,
    /// Which planned things are open, for which commodity (none: all), by what.
    pub opened: BTreeMap<Place, Vec<(Option<CommodityId>, Cause)>>,
    /// Rules in the order applied; of those that fit a case the last counts.
    pub rules: Vec<Rule>,
    /// Whom rules made `by` someone bind.
    pub binders: Vec<Binder>,
    /// By [`DemandId`].
    pub demands: Vec<DemandNow>,
    /// Parameters that the scenario sets, with their values here.
    pub params: Vec<(ConstantId, f64, Cause)>,
    /// For each figure that has several bases, the one in use.
    pub bases: BTreeMap<Slot, SmolStr>,
    /// What was taken for granted.
    pub notes: Vec<Note>,
    pub(super) cells: BTreeMap<Slot, Cell>,
    pub(super) causes: Vec<Cause>,
    /// Figures that follow from others that were changed.
    pub(super) following: Vec<Slot>,
    /// Size, cycle and the size's unit of fleets that were replaced.
    pub(super) fleets: BTreeMap<Target, (f64, f64, UnitId)>,
}

impl Now {
    /// The figure at an address as it stands. One restated for a commodity is
    /// absent where neither the model nor a change restates it.
    pub fn standing(&self, model: &Model, slot: Slot) -> Standing {
        match self.cells.get(&slot) {
            Some(cell) => cell.now,
            None => declared(model, slot),
        }
    }

    /// The figure that counts for a commodity: restated for it, or else the
    /// plain one. (A capacity restated for a commodity is a further limit, not
    /// this one.)
    pub fn standing_for(
        &self,
        model: &Model,
        target: Target,
        prop: Prop,
        commodity: Option<CommodityId>,
    ) -> Standing {
        if commodity.is_some() {
            let restated = self.standing(model, Slot { target, prop, commodity });
            if restated != Standing::Absent {
                return restated;
            }
        }
        self.standing(model, Slot { target, prop, commodity: None })
    }

    /// What a fleet carries each way: n × size ÷ cycle, canonical a day, and the
    /// unit of one ship's load. None where there is no fleet.
    pub fn fleet_capacity(&self, model: &Model, target: Target) -> Option<(f64, UnitId)> {
        let fleet = fleet_of(model, target)?;
        let count = self.standing(model, slot(target, Prop::Fleet)).value()?;
        let declared = (fleet.size.value, fleet.cycle.value, fleet.size.unit);
        let (size, cycle, unit) = self.fleets.get(&target).copied().unwrap_or(declared);
        (cycle > 0.0).then_some((count * size / cycle, unit))
    }

    /// The figure at an address where it is not simply as declared, and whether
    /// that is only because the scenario takes another basis.
    pub fn moved(&self, slot: Slot) -> Option<(Standing, bool)> {
        let cell = self.cells.get(&slot)?;
        Some((cell.now, cell.by.is_empty() && self.bases.contains_key(&slot)))
    }

    /// All figures that are not as declared, in order, with what they are now.
    pub fn differing(&self) -> impl Iterator<Item = (Slot, Standing)> + '_ {
        self.cells.iter().map(|(slot, cell)| (*slot, cell.now))
    }

    /// The effects that changed a figure, in order.
    pub fn causes_of(&self, slot: Slot) -> Vec<Cause> {
        let by = self.cells.get(&slot).map_or(&[][..], |cell| &cell.by);
        by.iter().map(|step| self.causes[*step as usize]).collect()
    }

    /// The closures of a place.
    pub fn closures(&self, place: Place) -> &[Closure] {
        let from = self.closed.partition_point(|closure| closure.place < place);
        let until = self.closed.partition_point(|closure| closure.place <= place);
        &self.closed[from..until]
    }

    /// Whether a closure holds for a commodity (none: for things in general).
    /// What is planned may be open for some commodities only.
    pub fn is_shut(&self, closure: &Closure, commodity: Option<CommodityId>) -> bool {
        if closure.commodity.is_some() && closure.commodity != commodity {
            return false;
        }
        match closure.why {
            Why::Closed(_) | Why::NoDepartures(_) => true,
            Why::Planned(_) => !self.opened.get(&closure.place).is_some_and(|opened| {
                opened.iter().any(|(only, _)| only.is_none() || *only == commodity)
            }),
        }
    }

    /// Every property that the scenario touches, in order of address: closures
    /// and openings after figures.
    pub fn delta(&self) -> Vec<Touched> {
        let mut delta = Vec::new();
        for (slot, cell) in self.cells.iter().filter(|(_, cell)| !cell.by.is_empty()) {
            delta.push(Touched {
                what: Subject::Figure(*slot),
                old: cell.old,
                new: cell.now,
                by: cell.by.iter().map(|step| self.causes[*step as usize]).collect(),
                follows: self.following.binary_search(slot).is_ok(),
            });
        }
        delta.extend(self.opened_delta());
        delta.extend(self.closed_delta());
        delta
    }

    fn opened_delta(&self) -> impl Iterator<Item = Touched> + '_ {
        let planned = |place: &Place| {
            self.closures(*place).iter().any(|closure| matches!(closure.why, Why::Planned(_)))
        };
        let shut =
            |place: &Place| self.closures(*place).iter().any(|c| matches!(c.why, Why::Closed(_)));
        self.opened.iter().filter(move |(place, _)| planned(place) && !shut(place)).map(
            |(place, by)| Touched {
                what: Subject::Open(*place, by.iter().map(|(only, _)| *only).min().flatten()),
                old: Standing::Closed,
                new: Standing::Open,
                by: by.iter().map(|(_, cause)| *cause).collect(),
                follows: false,
            },
        )
    }

    fn closed_delta(&self) -> Vec<Touched> {
        let mut delta: Vec<Touched> = Vec::new();
        for closure in &self.closed {
            let Why::Closed(cause) = closure.why else { continue };
            let what = Subject::Open(closure.place, closure.commodity);
            match delta.last_mut().filter(|last| last.what == what) {
                Some(last) => last.by.push(cause),
                None => {
                    let planned = self.closures(closure.place).iter();
                    let planned = planned.clone().any(|c| matches!(c.why, Why::Planned(_)));
                    delta.push(Touched {
                        what,
                        old: if planned { Standing::Closed } else { Standing::Open },
                        new: Standing::Closed,
                        by: vec![cause],
                        follows: false,
                    });
                }
            }
        }
        delta
    }

    /// The part of a demand that each set of rules binds.
    pub fn demand(&self, demand: DemandId) -> &DemandNow {
        &self.demands[demand.index()]
    }

    /// The changes that touch anything here, in order of their number.
    pub fn changes_at_work(&self) -> Vec<ChangeId> {
        let mut changes: Vec<ChangeId> = self.causes.iter().filter_map(|c| c.change).collect();
        changes.sort_unstable();
        changes.dedup();
        changes
    }
}
