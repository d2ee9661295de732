//! The most routes that share nothing: Menger 1927, by unit flows.

use super::{CapacityNetwork, Mask, RouteQuery, RouteSearch};
use crate::control::{Cancelled, Control};

/// What disjoint routes may not share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// Legs (arcs of one rank).
    Legs,
    /// Inner places; legs are then apart too.
    Places,
}

/// Disjoint routes and how many there can be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Disjoint {
    /// Loopless routes that share nothing, as rows of arcs, fewest arcs first.
    pub routes: Vec<Vec<u32>>,
    /// No more than this many can exist. Equal to the number of `routes` where
    /// every arrival at a place may go on by the same legs; where some may not,
    /// the question is hard and the two are bounds.
    pub at_most: usize,
}

/// The most routes of `query` (whose limit is not looked at) that are apart.
///
/// # Errors
/// [`Cancelled`] when the control says so.
pub fn disjoint(
    query: &RouteQuery<'_>,
    apart: Apart,
    control: &Control,
) -> Result<Disjoint, Cancelled> {
    let by_state = UnitFlow::new(query, apart, false).solve(query, control)?;
    if apart == Apart::Legs || by_state.routes.len() == by_state.at_most {
        return Ok(by_state);
    }
    let by_place = UnitFlow::new(query, apart, true).solve(query, control)?;
    let at_most = by_state.at_most.min(by_place.at_most);
    let by_state_is_better = by_state.routes.len() > by_place.routes.len();
    let better = if by_state_is_better { by_state } else { by_place };
    Ok(Disjoint { at_most, ..better })
}

/// A network of unit capacities: the groups of states in two halves each, and
/// the legs in two halves each, joined where a leg may follow.
struct UnitFlow {
    nodes: u32,
    arcs: Vec<(u32, u32)>,
    capacity: Vec<f64>,
    source: u32,
    sink: u32,
    /// First node of the legs; a leg has two.
    legs: u32,
    /// Rank of each leg node pair.
    ranks: Vec<u32>,
    apart: Apart,
}

/// Drops each route that shares an inner place with one before it: routes of
/// different states may.
fn keep_apart(query: &RouteQuery<'_>, routes: &mut Vec<Vec<u32>>) {
    let graph = query.graph;
    let mut taken = Mask::new(graph.places as usize);
    routes.retain(|route| {
        let inner = route.split_last().map_or(&[][..], |(_, inner)| inner);
        let place = |&arc: &u32| graph.place_of[graph.head[arc as usize] as usize];
        let is_apart = !inner.iter().any(|arc| taken.has(place(arc)));
        if is_apart {
            inner.iter().for_each(|arc| taken.set(place(arc)));
        }
        is_apart
    });
}

impl UnitFlow {
    /// Lays the network out, with the states of a place as one (a bound that
    /// forgets which legs may follow which) or each for itself.
    fn new(query: &RouteQuery<'_>, apart: Apart, merged: bool) -> Self {
        let graph = query.graph;
        let group = |state: u32| if merged { graph.place_of[state as usize] } else { state };
        let groups = if merged { graph.places } else { graph.states() as u32 };
        let mut ranks = graph.arc_rank.clone();
        ranks.sort_unstable();
        ranks.dedup();
        let legs = 2 * groups;
        let mut flow = Self {
            nodes: legs + 2 * ranks.len() as u32 + 1,
            arcs: Vec::new(),
            capacity: Vec::new(),
            source: 2 * group(query.origin) + 1,
            sink: legs + 2 * ranks.len() as u32,
            legs,
            ranks,
            apart,
        };
        for group in 0..groups {
            let inner = if apart == Apart::Places { 1.0 } else { f64::INFINITY };
            flow.add(2 * group, 2 * group + 1, inner);
        }
        for leg in 0..flow.ranks.len() as u32 {
            flow.add(legs + 2 * leg, legs + 2 * leg + 1, 1.0);
        }
        let origin = graph.place_of[query.origin as usize];
        for arc in 0..graph.arcs() {
            let (tail, head) = (graph.tail[arc], graph.head[arc]);
            let enters = graph.place_of[head as usize];
            let is_open = query.weight[arc] < f64::INFINITY;
            let leaves = graph.place_of[tail as usize];
            if !is_open || leaves == query.target || enters == origin {
                continue;
            }
            let leg = flow.ranks.partition_point(|&rank| rank < graph.arc_rank[arc]) as u32;
            flow.add(2 * group(tail) + 1, legs + 2 * leg, 1.0);
            let to = if enters == query.target { flow.sink } else { 2 * group(head) };
            flow.add(legs + 2 * leg + 1, to, 1.0);
        }
        flow
    }

    fn add(&mut self, from: u32, to: u32, capacity: f64) {
        self.arcs.push((from, to));
        self.capacity.push(capacity);
    }

    fn solve(&self, query: &RouteQuery<'_>, control: &Control) -> Result<Disjoint, Cancelled> {
        let mut network = CapacityNetwork::new(self.nodes as usize, &self.arcs);
        let flow = network.solve(&self.capacity, &[self.source], &[self.sink], control)?;
        let mut found = Disjoint { routes: Vec::new(), at_most: flow.value as usize };
        let mut search = RouteSearch::new();
        let mut left = flow.flow;
        for _ in 0..found.at_most {
            let legs = self.walk(&mut left);
            let ones = query.graph.arc_rank.iter().zip(query.weight).map(|(rank, weight)| {
                if *weight < f64::INFINITY && legs.contains(rank) { 1.0 } else { f64::INFINITY }
            });
            let weight: Vec<f64> = ones.collect();
            let within = RouteQuery { weight: &weight, limit: None, ..*query };
            let route = search.best(&within, control)?;
            found.routes.extend(route.map(|route| route.arcs));
        }
        found.routes.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        if self.apart == Apart::Places {
            keep_apart(query, &mut found.routes);
        }
        Ok(found)
    }

    /// Takes one unit from source to sink out of the flow that is left; returns
    /// the ranks of its legs. (Circles of flow stay behind.)
    fn walk(&self, left: &mut [f64]) -> Vec<u32> {
        let mut legs = Vec::new();
        let mut node = self.source;
        while node != self.sink {
            let used = self
                .arcs
                .iter()
                .zip(left.iter())
                .position(|(&(from, _), &flow)| from == node && flow > 0.5);
            let Some(arc) = used else { break };
            left[arc] -= 1.0;
            if node >= self.legs && (node - self.legs).is_multiple_of(2) {
                legs.push(self.ranks[((node - self.legs) / 2) as usize]);
            }
            node = self.arcs[arc].1;
        }
        legs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithm::testing::{Network, all_routes, network};
    use crate::algorithm::{LABEL_LIMIT, ReverseIndex};

    /// What a route uses of what may not be shared.
    fn used(net: &Network, apart: Apart, route: &[u32]) -> Vec<u32> {
        let place = |arc: u32| net.graph.place_of[net.graph.head[arc as usize] as usize];
        let ranks = route.iter().map(|&arc| net.graph.arc_rank[arc as usize]);
        let places = route[..route.len() - 1].iter().map(|&arc| place(arc) + 1_000_000);
        let places = places.filter(|_| apart == Apart::Places);
        ranks.chain(places).collect()
    }

    /// The most disjoint routes, by trying all sets.
    fn most(all: &[Vec<u32>], taken: &mut Vec<u32>) -> usize {
        let mut best = 0;
        for (index, route) in all.iter().enumerate() {
            if route.iter().all(|x| !taken.contains(x)) {
                let before = taken.len();
                taken.extend(route);
                best = best.max(1 + most(&all[index + 1..], taken));
                taken.truncate(before);
            }
        }
        best
    }

    /// Whether all states of each place go on by the same open legs.
    fn is_free(net: &Network) -> bool {
        let open = |state: u32| -> Vec<u32> {
            let arcs = net.graph.out(state).filter(|&arc| net.weight[arc] < f64::INFINITY);
            arcs.map(|arc| net.graph.arc_rank[arc]).collect()
        };
        (0..net.graph.states() as u32).all(|s| open(s) == open(net.graph.place_of[s as usize]))
    }

    #[test]
    fn as_many_as_trying_all_sets_finds() {
        let (mut free, mut bounded, mut several) = (0, 0, 0);
        for seed in 0..1500 {
            let net = network(seed, 5 + seed as u32 % 2, 1 + seed as u32 % 3, 9, 2, 1.0);
            let reverse = ReverseIndex::new(&net.graph);
            let query = RouteQuery {
                graph: &net.graph,
                reverse: &reverse,
                weight: &net.weight,
                origin: 0,
                target: 1,
                limit: None,
                labels: LABEL_LIMIT,
            };
            let all = all_routes(&net, 0, 1);
            if all.len() > 60 {
                continue;
            }
            for apart in [Apart::Legs, Apart::Places] {
                let uses: Vec<Vec<u32>> = all.iter().map(|r| used(&net, apart, r)).collect();
                let expected = most(&uses, &mut Vec::new());
                let found = disjoint(&query, apart, &Control::new()).unwrap();
                assert!(found.routes.len() <= expected && expected <= found.at_most, "{seed}");
                let mut taken = Vec::new();
                for route in &found.routes {
                    assert!(all.contains(route));
                    let used = used(&net, apart, route);
                    assert!(used.iter().all(|x| !taken.contains(x)));
                    taken.extend(used);
                }
                if is_free(&net) {
                    assert_eq!((found.routes.len(), found.at_most), (expected, expected));
                    free += 1;
                } else {
                    bounded += usize::from(found.routes.len() == found.at_most);
                }
                several += usize::from(expected > 1);
            }
        }
        assert!(free > 100 && bounded > 1000 && several > 300, "{free} {bounded} {several}");
    }
}
