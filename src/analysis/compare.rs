//! `report compare`: scenarios side by side.

use std::collections::BTreeMap;

use crate::model::{CommodityId, DemandId, Model, Question, ScenarioId};
use crate::quantity::Dimension;
use crate::report::{Answer, Block, Cell, Difference, Figure, Map, Node, Phrase, Share, Table};
use crate::scenario::{About, At};

use super::analyst::{Analyst, Failure, State};
use super::capacity::{CapacityAsk, most};
use super::flow::{Solved, Teller, demand_rate, solve};
use super::part::told;
use super::routes::capacity_unit;
use super::units::Units;
use super::words::{node_names, path_text};

/// One demand in one scenario.
struct Column {
    delivered: Figure,
    unmet: Figure,
    time: Option<Figure>,
    cost: Option<Figure>,
    emissions: Option<Figure>,
    capacity: Figure,
    hhi: Option<f64>,
    main: Option<(Vec<crate::model::NodeId>, f64)>,
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
    let units = analyst.units();
    if let Some((first, rest)) = sides.split_first() {
        answer.body.insert(0, Block::Sentence(sentence(analyst, first, rest)));
        tell(analyst, first, rest, answer);
        for side in &sides {
            maps.push(side_map(analyst, side, first));
        }
    }
    let _ = units;
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
    merged.ok_or_else(|| Failure::told("the period is empty"))
}

impl Side {
    /// Rates and objective times a share of the period; means of routes stay
    /// those of the first stretch in which there are any.
    fn scaled(mut self, share: f64) -> Self {
        for column in self.demands.values_mut() {
            for figure in [&mut column.delivered, &mut column.unmet, &mut column.capacity] {
                scale(figure, share);
            }
        }
        scale(&mut self.objective, share);
        self
    }

    fn plus(mut self, other: Self) -> Self {
        for (demand, column) in other.demands {
            match self.demands.get_mut(&demand) {
                Some(sum) => {
                    add(&mut sum.delivered, &column.delivered);
                    add(&mut sum.unmet, &column.unmet);
                    add(&mut sum.capacity, &column.capacity);
                    sum.time = sum.time.take().or(column.time);
                    sum.cost = sum.cost.take().or(column.cost);
                    sum.emissions = sum.emissions.take().or(column.emissions);
                    sum.hhi = sum.hhi.or(column.hhi);
                    sum.main = sum.main.take().or(column.main);
                }
                None => {
                    self.demands.insert(demand, column);
                }
            }
        }
        add(&mut self.objective, &other.objective);
        self
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
        let main = routes.first().map(|(route, flow)| (route.nodes.clone(), flow / delivered));
        let price = units.price(model, declared.commodity);
        let missing =
            routes.iter().any(|(route, _)| route.missing.has(crate::network::Missing::COST));
        demands.insert(
            demand,
            Column {
                delivered: rate(delivered),
                unmet: rate(solved.unmet(demand)),
                time: mean(&|route| Some(route.time)).map(|days| units.days(days)),
                cost: mean(&|route| route.cost)
                    .map(|cost| Figure::new(cost, &price).incomplete(missing)),
                emissions: mean(&|route| route.emissions)
                    .filter(|e| *e > 0.0)
                    .map(|e| Figure::new(e, units.emissions(model, declared.commodity))),
                capacity: between(analyst, state, &units, demand)?,
                hhi: country_hhi(state, &routes, delivered),
                main,
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

/// Σ s² over the distinct sets of transit countries that delivered flow uses.
pub fn country_hhi(
    state: &State<'_>,
    routes: &[(crate::network::Route, f64)],
    delivered: f64,
) -> Option<f64> {
    if delivered <= 0.0 {
        return None;
    }
    let mut shares: BTreeMap<Vec<&'static str>, f64> = BTreeMap::new();
    for (route, flow) in routes {
        *shares.entry(transit(&state.model, route)).or_insert(0.0) += flow / delivered;
    }
    Some(shares.values().map(|share| share * share).sum())
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
    let Some(last) = rest.last() else {
        return Phrase::from("There is nothing to compare with.");
    };
    let total = |side: &Side| -> Option<f64> {
        side.demands.values().map(|column| column.delivered.value()).sum()
    };
    let model = analyst.model;
    let mut text = Phrase::from("Against ")
        .name(analyst.scenario_label(first.scenario))
        .with(", ")
        .name(analyst.scenario_label(last.scenario));
    let same_unit = first.demands.keys().all(|d| {
        dimension(model, *d) == first.demands.keys().next().and_then(|d| dimension(model, *d))
    });
    match (total(first), total(last)) {
        (Some(a), Some(b)) if same_unit && (b - a).abs() > 1e-9 * a.abs().max(b.abs()) => {
            text.push(if b > a { " delivers more: " } else { " delivers less: " });
            if let Some(column) = first.demands.values().next() {
                let (a, b) = (
                    Figure::new(a, &column.delivered.unit),
                    Figure::new(b, &column.delivered.unit),
                );
                text.push(Difference::between(&a, &b));
            }
            text.with(".")
        }
        _ => text.with(" delivers the same."),
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
        let mut row: Vec<Cell> = vec!["HHI by country".to_owned().into(), hhi_cell(base.hhi)];
        for side in rest {
            row.push(hhi_cell(side.demands.get(demand).and_then(|c| c.hhi)));
            row.push(String::new().into());
        }
        table.row(row);
        answer.body.push(Block::Table(table));
        let all = std::iter::once(first).chain(rest);
        let items: Vec<Phrase> = all
            .filter_map(|side| {
                let (nodes, share) = side.demands.get(demand)?.main.as_ref()?;
                Some(
                    Phrase::new()
                        .name(analyst.scenario_label(side.scenario))
                        .with(": ")
                        .with(Share(*share))
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
    let mut row: Vec<Cell> = vec!["objective".to_owned().into(), first.objective.clone().into()];
    for side in rest {
        table = table.number(analyst.scenario_label(side.scenario).to_owned()).number("difference");
        row.push(side.objective.clone().into());
        row.push(Difference::between(&first.objective, &side.objective).into());
    }
    table.row(row);
    answer.body.push(Block::Table(table));
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
        map.set("hhi_country", column.hhi);
        if let Some((nodes, share)) = &column.main {
            let main = Map::new().with("nodes", node_names(model, nodes)).with("share", *share);
            map.set("main_route", main);
        }
        map
    };
    let mut map = Map::new()
        .with("scenario", analyst.scenario_name(side.scenario))
        .with("demands", Node::list(side.demands.iter().map(tell).collect::<Vec<Map>>()))
        .with("objective", &side.objective);
    if side.scenario != first.scenario {
        let difference = Difference::between(&first.objective, &side.objective);
        map.set("objective_difference", difference);
    }
    map
}
