//! The formatter on everything written so far, and on what chance makes of it:
//! it never refuses, never changes what is meant, and its own work pleases it.

mod support;

use std::path::{Path, PathBuf};

use corridor::source::SourceMap;
use corridor::syntax::fmt::{Formatted, format};
use support::{Example, corridor, corridor_in};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every script and page of the examples and the guide, sorted.
fn written() -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> = vec![root().join("README.md")];
    for folder in ["examples", "docs", "docs/guide"] {
        let entries = std::fs::read_dir(root().join(folder)).expect("a folder");
        paths.extend(entries.map(|entry| entry.expect("a file").path()));
    }
    paths.retain(|path| path.extension().is_some_and(|e| e == "corridor" || e == "md"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        (path.to_string_lossy().into_owned(), text)
    };
    paths.into_iter().map(read).collect()
}

fn done(name: &str, text: &str) -> Formatted {
    let mut sources = SourceMap::new();
    let id = sources.add(name.to_owned(), None, text.into());
    // What it proves before it answers: the same tree, all comments, and a
    // second pass that changes nothing.
    format(sources.file(id)).unwrap_or_else(|refused| panic!("{refused:?}\n{text}"))
}

/// Numbers that are the same at every run (Vigna, xorshift64*).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

#[test]
fn everything_written_so_far_is_read_and_kept() {
    let all = written();
    assert!(all.len() > 20, "{}", all.len());
    for (name, text) in &all {
        let formatted = done(name, text);
        assert!(formatted.left.is_empty(), "{name}: {:?}", formatted.left);
        assert_eq!(done(name, &formatted.text).text, formatted.text, "{name}");
    }
}

/// Blanks, line ends and comments put in and taken out where they mean nothing
/// or little: the file may say something else then, and is formatted as what it
/// says.
#[test]
fn other_blanks_are_formatted() {
    let mut chance = Chance(0x5EED_0001);
    for (name, text) in &written() {
        for _ in 0..4 {
            let mut other = String::with_capacity(text.len() * 2);
            for c in text.chars() {
                let n = chance.below(40);
                if c == ' ' && n < 10 {
                    other.push_str(chance.pick(&["", "  ", "\n", "\n\n\n  ", "\t", " /* c */ "]));
                } else if c == '\n' && n < 6 {
                    other.push_str(chance.pick(&["", " // c\n", "\r\n", "\n\n\n", " ", ",\n"]));
                } else if "{}[](),:=@".contains(c) && n < 12 {
                    other.push_str(chance.pick(&["", " ", "\n"]));
                    other.push(c);
                    other.push_str(chance.pick(&["", " ", "\n", " // c\n"]));
                } else {
                    other.push(c);
                }
            }
            done(name, &other);
        }
    }
}

/// Stretches cut out, doubled and exchanged: whatever comes of it is formatted
/// or left as it stands.
#[test]
fn broken_files_are_formatted_as_far_as_they_can_be_read() {
    let mut chance = Chance(0x5EED_0002);
    let signs = ["{", "}", "(", "]", "\"", "/*", "*/", "//", ",", "->", "..", "-", "@", "#", "’"];
    for (name, text) in &written() {
        for _ in 0..6 {
            let mut other = text.clone();
            for _ in 0..=chance.below(12) {
                let mut place = |other: &str| {
                    let mut at = chance.below(other.len().max(1));
                    while !other.is_char_boundary(at) {
                        at -= 1;
                    }
                    at
                };
                let (a, b) = (place(&other), place(&other));
                let (a, b) = (a.min(b), a.max(b).min(a.min(b) + 40));
                let b = (b..=other.len()).find(|at| other.is_char_boundary(*at)).unwrap_or(a);
                match chance.below(3) {
                    0 => other.replace_range(a..b, ""),
                    1 => {
                        let doubled = other[a..b].to_owned();
                        other.insert_str(b, &doubled);
                    }
                    _ => other.insert_str(a, chance.pick(&signs)),
                }
            }
            done(name, &other);
        }
    }
}

#[test]
fn files_are_written_only_where_something_changes() {
    let text = "--- a.corridor\nnode   A\n--- b.corridor\nnode B\n--- c.corridor\nnode {\n";
    let example = Example::write(text);
    let folder = example.folder.path();
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("UTF-8");

    let ran = corridor_in(folder, &["fmt", "--check", "a.corridor", "b.corridor"], "");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("-node   A\n+node A\n"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("b.corridor"), "{}", ran.stdout);
    assert_eq!(read("a.corridor"), "node   A\n");

    let ran = corridor_in(folder, &["fmt", "a.corridor", "b.corridor"], "");
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    assert_eq!(read("a.corridor"), "node A\n");
    assert_eq!(corridor_in(folder, &["fmt", "--check", "a.corridor"], "").code, 0);

    // Without names all scripts of the folder; one of them cannot be read.
    let ran = corridor_in(folder, &["fmt"], "");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("c.corridor: 1 piece is left as written"), "{}", ran.stderr);
    assert_eq!(read("c.corridor"), "node {\n");
}

#[test]
fn standard_input_goes_to_standard_output() {
    let ran = corridor(&["fmt", "-"], "node   A\n");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "node A\n"));
    let ran = corridor(&["fmt", "--check", "-"], "node A\n");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    let ran = corridor(&["fmt", "none.corridor"], "");
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.contains("E0701"), "{}", ran.stderr);
}
