//! From what holds now to the graph of states on which routes and flows are
//! worked out.
//!
//! [`Network::build`] lays out states and arcs ([`Frame`]), the capacities that
//! each arc uses ([`Uses`]) and keeps what holds. [`Classes`] adds, for one kind
//! of cargo, what each arc costs and whether it is open. [`Network::route`]
//! turns the arcs of a search back into a route for people,
//! [`Network::reasons`] says why a way is closed.

mod charge;
mod class;
mod frame;
mod gap;
mod gate;
mod items;
mod reason;
mod resource;
mod route;
mod structure;
#[cfg(test)]
mod tests;
mod transfer;
mod uses;

use std::sync::Arc;

use crate::model::Model;
use crate::scenario::Now;

pub use charge::{Charges, Missing, NoConversion, ValueOfTime, penalty, value_of_time, worth};
pub use class::{Class, ClassAsk, Classes, NoMeasure, SharedParts};
pub use frame::{Crossing, Frame, Lists};
pub use gap::Gap;
pub use gate::{Gate, ShutPlaces};
pub use items::{Layout, Spent, Stage, spent};
pub use reason::Reason;
pub use resource::{Resource, ResourceKind};
pub use route::{Part, PartAt, PartKind, Route, RouteCapacity};
pub use structure::Structure;
pub use transfer::TransferUse;
pub use uses::Uses;

/// A model in a scenario at a moment, as a network.
#[derive(Debug, Clone)]
pub struct Network {
    /// States and arcs; the same for all scenarios of a model.
    pub frame: Arc<Frame>,
    /// What holds.
    pub now: Now,
    /// The capacities, and which arc uses them.
    pub uses: Uses,
}

impl Network {
    /// Builds the network of a model as it stands.
    pub fn build(model: &Model, now: Now) -> Self {
        Self::on(model, Arc::new(Frame::new(model)), now)
    }

    /// The same on a frame that was laid out for the model before, for further
    /// scenarios and moments.
    pub fn on(model: &Model, frame: Arc<Frame>, now: Now) -> Self {
        let uses = Uses::new(model, &frame, &now);
        Self { frame, now, uses }
    }
}
