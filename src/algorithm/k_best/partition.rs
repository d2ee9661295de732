//! The queue of parts that the set of routes is cut into.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::bound::{Bound, Step};
use super::limited::Outcome;
use super::spur::Start;
use super::{FoundRoute, KBest, LeastRoute, TIE, Work};
use crate::algorithm::MinHeap;
use crate::control::{Cancelled, Control};

const NONE: u32 = u32::MAX;

/// The routes that begin with the first `kept` arcs of a walk and then avoid
/// the legs in a list.
#[derive(Debug, Clone, Copy)]
struct Part {
    walk: u32,
    kept: u32,
    /// Head of the list of ranks that may not come next.
    bans: u32,
    /// Sums of both weights over what is kept.
    weight: f64,
    second: f64,
    /// Lower bound of the weight of its routes; exact once searched.
    key: f64,
    /// Its least walk, once searched.
    own: u32,
    is_told: bool,
}

/// A walk in the arena. From arc `closes` on it is at a place for the second
/// time; [`NONE`] for a route.
#[derive(Debug, Clone, Copy)]
struct Walk {
    start: u32,
    end: u32,
    closes: u32,
}

/// Why a search ends early.
enum Halt {
    Cancelled,
    Labels,
}

impl From<Cancelled> for Halt {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

struct Partition<'a> {
    bound: Bound<'a>,
    work: &'a mut Work,
    control: &'a Control,
    parts: Vec<Part>,
    walks: Vec<Walk>,
    arcs: Vec<u32>,
    /// Lists of ranks: a rank and where the list goes on.
    bans: Vec<(u32, u32)>,
    open: MinHeap,
    steps: Vec<Step>,
    suffix: Vec<u32>,
}

/// Routes that are equally good, by the order among them: number of arcs,
/// places, ranks; then part and walk.
type Tied = BinaryHeap<Reverse<(Vec<u32>, u32, u32)>>;

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
    partition.add_whole();
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

impl<'a> Partition<'a> {
    fn new(bound: Bound<'a>, work: &'a mut Work, control: &'a Control) -> Self {
        Self {
            bound,
            work,
            control,
            parts: Vec::new(),
            walks: vec![Walk { start: 0, end: 0, closes: NONE }],
            arcs: Vec::new(),
            bans: Vec::new(),
            open: MinHeap::new(),
            steps: Vec::new(),
            suffix: Vec::new(),
        }
    }
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
    partition.add_whole();
    match partition.next_route(f64::INFINITY) {
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
    /// Adds the part that holds every route.
    fn add_whole(&mut self) {
        let origin = self.bound.query.origin;
        let (key, second) = (self.bound.rest(origin), self.bound.rest_second(origin));
        if key < f64::INFINITY && self.bound.within(second) {
            self.add(Part {
                walk: 0,
                kept: 0,
                bans: NONE,
                weight: 0.0,
                second: 0.0,
                key,
                own: NONE,
                is_told: false,
            });
        }
    }

    fn add(&mut self, part: Part) {
        self.work.labels += 1;
        self.open.push(part.key, self.parts.len() as u32);
        self.parts.push(part);
    }

    /// Tells routes in order until there are `k`. Returns whether none is left.
    fn tell(&mut self, k: usize, routes: &mut Vec<FoundRoute>) -> Result<bool, Halt> {
        while routes.len() < k {
            let Some(first) = self.next_route(f64::INFINITY)? else { return Ok(true) };
            let most = self.parts[first as usize].key * (1.0 + TIE);
            let mut tied = Tied::new();
            self.join(first, most, &mut tied)?;
            loop {
                while let Some(part) = self.next_route(most)? {
                    self.join(part, most, &mut tied)?;
                }
                let Some(Reverse((_, part, walk))) = tied.pop() else { break };
                self.parts[part as usize].is_told = true;
                routes.push(self.route(walk));
                if routes.len() == k {
                    return Ok(false);
                }
                self.cut(part, walk);
            }
        }
        Ok(false)
    }

    /// The next part, by lower bound and no further than `most`, that was
    /// searched and whose least walk is a route.
    fn next_route(&mut self, most: f64) -> Result<Option<u32>, Halt> {
        while self.open.peek().is_some_and(|key| key <= most) {
            self.control.check()?;
            if self.work.labels > self.bound.query.labels {
                return Err(Halt::Labels);
            }
            let Some((_, index)) = self.open.pop() else { break };
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

    /// Searches a part for its least walk. Returns whether there is one.
    fn settle(&mut self, index: u32) -> Result<bool, Halt> {
        let part = self.parts[index as usize];
        let (state, _) = self.begin(&part);
        self.fill_steps(&part, state, part.bans);
        let start =
            Start { state, steps: &self.steps, second: part.second, blocked: &self.work.blocked };
        let mut settled = 1;
        let rest = if self.bound.query.limit.is_none() {
            let walk = self.work.spur.walk(&self.bound, start, &mut self.suffix);
            walk.map(|(rest, states)| {
                settled = states;
                rest
            })
        } else {
            let budget = (&mut self.work.labels, self.bound.query.labels);
            let limited = &mut self.work.limited;
            match limited.walk(&self.bound, start, budget, self.control, &mut self.suffix)? {
                Outcome::Walk(rest) => Some(rest),
                Outcome::Nothing => None,
                Outcome::TooMany => return Err(Halt::Labels),
            }
        };
        let Some(rest) = rest else { return Ok(false) };
        let own = self.add_walk(&part);
        if self.walks[own as usize].closes != NONE {
            self.work.labels += settled;
            self.work.discarded += 1;
        }
        let part = &mut self.parts[index as usize];
        part.own = own;
        part.key = (part.weight + rest).max(part.key);
        Ok(true)
    }

    /// Blocks the places that a part has passed; returns the state that it has
    /// come to and the range of the arena that holds its walk.
    fn begin(&mut self, part: &Part) -> (u32, std::ops::Range<usize>) {
        let graph = self.bound.graph();
        let origin = self.bound.query.origin;
        let walk = self.walks[part.walk as usize];
        let kept = walk.start as usize..(walk.start + part.kept) as usize;
        self.work.blocked.reset(graph.places as usize);
        self.work.blocked.set(self.bound.place(origin));
        let mut state = origin;
        for &arc in &self.arcs[kept.clone()] {
            state = graph.head[arc as usize];
            self.work.blocked.set(self.bound.place(state));
        }
        (state, kept)
    }

    /// Collects the arcs that a part may take next.
    fn fill_steps(&mut self, part: &Part, state: u32, bans: u32) {
        let bound = self.bound;
        self.steps.clear();
        self.steps.extend(bound.steps(state).filter(|step| {
            let second = part.second + step.second + bound.rest_second(step.head);
            !self.work.blocked.has(bound.place(step.head))
                && !is_banned(&self.bans, bans, bound.graph().arc_rank[step.arc as usize])
                && bound.within(second)
        }));
    }

    /// Stores what a part keeps, followed by `suffix`, whose places (besides
    /// those blocked) are still to be checked.
    fn add_walk(&mut self, part: &Part) -> u32 {
        let graph = self.bound.graph();
        let from = self.walks[part.walk as usize].start as usize;
        let start = self.arcs.len() as u32;
        self.arcs.extend_from_within(from..from + part.kept as usize);
        let mut closes = NONE;
        for (step, &arc) in self.suffix.iter().enumerate() {
            let place = self.bound.place(graph.head[arc as usize]);
            if closes == NONE && self.work.blocked.has(place) {
                closes = part.kept + step as u32;
            }
            self.work.blocked.set(place);
        }
        self.arcs.extend_from_slice(&self.suffix);
        self.walks.push(Walk { start, end: self.arcs.len() as u32, closes });
        self.walks.len() as u32 - 1
    }

    /// Takes a walk out of its part and cuts the rest into parts: those that
    /// leave it at each of its arcs, up to the one that closes a loop.
    fn cut(&mut self, index: u32, walk: u32) {
        let graph = self.bound.graph();
        let mut part = self.parts[index as usize];
        let (mut state, _) = self.begin(&part);
        let Walk { start, end, closes } = self.walks[walk as usize];
        let last = if closes == NONE { end - start } else { closes + 1 };
        let mut bans = part.bans;
        for kept in part.kept..last {
            let arc = self.arcs[(start + kept) as usize];
            self.bans.push((graph.arc_rank[arc as usize], bans));
            let banned = self.bans.len() as u32 - 1;
            part = Part { walk, kept, bans: banned, own: NONE, is_told: false, ..part };
            self.fill_steps(&part, state, banned);
            let rest = |step: &Step| step.weight + self.bound.rest(step.head);
            let least = self.steps.iter().map(rest).fold(f64::INFINITY, f64::min);
            if least < f64::INFINITY {
                self.add(Part { key: (part.weight + least).max(part.key), ..part });
            }
            part.weight += self.bound.query.weight[arc as usize];
            part.second += self.bound.second(arc);
            state = graph.head[arc as usize];
            self.work.blocked.set(self.bound.place(state));
            bans = NONE;
        }
    }

    /// Adds the first route of a part, among those of weight at most `most`.
    fn join(&mut self, index: u32, most: f64, tied: &mut Tied) -> Result<(), Halt> {
        let part = self.parts[index as usize];
        let mut walk = part.own;
        if !self.is_alone(&part, most) {
            let (state, _) = self.begin(&part);
            self.fill_steps(&part, state, part.bans);
            let start = Start {
                state,
                steps: &self.steps,
                second: part.second,
                blocked: &self.work.blocked,
            };
            let budget = (&mut self.work.labels, self.bound.query.labels);
            let ties = &mut self.work.ties;
            let from = (part.weight, most);
            let found = ties.first(&self.bound, start, from, budget, self.control)?;
            match found {
                super::ties::Outcome::Route => {
                    self.suffix.clear();
                    self.suffix.extend_from_slice(self.work.ties.route());
                    walk = self.add_walk(&part);
                }
                super::ties::Outcome::Nothing => {}
                super::ties::Outcome::TooMany => return Err(Halt::Labels),
            }
        }
        tied.push(Reverse((self.order(walk), index, walk)));
        Ok(())
    }

    /// Whether a part holds no route of weight at most `most` but its own.
    fn is_alone(&mut self, part: &Part, most: f64) -> bool {
        let graph = self.bound.graph();
        let (mut state, _) = self.begin(part);
        let own = self.walks[part.own as usize];
        let mut weight = part.weight;
        let mut bans = part.bans;
        for index in own.start + part.kept..own.end {
            let arc = self.arcs[index as usize];
            let other = self.bound.steps(state).any(|step| {
                step.arc != arc
                    && weight + step.weight + self.bound.rest(step.head) <= most
                    && !self.work.blocked.has(self.bound.place(step.head))
                    && !is_banned(&self.bans, bans, graph.arc_rank[step.arc as usize])
            });
            if other {
                return false;
            }
            weight += self.bound.query.weight[arc as usize];
            state = graph.head[arc as usize];
            self.work.blocked.set(self.bound.place(state));
            bans = NONE;
        }
        true
    }

    fn walk_arcs(&self, walk: u32) -> &[u32] {
        let Walk { start, end, .. } = self.walks[walk as usize];
        &self.arcs[start as usize..end as usize]
    }

    /// What routes of one weight are ordered by.
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

/// Whether a rank is in a list.
fn is_banned(bans: &[(u32, u32)], mut list: u32, rank: u32) -> bool {
    while let Some(&(banned, next)) = bans.get(list as usize) {
        if banned == rank {
            return true;
        }
        list = next;
    }
    false
}
