//! What only shows when scenarios are put together: selectors that match
//! nothing, conflicts, questions that must say when.

mod moments;
mod told;

pub use moments::{about, about_ask};

use std::collections::BTreeSet;

use crate::diagnostic::codes::{changes as codes, network};
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::check::Harm;
use crate::model::{
    Action, Area, Change, Head, Model, ScenarioId, ScenarioStep, Selected, Selection, SelectionKind,
};
use crate::source::Span;
use crate::syntax::ast::Direction;

use super::select::select;
use super::sets::conflicts;

/// Checks how the scenarios and questions of a model use it. With errors in it
/// (`harm`), what would only follow from them is left out; the model is then
/// good for nothing else.
pub fn lint(model: &mut Model, harm: &Harm) -> Sink {
    let mut linter = Linter::new(model, harm);
    linter.selections();
    let mut sink = linter.sink;
    if !harm.is_none() {
        without_harm(model, harm);
    }
    let mut linter = Linter::new(model, harm);
    for index in 0..model.scenarios.len() as u32 {
        for conflict in conflicts(model, ScenarioId(index)) {
            linter.tell_conflict(conflict.slot, conflict.first, conflict.second);
        }
    }
    linter.questions();
    linter.expectations();
    sink.append(linter.sink);
    sink
}

/// Changes in which an error stands do nothing: when they hold and what they
/// do is not known.
fn without_harm(model: &mut Model, harm: &Harm) {
    for change in &mut model.changes {
        if harm.holds(change.head.whole) {
            let head = change.head.clone();
            *change = Change::idle(head, change.word);
        }
    }
}

/// Where a script is missing, a warning that is told of more than one in so
/// many probably comes from that.
const FEW: usize = 5;

struct Linter<'m> {
    model: &'m Model,
    harm: &'m Harm,
    sink: Sink,
    /// Scenario and moment already played.
    played: BTreeSet<(ScenarioId, String)>,
    /// Pairs of effects told as a conflict.
    conflicts: BTreeSet<(Span, Span)>,
    /// The question or expectation being looked at.
    statement: Option<Span>,
    /// Those told to say when.
    say_when: BTreeSet<Option<Span>>,
}

impl<'m> Linter<'m> {
    fn new(model: &'m Model, harm: &'m Harm) -> Self {
        let sink = Sink::new();
        let (played, conflicts, say_when) = Default::default();
        Self { model, harm, sink, played, conflicts, statement: None, say_when }
    }

    fn selections(&mut self) {
        let model = self.model;
        for pool in &model.pools {
            let parts = [&pool.legs, &pool.nodes, &pool.borders];
            let all_empty = parts
                .iter()
                .all(|part| part.as_ref().is_none_or(|s| is_empty(&select(model, s, None))));
            let any = parts.iter().any(|part| part.is_some());
            if any && all_empty && !self.harm.holds(pool.head.whole) {
                let told = Diagnostic::new(
                    network::POOL_UNUSED,
                    format!("nothing uses pool `{}`", pool.head.name),
                    pool.head.span,
                    "what it names matches nothing",
                );
                let told = match parts.into_iter().flatten().next() {
                    Some(first) => told.with_label(first.span, "this matches nothing"),
                    None => told,
                };
                self.sink.push(told.with_help("check the selector, or take the pool away"));
            }
        }
        let of_changes = model.changes.iter().flat_map(|change| &change.effects);
        let of_scenarios =
            model.scenarios.iter().flat_map(|s| &s.steps).filter_map(|step| match step {
                ScenarioStep::Effect(effect) => Some(&**effect),
                ScenarioStep::Apply(..) => None,
            });
        let effects = of_changes.chain(of_scenarios);
        let selections: Vec<&Selection> = effects
            .flat_map(|effect| selection_of(&effect.action).into_iter().chain(&effect.except))
            .collect();
        let empty: Vec<Diagnostic> = selections.iter().flat_map(|s| self.look(s)).collect();
        // In a script that is missing there may be what is selected; then only
        // the odd one out is told.
        if self.harm.missing.scripts && empty.len() * FEW > selections.len() {
            return;
        }
        empty.into_iter().for_each(|told| self.sink.push(told));
    }

    fn look(&self, selection: &Selection) -> Vec<Diagnostic> {
        if let SelectionKind::List(list) = &selection.kind {
            return list.iter().flat_map(|inner| self.look(inner)).collect();
        }
        if !is_empty(&select(self.model, selection, None))
            || self.told_before(selection)
            || self.may_match(selection)
        {
            return Vec::new();
        }
        let told = Diagnostic::new(
            codes::SELECTS_NOTHING,
            format!("`{}` matches nothing", selection.text.trim()),
            selection.span,
            "this selects nothing",
        );
        let told = match self.nearest(selection) {
            Some(help) => told.with_help(help),
            None => told.with_help("the effect does nothing as it stands"),
        };
        vec![told]
    }

    /// Whether it may match something once the errors are mended.
    fn may_match(&self, selection: &Selection) -> bool {
        let (model, harm) = (self.model, self.harm);
        if harm.is_none() {
            return false;
        }
        let missing = harm.missing;
        let holds = |head: &Head| harm.holds(head.whole);
        match &selection.kind {
            SelectionKind::Corridor(id) => holds(&model.corridors[id.index()].head),
            SelectionKind::Pool(id) => holds(&model.pools[id.index()].head),
            SelectionKind::Bloc(id) => holds(&model.blocs[id.index()].head),
            // A figure that could not be read cannot be compared.
            _ if selection.filter.is_some() => {
                harm.lost_legs
                    || missing.legs
                    || missing.nodes
                    || model.legs.iter().any(|leg| holds(&leg.head))
                    || model.nodes.iter().any(|node| holds(&node.head))
            }
            SelectionKind::Legs { by: Some(mode), place } => {
                let name = &model.modes[mode.index()].head.name;
                missing.legs || harm.unread(name) || self.legs_of_no_mode(place)
            }
            SelectionKind::Nodes { .. } => missing.nodes,
            _ => missing.legs || missing.nodes || harm.lost_legs,
        }
    }

    /// Whether more than the odd leg there has a mode that nobody knows.
    fn legs_of_no_mode(&self, place: &Option<(Direction, Area)>) -> bool {
        let kind = SelectionKind::Legs { by: None, place: *place };
        let span = Span::new(crate::source::FileId(0), 0, 0);
        let all = Selection { kind, filter: None, span, text: String::new() };
        let legs = select(self.model, &all, None).legs;
        let lost = legs.iter().filter(|way| {
            let leg = &self.model.legs[way.leg().index()];
            leg.mode.is_none() && self.harm.holds(leg.head.whole)
        });
        lost.count() * FEW > self.model.legs.len()
    }

    /// A kind or tag that nothing has was told where it was read.
    fn told_before(&self, selection: &Selection) -> bool {
        let model = self.model;
        match &selection.kind {
            SelectionKind::Nodes { kind: Some(kind), .. } => {
                !model.nodes.iter().any(|node| node.kind == Some(*kind))
            }
            SelectionKind::Tagged(_) => true,
            _ => false,
        }
    }

    fn nearest(&self, selection: &Selection) -> Option<String> {
        let model = self.model;
        match &selection.kind {
            SelectionKind::Legs { by: Some(mode), place } => {
                let plain = Selection {
                    kind: SelectionKind::Legs { by: Some(*mode), place: None },
                    filter: None,
                    ..selection.clone()
                };
                let name = &model.modes[mode.index()].head.name;
                let legs = select(model, &plain, None).legs;
                if legs.is_empty() {
                    let mut modes: Vec<&str> = model
                        .legs
                        .iter()
                        .filter_map(|leg| leg.mode)
                        .map(|m| model.modes[m.index()].head.name.as_str())
                        .collect();
                    modes.sort_unstable();
                    modes.dedup();
                    return Some(format!(
                        "no leg is by `{name}`; legs are by {}",
                        modes.join(", ")
                    ));
                }
                let way = model.way_name(*legs.first()?);
                let _ = place;
                Some(format!("legs by `{name}` exist elsewhere: the first is {way}"))
            }
            SelectionKind::Border(a, b, _) => Some(format!(
                "no leg crosses from {} to {}; check the countries of its nodes",
                a.code(),
                b.code()
            )),
            SelectionKind::Country(country) => {
                Some(format!("no node lies in {} and no leg passes it", country.code()))
            }
            _ if selection.filter.is_some() => {
                Some("without its `where` it may match something".to_owned())
            }
            _ => None,
        }
    }
}

fn is_empty(selected: &Selected) -> bool {
    *selected == Selected::default()
}

fn selection_of(action: &Action) -> Option<&Selection> {
    match action {
        Action::Close(s)
        | Action::CloseParts { at: s, .. }
        | Action::Open(s)
        | Action::Set { of: s, .. }
        | Action::Raise { of: s, .. }
        | Action::Reduce { of: s, .. }
        | Action::Forbid { on: s, .. }
        | Action::Allow { on: s, .. } => Some(s),
        _ => None,
    }
}
