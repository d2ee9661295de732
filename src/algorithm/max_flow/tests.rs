//! Against all cuts of small networks, petgraph, and published instances.

use super::*;
use crate::algorithm::testing::Random;

/// The least cut, found by trying all sets of nodes.
fn least_cut(
    nodes: u32,
    arcs: &[(u32, u32)],
    capacity: &[f64],
    sources: &[u32],
    sinks: &[u32],
) -> f64 {
    let inside = |set: u32, node: u32| set >> node & 1 == 1;
    let mut least = f64::INFINITY;
    for set in 0..1u32 << nodes {
        if sources.iter().all(|&s| inside(set, s)) && !sinks.iter().any(|&t| inside(set, t)) {
            let crossing = arcs.iter().zip(capacity);
            let crossing = crossing.filter(|((a, b), _)| inside(set, *a) && !inside(set, *b));
            let (sum, lost) = crossing.fold((0.0, 0.0), |sum, (_, &c)| add(sum, c));
            least = least.min(sum + if sum < f64::INFINITY { lost } else { 0.0 });
        }
    }
    least
}

/// Whether flow and cut prove each other.
fn check(arcs: &[(u32, u32)], capacity: &[f64], sources: &[u32], sinks: &[u32], flow: &MaxFlow) {
    let scale = flow.value.max(1e-300);
    let mut net = vec![0.0; flow.source_side.len()];
    for ((&(from, to), &capacity), &used) in arcs.iter().zip(capacity).zip(&flow.flow) {
        assert!(used >= 0.0 && used <= capacity);
        net[from as usize] += used;
        net[to as usize] -= used;
    }
    for (node, net) in net.iter().enumerate() {
        let node = node as u32;
        let sign = f64::from(sources.contains(&node)) - f64::from(sinks.contains(&node));
        assert!(sign * net >= -1e-12 * scale && (sign != 0.0 || net.abs() <= 1e-12 * scale));
    }
    let out: f64 =
        (0..net.len()).filter(|&node| sources.contains(&(node as u32))).map(|node| net[node]).sum();
    assert!((out - flow.value).abs() <= 1e-12 * scale, "{out} {}", flow.value);
    assert!(sources.iter().all(|&source| flow.source_side[source as usize]));
    assert!(!sinks.iter().any(|&sink| flow.source_side[sink as usize]));
}

type Instance = (u32, Vec<(u32, u32)>, Vec<f64>);

/// Whole numbers, tenths, magnitudes from 1e-9 to 1e9, and some unlimited.
fn instance(seed: u64) -> Instance {
    let mut random = Random(seed);
    let nodes = 3 + random.below(7);
    let count = random.below(nodes * 4) + 1;
    let arcs: Vec<(u32, u32)> =
        (0..count).map(|_| (random.below(nodes), random.below(nodes))).collect();
    let mut capacity = || match seed % 4 {
        0 => f64::from(random.below(20)),
        1 => f64::from(random.below(100)) / 10.0,
        2 => f64::from(random.below(1000)) * libm::exp10(f64::from(random.below(18)) - 9.0),
        _ if random.once_in(3) => f64::INFINITY,
        _ => f64::from(random.below(1000)) / 7.0,
    };
    let capacity = arcs.iter().map(|_| capacity()).collect();
    (nodes, arcs, capacity)
}

#[test]
fn the_value_is_that_of_the_least_of_all_cuts() {
    let mut unlimited = 0;
    for seed in 0..4000 {
        let (nodes, arcs, capacity) = instance(seed);
        let mut network = CapacityNetwork::new(nodes as usize, &arcs);
        let ends: [(&[u32], &[u32]); 3] = [(&[0], &[1]), (&[0, 2], &[1]), (&[1, 1], &[2, 0])];
        for (sources, sinks) in ends {
            let flow = network.solve(&capacity, sources, sinks, &Control::new()).unwrap();
            let least = least_cut(nodes, &arcs, &capacity, sources, sinks);
            if least == f64::INFINITY {
                assert_eq!(flow.value, f64::INFINITY);
                unlimited += 1;
                continue;
            }
            assert!((flow.value - least).abs() <= 1e-12 * least, "{} {least}", flow.value);
            if seed % 4 == 0 {
                assert_eq!(flow.value, least);
            }
            check(&arcs, &capacity, sources, sinks, &flow);
        }
    }
    assert!(unlimited > 100);
}

#[test]
fn petgraph_finds_the_same_values_on_larger_networks() {
    let mut random = Random(11);
    for _ in 0..30 {
        let nodes = 40 + random.below(60);
        let arcs: Vec<(u32, u32, u32)> = (0..nodes * 5)
            .map(|_| (random.below(nodes), random.below(nodes), random.below(1000)))
            .filter(|arc| arc.0 != arc.1)
            .collect();
        let graph = petgraph::graph::DiGraph::<(), u32>::from_edges(&arcs);
        let ends = (0.into(), 1.into());
        let (expected, _) = petgraph::algo::maximum_flow::dinics(&graph, ends.0, ends.1);
        let pairs: Vec<(u32, u32)> = arcs.iter().map(|arc| (arc.0, arc.1)).collect();
        let capacity: Vec<f64> = arcs.iter().map(|arc| f64::from(arc.2)).collect();
        let mut network = CapacityNetwork::new(nodes as usize, &pairs);
        let flow = network.solve(&capacity, &[0], &[1], &Control::new()).unwrap();
        assert_eq!(flow.value, f64::from(expected));
        check(&pairs, &capacity, &[0], &[1], &flow);
        let cut: f64 = flow.cut.iter().map(|&arc| flow.flow[arc as usize]).sum();
        assert_eq!(cut, flow.value);
    }
}

#[test]
fn a_source_that_is_a_sink_is_unlimited_and_no_sink_gets_nothing() {
    let mut network = CapacityNetwork::new(3, &[(0, 1)]);
    let control = Control::new();
    assert_eq!(network.solve(&[1.0], &[0, 2], &[2], &control).unwrap().value, f64::INFINITY);
    let none = network.solve(&[1.0], &[0], &[], &control).unwrap();
    assert_eq!((none.value, none.flow), (0.0, vec![0.0]));
    control.cancel();
    assert_eq!(network.solve(&[1.0], &[0], &[1], &control), Err(Cancelled));
}

#[test]
fn every_closure_gives_what_a_flow_from_nothing_gives() {
    let mut solved = (0, 0);
    for seed in 0..400 {
        let (nodes, arcs, capacity) = instance(seed);
        let mut random = Random(seed + 1);
        let (sources, sinks) = if seed % 3 == 0 {
            (vec![0, 1], vec![nodes - 1])
        } else {
            (vec![0], vec![nodes - 1, nodes - 2])
        };
        let mut closures: Vec<Vec<u32>> = (0..arcs.len() as u32).map(|arc| vec![arc]).collect();
        for _ in 0..5 {
            let some = 1 + random.below(4);
            closures.push((0..some).map(|_| random.below(arcs.len() as u32)).collect());
        }
        let control = Control::new();
        let mut network = CapacityNetwork::new(nodes as usize, &arcs);
        let told = network.without(&capacity, (&sources, &sinks), &closures, &control).unwrap();
        solved.0 += told.solved;
        solved.1 += closures.len();
        for (closure, &after) in closures.iter().zip(&told.after) {
            let mut open = capacity.clone();
            closure.iter().for_each(|&arc| open[arc as usize] = 0.0);
            let fresh = CapacityNetwork::new(nodes as usize, &arcs)
                .solve(&open, &sources, &sinks, &control)
                .unwrap()
                .value;
            let scale = fresh.max(told.before.min(1e300)).max(1e-300);
            let same = after == fresh || (after - fresh).abs() <= 1e-12 * scale;
            assert!(same, "{seed} {closure:?} {after} {fresh}");
        }
    }
    assert!(solved.0 > 500 && solved.0 < solved.1, "{solved:?}");
}
