//! Currencies of ISO 4217, and exchange rates between those of a model.

use std::fmt;

use crate::diagnostic::closest;

/// A currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrencyInfo {
    /// The three letters of ISO 4217.
    pub code: &'static str,
    /// The name in English.
    pub name: &'static str,
}

/// The index in [`CURRENCIES`] of a code in capitals.
pub fn currency(code: &str) -> Option<usize> {
    CURRENCIES.binary_search_by(|c| c.code.cmp(code)).ok()
}

/// Why an exchange rate was refused.
#[derive(Debug, Clone, PartialEq)]
pub enum RateError {
    /// No currency of ISO 4217 has this code.
    Unknown {
        /// What was written.
        code: String,
        /// The nearest code.
        nearest: Option<&'static str>,
    },
    /// A currency priced in itself.
    Itself(&'static str),
    /// The rate is zero, negative, infinite or no number.
    NotPositive(f64),
    /// Rates told before already connect the two.
    Twice {
        /// The currency priced.
        of: &'static str,
        /// The currency it is priced in.
        to: &'static str,
        /// What the rates told before make of it.
        standing: f64,
    },
}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { code, .. } => write!(f, "`{code}` is no currency of ISO 4217"),
            Self::Itself(code) => write!(f, "{code} is priced in itself"),
            Self::NotPositive(_) => write!(f, "an exchange rate must be above zero"),
            Self::Twice { of, to, standing } => {
                let standing = super::format_significant(*standing, 6);
                write!(f, "the rate of {of} to {to} follows from others already: {standing}")
            }
        }
    }
}

/// Exchange rates. Rates connect currencies into groups; inside a group all
/// convert, between groups nothing does.
#[derive(Debug, Clone)]
pub(super) struct Rates {
    /// For each currency its group (named by one member) and the value of one
    /// unit in that member, as numerator and denominator.
    of: Vec<(usize, f64, f64)>,
}

impl Rates {
    pub(super) fn new() -> Self {
        Self { of: (0..CURRENCIES.len()).map(|index| (index, 1.0, 1.0)).collect() }
    }

    /// Takes up `1 of = rate to`.
    pub(super) fn add(&mut self, of: &str, rate: f64, to: &str) -> Result<(), RateError> {
        let a = find(of)?;
        let b = find(to)?;
        if a == b {
            return Err(RateError::Itself(CURRENCIES[a].code));
        }
        if !(rate.is_finite() && rate > 0.0) {
            return Err(RateError::NotPositive(rate));
        }
        if let Some((above, below)) = self.between(a, b) {
            let (of, to) = (CURRENCIES[a].code, CURRENCIES[b].code);
            return Err(RateError::Twice { of, to, standing: above / below });
        }
        let (old, above_a, below_a) = self.of[a];
        let (new, above_b, below_b) = self.of[b];
        for entry in self.of.iter_mut().filter(|entry| entry.0 == old) {
            *entry = (new, entry.1 * below_a * rate * above_b, entry.2 * above_a * below_b);
        }
        Ok(())
    }

    /// The value of one of currency `a` in currency `b`, as numerator and
    /// denominator; none where no rates connect them.
    pub(super) fn between(&self, a: usize, b: usize) -> Option<(f64, f64)> {
        let (group_a, above_a, below_a) = *self.of.get(a)?;
        let (group_b, above_b, below_b) = *self.of.get(b)?;
        if a == b {
            return Some((1.0, 1.0));
        }
        (group_a == group_b).then_some((above_a * below_b, below_a * above_b))
    }
}

fn find(code: &str) -> Result<usize, RateError> {
    currency(code).ok_or_else(|| RateError::Unknown {
        code: code.to_owned(),
        nearest: closest(code, CURRENCIES.iter().map(|c| c.code)),
    })
}

/// The currencies, by code: all in use and the units of account of ISO 4217,
/// without metals, and those withdrawn since 2020, in which figures of the
/// years before are quoted.
pub const CURRENCIES: &[CurrencyInfo] = &[
    CurrencyInfo { code: "AED", name: "UAE dirham" },
    CurrencyInfo { code: "AFN", name: "Afghan afghani" },
    CurrencyInfo { code: "ALL", name: "Albanian lek" },
    CurrencyInfo { code: "AMD", name: "Armenian dram" },
    CurrencyInfo { code: "ANG", name: "Netherlands Antillean guilder" },
    CurrencyInfo { code: "AOA", name: "Angolan kwanza" },
    CurrencyInfo { code: "ARS", name: "Argentine peso" },
    CurrencyInfo { code: "AUD", name: "Australian dollar" },
    CurrencyInfo { code: "AWG", name: "Aruban florin" },
    CurrencyInfo { code: "AZN", name: "Azerbaijani manat" },
    CurrencyInfo { code: "BAM", name: "Bosnian convertible mark" },
    CurrencyInfo { code: "BBD", name: "Barbadian dollar" },
    CurrencyInfo { code: "BDT", name: "Bangladeshi taka" },
    CurrencyInfo { code: "BGN", name: "Bulgarian lev" },
    CurrencyInfo { code: "BHD", name: "Bahraini dinar" },
    CurrencyInfo { code: "BIF", name: "Burundian franc" },
    CurrencyInfo { code: "BMD", name: "Bermudian dollar" },
    CurrencyInfo { code: "BND", name: "Brunei dollar" },
    CurrencyInfo { code: "BOB", name: "Bolivian boliviano" },
    CurrencyInfo { code: "BOV", name: "Bolivian mvdol" },
    CurrencyInfo { code: "BRL", name: "Brazilian real" },
    CurrencyInfo { code: "BSD", name: "Bahamian dollar" },
    CurrencyInfo { code: "BTN", name: "Bhutanese ngultrum" },
    CurrencyInfo { code: "BWP", name: "Botswana pula" },
    CurrencyInfo { code: "BYN", name: "Belarusian rouble" },
    CurrencyInfo { code: "BZD", name: "Belize dollar" },
    CurrencyInfo { code: "CAD", name: "Canadian dollar" },
    CurrencyInfo { code: "CDF", name: "Congolese franc" },
    CurrencyInfo { code: "CHE", name: "WIR euro" },
    CurrencyInfo { code: "CHF", name: "Swiss franc" },
    CurrencyInfo { code: "CHW", name: "WIR franc" },
    CurrencyInfo { code: "CLF", name: "Chilean unidad de fomento" },
    CurrencyInfo { code: "CLP", name: "Chilean peso" },
    CurrencyInfo { code: "CNY", name: "Chinese yuan" },
    CurrencyInfo { code: "COP", name: "Colombian peso" },
    CurrencyInfo { code: "COU", name: "Colombian unidad de valor real" },
    CurrencyInfo { code: "CRC", name: "Costa Rican colon" },
    CurrencyInfo { code: "CUC", name: "Cuban convertible peso" },
    CurrencyInfo { code: "CUP", name: "Cuban peso" },
    CurrencyInfo { code: "CVE", name: "Cape Verdean escudo" },
    CurrencyInfo { code: "CZK", name: "Czech koruna" },
    CurrencyInfo { code: "DJF", name: "Djiboutian franc" },
    CurrencyInfo { code: "DKK", name: "Danish krone" },
    CurrencyInfo { code: "DOP", name: "Dominican peso" },
    CurrencyInfo { code: "DZD", name: "Algerian dinar" },
    CurrencyInfo { code: "EGP", name: "Egyptian pound" },
    CurrencyInfo { code: "ERN", name: "Eritrean nakfa" },
    CurrencyInfo { code: "ETB", name: "Ethiopian birr" },
    CurrencyInfo { code: "EUR", name: "euro" },
    CurrencyInfo { code: "FJD", name: "Fijian dollar" },
    CurrencyInfo { code: "FKP", name: "Falkland Islands pound" },
    CurrencyInfo { code: "GBP", name: "pound sterling" },
    CurrencyInfo { code: "GEL", name: "Georgian lari" },
    CurrencyInfo { code: "GHS", name: "Ghanaian cedi" },
    CurrencyInfo { code: "GIP", name: "Gibraltar pound" },
    CurrencyInfo { code: "GMD", name: "Gambian dalasi" },
    CurrencyInfo { code: "GNF", name: "Guinean franc" },
    CurrencyInfo { code: "GTQ", name: "Guatemalan quetzal" },
    CurrencyInfo { code: "GYD", name: "Guyanese dollar" },
    CurrencyInfo { code: "HKD", name: "Hong Kong dollar" },
    CurrencyInfo { code: "HNL", name: "Honduran lempira" },
    CurrencyInfo { code: "HRK", name: "Croatian kuna" },
    CurrencyInfo { code: "HTG", name: "Haitian gourde" },
    CurrencyInfo { code: "HUF", name: "Hungarian forint" },
    CurrencyInfo { code: "IDR", name: "Indonesian rupiah" },
    CurrencyInfo { code: "ILS", name: "Israeli new shekel" },
    CurrencyInfo { code: "INR", name: "Indian rupee" },
    CurrencyInfo { code: "IQD", name: "Iraqi dinar" },
    CurrencyInfo { code: "IRR", name: "Iranian rial" },
    CurrencyInfo { code: "ISK", name: "Icelandic krona" },
    CurrencyInfo { code: "JMD", name: "Jamaican dollar" },
    CurrencyInfo { code: "JOD", name: "Jordanian dinar" },
    CurrencyInfo { code: "JPY", name: "Japanese yen" },
    CurrencyInfo { code: "KES", name: "Kenyan shilling" },
    CurrencyInfo { code: "KGS", name: "Kyrgyz som" },
    CurrencyInfo { code: "KHR", name: "Cambodian riel" },
    CurrencyInfo { code: "KMF", name: "Comorian franc" },
    CurrencyInfo { code: "KPW", name: "North Korean won" },
    CurrencyInfo { code: "KRW", name: "South Korean won" },
    CurrencyInfo { code: "KWD", name: "Kuwaiti dinar" },
    CurrencyInfo { code: "KYD", name: "Cayman Islands dollar" },
    CurrencyInfo { code: "KZT", name: "Kazakh tenge" },
    CurrencyInfo { code: "LAK", name: "Lao kip" },
    CurrencyInfo { code: "LBP", name: "Lebanese pound" },
    CurrencyInfo { code: "LKR", name: "Sri Lankan rupee" },
    CurrencyInfo { code: "LRD", name: "Liberian dollar" },
    CurrencyInfo { code: "LSL", name: "Lesotho loti" },
    CurrencyInfo { code: "LYD", name: "Libyan dinar" },
    CurrencyInfo { code: "MAD", name: "Moroccan dirham" },
    CurrencyInfo { code: "MDL", name: "Moldovan leu" },
    CurrencyInfo { code: "MGA", name: "Malagasy ariary" },
    CurrencyInfo { code: "MKD", name: "Macedonian denar" },
    CurrencyInfo { code: "MMK", name: "Myanmar kyat" },
    CurrencyInfo { code: "MNT", name: "Mongolian tugrik" },
    CurrencyInfo { code: "MOP", name: "Macanese pataca" },
    CurrencyInfo { code: "MRU", name: "Mauritanian ouguiya" },
    CurrencyInfo { code: "MUR", name: "Mauritian rupee" },
    CurrencyInfo { code: "MVR", name: "Maldivian rufiyaa" },
    CurrencyInfo { code: "MWK", name: "Malawian kwacha" },
    CurrencyInfo { code: "MXN", name: "Mexican peso" },
    CurrencyInfo { code: "MXV", name: "Mexican unidad de inversion" },
    CurrencyInfo { code: "MYR", name: "Malaysian ringgit" },
    CurrencyInfo { code: "MZN", name: "Mozambican metical" },
    CurrencyInfo { code: "NAD", name: "Namibian dollar" },
    CurrencyInfo { code: "NGN", name: "Nigerian naira" },
    CurrencyInfo { code: "NIO", name: "Nicaraguan cordoba" },
    CurrencyInfo { code: "NOK", name: "Norwegian krone" },
    CurrencyInfo { code: "NPR", name: "Nepalese rupee" },
    CurrencyInfo { code: "NZD", name: "New Zealand dollar" },
    CurrencyInfo { code: "OMR", name: "Omani rial" },
    CurrencyInfo { code: "PAB", name: "Panamanian balboa" },
    CurrencyInfo { code: "PEN", name: "Peruvian sol" },
    CurrencyInfo { code: "PGK", name: "Papua New Guinean kina" },
    CurrencyInfo { code: "PHP", name: "Philippine peso" },
    CurrencyInfo { code: "PKR", name: "Pakistani rupee" },
    CurrencyInfo { code: "PLN", name: "Polish zloty" },
    CurrencyInfo { code: "PYG", name: "Paraguayan guarani" },
    CurrencyInfo { code: "QAR", name: "Qatari riyal" },
    CurrencyInfo { code: "RON", name: "Romanian leu" },
    CurrencyInfo { code: "RSD", name: "Serbian dinar" },
    CurrencyInfo { code: "RUB", name: "Russian rouble" },
    CurrencyInfo { code: "RWF", name: "Rwandan franc" },
    CurrencyInfo { code: "SAR", name: "Saudi riyal" },
    CurrencyInfo { code: "SBD", name: "Solomon Islands dollar" },
    CurrencyInfo { code: "SCR", name: "Seychellois rupee" },
    CurrencyInfo { code: "SDG", name: "Sudanese pound" },
    CurrencyInfo { code: "SEK", name: "Swedish krona" },
    CurrencyInfo { code: "SGD", name: "Singapore dollar" },
    CurrencyInfo { code: "SHP", name: "Saint Helena pound" },
    CurrencyInfo { code: "SLE", name: "Sierra Leonean leone" },
    CurrencyInfo { code: "SLL", name: "Sierra Leonean leone (old)" },
    CurrencyInfo { code: "SOS", name: "Somali shilling" },
    CurrencyInfo { code: "SRD", name: "Surinamese dollar" },
    CurrencyInfo { code: "SSP", name: "South Sudanese pound" },
    CurrencyInfo { code: "STN", name: "Sao Tome dobra" },
    CurrencyInfo { code: "SVC", name: "Salvadoran colon" },
    CurrencyInfo { code: "SYP", name: "Syrian pound" },
    CurrencyInfo { code: "SZL", name: "Swazi lilangeni" },
    CurrencyInfo { code: "THB", name: "Thai baht" },
    CurrencyInfo { code: "TJS", name: "Tajik somoni" },
    CurrencyInfo { code: "TMT", name: "Turkmen manat" },
    CurrencyInfo { code: "TND", name: "Tunisian dinar" },
    CurrencyInfo { code: "TOP", name: "Tongan pa'anga" },
    CurrencyInfo { code: "TRY", name: "Turkish lira" },
    CurrencyInfo { code: "TTD", name: "Trinidad and Tobago dollar" },
    CurrencyInfo { code: "TWD", name: "New Taiwan dollar" },
    CurrencyInfo { code: "TZS", name: "Tanzanian shilling" },
    CurrencyInfo { code: "UAH", name: "Ukrainian hryvnia" },
    CurrencyInfo { code: "UGX", name: "Ugandan shilling" },
    CurrencyInfo { code: "USD", name: "US dollar" },
    CurrencyInfo { code: "USN", name: "US dollar (next day)" },
    CurrencyInfo { code: "UYI", name: "Uruguayan peso in indexed units" },
    CurrencyInfo { code: "UYU", name: "Uruguayan peso" },
    CurrencyInfo { code: "UYW", name: "Uruguayan unidad previsional" },
    CurrencyInfo { code: "UZS", name: "Uzbek sum" },
    CurrencyInfo { code: "VED", name: "Venezuelan digital bolivar" },
    CurrencyInfo { code: "VES", name: "Venezuelan bolivar" },
    CurrencyInfo { code: "VND", name: "Vietnamese dong" },
    CurrencyInfo { code: "VUV", name: "Vanuatu vatu" },
    CurrencyInfo { code: "WST", name: "Samoan tala" },
    CurrencyInfo { code: "XAD", name: "Arab accounting dinar" },
    CurrencyInfo { code: "XAF", name: "Central African CFA franc" },
    CurrencyInfo { code: "XCD", name: "East Caribbean dollar" },
    CurrencyInfo { code: "XCG", name: "Caribbean guilder" },
    CurrencyInfo { code: "XDR", name: "IMF special drawing right" },
    CurrencyInfo { code: "XOF", name: "West African CFA franc" },
    CurrencyInfo { code: "XPF", name: "CFP franc" },
    CurrencyInfo { code: "XSU", name: "sucre" },
    CurrencyInfo { code: "XUA", name: "African Development Bank unit of account" },
    CurrencyInfo { code: "YER", name: "Yemeni rial" },
    CurrencyInfo { code: "ZAR", name: "South African rand" },
    CurrencyInfo { code: "ZMW", name: "Zambian kwacha" },
    CurrencyInfo { code: "ZWG", name: "Zimbabwe gold" },
    CurrencyInfo { code: "ZWL", name: "Zimbabwean dollar" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_well_formed() {
        assert!(CURRENCIES.windows(2).all(|pair| pair[0].code < pair[1].code));
        for c in CURRENCIES {
            assert!(c.code.len() == 3 && c.code.bytes().all(|b| b.is_ascii_uppercase()));
        }
        assert_eq!(currency("KZT").map(|i| CURRENCIES[i].name), Some("Kazakh tenge"));
        assert_eq!(currency("usd"), None);
    }

    #[test]
    fn rates_chain_in_both_directions() {
        let id = |code| currency(code).unwrap();
        let mut rates = Rates::new();
        rates.add("EUR", 1.08, "USD").unwrap();
        rates.add("USD", 7.2, "CNY").unwrap();
        rates.add("KZT", 0.2, "JPY").unwrap();
        let value = |a, b| rates.between(id(a), id(b)).map(|(n, d)| n / d);
        assert_eq!(value("EUR", "USD"), Some(1.08));
        assert_eq!(value("USD", "EUR"), Some(1.0 / 1.08));
        assert!((value("EUR", "CNY").unwrap() - 7.776).abs() < 1e-12);
        assert!((value("CNY", "EUR").unwrap() - 1.0 / 7.776).abs() < 1e-15);
        assert_eq!(value("EUR", "KZT"), None);
        assert_eq!(value("GBP", "GBP"), Some(1.0));
        // Joining two groups moves every member of one.
        rates.add("KZT", 0.002, "USD").unwrap();
        let value = |a, b| rates.between(id(a), id(b)).map(|(n, d)| n / d).unwrap();
        assert!((value("JPY", "CNY") - 0.072).abs() < 1e-12);
    }

    #[test]
    fn rates_that_make_no_sense_are_refused() {
        let mut rates = Rates::new();
        rates.add("EUR", 1.08, "USD").unwrap();
        assert_eq!(rates.add("USD", 1.0, "USD"), Err(RateError::Itself("USD")));
        assert_eq!(rates.add("GBP", 0.0, "USD"), Err(RateError::NotPositive(0.0)));
        assert_eq!(
            rates.add("USD", 0.9, "EUR"),
            Err(RateError::Twice { of: "USD", to: "EUR", standing: 1.0 / 1.08 })
        );
        assert_eq!(
            rates.add("EUT", 1.0, "USD"),
            Err(RateError::Unknown { code: "EUT".to_owned(), nearest: Some("EUR") })
        );
    }
}
