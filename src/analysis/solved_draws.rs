//! Metrics of flows and networks, worked out anew in each draw.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::calendar::{Date, IntervalSet, stretches};
use crate::model::{MetricKind, Model, Moment, ScenarioId, SweepOf, Volume};
use crate::quantity::Dimension;
use crate::report::Phrase;
use crate::scenario::{Coming, Hold, Occurrences, Period, Stretches, comings, period};
use crate::uncertainty::{KeyedStream, stream_key};

use super::analyst::{Analyst, Desk, Failure, State};
use super::metrics::measure_at;
use super::risk::share_at;

/// The moments of one draw with their lengths in days, and how far each effect
/// is in force then.
type Parts = Vec<(f64, f64, Vec<f64>)>;

/// A metric, the dimension that is wanted, and whether it is an amount over a
/// period.
pub type Wanted<'m> = (&'m MetricKind, Dimension, bool);

/// What metrics came to in one state, each with its weight.
type Found = Vec<(f64, f64)>;

/// What is worked out in each state: values, each with its weight. What weighs
/// nothing has no value there.
pub type Evaluate<'e> =
    dyn Fn(&Analyst<'_>, &State<'_>) -> Result<Vec<(f64, f64)>, Failure> + Sync + 'e;

/// What came of one state, by what it depends on.
type OfState = (Result<Found, Vec<Phrase>>, Vec<u64>);

/// Metrics in each draw of random changes and, where the flag says so, of all
/// inputs; NaN in a draw in which one has no value. Without a day the moment is
/// uniform in the period; over a period they are means by days, or amounts.
///
/// # Errors
/// Where there is a value in no draw, or the control says so.
pub fn solved(
    analyst: &Analyst<'_>,
    scenario: ScenarioId,
    wanted: &[Wanted<'_>],
    when: Option<Moment>,
    count: (u64, bool),
) -> Result<Vec<Vec<f64>>, Failure> {
    let amounts: Vec<bool> = wanted.iter().map(|(.., amount)| *amount).collect();
    let evaluate = |own: &Analyst<'_>, state: &State<'_>| {
        let each = wanted.iter().map(|(kind, dimension, amount)| {
            let rate = if *amount { dimension.per(Dimension::TIME) } else { None };
            measure_at(own, state, kind, rate.unwrap_or(*dimension))
        });
        each.collect::<Result<Found, Failure>>()
    };
    drawn(analyst, scenario, (&amounts, &evaluate), when, count)
}

/// The same of whatever is worked out in each state; `amounts` says which of it
/// are amounts over a period.
///
/// # Errors
/// As [`solved`].
pub fn drawn(
    analyst: &Analyst<'_>,
    scenario: ScenarioId,
    (amounts, evaluate): (&[bool], &Evaluate<'_>),
    when: Option<Moment>,
    (count, with_inputs): (u64, bool),
) -> Result<Vec<Vec<f64>>, Failure> {
    let drawing = Drawing::new(analyst, scenario, when, with_inputs)?;
    let mut memory = Stretches::default();
    let draws: Vec<(Vec<f64>, Parts)> =
        (0..count).map(|draw| drawing.draw(draw, &mut memory)).collect();
    // What differs in nothing is worked out once.
    let mut keys: BTreeMap<Vec<u64>, (u64, usize)> = BTreeMap::new();
    for (draw, (_, parts)) in (0..).zip(&draws) {
        for (index, (moment, _, shares)) in parts.iter().enumerate() {
            let key = drawing.key(draw, *moment, shares);
            keys.entry(key).or_insert((draw, index));
        }
    }
    let mut values: BTreeMap<Vec<u64>, Option<Found>> = BTreeMap::new();
    let mut reasons = None;
    for (found, key) in drawing.states(analyst, scenario, evaluate, &draws, &keys)? {
        match found {
            Ok(found) => values.insert(key, Some(found)),
            Err(why) => {
                reasons.get_or_insert(why);
                values.insert(key, None)
            }
        };
    }
    if values.values().all(Option::is_none)
        && let Some(reasons) = reasons
    {
        return Err(Failure::Told(reasons));
    }
    let one = |draw: u64, parts: &Parts, which: usize| -> f64 {
        let amount = amounts[which];
        let (mut sum, mut weights) = (0.0, 0.0);
        for (moment, days, shares) in parts {
            let found = values.get(&drawing.key(draw, *moment, shares)).and_then(Option::as_ref);
            let Some((value, weight)) = found.map(|found| found[which]) else { return f64::NAN };
            if amount {
                sum += value * days;
            } else if weight > 0.0 {
                sum += value * weight * days;
                weights += weight * days;
            }
        }
        match amount {
            true => sum,
            false if weights > 0.0 => sum / weights,
            false => f64::NAN,
        }
    };
    let series = |which: usize| -> Vec<f64> {
        (0..).zip(&draws).map(|(draw, (_, parts))| one(draw, parts, which)).collect()
    };
    Ok((0..amounts.len()).map(series).collect())
}

struct Drawing<'a> {
    model: &'a Model,
    comings: Vec<Coming>,
    occurrences: Occurrences,
    period: Period,
    /// A fixed moment.
    on: Option<f64>,
    /// The whole of this period.
    over: Option<(f64, f64)>,
    /// Whether demands depend on the day.
    dated: bool,
    /// Whether inputs are drawn; else they are at their means.
    inputs: bool,
}

impl<'a> Drawing<'a> {
    fn new(
        analyst: &Analyst<'a>,
        scenario: ScenarioId,
        when: Option<Moment>,
        with_inputs: bool,
    ) -> Result<Self, Failure> {
        let model = analyst.model;
        let mut period = period(model, scenario);
        let (mut on, mut over) = (None, None);
        match when {
            Some(Moment::On(day, _)) => {
                on = Some(f64::from(day));
                period.from = period.from.min(f64::from(day));
            }
            Some(Moment::Over(from, until, _)) => {
                over = Some((f64::from(from), f64::from(until)));
                period = Period { from: from.into(), until: until.into(), undated: false };
            }
            _ => {}
        }
        let until = on.map_or(period.until, |day| period.until.max(day + 1.0));
        let occurrences =
            Occurrences::new(model, scenario, period, until).map_err(|too_often| {
                let name = model.changes[too_often.0.index()].head.label();
                Failure::told(format!("`{name}` would occur more than 100 000 times in a draw"))
            })?;
        let dated = model.demands.iter().any(|demand| {
            demand.from_date.is_some()
                || demand.until_date.is_some()
                || demand.growth.is_some()
                || matches!(demand.volume, Volume::Table(_))
        }) || model.blocs.iter().any(|bloc| {
            bloc.members.iter().any(|member| member.from.is_some() || member.until.is_some())
        });
        Ok(Self {
            model,
            comings: comings(model, scenario, period.from, until),
            occurrences,
            period,
            on,
            over,
            dated,
            inputs: with_inputs && !model.inputs.is_empty(),
        })
    }

    /// Inputs and moments of a draw.
    fn draw(&self, draw: u64, memory: &mut Stretches) -> (Vec<f64>, Parts) {
        let seed = self.model.settings.seed;
        let values = match self.inputs {
            true => self.model.draw(seed, draw),
            false => self.model.input_means(),
        };
        self.occurrences.draw(self.model, seed, |_| draw, &values, memory);
        let pieces: Vec<IntervalSet> =
            self.comings.iter().map(|coming| self.pieces(coming, memory)).collect();
        let shares = |moment: f64| -> Vec<f64> {
            let numbered = self.comings.iter().zip(&pieces);
            numbered
                .map(|(coming, set)| match coming.hold {
                    Hold::Always => 1.0,
                    Hold::Never => 0.0,
                    _ => share_at(set.pieces(), coming.ramp, coming.recovery, moment),
                })
                .collect()
        };
        let parts = match (self.over, self.on) {
            (Some((from, until)), _) => {
                let ends = self.comings.iter().zip(&pieces).flat_map(|(coming, set)| {
                    let (ramp, recovery) = (coming.ramp, coming.recovery);
                    let corners = set.pieces().iter().flat_map(move |&(from, until)| {
                        [from, (from + ramp).min(until), until, until + recovery]
                    });
                    corners.collect::<Vec<f64>>()
                });
                let all = stretches(ends.filter(|at| at.is_finite()), from, until);
                let part = |(from, until): (f64, f64)| {
                    (from, until - from, shares(from + 0.5 * (until - from)))
                };
                all.into_iter().map(part).collect()
            }
            (None, on) => {
                let moment = on.unwrap_or_else(|| {
                    let share = KeyedStream::new(seed, draw, stream_key("departure")).uniform();
                    self.period.from + share * (self.period.until - self.period.from)
                });
                vec![(moment, 1.0, shares(moment))]
            }
        };
        (values, parts)
    }

    /// When an effect holds in the draw at hand.
    fn pieces(&self, coming: &Coming, memory: &Stretches) -> IntervalSet {
        match &coming.hold {
            Hold::Always | Hold::Never => IntervalSet::empty(),
            Hold::Dated(set) => set.clone(),
            Hold::Random(window) => {
                let place = self.occurrences.changes().position(|id| Some(id) == coming.change);
                let drawn = place.map_or(&[][..], |place| memory.of(place));
                IntervalSet::union_of(drawn.to_vec()).intersection(window)
            }
        }
    }

    /// Works the metrics out in each state.
    fn states(
        &self,
        analyst: &Analyst<'_>,
        scenario: ScenarioId,
        evaluate: &Evaluate<'_>,
        draws: &[(Vec<f64>, Parts)],
        keys: &BTreeMap<Vec<u64>, (u64, usize)>,
    ) -> Result<Vec<OfState>, Failure> {
        let (desk, model, frame) = (analyst.desk(), analyst.model, analyst.frame());
        desk.control.begin_part(keys.len() as u64);
        let open: Vec<(&Vec<u64>, &(u64, usize))> = keys.iter().collect();
        open.par_iter()
            .map(|(key, (draw, index))| {
                desk.control.check()?;
                let (values, parts) = &draws[*draw as usize];
                let (moment, _, shares) = &parts[*index];
                let drawn = self.inputs.then(|| model.with_inputs(values));
                // What a scenario sets is checked again and drawn alike.
                let again = |set: &[(SweepOf, f64)]| desk.drawn_with(set, values);
                let own = match &drawn {
                    Some(drawn) => Desk { model: drawn, recheck: Some(&again), ..desk },
                    None => desk,
                };
                let own = own.analyst(Some(frame.clone()));
                let state = own.state_with(scenario, Date::of_moment(*moment).days(), shares);
                let found = state.and_then(|state| evaluate(&own, &state));
                desk.control.advance_part(1);
                match found {
                    Ok(found) => Ok((Ok(found), (*key).clone())),
                    Err(Failure::Told(reasons)) => Ok((Err(reasons), (*key).clone())),
                    Err(Failure::Cancelled) => Err(Failure::Cancelled),
                }
            })
            .collect()
    }

    /// What a state depends on.
    fn key(&self, draw: u64, moment: f64, shares: &[f64]) -> Vec<u64> {
        let mut key: Vec<u64> = shares.iter().map(|share| share.to_bits()).collect();
        if self.inputs {
            key.push(draw);
        }
        if self.dated {
            key.push(moment.floor().to_bits());
        }
        key
    }
}
