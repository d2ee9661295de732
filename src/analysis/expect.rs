//! Expectations: expressions over metrics, judged.

use crate::control::Cancelled;
use crate::model::{Expectation, MetricKind, Term, TermKind};
use crate::report::{Check, Figure, Phrase, Side, Verdict};
use crate::syntax::ast::{BinaryOp, CompareOp};

use super::analyst::{Analyst, Failure};
use super::metrics::{Default, Metric, metric};
use super::units::shown;
use super::words::{place, when_text};

/// Two numbers count as equal within this share of the model's scale.
const EQUAL: f64 = 1e-9;

/// Judges an expectation: whether it holds, and every comparison in it with
/// both sides and where they came from.
///
/// # Errors
/// [`Cancelled`] when the control says so.
pub fn judge(analyst: &Analyst<'_>, expectation: &Expectation) -> Result<Verdict, Cancelled> {
    let default = Default { scenario: expectation.scenario, when: expectation.when };
    let mut judge = Judge { analyst, default, checks: Vec::new(), reasons: Vec::new() };
    let holds = judge.condition(&expectation.condition)?;
    let sentence = |reason: &Phrase| reason.plain().trim_end_matches('.').to_owned();
    let reasons: Vec<String> = judge.reasons.iter().map(sentence).collect();
    Ok(Verdict {
        text: expectation.text.clone(),
        scenario: analyst.scenario_name(expectation.scenario).to_owned(),
        when: expectation.when.map(when_text),
        place: place(analyst, expectation.span),
        holds,
        reason: (holds.is_none() && !reasons.is_empty()).then(|| reasons.join("; ")),
        checks: judge.checks,
    })
}

/// Whether a term is a condition, which is judged, or has a value.
pub fn is_condition(term: &Term) -> bool {
    match &term.kind {
        TermKind::Number(_) | TermKind::Metric(_) | TermKind::Negate(_) => false,
        TermKind::Chain(_, rest) => {
            rest.iter().any(|(op, _)| matches!(op, BinaryOp::And | BinaryOp::Or))
        }
        _ => true,
    }
}

/// The value of an expression that is no condition, in its unit, and where it
/// came from; without a value, why.
///
/// # Errors
/// [`Cancelled`] when the control says so.
pub fn value_of(analyst: &Analyst<'_>, asked: &Expectation) -> Result<Side, Cancelled> {
    let default = Default { scenario: asked.scenario, when: asked.when };
    let mut judge = Judge { analyst, default, checks: Vec::new(), reasons: Vec::new() };
    let term = &asked.condition;
    let unit = shown(analyst.model, term.unit);
    let (value, from) = match judge.value(term)? {
        Ok(found) if found.value == f64::INFINITY => (Figure::unlimited(unit), found.from),
        Ok(found) => (Figure::new(found.value, unit), found.from),
        Err(reasons) => (Figure::missing(unit), reasons),
    };
    Ok(Side { text: asked.text.clone(), value, from })
}

/// The value of an expression over metrics, canonical, and where it came from;
/// a condition is 1 or 0.
///
/// # Errors
/// Where it has no value, with the reasons.
pub(super) fn evaluate(
    analyst: &Analyst<'_>,
    term: &Term,
    default: Default,
) -> Result<Metric, Failure> {
    let mut judge = Judge { analyst, default, checks: Vec::new(), reasons: Vec::new() };
    match judge.value(term)? {
        Ok(metric) => Ok(metric),
        Err(reasons) if reasons.is_empty() => Err(Failure::told("the expression has no value")),
        Err(reasons) => Err(Failure::Told(reasons)),
    }
}

struct Judge<'a, 'm> {
    analyst: &'a Analyst<'m>,
    default: Default,
    checks: Vec<Check>,
    reasons: Vec<Phrase>,
}

impl Judge<'_, '_> {
    /// Whether a condition holds; none where that cannot be told.
    fn condition(&mut self, term: &Term) -> Result<Option<bool>, Cancelled> {
        Ok(match &term.kind {
            TermKind::Not(inner) => self.condition(inner)?.map(|holds| !holds),
            TermKind::Chain(first, rest)
                if rest.iter().all(|(op, _)| matches!(op, BinaryOp::And | BinaryOp::Or)) =>
            {
                let mut holds = self.condition(first)?;
                for (op, next) in rest {
                    let next = self.condition(next)?;
                    holds = joined(*op, holds, next);
                }
                holds
            }
            TermKind::Compare(left, op, right) => {
                let sides = self.sides(&[left, right])?;
                let judged = |values: &[f64], scale: f64| compare(values[0], *op, values[1], scale);
                self.check(term, &[left, right], sides, judged)
            }
            TermKind::Within(value, low, high) => {
                let sides = self.sides(&[value, low, high])?;
                let judged = |values: &[f64], scale: f64| {
                    compare(values[0], CompareOp::GreaterEqual, values[1], scale)
                        && compare(values[0], CompareOp::LessEqual, values[2], scale)
                };
                self.check(term, &[value, low, high], sides, judged)
            }
            TermKind::ApproxShare(left, right, share) => {
                let sides = self.sides(&[left, right])?;
                let judged = |values: &[f64], scale: f64| {
                    near(values[0], values[1], share * values[1].abs() + EQUAL * scale)
                };
                self.check(term, &[left, right], sides, judged)
            }
            TermKind::ApproxAmount(left, right, by) => {
                let sides = self.sides(&[left, right, by])?;
                let judged = |values: &[f64], scale: f64| {
                    near(values[0], values[1], values[2].abs() + EQUAL * scale)
                };
                self.check(term, &[left, right, by], sides, judged)
            }
            _ => match self.value(term)? {
                Ok(found) => Some(found.value != 0.0),
                Err(reasons) => {
                    self.reasons.extend(reasons);
                    None
                }
            },
        })
    }

    fn sides(&mut self, terms: &[&Term]) -> Result<Vec<Result<Metric, Vec<Phrase>>>, Cancelled> {
        terms.iter().map(|term| self.value(term)).collect()
    }

    /// Judges a comparison and keeps it with its sides.
    fn check(
        &mut self,
        whole: &Term,
        terms: &[&Term],
        found: Vec<Result<Metric, Vec<Phrase>>>,
        judged: impl Fn(&[f64], f64) -> bool,
    ) -> Option<bool> {
        let mut sides = Vec::new();
        let mut values = Vec::new();
        // The scale: the larger side, and never below one shown unit.
        let mut scale: f64 = 0.0;
        for (term, found) in terms.iter().zip(found) {
            let unit = shown(self.analyst.model, term.unit);
            scale = scale.max(unit.0.factor().abs());
            let (value, from) = match found {
                Ok(metric) => {
                    values.push(metric.value);
                    if metric.value.is_finite() {
                        scale = scale.max(metric.value.abs());
                    }
                    let figure = match metric.value == f64::INFINITY {
                        true => Figure::unlimited(unit),
                        false => Figure::new(metric.value, unit),
                    };
                    (figure, metric.from)
                }
                Err(reasons) => {
                    self.reasons.extend(reasons.iter().cloned());
                    (Figure::missing(unit), reasons)
                }
            };
            sides.push(Side { text: self.text(term), value, from });
        }
        let mut holds = (values.len() == terms.len()).then(|| judged(&values, scale));
        if let (true, Some(undecided)) = (holds.is_some(), self.undecided(whole, terms, &values)) {
            holds = None;
            self.reasons.push(undecided);
        }
        self.checks.push(Check { text: self.text(whole), holds, sides });
        holds
    }

    /// Why a comparison of estimates cannot be told: it is closer to its limit
    /// than three standard errors.
    fn undecided(&self, whole: &Term, terms: &[&Term], values: &[f64]) -> Option<Phrase> {
        let found: Vec<(f64, u64)> = terms.iter().map(|term| self.error_of(term)).collect();
        let error = libm::sqrt(found.iter().map(|(error, _)| error * error).sum::<f64>());
        let gap = match (&whole.kind, values) {
            (TermKind::Compare(..), [a, b]) => (a - b).abs(),
            (TermKind::Within(..), [a, low, high]) => (a - low).abs().min((a - high).abs()),
            (TermKind::ApproxShare(.., share), [a, b]) => ((a - b).abs() - share * b.abs()).abs(),
            (TermKind::ApproxAmount(..), [a, b, by]) => ((a - b).abs() - by.abs()).abs(),
            _ => return None,
        };
        if error.is_nan() || error <= 0.0 || gap.is_nan() || gap >= 3.0 * error {
            return None;
        }
        let draws = found.iter().map(|(_, draws)| *draws).max().unwrap_or(0);
        let needed = draws as f64 * (3.0 * error / gap) * (3.0 * error / gap);
        let unit = terms.first().map(|term| shown(self.analyst.model, term.unit))?;
        let text = Phrase::from("undecided: closer to the limit than three standard errors of ")
            .with(Figure::new(error, unit));
        Some(match needed <= 1e12 {
            true => {
                // Two digits are as much as this can tell.
                let digits = libm::pow(10.0, libm::floor(libm::log10(needed.max(1.0))) - 1.0);
                let rounded = libm::ceil(needed / digits) * digits;
                text.with(format!("; about {rounded:.0} samples would tell"))
            }
            false => text.with("; no number of samples would tell"),
        })
    }

    /// The standard error of an expression, and the draws that it comes from.
    fn error_of(&self, term: &Term) -> (f64, u64) {
        match &term.kind {
            TermKind::Metric(ask) => {
                let at = match &ask.metric {
                    MetricKind::Random(_, inner) => inner.span,
                    _ => ask.span,
                };
                let known = self.analyst.errors.borrow();
                let found = known.iter().rfind(|(span, ..)| *span == at);
                found.map_or((0.0, 0), |(_, error, draws)| (*error, *draws))
            }
            TermKind::Negate(inner) => self.error_of(inner),
            TermKind::Chain(first, rest) => {
                let (mut error, mut draws) = self.error_of(first);
                let lead = match first.kind {
                    TermKind::Number(value) => value.abs(),
                    _ => 1.0,
                };
                for (op, next) in rest {
                    let (more, count) = self.error_of(next);
                    let factor = match next.kind {
                        TermKind::Number(value) => value.abs(),
                        _ => 1.0,
                    };
                    error = match op {
                        BinaryOp::Multiply => error * factor + more * lead,
                        BinaryOp::Divide => error / factor + more,
                        _ => libm::sqrt(error * error + more * more),
                    };
                    draws = draws.max(count);
                }
                (error, draws)
            }
            _ => (0.0, 0),
        }
    }

    fn text(&self, term: &Term) -> String {
        self.analyst.sources.text(term.span).trim().to_owned()
    }

    /// The value of an expression, canonical.
    fn value(&mut self, term: &Term) -> Result<Result<Metric, Vec<Phrase>>, Cancelled> {
        let plain = |value| Metric { value, from: Vec::new() };
        Ok(match &term.kind {
            TermKind::Number(value) => Ok(plain(*value)),
            TermKind::Metric(ask) => {
                match metric(self.analyst, ask, term.dimension, self.default) {
                    Ok(found) => Ok(found),
                    Err(Failure::Cancelled) => return Err(Cancelled),
                    Err(Failure::Told(reasons)) => Err(reasons),
                }
            }
            TermKind::Negate(inner) => {
                self.value(inner)?.map(|found| Metric { value: -found.value, ..found })
            }
            TermKind::Chain(first, rest) => {
                let mut sum = self.value(first)?;
                for (op, next) in rest {
                    let next = self.value(next)?;
                    sum = match (sum, next) {
                        (Ok(a), Ok(b)) => combine(a, *op, b),
                        (Err(reasons), _) | (_, Err(reasons)) => Err(reasons),
                    };
                }
                sum
            }
            // A condition as a value is 0 or 1.
            _ => match self.condition(term)? {
                Some(holds) => Ok(plain(f64::from(u8::from(holds)))),
                None => Err(std::mem::take(&mut self.reasons)),
            },
        })
    }
}

fn combine(a: Metric, op: BinaryOp, b: Metric) -> Result<Metric, Vec<Phrase>> {
    let value = match op {
        BinaryOp::Add => a.value + b.value,
        BinaryOp::Subtract => a.value - b.value,
        BinaryOp::Multiply => a.value * b.value,
        BinaryOp::Divide => a.value / b.value,
        BinaryOp::And => f64::from(u8::from(a.value != 0.0 && b.value != 0.0)),
        BinaryOp::Or => f64::from(u8::from(a.value != 0.0 || b.value != 0.0)),
    };
    if value.is_nan() {
        return Err(vec![
            "the expression has no value (0 / 0, or unlimited less unlimited)".into(),
        ]);
    }
    let mut from = a.from;
    from.extend(b.from.into_iter().filter(|phrase| !from.contains(phrase)).collect::<Vec<_>>());
    Ok(Metric { value, from })
}

/// `and` and `or` where a side may not be told.
fn joined(op: BinaryOp, a: Option<bool>, b: Option<bool>) -> Option<bool> {
    let settles = op == BinaryOp::Or;
    match (a, b) {
        (Some(x), _) if x == settles => Some(settles),
        (_, Some(y)) if y == settles => Some(settles),
        (Some(_), Some(_)) => Some(!settles),
        _ => None,
    }
}

fn near(a: f64, b: f64, by: f64) -> bool {
    a == b || (a - b).abs() <= by
}

/// Compares up to rounding: 1e-9 of the scale.
fn compare(a: f64, op: CompareOp, b: f64, scale: f64) -> bool {
    let same = near(a, b, EQUAL * scale);
    match op {
        CompareOp::Less => a < b && !same,
        CompareOp::LessEqual => a < b || same,
        CompareOp::Equal => same,
        CompareOp::GreaterEqual => a > b || same,
        CompareOp::Greater => a > b && !same,
    }
}
