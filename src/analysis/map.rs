//! `report map`: nodes and legs where they lie, with their use.

use std::collections::BTreeMap;

use crate::model::{LegWay, Model, NodeId};
use crate::network::ResourceKind;
use crate::quantity::Dimension;
use crate::report::{Block, Figure, Map, Node, Phrase, Table};

use super::analyst::{Analyst, Failure, State};
use super::flow::{Solved, solve};
use super::network::way_is_open;
use super::part::Part;

/// Columns and rows of the picture.
const WIDE: usize = 78;
const HIGH: usize = 24;
/// Names that stand beside their places; the rest are numbers.
const NAMED: usize = 40;

/// One direction of a leg as the picture shows it.
struct Line {
    way: LegWay,
    open: bool,
    /// Units a day, by commodity.
    flow: Vec<f64>,
    /// Share of its own capacity.
    utilisation: Option<f64>,
}

/// Nodes and legs on a map, with the flow of all demands where there are any.
///
/// # Errors
/// Where no node has coordinates, or the control says so.
pub fn map(analyst: &Analyst<'_>, state: &State<'_>) -> Result<Part, Failure> {
    let model = &*state.model;
    if model.nodes.iter().all(|node| node.at.is_none()) {
        return Err(Failure::told("no node has coordinates: write `at: 44.21N 80.41E`"));
    }
    let mut part = Part::default();
    let solved = match model.demands.is_empty() {
        true => None,
        false => match solve(state, None, None, analyst.control) {
            Ok(solved) => Some(solved),
            Err(Failure::Cancelled) => return Err(Failure::Cancelled),
            Err(Failure::Told(reasons)) => {
                let first = reasons.into_iter().next().unwrap_or_default();
                part.note(Phrase::from("shown without flow: ").and(first));
                None
            }
        },
    };
    let lines = lines(state, solved.as_ref());
    let picture = Picture::new(model, &lines);
    part.say(sentence(&lines, solved.is_some()));
    part.body.push(Block::Picture(picture.rows()));
    part.body.push(Block::Note(
        "o a place, · a leg, - in use, = more than half of its capacity, # full, x closed".into(),
    ));
    if !picture.legend.is_empty() {
        let mut table = Table::new().number("number").text("place");
        for (number, node) in &picture.legend {
            table.row(vec![(*number).into(), model.node_label(*node).to_owned().into()]);
        }
        table.most = Some(60);
        part.body.push(Block::Table(table));
    }
    let nowhere: Vec<&str> =
        model.nodes.iter().filter(|node| node.at.is_none()).map(|node| node.head.label()).collect();
    if !nowhere.is_empty() {
        let more = nowhere.len().saturating_sub(8);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let shown: Vec<&str> = nowhere.iter().take(8).copied().collect();
        part.note(format!("without coordinates: {}{more}", shown.join(", ")));
    }
    part.data.set("geojson", features(analyst, state, &lines));
    Ok(part)
}

fn sentence(lines: &[Line], flows: bool) -> Phrase {
    let count = |fits: &dyn Fn(&Line) -> bool| lines.iter().filter(|line| fits(line)).count();
    let all = lines.len();
    let closed = count(&|line| !line.open);
    if !flows {
        return format!("{all} directions of legs, {closed} of them closed.").into();
    }
    let used = count(&|line| line.flow.iter().any(|flow| *flow > 0.0));
    let full = count(&|line| line.utilisation.is_some_and(|share| share > 1.0 - 1e-9));
    format!("{all} directions of legs: {used} carry something, {full} are full, {closed} closed.")
        .into()
}

/// Every direction of every leg.
fn lines(state: &State<'_>, solved: Option<&Solved>) -> Vec<Line> {
    let (model, network) = (&*state.model, &state.network);
    let mut flows: BTreeMap<LegWay, Vec<f64>> = BTreeMap::new();
    for demand in solved.map(Solved::demands).unwrap_or_default() {
        let commodity = model.demands[demand.index()].commodity.index();
        for (route, flow) in solved.map(|s| s.routes(state, demand)).unwrap_or_default() {
            for way in &route.legs {
                let list = flows.entry(*way).or_insert_with(|| vec![0.0; model.commodities.len()]);
                list[commodity] += flow;
            }
        }
    }
    let mut uses: BTreeMap<LegWay, f64> = BTreeMap::new();
    if let Some(solved) = solved {
        for (resource, used) in network.uses.resources.iter().zip(&solved.solution.uses) {
            let Some(capacity) = resource.capacity.filter(|capacity| *capacity > 0.0) else {
                continue;
            };
            let ways = match resource.kind {
                ResourceKind::Leg(way) | ResourceKind::Fleet(way) => vec![way],
                ResourceKind::LegBoth(leg) => model.ways(leg).collect(),
                _ => Vec::new(),
            };
            for way in ways {
                let share = uses.entry(way).or_insert(0.0);
                *share = share.max(used / capacity);
            }
        }
    }
    let ids = (0..model.legs.len() as u32).map(crate::model::LegId);
    ids.flat_map(|leg| model.ways(leg).collect::<Vec<_>>())
        .map(|way| Line {
            way,
            open: way_is_open(state, way),
            flow: flows.remove(&way).unwrap_or_default(),
            utilisation: uses.get(&way).copied(),
        })
        .collect()
}

struct Picture {
    cells: Vec<Vec<char>>,
    legend: Vec<(usize, NodeId)>,
}

impl Picture {
    fn new(model: &Model, lines: &[Line]) -> Self {
        let places: Vec<(NodeId, (f64, f64))> = (0u32..)
            .map(NodeId)
            .zip(&model.nodes)
            .filter_map(|(id, node)| Some((id, node.at?)))
            .collect();
        let frame = Frame::new(places.iter().map(|(_, at)| *at));
        let mut picture = Self { cells: vec![vec![' '; WIDE]; frame.high], legend: Vec::new() };
        // Busy legs are drawn over idle ones.
        let mut order: Vec<&Line> = lines.iter().collect();
        order.sort_by_key(|line| rank(line));
        for line in order {
            let (from, to) = model.ends(line.way);
            let at = |id: NodeId| model.nodes[id.index()].at.map(|at| frame.cell(at));
            if let (Some(a), Some(b)) = (at(from), at(to)) {
                picture.stroke(a, b, MARKS[rank(line)]);
            }
        }
        for (_, at) in &places {
            let (row, column) = frame.cell(*at);
            picture.cells[row][column] = 'o';
        }
        for (count, (id, at)) in places.iter().enumerate() {
            let (row, column) = frame.cell(*at);
            let named = count < NAMED && picture.write(row, column, model.node_label(*id));
            if !named {
                let number = picture.legend.len() + 1;
                picture.legend.push((number, *id));
                picture.write(row, column, &number.to_string());
            }
        }
        picture
    }

    /// A straight line of marks (Bresenham).
    fn stroke(&mut self, a: (usize, usize), b: (usize, usize), mark: char) {
        let steps = a.0.abs_diff(b.0).max(a.1.abs_diff(b.1)).max(1);
        for step in 0..=steps {
            let between = |a: usize, b: usize| {
                let (a, b) = (a as f64, b as f64);
                (a + (b - a) * step as f64 / steps as f64).round() as usize
            };
            let (row, column) = (between(a.0, b.0), between(a.1, b.1));
            self.cells[row][column] = mark;
        }
    }

    /// Writes beside a place where nothing else is written; whether it fits.
    fn write(&mut self, row: usize, column: usize, text: &str) -> bool {
        let letters: Vec<char> = text.chars().filter(|c| !c.is_control()).collect();
        let starts = [column + 2, column.wrapping_sub(letters.len() + 1)];
        for start in starts {
            let end = start.saturating_add(letters.len());
            if end > WIDE {
                continue;
            }
            let margin = start.saturating_sub(1)..(end + 1).min(WIDE);
            let taken = |c: &char| c.is_alphanumeric();
            if self.cells[row][margin].iter().any(|c| taken(c) && *c != 'o' && *c != 'x')
                || self.cells[row][start..end].contains(&'o')
            {
                continue;
            }
            self.cells[row][start..end].copy_from_slice(&letters);
            return true;
        }
        false
    }

    fn rows(&self) -> Vec<String> {
        let row = |row: &Vec<char>| row.iter().collect::<String>().trim_end().to_owned();
        self.cells.iter().map(row).collect()
    }
}

/// Idle, closed, in use, more than half full, full.
const MARKS: [char; 5] = ['·', 'x', '-', '=', '#'];

fn rank(line: &Line) -> usize {
    let used = line.flow.iter().any(|flow| *flow > 0.0);
    match line.utilisation {
        _ if !line.open => 1,
        _ if !used => 0,
        Some(share) if share > 1.0 - 1e-9 => 4,
        Some(share) if share > 0.5 => 3,
        _ => 2,
    }
}

/// From degrees to cells; a degree of longitude is narrower by the cosine of
/// the middle latitude, and a character twice as high as wide.
struct Frame {
    west: f64,
    north: f64,
    across: f64,
    down: f64,
    high: usize,
}

impl Frame {
    fn new(places: impl Iterator<Item = (f64, f64)>) -> Self {
        let (mut south, mut north) = (f64::INFINITY, f64::NEG_INFINITY);
        let (mut west, mut east) = (f64::INFINITY, f64::NEG_INFINITY);
        for (latitude, longitude) in places {
            (south, north) = (south.min(latitude), north.max(latitude));
            (west, east) = (west.min(longitude), east.max(longitude));
        }
        let across = (east - west).max(0.1) / (WIDE - 1) as f64;
        let middle = libm::cos(f64::midpoint(south, north).to_radians()).max(0.2);
        let rows = (north - south) / (2.0 * across * middle);
        let high = (rows.ceil() as usize + 1).clamp(3, HIGH);
        let down = (north - south).max(0.1) / (high - 1) as f64;
        Self { west, north, across, down, high }
    }

    fn cell(&self, (latitude, longitude): (f64, f64)) -> (usize, usize) {
        let row = ((self.north - latitude) / self.down).round().max(0.0) as usize;
        let column = ((longitude - self.west) / self.across).round().max(0.0) as usize;
        (row.min(self.high - 1), column.min(WIDE - 1))
    }
}

/// A GeoJSON FeatureCollection (RFC 7946): places, then directions of legs.
fn features(analyst: &Analyst<'_>, state: &State<'_>, lines: &[Line]) -> Map {
    let model = &*state.model;
    let point = |at: (f64, f64)| Node::list([at.1, at.0]);
    let mut all = Vec::new();
    for node in &model.nodes {
        let geometry =
            node.at.map(|at| Map::new().with("type", "Point").with("coordinates", point(at)));
        let mut about = Map::new().with("kind", "node").with("name", &node.head.name);
        about.set("title", node.head.label());
        about.set("country", node.country.map(|country| country.code()));
        all.push(feature(geometry, about));
    }
    for line in lines {
        let (from, to) = model.ends(line.way);
        let at = |id: NodeId| model.nodes[id.index()].at;
        let geometry = at(from).zip(at(to)).map(|(a, b)| {
            Map::new()
                .with("type", "LineString")
                .with("coordinates", Node::list([point(a), point(b)]))
        });
        let name = |id: NodeId| &model.nodes[id.index()].head.name;
        let leg = model.leg_of(line.way);
        let about = Map::new()
            .with("kind", "leg")
            .with("name", model.way_name(line.way))
            .with("from", name(from))
            .with("to", name(to))
            .with("mode", leg.mode.map(|mode| model.modes[mode.index()].head.name.clone()))
            .with("open", line.open)
            .with("flow", flow(analyst, model, line))
            .with("utilisation", line.utilisation);
        all.push(feature(geometry, about));
    }
    Map::new().with("type", "FeatureCollection").with("features", all)
}

fn feature(geometry: Option<Map>, properties: Map) -> Map {
    Map::new().with("type", "Feature").with("geometry", geometry).with("properties", properties)
}

/// The flow in the unit of its only commodity, else in tonnes where all have a
/// mass.
fn flow(analyst: &Analyst<'_>, model: &Model, line: &Line) -> Option<Figure> {
    let used: Vec<(usize, f64)> =
        line.flow.iter().copied().enumerate().filter(|(_, flow)| *flow > 0.0).collect();
    let units = analyst.units();
    match used.as_slice() {
        [] => None,
        [(commodity, flow)] => {
            let id = crate::model::CommodityId(*commodity as u32);
            Some(Figure::new(*flow, units.rate(model, id)))
        }
        many => {
            let mass = |(commodity, flow): &(usize, f64)| {
                let id = crate::model::CommodityId(*commodity as u32);
                model.conversions(id).factor(Dimension::MASS).map(|factor| factor * flow)
            };
            let sum: Option<f64> = many.iter().map(mass).sum();
            sum.map(|sum| Figure::new(sum, super::units::unit_named(&model.units, "t/year")))
        }
    }
}
