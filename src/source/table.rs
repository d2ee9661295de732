//! CSV tables (RFC 4180) as cells with their places.
//!
//! A cell is a stretch of the file's text: nothing is copied, so that a table
//! of a million rows costs eight bytes a cell beside its text. Cells are
//! separated by commas; where the heading holds none but semicolons or tabs,
//! by those. Blank lines count for nothing.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use super::{FileId, SourceFile, Span};

/// A table of one file.
#[derive(Debug)]
pub struct Table {
    file: FileId,
    text: Arc<str>,
    /// The heading.
    header: Vec<Cell>,
    /// All cells of all rows, row by row, each row as long as the heading.
    cells: Vec<Cell>,
}

/// The inside of a cell: without its quotes and the blanks around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    start: u32,
    /// The end; the highest bit says that quotes inside are doubled.
    end: u32,
}

const DOUBLED: u32 = 1 << 31;

impl Cell {
    fn new(start: usize, end: usize, doubled: bool) -> Self {
        Self { start: start as u32, end: end as u32 | if doubled { DOUBLED } else { 0 } }
    }

    fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.end & !DOUBLED) as usize
    }
}

/// What is wrong with the form of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFault {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: TableFaultKind,
}

/// The ways in which a table can be out of form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableFaultKind {
    /// There is no heading.
    Empty,
    /// A quoted cell never ends.
    OpenQuote,
    /// Something stands between a closing quote and the next separator.
    AfterQuote,
    /// A row has another number of cells than the heading. It is left out.
    Length {
        /// Cells of the row.
        cells: usize,
        /// Cells of the heading.
        columns: usize,
    },
}

/// Faults told of one table; a file that is no table has one a line.
const MOST_FAULTS: usize = 1_000;

impl Table {
    /// Reads a table. What can be read is there beside the faults.
    pub fn read(file: &SourceFile) -> (Self, Vec<TableFault>) {
        let mut scan = Scan::new(file);
        scan.run();
        let text = Arc::clone(file.text());
        (Self { file: file.id(), text, header: scan.header, cells: scan.cells }, scan.faults)
    }

    /// The file.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The heading.
    pub fn header(&self) -> &[Cell] {
        &self.header
    }

    /// The rows below the heading, each as long as the heading.
    pub fn rows(&self) -> std::slice::ChunksExact<'_, Cell> {
        self.cells.chunks_exact(self.header.len().max(1))
    }

    /// What stands in a cell; copied only where quotes inside are doubled.
    pub fn text(&self, cell: Cell) -> Cow<'_, str> {
        let text = &self.text[cell.range()];
        if cell.end & DOUBLED == 0 { text.into() } else { text.replace("\"\"", "\"").into() }
    }

    /// What stands in a cell, as it stands in the file: a place in it is that
    /// of the file. Doubled quotes stay doubled.
    pub fn raw(&self, cell: Cell) -> &str {
        &self.text[cell.range()]
    }

    /// Whether nothing stands in a cell.
    pub fn is_blank(&self, cell: Cell) -> bool {
        cell.range().is_empty()
    }

    /// Where a cell is.
    pub fn span(&self, cell: Cell) -> Span {
        Span::new(self.file, cell.start, cell.end & !DOUBLED)
    }

    /// Where a row is, from its first cell to its last.
    pub fn row_span(&self, row: &[Cell]) -> Span {
        match (row.first(), row.last()) {
            (Some(first), Some(last)) => self.span(*first).to(self.span(*last)),
            _ => Span::new(self.file, 0, 0),
        }
    }
}

/// Bytes of a large table that one thread reads at a time.
const STRETCH: usize = 256 * 1024;

struct Scan<'t> {
    file: FileId,
    bytes: &'t [u8],
    at: usize,
    separator: u8,
    header: Vec<Cell>,
    cells: Vec<Cell>,
    faults: Vec<TableFault>,
}

impl<'t> Scan<'t> {
    fn new(file: &'t SourceFile) -> Self {
        let bytes = file.text().as_bytes();
        let at = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Self {
            file: file.id(),
            bytes,
            at,
            separator: separator(&bytes[at..]),
            header: Vec::new(),
            cells: Vec::new(),
            faults: Vec::new(),
        }
    }

    fn run(&mut self) {
        while self.header.is_empty() {
            if self.at >= self.bytes.len() {
                let at = self.bytes.len();
                return self.fault(at, at, TableFaultKind::Empty);
            }
            self.row();
            self.header = std::mem::take(&mut self.cells);
        }
        let rest = &self.bytes[self.at..];
        // Without quotes every line break ends a row.
        if rest.len() < 2 * STRETCH || memchr::memchr(b'"', rest).is_some() {
            return self.rows();
        }
        let stretches = self.stretches();
        let scanned: Vec<Scan<'_>> = stretches.into_par_iter().map(|at| self.scanned(at)).collect();
        self.cells.reserve_exact(scanned.iter().map(|scan| scan.cells.len()).sum());
        for scan in scanned {
            self.cells.extend(scan.cells);
            self.faults.extend(scan.faults);
        }
        self.faults.truncate(MOST_FAULTS);
    }

    /// Stretches of whole lines from here on.
    fn stretches(&self) -> Vec<std::ops::Range<usize>> {
        let mut all = Vec::new();
        let mut start = self.at;
        while start < self.bytes.len() {
            let least = (start + STRETCH).min(self.bytes.len());
            let rest = &self.bytes[least..];
            let end = memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |n| least + n + 1);
            all.push(start..end);
            start = end;
        }
        all
    }

    /// One of them, read by itself.
    fn scanned(&self, stretch: std::ops::Range<usize>) -> Scan<'t> {
        let mut scan = Scan {
            file: self.file,
            bytes: &self.bytes[..stretch.end],
            at: stretch.start,
            separator: self.separator,
            header: self.header.clone(),
            cells: Vec::new(),
            faults: Vec::new(),
        };
        scan.rows();
        scan
    }

    /// Reads all rows from here on.
    fn rows(&mut self) {
        let columns = self.header.len();
        while self.at < self.bytes.len() {
            let (start, first) = (self.at, self.cells.len());
            self.row();
            let cells = self.cells.len() - first;
            if cells != columns && cells > 0 {
                self.cells.truncate(first);
                if self.faults.last().is_some_and(|f| f.kind == TableFaultKind::OpenQuote) {
                    // The open quote took the rest of the file: that was told.
                    continue;
                }
                let end = self.line_end(start);
                self.fault(start, end, TableFaultKind::Length { cells, columns });
            }
        }
        self.cells.shrink_to_fit();
    }

    /// Reads a row; a blank line gives no cells.
    fn row(&mut self) {
        let first = self.cells.len();
        loop {
            let cell =
                if self.peek_past_blanks() == Some(b'"') { self.quoted() } else { self.bare() };
            self.cells.push(cell);
            match self.bytes.get(self.at) {
                Some(&byte) if byte == self.separator => self.at += 1,
                Some(_) => {
                    // At the line's end, one or two bytes.
                    if self.bytes[self.at..].starts_with(b"\r\n") {
                        self.at += 1;
                    }
                    self.at += 1;
                    break;
                }
                None => break,
            }
        }
        if let [only] = self.cells[first..]
            && only.range().is_empty()
            && self.bytes.get(only.start as usize).is_none_or(|byte| *byte != b'"')
        {
            self.cells.truncate(first);
        }
    }

    fn bare(&mut self) -> Cell {
        let rest = &self.bytes[self.at..];
        let length = memchr::memchr3(self.separator, b'\n', b'\r', rest).unwrap_or(rest.len());
        let (start, end) = trim(self.bytes, self.at, self.at + length);
        self.at += length;
        Cell::new(start, end, false)
    }

    fn quoted(&mut self) -> Cell {
        while self.bytes[self.at] != b'"' {
            self.at += 1;
        }
        let open = self.at;
        let start = open + 1;
        let mut doubled = false;
        self.at = start;
        loop {
            let Some(n) = memchr::memchr(b'"', &self.bytes[self.at..]) else {
                self.fault(open, open + 1, TableFaultKind::OpenQuote);
                self.at = self.bytes.len();
                return Cell::new(start, self.at, doubled);
            };
            self.at += n + 1;
            if self.bytes.get(self.at) != Some(&b'"') {
                break;
            }
            doubled = true;
            self.at += 1;
        }
        let end = self.at - 1;
        let rest = &self.bytes[self.at..];
        let length = memchr::memchr3(self.separator, b'\n', b'\r', rest).unwrap_or(rest.len());
        let (after, after_end) = trim(self.bytes, self.at, self.at + length);
        if after < after_end {
            self.fault(after, after_end, TableFaultKind::AfterQuote);
        }
        self.at += length;
        let (start, end) = trim(self.bytes, start, end);
        Cell::new(start, end, doubled)
    }

    fn peek_past_blanks(&self) -> Option<u8> {
        self.bytes[self.at..].iter().copied().find(|byte| !matches!(byte, b' '))
    }

    fn line_end(&self, start: usize) -> usize {
        let line = &self.bytes[start..self.at.max(start)];
        let length = memchr::memchr2(b'\n', b'\r', line).unwrap_or(line.len());
        start + length
    }

    fn fault(&mut self, start: usize, end: usize, kind: TableFaultKind) {
        if self.faults.len() < MOST_FAULTS {
            let span = Span::new(self.file, start as u32, end as u32);
            self.faults.push(TableFault { span, kind });
        }
    }
}

/// The stretch without blanks around it.
fn trim(bytes: &[u8], mut start: usize, mut end: usize) -> (usize, usize) {
    while start < end && bytes[start].is_ascii_whitespace() {
        start += 1;
    }
    while end > start && bytes[end - 1].is_ascii_whitespace() {
        end -= 1;
    }
    (start, end)
}

/// What separates the cells, by the heading.
fn separator(bytes: &[u8]) -> u8 {
    let heading = bytes.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    let heading = heading.unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|mark| heading.contains(mark)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn read(text: &str) -> (Vec<Vec<String>>, Vec<TableFaultKind>) {
        let mut sources = SourceMap::new();
        let id = sources.add("t.csv".to_owned(), None, text.into());
        let (table, faults) = Table::read(sources.file(id));
        let row = |cells: &[Cell]| cells.iter().map(|c| table.text(*c).into_owned()).collect();
        let rows = std::iter::once(row(table.header())).chain(table.rows().map(row)).collect();
        (rows, faults.into_iter().map(|fault| fault.kind).collect())
    }

    #[test]
    fn cells_are_stretches_of_the_text() {
        let text = "\u{FEFF}id, dwell ,note\r\n\r\nAktau,2 days,\"a \"\"b\"\", c\"\nАлат,,\n";
        let (rows, faults) = read(text);
        assert_eq!(faults, []);
        assert_eq!(
            rows,
            [["id", "dwell", "note"], ["Aktau", "2 days", "a \"b\", c"], ["Алат", "", ""]]
        );
        let mut sources = SourceMap::new();
        let id = sources.add("t.csv".to_owned(), None, text.into());
        let (table, _) = Table::read(sources.file(id));
        let row: Vec<Cell> = table.rows().nth(1).unwrap().to_vec();
        let position = sources.position(table.span(row[1]));
        assert_eq!((position.line, position.column), (4, 6));
        assert!(table.is_blank(row[1]));
    }

    #[test]
    fn semicolons_and_tabs_separate_where_there_are_no_commas() {
        assert_eq!(read("a;b\n1,5;2\n").0, [["a", "b"], ["1,5", "2"]]);
        assert_eq!(read("a\tb\n1\t \n").0, [["a", "b"], ["1", ""]]);
    }

    #[test]
    fn faults_are_told_and_the_rest_is_read() {
        let (rows, faults) = read("a,b\n1\n2,3\n4,5,6\n\"7\" x,8\n");
        assert_eq!(rows, [["a", "b"], ["2", "3"], ["7", "8"]]);
        let length = |cells| TableFaultKind::Length { cells, columns: 2 };
        assert_eq!(faults, [length(1), length(3), TableFaultKind::AfterQuote]);
        assert_eq!(read("a,b\n1,\"2\n3,4\n").1, [TableFaultKind::OpenQuote]);
        assert_eq!(read(" \n\n").1, [TableFaultKind::Empty]);
        assert_eq!(read("").1, [TableFaultKind::Empty]);
    }

    #[test]
    fn a_large_table_is_read_in_stretches_as_in_one() {
        let mut text = "a,b\n".to_owned();
        for row in 0..60_000 {
            text.push_str(match row % 1_009 {
                0 => "short\n",
                1 => "\n",
                2 => "1,2,3\r\n",
                3 => " , \r\n",
                _ => "12 days, 5.5\n",
            });
        }
        assert!(text.len() > 2 * STRETCH);
        let (rows, faults) = read(&text);
        // A quoted cell at the end: the table is read in one.
        let (mut whole, whole_faults) = read(&format!("{text}\"7\",8\n"));
        assert_eq!(whole.pop(), Some(vec!["7".to_owned(), "8".to_owned()]));
        assert_eq!(rows, whole);
        assert_eq!(faults, whole_faults);
        assert_eq!(faults.len(), 120);
    }

    #[test]
    fn it_agrees_with_the_csv_crate() {
        use proptest::prelude::*;
        let bare = prop::sample::select(vec!["", "a", " b ", "б;", "a\"b", "2 days"]);
        let inside = prop::sample::select(vec!["", "a", ",", "\"\"", "\n", "\r\n", "б", " "]);
        let quoted =
            prop::collection::vec(inside, 0..4).prop_map(|all| format!("\"{}\"", all.concat()));
        let cell = prop_oneof![bare.prop_map(str::to_owned), quoted];
        let row = (cell.clone(), cell, prop::sample::select(vec!["\n", "\r\n", "\n\n"]))
            .prop_map(|(a, b, end)| format!("{a},{b}{end}"));
        let texts = prop::collection::vec(row, 0..8).prop_map(|rows| rows.concat());
        let config = ProptestConfig {
            rng_seed: proptest::test_runner::RngSeed::Fixed(1),
            failure_persistence: None,
            ..Default::default()
        };
        proptest!(config, |(text in texts)| {
            let text = format!("h,k\n{text}");
            let (rows, faults) = read(&text);
            prop_assert_eq!(faults, []);
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .trim(csv::Trim::All)
                .flexible(true)
                .from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .collect();
            prop_assert_eq!(rows, theirs);
        });
    }
}
