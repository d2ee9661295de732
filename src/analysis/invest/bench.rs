//! What a set of upgrades makes of the flow.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{
    Action, ChangeId, InvestFor, Minimising, Model, Prop, Scenario, ScenarioId, ScenarioStep,
    SweepOf,
};
use crate::network::{Frame, Network};
use crate::report::{Figure, Phrase, ShownUnit};
use crate::scenario::{changes, now, param_overrides};
use crate::syntax::ast::ChangeWord;

use super::super::analyst::{Analyst, Failure, ModelRef, State};
use super::super::flow_problem::make;
use super::super::knock::Base;
use super::super::units::Units;
use super::super::words::problem_text;

/// One upgrade that may be bought.
pub(super) struct Upgrade {
    /// The change.
    pub change: ChangeId,
    /// Money.
    pub capex: f64,
    /// It solely opens, raises capacity, or lowers time or cost.
    pub only_better: bool,
}

/// What a set of upgrades comes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    /// Weighed deliveries by priority, first served first.
    pub delivered: Vec<f64>,
    /// The flow's objective a day.
    pub objective: f64,
    /// Days of a unit delivered.
    pub time: Option<f64>,
    /// Money of a unit delivered.
    pub cost: Option<f64>,
    /// All deliveries as one figure, where they add up.
    pub total: Option<Figure>,
    /// Deliveries of each demand, a day.
    pub of_demand: Vec<(crate::model::DemandId, f64)>,
    /// Weighed volume.
    pub volume: f64,
    /// Deliveries are the most possible: no demand has a penalty.
    pub strict: bool,
}

/// Tries sets of upgrades in a scenario of its own beside the given one.
pub(super) struct Bench<'a, 's> {
    analyst: &'a Analyst<'s>,
    state: &'a State<'s>,
    /// In order of name.
    pub upgrades: Vec<Upgrade>,
    minimising: Option<Minimising>,
    /// What the flow was last seen to make least.
    /// The unit of the objective, of the last flow that was solved.
    objective: ShownUnit,
    model: Arc<Model>,
    scenario: ScenarioId,
    frame: Arc<Frame>,
    units: std::rc::Rc<Units>,
    known: BTreeMap<Vec<usize>, Result<Value, Vec<Phrase>>>,
}

impl<'a, 's> Bench<'a, 's> {
    pub fn new(analyst: &'a Analyst<'s>, state: &'a State<'s>, aim: InvestFor) -> Self {
        let given = state.network.now.scenario;
        let mut model = analyst.model.clone();
        let applied = changes(&model, given);
        let candidates = (0u32..).map(ChangeId).zip(&model.changes);
        let mut upgrades: Vec<Upgrade> = candidates
            .filter(|(id, change)| change.word == ChangeWord::Upgrade && !applied.contains(id))
            .filter_map(|(id, change)| {
                let capex = change.capex.as_ref()?.value;
                Some(Upgrade { change: id, capex, only_better: is_only_better(change) })
            })
            .collect();
        let name = |upgrade: &Upgrade| model.changes[upgrade.change.index()].head.name.clone();
        upgrades.sort_by_key(name);
        for upgrade in &upgrades {
            // What is bought is built: when is another question.
            let change = &mut model.changes[upgrade.change.index()];
            change.windows.clear();
            change.ramp = None;
        }
        let scenario = add_scenario(&mut model, given);
        Self {
            analyst,
            state,
            upgrades,
            minimising: match aim {
                InvestFor::Delivered => None,
                InvestFor::Time => Some(Minimising::Time),
                InvestFor::Cost => Some(Minimising::Cost),
            },
            objective: analyst.units().money_rate.clone(),
            frame: state.network.frame.clone(),
            model: Arc::new(model),
            scenario,
            units: analyst.units(),
            known: BTreeMap::new(),
        }
    }

    /// How many sets were solved.
    pub fn solved(&self) -> usize {
        self.known.len()
    }

    /// An objective a day as a figure.
    pub fn objective(&self, value: f64) -> Figure {
        Figure::new(value, &self.objective)
    }

    /// What a set costs.
    pub fn capex(&self, of: &[usize]) -> f64 {
        of.iter().map(|index| self.upgrades[*index].capex).sum()
    }

    /// What a set (ascending) comes to, or why it has no answer: two upgrades
    /// may not go together.
    ///
    /// # Errors
    /// Cancelled.
    pub fn value(&mut self, of: &[usize]) -> Result<Result<Value, Vec<Phrase>>, Failure> {
        if let Some(known) = self.known.get(of) {
            return Ok(known.clone());
        }
        self.analyst.control.check()?;
        let found = match self.solve(of) {
            Ok(value) => Ok(value),
            Err(Failure::Told(reasons)) => Err(reasons),
            Err(Failure::Cancelled) => return Err(Failure::Cancelled),
        };
        self.known.insert(of.to_vec(), found.clone());
        Ok(found)
    }

    fn solve(&mut self, of: &[usize]) -> Result<Value, Failure> {
        let span = |change: ChangeId, model: &Model| model.changes[change.index()].head.span;
        let model = Arc::make_mut(&mut self.model);
        let apply = of.iter().map(|index| self.upgrades[*index].change);
        let steps: Vec<ScenarioStep> =
            apply.map(|change| ScenarioStep::Apply(change, span(change, model))).collect();
        model.scenarios[self.scenario.index()].steps = steps;
        let at = self.state.network.now.at;
        let tell = |problems: Vec<crate::scenario::Problem>| {
            let texts = problems.iter().map(|problem| problem_text(self.analyst, problem));
            Failure::Told(texts.collect())
        };
        let set = param_overrides(&self.model, self.scenario, at).map_err(tell)?;
        let state = if set.is_empty() {
            let now = now(&self.model, self.scenario, at).map_err(tell)?;
            let network = Network::on(&self.model, self.frame.clone(), now);
            State::new(ModelRef::Changed(self.model.clone()), network)
        } else {
            let set: Vec<(SweepOf, f64)> =
                set.into_iter().map(|(id, value)| (SweepOf::Parameter(id), value)).collect();
            let mut model = (*self.analyst.checked_with(&set)?).clone();
            model.changes.clone_from(&self.model.changes);
            model.scenarios.clone_from(&self.model.scenarios);
            let now = now(&model, self.scenario, at).map_err(tell)?;
            let network = Network::build(&model, now);
            State::new(ModelRef::Changed(Arc::new(model)), network)
        };
        let made = make(&state.model, &state.network, None, self.minimising)?;
        let problem = made.problem(&state.network);
        let base = Base::new(&state, &made, &problem, &[], self.analyst.control)?;
        self.objective = base.objective_unit(&self.units);
        let of_demand: Vec<_> =
            base.served().iter().map(|one| (one.demand, one.delivered)).collect();
        Ok(Value {
            delivered: base.by_priority(),
            objective: base.solution.objective,
            time: base.mean_time(),
            cost: base.mean_cost(),
            total: base.total(&self.units, of_demand.iter().copied()),
            of_demand,
            volume: base.weighed_volume(),
            strict: !base.has_penalties(),
        })
    }
}

/// A scenario beside those of the file.
fn add_scenario(model: &mut Model, given: ScenarioId) -> ScenarioId {
    let mut head = model.scenarios[given.index()].head.clone();
    head.title = None;
    let own = Scenario { head, extends: Some(given), steps: Vec::new(), basis: None };
    model.scenarios.push(own);
    ScenarioId(model.scenarios.len() as u32 - 1)
}

/// Whether a change can only let more through, or make it quicker or cheaper.
fn is_only_better(change: &crate::model::Change) -> bool {
    let chance = change.chance.is_none() && change.after.is_empty() && change.by.is_none();
    chance
        && change.effects.iter().all(|effect| match &effect.action {
            Action::Open(_) => true,
            Action::Raise { prop, .. } => matches!(prop, Prop::Capacity | Prop::Throughput),
            Action::Reduce { prop, .. } => matches!(
                prop,
                Prop::Time | Prop::Cost | Prop::Dwell | Prop::Handling | Prop::Delay | Prop::Fee
            ),
            _ => false,
        })
}
