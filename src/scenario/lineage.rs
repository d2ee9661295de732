//! The effects of a scenario, ancestors first, in the order applied.

use std::collections::BTreeSet;

use crate::model::{ChangeId, Effect, Model, ScenarioId, ScenarioStep};
use crate::source::Span;

/// Who did something to the network: an effect of a change, or one written in
/// a scenario itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// The change; none: the scenario itself.
    pub change: Option<ChangeId>,
    /// The scenario that applies it.
    pub scenario: ScenarioId,
    /// The effect's place.
    pub span: Span,
}

impl Cause {
    /// The label of the change, or of the scenario.
    pub fn label(self, model: &Model) -> &str {
        match self.change {
            Some(change) => model.changes[change.index()].head.label(),
            None => model.scenarios[self.scenario.index()].head.label(),
        }
    }
}

/// One effect in its place among all.
#[derive(Debug, Clone, Copy)]
pub struct Step<'m> {
    /// Who.
    pub cause: Cause,
    /// Which of the scenario and its ancestors applies it, 0 the eldest. Steps
    /// of one level stand side by side.
    pub level: usize,
    /// What.
    pub effect: &'m Effect,
}

impl Step<'_> {
    /// Whether the two are parts of one change (or of one scenario's own
    /// effects).
    pub fn same_change(&self, other: &Step<'_>) -> bool {
        self.cause.change == other.cause.change
            && (self.cause.change.is_some() || self.level == other.level)
    }
}

/// A scenario and those that it extends, the eldest first.
pub fn lineage(model: &Model, scenario: ScenarioId) -> Vec<ScenarioId> {
    let mut line = Vec::new();
    let mut next = Some(scenario);
    while let Some(scenario) = next {
        // A circle is refused in checking; here it ends the walk.
        if line.contains(&scenario) {
            break;
        }
        line.push(scenario);
        next = model.scenarios[scenario.index()].extends;
    }
    line.reverse();
    line
}

/// All effects of a scenario, ancestors first, in the order applied. A change
/// that is applied more than once counts where it is applied last.
pub fn steps(model: &Model, scenario: ScenarioId) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut applied = BTreeSet::new();
    for (level, scenario) in lineage(model, scenario).into_iter().enumerate() {
        let cause = |change, span| Cause { change, scenario, span };
        for step in &model.scenarios[scenario.index()].steps {
            match step {
                ScenarioStep::Apply(change, _) => {
                    if !applied.insert(*change) {
                        steps.retain(|step| step.cause.change != Some(*change));
                    }
                    let effects = &model.changes[change.index()].effects;
                    steps.extend(effects.iter().map(|effect| Step {
                        cause: cause(Some(*change), effect.span),
                        level,
                        effect,
                    }));
                }
                ScenarioStep::Effect(effect) => {
                    steps.push(Step { cause: cause(None, effect.span), level, effect });
                }
            }
        }
    }
    steps
}

/// The changes of a scenario, in the order of [`steps`], also those without an
/// effect.
pub fn changes(model: &Model, scenario: ScenarioId) -> Vec<ChangeId> {
    let mut changes = Vec::new();
    for scenario in lineage(model, scenario) {
        for step in &model.scenarios[scenario.index()].steps {
            if let ScenarioStep::Apply(change, _) = step {
                changes.retain(|other| other != change);
                changes.push(*change);
            }
        }
    }
    changes
}

/// The basis in force: that of the nearest of the scenario and its ancestors
/// which names one.
pub fn basis(model: &Model, scenario: ScenarioId) -> Option<&str> {
    lineage(model, scenario)
        .into_iter()
        .rev()
        .find_map(|scenario| model.scenarios[scenario.index()].basis.as_ref())
        .map(|(basis, _)| basis.as_str())
}
