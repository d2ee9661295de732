//! Multicommodity minimum-cost flow over loopless routes, to proven optimality:
//! least unmet demand, then least objective, then least time, distance, legs.
//!
//! Columns are routes (Ford and Fulkerson 1958, Tomlin 1966): a master program
//! in [`super::simplex`] holds those found so far, a shortest-route search under
//! the master's prices finds what is missing, and the sum of the shortest
//! lengths is a bound that proves how good the flow is.

mod approach;
mod capacity;
mod extended;
mod extract;
mod face;
mod knock;
mod pool;
mod pricing;
mod problem;
mod result;
mod solver;
mod stage;
#[cfg(test)]
mod tests;
mod ties;
mod unique;
mod ways;
mod worth;

pub use capacity::{CapacityAnswer, CapacityQuery, capacity};
pub use problem::{ArcUses, FlowClass, FlowDemand, FlowError, FlowProblem};
pub use result::{DemandFlow, FlowSolution, Proof, RouteFlow, Split, Stage, StageResult};
pub use solver::Solver;
pub use unique::Variation;
pub use ways::{WayFlow, WayNetwork, WayQuery};
pub use worth::Worth;
