//! How all basic variables move when one enters, and which leaves first.

use super::master::{Master, OUT};

/// A variable that enters: a column, or the slack of a row that binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enter {
    Column(u32),
    Slack(u32),
}

/// A basic variable that leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leave {
    /// The column at a position of the core.
    Core(usize),
    /// The key of a group.
    Key(usize),
    /// The slack of a row.
    Row(usize),
}

/// Changes of this size are taken for rounding.
const DROP: f64 = 1e-11;
/// How far beyond its bound a variable may be pushed, as a share of its size
/// (Harris 1973).
const SLIP: f64 = 1e-14;

/// What happens to each basic variable for one unit of the one that enters.
#[derive(Debug, Clone, Default)]
pub(super) struct Direction {
    /// Decrease of each core column.
    pub image: Vec<f64>,
    /// Increase of the keys of the groups concerned.
    keys: Vec<(u32, f64)>,
    key_at: Vec<u32>,
    /// Increase of what is used of each row concerned.
    rows: Vec<u32>,
    row_use: Vec<f64>,
    row_seen: Vec<bool>,
    sparse: Vec<(usize, f64)>,
    dense: Vec<f64>,
    pub left: Vec<f64>,
    pub rho: Vec<f64>,
}

/// One bound that the entering variable may run into.
#[derive(Debug, Clone, Copy)]
struct Bar {
    leave: Leave,
    value: f64,
    rate: f64,
    size: f64,
    order: u64,
}

impl Master {
    /// Fills the direction for a variable that enters.
    pub(super) fn direct(&mut self, enter: Enter) {
        let mut direction = std::mem::take(&mut self.direction);
        direction.reset(self);
        match enter {
            Enter::Column(column) => {
                let key = self.groups[self.columns[column as usize].group as usize].key;
                direction.gather(self, column, 1.0);
                direction.gather(self, key, -1.0);
                direction.flush();
                self.inverse.times(&direction.sparse, &mut direction.image);
                direction.move_key(self.columns[column as usize].group, -1.0);
                direction.use_rows(self, column, 1.0);
            }
            Enter::Slack(row) => {
                let at = self.rows[row as usize].place as usize;
                self.inverse.column(at, &mut direction.image);
            }
        }
        for at in 0..self.core.len() {
            let rate = direction.image[at];
            if rate != 0.0 {
                direction.move_key(self.columns[self.core[at] as usize].group, rate);
                direction.use_rows(self, self.core[at], -rate);
            }
        }
        for index in 0..direction.keys.len() {
            let (group, rate) = direction.keys[index];
            if rate != 0.0 {
                direction.use_rows(self, self.groups[group as usize].key, rate);
            }
        }
        self.direction = direction;
    }

    /// The variable that leaves and how far the entering one goes. None where
    /// nothing stops it (only rounding can do that).
    pub(super) fn first_to_leave(&self, bland: bool) -> Option<(Leave, f64)> {
        let largest = self.direction.image.iter().fold(1.0f64, |most, v| most.max(v.abs()));
        let most = self.each_bar(largest, f64::INFINITY, |most: f64, bar| {
            let slip = if bland { 0.0 } else { SLIP * bar.size };
            most.min((bar.value.max(0.0) + slip) / bar.rate)
        });
        let bound = most * (1.0 + 1e-14);
        let chosen = self.each_bar(largest, None::<Bar>, |best, bar| {
            if bar.value.max(0.0) / bar.rate > bound {
                return best;
            }
            let better = |other: Bar| match bland {
                true => bar.order < other.order,
                false => bar.rate > other.rate,
            };
            if best.is_none_or(better) { Some(bar) } else { best }
        })?;
        Some((chosen.leave, (chosen.value / chosen.rate).max(0.0)))
    }

    /// Folds over everything that decreases.
    fn each_bar<T>(&self, largest: f64, start: T, mut fold: impl FnMut(T, Bar) -> T) -> T {
        let drop = DROP * largest;
        let mut state = start;
        for (at, &rate) in self.direction.image.iter().enumerate() {
            let column = self.core[at];
            let off = self.columns[column as usize].off;
            if rate > drop || (off && -rate > drop) {
                let rate = rate.abs();
                let size = self.groups[self.columns[column as usize].group as usize].volume;
                let value = if off { 0.0 } else { self.value[at] };
                let order = u64::from(column) + self.rows.len() as u64;
                state = fold(state, Bar { leave: Leave::Core(at), value, rate, size, order });
            }
        }
        for &(index, rate) in &self.direction.keys {
            let group = &self.groups[index as usize];
            let off = self.columns[group.key as usize].off;
            if -rate > drop || (off && rate > drop) {
                let rate = -rate.abs();
                let order = u64::from(group.key) + self.rows.len() as u64;
                let value = if off { 0.0 } else { group.key_value };
                let leave = Leave::Key(index as usize);
                state = fold(state, Bar { leave, value, rate: -rate, size: group.volume, order });
            }
        }
        for &row in &self.direction.rows {
            let rate = self.direction.row_use[row as usize];
            let own = self.rows[row as usize];
            if rate > drop && own.place == OUT {
                let (leave, order) = (Leave::Row(row as usize), u64::from(row));
                state = fold(state, Bar { leave, value: own.slack, rate, size: own.size, order });
            }
        }
        state
    }

    /// Moves every basic variable `step` units of the entering one along.
    pub(super) fn advance(&mut self, step: f64) {
        if step == 0.0 {
            return;
        }
        for (value, rate) in self.value.iter_mut().zip(&self.direction.image) {
            *value -= step * rate;
        }
        for &(group, rate) in &self.direction.keys {
            self.groups[group as usize].key_value += step * rate;
        }
        for &row in &self.direction.rows {
            let own = &mut self.rows[row as usize];
            if own.place == OUT {
                own.slack -= step * self.direction.row_use[row as usize];
            }
        }
    }
}

impl Direction {
    fn reset(&mut self, master: &Master) {
        for &row in &self.rows {
            self.row_use[row as usize] = 0.0;
            self.row_seen[row as usize] = false;
        }
        for &(group, _) in &self.keys {
            self.key_at[group as usize] = OUT;
        }
        self.rows.clear();
        self.keys.clear();
        self.row_use.resize(master.rows.len(), 0.0);
        self.row_seen.resize(master.rows.len(), false);
        self.key_at.resize(master.groups.len(), OUT);
        self.dense.resize(master.core_rows.len().max(self.dense.len()), 0.0);
        self.sparse.clear();
    }

    /// Adds a column's entries in core rows to the sparse vector.
    fn gather(&mut self, master: &Master, column: u32, factor: f64) {
        let (dense, sparse) = (&mut self.dense, &mut self.sparse);
        for &(row, entry) in master.entries(column) {
            let at = master.rows[row as usize].place;
            if at != OUT {
                let at = at as usize;
                if dense[at] == 0.0 {
                    sparse.push((at, 0.0));
                }
                dense[at] += factor * entry;
            }
        }
    }

    /// Moves what was gathered into the sparse vector.
    fn flush(&mut self) {
        for slot in &mut self.sparse {
            slot.1 = std::mem::take(&mut self.dense[slot.0]);
        }
        self.sparse.retain(|slot| slot.1 != 0.0);
    }

    /// Increase of a group's key.
    pub fn key_rate(&self, group: u32) -> f64 {
        let at = self.key_at[group as usize] as usize;
        self.keys.get(at).map_or(0.0, |key| key.1)
    }

    /// Increase of what is used of a row.
    pub fn row_rate(&self, row: u32) -> f64 {
        self.row_use[row as usize]
    }

    fn move_key(&mut self, group: u32, rate: f64) {
        let at = &mut self.key_at[group as usize];
        if *at == OUT {
            *at = self.keys.len() as u32;
            self.keys.push((group, 0.0));
        }
        self.keys[*at as usize].1 += rate;
    }

    fn use_rows(&mut self, master: &Master, column: u32, rate: f64) {
        let (rows, seen, used) = (&mut self.rows, &mut self.row_seen, &mut self.row_use);
        for &(row, entry) in master.entries(column) {
            if !seen[row as usize] {
                seen[row as usize] = true;
                rows.push(row);
            }
            used[row as usize] += rate * entry;
        }
    }
}
