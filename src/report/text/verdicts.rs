//! Expectations: which hold, and both sides of those that fail.

use crate::report::document::{Check, Verdict};
use crate::report::{Bit, Phrase, Style};

use super::page::Page;

/// A line for each expectation; what fails shows its sides and where they came
/// from.
pub(super) fn blocks(page: &mut Page, verdicts: &[Verdict]) {
    page.title(&"Expectations".into());
    for verdict in verdicts {
        one(page, verdict);
    }
    let count = |holds| verdicts.iter().filter(|verdict| verdict.holds == holds).count();
    let mut sum = vec![Phrase::from(format!("{} hold", count(Some(true))))];
    if count(Some(false)) > 0 {
        sum.push(Bit::Bad(format!("{} fail", count(Some(false)))).into());
    }
    if count(None) > 0 {
        sum.push(Bit::Bad(format!("{} cannot be told", count(None))).into());
    }
    page.gap();
    page.hanging("", &Phrase::list(sum), Style::Plain);
}

fn one(page: &mut Page, verdict: &Verdict) {
    let mark = match verdict.holds {
        Some(true) => Bit::Good("holds".to_owned()),
        Some(false) => Bit::Bad("FAILS".to_owned()),
        None => Bit::Bad("cannot be told".to_owned()),
    };
    let line = Phrase::from(mark).with("  ").with(&verdict.text).with("  ").with(&verdict.place);
    page.hanging("", &line, Style::Plain);
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
