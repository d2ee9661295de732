//! Network algorithms on plain arrays. They know states, arcs and numbers;
//! nothing of the language.

mod graph;

pub use graph::StateGraph;
