//! What stands in the way: closures, rules and capacities, each with the place
//! where it was written and what it cites.

use crate::algorithm::{LABEL_LIMIT, RouteQuery, k_best};
use crate::control::{Cancelled, Control};
use crate::model::{
    Action, Capacity, Citation, CitesId, Figure, Model, NewValue, Origin, ScenarioId,
};
use crate::network::{Class, Reason, Resource, ResourceKind, Route};
use crate::report::Phrase;
use crate::scenario::{Cause, steps};
use crate::source::Span;

use crate::analysis::analyst::State;

/// One thing that stands in the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// `closed`, `no_departures`, `planned`, `rule`, `capacity`,
    /// `deadline`, `penalty`, `change`, `not_carried`.
    pub kind: &'static str,
    /// What it is about: a leg, a capacity, a demand.
    pub name: String,
    /// In words.
    pub text: Phrase,
    /// The change behind it.
    pub change: Option<String>,
    /// Where it was written.
    pub span: Option<Span>,
    /// What it cites there, in words.
    pub sources: Vec<String>,
}

/// The best route by a weight, closed arcs at INFINITY.
pub fn best(
    state: &State<'_>,
    class: &Class,
    weight: &[f64],
    (k, control): (usize, &Control),
) -> Result<Vec<(Route, f64)>, Cancelled> {
    let graph = &state.network.frame.graph;
    let query = RouteQuery {
        graph,
        reverse: state.network.frame.reverse(),
        weight,
        origin: state.network.frame.start(class.ask.from),
        target: class.ask.to.0,
        limit: None,
        labels: LABEL_LIMIT,
    };
    let found = k_best(&query, k, control)?;
    let of = |arcs: &[u32]| state.network.route(&state.model, class, arcs, false);
    Ok(found.routes.iter().map(|route| (of(&route.arcs), route.weight)).collect())
}

/// What a reason goes back to: reasons with one key fall together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Key {
    /// An effect.
    Effect(Cause),
    /// Something written in a declaration.
    Written(Span),
}

impl Key {
    fn of(state: &State<'_>, reason: &Reason) -> Option<Self> {
        match reason.cause() {
            Some(cause) => Some(Self::Effect(cause)),
            None => reason.span(&state.model, &state.network).map(Self::Written),
        }
    }
}

/// The closed arcs of a class with what closes each of them.
pub fn closed_arcs(state: &State<'_>, class: &Class) -> Vec<(u32, Vec<Reason>)> {
    let arcs = state.network.frame.way_of.len() as u32;
    let closed = (0..arcs).filter(|arc| !class.is_open(*arc));
    closed.map(|arc| (arc, state.network.reasons(&state.model, class, arc))).collect()
}

/// A single cause: what it closes on the better way, and that way.
pub struct Single {
    /// Why its legs are closed.
    pub reasons: Vec<Reason>,
    /// The best way without it.
    pub route: Route,
    /// What that way comes to.
    pub value: f64,
}

/// The one key without which the best way is best, with that way; none where
/// no single one makes it better than `now`.
pub fn single_key(
    state: &State<'_>,
    class: &Class,
    (open, all): (&[f64], &[f64]),
    now: f64,
    control: &Control,
) -> Result<Option<Single>, Cancelled> {
    let closed = closed_arcs(state, class);
    let mut keys: Vec<Key> = Vec::new();
    for reason in closed.iter().flat_map(|(_, reasons)| reasons) {
        if let Some(key) = Key::of(state, reason)
            && !keys.contains(&key)
        {
            keys.push(key);
        }
    }
    let mut found: Option<Single> = None;
    for key in keys {
        control.check()?;
        let mut weight = open.to_vec();
        for (arc, reasons) in &closed {
            if reasons.iter().all(|reason| Key::of(state, reason) == Some(key)) {
                weight[*arc as usize] = all[*arc as usize];
            }
        }
        let Some((route, value)) = best(state, class, &weight, (1, control))?.into_iter().next()
        else {
            continue;
        };
        let known = found.as_ref().map_or(now, |known| known.value);
        if value < known - 1e-9 * known.abs().min(value.abs().max(1.0)) {
            let reasons = on_route(&closed, &route);
            found = Some(Single { reasons, route, value });
        }
    }
    Ok(found)
}

/// What closes the arcs of a route, each reason once.
pub fn on_route(closed: &[(u32, Vec<Reason>)], route: &Route) -> Vec<Reason> {
    let mut all: Vec<Reason> = Vec::new();
    for (arc, reasons) in closed {
        if route.arcs.contains(arc) {
            for reason in reasons {
                if !all.contains(reason) {
                    all.push(*reason);
                }
            }
        }
    }
    all
}

/// A reason with its place and sources.
pub fn named(state: &State<'_>, scenario: ScenarioId, reason: &Reason) -> Named {
    let (model, network) = (&*state.model, &state.network);
    let kind = match reason {
        Reason::Planned(..) => "planned",
        Reason::Closed(..) => "closed",
        Reason::NoDepartures(..) => "no_departures",
        Reason::NotCarried(..) => "not_carried",
        Reason::Forbidden(..) | Reason::NoTransit(..) | Reason::NoTrade(_) => "rule",
        Reason::Zero(..) => "capacity",
    };
    let cause = reason.cause();
    let change = cause.map(|cause| crate::analysis::words::cause_name(model, cause).to_owned());
    let mut sources = Vec::new();
    match (cause, reason) {
        (Some(cause), _) => sources = of_cause(model, scenario, cause),
        (None, Reason::Zero(number, None)) => {
            if let Some(figure) = figure_of(model, &network.uses.resources[*number as usize]) {
                sources = of_figure(model, figure);
            }
        }
        _ => {}
    }
    let text = reason.text(model, network);
    let name = text.split('`').nth(1).unwrap_or(&text).to_owned();
    let span = reason.span(model, network);
    Named { kind, name, text: text.into(), change, span, sources }
}

/// A capacity that is full, with who made it what it is.
pub fn full(state: &State<'_>, scenario: ScenarioId, number: u32) -> Named {
    let (model, network) = (&*state.model, &state.network);
    let resource = &network.uses.resources[number as usize];
    let label = resource.label(model);
    let unit = crate::analysis::units::shown(model, resource.unit);
    let figure = match resource.capacity {
        Some(capacity) => crate::report::Figure::new(capacity, unit),
        None => crate::report::Figure::unknown(unit),
    };
    let mut text =
        Phrase::from("`").name(&label).with("` is full: it carries ").with(figure).with(" at most");
    let causes = resource.slot(model).map_or_else(Vec::new, |slot| network.now.causes_of(slot));
    let (change, span, sources) = match causes.last() {
        Some(cause) => {
            let name = crate::analysis::words::cause_name(model, *cause).to_owned();
            text = text.with(", as `").name(cause.label(model)).with("` has it");
            (Some(name), Some(cause.span), of_cause(model, scenario, *cause))
        }
        None => {
            let figure = figure_of(model, resource);
            let span = figure.map(|figure| figure.origin.span());
            (None, span, figure.map_or_else(Vec::new, |figure| of_figure(model, figure)))
        }
    };
    Named { kind: "capacity", name: resource.name(model), text, change, span, sources }
}

/// The figure that a capacity is declared with.
fn figure_of<'m>(model: &'m Model, resource: &Resource) -> Option<&'m Figure> {
    let plain = |capacity: &'m Capacity| capacity.figure();
    let restated = |list: &'m [(crate::model::CommodityId, Capacity)], own: &'m Capacity| {
        let of = |commodity| list.iter().find(|(id, _)| *id == commodity).map(|(_, c)| c);
        resource.commodity.and_then(of).unwrap_or(own).figure()
    };
    match resource.kind {
        ResourceKind::Leg(way) => own_leg(model, way.leg(), resource),
        ResourceKind::LegBoth(leg) => own_leg(model, leg, resource),
        ResourceKind::Fleet(way) => {
            let more = model.leg_of(way).more.as_deref()?;
            more.fleet.as_ref().map(|fleet| &fleet.count)
        }
        ResourceKind::Node(node) => {
            let node = &model.nodes[node.index()];
            restated(&node.throughput_for, &node.throughput)
        }
        ResourceKind::Border(id, _) | ResourceKind::BorderBoth(id) => {
            let border = &model.borders[id.index()];
            restated(&border.capacity_for, &border.capacity)
        }
        ResourceKind::Pool(id) | ResourceKind::PoolWay(id, _) => {
            let pool = &model.pools[id.index()];
            match &pool.fleet {
                Some(fleet) => Some(&fleet.count),
                None => restated(&pool.capacity_for, &pool.capacity),
            }
        }
        ResourceKind::Transfer(node, from, to) => {
            let fits = |t: &&crate::model::Transfer| {
                (t.from, t.to) == (from, to) || (t.both && (t.to, t.from) == (from, to))
            };
            let own = model.nodes[node.index()].transfers.iter().find(fits);
            own.or_else(|| model.transfers.iter().find(fits)).and_then(|t| plain(&t.capacity))
        }
        _ => None,
    }
}

fn own_leg<'m>(
    model: &'m Model,
    leg: crate::model::LegId,
    resource: &Resource,
) -> Option<&'m Figure> {
    let leg = &model.legs[leg.index()];
    let list = leg.more.as_deref().map_or(&[][..], |more| &more.capacity_for);
    let of = |commodity| list.iter().find(|(id, _)| *id == commodity).map(|(_, c)| c);
    resource.commodity.and_then(of).unwrap_or(&leg.capacity).figure()
}

/// What a figure cites.
pub fn of_figure(model: &Model, figure: &Figure) -> Vec<String> {
    match figure.origin {
        Origin::Written(_, cites) => cited(model, cites),
        _ => Vec::new(),
    }
}

/// What an effect cites: itself, its figure, else its change.
fn of_cause(model: &Model, scenario: ScenarioId, cause: Cause) -> Vec<String> {
    let steps = steps(model, scenario);
    let effect = steps.iter().find(|step| step.cause == cause).map(|step| step.effect);
    let mut all = effect.map_or_else(Vec::new, |effect| cited(model, effect.cites));
    let figure = effect.and_then(|effect| match &effect.action {
        Action::Set { to: NewValue::Figure(figure), .. } => Some(figure),
        Action::Set { to: NewValue::Capacity(capacity), .. } => capacity.figure(),
        _ => None,
    });
    let more = figure.map_or_else(Vec::new, |figure| of_figure(model, figure));
    all.extend(more.into_iter().filter(|text| !all.contains(text)).collect::<Vec<_>>());
    if let (true, Some(change)) = (all.is_empty(), cause.change) {
        all = cited(model, model.changes[change.index()].head.cites);
    }
    all
}

/// What a set of citations names, in words.
pub fn cited(model: &Model, cites: CitesId) -> Vec<String> {
    let text = |citation: &Citation| match citation {
        Citation::Source(id, note) => {
            let source = &model.sources[id.index()];
            let title = source.title.as_deref().unwrap_or(&source.name);
            match note {
                Some(note) => format!("{title}, {note}"),
                None => title.to_owned(),
            }
        }
        Citation::Assumed(Some(why)) => format!("assumed: {why}"),
        Citation::Assumed(None) => "assumed".to_owned(),
    };
    model.cites.get(cites.index()).map_or_else(Vec::new, |set| set.iter().map(text).collect())
}
