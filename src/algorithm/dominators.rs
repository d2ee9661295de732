//! What every route from one place to another uses.

use super::{RouteQuery, RouteSearch};
use crate::control::{Cancelled, Control};

/// The places and legs without which there is no loopless route.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unavoidable {
    /// Inner places, in the order in which routes pass them.
    pub places: Vec<u32>,
    /// Ranks of legs, in the order in which routes use them.
    pub ranks: Vec<u32>,
    /// False where a search ran out of labels: there may be more.
    pub complete: bool,
}

/// What every route of `query` uses; none where there is no route.
///
/// One route names the candidates (dominators are on all of them); each is
/// closed in turn, and every way around it that is found strikes out those that
/// it does not use. So this is exact also where walks that pass a place twice
/// would get around.
///
/// # Errors
/// [`Cancelled`] when the control says so.
pub fn unavoidable(
    query: &RouteQuery<'_>,
    control: &Control,
) -> Result<Option<Unavoidable>, Cancelled> {
    let graph = query.graph;
    let mut search = RouteSearch::new();
    let Some(first) = search.best(query, control)? else { return Ok(None) };
    let head_place = |arc: u32| graph.place_of[graph.head[arc as usize] as usize];
    let rank = |arc: u32| graph.arc_rank[arc as usize];
    let (_, inner) = first.arcs.split_last().map_or((0, &[][..]), |(&last, rest)| (last, rest));
    let places: Vec<u32> = inner.iter().map(|&arc| head_place(arc)).collect();
    let ranks: Vec<u32> = first.arcs.iter().map(|&arc| rank(arc)).collect();
    let mut found = Unavoidable { complete: true, ..Unavoidable::default() };
    found.places = needed(query, places, &head_place, &mut search, &mut found.complete, control)?;
    found.ranks = needed(query, ranks, &rank, &mut search, &mut found.complete, control)?;
    Ok(Some(found))
}

/// Those of `candidates` without which (as `of` tells it of an arc) there is no
/// route.
fn needed(
    query: &RouteQuery<'_>,
    candidates: Vec<u32>,
    of: &dyn Fn(u32) -> u32,
    search: &mut RouteSearch,
    complete: &mut bool,
    control: &Control,
) -> Result<Vec<u32>, Cancelled> {
    let mut left = candidates;
    let mut needed = Vec::new();
    while !left.is_empty() {
        let candidate = left.remove(0);
        let close = |(arc, &weight): (usize, &f64)| {
            if of(arc as u32) == candidate { f64::INFINITY } else { weight }
        };
        let weight: Vec<f64> = query.weight.iter().enumerate().map(close).collect();
        let around = search.k_best(&RouteQuery { weight: &weight, ..*query }, 1, control)?;
        match around.routes.first() {
            Some(route) => left.retain(|&other| route.arcs.iter().any(|&arc| of(arc) == other)),
            None if around.complete => needed.push(candidate),
            None => *complete = false,
        }
    }
    Ok(needed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithm::testing::{Network, Random, all_routes, network};
    use crate::algorithm::{LABEL_LIMIT, ReverseIndex, StateGraph};

    fn ask(graph: &StateGraph, weight: &[f64]) -> Option<Unavoidable> {
        let reverse = ReverseIndex::new(graph);
        let query = RouteQuery {
            graph,
            reverse: &reverse,
            weight,
            origin: 0,
            target: 1,
            limit: None,
            labels: LABEL_LIMIT,
        };
        unavoidable(&query, &Control::new()).unwrap()
    }

    fn on_all(routes: &[Vec<u32>], of: impl Fn(u32) -> u32) -> Vec<u32> {
        let first = routes.first().into_iter().flatten().map(|&arc| of(arc));
        first.filter(|x| routes.iter().all(|r| r.iter().any(|&a| of(a) == *x))).collect()
    }

    fn expected(net: &Network) -> Option<Unavoidable> {
        let routes = all_routes(net, 0, 1);
        let place = |arc: u32| net.graph.place_of[net.graph.head[arc as usize] as usize];
        let mut places = on_all(&routes, place);
        places.pop();
        let ranks = on_all(&routes, |arc| net.graph.arc_rank[arc as usize]);
        (!routes.is_empty()).then_some(Unavoidable { places, ranks, complete: true })
    }

    #[test]
    fn they_are_what_all_routes_share() {
        let (mut places, mut legs) = (0, 0);
        for seed in 0..800 {
            let net = network(seed, 5 + seed as u32 % 4, 1 + seed as u32 % 3, 9, 3, 1.0);
            let found = ask(&net.graph, &net.weight);
            assert_eq!(found, expected(&net), "{seed}");
            places += found.as_ref().map_or(0, |f| f.places.len());
            legs += found.as_ref().map_or(0, |f| f.ranks.len());
        }
        assert!(places > 100 && legs > 100, "{places} {legs}");
    }

    #[test]
    fn with_one_state_a_place_they_are_the_dominators() {
        let mut random = Random(3);
        let mut places = 0;
        for _ in 0..200 {
            let nodes = 30;
            let pairs: Vec<(u32, u32)> =
                (0..55).map(|_| (random.below(nodes), random.below(nodes))).collect();
            let arcs: Vec<(u32, u32, u32)> =
                pairs.iter().enumerate().map(|(rank, &(a, b))| (a, b, rank as u32)).collect();
            let (graph, _) = StateGraph::new(nodes, (0..nodes).collect(), &arcs);
            let found = ask(&graph, &vec![1.0; graph.arcs()]);
            let peer = petgraph::graph::DiGraph::<(), ()>::from_edges(&pairs);
            let tree = petgraph::algo::dominators::simple_fast(&peer, 0.into());
            let to_target = tree.strict_dominators(1.into());
            let expected: Option<Vec<u32>> = to_target.map(|nodes| {
                let mut nodes: Vec<u32> = nodes.map(|n| n.index() as u32).collect();
                nodes.pop();
                nodes.reverse();
                nodes
            });
            places += expected.as_ref().map_or(0, Vec::len);
            assert_eq!(found.map(|f| f.places), expected);
        }
        assert!(places > 50, "{places}");
    }
}
