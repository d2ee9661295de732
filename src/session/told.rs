//! The messages of loading.

use crate::diagnostic::codes::files;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::source::{Span, TableFault, TableFaultKind};

use super::FileProblem;

/// A file that could not be read.
pub(super) fn unreadable(
    at: Span,
    name: &str,
    problem: &FileProblem,
    neighbours: impl FnOnce() -> Vec<String>,
) -> Diagnostic {
    match problem {
        FileProblem::Missing => {
            let told = Diagnostic::new(
                files::FILE_MISSING,
                format!("there is no file `{name}`"),
                at,
                "this file is not there",
            );
            let neighbours = neighbours();
            let wanted = name.rsplit(['/', '\\']).next().unwrap_or(name);
            match did_you_mean(wanted, neighbours.iter().map(String::as_str)) {
                Some(help) => told.with_help(help),
                None => {
                    told.with_help("a path is looked for from the folder of the file that names it")
                }
            }
        }
        FileProblem::Folder => Diagnostic::new(
            files::NOT_READABLE,
            format!("`{name}` is a folder, not a file"),
            at,
            "this is a folder",
        )
        .with_help("name a file in it"),
        FileProblem::TooLarge => Diagnostic::new(
            files::FILE_TOO_LARGE,
            format!("`{name}` is larger than 256 MB"),
            at,
            "this file is too large",
        )
        .with_help("divide it into several files and import them"),
        FileProblem::Other(words) => Diagnostic::new(
            files::NOT_READABLE,
            format!("`{name}` cannot be read: {words}"),
            at,
            "this file cannot be read",
        ),
    }
}

/// The text that is kept of a file that is not UTF-8: up to the bad byte, and
/// the rest of its line with replacements, to be shown.
pub(super) fn beginning(bytes: &[u8], start: usize) -> String {
    let rest = &bytes[start..bytes.len().min(start + 80)];
    let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // The bad byte itself becomes one replacement of three bytes.
    let mut text = String::from_utf8_lossy(&bytes[..start]).into_owned();
    text.push('\u{fffd}');
    text.push_str(&String::from_utf8_lossy(line.get(1..).unwrap_or_default()));
    text
}

/// A file that is not UTF-8.
pub(super) fn not_utf8(span: Span, bytes: &[u8], name: &str, at: Option<Span>) -> Diagnostic {
    let utf_16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let told = Diagnostic::new(
        files::NOT_UTF8,
        format!("`{name}` is not UTF-8 text"),
        span,
        "this byte is something else",
    )
    .with_help(if utf_16 {
        "it looks like UTF-16: save it again as UTF-8"
    } else {
        "save it again as UTF-8 (spreadsheets call it \"CSV UTF-8\")"
    });
    match at {
        Some(at) => told.with_label(at, "imported here"),
        None => told,
    }
}

/// Files that import each other: the import that closes the circle, the names
/// on the way, and the other imports.
pub(super) fn cycle(at: Span, names: &[&str], others: impl Iterator<Item = Span>) -> Diagnostic {
    let first = names.first().copied().unwrap_or_default();
    let mut told = Diagnostic::new(
        files::IMPORT_CYCLE,
        format!("`{first}` imports itself: {}", names.join(" -> ")),
        at,
        "this import closes the circle",
    )
    .with_help("take what both files need into a third one, and import that");
    for other in others {
        told = told.with_label(other, "on the way");
    }
    told
}

/// Imports that follow each other too far.
pub(super) fn too_deep(at: Span, most: usize) -> Diagnostic {
    Diagnostic::new(
        files::IMPORT_TOO_DEEP,
        format!("imports follow each other more than {most} deep"),
        at,
        "this file is not read",
    )
    .with_help("import it from a file nearer to the first one")
}

/// `import "x.csv"`.
pub(super) fn table_as_script(at: Span, name: &str) -> Diagnostic {
    Diagnostic::new(
        files::TABLE_AS_SCRIPT,
        format!("`{name}` is a table, not a script"),
        at,
        "a script is needed here",
    )
    .with_help("import it as what its rows are: `import nodes from`, `legs from` or `demands from`")
}

/// A file that declares nothing.
pub(super) fn nothing_here(at: Span, name: &str) -> Diagnostic {
    let told = Diagnostic::new(
        files::NOTHING_HERE,
        format!("`{name}` declares nothing"),
        at,
        "no declaration",
    );
    if name.to_ascii_lowercase().ends_with(".md") {
        told.with_help("of a Markdown page only blocks fenced with ```corridor are read")
    } else {
        told.with_help("a first line could be `model \"My corridor\" {}`")
    }
}

/// A table out of form.
pub(super) fn table_fault(fault: &TableFault) -> Diagnostic {
    let (title, label, help) = match fault.kind {
        TableFaultKind::Empty => (
            "this table is empty".to_owned(),
            "no heading".to_owned(),
            "its first row names the columns",
        ),
        TableFaultKind::OpenQuote => (
            "this quoted cell is not closed".to_owned(),
            "opened here, and the file ends".to_owned(),
            "a quote inside a quoted cell is written twice: `\"\"`",
        ),
        TableFaultKind::AfterQuote => (
            "something stands after a closing quote".to_owned(),
            "this is outside the quotes".to_owned(),
            "a quote inside a quoted cell is written twice: `\"\"`",
        ),
        TableFaultKind::Length { cells, columns } => (
            format!("this row has {}, the heading {columns}", count(cells, "cell")),
            if cells < columns { "cells are missing" } else { "too many cells" }.to_owned(),
            "a cell that holds a comma stands in quotes; an empty cell still has its comma",
        ),
    };
    Diagnostic::new(files::CSV_FORM, title, fault.span, label).with_help(help)
}

fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}
