//! Random numbers that have a name.
//!
//! (seed, draw, key) names a stream, and the place in it a number, so that
//! adding an input moves no other's draws, scenarios share draws, and the order
//! of work and the number of threads do not matter. The generator is
//! Philox4x64-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
//! easy as 1, 2, 3", SC 2011): ten rounds of a bijection of the counter, with
//! integer arithmetic alone, the same on every machine.

/// The random numbers of one input in one draw.
#[derive(Debug, Clone)]
pub struct KeyedStream {
    key: [u64; 2],
    draw: u64,
    /// How many blocks were taken.
    block: u64,
    ready: [u64; 4],
    used: usize,
}

/// Draws whose first numbers are of one block.
const TOGETHER: u64 = 4;

/// Where first numbers are taken: no other counter has this in its third word.
const FIRST: u64 = 1;

/// The block of which a draw's first number is.
#[inline]
fn first_block(key: [u64; 2], draw: u64) -> [u64; 4] {
    philox([0, draw / TOGETHER, FIRST, 0], key)
}

impl KeyedStream {
    /// The stream of the input `key` in the draw `draw` of the run `seed`.
    pub fn new(seed: u64, draw: u64, key: u64) -> Self {
        Self { key: [seed, key], draw, block: 0, ready: [0; 4], used: 4 }
    }

    /// The next 64 random bits. Most streams are asked for one number only, so
    /// the first numbers of four draws share a block, and further ones have
    /// blocks of their own.
    pub fn bits(&mut self) -> u64 {
        if self.used == self.ready.len() {
            let block = self.block;
            self.block = block.wrapping_add(1);
            if block == 0 {
                return first_block(self.key, self.draw)[(self.draw % TOGETHER) as usize];
            }
            self.ready = philox([block - 1, self.draw, 0, 0], self.key);
            self.used = 0;
        }
        let bits = self.ready[self.used];
        self.used += 1;
        bits
    }

    /// The next number strictly between 0 and 1, one of 2^52 equally far apart.
    pub fn uniform(&mut self) -> f64 {
        between(self.bits())
    }
}

/// One of 2^52 numbers between 0 and 1.
#[inline]
fn between(bits: u64) -> f64 {
    // The bits behind the point of a number from 1 to 2: exact, and quick.
    f64::from_bits(bits >> 12 | 1.0_f64.to_bits()) - 1.0 + 0.5 * f64::EPSILON
}

/// The first uniform numbers of the streams of one input in some draws.
pub fn first_uniforms<const N: usize>(seed: u64, key: u64, draws: &[u64; N]) -> [f64; N] {
    let key = [seed, key];
    let mut numbers = [0.0; N];
    let first = draws[0];
    let mut in_order = first.is_multiple_of(TOGETHER) && N.is_multiple_of(TOGETHER as usize);
    for (draw, next) in draws.iter().zip(first..) {
        in_order &= *draw == next;
    }
    if in_order {
        let mut at = first;
        for four in numbers.chunks_exact_mut(TOGETHER as usize) {
            let block = first_block(key, at);
            for (number, bits) in four.iter_mut().zip(block) {
                *number = between(bits);
            }
            at += TOGETHER;
        }
        return numbers;
    }
    let mut last = (u64::MAX, [0; 4]);
    for (number, draw) in numbers.iter_mut().zip(draws) {
        if draw / TOGETHER != last.0 {
            last = (draw / TOGETHER, first_block(key, *draw));
        }
        *number = between(last.1[(draw % TOGETHER) as usize]);
    }
    numbers
}

/// Names a stream by a text: its FNV-1a hash.
pub fn stream_key(name: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    name.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

#[inline]
fn philox(mut counter: [u64; 4], mut key: [u64; 2]) -> [u64; 4] {
    const MULTIPLIERS: [u64; 2] = [0xD2E7_470E_E14C_6C93, 0xCA5A_8263_9512_1157];
    const WEYL: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xBB67_AE85_84CA_A73B];
    for _ in 0..10 {
        let (high_0, low_0) = wide(MULTIPLIERS[0], counter[0]);
        let (high_1, low_1) = wide(MULTIPLIERS[1], counter[2]);
        counter = [high_1 ^ counter[1] ^ key[0], low_1, high_0 ^ counter[3] ^ key[1], low_0];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    counter
}

#[inline]
fn wide(a: u64, b: u64) -> (u64, u64) {
    let product = u128::from(a) * u128::from(b);
    ((product >> 64) as u64, product as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that the authors publish with their library.
    #[test]
    fn the_published_answers_come_out() {
        assert_eq!(
            philox([0; 4], [0; 2]),
            [0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b]
        );
        assert_eq!(
            philox([u64::MAX; 4], [u64::MAX; 2]),
            [0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0]
        );
        assert_eq!(
            philox(
                [0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89],
                [0x452821e638d01377, 0xbe5466cf34e90c6c]
            ),
            [0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6]
        );
    }

    #[test]
    fn a_name_always_gives_the_same_numbers() {
        let take = |seed, draw, key| {
            let mut stream = KeyedStream::new(seed, draw, key);
            [0; 9].map(|_| stream.bits())
        };
        assert_eq!(take(42, 7, 99), take(42, 7, 99));
        let others = [take(43, 7, 99), take(42, 8, 99), take(42, 7, 98), take(7, 42, 99)];
        for other in others {
            assert!(other.iter().zip(take(42, 7, 99)).all(|(a, b)| *a != b));
        }
    }

    #[test]
    fn first_numbers_are_the_same_one_by_one_and_together() {
        let some: [[u64; 8]; 3] = [
            std::array::from_fn(|at| 40 + at as u64),
            std::array::from_fn(|at| 41 + at as u64),
            [5, 4, 1 << 40, 5, 6, 7, 900, 9],
        ];
        for draws in some {
            let alone = draws.map(|draw| KeyedStream::new(42, draw, 99).uniform());
            assert_eq!(first_uniforms(42, 99, &draws), alone);
        }
    }

    #[test]
    fn uniform_numbers_fill_the_unit_interval() {
        let mut counts = [0_u32; 20];
        let mut sum = 0.0;
        for draw in 0..20_000 {
            let u = KeyedStream::new(1, draw, 5).uniform();
            assert!(u > 0.0 && u < 1.0);
            counts[(u * 20.0) as usize] += 1;
            sum += u;
        }
        // Chi-squared with 19 degrees of freedom: 43.8 is passed once in 1000.
        let expected = 1_000.0;
        let chi: f64 = counts.iter().map(|c| (f64::from(*c) - expected).powi(2) / expected).sum();
        assert!(chi < 43.8, "{chi}");
        assert!((sum / 20_000.0 - 0.5).abs() < 0.008);
    }
}
