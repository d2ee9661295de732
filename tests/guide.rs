//! The README, the guide and the examples say what is so: every `corridor`
//! block runs, every expectation holds, and output that is shown is real.

mod support;

use std::path::{Path, PathBuf};

use support::corridor_in;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files of a folder and those below it, sorted.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Everything in a file is answered and every expectation of it holds.
fn holds(path: &Path) -> Result<(), String> {
    let name = path.strip_prefix(root()).unwrap_or(path).to_str().expect("UTF-8");
    let ran = corridor_in(root(), &["run", name], "");
    if ran.code == 0 && !ran.stdout.is_empty() {
        Ok(())
    } else {
        Err(format!("{name}: exit {}\n{}{}", ran.code, ran.stderr, ran.stdout))
    }
}

#[test]
fn every_block_of_the_readme_and_the_guide_runs() {
    let mut pages = files(&root().join("docs"), "md");
    pages.push(root().join("README.md"));
    pages.retain(|page| std::fs::read_to_string(page).expect("a page").contains("```corridor\n"));
    assert!(pages.len() > 10, "{pages:?}");
    let failed: Vec<String> = pages.iter().filter_map(|page| holds(page).err()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_example_runs_and_its_expectations_hold() {
    let examples = files(&root().join("examples"), "corridor");
    assert!(examples.len() >= 5);
    let failed: Vec<String> = examples.iter().filter_map(|example| holds(example).err()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_output_in_the_readme_is_real() {
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).expect("README.md");
    let begin = readme.find("```text\n").expect("a picture of output") + "```text\n".len();
    let end = begin + readme[begin..].find("```").expect("the end of the picture");
    let shown = &readme[begin..end];
    let real = corridor_in(root(), &["run", "examples/first_steps.corridor"], "").stdout;
    // The picture is the beginning of it, up to the registers.
    let real =
        real.split("\nExpectations\n").next().unwrap_or_default().trim_end().to_owned() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        let updated = format!("{}{real}{}", &readme[..begin], &readme[end..]);
        std::fs::write(&path, updated).expect("README.md can be written");
        return;
    }
    assert!(shown == real, "run `UPDATE=1 cargo test --test guide`; the output is\n{real}");
}

#[test]
fn the_summary_of_the_guide_names_every_page() {
    let summary = std::fs::read_to_string(root().join("docs/SUMMARY.md")).expect("SUMMARY.md");
    for page in files(&root().join("docs"), "md") {
        let name = page.strip_prefix(root().join("docs")).expect("inside").to_str().expect("UTF-8");
        if name != "SUMMARY.md" {
            assert!(summary.contains(&format!("({name})")), "{name} is not in docs/SUMMARY.md");
        }
    }
}
