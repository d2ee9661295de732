//! When something holds.

use std::fmt;

use super::{IntervalSet, Yearly};

/// When something holds: half open, in days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Window {
    /// Between two moments, either of which may be open.
    Between {
        /// The first moment at which it holds.
        from: Option<f64>,
        /// The first at which it no longer does.
        until: Option<f64>,
    },
    /// Every year.
    Yearly(Yearly),
}

/// Why a window holds nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WindowError {
    /// It ends before it starts.
    EndsBefore,
    /// It ends where it starts (the end is not included).
    Empty,
    /// A duration that is negative, infinite or no number, in days.
    Duration(f64),
}

impl fmt::Display for WindowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndsBefore => f.write_str("this window ends before it starts"),
            Self::Empty => f.write_str("this window ends the moment it starts"),
            Self::Duration(days) if *days < 0.0 => {
                f.write_str("a window cannot last less than no time")
            }
            Self::Duration(_) => f.write_str("a window must last a finite time"),
        }
    }
}

impl Window {
    /// `from DATE`, `until DATE`, `from DATE to DATE`.
    pub fn between(from: Option<f64>, until: Option<f64>) -> Result<Self, WindowError> {
        match (from, until) {
            (Some(from), Some(until)) if until < from => Err(WindowError::EndsBefore),
            (Some(from), Some(until)) if until == from => Err(WindowError::Empty),
            _ => Ok(Self::Between { from, until }),
        }
    }

    /// `from DATE for DURATION`, the duration in days.
    pub fn lasting(from: f64, days: f64) -> Result<Self, WindowError> {
        if !days.is_finite() || days < 0.0 {
            return Err(WindowError::Duration(days));
        }
        Self::between(Some(from), Some(from + days))
    }

    /// Whether it holds at a moment.
    pub fn holds(&self, moment: f64) -> bool {
        match self {
            Self::Between { from, until } => {
                from.is_none_or(|from| from <= moment) && until.is_none_or(|until| moment < until)
            }
            Self::Yearly(yearly) => yearly.holds(moment),
        }
    }

    /// When it holds inside `from..until`.
    pub fn within(&self, from: f64, until: f64) -> IntervalSet {
        match self {
            Self::Between { from: start, until: end } => IntervalSet::between(
                start.map_or(from, |start| start.max(from)),
                end.map_or(until, |end| end.min(until)),
            ),
            Self::Yearly(yearly) => yearly.expand(from, until),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Date;

    fn at(text: &str) -> f64 {
        text.parse::<Date>().unwrap().moment()
    }

    #[test]
    fn windows_are_half_open() {
        let window = Window::between(Some(at("2022-03-28")), Some(at("2022-04-25"))).unwrap();
        assert!(window.holds(at("2022-03-28")));
        assert!(window.holds(at("2022-04-25") - 1e-6));
        assert!(!window.holds(at("2022-04-25")));
        assert_eq!(window.within(at("2022-01-01"), at("2022-04-01")).days(), 4.0);
        let open = Window::between(Some(at("2018-08-01")), None).unwrap();
        assert!(open.holds(at("9999-12-31")) && !open.holds(at("2018-07-31")));
        assert!(open.within(at("2010-01-01"), at("2011-01-01")).is_empty());
        let until = Window::between(None, Some(0.0)).unwrap();
        assert_eq!(until.within(-3.0, 5.0).pieces(), [(-3.0, 0.0)]);
    }

    #[test]
    fn a_window_may_last_part_of_a_day() {
        let window = Window::lasting(10.0, 1.5).unwrap();
        assert!(window.holds(11.25) && !window.holds(11.5));
        assert_eq!(Window::lasting(10.0, -1.0), Err(WindowError::Duration(-1.0)));
        assert_eq!(Window::lasting(10.0, 0.0), Err(WindowError::Empty));
        assert!(matches!(Window::lasting(10.0, f64::NAN), Err(WindowError::Duration(_))));
        assert_eq!(Window::between(Some(2.0), Some(1.0)), Err(WindowError::EndsBefore));
    }

    #[test]
    fn a_yearly_window_repeats() {
        let winter = Window::Yearly(Yearly::days((11, 15), (3, 15)).unwrap());
        assert!(winter.holds(at("2030-01-01")) && !winter.holds(at("2030-03-16")));
        assert_eq!(winter.within(at("2022-01-01"), at("2023-01-01")).days(), 74.0 + 47.0);
    }
}
