//! Why a scenario cannot be played at a moment, and what was taken for granted
//! where it can.

use crate::model::{ChangeId, DemandId, LegWay, Slot};

use super::demand::VolumeRemark;
use super::lineage::Cause;

/// Why a scenario has no state at a moment.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// Two effects side by side `set` one property while both are in force.
    Conflict {
        /// The property.
        slot: Slot,
        /// The earlier in the order applied.
        first: Cause,
        /// The later.
        second: Cause,
    },
    /// `while it lasts` of a change whose steps on one property are never in
    /// force together.
    StepsApart {
        /// The property.
        slot: Slot,
        /// The earlier in the order written.
        first: Cause,
        /// The later.
        second: Cause,
    },
    /// `raise` or `reduce` of a capacity without a limit.
    OfUnlimited {
        /// The property.
        slot: Slot,
        /// By whom.
        cause: Cause,
    },
    /// `raise` or `reduce` of a capacity written as `unknown`.
    OfUnknown {
        /// The property.
        slot: Slot,
        /// By whom.
        cause: Cause,
    },
    /// A figure would fall below zero.
    BelowZero {
        /// The property.
        slot: Slot,
        /// What it would be, canonical.
        value: f64,
        /// By whom.
        cause: Cause,
    },
    /// An amount of another dimension than the figure that it changes.
    OtherDimension {
        /// The property.
        slot: Slot,
        /// By whom.
        cause: Cause,
    },
    /// A speed was set for a leg without a distance.
    NoDistance {
        /// The leg.
        way: LegWay,
        /// By whom.
        cause: Cause,
    },
    /// A property that does not differ between commodities was changed `for`
    /// one.
    NotForCommodity {
        /// By whom.
        cause: Cause,
    },
    /// A change `by` a bloc changes a figure, which is the same for all
    /// shippers: it may close, forbid and allow.
    FigureForSome {
        /// By whom.
        cause: Cause,
    },
    /// A demand's volume is in a unit that its commodity does not convert to.
    VolumeUnit {
        /// The demand.
        demand: DemandId,
    },
}

/// What was taken for granted; told with the results.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// A random change is not in force on a day.
    RandomLeftOut(ChangeId),
    /// Figures that are not given on the basis that the scenario uses; each
    /// falls back to the first named.
    BasisMissing {
        /// The basis asked for.
        wanted: String,
        /// The figures, and the basis taken.
        figures: Vec<(Slot, String)>,
    },
    /// About the volume of a demand.
    Volume(DemandId, VolumeRemark),
    /// A ramp or recovery changes within the stretch: its average counts.
    Averaged(ChangeId),
}
