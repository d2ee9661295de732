//! Whole pages of text.

use super::*;
use crate::quantity::{UnitTable, parse_compound};
use crate::report::{
    Assumption, AssumptionKind, Check, Place, Reference, Share, ShownUnit, Side, Table, Verdict,
};

fn unit(text: &str) -> ShownUnit {
    let mut table = UnitTable::new();
    table.set_base("USD").unwrap();
    parse_compound(text, &table).unwrap().into()
}

fn place(file: &str, line: u32) -> Place {
    Place { file: file.to_owned(), line, column: 1 }
}

fn answer() -> Answer {
    let (days, price) = (unit("days"), unit("USD/TEU"));
    let title = Phrase::from("Routes from ").name("Khorgos").with(" to ").name("Istanbul");
    let mut answer = Answer::new("routes", 12, title);
    answer.scenario = Some("today".to_owned());
    answer.when = Some("on 2022-03-28".to_owned());
    let fastest = Phrase::from("Today's fastest way takes ")
        .with(Figure::new(14.27, &days))
        .with("; the Caspian ports hold ")
        .with(Share(0.28))
        .with(" of it.");
    answer.body.push(Block::Sentence(fastest));
    let mut table = Table::new().text("way").number("time").number("cost");
    table.row(vec![
        "by Kuryk".into(),
        Figure::new(14.27, &days).into(),
        Figure::new(2_272.4, &price).incomplete(true).into(),
    ]);
    table.row(vec![
        "by Aktau".into(),
        Figure::new(17.8, &days).varies(true).into(),
        Figure::missing(&price).into(),
    ]);
    answer.body.push(Block::Table(table));
    answer.body.push(Block::Heading("Closed".into()));
    answer.body.push(Block::List(vec!["one".into(), "two ".repeat(40).into()]));
    answer.note("a note that is told to people and programs");
    answer
}

fn verdict(holds: Option<bool>, text: &str) -> Verdict {
    let days = unit("days");
    let side = |text: &str, value: f64, from: &[&str]| Side {
        text: text.to_owned(),
        value: Figure::new(value, &days),
        from: from.iter().map(|from| Phrase::from(*from)).collect(),
    };
    Verdict {
        text: text.to_owned(),
        scenario: "today".to_owned(),
        when: None,
        place: place("a.corridor", 3),
        holds,
        reason: holds.is_none().then(|| "the capacity of `Aktau` is unknown".to_owned()),
        checks: vec![Check {
            text: text.to_owned(),
            holds,
            sides: vec![
                side("time(A -> B)", 17.8, &["by Aktau: a.corridor:9"]),
                side("15 days", 15.0, &[]),
            ],
        }],
    }
}

fn assumption(kind: AssumptionKind, file: &str) -> Assumption {
    let days = unit("days");
    Assumption {
        kind,
        subject: "node Aktau".to_owned(),
        property: "dwell".to_owned(),
        value: Figure::new(5.0, &days),
        most_likely: (kind == AssumptionKind::Mean).then(|| Figure::new(4.0, &days)),
        how: "as the ports say".to_owned(),
        count: 1,
        place: place(file, 7),
    }
}

fn document() -> Document {
    let kinds = [AssumptionKind::Assumed, AssumptionKind::Derived, AssumptionKind::Mean];
    Document {
        file: "a.corridor".to_owned(),
        results: vec![answer()],
        expectations: vec![
            verdict(Some(true), "time(A -> B) > 15 days"),
            verdict(Some(false), "time(A -> B) <= 15 days in baseline"),
            verdict(None, "capacity(A -> B) >= 3 TEU/day"),
        ],
        assumptions: kinds
            .into_iter()
            .map(|kind| assumption(kind, "a.corridor"))
            .chain([assumption(AssumptionKind::Derived, "b.corridor")])
            .collect(),
        sources: vec![Reference {
            name: "wb2023".to_owned(),
            title: Some("Middle Trade and Transport Corridor".to_owned()),
            publisher: Some("World Bank".to_owned()),
            year: Some(2023),
            url: None,
            basis: Some("best".to_owned()),
            note: None,
            figures: 1,
            place: place("a.corridor", 1),
        }],
        ..Document::default()
    }
}

#[test]
fn a_page_holds_answers_expectations_and_registers() {
    insta::assert_snapshot!(document_text(&document(), TextOptions::default()).plain());
}

#[test]
fn every_width_is_kept() {
    for width in [40, 60, 80, 120] {
        let text = document_text(&document(), TextOptions { width, all: true }).plain();
        for line in text.lines() {
            let wide = unicode_width::UnicodeWidthStr::width(line);
            assert!(wide <= width, "{width}: {line}");
        }
        assert!(!text.contains("\n\n\n"), "{text}");
    }
}

#[test]
fn registers_are_cut_unless_all_is_asked_for() {
    let mut document = document();
    document.assumptions = vec![assumption(AssumptionKind::Derived, "a.corridor"); 30];
    let text =
        |all| document_text(&document, TextOptions { all, ..TextOptions::default() }).plain();
    assert!(text(false).contains("… and 10 more rows; `--all` shows them"));
    assert_eq!(text(true).matches("as the ports say").count(), 30);
}
