//! Small programs against microlp, and long degenerate ones against stalling.

use super::Master;
use crate::algorithm::oracle;
use crate::algorithm::testing::Random;
use crate::control::Control;

/// Group, entries, cost.
type Column = (u32, Vec<(u32, f64)>, f64);

struct Program {
    rows: Vec<f64>,
    volumes: Vec<f64>,
    /// The first ones are those of the groups alone.
    columns: Vec<Column>,
}

fn program(seed: u64) -> Program {
    let mut random = Random(seed);
    let groups = 1 + random.below(6);
    let rows = random.below(7);
    let small = random.once_in(2);
    let volumes = (0..groups).map(|_| f64::from(random.below(6))).collect();
    let capacity = |random: &mut Random| f64::from(random.below(if small { 4 } else { 12 }));
    let mut columns: Vec<_> =
        (0..groups).map(|g| (g, Vec::new(), f64::from(20 + random.below(5) * 5))).collect();
    for _ in 0..random.below(25) {
        let mut entries = Vec::new();
        for row in 0..rows {
            if random.once_in(2) {
                entries.push((row, f64::from(1 + random.below(2)) * 0.5));
            }
        }
        columns.push((random.below(groups), entries, f64::from(random.below(8))));
    }
    Program { rows: (0..rows).map(|_| capacity(&mut random)).collect(), volumes, columns }
}

fn master(program: &Program) -> Master {
    let rows: Vec<(f64, f64)> = program.rows.iter().map(|&b| (b, b.max(1.0))).collect();
    let mut master = Master::new(&rows, &program.volumes);
    let groups = program.volumes.len();
    for (group, entries, cost) in &program.columns[groups..] {
        master.add_column(*group, entries.iter().copied(), *cost);
    }
    master.set_costs(|column| program.columns[column as usize].2);
    master
}

fn reference(program: &Program) -> f64 {
    let costs: Vec<f64> = program.columns.iter().map(|c| c.2).collect();
    let mut lp = oracle::Program::new(&costs);
    for (group, &volume) in program.volumes.iter().enumerate() {
        let own = program.columns.iter().enumerate().filter(|(_, c)| c.0 == group as u32);
        lp.equal(&own.map(|(index, _)| (index, 1.0)).collect::<Vec<_>>(), volume);
    }
    for (row, &rhs) in program.rows.iter().enumerate() {
        let mut sum = Vec::new();
        for (index, (_, entries, _)) in program.columns.iter().enumerate() {
            sum.extend(entries.iter().filter(|e| e.0 == row as u32).map(|e| (index, e.1)));
        }
        lp.at_most(&sum, rhs);
    }
    lp.least().unwrap().0
}

/// Primal value, after checking that x keeps every row and group.
fn value(program: &Program, master: &Master) -> f64 {
    let mut used = vec![0.0; program.rows.len()];
    let mut sums = vec![0.0; program.volumes.len()];
    let mut total = 0.0;
    for (index, (group, entries, cost)) in program.columns.iter().enumerate() {
        let x = master.x(index as u32);
        assert!(x >= -1e-9);
        sums[*group as usize] += x;
        total += cost * x;
        entries.iter().for_each(|&(row, entry)| used[row as usize] += entry * x);
    }
    assert!(sums.iter().zip(&program.volumes).all(|(a, b)| (a - b).abs() < 1e-9));
    assert!(used.iter().zip(&program.rows).all(|(a, b)| *a <= b + 1e-9));
    total
}

/// Dual value, after checking that no reduced cost is negative.
fn bound(program: &Program, master: &Master) -> f64 {
    for column in 0..program.columns.len() as u32 {
        assert!(master.reduced_cost(column).0 >= -1e-9);
    }
    let groups: f64 =
        program.volumes.iter().enumerate().map(|(g, v)| v * master.dual(g as u32)).sum();
    let rows = program.rows.iter().enumerate().map(|(row, b)| {
        assert!(master.price(row) >= -1e-9);
        b * master.price(row)
    });
    groups - rows.sum::<f64>()
}

#[test]
fn small_programs_reach_the_optimum_of_microlp_with_equal_duals() {
    let control = Control::new();
    let mut busy = 0;
    for seed in 0..4000 {
        let program = program(seed);
        let mut master = master(&program);
        master.set_patience(1 + seed as usize % 5);
        master.optimise(&control).unwrap();
        let total = value(&program, &master);
        assert!((total - reference(&program)).abs() < 1e-7, "seed {seed}");
        assert!((total - bound(&program, &master)).abs() < 1e-7, "seed {seed}");
        busy += usize::from(master.core_size() > 1);
    }
    assert!(busy > 500, "{busy}");
}

#[test]
fn a_frozen_value_stays_while_another_is_made_least() {
    let control = Control::new();
    for seed in 0..2000 {
        let program = program(seed);
        let mut master = master(&program);
        master.optimise(&control).unwrap();
        let first = value(&program, &master);
        master.freeze();
        let second = |column: u32| f64::from(column * 7919 % 13);
        master.set_costs(second);
        master.optimise(&control).unwrap();
        assert!((value(&program, &master) - first).abs() < 1e-7);
        let found: f64 = (0..master.columns() as u32).map(|c| second(c) * master.x(c)).sum();
        let mut other = Program { rows: program.rows.clone(), ..self::program(seed) };
        other.rows.push(first);
        let last = other.rows.len() as u32 - 1;
        for (index, (_, entries, cost)) in other.columns.iter_mut().enumerate() {
            entries.push((last, *cost));
            *cost = second(index as u32);
        }
        assert!((found - reference(&other)).abs() < 1e-6, "seed {seed}");
    }
}

#[test]
fn many_equal_columns_under_many_full_rows_do_not_cycle() {
    let control = Control::new();
    for seed in 0..40 {
        let mut random = Random(seed);
        let (groups, rows) = (40u32, 30u32);
        let mut columns: Vec<_> = (0..groups).map(|g| (g, Vec::new(), 10.0)).collect();
        for group in 0..groups {
            for _ in 0..20 {
                let mut entries = Vec::new();
                for row in 0..rows {
                    if random.once_in(4) {
                        entries.push((row, 1.0));
                    }
                }
                columns.push((group, entries, f64::from(random.below(2))));
            }
        }
        let zero = seed % 2 == 0;
        let rhs = |random: &mut Random| if zero && random.once_in(2) { 0.0 } else { 5.0 };
        let rows = (0..rows).map(|_| rhs(&mut random)).collect();
        let program = Program { rows, volumes: vec![1.0; 40], columns };
        let mut master = master(&program);
        master.optimise(&control).unwrap();
        let total = value(&program, &master);
        assert!((total - bound(&program, &master)).abs() < 1e-7, "seed {seed}");
        assert!((total - reference(&program)).abs() < 1e-6, "seed {seed}");
        assert!(master.pivots() < 4000, "{}", master.pivots());
    }
}
