//! All routes that are as short as the shortest, under given prices.

use super::pricing::{Bundle, Pricer};
use super::problem::FlowProblem;
use crate::algorithm::TIE;
use crate::control::{Cancelled, Control};

/// States that the listing may step into for one demand.
const STEPS: usize = 100_000;

/// A state on the way back from the target.
struct Back {
    state: u32,
    /// Length from here to the target.
    rest: f64,
    /// The next arc into it to be tried.
    next: usize,
}

impl Pricer {
    /// Calls `tell` with every loopless route of each demand that keeps its
    /// deadline and is no longer than `most` (the origin's own part `start`
    /// counted), under the weights set last.
    ///
    /// Returns false where a demand has more than `limit` of them, or where it
    /// took too many steps to tell.
    pub fn ties(
        &mut self,
        problem: &FlowProblem<'_>,
        (start, most): (&[f64], &[f64]),
        limit: usize,
        control: &Control,
        mut tell: impl FnMut(u32, &[u32]),
    ) -> Result<bool, Cancelled> {
        let bundles = std::mem::take(&mut self.bundles);
        let mut complete = true;
        for bundle in &bundles {
            if control.check().is_err() {
                self.bundles = bundles;
                return Err(Cancelled);
            }
            let room = |&demand: &u32| most[demand as usize] - start[demand as usize];
            let longest = bundle.demands.iter().map(room).fold(f64::NEG_INFINITY, f64::max);
            if longest < 0.0 {
                continue;
            }
            self.search(problem, bundle, longest * (1.0 + 1e-12) + f64::MIN_POSITIVE, false);
            for demand in &bundle.demands {
                let room = room(demand);
                complete &= self.list(problem, bundle, (*demand, room), limit, &mut tell);
            }
        }
        self.bundles = bundles;
        Ok(complete)
    }

    /// Follows all short ways back from the target of a demand.
    fn list(
        &mut self,
        problem: &FlowProblem<'_>,
        bundle: &Bundle,
        (demand, room): (u32, f64),
        limit: usize,
        tell: &mut impl FnMut(u32, &[u32]),
    ) -> bool {
        let graph = problem.graph;
        let own = &problem.demands[demand as usize];
        let time = &problem.classes[own.class as usize].time;
        let place = |state: u32| graph.place_of[state as usize];
        if place(own.origin) == own.target {
            tell(demand, &[]);
            return true;
        }
        let (mut found, mut steps) = (0, 0);
        let mut way: Vec<u32> = Vec::new();
        for &end in self.reverse.states_of(own.target) {
            self.seen.clear();
            self.seen.set(own.target);
            let mut back = vec![Back { state: end, rest: 0.0, next: 0 }];
            while let Some(at) = back.last_mut() {
                let into = self.reverse.into_state(at.state);
                let Some(&(arc, tail)) = into.get(at.next) else {
                    self.seen.unset(place(at.state));
                    back.pop();
                    way.pop();
                    continue;
                };
                at.next += 1;
                let rest = self.views[bundle.view as usize].weight[arc as usize] + at.rest;
                let label = self.labels[tail as usize];
                let reached = label.run == self.run && label.distance + rest <= room;
                if !reached || self.seen.has(place(tail)) {
                    continue;
                }
                steps += 1;
                if steps > STEPS || found > limit {
                    return false;
                }
                if tail == own.origin {
                    let route: Vec<u32> =
                        std::iter::once(arc).chain(way.iter().rev().copied()).collect();
                    let takes: f64 = route.iter().map(|&arc| time[arc as usize]).sum();
                    if own.deadline.is_none_or(|bound| takes <= bound + TIE * bound.abs()) {
                        found += 1;
                        tell(demand, &route);
                    }
                } else if place(tail) != place(own.origin) {
                    way.push(arc);
                    self.seen.set(place(tail));
                    back.push(Back { state: tail, rest, next: 0 });
                }
            }
        }
        true
    }
}
