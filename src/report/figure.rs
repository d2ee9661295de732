//! The leaves of the tree: figures, shares, differences and places.

use std::sync::Arc;

use crate::quantity::{CompoundUnit, format_number, format_significant};
use crate::source::{SourceMap, Span};

/// The unit in which a figure is shown: as the author wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownUnit(pub Arc<CompoundUnit>);

impl From<&CompoundUnit> for ShownUnit {
    fn from(unit: &CompoundUnit) -> Self {
        Self(Arc::new(unit.clone()))
    }
}

impl From<CompoundUnit> for ShownUnit {
    fn from(unit: CompoundUnit) -> Self {
        Self(Arc::new(unit))
    }
}

impl From<&Arc<CompoundUnit>> for ShownUnit {
    fn from(unit: &Arc<CompoundUnit>) -> Self {
        Self(Arc::clone(unit))
    }
}

impl From<&ShownUnit> for ShownUnit {
    fn from(unit: &ShownUnit) -> Self {
        unit.clone()
    }
}

/// How much: a number, or one of the three ways of having none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// In canonical units; always finite.
    Known(f64),
    /// No limit.
    Unlimited,
    /// Written as `unknown`.
    Unknown,
    /// There is no such figure (the mean time of nothing).
    Missing,
}

/// A quantity as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// How much.
    pub amount: Amount,
    /// In which unit.
    pub unit: ShownUnit,
    /// An absent cost or emission was counted as 0 in it.
    pub incomplete: bool,
    /// Other optimal answers have another value here.
    pub varies: bool,
}

impl Figure {
    /// A value in canonical units; one that is not finite is
    /// [`Amount::Missing`].
    pub fn new(canonical: f64, unit: impl Into<ShownUnit>) -> Self {
        let amount = if canonical.is_finite() { Amount::Known(canonical) } else { Amount::Missing };
        Self::of(amount, unit)
    }

    /// No limit, in this unit.
    pub fn unlimited(unit: impl Into<ShownUnit>) -> Self {
        Self::of(Amount::Unlimited, unit)
    }

    /// Written as `unknown`.
    pub fn unknown(unit: impl Into<ShownUnit>) -> Self {
        Self::of(Amount::Unknown, unit)
    }

    /// There is none.
    pub fn missing(unit: impl Into<ShownUnit>) -> Self {
        Self::of(Amount::Missing, unit)
    }

    /// Any amount.
    pub fn of(amount: Amount, unit: impl Into<ShownUnit>) -> Self {
        Self { amount, unit: unit.into(), incomplete: false, varies: false }
    }

    /// Marks it as incomplete where `yes`.
    #[must_use]
    pub fn incomplete(mut self, yes: bool) -> Self {
        self.incomplete = yes;
        self
    }

    /// Marks it as varying among the optimal answers where `yes`.
    #[must_use]
    pub fn varies(mut self, yes: bool) -> Self {
        self.varies = yes;
        self
    }

    /// The value in canonical units, if it is known.
    pub fn value(&self) -> Option<f64> {
        match self.amount {
            Amount::Known(value) => Some(value),
            _ => None,
        }
    }

    /// The number alone, for a column whose header has the unit.
    pub fn number(&self) -> String {
        match self.amount {
            Amount::Known(value) => self.mark(format_number(self.unit.0.from_canonical(value))),
            Amount::Unlimited => "unlimited".to_owned(),
            Amount::Unknown => "unknown".to_owned(),
            Amount::Missing => "–".to_owned(),
        }
    }

    /// Number and unit: `14.3 days`; `*` marks an incomplete figure, `~` one
    /// that varies (the text ends with what they mean).
    pub fn shown(&self) -> String {
        match self.amount {
            Amount::Known(value) => self.mark(self.unit.0.show(value)),
            _ => self.number(),
        }
    }

    fn mark(&self, text: String) -> String {
        let before = if self.varies { "~" } else { "" };
        let after = if self.incomplete { "*" } else { "" };
        format!("{before}{text}{after}")
    }
}

/// A part of a whole: 0.28 for programs, `28 %` for people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share(pub f64);

impl Share {
    /// `28 %`, `0.5 %`, `112 %`.
    pub fn shown(self) -> String {
        if self.0.is_finite() {
            format!("{} %", percent_digits(100.0 * self.0))
        } else {
            "–".to_owned()
        }
    }
}

/// How much a figure changed: with sign, and in percent of what it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// After less before, canonical; none where one of them is not known.
    pub value: Option<f64>,
    /// In percent of the value before; none where that is zero.
    pub percent: Option<f64>,
    /// In which unit.
    pub unit: ShownUnit,
}

impl Difference {
    /// From `before` to `after`, shown in the unit of `after`.
    pub fn between(before: &Figure, after: &Figure) -> Self {
        // What differs only in the last bits is the same.
        let same = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
        let values = before.value().zip(after.value());
        let values = values.map(|(a, b)| if same(a, b) { (a, a) } else { (a, b) });
        Self {
            value: values.map(|(before, after)| after - before),
            percent: values
                .filter(|(before, _)| *before != 0.0)
                .map(|(before, after)| 100.0 * (after - before) / before.abs()),
            unit: after.unit.clone(),
        }
    }

    /// `+2.3 days (+19 %)`; `same` where nothing changed, `–` where one side
    /// has no figure.
    pub fn shown(&self) -> String {
        self.text(|value| self.unit.0.show(value))
    }

    /// Likewise without the unit, for a column whose header has it.
    pub fn number(&self) -> String {
        self.text(|value| format_number(self.unit.0.from_canonical(value)))
    }

    fn text(&self, show: impl Fn(f64) -> String) -> String {
        let Some(value) = self.value else { return "–".to_owned() };
        if value == 0.0 {
            return "same".to_owned();
        }
        let sign = if value > 0.0 { "+" } else { "" };
        let percent = self.percent.map(|percent| format!(" ({})", signed_percent(percent)));
        format!("{sign}{}{}", show(value), percent.unwrap_or_default())
    }
}

/// `+19 %`, `-0.4 %`.
fn signed_percent(percent: f64) -> String {
    let sign = if percent > 0.0 { "+" } else { "" };
    format!("{sign}{} %", percent_digits(percent))
}

/// Two digits are enough for a percentage; whole ones from 10 on.
fn percent_digits(percent: f64) -> String {
    format_significant(percent, 2)
}

/// A place in a file, as people write it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file's name as messages show it.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
}

impl Place {
    /// Where a span begins.
    pub fn of(span: Span, sources: &SourceMap) -> Self {
        let position = sources.position(span);
        let file = sources.file(span.file).name().to_owned();
        Self { file, line: position.line, column: position.column }
    }

    /// `middle.corridor:12`.
    pub fn shown(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{UnitTable, parse_compound};

    fn unit(text: &str) -> ShownUnit {
        parse_compound(text, &UnitTable::new()).unwrap().into()
    }

    #[test]
    fn figures_show_what_they_are() {
        let days = unit("days");
        assert_eq!(Figure::new(14.27, &days).shown(), "14.3 days");
        assert_eq!(Figure::new(14.27, &days).number(), "14.3");
        assert_eq!(Figure::new(14.27, &days).incomplete(true).shown(), "14.3 days*");
        assert_eq!(Figure::new(14.27, &days).varies(true).number(), "~14.3");
        assert_eq!(Figure::new(f64::INFINITY, &days).amount, Amount::Missing);
        assert_eq!(Figure::unlimited(&days).shown(), "unlimited");
        assert_eq!(Figure::unknown(&days).shown(), "unknown");
        assert_eq!(Figure::missing(&days).shown(), "–");
    }

    #[test]
    fn differences_have_sign_and_percent() {
        let days = unit("days");
        let between = |a: f64, b: f64| {
            Difference::between(&Figure::new(a, &days), &Figure::new(b, &days)).shown()
        };
        assert_eq!(between(12.0, 14.3), "+2.3 days (+19 %)");
        assert_eq!(between(14.3, 12.0), "-2.3 days (-16 %)");
        assert_eq!(between(0.0, 3.0), "+3 days");
        assert_eq!(between(-2.0, -1.0), "+1 day (+50 %)");
        assert_eq!(between(3.0, 3.0), "same");
        assert_eq!(between(f64::NAN, 3.0), "–");
    }

    #[test]
    fn shares_are_percentages() {
        assert_eq!(Share(0.28).shown(), "28 %");
        assert_eq!(Share(1.0).shown(), "100 %");
        assert_eq!(Share(0.004_56).shown(), "0.46 %");
        assert_eq!(Share(f64::NAN).shown(), "–");
    }
}
