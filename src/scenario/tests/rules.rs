use super::*;
use crate::model::*;
use crate::scenario::testing::{Builder, country};
use crate::scenario::{Problem, RuleOn};

fn base() -> (Builder, DemandId) {
    let mut b = Builder::new();
    let (from, to) = (b.node("A", "KZ"), b.node("B", "DE"));
    b.leg(from, to, false, 1.0);
    let boxes = b.commodity("boxes", "TEU", None);
    let rate = Volume::Rate(b.fig(10.0, "TEU/day"));
    let demand = b.demand(boxes, from, to, rate);
    (b, demand)
}

/// A sanction by a bloc that binds a share of its shippers.
fn sanction(b: &mut Builder, by: BlocId, percent: f64) -> ChangeId {
    let span = b.span();
    let who = MemberWho::Country(country("RU"));
    let effect = b.effect(Action::ForbidTransit(who, span));
    let change = b.change("sanction", vec![effect], vec![]);
    let share = b.fig(percent / 100.0, "");
    b.model.changes[change.index()].by = Some((Shipper::Bloc(by), share));
    change
}

#[test]
fn a_demand_falls_into_what_is_bound_and_what_is_not() {
    let (mut b, demand) = base();
    let eu = b.bloc("EU", &["DE", "FR"]);
    let g7 = b.bloc("G7", &["DE", "FR", "JP"]);
    let (strict, lax) = (sanction(&mut b, eu, 80.0), sanction(&mut b, g7, 50.0));
    let scenario = b.scenario("s", None, vec![strict, lax]);
    let parts = |b: &Builder| -> Vec<(f64, Vec<u32>)> {
        let now = play(&b.model, scenario, TOGETHER);
        now.admissions(&b.model, demand).into_iter().map(|p| (p.share, p.bound)).collect()
    };
    // Nobody's demand is bound by nobody's rule.
    assert_eq!(parts(&b), [(1.0, vec![])]);
    let (most, rest) = (b.fig(0.6, ""), b.fig(0.4, ""));
    let shippers = vec![(Shipper::Bloc(eu), most), (Shipper::Country(country("CN")), rest)];
    b.model.demands[0].shippers = shippers;
    // Of the EU's 60 %: 20 % free, 30 % bound by the EU alone, 50 % by both.
    let found = parts(&b);
    assert_eq!(found.len(), 3);
    near(found[0].0, 0.6 * 0.2 + 0.4);
    near(found[1].0, 0.6 * 0.3);
    near(found[2].0, 0.6 * 0.5);
    assert_eq!([&found[0].1[..], &found[1].1, &found[2].1], [&[][..], &[0], &[0, 1]]);
    near(found.iter().map(|part| part.0).sum(), 1.0);
}

#[test]
fn a_bloc_that_closes_binds_its_own_and_cannot_change_figures() {
    let (mut b, _) = base();
    let eu = b.bloc("EU", &["DE"]);
    let close = Action::Close(b.select(SelectionKind::Leg(LegId(0))));
    let by = Amount::Share(b.fig(1.0, ""));
    let raise = Action::Raise { prop: Prop::Time, of: b.select(SelectionKind::Leg(LegId(0))), by };
    let (closes, raises) = (b.played(vec![close]), b.played(vec![raise]));
    let share = b.fig(1.0, "");
    for change in &mut b.model.changes {
        change.by = Some((Shipper::Bloc(eu), share.clone()));
    }
    let now = play(&b.model, closes, TOGETHER);
    assert!(now.closed.is_empty());
    assert!(matches!(now.rules[0].on, RuleOn::Places(_)));
    assert!(!now.rules[0].binds(None, &[]) && now.rules[0].binds(None, &[0]));
    let problems = crate::scenario::now(&b.model, raises, TOGETHER).unwrap_err();
    assert!(matches!(problems[..], [Problem::FigureForSome { .. }]));
}
