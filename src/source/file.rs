//! Files in memory, and where a byte stands in them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::index::LineIndex;
use super::{FileId, Span};

/// A line and a column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
}

/// One file: a script, a literate page or a table.
#[derive(Debug)]
pub struct SourceFile {
    id: FileId,
    name: String,
    path: Option<PathBuf>,
    text: Arc<str>,
    index: OnceLock<LineIndex>,
}

impl SourceFile {
    /// Which file this is.
    pub fn id(&self) -> FileId {
        self.id
    }

    /// The name as messages show it: the path as given, or `<stdin>`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it was read from, if from disk.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The whole text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    fn index(&self) -> &LineIndex {
        self.index.get_or_init(|| LineIndex::new(self.text.as_bytes()))
    }

    /// Line and column of a byte (one past the end is allowed).
    pub fn position(&self, byte: u32) -> Position {
        let mut at = (byte as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let (text, index) = (self.text.as_bytes(), self.index());
        let (line, start) = index.line_of(text, at);
        let column = index.chars_before(text, at) - index.chars_before(text, start) + 1;
        Position { line: line as u32 + 1, column }
    }

    /// Where a line (from 1) begins; past the last one, the end of the text.
    pub fn line_start(&self, line: u32) -> u32 {
        let index = (line as usize).saturating_sub(1);
        self.index().start_of(self.text.as_bytes(), index) as u32
    }

    /// The text of a line (from 1) without its end.
    pub fn line(&self, line: u32) -> &str {
        let rest = &self.text[self.line_start(line) as usize..];
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        rest[..end].trim_end_matches('\r')
    }
}

/// All files of a run.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and names it.
    pub fn add(&mut self, name: String, path: Option<PathBuf>, text: Arc<str>) -> FileId {
        let id = FileId(self.files.len() as u32);
        self.files.push(SourceFile { id, name, path, text, index: OnceLock::new() });
        id
    }

    /// The file of that name in this map.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files, in the order they were added.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &str {
        &self.file(span.file).text[span.range()]
    }

    /// Line and column where a span begins.
    pub fn position(&self, span: Span) -> Position {
        self.file(span.file).position(span.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line and column counted from the beginning.
    fn counted(text: &str, byte: usize) -> Position {
        let before = &text[..byte];
        let line = before.matches('\n').count() as u32 + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Position { line, column: before[start..].chars().count() as u32 + 1 }
    }

    fn check(text: &str) {
        let mut sources = SourceMap::new();
        let id = sources.add("a".to_owned(), None, text.into());
        let file = sources.file(id);
        let bounds: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        let step = (bounds.len() / 500).max(1);
        for byte in bounds.into_iter().step_by(step) {
            assert_eq!(file.position(byte as u32), counted(text, byte), "{byte}");
        }
        for (number, line) in text.split('\n').enumerate() {
            assert_eq!(file.line(number as u32 + 1), line.trim_end_matches('\r'), "{number}");
        }
        assert_eq!(file.position(u32::MAX), counted(text, text.len()));
    }

    #[test]
    fn places_are_those_counted_from_the_beginning() {
        for text in ["", "a", "a\n", "\n\n", "б\r\nв\n阿", "a\rb\n"] {
            check(text);
        }
        check(&"б".repeat(10_000));
        check(&"\n".repeat(9_000));
        check(&"node Баку {}\n".repeat(3_000));
        check(&format!("{}\n{}", "x".repeat(4_095), "y".repeat(4_096)));
    }
}
