//! The shortest routes of all demands under prices on resources.

use super::pool::Sums;
use super::problem::FlowProblem;
use crate::algorithm::{LABEL_LIMIT, Mask, MinHeap, ReverseIndex, RouteQuery, RouteSearch};
use crate::algorithm::{SecondLimit, TIE};
use crate::control::{Cancelled, Control};

const NONE: u32 = u32::MAX;

/// What was found for one demand.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Priced {
    /// No route is shorter than this (the origin's own prices included).
    pub bound: f64,
    /// A route shorter than the threshold was written into the arcs.
    pub found: bool,
}

/// Demands that see the same weights: one class, one value of time.
#[derive(Debug, Clone)]
pub(super) struct View {
    class: u32,
    value_of_time: f64,
    pub weight: Vec<f64>,
}

/// Demands that one search serves: one view, one origin.
#[derive(Debug, Clone)]
pub(super) struct Bundle {
    pub view: u32,
    origin: u32,
    pub demands: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Label {
    pub distance: f64,
    pub run: u32,
    arc: u32,
}

const UNREACHED: Label = Label { distance: f64::INFINITY, run: 0, arc: NONE };

/// Dijkstra searches from every origin, and exact loopless searches where a
/// shortest walk passes a place twice or is late.
#[derive(Debug, Clone)]
pub(super) struct Pricer {
    pub reverse: ReverseIndex,
    pub views: Vec<View>,
    pub bundles: Vec<Bundle>,
    /// Arcs that use each resource, with how many times.
    users: Vec<Vec<(u32, f64)>>,
    /// Arcs that nobody may use (of a knock-out).
    pub shut: Vec<bool>,
    pub labels: Vec<Label>,
    pub run: u32,
    heap: MinHeap,
    wanted: Vec<u32>,
    pub seen: Mask,
    way: Vec<u32>,
    routes: RouteSearch,
    hasty: bool,
}

impl Pricer {
    pub fn new(problem: &FlowProblem<'_>) -> Self {
        let graph = problem.graph;
        let mut users = vec![Vec::new(); problem.capacity.len()];
        for arc in 0..graph.arcs() as u32 {
            for &(resource, times) in problem.uses.of(arc) {
                users[resource as usize].push((arc, times));
            }
        }
        let mut pricer = Self {
            reverse: ReverseIndex::new(graph),
            views: Vec::new(),
            bundles: Vec::new(),
            users,
            shut: vec![false; graph.arcs()],
            labels: vec![UNREACHED; graph.states()],
            run: 0,
            heap: MinHeap::new(),
            wanted: vec![0; graph.places as usize],
            seen: Mask::new(graph.places as usize),
            way: Vec::new(),
            routes: RouteSearch::new(),
            hasty: false,
        };
        pricer.bundle(problem);
        pricer
    }

    /// Sorts the demands into bundles.
    fn bundle(&mut self, problem: &FlowProblem<'_>) {
        let mut order: Vec<u32> = (0..problem.demands.len() as u32)
            .filter(|&demand| problem.demands[demand as usize].volume > 0.0)
            .collect();
        let key = |demand: u32| {
            let own = &problem.demands[demand as usize];
            (own.class, own.value_of_time.to_bits(), own.origin, own.target, demand)
        };
        order.sort_by_key(|&demand| key(demand));
        for demand in order {
            let own = &problem.demands[demand as usize];
            let (class, value_of_time) = (own.class, own.value_of_time);
            let fits = |v: &View| v.class == class && v.value_of_time == value_of_time;
            if !self.views.last().is_some_and(fits) {
                self.views.push(View { class, value_of_time, weight: Vec::new() });
            }
            let view = self.views.len() as u32 - 1;
            match self.bundles.last_mut() {
                Some(last) if last.view == view && last.origin == own.origin => {
                    last.demands.push(demand);
                }
                _ => {
                    let demands = vec![demand];
                    self.bundles.push(Bundle { view, origin: own.origin, demands });
                }
            }
        }
    }

    /// Sets the weights: those of the four sums, plus prices of resources.
    pub fn set_weights(&mut self, problem: &FlowProblem<'_>, weight: Sums, price: &[(u32, f64)]) {
        let [objective, time, distance, legs] = weight;
        for view in &mut self.views {
            let class = &problem.classes[view.class as usize];
            let time = objective * view.value_of_time + time * class.size;
            let (distance, legs) = (distance * class.size, legs * class.size);
            view.weight.clear();
            view.weight.extend((0..problem.graph.arcs()).map(|arc| {
                if class.closed[arc] || self.shut[arc] {
                    return f64::INFINITY;
                }
                objective * class.money[arc]
                    + time * class.time[arc]
                    + distance * class.distance[arc]
                    + legs
            }));
            for &(resource, price) in price {
                let price = price * class.factor[resource as usize];
                if price > 0.0 {
                    for &(arc, times) in &self.users[resource as usize] {
                        view.weight[arc as usize] += price * times;
                    }
                }
            }
        }
    }

    /// Whether a walk that is no route is left alone, where nothing is to be
    /// proved: the least route beside it is not searched for.
    pub fn set_hasty(&mut self, hasty: bool) {
        self.hasty = hasty;
    }

    /// Searches for every demand a route shorter than its threshold (the
    /// origin's own part `start` counted) and calls `tell` with what was found
    /// and the arcs of the route.
    pub fn price(
        &mut self,
        problem: &FlowProblem<'_>,
        (start, threshold): (&[f64], &[f64]),
        control: &Control,
        mut tell: impl FnMut(u32, Priced, &[u32]),
    ) -> Result<(), Cancelled> {
        let bundles = std::mem::take(&mut self.bundles);
        let mut way = std::mem::take(&mut self.way);
        let done = bundles.iter().try_for_each(|bundle| {
            let limits = (start, threshold);
            self.price_bundle(problem, bundle, limits, control, &mut way, &mut tell)
        });
        self.bundles = bundles;
        self.way = way;
        done
    }

    fn price_bundle(
        &mut self,
        problem: &FlowProblem<'_>,
        bundle: &Bundle,
        (start, threshold): (&[f64], &[f64]),
        control: &Control,
        way: &mut Vec<u32>,
        tell: &mut impl FnMut(u32, Priced, &[u32]),
    ) -> Result<(), Cancelled> {
        control.check()?;
        let room = |&demand: &u32| threshold[demand as usize] - start[demand as usize];
        let most = bundle.demands.iter().map(room).fold(f64::NEG_INFINITY, f64::max);
        if most > 0.0 {
            self.search(problem, bundle, most, true);
        }
        for demand in &bundle.demands {
            let room = room(demand);
            let (start, threshold) = (start[*demand as usize], threshold[*demand as usize]);
            let mut priced = Priced { bound: threshold.max(start), found: false };
            let target = problem.demands[*demand as usize].target;
            let end = if threshold > start { self.nearest(target) } else { None };
            if let Some((end, distance)) = end
                && start + distance < threshold
            {
                let exact = self.exact(problem, bundle, (*demand, end), room, control, way)?;
                priced = Priced { bound: start + exact.bound, found: exact.found };
            }
            tell(*demand, priced, way);
        }
        Ok(())
    }

    /// Dijkstra 1959 from the origin of a bundle, until everything nearer than
    /// `most` is settled or, with `targets`, all its targets are.
    pub fn search(&mut self, problem: &FlowProblem<'_>, bundle: &Bundle, most: f64, targets: bool) {
        let graph = problem.graph;
        let weight = &self.views[bundle.view as usize].weight[..];
        if self.run == u32::MAX {
            self.labels.fill(UNREACHED);
            self.wanted.fill(0);
            self.run = 0;
        }
        self.run += 1;
        let run = self.run;
        let mut waiting = 0;
        for &demand in &bundle.demands {
            let wanted = &mut self.wanted[problem.demands[demand as usize].target as usize];
            waiting += u32::from(*wanted != run);
            *wanted = run;
        }
        self.heap.clear();
        self.labels[bundle.origin as usize] = Label { distance: 0.0, run, arc: NONE };
        self.heap.push(0.0, bundle.origin);
        while let Some((key, state)) = self.heap.pop() {
            if key >= most {
                break;
            }
            if key > self.labels[state as usize].distance {
                continue;
            }
            let wanted = &mut self.wanted[graph.place_of[state as usize] as usize];
            if *wanted == run {
                *wanted = 0;
                waiting -= 1;
                if waiting == 0 && targets {
                    break;
                }
            }
            for arc in graph.out(state) {
                let distance = key + weight[arc];
                let head = graph.head[arc];
                let label = &mut self.labels[head as usize];
                if distance < if label.run == run { label.distance } else { f64::INFINITY } {
                    *label = Label { distance, run, arc: arc as u32 };
                    self.heap.push(distance, head);
                }
            }
        }
    }

    /// The nearest state of a place in the last search.
    fn nearest(&self, target: u32) -> Option<(u32, f64)> {
        let states = self.reverse.states_of(target).iter();
        let reached = states.map(|&state| (state, self.labels[state as usize]));
        let reached = reached.filter(|(_, label)| label.run == self.run);
        reached.map(|(state, label)| (state, label.distance)).min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// The least route of a demand, given the end of its shortest walk, which
    /// is shorter than `most`.
    fn exact(
        &mut self,
        problem: &FlowProblem<'_>,
        bundle: &Bundle,
        (demand, end): (u32, u32),
        most: f64,
        control: &Control,
        way: &mut Vec<u32>,
    ) -> Result<Priced, Cancelled> {
        let graph = problem.graph;
        let own = &problem.demands[demand as usize];
        let view = &self.views[bundle.view as usize];
        let time = &problem.classes[view.class as usize].time[..];
        let distance = self.labels[end as usize].distance;
        way.clear();
        let mut at = end;
        while self.labels[at as usize].arc != NONE {
            let arc = self.labels[at as usize].arc;
            way.push(arc);
            at = graph.tail[arc as usize];
        }
        way.reverse();
        self.seen.clear();
        self.seen.set(graph.place_of[at as usize]);
        let loopless = way.iter().all(|&arc| {
            let place = graph.place_of[graph.head[arc as usize] as usize];
            let fresh = !self.seen.has(place);
            self.seen.set(place);
            fresh
        });
        let takes: f64 = way.iter().map(|&arc| time[arc as usize]).sum();
        if loopless && own.deadline.is_none_or(|bound| takes <= bound + TIE * bound.abs()) {
            return Ok(Priced { bound: distance, found: true });
        }
        if self.hasty {
            return Ok(Priced { bound: distance, found: false });
        }
        let limit = own.deadline.map(|bound| SecondLimit { weight: time, bound });
        let query = RouteQuery {
            graph,
            reverse: &self.reverse,
            weight: &view.weight,
            origin: own.origin,
            target: own.target,
            limit,
            labels: LABEL_LIMIT,
        };
        let least = self.routes.least(&query, control)?;
        let bound = least.bound.max(distance);
        let found = least.route.is_some_and(|route| {
            way.clone_from(&route.arcs);
            route.weight < most
        });
        Ok(Priced { bound, found })
    }
}
