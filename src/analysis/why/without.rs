//! The same moment without one change.

use std::sync::Arc;

use crate::model::{ChangeId, Model, ScenarioStep};
use crate::network::Network;
use crate::scenario::now;

use crate::analysis::analyst::{Analyst, Failure, ModelRef, State};
use crate::analysis::words::problem_text;
use crate::source::Span;

/// What may be taken away: a change, or an effect written in a scenario itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LeftOut {
    /// A change.
    Change(ChangeId),
    /// The place of an effect.
    Effect(Span),
}

/// All that is at work at the moment of a state.
pub fn left_out(state: &State<'_>) -> Vec<LeftOut> {
    let network_now = &state.network.now;
    let mut all: Vec<LeftOut> =
        network_now.changes_at_work().into_iter().map(LeftOut::Change).collect();
    let model = &*state.model;
    let mut scenario = Some(network_now.scenario);
    while let Some(id) = scenario {
        let of = &model.scenarios[id.index()];
        all.extend(of.steps.iter().filter_map(|step| match step {
            ScenarioStep::Effect(effect) => Some(LeftOut::Effect(effect.span)),
            ScenarioStep::Apply(..) => None,
        }));
        scenario = of.extends;
    }
    all
}

/// The state without it; none where nothing holds then.
///
/// # Errors
/// As a state's.
pub fn state_without<'a>(
    analyst: &Analyst<'a>,
    state: &State<'_>,
    what: LeftOut,
) -> Result<Option<State<'a>>, Failure> {
    analyst.control.check()?;
    let mut model: Model = (*state.model).clone();
    for scenario in &mut model.scenarios {
        scenario.steps.retain(|step| match (step, what) {
            (ScenarioStep::Apply(change, _), LeftOut::Change(out)) => *change != out,
            (ScenarioStep::Effect(effect), LeftOut::Effect(out)) => effect.span != out,
            _ => true,
        });
    }
    let network_now = &state.network.now;
    let now = now(&model, network_now.scenario, network_now.at).map_err(|problems| {
        Failure::Told(problems.iter().map(|problem| problem_text(analyst, problem)).collect())
    });
    // Two changes may stand only with the third between them.
    let Ok(now) = now else { return Ok(None) };
    let network = Network::build(&model, now);
    Ok(Some(State::new(ModelRef::Changed(Arc::new(model)), network)))
}
