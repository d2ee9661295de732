//! `report why`: the chain of causes, each with the line where it was written,
//! and the next best way.

mod causes;
mod short;
#[cfg(test)]
mod tests;
mod without;

use crate::model::{Criterion, DemandId, Minimising, RouteAsk, WhyAsk};
use crate::network::{Class, Route};
use crate::report::{Block, Difference, Figure, Map, Node, Phrase};

use super::analyst::{Analyst, Failure, State};
use super::find_routes::{class_of, no_measure};
use super::flow::{Solved, demand_rate, solve};
use super::no_way::no_way;
use super::part::Part;
use super::words::{leg_map, node_names, path_text, place};
use causes::{Named, Single, best, closed_arcs, full, named, on_route, single_key};
use short::{changes, short_of};

/// A use counts as full from here on.
const FULL: f64 = 1.0 - 1e-9;

/// Why a demand is short or goes where it goes, or why the best way of a pair
/// is what it is.
///
/// # Errors
/// Where the measure does not exist or the flow has no answer.
pub fn why(analyst: &Analyst<'_>, state: &State<'_>, ask: &WhyAsk) -> Result<Part, Failure> {
    match ask {
        WhyAsk::Pair(ask) => of_pair(analyst, state, ask),
        WhyAsk::Demand(demand) => of_demand(analyst, state, *demand),
    }
}

/// One class with what its ways are measured by.
struct Teller<'a, 'm, 's> {
    analyst: &'a Analyst<'m>,
    state: &'a State<'s>,
    class: Class,
    by: Criterion,
    /// Closed arcs at INFINITY.
    open: Vec<f64>,
    /// As if all were open.
    all: Vec<f64>,
}

impl<'a, 'm, 's> Teller<'a, 'm, 's> {
    fn new(
        analyst: &'a Analyst<'m>,
        state: &'a State<'s>,
        class: Class,
        by: Criterion,
    ) -> Result<Self, Failure> {
        let told = |why| no_measure(&state.model, by, &class, why);
        let (open, all) = (class.weights(by).map_err(told)?, class.measure(by).map_err(told)?);
        Ok(Self { analyst, state, class, by, open, all })
    }

    fn best(&self, weight: &[f64], k: usize) -> Result<Vec<(Route, f64)>, Failure> {
        Ok(best(self.state, &self.class, weight, (k, self.analyst.control))?)
    }

    fn figure(&self, value: f64) -> Figure {
        let units = self.analyst.units();
        let model = &*self.state.model;
        match (self.by, self.class.ask.commodity) {
            (Criterion::Time, _) => units.days(value),
            (Criterion::Distance, _) => units.km(value),
            (_, Some(commodity)) => Figure::new(value, units.price(model, commodity)),
            _ => Figure::new(value, &units.plain),
        }
    }

    fn difference(&self, from: f64, to: f64) -> Difference {
        Difference::between(&self.figure(from), &self.figure(to))
    }

    fn path(&self, route: &Route) -> Phrase {
        Phrase::new().name(path_text(&self.state.model, &route.nodes))
    }

    fn route_map(&self, route: &Route, value: f64) -> Map {
        let model = &*self.state.model;
        Map::new()
            .with("nodes", node_names(model, &route.nodes))
            .with("legs", Node::list(route.legs.iter().map(|way| leg_map(model, *way))))
            .with(self.by.word(), self.figure(value))
    }

    fn tell(&self, causes: &[Named], part: &mut Part) {
        let phrase = |cause: &Named| {
            let mut text = cause.text.clone();
            if let Some(span) = cause.span {
                text = text.with(" (").with(place(self.analyst, span)).with(")");
            }
            match cause.sources.is_empty() {
                true => text,
                false => text.with(format!("; source: {}", cause.sources.join("; "))),
            }
        };
        if !causes.is_empty() {
            part.body.push(Block::List(causes.iter().map(phrase).collect()));
        }
        let map = |cause: &Named| {
            Map::new()
                .with("kind", cause.kind)
                .with("name", &cause.name)
                .with("text", cause.text.plain())
                .with("change", cause.change.clone())
                .with("place", cause.span.map(|span| place(self.analyst, span)))
                .with("sources", cause.sources.clone())
        };
        part.data.set("causes", Node::list(causes.iter().map(map)));
    }

    /// What keeps the class off a better way, or off any: a single cause where
    /// one alone would do, else all that close the best way of an open network.
    fn closures(&self, now: f64, part: &mut Part) -> Result<Vec<Named>, Failure> {
        let control = self.analyst.control;
        let scenario = self.state.network.now.scenario;
        let of = |reason: &crate::network::Reason| named(self.state, scenario, reason);
        let weights = (self.open.as_slice(), self.all.as_slice());
        if let Some(Single { reasons, route, value }) =
            single_key(self.state, &self.class, weights, now, control)?
        {
            part.say(self.would("Without it", &route, (now, value)));
            part.data.set("without", self.route_map(&route, value));
            return Ok(reasons.iter().map(of).collect());
        }
        let Some((route, value)) = self.best(&self.all, 1)?.into_iter().next() else {
            return Ok(Vec::new());
        };
        if value >= now - 1e-9 * now.abs() {
            return Ok(Vec::new());
        }
        part.say(self.would("Without all of these together", &route, (now, value)));
        part.data.set("without", self.route_map(&route, value));
        let reasons = on_route(&closed_arcs(self.state, &self.class), &route);
        Ok(reasons.iter().map(of).collect())
    }

    fn would(&self, start: &str, route: &Route, (now, value): (f64, f64)) -> Phrase {
        let text = Phrase::from(format!("{start} the best way would be "))
            .and(self.path(route))
            .with(": ")
            .with(self.figure(value));
        if now.is_finite() {
            return text.with(", ").with(self.difference(now, value)).with(".");
        }
        text.with(".")
    }

    /// The best way and what the next one costs more.
    fn next_best(&self, part: &mut Part) -> Result<Option<(Route, f64)>, Failure> {
        let mut found = self.best(&self.open, 2)?.into_iter();
        let Some((route, value)) = found.next() else { return Ok(None) };
        part.data.set("best", self.route_map(&route, value));
        match found.next() {
            Some((other, more)) => {
                part.say(
                    Phrase::from("The next best way is ")
                        .and(self.path(&other))
                        .with(": ")
                        .with(self.figure(more))
                        .with(", ")
                        .with(self.difference(value, more))
                        .with("."),
                );
                let map = self.route_map(&other, more).with("more", self.figure(more - value));
                part.data.set("next_best", map);
            }
            None => {
                part.say("There is no other way.");
                part.data.set("next_best", Node::Null);
            }
        }
        Ok(Some((route, value)))
    }
}

fn of_pair(analyst: &Analyst<'_>, state: &State<'_>, ask: &RouteAsk) -> Result<Part, Failure> {
    if ask.from == ask.to {
        return Err(Failure::told("both ends are one place"));
    }
    let mut part = Part::default();
    let mut notes = Vec::new();
    let class = class_of(state, (ask.from, ask.to), ask.commodity, ask.demand, &mut notes);
    let teller = Teller::new(analyst, state, class, ask.by)?;
    let found = teller.best(&teller.open, 1)?.into_iter().next();
    match found {
        None => no_route(&teller, &mut part)?,
        Some((route, value)) => {
            part.say(
                Phrase::from("The best way is ")
                    .and(teller.path(&route))
                    .with(": ")
                    .with(teller.figure(value))
                    .with("."),
            );
            let at = part.body.len();
            let causes = teller.closures(value, &mut part)?;
            if causes.is_empty() {
                part.say("Nothing that is closed or forbidden would lead a better way.");
            } else {
                let text = "What keeps it from a better one:";
                part.body.insert(at, Block::Sentence(text.into()));
            }
            teller.tell(&causes, &mut part);
            teller.next_best(&mut part)?;
        }
    }
    notes.into_iter().for_each(|note| part.note(note));
    Ok(part)
}

/// Nothing can move: what cuts the ends off, and what single thing would help.
fn no_route(teller: &Teller<'_, '_, '_>, part: &mut Part) -> Result<(), Failure> {
    let (analyst, state, class) = (teller.analyst, teller.state, &teller.class);
    let ends = (class.ask.from, class.ask.to);
    let cut = no_way(state, class, ends, &|_| None, analyst.control)?;
    part.say(cut.sentence(state));
    let mut causes = teller.closures(f64::INFINITY, part)?;
    if causes.is_empty() {
        let scenario = state.network.now.scenario;
        let reasons = cut.cut.iter().flat_map(|leg| &leg.reasons).chain(&cut.barred);
        for reason in reasons {
            let cause = named(state, scenario, reason);
            if !causes.contains(&cause) {
                causes.push(cause);
            }
        }
    }
    teller.tell(&causes, part);
    part.data.set("no_way", cut.map(analyst, state));
    part.data.set("best", Node::Null);
    part.data.set("next_best", Node::Null);
    Ok(())
}

fn of_demand(analyst: &Analyst<'_>, state: &State<'_>, demand: DemandId) -> Result<Part, Failure> {
    let solved = solve(state, None, None, analyst.control)?;
    let model = &*state.model;
    let mut part = Part::default();
    // Of several shippers the largest part speaks for the demand.
    let own = solved.of_demand(demand).max_by(|a, b| a.1.volume.total_cmp(&b.1.volume));
    let Some((_, own)) = own else {
        return Err(Failure::told("this demand is not there at this moment"));
    };
    let by = match solved.made.objective {
        Minimising::Cost => Criterion::Cost,
        Minimising::Time => Criterion::Time,
        Minimising::GeneralisedCost => Criterion::GeneralisedCost,
    };
    let teller = Teller::new(analyst, state, own.class.clone(), by)?;
    let (delivered, unmet) = (solved.delivered(demand), solved.unmet(demand));
    let units = analyst.units();
    let rate = |value| demand_rate(model, &state.network, &units, demand, value);
    let label = model.demands[demand.index()].head.label();
    part.data.set("delivered", rate(delivered));
    part.data.set("unmet", rate(unmet));
    let short = unmet > 1e-9 * (delivered + unmet);
    part.say(match short {
        true => Phrase::new().name(label).with(" lacks ").with(rate(unmet)).with("."),
        false => Phrase::from("All of ").name(label).with(" is delivered."),
    });
    let Some((best_route, value)) = teller.best(&teller.open, 1)?.into_iter().next() else {
        no_route(&teller, &mut part)?;
        return Ok(part);
    };
    let mut causes = if short {
        short_of(&teller, &solved, demand)?
    } else {
        pushed_off(&teller, &solved, demand, &best_route)
    };
    causes.extend(contracts(&teller, &solved, demand));
    if short {
        causes.extend(changes(&teller, &solved, demand)?);
    }
    if causes.is_empty() {
        causes = teller.closures(value, &mut part)?;
        if causes.is_empty() {
            part.say("It takes the best way there is; nothing closed would lead a better one.");
        }
    }
    teller.tell(&causes, &mut part);
    let used = solved.routes(state, demand).into_iter().map(|(route, flow)| {
        Map::new().with("nodes", node_names(model, &route.nodes)).with("flow", rate(flow))
    });
    part.data.set("routes", Node::list(used));
    teller.next_best(&mut part)?;
    Ok(part)
}

fn pushed_off(
    teller: &Teller<'_, '_, '_>,
    solved: &Solved,
    demand: DemandId,
    best: &Route,
) -> Vec<Named> {
    let state = teller.state;
    let routes = solved.routes(state, demand);
    if routes.iter().all(|(route, _)| route.legs == best.legs) {
        return Vec::new();
    }
    let resources = &state.network.uses.resources;
    let mut numbers: Vec<u32> = state.network.route_resources(&best.arcs);
    numbers.sort_unstable();
    numbers.dedup();
    let is_full = |number: &u32| {
        let capacity = resources[*number as usize].capacity;
        let used = solved.solution.uses[*number as usize];
        capacity.is_some_and(|capacity| used >= capacity * FULL)
            && teller.class.factors[*number as usize] > 0.0
    };
    let scenario = state.network.now.scenario;
    numbers.into_iter().filter(is_full).map(|number| full(state, scenario, number)).collect()
}

/// The contracts that a demand's flow is up against.
fn contracts(teller: &Teller<'_, '_, '_>, solved: &Solved, demand: DemandId) -> Vec<Named> {
    let model = &*teller.state.model;
    let commodity = model.demands[demand.index()].commodity;
    let binds = |kept: &&super::contracts::Kept| {
        let contract = &model.contracts[kept.contract.index()];
        contract.commodity == commodity && (kept.flow - kept.asked).abs() <= 1e-6 * kept.asked
    };
    let named = |kept: &super::contracts::Kept| {
        let contract = &model.contracts[kept.contract.index()];
        let asks = if contract.at_least { "at least" } else { "at most" };
        let unit = super::units::shown(model, contract.amount.unit);
        let text = Phrase::from("the contract `")
            .name(contract.head.label())
            .with(format!("` asks for {asks} "))
            .with(Figure::new(contract.amount.value, unit))
            .with(format!(" on {}", contract.on.text));
        Named {
            kind: "contract",
            name: contract.head.name.clone(),
            text,
            change: None,
            span: Some(contract.head.span),
            sources: causes::of_figure(model, &contract.amount),
        }
    };
    solved.contracts.iter().filter(binds).map(named).collect()
}
