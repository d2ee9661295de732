//! Legs: what is written, and what is derived where it is not.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names, network, units};
use crate::model::geo::great_circle;
use crate::model::{
    Capacity, Congestion, Derivation, Figure, Head, Leg, LegId, LegMore, LegWay, ModeId, Node,
    NodeId, Origin, Prop, Slot, Target,
};
use crate::quantity::{Dimension, format_number};
use crate::source::Span;
use crate::syntax::ast::{
    BinaryOp, Decl, DeclKind, Expr, ExprKind, ListItem, Name, Property, Value,
};
use crate::syntax::read_body;

use super::context::Checker;
use super::eval::{joined, scale};
use super::props::Props;
use super::values::{Floor, Want, emissions_dimension};

/// Properties of a leg.
pub(super) const LEG: &[&str] = &[
    "mode",
    "distance",
    "time",
    "speed",
    "cost",
    "emissions",
    "capacity",
    "fleet",
    "frequency",
    "service",
    "through",
    "congestion",
    "carries",
    "tags",
    "source",
];
/// Those that may say `for C`.
pub(super) const RESTATABLE: &[&str] = &["time", "cost", "emissions", "capacity"];

/// Less than the great circle by more than this is an error (coordinates are
/// rounded).
const TOO_SHORT: f64 = 0.98;

/// The ends of a leg while it is checked.
struct Ends {
    from: NodeId,
    to: NodeId,
    /// Great circle between them, km.
    circle: Option<f64>,
    /// Where the ends stand.
    span: Span,
}

impl Checker<'_> {
    /// `leg [N:] A -> B { … }`.
    pub fn leg(&mut self, decl: &Decl) {
        let DeclKind::Leg { name, title, from, to, both, body } = &decl.kind else { return };
        let body = read_body(self.sources, body);
        let props = self.props(&body, "leg", LEG, RESTATABLE, &["planned"]);
        self.enter(decl, &props);
        let id = LegId(self.model.legs.len() as u32);
        let (from_id, to_id) = (self.node_named(from), self.node_named(to));
        let known = from_id.is_some() && to_id.is_some();
        let mode =
            props.get("mode").and_then(|p| self.word_property(p)).map(|name| self.mode_named(name));
        let head = self.leg_head(decl, name.as_ref(), title.as_ref(), (from, to), *both, &props);
        let span = from.span.to(to.span);
        let sure = known && !self.guessed();
        let circle = from_id.zip(to_id).filter(|_| sure).and_then(|(a, b)| self.circle(a, b));
        // A leg whose ends are unknown is checked like the others.
        let ends = Ends {
            from: from_id.unwrap_or_else(|| self.stand_in(from)),
            to: to_id.unwrap_or_else(|| self.stand_in(to)),
            circle,
            span,
        };
        if sure && from_id == to_id {
            self.tell_same_ends("leg", span);
        }
        let ways: Vec<LegWay> = std::iter::once(LegWay::new(id, false))
            .chain(both.then_some(LegWay::new(id, true)))
            .collect();
        let bad_mode = matches!(mode, Some(None)) || props.is_broken("mode");
        let mut leg =
            self.leg_figures(&props, head, &ends, mode.flatten(), &ways, bad_mode || !sure);
        self.leave();
        leg.named = name.is_some();
        leg.both = *both;
        self.model.legs.push(leg);
    }

    /// A node that stands for a name which nothing declares, so that a leg
    /// with such an end still leads on from its other one.
    fn stand_in(&mut self, name: &Name) -> NodeId {
        if let Some(&id) = self.stand_ins.get(&name.text) {
            return id;
        }
        let id = NodeId(self.model.nodes.len() as u32);
        let dwell = self.default_figure(0.0, Dimension::TIME, name.span);
        self.model.nodes.push(Node::stand_in(&name.text, name.span, dwell));
        self.stand_ins.insert(name.text.clone(), id);
        id
    }

    fn leg_head(
        &mut self,
        decl: &Decl,
        name: Option<&Name>,
        title: Option<&crate::syntax::ast::Text>,
        (from, to): (&Name, &Name),
        both: bool,
        props: &Props<'_>,
    ) -> Head {
        if let Some(name) = name {
            return self.head(name, title, decl);
        }
        let arrow = if both { "<->" } else { "->" };
        let mut text = format!("{} {arrow} {}", from.text, to.text);
        if let Some(Property {
            value: Value::Expr(Expr { kind: ExprKind::Name(mode), .. }), ..
        }) = props.get("mode")
        {
            text = format!("{text} by {}", mode.text);
        }
        let made = Name { text: text.into(), span: from.span.to(to.span) };
        self.head(&made, title, decl)
    }

    fn circle(&self, a: NodeId, b: NodeId) -> Option<f64> {
        let at = |id: NodeId| self.model.nodes.get(id.index()).and_then(|node| node.at);
        Some(great_circle(at(a)?, at(b)?))
    }

    fn leg_figures(
        &mut self,
        props: &Props<'_>,
        head: Head,
        ends: &Ends,
        mode: Option<ModeId>,
        ways: &[LegWay],
        quiet: bool,
    ) -> Leg {
        let owner = head.name.clone();
        let slots = |prop: Prop| -> Vec<Slot> {
            let slot = |&way: &LegWay| Slot { target: Target::Leg(way), prop, commodity: None };
            ways.iter().map(slot).collect()
        };
        let failed = |checker: &mut Self, key: &str, before: usize| {
            props.is_broken(key) || (props.get(key).is_some() && checker.sink.errors() > before)
        };
        let before = self.sink.errors();
        let rule = (Want::Dim(Dimension::LENGTH), Floor::Positive);
        let written =
            self.optional(props, &owner, "distance", "a distance", rule, &slots(Prop::Distance));
        let distance_failed = failed(self, "distance", before);
        self.check_circle(written.as_ref(), ends);
        let distance = written.or_else(|| self.derived_distance(ends, mode));
        let rule = (Want::Dim(Dimension::SPEED), Floor::Positive);
        let before = self.sink.errors();
        let speed = self.optional(props, &owner, "speed", "a speed", rule, &slots(Prop::Speed));
        let rule = (Want::Dim(Dimension::TIME), Floor::Zero);
        let time = self.optional(props, &owner, "time", "a time", rule, &slots(Prop::Time));
        let time_failed = failed(self, "time", before) || failed(self, "speed", before);
        if !self.guessed() {
            self.check_speed(time.as_ref(), distance.as_ref(), mode);
        }
        let time = match time {
            Some(time) => Some(time),
            None if time_failed || distance_failed || quiet => None,
            None => self.derived_time(distance.as_ref(), speed.as_ref(), mode, ends, &head),
        };
        let (cost, cost_by_distance) =
            self.leg_cost(props, &owner, distance.as_ref(), mode, &slots(Prop::Cost));
        let rule = (Want::Dim(emissions_dimension()), Floor::Zero);
        let emissions =
            self.optional(props, &owner, "emissions", "emissions", rule, &slots(Prop::Emissions));
        let emissions = emissions.or_else(|| {
            self.mode_figure(mode, ends.span, |m| m.emissions.clone(), Derivation::ModeEmissions)
        });
        let mut more = self.leg_more(props, &owner, ways);
        more.speed = speed;
        let (capacity, shared) = self.leg_capacity(props, &head, mode, ways, ends);
        if more.frequency.is_none() {
            self.derived_frequency(&mut more, mode, ends);
        }
        // Without a time there is an error; with one, no report is answered.
        let time = time.unwrap_or_else(|| self.default_figure(0.0, Dimension::TIME, ends.span));
        let more = (more != LegMore::default()).then(|| Box::new(more));
        Leg {
            head,
            named: false,
            from: ends.from,
            to: ends.to,
            both: false,
            mode,
            distance,
            time,
            cost,
            cost_by_distance,
            emissions,
            capacity,
            shared,
            more,
            planned: props.flag("planned"),
        }
    }

    fn check_circle(&mut self, distance: Option<&Figure>, ends: &Ends) {
        let (Some(distance), Some(circle)) = (distance, ends.circle) else { return };
        if distance.value >= circle * TOO_SHORT {
            return;
        }
        let written = format_number(distance.value);
        let least = format_number(circle);
        self.tell(
            Diagnostic::new(
                network::SHORTER_THAN_CIRCLE,
                "this leg is shorter than the great circle between its ends",
                distance.origin.span(),
                format!("{written} km"),
            )
            .with_label(ends.span, format!("at least {least} km apart"))
            .with_help("check the distance and the coordinates of both ends (latitude first)"),
        );
    }

    fn derived_distance(&mut self, ends: &Ends, mode: Option<ModeId>) -> Option<Figure> {
        let circle = ends.circle?;
        let circuity = self
            .line_of(mode)
            .into_iter()
            .find_map(|m| self.model.modes[m.index()].circuity.clone())
            .unwrap_or_else(|| self.model.settings.circuity.clone());
        let unit = self.own_unit("km");
        Some(Figure {
            value: circle * circuity.value,
            unit,
            origin: Origin::Derived(Derivation::GreatCircle, ends.span),
            formula: scale(circuity.formula, circle),
        })
    }

    /// A mode and those that it extends, nearest first.
    pub fn line_of(&self, mode: Option<ModeId>) -> Vec<ModeId> {
        let mut line = Vec::new();
        let mut at = mode;
        while let Some(mode) = at {
            if line.contains(&mode) {
                break;
            }
            line.push(mode);
            at = self.model.modes.get(mode.index()).and_then(|m| m.extends);
        }
        line
    }

    fn mode_figure(
        &self,
        mode: Option<ModeId>,
        at: Span,
        pick: impl Fn(&crate::model::Mode) -> Option<Figure>,
        how: fn(ModeId) -> Derivation,
    ) -> Option<Figure> {
        self.line_of(mode).into_iter().find_map(|m| {
            let figure = pick(&self.model.modes[m.index()])?;
            Some(Figure { origin: Origin::Derived(how(m), at), ..figure })
        })
    }

    /// A speed that a mode of this name cannot have: three times the mode's
    /// own, or above any vehicle.
    fn check_speed(
        &mut self,
        time: Option<&Figure>,
        distance: Option<&Figure>,
        mode: Option<ModeId>,
    ) {
        let (Some(time), Some(distance)) = (time, distance) else { return };
        if time.value <= 0.0 || matches!(time.origin, Origin::Derived(..)) {
            return;
        }
        let speed = distance.value / time.value / 24.0;
        let own = self
            .line_of(mode)
            .into_iter()
            .find_map(|m| self.model.modes[m.index()].speed.as_ref().map(|f| f.value / 24.0));
        let limit = own.map_or(1_000.0, |own| (3.0 * own).min(1_000.0));
        if speed <= limit {
            return;
        }
        let shown = format_number(speed);
        let reason = match own {
            Some(own) if limit < 1_000.0 => {
                format!("its mode is declared with {} km/h", format_number(own))
            }
            _ => "nothing that carries freight is as fast".to_owned(),
        };
        let origin = distance.origin.span();
        let mut told = Diagnostic::new(
            network::IMPLAUSIBLE_SPEED,
            format!("this leg would be run at {shown} km/h"),
            time.origin.span(),
            "this time",
        )
        .with_help(format!("{reason}; check the time, the distance and their units"));
        if matches!(distance.origin, Origin::Written(..)) {
            told = told.with_label(origin, "for this distance");
        }
        self.tell(told);
    }

    fn derived_time(
        &mut self,
        distance: Option<&Figure>,
        speed: Option<&Figure>,
        mode: Option<ModeId>,
        ends: &Ends,
        head: &Head,
    ) -> Option<Figure> {
        let (speed, how) = match speed {
            Some(speed) => (Some(speed.clone()), Derivation::LegSpeed),
            None => {
                let found = self.line_of(mode).into_iter().find_map(|m| {
                    self.model.modes[m.index()].speed.clone().map(|speed| (speed, m))
                });
                match found {
                    Some((speed, m)) => (Some(speed), Derivation::ModeSpeed(m)),
                    None => (None, Derivation::LegSpeed),
                }
            }
        };
        let (Some(distance), Some(speed)) = (distance, speed.as_ref()) else {
            self.tell_no_time(distance.is_some(), speed.is_some(), mode, ends, head);
            return None;
        };
        let unit = self.own_unit("day");
        Some(Figure {
            value: distance.value / speed.value,
            unit,
            origin: Origin::Derived(how, ends.span),
            formula: joined(distance, BinaryOp::Divide, speed),
        })
    }

    fn tell_no_time(
        &mut self,
        distance: bool,
        speed: bool,
        mode: Option<ModeId>,
        ends: &Ends,
        head: &Head,
    ) {
        let lacks = match (distance, speed) {
            (false, false) => "it has no distance and no speed",
            (false, true) => "it has no distance",
            _ => "it has no speed",
        };
        let mut ways = vec!["`time: 4 days`"];
        if !distance {
            ways.push("a distance, or coordinates (`at:`) at both ends");
        }
        if !speed {
            ways.push(if mode.is_some() { "a speed of its mode" } else { "a mode with a speed" });
        }
        self.tell(
            Diagnostic::new(
                network::NO_TIME,
                format!("there is no way to a time for `{}`", head.name),
                ends.span,
                lacks,
            )
            .with_help(format!("give it {}", ways.join(", or "))),
        );
    }

    /// Written (by unit, or by unit and distance: the flag), else from the mode.
    fn leg_cost(
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
        for m in self.line_of(mode) {
            if let Some(cost) = self.model.modes[m.index()].cost.clone() {
                let plain = Want::MoneyPerAmount.fits(self.shown(cost.unit).dimension);
                let at = distance.map_or(cost.origin.span(), |d| d.origin.span());
                let how = if plain { Derivation::ModeCost } else { Derivation::ModeCostByDistance };
                if plain {
                    let cost = Figure { origin: Origin::Derived(how(m), at), ..cost };
                    return (Some(cost), false);
                }
                // Without a distance the cost stays absent, and incomplete.
                return (self.by_distance(cost, distance, how(m), at), false);
            }
        }
        (None, false)
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
        let over = dimension.times(Dimension::LENGTH).unwrap_or(dimension);
        let symbol = self.shown(cost.unit).symbol.clone();
        let unit = symbol
            .strip_suffix("/km")
            .map(str::to_owned)
            .or_else(|| symbol.contains("*km)").then(|| symbol.replace("*km)", ")")))
            .and_then(|text| self.read_unit(&text.replace(['(', ')'], "")).ok())
            .filter(|unit| unit.dimension == over);
        let unit = match unit {
            Some(unit) => self.add_unit(unit),
            None => self.default_unit(over),
        };
        let origin = match (how, cost.origin) {
            (Derivation::CostByDistance, origin) => origin,
            (how, _) => Origin::Derived(how, at),
        };
        let formula = joined(&cost, BinaryOp::Multiply, distance);
        Some(Figure { value: cost.value * distance.value, unit, origin, formula })
    }

    fn leg_more(&mut self, props: &Props<'_>, owner: &str, ways: &[LegWay]) -> LegMore {
        let targets: Vec<Target> = ways.iter().map(|&way| Target::Leg(way)).collect();
        let slots = |prop| -> Vec<Slot> {
            targets.iter().map(|&target| Slot { target, prop, commodity: None }).collect()
        };
        let (frequency, irregular) = self.frequency(props, owner, &slots(Prop::Frequency));
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

    fn leg_capacity(
        &mut self,
        props: &Props<'_>,
        head: &Head,
        mode: Option<ModeId>,
        ways: &[LegWay],
        ends: &Ends,
    ) -> (Capacity, Option<Span>) {
        let slots: Vec<Slot> = ways
            .iter()
            .map(|&way| Slot { target: Target::Leg(way), prop: Prop::Capacity, commodity: None })
            .collect();
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
        let line = self.line_of(mode);
        if line.iter().any(|m| self.unlimited_modes.contains(m)) {
            self.unlimited_legs.insert(head.span);
        }
        // A fleet limits the leg by itself; the mode's capacity is the line's.
        let from_mode =
            line.into_iter().find_map(|m| match &self.model.modes[m.index()].capacity {
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
    fn derived_frequency(&mut self, more: &mut LegMore, mode: Option<ModeId>, ends: &Ends) {
        for m in self.line_of(mode) {
            let mode = &self.model.modes[m.index()];
            if let Some(frequency) = &mode.frequency {
                more.irregular = mode.irregular.clone();
                more.frequency = Some(Figure {
                    origin: Origin::Derived(Derivation::ModeFrequency(m), ends.span),
                    ..frequency.clone()
                });
                return;
            }
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
