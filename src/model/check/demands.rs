//! Demands.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names, units};
use crate::model::{Demand, DemandId, Figure, MemberWho, Prop, Shipper, Target, Volume};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{AmountWhen, Decl, DeclKind, Expr, ExprKind, Name, Property, Value};

use super::context::Checker;
use super::entities::slot;
use super::values::{Floor, Want};

/// Properties of a demand.
pub(super) const DEMAND: &[&str] = &[
    "deadline",
    "penalty",
    "priority",
    "value_of_time",
    "shipper",
    "from",
    "until",
    "growth",
    "hold",
    "source",
];

impl Checker<'_> {
    /// `demand N: Q of C from A to B { … }`.
    pub fn demand(&mut self, decl: &Decl) {
        let DeclKind::Demand { name, title, amount, commodity, from, to, body } = &decl.kind else {
            return;
        };
        let props = self.props(body, "demand", DEMAND, &[], &[]);
        self.enter(decl, &props);
        let id = DemandId(self.model.demands.len() as u32);
        let target = Target::Demand(id);
        let owner = name.text.as_str();
        let commodity_id = self.commodity_named(commodity);
        let (from_id, to_id) = (self.node_named(from), self.node_named(to));
        if from_id.is_some() && from_id == to_id && !self.guessed() {
            self.tell_same_ends("demand", from.span.to(to.span));
        }
        self.key = format!("{owner}.volume");
        if amount.is_empty() {
            self.tell_at(
                units::WRONG_FORM,
                format!("demand `{owner}` has a table without rows"),
                name.span,
                "write one row a year: `{ 2022: 64.3 Mt, 2023: 70.5 Mt }`",
            );
        }
        let volume = self.volume(amount);
        let rule = (Want::Dim(Dimension::TIME), Floor::Positive);
        let deadline = self.optional(
            &props,
            owner,
            "deadline",
            "a deadline",
            rule,
            &[slot(target, Prop::Deadline)],
        );
        let rule = (Want::MoneyPerAmount, Floor::Zero);
        let penalty = self.optional(
            &props,
            owner,
            "penalty",
            "a penalty",
            rule,
            &[slot(target, Prop::Penalty)],
        );
        let priority = match props.get("priority").map(|p| &p.value) {
            Some(Value::Expr(expr)) => self.whole_number(expr, "a priority", 1, 1_000),
            Some(other) => {
                if let Some(property) = props.get("priority") {
                    self.tell_form(other, property, "a whole number: 1 is served first");
                }
                None
            }
            None => None,
        };
        let rule = (Want::ValueOfTime, Floor::Zero);
        let value_of_time = self.optional(
            &props,
            owner,
            "value_of_time",
            "a value of time",
            rule,
            &[slot(target, Prop::ValueOfTime)],
        );
        let shippers = props.get("shipper").map(|p| self.shippers(owner, p)).unwrap_or_default();
        let from_date = props.get("from").and_then(|p| self.date_property(p));
        let until_date = props.get("until").and_then(|p| self.date_property(p));
        if let (Some(a), Some(b)) = (from_date, until_date)
            && a >= b
        {
            self.tell_at(
                crate::diagnostic::codes::changes::WINDOW_BACKWARDS,
                "this demand ends before it starts",
                name.span,
                "put the earlier date in `from`",
            );
        }
        let growth = props.get("growth").and_then(|p| self.growth(owner, p, target));
        let hold_at_origin = props.get("hold").is_some_and(|p| self.hold(p));
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        let (Some(commodity), Some(from), Some(to), Some(volume)) =
            (commodity_id, from_id, to_id, volume)
        else {
            self.missing_demands = true;
            return;
        };
        if !self.guessed() {
            self.check_demand_units(commodity, &volume, penalty.as_ref());
        }
        self.model.demands.push(Demand {
            head,
            commodity,
            from,
            to,
            volume,
            deadline,
            penalty,
            priority: priority.unwrap_or(1) as u32,
            value_of_time,
            shippers,
            from_date,
            until_date,
            growth,
            hold_at_origin,
        });
    }

    fn volume(&mut self, amount: &[(Option<AmountWhen>, Expr)]) -> Option<Volume> {
        let mut rows: Vec<(i32, Figure)> = Vec::new();
        let mut failed = false;
        for (when, expr) in amount {
            match when {
                None => {
                    let what = "the volume of a demand";
                    return self.figure(expr, what, Want::Rate, Floor::Zero).map(Volume::Rate);
                }
                Some(AmountWhen::Year(year, at)) => {
                    if rows.iter().any(|(other, _)| other == year) {
                        let title = format!("the year {year} is given twice");
                        self.tell_at(names::PROPERTY_TWICE, title, *at, "keep one of the two");
                        failed = true;
                        continue;
                    }
                    match self.yearly_volume(expr) {
                        Some(figure) => rows.push((*year, figure)),
                        None => failed = true,
                    }
                }
                Some(AmountWhen::Name(name)) => {
                    self.tell_at(
                        units::WRONG_FORM,
                        "a year is needed here",
                        name.span,
                        "a demand's table is written `{ 2022: 64.3 Mt, 2023: 70.5 Mt }`",
                    );
                    failed = true;
                }
            }
        }
        rows.sort_by_key(|(year, _)| *year);
        (!failed && !rows.is_empty()).then_some(Volume::Table(rows))
    }

    /// A table's amount is that of its year; a rate is taken as it is.
    fn yearly_volume(&mut self, expr: &Expr) -> Option<Figure> {
        let val = self.eval(expr)?;
        if Want::Rate.fits(val.dimension) {
            return self.check_val(val, "a yearly volume", Want::Rate, Floor::Zero);
        }
        let figure = self.check_val(val, "a yearly volume", Want::Amount, Floor::Zero)?;
        let symbol = format!("{}/year", self.shown(figure.unit).symbol);
        let unit = self.read_unit(&symbol).ok().map(|unit| self.add_unit(unit));
        let dimension = self.shown(figure.unit).dimension.per(Dimension::TIME);
        let unit = match (unit, dimension) {
            (Some(unit), _) => unit,
            (None, Some(dimension)) => self.default_unit(dimension),
            (None, None) => figure.unit,
        };
        Some(Figure {
            value: figure.value / 365.0,
            unit,
            origin: figure.origin,
            formula: super::formula::scale(figure.formula, 1.0 / 365.0),
        })
    }

    fn shippers(&mut self, owner: &str, property: &Property) -> Vec<(Shipper, Figure)> {
        let who = |checker: &mut Self, name: &Name| {
            checker.country_or_bloc(name).map(|who| match who {
                MemberWho::Country(country) => Shipper::Country(country),
                MemberWho::Bloc(bloc) => Shipper::Bloc(bloc),
            })
        };
        match &property.value {
            Value::Expr(Expr { kind: ExprKind::Name(name), span, .. }) => {
                let Some(shipper) = who(self, name) else { return Vec::new() };
                vec![(shipper, self.default_figure(1.0, Dimension::PLAIN, *span))]
            }
            Value::Table(rows, span) => {
                let mut all = Vec::new();
                for (key, expr) in rows {
                    let AmountWhen::Name(name) = key else { continue };
                    let shipper = who(self, name);
                    let share = self.in_property(owner, property, |checker| {
                        checker.figure(expr, "a share", Want::Plain, Floor::Zero)
                    });
                    if let (Some(shipper), Some(share)) = (shipper, share) {
                        all.push((shipper, share));
                    }
                }
                let sum: f64 = all.iter().map(|(_, share)| share.value).sum();
                if all.len() == rows.len() && (sum - 1.0).abs() > 1e-9 {
                    let percent = crate::quantity::format_number(sum * 100.0);
                    self.tell_at(
                        units::WEIGHTS,
                        format!("these shares make {percent} %, not 100 %"),
                        *span,
                        "shares of shippers sum to 100 %",
                    );
                }
                all
            }
            other => {
                self.tell_form(other, property, "a country, a bloc, or `{ EU: 60%, CN: 40% }`");
                Vec::new()
            }
        }
    }

    /// `growth: 5%/year`, or `5%` (a year).
    fn growth(&mut self, owner: &str, property: &Property, target: Target) -> Option<Figure> {
        let Value::Expr(expr) = &property.value else {
            self.tell_form(&property.value, property, "a share a year: `5%`");
            return None;
        };
        self.in_property(owner, property, |checker| {
            let val = checker.eval(expr)?;
            let yearly = val.dimension == Dimension::TIME.power(-1).unwrap_or(Dimension::PLAIN);
            if !yearly && !val.dimension.is_plain() {
                checker.tell_at(
                    units::WRONG_UNIT,
                    "growth is a share a year",
                    val.span,
                    "write `5%` or `5%/year`",
                );
                return None;
            }
            let factor = if yearly { 365.0 } else { 1.0 };
            if val.value * factor <= -1.0 {
                checker.tell_at(units::OUT_OF_BOUNDS, "nothing would be left", val.span, "");
                return None;
            }
            let mut figure = checker.finish(val);
            figure.value *= factor;
            figure.formula = super::formula::scale(figure.formula, factor);
            figure.unit = checker.own_unit("%");
            let _ = target;
            Some(figure)
        })
    }

    /// A demand's volume (and penalty) must convert to its commodity's unit.
    fn check_demand_units(
        &mut self,
        commodity: crate::model::CommodityId,
        volume: &Volume,
        penalty: Option<&Figure>,
    ) {
        let conversions = self.model.conversions(commodity);
        let mut told = Vec::new();
        let volumes: Vec<&Figure> = match volume {
            Volume::Rate(figure) => vec![figure],
            Volume::Table(rows) => rows.iter().map(|(_, figure)| figure).collect(),
        };
        for figure in volumes {
            let amount = self.shown(figure.unit).dimension.times(Dimension::TIME);
            told.extend(amount.map(|amount| (amount, figure.origin.span())));
        }
        if let Some(figure) = penalty {
            let amount = Dimension::MONEY.per(self.shown(figure.unit).dimension);
            told.extend(amount.map(|amount| (amount, figure.origin.span())));
        }
        for (amount, at) in told {
            if conversions.factor(amount).is_none() {
                self.tell_no_conversion(commodity, amount, at);
                return;
            }
        }
    }

    /// Tells that a commodity has no way to a dimension.
    pub fn tell_no_conversion(
        &mut self,
        commodity: crate::model::CommodityId,
        amount: Dimension,
        at: Span,
    ) {
        let declared = &self.model.commodities[commodity.index()];
        let name = declared.head.name.clone();
        let span = declared.head.span;
        let own = self.shown(declared.unit).symbol.clone();
        let own_words = self.model.units.words(self.shown(declared.unit).dimension);
        let other = self.model.units.words(amount);
        let how = if amount == Dimension::VOLUME
            || self.shown(declared.unit).dimension == Dimension::VOLUME
        {
            "volume: 7.9 bbl/t"
        } else {
            "mass: 14 t/TEU"
        };
        self.tell(
            Diagnostic::new(
                units::NO_CONVERSION,
                format!("`{name}` is measured in {own_words}; nothing converts it to {other}"),
                at,
                format!("this is in {other}"),
            )
            .with_label(span, format!("its unit is {own}"))
            .with_help(format!("give the commodity a conversion, such as `{how}`")),
        );
    }

    fn hold(&mut self, property: &Property) -> bool {
        let Some(name) = self.word_property(property) else { return false };
        if name.text == "origin" {
            return true;
        }
        self.tell_at(
            units::WRONG_FORM,
            format!("`hold` is `origin`, not `{}`", name.text),
            name.span,
            "`hold: origin` keeps a demand at its origin while its way is closed",
        );
        false
    }
}
