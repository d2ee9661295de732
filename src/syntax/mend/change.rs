//! Changes of a text, and the way back from places in the changed text to
//! places in the file.

use smol_str::SmolStr;

use crate::source::{FileId, Span};

/// Replaces the bytes `start..end` of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::syntax) struct Change {
    pub start: u32,
    pub end: u32,
    pub new: SmolStr,
}

impl Change {
    pub fn replace(start: usize, end: usize, new: impl Into<SmolStr>) -> Self {
        Self { start: start as u32, end: end as u32, new: new.into() }
    }

    pub fn insert(at: usize, new: impl Into<SmolStr>) -> Self {
        Self::replace(at, at, new)
    }

    pub fn blank(start: usize, end: usize) -> Self {
        Self::replace(start, end, " ")
    }
}

/// One stretch of changed text and what it stands for.
#[derive(Debug, Clone, Copy)]
struct Shift {
    new_start: u32,
    new_end: u32,
    old_start: u32,
    old_end: u32,
}

/// From bytes of a text that is read to bytes of the file it comes from.
#[derive(Debug, Clone)]
pub(in crate::syntax) struct Places {
    file: FileId,
    /// Byte of the file at which the text begins.
    offset: u32,
    /// In order; empty for a text as it stands in the file.
    shifts: Vec<Shift>,
}

impl Places {
    /// Of a text as it stands in the file.
    pub fn plain(file: FileId, offset: u32) -> Self {
        Self { file, offset, shifts: Vec::new() }
    }

    /// The byte of the file for a byte of the text.
    pub fn at(&self, byte: usize) -> u32 {
        let byte = byte as u32;
        let index = self.shifts.partition_point(|shift| shift.new_start <= byte);
        match index.checked_sub(1).and_then(|index| self.shifts.get(index)) {
            None => self.offset + byte,
            Some(shift) if byte < shift.new_end => shift.old_start,
            Some(shift) => shift.old_end + (byte - shift.new_end),
        }
    }

    /// The stretch of the file for a stretch of the text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let (start, end) = (self.at(start), self.at(end));
        Span::new(self.file, start, end.max(start))
    }
}

/// The text with the changes made, and where its bytes come from. `text`
/// begins at `offset` in the file. Of changes that overlap the first counts.
pub(in crate::syntax) fn apply(
    file: FileId,
    offset: u32,
    text: &str,
    changes: &[Change],
) -> (String, Places) {
    let mut sorted: Vec<&Change> = changes.iter().collect();
    sorted.sort_by_key(|change| (change.start, change.end));
    let mut new = String::with_capacity(text.len() + 16);
    let mut places = Places::plain(file, offset);
    let mut done = offset;
    for change in sorted {
        let inside = change.start >= done && (change.end - offset) as usize <= text.len();
        if !inside {
            continue;
        }
        new.push_str(&text[(done - offset) as usize..(change.start - offset) as usize]);
        let new_start = new.len() as u32;
        new.push_str(&change.new);
        places.shifts.push(Shift {
            new_start,
            new_end: new.len() as u32,
            old_start: change.start,
            old_end: change.end,
        });
        done = change.end;
    }
    new.push_str(&text[(done - offset) as usize..]);
    (new, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_the_file() {
        let file = FileId(0);
        let text = "a = “b” c";
        let changes = [
            Change::replace(12, 13, ":"),
            Change::replace(14, 17, "\""),
            Change::replace(18, 21, "\""),
        ];
        let (new, places) = apply(file, 10, text, &changes);
        assert_eq!(new, "a : \"b\" c");
        assert_eq!((places.at(0), places.at(2), places.at(3)), (10, 12, 13));
        // The text in quotes covers the quotes as they were written.
        assert_eq!(places.span(4, 7), Span::new(file, 14, 21));
        assert_eq!(places.at(8), 22);
    }

    #[test]
    fn an_insertion_has_no_place_of_its_own() {
        let (new, places) = apply(FileId(0), 0, "dwell 2", &[Change::insert(5, ":")]);
        assert_eq!(new, "dwell: 2");
        assert_eq!(places.span(0, 5), Span::new(FileId(0), 0, 5));
        assert_eq!(places.span(7, 8), Span::new(FileId(0), 6, 7));
    }

    #[test]
    fn overlapping_changes_do_no_harm() {
        let changes =
            [Change::replace(0, 3, "x"), Change::replace(2, 4, "y"), Change::insert(9, "z")];
        assert_eq!(apply(FileId(0), 0, "abcd", &changes).0, "xd");
    }
}
