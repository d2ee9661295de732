//! The built-in units, as data.

use super::Dimension;

/// Which prefixes a unit takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefixes {
    /// None.
    No,
    /// Thousand, million, billion.
    Large,
    /// Those, and hundredth and thousandth (the metre alone).
    All,
}

/// One row of the table. The value of one unit is `numerator / denominator`
/// canonical units, both exact in binary, so that one rounding is the most
/// that a conversion makes.
pub(super) struct Row {
    /// The symbol that machine output shows; takes the prefixes.
    pub symbol: &'static str,
    /// The plural that text shows of it, for those that are words.
    pub plural: Option<&'static str>,
    /// Other spellings that are read and shown again: singular, plural.
    pub spellings: &'static [(&'static str, &'static str)],
    pub dimension: Dimension,
    pub numerator: f64,
    pub denominator: f64,
    pub prefixes: Prefixes,
}

const fn row(
    symbol: &'static str,
    dimension: Dimension,
    numerator: f64,
    denominator: f64,
    prefixes: Prefixes,
) -> Row {
    Row { symbol, plural: None, spellings: &[], dimension, numerator, denominator, prefixes }
}

impl Row {
    const fn word(mut self, plural: &'static str) -> Self {
        self.plural = Some(plural);
        self
    }

    const fn also(mut self, spellings: &'static [(&'static str, &'static str)]) -> Self {
        self.spellings = spellings;
        self
    }
}

use Prefixes::{All, Large, No};

/// Prefixes and their factors, as exact numerator and denominator.
pub(super) const LARGE: [(&str, f64, f64); 3] = [("k", 1e3, 1.0), ("M", 1e6, 1.0), ("G", 1e9, 1.0)];
/// The prefixes of the metre alone.
pub(super) const SMALL: [(&str, f64, f64); 2] = [("m", 1.0, 1e3), ("c", 1.0, 1e2)];

/// The words that multiply the unit after them, and the prefix that says the
/// same.
pub(super) const WORDS: [(&str, &str, f64); 3] =
    [("thousand", "k", 1e3), ("million", "M", 1e6), ("billion", "G", 1e9)];

/// Every built-in unit but the currencies. A year is 365 days and a month a
/// twelfth of it; the barrel is 42 US gallons; mile, nautical mile and pound
/// are the international ones.
pub(super) const ROWS: &[Row] = &[
    row("s", Dimension::TIME, 1.0, 86_400.0, No).also(&[("second", "seconds")]),
    row("min", Dimension::TIME, 1.0, 1_440.0, No).also(&[("minute", "minutes")]),
    row("hour", Dimension::TIME, 1.0, 24.0, No).word("hours").also(&[("h", "h")]),
    row("day", Dimension::TIME, 1.0, 1.0, No).word("days").also(&[("d", "d")]),
    row("week", Dimension::TIME, 7.0, 1.0, No).word("weeks").also(&[("wk", "wk")]),
    row("month", Dimension::TIME, 365.0, 12.0, No).word("months"),
    row("year", Dimension::TIME, 365.0, 1.0, No).word("years").also(&[("yr", "yr")]),
    row("m", Dimension::LENGTH, 1.0, 1e3, All),
    row("mi", Dimension::LENGTH, 1_609_344.0, 1e6, No),
    row("nmi", Dimension::LENGTH, 1_852.0, 1e3, No),
    row("knot", Dimension::SPEED, 44_448.0, 1e3, No).word("knots").also(&[("kn", "kn")]),
    row("t", Dimension::MASS, 1.0, 1.0, Large),
    row("g", Dimension::MASS, 1.0, 1e6, Large),
    row("lb", Dimension::MASS, 45_359_237.0, 1e11, No).also(&[("lb", "lbs")]),
    row("m3", Dimension::VOLUME, 1.0, 1e9, No),
    row("L", Dimension::VOLUME, 1.0, 1e12, Large),
    row("bbl", Dimension::VOLUME, 158_987_294_928.0, 1e21, Large).also(&[("bbl", "bbls")]),
    row("TEU", Dimension::CONTAINER, 1.0, 1.0, Large).also(&[("TEU", "TEUs")]),
    row("FEU", Dimension::CONTAINER, 2.0, 1.0, No).also(&[("FEU", "FEUs")]),
    row("tCO2e", Dimension::EMISSIONS, 1.0, 1.0, No),
    row("kgCO2e", Dimension::EMISSIONS, 1.0, 1e3, No),
    row("gCO2e", Dimension::EMISSIONS, 1.0, 1e6, No),
];

/// Spellings that people use and the language does not, with what to write.
pub(super) const SLIPS: &[(&str, &str)] = &[
    ("hr", "an hour is written `hour` or `h`"),
    ("hrs", "an hour is written `hour` or `h`"),
    ("sec", "a second is written `s`"),
    ("secs", "a second is written `s`"),
    ("mins", "a minute is written `min`"),
    ("yrs", "a year is written `year`, `years` or `yr`"),
    ("wks", "a week is written `week`, `weeks` or `wk`"),
    ("a", "a year is written `year` or `yr`"),
    ("y", "a year is written `year` or `yr`"),
    ("w", "a week is written `week` or `wk`"),
    ("mo", "a month is written `month`"),
    ("tonne", "a tonne is written `t`"),
    ("tonnes", "a tonne is written `t`"),
    ("ton", "a tonne (1 000 kg) is written `t`; a short ton is 0.907 t, a long ton 1.016 t"),
    ("tons", "a tonne (1 000 kg) is written `t`; a short ton is 0.907 t, a long ton 1.016 t"),
    ("MT", "a tonne is written `t`, a million tonnes `Mt`"),
    ("mt", "a tonne is written `t`, a million tonnes `Mt`"),
    ("mmt", "a million tonnes is written `Mt`"),
    ("MMT", "a million tonnes is written `Mt`"),
    ("mln", "write `million`"),
    ("mio", "write `million`"),
    ("bn", "write `billion`"),
    ("bln", "write `billion`"),
    ("mtpa", "write `Mt/year`"),
    ("Mtpa", "write `Mt/year`"),
    ("mbd", "write `million bbl/day`, or `kbbl/day` for thousands"),
    ("bpd", "write `bbl/day`"),
    ("barrel", "a barrel is written `bbl`"),
    ("barrels", "a barrel is written `bbl`"),
    ("mbbl", "thousand barrels are written `kbbl`, a million `Mbbl`"),
    ("MMbbl", "a million barrels are written `Mbbl`"),
    ("l", "a litre is written `L`"),
    ("liter", "a litre is written `L`"),
    ("liters", "a litre is written `L`"),
    ("litre", "a litre is written `L`"),
    ("litres", "a litre is written `L`"),
    ("cbm", "a cubic metre is written `m3`"),
    ("m³", "a cubic metre is written `m3`"),
    ("cum", "a cubic metre is written `m3`"),
    ("meter", "a metre is written `m`"),
    ("meters", "a metre is written `m`"),
    ("metre", "a metre is written `m`"),
    ("metres", "a metre is written `m`"),
    ("kilometer", "a kilometre is written `km`"),
    ("kilometers", "a kilometre is written `km`"),
    ("kilometre", "a kilometre is written `km`"),
    ("kilometres", "a kilometre is written `km`"),
    ("kms", "a kilometre is written `km`"),
    ("mile", "a mile is written `mi`, a nautical mile `nmi`"),
    ("miles", "a mile is written `mi`, a nautical mile `nmi`"),
    ("NM", "a nautical mile is written `nmi`"),
    ("nm", "a nautical mile is written `nmi`"),
    ("mph", "write `mi/h`"),
    ("kmh", "write `km/h`"),
    ("kph", "write `km/h`"),
    ("kts", "a knot is written `knot` or `kn`, a thousand tonnes `kt`"),
    ("tkm", "a tonne-kilometre is written `(t*km)`"),
    ("kilogram", "a kilogram is written `kg`"),
    ("kilograms", "a kilogram is written `kg`"),
    ("pound", "the mass is written `lb`, the money `GBP`"),
    ("pounds", "the mass is written `lb`, the money `GBP`"),
    ("gram", "a gram is written `g`"),
    ("grams", "a gram is written `g`"),
    ("percent", "a share is written with `%` right after the number: `20%`"),
    ("pct", "a share is written with `%` right after the number: `20%`"),
    ("container", "a container is counted in `TEU` or `FEU`"),
    ("containers", "a container is counted in `TEU` or `FEU`"),
    ("dollar", "a currency is written by its ISO code: `USD`"),
    ("dollars", "a currency is written by its ISO code: `USD`"),
    ("euro", "a currency is written by its ISO code: `EUR`"),
    ("euros", "a currency is written by its ISO code: `EUR`"),
    ("yuan", "a currency is written by its ISO code: `CNY`"),
    ("RMB", "a currency is written by its ISO code: `CNY`"),
    ("tenge", "a currency is written by its ISO code: `KZT`"),
    ("ruble", "a currency is written by its ISO code: `RUB`"),
    ("rubles", "a currency is written by its ISO code: `RUB`"),
    ("lira", "a currency is written by its ISO code: `TRY`"),
    ("$", "a currency is written by its ISO code: `USD`"),
    ("€", "a currency is written by its ISO code: `EUR`"),
    ("CO2e", "emissions are written `gCO2e`, `kgCO2e` or `tCO2e`"),
    ("tCO2", "emissions are written `gCO2e`, `kgCO2e` or `tCO2e`"),
    ("kgCO2", "emissions are written `gCO2e`, `kgCO2e` or `tCO2e`"),
    ("gCO2", "emissions are written `gCO2e`, `kgCO2e` or `tCO2e`"),
    ("ktCO2e", "no prefix fits here; write `thousand tCO2e`"),
    ("MtCO2e", "no prefix fits here; write `million tCO2e`"),
    ("GtCO2e", "no prefix fits here; write `billion tCO2e`"),
];
