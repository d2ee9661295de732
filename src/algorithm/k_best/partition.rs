//! The queue of parts that the set of routes is cut into.

use super::bound::{Bound, Step};
use super::hops::FAR;
use super::limited::Outcome;
use super::order::{Arena, Entry, Queue};
use super::spur::Start;
use super::{FoundRoute, KBest, TIE, Work};
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
    /// Routes and parts that are equally good.
    tied: Queue,
    has_hops: bool,
    steps: Vec<Step>,
    suffix: Vec<u32>,
}

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
    let mut partition = Partition {
        bound,
        work,
        control,
        parts: Vec::new(),
        walks: vec![Walk { start: 0, end: 0, closes: NONE }],
        arcs: Vec::new(),
        bans: Vec::new(),
        open: MinHeap::new(),
        tied: Queue::default(),
        has_hops: false,
        steps: Vec::new(),
        suffix: Vec::new(),
    };
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
            let rest = |step: &Step| {
                step.weight + self.bound.rest_within(step.head, part.second + step.second)
            };
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

    /// The first route of weight at most `most` of a part that holds several.
    fn first(&mut self, part: &Part, most: f64) -> Result<u32, Halt> {
        let (state, _) = self.begin(part);
        self.fill_steps(part, state, part.bans);
        let start =
            Start { state, steps: &self.steps, second: part.second, blocked: &self.work.blocked };
        let budget = (&mut self.work.labels, self.bound.query.labels);
        let ties = &mut self.work.ties;
        match ties.first(&self.bound, start, (part.weight, most), budget, self.control)? {
            super::ties::Outcome::Route => {
                self.suffix.clear();
                self.suffix.extend_from_slice(self.work.ties.route());
                Ok(self.add_walk(part))
            }
            super::ties::Outcome::Nothing => Ok(part.own),
            super::ties::Outcome::TooMany => Err(Halt::Labels),
        }
    }

    /// Whether a part holds no route of weight at most `most` but its own.
    fn is_alone(&mut self, part: &Part, most: f64) -> bool {
        let graph = self.bound.graph();
        let (mut state, _) = self.begin(part);
        let own = self.walks[part.own as usize];
        let (mut weight, mut second) = (part.weight, part.second);
        let mut bans = part.bans;
        for index in own.start + part.kept..own.end {
            let arc = self.arcs[index as usize];
            let other = self.bound.steps(state).any(|step| {
                let rest = self.bound.rest_within(step.head, second + step.second);
                step.arc != arc
                    && weight + step.weight + rest <= most
                    && !self.work.blocked.has(self.bound.place(step.head))
                    && !is_banned(&self.bans, bans, graph.arc_rank[step.arc as usize])
            });
            if other {
                return false;
            }
            weight += self.bound.query.weight[arc as usize];
            second += self.bound.second(arc);
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
