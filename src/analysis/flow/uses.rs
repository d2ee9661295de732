//! Capacities in use: how full, and what one more unit of each brings.

use crate::algorithm::flow::Stage;
use crate::model::Minimising;
use crate::quantity::Dimension;
use crate::report::{Cell, Figure, Map, Node, Share, ShownUnit, Table};

use crate::analysis::units::{shown, unit_named};
use crate::analysis::words::resource_map;

use super::tell::TOLD;
use super::{Teller, Worth};

impl Teller<'_, '_> {
    /// The capacities in use that have a limit, fullest first.
    pub fn uses(&self) -> Vec<u32> {
        let resources = &self.state.network.uses.resources;
        let mut all: Vec<u32> = (0..resources.len() as u32)
            .filter(|n| {
                let capacity = resources[*n as usize].capacity;
                let binds = self.solved.worth.contains_key(n);
                capacity.is_some() && (self.solved.solution.uses[*n as usize] > 0.0 || binds)
            })
            .collect();
        let key = |n: &u32| self.utilisation(*n);
        all.sort_by(|a, b| key(b).total_cmp(&key(a)).then(a.cmp(b)));
        all
    }

    /// Share of a capacity in use.
    pub fn utilisation(&self, number: u32) -> f64 {
        let capacity = self.state.network.uses.resources[number as usize].capacity;
        match capacity {
            Some(capacity) if capacity > 0.0 => {
                self.solved.solution.uses[number as usize] / capacity
            }
            Some(_) => 1.0,
            None => 0.0,
        }
    }

    pub(super) fn use_table(&self, uses: &[u32]) -> Table {
        let mut table = Table::new()
            .text("capacity of")
            .number("flow")
            .number("capacity")
            .number("use")
            .number("one more brings");
        for number in uses.iter().take(TOLD) {
            let resource = &self.state.network.uses.resources[*number as usize];
            let worth = self.solved.worth.get(number).filter(|worth| worth.delivered > 0.0);
            let brings = worth.map(|worth| self.worth_delivered(*number, worth));
            let row: Vec<Cell> = vec![
                resource.label(self.model()).into(),
                self.use_figure(*number).into(),
                self.capacity_figure(*number).into(),
                Share(self.utilisation(*number)).into(),
                match brings {
                    Some(value) => crate::quantity::format_number(value).into(),
                    None => String::new().into(),
                },
            ];
            table.row(row);
        }
        table
    }

    /// Weighed deliveries a unit of capacity, in units of the commodity where
    /// all demands weigh the same.
    fn worth_delivered(&self, number: u32, worth: &Worth) -> f64 {
        worth.delivered * self.one_of(number) / self.solved.weight_of_unit(self.state)
    }

    /// One unit of what a capacity counts, as its author wrote it without its
    /// prefix (one barrel of `kbbl/day`), canonical.
    fn one_of(&self, number: u32) -> f64 {
        let factor = self.price_unit(number).0.factor();
        if factor > 0.0 { 1.0 / factor } else { 1.0 }
    }

    fn use_figure(&self, number: u32) -> Figure {
        let resource = &self.state.network.uses.resources[number as usize];
        let unit = shown(self.model(), resource.unit);
        let varies = self.solved.varying.uses.get(number as usize).is_some_and(|varies| *varies);
        self.amount(Figure::new(self.solved.solution.uses[number as usize], unit).varies(varies))
    }

    fn capacity_figure(&self, number: u32) -> Figure {
        let resource = &self.state.network.uses.resources[number as usize];
        let unit = shown(self.model(), resource.unit);
        let rate = resource.capacity.map(|capacity| Figure::new(capacity, &unit));
        self.amount(rate.unwrap_or_else(|| Figure::unknown(&unit)))
    }

    /// Money for one unit of what a capacity counts.
    fn price_unit(&self, number: u32) -> ShownUnit {
        let resource = &self.state.network.uses.resources[number as usize];
        let symbol = shown(self.model(), resource.unit).0.symbol.clone();
        let above = symbol.rsplit_once('/').map_or(symbol.as_str(), |(above, _)| above);
        let plain = above.trim_start_matches(['k', 'M', 'G']);
        let name = |text: &str| {
            unit_named(&self.model().units, &format!("{}/{text}", self.model().settings.currency))
        };
        let unit = name(plain);
        let wanted = Dimension::MONEY.per(resource.counts);
        if Some(unit.0.dimension) == wanted { unit } else { name(above) }
    }

    /// The use of a capacity for programs.
    pub fn use_map(&self, number: u32) -> Map {
        let resource = &self.state.network.uses.resources[number as usize];
        let mut map = resource_map(self.model(), resource)
            .with("flow", self.use_figure(number))
            .with("capacity", self.capacity_figure(number))
            .with("utilisation", self.utilisation(number));
        let stages = &self.solved.solution.stages;
        if stages.is_empty() || !self.solved.contracts.is_empty() {
            // Nobody asked what one more unit brings: that is not nothing.
            return map.with("worth_delivered", Node::Null).with("worth_objective", Node::Null);
        }
        let worth = self.solved.worth.get(&number).copied().unwrap_or_default();
        map.set("worth_delivered", self.worth_delivered(number, &worth));
        map.set("worth_objective", self.objective_price(number, worth.objective));
        let dual = |is: fn(Stage) -> bool| -> f64 {
            let stages = self.solved.solution.stages.iter().filter(|stage| is(stage.stage));
            let of = |(n, dual): &(u32, f64)| if *n == number { *dual } else { 0.0 };
            stages.flat_map(|stage| stage.duals.iter().map(of)).sum()
        };
        let delivered = dual(|stage| matches!(stage, Stage::Unmet(_)));
        let one = self.one_of(number) / self.solved.weight_of_unit(self.state);
        map.set("dual_delivered", delivered * one);
        let objective = dual(|stage| stage == Stage::Objective);
        map.set("dual_objective", self.objective_price(number, objective));
        map
    }

    fn objective_price(&self, number: u32, value: f64) -> Figure {
        let unit = match self.solved.made.objective {
            Minimising::Time => {
                let resource = &self.state.network.uses.resources[number as usize];
                self.units.time_for(self.model(), resource.counts)
            }
            _ => self.price_unit(number),
        };
        Figure::new(value, unit)
    }
}
