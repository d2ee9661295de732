//! All draws of one question: in chunks, the same whatever the number of
//! threads.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::analysis::analyst::{Analyst, Failure};
use crate::analysis::find_routes::find_routes;
use crate::model::{Criterion, RouteAsk};
use crate::network::Route;

use super::fast::Fast;
use super::plan::{Plan, Table};
use super::travel::{Component, Meets, Memory, Source};

/// Draws that are worked on together.
const CHUNK: u64 = 256;
/// Draws that stand in the place of others in pick-freeze begin here.
pub const SECOND: u64 = 1 << 40;

/// What the draws came to.
#[derive(Debug, Clone, Default)]
pub struct Drawn {
    /// Days, by draw; INFINITY where the trip never arrives.
    pub times: Vec<f64>,
    /// Money a unit, by draw; NaN where the trip never arrives.
    pub costs: Vec<f64>,
    /// Draws without a way at departure.
    pub no_way: u64,
    /// Draws of each way, by its arcs.
    pub ways: BTreeMap<Vec<u32>, u64>,
    /// Days lost: count, sum and sum of squares, by token, then by going
    /// another way. Of draws that arrive.
    pub lost: Vec<(f64, f64)>,
    /// Draws of which what is lost is known.
    pub compared: u64,
}

impl Drawn {
    fn add(&mut self, other: Self) {
        self.times.extend(other.times);
        self.costs.extend(other.costs);
        self.no_way += other.no_way;
        for (way, count) in other.ways {
            *self.ways.entry(way).or_default() += count;
        }
        self.compared += other.compared;
        self.lost.resize(self.lost.len().max(other.lost.len()), (0.0, 0.0));
        for (sum, more) in self.lost.iter_mut().zip(other.lost) {
            *sum = (sum.0 + more.0, sum.1 + more.1);
        }
    }
}

/// A way that a shipper takes.
#[derive(Debug, Clone)]
pub struct Way {
    /// As for people.
    pub route: Route,
}

/// Draws of one plan.
pub struct Runner<'p, 'a> {
    /// The plan.
    pub plan: &'p Plan<'a>,
    ask: RouteAsk,
    by: Criterion,
    hindsight: bool,
    meets: Meets,
    /// Where nothing comes and goes.
    fast: Option<Fast>,
    /// Tokens that touch anything.
    touching: u64,
    /// The best way while some tokens hold.
    ways: BTreeMap<u64, Option<Way>>,
    needed: Vec<usize>,
    /// Inputs of rates and probabilities.
    chances: Vec<usize>,
    means: Vec<f64>,
    seed: u64,
}

enum Outcome {
    Missing(BTreeSet<u64>),
    Done(Drawn),
}

impl<'p, 'a> Runner<'p, 'a> {
    /// Of a plan; the best way is that of the question's measure.
    ///
    /// # Errors
    /// Where the network cannot be searched.
    pub fn new(
        analyst: &Analyst<'a>,
        plan: &'p Plan<'a>,
        ask: &RouteAsk,
        hindsight: bool,
    ) -> Result<Self, Failure> {
        let mut touching = 0;
        let tables = plan.parts.iter().filter_map(|part| match part {
            Table::Many(many) => Some(&many.0),
            Table::One(_) => None,
        });
        let gates = plan.gates.iter().filter_map(|gate| match gate {
            Table::Many(many) => Some(&many.0),
            Table::One(_) => None,
        });
        tables.chain(gates).flatten().for_each(|token| touching |= 1_u64 << token);
        let mut runner = Self {
            plan,
            ask: ask.clone(),
            by: ask.by,
            hindsight,
            meets: Meets::new(plan),
            fast: None,
            touching,
            ways: BTreeMap::new(),
            needed: Vec::new(),
            chances: Vec::new(),
            means: plan.model().input_means(),
            seed: plan.model().settings.seed,
        };
        runner.need_chances();
        if hindsight {
            for arc in 0..plan.base.network.frame.way_of.len() as u32 {
                runner.need_arc(arc);
            }
            runner.needed.sort_unstable();
        }
        runner.find(analyst, 0)?;
        if let (0, Some(Some(way))) = (touching, runner.ways.get(&0)) {
            runner.fast = match hindsight {
                true => Fast::search(plan, &runner.meets, &way.route.arcs),
                false => Fast::along(plan, &runner.meets, &way.route.arcs, &runner.needed),
            };
        }
        Ok(runner)
    }

    /// Rates and probabilities may be drawn too.
    fn need_chances(&mut self) {
        let model = self.plan.model();
        let mut needed = Vec::new();
        for id in self.plan.occurrences.changes() {
            let change = &model.changes[id.index()];
            let chance = change.chance.as_deref();
            let own = chance.into_iter().flat_map(|chance| [&chance.rate, &chance.probability]);
            let after = change.after.iter().map(|after| &after.probability);
            own.chain(after).flatten().for_each(|figure| figure.formula.inputs(&mut needed));
        }
        self.chances.clone_from(&needed);
        self.needed = needed;
    }

    fn need_arc(&mut self, arc: u32) {
        for part in self.meets.of(arc).iter().flat_map(super::travel::Meet::parts) {
            match &self.plan.parts[part] {
                Table::One(value) => value.inputs(&mut self.needed),
                Table::Many(many) => {
                    many.1.iter().for_each(|value| value.inputs(&mut self.needed));
                }
            }
        }
    }

    /// Finds the best way while tokens hold.
    fn find(&mut self, analyst: &Analyst<'a>, mask: u64) -> Result<(), Failure> {
        let state = self.plan.state(analyst, mask)?;
        let ask = RouteAsk { by: self.by, ..self.ask.clone() };
        let found = find_routes(&state, &ask, 1, analyst.control)?;
        let way = found.routes.into_iter().next().map(|route| Way { route });
        if !self.hindsight
            && let Some(way) = &way
        {
            for arc in way.route.arcs.clone() {
                self.need_arc(arc);
            }
            self.needed.sort_unstable();
        }
        self.ways.insert(mask, way);
        Ok(())
    }

    /// Whether every draw has a search of its own.
    pub fn searches(&self) -> bool {
        self.hindsight
    }

    /// Some draws, each with its source.
    ///
    /// # Errors
    /// Where a way cannot be searched, or the control says so.
    pub fn run(
        &mut self,
        analyst: &Analyst<'a>,
        count: u64,
        source: &(dyn Fn(u64) -> Source + Sync),
    ) -> Result<Drawn, Failure> {
        let chunks: Vec<u64> = (0..count.div_ceil(CHUNK)).collect();
        let mut done: Vec<Option<Drawn>> = vec![None; chunks.len()];
        loop {
            let open: Vec<u64> =
                chunks.iter().filter(|chunk| done[**chunk as usize].is_none()).copied().collect();
            if open.is_empty() {
                break;
            }
            let control = analyst.control;
            let kernel = self.kernel();
            let outcomes: Result<Vec<(u64, Outcome)>, Failure> = open
                .par_iter()
                .map(|&chunk| {
                    control.check()?;
                    let draws = chunk * CHUNK..((chunk + 1) * CHUNK).min(count);
                    let outcome = kernel.chunk(draws.clone(), source);
                    if matches!(outcome, Outcome::Done(_)) {
                        control.advance_part(draws.end - draws.start);
                    }
                    Ok((chunk, outcome))
                })
                .collect();
            let mut missing = BTreeSet::new();
            for (chunk, outcome) in outcomes? {
                match outcome {
                    Outcome::Done(drawn) => done[chunk as usize] = Some(drawn),
                    Outcome::Missing(masks) => missing.extend(masks),
                }
            }
            for mask in missing {
                self.find(analyst, mask)?;
            }
        }
        let mut all = Drawn::default();
        done.into_iter().flatten().for_each(|drawn| all.add(drawn));
        Ok(all)
    }

    /// What varies: the departure, each random change and each input that the
    /// time of a way taken depends on; then inputs of ways that are never the
    /// best, which move nothing.
    pub fn components(&self) -> (Vec<Component>, Vec<Component>) {
        let mut list = Vec::new();
        let arcs = || self.ways.values().flatten().flat_map(|way| &way.route.arcs);
        let waits = match self.hindsight {
            true => (0..self.plan.base.network.frame.way_of.len() as u32)
                .any(|arc| self.meets.of(arc).iter().any(super::travel::Meet::waits)),
            false => arcs().any(|arc| self.meets.of(*arc).iter().any(super::travel::Meet::waits)),
        };
        if waits || (self.plan.departing.is_none() && self.touching != 0) {
            list.push(Component::Departure);
        }
        list.extend((0..self.plan.occurrences.changes().len()).map(Component::Change));
        let mut timed = self.chances.clone();
        let all = 0..self.plan.base.network.frame.way_of.len() as u32;
        let met: Vec<u32> = if self.hindsight { all.collect() } else { arcs().copied().collect() };
        let parts =
            met.iter().flat_map(|arc| self.meets.of(*arc)).flat_map(super::travel::Meet::times);
        for part in parts {
            match &self.plan.parts[part] {
                Table::One(value) => value.inputs(&mut timed),
                Table::Many(many) => many.1.iter().for_each(|value| value.inputs(&mut timed)),
            }
        }
        timed.sort_unstable();
        let moves = |input: &usize| {
            self.chances.contains(input)
                || self.fast.as_ref().is_none_or(|fast| fast.matters(*input))
        };
        let (timed, idle): (Vec<usize>, Vec<usize>) = timed.into_iter().partition(moves);
        list.extend(timed.into_iter().map(Component::Input));
        (list, idle.into_iter().map(Component::Input).collect())
    }

    fn kernel(&self) -> Kernel<'_> {
        let model = self.plan.model();
        debug_assert!(model.inputs.iter().all(|input| input.distribution.mean().is_finite()));
        Kernel {
            plan: PlanRef(self.plan),
            meets: &self.meets,
            fast: self.fast.as_ref(),
            touching: self.touching,
            ways: &self.ways,
            needed: &self.needed,
            means: &self.means,
            seed: self.seed,
            hindsight: self.hindsight,
        }
    }
}

struct PlanRef<'k>(&'k Plan<'k>);

/// What threads share.
struct Kernel<'k> {
    plan: PlanRef<'k>,
    meets: &'k Meets,
    fast: Option<&'k Fast>,
    touching: u64,
    ways: &'k BTreeMap<u64, Option<Way>>,
    needed: &'k [usize],
    means: &'k [f64],
    seed: u64,
    hindsight: bool,
}

impl Kernel<'_> {
    fn chunk(
        &self,
        draws: std::ops::Range<u64>,
        source: &(dyn Fn(u64) -> Source + Sync),
    ) -> Outcome {
        let plan = self.plan.0;
        let mut drawn = Drawn { lost: vec![(0.0, 0.0); plan.tokens.len() + 1], ..Drawn::default() };
        if let Some(fast) = self.fast {
            fast.run((plan, self.meets), draws, source, &mut drawn);
            return Outcome::Done(drawn);
        }
        let mut memory = Memory::new(plan, self.means);
        let mut missing = BTreeSet::new();
        let mut last: Option<(&[u32], u64)> = None;
        for draw in draws {
            let departs = memory.draw(plan, self.seed, source(draw), self.needed);
            match self.one(&mut memory, departs) {
                Err(mask) => {
                    missing.insert(mask);
                }
                Ok(trip) => self.count(&mut drawn, &mut memory, departs, trip, &mut last),
            }
        }
        if let Some((arcs, count)) = last {
            *drawn.ways.entry(arcs.to_vec()).or_default() += count;
        }
        if missing.is_empty() { Outcome::Done(drawn) } else { Outcome::Missing(missing) }
    }

    /// The trip of a draw; an error names tokens for which no way is known yet.
    fn one<'k>(&'k self, memory: &mut Memory, departs: f64) -> Result<Trip<'k>, u64> {
        let plan = self.plan.0;
        let (mask, mut next) = memory.holding(self.touching, departs);
        let at_once = self.ways.get(&mask).ok_or(mask)?;
        let no_way = at_once.is_none();
        if self.hindsight {
            if memory.earliest(plan, self.meets, departs).is_none() {
                return Ok(Trip { arrives: f64::INFINITY, cost: 0.0, way: None, no_way });
            }
            let arcs = std::mem::take(&mut memory.arcs);
            let (arrives, cost) = memory.travel(plan, self.meets, &arcs, departs);
            memory.arcs = arcs;
            return Ok(Trip { arrives, cost, way: None, no_way });
        }
        let (mut way, mut at, mut held) = (at_once, departs, mask);
        loop {
            if let Some(way) = way {
                let (arrives, cost) = memory.travel(plan, self.meets, &way.route.arcs, at);
                return Ok(Trip { arrives, cost, way: Some(way), no_way });
            }
            if next == f64::INFINITY {
                return Ok(Trip { arrives: f64::INFINITY, cost: 0.0, way: None, no_way });
            }
            // All that holds shares in the wait for a way.
            let holding = held.count_ones().max(1);
            for (bit, lost) in memory.lost.iter_mut().enumerate() {
                if held >> bit & 1 == 1 {
                    *lost += (next - at) / f64::from(holding);
                }
            }
            at = next;
            (held, next) = memory.holding(self.touching, at);
            way = self.ways.get(&held).ok_or(held)?;
        }
    }

    fn count<'k>(
        &'k self,
        drawn: &mut Drawn,
        memory: &mut Memory,
        departs: f64,
        trip: Trip<'k>,
        last: &mut Option<(&'k [u32], u64)>,
    ) {
        let plan = self.plan.0;
        drawn.no_way += u64::from(trip.no_way);
        let days = trip.arrives - departs;
        drawn.times.push(if days.is_finite() { days } else { f64::INFINITY });
        drawn.costs.push(if days.is_finite() { trip.cost } else { f64::NAN });
        if !days.is_finite() {
            return;
        }
        match trip.way {
            Some(way) => match last {
                Some((arcs, count)) if **arcs == *way.route.arcs => *count += 1,
                _ => {
                    if let Some((arcs, count)) = last.replace((&way.route.arcs, 1)) {
                        *drawn.ways.entry(arcs.to_vec()).or_default() += count;
                    }
                }
            },
            None => match drawn.ways.get_mut(&memory.arcs) {
                Some(count) => *count += 1,
                None => {
                    drawn.ways.insert(memory.arcs.clone(), 1);
                }
            },
        }
        let Some(Some(calm)) = self.ways.get(&0) else { return };
        if self.touching == 0 {
            return;
        }
        drawn.compared += 1;
        let undisturbed = memory.calm(plan, self.meets, &calm.route.arcs);
        let mut other = days - undisturbed;
        for (sum, lost) in drawn.lost.iter_mut().zip(&memory.lost) {
            *sum = (sum.0 + lost, sum.1 + lost * lost);
            other -= lost;
        }
        if let Some(sum) = drawn.lost.last_mut() {
            *sum = (sum.0 + other, sum.1 + other * other);
        }
    }
}

struct Trip<'k> {
    arrives: f64,
    cost: f64,
    way: Option<&'k Way>,
    no_way: bool,
}
