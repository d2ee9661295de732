//! The program against SciPy, HiGHS and NetworkX on random networks with fixed
//! seeds: the scripts of `tests/oracles`, where Python has what they need.

use std::path::Path;
use std::process::Command;

/// Runs a script with the interpreter that `CORRIDOR_PYTHON` names, else
/// `python3`.
fn ask(script: &str) {
    let python = std::env::var_os("CORRIDOR_PYTHON").unwrap_or_else(|| "python3".into());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles");
    let ran = Command::new(python)
        .arg(folder.join(script))
        .arg(env!("CARGO_BIN_EXE_corridor"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output();
    let Ok(ran) = ran else {
        println!("SKIPPED: {script} needs python3");
        return;
    };
    let said = String::from_utf8_lossy(&ran.stdout);
    let wrong = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{script}: {said}{wrong}");
    said.lines().for_each(|line| println!("{line}"));
}

#[test]
fn flows_and_capacities() {
    ask("flow.py");
}

#[test]
fn routes_and_knock_outs() {
    ask("routes.py");
}

#[test]
fn worst_sets_and_purchases() {
    ask("choices.py");
}

#[test]
fn fronts() {
    ask("pareto.py");
}

#[test]
fn equilibria() {
    ask("equilibrium.py");
}
