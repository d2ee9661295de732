//! When random changes occur in a draw.
//!
//! A change with a `rate` is a Poisson process inside its season, each
//! occurrence lasting a draw of `duration`; one with a `probability` is one
//! coin, its start uniform in the period or season; one that comes `after`
//! another follows each of that one's occurrences. Streams of random numbers
//! are named by (seed, draw, change), so that another change moves none.

use crate::calendar::{Date, IntervalSet, year_days};
use crate::model::{ChangeId, Figure, Formula, Model, ScenarioId, TimeWindow};
use crate::uncertainty::{KeyedStream, stream_key};

use super::lineage::{changes, steps};
use super::programme::Overrides;
use super::windows::{Scope, is_random, written_dates, yearly};

/// Occurrences go on so many days past the end of the period, for whoever is
/// on the way then.
pub const BEYOND_PERIOD: f64 = 365.0;

/// More occurrences than this are not expected of one change in one draw.
const MOST: f64 = 100_000.0;

/// The stretch of time in which departures and coins fall.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period {
    /// Its first moment, days since 1970-01-01.
    pub from: f64,
    /// The first moment after it.
    pub until: f64,
    /// Whether it stands for a year that has no date.
    pub undated: bool,
}

/// The model's `period`, else the calendar year of the scenario's earliest
/// dated change, else an undated year of 365 days (laid on 2025, so that it
/// has seasons).
pub fn period(model: &Model, scenario: ScenarioId) -> Period {
    if let Some((from, until, _)) = model.settings.period {
        return Period { from: from.into(), until: until.into(), undated: false };
    }
    let dates = steps(model, scenario)
        .into_iter()
        .flat_map(|step| written_dates(model, step.cause.change, step.effect))
        .chain(changes(model, scenario).into_iter().flat_map(|change| own_dates(model, change)));
    let first = dates.fold(f64::INFINITY, f64::min);
    let year = if first.is_finite() { Date::of_moment(first).year() } else { 2025 };
    let (from, until) = year_days(year).unwrap_or((20_089, 20_454));
    Period { from: from.into(), until: until.into(), undated: !first.is_finite() }
}

fn own_dates(model: &Model, change: ChangeId) -> Vec<f64> {
    let windows = model.changes[change.index()].windows.iter();
    let ends = windows.flat_map(|window| match window {
        TimeWindow::Between { from, until, .. } => [*from, *until],
        TimeWindow::EveryYear { .. } => [None, None],
    });
    ends.flatten().collect()
}

/// A change that would occur more often than can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooOften(pub ChangeId);

/// A figure at drawn values of the inputs.
#[derive(Debug, Clone)]
struct Drawn {
    mean: f64,
    formula: Formula,
}

impl Drawn {
    fn new(figure: &Figure) -> Self {
        Self { mean: figure.value, formula: figure.formula.clone() }
    }

    fn at(&self, values: &[f64]) -> f64 {
        self.formula.at(values).unwrap_or(self.mean)
    }
}

/// A length of time that is drawn anew each time it is asked for.
#[derive(Debug, Clone)]
struct Lasting {
    figure: Drawn,
    /// The inputs that it is made of.
    inputs: Vec<usize>,
}

impl Lasting {
    fn new(figure: &Figure) -> Self {
        let mut inputs = Vec::new();
        figure.formula.inputs(&mut inputs);
        Self { figure: Drawn::new(figure), inputs }
    }

    /// `values` is scratch: its entries of these inputs are overwritten.
    fn draw(&self, model: &Model, stream: &mut KeyedStream, values: &mut [f64]) -> f64 {
        for &input in &self.inputs {
            values[input] = model.inputs[input].distribution.sample(stream);
        }
        self.figure.at(values).max(0.0)
    }

    /// The length that 99.9 % do not exceed (of a sum the sum of those).
    fn longest(&self, model: &Model) -> f64 {
        let mut values = model.input_means();
        for &input in &self.inputs {
            values[input] = model.inputs[input].distribution.quantile(0.999);
        }
        self.figure.at(&values).max(self.figure.mean).max(0.0)
    }
}

/// What a change follows from.
#[derive(Debug, Clone)]
enum Origin {
    /// A random change, by its place in the list.
    Random(usize),
    /// One that is certain, with the stretches in which it holds.
    Certain(IntervalSet),
}

#[derive(Debug, Clone)]
struct Follows {
    origin: Origin,
    probability: Option<Drawn>,
    delay: Option<Lasting>,
}

/// One random change.
#[derive(Debug, Clone)]
struct Random {
    change: ChangeId,
    key: u64,
    /// Occurrences a day of its season.
    rate: Option<Drawn>,
    probability: Option<Drawn>,
    duration: Option<Lasting>,
    /// Where it may begin.
    begins: IntervalSet,
    /// Where its coin may begin.
    coin: IntervalSet,
    /// It holds in its windows alone.
    windows: Option<IntervalSet>,
    after: Vec<Follows>,
}

/// The random changes of a scenario, ready to be drawn.
#[derive(Debug, Clone)]
pub struct Occurrences {
    list: Vec<Random>,
}

/// The stretches of one draw, by place in [`Occurrences::changes`]; buffers are
/// used again from draw to draw.
#[derive(Debug, Clone, Default)]
pub struct Stretches {
    pieces: Vec<Vec<(f64, f64)>>,
    scratch: Vec<f64>,
}

impl Stretches {
    /// The stretches in which a change holds, in order, apart from one another.
    pub fn of(&self, index: usize) -> &[(f64, f64)] {
        &self.pieces[index]
    }
}

impl Occurrences {
    /// The random changes of a scenario in a period; occurrences are drawn up
    /// to `until`, the period's end or later.
    ///
    /// # Errors
    /// [`TooOften`] where a change is expected more than 100 000 times.
    pub fn new(
        model: &Model,
        scenario: ScenarioId,
        period: Period,
        until: f64,
    ) -> Result<Self, TooOften> {
        let applied = changes(model, scenario);
        let mut made = Self { list: Vec::new() };
        for change in &applied {
            made.add(model, &applied, *change, period, until, 0)?;
        }
        Ok(made)
    }

    /// The changes, each after those that it follows from.
    pub fn changes(&self) -> impl ExactSizeIterator<Item = ChangeId> + '_ {
        self.list.iter().map(|random| random.change)
    }

    fn add(
        &mut self,
        model: &Model,
        applied: &[ChangeId],
        id: ChangeId,
        period: Period,
        until: f64,
        depth: usize,
    ) -> Result<Option<usize>, TooOften> {
        if let Some(known) = self.list.iter().position(|random| random.change == id) {
            return Ok(Some(known));
        }
        if depth > 64 || !is_random(model, id) {
            return Ok(None);
        }
        let change = &model.changes[id.index()];
        let mut after = Vec::new();
        for follows in change.after.iter().filter(|after| applied.contains(&after.change)) {
            let random = self.add(model, applied, follows.change, period, until, depth + 1)?;
            let scope =
                Scope { model, applied, from: period.from, until, instead: &Overrides::NONE };
            after.push(Follows {
                origin: match random {
                    Some(index) => Origin::Random(index),
                    None => Origin::Certain(scope.occurs(follows.change)),
                },
                probability: follows.probability.as_ref().map(Drawn::new),
                delay: follows.delay.as_ref().map(Lasting::new),
            });
        }
        let chance = change.chance.as_deref().cloned().unwrap_or_default();
        let duration = chance.duration.as_ref().map(Lasting::new);
        let before = duration.as_ref().map_or(0.0, |duration| duration.longest(model));
        let from = period.from - before;
        let scope = Scope { model, applied, from, until, instead: &Overrides::NONE };
        let windows = (!change.windows.is_empty()).then(|| {
            let all = change.windows.iter().flat_map(|w| scope.window(w).pieces().to_vec());
            IntervalSet::union_of(all.collect())
        });
        let mut begins = IntervalSet::between(from, until);
        let mut coin = IntervalSet::between(period.from, period.until);
        // All of a year's occurrences fall into its season.
        let mut crowded = 1.0;
        if let Some(season) = chance.season.and_then(|(first, last)| yearly(first, last)) {
            begins = begins.intersection(&season.expand(from, until));
            coin = coin.intersection(&season.expand(period.from, period.until));
            let days = season.expand(20_089.0, 20_454.0).days();
            crowded = if days > 0.0 { 365.0 / days } else { 0.0 };
        }
        if let Some(windows) = &windows {
            begins = begins.intersection(windows);
            coin = coin.intersection(windows);
        }
        let rate = chance.rate.as_ref().map(|figure| {
            let formula = figure.formula.clone().scaled(crowded);
            Drawn { mean: figure.value * crowded, formula }
        });
        if rate.as_ref().is_some_and(|rate| rate.mean * begins.days() > MOST) {
            return Err(TooOften(id));
        }
        self.list.push(Random {
            change: id,
            key: stream_key(&change.head.name),
            rate,
            probability: chance.probability.as_ref().map(Drawn::new),
            duration,
            begins,
            coin,
            windows,
            after,
        });
        Ok(Some(self.list.len() - 1))
    }

    /// Draws the occurrences of all changes: the numbers of each come from its
    /// own streams of (`seed`, `draw_of` the change). `values` are the drawn
    /// inputs of the model.
    pub fn draw(
        &self,
        model: &Model,
        seed: u64,
        draw_of: impl Fn(usize) -> u64,
        values: &[f64],
        into: &mut Stretches,
    ) {
        let Stretches { pieces, scratch } = into;
        pieces.resize_with(self.list.len(), Vec::new);
        scratch.clear();
        scratch.extend_from_slice(values);
        for (index, random) in self.list.iter().enumerate() {
            let (before, rest) = pieces.split_at_mut(index);
            let Some(own) = rest.first_mut() else { continue };
            own.clear();
            let draw = draw_of(index);
            let stream = |part: u64| KeyedStream::new(seed, draw, random.key ^ part);
            let mut coin = stream(1);
            if let Some(probability) = &random.probability {
                let happens = coin.uniform() < probability.at(values);
                let at = coin.uniform();
                if !happens {
                    continue;
                }
                if random.rate.is_none() && random.after.is_empty() {
                    random.once(model, at, &mut stream(3), scratch, own);
                }
            }
            if random.rate.is_some() {
                let streams = (&mut stream(2), &mut stream(3));
                random.process(model, streams, values, scratch, own);
            }
            let mut of_chain = stream(4);
            for follows in &random.after {
                let causes = match &follows.origin {
                    Origin::Random(at) => before.get(*at).map_or(&[][..], Vec::as_slice),
                    Origin::Certain(set) => set.pieces(),
                };
                for &(from, until) in causes {
                    let happens = follows
                        .probability
                        .as_ref()
                        .is_none_or(|p| of_chain.uniform() < p.at(values));
                    let delay = follows
                        .delay
                        .as_ref()
                        .map_or(0.0, |delay| delay.draw(model, &mut of_chain, scratch));
                    let lasts = match &random.duration {
                        Some(lasting) => lasting.draw(model, &mut of_chain, scratch),
                        None => until - from,
                    };
                    if happens && from.is_finite() {
                        own.push((from + delay, from + delay + lasts));
                    }
                }
            }
            if let Some(windows) = &random.windows {
                clip(own, windows);
            }
        }
        pieces.iter_mut().for_each(join);
    }
}

impl Random {
    /// One coin has fallen: it begins at a place uniform in where it may, or,
    /// with windows and no duration, holds throughout them.
    fn once(
        &self,
        model: &Model,
        at: f64,
        durations: &mut KeyedStream,
        scratch: &mut [f64],
        own: &mut Vec<(f64, f64)>,
    ) {
        if let (None, Some(windows)) = (&self.duration, &self.windows) {
            own.extend_from_slice(windows.pieces());
            return;
        }
        let Some(from) = place(&self.coin, at * self.coin.days()) else { return };
        let lasts = self
            .duration
            .as_ref()
            .map_or(f64::INFINITY, |lasting| lasting.draw(model, durations, scratch));
        own.push((from, from + lasts));
    }

    /// A Poisson process along where it may begin.
    fn process(
        &self,
        model: &Model,
        (gaps, durations): (&mut KeyedStream, &mut KeyedStream),
        values: &[f64],
        scratch: &mut [f64],
        own: &mut Vec<(f64, f64)>,
    ) {
        let Some(rate) = self.rate.as_ref().map(|rate| rate.at(values)) else { return };
        if rate.is_nan() || rate <= 0.0 {
            return;
        }
        let all = self.begins.days();
        let mut along = 0.0;
        // A drawn rate may be far above its mean.
        while (own.len() as f64) < 2.0 * MOST {
            along -= libm::log(gaps.uniform()) / rate;
            if along >= all {
                break;
            }
            let Some(from) = place(&self.begins, along) else { break };
            let lasts = self
                .duration
                .as_ref()
                .map_or(f64::INFINITY, |lasting| lasting.draw(model, durations, scratch));
            own.push((from, from + lasts));
        }
    }
}

/// The moment that lies so many days along a set.
fn place(set: &IntervalSet, mut along: f64) -> Option<f64> {
    for &(from, until) in set.pieces() {
        if along < until - from {
            return Some(from + along);
        }
        along -= until - from;
    }
    None
}

/// Keeps what lies in a set; pieces are in any order.
fn clip(own: &mut Vec<(f64, f64)>, set: &IntervalSet) {
    for at in 0..own.len() {
        let (from, until) = own[at];
        own[at] = (from, from);
        for &(open, shut) in set.pieces() {
            let piece = (from.max(open), until.min(shut));
            if piece.0 < piece.1 {
                if own[at].0 < own[at].1 {
                    own.push(piece);
                } else {
                    own[at] = piece;
                }
            }
        }
    }
}

/// Overlapping occurrences are their union.
fn join(own: &mut Vec<(f64, f64)>) {
    own.retain(|(from, until)| from < until);
    own.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    own.dedup_by(|next, last| {
        let joins = next.0 <= last.1;
        if joins {
            last.1 = last.1.max(next.1);
        }
        joins
    });
}
