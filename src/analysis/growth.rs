//! `report capacity of demands`: the factor by which all demands can grow
//! together, and what binds.
//!
//! The unmet part of all demands grown by a factor is convex in it, piecewise
//! linear and 0 up to the factor sought. The optimal dual at a factor above it
//! is a line below that curve; where the line comes to 0 is the next factor to
//! try (Newton's method for parametric linear programs, Dinkelbach 1967), which
//! never goes below the factor sought and ends on it after finitely many lines.

use crate::algorithm::flow::{FlowProblem, FlowSolution, Solver, Stage};
use crate::control::Control;
use crate::model::CommodityId;
use crate::quantity::format_significant;
use crate::report::{Block, Cell, Figure, Map, Node, Phrase, Table};

use super::analyst::{Analyst, Failure, State};
use super::contracts::in_force;
use super::contracts_told::not_kept;
use super::flow::{demand_rate, unknown_in_use};
use super::flow_problem::{Made, make};
use super::part::Part;
use super::units::shown;
use super::words::{note_text, resource_map};

/// Lines tried before it is told that the factor is not proved.
const LINES: usize = 200;

/// Tried is a hair below each factor: just there the way that fits is one alone,
/// and rounding could leave it unproved.
const BELOW: f64 = 1.0 - 1e-10;

/// How far all can grow.
struct Growth {
    /// INFINITY where nothing limits it.
    factor: f64,
    /// Capacities with weights: Σ weight × capacity = factor.
    binds: Vec<(u32, f64)>,
}

/// The answer at one moment.
///
/// # Errors
/// Where a capacity in use is unknown or does not convert, or no demand is
/// there.
pub fn growth(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    commodity: Option<CommodityId>,
) -> Result<Part, Failure> {
    let made = make(&state.model, &state.network, commodity, None)?;
    if made.parts.iter().all(|part| part.volume <= 0.0) {
        return Err(Failure::told("no demand is there at this moment: nothing can grow"));
    }
    let found = find(state, &made, analyst.control)?;
    let mut part = tell(analyst, state, &made, &found);
    let contracts = in_force(&state.model, &state.network);
    let note = not_kept(&state.model, &contracts, "the growth of demands");
    note.into_iter().for_each(|note| part.note(note));
    Ok(part)
}

fn find(state: &State<'_>, made: &Made, control: &Control) -> Result<Growth, Failure> {
    let mut problem = made.problem(&state.network);
    // All count alike: each unit unmet as a share of its demand.
    for demand in &mut problem.demands {
        demand.penalty = None;
        demand.priority = 1;
        demand.weight = if demand.volume > 0.0 { 1.0 / demand.volume } else { 0.0 };
    }
    // Money plays no part in how much fits.
    for class in &mut problem.classes {
        class.money.fill(0.0);
    }
    let limited: Vec<bool> =
        (0..problem.demands.len()).map(|demand| is_limited(&problem, demand)).collect();
    if !limited.iter().any(|limited| *limited) {
        let solution = Solver::new(&problem)?.solve(control)?;
        unknown_in_use(&state.model, &state.network, &solution)?;
        return Ok(Growth { factor: f64::INFINITY, binds: Vec::new() });
    }
    let volume: Vec<f64> = problem.demands.iter().map(|demand| demand.volume).collect();
    for (demand, limited) in problem.demands.iter_mut().zip(&limited) {
        // Those that nothing limits grow without an end and are in nobody's way.
        if !limited {
            demand.volume = 0.0;
        }
    }
    let limited: Vec<f64> =
        volume.iter().zip(&limited).map(|(v, limited)| if *limited { *v } else { 0.0 }).collect();
    let too_large = most(&problem, &limited);
    // From what is there, doubled until it does not fit: far above the answer
    // nearly every capacity binds, and the flow there takes minutes.
    let mut factor = too_large.min(1.0);
    let mut last: Option<Growth> = None;
    for _ in 0..LINES {
        control.check()?;
        for (demand, volume) in problem.demands.iter_mut().zip(&limited) {
            demand.volume = volume * factor * BELOW;
        }
        let solution = Solver::new(&problem)?.solve(control)?;
        let told = |found| -> Result<Growth, Failure> {
            unknown_in_use(&state.model, &state.network, &solution)?;
            Ok(found)
        };
        let flows = solution.demands.iter().zip(&problem.demands);
        let unmet: f64 = flows.map(|(flow, demand)| demand.weight * flow.unmet).sum();
        if unmet <= 1e-11 * factor {
            match last.take() {
                Some(last) => return told(Growth { factor, ..last }),
                None if factor >= too_large => break,
                None => factor = (2.0 * factor).min(too_large),
            }
            continue;
        }
        let Some(line) = line(&problem, &solution, &limited) else { break };
        let terms = line.binds.iter().map(|(n, weight)| weight * problem.capacity[*n as usize]);
        let next: f64 = terms.sum();
        if next >= factor * (1.0 - 1e-12) || next <= 0.0 {
            return told(Growth { factor: next, ..line });
        }
        factor = next;
        last = Some(line);
    }
    Err(Failure::told(format!(
        "all demands can grow at most by a factor of {}; how far is not proved",
        format_significant(factor, 4)
    )))
}

/// The optimal dual of what is unmet, as weights whose line comes to 0 at
/// Σ weight × capacity; none where nothing is unmet for want of capacity.
fn line(problem: &FlowProblem<'_>, solution: &FlowSolution, volume: &[f64]) -> Option<Growth> {
    let stage = solution.stage(Stage::Unmet(1))?;
    let slope: f64 = stage.demand_duals.iter().zip(volume).map(|(dual, v)| dual * v).sum();
    if slope <= 0.0 {
        return None;
    }
    let finite = |n: &u32| problem.capacity[*n as usize].is_finite();
    let duals = stage.duals.iter().filter(|(n, dual)| *dual > 0.0 && finite(n));
    let binds: Vec<(u32, f64)> = duals.map(|(n, dual)| (*n, dual / slope)).collect();
    Some(Growth { factor: 0.0, binds })
}

/// A factor that is surely too large: where some demand alone would need more
/// than all that it could use.
fn most(problem: &FlowProblem<'_>, volume: &[f64]) -> f64 {
    let mut least = f64::INFINITY;
    for (demand, volume) in problem.demands.iter().zip(volume).filter(|(_, v)| **v > 0.0) {
        let factor = &problem.classes[demand.class as usize].factor;
        let of = problem.capacity.iter().zip(factor);
        let fits = of.filter(|(c, f)| c.is_finite() && **f > 0.0).map(|(c, f)| c / f);
        least = least.min((fits.sum::<f64>() + volume) / volume);
    }
    2.0 * least
}

/// Whether every way of a demand uses some capacity that has a limit.
fn is_limited(problem: &FlowProblem<'_>, demand: usize) -> bool {
    let own = &problem.demands[demand];
    if own.volume <= 0.0 {
        return false;
    }
    let class = &problem.classes[own.class as usize];
    let limits = |resource: u32| {
        class.factor[resource as usize] > 0.0 && problem.capacity[resource as usize].is_finite()
    };
    if own.origin_uses.iter().any(|(resource, _)| limits(*resource)) {
        return true;
    }
    // The quickest way over what has no limit, against the deadline.
    let graph = problem.graph;
    let mut time = vec![f64::INFINITY; graph.states()];
    let mut queue = std::collections::VecDeque::from([own.origin]);
    time[own.origin as usize] = 0.0;
    while let Some(at) = queue.pop_front() {
        for arc in graph.out(at) {
            let limited = problem.uses.of(arc as u32).iter().any(|(resource, _)| limits(*resource));
            let (head, then) = (graph.head[arc], time[at as usize] + class.time[arc]);
            if !limited && !class.closed[arc] && then < time[head as usize] {
                time[head as usize] = then;
                queue.push_back(head);
            }
        }
    }
    let states = 0..graph.states();
    let ends = states.filter(|state| graph.place_of[*state] == own.target);
    let quickest = ends.map(|state| time[state]).fold(f64::INFINITY, f64::min);
    let deadline = own.deadline.unwrap_or(f64::INFINITY);
    quickest == f64::INFINITY || quickest > deadline * (1.0 + 1e-9)
}

fn tell(analyst: &Analyst<'_>, state: &State<'_>, made: &Made, found: &Growth) -> Part {
    let model = &*state.model;
    let units = analyst.units();
    let resources = &state.network.uses.resources;
    let mut part = Part::default();
    let names =
        found.binds.iter().map(|(n, _)| Phrase::new().name(resources[*n as usize].label(model)));
    let shown_factor = format_significant(found.factor, 4);
    let fits = match found.factor {
        f if f == f64::INFINITY => Phrase::from("Nothing limits how far the demands can grow."),
        0.0 => Phrase::from("Not all demands can be served at all: some have no way."),
        f => {
            let text = match f {
                f if f >= 1.0 => {
                    format!("All demands can grow to {shown_factor} times what they are")
                }
                _ => format!("Only {shown_factor} of each demand fits at once"),
            };
            Phrase::from(text).with(": bound by ").and(Phrase::list(names)).with(".")
        }
    };
    part.say(fits);
    let mut demands: Vec<crate::model::DemandId> =
        made.parts.iter().filter(|part| part.volume > 0.0).map(|part| part.demand).collect();
    demands.dedup();
    let mut table = Table::new().text("demand").number("volume").number("most");
    let mut maps = Vec::new();
    for demand in demands {
        let of = made.parts.iter().filter(|part| part.demand == demand);
        let volume: f64 = of.map(|part| part.volume).sum();
        let rate = |value| demand_rate(model, &state.network, &units, demand, value);
        let now = rate(volume);
        let most = match found.factor.is_finite() {
            true => rate(volume * found.factor),
            false => Figure::unlimited(&now.unit),
        };
        let head = &model.demands[demand.index()].head;
        table.row(vec![head.label().to_owned().into(), (&now).into(), (&most).into()]);
        maps.push(Map::new().with("demand", &head.name).with("volume", now).with("most", most));
    }
    part.body.push(Block::Table(table));
    if found.factor.is_finite() {
        part.data.set("factor", found.factor);
    } else {
        part.data.set("factor", Node::Null);
        part.data.set("unlimited", true);
    }
    part.data.set("demands", maps);
    let mut table = Table::new().text("binds").number("capacity").number("weight");
    let mut binds = Vec::new();
    for (number, weight) in &found.binds {
        let resource = &resources[*number as usize];
        let unit = shown(model, resource.unit);
        let capacity = resource.capacity.unwrap_or(0.0);
        // Weights sum to 1: the part of the limit that each capacity is.
        let part_of = weight * capacity / found.factor;
        let figure = Figure::new(capacity, &unit);
        let row: Vec<Cell> = vec![
            resource.label(model).into(),
            (&figure).into(),
            crate::quantity::format_number(part_of).into(),
        ];
        table.row(row);
        binds.push(resource_map(model, resource).with("weight", part_of).with("capacity", figure));
    }
    if !found.binds.is_empty() && found.factor > 0.0 {
        part.body.push(Block::Table(table));
        if found.binds.len() > 1 {
            part.note("the weights say what part of the limit each capacity makes");
        }
    }
    part.data.set("binds", binds);
    part.note("all volumes grow by the same factor; priorities and penalties play no part");
    for note in &state.network.now.notes {
        part.note(note_text(model, note));
    }
    part
}

#[cfg(test)]
mod tests {
    use crate::analysis::testing::file;
    use crate::analysis::testing::random::network;

    #[test]
    fn a_little_less_fits_and_a_little_more_does_not() {
        let mut finite = 0;
        for seed in 400..440 {
            let text = network(seed, 6, 12, 2);
            let json = file(&format!("{text}\nreport capacity of demands\n")).json();
            let Some(factor) = json["results"][0]["factor"].as_f64() else { continue };
            let mut asked = text.clone();
            for (index, by) in [0.9999 * factor, 1.0001 * factor + 1e-3].iter().enumerate() {
                let volumes = [0, 1].map(|demand| {
                    let line = text.lines().find(|l| l.starts_with(&format!("demand d{demand}")));
                    let of = line.and_then(|l| l.split_whitespace().nth(2)).unwrap();
                    let volume: f64 = of.parse().unwrap();
                    format!("set volume of demand d{demand} to {} TEU/year ", 1e3 * volume * by)
                });
                asked += &format!("scenario s{index} {{ {} }}\n", volumes.join("\n "));
            }
            asked += "report flow in s0, s1\n";
            let json = file(&asked).json();
            let unmet = |index: usize| -> f64 {
                let demands = json["results"][index]["demands"].as_array().unwrap();
                demands.iter().map(|demand| demand["unmet"]["value"].as_f64().unwrap()).sum()
            };
            assert!(unmet(0) < 1e-6 && unmet(1) > 1e-9, "{text} {factor}");
            finite += usize::from(factor > 0.0);
        }
        assert!(finite > 15, "{finite}");
    }

    #[test]
    fn one_demand_grows_to_the_capacity_between_its_ends() {
        let text = format!("{}\nreport capacity of demands\n", crate::analysis::testing::TOY);
        let json = file(&text).json();
        let result = json["results"].as_array().unwrap().last().unwrap();
        assert!((result["factor"].as_f64().unwrap() - 85.0 / 70.0).abs() < 1e-9);
        let names: Vec<&str> = result["binds"]
            .as_array()
            .unwrap()
            .iter()
            .map(|b| b["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["cas_akt", "cas_kur"]);
    }
}
