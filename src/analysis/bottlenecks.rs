//! `report bottlenecks`: what binds, ranked by what relieving it brings.

use crate::algorithm::flow::{Solver, Stage};
use crate::model::{CommodityId, Minimising};
use crate::report::{Block, Cell, Map, Phrase, Table};

use super::analyst::{Analyst, Failure, State};
use super::flow::{Solved, Teller, solve};
use super::part::Part;
use super::words::resource_map;

/// Why there are no worths under some contracts.
pub const UNTOLD: &str = "what more capacity brings is not told under a floor that binds while \
                          not all of its commodity is delivered";

/// Capacities that bring something only together.
struct Group {
    members: Vec<u32>,
    /// Weighed deliveries for one more unit of each.
    delivered: f64,
}

/// The answer at one moment.
///
/// # Errors
/// Where there is no optimum, with the reason.
pub fn bottlenecks(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    commodity: Option<CommodityId>,
    minimising: Option<Minimising>,
    top: usize,
) -> Result<Part, Failure> {
    let solved = solve(state, commodity, minimising, analyst.control)?;
    if !solved.knows_worths() {
        return Err(Failure::told(UNTOLD));
    }
    let units = analyst.units();
    let teller = Teller::new(state, &solved, &units);
    let mut part = Part::default();
    let mut ranked: Vec<u32> = solved
        .worth
        .iter()
        .filter(|(_, worth)| worth.delivered > 0.0 || worth.objective < 0.0)
        .map(|(number, _)| *number)
        .collect();
    // Deliveries first, then what is saved, both for room for one unit more of
    // what is carried: a barrel of capacity is no tonne.
    let room = room_for_one(state, &solved);
    let key = |number: &u32| {
        let (worth, room) = (&solved.worth[number], room[*number as usize]);
        (nine_digits(worth.delivered * room), nine_digits(worth.objective * room))
    };
    ranked.sort_by(|a, b| {
        let (a_key, b_key) = (key(a), key(b));
        b_key.0.total_cmp(&a_key.0).then(a_key.1.total_cmp(&b_key.1)).then(a.cmp(b))
    });
    ranked.truncate(top);
    let group = group(analyst, state, &solved)?;
    let model = &*state.model;
    let resources = &state.network.uses.resources;
    part.say(sentence(state, &solved, &ranked, group.as_ref()));
    if !ranked.is_empty() {
        let mut table = Table::new()
            .text("capacity of")
            .number("capacity")
            .number("use")
            .number("one more delivers")
            .number("and costs");
        for number in &ranked {
            let map = teller.use_map(*number);
            let figure = |key: &str| match map.get(key) {
                Some(crate::report::Node::Figure(figure)) => Cell::from(figure.clone()),
                _ => String::new().into(),
            };
            let delivered = match map.get("worth_delivered") {
                Some(crate::report::Node::Number(value)) => *value,
                _ => 0.0,
            };
            table.row(vec![
                resources[*number as usize].label(model).into(),
                figure("capacity"),
                crate::report::Share(teller.utilisation(*number)).into(),
                teller.worth_figure(*number, delivered).into(),
                figure("worth_objective"),
            ]);
        }
        part.body.push(Block::Table(table));
    }
    part.data.set("bottlenecks", ranked.iter().map(|n| teller.use_map(*n)).collect::<Vec<Map>>());
    let groups: Vec<Map> = group
        .iter()
        .map(|group| {
            let members =
                group.members.iter().map(|n| resource_map(model, &resources[*n as usize]));
            Map::new()
                .with("members", crate::report::Node::list(members))
                .with("worth_delivered", group.delivered / solved.weight_of_unit())
        })
        .collect();
    part.data.set("groups", groups);
    part.data.set("gap", solved.solution.gap);
    if short(state, &solved) == Some(true) {
        part.note(
            "what one more delivers is of the demands without a penalty; what it brings the \
             others is in what it costs",
        );
    }
    for note in &solved.made.notes {
        part.note(note.as_str());
    }
    Ok(part)
}

/// Of each capacity, how much of it one unit takes of the first demand that
/// can use it.
fn room_for_one(state: &State<'_>, solved: &Solved) -> Vec<f64> {
    let problem = solved.made.problem(&state.network);
    let of = |number: usize| {
        let factors =
            problem.demands.iter().map(|d| problem.classes[d.class as usize].factor[number]);
        factors.into_iter().find(|factor| *factor > 0.0).unwrap_or(1.0)
    };
    (0..problem.capacity.len()).map(of).collect()
}

/// A value to nine digits: what differs by rounding alone ranks as equal.
fn nine_digits(value: f64) -> f64 {
    format!("{value:.8e}").parse().unwrap_or(value)
}

fn sentence(state: &State<'_>, solved: &Solved, ranked: &[u32], group: Option<&Group>) -> Phrase {
    let model = &*state.model;
    let resources = &state.network.uses.resources;
    let name = |n: &u32| Phrase::new().name(resources[*n as usize].label(model));
    if let Some(group) = group {
        return Phrase::from("No single capacity brings more; together these do: ")
            .and(Phrase::list(group.members.iter().map(name)))
            .with(".");
    }
    match ranked.first() {
        None if solved.made.parts.is_empty() => Phrase::from("There is no demand to carry."),
        None => Phrase::from("Nothing binds: one more unit of no capacity brings anything."),
        Some(first) if solved.worth[first].delivered > 0.0 => {
            name(first).with(" binds most: relieving it delivers more.")
        }
        Some(first) => name(first).with(match short(state, solved) {
            None => " binds most: all is delivered, and relieving it saves cost.",
            Some(true) => {
                " binds most: relieving it saves cost, penalties of what is not delivered \
                 among it."
            }
            Some(false) => " binds most: relieving it delivers no more, but saves cost.",
        }),
    }
}

/// Whether something is not delivered, and if so whether it has a penalty.
fn short(state: &State<'_>, solved: &Solved) -> Option<bool> {
    let problem = solved.made.problem(&state.network);
    let demands = problem.demands.iter().zip(&solved.solution.demands);
    demands
        .filter(|(demand, flow)| flow.unmet > 1e-9 * demand.volume)
        .map(|(demand, _)| demand.penalty.is_some())
        .reduce(|a, b| a || b)
}

/// Where demand is unmet and no capacity alone brings any delivery: those with
/// a dual, relieved together.
fn group(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    solved: &Solved,
) -> Result<Option<Group>, Failure> {
    let unmet = solved.solution.demands.iter().any(|d| d.unmet > 1e-9 * (d.unmet + d.delivered));
    let alone = solved.worth.values().any(|worth| worth.delivered > 0.0);
    // The group is found on the plan without contracts.
    if !unmet || alone || !solved.contracts.is_empty() {
        return Ok(None);
    }
    let full: Vec<u32> = solved.worth.keys().copied().collect();
    let mut members: Vec<u32> = solved
        .solution
        .stages
        .iter()
        .filter(|stage| matches!(stage.stage, Stage::Unmet(_)))
        .flat_map(|stage| stage.duals.iter().map(|(n, _)| *n))
        .collect();
    members.extend(full);
    members.sort_unstable();
    members.dedup();
    let delivered = relieved(analyst, state, solved, &members)?;
    if delivered <= 0.0 {
        return Ok(None);
    }
    // The fewest: leave each out that is not needed.
    for number in members.clone() {
        let rest: Vec<u32> = members.iter().copied().filter(|n| *n != number).collect();
        if rest.len() > 1 && relieved(analyst, state, solved, &rest)? >= delivered * (1.0 - 1e-9) {
            members = rest;
        }
    }
    Ok((members.len() > 1).then_some(Group { members, delivered }))
}

/// Weighed deliveries for one more unit of each of these together.
fn relieved(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    solved: &Solved,
    members: &[u32],
) -> Result<f64, Failure> {
    let problem = solved.made.problem(&state.network);
    let mut solver = Solver::new(&problem)?;
    let least = members
        .iter()
        .map(|n| problem.capacity[*n as usize])
        .filter(|c| *c > 0.0 && c.is_finite())
        .fold(f64::INFINITY, f64::min);
    let step = if least.is_finite() { least * 1e-4 } else { 1e-6 };
    for number in members {
        solver.set_capacity(*number, problem.capacity[*number as usize] + step)?;
    }
    let more = solver.solve(analyst.control)?;
    let gain = (more.delivered_weight - solved.solution.delivered_weight) / step;
    let noise = 1e-9 * solved.solution.delivered_weight.max(1e-9) / step;
    Ok(if gain <= noise { 0.0 } else { gain })
}
