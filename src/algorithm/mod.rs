//! Network algorithms on plain arrays. They know states, arcs and numbers;
//! nothing of the language.

mod disjoint;
mod distances;
mod dominators;
pub mod equilibrium;
pub mod flow;
mod front;
mod graph;
mod heap;
mod k_best;
pub mod kl;
mod lanes;
mod mask;
mod max_flow;
#[cfg(test)]
pub(crate) mod oracle;
mod reverse;
pub mod shapley;
mod shortest;
mod simplex;
#[cfg(test)]
mod testing;
mod via;
mod without;

pub use disjoint::{Apart, Disjoint, disjoint};
pub use distances::Distances;
pub use dominators::{Unavoidable, unavoidable};
pub use front::{Front, FrontQuery, FrontRoute, front};
pub use graph::StateGraph;
pub use heap::MinHeap;
pub use k_best::{
    FoundRoute, KBest, LABEL_LIMIT, LeastRoute, RouteQuery, RouteSearch, SecondLimit, TIE, k_best,
};
pub use lanes::{LaneLabels, Lanes, WIDTH};
pub use mask::{Closed, Mask};
pub use max_flow::{CapacityNetwork, FlowsWithout, MaxFlow};
pub use reverse::ReverseIndex;
pub use shortest::Search;
pub use via::Layered;
pub use without::{PairsQuery, PairsWithout, best_without};
