//! `report exposure`: who depends on what, how concentrated that is, how many
//! ways share nothing, and what no way can avoid.

mod between;
mod tell;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::model::{DemandId, ExposureAsk};
use crate::network::Route;
use crate::quantity::Dimension;
use crate::syntax::ast::Grouping;

use super::analyst::{Analyst, Failure, State};
use super::flow::{Solved, optimum};
use super::part::Part;
use super::vectors::{dependences, vector};

/// Deliveries that are told together.
struct Group {
    /// Whose, in order.
    demands: Vec<DemandId>,
    /// Several commodities, added up in tonnes.
    in_tonnes: bool,
    /// A day, in the common measure.
    volume: f64,
    /// A day, in the common measure.
    delivered: f64,
    /// What each thing carries, largest first.
    dependence: Vec<(u32, f64)>,
    /// What each vector carries, largest first.
    vectors: Vec<(Vec<u32>, f64)>,
}

impl Group {
    /// Σ s² over vectors; none where nothing arrives.
    fn hhi(&self) -> Option<f64> {
        let square =
            |(_, flow): &(Vec<u32>, f64)| (flow / self.delivered) * (flow / self.delivered);
        (self.delivered > 0.0).then(|| self.vectors.iter().map(square).sum())
    }

    fn unmet_share(&self) -> f64 {
        let unmet = (self.volume - self.delivered) / self.volume;
        if unmet.abs() <= 1e-9 { 0.0 } else { unmet.max(0.0) }
    }
}

/// The answer at one moment.
///
/// # Errors
/// Where there is no optimum, or no such demand.
pub fn exposure(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    ask: &ExposureAsk,
) -> Result<Part, Failure> {
    let solved = optimum(state, None, analyst.control)?;
    let model = &*state.model;
    let meant = |demand: &DemandId| {
        let declared = &model.demands[demand.index()];
        let between = ask.between.is_none_or(|ends| ends == (declared.from, declared.to));
        between && (ask.demands.is_empty() || ask.demands.contains(demand))
    };
    let volume =
        |demand: &DemandId| -> f64 { solved.of_demand(*demand).map(|(_, part)| part.volume).sum() };
    let demands: Vec<DemandId> =
        solved.demands().into_iter().filter(meant).filter(|d| volume(d) > 0.0).collect();
    if demands.is_empty() {
        return Err(Failure::told(
            "no such demand is there at this moment: nothing depends on anything",
        ));
    }
    let groups = groups(state, &solved, &demands, ask.by);
    let pairs = between::pairs(state, &solved, &demands, analyst.control)?;
    Ok(tell::tell(analyst, state, ask, &groups, &pairs))
}

/// All together where they are of one commodity or all have a mass, else each
/// alone.
fn groups(state: &State<'_>, solved: &Solved, demands: &[DemandId], by: Grouping) -> Vec<Group> {
    let model = &*state.model;
    let commodity = |demand: &DemandId| model.demands[demand.index()].commodity;
    let mass = |demand: &DemandId| model.conversions(commodity(demand)).factor(Dimension::MASS);
    let single = demands.windows(2).all(|pair| commodity(&pair[0]) == commodity(&pair[1]));
    if single {
        return vec![group(state, solved, demands, by, &|_| 1.0)];
    }
    if demands.iter().all(|demand| mass(demand).is_some()) {
        let size = |demand: &DemandId| mass(demand).unwrap_or(1.0);
        let mut all = group(state, solved, demands, by, &size);
        all.in_tonnes = true;
        return vec![all];
    }
    demands.iter().map(|demand| group(state, solved, &[*demand], by, &|_| 1.0)).collect()
}

fn group(
    state: &State<'_>,
    solved: &Solved,
    demands: &[DemandId],
    by: Grouping,
    size: &dyn Fn(&DemandId) -> f64,
) -> Group {
    let mut single: BTreeMap<u32, f64> = BTreeMap::new();
    let mut vectors: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
    let (mut volume, mut delivered) = (0.0, 0.0);
    let mut add = |route: &Route, flow: f64| {
        for number in dependences(state, route, by) {
            *single.entry(number).or_default() += flow;
        }
        *vectors.entry(vector(state, route, by)).or_default() += flow;
    };
    for demand in demands {
        let size = size(demand);
        volume += size * solved.of_demand(*demand).map(|(_, part)| part.volume).sum::<f64>();
        for (route, flow) in solved.routes(state, *demand) {
            delivered += flow * size;
            add(&route, flow * size);
        }
    }
    let mut dependence: Vec<(u32, f64)> = single.into_iter().collect();
    dependence.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut vectors: Vec<(Vec<u32>, f64)> = vectors.into_iter().collect();
    vectors.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Group { demands: demands.to_vec(), in_tonnes: false, volume, delivered, dependence, vectors }
}
