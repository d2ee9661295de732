//! `report pareto`: the routes that no other beats in all measures asked for.

mod chances;
mod tell;
#[cfg(test)]
mod tests;

use crate::algorithm::{Front, FrontQuery, Layered, ReverseIndex, front};
use crate::model::{Criterion, FrontBy, ParetoAsk};

use super::analyst::{Analyst, Failure, State};
use super::find_routes::{Found, LeftOut, find_routes, no_measure};
use super::part::Part;
use chances::Chances;

/// Labels kept at a place at most.
const LABELS: usize = 10_000;

/// The measures that add up along a route.
fn sums(over: &[FrontBy]) -> Vec<Criterion> {
    let one = |by: &FrontBy| match by {
        FrontBy::Time => Some(Criterion::Time),
        FrontBy::Cost => Some(Criterion::Cost),
        FrontBy::Distance => Some(Criterion::Distance),
        FrontBy::Emissions => Some(Criterion::Emissions),
        FrontBy::Risk => None,
    };
    over.iter().filter_map(one).collect()
}

/// The answer at one moment.
///
/// # Errors
/// Where a measure does not exist, with the reason.
pub fn pareto(analyst: &Analyst<'_>, state: &State<'_>, ask: &ParetoAsk) -> Result<Part, Failure> {
    // The best by the first measure: whether there is any way, and why not.
    let mut found = find_routes(state, &ask.routes, 1, analyst.control)?;
    let chances = Chances::new(state);
    if found.routes.is_empty() {
        return Ok(tell::none(analyst, state, ask, &found));
    }
    let front = search(analyst, state, ask, &found, &chances)?;
    let layered = layers(state, ask);
    let route = |arcs: &[u32]| {
        let arcs = layered.as_ref().map_or_else(|| arcs.to_vec(), |layers| layers.arcs(arcs));
        state.network.route(&state.model, &found.class, &arcs, ask.routes.ends_terminal)
    };
    let total = front.routes.len();
    let kept = spread(total, ask.routes.top);
    let routes = kept.into_iter().map(|index| route(&front.routes[index].arcs)).collect();
    found.routes = routes;
    found.proved = found.routes.len();
    Ok(tell::tell(analyst, state, ask, &found, &chances, (total, front.complete)))
}

fn layers(state: &State<'_>, ask: &ParetoAsk) -> Option<Layered> {
    let via: Vec<u32> = ask.routes.via.iter().map(|node| node.0).collect();
    let frame = &state.network.frame;
    let origin = frame.start(ask.routes.from);
    (!via.is_empty()).then(|| Layered::new(&frame.graph, origin, ask.routes.to.0, &via))
}

fn search(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    ask: &ParetoAsk,
    found: &Found,
    chances: &Chances,
) -> Result<Front, Failure> {
    let frame = &state.network.frame;
    let left_out = LeftOut::new(state, &ask.routes);
    let mut weights = Vec::new();
    for by in sums(&ask.over) {
        let measured = found.class.weights(by);
        let mut weight = measured.map_err(|why| no_measure(&state.model, by, &found.class, why))?;
        left_out.close(&mut weight);
        weights.push(weight);
    }
    let risky = ask.over.contains(&FrontBy::Risk);
    let layered = layers(state, ask);
    let mut hits = chances.hits.clone();
    if let Some(layers) = &layered {
        weights = weights.iter().map(|weight| layers.weights(weight)).collect();
        hits = layers.arc_of.iter().map(|arc| hits[*arc as usize].clone()).collect();
    }
    let turned = layered.as_ref().map(|layers| ReverseIndex::new(&layers.graph));
    let query = FrontQuery {
        graph: layered.as_ref().map_or(&frame.graph, |layers| &layers.graph),
        reverse: turned.as_ref().unwrap_or_else(|| frame.reverse()),
        weights: &weights,
        hits: if risky { &hits } else { &[] },
        chances: if risky { &chances.chance } else { &[] },
        origin: layered.as_ref().map_or(frame.start(ask.routes.from), |layers| layers.origin),
        target: ask.routes.to.0,
        labels: LABELS,
    };
    Ok(front(&query, analyst.control)?)
}

/// So many of a row, spread evenly, both ends among them.
fn spread(total: usize, most: usize) -> Vec<usize> {
    match most {
        0 | 1 => (0..total.min(1)).collect(),
        most if most >= total => (0..total).collect(),
        most => {
            (0..most).map(|index| (index * (total - 1) + (most - 1) / 2) / (most - 1)).collect()
        }
    }
}
