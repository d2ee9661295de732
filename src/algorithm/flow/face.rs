//! The polytope of all optima: what it uses, and in which directions it extends.

use super::solver::Stop;
use crate::algorithm::simplex::Master;
use crate::control::Control;

/// A value above this share of what it is measured by is not 0.
const SOMETHING: f64 = 1e-9;

/// The columns that some optimum uses, and whether some optimum leaves a row
/// slack: looks for optima with as much as possible of all that was 0 so far,
/// until there is no more. Every optimum must be within the master's columns.
pub(super) fn support(
    master: &mut Master,
    control: &Control,
) -> Result<(Vec<u32>, Vec<bool>), Stop> {
    let mut used = vec![false; master.columns()];
    let mut slack = vec![false; master.rows()];
    loop {
        let mut more = false;
        for column in 0..master.columns() as u32 {
            let volume = master.volume(master.group_of(column));
            let now = !master.is_off(column) && master.x(column) > SOMETHING * volume;
            more |= now && !used[column as usize];
            used[column as usize] |= now;
        }
        for (row, slack) in slack.iter_mut().enumerate() {
            let now = !master.is_locked(row) && master.slack(row) > SOMETHING;
            more |= now && !*slack;
            *slack |= now;
        }
        if !more {
            let columns = (0..master.columns() as u32).filter(|&column| used[column as usize]);
            return Ok((columns.collect(), slack));
        }
        let costs: Vec<f64> = (0..master.columns() as u32)
            .map(|column| {
                let volume = master.volume(master.group_of(column));
                let own = if used[column as usize] { 0.0 } else { -1.0 / volume };
                let full = master.entries(column).iter().filter(|entry| !slack[entry.0 as usize]);
                own + full.map(|&(row, entry)| entry / master.size(row as usize)).sum::<f64>()
            })
            .collect();
        master.set_costs(|column| costs[column as usize]);
        master.optimise(control)?;
    }
}

/// What every change from one optimum to another keeps: the sum of each group,
/// and each row that is full in all. One row of coefficients each.
pub(super) fn equations(master: &Master, columns: &[u32], slack: &[bool]) -> Vec<Vec<f64>> {
    let mut of_group = vec![None; master.groups()];
    let mut of_row = vec![None; slack.len()];
    let mut equations: Vec<Vec<f64>> = Vec::new();
    for (at, &column) in columns.iter().enumerate() {
        let mut add = |slot: &mut Option<usize>, entry: f64| {
            let index = *slot.get_or_insert_with(|| {
                equations.push(vec![0.0; columns.len()]);
                equations.len() - 1
            });
            equations[index][at] += entry;
        };
        add(&mut of_group[master.group_of(column) as usize], 1.0);
        for &(row, entry) in master.entries(column) {
            if !slack[row as usize] {
                add(&mut of_row[row as usize], entry);
            }
        }
    }
    equations
}

/// A basis of all x with equations · x = 0, by elimination with full pivoting.
pub(super) fn null_space(mut equations: Vec<Vec<f64>>, size: usize) -> Vec<Vec<f64>> {
    let mut pivots: Vec<(usize, usize)> = Vec::new();
    let mut is_pivot = vec![false; size];
    for row in 0..equations.len() {
        let Some((from, column)) = largest(&equations, row) else { break };
        equations.swap(row, from);
        let pivot = equations[row][column];
        equations[row].iter_mut().for_each(|value| *value /= pivot);
        let own = equations[row].clone();
        for (index, equation) in equations.iter_mut().enumerate() {
            let factor = equation[column];
            if index != row && factor != 0.0 {
                equation.iter_mut().zip(&own).for_each(|(value, own)| *value -= factor * own);
            }
        }
        pivots.push((row, column));
        is_pivot[column] = true;
    }
    let free = (0..size).filter(|&column| !is_pivot[column]);
    free.map(|column| {
        let mut direction = vec![0.0; size];
        direction[column] = 1.0;
        for &(row, pivot) in &pivots {
            direction[pivot] = -equations[row][column];
        }
        direction
    })
    .collect()
}

/// Where the largest entry is, from a row on; none where all are rounding.
fn largest(equations: &[Vec<f64>], from: usize) -> Option<(usize, usize)> {
    let mut best = (SOMETHING, None);
    for (index, equation) in equations.iter().enumerate().skip(from) {
        for (column, value) in equation.iter().enumerate() {
            if value.abs() > best.0 {
                best = (value.abs(), Some((index, column)));
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::null_space;

    #[test]
    fn every_direction_keeps_the_equations_and_none_is_missing() {
        let equations = vec![
            vec![1.0, 1.0, 1.0, 0.0, 0.0],
            vec![0.0, 0.0, 0.0, 1.0, 1.0],
            vec![2.0, 2.0, 2.0, 1.0, 1.0],
        ];
        let directions = null_space(equations.clone(), 5);
        assert_eq!(directions.len(), 3);
        for direction in &directions {
            for equation in &equations {
                let sum: f64 = equation.iter().zip(direction).map(|(a, b)| a * b).sum();
                assert!(sum.abs() < 1e-12);
            }
        }
        assert!(null_space(vec![vec![1.0, 0.0], vec![1.0, 1.0]], 2).is_empty());
        assert_eq!(null_space(Vec::new(), 1), [[1.0]]);
    }
}
