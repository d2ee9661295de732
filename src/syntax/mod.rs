//! From text to a syntax tree.

pub mod ast;
mod build;
mod grammar;
pub mod keywords;
mod literate;
mod parse;
mod recover;
mod scan;
#[cfg(test)]
mod tests;
mod words;

pub use parse::{Parsed, parse, parse_value};
pub use scan::{MAX_FILE, MAX_NESTING};
