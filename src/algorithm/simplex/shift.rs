//! How the basis answers to other right-hand sides.

use super::master::{Master, OUT};

/// Share of the largest movement below which a movement is rounding.
const STILL: f64 = 1e-9;
/// Share of its size below which a basic variable counts as 0.
const ZERO: f64 = 1e-11;

/// Movement of every basic variable.
struct Shift {
    core: Vec<f64>,
    keys: Vec<f64>,
    slacks: Vec<f64>,
}

impl Master {
    /// Whether the basis stays the optimal one while the right-hand sides grow
    /// by `(row, rate)`, at least for a while: its duals then tell what that
    /// brings exactly.
    pub fn lasts(&self, rows: &[(u32, f64)]) -> bool {
        let shift = self.shift(rows);
        let still = STILL * shift.largest();
        self.all_basics(&shift, |value, rate, size, off| {
            if off { rate.abs() <= still } else { value > ZERO * size || rate >= -still }
        })
    }

    /// Whether the basis would also be the optimal one with the right-hand sides
    /// `step` × `(row, rate)` smaller.
    pub fn lasts_back(&self, rows: &[(u32, f64)], step: f64) -> bool {
        let shift = self.shift(rows);
        let still = 1e-6 * step * shift.largest();
        self.all_basics(&shift, |value, rate, size, off| {
            let slip = still + 1e-13 * size;
            if off { (step * rate).abs() <= slip } else { value - step * rate >= -slip }
        })
    }

    fn shift(&self, rows: &[(u32, f64)]) -> Shift {
        let mut in_core = vec![0.0; self.core_rows.len()];
        let mut slacks = vec![0.0; self.rows.len()];
        for &(row, rate) in rows {
            match self.rows[row as usize].place {
                OUT => slacks[row as usize] += rate,
                place => in_core[place as usize] += rate,
            }
        }
        let mut core = Vec::new();
        self.inverse.times_dense(&in_core, &mut core);
        let mut keys = vec![0.0; self.groups.len()];
        for (&column, rate) in self.core.iter().zip(&core) {
            keys[self.columns[column as usize].group as usize] -= rate;
        }
        let rates = self.core.iter().copied().zip(core.iter().copied());
        let of_keys = self.groups.iter().map(|group| group.key).zip(keys.iter().copied());
        for (column, rate) in rates.chain(of_keys) {
            if rate != 0.0 {
                for &(row, entry) in self.entries(column) {
                    slacks[row as usize] -= rate * entry;
                }
            }
        }
        for (slack, row) in slacks.iter_mut().zip(&self.rows) {
            *slack = if row.place == OUT { *slack } else { 0.0 };
        }
        Shift { core, keys, slacks }
    }

    /// Whether `fine(value, rate, size, off)` of every basic variable.
    fn all_basics(&self, shift: &Shift, fine: impl Fn(f64, f64, f64, bool) -> bool) -> bool {
        let size = |column: u32| {
            let own = &self.columns[column as usize];
            (self.groups[own.group as usize].volume, own.off)
        };
        let core = self.core.iter().enumerate().all(|(at, &column)| {
            let (size, off) = size(column);
            fine(self.value[at], shift.core[at], size, off)
        });
        let keys = self.groups.iter().zip(&shift.keys).all(|(group, &rate)| {
            let (size, off) = size(group.key);
            fine(group.key_value, rate, size, off)
        });
        let slacks = self
            .rows
            .iter()
            .zip(&shift.slacks)
            .all(|(row, &rate)| row.place != OUT || fine(row.slack, rate, row.size, false));
        core && keys && slacks
    }
}

impl Shift {
    fn largest(&self) -> f64 {
        let all = self.core.iter().chain(&self.keys).chain(&self.slacks);
        all.fold(0.0, |most: f64, rate| most.max(rate.abs()))
    }
}
