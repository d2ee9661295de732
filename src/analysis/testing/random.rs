//! Random small networks as text, the same for the same seed.

use std::fmt::Write;

/// Numbers from a seed (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// Where nodes lie.
pub const COUNTRIES: [&str; 5] = ["KZ", "AZ", "GE", "TR", "RU"];

/// Nodes n0 … in five countries, legs l0 … of two modes with figures that leave
/// no ties, demands d0 (n0 to n1) and, if asked for, d1 (n2 to n1).
pub fn network(seed: u64, nodes: u64, legs: u64, demands: u64) -> String {
    let mut dice = Dice(seed);
    let mut text = String::from(
        "model \"random\" { edition: 1, currency: USD }\ncommodity boxes { unit: TEU }\n\
         mode rail\nmode ferry\n",
    );
    for node in 0..nodes {
        let country = COUNTRIES[(node % 5) as usize];
        let throughput = match dice.below(4) {
            0 => format!(", throughput: {} kTEU/year", 20 + dice.below(60)),
            _ => String::new(),
        };
        let _ = writeln!(text, "node n{node} {{ country: {country}{throughput} }}");
    }
    for leg in 0..legs {
        let from = if leg < nodes - 1 { leg } else { dice.below(nodes) };
        let to = (from + 1 + dice.below(nodes - 1)) % nodes;
        let sign = if dice.below(2) == 0 { "<->" } else { "->" };
        let mode = if dice.below(3) == 0 { "ferry" } else { "rail" };
        let capacity = match dice.below(6) {
            0 => "unlimited".to_owned(),
            _ => format!("{} kTEU/year", 5 + dice.below(40)),
        };
        let (time, cost) = (dice.below(90_000) + 10_000, dice.below(900_000) + 100_000);
        let _ = writeln!(
            text,
            "leg l{leg}: n{from} {sign} n{to} {{ mode: {mode}, time: {}.{:04} days, \
             cost: {}.{:03} USD/TEU, capacity: {capacity} }}",
            time / 10_000,
            time % 10_000,
            cost / 1000,
            cost % 1000,
        );
    }
    for demand in 0..demands {
        let from = if demand == 0 { 0 } else { demand + 1 };
        let volume = 10 + dice.below(40);
        let _ = writeln!(text, "demand d{demand}: {volume} kTEU/year of boxes from n{from} to n1");
    }
    text
}
