//! Which figures an effect on a property of a selection is about.

use crate::country::Country;
use crate::model::{
    CommodityId, LegWay, Model, Prop, Selected, Selection, SelectionKind, Slot, Target,
};

use super::select::{minus, select};
use super::standing::capacity_slot;

/// What a property belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Leg,
    Node,
    Border,
    Demand,
    /// Legs, nodes (as throughput), borders: whatever the selection is of.
    Any,
    Other,
}

fn owner(prop: Prop) -> Owner {
    match prop {
        Prop::Time | Prop::Distance | Prop::Speed | Prop::Cost | Prop::Emissions => Owner::Leg,
        Prop::Frequency | Prop::Fleet | Prop::Circuity => Owner::Leg,
        Prop::Throughput | Prop::Storage | Prop::Dwell | Prop::Handling => Owner::Node,
        Prop::Delay | Prop::Fee => Owner::Border,
        Prop::Volume | Prop::Deadline | Prop::Penalty | Prop::Priority => Owner::Demand,
        Prop::ValueOfTime | Prop::Growth => Owner::Demand,
        Prop::Capacity => Owner::Any,
        Prop::ValueOf | Prop::Value | Prop::Open => Owner::Other,
    }
}

/// Whether the figure differs between commodities where a file says so.
pub(super) fn by_commodity(prop: Prop) -> bool {
    matches!(
        prop,
        Prop::Time
            | Prop::Cost
            | Prop::Emissions
            | Prop::Capacity
            | Prop::Throughput
            | Prop::Handling
            | Prop::Fee
            | Prop::Dwell
            | Prop::Delay
            | Prop::Speed
    )
}

/// The plain figures (without a commodity) that `PROPERTY of S except T` is
/// about on a day, in order, without repeats.
///
/// A mode's or a pool's own figure is meant where it has one of that name; of a
/// country, bloc, corridor or tag the figures of its legs, nodes or borders. A
/// capacity of nodes is their throughput; a country's capacity is that of its
/// legs. With an exception, or `for` a commodity, the figures of a mode's legs
/// are meant in place of its own.
pub fn slots_of(
    model: &Model,
    selection: &Selection,
    except: Option<&Selection>,
    (prop, commodity): (Prop, Option<CommodityId>),
    day: Option<i32>,
) -> Vec<Slot> {
    let mut slots = Vec::new();
    let leg_by_leg = except.is_some() || commodity.is_some();
    collect(model, selection, prop, day, leg_by_leg, &mut slots);
    if let Some(except) = except {
        let mut left = Vec::new();
        collect(model, except, prop, day, true, &mut left);
        left.sort_unstable();
        slots.retain(|slot| left.binary_search(slot).is_err());
    }
    if let (Owner::Demand, Some(commodity)) = (owner(prop), commodity) {
        let of = |slot: &Slot| match slot.target {
            Target::Demand(demand) => model.demands[demand.index()].commodity == commodity,
            _ => true,
        };
        slots.retain(of);
    }
    slots.sort_unstable();
    slots.dedup();
    slots
}

fn collect(
    model: &Model,
    selection: &Selection,
    prop: Prop,
    day: Option<i32>,
    leg_by_leg: bool,
    slots: &mut Vec<Slot>,
) {
    let slot = |target| Slot { target, prop, commodity: None };
    match &selection.kind {
        SelectionKind::List(list) if selection.filter.is_none() => {
            for part in list {
                collect(model, part, prop, day, leg_by_leg, slots);
            }
        }
        SelectionKind::Mode(_) if !leg_by_leg && is_of_mode(prop) => {
            let modes = select(model, selection, day).modes;
            slots.extend(modes.into_iter().map(|mode| slot(Target::Mode(mode))));
        }
        SelectionKind::Pool(pool) if matches!(prop, Prop::Capacity | Prop::Fleet) => {
            slots.push(slot(Target::Pool(*pool)));
        }
        kind => {
            let whole = matches!(kind, SelectionKind::Country(_) | SelectionKind::Bloc(_));
            let selected = select(model, selection, day);
            of_selected(model, &selected, prop, whole, slots);
        }
    }
}

fn is_of_mode(prop: Prop) -> bool {
    matches!(
        prop,
        Prop::Speed
            | Prop::Cost
            | Prop::Emissions
            | Prop::Capacity
            | Prop::Circuity
            | Prop::Frequency
    )
}

fn of_selected(model: &Model, selected: &Selected, prop: Prop, whole: bool, slots: &mut Vec<Slot>) {
    let plain = |target, prop| Slot { target, prop, commodity: None };
    let owner = owner(prop);
    if matches!(owner, Owner::Leg | Owner::Any) {
        slots.extend(selected.legs.iter().map(|way| match prop {
            Prop::Capacity => capacity_slot(model, *way),
            // A fleet serves both directions.
            Prop::Fleet => plain(Target::Leg(LegWay::new(way.leg(), false)), prop),
            _ => plain(Target::Leg(*way), prop),
        }));
    }
    if owner == Owner::Node || (owner == Owner::Any && !whole && selected.legs.is_empty()) {
        let prop = if prop == Prop::Capacity { Prop::Throughput } else { prop };
        slots.extend(selected.nodes.iter().map(|node| plain(Target::Node(*node), prop)));
    }
    if owner == Owner::Border || (owner == Owner::Any && !whole && selected.legs.is_empty()) {
        border_slots(model, selected, prop, slots);
    }
    if owner == Owner::Demand {
        slots.extend(selected.demands.iter().map(|demand| plain(Target::Demand(*demand), prop)));
    }
}

/// The declared borders of each pair in its direction, and where none is
/// declared for all crossings the bare crossing.
fn border_slots(model: &Model, selected: &Selected, prop: Prop, slots: &mut Vec<Slot>) {
    for &(left, entered) in &selected.borders {
        let mut plain = false;
        for id in &selected.declared_borders {
            let border = &model.borders[id.index()];
            let ahead = (border.from, border.to) == (left, entered);
            let back = border.both && (border.to, border.from) == (left, entered);
            if !ahead && !back {
                continue;
            }
            plain |= border.at.is_none() && border.by.is_none();
            let shared = prop == Prop::Capacity && border.shared.is_some();
            let target = Target::Border(*id, back && !shared);
            slots.push(Slot { target, prop, commodity: None });
        }
        if !plain {
            slots.push(Slot { target: Target::Crossing(left, entered), prop, commodity: None });
        }
    }
}

/// The legs, nodes and borders that an effect on all of a selection (`close`,
/// `open`, `forbid`) is about. Of a country these are its nodes and the legs
/// that touch it or go through it, which is all that crosses its borders.
pub fn places_of(
    model: &Model,
    selection: &Selection,
    except: Option<&Selection>,
    day: Option<i32>,
) -> Selected {
    let mut selected = select(model, selection, day);
    if !selected.countries.is_empty() {
        let whole = &selected.countries;
        let inside = |country: &Country| whole.binary_search(country).is_ok();
        selected.borders.retain(|(left, entered)| !inside(left) && !inside(entered));
    }
    if let Some(except) = except {
        minus(&mut selected, &select(model, except, day));
    }
    selected
}

/// Whether an effect on a property of a selection may touch figures that others
/// derive from.
pub(super) fn may_be_input(prop: Prop, selection: &Selection) -> bool {
    fn names_mode(selection: &Selection) -> bool {
        match &selection.kind {
            SelectionKind::Mode(_) => true,
            SelectionKind::List(list) => list.iter().any(names_mode),
            _ => false,
        }
    }
    matches!(prop, Prop::Distance | Prop::Fleet) || (is_of_mode(prop) && names_mode(selection))
}
