//! Times what-if questions as a user puts them: draws of trips, a timeline, an
//! equilibrium.
//!
//! usage: cargo bench --bench whatif -- risk NETWORK.tsv [RUNS]
//!        cargo bench --bench whatif -- timeline FILE.corridor [RUNS]
//!        cargo bench --bench whatif -- equilibrium NETWORK.tsv [RUNS]
//!
//! Prints task, answer, seconds and seconds of processor time of all threads
//! (where Linux tells them), each the least of RUNS (5 without it). Checking
//! the script is timed apart. So is laying the network out for draws, which the
//! peers' clocks leave out as well: it is the time of the same question with one
//! draw. `RAYON_NUM_THREADS` sets the threads.

use std::fmt::Write as _;
use std::time::Instant;

use corridor::analysis::{Analyst, Sample, SampleAsk, answer, sample};
use corridor::control::Control;
use corridor::model::{Ask, ScenarioId};
use corridor::report::{Figure, Map, Node};
use corridor::session::{Checked, MemoryFiles, Options, check};

const MINUTES: f64 = 1440.0;
const DRAWS: usize = 10_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let [task, path, runs @ ..] = &arguments[..] else {
        println!("usage: cargo bench --bench whatif -- risk|timeline|equilibrium FILE [RUNS]");
        return;
    };
    let runs = runs.first().map_or(5, |runs| runs.parse().expect("a number of runs"));
    println!("{:<28} {:>40} {:>12} {:>12}", "task", "answer", "seconds", "processor");
    match task.as_str() {
        "risk" => risk(path, runs),
        "timeline" => timeline(path, "all", runs),
        _ => equilibrium(path, runs),
    }
}

fn tell(task: &str, answer: &str, (seconds, processor): (f64, f64)) {
    println!("{task:<28} {answer:>40} {seconds:>12.5} {processor:>12.5}");
}

/// Seconds that all threads have been on a processor.
fn processor() -> f64 {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else { return f64::NAN };
    let of = |task: std::io::Result<std::fs::DirEntry>| -> Option<f64> {
        let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    };
    tasks.filter_map(of).sum::<f64>() / 1e9
}

/// Least seconds of some runs, and what the last gave.
fn time<T>(runs: usize, mut run: impl FnMut() -> T) -> (T, (f64, f64)) {
    let mut best = (f64::INFINITY, f64::INFINITY);
    let mut runs_left = runs.max(1);
    loop {
        let (start, before) = (Instant::now(), processor());
        let answer = run();
        best = (best.0.min(start.elapsed().as_secs_f64()), best.1.min(processor() - before));
        runs_left -= 1;
        if runs_left == 0 {
            return (answer, best);
        }
    }
}

fn checked(text: &str) -> Checked {
    let files = MemoryFiles::new().with("made.corridor", text);
    let start = Instant::now();
    let checked = check("made.corridor", &files, &Options::default());
    let seconds = (start.elapsed().as_secs_f64(), f64::NAN);
    assert!(checked.model.is_some(), "{:?}", checked.diagnostics.diagnostics().first());
    tell("  reading and checking", "", seconds);
    checked
}

/// A row of a network by its fields.
fn rows(path: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).expect("the network can be read");
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// Times of all legs drawn: triangular from 0.8 to 1.8 of the usual, which is
/// most likely; both directions share the draw; dwell is fixed. The trip is that
/// of `bench.py mc`.
fn risk(path: &str, runs: usize) {
    for samples in [1, DRAWS] {
        draws(path, runs, samples);
    }
}

fn draws(path: &str, runs: usize, samples: usize) {
    println!("  samples: {samples}");
    let rows = rows(path);
    let number = |text: &String| text.parse::<f64>().expect("a number");
    let mut text = format!(
        "model \"Draws\" {{ samples: {samples}, seed: 7 }}\ncommodity boxes {{ unit: TEU }}\n"
    );
    let mut places = Vec::new();
    for row in &rows {
        match row[0].as_str() {
            "N" => {
                places.push((number(&row[2]), number(&row[6])));
                let _ = writeln!(text, "node n{} {{ dwell: {} min }}", row[1], row[6]);
            }
            "L" => {
                let usual = number(&row[6]);
                let _ = writeln!(
                    text,
                    "leg l{}: n{} <-> n{} {{ time: triangular({}, {usual}, {}) min, \
                     cost: {} USD/TEU }}",
                    row[1],
                    row[2],
                    row[3],
                    0.8 * usual,
                    1.8 * usual,
                    row[7]
                );
            }
            _ => {}
        }
    }
    let away = |at: usize| (places[at].0 - places[0].0).abs();
    let far = (0..places.len()).fold(0, |far, at| if away(at) > away(far) { at } else { far });
    let last_dwell = places[far].1;
    let _ = writeln!(text, "report risk from n0 to n{far}");
    let checked = checked(&text);
    let (control, model) = (Control::new(), checked.model.as_ref().expect("no errors"));
    let Ask::Risk(ask) = &model.questions[0].ask else { unreachable!("the one question") };
    for hindsight in [false, true] {
        let ask =
            SampleAsk { routes: ask.routes.clone(), departing: None, within: None, hindsight };
        let (found, seconds) = time(runs, || {
            let analyst = Analyst::new(model, &checked.sources, &control);
            sample(&analyst, ScenarioId(0), &ask, false).expect("trips")
        });
        let task = if hindsight { "risk, hindsight" } else { "risk, one way" };
        tell(task, &told(&found, last_dwell), seconds);
        let legs: usize = found.routes.iter().map(|(route, _)| route.legs.len()).max().unwrap_or(0);
        println!("  {} ways, of at most {legs} legs", found.routes.len());
        if samples == 1 {
            continue;
        }
        let (_, seconds) = time(1, || {
            let analyst = Analyst::new(model, &checked.sources, &control);
            sample(&analyst, ScenarioId(0), &ask, true).expect("trips")
        });
        tell("  with variance shares", "", seconds);
    }
}

/// Mean and percentiles 50, 90, 95 in minutes, the last dwell counted as the
/// peers' networks do.
fn told(sample: &Sample, last_dwell: f64) -> String {
    let minutes = |days: f64| days * MINUTES + last_dwell;
    let sorted = sample.sorted();
    let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
    let at = |share: f64| minutes(sorted[(share * sorted.len() as f64) as usize]);
    format!("{:.1} {:.1} {:.1} {:.1}", minutes(mean), at(0.5), at(0.9), at(0.95))
}

/// A year day by day in every scenario of a file.
fn timeline(path: &str, scenario: &str, runs: usize) {
    let mut text = std::fs::read_to_string(path).expect("the file can be read");
    let _ = writeln!(text, "\nreport timeline from 2025-07-01 to 2026-07-01 by day in {scenario}");
    let checked = checked(&text);
    let (control, model) = (Control::new(), checked.model.as_ref().expect("no errors"));
    let question = model.questions.last().expect("the question just put");
    let (answers, seconds) = time(runs, || {
        let analyst = Analyst::new(model, &checked.sources, &control);
        answer(&analyst, question).expect("not cancelled")
    });
    let told = format!("{} answers", answers.len());
    tell("timeline", &told, seconds);
}

/// Rows `N count`, `A from to free-minutes capacity-a-day factor power` and
/// `D from to volume-a-day`.
fn equilibrium(path: &str, runs: usize) {
    let mut text = String::from("model \"Streets\" {}\nunit car\ncommodity cars { unit: car }\n");
    for row in rows(path) {
        let _ = match row[0].as_str() {
            "N" => {
                let count: usize = row[1].parse().expect("a number");
                (0..count).try_for_each(|node| writeln!(text, "node n{node} {{}}"))
            }
            "A" => writeln!(
                text,
                "leg n{} -> n{} {{ time: {} min, capacity: {} car/day, congestion: bpr({}, {}) }}",
                row[1], row[2], row[3], row[4], row[5], row[6]
            ),
            _ => writeln!(
                text,
                "demand d{}_{}: {} car/day of cars from n{} to n{}",
                row[1], row[2], row[3], row[1], row[2]
            ),
        };
    }
    text.push_str("report flow assigned by equilibrium\n");
    let checked = checked(&text);
    let (control, model) = (Control::new(), checked.model.as_ref().expect("no errors"));
    let (answers, seconds) = time(runs, || {
        let analyst = Analyst::new(model, &checked.sources, &control);
        answer(&analyst, &model.questions[0]).expect("not cancelled")
    });
    let data = &answers[0].data;
    let gap = number(data, "gap");
    let told = format!("{:.6e} car·min, gap {gap:.1e}", number(data, "objective") * MINUTES);
    tell("equilibrium, report", &told, seconds);
}

fn number(map: &Map, key: &str) -> f64 {
    match map.get(key) {
        Some(Node::Number(value)) => *value,
        Some(Node::Figure(figure)) => Figure::value(figure).unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}
