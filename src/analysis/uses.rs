//! Which routes use what: shares of delivered flow and their concentration.

use std::collections::BTreeMap;

use crate::country::Country;
use crate::model::{DemandId, Selected, Selection};
use crate::network::{ResourceKind, Route};
use crate::quantity::Dimension;
use crate::scenario::select;
use crate::syntax::ast::Grouping;

use super::analyst::{Failure, State};
use super::flow::Solved;
use super::vectors::vector;

/// What routes are asked for.
pub struct Using<'s> {
    state: &'s State<'s>,
    selected: Selected,
    /// Countries count by transit and nodes within a route alone.
    inner: bool,
}

impl<'s> Using<'s> {
    /// Any use: ends count too.
    pub fn any(state: &'s State<'_>, selected: Selected) -> Self {
        Self { state, selected, inner: false }
    }

    /// Dependence (analyses, section 4): countries and blocs by transit, nodes
    /// as inner ones only, legs by any use.
    pub fn depends(state: &'s State<'_>, selected: Selected) -> Self {
        Self { state, selected, inner: true }
    }

    /// Whether a route uses it.
    pub fn is_used(&self, route: &Route) -> bool {
        let selected = &self.selected;
        if self.inner && !selected.countries.is_empty() {
            let transit = transit(self.state, route);
            return transit.iter().any(|country| selected.countries.contains(country));
        }
        let nodes = match self.inner {
            true => route.nodes.get(1..route.nodes.len() - 1).unwrap_or_default(),
            false => &route.nodes,
        };
        let frame = &self.state.network.frame;
        nodes.iter().any(|node| selected.nodes.binary_search(node).is_ok())
            || route.legs.iter().any(|way| selected.legs.binary_search(way).is_ok())
            || route.legs.iter().any(|way| {
                let crossings = frame.crossings.of(way.index()).iter();
                crossings.into_iter().any(|crossing| {
                    selected.borders.binary_search(&(crossing.left, crossing.entered)).is_ok()
                })
            })
    }
}

/// The countries that a route passes without those of its ends, in the order
/// passed, each once.
pub fn transit(state: &State<'_>, route: &Route) -> Vec<Country> {
    let at = |index: usize| state.model.nodes[route.nodes[index].index()].country;
    let ends = [at(0), at(route.nodes.len() - 1)];
    let mut list: Vec<Country> = Vec::new();
    for country in &route.countries {
        if !ends.contains(&Some(*country)) && !list.contains(country) {
            list.push(*country);
        }
    }
    list
}

/// The part of what some demands (none: all) deliver whose routes pass a test.
/// Several demands pool in tonnes.
///
/// # Errors
/// Where nothing arrives, or demands do not convert to tonnes.
pub fn share(
    state: &State<'_>,
    solved: &Solved,
    of: &[DemandId],
    test: impl Fn(&Route) -> bool,
) -> Result<f64, Failure> {
    let (mut used, mut all) = (0.0, 0.0);
    for (route, flow) in pooled(state, solved, of)? {
        all += flow;
        if test(&route) {
            used += flow;
        }
    }
    if all > 0.0 { Ok(used / all) } else { Err(Failure::told("nothing arrives")) }
}

/// The route flows of demands in one measure: as they are of one, in tonnes of
/// several.
fn pooled(
    state: &State<'_>,
    solved: &Solved,
    of: &[DemandId],
) -> Result<Vec<(Route, f64)>, Failure> {
    let model = &*state.model;
    let demands: Vec<DemandId> = solved
        .demands()
        .into_iter()
        .filter(|demand| of.is_empty() || of.contains(demand))
        .collect();
    let commodity = |demand: DemandId| model.demands[demand.index()].commodity;
    let single = demands.windows(2).all(|pair| commodity(pair[0]) == commodity(pair[1]));
    let mut list = Vec::new();
    for demand in demands {
        let factor = match single {
            true => 1.0,
            false => {
                let conversions = model.conversions(commodity(demand));
                conversions.factor(Dimension::MASS).ok_or_else(|| {
                    let label = model.demands[demand.index()].head.label();
                    Failure::told(format!(
                        "demands pool in tonnes, but `{label}` does not convert to them; name \
                         one demand, `of D`, or give its commodity a mass"
                    ))
                })?
            }
        };
        for (route, flow) in solved.routes(state, demand) {
            list.push((route, flow * factor));
        }
    }
    Ok(list)
}

/// The concentration of what arrives: Σ s² over vectors (Hirschman 1964).
///
/// # Errors
/// Where nothing arrives, or demands do not convert to tonnes.
pub fn hhi(
    state: &State<'_>,
    solved: &Solved,
    by: Grouping,
    of: &[DemandId],
) -> Result<f64, Failure> {
    let flows = pooled(state, solved, of)?;
    let total: f64 = flows.iter().map(|(_, flow)| flow).sum();
    if total <= 0.0 {
        return Err(Failure::told("nothing arrives"));
    }
    let mut shares: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
    for (route, flow) in &flows {
        *shares.entry(vector(state, route, by)).or_default() += flow / total;
    }
    Ok(shares.values().map(|share| share * share).sum())
}

/// The capacities of what a selector means: of its legs, nodes, borders and
/// pools.
pub fn members_used(state: &State<'_>, on: &Selection) -> Vec<u32> {
    let model = &*state.model;
    let selected = select(model, on, state.network.now.at.day());
    // A pool by name means its own capacity and not those of what shares it.
    let only_pools = !selected.pools.is_empty();
    let is_meant = |kind: ResourceKind| match kind {
        ResourceKind::Pool(pool) | ResourceKind::PoolWay(pool, _) => {
            selected.pools.binary_search(&pool).is_ok()
        }
        _ if only_pools => false,
        ResourceKind::Leg(way) | ResourceKind::Fleet(way) => {
            selected.legs.binary_search(&way).is_ok()
        }
        ResourceKind::LegBoth(leg) => {
            model.ways(leg).any(|way| selected.legs.binary_search(&way).is_ok())
        }
        ResourceKind::Node(node) => selected.nodes.binary_search(&node).is_ok(),
        ResourceKind::Transfer(node, ..) => selected.nodes.binary_search(&node).is_ok(),
        ResourceKind::Border(border, back) => {
            let border = &model.borders[border.index()];
            let pair = match back {
                true => (border.to, border.from),
                false => (border.from, border.to),
            };
            selected.borders.binary_search(&pair).is_ok()
        }
        ResourceKind::BorderBoth(border) => {
            selected.declared_borders.binary_search(&border).is_ok()
        }
        ResourceKind::Crossing(left, entered) => {
            selected.borders.binary_search(&(left, entered)).is_ok()
        }
    };
    let numbered = (0u32..).zip(&state.network.uses.resources);
    numbered.filter(|(_, resource)| is_meant(resource.kind)).map(|(number, _)| number).collect()
}
