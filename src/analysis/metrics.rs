//! One metric of an expression: its value, and where that came from.

use std::rc::Rc;

use crate::model::{
    CommodityId, Criterion, DemandId, MetricAsk, MetricKind, Moment, RouteAsk, ScenarioId,
    Selection,
};
use crate::network::{Route, RouteCapacity};
use crate::quantity::Dimension;
use crate::report::Phrase;
use crate::scenario::{At, about, random_changes, select};

use super::analyst::{Analyst, Failure, State};
use super::capacity::{CapacityAsk, most};
use super::corridor::{Along, along};
use super::find_routes::{Found, class_of, find_routes};
use super::flow::{Solved, solve};
use super::random;
use super::separate::most_disjoint;
use super::timeline;
use super::uses::{Using, hhi, members_used};
use super::words::path_text;

/// What a metric came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Canonical; INFINITY of a capacity without limit.
    pub value: f64,
    /// Where it came from.
    pub from: Vec<Phrase>,
}

/// The scenario and moment of metrics without their own.
#[derive(Debug, Clone, Copy)]
pub struct Default {
    /// The scenario.
    pub scenario: ScenarioId,
    /// The moment.
    pub when: Option<Moment>,
}

/// Evaluates a metric. Over a period flows are amounts, mean times and costs
/// are those of all that arrives, and everything else is a mean by days.
///
/// # Errors
/// Where it has no value, with the reason.
pub fn metric(
    analyst: &Analyst<'_>,
    ask: &MetricAsk,
    dimension: Dimension,
    default: Default,
) -> Result<Metric, Failure> {
    let scenario = ask.scenario.unwrap_or(default.scenario);
    let when = ask.when.or(default.when);
    match &ask.metric {
        MetricKind::Random(statistic, term) => {
            let default = Default { scenario, when };
            return random::statistic(analyst, *statistic, term, default);
        }
        MetricKind::Timeline(what, window) => {
            return timeline::measure(analyst, scenario, what, *window);
        }
        _ => {}
    }
    if let Some(Moment::Over(..)) = when
        && !random_changes(analyst.model, scenario).is_empty()
    {
        return random::averaged(analyst, (scenario, when), ask, dimension);
    }
    let moments = analyst.moments(scenario, when, about(&ask.metric))?;
    let over = matches!(when, Some(Moment::Over(..)));
    let amount = over && is_flow(&ask.metric);
    let rate = if amount { dimension.per(Dimension::TIME) } else { Some(dimension) };
    let asked = Asked { analyst, dimension: rate.unwrap_or(dimension) };
    let (mut sum, mut weights, mut from) = (0.0, 0.0, Vec::new());
    for at in &moments {
        let state = analyst.state(scenario, *at)?;
        let one = asked.at_moment(&state, &ask.metric)?;
        let days = at.days().unwrap_or(1.0);
        let weight = days * one.weight;
        // A stretch in which nothing arrives has no mean and no weight.
        if weight > 0.0 || amount {
            sum += one.value * if amount { days } else { weight };
        }
        weights += weight;
        tell(&mut from, *at, one.from, moments.len() > 1);
    }
    let value = match (over, amount) {
        (false, _) if moments.len() == 1 => sum / weights,
        (_, true) => sum,
        _ => sum / weights,
    };
    if value.is_nan() {
        return Err(Failure::told(format!("`{}` has no value: nothing arrives", ask.text)));
    }
    Ok(Metric { value, from })
}

fn tell(from: &mut Vec<Phrase>, at: At, phrases: Vec<Phrase>, dated: bool) {
    // What holds in most stretches is told once.
    for phrase in phrases {
        let phrase =
            if dated { Phrase::from(format!("{}: ", at.text())).and(phrase) } else { phrase };
        if from.len() < 6 && !from.contains(&phrase) {
            from.push(phrase);
        }
    }
}

/// Whether a metric is an amount over a period.
pub(super) fn is_flow(kind: &MetricKind) -> bool {
    matches!(
        kind,
        MetricKind::Flow { .. }
            | MetricKind::Delivered(_)
            | MetricKind::Unmet(_)
            | MetricKind::TotalCost
    )
}

/// A metric in one state, with its weight beside those of other states.
///
/// # Errors
/// Where it has no value, with the reason.
pub(super) fn measure_at(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    kind: &MetricKind,
    dimension: Dimension,
) -> Result<(f64, f64), Failure> {
    let one = Asked { analyst, dimension }.at_moment(state, kind)?;
    Ok((one.value, one.weight))
}

/// A value at one moment with its weight beside those of other moments.
struct One {
    value: f64,
    weight: f64,
    from: Vec<Phrase>,
}

impl One {
    fn new(value: f64, from: Phrase) -> Self {
        Self { value, weight: 1.0, from: vec![from] }
    }
}

/// A metric whose value is wanted in some dimension.
struct Asked<'a, 'm> {
    analyst: &'a Analyst<'m>,
    dimension: Dimension,
}

impl Asked<'_, '_> {
    fn at_moment(&self, state: &State<'_>, kind: &MetricKind) -> Result<One, Failure> {
        match kind {
            MetricKind::Route(ask) => self.route(state, ask, ask.by),
            MetricKind::RouteBy { ask, told } => self.route(state, ask, *told),
            MetricKind::OfCorridor(corridor, by, commodity) => {
                let best = match by {
                    Criterion::Time => Criterion::Time,
                    other => *other,
                };
                let found = open_along(state, along(state, *corridor, *commodity, best)?)?;
                self.told(state, &found, *by)
            }
            MetricKind::Capacity { from, to, commodity, only_mode, avoiding } => {
                let ask = CapacityAsk {
                    from: from.clone(),
                    to: to.clone(),
                    commodity: *commodity,
                    only_mode: *only_mode,
                    avoiding: avoiding.clone(),
                };
                self.capacity(state, &ask)
            }
            MetricKind::CapacityOfCorridor(corridor, commodity) => {
                let found =
                    open_along(state, along(state, *corridor, *commodity, Criterion::Time)?)?;
                self.route_capacity(state, &found)
            }
            MetricKind::TimeOfDemand(demand) => self.mean(state, *demand, |route| Some(route.time)),
            MetricKind::CostOfDemand(demand) => self.mean(state, *demand, |route| route.cost),
            MetricKind::Delivered(demand) => {
                let solved = self.solved(state)?;
                self.of_demand(state, *demand, solved.delivered(*demand), &solved)
            }
            MetricKind::Unmet(demand) => {
                let solved = self.solved(state)?;
                self.of_demand(state, *demand, solved.unmet(*demand), &solved)
            }
            MetricKind::Flow { on, of, commodity } => self.flow(state, on, of, *commodity),
            MetricKind::Use(on) => self.utilisation(state, on),
            MetricKind::Worth(on) => self.worth(state, on),
            MetricKind::Share { on, of } => self.share(state, on, of),
            MetricKind::Hhi { by, of } => {
                let solved = self.solved(state)?;
                let value = hhi(state, &solved, *by, of)?;
                Ok(One::new(value, "from the routes of what arrives".into()))
            }
            MetricKind::Disjoint { from, to, by, commodity } => {
                let class = class_of(state, (*from, *to), *commodity, None, &mut Vec::new());
                let value = most_disjoint(state, &class, *by, self.analyst.control)?;
                Ok(One::new(value as f64, "routes that share none".into()))
            }
            MetricKind::TotalCost => self.total_cost(state),
            MetricKind::Random(..) | MetricKind::Timeline(..) => {
                Err(Failure::told("this is not asked at a moment"))
            }
        }
    }

    fn solved(&self, state: &State<'_>) -> Result<Rc<Solved>, Failure> {
        let key = (state.network.now.scenario, state.network.now.at);
        let known = self.analyst.flows.borrow().iter().find(|(k, _)| *k == key).cloned();
        if let Some((_, solved)) = known {
            return Ok(solved);
        }
        let solved = Rc::new(solve(state, None, None, self.analyst.control)?);
        let mut flows = self.analyst.flows.borrow_mut();
        if flows.len() >= 64 {
            flows.remove(0);
        }
        flows.push((key, solved.clone()));
        Ok(solved)
    }

    fn route(&self, state: &State<'_>, ask: &RouteAsk, told: Criterion) -> Result<One, Failure> {
        let found = find_routes(state, ask, 1, self.analyst.control)?;
        if found.routes.is_empty() {
            return Err(no_route(self.analyst, state, &found));
        }
        self.told(state, &found, told)
    }

    fn told(&self, state: &State<'_>, found: &Found, by: Criterion) -> Result<One, Failure> {
        let route = &found.routes[0];
        let value = measure(route, by);
        let from = Phrase::from("route ").name(path_text(&state.model, &route.nodes));
        match value {
            Some(value) => Ok(One::new(value, from)),
            None => Err(super::find_routes::no_measure(
                &state.model,
                by,
                &found.class,
                match found.class.ask.commodity {
                    None => crate::network::NoMeasure::Commodity,
                    Some(_) => crate::network::NoMeasure::ValueOfTime,
                },
            )),
        }
    }

    /// Units a day of a commodity in the dimension wanted.
    fn rate(
        &self,
        state: &State<'_>,
        commodity: Option<CommodityId>,
        value: f64,
    ) -> Result<f64, Failure> {
        let Some(commodity) = commodity else { return Ok(value) };
        let amount = self.dimension.times(Dimension::TIME);
        let conversions = state.model.conversions(commodity);
        match amount.and_then(|amount| conversions.factor(amount)) {
            Some(factor) => Ok(value * factor),
            None => Err(Failure::told(
                Phrase::from("`")
                    .name(state.model.commodities[commodity.index()].head.label())
                    .with("` does not convert to the unit of the comparison"),
            )),
        }
    }

    fn capacity(&self, state: &State<'_>, ask: &CapacityAsk) -> Result<One, Failure> {
        let most = most(state, ask, self.analyst.control)?;
        if most.value == f64::INFINITY {
            return Ok(One::new(f64::INFINITY, "no capacity is stated on some way".into()));
        }
        let labels = most.binds.iter().take(4).map(|(number, _)| {
            let resource = &state.network.uses.resources[*number as usize];
            Phrase::new().name(resource.label(&state.model))
        });
        let from = match most.binds.is_empty() {
            true => "no way is open".into(),
            false => Phrase::from("bound by ").and(Phrase::list(labels)),
        };
        Ok(One::new(self.rate(state, ask.commodity, most.value)?, from))
    }

    fn route_capacity(&self, state: &State<'_>, found: &Found) -> Result<One, Failure> {
        let resources = &state.network.uses.resources;
        let label = |number: &u32| resources[*number as usize].label(&state.model);
        let list = |numbers: &[u32]| {
            Phrase::list(numbers.iter().map(|number| Phrase::new().name(label(number))))
        };
        match &found.routes[0].capacity {
            RouteCapacity::Unlimited => {
                Ok(One::new(f64::INFINITY, "no capacity is stated along it".into()))
            }
            RouteCapacity::Limited { value, binding } => {
                let value = self.rate(state, found.class.ask.commodity, *value)?;
                Ok(One::new(value, Phrase::from("bound by ").and(list(binding))))
            }
            RouteCapacity::Unknown(numbers) => {
                Err(Failure::told(Phrase::from("unknown: the capacity of ").and(list(numbers))))
            }
            RouteCapacity::NoConversion(numbers) => Err(Failure::told(
                Phrase::from("in a unit that does not convert to the cargo: the capacity of ")
                    .and(list(numbers)),
            )),
        }
    }

    fn mean(
        &self,
        state: &State<'_>,
        demand: DemandId,
        of: impl Fn(&Route) -> Option<f64>,
    ) -> Result<One, Failure> {
        let solved = self.solved(state)?;
        let value = solved.mean(state, demand, of);
        let routes = solved.routes(state, demand);
        let from = routes.first().map_or_else(
            || Phrase::from("nothing arrives"),
            |(route, _)| Phrase::from("mostly by ").name(path_text(&state.model, &route.nodes)),
        );
        let weight = solved.delivered(demand);
        match value {
            Some(value) => Ok(One { value, weight, from: vec![from] }),
            None => Ok(One { value: 0.0, weight: 0.0, from: vec![from] }),
        }
    }

    fn of_demand(
        &self,
        state: &State<'_>,
        demand: DemandId,
        value: f64,
        solved: &Solved,
    ) -> Result<One, Failure> {
        let commodity = state.model.demands[demand.index()].commodity;
        let value = self.rate(state, Some(commodity), value)?;
        let short = solved.unmet(demand) > 0.0;
        let from = match short {
            true => Phrase::from("held back by ").and(binding(state, solved)),
            false => "all that is asked for arrives".into(),
        };
        Ok(One::new(value, from))
    }

    fn flow(
        &self,
        state: &State<'_>,
        on: &Selection,
        of: &[DemandId],
        commodity: Option<CommodityId>,
    ) -> Result<One, Failure> {
        let solved = self.solved(state)?;
        let selected = select(&state.model, on, state.network.now.at.day());
        let using = Using::any(state, selected);
        let mut sum = 0.0;
        for demand in solved.demands() {
            let own = state.model.demands[demand.index()].commodity;
            let counts = (of.is_empty() || of.contains(&demand))
                && commodity.is_none_or(|commodity| commodity == own);
            if !counts {
                continue;
            }
            let routes = solved.routes(state, demand);
            let used: f64 =
                routes.iter().filter(|(route, _)| using.is_used(route)).map(|(_, flow)| flow).sum();
            if used > 0.0 {
                sum += self.rate(state, Some(own), used)?;
            }
        }
        Ok(One::new(sum, "from the routes of what arrives".into()))
    }

    fn utilisation(&self, state: &State<'_>, on: &Selection) -> Result<One, Failure> {
        let solved = self.solved(state)?;
        let mut best: Option<(f64, u32)> = None;
        for number in members_used(state, on) {
            let capacity = state.network.uses.resources[number as usize].capacity;
            let Some(capacity) = capacity.filter(|capacity| *capacity > 0.0) else { continue };
            let share = solved.solution.uses[number as usize] / capacity;
            if best.is_none_or(|(known, _)| share > known) {
                best = Some((share, number));
            }
        }
        match best {
            Some((share, number)) => {
                let resource = &state.network.uses.resources[number as usize];
                let from = Phrase::from("of ").name(resource.label(&state.model));
                Ok(One::new(share, from))
            }
            None => Err(Failure::told(format!("`{}` has no capacity with a limit", on.text))),
        }
    }

    fn worth(&self, state: &State<'_>, on: &Selection) -> Result<One, Failure> {
        let solved = self.solved(state)?;
        if !solved.knows_worths() {
            return Err(Failure::told(super::bottlenecks::UNTOLD));
        }
        let unit = solved.weight_of_unit();
        let mut best: Option<(f64, u32)> = None;
        for number in members_used(state, on) {
            let worth = solved.worth.get(&number).map_or(0.0, |worth| worth.delivered / unit);
            if best.is_none_or(|(known, _)| worth > known) {
                best = Some((worth, number));
            }
        }
        match best {
            Some((worth, number)) => {
                let resource = &state.network.uses.resources[number as usize];
                let from = Phrase::from("one more unit of ").name(resource.label(&state.model));
                Ok(One::new(worth, from))
            }
            None => Err(Failure::told(format!("`{}` has no capacity with a limit", on.text))),
        }
    }

    fn share(&self, state: &State<'_>, on: &Selection, of: &[DemandId]) -> Result<One, Failure> {
        let solved = self.solved(state)?;
        let selected = select(&state.model, on, state.network.now.at.day());
        let using = Using::depends(state, selected);
        let value = super::uses::share(state, &solved, of, |route| using.is_used(route))?;
        Ok(One::new(value, "from the routes of what arrives".into()))
    }

    /// Money a day that all that arrives costs; no penalty is among it.
    fn total_cost(&self, state: &State<'_>) -> Result<One, Failure> {
        let solved = self.solved(state)?;
        let mut sum = 0.0;
        for demand in solved.demands() {
            for (route, flow) in solved.routes(state, demand) {
                sum += flow * route.cost.unwrap_or(0.0);
            }
        }
        Ok(One::new(sum, "all that arrives, without penalties".into()))
    }
}

fn measure(route: &Route, by: Criterion) -> Option<f64> {
    match by {
        Criterion::Time => Some(route.time),
        Criterion::Distance => Some(route.distance),
        Criterion::Cost => route.cost,
        Criterion::Emissions => route.emissions,
        Criterion::GeneralisedCost => route.generalised_cost,
    }
}

/// The capacities that bind, in words.
fn binding(state: &State<'_>, solved: &Solved) -> Phrase {
    let helps = solved.worth.iter().filter(|(_, worth)| worth.delivered > 0.0);
    let numbers: Vec<u32> = helps.map(|(number, _)| *number).take(4).collect();
    if numbers.is_empty() {
        return "what is closed, a deadline, or a penalty that is less than the cost".into();
    }
    Phrase::list(numbers.iter().map(|number| {
        let resource = &state.network.uses.resources[*number as usize];
        Phrase::new().name(resource.label(&state.model))
    }))
}

fn open_along(state: &State<'_>, along: Along) -> Result<Box<Found>, Failure> {
    match along {
        Along::Open(found) => Ok(found),
        Along::Closed(no_way) => {
            let mut told = vec![no_way.sentence(state)];
            for leg in &no_way.cut {
                for reason in &leg.reasons {
                    told.push(reason.text(&state.model, &state.network).into());
                }
            }
            Err(Failure::Told(told))
        }
    }
}

pub(super) fn no_route(analyst: &Analyst<'_>, state: &State<'_>, found: &Found) -> Failure {
    let Some(no_way) = &found.no_way else {
        return Failure::told("there is no route that does not pass some place twice");
    };
    let mut told = vec![no_way.sentence(state)];
    for leg in &no_way.cut {
        let reasons =
            leg.reasons.iter().map(|reason| super::no_way::reason_phrase(analyst, state, reason));
        told.extend(reasons);
        told.extend(leg.left_out.iter().map(|text| Phrase::from(text.as_str())));
    }
    told.dedup();
    Failure::Told(told)
}
