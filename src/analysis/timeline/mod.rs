//! Store and forward, day by day (analyses.md, section 5).

mod course;
mod depot;
mod draws;
mod fill;
mod full;
mod losses;
mod pooled;
#[cfg(test)]
mod random_tests;
mod reroute;
mod rows;
mod run;
#[cfg(test)]
mod tests;
mod told;
mod told_draws;
mod traffic;
mod uses;

use crate::model::{
    CommodityId, DemandId, Model, ScenarioId, Selection, TimeStep, TimelineAsk, TimelineMetric,
    TimelineWindow,
};
use crate::report::Phrase;
use crate::scenario::{Overrides, changes, is_random, select};

use super::analyst::{Analyst, Failure};
use super::metrics::Metric;
use super::part::Part;
use depot::Depot;
use draws::draws;
use losses::{Recovery, changes_told, loss_of};
use pooled::Pooled;
use run::{Place, Run, run};

/// Store and forward, day by day.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn timeline(
    analyst: &Analyst<'_>,
    scenario: ScenarioId,
    ask: &TimelineAsk,
) -> Result<Part, Failure> {
    let depot = depot_of(analyst, scenario, ask.window, ask.detour)?;
    let pooled = Pooled::new(analyst, &ask.demands)?;
    let main = run(&depot, &Overrides::NONE, steps_of(ask.window, ask.inner), ask.from_empty)?;
    let programme = depot.programme(&Overrides::NONE);
    let mut losses = Vec::new();
    for change in changes_told(&programme, &depot) {
        losses.push(loss_of(&depot, (&main, &programme), ask.from_empty, change, &pooled)?);
    }
    let left_out = left_out(analyst.model, scenario);
    let dust = told::dust(&main, &pooled);
    let drawn = match ask.draws {
        Some(count) => Some(draws(analyst, scenario, ask, &pooled, count)?),
        None => None,
    };
    let told = told::Told {
        depot: &depot,
        ask,
        pooled: &pooled,
        run: &main,
        losses: &losses,
        drawn: drawn.as_ref(),
        dust,
    };
    Ok(told.part(&programme, &left_out))
}

fn depot_of<'d, 'a>(
    analyst: &'d Analyst<'a>,
    scenario: ScenarioId,
    window: TimelineWindow,
    detour: Option<f64>,
) -> Result<Depot<'d, 'a>, Failure> {
    Depot::new(analyst, scenario, (f64::from(window.from), f64::from(window.to)), detour)
}

/// How many steps of so many days there are, and that.
fn steps_of(window: TimelineWindow, step: f64) -> (u32, f64) {
    // Checking keeps the number above 0 and below 10^5.
    let days = f64::from(window.to) - f64::from(window.from);
    ((days / step).round() as u32, step)
}

/// The random changes of a scenario, by label.
fn left_out(model: &Model, scenario: ScenarioId) -> Vec<String> {
    let random = changes(model, scenario).into_iter().filter(|change| is_random(model, *change));
    random.map(|change| model.changes[change.index()].head.label().to_owned()).collect()
}

/// A metric of a timeline.
///
/// # Errors
/// Where it has no value, with the reason.
pub fn measure(
    analyst: &Analyst<'_>,
    scenario: ScenarioId,
    what: &TimelineMetric,
    window: Option<TimelineWindow>,
) -> Result<Metric, Failure> {
    let period = analyst.model.settings.period;
    let of_model = period.map(|(from, to, _)| TimelineWindow { from, to, step: TimeStep::Day });
    let Some(window) = window.or(of_model) else {
        return Err(Failure::told(
            "`from DATE to DATE by day` is missing: the metric does not say which days it is of, \
             and the model has no `period`",
        ));
    };
    let depot = depot_of(analyst, scenario, window, None)?;
    let main = run(&depot, &Overrides::NONE, steps_of(window, 1.0), false)?;
    match what {
        TimelineMetric::Backlog(id) => {
            Ok(peak(&depot, &main, |place| (place.demand == *id).then_some(1.0)))
        }
        TimelineMetric::Waiting(on, commodity) => waiting(&depot, &main, on, *commodity),
        TimelineMetric::Loss(change) | TimelineMetric::Recovery(change) => {
            let model = analyst.model;
            let label = model.changes[change.index()].head.label();
            let programme = depot.programme(&Overrides::NONE);
            if is_random(model, *change) {
                return Err(Failure::told(format!(
                    "`{label}` comes at random, and a timeline without draws leaves it out; \
                     `report timeline … draws N` plays it"
                )));
            }
            if !changes(model, scenario).contains(change) {
                let name = analyst.scenario_label(scenario);
                return Err(Failure::told(format!("`{name}` does not apply `{label}`")));
            }
            let pooled = Pooled::new(analyst, &[])?;
            let loss = loss_of(&depot, (&main, &programme), false, *change, &pooled)?;
            if matches!(what, TimelineMetric::Loss(_)) {
                return Ok(Metric { value: loss.loss, from: Vec::new() });
            }
            match loss.recovery {
                Recovery::Days(days) => Ok(Metric { value: days, from: Vec::new() }),
                Recovery::NotWithin => Err(Failure::told(format!(
                    "what waits because of `{label}` is not gone within the period"
                ))),
                Recovery::NoEnd => Err(Failure::told(format!("`{label}` never ends"))),
            }
        }
    }
}

/// The peak of what waits at what is selected: at nodes, for legs, to cross
/// borders, or of demands.
fn waiting(
    depot: &Depot<'_, '_>,
    run: &Run,
    on: &Selection,
    commodity: Option<CommodityId>,
) -> Result<Metric, Failure> {
    let model = depot.analyst.model;
    let selected = select(model, on, Some(depot.window.0 as i32));
    let of_commodity = |id: DemandId| model.demands[id.index()].commodity;
    let named: Vec<DemandId> = (0..model.demands.len() as u32)
        .map(DemandId)
        .filter(|id| commodity.is_none_or(|commodity| of_commodity(*id) == commodity))
        .collect();
    if named.is_empty() {
        return Ok(Metric { value: 0.0, from: Vec::new() });
    }
    let pooled = match commodity {
        Some(_) => Pooled::new(depot.analyst, &named)?,
        None => Pooled::new(depot.analyst, &[])?,
    };
    let frame = depot.analyst.frame();
    let fits = |place: &Place| {
        let way = place.arc.map(|arc| frame.way_of[arc as usize]);
        selected.nodes.binary_search(&place.node).is_ok()
            || selected.demands.binary_search(&place.demand).is_ok()
            || way.is_some_and(|way| {
                let crossings = frame.crossings.of(way.index());
                selected.legs.binary_search(&way).is_ok()
                    || crossings
                        .iter()
                        .any(|c| selected.borders.binary_search(&(c.left, c.entered)).is_ok())
            })
    };
    let weight = |place: &Place| {
        let found = pooled.demands.iter().find(|(id, _)| *id == place.demand);
        found.filter(|_| fits(place)).map(|(_, weight)| *weight)
    };
    Ok(peak(depot, run, weight))
}

/// The highest sum of what waits at weighed places, and when it was.
fn peak(depot: &Depot<'_, '_>, run: &Run, weight: impl Fn(&Place) -> Option<f64>) -> Metric {
    let weights: Vec<f64> = run.places.iter().map(|place| weight(place).unwrap_or(0.0)).collect();
    let (mut most, mut when) = (0.0, None);
    for (number, record) in run.steps.iter().enumerate() {
        let sum = record.waiting.iter().map(|(at, amount)| weights[*at as usize] * amount).sum();
        if sum > most {
            (most, when) = (sum, Some(number));
        }
    }
    let from = when.map(|number| {
        let end = depot.window.0 + (number as f64 + 1.0) * run.step;
        Phrase::from(format!("at its peak on {}", crate::calendar::format_moment(end)))
    });
    Metric { value: most, from: from.into_iter().collect() }
}
