//! Lines and columns of a text, found without reading it from its beginning.
//!
//! A mark every few kilobytes holds what has to be known of the text before
//! it, so that a file of one endless line, or of nothing but line breaks,
//! costs neither time nor memory.

/// Bytes from one mark to the next.
const STEP: usize = 4096;

/// What is known of the text before a mark.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    /// Line breaks.
    breaks: u32,
    /// Characters.
    chars: u32,
    /// Where the line begins in which the mark stands.
    line_start: u32,
}

/// The index of one text.
#[derive(Debug)]
pub(super) struct LineIndex {
    marks: Vec<Mark>,
}

impl LineIndex {
    pub fn new(text: &[u8]) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let mut mark = Mark::default();
        for (number, block) in text.chunks(STEP).enumerate() {
            marks.push(mark);
            mark.breaks += memchr::memchr_iter(b'\n', block).count() as u32;
            mark.chars += characters(block);
            if let Some(last) = memchr::memrchr(b'\n', block) {
                mark.line_start = (number * STEP + last + 1) as u32;
            }
        }
        marks.push(mark);
        Self { marks }
    }

    /// The line of a byte (from 0) and where that line begins.
    pub fn line_of(&self, text: &[u8], byte: usize) -> (usize, usize) {
        let number = byte / STEP;
        let mark = self.marks[number];
        let block = &text[number * STEP..byte];
        let breaks = memchr::memchr_iter(b'\n', block).count();
        let start = memchr::memrchr(b'\n', block)
            .map_or(mark.line_start as usize, |last| number * STEP + last + 1);
        (mark.breaks as usize + breaks, start)
    }

    /// How many characters begin before a byte.
    pub fn chars_before(&self, text: &[u8], byte: usize) -> u32 {
        let number = byte / STEP;
        self.marks[number].chars + characters(&text[number * STEP..byte])
    }

    /// Where a line (from 0) begins; past the last one, the end of the text.
    pub fn start_of(&self, text: &[u8], line: usize) -> usize {
        if line == 0 {
            return 0;
        }
        // The last mark before which fewer than `line` lines have ended.
        let number = self.marks.partition_point(|mark| (mark.breaks as usize) < line) - 1;
        let from = number * STEP;
        let missing = line - self.marks[number].breaks as usize;
        let mut found = memchr::memchr_iter(b'\n', text.get(from..).unwrap_or_default());
        found.nth(missing - 1).map_or(text.len(), |at| from + at + 1)
    }
}

/// Bytes that begin a character.
fn characters(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u32
}
