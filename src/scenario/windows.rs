//! When an effect holds.

use crate::calendar::{IntervalSet, Yearly};
use crate::model::{Change, ChangeId, Effect, Model, TimeWindow};
use crate::syntax::ast::DayOfYear;

use super::programme::Overrides;

/// Yearly windows are laid out this many days beyond the stretch that is asked
/// for, so that those at its ends are whole.
const BEYOND: f64 = 800.0;

/// Changes that follow from one another are followed this far.
const MAX_CHAIN: usize = 64;

/// Which changes a scenario applies, and the stretch of time that matters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    pub model: &'a Model,
    /// The scenario's changes.
    pub applied: &'a [ChangeId],
    /// Windows are right between these moments; beyond them yearly ones end.
    pub from: f64,
    pub until: f64,
    /// When single changes hold instead.
    pub instead: &'a Overrides,
}

impl Scope<'_> {
    /// When an effect holds: in its own window and in its change's. A random
    /// change counts as in force whenever it may happen.
    pub fn effect(&self, change: Option<ChangeId>, effect: &Effect) -> IntervalSet {
        let own = match &effect.window {
            Some(window) => self.window(window),
            None => IntervalSet::always(),
        };
        match change {
            Some(change) => self.change(change).intersection(&own),
            None => own,
        }
    }

    /// When a change holds.
    pub fn change(&self, change: ChangeId) -> IntervalSet {
        self.chained(change, 0)
    }

    /// When a change happens, for what follows from it: where all its effects
    /// have windows of their own, in these.
    pub fn occurs(&self, change: ChangeId) -> IntervalSet {
        self.occurring(change, 0)
    }

    fn occurring(&self, id: ChangeId, depth: usize) -> IntervalSet {
        let set = self.chained(id, depth);
        let effects = &self.model.changes[id.index()].effects;
        if effects.is_empty() || effects.iter().any(|effect| effect.window.is_none()) {
            return set;
        }
        let windows = effects.iter().filter_map(|effect| effect.window.as_ref());
        let all = windows.flat_map(|window| self.window(window).pieces().to_vec());
        set.intersection(&IntervalSet::union_of(all.collect()))
    }

    fn chained(&self, id: ChangeId, depth: usize) -> IntervalSet {
        if let Some(given) = self.instead.of(id) {
            return given.clone();
        }
        let change = &self.model.changes[id.index()];
        let own = self.own(change);
        if change.after.is_empty() || depth >= MAX_CHAIN {
            return own;
        }
        let duration = duration(change);
        let mut pieces = Vec::new();
        for after in change.after.iter().filter(|after| self.applied.contains(&after.change)) {
            let delay = after.delay.as_ref().map_or(0.0, |delay| delay.value);
            for (from, until) in self.occurring(after.change, depth + 1).pieces() {
                let begins = from + delay;
                pieces.push((begins, duration.map_or(until + delay, |days| begins + days)));
            }
        }
        own.intersection(&IntervalSet::union_of(pieces))
    }

    /// A change's windows, season and duration, without what it follows from.
    fn own(&self, change: &Change) -> IntervalSet {
        let mut set = if change.windows.is_empty() {
            IntervalSet::always()
        } else {
            let lasting = if is_random_itself(change) || !change.after.is_empty() {
                None
            } else {
                duration(change)
            };
            let pieces = change.windows.iter().flat_map(|window| {
                let set = match (window, lasting) {
                    // A start and a duration, where nothing is random.
                    (TimeWindow::Between { from: Some(from), until: None, .. }, Some(days)) => {
                        IntervalSet::between(*from, from + days)
                    }
                    _ => self.window(window),
                };
                set.pieces().to_vec()
            });
            IntervalSet::union_of(pieces.collect())
        };
        if let Some((first, last)) = change.chance.as_deref().and_then(|chance| chance.season) {
            set = set.intersection(&self.yearly(first, last));
        }
        set
    }

    /// When one window holds.
    pub fn window(&self, window: &TimeWindow) -> IntervalSet {
        match window {
            TimeWindow::Between { from, until, .. } => IntervalSet::between(
                from.unwrap_or(f64::NEG_INFINITY),
                until.unwrap_or(f64::INFINITY),
            ),
            TimeWindow::EveryYear { from, to, .. } => self.yearly(*from, *to),
        }
    }

    fn yearly(&self, first: DayOfYear, last: DayOfYear) -> IntervalSet {
        match yearly(first, last) {
            Some(yearly) => yearly.expand(self.from - BEYOND, self.until + BEYOND),
            None => IntervalSet::empty(),
        }
    }
}

/// A season or yearly window; a month without a day means its first or last.
/// None where there is no such day, which checking refuses.
pub fn yearly(first: DayOfYear, last: DayOfYear) -> Option<Yearly> {
    let (_, end) = Yearly::months(last.month, last.month).ok()?.ends();
    let last_day = last.day.map_or(end, |day| (last.month, day));
    Yearly::days((first.month, first.day.unwrap_or(1)), last_day).ok()
}

/// The dates that are written in the windows of a change and of one of its
/// effects.
pub(super) fn written_dates(model: &Model, change: Option<ChangeId>, effect: &Effect) -> Vec<f64> {
    let of_change = change.map_or(&[][..], |change| &model.changes[change.index()].windows);
    let windows = of_change.iter().chain(effect.window.as_ref());
    windows
        .flat_map(|window| match window {
            TimeWindow::Between { from, until, .. } => [*from, *until],
            TimeWindow::EveryYear { .. } => [None, None],
        })
        .flatten()
        .collect()
}

/// The mean duration of a change, if it states one.
fn duration(change: &Change) -> Option<f64> {
    change.chance.as_deref()?.duration.as_ref().map(|duration| duration.value)
}

fn is_random_itself(change: &Change) -> bool {
    change
        .chance
        .as_deref()
        .is_some_and(|chance| chance.rate.is_some() || chance.probability.is_some())
}

/// Whether it is a matter of chance when or whether a change happens: it has a
/// `rate` or a `probability`, or follows with less than certainty, or from one
/// of which that is so.
pub fn is_random(model: &Model, change: ChangeId) -> bool {
    random_chain(model, change, 0)
}

fn random_chain(model: &Model, id: ChangeId, depth: usize) -> bool {
    let change = &model.changes[id.index()];
    is_random_itself(change)
        || (depth < MAX_CHAIN
            && change.after.iter().any(|after| {
                after.probability.as_ref().is_some_and(|p| p.value < 1.0)
                    || random_chain(model, after.change, depth + 1)
            }))
}

/// How far an effect is in force at a moment: 0 not at all, 1 in full. A `ramp`
/// brings it in linearly from the start of a window, a `recovery` takes it back
/// linearly from its end.
pub(super) fn share_at(set: &IntervalSet, ramp: f64, recovery: f64, moment: f64) -> f64 {
    let risen = |from: f64, at: f64| match ramp > 0.0 && from.is_finite() {
        true => ((at - from) / ramp).clamp(0.0, 1.0),
        false => 1.0,
    };
    let mut share: f64 = 0.0;
    for &(from, until) in set.pieces() {
        if moment < from {
            break;
        }
        let now = if moment < until {
            risen(from, moment)
        } else if recovery > 0.0 && moment < until + recovery {
            risen(from, until) * (1.0 - (moment - until) / recovery)
        } else {
            0.0
        };
        share = share.max(now);
    }
    share
}

/// The moments at which the share of an effect begins or ends to change.
pub(super) fn corners(set: &IntervalSet, ramp: f64, recovery: f64) -> Vec<f64> {
    let ends = set
        .pieces()
        .iter()
        .flat_map(|&(from, until)| [from, (from + ramp).min(until), until, until + recovery]);
    ends.filter(|at| at.is_finite()).collect()
}

/// The stretches in which an effect is in force in full (without the time that
/// it takes to come in).
pub(super) fn in_full(set: &IntervalSet, ramp: f64) -> IntervalSet {
    IntervalSet::union_of(set.pieces().iter().map(|&(from, until)| (from + ramp, until)).collect())
}
