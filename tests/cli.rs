//! The command line through its real binary.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn corridor(arguments: &[&str], input: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_corridor"));
    command.args(arguments).current_dir(root()).env("NO_COLOR", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that does not read its input may have gone.
    let _ = child.stdin.take().unwrap().write_all(input.unwrap_or("").as_bytes());
    child.wait_with_output().unwrap()
}

fn examples() -> Vec<String> {
    let mut all: Vec<String> = std::fs::read_dir(root().join("examples"))
        .unwrap()
        .map(|entry| format!("examples/{}", entry.unwrap().file_name().to_string_lossy()))
        .filter(|path| path.ends_with(".corridor"))
        .collect();
    all.sort();
    assert!(all.len() >= 5);
    all
}

const SMALL: &str = "node A {}\nnode B {}\nleg A -> B { time: 2 days }\n";

#[test]
fn exit_codes_say_how_it_went() {
    let code = |arguments: &[&str], input: &str| corridor(arguments, Some(input)).status.code();
    assert_eq!(code(&["check", "-"], SMALL), Some(0));
    assert_eq!(code(&["check", "-"], "node A { dwell: 2 }\n"), Some(1));
    let met = format!("{SMALL}expect time(A -> B) = 2 days\n");
    let missed = format!("{SMALL}expect time(A -> B) = 3 days\n");
    assert_eq!(code(&["test", "-"], &met), Some(0));
    assert_eq!(code(&["test", "-"], &missed), Some(1));
    assert_eq!(code(&["run", "-"], &missed), Some(1));
    assert_eq!(code(&["run", "no_such_file.corridor"], ""), Some(1));
    assert_eq!(code(&["no_such_command"], ""), Some(2));
    assert_eq!(code(&["explain", "E0301"], ""), Some(0));
    assert_eq!(code(&["explain", "E9999"], ""), Some(2));
}

#[test]
fn a_failed_expectation_shows_both_sides() {
    let missed = format!("{SMALL}expect time(A -> B) >= 3 days\n");
    let output = corridor(&["test", "-"], Some(&missed));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("2 days") && text.contains("3 days"), "{text}");
}

#[test]
fn the_json_of_every_example_fits_the_schema() {
    let schema = corridor(&["schema"], None).stdout;
    let schema: serde_json::Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for example in examples() {
        let output = corridor(&["run", "--format", "json", &example], None);
        assert_eq!(output.status.code(), Some(0), "{example}");
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let wrong: Vec<String> =
            validator.iter_errors(&document).map(|e| e.to_string()).take(3).collect();
        assert!(wrong.is_empty(), "{example}: {wrong:#?}");
        let again = corridor(&["run", "--format", "json", &example], None);
        assert_eq!(output.stdout, again.stdout, "{example} differs from run to run");
    }
}
