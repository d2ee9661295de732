//! The random changes of a scenario: how likely each is in a year, and which
//! arcs it closes.

use crate::model::{Action, ChangeId, Model};
use crate::network::Route;
use crate::scenario::{places_of, random_changes};

use super::super::analyst::State;

/// Chains of changes that follow from each other are looked at so far.
const CHAIN: usize = 16;

/// Days of a year.
const YEAR: f64 = 365.0;

/// The random changes that close something.
pub(super) struct Chances {
    /// Which.
    pub changes: Vec<ChangeId>,
    /// The chance that each happens in a year.
    pub chance: Vec<f64>,
    /// For each arc those that close it, as indices, in order.
    pub hits: Vec<Vec<u32>>,
}

impl Chances {
    /// Of what the state's scenario applies.
    pub fn new(state: &State<'_>) -> Self {
        let (model, network) = (&*state.model, &state.network);
        let mut all = Self {
            changes: Vec::new(),
            chance: Vec::new(),
            hits: vec![Vec::new(); network.frame.way_of.len()],
        };
        for change in random_changes(model, network.now.scenario) {
            let mut arcs: Vec<u32> = Vec::new();
            for effect in &model.changes[change.index()].effects {
                if let Action::Close(of) = &effect.action {
                    let day = network.now.at.day();
                    let places = places_of(model, of, effect.except.as_ref(), day);
                    arcs.extend(network.arcs_closed_by(&places));
                }
            }
            if arcs.is_empty() {
                continue;
            }
            arcs.sort_unstable();
            arcs.dedup();
            let number = all.changes.len() as u32;
            arcs.iter().for_each(|arc| all.hits[*arc as usize].push(number));
            all.changes.push(change);
            all.chance.push(yearly(model, change, 0));
        }
        all
    }

    /// The changes that close some part of a route, as indices, in order.
    pub fn of(&self, route: &Route) -> Vec<u32> {
        let hits = route.arcs.iter().flat_map(|arc| self.hits[*arc as usize].iter().copied());
        let mut list: Vec<u32> = hits.collect();
        list.sort_unstable();
        list.dedup();
        list
    }

    /// The chance that in a year some change closes a part of a route.
    pub fn risk(&self, route: &Route) -> f64 {
        let safe: f64 = self.of(route).iter().map(|n| 1.0 - self.chance[*n as usize]).product();
        1.0 - safe
    }
}

/// The chance that a change happens in a year: 1 − exp(−rate × year), or its
/// probability; of one that follows from others, that it follows from any.
fn yearly(model: &Model, id: ChangeId, depth: usize) -> f64 {
    let change = &model.changes[id.index()];
    if let Some(chance) = change.chance.as_deref() {
        if let Some(rate) = &chance.rate {
            return 1.0 - libm::exp(-rate.value * YEAR);
        }
        if let Some(probability) = &chance.probability {
            return probability.value.clamp(0.0, 1.0);
        }
    }
    if change.after.is_empty() || depth >= CHAIN {
        // What is certain does not come at random.
        return if change.after.is_empty() { 1.0 } else { 0.0 };
    }
    let spared = change.after.iter().map(|after| {
        let follows = after.probability.as_ref().map_or(1.0, |p| p.value.clamp(0.0, 1.0));
        1.0 - follows * yearly(model, after.change, depth + 1)
    });
    1.0 - spared.product::<f64>()
}
