//! Capacities, counts of parts and fleets.

use std::borrow::Cow;

use crate::diagnostic::codes::units;
use crate::model::{
    Capacity, CitesId, CommodityId, Derivation, Figure, Fleet, LimitedCapacity, Origin, Slot,
};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, CountedValue, Expr, ExprKind, Name, Property, Value};

use super::context::Checker;
use super::formula::joined;
use super::values::{Floor, Want, per};

impl Checker<'_> {
    /// A capacity property, with where `shared` and `each way` stand.
    pub fn capacity(
        &mut self,
        owner: &str,
        property: &Property,
        want: Want,
        slots: &[Slot],
    ) -> Option<(Capacity, Option<Span>, Option<Span>)> {
        let what = match property.key.text.as_str() {
            "capacity" => Cow::Borrowed("a capacity"),
            other => Cow::Owned(format!("a {other}")),
        };
        self.in_property(owner, property, |checker| match &property.value {
            Value::Capacity(worded) => {
                let capacity = checker.capacity_expr(&worded.value, &what, want)?;
                Some((capacity, worded.shared, worded.each_way))
            }
            Value::Expr(expr) => Some((checker.capacity_expr(expr, &what, want)?, None, None)),
            Value::Counted(value) if value.every.is_none() => {
                let counted = checker.counted(&value.count, &value.what, &value.size, want)?;
                Some((counted, None, None))
            }
            Value::Counted(_) => {
                checker.tell_at(
                    units::WRONG_FORM,
                    "a fleet with its cycle is written `fleet: …`",
                    property.span,
                    "write `fleet:` in place of the name of this property",
                );
                None
            }
            Value::Bases(bases) => {
                let first = checker.based_figure(bases, &what, (want, Floor::Zero), slots)?;
                let limited = LimitedCapacity { figure: first, parts: None };
                Some((Capacity::Limited(Box::new(limited)), None, None))
            }
            other => {
                checker.tell_form(other, property, "a capacity such as `60 kTEU/year`");
                None
            }
        })
    }

    /// A capacity's expression: a figure, or `unknown`.
    pub fn capacity_expr(&mut self, expr: &Expr, what: &str, want: Want) -> Option<Capacity> {
        if matches!(expr.kind, ExprKind::Unknown) {
            let own = self.cites(&expr.cites);
            let cites = if own == CitesId(0) { self.outer_cites } else { own };
            return Some(Capacity::Unknown(expr.span, cites));
        }
        if let ExprKind::Name(name) = &expr.kind
            && name.text == "unlimited"
        {
            return Some(Capacity::Unlimited);
        }
        let figure = self.figure(expr, what, want, Floor::Zero)?;
        Some(Capacity::Limited(Box::new(LimitedCapacity { figure, parts: None })))
    }

    fn counted(&mut self, count: &Expr, part: &Name, size: &Expr, want: Want) -> Option<Capacity> {
        let count = self.figure(count, "a count", Want::Plain, Floor::Positive);
        let what = format!("what one of the {} can do", part.text);
        let size = self.figure(size, &what, want, Floor::Zero);
        let (count, size) = (count?, size?);
        let figure = Figure {
            value: count.value * size.value,
            unit: size.unit,
            origin: match size.origin {
                Origin::Written(span, cites) => Origin::Written(span, cites),
                other => Origin::Derived(Derivation::Parts, other.span()),
            },
            formula: joined(&count, BinaryOp::Multiply, &size),
        };
        let parts = Some((count, part.text.to_string()));
        Some(Capacity::Limited(Box::new(LimitedCapacity { figure, parts })))
    }

    /// `6 ships of 300 TEU every 7.4 days`.
    pub fn fleet(&mut self, owner: &str, property: &Property) -> Option<Fleet> {
        self.in_property(owner, property, |checker| match &property.value {
            Value::Counted(value) if value.every.is_some() => {
                let CountedValue { count, what, size, every } = &**value;
                let every = every.as_ref()?;
                let count =
                    checker.figure(count, "the size of a fleet", Want::Plain, Floor::Positive);
                let size =
                    checker.figure(size, "what one of a fleet carries", Want::Amount, Floor::Zero);
                let cycle = checker.figure(
                    every,
                    "the cycle of a fleet",
                    Want::Dim(Dimension::TIME),
                    Floor::Positive,
                );
                Some(Fleet {
                    count: count?,
                    what: what.text.to_string(),
                    size: size?,
                    cycle: cycle?,
                    span: property.span,
                })
            }
            Value::Counted(_) => {
                checker.tell_at(
                    units::WRONG_FORM,
                    "a fleet needs its cycle",
                    property.span,
                    "write the round trip after it: `6 ships of 300 TEU every 7.4 days`",
                );
                None
            }
            other => {
                checker.tell_form(other, property, "a fleet: `6 ships of 300 TEU every 7.4 days`");
                None
            }
        })
    }

    /// The capacity of a fleet, each way: n × size ÷ cycle.
    pub fn fleet_capacity(&mut self, fleet: &Fleet) -> Capacity {
        let unit = self.shown(fleet.size.unit).symbol.clone();
        let unit = self.read_unit(&format!("{unit}/year")).ok();
        let rate = fleet.count.value * fleet.size.value / fleet.cycle.value;
        let load = Figure {
            value: fleet.count.value * fleet.size.value,
            formula: joined(&fleet.count, BinaryOp::Multiply, &fleet.size),
            ..fleet.size.clone()
        };
        let formula = joined(&load, BinaryOp::Divide, &fleet.cycle);
        let dimension = per(self.shown(fleet.size.unit).dimension, Dimension::TIME);
        let unit = match unit {
            Some(unit) => self.add_unit(unit),
            None => self.default_unit(dimension),
        };
        let figure = Figure {
            value: rate,
            unit,
            origin: Origin::Derived(Derivation::Fleet, fleet.span),
            formula,
        };
        let parts = Some((fleet.count.clone(), fleet.what.clone()));
        Capacity::Limited(Box::new(LimitedCapacity { figure, parts }))
    }

    /// Restated capacities: `capacity for crude: …`.
    pub fn restated_capacities<'b>(
        &mut self,
        owner: &str,
        properties: impl Iterator<Item = &'b Property>,
    ) -> Vec<(CommodityId, Capacity)> {
        let mut all = Vec::new();
        for property in properties.collect::<Vec<_>>() {
            let Some(name) = &property.for_ else { continue };
            let commodity = self.commodity_named(name);
            let capacity = self.capacity(owner, property, Want::Rate, &[]);
            if let (Some(commodity), Some((capacity, ..))) = (commodity, capacity) {
                all.push((commodity, capacity));
            }
        }
        all
    }
}
