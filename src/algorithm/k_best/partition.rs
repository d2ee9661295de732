//! The parts that the set of routes is cut into.

use super::Work;
use super::bound::{Bound, Step};
use super::limited;
use super::order::Queue;
use super::spur::Start;
use super::ties;
use crate::algorithm::MinHeap;
use crate::control::{Cancelled, Control};

/// No walk, no list, no arc.
pub const NONE: u32 = u32::MAX;

/// The routes that begin with the first `kept` arcs of a walk and then avoid
/// the legs in a list.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    pub walk: u32,
    pub kept: u32,
    /// Head of the list of ranks that may not come next.
    pub bans: u32,
    /// Sums of both weights over what is kept.
    pub weight: f64,
    pub second: f64,
    /// Lower bound of the weight of its routes; exact once searched.
    pub key: f64,
    /// Its least walk, once searched.
    pub own: u32,
    pub is_told: bool,
}

/// A walk in the arena. From arc `closes` on it is at a place for the second
/// time; [`NONE`] for a route.
#[derive(Debug, Clone, Copy)]
pub struct Walk {
    pub start: u32,
    pub end: u32,
    pub closes: u32,
}

/// Why a search ends early.
pub enum Halt {
    Cancelled,
    Labels,
}

impl From<Cancelled> for Halt {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

pub struct Partition<'a> {
    pub bound: Bound<'a>,
    pub work: &'a mut Work,
    pub control: &'a Control,
    pub parts: Vec<Part>,
    pub walks: Vec<Walk>,
    pub arcs: Vec<u32>,
    /// Lists of ranks: a rank and where the list goes on.
    pub bans: Vec<(u32, u32)>,
    pub open: MinHeap,
    /// Routes and parts that are equally good.
    pub tied: Queue,
    pub has_hops: bool,
    pub steps: Vec<Step>,
    pub suffix: Vec<u32>,
}

impl<'a> Partition<'a> {
    /// One part that holds every route, where there is one.
    pub fn new(bound: Bound<'a>, work: &'a mut Work, control: &'a Control) -> Self {
        let mut partition = Self {
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
        partition
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

    /// Searches a part for its least walk. Returns whether there is one.
    pub fn settle(&mut self, index: u32) -> Result<bool, Halt> {
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
                limited::Outcome::Walk(rest) => Some(rest),
                limited::Outcome::Nothing => None,
                limited::Outcome::TooMany => return Err(Halt::Labels),
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
    pub fn begin(&mut self, part: &Part) -> (u32, std::ops::Range<usize>) {
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
    pub fn fill_steps(&mut self, part: &Part, state: u32, bans: u32) {
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
    pub fn cut(&mut self, index: u32, walk: u32) {
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

    /// The first route of weight at most `most` of a part that holds several.
    pub fn first(&mut self, part: &Part, most: f64) -> Result<u32, Halt> {
        let (state, _) = self.begin(part);
        self.fill_steps(part, state, part.bans);
        let start =
            Start { state, steps: &self.steps, second: part.second, blocked: &self.work.blocked };
        let budget = (&mut self.work.labels, self.bound.query.labels);
        let ties = &mut self.work.ties;
        match ties.first(&self.bound, start, (part.weight, most), budget, self.control)? {
            ties::Outcome::Route => {
                self.suffix.clear();
                self.suffix.extend_from_slice(self.work.ties.route());
                Ok(self.add_walk(part))
            }
            ties::Outcome::Nothing => Ok(part.own),
            ties::Outcome::TooMany => Err(Halt::Labels),
        }
    }

    /// Whether a part holds no route of weight at most `most` but its own.
    pub fn is_alone(&mut self, part: &Part, most: f64) -> bool {
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

    pub fn walk_arcs(&self, walk: u32) -> &[u32] {
        let Walk { start, end, .. } = self.walks[walk as usize];
        &self.arcs[start as usize..end as usize]
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
