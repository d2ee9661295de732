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
    fn row(&self, column: usize) -> &[f64] {
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
    /// elimination with row exchanges. False where it is singular to rounding.
    pub fn factor(&mut self, size: usize, matrix: &mut [f64]) -> bool {
        self.reserve(size);
        self.size = size;
        let stride = self.stride;
        for j in 0..size {
            let row = &mut self.data[j * stride..j * stride + size];
            row.fill(0.0);
            row[j] = 1.0;
        }
        for step in 0..size {
            let magnitude = |i: usize| matrix[i * size + step].abs();
            let best =
                (step..size).fold(step, |a, b| if magnitude(b) > magnitude(a) { b } else { a });
            let scale = (0..step).map(magnitude).fold(magnitude(best), f64::max);
            if magnitude(best) <= 1e-11 * scale.max(1e-3) {
                return false;
            }
            if best != step {
                for k in 0..size {
                    matrix.swap(best * size + k, step * size + k);
                    self.data.swap(best * stride + k, step * stride + k);
                }
            }
            self.eliminate(size, matrix, step);
        }
        true
    }

    fn eliminate(&mut self, size: usize, matrix: &mut [f64], step: usize) {
        let stride = self.stride;
        let pivot = 1.0 / matrix[step * size + step];
        let mut own: Vec<f64> = matrix[step * size + step..(step + 1) * size].to_vec();
        own.iter_mut().for_each(|value| *value *= pivot);
        self.scratch.clear();
        self.scratch
            .extend(self.data[step * stride..step * stride + size].iter().map(|v| v * pivot));
        for i in 0..size {
            let factor = matrix[i * size + step];
            if i == step {
                matrix[i * size + step..(i + 1) * size].copy_from_slice(&own);
                self.data[i * stride..i * stride + size].copy_from_slice(&self.scratch);
            } else if factor != 0.0 {
                axpy(-factor, &own, &mut matrix[i * size + step..(i + 1) * size]);
                axpy(-factor, &self.scratch, &mut self.data[i * stride..i * stride + size]);
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
