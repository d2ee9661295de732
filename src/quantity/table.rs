//! The units that a set of files may use.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::builtin::{SLIPS, WORDS};
use super::currency::{Rates, currency};
use super::spelling::built_in;
use super::{CURRENCIES, Dimension, RateError, UnitError};
use crate::diagnostic::closest;

/// One unit: a symbol that stands by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// What machine output shows: singular, never an abbreviation (`hour`).
    pub symbol: Arc<str>,
    /// What text shows for 1, in the author's spelling.
    pub singular: Arc<str>,
    /// What text shows for any other number.
    pub plural: Arc<str>,
    /// What it measures.
    pub dimension: Dimension,
    /// One unit is `numerator / denominator` canonical units.
    pub numerator: f64,
    /// See `numerator`.
    pub denominator: f64,
    /// For money the index in [`CURRENCIES`].
    pub(super) currency: Option<usize>,
}

/// The units of a set of files: the built-in ones, and what it declares.
#[derive(Debug, Clone)]
pub struct UnitTable {
    pub(super) declared: BTreeMap<Arc<str>, Unit>,
    pub(super) dimensions: Vec<String>,
    rates: Rates,
    base: Option<usize>,
}

impl Default for UnitTable {
    fn default() -> Self {
        Self::new()
    }
}

impl UnitTable {
    /// The built-in units; no base currency and no rates.
    pub fn new() -> Self {
        Self { declared: BTreeMap::new(), dimensions: Vec::new(), rates: Rates::new(), base: None }
    }

    /// Makes `code` the currency in which money is kept. Set it before the
    /// first unit is looked up (values found before would be in another one).
    pub fn set_base(&mut self, code: &str) -> Result<(), RateError> {
        let index = currency(code).ok_or_else(|| RateError::Unknown {
            code: code.to_owned(),
            nearest: closest(code, CURRENCIES.iter().map(|c| c.code)),
        })?;
        self.base = Some(index);
        Ok(())
    }

    /// The code of the currency in which money is kept.
    pub fn base(&self) -> Option<&'static str> {
        self.base.map(|index| CURRENCIES[index].code)
    }

    /// Takes up the exchange rate `1 of = rate to` (`currency EUR = 1.08 USD`).
    /// Rates may run either way and chain.
    pub fn add_rate(&mut self, of: &str, rate: f64, to: &str) -> Result<(), RateError> {
        self.rates.add(of, rate, to)
    }

    /// Whether the word names a unit, in any spelling; rates do not matter.
    pub fn is_unit(&self, word: &str) -> bool {
        self.declared.contains_key(word) || built_in().contains_key(word)
    }

    /// The factor of `thousand`, `million` or `billion`.
    pub fn multiplier(word: &str) -> Option<f64> {
        WORDS.iter().find(|(name, ..)| *name == word).map(|(.., factor)| *factor)
    }

    /// The ISO code of the currency in which `word` counts (`kUSD`: `USD`).
    pub fn currency_of(&self, word: &str) -> Option<&'static str> {
        built_in().get(word)?.currency.map(|index| CURRENCIES[index].code)
    }

    /// The unit of one symbol. An error's place is the whole symbol.
    pub fn lookup(&self, symbol: &str) -> Result<Unit, UnitError> {
        let at = 0..symbol.len();
        let found = self.declared.get(symbol).or_else(|| built_in().get(symbol));
        let Some(unit) = found else {
            return Err(self.unknown(symbol));
        };
        let Some(currency) = unit.currency else {
            return Ok(unit.clone());
        };
        let code = CURRENCIES[currency].code;
        let Some(base) = self.base else {
            return Err(UnitError::NoBase { currency: code, at });
        };
        match self.rates.between(currency, base) {
            Some((above, below)) => Ok(Unit {
                numerator: unit.numerator * above,
                denominator: unit.denominator * below,
                ..unit.clone()
            }),
            None => Err(UnitError::NoRate { currency: code, base: CURRENCIES[base].code, at }),
        }
    }

    /// The names of the declared dimensions, in the order of declaration.
    pub fn declared_dimensions(&self) -> &[String] {
        &self.dimensions
    }

    /// A dimension in words, `container / time`.
    pub fn words(&self, dimension: Dimension) -> String {
        dimension.words(&self.dimensions)
    }

    /// Every spelling that is read, built-in ones first, each part in order.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        built_in().keys().chain(self.declared.keys()).map(|spelling| &**spelling)
    }

    fn unknown(&self, symbol: &str) -> UnitError {
        let hint = SLIPS.iter().find(|(slip, _)| *slip == symbol).map(|(_, hint)| *hint);
        let nearest = if hint.is_some() { None } else { self.nearest(symbol) };
        UnitError::Unknown { part: symbol.to_owned(), at: 0..symbol.len(), nearest, hint }
    }

    /// The nearest unit. One or two letters have too many neighbours: only the
    /// case may differ there.
    fn nearest(&self, symbol: &str) -> Option<String> {
        let found = if symbol.chars().count() <= 2 {
            self.spellings().find(|spelling| spelling.eq_ignore_ascii_case(symbol))
        } else {
            closest(symbol, self.spellings())
        };
        found.map(str::to_owned)
    }
}
