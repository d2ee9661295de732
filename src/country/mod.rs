//! Countries by the two-letter codes of ISO 3166-1.

mod table;

use std::fmt;

use table::{ALSO, COUNTRIES};

use crate::diagnostic::closest;

/// A country or territory of ISO 3166-1. Ordered by code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(u16);

impl Country {
    /// The country of a two-letter code in capitals.
    pub fn lookup(code: &str) -> Option<Self> {
        let index = COUNTRIES.binary_search_by(|(two, ..)| (*two).cmp(code)).ok()?;
        u16::try_from(index).ok().map(Self)
    }

    /// Whether the word says that a place lies in no country: `none` or `XX`.
    pub fn is_nowhere(word: &str) -> bool {
        word == "none" || word == "XX"
    }

    /// The country that was probably meant by a code or name that is none:
    /// other letters' case, three letters (`KAZ`), an English name, another
    /// name in use (`UK`), or the nearest of them.
    pub fn nearest(word: &str) -> Option<Self> {
        let same = |name: &str| name.to_lowercase() == word.to_lowercase();
        let exact = COUNTRIES
            .iter()
            .find(|(two, three, name)| same(two) || same(three) || same(name))
            .map(|(two, ..)| *two);
        let also = || ALSO.iter().find(|(name, _)| same(name)).map(|(_, two)| *two);
        Self::lookup(exact.or_else(also).or_else(|| nearly(word))?)
    }

    /// The codes that are one slip away from two letters: swapped, or with the
    /// same first letter, else the same second; in that order.
    pub fn neighbours(word: &str) -> Vec<Self> {
        let letters: Vec<char> = word.chars().map(|c| c.to_ascii_uppercase()).collect();
        let [a, b] = letters.as_slice() else { return Vec::new() };
        let rank = |country: &Self| {
            let mut code = country.code().chars();
            let (x, y) = (code.next(), code.next());
            if (x, y) == (Some(*b), Some(*a)) {
                Some(0)
            } else if x == Some(*a) {
                Some(1)
            } else if y == Some(*b) {
                Some(2)
            } else {
                None
            }
        };
        let mut near: Vec<(u8, Self)> =
            Self::all().filter_map(|country| Some((rank(&country)?, country))).collect();
        near.sort();
        near.into_iter().map(|(_, country)| country).collect()
    }

    /// All, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..COUNTRIES.len()).filter_map(|index| u16::try_from(index).ok().map(Self))
    }

    /// The two letters.
    pub fn code(self) -> &'static str {
        COUNTRIES[usize::from(self.0)].0
    }

    /// The short name in English.
    pub fn name(self) -> &'static str {
        COUNTRIES[usize::from(self.0)].2
    }

    /// Its place among all, from 0, for tables.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// The code whose name, or which itself, is a slip of the keyboard away.
/// Two letters have too many neighbours to guess.
fn nearly(word: &str) -> Option<&'static str> {
    if word.chars().count() < 3 {
        return None;
    }
    let names = || {
        let named = COUNTRIES.iter().map(|(two, _, name)| (*name, *two));
        named.chain(ALSO.iter().copied()).filter(|(name, _)| name.len() > 3)
    };
    let found = closest(word, names().map(|(name, _)| name))?;
    names().find(|(name, _)| *name == found).map(|(_, two)| two)
}

impl fmt::Display for Country {
    /// The two letters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_in_order() {
        assert_eq!(COUNTRIES.len(), 249);
        assert!(COUNTRIES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (two, three, _) in COUNTRIES {
            assert!(two.len() == 2 && three.len() == 3);
            assert_eq!(Country::lookup(two).unwrap().code(), *two);
        }
        for (_, two) in ALSO {
            assert!(Country::lookup(two).is_some(), "{two}");
        }
        assert_eq!(Country::all().count(), 249);
    }

    #[test]
    fn codes_are_exact() {
        assert_eq!(Country::lookup("KZ").unwrap().name(), "Kazakhstan");
        for word in ["kz", "KAZ", "XX", "none", "UK", "XK", "ZZ", ""] {
            assert_eq!(Country::lookup(word), None, "{word}");
        }
        assert!(Country::is_nowhere("none") && Country::is_nowhere("XX"));
        assert!(!Country::is_nowhere("xx") && !Country::is_nowhere("KZ"));
    }

    #[test]
    fn two_letters_have_neighbours() {
        let codes =
            |word| -> Vec<&str> { Country::neighbours(word).iter().map(|c| c.code()).collect() };
        assert_eq!(codes("ZK")[0], "KZ");
        assert!(codes("KX")[..11].contains(&"KZ"), "{:?}", codes("KX"));
        assert!(codes("KAZ").is_empty());
    }

    #[test]
    fn advice_knows_other_names_and_slips() {
        let cases = [
            ("KAZ", "KZ"),
            ("Kazakhstan", "KZ"),
            ("kazakhstan", "KZ"),
            ("Kazahstan", "KZ"),
            ("UK", "GB"),
            ("kz", "KZ"),
            ("Turkey", "TR"),
            ("Türkiye", "TR"),
            ("russia", "RU"),
            ("Azerbaidjan", "AZ"),
            ("USA", "US"),
            ("South Korea", "KR"),
        ];
        for (word, code) in cases {
            assert_eq!(Country::nearest(word).map(Country::code), Some(code), "{word}");
        }
        for word in ["QQ", "Atlantis", "", "XX"] {
            assert_eq!(Country::nearest(word), None, "{word}");
        }
    }
}
