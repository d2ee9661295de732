//! Other ways: planned anew when something begins or ends, and for what
//! overflows.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::analyst::Failure;

use super::course::Piece;
use super::depot::{Held, Way};
use super::run::Player;
use super::traffic::{Entry, Parcel, WaitsFor};

impl<'a> Player<'_, 'a> {
    /// Whoever's way is closed, or no longer planned, takes the best rest from
    /// where it is, unless its detour is too long.
    pub fn replan(&mut self) -> Result<(), Failure> {
        let Some(view) = self.view.take() else { return Ok(()) };
        let piece = view.step.last();
        let mut planned = FxHashSet::default();
        for (cargo, ways) in piece.plan.ways.iter().enumerate() {
            for (way, _) in ways {
                let cargoes = &self.depot.cargoes;
                planned.insert(self.traffic.route(cargoes, &piece.held, cargo as u32, way));
            }
        }
        let mut known = FxHashMap::default();
        let mut entries: Vec<Entry> = Vec::new();
        for queue in &mut self.traffic.queues {
            entries.extend(queue.entries.drain(..));
            queue.waiting = 0.0;
        }
        entries.sort_by_key(|entry| entry.since);
        for entry in entries {
            let new = self.better(piece, (entry.route, entry.done), &planned, &mut known)?;
            self.change_route(&piece.held, entry, new);
        }
        let coming = std::mem::take(&mut self.traffic.coming);
        for (steps, parcel) in
            (0u32..).zip(coming).flat_map(|(at, all)| all.into_iter().map(move |p| (at, p)))
        {
            let new = self.better(piece, (parcel.route, parcel.done), &planned, &mut known)?;
            let extra = self.extra(&piece.held, parcel.route, new, parcel.done) / self.step;
            let cargo = self.traffic.routes[new as usize].cargo as usize;
            self.traffic.under_way[cargo] -= parcel.amount;
            // What is on its way does not arrive before the next step.
            let after = (f64::from(steps) + extra).max(1.0);
            self.traffic.send(Parcel { route: new, ..parcel }, after);
        }
        if self.traffic.coming.is_empty() {
            self.traffic.coming.push_front(Vec::new());
        }
        self.view = Some(view);
        Ok(())
    }

    /// Days more before one may leave along a new route than along the old one.
    fn extra(&self, held: &Held<'a>, old: u32, new: u32, done: u32) -> f64 {
        if old == new {
            return 0.0;
        }
        let before = |route: u32| {
            let route = &self.traffic.routes[route as usize];
            let charges = &held.classes[route.cargo as usize].charges;
            let arc = route.arcs().get(done as usize);
            arc.map_or(0.0, |arc| charges.before(&held.state.network.frame, *arc))
        };
        before(new) - before(old)
    }

    /// Puts units that wait on a route: where the next leg leaves later they are
    /// under way until then.
    fn change_route(&mut self, held: &Held<'a>, entry: Entry, route: u32) {
        let extra = self.extra(held, entry.route, route, entry.done) / self.step;
        if extra > 1e-12 {
            let Entry { done, amount, due, .. } = entry;
            if let Some(here) = self.traffic.send(Parcel { route, done, amount, due }, extra) {
                self.traffic.join(here);
            }
        } else {
            self.traffic.put_back(Entry { route, ..entry });
        }
    }

    /// The route on which units of a route go on after so many arcs.
    fn better(
        &mut self,
        piece: &Piece<'a>,
        (route, done): (u32, u32),
        planned: &FxHashSet<u32>,
        known: &mut FxHashMap<(u32, u32), u32>,
    ) -> Result<u32, Failure> {
        if let Some(new) = known.get(&(route, done)) {
            return Ok(*new);
        }
        let new = match self.best_rest(piece, route, done, planned.contains(&route))? {
            Some(rest) => self.with_rest(&piece.held, route, done, &rest),
            None => route,
        };
        known.insert((route, done), new);
        Ok(new)
    }

    fn best_rest(
        &self,
        piece: &Piece<'a>,
        route: u32,
        done: u32,
        is_planned: bool,
    ) -> Result<Option<Vec<u32>>, Failure> {
        let carried = &self.traffic.routes[route as usize];
        let (cargo, arcs) = (carried.cargo as usize, carried.arcs());
        let nowhere = carried.way == Way::Nowhere;
        let rest = arcs.get(done as usize..).unwrap_or_default();
        if rest.is_empty() && !nowhere {
            return Ok(None);
        }
        let class = &piece.planned.classes[cargo];
        let open = !nowhere && rest.iter().all(|arc| class.is_open(*arc));
        if open && is_planned {
            return Ok(None);
        }
        let from = self.state_of(&piece.held, route, done);
        let mut weight = piece.planned.weights(cargo);
        self.shun(&piece.planned, route, done, &mut weight);
        let Some((best, sum)) = self.depot.best(&piece.planned, cargo, &weight, from)? else {
            return Ok(None);
        };
        let now: f64 = rest.iter().map(|arc| piece.planned.measure[cargo][*arc as usize]).sum();
        let longer = sum > self.depot.longest(&piece.undisturbed, cargo, from);
        let no_better = open && sum >= now * (1.0 - 1e-9);
        Ok((!longer && !no_better).then_some(best))
    }

    /// The state in which units of a route are after so many arcs.
    fn state_of(&self, held: &Held<'a>, route: u32, done: u32) -> u32 {
        let frame = &held.state.network.frame;
        let route = &self.traffic.routes[route as usize];
        match route.arcs().get(done as usize) {
            Some(arc) => frame.graph.tail[*arc as usize],
            None => frame.start(self.depot.cargoes[route.cargo as usize].from),
        }
    }

    /// Closes the way back into nodes that units of a route have left.
    fn shun(&self, held: &Held<'a>, route: u32, done: u32, weight: &mut [f64]) {
        let frame = &held.state.network.frame;
        let left = self.traffic.routes[route as usize].arcs().iter().take(done as usize);
        for arc in left {
            let node = frame.from(*arc);
            for state in frame.reverse().states_of(node.0) {
                for (into, _) in frame.reverse().into_state(*state) {
                    weight[*into as usize] = f64::INFINITY;
                }
            }
        }
    }

    /// The route that goes as another does for so many arcs, and then on along
    /// others.
    fn with_rest(&mut self, held: &Held<'a>, route: u32, done: u32, rest: &[u32]) -> u32 {
        let carried = &self.traffic.routes[route as usize];
        let cargo = carried.cargo;
        let behind = carried.arcs().iter().take(done as usize).copied();
        let arcs: Rc<[u32]> = behind.chain(rest.iter().copied()).collect();
        self.traffic.route(&self.depot.cargoes, held, cargo, &Way::Arcs(arcs))
    }

    /// What could not be sent takes another way, as far as there is room all
    /// along it. Says whether anything did.
    pub fn divert(&mut self) -> Result<bool, Failure> {
        let Some(mut view) = self.view.take() else { return Ok(false) };
        self.take_stock(&mut view)?;
        let piece = view.step.last().clone();
        let mut spare = view.room.clone();
        let mut any = false;
        for queue in 0..self.traffic.queues.len() as u32 {
            let kind = self.traffic.queues[queue as usize].waits_for;
            if !matches!(kind, WaitsFor::Arc(_)) {
                continue;
            }
            loop {
                let first = self.traffic.queues[queue as usize].entries.front().copied();
                let Some(first) = first.filter(|entry| entry.amount > 1e-12) else { break };
                let found = self.spare_rest(&piece, first, &spare)?;
                let Some((rest, uses, most)) = found else { break };
                let amount = first.amount.min(most);
                for (at, factor) in uses {
                    let left = &mut spare[at as usize];
                    *left = (*left - amount * factor).max(0.0);
                }
                let new = self.with_rest(&piece.held, first.route, first.done, &rest);
                for entry in self.traffic.take(queue, amount) {
                    self.change_route(&piece.held, entry, new);
                }
                any = true;
            }
        }
        self.view = Some(view);
        Ok(any)
    }

    /// The best other rest with room for some of what waits, what a unit uses
    /// along it, and for how much there is room.
    #[allow(clippy::type_complexity)]
    fn spare_rest(
        &mut self,
        piece: &Piece<'a>,
        entry: Entry,
        spare: &[f64],
    ) -> Result<Option<(Vec<u32>, Vec<(u32, f64)>, f64)>, Failure> {
        let Entry { route, done, .. } = entry;
        let cargo = self.traffic.routes[route as usize].cargo as usize;
        let memo = (route, done, piece.planned.id);
        if self.no_other.contains(&memo) {
            return Ok(None);
        }
        let from = self.state_of(&piece.held, route, done);
        let longest = self.depot.longest(&piece.undisturbed, cargo, from);
        let mut weight = piece.planned.weights(cargo);
        self.shun(&piece.planned, route, done, &mut weight);
        if let Some(first) = self.traffic.routes[route as usize].arcs().get(done as usize) {
            weight[*first as usize] = f64::INFINITY;
        }
        match self.depot.best(&piece.planned, cargo, &weight, from)? {
            Some((_, sum)) if sum <= longest => {}
            _ => {
                self.no_other.insert(memo);
                return Ok(None);
            }
        }
        let enough = 1e-9 * (1.0 + entry.amount);
        let factors = &piece.held.classes[cargo].factors;
        let network = &piece.held.state.network;
        for (arc, weight) in weight.iter_mut().enumerate() {
            let tail = network.uses.of_origin.of(network.frame.from(arc as u32).index());
            let mut uses = network.uses.of_arc.of(arc).iter().chain(tail);
            if *weight < f64::INFINITY
                && uses.any(|at| spare[*at as usize] < factors[*at as usize] * enough)
            {
                *weight = f64::INFINITY;
            }
        }
        let Some((rest, sum)) = self.depot.best(&piece.planned, cargo, &weight, from)? else {
            return Ok(None);
        };
        if sum > longest {
            return Ok(None);
        }
        let uses = self.uses_along(piece, cargo, &rest);
        let fits = |(at, factor): &(u32, f64)| spare[*at as usize] / factor;
        let most = uses.iter().map(fits).fold(f64::INFINITY, f64::min);
        Ok((most >= enough).then_some((rest, uses, most)))
    }

    /// What a unit takes of all capacities along a rest, its end included.
    fn uses_along(&self, piece: &Piece<'a>, cargo: usize, rest: &[u32]) -> Vec<(u32, f64)> {
        let to = self.depot.cargoes[cargo].to;
        let waits = rest.iter().map(|arc| WaitsFor::Arc(*arc)).chain([WaitsFor::End]);
        let mut all: Vec<(u32, f64)> = Vec::new();
        for waits_for in waits {
            for (at, factor) in self.uses(&piece.held, cargo, waits_for, to) {
                match all.iter_mut().find(|(known, _)| *known == at) {
                    Some((_, sum)) => *sum += factor,
                    None => all.push((at, factor)),
                }
            }
        }
        all
    }
}
