//! Draws where nothing comes and goes: many at once, over compact arrays.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::algorithm::{
    LABEL_LIMIT, LaneLabels, Lanes, ReverseIndex, RouteQuery, Search, StateGraph, WIDTH, k_best,
};
use crate::control::Control;
use crate::model::Criterion;

use super::draws::Drawn;
use super::plan::{Plan, Table};
use super::sums::{Inputs, Lane, Sum, add};
use super::travel::{Component, Meets, Source};
use super::value::Value;

/// A plan in which no token matters and nobody waits for departures, laid out
/// for draws in lanes.
pub struct Fast {
    inputs: Inputs,
    seed: u64,
    work: Work,
}

enum Work {
    /// One way for all draws: its arcs, time and cost.
    Way(Box<[u32]>, Sum, Sum),
    /// The best way of each.
    Search(Box<Arcs>),
}

/// The arcs that may lie on a best way.
struct Arcs {
    lanes: Lanes,
    /// By place in `lanes`: the fixed part of each weight, the first of its
    /// terms, and at the end the number of terms.
    fixed: Vec<f64>,
    first: Vec<u32>,
    terms: Vec<(u32, f64)>,
    /// Arcs with figures that are no sums of inputs.
    other: Vec<(u32, Sum)>,
    /// States in which a trip may end.
    ends: Vec<u32>,
    /// By place in `lanes`: no way over the arc is shorter in any draw.
    through: Vec<f64>,
    /// The time of one route, and how many of the inputs, from the first, it
    /// takes: no draw's best way is longer.
    usual: Sum,
    usual_inputs: usize,
    /// By input the least of `through` of the arcs that it moves.
    bounds: Vec<f64>,
}

/// The memory of a run of batches.
#[derive(Default)]
pub struct Batch {
    values: Vec<Lane>,
    weights: Vec<Lane>,
    labels: LaneLabels,
    memory: Vec<f64>,
    arcs: Vec<u32>,
    known: FxHashMap<Box<[u32]>, usize>,
    ways: Vec<Known>,
}

/// A way that some draw takes.
struct Known {
    arcs: Box<[u32]>,
    cost: Sum,
    count: u64,
    /// It passes a node twice, so that it is no route.
    loops: bool,
}

/// The figures of which some meets consist.
fn values<'v>(
    plan: &'v Plan<'_>,
    meets: &Meets,
    arcs: &[u32],
    times: bool,
) -> Option<Vec<&'v Value>> {
    let mut all = Vec::new();
    for meet in arcs.iter().flat_map(|arc| meets.of(*arc)) {
        if meet.waits() {
            return None;
        }
        let part = if times { meet.time() } else { meet.cost() };
        if let Some(part) = part {
            let Table::One(value) = &plan.parts[part] else { return None };
            all.push(value);
        }
    }
    Some(all)
}

impl Fast {
    /// For one way; none where a trip waits for departures.
    pub fn along(plan: &Plan<'_>, meets: &Meets, arcs: &[u32], needed: &[usize]) -> Option<Self> {
        let inputs = Inputs::new(plan, needed);
        let time = Sum::of(&inputs, values(plan, meets, arcs, true)?.into_iter());
        let cost = Sum::of(&inputs, values(plan, meets, arcs, false)?.into_iter());
        let seed = plan.model().settings.seed;
        Some(Self { inputs, seed, work: Work::Way(arcs.into(), time, cost) })
    }

    /// For the best way of each draw; none where trips wait for departures or
    /// times cannot be had. Arcs that lie on no best way in any draw are left
    /// out, with their inputs: the best way is no longer than the shortest with
    /// every figure at its largest, and no way over an arc is shorter than the
    /// shortest over it with every figure at its least. A batch of draws leaves
    /// out more: its best ways are no longer than one route is in it.
    pub fn search(plan: &Plan<'_>, meets: &Meets, route: &[u32]) -> Option<Self> {
        let frame = &plan.base.network.frame;
        let graph = &frame.graph;
        let typical = plan.class.weights(Criterion::Time).ok()?;
        let (origin, target) = (frame.start(plan.class.ask.from), plan.class.ask.to.0);
        let nothing = Inputs::new(plan, &[]);
        let (mut least, mut most) = (typical.clone(), typical.clone());
        for arc in (0..graph.arcs()).filter(|arc| typical[*arc] < f64::INFINITY) {
            (least[arc], most[arc]) = (0.0, 0.0);
            for value in values(plan, meets, &[arc as u32], true)? {
                let (low, high) = nothing.bounds(value);
                least[arc] += low;
                most[arc] += high;
            }
        }
        let through = through(graph, frame.reverse(), (&least, &most), (origin, target));
        let weight = typical.iter().zip(&through);
        let weight: Vec<f64> = weight
            .map(|(days, through)| if *through < f64::INFINITY { *days } else { f64::INFINITY })
            .collect();
        let lanes = Lanes::new(graph, &weight, origin);
        // Inputs in the order in which they come to matter.
        let mut bounds: BTreeMap<usize, f64> = BTreeMap::new();
        let mut touched = Vec::new();
        for arc in lanes.arcs() {
            let times = values(plan, meets, &[*arc], true)?;
            let costs = values(plan, meets, &[*arc], false)?;
            touched.clear();
            times.iter().chain(&costs).for_each(|value| value.inputs(&mut touched));
            for input in &touched {
                let bound = bounds.entry(*input).or_insert(f64::INFINITY);
                *bound = bound.min(through[*arc as usize]);
            }
        }
        touched.clear();
        let of_route = values(plan, meets, route, true)?;
        of_route.iter().for_each(|value| value.inputs(&mut touched));
        for input in &touched {
            bounds.insert(*input, f64::NEG_INFINITY);
        }
        let mut ordered: Vec<(usize, f64)> = bounds.into_iter().collect();
        ordered.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let needed: Vec<usize> = ordered.iter().map(|(input, _)| *input).collect();
        let inputs = Inputs::new(plan, &needed);
        let states = (0u32..).zip(&graph.place_of).filter(|(_, place)| **place == target);
        let mut arcs = Arcs {
            fixed: Vec::new(),
            first: vec![0],
            terms: Vec::new(),
            other: Vec::new(),
            ends: states.map(|(state, _)| state).collect(),
            through: lanes.arcs().iter().map(|arc| through[*arc as usize]).collect(),
            usual: Sum::of(&inputs, of_route.into_iter()),
            usual_inputs: touched.len(),
            bounds: ordered.into_iter().map(|(_, bound)| bound).collect(),
            lanes,
        };
        for (index, arc) in (0u32..).zip(arcs.lanes.arcs()) {
            let mut sum = Sum::of(&inputs, values(plan, meets, &[*arc], true)?.into_iter());
            arcs.fixed.push(sum.fixed);
            arcs.terms.append(&mut sum.terms);
            arcs.first.push(arcs.terms.len() as u32);
            if !sum.rest.is_empty() {
                arcs.other.push((index, Sum { rest: sum.rest, ..Sum::default() }));
            }
        }
        let seed = plan.model().settings.seed;
        Some(Self { inputs, seed, work: Work::Search(Box::new(arcs)) })
    }

    /// Whether an input can move anything at all.
    pub fn matters(&self, input: usize) -> bool {
        self.inputs.place(input).is_some()
    }

    /// Plays draws, in batches of [`WIDTH`].
    pub fn run(
        &self,
        (plan, meets): (&Plan<'_>, &Meets),
        draws: std::ops::Range<u64>,
        source: &(dyn Fn(u64) -> Source + Sync),
        drawn: &mut Drawn,
    ) {
        let mut batch = Batch::default();
        drawn.times.reserve((draws.end - draws.start) as usize);
        drawn.costs.reserve((draws.end - draws.start) as usize);
        let mut from = draws.start;
        while from < draws.end {
            let lanes = (draws.end - from).min(WIDTH as u64) as usize;
            let longest = self.draw(&mut batch, from, source);
            match &self.work {
                Work::Way(_, time, cost) => {
                    let times = time.at(&self.inputs, &batch.values, &mut batch.memory);
                    let costs = cost.at(&self.inputs, &batch.values, &mut batch.memory);
                    drawn.times.extend_from_slice(&times[..lanes]);
                    drawn.costs.extend_from_slice(&costs[..lanes]);
                }
                Work::Search(arcs) => {
                    arcs.weigh(&self.inputs, longest, &mut batch);
                    arcs.lanes.run(&batch.weights, &mut batch.labels);
                    for lane in 0..lanes {
                        let (days, money) = self.best(arcs, (plan, meets), &mut batch, lane);
                        drawn.times.push(days);
                        drawn.costs.push(money);
                    }
                }
            }
            from += WIDTH as u64;
        }
        if let Work::Way(arcs, ..) = &self.work {
            *drawn.ways.entry(arcs.to_vec()).or_default() += draws.end - draws.start;
        }
        for known in batch.ways.into_iter().filter(|known| known.count > 0) {
            *drawn.ways.entry(known.arcs.into_vec()).or_default() += known.count;
        }
    }

    /// Draws the inputs of a batch that may matter; no best way of it is longer
    /// than what is returned.
    fn draw(&self, batch: &mut Batch, from: u64, source: &(dyn Fn(u64) -> Source + Sync)) -> f64 {
        let sources: [Source; WIDTH] = std::array::from_fn(|lane| source(from + lane as u64));
        let usual = sources.map(|source| source.draw);
        let frozen = match sources[0].other {
            Some((Component::Input(input), _)) => Some(input),
            _ => None,
        };
        let list = &self.inputs.list;
        batch.values.resize(list.len(), [0.0; WIDTH]);
        let fill = |values: &mut [Lane], range: std::ops::Range<usize>| {
            for (value, (input, sampler)) in values[range.clone()].iter_mut().zip(&list[range]) {
                *value = if frozen == Some(*input) {
                    let draws = sources.map(|source| source.of(Component::Input(*input)));
                    sampler.fill(self.seed, &draws)
                } else {
                    sampler.fill(self.seed, &usual)
                };
            }
        };
        let Work::Search(arcs) = &self.work else {
            fill(&mut batch.values, 0..list.len());
            return f64::INFINITY;
        };
        fill(&mut batch.values, 0..arcs.usual_inputs);
        let times = arcs.usual.at(&self.inputs, &batch.values, &mut batch.memory);
        let longest = times.iter().copied().fold(0.0, f64::max) * (1.0 + 1e-9);
        let matter = arcs.bounds.partition_point(|bound| *bound <= longest);
        fill(&mut batch.values, arcs.usual_inputs..matter);
        longest
    }

    /// Days and money of the best way of a draw; counts the way.
    fn best(
        &self,
        arcs: &Arcs,
        (plan, meets): (&Plan<'_>, &Meets),
        batch: &mut Batch,
        lane: usize,
    ) -> (f64, f64) {
        let nothing = (f64::INFINITY, f64::NAN);
        let mut best = (f64::INFINITY, u32::MAX);
        for state in &arcs.ends {
            let days = arcs.lanes.distance(&batch.labels, lane, *state);
            if days < best.0 {
                best = (days, *state);
            }
        }
        if best.0 == f64::INFINITY {
            return nothing;
        }
        let end = (lane, best.1);
        arcs.lanes.way(&batch.weights, &batch.labels, end, &mut batch.arcs);
        let mut days = best.0;
        let mut number = self.number(plan, meets, batch);
        // Ways that pass a node twice, or stand still, are no routes.
        if number.is_none_or(|number| batch.ways[number].loops) {
            let Some(route) = exact(plan, arcs, batch, lane) else { return nothing };
            (batch.arcs, days) = route;
            number = self.number(plan, meets, batch);
        }
        let Some(number) = number else { return nothing };
        let known = &mut batch.ways[number];
        known.count += 1;
        (days, known.cost.at_one(&self.inputs, &batch.values, lane, &mut batch.memory))
    }

    /// The number of a way; none where it is empty.
    fn number(&self, plan: &Plan<'_>, meets: &Meets, batch: &mut Batch) -> Option<usize> {
        let Batch { arcs, known, ways, .. } = batch;
        if arcs.is_empty() {
            return None;
        }
        if let Some(number) = known.get(&arcs[..]) {
            return Some(*number);
        }
        let costs = values(plan, meets, arcs, false)?;
        let graph = &plan.base.network.frame.graph;
        ways.push(Known {
            arcs: arcs[..].into(),
            cost: Sum::of(&self.inputs, costs.into_iter()),
            count: 0,
            loops: !Search::new().is_loopless(graph, arcs),
        });
        known.insert(arcs[..].into(), ways.len() - 1);
        Some(ways.len() - 1)
    }
}

impl Arcs {
    /// The weights of all arcs in each draw of a batch; those that lie on no way
    /// of at most this length are closed.
    fn weigh(&self, inputs: &Inputs, longest: f64, batch: &mut Batch) {
        let Batch { values, weights, memory, .. } = batch;
        weights.clear();
        let arcs = self.fixed.iter().zip(self.first.windows(2)).zip(&self.through);
        for ((fixed, ends), through) in arcs {
            if *through > longest {
                weights.push([f64::INFINITY; WIDTH]);
                continue;
            }
            let mut weight = [*fixed; WIDTH];
            for (place, factor) in &self.terms[ends[0] as usize..ends[1] as usize] {
                add(&mut weight, *factor, &values[*place as usize]);
            }
            weights.push(weight);
        }
        let open = |index: u32| self.through[index as usize] <= longest;
        for (index, sum) in self.other.iter().filter(|(index, _)| open(*index)) {
            add(&mut weights[*index as usize], 1.0, &sum.at(inputs, values, memory));
        }
    }
}

/// By arc the length of the shortest way over it with every figure at its least;
/// INFINITY where it lies on no best way in any draw.
fn through(
    graph: &StateGraph,
    reverse: &ReverseIndex,
    (least, most): (&[f64], &[f64]),
    (origin, target): (u32, u32),
) -> Vec<f64> {
    let mut ahead = Search::new();
    ahead.forward(graph, most, origin, None, None);
    let mut way = Vec::new();
    let end = ahead.nearest(reverse, target);
    if let Some(end) = end {
        ahead.way_to(graph, end, &mut way);
    }
    // What passes a place twice is no route, and tells nothing of routes.
    let longest = match end {
        Some(end) if ahead.is_loopless(graph, &way) => ahead.distance(end) * (1.0 + 1e-9),
        _ => f64::INFINITY,
    };
    ahead.forward(graph, least, origin, None, None);
    let mut behind = Search::new();
    behind.backward(graph, reverse, least, target, None, None);
    let through = |arc: usize| {
        ahead.distance(graph.tail[arc]) + least[arc] + behind.distance(graph.head[arc])
    };
    let kept = |through: f64| if through <= longest { through } else { f64::INFINITY };
    (0..graph.arcs()).map(|arc| kept(through(arc))).collect()
}

/// The best route of a draw by a search that keeps to routes.
fn exact(plan: &Plan<'_>, arcs: &Arcs, batch: &Batch, lane: usize) -> Option<(Vec<u32>, f64)> {
    let frame = &plan.base.network.frame;
    let mut weight = vec![f64::INFINITY; frame.graph.arcs()];
    for (arc, all) in arcs.lanes.arcs().iter().zip(&batch.weights) {
        weight[*arc as usize] = all[lane];
    }
    let query = RouteQuery {
        graph: &frame.graph,
        reverse: frame.reverse(),
        weight: &weight,
        origin: frame.start(plan.class.ask.from),
        target: plan.class.ask.to.0,
        limit: None,
        labels: LABEL_LIMIT,
    };
    let found = k_best(&query, 1, &Control::new()).ok()?;
    found.routes.into_iter().next().map(|route| (route.arcs, route.weight))
}
