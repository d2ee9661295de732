//! What a person reads: phrases with figures inside, and blocks of them.

use smol_str::SmolStr;

use super::{Difference, Figure, Place, Share, Table};

/// A stretch of a phrase.
#[derive(Debug, Clone, PartialEq)]
pub enum Bit {
    /// Words.
    Text(SmolStr),
    /// A name from the file.
    Name(SmolStr),
    /// A figure with its unit.
    Figure(Figure),
    /// A part of a whole.
    Share(Share),
    /// A difference with sign and percent.
    Difference(Difference),
    /// Where something was written.
    Place(Place),
    /// What is good (an expectation that holds).
    Good(SmolStr),
    /// What is bad (one that fails, a closure).
    Bad(SmolStr),
}

/// Words with names and figures between them.
///
/// ```
/// use corridor::report::{Phrase, Share};
/// let phrase = Phrase::new().with("the ports hold ").with(Share(0.28)).with(" of it");
/// assert_eq!(phrase.plain(), "the ports hold 28 % of it");
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Phrase {
    /// In order.
    pub bits: Vec<Bit>,
}

impl Phrase {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a stretch.
    pub fn push(&mut self, bit: impl Into<Bit>) {
        self.bits.push(bit.into());
    }

    /// Adds a stretch, to be chained.
    #[must_use]
    pub fn with(mut self, bit: impl Into<Bit>) -> Self {
        self.push(bit);
        self
    }

    /// Adds a name.
    #[must_use]
    pub fn name(self, name: impl Into<SmolStr>) -> Self {
        self.with(Bit::Name(name.into()))
    }

    /// Adds all of another phrase.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.bits.extend(other.bits);
        self
    }

    /// Phrases in a row: `a, b and c`.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        let items: Vec<Self> = items.into_iter().collect();
        let count = items.len();
        let mut all = Self::new();
        for (index, item) in items.into_iter().enumerate() {
            match index {
                0 => {}
                _ if index + 1 == count => all.push(" and "),
                _ => all.push(", "),
            }
            all.bits.extend(item.bits);
        }
        all
    }

    /// As plain text.
    pub fn plain(&self) -> String {
        self.bits.iter().map(Bit::shown).collect()
    }
}

impl Bit {
    /// As plain text.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Name(text) | Self::Good(text) | Self::Bad(text) => {
                text.to_string()
            }
            Self::Figure(figure) => figure.shown(),
            Self::Share(share) => share.shown(),
            Self::Difference(difference) => difference.shown(),
            Self::Place(place) => place.shown(),
        }
    }
}

/// A block of the text of a report.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading inside a report.
    Heading(Phrase),
    /// A sentence or several, filled to the width.
    Sentence(Phrase),
    /// Rows and columns.
    Table(Table),
    /// One item a line.
    List(Vec<Phrase>),
    /// Lines that stay as they are, cut at the width.
    Picture(Vec<String>),
    /// A remark: what was assumed, left out or not proved.
    Note(Phrase),
}

macro_rules! from {
    ($target:ty: $($kind:ty => |$value:ident| $bit:expr;)*) => {
        $(impl From<$kind> for $target {
            fn from($value: $kind) -> Self {
                $bit
            }
        })*
    };
}

from! { Bit:
    &str => |value| Bit::Text(value.into());
    String => |value| Bit::Text(value.into());
    &String => |value| Bit::Text(value.into());
    SmolStr => |value| Bit::Text(value);
    Figure => |value| Bit::Figure(value);
    &Figure => |value| Bit::Figure(value.clone());
    Share => |value| Bit::Share(value);
    Difference => |value| Bit::Difference(value);
    &Difference => |value| Bit::Difference(value.clone());
    Place => |value| Bit::Place(value);
    &Place => |value| Bit::Place(value.clone());
    usize => |value| Bit::Text(value.to_string().into());
    u32 => |value| Bit::Text(value.to_string().into());
}

impl<T: Into<Bit>> From<T> for Phrase {
    fn from(bit: T) -> Self {
        Self { bits: vec![bit.into()] }
    }
}
