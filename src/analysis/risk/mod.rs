//! Distributions of time and cost.
//!
//! [`Plan`](plan::Plan) lays a scenario out for draws, [`Memory`](travel::Memory)
//! makes one trip, [`Runner`](draws::Runner) all of them, and `told` says what
//! came of it.

mod draws;
mod fast;
#[cfg(test)]
mod fast_tests;
mod plan;
mod probe;
mod stats;
mod sums;
#[cfg(test)]
mod tests;
mod told;
mod travel;
mod value;

use std::cell::OnceCell;
use std::rc::Rc;

use crate::model::{RiskAsk, RouteAsk, ScenarioId};
use crate::network::Route;
use crate::scenario::Period;

use super::analyst::{Analyst, Failure};
use super::basis::bases;
use super::find_routes::find_routes;
use super::metrics::no_route;
use super::part::Part;
use super::words::{note_on, note_text};
use draws::{Drawn, Runner, SECOND};
use plan::Plan;
use travel::{Component, Source};

pub use stats::{Estimate, moments, quantile, share};
pub(super) use travel::share_at;

/// What is asked of a sample of trips.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleAsk {
    /// Which trip; its `by` is what the shipper makes least.
    pub routes: RouteAsk,
    /// The day of departure.
    pub departing: Option<i32>,
    /// Departures are uniform here, where that is not the scenario's period.
    pub within: Option<(i32, i32)>,
    /// The best way of each draw.
    pub hindsight: bool,
}

/// A sample of trips.
#[derive(Debug)]
pub struct Sample {
    /// By draw; INFINITY where the trip never arrives.
    pub drawn: Drawn,
    /// Times in order, made when first asked for.
    sorted: OnceCell<Vec<f64>>,
    /// Costs of those that arrive, in order, likewise.
    costs: OnceCell<Vec<f64>>,
    /// The period of departures; none where the day is fixed.
    pub period: Option<Period>,
    /// The seed.
    pub seed: u64,
    /// Whose delays [`Drawn::lost`] tells, before those of another way.
    pub causes: Vec<String>,
    /// The ways that the shipper takes, most frequent first, with how often.
    pub routes: Vec<(Route, u64)>,
    /// Canonical days.
    pub deadline: Option<f64>,
    /// Whether some cost on the ways is missing.
    pub incomplete: bool,
    /// Variance shares of time, largest first; where they were asked for.
    pub shares: Vec<(String, Estimate)>,
    /// How many draws the shares come from.
    pub shares_of: u64,
    /// Remarks.
    pub notes: Vec<String>,
}

impl Sample {
    /// Times in order.
    pub fn sorted(&self) -> &[f64] {
        self.sorted.get_or_init(|| in_order(&self.drawn.times, |_| true))
    }

    /// Costs of the trips that arrive, in order.
    pub fn sorted_costs(&self) -> &[f64] {
        self.costs.get_or_init(|| in_order(&self.drawn.costs, f64::is_finite))
    }
}

fn in_order(values: &[f64], counts: impl Fn(f64) -> bool) -> Vec<f64> {
    let mut values: Vec<f64> = values.iter().copied().filter(|value| counts(*value)).collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// Draws trips, or takes those drawn before for the same question.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn sample(
    analyst: &Analyst<'_>,
    scenario: ScenarioId,
    ask: &SampleAsk,
    with_shares: bool,
) -> Result<Rc<Sample>, Failure> {
    let known = analyst.samples.borrow();
    let found = known.iter().find(|((whose, asked, shares), _)| {
        *whose == scenario && asked == ask && (*shares || !with_shares)
    });
    if let Some((_, sample)) = found {
        return Ok(sample.clone());
    }
    drop(known);
    let made = Rc::new(draw(analyst, scenario, ask, with_shares)?);
    let mut samples = analyst.samples.borrow_mut();
    if samples.len() >= 8 {
        samples.remove(0);
    }
    samples.push(((scenario, ask.clone(), with_shares), made.clone()));
    Ok(made)
}

fn draw(
    analyst: &Analyst<'_>,
    scenario: ScenarioId,
    ask: &SampleAsk,
    with_shares: bool,
) -> Result<Sample, Failure> {
    let routes = &ask.routes;
    if routes.from == routes.to {
        return Err(Failure::told("a trip needs two places; both ends are the same"));
    }
    let mut plan = Plan::new(analyst, scenario, routes, ask.departing)?;
    if let Some((from, until)) = ask.within {
        plan.period = Period { from: from.into(), until: until.into(), undated: false };
    }
    let plan = plan;
    let mut runner = Runner::new(analyst, &plan, routes, ask.hindsight)?;
    let count = plan.model().settings.samples;
    analyst.control.begin_part(count);
    let drawn = runner.run(analyst, count, &|draw| Source { draw, other: None })?;
    if drawn.times.iter().all(|days| days.is_infinite()) {
        let state = plan.state(analyst, 0)?;
        let found = find_routes(&state, routes, 1, analyst.control)?;
        if found.routes.is_empty() {
            return Err(no_route(analyst, &state, &found));
        }
    }
    let mut sample = Sample {
        sorted: OnceCell::new(),
        costs: OnceCell::new(),
        period: plan.departing.is_none().then_some(plan.period),
        seed: plan.model().settings.seed,
        causes: plan.tokens.iter().map(|token| cause(&plan, token)).collect(),
        routes: ways(&plan, &drawn),
        deadline: deadline(&plan),
        incomplete: false,
        shares: Vec::new(),
        shares_of: 0,
        notes: plan.notes.clone(),
        drawn,
    };
    remark(&plan, &mut sample);
    let missing = |route: &Route| route.missing.has(crate::network::Missing::COST);
    sample.incomplete = sample.routes.iter().any(|(route, _)| missing(route));
    if with_shares {
        variance(analyst, &mut runner, &mut sample)?;
    }
    Ok(sample)
}

/// On which bases the figures of the ways stand, where that needs saying.
fn remark(plan: &Plan<'_>, sample: &mut Sample) {
    let (model, now) = (plan.model(), &plan.base.network.now);
    let legs: Vec<_> = sample.routes.iter().flat_map(|(route, _)| route.legs.clone()).collect();
    let inner = |route: &Route| route.nodes.get(1..route.nodes.len() - 1).map(<[_]>::to_vec);
    let nodes: Vec<_> =
        sample.routes.iter().filter_map(|(route, _)| inner(route)).flatten().collect();
    for note in now.notes.iter().filter_map(|note| note_on(note, &legs, &nodes)) {
        let text = note_text(model, &note);
        if !sample.notes.contains(&text) {
            sample.notes.push(text);
        }
    }
    let bases = bases(model, now, &legs, &nodes);
    if bases.len() > 1 {
        sample.notes.push(format!("figures on several bases are mixed: {}", bases.join(", ")));
    }
}

fn cause(plan: &Plan<'_>, token: &plan::Token) -> String {
    let model = plan.model();
    match token.change {
        Some(id) => model.changes[id.index()].head.label().to_owned(),
        None => "the scenario's own windows".to_owned(),
    }
}

fn deadline(plan: &Plan<'_>) -> Option<f64> {
    use crate::model::{Prop, Target};
    let demand = plan.class.ask.demand?;
    let slot = crate::scenario::slot(Target::Demand(demand), Prop::Deadline);
    plan.base.network.now.standing(plan.model(), slot).value()
}

/// The ways taken, most frequent first.
fn ways(plan: &Plan<'_>, drawn: &Drawn) -> Vec<(Route, u64)> {
    let route = |arcs: &[u32]| plan.base.network.route(plan.model(), &plan.class, arcs, false);
    let mut all: Vec<(Route, u64)> =
        drawn.ways.iter().map(|(arcs, count)| (route(arcs), *count)).collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.arcs.cmp(&b.0.arcs)));
    all
}

/// The most trips that are drawn for all variance shares together, and the most
/// where each is a search of its own.
const SHARE_TRIPS: u64 = 2_000_000;
const SHARE_SEARCHES: u64 = 400_000;

/// Pick-freeze: each thing that varies keeps its draw while all others take a
/// second one.
fn variance<'a>(
    analyst: &Analyst<'a>,
    runner: &mut Runner<'_, 'a>,
    sample: &mut Sample,
) -> Result<(), Failure> {
    let (components, idle) = runner.components();
    let all = sample.drawn.times.len() as u64;
    let trips = if runner.searches() { SHARE_SEARCHES } else { SHARE_TRIPS };
    let each = (trips / (components.len() as u64).max(1)).max(1_000).min(all);
    sample.shares_of = each;
    analyst.control.begin_part(each * components.len() as u64);
    let nothing = Estimate { value: 0.0, error: 0.0 };
    sample.shares.extend(idle.into_iter().map(|idle| (named(runner.plan, idle), nothing)));
    for component in components {
        let source = |draw: u64| Source { draw: SECOND + draw, other: Some((component, draw)) };
        let other = runner.run(analyst, each, &source)?;
        let Some(share) = stats::sobol(&sample.drawn.times[..each as usize], &other.times) else {
            break;
        };
        sample.shares.push((named(runner.plan, component), share));
    }
    sample.shares.sort_by(|a, b| b.1.value.total_cmp(&a.1.value).then(a.0.cmp(&b.0)));
    Ok(())
}

fn named(plan: &Plan<'_>, component: Component) -> String {
    let model = plan.model();
    match component {
        Component::Departure => "departure".to_owned(),
        Component::Change(index) => plan
            .occurrences
            .changes()
            .nth(index)
            .map_or_else(String::new, |id| model.changes[id.index()].head.label().to_owned()),
        Component::Input(input) => super::input_name::input_name(model, input),
    }
}

/// Distributions of time and cost; `first` is the first scenario of the report,
/// with which this one is compared on the same draws.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn risk(
    analyst: &Analyst<'_>,
    scenario: ScenarioId,
    ask: &RiskAsk,
    first: Option<ScenarioId>,
) -> Result<Part, Failure> {
    let asked = SampleAsk {
        routes: ask.routes.clone(),
        departing: ask.departing,
        within: None,
        hindsight: ask.hindsight,
    };
    let found = sample(analyst, scenario, &asked, true)?;
    let other = match first {
        Some(first) if first != scenario => {
            Some((analyst.scenario_label(first).to_owned(), sample(analyst, first, &asked, false)?))
        }
        _ => None,
    };
    Ok(told::told(analyst, ask, &found, other.as_ref().map(|(name, sample)| (&**name, &**sample))))
}
