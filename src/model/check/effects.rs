//! Effects of changes and scenarios.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names, units};
use crate::model::{
    Action, Amount, Effect, MemberWho, NewValue, Prop, Selection, SelectionKind, Thing,
};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{self, Expr, Forbidden, Name, Property, Value, Verb};

use super::context::Checker;
use super::values::{Floor, Want, emissions_dimension};

/// What a property that effects touch measures.
fn effect_want(property: &str) -> Option<(Prop, Want, Floor)> {
    let time = Want::Dim(Dimension::TIME);
    Some(match property {
        "capacity" => (Prop::Capacity, Want::Rate, Floor::Zero),
        "throughput" => (Prop::Throughput, Want::Rate, Floor::Zero),
        "storage" => (Prop::Storage, Want::Amount, Floor::Zero),
        "time" => (Prop::Time, time, Floor::Zero),
        "distance" => (Prop::Distance, Want::Dim(Dimension::LENGTH), Floor::Positive),
        "speed" => (Prop::Speed, Want::Dim(Dimension::SPEED), Floor::Positive),
        "cost" => (Prop::Cost, Want::MoneyPerAmountOrLength, Floor::Zero),
        "emissions" => (Prop::Emissions, Want::Dim(emissions_dimension()), Floor::Zero),
        "dwell" => (Prop::Dwell, time, Floor::Zero),
        "handling" => (Prop::Handling, Want::MoneyPerAmount, Floor::Zero),
        "frequency" => (
            Prop::Frequency,
            Want::Dim(Dimension::TIME.power(-1).unwrap_or_default()),
            Floor::Positive,
        ),
        "delay" => (Prop::Delay, time, Floor::Zero),
        "fee" => (Prop::Fee, Want::MoneyPerAmount, Floor::Zero),
        "fleet" => (Prop::Fleet, Want::Plain, Floor::Zero),
        "volume" => (Prop::Volume, Want::Rate, Floor::Zero),
        "deadline" => (Prop::Deadline, time, Floor::Positive),
        "penalty" => (Prop::Penalty, Want::MoneyPerAmount, Floor::Zero),
        "value_of_time" => (Prop::ValueOfTime, Want::ValueOfTime, Floor::Zero),
        _ => return None,
    })
}

pub const EFFECT_PROPERTIES: &[&str] = &[
    "capacity",
    "throughput",
    "storage",
    "time",
    "distance",
    "speed",
    "cost",
    "emissions",
    "dwell",
    "handling",
    "frequency",
    "delay",
    "fee",
    "fleet",
    "volume",
    "deadline",
    "penalty",
    "value_of_time",
];

impl Checker<'_> {
    /// One effect.
    pub fn effect(&mut self, effect: &ast::Effect) -> Option<Effect> {
        self.begin();
        let outer = self.outer_cites;
        let own = self.cites(&effect.cites);
        if own != crate::model::CitesId(0) {
            self.outer_cites = own;
        }
        let commodity = effect.for_.as_ref().map(|name| self.commodity_named(name));
        let except = effect.except.as_ref().map(|s| self.selector(s));
        let window = effect.window.as_ref().map(|w| self.window(w));
        let action = self.action(&effect.verb, effect.span);
        let cites = self.outer_cites;
        self.outer_cites = outer;
        if matches!(commodity, Some(None))
            || matches!(except, Some(None))
            || matches!(window, Some(None))
        {
            return None;
        }
        Some(Effect {
            action: action?,
            commodity: commodity.flatten(),
            except: except.flatten(),
            window: window.flatten(),
            span: effect.span,
            cites,
        })
    }

    pub fn action(&mut self, verb: &Verb, span: Span) -> Option<Action> {
        Some(match verb {
            Verb::Close(s) => Action::Close(self.selector(s)?),
            Verb::Open(s) => {
                let selection = self.selector(s)?;
                self.check_planned(&selection);
                Action::Open(selection)
            }
            Verb::CloseParts { count, of, at } => {
                let count = self.figure(count, "a count", Want::Plain, Floor::Zero);
                let of = self.figure(of, "a count", Want::Plain, Floor::Positive);
                let at = self.selector(at);
                let (count, of, at) = (count?, of?, at?);
                if !self.guessed() {
                    self.check_parts(&count, &of, &at, span)?;
                }
                Action::CloseParts { count, of, at }
            }
            Verb::Set { property, of, to } => {
                let selection = self.selector(of);
                let (prop, want, floor) = self.effect_property(property, selection.as_ref())?;
                let to = self.new_value(property, to, (prop, want, floor));
                let selection = selection?;
                Action::Set { prop, of: selection, to: to? }
            }
            Verb::Raise { property, of, by } | Verb::Reduce { property, of, by } => {
                let selection = self.selector(of);
                let (prop, want, floor) = self.effect_property(property, selection.as_ref())?;
                let amount = self.amount(property, by, want, floor);
                let of = selection?;
                let amount = amount?;
                self.check_relative(prop, &of, property.span, by.span)?;
                if matches!(verb, Verb::Raise { .. }) {
                    Action::Raise { prop, of, by: amount }
                } else {
                    if let Amount::Share(share) = &amount
                        && share.value > 1.0
                    {
                        self.tell_at(
                            units::OUT_OF_BOUNDS,
                            "nothing can be reduced by more than 100 %",
                            by.span,
                            "",
                        );
                        return None;
                    }
                    Action::Reduce { prop, of, by: amount }
                }
            }
            Verb::SetParam { param, to } => self.set_param(param, to)?,
            Verb::Forbid(what) => match self.forbidden(what)? {
                Barred::On(commodity, on) => Action::Forbid { commodity, on },
                Barred::Transit(who, at) => Action::ForbidTransit(who, at),
                Barred::Trade(who, at) => Action::ForbidTrade(who, at),
            },
            Verb::Allow(what) => match self.forbidden(what)? {
                Barred::On(commodity, on) => Action::Allow { commodity, on },
                Barred::Transit(who, at) => Action::AllowTransit(who, at),
                Barred::Trade(who, at) => Action::AllowTrade(who, at),
            },
        })
    }

    fn effect_property(
        &mut self,
        property: &Name,
        selection: Option<&Selection>,
    ) -> Option<(Prop, Want, Floor)> {
        let Some((prop, want, floor)) = effect_want(&property.text) else {
            let mut told = Diagnostic::new(
                names::UNKNOWN_PROPERTY,
                format!("no effect can change `{}`", property.text),
                property.span,
                "not a property that changes",
            );
            let near =
                crate::diagnostic::closest(&property.text, EFFECT_PROPERTIES.iter().copied());
            told = match near {
                Some(near) => told.with_help(format!("did you mean `{near}`?")).with_fix(
                    format!("write `{near}`"),
                    property.span,
                    near,
                ),
                None => told.with_help(format!("these can: {}", EFFECT_PROPERTIES.join(", "))),
            };
            self.tell(told);
            return None;
        };
        if let Some(selection) = selection.filter(|_| !self.guessed()) {
            self.check_has(property, selection)?;
        }
        Some((prop, want, floor))
    }

    /// Whether what is selected has such a property at all.
    fn check_has(&mut self, property: &Name, selection: &Selection) -> Option<()> {
        const LEG: &[&str] =
            &["capacity", "time", "distance", "speed", "cost", "emissions", "frequency", "fleet"];
        const NODE: &[&str] = &["dwell", "handling", "throughput", "storage"];
        const BORDER: &[&str] = &["delay", "fee", "capacity"];
        const MODE: &[&str] = &["speed", "cost", "emissions", "capacity", "frequency", "time"];
        const DEMAND: &[&str] = &["volume", "deadline", "penalty", "value_of_time"];
        let (what, has): (&str, &[&str]) = match &selection.kind {
            SelectionKind::Leg(_)
            | SelectionKind::LegWays(_)
            | SelectionKind::Legs { .. }
            | SelectionKind::Corridor(_) => ("a leg", LEG),
            SelectionKind::Node(_) | SelectionKind::Nodes { .. } => ("a node", NODE),
            SelectionKind::Border(..) | SelectionKind::Borders { .. } => ("a border", BORDER),
            SelectionKind::Mode(_) => ("a mode", MODE),
            SelectionKind::Pool(_) => ("a pool", &["capacity", "fleet"]),
            SelectionKind::Demand(_) => ("a demand", DEMAND),
            SelectionKind::Country(_) | SelectionKind::Bloc(_) | SelectionKind::Tagged(_) => {
                return Some(());
            }
            SelectionKind::List(list) => {
                for inner in list {
                    self.check_has(property, inner)?;
                }
                return Some(());
            }
        };
        if has.contains(&property.text.as_str()) {
            return Some(());
        }
        self.tell(
            Diagnostic::new(
                names::UNKNOWN_PROPERTY,
                format!("{what} has no `{}` to change", property.text),
                property.span,
                "not a property of what is selected",
            )
            .with_label(selection.span, format!("this selects {what}"))
            .with_help(format!("{what} has: {}", has.join(", "))),
        );
        None
    }

    fn new_value(
        &mut self,
        property: &Name,
        to: &Value,
        (prop, want, floor): (Prop, Want, Floor),
    ) -> Option<NewValue> {
        let what = format!("`{}`", property.text);
        let capacity = matches!(prop, Prop::Capacity | Prop::Throughput | Prop::Storage);
        let made = Property {
            key: property.clone(),
            for_: None,
            value: to.clone(),
            cites: ast::Cites::default(),
            span: property.span,
        };
        match to {
            Value::Expr(expr) if !capacity => {
                self.figure(expr, &what, want, floor).map(NewValue::Figure)
            }
            Value::Counted(counted) if counted.every.is_some() && prop == Prop::Fleet => {
                self.fleet("effect", &made).map(|fleet| NewValue::Fleet(Box::new(fleet)))
            }
            _ if capacity => {
                self.capacity("effect", &made, want, &[]).map(|(c, ..)| NewValue::Capacity(c))
            }
            other => {
                self.tell_form(other, &made, "one quantity");
                None
            }
        }
    }

    fn amount(&mut self, property: &Name, by: &Expr, want: Want, _floor: Floor) -> Option<Amount> {
        let val = self.eval(by)?;
        let percent = val.unit.is_some_and(|unit| self.shown(unit).symbol == "%");
        if val.dimension.is_plain() && (percent || want != Want::Plain) {
            if !percent && val.value > 1.0 {
                let what = format!("the change of `{}`", property.text);
                let expected = want.nearest(val.dimension);
                let unit = self.known().units.default_unit(expected).symbol;
                let text = self.text(val.span);
                let help = format!("a percentage is `{text}%`, an amount `{text} {unit}`");
                self.tell(
                    Diagnostic::new(
                        units::MISSING_UNIT,
                        format!("{what} needs `%` or a unit"),
                        val.span,
                        "a bare number",
                    )
                    .with_help(help),
                );
                return None;
            }
            let figure = self.check_val(val, "a share", Want::Plain, Floor::Zero)?;
            return Some(Amount::Share(figure));
        }
        let what = format!("the change of `{}`", property.text);
        self.check_val(val, &what, want, Floor::Zero).map(Amount::Figure)
    }

    fn set_param(&mut self, param: &Name, to: &Expr) -> Option<Action> {
        let fits = |t| matches!(t, Thing::Constant(_));
        let Thing::Constant(id) = self.find(param, "a parameter", fits)? else { return None };
        let constant = &self.model.constants[id.index()];
        if !constant.is_param {
            let declared = constant.head.span;
            self.tell(
                Diagnostic::new(
                    names::WRONG_KIND,
                    format!("`{}` is a `let`; only a `param` can be set", param.text),
                    param.span,
                    "a parameter is needed",
                )
                .with_label(declared, "declared here with `let`")
                .with_help("declare it as `param` in place of `let`"),
            );
            return None;
        }
        let figure = constant.figure.clone()?;
        let within = constant.within;
        let dimension = self.shown(figure.unit).dimension;
        let what = format!("`{}`", param.text);
        let to = self.figure(to, &what, Want::Dim(dimension), Floor::None)?;
        if let Some((low, high)) = within
            && !(low..=high).contains(&to.value)
        {
            self.tell_at(
                units::OUT_OF_BOUNDS,
                format!("{what} is set outside its bounds"),
                to.origin.span(),
                "its declaration says `within`",
            );
            return None;
        }
        Some(Action::SetParam { param: id, to })
    }

    fn forbidden(&mut self, what: &Forbidden) -> Option<Barred> {
        Some(match what {
            Forbidden::Commodity { commodity, on } => {
                let on = self.selector(on);
                let commodity = if commodity.text == "all" {
                    None
                } else {
                    Some(self.commodity_named(commodity)?)
                };
                Barred::On(commodity, on?)
            }
            Forbidden::Transit { through } => {
                Barred::Transit(self.country_or_bloc(through)?, through.span)
            }
            Forbidden::Trade { with } => Barred::Trade(self.country_or_bloc(with)?, with.span),
        })
    }
}

enum Barred {
    On(Option<crate::model::CommodityId>, Selection),
    Transit(MemberWho, Span),
    Trade(MemberWho, Span),
}
