//! Capacities: what several flows share.

use crate::country::Country;
use crate::model::{
    BorderId, CommodityId, LegId, LegWay, ModeId, Model, NodeId, PoolId, Prop, Slot, Target, UnitId,
};
use crate::quantity::Dimension;
use crate::scenario::{Now, Standing};

/// What a capacity is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceKind {
    /// One direction of a leg.
    Leg(LegWay),
    /// Both directions of a leg together.
    LegBoth(LegId),
    /// The fleet of a leg, in one direction.
    Fleet(LegWay),
    /// All that begins, ends or passes at a node, once.
    Node(NodeId),
    /// A change of mode at a node (the modes as the declaration names them).
    Transfer(NodeId, ModeId, ModeId),
    /// One direction of a declared border.
    Border(BorderId, bool),
    /// Both directions of a declared border together.
    BorderBoth(BorderId),
    /// A crossing for which no border is declared but a change sets a capacity.
    Crossing(Country, Country),
    /// A pool, both directions together.
    Pool(PoolId),
    /// One direction of a pool (`each way`, or a fleet); the flag: against the
    /// direction in which its legs were written.
    PoolWay(PoolId, bool),
}

/// A capacity with a limit, or one that is not known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resource {
    /// What it is of.
    pub kind: ResourceKind,
    /// A further limit for this commodity alone.
    pub commodity: Option<CommodityId>,
    /// Canonical, a day; none: `unknown`.
    pub capacity: Option<f64>,
    /// The unit in which it was written; of no meaning if unknown.
    pub unit: UnitId,
    /// What it counts: the dimension of the capacity × time.
    pub counts: Dimension,
}

impl Resource {
    /// A capacity as it stands; none if it has no limit.
    pub(super) fn new(
        model: &Model,
        kind: ResourceKind,
        commodity: Option<CommodityId>,
        standing: Standing,
    ) -> Option<Self> {
        let (capacity, unit, counts) = match standing {
            Standing::Value(value, unit) => {
                let counts = model.dimension(unit).times(Dimension::TIME);
                (Some(value), unit, counts.unwrap_or(Dimension::PLAIN))
            }
            Standing::Unknown => (None, UnitId(0), Dimension::PLAIN),
            _ => return None,
        };
        Some(Self { kind, commodity, capacity, unit, counts })
    }

    /// The capacity of a leg's fleet, if it has one.
    pub(super) fn fleet(model: &Model, now: &Now, way: LegWay) -> Option<Self> {
        let target = Target::Leg(LegWay::new(way.leg(), false));
        let (capacity, size) = now.fleet_capacity(model, target)?;
        let counts = model.dimension(size);
        // Shown in a unit of its own dimension where the file has one.
        let rate = counts.per(Dimension::TIME);
        let shown = model.shown.iter().position(|unit| Some(unit.dimension) == rate);
        let unit = shown.map_or(size, |at| UnitId(at as u32));
        let kind = ResourceKind::Fleet(way);
        Some(Self { kind, commodity: None, capacity: Some(capacity), unit, counts })
    }

    /// Whether it counts for a commodity (none: for things in general).
    pub fn counts_for(&self, commodity: Option<CommodityId>) -> bool {
        self.commodity.is_none() || self.commodity == commodity
    }

    /// The address of its figure, for its cause and source; none of a transfer
    /// that only its node states.
    pub fn slot(&self, model: &Model) -> Option<Slot> {
        let (target, prop) = match self.kind {
            ResourceKind::Leg(way) => (Target::Leg(way), Prop::Capacity),
            ResourceKind::LegBoth(leg) => (Target::LegBoth(leg), Prop::Capacity),
            ResourceKind::Fleet(way) => (Target::Leg(LegWay::new(way.leg(), false)), Prop::Fleet),
            ResourceKind::Node(node) => (Target::Node(node), Prop::Throughput),
            ResourceKind::Border(border, back) => (Target::Border(border, back), Prop::Capacity),
            ResourceKind::BorderBoth(border) => (Target::Border(border, false), Prop::Capacity),
            ResourceKind::Crossing(left, to) => (Target::Crossing(left, to), Prop::Capacity),
            ResourceKind::Pool(pool) | ResourceKind::PoolWay(pool, _) => {
                (Target::Pool(pool), Prop::Capacity)
            }
            ResourceKind::Transfer(_, from, to) => {
                let found = model.transfers.iter().position(|transfer| {
                    (transfer.from, transfer.to) == (from, to)
                        || (transfer.both && (transfer.to, transfer.from) == (from, to))
                })?;
                let back = (model.transfers[found].from, model.transfers[found].to) != (from, to);
                let id = crate::model::TransferId(found as u32);
                (Target::Transfer(id, back), Prop::Capacity)
            }
        };
        Some(Slot { target, prop, commodity: self.commodity })
    }

    /// The word for its kind in machine output.
    pub fn kind_word(&self, model: &Model) -> &'static str {
        match self.kind {
            ResourceKind::Leg(_) | ResourceKind::LegBoth(_) => "leg",
            ResourceKind::Fleet(_) => "fleet",
            ResourceKind::Node(_) => "node",
            ResourceKind::Transfer(..) => "transfer",
            ResourceKind::Border(..) | ResourceKind::BorderBoth(_) => "border",
            ResourceKind::Crossing(..) => "border",
            ResourceKind::Pool(pool) | ResourceKind::PoolWay(pool, _) => {
                match model.pools[pool.index()].fleet {
                    Some(_) => "fleet",
                    None => "pool",
                }
            }
        }
    }

    /// Its name for people: `Aktau -> Alat by ferry`, `Aktau (rail -> ferry)`,
    /// `border AZ -> GE`; with `for crude` if it is a further limit.
    pub fn label(&self, model: &Model) -> String {
        self.text(model, true)
    }

    /// The same by the names of the file instead of titles.
    pub fn name(&self, model: &Model) -> String {
        self.text(model, false)
    }

    fn text(&self, model: &Model, titles: bool) -> String {
        let word = |head: &crate::model::Head| match titles {
            true => head.label().to_owned(),
            false => head.name.clone(),
        };
        let way = |way| if titles { model.way_label(way) } else { model.way_name(way) };
        let text = match self.kind {
            ResourceKind::Leg(at) => way(at),
            // `A -> B by rail` both ways is `A <-> B by rail`.
            ResourceKind::LegBoth(leg) => {
                let ahead = way(LegWay::new(leg, false));
                match model.legs[leg.index()].named {
                    true => format!("{ahead} (both ways)"),
                    false => ahead.replacen(" -> ", " <-> ", 1),
                }
            }
            ResourceKind::Fleet(at) => format!("fleet of {}", way(at)),
            ResourceKind::Node(node) => word(&model.nodes[node.index()].head),
            ResourceKind::Transfer(node, from, to) => format!(
                "{} ({} -> {})",
                word(&model.nodes[node.index()].head),
                word(&model.modes[from.index()].head),
                word(&model.modes[to.index()].head)
            ),
            ResourceKind::Border(border, back) => border_text(model, border, back),
            ResourceKind::BorderBoth(border) => {
                format!("{} (both ways)", border_text(model, border, false))
            }
            ResourceKind::Crossing(left, entered) => format!("border {left} -> {entered}"),
            ResourceKind::Pool(pool) => word(&model.pools[pool.index()].head),
            ResourceKind::PoolWay(pool, back) => {
                let way = if back { "back" } else { "there" };
                format!("{} ({way})", word(&model.pools[pool.index()].head))
            }
        };
        match self.commodity {
            Some(commodity) => {
                format!("{text} for {}", word(&model.commodities[commodity.index()].head))
            }
            None => text,
        }
    }
}

/// `border AZ -> GE at Boyuk Kesik by rail`.
pub(super) fn border_text(model: &Model, border: BorderId, back: bool) -> String {
    let border = &model.borders[border.index()];
    let (left, entered) = if back { (border.to, border.from) } else { (border.from, border.to) };
    let mut text = format!("border {left} -> {entered}");
    if let Some(node) = border.at {
        text.push_str(&format!(" at {}", model.node_label(node)));
    }
    if let Some(mode) = border.by {
        text.push_str(&format!(" by {}", model.modes[mode.index()].head.label()));
    }
    text
}

/// The plain capacity at an address and the further limits of commodities.
pub(super) fn limits_at(
    model: &Model,
    now: &Now,
    target: Target,
    prop: Prop,
    further: impl IntoIterator<Item = CommodityId>,
) -> Vec<(Option<CommodityId>, Standing)> {
    let at = |commodity| now.standing(model, Slot { target, prop, commodity });
    let mut limits = vec![(None, at(None))];
    limits.extend(further.into_iter().map(|commodity| (Some(commodity), at(Some(commodity)))));
    limits
}
