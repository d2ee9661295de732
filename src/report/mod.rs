//! One result tree, of which text and JSON are made, so that they cannot
//! disagree: a figure is put in once ([`Figure`]) and shown by each in its way.
//!
//! Each kind of report has one function that turns what its analysis found
//! into an [`Answer`]: `data` is what a program reads, `body` what a person
//! reads, both fed from the same figures.

mod diagnostics;
mod document;
mod figure;
mod json;
mod layout;
mod node;
mod phrase;
mod styled;
mod table;
mod text;

pub use diagnostics::diagnostic_node;
pub use document::{
    Answer, Assumption, AssumptionKind, Check, Document, Reference, Side, VERSION, Verdict,
};
pub use figure::{Amount, Difference, Figure, Place, Share, ShownUnit};
pub use json::to_json;
pub use layout::wrap_plain;
pub use node::{Map, Node};
pub use phrase::{Bit, Block, Phrase};
pub use styled::{Style, Styled};
pub use table::{Align, Cell, Column, Table};
pub use text::{TextOptions, answer_text, document_text, verdicts_text};
