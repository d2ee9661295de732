//! Good prices before the master program is solved at all.
//!
//! From nothing, column generation finds routes under prices that are far off,
//! and the simplex turns around among them thousands of times. A few dozen
//! searches for shortest routes come near the best prices: what is overused
//! becomes dearer, what is not becomes cheaper, each capacity with a step of its
//! own that grows while the direction stays and shrinks when it turns
//! (Riedmiller and Braun 1993, on the Lagrangian dual). The routes found on the
//! way are what the master begins with. Nothing that is proved rests on them.

use super::pool::Pool;
use super::pricing::Priced;
use super::solver::{NONE, Solver, Stop};
use super::stage::Tower;
use crate::control::Control;

/// With fewer demands the master is quick by itself.
const FEW: usize = 24;
/// Searches for all demands.
const ROUNDS: usize = 40;
/// The first step, as a share of what a unit unmet counts at most.
const FIRST: f64 = 0.01;
/// How the steps change while a price goes on, and when it turns.
const LONGER: f64 = 1.05;
const SHORTER: f64 = 0.8;
/// Weight of the last search in the average use.
const NEW: f64 = 0.3;
/// Weight of the last search beside that average.
const NOW: f64 = 0.2;
/// Average share of a demand from which a route is let in, and made basic.
const SOME: f64 = 1e-3;
const MUCH: f64 = 0.1;

/// Prices on their way; everything by row.
struct Approach {
    /// The right-hand side, in units of the resource.
    size: Vec<f64>,
    /// Price times size.
    price: Vec<f64>,
    step: Vec<f64>,
    /// Whether the price last rose (1) or fell (-1).
    sign: Vec<f64>,
    /// Use as a share of the right-hand side: of the last search, and average.
    now: Vec<f64>,
    average: Vec<f64>,
}

/// Routes found, with the average share of their demands that took each.
struct Found {
    pool: Pool,
    share: Vec<f64>,
}

impl Solver<'_> {
    /// Adds the routes that good prices find to the master, and makes those
    /// basic that carry most.
    pub(super) fn approach(&mut self, control: &Control) -> Result<(), Stop> {
        if self.demand_of.len() < FEW || self.resource_of.is_empty() {
            return Ok(());
        }
        self.pricer.set_hasty(true);
        let found = self.search_prices(control);
        self.pricer.set_hasty(false);
        self.let_in(&found?)
    }

    fn search_prices(&mut self, control: &Control) -> Result<Found, Stop> {
        let mix = self.crash_mix.clone();
        let unmet = self.demand_of.iter().map(|&demand| self.unmet_cost(&mix, demand));
        let dearest = unmet.fold(0.0, f64::max);
        let rows = self.resource_of.iter();
        let size: Vec<f64> = rows.map(|&resource| self.capacity[resource as usize]).collect();
        let mut prices = Approach::new(size, FIRST * dearest);
        let pool = Pool::new(self.problem.demands.len());
        let mut found = Found { pool, share: Vec::new() };
        for round in 0..ROUNDS {
            let price = prices.price.iter().zip(&prices.size).zip(&self.unit);
            let tower = Tower {
                mix: mix.clone(),
                price: price
                    .map(|((price, size), unit)| match *size > 0.0 {
                        true => price / size * unit,
                        false => dearest * unit,
                    })
                    .collect(),
                dual: vec![f64::INFINITY; self.demand_of.len()],
            };
            let taken = self.all_shortest(&tower, &mut prices, &mut found, control)?;
            let new = if round == 0 { 1.0 } else { NEW };
            found.share.iter_mut().for_each(|share| *share *= 1.0 - new);
            taken.iter().for_each(|&route| found.share[route as usize] += new);
            prices.advance(new);
        }
        Ok(found)
    }

    /// Sends every demand along its shortest route, where that is less than
    /// leaving it unmet; returns the routes.
    fn all_shortest(
        &mut self,
        tower: &Tower,
        prices: &mut Approach,
        found: &mut Found,
        control: &Control,
    ) -> Result<Vec<u32>, Stop> {
        let problem = self.problem;
        let (start, threshold) = self.set_prices(tower);
        let row_of = &self.row_of;
        let (mut taken, mut uses) = (Vec::new(), Vec::new());
        prices.now.fill(0.0);
        let tell = |demand: u32, priced: Priced, arcs: &[u32]| {
            if !priced.found {
                return;
            }
            let own = &problem.demands[demand as usize];
            let known = found.pool.find(demand, arcs);
            let Some(route) = known.or_else(|| found.pool.add(problem, demand, arcs)) else {
                return;
            };
            found.share.resize(found.pool.len(), 0.0);
            taken.push(route);
            problem.route_uses(own, arcs, &mut uses);
            for &(resource, amount) in &uses {
                let row = row_of[resource as usize];
                if row != NONE && prices.size[row as usize] > 0.0 {
                    let share = amount * own.volume / prices.size[row as usize];
                    prices.now[row as usize] += share;
                }
            }
        };
        self.pricer.price(problem, (&start, &threshold), control, tell)?;
        Ok(taken)
    }

    /// Adds what was found to the master.
    fn let_in(&mut self, found: &Found) -> Result<(), Stop> {
        let problem = self.problem;
        let flow = |route: u32| {
            let demand = found.pool.demand[route as usize];
            found.share[route as usize] * problem.demands[demand as usize].volume
        };
        let mut order: Vec<(f64, u32)> = (0..found.pool.len() as u32)
            .filter(|&route| found.share[route as usize] > SOME)
            .map(|route| (flow(route), route))
            .collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let groups = self.demand_of.len() as u32;
        let mut basic = Vec::new();
        for &(_, route) in &order {
            let (demand, arcs) = (found.pool.demand[route as usize], found.pool.arcs(route));
            let known = self.pool.find(demand, arcs);
            let own = known.or_else(|| self.pool.add(problem, demand, arcs));
            let Some(own) = own else { continue };
            if known.is_none() {
                self.add_to_master(own, 0.0);
            }
            if found.share[route as usize] > MUCH {
                basic.push(groups + own);
            }
        }
        basic.into_iter().try_for_each(|column| self.master.push(column)).map_err(|_| Stop::Trouble)
    }
}

impl Approach {
    fn new(size: Vec<f64>, first: f64) -> Self {
        let zero = vec![0.0; size.len()];
        let step = size.iter().map(|size| size * first).collect();
        let (price, sign, now, average) = (zero.clone(), zero.clone(), zero.clone(), zero);
        Self { size, price, step, sign, now, average }
    }

    /// Takes note of the last search and moves every price.
    fn advance(&mut self, new: f64) {
        for row in 0..self.price.len() {
            let (now, average) = (self.now[row], &mut self.average[row]);
            *average += new * (now - *average);
            let over = NOW * now + (1.0 - NOW) * *average - 1.0;
            let (price, step, sign) =
                (&mut self.price[row], &mut self.step[row], &mut self.sign[row]);
            if over <= 0.0 && *price == 0.0 {
                continue;
            }
            let direction = if over > 0.0 { 1.0 } else { -1.0 };
            *step *= match direction * *sign {
                same if same > 0.0 => LONGER,
                other if other < 0.0 => SHORTER,
                _ => 1.0,
            };
            *sign = direction;
            *price = (*price + *step * over.clamp(-1.0, 1.0)).max(0.0);
        }
    }
}
