//! The k best routes of a question.

use std::borrow::Cow;

use crate::algorithm::{LABEL_LIMIT, Layered, ReverseIndex, RouteQuery, RouteSearch};
use crate::control::Control;
use crate::model::{CommodityId, Criterion, DemandId, Model, NodeId, RouteAsk};
use crate::network::{Class, ClassAsk, Network, NoMeasure, Route};
use crate::report::Phrase;
use crate::scenario::select;

use super::analyst::{Failure, State};
use super::no_way::{NoWay, no_way};
use super::unconverted::{Unconverted, unconverted};

/// What a search for routes found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Whose routes.
    pub class: Class,
    /// Best first.
    pub routes: Vec<Route>,
    /// How many of them are proved to be the best.
    pub proved: usize,
    /// There are no others.
    pub complete: bool,
    /// Why there is none; none where there are some, or where legs lead there
    /// but not without passing a place twice.
    pub no_way: Option<NoWay>,
    /// What a reader has to know.
    pub notes: Vec<String>,
}

/// The class that a question about a pair means: of a demand with several
/// shippers the part that is largest, told in a note.
pub fn class_of(
    state: &State<'_>,
    (from, to): (NodeId, NodeId),
    commodity: Option<CommodityId>,
    demand: Option<DemandId>,
    notes: &mut Vec<String>,
) -> Class {
    let model = &*state.model;
    let mut bound = Vec::new();
    if let Some(demand) = demand {
        let mut parts = state.network.now.admissions(model, demand);
        parts.sort_by(|a, b| b.share.total_cmp(&a.share));
        if parts.len() > 1 {
            notes.push(format!(
                "rules bind the shippers of `{}` differently; the routes are those of its \
                 largest part, {:.0} %",
                model.demands[demand.index()].head.label(),
                100.0 * parts[0].share
            ));
        }
        if let Some(part) = parts.into_iter().next() {
            bound = part.bound;
        }
    }
    state.class(ClassAsk { commodity, from, to, demand, bound })
}

/// Why a measure does not exist, in words.
pub fn no_measure(model: &Model, by: Criterion, class: &Class, why: NoMeasure) -> Failure {
    let what = by.word();
    Failure::told(match why {
        NoMeasure::Commodity => {
            Phrase::from(format!("the {what} of a way is that of some commodity: name it, `for C`"))
        }
        NoMeasure::ValueOfTime => Phrase::from(format!(
            "{what} needs a value of time; state `value_of_time` in the demand, the commodity{} \
             or the model",
            class
                .ask
                .commodity
                .map(|c| format!(" `{}`", model.commodities[c.index()].head.label()))
                .unwrap_or_default()
        )),
        NoMeasure::ValueOfTimeUnit => Phrase::from(format!(
            "the value of time is in a unit that the commodity does not convert to, so there is \
             no {what}"
        )),
    })
}

/// Money in units that the commodity has no way to convert to: no measure by
/// money, and a note for every other.
pub fn money_notes(
    model: &Model,
    network: &Network,
    class: &Class,
    by: Criterion,
    notes: &mut Vec<String>,
) -> Result<(), Failure> {
    let what = unconverted(model, network, class);
    if !what.is_empty() && matches!(by, Criterion::Cost | Criterion::GeneralisedCost) {
        return Err(Failure::Told(what.into_iter().map(Unconverted::reason).collect()));
    }
    notes.extend(what.iter().map(Unconverted::note));
    Ok(())
}

/// The k best routes.
///
/// # Errors
/// Where the measure does not exist, the ends are one place, or the control
/// says so.
pub fn find_routes(
    state: &State<'_>,
    ask: &RouteAsk,
    k: usize,
    control: &Control,
) -> Result<Found, Failure> {
    let model = &*state.model;
    let network = &state.network;
    if ask.from == ask.to {
        return Err(Failure::told("a route needs two places; both ends are the same"));
    }
    let mut notes = Vec::new();
    let class = class_of(state, (ask.from, ask.to), ask.commodity, ask.demand, &mut notes);
    money_notes(model, network, &class, ask.by, &mut notes)?;
    let measured = class.weights(ask.by);
    let mut weight = measured.map_err(|why| no_measure(model, ask.by, &class, why))?;
    let left_out = LeftOut::new(state, ask);
    left_out.close(&mut weight);
    let graph = &network.frame.graph;
    let origin = network.frame.start(ask.from);
    let via: Vec<u32> = ask.via.iter().map(|node| node.0).collect();
    let layered = (!via.is_empty()).then(|| Layered::new(graph, origin, ask.to.0, &via));
    let weight = layered
        .as_ref()
        .map_or(Cow::Borrowed(&weight), |layers| Cow::Owned(layers.weights(&weight)));
    let turned = layered.as_ref().map(|layers| ReverseIndex::new(&layers.graph));
    let query = RouteQuery {
        graph: layered.as_ref().map_or(graph, |layers| &layers.graph),
        reverse: turned.as_ref().unwrap_or_else(|| network.frame.reverse()),
        weight: &weight,
        origin: layered.as_ref().map_or(origin, |layers| layers.origin),
        target: ask.to.0,
        limit: None,
        labels: LABEL_LIMIT,
    };
    let best = RouteSearch::new().k_best(&query, k, control)?;
    let route = |arcs: &[u32]| {
        let arcs = layered.as_ref().map_or_else(|| arcs.to_vec(), |layers| layers.arcs(arcs));
        network.route(model, &class, &arcs, ask.ends_terminal)
    };
    let routes: Vec<Route> = best.routes.iter().map(|found| route(&found.arcs)).collect();
    let no_way = match routes.is_empty() {
        true => first_gap(state, &class, ask, &left_out, control)?,
        false => None,
    };
    Ok(Found { class, routes, proved: best.proved, complete: best.complete, no_way, notes })
}

/// What the question itself leaves out.
pub struct LeftOut {
    avoided: Vec<bool>,
    other_mode: Vec<bool>,
    avoiding: String,
    by_mode: String,
}

impl LeftOut {
    /// Of a question.
    pub fn new(state: &State<'_>, ask: &RouteAsk) -> Self {
        let model = &*state.model;
        let arcs = state.network.frame.way_of.len();
        let mut avoided = Vec::new();
        if let Some(selection) = &ask.avoiding {
            avoided = vec![false; arcs];
            let selected = select(model, selection, state.network.now.at.day());
            for arc in state.network.arcs_closed_by(&selected) {
                avoided[arc as usize] = true;
            }
        }
        let mut other_mode = Vec::new();
        if let Some(mode) = ask.only_mode {
            let ways = state.network.frame.way_of.iter();
            other_mode = ways.map(|way| !model.is_by(model.leg_of(*way), mode)).collect();
        }
        let text = ask.avoiding.as_ref().map_or("", |selection| &selection.text);
        let mode = ask.only_mode.map_or("", |mode| model.modes[mode.index()].head.label());
        Self {
            avoided,
            other_mode,
            avoiding: format!("`avoiding {text}` leaves it out"),
            by_mode: format!("`by {mode}` leaves it out"),
        }
    }

    /// Closes what is left out.
    pub fn close(&self, weight: &mut [f64]) {
        for list in [&self.avoided, &self.other_mode] {
            for (weight, out) in weight.iter_mut().zip(list) {
                *weight = if *out { f64::INFINITY } else { *weight };
            }
        }
    }

    fn why(&self, arc: u32) -> Option<String> {
        let is = |list: &[bool]| list.get(arc as usize).copied().unwrap_or(false);
        if is(&self.avoided) {
            return Some(self.avoiding.clone());
        }
        is(&self.other_mode).then(|| self.by_mode.clone())
    }
}

/// Of the pieces of a way by `via` the first that is cut.
fn first_gap(
    state: &State<'_>,
    class: &Class,
    ask: &RouteAsk,
    left_out: &LeftOut,
    control: &Control,
) -> Result<Option<NoWay>, Failure> {
    let mut from = ask.from;
    for to in ask.via.iter().copied().chain([ask.to]).filter(|to| *to != ask.from) {
        if from == to {
            continue;
        }
        let why = |arc: u32| left_out.why(arc);
        let found = no_way(state, class, (from, to), &why, control)?;
        let open = found.cut.is_empty()
            && found.barred.is_empty()
            && reaches(state, class, (from, to), &why);
        if !open {
            return Ok(Some(found));
        }
        from = to;
    }
    Ok(None)
}

/// Whether an open way leads from one place to another.
fn reaches(
    state: &State<'_>,
    class: &Class,
    (from, to): (NodeId, NodeId),
    left_out: &dyn Fn(u32) -> Option<String>,
) -> bool {
    let graph = &state.network.frame.graph;
    let start = state.network.frame.start(from);
    let mut seen = vec![false; graph.states()];
    seen[start as usize] = true;
    let mut stack = vec![start];
    while let Some(at) = stack.pop() {
        if graph.place_of[at as usize] == to.0 {
            return true;
        }
        for arc in graph.out(at) {
            let head = graph.head[arc];
            let open = class.is_open(arc as u32) && left_out(arc as u32).is_none();
            if open && !seen[head as usize] {
                seen[head as usize] = true;
                stack.push(head);
            }
        }
    }
    false
}
