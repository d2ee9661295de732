//! Solved again with arcs closed, from the optimum with them open.
//!
//! The basis of that optimum is kept: routes over a closed arc stay in it at
//! first, at a cost above that of leaving their demand unmet, and leave it as
//! the primal simplex goes on. Only what the closure concerns is pivoted again.

use rayon::prelude::*;

use super::problem::FlowError;
use super::result::FlowSolution;
use super::solver::{Solver, Stop};
use crate::control::Control;

impl Solver<'_> {
    /// Whether some route with flow takes one of these arcs. Where none does,
    /// closing them changes nothing: what is optimal stays so. To be asked
    /// after [`Solver::solve`].
    pub fn carries(&self, arcs: &[u32]) -> bool {
        let groups = self.demand_of.len() as u32;
        self.master.basics().any(|column| {
            let route = column.checked_sub(groups);
            let taken = route
                .is_some_and(|route| self.pool.arcs(route).iter().any(|arc| arcs.contains(arc)));
            taken && self.master.x(column) > 0.0
        })
    }

    /// The optimum with these arcs closed to everyone besides what classes
    /// close, after [`Solver::solve`] found the one with them open; the solver
    /// itself stays as it is. The same closure gives the same answer whatever
    /// was asked before.
    ///
    /// # Errors
    /// [`FlowError::Invalid`] where there is no such arc;
    /// [`FlowError::Cancelled`]; [`FlowError::Unproved`].
    pub fn without(&self, arcs: &[u32], control: &Control) -> Result<FlowSolution, FlowError> {
        let mut solver = self.clone();
        solver.close_arcs(arcs)?;
        solver.solve(control)
    }

    /// The optimum after each of many closures by itself, None where it is that
    /// with nothing closed ([`Solver::carries`]); to be asked after
    /// [`Solver::solve`]. Runs on all threads; the answer does not depend on
    /// them.
    ///
    /// # Errors
    /// As [`Solver::without`], for the first closure that has one.
    pub fn sweep<C: AsRef<[u32]> + Sync>(
        &self,
        closures: &[C],
        control: &Control,
    ) -> Result<Vec<Option<FlowSolution>>, FlowError> {
        control.begin(closures.len() as u64);
        let one = |closure: &C| {
            let arcs = closure.as_ref();
            control.check()?;
            let solved = self.carries(arcs).then(|| self.without(arcs, control));
            control.advance(1);
            solved.transpose()
        };
        let all: Vec<Result<_, FlowError>> = closures.par_iter().map(one).collect();
        all.into_iter().collect()
    }

    /// Keeps the basis where that is possible: makes it feasible for capacities
    /// that were changed, in few pivots of the dual simplex, or has the routes
    /// over closed arcs leave it on the way to the next optimum.
    pub(super) fn resume(&mut self, control: &Control) -> Result<Resumed, Stop> {
        let changed = std::mem::take(&mut self.changed);
        if !self.standing {
            return Ok(Resumed::No);
        }
        self.master.unfreeze();
        let over_closed = |column: u32| self.master.is_dead(column) && self.master.x(column) > 0.0;
        let closing = self.master.basics().any(over_closed);
        match (closing, changed) {
            (true, true) => return Ok(Resumed::No),
            (true, false) => return Ok(Resumed::Closing),
            (false, true) => {
                self.set_costs(&self.crash_mix.clone(), false);
                if !self.master.repair(control)? {
                    return Ok(Resumed::No);
                }
            }
            (false, false) => {}
        }
        self.bar_dead();
        Ok(Resumed::Feasible)
    }

    /// What a route over a closed arc counts while it is in the basis: more
    /// than leaving its demand unmet.
    pub(super) fn way_out(&self, mix: &[f64], demand: u32) -> f64 {
        2.0 * self.unmet_cost(mix, demand) + self.longest
    }

    /// Keeps routes over closed arcs at 0 once they have come to it.
    pub(super) fn bar_dead(&mut self) {
        for column in 0..self.master.columns() as u32 {
            if self.master.is_dead(column) {
                self.master.forbid(column);
            }
        }
    }
}

/// What became of the last basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resumed {
    /// It is of no use.
    No,
    /// It is feasible.
    Feasible,
    /// It is feasible but for routes over closed arcs, which are to leave it.
    Closing,
}
