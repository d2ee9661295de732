//! A fenced block of a literate page.

use std::ops::Range;

use crate::source::{SourceFile, Span};

/// Writes the inside of a block, formatted. What stands in the block is set in
/// by nothing; a block that is empty stays so.
pub(super) fn block(
    file: &SourceFile,
    range: Range<usize>,
    out: &mut String,
    left: &mut Vec<Span>,
) {
    let formatted = super::script(file, range.clone(), left);
    if formatted.is_empty() {
        out.push_str(&file.text()[range]);
    } else {
        out.push_str(&formatted);
    }
}
