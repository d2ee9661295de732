//! `report flow`: all demands together under all capacities.

use std::collections::BTreeMap;

use crate::algorithm::flow::{FlowError, FlowProblem, FlowSolution, Solver, Stage, Variation};
use crate::control::Control;
use crate::model::{CommodityId, DemandId, Minimising, Model};
use crate::network::{Missing, Network, Route};
use crate::quantity::{CompoundUnit, Dimension};
use crate::report::{Block, Cell, Figure, Map, Node, Phrase, Share, ShownUnit, Table};

use super::analyst::{Analyst, Failure, State};
use super::contracts::{self, Kept, in_force};
use super::flow_problem::{Made, WeighedBy, make};
use super::no_way::no_way;
use super::part::Part;
use super::units::{Units, amount_of_rate, shown, unit_named};
use super::words::{country_codes, leg_map, node_names, note_text, resource_map};

/// A capacity counts as used in full from here on.
const FULL: f64 = 1.0 - 1e-9;

/// How many capacities the text tells; programs get all.
const TOLD: usize = 12;

/// A solved flow with what its arrays mean.
pub struct Solved {
    /// The problem's parts and how it was put.
    pub made: Made,
    /// The optimum.
    pub solution: FlowSolution,
    /// What one more unit of each binding capacity brings, by resource.
    pub worth: BTreeMap<u32, Worth>,
    /// Which figures another optimum could have otherwise; empty where nobody
    /// asked.
    pub varying: Varying,
    /// What became of the contracts in force.
    pub contracts: Vec<Kept>,
}

/// Figures that differ among the optima of all stages.
#[derive(Debug, Clone, Default)]
pub struct Varying {
    /// By part of a demand: what it delivers.
    delivered: Vec<bool>,
    /// By resource: its use.
    uses: Vec<bool>,
}

impl Varying {
    fn new(problem: &FlowProblem<'_>, variation: &Variation) -> Self {
        let parts = 0..problem.demands.len() as u32;
        let resources = 0..problem.capacity.len() as u32;
        Self {
            delivered: parts.map(|part| variation.delivered(part)).collect(),
            uses: resources.map(|number| variation.resource(problem, number)).collect(),
        }
    }
}

/// What one more unit of a capacity brings when solved again: right-hand
/// derivatives.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Worth {
    /// Weighed deliveries, per unit of the capacity.
    pub delivered: f64,
    /// Objective, per unit of the capacity; positive where new deliveries cost.
    pub objective: f64,
}

impl From<FlowError> for Failure {
    fn from(error: FlowError) -> Self {
        match error {
            FlowError::Cancelled => Self::Cancelled,
            other => Self::told(other.to_string()),
        }
    }
}

/// Solves the flow of a state.
///
/// # Errors
/// Where a figure that it needs is unknown or does not convert, with the
/// figure; where no optimum is proved.
pub fn solve(
    state: &State<'_>,
    commodity: Option<CommodityId>,
    minimising: Option<Minimising>,
    control: &Control,
) -> Result<Solved, Failure> {
    let model = &*state.model;
    let network = &state.network;
    let (made, told) = (make(model, network, commodity, minimising)?, false);
    solve_made(state, made, told, control)
}

/// The same, and with it which figures another optimum could have otherwise.
///
/// # Errors
/// As [`solve`].
fn solve_told(
    state: &State<'_>,
    commodity: Option<CommodityId>,
    minimising: Option<Minimising>,
    control: &Control,
) -> Result<Solved, Failure> {
    let made = make(&state.model, &state.network, commodity, minimising)?;
    solve_made(state, made, true, control)
}

fn solve_made(
    state: &State<'_>,
    made: Made,
    told: bool,
    control: &Control,
) -> Result<Solved, Failure> {
    let (model, network) = (&*state.model, &state.network);
    if !in_force(model, network).is_empty() {
        return under_contracts(state, made, control);
    }
    let problem = made.problem(network);
    let mut solver = Solver::new(&problem)?;
    let solution = solver.solve(control)?;
    unknown_in_use(model, network, &solution)?;
    let varying = match told {
        true => Varying::new(&problem, &solver.variation(control)?),
        false => Varying::default(),
    };
    let worth = worths(&problem, &mut solver, &solution, control)?;
    Ok(Solved { made, solution, worth, varying, contracts: Vec::new() })
}

/// Solves the flow of a state without asking what more capacity would bring.
///
/// # Errors
/// As [`solve`].
pub fn optimum(
    state: &State<'_>,
    minimising: Option<Minimising>,
    control: &Control,
) -> Result<Solved, Failure> {
    let made = make(&state.model, &state.network, None, minimising)?;
    if !in_force(&state.model, &state.network).is_empty() {
        return under_contracts(state, made, control);
    }
    let problem = made.problem(&state.network);
    let solution = Solver::new(&problem)?.solve(control)?;
    unknown_in_use(&state.model, &state.network, &solution)?;
    let (worth, varying) = (BTreeMap::new(), Varying::default());
    Ok(Solved { made, solution, worth, varying, contracts: Vec::new() })
}

fn under_contracts(state: &State<'_>, made: Made, control: &Control) -> Result<Solved, Failure> {
    let contracts = in_force(&state.model, &state.network);
    let (solution, contracts) = contracts::solve(state, &made, &contracts, control)?;
    unknown_in_use(&state.model, &state.network, &solution)?;
    let (worth, varying) = (BTreeMap::new(), Varying::default());
    Ok(Solved { made, solution, worth, varying, contracts })
}

/// A capacity that is not known and that the optimum would use.
///
/// # Errors
/// Which ones.
pub fn unknown_in_use(
    model: &Model,
    network: &Network,
    solution: &FlowSolution,
) -> Result<(), Failure> {
    let mut told: Vec<Phrase> = Vec::new();
    for (resource, used) in network.uses.resources.iter().zip(&solution.uses) {
        if resource.capacity.is_none() && *used > 0.0 {
            told.push(
                Phrase::from("the answer needs the capacity of `")
                    .name(resource.label(model))
                    .with("`, which is unknown"),
            );
        }
    }
    if told.is_empty() { Ok(()) } else { Err(Failure::Told(told)) }
}

/// What one more unit of each binding capacity brings: read off the duals where
/// the optimal basis lasts for a while, solved again where it does not.
fn worths(
    problem: &FlowProblem<'_>,
    solver: &mut Solver<'_>,
    solution: &FlowSolution,
    control: &Control,
) -> Result<BTreeMap<u32, Worth>, Failure> {
    let mut all = BTreeMap::new();
    for (number, capacity) in (0u32..).zip(&problem.capacity) {
        if !capacity.is_finite() || solution.uses[number as usize] < capacity * FULL {
            continue;
        }
        if *capacity == 0.0 && !touched(problem, number) {
            continue;
        }
        control.check()?;
        let worth = match solver.worth(&[number], control) {
            Ok(worth) => Worth { delivered: worth.delivered, objective: worth.objective },
            // A worth that could not be proved is left out, not guessed.
            Err(FlowError::Unproved(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        all.insert(number, worth);
    }
    Ok(all)
}

/// Whether anything could use a capacity at all.
fn touched(problem: &FlowProblem<'_>, number: u32) -> bool {
    problem.classes.iter().any(|class| class.factor[number as usize] > 0.0)
}

impl Solved {
    /// The parts of a demand with what became of them.
    pub fn of_demand(
        &self,
        demand: DemandId,
    ) -> impl Iterator<Item = (usize, &super::flow_problem::Part)> {
        self.made.parts.iter().enumerate().filter(move |(_, part)| part.demand == demand)
    }

    /// Units a day delivered of a demand.
    pub fn delivered(&self, demand: DemandId) -> f64 {
        self.of_demand(demand).map(|(index, _)| self.solution.demands[index].delivered).sum()
    }

    /// Units a day of a demand that are not delivered.
    pub fn unmet(&self, demand: DemandId) -> f64 {
        self.of_demand(demand).map(|(index, _)| self.solution.demands[index].unmet).sum()
    }

    /// The demands, in order, each once.
    pub fn demands(&self) -> Vec<DemandId> {
        let mut all: Vec<DemandId> = self.made.parts.iter().map(|part| part.demand).collect();
        all.dedup();
        all
    }

    /// The route flows of a demand: units a day, largest first.
    pub fn routes(&self, state: &State<'_>, demand: DemandId) -> Vec<(Route, f64)> {
        let mut all: Vec<(Route, f64)> = Vec::new();
        for (index, part) in self.of_demand(demand) {
            for found in &self.solution.demands[index].routes {
                if found.arcs.is_empty() {
                    continue;
                }
                let route = state.network.route(&state.model, &part.class, &found.arcs, false);
                match all.iter_mut().find(|(known, _)| known.legs == route.legs) {
                    Some((_, flow)) => *flow += found.flow,
                    None => all.push((route, found.flow)),
                }
            }
        }
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.legs.cmp(&b.0.legs)));
        all
    }

    /// Mean over what a demand delivers of a measure of its routes.
    pub fn mean(
        &self,
        state: &State<'_>,
        demand: DemandId,
        measure: impl Fn(&Route) -> Option<f64>,
    ) -> Option<f64> {
        let routes = self.routes(state, demand);
        let total: f64 = routes.iter().map(|(_, flow)| flow).sum();
        if total <= 0.0 {
            return None;
        }
        let mut sum = 0.0;
        for (route, flow) in &routes {
            sum += measure(route)? * flow;
        }
        Some(sum / total)
    }

    /// What a unit of weighed delivery is in units of a commodity, where all
    /// demands weigh the same; 1 else.
    pub fn weight_of_unit(&self, state: &State<'_>) -> f64 {
        let weights: Vec<f64> = self
            .made
            .problem(&state.network)
            .demands
            .iter()
            .filter(|demand| demand.penalty.is_none())
            .map(|demand| demand.weight)
            .collect();
        match weights.first() {
            Some(first) if weights.iter().all(|w| w == first) && *first > 0.0 => *first,
            _ => 1.0,
        }
    }
}

/// An objective a day as a figure.
pub fn objective_figure(objective: Minimising, value: f64, units: &Units) -> Figure {
    match objective {
        Minimising::Time => Figure::new(value, CompoundUnit::plain()),
        _ => Figure::new(value, &units.money_rate),
    }
}

/// A rate of a demand in the unit in which its volume was written.
pub fn demand_rate(
    model: &Model,
    network: &Network,
    units: &Units,
    demand: DemandId,
    value: f64,
) -> Figure {
    let commodity = model.demands[demand.index()].commodity;
    let unit = network.now.demand(demand).unit;
    let amount = model.dimension(unit).times(Dimension::TIME);
    let factor = amount.and_then(|amount| model.conversions(commodity).factor(amount));
    match factor {
        Some(factor) => Figure::new(value * factor, shown(model, unit)),
        None => Figure::new(value, units.rate(model, commodity)),
    }
}

/// The answer at one moment.
///
/// # Errors
/// Where there is no optimum, with the reason.
pub fn flow(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    commodity: Option<CommodityId>,
    minimising: Option<Minimising>,
) -> Result<Part, Failure> {
    let solved = solve_told(state, commodity, minimising, analyst.control)?;
    tell(analyst, state, &solved)
}

/// Tells a solved flow.
///
/// # Errors
/// Where the control says so.
pub fn tell(analyst: &Analyst<'_>, state: &State<'_>, solved: &Solved) -> Result<Part, Failure> {
    let units = analyst.units();
    let teller = Teller { state, solved, units: &units };
    let mut part = Part::default();
    let demands = solved.demands();
    part.say(teller.sentence(&demands));
    part.body.push(Block::Table(teller.demand_table(&demands)));
    for demand in &demands {
        teller.tell_no_way(analyst, *demand, &mut part)?;
    }
    let uses = teller.uses();
    if !uses.is_empty() {
        part.body.push(Block::Table(teller.use_table(&uses)));
    }
    let maps: Vec<Map> = demands.iter().map(|demand| teller.demand_map(*demand)).collect();
    part.data.set("demands", maps);
    let maps: Vec<Map> = uses.iter().map(|number| teller.use_map(*number)).collect();
    part.data.set("uses", maps);
    part.data.set("objective", teller.amount(teller.objective()));
    for demand in &demands {
        let name = &state.model.demands[demand.index()].head.name;
        let (delivered, unmet) = (solved.delivered(*demand), solved.unmet(*demand));
        for (key, value) in
            [("volume", teller.volume(*demand)), ("delivered", delivered), ("unmet", unmet)]
        {
            part.totals.push((name.clone(), key, teller.rate(*demand, value)));
        }
    }
    part.data.set("minimising", objective_word(solved.made.objective));
    part.data.set("weighed_by", weighed_word(solved.made.weighed_by));
    part.data.set("gap", solved.solution.gap);
    teller.contracts(&mut part);
    teller.notes(&demands, &uses, &mut part);
    Ok(part)
}

fn objective_word(objective: Minimising) -> &'static str {
    match objective {
        Minimising::Cost => "cost",
        Minimising::Time => "time",
        Minimising::GeneralisedCost => "generalised_cost",
    }
}

fn weighed_word(by: WeighedBy) -> &'static str {
    by.words()
}

/// Tells a solved flow.
pub struct Teller<'a, 's> {
    /// What holds.
    pub state: &'a State<'s>,
    /// The optimum.
    pub solved: &'a Solved,
    /// Units to show figures in.
    pub units: &'a Units,
}

impl Teller<'_, '_> {
    fn model(&self) -> &Model {
        &self.state.model
    }

    /// Whether another optimum delivers another amount of a demand.
    fn varies(&self, demand: DemandId) -> bool {
        let varying = &self.solved.varying.delivered;
        let of = self.solved.of_demand(demand);
        of.into_iter().any(|(part, _)| varying.get(part).is_some_and(|varies| *varies))
    }

    fn rate(&self, demand: DemandId, value: f64) -> Figure {
        let rate = demand_rate(self.model(), &self.state.network, self.units, demand, value);
        self.amount(rate)
    }

    /// In a stretch of a period a rate is told as the amount of its days.
    fn amount(&self, rate: Figure) -> Figure {
        let unit = amount_of_rate(self.model(), &rate.unit);
        match (self.state.network.now.at.days(), rate.value(), unit) {
            (Some(days), Some(value), Some(unit)) => {
                Figure::new(value * days, unit).incomplete(rate.incomplete).varies(rate.varies)
            }
            _ => rate,
        }
    }

    /// The capacities in use that have a limit, fullest first.
    pub fn uses(&self) -> Vec<u32> {
        let resources = &self.state.network.uses.resources;
        let mut all: Vec<u32> = (0..resources.len() as u32)
            .filter(|n| {
                let capacity = resources[*n as usize].capacity;
                let binds = self.solved.worth.contains_key(n);
                capacity.is_some() && (self.solved.solution.uses[*n as usize] > 0.0 || binds)
            })
            .collect();
        let key = |n: &u32| self.utilisation(*n);
        all.sort_by(|a, b| key(b).total_cmp(&key(a)).then(a.cmp(b)));
        all
    }

    /// Share of a capacity in use.
    pub fn utilisation(&self, number: u32) -> f64 {
        let capacity = self.state.network.uses.resources[number as usize].capacity;
        match capacity {
            Some(capacity) if capacity > 0.0 => {
                self.solved.solution.uses[number as usize] / capacity
            }
            Some(_) => 1.0,
            None => 0.0,
        }
    }

    fn sentence(&self, demands: &[DemandId]) -> Phrase {
        let model = self.model();
        let label = |d: DemandId| Phrase::new().name(model.demands[d.index()].head.label());
        let volume: f64 = self.solved.made.parts.iter().map(|part| part.volume).sum();
        if demands.is_empty() || volume == 0.0 {
            return Phrase::from("No demand is there at this moment: there is nothing to carry.");
        }
        let short: Vec<DemandId> = demands
            .iter()
            .copied()
            .filter(|d| self.solved.unmet(*d) > 1e-9 * self.volume(*d))
            .collect();
        if short.is_empty() {
            return Phrase::from("All demand is delivered.");
        }
        let mut text = Phrase::new();
        for (index, demand) in short.iter().take(3).enumerate() {
            if index > 0 {
                text.push("; ");
            }
            let unmet = self.solved.unmet(*demand);
            text = text
                .and(label(*demand))
                .with(" lacks ")
                .with(self.rate(*demand, unmet))
                .with(" (")
                .with(Share(unmet / self.volume(*demand)))
                .with(")");
        }
        if short.len() > 3 {
            text.push(format!("; {} more demands fall short", short.len() - 3));
        }
        let binding = self.binding();
        if binding.is_empty() {
            return text.with(".");
        }
        let names = binding.iter().take(3).map(|n| {
            let resource = &self.state.network.uses.resources[*n as usize];
            Phrase::new().name(resource.label(model))
        });
        text.with(": bound by ").and(Phrase::list(names)).with(".")
    }

    /// Where nothing of a demand moves and no capacity is to blame: what is
    /// closed, and by whom.
    fn tell_no_way(
        &self,
        analyst: &Analyst<'_>,
        demand: DemandId,
        part: &mut Part,
    ) -> Result<(), Failure> {
        if self.volume(demand) == 0.0 {
            return Ok(());
        }
        // A part of a demand may be forbidden while the rest moves.
        for (_, barred) in self.solved.of_demand(demand) {
            if barred.class.barred.is_empty() || barred.volume == 0.0 {
                continue;
            }
            let ends = (barred.class.ask.from, barred.class.ask.to);
            let why = no_way(self.state, &barred.class, ends, &|_| None, analyst.control)?;
            part.say(self.barred_sentence(demand, barred.volume));
            part.body.push(why.block(analyst, self.state));
            part.data.set("no_way", why.map(analyst, self.state));
        }
        if self.solved.delivered(demand) > 0.0 {
            return Ok(());
        }
        let free = self.solved.of_demand(demand).find(|(_, part)| part.class.barred.is_empty());
        let Some((_, first)) = free else { return Ok(()) };
        let reach = self.state.network.in_reach(&first.class);
        if reach.iter().any(|used| *used) {
            return Ok(());
        }
        let ends = (first.class.ask.from, first.class.ask.to);
        let why = no_way(self.state, &first.class, ends, &|_| None, analyst.control)?;
        part.say(why.sentence(self.state));
        part.body.push(why.block(analyst, self.state));
        part.data.set("no_way", why.map(analyst, self.state));
        Ok(())
    }

    /// How much of a demand rules on trade forbid.
    fn barred_sentence(&self, demand: DemandId, volume: f64) -> Phrase {
        let label = self.model().demands[demand.index()].head.label();
        let all = volume >= (1.0 - 1e-9) * self.volume(demand);
        let of = if all { "All of " } else { "Of " };
        let text = Phrase::from(of).name(label);
        let text = if all { text } else { text.with(", ").with(self.rate(demand, volume)) };
        text.with(" may not be carried at all:")
    }

    fn volume(&self, demand: DemandId) -> f64 {
        self.solved.of_demand(demand).map(|(_, part)| part.volume).sum()
    }

    /// The capacities whose relief delivers more.
    fn binding(&self) -> Vec<u32> {
        let mut all: Vec<(u32, f64)> = self
            .solved
            .worth
            .iter()
            .filter(|(_, worth)| worth.delivered > 0.0)
            .map(|(n, worth)| (*n, worth.delivered))
            .collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        if all.is_empty() {
            // Only together do they bring anything: those with a dual.
            let stages = self.solved.solution.stages.iter();
            let duals = stages
                .filter(|stage| matches!(stage.stage, Stage::Unmet(_)))
                .flat_map(|stage| stage.duals.iter().map(|(n, _)| *n));
            let mut numbers: Vec<u32> = duals.collect();
            numbers.sort_unstable();
            numbers.dedup();
            return numbers;
        }
        all.into_iter().map(|(n, _)| n).collect()
    }

    fn time(&self, demand: DemandId) -> Option<Figure> {
        let mean = self.solved.mean(self.state, demand, |route| Some(route.time));
        mean.map(|days| self.units.days(days))
    }

    fn cost(&self, demand: DemandId) -> Option<Figure> {
        let mean = self.solved.mean(self.state, demand, |route| route.cost)?;
        let commodity = self.model().demands[demand.index()].commodity;
        let routes = self.solved.routes(self.state, demand);
        let incomplete = routes.iter().any(|(route, _)| route.missing.has(Missing::COST));
        let unit = self.units.price(self.model(), commodity);
        Some(Figure::new(mean, unit).incomplete(incomplete))
    }

    fn demand_table(&self, demands: &[DemandId]) -> Table {
        let mut table = Table::new()
            .text("demand")
            .number("volume")
            .number("delivered")
            .number("unmet")
            .number("time")
            .number("cost");
        for demand in demands {
            let label = self.model().demands[demand.index()].head.label().to_owned();
            let row: Vec<Cell> = vec![
                label.into(),
                self.rate(*demand, self.volume(*demand)).into(),
                self.rate(*demand, self.solved.delivered(*demand))
                    .varies(self.varies(*demand))
                    .into(),
                self.rate(*demand, self.solved.unmet(*demand)).varies(self.varies(*demand)).into(),
                self.time(*demand).into(),
                self.cost(*demand).into(),
            ];
            table.row(row);
        }
        table
    }

    fn use_table(&self, uses: &[u32]) -> Table {
        let mut table = Table::new()
            .text("capacity of")
            .number("flow")
            .number("capacity")
            .number("use")
            .number("one more brings");
        for number in uses.iter().take(TOLD) {
            let resource = &self.state.network.uses.resources[*number as usize];
            let worth = self.solved.worth.get(number).filter(|worth| worth.delivered > 0.0);
            let brings = worth.map(|worth| self.worth_delivered(*number, worth));
            let row: Vec<Cell> = vec![
                resource.label(self.model()).into(),
                self.use_figure(*number).into(),
                self.capacity_figure(*number).into(),
                Share(self.utilisation(*number)).into(),
                match brings {
                    Some(value) => crate::quantity::format_number(value).into(),
                    None => String::new().into(),
                },
            ];
            table.row(row);
        }
        table
    }

    /// Weighed deliveries a unit of capacity, in units of the commodity where
    /// all demands weigh the same.
    fn worth_delivered(&self, number: u32, worth: &Worth) -> f64 {
        worth.delivered * self.one_of(number) / self.solved.weight_of_unit(self.state)
    }

    /// One unit of what a capacity counts, as its author wrote it without its
    /// prefix (one barrel of `kbbl/day`), canonical.
    fn one_of(&self, number: u32) -> f64 {
        let factor = self.price_unit(number).0.factor();
        if factor > 0.0 { 1.0 / factor } else { 1.0 }
    }

    fn use_figure(&self, number: u32) -> Figure {
        let resource = &self.state.network.uses.resources[number as usize];
        let unit = shown(self.model(), resource.unit);
        let varies = self.solved.varying.uses.get(number as usize).is_some_and(|varies| *varies);
        self.amount(Figure::new(self.solved.solution.uses[number as usize], unit).varies(varies))
    }

    fn capacity_figure(&self, number: u32) -> Figure {
        let resource = &self.state.network.uses.resources[number as usize];
        let unit = shown(self.model(), resource.unit);
        let rate = resource.capacity.map(|capacity| Figure::new(capacity, &unit));
        self.amount(rate.unwrap_or_else(|| Figure::unknown(&unit)))
    }

    /// Money for one unit of what a capacity counts.
    fn price_unit(&self, number: u32) -> ShownUnit {
        let resource = &self.state.network.uses.resources[number as usize];
        let symbol = shown(self.model(), resource.unit).0.symbol.clone();
        let above = symbol.rsplit_once('/').map_or(symbol.as_str(), |(above, _)| above);
        let plain = above.trim_start_matches(['k', 'M', 'G']);
        let name = |text: &str| {
            unit_named(&self.model().units, &format!("{}/{text}", self.model().settings.currency))
        };
        let unit = name(plain);
        let wanted = Dimension::MONEY.per(resource.counts);
        if Some(unit.0.dimension) == wanted { unit } else { name(above) }
    }

    /// The use of a capacity for programs.
    pub fn use_map(&self, number: u32) -> Map {
        let resource = &self.state.network.uses.resources[number as usize];
        let mut map = resource_map(self.model(), resource)
            .with("flow", self.use_figure(number))
            .with("capacity", self.capacity_figure(number))
            .with("utilisation", self.utilisation(number));
        let stages = &self.solved.solution.stages;
        if stages.is_empty() || !self.solved.contracts.is_empty() {
            // Nobody asked what one more unit brings: that is not nothing.
            return map.with("worth_delivered", Node::Null).with("worth_objective", Node::Null);
        }
        let worth = self.solved.worth.get(&number).copied().unwrap_or_default();
        map.set("worth_delivered", self.worth_delivered(number, &worth));
        map.set("worth_objective", self.objective_price(number, worth.objective));
        let dual = |is: fn(Stage) -> bool| -> f64 {
            let stages = self.solved.solution.stages.iter().filter(|stage| is(stage.stage));
            let of = |(n, dual): &(u32, f64)| if *n == number { *dual } else { 0.0 };
            stages.flat_map(|stage| stage.duals.iter().map(of)).sum()
        };
        let delivered = dual(|stage| matches!(stage, Stage::Unmet(_)));
        let one = self.one_of(number) / self.solved.weight_of_unit(self.state);
        map.set("dual_delivered", delivered * one);
        let objective = dual(|stage| stage == Stage::Objective);
        map.set("dual_objective", self.objective_price(number, objective));
        map
    }

    fn objective_price(&self, number: u32, value: f64) -> Figure {
        let unit = match self.solved.made.objective {
            Minimising::Time => CompoundUnit::plain().into(),
            _ => self.price_unit(number),
        };
        Figure::new(value, unit)
    }

    /// The objective as a figure.
    pub fn objective(&self) -> Figure {
        let value = self.solved.solution.objective;
        objective_figure(self.solved.made.objective, value, self.units)
    }

    fn demand_map(&self, demand: DemandId) -> Map {
        let declared = &self.model().demands[demand.index()];
        let routes = self.solved.routes(self.state, demand);
        let price = self.units.price(self.model(), declared.commodity);
        let tell = |(route, flow): &(Route, f64)| {
            let mut map = Map::new()
                .with("nodes", node_names(self.model(), &route.nodes))
                .with("legs", Node::list(route.legs.iter().map(|way| leg_map(self.model(), *way))))
                .with("countries", country_codes(&route.countries))
                .with("flow", self.rate(demand, *flow))
                .with("time", self.units.days(route.time));
            if let Some(cost) = route.cost {
                let missing = route.missing.has(Missing::COST);
                map.set("cost", Figure::new(cost, &price).incomplete(missing));
            }
            map
        };
        let binds = self.solved.unmet(demand) > 1e-9 * self.volume(demand);
        let mut map = Map::new()
            .with("demand", &declared.head.name)
            .with("volume", self.rate(demand, self.volume(demand)))
            .with(
                "delivered",
                self.rate(demand, self.solved.delivered(demand)).varies(self.varies(demand)),
            )
            .with("unmet", self.rate(demand, self.solved.unmet(demand)).varies(self.varies(demand)))
            .with("routes", routes.iter().map(tell).collect::<Vec<Map>>());
        // Of what is not delivered there is no mean.
        if let Some(time) = self.time(demand) {
            map.set("time", time);
        }
        if let Some(cost) = self.cost(demand) {
            map.set("cost", cost);
        }
        if binds {
            let resources = &self.state.network.uses.resources;
            let all = self
                .binding()
                .into_iter()
                .map(|n| resource_map(self.model(), &resources[n as usize]));
            map.set("binds", Node::list(all));
        }
        map
    }

    /// What became of each contract.
    fn contracts(&self, part: &mut Part) {
        if self.solved.contracts.is_empty() {
            return;
        }
        let model = self.model();
        let mut table = Table::new()
            .text("contract")
            .text("asks")
            .number("amount")
            .number("flow")
            .number("missed by");
        let mut maps = Vec::new();
        for kept in &self.solved.contracts {
            let contract = &model.contracts[kept.contract.index()];
            let amount = model.dimension(contract.amount.unit).times(Dimension::TIME);
            let factor = amount.and_then(|a| model.conversions(contract.commodity).factor(a));
            let unit = shown(model, contract.amount.unit);
            let figure =
                |value: f64| self.amount(Figure::new(value * factor.unwrap_or(1.0), unit.clone()));
            let over =
                if contract.at_least { kept.asked - kept.flow } else { kept.flow - kept.asked };
            let missed = if over > 1e-9 * kept.asked { over } else { 0.0 };
            let asks = if contract.at_least { "at least" } else { "at most" };
            table.row(vec![
                contract.head.label().into(),
                asks.into(),
                figure(kept.asked).into(),
                figure(kept.flow).into(),
                figure(missed).into(),
            ]);
            maps.push(
                Map::new()
                    .with("contract", &contract.head.name)
                    .with("asks", asks)
                    .with("on", &contract.on.text)
                    .with("amount", figure(kept.asked))
                    .with("flow", figure(kept.flow))
                    .with("missed", figure(missed))
                    .with("kept", missed == 0.0),
            );
        }
        part.body.push(Block::Table(table));
        part.data.set("contracts", maps);
        part.note("under contracts the worth of a capacity is not told, only its dual");
    }

    fn notes(&self, demands: &[DemandId], uses: &[u32], part: &mut Part) {
        let made = &self.solved.made;
        for note in &made.notes {
            part.note(note.as_str());
        }
        if made.chosen {
            part.note(match made.objective {
                Minimising::GeneralisedCost => {
                    "after deliveries, generalised cost is made least (money and the value of time)"
                }
                _ => "after deliveries, money is made least",
            });
        }
        let short = demands.iter().any(|d| self.solved.unmet(*d) > 1e-9 * self.volume(*d));
        if short && demands.len() > 1 {
            part.note(format!("unmet demand is weighed by {}", made.weighed_by.words()));
        }
        if uses.len() > TOLD {
            part.note(format!("{} more capacities are in use", uses.len() - TOLD));
        }
        let deadlines = demands.iter().any(|d| self.model().demands[d.index()].deadline.is_some());
        if short && deadlines {
            part.note("routes that miss a deadline are not used");
        }
        for note in &self.state.network.now.notes {
            part.note(note_text(self.model(), note));
        }
        if demands.iter().any(|d| self.cost(*d).is_some_and(|cost| cost.incomplete)) {
            part.note("legs without a cost count as 0; such costs are incomplete");
        }
    }
}
