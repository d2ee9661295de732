//! Source files, spans and line numbers.

mod file;
mod span;

pub use file::{Position, SourceFile, SourceMap};
pub use span::{FileId, Span};
