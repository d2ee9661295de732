//! Nodes.

use crate::diagnostic::codes::{network, units};
use crate::model::{Capacity, Node, NodeId, Prop, Target, Thing, Transfer, WordId};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{Decl, DeclKind, Expr, ExprKind, ListItem, Name, Property, Value};
use crate::syntax::read_body;

use super::context::Checker;
use super::entities::slot;
use super::props::Props;
use super::values::{Floor, Want};

/// Properties of a node.
pub(super) const NODE: &[&str] = &[
    "kind",
    "country",
    "at",
    "dwell",
    "handling",
    "throughput",
    "storage",
    "tags",
    "transfers",
    "source",
];

/// Those that may say `for C`.
pub(super) const RESTATABLE: &[&str] = &["handling", "throughput"];

impl Checker<'_> {
    /// `node N { … }`.
    pub fn node(&mut self, decl: &Decl) {
        let DeclKind::Named { name, title, body, .. } = &decl.kind else { return };
        let body = read_body(self.sources, body);
        let props = self.props(&body, "node", NODE, RESTATABLE, &["planned"]);
        self.enter(decl, &props);
        let id = NodeId(self.base.nodes + self.model.nodes.len() as u32);
        let target = Target::Node(id);
        let owner = name.text.as_str();
        let kind = props.get("kind").and_then(|p| self.word_property(p)).map(|n| n.text.clone());
        let kind = kind.map(|text| self.word(&text));
        let country = props
            .get("country")
            .and_then(|p| self.word_property(p))
            .and_then(|name| self.country(name))
            .flatten();
        let at = props.get("at").and_then(|p| self.coordinates(p));
        let rule = (Want::Dim(Dimension::TIME), Floor::Zero);
        let dwell =
            self.optional(&props, owner, "dwell", "a dwell", rule, &[slot(target, Prop::Dwell)]);
        let dwell = dwell.unwrap_or_else(|| self.default_figure(0.0, Dimension::TIME, name.span));
        let rule = (Want::MoneyPerAmount, Floor::Zero);
        let handling = self.optional(
            &props,
            owner,
            "handling",
            "handling",
            rule,
            &[slot(target, Prop::Handling)],
        );
        let handling_for = self.restated_figures(
            owner,
            props.restated("handling"),
            (&[target], Prop::Handling),
            "handling",
            rule,
        );
        let throughput =
            self.node_capacity(&props, owner, ("throughput", Want::Rate), target, Prop::Throughput);
        let throughput_for = self.restated_capacities(owner, props.restated("throughput"));
        let storage =
            self.node_capacity(&props, owner, ("storage", Want::Amount), target, Prop::Storage);
        let transfers = props.get("transfers").map(|p| self.node_transfers(owner, p));
        let tags = props.get("tags").map(|p| self.tags(p)).unwrap_or_default();
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        self.model.nodes.push(Node {
            head,
            country,
            kind,
            at,
            dwell,
            handling,
            handling_for,
            throughput,
            throughput_for,
            storage,
            transfers: transfers.unwrap_or_default(),
            tags,
            planned: props.flag("planned"),
        });
    }

    fn node_capacity(
        &mut self,
        props: &Props<'_>,
        owner: &str,
        (key, want): (&str, Want),
        target: Target,
        prop: Prop,
    ) -> Capacity {
        let Some(property) = props.get(key) else { return Capacity::Unlimited };
        let Some((capacity, shared, each_way)) =
            self.capacity(owner, property, want, &[slot(target, prop)])
        else {
            return Capacity::Unlimited;
        };
        for (word, at) in [("shared", shared), ("each way", each_way)] {
            if let Some(at) = at {
                self.tell_at(
                    units::WRONG_FORM,
                    format!("a node's {key} has no directions; `{word}` says nothing here"),
                    at,
                    "take the word away",
                );
            }
        }
        capacity
    }

    fn coordinates(&mut self, property: &Property) -> Option<(f64, f64)> {
        match &property.value {
            Value::Expr(Expr { kind: ExprKind::Coordinates(lat, lon), span, .. }) => {
                let on_the_globe = lat.abs() <= 90.0 && lon.abs() <= 180.0;
                // In a script it was told when it was read.
                if !on_the_globe && !self.is_told(*span) {
                    self.tell_at(
                        units::OUT_OF_BOUNDS,
                        "there is no such place on the globe",
                        *span,
                        "latitudes go to 90 degrees, longitudes to 180; latitude first",
                    );
                }
                on_the_globe.then_some((*lat, *lon))
            }
            other => {
                self.tell_form(other, property, "coordinates: `44.21N 80.41E`");
                None
            }
        }
    }

    fn node_transfers(&mut self, node: &str, property: &Property) -> Vec<Transfer> {
        let Value::Transfers(items, _) = &property.value else {
            let needed = "transfers: `{ rail -> ferry { time: 1 day } }`";
            self.tell_form(&property.value, property, needed);
            return Vec::new();
        };
        let mut all: Vec<Transfer> = Vec::new();
        for item in items {
            let props = self.transfer_props(item);
            let outer = self.outer_cites;
            if !property.cites.is_empty() {
                self.outer_cites = self.cites(&property.cites);
            }
            let transfer = self.transfer(item, &props, node, None);
            self.outer_cites = outer;
            if let Some(transfer) = transfer {
                if !self.guessed() {
                    self.tell_same_transfer(&all.clone(), &transfer);
                }
                all.push(transfer);
            }
        }
        all
    }

    /// `tags: [a, b]`, or one.
    pub fn tags(&mut self, property: &Property) -> Vec<WordId> {
        let names: Vec<&Name> = match &property.value {
            Value::Expr(Expr { kind: ExprKind::Name(name), .. }) => vec![name],
            Value::List(items, _) => items
                .iter()
                .filter_map(|item| match item {
                    ListItem::Name { name, .. } => Some(name),
                    ListItem::Selector(_) => None,
                })
                .collect(),
            other => {
                self.tell_form(other, property, "a list of words: `[chokepoint, state_owned]`");
                Vec::new()
            }
        };
        names.into_iter().map(|name| self.word(&name.text)).collect()
    }

    /// A node by name.
    pub fn node_named(&mut self, name: &Name) -> Option<NodeId> {
        match self.find(name, "a node", |thing| matches!(thing, Thing::Node(_)))? {
            Thing::Node(id) => Some(id),
            _ => None,
        }
    }

    /// Tells that two ends are one.
    pub fn tell_same_ends(&mut self, what: &str, at: Span) {
        if self.guessed() {
            return;
        }
        self.tell_at(
            network::SAME_ENDS,
            format!("this {what} begins and ends at the same place"),
            at,
            "name two different places",
        );
    }
}
