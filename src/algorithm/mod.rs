//! Network algorithms on plain arrays. They know states, arcs and numbers;
//! nothing of the language.

mod graph;
mod heap;
mod mask;
mod shortest;
#[cfg(test)]
mod testing;

pub use graph::StateGraph;
pub use heap::MinHeap;
pub use mask::{Closed, Mask};
pub use shortest::{ReverseIndex, Search};
