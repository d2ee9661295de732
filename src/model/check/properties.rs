//! Which properties each declaration takes, for those who write one.

pub use super::effects::EFFECT_PROPERTIES;
use super::{borders, changes, demands, entities, legs, modes, nodes, pools, settings};

/// The properties of a declaration, by the word that begins it; none for one
/// that has no braces.
pub fn properties(declaration: &str) -> &'static [&'static str] {
    match declaration {
        "model" => settings::MODEL,
        "source" => settings::SOURCE,
        "commodity" => entities::COMMODITY,
        "mode" => modes::MODE,
        "transfer" => &["time", "cost", "capacity", "source"],
        "bloc" => &["members", "observers", "source"],
        "node" => nodes::NODE,
        "leg" => legs::LEG,
        "border" => borders::BORDER,
        "pool" => pools::POOL,
        "corridor" | "scenario" => &["source"],
        "demand" => demands::DEMAND,
        "contract" => &["penalty", "from", "until", "source"],
        "observed" => &["source"],
        "disruption" | "upgrade" | "sanction" | "agreement" => changes::CHANGE,
        _ => &[],
    }
}
