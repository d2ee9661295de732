//! One stage: column generation to a proven optimum, which is then frozen.

use super::pool::dot;
use super::result::{Proof, StageResult};
use super::solver::{Solver, Stop};
use crate::control::Control;

/// A route is let in when it is shorter than its demand's dual by more than
/// this share: while nothing is to be proved, in the first stages, and in those
/// after the objective, whose sums are small beside the prices of the earlier.
/// With less than what prices are off by rounding, every route that is as good
/// as others would be let in.
const ENTER: [f64; 3] = [1e-11, 1e-13, 2e-15];
/// A route within this share of the optimum of the stages before counts as one
/// of their optima.
pub(super) const TIE: f64 = 1e-10;

/// Prices under which no route whatever has a negative reduced cost.
///
/// A later stage knows prices for the optima of the stages before it only. The
/// prices of those stages, times a large enough factor, plus its own are prices
/// for all routes: Σ price × use + mix · sums ≥ dual.
#[derive(Debug, Clone, Default)]
pub(super) struct Tower {
    /// Weight of the sum of each stage.
    pub mix: Vec<f64>,
    /// Price of each row of the master.
    pub price: Vec<f64>,
    /// Dual of each group of the master.
    pub dual: Vec<f64>,
}

impl Solver<'_> {
    /// Runs a stage: makes its sum least among the optima of those before.
    pub(super) fn run(&mut self, stage: usize, control: &Control) -> Result<StageResult, Stop> {
        let own = self.criterion(stage);
        if self.is_zero(&own) {
            return Ok(self.run_zero(stage, &own));
        }
        self.set_costs(&own, false);
        let mut factor = self.factor(&own);
        let enter = if stage > self.priorities.len() { ENTER[2] } else { ENTER[1] };
        let (tower, least) = loop {
            self.master.optimise(control)?;
            let tower = loop {
                factor = factor.max(1.5 * self.needed());
                let tower = self.raise(stage, factor);
                match self.price(&tower, enter, control)? {
                    (New::Outside, _) => {}
                    (New::Inside, _) => break None,
                    (New::Nothing, least) => break Some((tower, least)),
                }
            };
            if let Some(tower) = tower {
                break tower;
            }
        };
        let result = self.result(stage, &tower, least);
        self.values.push(result.value);
        self.master.freeze();
        self.tower = tower;
        Ok(result)
    }

    /// A sum that is 0 already is the least: no sum is negative.
    fn run_zero(&mut self, stage: usize, own: &[f64]) -> StageResult {
        for column in 0..self.master.columns() as u32 {
            if self.cost(own, column) > 0.0 {
                self.master.forbid(column);
            }
        }
        let factor = self.factor(own);
        self.tower.mix.iter_mut().for_each(|weight| *weight *= factor);
        self.tower.price.iter_mut().for_each(|price| *price *= factor);
        self.tower.dual.iter_mut().for_each(|dual| *dual *= factor);
        self.tower.mix[stage] = 1.0;
        let demand_duals = vec![0.0; self.problem.demands.len()];
        self.values.push(0.0);
        let proof = Proof { least: demand_duals.clone(), ..Proof::default() };
        let (stage, duals) = (self.name(stage), Vec::new());
        StageResult { stage, value: 0.0, bound: 0.0, gap: 0.0, duals, demand_duals, proof }
    }

    /// Sets the costs of a mix; with `closing`, routes over closed arcs are dearer
    /// than leaving their demands unmet.
    pub(super) fn set_costs(&mut self, mix: &[f64], closing: bool) {
        self.costs = mix.to_vec();
        let cost = |column: u32| match closing && self.master.is_dead(column) {
            true => self.way_out(mix, self.demand_of[self.master.group_of(column) as usize]),
            false => self.cost(mix, column),
        };
        let costs: Vec<f64> = (0..self.master.columns() as u32).map(cost).collect();
        self.master.set_costs(|column| costs[column as usize]);
    }

    /// Runs a mix of sums until no route is missing, proving nothing.
    pub(super) fn crash(
        &mut self,
        mix: &[f64],
        closing: bool,
        control: &Control,
    ) -> Result<(), Stop> {
        self.set_costs(mix, closing);
        loop {
            self.master.optimise_roughly(control)?;
            let mut tower = self.raise(0, 0.0);
            tower.mix = mix.to_vec();
            if matches!(self.price(&tower, ENTER[0], control)?.0, New::Nothing) {
                return Ok(self.master.optimise(control)?);
            }
        }
    }

    /// How many times over the earlier prices are taken to begin with: so that
    /// few routes outside the optima before look good.
    fn factor(&self, own: &[f64]) -> f64 {
        let (before, own) = (self.worst(&self.tower.mix), self.worst(own));
        if before > 0.0 && own > 0.0 { 4.0 * own / before } else { 1.0 }
    }

    /// The least factor under which no price and no known column is negative.
    fn needed(&self) -> f64 {
        let mut needed = 0.0f64;
        for (row, &before) in self.tower.price.iter().enumerate() {
            let price = self.master.price(row);
            if price < 0.0 && self.master.is_locked(row) && before > 0.0 {
                needed = needed.max(-price / before);
            }
        }
        for column in 0..self.master.columns() as u32 {
            if self.master.is_off(column) && !self.master.is_dead(column) {
                let (cost, _) = self.master.reduced_cost(column);
                if cost < 0.0 {
                    let (before, terms) = self.reduced_before(column);
                    if before > TIE * terms {
                        needed = needed.max(-cost / before);
                    }
                }
            }
        }
        needed
    }

    /// Reduced cost of a column under the tower, with its terms without signs.
    fn reduced_before(&self, column: u32) -> (f64, f64) {
        let cost = self.cost(&self.tower.mix, column);
        let dual = self.tower.dual[self.master.group_of(column) as usize];
        let (mut sum, mut terms) = (cost - dual, cost.abs() + dual.abs());
        for &(row, entry) in self.master.entries(column) {
            let term = self.tower.price[row as usize] * entry;
            sum += term;
            terms += term.abs();
        }
        (sum, terms)
    }

    /// The tower with the master's prices and duals on top.
    fn raise(&self, stage: usize, factor: f64) -> Tower {
        let mut tower = self.tower.clone();
        tower.mix.iter_mut().for_each(|weight| *weight *= factor);
        tower.mix[stage] = 1.0;
        for (row, price) in tower.price.iter_mut().enumerate() {
            *price = (*price * factor + self.master.price(row)).max(0.0);
        }
        for (group, dual) in tower.dual.iter_mut().enumerate() {
            *dual = *dual * factor + self.master.dual(group as u32);
        }
        tower
    }

    /// Gives the pricer a tower's weights. Returns, for each demand, the price of
    /// beginning at its origin and its dual.
    pub(super) fn set_prices(&mut self, tower: &Tower) -> (Vec<f64>, Vec<f64>) {
        let problem = self.problem;
        let price = self.prices_of(tower);
        let mut start = vec![0.0; problem.demands.len()];
        let mut duals = vec![0.0; problem.demands.len()];
        for (&demand, &dual) in self.demand_of.iter().zip(&tower.dual) {
            let own = &problem.demands[demand as usize];
            let factor = &problem.classes[own.class as usize].factor;
            for &(resource, times) in &own.origin_uses {
                if let Ok(at) = price.binary_search_by_key(&resource, |p| p.0) {
                    start[demand as usize] += price[at].1 * times * factor[resource as usize];
                }
            }
            duals[demand as usize] = dual.min(self.unmet_cost(&tower.mix, demand));
        }
        self.pricer.set_weights(problem, self.sums(&tower.mix), &price);
        (start, duals)
    }

    /// Prices all demands, and adds the routes that are missing to the master.
    /// Returns a lower bound of the length of every route, by demand.
    fn price(
        &mut self,
        tower: &Tower,
        enter: f64,
        control: &Control,
    ) -> Result<(New, Vec<f64>), Stop> {
        let problem = self.problem;
        let (start, mut threshold) = self.set_prices(tower);
        threshold.iter_mut().for_each(|dual| *dual -= enter * dual.abs());
        let pool = &mut self.pool;
        let mut least = vec![0.0; problem.demands.len()];
        let mut new = Vec::new();
        self.pricer.price(problem, (&start, &threshold), control, |demand, priced, arcs| {
            let most = threshold[demand as usize];
            least[demand as usize] = priced.bound.min(most);
            if priced.found && priced.bound < most {
                new.extend(pool.add(problem, demand, arcs));
            }
        })?;
        let inside = new.iter().filter(|&&route| self.admit(route)).count();
        let kind = match (new.is_empty(), inside) {
            (true, _) => New::Nothing,
            (false, 0) => New::Outside,
            _ => New::Inside,
        };
        Ok((kind, least))
    }

    /// Adds a route to the master; returns whether it belongs to the optima of
    /// the stages before.
    pub(super) fn admit(&mut self, route: u32) -> bool {
        let column = self.demand_of.len() as u32 + route;
        self.add_to_master(route, self.cost(&self.costs, column));
        let (before, terms) = self.reduced_before(column);
        let inside = before <= TIE * terms;
        if !inside {
            self.master.forbid(column);
        }
        inside
    }

    /// Prices above 0 by resource.
    fn prices_of(&self, tower: &Tower) -> Vec<(u32, f64)> {
        let rows = self.resource_of.iter().zip(&self.unit).zip(&tower.price);
        let positive = rows.filter(|(_, price)| **price > 0.0);
        positive.map(|((&resource, unit), price)| (resource, price / unit)).collect()
    }

    fn result(&self, stage: usize, tower: &Tower, least: Vec<f64>) -> StageResult {
        let problem = self.problem;
        let rows = self.resource_of.iter().zip(&self.unit).enumerate();
        let duals = rows.map(|(row, (&resource, unit))| (resource, self.master.price(row) / unit));
        let mut demand_duals = vec![0.0; problem.demands.len()];
        for (group, &demand) in self.demand_of.iter().enumerate() {
            demand_duals[demand as usize] = self.master.dual(group as u32);
        }
        let prices = self.prices_of(tower);
        let gain: f64 =
            problem.demands.iter().zip(&least).map(|(demand, least)| demand.volume * least).sum();
        let rent: f64 = prices.iter().map(|&(at, price)| price * self.capacity[at as usize]).sum();
        let multipliers = tower.mix[..stage].to_vec();
        let kept: f64 =
            multipliers.iter().zip(&self.values).map(|(weight, value)| weight * value).sum();
        StageResult {
            stage: self.name(stage),
            value: self.total(&self.criterion(stage)).max(0.0),
            bound: gain - rent - kept,
            gap: 0.0,
            duals: duals.filter(|entry| entry.1 != 0.0).collect(),
            demand_duals,
            proof: Proof { multipliers, prices, least },
        }
    }

    /// Takes the value of a stage at the end of all, and how far it is from its
    /// bound.
    pub(super) fn close(&self, stage: usize, result: &mut StageResult) {
        let own = self.criterion(stage);
        result.value = self.total(&own).max(0.0);
        let least = if stage > self.priorities.len() { 1e-3 } else { 1e-6 };
        let scale = result.value.max(least * self.worst(&own));
        let left = result.value - result.bound;
        result.gap = if self.is_zero(&own) || left <= 0.0 { 0.0 } else { left / scale };
    }

    /// Whether a sum of the master's is 0.
    fn is_zero(&self, own: &[f64]) -> bool {
        self.total(own) <= 1e-14 * self.worst(own)
    }

    /// The sum of a mix over what the master has.
    fn total(&self, mix: &[f64]) -> f64 {
        self.master.basics().map(|column| self.cost(mix, column) * self.master.x(column)).sum()
    }

    /// The sum if every demand took the worst of its known ways.
    fn worst(&self, mix: &[f64]) -> f64 {
        let sums = self.sums(mix);
        let worst = |&demand: &u32| {
            let routes = self.pool.of_demand(demand).iter();
            let routes = routes.map(|&route| dot(sums, self.pool.sums[route as usize]));
            let worst = routes.fold(self.unmet_cost(mix, demand), f64::max);
            worst * self.problem.demands[demand as usize].volume
        };
        self.demand_of.iter().map(worst).sum()
    }

    /// The sum that a stage makes least, as a mix.
    fn criterion(&self, stage: usize) -> Vec<f64> {
        let mut mix = vec![0.0; self.stages()];
        mix[stage] = 1.0;
        mix
    }
}

/// What pricing found.
enum New {
    /// No route is missing.
    Nothing,
    /// Routes that no optimum of the stages before uses: the earlier prices must
    /// weigh more.
    Outside,
    /// Routes that may improve the stage.
    Inside,
}
