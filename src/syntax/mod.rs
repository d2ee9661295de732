//! From text to a syntax tree.
//!
//! A scan cuts a file into its declarations ([`parse`] does both), pest reads
//! each of them by `grammar/corridor.pest`, and what it matched becomes the
//! tree of [`ast`]. A declaration that the grammar does not take is mended
//! where the mistake is known, and told; then it is read item by item, so that
//! one mistake hides no other and none is told twice.

mod again;
pub mod ast;
mod build;
mod entry;
mod fast;
pub mod fmt;
mod grammar;
pub mod keywords;
mod literate;
mod mend;
mod parse;
pub mod prompt;
mod recover;
mod scan;
#[cfg(test)]
mod tests;
mod words;

pub use again::Before;
pub use entry::{parse_cell, parse_expression, parse_value};
pub use fast::read_body;
pub use literate::blocks as literate_blocks;
pub use parse::{Mark, Parsed, parse, parse_again};
pub use scan::{MAX_FILE, MAX_NESTING};
