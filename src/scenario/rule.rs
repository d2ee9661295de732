//! Rules: what is forbidden, and to whom.

use std::collections::BTreeSet;

use crate::country::Country;
use crate::model::{ChangeId, CommodityId, DemandId, MemberWho, Model, Selected, Shipper};

use super::blocs::is_bound;
use super::lineage::Cause;
use super::now::Now;

/// Whose demands a change made `by` someone binds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binder {
    /// The country or bloc.
    pub by: Shipper,
    /// The share of its shippers' demands, 0 to 1.
    pub share: f64,
    /// The change.
    pub change: ChangeId,
}

/// One rule. Of all rules that fit a case the last in order counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Who made it.
    pub cause: Cause,
    /// Forbids; else allows.
    pub forbids: bool,
    /// Only this commodity; none: all.
    pub commodity: Option<CommodityId>,
    /// Index of whom it binds in [`Now::binders`]; none: everybody.
    pub binder: Option<u32>,
    /// What.
    pub on: RuleOn,
    /// Not on these.
    pub except: Selected,
}

/// What a rule is about.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleOn {
    /// Use of these legs, nodes and borders.
    Places(Box<Selected>),
    /// Passing these countries for what neither begins nor ends in any of them.
    Transit(BTreeSet<Country>, MemberWho),
    /// All that begins or ends in these countries.
    Trade(BTreeSet<Country>, MemberWho),
}

impl Rule {
    /// Whether it is about a commodity (none: about things in general, which
    /// only rules on every commodity are) and a shipper bound by `bound`.
    pub fn binds(&self, commodity: Option<CommodityId>, bound: &[u32]) -> bool {
        (self.commodity.is_none() || self.commodity == commodity)
            && self.binder.is_none_or(|binder| bound.contains(&binder))
    }
}

/// A part of a demand's volume that the same rules bind.
#[derive(Debug, Clone, PartialEq)]
pub struct Admission {
    /// Share of the volume, above 0; all sum to 1.
    pub share: f64,
    /// The binders that bind it (indices into [`Now::binders`]), in order.
    pub bound: Vec<u32>,
}

impl Now {
    /// The parts into which a demand falls by what binds it. Each of its
    /// shippers is bound by the binders in whose bloc it is; where a binder
    /// binds only a share, the most law-abiding units are bound by all, so that
    /// shares nest (`80%` and `50%` bind 50 % twice, 30 % once, 20 % not).
    pub fn admissions(&self, model: &Model, demand: DemandId) -> Vec<Admission> {
        let shippers = &model.demands[demand.index()].shippers;
        let mut parts: Vec<Admission> = Vec::new();
        let mut rest = 1.0;
        for (shipper, share) in shippers {
            rest -= share.value;
            self.split(model, *shipper, share.value, &mut parts);
        }
        // Shares sum to 1 up to rounding; without shippers all is unbound.
        if shippers.is_empty() || rest > 1e-9 {
            add(&mut parts, rest, Vec::new());
        }
        parts
    }

    fn split(&self, model: &Model, shipper: Shipper, share: f64, parts: &mut Vec<Admission>) {
        let binders = (0u32..).zip(&self.binders);
        let mut binding: Vec<(u32, f64)> = binders
            .filter(|(_, binder)| is_bound(model, shipper, binder.by, self.at.day()))
            .map(|(index, binder)| (index, binder.share.clamp(0.0, 1.0)))
            .collect();
        binding.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        // Below the smallest share all bind; above the largest none does.
        let mut above = 1.0;
        for count in 0..=binding.len() {
            let below = binding.get(count).map_or(0.0, |(_, share)| *share);
            let mut bound: Vec<u32> = binding[..count].iter().map(|(index, _)| *index).collect();
            bound.sort_unstable();
            add(parts, share * (above - below), bound);
            above = below;
        }
    }
}

fn add(parts: &mut Vec<Admission>, share: f64, bound: Vec<u32>) {
    if share <= 0.0 {
        return;
    }
    match parts.iter_mut().find(|part| part.bound == bound) {
        Some(part) => part.share += share,
        None => parts.push(Admission { share, bound }),
    }
}
