//! Which of equally good routes comes first.

use super::bound::Bound;
use super::spur::Start;
use super::tight::{Link, Most, Tight, UNREACHABLE};
use crate::algorithm::Mask;
use crate::control::{Cancelled, Control};

/// How many labels may pass between two looks at the control.
const CHECK: usize = 4096;

/// A node of the small network that a row of places can end in.
#[derive(Debug, Clone, Copy)]
struct Label {
    place: u32,
    node: u32,
    weight: f64,
    second: f64,
}

/// One place of the row that is being tried.
#[derive(Debug, Clone, Copy, Default)]
struct Frame {
    /// Its labels.
    chosen: (usize, usize),
    /// The labels of all places that may follow, and those not yet tried.
    next: (usize, usize),
}

/// How the search for the first of equals ended.
pub enum Outcome {
    /// [`Ties::route`] holds its arcs.
    Route,
    /// No route is good enough.
    Nothing,
    /// The labels ran out.
    TooMany,
}

/// Finds, among the loopless routes of weight at most some bound, the one with
/// the fewest arcs, then the least row of places, then the least row of ranks.
///
/// On the small network of the arcs that are good enough, a depth-first search
/// over *places* (each with the set of nodes it can be in) finds the row of
/// places, another the ranks. Neither turns back unless a walk passes a place
/// twice or a limit is near.
#[derive(Debug, Clone, Default)]
pub struct Ties {
    tight: Tight,
    passed: Mask,
    pool: Vec<Label>,
    frames: Vec<Frame>,
    route: Vec<u32>,
    spent: usize,
}

impl Ties {
    /// The arcs after the start of the route that was found.
    pub fn route(&self) -> &[u32] {
        &self.route
    }

    /// Searches from `start`, where the weight so far is `from.0`, for the
    /// first route of weight at most `from.1`. Adds labels to `budget.0` and
    /// gives up at `budget.1`.
    pub fn first(
        &mut self,
        bound: &Bound<'_>,
        start: Start<'_>,
        (from, most): (f64, f64),
        (spent, limit): (&mut usize, usize),
        control: &Control,
    ) -> Result<Outcome, Cancelled> {
        let most = Most { bound: *bound, weight: most };
        self.spent = 0;
        self.tight.explore(&most, start, from);
        let root =
            Label { place: bound.place(start.state), node: 0, weight: from, second: start.second };
        let outcome = self.by_arcs(&most, root, limit.saturating_sub(*spent), control);
        *spent += self.spent;
        outcome
    }

    /// Tries routes of ever more arcs, from the fewest that reach the target.
    fn by_arcs(
        &mut self,
        most: &Most<'_>,
        root: Label,
        budget: usize,
        control: &Control,
    ) -> Result<Outcome, Cancelled> {
        self.tight.count_hops(most);
        let nodes = self.tight.states.len() as u32;
        let fewest = self.tight.hops[0].1.min(nodes);
        for arcs in fewest..nodes {
            control.check()?;
            self.tight.fill_rests(arcs);
            if arcs > fewest {
                self.spent += self.tight.rests.len();
            }
            if self.spent > budget {
                return Ok(Outcome::TooMany);
            }
            let (weight, second) = self.tight.rest(0, arcs, arcs);
            if !most.admits(root.weight + weight, root.second + second) {
                continue;
            }
            match self.row_of_places(most, root, arcs, budget, control)? {
                Outcome::Route => {
                    if self.row_of_ranks(most, root) {
                        return Ok(Outcome::Route);
                    }
                }
                Outcome::Nothing => {}
                Outcome::TooMany => return Ok(Outcome::TooMany),
            }
        }
        Ok(Outcome::Nothing)
    }

    /// Depth first over places in order; on success `frames` holds the row.
    fn row_of_places(
        &mut self,
        most: &Most<'_>,
        root: Label,
        arcs: u32,
        budget: usize,
        control: &Control,
    ) -> Result<Outcome, Cancelled> {
        self.passed.reset(most.bound.graph().places as usize);
        self.pool.clear();
        self.pool.push(root);
        self.frames.clear();
        self.enter((0, 1), most, arcs);
        while let Some(frame) = self.frames.last().copied() {
            let (first, end) = frame.next;
            if first == end {
                self.frames.pop();
                self.passed.unset(self.pool[frame.chosen.0].place);
                self.pool.truncate(frame.chosen.1.max(self.frames.last().map_or(0, |f| f.next.1)));
                continue;
            }
            let place = self.pool[first].place;
            let same = self.pool[first..end].iter().take_while(|label| label.place == place);
            let split = first + same.count();
            if let Some(frame) = self.frames.last_mut() {
                frame.next.0 = split;
            }
            self.enter((first, split), most, arcs);
            if self.frames.len() as u32 == arcs + 1 {
                return Ok(Outcome::Route);
            }
            if self.spent > budget {
                return Ok(Outcome::TooMany);
            }
            if self.spent % CHECK < 4 {
                control.check()?;
            }
        }
        Ok(Outcome::Nothing)
    }

    /// Adds a place to the row, with the labels of all that may follow it.
    fn enter(&mut self, chosen: (usize, usize), most: &Most<'_>, arcs: u32) {
        self.passed.set(self.pool[chosen.0].place);
        let first = self.pool.len();
        let depth = self.frames.len() as u32;
        if depth < arcs {
            for index in chosen.0..chosen.1 {
                let label = self.pool[index];
                for link in self.tight.links_from(label.node) {
                    let weight = label.weight + link.weight;
                    let second = label.second + link.second;
                    let rest = self.tight.rest(link.head, arcs - depth - 1, arcs);
                    let place = most.bound.place(self.tight.states[link.head as usize]);
                    let admitted = most.admits(weight + rest.0, second + rest.1);
                    if admitted && !self.passed.has(place) {
                        self.pool.push(Label { place, node: link.head, weight, second });
                    }
                }
            }
            self.spent += self.pool.len() - first;
            self.keep_undominated(first);
        }
        self.frames.push(Frame { chosen, next: (first, self.pool.len()) });
    }

    /// Sorts labels by place and node; of one node's, keeps those that no other
    /// beats in both weights.
    fn keep_undominated(&mut self, first: usize) {
        self.pool[first..].sort_unstable_by(|a, b| {
            (a.place, a.node).cmp(&(b.place, b.node)).then_with(|| {
                a.weight.total_cmp(&b.weight).then_with(|| a.second.total_cmp(&b.second))
            })
        });
        let mut kept = first;
        for index in first..self.pool.len() {
            let label = self.pool[index];
            let beaten = kept > first && {
                let last = self.pool[kept - 1];
                last.node == label.node && last.second <= label.second
            };
            if !beaten {
                self.pool[kept] = label;
                kept += 1;
            }
        }
        self.pool.truncate(kept);
    }

    /// Depth first over ranks in order, along the row of places in `frames`;
    /// on success `route` holds the arcs.
    fn row_of_ranks(&mut self, most: &Most<'_>, root: Label) -> bool {
        let rests = self.rests_along_row();
        let rest = |depth: usize, node: u32| {
            let row: &[(u32, (f64, f64))] = &rests[depth];
            row.iter().find(|entry| entry.0 == node).map(|entry| entry.1)
        };
        let rank = |link: &Link| most.bound.graph().arc_rank[link.arc as usize];
        let mut tried: Vec<(Label, Vec<Link>)> = Vec::new();
        self.route.clear();
        let mut label = root;
        loop {
            let depth = tried.len();
            if depth + 1 == self.frames.len() {
                return true;
            }
            let good = |link: &Link| {
                rest(depth + 1, link.head).is_some_and(|rest| {
                    most.admits(
                        label.weight + link.weight + rest.0,
                        label.second + link.second + rest.1,
                    )
                })
            };
            let mut links: Vec<Link> =
                self.tight.links_from(label.node).iter().copied().filter(good).collect();
            links.sort_by_key(|link| std::cmp::Reverse(rank(link)));
            tried.push((label, links));
            let (from, link) = loop {
                let Some((from, links)) = tried.last_mut() else { return false };
                if let Some(link) = links.pop() {
                    break (*from, link);
                }
                tried.pop();
                self.route.pop();
            };
            self.route.push(link.arc);
            label = Label {
                node: link.head,
                weight: from.weight + link.weight,
                second: from.second + link.second,
                ..from
            };
        }
    }

    /// Least sums from each node of each place of the row to its end.
    fn rests_along_row(&self) -> Vec<Vec<(u32, (f64, f64))>> {
        let last = self.frames.len() - 1;
        let mut rests: Vec<Vec<(u32, (f64, f64))>> = vec![Vec::new(); last + 1];
        for depth in (0..=last).rev() {
            let (first, end) = self.frames[depth].chosen;
            let mut row: Vec<(u32, (f64, f64))> = Vec::with_capacity(end - first);
            for label in &self.pool[first..end] {
                if row.last().is_some_and(|entry| entry.0 == label.node) {
                    continue;
                }
                let mut least = if depth == last { (0.0, 0.0) } else { UNREACHABLE };
                for link in self.tight.links_from(label.node) {
                    let ahead = rests.get(depth + 1).into_iter().flatten();
                    for &(_, (weight, second)) in ahead.filter(|entry| entry.0 == link.head) {
                        least.0 = least.0.min(link.weight + weight);
                        least.1 = least.1.min(link.second + second);
                    }
                }
                row.push((label.node, least));
            }
            rests[depth] = row;
        }
        rests
    }
}
