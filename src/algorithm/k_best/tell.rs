//! Routes told in order, from the parts that the set of routes is cut into.

use super::bound::{Bound, Step};
use super::hops::FAR;
use super::order::{Arena, Entry};
use super::partition::{Halt, NONE, Partition, Walk};
use super::{FoundRoute, KBest, LeastRoute, TIE, Work};
use crate::control::{Cancelled, Control};

/// The arena of arcs, as a queue of equals reads it.
struct Arcs<'a> {
    bound: Bound<'a>,
    arcs: &'a [u32],
}

impl Arena for Arcs<'_> {
    fn place(&self, index: u32) -> u32 {
        self.bound.place(self.bound.graph().head[self.arcs[index as usize] as usize])
    }

    fn rank(&self, index: u32) -> u32 {
        self.bound.graph().arc_rank[self.arcs[index as usize] as usize]
    }
}

/// The `k` best routes under `bound`.
pub fn search(
    bound: Bound<'_>,
    k: usize,
    work: &mut Work,
    control: &Control,
) -> Result<KBest, Cancelled> {
    control.check()?;
    (work.labels, work.discarded) = (0, 0);
    let mut found = KBest::default();
    let origin = bound.query.origin;
    if bound.is_target(origin) {
        let route = FoundRoute { arcs: Vec::new(), weight: 0.0, second: 0.0 };
        found.routes.extend((k > 0 && bound.within(0.0)).then_some(route));
        found.proved = found.routes.len();
        found.complete = k > 0;
        return Ok(found);
    }
    let mut partition = Partition::new(bound, work, control);
    match partition.tell(k, &mut found.routes) {
        Ok(complete) => {
            found.complete = complete;
            found.proved = found.routes.len();
        }
        Err(Halt::Labels) => {
            found.proved = found.routes.len();
            partition.tell_unproved(k, &mut found.routes);
        }
        Err(Halt::Cancelled) => return Err(Cancelled),
    }
    Ok(found)
}

/// The route of the very least weight, whatever it ties with.
pub fn least(
    bound: Bound<'_>,
    work: &mut Work,
    control: &Control,
) -> Result<LeastRoute, Cancelled> {
    control.check()?;
    (work.labels, work.discarded) = (0, 0);
    if bound.is_target(bound.query.origin) {
        let own = FoundRoute { arcs: Vec::new(), weight: 0.0, second: 0.0 };
        return Ok(LeastRoute { route: bound.within(0.0).then_some(own), bound: 0.0 });
    }
    let mut partition = Partition::new(bound, work, control);
    match partition.next_route() {
        Ok(Some(part)) => {
            let route = partition.route(partition.parts[part as usize].own);
            Ok(LeastRoute { bound: route.weight, route: Some(route) })
        }
        Ok(None) => Ok(LeastRoute { route: None, bound: f64::INFINITY }),
        Err(Halt::Labels) => {
            let mut seen = Vec::new();
            partition.tell_unproved(1, &mut seen);
            Ok(LeastRoute { route: seen.pop(), bound: 0.0 })
        }
        Err(Halt::Cancelled) => Err(Cancelled),
    }
}

impl Partition<'_> {
    /// Tells routes in order until there are `k`. Returns whether none is left.
    fn tell(&mut self, k: usize, routes: &mut Vec<FoundRoute>) -> Result<bool, Halt> {
        while routes.len() < k {
            let Some(first) = self.next_route()? else { return Ok(true) };
            let most = self.parts[first as usize].key * (1.0 + TIE);
            self.tied.clear();
            self.has_hops = false;
            self.join(first, most)?;
            while let Some(entry) = self.next_tied(most)? {
                let Some(walk) = entry.walk else {
                    self.join(entry.part, most)?;
                    continue;
                };
                self.parts[entry.part as usize].is_told = true;
                routes.push(self.route(walk));
                if routes.len() == k {
                    return Ok(false);
                }
                self.cut(entry.part, walk);
            }
        }
        Ok(false)
    }

    /// The next part by lower bound, searched, whose least walk is a route.
    fn next_route(&mut self) -> Result<Option<u32>, Halt> {
        while let Some((_, index)) = self.open.pop() {
            self.look_up()?;
            let part = self.parts[index as usize];
            if part.own == NONE {
                if self.settle(index)? {
                    self.open.push(self.parts[index as usize].key, index);
                }
            } else if self.walks[part.own as usize].closes == NONE {
                return Ok(Some(index));
            } else {
                self.cut(index, part.own);
            }
        }
        Ok(None)
    }

    /// The first of the routes, and of the parts that may hold routes, of
    /// weight at most `most`.
    fn next_tied(&mut self, most: f64) -> Result<Option<Entry>, Halt> {
        while self.open.peek().is_some_and(|key| key <= most) {
            self.look_up()?;
            let Some((_, index)) = self.open.pop() else { break };
            let part = self.parts[index as usize];
            if !self.has_hops {
                let slack = most - self.bound.rest(self.bound.query.origin);
                self.work.hops.fill(&self.bound, slack);
                self.has_hops = true;
            }
            let (state, _) = self.begin(&part);
            self.fill_steps(&part, state, part.bans);
            let hops = |step: &Step| self.work.hops.least(step.head);
            let fewest = self.steps.iter().map(hops).min().unwrap_or(FAR);
            let nearest = self.steps.iter().filter(|step| hops(step) == fewest);
            let next = nearest.map(|step| self.bound.place(step.head)).min().unwrap_or(0);
            self.tie(Entry {
                arcs: fewest.saturating_add(part.kept + 1),
                start: self.walks[part.walk as usize].start,
                known: part.kept,
                next,
                part: index,
                walk: None,
            });
        }
        let arena = Arcs { bound: self.bound, arcs: &self.arcs };
        Ok(self.tied.pop(&arena))
    }

    fn tie(&mut self, entry: Entry) {
        let arena = Arcs { bound: self.bound, arcs: &self.arcs };
        self.tied.push(entry, &arena);
    }

    /// Looks at the control and at the labels left.
    fn look_up(&self) -> Result<(), Halt> {
        self.control.check()?;
        if self.work.labels > self.bound.query.labels { Err(Halt::Labels) } else { Ok(()) }
    }

    /// Searches a part for the first of its routes of weight at most `most`;
    /// gives it back where it holds none, and cuts it where that is not known.
    fn join(&mut self, index: u32, most: f64) -> Result<(), Halt> {
        self.look_up()?;
        if self.parts[index as usize].own == NONE && !self.settle(index)? {
            return Ok(());
        }
        let part = self.parts[index as usize];
        if part.key > most {
            self.open.push(part.key, index);
            return Ok(());
        }
        if self.walks[part.own as usize].closes != NONE {
            self.cut(index, part.own);
            return Ok(());
        }
        let walk = if self.is_alone(&part, most) { part.own } else { self.first(&part, most)? };
        let Walk { start, end, .. } = self.walks[walk as usize];
        let arcs = end - start;
        self.tie(Entry { arcs, start, known: arcs, next: 0, part: index, walk: Some(walk) });
        Ok(())
    }

    /// What routes of one weight are ordered by: number of arcs, places, ranks.
    fn order(&self, walk: u32) -> Vec<u32> {
        let graph = self.bound.graph();
        let arcs = self.walk_arcs(walk);
        let places = arcs.iter().map(|&arc| self.bound.place(graph.head[arc as usize]));
        let ranks = arcs.iter().map(|&arc| graph.arc_rank[arc as usize]);
        std::iter::once(arcs.len() as u32).chain(places).chain(ranks).collect()
    }

    fn route(&self, walk: u32) -> FoundRoute {
        let arcs = self.walk_arcs(walk).to_vec();
        let (weight, second) = self.bound.sums(&arcs);
        FoundRoute { arcs, weight, second }
    }

    /// Adds the best routes that were seen but not proved, up to `k` in all.
    fn tell_unproved(&self, k: usize, routes: &mut Vec<FoundRoute>) {
        let seen = self.parts.iter().filter(|part| {
            !part.is_told && part.own != NONE && self.walks[part.own as usize].closes == NONE
        });
        let mut seen: Vec<(f64, Vec<u32>, u32)> =
            seen.map(|part| (part.key, self.order(part.own), part.own)).collect();
        seen.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        let room = k.saturating_sub(routes.len());
        routes.extend(seen.iter().take(room).map(|&(_, _, walk)| self.route(walk)));
    }
}
