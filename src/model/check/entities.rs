//! Commodities, and what all things share.

use crate::diagnostic::codes::units;
use crate::model::{Commodity, CommodityId, Figure, Prop, Slot, Target};
use crate::quantity::Dimension;
use crate::syntax::ast::{
    AmountWhen, Decl, DeclKind, Expr, ExprKind, ListItem, Name, Property, Value,
};

use super::context::Checker;
use super::props::Props;
use super::values::{Floor, Want, is_amount};

/// A slot of this target without a commodity.
pub(crate) fn slot(target: Target, prop: Prop) -> Slot {
    Slot { target, prop, commodity: None }
}

pub(super) const COMMODITY: &[&str] =
    &["unit", "mass", "volume", "per", "value", "value_of_time", "source"];

impl Checker<'_> {
    /// A figure of one property of a thing, if it is written.
    pub fn optional(
        &mut self,
        props: &Props<'_>,
        owner: &str,
        key: &str,
        what: &str,
        rule: (Want, Floor),
        slots: &[Slot],
    ) -> Option<Figure> {
        let property = props.get(key)?;
        self.property_figure(owner, property, what, rule, slots)
    }

    /// `commodity N { … }`.
    pub fn commodity(&mut self, decl: &Decl) {
        let DeclKind::Named { name, title, body, .. } = &decl.kind else { return };
        let props = self.props(body, "commodity", COMMODITY, &[], &[]);
        self.enter(decl, &props);
        let id = CommodityId(self.model.commodities.len() as u32);
        let owner = name.text.as_str();
        let unit = props.get("unit").and_then(|property| self.commodity_unit(property));
        let unit_written = unit.is_some();
        let unit = unit.unwrap_or_else(|| self.own_unit("t"));
        let conversion = (Want::Conversion, Floor::Positive);
        let mass = self.optional(&props, owner, "mass", "a mass", conversion, &[]);
        let volume = self.optional(&props, owner, "volume", "a volume", conversion, &[]);
        let per = props.get("per").map(|p| self.per_table(owner, p)).unwrap_or_default();
        let value_slot = [slot(Target::Commodity(id), Prop::ValueOf)];
        let rule = (Want::MoneyPerAmount, Floor::Zero);
        let value = self.optional(&props, owner, "value", "a value", rule, &value_slot);
        let vot_slot = [slot(Target::Commodity(id), Prop::ValueOfTime)];
        let rule = (Want::ValueOfTime, Floor::Zero);
        let value_of_time =
            self.optional(&props, owner, "value_of_time", "a value of time", rule, &vot_slot);
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        self.check_value_of_time(value_of_time.as_ref(), value.as_ref());
        self.model.commodities.push(Commodity {
            head,
            unit,
            unit_written,
            mass,
            volume,
            per,
            value,
            value_of_time,
        });
    }

    fn commodity_unit(&mut self, property: &Property) -> Option<crate::model::UnitId> {
        let name = match &property.value {
            Value::Expr(Expr { kind: ExprKind::Name(name), .. }) => name,
            other => {
                self.tell_form(other, property, "a unit such as `TEU` or `t`");
                return None;
            }
        };
        let unit = self.unit(name)?;
        let dimension = self.shown(unit).dimension;
        if !is_amount(dimension) {
            self.tell_at(
                units::WRONG_UNIT,
                format!("a commodity is not measured in {}", self.model.units.words(dimension)),
                name.span,
                "its unit is one of mass, containers or volume, or one declared with `unit`",
            );
            return None;
        }
        Some(unit)
    }

    fn per_table(&mut self, owner: &str, property: &Property) -> Vec<(String, Figure)> {
        let Value::Table(rows, _) = &property.value else {
            self.tell_form(&property.value, property, "a table: `{ train: 3_500 t }`");
            return Vec::new();
        };
        let mut all = Vec::new();
        for (key, expr) in rows {
            let AmountWhen::Name(name) = key else {
                self.tell_at(units::UNKNOWN_UNIT, "a unit is needed here", expr.span, "");
                continue;
            };
            let unit = self.unit(name);
            let figure = self.in_property(owner, property, |checker| {
                checker.figure(expr, "what it holds", Want::Amount, Floor::Positive)
            });
            if let (Some(unit), Some(figure)) = (unit, figure) {
                all.push((self.shown(unit).symbol.clone(), figure));
            }
        }
        all
    }

    /// A value of time as a share of value a day that no cargo has.
    fn check_value_of_time(&mut self, vot: Option<&Figure>, value: Option<&Figure>) {
        let Some(vot) = vot else { return };
        let per_day = Dimension::TIME.power(-1).unwrap_or(Dimension::PLAIN);
        let share = if self.shown(vot.unit).dimension == per_day {
            Some(vot.value)
        } else {
            value.filter(|v| v.value > 0.0).and_then(|v| {
                let same = self.shown(v.unit).dimension.times(per_day)
                    == Some(self.shown(vot.unit).dimension);
                same.then(|| vot.value / v.value)
            })
        };
        if let Some(share) = share
            && !(0.001..=0.05).contains(&share)
        {
            let percent = crate::quantity::format_number(share * 100.0);
            self.tell_at(
                units::VALUE_OF_TIME,
                format!("a value of time of {percent} % of the value a day is unusual"),
                vot.origin.span(),
                "studies find 0.1 to 5 % a day; check the unit and the number",
            );
        }
    }

    /// `[containers, grain]`, or one name.
    pub fn commodity_list(&mut self, property: &Property) -> Vec<CommodityId> {
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
                self.tell_form(other, property, "a list of commodities: `[containers, grain]`");
                Vec::new()
            }
        };
        names.into_iter().filter_map(|name| self.commodity_named(name)).collect()
    }
}
