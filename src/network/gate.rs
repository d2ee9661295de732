//! Which arcs are open to a commodity under a set of rules.

use std::collections::BTreeSet;

use crate::country::Country;
use crate::model::{CommodityId, LegWay, Model, NodeId, Selected};
use crate::scenario::{Cause, Now, Place, Rule, RuleOn};

use super::Network;
use super::class::ClassAsk;

/// What is open to a commodity under some rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// By arc: its leg, both its nodes and its borders are open, carry the
    /// commodity and are not forbidden, and no capacity that it uses is zero.
    pub open: Vec<bool>,
    /// By [`LegWay::index`]: the leg and its borders are open, and carry the
    /// commodity, whatever its ends.
    pub ways: Vec<bool>,
    /// By node: it is open by itself.
    pub nodes: Vec<bool>,
    /// The rules that apply (indices into `Now::rules`), in order.
    pub rules: Vec<u32>,
}

/// Places as flags.
struct Flags {
    ways: Vec<bool>,
    nodes: Vec<bool>,
    borders: BTreeSet<(Country, Country)>,
}

impl Flags {
    fn new(model: &Model) -> Self {
        Self {
            ways: vec![false; 2 * model.legs.len()],
            nodes: vec![false; model.nodes.len()],
            borders: BTreeSet::new(),
        }
    }

    fn set(&mut self, place: Place, value: bool) {
        match place {
            Place::Way(way) => self.ways[way.index()] = value,
            Place::Node(node) => self.nodes[node.index()] = value,
            Place::Border(left, entered) if value => {
                self.borders.insert((left, entered));
            }
            Place::Border(left, entered) => {
                self.borders.remove(&(left, entered));
            }
        }
    }
}

/// What is closed and what is forbidden.
fn flags(
    model: &Model,
    network: &Network,
    commodity: Option<CommodityId>,
    rules: &[u32],
) -> (Flags, Flags) {
    let now = &network.now;
    let mut shut = Flags::new(model);
    for closure in &now.closed {
        if now.is_shut(closure, commodity) {
            shut.set(closure.place, true);
        }
    }
    if let Some(commodity) = commodity {
        for way in model.all_ways() {
            let carried = model.carries(model.leg_of(way));
            if carried.is_some_and(|carried| !carried.contains(&commodity)) {
                shut.set(Place::Way(way), true);
            }
        }
    }
    let mut forbidden = Flags::new(model);
    for rule in rules {
        let rule = &now.rules[*rule as usize];
        for place in places(model, rule) {
            forbidden.set(place, rule.forbids);
        }
    }
    (shut, forbidden)
}

/// What is not open, place by place: for whoever meets each in its time.
#[derive(Debug, Clone, PartialEq)]
pub struct ShutPlaces {
    /// By [`LegWay::index`].
    pub ways: Vec<bool>,
    /// By node.
    pub nodes: Vec<bool>,
    /// By place in `Frame::crossings`.
    pub crossings: Vec<bool>,
    /// By arc: a capacity that it uses is zero.
    pub arcs: Vec<bool>,
}

impl ShutPlaces {
    /// For a commodity under the rules of a gate.
    pub fn new(
        model: &Model,
        network: &Network,
        commodity: Option<CommodityId>,
        gate: &Gate,
    ) -> Self {
        let (shut, forbidden) = flags(model, network, commodity, &gate.rules);
        let both = |a: &[bool], b: &[bool]| a.iter().zip(b).map(|(a, b)| *a || *b).collect();
        let crossing = |c: &super::Crossing| {
            let pair = (c.left, c.entered);
            shut.borders.contains(&pair) || forbidden.borders.contains(&pair)
        };
        let empty = empty_resources(network, commodity);
        let spent = |list: &[u32]| list.iter().any(|resource| empty[*resource as usize]);
        let frame = &network.frame;
        let arc = |arc: usize| {
            let from = frame.from(arc as u32).index();
            spent(network.uses.of_arc.of(arc))
                || (!frame.passes(arc as u32) && spent(network.uses.of_origin.of(from)))
        };
        Self {
            ways: both(&shut.ways, &forbidden.ways),
            nodes: both(&shut.nodes, &forbidden.nodes),
            crossings: frame.crossings.all().iter().map(crossing).collect(),
            arcs: (0..frame.way_of.len()).map(arc).collect(),
        }
    }
}

impl Gate {
    pub(super) fn new(
        model: &Model,
        network: &Network,
        commodity: Option<CommodityId>,
        rules: &[u32],
    ) -> Self {
        let (shut, forbidden) = flags(model, network, commodity, rules);
        let frame = &network.frame;
        let empty = empty_resources(network, commodity);
        let is_open = |arc: usize| {
            let way = frame.way_of[arc];
            let (from, to) = frame.ends[way.index()];
            let free = |flags: &Flags| {
                !flags.ways[way.index()]
                    && !flags.nodes[from.index()]
                    && !flags.nodes[to.index()]
                    && (flags.borders.is_empty()
                        || frame
                            .crossings
                            .of(way.index())
                            .iter()
                            .all(|c| !flags.borders.contains(&(c.left, c.entered))))
            };
            let spent = |list: &[u32]| list.iter().any(|resource| empty[*resource as usize]);
            free(&shut)
                && free(&forbidden)
                && !spent(network.uses.of_arc.of(arc))
                && (frame.passes(arc as u32) || !spent(network.uses.of_origin.of(from.index())))
        };
        let is_way = |way: usize| {
            let crossings = frame.crossings.of(way);
            let free = |flags: &Flags| {
                let shut =
                    |c: &crate::network::Crossing| flags.borders.contains(&(c.left, c.entered));
                !flags.ways[way] && (flags.borders.is_empty() || !crossings.iter().any(shut))
            };
            free(&shut) && free(&forbidden)
        };
        Self {
            open: (0..frame.way_of.len()).map(is_open).collect(),
            ways: (0..frame.ends.len()).map(is_way).collect(),
            nodes: (0..model.nodes.len())
                .map(|at| !shut.nodes[at] && !forbidden.nodes[at])
                .collect(),
            rules: rules.to_vec(),
        }
    }
}

/// Which capacities are zero for a commodity: zero is closed.
fn empty_resources(network: &Network, commodity: Option<CommodityId>) -> Vec<bool> {
    let resources = network.uses.resources.iter();
    resources
        .map(|r| r.counts_for(commodity) && r.capacity.is_some_and(|capacity| capacity <= 0.0))
        .collect()
}

/// The rules that apply to a class: those on its commodity that bind its
/// shipper, and of transit bans those in whose countries it neither begins nor
/// ends. Rules on trade are not among them: see [`barred`].
pub(super) fn rules_for(model: &Model, now: &Now, ask: &ClassAsk) -> Vec<u32> {
    let country = |node: NodeId| model.nodes[node.index()].country;
    let ends = [country(ask.from), country(ask.to)];
    let applies = |rule: &Rule| {
        rule.binds(ask.commodity, &ask.bound)
            && match &rule.on {
                RuleOn::Places(_) => true,
                RuleOn::Transit(countries, _) => {
                    !ends.iter().flatten().any(|country| countries.contains(country))
                }
                RuleOn::Trade(..) => false,
            }
    };
    let numbered = (0u32..).zip(&now.rules);
    numbered.filter(|(_, rule)| applies(rule)).map(|(index, _)| index).collect()
}

/// The rules that forbid a class altogether, because it begins or ends where
/// trade is forbidden; empty if none does, or the last word allows it.
pub(super) fn barred(model: &Model, now: &Now, ask: &ClassAsk) -> Vec<Cause> {
    let mut causes = Vec::new();
    for rule in now.rules.iter().filter(|rule| rule.binds(ask.commodity, &ask.bound)) {
        let RuleOn::Trade(countries, _) = &rule.on else { continue };
        let fits = |node: NodeId| {
            model.nodes[node.index()].country.is_some_and(|c| countries.contains(&c))
                && rule.except.nodes.binary_search(&node).is_err()
        };
        let excepted =
            ask.demand.is_some_and(|demand| rule.except.demands.binary_search(&demand).is_ok());
        if excepted || !(fits(ask.from) || fits(ask.to)) {
            continue;
        }
        if rule.forbids {
            causes.push(rule.cause);
        } else {
            causes.clear();
        }
    }
    causes
}

/// The places that a rule on use or transit is about.
pub(super) fn places(model: &Model, rule: &Rule) -> Vec<Place> {
    match &rule.on {
        RuleOn::Places(selected) => of_selected(selected).collect(),
        RuleOn::Transit(countries, _) => {
            let inside = |node: &NodeId| {
                model.nodes[node.index()].country.is_some_and(|c| countries.contains(&c))
            };
            let nodes = (0..model.nodes.len() as u32).map(NodeId).filter(inside);
            let through = |way: &LegWay| {
                model.through(way.leg()).iter().any(|country| countries.contains(country))
            };
            let ways = model.all_ways().filter(through);
            let except = &rule.except;
            let nodes = nodes.filter(|node| except.nodes.binary_search(node).is_err());
            let ways = ways.filter(|way| except.legs.binary_search(way).is_err());
            nodes.map(Place::Node).chain(ways.map(Place::Way)).collect()
        }
        RuleOn::Trade(..) => Vec::new(),
    }
}

fn of_selected(selected: &Selected) -> impl Iterator<Item = Place> + '_ {
    let ways = selected.legs.iter().map(|way| Place::Way(*way));
    let nodes = selected.nodes.iter().map(|node| Place::Node(*node));
    let borders = selected.borders.iter().map(|(left, entered)| Place::Border(*left, *entered));
    ways.chain(nodes).chain(borders)
}

impl Network {
    /// The arcs that a closure of a selection (`avoiding`, a knock-out) takes
    /// away: those of its legs, those at its nodes, and those across its
    /// borders; in order.
    pub fn arcs_closed_by(&self, selected: &Selected) -> Vec<u32> {
        let frame = &self.frame;
        let mut closed = vec![false; frame.way_of.len()];
        for way in &selected.legs {
            for arc in frame.arcs_of.of(way.index()) {
                closed[*arc as usize] = true;
            }
        }
        if !selected.nodes.is_empty() || !selected.borders.is_empty() {
            let has = |node: NodeId| selected.nodes.binary_search(&node).is_ok();
            for (arc, closed) in closed.iter_mut().enumerate() {
                let way = frame.way_of[arc];
                let (from, to) = frame.ends[way.index()];
                let crosses = frame.crossings.of(way.index()).iter().any(|crossing| {
                    selected.borders.binary_search(&(crossing.left, crossing.entered)).is_ok()
                });
                *closed |= has(from) || has(to) || crosses;
            }
        }
        (0u32..).zip(closed).filter(|(_, closed)| *closed).map(|(arc, _)| arc).collect()
    }
}
