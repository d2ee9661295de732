//! Which capacities each arc uses.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::country::Country;
use crate::model::{BorderId, CommodityId, LegId, LegWay, Model, NodeId, PoolId, Prop, Target};
use crate::scenario::{Now, select};

use super::frame::{Crossing, Frame, Lists};
use super::resource::{Resource, ResourceKind, limits_at};

/// All capacities of a network and who uses them.
#[derive(Debug, Clone)]
pub struct Uses {
    /// Capacities with a limit, and those that are not known.
    pub resources: Vec<Resource>,
    /// The capacities that a unit on each arc uses, by arc; one that it uses
    /// twice stands there twice. The node where the arc ends is among them.
    pub of_arc: Lists<u32>,
    /// The capacities that a unit uses at the node where it begins, by node.
    pub of_origin: Lists<u32>,
}

impl Uses {
    pub(super) fn new(model: &Model, frame: &Frame, now: &Now) -> Self {
        let mut maker = Maker { model, now, resources: Vec::new(), restated: restated(now) };
        let pools = maker.pools();
        let legs = maker.legs(frame);
        let nodes = maker.nodes(&pools);
        let borders = maker.borders();
        let transfers: Vec<Option<u32>> =
            frame.transfers.iter().map(|transfer| maker.transfer(transfer)).collect();
        let mut of_arc = Lists::new();
        for arc in 0..frame.way_of.len() {
            let way = frame.way_of[arc];
            for resource in legs.of(way.index()) {
                of_arc.push(*resource);
            }
            for resource in pools.legs.get(&way).into_iter().flatten() {
                of_arc.push(*resource);
            }
            for crossing in frame.crossings.of(way.index()) {
                for resource in borders.get(&border_key(crossing)).into_iter().flatten() {
                    of_arc.push(*resource);
                }
                let pair = (crossing.left, crossing.entered);
                for resource in pools.borders.get(&pair).into_iter().flatten() {
                    of_arc.push(*resource);
                }
            }
            let transfer = transfers.get(frame.transfer_of[arc] as usize).copied().flatten();
            if let Some(resource) = transfer {
                of_arc.push(resource);
            }
            for resource in nodes.of(frame.ends[way.index()].1.index()) {
                of_arc.push(*resource);
            }
            of_arc.end();
        }
        Self { resources: maker.resources, of_arc, of_origin: nodes }
    }
}

/// What counts a crossing: the declared border, or the bare pair.
#[derive(PartialEq, Eq, Hash)]
enum BorderKey {
    Declared(BorderId, bool),
    Bare(Country, Country),
}

fn border_key(crossing: &Crossing) -> BorderKey {
    match crossing.border {
        Some((id, back)) => BorderKey::Declared(id, back),
        None => BorderKey::Bare(crossing.left, crossing.entered),
    }
}

/// Commodities for which a change made a further limit of each capacity.
fn restated(now: &Now) -> BTreeMap<(Target, Prop), Vec<CommodityId>> {
    let mut map: BTreeMap<(Target, Prop), Vec<CommodityId>> = BTreeMap::new();
    for (slot, _) in now.differing() {
        if let (Some(commodity), Prop::Capacity | Prop::Throughput) = (slot.commodity, slot.prop) {
            map.entry((slot.target, slot.prop)).or_default().push(commodity);
        }
    }
    map
}

/// The capacities of pools by what uses them.
struct PoolUses {
    legs: FxHashMap<LegWay, Vec<u32>>,
    nodes: FxHashMap<NodeId, Vec<u32>>,
    borders: FxHashMap<(Country, Country), Vec<u32>>,
}

struct Maker<'a> {
    model: &'a Model,
    now: &'a Now,
    resources: Vec<Resource>,
    restated: BTreeMap<(Target, Prop), Vec<CommodityId>>,
}

impl Maker<'_> {
    /// Adds the capacity at an address and its further limits; returns their
    /// numbers.
    fn add<T>(
        &mut self,
        kind: ResourceKind,
        (target, prop): (Target, Prop),
        declared: &[(CommodityId, T)],
    ) -> Vec<u32> {
        let mut further: BTreeSet<CommodityId> = declared.iter().map(|(c, _)| *c).collect();
        further.extend(self.restated.get(&(target, prop)).into_iter().flatten());
        let limits = limits_at(self.model, self.now, target, prop, further);
        limits
            .into_iter()
            .filter_map(|(commodity, standing)| {
                Some(self.push(Resource::new(self.model, kind, commodity, standing)?))
            })
            .collect()
    }

    fn push(&mut self, resource: Resource) -> u32 {
        self.resources.push(resource);
        self.resources.len() as u32 - 1
    }

    fn legs(&mut self, frame: &Frame) -> Lists<u32> {
        let model = self.model;
        let mut lists = Lists::new();
        for id in (0..model.legs.len() as u32).map(LegId) {
            let leg = &model.legs[id.index()];
            let further = leg.more.as_deref().map_or(&[][..], |more| &more.capacity_for);
            let both = match leg.shared {
                Some(_) => {
                    let at = (Target::LegBoth(id), Prop::Capacity);
                    Some(self.add(ResourceKind::LegBoth(id), at, further))
                }
                None => None,
            };
            for back in [false, true] {
                let way = LegWay::new(id, back);
                let fleet = Resource::fleet(model, self.now, way)
                    .filter(|_| !frame.arcs_of.of(way.index()).is_empty())
                    .map(|fleet| self.push(fleet));
                let numbers = match &both {
                    Some(both) => both.clone(),
                    None if frame.arcs_of.of(way.index()).is_empty() => Vec::new(),
                    None => {
                        let at = (Target::Leg(way), Prop::Capacity);
                        self.add(ResourceKind::Leg(way), at, further)
                    }
                };
                numbers.into_iter().chain(fleet).for_each(|number| lists.push(number));
                lists.end();
            }
        }
        lists
    }

    fn nodes(&mut self, pools: &PoolUses) -> Lists<u32> {
        let model = self.model;
        let mut lists = Lists::new();
        for (id, node) in (0u32..).map(NodeId).zip(&model.nodes) {
            let at = (Target::Node(id), Prop::Throughput);
            let own = self.add(ResourceKind::Node(id), at, &node.throughput_for);
            let pooled = pools.nodes.get(&id).into_iter().flatten().copied();
            own.into_iter().chain(pooled).for_each(|number| lists.push(number));
            lists.end();
        }
        lists
    }

    fn borders(&mut self) -> FxHashMap<BorderKey, Vec<u32>> {
        let model = self.model;
        let mut map = FxHashMap::default();
        for (id, border) in (0u32..).map(BorderId).zip(&model.borders) {
            let further = &border.capacity_for;
            let at = |back| (Target::Border(id, back), Prop::Capacity);
            let ahead = match border.shared {
                Some(_) => self.add(ResourceKind::BorderBoth(id), at(false), further),
                None => self.add(ResourceKind::Border(id, false), at(false), further),
            };
            if border.both {
                let back = match border.shared {
                    Some(_) => ahead.clone(),
                    None => self.add(ResourceKind::Border(id, true), at(true), further),
                };
                map.insert(BorderKey::Declared(id, true), back);
            }
            map.insert(BorderKey::Declared(id, false), ahead);
        }
        let bare: BTreeSet<(Country, Country)> = self
            .now
            .differing()
            .filter_map(|(slot, _)| match (slot.target, slot.prop) {
                (Target::Crossing(left, entered), Prop::Capacity) => Some((left, entered)),
                _ => None,
            })
            .collect();
        for (left, entered) in bare {
            let at = (Target::Crossing(left, entered), Prop::Capacity);
            let numbers = self.add::<()>(ResourceKind::Crossing(left, entered), at, &[]);
            map.insert(BorderKey::Bare(left, entered), numbers);
        }
        map
    }

    fn transfer(&mut self, transfer: &super::transfer::TransferUse) -> Option<u32> {
        let kind = ResourceKind::Transfer(transfer.node, transfer.from, transfer.to);
        let standing = transfer.capacity(self.model, self.now);
        Some(self.push(Resource::new(self.model, kind, None, standing)?))
    }

    fn pools(&mut self) -> PoolUses {
        let mut uses = PoolUses {
            legs: FxHashMap::default(),
            nodes: FxHashMap::default(),
            borders: FxHashMap::default(),
        };
        for id in (0..self.model.pools.len() as u32).map(PoolId) {
            self.pool(id, &mut uses);
        }
        uses
    }

    fn pool(&mut self, id: PoolId, uses: &mut PoolUses) {
        let (model, now) = (self.model, self.now);
        let pool = &model.pools[id.index()];
        let (day, at) = (now.at.day(), (Target::Pool(id), Prop::Capacity));
        let further = &pool.capacity_for;
        let each_way = pool.fleet.is_some() || pool.each_way.is_some();
        let [there, back] = match each_way {
            true => {
                [false, true].map(|back| self.add(ResourceKind::PoolWay(id, back), at, further))
            }
            false => {
                let both = self.add(ResourceKind::Pool(id), at, further);
                [both.clone(), both]
            }
        };
        if let Some(legs) = &pool.legs {
            let ways = select(model, legs, day).legs;
            let directions = Directions::new(model, &ways);
            for way in ways {
                let list = if directions.is_back(model, way) { &back } else { &there };
                uses.legs.entry(way).or_default().extend(list);
            }
        }
        if let Some(nodes) = &pool.nodes {
            // A node has no direction: it counts in each.
            let mut both = there.clone();
            both.extend(back.iter().filter(|number| !there.contains(number)));
            for node in select(model, nodes, day).nodes {
                uses.nodes.entry(node).or_default().extend(&both);
            }
        }
        if let Some(borders) = &pool.borders {
            let mut first = BTreeMap::new();
            for (left, entered) in select(model, borders, day).borders {
                let pair = (left.min(entered), left.max(entered));
                let ahead = *first.entry(pair).or_insert(written_first(model, left, entered));
                let list = if (left, entered) == ahead { &there } else { &back };
                uses.borders.entry((left, entered)).or_default().extend(list);
            }
        }
    }
}

/// Which way legs of a pool run: legs between the same two nodes go there or
/// back as the first of them was written.
struct Directions {
    ahead: FxHashMap<(NodeId, NodeId), (NodeId, NodeId)>,
}

impl Directions {
    /// From the ways of a pool, in order.
    fn new(model: &Model, ways: &[LegWay]) -> Self {
        let mut ahead = FxHashMap::default();
        for way in ways {
            let leg = model.leg_of(*way);
            let (from, to) = (leg.from, leg.to);
            ahead.entry((from.min(to), from.max(to))).or_insert((from, to));
        }
        Self { ahead }
    }

    fn is_back(&self, model: &Model, way: LegWay) -> bool {
        let (from, to) = model.ends(way);
        self.ahead.get(&(from.min(to), from.max(to))).is_some_and(|ahead| *ahead != (from, to))
    }
}

/// The direction of a pair of countries in which their border was first
/// written; by code where none is.
fn written_first(model: &Model, a: Country, b: Country) -> (Country, Country) {
    let written = model.borders.iter().map(|border| (border.from, border.to));
    let mut fitting = written.filter(|pair| *pair == (a, b) || *pair == (b, a));
    fitting.next().unwrap_or((a.min(b), a.max(b)))
}
