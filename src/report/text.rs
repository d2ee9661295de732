//! The tree as text for people.

mod page;
mod registers;
#[cfg(test)]
mod tests;
mod verdicts;

use super::document::{Answer, Document};
use super::{Bit, Block, Cell, Figure, Phrase, Styled};
use page::Page;

/// How text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// Columns of the page; at least 20 are used.
    pub width: usize,
    /// Show what is only counted otherwise.
    pub all: bool,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { width: 80, all: false }
    }
}

/// A whole document but its diagnostics, which the command line shows with the
/// lines they are about.
pub fn document_text(document: &Document, options: TextOptions) -> Styled {
    let mut page = Page::new(options);
    for answer in &document.results {
        answer_blocks(&mut page, answer);
    }
    if !document.expectations.is_empty() {
        verdicts::blocks(&mut page, &document.expectations, &document.file);
    }
    if !document.results.is_empty() {
        registers::assumptions(&mut page, &document.assumptions, &document.file);
        registers::sources(&mut page, &document.sources);
    }
    page.finish()
}

/// One answer.
pub fn answer_text(answer: &Answer, options: TextOptions) -> Styled {
    let mut page = Page::new(options);
    answer_blocks(&mut page, answer);
    page.finish()
}

/// Expectations alone (`corridor test`).
pub fn verdicts_text(document: &Document, options: TextOptions) -> Styled {
    let mut page = Page::new(options);
    verdicts::blocks(&mut page, &document.expectations, &document.file);
    page.finish()
}

fn answer_blocks(page: &mut Page, answer: &Answer) {
    let mut title = answer.title.clone();
    if let Some(scenario) = &answer.scenario {
        title = title.with(", in ").name(scenario);
    }
    if let Some(when) = &answer.when {
        title.push(format!(", {when}"));
    }
    page.title(&title);
    for block in &answer.body {
        page.block(block);
    }
    let figures = || answer.body.iter().flat_map(block_figures);
    if figures().any(|figure| figure.incomplete) {
        page.note(
            &"* incomplete: a cost or an emission that nobody wrote counts as 0 in it".into(),
        );
    }
    if figures().any(|figure| figure.varies) {
        page.note(&"~ other answers that are as good have another figure here".into());
    }
}

/// The figures that a block shows.
fn block_figures(block: &Block) -> Vec<&Figure> {
    match block {
        Block::Heading(phrase) | Block::Sentence(phrase) | Block::Note(phrase) => {
            phrase_figures(phrase)
        }
        Block::List(items) => items.iter().flat_map(phrase_figures).collect(),
        Block::Picture(_) => Vec::new(),
        Block::Table(table) => {
            table.rows.iter().chain(&table.footer).flatten().flat_map(cell_figures).collect()
        }
    }
}

fn cell_figures(cell: &Cell) -> Vec<&Figure> {
    match cell {
        Cell::Figure(figure) => vec![figure],
        Cell::Text(phrase) => phrase_figures(phrase),
        _ => Vec::new(),
    }
}

fn phrase_figures(phrase: &Phrase) -> Vec<&Figure> {
    let figures = phrase.bits.iter().filter_map(|bit| match bit {
        Bit::Figure(figure) => Some(figure),
        _ => None,
    });
    figures.collect()
}
