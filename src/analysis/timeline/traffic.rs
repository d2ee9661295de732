//! What is on its way: units that carry their routes, queues where they wait,
//! and what will arrive when.

use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::model::NodeId;

use super::depot::{Cargo, Held, Way};

/// What is left of a step below this share of it counts as nothing.
const NOTHING: f64 = 1e-12;

/// A route that units carry.
#[derive(Debug, Clone)]
pub struct Route {
    /// Whose.
    pub cargo: u32,
    /// Its arcs.
    pub way: Way,
    /// The queue in which one waits for each arc, and at the end to be
    /// delivered.
    pub queues: Vec<u32>,
}

impl Route {
    /// Its arcs in order.
    pub fn arcs(&self) -> &[u32] {
        match &self.way {
            Way::Arcs(arcs) => arcs,
            Way::Nowhere => &[],
        }
    }
}

/// What one waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WaitsFor {
    /// To leave along an arc.
    Arc(u32),
    /// To be delivered.
    End,
    /// For any way at all.
    AnyWay,
}

/// Units that wait together, in the order of their arrival.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Whose.
    pub cargo: u32,
    /// Where.
    pub node: NodeId,
    /// For what.
    pub waits_for: WaitsFor,
    /// How many.
    pub waiting: f64,
    /// Who, the oldest first.
    pub entries: VecDeque<Entry>,
}

/// Units of one route that came to a queue in one step.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The step in which they came.
    pub since: u32,
    /// Their route.
    pub route: u32,
    /// How many of its arcs lie behind them.
    pub done: u32,
    /// How many.
    pub amount: f64,
    /// The sum over them of the moment at which they are due at their end.
    pub due: f64,
}

/// Units under way to a queue.
#[derive(Debug, Clone, Copy)]
pub struct Parcel {
    /// Their route.
    pub route: u32,
    /// How many of its arcs lie behind them, the one they are on included.
    pub done: u32,
    /// How many.
    pub amount: f64,
    /// As of an [`Entry`].
    pub due: f64,
}

/// All that moves.
pub struct Traffic {
    /// Routes carried by anyone, in the order in which they came up.
    pub routes: Vec<Route>,
    /// Queues, in the order in which they came up.
    pub queues: Vec<Queue>,
    /// What arrives in this step and those after it.
    pub coming: VecDeque<Vec<Parcel>>,
    /// The number of this step.
    pub step: u32,
    /// How many steps there are; what arrives later is under way for good.
    pub steps: u32,
    /// Units under way, by cargo.
    pub under_way: Vec<f64>,
    /// Units that wait or are under way to each node, by node and cargo; empty
    /// where no storage is limited.
    pub stock: Vec<f64>,
    known: FxHashMap<(u32, Way2), u32>,
    queue_of: FxHashMap<(u32, WaitsFor, NodeId, u32), u32>,
}

/// A way as a key.
type Way2 = Option<Rc<[u32]>>;

impl Traffic {
    /// Nothing moves yet.
    pub fn new(cargoes: usize, nodes: usize, steps: u32, with_stock: bool) -> Self {
        Self {
            routes: Vec::new(),
            queues: Vec::new(),
            coming: VecDeque::new(),
            step: 0,
            steps,
            under_way: vec![0.0; cargoes],
            stock: if with_stock { vec![0.0; nodes * cargoes] } else { Vec::new() },
            known: FxHashMap::default(),
            queue_of: FxHashMap::default(),
        }
    }

    /// The number of a route; it is taken up if it is new.
    pub fn route(&mut self, cargoes: &[Cargo], held: &Held<'_>, cargo: u32, way: &Way) -> u32 {
        let key = match way {
            Way::Arcs(arcs) => Some(arcs.clone()),
            Way::Nowhere => None,
        };
        if let Some(known) = self.known.get(&(cargo, key.clone())) {
            return *known;
        }
        let number = self.routes.len() as u32;
        let frame = &held.state.network.frame;
        let Cargo { from, to, hold, .. } = cargoes[cargo as usize];
        let mut queues = Vec::new();
        match way {
            Way::Arcs(arcs) => {
                for (at, arc) in arcs.iter().enumerate() {
                    // Those kept at their origin wait each for its own way.
                    let apart = if hold && at == 0 { number } else { u32::MAX };
                    let node = frame.from(*arc);
                    queues.push(self.queue(cargo, WaitsFor::Arc(*arc), node, apart));
                }
                queues.push(self.queue(cargo, WaitsFor::End, to, u32::MAX));
            }
            Way::Nowhere => queues.push(self.queue(cargo, WaitsFor::AnyWay, from, u32::MAX)),
        }
        self.routes.push(Route { cargo, way: way.clone(), queues });
        self.known.insert((cargo, key), number);
        number
    }

    fn queue(&mut self, cargo: u32, waits_for: WaitsFor, node: NodeId, apart: u32) -> u32 {
        let queues = &mut self.queues;
        *self.queue_of.entry((cargo, waits_for, node, apart)).or_insert_with(|| {
            let entries = VecDeque::new();
            queues.push(Queue { cargo, node, waits_for, waiting: 0.0, entries });
            queues.len() as u32 - 1
        })
    }

    /// Lets units reach their queue after some steps: of a time that is no whole
    /// number of steps one part arrives in the step before and one in that after
    /// it, so that the mean is exact. Returns what arrives in this very step.
    pub fn send(&mut self, parcel: Parcel, steps: f64) -> Option<Parcel> {
        let cargo = self.routes[parcel.route as usize].cargo as usize;
        let whole = steps.floor();
        let mut later = steps - whole;
        let mut whole = whole.min(f64::from(u32::MAX / 4)) as u32;
        if later < NOTHING {
            later = 0.0;
        } else if later > 1.0 - NOTHING {
            (whole, later) = (whole + 1, 0.0);
        }
        let part = |share: f64| Parcel {
            amount: parcel.amount * share,
            due: parcel.due * share,
            ..parcel
        };
        let late = part(later);
        let soon =
            Parcel { amount: parcel.amount - late.amount, due: parcel.due - late.due, ..parcel };
        if late.amount > 0.0 {
            self.under_way[cargo] += late.amount;
            self.put(late, whole + 1);
        }
        if soon.amount <= 0.0 {
            return None;
        }
        if whole == 0 {
            return Some(soon);
        }
        self.under_way[cargo] += soon.amount;
        self.put(soon, whole);
        None
    }

    fn put(&mut self, parcel: Parcel, steps: u32) {
        if self.step.saturating_add(steps) >= self.steps {
            return;
        }
        while self.coming.len() <= steps as usize {
            self.coming.push_back(Vec::new());
        }
        let there = &mut self.coming[steps as usize];
        let like = |known: &&mut Parcel| (known.route, known.done) == (parcel.route, parcel.done);
        match there.last_mut().filter(like) {
            Some(known) => {
                known.amount += parcel.amount;
                known.due += parcel.due;
            }
            None => there.push(parcel),
        }
    }

    /// Begins the pipeline of the steady state: so many units are sent in every
    /// step along an arc, and this long later reach their queue; what is sent in
    /// step 0 is due at `parcel.due`.
    pub fn fill_pipe(&mut self, parcel: Parcel, steps: f64) {
        let cargo = self.routes[parcel.route as usize].cargo as usize;
        self.under_way[cargo] += parcel.amount * steps;
        let (whole, later) = (steps.floor(), steps - steps.floor());
        for step in 0..self.steps {
            // In steps before the last of the pipe one part of what arrives was
            // sent `whole` and one `whole + 1` steps ago: together `steps` ago on
            // the mean. What arrives in the last was all sent `whole + 1` ago.
            let (share, ago) = if f64::from(step) < whole {
                (1.0, steps)
            } else if f64::from(step) == whole {
                (later, whole + 1.0)
            } else {
                break;
            };
            let amount = parcel.amount * share;
            let due = amount * (parcel.due + f64::from(step) - ago);
            if amount > 0.0 {
                self.put(Parcel { amount, due, ..parcel }, step);
            }
        }
    }

    /// Puts units into their queue.
    pub fn join(&mut self, parcel: Parcel) {
        let route = &self.routes[parcel.route as usize];
        let Some(queue) = route.queues.get(parcel.done as usize) else { return };
        let queue = &mut self.queues[*queue as usize];
        queue.waiting += parcel.amount;
        let Parcel { route, done, amount, due } = parcel;
        let new = Entry { since: self.step, route, done, amount, due };
        let like =
            |known: &&mut Entry| (known.since, known.route, known.done) == (new.since, route, done);
        match queue.entries.back_mut().filter(like) {
            Some(known) => {
                known.amount += amount;
                known.due += due;
            }
            None => queue.entries.push_back(new),
        }
    }

    /// Puts units into their queue that have waited before.
    pub fn put_back(&mut self, entry: Entry) {
        let route = &self.routes[entry.route as usize];
        let Some(queue) = route.queues.get(entry.done as usize) else { return };
        let queue = &mut self.queues[*queue as usize];
        queue.waiting += entry.amount;
        // Nearly always the last; the queue stays in order of age.
        let at = queue.entries.partition_point(|known| known.since <= entry.since);
        queue.entries.insert(at, entry);
    }

    /// Takes units out of a queue, the oldest first.
    pub fn take(&mut self, queue: u32, amount: f64) -> Vec<Entry> {
        let queue = &mut self.queues[queue as usize];
        if amount >= queue.waiting * (1.0 - NOTHING) {
            queue.waiting = 0.0;
            return queue.entries.drain(..).collect();
        }
        let mut taken = Vec::new();
        let mut left = amount;
        while let Some(first) = queue.entries.front_mut() {
            if first.amount <= left {
                left -= first.amount;
                taken.extend(queue.entries.pop_front());
                continue;
            }
            if left > 0.0 {
                let share = left / first.amount;
                let part = Entry { amount: left, due: first.due * share, ..*first };
                first.amount -= part.amount;
                first.due -= part.due;
                taken.push(part);
            }
            break;
        }
        queue.waiting = queue.entries.iter().map(|entry| entry.amount).sum();
        taken
    }

    /// Units that wait, by cargo.
    pub fn waiting(&self) -> Vec<f64> {
        let mut waiting = vec![0.0; self.under_way.len()];
        for queue in &self.queues {
            waiting[queue.cargo as usize] += queue.waiting;
        }
        waiting
    }

    /// Takes up that units now head for a node, or no longer do (below 0).
    pub fn heads_for(&mut self, node: NodeId, cargo: u32, amount: f64) {
        if !self.stock.is_empty() {
            let cargoes = self.under_way.len();
            self.stock[node.index() * cargoes + cargo as usize] += amount;
        }
    }
}
