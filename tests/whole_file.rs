//! The whole-file example of the language reference, answered.

use std::sync::Arc;

use corridor::analysis::{Analyst, answer};
use corridor::control::Control;
use corridor::model::Model;
use corridor::model::check::{CheckOptions, Part, check};
use corridor::report::{Amount, Answer, Figure, Map, Node};
use corridor::source::SourceMap;

fn load(text: &str) -> (SourceMap, Model) {
    let mut sources = SourceMap::new();
    let id = sources.add("a.corridor".to_owned(), None, Arc::from(text));
    let parsed = corridor::syntax::parse(sources.file(id));
    let parts = [Part { program: &parsed.program, main: true }];
    let checked = check(&parts, &sources, &CheckOptions::default());
    let told = checked.diagnostics.diagnostics().to_vec();
    assert!(!parsed.diagnostics.has_errors() && !checked.diagnostics.has_errors(), "{told:#?}");
    (sources, checked.model)
}

fn answers(text: &str) -> Vec<Answer> {
    let (sources, model) = load(text);
    let control = Control::new();
    let analyst = Analyst::new(&model, &sources, &control);
    model.questions.iter().flat_map(|q| answer(&analyst, q).unwrap()).collect()
}

fn map(node: &Node) -> &Map {
    match node {
        Node::Map(map) => map,
        other => panic!("{other:?}"),
    }
}

fn list<'m>(map: &'m Map, key: &str) -> &'m [Node] {
    match map.get(key) {
        Some(Node::List(list)) => list,
        other => panic!("{key}: {other:?}"),
    }
}

/// The number and unit that machine output shows.
fn shown(map: &Map, key: &str) -> (f64, String) {
    match map.get(key) {
        Some(Node::Figure(Figure { amount: Amount::Known(value), unit, .. })) => {
            (unit.0.machine(*value).0, unit.0.symbol.clone())
        }
        other => panic!("{key}: {other:?}"),
    }
}

#[test]
fn the_whole_file_gives_the_figures_of_the_reference() {
    let text = include_str!("data/whole_file.corridor");
    let all = answers(text);
    let kinds: Vec<(&str, Option<&str>)> =
        all.iter().map(|a| (a.kind, a.scenario.as_deref())).collect();
    assert_eq!(
        kinds,
        [
            ("routes", Some("baseline")),
            ("routes", Some("today")),
            ("flow", Some("today")),
            ("flow", Some("stormy")),
            ("compare", None),
        ]
    );
    let best = map(&list(&all[1].data, "routes")[0]);
    let (days, unit) = shown(best, "time");
    assert!((days - 14.27).abs() < 0.01 && unit == "day", "{days} {unit}");
    let (cost, unit) = shown(best, "cost");
    assert!((cost - 2272.4).abs() < 1e-9 && unit == "USD/TEU", "{cost} {unit}");
    let (km, unit) = shown(best, "distance");
    assert!((km - 6030.0).abs() < 1e-9 && unit == "km", "{km} {unit}");
    let (capacity, unit) = shown(best, "capacity");
    assert!((capacity - 40.0).abs() < 1e-9 && unit == "kTEU/year", "{capacity} {unit}");
    let before = map(&list(&all[0].data, "routes")[0]);
    assert!((17.0..19.0).contains(&shown(before, "time").0));

    let demand = map(&list(&all[2].data, "demands")[0]);
    assert!((shown(demand, "delivered").0 - 25.0).abs() < 1e-9);
    let storm = map(&list(&all[3].data, "demands")[0]);
    assert!(shown(storm, "delivered").0.abs() < 1e-9);
    assert!((shown(storm, "unmet").0 - 25.0).abs() < 1e-9);
}

const TOY: &str = "
model \"Toy\" { currency: USD }
commodity goods { unit: TEU }
mode rail { speed: 40 km/h }
node KHG {}
node AKT {}
node KUR {}
node BAK {}
node TBS {}
node KRS {}
node POT {}
node EUR {}
leg kz_main: KHG -> AKT { capacity: 150 kTEU/year, time: 5 days, cost: 1200 USD/TEU }
leg kz_kuryk: KHG -> KUR { capacity: 80 kTEU/year, time: 5.2 days, cost: 1250 USD/TEU }
leg cas_akt: AKT -> BAK { capacity: 60 kTEU/year, time: 2.5 days, cost: 600 USD/TEU }
leg cas_kur: KUR -> BAK { capacity: 25 kTEU/year, time: 2 days, cost: 650 USD/TEU }
leg az_ge: BAK -> TBS { capacity: 120 kTEU/year, time: 2 days, cost: 500 USD/TEU }
leg btk: TBS -> KRS { capacity: 50 kTEU/year, time: 1 day, cost: 300 USD/TEU }
leg tr: KRS -> EUR { capacity: 60 kTEU/year, time: 3 days, cost: 700 USD/TEU }
leg ge_poti: TBS -> POT { capacity: 60 kTEU/year, time: 1 day, cost: 200 USD/TEU }
leg blk_sea: POT -> EUR { capacity: 40 kTEU/year, time: 4 days, cost: 600 USD/TEU }
demand d: 100 kTEU/year of goods from KHG to EUR
scenario wider { set capacity of leg cas_akt to 100 kTEU/year }
scenario shut { close leg az_ge }
report capacity from KHG to EUR in baseline, wider, shut
report flow
report bottlenecks
report compare baseline, wider, shut
";

#[test]
fn the_toy_corridor_carries_what_is_known() {
    let all = answers(TOY);
    let binds = |answer: &Answer| -> Vec<String> {
        list(&answer.data, "binds")
            .iter()
            .map(|bind| match map(bind).get("name") {
                Some(Node::Text(name)) => name.to_string(),
                other => panic!("{other:?}"),
            })
            .collect()
    };
    assert!((shown(&all[0].data, "capacity").0 - 85.0).abs() < 1e-9);
    assert_eq!(binds(&all[0]), ["cas_akt", "cas_kur"]);
    assert!((shown(&all[1].data, "capacity").0 - 90.0).abs() < 1e-9);
    assert_eq!(binds(&all[1]), ["btk", "blk_sea"]);
    assert!(shown(&all[2].data, "capacity").0.abs() < 1e-9);
    let demand = map(&list(&all[3].data, "demands")[0]);
    assert!((shown(demand, "delivered").0 - 85.0).abs() < 1e-6);
    assert!((shown(demand, "unmet").0 - 15.0).abs() < 1e-6);
    let uses = list(&all[3].data, "uses");
    let worth = |name: &str| -> f64 {
        let found = uses.iter().map(map).find(|m| m.get("name") == Some(&Node::Text(name.into())));
        match found.and_then(|m| m.get("worth_delivered")) {
            Some(Node::Number(value)) => *value,
            other => panic!("{name}: {other:?}"),
        }
    };
    assert!((worth("cas_akt") - 1.0).abs() < 1e-6);
    assert!((worth("cas_kur") - 1.0).abs() < 1e-6);
    assert!(worth("btk").abs() < 1e-6);
}
