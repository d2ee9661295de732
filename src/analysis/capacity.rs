//! `report capacity`: the most that fits between places, and what binds.

use crate::algorithm::CapacityNetwork;
use crate::algorithm::flow::{FlowDemand, Solver, Stage};
use crate::model::{CommodityId, ModeId, Model, NodeId, Selection};
use crate::network::{Class, ClassAsk, Classes};
use crate::report::{Block, Figure, Map, Node, Phrase, Table};
use crate::scenario::select;

use super::analyst::{Analyst, Failure, State};
use super::flow::kernel_failure;
use super::flow_plan::{PlanPart, check_gaps, kernel_class, origin_uses, problem};
use super::no_way::{NoWay, no_way};
use super::part::Part;
use super::routes::capacity_unit;
use super::units::shown;
use super::words::{note_text, resource_map};

/// What is asked: between which places, of what, over which legs.
#[derive(Debug, Clone, Copy)]
pub struct CapacityAsk<'q> {
    /// From any of these.
    pub from: &'q [NodeId],
    /// To any of these.
    pub to: &'q [NodeId],
    /// Of what; none: things in general, counted as the capacities count.
    pub commodity: Option<CommodityId>,
    /// Only legs of this mode.
    pub only_mode: Option<ModeId>,
    /// Not over these.
    pub avoiding: Option<&'q Selection>,
}

/// The most that fits.
#[derive(Debug, Clone)]
pub enum Most {
    /// A way without any limit.
    Unlimited,
    /// Canonical, a day, with the certificate.
    Limited {
        /// Σ weight × capacity.
        value: f64,
        /// Weights > 0 by capacity.
        weights: Vec<(u32, f64)>,
        /// Relative gap.
        gap: f64,
    },
    /// Nothing fits: there is no way.
    NoWay(Vec<NoWay>),
}

/// Works out the most that fits: one unlimited demand alone on the network, no
/// deadline, no shipper.
///
/// # Errors
/// Where a capacity in reach is unknown or does not convert.
pub fn most(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    ask: CapacityAsk<'_>,
) -> Result<Most, Failure> {
    let classes = pair_classes(state, ask);
    if classes.is_empty() {
        return Err(Failure::told("both ends are the same place"));
    }
    let closed = left_out(state, ask);
    check_counts(state, ask, &classes)?;
    let bound = upper_bound(analyst, state, &classes, &closed)?;
    if bound == f64::INFINITY {
        return Ok(Most::Unlimited);
    }
    if bound <= 0.0 {
        let mut cuts = Vec::new();
        for class in &classes {
            let ends = (class.ask.from, class.ask.to);
            let why = |arc: u32| closed[arc as usize].then(|| "the question leaves it out".into());
            cuts.push(no_way(state, class, ends, &why, analyst.control)?);
        }
        return Ok(Most::NoWay(cuts));
    }
    solve(analyst, state, &classes, &closed, bound)
}

fn pair_classes(state: &State<'_>, ask: CapacityAsk<'_>) -> Vec<Class> {
    let mut classes = Classes::new(&state.model, &state.network);
    let mut list = Vec::new();
    for from in ask.from {
        for to in ask.to.iter().filter(|to| *to != from) {
            list.push(classes.class(ClassAsk {
                commodity: ask.commodity,
                from: *from,
                to: *to,
                demand: None,
                bound: Vec::new(),
            }));
        }
    }
    list
}

fn left_out(state: &State<'_>, ask: CapacityAsk<'_>) -> Vec<bool> {
    let model = &*state.model;
    let frame = &state.network.frame;
    let mut closed = vec![false; frame.way_of.len()];
    if let Some(mode) = ask.only_mode {
        for (closed, way) in closed.iter_mut().zip(&frame.way_of) {
            *closed = !model.is_by(model.leg_of(*way), mode);
        }
    }
    if let Some(selection) = ask.avoiding {
        let selected = select(model, selection, state.network.now.at.day());
        for arc in state.network.arcs_closed_by(&selected) {
            closed[arc as usize] = true;
        }
    }
    closed
}

/// Unknown capacities, and those that do not convert, are named.
fn check_counts(
    state: &State<'_>,
    ask: CapacityAsk<'_>,
    classes: &[Class],
) -> Result<(), Failure> {
    let parts: Vec<PlanPart> = classes
        .iter()
        .map(|class| PlanPart {
            demand: crate::model::DemandId(0),
            class: class.clone(),
            volume: 0.0,
        })
        .collect();
    check_gaps(state, &parts)?;
    if ask.commodity.is_some() {
        return Ok(());
    }
    let mut counts = None;
    for class in classes {
        let reach = state.network.in_reach(class);
        for arc in (0..reach.len()).filter(|arc| reach[*arc]) {
            for number in state.network.uses.of_arc.of(arc) {
                let resource = &state.network.uses.resources[*number as usize];
                if !resource.counts_for(None) {
                    continue;
                }
                if *counts.get_or_insert(resource.counts) != resource.counts {
                    return Err(Failure::told(
                        "capacities count in different units; say of what: `for C`",
                    ));
                }
            }
        }
    }
    Ok(())
}

/// What single arcs let through, by itself an upper bound; infinite exactly
/// where some way has no limit at all.
fn upper_bound(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    classes: &[Class],
    closed: &[bool],
) -> Result<f64, Failure> {
    let network = &state.network;
    let graph = &network.frame.graph;
    let arcs: Vec<(u32, u32)> =
        graph.tail.iter().zip(&graph.head).map(|(tail, head)| (*tail, *head)).collect();
    let mut flows = CapacityNetwork::new(graph.states(), &arcs);
    let mut sum = 0.0;
    for class in classes {
        let fits = |number: &u32| {
            let factor = class.factors[*number as usize];
            let capacity = network.uses.resources[*number as usize].capacity;
            match capacity {
                Some(capacity) if factor > 0.0 => capacity / factor,
                _ => f64::INFINITY,
            }
        };
        let origin = network.uses.of_origin.of(class.ask.from.index()).iter().map(fits);
        let origin = origin.fold(f64::INFINITY, f64::min);
        let start = network.frame.start(class.ask.from);
        let capacity: Vec<f64> = (0..arcs.len())
            .map(|arc| {
                if closed[arc] || !class.is_open(arc as u32) {
                    return 0.0;
                }
                let along = network.uses.of_arc.of(arc).iter().map(fits);
                let first = if graph.tail[arc] == start { origin } else { f64::INFINITY };
                along.fold(first, f64::min)
            })
            .collect();
        let sinks: Vec<u32> = (0..graph.states() as u32)
            .filter(|s| graph.place_of[*s as usize] == class.ask.to.0)
            .collect();
        sum += flows.solve(&capacity, &[start], &sinks, analyst.control)?.value;
    }
    Ok(sum)
}

fn solve(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    classes: &[Class],
    closed: &[bool],
    bound: f64,
) -> Result<Most, Failure> {
    let kernel = classes.iter().map(|class| {
        let mut kernel = kernel_class(class, false, 1.0);
        kernel.closed.iter_mut().zip(closed).for_each(|(shut, out)| *shut |= out);
        kernel
    });
    let demands = (0u32..).zip(classes).map(|(index, class)| FlowDemand {
        class: index,
        origin: state.network.frame.start(class.ask.from),
        target: class.ask.to.0,
        // More than can ever arrive, so that capacities bind and not this.
        volume: 2.0 * bound,
        origin_uses: origin_uses(state, class),
        deadline: None,
        penalty: None,
        priority: 1,
        weight: 1.0,
        value_of_time: 0.0,
    });
    let problem = problem(state, kernel.collect(), demands.collect());
    let mut solver = Solver::new(&problem).map_err(kernel_failure)?;
    let solution = solver.solve(analyst.control).map_err(kernel_failure)?;
    let value: f64 = solution.demands.iter().map(|demand| demand.delivered).sum();
    let stage = solution.stages.iter().find(|result| matches!(result.stage, Stage::Unmet(_)));
    let duals = stage.map_or(&[][..], |stage| &stage.duals);
    let weights: Vec<(u32, f64)> = duals
        .iter()
        .filter(|(_, dual)| *dual > 1e-9)
        .map(|(number, dual)| (*number, crate::quantity::tidy(*dual)))
        .collect();
    Ok(Most::Limited { value, weights, gap: stage.map_or(0.0, |stage| stage.gap) })
}

/// The answer at one moment.
///
/// # Errors
/// Where the question has no answer then, with the reason.
pub fn capacity(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    ask: CapacityAsk<'_>,
) -> Result<Part, Failure> {
    let model = &*state.model;
    let units = analyst.units();
    let most = most(analyst, state, ask)?;
    let mut part = Part::default();
    let resources = &state.network.uses.resources;
    let unit = |number: Option<u32>| {
        let resource = number.map(|number| &resources[number as usize]);
        capacity_unit(model, &units, ask.commodity, resource)
    };
    let route = ends_text(model, ask);
    match most {
        Most::Unlimited => {
            part.data.set("capacity", Figure::unlimited(unit(None)));
            part.data.set("binds", Vec::<Node>::new());
            part.say(route.with(" there is a way on which no capacity is stated: it is unlimited."));
        }
        Most::NoWay(cuts) => {
            let zero = Figure::new(0.0, unit(None));
            part.data.set("capacity", &zero);
            part.means.push(("capacity", zero));
            part.data.set("binds", Vec::<Node>::new());
            part.say(route.with(" nothing fits."));
            let maps: Vec<Map> = cuts.iter().map(|cut| cut.map(analyst, state)).collect();
            part.data.set("no_way", maps);
            for cut in cuts {
                part.say(cut.sentence(state));
                part.body.push(cut.block(analyst, state));
            }
        }
        Most::Limited { value, weights, gap } => {
            let figure = Figure::new(value, unit(weights.first().map(|(number, _)| *number)));
            part.data.set("capacity", &figure);
            part.means.push(("capacity", figure.clone()));
            let binds = weights.iter().map(|(number, weight)| {
                let resource = &resources[*number as usize];
                resource_map(model, resource)
                    .with("weight", *weight)
                    .with("capacity", resource_figure(model, resource))
            });
            part.data.set("binds", Node::list(binds));
            let cut = weights.iter().all(|(_, weight)| (weight - 1.0).abs() <= 1e-9);
            part.data.set("is_cut", cut);
            part.data.set("gap", gap);
            part.say(limited_sentence(state, route, &figure, &weights));
            part.body.push(Block::Table(certificate(state, &weights)));
            part.note(if cut {
                "the capacities listed are a cut: their sum is the answer"
            } else {
                "the answer is the sum of the capacities listed, each times its weight"
            });
        }
    }
    for note in &state.network.now.notes {
        part.note(note_text(model, note));
    }
    Ok(part)
}

fn ends_text(model: &Model, ask: CapacityAsk<'_>) -> Phrase {
    let list = |nodes: &[NodeId]| {
        Phrase::list(nodes.iter().map(|node| Phrase::new().name(model.node_label(*node))))
    };
    Phrase::from("From ").and(list(ask.from)).with(" to ").and(list(ask.to))
}

fn limited_sentence(
    state: &State<'_>,
    route: Phrase,
    figure: &Figure,
    weights: &[(u32, f64)],
) -> Phrase {
    let resources = &state.network.uses.resources;
    let names = weights.iter().take(4).map(|(number, _)| {
        Phrase::new().name(resources[*number as usize].label(&state.model))
    });
    let verb = if weights.len() == 1 { " binds." } else { " bind." };
    route.with(" ").with(figure).with(" fits; ").and(Phrase::list(names)).with(verb)
}

/// A capacity as written.
pub fn resource_figure(model: &Model, resource: &crate::network::Resource) -> Figure {
    let unit = shown(model, resource.unit);
    match resource.capacity {
        Some(capacity) => Figure::new(capacity, unit),
        None => Figure::unknown(unit),
    }
}

fn certificate(state: &State<'_>, weights: &[(u32, f64)]) -> Table {
    let model = &*state.model;
    let mut table = Table::new().text("what binds").text("kind").number("capacity");
    table = table.number("weight");
    for (number, weight) in weights {
        let resource = &state.network.uses.resources[*number as usize];
        table.row(vec![
            Phrase::new().name(resource.label(model)).into(),
            resource.kind_word(model).into(),
            resource_figure(model, resource).into(),
            (*weight).into(),
        ]);
    }
    table
}
