//! What is missing between the dimension found and the one expected, and
//! units that fit.

use super::{BASE_DIMENSIONS, CompoundUnit, Dimension, UnitTable, parse_compound};

/// What tells two dimensions apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingFactor {
    /// Expected divided by found; none if it is out of range.
    pub ratio: Option<Dimension>,
    /// In words, as the end of a sentence: "it lacks `/year`".
    pub text: String,
    /// Exactly a `1 / time` is missing: a rate was written without `/year`.
    pub lacks_rate: bool,
    /// What to write after the unit to mend it, where that is all: `/year`,
    /// `/day` for money, `/h` for a speed.
    pub append: Option<String>,
}

/// What must happen to a quantity of dimension `found` to make it one of
/// `expected`. The two differ.
pub fn missing_factor(expected: Dimension, found: Dimension, table: &UnitTable) -> MissingFactor {
    let ratio = expected.per(found);
    let lacks_rate =
        ratio == Dimension::TIME.power(-1) && !found.is_plain() && !expected.is_plain();
    let append = lacks_rate.then(|| format!("/{}", usual_time(expected)));
    let text = match ratio {
        _ if lacks_rate => format!("it lacks `/{}`", usual_time(expected)),
        _ if found.is_plain() && Some(expected) == Dimension::TIME.power(-1) => {
            "it does not say in which time; write `/week` or `/year` after it".to_owned()
        }
        _ if found.is_plain() => format!("it has no unit; write one, {}", such_as(expected, table)),
        _ if expected.is_plain() => "a plain number is needed here, without a unit".to_owned(),
        Some(ratio) if one_sided(ratio) => {
            let (verb, factor) = if ratio.exponents().iter().all(|e| *e >= 0) {
                ("multiply", ratio)
            } else {
                ("divide", ratio.power(-1).unwrap_or(ratio))
            };
            format!(
                "{verb} it by {}, or write {}",
                factors(factor, table),
                examples(expected, table)
            )
        }
        _ => format!("{} is needed, {}", table.words(expected), such_as(expected, table)),
    };
    MissingFactor { ratio, text, lacks_rate, append }
}

/// The time below the line that people write for a rate.
fn usual_time(rate: Dimension) -> &'static str {
    if rate == Dimension::SPEED {
        "h"
    } else if rate.money_exponent() > 0 {
        "day"
    } else {
        "year"
    }
}

fn one_sided(ratio: Dimension) -> bool {
    let exponents = ratio.exponents();
    exponents.iter().all(|e| *e >= 0) || exponents.iter().all(|e| *e <= 0)
}

fn such_as(dimension: Dimension, table: &UnitTable) -> String {
    format!("such as {}", examples(dimension, table))
}

/// "`days` or `hours`"
fn examples(dimension: Dimension, table: &UnitTable) -> String {
    let quoted: Vec<_> =
        table.fitting(dimension).into_iter().map(|unit| format!("`{unit}`")).collect();
    quoted.join(" or ")
}

/// "a time and a mass"
fn factors(dimension: Dimension, table: &UnitTable) -> String {
    const WITH_ARTICLE: [&str; BASE_DIMENSIONS.len()] = [
        "a time",
        "a length",
        "a mass",
        "a number of containers",
        "an amount of money",
        "an amount of emissions",
    ];
    if dimension == Dimension::VOLUME {
        return "a volume".to_owned();
    }
    let mut words = Vec::new();
    for (slot, exponent) in dimension.exponents().into_iter().enumerate() {
        let name = match (WITH_ARTICLE.get(slot), exponent) {
            (_, 0) => continue,
            (Some(name), _) => (*name).to_owned(),
            (None, _) => {
                let index = slot - BASE_DIMENSIONS.len();
                let declared = table.declared_dimensions().get(index);
                format!("a number of `{}`", declared.map_or("units", String::as_str))
            }
        };
        words.push(if exponent == 1 { name } else { format!("{name} (to the power {exponent})") });
    }
    words.join(" and ")
}

/// Units that people use for a dimension, best first. The base currency stands
/// for `USD`.
const COMMON: &[(&str, &str)] = &[
    ("days", "hours"),
    ("km", "nmi"),
    ("t", "kt"),
    ("TEU", "kTEU"),
    ("USD", "million USD"),
    ("tCO2e", "kgCO2e"),
    ("m3", "bbl"),
    ("km/h", "knots"),
    ("TEU/year", "kTEU/year"),
    ("kt/year", "Mt/year"),
    ("kbbl/day", "m3/day"),
    ("USD/TEU/km", "USD/FEU/km"),
    ("USD/(t*km)", "USD/t/km"),
    ("gCO2e/(t*km)", "kgCO2e/(t*km)"),
];

impl UnitTable {
    /// One or two compound units of this dimension, as an author would write
    /// them; empty for a plain number.
    pub fn fitting(&self, dimension: Dimension) -> Vec<String> {
        if dimension.is_plain() {
            return Vec::new();
        }
        let base = self.base().unwrap_or("USD");
        for (first, second) in COMMON {
            let both = [first.replace("USD", base), second.replace("USD", base)];
            let fits = |unit: &String| self.measure(unit) == Some(dimension);
            if both.iter().all(fits) {
                return both.to_vec();
            }
        }
        vec![self.compose(dimension)]
    }

    /// The unit in which a computed value of this dimension is shown when no
    /// author chose one: days, km, `TEU/year`, `USD/TEU`, `km/h`, …
    pub fn default_unit(&self, dimension: Dimension) -> CompoundUnit {
        if dimension.is_plain() {
            return CompoundUnit::plain();
        }
        let text = self.fitting(dimension).swap_remove(0);
        parse_compound(&text, self)
            .unwrap_or_else(|_| CompoundUnit::canonical(dimension, &self.words(dimension)))
    }

    /// The dimension of a unit's text, rates aside.
    fn measure(&self, text: &str) -> Option<Dimension> {
        if self.base().is_some() {
            return parse_compound(text, self).ok().map(|unit| unit.dimension);
        }
        let mut with_base = self.clone();
        with_base.set_base("USD").ok()?;
        parse_compound(text, &with_base).ok().map(|unit| unit.dimension)
    }

    /// A unit of any dimension, from one symbol for each base dimension.
    fn compose(&self, dimension: Dimension) -> String {
        let exponents = dimension.exponents();
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for (slot, exponent) in exponents.into_iter().enumerate() {
            let name = match slot {
                0 => "day",
                1 if exponent.unsigned_abs() == 3 => "m3",
                1 => "km",
                2 => "t",
                3 => "TEU",
                4 => self.base().unwrap_or("USD"),
                5 => "tCO2e",
                _ => self.dimensions.get(slot - BASE_DIMENSIONS.len()).map_or("1", String::as_str),
            };
            let times = match (slot, exponent.unsigned_abs()) {
                (0, _) if exponent < 0 => 0,
                (1, 3) => 1,
                (_, power) => usize::from(power),
            };
            let side = if exponent > 0 { &mut above } else { &mut below };
            side.extend(std::iter::repeat_n(name, times));
        }
        let mut text = match above.len() {
            0 => "1".to_owned(),
            1 => above[0].to_owned(),
            _ => format!("({})", above.join("*")),
        };
        match below.len() {
            0 => {}
            1 => text.extend(["/", below[0]]),
            _ => text.extend(["/(", &below.join("*"), ")"]),
        }
        for _ in exponents[0]..0 {
            text.extend(["/", usual_time(dimension)]);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> UnitTable {
        let mut table = UnitTable::new();
        table.set_base("EUR").unwrap();
        table.declare_dimension("ship").unwrap();
        table
    }

    fn missing(expected: &str, found: &str) -> MissingFactor {
        let table = table();
        let dimension = |text: &str| match text {
            "" => Dimension::PLAIN,
            _ => parse_compound(text, &table).unwrap().dimension,
        };
        missing_factor(dimension(expected), dimension(found), &table)
    }

    #[test]
    fn a_rate_without_its_year_is_told_as_such() {
        let found = missing("TEU/year", "kTEU");
        assert!(found.lacks_rate);
        assert_eq!(found.text, "it lacks `/year`");
        assert_eq!(found.append.as_deref(), Some("/year"));
        assert_eq!(missing("EUR/TEU/day", "EUR/TEU").text, "it lacks `/day`");
        assert_eq!(missing("km/h", "km").text, "it lacks `/h`");
        assert!(!missing("1/year", "").lacks_rate);
        assert!(!missing("TEU", "TEU/year").lacks_rate);
    }

    #[test]
    fn other_factors_are_told_in_words() {
        let text = |expected, found| missing(expected, found).text;
        assert_eq!(
            text("EUR/TEU", "EUR"),
            "divide it by a number of containers, or write `EUR/TEU`"
        );
        assert_eq!(text("TEU", "TEU/year"), "multiply it by a time, or write `TEU` or `kTEU`");
        assert_eq!(text("days", "km"), "time is needed, such as `days` or `hours`");
        assert_eq!(text("days", ""), "it has no unit; write one, such as `days` or `hours`");
        assert_eq!(
            text("1/year", ""),
            "it does not say in which time; write `/week` or `/year` after it"
        );
        assert_eq!(text("", "days"), "a plain number is needed here, without a unit");
        assert_eq!(
            text("ship/year", "1/year"),
            "multiply it by a number of `ship`, or write `ship/year`"
        );
        assert_eq!(
            text("m3/year", "1/year"),
            "multiply it by a volume, or write `kbbl/day` or `m3/day`"
        );
    }

    #[test]
    fn every_dimension_has_a_unit_that_fits() {
        let table = table();
        for text in [
            "days",
            "km",
            "t",
            "TEU",
            "EUR",
            "tCO2e",
            "m3",
            "km/h",
            "TEU/year",
            "kt/year",
            "kbbl/day",
            "EUR/TEU",
            "EUR/(t*km)",
            "EUR/TEU/day",
            "ship",
            "ship/week",
            "1/year",
            "(t*km)/year",
            "day*day",
            "EUR/ship/km",
            "1/(t*km)",
            "t/TEU",
            "bbl/t",
            "EUR/year",
        ] {
            let unit = parse_compound(text, &table).unwrap();
            let default = table.default_unit(unit.dimension);
            assert_eq!(default.dimension, unit.dimension, "{text}: {default:?}");
            assert_ne!(default.symbol, "", "{text}");
            let again = parse_compound(&default.symbol, &table).unwrap();
            assert_eq!(again.factor(), default.factor(), "{text}");
        }
        let symbol =
            |text| table.default_unit(parse_compound(text, &table).unwrap().dimension).symbol;
        assert_eq!(symbol("h"), "day");
        assert_eq!(symbol("kEUR/FEU"), "EUR/TEU");
        assert_eq!(symbol("knot"), "km/h");
        assert_eq!(symbol("EUR/TEU/day"), "EUR/TEU/day");
        assert_eq!(symbol("TEU/day"), "TEU/year");
        // No base currency yet: still a unit to propose.
        assert_eq!(UnitTable::new().fitting(Dimension::MONEY), ["USD", "million USD"]);
    }
}
