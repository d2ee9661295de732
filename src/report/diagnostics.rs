//! Diagnostics for programs.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{SourceMap, Span};

use super::{Map, Node};

/// One diagnostic as analyses.md section 8 has it: file, line, column,
/// end_line, end_column (from 1, in characters; the end is the place after the
/// last character), code, severity, message, labels, help, fixes.
pub fn diagnostic_node(diagnostic: &Diagnostic, sources: &SourceMap) -> Map {
    let severity = match diagnostic.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let labels = diagnostic
        .labels
        .iter()
        .map(|label| place(label.span, sources).with("text", label.text.as_ref()));
    let fixes = diagnostic.fix.iter().map(|fix| {
        let edits = fix.edits.iter().map(|edit| place(edit.span, sources).with("text", &edit.text));
        Map::new().with("title", fix.title.as_ref()).with("edits", Node::list(edits))
    });
    place(diagnostic.span(), sources)
        .with("code", diagnostic.code.0)
        .with("severity", severity)
        .with("message", &diagnostic.title)
        .with("labels", Node::list(labels))
        .with("help", diagnostic.help.clone())
        .with("fixes", Node::list(fixes))
}

fn place(span: Span, sources: &SourceMap) -> Map {
    let file = sources.file(span.file);
    let (start, end) = (file.position(span.start), file.position(span.end));
    Map::new()
        .with("file", file.name())
        .with("line", start.line)
        .with("column", start.column)
        .with("end_line", end.line)
        .with("end_column", end.column)
}
