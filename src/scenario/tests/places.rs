use super::*;
use crate::model::*;
use crate::scenario::testing::{Builder, country};
use crate::scenario::{Place, Standing, Subject, Why};

/// A (KZ) -> B (AZ) -> C (GE), B planned.
fn line() -> (Builder, [NodeId; 3], [LegId; 2]) {
    let mut b = Builder::new();
    let nodes = [("A", "KZ"), ("B", "AZ"), ("C", "GE")].map(|(name, code)| b.node(name, code));
    let legs = [b.leg(nodes[0], nodes[1], true, 1.0), b.leg(nodes[1], nodes[2], true, 1.0)];
    b.model.nodes[1].planned = Some(b.span());
    (b, nodes, legs)
}

fn shut(now: &Now, place: Place) -> bool {
    now.closures(place).iter().any(|closure| now.is_shut(closure, None))
}

#[test]
fn what_is_planned_is_closed_until_it_is_opened_and_closed_beats_open() {
    let (mut b, nodes, _) = line();
    let place = Place::Node(nodes[1]);
    let open = Action::Open(b.select(SelectionKind::Node(nodes[1])));
    let close = Action::Close(b.select(SelectionKind::Node(nodes[1])));
    let opened = b.played(vec![open.clone()]);
    let both = b.played(vec![close, open]);
    let m = &b.model;
    let now = play(m, ScenarioId(0), TOGETHER);
    assert!(shut(&now, place));
    assert!(matches!(now.closures(place)[0].why, Why::Planned(_)));
    let now = play(m, opened, TOGETHER);
    assert!(!shut(&now, place));
    let delta = now.delta();
    assert_eq!(delta.len(), 1);
    assert_eq!(delta[0].what, Subject::Open(place, None));
    assert_eq!((delta[0].old, delta[0].new), (Standing::Closed, Standing::Open));
    assert!(shut(&play(m, both, TOGETHER), place));
}

#[test]
fn a_country_closes_its_nodes_and_every_leg_that_touches_it() {
    let (mut b, nodes, legs) = line();
    let north = b.leg(nodes[0], nodes[2], false, 9.0);
    b.more(north).through = vec![country("RU")];
    let az = Action::Close(b.select(SelectionKind::Country(country("AZ"))));
    let ru = Action::Close(b.select(SelectionKind::Country(country("RU"))));
    let (az, ru) = (b.played(vec![az]), b.played(vec![ru]));
    let now = play(&b.model, az, TOGETHER);
    assert!(shut(&now, Place::Node(nodes[1])) && shut(&now, Place::Way(back(legs[0]))));
    assert!(!shut(&now, Place::Way(there(north))) && !shut(&now, Place::Node(nodes[0])));
    let now = play(&b.model, ru, TOGETHER);
    assert!(shut(&now, Place::Way(there(north))) && !shut(&now, Place::Way(there(legs[0]))));
}

#[test]
fn a_closure_for_a_commodity_and_with_an_exception() {
    let (mut b, _, legs) = line();
    let crude = b.commodity("crude", "t", None);
    let action = Action::Close(b.select(SelectionKind::Legs { by: None, place: None }));
    let mut effect = b.effect(action);
    effect.commodity = Some(crude);
    effect.except = Some(b.select(SelectionKind::LegWays(vec![back(legs[1])])));
    let change = b.change("c", vec![effect], vec![]);
    let scenario = b.scenario("s", None, vec![change]);
    let now = play(&b.model, scenario, TOGETHER);
    let closures = now.closures(Place::Way(there(legs[0])));
    assert!(now.is_shut(&closures[0], Some(crude)) && !now.is_shut(&closures[0], None));
    assert!(now.closures(Place::Way(back(legs[1]))).is_empty());
    assert_eq!(now.closed.len(), 3 + 1, "three ways, and what is planned");
}

#[test]
fn a_change_counts_once_where_it_is_applied_last() {
    let (mut b, _, legs) = line();
    let by = Amount::Share(b.fig(1.0, ""));
    let of = b.select(SelectionKind::Leg(legs[0]));
    let effect = b.effect(Action::Raise { prop: Prop::Time, of, by });
    let double = b.change("double", vec![effect], vec![]);
    let parent = b.scenario("parent", None, vec![double]);
    let child = b.scenario("child", Some(parent), vec![double]);
    let now = play(&b.model, child, TOGETHER);
    near(value(&b.model, &now, leg_slot(legs[0], Prop::Time), "day"), 2.0);
    assert_eq!(crate::scenario::changes(&b.model, child), [double]);
}
