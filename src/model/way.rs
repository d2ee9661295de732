//! Short questions that many passes ask of the checked model.

use crate::country::Country;

use super::{
    CommodityId, CorridorId, Head, Leg, LegId, LegWay, ModeId, Model, NodeId, PoolId, UnitId,
    WordId,
};
use crate::quantity::Dimension;

/// More ancestors than this no mode has; stops on a circle, which checking
/// refuses.
const MAX_ANCESTORS: usize = 128;

impl Model {
    /// The leg of a direction.
    pub fn leg_of(&self, way: LegWay) -> &Leg {
        &self.legs[way.leg().index()]
    }

    /// Where a direction begins and ends.
    pub fn ends(&self, way: LegWay) -> (NodeId, NodeId) {
        let leg = self.leg_of(way);
        if way.is_back() { (leg.to, leg.from) } else { (leg.from, leg.to) }
    }

    /// The directions that a leg has: one, or both of `A <-> B`.
    pub fn ways(&self, leg: LegId) -> impl Iterator<Item = LegWay> + use<> {
        let both = self.legs[leg.index()].both;
        [false, true].into_iter().take(if both { 2 } else { 1 }).map(move |b| LegWay::new(leg, b))
    }

    /// Every direction of every leg, in order.
    pub fn all_ways(&self) -> impl Iterator<Item = LegWay> + '_ {
        (0..self.legs.len()).flat_map(|leg| self.ways(LegId(leg as u32)))
    }

    /// The countries along a direction, in order: of its first end, those it
    /// goes through, of its last end. None: an end in no country.
    pub fn countries(&self, way: LegWay) -> Vec<Option<Country>> {
        let leg = self.leg_of(way);
        let mut list = vec![self.nodes[leg.from.index()].country];
        list.extend(self.through(way.leg()).iter().copied().map(Some));
        list.push(self.nodes[leg.to.index()].country);
        if way.is_back() {
            list.reverse();
        }
        list
    }

    /// The countries that a leg goes through between its ends, from `from` to
    /// `to`.
    pub fn through(&self, leg: LegId) -> &[Country] {
        self.legs[leg.index()].more.as_deref().map_or(&[], |more| &more.through)
    }

    /// The borders along a direction: wherever the country changes between two
    /// neighbours of [`Model::countries`] that both are in one.
    pub fn crossings(&self, way: LegWay) -> Vec<(Country, Country)> {
        let countries = self.countries(way);
        let pairs = countries.windows(2).filter_map(|pair| Some((pair[0]?, pair[1]?)));
        pairs.filter(|(left, entered)| left != entered).collect()
    }

    /// Whether a country is at an end of the leg or gone through.
    pub fn touches(&self, leg: LegId, country: Country) -> bool {
        let ends = &self.legs[leg.index()];
        self.nodes[ends.from.index()].country == Some(country)
            || self.nodes[ends.to.index()].country == Some(country)
            || self.through(leg).contains(&country)
    }

    /// The mode, what it extends, and so on.
    pub fn mode_line(&self, mode: ModeId) -> impl Iterator<Item = ModeId> + '_ {
        std::iter::successors(Some(mode), |mode| self.modes[mode.index()].extends)
            .take(MAX_ANCESTORS)
    }

    /// How many steps of `extends` lead from a mode to another (0: the same).
    pub fn mode_distance(&self, mode: ModeId, ancestor: ModeId) -> Option<usize> {
        self.mode_line(mode).position(|m| m == ancestor)
    }

    /// Whether the leg is of this mode or of one that extends it.
    pub fn is_by(&self, leg: &Leg, mode: ModeId) -> bool {
        leg.mode.is_some_and(|own| self.mode_distance(own, mode).is_some())
    }

    /// What the leg carries, by itself or by its mode; none: everything.
    pub fn carries<'a>(&'a self, leg: &'a Leg) -> Option<&'a [CommodityId]> {
        let own = leg.more.as_deref().and_then(|more| more.carries.as_deref());
        own.or_else(|| {
            self.mode_line(leg.mode?).find_map(|mode| self.modes[mode.index()].carries.as_deref())
        })
    }

    /// The service of a leg.
    pub fn service(&self, leg: LegId) -> Option<WordId> {
        self.legs[leg.index()].more.as_deref().and_then(|more| more.service)
    }

    /// The dimension of a unit as written.
    pub fn dimension(&self, unit: UnitId) -> Dimension {
        self.shown.get(unit.index()).map_or(Dimension::PLAIN, |shown| shown.dimension)
    }

    /// A direction for people: `Aktau -> Alat by ferry`, or the leg's label
    /// where it has a name (`BTK`, and `BTK (Kars -> Tbilisi)` for its way
    /// back).
    pub fn way_label(&self, way: LegWay) -> String {
        self.way_text(way, true)
    }

    /// The same by the names of the file instead of titles.
    pub fn way_name(&self, way: LegWay) -> String {
        self.way_text(way, false)
    }

    fn way_text(&self, way: LegWay, titles: bool) -> String {
        let word = |head: &'_ Head| match (&head.title, titles) {
            (Some(title), true) => title.clone(),
            _ => head.name.clone(),
        };
        let leg = self.leg_of(way);
        let (from, to) = self.ends(way);
        let (from, to) = (word(&self.nodes[from.index()].head), word(&self.nodes[to.index()].head));
        if leg.named || (titles && leg.head.title.is_some()) {
            let label = word(&leg.head);
            return if way.is_back() { format!("{label} ({from} -> {to})") } else { label };
        }
        match leg.mode {
            Some(mode) => format!("{from} -> {to} by {}", word(&self.modes[mode.index()].head)),
            None => format!("{from} -> {to}"),
        }
    }

    /// The label of a node.
    pub fn node_label(&self, node: NodeId) -> &str {
        self.nodes[node.index()].head.label()
    }

    /// The label of a pool.
    pub fn pool_label(&self, pool: PoolId) -> &str {
        self.pools[pool.index()].head.label()
    }

    /// The directions of legs that a corridor may use, without repeats.
    pub fn corridor_ways(&self, corridor: CorridorId) -> Vec<LegWay> {
        let mut ways: Vec<LegWay> =
            self.corridors[corridor.index()].steps.iter().flatten().copied().collect();
        ways.sort_unstable();
        ways.dedup();
        ways
    }
}
