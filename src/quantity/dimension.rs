//! What a quantity measures, as integer exponents of base dimensions.

use std::fmt;

/// The built-in base dimensions, in the order of their exponents.
pub const BASE_DIMENSIONS: [&str; 6] =
    ["time", "length", "mass", "container", "money", "emissions"];

/// How many further dimensions a set of files may declare (`unit ship`).
pub const MAX_DECLARED: usize = 10;

const SLOTS: usize = BASE_DIMENSIONS.len() + MAX_DECLARED;

/// Exponents of the base dimensions; all zero is a plain number. Volume is
/// length cubed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Dimension([i8; SLOTS]);

impl Dimension {
    /// A plain number.
    pub const PLAIN: Self = Self([0; SLOTS]);
    /// Time.
    pub const TIME: Self = Self::base(0);
    /// Length.
    pub const LENGTH: Self = Self::base(1);
    /// Mass.
    pub const MASS: Self = Self::base(2);
    /// Containers, counted in TEU.
    pub const CONTAINER: Self = Self::base(3);
    /// Money, whatever the currency.
    pub const MONEY: Self = Self::base(4);
    /// Greenhouse gas, as CO2 equivalent.
    pub const EMISSIONS: Self = Self::base(5);
    /// Length cubed.
    pub const VOLUME: Self = Self([0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

    /// Length by time.
    pub const SPEED: Self = Self([-1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

    const fn base(slot: usize) -> Self {
        let mut exponents = [0; SLOTS];
        exponents[slot] = 1;
        Self(exponents)
    }

    /// The dimension of the `index`-th declared unit (`unit ship`), from 0;
    /// none from [`MAX_DECLARED`] on.
    pub fn declared(index: usize) -> Option<Self> {
        (index < MAX_DECLARED).then(|| Self::base(BASE_DIMENSIONS.len() + index))
    }

    /// Whether it is a plain number.
    pub fn is_plain(self) -> bool {
        self == Self::PLAIN
    }

    /// The exponents: those of [`BASE_DIMENSIONS`], then the declared ones.
    pub fn exponents(self) -> [i8; SLOTS] {
        self.0
    }

    /// The exponent of time.
    pub fn time_exponent(self) -> i8 {
        self.0[0]
    }

    /// The exponent of money; where it is not 0 the quantity depends on the
    /// currency.
    pub fn money_exponent(self) -> i8 {
        self.0[4]
    }

    /// The dimension of a product; none if an exponent leaves −127 to 127.
    pub fn times(self, other: Self) -> Option<Self> {
        self.zip(other, |a, b| a + b)
    }

    /// The dimension of a quotient; none if an exponent leaves −127 to 127.
    pub fn per(self, other: Self) -> Option<Self> {
        self.zip(other, |a, b| a - b)
    }

    /// The dimension of a power; none if an exponent leaves −127 to 127.
    pub fn power(self, power: i8) -> Option<Self> {
        self.zip(Self([power; SLOTS]), |a, b| a * b)
    }

    fn zip(self, other: Self, with: impl Fn(i16, i16) -> i16) -> Option<Self> {
        let mut exponents = [0; SLOTS];
        let mut fits = true;
        // All slots without a branch: this is done for every figure of a file.
        for (slot, exponent) in exponents.iter_mut().enumerate() {
            let whole = with(i16::from(self.0[slot]), i16::from(other.0[slot]));
            // −128 has no opposite, so that every dimension has an inverse.
            fits &= (-127..=127).contains(&whole);
            *exponent = whole as i8;
        }
        fits.then_some(Self(exponents))
    }

    /// The dimension in words, `container / time`, with the declared units
    /// under the names given (in the order of their declaration).
    pub fn words(self, declared: &[String]) -> String {
        let mut above = Vec::new();
        let mut below = Vec::new();
        for (slot, exponent) in self.0.iter().enumerate() {
            let power = exponent.unsigned_abs();
            if power > 0 {
                let side = if *exponent > 0 { &mut above } else { &mut below };
                side.push(power_in_words(slot, power, declared));
            }
        }
        let below_text =
            if below.len() > 1 { format!("({})", below.join(" * ")) } else { below.join("") };
        match (above.is_empty(), below.is_empty()) {
            (true, true) => "plain number".to_owned(),
            (true, false) => format!("1 / {below_text}"),
            (false, true) => above.join(" * "),
            (false, false) => format!("{} / {below_text}", above.join(" * ")),
        }
    }
}

fn power_in_words(slot: usize, power: u8, declared: &[String]) -> String {
    let name = match BASE_DIMENSIONS.get(slot) {
        Some(name) => (*name).to_owned(),
        None => match declared.get(slot - BASE_DIMENSIONS.len()) {
            Some(name) => name.clone(),
            None => format!("declared unit {}", slot - BASE_DIMENSIONS.len() + 1),
        },
    };
    match (name.as_str(), power) {
        (_, 1) => name,
        ("length", 2) => "area".to_owned(),
        ("length", 3) => "volume".to_owned(),
        _ => format!("{name}^{power}"),
    }
}

impl fmt::Display for Dimension {
    /// In words; declared units are numbered, [`Dimension::words`] names them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(&[]))
    }
}

impl fmt::Debug for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dimension({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_both_sides() {
        let speed = Dimension::LENGTH.per(Dimension::TIME).unwrap();
        assert_eq!(speed.to_string(), "length / time");
        let tariff =
            Dimension::MONEY.per(Dimension::MASS.times(Dimension::LENGTH).unwrap()).unwrap();
        assert_eq!(tariff.to_string(), "money / (length * mass)");
        assert_eq!(Dimension::PLAIN.to_string(), "plain number");
        assert_eq!(Dimension::TIME.power(-1).unwrap().to_string(), "1 / time");
        assert_eq!(Dimension::VOLUME.to_string(), "volume");
        assert_eq!(Dimension::LENGTH.power(3), Some(Dimension::VOLUME));
        let ship = Dimension::declared(0).unwrap();
        assert_eq!(ship.words(&["ship".to_owned()]), "ship");
        assert_eq!(ship.to_string(), "declared unit 1");
    }

    #[test]
    fn exponents_that_overflow_are_refused() {
        let big = Dimension::TIME.power(100).unwrap();
        assert_eq!(big.times(big), None);
        assert_eq!(Dimension::TIME.power(-128), None);
        assert_eq!(Dimension::declared(MAX_DECLARED), None);
        assert_eq!(big.per(big), Some(Dimension::PLAIN));
    }
}
