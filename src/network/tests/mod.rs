//! Networks of small scripts, with figures worked out by hand.

mod capacities;
mod charges;
mod gates;
mod structure;

use crate::model::{CommodityId, DemandId, LegWay, Model, NodeId, ScenarioId, Thing};
use crate::quantity::parse_compound;
use crate::scenario::testing::model_of;
use crate::scenario::{At, now};

use super::{Class, ClassAsk, Classes, Network};

pub struct Case {
    pub model: Model,
    pub net: Network,
}

/// A script in a scenario while it lasts.
pub fn case(text: &str, scenario: &str) -> Case {
    let model = model_of(text);
    let id = match model.names.get(scenario) {
        Some(Thing::Scenario(id)) => *id,
        _ => ScenarioId(0),
    };
    let state = now(&model, id, At::Together { day: None }).expect("a state");
    let net = Network::build(&model, state);
    Case { model, net }
}

impl Case {
    pub fn node(&self, name: &str) -> NodeId {
        let found = self.model.nodes.iter().position(|node| node.head.name == name);
        NodeId(found.expect("a node") as u32)
    }

    pub fn commodity(&self, name: &str) -> Option<CommodityId> {
        let found = self.model.commodities.iter().position(|c| c.head.name == name);
        found.map(|at| CommodityId(at as u32))
    }

    pub fn ask(&self, from: &str, to: &str, commodity: &str) -> ClassAsk {
        ClassAsk {
            commodity: self.commodity(commodity),
            from: self.node(from),
            to: self.node(to),
            demand: None,
            bound: vec![],
        }
    }

    pub fn class(&self, from: &str, to: &str, commodity: &str) -> Class {
        Classes::new(&self.model, &self.net).class(self.ask(from, to, commodity))
    }

    pub fn demand(&self, number: u32) -> Vec<(Class, f64)> {
        Classes::new(&self.model, &self.net).of_demand(DemandId(number))
    }

    /// The direction of the first leg between two nodes.
    pub fn way(&self, from: &str, to: &str) -> LegWay {
        let ends = (self.node(from), self.node(to));
        self.model.all_ways().find(|way| self.model.ends(*way) == ends).expect("a leg")
    }

    /// The arcs along nodes, by the first leg between each two.
    pub fn walk(&self, nodes: &[&str]) -> Vec<u32> {
        let ways = nodes.windows(2).map(|pair| self.way(pair[0], pair[1]));
        self.along(ways.collect())
    }

    /// The arcs along directions.
    pub fn along(&self, ways: Vec<LegWay>) -> Vec<u32> {
        let frame = &self.net.frame;
        let mut state = frame.start(frame.ends[ways[0].index()].0);
        ways.into_iter()
            .map(|way| {
                let out = frame.graph.out(state);
                let arc = out.into_iter().find(|arc| frame.way_of[*arc] == way).expect("an arc");
                state = frame.graph.head[arc];
                arc as u32
            })
            .collect()
    }

    pub fn resource(&self, label: &str) -> u32 {
        let all = &self.net.uses.resources;
        let found = all.iter().position(|resource| resource.label(&self.model) == label);
        let labels = || all.iter().map(|r| r.label(&self.model)).collect::<Vec<_>>();
        found.unwrap_or_else(|| panic!("{label} is not in {:?}", labels())) as u32
    }

    pub fn labels(&self, numbers: &[u32]) -> Vec<String> {
        let all = &self.net.uses.resources;
        numbers.iter().map(|number| all[*number as usize].label(&self.model)).collect()
    }

    /// A canonical value in a unit.
    pub fn unit(&self, value: f64, unit: &str) -> f64 {
        parse_compound(unit, &self.model.units).expect("a unit").from_canonical(value)
    }
}

pub fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} is not {b}");
}
