//! Times questions as a user puts them: a script is checked, then every report
//! is answered, once as the library gives it (routes with their legs and
//! figures, capacities with what binds) and once with the text and the tree for
//! programs that `corridor run` prints ("report").
//!
//! usage: cargo bench --bench public -- NETWORK.tsv PAIRS.tsv plain|modes [RUNS]
//!
//! Prints task, answer and seconds (the best of RUNS, 5 without it). Checking
//! the script and laying out its network are timed apart. The answers are
//! whole minutes, TEU a week and USD a week, which a peer must equal
//! (`benches/peers`); minutes count the dwell where a route ends, as the
//! peers' networks do.

#[path = "script.rs"]
mod script;

use std::fmt::Write as _;
use std::time::Instant;

use corridor::algorithm::{Distances, ReverseIndex};
use corridor::analysis::{Analyst, CapacityAsk, answer, find_routes, most};
use corridor::control::Control;
use corridor::model::{Ask, Criterion, NodeId, ScenarioId};
use corridor::network::{ClassAsk, Classes};
use corridor::report::{Answer, Figure, Map, Node};
use corridor::scenario::At;
use corridor::session::{Checked, MemoryFiles, Options, check};

use script::{Rows, Set};

const MINUTES: f64 = 1440.0;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let [network, pairs, set, runs @ ..] = &arguments[..] else {
        println!("usage: cargo bench --bench public -- NETWORK.tsv PAIRS.tsv plain|modes [RUNS]");
        return;
    };
    let runs = runs.first().map_or(5, |runs| runs.parse().expect("a number of runs"));
    let set = if set == "modes" { Set::Modes } else { Set::Plain };
    let rows = script::read(network);
    let pairs: Vec<(usize, usize)> = std::fs::read_to_string(pairs)
        .expect("pairs can be read")
        .lines()
        .map(|line| line.split_once('\t').expect("two columns"))
        .map(|(from, to)| (from.parse().expect("a node"), to.parse().expect("a node")))
        .collect();
    println!("{:<28} {:>16} {:>12}", "task", "answer", "seconds");
    routes(&rows, set, &pairs, runs);
    all_pairs(&rows, set, runs);
    capacities(&rows, set, &pairs, runs);
    flows(&rows, set, runs);
}

fn tell(task: &str, answer: f64, seconds: f64) {
    println!("{task:<28} {answer:>16.0} {seconds:>12.5}");
}

/// Least seconds of some runs, and what the last gave.
fn time<T>(runs: usize, mut run: impl FnMut() -> T) -> (T, f64) {
    let mut one = || {
        let start = Instant::now();
        let answer = run();
        (answer, start.elapsed().as_secs_f64())
    };
    let (mut answer, mut best) = one();
    for _ in 1..runs {
        let (last, seconds) = one();
        answer = last;
        best = best.min(seconds);
    }
    (answer, best)
}

/// A script checked, and how long that took.
fn checked(text: &str) -> Checked {
    let files = MemoryFiles::new().with("made.corridor", text);
    let start = Instant::now();
    let checked = check("made.corridor", &files, &Options::default());
    let seconds = start.elapsed().as_secs_f64();
    assert!(checked.model.is_some(), "{:?}", checked.diagnostics.diagnostics().first());
    println!("{:<28} {:>16} {seconds:>12.5}", "  reading and checking", text.len());
    checked
}

/// Answers all reports of a file again and again; the first time, which lays
/// the network out, is told apart.
fn ask(checked: &Checked, runs: usize) -> (Vec<Answer>, f64) {
    let control = Control::new();
    let model = checked.model.as_ref().expect("no errors");
    let analyst = Analyst::new(model, &checked.sources, &control);
    let (_, laid) = time(1, || {
        analyst.state(ScenarioId(0), At::Together { day: None }).map(|_| ()).expect("a state")
    });
    println!("{:<28} {:>16} {laid:>12.5}", "  laying the network out", "");
    time(runs, || {
        let questions = model.questions.iter();
        questions.flat_map(|question| answer(&analyst, question).expect("not cancelled")).collect()
    })
}

fn routes(rows: &Rows, set: Set, pairs: &[(usize, usize)], runs: usize) {
    let mut text = rows.declarations(set);
    for (from, to) in pairs {
        let _ = writeln!(text, "report routes from n{from} to n{to} by time top 10");
    }
    let checked = checked(&text);
    let (answers, seconds) = ask(&checked, runs);
    let mut total = 0.0;
    for (answer, (_, to)) in answers.iter().zip(pairs) {
        for route in maps(answer.data.get("routes")) {
            total += figure(route.get("time")) * MINUTES + f64::from(rows.places[*to].dwell);
        }
    }
    let control = Control::new();
    let model = checked.model.as_ref().expect("no errors");
    let analyst = Analyst::new(model, &checked.sources, &control);
    let state = analyst.state(ScenarioId(0), At::Together { day: None }).expect("a state");
    let asks = model.questions.iter().filter_map(|question| match &question.ask {
        Ask::Routes(ask) => Some(ask),
        _ => None,
    });
    let (found, alone) = time(runs, || {
        let one = |ask| find_routes(&state, ask, 10, &control).expect("routes");
        asks.clone().map(one).collect::<Vec<_>>()
    });
    let of = |(found, (_, to)): (&corridor::analysis::Found, &(usize, usize))| -> f64 {
        let dwell = f64::from(rows.places[*to].dwell);
        found.routes.iter().map(|route| route.time * MINUTES + dwell).sum()
    };
    tell("10 best routes", found.iter().zip(pairs).map(of).sum(), alone);
    tell("10 best routes, report", total, seconds);
}

/// All-pairs times have no report: the library's network and distances.
fn all_pairs(rows: &Rows, set: Set, runs: usize) {
    let checked = checked(&rows.declarations(set));
    let control = Control::new();
    let model = checked.model.as_ref().expect("no errors");
    let analyst = Analyst::new(model, &checked.sources, &control);
    let state = analyst.state(ScenarioId(0), At::Together { day: None }).expect("a state");
    let graph = &state.network.frame.graph;
    let reverse = ReverseIndex::new(graph);
    let (from, to) = (NodeId(0), NodeId(1));
    let ask = ClassAsk { commodity: None, from, to, demand: None, bound: Vec::new() };
    let class = Classes::new(model, &state.network).class(ask);
    let nodes: Vec<u32> = (0..model.nodes.len() as u32).collect();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread");
    let mut run = || {
        let weights = class.weights(Criterion::Time).expect("times");
        let distances = Distances::new(graph, &weights);
        distances.to_places(&reverse, &nodes, &nodes, &control).expect("not cancelled")
    };
    let (table, seconds) = one.install(|| time(runs, &mut run));
    let (_, all) = time(runs, &mut run);
    let mut total = 0.0;
    for (source, row) in table.chunks(nodes.len()).enumerate() {
        for (target, days) in row.iter().enumerate() {
            let name = &model.nodes[target].head.name[1..];
            let number: usize = name.parse().expect("a number");
            if source != target {
                total += days * MINUTES + f64::from(rows.places[number].dwell);
            }
        }
    }
    tell("all-pairs times", total, seconds);
    tell("all-pairs times, all threads", total, all);
}

fn capacities(rows: &Rows, set: Set, pairs: &[(usize, usize)], runs: usize) {
    let mut text = rows.declarations(set);
    for (from, to) in pairs {
        let _ = writeln!(text, "report capacity from n{from} to n{to} for boxes");
    }
    let checked = checked(&text);
    let (answers, seconds) = ask(&checked, runs);
    let total: f64 = answers.iter().map(|a| figure(a.data.get("capacity"))).sum();
    let control = Control::new();
    let model = checked.model.as_ref().expect("no errors");
    let analyst = Analyst::new(model, &checked.sources, &control);
    let state = analyst.state(ScenarioId(0), At::Together { day: None }).expect("a state");
    let asks = model.questions.iter().filter_map(|question| match &question.ask {
        Ask::Capacity { from, to, commodity } => Some(CapacityAsk {
            from: from.clone(),
            to: to.clone(),
            commodity: *commodity,
            only_mode: None,
            avoiding: None,
        }),
        _ => None,
    });
    let asks: Vec<CapacityAsk> = asks.collect();
    let (alone, quick) = time(runs, || {
        let one = |ask| most(&state, ask, &control).expect("a capacity").value;
        asks.iter().map(one).sum::<f64>()
    });
    tell("maximum flow", alone * 7.0, quick);
    tell("maximum flow, report", total * 7.0, seconds);
}

fn flows(rows: &Rows, set: Set, runs: usize) {
    let mut text = rows.declarations(set);
    text.push_str(&rows.demands());
    text.push_str("report flow minimising cost\n");
    let checked = checked(&text);
    let (answers, seconds) = ask(&checked, runs);
    let data = &answers[0].data;
    tell("multicommodity flow", figure(data.get("objective")) * 7.0, seconds);
    let uses = maps(data.get("uses"));
    let binding = uses.filter(|one| one.get("worth_objective").is_some()).count();
    println!("  with the worth of {binding} capacities");
}

/// The maps of a list.
fn maps(node: Option<&Node>) -> impl Iterator<Item = &Map> {
    let list = match node {
        Some(Node::List(list)) => &list[..],
        _ => &[],
    };
    list.iter().filter_map(|node| match node {
        Node::Map(map) => Some(map),
        _ => None,
    })
}

/// A figure in canonical units: days, units a day, money.
fn figure(node: Option<&Node>) -> f64 {
    match node {
        Some(Node::Figure(figure)) => Figure::value(figure).expect("a known figure"),
        other => panic!("not a figure: {other:?}"),
    }
}
