//! The dense inverse of a small square matrix whose rows and columns come,
//! change and go.

/// The inverse `M` of the working basis `K`.
///
/// `K` has one row for each binding constraint and one column for each core
/// variable, numbered from 0; `M` has them the other way round: row `j` of `M`
/// belongs to column `j` of `K`. All updates take O(n²) steps (Golub and Van
/// Loan, *Matrix Computations*, section 2.1.4: bordering, rank-one changes).
#[derive(Debug, Clone, Default)]
pub struct Inverse {
    size: usize,
    stride: usize,
    data: Vec<f64>,
    scratch: Vec<f64>,
}

impl Inverse {
    /// Makes it the inverse of nothing.
    pub fn clear(&mut self) {
        self.size = 0;
    }

    /// Row of `M` that belongs to a column of `K`.
    pub fn row(&self, column: usize) -> &[f64] {
        &self.data[column * self.stride..column * self.stride + self.size]
    }

    /// `M · vector`, the vector sparse over the rows of `K`.
    pub fn times(&self, vector: &[(usize, f64)], out: &mut Vec<f64>) {
        out.clear();
        out.extend((0..self.size).map(|j| {
            let row = self.row(j);
            vector.iter().map(|&(i, value)| row[i] * value).sum::<f64>()
        }));
    }

    /// `M · vector`, the vector given for every row of `K`.
    pub fn times_dense(&self, vector: &[f64], out: &mut Vec<f64>) {
        out.clear();
        out.extend((0..self.size).map(|j| dot(self.row(j), vector)));
    }

    /// Column of `M` that belongs to a row of `K`.
    pub fn column(&self, row: usize, out: &mut Vec<f64>) {
        out.clear();
        out.extend((0..self.size).map(|j| self.data[j * self.stride + row]));
    }

    /// `vectorᵀ · M`, the vector given for every column of `K`.
    pub fn left(&self, vector: &[f64], out: &mut Vec<f64>) {
        out.clear();
        out.resize(self.size, 0.0);
        for (j, &factor) in vector.iter().enumerate() {
            if factor != 0.0 {
                axpy(factor, self.row(j), out);
            }
        }
    }

    /// Column `column` of `K` becomes the one whose image `M · new` is `image`.
    pub fn replace_column(&mut self, column: usize, image: &[f64]) {
        let pivot = image[column];
        let (size, stride) = (self.size, self.stride);
        let own = &mut self.data[column * stride..column * stride + size];
        own.iter_mut().for_each(|value| *value /= pivot);
        self.scratch.clear();
        self.scratch.extend_from_slice(own);
        for (j, &factor) in image.iter().enumerate() {
            if j != column && factor != 0.0 {
                let row = &mut self.data[j * stride..j * stride + size];
                axpy(-factor, &self.scratch, row);
            }
        }
    }

    /// Row `row` of `K` becomes the one with `new · M = image`.
    pub fn replace_row(&mut self, row: usize, image: &[f64]) {
        let pivot = image[row];
        let (size, stride) = (self.size, self.stride);
        for j in 0..size {
            let own = &mut self.data[j * stride..j * stride + size];
            let factor = own[row] / pivot;
            if factor != 0.0 {
                axpy(-factor, image, own);
                own[row] = factor;
            }
        }
    }

    /// `K` gains a last row and a last column: `image` is `M · column`, `left`
    /// is `row · M`, and `schur` is corner − row · M · column.
    pub fn border(&mut self, image: &[f64], left: &[f64], schur: f64) {
        self.reserve(self.size + 1);
        let (size, stride) = (self.size, self.stride);
        for (j, &factor) in image.iter().enumerate() {
            let own = &mut self.data[j * stride..j * stride + size + 1];
            let factor = factor / schur;
            if factor != 0.0 {
                axpy(factor, left, &mut own[..size]);
            }
            own[size] = -factor;
        }
        let last = &mut self.data[size * stride..size * stride + size + 1];
        for (value, &left) in last.iter_mut().zip(left) {
            *value = -left / schur;
        }
        last[size] = 1.0 / schur;
        self.size += 1;
    }

    /// `K` loses a row and a column; the last of each takes its place. The
    /// entry of `M` where they meet must not be 0.
    pub fn shrink(&mut self, row: usize, column: usize) {
        let (size, stride) = (self.size, self.stride);
        let last = size - 1;
        self.scratch.clear();
        self.scratch.extend_from_slice(&self.data[column * stride..column * stride + size]);
        let pivot = self.scratch[row];
        for j in 0..size {
            let own = &mut self.data[j * stride..j * stride + size];
            let factor = own[row] / pivot;
            if factor != 0.0 {
                axpy(-factor, &self.scratch, own);
            }
            own[row] = own[last];
        }
        if column != last {
            self.data.copy_within(last * stride..last * stride + last, column * stride);
        }
        self.size = last;
    }

    /// Column `column` of `K` changes its sign and the columns `others` lose
    /// it: what happens when it becomes the key of its group.
    pub fn swap_key(&mut self, column: usize, others: &[u32]) {
        let (size, stride) = (self.size, self.stride);
        self.scratch.clear();
        self.scratch.extend_from_slice(&self.data[column * stride..column * stride + size]);
        for &other in others.iter().filter(|&&other| other as usize != column) {
            let from = other as usize * stride;
            axpy(1.0, &self.data[from..from + size], &mut self.scratch);
        }
        let own = &mut self.data[column * stride..column * stride + size];
        for (value, &sum) in own.iter_mut().zip(&self.scratch) {
            *value = -sum;
        }
    }

    /// Inverts `matrix` (rows of `K`, one after the other, `size` each) by
    /// Gauss-Jordan elimination. False where it is singular to rounding.
    ///
    /// Rows and columns with one entry left are eliminated first: most are of
    /// that kind, and they fill nothing in.
    pub fn factor(&mut self, size: usize, matrix: &mut [f64]) -> bool {
        self.reserve(size);
        self.size = size;
        let stride = self.stride;
        for j in 0..size {
            let row = &mut self.data[j * stride..j * stride + size];
            row.fill(0.0);
            row[j] = 1.0;
        }
        let order = Order::new(size, matrix);
        let mut row_of = vec![NONE; size];
        let mut taken = vec![false; size];
        let mut nonzeros = Vec::new();
        for (column, row) in order.pivots {
            let row = match row {
                Some(row) => row,
                None => match best_row(size, matrix, column, &taken) {
                    Some(row) => row,
                    None => return false,
                },
            };
            taken[row] = true;
            row_of[column] = row;
            self.eliminate(size, matrix, (row, column), &mut nonzeros);
        }
        self.sort_rows(&mut row_of);
        true
    }

    /// Makes a pivot 1 and the rest of its column 0.
    fn eliminate(
        &mut self,
        size: usize,
        matrix: &mut [f64],
        (row, column): (usize, usize),
        nonzeros: &mut Vec<(usize, f64)>,
    ) {
        let stride = self.stride;
        let pivot = 1.0 / matrix[row * size + column];
        let mut own: Vec<(usize, f64)> = Vec::new();
        for (at, value) in matrix[row * size..(row + 1) * size].iter_mut().enumerate() {
            if *value != 0.0 {
                *value *= pivot;
                own.push((at, *value));
            }
        }
        nonzeros.clear();
        self.scratch.clear();
        for (at, value) in self.data[row * stride..row * stride + size].iter_mut().enumerate() {
            if *value != 0.0 {
                *value *= pivot;
                nonzeros.push((at, *value));
            }
            self.scratch.push(*value);
        }
        let is_sparse = nonzeros.len() * 6 < size;
        for i in (0..size).filter(|&i| i != row) {
            let factor = matrix[i * size + column];
            if factor == 0.0 {
                continue;
            }
            let other = &mut matrix[i * size..(i + 1) * size];
            own.iter().for_each(|&(at, value)| other[at] -= factor * value);
            other[column] = 0.0;
            let other = &mut self.data[i * stride..i * stride + size];
            if is_sparse {
                nonzeros.iter().for_each(|&(at, value)| other[at] -= factor * value);
            } else {
                axpy(-factor, &self.scratch, other);
            }
        }
    }

    /// Puts the row that holds the pivot of each column where the column is.
    fn sort_rows(&mut self, row_of: &mut [usize]) {
        let (size, stride) = (self.size, self.stride);
        // Where what began as each row is now, and which row is at each place.
        let mut place: Vec<usize> = (0..size).collect();
        let mut is_at: Vec<usize> = (0..size).collect();
        for column in 0..size {
            let from = place[row_of[column]];
            if from != column {
                for k in 0..size {
                    self.data.swap(from * stride + k, column * stride + k);
                }
                let moved = is_at[column];
                is_at.swap(from, column);
                place[moved] = from;
                place[row_of[column]] = column;
            }
        }
    }

    fn reserve(&mut self, size: usize) {
        if size <= self.stride {
            return;
        }
        let stride = (self.stride * 2).max(size).max(16);
        let mut data = vec![0.0; stride * stride];
        for j in 0..self.size {
            data[j * stride..j * stride + self.size].copy_from_slice(self.row(j));
        }
        self.data = data;
        self.stride = stride;
    }
}

const NONE: usize = usize::MAX;
/// An entry above this is no rounding.
const SURE: f64 = 1e-6;

/// In which order columns are eliminated, each with its row where that is
/// settled: by where the entries are alone.
struct Order {
    pivots: Vec<(usize, Option<usize>)>,
}

impl Order {
    fn new(size: usize, matrix: &[f64]) -> Self {
        let mut of_row: Vec<Vec<usize>> = vec![Vec::new(); size];
        let mut of_column: Vec<Vec<usize>> = vec![Vec::new(); size];
        for (row, columns) in of_row.iter_mut().enumerate() {
            for (column, &value) in matrix[row * size..(row + 1) * size].iter().enumerate() {
                if value != 0.0 {
                    columns.push(column);
                    of_column[column].push(row);
                }
            }
        }
        let mut rows: Vec<usize> = of_row.iter().map(Vec::len).collect();
        let mut columns: Vec<usize> = of_column.iter().map(Vec::len).collect();
        let (mut row_done, mut column_done) = (vec![false; size], vec![false; size]);
        let mut pivots = Vec::with_capacity(size);
        let mut alone: Vec<usize> = (0..size).filter(|&row| rows[row] == 1).collect();
        // First rows, then columns: what is alone makes others alone.
        while let Some(row) = alone.pop() {
            let free = of_row[row].iter().copied().find(|&column| !column_done[column]);
            let free = free.filter(|column| matrix[row * size + column].abs() > SURE);
            let Some(column) = free.filter(|_| !row_done[row]) else { continue };
            pivots.push((column, Some(row)));
            (row_done[row], column_done[column]) = (true, true);
            for &other in &of_column[column] {
                rows[other] -= 1;
                if rows[other] == 1 && !row_done[other] {
                    alone.push(other);
                }
            }
            of_row[row].iter().for_each(|&other| columns[other] -= 1);
        }
        let mut alone: Vec<usize> =
            (0..size).filter(|&column| !column_done[column] && columns[column] == 1).collect();
        while let Some(column) = alone.pop() {
            let free = of_column[column].iter().copied().find(|&row| !row_done[row]);
            let free = free.filter(|row| matrix[row * size + column].abs() > SURE);
            let Some(row) = free.filter(|_| !column_done[column]) else { continue };
            pivots.push((column, Some(row)));
            (row_done[row], column_done[column]) = (true, true);
            for &other in &of_row[row] {
                columns[other] -= 1;
                if columns[other] == 1 && !column_done[other] {
                    alone.push(other);
                }
            }
        }
        let mut rest: Vec<usize> = (0..size).filter(|&column| !column_done[column]).collect();
        rest.sort_by_key(|&column| columns[column]);
        pivots.extend(rest.into_iter().map(|column| (column, None)));
        Self { pivots }
    }
}

/// The row not taken with the largest entry of a column; none where all are
/// rounding.
fn best_row(size: usize, matrix: &[f64], column: usize, taken: &[bool]) -> Option<usize> {
    let (mut best, mut largest, mut scale) = (None, 0.0f64, 1e-3f64);
    for (row, &taken) in taken.iter().enumerate() {
        let magnitude = matrix[row * size + column].abs();
        scale = scale.max(magnitude);
        if !taken && magnitude > largest {
            (best, largest) = (Some(row), magnitude);
        }
    }
    best.filter(|_| largest > 1e-11 * scale)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn axpy(factor: f64, from: &[f64], to: &mut [f64]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to += factor * from;
    }
}

#[cfg(test)]
mod tests {
    use super::Inverse;
    use crate::algorithm::testing::Random;

    fn number(random: &mut Random) -> f64 {
        if random.once_in(2) { 0.0 } else { f64::from(random.below(19)) - 9.0 }
    }

    fn inverted(k: &[Vec<f64>]) -> Option<Inverse> {
        let mut inverse = Inverse::default();
        inverse.factor(k.len(), &mut k.concat()).then_some(inverse)
    }

    fn is_inverse(m: &Inverse, k: &[Vec<f64>]) -> bool {
        let size = k.len();
        m.size == size
            && (0..size).all(|j| {
                (0..size).all(|l| {
                    let sum: f64 = (0..size).map(|i| m.row(j)[i] * k[i][l]).sum();
                    (sum - f64::from(u8::from(j == l))).abs() < 1e-7
                })
            })
    }

    /// A regular matrix with its inverse, and the random numbers it came from.
    fn case(seed: u64) -> Option<(Vec<Vec<f64>>, Inverse, Random)> {
        let mut random = Random(seed);
        let size = 1 + random.below(9) as usize;
        let k: Vec<Vec<f64>> =
            (0..size).map(|_| (0..size).map(|_| number(&mut random)).collect()).collect();
        let m = inverted(&k)?;
        let tame = (0..size).all(|j| m.row(j).iter().all(|v| v.abs() < 50.0));
        tame.then_some((k, m, random))
    }

    #[test]
    fn every_update_gives_the_inverse_of_the_changed_matrix() {
        let mut done = [0; 6];
        for seed in 0..4000 {
            let Some((mut k, mut m, mut random)) = case(seed) else { continue };
            assert!(is_inverse(&m, &k));
            let size = k.len();
            let (i, j) = (random.below(size as u32) as usize, random.below(size as u32) as usize);
            let new: Vec<f64> = (0..size).map(|_| number(&mut random)).collect();
            let (mut image, mut left) = (Vec::new(), Vec::new());
            m.times_dense(&new, &mut image);
            m.left(&new, &mut left);
            let kind = seed as usize % 6;
            match kind {
                0 if image[j].abs() > 0.1 => {
                    m.replace_column(j, &image);
                    k.iter_mut().zip(&new).for_each(|(row, &value)| row[j] = value);
                }
                1 if left[i].abs() > 0.1 => {
                    m.replace_row(i, &left);
                    k[i].clone_from(&new);
                }
                2 => {
                    let column: Vec<f64> = (0..size).map(|_| number(&mut random)).collect();
                    m.times_dense(&column, &mut image);
                    let inner: f64 = new.iter().zip(&image).map(|(a, b)| a * b).sum();
                    let corner = 3.0;
                    if (corner - inner).abs() < 0.1 {
                        continue;
                    }
                    m.border(&image, &left, corner - inner);
                    k.iter_mut().zip(&column).for_each(|(row, &value)| row.push(value));
                    k.push(new.iter().copied().chain([corner]).collect());
                }
                3 if m.row(j)[i].abs() > 0.1 => {
                    m.shrink(i, j);
                    k.swap_remove(i);
                    k.iter_mut().for_each(|row| {
                        row.swap_remove(j);
                    });
                }
                4 => {
                    let others: Vec<u32> = (0..size as u32).filter(|l| l % 2 == 0).collect();
                    m.swap_key(j, &others);
                    for row in &mut k {
                        let own = row[j];
                        for &other in others.iter().filter(|&&other| other as usize != j) {
                            row[other as usize] -= own;
                        }
                        row[j] = -own;
                    }
                }
                5 => {
                    let sparse: Vec<(usize, f64)> = new.iter().copied().enumerate().collect();
                    let mut other = Vec::new();
                    m.times(&sparse, &mut other);
                    assert!(other.iter().zip(&image).all(|(a, b)| (a - b).abs() < 1e-9));
                    m.column(i, &mut other);
                    assert!((0..size).all(|l| other[l] == m.row(l)[i]));
                }
                _ => continue,
            }
            done[kind] += 1;
            assert!(is_inverse(&m, &k), "seed {seed} kind {kind}");
        }
        assert!(done.iter().all(|&count| count > 100), "{done:?}");
    }

    #[test]
    fn a_singular_matrix_is_told() {
        assert!(inverted(&[vec![1.0, 2.0], vec![2.0, 4.0]]).is_none());
        assert!(inverted(&[vec![0.0]]).is_none());
        assert!(inverted(&[]).is_some());
    }
}
