//! One file formatted.

use std::path::Path;

use crate::diagnostic::Sink;
use crate::source::SourceMap;
use crate::syntax;
use crate::syntax::fmt::{Formatted, Refused, format as format_text};

use super::{Files, load};

/// What came of formatting a file.
#[derive(Debug, Default)]
pub struct Formatting {
    /// The file as it was.
    pub sources: SourceMap,
    /// Why it could not be read, or why pieces of it are left as they stand.
    pub diagnostics: Sink,
    /// The file formatted; none where it could not be read.
    pub result: Option<Result<Formatted, Refused>>,
}

/// Formats a script or the blocks of a literate page. Its imports are not
/// looked at, and nothing is written.
pub fn format(path: &str, files: &dyn Files) -> Formatting {
    let mut out = Formatting::default();
    match load::read_alone(Path::new(path), files, &mut out.sources) {
        Ok(id) => {
            let file = out.sources.file(id);
            let result = format_text(file);
            if result.as_ref().is_ok_and(|formatted| !formatted.left.is_empty()) {
                out.diagnostics.append(syntax::parse(file).diagnostics);
            }
            out.result = Some(result);
        }
        Err(told) => out.diagnostics.push(*told),
    }
    out
}
