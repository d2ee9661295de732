//! Small random flow problems.

use crate::algorithm::flow::{ArcUses, FlowClass, FlowDemand, FlowProblem};
use crate::algorithm::testing::{Network, Random, network};

/// A network with what a problem on it needs.
pub struct Case {
    pub net: Network,
    pub capacity: Vec<f64>,
    pub uses: ArcUses,
    pub classes: Vec<FlowClass>,
    pub demands: Vec<FlowDemand>,
}

/// What a case is made of.
#[derive(Clone, Copy)]
pub struct Kind {
    pub places: u32,
    pub modes: u32,
    pub legs: u32,
    pub demands: u32,
    /// Greatest weight of an arc: small ones make ties.
    pub most: u32,
    /// Some demands have a penalty.
    pub penalties: bool,
    pub deadlines: bool,
    pub priorities: u32,
    /// Capacities are whole numbers up to this.
    pub capacity: u32,
}

impl Case {
    pub fn problem(&self) -> FlowProblem<'_> {
        FlowProblem {
            graph: &self.net.graph,
            capacity: self.capacity.clone(),
            uses: self.uses.clone(),
            classes: self.classes.clone(),
            demands: self.demands.clone(),
        }
    }
}

/// Draws a case: every leg and direction has a capacity or none, some legs share
/// one of both directions, some places limit what passes, pools join arcs.
pub fn case(seed: u64, kind: Kind) -> Case {
    let net = network(seed, kind.places, kind.modes, kind.legs, kind.most, 1.0);
    let mut random = Random(seed ^ 0x5eed);
    let graph = &net.graph;
    let ranks = graph.arc_rank.iter().max().map_or(0, |&rank| rank + 1);
    let mut uses = Vec::new();
    let mut capacity = Vec::new();
    let limit = |random: &mut Random| match random.below(12) {
        0 => 0.0,
        _ => f64::from(1 + random.below(kind.capacity)),
    };
    // A resource for each rank, then for each pair of directions, then places.
    let both = ranks.div_ceil(2);
    for _ in 0..ranks + both + kind.places {
        capacity.push(if random.once_in(4) { limit(&mut random) } else { f64::INFINITY });
    }
    for (arc, &rank) in graph.arc_rank.iter().enumerate() {
        let arc = arc as u32;
        let place = graph.place_of[graph.head[arc as usize] as usize];
        uses.push((arc, rank, 1.0));
        uses.push((arc, ranks + rank / 2, 1.0));
        uses.push((arc, ranks + both + place, 1.0));
    }
    let pools = random.below(3);
    for pool in 0..pools {
        let resource = capacity.len() as u32;
        capacity.push(f64::from(1 + random.below(2 * kind.capacity + 1)));
        for (arc, &rank) in graph.arc_rank.iter().enumerate() {
            if (rank / 2 + pool) % 3 == 0 {
                uses.push((arc as u32, resource, f64::from(1 + random.below(2) * (rank % 2))));
            }
        }
    }
    let uses = ArcUses::new(graph.arcs(), &uses);
    let classes: Vec<FlowClass> =
        (0..1 + random.below(2)).map(|_| class(&net, capacity.len(), &mut random)).collect();
    let throughput = ranks + both;
    let demands = (0..kind.demands)
        .map(|_| {
            let class = random.below(classes.len() as u32);
            demand(&mut random, kind, class, throughput)
        })
        .collect();
    Case { capacity, uses, classes, demands, net }
}

fn class(net: &Network, resources: usize, random: &mut Random) -> FlowClass {
    let arcs = net.graph.arcs();
    let scale = f64::from(1 + random.below(3));
    let closed: Vec<bool> =
        (0..arcs).map(|arc| net.weight[arc] == f64::INFINITY || random.once_in(25)).collect();
    let far = random.below(2) * 3;
    let money = |arc: usize| if closed[arc] { 0.0 } else { net.weight[arc] * scale };
    let factors = [1.0, 1.0, 1.0, 2.0, 0.5, 0.0];
    FlowClass {
        money: (0..arcs).map(money).collect(),
        time: net.second.clone(),
        distance: (0..arcs).map(|_| f64::from(random.below(far.max(1)))).collect(),
        factor: (0..resources).map(|_| factors[random.below(6) as usize]).collect(),
        size: f64::from(1 + random.below(2)),
        closed,
    }
}

fn demand(random: &mut Random, kind: Kind, class: u32, throughput: u32) -> FlowDemand {
    let origin = random.below(kind.places);
    let target = (origin + 1 + random.below(kind.places - 1)) % kind.places;
    let target = if random.once_in(30) { origin } else { target };
    let penalised = kind.penalties && random.once_in(2);
    let deadline = kind.deadlines && random.once_in(2);
    FlowDemand {
        class,
        origin,
        target,
        volume: f64::from(random.below(8)),
        origin_uses: vec![(throughput + origin, 1.0)],
        deadline: deadline.then(|| f64::from(random.below(4 * kind.most + 1))),
        penalty: penalised.then(|| f64::from(random.below(12 * kind.most + 1))),
        priority: 1 + random.below(kind.priorities),
        weight: f64::from(1 + random.below(3)),
        value_of_time: f64::from(random.below(3)) * 0.5,
    }
}
