//! Addresses of figures: every figure that a basis, a change or a sweep may
//! replace has one.

use crate::country::Country;

use super::{
    BorderId, CommodityId, ConstantId, DemandId, LegId, LegWay, ModeId, NodeId, PoolId, TransferId,
};

/// What a figure belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A node.
    Node(NodeId),
    /// One direction of a leg.
    Leg(LegWay),
    /// What the two directions of a leg share (`capacity … shared`).
    LegBoth(LegId),
    /// A border (as declared, both directions of `<->`); the flag: back.
    Border(BorderId, bool),
    /// A crossing between two countries for which no border is declared: left,
    /// entered.
    Crossing(Country, Country),
    /// A mode.
    Mode(ModeId),
    /// A transfer declared for all nodes; the flag: back.
    Transfer(TransferId, bool),
    /// A pool.
    Pool(PoolId),
    /// A demand.
    Demand(DemandId),
    /// A commodity.
    Commodity(CommodityId),
    /// A constant or parameter.
    Constant(ConstantId),
}

/// Which figure of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Prop {
    /// Capacity (of a node: throughput has its own).
    Capacity,
    /// A node's throughput.
    Throughput,
    /// A node's storage.
    Storage,
    /// Time (of a leg, a transfer).
    Time,
    /// Distance.
    Distance,
    /// Speed.
    Speed,
    /// Cost (of a leg, a transfer, a mode).
    Cost,
    /// Emissions.
    Emissions,
    /// A node's dwell.
    Dwell,
    /// A node's handling cost.
    Handling,
    /// Departures.
    Frequency,
    /// A border's delay.
    Delay,
    /// A border's fee.
    Fee,
    /// How many vehicles a fleet has.
    Fleet,
    /// A demand's volume.
    Volume,
    /// A demand's deadline.
    Deadline,
    /// A demand's penalty.
    Penalty,
    /// A demand's priority.
    Priority,
    /// Value of time.
    ValueOfTime,
    /// A commodity's value.
    ValueOf,
    /// A constant's value.
    Value,
    /// Circuity of a mode.
    Circuity,
    /// Growth of a demand.
    Growth,
    /// Whether it is open (a state, not a figure; effects `close`, `open`).
    Open,
}

/// The address of one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// What it belongs to.
    pub target: Target,
    /// Which figure.
    pub prop: Prop,
    /// Restated for one commodity.
    pub commodity: Option<CommodityId>,
}
