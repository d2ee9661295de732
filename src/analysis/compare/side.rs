//! One scenario as a side of the comparison, and periods added up.

use std::collections::BTreeMap;

use crate::country::Country;
use crate::model::{DemandId, Model, NodeId, ScenarioId};
use crate::network::Missing;
use crate::quantity::Dimension;
use crate::report::{Amount, Figure};

use super::super::analyst::{Analyst, Failure, State};
use super::super::capacity::{CapacityAsk, most};
use super::super::flow::{Solved, Teller, demand_rate};
use super::super::routes::capacity_unit;
use super::super::units::{Units, amount_of_rate, unit_named};
use super::super::uses::transit;

/// One demand in one scenario.
pub(super) struct Column {
    pub(super) delivered: Figure,
    pub(super) unmet: Figure,
    pub(super) time: Option<Figure>,
    pub(super) cost: Option<Figure>,
    pub(super) emissions: Option<Figure>,
    pub(super) capacity: Figure,
    /// Delivered flow by the places it passes, in the order of the routes.
    pub(super) ways: Vec<(Vec<NodeId>, f64)>,
    /// Delivered flow by the transit countries that it uses.
    pub(super) vectors: BTreeMap<Vec<&'static str>, f64>,
}

impl Column {
    pub(super) fn carried(&self) -> f64 {
        self.vectors.values().sum()
    }

    /// Σ s² over the sets of transit countries; none where nothing arrives.
    pub(super) fn hhi(&self) -> Option<f64> {
        let all = self.carried();
        (all > 0.0).then(|| self.vectors.values().map(|flow| (flow / all) * (flow / all)).sum())
    }

    /// The way of the most, with its share; the first of equals.
    pub(super) fn main(&self) -> Option<(&[NodeId], f64)> {
        let mut most: Option<&(Vec<NodeId>, f64)> = None;
        for way in &self.ways {
            if most.is_none_or(|most| way.1 > most.1) {
                most = Some(way);
            }
        }
        most.map(|(nodes, flow)| (nodes.as_slice(), flow / self.carried()))
    }
}

/// One scenario.
pub(super) struct Side {
    pub(super) scenario: ScenarioId,
    pub(super) demands: BTreeMap<DemandId, Column>,
    pub(super) objective: Figure,
}

impl Side {
    /// Everything that adds up times a share of the period.
    pub(super) fn scaled(mut self, share: f64) -> Self {
        for column in self.demands.values_mut() {
            for figure in [&mut column.delivered, &mut column.unmet, &mut column.capacity] {
                scale(figure, share);
            }
            column.ways.iter_mut().for_each(|(_, flow)| *flow *= share);
            column.vectors.values_mut().for_each(|flow| *flow *= share);
        }
        scale(&mut self.objective, share);
        self
    }

    /// Two stretches of a period; means are of all that is delivered in both.
    pub(super) fn plus(mut self, other: Self) -> Self {
        for (demand, column) in other.demands {
            match self.demands.get_mut(&demand) {
                Some(sum) => sum.add(column),
                None => {
                    self.demands.insert(demand, column);
                }
            }
        }
        add(&mut self.objective, &other.objective);
        self
    }

    /// Rates as what they come to in a period.
    pub(super) fn amounts(mut self, model: &Model, days: f64) -> Self {
        let amount = |figure: &mut Figure| {
            let Some(unit) = amount_of_rate(model, &figure.unit) else { return };
            *figure = match figure.value() {
                Some(value) => Figure::new(value * days, unit).incomplete(figure.incomplete),
                None if figure.amount == Amount::Unlimited => Figure::unlimited(unit),
                None => Figure::unknown(unit),
            };
        };
        for column in self.demands.values_mut() {
            [&mut column.delivered, &mut column.unmet, &mut column.capacity]
                .into_iter()
                .for_each(amount);
        }
        amount(&mut self.objective);
        self
    }

    /// What all demands come to together, where they add up: in the unit of the
    /// first if all are counted alike, in tonnes if all have a mass.
    pub(super) fn total(&self, model: &Model, of: impl Fn(&Column) -> &Figure) -> Option<Figure> {
        let mut columns = self.demands.iter();
        let (first, column) = columns.next()?;
        let one = of(column);
        if columns.clone().all(|(demand, _)| dimension(model, *demand) == dimension(model, *first))
        {
            let rest: Option<f64> = columns.map(|(_, column)| of(column).value()).sum();
            return Some(Figure::new(one.value()? + rest?, &one.unit));
        }
        let mass = |(demand, column): (&DemandId, &Column)| {
            let commodity = model.demands[demand.index()].commodity;
            Some(of(column).value()? * model.conversions(commodity).factor(Dimension::MASS)?)
        };
        let sum: Option<f64> = self.demands.iter().map(mass).sum();
        let unit = if one.unit.0.symbol.contains('/') { "kt/year" } else { "kt" };
        Some(Figure::new(sum?, unit_named(&model.units, unit)))
    }
}

impl Column {
    fn add(&mut self, other: Self) {
        let (a, b) = (self.carried(), other.carried());
        add(&mut self.delivered, &other.delivered);
        add(&mut self.unmet, &other.unmet);
        add(&mut self.capacity, &other.capacity);
        self.time = mean(self.time.take(), a, other.time, b);
        self.cost = mean(self.cost.take(), a, other.cost, b);
        self.emissions = mean(self.emissions.take(), a, other.emissions, b);
        for (nodes, flow) in other.ways {
            match self.ways.iter_mut().find(|(known, _)| *known == nodes) {
                Some((_, sum)) => *sum += flow,
                None => self.ways.push((nodes, flow)),
            }
        }
        for (vector, flow) in other.vectors {
            *self.vectors.entry(vector).or_insert(0.0) += flow;
        }
    }
}

/// The mean of two means with their weights.
fn mean(one: Option<Figure>, a: f64, other: Option<Figure>, b: f64) -> Option<Figure> {
    match (one, other) {
        (Some(one), Some(other)) => {
            let value = (one.value()? * a + other.value()? * b) / (a + b);
            Some(Figure::new(value, &one.unit).incomplete(one.incomplete || other.incomplete))
        }
        (one, other) => one.or(other),
    }
}

fn scale(figure: &mut Figure, share: f64) {
    if let Some(value) = figure.value() {
        *figure = Figure::new(value * share, &figure.unit).incomplete(figure.incomplete);
    }
}

fn add(sum: &mut Figure, more: &Figure) {
    if let (Some(a), Some(b)) = (sum.value(), more.value()) {
        *sum = Figure::new(a + b, &sum.unit).incomplete(sum.incomplete || more.incomplete);
    }
}

pub(super) fn one_side(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    solved: &Solved,
    scenario: ScenarioId,
) -> Result<Side, Failure> {
    let units = analyst.units();
    let model = &*state.model;
    let teller = Teller::new(state, solved, &units);
    let mut demands = BTreeMap::new();
    for demand in solved.demands() {
        let declared = &model.demands[demand.index()];
        let rate = |value| demand_rate(model, &state.network, &units, demand, value);
        let routes = solved.routes(state, demand);
        let delivered = solved.delivered(demand);
        let mean =
            |f: &dyn Fn(&crate::network::Route) -> Option<f64>| solved.mean(state, demand, f);
        let mut ways: Vec<(Vec<NodeId>, f64)> = Vec::new();
        for (route, flow) in &routes {
            match ways.iter_mut().find(|(nodes, _)| *nodes == route.nodes) {
                Some((_, sum)) => *sum += flow,
                None => ways.push((route.nodes.clone(), *flow)),
            }
        }
        let price = units.price(model, declared.commodity);
        let lacks = |what: Missing| routes.iter().any(|(route, _)| route.missing.has(what));
        let (no_cost, no_emissions) = (lacks(Missing::COST), lacks(Missing::EMISSIONS));
        demands.insert(
            demand,
            Column {
                delivered: rate(delivered),
                unmet: rate(solved.unmet(demand)),
                time: mean(&|route| Some(route.time)).map(|days| units.days(days)),
                cost: mean(&|route| route.cost)
                    .map(|cost| Figure::new(cost, &price).incomplete(no_cost)),
                emissions: mean(&|route| route.emissions)
                    .filter(|e| *e > 0.0)
                    .map(|e| Figure::new(e, units.emissions(model, declared.commodity)))
                    .map(|e| e.incomplete(no_emissions)),
                capacity: between(analyst, state, &units, demand)?,
                ways,
                vectors: vectors(state, &routes),
            },
        );
    }
    Ok(Side { scenario, demands, objective: teller.objective() })
}

/// The most that fits between the ends of a demand.
fn between(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    units: &Units,
    demand: DemandId,
) -> Result<Figure, Failure> {
    let model = &*state.model;
    let declared = &model.demands[demand.index()];
    let ask = CapacityAsk {
        from: vec![declared.from],
        to: vec![declared.to],
        commodity: Some(declared.commodity),
        only_mode: None,
        avoiding: None,
    };
    let found = most(state, &ask, analyst.control);
    let resources = &state.network.uses.resources;
    Ok(match found {
        Ok(most) => {
            let first = most.binds.first().map(|(n, _)| &resources[*n as usize]);
            let unit = capacity_unit(model, units, Some(declared.commodity), first);
            if most.value.is_finite() {
                Figure::new(most.value, unit)
            } else {
                Figure::unlimited(unit)
            }
        }
        Err(Failure::Cancelled) => return Err(Failure::Cancelled),
        Err(Failure::Told(_)) => {
            Figure::unknown(capacity_unit(model, units, Some(declared.commodity), None))
        }
    })
}

/// Delivered flow by the set of transit countries that it uses.
fn vectors(
    state: &State<'_>,
    routes: &[(crate::network::Route, f64)],
) -> BTreeMap<Vec<&'static str>, f64> {
    let mut all: BTreeMap<Vec<&'static str>, f64> = BTreeMap::new();
    for (route, flow) in routes {
        let mut codes: Vec<&'static str> =
            transit(state, route).into_iter().map(Country::code).collect();
        codes.sort_unstable();
        *all.entry(codes).or_insert(0.0) += flow;
    }
    all
}

fn dimension(model: &Model, demand: DemandId) -> Option<Dimension> {
    let commodity = model.demands.get(demand.index())?.commodity;
    Some(model.dimension(model.commodities[commodity.index()].unit))
}
