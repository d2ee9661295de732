//! corridor: a language for what-ifs about transport corridors, and the
//! program that runs it.
//!
//! The modules stand in the order in which a script passes through them; each
//! may use only those above it (`tests/layering.rs` holds that).

pub mod algorithm;
pub mod analysis;
pub mod calendar;
pub mod cli;
pub mod control;
pub mod country;
pub mod diagnostic;
pub mod lsp;
pub mod model;
pub mod network;
pub mod quantity;
pub mod repl;
pub mod report;
pub mod scenario;
pub mod session;
pub mod source;
pub mod syntax;
pub mod uncertainty;
