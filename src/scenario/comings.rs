//! How the effects of a scenario come and go over a stretch of time.

use crate::calendar::IntervalSet;
use crate::model::{ChangeId, Model, ScenarioId};

use super::force::slopes;
use super::lineage::{changes, steps};
use super::programme::Overrides;
use super::windows::{Scope, is_random};

/// When an effect holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Hold {
    /// Throughout.
    Always,
    /// Not in this stretch.
    Never,
    /// In these stretches.
    Dated(IntervalSet),
    /// While a random change occurs, in so far as its own window holds.
    Random(IntervalSet),
}

/// How one effect comes and goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Coming {
    /// Whose it is; none: the scenario's own.
    pub change: Option<ChangeId>,
    /// When it holds.
    pub hold: Hold,
    /// Comes in linearly over so many days.
    pub ramp: f64,
    /// Goes back linearly over so many days.
    pub recovery: f64,
}

/// How every effect of a scenario comes and goes between two moments, by place
/// in [`steps`].
pub fn comings(model: &Model, scenario: ScenarioId, from: f64, until: f64) -> Vec<Coming> {
    let applied = changes(model, scenario);
    let one = |step: super::Step<'_>| {
        let change = step.cause.change;
        let (ramp, recovery) = slopes(model, change);
        let scope = Scope {
            model,
            applied: &applied,
            from: from - ramp - recovery,
            until,
            instead: &Overrides::NONE,
        };
        let own = || match &step.effect.window {
            Some(window) => scope.window(window),
            None => IntervalSet::always(),
        };
        let hold = if change.is_some_and(|change| is_random(model, change)) {
            Hold::Random(own())
        } else {
            dated(scope.effect(change, step.effect), from, until, ramp, recovery)
        };
        Coming { change, hold, ramp, recovery }
    };
    steps(model, scenario).into_iter().map(one).collect()
}

fn dated(set: IntervalSet, from: f64, until: f64, ramp: f64, recovery: f64) -> Hold {
    let full = |piece: &(f64, f64)| piece.0 + ramp <= from && piece.1 >= until;
    if set.pieces().iter().any(full) {
        return Hold::Always;
    }
    let meets = |piece: &(f64, f64)| piece.0 < until && piece.1 + recovery > from;
    if set.pieces().iter().any(meets) { Hold::Dated(set) } else { Hold::Never }
}
