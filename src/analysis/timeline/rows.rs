//! The rows of a timeline: days, weeks or months, each the sum of its steps.

use crate::calendar::Date;
use crate::model::{DemandId, TimeStep};

use super::pooled::Pooled;
use super::run::{Record, Run, Tally};

/// Rows that text shows at most.
const SHOWN: usize = 24;

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its first moment.
    pub from: f64,
    /// The first after it.
    pub until: f64,
    /// Its steps.
    pub steps: std::ops::Range<usize>,
}

/// The rows of a run that begins at a moment.
pub fn rows(run: &Run, from: f64, by: TimeStep) -> Vec<Row> {
    let mut rows = Vec::new();
    let at = |step: usize| from + step as f64 * run.step;
    let mut first = 0;
    while first < run.steps.len() {
        let end = match by {
            TimeStep::Day => at(first) + 1.0,
            TimeStep::Week => at(first) + 7.0,
            TimeStep::Month => {
                Date::of_moment(at(first)).first_of_next_month().map_or(f64::INFINITY, Date::moment)
            }
        };
        let mut until = first + 1;
        while until < run.steps.len() && at(until) < end {
            until += 1;
        }
        rows.push(Row { from: at(first), until: at(until), steps: first..until });
        first = until;
    }
    rows
}

/// The sum of steps: flows are added up, what waits and is under way is that at
/// the end.
pub fn sum(steps: &[Record], of: impl Fn(&Record) -> Tally) -> Tally {
    let mut sum = Tally::default();
    for record in steps {
        let tally = of(record);
        sum.released += tally.released;
        sum.shut_in += tally.shut_in;
        sum.delivered += tally.delivered;
        sum.late += tally.late;
        (sum.waiting, sum.under_way) = (tally.waiting, tally.under_way);
    }
    sum
}

/// The demands of a step counted together.
pub fn pooled(record: &Record, pooled: &Pooled) -> Tally {
    let sum = |of: fn(&Tally) -> f64| pooled.sum(|id: DemandId| of(&record.demands[id.index()]));
    Tally {
        released: sum(|tally| tally.released),
        shut_in: sum(|tally| tally.shut_in),
        delivered: sum(|tally| tally.delivered),
        late: sum(|tally| tally.late),
        waiting: sum(|tally| tally.waiting),
        under_way: sum(|tally| tally.under_way),
    }
}

/// The rows that text shows: all where they are few; else the first ones, those
/// in which something begins or ends and the ones before them, the peak, the
/// last, and between them as many as there is room for.
pub fn shown(rows: &[Row], waiting: &[f64], turns: &[f64]) -> Vec<usize> {
    if rows.len() <= SHOWN + SHOWN / 2 {
        return (0..rows.len()).collect();
    }
    let mut picked = vec![0, 1, rows.len() - 1];
    let peak = (0..rows.len()).max_by(|a, b| waiting[*a].total_cmp(&waiting[*b]).then(b.cmp(a)));
    picked.extend(peak);
    for turn in turns {
        let at = rows.partition_point(|row| row.until <= *turn);
        picked.extend([at.saturating_sub(1), at].into_iter().filter(|at| *at < rows.len()));
    }
    let kept: Vec<usize> = {
        picked.sort_unstable();
        picked.dedup();
        // Where more begins and ends than there is room for, the first ones.
        picked.iter().copied().take(2 * SHOWN).collect()
    };
    let mut all = kept;
    all.extend(peak);
    let even = SHOWN.saturating_sub(all.len());
    all.extend((1..=even).map(|at| at * rows.len() / (even + 1)));
    all.sort_unstable();
    all.dedup();
    all
}

/// A bar of so many parts of `width`.
pub fn bar(value: f64, most: f64, width: usize) -> String {
    if most <= 0.0 || value <= 0.0 {
        return String::new();
    }
    let halves = (2.0 * width as f64 * (value / most).min(1.0)).round().max(1.0) as usize;
    let mut bar = "█".repeat(halves / 2);
    if halves % 2 == 1 {
        bar.push('▌');
    }
    bar
}
