//! Files in memory, and where a byte stands in them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

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
    lines: OnceLock<Vec<u32>>,
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

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let newlines = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(newlines.map(|at| at as u32 + 1)).collect()
        })
    }

    /// Line and column of a byte (one past the end is allowed).
    pub fn position(&self, byte: u32) -> Position {
        let byte = (byte as usize).min(self.text.len());
        let lines = self.lines();
        let line = lines.partition_point(|&start| start as usize <= byte) - 1;
        let mut at = byte;
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let column = self.text[lines[line] as usize..at].chars().count() as u32 + 1;
        Position { line: line as u32 + 1, column }
    }

    /// The text of a line (from 1) without its end.
    pub fn line(&self, line: u32) -> &str {
        let lines = self.lines();
        let index = line as usize - 1;
        let start = lines[index] as usize;
        let end = lines.get(index + 1).map_or(self.text.len(), |&next| next as usize);
        self.text[start..end].trim_end_matches(['\n', '\r'])
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
        self.files.push(SourceFile { id, name, path, text, lines: OnceLock::new() });
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
