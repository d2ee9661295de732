//! A page of text: blocks one below the other, a blank line between them.

use crate::report::layout::{Line, clean, fill, phrase_parts, table_lines, width_of};
use crate::report::{Bit, Block, Phrase, Style, Styled, Table};

use super::TextOptions;

/// Where blocks are set.
pub(super) struct Page {
    out: Styled,
    /// Whether the last line is blank.
    blank: bool,
    pub options: TextOptions,
}

impl Page {
    pub fn new(options: TextOptions) -> Self {
        let width = options.width.max(20);
        Self { out: Styled::new(), blank: false, options: TextOptions { width, ..options } }
    }

    pub fn finish(self) -> Styled {
        self.out
    }

    /// A blank line, unless the page is empty or there is one.
    pub fn gap(&mut self) {
        if !self.out.is_empty() && !self.blank {
            self.out.end_line();
            self.blank = true;
        }
    }

    /// A title with a rule below it.
    pub fn title(&mut self, title: &Phrase) {
        self.gap();
        let lines = fill(&phrase_parts(title, Style::Title), self.options.width);
        let wide = lines.iter().map(|line| width_of(line)).max().unwrap_or(0);
        self.lines(lines);
        self.lines(vec![vec![(Style::Faint, "─".repeat(wide))]]);
    }

    pub fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(phrase) => {
                self.gap();
                let parts = phrase_parts(phrase, Style::Heading);
                self.lines(fill(&parts, self.options.width));
            }
            Block::Sentence(phrase) => {
                let parts = phrase_parts(phrase, Style::Plain);
                self.lines(fill(&parts, self.options.width));
            }
            Block::Table(table) => self.table(table),
            Block::List(items) => {
                for item in items {
                    self.hanging("- ", item, Style::Plain);
                }
            }
            Block::Note(phrase) => self.note(phrase),
            Block::Picture(rows) => {
                self.gap();
                let cut = |row: &String| row.chars().take(self.options.width).collect();
                let rows: Vec<String> = rows.iter().map(cut).collect();
                self.lines(rows.into_iter().map(|row| vec![(Style::Plain, clean(&row))]).collect());
                self.gap();
            }
        }
    }

    /// A remark.
    pub fn note(&mut self, phrase: &Phrase) {
        self.hanging("note: ", phrase, Style::Plain);
    }

    /// A table with a blank line before and after it.
    pub fn table(&mut self, table: &Table) {
        self.gap();
        self.lines(table_lines(table, self.options.width, self.options.all));
        self.gap();
    }

    /// A phrase behind a word with a role and two blanks, its further lines set
    /// in as far.
    pub fn hanging_bit(&mut self, word: Bit, phrase: &Phrase) {
        let head = phrase_parts(&word.into(), Style::Plain);
        let indent = width_of(&head) + 2;
        let parts = phrase_parts(phrase, Style::Plain);
        let lines = fill(&parts, self.options.width.saturating_sub(indent));
        for (index, line) in lines.into_iter().enumerate() {
            let mut all = if index == 0 { head.clone() } else { Line::new() };
            let blanks = if index == 0 { 2 } else { indent };
            all.push((Style::Plain, " ".repeat(blanks)));
            all.extend(line);
            self.lines(vec![all]);
        }
    }

    /// A phrase behind a mark, its further lines set in by the mark's width.
    pub fn hanging(&mut self, mark: &str, phrase: &Phrase, style: Style) {
        let indent = width_of(&[(Style::Faint, mark.to_owned())]);
        let parts = phrase_parts(phrase, style);
        let lines = fill(&parts, self.options.width.saturating_sub(indent));
        for (index, mut line) in lines.into_iter().enumerate() {
            let before = if index == 0 { mark.to_owned() } else { " ".repeat(indent) };
            line.insert(0, (Style::Faint, before));
            self.lines(vec![line]);
        }
    }

    fn lines(&mut self, lines: Vec<Line>) {
        for line in lines {
            for (style, text) in line {
                self.out.push(style, text);
            }
            self.out.end_line();
            self.blank = false;
        }
    }
}
