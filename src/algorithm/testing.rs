//! Small random networks and the slow, plain answers they are checked against.

use super::StateGraph;

/// The splitmix64 generator: small, and the same on every machine.
pub struct Random(pub u64);

impl Random {
    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u32) -> u32 {
        (self.next() % u64::from(bound)) as u32
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: u32) -> bool {
        self.below(times) == 0
    }
}

/// A random network: state `place` is the start at that place, further states
/// are (place, mode of arrival). Legs may be parallel; changing modes costs.
pub struct Network {
    pub graph: StateGraph,
    /// Whole numbers (0 too), thirds of whole numbers, or INFINITY.
    pub weight: Vec<f64>,
    /// A second weight, of the same kind, always finite.
    pub second: Vec<f64>,
}

/// Draws a network of `places` with `legs` legs of `modes` modes. `scale`
/// divides the weights: 3 makes sums that differ by rounding alone.
pub fn network(seed: u64, places: u32, modes: u32, legs: u32, most: u32, scale: f64) -> Network {
    let mut random = Random(seed);
    let place_of = (0..places * (modes + 1)).map(|state| state % places).collect();
    let (mut arcs, mut weights, mut seconds) = (Vec::new(), Vec::new(), Vec::new());
    // Changing may be dear or forbidden where a change by way of a third mode
    // is cheap: then the shortest walk goes out of a place and back into it.
    let mut change = |_| if random.once_in(2) { 0 } else { random.below(6 * most + 1) };
    let change: Vec<u32> = (0..(modes + 1) * modes).map(&mut change).collect();
    let forbidden: Vec<bool> =
        (0..(modes + 1) * modes).map(|pair| pair >= modes && random.once_in(3)).collect();
    for leg in 0..legs {
        let (from, to, mode) = (random.below(places), random.below(places), random.below(modes));
        let (weight, second) = (random.below(most + 1), random.below(most + 1));
        let shut = random.once_in(12);
        let ways = if random.once_in(2) { 1 } else { 2 };
        if from == to {
            continue;
        }
        for (rank, from, to) in
            [(2 * leg, from, to), (2 * leg + 1, to, from)].into_iter().take(ways)
        {
            for arrived in 0..=modes {
                let pair = (arrived * modes + mode) as usize;
                arcs.push((arrived * places + from, (mode + 1) * places + to, rank));
                let closed = shut || forbidden[pair];
                let change = if arrived == 0 { 0 } else { change[pair] };
                let sum = f64::from(weight) / scale + f64::from(change) / scale;
                weights.push(if closed { f64::INFINITY } else { sum });
                seconds.push(f64::from(second + change % 2) / scale);
            }
        }
    }
    let (graph, order) = StateGraph::new(places, place_of, &arcs);
    let pick = |from: &[f64]| order.iter().map(|&arc| from[arc as usize]).collect();
    Network { graph, weight: pick(&weights), second: pick(&seconds) }
}

/// Every loopless route from a state to a place, found by trying all.
pub fn all_routes(net: &Network, origin: u32, target: u32) -> Vec<Vec<u32>> {
    let mut found = Vec::new();
    let mut seen = vec![false; net.graph.places as usize];
    seen[net.graph.place_of[origin as usize] as usize] = true;
    extend(net, origin, target, &mut seen, &mut Vec::new(), &mut found);
    found
}

fn extend(
    net: &Network,
    state: u32,
    target: u32,
    seen: &mut [bool],
    arcs: &mut Vec<u32>,
    found: &mut Vec<Vec<u32>>,
) {
    if net.graph.place_of[state as usize] == target {
        found.push(arcs.clone());
        return;
    }
    for arc in net.graph.out(state) {
        let head = net.graph.head[arc];
        let place = net.graph.place_of[head as usize] as usize;
        if seen[place] || net.weight[arc] == f64::INFINITY {
            continue;
        }
        seen[place] = true;
        arcs.push(arc as u32);
        extend(net, head, target, seen, arcs, found);
        arcs.pop();
        seen[place] = false;
    }
}

/// Sum of weights along arcs.
pub fn sum(weight: &[f64], arcs: &[u32]) -> f64 {
    arcs.iter().map(|&arc| weight[arc as usize]).sum()
}

/// Routes in the order of the rules: weight, where those within 1e-9 of the
/// best that is left are equal, then arcs, places, ranks.
pub fn in_order(net: &Network, mut routes: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    let graph = &net.graph;
    routes.sort_by(|a, b| sum(&net.weight, a).total_cmp(&sum(&net.weight, b)));
    let places = |route: &[u32]| -> Vec<u32> {
        route.iter().map(|&arc| graph.place_of[graph.head[arc as usize] as usize]).collect()
    };
    let ranks = |route: &[u32]| -> Vec<u32> {
        route.iter().map(|&arc| graph.arc_rank[arc as usize]).collect()
    };
    let mut from = 0;
    while from < routes.len() {
        let bound = sum(&net.weight, &routes[from]) * (1.0 + 1e-9);
        let tied = routes[from..].iter().take_while(|r| sum(&net.weight, r) <= bound).count();
        routes[from..from + tied].sort_by(|a, b| {
            (a.len().cmp(&b.len())).then(places(a).cmp(&places(b))).then(ranks(a).cmp(&ranks(b)))
        });
        from += tied;
    }
    routes
}

/// Distances between all states by Floyd and Warshall.
pub fn all_distances(graph: &StateGraph, weight: &[f64]) -> Vec<Vec<f64>> {
    let states = graph.states();
    let mut distance = vec![vec![f64::INFINITY; states]; states];
    for (state, row) in distance.iter_mut().enumerate() {
        row[state] = 0.0;
    }
    for arc in 0..graph.arcs() {
        let cell = &mut distance[graph.tail[arc] as usize][graph.head[arc] as usize];
        *cell = cell.min(weight[arc]);
    }
    for middle in 0..states {
        let through = distance[middle].clone();
        for row in &mut distance {
            let first = row[middle];
            for (cell, rest) in row.iter_mut().zip(&through) {
                *cell = cell.min(first + rest);
            }
        }
    }
    distance
}
