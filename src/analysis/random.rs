//! Metrics over draws: mean, standard deviation, quantile and probability.

use crate::model::{Criterion, MetricAsk, MetricKind, Moment, Statistic, Term, TermKind};
use crate::quantity::{Dimension, format_number};
use crate::report::{Phrase, Share};
use crate::syntax::ast::{BinaryOp, CompareOp};

use super::analyst::{Analyst, Failure};
use super::metrics::{Default, Metric, is_flow};
use super::risk::{Estimate, SampleAsk, moments, quantile, sample, share};
use super::solved_draws::solved;

/// Draws in which flows are solved again.
pub const SOLVED: u64 = 1_000;
/// Draws over which a period with random changes is averaged.
pub const AVERAGED: u64 = 200;

/// What a metric is in each draw; one value where it is the same in all.
enum Series {
    One(f64),
    Many(Vec<f64>),
}

impl Series {
    fn at(&self, draw: usize) -> f64 {
        match self {
            Self::One(value) => *value,
            Self::Many(values) => values.get(draw).copied().unwrap_or(f64::NAN),
        }
    }
}

/// A statistic of a metric over draws of everything uncertain.
///
/// # Errors
/// Where it has no value, with the reason.
pub fn statistic(
    analyst: &Analyst<'_>,
    statistic: Statistic,
    term: &Term,
    default: Default,
) -> Result<Metric, Failure> {
    let all = analyst.model.settings.samples;
    let count = if is_quick(term) { all } else { all.min(SOLVED) };
    let drawing = Drawing { analyst, default, count: count as usize };
    let values = match drawing.series(term)? {
        Series::Many(values) => values,
        Series::One(value) => vec![value; drawing.count],
    };
    let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    let nothing = || Failure::told("it has no value in any draw");
    if known.is_empty() {
        return Err(nothing());
    }
    let found = match statistic {
        Statistic::Mean => moments(&known).ok_or_else(nothing)?.mean,
        Statistic::Sd => moments(&known).ok_or_else(nothing)?.sd,
        Statistic::Quantile(p) => {
            let mut sorted = known.clone();
            sorted.sort_by(f64::total_cmp);
            quantile(&sorted, p)
        }
        Statistic::Probability => {
            let hits = known.iter().filter(|value| **value != 0.0).count();
            share(hits as u64, known.len() as u64)
        }
    };
    let mut from = vec![Phrase::from(format!(
        "{} draws with seed {}, one standard error {}",
        known.len(),
        analyst.model.settings.seed,
        relative(found)
    ))];
    let left_out = values.len() - known.len();
    if left_out > 0 {
        let part = Share(left_out as f64 / values.len() as f64);
        from.push(Phrase::from("without ").with(part).with(" of draws, which have no value"));
    }
    let endless = known.iter().filter(|value| value.is_infinite()).count();
    if endless > 0 && matches!(statistic, Statistic::Mean | Statistic::Sd) {
        let part = Share(endless as f64 / known.len() as f64);
        from.push(Phrase::from("without ").with(part).with(" of draws, in which it never ends"));
    }
    analyst.errors.borrow_mut().push((term.span, found.error, known.len() as u64));
    Ok(Metric { value: found.value, from })
}

/// A metric over a period with random changes: the mean over draws of these
/// alone, inputs at their means.
///
/// # Errors
/// Where it has no value, with the reason.
pub fn averaged(
    analyst: &Analyst<'_>,
    (scenario, when): (crate::model::ScenarioId, Option<Moment>),
    ask: &MetricAsk,
    dimension: Dimension,
) -> Result<Metric, Failure> {
    let amount = is_flow(&ask.metric);
    let asked = (&ask.metric, dimension, amount);
    let values = solved(analyst, scenario, &[asked], when, (AVERAGED, false))?;
    let known: Vec<f64> = values.into_iter().flatten().filter(|value| !value.is_nan()).collect();
    let found = moments(&known)
        .ok_or_else(|| Failure::told(format!("`{}` has no value: nothing arrives", ask.text)))?;
    let error = relative(found.mean);
    let from = format!(
        "averaged over {AVERAGED} draws of what comes at random, one standard error {error}"
    );
    analyst.errors.borrow_mut().push((ask.span, found.mean.error, AVERAGED));
    Ok(Metric { value: found.mean.value, from: vec![from.into()] })
}

/// The error beside the figure, in percent of it.
fn relative(found: Estimate) -> String {
    match found.value != 0.0 && found.error.is_finite() {
        true => format!("{} % of it", format_number(100.0 * found.error / found.value.abs())),
        false => "0".to_owned(),
    }
}

/// Whether every metric is the time or the cost of a trip.
fn is_quick(term: &Term) -> bool {
    match &term.kind {
        TermKind::Number(_) => true,
        TermKind::Metric(ask) => trip(ask).is_some(),
        TermKind::Negate(inner) | TermKind::Not(inner) => is_quick(inner),
        TermKind::Chain(first, rest) => is_quick(first) && rest.iter().all(|(_, t)| is_quick(t)),
        TermKind::Compare(a, _, b) | TermKind::ApproxShare(a, b, _) => is_quick(a) && is_quick(b),
        TermKind::Within(a, b, c) | TermKind::ApproxAmount(a, b, c) => {
            is_quick(a) && is_quick(b) && is_quick(c)
        }
    }
}

/// A trip and what is told of it: its time, else its cost.
fn trip(ask: &MetricAsk) -> Option<(&crate::model::RouteAsk, bool)> {
    let (routes, told) = match &ask.metric {
        MetricKind::Route(ask) => (ask, ask.by),
        MetricKind::RouteBy { ask, told } => (ask, *told),
        _ => return None,
    };
    let plain = routes.via.is_empty()
        && routes.avoiding.is_none()
        && routes.only_mode.is_none()
        && !routes.ends_terminal;
    match told {
        Criterion::Time if plain => Some((routes, true)),
        Criterion::Cost if plain => Some((routes, false)),
        _ => None,
    }
}

struct Drawing<'d, 'a> {
    analyst: &'d Analyst<'a>,
    default: Default,
    count: usize,
}

impl Drawing<'_, '_> {
    fn series(&self, term: &Term) -> Result<Series, Failure> {
        Ok(match &term.kind {
            TermKind::Number(value) => Series::One(*value),
            TermKind::Metric(ask) => self.metric(ask, term)?,
            TermKind::Negate(inner) => self.map(&[inner], |v| -v[0])?,
            TermKind::Not(inner) => self.map(&[inner], |v| f64::from(u8::from(v[0] == 0.0)))?,
            TermKind::Chain(first, rest) => {
                let mut sum = self.series(first)?;
                for (op, next) in rest {
                    let next = self.series(next)?;
                    sum = self.joined(sum, next, |a, b| combine(a, *op, b));
                }
                sum
            }
            TermKind::Compare(a, op, b) => {
                self.map(&[a, b], |v| truth(compare(v[0], *op, v[1])))?
            }
            TermKind::Within(a, low, high) => self.map(&[a, low, high], |v| {
                truth(
                    compare(v[0], CompareOp::GreaterEqual, v[1])
                        && compare(v[0], CompareOp::LessEqual, v[2]),
                )
            })?,
            TermKind::ApproxShare(a, b, by) => {
                self.map(&[a, b], |v| truth((v[0] - v[1]).abs() <= by * v[1].abs() + 1e-12))?
            }
            TermKind::ApproxAmount(a, b, by) => {
                self.map(&[a, b, by], |v| truth((v[0] - v[1]).abs() <= v[2].abs() + 1e-12))?
            }
        })
    }

    fn map(&self, terms: &[&Term], of: impl Fn(&[f64]) -> f64) -> Result<Series, Failure> {
        let all: Result<Vec<Series>, Failure> =
            terms.iter().map(|term| self.series(term)).collect();
        let all = all?;
        let mut values = vec![0.0; all.len()];
        let mut at = |draw: usize| {
            for (value, series) in values.iter_mut().zip(&all) {
                *value = series.at(draw);
            }
            // What has no value makes none.
            if values.iter().any(|value| value.is_nan()) { f64::NAN } else { of(&values) }
        };
        Ok(match all.iter().all(|series| matches!(series, Series::One(_))) {
            true => Series::One(at(0)),
            false => Series::Many((0..self.count).map(at).collect()),
        })
    }

    fn joined(&self, a: Series, b: Series, of: impl Fn(f64, f64) -> f64) -> Series {
        match (&a, &b) {
            (Series::One(a), Series::One(b)) => Series::One(of(*a, *b)),
            _ => Series::Many((0..self.count).map(|draw| of(a.at(draw), b.at(draw))).collect()),
        }
    }

    fn metric(&self, ask: &MetricAsk, term: &Term) -> Result<Series, Failure> {
        let scenario = ask.scenario.unwrap_or(self.default.scenario);
        let when = ask.when.or(self.default.when);
        if let Some(Moment::WhileItLasts(_)) = when {
            return Err(Failure::told(
                "a draw has a moment of its own: ask `on DATE`, `over DATE to DATE`, or leave it",
            ));
        }
        let Some((routes, is_time)) = trip(ask) else {
            // Where the metric itself says `over`, its flows are amounts.
            let amount = matches!(ask.when, Some(Moment::Over(..))) && is_flow(&ask.metric);
            let asked = (&ask.metric, term.dimension, amount);
            let count = (self.count as u64, true);
            let found = solved(self.analyst, scenario, &[asked], when, count)?;
            return Ok(Series::Many(found.into_iter().next().unwrap_or_default()));
        };
        let asked = SampleAsk {
            routes: routes.clone(),
            departing: match when {
                Some(Moment::On(day, _)) => Some(day),
                _ => None,
            },
            within: match when {
                Some(Moment::Over(from, until, _)) => Some((from, until)),
                _ => None,
            },
            hindsight: false,
        };
        if !is_time && routes.commodity.is_none() {
            return Err(Failure::told(
                "the cost of a way is that of some commodity: name it, `for C`",
            ));
        }
        let found = sample(self.analyst, scenario, &asked, false)?;
        let all = if is_time { found.drawn.times.clone() } else { found.drawn.costs.clone() };
        Ok(Series::Many(all.into_iter().take(self.count).collect()))
    }
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn combine(a: f64, op: BinaryOp, b: f64) -> f64 {
    match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::Divide => a / b,
        BinaryOp::And => truth(a != 0.0 && b != 0.0),
        BinaryOp::Or => truth(a != 0.0 || b != 0.0),
    }
}

/// Compares up to rounding.
fn compare(a: f64, op: CompareOp, b: f64) -> bool {
    let same = a == b || (a - b).abs() <= 1e-12 * a.abs().max(b.abs());
    match op {
        CompareOp::Less => a < b && !same,
        CompareOp::LessEqual => a < b || same,
        CompareOp::Equal => same,
        CompareOp::GreaterEqual => a > b || same,
        CompareOp::Greater => a > b && !same,
    }
}
