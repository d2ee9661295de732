//! The moment of an answer, and how far each effect is in force then.

use crate::calendar::{Date, format_moment};
use crate::model::{ChangeId, Model};

use super::lineage::Step;
use super::programme::Overrides;
use super::windows::{Scope, is_random, share_at};

/// The moment, or stretch, that an answer is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum At {
    /// All changes of the scenario together, the random ones too. The day says
    /// who is a member of a bloc and how large demands are; without one a
    /// member counts unless it has an `until`.
    Together {
        /// Days since 1970-01-01.
        day: Option<i32>,
    },
    /// A moment; random changes are not in force.
    Moment(f64),
    /// A stretch in which nothing changes but what ramps and recoveries change
    /// evenly: they count with their average.
    Stretch {
        /// Its first moment.
        from: f64,
        /// The first moment after it.
        until: f64,
    },
}

impl At {
    /// The day on which memberships and demands are looked up.
    pub fn day(self) -> Option<i32> {
        match self {
            Self::Together { day } => day,
            Self::Moment(moment) => Some(Date::of_moment(moment).days()),
            Self::Stretch { from, .. } => Some(Date::of_moment(from).days()),
        }
    }

    /// How long it is, in days; only a stretch has a length.
    pub fn days(self) -> Option<f64> {
        match self {
            Self::Stretch { from, until } => Some(until - from),
            Self::Together { .. } | Self::Moment(_) => None,
        }
    }

    /// For people and machines: `on 2022-03-28`, `2022-03-28 to 2022-04-25`.
    pub fn text(self) -> String {
        match self {
            Self::Together { .. } => "all changes in force".to_owned(),
            Self::Moment(moment) => format!("on {}", format_moment(moment)),
            Self::Stretch { from, until } => {
                format!("{} to {}", format_moment(from), format_moment(until))
            }
        }
    }
}

/// How far an effect is in force.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Force {
    /// 0 not at all, 1 in full.
    pub share: f64,
    /// Whether its window holds (a recovery comes after the window).
    pub holds: bool,
}

impl Force {
    const NONE: Self = Self { share: 0.0, holds: false };
    const FULL: Self = Self { share: 1.0, holds: true };
}

/// How far a step is in force; `applied` are the changes of its scenario.
pub(super) fn force(model: &Model, step: &Step<'_>, at: At, applied: &[ChangeId]) -> Force {
    let moment = match at {
        At::Together { .. } => return Force::FULL,
        At::Moment(moment) => moment,
        At::Stretch { from, until } => from + (until - from) / 2.0,
    };
    let change = step.cause.change;
    if change.is_some_and(|change| is_random(model, change)) {
        return Force::NONE;
    }
    if change.is_none() && step.effect.window.is_none() {
        return Force::FULL;
    }
    let (ramp, recovery) = slopes(model, change);
    let from = moment - recovery - ramp;
    let scope = Scope { model, applied, from, until: moment, instead: &Overrides::NONE };
    let set = scope.effect(change, step.effect);
    Force { share: share_at(&set, ramp, recovery, moment), holds: set.contains(moment) }
}

/// The `ramp` and the `recovery` of a change, in days.
pub(super) fn slopes(model: &Model, change: Option<ChangeId>) -> (f64, f64) {
    let Some(change) = change.map(|change| &model.changes[change.index()]) else {
        return (0.0, 0.0);
    };
    let days = |figure: &Option<crate::model::Figure>| figure.as_ref().map_or(0.0, |f| f.value);
    (days(&change.ramp), days(&change.recovery))
}
