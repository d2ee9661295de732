//! A network with one state before all origins and one after all targets.

use super::capacity::{CapacityQuery, EQUAL};
use super::problem::{ArcUses, FlowClass, FlowDemand, FlowError, FlowProblem};
use crate::algorithm::{LABEL_LIMIT, ReverseIndex, RouteQuery, RouteSearch, Search, StateGraph};
use crate::control::Control;

/// An arc that was added.
const JOIN: u32 = u32::MAX;

/// The network of a query, extended.
pub(super) struct Extended {
    graph: StateGraph,
    /// Arc of the query's graph for each arc; [`JOIN`] for those added.
    arc: Vec<u32>,
    uses: ArcUses,
    closed: Vec<bool>,
    source: u32,
    target: u32,
}

/// The piece of an arc's length that one resource makes up.
struct Span {
    from: f64,
    to: f64,
    resource: u32,
    amount: f64,
}

impl Extended {
    pub fn new(query: &CapacityQuery<'_>) -> Self {
        let graph = query.graph;
        let states = graph.states() as u32;
        let (source, sink) = (states, states + 1);
        let mut place_of = graph.place_of.clone();
        place_of.extend([graph.places, graph.places + 1]);
        let rank = graph.arc_rank.iter().max().map_or(0, |rank| rank + 1);
        let mut arcs: Vec<(u32, u32, u32)> = (0..graph.arcs())
            .map(|arc| (graph.tail[arc], graph.head[arc], graph.arc_rank[arc]))
            .collect();
        let mut uses: Vec<Vec<(u32, f64)>> =
            (0..graph.arcs() as u32).map(|arc| query.uses.of(arc).to_vec()).collect();
        for (index, (state, own)) in query.origins.iter().enumerate() {
            arcs.push((source, *state, rank + index as u32));
            uses.push(own.clone());
        }
        let rank = rank + query.origins.len() as u32;
        for state in 0..states {
            if query.targets.contains(&graph.place_of[state as usize]) {
                arcs.push((state, sink, rank));
                uses.push(Vec::new());
            }
        }
        let (graph, order) = StateGraph::new(graph.places + 2, place_of, &arcs);
        let known = query.graph.arcs() as u32;
        let arc: Vec<u32> = order.iter().map(|&a| if a < known { a } else { JOIN }).collect();
        let closed = arc.iter().map(|&a| a != JOIN && query.closed[a as usize]).collect();
        let mut list = Vec::new();
        for (arc, &from) in order.iter().enumerate() {
            let own = uses[from as usize].iter();
            list.extend(own.map(|&(resource, times)| (arc as u32, resource, times)));
        }
        let uses = ArcUses::new(graph.arcs(), &list);
        let target = query.graph.places + 1;
        Self { graph, arc, uses, closed, source, target }
    }

    /// The arcs of a route that are the query's own.
    pub fn original(&self, arcs: &[u32]) -> Vec<u32> {
        arcs.iter().map(|&arc| self.arc[arc as usize]).filter(|&arc| arc != JOIN).collect()
    }

    fn arcs(&self) -> std::ops::Range<u32> {
        0..self.graph.arcs() as u32
    }

    /// A route that uses nothing limited.
    pub fn unlimited(
        &self,
        query: &CapacityQuery<'_>,
        control: &Control,
    ) -> Result<Option<Vec<u32>>, FlowError> {
        let limited = |arc: u32| {
            self.uses.of(arc).iter().any(|&(resource, times)| {
                let resource = resource as usize;
                times * query.factor[resource] > 0.0 && query.capacity[resource] < f64::INFINITY
            })
        };
        let shut = |arc: u32| self.closed[arc as usize] || limited(arc);
        let weight: Vec<f64> =
            self.arcs().map(|arc| if shut(arc) { f64::INFINITY } else { 1.0 }).collect();
        let route = RouteQuery {
            graph: &self.graph,
            reverse: &ReverseIndex::new(&self.graph),
            weight: &weight,
            origin: self.source,
            target: self.target,
            limit: None,
            labels: LABEL_LIMIT,
        };
        Ok(RouteSearch::new().least(&route, control)?.route.map(|found| found.arcs))
    }

    /// One demand for more than can pass.
    pub fn problem(&self, query: &CapacityQuery<'_>) -> FlowProblem<'_> {
        let arcs = self.graph.arcs();
        let mut least = vec![f64::INFINITY; query.capacity.len()];
        for arc in self.arcs() {
            for &(resource, times) in self.uses.of(arc) {
                let amount = times * query.factor[resource as usize];
                if amount > 0.0 {
                    least[resource as usize] = least[resource as usize].min(amount);
                }
            }
        }
        let bounds = least
            .iter()
            .zip(query.capacity)
            .filter(|(least, capacity)| **least < f64::INFINITY && **capacity < f64::INFINITY);
        let volume = bounds.map(|(least, capacity)| capacity / least).sum::<f64>() * 1.125;
        let demand = FlowDemand {
            origin: self.source,
            target: self.target,
            volume: if volume > 0.0 { volume } else { 1.0 },
            weight: 1.0,
            ..FlowDemand::default()
        };
        let class = FlowClass {
            money: vec![0.0; arcs],
            time: vec![0.0; arcs],
            distance: vec![0.0; arcs],
            closed: self.closed.clone(),
            factor: query.factor.to_vec(),
            size: 1.0,
        };
        FlowProblem {
            graph: &self.graph,
            capacity: query.capacity.to_vec(),
            uses: self.uses.clone(),
            classes: vec![class],
            demands: vec![demand],
        }
    }

    /// How far each resource is from the origins: the fewest arcs before its
    /// first user, as a share of all states.
    pub fn hops(&self, query: &CapacityQuery<'_>) -> Vec<f64> {
        let states = self.graph.states();
        let mut level = vec![u32::MAX; states];
        let mut queue = vec![self.source];
        level[self.source as usize] = 0;
        let mut next = 0;
        while let Some(&state) = queue.get(next) {
            next += 1;
            for arc in self.graph.out(state).filter(|&arc| !self.closed[arc]) {
                let head = self.graph.head[arc];
                if level[head as usize] == u32::MAX {
                    level[head as usize] = level[state as usize] + 1;
                    queue.push(head);
                }
            }
        }
        let mut hops = vec![1.0f64; query.capacity.len()];
        for arc in self.arcs() {
            let from = level[self.graph.tail[arc as usize] as usize];
            for &(resource, _) in self.uses.of(arc) {
                let share = f64::from(from.min(states as u32)) / states as f64;
                hops[resource as usize] = hops[resource as usize].min(share);
            }
        }
        hops
    }

    /// The nearest cut that the prices allow: what routes use as they first come
    /// as far as some length, the lengths being the prices. `proves` tells
    /// whether prices of resources prove the value.
    pub fn cut(
        &self,
        query: &CapacityQuery<'_>,
        prices: &[(u32, f64)],
        proves: impl Fn(&[(u32, f64)]) -> bool,
    ) -> Option<Vec<(u32, f64)>> {
        let spans = self.spans(query, prices);
        let mut ends: Vec<f64> = spans.iter().map(|span| span.to).collect();
        ends.sort_by(f64::total_cmp);
        ends.dedup_by(|a, b| *a - *b <= EQUAL);
        for end in ends.into_iter().filter(|&end| end <= 1.0 + EQUAL).take(64) {
            let at = end - 0.5 * EQUAL;
            let mut cut: Vec<(u32, f64)> = (spans.iter())
                .filter(|span| span.from < at && at <= span.to)
                .map(|span| (span.resource, 1.0 / span.amount))
                .collect();
            // Of a resource that is used in several ways the least use counts.
            cut.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
            cut.dedup_by_key(|member| member.0);
            if !cut.is_empty() && proves(&cut) {
                return Some(cut);
            }
        }
        None
    }

    /// Where along the way from the source each use of a priced resource lies.
    fn spans(&self, query: &CapacityQuery<'_>, prices: &[(u32, f64)]) -> Vec<Span> {
        let mut price = vec![0.0; query.capacity.len()];
        prices.iter().for_each(|&(resource, own)| price[resource as usize] = own);
        let amount = |&(resource, times): &(u32, f64)| times * query.factor[resource as usize];
        let weight = |arc: u32| -> f64 {
            let own = self.uses.of(arc).iter();
            own.map(|entry| price[entry.0 as usize] * amount(entry)).sum()
        };
        let weight: Vec<f64> = self
            .arcs()
            .map(|arc| if self.closed[arc as usize] { f64::INFINITY } else { weight(arc) })
            .collect();
        let mut search = Search::new();
        search.forward(&self.graph, &weight, self.source, None, None);
        let mut spans = Vec::new();
        for arc in self.arcs() {
            let mut from = search.distance(self.graph.tail[arc as usize]);
            if self.closed[arc as usize] || from == f64::INFINITY {
                continue;
            }
            for entry in self.uses.of(arc) {
                let (resource, amount) = (entry.0, amount(entry));
                let to = from + price[resource as usize] * amount;
                if to > from + EQUAL {
                    spans.push(Span { from, to, resource, amount });
                    from = to;
                }
            }
        }
        spans
    }
}
