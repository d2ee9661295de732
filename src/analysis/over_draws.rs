//! Answers over a period in which changes come at random: averages over draws.

use crate::model::{
    Ask, Assigned, CommodityId, MetricKind, Minimising, Moment, Question, RouteAsk, ScenarioId,
};
use crate::network::{Resource, ResourceKind};
use crate::quantity::{Dimension, format_number};
use crate::report::{Answer, Block, Figure, Map, Node, Phrase, Share, ShownUnit, Table};
use crate::scenario::{At, random_changes};

use super::analyst::{Analyst, Failure, State};
use super::capacity::{CapacityAsk, most};
use super::find_routes::find_routes;
use super::flow::{Teller, solve};
use super::random::AVERAGED;
use super::risk::{Estimate, moments};
use super::routes::capacity_unit;
use super::solved_draws::{Wanted, drawn, solved};
use super::units::amount_of_rate;
use super::words::resource_map;

/// Adds to an answer over a period what it comes to on average over draws of
/// the random changes, with standard errors.
///
/// # Errors
/// Where the control says so, or no draw has an answer.
pub fn add_averages(
    analyst: &Analyst<'_>,
    question: &Question,
    scenario: ScenarioId,
    answer: &mut Answer,
) -> Result<(), Failure> {
    let (Some(Moment::Over(..)), false) =
        (question.when, random_changes(analyst.model, scenario).is_empty())
    else {
        return Ok(());
    };
    match &question.ask {
        Ask::Flow { commodity: None, minimising: None, assigned: Assigned::Optimum } => {
            flows(analyst, question, scenario, answer)
        }
        Ask::Routes(ask) => routes(analyst, question, (scenario, ask), answer),
        Ask::Capacity { from, to, commodity } => {
            let ask = CapacityAsk {
                from: from.clone(),
                to: to.clone(),
                commodity: *commodity,
                only_mode: None,
                avoiding: None,
            };
            capacity(analyst, question, (scenario, &ask), answer)
        }
        Ask::Bottlenecks { minimising, commodity, top } => {
            let asked = (scenario, *commodity, *minimising, *top);
            bottlenecks(analyst, question, asked, answer)
        }
        _ => Ok(()),
    }
}

/// A figure of each draw as its mean and standard error; none where no draw has
/// one.
fn mean(values: &[f64], unit: &ShownUnit) -> Option<(Figure, Figure)> {
    let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let found = moments(&known)?.mean;
    Some((Figure::new(found.value, unit), Figure::new(found.error, unit)))
}

fn tell(answer: &mut Answer, table: Table, key: &'static str, told: impl Into<Node>) {
    let heading = format!("With what comes at random: means over {AVERAGED} draws");
    answer.body.push(Block::Heading(heading.into()));
    answer.body.push(Block::Table(table));
    let data = Map::new().with("draws", AVERAGED as usize).with(key, told);
    answer.data.set("averaged_over_draws", data);
    answer.note(Phrase::from(
        "the stretches above are without the changes that come at random; ± is one standard \
         error of a mean over their draws",
    ));
}

/// The best route in force, by days; days without any way apart.
fn routes(
    analyst: &Analyst<'_>,
    question: &Question,
    (scenario, ask): (ScenarioId, &RouteAsk),
    answer: &mut Answer,
) -> Result<(), Failure> {
    let (model, units) = (analyst.model, analyst.units());
    // What the last column tells is the share of days without a way.
    let evaluate = |own: &Analyst<'_>, state: &State<'_>| {
        let found = find_routes(state, ask, 1, own.control)?;
        let Some(route) = found.routes.first() else {
            return Ok(vec![(0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (1.0, 1.0)]);
        };
        let known = |value: Option<f64>| value.map_or((0.0, 0.0), |value| (value, 1.0));
        let cost = found.class.ask.commodity.and(route.cost);
        Ok(vec![(route.time, 1.0), known(cost), known(Some(route.distance)), (0.0, 1.0)])
    };
    let count = (AVERAGED, false);
    let found = drawn(analyst, scenario, (&[false; 4], &evaluate), question.when, count)?;
    let commodity = ask.commodity.or_else(|| match &model.commodities[..] {
        [_] => Some(crate::model::CommodityId(0)),
        _ => None,
    });
    let shown = [
        ("time", "time_error", Some(units.time.clone())),
        ("cost", "cost_error", commodity.map(|commodity| units.price(model, commodity))),
        ("distance", "distance_error", Some(units.distance.clone())),
    ];
    let mut table = Table::new().text("the best route").number("mean").number("±");
    let mut map = Map::new().with("by", ask.by.word());
    for ((word, with_error, unit), values) in shown.into_iter().zip(&found) {
        let Some((value, error)) = unit.and_then(|unit| mean(values, &unit)) else { continue };
        map.set(word, &value);
        map.set(with_error, &error);
        table.row(vec![word.into(), value.into(), error.into()]);
    }
    if let Some(share) = moments(&found[3]) {
        map.set("without_a_way", share.mean.value);
        map.set("without_a_way_error", share.mean.error);
        let cells = [share.mean.value, share.mean.error].map(|part| Share(part).into());
        let [value, error] = cells;
        table.row(vec!["days without a way".into(), value, error]);
    }
    tell(answer, table, "route", map);
    Ok(())
}

/// The most that fits, by days.
fn capacity(
    analyst: &Analyst<'_>,
    question: &Question,
    (scenario, ask): (ScenarioId, &CapacityAsk),
    answer: &mut Answer,
) -> Result<(), Failure> {
    let evaluate = |own: &Analyst<'_>, state: &State<'_>| {
        let most = most(state, ask, own.control)?.value;
        // Days without a limit have no part in a mean.
        let value = if most.is_finite() { (most, 1.0) } else { (0.0, 0.0) };
        Ok(vec![value, (f64::from(u8::from(most.is_infinite())), 1.0)])
    };
    let count = (AVERAGED, false);
    let found = drawn(analyst, scenario, (&[false; 2], &evaluate), question.when, count)?;
    let mut table = Table::new().text("by days").number("mean").number("±");
    let mut map = Map::new();
    let units = analyst.units();
    let calm = analyst.state(scenario, At::Together { day: None })?;
    let resources = &calm.network.uses.resources;
    let binds = most(&calm, ask, analyst.control)?.binds;
    let bound = binds.first().map(|(number, _)| &resources[*number as usize]);
    let bound = bound.or_else(|| resources.iter().find(|one| one.capacity.is_some()));
    let unit = capacity_unit(analyst.model, &units, ask.commodity, bound);
    if let Some((value, error)) = mean(&found[0], &unit) {
        map.set("capacity", &value);
        map.set("capacity_error", &error);
        table.row(vec!["capacity".into(), value.into(), error.into()]);
    }
    if let Some(share) = moments(&found[1]).filter(|share| share.mean.value > 0.0) {
        map.set("without_a_limit", share.mean.value);
        let cells = [share.mean.value, share.mean.error].map(|part| Share(part).into());
        let [value, error] = cells;
        table.row(vec!["days without a limit".into(), value, error]);
    }
    tell(answer, table, "capacity", map);
    Ok(())
}

/// How often each capacity binds, by days, and what one more unit brings.
fn bottlenecks(
    analyst: &Analyst<'_>,
    question: &Question,
    (scenario, commodity, minimising, top): (
        ScenarioId,
        Option<CommodityId>,
        Option<Minimising>,
        usize,
    ),
    answer: &mut Answer,
) -> Result<(), Failure> {
    // A change may set a capacity where none was.
    let Some(Moment::Over(from, ..)) = question.when else { return Ok(()) };
    let states = [At::Together { day: None }, At::Moment(f64::from(from))];
    let mut resources: Vec<Resource> = Vec::new();
    for at in states {
        for one in &analyst.state(scenario, at)?.network.uses.resources {
            if resources.iter().all(|known| known.kind != one.kind) {
                resources.push(*one);
            }
        }
    }
    let kinds: Vec<ResourceKind> = resources.iter().map(|one| one.kind).collect();
    let evaluate = |own: &Analyst<'_>, state: &State<'_>| {
        let solved = solve(state, commodity, minimising, own.control)?;
        if !solved.knows_worths() {
            return Err(Failure::told(super::bottlenecks::UNTOLD));
        }
        let (mut found, units) = (vec![(0.0, 1.0); 2 * kinds.len()], own.units());
        let teller = Teller::new(state, &solved, &units);
        for (number, worth) in &solved.worth {
            let kind = state.network.uses.resources[*number as usize].kind;
            let place = kinds.iter().position(|known| *known == kind);
            let binds = worth.delivered > 0.0 || worth.objective < 0.0;
            if let Some(place) = place.filter(|_| binds) {
                found[2 * place] = (1.0, 1.0);
                if let Some(Node::Number(more)) = teller.use_map(*number).get("worth_delivered") {
                    found[2 * place + 1] = (*more, 1.0);
                }
            }
        }
        Ok(found)
    };
    let amounts = vec![false; 2 * kinds.len()];
    let count = (AVERAGED, false);
    let found = drawn(analyst, scenario, (&amounts, &evaluate), question.when, count)?;
    let of = |series: &[f64]| -> Option<Estimate> {
        let known: Vec<f64> = series.iter().copied().filter(|value| !value.is_nan()).collect();
        moments(&known).map(|found| found.mean)
    };
    let mut rows: Vec<(usize, Estimate, Estimate)> = (0..kinds.len())
        .filter_map(|at| Some((at, of(&found[2 * at])?, of(&found[2 * at + 1])?)))
        .filter(|(_, share, _)| share.value > 0.0)
        .collect();
    rows.sort_by(|a, b| {
        b.2.value.total_cmp(&a.2.value).then(b.1.value.total_cmp(&a.1.value)).then(a.0.cmp(&b.0))
    });
    rows.truncate(top);
    let mut table = Table::new()
        .text("capacity of")
        .number("binds")
        .number("±")
        .number("one more delivers")
        .number("±");
    let mut maps = Vec::new();
    for (at, share, more) in rows {
        let resource = &resources[at];
        table.row(vec![
            resource.label(analyst.model).into(),
            Share(share.value).into(),
            Share(share.error).into(),
            format_number(more.value).into(),
            format_number(more.error).into(),
        ]);
        maps.push(
            resource_map(analyst.model, resource)
                .with("binds", share.value)
                .with("binds_error", share.error)
                .with("worth_delivered", more.value)
                .with("worth_delivered_error", more.error),
        );
    }
    tell(answer, table, "bottlenecks", maps);
    Ok(())
}

/// What each demand comes to.
fn flows(
    analyst: &Analyst<'_>,
    question: &Question,
    scenario: ScenarioId,
    answer: &mut Answer,
) -> Result<(), Failure> {
    let (model, units) = (analyst.model, analyst.units());
    let ids = || (0..model.demands.len() as u32).map(crate::model::DemandId);
    let kinds: Vec<MetricKind> = ids()
        .flat_map(|id| {
            [MetricKind::Delivered(id), MetricKind::Unmet(id), MetricKind::TimeOfDemand(id)]
        })
        .collect();
    let amount = |index: usize| {
        let commodity = model.demands[index / 3].commodity;
        let rate = units.rate(model, commodity);
        amount_of_rate(model, &rate).unwrap_or_else(|| units.amount(model, commodity))
    };
    let wanted: Vec<Wanted<'_>> = kinds
        .iter()
        .enumerate()
        .map(|(index, kind)| match kind {
            MetricKind::TimeOfDemand(_) => (kind, Dimension::TIME, false),
            _ => (kind, amount(index).0.dimension, true),
        })
        .collect();
    let found = solved(analyst, scenario, &wanted, question.when, (AVERAGED, false))?;
    let mut table = Table::new().text("demand").text("over the period").number("mean").number("±");
    let mut maps = Vec::new();
    for (index, id) in ids().enumerate() {
        let head = &model.demands[id.index()].head;
        let mut map = Map::new().with("demand", &head.name);
        let words =
            [("delivered", "delivered_error"), ("unmet", "unmet_error"), ("time", "time_error")];
        for (offset, (word, error)) in words.into_iter().enumerate() {
            let values: Vec<f64> =
                found[3 * index + offset].iter().copied().filter(|v| !v.is_nan()).collect();
            let Some(mean) = moments(&values).map(|found| found.mean) else { continue };
            let unit = if offset == 2 { units.time.clone() } else { amount(3 * index) };
            let (value, spread) = (Figure::new(mean.value, &unit), Figure::new(mean.error, &unit));
            map.set(word, &value);
            map.set(error, &spread);
            table.row(vec![head.label().into(), word.into(), value.into(), spread.into()]);
        }
        maps.push(map);
    }
    tell(answer, table, "demands", maps);
    Ok(())
}
