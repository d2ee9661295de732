//! Every spelling of every built-in unit, worked out once from the table.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::builtin::{LARGE, Prefixes, ROWS, SMALL};
use super::{CURRENCIES, Dimension, Unit};

/// The built-in units by spelling.
pub(super) fn built_in() -> &'static BTreeMap<Arc<str>, Unit> {
    static UNITS: OnceLock<BTreeMap<Arc<str>, Unit>> = OnceLock::new();
    UNITS.get_or_init(|| {
        let mut units = BTreeMap::new();
        for row in ROWS {
            let unit = Unit {
                symbol: row.symbol.into(),
                singular: row.symbol.into(),
                plural: row.plural.unwrap_or(row.symbol).into(),
                dimension: row.dimension,
                numerator: row.numerator,
                denominator: row.denominator,
                currency: None,
            };
            for (singular, plural) in row.spellings {
                let spelled =
                    Unit { singular: (*singular).into(), plural: (*plural).into(), ..unit.clone() };
                add(&mut units, singular, &spelled);
                add(&mut units, plural, &spelled);
            }
            // The symbol itself goes last: it is never written in the plural
            // unless it is a word.
            add(&mut units, &unit.plural, &unit);
            add(&mut units, &unit.symbol, &unit);
            add_prefixed(&mut units, &unit, row.prefixes);
        }
        for (index, currency) in CURRENCIES.iter().enumerate() {
            let unit = Unit {
                symbol: currency.code.into(),
                singular: currency.code.into(),
                plural: currency.code.into(),
                dimension: Dimension::MONEY,
                numerator: 1.0,
                denominator: 1.0,
                currency: Some(index),
            };
            add(&mut units, currency.code, &unit);
            add_prefixed(&mut units, &unit, Prefixes::Large);
        }
        units
    })
}

fn add(units: &mut BTreeMap<Arc<str>, Unit>, spelling: &str, unit: &Unit) {
    units.insert(spelling.into(), unit.clone());
}

fn add_prefixed(units: &mut BTreeMap<Arc<str>, Unit>, unit: &Unit, prefixes: Prefixes) {
    let small: &[_] = if prefixes == Prefixes::All { &SMALL } else { &[] };
    let large: &[_] = if prefixes == Prefixes::No { &[] } else { &LARGE };
    for (prefix, above, below) in small.iter().chain(large) {
        let symbol: Arc<str> = format!("{prefix}{}", unit.symbol).into();
        let prefixed = Unit {
            symbol: symbol.clone(),
            singular: symbol.clone(),
            plural: symbol.clone(),
            numerator: unit.numerator * above,
            denominator: unit.denominator * below,
            ..unit.clone()
        };
        add(units, &symbol, &prefixed);
    }
}

/// The plural of a declared unit, by the rules of English; none for a name
/// that is not written in Latin letters.
pub(super) fn plural_of(name: &str) -> Option<String> {
    let last = name.chars().next_back()?;
    if !name.is_ascii() || !last.is_ascii_alphabetic() {
        return None;
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let vowel_before = ["ay", "ey", "iy", "oy", "uy"];
    Some(if ends(&["s", "x", "z", "ch", "sh"]) {
        format!("{name}es")
    } else if last == 'y' && name.len() > 1 && !ends(&vowel_before) {
        format!("{}ies", &name[..name.len() - 1])
    } else {
        format!("{name}s")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_of_declared_units() {
        for (one, many) in
            [("ship", "ships"), ("ferry", "ferries"), ("day", "days"), ("box", "boxes")]
        {
            assert_eq!(plural_of(one).as_deref(), Some(many));
        }
        assert_eq!(plural_of("вагон"), None);
        assert_eq!(plural_of("wagon_2"), None);
    }
}
