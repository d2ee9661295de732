//! A day.

use std::fmt;
use std::str::FromStr;

use super::civil::{FIRST_DAY, LAST_DAY, days_in_month, from_days, to_days};

/// A day of the years 1 to 9999, as days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateError {
    /// Not written as 4-2-2 digits with `-` between.
    Form {
        /// The text as the language writes it, where only one day can be meant
        /// and it exists.
        suggestion: Option<String>,
    },
    /// The year is 0000.
    Year,
    /// The month is not 01 to 12.
    Month(u8),
    /// The month does not have this day.
    Day {
        /// The year.
        year: i32,
        /// The month, 1 to 12.
        month: u8,
        /// The day written.
        day: u8,
        /// The last one of the month.
        last: u8,
    },
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form { .. } => f.write_str("a date is written with 4-2-2 digits, `2022-03-21`"),
            Self::Year => f.write_str("years run from 0001 to 9999"),
            Self::Month(month) => write!(f, "there is no month {month:02}"),
            Self::Day { year, month, last, .. } => {
                write!(f, "{} {year} has {last} days", month_name(*month))
            }
        }
    }
}

fn month_name(month: u8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.get(usize::from(month.wrapping_sub(1))).copied().unwrap_or("the month")
}

impl Date {
    /// 0001-01-01.
    pub const FIRST: Self = Self(FIRST_DAY);
    /// 9999-12-31.
    pub const LAST: Self = Self(LAST_DAY);

    /// A date of year, month and day.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, DateError> {
        if !(1..=9999).contains(&year) {
            return Err(DateError::Year);
        }
        let last = days_in_month(year, month).ok_or(DateError::Month(month))?;
        to_days(year, month, day).map(Self).ok_or(DateError::Day { year, month, day, last })
    }

    /// The day so many days after 1970-01-01; none outside the years 1 to 9999.
    pub fn from_days(days: i32) -> Option<Self> {
        (FIRST_DAY..=LAST_DAY).contains(&days).then_some(Self(days))
    }

    /// The day that holds a moment; moments outside the years 1 to 9999, and
    /// no number, count as the nearest day inside (the first).
    pub fn of_moment(moment: f64) -> Self {
        Self((moment.floor() as i32).clamp(FIRST_DAY, LAST_DAY))
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    /// The midnight that begins it, in days since 1970-01-01.
    pub fn moment(self) -> f64 {
        f64::from(self.0)
    }

    /// Year, month (1 to 12) and day.
    pub fn parts(self) -> (i32, u8, u8) {
        from_days(self.0)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.parts().0
    }

    /// So many days later (earlier if negative); none outside the years 1 to
    /// 9999.
    pub fn plus_days(self, days: i32) -> Option<Self> {
        self.0.checked_add(days).and_then(Self::from_days)
    }

    /// The first day of its month.
    pub fn first_of_month(self) -> Self {
        Self(self.0 - i32::from(self.parts().2) + 1)
    }

    /// The first day of the month after; none after 9999-12.
    pub fn first_of_next_month(self) -> Option<Self> {
        let (year, month, _) = self.parts();
        let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        to_days(year, month, 1).map(Self)
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        (self.0 + 3).rem_euclid(7) as u8
    }
}

/// First day and day after the last of a year (`over 2022`), in days since
/// 1970-01-01; none outside the years 1 to 9999.
pub fn year_days(year: i32) -> Option<(i32, i32)> {
    Some((to_days(year, 1, 1)?, to_days(year, 12, 31)? + 1))
}

impl FromStr for Date {
    type Err = DateError;

    /// Reads `YYYY-MM-DD` and nothing else.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let bytes = text.as_bytes();
        let shape = bytes.len() == 10
            && bytes.iter().enumerate().all(|(index, byte)| match index {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            return Err(DateError::Form { suggestion: suggestion(text) });
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().fold(0, |n, digit| 10 * n + i32::from(digit - b'0'))
        };
        Self::new(number(0..4), number(5..7) as u8, number(8..10) as u8)
    }
}

/// The date that a text in another form must mean: year first or last, with
/// any separator. Where month and day could change places (`03/04/2022`) there
/// is none.
fn suggestion(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['-', '/', '.', '\u{2013}', '\u{2212}']).collect();
    let [a, b, c] = parts[..] else { return None };
    if ![a, b, c]
        .iter()
        .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return None;
    }
    let number = |part: &str| part.parse::<i32>().ok();
    let small = |part: &str| part.parse::<u8>().ok();
    let date = if a.len() == 4 {
        Date::new(number(a)?, small(b)?, small(c)?)
    } else if c.len() == 4 {
        let (x, y) = (small(a)?, small(b)?);
        match (x > 12, y > 12) {
            (true, false) => Date::new(number(c)?, y, x),
            (false, true) => Date::new(number(c)?, x, y),
            _ if x == y => Date::new(number(c)?, x, y),
            _ => return None,
        }
    } else {
        return None;
    };
    date.ok().map(|date| date.to_string())
}

impl fmt::Display for Date {
    /// `2022-03-21`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A moment for people and machines: `2022-03-21`, and with a time of day (to
/// the minute) `2022-03-21 12:30` where it is no midnight.
pub fn format_moment(moment: f64) -> String {
    let minutes = libm::round(moment * 1_440.0);
    let date = Date::of_moment(minutes / 1_440.0);
    let rest = minutes - 1_440.0 * date.moment();
    if rest > 0.0 && rest < 1_440.0 {
        let rest = rest as u32;
        format!("{date} {:02}:{:02}", rest / 60, rest % 60)
    } else {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_read_and_shown_alike() {
        for text in ["2022-03-21", "0001-01-01", "9999-12-31", "2024-02-29", "1969-12-31"] {
            assert_eq!(date(text).to_string(), text);
        }
        assert_eq!(date("1970-01-02").days(), 1);
        assert_eq!(date("2018-08-01").days(), 17_744);
    }

    #[test]
    fn other_forms_are_told_how_to_write_it() {
        let suggested = |text: &str| match text.parse::<Date>() {
            Err(DateError::Form { suggestion }) => suggestion,
            other => panic!("{text}: {other:?}"),
        };
        for text in
            ["2022/03/21", "2022-3-21", "2022.03.21", "21.03.2022", "03/21/2022", "2022–03–21"]
        {
            assert_eq!(suggested(text).as_deref(), Some("2022-03-21"), "{text}");
        }
        for text in [
            "03/04/2022",
            "22-03-21",
            "2022-03",
            "20220321",
            "2022/02/30",
            "2022-03-21 ",
            "",
            "a-b-c",
        ] {
            assert_eq!(suggested(text), None, "{text}");
        }
        assert_eq!(suggested("4/4/2022").as_deref(), Some("2022-04-04"));
    }

    #[test]
    fn days_that_do_not_exist_say_why() {
        let said = |text: &str| text.parse::<Date>().unwrap_err().to_string();
        assert_eq!(said("2022-02-30"), "February 2022 has 28 days");
        assert_eq!(said("2024-02-30"), "February 2024 has 29 days");
        assert_eq!(said("1900-02-29"), "February 1900 has 28 days");
        assert_eq!(said("2022-04-31"), "April 2022 has 30 days");
        assert_eq!(said("2022-04-00"), "April 2022 has 30 days");
        assert_eq!(said("2022-13-01"), "there is no month 13");
        assert_eq!(said("0000-01-01"), "years run from 0001 to 9999");
    }

    #[test]
    fn months_and_years_have_their_ends() {
        assert_eq!(year_days(2024).map(|(a, b)| b - a), Some(366));
        assert_eq!(year_days(2022), Some((18_993, 19_358)));
        assert_eq!(year_days(9999).map(|(_, b)| b), Some(Date::LAST.days() + 1));
        assert_eq!(year_days(0), None);
        assert_eq!(year_days(10_000), None);
        assert_eq!(date("2022-03-21").first_of_month(), date("2022-03-01"));
        assert_eq!(date("2022-12-21").first_of_next_month(), Some(date("2023-01-01")));
        assert_eq!(Date::LAST.first_of_next_month(), None);
        assert_eq!(Date::LAST.plus_days(1), None);
        assert_eq!(Date::LAST.plus_days(i32::MAX), None);
        assert_eq!(date("2022-03-21").weekday(), 0);
        assert_eq!(date("1969-12-31").weekday(), 2);
    }

    #[test]
    fn moments_show_their_time_of_day() {
        let noon = date("2022-03-21").moment() + 0.5;
        assert_eq!(format_moment(noon), "2022-03-21 12:00");
        assert_eq!(format_moment(noon - 0.5), "2022-03-21");
        assert_eq!(format_moment(noon + 0.5 - 1e-9), "2022-03-22");
        assert_eq!(format_moment(-0.25), "1969-12-31 18:00");
        for strange in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300] {
            assert!(!format_moment(strange).is_empty());
        }
    }
}
