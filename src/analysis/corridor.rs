//! `report corridor`: time, cost and distance leg by leg and stop by stop
//! (UNESCAP time/cost-distance method; ADB CAREC corridor monitoring).

use crate::model::{CommodityId, CorridorId, Criterion, LegWay, NodeId};
use crate::network::{Class, ClassAsk, Missing, Part as RoutePart, PartAt, PartKind, Route};
use crate::report::{Block, Cell, Figure, Map, Node, Phrase, Share, Table};

use super::analyst::{Analyst, Failure, State};
use super::basis::bases;
use super::find_routes::{Found, money_notes, no_measure};
use super::no_way::{CutLeg, NoWay};
use super::part::Part;
use super::routes::{Teller, common_notes};
use super::units::unit_named;
use super::words::leg_map;

/// The way along a corridor that is best by a measure.
pub enum Along {
    /// Open from end to end.
    Open(Box<Found>),
    /// Closed legs stand in the way.
    Closed(NoWay),
}

/// Follows a corridor: of parallel legs those that are best together.
///
/// # Errors
/// Where the measure does not exist.
pub fn along(
    state: &State<'_>,
    corridor: CorridorId,
    commodity: Option<CommodityId>,
    by: Criterion,
) -> Result<Along, Failure> {
    let model = &*state.model;
    let declared = &model.corridors[corridor.index()];
    let (Some(&from), Some(&to)) = (declared.nodes.first(), declared.nodes.last()) else {
        return Err(Failure::told("the corridor has no places"));
    };
    let ask = ClassAsk { commodity, from, to, demand: None, bound: Vec::new() };
    let class = state.class(ask);
    let mut notes = Vec::new();
    money_notes(model, &state.network, &class, by, &mut notes)?;
    let weight = class.weights(by).map_err(|why| no_measure(model, by, &class, why))?;
    let Some(arcs) = best_arcs(state, &declared.steps, from, &weight) else {
        return Ok(Along::Closed(closed(state, &class, &declared.steps, (from, to))));
    };
    for (step, arc) in declared.steps.iter().zip(&arcs) {
        let way = state.network.frame.way_of[*arc as usize];
        if step.len() > 1 {
            let label = model.way_label(way);
            notes.push(format!("of {} parallel legs `{label}` is taken", step.len()));
        }
    }
    let route = state.network.route(model, &class, &arcs, false);
    Ok(Along::Open(Box::new(Found {
        class,
        routes: vec![route],
        proved: 1,
        complete: true,
        no_way: None,
        notes,
    })))
}

/// The best arcs, one a step, each beginning in the state where the one before
/// ends; of equal ones the first.
fn best_arcs(
    state: &State<'_>,
    steps: &[Vec<LegWay>],
    from: NodeId,
    weight: &[f64],
) -> Option<Vec<u32>> {
    let frame = &state.network.frame;
    let graph = &frame.graph;
    // Of each arc that may be the step's: its sum so far and the arc before.
    let mut layers: Vec<Vec<(u32, f64, usize)>> = Vec::new();
    for step in steps {
        let mut layer: Vec<(u32, f64, usize)> = Vec::new();
        for arc in step.iter().flat_map(|way| frame.arcs_of.of(way.index())) {
            let tail = graph.tail[*arc as usize];
            let mut best: Option<(f64, usize)> = match layers.last() {
                None if tail == frame.start(from) => Some((0.0, 0)),
                _ => None,
            };
            for (index, (before, sum, _)) in layers.last().into_iter().flatten().enumerate() {
                let joins = graph.head[*before as usize] == tail;
                if joins && best.is_none_or(|(known, _)| *sum < known) {
                    best = Some((*sum, index));
                }
            }
            if let Some((sum, index)) = best
                && weight[*arc as usize].is_finite()
            {
                layer.push((*arc, sum + weight[*arc as usize], index));
            }
        }
        layers.push(layer);
    }
    let last = layers.last()?;
    let mut at = (0..last.len()).min_by(|a, b| last[*a].1.total_cmp(&last[*b].1))?;
    let mut arcs = Vec::new();
    for layer in layers.iter().rev() {
        let (arc, _, before) = *layer.get(at)?;
        arcs.push(arc);
        at = before;
    }
    arcs.reverse();
    Some(arcs)
}

/// The steps that no leg serves.
fn closed(
    state: &State<'_>,
    class: &Class,
    steps: &[Vec<LegWay>],
    (from, to): (NodeId, NodeId),
) -> NoWay {
    let model = &*state.model;
    let mut cut = Vec::new();
    for step in steps {
        let reasons = |way: LegWay| state.network.reasons_of_way(model, class, way);
        if step.iter().all(|way| !reasons(*way).is_empty()) {
            let legs = step.iter();
            cut.extend(legs.map(|way| CutLeg {
                way: *way,
                reasons: reasons(*way),
                left_out: None,
            }));
        }
    }
    let barred = class.barred.iter().map(|cause| crate::network::Reason::NoTrade(*cause));
    NoWay { from, to, cut, barred: barred.collect() }
}

/// The answer at one moment.
///
/// # Errors
/// Where the question has no answer then, with the reason.
pub fn corridor(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    corridors: &[CorridorId],
    commodity: Option<CommodityId>,
    by: Criterion,
) -> Result<Part, Failure> {
    let mut part = Part::default();
    let mut maps = Vec::new();
    let mut lines = Vec::new();
    for id in corridors {
        let head = &state.model.corridors[id.index()].head;
        let map = Map::new().with("corridor", &head.name);
        if corridors.len() > 1 {
            part.body.push(Block::Heading(Phrase::new().name(head.label())));
        }
        match along(state, *id, commodity, by)? {
            Along::Closed(no_way) => {
                part.say(
                    Phrase::from("The corridor ")
                        .name(head.label())
                        .with(" is closed: no leg is open on part of it."),
                );
                part.body.push(no_way.block(analyst, state));
                maps.push(map.with("no_way", no_way.map(analyst, state)));
            }
            Along::Open(found) => {
                let line = Line::new(analyst, state, &found);
                if corridors.len() == 1 {
                    part.means.push(("time", analyst.units().days(found.routes[0].time)));
                }
                maps.push(line.map(map));
                line.tell(head.label(), &mut part);
                common_notes(state, &found, &mut part);
                lines.push((head.label().to_owned(), line.summary()));
            }
        }
    }
    if lines.len() > 1 {
        part.body.push(Block::Heading("Side by side".into()));
        part.body.push(Block::Table(side_by_side(lines)));
    }
    part.data.set("corridors", maps);
    Ok(part)
}

/// Time, cost, distance, speeds and the share of delay.
struct Summary {
    figures: Vec<Figure>,
    delay: Share,
}

fn side_by_side(lines: Vec<(String, Summary)>) -> Table {
    let mut table = Table::new().text("corridor").number("time").number("cost");
    table = table.number("distance").number("speed").number("speed with delay").number("delay");
    for (name, summary) in lines {
        let mut row = vec![Cell::from(name)];
        row.extend(summary.figures.into_iter().map(Cell::from));
        row.push(summary.delay.into());
        table.row(row);
    }
    table
}

/// One corridor with its parts.
struct Line<'a, 'm, 's> {
    analyst: &'a Analyst<'m>,
    state: &'a State<'s>,
    found: &'a Found,
    parts: Vec<RoutePart>,
    bases: Vec<String>,
}

impl<'a, 'm, 's> Line<'a, 'm, 's> {
    fn new(analyst: &'a Analyst<'m>, state: &'a State<'s>, found: &'a Found) -> Self {
        let route = &found.routes[0];
        let model = &*state.model;
        let inner = route.nodes.get(1..route.nodes.len() - 1).unwrap_or_default();
        Self {
            analyst,
            state,
            found,
            parts: state.network.parts(model, &found.class, &route.arcs, false),
            bases: bases(model, &state.network.now, &route.legs, inner),
        }
    }

    fn route(&self) -> &Route {
        &self.found.routes[0]
    }

    fn money(&self, value: f64) -> Option<Figure> {
        let model = &*self.state.model;
        let commodity = self.found.class.ask.commodity?;
        let incomplete = self.route().missing.has(Missing::COST);
        let unit = self.analyst.units().price(model, commodity);
        Some(Figure::new(value, unit).incomplete(incomplete))
    }

    fn spent(&self, kind: PartKind) -> f64 {
        self.parts.iter().filter(|part| part.kind == kind).map(|part| part.time).sum()
    }

    fn speed(&self, days: f64) -> Figure {
        let unit = unit_named(&self.state.model.units, "km/h");
        let speed = if days > 0.0 { self.route().distance / days } else { f64::NAN };
        Figure::new(speed, unit).incomplete(self.route().missing.has(Missing::DISTANCE))
    }

    fn delay(&self) -> Share {
        let time = self.route().time;
        let moving = self.spent(PartKind::Moving);
        Share(if time > 0.0 { 1.0 - moving / time } else { 0.0 })
    }

    fn summary(&self) -> Summary {
        let teller = self.teller_figure(Criterion::Distance);
        let units = self.analyst.units();
        let route = self.route();
        let cost = self
            .money(route.cost.unwrap_or(f64::NAN))
            .unwrap_or_else(|| Figure::missing(&units.plain));
        Summary {
            figures: vec![
                units.days(route.time),
                cost,
                teller.unwrap_or_else(|| units.km(route.distance)),
                self.speed(self.spent(PartKind::Moving)),
                self.speed(route.time),
            ],
            delay: self.delay(),
        }
    }

    fn teller_figure(&self, by: Criterion) -> Option<Figure> {
        let units = self.analyst.units();
        let (model, network) = (&*self.state.model, &self.state.network);
        Teller { model, network, units: &units, found: self.found }.figure(self.route(), by)
    }

    fn map(&self, map: Map) -> Map {
        let units = self.analyst.units();
        let (model, network) = (&*self.state.model, &self.state.network);
        let teller = Teller { model, network, units: &units, found: self.found };
        let route = teller.map(self.route(), Criterion::Time);
        let mut map = route.fields().iter().fold(map, |map, (k, v)| map.with(k.clone(), v.clone()));
        for kind in KINDS {
            let key = if kind == PartKind::Moving { "moving" } else { kind.word() };
            map.set(key, units.days(self.spent(kind)));
        }
        map.set("speed_moving", self.speed(self.spent(PartKind::Moving)));
        map.set("speed_with_delay", self.speed(self.route().time));
        map.set("delay_share", self.delay());
        map.set("basis", self.bases.clone());
        map.with("parts", Node::list(self.parts.iter().map(|part| self.part_map(part))))
    }

    fn part_map(&self, part: &RoutePart) -> Map {
        let model = &*self.state.model;
        let units = self.analyst.units();
        let name = |node: NodeId| model.nodes[node.index()].head.name.clone();
        let mut map = Map::new().with("kind", part.kind.word());
        match part.at {
            PartAt::Leg(way) => map.set("leg", leg_map(model, way)),
            PartAt::Node(node) => map.set("node", name(node)),
            PartAt::Transfer(node, from, to) => {
                map.set("node", name(node));
                map.set("from_mode", &model.modes[from.index()].head.name);
                map.set("to_mode", &model.modes[to.index()].head.name);
            }
            PartAt::Border(left, entered, _) => {
                map.set("border", node_border(left.code(), entered.code()));
            }
        }
        map.set("time", units.days(part.time));
        map.set("cost", self.money(part.cost));
        map.set("distance", units.km(part.distance));
        map.set("time_to", units.days(part.time_to));
        map.set("cost_to", self.money(part.cost_to));
        map.with("distance_to", units.km(part.distance_to))
    }

    fn tell(&self, label: &str, part: &mut Part) {
        let units = self.analyst.units();
        let route = self.route();
        let mut text = Phrase::from("From ")
            .name(self.state.model.node_label(route.nodes[0]))
            .with(" to ")
            .name(self.state.model.node_label(route.nodes[route.nodes.len() - 1]))
            .with(" along ")
            .name(label)
            .with(" it takes ")
            .with(units.days(route.time));
        if route.distance > 0.0 {
            text = text
                .with("; at ")
                .with(self.speed(self.spent(PartKind::Moving)))
                .with(" on the move and ")
                .with(self.speed(route.time))
                .with(" with all stops");
        }
        part.say(text.with("; stops are ").with(self.delay()).with(" of the time."));
        part.body.push(Block::Table(self.table()));
        let mut kinds = Table::new().text("what").number("time").number("share");
        for kind in KINDS {
            let days = self.spent(kind);
            if days > 0.0 {
                let share = Share(days / route.time);
                kinds.row(vec![kind.word().into(), units.days(days).into(), share.into()]);
            }
        }
        part.body.push(Block::Table(kinds));
        match self.bases.as_slice() {
            [] => {}
            [one] => part.note(format!("times are on the basis `{one}`")),
            many => part.note(format!("times on several bases are mixed: {}", many.join(", "))),
        }
        if route.missing.has(Missing::COST) && self.found.class.ask.commodity.is_some() {
            part.note("legs without a cost count as 0; such costs are incomplete");
        }
        if self.found.class.ask.commodity.is_none() {
            part.note("money is that of a commodity; name it to see it: `for C`");
        }
        if route.missing.has(Missing::DISTANCE) {
            part.note("legs without a distance count as 0; such distances are incomplete");
        }
    }

    fn table(&self) -> Table {
        let units = self.analyst.units();
        let with = self.found.class.ask.commodity.is_some();
        let mut table = Table::new().text("part").text("what").number("time");
        if with {
            table = table.number("cost");
        }
        table = table.number("distance").number("time so far");
        if with {
            table = table.number("cost so far");
        }
        table = table.number("distance so far");
        for part in &self.parts {
            let mut row: Vec<Cell> = vec![self.part_words(part).into(), part.kind.word().into()];
            row.push(units.days(part.time).into());
            if with {
                row.push(self.money(part.cost).into());
            }
            let moves = part.kind == PartKind::Moving;
            row.push(moves.then(|| units.km(part.distance)).into());
            row.push(units.days(part.time_to).into());
            if with {
                row.push(self.money(part.cost_to).into());
            }
            row.push(units.km(part.distance_to).into());
            table.row(row);
        }
        table
    }

    fn part_words(&self, part: &RoutePart) -> Phrase {
        let model = &*self.state.model;
        match part.at {
            PartAt::Leg(way) => Phrase::new().name(model.way_label(way)),
            PartAt::Node(node) => Phrase::new().name(model.node_label(node)),
            PartAt::Transfer(node, from, to) => {
                Phrase::new().name(model.node_label(node)).with(format!(
                    " ({} to {})",
                    model.modes[from.index()].head.label(),
                    model.modes[to.index()].head.label()
                ))
            }
            PartAt::Border(left, entered, _) => node_border(left.code(), entered.code()).into(),
        }
    }
}

/// The kinds of part, in the order told.
const KINDS: [PartKind; 5] =
    [PartKind::Moving, PartKind::Dwell, PartKind::Transfer, PartKind::Wait, PartKind::Border];

fn node_border(left: &str, entered: &str) -> String {
    format!("border {left} -> {entered}")
}
