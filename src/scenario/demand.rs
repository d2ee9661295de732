//! How large demands are on a day.

use crate::calendar::{Date, IntervalSet, year_days};
use crate::model::{Demand, DemandId, Figure, Model, UnitId, Volume};

/// When each demand with a date is there.
pub(super) fn demand_windows(model: &Model) -> Vec<IntervalSet> {
    let dated = model.demands.iter().filter(|d| d.from_date.is_some() || d.until_date.is_some());
    dated
        .map(|demand| {
            IntervalSet::between(
                demand.from_date.map_or(f64::NEG_INFINITY, f64::from),
                demand.until_date.map_or(f64::INFINITY, f64::from),
            )
        })
        .collect()
}

/// The years of each table with more than one row, in order.
pub(super) fn demand_tables(model: &Model) -> Vec<Vec<i32>> {
    let tables = model.demands.iter().filter_map(|demand| match &demand.volume {
        Volume::Table(rows) if rows.len() > 1 => Some(rows.iter().map(|(year, _)| *year).collect()),
        _ => None,
    });
    tables.collect()
}

/// The moments between two at which some demand changes.
pub(super) fn demand_dates(model: &Model, from: f64, until: f64) -> Vec<f64> {
    let mut dates = Vec::new();
    for demand in &model.demands {
        let ends = demand.from_date.into_iter().chain(demand.until_date);
        dates.extend(ends.map(f64::from));
        let years = Date::of_moment(from).year()..=Date::of_moment(until).year();
        if let Volume::Table(rows) = &demand.volume {
            let begins = |year: i32| year_days(year).map(|(first, _)| f64::from(first));
            dates.extend(rows.iter().filter_map(|(year, _)| begins(*year)));
        }
        if demand.growth.is_some()
            && let Some(base) = growth_base(model, demand)
        {
            dates.extend(years.filter_map(|year| anniversary(base, year)));
        }
    }
    dates
}

/// A demand's volume as declared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct VolumeOn {
    /// As declared for the day; canonical, in the dimension in which it was
    /// written ÷ time.
    pub value: f64,
    /// What growth makes of it by the day; 0 if it is not there.
    pub grown: f64,
    /// The unit in which it was written.
    pub unit: UnitId,
    /// Whether the demand is there at all on that day.
    pub there: bool,
    /// What was taken for granted.
    pub remark: Option<VolumeRemark>,
}

/// What was taken for granted about a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VolumeRemark {
    /// The table has no row for the year; that of another year was taken.
    OtherYear {
        /// The year asked for; none if no day was named.
        asked: Option<i32>,
        /// The row taken.
        taken: i32,
    },
    /// It grows, but neither `from` nor the model's date says from when.
    NoBase,
}

/// The volume of a demand on a day. A table holds for calendar years (a year
/// without a row takes the last one before it, else the first, and says so);
/// growth counts whole years since `from`, the table's last row, or the model's
/// date, and not before it.
pub(super) fn volume_on(model: &Model, id: DemandId, day: Option<i32>) -> VolumeOn {
    let demand = &model.demands[id.index()];
    let there = day.is_none_or(|day| {
        demand.from_date.is_none_or(|from| from <= day)
            && demand.until_date.is_none_or(|until| day < until)
    });
    let (figure, mut remark, last_row) = match &demand.volume {
        Volume::Rate(figure) => (Some(figure), None, None),
        Volume::Table(rows) => row_of(rows, day),
    };
    let Some(figure) = figure else {
        // A table without rows, which checking refuses.
        return VolumeOn { value: 0.0, grown: 0.0, unit: UnitId(0), there: false, remark: None };
    };
    let mut grown = if there { 1.0 } else { 0.0 };
    if let (Some(growth), Some(day)) = (&demand.growth, day) {
        let base = match &demand.volume {
            Volume::Rate(_) => growth_base(model, demand),
            Volume::Table(_) => last_row.and_then(year_days).map(|(first, _)| first),
        };
        match base {
            Some(base) => grown *= power(1.0 + growth.value, whole_years(base, day)),
            None if matches!(demand.volume, Volume::Rate(_)) => remark = Some(VolumeRemark::NoBase),
            None => {}
        }
        if last_row.is_some() {
            remark = None;
        }
    }
    VolumeOn { value: figure.value, grown, unit: figure.unit, there, remark }
}

/// The row of a day, a remark where it is not its own year's, and the year of
/// the row where it is the last and the day lies beyond it.
fn row_of(
    rows: &[(i32, Figure)],
    day: Option<i32>,
) -> (Option<&Figure>, Option<VolumeRemark>, Option<i32>) {
    let Some(last) = rows.last() else { return (None, None, None) };
    let asked = day.map(|day| Date::of_moment(f64::from(day)).year());
    let taken = match asked {
        Some(year) => rows.iter().rfind(|(row, _)| *row <= year).unwrap_or(&rows[0]),
        None => last,
    };
    let other = asked != Some(taken.0) && (asked.is_some() || rows.len() > 1);
    let remark = other.then_some(VolumeRemark::OtherYear { asked, taken: taken.0 });
    let beyond = asked.is_some_and(|year| year > last.0).then_some(last.0);
    (Some(&taken.1), remark, beyond)
}

/// The day from which growth counts.
fn growth_base(model: &Model, demand: &Demand) -> Option<i32> {
    demand.from_date.or(model.settings.date.map(|(day, _)| day))
}

/// Complete years between two days, 0 if the second is the earlier.
fn whole_years(base: i32, day: i32) -> i32 {
    let parts = |day: i32| Date::of_moment(f64::from(day)).parts();
    let ((from, from_month, from_day), (to, to_month, to_day)) = (parts(base), parts(day));
    let begun = i32::from((to_month, to_day) < (from_month, from_day));
    (to - from - begun).max(0)
}

/// The day of a year on which another whole year since `base` is complete.
fn anniversary(base: i32, year: i32) -> Option<f64> {
    let (_, month, day) = Date::of_moment(f64::from(base)).parts();
    // 29 February is complete on 1 March of a common year.
    let date = Date::new(year, month, day).or_else(|_| Date::new(year, 3, 1));
    date.ok().map(Date::moment)
}

/// A whole power by multiplication, the same on every machine.
fn power(base: f64, times: i32) -> f64 {
    (0..times).fold(1.0, |product, _| product * base)
}
