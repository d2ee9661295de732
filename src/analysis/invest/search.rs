//! The best set of upgrades within a budget, by branch and bound.
//!
//! Where all upgrades solely open, raise capacity or lower time or cost, no set
//! is better than one that holds it: what all that can still be paid for come
//! to bounds every choice among them (Lawler and Wood 1966). Where some do
//! otherwise, every set within the budget is tried.

use std::cmp::Ordering;

use crate::model::InvestFor;

use super::super::analyst::Failure;
use super::bench::{Bench, Value};
use super::per_unit;

/// Sets solved at most.
const SETS: usize = 20_000;

/// What differs by less than this share is the same.
const SAME: f64 = 1e-9;

/// A set of upgrades and what it comes to.
#[derive(Debug, Clone)]
pub(super) struct Best {
    /// Indices, ascending.
    pub of: Vec<usize>,
    /// Money.
    pub capex: f64,
    /// What it comes to.
    pub value: Value,
}

/// A search for several budgets over the same sets.
pub(super) struct Search<'b, 'a, 's> {
    bench: &'b mut Bench<'a, 's>,
    aim: InvestFor,
    now: Value,
    bounded: bool,
    /// Among equal deliveries the least objective comes before the least capex.
    pub objective_first: bool,
    /// No search was broken off.
    pub proved: bool,
}

impl<'b, 'a, 's> Search<'b, 'a, 's> {
    pub fn new(bench: &'b mut Bench<'a, 's>, aim: InvestFor, now: &Value) -> Self {
        let only_better = bench.upgrades.iter().all(|upgrade| upgrade.only_better);
        let sum: f64 = now.delivered.iter().sum();
        let all_arrives = sum >= now.volume * (1.0 - SAME);
        // More capacity may bring more deliveries at a higher mean: of a mean
        // there is a bound only where everything arrives already.
        let bounded = only_better && now.strict && (aim == InvestFor::Delivered || all_arrives);
        Self { bench, aim, now: now.clone(), bounded, objective_first: false, proved: true }
    }

    /// How many sets were solved so far.
    pub fn solved(&self) -> usize {
        self.bench.solved()
    }

    /// The best set whose capex is within a budget; nothing, where nothing else
    /// is better.
    ///
    /// # Errors
    /// Cancelled.
    pub fn best(&mut self, budget: f64) -> Result<Best, Failure> {
        let mut best = Best { of: Vec::new(), capex: 0.0, value: self.now.clone() };
        self.extend(&mut Vec::new(), 0, budget, &mut best)?;
        Ok(best)
    }

    fn extend(
        &mut self,
        chosen: &mut Vec<usize>,
        from: usize,
        budget: f64,
        best: &mut Best,
    ) -> Result<(), Failure> {
        let spent = self.bench.capex(chosen);
        let fits = |capex: f64| spent + capex <= budget * (1.0 + 1e-11);
        let count = self.bench.upgrades.len();
        let open: Vec<usize> =
            (from..count).filter(|index| fits(self.bench.upgrades[*index].capex)).collect();
        if open.is_empty() {
            return Ok(());
        }
        if self.bench.solved() >= SETS {
            self.proved = false;
            return Ok(());
        }
        if self.bounded {
            let mut all: Vec<usize> = chosen.iter().chain(&open).copied().collect();
            all.sort_unstable();
            // A set without an answer bounds nothing.
            if let Ok(value) = self.bench.value(&all)? {
                // Among what it bounds none costs less than one more.
                let least = open.iter().map(|index| self.bench.upgrades[*index].capex);
                let capex = spent + least.fold(f64::INFINITY, f64::min);
                let bound = Best { of: Vec::new(), capex, value };
                if self.compare(&bound, best) != Ordering::Less {
                    return Ok(());
                }
            }
        }
        for index in open {
            chosen.push(index);
            if let Ok(value) = self.bench.value(chosen)? {
                let capex = self.bench.capex(chosen);
                let found = Best { of: chosen.clone(), capex, value };
                let admitted = self.aim == InvestFor::Delivered || self.delivers(&found.value);
                let order = self.compare(&found, best).then_with(|| found.of.cmp(&best.of));
                if admitted && order == Ordering::Less {
                    *best = found;
                }
            }
            self.extend(chosen, index + 1, budget, best)?;
            chosen.pop();
        }
        Ok(())
    }

    /// No less than now.
    fn delivers(&self, value: &Value) -> bool {
        compare_lists(&value.delivered, &self.now.delivered, self.now.volume) != Ordering::Greater
    }

    /// Less where the first is better: by the aim, then by capex.
    fn compare(&self, a: &Best, b: &Best) -> Ordering {
        let by_capex = || compare(a.capex, b.capex);
        match self.aim {
            InvestFor::Delivered => {
                let volume = a.value.volume.max(b.value.volume);
                let delivered = compare_lists(&a.value.delivered, &b.value.delivered, volume);
                let by_objective = || compare(a.value.objective, b.value.objective);
                match self.objective_first {
                    true => delivered.then_with(by_objective).then_with(by_capex),
                    false => delivered.then_with(by_capex).then_with(by_objective),
                }
            }
            aim => {
                let of = |best: &Best| per_unit(aim, &best.value).unwrap_or(f64::INFINITY);
                compare(of(a), of(b)).then_with(by_capex)
            }
        }
    }
}

/// Less where the first is smaller by more than rounding.
fn compare(a: f64, b: f64) -> Ordering {
    let same = a == b || (a - b).abs() <= SAME * a.abs().max(b.abs());
    if same { Ordering::Equal } else { a.total_cmp(&b) }
}

/// Less where the first delivers more, first priorities first.
fn compare_lists(a: &[f64], b: &[f64], scale: f64) -> Ordering {
    for (a, b) in a.iter().zip(b) {
        if (a - b).abs() > SAME * scale {
            return b.total_cmp(a);
        }
    }
    Ordering::Equal
}
