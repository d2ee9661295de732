//! The program, its columns and rows, and what is basic.

use super::direction::Direction;
use super::inverse::Inverse;

/// Not basic (a column), or slack basic (a row).
pub(super) const OUT: u32 = u32::MAX;
/// What exceeds this share of its terms keeps a column out of frozen optima.
const FACE: f64 = 1e-10;
/// The key of its group.
pub(super) const KEY: u32 = u32::MAX - 1;

/// The basis broke down numerically: the values known are of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trouble;

#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub group: u32,
    pub first: u32,
    pub end: u32,
    pub cost: f64,
    /// [`OUT`], [`KEY`] or its position in the core.
    pub place: u32,
    /// Out of use until it is said to be back.
    pub dead: bool,
    /// Outside the set of optima that was frozen: 0 from now on.
    pub off: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub rhs: f64,
    /// What a difference of this row is measured against.
    pub size: f64,
    pub slack: f64,
    /// [`OUT`] where the slack is basic, else its position in the core.
    pub place: u32,
    /// What one unit of the right-hand side saves: minus the dual.
    pub price: f64,
    /// Full in every optimum that was frozen: full from now on.
    pub locked: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Group {
    pub volume: f64,
    pub key: u32,
    pub key_value: f64,
    /// The group's dual: the cost of one unit of volume more.
    pub dual: f64,
    /// Positions of the group's other basic columns in the core.
    pub members: Vec<u32>,
}

/// The program and its basis.
///
/// Column `g` is that of group `g` alone ("unmet"): it has no entries, so that
/// all of them together are a basis to begin with. Further columns are numbered
/// on from there. All rows mean Σ entry · x ≤ rhs with rhs ≥ 0.
///
/// Several objectives in order: make the first one least, [`Master::freeze`],
/// set the costs of the next. By complementary slackness the optima of the first
/// are exactly the solutions without the columns that have a positive reduced
/// cost and with the rows full that have a positive price.
#[derive(Debug, Clone, Default)]
pub struct Master {
    pub(super) columns: Vec<Column>,
    pub(super) entries: Vec<(u32, f64)>,
    pub(super) rows: Vec<Row>,
    pub(super) groups: Vec<Group>,
    /// Columns of the core, and the value of each.
    pub(super) core: Vec<u32>,
    pub(super) value: Vec<f64>,
    /// Rows of the core: their slack is 0 and not basic.
    pub(super) core_rows: Vec<u32>,
    pub(super) inverse: Inverse,
    pub(super) direction: Direction,
    /// Basis changes of the core since the last factoring.
    pub(super) age: usize,
    /// A reduced cost below this share of its terms is taken for rounding.
    pub(super) blur: f64,
    /// Pivots that moved nothing, in a row.
    pub(super) stalled: usize,
    pub(super) pivots: u64,
    /// The largest cost of any column.
    pub(super) cost_scale: f64,
    pub(super) candidates: Vec<u32>,
    /// Factor again after so many changes of the core.
    pub(super) patience: usize,
}

impl Master {
    /// A program with rows `(right-hand side, size)` and one column a group;
    /// `size` > 0 is what a difference of that row is measured against.
    pub fn new(rows: &[(f64, f64)], volumes: &[f64]) -> Self {
        let mut master = Self { patience: 80, ..Self::default() };
        for &(rhs, size) in rows {
            let (slack, place) = (rhs, OUT);
            master.rows.push(Row { rhs, size, slack, place, price: 0.0, locked: false });
        }
        for (group, &volume) in volumes.iter().enumerate() {
            let members = Vec::new();
            let key = group as u32;
            master.groups.push(Group { volume, key, key_value: volume, dual: 0.0, members });
            master.columns.push(Column {
                group: group as u32,
                first: 0,
                end: 0,
                cost: 0.0,
                place: KEY,
                dead: false,
                off: false,
            });
        }
        master
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    #[cfg(test)]
    /// Size of the working basis.
    pub fn core_size(&self) -> usize {
        self.core.len()
    }

    #[cfg(test)]
    /// Pivots made so far.
    pub fn pivots(&self) -> u64 {
        self.pivots
    }

    /// Factor again after `changes` of the working basis.
    pub fn set_patience(&mut self, changes: usize) {
        self.patience = changes.max(1);
    }

    /// Adds a column, not basic; `entries` has each row once.
    pub fn add_column(
        &mut self,
        group: u32,
        entries: impl IntoIterator<Item = (u32, f64)>,
        cost: f64,
    ) -> u32 {
        let first = self.entries.len() as u32;
        self.entries.extend(entries);
        let end = self.entries.len() as u32;
        self.columns.push(Column { group, first, end, cost, place: OUT, dead: false, off: false });
        self.cost_scale = self.cost_scale.max(cost.abs());
        self.columns.len() as u32 - 1
    }

    /// Keeps to the optima of the present costs from now on.
    pub fn freeze(&mut self) {
        for column in 0..self.columns.len() as u32 {
            let own = self.columns[column as usize];
            if own.place == OUT && !own.off {
                let (cost, terms) = self.reduced_cost(column);
                self.columns[column as usize].off = cost > FACE * terms;
            }
        }
        let least = FACE * self.cost_scale;
        for &row in &self.core_rows {
            let row = &mut self.rows[row as usize];
            row.locked |= row.price > least;
        }
    }

    /// Keeps a column, whose value must be 0, at 0 from now on.
    pub fn forbid(&mut self, column: u32) {
        self.columns[column as usize].off = true;
    }

    /// Forgets what was frozen, but keeps the basis.
    pub fn unfreeze(&mut self) {
        self.rows.iter_mut().for_each(|row| row.locked = false);
        self.columns.iter_mut().for_each(|column| column.off = false);
        self.candidates.clear();
    }

    /// Whether a column is out of use.
    pub fn is_dead(&self, column: u32) -> bool {
        self.columns[column as usize].dead
    }

    /// Forgets what was frozen and starts again with each group's own column.
    pub fn reset(&mut self) {
        for row in &mut self.rows {
            (row.slack, row.place, row.price, row.locked) = (row.rhs, OUT, 0.0, false);
        }
        for column in &mut self.columns {
            (column.place, column.off) = (OUT, false);
        }
        for (index, group) in self.groups.iter_mut().enumerate() {
            (group.key, group.key_value) = (index as u32, group.volume);
            group.members.clear();
            self.columns[index].place = KEY;
        }
        self.core.clear();
        self.value.clear();
        self.core_rows.clear();
        self.inverse.clear();
        (self.age, self.stalled) = (0, 0);
        self.candidates.clear();
    }

    /// Changes right-hand side and size of a row; call [`Master::reset`] or
    /// [`Master::repair`] before going on.
    pub fn set_rhs(&mut self, row: u32, rhs: f64, size: f64) {
        (self.rows[row as usize].rhs, self.rows[row as usize].size) = (rhs, size);
    }

    /// Takes a column out of use, or back. One that is basic stays so, at the
    /// value that it has, until it leaves.
    pub fn set_dead(&mut self, column: u32, dead: bool) {
        self.columns[column as usize].dead = dead;
    }

    /// Sets the cost of every column.
    pub fn set_costs(&mut self, cost: impl Fn(u32) -> f64) {
        self.cost_scale = 0.0;
        for (index, column) in self.columns.iter_mut().enumerate() {
            column.cost = cost(index as u32);
            if !column.dead {
                self.cost_scale = self.cost_scale.max(column.cost.abs());
            }
        }
        self.candidates.clear();
        self.stalled = 0;
        self.set_duals();
    }

    /// Value of a column.
    pub fn x(&self, column: u32) -> f64 {
        let Column { group, place, .. } = self.columns[column as usize];
        match place {
            OUT => 0.0,
            KEY => self.groups[group as usize].key_value,
            at => self.value[at as usize],
        }
    }

    /// The basic columns: keys by group, then the core.
    pub fn basics(&self) -> impl Iterator<Item = u32> + '_ {
        self.groups.iter().map(|group| group.key).chain(self.core.iter().copied())
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Number of groups.
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// What remains of a row, as a share of its size.
    pub fn slack(&self, row: usize) -> f64 {
        self.rows[row].slack / self.rows[row].size
    }

    /// What a difference of a row is measured against.
    pub fn size(&self, row: usize) -> f64 {
        self.rows[row].size
    }

    /// Volume of a group.
    pub fn volume(&self, group: u32) -> f64 {
        self.groups[group as usize].volume
    }

    /// Group of a column.
    pub fn group_of(&self, column: u32) -> u32 {
        self.columns[column as usize].group
    }

    /// What one unit more on the right of a row saves (≥ 0 at an optimum).
    pub fn price(&self, row: usize) -> f64 {
        self.rows[row].price
    }

    /// What one unit more of a group's volume costs.
    pub fn dual(&self, group: u32) -> f64 {
        self.groups[group as usize].dual
    }

    /// Whether the basis may have more than one solution among the optima frozen:
    /// a column or slack that is not basic could enter at no cost.
    pub fn may_vary(&self) -> bool {
        let free = |column: &Column| column.place == OUT && !column.off && !column.dead;
        let full = self.core_rows.iter().all(|&row| self.rows[row as usize].locked);
        !full || self.columns.iter().any(free)
    }

    /// Whether the optima frozen have a row full.
    pub fn is_locked(&self, row: usize) -> bool {
        self.rows[row].locked
    }

    /// Whether a column lies outside the optima frozen.
    pub fn is_off(&self, column: u32) -> bool {
        self.columns[column as usize].off
    }

    /// Cost of a column less what its group and rows account for, and the sum
    /// of what that is made of without signs.
    pub fn reduced_cost(&self, column: u32) -> (f64, f64) {
        let own = &self.columns[column as usize];
        let dual = self.groups[own.group as usize].dual;
        let mut sum = own.cost - dual;
        let mut terms = own.cost.abs() + dual.abs();
        for &(row, entry) in self.entries(column) {
            let term = self.rows[row as usize].price * entry;
            sum += term;
            terms += term.abs();
        }
        (sum, terms)
    }

    /// The entries of a column.
    pub fn entries(&self, column: u32) -> &[(u32, f64)] {
        let Column { first, end, .. } = self.columns[column as usize];
        &self.entries[first as usize..end as usize]
    }

    /// Entry of a column in a row.
    pub(super) fn entry(&self, column: u32, row: u32) -> f64 {
        self.entries(column).iter().find(|entry| entry.0 == row).map_or(0.0, |entry| entry.1)
    }
}
