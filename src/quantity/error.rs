//! What can be wrong with a unit as written.

use std::ops::Range;

/// Why a unit was refused. Places are byte ranges of the text given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitError {
    /// A part of it is no unit.
    Unknown {
        /// The part.
        part: String,
        /// Where it stands.
        at: Range<usize>,
        /// The nearest unit.
        nearest: Option<String>,
        /// What to write instead of a spelling that people often use.
        hint: Option<&'static str>,
    },
    /// A currency that no rate connects to the model's.
    NoRate {
        /// The currency written.
        currency: &'static str,
        /// The currency of the model.
        base: &'static str,
        /// Where it stands.
        at: Range<usize>,
    },
    /// Money where the table has not been told the currency of the model.
    NoBase {
        /// The currency written.
        currency: &'static str,
        /// Where it stands.
        at: Range<usize>,
    },
    /// Not built as a unit is.
    Form {
        /// What is wrong, as a sentence without a full stop.
        problem: &'static str,
        /// Where.
        at: Range<usize>,
    },
    /// An exponent above 127, or a factor out of range.
    TooLarge {
        /// The whole.
        at: Range<usize>,
    },
}

impl UnitError {
    /// The problem in one sentence, without a full stop.
    pub fn title(&self) -> String {
        match self {
            Self::Unknown { part, .. } => format!("`{part}` is not a unit"),
            Self::NoRate { currency, base, .. } => {
                format!("there is no exchange rate between {currency} and {base}")
            }
            Self::NoBase { .. } => "the model's currency is not known".to_owned(),
            Self::Form { problem, .. } => (*problem).to_owned(),
            Self::TooLarge { .. } => "this unit is out of range".to_owned(),
        }
    }

    /// The way out.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Unknown { hint: Some(hint), .. } => Some((*hint).to_owned()),
            Self::Unknown { nearest: Some(nearest), .. } => {
                Some(format!("did you mean `{nearest}`?"))
            }
            Self::Unknown { part, .. } if is_word(part) => Some(format!(
                "a unit of your own is declared: `unit {part}`, or `unit {part} = 50 TEU`"
            )),
            Self::Unknown { .. } | Self::Form { .. } | Self::TooLarge { .. } => None,
            Self::NoRate { currency, base, .. } => {
                Some(format!("declare one: `currency {currency} = … {base}`"))
            }
            Self::NoBase { currency, .. } => {
                Some(format!("say it in the model: `model {{ currency: {currency} }}`"))
            }
        }
    }

    /// What to write in its place, where that is certain.
    pub fn replacement(&self) -> Option<String> {
        match self {
            Self::Unknown { nearest: Some(nearest), .. } => Some(nearest.clone()),
            // "a tonne is written `t`", "an hour is written `hour` or `h`"
            Self::Unknown { hint: Some(hint), .. } if !hint.contains([',', ';', ':']) => {
                hint.split('`').nth(1).map(str::to_owned)
            }
            _ => None,
        }
    }

    /// The place within the text of the unit.
    pub fn at(&self) -> Range<usize> {
        match self {
            Self::Unknown { at, .. }
            | Self::NoRate { at, .. }
            | Self::NoBase { at, .. }
            | Self::Form { at, .. }
            | Self::TooLarge { at } => at.clone(),
        }
    }
}

fn is_word(part: &str) -> bool {
    part.starts_with(char::is_alphabetic) && part.chars().all(|c| c.is_alphanumeric() || c == '_')
}
