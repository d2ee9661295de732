//! The flow problem of a scenario: classes, demands and capacities as arrays.

use std::sync::Arc;

use crate::algorithm::flow::{ArcUses, FlowClass, FlowDemand, FlowProblem};
use crate::model::{CommodityId, DemandId, Minimising, Model, Prop, Target};
use crate::network::{Class, Classes, Gap, Network, ValueOfTime, penalty, value_of_time, worth};
use crate::quantity::Dimension;
use crate::report::{Phrase, ShownUnit};
use crate::scenario::slot;

use super::analyst::Failure;
use super::unconverted::unconverted;
use super::units::{Units, shown, unit_named};

/// One demand, or the part of it that the same rules bind.
pub struct Part {
    /// The demand.
    pub demand: DemandId,
    /// What it may use and what that costs.
    pub class: Class,
    /// Units a day, canonical.
    pub volume: f64,
}

/// What unmet demand is weighed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeighedBy {
    /// Its value.
    Value,
    /// Its mass.
    Mass,
    /// Its units as they are.
    Units,
}

impl WeighedBy {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Mass => "tonnes",
            Self::Units => "units",
        }
    }
}

/// Everything of a flow problem but the graph.
pub struct Made {
    /// Parts in the order of the problem's demands.
    pub parts: Vec<Part>,
    /// What is made least.
    pub objective: Minimising,
    /// Whether that was chosen by the program, not asked for.
    pub chosen: bool,
    /// How unmet demand is weighed.
    pub weighed_by: WeighedBy,
    /// Remarks.
    pub notes: Vec<String>,
    capacity: Vec<f64>,
    uses: ArcUses,
    classes: Vec<FlowClass>,
    demands: Vec<FlowDemand>,
}

impl Made {
    /// The unit of what all demands carry: that of the first commodity where all
    /// are of one dimension. None of tonnes beside containers, whose sum has none.
    pub fn amount(&self, model: &Model) -> Option<ShownUnit> {
        let commodity = |part: &Part| model.demands[part.demand.index()].commodity;
        let unit = |part: &Part| shown(model, model.commodities[commodity(part).index()].unit);
        let mut all = self.parts.iter().map(unit);
        let first = all.next()?;
        all.all(|unit| unit.0.dimension == first.0.dimension).then_some(first)
    }

    /// The unit of the objective: money a time, or what is under way (`TEU*day/year`;
    /// a plain number where the demands have no unit in common).
    pub fn objective_unit(&self, model: &Model, units: &Units) -> ShownUnit {
        match (self.objective, self.amount(model)) {
            (Minimising::Time, Some(amount)) => {
                unit_named(&model.units, &format!("{}*day/year", amount.0.symbol))
            }
            (Minimising::Time, None) => units.plain.clone(),
            _ => units.money_rate.clone(),
        }
    }
    /// The problem for the solver.
    pub fn problem<'a>(&self, network: &'a Network) -> FlowProblem<'a> {
        FlowProblem {
            graph: &network.frame.graph,
            capacity: self.capacity.clone(),
            uses: self.uses.clone(),
            classes: self.classes.clone(),
            demands: self.demands.clone(),
        }
    }

    /// What a unit weighs in what is delivered, where all demands without a
    /// penalty weigh the same; 1 else.
    pub fn weight_of_unit(&self) -> f64 {
        let mut weights =
            self.demands.iter().filter(|demand| demand.penalty.is_none()).map(|d| d.weight);
        match weights.next() {
            Some(first) if first > 0.0 && weights.all(|weight| weight == first) => first,
            _ => 1.0,
        }
    }
}

/// Makes the flow problem of all demands (of one commodity, if one is named).
///
/// # Errors
/// Where a figure that it needs does not convert, with the figure.
pub fn make(
    model: &Model,
    network: &Network,
    commodity: Option<CommodityId>,
    minimising: Option<Minimising>,
) -> Result<Made, Failure> {
    let mut classes = Classes::new(model, network);
    let mut parts = Vec::new();
    for index in 0..model.demands.len() as u32 {
        let demand = DemandId(index);
        let declared = &model.demands[demand.index()];
        let now = network.now.demand(demand);
        if commodity.is_some_and(|c| c != declared.commodity) || !now.there {
            continue;
        }
        for (class, share) in classes.of_demand(demand) {
            parts.push(Part { demand, class, volume: now.volume * share });
        }
    }
    check_gaps(model, network, &parts)?;
    let mut notes = Vec::new();
    check_money(model, network, &parts, minimising, &mut notes)?;
    let (objective, chosen) = objective(model, network, &parts, minimising, &mut notes)?;
    let weighed_by = weighing(model, network, &parts, objective);
    let mut made = Made {
        objective,
        chosen,
        weighed_by,
        notes,
        capacity: capacities(network),
        uses: arc_uses(network),
        classes: Vec::new(),
        demands: Vec::new(),
        parts,
    };
    fill(model, network, &mut made)?;
    Ok(made)
}

/// Capacities that a commodity has no way to convert to.
fn check_gaps(model: &Model, network: &Network, parts: &[Part]) -> Result<(), Failure> {
    let mut told = Vec::new();
    for part in parts {
        for gap in network.gaps(model, &part.class) {
            if let Gap::Capacity(number) = gap {
                let resource = &network.uses.resources[number as usize];
                let commodity = model.demands[part.demand.index()].commodity;
                let name = model.commodities[commodity.index()].head.label();
                let text = format!(
                    "the capacity of `{}` is in a unit that `{name}` does not convert to",
                    resource.label(model)
                );
                if !told.contains(&text) {
                    told.push(text);
                }
            }
        }
    }
    if told.is_empty() {
        return Ok(());
    }
    Err(Failure::Told(told.into_iter().map(Into::into).collect()))
}

/// Money that a commodity has no way to count cannot be made least; where time
/// is, a note says that it counts as 0.
fn check_money(
    model: &Model,
    network: &Network,
    parts: &[Part],
    asked: Option<Minimising>,
    notes: &mut Vec<String>,
) -> Result<(), Failure> {
    let mut told: Vec<Phrase> = Vec::new();
    for part in parts {
        for what in unconverted(model, network, &part.class) {
            if asked == Some(Minimising::Time) {
                let note = what.note();
                if !notes.contains(&note) {
                    notes.push(note);
                }
                continue;
            }
            let what = what.reason();
            if told.iter().all(|known| known.plain() != what.plain()) {
                told.push(what);
            }
        }
    }
    if told.is_empty() { Ok(()) } else { Err(Failure::Told(told)) }
}

/// Generalised cost if every demand has a value of time, else cost for all.
fn objective(
    model: &Model,
    network: &Network,
    parts: &[Part],
    asked: Option<Minimising>,
    notes: &mut Vec<String>,
) -> Result<(Minimising, bool), Failure> {
    let lacks =
        parts.iter().find(|part| !matches!(part.class.value_of_time, ValueOfTime::Money(_)));
    if let Some(part) =
        parts.iter().find(|part| matches!(part.class.value_of_time, ValueOfTime::NoConversion))
        && asked != Some(Minimising::Cost)
    {
        let name = model.demands[part.demand.index()].head.label();
        return Err(Failure::told(format!(
            "the value of time of `{name}` does not convert to its commodity"
        )));
    }
    let name = |part: &Part| model.demands[part.demand.index()].head.label().to_owned();
    let _ = network;
    Ok(match (asked, lacks) {
        (Some(Minimising::GeneralisedCost), Some(part)) => {
            return Err(Failure::told(format!(
                "generalised cost needs a value of time; `{}` has none",
                name(part)
            )));
        }
        (Some(asked), _) => (asked, false),
        (None, None) => (Minimising::GeneralisedCost, true),
        (None, Some(part)) => {
            let some = parts.iter().any(|p| matches!(p.class.value_of_time, ValueOfTime::Money(_)));
            if some {
                notes.push(format!(
                    "money alone is made least: `{}` has no value of time",
                    name(part)
                ));
            }
            (Minimising::Cost, true)
        }
    })
}

/// By value where every demand without a penalty has one, else by tonnes where
/// every one has a mass, else by units. Where time is made least, a penalty
/// without a value of time is none.
fn weighing(model: &Model, network: &Network, parts: &[Part], objective: Minimising) -> WeighedBy {
    let counts = |part: &&Part| match penalty(model, &network.now, part.demand) {
        Ok(None) => true,
        Ok(Some(_)) => {
            let worth = match part.class.value_of_time {
                ValueOfTime::Money(worth) => worth,
                _ => 0.0,
            };
            objective == Minimising::Time && worth <= 0.0
        }
        Err(_) => false,
    };
    let strict = parts.iter().filter(counts);
    let all: Vec<CommodityId> =
        strict.map(|part| model.demands[part.demand.index()].commodity).collect();
    if !all.is_empty() && all.iter().all(|c| worth(model, &network.now, *c).is_some()) {
        WeighedBy::Value
    } else if !all.is_empty() && all.iter().all(|c| mass(model, *c).is_some()) {
        WeighedBy::Mass
    } else {
        WeighedBy::Units
    }
}

fn mass(model: &Model, commodity: CommodityId) -> Option<f64> {
    model.conversions(commodity).factor(Dimension::MASS)
}

/// The capacities by number, INFINITY where one is not known.
pub fn capacities(network: &Network) -> Vec<f64> {
    let resources = network.uses.resources.iter();
    resources.map(|resource| resource.capacity.unwrap_or(f64::INFINITY)).collect()
}

/// What each arc uses, for the solver.
pub fn arc_uses(network: &Network) -> ArcUses {
    let arcs = network.frame.graph.arcs();
    let mut uses = Vec::new();
    for arc in 0..arcs {
        for resource in network.uses.of_arc.of(arc) {
            uses.push((arc as u32, *resource, 1.0));
        }
    }
    ArcUses::new(arcs, &uses)
}

fn fill(model: &Model, network: &Network, made: &mut Made) -> Result<(), Failure> {
    let by_mass = made
        .parts
        .iter()
        .all(|part| mass(model, model.demands[part.demand.index()].commodity).is_some());
    let mut known: Vec<(Class, u32)> = Vec::new();
    for index in 0..made.parts.len() {
        let part = &made.parts[index];
        let declared = &model.demands[part.demand.index()];
        let commodity = declared.commodity;
        let same = |class: &Class| {
            Arc::ptr_eq(&class.charges, &part.class.charges)
                && Arc::ptr_eq(&class.gate, &part.class.gate)
                && class.barred.is_empty() == part.class.barred.is_empty()
        };
        let class = match known.iter().find(|(class, _)| same(class)) {
            Some((_, number)) => *number,
            None => {
                let number = made.classes.len() as u32;
                let size = if by_mass { mass(model, commodity).unwrap_or(1.0) } else { 1.0 };
                made.classes.push(flow_class(&part.class, made.objective, size));
                known.push((part.class.clone(), number));
                number
            }
        };
        let money = penalty(model, &network.now, part.demand).map_err(|gap| {
            let name = model.commodities[gap.commodity.index()].head.label();
            Failure::told(format!("the penalty of a demand does not convert to `{name}`"))
        })?;
        let worth_of_day = match value_of_time(model, &network.now, commodity, Some(part.demand)) {
            ValueOfTime::Money(worth) => Some(worth),
            _ => None,
        };
        let (penalty, value) = match made.objective {
            Minimising::Cost => (money, 0.0),
            Minimising::GeneralisedCost => (money, worth_of_day.unwrap_or(0.0)),
            // In days: a penalty converts by the value of time, or its demand
            // counts as without one.
            Minimising::Time => {
                let worth = worth_of_day.filter(|worth| *worth > 0.0);
                (money.zip(worth).map(|(money, worth)| money / worth), 1.0)
            }
        };
        let weight = match made.weighed_by {
            WeighedBy::Value => worth(model, &network.now, commodity).unwrap_or(1.0),
            WeighedBy::Mass => mass(model, commodity).unwrap_or(1.0),
            WeighedBy::Units => 1.0,
        };
        let deadline =
            network.now.standing(model, slot(Target::Demand(part.demand), Prop::Deadline)).value();
        let origin = network.uses.of_origin.of(declared.from.index());
        made.demands.push(FlowDemand {
            class,
            origin: network.frame.start(declared.from),
            target: declared.to.0,
            volume: part.volume,
            origin_uses: origin.iter().map(|resource| (*resource, 1.0)).collect(),
            deadline,
            penalty,
            priority: network.now.demand(part.demand).priority,
            weight,
            value_of_time: value,
        });
    }
    Ok(())
}

fn flow_class(class: &Class, objective: Minimising, size: f64) -> FlowClass {
    let charges = &class.charges;
    let money = match objective {
        Minimising::Time => vec![0.0; charges.time.len()],
        _ => charges.cost.clone(),
    };
    let barred = !class.barred.is_empty();
    FlowClass {
        money,
        time: charges.time.clone(),
        distance: charges.distance.clone(),
        closed: class.gate.open.iter().map(|open| barred || !open).collect(),
        // What cannot be converted is not in reach: it was looked for before.
        factor: class.factors.iter().map(|f| if f.is_nan() { 0.0 } else { *f }).collect(),
        size,
    }
}
