//! Expectations: which hold, and both sides of those that fail.

use crate::report::document::{Check, Verdict};
use crate::report::{Bit, Phrase, Style};

use super::page::Page;

/// A line for each expectation; what fails shows its sides and where they came
/// from.
pub(super) fn blocks(page: &mut Page, verdicts: &[Verdict], file: &str) {
    page.title(&"Expectations".into());
    for verdict in verdicts {
        one(page, verdict, file);
    }
    let count = |holds| verdicts.iter().filter(|verdict| verdict.holds == holds).count();
    let mut sum = vec![Phrase::from(format!("{} hold", count(Some(true))))];
    if count(Some(false)) > 0 {
        sum.push(Bit::Bad(format!("{} fail", count(Some(false))).into()).into());
    }
    if count(None) > 0 {
        sum.push(Bit::Bad(format!("{} cannot be told", count(None)).into()).into());
    }
    page.gap();
    page.hanging("", &Phrase::list(sum), Style::Plain);
}

/// The condition with its scenario and its line.
fn condition(verdict: &Verdict, file: &str) -> Phrase {
    let mut phrase = Phrase::from(&verdict.text);
    // Metrics with a scenario of their own have told it.
    if !verdict.text.contains(" in ") {
        phrase = phrase.with(" in ").name(verdict.scenario.clone());
    }
    if let Some(when) = &verdict.when {
        phrase.push(format!(" {when}"));
    }
    let place = &verdict.place;
    let line = if place.file == file { format!("line {}", place.line) } else { place.shown() };
    phrase.with(format!(" ({line})"))
}

fn one(page: &mut Page, verdict: &Verdict, file: &str) {
    let mark = match verdict.holds {
        Some(true) => Bit::Good("holds".into()),
        Some(false) => Bit::Bad("FAILS".into()),
        None => Bit::Bad("?    ".into()),
    };
    page.hanging_bit(mark, &condition(verdict, file));
    if let Some(reason) = &verdict.reason {
        page.hanging("       ", &reason.into(), Style::Plain);
    }
    if verdict.holds == Some(true) {
        return;
    }
    for check in verdict.checks.iter().filter(|check| check.holds != Some(true)) {
        sides(page, check, verdict.checks.len() > 1);
    }
}

fn sides(page: &mut Page, check: &Check, name_it: bool) {
    if name_it {
        page.hanging("       ", &Phrase::from("in ").with(&check.text), Style::Plain);
    }
    for side in &check.sides {
        let shown = side.value.shown();
        // A bound written as a figure needs no "is".
        if side.text != shown {
            let phrase = Phrase::new().name(side.text.clone()).with(" is ").with(&side.value);
            page.hanging("       ", &phrase, Style::Plain);
        }
        for from in &side.from {
            page.hanging("         ", from, Style::Plain);
        }
    }
}
