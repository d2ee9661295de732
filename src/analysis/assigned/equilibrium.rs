//! User equilibrium of all demands.

use std::sync::Arc;

use crate::algorithm::equilibrium::{Equilibrium, Rise, TravelClass, Traveller};
use crate::algorithm::flow::RouteFlow;
use crate::model::{CommodityId, Congestion, LegId, LegWay, Minimising, Model, Prop, Target};
use crate::network::{Class, Network, ResourceKind, ValueOfTime};
use crate::quantity::Dimension;
use crate::report::{Block, Figure, Map, Node, Phrase, Table};
use crate::scenario::{Standing, capacity_slot, slot};

use crate::analysis::analyst::{Analyst, Failure, State};
use crate::analysis::flow::{Solved, tell};
use crate::analysis::flow_problem::{Made, make};
use crate::analysis::part::Part;
use crate::analysis::units::shown;
use crate::analysis::words::leg_map;

/// Legs that the text shows.
const ROWS: usize = 20;

/// A leg, or both directions of one that shares its capacity, whose time rises
/// with its flow.
struct Link {
    way: LegWay,
    rise: Rise,
    /// What its flow counts.
    counts: Dimension,
}

/// Every way to its link.
struct Links {
    of_way: Vec<u32>,
    all: Vec<Link>,
}

/// The equilibrium at one moment.
///
/// # Errors
/// Where a capacity that congestion needs is missing or unknown, a figure does
/// not convert, or the gap does not close.
pub fn equilibrium(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    commodity: Option<CommodityId>,
) -> Result<Part, Failure> {
    let (model, network) = (&*state.model, &state.network);
    let mut made = make(model, network, commodity, Some(Minimising::Time))?;
    let links = links(model, network)?;
    let mut classes = Vec::new();
    let mut known: Vec<(Class, u32)> = Vec::new();
    let mut travellers = Vec::new();
    let problem = made.problem(network);
    for (part, demand) in made.parts.iter().zip(&problem.demands) {
        let same = |class: &Class| {
            Arc::ptr_eq(&class.charges, &part.class.charges)
                && Arc::ptr_eq(&class.gate, &part.class.gate)
                && class.barred.is_empty() == part.class.barred.is_empty()
                && class.value_of_time == part.class.value_of_time
        };
        let class = match known.iter().find(|(class, _)| same(class)) {
            Some((_, number)) => *number,
            None => {
                classes.push(travel_class(model, &links, &part.class)?);
                known.push((part.class.clone(), classes.len() as u32 - 1));
                classes.len() as u32 - 1
            }
        };
        let (origin, target) = (demand.origin, demand.target);
        travellers.push(Traveller { origin, target, volume: part.volume, class });
    }
    let graph = &network.frame.graph;
    let way_of = network.frame.way_of.iter();
    let assigned = Equilibrium {
        graph,
        link_of: way_of.map(|way| links.of_way[way.index()]).collect(),
        links: links.all.iter().map(|link| link.rise).collect(),
        classes,
        travellers,
    }
    .solve(analyst.control)?;
    congest(&mut made, network, &links, &assigned.flows);
    let mut solution = {
        let flows = assigned.routes.iter().map(|routes| {
            let of = |route: &crate::algorithm::equilibrium::UsedRoute| RouteFlow {
                arcs: route.arcs.clone(),
                flow: route.flow,
            };
            routes.iter().map(of).collect()
        });
        super::solution(&problem, flows.collect(), assigned.gap)
    };
    solution.objective = made
        .parts
        .iter()
        .zip(&solution.demands)
        .flat_map(|(part, demand)| {
            let time = &part.class.charges.time;
            let of = |arcs: &[u32]| arcs.iter().map(|arc| time[*arc as usize]).sum::<f64>();
            demand.routes.iter().map(move |route| route.flow * of(&route.arcs))
        })
        .sum();
    made.chosen = false;
    let solved = Solved {
        made,
        solution,
        worth: std::collections::BTreeMap::new(),
        varying: crate::analysis::flow::Varying::default(),
        contracts: Vec::new(),
    };
    let mut part = tell(analyst, state, &solved)?;
    let teller = Told { analyst, state, links: &links, flows: &assigned.flows };
    teller.tell(&solved, assigned.gap, &mut part);
    Ok(part)
}

/// The legs with congestion.
fn links(model: &Model, network: &Network) -> Result<Links, Failure> {
    let mut links = Links { of_way: vec![u32::MAX; 2 * model.legs.len()], all: Vec::new() };
    for (id, leg) in (0u32..).map(LegId).zip(&model.legs) {
        let Some((congestion, _)) = leg.more.as_ref().and_then(|more| more.congestion.as_ref())
        else {
            continue;
        };
        for way in model.ways(id) {
            if leg.shared.is_some() && way.is_back() {
                links.of_way[way.index()] = links.of_way[LegWay::new(id, false).index()];
                continue;
            }
            links.of_way[way.index()] = links.all.len() as u32;
            links.all.push(link(model, network, way, congestion)?);
        }
    }
    Ok(links)
}

fn link(
    model: &Model,
    network: &Network,
    way: LegWay,
    congestion: &Congestion,
) -> Result<Link, Failure> {
    let now = &network.now;
    let free = now.standing(model, slot(Target::Leg(way), Prop::Time)).value().unwrap_or(0.0);
    let capacity = || {
        let label = model.way_label(way);
        match now.standing(model, capacity_slot(model, way)) {
            Standing::Value(capacity, unit) if capacity > 0.0 => Ok((capacity, unit)),
            Standing::Value(..) => Ok((f64::MIN_POSITIVE, crate::model::UnitId(0))),
            Standing::Unknown => Err(Failure::told(
                Phrase::from("congestion needs the capacity of `")
                    .name(label)
                    .with("`, which is unknown"),
            )),
            _ => Err(Failure::told(
                Phrase::from("congestion needs a capacity, and `").name(label).with("` has none"),
            )),
        }
    };
    let amount = |unit| model.dimension(unit).times(Dimension::TIME).unwrap_or(Dimension::PLAIN);
    Ok(match congestion {
        Congestion::Bpr(a, b) => {
            let (capacity, unit) = capacity()?;
            let rise = Rise::Power { scale: free * a.value, capacity, power: b.value };
            Link { way, rise, counts: amount(unit) }
        }
        Congestion::Queue(headway) => {
            let (capacity, unit) = capacity()?;
            let rise = Rise::Queue { half: headway.value / 2.0, capacity };
            Link { way, rise, counts: amount(unit) }
        }
        Congestion::Linear(slope) => {
            // Time × time ÷ amount.
            let square = Dimension::TIME.times(Dimension::TIME);
            let counts = square.and_then(|square| square.per(model.dimension(slope.unit)));
            let rise = Rise::Linear { slope: slope.value };
            Link { way, rise, counts: counts.unwrap_or(Dimension::PLAIN) }
        }
    })
}

fn travel_class(model: &Model, links: &Links, class: &Class) -> Result<TravelClass, Failure> {
    let worth = match class.value_of_time {
        ValueOfTime::Money(worth) if worth > 0.0 => Some(worth),
        _ => None,
    };
    let charges = &class.charges;
    let free = (0..charges.time.len()).map(|arc| {
        let money = worth.map_or(0.0, |worth| charges.cost[arc] / worth);
        if class.is_open(arc as u32) { charges.time[arc] + money } else { f64::INFINITY }
    });
    let mut counts = Vec::new();
    for link in &links.all {
        let factor = match class.ask.commodity {
            Some(commodity) => model.conversions(commodity).factor(link.counts),
            None => Some(1.0),
        };
        let Some(factor) = factor else {
            let name = class.ask.commodity.map(|c| model.commodities[c.index()].head.label());
            return Err(Failure::told(
                Phrase::from("the congestion of `")
                    .name(model.way_label(link.way))
                    .with("` counts what `")
                    .name(name.unwrap_or_default())
                    .with("` does not convert to"),
            ));
        };
        counts.push(factor);
    }
    Ok(TravelClass { free: free.collect(), counts })
}

/// Puts the times as they are with everybody on the way into the classes.
fn congest(made: &mut Made, network: &Network, links: &Links, flows: &[f64]) {
    let added: Vec<f64> =
        links.all.iter().zip(flows).map(|(link, flow)| link.rise.at(*flow)).collect();
    for part in &mut made.parts {
        let mut charges = (*part.class.charges).clone();
        for (time, way) in charges.time.iter_mut().zip(&network.frame.way_of) {
            let link = links.of_way[way.index()] as usize;
            *time += added.get(link).copied().unwrap_or(0.0);
        }
        part.class.charges = Arc::new(charges);
    }
}

struct Told<'a, 'm, 's> {
    analyst: &'a Analyst<'m>,
    state: &'a State<'s>,
    links: &'a Links,
    flows: &'a [f64],
}

impl Told<'_, '_, '_> {
    fn tell(&self, solved: &Solved, gap: f64, part: &mut Part) {
        let text = "Everybody takes the way that is best for himself: no way in use is longer \
                    than another, to a relative gap of";
        let gap = if gap > 0.0 { format!("{gap:.0e}") } else { "0".to_owned() };
        let text = format!("{text} {gap}.");
        part.body.insert(0, Block::Sentence(text.into()));
        let model = &*self.state.model;
        let without: Vec<&str> = solved
            .made
            .parts
            .iter()
            .filter(|part| !matches!(part.class.value_of_time, ValueOfTime::Money(w) if w > 0.0))
            .map(|part| model.demands[part.demand.index()].head.label())
            .collect();
        part.data.set("minimising", Node::Null);
        part.note(match without.is_empty() {
            true => "what counts is time and money ÷ value of time".to_owned(),
            false => format!("without a value of time, time alone counts: {}", listed(&without)),
        });
        if solved.made.parts.iter().any(|p| model.demands[p.demand.index()].deadline.is_some()) {
            part.note("an equilibrium keeps no deadline");
        }
        self.legs(part);
        // A capacity with congestion is what its time is reckoned from.
        let resources = self.state.network.uses.resources.iter();
        let skip: Vec<u32> = (0u32..)
            .zip(resources)
            .filter(|(_, resource)| match resource.kind {
                ResourceKind::Leg(way) => self.links.of_way[way.index()] != u32::MAX,
                ResourceKind::LegBoth(leg) => {
                    self.links.of_way[LegWay::new(leg, false).index()] != u32::MAX
                }
                _ => false,
            })
            .map(|(number, _)| number)
            .collect();
        super::tell_exceeded(self.state, &solved.solution, &skip, part);
    }

    /// The legs whose time rises, the largest rise first.
    fn legs(&self, part: &mut Part) {
        let model = &*self.state.model;
        let units = self.analyst.units();
        let mut order: Vec<usize> =
            (0..self.links.all.len()).filter(|at| self.flows[*at] > 0.0).collect();
        let added = |at: usize| self.links.all[at].rise.at(self.flows[at]);
        order.sort_by(|a, b| added(*b).total_cmp(&added(*a)).then(a.cmp(b)));
        let mut table =
            Table::new().text("leg").number("flow").number("without others").number("with others");
        let mut maps = Vec::new();
        for at in order {
            let link = &self.links.all[at];
            let time = slot(Target::Leg(link.way), Prop::Time);
            let free = self.state.network.now.standing(model, time).value().unwrap_or(0.0);
            let flow = self.flow(link, self.flows[at]);
            table.row(vec![
                model.way_label(link.way).into(),
                (&flow).into(),
                units.days(free).into(),
                units.days(free + added(at)).into(),
            ]);
            maps.push(
                Map::new()
                    .with("leg", leg_map(model, link.way))
                    .with("flow", flow)
                    .with("free_time", units.days(free))
                    .with("time", units.days(free + added(at))),
            );
        }
        if !maps.is_empty() {
            table.most = Some(ROWS);
            part.body.push(Block::Heading("Times as they rise with the flow".into()));
            part.body.push(Block::Table(table));
        }
        part.data.set("congested", maps);
    }

    /// A flow in the unit of a capacity or volume of its kind.
    fn flow(&self, link: &Link, value: f64) -> Figure {
        let model = &*self.state.model;
        let rate = link.counts.per(Dimension::TIME);
        let volumes = model.demands.iter().map(|demand| match &demand.volume {
            crate::model::Volume::Rate(figure) => Some(figure.unit),
            crate::model::Volume::Table(rows) => rows.first().map(|(_, figure)| figure.unit),
        });
        let fits = |unit: &crate::model::UnitId| Some(model.dimension(*unit)) == rate;
        let unit = volumes.flatten().find(fits).or_else(|| {
            let at = model.shown.iter().position(|unit| Some(unit.dimension) == rate)?;
            Some(crate::model::UnitId(at as u32))
        });
        match unit {
            Some(unit) => Figure::new(value, shown(model, unit)),
            None => Figure::missing(crate::quantity::CompoundUnit::plain()),
        }
    }
}

fn listed(names: &[&str]) -> String {
    let mut names = names.to_vec();
    names.dedup();
    names.join(", ")
}
