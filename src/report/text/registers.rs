//! The two registers at the end of a report.

use crate::report::document::{Assumption, AssumptionKind, Reference};
use crate::report::{Bit, Block, Cell, Phrase, Style, Table};

use super::page::Page;

/// Lines of a register that are shown without `--all`.
const SHOWN: usize = 20;

/// The kinds of the register in order, each with its heading, and with that
/// of its last column.
const KINDS: [(AssumptionKind, &str, &str); 5] = [
    (AssumptionKind::Assumed, "Assumed by the author", "why"),
    (AssumptionKind::Derived, "Derived from other figures", "how"),
    (AssumptionKind::Default, "Not written: the language's default", "which"),
    (AssumptionKind::Mean, "Distributions, of which the mean is used", "most likely"),
    (AssumptionKind::Unsourced, "Written without a source", ""),
];

/// Every figure that is assumed, defaulted or derived, by kinds. Places in the
/// file that was asked for are told by their line alone.
pub(super) fn assumptions(page: &mut Page, assumptions: &[Assumption], file: &str) {
    if assumptions.is_empty() {
        return;
    }
    page.title(&"What was assumed".into());
    for (kind, heading, last) in KINDS {
        let of_kind = || assumptions.iter().filter(|assumption| assumption.kind == kind);
        if of_kind().next().is_none() {
            continue;
        }
        page.block(&Block::Heading(heading.into()));
        let mut table = Table::new().text("of").text("figure").number("value");
        table = if kind == AssumptionKind::Mean { table.number(last) } else { table.text(last) };
        table = table.number("line");
        table.most = Some(SHOWN);
        for assumption in of_kind() {
            let how = match kind {
                AssumptionKind::Mean => assumption.most_likely.as_ref().into(),
                AssumptionKind::Unsourced => Cell::Blank,
                _ => (&assumption.how).into(),
            };
            let place = &assumption.place;
            let line = if place.file == file { place.line.to_string() } else { place.shown() };
            table.row(vec![
                Bit::Name(assumption.subject.as_str().into()).into(),
                (&assumption.property).into(),
                (&assumption.value).into(),
                how,
                line.into(),
            ]);
        }
        page.table(&table);
    }
}

/// The references used.
pub(super) fn sources(page: &mut Page, sources: &[Reference]) {
    if sources.is_empty() {
        return;
    }
    page.title(&"Sources".into());
    for source in sources {
        let mut phrase = Phrase::new().name(source.name.clone());
        let parts = [
            source.title.clone(),
            source.publisher.clone(),
            source.year.map(|year| year.to_string()),
            source.url.clone(),
            source.basis.as_ref().map(|basis| format!("basis {basis}")),
            source.note.clone(),
        ];
        for (index, part) in parts.into_iter().flatten().enumerate() {
            phrase.push(if index == 0 { ": " } else { ", " });
            phrase.push(part);
        }
        let figures = if source.figures == 1 { "figure" } else { "figures" };
        phrase.push(format!(" ({} {figures})", source.figures));
        page.hanging("- ", &phrase, Style::Plain);
    }
}
