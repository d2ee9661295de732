//! Times the route kernels on a network that `gen.py` of the peers made.
//!
//! usage: cargo bench --bench kernels -- NETWORK.tsv PAIRS.tsv [RUNS]
//!
//! Prints task, answer and seconds (the best of RUNS, 5 without it; building is
//! timed apart). The answers are whole numbers that a peer must equal.

use std::time::Instant;

use corridor::algorithm::flow::{ArcUses, FlowClass, FlowDemand, FlowProblem, Solver};
use corridor::algorithm::{
    CapacityNetwork, Distances, LABEL_LIMIT, PairsQuery, ReverseIndex, RouteQuery, RouteSearch,
    StateGraph, best_without,
};
use corridor::control::Control;

/// Two arcs a leg, as the peers have them: time of an arc is that of the leg
/// and the dwell where it ends.
struct Net {
    nodes: u32,
    arcs: Vec<(u32, u32)>,
    time: Vec<f64>,
    cost: Vec<f64>,
    capacity: Vec<f64>,
    /// Origin, target, volume, penalty.
    demands: Vec<(u32, u32, f64, f64)>,
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
    knock_outs(&net, &pairs, runs);
    flows(&net, runs);
}

/// What a pair without a way counts, as in the peers' sums.
const NO_WAY: f64 = 1e7;

/// Every leg closed, both ways: the times of ten pairs and one maximum flow.
fn knock_outs(net: &Net, pairs: &[(u32, u32)], runs: usize) {
    let control = Control::new();
    let (graph, weight) = build(net);
    let reverse = ReverseIndex::new(&graph);
    let ten = &pairs[..pairs.len().min(10)];
    let legs = net.arcs.len() as u32 / 2;
    let mut of_leg = vec![Vec::new(); legs as usize];
    for (arc, rank) in (0u32..).zip(&graph.arc_rank) {
        of_leg[*rank as usize / 2].push(arc);
    }
    let closures: Vec<[u32; 2]> = (0..legs).map(|leg| [2 * leg, 2 * leg + 1]).collect();
    let mut network = CapacityNetwork::new(net.nodes as usize, &net.arcs);
    let query = PairsQuery { graph: &graph, reverse: &reverse, weight: &weight, pairs: ten };
    tell("knock-out times", runs, || {
        let times = best_without(&query, &of_leg, &control).expect("not cancelled").after;
        times.iter().map(|time| time.min(NO_WAY)).sum()
    });
    tell("knock-out flows", runs, || {
        let ends = (&[ten[0].0][..], &[ten[0].1][..]);
        let told = network.without(&net.capacity, ends, &closures, &control);
        told.expect("not cancelled").after.iter().sum()
    });
}

/// Multicommodity flow; then every leg closed, from nothing and from the
/// optimum with nothing closed.
fn flows(net: &Net, runs: usize) {
    let control = Control::new();
    let (graph, problem) = (build(net).0, |graph| flow_problem(net, graph));
    let problem = problem(&graph);
    tell("multicommodity", runs, || {
        let mut solver = Solver::new(&problem).expect("a valid problem");
        solver.solve(&control).expect("an optimum").objective
    });
    let mut of_leg = vec![Vec::new(); net.arcs.len() / 2];
    for (arc, rank) in (0u32..).zip(&graph.arc_rank) {
        of_leg[*rank as usize / 2].push(arc);
    }
    let mut base = Solver::new(&problem).expect("a valid problem");
    let before = base.solve(&control).expect("an optimum");
    let used = |arcs: &Vec<u32>| {
        before
            .demands
            .iter()
            .any(|demand| demand.arcs.iter().any(|(arc, flow)| *flow > 0.0 && arcs.contains(arc)))
    };
    let touched: Vec<&Vec<u32>> = of_leg.iter().filter(|arcs| used(arcs)).collect();
    println!("  {} of {} legs carry flow", touched.len(), of_leg.len());
    let rest = (of_leg.len() - touched.len()) as f64 * before.objective;
    tell("sweep, warm", runs.min(3), || {
        let mut sum = rest;
        for arcs in &touched {
            let mut solver = base.clone();
            solver.close_arcs(arcs).expect("arcs");
            sum += solver.solve(&control).expect("an optimum").objective;
        }
        sum
    });
    let some: Vec<&&Vec<u32>> = touched.iter().step_by(touched.len().div_ceil(10)).collect();
    println!("  from nothing: {} of them", some.len());
    tell("sweep, cold", 1, || {
        let one = |arcs: &&&Vec<u32>| {
            let mut solver = Solver::new(&problem).expect("a valid problem");
            solver.close_arcs(arcs).expect("arcs");
            solver.solve(&control).expect("an optimum").objective
        };
        some.iter().map(one).sum()
    });
}

fn flow_problem<'a>(net: &Net, graph: &'a StateGraph) -> FlowProblem<'a> {
    let arcs = graph.arcs();
    let rank = |arc: usize| graph.arc_rank[arc] as usize;
    let by_arc = |list: &[f64]| (0..arcs).map(|arc| list[rank(arc)]).collect::<Vec<f64>>();
    let uses: Vec<(u32, u32, f64)> =
        (0..arcs).map(|arc| (arc as u32, rank(arc) as u32, 1.0)).collect();
    let class = FlowClass {
        money: by_arc(&net.cost),
        time: by_arc(&net.time),
        distance: vec![0.0; arcs],
        closed: vec![false; arcs],
        factor: vec![1.0; arcs],
        size: 1.0,
    };
    let demand = |&(origin, target, volume, penalty): &(u32, u32, f64, f64)| FlowDemand {
        origin,
        target,
        volume,
        penalty: Some(penalty),
        priority: 1,
        weight: 1.0,
        ..FlowDemand::default()
    };
    FlowProblem {
        graph,
        capacity: net.capacity.clone(),
        uses: ArcUses::new(arcs, &uses),
        classes: vec![class],
        demands: net.demands.iter().map(demand).collect(),
    }
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
    let mut net = Net {
        nodes: 0,
        arcs: Vec::new(),
        time: Vec::new(),
        cost: Vec::new(),
        capacity: Vec::new(),
        demands: Vec::new(),
    };
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
                    net.cost.push(number(fields[7]));
                    net.capacity.push(number(fields[8]));
                }
            }
            _ => net.demands.push((
                number(fields[2]) as u32,
                number(fields[3]) as u32,
                number(fields[4]),
                number(fields[5]),
            )),
        }
    }
    net
}
