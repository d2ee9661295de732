//! Why a demand is not met in full: what binds, or why it has no way.

use crate::algorithm::{LABEL_LIMIT, ReverseIndex, RouteQuery, RouteSearch};
use crate::model::{Criterion, Prop, Target};
use crate::report::{Block, Figure, Map, Node, Phrase};
use crate::scenario::slot;

use super::analyst::{Analyst, Failure, State};
use super::flow::{DemandAnswer, FlowAnswer};
use super::no_way::{NoWay, no_way};
use super::units::{Units, shown};
use super::words::resource_map;

/// Why a demand is not met in full.
#[derive(Debug, Clone)]
pub enum Unmet {
    /// No way is open.
    NoWay(NoWay),
    /// The fastest way takes longer than the deadline allows (days).
    TooSlow {
        /// The fastest.
        fastest: Figure,
        /// The deadline.
        deadline: Figure,
    },
    /// Capacities bind, by number.
    Binds(Vec<u32>),
    /// Delivering it costs more than its penalty.
    Penalty,
}

/// Why a demand is not met in full.
///
/// # Errors
/// When the control says so.
pub fn unmet_reason(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    answer: &FlowAnswer,
    demand: &DemandAnswer,
) -> Result<Unmet, Failure> {
    let model = &*state.model;
    let class = &demand.class;
    let reach = state.network.in_reach(class);
    if !reach.iter().any(|used| *used) {
        let ends = (class.ask.from, class.ask.to);
        return Ok(Unmet::NoWay(no_way(state, class, ends, &|_| None, analyst.control)?));
    }
    let at = slot(Target::Demand(demand.demand), Prop::Deadline);
    if let Some((deadline, unit)) = state.network.now.standing(model, at).with_unit()
        && let Some(days) = fastest(analyst, state, demand)?
        && days > deadline * (1.0 + 1e-9)
    {
        let units = Units::new(model);
        return Ok(Unmet::TooSlow {
            fastest: units.days(days),
            deadline: Figure::new(deadline, shown(model, unit)),
        });
    }
    let mut within = vec![false; state.network.uses.resources.len()];
    for resource in state.network.uses.of_origin.of(class.ask.from.index()) {
        within[*resource as usize] = true;
    }
    for (arc, used) in reach.iter().enumerate() {
        if *used {
            state.network.uses.of_arc.of(arc).iter().for_each(|r| within[*r as usize] = true);
        }
    }
    let in_reach = || answer.uses.iter().filter(|used| used.binds && within[used.resource as usize]);
    let priced: Vec<u32> =
        in_reach().filter(|used| used.dual_delivered > 0.0).map(|used| used.resource).collect();
    if !priced.is_empty() {
        return Ok(Unmet::Binds(priced));
    }
    let binding: Vec<u32> = in_reach().map(|used| used.resource).collect();
    let standing = state.network.now.standing(model, slot(Target::Demand(demand.demand), Prop::Penalty));
    if standing.value().is_some() || binding.is_empty() {
        return Ok(Unmet::Penalty);
    }
    Ok(Unmet::Binds(binding))
}

fn fastest(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    demand: &DemandAnswer,
) -> Result<Option<f64>, Failure> {
    let graph = &state.network.frame.graph;
    let Ok(weight) = demand.class.weights(Criterion::Time) else { return Ok(None) };
    let query = RouteQuery {
        graph,
        reverse: &ReverseIndex::new(graph),
        weight: &weight,
        origin: state.network.frame.start(demand.class.ask.from),
        target: demand.class.ask.to.0,
        limit: None,
        labels: LABEL_LIMIT,
    };
    let best = RouteSearch::new().k_best(&query, 1, analyst.control)?;
    Ok(best.routes.first().map(|route| route.weight))
}

impl Unmet {
    /// In words.
    pub fn sentence(&self, state: &State<'_>, demand: &DemandAnswer) -> Phrase {
        let model = &*state.model;
        let label = model.demands[demand.demand.index()].head.label();
        let start = Phrase::new().name(label);
        match self {
            Self::NoWay(no_way) => no_way.sentence(state),
            Self::TooSlow { fastest, deadline } => start
                .with(" has no way in time: the fastest takes ")
                .with(fastest)
                .with(", the deadline is ")
                .with(deadline)
                .with("."),
            Self::Binds(list) => {
                let names = list.iter().map(|number| {
                    let resource = &state.network.uses.resources[*number as usize];
                    Phrase::new().name(resource.label(model))
                });
                start.with(" is held back by ").and(Phrase::list(names)).with(".")
            }
            Self::Penalty => start.with(
                " is not met in full: to deliver more costs more than its penalty.",
            ),
        }
    }

    /// The members of the cut, where there is no way.
    pub fn block(&self, analyst: &Analyst<'_>, state: &State<'_>) -> Option<Block> {
        match self {
            Self::NoWay(no_way) => Some(no_way.block(analyst, state)),
            _ => None,
        }
    }

    /// For programs.
    pub fn map(&self, analyst: &Analyst<'_>, state: &State<'_>) -> Map {
        let model = &*state.model;
        match self {
            Self::NoWay(no_way) => {
                Map::new().with("reason", "no_way").with("no_way", no_way.map(analyst, state))
            }
            Self::TooSlow { fastest, deadline } => Map::new()
                .with("reason", "deadline")
                .with("fastest", fastest)
                .with("deadline", deadline),
            Self::Binds(list) => {
                let resource = |number: &u32| {
                    resource_map(model, &state.network.uses.resources[*number as usize])
                };
                Map::new()
                    .with("reason", "capacity")
                    .with("binds", Node::list(list.iter().map(resource)))
            }
            Self::Penalty => Map::new().with("reason", "penalty"),
        }
    }
}
