//! Exchanging one basic variable for another, and factoring again.

use super::direction::{Enter, Leave};
use super::master::{KEY, Master, OUT, Trouble};

/// A pivot below this is not trusted before the basis is factored again.
const SMALL: f64 = 1e-7;

impl Master {
    /// Lets a variable enter as far as it goes. Returns how far that was; None
    /// where nothing was changed but the basis factored again, since rounding
    /// had spoiled it.
    pub(super) fn pivot(&mut self, enter: Enter, bland: bool) -> Result<Option<f64>, Trouble> {
        self.direct(enter);
        let Some((leave, step)) = self.first_to_leave(bland) else {
            return self.doubt();
        };
        if self.pivot_size(leave) < SMALL && self.age > 0 {
            return self.doubt();
        }
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
        Ok(Some(step))
    }

    /// Factors again where that can help.
    fn doubt(&mut self) -> Result<Option<f64>, Trouble> {
        if self.age == 0 {
            return Err(Trouble);
        }
        self.factor()?;
        Ok(None)
    }

    /// How fast the leaving variable falls, for one unit of the entering one.
    fn pivot_size(&self, leave: Leave) -> f64 {
        match leave {
            Leave::Core(at) => self.direction.image[at].abs(),
            Leave::Key(group) => self.direction.key_rate(group as u32).abs(),
            Leave::Row(row) => self.direction.row_rate(row as u32).abs(),
        }
    }

    /// Exchanges one basic variable for another. `gain` is the reduced cost of
    /// the one that enters, from which the new prices follow.
    pub(super) fn exchange(
        &mut self,
        enter: Enter,
        leave: Leave,
        step: f64,
        gain: f64,
    ) -> Result<(), Trouble> {
        let leave = match leave {
            Leave::Key(group) => match self.free_key(group, enter, step) {
                Some(at) => Leave::Core(at),
                None => {
                    self.groups[group].dual += gain;
                    return Ok(());
                }
            },
            other => other,
        };
        self.age += 1;
        match (enter, leave) {
            (Enter::Column(column), Leave::Core(at)) => {
                let image = std::mem::take(&mut self.direction.image);
                self.inverse.replace_column(at, &image);
                self.direction.image = image;
                self.drop_core_column(at);
                self.set_core(at, column, step);
                self.move_prices(at, gain);
            }
            (Enter::Column(column), Leave::Row(row)) => {
                self.border(column, row, step);
                self.move_prices(self.core.len() - 1, gain);
            }
            (Enter::Slack(row), Leave::Core(at)) => {
                let position = self.rows[row as usize].place as usize;
                let rate = self.rows[row as usize].price / self.inverse.row(at)[position];
                self.move_prices(at, rate);
                self.inverse.shrink(position, at);
                self.remove_core_row(position);
                self.drop_core_column(at);
                self.remove_core(at);
                self.rows[row as usize].slack = step;
            }
            (Enter::Slack(row), Leave::Row(other)) => {
                let position = self.rows[row as usize].place as usize;
                self.row_image(other as u32);
                let left = std::mem::take(&mut self.direction.left);
                let fine = left[position].abs() > 1e-13;
                self.inverse.replace_row(position, &left);
                let rate = self.rows[row as usize].price / left[position];
                for (&row, left) in self.core_rows.iter().zip(&left) {
                    self.rows[row as usize].price -= rate * left;
                }
                self.direction.left = left;
                let (own, new) = (row as usize, other);
                self.rows[new].price = rate;
                (self.rows[own].place, self.rows[own].price) = (OUT, 0.0);
                self.rows[own].slack = step;
                (self.rows[new].place, self.rows[new].slack) = (position as u32, 0.0);
                self.core_rows[position] = other as u32;
                if !fine {
                    return Err(Trouble);
                }
            }
            (_, Leave::Key(_)) => return Err(Trouble),
        }
        self.set_group_duals();
        Ok(())
    }

    /// Takes so many times a row of the inverse off the prices.
    fn move_prices(&mut self, at: usize, times: f64) {
        for (&row, entry) in self.core_rows.iter().zip(self.inverse.row(at)) {
            self.rows[row as usize].price -= times * entry;
        }
    }

    /// Makes another column the key of a group. Returns where the old key now
    /// stands in the core; None where the entering column became the key.
    fn free_key(&mut self, group: usize, enter: Enter, step: f64) -> Option<usize> {
        let old = self.groups[group].key;
        let values = self.groups[group].members.iter().map(|&at| (self.value[at as usize], at));
        let best = values.reduce(|a, b| if b.0 > a.0 { b } else { a });
        let Some((value, at)) = best else {
            self.columns[old as usize].place = OUT;
            if let Enter::Column(column) = enter {
                self.columns[column as usize].place = KEY;
                self.groups[group].key = column;
                self.groups[group].key_value = step;
            }
            return None;
        };
        let at = at as usize;
        let new = self.core[at];
        self.inverse.swap_key(at, &self.groups[group].members);
        let sum: f64 =
            self.groups[group].members.iter().map(|&m| self.direction.image[m as usize]).sum();
        let own =
            matches!(enter, Enter::Column(c) if self.columns[c as usize].group == group as u32);
        self.direction.image[at] = f64::from(u8::from(own)) - sum;
        self.columns[new as usize].place = KEY;
        self.columns[old as usize].place = at as u32;
        self.core[at] = old;
        self.value[at] = self.groups[group].key_value;
        (self.groups[group].key, self.groups[group].key_value) = (new, value);
        Some(at)
    }

    /// A column and the row that stops it join the core.
    fn border(&mut self, column: u32, row: usize, step: f64) {
        self.row_image(row as u32);
        let rate = self.direction.row_rate(row as u32);
        let image = std::mem::take(&mut self.direction.image);
        self.inverse.border(&image, &self.direction.left, rate);
        self.direction.image = image;
        self.rows[row].place = self.core_rows.len() as u32;
        self.rows[row].slack = 0.0;
        self.core_rows.push(row as u32);
        self.core.push(OUT);
        self.value.push(0.0);
        self.set_core(self.core.len() - 1, column, step);
    }

    /// Fills `direction.left` with a row of core columns times the inverse.
    fn row_image(&mut self, row: u32) {
        let mut rho = std::mem::take(&mut self.direction.rho);
        rho.clear();
        rho.extend(self.core.iter().map(|&column| {
            let key = self.groups[self.columns[column as usize].group as usize].key;
            self.entry(column, row) - self.entry(key, row)
        }));
        let mut left = std::mem::take(&mut self.direction.left);
        self.inverse.left(&rho, &mut left);
        (self.direction.rho, self.direction.left) = (rho, left);
    }

    fn set_core(&mut self, at: usize, column: u32, value: f64) {
        self.core[at] = column;
        self.value[at] = value;
        self.columns[column as usize].place = at as u32;
        self.groups[self.columns[column as usize].group as usize].members.push(at as u32);
    }

    /// The column at a position is no longer basic.
    fn drop_core_column(&mut self, at: usize) {
        let column = self.core[at] as usize;
        self.columns[column].place = OUT;
        let members = &mut self.groups[self.columns[column].group as usize].members;
        members.retain(|&member| member as usize != at);
    }

    /// Closes the gap at a position whose column was dropped.
    fn remove_core(&mut self, at: usize) {
        self.core.swap_remove(at);
        self.value.swap_remove(at);
        if let Some(&moved) = self.core.get(at) {
            let old = self.core.len() as u32;
            let column = &mut self.columns[moved as usize];
            column.place = at as u32;
            let members = &mut self.groups[column.group as usize].members;
            if let Some(slot) = members.iter_mut().find(|member| **member == old) {
                *slot = at as u32;
            }
        }
    }

    fn remove_core_row(&mut self, position: usize) {
        let row = self.core_rows.swap_remove(position) as usize;
        (self.rows[row].place, self.rows[row].price) = (OUT, 0.0);
        if let Some(&moved) = self.core_rows.get(position) {
            self.rows[moved as usize].place = position as u32;
        }
    }

    /// Inverts the working basis from scratch and computes all values again.
    pub(super) fn factor(&mut self) -> Result<(), Trouble> {
        self.choose_keys();
        let size = self.core.len();
        let mut matrix = vec![0.0; size * size];
        for (at, &column) in self.core.iter().enumerate() {
            let key = self.groups[self.columns[column as usize].group as usize].key;
            for (column, sign) in [(column, 1.0), (key, -1.0)] {
                for &(row, entry) in self.entries(column) {
                    let place = self.rows[row as usize].place;
                    if place != OUT {
                        matrix[place as usize * size + at] += sign * entry;
                    }
                }
            }
        }
        if !self.inverse.factor(size, &mut matrix) {
            return Err(Trouble);
        }
        self.age = 0;
        self.set_values();
        self.set_duals();
        Ok(())
    }

    /// Makes the largest basic column of each group its key, so that small flows
    /// are not the difference of large ones.
    fn choose_keys(&mut self) {
        for index in 0..self.groups.len() {
            let group = &mut self.groups[index];
            for &at in &group.members {
                let at = at as usize;
                if self.value[at] > group.key_value {
                    let (old, new) = (group.key, self.core[at]);
                    (group.key, self.core[at]) = (new, old);
                    std::mem::swap(&mut group.key_value, &mut self.value[at]);
                    self.columns[new as usize].place = KEY;
                    self.columns[old as usize].place = at as u32;
                }
            }
        }
    }

    /// Computes the value of every basic variable, with one step of iterative
    /// refinement.
    pub(super) fn set_values(&mut self) {
        let mut used = vec![0.0; self.rows.len()];
        for group in &mut self.groups {
            group.key_value = group.volume;
        }
        self.value.fill(0.0);
        let mut change = Vec::new();
        for _ in 0..2 {
            used.fill(0.0);
            for column in self.basics() {
                let x = self.x(column);
                self.entries(column)
                    .iter()
                    .for_each(|&(row, entry)| used[row as usize] += x * entry);
            }
            let rest =
                self.core_rows.iter().map(|&row| self.rows[row as usize].rhs - used[row as usize]);
            self.inverse.times_dense(&rest.collect::<Vec<_>>(), &mut change);
            for (value, change) in self.value.iter_mut().zip(&change) {
                *value += change;
            }
            for group in &mut self.groups {
                let others: f64 = group.members.iter().map(|&at| self.value[at as usize]).sum();
                group.key_value = group.volume - others;
            }
        }
        used.fill(0.0);
        for column in self.basics() {
            let x = self.x(column);
            self.entries(column).iter().for_each(|&(row, entry)| used[row as usize] += x * entry);
        }
        for (row, used) in self.rows.iter_mut().zip(used) {
            row.slack = if row.place == OUT { row.rhs - used } else { 0.0 };
        }
    }

    /// Computes the prices of rows and the duals of groups.
    pub(super) fn set_duals(&mut self) {
        let cost = |column: u32| self.columns[column as usize].cost;
        let rho: Vec<f64> = (self.core.iter())
            .map(|&column| {
                let group = self.columns[column as usize].group as usize;
                cost(column) - cost(self.groups[group].key)
            })
            .collect();
        let mut left = std::mem::take(&mut self.direction.left);
        self.inverse.left(&rho, &mut left);
        for (&row, dual) in self.core_rows.iter().zip(&left) {
            self.rows[row as usize].price = -dual;
        }
        self.direction.left = left;
        self.set_group_duals();
    }

    /// Computes the duals of groups, from their keys and the prices of rows.
    fn set_group_duals(&mut self) {
        for index in 0..self.groups.len() {
            let key = self.groups[index].key;
            let mut dual = self.columns[key as usize].cost;
            for &(row, entry) in self.entries(key) {
                dual += self.rows[row as usize].price * entry;
            }
            self.groups[index].dual = dual;
        }
    }
}
