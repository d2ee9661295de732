//! What something taken away does to each demand and to all.

use crate::model::DemandId;

/// What differs by less than this share is the same.
const SAME: f64 = 1e-9;

/// What became of one demand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Served {
    /// Which.
    pub demand: DemandId,
    /// Units a day asked for.
    pub volume: f64,
    /// Units a day.
    pub delivered: f64,
    /// Σ days × units a day.
    pub time: f64,
    /// Σ money a day.
    pub cost: f64,
    /// A leg in use has no cost.
    pub incomplete: bool,
}

impl Served {
    fn mean(&self, sum: f64) -> Option<f64> {
        (self.delivered > SAME * self.volume).then(|| sum / self.delivered)
    }

    /// Days of a unit delivered.
    pub fn mean_time(&self) -> Option<f64> {
        self.mean(self.time)
    }

    /// Money of a unit delivered.
    pub fn mean_cost(&self) -> Option<f64> {
        self.mean(self.cost)
    }
}

/// What something taken away does to one demand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    /// Before.
    pub before: Served,
    /// After.
    pub after: Served,
    /// Units a day, before less after.
    pub lost: f64,
    /// Mean days, after less before; none where nothing arrives before or after.
    pub added_time: Option<f64>,
    /// Mean money a unit, likewise.
    pub added_cost: Option<f64>,
}

impl Loss {
    /// It was served before and is not at all any more.
    pub fn is_cut_off(&self) -> bool {
        self.before.mean_time().is_some() && self.after.mean_time().is_none()
    }
}

/// What something taken away does.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Effect {
    /// Weighed as the flow weighs unmet demand, over the demands that count.
    pub lost: f64,
    /// After less before, per day.
    pub added_objective: f64,
    /// Days, weighted by what is delivered after; none where nothing is.
    pub added_time: Option<f64>,
    /// Money for one of the common measure, likewise.
    pub added_cost: Option<f64>,
    /// The demands that count, in order.
    pub demands: Vec<Loss>,
}

impl Effect {
    /// Nothing changes at all.
    pub fn is_none(&self) -> bool {
        let zero = |added: Option<f64>| added.is_none_or(|added| added == 0.0);
        self.lost == 0.0
            && self
                .demands
                .iter()
                .all(|one| one.lost == 0.0 && zero(one.added_time) && zero(one.added_cost))
    }
}

pub(super) fn loss(before: Served, after: Served) -> Loss {
    let added = |a: Option<f64>, b: Option<f64>| {
        let (a, b) = a.zip(b)?;
        Some(settle(b - a, a.abs().max(b.abs())))
    };
    Loss {
        before,
        after,
        lost: settle(before.delivered - after.delivered, before.volume),
        added_time: added(before.mean_time(), after.mean_time()),
        added_cost: added(before.mean_cost(), after.mean_cost()),
    }
}

/// What is within rounding of nothing is nothing.
pub(super) fn settle(value: f64, scale: f64) -> f64 {
    if value.abs() <= SAME * scale { 0.0 } else { value }
}
