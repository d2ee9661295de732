//! Between the ends of each demand: how many ways share nothing, and what all
//! of them use.

use crate::algorithm::{LABEL_LIMIT, RouteQuery, RouteSearch, unavoidable};
use crate::control::Control;
use crate::country::Country;
use crate::model::{Criterion, DemandId, DisjointBy, LegWay, NodeId};
use crate::network::Class;
use crate::report::Phrase;

use super::super::analyst::{Failure, State};
use super::super::flow::Solved;
use super::super::separate::most_disjoint;
use super::super::uses::transit;

/// Most pairs of ends that are looked at.
const PAIRS: usize = 200;

/// The ways between two places.
pub(super) struct Pair {
    /// Where from.
    pub from: NodeId,
    /// Where to.
    pub to: NodeId,
    /// Whose.
    pub demands: Vec<DemandId>,
    /// The most that share none, or why that is not known: by leg, node and
    /// transit country.
    pub disjoint: [(&'static str, Result<usize, Phrase>); 3],
    /// Inner nodes on every way, in the order passed.
    pub nodes: Vec<NodeId>,
    /// Legs on every way, in the order used.
    pub legs: Vec<LegWay>,
    /// Transit countries of every way.
    pub countries: Vec<Country>,
    /// Every place that is on all ways is among these.
    pub complete: bool,
}

/// Each pair of ends once, in the order of the demands.
pub(super) fn pairs(
    state: &State<'_>,
    solved: &Solved,
    demands: &[DemandId],
    control: &Control,
) -> Result<Vec<Pair>, Failure> {
    let model = &*state.model;
    let mut all: Vec<Pair> = Vec::new();
    for demand in demands {
        let declared = &model.demands[demand.index()];
        let (from, to) = (declared.from, declared.to);
        if let Some(known) = all.iter_mut().find(|pair| (pair.from, pair.to) == (from, to)) {
            known.demands.push(*demand);
            continue;
        }
        let Some((_, part)) = solved.of_demand(*demand).next() else { continue };
        if all.len() < PAIRS && from != to {
            control.check()?;
            all.push(pair(state, &part.class, *demand, control)?);
        }
    }
    Ok(all)
}

fn pair(
    state: &State<'_>,
    class: &Class,
    demand: DemandId,
    control: &Control,
) -> Result<Pair, Failure> {
    let most = |by| match most_disjoint(state, class, by, control) {
        Ok(most) => Ok(Ok(most)),
        Err(Failure::Told(reasons)) => Ok(Err(reasons.into_iter().next().unwrap_or_default())),
        Err(Failure::Cancelled) => Err(Failure::Cancelled),
    };
    let mut pair = Pair {
        from: class.ask.from,
        to: class.ask.to,
        demands: vec![demand],
        disjoint: [
            ("legs", most(DisjointBy::Legs)?),
            ("nodes", most(DisjointBy::Nodes)?),
            ("countries", most(DisjointBy::Countries)?),
        ],
        nodes: Vec::new(),
        legs: Vec::new(),
        countries: Vec::new(),
        complete: true,
    };
    let Ok(weight) = class.weights(Criterion::Time) else { return Ok(pair) };
    let frame = &state.network.frame;
    let graph = &frame.graph;
    let query = RouteQuery {
        graph,
        reverse: frame.reverse(),
        weight: &weight,
        origin: frame.start(class.ask.from),
        target: class.ask.to.0,
        limit: None,
        labels: LABEL_LIMIT,
    };
    let Some(found) = unavoidable(&query, control)? else { return Ok(pair) };
    pair.complete = found.complete;
    pair.nodes = found.places.iter().map(|place| NodeId(*place)).collect();
    let way = |rank: &u32| {
        let arc = graph.arc_rank.iter().position(|known| known == rank)?;
        Some(frame.way_of[arc])
    };
    pair.legs = found.ranks.iter().filter_map(way).collect();
    countries(state, class, &query, control, &mut pair)?;
    Ok(pair)
}

/// The transit countries without which there is no way: those of one way, each
/// closed to transit in turn.
fn countries(
    state: &State<'_>,
    class: &Class,
    query: &RouteQuery<'_>,
    control: &Control,
    pair: &mut Pair,
) -> Result<(), Failure> {
    let model = &*state.model;
    let frame = &state.network.frame;
    let mut search = RouteSearch::new();
    let Some(first) = search.best(query, control)? else { return Ok(()) };
    let route = |arcs: &[u32]| state.network.route(model, class, arcs, false);
    let mut left = transit(state, &route(&first.arcs));
    while !left.is_empty() {
        let country = left.remove(0);
        let closes = |arc: usize| {
            let way = frame.way_of[arc];
            let (from, to) = frame.ends[way.index()];
            let inside = |node: NodeId| model.nodes[node.index()].country == Some(country);
            inside(from) || inside(to) || model.through(way.leg()).contains(&country)
        };
        let close =
            |(arc, weight): (usize, &f64)| if closes(arc) { f64::INFINITY } else { *weight };
        let weight: Vec<f64> = query.weight.iter().enumerate().map(close).collect();
        let around = search.k_best(&RouteQuery { weight: &weight, ..*query }, 1, control)?;
        match around.routes.first() {
            Some(other) => {
                let passed = transit(state, &route(&other.arcs));
                left.retain(|country| passed.contains(country));
            }
            None if around.complete => pair.countries.push(country),
            None => pair.complete = false,
        }
    }
    Ok(())
}
