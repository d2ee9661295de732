//! Modes and the changes between them.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::names;
use crate::model::{
    Capacity, Figure, Mode, ModeId, Prop, Slot, Target, Thing, Transfer, TransferId,
};
use crate::quantity::Dimension;
use crate::syntax::ast::{Decl, DeclKind, Name, TransferItem, Value};

use super::context::Checker;
use super::entities::slot;
use super::props::Props;
use super::values::{Floor, Want, emissions_dimension};

/// Properties of a mode.
pub(super) const MODE: &[&str] = &[
    "speed",
    "cost",
    "emissions",
    "capacity",
    "circuity",
    "carries",
    "frequency",
    "gauge",
    "source",
];

/// Properties of a change of mode.
pub(super) const TRANSFER: &[&str] = &["time", "cost", "capacity", "source"];

impl Checker<'_> {
    /// `mode N extends M { … }`.
    pub fn mode(&mut self, decl: &Decl) {
        let DeclKind::Named { name, title, extends, body, .. } = &decl.kind else { return };
        let props = self.props(body, "mode", MODE, &["cost"], &[]);
        self.enter(decl, &props);
        let id = ModeId(self.model.modes.len() as u32);
        let target = Target::Mode(id);
        let owner = name.text.as_str();
        let extends = extends.as_ref().and_then(|name| self.mode_named(name));
        let extends = extends.filter(|_| !self.guessed());
        let speed = self.optional(
            &props,
            owner,
            "speed",
            "a speed",
            (Want::Dim(Dimension::SPEED), Floor::Positive),
            &[slot(target, Prop::Speed)],
        );
        if let Some(speed) = &speed {
            self.check_own_speed("this mode", speed, None);
        }
        let rule = (Want::MoneyPerAmountOrLength, Floor::Zero);
        let cost_slot = [slot(target, Prop::Cost)];
        let cost = self.optional(&props, owner, "cost", "a cost", rule, &cost_slot);
        let cost_for = self.restated_figures(
            owner,
            props.restated("cost"),
            (&[target], Prop::Cost),
            "a cost",
            rule,
        );
        let rule = (Want::Dim(emissions_dimension()), Floor::Zero);
        let emissions_slot = [slot(target, Prop::Emissions)];
        let emissions =
            self.optional(&props, owner, "emissions", "emissions", rule, &emissions_slot);
        let capacity = props
            .get("capacity")
            .and_then(|p| self.capacity(owner, p, Want::Rate, &[slot(target, Prop::Capacity)]))
            .map(|(capacity, ..)| capacity);
        if let (Some(Capacity::Unlimited), Target::Mode(mode)) = (&capacity, target) {
            self.unlimited_modes.insert(mode);
        }
        let capacity = capacity.unwrap_or(Capacity::Unlimited);
        let circuity = self.optional(
            &props,
            owner,
            "circuity",
            "a circuity",
            (Want::Plain, Floor::Positive),
            &[slot(target, Prop::Circuity)],
        );
        let circuity = circuity.map(|figure| self.at_least_one(figure));
        let carries = props.get("carries").map(|p| self.commodity_list(p));
        let (frequency, irregular) =
            self.frequency(&props, owner, &[slot(target, Prop::Frequency)]);
        let gauge = self.optional(
            &props,
            owner,
            "gauge",
            "a gauge",
            (Want::Dim(Dimension::LENGTH), Floor::Positive),
            &[],
        );
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        self.model.modes.push(Mode {
            head,
            extends,
            speed,
            cost,
            cost_for,
            emissions,
            capacity,
            circuity,
            carries,
            frequency,
            irregular,
            gauge,
        });
    }

    /// Modes that extend each other in a circle are told, and the circle is
    /// opened, so that every later look up the line ends.
    pub fn mode_cycles(&mut self) {
        for start in 0..self.model.modes.len() {
            let mut at = self.model.modes[start].extends;
            let mut steps = 0;
            while let Some(mode) = at {
                if mode.index() == start || steps > self.model.modes.len() {
                    let head = &self.model.modes[start].head;
                    let (name, span) = (head.name.clone(), head.span);
                    self.model.modes[start].extends = None;
                    self.tell_at(
                        names::EXTENDS_ITSELF,
                        format!("mode `{name}` extends itself"),
                        span,
                        "take one `extends` of the circle away",
                    );
                    break;
                }
                steps += 1;
                at = self.model.modes[mode.index()].extends;
            }
        }
    }

    /// `frequency: 3/week irregular(1)`.
    pub fn frequency(
        &mut self,
        props: &Props<'_>,
        owner: &str,
        slots: &[Slot],
    ) -> (Option<Figure>, Option<Figure>) {
        let Some(property) = props.get("frequency") else { return (None, None) };
        let per_time = Dimension::TIME.power(-1).unwrap_or(Dimension::PLAIN);
        let rule = (Want::Dim(per_time), Floor::Positive);
        if let Value::Irregular(both) = &property.value {
            let (rate, cv) = &**both;
            return self.in_property(owner, property, |checker| {
                let rate = checker.figure(rate, "a frequency", rule.0, rule.1);
                let what = "the irregularity of a headway";
                let cv = checker.figure(cv, what, Want::Plain, Floor::Zero);
                (rate, cv)
            });
        }
        (self.property_figure(owner, property, "a frequency", rule, slots), None)
    }

    /// A mode by name.
    pub fn mode_named(&mut self, name: &Name) -> Option<ModeId> {
        match self.find(name, "a mode", |thing| matches!(thing, Thing::Mode(_)))? {
            Thing::Mode(id) => Some(id),
            _ => None,
        }
    }

    /// `transfer rail -> ferry { … }`, for all nodes.
    pub fn transfer_decl(&mut self, decl: &Decl) {
        let DeclKind::Transfer(item) = &decl.kind else { return };
        let id = TransferId(self.model.transfers.len() as u32);
        let props = self.transfer_props(item);
        self.enter(decl, &props);
        let transfer = self.transfer(item, &props, "", Some(id));
        self.leave();
        let Some(transfer) = transfer else { return };
        if !self.guessed() {
            self.tell_same_transfer(&self.model.transfers.clone(), &transfer);
        }
        self.model.transfers.push(transfer);
    }

    pub fn transfer_props<'b>(&mut self, item: &'b TransferItem) -> Props<'b> {
        self.props(&item.body, "transfer", TRANSFER, &[], &[])
    }

    pub fn transfer(
        &mut self,
        item: &TransferItem,
        props: &Props<'_>,
        node: &str,
        id: Option<TransferId>,
    ) -> Option<Transfer> {
        let (from, to) = (self.mode_named(&item.from), self.mode_named(&item.to));
        let owner = format!("{node} transfer {} {}", item.from.text, item.to.text);
        let slots = |prop| -> Vec<Slot> {
            let both = if item.both { vec![false, true] } else { vec![false] };
            id.map(|id| both.into_iter().map(|b| slot(Target::Transfer(id, b), prop)).collect())
                .unwrap_or_default()
        };
        let rule = (Want::Dim(Dimension::TIME), Floor::Zero);
        let time = self.optional(props, &owner, "time", "a time", rule, &slots(Prop::Time));
        let rule = (Want::MoneyPerAmount, Floor::Zero);
        let cost = self.optional(props, &owner, "cost", "a cost", rule, &slots(Prop::Cost));
        let capacity = props
            .get("capacity")
            .and_then(|p| self.capacity(&owner, p, Want::Rate, &slots(Prop::Capacity)))
            .map_or(Capacity::Unlimited, |(capacity, ..)| capacity);
        let (from, to) = (from?, to?);
        Some(Transfer { from, to, both: item.both, time, cost, capacity, span: item.span })
    }

    pub fn tell_same_transfer(&mut self, others: &[Transfer], new: &Transfer) {
        let ways = |t: &Transfer| {
            let mut ways = vec![(t.from, t.to)];
            if t.both {
                ways.push((t.to, t.from));
            }
            ways
        };
        let same = others.iter().find(|old| ways(old).iter().any(|way| ways(new).contains(way)));
        if let Some(old) = same {
            self.tell(
                Diagnostic::new(
                    names::NAME_TWICE,
                    "this change of mode is declared twice",
                    new.span,
                    "declared again here",
                )
                .with_label(old.span, "first declared here")
                .with_help("keep one; a node restates a transfer in its own `transfers: { … }`"),
            );
        }
    }
}
