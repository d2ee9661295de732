//! `report capacity`: the most that fits between places, and what binds.

use std::borrow::Cow;
use std::sync::Arc;

use crate::algorithm::flow::{FlowClass, FlowDemand, FlowProblem, Solver, Stage, WayQuery};
use crate::control::Control;
use crate::model::{CommodityId, ModeId, Model, NodeId, Selection};
use crate::network::{Class, ClassAsk, Gap, Resource};
use crate::report::{Block, Cell, Figure, Map, Node, Phrase, Table};
use crate::scenario::select;

use super::analyst::{Analyst, Failure, State};
use super::contracts::in_force;
use super::contracts_told::not_kept;
use super::flow_problem::arc_uses;
use super::no_way::no_way;
use super::part::Part;
use super::routes::capacity_unit;
use super::words::{note_text, resource_map};

/// What is asked.
#[derive(Debug, Clone)]
pub struct CapacityAsk {
    /// Origins.
    pub from: Vec<NodeId>,
    /// Destinations.
    pub to: Vec<NodeId>,
    /// Of what.
    pub commodity: Option<CommodityId>,
    /// Only legs of this mode.
    pub only_mode: Option<ModeId>,
    /// Not over these.
    pub avoiding: Option<Selection>,
}

/// How much fits.
pub struct Most {
    /// Units a day; INFINITY where nothing limits it.
    pub value: f64,
    /// The certificate: capacities with their weights, Σ weight × capacity (in
    /// units of the commodity) = value.
    pub binds: Vec<(u32, f64)>,
    /// Relative gap.
    pub gap: f64,
    /// A class of the pair, for reasons.
    pub class: Class,
}

/// The most that fits: one unlimited demand alone on the network, no deadline,
/// no shipper.
///
/// # Errors
/// Where a capacity that it needs is unknown or does not convert.
pub fn most(state: &State<'_>, ask: &CapacityAsk, control: &Control) -> Result<Most, Failure> {
    let model = &*state.model;
    let network = &state.network;
    let mut all: Vec<Class> = Vec::new();
    for &from in &ask.from {
        for &to in &ask.to {
            let commodity = ask.commodity;
            let bound = Vec::new();
            all.push(state.class(ClassAsk { commodity, from, to, demand: None, bound }));
        }
    }
    let Some(first) = all.first().cloned() else {
        return Err(Failure::told("both ends are needed"));
    };
    if let Some(most) = over_ways(state, ask, &all, control)? {
        return Ok(most);
    }
    let closed = closed_by_ask(state, ask);
    for class in &all {
        for gap in network.gaps(model, class) {
            if let Gap::Capacity(number) = gap {
                let label = network.uses.resources[number as usize].label(model);
                return Err(Failure::told(format!(
                    "the capacity of `{label}` is in a unit that the cargo does not convert to"
                )));
            }
        }
    }
    let problem = problem(state, &all, &closed);
    if let Some(pair) = unlimited(state, &all, &problem) {
        let class = all[pair].clone();
        let unknown = unknown_between(state, &class, &closed);
        if unknown.is_empty() {
            let value = f64::INFINITY;
            return Ok(Most { value, binds: Vec::new(), gap: 0.0, class });
        }
        return Err(tell_unknown(model, state, &unknown));
    }
    let mut solver = Solver::new(&problem)?;
    let solution = solver.solve(control)?;
    let used: Vec<u32> = (0u32..)
        .zip(&network.uses.resources)
        .filter(|(n, r)| r.capacity.is_none() && solution.uses[*n as usize] > 0.0)
        .map(|(n, _)| n)
        .collect();
    if !used.is_empty() {
        return Err(tell_unknown(model, state, &used));
    }
    let value = solution.demands.iter().map(|demand| demand.delivered).sum();
    let mut binds = Vec::new();
    for stage in &solution.stages {
        if matches!(stage.stage, Stage::Unmet(_)) {
            for (number, dual) in &stage.duals {
                let factor = first.factors[*number as usize];
                let weight = dual * factor;
                if weight > 1e-12 {
                    binds.push((*number, snap(weight)));
                }
            }
        }
    }
    Ok(Most { value, binds, gap: solution.gap, class: first })
}

/// The most that fits by maximum flow, where all pairs see the same network and
/// every figure is known and counts in units of the commodity.
fn over_ways(
    state: &State<'_>,
    ask: &CapacityAsk,
    all: &[Class],
    control: &Control,
) -> Result<Option<Most>, Failure> {
    let network = &state.network;
    let Some(first) = all.first() else { return Ok(None) };
    let alike = |class: &Class| {
        class.barred.is_empty()
            && Arc::ptr_eq(&class.gate, &first.gate)
            && Arc::ptr_eq(&class.factors, &first.factors)
    };
    if !all.iter().all(alike) || first.factors.iter().any(|factor| factor.is_nan()) {
        return Ok(None);
    }
    let open: Cow<'_, [bool]> = if ask.only_mode.is_none() && ask.avoiding.is_none() {
        Cow::Borrowed(&first.gate.open)
    } else {
        let closed = closed_by_ask(state, ask);
        first.gate.open.iter().zip(closed).map(|(open, closed)| *open && !closed).collect()
    };
    let numbers = |nodes: &[NodeId]| nodes.iter().map(|node| node.0).collect::<Vec<u32>>();
    let unknown =
        |(resource, factor): (&Resource, &f64)| *factor != 0.0 && resource.capacity.is_none();
    if network.uses.resources.iter().zip(first.factors.iter()).any(unknown) {
        return Ok(None);
    }
    let query = WayQuery {
        capacity: state.capacities(),
        open: &open,
        factor: &first.factors,
        origins: &numbers(&ask.from),
        targets: &numbers(&ask.to),
    };
    let found = state.with_ways(|ways| ways.solve(&query, control)).transpose()?.flatten();
    Ok(found.map(|found| Most {
        value: found.value,
        binds: found.cut.into_iter().map(|resource| (resource, 1.0)).collect(),
        gap: 0.0,
        class: first.clone(),
    }))
}

/// Weights of a cut are 1 to the last bit.
fn snap(weight: f64) -> f64 {
    if (weight - weight.round()).abs() < 1e-9 { weight.round() } else { weight }
}

fn tell_unknown(model: &Model, state: &State<'_>, numbers: &[u32]) -> Failure {
    let tell = |n: &u32| {
        let label = state.network.uses.resources[*n as usize].label(model);
        Phrase::from("the answer needs the capacity of `").name(label).with("`, which is unknown")
    };
    Failure::Told(numbers.iter().map(tell).collect())
}

/// Arcs that the question itself leaves out.
fn closed_by_ask(state: &State<'_>, ask: &CapacityAsk) -> Vec<bool> {
    let model = &*state.model;
    let frame = &state.network.frame;
    let mut closed = vec![false; frame.graph.arcs()];
    if let Some(mode) = ask.only_mode {
        for (arc, closed) in closed.iter_mut().enumerate() {
            let leg = model.leg_of(frame.way_of[arc]);
            *closed |= !model.is_by(leg, mode);
        }
    }
    if let Some(selection) = &ask.avoiding {
        let selected = select(model, selection, state.network.now.at.day());
        for (arc, closed) in closed.iter_mut().enumerate() {
            let way = frame.way_of[arc];
            let (from, to) = model.ends(way);
            let touches = |node: NodeId| {
                let ends = ask.from.contains(&node) || ask.to.contains(&node);
                selected.nodes.contains(&node) && !ends
            };
            *closed |= selected.legs.contains(&way)
                || touches(from)
                || touches(to)
                || selected.countries.iter().any(|c| model.touches(way.leg(), *c));
        }
    }
    closed
}

fn problem<'a>(state: &'a State<'_>, all: &[Class], closed: &[bool]) -> FlowProblem<'a> {
    let network = &state.network;
    let graph = &network.frame.graph;
    let arcs = graph.arcs();
    let resources = &network.uses.resources;
    let capacity: Vec<f64> =
        resources.iter().map(|r| r.capacity.unwrap_or(f64::INFINITY)).collect();
    let tidy = |f: &f64| if f.is_nan() { 0.0 } else { *f };
    // More than all capacities together can carry is never asked for.
    let bound: f64 = capacity
        .iter()
        .zip(all.first().map(|class| class.factors.as_slice()).unwrap_or_default())
        .filter(|(c, f)| c.is_finite() && **f > 0.0)
        .map(|(c, f)| c / f)
        .sum();
    let mut classes = Vec::new();
    let mut demands = Vec::new();
    for (number, class) in all.iter().enumerate() {
        let barred = !class.barred.is_empty();
        classes.push(FlowClass {
            money: vec![0.0; arcs],
            time: vec![0.0; arcs],
            distance: vec![0.0; arcs],
            closed: (0..arcs).map(|arc| barred || closed[arc] || !class.gate.open[arc]).collect(),
            factor: class.factors.iter().map(tidy).collect(),
            size: 1.0,
        });
        let origin = network.uses.of_origin.of(class.ask.from.index());
        demands.push(FlowDemand {
            class: number as u32,
            origin: network.frame.start(class.ask.from),
            target: class.ask.to.0,
            volume: bound.max(1e-9),
            origin_uses: origin.iter().map(|r| (*r, 1.0)).collect(),
            priority: 1,
            weight: 1.0,
            ..FlowDemand::default()
        });
    }
    FlowProblem { graph, capacity, uses: arc_uses(network), classes, demands }
}

/// The pair between which a route runs that no capacity limits.
fn unlimited(state: &State<'_>, all: &[Class], problem: &FlowProblem<'_>) -> Option<usize> {
    let graph = &state.network.frame.graph;
    (0..all.len()).find(|pair| {
        let class = &problem.classes[*pair];
        let limits = |resource: u32| {
            class.factor[resource as usize] > 0.0 && problem.capacity[resource as usize].is_finite()
        };
        let demand = &problem.demands[*pair];
        if demand.origin_uses.iter().any(|(r, _)| limits(*r)) {
            return false;
        }
        let free = |arc: usize| {
            !class.closed[arc]
                && !state.network.uses.of_arc.of(arc).iter().any(|resource| limits(*resource))
        };
        let mut seen = vec![false; graph.states()];
        let mut stack = vec![demand.origin];
        seen[demand.origin as usize] = true;
        while let Some(at) = stack.pop() {
            if graph.place_of[at as usize] == demand.target {
                return true;
            }
            for arc in graph.out(at).filter(|arc| free(*arc)) {
                let head = graph.head[arc];
                if !std::mem::replace(&mut seen[head as usize], true) {
                    stack.push(head);
                }
            }
        }
        false
    })
}

fn unknown_between(state: &State<'_>, class: &Class, closed: &[bool]) -> Vec<u32> {
    let network = &state.network;
    let reach = network.in_reach(class);
    let mut all = Vec::new();
    for arc in (0..reach.len()).filter(|arc| reach[*arc] && !closed[*arc]) {
        for number in network.uses.of_arc.of(arc) {
            let resource = &network.uses.resources[*number as usize];
            if resource.capacity.is_none() && resource.counts_for(class.ask.commodity) {
                all.push(*number);
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// The answer at one moment.
///
/// # Errors
/// Where there is none, with the reason.
pub fn capacity(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    ask: &CapacityAsk,
) -> Result<Part, Failure> {
    let most = most(state, ask, analyst.control)?;
    let model = &*state.model;
    let units = analyst.units();
    let resources = &state.network.uses.resources;
    let first = most.binds.first().map(|(n, _)| &resources[*n as usize]);
    let unit = capacity_unit(model, &units, ask.commodity, first);
    let mut part = Part::default();
    let figure = if most.value.is_finite() {
        Figure::new(most.value, &unit)
    } else {
        Figure::unlimited(&unit)
    };
    part.means.push(("capacity", figure.clone()));
    let ends = ends_phrase(model, ask);
    let is_cut = most.binds.iter().all(|(_, weight)| *weight == 1.0);
    part.data.set("capacity", &figure);
    let maps = most.binds.iter().map(|(n, weight)| {
        let resource = &resources[*n as usize];
        resource_map(model, resource)
            .with("weight", *weight)
            .with("capacity", resource_figure(model, resource))
    });
    part.data.set("binds", Node::list(maps.collect::<Vec<Map>>()));
    part.data.set("cut", is_cut && !most.binds.is_empty());
    part.data.set("gap", most.gap);
    if !most.value.is_finite() {
        part.say(
            Phrase::from("Nothing limits what fits ")
                .and(ends)
                .with(": some way has no capacity stated on any of its legs, nodes and borders."),
        );
        return Ok(finish(state, part));
    }
    if most.value == 0.0 {
        part.say(Phrase::from("Nothing fits ").and(ends).with("."));
        let closed = closed_by_ask(state, ask);
        let left_out =
            |arc: u32| closed[arc as usize].then(|| "the question leaves it out".to_owned());
        let ends = (most.class.ask.from, most.class.ask.to);
        let why = no_way(state, &most.class, ends, &left_out, analyst.control)?;
        part.say(why.sentence(state));
        part.body.push(why.block(analyst, state));
        part.data.set("no_way", why.map(analyst, state));
        return Ok(finish(state, part));
    }
    let names =
        most.binds.iter().map(|(n, _)| Phrase::new().name(resources[*n as usize].label(model)));
    let verb = if is_cut { "; the cut is " } else { "; it is bound by " };
    part.say(
        Phrase::from("The most that fits ")
            .and(ends)
            .with(" is ")
            .with(figure)
            .with(verb)
            .and(Phrase::list(names))
            .with("."),
    );
    let mut table = Table::new().text("binds").number("capacity");
    if !is_cut {
        table = table.number("weight");
    }
    for (n, weight) in &most.binds {
        let resource = &resources[*n as usize];
        let mut row: Vec<Cell> =
            vec![resource.label(model).into(), resource_figure(model, resource).into()];
        if !is_cut {
            row.push(crate::quantity::format_number(*weight).into());
        }
        table.row(row);
    }
    part.body.push(Block::Table(table));
    if !is_cut {
        part.note("Σ weight × capacity is the value: the certificate that no more fits");
    }
    Ok(finish(state, part))
}

fn finish(state: &State<'_>, mut part: Part) -> Part {
    let contracts = in_force(&state.model, &state.network);
    let note = not_kept(&state.model, &contracts, "a capacity between places");
    note.into_iter().for_each(|note| part.note(note));
    for note in &state.network.now.notes {
        part.note(note_text(&state.model, note));
    }
    part
}

fn resource_figure(model: &Model, resource: &crate::network::Resource) -> Figure {
    let unit = super::units::shown(model, resource.unit);
    resource.capacity.map_or_else(|| Figure::unknown(&unit), |c| Figure::new(c, &unit))
}

fn ends_phrase(model: &Model, ask: &CapacityAsk) -> Phrase {
    let list = |nodes: &[NodeId]| {
        Phrase::list(nodes.iter().map(|node| Phrase::new().name(model.node_label(*node))))
    };
    let text = Phrase::from("from ").and(list(&ask.from)).with(" to ").and(list(&ask.to));
    match ask.commodity {
        Some(c) => text.with(" of ").name(model.commodities[c.index()].head.label()),
        None => text,
    }
}
