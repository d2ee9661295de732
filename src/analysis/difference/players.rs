//! The changes that tell two scenarios apart, and scenarios between the two.

use crate::model::{ChangeId, Effect, Model, Scenario, ScenarioId, ScenarioStep};
use crate::scenario::{basis, lineage};

/// One of the things that tell S from T.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A change that one of the two applies.
    Change(ChangeId),
    /// An effect written in a scenario's own body: its scenario and step.
    Effect(ScenarioId, usize),
    /// `use BASIS`: that of T instead of that of S.
    Basis,
    /// The same changes in another order.
    Order,
}

/// One of the things that tell S from T, and which of the two has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Player {
    /// What.
    pub what: What,
    /// Whether it is of S: going to T takes it away.
    pub of_s: bool,
}

/// Two scenarios and what tells them apart.
pub struct Between {
    s: ScenarioId,
    t: ScenarioId,
    /// Those of S in its order, then those of T in its order, then the basis.
    pub players: Vec<Player>,
}

impl Between {
    /// Of two scenarios.
    pub fn new(model: &Model, s: ScenarioId, t: ScenarioId) -> Self {
        let (of_s, of_t) = (all(model, s), all(model, t));
        let mut players = Vec::new();
        let only = |these: &[What], those: &[What], of_s| {
            let missing = these.iter().filter(|what| !those.contains(what));
            missing.map(|what| Player { what: what.clone(), of_s }).collect::<Vec<_>>()
        };
        players.extend(only(&of_s, &of_t, true));
        players.extend(only(&of_t, &of_s, false));
        if basis(model, s) != basis(model, t) {
            players.push(Player { what: What::Basis, of_s: false });
        }
        if players.is_empty() && of_s != of_t {
            players.push(Player { what: What::Order, of_s: false });
        }
        Self { s, t, players }
    }

    /// How many scenarios one mixture takes.
    fn levels(&self, model: &Model) -> usize {
        lineage(model, self.s).len() + lineage(model, self.t).len()
    }

    /// The model with a scenario for each of the sets of players; in a set
    /// those named have gone over from S to T. S's apply first, then T's; both
    /// keep their levels, so that what a parent and a child say about one thing
    /// is no conflict, nor what S and T say.
    pub fn extend(&self, model: &mut Model, sets: &[Vec<bool>]) {
        for set in sets {
            let mut above = None;
            let lines = [(lineage(model, self.s), true), (lineage(model, self.t), false)];
            for (line, of_s) in lines {
                for id in line {
                    let mut scenario = model.scenarios[id.index()].clone();
                    scenario.steps = self.kept(&scenario, (id, of_s), set);
                    scenario.extends = above;
                    scenario.basis = None;
                    above = Some(ScenarioId(model.scenarios.len() as u32));
                    model.scenarios.push(scenario);
                }
            }
            let gone = |player: &Player, to: &bool| player.what == What::Basis && *to;
            let over = self.players.iter().zip(set).any(|(player, to)| gone(player, to));
            let of = lineage(model, if over { self.t } else { self.s });
            let basis = of.iter().rev().find_map(|id| model.scenarios[id.index()].basis.clone());
            if let Some(last) = model.scenarios.last_mut() {
                last.basis = basis;
            }
        }
    }

    /// The scenario of the `number`th set in a model so extended, where
    /// `declared` scenarios stood before. The ends are S and T themselves.
    pub fn scenario(
        &self,
        model: &Model,
        declared: usize,
        number: usize,
        set: &[bool],
    ) -> ScenarioId {
        if set.iter().all(|over| !over) {
            return self.s;
        }
        if set.iter().all(|over| *over) {
            return self.t;
        }
        let levels = self.levels(model);
        ScenarioId((declared + (number + 1) * levels - 1) as u32)
    }

    /// The steps of a scenario that a set keeps: of S's all but those gone, of
    /// T's those come that are not S's too.
    fn kept(
        &self,
        scenario: &Scenario,
        (id, of_s): (ScenarioId, bool),
        set: &[bool],
    ) -> Vec<ScenarioStep> {
        let keeps = |what: &What| {
            let mut players = self.players.iter().zip(set);
            match players.find(|(player, _)| player.what == *what) {
                Some((player, over)) => player.of_s == of_s && *over != of_s,
                // What both have stands where S has it.
                None => of_s,
            }
        };
        let steps = scenario.steps.iter().enumerate();
        steps
            .filter(|(at, step)| keeps(&what(step, id, *at)))
            .map(|(_, step)| step.clone())
            .collect()
    }
}

fn what(step: &ScenarioStep, scenario: ScenarioId, at: usize) -> What {
    match step {
        ScenarioStep::Apply(change, _) => What::Change(*change),
        ScenarioStep::Effect(_) => What::Effect(scenario, at),
    }
}

/// Everything that a scenario and its ancestors do, in order, each once.
fn all(model: &Model, scenario: ScenarioId) -> Vec<What> {
    let mut all: Vec<What> = Vec::new();
    for id in lineage(model, scenario) {
        for (at, step) in model.scenarios[id.index()].steps.iter().enumerate() {
            let what = what(step, id, at);
            all.retain(|other| *other != what);
            all.push(what);
        }
    }
    all
}

/// The effect that a player is, where it is one.
pub fn effect<'m>(model: &'m Model, what: &What) -> Option<&'m Effect> {
    let What::Effect(scenario, at) = what else { return None };
    match model.scenarios[scenario.index()].steps.get(*at)? {
        ScenarioStep::Effect(effect) => Some(effect),
        ScenarioStep::Apply(..) => None,
    }
}
