//! `report network`: the network as it stands in a scenario.

use std::collections::BTreeMap;

use crate::model::{LegWay, Model, NodeId, Prop, Target};
use crate::network::Structure;
use crate::report::{Block, Cell, Figure, Map, Node, Phrase, Table};
use crate::scenario::{Place, Standing, capacity_slot, slot};

use super::analyst::{Analyst, State};
use super::part::Part;
use super::units::shown;
use super::words::{leg_map, note_text};

/// Rows that text shows of each list.
const SHOWN: usize = 40;

/// The answer at one moment.
pub fn network(analyst: &Analyst<'_>, state: &State<'_>) -> Part {
    let model = &*state.model;
    let mut part = Part::default();
    let open = |way: LegWay| way_is_open(state, way);
    let structure = Structure::new(model, open);
    let isolated = structure.isolated();
    let countries = country_count(model);
    let closed_nodes = nodes(model).filter(|node| !node_is_open(state, *node)).count();
    let closed_ways = model.all_ways().filter(|way| !open(*way)).count();
    let groups = structure.components();
    part.data.set("nodes_count", model.nodes.len());
    part.data.set("legs_count", model.legs.len());
    part.data.set("countries_count", countries);
    part.data.set("parts", groups);
    part.data.set("closed_nodes", closed_nodes);
    part.data.set("closed_directions", closed_ways);
    let name = |node: &NodeId| &model.nodes[node.index()].head.name;
    part.data.set("isolated", Node::list(isolated.iter().map(name)));
    part.say(format!(
        "{} and {} in {}; {}.",
        count(model.nodes.len(), "node", "nodes"),
        count(model.legs.len(), "leg", "legs"),
        count(countries, "country", "countries"),
        match groups {
            1 => "all hang together".to_owned(),
            many => format!("they fall into {many} parts"),
        }
    ));
    if closed_nodes + closed_ways > 0 {
        part.say(format!(
            "Closed: {} and {}.",
            count(closed_nodes, "node", "nodes"),
            count(closed_ways, "direction of a leg", "directions of legs")
        ));
    }
    modes(analyst, state, &mut part);
    list_nodes(state, &mut part);
    list_legs(analyst, state, &mut part);
    for note in &state.network.now.notes {
        part.note(note_text(model, note));
    }
    part
}

fn nodes(model: &Model) -> impl Iterator<Item = NodeId> + use<> {
    (0..model.nodes.len() as u32).map(NodeId)
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn country_count(model: &Model) -> usize {
    let mut list: Vec<_> = model.nodes.iter().filter_map(|node| node.country).collect();
    list.sort_unstable();
    list.dedup();
    list.len()
}

fn is_open(state: &State<'_>, place: Place) -> bool {
    let now = &state.network.now;
    !now.closures(place).iter().any(|closure| now.is_shut(closure, None))
}

fn node_is_open(state: &State<'_>, node: NodeId) -> bool {
    is_open(state, Place::Node(node))
}

pub(super) fn way_is_open(state: &State<'_>, way: LegWay) -> bool {
    let (from, to) = state.model.ends(way);
    is_open(state, Place::Way(way)) && node_is_open(state, from) && node_is_open(state, to)
}

fn capacity_node(model: &Model, standing: Standing) -> Option<Figure> {
    match standing {
        Standing::Value(value, unit) => Some(Figure::new(value, shown(model, unit))),
        Standing::Unlimited => Some(Figure::unlimited(crate::quantity::CompoundUnit::plain())),
        Standing::Unknown => Some(Figure::unknown(crate::quantity::CompoundUnit::plain())),
        _ => None,
    }
}

fn modes(analyst: &Analyst<'_>, state: &State<'_>, part: &mut Part) {
    let model = &*state.model;
    let units = analyst.units();
    let mut by_mode: BTreeMap<Option<u32>, (usize, f64)> = BTreeMap::new();
    for leg in &model.legs {
        let entry = by_mode.entry(leg.mode.map(|mode| mode.0)).or_default();
        entry.0 += 1;
        entry.1 += leg.distance.as_ref().map_or(0.0, |figure| figure.value);
    }
    let mut table = Table::new().text("mode").number("legs").number("distance");
    let mut maps = Vec::new();
    for (mode, (legs, km)) in by_mode {
        let head = mode.map(|mode| &model.modes[mode as usize].head);
        table.row(vec![
            head.map_or("none", |head| head.label()).into(),
            legs.into(),
            units.km(km).into(),
        ]);
        maps.push(
            Map::new()
                .with("mode", head.map(|head| head.name.clone()))
                .with("legs", legs)
                .with("distance", units.km(km)),
        );
    }
    part.body.push(Block::Table(table));
    part.data.set("modes", maps);
}

fn list_nodes(state: &State<'_>, part: &mut Part) {
    let model = &*state.model;
    let now = &state.network.now;
    let mut table = Table::new().text("node").text("country").text("kind");
    table = table.number("dwell").number("throughput").text("state");
    table.most = Some(SHOWN);
    let mut maps = Vec::new();
    for id in nodes(model) {
        let node = &model.nodes[id.index()];
        let kind = node.kind.map(|kind| model.words[kind.index()].to_string());
        let country = node.country.map(|country| country.code());
        let dwell = now.standing(model, slot(Target::Node(id), Prop::Dwell)).with_unit();
        let dwell = dwell.map(|(value, unit)| Figure::new(value, shown(model, unit)));
        let throughput = now.standing(model, slot(Target::Node(id), Prop::Throughput));
        let throughput = capacity_node(model, throughput);
        let open = node_is_open(state, id);
        table.row(vec![
            Phrase::new().name(node.head.label()).into(),
            country.unwrap_or("none").into(),
            kind.clone().unwrap_or_default().into(),
            dwell.clone().into(),
            throughput.clone().into(),
            if open { "open" } else { "closed" }.into(),
        ]);
        let mut map = Map::new().with("node", &node.head.name).with("country", country);
        map.set("kind", kind);
        map.set("open", open);
        map.set("dwell", dwell);
        map.set("throughput", throughput);
        if let Some((latitude, longitude)) = node.at {
            map.set("at", Node::list([latitude, longitude]));
        }
        maps.push(map);
    }
    part.body.push(Block::Table(table));
    part.data.set("nodes", maps);
}

fn list_legs(analyst: &Analyst<'_>, state: &State<'_>, part: &mut Part) {
    let model = &*state.model;
    let (now, units) = (&state.network.now, analyst.units());
    let mut table = Table::new().text("leg").number("distance").number("time");
    table = table.number("capacity").text("state");
    table.most = Some(SHOWN);
    let mut maps = Vec::new();
    for way in model.all_ways() {
        let figure = |prop| now.standing(model, slot(Target::Leg(way), prop)).value();
        let distance = figure(Prop::Distance).map(|km| units.km(km));
        let time = figure(Prop::Time).map(|days| units.days(days));
        let capacity = capacity_node(model, now.standing(model, capacity_slot(model, way)));
        let cost = now.standing(model, slot(Target::Leg(way), Prop::Cost)).with_unit();
        let cost = cost.map(|(value, unit)| Figure::new(value, shown(model, unit)));
        let open = way_is_open(state, way);
        table.row(vec![
            Phrase::new().name(model.way_label(way)).into(),
            Cell::from(distance.clone()),
            time.clone().into(),
            capacity.clone().into(),
            if open { "open" } else { "closed" }.into(),
        ]);
        let map = leg_map(model, way);
        maps.push(
            map.with("open", open)
                .with("distance", distance)
                .with("time", time)
                .with("cost", cost)
                .with("capacity", capacity),
        );
    }
    part.body.push(Block::Table(table));
    part.data.set("legs", maps);
}
