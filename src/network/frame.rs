//! The frame of a network: states, arcs and what each arc passes. It depends on
//! what is declared alone, so that all scenarios and moments share it.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::algorithm::{ReverseIndex, StateGraph};
use crate::country::Country;
use crate::model::{BorderId, LegId, LegWay, ModeId, Model, NodeId, WordId};

use super::transfer::{TransferUse, Transfers};

/// No transfer is declared where an arc begins.
pub(super) const NO_TRANSFER: u32 = u32::MAX;

/// One crossing from a country into another along a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossing {
    /// The country left.
    pub left: Country,
    /// The country entered.
    pub entered: Country,
    /// The most specific border that fits (at the node and by the mode, at the
    /// node, by the mode, for all), and whether it is taken backwards.
    pub border: Option<(BorderId, bool)>,
}

/// Lists of numbers, one for each of a row of things.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists<T> {
    first: Vec<u32>,
    items: Vec<T>,
}

impl<T> Lists<T> {
    pub(super) fn new() -> Self {
        Self { first: vec![0], items: Vec::new() }
    }

    /// Adds an item to the list that is being made.
    pub(super) fn push(&mut self, item: T) {
        self.items.push(item);
    }

    /// Ends the list that is being made.
    pub(super) fn end(&mut self) {
        self.first.push(self.items.len() as u32);
    }

    /// Where the list of the thing of this number lies in [`Lists::all`].
    pub fn range(&self, index: usize) -> std::ops::Range<usize> {
        self.first[index] as usize..self.first[index + 1] as usize
    }

    /// All items, list after list.
    pub fn all(&self) -> &[T] {
        &self.items
    }

    /// The list of the thing of this number.
    pub fn of(&self, index: usize) -> &[T] {
        &self.items[self.range(index)]
    }
}

/// States and arcs of a model.
///
/// A place is a node (their numbers agree). State `n` of the first
/// `nodes` states is the start at node `n`; the others are a node together with
/// how one arrived there, as far as that matters for going on: the mode, if a
/// transfer from it is declared there, and the service, if a leg of it goes on.
#[derive(Debug, Clone)]
pub struct Frame {
    /// States and arcs.
    pub graph: StateGraph,
    /// The direction of a leg that each arc stands for.
    pub way_of: Vec<LegWay>,
    /// The arcs of each direction, by [`LegWay::index`].
    pub arcs_of: Lists<u32>,
    /// What each direction crosses, in order, by [`LegWay::index`].
    pub crossings: Lists<Crossing>,
    /// Where each direction begins and ends, by [`LegWay::index`]; those that a
    /// one-way leg does not have count as its one direction's reverse.
    pub ends: Vec<(NodeId, NodeId)>,
    /// Changes of mode that are declared somewhere in use.
    pub transfers: Vec<TransferUse>,
    /// Index into `transfers` of each arc, or [`u32::MAX`].
    pub(super) transfer_of: Vec<u32>,
    /// Whether an arc goes on with the service on which one arrived.
    pub(super) same_service: Vec<bool>,
    reverse: OnceLock<ReverseIndex>,
}

impl Frame {
    /// The arcs by where they end; made when it is first asked for.
    pub fn reverse(&self) -> &ReverseIndex {
        self.reverse.get_or_init(|| ReverseIndex::new(&self.graph))
    }

    /// The state in which a route begins at a node.
    pub fn start(&self, node: NodeId) -> u32 {
        node.0
    }

    /// Whether an arc begins where one has arrived, so that it passes a node.
    pub fn passes(&self, arc: u32) -> bool {
        self.graph.tail[arc as usize] >= self.graph.places
    }

    /// The node where an arc begins.
    pub fn from(&self, arc: u32) -> NodeId {
        self.ends[self.way_of[arc as usize].index()].0
    }

    /// The node where an arc ends.
    pub fn to(&self, arc: u32) -> NodeId {
        self.ends[self.way_of[arc as usize].index()].1
    }

    /// The change of mode that an arc begins with.
    pub fn transfer(&self, arc: u32) -> Option<&TransferUse> {
        self.transfers.get(self.transfer_of[arc as usize] as usize)
    }

    /// Lays out the states and arcs of a model.
    pub fn new(model: &Model) -> Self {
        let nodes = model.nodes.len();
        let ends: Vec<(NodeId, NodeId)> =
            (0..2 * model.legs.len() as u32).map(|way| model.ends(LegWay(way))).collect();
        let leaving = leaving(model, &ends);
        let mut transfers = Transfers::new(model);
        let mut states = States::new(model, &leaving);
        let mut arrivals: Vec<u32> = vec![0; ends.len()];
        for way in model.all_ways() {
            arrivals[way.index()] = states.arrival(way, ends[way.index()].1, &mut transfers);
        }
        let ranks = ranks(model, &ends, &leaving);
        let mut arcs = Vec::new();
        let (mut ways, mut transfer_of, mut same_service) = (Vec::new(), Vec::new(), Vec::new());
        for (state, arrived) in states.list.iter().enumerate() {
            for &way in leaving.of(arrived.node.index()) {
                let leg = model.leg_of(way);
                let transfer = match (arrived.mode, leg.mode) {
                    (Some(from), Some(to)) => transfers.find(arrived.node, from, to),
                    _ => None,
                };
                let service = model.service(way.leg());
                arcs.push((state as u32, arrivals[way.index()], ranks[way.index()]));
                ways.push(way);
                transfer_of.push(transfer.unwrap_or(NO_TRANSFER));
                same_service.push(service.is_some() && service == arrived.service);
            }
        }
        let place_of = states.list.iter().map(|state| state.node.0).collect();
        let (graph, order) = StateGraph::new(nodes as u32, place_of, &arcs);
        let pick = |index: &u32| *index as usize;
        let way_of: Vec<LegWay> = order.iter().map(|i| ways[pick(i)]).collect();
        Self {
            arcs_of: arcs_of(&way_of, ends.len()),
            crossings: crossings(model),
            way_of,
            transfer_of: order.iter().map(|i| transfer_of[pick(i)]).collect(),
            same_service: order.iter().map(|i| same_service[pick(i)]).collect(),
            transfers: transfers.into_uses(),
            graph,
            ends,
            reverse: OnceLock::new(),
        }
    }
}

/// The directions of legs that leave each node, in order.
fn leaving(model: &Model, ends: &[(NodeId, NodeId)]) -> Lists<LegWay> {
    let mut by_node: Vec<(NodeId, LegWay)> =
        model.all_ways().map(|way| (ends[way.index()].0, way)).collect();
    by_node.sort_unstable();
    let mut lists = Lists::new();
    let mut next = by_node.into_iter().peekable();
    for node in (0..model.nodes.len() as u32).map(NodeId) {
        while let Some((_, way)) = next.next_if(|(at, _)| *at == node) {
            lists.push(way);
        }
        lists.end();
    }
    lists
}

/// For each direction a number that orders parallel ones by the names of their
/// legs (and otherwise means nothing: which way of two nodes comes first is
/// settled by the nodes' names).
fn ranks(model: &Model, ends: &[(NodeId, NodeId)], leaving: &Lists<LegWay>) -> Vec<u32> {
    let mut ranks: Vec<u32> = (0..ends.len() as u32).collect();
    for node in 0..model.nodes.len() {
        let ways = leaving.of(node);
        if ways.len() < 2 {
            continue;
        }
        let mut sorted: Vec<LegWay> = ways.to_vec();
        sorted.sort_by_key(|way| ends[way.index()].1);
        for parallel in sorted.chunk_by(|a, b| ends[a.index()].1 == ends[b.index()].1) {
            let mut numbers: Vec<u32> = parallel.iter().map(|way| ranks[way.index()]).collect();
            numbers.sort_unstable();
            let mut named = parallel.to_vec();
            named.sort_by(|a, b| {
                model.leg_of(*a).head.name.cmp(&model.leg_of(*b).head.name).then(a.cmp(b))
            });
            for (way, number) in named.into_iter().zip(numbers) {
                ranks[way.index()] = number;
            }
        }
    }
    ranks
}

fn arcs_of(way_of: &[LegWay], ways: usize) -> Lists<u32> {
    let mut by_way: Vec<(LegWay, u32)> = way_of.iter().copied().zip(0u32..).collect();
    by_way.sort_unstable();
    let mut lists = Lists::new();
    let mut next = by_way.into_iter().peekable();
    for way in (0..ways as u32).map(LegWay) {
        while let Some((_, arc)) = next.next_if(|(at, _)| *at == way) {
            lists.push(arc);
        }
        lists.end();
    }
    lists
}

/// How one arrived at a node.
struct Arrived {
    node: NodeId,
    mode: Option<ModeId>,
    service: Option<WordId>,
}

struct States<'a> {
    model: &'a Model,
    leaving: &'a Lists<LegWay>,
    list: Vec<Arrived>,
    known: FxHashMap<(NodeId, Option<ModeId>, Option<WordId>), u32>,
    /// Whether a change from a mode matters at a node.
    matters: FxHashMap<(NodeId, ModeId), bool>,
}

impl<'a> States<'a> {
    fn new(model: &'a Model, leaving: &'a Lists<LegWay>) -> Self {
        let start = |node| Arrived { node: NodeId(node), mode: None, service: None };
        Self {
            model,
            leaving,
            list: (0..model.nodes.len() as u32).map(start).collect(),
            known: FxHashMap::default(),
            matters: FxHashMap::default(),
        }
    }

    /// The state in which one arrives at the end of a direction.
    fn arrival(&mut self, way: LegWay, node: NodeId, transfers: &mut Transfers<'_>) -> u32 {
        let (model, leaving) = (self.model, self.leaving);
        let onward = || leaving.of(node.index()).iter().map(|way| way.leg());
        let mode = model.leg_of(way).mode.filter(|from| {
            *self.matters.entry((node, *from)).or_insert_with(|| {
                let to = onward().filter_map(|leg| model.legs[leg.index()].mode);
                let mut to: Vec<ModeId> = to.collect();
                to.sort_unstable();
                to.dedup();
                to.into_iter().any(|to| transfers.find(node, *from, to).is_some())
            })
        });
        let goes_on = |service: &WordId| onward().any(|leg| model.service(leg) == Some(*service));
        let service = model.service(way.leg()).filter(goes_on);
        *self.known.entry((node, mode, service)).or_insert_with(|| {
            self.list.push(Arrived { node, mode, service });
            self.list.len() as u32 - 1
        })
    }
}

/// What each direction crosses, with the border that holds there.
fn crossings(model: &Model) -> Lists<Crossing> {
    let mut by_pair: FxHashMap<(Country, Country), Vec<(BorderId, bool)>> = FxHashMap::default();
    for (id, border) in (0u32..).map(BorderId).zip(&model.borders) {
        by_pair.entry((border.from, border.to)).or_default().push((id, false));
        if border.both {
            by_pair.entry((border.to, border.from)).or_default().push((id, true));
        }
    }
    let mut lists = Lists::new();
    for leg in (0..model.legs.len() as u32).map(LegId) {
        for back in [false, true] {
            let way = LegWay::new(leg, back);
            for (left, entered) in model.crossings(way) {
                let declared = by_pair.get(&(left, entered)).map_or(&[][..], Vec::as_slice);
                let border = most_specific(model, way, declared);
                lists.push(Crossing { left, entered, border });
            }
            lists.end();
        }
    }
    lists
}

/// Of the borders of one pair of countries the most specific one that fits a
/// direction; of two alike the first declared.
fn most_specific(
    model: &Model,
    way: LegWay,
    declared: &[(BorderId, bool)],
) -> Option<(BorderId, bool)> {
    let leg = model.leg_of(way);
    let fit = |id: BorderId| -> Option<(bool, bool, std::cmp::Reverse<usize>)> {
        let border = &model.borders[id.index()];
        let at = border.at.is_none_or(|node| node == leg.from || node == leg.to);
        let distance = match border.by {
            Some(mode) => model.mode_distance(leg.mode?, mode)?,
            None => 0,
        };
        at.then_some((border.at.is_some(), border.by.is_some(), std::cmp::Reverse(distance)))
    };
    let mut best = None;
    for &(id, back) in declared {
        if let Some(rank) = fit(id)
            && best.is_none_or(|(known, _)| rank > known)
        {
            best = Some((rank, (id, back)));
        }
    }
    best.map(|(_, border)| border)
}
