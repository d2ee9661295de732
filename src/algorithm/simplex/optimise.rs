//! Which variable enters: the loop of the primal simplex.

use super::direction::Enter;
use super::master::{Master, OUT, Row, Trouble};
use crate::control::{Cancelled, Control};

/// A reduced cost below this share of its terms is surely rounding.
const TINY: f64 = 1e-14;
/// One below this share may be: only so many pivots in a row go after such.
const WEAK: f64 = 1e-12;
/// The same where an optimum need not be exact.
const ROUGH: f64 = 1e-11;
/// Columns kept for the next pivots, once all were looked at.
const KEPT: usize = 48;
/// Pivots between two looks at the control.
const CHECK: u64 = 64;

/// Why no optimum was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// The control said so.
    Cancelled,
    /// Rounding spoiled the basis.
    Trouble,
}

impl From<Cancelled> for Halt {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl From<Trouble> for Halt {
    fn from(_: Trouble) -> Self {
        Self::Trouble
    }
}

impl Master {
    /// Pivots until no column and no slack has a negative reduced cost.
    ///
    /// # Errors
    /// [`Halt`] when cancelled or broken down.
    pub fn optimise(&mut self, control: &Control) -> Result<(), Halt> {
        self.improve(true, control)
    }

    /// The same but for rounding of the last pivots: for an optimum that is only
    /// to tell which columns are missing.
    ///
    /// # Errors
    /// [`Halt`] when cancelled or broken down.
    pub fn optimise_roughly(&mut self, control: &Control) -> Result<(), Halt> {
        self.improve(false, control)
    }

    fn improve(&mut self, exactly: bool, control: &Control) -> Result<(), Halt> {
        let most = self.pivots + 20_000 + 40 * (self.rows.len() + self.groups.len()) as u64;
        self.stalled = 0;
        self.blur = if exactly { TINY } else { ROUGH };
        let mut weak = 0;
        self.set_duals();
        loop {
            if self.pivots.is_multiple_of(CHECK) {
                control.check()?;
            }
            if self.pivots > most {
                return Err(Halt::Trouble);
            }
            let bland = self.stalled > 60 + 2 * self.core.len();
            let enter = if bland { self.first_entering() } else { self.best_entering() };
            weak = if enter.is_some_and(|enter| self.is_weak(enter)) { weak + 1 } else { 0 };
            let enter = enter.filter(|_| weak <= 20 + self.core.len());
            let Some(enter) = enter else {
                if self.age == 0 || !exactly {
                    return Ok(());
                }
                self.factor()?;
                continue;
            };
            if let Some(step) = self.pivot(enter, bland)? {
                let moved = step > 1e-13 * self.size_of(enter);
                self.stalled = if moved { 0 } else { self.stalled + 1 };
            }
        }
    }

    /// Lets a column enter whatever its reduced cost, as far as it goes.
    ///
    /// # Errors
    /// [`Trouble`] when the basis broke down.
    pub fn push(&mut self, column: u32) -> Result<(), Trouble> {
        let own = self.columns[column as usize];
        if own.place == OUT && !own.dead && self.pivot(Enter::Column(column), false)?.is_none() {
            self.pivot(Enter::Column(column), false)?;
        }
        Ok(())
    }

    fn size_of(&self, enter: Enter) -> f64 {
        match enter {
            Enter::Column(column) => {
                self.groups[self.columns[column as usize].group as usize].volume
            }
            Enter::Slack(row) => self.rows[row as usize].size,
        }
    }

    /// Whether what a variable improves may be rounding alone.
    fn is_weak(&self, enter: Enter) -> bool {
        match enter {
            Enter::Column(column) => {
                let (sum, terms) = self.reduced_cost(column);
                sum >= -WEAK * terms
            }
            Enter::Slack(row) => self.rows[row as usize].price >= -WEAK * self.largest_price(),
        }
    }

    /// The reduced cost of a column that is not basic, where it is negative.
    fn gain(&self, column: u32) -> Option<f64> {
        let own = &self.columns[column as usize];
        if own.place != OUT || own.dead || own.off {
            return None;
        }
        let (sum, terms) = self.reduced_cost(column);
        (sum < -self.blur * terms - 1e-15 * self.cost_scale).then_some(sum)
    }

    /// The price of a core row, where its slack should enter.
    fn slack_gain(&self, row: u32, largest: f64) -> Option<f64> {
        let Row { price, locked, .. } = self.rows[row as usize];
        (!locked && price < -self.blur * largest - 1e-14 * self.cost_scale).then_some(price)
    }

    fn largest_price(&self) -> f64 {
        self.core_rows.iter().map(|&row| self.rows[row as usize].price.abs()).fold(0.0, f64::max)
    }

    /// The lowest number that improves (Bland 1977).
    fn first_entering(&self) -> Option<Enter> {
        let largest = self.largest_price();
        let slacks = self.core_rows.iter().copied();
        if let Some(row) = slacks.filter(|&row| self.slack_gain(row, largest).is_some()).min() {
            return Some(Enter::Slack(row));
        }
        let mut columns = 0..self.columns.len() as u32;
        columns.find(|&column| self.gain(column).is_some()).map(Enter::Column)
    }

    /// The one that improves most for the whole of its group or row, among
    /// those kept from the last look at all.
    fn best_entering(&mut self) -> Option<Enter> {
        let mut kept = std::mem::take(&mut self.candidates);
        let best = self.best_of(&mut kept);
        self.candidates = kept;
        if let Some((best, score)) = best {
            return Some(self.best_slack(score).unwrap_or(Enter::Column(best)));
        }
        let mut all: Vec<(f64, u32)> = (0..self.columns.len() as u32)
            .filter_map(|column| Some((self.score(column, self.gain(column)?), column)))
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.candidates.extend(all.iter().take(KEPT).map(|entry| entry.1));
        let Some(&(score, best)) = all.first() else { return self.best_slack(0.0) };
        Some(self.best_slack(score).unwrap_or(Enter::Column(best)))
    }

    fn score(&self, column: u32, gain: f64) -> f64 {
        -gain * self.groups[self.columns[column as usize].group as usize].volume
    }

    fn best_of(&self, kept: &mut Vec<u32>) -> Option<(u32, f64)> {
        let mut best: Option<(u32, f64)> = None;
        kept.retain(|&column| {
            let Some(gain) = self.gain(column) else { return false };
            let score = self.score(column, gain);
            if best.is_none_or(|other| score > other.1) {
                best = Some((column, score));
            }
            true
        });
        best
    }

    fn best_slack(&self, least: f64) -> Option<Enter> {
        let largest = self.largest_price();
        let mut best: Option<(f64, u32)> = None;
        for &row in &self.core_rows {
            let Some(price) = self.slack_gain(row, largest) else { continue };
            let score = -price * self.rows[row as usize].size;
            let better = |other: (f64, u32)| score > other.0 || (score == other.0 && row < other.1);
            if score > least && best.is_none_or(better) {
                best = Some((score, row));
            }
        }
        best.map(|(_, row)| Enter::Slack(row))
    }
}
