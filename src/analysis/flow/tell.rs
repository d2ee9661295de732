//! A solved flow told: demands, and all of it together.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::model::{DemandId, Minimising, Model};
use crate::network::{Missing, Route};
use crate::report::{Block, Cell, Figure, Map, Node, Table};

use crate::analysis::analyst::{Analyst, Failure, State};
use crate::analysis::part::Part;
use crate::analysis::units::{Units, amount_of_rate};
use crate::analysis::words::{country_codes, leg_map, node_names, note_text, resource_map};

use super::{Solved, demand_rate, limits_beside_room, mean_of};

/// How many capacities the text tells; programs get all.
pub(super) const TOLD: usize = 12;

/// Tells a solved flow.
///
/// # Errors
/// Where the control says so.
pub fn tell(analyst: &Analyst<'_>, state: &State<'_>, solved: &Solved) -> Result<Part, Failure> {
    let units = analyst.units();
    let teller = Teller::new(state, solved, &units);
    let mut part = Part::default();
    let demands = solved.demands();
    part.say(teller.sentence(&demands));
    part.body.push(Block::Table(teller.demand_table(&demands)));
    let limits = limits_beside_room(state, solved, analyst.control)?;
    let mut held = Vec::new();
    for demand in &demands {
        teller.tell_no_way(analyst, *demand, &mut part)?;
        held.push(teller.tell_limits(analyst, &limits, *demand, &mut part));
    }
    let uses = teller.uses();
    if !uses.is_empty() {
        part.body.push(Block::Table(teller.use_table(&uses)));
    }
    let with_limits = |(demand, limits): (&DemandId, Vec<Map>)| {
        let map = teller.demand_map(*demand);
        if limits.is_empty() { map } else { map.with("limits", limits) }
    };
    let maps: Vec<Map> = demands.iter().zip(held).map(with_limits).collect();
    part.data.set("demands", maps);
    let maps: Vec<Map> = uses.iter().map(|number| teller.use_map(*number)).collect();
    part.data.set("uses", maps);
    part.data.set("objective", teller.amount(teller.objective()));
    for demand in &demands {
        let name = &state.model.demands[demand.index()].head.name;
        let (delivered, unmet) = (solved.delivered(*demand), solved.unmet(*demand));
        for (key, value) in
            [("volume", teller.volume(*demand)), ("delivered", delivered), ("unmet", unmet)]
        {
            part.totals.push((name.clone(), key, teller.rate(*demand, value)));
        }
    }
    part.data.set("minimising", objective_word(solved.made.objective));
    part.data.set("weighed_by", solved.made.weighed_by.words());
    part.data.set("gap", solved.solution.gap);
    teller.contracts(&mut part);
    teller.notes(&demands, &uses, &mut part);
    Ok(part)
}

fn objective_word(objective: Minimising) -> &'static str {
    match objective {
        Minimising::Cost => "cost",
        Minimising::Time => "time",
        Minimising::GeneralisedCost => "generalised_cost",
    }
}

/// Tells a solved flow.
pub struct Teller<'a, 's> {
    /// What holds.
    pub state: &'a State<'s>,
    /// The optimum.
    pub solved: &'a Solved,
    /// Units to show figures in.
    pub units: &'a Units,
    /// Routes of all demands, laid out once somebody asks.
    routes: OnceCell<BTreeMap<DemandId, Vec<(Route, f64)>>>,
}

impl<'a, 's> Teller<'a, 's> {
    /// For a solved flow.
    pub fn new(state: &'a State<'s>, solved: &'a Solved, units: &'a Units) -> Self {
        Self { state, solved, units, routes: OnceCell::new() }
    }
}

impl Teller<'_, '_> {
    /// The route flows of a demand: units a day, largest first.
    fn routes(&self, demand: DemandId) -> &[(Route, f64)] {
        let all = self.routes.get_or_init(|| {
            let demands = self.solved.demands().into_iter();
            demands.map(|demand| (demand, self.solved.routes(self.state, demand))).collect()
        });
        all.get(&demand).map_or(&[], Vec::as_slice)
    }

    pub(super) fn model(&self) -> &Model {
        &self.state.model
    }

    /// Whether another optimum delivers another amount of a demand.
    pub(super) fn varies(&self, demand: DemandId) -> bool {
        let varying = &self.solved.varying.delivered;
        let of = self.solved.of_demand(demand);
        of.into_iter().any(|(part, _)| varying.get(part).is_some_and(|varies| *varies))
    }

    pub(super) fn rate(&self, demand: DemandId, value: f64) -> Figure {
        let rate = demand_rate(self.model(), &self.state.network, self.units, demand, value);
        self.amount(rate)
    }

    /// In a stretch of a period a rate is told as the amount of its days.
    pub(super) fn amount(&self, rate: Figure) -> Figure {
        let unit = amount_of_rate(self.model(), &rate.unit);
        match (self.state.network.now.at.days(), rate.value(), unit) {
            (Some(days), Some(value), Some(unit)) => {
                Figure::new(value * days, unit).incomplete(rate.incomplete).varies(rate.varies)
            }
            _ => rate,
        }
    }

    pub(super) fn volume(&self, demand: DemandId) -> f64 {
        self.solved.of_demand(demand).map(|(_, part)| part.volume).sum()
    }

    pub(super) fn time(&self, demand: DemandId) -> Option<Figure> {
        let mean = mean_of(self.routes(demand), |route| Some(route.time));
        mean.map(|days| self.units.days(days))
    }

    pub(super) fn cost(&self, demand: DemandId) -> Option<Figure> {
        let routes = self.routes(demand);
        let mean = mean_of(routes, |route| route.cost)?;
        let commodity = self.model().demands[demand.index()].commodity;
        let incomplete = routes.iter().any(|(route, _)| route.missing.has(Missing::COST));
        let unit = self.units.price(self.model(), commodity);
        Some(Figure::new(mean, unit).incomplete(incomplete))
    }

    fn demand_table(&self, demands: &[DemandId]) -> Table {
        let mut table = Table::new()
            .text("demand")
            .number("volume")
            .number("delivered")
            .number("unmet")
            .number("time")
            .number("cost");
        for demand in demands {
            let label = self.model().demands[demand.index()].head.label().to_owned();
            let row: Vec<Cell> = vec![
                label.into(),
                self.rate(*demand, self.volume(*demand)).into(),
                self.rate(*demand, self.solved.delivered(*demand))
                    .varies(self.varies(*demand))
                    .into(),
                self.rate(*demand, self.solved.unmet(*demand)).varies(self.varies(*demand)).into(),
                self.time(*demand).into(),
                self.cost(*demand).into(),
            ];
            table.row(row);
        }
        table
    }

    /// The objective as a figure.
    pub fn objective(&self) -> Figure {
        let unit = self.solved.made.objective_unit(self.model(), self.units);
        Figure::new(self.solved.solution.objective, unit)
    }

    fn demand_map(&self, demand: DemandId) -> Map {
        let declared = &self.model().demands[demand.index()];
        let routes = self.routes(demand);
        let price = self.units.price(self.model(), declared.commodity);
        let tell = |(route, flow): &(Route, f64)| {
            let mut map = Map::new()
                .with("nodes", node_names(self.model(), &route.nodes))
                .with("legs", Node::list(route.legs.iter().map(|way| leg_map(self.model(), *way))))
                .with("countries", country_codes(&route.countries))
                .with("flow", self.rate(demand, *flow))
                .with("time", self.units.days(route.time));
            if let Some(cost) = route.cost {
                let missing = route.missing.has(Missing::COST);
                map.set("cost", Figure::new(cost, &price).incomplete(missing));
            }
            map
        };
        let binds = self.solved.unmet(demand) > 1e-9 * self.volume(demand);
        let mut map = Map::new()
            .with("demand", &declared.head.name)
            .with("volume", self.rate(demand, self.volume(demand)))
            .with(
                "delivered",
                self.rate(demand, self.solved.delivered(demand)).varies(self.varies(demand)),
            )
            .with("unmet", self.rate(demand, self.solved.unmet(demand)).varies(self.varies(demand)))
            .with("routes", routes.iter().map(tell).collect::<Vec<Map>>());
        // Of what is not delivered there is no mean.
        if let Some(time) = self.time(demand) {
            map.set("time", time);
        }
        if let Some(cost) = self.cost(demand) {
            map.set("cost", cost);
        }
        if binds {
            let resources = &self.state.network.uses.resources;
            let all = self
                .binding_of(demand)
                .into_iter()
                .map(|n| resource_map(self.model(), &resources[n as usize]));
            map.set("binds", Node::list(all));
        }
        map
    }

    fn notes(&self, demands: &[DemandId], uses: &[u32], part: &mut Part) {
        let made = &self.solved.made;
        for note in &made.notes {
            part.note(note.as_str());
        }
        if made.chosen {
            part.note(match made.objective {
                Minimising::GeneralisedCost => {
                    "after deliveries, generalised cost is made least (money and the value of time)"
                }
                _ => "after deliveries, money is made least",
            });
        }
        let congested = |leg: &crate::model::Leg| {
            leg.more.as_ref().is_some_and(|more| more.congestion.is_some())
        };
        if self.model().legs.iter().any(congested) {
            part.note(
                "legs with `congestion` take their time without others here; \
                 `assigned by equilibrium` lets it rise",
            );
        }
        let short = demands.iter().any(|d| self.solved.unmet(*d) > 1e-9 * self.volume(*d));
        if short && demands.len() > 1 {
            part.note(format!("unmet demand is weighed by {}", made.weighed_by.words()));
        }
        if uses.len() > TOLD {
            part.note(format!("{} more capacities are in use", uses.len() - TOLD));
        }
        let deadlines = demands.iter().any(|d| self.model().demands[d.index()].deadline.is_some());
        if short && deadlines {
            part.note("routes that miss a deadline are not used");
        }
        for note in &self.state.network.now.notes {
            part.note(note_text(self.model(), note));
        }
        if demands.iter().any(|d| self.cost(*d).is_some_and(|cost| cost.incomplete)) {
            part.note("legs without a cost count as 0; such costs are incomplete");
        }
    }
}
