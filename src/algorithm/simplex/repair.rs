//! The dual simplex, for a basis that was optimal until columns were taken out
//! of use or right-hand sides changed: what is basic and may not be (a dead column above 0, anything below
//! 0) leaves for the column that keeps the reduced costs least spoiled (Lemke
//! 1954). Few pivots lead to a feasible basis near the old one, from which the
//! primal simplex goes on.

use super::direction::{Enter, Leave};
use super::master::{Master, OUT, Trouble};
use crate::control::{Cancelled, Control};

/// A value within this share of its size of where it may be is there.
const FINE: f64 = 1e-12;
/// Rates below this share of the largest are rounding.
const RATE: f64 = 1e-9;

/// What a pivot row is made of: for a column of group `g`, `own` + y · (its
/// entries − those of the key of `g`).
struct RowOfBasis {
    leave: Leave,
    y: Vec<f64>,
    sign: f64,
}

impl Master {
    /// Pivots until no dead column is above 0 and nothing else below. Returns
    /// false where that failed; then only a [`Master::reset`] helps.
    ///
    /// # Errors
    /// [`Cancelled`] when the control says so.
    pub fn repair(&mut self, control: &Control) -> Result<bool, Cancelled> {
        self.set_values();
        let most = 200 + 4 * (self.core.len() + self.groups.len());
        for _ in 0..most {
            control.check()?;
            let Some((leave, down)) = self.worst() else { return Ok(true) };
            self.set_duals();
            match self.dual_pivot(leave, down) {
                Ok(true) => {}
                Ok(false) | Err(Trouble) => return Ok(false),
            }
        }
        Ok(false)
    }

    /// The basic variable that is furthest from where it may be, and whether it
    /// has to come down.
    fn worst(&self) -> Option<(Leave, bool)> {
        let mut worst: Option<(f64, Leave, bool)> = None;
        let mut look = |value: f64, size: f64, dead: bool, leave: Leave| {
            let excess = if dead { value.abs() } else { -value } / size;
            if excess > FINE && worst.is_none_or(|known| excess > known.0) {
                worst = Some((excess, leave, value > 0.0));
            }
        };
        for (at, (&column, &value)) in self.core.iter().zip(&self.value).enumerate() {
            let own = &self.columns[column as usize];
            look(value, self.groups[own.group as usize].volume, own.dead, Leave::Core(at));
        }
        for (at, group) in self.groups.iter().enumerate() {
            let dead = self.columns[group.key as usize].dead;
            look(group.key_value, group.volume, dead, Leave::Key(at));
        }
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row.place == OUT) {
            look(row.slack, row.size, false, Leave::Row(at));
        }
        worst.map(|(_, leave, down)| (leave, down))
    }

    /// Exchanges the leaving variable; false where nothing can take its place.
    fn dual_pivot(&mut self, leave: Leave, down: bool) -> Result<bool, Trouble> {
        let row = self.row_of(leave);
        let Some(enter) = self.dual_entering(&row, down) else { return Ok(false) };
        self.direct(enter);
        let rate = match leave {
            Leave::Core(at) => self.direction.image[at],
            Leave::Key(group) => -self.direction.key_rate(group as u32),
            Leave::Row(row) => self.direction.row_rate(row as u32),
        };
        let value = match leave {
            Leave::Core(at) => self.value[at],
            Leave::Key(group) => self.groups[group].key_value,
            Leave::Row(row) => self.rows[row].slack,
        };
        if rate.abs() < 1e-9 || (rate > 0.0) != down || !(value / rate).is_finite() {
            return Ok(false);
        }
        let step = value / rate;
        self.advance(step);
        self.pivots += 1;
        let gain = match enter {
            Enter::Column(column) => self.reduced_cost(column).0,
            Enter::Slack(row) => self.rows[row as usize].price,
        };
        self.exchange(enter, leave, step, gain)?;
        if self.age >= self.patience.max(self.core.len()) {
            self.factor()?;
        }
        Ok(true)
    }

    /// How fast the leaving variable falls for each variable that could enter.
    fn row_of(&mut self, leave: Leave) -> RowOfBasis {
        let mut rho = vec![0.0; self.core.len()];
        let mut sign = 1.0;
        match leave {
            Leave::Core(at) => rho[at] = 1.0,
            Leave::Key(group) => {
                for &at in &self.groups[group].members {
                    rho[at as usize] = 1.0;
                }
                sign = -1.0;
            }
            Leave::Row(row) => {
                for (slot, &column) in rho.iter_mut().zip(&self.core) {
                    let key = self.groups[self.columns[column as usize].group as usize].key;
                    *slot = self.entry(column, row as u32) - self.entry(key, row as u32);
                }
                sign = -1.0;
            }
        }
        let mut y = Vec::new();
        self.inverse.left(&rho, &mut y);
        RowOfBasis { leave, y, sign }
    }

    /// The variable that enters: the least reduced cost for its rate, of equal
    /// ones the largest rate.
    fn dual_entering(&self, row: &RowOfBasis, down: bool) -> Option<Enter> {
        let along = |column: u32| -> f64 {
            let on_core = |&(row_of, entry): &(u32, f64)| {
                let at = self.rows[row_of as usize].place;
                if at == OUT { 0.0 } else { row.y[at as usize] * entry }
            };
            self.entries(column).iter().map(on_core).sum()
        };
        let own = |column: u32, group: usize| match row.leave {
            Leave::Key(leaving) => f64::from(u8::from(leaving == group)),
            Leave::Row(row) => self.entry(column, row as u32),
            Leave::Core(_) => 0.0,
        };
        // What the keys account for, by group.
        let keys: Vec<f64> = (self.groups.iter())
            .map(|group| {
                let key_own = match row.leave {
                    Leave::Row(row) => self.entry(group.key, row as u32),
                    _ => 0.0,
                };
                row.sign * along(group.key) + key_own
            })
            .collect();
        let direction = if down { 1.0 } else { -1.0 };
        let mut rates: Vec<(f64, f64, Enter)> = Vec::new();
        let mut largest = 0.0f64;
        for (index, column) in (0u32..).zip(&self.columns) {
            if column.place != OUT || column.dead {
                continue;
            }
            let group = column.group as usize;
            let rate = own(index, group) + row.sign * along(index) - keys[group];
            if direction * rate > 0.0 {
                largest = largest.max(rate.abs());
                rates.push((rate.abs(), self.reduced_cost(index).0.max(0.0), Enter::Column(index)));
            }
        }
        for (&of_row, y) in self.core_rows.iter().zip(&row.y) {
            let rate = row.sign * y;
            if direction * rate > 0.0 {
                largest = largest.max(rate.abs());
                let price = self.rows[of_row as usize].price.max(0.0);
                rates.push((rate.abs(), price, Enter::Slack(of_row)));
            }
        }
        rates.retain(|entry| entry.0 > RATE * largest);
        let least = rates.iter().map(|(rate, cost, _)| cost / rate).fold(f64::INFINITY, f64::min);
        let bound = least + 1e-12 * self.cost_scale;
        let near = rates.iter().filter(|(rate, cost, _)| cost / rate <= bound);
        near.fold(None::<(f64, Enter)>, |best, &(rate, _, enter)| match best {
            Some(known) if known.0 >= rate => Some(known),
            _ => Some((rate, enter)),
        })
        .map(|(_, enter)| enter)
    }
}
