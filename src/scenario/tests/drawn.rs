//! Drawn values reach every figure that depends on them.

use std::sync::Arc;

use crate::model::check::{CheckOptions, Part, check};
use crate::model::{LegId, LegWay, Model, Prop, ScenarioId, Target};
use crate::scenario::{At, Now, now, slot};
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

const TEXT: &str = "
model { currency: USD, circuity: 1.1..1.3 }
commodity box { unit: TEU }
let strike = 1..3 days
mode rail { speed: 20..40 km/h, cost: 0.2..0.4 USD/TEU/km }
node A { at: 40N 20E, dwell: 1..2..6 days, throughput: 10..20 kTEU/year }
node B { at: 40N 30E, dwell: strike + 1 day }
node C { dwell: strike }
leg A -> B { mode: rail }
leg B -> C { time: 2..4 days, distance: 100..300 km, cost: 1..2 USD/TEU/km, capacity: 5 kTEU/year,
  frequency: 2..4/week }
leg X: C -> A { time: 1 day, fleet: 3 ships of 100..200 TEU every 5..10 days }
upgrade faster { set speed of mode rail to 50..70 km/h  raise distance of leg B -> C by 10..30% }
scenario quick { apply faster }
";

fn value(model: &Model, now: &Now, target: Target, prop: Prop) -> f64 {
    now.standing(model, slot(target, prop)).value().unwrap()
}

#[test]
fn every_figure_follows_its_inputs() {
    let model = model(TEXT);
    let way = |leg| Target::Leg(LegWay::new(LegId(leg), false));
    let at = At::Together { day: None };
    for draw in 0..20 {
        let values = model.draw(7, draw);
        assert_eq!(values.len(), model.inputs.len());
        let drawn = model.with_inputs(&values);
        let base = now(&drawn, ScenarioId(0), at).unwrap();
        let get = |target, prop| value(&drawn, &base, target, prop);
        let near = |a: f64, b: f64| assert!((a - b).abs() <= 1e-12 * b.abs(), "{a} {b}");
        let rail = Target::Mode(crate::model::ModeId(0));
        let node = |n| Target::Node(crate::model::NodeId(n));
        // The strike is one draw for both places.
        near(get(node(1), Prop::Dwell), get(node(2), Prop::Dwell) + 1.0);
        near(get(way(0), Prop::Time), get(way(0), Prop::Distance) / get(rail, Prop::Speed));
        near(get(way(0), Prop::Cost), get(way(0), Prop::Distance) * get(rail, Prop::Cost));
        let circuity = drawn.settings.circuity.value;
        assert!((1.1..1.3).contains(&circuity));
        near(
            get(way(0), Prop::Distance) / circuity,
            model.legs[0].distance.as_ref().unwrap().value / model.settings.circuity.value,
        );
        let fleet = drawn.legs[2].more.as_ref().unwrap().fleet.as_ref().unwrap();
        let (count, size, cycle) = (fleet.count.value, fleet.size.value, fleet.cycle.value);
        assert!(count == 3.0 && (5.0..10.0).contains(&cycle));
        near(get(way(2), Prop::Frequency), count / cycle);
        near(base.fleet_capacity(&drawn, way(2)).unwrap().0, count * size / cycle);
        // A changed speed and distance are drawn too, and times follow.
        let quick = now(&drawn, ScenarioId(1), at).unwrap();
        let get = |target, prop| value(&drawn, &quick, target, prop);
        let pace = get(rail, Prop::Speed) / 24.0;
        assert!((50.0..70.0).contains(&pace), "{pace}");
        near(get(way(0), Prop::Time), get(way(0), Prop::Distance) / get(rail, Prop::Speed));
        let longer = get(way(1), Prop::Distance) / value(&drawn, &base, way(1), Prop::Distance);
        assert!((1.1..1.3).contains(&longer), "{longer}");
    }
}

#[test]
fn at_the_means_nothing_moves_and_new_inputs_move_no_others() {
    let small = model(TEXT);
    let same = small.with_inputs(&small.input_means());
    for (a, b) in small.nodes.iter().zip(&same.nodes) {
        assert!((a.dwell.value - b.dwell.value).abs() < 1e-12);
    }
    let large = model(&TEXT.replace("node C", "node D { dwell: 1..9 days }\nnode C"));
    assert_eq!(large.inputs.len(), small.inputs.len() + 1);
    let all = large.draw(3, 5);
    for (input, value) in small.inputs.iter().zip(small.draw(3, 5)) {
        let twin = large.inputs.iter().position(|other| other.key == input.key).unwrap();
        assert_eq!(all[twin], value);
    }
    assert_ne!(small.draw(3, 5), small.draw(3, 6));
    assert_ne!(small.draw(3, 5), small.draw(4, 5));
}
