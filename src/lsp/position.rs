//! Bytes and the protocol's positions: lines from 0, columns in UTF-16 units.

use serde_json::{Value, json};

use crate::source::Span;

/// The lines of a text.
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<u32>,
}

impl<'t> Lines<'t> {
    /// Of a text.
    pub fn new(text: &'t str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let starts = std::iter::once(0).chain(ends.map(|at| at as u32 + 1)).collect();
        Self { text, starts }
    }

    /// Line and column of a byte; within a character, of its beginning; past the
    /// end, of the end.
    pub fn position(&self, byte: u32) -> (u32, u32) {
        let mut at = (byte as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.starts.partition_point(|start| *start as usize <= at) - 1;
        let before = &self.text[self.starts[line] as usize..at];
        (line as u32, units(before))
    }

    /// The byte of a position; past the end of a line, its end.
    pub fn byte(&self, line: u32, column: u32) -> u32 {
        let Some(start) = self.starts.get(line as usize) else { return self.text.len() as u32 };
        let rest = &self.text[*start as usize..];
        let content = match memchr::memchr(b'\n', rest.as_bytes()) {
            Some(end) => rest[..end].strip_suffix('\r').unwrap_or(&rest[..end]),
            None => rest,
        };
        let mut left = column;
        for (at, c) in content.char_indices() {
            let width = c.len_utf16() as u32;
            if left < width {
                return start + at as u32;
            }
            left -= width;
        }
        start + content.len() as u32
    }

    /// A range as the protocol writes it.
    pub fn range(&self, start: u32, end: u32) -> Value {
        json!({ "start": self.json(start), "end": self.json(end) })
    }

    /// The range of a span of this text.
    pub fn span(&self, span: Span) -> Value {
        self.range(span.start, span.end)
    }

    /// A position as the protocol writes it.
    pub fn json(&self, byte: u32) -> Value {
        let (line, character) = self.position(byte);
        json!({ "line": line, "character": character })
    }

    /// The byte of a position that the other side wrote; none where it is none.
    pub fn read(&self, position: &Value) -> Option<u32> {
        Some(self.byte(number(position, "line")?, number(position, "character")?))
    }

    /// The bytes of a range that the other side wrote, in order.
    pub fn read_range(&self, range: &Value) -> Option<(u32, u32)> {
        let (start, end) = (self.read(range.get("start")?)?, self.read(range.get("end")?)?);
        Some((start.min(end), start.max(end)))
    }
}

/// UTF-16 units of a text.
pub fn units(text: &str) -> u32 {
    if text.is_ascii() { text.len() as u32 } else { text.encode_utf16().count() as u32 }
}

fn number(value: &Value, key: &str) -> Option<u32> {
    value.get(key)?.as_u64().map(|number| u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_units() {
        let text = "a\nБаку 🚢 x\r\nend";
        let lines = Lines::new(text);
        let ship = text.find('🚢').unwrap() as u32;
        assert_eq!(lines.position(ship), (1, 5));
        assert_eq!(lines.position(ship + 4), (1, 7));
        assert_eq!(lines.position(ship + 2), (1, 5));
        // Within the pair of the ship: its beginning.
        assert_eq!(lines.byte(1, 6), ship);
        assert_eq!(lines.byte(1, 99), text.find('\r').unwrap() as u32);
        assert_eq!(lines.byte(99, 0), text.len() as u32);
        for (byte, _) in text.char_indices() {
            let (line, column) = lines.position(byte as u32);
            let back = lines.byte(line, column);
            assert!(back == byte as u32 || text.as_bytes()[byte] == b'\n');
        }
    }
}
