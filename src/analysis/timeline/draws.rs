//! Draws: random changes and uncertain inputs played many times, and the bands
//! of what comes of them.

use rayon::prelude::*;

use crate::calendar::IntervalSet;
use crate::model::{ChangeId, ScenarioId, SweepOf, TimelineAsk};
use crate::scenario::{Occurrences, Overrides, Period, Programme, Stretches, changes, is_random};

use crate::analysis::analyst::{Analyst, Desk, Failure};

use super::depot::Depot;
use super::losses::loss_against;
use super::pooled::Pooled;
use super::rows::{pooled as of_step, rows, sum};
use super::run::{Record, Run, Tally, run};
use super::{depot_of, steps_of};

/// The percentiles of which bands are made.
pub const BANDS: [(&str, f64); 5] =
    [("p5", 0.05), ("p25", 0.25), ("p50", 0.50), ("p75", 0.75), ("p95", 0.95)];

/// What a change cost in the draws.
pub struct DrawnLoss {
    /// The change.
    pub change: ChangeId,
    /// In how many draws it holds at any time.
    pub occurs: usize,
    /// Unit·day, by draw; 0 where it does not occur.
    pub losses: Vec<f64>,
}

/// What came of the draws.
pub struct Drawn {
    /// By row, then by draw.
    pub rows: Vec<Vec<Tally>>,
    /// The whole period, by draw.
    pub all: Vec<Tally>,
    /// The peak of what waits, by draw.
    pub backlog: Vec<f64>,
    /// Every change that comes at random, or begins or ends in the period, in the
    /// order applied.
    pub losses: Vec<DrawnLoss>,
}

/// A percentile between the two values nearest to it (Hyndman and Fan 1996,
/// type 7). Values that are no numbers do not count.
pub fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = share * last as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (at - at.floor()) * (sorted[above] - sorted[below])
}

/// Plays a timeline so many times. Every draw has its own values of all inputs
/// and its own occurrences of all random changes, from streams named by (seed,
/// draw, declaration): another change moves none of them.
///
/// # Errors
/// Where a draw cannot be played, with the reason.
pub fn draws(
    analyst: &Analyst<'_>,
    scenario: ScenarioId,
    ask: &TimelineAsk,
    pooled: &Pooled,
    count: u64,
) -> Result<Drawn, Failure> {
    let model = analyst.model;
    let (from, until) = (f64::from(ask.window.from), f64::from(ask.window.to));
    let period = Period { from, until, undated: false };
    let occurrences = Occurrences::new(model, scenario, period, until).map_err(|often| {
        let label = model.changes[often.0.index()].head.label();
        Failure::told(format!("`{label}` would occur more often than can be played"))
    })?;
    let mut drawn =
        Drawn { rows: Vec::new(), all: Vec::new(), backlog: Vec::new(), losses: Vec::new() };
    let base = Programme::new(model, scenario, (from, until), &Overrides::NONE);
    drawn.losses = changes(model, scenario)
        .into_iter()
        .filter(|change| is_random(model, *change) || turns(&base, *change, (from, until)))
        .map(|change| DrawnLoss { change, occurs: 0, losses: Vec::new() })
        .collect();
    let (desk, frame) = (analyst.desk(), analyst.frame());
    let threads = rayon::current_num_threads() as u64;
    let chunk = count.div_ceil(8 * threads).max(1);
    let chunks: Vec<u64> = (0..count.div_ceil(chunk)).collect();
    analyst.control.begin_part(count);
    let all: Result<Vec<Vec<One>>, Failure> = chunks
        .par_iter()
        .map(|number| {
            let own = desk.analyst(Some(frame.clone()));
            // Without inputs all draws pass through the same states.
            let shared = match model.inputs.is_empty() {
                true => Some(depot_of(&own, scenario, ask.window, ask.detour)?),
                false => None,
            };
            let mut stretches = Stretches::default();
            let mut found = Vec::new();
            for draw in number * chunk..((number + 1) * chunk).min(count) {
                desk.control.check()?;
                let values = model.draw(model.settings.seed, draw);
                occurrences.draw(model, model.settings.seed, |_| draw, &values, &mut stretches);
                let mut instead = Overrides::NONE;
                for (index, change) in occurrences.changes().enumerate() {
                    instead.set(change, IntervalSet::union_of(stretches.of(index).to_vec()));
                }
                let losses = &drawn.losses;
                found.push(match &shared {
                    Some(depot) => play(depot, &instead, ask, pooled, losses)?,
                    None => {
                        let of_draw = model.with_inputs(&values);
                        let again = |set: &[(SweepOf, f64)]| desk.drawn_with(set, &values);
                        let own = Desk { model: &of_draw, recheck: Some(&again), ..desk };
                        // What is declared is laid out alike in every draw.
                        let own = own.analyst(Some(frame.clone()));
                        let depot = depot_of(&own, scenario, ask.window, ask.detour)?;
                        play(&depot, &instead, ask, pooled, losses)?
                    }
                });
                desk.control.advance_part(1);
            }
            Ok(found)
        })
        .collect();
    for one in all?.into_iter().flatten() {
        drawn.rows.resize_with(one.rows.len(), Vec::new);
        one.rows.into_iter().zip(&mut drawn.rows).for_each(|(row, told)| told.push(row));
        drawn.all.push(one.all);
        drawn.backlog.push(one.backlog);
        for (loss, (occurs, value)) in drawn.losses.iter_mut().zip(one.losses) {
            loss.occurs += usize::from(occurs);
            loss.losses.push(value);
        }
    }
    Ok(drawn)
}

/// What came of one draw.
struct One {
    rows: Vec<Tally>,
    all: Tally,
    backlog: f64,
    /// By change: whether it occurs, and what it cost.
    losses: Vec<(bool, f64)>,
}

/// Plays one draw, and plays it again without each change that occurs in it.
fn play(
    depot: &Depot<'_, '_>,
    instead: &Overrides,
    ask: &TimelineAsk,
    pooled: &Pooled,
    changes: &[DrawnLoss],
) -> Result<One, Failure> {
    let steps = steps_of(ask.window, ask.inner);
    let actual = run(depot, instead, steps, ask.from_empty)?;
    let programme = depot.programme(instead);
    let (from, until) = depot.window;
    let mut losses = Vec::new();
    for loss in changes {
        let inside = |(begin, end): &(f64, f64)| *begin < until && *end > from;
        let occurs = programme.when(loss.change).pieces().iter().any(inside);
        let value = if occurs && turns(&programme, loss.change, depot.window) {
            let without = without(depot, instead, loss.change);
            let calm = run(depot, &without, steps, ask.from_empty)?;
            loss_against(&actual, &calm, pooled)
        } else {
            0.0
        };
        losses.push((occurs, value));
    }
    Ok(record(&actual, ask, pooled, losses))
}

/// Whether a change begins or ends in the period.
fn turns(programme: &Programme<'_>, change: ChangeId, (from, until): (f64, f64)) -> bool {
    programme.when(change).boundaries().any(|at| at >= from && at < until)
}

/// The same draw without a change and without what follows from it alone.
fn without(depot: &Depot<'_, '_>, instead: &Overrides, change: ChangeId) -> Overrides {
    let model = depot.analyst.model;
    let mut without = instead.clone();
    let mut gone = vec![change];
    without.set(change, IntervalSet::empty());
    let applied = changes(model, depot.scenario);
    // A chain is no longer than the list of changes.
    for _ in 0..applied.len() {
        let follows = |id: &&ChangeId| {
            let change = &model.changes[id.index()];
            let rate = change.chance.as_deref().is_some_and(|chance| chance.rate.is_some());
            let causes = change.after.iter().filter(|after| applied.contains(&after.change));
            let mut causes = causes.peekable();
            is_random(model, **id)
                && !gone.contains(id)
                && !rate
                && causes.peek().is_some()
                && causes.all(|after| gone.contains(&after.change))
        };
        let Some(next) = applied.iter().find(follows).copied() else { break };
        without.set(next, IntervalSet::empty());
        gone.push(next);
    }
    without
}

fn record(run: &Run, ask: &TimelineAsk, pooled: &Pooled, losses: Vec<(bool, f64)>) -> One {
    let rows = rows(run, f64::from(ask.window.from), ask.window.step);
    let of = |steps: &[Record]| sum(steps, |record| of_step(record, pooled));
    let waiting = run.steps.iter().map(|record| of_step(record, pooled).waiting);
    One {
        rows: rows.iter().map(|row| of(&run.steps[row.steps.clone()])).collect(),
        all: of(&run.steps),
        backlog: waiting.fold(0.0, f64::max),
        losses,
    }
}
