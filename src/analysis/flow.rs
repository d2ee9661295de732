//! All demands together: solved, and told by demand and by capacity.

use std::cell::RefCell;
use std::rc::Rc;

use crate::algorithm::flow::{FlowError, FlowProblem, FlowSolution, Solver, Split, Stage};
use crate::model::{DemandId, Minimising, ScenarioId};
use crate::network::{Class, Route};
use crate::scenario::At;

use super::analyst::{Analyst, Failure, State};
use super::flow_plan::{Plan, PlanPart, Weighed, plan};
use super::worth::{Worth, worths};

/// What became of one demand. Canonical values, a day.
#[derive(Debug, Clone)]
pub struct DemandAnswer {
    /// Which.
    pub demand: DemandId,
    /// Its cargo; of a demand whose shippers are bound differently that of its
    /// first part.
    pub class: Class,
    /// What is asked for.
    pub volume: f64,
    /// What arrives.
    pub delivered: f64,
    /// What does not.
    pub unmet: f64,
    /// The routes with their flows, largest first.
    pub routes: Vec<(Route, f64)>,
    /// The split over routes is the solver's own.
    pub own_split: bool,
    /// The split among demands or routes varies among optimal answers.
    pub varies: bool,
}

/// One capacity in use.
#[derive(Debug, Clone)]
pub struct UseAnswer {
    /// Its number.
    pub resource: u32,
    /// In its own units a day.
    pub flow: f64,
    /// In its own units a day.
    pub capacity: f64,
    /// It is used in full.
    pub binds: bool,
    /// One optimal dual of the stage of deliveries.
    pub dual_delivered: f64,
    /// One optimal dual of the objective.
    pub dual_objective: f64,
    /// What one more unit brings when solved again; none where it does not bind.
    pub worth: Option<Worth>,
    /// Its use varies among optimal answers.
    pub varies: bool,
}

/// The answer to all demands together at one moment.
#[derive(Debug, Clone)]
pub struct FlowAnswer {
    /// In the order declared.
    pub demands: Vec<DemandAnswer>,
    /// Every limited capacity that something uses, by number.
    pub uses: Vec<UseAnswer>,
    /// Capacities that bring something only together, by number.
    pub groups: Vec<(Vec<u32>, Worth)>,
    /// Canonical, a day.
    pub objective: f64,
    /// What is least.
    pub minimised: Minimising,
    /// In what unmet demand is weighed.
    pub weighed: Weighed,
    /// Relative gap.
    pub gap: f64,
    /// What a reader has to know.
    pub notes: Vec<String>,
}

type Key = (ScenarioId, At, Option<Minimising>);

/// Flows solved before.
#[derive(Default)]
pub struct FlowCache(RefCell<Vec<(Key, Rc<FlowAnswer>)>>);

/// The flow of a scenario at a moment, solved once.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn flow(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    minimising: Option<Minimising>,
) -> Result<Rc<FlowAnswer>, Failure> {
    let key = (state.network.now.scenario, state.network.now.at, minimising);
    let known = analyst.flows.0.borrow().iter().find(|(k, _)| *k == key).map(|(_, f)| f.clone());
    if let Some(known) = known {
        return Ok(known);
    }
    let plan = plan(state, minimising)?;
    let answer = Rc::new(solve(analyst, state, &plan)?);
    let mut flows = analyst.flows.0.borrow_mut();
    if flows.len() >= 64 {
        flows.remove(0);
    }
    flows.push((key, answer.clone()));
    Ok(answer)
}

/// A failure of the kernel in words.
pub fn kernel_failure(error: FlowError) -> Failure {
    match error {
        FlowError::Cancelled => Failure::Cancelled,
        other => Failure::told(other.to_string()),
    }
}

fn solve(analyst: &Analyst<'_>, state: &State<'_>, plan: &Plan<'_>) -> Result<FlowAnswer, Failure> {
    let mut solver = Solver::new(&plan.problem).map_err(kernel_failure)?;
    let solution = solver.solve(analyst.control).map_err(kernel_failure)?;
    let varying = varying(analyst, &plan.problem, &solution)?;
    let demands = demand_answers(state, plan, &solution, &varying);
    let duals = |stage: &dyn Fn(Stage) -> bool, resource: u32| {
        let stages = solution.stages.iter().filter(|result| stage(result.stage));
        let mut duals = stages.flat_map(|result| &result.duals);
        duals.find(|(number, _)| *number == resource).map_or(0.0, |(_, dual)| *dual)
    };
    let mut uses = Vec::new();
    for (number, capacity) in (0u32..).zip(&plan.problem.capacity) {
        let flow = solution.uses[number as usize];
        if *capacity == f64::INFINITY || *capacity <= 0.0 || flow <= 0.0 {
            continue;
        }
        uses.push(UseAnswer {
            resource: number,
            flow,
            capacity: *capacity,
            binds: flow >= *capacity * (1.0 - 1e-9),
            dual_delivered: duals(&|stage| matches!(stage, Stage::Unmet(_)), number),
            dual_objective: duals(&|stage| stage == Stage::Objective, number),
            worth: None,
            varies: varying.resources[number as usize],
        });
    }
    let mut notes = plan.notes.clone();
    let groups = worths(analyst, plan, &mut solver, &solution, &mut uses, &mut notes)?;
    if demands.iter().any(|demand| demand.own_split) {
        notes.push(
            "route flows of some demands are the solver's own; another split has the same sums"
                .to_owned(),
        );
    }
    Ok(FlowAnswer {
        demands,
        uses,
        groups,
        objective: solution.objective,
        minimised: plan.objective,
        weighed: plan.weighed,
        gap: solution.gap,
        notes,
    })
}

fn demand_answers(
    state: &State<'_>,
    plan: &Plan<'_>,
    solution: &FlowSolution,
    varying: &Varying,
) -> Vec<DemandAnswer> {
    let mut answers: Vec<DemandAnswer> = Vec::new();
    let parts = plan.parts.iter().zip(&solution.demands).zip(&varying.demands);
    for ((PlanPart { demand, class, volume }, flow), varies) in parts {
        if answers.last().is_none_or(|last| last.demand != *demand) {
            answers.push(DemandAnswer {
                demand: *demand,
                class: class.clone(),
                volume: 0.0,
                delivered: 0.0,
                unmet: 0.0,
                routes: Vec::new(),
                own_split: false,
                varies: false,
            });
        }
        let Some(answer) = answers.last_mut() else { continue };
        answer.volume += volume;
        answer.delivered += flow.delivered;
        answer.unmet += flow.unmet;
        answer.own_split |= flow.split == Split::Own && flow.routes.len() > 1;
        answer.varies |= varies;
        for route in flow.routes.iter().filter(|route| !route.arcs.is_empty()) {
            match answer.routes.iter_mut().find(|(known, _)| known.arcs == route.arcs) {
                Some((_, sum)) => *sum += route.flow,
                None => {
                    let told = state.network.route(&state.model, class, &route.arcs, false);
                    answer.routes.push((told, route.flow));
                }
            }
        }
    }
    for answer in &mut answers {
        // Stable: of equal flows the first stays first.
        answer.routes.sort_by(|a, b| b.1.total_cmp(&a.1));
        if answer.unmet <= 1e-9 * answer.volume {
            answer.unmet = 0.0;
        }
    }
    answers
}

impl DemandAnswer {
    /// The mean over what arrives of something along its routes; none where
    /// nothing arrives.
    pub fn mean(&self, of: impl Fn(&Route) -> Option<f64>) -> Option<f64> {
        let total: f64 = self.routes.iter().map(|(_, flow)| flow).sum();
        if total <= 0.0 {
            return None;
        }
        let mut sum = 0.0;
        for (route, flow) in &self.routes {
            sum += of(route)? * flow;
        }
        Some(sum / total)
    }
}

/// What varies among optimal answers.
struct Varying {
    demands: Vec<bool>,
    resources: Vec<bool>,
}

/// Arcs above which it is not looked for.
const LOOKED_FOR: usize = 20_000;

/// Looks for other optimal answers: the last stages are decided by a tiny
/// addition to each arc's length, in two directions. Where the answer does not
/// depend on it, it is the only one.
fn varying(
    analyst: &Analyst<'_>,
    problem: &FlowProblem<'_>,
    solution: &FlowSolution,
) -> Result<Varying, Failure> {
    let mut varying = Varying {
        demands: vec![false; problem.demands.len()],
        resources: vec![false; problem.capacity.len()],
    };
    let arcs = problem.graph.arcs();
    let decided = solution.stage(Stage::Legs).is_none();
    if decided || arcs > LOOKED_FOR || arcs == 0 {
        return Ok(varying);
    }
    let mut others = Vec::new();
    for down in [false, true] {
        let mut other = problem.clone();
        for class in &mut other.classes {
            let mean = class.distance.iter().sum::<f64>() / arcs as f64;
            let scale = if mean > 0.0 { mean } else { 1.0 };
            for (arc, length) in (0u64..).zip(&mut class.distance) {
                let part = scatter(arc);
                let part = if down { 1.0 - part } else { part };
                // Legs weigh more than the addition, so that they still decide.
                *length += scale * (1e-4 + 1e-5 * part);
            }
        }
        let mut solver = Solver::new(&other).map_err(kernel_failure)?;
        others.push(solver.solve(analyst.control).map_err(kernel_failure)?);
    }
    let [first, second] = others.as_slice() else { return Ok(varying) };
    let apart = |a: f64, b: f64, size: f64| (a - b).abs() > 1e-6 * size.abs().max(1e-12);
    for (index, demand) in problem.demands.iter().enumerate() {
        let (a, b) = (&first.demands[index], &second.demands[index]);
        let mut differs = apart(a.delivered, b.delivered, demand.volume);
        let flow = |list: &[(u32, f64)], arc: u32| {
            list.iter().find(|(known, _)| *known == arc).map_or(0.0, |(_, flow)| *flow)
        };
        for (arc, amount) in a.arcs.iter().chain(&b.arcs) {
            let here = flow(&a.arcs, *arc) + flow(&b.arcs, *arc);
            differs |= apart(2.0 * amount, here, demand.volume);
        }
        varying.demands[index] = differs;
    }
    for (number, varies) in varying.resources.iter_mut().enumerate() {
        let (a, b) = (first.uses[number], second.uses[number]);
        *varies = apart(a, b, a.max(b));
    }
    Ok(varying)
}

/// A number from 0 to 1 that looks like chance but is always the same
/// (splitmix64, Steele, Lea and Flood 2014).
fn scatter(arc: u64) -> f64 {
    let mut z = arc.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}
