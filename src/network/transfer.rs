//! What a change of mode costs at a node.

use rustc_hash::FxHashMap;

use crate::model::{
    Capacity, Figure, ModeId, Model, NodeId, Prop, Slot, Target, Transfer, TransferId,
};
use crate::scenario::{Now, Standing, slot};

/// A change of mode at a node for which a transfer is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TransferUse {
    /// Where.
    pub node: NodeId,
    /// The mode of arrival that the declaration names.
    pub from: ModeId,
    /// The mode of departure that the declaration names.
    pub to: ModeId,
    /// The node's own statement, an index into its `transfers`.
    local: Option<u32>,
    /// The statement for all nodes, which holds where the node's is silent.
    general: Option<(TransferId, bool)>,
}

/// Finds the transfer that holds for a change of mode: the node's own before
/// that for all nodes, and of each the one whose modes are nearest to those at
/// hand (a transfer from `rail` holds for a mode that extends it).
pub(super) struct Transfers<'m> {
    model: &'m Model,
    uses: Vec<TransferUse>,
    numbers: FxHashMap<TransferUse, u32>,
    general: FxHashMap<(ModeId, ModeId), Option<(TransferId, bool)>>,
}

impl<'m> Transfers<'m> {
    pub fn new(model: &'m Model) -> Self {
        Self {
            model,
            uses: Vec::new(),
            numbers: FxHashMap::default(),
            general: FxHashMap::default(),
        }
    }

    /// All transfers that were found.
    pub fn into_uses(self) -> Vec<TransferUse> {
        self.uses
    }

    /// The number of the transfer for a change of mode at a node. None between
    /// legs of one mode, and where none is declared.
    pub fn find(&mut self, node: NodeId, from: ModeId, to: ModeId) -> Option<u32> {
        if from == to {
            return None;
        }
        let model = self.model;
        let own = &model.nodes[node.index()].transfers;
        let local = nearest(model, own, from, to);
        let general = *self.general.entry((from, to)).or_insert_with(|| {
            nearest(model, &model.transfers, from, to)
                .map(|(index, back)| (TransferId(index), back))
        });
        let (declared, back) = match (local, general) {
            (Some((index, back)), _) => (&own[index as usize], back),
            (None, Some((id, back))) => (&model.transfers[id.index()], back),
            (None, None) => return None,
        };
        let (from, to) = match back {
            true => (declared.to, declared.from),
            false => (declared.from, declared.to),
        };
        let local = local.map(|(index, _)| index);
        let found = TransferUse { node, from, to, local, general };
        Some(*self.numbers.entry(found).or_insert_with(|| {
            self.uses.push(found);
            self.uses.len() as u32 - 1
        }))
    }
}

/// Of a list of transfers the one nearest to a change of mode, with its number
/// and whether it is taken backwards; of two alike the first.
fn nearest(model: &Model, list: &[Transfer], from: ModeId, to: ModeId) -> Option<(u32, bool)> {
    let far = |declared: (ModeId, ModeId)| {
        Some(model.mode_distance(from, declared.0)? + model.mode_distance(to, declared.1)?)
    };
    let mut best: Option<(usize, (u32, bool))> = None;
    for (index, transfer) in (0u32..).zip(list) {
        let ahead = far((transfer.from, transfer.to)).map(|far| (far, false));
        let back = far((transfer.to, transfer.from)).filter(|_| transfer.both);
        for (far, back) in ahead.into_iter().chain(back.map(|far| (far, true))) {
            if best.is_none_or(|(known, _)| far < known) {
                best = Some((far, (index, back)));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// A declared figure, and the address at which changes may move it.
pub(super) type Movable<'m> = Option<(&'m Figure, Option<Slot>)>;

impl TransferUse {
    fn own<'m>(&self, model: &'m Model) -> Option<&'m Transfer> {
        model.nodes[self.node.index()].transfers.get(self.local? as usize)
    }

    fn general(&self, model: &Model, now: &Now, prop: Prop) -> Standing {
        match self.general {
            Some((id, back)) => now.standing(model, slot(Target::Transfer(id, back), prop)),
            None => Standing::Absent,
        }
    }

    /// The declared figures of its time and its cost, with the address of each
    /// that changes may move.
    pub(super) fn figures<'m>(&self, model: &'m Model) -> (Movable<'m>, Movable<'m>) {
        let pick = |of: fn(&Transfer) -> Option<&Figure>, prop: Prop| {
            if let Some(figure) = self.own(model).and_then(of) {
                return Some((figure, None));
            }
            let (id, back) = self.general?;
            let figure = of(&model.transfers[id.index()])?;
            Some((figure, Some(slot(Target::Transfer(id, back), prop))))
        };
        (pick(|t| t.time.as_ref(), Prop::Time), pick(|t| t.cost.as_ref(), Prop::Cost))
    }

    /// Its time in days.
    pub fn time(&self, model: &Model, now: &Now) -> f64 {
        let own = self.own(model).and_then(|own| own.time.as_ref());
        let time = own.map_or_else(|| self.general(model, now, Prop::Time), Standing::from);
        time.value().unwrap_or(0.0)
    }

    /// Its cost and the unit of that.
    pub fn cost(&self, model: &Model, now: &Now) -> Standing {
        let own = self.own(model).and_then(|own| own.cost.as_ref());
        own.map_or_else(|| self.general(model, now, Prop::Cost), Standing::from)
    }

    /// Its capacity.
    pub fn capacity(&self, model: &Model, now: &Now) -> Standing {
        match self.own(model).map(|own| &own.capacity) {
            Some(own @ (Capacity::Limited(_) | Capacity::Unknown(..))) => own.into(),
            _ => match self.general(model, now, Prop::Capacity) {
                Standing::Absent => Standing::Unlimited,
                standing => standing,
            },
        }
    }
}
