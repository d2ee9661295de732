//! Numbers and quantities for people.

use super::CompoundUnit;

/// A number with sensible digits: all those before the point, thousands apart
/// by a blank from 1 000 on, and after the point as many as make three
/// significant ones (four from 100 to 1 000), without zeros at the end. Below
/// 0.0001 and from 10^15 on with a power of ten.
pub fn format_number(value: f64) -> String {
    let digits = if (100.0..999.95).contains(&value.abs()) { 4 } else { 3 };
    format_significant(value, digits)
}

/// Likewise with the number of significant digits given (1 to 17); those
/// before the point are all kept.
pub fn format_significant(value: f64, digits: usize) -> String {
    if value.is_nan() {
        return "no number".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "infinite" } else { "-infinite" }.to_owned();
    }
    let size = value.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    let digits = digits.clamp(1, 17);
    // Rounding first, so that 9.996 counts as a number of two digits.
    let rounded = format!("{size:.*e}", digits - 1);
    let (mantissa, power) = rounded.split_once('e').unwrap_or((&rounded, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let text = if (-4..15).contains(&power) {
        let after = (digits as i32 - 1 - power).max(0) as usize;
        group(&without_zeros(&format!("{size:.after$}")))
    } else {
        format!("{}e{power}", without_zeros(mantissa))
    };
    if value < 0.0 { format!("-{text}") } else { text }
}

/// Takes away zeros behind the point, and the point.
fn without_zeros(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}

/// Sets blanks between thousands.
fn group(text: &str) -> String {
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::with_capacity(text.len() + 4);
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped + rest
}

/// A value in canonical units, in the unit given: `14.3 days`, `2 272 USD/TEU`,
/// `350 million USD`, `5 %`.
pub fn format_quantity(value: f64, unit: &CompoundUnit) -> String {
    let number = format_number(unit.from_canonical(value));
    let name = if number == "1" || number == "-1" { &unit.singular } else { &unit.plural };
    // `1/week` is a number by time: three of them are `3/week`.
    match name.strip_prefix('1').filter(|rest| rest.starts_with('/')) {
        Some(rest) => format!("{number}{rest}"),
        None if name.is_empty() => number,
        None => format!("{number} {name}"),
    }
}

/// A duration in days, for people: hours below a day, minutes below an hour.
pub fn format_duration(days: f64) -> String {
    let (number, one, many) = match days.abs() {
        size if size == 0.0 || size >= 1.0 => (days, "day", "days"),
        size if size >= 1.0 / 24.0 => (days * 24.0, "hour", "hours"),
        _ => (days * 1_440.0, "min", "min"),
    };
    let number = format_number(number);
    let name = if number == "1" || number == "-1" { one } else { many };
    format!("{number} {name}")
}

/// The number without the noise that a conversion there and back leaves in its
/// last bits: the nearest of 14 digits, if it is that near.
pub fn tidy(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { 0.0 } else { value };
    }
    match format!("{value:.13e}").parse::<f64>() {
        Ok(short) if (short - value).abs() <= 8.0 * f64::EPSILON * value.abs() => short,
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{UnitTable, parse_compound};

    #[test]
    fn digits_are_sensible() {
        let cases = [
            (14.27, "14.3"),
            (2272.4, "2 272"),
            (25_000.0, "25 000"),
            (1_234_567.8, "1 234 568"),
            (123.44, "123.4"),
            (365.0, "365"),
            (999.97, "1 000"),
            (9.996, "10"),
            (6.5, "6.5"),
            (0.3247, "0.325"),
            (0.02, "0.02"),
            (0.000_123, "0.000123"),
            (0.000_012, "1.2e-5"),
            (1.5e15, "1.5e15"),
            (-0.0, "0"),
            (-3.0, "-3"),
            (-1e-20, "-1e-20"),
            (f64::INFINITY, "infinite"),
            (f64::NEG_INFINITY, "-infinite"),
            (f64::NAN, "no number"),
            (f64::MAX, "1.8e308"),
            (f64::MIN_POSITIVE, "2.23e-308"),
        ];
        for (value, text) in cases {
            assert_eq!(format_number(value), text, "{value:e}");
        }
        assert_eq!(format_significant(1.0 / 3.0, 6), "0.333333");
    }

    #[test]
    fn units_agree_with_their_number() {
        let mut table = UnitTable::new();
        table.set_base("USD").unwrap();
        table.declare_dimension("ship").unwrap();
        let show = |number: f64, unit: &str| {
            let unit = parse_compound(unit, &table).unwrap();
            format_quantity(unit.to_canonical(number), &unit)
        };
        assert_eq!(show(1.0, "days"), "1 day");
        assert_eq!(show(2.0, "day"), "2 days");
        assert_eq!(show(0.5, "hour"), "0.5 hours");
        assert_eq!(show(3.0, "h"), "3 h");
        assert_eq!(show(40.0, "kTEU/year"), "40 kTEU/year");
        assert_eq!(show(12.0, "ships/weeks"), "12 ships/week");
        assert_eq!(show(350.0, "million USD"), "350 million USD");
        assert_eq!(show(1.35, "%/day"), "1.35 %/day");
        assert_eq!(show(7.0, "million"), "7 million");
        assert_eq!(format_quantity(3.0, &CompoundUnit::plain()), "3");
    }

    #[test]
    fn durations_choose_their_unit() {
        assert_eq!(format_duration(14.27), "14.3 days");
        assert_eq!(format_duration(1.0), "1 day");
        assert_eq!(format_duration(0.5), "12 hours");
        assert_eq!(format_duration(1.0 / 24.0), "1 hour");
        assert_eq!(format_duration(0.01), "14.4 min");
        assert_eq!(format_duration(0.0), "0 days");
        assert_eq!(format_duration(-0.25), "-6 hours");
    }

    #[test]
    fn noise_goes_and_figures_stay() {
        assert_eq!(tidy(59.999_999_999_999_99), 60.0);
        assert_eq!(tidy(0.1 + 0.2), 0.3);
        assert_eq!(tidy(1.0 / 3.0), 1.0 / 3.0);
        assert_eq!(tidy(-0.0).to_bits(), 0);
        assert_eq!(tidy(59.999_999_999_9), 59.999_999_999_9);
    }
}
