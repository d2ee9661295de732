//! Many-to-many capacity and the growth of all demands against microlp, by the
//! arc form of the flow: another program for the same question.

use std::fmt::Write;

use super::testing::file;
use super::testing::random::Dice;
use crate::algorithm::oracle::Program;

/// One-way legs, some nodes with a throughput, and a pool of every third leg.
struct Net {
    legs: Vec<(usize, usize, f64)>,
    throughput: Vec<Option<f64>>,
    pool: f64,
}

const NODES: usize = 8;

/// By node the variables that begin there, with factors.
type Terms = Vec<Vec<(usize, f64)>>;

impl Net {
    fn new(dice: &mut Dice) -> Self {
        let mut legs = Vec::new();
        for leg in 0..18 {
            let from = if leg < NODES - 1 { leg } else { dice.below(NODES as u64) as usize };
            let to = (from + 1 + dice.below(NODES as u64 - 1) as usize) % NODES;
            legs.push((from, to, (1 + dice.below(20)) as f64));
        }
        let mut throughput = || (dice.below(3) == 0).then(|| (4 + dice.below(25)) as f64);
        let throughput = (0..NODES).map(|_| throughput()).collect();
        Self { legs, throughput, pool: (10 + dice.below(30)) as f64 }
    }

    fn text(&self) -> String {
        let mut text = String::from("model { edition: 1 }\ncommodity ore { unit: t }\n");
        for (node, most) in self.throughput.iter().enumerate() {
            let most = most.map_or(String::new(), |most| format!("throughput: {most} t/day"));
            let _ = writeln!(text, "node n{node} {{ country: none, {most} }}");
        }
        for (leg, (from, to, most)) in self.legs.iter().enumerate() {
            let _ = writeln!(
                text,
                "leg l{leg}: n{from} -> n{to} {{ time: 1 day, capacity: {most} t/day }}"
            );
        }
        let pooled: Vec<String> =
            (0..self.legs.len()).step_by(3).map(|leg| format!("leg l{leg}")).collect();
        let (list, most) = (pooled.join(", "), self.pool);
        let _ = writeln!(text, "pool some {{ legs: [{list}], capacity: {most} t/day }}");
        text
    }

    /// Adds what a unit on each leg uses; `first` numbers the legs' variables,
    /// `begins` those of what begins at a node, of each of some flows.
    fn limit(&self, program: &mut Program, flows: &[(usize, Terms)]) {
        for (leg, (.., most)) in self.legs.iter().enumerate() {
            let terms: Vec<_> = flows.iter().map(|(first, _)| (first + leg, 1.0)).collect();
            program.at_most(&terms, *most);
        }
        let pooled: Vec<(usize, f64)> = flows
            .iter()
            .flat_map(|(first, _)| (0..self.legs.len()).step_by(3).map(move |l| (first + l, 1.0)))
            .collect();
        program.at_most(&pooled, self.pool);
        for (node, most) in self.throughput.iter().enumerate() {
            let Some(most) = most else { continue };
            let mut terms = Vec::new();
            for (first, begins) in flows {
                let into = self.legs.iter().enumerate().filter(|(_, leg)| leg.1 == node);
                terms.extend(into.map(|(leg, _)| (first + leg, 1.0)));
                terms.extend(begins[node].iter().copied());
            }
            program.at_most(&merged(terms), *most);
        }
    }

    /// What comes in and begins is what goes out and ends.
    fn conserve(
        &self,
        program: &mut Program,
        first: usize,
        begins: &[Vec<(usize, f64)>],
        ends: &[Vec<(usize, f64)>],
    ) {
        for node in 0..NODES {
            let mut terms: Vec<(usize, f64)> = begins[node].clone();
            terms.extend(ends[node].iter().map(|(at, by)| (*at, -by)));
            for (leg, (from, to, _)) in self.legs.iter().enumerate() {
                if *to == node {
                    terms.push((first + leg, 1.0));
                }
                if *from == node {
                    terms.push((first + leg, -1.0));
                }
            }
            if !terms.is_empty() {
                program.equal(&terms, 0.0);
            }
        }
    }

    /// The most from some nodes to others.
    fn most(&self, from: &[usize], to: &[usize]) -> f64 {
        let count = self.legs.len();
        let mut costs = vec![0.0; count + from.len() + to.len()];
        costs[count..count + from.len()].fill(-1.0);
        let mut program = Program::new(&costs);
        let (mut begins, mut ends) = (vec![Vec::new(); NODES], vec![Vec::new(); NODES]);
        for (at, node) in from.iter().enumerate() {
            begins[*node].push((count + at, 1.0));
        }
        for (at, node) in to.iter().enumerate() {
            ends[*node].push((count + from.len() + at, 1.0));
        }
        self.conserve(&mut program, 0, &begins, &ends);
        self.limit(&mut program, &[(0, begins)]);
        -program.least().expect("nothing moves at least").0
    }

    /// The factor by which demands (from, to, volume) can grow together.
    fn growth(&self, demands: &[(usize, usize, f64)]) -> f64 {
        let count = self.legs.len();
        let factor = count * demands.len();
        let mut costs = vec![0.0; factor + 1];
        costs[factor] = -1.0;
        let mut program = Program::new(&costs);
        let mut flows = Vec::new();
        for (number, (from, to, volume)) in demands.iter().enumerate() {
            let (mut begins, mut ends) = (vec![Vec::new(); NODES], vec![Vec::new(); NODES]);
            begins[*from].push((factor, *volume));
            ends[*to].push((factor, *volume));
            self.conserve(&mut program, number * count, &begins, &ends);
            flows.push((number * count, begins));
        }
        self.limit(&mut program, &flows);
        -program.least().expect("nothing moves at least").0
    }
}

/// Each variable once: several demands may begin at one node.
fn merged(terms: Vec<(usize, f64)>) -> Vec<(usize, f64)> {
    let mut sums = std::collections::BTreeMap::new();
    for (variable, factor) in terms {
        *sums.entry(variable).or_insert(0.0) += factor;
    }
    sums.into_iter().collect()
}

fn near(found: f64, expected: f64, what: &str) {
    assert!(
        (found - expected).abs() <= 1e-6 * expected.abs().max(1.0),
        "{what}: {found} {expected}"
    );
}

#[test]
fn the_most_from_many_to_many_is_that_of_a_linear_program() {
    for seed in 0..40 {
        let mut dice = Dice(7_000 + seed);
        let net = Net::new(&mut dice);
        let ends = dice.below(5) as usize;
        let (from, to) = ([ends, ends + 1], [(ends + 2) % NODES, (ends + 3) % NODES]);
        let mut text = net.text();
        let _ = writeln!(
            text,
            "report capacity from {{n{}, n{}}} to {{n{}, n{}}} for ore",
            from[0], from[1], to[0], to[1]
        );
        let json = file(&text).json();
        let told = json["results"][0]["capacity"]["value"].as_f64();
        near(told.unwrap_or(0.0), net.most(&from, &to), &text);
    }
}

#[test]
fn all_demands_grow_as_far_as_a_linear_program_says() {
    let mut told_of = 0;
    for seed in 0..40 {
        let mut dice = Dice(9_000 + seed);
        let net = Net::new(&mut dice);
        let mut demands: Vec<(usize, usize, f64)> = Vec::new();
        for _ in 0..1 + seed % 3 {
            let from = dice.below(NODES as u64) as usize;
            let to = (from + 1 + dice.below(NODES as u64 - 1) as usize) % NODES;
            demands.push((from, to, (1 + dice.below(9)) as f64));
        }
        let mut text = net.text();
        for (number, (from, to, volume)) in demands.iter().enumerate() {
            let _ = writeln!(text, "demand d{number}: {volume} t/day of ore from n{from} to n{to}");
        }
        text.push_str("report capacity of demands\n");
        let json = file(&text).json();
        let expected = net.growth(&demands);
        match json["results"][0]["factor"].as_f64() {
            Some(factor) => {
                near(factor, expected, &text);
                told_of += 1;
            }
            // Where a demand has no way at all there is no factor to tell.
            None => near(0.0, expected, &text),
        }
    }
    assert!(told_of > 20, "{told_of}");
}
