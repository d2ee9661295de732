//! Solved again with arcs closed, from the optimum with them open.
//!
//! The basis of that optimum is kept: routes over a closed arc leave it by the
//! dual simplex, in few pivots, and the search for routes goes on from there.

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

    /// Keeps the basis and lets the routes over closed arcs out of it. Returns
    /// false where there is no basis to keep or it broke down.
    pub(super) fn resume(&mut self, control: &Control) -> Result<bool, Stop> {
        if !self.standing {
            return Ok(false);
        }
        self.master.unfreeze();
        self.set_costs(&self.crash_mix.clone());
        if !self.master.repair(control)? {
            return Ok(false);
        }
        // Those that stay in it stay at 0.
        for column in 0..self.master.columns() as u32 {
            if self.master.is_dead(column) {
                self.master.forbid(column);
            }
        }
        Ok(true)
    }
}
