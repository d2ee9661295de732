//! One run of a timeline: in each step arrive, release, send.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::model::{DemandId, NodeId};
use crate::scenario::Overrides;

use crate::analysis::analyst::Failure;

use super::course::{Course, Step};
use super::depot::{Depot, Held, Way};
use super::fill::{Want, fill};
use super::traffic::{Parcel, Queue, Traffic, WaitsFor};

/// Rounds of sending in a step, after which what still moves is little.
const ROUNDS: usize = 1000;

/// What happened to one demand in a step.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// Units that came into the network.
    pub released: f64,
    /// Units that had to stay out because their origin is full.
    pub shut_in: f64,
    /// Units delivered.
    pub delivered: f64,
    /// The sum over what was delivered of its days after it was due.
    pub late: f64,
    /// Units that wait at the end of the step.
    pub waiting: f64,
    /// Units under way at the end of the step.
    pub under_way: f64,
}

/// A queue of which something is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Whose.
    pub demand: DemandId,
    /// Where.
    pub node: NodeId,
    /// For which arc, if it waits to leave.
    pub arc: Option<u32>,
    /// It waits for any way at all.
    pub any_way: bool,
}

/// One step of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// By demand.
    pub demands: Vec<Tally>,
    /// What waits where: numbers of [`Run::places`].
    pub waiting: Vec<(u32, f64)>,
    /// Nodes that are full and keep each other full.
    pub gridlock: Vec<NodeId>,
}

/// A run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Units under way at the start, by demand.
    pub start: Vec<f64>,
    /// Step by step.
    pub steps: Vec<Record>,
    /// Where anything waited at any time.
    pub places: Vec<Place>,
    /// Days in a step.
    pub step: f64,
}

impl Run {
    /// Nothing is lost and nothing made in a step: what was there and came in is
    /// delivered, waits or is under way, to 1e-9.
    fn check(&self, new: &Record) {
        for (demand, tally) in new.demands.iter().enumerate() {
            let before = match self.steps.last().map(|last| &last.demands[demand]) {
                Some(last) => last.waiting + last.under_way,
                None => self.start[demand],
            };
            let came = before + tally.released;
            let left = tally.delivered + tally.waiting + tally.under_way;
            debug_assert!((came - left).abs() <= 1e-9 * came.max(1.0), "{came} came, {left} left");
        }
    }
}

/// Plays a scenario.
///
/// # Errors
/// Where there is no state or plan at some moment, with the reason; where a
/// capacity on the way is unknown.
pub fn run(
    depot: &Depot<'_, '_>,
    instead: &Overrides,
    (steps, step): (u32, f64),
    from_empty: bool,
) -> Result<Run, Failure> {
    let mut course = Course::new(depot, instead);
    let nodes = depot.analyst.model.nodes.len();
    let traffic = Traffic::new(depot.cargoes.len(), nodes, steps, depot.has_stores);
    let no_other = FxHashSet::default();
    let mut player = Player { depot, step, traffic, view: None, no_other };
    let mut all = Run { start: Vec::new(), steps: Vec::new(), places: Vec::new(), step };
    for number in 0..steps {
        depot.analyst.control.check()?;
        let from = depot.window.0 + f64::from(number) * step;
        let view = course.step(from, from + step)?;
        if number == 0 {
            if !from_empty {
                player.fill_pipes(&view);
            }
            all.start = player.by_demand(&player.traffic.under_way);
        }
        let record = player.play(view, number)?;
        if cfg!(debug_assertions) {
            all.check(&record);
        }
        all.steps.push(record);
    }
    let place = |queue: &Queue| Place {
        demand: depot.cargoes[queue.cargo as usize].demand,
        node: queue.node,
        arc: match queue.waits_for {
            WaitsFor::Arc(arc) => Some(arc),
            _ => None,
        },
        any_way: queue.waits_for == WaitsFor::AnyWay,
    };
    all.places = player.traffic.queues.iter().map(place).collect();
    Ok(all)
}

/// A step while it is played.
pub(super) struct View<'a> {
    /// What holds.
    pub step: Step<'a>,
    /// What is left of each capacity; after them what is left of each storage.
    pub room: Vec<f64>,
    /// How many of those are capacities.
    pub capacities: usize,
}

/// Plays step after step.
pub(super) struct Player<'d, 'a> {
    pub depot: &'d Depot<'d, 'a>,
    /// Days in a step.
    pub step: f64,
    pub traffic: Traffic,
    pub view: Option<View<'a>>,
    /// Routes, and how far, that have no other way in a state: they need not be
    /// looked for again.
    pub no_other: FxHashSet<(u32, u32, u32)>,
}

impl<'d, 'a> Player<'d, 'a> {
    /// The steady state: every way of the plan carries what it is to carry.
    fn fill_pipes(&mut self, step: &Step<'a>) {
        let piece = step.last();
        for cargo in 0..self.depot.cargoes.len() {
            let volume = piece.held.volume[cargo] * self.step;
            let planned = piece.plan.days[cargo] / self.step;
            // What does not fit was never sent.
            for (way, share) in piece.plan.ways[cargo].iter().take(piece.plan.fitting[cargo]) {
                let Way::Arcs(arcs) = way else { continue };
                let class = &piece.held.classes[cargo];
                let open = |arc: &u32| class.is_open(*arc);
                let amount = volume * share;
                if amount <= 0.0 || !arcs.iter().all(open) {
                    continue;
                }
                let number = cargo as u32;
                let route = self.traffic.route(&self.depot.cargoes, &piece.held, number, way);
                let mut passed = 0.0;
                for done in 0..=arcs.len() {
                    let days = self.days(&piece.held, cargo, arcs, done);
                    let steps = days / self.step;
                    let due = planned - passed;
                    let parcel = Parcel { route, done: done as u32, amount, due };
                    self.traffic.fill_pipe(parcel, steps);
                    let node = self.node_of(route, done);
                    self.traffic.heads_for(node, number, amount * steps);
                    passed += steps;
                }
            }
        }
    }

    fn play(&mut self, step: Step<'a>, number: u32) -> Result<Record, Failure> {
        self.traffic.step = number;
        let mut room: Vec<f64> =
            step.capacities().iter().map(|capacity| capacity * self.step).collect();
        let capacities = room.len();
        room.extend(step.last().held.stores.iter().map(|_| 0.0));
        let turns = step.turns;
        self.view = Some(View { step, room, capacities });
        let mut record =
            Record { demands: vec![Tally::default(); self.demands()], ..Record::default() };
        self.arrive();
        if turns {
            self.replan()?;
        }
        self.release(&mut record);
        self.send(&mut record)?;
        if self.divert()? {
            self.send(&mut record)?;
        }
        self.shut_in(&mut record)?;
        self.finish(&mut record)?;
        Ok(record)
    }

    fn demands(&self) -> usize {
        self.depot.analyst.model.demands.len()
    }

    /// A sum by demand of figures by cargo.
    fn by_demand(&self, of_cargo: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.demands()];
        for (cargo, amount) in self.depot.cargoes.iter().zip(of_cargo) {
            sums[cargo.demand.index()] += amount;
        }
        sums
    }

    fn arrive(&mut self) {
        let arrived = self.traffic.coming.pop_front().unwrap_or_default();
        for parcel in arrived {
            let cargo = self.traffic.routes[parcel.route as usize].cargo as usize;
            let left = self.traffic.under_way[cargo] - parcel.amount;
            self.traffic.under_way[cargo] = left.max(0.0);
            self.traffic.join(parcel);
        }
        // This step is the first of those that come; see `Traffic::send`.
        self.traffic.coming.push_front(Vec::new());
    }

    /// Lets new units in, each with its route.
    fn release(&mut self, record: &mut Record) {
        let pieces = self.view.as_ref().map_or_else(Vec::new, |view| view.step.pieces.clone());
        let mut released = vec![0.0; self.depot.cargoes.len()];
        for piece in &pieces {
            for (cargo, sum) in released.iter_mut().enumerate() {
                let volume = piece.held.volume[cargo] * self.step * piece.share;
                if volume <= 0.0 {
                    continue;
                }
                let planned = self.planned_days(&piece.undisturbed, cargo, &piece.plan);
                for (way, share) in &piece.plan.ways[cargo] {
                    let amount = volume * share;
                    let number = cargo as u32;
                    let route = self.traffic.route(&self.depot.cargoes, &piece.held, number, way);
                    let arcs = match way {
                        Way::Arcs(arcs) => arcs.clone(),
                        Way::Nowhere => Rc::from([]),
                    };
                    let days = self.days(&piece.held, cargo, &arcs, 0);
                    let due = f64::from(self.traffic.step) + planned / self.step;
                    let parcel = Parcel { route, done: 0, amount, due: amount * due };
                    let node = self.node_of(route, 0);
                    self.traffic.heads_for(node, number, amount);
                    if let Some(here) = self.traffic.send(parcel, days / self.step) {
                        self.traffic.join(here);
                    }
                    *sum += amount;
                }
            }
        }
        for (sum, amount) in record.demands.iter_mut().zip(self.by_demand(&released)) {
            sum.released = amount;
        }
    }

    /// The days that a cargo's way takes while nothing disturbs it.
    fn planned_days(&self, undisturbed: &Held<'a>, cargo: usize, plan: &super::depot::Plan) -> f64 {
        match self.depot.plan(undisturbed, undisturbed) {
            Ok(calm) => calm.days[cargo],
            Err(_) => plan.days[cargo],
        }
    }

    /// Sends what can be sent, until nothing moves any more: what arrives in
    /// this step may leave in it again. Those served first go as far as they
    /// can before the others begin.
    fn send(&mut self, record: &mut Record) -> Result<(), Failure> {
        let Some(held) = self.view.as_ref().map(|view| view.step.last().held.clone()) else {
            return Ok(());
        };
        let mut priorities = held.priority.clone();
        priorities.sort_unstable();
        priorities.dedup();
        // Storages are freed by what leaves; the rounds converge, and what is
        // then left could move by less than this.
        let little = 1e-12 * (1.0 + record.demands.iter().map(|d| d.released).sum::<f64>());
        let mut at = 0;
        for _ in 0..2 * ROUNDS * priorities.len() {
            let Some(priority) = priorities.get(at) else { break };
            if self.round(&held, *priority, record)? <= little {
                at += 1;
            } else if !held.stores.is_empty() {
                // The room that those behind leave is offered to those before
                // them first.
                at = 0;
            }
        }
        Ok(())
    }

    fn round(
        &mut self,
        held: &Held<'a>,
        priority: u32,
        record: &mut Record,
    ) -> Result<f64, Failure> {
        let Some(mut view) = self.view.take() else { return Ok(0.0) };
        self.take_stock(&mut view)?;
        let is_ready = |queue: &Queue| {
            held.priority[queue.cargo as usize] == priority && self.may_send(&view, queue)
        };
        let served: Vec<u32> = (0u32..)
            .zip(&self.traffic.queues)
            .filter(|(_, queue)| is_ready(queue))
            .map(|(at, _)| at)
            .collect();
        let mut uses = Vec::new();
        for queue in &served {
            uses.push(self.uses_of(&view, *queue)?);
        }
        let waiting = served.iter().map(|queue| self.traffic.queues[*queue as usize].waiting);
        let wants: Vec<Want<'_>> =
            waiting.zip(&uses).map(|(amount, uses)| Want { amount, uses }).collect();
        let sent = fill(&wants, &mut view.room);
        let mut moved = 0.0;
        for (queue, amount) in served.iter().zip(sent) {
            if amount > 0.0 {
                self.leave(held, *queue, amount, record);
                moved += amount;
            }
        }
        self.view = Some(view);
        Ok(moved)
    }

    fn leave(&mut self, held: &Held<'a>, queue: u32, amount: f64, record: &mut Record) {
        let (cargo, node) = {
            let queue = &self.traffic.queues[queue as usize];
            (queue.cargo, queue.node)
        };
        for entry in self.traffic.take(queue, amount) {
            self.traffic.heads_for(node, cargo, -entry.amount);
            let arcs = match &self.traffic.routes[entry.route as usize].way {
                Way::Arcs(arcs) => arcs.clone(),
                Way::Nowhere => continue,
            };
            let done = entry.done as usize;
            if done >= arcs.len() {
                let demand = self.depot.cargoes[cargo as usize].demand.index();
                let now = f64::from(self.traffic.step);
                record.demands[demand].delivered += entry.amount;
                record.demands[demand].late += (entry.amount * now - entry.due) * self.step;
                continue;
            }
            let days = self.days(held, cargo as usize, &arcs, done + 1);
            let next = self.node_of(entry.route, done + 1);
            self.traffic.heads_for(next, cargo, entry.amount);
            let parcel = Parcel {
                route: entry.route,
                done: entry.done + 1,
                amount: entry.amount,
                due: entry.due,
            };
            if let Some(here) = self.traffic.send(parcel, days / self.step) {
                self.traffic.join(here);
            }
        }
    }

    fn finish(&mut self, record: &mut Record) -> Result<(), Failure> {
        let waiting = self.by_demand(&self.traffic.waiting());
        let under_way = self.by_demand(&self.traffic.under_way);
        for (at, tally) in record.demands.iter_mut().enumerate() {
            tally.waiting = waiting[at];
            tally.under_way = under_way[at];
        }
        let queues = (0u32..).zip(&self.traffic.queues);
        record.waiting = queues
            .filter(|(_, queue)| queue.waiting > 0.0)
            .map(|(at, queue)| (at, queue.waiting))
            .collect();
        record.gridlock = self.gridlock()?;
        self.view = None;
        // Done with this step: the next is the first that comes.
        self.traffic.coming.pop_front();
        Ok(())
    }
}
