//! What can be closed or cut: the legs, nodes, borders, countries or modes of a
//! network as sets of arcs and capacities.

use std::collections::BTreeSet;

use crate::country::Country;
use crate::model::{DemandId, LegId, LegWay, ModeId, Model, NodeId, Selected};
use crate::network::{Network, ResourceKind};
use crate::report::Map;
use crate::syntax::ast::Level;

/// One thing that can be closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Closable {
    /// `leg`, `node`, `border`, `country`, `mode`.
    pub kind: &'static str,
    /// By the names of the file: `A <-> B by rail`, `AZ -> GE`, `KZ`.
    pub name: String,
    /// For people.
    pub label: String,
    /// The arcs that its closure takes away, in order.
    pub arcs: Vec<u32>,
    /// The capacities that are its own, by number, in order.
    pub resources: Vec<u32>,
    /// The demands that begin or end there, in order.
    pub end_of: Vec<DemandId>,
}

impl Closable {
    /// Kind and name, for programs.
    pub fn map(&self) -> Map {
        Map::new().with("kind", self.kind).with("name", &self.name)
    }
}

/// All that a level has, in order of name. A leg is one, with both its
/// directions; so is the border of two countries. A country's closure takes its
/// nodes and every leg that touches it or goes through it.
pub fn closables(
    model: &Model,
    network: &Network,
    level: &Level,
    demands: &[DemandId],
) -> Vec<Closable> {
    let maker = Maker { model, network, demands };
    let mut all = match level {
        Level::Legs => maker.legs(),
        Level::Nodes => maker.nodes(),
        Level::Borders => maker.borders(),
        Level::Countries => maker.countries(),
        Level::Modes => maker.modes(),
    };
    all.retain(|one| !one.arcs.is_empty());
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

struct Maker<'a> {
    model: &'a Model,
    network: &'a Network,
    demands: &'a [DemandId],
}

impl Maker<'_> {
    fn make(
        &self,
        kind: &'static str,
        (name, label): (String, String),
        mut selected: Selected,
        own: &dyn Fn(ResourceKind) -> bool,
    ) -> Closable {
        selected.legs.sort_unstable();
        selected.legs.dedup();
        let resources = (0u32..).zip(&self.network.uses.resources);
        let ends = |demand: &&DemandId| {
            let declared = &self.model.demands[demand.index()];
            selected.nodes.contains(&declared.from) || selected.nodes.contains(&declared.to)
        };
        Closable {
            kind,
            name,
            label,
            arcs: self.network.arcs_closed_by(&selected),
            resources: resources.filter(|(_, r)| own(r.kind)).map(|(n, _)| n).collect(),
            end_of: self.demands.iter().filter(ends).copied().collect(),
        }
    }

    /// Of the legs that fit.
    fn of_legs(
        &self,
        kind: &'static str,
        words: (String, String),
        nodes: Vec<NodeId>,
        fits: &dyn Fn(LegId) -> bool,
    ) -> Closable {
        let legs = self.model.all_ways().filter(|way| fits(way.leg())).collect();
        let selected = Selected { legs, nodes, ..Selected::default() };
        self.make(kind, words, selected, &|resource| match resource {
            ResourceKind::Leg(way) | ResourceKind::Fleet(way) => fits(way.leg()),
            ResourceKind::LegBoth(leg) => fits(leg),
            _ => false,
        })
    }

    fn legs(&self) -> Vec<Closable> {
        let all = (0..self.model.legs.len() as u32).map(LegId);
        all.map(|leg| {
            let ahead = LegWay::new(leg, false);
            let declared = &self.model.legs[leg.index()];
            // `A -> B by rail` both ways is `A <-> B by rail`.
            let both = |text: String| match declared.both && !declared.named {
                true => text.replacen(" -> ", " <-> ", 1),
                false => text,
            };
            let words = (both(self.model.way_name(ahead)), both(self.model.way_label(ahead)));
            let legs = self.model.ways(leg).collect();
            let selected = Selected { legs, ..Selected::default() };
            self.make("leg", words, selected, &|resource| match resource {
                ResourceKind::Leg(way) | ResourceKind::Fleet(way) => way.leg() == leg,
                ResourceKind::LegBoth(other) => other == leg,
                _ => false,
            })
        })
        .collect()
    }

    fn nodes(&self) -> Vec<Closable> {
        let all = (0..self.model.nodes.len() as u32).map(NodeId);
        all.map(|node| {
            let head = &self.model.nodes[node.index()].head;
            let words = (head.name.clone(), head.label().to_owned());
            let selected = Selected { nodes: vec![node], ..Selected::default() };
            self.make("node", words, selected, &|resource| resource == ResourceKind::Node(node))
        })
        .collect()
    }

    fn borders(&self) -> Vec<Closable> {
        let mut crossed: BTreeSet<(Country, Country)> = BTreeSet::new();
        for way in self.model.all_ways() {
            let crossings = self.network.frame.crossings.of(way.index());
            crossed.extend(crossings.iter().map(|crossing| (crossing.left, crossing.entered)));
        }
        let mut all = Vec::new();
        for (left, entered) in &crossed {
            let back = (*entered, *left);
            let both = crossed.contains(&back);
            if both && back < (*left, *entered) {
                continue;
            }
            let sign = if both { "<->" } else { "->" };
            let name = format!("{} {sign} {}", left.code(), entered.code());
            let label = format!("border {name}");
            let mut borders = vec![(*left, *entered)];
            if both {
                borders.push(back);
            }
            borders.sort_unstable();
            let has = |pair: (Country, Country)| borders.contains(&pair);
            let selected = Selected { borders: borders.clone(), ..Selected::default() };
            all.push(self.make("border", (name, label), selected, &|resource| match resource {
                ResourceKind::Border(id, _) | ResourceKind::BorderBoth(id) => {
                    let border = &self.model.borders[id.index()];
                    has((border.from, border.to)) || has((border.to, border.from))
                }
                ResourceKind::Crossing(left, entered) => has((left, entered)),
                _ => false,
            }));
        }
        all
    }

    fn countries(&self) -> Vec<Closable> {
        let at_nodes = self.model.nodes.iter().filter_map(|node| node.country);
        let through = (0..self.model.legs.len() as u32)
            .flat_map(|leg| self.model.through(LegId(leg)).iter().copied());
        let all: BTreeSet<Country> = at_nodes.chain(through).collect();
        all.into_iter()
            .map(|country| {
                let inside =
                    |node: &NodeId| self.model.nodes[node.index()].country == Some(country);
                let nodes = (0..self.model.nodes.len() as u32).map(NodeId).filter(inside);
                let words = (country.code().to_owned(), country.name().to_owned());
                let touches = |leg: LegId| self.model.touches(leg, country);
                self.of_legs("country", words, nodes.collect(), &touches)
            })
            .collect()
    }

    fn modes(&self) -> Vec<Closable> {
        let all = (0..self.model.modes.len() as u32).map(ModeId);
        all.map(|mode| {
            let head = &self.model.modes[mode.index()].head;
            let words = (head.name.clone(), head.label().to_owned());
            let is_by = |leg: LegId| self.model.is_by(&self.model.legs[leg.index()], mode);
            self.of_legs("mode", words, Vec::new(), &is_by)
        })
        .collect()
    }
}
