//! Scenarios, and what none of them opens.

use crate::diagnostic::codes::{changes, names};
use crate::diagnostic::{Diagnostic, closest};
use crate::model::{Scenario, ScenarioId, ScenarioStep, Selection, SelectionKind, Thing};
use crate::source::Span;
use crate::syntax::ast::{Decl, DeclKind, Item, Name};
use crate::syntax::keywords::BASES;

use super::Harm;
use super::context::Checker;

impl Checker<'_> {
    /// `scenario N extends M { … }`.
    pub fn scenario(&mut self, decl: &Decl) {
        let DeclKind::Scenario { name, title, extends, body } = &decl.kind else { return };
        let props = self.props(body, "scenario", &["source"], &[], &[]);
        self.enter(decl, &props);
        let extends = extends.as_ref().and_then(|name| self.scenario_named(name));
        let extends = extends.filter(|_| !self.guessed());
        let mut steps = Vec::new();
        let mut basis: Option<(String, Span)> = None;
        for (index, item) in body.items.iter().enumerate() {
            match item {
                Item::Apply(names, _) => {
                    for name in names {
                        if let Some(change) = self.change_named(name) {
                            steps.push(ScenarioStep::Apply(change, name.span));
                        }
                    }
                }
                Item::Effect(effect) => {
                    self.key = format!("{}.effect{index}", name.text);
                    if let Some(effect) = self.effect(effect) {
                        steps.push(ScenarioStep::Effect(Box::new(effect)));
                    }
                }
                Item::Use(word, span) => {
                    if let Some((_, first)) = &basis {
                        let first = *first;
                        self.tell(
                            Diagnostic::new(
                                names::PROPERTY_TWICE,
                                "a scenario uses one basis",
                                *span,
                                "a second one",
                            )
                            .with_label(first, "the first one"),
                        );
                        continue;
                    }
                    basis = Some((word.text.to_string(), *span));
                }
                Item::Window(_) | Item::After { .. } => {
                    self.tell_at(
                        changes::WINDOW_IN_SCENARIO,
                        "a window here belongs to nothing",
                        name.span,
                        "write it on the line of its effect, or in a change",
                    );
                }
                _ => {}
            }
        }
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        self.model.scenarios.push(Scenario { head, extends, steps, basis });
    }

    /// A scenario by name.
    pub fn scenario_named(&mut self, name: &Name) -> Option<ScenarioId> {
        if name.text == "baseline" {
            return Some(ScenarioId(0));
        }
        match self.find(name, "a scenario", |t| matches!(t, Thing::Scenario(_)))? {
            Thing::Scenario(id) => Some(id),
            _ => None,
        }
    }

    /// Scenarios that extend each other in a circle; bases that no figure has.
    pub fn check_scenarios(&mut self) {
        for start in 0..self.model.scenarios.len() {
            let mut at = self.model.scenarios[start].extends;
            let mut steps = 0;
            while let Some(scenario) = at {
                if scenario.index() == start || steps > self.model.scenarios.len() {
                    let head = &self.model.scenarios[start].head;
                    let (name, span) = (head.name.clone(), head.span);
                    self.model.scenarios[start].extends = None;
                    let title = format!("scenario `{name}` extends itself");
                    let help = "take one `extends` of the circle away";
                    self.tell_at(names::EXTENDS_ITSELF, title, span, help);
                    break;
                }
                steps += 1;
                at = self.model.scenarios.get(scenario.index()).and_then(|s| s.extends);
            }
        }
        let mut known: Vec<String> =
            self.model.bases.values().flatten().map(|(basis, _)| basis.to_string()).collect();
        known.sort_unstable();
        known.dedup();
        let used: Vec<(String, Span)> =
            self.model.scenarios.iter().filter_map(|s| s.basis.clone()).collect();
        for (basis, span) in used {
            if known.contains(&basis) {
                continue;
            }
            let title = format!("no figure is given on the basis `{basis}`");
            if BASES.contains(&basis.as_str()) {
                // Everything falls back on what there is.
                self.tell_at(
                    changes::NOTHING_ON_BASIS,
                    title,
                    span,
                    "all figures are taken as they stand; write figures as \
                     `time: schedule 9 days, realised 15..16.5..21 days`",
                );
                continue;
            }
            let mut told = Diagnostic::new(
                changes::UNKNOWN_BASIS,
                format!("there is no basis `{basis}`"),
                span,
                "not a basis",
            );
            told = match closest(&basis, BASES.iter().copied()) {
                Some(near) => {
                    let at = Span::new(span.file, span.end - basis.len() as u32, span.end);
                    told.with_help(format!("did you mean `{near}`?")).with_fix(
                        format!("write `{near}`"),
                        at,
                        near,
                    )
                }
                None => told.with_help(format!("there are: {}", BASES.join(", "))),
            };
            self.tell(told);
        }
    }

    /// Things that are `planned` and that no change opens.
    pub fn never_opened(&mut self, harm: &Harm) {
        let opened = std::mem::take(&mut self.opened);
        let opens_node = |id: crate::model::NodeId, checker: &Self| {
            opened.iter().any(|s| checker.may_select_node(s, id))
        };
        let mut told = Vec::new();
        for (index, node) in self.model.nodes.iter().enumerate() {
            if let Some(at) = node.planned
                && !harm.mentions(&node.head.name)
                && !opens_node(crate::model::NodeId(index as u32), self)
            {
                told.push((format!("node `{}`", node.head.name), at));
            }
        }
        for (index, leg) in self.model.legs.iter().enumerate() {
            let Some(at) = leg.planned else { continue };
            let id = crate::model::LegId(index as u32);
            if !harm.mentions(&leg.head.name) && !opened.iter().any(|s| may_select_leg(s, id)) {
                told.push((format!("leg `{}`", leg.head.name), at));
            }
        }
        for (what, at) in told {
            self.tell_at(
                changes::NEVER_OPENED,
                format!("{what} is planned, and nothing ever opens it"),
                at,
                "a change opens it: `upgrade U { open … }`; without one it plays no part",
            );
        }
    }

    fn may_select_node(&self, selection: &Selection, id: crate::model::NodeId) -> bool {
        match &selection.kind {
            SelectionKind::Node(node) => *node == id,
            SelectionKind::List(list) => list.iter().any(|s| self.may_select_node(s, id)),
            SelectionKind::Leg(_)
            | SelectionKind::LegWays(_)
            | SelectionKind::Legs { .. }
            | SelectionKind::Border(..)
            | SelectionKind::Borders { .. }
            | SelectionKind::Pool(_)
            | SelectionKind::Demand(_) => false,
            _ => true,
        }
    }
}

fn may_select_leg(selection: &Selection, id: crate::model::LegId) -> bool {
    match &selection.kind {
        SelectionKind::Leg(leg) => *leg == id,
        SelectionKind::LegWays(ways) => ways.iter().any(|way| way.leg() == id),
        SelectionKind::List(list) => list.iter().any(|s| may_select_leg(s, id)),
        SelectionKind::Node(_)
        | SelectionKind::Nodes { .. }
        | SelectionKind::Border(..)
        | SelectionKind::Borders { .. }
        | SelectionKind::Demand(_) => false,
        _ => true,
    }
}
