//! From demands on a network to the plain problem that the flow kernel solves.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::algorithm::flow::{ArcUses, FlowClass, FlowDemand, FlowProblem};
use crate::model::{DemandId, Minimising, Model, Prop, Target};
use crate::network::{Class, Classes, Gap, ValueOfTime, penalty, worth};
use crate::quantity::Dimension;
use crate::report::Phrase;
use crate::scenario::slot;

use super::analyst::{Failure, State};

/// In what unmet demand is weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighed {
    /// Money: every demand's commodity states a value.
    Value,
    /// Tonnes: every one has a mass.
    Tonnes,
    /// As each counts itself.
    Units,
}

impl Weighed {
    /// The word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Tonnes => "tonnes",
            Self::Units => "units",
        }
    }
}

/// A part of a demand that the same rules bind.
pub struct PlanPart {
    /// Which demand.
    pub demand: DemandId,
    /// Its cargo and rules.
    pub class: Class,
    /// Canonical, a day.
    pub volume: f64,
}

/// A flow problem with what its numbers mean.
pub struct Plan<'s> {
    /// The plain problem; one demand for each part.
    pub problem: FlowProblem<'s>,
    /// The parts, in the order of demands.
    pub parts: Vec<PlanPart>,
    /// What is least after unmet demand.
    pub objective: Minimising,
    /// In what unmet demand is weighed.
    pub weighed: Weighed,
    /// What a reader has to know.
    pub notes: Vec<String>,
}

/// Sets the problem of all demands up.
///
/// # Errors
/// Where a figure that it needs is unknown or does not convert.
pub fn plan<'s>(
    state: &'s State<'_>,
    minimising: Option<Minimising>,
) -> Result<Plan<'s>, Failure> {
    let model = &*state.model;
    let mut classes = Classes::new(model, &state.network);
    let mut parts = Vec::new();
    for demand in (0..model.demands.len() as u32).map(DemandId) {
        let volume = state.network.now.demand(demand).volume;
        for (class, share) in classes.of_demand(demand) {
            parts.push(PlanPart { demand, class, volume: volume * share });
        }
    }
    check_gaps(state, &parts)?;
    let mut notes = Vec::new();
    let objective = objective(model, &parts, minimising, &mut notes)?;
    let weighed = weighed(state, &parts);
    let mut builder = Builder { state, kernel: Vec::new(), keys: Vec::new(), sized: sized(&parts, model) };
    let mut demands = Vec::new();
    for part in &parts {
        demands.push(builder.demand(part, objective, weighed, &mut notes)?);
    }
    let problem = problem(state, builder.kernel, demands);
    Ok(Plan { problem, parts, objective, weighed, notes })
}

/// The plain problem of classes and demands on a network.
pub fn problem<'s>(
    state: &'s State<'_>,
    classes: Vec<FlowClass>,
    demands: Vec<FlowDemand>,
) -> FlowProblem<'s> {
    let network = &state.network;
    let arcs = network.frame.way_of.len();
    let of_arc = |arc: u32| network.uses.of_arc.of(arc as usize).iter();
    let uses: Vec<(u32, u32, f64)> = (0..arcs as u32)
        .flat_map(|arc| of_arc(arc).map(move |resource| (arc, *resource, 1.0)))
        .collect();
    let capacities = network.uses.resources.iter();
    FlowProblem {
        graph: &network.frame.graph,
        // What is unknown lies out of reach, or there is no answer.
        capacity: capacities.map(|r| r.capacity.unwrap_or(f64::INFINITY)).collect(),
        uses: ArcUses::new(arcs, &uses),
        classes,
        demands,
    }
}

/// Tells every capacity in reach that is unknown or does not convert.
///
/// # Errors
/// Where there is one.
pub fn check_gaps(state: &State<'_>, parts: &[PlanPart]) -> Result<(), Failure> {
    let mut told: Vec<Phrase> = Vec::new();
    for part in parts {
        for gap in state.network.gaps(&state.model, &part.class) {
            if let Some(phrase) = gap_phrase(state, gap)
                && !told.contains(&phrase)
            {
                told.push(phrase);
            }
        }
    }
    if told.is_empty() { Ok(()) } else { Err(Failure::Told(told)) }
}

/// Why a capacity cannot be counted with.
fn gap_phrase(state: &State<'_>, gap: Gap) -> Option<Phrase> {
    let label = |n: u32| state.network.uses.resources[n as usize].label(&state.model);
    match gap {
        Gap::Unknown(number) => Some(
            Phrase::from("the capacity of ")
                .name(label(number))
                .with(" is unknown; state it, or an assumption"),
        ),
        Gap::Capacity(number) => Some(
            Phrase::from("the capacity of ")
                .name(label(number))
                .with(" is in a unit that the cargo does not convert to; give the commodity a mass"),
        ),
        Gap::Charge(_) => None,
    }
}

fn objective(
    model: &Model,
    parts: &[PlanPart],
    minimising: Option<Minimising>,
    notes: &mut Vec<String>,
) -> Result<Minimising, Failure> {
    let without = parts.iter().find(|part| part.class.worth_of_day().is_err());
    let label = |part: &PlanPart| model.demands[part.demand.index()].head.label().to_owned();
    match (minimising, without) {
        (None, None) => Ok(Minimising::GeneralisedCost),
        (None, Some(part)) => {
            notes.push(format!(
                "`{}` has no value of time, so that cost is least and not generalised cost",
                label(part)
            ));
            Ok(Minimising::Cost)
        }
        (Some(Minimising::GeneralisedCost), Some(part)) => Err(Failure::told(format!(
            "`{}` has no value of time, so that there is no generalised cost; state \
             `value_of_time`, or ask for `minimising cost`",
            label(part)
        ))),
        (Some(minimising), _) => Ok(minimising),
    }
}

/// In what unmet demand without a penalty is weighed.
fn weighed(state: &State<'_>, parts: &[PlanPart]) -> Weighed {
    let model = &*state.model;
    let now = &state.network.now;
    let of = |part: &&PlanPart| part.class.ask.commodity;
    let free = || {
        parts.iter().filter(|part| !matches!(penalty(model, now, part.demand), Ok(Some(_))))
    };
    let all = |test: &dyn Fn(crate::model::CommodityId) -> bool| {
        free().all(|part| of(&part).is_some_and(test))
    };
    if all(&|commodity| worth(model, now, commodity).is_some()) {
        Weighed::Value
    } else if all(&|commodity| mass(model, commodity).is_some()) {
        Weighed::Tonnes
    } else {
        Weighed::Units
    }
}

/// Tonnes of one unit.
fn mass(model: &Model, commodity: crate::model::CommodityId) -> Option<f64> {
    model.conversions(commodity).factor(Dimension::MASS)
}

fn sized(parts: &[PlanPart], model: &Model) -> bool {
    parts.iter().all(|part| part.class.ask.commodity.is_some_and(|c| mass(model, c).is_some()))
}

type Key = (Option<crate::model::CommodityId>, usize, bool);

struct Builder<'s, 'm> {
    state: &'s State<'m>,
    kernel: Vec<FlowClass>,
    keys: Vec<Key>,
    sized: bool,
}

impl Builder<'_, '_> {
    fn class(&mut self, class: &Class, objective: Minimising) -> u32 {
        let gate = Arc::as_ptr(&class.gate) as usize;
        let key = (class.ask.commodity, gate, class.barred.is_empty());
        if let Some(known) = self.keys.iter().position(|known| *known == key) {
            return known as u32;
        }
        self.keys.push(key);
        let size = match class.ask.commodity {
            Some(commodity) if self.sized => mass(&self.state.model, commodity).unwrap_or(1.0),
            _ => 1.0,
        };
        self.kernel.push(kernel_class(class, objective != Minimising::Time, size));
        self.kernel.len() as u32 - 1
    }

    fn demand(
        &mut self,
        part: &PlanPart,
        objective: Minimising,
        weighed: Weighed,
        notes: &mut Vec<String>,
    ) -> Result<FlowDemand, Failure> {
        let state = self.state;
        let (model, now) = (&*state.model, &state.network.now);
        let head = &model.demands[part.demand.index()].head;
        let class = self.class(&part.class, objective);
        let value_of_time = match part.class.value_of_time {
            ValueOfTime::Money(worth) => Some(worth),
            _ => None,
        };
        let penalty = penalty(model, now, part.demand).map_err(|_| {
            Failure::told(
                Phrase::from("the penalty of ")
                    .name(head.label())
                    .with(" is in a unit that its commodity does not convert to"),
            )
        })?;
        let penalty = match (penalty, objective, value_of_time) {
            (Some(money), Minimising::Time, Some(worth)) if worth > 0.0 => Some(money / worth),
            (Some(_), Minimising::Time, _) => {
                notes.push(format!(
                    "`{}` has a penalty but no value of time: counted without its penalty",
                    head.label()
                ));
                None
            }
            (penalty, ..) => penalty,
        };
        let commodity = part.class.ask.commodity;
        let weight = match (weighed, commodity) {
            (Weighed::Value, Some(commodity)) => worth(model, now, commodity),
            (Weighed::Tonnes, Some(commodity)) => mass(model, commodity),
            _ => None,
        };
        let at = slot(Target::Demand(part.demand), Prop::Deadline);
        Ok(FlowDemand {
            class,
            origin: state.network.frame.start(part.class.ask.from),
            target: part.class.ask.to.0,
            volume: part.volume,
            origin_uses: origin_uses(state, &part.class),
            deadline: now.standing(model, at).value(),
            penalty,
            priority: now.demand(part.demand).priority,
            weight: weight.unwrap_or(1.0),
            value_of_time: match objective {
                Minimising::Cost => 0.0,
                Minimising::Time => 1.0,
                Minimising::GeneralisedCost => value_of_time.unwrap_or(0.0),
            },
        })
    }
}

/// What a unit uses by beginning at its origin, and how many times over.
pub fn origin_uses(state: &State<'_>, class: &Class) -> Vec<(u32, f64)> {
    let mut times: BTreeMap<u32, f64> = BTreeMap::new();
    for resource in state.network.uses.of_origin.of(class.ask.from.index()) {
        *times.entry(*resource).or_default() += 1.0;
    }
    times.into_iter().collect()
}

/// A class as the kernel sees it; `money` says whether its costs count.
pub fn kernel_class(class: &Class, money: bool, size: f64) -> FlowClass {
    let charges = &class.charges;
    let arcs = charges.time.len() as u32;
    FlowClass {
        money: if money { charges.cost.clone() } else { vec![0.0; charges.cost.len()] },
        time: charges.time.clone(),
        distance: charges.distance.clone(),
        closed: (0..arcs).map(|arc| !class.is_open(arc)).collect(),
        // What does not convert lies out of reach, or there is no answer.
        factor: class.factors.iter().map(|f| if f.is_nan() { 0.0 } else { *f }).collect(),
        size,
    }
}
