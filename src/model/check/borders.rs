//! Borders.

use crate::country::Country;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::names;
use crate::model::{Border, BorderId, Capacity, Prop, Slot, Target};
use crate::quantity::Dimension;
use crate::syntax::ast::{Decl, DeclKind, Name};

use super::context::Checker;
use super::entities::slot;
use super::values::{Floor, Want};

pub(super) const BORDER: &[&str] = &["delay", "fee", "capacity", "source"];

impl Checker<'_> {
    /// `border XX -> YY [at NODE] [by MODE] { … }`.
    pub fn border(&mut self, decl: &Decl) {
        let DeclKind::Border { from, to, both, at, by, title, body } = &decl.kind else { return };
        let props = self.props(body, "border", BORDER, &["fee", "capacity"], &[]);
        self.enter(decl, &props);
        let id = BorderId(self.model.borders.len() as u32);
        let mut text = format!("{} {} {}", from.text, if *both { "<->" } else { "->" }, to.text);
        for (word, name) in [("at", at), ("by", by)] {
            if let Some(name) = name {
                text = format!("{text} {word} {}", name.text);
            }
        }
        let owner = format!("border {text}");
        let ends = (self.border_end(from), self.border_end(to));
        let at = at.as_ref().map(|name| self.node_named(name));
        let by = by.as_ref().map(|name| self.mode_named(name));
        let ways: Vec<Target> = std::iter::once(Target::Border(id, false))
            .chain(both.then_some(Target::Border(id, true)))
            .collect();
        let slots = |prop| -> Vec<Slot> { ways.iter().map(|&way| slot(way, prop)).collect() };
        let rule = (Want::Dim(Dimension::TIME), Floor::Zero);
        let delay = self.optional(&props, &owner, "delay", "a delay", rule, &slots(Prop::Delay));
        let rule = (Want::MoneyPerAmount, Floor::Zero);
        let fee = self.optional(&props, &owner, "fee", "a fee", rule, &slots(Prop::Fee));
        let fee_for =
            self.restated_figures(&owner, props.restated("fee"), (&ways, Prop::Fee), "a fee", rule);
        let capacity = props
            .get("capacity")
            .and_then(|p| self.capacity(&owner, p, Want::Rate, &slots(Prop::Capacity)));
        let capacity_for = self.restated_capacities(&owner, props.restated("capacity"));
        let made = Name { text: text.into(), span: from.span.to(to.span) };
        let head = self.head(&made, title.as_ref(), decl);
        self.leave();
        let (capacity, shared) = capacity
            .map_or((Capacity::Unlimited, None), |(capacity, shared, _)| (capacity, shared));
        let (Some(from), Some(to)) = ends else { return };
        if matches!(at, Some(None)) || matches!(by, Some(None)) {
            return;
        }
        if from == to {
            if !self.guessed() {
                self.tell_same_ends("border", made.span);
            }
            return;
        }
        let border = Border {
            head,
            from,
            to,
            both: *both,
            at: at.flatten(),
            by: by.flatten(),
            delay,
            fee,
            fee_for,
            capacity,
            capacity_for,
            shared,
        };
        if !self.guessed() {
            self.tell_same_border(&border);
        }
        self.model.borders.push(border);
    }

    fn border_end(&mut self, name: &Name) -> Option<Country> {
        match self.country(name)? {
            Some(country) => Some(country),
            None => {
                self.tell_at(
                    names::UNKNOWN_COUNTRY,
                    "a border lies between two countries; `none` is no country",
                    name.span,
                    "a place without a country has no borders",
                );
                None
            }
        }
    }

    fn tell_same_border(&mut self, new: &Border) {
        let ways = |b: &Border| {
            let mut ways = vec![(b.from, b.to)];
            if b.both {
                ways.push((b.to, b.from));
            }
            ways
        };
        let found = self.model.borders.iter().find(|old| {
            old.at == new.at
                && old.by == new.by
                && ways(old).iter().any(|way| ways(new).contains(way))
        });
        if let Some(old) = found {
            let first = old.head.span;
            self.tell(
                Diagnostic::new(
                    names::NAME_TWICE,
                    format!("the border `{}` is declared twice", new.head.name),
                    new.head.span,
                    "declared again here",
                )
                .with_label(first, "first declared here")
                .with_help("keep one, or say `at NODE` or `by MODE` to tell them apart"),
            );
        }
    }
}
