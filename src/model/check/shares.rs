//! Nodes and legs checked side by side.
//!
//! A node or a leg looks up names, units and constants that all stand before
//! its kind is checked, and nothing of its fellows. So a long list is cut into
//! shares; each is checked by a checker of its own, which reads the whole one
//! and writes only to itself, and the shares are joined in their order. A share
//! in which an error is told, or anything is met that may change what later
//! declarations mean (a name that nothing declares, the first currency), is
//! dropped and checked again one by one. What comes out is in everything, to
//! the number of each unit and the order of the messages, what a check of one
//! after another gives.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::diagnostic::Sink;
use crate::model::{
    Citation, CitesId, Figure, Input, Leg, LegId, LegWay, Node, NodeId, Slot, Target, UnitId,
};
use crate::source::Span;
use crate::syntax::ast::Decl;

use super::context::{Checker, Lengths};
use super::renumber::Renumber;
use super::tables::{Entry, Rows};

/// Checks one declaration.
pub(super) type Check = fn(&mut Checker<'_>, &Decl);

/// Declarations of a share: enough to be worth the joining, few enough that
/// one with an error in it is soon checked again.
const SHARE: usize = if cfg!(test) { 8 } else { 1_024 };

/// The first ones are checked one by one: they bring most units and citations.
const FIRST: usize = if cfg!(test) { 4 } else { 64 };

/// Shares checked before they are joined, for each thread.
const AT_ONCE: usize = 8;

/// What a share found, in numbers of its own.
struct Share {
    base: Lengths,
    nodes: Vec<Node>,
    legs: Vec<Leg>,
    inputs: Vec<Input>,
    owners: Vec<u64>,
    units: FxHashMap<SmolStr, Option<UnitId>>,
    shown: Vec<crate::quantity::CompoundUnit>,
    words: Vec<SmolStr>,
    cites: Vec<Vec<Citation>>,
    bases: BTreeMap<Slot, Vec<(SmolStr, Figure)>>,
    used: FxHashSet<SmolStr>,
    unlimited_legs: FxHashSet<Span>,
    sink: Sink,
}

impl Checker<'_> {
    /// Checks nodes or legs, written and of tables; as one after another.
    pub(super) fn each_in_shares(&mut self, entries: &[Entry<'_>], rows: &Rows<'_>, check: Check) {
        let threads = rayon::current_num_threads();
        let first = if threads == 1 { entries.len() } else { entries.len().min(FIRST) };
        let (first, rest) = entries.split_at(first);
        self.each(first, rows, check);
        let mut left = rest.len();
        for wave in rest.chunks(SHARE * AT_ONCE * threads) {
            let before = self.model.inputs.len();
            let parts: Vec<&[Entry<'_>]> = wave.chunks(SHARE).collect();
            let whole = &*self;
            let shares: Vec<Option<Share>> =
                parts.par_iter().map(|part| whole.checked_share(part, rows, check)).collect();
            let mut good = Vec::with_capacity(shares.len());
            for (part, share) in parts.into_iter().zip(shares) {
                match share {
                    Some(share) => good.push(share),
                    None => {
                        self.join(std::mem::take(&mut good));
                        self.each(part, rows, check);
                    }
                }
            }
            self.join(good);
            if left == rest.len() {
                // The rest will hold about as many inputs for each.
                let inputs = (self.model.inputs.len() - before) * left / wave.len();
                self.model.inputs.reserve(inputs);
                self.key_uses.reserve(inputs);
            }
            left -= wave.len();
        }
    }

    /// Checks a part of a list by itself; none where it must be checked in its
    /// order.
    fn checked_share(&self, part: &[Entry<'_>], rows: &Rows<'_>, check: Check) -> Option<Share> {
        let mut own = self.beside();
        for entry in part {
            own.entry(*entry, rows, check);
            if own.strange {
                return None;
            }
            // All are of one kind.
            if own.model.legs.len() == 1 {
                own.model.legs.reserve_exact(part.len());
            }
            if own.model.nodes.len() == 1 {
                own.model.nodes.reserve_exact(part.len());
            }
        }
        let Checker { base, model, owners, units, used, unlimited_legs, sink, .. } = own;
        Some(Share {
            base,
            nodes: model.nodes,
            legs: model.legs,
            inputs: model.inputs,
            owners,
            units,
            shown: model.shown,
            words: model.words,
            cites: model.cites,
            bases: model.bases,
            used,
            unlimited_legs,
            sink,
        })
    }

    /// A checker that looks up what it does not find in this one.
    fn beside(&self) -> Checker<'_> {
        let mut own = Checker::new(self.sources, super::empty_model(self.model_place()));
        own.model.shown.clear();
        own.model.cites.clear();
        own.cite_sets.clear();
        own.whole = Some(self);
        own.base = self.lengths();
        own.strict_sources = self.strict_sources;
        own
    }

    fn model_place(&self) -> Span {
        self.model
            .scenarios
            .first()
            .map_or(Span::new(crate::source::FileId(0), 0, 0), |baseline| baseline.head.span)
    }

    fn lengths(&self) -> Lengths {
        let model = &self.model;
        Lengths {
            shown: model.shown.len() as u32,
            words: model.words.len() as u32,
            cites: model.cites.len() as u32,
            inputs: model.inputs.len() as u32,
            nodes: model.nodes.len() as u32,
            legs: model.legs.len() as u32,
        }
    }

    /// Takes the shares up, in their order.
    fn join(&mut self, mut shares: Vec<Share>) {
        let mut at = self.lengths();
        let mut ways = Vec::with_capacity(shares.len());
        for share in &mut shares {
            ways.push(self.take_up(share, at));
            at.inputs += share.inputs.len() as u32;
            at.nodes += share.nodes.len() as u32;
            at.legs += share.legs.len() as u32;
        }
        let renumber = |(share, way): (&mut Share, &Renumber)| {
            share.nodes.iter_mut().for_each(|node| way.node(node));
            share.legs.iter_mut().for_each(|leg| way.leg(leg));
            share.inputs.iter_mut().for_each(|input| way.unit(&mut input.unit));
        };
        let owners: Vec<Vec<u64>> =
            shares.iter_mut().map(|share| std::mem::take(&mut share.owners)).collect();
        let next_key = |owner| self.next_key(owner);
        let (keys, ()) = rayon::join(
            || owners.into_iter().flatten().map(next_key).collect::<Vec<u64>>(),
            || shares.par_iter_mut().zip(&ways).for_each(renumber),
        );
        let mut keys = keys.into_iter();
        for (mut share, way) in shares.into_iter().zip(ways) {
            for (input, key) in share.inputs.iter_mut().zip(&mut keys) {
                input.key = key;
            }
            self.model.inputs.append(&mut share.inputs);
            for (slot, mut figures) in share.bases {
                figures.iter_mut().for_each(|(_, figure)| way.figure(figure));
                self.model.bases.insert(moved(slot, &share.base, &self.lengths()), figures);
            }
            self.model.nodes.append(&mut share.nodes);
            self.model.legs.append(&mut share.legs);
            self.used.extend(share.used);
            self.unlimited_legs.extend(share.unlimited_legs);
            self.sink.append(share.sink);
        }
    }

    /// Numbers a share's own units, words and citations among those of the
    /// whole; `at` is how long its other lists will be.
    fn take_up(&mut self, share: &mut Share, at: Lengths) -> Renumber {
        let shown: Vec<UnitId> =
            std::mem::take(&mut share.shown).into_iter().map(|unit| self.add_unit(unit)).collect();
        let words = share.words.iter().map(|word| self.word(word)).collect();
        let cites: Vec<CitesId> =
            std::mem::take(&mut share.cites).into_iter().map(|set| self.cite_set(set)).collect();
        let way = Renumber::new(share.base, shown, words, cites, at.inputs);
        #[allow(clippy::iter_over_hash_type, reason = "they go into a map again")]
        for (text, mut unit) in std::mem::take(&mut share.units) {
            unit.iter_mut().for_each(|unit| way.unit(unit));
            self.units.entry(text).or_insert(unit);
        }
        way
    }
}

/// The address of a share's figure in the whole.
fn moved(slot: Slot, base: &Lengths, at: &Lengths) -> Slot {
    let target = match slot.target {
        Target::Node(id) => Target::Node(NodeId(id.0 - base.nodes + at.nodes)),
        Target::Leg(way) => {
            let leg = LegId(way.leg().0 - base.legs + at.legs);
            Target::Leg(LegWay::new(leg, way.is_back()))
        }
        other => other,
    };
    Slot { target, ..slot }
}
