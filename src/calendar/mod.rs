//! Dates, windows and seasons. Days are UTC; windows are half open.
//!
//! A moment is a number of days since 1970-01-01 00:00 UTC, with fractions;
//! a [`Date`] is the midnight that begins it.

mod civil;
mod date;
mod interval;
mod window;
mod yearly;

pub use date::{Date, DateError, format_moment, year_days};
pub use interval::{IntervalSet, stretches};
pub use window::{Window, WindowError};
pub use yearly::{MONTHS, Yearly, YearlyError, month_number, nearest_month};
