use super::*;
use crate::model::*;
use crate::scenario::testing::Builder;
use crate::scenario::{About, MomentError, Resolved, resolve_moment};
use crate::syntax::ast::DayOfYear;

/// A close of a leg in windows.
fn closing(b: &mut Builder, name: &str, windows: Vec<TimeWindow>) -> ChangeId {
    let action = Action::Close(b.select(SelectionKind::Leg(LegId(0))));
    let effect = b.effect(action);
    b.change(name, vec![effect], windows)
}

fn line() -> Builder {
    let mut b = Builder::new();
    let (from, to) = (b.node("A", "KZ"), b.node("B", "AZ"));
    b.leg(from, to, false, 1.0);
    b
}

fn ask(b: &Builder, scenario: ScenarioId, moment: Option<Moment>) -> Result<Resolved, MomentError> {
    resolve_moment(&b.model, scenario, moment, About::Demands)
}

fn at(text: &str) -> Result<Resolved, MomentError> {
    Ok(Resolved::At(on(text)))
}

/// The stretches of an `over`: first day and length.
fn over(b: &mut Builder, scenario: ScenarioId, from: &str, until: &str) -> Vec<(String, f64)> {
    let moment = Moment::Over(day(from), day(until), b.span());
    let Ok(Resolved::Over(list)) = ask(b, scenario, Some(moment)) else { panic!("no stretches") };
    let first = |at: &At| match at {
        At::Stretch { from, .. } => crate::calendar::format_moment(*from),
        _ => panic!("no stretch"),
    };
    list.iter().map(|at| (first(at), at.days().unwrap())).collect()
}

#[test]
fn what_is_written_holds_then_the_model_s_date() {
    let mut b = line();
    let span = b.span();
    let written = Some(Moment::On(day("2022-03-01"), span));
    assert_eq!(ask(&b, ScenarioId(0), written), at("2022-03-01"));
    assert_eq!(ask(&b, ScenarioId(0), None), Ok(Resolved::At(TOGETHER)));
    b.model.settings.date = Some((day("2024-05-06"), span));
    assert_eq!(ask(&b, ScenarioId(0), None), at("2024-05-06"));
    let together = Some(Moment::WhileItLasts(span));
    let day = Some(day("2024-05-06"));
    assert_eq!(ask(&b, ScenarioId(0), together), Ok(Resolved::At(At::Together { day })));
}

#[test]
fn windows_that_share_a_moment_need_no_date() {
    let mut b = line();
    let first = b.window(Some("2018-08-01"), None);
    let second = b.window(Some("2020-01-01"), Some("2021-01-01"));
    let early = b.window(None, Some("2019-01-01"));
    let (first, second) = (closing(&mut b, "a", vec![first]), closing(&mut b, "b", vec![second]));
    let early = closing(&mut b, "c", vec![early]);
    let one = b.scenario("one", None, vec![first]);
    let two = b.scenario("two", Some(one), vec![second]);
    let three = b.scenario("three", Some(two), vec![early]);
    assert_eq!(ask(&b, one, None), at("2018-08-01"));
    assert_eq!(ask(&b, two, None), at("2020-01-01"));
    let Err(MomentError::Needed(needed)) = ask(&b, three, None) else { panic!("a moment") };
    assert!(needed.random.is_empty());
    let dates: Vec<String> =
        needed.dates.iter().map(|date| crate::calendar::format_moment(*date)).collect();
    assert_eq!(dates, ["2018-08-01", "2019-01-01", "2020-01-01", "2021-01-01"]);
    let early_only = b.scenario("early", None, vec![early]);
    assert_eq!(ask(&b, early_only, None), at("2018-12-31"));
}

#[test]
fn steps_of_a_change_that_never_hold_together_share_no_moment() {
    let mut b = line();
    let step = |b: &mut Builder, from, until| {
        let action = Action::Close(b.select(SelectionKind::Leg(LegId(0))));
        let mut effect = b.effect(action);
        effect.window = Some(b.window(Some(from), Some(until)));
        effect
    };
    let march = step(&mut b, "2022-03-01", "2022-04-01");
    let may = step(&mut b, "2022-05-01", "2022-06-01");
    let change = b.change("steps", vec![march, may], vec![]);
    let scenario = b.scenario("s", None, vec![change]);
    assert!(matches!(ask(&b, scenario, None), Err(MomentError::Needed(_))));
}

#[test]
fn what_is_random_needs_a_moment() {
    let mut b = line();
    let storm = closing(&mut b, "storm", vec![]);
    let rate = b.fig(6.0, "1/year");
    b.model.changes[storm.index()].chance =
        Some(Box::new(Chance { rate: Some(rate), ..Chance::default() }));
    let scenario = b.scenario("stormy", None, vec![storm]);
    let Err(MomentError::Needed(needed)) = ask(&b, scenario, None) else { panic!("a moment") };
    assert_eq!(needed.random, [storm]);
    let span = b.span();
    let lasts = ask(&b, scenario, Some(Moment::WhileItLasts(span)));
    assert_eq!(lasts, Ok(Resolved::At(TOGETHER)));
    // In force while it lasts, not on a day.
    assert!(!play(&b.model, scenario, TOGETHER).closed.is_empty());
    let now = play(&b.model, scenario, on("2022-01-01"));
    assert!(now.closed.is_empty());
    assert_eq!(now.notes, [crate::scenario::Note::RandomLeftOut(storm)]);
}

#[test]
fn a_stretch_ends_where_something_changes() {
    let mut b = line();
    let first = b.window(Some("2022-03-01"), Some("2022-03-11"));
    let change = closing(&mut b, "a", vec![first]);
    b.model.changes[change.index()].recovery = Some(b.fig(5.0, "day"));
    let scenario = b.scenario("s", None, vec![change]);
    let list = over(&mut b, scenario, "2022-01-01", "2023-01-01");
    let expected = [("2022-01-01", 59.0), ("2022-03-01", 10.0), ("2022-03-11", 5.0)];
    assert_eq!(list.len(), 4);
    for ((first, days), (date, length)) in list.iter().zip(expected) {
        assert_eq!((first.as_str(), *days), (date, length));
    }
    assert_eq!(list.iter().map(|(_, days)| days).sum::<f64>(), 365.0);
}

#[test]
fn a_yearly_window_counts_its_last_day() {
    let mut b = line();
    let span = b.span();
    let date = |day, month| DayOfYear { day, month, span };
    let ice = TimeWindow::EveryYear { from: date(Some(15), 11), to: date(Some(15), 3), span };
    let change = closing(&mut b, "ice", vec![ice]);
    let scenario = b.scenario("s", None, vec![change]);
    let closed = |date: &str| !play(&b.model, scenario, on(date)).closed.is_empty();
    assert!(closed("2022-11-15") && closed("2023-03-15"));
    assert!(!closed("2022-11-14") && !closed("2023-03-16"));
    let list = over(&mut b, scenario, "2022-01-01", "2023-01-01");
    let days: Vec<f64> = list.iter().map(|(_, days)| *days).collect();
    assert_eq!(days, [74.0, 244.0, 47.0]);
    // Nothing is dated: winter is the moment that all windows share.
    assert_eq!(ask(&b, scenario, None), Ok(Resolved::At(TOGETHER)));
}

#[test]
fn what_follows_begins_after_its_cause() {
    let mut b = line();
    let window = b.window(Some("2022-03-01"), Some("2022-03-11"));
    let cause = closing(&mut b, "cause", vec![window]);
    let effect = closing(&mut b, "effect", vec![]);
    let (delay, span) = (b.fig(3.0, "day"), b.span());
    let duration = b.fig(2.0, "day");
    let after = After { change: cause, probability: None, delay: Some(delay), span };
    let follows = &mut b.model.changes[effect.index()];
    follows.after = vec![after];
    follows.chance = Some(Box::new(Chance { duration: Some(duration), ..Chance::default() }));
    let alone = b.scenario("alone", None, vec![effect]);
    let both = b.scenario("both", None, vec![cause, effect]);
    let closures = |scenario, date| play(&b.model, scenario, on(date)).closed.len();
    assert_eq!(closures(alone, "2022-03-04"), 0);
    assert_eq!(closures(both, "2022-03-03"), 1);
    assert_eq!(closures(both, "2022-03-04"), 2);
    assert_eq!(closures(both, "2022-03-05"), 2);
    assert_eq!(closures(both, "2022-03-06"), 1);
}

#[test]
fn tables_and_growth_are_by_year() {
    let mut b = line();
    let oil = b.commodity("oil", "t", None);
    let (two, three) = (b.fig(365.0, "t/year"), b.fig(730.0, "t/year"));
    let table = Volume::Table(vec![(2022, two), (2023, three)]);
    b.demand(oil, NodeId(0), NodeId(1), table);
    let rate = Volume::Rate(b.fig(365.0, "t/year"));
    let grows = b.demand(oil, NodeId(0), NodeId(1), rate);
    b.model.demands[grows.index()].growth = Some(b.fig(0.1, ""));
    b.model.demands[grows.index()].from_date = Some(day("2022-03-01"));
    b.model.demands[grows.index()].until_date = Some(day("2030-01-01"));
    let volumes = |date| {
        let now = play(&b.model, ScenarioId(0), on(date));
        [now.demands[0].volume, now.demands[1].volume]
    };
    let all = [
        ("2022-02-28", [1.0, 0.0]),
        ("2022-12-31", [1.0, 1.0]),
        ("2023-02-28", [2.0, 1.0]),
        ("2023-03-01", [2.0, 1.1]),
        ("2024-06-01", [2.0, 1.21]),
        ("2030-01-01", [2.0, 0.0]),
    ];
    for (date, [table, grown]) in all {
        near(volumes(date)[0], table);
        near(volumes(date)[1], grown);
    }
    // The table says different things in the time that is left.
    assert!(matches!(ask(&b, ScenarioId(0), None), Err(MomentError::Needed(_))));
    let network = resolve_moment(&b.model, ScenarioId(0), None, About::Network);
    assert_eq!(network, Ok(Resolved::At(TOGETHER)));
    let list = over(&mut b, ScenarioId(0), "2022-01-01", "2024-01-01");
    let first: Vec<&str> = list.iter().map(|(first, _)| first.as_str()).collect();
    assert_eq!(first, ["2022-01-01", "2022-03-01", "2023-01-01", "2023-03-01"]);
}

#[test]
fn a_volume_converts_to_the_commodity() {
    let mut b = line();
    let boxes = b.commodity("boxes", "TEU", Some((14.0, "t/TEU")));
    let rate = Volume::Rate(b.fig(140.0, "t/day"));
    b.demand(boxes, NodeId(0), NodeId(1), rate);
    near(play(&b.model, ScenarioId(0), TOGETHER).demands[0].volume, 10.0);
    b.model.commodities[0].mass = None;
    let problems = now(&b.model, ScenarioId(0), TOGETHER).unwrap_err();
    assert!(matches!(problems[..], [crate::scenario::Problem::VolumeUnit { .. }]));
}
