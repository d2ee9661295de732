//! `report compare`: scenarios side by side.

use std::collections::BTreeMap;

use crate::model::{CommodityId, DemandId, Model, NodeId, Question, ScenarioId};
use crate::network::Missing;
use crate::quantity::Dimension;
use crate::report::{
    Amount, Answer, Block, Cell, Difference, Figure, Map, Node, Phrase, Share, Table,
};
use crate::scenario::{About, At};

use super::analyst::{Analyst, Failure, State};
use super::capacity::{CapacityAsk, most};
use super::flow::{Solved, Teller, demand_rate, solve};
use super::part::told;
use super::routes::capacity_unit;
use super::units::{Units, amount_of_rate, unit_named};
use super::words::{node_names, path_text};

/// One demand in one scenario.
struct Column {
    delivered: Figure,
    unmet: Figure,
    time: Option<Figure>,
    cost: Option<Figure>,
    emissions: Option<Figure>,
    capacity: Figure,
    /// Delivered flow by the places it passes, in the order of the routes.
    ways: Vec<(Vec<NodeId>, f64)>,
    /// Delivered flow by the transit countries that it uses.
    vectors: BTreeMap<Vec<&'static str>, f64>,
}

impl Column {
    fn carried(&self) -> f64 {
        self.vectors.values().sum()
    }

    /// Σ s² over the sets of transit countries; none where nothing arrives.
    fn hhi(&self) -> Option<f64> {
        let all = self.carried();
        (all > 0.0).then(|| self.vectors.values().map(|flow| (flow / all) * (flow / all)).sum())
    }

    /// The way of the most, with its share; the first of equals.
    fn main(&self) -> Option<(&[NodeId], f64)> {
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
struct Side {
    scenario: ScenarioId,
    demands: BTreeMap<DemandId, Column>,
    objective: Figure,
}

/// Fills the answer: for each demand every figure in each scenario, with its
/// difference to the first.
///
/// # Errors
/// [`crate::control::Cancelled`] when the control says so.
pub fn compare(
    analyst: &Analyst<'_>,
    question: &Question,
    scenarios: &[ScenarioId],
    commodity: Option<CommodityId>,
    answer: &mut Answer,
) -> Result<(), crate::control::Cancelled> {
    let mut sides = Vec::new();
    let mut maps = Vec::new();
    for scenario in scenarios {
        match told(side(analyst, question, *scenario, commodity))? {
            Ok(side) => sides.push(side),
            Err(reasons) => {
                let name = analyst.scenario_name(*scenario).to_owned();
                let texts: Vec<String> = reasons.iter().map(Phrase::plain).collect();
                maps.push(Map::new().with("scenario", name).with("reasons", texts));
                for reason in reasons {
                    let start = Phrase::from("No answer in ")
                        .name(analyst.scenario_label(*scenario))
                        .with(": ");
                    answer.body.push(Block::Sentence(start.and(reason)));
                }
            }
        }
    }
    if let Some((first, rest)) = sides.split_first() {
        answer.body.insert(0, Block::Sentence(sentence(analyst, first, rest)));
        tell(analyst, first, rest, answer);
        for side in &sides {
            maps.push(side_map(analyst, side, first));
        }
    }
    answer.data.set("scenarios", maps);
    Ok(())
}

fn side(
    analyst: &Analyst<'_>,
    question: &Question,
    scenario: ScenarioId,
    commodity: Option<CommodityId>,
) -> Result<Side, Failure> {
    let moments = analyst.moments(scenario, question.when, About::Demands)?;
    let days = |at: &At| at.days().unwrap_or(1.0);
    let total: f64 = moments.iter().map(days).sum();
    let mut merged: Option<Side> = None;
    for at in &moments {
        let state = analyst.state(scenario, *at)?;
        let solved = solve(&state, commodity, None, analyst.control)?;
        let one = one_side(analyst, &state, &solved, scenario)?;
        let share = days(at) / total;
        merged = Some(match merged {
            None if moments.len() == 1 => one,
            None => one.scaled(share),
            Some(sum) => sum.plus(one.scaled(share)),
        });
    }
    let merged = merged.ok_or_else(|| Failure::told("the period is empty"))?;
    let dated = moments.iter().all(|at| at.days().is_some());
    Ok(if dated { merged.amounts(analyst.model, total) } else { merged })
}

impl Side {
    /// Everything that adds up times a share of the period.
    fn scaled(mut self, share: f64) -> Self {
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
    fn plus(mut self, other: Self) -> Self {
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
    fn amounts(mut self, model: &Model, days: f64) -> Self {
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
    fn total(&self, model: &Model, of: impl Fn(&Column) -> &Figure) -> Option<Figure> {
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

fn one_side(
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
        *all.entry(transit(&state.model, route)).or_insert(0.0) += flow;
    }
    all
}

/// The countries of a route's inner nodes and of `through`, without those of
/// its ends; sorted codes.
pub fn transit(model: &Model, route: &crate::network::Route) -> Vec<&'static str> {
    let at = |index: usize| model.nodes[route.nodes[index].index()].country;
    let ends = [at(0), at(route.nodes.len() - 1)];
    let mut all: Vec<&'static str> = route
        .countries
        .iter()
        .filter(|country| !ends.contains(&Some(**country)))
        .map(|country| country.code())
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn sentence(analyst: &Analyst<'_>, first: &Side, rest: &[Side]) -> Phrase {
    if rest.is_empty() {
        return Phrase::from("There is nothing to compare with.");
    }
    let mut text = Phrase::from("Against ").name(analyst.scenario_label(first.scenario)).with(", ");
    for (index, side) in rest.iter().enumerate() {
        if index > 0 {
            text.push("; ");
        }
        text = text.name(analyst.scenario_label(side.scenario)).and(delivers(analyst, first, side));
    }
    text.with(".")
}

/// How the deliveries of a scenario differ from those of the first.
fn delivers(analyst: &Analyst<'_>, first: &Side, side: &Side) -> Phrase {
    let model = analyst.model;
    let total = |side: &Side| side.total(model, |column| &column.delivered);
    let differs = |a: &Figure, b: &Figure| {
        Difference::between(a, b).value.is_some_and(|difference| difference != 0.0)
    };
    let apart = first.demands.iter().any(|(demand, column)| {
        let other = side.demands.get(demand);
        other.is_none_or(|other| differs(&column.delivered, &other.delivered))
    });
    match (total(first), total(side)) {
        (Some(a), Some(b)) if differs(&a, &b) => {
            let more = b.value() > a.value();
            let word = if more { " delivers more: " } else { " delivers less: " };
            Phrase::from(word).with(Difference::between(&a, &b))
        }
        (Some(_), Some(_)) if apart => {
            Phrase::from(" delivers the same in all, but not of each demand")
        }
        _ if apart => Phrase::from(" delivers other amounts"),
        _ => Phrase::from(" delivers the same"),
    }
}

fn dimension(model: &Model, demand: DemandId) -> Option<Dimension> {
    let commodity = model.demands.get(demand.index())?.commodity;
    Some(model.dimension(model.commodities[commodity.index()].unit))
}

/// The rows of a column, each with its word.
fn rows(column: &Column) -> Vec<(&'static str, Option<Figure>)> {
    vec![
        ("delivered", Some(column.delivered.clone())),
        ("unmet", Some(column.unmet.clone())),
        ("time", column.time.clone()),
        ("cost", column.cost.clone()),
        ("emissions", column.emissions.clone()),
        ("capacity", Some(column.capacity.clone())),
    ]
}

fn tell(analyst: &Analyst<'_>, first: &Side, rest: &[Side], answer: &mut Answer) {
    let model = analyst.model;
    for (demand, base) in &first.demands {
        let label = model.demands[demand.index()].head.label();
        answer.body.push(Block::Heading(Phrase::new().name(label)));
        let mut table =
            Table::new().text("").number(analyst.scenario_label(first.scenario).to_owned());
        for side in rest {
            table = table.number(analyst.scenario_label(side.scenario).to_owned());
            table = table.number("difference");
        }
        for (index, (word, figure)) in rows(base).into_iter().enumerate() {
            if figure.is_none()
                && rest
                    .iter()
                    .all(|s| s.demands.get(demand).is_none_or(|c| rows(c)[index].1.is_none()))
            {
                continue;
            }
            let mut row: Vec<Cell> = vec![word.to_owned().into(), figure.clone().into()];
            for side in rest {
                let other = side.demands.get(demand).and_then(|c| rows(c).swap_remove(index).1);
                row.push(other.clone().into());
                match (&figure, &other) {
                    (Some(a), Some(b)) if a.value().is_some() && b.value().is_some() => {
                        row.push(Difference::between(a, b).into());
                    }
                    _ => row.push(String::new().into()),
                }
            }
            table.row(row);
        }
        let hhi = |side: &Side| side.demands.get(demand).and_then(Column::hhi);
        let mut row: Vec<Cell> = vec!["HHI by country".to_owned().into(), hhi_cell(base.hhi())];
        for side in rest {
            row.push(hhi_cell(hhi(side)));
            row.push(match hhi_difference(base.hhi(), hhi(side)) {
                Some(difference) => difference.into(),
                None => String::new().into(),
            });
        }
        table.row(row);
        answer.body.push(Block::Table(table));
        let all = std::iter::once(first).chain(rest);
        let items: Vec<Phrase> = all
            .filter_map(|side| {
                let (nodes, share) = side.demands.get(demand)?.main()?;
                Some(
                    Phrase::new()
                        .name(analyst.scenario_label(side.scenario))
                        .with(": ")
                        .with(Share(share))
                        .with(format!(" by {}", path_text(model, nodes))),
                )
            })
            .collect();
        if !items.is_empty() {
            answer.body.push(Block::List(items));
        }
    }
    let mut table =
        Table::new().text("total").number(analyst.scenario_label(first.scenario).to_owned());
    for side in rest {
        table = table.number(analyst.scenario_label(side.scenario).to_owned()).number("difference");
    }
    for (word, base) in totals(model, first) {
        let mut row: Vec<Cell> = vec![word.to_owned().into(), base.clone().into()];
        for side in rest {
            let other = totals(model, side).into_iter().find(|(known, _)| *known == word);
            match other {
                Some((_, figure)) => {
                    row.push(figure.clone().into());
                    row.push(Difference::between(&base, &figure).into());
                }
                None => row.extend([String::new().into(), String::new().into()]),
            }
        }
        table.row(row);
    }
    answer.body.push(Block::Table(table));
}

/// What a scenario comes to in all, each with its word.
fn totals(model: &Model, side: &Side) -> Vec<(&'static str, Figure)> {
    let delivered = side.total(model, |column| &column.delivered).map(|all| ("delivered", all));
    let unmet = side.total(model, |column| &column.unmet).map(|all| ("unmet", all));
    delivered.into_iter().chain(unmet).chain([("objective", side.objective.clone())]).collect()
}

fn hhi_difference(before: Option<f64>, after: Option<f64>) -> Option<Difference> {
    let plain = |value: f64| Figure::new(value, crate::quantity::CompoundUnit::plain());
    Some(Difference::between(&plain(before?), &plain(after?)))
}

fn hhi_cell(hhi: Option<f64>) -> Cell {
    hhi.map_or_else(
        || String::new().into(),
        |hhi| crate::quantity::format_significant(hhi, 3).into(),
    )
}

fn side_map(analyst: &Analyst<'_>, side: &Side, first: &Side) -> Map {
    let model = analyst.model;
    let tell = |(demand, column): (&DemandId, &Column)| {
        let mut map = Map::new().with("demand", &model.demands[demand.index()].head.name);
        let base = first.demands.get(demand);
        for (index, (word, figure)) in rows(column).into_iter().enumerate() {
            map.set(word, figure.clone());
            let other = base.and_then(|base| rows(base).swap_remove(index).1);
            if let (Some(a), Some(b)) = (other, figure)
                && side.scenario != first.scenario
                && a.value().is_some()
                && b.value().is_some()
            {
                map.set(format!("{word}_difference"), Difference::between(&a, &b));
            }
        }
        map.set("hhi_country", column.hhi());
        if side.scenario != first.scenario
            && let Some(difference) = hhi_difference(base.and_then(Column::hhi), column.hhi())
        {
            map.set("hhi_country_difference", difference);
        }
        if let Some((nodes, share)) = column.main() {
            let main = Map::new().with("nodes", node_names(model, nodes)).with("share", share);
            map.set("main_route", main);
        }
        map
    };
    let mut map = Map::new()
        .with("scenario", analyst.scenario_name(side.scenario))
        .with("demands", Node::list(side.demands.iter().map(tell).collect::<Vec<Map>>()));
    let base = totals(model, first);
    for (word, figure) in totals(model, side) {
        map.set(word, &figure);
        let before = base.iter().find(|(known, _)| *known == word);
        if let (Some((_, before)), true) = (before, side.scenario != first.scenario) {
            map.set(format!("{word}_difference"), Difference::between(before, &figure));
        }
    }
    map
}
