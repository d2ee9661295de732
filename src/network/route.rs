//! A route for people: what it passes, what it takes, and what fits on it.

use crate::country::Country;
use crate::model::{BorderId, LegWay, ModeId, Model, NodeId};

use super::Network;
use super::charge::Missing;
use super::class::Class;

/// A route of a class.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Its arcs, in order.
    pub arcs: Vec<u32>,
    /// Its nodes, one more than its legs.
    pub nodes: Vec<NodeId>,
    /// Its legs.
    pub legs: Vec<LegWay>,
    /// The countries that it passes, in order, each once a visit.
    pub countries: Vec<Country>,
    /// Days.
    pub time: f64,
    /// Kilometres.
    pub distance: f64,
    /// Money a unit; none without a commodity.
    pub cost: Option<f64>,
    /// Emissions a unit; none without a commodity.
    pub emissions: Option<f64>,
    /// Money a unit and the worth of its time; none without either.
    pub generalised_cost: Option<f64>,
    /// Figures that count as 0 for want of a better one.
    pub missing: Missing,
    /// What fits on it.
    pub capacity: RouteCapacity,
}

/// The most that fits on a route by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum RouteCapacity {
    /// No capacity along it has a limit.
    Unlimited,
    /// Units of the commodity a day, and the capacities that bind.
    Limited {
        /// Canonical; without a commodity in what the capacities count.
        value: f64,
        /// By number, in the order passed.
        binding: Vec<u32>,
    },
    /// Capacities along it are `unknown`.
    Unknown(Vec<u32>),
    /// Capacities along it that the commodity does not convert to; without a
    /// commodity those that count something else than the first.
    NoConversion(Vec<u32>),
}

/// What a part of a route is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// On a leg.
    Moving,
    /// At a node that all pass.
    Dwell,
    /// From one mode to another.
    Transfer,
    /// For a departure.
    Wait,
    /// At a border.
    Border,
}

impl PartKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Moving => "moving",
            Self::Dwell => "dwell",
            Self::Transfer => "transfer",
            Self::Wait => "wait",
            Self::Border => "border",
        }
    }
}

/// Where a part of a route is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartAt {
    /// On a leg.
    Leg(LegWay),
    /// At a node.
    Node(NodeId),
    /// At a node, from one mode to another.
    Transfer(NodeId, ModeId, ModeId),
    /// From one country into another, at a declared border or a bare one.
    Border(Country, Country, Option<BorderId>),
}

/// One part of a route, in the order of travel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// What.
    pub kind: PartKind,
    /// Where.
    pub at: PartAt,
    /// Days.
    pub time: f64,
    /// Money a unit; 0 without a commodity.
    pub cost: f64,
    /// Kilometres; only moving has any.
    pub distance: f64,
    /// Days up to its end.
    pub time_to: f64,
    /// Money a unit up to its end.
    pub cost_to: f64,
    /// Kilometres up to its end.
    pub distance_to: f64,
}

impl Network {
    /// The route that arcs stand for, at least one, each beginning where the
    /// one before ends. `ends_terminal` counts dwell and handling at both ends.
    pub fn route(&self, model: &Model, class: &Class, arcs: &[u32], ends_terminal: bool) -> Route {
        let charges = &class.charges;
        let legs: Vec<LegWay> = arcs.iter().map(|arc| self.frame.way_of[*arc as usize]).collect();
        let mut nodes: Vec<NodeId> = arcs.iter().map(|arc| self.frame.from(*arc)).collect();
        nodes.extend(arcs.last().map(|arc| self.frame.to(*arc)));
        let sum = |list: &[f64]| arcs.iter().map(|arc| list[*arc as usize]).sum::<f64>();
        let (mut time, mut cost) = (sum(&charges.time), sum(&charges.cost));
        if ends_terminal {
            for node in nodes.first().into_iter().chain(nodes.last()) {
                let (dwell, handling) = charges.at_node(*node);
                time += dwell;
                cost += handling;
            }
        }
        let missing = legs.iter().map(|way| charges.missing[way.index()]);
        let with = class.ask.commodity.is_some();
        let worth = class.worth_of_day().ok();
        Route {
            countries: countries(model, &legs),
            time,
            distance: sum(&charges.distance),
            cost: with.then_some(cost),
            emissions: with.then(|| sum(&charges.emissions)),
            generalised_cost: worth.map(|worth| cost + worth * time),
            missing: missing.fold(Missing::NOTHING, Missing::and),
            capacity: self.route_capacity(class, arcs),
            arcs: arcs.to_vec(),
            nodes,
            legs,
        }
    }

    /// The capacities that a unit on a route uses, in the order passed; one
    /// that it uses twice stands there twice.
    pub fn route_resources(&self, arcs: &[u32]) -> Vec<u32> {
        let origin = arcs.first().map(|arc| self.frame.from(*arc).index());
        let at_origin = origin.map_or(&[][..], |node| self.uses.of_origin.of(node));
        let along = arcs.iter().flat_map(|arc| self.uses.of_arc.of(*arc as usize));
        at_origin.iter().chain(along).copied().collect()
    }

    /// The least of all capacities along a route, converted to the commodity.
    fn route_capacity(&self, class: &Class, arcs: &[u32]) -> RouteCapacity {
        let passed: Vec<u32> = self
            .route_resources(arcs)
            .into_iter()
            .filter(|number| class.factors[*number as usize] != 0.0)
            .collect();
        let of = |number: &u32| &self.uses.resources[*number as usize];
        let once = |list: Vec<u32>| {
            let mut seen = Vec::new();
            for number in list {
                if !seen.contains(&number) {
                    seen.push(number);
                }
            }
            seen
        };
        let unknown: Vec<u32> =
            passed.iter().filter(|number| of(number).capacity.is_none()).copied().collect();
        if !unknown.is_empty() {
            return RouteCapacity::Unknown(once(unknown));
        }
        let counts = passed.first().map(|first| of(first).counts);
        let converts = |number: &&u32| match class.ask.commodity {
            Some(_) => !class.factors[**number as usize].is_nan(),
            None => Some(of(number).counts) == counts,
        };
        let foreign: Vec<u32> = passed.iter().filter(|n| !converts(n)).copied().collect();
        if !foreign.is_empty() {
            return RouteCapacity::NoConversion(once(foreign));
        }
        let fits = |number: u32| {
            let times = passed.iter().filter(|other| **other == number).count() as f64;
            let capacity = of(&number).capacity.unwrap_or(f64::INFINITY);
            capacity / (times * class.factors[number as usize])
        };
        let numbers = once(passed.clone());
        let value = numbers.iter().map(|number| fits(*number)).fold(f64::INFINITY, f64::min);
        if value == f64::INFINITY {
            return RouteCapacity::Unlimited;
        }
        let same = |number: &u32| fits(*number) <= value * (1.0 + 1e-9);
        let binding = numbers.into_iter().filter(same).collect();
        RouteCapacity::Limited { value, binding }
    }

    /// A route part by part: at each node passed dwell, transfer and wait, then
    /// the leg and what it crosses. The sums at the end are the route's.
    pub fn parts(&self, model: &Model, class: &Class, arcs: &[u32], ends: bool) -> Vec<Part> {
        let mut list = PartList::default();
        let charges = &class.charges;
        let parts = &charges.parts;
        if let (true, Some(first)) = (ends, arcs.first()) {
            list.dwell(self.frame.from(*first), charges.at_node(self.frame.from(*first)));
        }
        for &arc in arcs {
            let way = self.frame.way_of[arc as usize];
            let node = self.frame.from(arc);
            if self.frame.passes(arc) {
                list.dwell(node, charges.at_node(node));
            }
            if let Some(transfer) = self.frame.transfer(arc) {
                let number = self.frame.transfer_of[arc as usize] as usize;
                let (time, cost) = parts.transfer[number];
                let at = PartAt::Transfer(node, transfer.from, transfer.to);
                list.stop(PartKind::Transfer, at, time, cost);
            }
            if !self.frame.same_service[arc as usize] {
                let wait = parts.way_wait[way.index()];
                list.stop(PartKind::Wait, PartAt::Leg(way), wait, 0.0);
            }
            let crossings = self.frame.crossings.of(way.index());
            let spent = &parts.border[self.frame.crossings.range(way.index())];
            let before = |crossing: &super::Crossing| {
                crossing.border.is_some_and(|(id, _)| model.borders[id.index()].at == Some(node))
            };
            // A border at the node where the leg begins is passed before it.
            let mut after = Vec::new();
            for (crossing, (delay, fee)) in crossings.iter().zip(spent) {
                let border = crossing.border.map(|(id, _)| id);
                let at = PartAt::Border(crossing.left, crossing.entered, border);
                if before(crossing) && after.is_empty() {
                    list.stop(PartKind::Border, at, *delay, *fee);
                } else {
                    after.push((at, *delay, *fee));
                }
            }
            list.push(
                PartKind::Moving,
                PartAt::Leg(way),
                parts.way_time[way.index()],
                parts.way_cost[way.index()],
                parts.way_distance[way.index()],
            );
            for (at, delay, fee) in after {
                list.stop(PartKind::Border, at, delay, fee);
            }
        }
        if let (true, Some(last)) = (ends, arcs.last()) {
            list.dwell(self.frame.to(*last), charges.at_node(self.frame.to(*last)));
        }
        list.parts
    }
}

#[derive(Default)]
struct PartList {
    parts: Vec<Part>,
}

impl PartList {
    fn push(&mut self, kind: PartKind, at: PartAt, time: f64, cost: f64, distance: f64) {
        let to = self
            .parts
            .last()
            .map_or((0.0, 0.0, 0.0), |last| (last.time_to, last.cost_to, last.distance_to));
        self.parts.push(Part {
            kind,
            at,
            time,
            cost,
            distance,
            time_to: to.0 + time,
            cost_to: to.1 + cost,
            distance_to: to.2 + distance,
        });
    }

    /// A stop that takes neither time nor money is none.
    fn stop(&mut self, kind: PartKind, at: PartAt, time: f64, cost: f64) {
        if time != 0.0 || cost != 0.0 {
            self.push(kind, at, time, cost, 0.0);
        }
    }

    fn dwell(&mut self, node: NodeId, (time, cost): (f64, f64)) {
        self.stop(PartKind::Dwell, PartAt::Node(node), time, cost);
    }
}

/// The countries along legs, in order, without immediate repeats.
fn countries(model: &Model, legs: &[LegWay]) -> Vec<Country> {
    let mut list: Vec<Country> =
        legs.iter().flat_map(|way| model.countries(*way)).flatten().collect();
    list.dedup();
    list
}
