//! How many routes share nothing.

use crate::algorithm::{Apart, LABEL_LIMIT, ReverseIndex, RouteQuery, disjoint, k_best};
use crate::control::Control;
use crate::country::Country;
use crate::model::{Criterion, DisjointBy};
use crate::network::Class;

use super::analyst::{Failure, State};
use super::uses::transit;

/// Routes among which disjoint ones by country are looked for.
const ROUTES: usize = 400;

/// The most routes between two places that share no leg, no inner node, or no
/// transit country.
///
/// # Errors
/// Where only bounds are known, or there is no end to them.
pub fn most_disjoint(
    state: &State<'_>,
    class: &Class,
    by: DisjointBy,
    control: &Control,
) -> Result<usize, Failure> {
    let (from, to) = (class.ask.from, class.ask.to);
    if from == to {
        return Err(Failure::told("both ends are the same place"));
    }
    let network = &state.network;
    let Ok(weight) = class.weights(Criterion::Time) else {
        return Err(Failure::told("routes have no time"));
    };
    let graph = &network.frame.graph;
    let reverse = ReverseIndex::new(graph);
    let query = RouteQuery {
        graph,
        reverse: &reverse,
        weight: &weight,
        origin: network.frame.start(from),
        target: to.0,
        limit: None,
        labels: LABEL_LIMIT,
    };
    let apart = match by {
        DisjointBy::Legs => Apart::Legs,
        DisjointBy::Nodes => Apart::Places,
        DisjointBy::Countries => {
            let found = k_best(&query, ROUTES, control)?;
            let routes = found.routes.iter();
            let sets = routes.map(|found| {
                transit(state, &network.route(&state.model, class, &found.arcs, false))
            });
            return by_country(sets.collect(), found.complete);
        }
    };
    let found = disjoint(&query, apart, control)?;
    if found.routes.len() == found.at_most {
        return Ok(found.at_most);
    }
    Err(Failure::told(format!(
        "between {} and {} routes share none; more is not proved",
        found.routes.len(),
        found.at_most
    )))
}

/// The most sets that have no country in common, by search.
fn by_country(mut sets: Vec<Vec<Country>>, complete: bool) -> Result<usize, Failure> {
    for set in &mut sets {
        set.sort_unstable();
    }
    sets.sort_by(|a, b| a.len().cmp(&b.len()).then(a.cmp(b)));
    sets.dedup();
    // A set that holds another is never needed.
    let mut least: Vec<Vec<Country>> = Vec::new();
    for set in sets {
        if !least.iter().any(|known| known.iter().all(|country| set.contains(country))) {
            least.push(set);
        }
    }
    if least.iter().any(Vec::is_empty) {
        return Err(Failure::told(
            "a route passes no third country, so that there is no end to those that share none",
        ));
    }
    let found = pack(&least, &mut Vec::new(), 0);
    if complete {
        return Ok(found);
    }
    Err(Failure::told(format!("at least {found} routes share no country; more is not proved")))
}

fn pack(sets: &[Vec<Country>], used: &mut Vec<Country>, taken: usize) -> usize {
    let Some((first, rest)) = sets.split_first() else { return taken };
    let mut best = pack(rest, used, taken);
    if best < taken + sets.len() && first.iter().all(|country| !used.contains(country)) {
        let before = used.len();
        used.extend(first);
        best = best.max(pack(rest, used, taken + 1));
        used.truncate(before);
    }
    best
}
