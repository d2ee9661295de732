//! Units that a file declares.

use std::fmt;
use std::sync::Arc;

use super::spelling::plural_of;
use super::{Dimension, MAX_DECLARED, Quantity, Unit, UnitTable};

/// Why a declared unit was refused.
#[derive(Debug, Clone, PartialEq)]
pub enum DeclareError {
    /// The name, or its plural, is a unit already (or a word such as
    /// `million`).
    Exists(String),
    /// More than [`MAX_DECLARED`] dimensions.
    TooMany,
    /// A unit worth nothing, less than nothing, or infinitely much.
    NotPositive(f64),
}

impl fmt::Display for DeclareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(name) => write!(f, "`{name}` is a unit already"),
            Self::TooMany => {
                write!(f, "at most {MAX_DECLARED} units may be of a kind of their own")
            }
            Self::NotPositive(_) => write!(f, "a unit must be worth more than zero"),
        }
    }
}

impl UnitTable {
    /// `unit ship`: a unit of a new dimension. Its English plural is read too.
    pub fn declare_dimension(&mut self, name: &str) -> Result<Dimension, DeclareError> {
        self.check_free(name)?;
        let dimension = Dimension::declared(self.dimensions.len()).ok_or(DeclareError::TooMany)?;
        self.dimensions.push(name.to_owned());
        self.insert(name, dimension, 1.0);
        Ok(dimension)
    }

    /// `unit train = 50 TEU`: another name for a quantity. Its English plural
    /// is read too.
    pub fn declare_unit(&mut self, name: &str, worth: Quantity) -> Result<(), DeclareError> {
        self.check_free(name)?;
        if !(worth.value.is_finite() && worth.value > 0.0) {
            return Err(DeclareError::NotPositive(worth.value));
        }
        self.insert(name, worth.dimension, worth.value);
        Ok(())
    }

    fn check_free(&self, name: &str) -> Result<(), DeclareError> {
        if self.is_unit(name) || Self::multiplier(name).is_some() {
            return Err(DeclareError::Exists(name.to_owned()));
        }
        Ok(())
    }

    fn insert(&mut self, name: &str, dimension: Dimension, value: f64) {
        // A plural that is another unit's spelling is not this one's.
        let plural = plural_of(name).filter(|plural| self.check_free(plural).is_ok());
        let symbol: Arc<str> = name.into();
        let plural: Arc<str> = plural.map_or_else(|| symbol.clone(), Arc::from);
        let unit = Unit {
            symbol: symbol.clone(),
            singular: symbol.clone(),
            plural: plural.clone(),
            dimension,
            numerator: value,
            denominator: 1.0,
            currency: None,
        };
        self.declared.insert(plural, unit.clone());
        self.declared.insert(symbol, unit);
    }
}
