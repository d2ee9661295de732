//! What comes back every year: seasons and yearly windows.

use std::fmt;

use super::civil::{days_in_month, to_days};
use super::{Date, IntervalSet};

/// The months as the language writes them.
pub const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// 1 for `jan` to 12 for `dec`.
pub fn month_number(name: &str) -> Option<u8> {
    (1..).zip(MONTHS).find(|(_, month)| *month == name).map(|(number, _)| number)
}

/// The month that `November`, `NOV` or `sept` must mean.
pub fn nearest_month(word: &str) -> Option<&'static str> {
    let start: String = word.chars().take(3).flat_map(char::to_lowercase).collect();
    MONTHS.into_iter().find(|month| *month == start)
}

/// A stretch of every year, both ends included: days, or whole months. It may
/// run over the turn of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Yearly {
    first: (u8, u8),
    last: (u8, u8),
}

/// Why there is no such stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearlyError {
    /// The month is not 1 to 12.
    Month(u8),
    /// No year has this day in this month.
    Day {
        /// The month.
        month: u8,
        /// The day.
        day: u8,
        /// The last that it can have.
        last: u8,
    },
}

impl fmt::Display for YearlyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => write!(f, "there is no month {month}"),
            Self::Day { month, day, last } => {
                let name = MONTHS.get(usize::from(month.wrapping_sub(1))).unwrap_or(&"?");
                write!(f, "there is no {day} {name}: the month ends with the {last}")
            }
        }
    }
}

impl Yearly {
    /// From a day to a day, both included, as (month, day): `from 15 nov to 15
    /// mar`. 29 February exists; in other years it begins a stretch on 1 March
    /// and ends one on the 28th.
    pub fn days(first: (u8, u8), last: (u8, u8)) -> Result<Self, YearlyError> {
        for (month, day) in [first, last] {
            // 2024 is a leap year.
            let longest = days_in_month(2024, month).ok_or(YearlyError::Month(month))?;
            if day == 0 || day > longest {
                return Err(YearlyError::Day { month, day, last: longest });
            }
        }
        Ok(Self { first, last })
    }

    /// Whole months, both included: `nov..mar` is 1 November to 1 April.
    pub fn months(first: u8, last: u8) -> Result<Self, YearlyError> {
        let end = days_in_month(2024, last).ok_or(YearlyError::Month(last))?;
        Self::days((first, 1), (last, end))
    }

    /// Its first and its last day, as (month, day); the last day of February is
    /// the 29th.
    pub fn ends(self) -> ((u8, u8), (u8, u8)) {
        (self.first, self.last)
    }

    /// The stretches inside `from..until` (days since 1970-01-01), joined where
    /// they touch. Years before 1 and after 9999 have none.
    pub fn expand(self, from: f64, until: f64) -> IntervalSet {
        let mut pieces = Vec::new();
        if from < until {
            let years = Date::of_moment(from).year() - 1..=Date::of_moment(until).year();
            for year in years {
                let wraps = self.last < self.first;
                let start = self.start(year);
                let end = self.end(if wraps { year + 1 } else { year });
                pieces.push((start.max(from), end.min(until)));
            }
        }
        IntervalSet::union_of(pieces)
    }

    /// Whether it holds at a moment.
    pub fn holds(self, moment: f64) -> bool {
        let (_, month, day) = Date::of_moment(moment).parts();
        let day = (month, day);
        if self.last < self.first {
            day >= self.first || day <= self.last
        } else {
            day >= self.first && day <= self.last
        }
    }

    /// The midnight at which it begins in a year.
    fn start(self, year: i32) -> f64 {
        let (month, day) = self.first;
        match to_days(year, month, day) {
            Some(days) => f64::from(days),
            // 29 February of a common year.
            None => to_days(year, month, 1).map_or_else(
                || outside(year),
                |first| f64::from(first + i32::from(days_in_month(year, month).unwrap_or(28))),
            ),
        }
    }

    /// The midnight after its last day in a year.
    fn end(self, year: i32) -> f64 {
        let (month, day) = self.last;
        let day = day.min(days_in_month(year, month).unwrap_or(day));
        to_days(year, month, day).map_or_else(|| outside(year), |days| f64::from(days + 1))
    }
}

/// A moment before or after all years that dates know.
fn outside(year: i32) -> f64 {
    if year < 1 { Date::FIRST.moment() } else { Date::LAST.moment() + 1.0 }
}

impl fmt::Display for Yearly {
    /// `15 nov to 15 mar`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |month: u8| MONTHS.get(usize::from(month.wrapping_sub(1))).unwrap_or(&"?");
        let ((month, day), (last_month, last_day)) = self.ends();
        write!(f, "{day} {} to {last_day} {}", name(month), name(last_month))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> f64 {
        text.parse::<Date>().unwrap().moment()
    }

    fn shown(yearly: Yearly, from: &str, until: &str) -> Vec<String> {
        let set = yearly.expand(at(from), at(until));
        let text = |(a, b): &(f64, f64)| format!("{} {}", Date::of_moment(*a), Date::of_moment(*b));
        set.pieces().iter().map(text).collect()
    }

    #[test]
    fn a_season_includes_its_last_month() {
        let winter = Yearly::months(11, 3).unwrap();
        assert_eq!(
            shown(winter, "2022-01-01", "2024-01-01"),
            ["2022-01-01 2022-04-01", "2022-11-01 2023-04-01", "2023-11-01 2024-01-01"]
        );
        let february = Yearly::months(2, 2).unwrap();
        assert_eq!(
            shown(february, "2023-01-01", "2025-01-01"),
            ["2023-02-01 2023-03-01", "2024-02-01 2024-03-01"]
        );
    }

    #[test]
    fn a_yearly_window_includes_both_its_days() {
        let window = Yearly::days((11, 15), (3, 15)).unwrap();
        assert_eq!(shown(window, "2022-06-01", "2023-06-01"), ["2022-11-15 2023-03-16"]);
        let day = Yearly::days((12, 31), (12, 31)).unwrap();
        assert_eq!(shown(day, "2022-01-01", "2023-01-01"), ["2022-12-31 2023-01-01"]);
    }

    #[test]
    fn the_leap_day_is_kept_in_every_year() {
        let to_leap = Yearly::days((2, 1), (2, 29)).unwrap();
        assert_eq!(
            shown(to_leap, "2023-01-01", "2025-01-01"),
            ["2023-02-01 2023-03-01", "2024-02-01 2024-03-01"]
        );
        let from_leap = Yearly::days((2, 29), (3, 2)).unwrap();
        assert_eq!(
            shown(from_leap, "2023-01-01", "2025-01-01"),
            ["2023-03-01 2023-03-03", "2024-02-29 2024-03-03"]
        );
    }

    #[test]
    fn the_whole_year_is_one_piece() {
        for (first, last) in [((1, 1), (12, 31)), ((4, 1), (3, 31)), ((3, 16), (3, 15))] {
            let whole = Yearly::days(first, last).unwrap();
            assert_eq!(shown(whole, "2020-05-05", "2025-05-05"), ["2020-05-05 2025-05-05"]);
        }
        let ends = Yearly::days((11, 1), (2, 29)).unwrap();
        assert_eq!(ends.expand(Date::FIRST.moment(), Date::LAST.moment()).pieces().len(), 10_000);
        assert!(ends.expand(f64::NAN, 0.0).pieces().is_empty());
    }

    #[test]
    fn expanding_and_asking_a_day_agree() {
        let cases = [((11, 15), (3, 15)), ((2, 29), (2, 29)), ((1, 1), (1, 1)), ((5, 3), (9, 30))];
        for (first, last) in cases {
            let yearly = Yearly::days(first, last).unwrap();
            let (from, until) = (at("2019-07-01"), at("2025-07-01"));
            let set = yearly.expand(from, until);
            let mut day = from + 0.25;
            while day < until {
                assert_eq!(set.contains(day), yearly.holds(day), "{}", Date::of_moment(day));
                day += 1.0;
            }
        }
    }

    #[test]
    fn months_have_names_and_ends() {
        assert_eq!(month_number("nov"), Some(11));
        assert_eq!(Yearly::months(11, 3).unwrap().to_string(), "1 nov to 31 mar");
        assert_eq!(month_number("Nov"), None);
        assert_eq!(nearest_month("November"), Some("nov"));
        assert_eq!(nearest_month("ma"), None);
        assert_eq!(Yearly::months(0, 3), Err(YearlyError::Month(0)));
        assert_eq!(Yearly::months(1, 13), Err(YearlyError::Month(13)));
        let error = Yearly::days((2, 30), (3, 1)).unwrap_err();
        assert_eq!(error.to_string(), "there is no 30 feb: the month ends with the 29");
    }
}
