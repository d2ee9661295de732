//! `report changes`: the delta as data. Every property touched, its old and new
//! value, by which change, and where that was written.

use std::collections::BTreeMap;

use crate::model::{CommodityId, Model, Prop, ScenarioId, Slot};
use crate::report::{Block, Cell, Figure, Map, Node, Phrase, Table};
use crate::scenario::{At, Cause, Place, Standing, Subject, Touched, now};

use super::analyst::{Analyst, Failure, State};
use super::part::Part;
use super::rules::{self, RuleChange};
use super::units::shown;
use super::words::{
    cause_name, cause_phrase, note_text, place, problem_text, prop_word, slot_text, target_text,
};

/// The delta from one scenario (none: the network as declared) to another at
/// one moment.
///
/// # Errors
/// Where one of them has no state then.
pub fn changes(
    analyst: &Analyst<'_>,
    at: At,
    from: Option<ScenarioId>,
    state: &State<'_>,
) -> Result<Part, Failure> {
    let model = analyst.model;
    let to = state.network.now.scenario;
    let delta = match from {
        None => state.network.now.delta(),
        Some(from) => {
            let before = now(model, from, at).map_err(|problems| {
                let reasons = problems.iter().map(|problem| problem_text(analyst, problem));
                Failure::Told(reasons.collect())
            })?;
            let touched = |(slot, old, new): (Slot, Standing, Standing)| Touched {
                what: Subject::Figure(slot),
                old,
                new,
                by: causes(&before.causes_of(slot), &state.network.now.causes_of(slot)),
                follows: false,
            };
            let mut slots: Vec<Slot> = before.differing().map(|(slot, _)| slot).collect();
            slots.extend(state.network.now.differing().map(|(slot, _)| slot));
            slots.sort_unstable();
            slots.dedup();
            let pairs = slots.into_iter().map(|slot| {
                (slot, before.standing(model, slot), state.network.now.standing(model, slot))
            });
            let mut delta: Vec<Touched> =
                pairs.filter(|(_, old, new)| old != new).map(touched).collect();
            delta.extend(openings(&before.delta(), &state.network.now.delta()));
            delta
        }
    };
    let mut part = Part::default();
    let before = match from {
        Some(from) => now(model, from, at).ok(),
        None => None,
    };
    let rules = rules::differing(before.as_ref(), &state.network.now);
    let mut maps: Vec<Map> =
        delta.iter().map(|touched| touched_map(analyst, model, touched)).collect();
    maps.extend(rules.iter().map(|rule| rule.map(analyst)));
    part.data.set("changes", maps);
    tell(analyst, (from, to), &delta, &rules, &mut part);
    for note in &state.network.now.notes {
        part.note(note_text(model, note));
    }
    Ok(part)
}

/// Causes of the one and then those of the other that are not among them.
fn causes(old: &[Cause], new: &[Cause]) -> Vec<Cause> {
    let same = |a: &Cause, b: &Cause| (a.change, a.span) == (b.change, b.span);
    let mut list: Vec<Cause> =
        new.iter().filter(|cause| !old.iter().any(|known| same(known, cause))).copied().collect();
    list.extend(old.iter().filter(|cause| !new.iter().any(|known| same(known, cause))));
    list
}

/// Places that are open in one and closed in the other.
fn openings(before: &[Touched], after: &[Touched]) -> Vec<Touched> {
    type Key = (Place, Option<CommodityId>);
    let states = |list: &[Touched]| -> BTreeMap<Key, Touched> {
        let of = |touched: &Touched| match touched.what {
            Subject::Open(place, commodity) => Some(((place, commodity), touched.clone())),
            Subject::Figure(_) => None,
        };
        list.iter().filter_map(of).collect()
    };
    let (old, new) = (states(before), states(after));
    let mut keys: Vec<Key> = old.keys().chain(new.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    let mut list = Vec::new();
    for key in keys {
        let (was, is) = (old.get(&key), new.get(&key));
        // What one does not touch is in it as declared.
        let declared = was.or(is).map_or(Standing::Open, |touched| touched.old);
        let (a, b) = (was.map_or(declared, |t| t.new), is.map_or(declared, |t| t.new));
        if a != b {
            let by = |side: Option<&Touched>| side.map_or(Vec::new(), |touched| touched.by.clone());
            list.push(Touched {
                what: Subject::Open(key.0, key.1),
                old: a,
                new: b,
                by: causes(&by(was), &by(is)),
                follows: false,
            });
        }
    }
    list
}

fn place_text(model: &Model, place: Place) -> String {
    match place {
        Place::Way(way) => format!("leg {}", model.way_name(way)),
        Place::Node(node) => format!("node {}", model.nodes[node.index()].head.name),
        Place::Border(left, entered) => format!("border {} -> {}", left.code(), entered.code()),
    }
}

pub(super) fn subject(model: &Model, what: Subject) -> (String, &'static str, Option<CommodityId>) {
    match what {
        Subject::Figure(slot) => {
            (target_text(model, slot.target), prop_word(slot.prop), slot.commodity)
        }
        Subject::Open(place, commodity) => {
            (place_text(model, place), prop_word(Prop::Open), commodity)
        }
    }
}

/// What stands, for programs; `other` lends its unit where there is none.
fn standing_node(model: &Model, standing: Standing, other: Standing) -> Node {
    match standing_figure(model, standing, other) {
        Some(figure) => figure.into(),
        None => match standing {
            Standing::Open => "open".into(),
            Standing::Closed => "closed".into(),
            _ => Node::Null,
        },
    }
}

fn standing_figure(model: &Model, standing: Standing, other: Standing) -> Option<Figure> {
    let unit = standing.with_unit().or(other.with_unit()).map(|(_, unit)| shown(model, unit));
    let plain = || crate::quantity::CompoundUnit::plain().into();
    match standing {
        Standing::Value(value, unit) => Some(Figure::new(value, shown(model, unit))),
        Standing::Unlimited => Some(Figure::unlimited(unit.unwrap_or_else(plain))),
        Standing::Unknown => Some(Figure::unknown(unit.unwrap_or_else(plain))),
        Standing::Absent | Standing::Open | Standing::Closed => None,
    }
}

/// What stands, in words.
pub(super) fn standing_words(model: &Model, standing: Standing, other: Standing) -> String {
    match standing_figure(model, standing, other) {
        Some(figure) => figure.shown(),
        None => match standing {
            Standing::Open => "open".to_owned(),
            Standing::Closed => "closed".to_owned(),
            _ => "none".to_owned(),
        },
    }
}

fn touched_map(analyst: &Analyst<'_>, model: &Model, touched: &Touched) -> Map {
    let (subject, property, commodity) = subject(model, touched.what);
    let by = touched.by.iter().map(|cause| {
        Map::new()
            .with("change", cause_name(model, *cause))
            .with("place", place(analyst, cause.span))
    });
    let commodity = commodity.map(|c| model.commodities[c.index()].head.name.clone());
    Map::new()
        .with("subject", subject)
        .with("property", property)
        .with("commodity", commodity)
        .with("old", standing_node(model, touched.old, touched.new))
        .with("new", standing_node(model, touched.new, touched.old))
        .with("by", Node::list(by))
        .with("follows", touched.follows)
}

fn tell(
    analyst: &Analyst<'_>,
    (from, to): (Option<ScenarioId>, ScenarioId),
    delta: &[Touched],
    rules: &[RuleChange<'_>],
    part: &mut Part,
) {
    let model = analyst.model;
    let than = match from {
        None => Phrase::from("the network as declared"),
        Some(from) => Phrase::new().name(analyst.scenario_label(from)),
    };
    let name = Phrase::new().name(analyst.scenario_label(to));
    let count = delta.len() + rules.len();
    if count == 0 {
        part.say(name.with(" is the same as ").and(than).with(" at this moment."));
        return;
    }
    let mut what = match delta.len() {
        0 => String::new(),
        1 => "one property".to_owned(),
        several => format!("{several} properties"),
    };
    if !delta.is_empty() && !rules.is_empty() {
        what.push_str(" and ");
    }
    match rules.len() {
        0 => {}
        1 => what.push_str("one rule"),
        several => what.push_str(&format!("{several} rules")),
    }
    part.say(name.with(" differs from ").and(than).with(format!(" in {what}.")));
    let mut table = Table::new().text("what").text("old").text("new").text("by");
    for touched in delta {
        let text = match touched.what {
            Subject::Figure(slot) => slot_text(model, slot),
            Subject::Open(place, commodity) => {
                let only = commodity
                    .map(|c| format!(" for {}", model.commodities[c.index()].head.label()));
                format!("{}{}", place_text(model, place), only.unwrap_or_default())
            }
        };
        let word = |standing, other| -> Cell {
            match standing_figure(model, standing, other) {
                Some(figure) => Phrase::from(figure).into(),
                None => match standing {
                    Standing::Open => "open".into(),
                    Standing::Closed => "closed".into(),
                    _ => "none".into(),
                },
            }
        };
        let by = Phrase::list(touched.by.iter().map(|cause| cause_phrase(analyst, *cause)));
        let follows = if touched.follows { " (follows)" } else { "" };
        table.row(vec![
            text.into(),
            word(touched.old, touched.new),
            word(touched.new, touched.old),
            by.with(follows).into(),
        ]);
    }
    for rule in rules {
        table.row(rule.row(analyst));
    }
    part.body.push(Block::Table(table));
}
