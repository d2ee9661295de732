//! Legs: costs, capacities and what few legs have.

use crate::diagnostic::codes::{names, units};
use crate::model::{
    Capacity, Congestion, Derivation, Figure, Head, LegMore, LegWay, ModeId, Origin, Prop, Slot,
    Target, UnitId,
};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, ListItem, Property, Value};

use super::context::Checker;
use super::formula::joined;
use super::legs::{Ends, WaySlots};
use super::props::Props;
use super::values::{Floor, Want, emissions_dimension};

/// Whether a property is one that few legs have.
fn is_more(property: &Property) -> bool {
    let plain = matches!(
        property.key.text.as_str(),
        "mode" | "distance" | "time" | "speed" | "cost" | "emissions" | "capacity" | "source"
    );
    property.for_.is_some() || !plain
}

impl Checker<'_> {
    /// Written (by unit, or by unit and distance: the flag), else from the mode.
    pub fn leg_cost(
        &mut self,
        props: &Props<'_>,
        owner: &str,
        distance: Option<&Figure>,
        mode: Option<ModeId>,
        slots: &[Slot],
    ) -> (Option<Figure>, bool) {
        if let Some(property) = props.get("cost") {
            let rule = (Want::MoneyPerAmountOrLength, Floor::Zero);
            let Some(cost) = self.property_figure(owner, property, "a cost", rule, slots) else {
                return (None, false);
            };
            let at = property.span;
            let by_distance = !Want::MoneyPerAmount.fits(self.shown(cost.unit).dimension);
            let over = self.by_distance(cost, distance, Derivation::CostByDistance, at);
            return (over, by_distance);
        }
        let found = self.line_of(mode).find_map(|m| {
            let cost = self.known().modes[m.index()].cost.as_ref()?;
            Some((m, cost.clone()))
        });
        let Some((m, cost)) = found else { return (None, false) };
        let at = distance.map_or(cost.origin.span(), |d| d.origin.span());
        if Want::MoneyPerAmount.fits(self.shown(cost.unit).dimension) {
            let origin = Origin::Derived(Derivation::ModeCost(m), at);
            return (Some(Figure { origin, ..cost }), false);
        }
        // Without a distance the cost stays absent, and incomplete.
        (self.by_distance(cost, distance, Derivation::ModeCostByDistance(m), at), false)
    }

    /// Turns money / (amount · length) into money / amount over the distance.
    fn by_distance(
        &mut self,
        cost: Figure,
        distance: Option<&Figure>,
        how: Derivation,
        at: Span,
    ) -> Option<Figure> {
        let dimension = self.shown(cost.unit).dimension;
        if Want::MoneyPerAmount.fits(dimension) {
            return Some(cost);
        }
        let distance = distance?;
        let unit = self.unit_over_distance(cost.unit);
        let origin = match (how, cost.origin) {
            (Derivation::CostByDistance, origin) => origin,
            (how, _) => Origin::Derived(how, at),
        };
        let formula = joined(&cost, BinaryOp::Multiply, distance);
        Some(Figure { value: cost.value * distance.value, unit, origin, formula })
    }

    /// The unit of a cost by distance over a distance: `USD/TEU` for
    /// `USD/TEU/km`.
    fn unit_over_distance(&mut self, by_distance: UnitId) -> UnitId {
        let before = self.whole.and_then(|whole| whole.over_distance.get(&by_distance));
        if let Some(&id) = before.or_else(|| self.over_distance.get(&by_distance)) {
            return id;
        }
        let shown = self.shown(by_distance);
        let over = shown.dimension.times(Dimension::LENGTH).unwrap_or(shown.dimension);
        let symbol = shown.symbol.clone();
        let unit = symbol
            .strip_suffix("/km")
            .map(str::to_owned)
            .or_else(|| symbol.contains("*km)").then(|| symbol.replace("*km)", ")")))
            .and_then(|text| self.read_unit(&text.replace(['(', ')'], "")).ok())
            .filter(|unit| unit.dimension == over);
        let id = match unit {
            Some(unit) => self.add_unit(unit),
            None => self.default_unit(over),
        };
        self.over_distance.insert(by_distance, id);
        id
    }

    pub fn leg_more(&mut self, props: &Props<'_>, owner: &str, ways: &[LegWay]) -> LegMore {
        if !props.all().any(is_more) {
            return LegMore::default();
        }
        let targets: Vec<Target> = ways.iter().map(|&way| Target::Leg(way)).collect();
        let slots = WaySlots::new(ways, Prop::Frequency);
        let (frequency, irregular) = self.frequency(props, owner, &slots);
        let service = props.get("service").and_then(|p| self.word_property(p)).cloned();
        let through = props.get("through").map(|p| self.through(p)).unwrap_or_default();
        let congestion =
            props.get("congestion").and_then(|p| Some((self.congestion(owner, p)?, p.span)));
        let time_rule = (Want::Dim(Dimension::TIME), Floor::Zero);
        let cost_rule = (Want::MoneyPerAmount, Floor::Zero);
        let emissions_rule = (Want::Dim(emissions_dimension()), Floor::Zero);
        LegMore {
            speed: None,
            frequency,
            irregular,
            service: service.map(|name| self.word(&name.text)),
            fleet: props.get("fleet").and_then(|p| self.fleet(owner, p)),
            through,
            congestion,
            carries: props.get("carries").map(|p| self.commodity_list(p)),
            tags: props.get("tags").map(|p| self.tags(p)).unwrap_or_default(),
            capacity_for: self.restated_capacities(owner, props.restated("capacity")),
            cost_for: self.restated_figures(
                owner,
                props.restated("cost"),
                (&targets, Prop::Cost),
                "a cost",
                cost_rule,
            ),
            time_for: self.restated_figures(
                owner,
                props.restated("time"),
                (&targets, Prop::Time),
                "a time",
                time_rule,
            ),
            emissions_for: self.restated_figures(
                owner,
                props.restated("emissions"),
                (&targets, Prop::Emissions),
                "emissions",
                emissions_rule,
            ),
        }
    }

    fn through(&mut self, property: &Property) -> Vec<crate::country::Country> {
        let Value::List(items, _) = &property.value else {
            self.tell_form(&property.value, property, "a list of countries: `[BG, RS]`");
            return Vec::new();
        };
        let mut all = Vec::new();
        for item in items {
            match item {
                ListItem::Name { name, .. } => {
                    all.extend(self.country(name).flatten());
                }
                ListItem::Selector(selector) => {
                    self.tell_at(names::WRONG_KIND, "a country is needed here", selector.span, "");
                }
            }
        }
        all
    }

    fn congestion(&mut self, owner: &str, property: &Property) -> Option<Congestion> {
        let Value::Expr(Expr { kind: ExprKind::Call { name, args, .. }, .. }) = &property.value
        else {
            self.tell_form(&property.value, property, "`bpr(0.15, 4)`, `linear(q)` or `queue(H)`");
            return None;
        };
        let needed = match name.text.as_str() {
            "bpr" => 2,
            "linear" | "queue" => 1,
            _ => {
                self.tell_at(
                    names::UNKNOWN_FUNCTION,
                    format!("there is no congestion `{}`", name.text),
                    name.span,
                    "there are `bpr(a, b)`, `linear(q)` and `queue(H)`",
                );
                return None;
            }
        };
        if args.len() != needed {
            self.tell_at(
                units::WRONG_FORM,
                format!("`{}` takes {needed} figures", name.text),
                property.span,
                "write `bpr(0.15, 4)`, `linear(q)` or `queue(H)`",
            );
            return None;
        }
        self.in_property(owner, property, |checker| match name.text.as_str() {
            "bpr" => {
                let a = checker.figure(&args[0].value, "`a` of bpr", Want::Plain, Floor::Zero);
                let b = checker.figure(&args[1].value, "`b` of bpr", Want::Plain, Floor::Zero);
                Some(Congestion::Bpr(a?, b?))
            }
            "linear" => {
                // Time by rate: time² by amount.
                let val = checker.eval(&args[0].value)?;
                let rate = val.dimension.per(Dimension::TIME).and_then(|d| d.power(-1));
                if !rate.is_some_and(|d| Want::Rate.fits(d)) {
                    checker.tell_at(
                        units::WRONG_UNIT,
                        "`q` of linear is a time by a flow",
                        val.span,
                        "write it as in `linear(2 day*day/TEU)` or `linear(1 day / (5 TEU/day))`",
                    );
                    return None;
                }
                Some(Congestion::Linear(checker.finish(val)))
            }
            _ => checker
                .figure(&args[0].value, "`H` of queue", Want::Dim(Dimension::TIME), Floor::Zero)
                .map(Congestion::Queue),
        })
    }

    pub fn leg_capacity(
        &mut self,
        props: &Props<'_>,
        head: &Head,
        mode: Option<ModeId>,
        ways: &[LegWay],
        ends: &Ends,
    ) -> (Capacity, Option<Span>) {
        let slots = WaySlots::new(ways, Prop::Capacity);
        if let Some(property) = props.get("capacity") {
            let Some((capacity, shared, each_way)) =
                self.capacity(&head.name, property, Want::Rate, &slots)
            else {
                return (Capacity::Unlimited, None);
            };
            if capacity == Capacity::Unlimited {
                self.unlimited_legs.insert(head.span);
            }
            if let Some(at) = each_way {
                self.tell_at(
                    units::WRONG_FORM,
                    "a leg's capacity is each way already",
                    at,
                    "take `each way` away; `shared` makes both ways share it",
                );
            }
            return (capacity, shared);
        }
        let unlimited_modes = &self.whole.unwrap_or(&*self).unlimited_modes;
        if self.line_of(mode).any(|m| unlimited_modes.contains(&m)) {
            self.unlimited_legs.insert(head.span);
        }
        // A fleet limits the leg by itself; the mode's capacity is the line's.
        let from_mode =
            self.line_of(mode).find_map(|m| match &self.known().modes[m.index()].capacity {
                Capacity::Unlimited => None,
                Capacity::Limited(limited) => {
                    let mut limited = limited.clone();
                    limited.figure.origin = Origin::Derived(Derivation::ModeCapacity(m), ends.span);
                    Some(Capacity::Limited(limited))
                }
                unknown => Some(unknown.clone()),
            });
        (from_mode.unwrap_or(Capacity::Unlimited), None)
    }

    /// From the mode; else from the fleet: n ÷ cycle.
    pub fn derived_frequency(&mut self, more: &mut LegMore, mode: Option<ModeId>, ends: &Ends) {
        let found = self.line_of(mode).find_map(|m| {
            let mode = &self.known().modes[m.index()];
            Some((m, mode.frequency.clone()?, mode.irregular.clone()))
        });
        if let Some((m, frequency, irregular)) = found {
            let origin = Origin::Derived(Derivation::ModeFrequency(m), ends.span);
            more.irregular = irregular;
            more.frequency = Some(Figure { origin, ..frequency });
            return;
        }
        if let Some(fleet) = &more.fleet {
            let value = fleet.count.value / fleet.cycle.value;
            let origin = Origin::Derived(Derivation::FleetHeadway, fleet.span);
            let unit = self.own_unit("1/day");
            let formula = joined(&fleet.count, BinaryOp::Divide, &fleet.cycle);
            more.frequency = Some(Figure { value, unit, origin, formula });
        }
    }
}
