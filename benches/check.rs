//! Reading and checking large scripts and tables, and starting cold.
//!
//! `cargo bench --bench check -- [MEGABYTES]` checks a script of legs with PERT
//! times, units and citations (10 MB without it) and prints one line a stage;
//! `… -- csv [LEGS]` a table of legs (500 000 without it); `… -- cold PROGRAM
//! FILE` starts the program fifty times to check one file.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use corridor::model::check::{CheckOptions, Part, check};
use corridor::session::{MemoryFiles, Options, check as check_files};
use corridor::source::SourceMap;
use corridor::syntax;

/// A script of about this many bytes; every leg has five figures.
fn script(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 4_096);
    text.push_str("source atlas { title: \"A made-up atlas\", year: 2026 }\n");
    text.push_str("mode rail { speed: 35 km/h, cost: 0.32 USD/TEU/km }\n");
    text.push_str("commodity boxes { unit: TEU, mass: 14 t/TEU }\n");
    let nodes = (bytes / 800).max(2);
    for node in 0..nodes {
        let _ = writeln!(
            text,
            "node place_{node} {{ kind: city, country: KZ, at: {}.{:02}N {}.{:02}E, dwell: 1..2..6 hours @atlas }}",
            40 + node % 10,
            node % 100,
            50 + node % 30,
            node * 7 % 100
        );
    }
    let mut leg = 0usize;
    while text.len() < bytes {
        let (a, b) = (leg % nodes, (leg * 7 + 1 + leg / nodes) % nodes);
        if a != b {
            let _ = writeln!(
                text,
                "leg place_{a} -> place_{b} {{ mode: rail, distance: {} km @atlas, time: {}..{}..{} days @atlas \"p. {}\", cost: {} USD/TEU, capacity: {} kTEU/year }}",
                4_000 + leg % 3_000,
                8 + leg % 3,
                11 + leg % 3,
                15 + leg % 5,
                leg % 400,
                400 + leg % 90,
                20 + leg % 70
            );
        }
        leg += 1;
    }
    text
}

/// Peak memory of this process in bytes, where the system tells it.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib * 1024.0)
}

/// Processor time of this process so far in seconds, where the system tells it:
/// on a busy machine what can be compared.
fn processor() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let ticks = rest.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Some(ticks.sum::<Result<f64, _>>().ok()? / 100.0)
}

/// The processor time since then, in words.
fn spent(since: Option<f64>) -> String {
    let spent = processor().zip(since).map(|(now, then)| now - then);
    spent.map(|spent| format!("  ({spent:.2} s of processor time)")).unwrap_or_default()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let count = || arguments.iter().find_map(|argument| argument.parse::<usize>().ok());
    match arguments.first().map(String::as_str) {
        Some("csv") => table(count().unwrap_or(500_000)),
        Some("cold") => cold(&arguments[1..]),
        _ => large_script(count().unwrap_or(10)),
    }
}

/// Imports a table of nodes and one of legs.
fn table(legs: usize) {
    let nodes = (legs / 5).max(2);
    let mut places = String::from("name,at,country,dwell (hours)\n");
    for node in 0..nodes {
        let (lat, lon) = (40 + node % 10, 50 + node % 30);
        let (north, east) = (node % 100, node * 7 % 100);
        let _ = writeln!(places, "p{node},{lat}.{north:02}N {lon}.{east:02}E,KZ,1..2..6");
    }
    let mut ways = String::from("from,to,mode,distance (km),time (days),cost (USD/TEU),capacity\n");
    for leg in 0..legs {
        let (a, b) = (leg % nodes, (leg * 7 + 1 + leg / nodes) % nodes);
        let b = if a == b { (b + 1) % nodes } else { b };
        let time = format!("{}..{}..{}", 8 + leg % 3, 11 + leg % 3, 15 + leg % 5);
        let (km, usd, most) = (4_000 + leg % 3_000, 400 + leg % 90, 20 + leg % 70);
        let _ = writeln!(ways, "p{a},p{b},rail,{km},{time},{usd},{most} kTEU/year");
    }
    let script = "source atlas { title: \"A made-up atlas\", year: 2026 }\n\
                  mode rail { speed: 35 km/h }\n\
                  import nodes from \"places.csv\" @atlas\n\
                  import legs from \"ways.csv\" @atlas\n";
    let size = (places.len() + ways.len()) as f64;
    let files = MemoryFiles::new()
        .with("made.corridor", script)
        .with("places.csv", places)
        .with("ways.csv", ways);
    let (before, since) = (peak(), processor());
    let start = Instant::now();
    let checked = check_files("made.corridor", &files, &Options::default());
    let (seconds, spent) = (start.elapsed().as_secs_f64(), spent(since));
    let told = checked.diagnostics.diagnostics();
    let model = checked.model.as_ref();
    let model = model.unwrap_or_else(|| panic!("{:?}", told.iter().map(|d| &d.title).next()));
    println!("{:.1} MB, {} nodes, {} legs", size / 1e6, model.nodes.len(), model.legs.len());
    println!("import {seconds:.3} s  {:.0} legs/s{spent}", model.legs.len() as f64 / seconds);
    if let (Some(before), Some(after)) = (before, peak()) {
        println!("peak memory a source byte: {:.1}", (after - before) / size);
    }
}

/// Least and middle of fifty starts.
fn cold(arguments: &[String]) {
    let [program, file] = arguments else {
        println!("usage: cargo bench --bench check -- cold PROGRAM FILE");
        return;
    };
    let run = |_| {
        let start = Instant::now();
        let output = std::process::Command::new(program).args(["check", file]).output();
        assert!(output.expect("the program runs").status.success());
        start.elapsed().as_secs_f64() * 1e3
    };
    let mut times: Vec<f64> = (0..50).map(run).collect();
    times.sort_by(f64::total_cmp);
    println!("check {file}: least {:.1} ms, middle {:.1} ms", times[0], times[25]);
}

/// Checks a script of so many megabytes.
fn large_script(megabytes: usize) {
    let bytes = megabytes * 1_000_000;
    let text: Arc<str> = Arc::from(script(bytes));
    let size = text.len() as f64;
    let before = peak();
    let mut sources = SourceMap::new();
    let file = sources.add("large.corridor".to_owned(), None, text);
    let (start, since) = (Instant::now(), processor());
    let parsed = syntax::parse(sources.file(file));
    let (read, reading) = (start.elapsed().as_secs_f64(), spent(since));
    let after_read = peak();
    let parts = [Part { program: &parsed.program, main: true }];
    let (start, since) = (Instant::now(), processor());
    let checked = check(&parts, &sources, &CheckOptions::default());
    let (seconds, checking) = (start.elapsed().as_secs_f64(), spent(since));
    assert!(!parsed.diagnostics.has_errors() && !checked.diagnostics.has_errors());
    println!(
        "{:.1} MB, {} nodes, {} legs",
        size / 1e6,
        checked.model.nodes.len(),
        checked.model.legs.len()
    );
    println!("read   {read:.3} s  {:.1} MB/s{reading}", size / read / 1e6);
    println!("check  {seconds:.3} s  {:.1} MB/s{checking}", size / seconds / 1e6);
    println!("both   {:.3} s  {:.1} MB/s", read + seconds, size / (read + seconds) / 1e6);
    if let (Some(before), Some(read), Some(after)) = (before, after_read, peak()) {
        println!(
            "peak memory a source byte: tree {:.1}, all {:.1}",
            (read - before) / size,
            (after - before) / size
        );
    }
}
