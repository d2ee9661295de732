//! Floors and ceilings on flows.
//!
//! A contract counts a unit once, whatever it uses of what is selected. So the
//! states are doubled for each contract, into those before and those after its
//! use, and every demand ends over an arc of its own to a place of its own,
//! which only ways with the use (of a ceiling), or without it (of a floor), pay
//! for in capacity. A floor of Q on what can be delivered of V, with u unmet, is
//! a ceiling of V − u − Q on what goes another way.

use std::collections::BTreeMap;

use crate::algorithm::StateGraph;
use crate::algorithm::flow::{
    ArcUses, FlowClass, FlowDemand, FlowProblem, FlowSolution, RouteFlow, Solver,
};
use crate::control::Control;
use crate::model::{Contract, ContractId, Model};
use crate::network::Network;
use crate::quantity::Dimension;
use crate::report::Phrase;

use super::analyst::{Failure, State};
use super::contract_terms::{asked, marks, penalty};
use super::flow::Worth;
use super::flow_problem::Made;

/// The states double with each contract.
const MOST: usize = 4;
/// A contract counts as kept within this share of what is asked.
const CLOSE: f64 = 1e-9;
/// Rounds of adjusting floors.
const ROUNDS: usize = 60;

/// What became of one contract.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kept {
    /// Which.
    pub contract: ContractId,
    /// Units of its commodity a day.
    pub asked: f64,
    /// Units a day that use what it is on.
    pub flow: f64,
    /// A little more of some capacity leaves what it asks of the rest as it is:
    /// a ceiling; a floor that more than is asked goes over, or of a commodity of
    /// which all is delivered.
    pub steady: bool,
}

/// The contracts in force on the day of a network.
pub fn in_force(model: &Model, network: &Network) -> Vec<ContractId> {
    let day = network.now.at.day();
    let holds = |contract: &Contract| {
        day.is_none_or(|day| {
            contract.from_date.is_none_or(|from| from <= day)
                && contract.until_date.is_none_or(|until| day < until)
        })
    };
    let all = (0u32..).map(ContractId).zip(&model.contracts);
    all.filter(|(_, contract)| holds(contract)).map(|(id, _)| id).collect()
}

/// What is taken from the network before a flow under contracts: arcs that are
/// closed, in order, and capacities with what is left of them.
pub type TakenAway<'t> = (&'t [u32], &'t [(u32, f64)]);

/// The optimum under contracts, with their flows, and a solver's view of it:
/// arcs and capacities are those of the network.
///
/// # Errors
/// Where a contract cannot be kept, which and why; as the solver's else.
pub fn solve(
    state: &State<'_>,
    made: &Made,
    contracts: &[ContractId],
    taken: TakenAway<'_>,
    control: &Control,
) -> Result<(FlowSolution, Vec<Kept>), Failure> {
    if contracts.len() > MOST {
        return Err(Failure::told(format!(
            "{} contracts are in force; a flow keeps at most {MOST} at a time",
            contracts.len()
        )));
    }
    let mut layered = Layered::new(state, made, contracts);
    layered.take_away(taken);
    let (solution, _) = layered.settled(control)?;
    Ok((layered.back(&solution), layered.kept(&solution)))
}

/// What one more unit of each binding capacity brings under contracts all of
/// which are [`Kept::steady`].
///
/// # Errors
/// As [`solve`].
pub fn worths(
    state: &State<'_>,
    made: &Made,
    contracts: &[ContractId],
    control: &Control,
) -> Result<BTreeMap<u32, Worth>, Failure> {
    let layered = Layered::new(state, made, contracts);
    let (_, bounds) = layered.settled(control)?;
    let problem = layered.bounded(&bounds);
    let mut solver = Solver::new(&problem)?;
    let solution = solver.solve(control)?;
    let mut all = super::flow::worths(&problem, &mut solver, &solution, control)?;
    all.retain(|number, _| (*number as usize) < layered.resources);
    Ok(all)
}

/// What an arc of the layered graph is.
#[derive(Debug, Clone, Copy)]
struct About {
    /// The network's arc; none of a last arc.
    arc: Option<u32>,
    /// The contracts whose things have been used, as bits.
    layer: usize,
    /// Of a last arc: the contracts whose penalty it pays, as bits.
    paid: usize,
    /// Of a last arc: whose it is.
    part: usize,
}

/// The contracts that a unit goes against which ends in a layer: floors whose
/// things it has not used, ceilings whose things it has.
fn against<'c>(
    model: &'c Model,
    contracts: &'c [ContractId],
    commodity: crate::model::CommodityId,
    layer: usize,
) -> impl Iterator<Item = usize> + 'c {
    contracts.iter().enumerate().filter_map(move |(number, id)| {
        let contract = &model.contracts[id.index()];
        let uses_it = layer >> number & 1 == 1;
        (contract.commodity == commodity && uses_it != contract.at_least).then_some(number)
    })
}

struct Layered<'a, 's> {
    state: &'a State<'s>,
    made: &'a Made,
    contracts: &'a [ContractId],
    graph: StateGraph,
    /// Of each arc here: the network's arc, or none of a last arc.
    arc_of: Vec<Option<u32>>,
    /// Of each last arc its layer.
    last: BTreeMap<u32, usize>,
    /// Units a day that each contract asks for.
    asked: Vec<f64>,
    /// Money for a unit that breaks each contract, in the flow's objective.
    penalties: Vec<Option<f64>>,
    problem: FlowProblem<'a>,
    resources: usize,
}

impl<'a, 's> Layered<'a, 's> {
    fn new(state: &'a State<'s>, made: &'a Made, contracts: &'a [ContractId]) -> Self {
        let network = &state.network;
        let plain = made.problem(network);
        let graph = plain.graph;
        let layers = 1usize << contracts.len();
        let (states, arcs) = (graph.states(), graph.arcs());
        let marks = marks(state, contracts);
        let ranks = graph.arc_rank.iter().copied().max().map_or(0, |rank| rank + 1);
        let places = graph.places + made.parts.len() as u32;
        let mut place_of = graph.place_of.repeat(layers);
        place_of.extend(graph.places..places);
        let mut given = Vec::with_capacity(layers * arcs);
        let mut about: Vec<About> = Vec::new();
        for layer in 0..layers {
            for (arc, mark) in marks.iter().enumerate() {
                let to = layer | mark;
                let tail = (layer * states) as u32 + graph.tail[arc];
                let head = (to * states) as u32 + graph.head[arc];
                given.push((tail, head, graph.arc_rank[arc]));
                about.push(About { arc: Some(arc as u32), layer, paid: 0, part: 0 });
            }
        }
        let penalties: Vec<Option<f64>> =
            contracts.iter().map(|id| penalty(&state.model, made, *id)).collect();
        for (part, demand) in plain.demands.iter().enumerate() {
            let end = (layers * states + part) as u32;
            let commodity = state.model.demands[made.parts[part].demand.index()].commodity;
            let ends = (0..states).filter(|s| graph.place_of[*s] == demand.target);
            for (at, layer) in ends.flat_map(|s| (0..layers).map(move |layer| (s, layer))) {
                let soft = against(&state.model, contracts, commodity, layer)
                    .filter(|number| penalties[*number].is_some())
                    .fold(0, |mask, number| mask | 1 << number);
                // One arc for each set of penalties that may be paid there.
                for paid in (0..layers).filter(|paid| paid & !soft == 0) {
                    let rank = ranks + (layers * part + paid) as u32;
                    given.push(((layer * states + at) as u32, end, rank));
                    about.push(About { arc: None, layer, paid, part });
                }
            }
        }
        let (graph, order) = StateGraph::new(places, place_of, &given);
        let about: Vec<About> = order.iter().map(|at| about[*at as usize]).collect();
        let asked = contracts.iter().map(|id| asked(&state.model, *id)).collect();
        let mut layered = Self {
            state,
            made,
            contracts,
            arc_of: about.iter().map(|about| about.arc).collect(),
            last: BTreeMap::new(),
            asked,
            penalties,
            resources: plain.capacity.len(),
            problem: plain,
            graph,
        };
        for (arc, about) in (0u32..).zip(&about) {
            if about.arc.is_none() {
                layered.last.insert(arc, about.layer);
            }
        }
        layered.fill(&about);
        layered
    }

    /// Closes arcs and lowers capacities of the network.
    fn take_away(&mut self, (arcs, left): TakenAway<'_>) {
        for class in &mut self.problem.classes {
            for (closed, of) in class.closed.iter_mut().zip(&self.arc_of) {
                *closed |= of.is_some_and(|of| arcs.binary_search(&of).is_ok());
            }
        }
        for (resource, left) in left {
            self.problem.capacity[*resource as usize] = *left;
        }
    }

    /// Everything of the problem but the graph and the contracts' bounds.
    fn fill(&mut self, about: &[About]) {
        let old = std::mem::take(&mut self.problem.uses);
        let mut uses = Vec::new();
        for (arc, about) in (0u32..).zip(about) {
            match about.arc {
                Some(of) => uses.extend(old.of(of).iter().map(|(r, times)| (arc, *r, *times))),
                None => {
                    let commodity = self.part_commodity(about.part);
                    let model = &self.state.model;
                    let counts = against(model, self.contracts, commodity, about.layer)
                        .filter(|number| about.paid >> number & 1 == 0);
                    uses.extend(counts.map(|number| (arc, (self.resources + number) as u32, 1.0)));
                }
            }
        }
        self.problem.uses = ArcUses::new(about.len(), &uses);
        self.problem.capacity.extend(self.contracts.iter().map(|_| 0.0));
        // A class for each demand: a last arc's penalty is that of its demand.
        let classes = std::mem::take(&mut self.problem.classes);
        let places = self.problem.graph.places;
        for part in 0..self.problem.demands.len() {
            let class = &classes[self.problem.demands[part].class as usize];
            let class = self.class(class, about, part);
            self.problem.classes.push(class);
            let demand: &mut FlowDemand = &mut self.problem.demands[part];
            demand.class = part as u32;
            demand.target = places + part as u32;
        }
    }

    fn part_commodity(&self, part: usize) -> crate::model::CommodityId {
        self.state.model.demands[self.made.parts[part].demand.index()].commodity
    }

    fn class(&self, class: &FlowClass, about: &[About], part: usize) -> FlowClass {
        let spread = |list: &[f64]| -> Vec<f64> {
            about.iter().map(|about| about.arc.map_or(0.0, |of| list[of as usize])).collect()
        };
        let mut money = spread(&class.money);
        for (value, about) in money.iter_mut().zip(about).filter(|(_, about)| about.arc.is_none()) {
            let paid = self.penalties.iter().enumerate();
            let paid = paid.filter(|(number, _)| about.paid >> number & 1 == 1);
            *value = paid.filter_map(|(_, penalty)| *penalty).sum();
        }
        let closed = |about: &About| match about.arc {
            Some(of) => class.closed[of as usize],
            None => about.part != part,
        };
        let mut factor = class.factor.clone();
        factor.extend(self.contracts.iter().map(|_| 1.0));
        FlowClass {
            money,
            time: spread(&class.time),
            distance: spread(&class.distance),
            closed: about.iter().map(closed).collect(),
            factor,
            size: class.size,
        }
    }

    /// The bound on what goes against a contract, as long as nothing is unmet.
    fn start(&self, at: usize) -> f64 {
        let contract = &self.state.model.contracts[self.contracts[at].index()];
        if !contract.at_least {
            return self.asked[at];
        }
        let parts = self.made.parts.iter().enumerate();
        let own = parts.filter(|(part, _)| self.part_commodity(*part) == contract.commodity);
        own.map(|(_, part)| part.volume).sum::<f64>() - self.asked[at]
    }

    /// The optimum with bounds that account for what is unmet, and these.
    fn settled(&self, control: &Control) -> Result<(FlowSolution, Vec<f64>), Failure> {
        let mut bounds: Vec<f64> = (0..self.contracts.len()).map(|at| self.start(at)).collect();
        for (at, id) in self.contracts.iter().enumerate() {
            let contract = &self.state.model.contracts[id.index()];
            if bounds[at] < 0.0 && contract.penalty.is_none() {
                let rest = self.asked[at] + bounds[at];
                return Err(self.broken(at, rest, "it asks for more than all demand there is"));
            }
        }
        for _ in 0..ROUNDS {
            let solution = self.run(&bounds, control)?;
            let Some((at, short)) = self.short(&solution, &bounds) else {
                return Ok((solution, bounds));
            };
            self.tighten(at, short, &mut bounds, control)?;
        }
        Err(Failure::told("the contracts could not be brought to hold together"))
    }

    fn run(&self, bounds: &[f64], control: &Control) -> Result<FlowSolution, Failure> {
        Ok(Solver::new(&self.bounded(bounds))?.solve(control)?)
    }

    /// The problem with bounds on what goes against each contract.
    fn bounded(&self, bounds: &[f64]) -> FlowProblem<'_> {
        let mut problem = FlowProblem {
            graph: &self.graph,
            capacity: self.problem.capacity.clone(),
            uses: self.problem.uses.clone(),
            classes: self.problem.classes.clone(),
            demands: self.problem.demands.clone(),
        };
        for (capacity, bound) in problem.capacity[self.resources..].iter_mut().zip(bounds) {
            *capacity = bound.max(0.0);
        }
        problem
    }

    /// Units of a contract's commodity that are not delivered.
    fn unmet(&self, solution: &FlowSolution, at: usize) -> f64 {
        let commodity = self.state.model.contracts[self.contracts[at].index()].commodity;
        let parts = solution.demands.iter().enumerate();
        let own = parts.filter(|(part, _)| self.part_commodity(*part) == commodity);
        own.map(|(_, demand)| demand.unmet).sum()
    }

    /// Units that end with (or without) the use of a contract.
    fn flow(&self, solution: &FlowSolution, at: usize) -> f64 {
        let commodity = self.state.model.contracts[self.contracts[at].index()].commodity;
        let mut sum = 0.0;
        for (part, demand) in solution.demands.iter().enumerate() {
            if self.part_commodity(part) != commodity {
                continue;
            }
            for (arc, flow) in &demand.arcs {
                if self.last.get(arc).is_some_and(|layer| layer >> at & 1 == 1) {
                    sum += flow;
                }
            }
        }
        sum
    }

    /// The first floor that is not kept, and by how much: what is unmet does not
    /// count towards it.
    fn short(&self, solution: &FlowSolution, bounds: &[f64]) -> Option<(usize, f64)> {
        for (at, id) in self.contracts.iter().enumerate() {
            let contract = &self.state.model.contracts[id.index()];
            if !contract.at_least {
                continue;
            }
            let wanted = self.start(at) - self.unmet(solution, at);
            let short = bounds[at] - wanted;
            let lacks = self.asked[at] - self.flow(solution, at);
            let close = CLOSE * self.asked[at].max(1e-300);
            // A soft floor need not be met, but its bound has to be right.
            if short > close && (lacks > close) {
                return Some((at, short));
            }
        }
        None
    }

    /// Lowers the bound of a floor until what is unmet is accounted for.
    fn tighten(
        &self,
        at: usize,
        short: f64,
        bounds: &mut [f64],
        control: &Control,
    ) -> Result<(), Failure> {
        let hard = self.penalties[at].is_none();
        let mut lowest = bounds.to_vec();
        lowest[at] = 0.0;
        if hard {
            let most = self.flow(&self.run(&lowest, control)?, at);
            if most < self.asked[at] * (1.0 - CLOSE) {
                let why = "no more can be carried there, even if all else gives way";
                return Err(self.broken(at, most, why));
            }
        }
        bounds[at] -= short;
        Ok(())
    }

    fn broken(&self, at: usize, most: f64, why: &str) -> Failure {
        let model = &*self.state.model;
        let contract = &model.contracts[self.contracts[at].index()];
        let unit = super::units::shown(model, contract.amount.unit);
        let amount = model.dimension(contract.amount.unit).times(Dimension::TIME);
        let factor = amount.and_then(|a| model.conversions(contract.commodity).factor(a));
        let figure =
            |value: f64| crate::report::Figure::new(value * factor.unwrap_or(1.0), unit.clone());
        Failure::told(
            Phrase::from("the contract `")
                .name(contract.head.label())
                .with("` cannot be kept: it asks for ")
                .with(figure(self.asked[at]))
                .with(format!(" on {}, and ", contract.on.text))
                .with(figure(most))
                .with(format!(" are possible; {why}")),
        )
    }

    fn kept(&self, solution: &FlowSolution) -> Vec<Kept> {
        let of = |(at, id): (usize, &ContractId)| Kept {
            contract: *id,
            asked: self.asked[at],
            flow: self.flow(solution, at),
            steady: !self.state.model.contracts[id.index()].at_least
                || self.flow(solution, at) > self.asked[at] * (1.0 + 1e-6)
                || self.unmet(solution, at) <= CLOSE * self.asked[at],
        };
        self.contracts.iter().enumerate().map(of).collect()
    }

    /// The solution with the network's arcs and capacities.
    fn back(&self, solution: &FlowSolution) -> FlowSolution {
        let mut solution = solution.clone();
        solution.uses.truncate(self.resources);
        for stage in &mut solution.stages {
            stage.duals.retain(|(number, _)| (*number as usize) < self.resources);
        }
        let arcs = |arcs: &[u32]| -> Vec<u32> {
            arcs.iter().filter_map(|arc| self.arc_of[*arc as usize]).collect()
        };
        for demand in &mut solution.demands {
            for routes in [&mut demand.routes, &mut demand.own_routes] {
                *routes = merged(routes.iter().map(|r| (arcs(&r.arcs), r.flow)));
            }
            let mut by_arc: BTreeMap<u32, f64> = BTreeMap::new();
            for (arc, flow) in &demand.arcs {
                if let Some(arc) = self.arc_of[*arc as usize] {
                    *by_arc.entry(arc).or_insert(0.0) += flow;
                }
            }
            demand.arcs = by_arc.into_iter().collect();
        }
        solution
    }
}

fn merged(routes: impl Iterator<Item = (Vec<u32>, f64)>) -> Vec<RouteFlow> {
    let mut all: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
    for (arcs, flow) in routes {
        *all.entry(arcs).or_insert(0.0) += flow;
    }
    let mut all: Vec<RouteFlow> =
        all.into_iter().map(|(arcs, flow)| RouteFlow { arcs, flow }).collect();
    all.sort_by(|a, b| b.flow.total_cmp(&a.flow).then_with(|| a.arcs.cmp(&b.arcs)));
    all
}
