//! Capacities in use: how full, and what one more unit of each brings.

use crate::algorithm::flow::Stage;
use crate::model::Minimising;
use crate::quantity::CompoundUnit;
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
        let told = &uses[..uses.len().min(TOLD)];
        let worth = |number: &u32| self.solved.worth.get(number);
        let brings = |number: &u32| worth(number).filter(|worth| worth.delivered > 0.0);
        let saves = |number: &u32| worth(number).filter(|worth| worth.objective < 0.0);
        let mut table =
            Table::new().text("capacity of").number("flow").number("capacity").number("use");
        // A column that would be empty is left out.
        let (any_brings, any_saves) =
            (told.iter().any(|n| brings(n).is_some()), told.iter().any(|n| saves(n).is_some()));
        if any_brings {
            table = table.number("one more brings");
        }
        if any_saves {
            table = table.number("one more saves");
        }
        for number in told {
            let resource = &self.state.network.uses.resources[*number as usize];
            let mut row: Vec<Cell> = vec![
                resource.label(self.model()).into(),
                self.use_figure(*number).into(),
                self.capacity_figure(*number).into(),
                Share(self.utilisation(*number)).into(),
            ];
            if any_brings {
                let value = brings(number).map(|worth| self.worth_delivered(*number, worth));
                row.push(value.map(|value| self.worth_figure(*number, value)).into());
            }
            if any_saves {
                let less = saves(number).map(|worth| -worth.objective);
                row.push(less.map(|less| self.objective_price(*number, less)).into());
            }
            table.row(row);
        }
        table
    }

    /// Weighed deliveries a unit of capacity, in units of the commodity where
    /// all demands weigh the same.
    fn worth_delivered(&self, number: u32, worth: &Worth) -> f64 {
        worth.delivered * self.one_of(number) / self.solved.weight_of_unit()
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
        let currency = &self.model().settings.currency;
        unit_named(&self.model().units, &format!("{currency}/{}", self.one_text(number)))
    }

    /// The unit of what a capacity counts, without its prefix: `bbl` of `kbbl/day`.
    fn one_text(&self, number: u32) -> String {
        let resource = &self.state.network.uses.resources[number as usize];
        let symbol = shown(self.model(), resource.unit).0.symbol.clone();
        let above = symbol.rsplit_once('/').map_or(symbol.as_str(), |(above, _)| above);
        let plain = above.trim_start_matches(['k', 'M', 'G']);
        let counts = |text: &str| unit_named(&self.model().units, text).0.dimension;
        let text = if counts(plain) == resource.counts { plain } else { above };
        if text.contains(['/', '*']) { format!("({text})") } else { text.to_owned() }
    }

    /// The use of a capacity for programs.
    pub fn use_map(&self, number: u32) -> Map {
        let resource = &self.state.network.uses.resources[number as usize];
        let mut map = resource_map(self.model(), resource)
            .with("flow", self.use_figure(number))
            .with("capacity", self.capacity_figure(number))
            .with("utilisation", self.utilisation(number));
        let stages = &self.solved.solution.stages;
        if stages.is_empty() || !self.solved.knows_worths() {
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
        let one = self.one_of(number) / self.solved.weight_of_unit();
        map.set("dual_delivered", delivered * one);
        let objective = dual(|stage| stage == Stage::Objective);
        map.set("dual_objective", self.objective_price(number, objective));
        map
    }

    /// What one more unit brings, for people: `1`, or with its unit where the
    /// capacity counts something else than the demands do (`0.137 t/bbl`).
    pub fn worth_figure(&self, number: u32, value: f64) -> Figure {
        let resource = &self.state.network.uses.resources[number as usize];
        let amount = self.solved.made.amount(self.model());
        let other = amount.filter(|amount| amount.0.dimension != resource.counts);
        let unit = other.map(|amount| {
            let text = format!("{}/{}", amount.0.symbol, self.one_text(number));
            unit_named(&self.model().units, &text)
        });
        match unit {
            Some(unit) => Figure::new(value / self.one_of(number), unit),
            None => Figure::new(value, CompoundUnit::plain()),
        }
    }

    /// The objective for one more unit of a capacity: money for it, or days.
    fn objective_price(&self, number: u32, value: f64) -> Figure {
        let made = &self.solved.made;
        if made.objective != Minimising::Time {
            return Figure::new(value, self.price_unit(number));
        }
        let Some(amount) = made.amount(self.model()) else {
            return Figure::new(value * self.one_of(number), CompoundUnit::plain());
        };
        let resource = &self.state.network.uses.resources[number as usize];
        let named = |text: &str| unit_named(&self.model().units, text);
        if amount.0.dimension == resource.counts {
            return Figure::new(value, named("day"));
        }
        let text = format!("{}*day/{}", amount.0.symbol, self.one_text(number));
        Figure::new(value, named(&text))
    }
}
