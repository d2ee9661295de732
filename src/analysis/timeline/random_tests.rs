//! What must hold of every timeline, on random networks.

use crate::analysis::testing::file;

/// Numbers that look random and are the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// A random network with capacities, storages, closures, ramps and demands.
fn random_file(seed: u64) -> String {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let nodes = 4 + dice.below(5);
    let mut text = String::from("model { edition: 1 }\ncommodity c { unit: t }\n");
    for node in 0..nodes {
        let store = match dice.below(4) {
            0 => format!(", storage: {} t", 40 + dice.below(200)),
            _ => String::new(),
        };
        let pass = match dice.below(4) {
            0 => format!(", throughput: {} t/day", 20 + dice.below(60)),
            _ => String::new(),
        };
        let dwell = 0.1 * dice.below(15) as f64;
        text += &format!("node N{node} {{ country: none, dwell: {dwell} days{store}{pass} }}\n");
    }
    let mut legs = 0;
    for from in 0..nodes {
        for to in 0..nodes {
            if from != to && (to == (from + 1) % nodes || dice.below(3) == 0) {
                let time = 0.1 + 0.1 * dice.below(40) as f64;
                let capacity = match dice.below(3) {
                    0 => String::new(),
                    _ => format!(", capacity: {} t/day", 10 + dice.below(50)),
                };
                text +=
                    &format!("leg L{legs}: N{from} -> N{to} {{ time: {time} days{capacity} }}\n");
                legs += 1;
            }
        }
    }
    for demand in 0..1 + dice.below(4) {
        let from = dice.below(nodes);
        let to = (from + 1 + dice.below(nodes - 1)) % nodes;
        let more = match dice.below(4) {
            0 => " { hold: origin }",
            1 => " { priority: 2 }",
            _ => "",
        };
        text += &format!(
            "demand d{demand}: {} t/day of c from N{from} to N{to}{more}\n",
            5 + dice.below(30)
        );
    }
    let mut apply = Vec::new();
    for change in 0..1 + dice.below(4) {
        let what = match dice.below(4) {
            0 => format!("close node N{}", dice.below(nodes)),
            1 => format!("close leg L{}", dice.below(legs)),
            2 => "reduce capacity of legs where capacity < 45 t/day by 70%".to_owned(),
            _ => format!("close legs to N{}", dice.below(nodes)),
        };
        let slope = ["", ", recovery: 6 days", ", ramp: 5 days", ", announced: 4 days"]
            [dice.below(4) as usize];
        text += &format!(
            "disruption x{change} {{ {what} from 2024-01-{:02} for {} hours{slope} }}\n",
            5 + dice.below(25),
            12 + dice.below(500)
        );
        apply.push(format!("x{change}"));
    }
    text += &format!("scenario s {{ apply {} }}\n", apply.join(", "));
    text
}

#[test]
fn nothing_is_lost_on_random_networks() {
    use super::{Overrides, depot_of, run};
    use crate::model::{ScenarioId, TimeStep, TimelineWindow};
    let mut moved = 0;
    for seed in 0..150 {
        let text = random_file(seed);
        let file = file(&text);
        let analyst = file.analyst();
        // From 2024-01-01 on.
        let window = TimelineWindow { from: 19_723, to: 19_723 + 90, step: TimeStep::Day };
        let scenario = ScenarioId(file.model.scenarios.len() as u32 - 1);
        let depot = match depot_of(&analyst, scenario, window, None) {
            Ok(depot) => depot,
            Err(failure) => panic!("{failure:?}\n{text}"),
        };
        let run = match run(&depot, &Overrides::NONE, (90, 1.0), seed % 3 == 0) {
            Ok(run) => run,
            Err(failure) => panic!("{failure:?}\n{text}"),
        };
        for (at, demand) in file.model.demands.iter().enumerate() {
            let crate::model::Volume::Rate(volume) = &demand.volume else { continue };
            let (mut released, mut delivered) = (run.start[at], 0.0);
            for step in &run.steps {
                let tally = &step.demands[at];
                let both = tally.released + tally.shut_in;
                assert!((both - volume.value).abs() <= 1e-9 * volume.value, "{text}");
                released += tally.released;
                delivered += tally.delivered;
                let here = delivered + tally.waiting + tally.under_way;
                assert!((released - here).abs() <= 1e-9 * released.max(1.0), "{text}");
                assert!(tally.waiting >= 0.0 && tally.under_way >= -1e-9, "{text}");
            }
            moved += usize::from(delivered > 0.0);
        }
    }
    assert!(moved > 200, "{moved}");
}
