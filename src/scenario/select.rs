//! Which things a selector means on a day.

use std::collections::BTreeSet;

use crate::country::Country;
use crate::model::{
    Area, Border, BorderId, Filter, LegId, ModeId, Model, NodeId, PoolId, Selected, Selection,
    SelectionKind, WordId,
};
use crate::syntax::ast::Direction;

use super::blocs::{area_countries, members};
use super::filter::{Candidate, fits};

/// What a selector means on a day (days since 1970-01-01): plain lists, sorted,
/// without repeats. Without a day a member of a bloc counts unless it has an
/// `until`.
///
/// A selector of wholes (`country`, `bloc`, `mode`, `pool`, `corridor`) lists
/// the whole and its parts: of a country its nodes, the legs that touch it or
/// go through it, and its borders; of a mode its legs; of a pool what shares
/// it; of a corridor all directions of legs that fit its steps. Legs are listed
/// in both directions unless the selector names one.
pub fn select(model: &Model, selection: &Selection, day: Option<i32>) -> Selected {
    let mut selected = Selected::default();
    Picker { model, day, out: &mut selected }.add(selection);
    tidy(&mut selected.legs);
    tidy(&mut selected.nodes);
    tidy(&mut selected.borders);
    tidy(&mut selected.countries);
    tidy(&mut selected.modes);
    tidy(&mut selected.pools);
    tidy(&mut selected.demands);
    tidy(&mut selected.corridors);
    selected.declared_borders = declared(model, &selected.borders);
    selected
}

fn tidy<T: Ord>(list: &mut Vec<T>) {
    list.sort_unstable();
    list.dedup();
}

/// The declared borders of which some direction is among the pairs.
fn declared(model: &Model, pairs: &[(Country, Country)]) -> Vec<BorderId> {
    if pairs.is_empty() {
        return Vec::new();
    }
    let has = |pair: (Country, Country)| pairs.binary_search(&pair).is_ok();
    let within = |border: &Border| {
        has((border.from, border.to)) || (border.both && has((border.to, border.from)))
    };
    (0u32..)
        .zip(&model.borders)
        .filter(|(_, border)| within(border))
        .map(|(id, _)| BorderId(id))
        .collect()
}

/// Every pair of countries with a border: declared, or crossed by a leg. Each
/// direction by itself.
pub fn all_borders(model: &Model) -> BTreeSet<(Country, Country)> {
    let mut pairs = BTreeSet::new();
    for border in &model.borders {
        pairs.insert((border.from, border.to));
        if border.both {
            pairs.insert((border.to, border.from));
        }
    }
    for way in model.all_ways() {
        pairs.extend(model.crossings(way));
    }
    pairs
}

struct Picker<'a> {
    model: &'a Model,
    day: Option<i32>,
    out: &'a mut Selected,
}

impl Picker<'_> {
    fn add(&mut self, selection: &Selection) {
        let filter = selection.filter.as_deref();
        match &selection.kind {
            SelectionKind::Leg(leg) => self.out.legs.extend(self.model.ways(*leg)),
            SelectionKind::LegWays(ways) => self.out.legs.extend(ways),
            SelectionKind::Legs { by, place } => self.legs(*by, *place, filter),
            SelectionKind::Node(node) => self.out.nodes.push(*node),
            SelectionKind::Nodes { place, kind } => self.nodes(*place, *kind, filter),
            SelectionKind::Border(left, entered, both) => {
                self.out.borders.push((*left, *entered));
                if *both {
                    self.out.borders.push((*entered, *left));
                }
            }
            SelectionKind::Borders { of, within } => self.borders(*of, *within, filter),
            SelectionKind::Country(country) => self.countries(&BTreeSet::from([*country])),
            SelectionKind::Bloc(bloc) => {
                let members = members(self.model, *bloc, self.day);
                self.countries(&members);
            }
            SelectionKind::Mode(mode) => self.mode(*mode),
            SelectionKind::Pool(pool) => self.pool(*pool),
            SelectionKind::Demand(demand) => self.out.demands.push(*demand),
            SelectionKind::Corridor(corridor) => {
                self.out.corridors.push(*corridor);
                self.out.legs.extend(self.model.corridor_ways(*corridor));
            }
            SelectionKind::Tagged(tag) => self.tagged(*tag, filter),
            SelectionKind::List(list) => self.list(list, filter),
        }
    }

    fn legs(
        &mut self,
        by: Option<ModeId>,
        place: Option<(Direction, Area)>,
        filter: Option<&Filter>,
    ) {
        let model = self.model;
        let place = place.map(|(direction, area)| (direction, self.area(area)));
        for way in model.all_ways() {
            let leg = model.leg_of(way);
            let fits_mode = by.is_none_or(|mode| model.is_by(leg, mode));
            let fits_place = place.as_ref().is_none_or(|(direction, area)| {
                let (from, to) = model.ends(way);
                match direction {
                    Direction::From => area.holds(model, from),
                    Direction::To => area.holds(model, to),
                    Direction::In => {
                        area.holds(model, from)
                            || area.holds(model, to)
                            || model.through(way.leg()).iter().any(|c| area.countries.contains(c))
                    }
                }
            });
            if fits_mode && fits_place && self.kept(filter, Candidate::Way(way, leg)) {
                self.out.legs.push(way);
            }
        }
    }

    fn nodes(&mut self, place: Option<Area>, kind: Option<WordId>, filter: Option<&Filter>) {
        let place = place.map(|area| self.area(area));
        for (id, node) in (0u32..).map(NodeId).zip(&self.model.nodes) {
            let fits_place = place.as_ref().is_none_or(|area| area.holds(self.model, id));
            let fits_kind = kind.is_none_or(|kind| node.kind == Some(kind));
            if fits_place && fits_kind && self.kept(filter, Candidate::Node(node)) {
                self.out.nodes.push(id);
            }
        }
    }

    fn borders(
        &mut self,
        of: Option<Area>,
        within: Option<crate::model::BlocId>,
        filter: Option<&Filter>,
    ) {
        let of = of.map(|area| self.area(area).countries);
        let within = within.map(|bloc| members(self.model, bloc, self.day));
        for (left, entered) in all_borders(self.model) {
            let touches = of.as_ref().is_none_or(|of| of.contains(&left) || of.contains(&entered));
            let inside =
                within.as_ref().is_none_or(|all| all.contains(&left) && all.contains(&entered));
            if !touches || !inside {
                continue;
            }
            let plain = || plain_border(self.model, left, entered);
            let keep = filter.is_none_or(|filter| {
                fits(self.model, filter, Candidate::Border(left, entered, plain()))
            });
            if keep {
                self.out.borders.push((left, entered));
            }
        }
    }

    fn countries(&mut self, countries: &BTreeSet<Country>) {
        let model = self.model;
        self.out.countries.extend(countries);
        let inside =
            |node: &crate::model::Node| node.country.is_some_and(|c| countries.contains(&c));
        let nodes = (0u32..).map(NodeId).zip(&model.nodes);
        self.out.nodes.extend(nodes.filter(|(_, node)| inside(node)).map(|(id, _)| id));
        let touching = (0..model.legs.len() as u32).map(LegId).filter(|leg| {
            let ends = &model.legs[leg.index()];
            inside(&model.nodes[ends.from.index()])
                || inside(&model.nodes[ends.to.index()])
                || model.through(*leg).iter().any(|c| countries.contains(c))
        });
        self.out.legs.extend(touching.flat_map(|leg| model.ways(leg)));
        let pairs = all_borders(model).into_iter();
        self.out.borders.extend(
            pairs.filter(|(left, entered)| countries.contains(left) || countries.contains(entered)),
        );
    }

    fn mode(&mut self, mode: ModeId) {
        let model = self.model;
        let modes = (0..model.modes.len() as u32).map(ModeId);
        self.out.modes.extend(modes.filter(|m| model.mode_distance(*m, mode).is_some()));
        self.legs(Some(mode), None, None);
    }

    fn pool(&mut self, pool: PoolId) {
        let model = self.model;
        // A pool that shares itself (checking refuses it) is entered once.
        if self.out.pools.contains(&pool) {
            return;
        }
        self.out.pools.push(pool);
        let pool = &model.pools[pool.index()];
        for part in [&pool.legs, &pool.nodes, &pool.borders].into_iter().flatten() {
            self.add(part);
        }
    }

    fn tagged(&mut self, tag: WordId, filter: Option<&Filter>) {
        let model = self.model;
        for way in model.all_ways() {
            let leg = model.leg_of(way);
            let has = leg.more.as_deref().is_some_and(|more| more.tags.contains(&tag));
            if has && self.kept(filter, Candidate::Way(way, leg)) {
                self.out.legs.push(way);
            }
        }
        for (id, node) in (0u32..).map(NodeId).zip(&model.nodes) {
            if node.tags.contains(&tag) && self.kept(filter, Candidate::Node(node)) {
                self.out.nodes.push(id);
            }
        }
    }

    /// A list, of whose legs, nodes and borders a `where` keeps those that fit.
    fn list(&mut self, list: &[Selection], filter: Option<&Filter>) {
        let Some(filter) = filter else {
            list.iter().for_each(|selection| self.add(selection));
            return;
        };
        for selection in list {
            let mut part = select(self.model, selection, self.day);
            part.legs.retain(|way| {
                fits(self.model, filter, Candidate::Way(*way, self.model.leg_of(*way)))
            });
            part.nodes.retain(|node| {
                fits(self.model, filter, Candidate::Node(&self.model.nodes[node.index()]))
            });
            part.borders.retain(|(left, entered)| {
                let plain = plain_border(self.model, *left, *entered);
                fits(self.model, filter, Candidate::Border(*left, *entered, plain))
            });
            self.out.legs.extend(part.legs);
            self.out.nodes.extend(part.nodes);
            self.out.borders.extend(part.borders);
        }
    }

    fn kept(&self, filter: Option<&Filter>, it: Candidate<'_>) -> bool {
        filter.is_none_or(|filter| fits(self.model, filter, it))
    }

    fn area(&self, area: Area) -> Place {
        let node = match area {
            Area::Node(node) => Some(node),
            Area::Country(_) | Area::Bloc(_) => None,
        };
        Place { node, countries: area_countries(self.model, area, self.day) }
    }
}

/// The border declared for all crossings of a pair.
fn plain_border(model: &Model, left: Country, entered: Country) -> Option<&Border> {
    let fits = |border: &&Border| {
        (border.from, border.to) == (left, entered)
            || (border.both && (border.to, border.from) == (left, entered))
    };
    let plain = |border: &&Border| border.at.is_none() && border.by.is_none();
    model.borders.iter().filter(fits).find(plain)
}

/// An area with its countries looked up once.
struct Place {
    node: Option<NodeId>,
    countries: BTreeSet<Country>,
}

impl Place {
    fn holds(&self, model: &Model, node: NodeId) -> bool {
        match self.node {
            Some(own) => own == node,
            None => model.nodes[node.index()].country.is_some_and(|c| self.countries.contains(&c)),
        }
    }
}

/// What is left of a selection without the things of another. A whole that
/// loses a part is no longer a whole.
pub(super) fn minus(selected: &mut Selected, except: &Selected) {
    selected.legs.retain(|x| except.legs.binary_search(x).is_err());
    selected.nodes.retain(|x| except.nodes.binary_search(x).is_err());
    selected.borders.retain(|x| except.borders.binary_search(x).is_err());
    selected.pools.retain(|x| except.pools.binary_search(x).is_err());
    selected.demands.retain(|x| except.demands.binary_search(x).is_err());
    selected.modes.retain(|x| except.modes.binary_search(x).is_err());
    selected.countries.retain(|x| except.countries.binary_search(x).is_err());
    selected.corridors.retain(|x| except.corridors.binary_search(x).is_err());
}
