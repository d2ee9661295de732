//! Which properties each declaration takes, for those who write one.

pub use super::effects::EFFECT_PROPERTIES;
use super::{
    blocs, borders, changes, contracts, demands, entities, legs, modes, nodes, pools, settings,
};
use crate::syntax::keywords::CHANGES;

/// The properties of a declaration, by the word that begins it; none for one
/// that has no braces.
pub fn properties(declaration: &str) -> &'static [&'static str] {
    match declaration {
        "model" => settings::MODEL,
        "source" => settings::SOURCE,
        "commodity" => entities::COMMODITY,
        "mode" => modes::MODE,
        "transfer" => modes::TRANSFER,
        "bloc" => blocs::BLOC,
        "node" => nodes::NODE,
        "leg" => legs::LEG,
        "border" => borders::BORDER,
        "pool" => pools::POOL,
        "corridor" | "scenario" => &["source"],
        "demand" => demands::DEMAND,
        "contract" => contracts::CONTRACT,
        "observed" => contracts::OBSERVED,
        word if CHANGES.contains(&word) => changes::CHANGE,
        _ => &[],
    }
}
