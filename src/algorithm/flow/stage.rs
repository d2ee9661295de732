//! One stage: column generation to a proven optimum, then its sum is held.

use super::pool::dot;
use super::result::StageResult;
use super::solver::{Held, Solver, Stop};
use crate::control::Control;

/// A route is let in when it is shorter than its demand's dual by more than
/// this share.
const ENTER: f64 = 2e-15;

/// Prices, and the bound that they prove.
pub(super) struct Proof {
    /// Multipliers in full: the mix with those of held stages.
    mix: Vec<f64>,
    price: Vec<(u32, f64)>,
    /// Lower bound of the combined length of every route, by demand.
    least: Vec<f64>,
    /// Lagrangian bound of the combined objective.
    bound: f64,
}

impl Solver<'_> {
    /// Runs a stage whose costs are `mix`: the stage's own sum and, to begin
    /// near its optimum, some multiple of the sums that are held.
    pub(super) fn run(
        &mut self,
        stage: usize,
        mix: &[f64],
        control: &Control,
    ) -> Result<StageResult, Stop> {
        let own = self.criterion(stage);
        // No sum is negative: what is 0 already needs no search.
        let mut proof = self.nothing();
        if !self.is_zero(&own) {
            proof = self.generate(mix, control)?;
        }
        let done = self.is_zero(&own);
        if done {
            proof = self.nothing();
        }
        let value = self.total(&own).max(0.0);
        let held: Vec<f64> = self.held.iter().map(|held| proof.mix[held.stage]).collect();
        let kept: f64 = held.iter().zip(&self.held).map(|(w, held)| w * held.value).sum();
        let bound = proof.bound - kept;
        let least = if stage > self.priorities.len() { 1e-3 } else { 1e-6 };
        let scale = value.max(least * self.worst(&own));
        let gap = if value <= bound || done { 0.0 } else { (value - bound) / scale };
        self.hold(stage, &own, value);
        Ok(StageResult {
            stage: self.name(stage),
            value,
            bound,
            gap,
            duals: proof.price,
            held,
            demand_duals: proof.least,
        })
    }

    fn is_zero(&self, own: &[f64]) -> bool {
        self.total(own) <= 1e-14 * self.worst(own)
    }

    /// The proof that a sum of 0 is the least.
    fn nothing(&self) -> Proof {
        let least = vec![0.0; self.problem.demands.len()];
        Proof { mix: vec![0.0; self.stages()], price: Vec::new(), least, bound: 0.0 }
    }

    /// Solves the master under a mix and adds routes until none is missing.
    pub(super) fn generate(&mut self, mix: &[f64], control: &Control) -> Result<Proof, Stop> {
        let costs: Vec<f64> =
            (0..self.master.columns() as u32).map(|column| self.cost(mix, column)).collect();
        self.master.set_costs(|column| costs[column as usize]);
        loop {
            self.master.optimise(control)?;
            let mut proof = self.prices(mix);
            if !self.price(mix, &mut proof, control)? {
                return Ok(proof);
            }
        }
    }

    /// Reads prices and multipliers off the master.
    fn prices(&self, mix: &[f64]) -> Proof {
        let mut full = mix.to_vec();
        let plain = self.resource_of.len();
        for (index, held) in self.held.iter().enumerate() {
            let price = self.master.price(plain + index).max(0.0) / held.unit;
            full[held.stage] += price;
        }
        let rows = self.resource_of.iter().zip(&self.unit).enumerate();
        let price = rows.filter_map(|(row, (&resource, unit))| {
            let price = self.master.price(row);
            (price > 0.0).then(|| (resource, price / unit))
        });
        let price = price.collect();
        Proof { mix: full, price, least: vec![0.0; self.problem.demands.len()], bound: 0.0 }
    }

    /// Prices all demands; adds the routes that are missing and tells whether
    /// there were any. Completes the proof.
    fn price(&mut self, mix: &[f64], proof: &mut Proof, control: &Control) -> Result<bool, Stop> {
        let problem = self.problem;
        let mut start = vec![0.0; problem.demands.len()];
        let mut threshold = vec![0.0; problem.demands.len()];
        for (group, &demand) in self.demand_of.iter().enumerate() {
            let own = &problem.demands[demand as usize];
            let factor = &problem.classes[own.class as usize].factor;
            for &(resource, times) in &own.origin_uses {
                if let Ok(at) = proof.price.binary_search_by_key(&resource, |p| p.0) {
                    start[demand as usize] += proof.price[at].1 * times * factor[resource as usize];
                }
            }
            let dual = self.master.dual(group as u32).min(self.unmet_cost(&proof.mix, demand));
            threshold[demand as usize] = dual - ENTER * dual.abs();
        }
        self.pricer.set_weights(problem, self.sums(&proof.mix), &proof.price);
        let (pool, least) = (&mut self.pool, &mut proof.least);
        let mut new = Vec::new();
        self.pricer.price(problem, &start, &threshold, control, |demand, priced, arcs| {
            let most = threshold[demand as usize];
            least[demand as usize] = priced.bound.min(most);
            if priced.found && priced.bound < most {
                new.extend(pool.add(problem, demand, arcs));
            }
        })?;
        for &route in &new {
            let column = self.demand_of.len() as u32 + route;
            let entry = |held: &Held| self.cost(&self.criterion(held.stage), column) / held.unit;
            let held: Vec<f64> = self.held.iter().map(entry).collect();
            self.add_to_master(route, self.cost(mix, column), &held);
        }
        self.bound(proof);
        Ok(!new.is_empty())
    }

    /// Σ least × volume − Σ price × capacity.
    fn bound(&self, proof: &mut Proof) {
        let demands = self.problem.demands.iter().zip(&proof.least);
        let gain: f64 = demands.map(|(demand, least)| demand.volume * least).sum();
        let rent: f64 = proof
            .price
            .iter()
            .map(|&(resource, price)| price * self.capacity[resource as usize])
            .sum();
        proof.bound = gain - rent;
    }

    /// The sum of a criterion over what the master has.
    pub(super) fn total(&self, own: &[f64]) -> f64 {
        self.master.basics().map(|column| self.cost(own, column) * self.master.x(column)).sum()
    }

    /// The sum if every demand took the worst of its known ways.
    fn worst(&self, own: &[f64]) -> f64 {
        let worst = |&demand: &u32| {
            let routes = self.pool.of_demand(demand).iter();
            let routes = routes.map(|&route| dot(self.sums(own), self.pool.sums[route as usize]));
            let worst = routes.fold(self.unmet_cost(own, demand), f64::max);
            worst * self.problem.demands[demand as usize].volume
        };
        self.demand_of.iter().map(worst).sum()
    }

    /// From now on the sum may not get worse.
    fn hold(&mut self, stage: usize, own: &[f64], value: f64) {
        let costs: Vec<f64> =
            (0..self.master.columns() as u32).map(|column| self.cost(own, column)).collect();
        let unit = costs.iter().fold(0.0, |most: f64, cost| most.max(cost.abs()));
        let unit = if unit > 0.0 { unit } else { 1.0 };
        let size = (value / unit).abs().max(1e-6 * self.worst(own) / unit).max(f64::MIN_POSITIVE);
        let entries = costs.iter().map(|cost| cost / unit).collect();
        self.master.hold(entries, value / unit, size);
        self.held.push(Held { stage, value, unit });
    }

    /// The sum that a stage makes least, as a mix.
    fn criterion(&self, stage: usize) -> Vec<f64> {
        let mut mix = vec![0.0; self.stages()];
        mix[stage] = 1.0;
        mix
    }

    /// The mix to begin a stage with: its own sum, and so much of those held
    /// that few routes outside their optimum look good. What is still missing
    /// the held rows' own prices make up for.
    pub(super) fn carry(&self, stage: usize) -> Vec<f64> {
        let mut mix = self.criterion(stage);
        let own = self.worst(&mix);
        for (earlier, weight) in mix.iter_mut().enumerate().take(stage) {
            let scale = self.worst(&self.criterion(earlier));
            *weight = if scale > 0.0 { 4.0 * own / scale } else { 0.0 };
        }
        mix
    }
}
