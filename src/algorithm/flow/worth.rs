//! What one more unit of capacity brings.

use super::problem::FlowError;
use super::result::{Stage, StageResult};
use super::solver::{NONE, Solver};
use crate::control::Control;

/// Smaller and smaller steps that are tried where a basis does not last.
const TRIES: usize = 8;

/// The right-hand derivative of the lexicographic optimum with respect to the
/// capacity of one resource, or of several that all get one unit more.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Worth {
    /// Change of Σ weight × delivered over demands without a penalty, ≥ 0 where
    /// there is one priority.
    pub delivered: f64,
    /// Change of the objective: above 0 where new deliveries cost, below 0 where
    /// what moves already moves more cheaply.
    pub objective: f64,
}

impl Worth {
    /// Whether it brings deliveries, or saves without losing any.
    pub fn brings(&self) -> bool {
        self.delivered > 0.0 || (self.delivered == 0.0 && self.objective < 0.0)
    }
}

impl Solver<'_> {
    /// What one more unit of every one of `resources`, together, brings; to be
    /// asked after [`Solver::solve`].
    ///
    /// Where the optimal basis lasts for a while its duals are the answer.
    /// Otherwise the problem is solved again with slightly more capacity, until
    /// the new basis is also optimal for the old capacity: the optimum is then
    /// linear in between and the new duals are the answer.
    ///
    /// # Errors
    /// [`FlowError::Invalid`] where there is no such resource;
    /// [`FlowError::Cancelled`]; [`FlowError::Unproved`] where no step was small
    /// enough.
    pub fn worth(&mut self, resources: &[u32], control: &Control) -> Result<Worth, FlowError> {
        let units: Vec<(u32, f64)> = resources.iter().map(|&resource| (resource, 1.0)).collect();
        self.worth_of(&units, control)
    }

    /// The same with so many units of each resource instead of one: `(resource,
    /// units)`, units > 0.
    ///
    /// # Errors
    /// As [`Solver::worth`].
    pub fn worth_of(
        &mut self,
        units: &[(u32, f64)],
        control: &Control,
    ) -> Result<Worth, FlowError> {
        let wrong = |entry: &&(u32, f64)| {
            let known = (entry.0 as usize) < self.capacity.len();
            !known || entry.1.is_nan() || entry.1 <= 0.0
        };
        if let Some((resource, units)) = units.iter().find(wrong) {
            return Err(FlowError::Invalid(format!("{units} units of resource {resource}")));
        }
        let mut limited = units.to_vec();
        limited.retain(|&(resource, _)| self.row_of[resource as usize] != NONE);
        limited.sort_by_key(|entry| entry.0);
        limited.dedup_by_key(|entry| entry.0);
        let rows: Vec<(u32, f64)> = (limited.iter())
            .map(|&(resource, units)| (self.row_of[resource as usize], units))
            .map(|(row, units)| (row, units / self.unit[row as usize]))
            .collect();
        if rows.is_empty() || self.master.lasts(&rows) {
            return Ok(told_by(&self.results, &limited));
        }
        let mut probe = self.clone();
        probe.last_stage = self.priorities.len();
        let mut step = 1e-3 * self.least_size(&limited);
        let mut last = None;
        for _ in 0..TRIES {
            for &(resource, units) in &limited {
                probe.set_capacity(resource, self.capacity[resource as usize] + step * units)?;
            }
            probe.optimum(control)?;
            let worth = told_by(&probe.results, &limited);
            if probe.master.lasts_back(&rows, step) || last.is_some_and(|last| same(last, worth)) {
                return Ok(worth);
            }
            last = Some(worth);
            step /= 32.0;
        }
        Err(FlowError::Unproved(step))
    }

    /// For how many units at once the capacities at hand would last; of a closed
    /// one, what could be used of it.
    fn least_size(&self, resources: &[(u32, f64)]) -> f64 {
        let sizes = resources.iter().map(|&(resource, units)| {
            let capacity = self.capacity[resource as usize];
            let size = if capacity > 0.0 { capacity } else { self.demanded[resource as usize] };
            size / units
        });
        sizes.fold(f64::INFINITY, f64::min)
    }

    /// Sets of resources that bring something only together: each is used in
    /// full, brings nothing alone nor in any part of its set, and is in `among`.
    /// At most `most` sets, in the order of their resources.
    ///
    /// # Errors
    /// As [`Solver::worth`].
    pub fn groups(
        &mut self,
        among: &[u32],
        most: usize,
        control: &Control,
    ) -> Result<Vec<(Vec<u32>, Worth)>, FlowError> {
        let mut alone = Vec::new();
        for &resource in among {
            let row = self.row_of.get(resource as usize).copied().unwrap_or(NONE);
            let full = row != NONE && self.master.slack(row as usize) <= 1e-9;
            if full && !self.worth(&[resource], control)?.brings() {
                alone.push(resource);
            }
        }
        alone.sort_unstable();
        alone.dedup();
        let mut found: Vec<(Vec<u32>, Worth)> = Vec::new();
        let mut open = vec![alone];
        let mut seen: Vec<Vec<u32>> = Vec::new();
        while let Some(candidates) = open.pop() {
            if found.len() >= most || seen.contains(&candidates) {
                continue;
            }
            seen.push(candidates.clone());
            if !self.brings(&candidates, control)? {
                continue;
            }
            let group = self.least_group(candidates.clone(), control)?;
            for out in group.iter().rev() {
                open.push(candidates.iter().copied().filter(|other| other != out).collect());
            }
            if !found.iter().any(|known| known.0 == group) {
                let worth = self.worth(&group, control)?;
                found.push((group, worth));
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(found)
    }

    fn brings(&mut self, resources: &[u32], control: &Control) -> Result<bool, FlowError> {
        Ok(!resources.is_empty() && self.worth(resources, control)?.brings())
    }

    /// Takes out whatever is not needed, halves first.
    fn least_group(
        &mut self,
        mut group: Vec<u32>,
        control: &Control,
    ) -> Result<Vec<u32>, FlowError> {
        let mut size = group.len() / 2;
        while size > 0 {
            let mut from = 0;
            while from < group.len() {
                let to = (from + size).min(group.len());
                let mut rest = group.clone();
                rest.drain(from..to);
                if self.brings(&rest, control)? {
                    group = rest;
                } else {
                    from = to;
                }
            }
            size /= 2;
        }
        Ok(group)
    }
}

/// What the duals of all stages say of more units of resources, in order.
fn told_by(results: &[StageResult], units: &[(u32, f64)]) -> Worth {
    let mut worth = Worth::default();
    for result in results {
        let own = result.duals.iter().filter_map(|&(resource, dual)| {
            let at = units.binary_search_by_key(&resource, |entry| entry.0).ok()?;
            Some(dual * units[at].1)
        });
        let (mut sum, mut size) = (0.0f64, 0.0f64);
        for term in own {
            sum += term;
            size = size.max(term.abs());
        }
        let largest = result.duals.iter().fold(0.0, |most: f64, dual| most.max(dual.1.abs()));
        let sum = if sum.abs() <= 1e-11 * largest.max(size) { 0.0 } else { sum };
        match result.stage {
            Stage::Unmet(_) => worth.delivered += sum,
            Stage::Objective => worth.objective = 0.0 - sum,
            _ => {}
        }
    }
    worth
}

fn same(a: Worth, b: Worth) -> bool {
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
    close(a.delivered, b.delivered) && close(a.objective, b.objective)
}
