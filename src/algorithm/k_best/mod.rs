//! The k best loopless routes, exactly: Yen 1971 with the partition of
//! Lawler 1972, bounded from below by one search backwards from the target.
//!
//! The set of all routes is cut into parts: those that share a first piece of
//! way and then avoid some legs. A part waits in a queue under a lower bound of
//! its best route; only a part that comes up is searched. A search over states
//! may return a walk that passes a place twice: it is discarded and its part is
//! cut further, so that nothing is lost.

mod bound;
mod fronts;
mod hops;
mod limited;
mod order;
mod partition;
mod spur;
mod tell;
#[cfg(test)]
mod tests;
mod ties;
mod tight;

use crate::algorithm::{Mask, ReverseIndex, Search, StateGraph};
use crate::control::{Cancelled, Control};

/// Routes whose weights differ by no more than this share of the better one
/// are equally good (analyses, section 1).
pub const TIE: f64 = 1e-9;

/// Labels after which a search stops and says what is proved.
pub const LABEL_LIMIT: usize = 1_000_000;

/// Which routes are asked for.
#[derive(Debug, Clone, Copy)]
pub struct RouteQuery<'a> {
    /// The states. From one state no two arcs may share a rank.
    pub graph: &'a StateGraph,
    /// The arcs of `graph` by head.
    pub reverse: &'a ReverseIndex,
    /// What is least, one an arc: f64 ≥ 0; INFINITY closes an arc.
    pub weight: &'a [f64],
    /// The state where routes begin.
    pub origin: u32,
    /// The place where they end, in whatever state.
    pub target: u32,
    /// A second weight that no route may exceed (a deadline, for instance).
    pub limit: Option<SecondLimit<'a>>,
    /// Labels after which to stop, [`LABEL_LIMIT`] as a rule.
    pub labels: usize,
}

/// Only routes whose second weight sums to at most `bound` (within 1e-9 of it).
#[derive(Debug, Clone, Copy)]
pub struct SecondLimit<'a> {
    /// One an arc: f64 ≥ 0.
    pub weight: &'a [f64],
    /// The greatest sum that is allowed.
    pub bound: f64,
}

impl SecondLimit<'_> {
    /// Sum of the second weight along arcs.
    fn sum(&self, arcs: &[u32]) -> f64 {
        arcs.iter().map(|&arc| self.weight[arc as usize]).sum()
    }
}

/// One route.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundRoute {
    /// Its arcs in order.
    pub arcs: Vec<u32>,
    /// Sum of `weight` along it.
    pub weight: f64,
    /// Sum of the second weight along it; 0 without a limit.
    pub second: f64,
}

/// Routes, best first.
///
/// The order: least weight; of those within 1e-9 of the best that is left,
/// fewest arcs, then the least sequence of place numbers, then the least
/// sequence of arc ranks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KBest {
    /// At most as many as were asked for.
    pub routes: Vec<FoundRoute>,
    /// How many of `routes`, from the front, are proved to be the best; fewer
    /// than all only where the limit of labels was reached.
    pub proved: usize,
    /// There are no other routes than these.
    pub complete: bool,
}

/// The best route by weight alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LeastRoute {
    /// The best route; where the labels ran out, the best that was seen.
    pub route: Option<FoundRoute>,
    /// No route weighs less than this: the weight of `route`; INFINITY where
    /// there is no route; 0 where the labels ran out.
    pub bound: f64,
}

impl LeastRoute {
    /// Whether no route weighs less than the one that is told.
    pub fn is_proved(&self) -> bool {
        self.route.as_ref().is_none_or(|route| route.weight <= self.bound)
    }
}

/// The memory of searches, used again from query to query.
#[derive(Debug, Clone, Default)]
pub struct RouteSearch {
    ahead: Search,
    ahead_second: Search,
    fronts: fronts::Fronts,
    work: Work,
}

/// What a search writes into, apart from the bounds that it reads.
#[derive(Debug, Clone, Default)]
struct Work {
    spur: spur::Spur,
    limited: limited::Limited,
    ties: ties::Ties,
    hops: hops::Hops,
    blocked: Mask,
    /// Labels used so far that more than one search over the graph explains.
    labels: usize,
    /// Walks discarded because they pass a place twice.
    discarded: usize,
}

impl RouteSearch {
    /// A search for graphs of any size.
    pub fn new() -> Self {
        Self::default()
    }

    /// The `k` best routes.
    ///
    /// # Errors
    /// [`Cancelled`] when the control says so.
    pub fn k_best(
        &mut self,
        query: &RouteQuery<'_>,
        k: usize,
        control: &Control,
    ) -> Result<KBest, Cancelled> {
        let RouteQuery { graph, reverse, weight, target, .. } = *query;
        self.fronts.clear();
        self.ahead.backward(graph, reverse, weight, target, None, None);
        if let Some(limit) = query.limit {
            if let Some(found) = self.k_best_unlimited(query, limit, k, control)? {
                return Ok(found);
            }
            self.ahead_second.forward(graph, limit.weight, query.origin, None, None);
            if k > 1 {
                let most = bound::most_second(query);
                self.fronts.fill(query, limit, most, &self.ahead_second, control)?;
            }
            self.ahead_second.backward(graph, reverse, limit.weight, target, None, None);
        }
        let bound = bound::Bound::new(query, &self.ahead, &self.ahead_second, &self.fronts);
        tell::search(bound, k, &mut self.work, control)
    }

    /// The `k` best routes without the limit, where all of them keep it: then
    /// they are the best with it too.
    fn k_best_unlimited(
        &mut self,
        query: &RouteQuery<'_>,
        limit: SecondLimit<'_>,
        k: usize,
        control: &Control,
    ) -> Result<Option<KBest>, Cancelled> {
        let most = bound::most_second(query);
        let query = RouteQuery { limit: None, ..*query };
        let bound = bound::Bound::new(&query, &self.ahead, &self.ahead_second, &self.fronts);
        let mut found = tell::search(bound, k, &mut self.work, control)?;
        for route in &mut found.routes {
            route.second = limit.sum(&route.arcs);
        }
        let kept = found.routes.iter().all(|route| route.second <= most);
        Ok((kept && found.proved == found.routes.len()).then_some(found))
    }

    /// The route of least weight, exactly: unlike [`RouteSearch::best`] it does
    /// not prefer among routes that are within 1e-9 of each other. What pricing
    /// needs.
    ///
    /// # Errors
    /// [`Cancelled`] when the control says so.
    pub fn least(
        &mut self,
        query: &RouteQuery<'_>,
        control: &Control,
    ) -> Result<LeastRoute, Cancelled> {
        let RouteQuery { graph, reverse, weight, target, .. } = *query;
        self.fronts.clear();
        self.ahead.backward(graph, reverse, weight, target, None, None);
        if let Some(limit) = query.limit {
            let free = RouteQuery { limit: None, ..*query };
            let bound = bound::Bound::new(&free, &self.ahead, &self.ahead_second, &self.fronts);
            let mut found = tell::least(bound, &mut self.work, control)?;
            match &mut found.route {
                Some(route) => route.second = limit.sum(&route.arcs),
                None => return Ok(found),
            }
            let second = found.route.as_ref().map_or(0.0, |route| route.second);
            if found.is_proved() && second <= bound::most_second(query) {
                return Ok(found);
            }
            self.ahead_second.backward(graph, reverse, limit.weight, target, None, None);
        }
        let bound = bound::Bound::new(query, &self.ahead, &self.ahead_second, &self.fronts);
        tell::least(bound, &mut self.work, control)
    }

    /// The best route, or none where there is none or none was proved within
    /// the limit of labels.
    ///
    /// # Errors
    /// [`Cancelled`] when the control says so.
    pub fn best(
        &mut self,
        query: &RouteQuery<'_>,
        control: &Control,
    ) -> Result<Option<FoundRoute>, Cancelled> {
        let mut found = self.k_best(query, 1, control)?;
        Ok(if found.proved == 0 { None } else { found.routes.pop() })
    }
}

/// The `k` best routes, with memory of its own: see [`RouteSearch::k_best`].
///
/// # Errors
/// [`Cancelled`] when the control says so.
pub fn k_best(query: &RouteQuery<'_>, k: usize, control: &Control) -> Result<KBest, Cancelled> {
    RouteSearch::new().k_best(query, k, control)
}
