//! Networks that others made, with answers that others found.

mod common;

use std::path::Path;

use corridor::algorithm::{
    CapacityNetwork, Distances, LABEL_LIMIT, ReverseIndex, RouteQuery, Search, StateGraph, k_best,
};
use corridor::control::Control;
use serde_json::Value;

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn index(value: &Value) -> u32 {
    u32::try_from(value.as_u64().unwrap()).unwrap()
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

/// A maximum-flow problem in the text form of the first DIMACS challenge.
struct Dimacs {
    nodes: usize,
    source: u32,
    sink: u32,
    arcs: Vec<(u32, u32)>,
    capacity: Vec<f64>,
}

fn read_dimacs(path: &Path) -> Dimacs {
    let (mut nodes, mut source, mut sink) = (0, 0, 0);
    let (mut arcs, mut capacity) = (Vec::new(), Vec::new());
    let node = |text: &str| text.parse::<u32>().unwrap() - 1;
    for line in std::fs::read_to_string(path).unwrap().lines() {
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["p", "max", count, _] => nodes = count.parse().unwrap(),
            ["n", id, "s"] => source = node(id),
            ["n", id, "t"] => sink = node(id),
            ["a", from, to, most] => {
                arcs.push((node(from), node(to)));
                capacity.push(most.parse().unwrap());
            }
            _ => {}
        }
    }
    Dimacs { nodes, source, sink, arcs, capacity }
}

#[test]
fn maximum_flows_are_those_published() {
    let Some(folder) = common::instances("maximum flows") else { return };
    let answers = json(&folder.join("answers.json"));
    for name in ["gl1", "gw1"] {
        let problem = read_dimacs(&folder.join(format!("networkx_flow/{name}.max")));
        let mut network = CapacityNetwork::new(problem.nodes, &problem.arcs);
        let ends = ([problem.source], [problem.sink]);
        let flow = network.solve(&problem.capacity, &ends.0, &ends.1, &Control::new()).unwrap();
        let published = &answers[format!("networkx_flow/{name}")]["published_maxflow"];
        assert_eq!(Some(flow.value), published.as_f64());
        let through: f64 = flow.cut.iter().map(|&arc| flow.flow[arc as usize]).sum();
        assert_eq!(through, flow.value);
    }
}

/// The world's shipping lanes: one state a place, weights in km.
fn read_lanes(folder: &Path) -> (StateGraph, Vec<f64>, Value) {
    let lanes = json(&folder.join("scgraph/marnet.graphjson"));
    let rows = lanes["graph"].as_array().unwrap();
    let (mut arcs, mut lengths) = (Vec::new(), Vec::new());
    for (tail, row) in rows.iter().enumerate() {
        for (head, length) in row.as_object().unwrap() {
            arcs.push((tail as u32, head.parse().unwrap(), arcs.len() as u32));
            lengths.push(length.as_f64().unwrap());
        }
    }
    let places = rows.len() as u32;
    let (graph, order) = StateGraph::new(places, (0..places).collect(), &arcs);
    let weight = order.iter().map(|&arc| lengths[arc as usize]).collect();
    (graph, weight, lanes["nodes"].clone())
}

#[test]
fn distances_at_sea_are_those_that_others_found() {
    let Some(folder) = common::instances("distances at sea") else { return };
    let answers = json(&folder.join("answers.json"));
    let known = &answers["scgraph/marnet"];
    let (graph, weight, nodes) = read_lanes(&folder);
    let reverse = ReverseIndex::new(&graph);
    let control = Control::new();
    let point = |value: &Value| (value[0].as_f64().unwrap(), value[1].as_f64().unwrap());
    let points: Vec<(f64, f64)> = nodes.as_array().unwrap().iter().map(point).collect();
    let at = |value: &Value| points.iter().position(|&node| node == point(value)).unwrap() as u32;
    let mut asked: Vec<(u32, u32, f64)> =
        vec![(at(&known["o"]), at(&known["d"]), known["length"].as_f64().unwrap())];
    for triple in known["od"].as_array().unwrap() {
        asked.push((index(&triple[0]), index(&triple[1]), triple[2].as_f64().unwrap()));
    }
    assert_eq!(asked.len(), 21);
    let mut search = Search::new();
    for &(origin, target, length) in &asked {
        search.forward(&graph, &weight, origin, Some(target), None);
        assert!(same(search.distance(target), length));
        let query = RouteQuery {
            graph: &graph,
            reverse: &reverse,
            weight: &weight,
            origin,
            target,
            limit: None,
            labels: LABEL_LIMIT,
        };
        let found = k_best(&query, 5, &control).unwrap();
        assert_eq!(found.proved, 5);
        assert!(same(found.routes[0].weight, length));
        assert!(found.routes.is_sorted_by_key(|route| route.weight));
    }
    let sources: Vec<u32> = known["sources"].as_array().unwrap().iter().map(index).collect();
    let table = Distances::new(&graph, &weight).to_states(&sources, &control).unwrap();
    let sum: f64 = table.iter().filter(|distance| distance.is_finite()).sum();
    let expected = known["sum_of_finite_distances_igraph"].as_f64().unwrap();
    assert!((sum - expected).abs() <= 1e-3 + 1e-12 * expected, "{sum} {expected}");
}
