//! From the checked model to what holds in a scenario at a moment.
//!
//! A scenario is a list of effects, ancestors first; a moment says which of
//! them are in force, and how far. [`now`] plays them onto the figures that the
//! model declares and keeps every old and new value with its cause.

mod blocs;
mod comings;
mod demand;
mod derive;
mod figures;
mod filter;
mod force;
mod lineage;
mod lint;
#[cfg(test)]
mod lint_tests;
mod moment;
mod now;
mod occurrences;
mod play;
mod play_figures;
mod problem;
mod programme;
mod rule;
mod rules;
mod select;
mod sets;
mod standing;
mod target;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod windows;

pub use blocs::{area_countries, is_bound, members, who_countries};
pub use comings::{Coming, Hold, comings};
pub use demand::VolumeRemark;
pub use figures::is_by_distance;
pub use force::At;
pub use lineage::{Cause, Step, basis, changes, lineage, steps};
pub use lint::{about, about_ask, lint};
pub use moment::{
    About, MAX_STRETCHES, MomentError, NeedsMoment, Resolved, random_changes, resolve_moment,
};
pub use now::{Closure, DemandNow, Now, Place, Subject, Touched, Why};
pub use occurrences::{BEYOND_PERIOD, Occurrences, Period, Stretches, TooOften, period};
pub use play::{now, now_with, param_overrides, param_overrides_with};
pub use problem::{Note, Problem};
pub use programme::{Forces, Overrides, Programme};
pub use rule::{Admission, Binder, Rule, RuleOn};
pub use select::{all_borders, select};
pub use sets::{SetConflict, conflicts};
pub use standing::{Standing, capacity_slot, declared, fleet_of, slot};
pub use target::{places_of, slots_of};
pub use windows::{is_random, yearly};
