//! The two registers at the end of a report.

use crate::report::document::{Assumption, Reference};
use crate::report::{Bit, Phrase, Style, Table};

use super::page::Page;

/// Lines of a register that are shown without `--all`.
const SHOWN: usize = 20;

/// Every figure that is assumed, defaulted or derived.
pub(super) fn assumptions(page: &mut Page, assumptions: &[Assumption]) {
    if assumptions.is_empty() {
        return;
    }
    page.title(&"What was assumed".into());
    let mut table =
        Table::new().text("of").text("figure").number("value").text("how").text("where");
    table.most = Some(SHOWN);
    for assumption in assumptions {
        let mut how = Phrase::from(assumption.kind.word());
        if !assumption.how.is_empty() {
            how.push(format!(": {}", assumption.how));
        }
        if let Some(most_likely) = &assumption.most_likely {
            how = how.with("; most likely ").with(most_likely);
        }
        if assumption.count > 1 {
            how.push(format!("; {} of them", assumption.count));
        }
        table.row(vec![
            Bit::Name(assumption.subject.clone()).into(),
            (&assumption.property).into(),
            (&assumption.value).into(),
            how.into(),
            Bit::Place(assumption.place.clone()).into(),
        ]);
    }
    page.table(&table);
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
