//! Whoever answers the questions of one model, and what has been worked out for
//! one answer and serves the next.

use std::cell::{OnceCell, RefCell};
use std::ops::Deref;
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::algorithm::flow::WayNetwork;
use crate::calendar::format_moment;
use crate::control::{Cancelled, Control};
use crate::model::{ConstantId, Model, Moment, ScenarioId, SweepOf};
use crate::network::{Class, ClassAsk, Classes, Frame, Network, SharedParts};
use crate::report::Phrase;
use crate::scenario::{
    About, At, MomentError, Now, Problem, Resolved, now, now_with, param_overrides,
    param_overrides_with, resolve_moment,
};
use crate::source::{SourceMap, Span};

use super::flow::Solved;
use super::flow_problem::{arc_uses, capacities};
use super::risk::{Sample, SampleAsk};
use super::units::Units;
use super::words::problem_text;

/// The model checked again with other values of parameters and settings
/// (canonical); an error says why it does not hold with them.
pub type Recheck<'a> = dyn Fn(&[(SweepOf, f64)]) -> Result<Arc<Model>, String> + Sync + 'a;

/// What several threads need to make an [`Analyst`] each.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub model: &'a Model,
    pub sources: &'a SourceMap,
    pub control: &'a Control,
    pub recheck: Option<&'a Recheck<'a>>,
}

impl<'a> Desk<'a> {
    /// The model checked again with other values of parameters and settings.
    ///
    /// # Errors
    /// Where it does not hold with them, with the reason.
    pub fn checked_with(&self, set: &[(SweepOf, f64)]) -> Result<Arc<Model>, Failure> {
        let Some(recheck) = self.recheck else {
            return Err(Failure::told("other values of parameters cannot be worked out here"));
        };
        let model = recheck(set).map_err(Failure::told)?;
        let size = |model: &Model| (model.legs.len(), model.nodes.len(), model.demands.len());
        if size(&model) != size(self.model) {
            return Err(Failure::told("the model does not hold with these values"));
        }
        Ok(model)
    }

    /// The model checked again, with its uncertain inputs at these values.
    ///
    /// # Errors
    /// Where it does not hold with the values, or other figures are uncertain
    /// then; in words.
    pub fn drawn_with(&self, set: &[(SweepOf, f64)], inputs: &[f64]) -> Result<Arc<Model>, String> {
        let model = self.checked_with(set).map_err(super::value::reason)?;
        let keys = |model: &Model| model.inputs.iter().map(|input| input.key).collect::<Vec<_>>();
        if keys(&model) != keys(self.model) {
            return Err(
                "a parameter that a scenario sets decides which figures are uncertain".to_owned()
            );
        }
        Ok(Arc::new(model.with_inputs(inputs)))
    }

    /// An analyst of the same model, which may have been laid out before.
    pub fn analyst(&self, frame: Option<Arc<Frame>>) -> Analyst<'a> {
        let mut made = Analyst::new(self.model, self.sources, self.control);
        made.recheck = self.recheck;
        if let Some(frame) = frame {
            let _ = made.frame.set(frame);
        }
        made
    }
}

/// What was worked out before, by scenario and moment.
type Known<T> = RefCell<Vec<((ScenarioId, At), T)>>;

/// Where trips were drawn, for what, and whether with variance shares.
type SampleKey = (ScenarioId, SampleAsk, bool);

/// Answers questions about one model. Pure: the same model and question give
/// the same answer.
pub struct Analyst<'a> {
    /// The model as declared.
    pub model: &'a Model,
    /// Its files, for lines and columns.
    pub sources: &'a SourceMap,
    /// Asked at every step whether to stop.
    pub control: &'a Control,
    recheck: Option<&'a Recheck<'a>>,
    frame: OnceCell<Arc<Frame>>,
    units: OnceCell<Rc<Units>>,
    states: Known<Rc<State<'a>>>,
    /// Flows of all demands, solved before.
    pub(super) flows: Known<Rc<Solved>>,
    /// Trips drawn before.
    pub(super) samples: RefCell<Vec<(SampleKey, Rc<Sample>)>>,
    /// Standard errors of statistics, by the place of their metric, with the
    /// number of draws.
    pub(super) errors: RefCell<Vec<(Span, f64, u64)>>,
}

/// What holds in one scenario at one moment.
pub struct State<'a> {
    /// The model, with the scenario's parameters.
    pub model: ModelRef<'a>,
    /// Its network.
    pub network: Network,
    /// What classes have in common, from question to question.
    shared: Mutex<SharedParts>,
    /// The network as ways, made when first asked for; none where it cannot be.
    ways: OnceLock<Option<Mutex<WayNetwork>>>,
    capacities: OnceLock<Vec<f64>>,
}

impl<'a> State<'a> {
    /// Of a network and the model from which it was built.
    pub fn new(model: ModelRef<'a>, network: Network) -> Self {
        Self {
            model,
            network,
            shared: Mutex::default(),
            ways: OnceLock::new(),
            capacities: OnceLock::new(),
        }
    }

    /// Works with the network as ways, where its capacities allow that.
    pub(super) fn with_ways<T>(&self, work: impl FnOnce(&mut WayNetwork) -> T) -> Option<T> {
        let ways = self.ways.get_or_init(|| {
            let network = &self.network;
            let nodes = 0..self.model.nodes.len();
            let begin: Vec<Vec<u32>> =
                nodes.map(|node| network.uses.of_origin.of(node).to_vec()).collect();
            WayNetwork::new(&network.frame.graph, &arc_uses(network), &begin).map(Mutex::new)
        });
        let mut ways = ways.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        Some(work(&mut ways))
    }

    /// The capacities by number, INFINITY where one is not known.
    pub(super) fn capacities(&self) -> &[f64] {
        self.capacities.get_or_init(|| capacities(&self.network))
    }

    /// One kind of cargo; what it shares with those asked for before is not
    /// worked out again.
    pub fn class(&self, ask: ClassAsk) -> Class {
        let mut kept = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = std::mem::take(&mut *kept);
        let mut classes = Classes::resume(&self.model, &self.network, shared);
        let class = classes.class(ask);
        *kept = classes.into_shared();
        class
    }
}

/// A model that was given, or one checked again.
pub enum ModelRef<'a> {
    /// As declared.
    Given(&'a Model),
    /// With parameters of a scenario.
    Changed(Arc<Model>),
}

impl Deref for ModelRef<'_> {
    type Target = Model;

    fn deref(&self) -> &Model {
        match self {
            Self::Given(model) => model,
            Self::Changed(model) => model,
        }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    /// The control said so.
    Cancelled,
    /// What stands in the way, one reason a phrase; never empty.
    Told(Vec<Phrase>),
}

impl Failure {
    /// One reason.
    pub fn told(phrase: impl Into<Phrase>) -> Self {
        Self::Told(vec![phrase.into()])
    }
}

impl From<Cancelled> for Failure {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl<'a> Analyst<'a> {
    /// Of a model and its files.
    pub fn new(model: &'a Model, sources: &'a SourceMap, control: &'a Control) -> Self {
        Self {
            model,
            sources,
            control,
            recheck: None,
            frame: OnceCell::new(),
            units: OnceCell::new(),
            states: RefCell::new(Vec::new()),
            flows: RefCell::new(Vec::new()),
            samples: RefCell::new(Vec::new()),
            errors: RefCell::new(Vec::new()),
        }
    }

    /// The same with a way to check the model again, which scenarios that set
    /// parameters need.
    #[must_use]
    pub fn with_recheck(mut self, recheck: &'a Recheck<'a>) -> Self {
        self.recheck = Some(recheck);
        self
    }

    /// The units in which answers are shown.
    pub fn units(&self) -> Rc<Units> {
        self.units.get_or_init(|| Rc::new(Units::new(self.model))).clone()
    }

    /// The moments of a question.
    ///
    /// # Errors
    /// Where the question has to say when.
    pub fn moments(
        &self,
        scenario: ScenarioId,
        when: Option<Moment>,
        about: About,
    ) -> Result<Vec<At>, Failure> {
        match resolve_moment(self.model, scenario, when, about) {
            Ok(Resolved::At(at)) => Ok(vec![at]),
            Ok(Resolved::Over(stretches)) => Ok(stretches),
            Err(error) => Err(Failure::Told(self.no_moment(scenario, &error))),
        }
    }

    fn no_moment(&self, scenario: ScenarioId, error: &MomentError) -> Vec<Phrase> {
        let MomentError::Needed(needs) = error else {
            let MomentError::TooMany(count) = error else { return Vec::new() };
            let text = format!("the period falls into {count} stretches, more than can be told");
            return vec![text.into()];
        };
        let name = self.model.scenarios[scenario.index()].head.label();
        let mut text = Phrase::from("`").name(name).with("` differs from day to day");
        if !needs.random.is_empty() {
            let label = |id: &crate::model::ChangeId| {
                format!("`{}`", self.model.changes[id.index()].head.label())
            };
            let list: Vec<String> = needs.random.iter().map(label).collect();
            text.push(format!(" ({} comes at random)", list.join(", ")));
        }
        text.push("; say when: `on DATE`, `over DATE to DATE`, or `while it lasts`");
        let mut all = vec![text];
        if !needs.dates.is_empty() {
            let shown: Vec<String> =
                needs.dates.iter().take(8).map(|date| format_moment(*date)).collect();
            let more = needs.dates.len().saturating_sub(8);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            all.push(format!("something begins or ends on {}{more}", shown.join(", ")).into());
        }
        all
    }

    /// What holds in a scenario at a moment.
    ///
    /// # Errors
    /// Where the scenario has no state then.
    pub fn state(&self, scenario: ScenarioId, at: At) -> Result<Rc<State<'a>>, Failure> {
        self.control.check()?;
        let known = self.states.borrow();
        if let Some((_, state)) = known.iter().find(|(key, _)| *key == (scenario, at)) {
            return Ok(state.clone());
        }
        drop(known);
        let state = Rc::new(self.build(scenario, at)?);
        let mut states = self.states.borrow_mut();
        // Stretches of long periods are not asked for again; keep few.
        if states.len() >= 64 {
            states.remove(0);
        }
        states.push(((scenario, at), state.clone()));
        Ok(state)
    }

    fn build(&self, scenario: ScenarioId, at: At) -> Result<State<'a>, Failure> {
        let tell = |problems: Vec<crate::scenario::Problem>| {
            Failure::Told(problems.iter().map(|problem| problem_text(self, problem)).collect())
        };
        let set = param_overrides(self.model, scenario, at).map_err(tell)?;
        if set.is_empty() {
            return Ok(self.state_of(now(self.model, scenario, at).map_err(tell)?));
        }
        self.state_rechecked(&set, &|model| now(model, scenario, at))
    }

    /// What several threads need to answer the same model's questions.
    pub(super) fn desk(&self) -> Desk<'a> {
        let Self { model, sources, control, recheck, .. } = *self;
        Desk { model, sources, control, recheck }
    }

    /// The state in which this holds of the model as declared.
    pub(super) fn state_of(&self, now: Now) -> State<'a> {
        State::new(ModelRef::Given(self.model), Network::on(self.model, self.frame(), now))
    }

    /// States and arcs of the model as declared.
    pub(super) fn frame(&self) -> Arc<Frame> {
        self.frame.get_or_init(|| Arc::new(Frame::new(self.model))).clone()
    }

    /// The state of the model checked again with these parameters.
    ///
    /// # Errors
    /// Where it does not hold with them, or has no state.
    pub(super) fn state_rechecked(
        &self,
        set: &[(ConstantId, f64)],
        now: &dyn Fn(&Model) -> Result<Now, Vec<Problem>>,
    ) -> Result<State<'a>, Failure> {
        let set: Vec<(SweepOf, f64)> =
            set.iter().map(|(id, value)| (SweepOf::Parameter(*id), *value)).collect();
        let model = self.checked_with(&set)?;
        let now = now(&model).map_err(|problems| {
            Failure::Told(problems.iter().map(|problem| problem_text(self, problem)).collect())
        })?;
        let network = Network::build(&model, now);
        Ok(State::new(ModelRef::Changed(model), network))
    }

    /// What holds where the effects of a scenario are in force as far as said:
    /// shares by place in `scenario::steps`. The day says who is a member of a
    /// bloc and how large demands are.
    ///
    /// # Errors
    /// Where there is no such state.
    pub(super) fn state_with(
        &self,
        scenario: ScenarioId,
        day: i32,
        in_force: &[f64],
    ) -> Result<State<'a>, Failure> {
        self.control.check()?;
        let tell = |problems: Vec<crate::scenario::Problem>| {
            Failure::Told(problems.iter().map(|problem| problem_text(self, problem)).collect())
        };
        let set = param_overrides_with(self.model, scenario, day, in_force).map_err(tell)?;
        let model = match set.is_empty() {
            true => ModelRef::Given(self.model),
            false => {
                let set: Vec<(SweepOf, f64)> =
                    set.iter().map(|(id, value)| (SweepOf::Parameter(*id), *value)).collect();
                ModelRef::Changed(self.checked_with(&set)?)
            }
        };
        let now = now_with(&model, scenario, day, in_force).map_err(tell)?;
        let frame = self.frame.get_or_init(|| Arc::new(Frame::new(self.model))).clone();
        let network = Network::on(&model, frame, now);
        Ok(State::new(model, network))
    }

    /// The model checked again with other values of parameters and settings.
    ///
    /// # Errors
    /// Where it does not hold with them, with the reason.
    pub fn checked_with(&self, set: &[(SweepOf, f64)]) -> Result<Arc<Model>, Failure> {
        self.desk().checked_with(set)
    }

    /// The name of a scenario.
    pub fn scenario_name(&self, scenario: ScenarioId) -> &str {
        &self.model.scenarios[scenario.index()].head.name
    }

    /// How a reader calls a scenario: its title or name.
    pub fn scenario_label(&self, scenario: ScenarioId) -> &str {
        self.model.scenarios[scenario.index()].head.label()
    }
}
