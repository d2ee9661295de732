//! Occurrences of random changes against closed forms.

use std::sync::Arc;

use crate::model::check::{CheckOptions, Part, check};
use crate::model::{Model, ScenarioId};
use crate::scenario::{Occurrences, Period, Stretches, period};
use crate::source::SourceMap;

fn model(text: &str) -> Model {
    let mut sources = SourceMap::new();
    let id = sources.add("a.corridor".to_owned(), None, Arc::from(text));
    let parsed = crate::syntax::parse(sources.file(id));
    assert_eq!(parsed.diagnostics.errors(), 0, "{:?}", parsed.diagnostics);
    let parts = [Part { program: &parsed.program, main: true }];
    let checked = check(&parts, &sources, &CheckOptions::default());
    assert_eq!(checked.diagnostics.errors(), 0, "{:?}", checked.diagnostics);
    checked.model
}

fn with(changes: &str, applied: &str) -> Model {
    model(&format!(
        "node A {{}}\nnode B {{}}\nleg A -> B {{ time: 1 day }}\n{changes}\nscenario s {{ apply {applied} }}"
    ))
}

const DRAWS: u64 = 20_000;

/// The stretches of one change.
type Pieces = Vec<(f64, f64)>;

/// For each draw the stretches of every change, in the order of the list.
fn drawn(model: &Model, seed: u64) -> (Period, Vec<Vec<Pieces>>) {
    let scenario = ScenarioId(1);
    let when = period(model, scenario);
    let occurrences = Occurrences::new(model, scenario, when, when.until).unwrap();
    let count = occurrences.changes().len();
    let mut into = Stretches::default();
    let all = (0..DRAWS).map(|draw| {
        occurrences.draw(model, seed, |_| draw, &model.draw(seed, draw), &mut into);
        (0..count).map(|index| into.of(index).to_vec()).collect()
    });
    (when, all.collect())
}

fn holds(pieces: &[(f64, f64)], at: f64) -> bool {
    pieces.iter().any(|(from, until)| *from <= at && at < *until)
}

fn share(all: &[Vec<Vec<(f64, f64)>>], index: usize, at: f64) -> f64 {
    all.iter().filter(|draw| holds(&draw[index], at)).count() as f64 / all.len() as f64
}

/// Four standard errors of a share.
fn near(found: f64, expected: f64) {
    let error = 4.0 * libm::sqrt(expected * (1.0 - expected) / DRAWS as f64) + 1e-12;
    assert!((found - expected).abs() < error, "{found} is not {expected} within {error}");
}

/// A Poisson process whose occurrences last any length of mean d is in none of
/// them with probability exp(−rate · d): the queue M/G/∞.
#[test]
fn a_storm_at_any_moment_is_that_of_an_infinite_server_queue() {
    let model = with(
        "disruption d { close leg A -> B  rate: 6/year, duration: 1..2..9 days }
         disruption e { close leg A -> B  rate: 12/year, duration: 3 days }",
        "d, e",
    );
    let (when, all) = drawn(&model, 11);
    assert!(when.undated && when.until - when.from == 365.0);
    for at in [when.from, when.from + 100.0, when.until - 0.01] {
        // The process begins the 99.9 % duration before the period.
        near(share(&all, 0, at), 1.0 - libm::exp(-6.0 / 365.0 * 3.0));
        near(share(&all, 1, at), 1.0 - libm::exp(-12.0 / 365.0 * 3.0));
    }
    // Both at once: they are independent.
    let both = all.iter().filter(|draw| draw.iter().all(|pieces| holds(pieces, when.from + 50.0)));
    let expected = (1.0 - libm::exp(-6.0 / 365.0 * 3.0)) * (1.0 - libm::exp(-12.0 / 365.0 * 3.0));
    near(both.count() as f64 / all.len() as f64, expected);
}

/// All occurrences of a year fall into its season, and go on past its end.
#[test]
fn a_season_holds_all_of_a_year() {
    let model = with(
        "disruption d { close leg A -> B  rate: 6/year, duration: 2 days, season: nov..mar }
         upgrade u { set time of leg A -> B to 2 days  from 2022-01-01 }",
        "d, u",
    );
    let (when, all) = drawn(&model, 5);
    let day = |text: &str| f64::from(super::super::testing::day(text));
    assert_eq!((when.from, when.until), (day("2022-01-01"), day("2023-01-01")));
    // 151 days of winter in 2022: 90 in spring, 61 in autumn.
    let inside = 1.0 - libm::exp(-6.0 / 151.0 * 2.0);
    near(share(&all, 0, day("2022-02-10")), inside);
    near(share(&all, 0, day("2022-12-10")), inside);
    near(share(&all, 0, day("2022-07-10")), 0.0);
    near(share(&all, 0, day("2022-04-02")), 1.0 - libm::exp(-6.0 / 151.0));
    let days = all.iter().map(|draw| draw[0].iter().map(|(a, b)| b - a).sum::<f64>());
    assert!(days.sum::<f64>() / (DRAWS as f64) < 12.0);
}

/// One coin; its start is uniform in the period.
#[test]
fn a_probability_is_one_coin() {
    let model = with("disruption d { close leg A -> B  probability: 30%, duration: 10 days }", "d");
    let (when, all) = drawn(&model, 3);
    let happened = all.iter().filter(|draw| !draw[0].is_empty());
    near(happened.count() as f64 / DRAWS as f64, 0.3);
    near(share(&all, 0, when.from + 200.0), 0.3 * 10.0 / 365.0);
    let late = all.iter().filter(|draw| draw[0].first().is_some_and(|p| p.0 > when.from + 182.5));
    near(late.count() as f64 / DRAWS as f64, 0.15);
}

/// What follows begins the delay after its cause, as often as said; another
/// change moves no draw.
#[test]
fn changes_follow_from_others_and_names_keep_their_draws() {
    let storm = "disruption d { close leg A -> B  rate: 6/year, duration: 2 days }\n";
    let strike = "disruption f { close leg A -> B  duration: 5 days
        after d { probability: 40%, delay: 3 days } }\n";
    let other = "disruption a { close leg A -> B  rate: 50/year, duration: 1..2 days }\n";
    let model_a = with(&format!("{storm}{strike}"), "d, f");
    let model_b = with(&format!("{other}{storm}{strike}"), "a, d, f");
    let ((when, a), (_, b)) = (drawn(&model_a, 9), drawn(&model_b, 9));
    for (a, b) in a.iter().zip(&b) {
        assert_eq!((&a[0], &a[1]), (&b[1], &b[2]));
        for (from, until) in &a[1] {
            assert!(until - from > 5.0 - 1e-9);
            let begins = |cause: &(f64, f64)| (cause.0 + 3.0 - from).abs() < 1e-9;
            // Of two storms that overlap the union keeps the first start.
            assert!(a[0].iter().any(|c| begins(c) || (c.0 + 3.0 < *from && c.1 + 3.0 > *from)));
        }
    }
    near(share(&a, 1, when.from + 100.0), 1.0 - libm::exp(-6.0 / 365.0 * 0.4 * 5.0));
}
