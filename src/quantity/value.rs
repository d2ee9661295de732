//! Quantities and their arithmetic.

use std::cmp::Ordering;
use std::fmt;

use super::{CompoundUnit, Dimension};

/// A value in canonical units with its dimension.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// In canonical units (day, km, t, TEU, base currency, tCO2e, declared).
    pub value: f64,
    /// What it measures.
    pub dimension: Dimension,
}

/// Two dimensions that should be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DimensionMismatch {
    /// Of the left or expected side.
    pub left: Dimension,
    /// Of the right side or what was found.
    pub right: Dimension,
}

/// Why arithmetic has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantityError {
    /// Sums and comparisons need one dimension.
    Mismatch(DimensionMismatch),
    /// A division by zero.
    ByZero,
    /// The result is beyond what a number holds, or an exponent is.
    TooLarge,
}

impl From<DimensionMismatch> for QuantityError {
    fn from(mismatch: DimensionMismatch) -> Self {
        Self::Mismatch(mismatch)
    }
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mismatch(DimensionMismatch { left, right }) => {
                write!(f, "{left} and {right} do not go together")
            }
            Self::ByZero => f.write_str("division by zero"),
            Self::TooLarge => f.write_str("the result is too large"),
        }
    }
}

impl Quantity {
    /// A value in canonical units.
    pub fn new(value: f64, dimension: Dimension) -> Self {
        Self { value, dimension }
    }

    /// A plain number.
    pub fn plain(value: f64) -> Self {
        Self::new(value, Dimension::PLAIN)
    }

    /// A number of a unit.
    pub fn of(number: f64, unit: &CompoundUnit) -> Self {
        Self::new(unit.to_canonical(number), unit.dimension)
    }

    /// How many of the unit it is (`as`).
    pub fn in_unit(self, unit: &CompoundUnit) -> Result<f64, DimensionMismatch> {
        self.require(unit.dimension)?;
        Ok(unit.from_canonical(self.value))
    }

    /// The value, if it has the dimension expected (the left of the error).
    pub fn require(self, expected: Dimension) -> Result<f64, DimensionMismatch> {
        if self.dimension == expected {
            Ok(self.value)
        } else {
            Err(DimensionMismatch { left: expected, right: self.dimension })
        }
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, QuantityError> {
        self.same(other)?;
        finite(self.value + other.value, Some(self.dimension))
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Result<Self, QuantityError> {
        self.same(other)?;
        finite(self.value - other.value, Some(self.dimension))
    }

    /// The product.
    pub fn times(self, other: Self) -> Result<Self, QuantityError> {
        finite(self.value * other.value, self.dimension.times(other.dimension))
    }

    /// The quotient.
    pub fn per(self, other: Self) -> Result<Self, QuantityError> {
        if other.value == 0.0 {
            return Err(QuantityError::ByZero);
        }
        finite(self.value / other.value, self.dimension.per(other.dimension))
    }

    /// The opposite; never −0.
    pub fn opposite(self) -> Self {
        Self::new(0.0 - self.value, self.dimension)
    }

    /// Which is larger; an error also where a side is no number.
    pub fn compare(self, other: Self) -> Result<Ordering, QuantityError> {
        self.same(other)?;
        self.value.partial_cmp(&other.value).ok_or(QuantityError::TooLarge)
    }

    fn same(self, other: Self) -> Result<(), DimensionMismatch> {
        if self.dimension == other.dimension {
            Ok(())
        } else {
            Err(DimensionMismatch { left: self.dimension, right: other.dimension })
        }
    }
}

fn finite(value: f64, dimension: Option<Dimension>) -> Result<Quantity, QuantityError> {
    match dimension {
        Some(dimension) if value.is_finite() => Ok(Quantity { value, dimension }),
        _ => Err(QuantityError::TooLarge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{UnitTable, parse_compound};

    #[test]
    fn arithmetic_carries_dimensions() {
        let table = UnitTable::new();
        let unit = |text| parse_compound(text, &table).unwrap();
        let way = Quantity::of(840.0, &unit("km"));
        let speed = Quantity::of(35.0, &unit("km/h"));
        let time = way.per(speed).unwrap();
        assert_eq!(time, Quantity::new(1.0, Dimension::TIME));
        assert_eq!(time.in_unit(&unit("hours")), Ok(24.0));
        assert_eq!(
            way.plus(time),
            Err(QuantityError::Mismatch(DimensionMismatch {
                left: Dimension::LENGTH,
                right: Dimension::TIME
            }))
        );
        assert_eq!(way.compare(way.plus(way).unwrap()), Ok(Ordering::Less));
        assert_eq!(way.minus(way).unwrap().opposite().value.to_bits(), 0.0_f64.to_bits());
        assert_eq!(way.per(Quantity::plain(0.0)), Err(QuantityError::ByZero));
        let huge = Quantity::plain(1e300);
        assert_eq!(huge.times(huge), Err(QuantityError::TooLarge));
        assert_eq!(time.in_unit(&unit("km")).unwrap_err().left, Dimension::LENGTH);
    }
}
