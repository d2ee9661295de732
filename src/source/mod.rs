//! Source files, spans and line numbers; tables as cells with their places.

mod file;
mod index;
mod span;
mod table;

pub use file::{Position, SourceFile, SourceMap};
pub use span::{FileId, Span};
pub use table::{Cell, Table, TableFault, TableFaultKind};
