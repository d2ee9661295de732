//! `report routes`: the k best loopless routes.

use crate::model::{CommodityId, Criterion, Model, RouteAsk};
use crate::network::{Missing, Network, Part as RoutePart, PartAt, PartKind, Route, RouteCapacity};
use crate::report::{Block, Cell, Figure, Map, Node, Phrase, Share, ShownUnit, Table};

use super::analyst::{Analyst, Failure, State};
use super::basis::bases;
use super::find_routes::{Found, find_routes};
use super::part::Part;
use super::units::{Units, shown};
use super::words::{country_codes, leg_map, node_names, note_on, note_text, resource_map};

/// The answer at one moment.
///
/// # Errors
/// Where the question has no answer then, with the reason.
pub fn routes(analyst: &Analyst<'_>, state: &State<'_>, ask: &RouteAsk) -> Result<Part, Failure> {
    let found = find_routes(state, ask, ask.top.max(1), analyst.control)?;
    let mut part = Part::default();
    let model = &*state.model;
    let units = analyst.units();
    if found.routes.is_empty() {
        tell_none(analyst, state, ask, &found, &mut part);
        return Ok(part);
    }
    let teller = Teller { model, network: &state.network, units: &units, found: &found };
    let maps: Vec<Map> = found.routes.iter().map(|route| teller.map(route, ask.by)).collect();
    part.data.set("routes", maps);
    part.data.set("proved", found.proved);
    part.data.set("complete", found.complete);
    let best = &found.routes[0];
    if let Some(figure) = teller.figure(best, ask.by) {
        part.means.push((ask.by.word(), figure));
    }
    part.say(teller.sentence(analyst, state, ask));
    let shown_by = (ask.by == Criterion::GeneralisedCost).then_some(ask.by);
    part.body.push(Block::Table(teller.table(shown_by)));
    part.body.push(Block::List(teller.paths()));
    teller.notes(ask, &mut part);
    common_notes(state, &found, &mut part);
    Ok(part)
}

/// Remarks that any question about routes makes.
pub fn common_notes(state: &State<'_>, found: &Found, part: &mut Part) {
    for note in &found.notes {
        part.note(note.as_str());
    }
    let legs: Vec<_> = found.routes.iter().flat_map(|route| route.legs.clone()).collect();
    let inner = |route: &Route| route.nodes.get(1..route.nodes.len() - 1).map(<[_]>::to_vec);
    let nodes: Vec<_> = found.routes.iter().filter_map(inner).flatten().collect();
    for note in &state.network.now.notes {
        if let Some(note) = note_on(note, &legs, &nodes) {
            part.note(note_text(&state.model, &note));
        }
    }
    let bases = bases(&state.model, &state.network.now, &legs, &nodes);
    if bases.len() > 1 {
        part.note(format!("figures on several bases are mixed: {}", bases.join(", ")));
    }
}

/// Why there is no route.
pub fn tell_none(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    ask: &RouteAsk,
    found: &Found,
    part: &mut Part,
) {
    part.data.set("routes", Vec::<Node>::new());
    let model = &*state.model;
    match &found.no_way {
        Some(no_way) => {
            part.say(no_way.sentence(state));
            part.body.push(no_way.block(analyst, state));
            part.data.set("no_way", no_way.map(analyst, state));
        }
        None if found.proved == 0 && !found.complete => {
            part.say("No route was found within the limit of the search; there may be one.");
        }
        None => {
            let mut text = Phrase::from("There is no route from ")
                .name(model.node_label(ask.from))
                .with(" to ")
                .name(model.node_label(ask.to));
            if !ask.via.is_empty() {
                text.push(" by way of ");
                text = text.and(Phrase::list(
                    ask.via.iter().map(|node| Phrase::new().name(model.node_label(*node))),
                ));
            }
            part.say(text.with(" that does not pass some place twice."));
        }
    }
    common_notes(state, found, part);
}

/// Tells routes of one search.
pub struct Teller<'a> {
    /// The model.
    pub model: &'a Model,
    /// The network.
    pub network: &'a Network,
    /// The units to show figures in.
    pub units: &'a Units,
    /// The routes.
    pub found: &'a Found,
}

impl Teller<'_> {
    fn commodity(&self) -> Option<CommodityId> {
        self.found.class.ask.commodity
    }

    /// One measure of a route, if it has it.
    pub fn figure(&self, route: &Route, by: Criterion) -> Option<Figure> {
        let price = || self.commodity().map(|c| self.units.price(self.model, c));
        let incomplete = |bit: Missing| route.missing.has(bit);
        Some(match by {
            Criterion::Time => self.units.days(route.time),
            Criterion::Distance => {
                self.units.km(route.distance).incomplete(incomplete(Missing::DISTANCE))
            }
            Criterion::Cost => {
                Figure::new(route.cost?, price()?).incomplete(incomplete(Missing::COST))
            }
            Criterion::Emissions => {
                let unit = self.units.emissions(self.model, self.commodity()?);
                Figure::new(route.emissions?, unit).incomplete(incomplete(Missing::EMISSIONS))
            }
            Criterion::GeneralisedCost => {
                Figure::new(route.generalised_cost?, price()?).incomplete(incomplete(Missing::COST))
            }
        })
    }

    /// What fits on a route.
    pub fn capacity(&self, route: &Route) -> Figure {
        let resources = &self.network.uses.resources;
        let unit = |number: Option<&u32>| self.capacity_unit(number.copied());
        match &route.capacity {
            RouteCapacity::Unlimited => Figure::unlimited(unit(None)),
            RouteCapacity::Limited { value, binding } => Figure::new(*value, unit(binding.first())),
            RouteCapacity::Unknown(list) => {
                let known = list.iter().find(|n| resources[**n as usize].capacity.is_some());
                Figure::unknown(unit(known))
            }
            RouteCapacity::NoConversion(list) => Figure::missing(unit(list.first())),
        }
    }

    /// The unit of a capacity where the commodity is counted in it, else the
    /// commodity's own a year.
    fn capacity_unit(&self, number: Option<u32>) -> ShownUnit {
        let resource = number.map(|number| &self.network.uses.resources[number as usize]);
        capacity_unit(self.model, self.units, self.commodity(), resource)
    }

    /// A route for programs.
    pub fn map(&self, route: &Route, by: Criterion) -> Map {
        let legs = route.legs.iter().map(|way| leg_map(self.model, *way));
        let mut map = Map::new()
            .with("nodes", node_names(self.model, &route.nodes))
            .with("legs", Node::list(legs))
            .with("countries", country_codes(&route.countries));
        let all = [Criterion::Time, Criterion::Cost, Criterion::Distance, Criterion::Emissions];
        for criterion in all.into_iter().chain([Criterion::GeneralisedCost]) {
            let wanted = criterion != Criterion::GeneralisedCost || by == criterion;
            if let (true, Some(figure)) = (wanted, self.figure(route, criterion)) {
                map.set(criterion.word(), figure);
            }
        }
        map.set("capacity", self.capacity(route));
        if let RouteCapacity::Limited { binding, .. } = &route.capacity {
            map.set("binds", self.resources(binding));
        }
        if let RouteCapacity::Unknown(list) = &route.capacity {
            map.set("unknown", self.resources(list));
        }
        map
    }

    fn resources(&self, list: &[u32]) -> Node {
        let resources = &self.network.uses.resources;
        Node::list(list.iter().map(|n| resource_map(self.model, &resources[*n as usize])))
    }

    fn table(&self, by: Option<Criterion>) -> Table {
        let has = |bit: Missing| {
            self.found.routes.iter().any(|route| route.emissions.is_some_and(|e| e != 0.0))
                || self.found.routes.iter().any(|route| !route.missing.has(bit))
        };
        let with = self.commodity().is_some();
        let mut columns: Vec<Criterion> = vec![Criterion::Time];
        if with {
            columns.push(Criterion::Cost);
        }
        columns.push(Criterion::Distance);
        if with && has(Missing::EMISSIONS) {
            columns.push(Criterion::Emissions);
        }
        columns.extend(by);
        let mut table = Table::new().text("route");
        for column in &columns {
            table = table.number(column.word().replace('_', " "));
        }
        table = table.number("capacity").number("legs");
        for (index, route) in self.found.routes.iter().enumerate() {
            let mut row: Vec<Cell> = vec![(index + 1).to_string().into()];
            row.extend(columns.iter().map(|by| Cell::from(self.figure(route, *by))));
            row.push(self.capacity(route).into());
            row.push(route.legs.len().into());
            table.row(row);
        }
        table
    }

    /// The routes in words: `1: Khorgos - Beineu (rail) - …`.
    pub fn paths(&self) -> Vec<Phrase> {
        let tell = |(index, route): (usize, &Route)| {
            let mut text = Phrase::from(format!("route {}: ", index + 1));
            let first = route.nodes.first().map(|node| self.model.node_label(*node));
            text = text.name(first.unwrap_or_default());
            for (way, node) in route.legs.iter().zip(route.nodes.iter().skip(1)) {
                let leg = self.model.leg_of(*way);
                let by = match (leg.named, leg.mode) {
                    (true, _) => leg.head.label(),
                    (false, Some(mode)) => self.model.modes[mode.index()].head.label(),
                    (false, None) => "",
                };
                let by = if by.is_empty() { String::new() } else { format!(" ({by})") };
                text = text.with(" - ").name(self.model.node_label(*node)).with(by);
            }
            text
        };
        self.found.routes.iter().enumerate().map(tell).collect()
    }

    fn sentence(&self, analyst: &Analyst<'_>, state: &State<'_>, ask: &RouteAsk) -> Phrase {
        let best = &self.found.routes[0];
        let scenario = analyst.scenario_label(state.network.now.scenario);
        let (word, verb) = match ask.by {
            Criterion::Time => ("fastest", "takes"),
            Criterion::Cost => ("cheapest", "costs"),
            Criterion::Distance => ("shortest", "is"),
            Criterion::Emissions => ("cleanest", "emits"),
            Criterion::GeneralisedCost => ("best", "has a generalised cost of"),
        };
        let mut text =
            Phrase::from(format!("The {word} way in ")).name(scenario).with(format!(" {verb} "));
        if let Some(figure) = self.figure(best, ask.by) {
            text.push(figure);
        }
        let parts =
            self.network.parts(self.model, &self.found.class, &best.arcs, ask.ends_terminal);
        match (ask.by, largest_stop(&parts)) {
            (Criterion::Time, Some((at, days))) if best.time > 0.0 => text
                .with("; ")
                .and(self.stop_words(at))
                .with(" is ")
                .with(Share(days / best.time))
                .with(" of it."),
            _ => text.with("."),
        }
    }

    /// The stop that takes longest, in words.
    fn stop_words(&self, part: RoutePart) -> Phrase {
        let name = |node| Phrase::new().name(self.model.node_label(node));
        match part.at {
            PartAt::Node(node) => Phrase::from("dwell at ").and(name(node)),
            PartAt::Transfer(node, ..) => Phrase::from("the transfer at ").and(name(node)),
            PartAt::Leg(way) => Phrase::from("the wait for ").name(self.model.way_label(way)),
            PartAt::Border(left, entered, _) => {
                Phrase::from(format!("the border {} -> {}", left.code(), entered.code()))
            }
        }
    }

    fn notes(&self, ask: &RouteAsk, part: &mut Part) {
        let routes = &self.found.routes;
        if self.commodity().is_none() {
            part.note("money and emissions are those of a commodity; name it to see them: `for C`");
        }
        let any = |bit: Missing| routes.iter().any(|route| route.missing.has(bit));
        let with = self.commodity().is_some();
        if with && any(Missing::COST) {
            part.note("legs without a cost count as 0; such costs are incomplete");
        }
        let some_emissions = routes.iter().any(|route| !route.missing.has(Missing::EMISSIONS));
        if with && any(Missing::EMISSIONS) && (some_emissions || ask.by == Criterion::Emissions) {
            part.note("legs without emissions count as 0; such emissions are incomplete");
        }
        if any(Missing::DISTANCE) {
            part.note("legs without a distance count as 0; such distances are incomplete");
        }
        if routes.iter().any(|route| route.capacity == RouteCapacity::Unlimited) {
            part.note("where no capacity is stated it is taken as unlimited");
        }
        for route in routes {
            if let RouteCapacity::Unknown(list) = &route.capacity {
                for number in list {
                    let label = self.network.uses.resources[*number as usize].label(self.model);
                    part.note(format!("the capacity of `{label}` is unknown"));
                }
            }
            if let RouteCapacity::NoConversion(list) = &route.capacity {
                for number in list {
                    let label = self.network.uses.resources[*number as usize].label(self.model);
                    part.note(format!(
                        "the capacity of `{label}` is in a unit that does not convert to the cargo"
                    ));
                }
            }
        }
        if self.found.proved < routes.len() {
            part.note(format!(
                "the first {} are proved to be the best; the search ended at its limit",
                self.found.proved
            ));
        }
        let asked = ask.top.max(1);
        if self.found.complete && routes.len() < asked {
            part.note(match routes.len() {
                1 => "there is no other route".to_owned(),
                some => format!("there are no other routes than these {some}"),
            });
        }
    }
}

/// Of the stops of a route the one that takes longest.
fn largest_stop(parts: &[RoutePart]) -> Option<(RoutePart, f64)> {
    let stops = parts.iter().filter(|part| part.kind != PartKind::Moving && part.time > 0.0);
    let mut best: Option<&RoutePart> = None;
    for stop in stops {
        if best.is_none_or(|known| stop.time > known.time) {
            best = Some(stop);
        }
    }
    best.map(|part| (*part, part.time))
}

/// The unit in which a capacity is told for a commodity.
pub fn capacity_unit(
    model: &Model,
    units: &Units,
    commodity: Option<CommodityId>,
    resource: Option<&crate::network::Resource>,
) -> ShownUnit {
    let own = commodity.map(|c| model.dimension(model.commodities[c.index()].unit));
    match (resource, commodity) {
        (Some(resource), _) if own.is_none_or(|own| own == resource.counts) => {
            shown(model, resource.unit)
        }
        (_, Some(commodity)) => units.rate(model, commodity),
        _ => units.plain.clone(),
    }
}
