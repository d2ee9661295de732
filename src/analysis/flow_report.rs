//! `report flow`: all demands together under all capacities.

use std::rc::Rc;

use crate::model::{CommodityId, Minimising, Model, Prop, Target, UnitId};
use crate::network::{Missing, Route};
use crate::quantity::Dimension;
use crate::report::{Block, Cell, Figure, Map, Node, Phrase, Share, ShownUnit, Table};
use crate::scenario::slot;

use super::analyst::{Analyst, Failure, State};
use super::flow::{DemandAnswer, FlowAnswer, UseAnswer, flow};
use super::part::Part;
use super::unmet::unmet_reason;
use super::units::{Units, amount_of_rate, shown, unit_named};
use super::words::{leg_map, node_names, note_text, path_text, resource_map};

/// Routes and capacities that text shows of each list.
const SHOWN: usize = 30;

/// The answer at one moment; in a stretch flows are amounts.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn flow_report(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    minimising: Option<Minimising>,
    only: Option<CommodityId>,
) -> Result<Part, Failure> {
    let answer = flow(analyst, state, minimising)?;
    let units = analyst.units();
    let teller = FlowTeller { analyst, state, units: &units, answer, only };
    let mut part = Part::default();
    teller.data(&mut part)?;
    teller.tell(&mut part);
    Ok(part)
}

/// Tells one flow.
pub struct FlowTeller<'a, 'm> {
    /// Who asks.
    pub analyst: &'a Analyst<'m>,
    /// What holds.
    pub state: &'a State<'m>,
    /// The units to show figures in.
    pub units: &'a Units,
    /// The flow.
    pub answer: Rc<FlowAnswer>,
    /// Only demands of this commodity.
    pub only: Option<CommodityId>,
}

impl FlowTeller<'_, '_> {
    fn model(&self) -> &Model {
        &self.state.model
    }

    /// The demands told.
    pub fn demands(&self) -> impl Iterator<Item = &DemandAnswer> {
        let of = |demand: &DemandAnswer| {
            self.model().demands[demand.demand.index()].commodity
        };
        self.answer
            .demands
            .iter()
            .filter(move |demand| self.only.is_none_or(|only| of(demand) == only))
    }

    /// A rate, or in a stretch the amount of all its days.
    pub fn amount(&self, rate: f64, unit: &ShownUnit) -> Figure {
        match self.state.network.now.at.days() {
            Some(days) => {
                let amount = amount_of_rate(self.model(), unit);
                match amount {
                    Some(unit) => Figure::new(rate * days, unit),
                    None => Figure::new(rate, unit),
                }
            }
            None => Figure::new(rate, unit),
        }
    }

    /// The unit of a demand's volume, in its commodity's dimension.
    pub fn volume_unit(&self, demand: &DemandAnswer) -> ShownUnit {
        demand_unit(self.state, self.units, demand)
    }

    /// Mean time of what arrives.
    pub fn time(&self, demand: &DemandAnswer) -> Figure {
        let mean = demand.mean(|route| Some(route.time));
        self.units.days(mean.unwrap_or(f64::NAN)).varies(demand.varies)
    }

    /// Mean cost of what arrives.
    pub fn cost(&self, demand: &DemandAnswer) -> Figure {
        let commodity = self.model().demands[demand.demand.index()].commodity;
        let unit = self.units.price(self.model(), commodity);
        let mean = demand.mean(|route| route.cost);
        Figure::new(mean.unwrap_or(f64::NAN), unit)
            .incomplete(lacks(demand, Missing::COST))
            .varies(demand.varies)
    }

    /// Mean emissions of what arrives.
    pub fn emissions(&self, demand: &DemandAnswer) -> Figure {
        let commodity = self.model().demands[demand.demand.index()].commodity;
        let unit = self.units.emissions(self.model(), commodity);
        let mean = demand.mean(|route| route.emissions);
        Figure::new(mean.unwrap_or(f64::NAN), unit)
            .incomplete(lacks(demand, Missing::EMISSIONS))
            .varies(demand.varies)
    }

    /// What is least in all.
    pub fn objective(&self) -> Figure {
        let incomplete = self.answer.demands.iter().any(|demand| lacks(demand, Missing::COST));
        match self.answer.minimised {
            Minimising::Time => {
                // Days a unit × units a day: what is under way.
                let demands = &self.answer.demands;
                let own = |demand: &DemandAnswer| {
                    self.model().demands[demand.demand.index()].commodity
                };
                let same = demands.first().map(own).filter(|first| {
                    demands.iter().all(|demand| own(demand) == *first)
                });
                let unit = match same {
                    Some(commodity) => self.units.amount(self.model(), commodity),
                    None => self.units.plain.clone(),
                };
                Figure::new(self.answer.objective, unit)
            }
            _ => self
                .amount(self.answer.objective, &self.units.money_rate)
                .incomplete(incomplete),
        }
    }

    fn objective_word(&self) -> &'static str {
        match self.answer.minimised {
            Minimising::Cost => "cost",
            Minimising::Time => "time",
            Minimising::GeneralisedCost => "generalised_cost",
        }
    }

    fn data(&self, part: &mut Part) -> Result<(), Failure> {
        let mut maps = Vec::new();
        for demand in self.demands() {
            maps.push(self.demand_map(demand)?);
        }
        part.data.set("demands", maps);
        let uses = self.answer.uses.iter().map(|used| self.use_map(used));
        part.data.set("uses", Node::list(uses));
        let groups = self.answer.groups.iter().map(|(group, worth)| {
            let members = group.iter().map(|r| resource_map(self.model(), self.resource(*r)));
            Map::new()
                .with("members", Node::list(members))
                .with("worth_delivered", worth.delivered)
                .with("worth_objective", self.per_unit(worth.objective, group[0]))
        });
        part.data.set("groups", Node::list(groups));
        part.data.set("minimised", self.objective_word());
        part.data.set("objective", self.objective());
        part.data.set("unmet_weighed_by", self.answer.weighed.word());
        part.data.set("gap", self.answer.gap);
        Ok(())
    }

    fn resource(&self, number: u32) -> &crate::network::Resource {
        &self.state.network.uses.resources[number as usize]
    }

    fn demand_map(&self, demand: &DemandAnswer) -> Result<Map, Failure> {
        let model = self.model();
        let unit = self.volume_unit(demand);
        let declared = &model.demands[demand.demand.index()];
        let mut map = Map::new()
            .with("demand", &declared.head.name)
            .with("volume", self.amount(demand.volume, &unit))
            .with("delivered", self.amount(demand.delivered, &unit).varies(demand.varies))
            .with("unmet", self.amount(demand.unmet, &unit).varies(demand.varies));
        if demand.volume > 0.0 {
            map.set("delivered_share", Share(demand.delivered / demand.volume));
        }
        map.set("time", self.time(demand));
        map.set("cost", self.cost(demand));
        map.set("emissions", self.emissions(demand));
        let at = slot(Target::Demand(demand.demand), Prop::Deadline);
        if let Some((value, unit)) = self.state.network.now.standing(model, at).with_unit() {
            map.set("deadline", Figure::new(value, shown(model, unit)));
        }
        let routes = demand.routes.iter().map(|(route, flow)| {
            let legs = route.legs.iter().map(|way| leg_map(model, *way));
            Map::new()
                .with("nodes", node_names(model, &route.nodes))
                .with("legs", Node::list(legs))
                .with("flow", self.amount(*flow, &unit).varies(demand.varies))
                .with("time", self.units.days(route.time))
                .with("cost", self.route_cost(demand, route))
        });
        map.set("routes", Node::list(routes));
        if demand.varies {
            map.set("unique", false);
        }
        if demand.unmet > 0.0 {
            let reason = unmet_reason(self.analyst, self.state, &self.answer, demand)?;
            map.set("unmet_because", reason.map(self.analyst, self.state));
        }
        Ok(map)
    }

    fn route_cost(&self, demand: &DemandAnswer, route: &Route) -> Figure {
        let commodity = self.model().demands[demand.demand.index()].commodity;
        let unit = self.units.price(self.model(), commodity);
        Figure::new(route.cost.unwrap_or(f64::NAN), unit)
            .incomplete(route.missing.has(Missing::COST))
    }

    /// An objective for one unit of a capacity.
    pub fn per_unit(&self, value: f64, resource: u32) -> Figure {
        let model = self.model();
        if self.answer.minimised == Minimising::Time {
            return self.units.days(value);
        }
        let rate = shown(model, self.resource(resource).unit);
        let counted = amount_of_rate(model, &rate).map(|unit| unit.0.symbol.clone());
        let symbol = counted.unwrap_or_default();
        let text = format!("{}/{symbol}", model.settings.currency);
        let unit = unit_named(&model.units, &text);
        let wanted = Dimension::MONEY.per(self.resource(resource).counts);
        if Some(unit.0.dimension) == wanted {
            Figure::new(value, unit)
        } else {
            Figure::new(value, &self.units.money)
        }
    }

    /// One capacity for programs.
    pub fn use_map(&self, used: &UseAnswer) -> Map {
        let model = self.model();
        let resource = self.resource(used.resource);
        let unit = shown(model, resource.unit);
        let mut map = resource_map(model, resource)
            .with("flow", self.amount(used.flow, &unit).varies(used.varies))
            .with("capacity", self.amount(used.capacity, &unit))
            .with("utilisation", used.flow / used.capacity)
            .with("binds", used.binds);
        if let Some(worth) = used.worth {
            map.set("worth_delivered", worth.delivered);
            map.set("worth_objective", self.per_unit(worth.objective, used.resource));
        }
        if used.binds {
            map.set("dual_delivered", used.dual_delivered);
            map.set("dual_objective", self.per_unit(used.dual_objective, used.resource));
        }
        if used.varies {
            map.set("unique", false);
        }
        map
    }

    fn tell(&self, part: &mut Part) {
        part.say(self.sentence());
        let mut table = Table::new().text("demand").number("volume").number("delivered");
        table = table.number("unmet").number("time").number("cost");
        let mut routes = Table::new().text("demand").text("route").number("flow").number("time");
        routes.most = Some(SHOWN);
        for demand in self.demands() {
            let unit = self.volume_unit(demand);
            let label = self.model().demands[demand.demand.index()].head.label();
            let figure = |value: f64| self.amount(value, &unit).varies(demand.varies);
            table.row(vec![
                Phrase::new().name(label).into(),
                self.amount(demand.volume, &unit).into(),
                figure(demand.delivered).into(),
                figure(demand.unmet).into(),
                self.time(demand).into(),
                self.cost(demand).into(),
            ]);
            for (route, flow) in &demand.routes {
                routes.row(vec![
                    Phrase::new().name(label).into(),
                    path_text(self.model(), &route.nodes).into(),
                    figure(*flow).into(),
                    self.units.days(route.time).into(),
                ]);
            }
        }
        part.body.push(Block::Table(table));
        if !routes.rows.is_empty() {
            part.body.push(Block::Table(routes));
        }
        if !self.answer.uses.is_empty() {
            part.body.push(Block::Table(self.uses_table()));
        }
        self.reasons(part);
        self.notes(part);
    }

    fn sentence(&self) -> Phrase {
        let volume: f64 = self.demands().map(|demand| demand.volume).sum();
        let delivered: f64 = self.demands().map(|demand| demand.delivered).sum();
        let short = self.demands().filter(|demand| demand.unmet > 0.0).count();
        let label = self.analyst.scenario_label(self.state.network.now.scenario);
        let start = Phrase::from("In ").name(label).with(" ");
        if short == 0 {
            return start.with("all that is asked for arrives.");
        }
        if self.demands().count() == 1 && volume > 0.0 {
            let share = Share(delivered / volume);
            return start.with(share).with(" of what is asked for arrives.");
        }
        let total = self.demands().count();
        start.with(format!("{short} of {total} demands are not met in full."))
    }

    fn uses_table(&self) -> Table {
        let model = self.model();
        let mut uses: Vec<&UseAnswer> = self.answer.uses.iter().collect();
        uses.sort_by(|a, b| (b.flow / b.capacity).total_cmp(&(a.flow / a.capacity)));
        let mut table = Table::new().text("capacity").number("flow").number("of");
        table = table.number("use").number("one more delivers");
        table.most = Some(SHOWN);
        for used in uses {
            let resource = self.resource(used.resource);
            let unit = shown(model, resource.unit);
            table.row(vec![
                Phrase::new().name(resource.label(model)).into(),
                self.amount(used.flow, &unit).varies(used.varies).into(),
                self.amount(used.capacity, &unit).into(),
                Share(used.flow / used.capacity).into(),
                used.worth.map(|worth| worth.delivered).into(),
            ]);
        }
        table
    }

    fn reasons(&self, part: &mut Part) {
        for demand in self.demands().filter(|demand| demand.unmet > 0.0) {
            let Ok(reason) = unmet_reason(self.analyst, self.state, &self.answer, demand) else {
                continue;
            };
            part.say(reason.sentence(self.state, demand));
            if let Some(block) = reason.block(self.analyst, self.state) {
                part.body.push(block);
            }
        }
    }

    fn notes(&self, part: &mut Part) {
        for note in &self.answer.notes {
            part.note(note.as_str());
        }
        for note in &self.state.network.now.notes {
            part.note(note_text(self.model(), note));
        }
        if self.demands().any(|demand| lacks(demand, Missing::COST)) {
            part.note("legs without a cost count as 0; such costs are incomplete");
        }
        if self.demands().any(|demand| demand.varies) {
            part.note("other answers are as good; figures marked `~` differ in them");
        }
        if self.demands().any(|demand| demand.unmet > 0.0) && self.demands().count() > 1 {
            part.note(format!("unmet demand is weighed by {}", self.answer.weighed.word()));
        }
        part.note(format!("least is the {}", self.objective_word().replace('_', " ")));
    }
}

/// The unit of a demand's volume, if the commodity is counted in it, else the
/// commodity's own a year.
pub fn demand_unit(state: &State<'_>, units: &Units, demand: &DemandAnswer) -> ShownUnit {
    let model = &*state.model;
    let commodity = model.demands[demand.demand.index()].commodity;
    let own = model.dimension(model.commodities[commodity.index()].unit);
    let unit: UnitId = state.network.now.demand(demand.demand).unit;
    if Dimension::TIME.times(model.dimension(unit)) == Some(own) {
        shown(model, unit)
    } else {
        units.rate(model, commodity)
    }
}

fn lacks(demand: &DemandAnswer, bit: Missing) -> bool {
    demand.routes.iter().any(|(route, _)| route.missing.has(bit))
}

/// A cell or nothing.
pub fn cell(figure: Option<Figure>) -> Cell {
    figure.into()
}
