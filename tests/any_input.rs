//! Whatever the input, checking and running end, soon and without a panic:
//! random bytes, soups of words, and examples with a piece taken out, doubled
//! or replaced. Seeds are fixed, so that a failure comes back.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use corridor::control::Control;
use corridor::session::{self, Checked, MemoryFiles, Options, Scope};

/// A run is asked to stop after this.
const PATIENCE: Duration = Duration::from_millis(400);

/// It must have stopped by then, on a machine with other things to do.
const AT_MOST: Duration = Duration::from_secs(20);

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }
}

const SCRIPTS: &[&str] = &[
    include_str!("../examples/first_steps.corridor"),
    include_str!("../examples/toy_corridor.corridor"),
    include_str!("../examples/toy_ban.corridor"),
    include_str!("../examples/toy_invest.corridor"),
    include_str!("../examples/blocs_and_sanctions.corridor"),
    include_str!("data/whole_file.corridor"),
    include_str!("data/mistakes/one_file.corridor"),
];

const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1e308",
    "1e-308",
    "1e999",
    "0%",
    "100%",
    "-0",
    "NaN",
    "1e15",
    "0.000001",
    "1_000_000_000",
    "2..1",
    "0..0",
    "5..10 days at 90%",
    "unknown",
    "unlimited",
];

fn checked(bytes: &[u8]) -> Checked {
    let files = MemoryFiles::new().with("any.corridor", bytes);
    let began = Instant::now();
    let checked = session::check("any.corridor", &files, &Options::default());
    for told in checked.diagnostics.clone().into_sorted() {
        let length = checked.sources.file(told.span().file).text().len() as u32;
        assert!(told.span().end <= length.max(1), "{told:?}");
        checked.sources.position(told.span());
    }
    assert!(began.elapsed() < AT_MOST, "checking takes {:?}", began.elapsed());
    checked
}

fn run(bytes: &[u8]) {
    let checked = checked(bytes);
    if checked.model.is_none() {
        return;
    }
    let control = Arc::new(Control::new());
    let (done, over) = channel::<()>();
    let watched = Arc::clone(&control);
    let watcher = std::thread::spawn(move || {
        if over.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            watched.cancel();
        }
    });
    let began = Instant::now();
    let document = checked.run(Some(Scope::Everything), &control);
    drop(done);
    watcher.join().expect("the watcher ends");
    let text = String::from_utf8_lossy(bytes);
    assert!(began.elapsed() < AT_MOST, "running takes {:?}: {text}", began.elapsed());
    if let Ok(document) = document {
        let json = corridor::report::to_json(&document, &checked.sources, false);
        serde_json::from_str::<serde_json::Value>(&json).expect("an answer is JSON");
    }
}

/// Cuts a text at blanks and signs.
fn tokens(text: &str) -> Vec<&str> {
    text.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_').collect()
}

fn mutated(text: &str, draws: &mut Draws) -> String {
    let mut parts: Vec<&str> = tokens(text);
    for _ in 0..1 + draws.below(4) {
        let at = draws.below(parts.len());
        match draws.below(6) {
            0 => {
                parts.remove(at);
            }
            1 => parts.insert(at, parts[draws.below(parts.len())]),
            2 => parts[at] = parts[draws.below(parts.len())],
            3 => parts[at] = draws.of(NUMBERS),
            4 => {
                let other = draws.below(parts.len());
                parts.swap(at, other);
            }
            _ => parts.truncate(parts.len().saturating_sub(draws.below(40)).max(1)),
        }
    }
    parts.concat()
}

/// A number in the place of another: mostly still a script without errors.
fn renumbered(text: &str, draws: &mut Draws) -> String {
    let mut parts: Vec<&str> = tokens(text);
    let begins = |part: &&str| part.starts_with(|c: char| c.is_ascii_digit());
    let numbers: Vec<usize> = (0..parts.len()).filter(|at| begins(&parts[*at])).collect();
    for _ in 0..1 + draws.below(3) {
        let at = numbers[draws.below(numbers.len())];
        let end = parts[at].trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        let new: &[&str] = &["0", "1", "2", "7", "365", "1000000", "999999999999"];
        let joined = format!("{}{end}", draws.of(new));
        parts[at] = Box::leak(joined.into_boxed_str());
    }
    parts.concat()
}

#[test]
fn random_bytes() {
    let mut draws = Draws(1);
    for _ in 0..800 {
        let length = draws.below(300);
        let bytes: Vec<u8> = (0..length).map(|_| draws.next() as u8).collect();
        run(&bytes);
        let letters: Vec<u8> = bytes.iter().map(|byte| 32 + byte % 95).collect();
        run(&letters);
    }
}

#[test]
fn soups_of_words() {
    let mut draws = Draws(2);
    let words: Vec<&str> = SCRIPTS.iter().flat_map(|text| tokens(text)).collect();
    for _ in 0..800 {
        let count = 1 + draws.below(120);
        let soup: String = (0..count).map(|_| draws.of(&words)).collect();
        run(soup.as_bytes());
    }
}

#[test]
fn mutated_examples() {
    let mut draws = Draws(3);
    for round in 0..400 {
        let text = mutated(SCRIPTS[round % SCRIPTS.len()], &mut draws);
        run(text.as_bytes());
    }
}

#[test]
fn examples_with_other_numbers() {
    let mut draws = Draws(4);
    for round in 0..200 {
        // Without the expectations, which would only fail.
        let text = renumbered(SCRIPTS[round % (SCRIPTS.len() - 1)], &mut draws);
        run(text.as_bytes());
    }
}

#[test]
fn tables_of_anything() {
    let mut draws = Draws(5);
    let cells = [
        "A", "B", "C", "rail", "3", "-3", "", "two", "1..2", "\"", ",", ";", "unknown", "4 km",
        "x\n", "9e999", "KZ", "44N", "n/a", "\u{feff}",
    ];
    for _ in 0..600 {
        let mut table = "from,to,mode,distance (km),time (days),capacity (TEU/year)\n".to_owned();
        for _ in 0..draws.below(40) {
            table.push_str(draws.of(&cells));
            table.push_str(draws.of(&[",", ",", ",", "\n", ""]));
        }
        let script = "mode rail { speed: 30 km/h }\nnode A {}\nnode B {}\nnode C {}\n\
                      import legs from \"t.csv\"\nreport routes from A to B\n";
        let files = MemoryFiles::new().with("any.corridor", script).with("t.csv", table);
        let checked = session::check("any.corridor", &files, &Options::default());
        checked.diagnostics.into_sorted();
    }
}
