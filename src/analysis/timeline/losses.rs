//! What each change costs: against the same run without it and without what
//! follows from it.

use crate::calendar::IntervalSet;
use crate::model::{ChangeId, DemandId};
use crate::scenario::{Overrides, Programme, changes, is_random};

use crate::analysis::analyst::Failure;

use super::depot::Depot;
use super::pooled::Pooled;
use super::run::{Run, run};

/// Waiting counts as back at the other run's level when it differs by less than
/// this part of a day's volume.
const BACK: f64 = 1e-6;

/// How long it took until what waits was back at the undisturbed level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Recovery {
    /// Days from the end of the change.
    Days(f64),
    /// It was not, or the change did not end, within the period.
    NotWithin,
    /// The change never ends.
    NoEnd,
}

/// What a change cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    /// The change.
    pub change: ChangeId,
    /// Unit·day: the integral of how much less was delivered up to each moment.
    pub loss: f64,
    /// Largest fall of the delivery rate, as a share.
    pub depth: f64,
    /// Days of full delivery that were lost (Bruneau et al. 2003): the integral
    /// of 1 − min(1, rate ÷ undisturbed rate).
    pub resilience: f64,
    /// How long until the backlog was gone.
    pub recovery: Recovery,
}

/// The changes of a scenario that begin or end in the period, in the order
/// applied; random ones only where the draw has them.
pub fn changes_told(programme: &Programme<'_>, depot: &Depot<'_, '_>) -> Vec<ChangeId> {
    let model = depot.analyst.model;
    let (from, until) = depot.window;
    let told = |change: &ChangeId| {
        !is_random(model, *change)
            && programme.when(*change).boundaries().any(|at| at >= from && at < until)
    };
    changes(model, depot.scenario).into_iter().filter(told).collect()
}

/// What one change cost.
///
/// # Errors
/// Where the scenario without it cannot be played, with the reason.
pub fn loss_of(
    depot: &Depot<'_, '_>,
    (actual, programme): (&Run, &Programme<'_>),
    from_empty: bool,
    change: ChangeId,
    pooled: &Pooled,
) -> Result<Loss, Failure> {
    let mut without = Overrides::NONE;
    without.set(change, IntervalSet::empty());
    let calm = run(depot, &without, (actual.steps.len() as u32, actual.step), from_empty)?;
    let (depth, resilience) = fall(actual, &calm, pooled);
    Ok(Loss {
        change,
        loss: loss_against(actual, &calm, pooled),
        depth,
        resilience,
        recovery: recovery(depot, actual, &calm, &programme.when(change), pooled),
    })
}

/// Unit·day lost by a run against another.
pub fn loss_against(actual: &Run, calm: &Run, pooled: &Pooled) -> f64 {
    pooled.sum(|id| behind(actual, calm, id))
}

/// The integral of how much less of a demand was delivered up to each moment,
/// straight between the ends of steps.
fn behind(actual: &Run, calm: &Run, id: DemandId) -> f64 {
    let (mut sum, mut before, mut lag) = (0.0, 0.0, 0.0);
    for (here, there) in actual.steps.iter().zip(&calm.steps) {
        lag += there.demands[id.index()].delivered - here.demands[id.index()].delivered;
        sum += actual.step * (before + lag.max(0.0)) / 2.0;
        before = lag.max(0.0);
    }
    sum
}

fn fall(actual: &Run, calm: &Run, pooled: &Pooled) -> (f64, f64) {
    let (mut depth, mut lost) = (0.0_f64, 0.0);
    for (here, there) in actual.steps.iter().zip(&calm.steps) {
        let rate = pooled.sum(|id| there.demands[id.index()].delivered);
        let now = pooled.sum(|id| here.demands[id.index()].delivered);
        // Equal up to rounding is equal.
        if rate <= 0.0 || now >= rate * (1.0 - 1e-9) {
            continue;
        }
        depth = depth.max(1.0 - now / rate);
        lost += actual.step * (1.0 - now / rate);
    }
    (depth, lost)
}

fn recovery(
    depot: &Depot<'_, '_>,
    actual: &Run,
    calm: &Run,
    when: &IntervalSet,
    pooled: &Pooled,
) -> Recovery {
    let (from, until) = depot.window;
    let last = when.pieces().iter().rev().find(|(begin, _)| *begin < until);
    let Some(&(_, end)) = last else { return Recovery::NotWithin };
    if end == f64::INFINITY {
        return Recovery::NoEnd;
    }
    for (number, (here, there)) in actual.steps.iter().zip(&calm.steps).enumerate() {
        let at = from + (number as f64 + 1.0) * actual.step;
        if at < end {
            continue;
        }
        let back = |(id, _): &(DemandId, f64)| {
            let (here, there) = (&here.demands[id.index()], &there.demands[id.index()]);
            let volume = there.released.max(there.delivered);
            here.waiting <= there.waiting + BACK * volume / actual.step
        };
        if pooled.demands.iter().all(back) {
            return Recovery::Days((at - end).max(0.0));
        }
    }
    Recovery::NotWithin
}
