//! The network of a scenario laid out for draws: every part of every trip and
//! every gate as a small table over the changes that touch it.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::analyst::{Analyst, Failure, ModelRef, State};
use crate::analysis::find_routes::class_of;
use crate::calendar::{Date, IntervalSet};
use crate::model::{ChangeId, Model, RouteAsk, ScenarioId};
use crate::network::{Class, Layout, Network, ShutPlaces, Spent, spent};
use crate::report::Phrase;
use crate::scenario::{
    BEYOND_PERIOD, Coming, Hold, Occurrences, Period, comings, now_with, period, steps,
};
use crate::uncertainty::KeyedStream;

use super::probe::{Probe, probed};
use super::value::Value;

/// Changes and windows that come and go: one bit each.
pub const MOST_TOKENS: usize = 60;
/// The most that may touch one part or gate.
const MOST_AT_ONE: usize = 10;

/// Effects that come and go together.
#[derive(Debug, Clone)]
pub struct Token {
    /// Whose they are; none: the scenario's own.
    pub change: Option<ChangeId>,
    /// When.
    pub when: When,
    /// Days to come in.
    pub ramp: f64,
    /// Days to go back.
    pub recovery: f64,
    /// Some effect closes: it does so once it is in full.
    pub closes: bool,
    /// Some effect opens: it does so from its start until it is gone.
    pub opens: bool,
    /// By place in `scenario::steps`.
    steps: Vec<usize>,
}

/// When a token holds.
#[derive(Debug, Clone, PartialEq)]
pub enum When {
    /// In these stretches.
    Dated(IntervalSet),
    /// While the random change of this place occurs, inside a window.
    Random(usize, IntervalSet),
}

/// Something that depends on which tokens hold.
#[derive(Debug, Clone)]
pub enum Table<T> {
    /// On none.
    One(T),
    /// By the bits of these tokens.
    Many(Box<(Vec<u8>, Vec<T>)>),
}

/// A scenario laid out for draws.
pub struct Plan<'a> {
    /// The state in which no token holds.
    pub base: State<'a>,
    /// The class of the trip.
    pub class: Class,
    /// Where parts lie.
    pub layout: Layout,
    /// What comes and goes.
    pub tokens: Vec<Token>,
    /// The random changes.
    pub occurrences: Occurrences,
    /// Departures fall here.
    pub period: Period,
    /// A fixed departure.
    pub departing: Option<f64>,
    /// By place in [`Layout`].
    pub parts: Vec<Table<Value>>,
    /// Ways, nodes, crossings and arcs that are shut.
    pub gates: Vec<Table<bool>>,
    /// Remarks.
    pub notes: Vec<String>,
    day: i32,
    scenario: ScenarioId,
    always: Vec<f64>,
}

/// What one state holds.
struct Snapshot {
    shut: Vec<bool>,
    spent: Spent,
    formulas: BTreeMap<usize, Value>,
}

impl Snapshot {
    fn value(&self, item: usize) -> Value {
        self.formulas.get(&item).cloned().unwrap_or_else(|| Value::fixed(self.spent.values[item]))
    }
}

impl<'a> Plan<'a> {
    /// Lays out a scenario for one trip.
    ///
    /// # Errors
    /// Where some state does not exist, or the draws cannot be made.
    pub fn new(
        analyst: &Analyst<'a>,
        scenario: ScenarioId,
        ask: &RouteAsk,
        departing: Option<i32>,
    ) -> Result<Self, Failure> {
        let model = analyst.model;
        let period = period(model, scenario);
        let departing = departing.map(f64::from);
        let from = departing.map_or(period.from, |day| day.min(period.from));
        let until = departing.map_or(period.until, |day| day.max(period.until)) + BEYOND_PERIOD;
        let drawn = Period { from, ..period };
        let occurrences = Occurrences::new(model, scenario, drawn, until).map_err(|too_often| {
            let head = &model.changes[too_often.0.index()].head;
            let text = Phrase::from("`").name(head.label());
            Failure::told(text.with("` would occur more than 100 000 times in a draw"))
        })?;
        let comings = comings(model, scenario, from, until);
        let always: Vec<f64> =
            comings.iter().map(|c| f64::from(u8::from(c.hold == Hold::Always))).collect();
        let tokens = tokens(model, scenario, &comings, &occurrences);
        if tokens.len() > MOST_TOKENS {
            let text = format!("more than {MOST_TOKENS} windows and random changes come and go");
            return Err(Failure::told(text));
        }
        let day = Date::of_moment(departing.unwrap_or(period.from)).days();
        let base = analyst.state_with(scenario, day, &always)?;
        let mut notes = Vec::new();
        let class = class_of(&base, (ask.from, ask.to), ask.commodity, ask.demand, &mut notes);
        let layout = Layout::new(&base.network.frame, model.nodes.len());
        let mut plan = Self {
            base,
            class,
            layout,
            tokens,
            occurrences,
            period,
            departing,
            parts: Vec::new(),
            gates: Vec::new(),
            notes,
            day,
            scenario,
            always,
        };
        plan.fill(analyst, ask)?;
        Ok(plan)
    }

    /// The model of the state in which no token holds.
    pub fn model(&self) -> &Model {
        &self.base.model
    }

    /// The gate of a way.
    pub fn way_gate(&self, way: usize) -> usize {
        way
    }

    /// The gate of a node.
    pub fn node_gate(&self, node: usize) -> usize {
        self.base.network.frame.ends.len() + node
    }

    /// The gate of a crossing.
    pub fn crossing_gate(&self, crossing: usize) -> usize {
        self.node_gate(self.model().nodes.len()) + crossing
    }

    /// The gate of an arc's capacities.
    pub fn arc_gate(&self, arc: usize) -> usize {
        self.crossing_gate(self.base.network.frame.crossings.all().len()) + arc
    }

    /// The state in which the tokens of a mask hold.
    ///
    /// # Errors
    /// Where there is none.
    pub fn state(&self, analyst: &Analyst<'a>, mask: u64) -> Result<State<'a>, Failure> {
        analyst.state_with(self.scenario, self.day, &self.flags(mask))
    }

    fn flags(&self, mask: u64) -> Vec<f64> {
        let mut flags = self.always.clone();
        for (bit, token) in self.tokens.iter().enumerate() {
            if mask >> bit & 1 == 1 {
                token.steps.iter().for_each(|step| flags[*step] = 1.0);
            }
        }
        flags
    }

    fn snapshot(
        &self,
        analyst: &Analyst<'a>,
        ask: &RouteAsk,
        mask: u64,
        with_formulas: bool,
    ) -> Result<Snapshot, Failure> {
        let state = self.state(analyst, mask)?;
        let model = &*state.model;
        let keys = |model: &Model| model.inputs.iter().map(|input| input.key).collect::<Vec<_>>();
        if let ModelRef::Changed(_) = state.model
            && keys(model) != keys(self.model())
        {
            return Err(Failure::told(
                "a parameter that a change sets decides which figures are uncertain",
            ));
        }
        let class =
            class_of(&state, (ask.from, ask.to), ask.commodity, ask.demand, &mut Vec::new());
        let places = ShutPlaces::new(model, &state.network, ask.commodity, &class.gate);
        let barred = !class.barred.is_empty();
        let mut shut = places.ways;
        shut.extend(places.nodes);
        shut.extend(places.crossings);
        shut.extend(places.arcs.iter().map(|arc| *arc || barred));
        let spent = spent(model, &state.network, &class);
        let mut formulas = BTreeMap::new();
        if with_formulas {
            for (item, formula) in &spent.formulas {
                formulas.insert(*item, Value::of(formula, spent.values[*item]));
            }
            formulas.extend(self.probe(&state, ask, mask, &spent)?);
        }
        Ok(Snapshot { shut, spent, formulas })
    }

    /// How parts that changes have moved depend on inputs.
    fn probe(
        &self,
        state: &State<'a>,
        ask: &RouteAsk,
        mask: u64,
        spent: &Spent,
    ) -> Result<Vec<(usize, Value)>, Failure> {
        let model = &*state.model;
        let flags = self.flags(mask);
        let of_effects: BTreeSet<usize> = steps(model, self.scenario)
            .iter()
            .zip(&flags)
            .filter(|(_, on)| **on > 0.0)
            .flat_map(|(step, _)| step.effect.inputs())
            .collect();
        let with = |own: &Vec<usize>| -> Vec<usize> {
            let all: BTreeSet<usize> = own.iter().chain(&of_effects).copied().collect();
            all.into_iter().collect()
        };
        let items: Vec<Probe> = spent
            .moved
            .iter()
            .map(|(item, own)| Probe { item: *item, inputs: with(own) })
            .filter(|probe| !probe.inputs.is_empty())
            .collect();
        let evaluate = |values: &[f64]| -> Result<Vec<f64>, Failure> {
            let drawn = model.with_inputs(values);
            let now = now_with(&drawn, self.scenario, self.day, &flags)
                .map_err(|_| Failure::told("a change makes a figure negative in some draws"))?;
            let network = Network::on(&drawn, state.network.frame.clone(), now);
            let state = State::new(ModelRef::Given(&drawn), network);
            let class =
                class_of(&state, (ask.from, ask.to), ask.commodity, ask.demand, &mut Vec::new());
            Ok(self::spent(&drawn, &state.network, &class).values)
        };
        probed(model, &items, &spent.values, &evaluate)
    }

    /// Fills the tables: what each token touches is found by playing it alone
    /// and beside those that open something; then every set of tokens that
    /// meet at one place is played.
    fn fill(&mut self, analyst: &Analyst<'a>, ask: &RouteAsk) -> Result<(), Failure> {
        let base = self.snapshot(analyst, ask, 0, true)?;
        let openers = self.mask_where(|token| token.opens);
        let (parts, gates) = (self.layout.len(), base.shut.len());
        let mut touch: Vec<Vec<u8>> = vec![Vec::new(); parts + gates];
        for bit in 0..self.tokens.len() {
            let one = 1_u64 << bit;
            let alone = self.snapshot(analyst, ask, one, false)?;
            let mut pairs = vec![(None, alone)];
            if openers & !one != 0
                && let (Ok(with), Ok(without)) = (
                    self.snapshot(analyst, ask, openers | one, false),
                    self.snapshot(analyst, ask, openers & !one, false),
                )
            {
                pairs.push((Some(without), with));
            }
            for (without, with) in &pairs {
                let without = without.as_ref().unwrap_or(&base);
                for (item, touched) in differing(without, with).into_iter().enumerate() {
                    if touched && touch[item].last() != Some(&(bit as u8)) {
                        touch[item].push(bit as u8);
                    }
                }
            }
        }
        let groups: BTreeSet<&Vec<u8>> = touch.iter().filter(|group| !group.is_empty()).collect();
        let mut needed: BTreeMap<u64, Option<Snapshot>> = BTreeMap::new();
        for group in &groups {
            if group.len() > MOST_AT_ONE {
                return Err(Failure::told(format!(
                    "more than {MOST_AT_ONE} windows and random changes touch one place"
                )));
            }
            for subset in 0..1_u64 << group.len() {
                needed.insert(spread(subset, group), None);
            }
        }
        for (mask, snapshot) in &mut needed {
            *snapshot = match self.snapshot(analyst, ask, *mask, true) {
                Ok(snapshot) => Some(snapshot),
                // Windows that never meet may contradict each other.
                Err(Failure::Told(_)) if self.never_together(*mask) => None,
                Err(failure) => return Err(failure),
            };
        }
        let table = |item: usize| -> Vec<&Snapshot> {
            let group = &touch[item];
            let all = 0..1_u64 << group.len();
            let found = |subset| needed.get(&spread(subset, group)).and_then(Option::as_ref);
            all.map(|subset| found(subset).unwrap_or(&base)).collect()
        };
        self.parts = (0..parts)
            .map(|item| match touch[item].is_empty() {
                true => Table::One(base.value(item)),
                false => {
                    let values = table(item).into_iter().map(|s| s.value(item)).collect();
                    Table::Many(Box::new((touch[item].clone(), values)))
                }
            })
            .collect();
        self.gates = (0..gates)
            .map(|gate| match touch[parts + gate].is_empty() {
                true => Table::One(base.shut[gate]),
                false => {
                    let item = parts + gate;
                    let shut = table(item).into_iter().map(|s| s.shut[gate]).collect();
                    Table::Many(Box::new((touch[item].clone(), shut)))
                }
            })
            .collect();
        Ok(())
    }

    fn mask_where(&self, fits: impl Fn(&Token) -> bool) -> u64 {
        let numbered = self.tokens.iter().enumerate();
        numbered.filter(|(_, token)| fits(token)).map(|(bit, _)| 1_u64 << bit).sum()
    }

    /// Whether two of the tokens have windows that do not meet.
    fn never_together(&self, mask: u64) -> bool {
        let dated: Vec<&IntervalSet> = self
            .tokens
            .iter()
            .enumerate()
            .filter(|(bit, _)| mask >> bit & 1 == 1)
            .map(|(_, token)| match &token.when {
                When::Dated(set) => set,
                When::Random(_, window) => window,
            })
            .collect();
        dated
            .iter()
            .enumerate()
            .any(|(index, a)| dated[..index].iter().any(|b| a.intersection(b).is_empty()))
    }

    /// The moment of departure of a draw.
    pub fn departure(&self, seed: u64, draw: u64, key: u64) -> f64 {
        self.departing.unwrap_or_else(|| {
            let share = KeyedStream::new(seed, draw, key).uniform();
            self.period.from + share * (self.period.until - self.period.from)
        })
    }
}

/// Which parts, then which gates, are not the same.
fn differing(a: &Snapshot, b: &Snapshot) -> Vec<bool> {
    let mut differ: Vec<bool> =
        a.spent.values.iter().zip(&b.spent.values).map(|(a, b)| a != b).collect();
    let formulas = |s: &Snapshot| -> BTreeSet<usize> {
        s.spent.formulas.iter().map(|f| f.0).chain(s.spent.moved.iter().map(|m| m.0)).collect()
    };
    // A figure that was uncertain and is not any more may keep its mean.
    let moved = |s: &Snapshot| -> BTreeSet<usize> { s.spent.moved.iter().map(|m| m.0).collect() };
    for item in formulas(a).symmetric_difference(&formulas(b)) {
        differ[*item] = true;
    }
    for item in moved(a).symmetric_difference(&moved(b)) {
        differ[*item] = true;
    }
    differ.extend(a.shut.iter().zip(&b.shut).map(|(a, b)| a != b));
    differ
}

/// The bits of a subset, put where its tokens are.
fn spread(subset: u64, group: &[u8]) -> u64 {
    let bits = group.iter().enumerate();
    bits.filter(|(bit, _)| subset >> bit & 1 == 1).map(|(_, token)| 1_u64 << token).sum()
}

/// Groups the effects that come and go together.
fn tokens(
    model: &Model,
    scenario: ScenarioId,
    comings: &[Coming],
    occurrences: &Occurrences,
) -> Vec<Token> {
    use crate::model::Action;
    let mut tokens: Vec<Token> = Vec::new();
    for (index, (coming, step)) in comings.iter().zip(steps(model, scenario)).enumerate() {
        let when = match &coming.hold {
            Hold::Always | Hold::Never => continue,
            Hold::Dated(set) => When::Dated(set.clone()),
            Hold::Random(window) => {
                let place = occurrences.changes().position(|id| Some(id) == coming.change);
                let Some(place) = place else { continue };
                When::Random(place, window.clone())
            }
        };
        let closes = matches!(step.effect.action, Action::Close(_) | Action::CloseParts { .. });
        let opens = matches!(step.effect.action, Action::Open(_));
        let same = |token: &&mut Token| {
            token.change == coming.change && token.when == when && token.opens == opens
        };
        match tokens.iter_mut().find(same) {
            Some(token) => {
                token.steps.push(index);
                token.closes |= closes;
            }
            None => tokens.push(Token {
                change: coming.change,
                when,
                ramp: coming.ramp,
                recovery: coming.recovery,
                closes,
                opens,
                steps: vec![index],
            }),
        }
    }
    tokens
}
