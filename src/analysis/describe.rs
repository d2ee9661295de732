//! One declared thing: its figures with where they come from, and what changes
//! them in which scenario.

use crate::model::{Head, Model, Origin, ScenarioId, Target, Thing};
use crate::quantity::CompoundUnit;
use crate::report::{Figure, Phrase, Place};
use crate::scenario::{self, At, now};
use crate::source::Span;

use super::analyst::Analyst;
use super::changes::{standing_words, subject};
use super::figures::{What, each_figure};
use super::registers::{cited, entries};
use super::units::shown;
use super::words::{cause_phrase, place};

/// One figure of a declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// The property.
    pub property: &'static str,
    /// What point analyses use.
    pub value: Figure,
    /// How it came about, and what it cites.
    pub how: Vec<String>,
    /// Where it was written.
    pub place: Place,
}

/// What a name declares: the word for its kind, and its head.
pub fn head_of(model: &Model, thing: Thing) -> Option<(&'static str, &Head)> {
    Some(match thing {
        Thing::Node(id) => ("node", &model.nodes[id.index()].head),
        Thing::Leg(id) => ("leg", &model.legs[id.index()].head),
        Thing::Commodity(id) => ("commodity", &model.commodities[id.index()].head),
        Thing::Mode(id) => ("mode", &model.modes[id.index()].head),
        Thing::Bloc(id) => ("bloc", &model.blocs[id.index()].head),
        Thing::Pool(id) => ("pool", &model.pools[id.index()].head),
        Thing::Corridor(id) => ("corridor", &model.corridors[id.index()].head),
        Thing::Demand(id) => ("demand", &model.demands[id.index()].head),
        Thing::Change(id) => ("change", &model.changes[id.index()].head),
        Thing::Scenario(id) => ("scenario", &model.scenarios[id.index()].head),
        Thing::Constant(id) => ("constant", &model.constants[id.index()].head),
        Thing::Contract(_) | Thing::Observed(_) | Thing::Source(_) => return None,
    })
}

/// The figures of the declaration at a place.
pub fn described(analyst: &Analyst<'_>, whole: Span) -> Vec<Described> {
    let model = analyst.model;
    let mut list = Vec::new();
    each_figure(model, &mut |item| {
        if item.head.whole != whole {
            return;
        }
        let plain = CompoundUnit::plain;
        let (value, span) = match item.what {
            What::Figure(figure) => {
                (Figure::new(figure.value, shown(model, figure.unit)), figure.origin.span())
            }
            What::Unlimited(span) => (Figure::unlimited(plain()), span),
            What::Unknown(span, _) => (Figure::unknown(plain()), span),
        };
        let mut how: Vec<String> =
            entries(model, &item).into_iter().map(|entry| entry.words()).collect();
        how.extend(cited(model, &item));
        let written =
            matches!(item.what, What::Figure(f) if matches!(f.origin, Origin::Written(..)));
        if how.is_empty() && written {
            how.push("no source".to_owned());
        }
        list.push(Described { property: item.property, value, how, place: place(analyst, span) });
    });
    list
}

/// What the changes of each scenario make of a declaration, all of them in
/// force together: "in stormy: dwell 1 day -> 3 days by `storm` (…)".
pub fn changed(analyst: &Analyst<'_>, whole: Span) -> Vec<Phrase> {
    let model = analyst.model;
    let day = model.settings.date.map(|(day, _)| day);
    let mut told = Vec::new();
    for (index, scenario) in model.scenarios.iter().enumerate() {
        let Ok(state) = now(model, ScenarioId(index as u32), At::Together { day }) else {
            continue;
        };
        for touched in state.delta() {
            if !belongs(model, touched.what, whole) {
                continue;
            }
            let (_, property, _) = subject(model, touched.what);
            let old = standing_words(model, touched.old, touched.new);
            let new = standing_words(model, touched.new, touched.old);
            let by = Phrase::list(touched.by.iter().map(|cause| cause_phrase(analyst, *cause)));
            let what = match touched.what {
                scenario::Subject::Open(..) => new,
                scenario::Subject::Figure(_) => format!("{property} {old} -> {new}"),
            };
            let phrase = Phrase::from("in ").name(scenario.head.name.clone());
            told.push(phrase.with(format!(": {what} by ")).and(by));
        }
    }
    told.dedup();
    told
}

/// Whether what is touched is of the declaration at a place.
fn belongs(model: &Model, what: scenario::Subject, whole: Span) -> bool {
    let head = match what {
        scenario::Subject::Open(scenario::Place::Way(way), _) => &model.leg_of(way).head,
        scenario::Subject::Open(scenario::Place::Node(id), _) => &model.nodes[id.index()].head,
        scenario::Subject::Open(scenario::Place::Border(..), _) => return false,
        scenario::Subject::Figure(slot) => match slot.target {
            Target::Node(id) => &model.nodes[id.index()].head,
            Target::Leg(way) => &model.leg_of(way).head,
            Target::LegBoth(id) => &model.legs[id.index()].head,
            Target::Mode(id) => &model.modes[id.index()].head,
            Target::Pool(id) => &model.pools[id.index()].head,
            Target::Demand(id) => &model.demands[id.index()].head,
            Target::Commodity(id) => &model.commodities[id.index()].head,
            Target::Constant(id) => &model.constants[id.index()].head,
            Target::Border(..) | Target::Crossing(..) | Target::Transfer(..) => return false,
        },
    };
    head.whole == whole
}
