//! What a contract asks, of which arcs, and what breaking it costs.

use crate::model::{ContractId, Minimising, Model};
use crate::network::ValueOfTime;
use crate::quantity::Dimension;
use crate::scenario::select;

use super::analyst::State;
use super::flow_problem::Made;

/// Of each arc of the network the contracts on whose things it goes, as bits.
pub fn marks(state: &State<'_>, contracts: &[ContractId]) -> Vec<usize> {
    let (model, network) = (&*state.model, &state.network);
    let frame = &network.frame;
    let mut marks = vec![0usize; frame.way_of.len()];
    for (number, id) in contracts.iter().enumerate() {
        let on = &model.contracts[id.index()].on;
        let selected = select(model, on, network.now.at.day());
        for (mark, way) in marks.iter_mut().zip(&frame.way_of) {
            let (from, to) = frame.ends[way.index()];
            let crosses = frame.crossings.of(way.index()).iter().any(|crossing| {
                selected.borders.binary_search(&(crossing.left, crossing.entered)).is_ok()
            });
            let used = selected.legs.binary_search(way).is_ok()
                || [from, to].iter().any(|node| selected.nodes.binary_search(node).is_ok())
                || crosses;
            *mark |= usize::from(used) << number;
        }
    }
    marks
}

/// Units of the commodity a day.
pub fn asked(model: &Model, id: ContractId) -> f64 {
    let contract = &model.contracts[id.index()];
    let amount = model.dimension(contract.amount.unit).times(Dimension::TIME);
    let factor = amount.and_then(|a| model.conversions(contract.commodity).factor(a));
    factor.map_or(contract.amount.value, |factor| contract.amount.value / factor)
}

/// What a unit against a contract costs, in the objective; none of a hard one.
pub fn penalty(model: &Model, made: &Made, id: ContractId) -> Option<f64> {
    let contract = &model.contracts[id.index()];
    let figure = contract.penalty.as_ref()?;
    let per = Dimension::MONEY.per(model.dimension(figure.unit));
    let factor = per.and_then(|per| model.conversions(contract.commodity).factor(per));
    let money = figure.value * factor.unwrap_or(1.0);
    if made.objective != Minimising::Time {
        return Some(money);
    }
    // In days: by the value of time of the first demand of the commodity.
    let of = |part: &super::flow_problem::Part| match part.class.value_of_time {
        ValueOfTime::Money(worth) if worth > 0.0 => Some(money / worth),
        _ => None,
    };
    let own = |part: &&super::flow_problem::Part| {
        model.demands[part.demand.index()].commodity == contract.commodity
    };
    Some(made.parts.iter().filter(own).find_map(of).unwrap_or(0.0))
}
