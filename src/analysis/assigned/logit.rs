//! Path-size logit over each demand's best routes.

use std::collections::BTreeMap;

use crate::algorithm::flow::{
    ArcUses, FlowClass, FlowDemand, FlowProblem, RouteFlow, Solver, Stage,
};
use crate::algorithm::kl::{Bound, Row, nearest};
use crate::algorithm::{LABEL_LIMIT, ReverseIndex, RouteQuery, StateGraph, k_best};
use crate::model::{CommodityId, Criterion, Minimising, Model, UnitId};
use crate::quantity::Dimension;
use crate::report::{Block, Map, Node, Phrase};

use crate::analysis::analyst::{Analyst, Failure, State};
use crate::analysis::find_routes::no_measure;
use crate::analysis::flow::{Solved, tell};
use crate::analysis::flow_problem::{Made, make};
use crate::analysis::part::Part;
use crate::analysis::words::node_names;

/// How many routes a demand chooses among.
const ROUTES: usize = 10;

/// The routes of one demand and how attractive they are.
struct Choice {
    arcs: Vec<Vec<u32>>,
    /// Money a unit, its time included.
    cost: Vec<f64>,
    /// How much of each is its own, by distance.
    path_size: Vec<f64>,
    /// Canonical money a unit.
    scale: f64,
}

/// The logit at one moment: P ∝ PS · exp(−GC ÷ scale); with capacities in the
/// way, the one flow that makes Σ GC·f + scale · Σ f·ln(f ÷ (PS·volume)) least
/// with unmet at its least on these routes.
///
/// # Errors
/// Where a demand has no generalised cost, the scale does not convert, or
/// nothing is proved.
pub fn logit(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    commodity: Option<CommodityId>,
    scale: (f64, UnitId),
) -> Result<Part, Failure> {
    let (model, network) = (&*state.model, &state.network);
    let mut made = make(model, network, commodity, None)?;
    made.objective = Minimising::GeneralisedCost;
    made.chosen = false;
    let problem = made.problem(network);
    let reverse = ReverseIndex::new(&network.frame.graph);
    let mut choices = Vec::new();
    for (part, demand) in made.parts.iter().zip(&problem.demands) {
        let weight = part
            .class
            .weights(Criterion::GeneralisedCost)
            .map_err(|why| no_measure(model, Criterion::GeneralisedCost, &part.class, why))?;
        let query = RouteQuery {
            graph: problem.graph,
            reverse: &reverse,
            weight: &weight,
            origin: demand.origin,
            target: demand.target,
            limit: None,
            labels: LABEL_LIMIT,
        };
        let found = k_best(&query, ROUTES, analyst.control)?;
        let late = |arcs: &[u32]| {
            let time: f64 = arcs.iter().map(|arc| part.class.charges.time[*arc as usize]).sum();
            demand.deadline.is_some_and(|deadline| time > deadline * (1.0 + 1e-9))
        };
        let kept: Vec<_> = found.routes.into_iter().filter(|r| !late(&r.arcs)).collect();
        let arcs: Vec<Vec<u32>> = kept.iter().map(|route| route.arcs.clone()).collect();
        choices.push(Choice {
            path_size: path_sizes(state, &part.class.charges.distance, &arcs),
            cost: kept.iter().map(|route| route.weight).collect(),
            arcs,
            scale: money_a_unit(model, model.demands[part.demand.index()].commodity, scale)?,
        });
    }
    let flows = flows(analyst, &problem, &choices)?;
    let routes = choices.iter().zip(&flows).map(|(choice, flows)| {
        let of = |(arcs, flow): (&Vec<u32>, &f64)| RouteFlow { arcs: arcs.clone(), flow: *flow };
        choice.arcs.iter().zip(flows).map(of).collect()
    });
    let mut solution = super::solution(&problem, routes.collect(), 0.0);
    solution.objective = choices
        .iter()
        .zip(&flows)
        .flat_map(|(choice, flows)| choice.cost.iter().zip(flows).map(|(cost, flow)| cost * flow))
        .sum();
    let solved = Solved {
        made,
        solution,
        worth: BTreeMap::new(),
        varying: crate::analysis::flow::Varying::default(),
        contracts: Vec::new(),
    };
    let mut part = tell(analyst, state, &solved)?;
    told(state, &solved.made, &choices, &flows, &mut part);
    super::tell_exceeded(state, &solved.solution, &[], &mut part);
    Ok(part)
}

/// The scale in money for one unit of a commodity.
fn money_a_unit(
    model: &Model,
    commodity: CommodityId,
    (value, unit): (f64, UnitId),
) -> Result<f64, Failure> {
    let dimension = model.dimension(unit);
    let own = || model.shown.get(model.commodities[commodity.index()].unit.index());
    let found = if dimension.is_plain() {
        // So many of the model's currency for one unit as the commodity counts.
        own().map(|unit| value / unit.factor())
    } else {
        let per = Dimension::MONEY.per(dimension);
        per.and_then(|per| model.conversions(commodity).factor(per)).map(|factor| value * factor)
    };
    found.filter(|scale| *scale > 0.0).ok_or_else(|| {
        let name = model.commodities[commodity.index()].head.label();
        Failure::told(format!("the scale of the logit does not convert to money for `{name}`"))
    })
}

/// Σ over the legs of a route of its part of the length ÷ the routes that use
/// the leg (Ben-Akiva and Bierlaire 1999); by legs where a route has no length.
fn path_sizes(state: &State<'_>, distance: &[f64], routes: &[Vec<u32>]) -> Vec<f64> {
    let way = |arc: &u32| state.network.frame.way_of[*arc as usize];
    let sharing = |arc: &u32| {
        let uses = |route: &&Vec<u32>| route.iter().any(|other| way(other) == way(arc));
        routes.iter().filter(uses).count() as f64
    };
    let of = |route: &Vec<u32>| {
        let length: f64 = route.iter().map(|arc| distance[*arc as usize]).sum();
        let part = |arc: &u32| match length > 0.0 {
            true => distance[*arc as usize] / length,
            false => 1.0 / route.len() as f64,
        };
        route.iter().map(|arc| part(arc) / sharing(arc)).sum()
    };
    routes.iter().map(of).collect()
}

/// Units a day on each route of each demand.
fn flows(
    analyst: &Analyst<'_>,
    problem: &FlowProblem<'_>,
    choices: &[Choice],
) -> Result<Vec<Vec<f64>>, Failure> {
    // Every route is a variable of its own.
    let mut start = Vec::new();
    let mut first = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    for (choice, demand) in choices.iter().zip(&problem.demands) {
        first.push(start.len());
        for (cost, size) in choice.cost.iter().zip(&choice.path_size) {
            start.push(libm::log(size * demand.volume) - cost / choice.scale);
        }
    }
    let range = |at: usize| first[at]..first[at] + choices[at].arcs.len();
    let limits = resource_rows(problem, choices, &first);
    let classes = least_unmet(analyst, problem, choices, &limits)?;
    for (at, demand) in problem.demands.iter().enumerate() {
        let entries = range(at).map(|variable| (variable, 1.0)).collect();
        rows.push(Row { entries, bound: Bound::Most(demand.volume) });
    }
    for (members, least) in classes {
        let entries = members
            .iter()
            .flat_map(|at| range(*at).map(|variable| (variable, problem.demands[*at].weight)))
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        rows.push(Row { entries, bound: Bound::Least(least) });
    }
    rows.extend(limits.into_iter().map(|(_, row)| row));
    // The entropy of a demand's routes counts by its own scale.
    let scale: Vec<f64> =
        choices.iter().flat_map(|choice| choice.arcs.iter().map(|_| choice.scale)).collect();
    let found = nearest(&start, &scale, &rows, analyst.control)?;
    let Some(found) = found else {
        return Err(Failure::told("the logit under these capacities was not found to 1e-9"));
    };
    Ok((0..choices.len()).map(|at| found[range(at)].to_vec()).collect())
}

/// The capacities that routes use, with what they take of each.
fn resource_rows(
    problem: &FlowProblem<'_>,
    choices: &[Choice],
    first: &[usize],
) -> Vec<(u32, Row)> {
    let mut by: BTreeMap<u32, Vec<(usize, f64)>> = BTreeMap::new();
    let mut taken = Vec::new();
    for ((choice, demand), first) in choices.iter().zip(&problem.demands).zip(first) {
        for (at, arcs) in choice.arcs.iter().enumerate() {
            problem.route_uses(demand, arcs, &mut taken);
            for (resource, times) in &taken {
                if problem.capacity[*resource as usize].is_finite() {
                    by.entry(*resource).or_default().push((first + at, *times));
                }
            }
        }
    }
    let row = |(resource, entries)| {
        let bound = Bound::Most(problem.capacity[resource as usize]);
        (resource, Row { entries, bound })
    };
    by.into_iter().map(row).collect()
}

/// Members of each class of demands, and their least weighed delivery.
type Held = Vec<(Vec<usize>, f64)>;

/// The least unmet on these routes, priority by priority.
fn least_unmet(
    analyst: &Analyst<'_>,
    problem: &FlowProblem<'_>,
    choices: &[Choice],
    limits: &[(u32, Row)],
) -> Result<Held, Failure> {
    // Each route is an arc of its own between two places of its demand.
    let mut arcs = Vec::new();
    let mut uses = Vec::new();
    for (at, choice) in choices.iter().enumerate() {
        for _ in &choice.arcs {
            arcs.push((2 * at as u32, 2 * at as u32 + 1, arcs.len() as u32));
        }
    }
    for (number, (_, row)) in limits.iter().enumerate() {
        uses.extend(row.entries.iter().map(|(v, times)| (*v as u32, number as u32, *times)));
    }
    let places = 2 * choices.len() as u32;
    let (graph, order) = StateGraph::new(places, (0..places).collect(), &arcs);
    // Arcs are given by tail, in order: they keep their numbers.
    debug_assert!(order.iter().enumerate().all(|(at, given)| at as u32 == *given));
    let zero = vec![0.0; arcs.len()];
    let bounds = limits.iter().map(|(_, row)| match row.bound {
        Bound::Most(bound) | Bound::Least(bound) => bound,
    });
    let reduced = FlowProblem {
        graph: &graph,
        capacity: bounds.collect(),
        uses: ArcUses::new(arcs.len(), &uses),
        classes: vec![FlowClass {
            money: zero.clone(),
            time: zero.clone(),
            distance: zero,
            closed: vec![false; arcs.len()],
            factor: vec![1.0; limits.len()],
            size: 1.0,
        }],
        demands: problem
            .demands
            .iter()
            .enumerate()
            .map(|(at, demand)| FlowDemand {
                class: 0,
                origin: 2 * at as u32,
                target: 2 * at as u32 + 1,
                volume: demand.volume,
                weight: demand.weight,
                priority: demand.priority,
                ..FlowDemand::default()
            })
            .collect(),
    };
    let solution = Solver::new(&reduced)?.solve(analyst.control)?;
    let mut held = Vec::new();
    for stage in &solution.stages {
        let Stage::Unmet(priority) = stage.stage else { continue };
        let of = |at: &usize| reduced.demands[*at].priority == priority;
        let members: Vec<usize> = (0..reduced.demands.len()).filter(of).collect();
        let whole: f64 = members
            .iter()
            .map(|at| reduced.demands[*at].weight * reduced.demands[*at].volume)
            .sum();
        held.push((members, whole - stage.value));
    }
    Ok(held)
}

fn told(state: &State<'_>, made: &Made, choices: &[Choice], flows: &[Vec<f64>], part: &mut Part) {
    let model = &*state.model;
    let text = "Shippers choose among their best routes by generalised cost, the cheaper the more";
    let text = format!("{text}; routes that share legs count as less than one each.");
    part.body.insert(0, Block::Sentence(Phrase::from(text)));
    let mut maps = Vec::new();
    for ((part, choice), flows) in made.parts.iter().zip(choices).zip(flows) {
        let delivered: f64 = flows.iter().sum();
        for ((arcs, size), flow) in choice.arcs.iter().zip(&choice.path_size).zip(flows) {
            let route = state.network.route(model, &part.class, arcs, false);
            let share = if delivered > 0.0 { flow / delivered } else { 0.0 };
            maps.push(
                Map::new()
                    .with("demand", &model.demands[part.demand.index()].head.name)
                    .with("nodes", node_names(model, &route.nodes))
                    .with("share", share)
                    .with("path_size", *size),
            );
        }
    }
    part.data.set("choice", Node::list(maps));
    part.note(format!("of each demand the {ROUTES} best routes are open to choice"));
    if model.demands.iter().any(|demand| demand.penalty.is_some()) {
        part.note("penalties do not count here: unmet is at its least on these routes");
    }
}
