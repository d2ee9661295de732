//! Flows on networks that others made, with optima that others found.

mod common;

use std::path::Path;

use corridor::algorithm::StateGraph;
use corridor::algorithm::flow::{ArcUses, FlowClass, FlowDemand, FlowProblem, Solver, Stage};
use corridor::control::Control;
use serde_json::Value;

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

/// An SNDlib network: both directions of every link, one capacity for each.
struct Network {
    graph: StateGraph,
    length: Vec<f64>,
    /// Origin, destination, volume.
    demands: Vec<(u32, u32, f64)>,
}

fn read(path: &Path) -> Network {
    let file = json(path);
    let nodes = file["nodes"].as_array().unwrap().len() as u32;
    let (mut arcs, mut lengths) = (Vec::new(), Vec::new());
    for edge in file["edges"].as_array().unwrap() {
        let end = |name: &str| edge[name].as_u64().unwrap() as u32;
        for (from, to) in [(end("source"), end("target")), (end("target"), end("source"))] {
            arcs.push((from, to, arcs.len() as u32));
            lengths.push(number(&edge["dist"]));
        }
    }
    let mut demands = Vec::new();
    for (from, row) in file["graph"]["demands"].as_object().unwrap() {
        for (to, volume) in row.as_object().unwrap() {
            demands.push((from.parse().unwrap(), to.parse().unwrap(), number(volume)));
        }
    }
    let (graph, order) = StateGraph::new(nodes, (0..nodes).collect(), &arcs);
    let length = order.iter().map(|&arc| lengths[arc as usize]).collect();
    Network { graph, length, demands }
}

fn problem(network: &Network, capacity: f64, penalty: f64) -> FlowProblem<'_> {
    let arcs = network.graph.arcs();
    let uses: Vec<(u32, u32, f64)> = (0..arcs as u32).map(|arc| (arc, arc, 1.0)).collect();
    let class = FlowClass {
        money: network.length.clone(),
        time: vec![0.0; arcs],
        distance: network.length.clone(),
        closed: vec![false; arcs],
        factor: vec![1.0; arcs],
        size: 1.0,
    };
    let demand = |&(origin, target, volume): &(u32, u32, f64)| FlowDemand {
        origin,
        target,
        volume,
        penalty: Some(penalty),
        weight: 1.0,
        ..FlowDemand::default()
    };
    FlowProblem {
        graph: &network.graph,
        capacity: vec![capacity; arcs],
        uses: ArcUses::new(arcs, &uses),
        classes: vec![class],
        demands: network.demands.iter().map(demand).collect(),
    }
}

#[test]
fn sndlib_networks_have_the_optimum_that_others_found() {
    let Some(folder) = common::instances("multicommodity flows") else { return };
    let answers = json(&folder.join("answers.json"));
    let mut solved = 0;
    for (name, answer) in answers.as_object().unwrap() {
        let Some(expected) = answer.get("mcf") else { continue };
        let network = read(&folder.join(name));
        assert_eq!(network.demands.len() as u64, answer["demands"].as_u64().unwrap());
        let (capacity, penalty) =
            (number(&expected["uniform_arc_capacity"]), number(&expected["unmet_penalty"]));
        let problem = problem(&network, capacity, penalty);
        let solution = Solver::new(&problem).unwrap().solve(&Control::new()).unwrap();
        let objective = number(&expected["objective"]);
        let unmet: f64 = solution.demands.iter().map(|demand| demand.unmet).sum();
        let known = number(&expected["unmet"]);
        assert!((solution.objective - objective).abs() <= 1e-9 * objective, "{name}");
        assert!((unmet - known).abs() <= 1e-7 * known.max(1.0), "{name}: {unmet} {known}");
        assert!(solution.gap <= 1e-9, "{name}: {}", solution.gap);
        let stage = solution.stage(Stage::Objective).unwrap();
        for &(resource, _) in &stage.duals {
            assert_eq!(solution.uses[resource as usize], capacity, "{name}");
        }
        solved += 1;
    }
    assert!(solved >= 14, "{solved}");
}
