//! Compound units: `USD/TEU/day`, `USD/(t*km)`, `million USD/year`.

use super::builtin::WORDS;
use super::{Dimension, Unit, UnitError, UnitTable, format_quantity, tidy};

/// A unit as the author wrote it, with what one of it is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct CompoundUnit {
    /// What it measures.
    pub dimension: Dimension,
    /// The author's spelling, for the number 1: `million USD/year`, `day`.
    pub singular: String,
    /// The author's spelling for any other number: `days`.
    pub plural: String,
    /// What machine output shows: singular symbols, no words: `MUSD/year`.
    pub symbol: String,
    pub(super) numerator: f64,
    pub(super) denominator: f64,
    /// How many of `symbol` one of the unit is (1, but for `million days`).
    pub(super) in_symbol: f64,
}

impl CompoundUnit {
    /// A plain number.
    pub fn plain() -> Self {
        Self::start(Dimension::PLAIN, "", "", "")
    }

    fn start(dimension: Dimension, singular: &str, plural: &str, symbol: &str) -> Self {
        Self {
            dimension,
            singular: singular.to_owned(),
            plural: plural.to_owned(),
            symbol: symbol.to_owned(),
            numerator: 1.0,
            denominator: 1.0,
            in_symbol: 1.0,
        }
    }

    /// What one of it is in canonical units.
    pub fn factor(&self) -> f64 {
        self.numerator / self.denominator
    }

    /// A number of it in canonical units.
    pub fn to_canonical(&self, value: f64) -> f64 {
        value * self.numerator / self.denominator
    }

    /// A value in canonical units as a number of it.
    pub fn from_canonical(&self, value: f64) -> f64 {
        value * self.denominator / self.numerator
    }

    /// A value in canonical units as the number that stands before
    /// [`CompoundUnit::symbol`] in machine output.
    fn for_symbol(&self, value: f64) -> f64 {
        self.from_canonical(value) * self.in_symbol
    }

    /// A value in canonical units for machine output: the number and the
    /// symbol, without the noise in the last bits that converting to canonical
    /// units and back leaves.
    pub fn machine(&self, value: f64) -> (f64, &str) {
        (tidy(self.for_symbol(value)), &self.symbol)
    }

    /// A value in canonical units for people: `14.3 days`.
    pub fn show(&self, value: f64) -> String {
        format_quantity(value, self)
    }

    /// Text that is in canonical units already; for a dimension that no unit
    /// can be written for.
    pub(super) fn canonical(dimension: Dimension, text: &str) -> Self {
        Self::start(dimension, text, text, text)
    }
}

/// One part of a compound unit and where it stands.
struct Part<'a> {
    text: &'a str,
    at: usize,
    below: bool,
}

/// Reads a compound unit: an optional `thousand`, `million` or `billion`, then
/// unit symbols joined by `/`, with products in brackets below (`USD/(t*km)`)
/// or alone (`t*km`). The first part may be `1` or `%` (`1/year`, `%/day`).
/// Blanks stand only after the word and inside brackets.
pub fn parse_compound(text: &str, table: &UnitTable) -> Result<CompoundUnit, UnitError> {
    let whole = 0..text.len();
    let (word, rest_at) = leading_word(text);
    let rest = &text[rest_at..];
    let mut unit = CompoundUnit::plain();
    if rest.is_empty() {
        let Some((name, _, factor)) = word else {
            return Err(UnitError::Form { problem: "a unit is missing", at: whole });
        };
        unit.singular = name.to_owned();
        unit.plural = name.to_owned();
        unit.numerator = factor;
        unit.in_symbol = factor;
        return Ok(unit);
    }
    let parts = split(rest, rest_at)?;
    for (index, part) in parts.iter().enumerate() {
        let Some(found) = part_unit(part, index, parts.len(), table)? else { continue };
        let joined = if part.below {
            unit.dimension.per(found.dimension)
        } else {
            unit.dimension.times(found.dimension)
        };
        unit.dimension = joined.ok_or(UnitError::TooLarge { at: whole.clone() })?;
        let (above, below) = if part.below {
            (found.denominator, found.numerator)
        } else {
            (found.numerator, found.denominator)
        };
        unit.numerator *= above;
        unit.denominator *= below;
    }
    spell(&mut unit, rest, rest_at, &parts, table);
    if let Some((name, prefix, factor)) = word {
        apply_word(&mut unit, name, prefix, factor, &parts, table);
    }
    let in_range = |x: f64| x.is_finite() && x > 0.0;
    if in_range(unit.numerator) && in_range(unit.denominator) && in_range(unit.factor()) {
        Ok(unit)
    } else {
        Err(UnitError::TooLarge { at: whole })
    }
}

/// The multiplying word at the start, and where what follows it begins.
fn leading_word(text: &str) -> (Option<(&'static str, &'static str, f64)>, usize) {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    match WORDS.iter().find(|(name, ..)| *name == &text[..end]) {
        Some(word) => (Some(*word), text.len() - text[end..].trim_start().len()),
        None => (None, 0),
    }
}

fn form<T>(problem: &'static str, at: usize, length: usize) -> Result<T, UnitError> {
    Err(UnitError::Form { problem, at: at..at + length })
}

/// Cuts the text at its operators; `offset` is where it stands in the whole.
fn split(text: &str, offset: usize) -> Result<Vec<Part<'_>>, UnitError> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let (mut start, mut below, mut bracket, mut divided) = (0, false, false, false);
    let mut closed = false;
    for (at, c) in text.char_indices().chain([(text.len(), '\0')]) {
        let end = at == text.len();
        let operator = end || matches!(c, '/' | '*' | '(' | ')');
        if !operator {
            if closed {
                return form("an operator is missing after `)`", offset + at, c.len_utf8());
            }
            if c.is_whitespace() && !bracket {
                return form("a unit has no blanks outside brackets", offset + at, c.len_utf8());
            }
            continue;
        }
        let piece = &text[start..at];
        let name = piece.trim();
        let name_at = offset + start + (piece.len() - piece.trim_start().len());
        match c {
            '(' if bracket => return form("brackets do not nest in a unit", offset + at, 1),
            '(' if !name.is_empty() || closed => {
                return form("an operator is missing before `(`", offset + at, 1);
            }
            '(' => bracket = true,
            _ if name.is_empty() && !closed => {
                return form("a unit is missing here", offset + at.min(text.len()), 0);
            }
            '/' if bracket => {
                return form("inside brackets units are multiplied: write `*`", offset + at, 1);
            }
            '*' if divided && !bracket => {
                return form(
                    "units multiplied below `/` stand in brackets: `USD/(t*km)`",
                    offset + at,
                    1,
                );
            }
            ')' if !bracket => return form("`)` without `(`", offset + at, 1),
            _ if end && bracket => return form("`)` is missing", offset + at, 0),
            _ => {}
        }
        if !name.is_empty() {
            parts.push(Part { text: name, at: name_at, below });
        }
        closed = c == ')';
        match c {
            '/' => (below, divided) = (true, true),
            ')' => bracket = false,
            _ => {}
        }
        start = at + c.len_utf8();
    }
    Ok(parts)
}

/// The unit of a part; none for the `1` of `1/year`.
fn part_unit(
    part: &Part<'_>,
    index: usize,
    parts: usize,
    table: &UnitTable,
) -> Result<Option<Unit>, UnitError> {
    match part.text {
        "1" if index == 0 && parts > 1 => Ok(None),
        "%" if index == 0 => Ok(Some(Unit {
            symbol: "%".into(),
            singular: "%".into(),
            plural: "%".into(),
            dimension: Dimension::PLAIN,
            numerator: 1.0,
            denominator: 100.0,
            currency: None,
        })),
        text => table.lookup(text).map(Some).map_err(|error| shift(error, part.at)),
    }
}

/// Moves the place of an error of a part to where the part stands.
fn shift(mut error: UnitError, by: usize) -> UnitError {
    match &mut error {
        UnitError::Unknown { at, .. }
        | UnitError::NoRate { at, .. }
        | UnitError::NoBase { at, .. }
        | UnitError::Form { at, .. }
        | UnitError::TooLarge { at } => *at = at.start + by..at.end + by,
    }
    error
}

/// Writes the three spellings: the author's for one and for many (of what
/// stands above, only the last part takes the plural), and the symbols.
fn spell(
    unit: &mut CompoundUnit,
    text: &str,
    offset: usize,
    parts: &[Part<'_>],
    table: &UnitTable,
) {
    let last_above = parts.iter().rposition(|part| !part.below);
    let mut done = 0;
    for (index, part) in parts.iter().enumerate() {
        let at = part.at - offset;
        let between: String = text[done..at].chars().filter(|c| !c.is_whitespace()).collect();
        let found = table.lookup(part.text).ok();
        let (singular, plural, symbol) = match &found {
            Some(found) if Some(index) == last_above => {
                (&*found.singular, &*found.plural, &*found.symbol)
            }
            Some(found) => (&*found.singular, &*found.singular, &*found.symbol),
            None => (part.text, part.text, part.text),
        };
        for (spelling, name) in
            [(&mut unit.singular, singular), (&mut unit.plural, plural), (&mut unit.symbol, symbol)]
        {
            spelling.push_str(&between);
            spelling.push_str(name);
        }
        done = at + part.text.len();
    }
    let tail: String = text[done..].chars().filter(|c| !c.is_whitespace()).collect();
    for spelling in [&mut unit.singular, &mut unit.plural, &mut unit.symbol] {
        spelling.push_str(&tail);
    }
    // The one compound that the language lists as a unit of its own.
    if unit.symbol == "km/hour" {
        unit.symbol = "km/h".to_owned();
    }
}

/// Puts `million` before the unit; the symbol takes it as a prefix where the
/// unit has one.
fn apply_word(
    unit: &mut CompoundUnit,
    name: &str,
    prefix: &str,
    factor: f64,
    parts: &[Part<'_>],
    table: &UnitTable,
) {
    unit.singular = format!("{name} {}", unit.singular);
    unit.plural = format!("{name} {}", unit.plural);
    unit.numerator *= factor;
    let first = parts.first().and_then(|part| table.lookup(part.text).ok());
    let prefixed = first.as_ref().and_then(|first| {
        let prefixed = table.lookup(&format!("{prefix}{}", first.symbol)).ok()?;
        let same = prefixed.numerator == first.numerator * factor
            && prefixed.denominator == first.denominator
            && prefixed.dimension == first.dimension;
        (same && unit.symbol.starts_with(&*first.symbol)).then_some(())
    });
    match prefixed {
        Some(()) => unit.symbol.insert_str(0, prefix),
        None => unit.in_symbol = factor,
    }
}
