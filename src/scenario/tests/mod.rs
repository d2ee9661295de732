//! Scenarios played by hand.

mod drawn;
mod figures;
mod moments;
mod occurrences;
mod places;
mod rules;
mod selections;

use crate::model::{LegId, LegWay, Model, Prop, ScenarioId, Slot, Target};

use super::testing::day;
use super::{At, Now, now, slot};

pub const TOGETHER: At = At::Together { day: None };

pub fn on(text: &str) -> At {
    At::Moment(f64::from(day(text)))
}

pub fn there(leg: LegId) -> LegWay {
    LegWay::new(leg, false)
}

pub fn back(leg: LegId) -> LegWay {
    LegWay::new(leg, true)
}

pub fn play(model: &Model, scenario: ScenarioId, at: At) -> Now {
    now(model, scenario, at).expect("a state")
}

pub fn leg_slot(leg: LegId, prop: Prop) -> Slot {
    slot(Target::Leg(there(leg)), prop)
}

/// The value at an address in a unit.
pub fn value(model: &Model, now: &Now, at: Slot, unit: &str) -> f64 {
    let unit = crate::quantity::parse_compound(unit, &model.units).expect("a unit");
    unit.from_canonical(now.standing(model, at).value().expect("a value"))
}

pub fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} is not {b}");
}
