//! Why there is no way: a smallest set of closed legs that cuts one place from
//! another, and what took each of them.

use std::collections::BTreeMap;

use crate::algorithm::CapacityNetwork;
use crate::control::{Cancelled, Control};
use crate::model::{LegWay, NodeId};
use crate::network::{Class, Reason};
use crate::report::{Block, Map, Node, Phrase};

use super::analyst::{Analyst, State};
use super::words::{cause_name, cause_phrase, leg_map, place};

/// Why no open way leads from one place to another.
#[derive(Debug, Clone, PartialEq)]
pub struct NoWay {
    /// From.
    pub from: NodeId,
    /// To.
    pub to: NodeId,
    /// The closed legs of a smallest cut; empty where no legs lead there at
    /// all, or the cargo is forbidden altogether.
    pub cut: Vec<CutLeg>,
    /// What forbids the cargo altogether.
    pub barred: Vec<Reason>,
}

/// A closed leg.
#[derive(Debug, Clone, PartialEq)]
pub struct CutLeg {
    /// Which.
    pub way: LegWay,
    /// All that closes it to the network, each by itself enough.
    pub reasons: Vec<Reason>,
    /// What the question itself leaves out (`avoiding`, `by MODE`).
    pub left_out: Option<String>,
}

/// Finds the cut between two places of a class. `left_out` says of each arc
/// which words of the question leave it out; none of a question without such.
///
/// # Errors
/// [`Cancelled`] when the control says so.
pub fn no_way(
    state: &State<'_>,
    class: &Class,
    (from, to): (NodeId, NodeId),
    left_out: &dyn Fn(u32) -> Option<String>,
    control: &Control,
) -> Result<NoWay, Cancelled> {
    let network = &state.network;
    let barred: Vec<Reason> = class.barred.iter().map(|cause| Reason::NoTrade(*cause)).collect();
    if !barred.is_empty() {
        return Ok(NoWay { from, to, cut: Vec::new(), barred });
    }
    let graph = &network.frame.graph;
    let arcs: Vec<(u32, u32)> =
        graph.tail.iter().zip(&graph.head).map(|(tail, head)| (*tail, *head)).collect();
    let open = |arc: u32| class.is_open(arc) && left_out(arc).is_none();
    let capacity: Vec<f64> =
        (0..arcs.len() as u32).map(|arc| if open(arc) { f64::INFINITY } else { 1.0 }).collect();
    let sinks: Vec<u32> = (0..graph.states() as u32)
        .filter(|state| graph.place_of[*state as usize] == to.0)
        .collect();
    let start = network.frame.start(from);
    let found =
        CapacityNetwork::new(graph.states(), &arcs).solve(&capacity, &[start], &sinks, control)?;
    let mut by_way: BTreeMap<LegWay, CutLeg> = BTreeMap::new();
    for arc in found.cut {
        let way = network.frame.way_of[arc as usize];
        let leg = by_way.entry(way).or_insert_with(|| CutLeg {
            way,
            reasons: Vec::new(),
            left_out: left_out(arc),
        });
        for reason in network.reasons(&state.model, class, arc) {
            if !leg.reasons.contains(&reason) {
                leg.reasons.push(reason);
            }
        }
    }
    Ok(NoWay { from, to, cut: by_way.into_values().collect(), barred })
}

impl NoWay {
    /// In words, one sentence.
    pub fn sentence(&self, state: &State<'_>) -> Phrase {
        let model = &*state.model;
        let start = Phrase::from("There is no way from ")
            .name(model.node_label(self.from))
            .with(" to ")
            .name(model.node_label(self.to));
        if !self.barred.is_empty() {
            return start.with(": the cargo may not be carried at all.");
        }
        match self.cut.len() {
            0 => start.with(": no legs lead there, open or closed."),
            1 => start.with(": one closed leg cuts them off."),
            count => start.with(format!(": {count} closed legs cut them off.")),
        }
    }

    /// The members of the cut, each with what took it.
    pub fn block(&self, analyst: &Analyst<'_>, state: &State<'_>) -> Block {
        let model = &*state.model;
        let mut items: Vec<Phrase> =
            self.barred.iter().map(|reason| reason_phrase(analyst, state, reason)).collect();
        for leg in &self.cut {
            let mut reasons: Vec<Phrase> =
                leg.reasons.iter().map(|reason| reason_phrase(analyst, state, reason)).collect();
            reasons.extend(leg.left_out.iter().map(|text| Phrase::from(text.as_str())));
            let label = Phrase::new().name(model.way_label(leg.way)).with(": ");
            items.push(label.and(Phrase::list(reasons)));
        }
        Block::List(items)
    }

    /// For programs.
    pub fn map(&self, analyst: &Analyst<'_>, state: &State<'_>) -> Map {
        let model = &*state.model;
        let name = |node: NodeId| &model.nodes[node.index()].head.name;
        let cut = self.cut.iter().map(|leg| {
            let mut reasons: Vec<Map> =
                leg.reasons.iter().map(|reason| reason_map(analyst, state, reason)).collect();
            reasons.extend(
                leg.left_out
                    .iter()
                    .map(|text| Map::new().with("kind", "left_out").with("text", text.as_str())),
            );
            Map::new()
                .with("kind", "leg")
                .with("name", model.way_name(leg.way))
                .with("leg", leg_map(model, leg.way))
                .with("reasons", reasons)
        });
        let barred = self.barred.iter().map(|reason| reason_map(analyst, state, reason));
        Map::new()
            .with("from", name(self.from))
            .with("to", name(self.to))
            .with("cut", Node::list(cut))
            .with("barred", Node::list(barred))
    }
}

/// `Aktau -> Alat by ferry` is closed by `Caspian storm` (middle.corridor:49).
pub fn reason_phrase(analyst: &Analyst<'_>, state: &State<'_>, reason: &Reason) -> Phrase {
    let text = Phrase::from(reason.text(&state.model, &state.network));
    match reason.span(&state.model, &state.network) {
        Some(span) => text.with(" (").with(place(analyst, span)).with(")"),
        None => text,
    }
}

/// A reason for programs: `kind`, `text`, `change`, `place`.
pub fn reason_map(analyst: &Analyst<'_>, state: &State<'_>, reason: &Reason) -> Map {
    let kind = match reason {
        Reason::Planned(..) => "planned",
        Reason::Closed(..) => "closed",
        Reason::NoDepartures(..) => "no_departures",
        Reason::NotCarried(..) => "not_carried",
        Reason::Forbidden(..) => "forbidden",
        Reason::NoTransit(..) => "transit_forbidden",
        Reason::NoTrade(_) => "trade_forbidden",
        Reason::Zero(..) => "zero_capacity",
    };
    let change = reason.cause().map(|cause| cause_name(&state.model, cause).to_owned());
    let by = reason.cause().map(|cause| cause_phrase(analyst, cause).plain());
    let at = reason.span(&state.model, &state.network).map(|span| place(analyst, span));
    Map::new()
        .with("kind", kind)
        .with("text", reason.text(&state.model, &state.network))
        .with("change", change)
        .with("by", by)
        .with("place", at)
}
