//! All routes that no other beats in several measures at once.
//!
//! Label setting with dominance (Martins 1984), kept exact for loopless routes
//! and for the chance of being hit: a label beats another at the same state only
//! if its sums are no worse and one is better, and if the changes that hit it
//! and the places that it has passed are among those of the other. Then
//! whatever the other can still do, it can do too.

use std::collections::BinaryHeap;

use super::{ReverseIndex, StateGraph};
use crate::control::{Cancelled, Control};

/// Two sums are equal within this share of the larger.
const SAME: f64 = 1e-9;

/// What a front is asked of.
#[derive(Debug, Clone, Copy)]
pub struct FrontQuery<'a> {
    /// States and arcs.
    pub graph: &'a StateGraph,
    /// Its arcs by where they end.
    pub reverse: &'a ReverseIndex,
    /// For each measure what each arc adds, ≥ 0; INFINITY where it is closed.
    pub weights: &'a [Vec<f64>],
    /// For each arc the changes that close it, in order.
    pub hits: &'a [Vec<u32>],
    /// The chance of each change; where empty, chances are no measure.
    pub chances: &'a [f64],
    /// State where routes begin.
    pub origin: u32,
    /// Place where they end.
    pub target: u32,
    /// Labels kept at a place at most.
    pub labels: usize,
}

/// A route of the front.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontRoute {
    /// Its arcs in order.
    pub arcs: Vec<u32>,
    /// Its sum in each measure.
    pub sums: Vec<f64>,
    /// 1 − Π(1 − p) over the distinct changes that hit it; 0 without chances.
    pub risk: f64,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Front {
    /// By the first measure, then the next ones, then risk, then fewer arcs,
    /// then arcs.
    pub routes: Vec<FrontRoute>,
    /// False where a place had too many labels: some routes may be missing.
    pub complete: bool,
}

struct Label {
    state: u32,
    /// The arc by which one came, and the label before; none at the origin.
    from: Option<(u32, u32)>,
    sums: Vec<f64>,
    changes: Vec<u32>,
    places: Vec<u32>,
    beaten: bool,
}

/// In the heap the label with the least sums comes first.
#[derive(PartialEq)]
struct Entry {
    key: f64,
    label: u32,
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.key.total_cmp(&self.key).then(other.label.cmp(&self.label))
    }
}

/// All loopless routes that no other beats: none is at least as good in every
/// measure and better in one.
///
/// # Errors
/// [`Cancelled`] when the control says so.
pub fn front(query: &FrontQuery<'_>, control: &Control) -> Result<Front, Cancelled> {
    let mut search = Search::new(query);
    search.run(control)?;
    Ok(search.finish())
}

struct Search<'q, 'a> {
    query: &'q FrontQuery<'a>,
    /// For each measure the least that is still to come from each state.
    ahead: Vec<Vec<f64>>,
    labels: Vec<Label>,
    at_state: Vec<Vec<u32>>,
    at_place: Vec<usize>,
    ended: Vec<u32>,
    heap: BinaryHeap<Entry>,
    complete: bool,
}

impl<'q, 'a> Search<'q, 'a> {
    fn new(query: &'q FrontQuery<'a>) -> Self {
        let graph = query.graph;
        Self {
            query,
            ahead: query.weights.iter().map(|weight| least_ahead(query, weight)).collect(),
            labels: Vec::new(),
            at_state: vec![Vec::new(); graph.states()],
            at_place: vec![0; graph.places as usize],
            ended: Vec::new(),
            heap: BinaryHeap::new(),
            complete: true,
        }
    }

    fn run(&mut self, control: &Control) -> Result<(), Cancelled> {
        let graph = self.query.graph;
        let origin = self.query.origin;
        let first = Label {
            state: origin,
            from: None,
            sums: vec![0.0; self.query.weights.len()],
            changes: Vec::new(),
            places: vec![graph.place_of[origin as usize]],
            beaten: false,
        };
        self.add(first);
        let mut steps = 0u32;
        while let Some(entry) = self.heap.pop() {
            steps = steps.wrapping_add(1);
            if steps.is_multiple_of(256) {
                control.check()?;
            }
            let label = &self.labels[entry.label as usize];
            if label.beaten || self.is_behind(label) {
                continue;
            }
            let state = label.state;
            for arc in graph.out(state) {
                if let Some(next) = self.extend(entry.label, arc as u32) {
                    self.add(next);
                }
            }
        }
        Ok(())
    }

    /// A label one arc further; none where that is closed or passed already.
    fn extend(&self, from: u32, arc: u32) -> Option<Label> {
        let graph = self.query.graph;
        let before = &self.labels[from as usize];
        let head = graph.head[arc as usize];
        let place = graph.place_of[head as usize];
        let at = before.places.binary_search(&place).err()?;
        let weights = self.query.weights.iter().map(|weight| weight[arc as usize]);
        let sums: Vec<f64> = before.sums.iter().zip(weights).map(|(sum, w)| sum + w).collect();
        let reaches = sums.iter().zip(&self.ahead).all(|(s, a)| (s + a[head as usize]).is_finite());
        if !reaches {
            return None;
        }
        let mut places = before.places.clone();
        places.insert(at, place);
        let mut changes = before.changes.clone();
        for change in self.query.hits.get(arc as usize).into_iter().flatten() {
            if let Err(at) = changes.binary_search(change) {
                changes.insert(at, *change);
            }
        }
        Some(Label { state: head, from: Some((arc, from)), sums, changes, places, beaten: false })
    }

    fn add(&mut self, label: Label) {
        let state = label.state as usize;
        let place = self.query.graph.place_of[state];
        if self.is_behind(&label) {
            return;
        }
        let ends = place == self.query.target;
        let number = self.labels.len() as u32;
        if ends {
            self.ended.push(number);
            self.labels.push(label);
            return;
        }
        let known = &self.at_state[state];
        if known.iter().any(|other| self.beats(&self.labels[*other as usize], &label)) {
            return;
        }
        let (beaten, rest): (Vec<u32>, Vec<u32>) =
            known.iter().partition(|other| self.beats(&label, &self.labels[**other as usize]));
        self.at_place[place as usize] -= beaten.len();
        self.at_state[state] = rest;
        for other in beaten {
            self.labels[other as usize].beaten = true;
        }
        if self.at_place[place as usize] >= self.query.labels {
            self.complete = false;
            return;
        }
        self.at_place[place as usize] += 1;
        self.at_state[state].push(number);
        let ahead = self.ahead.first().map_or(0.0, |ahead| ahead[state]);
        let key = label.sums.first().copied().unwrap_or(0.0) + ahead;
        self.labels.push(label);
        self.heap.push(Entry { key, label: number });
    }

    /// At the same state: whatever the second can still do, the first does
    /// better.
    fn beats(&self, first: &Label, second: &Label) -> bool {
        let mut better = false;
        for (a, b) in first.sums.iter().zip(&second.sums) {
            if above(*a, *b) {
                return false;
            }
            better |= above(*b, *a);
        }
        let risky = !self.query.chances.is_empty();
        better
            && (!risky || is_subset(&first.changes, &second.changes))
            && is_subset(&first.places, &second.places)
    }

    /// Some whole route is better than anything that a label can become.
    fn is_behind(&self, label: &Label) -> bool {
        let state = label.state as usize;
        let least: Vec<f64> =
            label.sums.iter().zip(&self.ahead).map(|(sum, ahead)| sum + ahead[state]).collect();
        let risk = self.risk(&label.changes);
        self.ended.iter().any(|number| {
            let whole = &self.labels[*number as usize];
            better_in_all((&whole.sums, self.risk(&whole.changes)), (&least, risk))
        })
    }

    fn risk(&self, changes: &[u32]) -> f64 {
        let chance =
            |change: &u32| self.query.chances.get(*change as usize).copied().unwrap_or(0.0);
        1.0 - changes.iter().map(|change| 1.0 - chance(change)).product::<f64>()
    }

    fn finish(self) -> Front {
        let mut routes: Vec<FrontRoute> = Vec::new();
        let all: Vec<(&Label, f64)> = self
            .ended
            .iter()
            .map(|number| &self.labels[*number as usize])
            .map(|label| (label, self.risk(&label.changes)))
            .collect();
        for (label, risk) in &all {
            let beaten = all.iter().any(|(other, risk_of)| {
                better_in_all((&other.sums, *risk_of), (&label.sums, *risk))
            });
            if !beaten {
                routes.push(FrontRoute {
                    arcs: self.arcs(label),
                    sums: label.sums.clone(),
                    risk: *risk,
                });
            }
        }
        routes.sort_by(|a, b| {
            let pairs = a.sums.iter().zip(&b.sums);
            let by_sums = pairs.map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne());
            by_sums
                .unwrap_or(std::cmp::Ordering::Equal)
                .then(a.risk.total_cmp(&b.risk))
                .then(a.arcs.len().cmp(&b.arcs.len()))
                .then(a.arcs.cmp(&b.arcs))
        });
        Front { routes, complete: self.complete }
    }

    fn arcs(&self, label: &Label) -> Vec<u32> {
        let mut arcs = Vec::new();
        let mut from = label.from;
        while let Some((arc, before)) = from {
            arcs.push(arc);
            from = self.labels[before as usize].from;
        }
        arcs.reverse();
        arcs
    }
}

/// The least of one measure from each state to the target place.
fn least_ahead(query: &FrontQuery<'_>, weight: &[f64]) -> Vec<f64> {
    let mut least = vec![f64::INFINITY; query.graph.states()];
    let mut heap = super::MinHeap::new();
    for state in query.reverse.states_of(query.target) {
        least[*state as usize] = 0.0;
        heap.push(0.0, *state);
    }
    while let Some((sum, state)) = heap.pop() {
        if sum > least[state as usize] {
            continue;
        }
        for (arc, tail) in query.reverse.into_state(state) {
            let then = sum + weight[*arc as usize];
            if then < least[*tail as usize] {
                least[*tail as usize] = then;
                heap.push(then, *tail);
            }
        }
    }
    least
}

/// Larger by more than rounding.
fn above(a: f64, b: f64) -> bool {
    a - b > SAME * a.abs().max(b.abs())
}

/// No worse in any measure, and better in one.
fn better_in_all(first: (&[f64], f64), second: (&[f64], f64)) -> bool {
    let risks = [(first.1, second.1)];
    let pairs = || first.0.iter().copied().zip(second.0.iter().copied()).chain(risks);
    !pairs().any(|(a, b)| above(a, b)) && pairs().any(|(a, b)| above(b, a))
}

/// Both in order.
fn is_subset(small: &[u32], large: &[u32]) -> bool {
    small.len() <= large.len() && small.iter().all(|item| large.binary_search(item).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithm::testing::{Random, all_routes, network, sum};

    #[test]
    fn as_trying_all_routes_finds() {
        let mut several = 0;
        for seed in 0..600 {
            let net = network(seed, 6 + seed as u32 % 2, 1 + seed as u32 % 3, 16, 9, 1.0);
            let arcs = net.graph.arcs();
            let mut random = Random(seed + 9_000);
            // Changes hit whole legs.
            let hit: Vec<Option<u32>> =
                (0..40).map(|_| random.once_in(3).then(|| random.below(4))).collect();
            let hits: Vec<Vec<u32>> = (0..arcs)
                .map(|arc| hit[net.graph.arc_rank[arc] as usize].into_iter().collect())
                .collect();
            let risky = seed % 2 == 0;
            let chances = if risky { vec![0.1, 0.2, 0.05, 0.5] } else { Vec::new() };
            let second: Vec<f64> = net
                .second
                .iter()
                .zip(&net.weight)
                .map(|(s, w)| if w.is_finite() { *s } else { f64::INFINITY })
                .collect();
            let reverse = ReverseIndex::new(&net.graph);
            let weights = [net.weight.clone(), second.clone()];
            let query = FrontQuery {
                graph: &net.graph,
                reverse: &reverse,
                weights: &weights,
                hits: &hits,
                chances: &chances,
                origin: 0,
                target: 1,
                labels: 10_000,
            };
            let found = front(&query, &Control::new()).unwrap();
            assert!(found.complete);
            let measures = |route: &[u32]| -> [f64; 3] {
                let mut changes: Vec<u32> =
                    route.iter().flat_map(|arc| hits[*arc as usize].clone()).collect();
                changes.sort_unstable();
                changes.dedup();
                let safe: f64 = match risky {
                    true => changes.iter().map(|c| 1.0 - chances[*c as usize]).product(),
                    false => 1.0,
                };
                [sum(&net.weight, route), sum(&second, route), 1.0 - safe]
            };
            let all = all_routes(&net, 0, 1);
            let told: Vec<[f64; 3]> = all.iter().map(|route| measures(route)).collect();
            let worse = |a: f64, b: f64| a > b + 1e-9;
            let beats = |a: &[f64; 3], b: &[f64; 3]| {
                a.iter().zip(b).all(|(a, b)| !worse(*a, *b))
                    && a.iter().zip(b).any(|(a, b)| worse(*b, *a))
            };
            let mut expected: Vec<&Vec<u32>> = all
                .iter()
                .zip(&told)
                .filter(|(_, own)| !told.iter().any(|other| beats(other, own)))
                .map(|(route, _)| route)
                .collect();
            let mut routes: Vec<&Vec<u32>> = found.routes.iter().map(|route| &route.arcs).collect();
            expected.sort();
            routes.sort();
            assert_eq!(routes, expected, "{seed}");
            several += usize::from(expected.len() > 2);
        }
        assert!(several > 40, "{several}");
    }
}
