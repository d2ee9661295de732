//! Quantities: a number, its dimension, and the unit in which people wrote it.
//!
//! Units are data: [`UnitTable`] holds the built-in ones of the language guide,
//! the currencies of ISO 4217, and those that a set of files declares. Every
//! value is kept in canonical units, so that nothing converts in the middle of
//! an analysis: days, kilometres, tonnes, TEU, the base currency, tonnes of
//! CO2 equivalent, and one of each declared unit (volume is cubic kilometres).

mod builtin;
mod compound;
mod currency;
mod declare;
mod dimension;
mod error;
mod explain;
mod format;
mod spelling;
mod table;
#[cfg(test)]
mod tests;
mod value;

pub use compound::{CompoundUnit, parse_compound};
pub use currency::{CURRENCIES, CurrencyInfo, RateError, currency};
pub use declare::DeclareError;
pub use dimension::{BASE_DIMENSIONS, Dimension, MAX_DECLARED};
pub use error::UnitError;
pub use explain::{MissingFactor, missing_factor};
pub use format::{format_duration, format_number, format_quantity, format_significant, tidy};
pub use table::{Unit, UnitTable};
pub use value::{DimensionMismatch, Quantity, QuantityError};
