//! Wardrop's user equilibrium: flows such that no route in use is dearer than
//! another (Wardrop 1952; Beckmann, McGuire and Winsten 1956).
//!
//! Route flows are kept, and flow moves from dearer routes to the cheapest of
//! their demand by Newton steps (the gradient projection of Jayakrishnan et al.
//! 1994) that never pass the point where the two cost the same. New routes come
//! from shortest paths under the costs as they stand, until the relative gap is
//! closed.

use crate::control::Control;

use super::flow::FlowError;
use super::{LABEL_LIMIT, ReverseIndex, RouteQuery, Search, StateGraph, k_best};

/// How what a link adds to the time of its users rises with its flow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rise {
    /// Not at all.
    Flat,
    /// `scale` · (flow ÷ capacity)^power: `scale` is free time × a.
    Power {
        /// Free time × a.
        scale: f64,
        /// Above zero.
        capacity: f64,
        /// ≥ 0.
        power: f64,
    },
    /// `slope` · flow.
    Linear {
        /// ≥ 0.
        slope: f64,
    },
    /// `half` · max(0, flow ÷ capacity − 1): half a headway for each departure
    /// missed.
    Queue {
        /// Half the headway.
        half: f64,
        /// Above zero.
        capacity: f64,
    },
}

impl Rise {
    /// What is added at a flow.
    pub fn at(self, flow: f64) -> f64 {
        match self {
            Self::Flat => 0.0,
            Self::Power { scale, capacity, power } => scale * raised(flow / capacity, power),
            Self::Linear { slope } => slope * flow,
            Self::Queue { half, capacity } => half * (flow / capacity - 1.0).max(0.0),
        }
    }

    /// Its slope there; to the right at a kink.
    fn slope(self, flow: f64) -> f64 {
        match self {
            Self::Flat => 0.0,
            Self::Power { power: 0.0, .. } => 0.0,
            Self::Power { scale, capacity, power } => {
                let share = raised((flow / capacity).max(1e-12), power - 1.0);
                scale * power * share / capacity
            }
            Self::Linear { slope } => slope,
            Self::Queue { half, capacity } if flow >= capacity => half / capacity,
            Self::Queue { .. } => 0.0,
        }
    }
}

/// A power; small whole ones by multiplying.
fn raised(base: f64, power: f64) -> f64 {
    if power == 4.0 {
        let square = base * base;
        square * square
    } else if power == 3.0 {
        base * base * base
    } else {
        libm::pow(base, power)
    }
}

/// Who travels.
#[derive(Debug, Clone, PartialEq)]
pub struct Traveller {
    /// State where its routes begin.
    pub origin: u32,
    /// Place where they end.
    pub target: u32,
    /// Units, ≥ 0.
    pub volume: f64,
    /// Which of the [`Equilibrium::classes`].
    pub class: u32,
}

/// How travellers of one kind see the arcs.
#[derive(Debug, Clone, PartialEq)]
pub struct TravelClass {
    /// What an arc costs before anybody uses it, in time; INFINITY closes it.
    pub free: Vec<f64>,
    /// What one unit counts in the flow of each link.
    pub counts: Vec<f64>,
}

/// An assignment problem.
#[derive(Debug, Clone)]
pub struct Equilibrium<'a> {
    /// The states.
    pub graph: &'a StateGraph,
    /// The link that each arc is on, `u32::MAX` where it is on none.
    pub link_of: Vec<u32>,
    /// How each link answers to its flow.
    pub links: Vec<Rise>,
    /// Kinds of travellers.
    pub classes: Vec<TravelClass>,
    /// Travellers.
    pub travellers: Vec<Traveller>,
}

/// One route in use.
#[derive(Debug, Clone, PartialEq)]
pub struct UsedRoute {
    /// Its arcs in order.
    pub arcs: Vec<u32>,
    /// Units.
    pub flow: f64,
    /// What it costs each of them, in time.
    pub cost: f64,
}

/// Where everybody goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned {
    /// The routes of each traveller, the largest flow first; none where there
    /// is no way.
    pub routes: Vec<Vec<UsedRoute>>,
    /// Flow of each link.
    pub flows: Vec<f64>,
    /// Σ flow × (cost − least cost) ÷ Σ flow × cost.
    pub gap: f64,
    /// Rounds it took.
    pub rounds: usize,
}

/// The gap that is aimed at, and the one beyond which there is no answer.
const AIM: f64 = 1e-12;
const ACCEPT: f64 = 1e-6;
/// Rounds of new routes, and of moving flow between two of them.
const ROUNDS: usize = 400;
const SWEEPS: usize = 20;
/// Flows below this share of a volume are rounding.
const TRACE: f64 = 1e-13;

impl Equilibrium<'_> {
    /// Solves it; the gap is at most 1e-6, as a rule far below.
    ///
    /// # Errors
    /// [`FlowError::Unproved`] where the gap stays larger, and
    /// [`FlowError::Cancelled`].
    pub fn solve(&self, control: &Control) -> Result<Assigned, FlowError> {
        let mut run = Run::new(self);
        let mut best = f64::INFINITY;
        let mut stalled = 0;
        for round in 1..=ROUNDS {
            control.check()?;
            let gap = run.new_routes()?;
            if gap < 0.5 * best {
                stalled = 0;
            } else {
                stalled += 1;
            }
            best = best.min(gap);
            if gap <= AIM || (stalled > 12 && gap <= ACCEPT) {
                return Ok(run.finish(gap, round));
            }
            for _ in 0..SWEEPS {
                if run.sweep() <= AIM {
                    break;
                }
            }
        }
        let gap = run.new_routes()?;
        if gap <= ACCEPT { Ok(run.finish(gap, ROUNDS)) } else { Err(FlowError::Unproved(gap)) }
    }
}

/// A route kept, with the links on it.
struct Kept {
    arcs: Vec<u32>,
    links: Vec<u32>,
    free: f64,
    flow: f64,
}

struct Run<'a> {
    problem: &'a Equilibrium<'a>,
    reverse: ReverseIndex,
    search: Search,
    weight: Vec<f64>,
    /// By class and origin, so that one search serves all of a group.
    order: Vec<usize>,
    kept: Vec<Vec<Kept>>,
    flows: Vec<f64>,
}

impl<'a> Run<'a> {
    fn new(problem: &'a Equilibrium<'a>) -> Self {
        let mut order: Vec<usize> = (0..problem.travellers.len()).collect();
        let key = |at: &usize| {
            let traveller = &problem.travellers[*at];
            (traveller.class, traveller.origin, *at)
        };
        order.sort_by_key(key);
        Self {
            problem,
            reverse: ReverseIndex::new(problem.graph),
            search: Search::new(),
            weight: Vec::new(),
            order,
            kept: problem.travellers.iter().map(|_| Vec::new()).collect(),
            flows: vec![0.0; problem.links.len()],
        }
    }

    /// Finds the best route of everybody as things stand and keeps it; returns
    /// the relative gap before.
    fn new_routes(&mut self) -> Result<f64, FlowError> {
        let (mut spent, mut least) = (0.0, 0.0);
        let mut last = None;
        for at in self.order.clone() {
            let traveller = &self.problem.travellers[at];
            if traveller.volume <= 0.0 {
                continue;
            }
            let group = (traveller.class, traveller.origin);
            if last != Some(group) {
                if last.map(|(class, _)| class) != Some(group.0) {
                    self.set_weights(traveller.class);
                }
                self.search.forward(self.problem.graph, &self.weight, traveller.origin, None, None);
                last = Some(group);
            }
            let Some((arcs, cost)) = self.best(traveller)? else { continue };
            let kept = &self.kept[at];
            let started = !kept.is_empty();
            spent += kept.iter().map(|route| route.flow * self.cost(route)).sum::<f64>();
            least += cost * kept.iter().map(|route| route.flow).sum::<f64>();
            if kept.iter().all(|route| route.arcs != arcs) {
                let flow = if started { 0.0 } else { traveller.volume };
                let route = self.keep(traveller.class, arcs, flow);
                self.kept[at].push(route);
            }
            if !started {
                // Nobody travels yet: all or nothing, and no gap to speak of.
                spent = f64::INFINITY;
            }
        }
        // First flows count only now, so that all saw the same costs.
        if spent == f64::INFINITY {
            self.count_flows();
            return Ok(f64::INFINITY);
        }
        Ok(if spent > 0.0 { ((spent - least) / spent).max(0.0) } else { 0.0 })
    }

    fn set_weights(&mut self, class: u32) {
        let problem = self.problem;
        let free = &problem.classes[class as usize].free;
        let added: Vec<f64> =
            problem.links.iter().zip(&self.flows).map(|(link, flow)| link.at(*flow)).collect();
        self.weight.clear();
        self.weight.extend(
            free.iter()
                .zip(&problem.link_of)
                .map(|(free, link)| free + added.get(*link as usize).copied().unwrap_or(0.0)),
        );
    }

    /// The best loopless route as the last search has it.
    fn best(&mut self, traveller: &Traveller) -> Result<Option<(Vec<u32>, f64)>, FlowError> {
        let graph = self.problem.graph;
        let Some(state) = self.search.nearest(&self.reverse, traveller.target) else {
            return Ok(None);
        };
        let cost = self.search.distance(state);
        let mut arcs = Vec::new();
        self.search.way_to(graph, state, &mut arcs);
        if self.search.is_loopless(graph, &arcs) {
            return Ok(Some((arcs, cost)));
        }
        let query = RouteQuery {
            graph,
            reverse: &self.reverse,
            weight: &self.weight,
            origin: traveller.origin,
            target: traveller.target,
            limit: None,
            labels: LABEL_LIMIT,
        };
        let found = k_best(&query, 1, &Control::new())?;
        Ok(found.routes.into_iter().next().map(|route| (route.arcs, route.weight)))
    }

    fn keep(&self, class: u32, arcs: Vec<u32>, flow: f64) -> Kept {
        let free = &self.problem.classes[class as usize].free;
        let links = arcs.iter().map(|arc| self.problem.link_of[*arc as usize]);
        Kept {
            links: links.filter(|link| *link != u32::MAX).collect(),
            free: arcs.iter().map(|arc| free[*arc as usize]).sum(),
            arcs,
            flow,
        }
    }

    fn count_flows(&mut self) {
        self.flows.iter_mut().for_each(|flow| *flow = 0.0);
        for (traveller, kept) in self.problem.travellers.iter().zip(&self.kept) {
            let counts = &self.problem.classes[traveller.class as usize].counts;
            for route in kept {
                for link in &route.links {
                    self.flows[*link as usize] += counts[*link as usize] * route.flow;
                }
            }
        }
    }

    fn cost(&self, route: &Kept) -> f64 {
        let links = route.links.iter();
        let added = links.map(|l| self.problem.links[*l as usize].at(self.flows[*l as usize]));
        route.free + added.sum::<f64>()
    }

    /// Moves flow between the kept routes of everybody, one after the other;
    /// returns the gap among them.
    fn sweep(&mut self) -> f64 {
        let (mut spent, mut over) = (0.0, 0.0);
        for at in self.order.clone() {
            if self.kept[at].len() < 2 {
                spent += self.kept[at].iter().map(|r| r.flow * self.cost(r)).sum::<f64>();
                continue;
            }
            let costs: Vec<f64> = self.kept[at].iter().map(|route| self.cost(route)).collect();
            let by = |a: &usize, b: &usize| costs[*a].total_cmp(&costs[*b]).then(a.cmp(b));
            let Some(cheapest) = (0..costs.len()).min_by(by) else { continue };
            for (route, cost) in self.kept[at].iter().zip(&costs) {
                spent += route.flow * cost;
                over += route.flow * (cost - costs[cheapest]);
            }
            for from in 0..costs.len() {
                if from != cheapest && self.kept[at][from].flow > 0.0 {
                    self.shift(at, from, cheapest);
                }
            }
            let trace = TRACE * self.problem.travellers[at].volume;
            let mut lost = 0.0;
            for route in &mut self.kept[at] {
                if route.flow < trace {
                    lost += route.flow;
                    route.flow = 0.0;
                }
            }
            self.kept[at][cheapest].flow += lost;
        }
        // Sums of many small moves drift; count anew.
        self.count_flows();
        if spent > 0.0 { over / spent } else { 0.0 }
    }

    /// Moves as much from one route to another as makes them cost the same, or
    /// all there is.
    fn shift(&mut self, at: usize, from: usize, to: usize) {
        let class = self.problem.travellers[at].class as usize;
        let (a, b) = (&self.kept[at][from], &self.kept[at][to]);
        // Links that only one of the two uses, with what a moved unit adds.
        let mut moved: Vec<(u32, f64)> = Vec::new();
        let counts = &self.problem.classes[class].counts;
        for (route, sign) in [(a, -1.0), (b, 1.0)] {
            for link in &route.links {
                match moved.iter_mut().find(|(known, _)| known == link) {
                    Some((_, by)) => *by += sign * counts[*link as usize],
                    None => moved.push((*link, sign * counts[*link as usize])),
                }
            }
        }
        moved.retain(|(_, by)| *by != 0.0);
        let most = a.flow;
        let fixed = a.free - b.free;
        let excess = |by: f64| {
            let mut sum = fixed;
            for (link, unit) in &moved {
                let flow = (self.flows[*link as usize] + unit * by).max(0.0);
                sum -= unit.signum() * self.problem.links[*link as usize].at(flow);
            }
            sum
        };
        if excess(0.0) <= 0.0 {
            return;
        }
        let amount = if excess(most) >= 0.0 { most } else { self.root(&excess, &moved, most) };
        for (link, unit) in &moved {
            let flow = &mut self.flows[*link as usize];
            *flow = (*flow + unit * amount).max(0.0);
        }
        self.kept[at][from].flow -= amount;
        self.kept[at][to].flow += amount;
    }

    /// Where the excess is zero between nothing (above) and `most` (below): a
    /// Newton step, and the bracket where that leads out of it.
    fn root(&self, excess: &dyn Fn(f64) -> f64, moved: &[(u32, f64)], most: f64) -> f64 {
        let (mut low, mut high) = (0.0, most);
        let mut at = 0.0;
        let mut value = excess(0.0);
        let enough = 1e-15 * value.abs();
        for _ in 0..80 {
            let slope: f64 = moved
                .iter()
                .map(|(link, unit)| {
                    let flow = (self.flows[*link as usize] + unit * at).max(0.0);
                    unit.abs() * self.problem.links[*link as usize].slope(flow)
                })
                .sum();
            let next = at + value / slope;
            at = if next > low && next < high { next } else { f64::midpoint(low, high) };
            value = excess(at);
            if value > 0.0 {
                low = at;
            } else {
                high = at;
            }
            if value.abs() <= enough || high - low <= 1e-16 * most {
                break;
            }
        }
        at
    }

    fn finish(self, gap: f64, rounds: usize) -> Assigned {
        let costs: Vec<Vec<f64>> = self
            .kept
            .iter()
            .map(|kept| kept.iter().map(|route| self.cost(route)).collect())
            .collect();
        let mut routes: Vec<Vec<UsedRoute>> = Vec::new();
        for (kept, costs) in self.kept.into_iter().zip(costs) {
            let used = kept.into_iter().zip(costs).filter(|(route, _)| route.flow > 0.0);
            let mut used: Vec<UsedRoute> = used
                .map(|(route, cost)| UsedRoute { arcs: route.arcs, flow: route.flow, cost })
                .collect();
            used.sort_by(|a, b| b.flow.total_cmp(&a.flow).then_with(|| a.arcs.cmp(&b.arcs)));
            routes.push(used);
        }
        Assigned { routes, flows: self.flows, gap, rounds }
    }
}

#[cfg(test)]
mod tests;
