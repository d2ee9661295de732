//! Why something is closed to a kind of cargo.

use crate::country::Country;
use crate::model::{LegWay, MemberWho, ModeId, Model, NodeId};
use crate::scenario::{Cause, Place, RuleOn, Why};
use crate::source::Span;

use super::Network;
use super::class::Class;
use super::gate::places;

/// One reason why a way is closed to a class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// It is planned, and nothing opens it.
    Planned(Place, Span),
    /// An effect closes it.
    Closed(Place, Cause),
    /// An effect leaves no departures.
    NoDepartures(Place, Cause),
    /// The leg, or its mode, does not carry the commodity.
    NotCarried(LegWay, Option<ModeId>),
    /// A rule forbids its use.
    Forbidden(Place, Cause),
    /// A transit ban holds there.
    NoTransit(Place, MemberWho, Cause),
    /// Trade with where the cargo begins or ends is forbidden.
    NoTrade(Cause),
    /// A capacity that it uses is zero, by number; what made it so, if a change
    /// did.
    Zero(u32, Option<Cause>),
}

impl Network {
    /// Why an arc is closed to a class: all reasons, those of the leg first,
    /// then its nodes, its borders, and the capacities that it uses. Empty if
    /// it is open.
    pub fn reasons(&self, model: &Model, class: &Class, arc: u32) -> Vec<Reason> {
        let way = self.frame.way_of[arc as usize];
        let mut reasons: Vec<Reason> = class.barred.iter().map(|c| Reason::NoTrade(*c)).collect();
        for place in self.places_of(way) {
            self.reasons_at(model, class, place, &mut reasons);
        }
        self.zero_capacities(model, class, arc, &mut reasons);
        reasons
    }

    /// Why a direction of a leg is closed to a class in every way of arriving
    /// at its beginning; empty if it is open in some.
    pub fn reasons_of_way(&self, model: &Model, class: &Class, way: LegWay) -> Vec<Reason> {
        let arcs = self.frame.arcs_of.of(way.index());
        if arcs.iter().any(|arc| class.is_open(*arc)) {
            return Vec::new();
        }
        let mut all = Vec::new();
        for arc in arcs {
            for reason in self.reasons(model, class, *arc) {
                if !all.contains(&reason) {
                    all.push(reason);
                }
            }
        }
        all
    }

    /// Why a node is closed to a class; empty if it is open.
    pub fn reasons_of_node(&self, model: &Model, class: &Class, node: NodeId) -> Vec<Reason> {
        let mut reasons = Vec::new();
        self.reasons_at(model, class, Place::Node(node), &mut reasons);
        self.zero(model, class, self.uses.of_origin.of(node.index()), &mut reasons);
        reasons
    }

    fn places_of(&self, way: LegWay) -> Vec<Place> {
        let (from, to) = self.frame.ends[way.index()];
        let crossings = self.frame.crossings.of(way.index()).iter();
        let mut list = vec![Place::Way(way), Place::Node(from), Place::Node(to)];
        list.extend(crossings.map(|crossing| Place::Border(crossing.left, crossing.entered)));
        list
    }

    fn reasons_at(&self, model: &Model, class: &Class, place: Place, reasons: &mut Vec<Reason>) {
        let commodity = class.ask.commodity;
        for closure in self.now.closures(place) {
            if self.now.is_shut(closure, commodity) {
                reasons.push(match closure.why {
                    Why::Planned(span) => Reason::Planned(place, span),
                    Why::Closed(cause) => Reason::Closed(place, cause),
                    Why::NoDepartures(cause) => Reason::NoDepartures(place, cause),
                });
            }
        }
        if let (Place::Way(way), Some(commodity)) = (place, commodity) {
            let leg = model.leg_of(way);
            let own = leg.more.as_deref().and_then(|more| more.carries.as_ref());
            if model.carries(leg).is_some_and(|carried| !carried.contains(&commodity)) {
                let by = leg.mode.filter(|_| own.is_none());
                reasons.push(Reason::NotCarried(way, by));
            }
        }
        // Of all rules on a place the last in order counts.
        let mut last = None;
        for rule in &class.gate.rules {
            let rule = &self.now.rules[*rule as usize];
            if places(model, rule).contains(&place) {
                last = Some(rule);
            }
        }
        if let Some(rule) = last.filter(|rule| rule.forbids) {
            reasons.push(match &rule.on {
                RuleOn::Transit(_, who) => Reason::NoTransit(place, *who, rule.cause),
                _ => Reason::Forbidden(place, rule.cause),
            });
        }
    }

    fn zero_capacities(&self, model: &Model, class: &Class, arc: u32, out: &mut Vec<Reason>) {
        self.zero(model, class, self.uses.of_arc.of(arc as usize), out);
        if !self.frame.passes(arc) {
            let origin = self.frame.from(arc);
            self.zero(model, class, self.uses.of_origin.of(origin.index()), out);
        }
    }

    fn zero(&self, model: &Model, class: &Class, used: &[u32], out: &mut Vec<Reason>) {
        for number in used {
            let resource = &self.uses.resources[*number as usize];
            let is_zero = resource.capacity.is_some_and(|capacity| capacity <= 0.0);
            if is_zero && resource.counts_for(class.ask.commodity) {
                let slot = resource.slot(model);
                let causes = slot.map_or(Vec::new(), |slot| self.now.causes_of(slot));
                let reason = Reason::Zero(*number, causes.last().copied());
                if !out.contains(&reason) {
                    out.push(reason);
                }
            }
        }
    }
}

impl Reason {
    /// The effect behind it, if there is one.
    pub fn cause(&self) -> Option<Cause> {
        match self {
            Self::Closed(_, cause)
            | Self::NoDepartures(_, cause)
            | Self::Forbidden(_, cause)
            | Self::NoTransit(_, _, cause)
            | Self::NoTrade(cause) => Some(*cause),
            Self::Zero(_, cause) => *cause,
            Self::Planned(..) | Self::NotCarried(..) => None,
        }
    }

    /// The place to point at.
    pub fn span(&self, model: &Model, network: &Network) -> Option<Span> {
        match self {
            Self::Planned(_, span) => Some(*span),
            Self::NotCarried(way, None) => Some(model.leg_of(*way).head.span),
            Self::NotCarried(_, Some(mode)) => Some(model.modes[mode.index()].head.span),
            Self::Zero(number, None) => {
                let slot = network.uses.resources[*number as usize].slot(model)?;
                span_of(model, slot.target)
            }
            _ => self.cause().map(|cause| cause.span),
        }
    }

    /// In words: "`Aktau -> Alat by ferry` is closed by `Caspian storm`".
    pub fn text(&self, model: &Model, network: &Network) -> String {
        match self {
            Self::Planned(place, _) => {
                format!("{} is planned, and nothing opens it", place_text(model, *place))
            }
            Self::Closed(place, cause) => {
                format!("{} is closed by `{}`", place_text(model, *place), cause.label(model))
            }
            Self::NoDepartures(place, cause) => format!(
                "{} has no departures under `{}`",
                place_text(model, *place),
                cause.label(model)
            ),
            Self::NotCarried(way, None) => {
                format!("`{}` does not carry this", model.way_label(*way))
            }
            Self::NotCarried(way, Some(mode)) => format!(
                "`{}` is by {}, which does not carry this",
                model.way_label(*way),
                model.modes[mode.index()].head.label()
            ),
            Self::Forbidden(place, cause) => {
                format!("`{}` forbids {}", cause.label(model), place_text(model, *place))
            }
            Self::NoTransit(place, who, cause) => format!(
                "`{}` forbids transit through {}, and so {}",
                cause.label(model),
                who_text(model, *who),
                place_text(model, *place)
            ),
            Self::NoTrade(cause) => {
                format!("`{}` forbids trade between the two ends", cause.label(model))
            }
            Self::Zero(number, cause) => {
                let label = network.uses.resources[*number as usize].label(model);
                match cause {
                    Some(cause) => {
                        format!("the capacity of `{label}` is 0 under `{}`", cause.label(model))
                    }
                    None => format!("the capacity of `{label}` is 0"),
                }
            }
        }
    }
}

fn place_text(model: &Model, place: Place) -> String {
    match place {
        Place::Way(way) => format!("`{}`", model.way_label(way)),
        Place::Node(node) => format!("`{}`", model.node_label(node)),
        Place::Border(left, entered) => border_words(left, entered),
    }
}

fn border_words(left: Country, entered: Country) -> String {
    format!("the border {left} -> {entered}")
}

fn who_text(model: &Model, who: MemberWho) -> String {
    match who {
        MemberWho::Country(country) => country.name().to_owned(),
        MemberWho::Bloc(bloc) => format!("`{}`", model.blocs[bloc.index()].head.label()),
    }
}

fn span_of(model: &Model, target: crate::model::Target) -> Option<Span> {
    use crate::model::Target;
    Some(match target {
        Target::Leg(way) => model.leg_of(way).head.span,
        Target::LegBoth(leg) => model.legs[leg.index()].head.span,
        Target::Node(node) => model.nodes[node.index()].head.span,
        Target::Border(border, _) => model.borders[border.index()].head.span,
        Target::Pool(pool) => model.pools[pool.index()].head.span,
        Target::Transfer(transfer, _) => model.transfers[transfer.index()].span,
        _ => return None,
    })
}
