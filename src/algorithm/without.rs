//! The best routes of some pairs after each of many closures: only what a
//! closure can matter to is searched again.
//!
//! A closure that takes no arc of a pair's best route leaves that route the
//! best. For the others the distances to the target before the closure are a
//! bound that never errs, since closing arcs makes no way shorter; a search led
//! by them (A*, Hart, Nilsson and Raphael 1968) leaves the old way only where it
//! has to.

#[cfg(test)]
mod tests;

use super::{LABEL_LIMIT, Mask, MinHeap, ReverseIndex, RouteQuery, RouteSearch, Search};
use super::{StateGraph, TIE};
use crate::control::{Cancelled, Control};

const NONE: u32 = u32::MAX;

/// Pairs on a network.
#[derive(Debug, Clone, Copy)]
pub struct PairsQuery<'a> {
    /// The states. From one state no two arcs may share a rank.
    pub graph: &'a StateGraph,
    /// The arcs of `graph` by head.
    pub reverse: &'a ReverseIndex,
    /// What is least, one an arc: f64 ≥ 0; INFINITY closes an arc.
    pub weight: &'a [f64],
    /// State where routes begin, and place where they end in whatever state.
    pub pairs: &'a [(u32, u32)],
}

/// Weights of best loopless routes, INFINITY where there is none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PairsWithout {
    /// With nothing closed, by pair.
    pub before: Vec<f64>,
    /// After each closure: one row a closure, one column a pair.
    pub after: Vec<f64>,
    /// How many searches that took, of closures times pairs.
    pub searched: usize,
    /// Whether all are proved; false only where a search among walks that pass
    /// a place twice came to [`LABEL_LIMIT`], and then told the best it saw.
    pub proved: bool,
}

/// The weight of the best loopless route of every pair, before and after each
/// closure by itself; a closure is a list of arcs that nobody may use.
///
/// # Errors
/// [`Cancelled`] when the control says so.
pub fn best_without<C: AsRef<[u32]>>(
    query: &PairsQuery<'_>,
    closures: &[C],
    control: &Control,
) -> Result<PairsWithout, Cancelled> {
    let columns = query.pairs.len();
    let mut out = PairsWithout {
        before: Vec::with_capacity(columns),
        after: vec![f64::INFINITY; closures.len() * columns],
        searched: 0,
        proved: true,
    };
    let mut sweeper = Sweeper::new(query);
    for (column, &pair) in query.pairs.iter().enumerate() {
        control.check()?;
        let before = sweeper.begin(pair, control)?;
        out.before.push(before);
        for (row, closure) in closures.iter().map(AsRef::as_ref).enumerate() {
            let touched = closure.iter().any(|&arc| sweeper.on_route.has(arc));
            out.after[row * columns + column] = if touched {
                control.check()?;
                out.searched += 1;
                sweeper.after(pair, closure, control)?
            } else {
                before
            };
        }
    }
    out.proved = sweeper.proved;
    Ok(out)
}

#[derive(Debug, Clone, Copy)]
struct Label {
    distance: f64,
    run: u32,
    arc: u32,
}

/// What one pair after the other is searched with.
struct Sweeper<'a> {
    query: &'a PairsQuery<'a>,
    /// Distances to the target with nothing closed.
    ahead: Search,
    /// The arcs of the pair's best route.
    on_route: Mask,
    shut: Mask,
    labels: Vec<Label>,
    run: u32,
    heap: MinHeap,
    routes: RouteSearch,
    way: Vec<u32>,
    proved: bool,
}

impl<'a> Sweeper<'a> {
    fn new(query: &'a PairsQuery<'a>) -> Self {
        let arcs = query.graph.arcs();
        let unreached = Label { distance: f64::INFINITY, run: 0, arc: NONE };
        Self {
            query,
            ahead: Search::new(),
            on_route: Mask::new(arcs),
            shut: Mask::new(arcs),
            labels: vec![unreached; query.graph.states()],
            run: 0,
            heap: MinHeap::new(),
            routes: RouteSearch::new(),
            way: Vec::new(),
            proved: true,
        }
    }

    /// Searches a pair with nothing closed; returns the weight of its best
    /// route and marks that route.
    fn begin(&mut self, (origin, target): (u32, u32), control: &Control) -> Result<f64, Cancelled> {
        let PairsQuery { graph, reverse, weight, .. } = *self.query;
        self.ahead.backward(graph, reverse, weight, target, None, None);
        self.shut.clear();
        let distance = self.ahead.distance(origin);
        let mut way = std::mem::take(&mut self.way);
        self.ahead.way_from(graph, origin, &mut way);
        let best = self.loopless(distance, &mut way, (origin, target), control)?;
        self.on_route.clear();
        way.iter().for_each(|&arc| self.on_route.set(arc));
        self.way = way;
        Ok(best)
    }

    fn after(
        &mut self,
        (origin, target): (u32, u32),
        closure: &[u32],
        control: &Control,
    ) -> Result<f64, Cancelled> {
        self.shut.clear();
        closure.iter().for_each(|&arc| self.shut.set(arc));
        let Some((end, distance)) = self.search(origin, target) else {
            return Ok(f64::INFINITY);
        };
        let mut way = std::mem::take(&mut self.way);
        way.clear();
        let mut at = end;
        while self.labels[at as usize].arc != NONE {
            let arc = self.labels[at as usize].arc;
            way.push(arc);
            at = self.query.graph.tail[arc as usize];
        }
        way.reverse();
        let best = self.loopless(distance, &mut way, (origin, target), control);
        self.way = way;
        best
    }

    /// The shortest walk that avoids what is shut: its last state and weight.
    fn search(&mut self, origin: u32, target: u32) -> Option<(u32, f64)> {
        let PairsQuery { graph, weight, .. } = *self.query;
        self.run += 1;
        let run = self.run;
        self.heap.clear();
        self.labels[origin as usize] = Label { distance: 0.0, run, arc: NONE };
        self.heap.push(self.ahead.distance(origin), origin);
        while let Some((key, state)) = self.heap.pop() {
            let distance = self.labels[state as usize].distance;
            if graph.place_of[state as usize] == target {
                return Some((state, distance));
            }
            if key > distance + self.ahead.distance(state) {
                continue;
            }
            for arc in graph.out(state) {
                let head = graph.head[arc];
                let left = self.ahead.distance(head);
                let reached = distance + weight[arc];
                let label = &mut self.labels[head as usize];
                let known = if label.run == run { label.distance } else { f64::INFINITY };
                let shorter = reached < known && left < f64::INFINITY;
                if shorter && !self.shut.has(arc as u32) {
                    *label = Label { distance: reached, run, arc: arc as u32 };
                    self.heap.push(reached + left, head);
                }
            }
        }
        None
    }

    /// The weight of the best loopless route, given the shortest walk; writes
    /// that route into `way` where it is another.
    fn loopless(
        &mut self,
        distance: f64,
        way: &mut Vec<u32>,
        (origin, target): (u32, u32),
        control: &Control,
    ) -> Result<f64, Cancelled> {
        let PairsQuery { graph, reverse, weight, .. } = *self.query;
        let at_once = distance == f64::INFINITY || graph.place_of[origin as usize] == target;
        if at_once || self.ahead.is_loopless(graph, way) {
            return Ok(distance);
        }
        let mut closed = weight.to_vec();
        for (arc, weight) in (0u32..).zip(&mut closed) {
            if self.shut.has(arc) {
                *weight = f64::INFINITY;
            }
        }
        let weight = &closed[..];
        let (limit, labels) = (None, LABEL_LIMIT);
        let query = RouteQuery { graph, reverse, weight, origin, target, limit, labels };
        let least = self.routes.least(&query, control)?;
        self.proved &= least.bound.max(distance) * (1.0 + TIE)
            >= least.route.as_ref().map_or(f64::INFINITY, |route| route.weight);
        way.clear();
        Ok(least.route.map_or(f64::INFINITY, |route| {
            way.extend_from_slice(&route.arcs);
            route.weight
        }))
    }
}
