//! Legs: what is written, and what is derived where it is not.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::network;
use crate::model::geo::great_circle;
use crate::model::{
    Derivation, Figure, Head, Leg, LegId, LegMore, LegWay, ModeId, Node, NodeId, Origin, Prop,
    Slot, Target,
};
use crate::quantity::{Dimension, format_number};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Decl, DeclKind, Expr, ExprKind, Name, Property, Value};
use crate::syntax::read_body;

use super::context::Checker;
use super::formula::{joined, scale};
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
pub(super) struct Ends {
    pub from: NodeId,
    pub to: NodeId,
    /// Great circle between them, km.
    pub circle: Option<f64>,
    /// Where the ends stand.
    pub span: Span,
}

/// The addresses of one figure in the directions of a leg.
pub(super) struct WaySlots {
    both: [Slot; 2],
    count: usize,
}

impl WaySlots {
    pub fn new(ways: &[LegWay], prop: Prop) -> Self {
        let way = |at: usize| ways.get(at).copied().unwrap_or(LegWay(0));
        let slot = |at| Slot { target: Target::Leg(way(at)), prop, commodity: None };
        Self { both: [slot(0), slot(1)], count: ways.len().min(2) }
    }
}

impl std::ops::Deref for WaySlots {
    type Target = [Slot];

    fn deref(&self) -> &[Slot] {
        &self.both[..self.count]
    }
}

impl Checker<'_> {
    /// `leg [N:] A -> B { … }`.
    pub fn leg(&mut self, decl: &Decl) {
        let DeclKind::Leg { name, title, from, to, both, body } = &decl.kind else { return };
        let body = read_body(self.sources, body);
        let props = self.props(&body, "leg", LEG, RESTATABLE, &["planned"]);
        self.enter(decl, &props);
        let id = LegId(self.base.legs + self.model.legs.len() as u32);
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
        let ways = [LegWay::new(id, false), LegWay::new(id, true)];
        let ways = &ways[..1 + usize::from(*both)];
        let bad_mode = matches!(mode, Some(None)) || props.is_broken("mode");
        let mut leg =
            self.leg_figures(&props, head, &ends, mode.flatten(), ways, bad_mode || !sure);
        self.leave();
        leg.named = name.is_some();
        leg.both = *both;
        self.model.legs.push(leg);
    }

    /// A node that stands for a name which nothing declares, so that a leg
    /// with such an end still leads on from its other one.
    fn stand_in(&mut self, name: &Name) -> NodeId {
        if self.whole.is_some() {
            self.strange = true;
            return NodeId(0);
        }
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
        let parts = [&from.text, " ", arrow, " ", &to.text];
        let mut text =
            String::with_capacity(parts.iter().map(|part| part.len()).sum::<usize>() + 16);
        parts.into_iter().for_each(|part| text.push_str(part));
        if let Some(Property {
            value: Value::Expr(Expr { kind: ExprKind::Name(mode), .. }), ..
        }) = props.get("mode")
        {
            text.push_str(" by ");
            text.push_str(&mode.text);
        }
        self.head_called(text, from.span.to(to.span), title, decl)
    }

    fn circle(&self, a: NodeId, b: NodeId) -> Option<f64> {
        let nodes = &self.known().nodes;
        let at = |id: NodeId| nodes.get(id.index()).and_then(|node| node.at);
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
        let owner = head.name.as_str();
        let slots = |prop| WaySlots::new(ways, prop);
        let failed = |checker: &mut Self, key: &str, before: usize| {
            props.is_broken(key) || (props.get(key).is_some() && checker.sink.errors() > before)
        };
        let before = self.sink.errors();
        let rule = (Want::Dim(Dimension::LENGTH), Floor::Positive);
        let written =
            self.optional(props, owner, "distance", "a distance", rule, &slots(Prop::Distance));
        let distance_failed = failed(self, "distance", before);
        self.check_circle(written.as_ref(), ends);
        let distance = written.or_else(|| self.derived_distance(ends, mode));
        let rule = (Want::Dim(Dimension::SPEED), Floor::Positive);
        let before = self.sink.errors();
        let speed = self.optional(props, owner, "speed", "a speed", rule, &slots(Prop::Speed));
        let rule = (Want::Dim(Dimension::TIME), Floor::Zero);
        let time = self.optional(props, owner, "time", "a time", rule, &slots(Prop::Time));
        let time_failed = failed(self, "time", before) || failed(self, "speed", before);
        if !self.guessed() {
            if let Some(speed) = &speed {
                let own = self.own_speed(mode);
                self.check_own_speed("this leg", speed, own);
            }
            self.check_speed(time.as_ref(), distance.as_ref(), mode);
        }
        let time = match time {
            Some(time) => Some(time),
            None if time_failed || distance_failed || quiet => None,
            None => self.derived_time(distance.as_ref(), speed.as_ref(), mode, ends, &head),
        };
        let (cost, cost_by_distance) =
            self.leg_cost(props, owner, distance.as_ref(), mode, &slots(Prop::Cost));
        let rule = (Want::Dim(emissions_dimension()), Floor::Zero);
        let emissions =
            self.optional(props, owner, "emissions", "emissions", rule, &slots(Prop::Emissions));
        let emissions = emissions.or_else(|| {
            self.mode_figure(mode, ends.span, |m| m.emissions.clone(), Derivation::ModeEmissions)
        });
        let mut more = self.leg_more(props, owner, ways);
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
            .find_map(|m| self.known().modes[m.index()].circuity.clone())
            .unwrap_or_else(|| self.known().settings.circuity.clone());
        let unit = self.own_unit("km");
        Some(Figure {
            value: circle * circuity.value,
            unit,
            origin: Origin::Derived(Derivation::GreatCircle, ends.span),
            formula: scale(circuity.formula, circle),
        })
    }

    /// A mode and those that it extends, nearest first. (Circles are opened
    /// before legs are checked; the bound is for what is looked up earlier.)
    pub fn line_of(&self, mode: Option<ModeId>) -> impl Iterator<Item = ModeId> {
        let modes = &self.known().modes;
        let next = |mode: &ModeId| modes.get(mode.index()).and_then(|m| m.extends);
        std::iter::successors(mode, next).take(modes.len().max(1))
    }

    fn mode_figure(
        &self,
        mode: Option<ModeId>,
        at: Span,
        pick: impl Fn(&crate::model::Mode) -> Option<Figure>,
        how: fn(ModeId) -> Derivation,
    ) -> Option<Figure> {
        self.line_of(mode).find_map(|m| {
            let figure = pick(&self.known().modes[m.index()])?;
            Some(Figure { origin: Origin::Derived(how(m), at), ..figure })
        })
    }

    /// The speed declared for a mode, in km/h.
    fn own_speed(&self, mode: Option<ModeId>) -> Option<f64> {
        self.line_of(mode)
            .find_map(|m| self.known().modes[m.index()].speed.as_ref().map(|f| f.value / 24.0))
    }

    /// A speed that is written, on a leg whose mode has `own`, or on a mode.
    pub(super) fn check_own_speed(&mut self, what: &str, speed: &Figure, own: Option<f64>) {
        let value = speed.value / 24.0;
        let Some(reason) = too_fast(value, own) else { return };
        let title = format!("{what} would run at {} km/h", format_number(value));
        let help = format!("{reason}; check the figure and its unit");
        self.tell_at(network::IMPLAUSIBLE_SPEED, title, speed.origin.span(), &help);
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
        let own = self.own_speed(mode);
        let Some(reason) = too_fast(speed, own) else { return };
        let shown = format_number(speed);
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
                let found = self.line_of(mode).find_map(|m| {
                    self.known().modes[m.index()].speed.clone().map(|speed| (speed, m))
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
}

/// Why a speed in km/h is not plausible: three times the mode's own, or above
/// any vehicle.
fn too_fast(speed: f64, own: Option<f64>) -> Option<String> {
    let limit = own.map_or(1_000.0, |own| (3.0 * own).min(1_000.0));
    if speed <= limit {
        return None;
    }
    Some(match own {
        Some(own) if limit < 1_000.0 => {
            format!("its mode is declared with {} km/h", format_number(own))
        }
        _ => "nothing that carries freight is as fast".to_owned(),
    })
}
