//! Storage that is full: what is shut in at an origin, and gridlock.

use crate::model::NodeId;

use crate::analysis::analyst::Failure;

use super::run::{Player, Record};
use super::traffic::WaitsFor;

/// A storage with less room than this share of it is full.
const FULL: f64 = 1e-9;

impl Player<'_, '_> {
    /// Takes back what was released in this step and finds no room at its
    /// origin, in proportion to what is there.
    pub fn shut_in(&mut self, record: &mut Record) -> Result<(), Failure> {
        let Some(view) = self.view.take() else { return Ok(()) };
        let held = view.step.last().held.clone();
        let cargoes = self.depot.cargoes.len();
        for (at, (node, most, _)) in held.stores.iter().enumerate() {
            let mut over = -most;
            for cargo in 0..cargoes {
                let units = self.traffic.stock[node.index() * cargoes + cargo];
                if units > 0.0 {
                    over += units * self.in_store(&held, cargo, at)?;
                }
            }
            if over <= FULL * most {
                continue;
            }
            let new = self.newly_here(*node);
            let mut here = 0.0;
            for (queue, amount) in &new {
                let cargo = self.traffic.queues[*queue as usize].cargo as usize;
                here += amount * self.in_store(&held, cargo, at)?;
            }
            let share = if here > 0.0 { (over / here).min(1.0) } else { 0.0 };
            for (queue, _) in new {
                self.take_back(queue, share, record);
            }
        }
        self.view = Some(view);
        Ok(())
    }

    /// The queues at a node in which units wait that were released in this step,
    /// and how many.
    fn newly_here(&self, node: NodeId) -> Vec<(u32, f64)> {
        let step = self.traffic.step;
        let queues = (0u32..).zip(&self.traffic.queues).filter(|(_, queue)| queue.node == node);
        let new = queues.map(|(at, queue)| {
            let new = queue.entries.iter().filter(|e| e.since == step && e.done == 0);
            (at, new.map(|entry| entry.amount).sum::<f64>())
        });
        new.filter(|(_, amount)| *amount > 0.0).collect()
    }

    fn take_back(&mut self, queue: u32, share: f64, record: &mut Record) {
        let step = self.traffic.step;
        let (cargo, node) = {
            let queue = &self.traffic.queues[queue as usize];
            (queue.cargo, queue.node)
        };
        let mut back = 0.0;
        let queue = &mut self.traffic.queues[queue as usize];
        for entry in queue.entries.iter_mut().filter(|e| e.since == step && e.done == 0) {
            back += entry.amount * share;
            entry.due -= entry.due * share;
            entry.amount -= entry.amount * share;
        }
        queue.entries.retain(|entry| entry.amount > 0.0);
        queue.waiting = queue.entries.iter().map(|entry| entry.amount).sum();
        self.traffic.heads_for(node, cargo, -back);
        let demand = self.depot.cargoes[cargo as usize].demand.index();
        record.demands[demand].shut_in += back;
        record.demands[demand].released -= back;
    }

    /// The nodes that keep each other full for good: full ones where everything
    /// waits for room at another of them.
    pub fn gridlock(&mut self) -> Result<Vec<NodeId>, Failure> {
        let Some(mut view) = self.view.take() else { return Ok(Vec::new()) };
        if self.traffic.stock.is_empty() {
            return Ok(Vec::new());
        }
        self.take_stock(&mut view)?;
        let held = view.step.last().held.clone();
        let cargoes = self.depot.cargoes.len();
        let mut waits: Vec<(NodeId, NodeId)> = Vec::new();
        let mut free: Vec<NodeId> = Vec::new();
        for (at, queue) in (0u32..).zip(&self.traffic.queues).filter(|(_, q)| q.waiting > 0.0) {
            let head = match queue.waits_for {
                WaitsFor::Arc(arc) => held.state.network.frame.to(arc),
                _ => {
                    free.push(queue.node);
                    continue;
                }
            };
            let uses = self.uses_of(&view, at)?;
            let is_store = |at: &u32| *at as usize >= view.capacities;
            let full = uses.iter().any(|(at, _)| {
                is_store(at)
                    && view.room[*at as usize]
                        <= FULL * held.stores[*at as usize - view.capacities].1
            });
            // What waits for a capacity or a closure will go on one day.
            if full && self.may_send(&view, queue) {
                waits.push((queue.node, head));
            } else {
                free.push(queue.node);
            }
        }
        let mut stuck: Vec<NodeId> = waits.iter().map(|(node, _)| *node).collect();
        stuck.sort_unstable();
        stuck.dedup();
        // Nothing is on its way to such a node: it would wait there as well.
        stuck.retain(|node| {
            let stock: f64 =
                (0..cargoes).map(|cargo| self.traffic.stock[node.index() * cargoes + cargo]).sum();
            let queues = self.traffic.queues.iter().filter(|queue| queue.node == *node);
            let waiting: f64 = queues.map(|queue| queue.waiting).sum();
            let store = held.stores.iter().position(|(at, ..)| at == node);
            let full =
                store.is_some_and(|at| view.room[view.capacities + at] <= FULL * held.stores[at].1);
            full && !free.contains(node) && stock - waiting <= 1e-9 * (1.0 + stock)
        });
        loop {
            let before = stuck.len();
            let known = stuck.clone();
            stuck.retain(|node| {
                waits.iter().filter(|(at, _)| at == node).all(|(_, head)| known.contains(head))
            });
            if stuck.len() == before {
                break;
            }
        }
        Ok(stuck)
    }
}
