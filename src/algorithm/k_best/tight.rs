//! The small network of all ways that are good enough.

use super::bound::{Bound, Step};
use super::spur::Start;
use crate::algorithm::{Mask, MinHeap};

/// Sums where no way leads.
pub const UNREACHABLE: (f64, f64) = (f64::INFINITY, f64::INFINITY);

/// An arc of the small network of all ways that are good enough.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// The arc it stands for.
    pub arc: u32,
    /// The node where it ends.
    pub head: u32,
    /// Weight of the arc.
    pub weight: f64,
    /// Second weight of the arc.
    pub second: f64,
}

/// What a route may weigh in both weights.
#[derive(Clone, Copy)]
pub struct Most<'a> {
    /// The bounds, with the limit of the second weight.
    pub bound: Bound<'a>,
    /// The most of the weight.
    pub weight: f64,
}

impl Most<'_> {
    /// Whether both sums are allowed.
    pub fn admits(&self, weight: f64, second: f64) -> bool {
        weight <= self.weight && self.bound.within(second)
    }
}

/// The states and arcs that lie on a walk from a start to the target that
/// weighs no more than some bound. Sums to the target over just so many links
/// tell how many arcs a route needs and which steps still lead there.
#[derive(Debug, Clone, Default)]
pub struct Tight {
    known: Mask,
    node_of: Vec<u32>,
    /// State of each node.
    pub states: Vec<u32>,
    distance: Vec<f64>,
    links_of: Vec<(u32, u32)>,
    links: Vec<Link>,
    heap: MinHeap,
    /// Fewest links from node 0 and to the target, of each node.
    pub hops: Vec<(u32, u32)>,
    /// Least weight and second weight to the target over a number of links: of
    /// each node from `first_rest` on, for the fewest links and each one more.
    pub rests: Vec<(f64, f64)>,
    first_rest: Vec<u32>,
    by_links: Vec<Vec<u32>>,
    back: Vec<(u32, u32)>,
    queue: Vec<u32>,
}

impl Tight {
    /// Builds the small network: node 0 is the start.
    pub fn explore(&mut self, most: &Most<'_>, start: Start<'_>, from: f64) {
        let bound = most.bound;
        self.known.reset(bound.graph().states());
        self.node_of.resize(bound.graph().states().max(self.node_of.len()), 0);
        self.states.clear();
        self.distance.clear();
        self.links_of.clear();
        self.links.clear();
        self.heap.clear();
        self.node(start.state, from);
        self.heap.push(from, 0);
        while let Some((key, node)) = self.heap.pop() {
            if key > self.distance[node as usize] {
                continue;
            }
            let first = self.links.len() as u32;
            let state = self.states[node as usize];
            if node == 0 {
                for &step in start.steps {
                    self.link(most, key, start.second, step);
                }
            } else if !bound.is_target(state) {
                for step in bound.steps(state) {
                    if !start.blocked.has(bound.place(step.head)) {
                        self.link(most, key, start.second, step);
                    }
                }
            }
            self.links_of[node as usize] = (first, self.links.len() as u32);
        }
    }

    fn node(&mut self, state: u32, distance: f64) -> u32 {
        let node = self.states.len() as u32;
        self.known.set(state);
        self.node_of[state as usize] = node;
        self.states.push(state);
        self.distance.push(distance);
        self.links_of.push((0, 0));
        node
    }

    fn link(&mut self, most: &Most<'_>, distance: f64, second: f64, step: Step) {
        let Step { arc, head, weight, second: more } = step;
        let distance = distance + weight;
        let second = second + more + most.bound.rest_second(head);
        if !most.admits(distance + most.bound.rest(head), second) {
            return;
        }
        let node = if self.known.has(head) {
            let node = self.node_of[head as usize];
            if distance < self.distance[node as usize] {
                self.distance[node as usize] = distance;
                self.heap.push(distance, node);
            }
            node
        } else {
            let node = self.node(head, distance);
            self.heap.push(distance, node);
            node
        };
        self.links.push(Link { arc, head: node, weight, second: more });
    }

    /// Fills `hops`.
    pub fn count_hops(&mut self, most: &Most<'_>) {
        let nodes = self.states.len();
        self.hops.clear();
        self.hops.resize(nodes, (u32::MAX, u32::MAX));
        self.hops[0].0 = 0;
        self.queue.clear();
        self.queue.push(0);
        self.back.clear();
        let mut read = 0;
        while let Some(&node) = self.queue.get(read) {
            read += 1;
            let (first, end) = self.links_of[node as usize];
            for link in &self.links[first as usize..end as usize] {
                self.back.push((link.head, node));
                if self.hops[link.head as usize].0 == u32::MAX {
                    self.hops[link.head as usize].0 = self.hops[node as usize].0 + 1;
                    self.queue.push(link.head);
                }
            }
        }
        self.back.sort_unstable();
        self.queue.clear();
        for (node, &state) in self.states.iter().enumerate() {
            if most.bound.is_target(state) {
                self.hops[node].1 = 0;
                self.queue.push(node as u32);
            }
        }
        read = 0;
        while let Some(&node) = self.queue.get(read) {
            read += 1;
            let first = self.back.partition_point(|link| link.0 < node);
            let into = self.back[first..].iter().take_while(|link| link.0 == node);
            for &(_, tail) in into {
                if self.hops[tail as usize].1 == u32::MAX {
                    self.hops[tail as usize].1 = self.hops[node as usize].1 + 1;
                    self.queue.push(tail);
                }
            }
        }
    }

    /// Fills `rests` for routes of `arcs` arcs: a node matters only after its
    /// fewest links from the start and before its fewest links to the target.
    pub fn fill_rests(&mut self, arcs: u32) {
        self.by_links.iter_mut().for_each(Vec::clear);
        self.by_links.resize(arcs as usize + 1, Vec::new());
        self.rests.clear();
        self.first_rest.clear();
        for (node, &(from, to)) in self.hops.iter().enumerate() {
            self.first_rest.push(self.rests.len() as u32);
            for links in to..arcs.saturating_sub(from).saturating_add(1) {
                self.by_links[links as usize].push(node as u32);
                self.rests.push(UNREACHABLE);
            }
        }
        self.first_rest.push(self.rests.len() as u32);
        for links in 0..=arcs {
            for index in 0..self.by_links[links as usize].len() {
                let node = self.by_links[links as usize][index];
                let slot = self.first_rest[node as usize] + links - self.hops[node as usize].1;
                self.rests[slot as usize] = self.least_over(node, links, arcs);
            }
        }
    }

    fn least_over(&self, node: u32, links: u32, arcs: u32) -> (f64, f64) {
        if links == 0 {
            return (0.0, 0.0);
        }
        let mut least = UNREACHABLE;
        for link in self.links_from(node) {
            let (weight, second) = self.rest(link.head, links - 1, arcs);
            least.0 = least.0.min(link.weight + weight);
            least.1 = least.1.min(link.second + second);
        }
        least
    }

    /// Least sums from a node to the target over just so many links.
    pub fn rest(&self, node: u32, links: u32, arcs: u32) -> (f64, f64) {
        let (from, to) = self.hops[node as usize];
        if links < to || links > arcs.saturating_sub(from) || from == u32::MAX {
            return UNREACHABLE;
        }
        self.rests[(self.first_rest[node as usize] + links - to) as usize]
    }

    /// The links that leave a node.
    pub fn links_from(&self, node: u32) -> &[Link] {
        let (first, end) = self.links_of[node as usize];
        &self.links[first as usize..end as usize]
    }
}
