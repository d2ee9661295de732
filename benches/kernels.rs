//! Times the route kernels on a network that `gen.py` of the peers made.
//!
//! usage: cargo bench --bench kernels -- NETWORK.tsv PAIRS.tsv [RUNS]
//!
//! Prints task, answer and seconds (the best of RUNS, 5 without it; building is
//! timed apart). The answers are whole numbers that a peer must equal.

use std::time::Instant;

use corridor::algorithm::{
    CapacityNetwork, Distances, LABEL_LIMIT, ReverseIndex, RouteQuery, RouteSearch, StateGraph,
};
use corridor::control::Control;

/// Two arcs a leg, as the peers have them: time of an arc is that of the leg
/// and the dwell where it ends.
struct Net {
    nodes: u32,
    arcs: Vec<(u32, u32)>,
    time: Vec<f64>,
    capacity: Vec<f64>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let [network, pairs, runs @ ..] = &arguments[..] else {
        println!("usage: cargo bench --bench kernels -- NETWORK.tsv PAIRS.tsv [RUNS]");
        return;
    };
    let runs = runs.first().map_or(5, |runs| number(runs) as usize);
    let net = read(network);
    let pairs: Vec<(u32, u32)> = std::fs::read_to_string(pairs)
        .expect("pairs can be read")
        .lines()
        .map(|line| line.split_once('\t').expect("two columns"))
        .map(|(from, to)| (number(from) as u32, number(to) as u32))
        .collect();
    println!("{:<10} {:>14} {:>12}", "task", "answer", "seconds");
    let control = Control::new();
    let (graph, weight) = build(&net);
    let reverse = ReverseIndex::new(&graph);

    let sources: Vec<u32> = (0..net.nodes).collect();
    let distances = Distances::new(&graph, &weight);
    let single = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread");
    single.install(|| {
        tell("apsp", runs, || {
            sum(&distances.to_states(&sources, &control).expect("not cancelled"))
        });
    });
    tell("apsp, all threads", runs, || {
        sum(&distances.to_states(&sources, &control).expect("not cancelled"))
    });

    let mut search = RouteSearch::new();
    tell("ksp", runs, || {
        let mut total = 0.0;
        for &(origin, target) in &pairs {
            let query = RouteQuery {
                graph: &graph,
                reverse: &reverse,
                weight: &weight,
                origin,
                target,
                limit: None,
                labels: LABEL_LIMIT,
            };
            let found = search.k_best(&query, 10, &control).expect("not cancelled");
            assert_eq!(found.proved, found.routes.len());
            total += found.routes.iter().map(|route| route.weight).sum::<f64>();
        }
        total
    });

    let mut network = CapacityNetwork::new(net.nodes as usize, &net.arcs);
    tell("maxflow", runs, || {
        let solve = |&(origin, target): &(u32, u32)| {
            let flow = network.solve(&net.capacity, &[origin], &[target], &control);
            flow.expect("not cancelled").value
        };
        pairs.iter().map(solve).sum()
    });
}

fn tell(task: &str, runs: usize, mut run: impl FnMut() -> f64) {
    let mut best = f64::INFINITY;
    let mut answer = 0.0;
    for _ in 0..runs {
        let start = Instant::now();
        answer = run();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{task:<17} {answer:>12} {best:>12.5}");
}

fn sum(table: &[f64]) -> f64 {
    table.iter().sum()
}

fn build(net: &Net) -> (StateGraph, Vec<f64>) {
    let arcs: Vec<(u32, u32, u32)> =
        net.arcs.iter().enumerate().map(|(rank, &(a, b))| (a, b, rank as u32)).collect();
    let (graph, order) = StateGraph::new(net.nodes, (0..net.nodes).collect(), &arcs);
    let weight = order.iter().map(|&arc| net.time[arc as usize]).collect();
    (graph, weight)
}

fn number(text: &str) -> f64 {
    text.parse().expect("a number")
}

fn read(path: &str) -> Net {
    let text = std::fs::read_to_string(path).expect("the network can be read");
    let mut dwell = Vec::new();
    let mut net = Net { nodes: 0, arcs: Vec::new(), time: Vec::new(), capacity: Vec::new() };
    for line in text.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[0] {
            "N" => {
                dwell.push(number(fields[6]));
                net.nodes += 1;
            }
            "L" => {
                let (a, b) = (number(fields[2]) as u32, number(fields[3]) as u32);
                for (from, to) in [(a, b), (b, a)] {
                    net.arcs.push((from, to));
                    net.time.push(number(fields[6]) + dwell[to as usize]);
                    net.capacity.push(number(fields[8]));
                }
            }
            _ => {}
        }
    }
    net
}
