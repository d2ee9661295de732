//! One figure as it stands, and the figures that the model declares.

use crate::model::{
    Capacity, CommodityId, Figure, Fleet, ForCommodity, Leg, LegMore, LegWay, Mode, ModeId, Model,
    Node, Origin, Prop, Slot, Target, UnitId, Volume,
};

/// What stands at an address.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing {
    /// Nothing: no cost stated, no frequency.
    Absent,
    /// A capacity without a limit.
    Unlimited,
    /// A capacity written as `unknown`.
    Unknown,
    /// A canonical value and the unit in which it is shown (whose dimension it
    /// has).
    Value(f64, UnitId),
    /// Open (the only property that is no figure).
    Open,
    /// Closed.
    Closed,
}

impl Standing {
    /// The value, if it is one.
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Value(value, _) => Some(value),
            _ => None,
        }
    }

    /// The value and its unit, if it is one.
    pub fn with_unit(self) -> Option<(f64, UnitId)> {
        match self {
            Self::Value(value, unit) => Some((value, unit)),
            _ => None,
        }
    }
}

impl From<&Figure> for Standing {
    fn from(figure: &Figure) -> Self {
        Self::Value(figure.value, figure.unit)
    }
}

impl From<Option<&Figure>> for Standing {
    fn from(figure: Option<&Figure>) -> Self {
        figure.map_or(Self::Absent, Self::from)
    }
}

impl From<&Capacity> for Standing {
    fn from(capacity: &Capacity) -> Self {
        match capacity {
            Capacity::Unlimited => Self::Unlimited,
            Capacity::Unknown(..) => Self::Unknown,
            Capacity::Limited(limited) => Self::from(&limited.figure),
        }
    }
}

/// The address of a plain figure.
pub fn slot(target: Target, prop: Prop) -> Slot {
    Slot { target, prop, commodity: None }
}

/// The address of a leg's capacity: of one direction, or of both where the two
/// share it.
pub fn capacity_slot(model: &Model, way: LegWay) -> Slot {
    let target = match model.leg_of(way).shared {
        Some(_) => Target::LegBoth(way.leg()),
        None => Target::Leg(way),
    };
    slot(target, Prop::Capacity)
}

/// The figure that the model declares at an address, the first named basis
/// where there are several. A figure restated for a commodity is absent where
/// it was not restated.
pub fn declared(model: &Model, slot: Slot) -> Standing {
    match slot.target {
        Target::Node(node) => node_figure(&model.nodes[node.index()], slot),
        Target::Leg(way) => leg_figure(model.leg_of(way), slot),
        Target::LegBoth(leg) => leg_figure(&model.legs[leg.index()], slot),
        Target::Border(border, _) => {
            let border = &model.borders[border.index()];
            match (slot.prop, slot.commodity) {
                (Prop::Delay, None) => border.delay.as_ref().into(),
                (Prop::Fee, None) => border.fee.as_ref().into(),
                (Prop::Fee, Some(c)) => restated(&border.fee_for, c),
                (Prop::Capacity, None) => (&border.capacity).into(),
                (Prop::Capacity, Some(c)) => further(&border.capacity_for, c),
                _ => Standing::Absent,
            }
        }
        Target::Crossing(..) => match slot.prop {
            Prop::Capacity if slot.commodity.is_none() => Standing::Unlimited,
            _ => Standing::Absent,
        },
        Target::Mode(mode) => mode_figure(model, mode, slot.prop, slot.commodity),
        Target::Transfer(transfer, _) => {
            let transfer = &model.transfers[transfer.index()];
            match (slot.prop, slot.commodity) {
                (Prop::Time, None) => transfer.time.as_ref().into(),
                (Prop::Cost, None) => transfer.cost.as_ref().into(),
                (Prop::Capacity, None) => (&transfer.capacity).into(),
                _ => Standing::Absent,
            }
        }
        Target::Pool(pool) => {
            let pool = &model.pools[pool.index()];
            match (slot.prop, slot.commodity) {
                (Prop::Capacity, None) => (&pool.capacity).into(),
                (Prop::Capacity, Some(c)) => further(&pool.capacity_for, c),
                (Prop::Fleet, None) => pool.fleet.as_ref().map(|fleet| &fleet.count).into(),
                _ => Standing::Absent,
            }
        }
        Target::Demand(demand) => {
            let demand = &model.demands[demand.index()];
            match slot.prop {
                Prop::Volume => match &demand.volume {
                    Volume::Rate(figure) => figure.into(),
                    Volume::Table(rows) => rows.first().map(|(_, figure)| figure).into(),
                },
                Prop::Deadline => demand.deadline.as_ref().into(),
                Prop::Penalty => demand.penalty.as_ref().into(),
                Prop::ValueOfTime => demand.value_of_time.as_ref().into(),
                Prop::Growth => demand.growth.as_ref().into(),
                _ => Standing::Absent,
            }
        }
        Target::Commodity(commodity) => {
            let commodity = &model.commodities[commodity.index()];
            match slot.prop {
                Prop::ValueOf => commodity.value.as_ref().into(),
                Prop::ValueOfTime => commodity.value_of_time.as_ref().into(),
                _ => Standing::Absent,
            }
        }
        Target::Constant(constant) => model.constants[constant.index()].figure.as_ref().into(),
    }
}

fn restated(list: &ForCommodity, commodity: CommodityId) -> Standing {
    list.iter().find(|(c, _)| *c == commodity).map(|(_, figure)| figure).into()
}

fn further(list: &[(CommodityId, Capacity)], commodity: CommodityId) -> Standing {
    list.iter().find(|(c, _)| *c == commodity).map_or(Standing::Absent, |(_, cap)| cap.into())
}

fn node_figure(node: &Node, slot: Slot) -> Standing {
    match (slot.prop, slot.commodity) {
        (Prop::Dwell, None) => (&node.dwell).into(),
        (Prop::Handling, None) => node.handling.as_ref().into(),
        (Prop::Handling, Some(c)) => restated(&node.handling_for, c),
        (Prop::Throughput, None) => (&node.throughput).into(),
        (Prop::Throughput, Some(c)) => further(&node.throughput_for, c),
        (Prop::Storage, None) => (&node.storage).into(),
        _ => Standing::Absent,
    }
}

fn leg_figure(leg: &Leg, slot: Slot) -> Standing {
    let more = leg.more.as_deref();
    let list = |pick: fn(&LegMore) -> &ForCommodity, c| match more {
        Some(more) => restated(pick(more), c),
        None => Standing::Absent,
    };
    match (slot.prop, slot.commodity) {
        (Prop::Time, None) => (&leg.time).into(),
        (Prop::Time, Some(c)) => list(|more| &more.time_for, c),
        (Prop::Distance, None) => leg.distance.as_ref().into(),
        (Prop::Cost, None) => leg.cost.as_ref().into(),
        (Prop::Cost, Some(c)) => list(|more| &more.cost_for, c),
        (Prop::Emissions, None) => leg.emissions.as_ref().into(),
        (Prop::Emissions, Some(c)) => list(|more| &more.emissions_for, c),
        (Prop::Capacity, None) => (&leg.capacity).into(),
        (Prop::Capacity, Some(c)) => {
            more.map_or(Standing::Absent, |more| further(&more.capacity_for, c))
        }
        (Prop::Speed, None) => more.and_then(|more| more.speed.as_ref()).into(),
        (Prop::Frequency, None) => more.and_then(|more| more.frequency.as_ref()).into(),
        (Prop::Fleet, None) => more.and_then(|m| m.fleet.as_ref()).map(|f| &f.count).into(),
        _ => Standing::Absent,
    }
}

/// A mode's own figure, or that of the nearest mode that it extends.
fn mode_figure(
    model: &Model,
    mode: ModeId,
    prop: Prop,
    commodity: Option<CommodityId>,
) -> Standing {
    let own = |mode: &Mode| match (prop, commodity) {
        (Prop::Speed, None) => mode.speed.as_ref().into(),
        (Prop::Cost, None) => mode.cost.as_ref().into(),
        (Prop::Cost, Some(c)) => restated(&mode.cost_for, c),
        (Prop::Emissions, None) => mode.emissions.as_ref().into(),
        (Prop::Capacity, None) => match &mode.capacity {
            Capacity::Unlimited => Standing::Absent,
            capacity => capacity.into(),
        },
        (Prop::Circuity, None) => mode.circuity.as_ref().into(),
        (Prop::Frequency, None) => mode.frequency.as_ref().into(),
        _ => Standing::Absent,
    };
    let found = model
        .mode_line(mode)
        .map(|mode| own(&model.modes[mode.index()]))
        .find(|standing| *standing != Standing::Absent);
    match (found, prop) {
        (Some(standing), _) => standing,
        (None, Prop::Capacity) => Standing::Unlimited,
        (None, Prop::Circuity) => (&model.settings.circuity).into(),
        (None, _) => Standing::Absent,
    }
}

/// The fleet of a leg or pool.
pub fn fleet_of(model: &Model, target: Target) -> Option<&Fleet> {
    match target {
        Target::Leg(way) => model.leg_of(way).more.as_deref()?.fleet.as_ref(),
        Target::LegBoth(leg) => model.legs[leg.index()].more.as_deref()?.fleet.as_ref(),
        Target::Pool(pool) => model.pools[pool.index()].fleet.as_ref(),
        _ => None,
    }
}

/// Where a leg's or pool's figure comes from, if it is one of those that may
/// be derived.
pub(super) fn origin(model: &Model, slot: Slot) -> Option<Origin> {
    let of = |figure: Option<&Figure>| figure.map(|figure| figure.origin);
    let leg = match slot.target {
        Target::Leg(way) => model.leg_of(way),
        Target::LegBoth(leg) => &model.legs[leg.index()],
        Target::Pool(pool) if slot.prop == Prop::Capacity => {
            return of(model.pools[pool.index()].capacity.figure());
        }
        _ => return None,
    };
    match (slot.prop, slot.commodity) {
        (Prop::Time, None) => Some(leg.time.origin),
        (Prop::Distance, None) => of(leg.distance.as_ref()),
        (Prop::Cost, None) => of(leg.cost.as_ref()),
        (Prop::Cost, Some(c)) => {
            let list = &leg.more.as_deref()?.cost_for;
            list.iter().find(|(commodity, _)| *commodity == c).map(|(_, figure)| figure.origin)
        }
        (Prop::Emissions, None) => of(leg.emissions.as_ref()),
        (Prop::Capacity, None) => of(leg.capacity.figure()),
        (Prop::Frequency, None) => of(leg.more.as_deref().and_then(|m| m.frequency.as_ref())),
        _ => None,
    }
}
