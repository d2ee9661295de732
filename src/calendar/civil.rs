//! The one file that knows `jiff`: days since 1970-01-01 to year, month and
//! day of the proleptic Gregorian calendar and back.

use jiff::SignedDuration;
use jiff::civil::{Date, date};

const EPOCH: Date = date(1970, 1, 1);
const HOURS: i64 = 24;

/// 0001-01-01.
pub(super) const FIRST_DAY: i32 = -719_162;
/// 9999-12-31.
pub(super) const LAST_DAY: i32 = 2_932_896;

/// The day of a date of the years 1 to 9999; none if there is no such day.
pub(super) fn to_days(year: i32, month: u8, day: u8) -> Option<i32> {
    if year < 1 {
        return None;
    }
    let year = i16::try_from(year).ok()?;
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    i32::try_from(date.duration_since(EPOCH).as_hours() / HOURS).ok()
}

/// Year, month and day; days outside the years 1 to 9999 count as the nearest
/// inside.
pub(super) fn from_days(days: i32) -> (i32, u8, u8) {
    let days = days.clamp(FIRST_DAY, LAST_DAY);
    let date = EPOCH.saturating_add(SignedDuration::from_hours(i64::from(days) * HOURS));
    (i32::from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs())
}

/// How many days the month has; none if there is no such month.
pub(super) fn days_in_month(year: i32, month: u8) -> Option<u8> {
    let first = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok()?;
    Some(first.days_in_month().unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_the_one_after_the_day_before() {
        assert_eq!(to_days(1, 1, 1), Some(FIRST_DAY));
        assert_eq!(to_days(9999, 12, 31), Some(LAST_DAY));
        assert_eq!(to_days(1970, 1, 1), Some(0));
        assert_eq!(to_days(2000, 3, 1), Some(11_017));
        let mut expected = (1, 1, 1);
        for day in FIRST_DAY..=LAST_DAY {
            // Every day of eight centuries, and then a sample.
            if !(-200_000..100_000).contains(&day) && day % 97 != 0 {
                continue;
            }
            let (year, month, of_month) = from_days(day);
            assert_eq!(to_days(year, month, of_month), Some(day));
            assert!((year, month, of_month) >= expected);
            expected = (year, month, of_month);
        }
        for (year, month, day) in
            [(0, 1, 1), (10_000, 1, 1), (2023, 2, 29), (2023, 13, 1), (2023, 0, 1)]
        {
            assert_eq!(to_days(year, month, day), None);
        }
        assert_eq!(from_days(i32::MIN), (1, 1, 1));
        assert_eq!(from_days(i32::MAX), (9999, 12, 31));
    }
}
