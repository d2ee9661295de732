//! What it takes to go on: time, capacities, room, and an open way.

use crate::model::NodeId;

use crate::analysis::analyst::Failure;

use super::course::Piece;
use super::depot::Held;
use super::run::{Player, View};
use super::traffic::{Queue, WaitsFor};

impl<'a> Player<'_, 'a> {
    /// The days from leaving along one arc of a way (0: from release) until one
    /// may leave along the next.
    pub fn days(&self, held: &Held<'_>, cargo: usize, arcs: &[u32], done: usize) -> f64 {
        let charges = &held.classes[cargo].charges;
        let frame = &held.state.network.frame;
        let before = |at: usize| arcs.get(at).map_or(0.0, |arc| charges.before(frame, *arc));
        let moving = match done.checked_sub(1) {
            Some(last) => charges.time[arcs[last] as usize] - before(last),
            None => 0.0,
        };
        (moving + before(done)).max(0.0)
    }

    /// The node at which units of a route wait after so many arcs.
    pub fn node_of(&self, route: u32, done: usize) -> NodeId {
        let queue = self.traffic.routes[route as usize].queues[done];
        self.traffic.queues[queue as usize].node
    }

    /// What a unit takes of the capacities when it leaves along an arc, or is
    /// delivered at a node: the node lets it pass, then comes the leg.
    pub fn uses(
        &self,
        held: &Held<'_>,
        cargo: usize,
        waits_for: WaitsFor,
        node: NodeId,
    ) -> Vec<(u32, f64)> {
        let network = &held.state.network;
        let factors = &held.classes[cargo].factors;
        let (node, of_arc) = match waits_for {
            WaitsFor::Arc(arc) => {
                let all = network.uses.of_arc.of(arc as usize);
                // The node at the end of an arc stands last among its uses; it
                // lets pass those that leave it.
                let head = network.uses.of_origin.of(network.frame.to(arc).index()).len();
                (network.frame.from(arc), &all[..all.len().saturating_sub(head)])
            }
            _ => (node, &[][..]),
        };
        let own = network.uses.of_origin.of(node.index());
        let mut uses: Vec<(u32, f64)> = Vec::new();
        for at in own.iter().chain(of_arc) {
            let factor = factors[*at as usize];
            if factor > 0.0 || factor.is_nan() {
                match uses.iter_mut().find(|(known, _)| known == at) {
                    Some((_, sum)) => *sum += factor,
                    None => uses.push((*at, factor)),
                }
            }
        }
        uses
    }

    /// All that a queue uses when it sends: capacities, and room where it goes.
    pub fn uses_of(&self, view: &View<'a>, queue: u32) -> Result<Vec<(u32, f64)>, Failure> {
        let queue = &self.traffic.queues[queue as usize];
        let held = &view.step.last().held;
        let cargo = queue.cargo as usize;
        let mut uses = self.uses(held, cargo, queue.waits_for, queue.node);
        let resources = &held.state.network.uses.resources;
        if let Some((at, _)) = uses
            .iter()
            .find(|(at, factor)| factor.is_nan() || resources[*at as usize].capacity.is_none())
        {
            let label = resources[*at as usize].label(&held.state.model);
            let text = crate::report::Phrase::from("the answer needs the capacity of `")
                .name(label)
                .with("`, which is unknown or in another unit");
            return Err(Failure::told(text));
        }
        if let WaitsFor::Arc(arc) = queue.waits_for {
            let head = held.state.network.frame.to(arc);
            if let Some(at) = held.stores.iter().position(|(node, ..)| *node == head) {
                let factor = self.in_store(held, cargo, at)?;
                uses.push(((view.capacities + at) as u32, factor));
            }
        }
        Ok(uses)
    }

    /// How much of a storage a unit of a cargo takes.
    pub fn in_store(&self, held: &Held<'_>, cargo: usize, at: usize) -> Result<f64, Failure> {
        let (node, _, dimension) = held.stores[at];
        let (model, commodity) = (&held.state.model, self.depot.cargoes[cargo].commodity);
        model.conversions(commodity).factor(dimension).ok_or_else(|| {
            Failure::told(format!(
                "the storage of `{}` is in a unit that `{}` does not convert to",
                model.node_label(node),
                model.commodities[commodity.index()].head.label()
            ))
        })
    }

    /// What is left of each storage.
    pub fn take_stock(&self, view: &mut View<'a>) -> Result<(), Failure> {
        let held = view.step.last().held.clone();
        let cargoes = self.depot.cargoes.len();
        for (at, (node, most, _)) in held.stores.iter().enumerate() {
            let mut full = 0.0;
            for cargo in 0..cargoes {
                let units = self.traffic.stock[node.index() * cargoes + cargo];
                if units > 0.0 {
                    full += units * self.in_store(&held, cargo, at)?;
                }
            }
            view.room[view.capacities + at] = (most - full).max(0.0);
        }
        Ok(())
    }

    /// Whether anything is open to a queue in any part of the step.
    pub fn may_send(&self, view: &View<'a>, queue: &Queue) -> bool {
        if queue.waiting <= 0.0 {
            return false;
        }
        let cargo = queue.cargo as usize;
        view.step.pieces.iter().any(|piece| {
            let class = &piece.held.classes[cargo];
            let frame = &piece.held.state.network.frame;
            let open = class.barred.is_empty() && class.gate.nodes[queue.node.index()];
            match queue.waits_for {
                WaitsFor::AnyWay => false,
                WaitsFor::End => open,
                WaitsFor::Arc(arc) => {
                    open && class.gate.ways[frame.way_of[arc as usize].index()]
                        && self.is_let_go(piece, queue)
                }
            }
        })
    }

    /// What is held at its origin goes only when its whole way is open.
    fn is_let_go(&self, piece: &Piece<'a>, queue: &Queue) -> bool {
        let cargo = &self.depot.cargoes[queue.cargo as usize];
        let Some(first) = queue.entries.front() else { return false };
        if !cargo.hold || first.done > 0 {
            return true;
        }
        let class = &piece.held.classes[queue.cargo as usize];
        let arcs = self.traffic.routes[first.route as usize].arcs();
        arcs.iter().all(|arc| class.is_open(*arc))
    }
}
