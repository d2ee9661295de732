//! When a report means.

use std::collections::BTreeSet;

use crate::calendar::{Date, IntervalSet, stretches, year_days};
use crate::model::{
    Action, BlocId, ChangeId, MemberWho, Model, Moment, ScenarioId, Selection, SelectionKind,
    Shipper,
};

use super::blocs::membership_dates;
use super::demand::{demand_dates, demand_tables, demand_windows};
use super::force::{At, slopes};
use super::lineage::{Step, changes, steps};
use super::programme::Overrides;
use super::windows::{Scope, corners, in_full, is_random, written_dates};

/// The most stretches that one `over` may fall into.
pub const MAX_STRETCHES: usize = 100_000;

/// What an answer depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The network alone: routes, corridors, capacity.
    Network,
    /// Demands too: their windows, tables and growth.
    Demands,
}

/// The moments for which to answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolved {
    /// One answer.
    At(At),
    /// One answer for each stretch, each an [`At::Stretch`], weighted by days.
    Over(Vec<At>),
}

/// Why there is no moment to answer for.
#[derive(Debug, Clone, PartialEq)]
pub enum MomentError {
    /// The report must say when.
    Needed(NeedsMoment),
    /// An `over` falls into more than [`MAX_STRETCHES`] stretches.
    TooMany(usize),
}

/// Why a report must say when.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NeedsMoment {
    /// The changes that are a matter of chance; empty if that is not why.
    pub random: Vec<ChangeId>,
    /// The moments at which something begins or ends, in order.
    pub dates: Vec<f64>,
}

/// The moment of a report on a scenario, as language.md section 8 says: as
/// written; else the model's date; else, where all windows share a moment and
/// nothing is random, that moment (its first day; where it never ends, the
/// first after every dated membership).
pub fn resolve_moment(
    model: &Model,
    scenario: ScenarioId,
    moment: Option<Moment>,
    about: About,
) -> Result<Resolved, MomentError> {
    match moment {
        Some(Moment::On(day, _)) => Ok(Resolved::At(At::Moment(f64::from(day)))),
        Some(Moment::Over(from, until, _)) => over(model, scenario, from, until, about),
        Some(Moment::WhileItLasts(_)) => {
            let date = model.settings.date.map(|(day, _)| day);
            let day = date.or_else(|| Times::new(model, scenario, about).shared_day().flatten());
            Ok(Resolved::At(At::Together { day }))
        }
        None => unsaid(model, scenario, about),
    }
}

fn unsaid(model: &Model, scenario: ScenarioId, about: About) -> Result<Resolved, MomentError> {
    if let Some((day, _)) = model.settings.date {
        return Ok(Resolved::At(At::Moment(f64::from(day))));
    }
    let times = Times::new(model, scenario, about);
    let random = random_changes(model, scenario);
    match times.shared_day() {
        Some(day) if random.is_empty() => Ok(Resolved::At(match day {
            Some(day) => At::Moment(f64::from(day)),
            None => At::Together { day: None },
        })),
        _ => Err(MomentError::Needed(NeedsMoment { random, dates: times.dates() })),
    }
}

/// The changes of a scenario that are a matter of chance.
pub fn random_changes(model: &Model, scenario: ScenarioId) -> Vec<ChangeId> {
    changes(model, scenario).into_iter().filter(|change| is_random(model, *change)).collect()
}

fn over(
    model: &Model,
    scenario: ScenarioId,
    from: i32,
    until: i32,
    about: About,
) -> Result<Resolved, MomentError> {
    let (from, until) = (f64::from(from), f64::from(until));
    let applied = changes(model, scenario);
    let steps = steps(model, scenario);
    let mut cuts = Vec::new();
    for step in &steps {
        if step.cause.change.is_some_and(|change| is_random(model, change)) {
            continue;
        }
        let (ramp, recovery) = slopes(model, step.cause.change);
        let scope = Scope {
            model,
            applied: &applied,
            from: from - recovery,
            until,
            instead: &Overrides::NONE,
        };
        cuts.extend(corners(&scope.effect(step.cause.change, step.effect), ramp, recovery));
    }
    for bloc in blocs_used(model, &steps) {
        cuts.extend(membership_dates(model, bloc));
    }
    if about == About::Demands {
        cuts.extend(demand_dates(model, from, until));
    }
    let pieces = stretches(cuts, from, until);
    if pieces.len() > MAX_STRETCHES {
        return Err(MomentError::TooMany(pieces.len()));
    }
    let at = |(from, until)| At::Stretch { from, until };
    Ok(Resolved::Over(pieces.into_iter().map(at).collect()))
}

/// All windows of a scenario.
struct Times {
    /// When each effect is in force in full, and each demand is there.
    sets: Vec<IntervalSet>,
    /// Years in which tables of demands begin a row, for each table with more
    /// than one.
    tables: Vec<Vec<i32>>,
    /// Dates of memberships that matter.
    memberships: Vec<f64>,
    /// Whether any date is written at all.
    dated: bool,
    /// The stretch in which all dates lie, with room to either side.
    horizon: (f64, f64),
}

impl Times {
    fn new(model: &Model, scenario: ScenarioId, about: About) -> Self {
        let applied = changes(model, scenario);
        let steps = steps(model, scenario);
        let demands = about == About::Demands;
        let memberships: Vec<f64> = blocs_used(model, &steps)
            .into_iter()
            .flat_map(|bloc| membership_dates(model, bloc))
            .collect();
        let dates = dated(model, &steps, about, &memberships);
        let horizon = horizon(&dates);
        let (from, until) = horizon;
        let scope = Scope { model, applied: &applied, from, until, instead: &Overrides::NONE };
        let mut sets: Vec<IntervalSet> = Vec::new();
        for step in &steps {
            let set = scope.effect(step.cause.change, step.effect);
            sets.push(in_full(&set, slopes(model, step.cause.change).0));
        }
        if demands {
            sets.extend(demand_windows(model));
        }
        let tables = if demands { demand_tables(model) } else { Vec::new() };
        Self { sets, tables, memberships, dated: !dates.is_empty(), horizon }
    }

    /// A day in the moment that all windows share; `Some(None)` if no day need
    /// be named; none if there is no such moment.
    fn shared_day(&self) -> Option<Option<i32>> {
        let mut shared = IntervalSet::always();
        for set in &self.sets {
            shared = shared.intersection(set);
        }
        let (&(from, until), &(last, end)) = (shared.pieces().first()?, shared.pieces().last()?);
        let row = |years: &[i32], moment: f64| {
            let year = Date::of_moment(moment).year();
            years.iter().rposition(|row| *row <= year).unwrap_or(0)
        };
        // A table says different things in the shared moment.
        if self.tables.iter().any(|years| row(years, from) != row(years, end - 1.0)) {
            return None;
        }
        if shared == IntervalSet::always() || !self.dated {
            return Some(None);
        }
        let moment = if end == f64::INFINITY {
            self.memberships.iter().copied().fold(last, f64::max)
        } else if from.is_finite() {
            from
        } else {
            // Only an end is given: the day before it.
            until - 1.0
        };
        // The first midnight; a moment within one day has none.
        let midnight = moment.ceil();
        let day = if shared.contains(midnight) { midnight } else { moment.floor() };
        Some(Some(Date::of_moment(day).days()))
    }

    /// The moments at which something begins or ends.
    fn dates(&self) -> Vec<f64> {
        let (from, until) = self.horizon;
        let years = self.tables.iter().flatten().filter_map(|year| year_days(*year));
        let mut dates: Vec<f64> = self
            .sets
            .iter()
            .flat_map(IntervalSet::boundaries)
            .filter(|date| (from..=until).contains(date))
            .chain(years.map(|(first, _)| f64::from(first)))
            .collect();
        dates.sort_by(f64::total_cmp);
        dates.dedup();
        dates
    }
}

/// Every date that is written in windows, and those of memberships and demands.
fn dated(model: &Model, steps: &[Step<'_>], about: About, memberships: &[f64]) -> Vec<f64> {
    let written = |step: &Step<'_>| written_dates(model, step.cause.change, step.effect);
    let mut dates: Vec<f64> = steps.iter().flat_map(written).collect();
    dates.extend(memberships);
    if about == About::Demands {
        dates.extend(demand_windows(model).iter().flat_map(IntervalSet::boundaries));
    }
    dates
}

/// From two years before the first date to two years after the last; some
/// years of the present where there is none.
fn horizon(dates: &[f64]) -> (f64, f64) {
    const TWO_YEARS: f64 = 731.0;
    /// 2024-01-01; matters only where a file has yearly windows and no date.
    const PRESENT: f64 = 19_723.0;
    let first = dates.iter().copied().fold(f64::INFINITY, f64::min);
    let last = dates.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if first.is_finite() && last.is_finite() {
        (first - TWO_YEARS, last + TWO_YEARS)
    } else {
        (PRESENT, PRESENT + TWO_YEARS)
    }
}

/// The blocs whose members matter to a scenario: named by its effects, by the
/// pools' selectors, or as shippers where some rule is made by a bloc.
pub(super) fn blocs_used(model: &Model, steps: &[Step<'_>]) -> BTreeSet<BlocId> {
    let mut blocs = BTreeSet::new();
    for step in steps {
        for selection in selections(&step.effect.action).chain(step.effect.except.as_ref()) {
            of_selection(selection, &mut blocs);
        }
        match &step.effect.action {
            Action::ForbidTransit(MemberWho::Bloc(bloc), _)
            | Action::ForbidTrade(MemberWho::Bloc(bloc), _)
            | Action::AllowTransit(MemberWho::Bloc(bloc), _)
            | Action::AllowTrade(MemberWho::Bloc(bloc), _) => {
                blocs.insert(*bloc);
            }
            _ => {}
        }
        let by = step.cause.change.and_then(|change| model.changes[change.index()].by.as_ref());
        if let Some((by, _)) = by {
            let shippers = model.demands.iter().flat_map(|demand| &demand.shippers);
            for who in shippers.map(|(who, _)| who).chain([by]) {
                if let Shipper::Bloc(bloc) = who {
                    blocs.insert(*bloc);
                }
            }
        }
    }
    for pool in &model.pools {
        for selection in [&pool.legs, &pool.nodes, &pool.borders].into_iter().flatten() {
            of_selection(selection, &mut blocs);
        }
    }
    blocs
}

fn selections(action: &Action) -> impl Iterator<Item = &Selection> {
    match action {
        Action::Close(of) | Action::Open(of) => Some(of),
        Action::CloseParts { at: of, .. } => Some(of),
        Action::Set { of, .. } | Action::Raise { of, .. } | Action::Reduce { of, .. } => Some(of),
        Action::Forbid { on, .. } | Action::Allow { on, .. } => Some(on),
        Action::SetParam { .. }
        | Action::ForbidTransit(..)
        | Action::ForbidTrade(..)
        | Action::AllowTransit(..)
        | Action::AllowTrade(..) => None,
    }
    .into_iter()
}

fn of_selection(selection: &Selection, blocs: &mut BTreeSet<BlocId>) {
    use crate::model::Area;
    match &selection.kind {
        SelectionKind::Legs { place: Some((_, Area::Bloc(bloc))), .. }
        | SelectionKind::Nodes { place: Some(Area::Bloc(bloc)), .. }
        | SelectionKind::Bloc(bloc) => {
            blocs.insert(*bloc);
        }
        SelectionKind::Borders { of, within } => {
            blocs.extend(within);
            if let Some(Area::Bloc(bloc)) = of {
                blocs.insert(*bloc);
            }
        }
        SelectionKind::List(list) => list.iter().for_each(|s| of_selection(s, blocs)),
        _ => {}
    }
}
