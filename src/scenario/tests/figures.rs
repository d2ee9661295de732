use super::*;
use crate::model::*;
use crate::scenario::testing::{Builder, country};
use crate::scenario::{Problem, Standing, Subject, conflicts};

/// One leg A -> B of 500 km by rail: 25 km/h, 0.2 USD/TEU/km, both derived.
fn line(b: &mut Builder) -> (ModeId, LegId) {
    let (from, to) = (b.node("A", "KZ"), b.node("B", "AZ"));
    let rail = b.mode("rail", None);
    let leg = b.leg(from, to, false, 1.0);
    b.model.modes[0].speed = Some(b.fig(25.0, "km/h"));
    b.model.modes[0].cost = Some(b.fig(0.2, "USD/TEU/km"));
    let distance = b.fig(500.0, "km");
    let time = b.derived(500.0 / 25.0, "hour", Derivation::ModeSpeed(rail));
    let cost = b.derived(100.0, "USD/TEU", Derivation::ModeCostByDistance(rail));
    let at = b.at(leg);
    (at.mode, at.distance, at.time, at.cost) = (Some(rail), Some(distance), time, Some(cost));
    (rail, leg)
}

fn set(b: &mut Builder, prop: Prop, of: SelectionKind, number: f64, unit: &str) -> Action {
    Action::Set { prop, of: b.select(of), to: NewValue::Figure(b.fig(number, unit)) }
}

fn raise(b: &mut Builder, prop: Prop, of: SelectionKind, percent: f64) -> Action {
    let by = Amount::Share(b.fig(percent / 100.0, ""));
    Action::Raise { prop, of: b.select(of), by }
}

fn reduce(b: &mut Builder, prop: Prop, of: SelectionKind, percent: f64) -> Action {
    let by = Amount::Share(b.fig(percent / 100.0, ""));
    Action::Reduce { prop, of: b.select(of), by }
}

#[test]
fn raise_and_reduce_act_on_what_stands_and_a_child_revises_its_parent() {
    let mut b = Builder::new();
    let (_, leg) = line(&mut b);
    b.at(leg).capacity = b.cap(100.0, "kTEU/year");
    let of = SelectionKind::Leg(leg);
    let halve = reduce(&mut b, Prop::Capacity, of.clone(), 50.0);
    let parent = b.played(vec![halve]);
    let by = Amount::Figure(b.fig(10.0, "kTEU/year"));
    let more = Action::Raise { prop: Prop::Capacity, of: b.select(of.clone()), by };
    let effect = b.effect(more);
    let change = b.change("more", vec![effect], vec![]);
    let child = b.scenario("child", Some(parent), vec![change]);
    let fixed = set(&mut b, Prop::Capacity, of, 7.0, "kTEU/year");
    let effect = b.effect(fixed);
    let change = b.change("fixed", vec![effect], vec![]);
    let grandchild = b.scenario("grandchild", Some(child), vec![change]);
    let m = &b.model;
    let at = leg_slot(leg, Prop::Capacity);
    near(value(m, &play(m, parent, TOGETHER), at, "kTEU/year"), 50.0);
    near(value(m, &play(m, child, TOGETHER), at, "kTEU/year"), 60.0);
    let now = play(m, grandchild, TOGETHER);
    near(value(m, &now, at, "kTEU/year"), 7.0);
    // The delta knows the first and the last figure, and everybody between.
    let delta = now.delta();
    assert_eq!(delta.len(), 1);
    assert_eq!(delta[0].what, Subject::Figure(at));
    near(delta[0].old.value().unwrap() * 365.0, 100_000.0);
    let by: Vec<&str> = delta[0].by.iter().map(|cause| cause.label(m)).collect();
    assert_eq!(by, ["change", "more", "fixed"]);
    near(value(m, &play(m, ScenarioId(0), TOGETHER), at, "kTEU/year"), 100.0);
}

#[test]
fn two_sets_side_by_side_are_a_conflict_that_names_both() {
    let mut b = Builder::new();
    let (_, leg) = line(&mut b);
    let one = |b: &mut Builder, days: f64, from, until| {
        let action = set(b, Prop::Time, SelectionKind::Leg(leg), days, "day");
        let mut effect = b.effect(action);
        effect.window = Some(b.window(from, until));
        effect
    };
    let first = one(&mut b, 3.0, Some("2022-01-01"), Some("2022-03-01"));
    let second = one(&mut b, 4.0, Some("2022-02-01"), Some("2022-04-01"));
    let third = one(&mut b, 5.0, Some("2022-04-01"), None);
    let a = b.change("a", vec![first.clone(), third.clone()], vec![]);
    let c = b.change("c", vec![second.clone()], vec![]);
    let both = b.scenario("both", None, vec![a, c]);
    let found = conflicts(&b.model, both);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].first.span, found[0].second.span), (first.span, second.span));
    // In force together only in February.
    let m = &b.model;
    let at = leg_slot(leg, Prop::Time);
    near(value(m, &play(m, both, on("2022-01-31")), at, "day"), 3.0);
    near(value(m, &play(m, both, on("2022-03-01")), at, "day"), 4.0);
    let problems = now(m, both, on("2022-02-10")).unwrap_err();
    let conflict = |p: &Problem| {
        matches!(p, Problem::Conflict { first: f, second: s, .. }
        if f.span == first.span && s.span == second.span)
    };
    assert!(problems.len() == 1 && conflict(&problems[0]), "{problems:?}");
    // A child may set what its parent set; steps one after the other are none.
    let parent = b.scenario("parent", None, vec![a]);
    let child = b.scenario("child", Some(parent), vec![c]);
    assert_eq!(conflicts(&b.model, parent), []);
    assert_eq!(conflicts(&b.model, child), []);
    near(value(&b.model, &play(&b.model, child, on("2022-02-10")), at, "day"), 4.0);
    // But steps that never hold together have no state while it lasts.
    let problems = now(&b.model, parent, TOGETHER).unwrap_err();
    assert!(matches!(problems[..], [Problem::StepsApart { .. }]), "{problems:?}");
}

#[test]
fn a_speed_and_a_time_of_one_leg_stand_against_each_other() {
    let mut b = Builder::new();
    let (_, leg) = line(&mut b);
    let time = set(&mut b, Prop::Time, SelectionKind::Leg(leg), 3.0, "day");
    let speed = set(&mut b, Prop::Speed, SelectionKind::Leg(leg), 50.0, "km/h");
    let scenario = b.played(vec![time, speed]);
    assert_eq!(conflicts(&b.model, scenario).len(), 1);
}

#[test]
fn a_mode_s_figures_lead_to_those_of_its_legs() {
    let mut b = Builder::new();
    let (rail, leg) = line(&mut b);
    let broad = b.mode("rail1520", Some(rail));
    let slower = reduce(&mut b, Prop::Speed, SelectionKind::Mode(rail), 50.0);
    let dearer = set(&mut b, Prop::Cost, SelectionKind::Mode(rail), 0.3, "USD/TEU/km");
    let longer = raise(&mut b, Prop::Distance, SelectionKind::Leg(leg), 20.0);
    let later = raise(&mut b, Prop::Time, SelectionKind::Leg(leg), 10.0);
    let scenario = b.played(vec![later, slower, dearer, longer]);
    let m = &b.model;
    let now = play(m, scenario, TOGETHER);
    // 600 km at 12.5 km/h, and a tenth more; 600 km at 0.3.
    near(value(m, &now, leg_slot(leg, Prop::Time), "hour"), 600.0 / 12.5 * 1.1);
    near(value(m, &now, leg_slot(leg, Prop::Cost), "USD/TEU"), 180.0);
    let of_mode = |mode| value(m, &now, slot(Target::Mode(mode), Prop::Speed), "km/h");
    near(of_mode(rail), 12.5);
    near(of_mode(broad), 12.5);
    let follows: Vec<bool> = now
        .delta()
        .iter()
        .filter(|touched| touched.what == Subject::Figure(leg_slot(leg, Prop::Cost)))
        .map(|touched| touched.follows)
        .collect();
    assert_eq!(follows, [true]);
}

#[test]
fn a_silent_leg_takes_what_is_set_of_its_mode() {
    let mut b = Builder::new();
    let (rail, leg) = line(&mut b);
    let of = SelectionKind::Mode(rail);
    let limit = set(&mut b, Prop::Capacity, of, 40.0, "kTEU/year");
    let scenario = b.played(vec![limit]);
    let m = &b.model;
    let now = play(m, scenario, TOGETHER);
    near(value(m, &now, leg_slot(leg, Prop::Capacity), "kTEU/year"), 40.0);
}

#[test]
fn the_speed_of_a_leg_changes_its_time() {
    let mut b = Builder::new();
    let (_, leg) = line(&mut b);
    b.at(leg).time = b.fig(10.0, "hour");
    let half = reduce(&mut b, Prop::Speed, SelectionKind::Leg(leg), 50.0);
    let half = b.played(vec![half]);
    let fixed = set(&mut b, Prop::Speed, SelectionKind::Leg(leg), 100.0, "km/h");
    let fixed = b.played(vec![fixed]);
    let time = |scenario| {
        let now = play(&b.model, scenario, TOGETHER);
        value(&b.model, &now, leg_slot(leg, Prop::Time), "hour")
    };
    near(time(half), 20.0);
    near(time(fixed), 5.0);
}

#[test]
fn no_part_of_what_has_no_limit() {
    let mut b = Builder::new();
    let (_, leg) = line(&mut b);
    let action = reduce(&mut b, Prop::Capacity, SelectionKind::Leg(leg), 50.0);
    let scenario = b.played(vec![action]);
    let problems = now(&b.model, scenario, TOGETHER).unwrap_err();
    let slot = leg_slot(leg, Prop::Capacity);
    assert!(matches!(problems[..], [Problem::OfUnlimited { slot: s, .. }] if s == slot));
    let span = b.span();
    b.at(leg).capacity = Capacity::Unknown(span, CitesId(0));
    let problems = now(&b.model, scenario, TOGETHER).unwrap_err();
    assert!(matches!(problems[..], [Problem::OfUnknown { .. }]));
}

#[test]
fn nothing_falls_below_zero() {
    let mut b = Builder::new();
    let (_, leg) = line(&mut b);
    let by = Amount::Figure(b.fig(25.0, "hour"));
    let of = b.select(SelectionKind::Leg(leg));
    let scenario = b.played(vec![Action::Reduce { prop: Prop::Time, of, by }]);
    let problems = now(&b.model, scenario, TOGETHER).unwrap_err();
    assert!(matches!(problems[..], [Problem::BelowZero { .. }]));
}

#[test]
fn parts_are_counted_off() {
    let mut b = Builder::new();
    let (_, _) = line(&mut b);
    let node = NodeId(0);
    b.model.nodes[0].throughput = b.cap(2400.0, "t/day");
    let part = |b: &mut Builder, count: f64| Action::CloseParts {
        count: b.fig(count, ""),
        of: b.fig(3.0, ""),
        at: b.select(SelectionKind::Node(node)),
    };
    let (one, two, again) = (part(&mut b, 1.0), part(&mut b, 1.0), part(&mut b, 2.0));
    let twice = b.played(vec![one.clone(), two]);
    let over = b.played(vec![one, again.clone()]);
    let single = b.played(vec![again]);
    let left = |scenario| {
        let now = play(&b.model, scenario, TOGETHER);
        value(&b.model, &now, slot(Target::Node(node), Prop::Throughput), "t/day")
    };
    near(left(single), 800.0);
    near(left(twice), 800.0);
    near(left(over), 0.0);
}

#[test]
fn a_recovery_brings_it_back_and_a_ramp_brings_it_in() {
    let mut b = Builder::new();
    let (_, leg) = line(&mut b);
    b.at(leg).capacity = b.cap(100.0, "TEU/day");
    let action = reduce(&mut b, Prop::Capacity, SelectionKind::Leg(leg), 60.0);
    let effect = b.effect(action);
    let window = b.window(Some("2022-01-11"), Some("2022-02-10"));
    let change = b.change("strike", vec![effect], vec![window]);
    b.model.changes[change.index()].recovery = Some(b.fig(10.0, "day"));
    b.model.changes[change.index()].ramp = Some(b.fig(20.0, "day"));
    let scenario = b.scenario("s", None, vec![change]);
    let at = leg_slot(leg, Prop::Capacity);
    let left = |date| value(&b.model, &play(&b.model, scenario, on(date)), at, "TEU/day");
    near(left("2022-01-11"), 100.0);
    near(left("2022-01-21"), 70.0);
    near(left("2022-01-31"), 40.0);
    near(left("2022-02-09"), 40.0);
    near(left("2022-02-10"), 40.0);
    near(left("2022-02-15"), 70.0);
    near(left("2022-02-20"), 100.0);
}

#[test]
fn a_closure_with_a_recovery_opens_bit_by_bit() {
    let mut b = Builder::new();
    let (_, leg) = line(&mut b);
    b.at(leg).capacity = b.cap(100.0, "TEU/day");
    let close = Action::Close(b.select(SelectionKind::Leg(leg)));
    let effect = b.effect(close);
    let window = b.window(Some("2022-01-01"), Some("2022-02-01"));
    let change = b.change("storm", vec![effect], vec![window]);
    b.model.changes[change.index()].recovery = Some(b.fig(10.0, "day"));
    let scenario = b.scenario("s", None, vec![change]);
    let m = &b.model;
    let closed = |date: &str| !play(m, scenario, on(date)).closed.is_empty();
    assert!(!closed("2021-12-31") && closed("2022-01-01") && closed("2022-01-31"));
    let now = play(m, scenario, on("2022-02-04"));
    assert!(now.closed.is_empty());
    near(value(m, &now, leg_slot(leg, Prop::Capacity), "TEU/day"), 30.0);
    // Where nothing limits the leg, none is left of it.
    b.at(leg).capacity = Capacity::Unlimited;
    let now = play(&b.model, scenario, on("2022-02-04"));
    assert_eq!(now.standing(&b.model, leg_slot(leg, Prop::Capacity)), Standing::Unlimited);
}

#[test]
fn an_effect_for_a_commodity_is_its_own() {
    let mut b = Builder::new();
    let (_, leg) = line(&mut b);
    let crude = b.commodity("crude", "t", None);
    let grain = b.commodity("grain", "t", None);
    let restated = b.fig(30.0, "hour");
    b.more(leg).time_for = vec![(grain, restated)];
    let action = raise(&mut b, Prop::Time, SelectionKind::Leg(leg), 50.0);
    let mut effect = b.effect(action);
    effect.commodity = Some(crude);
    let action = raise(&mut b, Prop::Time, SelectionKind::Leg(leg), 100.0);
    let all = b.effect(action);
    let change = b.change("slow", vec![effect, all], vec![]);
    let scenario = b.scenario("s", None, vec![change]);
    let m = &b.model;
    let now = play(m, scenario, TOGETHER);
    let hours = |commodity| {
        let target = Target::Leg(there(leg));
        now.standing_for(m, target, Prop::Time, commodity).value().unwrap() * 24.0
    };
    near(hours(None), 40.0);
    near(hours(Some(crude)), 20.0 * 1.5 * 2.0);
    near(hours(Some(grain)), 60.0);
}

#[test]
fn a_basis_holds_and_what_derives_follows_it() {
    let mut b = Builder::new();
    let (_, leg) = line(&mut b);
    let (short, long) = (b.fig(500.0, "km"), b.fig(750.0, "km"));
    let at = leg_slot(leg, Prop::Distance);
    b.model.bases.insert(at, vec![("schedule".into(), short), ("realised".into(), long)]);
    let (dwell, other) = (b.fig(1.0, "day"), slot(Target::Node(NodeId(0)), Prop::Dwell));
    b.model.bases.insert(other, vec![("best".into(), dwell)]);
    let parent = b.scenario("parent", None, vec![]);
    let span = b.span();
    b.model.scenarios[parent.index()].basis = Some(("realised".into(), span));
    let child = b.scenario("child", Some(parent), vec![]);
    let m = &b.model;
    let now = play(m, child, TOGETHER);
    near(value(m, &now, leg_slot(leg, Prop::Time), "hour"), 30.0);
    near(value(m, &now, leg_slot(leg, Prop::Cost), "USD/TEU"), 150.0);
    // A basis is no change; what has no such figure falls back, told.
    assert_eq!(now.delta(), []);
    let told = now.notes.iter().any(|note| {
        matches!(note, crate::scenario::Note::BasisMissing { wanted, figures }
            if wanted == "realised" && *figures == [(other, "best".to_owned())])
    });
    assert!(told, "{:?}", now.notes);
    near(value(m, &play(m, ScenarioId(0), TOGETHER), leg_slot(leg, Prop::Time), "hour"), 20.0);
}

#[test]
fn a_parameter_that_is_set_is_handed_out() {
    let mut b = Builder::new();
    line(&mut b);
    let figure = b.fig(2.0, "day");
    let head = b.head("wait");
    let constant = Constant { head, figure: Some(figure), within: None, is_param: true };
    b.model.constants.push(constant);
    let to = b.fig(6.0, "day");
    let scenario = b.played(vec![Action::SetParam { param: ConstantId(0), to }]);
    let set = crate::scenario::param_overrides(&b.model, scenario, TOGETHER).unwrap();
    assert_eq!(set, [(ConstantId(0), 6.0)]);
}

#[test]
fn an_exception_is_left_alone() {
    let mut b = Builder::new();
    let (_, first) = line(&mut b);
    let second = b.leg(NodeId(1), NodeId(0), false, 2.0);
    let action = raise(&mut b, Prop::Time, SelectionKind::Legs { by: None, place: None }, 100.0);
    let mut effect = b.effect(action);
    effect.except = Some(b.select(SelectionKind::Leg(first)));
    let change = b.change("slow", vec![effect], vec![]);
    let scenario = b.scenario("s", None, vec![change]);
    let now = play(&b.model, scenario, TOGETHER);
    near(value(&b.model, &now, leg_slot(first, Prop::Time), "hour"), 20.0);
    near(value(&b.model, &now, leg_slot(second, Prop::Time), "day"), 4.0);
}

#[test]
fn the_delay_of_a_crossing_that_nobody_declared_can_be_set() {
    let mut b = Builder::new();
    line(&mut b);
    let of = SelectionKind::Borders { of: Some(Area::Country(country("KZ"))), within: None };
    let action = set(&mut b, Prop::Delay, of, 2.0, "day");
    let scenario = b.played(vec![action]);
    let now = play(&b.model, scenario, TOGETHER);
    let at = slot(Target::Crossing(country("KZ"), country("AZ")), Prop::Delay);
    near(value(&b.model, &now, at, "day"), 2.0);
}

#[test]
fn a_fleet_that_grows_carries_more() {
    let mut b = Builder::new();
    let (_, leg) = line(&mut b);
    let fleet = Fleet {
        count: b.fig(6.0, ""),
        what: "ships".into(),
        size: b.fig(300.0, "TEU"),
        cycle: b.fig(7.4, "day"),
        span: b.span(),
    };
    let headway = b.derived(6.0 / 7.4, "1/day", Derivation::FleetHeadway);
    let more = b.more(leg);
    (more.fleet, more.frequency) = (Some(fleet), Some(headway));
    let action = raise(&mut b, Prop::Fleet, SelectionKind::Leg(leg), 50.0);
    let scenario = b.played(vec![action]);
    let now = play(&b.model, scenario, TOGETHER);
    let (capacity, _) = now.fleet_capacity(&b.model, Target::Leg(there(leg))).unwrap();
    near(capacity, 9.0 * 300.0 / 7.4);
    near(value(&b.model, &now, leg_slot(leg, Prop::Frequency), "1/day"), 9.0 / 7.4);
}
