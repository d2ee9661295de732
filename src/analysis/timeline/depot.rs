//! The states of a network that a timeline passes through, each worked out
//! once, and what shippers plan in each.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::algorithm::flow::Solver;
use crate::algorithm::{LABEL_LIMIT, RouteQuery, RouteSearch, Search};
use crate::model::{
    Action, ChangeId, CommodityId, Criterion, DemandId, NodeId, Prop, ScenarioId, Target,
};
use crate::network::{Class, ClassAsk};
use crate::quantity::Dimension;
use crate::scenario::{Binder, Forces, Now, Overrides, Programme, Standing, slot, steps};

use crate::analysis::analyst::{Analyst, Failure, State};
use crate::analysis::flow_problem::make;
use crate::analysis::words::problem_text;

/// A demand, or the part of it that the same rules bind all along.
#[derive(Debug, Clone, PartialEq)]
pub struct Cargo {
    /// The demand.
    pub demand: DemandId,
    /// Its part of the demand's volume.
    pub share: f64,
    /// The changes made `by` someone that bind it.
    pub bound: Vec<ChangeId>,
    /// What it is.
    pub commodity: CommodityId,
    /// Where it begins.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// It waits at its origin while its way is closed.
    pub hold: bool,
}

/// One state of the network.
pub struct Held<'a> {
    /// Which one.
    pub id: u32,
    /// The network.
    pub state: State<'a>,
    /// What each cargo may use and what that takes.
    pub classes: Vec<Class>,
    /// Units a day of each cargo.
    pub volume: Vec<f64>,
    /// 1 is served first.
    pub priority: Vec<u32>,
    /// Of each cargo, what a way is judged by, by arc.
    pub measure: Vec<Rc<Vec<f64>>>,
    /// Of each node with limited storage: what it holds, and in what.
    pub stores: Vec<(NodeId, f64, Dimension)>,
    rest: RefCell<Vec<Option<Rc<Vec<f64>>>>>,
    usable: OnceCell<Vec<bool>>,
}

/// The way on which a part of a cargo is sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Way {
    /// Along these arcs; none where it begins where it ends.
    Arcs(Rc<[u32]>),
    /// There is none.
    Nowhere,
}

/// How each cargo is sent in a state.
pub struct Plan {
    /// By cargo: ways and the share of the volume that takes each; they sum to 1.
    pub ways: Vec<Vec<(Way, f64)>>,
    /// By cargo: how many of those ways, from the first, are of the optimum; the
    /// others are set out on by what does not fit.
    pub fitting: Vec<usize>,
    /// By cargo: mean days on them.
    pub days: Vec<f64>,
}

type StateKey = (usize, Vec<(u64, bool)>);

/// All states of one model in one scenario over one period.
pub struct Depot<'d, 'a> {
    /// Who asks.
    pub analyst: &'d Analyst<'a>,
    /// In which scenario.
    pub scenario: ScenarioId,
    /// First moment and the first after the last.
    pub window: (f64, f64),
    /// How much longer a diverted rest may be.
    pub detour: f64,
    /// What moves.
    pub cargoes: Vec<Cargo>,
    /// Whether any storage is limited.
    pub has_stores: bool,
    by: Vec<Criterion>,
    held: RefCell<BTreeMap<StateKey, Rc<Held<'a>>>>,
    plans: RefCell<BTreeMap<(u32, u32), Rc<Plan>>>,
    search: RefCell<RouteSearch>,
}

impl<'d, 'a> Depot<'d, 'a> {
    /// Nothing is worked out yet but who moves.
    ///
    /// # Errors
    /// Where the scenario has no state at the first moment.
    pub fn new(
        analyst: &'d Analyst<'a>,
        scenario: ScenarioId,
        window: (f64, f64),
        detour: Option<f64>,
    ) -> Result<Self, Failure> {
        let model = analyst.model;
        let mut depot = Self {
            analyst,
            scenario,
            window,
            detour: detour.unwrap_or(model.settings.detour.value),
            cargoes: Vec::new(),
            has_stores: has_stores(analyst, scenario),
            by: Vec::new(),
            held: RefCell::default(),
            plans: RefCell::default(),
            search: RefCell::default(),
        };
        let programme = depot.programme(&Overrides::NONE);
        let forces = programme.forces(window.0);
        let first = depot.build(&programme, &Overrides::NONE, window.0, &forces, 0)?;
        depot.cargoes = depot.cargoes_of(&first.state.network.now);
        let first = depot.build(&programme, &Overrides::NONE, window.0, &forces, 0)?;
        depot.by = first.classes.iter().map(judged_by).collect();
        depot.held.borrow_mut().clear();
        Ok(depot)
    }

    /// What the scenario does in the period.
    pub fn programme(&self, instead: &Overrides) -> Programme<'a> {
        Programme::new(self.analyst.model, self.scenario, self.window, instead)
    }

    /// All demands, each in the parts that any change of the scenario made `by`
    /// someone tells apart.
    fn cargoes_of(&self, now: &Now) -> Vec<Cargo> {
        let model = self.analyst.model;
        let mut now = now.clone();
        let mut causes: Vec<ChangeId> =
            steps(model, self.scenario).iter().filter_map(|step| step.cause.change).collect();
        causes.dedup();
        let binder = |change: &ChangeId| {
            let (by, share) = model.changes[change.index()].by.as_ref()?;
            Some(Binder { by: *by, share: share.value, change: *change })
        };
        now.binders = causes.iter().filter_map(binder).collect();
        let mut all = Vec::new();
        for (id, demand) in (0u32..).map(DemandId).zip(&model.demands) {
            for part in now.admissions(model, id) {
                let bound = part.bound.iter().map(|at| now.binders[*at as usize].change);
                all.push(Cargo {
                    demand: id,
                    share: part.share,
                    bound: bound.collect(),
                    commodity: demand.commodity,
                    from: demand.from,
                    to: demand.to,
                    hold: demand.hold_at_origin,
                });
            }
        }
        all
    }

    /// The state with these forces, in the stretch of dates of this number.
    ///
    /// # Errors
    /// Where there is no such state, with the reason.
    pub fn held(
        &self,
        programme: &Programme<'a>,
        instead: &Overrides,
        moment: f64,
        forces: &Forces,
        dates: usize,
    ) -> Result<Rc<Held<'a>>, Failure> {
        let key = (dates, forces.key());
        if let Some(held) = self.held.borrow().get(&key) {
            return Ok(held.clone());
        }
        let id = self.held.borrow().len() as u32;
        let held = Rc::new(self.build(programme, instead, moment, forces, id)?);
        self.held.borrow_mut().insert(key, held.clone());
        Ok(held)
    }

    fn build(
        &self,
        programme: &Programme<'a>,
        instead: &Overrides,
        moment: f64,
        forces: &Forces,
        id: u32,
    ) -> Result<Held<'a>, Failure> {
        self.analyst.control.check()?;
        let tell = |problems: Vec<crate::scenario::Problem>| {
            let texts = problems.iter().map(|problem| problem_text(self.analyst, problem));
            Failure::Told(texts.collect())
        };
        let set = programme.params(moment, forces).map_err(tell)?;
        let state = if set.is_empty() {
            self.analyst.state_of(programme.now(moment, forces).map_err(tell)?)
        } else {
            self.analyst.state_rechecked(&set, &|model| {
                let programme = Programme::new(model, self.scenario, self.window, instead);
                programme.now(moment, forces)
            })?
        };
        let now = &state.network.now;
        let class = |cargo: &Cargo| {
            let binders = (0u32..).zip(&now.binders);
            let bound = binders.filter(|(_, binder)| cargo.bound.contains(&binder.change));
            state.class(ClassAsk {
                commodity: Some(cargo.commodity),
                from: cargo.from,
                to: cargo.to,
                demand: Some(cargo.demand),
                bound: bound.map(|(index, _)| index).collect(),
            })
        };
        let classes: Vec<Class> = self.cargoes.iter().map(class).collect();
        let mut measure: Vec<Rc<Vec<f64>>> = Vec::new();
        for (class, by) in classes.iter().zip(&self.by) {
            let list = class.measure(*by).map_err(|_| {
                Failure::told("the value of time of a demand does not convert to its commodity")
            })?;
            measure.push(Rc::new(list));
        }
        let of = |cargo: &Cargo| now.demand(cargo.demand);
        let volume = self.cargoes.iter().map(|cargo| match of(cargo).there {
            true => of(cargo).volume * cargo.share,
            false => 0.0,
        });
        let volume = volume.collect();
        let priority = self.cargoes.iter().map(|cargo| of(cargo).priority).collect();
        let stores = if self.has_stores { stores(&state) } else { Vec::new() };
        let rest = RefCell::new(vec![None; classes.len()]);
        let usable = OnceCell::new();
        Ok(Held { id, state, classes, volume, priority, measure, stores, rest, usable })
    }

    /// How each cargo is sent as things stand, where `undisturbed` is what would
    /// hold without all that ends again: along the optimum of all together; what
    /// that leaves unmet takes the best open way unless its detour is too long,
    /// else its undisturbed one.
    ///
    /// # Errors
    /// Where the optimum is not found, with the reason.
    pub fn plan(&self, held: &Held<'a>, undisturbed: &Held<'a>) -> Result<Rc<Plan>, Failure> {
        let key = (held.id, undisturbed.id);
        if let Some(plan) = self.plans.borrow().get(&key) {
            return Ok(plan.clone());
        }
        let plan = Rc::new(self.make_plan(held, undisturbed)?);
        self.plans.borrow_mut().insert(key, plan.clone());
        Ok(plan)
    }

    fn make_plan(&self, held: &Held<'a>, undisturbed: &Held<'a>) -> Result<Plan, Failure> {
        let (model, network) = (&*held.state.model, &held.state.network);
        let frame = &network.frame;
        let made = make(model, network, None, None)?;
        let mut problem = made.problem(network);
        // A timeline keeps what is not delivered; there is no price at which it
        // would not be sent.
        problem.demands.iter_mut().for_each(|demand| demand.penalty = None);
        let solution = Solver::new(&problem)?.solve(self.analyst.control)?;
        // What nothing disturbs goes as far round as the optimum sends it; else
        // nobody sets out on a way whose detour is too long.
        let calm = match held.id == undisturbed.id {
            true => None,
            false => Some(self.plan(undisturbed, undisturbed)?),
        };
        let mut plan = Plan { ways: Vec::new(), fitting: Vec::new(), days: Vec::new() };
        for (at, cargo) in self.cargoes.iter().enumerate() {
            let class = &held.classes[at];
            let mut ways: Vec<(Way, f64)> = Vec::new();
            let same = |part: &crate::analysis::flow_problem::Part| {
                part.demand == cargo.demand && part.class.ask.bound == class.ask.bound
            };
            if let Some(index) = made.parts.iter().position(same) {
                let volume = made.parts[index].volume;
                let longest = self.longest(undisturbed, at, frame.start(cargo.from));
                for route in &solution.demands[index].routes {
                    let way = Way::Arcs(route.arcs.as_slice().into());
                    let usual = calm
                        .as_ref()
                        .is_none_or(|calm| calm.ways[at].iter().any(|(known, _)| *known == way));
                    let of_arc = |arc: &u32| held.measure[at][*arc as usize];
                    let fits = usual || route.arcs.iter().map(of_arc).sum::<f64>() <= longest;
                    if route.flow > 1e-9 * volume && fits {
                        ways.push((way, route.flow / volume));
                    }
                }
            }
            plan.fitting.push(ways.len());
            let placed: f64 = ways.iter().map(|(_, share)| share).sum();
            if placed < 1.0 - 1e-9 {
                ways.push((self.fallback(at, held, undisturbed)?, 1.0 - placed));
            } else {
                ways.iter_mut().for_each(|(_, share)| *share /= placed);
            }
            let days = |(way, share): &(Way, f64)| match way {
                Way::Arcs(arcs) => {
                    share * arcs.iter().map(|arc| class.charges.time[*arc as usize]).sum::<f64>()
                }
                Way::Nowhere => 0.0,
            };
            plan.days.push(ways.iter().map(days).sum());
            plan.ways.push(ways);
        }
        Ok(plan)
    }

    /// The way of what the optimum leaves unmet.
    fn fallback(&self, at: usize, held: &Held<'a>, undisturbed: &Held<'a>) -> Result<Way, Failure> {
        let from = held.state.network.frame.start(self.cargoes[at].from);
        let open = held.weights(at);
        if let Some((arcs, weight)) = self.best(held, at, &open, from)?
            && weight <= self.longest(undisturbed, at, from)
        {
            return Ok(Way::Arcs(arcs.into()));
        }
        let all = undisturbed.weights(at);
        let best = self.best(undisturbed, at, &all, from)?;
        Ok(best.map_or(Way::Nowhere, |(arcs, _)| Way::Arcs(arcs.into())))
    }

    /// The longest rest that a cargo takes from a state.
    pub fn longest(&self, undisturbed: &Held<'a>, at: usize, from: u32) -> f64 {
        let rest = undisturbed.rest(at, self.cargoes[at].to)[from as usize];
        rest * (1.0 + self.detour) * (1.0 + 1e-9) + 1e-12
    }

    /// The best way of a cargo from a state by these weights, and its weight.
    ///
    /// # Errors
    /// When the control says so.
    pub fn best(
        &self,
        held: &Held<'a>,
        at: usize,
        weight: &[f64],
        from: u32,
    ) -> Result<Option<(Vec<u32>, f64)>, Failure> {
        let frame = &held.state.network.frame;
        let query = RouteQuery {
            graph: &frame.graph,
            reverse: frame.reverse(),
            weight,
            origin: from,
            target: self.cargoes[at].to.0,
            limit: None,
            labels: LABEL_LIMIT,
        };
        let found = self.search.borrow_mut().best(&query, self.analyst.control)?;
        Ok(found.map(|route| (route.arcs, route.weight)))
    }
}

impl Held<'_> {
    /// By arc what a way of a cargo is judged by, INFINITY where it is closed.
    pub fn weights(&self, at: usize) -> Vec<f64> {
        let class = &self.classes[at];
        let closed = |arc: usize| !class.barred.is_empty() || !class.gate.open[arc];
        let measure = self.measure[at].iter().enumerate();
        measure.map(|(arc, by)| if closed(arc) { f64::INFINITY } else { *by }).collect()
    }

    /// By state the least that a cargo has left to its end.
    fn rest(&self, at: usize, to: NodeId) -> Rc<Vec<f64>> {
        if let Some(rest) = &self.rest.borrow()[at] {
            return rest.clone();
        }
        let frame = &self.state.network.frame;
        let mut search = Search::new();
        search.backward(&frame.graph, frame.reverse(), &self.weights(at), to.0, None, None);
        let states = 0..frame.graph.states() as u32;
        let rest: Rc<Vec<f64>> = Rc::new(states.map(|state| search.distance(state)).collect());
        self.rest.borrow_mut()[at] = Some(rest.clone());
        rest
    }

    /// Which capacities some open arc of any cargo uses.
    pub fn usable(&self) -> &[bool] {
        self.usable.get_or_init(|| {
            let uses = &self.state.network.uses;
            let frame = &self.state.network.frame;
            let mut usable = vec![false; uses.resources.len()];
            for arc in 0..frame.way_of.len() {
                if self.classes.iter().any(|class| class.is_open(arc as u32)) {
                    let tail = uses.of_origin.of(frame.from(arc as u32).index());
                    for at in uses.of_arc.of(arc).iter().chain(tail) {
                        usable[*at as usize] = true;
                    }
                }
            }
            usable
        })
    }
}

/// What a cargo's ways are judged by: generalised cost, else cost, else time.
fn judged_by(class: &Class) -> Criterion {
    if class.worth_of_day().is_ok() {
        Criterion::GeneralisedCost
    } else if class.charges.cost.iter().any(|cost| *cost > 0.0) {
        Criterion::Cost
    } else {
        Criterion::Time
    }
}

/// Whether a node has, or is given, a limited storage.
fn has_stores(analyst: &Analyst<'_>, scenario: ScenarioId) -> bool {
    let model = analyst.model;
    let declared = model.nodes.iter().any(|node| node.storage.figure().is_some());
    let given = steps(model, scenario)
        .iter()
        .any(|step| matches!(step.effect.action, Action::Set { prop: Prop::Storage, .. }));
    declared || given
}

fn stores(state: &State<'_>) -> Vec<(NodeId, f64, Dimension)> {
    let (model, now) = (&*state.model, &state.network.now);
    let nodes = (0..model.nodes.len() as u32).map(NodeId);
    let limited = |node: NodeId| match now.standing(model, slot(Target::Node(node), Prop::Storage))
    {
        Standing::Value(most, unit) => Some((node, most, model.dimension(unit))),
        _ => None,
    };
    nodes.filter_map(limited).collect()
}
