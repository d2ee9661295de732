//! The registry of codes: one file a chapter, one entry a code, with the page
//! that `corridor explain` prints and the error index of the guide is made of.

mod macros;

pub mod changes;
pub mod files;
pub mod names;
pub mod network;
pub mod reports;
pub mod syntax;
pub mod units;

use super::Code;
use macros::codes;

/// One code with its page.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// What is wrong, in general, as a heading.
    pub title: &'static str,
    /// The long form: what it means, why it is told, how to mend it.
    pub explanation: &'static str,
    /// A script that is told this code. A line `--- name` begins a further
    /// file; the first is `main.corridor`.
    pub wrong: &'static str,
    /// The same script mended.
    pub right: &'static str,
}

/// All entries, in the order of their codes.
pub fn all() -> Vec<&'static Entry> {
    let mut entries: Vec<&'static Entry> = [
        syntax::ENTRIES,
        names::ENTRIES,
        units::ENTRIES,
        network::ENTRIES,
        changes::ENTRIES,
        reports::ENTRIES,
        files::ENTRIES,
    ]
    .into_iter()
    .flatten()
    .collect();
    entries.sort_by_key(|entry| (&entry.code.0[1..], entry.code.0));
    entries
}

/// The entry of a code as a person writes it (`e0304` too).
pub fn find(code: &str) -> Option<&'static Entry> {
    all().into_iter().find(|entry| entry.code.0.eq_ignore_ascii_case(code.trim()))
}
