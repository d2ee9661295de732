//! Arrows of import go one way: a module may use only those before it.

use std::fs;
use std::path::{Path, PathBuf};

/// In the order in which a script passes through them.
const ORDER: &[&str] = &[
    "control",
    "source",
    "diagnostic",
    "country",
    "algorithm",
    "quantity",
    "calendar",
    "uncertainty",
    "syntax",
    "model",
    "scenario",
    "network",
    "report",
    "analysis",
    "session",
    "repl",
    "lsp",
    "cli",
];

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// The words that follow `crate::` in a text, those of `use crate::{a, b}` too.
fn uses(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + 7..];
        if let Some(inner) = rest.strip_prefix('{') {
            let mut depth = 1;
            let mut word = String::new();
            for c in inner.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => found.push(std::mem::take(&mut word)),
                    _ if depth == 1 => word.push(c),
                    _ => {}
                }
                if depth == 0 {
                    found.push(std::mem::take(&mut word));
                    break;
                }
            }
        } else {
            found.push(rest.to_owned());
        }
    }
    let word = |text: String| -> String {
        text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    found.into_iter().map(word).collect()
}

#[test]
fn modules_use_only_those_before_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&root, &mut all);
    assert!(all.len() > 50, "the sources were not found");
    let place = |module: &str| ORDER.iter().position(|m| *m == module);
    let mut wrong = Vec::new();
    for path in all {
        let relative = path.strip_prefix(&root).unwrap();
        let first = relative.components().next().unwrap().as_os_str().to_string_lossy();
        let module = first.trim_end_matches(".rs");
        if matches!(module, "lib" | "main") {
            continue;
        }
        let Some(own) = place(module) else {
            wrong.push(format!("src/{module} is not in the order of modules"));
            continue;
        };
        for used in uses(&fs::read_to_string(&path).unwrap()) {
            if place(&used).is_some_and(|other| other > own) {
                wrong.push(format!("{} uses {used}, which comes after it", relative.display()));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
