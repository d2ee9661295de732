//! The lines that a message is about, cut out of their files for miette.
//!
//! miette looks for a label from the beginning of the file, counts bytes in
//! its heading, prints lines of any length and what is in them, and loses a
//! label of no length at the end of a file. So it gets a text made for it: the
//! lines with labels, at most as wide as the page, without characters that a
//! terminal would obey, every label at least one character wide. Lines of
//! several files stand one after the other; each answers for its own file and
//! line.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

use crate::diagnostic::Label;
use crate::source::{FileId, Position, SourceMap};

/// A label over more lines than this shows only its first.
const MOST_LINES: u32 = 4;
/// So many lines between two labels are shown rather than left out.
const BRIDGED: u32 = 1;
/// Room that the text of a label is given at least.
const LABEL_ROOM: usize = 28;
/// How a tab is shown.
const TAB: usize = 4;

/// A text made of the lines that labels stand on.
#[derive(Debug, Default)]
pub(super) struct Snippet {
    text: String,
    groups: Vec<Group>,
    /// Labels, moved into `text`: primary, where, words.
    pub labels: Vec<Placed>,
}

/// Lines of one file that follow each other.
#[derive(Debug)]
struct Group {
    name: String,
    /// From 0.
    first_line: usize,
    lines: usize,
    start: usize,
    end: usize,
}

/// A label in the text of its snippet.
#[derive(Debug)]
pub(super) struct Placed {
    pub start: usize,
    pub length: usize,
    pub text: String,
    pub primary: bool,
    /// Where its first character really is.
    position: Position,
}

/// A label with its lines in its file.
struct Mark<'l> {
    label: &'l Label,
    primary: bool,
    start: Position,
    /// The last line shown of it.
    last: u32,
    /// Bytes of its first and last line.
    from: usize,
    to: usize,
}

impl Snippet {
    /// The lines of all labels, those of the first label's file first; nothing
    /// for a file without text. Lines are at most `width` wide.
    pub fn new(labels: &[Label], sources: &SourceMap, width: usize) -> Self {
        let mut files: Vec<FileId> = Vec::new();
        for label in labels {
            if !files.contains(&label.span.file) {
                files.push(label.span.file);
            }
        }
        let mut snippet = Self::default();
        for file in files {
            if sources.file(file).text().is_empty() {
                continue;
            }
            let mut marks: Vec<Mark<'_>> = labels
                .iter()
                .enumerate()
                .filter(|(_, label)| label.span.file == file)
                .map(|(index, label)| mark(label, index == 0, sources))
                .collect();
            marks.sort_by_key(|mark| (mark.start, !mark.primary));
            let mut rest = &marks[..];
            while let Some(first) = rest.first() {
                let mut last = first.last;
                let mut count = 1;
                while let Some(next) = rest.get(count)
                    && next.start.line <= last + 1 + BRIDGED
                {
                    last = last.max(next.last);
                    count += 1;
                }
                snippet.group(file, first.start.line, last, &rest[..count], sources, width);
                rest = &rest[count..];
            }
        }
        snippet
    }

    fn group(
        &mut self,
        file: FileId,
        first: u32,
        last: u32,
        marks: &[Mark<'_>],
        sources: &SourceMap,
        width: usize,
    ) {
        let source = sources.file(file);
        let start = self.text.len();
        let mut ends: Vec<(usize, usize)> = vec![(0, 0); marks.len()];
        for number in first..=last {
            let line = source.line(number);
            let here: Vec<&Mark<'_>> =
                marks.iter().filter(|mark| mark.start.line == number).collect();
            let cut = Cut::new(line, &here, width);
            let base = self.text.len();
            for (mark, end) in marks.iter().zip(&mut ends) {
                if mark.start.line == number {
                    end.0 = base + cut.place(mark.from);
                }
                if mark.last == number {
                    end.1 = base + cut.place(mark.to);
                }
            }
            self.text.push_str(&cut.text);
            self.text.push('\n');
        }
        for (mark, (from, to)) in marks.iter().zip(ends) {
            // At least one character: at a line's end its line break.
            let next = self.text[from..].chars().next().map_or(1, char::len_utf8);
            self.labels.push(Placed {
                start: from,
                length: to.saturating_sub(from).max(next),
                text: mark.label.text.to_string(),
                primary: mark.primary,
                position: mark.start,
            });
        }
        self.groups.push(Group {
            name: super::render::clean(source.name()),
            first_line: first as usize - 1,
            lines: (last - first) as usize + 1,
            start,
            end: self.text.len(),
        });
    }

    /// Columns before a label's middle, from which its text hangs.
    pub fn middle(&self, placed: &Placed) -> usize {
        let line_start = self.text[..placed.start].rfind('\n').map_or(0, |at| at + 1);
        let before = width(&self.text[line_start..placed.start]);
        let inside = &self.text[placed.start..placed.start + placed.length];
        before + width(inside.lines().next().unwrap_or_default()) / 2
    }

    /// Digits of the longest line number.
    pub fn digits(&self) -> usize {
        let last = self.groups.iter().map(|group| group.first_line + group.lines).max();
        last.unwrap_or(0).to_string().len()
    }
}

fn mark<'l>(label: &'l Label, primary: bool, sources: &SourceMap) -> Mark<'l> {
    let source = sources.file(label.span.file);
    let length = source.text().len() as u32;
    let (from, to) = (label.span.start.min(length), label.span.end.min(length));
    let (start, end) = (source.position(from), source.position(to.max(from)));
    // An end at the beginning of a line is the end of the line before it.
    let mut last = end.line;
    if end.column == 1 && last > start.line {
        last -= 1;
    }
    if last - start.line >= MOST_LINES {
        last = start.line;
    }
    // A label may end with the line's end; it is shown up to what is seen.
    let line = source.line(last);
    let to = if last == end.line { to.max(from) - source.line_start(last) } else { u32::MAX };
    let to = (to as usize).min(line.len());
    let from = (from - source.line_start(start.line)) as usize;
    let from = from.min(source.line(start.line).len());
    Mark { label, primary, start, last, from, to }
}

/// A line cut to the page, and where its bytes went.
struct Cut {
    text: String,
    /// Bytes of the line, and of the text, at each character kept.
    places: Vec<(usize, usize)>,
}

impl Cut {
    /// Cuts a line so that the labels that begin on it are seen, the primary
    /// one before all, with room for the text that hangs from their middles.
    fn new(line: &str, marks: &[&Mark<'_>], page: usize) -> Self {
        let page = page.max(8);
        let focus = marks.iter().find(|mark| mark.primary).or(marks.first());
        let focus = focus.map_or(0, |mark| mark.from);
        // Enough of a long line to fill the page on both sides of the focus.
        let from = floor(line, focus.saturating_sub(4 * page));
        let to = floor(line, (focus + 4 * page).min(line.len()));
        let window = &line[from..to];
        let column = |byte: usize| width(&window[..floor(window, byte.clamp(from, to) - from)]);
        let most = page - LABEL_ROOM.min(page / 2);
        let middle = |mark: &&Mark<'_>| {
            let end = if mark.last == mark.start.line { mark.to } else { line.len() };
            usize::midpoint(column(mark.from), column(end))
        };
        let furthest = marks.iter().map(middle).max().unwrap_or(0);
        // The focus itself stays, two columns from the edge.
        let skip = furthest.saturating_sub(most).min(column(focus).saturating_sub(2));
        let page = if furthest - skip > most { most } else { page };
        let fits = from == 0 && to == line.len() && skip == 0 && width(window) <= page;
        let page = if fits { usize::MAX } else { page + skip };
        Self::keep(line, from..to, skip, page)
    }

    /// Keeps the columns from `skip` on and before `page`, and says where
    /// something was left out.
    fn keep(line: &str, range: std::ops::Range<usize>, skip: usize, page: usize) -> Self {
        let mut cut = Self { text: String::new(), places: Vec::new() };
        if range.start > 0 || skip > 0 {
            cut.text.push('…');
        }
        let mut column = 0;
        for (at, c) in line[range.clone()].char_indices() {
            let start = column;
            column += char_width(c, column);
            if start < skip {
                continue;
            }
            cut.places.push((range.start + at, cut.text.len()));
            if column > page.saturating_sub(2) {
                cut.text.push('…');
                return cut;
            }
            cut.text.push(super::render::clean_char(c));
        }
        cut.places.push((range.end, cut.text.len()));
        cut
    }

    /// Where a byte of the line is in the text; the nearest place kept.
    fn place(&self, byte: usize) -> usize {
        match self.places.binary_search_by_key(&byte, |(line, _)| *line) {
            Ok(at) => self.places[at].1,
            Err(0) => 0,
            Err(after) => self.places[after - 1].1,
        }
    }
}

fn floor(line: &str, mut at: usize) -> usize {
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn char_width(c: char, column: usize) -> usize {
    if c == '\t' { TAB - column % TAB } else { super::render::clean_char(c).width().unwrap_or(0) }
}

fn width(text: &str) -> usize {
    text.chars().fold(0, |column, c| column + char_width(c, column))
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let group = self
            .groups
            .iter()
            .find(|group| group.start <= start && end <= group.end)
            .ok_or(MietteError::OutOfBounds)?;
        let bytes = self.text.as_bytes();
        // Without context miette asks for the place, else for the lines.
        let contents = if lines_before == 0 {
            let label = self.labels.iter().find(|label| label.start == start);
            let position = label.map_or(Position { line: 1, column: 1 }, |label| label.position);
            MietteSpanContents::new_named(
                group.name.clone(),
                &bytes[start..end],
                *span,
                position.line as usize - 1,
                position.column as usize - 1,
                1,
            )
        } else {
            MietteSpanContents::new_named(
                group.name.clone(),
                &bytes[group.start..group.end],
                (group.start, group.end - group.start).into(),
                group.first_line,
                0,
                group.lines,
            )
        };
        Ok(Box::new(contents))
    }
}
