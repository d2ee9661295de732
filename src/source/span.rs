//! A stretch of a source file.

/// Names a file of a [`super::SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A half-open stretch of bytes of one file. Files are at most 256 MB, so four
/// bytes an end are enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// The stretch from the start of `self` to the end of `other`.
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty stretch at the start of this one.
    pub fn at_start(self) -> Self {
        Self { end: self.start, ..self }
    }

    /// The empty stretch at the end of this one.
    pub fn at_end(self) -> Self {
        Self { start: self.end, ..self }
    }

    /// As a range of bytes.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}
