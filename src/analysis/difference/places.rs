//! Where two best routes differ: leg by leg and stop by stop.

use crate::model::{Criterion, MetricKind, Term, TermKind};
use crate::network::PartAt;
use crate::report::{Map, Phrase};
use crate::scenario::about;

use crate::analysis::analyst::{Analyst, Failure, State};
use crate::analysis::corridor::{Along, along};
use crate::analysis::find_routes::{Found, find_routes};
use crate::analysis::metrics::Default;
use crate::analysis::words::leg_map;

/// One place of a route and what it adds to the metric, canonical.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceOf {
    /// moving, dwell, transfer, wait, border.
    pub kind: &'static str,
    /// In words.
    pub label: Phrase,
    /// For programs.
    pub data: Map,
    /// By S's route.
    pub from: f64,
    /// By T's route.
    pub to: f64,
}

/// What a metric of a route is measured in.
struct Asked<'t> {
    kind: &'t MetricKind,
    told: Criterion,
}

fn asked(term: &Term) -> Option<Asked<'_>> {
    let TermKind::Metric(ask) = &term.kind else { return None };
    let told = match &ask.metric {
        MetricKind::Route(ask) => ask.by,
        MetricKind::RouteBy { told, .. } => *told,
        MetricKind::OfCorridor(_, told, _) => *told,
        _ => return None,
    };
    Some(Asked { kind: &ask.metric, told })
}

/// Place by place, in the order of T's route, then what only S's passes; none
/// where the metric is none of one route at one moment.
///
/// # Errors
/// As the metric's.
pub fn places(
    analyst: &Analyst<'_>,
    term: &Term,
    s: Default,
    t: Default,
) -> Result<Option<Vec<PlaceOf>>, Failure> {
    let Some(asked) = asked(term) else { return Ok(None) };
    let (Some(before), Some(after)) = (asked.parts(analyst, s)?, asked.parts(analyst, t)?) else {
        return Ok(None);
    };
    let mut all: Vec<PlaceOf> = Vec::new();
    for (list, of_t) in [(after, true), (before, false)] {
        for (mut place, value) in list {
            let same = |known: &&mut PlaceOf| known.kind == place.kind && known.data == place.data;
            let known = match all.iter_mut().find(same) {
                Some(known) => known,
                None => {
                    (place.from, place.to) = (0.0, 0.0);
                    all.push(place);
                    let last = all.len() - 1;
                    &mut all[last]
                }
            };
            if of_t {
                known.to += value;
            } else {
                known.from += value;
            }
        }
    }
    Ok(Some(all))
}

impl Asked<'_> {
    fn parts(
        &self,
        analyst: &Analyst<'_>,
        of: Default,
    ) -> Result<Option<Vec<(PlaceOf, f64)>>, Failure> {
        let moments = analyst.moments(of.scenario, of.when, about(self.kind))?;
        let [at] = moments.as_slice() else { return Ok(None) };
        let state = &*analyst.state(of.scenario, *at)?;
        let (found, ends) = match self.kind {
            MetricKind::Route(ask) | MetricKind::RouteBy { ask, .. } => {
                (find_routes(state, ask, 1, analyst.control)?, ask.ends_terminal)
            }
            MetricKind::OfCorridor(corridor, by, commodity) => {
                match along(state, *corridor, *commodity, *by)? {
                    Along::Open(found) => (*found, false),
                    Along::Closed(_) => return Ok(None),
                }
            }
            _ => return Ok(None),
        };
        Ok(self.of_route(state, &found, ends))
    }

    fn of_route(
        &self,
        state: &State<'_>,
        found: &Found,
        ends: bool,
    ) -> Option<Vec<(PlaceOf, f64)>> {
        let route = found.routes.first()?;
        let (model, network) = (&*state.model, &state.network);
        if self.told == Criterion::Emissions {
            let of = |arc: &u32| {
                let way = network.frame.way_of[*arc as usize];
                let value = found.class.charges.emissions[*arc as usize];
                (place(state, "moving", PartAt::Leg(way)), value)
            };
            return Some(route.arcs.iter().map(of).collect());
        }
        let worth = found.class.worth_of_day().unwrap_or(0.0);
        let parts = network.parts(model, &found.class, &route.arcs, ends);
        let value = |part: &crate::network::Part| match self.told {
            Criterion::Time => part.time,
            Criterion::Cost => part.cost,
            Criterion::Distance | Criterion::Emissions => part.distance,
            Criterion::GeneralisedCost => part.cost + worth * part.time,
        };
        Some(parts.iter().map(|p| (place(state, p.kind.word(), p.at), value(p))).collect())
    }
}

fn place(state: &State<'_>, kind: &'static str, at: PartAt) -> PlaceOf {
    let model = &*state.model;
    let node = |id: crate::model::NodeId| &model.nodes[id.index()].head.name;
    let mode = |id: crate::model::ModeId| &model.modes[id.index()].head;
    let (label, data) = match at {
        PartAt::Leg(way) => {
            (Phrase::new().name(model.way_label(way)), Map::new().with("leg", leg_map(model, way)))
        }
        PartAt::Node(id) => {
            (Phrase::new().name(model.node_label(id)), Map::new().with("node", node(id)))
        }
        PartAt::Transfer(id, from, to) => {
            let words = format!(" ({} to {})", mode(from).label(), mode(to).label());
            let map = Map::new().with("node", node(id)).with("from_mode", &mode(from).name);
            let label = Phrase::new().name(model.node_label(id)).with(words);
            (label, map.with("to_mode", &mode(to).name))
        }
        PartAt::Border(left, entered, _) => {
            let text = format!("border {} -> {}", left.code(), entered.code());
            (text.as_str().into(), Map::new().with("border", text.as_str()))
        }
    };
    PlaceOf { kind, label, data, from: 0.0, to: 0.0 }
}
