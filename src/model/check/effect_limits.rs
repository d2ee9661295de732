//! What an effect needs of the thing it acts on: a figure, parts, a plan.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{changes, units};
use crate::model::{Action, Capacity, Figure, Prop, Selection, SelectionKind};
use crate::source::Span;

use super::context::Checker;

impl Checker<'_> {
    /// A relative change of an unlimited or unknown figure.
    pub fn check_relative(
        &mut self,
        prop: Prop,
        of: &Selection,
        property: Span,
        by: Span,
    ) -> Option<()> {
        let capacity: Option<(String, Capacity, &crate::model::Head)> = match (&of.kind, prop) {
            (SelectionKind::Node(id), Prop::Throughput) => {
                let node = &self.model.nodes[id.index()];
                Some((
                    format!("throughput of {}", node.head.name),
                    node.throughput.clone(),
                    &node.head,
                ))
            }
            (SelectionKind::Node(id), Prop::Storage) => {
                let node = &self.model.nodes[id.index()];
                Some((format!("storage of {}", node.head.name), node.storage.clone(), &node.head))
            }
            (SelectionKind::Leg(id), Prop::Capacity) => {
                let leg = &self.model.legs[id.index()];
                Some((format!("capacity of {}", leg.head.name), leg.capacity.clone(), &leg.head))
            }
            (SelectionKind::LegWays(ways), Prop::Capacity) => ways.first().map(|way| {
                let leg = &self.model.legs[way.leg().index()];
                (format!("capacity of {}", leg.head.name), leg.capacity.clone(), &leg.head)
            }),
            (SelectionKind::Pool(id), Prop::Capacity) => {
                let pool = &self.model.pools[id.index()];
                Some((format!("capacity of {}", pool.head.name), pool.capacity.clone(), &pool.head))
            }
            _ => None,
        };
        let Some((what, capacity, head)) = capacity else { return Some(()) };
        let (declared, whole) = (head.span, head.whole);
        let state = match capacity {
            Capacity::Limited(_) => return Some(()),
            Capacity::Unlimited => "unlimited",
            Capacity::Unknown(..) => "unknown",
        };
        // An earlier `set` in a scenario may have given it a figure: that is
        // seen when the scenario is put together.
        if self.set_somewhere(prop, of) || self.guessed() || self.is_lost(whole, property) {
            return Some(());
        }
        self.tell(
            Diagnostic::new(
                changes::RELATIVE_OF_UNLIMITED,
                format!("the {what} is {state}; it cannot be changed by an amount"),
                property.to(by),
                "a part of what?",
            )
            .with_label(declared, format!("declared here without a figure: {state}"))
            .with_help("give it a figure where it is declared, or write `set … to …`"),
        );
        None
    }

    /// Whether the figure is written, with a mistake, in its declaration.
    fn is_lost(&self, declared: Span, property: Span) -> bool {
        self.text(declared).contains(self.text(property)) && self.is_harmed(declared)
    }

    fn set_somewhere(&self, prop: Prop, of: &Selection) -> bool {
        self.model.changes.iter().flat_map(|change| &change.effects).any(|effect| {
            matches!(&effect.action, Action::Set { prop: p, of: o, .. }
                if *p == prop && o.kind == of.kind)
        })
    }

    pub fn check_parts(
        &mut self,
        count: &Figure,
        of: &Figure,
        at: &Selection,
        span: Span,
    ) -> Option<()> {
        if count.value > of.value || count.value.fract() != 0.0 || of.value.fract() != 0.0 {
            self.tell_at(
                units::OUT_OF_BOUNDS,
                "this closes more parts than there are",
                span,
                "write `close 2 of 3 at node N`",
            );
            return None;
        }
        let parts = match &at.kind {
            SelectionKind::Node(id) => parts_of(&self.model.nodes[id.index()].throughput),
            SelectionKind::Leg(id) => parts_of(&self.model.legs[id.index()].capacity),
            SelectionKind::Pool(id) => parts_of(&self.model.pools[id.index()].capacity),
            _ => return Some(()),
        };
        match parts {
            Some(declared) if declared == of.value => Some(()),
            Some(declared) => {
                self.tell_at(
                    changes::NO_PARTS,
                    format!(
                        "there are {} parts at this place, not {}",
                        crate::quantity::format_number(declared),
                        crate::quantity::format_number(of.value)
                    ),
                    span,
                    "the number after `of` is that of the declaration",
                );
                None
            }
            None => {
                self.tell_at(
                    changes::NO_PARTS,
                    "what is closed in part has no parts",
                    at.span,
                    "declare its capacity by count: `throughput: 3 moorings of 800 kbbl/day`",
                );
                None
            }
        }
    }

    pub fn check_planned(&mut self, selection: &Selection) {
        let open = match &selection.kind {
            SelectionKind::Node(id) => {
                let node = &self.model.nodes[id.index()];
                node.planned.is_none().then(|| (node.head.name.clone(), node.head.span))
            }
            SelectionKind::Leg(id) => {
                let leg = &self.model.legs[id.index()];
                let ends = [leg.from, leg.to];
                let planned = leg.planned.is_some()
                    || ends.iter().any(|n| self.model.nodes[n.index()].planned.is_some());
                (!planned).then(|| (leg.head.name.clone(), leg.head.span))
            }
            _ => None,
        };
        self.opened.push(selection.clone());
        if let Some((name, declared)) = open.filter(|_| !self.guessed()) {
            self.tell(
                Diagnostic::new(
                    changes::OPENS_THE_OPEN,
                    format!("`{name}` is not planned; it is open already"),
                    selection.span,
                    "nothing to open",
                )
                .with_label(declared, "declared without `planned`")
                .with_help("add `planned` to its declaration, or take the effect away"),
            );
        }
    }
}

fn parts_of(capacity: &Capacity) -> Option<f64> {
    match capacity {
        Capacity::Limited(limited) => limited.parts.as_ref().map(|(count, _)| count.value),
        _ => None,
    }
}
