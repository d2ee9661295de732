//! The program as an editor and a person at the prompt wait for it.
//!
//! `cargo bench --bench faces -- lsp PROGRAM [LINES …]` types into made-up files
//! of so many lines (5 000 and 100 000 without any) through `corridor lsp` and
//! prints the time from the keystroke to its diagnostics; `… -- prompt PROGRAM
//! FILE` starts the prompt on a file, declares something and asks something.

mod client;
mod prompt;

use std::fmt::Write as _;
use std::time::Instant;

use client::Client;

/// Keystrokes of one measurement.
const STROKES: usize = 24;

/// One third nodes, two thirds legs; every leg has a distance, a PERT time and a
/// capacity.
fn script(lines: usize) -> String {
    let mut text = String::from(
        "model \"Made up\" { edition: 1, currency: USD }\n\
         mode rail { speed: 35 km/h, cost: 0.32 USD/TEU/km }\n\
         commodity boxes { unit: TEU, mass: 14 t/TEU }\n\
         demand d: 5 kTEU/year of boxes from place_0 to place_1\n",
    );
    let nodes = (lines.saturating_sub(4) / 3).max(2);
    for node in 0..nodes {
        let _ = writeln!(
            text,
            "node place_{node} {{ kind: city, country: KZ, at: {}.{:02}N {}.{:02}E, dwell: 1..2..6 hours }}",
            40 + node % 10,
            node % 100,
            50 + node % 30,
            node * 7 % 100
        );
    }
    let (mut leg, mut written) = (0, 4 + nodes);
    while written < lines {
        let (a, b) = (leg % nodes, (leg * 7 + 1 + leg / nodes) % nodes);
        if a != b {
            let _ = writeln!(
                text,
                "leg place_{a} -> place_{b} {{ mode: rail, distance: {} km, time: {}..{}..{} days, capacity: {} kTEU/year }}",
                4_000 + leg % 3_000,
                8 + leg % 3,
                11 + leg % 3,
                15 + leg % 5,
                20 + leg % 70
            );
            written += 1;
        }
        leg += 1;
    }
    text
}

fn milliseconds(begin: Instant) -> f64 {
    begin.elapsed().as_secs_f64() * 1e3
}

/// The least and the middle one.
fn spread(mut all: Vec<f64>) -> (f64, f64) {
    all.sort_by(f64::total_cmp);
    (all.first().copied().unwrap_or(0.0), all.get(all.len() / 2).copied().unwrap_or(0.0))
}

/// Types a letter into the middle of a file and takes it away again; every
/// other text has an error, which is waited for.
fn typing(program: &str, lines: usize) {
    let text = script(lines);
    let begin = Instant::now();
    let mut client = Client::start(program);
    client.open(&text);
    client.diagnostics();
    let opened = milliseconds(begin);
    let line = lines / 2;
    let column = text.lines().nth(line).and_then(|line| line.find("time: ")).map_or(0, |at| at + 6);
    let (mut walls, mut cpu) = (Vec::new(), Vec::new());
    for stroke in 0..STROKES {
        let wrong = stroke % 2 == 0;
        let (used, begin) = (client.cpu(), Instant::now());
        client.replace(line, column, usize::from(!wrong), if wrong { "x" } else { "" });
        let told = client.diagnostics();
        walls.push(milliseconds(begin));
        cpu.push(client.cpu() - used);
        assert_eq!(told > 0, wrong, "the error is told exactly while it is there");
    }
    let ((wall, middle), (cpu, _)) = (spread(walls), spread(cpu));
    println!(
        "{lines} lines, {:.1} MB: opened in {opened:.0} ms; keystroke to diagnostics {wall:.0} ms the least, {middle:.0} ms the middle one of {STROKES}, {cpu:.0} ms of processor time the least; memory {:.0} MB, {:.0} MB at most",
        text.len() as f64 / 1e6,
        client.memory("VmRSS"),
        client.memory("VmHWM")
    );
    client.stop();
}

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["lsp", program] => [5_000, 100_000].into_iter().for_each(|lines| typing(program, lines)),
        ["lsp", program, ref lines @ ..] => lines
            .iter()
            .filter_map(|lines| lines.replace('_', "").parse().ok())
            .for_each(|lines| typing(program, lines)),
        ["prompt", program, file] => prompt::measure(program, file),
        _ => println!("usage: faces -- lsp PROGRAM [LINES …] | prompt PROGRAM FILE"),
    }
}
