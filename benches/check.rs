//! Reading and checking a large script: legs with PERT times, units, citations.
//!
//! `cargo bench --bench check -- [MEGABYTES]` prints one line a stage.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use corridor::model::check::{CheckOptions, Part, check};
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

fn main() {
    let megabytes = std::env::args().filter_map(|arg| arg.parse::<usize>().ok()).next();
    let bytes = megabytes.unwrap_or(10) * 1_000_000;
    let text: Arc<str> = Arc::from(script(bytes));
    let size = text.len() as f64;
    let before = peak();
    let mut sources = SourceMap::new();
    let file = sources.add("large.corridor".to_owned(), None, text);
    let start = Instant::now();
    let parsed = syntax::parse(sources.file(file));
    let read = start.elapsed().as_secs_f64();
    let after_read = peak();
    let parts = [Part { program: &parsed.program, main: true }];
    let start = Instant::now();
    let checked = check(&parts, &sources, &CheckOptions::default());
    let seconds = start.elapsed().as_secs_f64();
    assert!(!parsed.diagnostics.has_errors() && !checked.diagnostics.has_errors());
    println!(
        "{:.1} MB, {} nodes, {} legs",
        size / 1e6,
        checked.model.nodes.len(),
        checked.model.legs.len()
    );
    println!("read   {read:.3} s  {:.1} MB/s", size / read / 1e6);
    println!("check  {seconds:.3} s  {:.1} MB/s", size / seconds / 1e6);
    println!("both   {:.3} s  {:.1} MB/s", read + seconds, size / (read + seconds) / 1e6);
    if let (Some(before), Some(read), Some(after)) = (before, after_read, peak()) {
        println!(
            "peak memory a source byte: tree {:.1}, all {:.1}",
            (read - before) / size,
            (after - before) / size
        );
    }
}
