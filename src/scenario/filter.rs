//! What a `where` says of one thing. The figures are those that the model
//! declares: which things an effect is about does not depend on other effects.

use crate::model::{Border, Capacity, Figure, Filter, Leg, LegWay, Model, Node, Prop};
use crate::syntax::ast::CompareOp;

/// Two figures are equal if they differ by no more than conversion leaves.
const SAME: f64 = 1e-12;

/// One thing that a `where` is asked of.
#[derive(Clone, Copy)]
pub(super) enum Candidate<'a> {
    /// A direction of a leg.
    Way(LegWay, &'a Leg),
    /// A node.
    Node(&'a Node),
    /// A pair of countries, and the border declared for all of it, if any.
    Border(crate::country::Country, crate::country::Country, Option<&'a Border>),
}

/// A figure as a `where` sees it.
enum Seen {
    /// Not there, or not known: fits nothing.
    Absent,
    /// Above every number.
    Unlimited,
    /// Canonical.
    Value(f64),
}

/// Whether the thing fits.
pub(super) fn fits(model: &Model, filter: &Filter, it: Candidate<'_>) -> bool {
    match filter {
        Filter::And(all) => all.iter().all(|filter| fits(model, filter, it)),
        Filter::Or(any) => any.iter().any(|filter| fits(model, filter, it)),
        Filter::Not(inner) => !fits(model, inner, it),
        Filter::Compare { property, op, value } => match seen(model, property.0, it) {
            Seen::Absent => false,
            Seen::Unlimited => matches!(op, CompareOp::Greater | CompareOp::GreaterEqual),
            Seen::Value(figure) => compare(figure, *op, *value),
        },
        Filter::Within { property, low, high } => match seen(model, property.0, it) {
            Seen::Value(figure) => {
                compare(figure, CompareOp::GreaterEqual, *low)
                    && compare(figure, CompareOp::LessEqual, *high)
            }
            Seen::Absent | Seen::Unlimited => false,
        },
        Filter::IsMode(mode) => matches!(it, Candidate::Way(_, leg) if model.is_by(leg, *mode)),
        Filter::IsKind(kind) => matches!(it, Candidate::Node(node) if node.kind == Some(*kind)),
        Filter::IsCountry(country) => match it {
            Candidate::Way(way, _) => model.touches(way.leg(), *country),
            Candidate::Node(node) => node.country == Some(*country),
            Candidate::Border(left, entered, _) => left == *country || entered == *country,
        },
        Filter::IsTagged(tag) => match it {
            Candidate::Way(_, leg) => leg.more.as_deref().is_some_and(|m| m.tags.contains(tag)),
            Candidate::Node(node) => node.tags.contains(tag),
            Candidate::Border(..) => false,
        },
        Filter::Carries(commodity) => match it {
            Candidate::Way(_, leg) => {
                model.carries(leg).is_none_or(|carried| carried.contains(commodity))
            }
            Candidate::Node(_) | Candidate::Border(..) => false,
        },
        Filter::IsPlanned => match it {
            Candidate::Way(_, leg) => leg.planned.is_some(),
            Candidate::Node(node) => node.planned.is_some(),
            Candidate::Border(..) => false,
        },
    }
}

fn compare(figure: f64, op: CompareOp, value: f64) -> bool {
    let same = (figure - value).abs() <= SAME * figure.abs().max(value.abs());
    match op {
        CompareOp::Less => figure < value && !same,
        CompareOp::LessEqual => figure < value || same,
        CompareOp::Equal => same,
        CompareOp::GreaterEqual => figure > value || same,
        CompareOp::Greater => figure > value && !same,
    }
}

fn figure(figure: Option<&Figure>) -> Seen {
    figure.map_or(Seen::Absent, |figure| Seen::Value(figure.value))
}

fn capacity(capacity: &Capacity) -> Seen {
    match capacity {
        Capacity::Unlimited => Seen::Unlimited,
        Capacity::Unknown(..) => Seen::Absent,
        Capacity::Limited(limited) => Seen::Value(limited.figure.value),
    }
}

fn seen(model: &Model, prop: Prop, it: Candidate<'_>) -> Seen {
    match it {
        Candidate::Way(_, leg) => leg_figure(model, leg, prop),
        Candidate::Node(node) => match prop {
            Prop::Dwell => Seen::Value(node.dwell.value),
            Prop::Handling => figure(node.handling.as_ref()),
            Prop::Throughput | Prop::Capacity => capacity(&node.throughput),
            Prop::Storage => capacity(&node.storage),
            _ => Seen::Absent,
        },
        Candidate::Border(_, _, None) => Seen::Absent,
        Candidate::Border(_, _, Some(border)) => match prop {
            Prop::Delay => figure(border.delay.as_ref()),
            Prop::Fee => figure(border.fee.as_ref()),
            Prop::Capacity => capacity(&border.capacity),
            _ => Seen::Absent,
        },
    }
}

fn leg_figure(model: &Model, leg: &Leg, prop: Prop) -> Seen {
    let more = leg.more.as_deref();
    match prop {
        Prop::Distance => figure(leg.distance.as_ref()),
        Prop::Time => Seen::Value(leg.time.value),
        Prop::Cost => figure(leg.cost.as_ref()),
        Prop::Emissions => figure(leg.emissions.as_ref()),
        Prop::Capacity => capacity(&leg.capacity),
        Prop::Frequency => figure(more.and_then(|more| more.frequency.as_ref())),
        Prop::Fleet => figure(more.and_then(|more| more.fleet.as_ref()).map(|f| &f.count)),
        Prop::Speed => leg_speed(model, leg),
        _ => Seen::Absent,
    }
}

/// The speed of a leg: its own, else what distance and time say, else its
/// mode's.
fn leg_speed(model: &Model, leg: &Leg) -> Seen {
    if let Some(own) = leg.more.as_deref().and_then(|more| more.speed.as_ref()) {
        return Seen::Value(own.value);
    }
    match &leg.distance {
        Some(distance) if leg.time.value > 0.0 => Seen::Value(distance.value / leg.time.value),
        _ => {
            let of_mode = leg.mode.and_then(|mode| {
                model.mode_line(mode).find_map(|mode| model.modes[mode.index()].speed.as_ref())
            });
            figure(of_mode)
        }
    }
}
