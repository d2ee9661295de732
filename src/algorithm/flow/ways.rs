//! Maximum flows of one commodity over legs: where no capacity spans several
//! ways, or those that do leave room, a linear program is not needed.
//!
//! All states of a place are one here. That loses nothing where every way may
//! be taken from each of them alike: a loopless route over places is then one
//! over states.

use std::collections::BTreeMap;

use super::problem::ArcUses;
use crate::algorithm::{CapacityNetwork, StateGraph};
use crate::control::{Cancelled, Control};

const NONE: u32 = u32::MAX;

/// Use of a joint capacity up to here counts as within it.
const WITHIN: f64 = 1.0 + 1e-12;

/// One direction of a leg.
#[derive(Debug, Clone)]
struct Way {
    from: u32,
    to: u32,
    /// Its arcs in the graph of states.
    arcs: Vec<u32>,
}

/// Lists of numbers one after the other.
#[derive(Debug, Clone, Default)]
struct Rows {
    first: Vec<u32>,
    items: Vec<u32>,
}

impl Rows {
    fn new<'a>(lists: impl IntoIterator<Item = &'a Vec<u32>>) -> Self {
        let mut rows = Self { first: vec![0], items: Vec::new() };
        for list in lists {
            rows.items.extend_from_slice(list);
            rows.first.push(rows.items.len() as u32);
        }
        rows
    }

    fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.first.windows(2).map(|ends| &self.items[ends[0] as usize..ends[1] as usize])
    }

    fn of(&self, index: usize) -> &[u32] {
        &self.items[self.first[index] as usize..self.first[index + 1] as usize]
    }
}

/// A resource that spans several ways.
#[derive(Debug, Clone)]
struct Joint {
    resource: u32,
    /// Those ways, with how many times each uses it.
    by: Vec<(u32, f64)>,
    /// Places where beginning uses it.
    at: Vec<u32>,
}

/// Ways and places laid out for maximum flows, to be solved again and again.
#[derive(Debug, Clone)]
pub struct WayNetwork {
    /// Arcs of the graph of states, by way.
    arcs: Rows,
    network: CapacityNetwork,
    /// Of each arc of `network`, ways first, then places that have a capacity:
    /// the resources that it alone uses.
    limits: Rows,
    joint: Vec<Joint>,
    /// Where routes may begin and end, by place.
    entry: Vec<u32>,
    exit: Vec<u32>,
    capacity: Vec<f64>,
}

/// One commodity alone.
#[derive(Debug, Clone, Copy)]
pub struct WayQuery<'a> {
    /// Capacity of each resource: ≥ 0, INFINITY where unlimited.
    pub capacity: &'a [f64],
    /// Whether each arc of the graph of states is open.
    pub open: &'a [bool],
    /// Units of each resource that one unit takes.
    pub factor: &'a [f64],
    /// Places where routes begin.
    pub origins: &'a [u32],
    /// Places where they end.
    pub targets: &'a [u32],
}

/// The most that fits, with the cut that proves it.
#[derive(Debug, Clone, PartialEq)]
pub struct WayFlow {
    /// Units: the sum over `cut` of capacity ÷ factor.
    pub value: f64,
    /// Resources, in order, that together are used in full by every way there.
    pub cut: Vec<u32>,
}

impl WayNetwork {
    /// Lays the ways of a graph out; `of_origin` tells what a unit uses by
    /// beginning at a place. None where a capacity depends on how one arrived.
    pub fn new(graph: &StateGraph, uses: &ArcUses, of_origin: &[Vec<u32>]) -> Option<Self> {
        let ways = ways(graph, uses)?;
        let users = users(&ways, uses);
        let begins = begins(of_origin);
        let mut into = vec![0u32; graph.places as usize];
        ways.iter().for_each(|way| into[way.to as usize] += 1);
        let mut limits = vec![Vec::new(); ways.len()];
        let mut of_place = vec![Vec::new(); graph.places as usize];
        let mut joint = Vec::new();
        let mut resources: Vec<u32> = users.keys().chain(begins.keys()).copied().collect();
        resources.sort_unstable();
        resources.dedup();
        for resource in resources {
            let by = users.get(&resource).map_or(&[][..], Vec::as_slice);
            let at = begins.get(&resource).map_or(&[][..], Vec::as_slice);
            let once = by.iter().all(|(_, times)| *times == 1.0);
            match (by, at) {
                _ if !once => joint.push(Joint { resource, by: by.to_vec(), at: at.to_vec() }),
                ([(way, _)], []) => limits[*way as usize].push(resource),
                ([(a, _), (b, _)], []) if reverse(&ways[*a as usize], &ways[*b as usize]) => {
                    limits[*a as usize].push(resource);
                    limits[*b as usize].push(resource);
                }
                (_, [place])
                    if by.len() == into[*place as usize] as usize
                        && by.iter().all(|(way, _)| ways[*way as usize].to == *place) =>
                {
                    of_place[*place as usize].push(resource);
                }
                _ => joint.push(Joint { resource, by: by.to_vec(), at: at.to_vec() }),
            }
        }
        Some(Self::lay(ways, limits, of_place, joint))
    }

    fn lay(
        ways: Vec<Way>,
        mut limits: Vec<Vec<u32>>,
        of_place: Vec<Vec<u32>>,
        joint: Vec<Joint>,
    ) -> Self {
        let places = of_place.len() as u32;
        let (entry, mut exit): (Vec<u32>, Vec<u32>) =
            ((0..places).collect(), (0..places).collect());
        let mut nodes = places;
        let mut inner = Vec::new();
        for (place, own) in (0u32..).zip(of_place).filter(|(_, own)| !own.is_empty()) {
            exit[place as usize] = nodes;
            inner.push((place, nodes));
            limits.push(own);
            nodes += 1;
        }
        let mut arcs: Vec<(u32, u32)> =
            ways.iter().map(|way| (exit[way.from as usize], way.to)).collect();
        arcs.extend(inner);
        let network = CapacityNetwork::new(nodes as usize, &arcs);
        Self {
            arcs: Rows::new(ways.iter().map(|way| &way.arcs)),
            network,
            limits: Rows::new(&limits),
            joint,
            entry,
            exit,
            capacity: Vec::new(),
        }
    }

    /// The most that fits, or none where a capacity that spans several ways
    /// would be exceeded, where a way is open from some states only, or where
    /// nothing bounds the flow: then only a linear program tells.
    ///
    /// # Errors
    /// [`Cancelled`] when the control says so.
    pub fn solve(
        &mut self,
        query: &WayQuery<'_>,
        control: &Control,
    ) -> Result<Option<WayFlow>, Cancelled> {
        let fits = |resource: &u32| {
            let factor = query.factor[*resource as usize];
            if factor > 0.0 { query.capacity[*resource as usize] / factor } else { f64::INFINITY }
        };
        let is_open = |arc: &u32| query.open[*arc as usize];
        let mut capacity = std::mem::take(&mut self.capacity);
        capacity.clear();
        capacity.extend(
            self.limits.iter().map(|own| own.iter().map(fits).fold(f64::INFINITY, f64::min)),
        );
        for (capacity, arcs) in capacity.iter_mut().zip(self.arcs.iter()) {
            let open = arcs.iter().filter(|arc| is_open(arc)).count();
            if open == 0 {
                *capacity = 0.0;
            } else if open < arcs.len() {
                self.capacity = Vec::new();
                return Ok(None);
            }
        }
        let sources: Vec<u32> = query.origins.iter().map(|&p| self.entry[p as usize]).collect();
        let sinks: Vec<u32> = query.targets.iter().map(|&p| self.exit[p as usize]).collect();
        let flow = self.network.solve(&capacity, &sources, &sinks, control)?;
        self.capacity = capacity;
        if flow.value == f64::INFINITY || query.origins.iter().any(|o| query.targets.contains(o)) {
            return Ok(None);
        }
        for Joint { resource, by, at } in &self.joint {
            let along: f64 = by.iter().map(|(way, times)| times * flow.flow[*way as usize]).sum();
            let begun = query.origins.iter().any(|origin| at.contains(origin));
            let units = along + if begun { flow.value } else { 0.0 };
            let factor = query.factor[*resource as usize];
            if factor > 0.0 && units * factor > query.capacity[*resource as usize] * WITHIN {
                return Ok(None);
            }
        }
        let least = |arc: &u32| {
            let limits = self.limits.of(*arc as usize);
            limits.iter().copied().min_by(|a, b| fits(a).total_cmp(&fits(b)))
        };
        let open = |arc: &&u32| self.capacity[**arc as usize] > 0.0;
        let mut cut: Vec<u32> = flow.cut.iter().filter(open).filter_map(least).collect();
        cut.sort_unstable();
        cut.dedup();
        Ok(Some(WayFlow { value: flow.value, cut }))
    }
}

/// The directions of legs, by rank; none where one uses other capacities from
/// some state than from others.
fn ways(graph: &StateGraph, uses: &ArcUses) -> Option<Vec<Way>> {
    let ranks = graph.arc_rank.iter().max().map_or(0, |most| most + 1);
    let mut number = vec![NONE; ranks as usize];
    let mut ways: Vec<Way> = Vec::new();
    for arc in 0..graph.arcs() as u32 {
        let place = |state: u32| graph.place_of[state as usize];
        let (from, to) = (place(graph.tail[arc as usize]), place(graph.head[arc as usize]));
        let slot = &mut number[graph.arc_rank[arc as usize] as usize];
        if *slot == NONE {
            *slot = ways.len() as u32;
            ways.push(Way { from, to, arcs: Vec::new() });
        }
        let way = &mut ways[*slot as usize];
        let first = way.arcs.first().copied().unwrap_or(arc);
        if (way.from, way.to) != (from, to) || uses.of(first) != uses.of(arc) {
            return None;
        }
        way.arcs.push(arc);
    }
    Some(ways)
}

/// The ways that use each resource, and how many times.
fn users(ways: &[Way], uses: &ArcUses) -> BTreeMap<u32, Vec<(u32, f64)>> {
    let mut users: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
    for (number, way) in (0u32..).zip(ways) {
        for &(resource, times) in way.arcs.first().map_or(&[][..], |&arc| uses.of(arc)) {
            users.entry(resource).or_default().push((number, times));
        }
    }
    users
}

/// The places where beginning uses each resource.
fn begins(of_origin: &[Vec<u32>]) -> BTreeMap<u32, Vec<u32>> {
    let mut begins: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (place, resources) in (0u32..).zip(of_origin) {
        resources.iter().for_each(|resource| begins.entry(*resource).or_default().push(place));
    }
    begins
}

fn reverse(a: &Way, b: &Way) -> bool {
    (a.from, a.to) == (b.to, b.from)
}
