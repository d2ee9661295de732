//! The whole table: every unit to its closed form, every prefix that is
//! accepted, everything else refused.

use proptest::prelude::*;

use super::*;

fn table() -> UnitTable {
    let mut table = UnitTable::new();
    table.set_base("USD").unwrap();
    table
}

fn factor(text: &str) -> f64 {
    parse_compound(text, &table()).unwrap_or_else(|e| panic!("{text}: {e:?}")).factor()
}

fn near(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 16.0 * f64::EPSILON * expected.abs()
}

#[test]
fn every_unit_has_its_closed_form() {
    let km3_per_litre = 1e-12;
    let cases = [
        ("s", 1.0 / 86_400.0, Dimension::TIME),
        ("min", 1.0 / 1_440.0, Dimension::TIME),
        ("hour", 1.0 / 24.0, Dimension::TIME),
        ("day", 1.0, Dimension::TIME),
        ("week", 7.0, Dimension::TIME),
        ("month", 365.0 / 12.0, Dimension::TIME),
        ("year", 365.0, Dimension::TIME),
        ("m", 1e-3, Dimension::LENGTH),
        ("mm", 1e-6, Dimension::LENGTH),
        ("cm", 1e-5, Dimension::LENGTH),
        ("km", 1.0, Dimension::LENGTH),
        ("Mm", 1e3, Dimension::LENGTH),
        ("Gm", 1e6, Dimension::LENGTH),
        ("mi", 1.609_344, Dimension::LENGTH),
        ("nmi", 1.852, Dimension::LENGTH),
        ("km/h", 24.0, Dimension::SPEED),
        ("knot", 24.0 * 1.852, Dimension::SPEED),
        ("g", 1e-6, Dimension::MASS),
        ("kg", 1e-3, Dimension::MASS),
        ("Mg", 1.0, Dimension::MASS),
        ("Gg", 1e3, Dimension::MASS),
        ("t", 1.0, Dimension::MASS),
        ("kt", 1e3, Dimension::MASS),
        ("Mt", 1e6, Dimension::MASS),
        ("Gt", 1e9, Dimension::MASS),
        ("lb", 0.453_592_37e-3, Dimension::MASS),
        ("L", km3_per_litre, Dimension::VOLUME),
        ("kL", 1e-9, Dimension::VOLUME),
        ("ML", 1e-6, Dimension::VOLUME),
        ("GL", 1e-3, Dimension::VOLUME),
        ("m3", 1e-9, Dimension::VOLUME),
        ("bbl", 158.987_294_928 * km3_per_litre, Dimension::VOLUME),
        ("kbbl", 158_987.294_928 * km3_per_litre, Dimension::VOLUME),
        ("Mbbl", 158_987_294.928 * km3_per_litre, Dimension::VOLUME),
        ("Gbbl", 158_987_294_928.0 * km3_per_litre, Dimension::VOLUME),
        ("TEU", 1.0, Dimension::CONTAINER),
        ("FEU", 2.0, Dimension::CONTAINER),
        ("kTEU", 1e3, Dimension::CONTAINER),
        ("MTEU", 1e6, Dimension::CONTAINER),
        ("GTEU", 1e9, Dimension::CONTAINER),
        ("USD", 1.0, Dimension::MONEY),
        ("kUSD", 1e3, Dimension::MONEY),
        ("MUSD", 1e6, Dimension::MONEY),
        ("GUSD", 1e9, Dimension::MONEY),
        ("gCO2e", 1e-6, Dimension::EMISSIONS),
        ("kgCO2e", 1e-3, Dimension::EMISSIONS),
        ("tCO2e", 1.0, Dimension::EMISSIONS),
    ];
    for (text, expected, dimension) in cases {
        let unit = parse_compound(text, &table()).unwrap();
        assert!(near(unit.factor(), expected), "{text}: {}", unit.factor());
        assert_eq!(unit.dimension, dimension, "{text}");
        assert_eq!(unit.symbol, text, "a singular symbol is shown as it is");
    }
}

/// What the language reads, spelled out: nothing else of up to three letters
/// is a unit, but for the currencies.
#[test]
fn nothing_else_is_read() {
    let read = [
        "s", "min", "hour", "day", "week", "month", "year", "m", "km", "mi", "nmi", "knot", "g",
        "kg", "t", "lb", "L", "m3", "bbl", "TEU", "FEU", "gCO2e", "kgCO2e", "tCO2e", "mm", "cm",
        "Mm", "Gm", "Mg", "Gg", "kt", "Mt", "Gt", "kL", "ML", "GL", "kbbl", "Mbbl", "Gbbl", "kTEU",
        "MTEU", "GTEU", "h", "d", "wk", "yr", "kn", "hours", "days", "weeks", "months", "years",
        "knots", "second", "seconds", "minute", "minutes", "lbs", "bbls", "TEUs", "FEUs",
    ];
    let table = UnitTable::new();
    for spelling in table.spellings() {
        let money = table.currency_of(spelling).is_some();
        assert!(money || read.contains(&spelling), "{spelling} is read");
    }
    for spelling in read {
        assert!(table.is_unit(spelling), "{spelling} is not read");
    }
    for currency in CURRENCIES {
        for prefix in ["", "k", "M", "G"] {
            let spelling = format!("{prefix}{}", currency.code);
            assert_eq!(table.currency_of(&spelling), Some(currency.code));
        }
    }
    for refused in [
        "kday", "khour", "ms", "ks", "kmin", "Mkm", "mkm", "kkm", "kmi", "knmi", "kknot", "mg",
        "cg", "kkg", "mt", "Kt", "KM", "Km", "KG", "Kg", "T", "G", "M", "k", "mL", "cL", "klb",
        "km3", "mm3", "cm3", "kFEU", "MFEU", "kgCO2", "ktCO2e", "MtCO2e", "teu", "kteu", "usd",
        "mUSD", "Hour", "D", "H", "tons", "tonne", "dm", "um", "",
    ] {
        assert!(!table.is_unit(refused), "{refused} is read");
    }
}

#[test]
fn symbols_that_look_alike_are_told_apart() {
    assert!(near(factor("m"), 1e-3));
    assert!(near(factor("mm"), 1e-6));
    assert!(near(factor("Mm"), 1e3));
    assert!(near(factor("min"), 1.0 / 1_440.0));
    assert!(near(factor("month"), 365.0 / 12.0));
    assert!(near(factor("Mt"), 1e6));
    assert!(near(factor("t"), 1.0));
    assert!(near(factor("kt"), 1e3));
    assert!(near(factor("kn"), 44.448));
    assert!(near(factor("m3"), 1e-9));
    assert_eq!(factor("d"), factor("day"));
    assert_eq!(factor("wk"), factor("weeks"));
    assert_eq!(factor("yr"), factor("years"));
    assert_eq!(factor("h"), factor("hours"));
}

#[test]
fn compound_units_multiply_and_divide() {
    let cases = [
        ("kTEU/year", 1000.0 / 365.0, "kTEU/year"),
        ("kTEU/yr", 1000.0 / 365.0, "kTEU/year"),
        ("USD/TEU/day", 1.0, "USD/TEU/day"),
        ("USD/FEU", 0.5, "USD/FEU"),
        ("USD/(t*km)", 1.0, "USD/(t*km)"),
        ("USD/( t * km )", 1.0, "USD/(t*km)"),
        ("gCO2e/(t*km)", 1e-6, "gCO2e/(t*km)"),
        ("(t*km)/year", 1.0 / 365.0, "(t*km)/year"),
        ("t*km", 1.0, "t*km"),
        ("km/h", 24.0, "km/h"),
        ("km/hour", 24.0, "km/h"),
        ("km/hours", 24.0, "km/h"),
        ("bbl/t", 1.589_872_949_28e-10, "bbl/t"),
        ("t/t", 1.0, "t/t"),
        ("1/year", 1.0 / 365.0, "1/year"),
        ("%/day", 0.01, "%/day"),
        ("%", 0.01, "%"),
        ("hours", 1.0 / 24.0, "hour"),
        ("million USD", 1e6, "MUSD"),
        ("million USD/years", 1e6 / 365.0, "MUSD/year"),
        ("thousand TEU/yr", 1000.0 / 365.0, "kTEU/year"),
        ("billion t", 1e9, "Gt"),
        ("million  bbl/d", 158_987_294_928e-15, "Mbbl/day"),
    ];
    for (text, expected, symbol) in cases {
        let unit = parse_compound(text, &table()).unwrap();
        assert!(near(unit.factor(), expected), "{text}: {}", unit.factor());
        assert_eq!(unit.symbol, symbol, "{text}");
        assert!(near(unit.machine(unit.to_canonical(3.0)).0, 3.0), "{text}");
    }
}

#[test]
fn a_word_that_is_no_prefix_goes_into_the_number() {
    for (text, symbol, number) in [
        ("million days", "day", 2e6),
        ("thousand FEU", "FEU", 2e3),
        ("million kt", "kt", 2e6),
        ("thousand km", "km", 2e3),
        ("thousand USD/(t*km)", "kUSD/(t*km)", 2.0),
        ("million (t*km)", "(t*km)", 2e6),
        ("million", "", 2e6),
    ] {
        let unit = parse_compound(text, &table()).unwrap();
        assert_eq!(unit.symbol, symbol, "{text}");
        assert!(near(unit.machine(unit.to_canonical(2.0)).0, number), "{text}");
    }
}

#[test]
fn a_wrong_part_is_named_where_it_stands() {
    let error = |text: &str| parse_compound(text, &table()).unwrap_err();
    let found = error("USD/TUE/day");
    assert_eq!(found.title(), "`TUE` is not a unit");
    assert_eq!(found.help().as_deref(), Some("did you mean `TEU`?"));
    assert_eq!(found.at(), 4..7);
    let found = error("million USD/(t*Km)");
    assert_eq!((found.at(), found.help().as_deref()), (15..17, Some("did you mean `km`?")));
    assert_eq!(error("tonnes").help().as_deref(), Some("a tonne is written `t`"));
    assert_eq!(
        error("x").help().as_deref(),
        Some("a unit of your own is declared: `unit x`, or `unit x = 50 TEU`")
    );
    assert_eq!(error("tonnes").replacement().as_deref(), Some("t"));
    assert_eq!(error("miles").replacement(), None);
    assert_eq!(error("dayz").help().as_deref(), Some("did you mean `day`?"));
}

#[test]
fn a_unit_that_is_not_built_as_one_is_told_where() {
    let cases = [
        ("", "a unit is missing", 0),
        ("USD/", "a unit is missing here", 4),
        ("/day", "a unit is missing here", 0),
        ("USD//day", "a unit is missing here", 4),
        ("USD/()", "a unit is missing here", 5),
        ("USD / TEU", "a unit has no blanks outside brackets", 3),
        ("USD/t*km", "units multiplied below `/` stand in brackets: `USD/(t*km)`", 5),
        ("USD/(t*km", "`)` is missing", 9),
        ("USD/t)", "`)` without `(`", 5),
        ("USD/((t*km))", "brackets do not nest in a unit", 5),
        ("USD/(t/km)", "inside brackets units are multiplied: write `*`", 6),
        ("USD/(t*km)h", "an operator is missing after `)`", 10),
        ("USD/(t*km)(h)", "an operator is missing before `(`", 10),
        ("USD(t)", "an operator is missing before `(`", 3),
    ];
    for (text, problem, at) in cases {
        let found = parse_compound(text, &table()).unwrap_err();
        assert_eq!((found.title().as_str(), found.at().start), (problem, at), "{text}");
        assert!(found.at().end <= text.len(), "{text}");
    }
    let long = ["t"; 200].join("*");
    assert_eq!(parse_compound(&long, &table()), Err(UnitError::TooLarge { at: 0..long.len() }));
    assert!(matches!(parse_compound("1", &table()), Err(UnitError::Unknown { .. })));
    assert!(matches!(parse_compound("t/1", &table()), Err(UnitError::Unknown { .. })));
}

#[test]
fn money_needs_a_rate() {
    let mut table = UnitTable::new();
    let no_base = parse_compound("EUR/TEU", &table).unwrap_err();
    assert_eq!(no_base, UnitError::NoBase { currency: "EUR", at: 0..3 });
    table.set_base("USD").unwrap();
    let error = parse_compound("t/kEUR", &table).unwrap_err();
    assert_eq!(error, UnitError::NoRate { currency: "EUR", base: "USD", at: 2..6 });
    assert_eq!(error.title(), "there is no exchange rate between EUR and USD");
    assert_eq!(error.help().as_deref(), Some("declare one: `currency EUR = … USD`"));
    table.add_rate("EUR", 1.08, "USD").unwrap();
    table.add_rate("USD", 7.2, "CNY").unwrap();
    let factor = |text| parse_compound(text, &table).unwrap().factor();
    assert!(near(factor("kEUR"), 1080.0));
    assert!(near(factor("CNY"), 1.0 / 7.2));
    assert!(near(factor("million CNY/year"), 1e6 / 7.2 / 365.0));
    assert_eq!(table.set_base("US").unwrap_err().to_string(), "`US` is no currency of ISO 4217");
}

#[test]
fn declared_units_are_read_in_both_numbers_and_take_no_prefix() {
    let mut table = table();
    let train = Quantity::of(50.0, &parse_compound("TEU", &table).unwrap());
    table.declare_unit("train", train).unwrap();
    let ship = table.declare_dimension("ship").unwrap();
    let unit = |text| parse_compound(text, &table).unwrap();
    assert!(near(unit("trains/day").factor(), 50.0));
    assert_eq!(unit("trains/day").symbol, "train/day");
    assert_eq!(unit("ships").dimension, ship);
    assert_eq!(table.words(unit("USD/ship").dimension), "money / ship");
    assert!(!table.is_unit("kship"));
    assert_eq!(table.declare_dimension("ships"), Err(DeclareError::Exists("ships".to_owned())));
    assert_eq!(table.declare_dimension("kt"), Err(DeclareError::Exists("kt".to_owned())));
    assert_eq!(table.declare_dimension("million"), Err(DeclareError::Exists("million".to_owned())));
    let nothing = Quantity::plain(0.0);
    assert_eq!(table.declare_unit("nil", nothing), Err(DeclareError::NotPositive(0.0)));
    for index in 1..MAX_DECLARED {
        table.declare_dimension(&format!("kind{index}")).unwrap();
    }
    assert_eq!(table.declare_dimension("last"), Err(DeclareError::TooMany));
}

#[test]
fn machine_output_has_no_noise() {
    for number in [40.0, 60.0, 90.0, 7.4, 0.32, 2_750.0, 66.13] {
        for text in ["kTEU/year", "hours", "kbbl/day", "USD/FEU/day", "lb", "months", "knots"] {
            let unit = parse_compound(text, &table()).unwrap();
            let (found, symbol) = unit.machine(unit.to_canonical(number));
            assert_eq!((found, symbol), (number, unit.symbol.as_str()), "{text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(1), failure_persistence: None, ..Default::default() })]

    #[test]
    fn conversion_there_and_back_changes_nothing(
        number in -1e12..1e12_f64,
        above in prop::sample::select(vec!["TEU", "kt", "million USD", "lb", "bbl", "hours", "nmi"]),
        below in prop::sample::select(vec!["", "/year", "/(t*km)", "/month/FEU", "/MUSD"]),
    ) {
        let unit = parse_compound(&format!("{above}{below}"), &table()).unwrap();
        let back = unit.from_canonical(unit.to_canonical(number));
        prop_assert!(near(back, number), "{number} {back}");
        let symbol = parse_compound(&unit.symbol, &table()).unwrap();
        prop_assert!(near(symbol.to_canonical(unit.machine(number).0), number));
    }

    #[test]
    fn no_text_breaks_the_reader(text in "([a-zA-Z€³]{0,4}|[/*() 1%]|million |USD|km){0,12}") {
        if let Err(error) = parse_compound(&text, &table()) {
            let at = error.at();
            prop_assert!(at.start <= at.end && at.end <= text.len());
            prop_assert!(text.is_char_boundary(at.start) && text.is_char_boundary(at.end));
        }
    }
}
