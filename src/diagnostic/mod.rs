//! Diagnostics as plain data. Rendering for people is `cli`'s, for programs
//! `report`'s; nothing here prints.

pub mod codes;
mod data;
mod sink;
mod suggest;

pub use data::{Code, Diagnostic, Edit, Fix, Label, Severity};
pub use sink::{Sink, Told};
pub use suggest::{closest, did_you_mean};
