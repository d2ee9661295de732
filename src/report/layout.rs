//! Filling words to a width, and tables to columns.

mod fill;
mod grid;

pub use fill::wrap_plain;
pub(super) use fill::{Line, clean, fill, phrase_parts, width_of};
pub(super) use grid::table_lines;
