//! Tables as data; `layout` sets them into columns.

use super::{Bit, Difference, Figure, Phrase, Share};

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers: at their decimal points.
    Right,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its heading, without a unit: where all figures below share one, the
    /// layout writes it into the heading and leaves it out of the cells.
    pub header: String,
    /// How its cells stand.
    pub align: Align,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// Words.
    Text(Phrase),
    /// A figure.
    Figure(Figure),
    /// A part of a whole.
    Share(Share),
    /// A plain number.
    Number(f64),
    /// A difference with sign and percent.
    Difference(Difference),
}

/// Rows under headed columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The columns. Where the table is too wide it is broken, and the first
    /// column repeated.
    pub columns: Vec<Column>,
    /// The rows; a short one is filled with blanks.
    pub rows: Vec<Vec<Cell>>,
    /// Rows that stand after a rule (totals).
    pub footer: Vec<Vec<Cell>>,
    /// Most rows that text shows; what is left out is counted below.
    pub most: Option<usize>,
}

impl Table {
    /// No columns yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column of words.
    #[must_use]
    pub fn text(mut self, header: impl Into<String>) -> Self {
        self.columns.push(Column { header: header.into(), align: Align::Left });
        self
    }

    /// Adds a column of numbers.
    #[must_use]
    pub fn number(mut self, header: impl Into<String>) -> Self {
        self.columns.push(Column { header: header.into(), align: Align::Right });
        self
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// Adds a row below the rule.
    pub fn total(&mut self, cells: Vec<Cell>) {
        self.footer.push(cells);
    }
}

macro_rules! from {
    ($($kind:ty => |$value:ident| $cell:expr;)*) => {
        $(impl From<$kind> for Cell {
            fn from($value: $kind) -> Self {
                $cell
            }
        })*
    };
}

from! {
    &str => |value| Cell::Text(value.into());
    String => |value| Cell::Text(value.into());
    &String => |value| Cell::Text(value.into());
    Bit => |value| Cell::Text(value.into());
    Phrase => |value| Cell::Text(value);
    Figure => |value| Cell::Figure(value);
    &Figure => |value| Cell::Figure(value.clone());
    Share => |value| Cell::Share(value);
    f64 => |value| Cell::Number(value);
    usize => |value| Cell::Number(value as f64);
    u32 => |value| Cell::Number(value.into());
    Difference => |value| Cell::Difference(value);
    &Difference => |value| Cell::Difference(value.clone());
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}
