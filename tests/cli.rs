//! The commands as a person or a shell sees them.

mod support;

use std::process::{Command, Stdio};

use serde_json::Value;
use support::{Example, Ran, corridor, corridor_in};

const TOY: &str = "\
model \"Toy\" { edition: 1, currency: USD }
commodity boxes { unit: TEU }
mode rail
param price = 100 USD/TEU within 50 USD/TEU .. 200 USD/TEU
let twice = 2 * price
node A { country: KZ }
node B { country: KZ }
leg A -> B { mode: rail, time: 2 days, cost: twice, capacity: 10 kTEU/year }
upgrade faster { set time of legs by rail to 1 day }
scenario fast { apply faster }
report routes from A to B for boxes by time
expect cost(A -> B) <= 200 USD/TEU
";

fn toy(arguments: &[&str]) -> Ran {
    corridor(arguments, TOY)
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

#[test]
fn run_prints_answers_and_exits_with_0() {
    let ran = toy(&["run", "-"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.starts_with("Routes from A to B by time"), "{}", ran.stdout);
    assert!(ran.stdout.contains("holds  cost(A -> B) <= 200 USD/TEU in baseline (line 12)"));
    assert!(!ran.stdout.contains('\u{1b}'));
}

#[test]
fn parameters_scenarios_and_seeds_are_given_from_outside() {
    let cost = |ran: &Ran| json(ran)["results"][0]["routes"][0]["cost"].clone();
    let ran = toy(&["run", "-", "--format", "json", "--set", "price=80 USD/TEU"]);
    assert_eq!(cost(&ran), serde_json::json!({"value": 160, "unit": "USD/TEU"}));
    let ran = toy(&["run", "-", "--format", "json", "--scenario", "fast", "--seed", "7"]);
    let result = &json(&ran)["results"][0];
    assert_eq!(result["scenario"], "fast");
    assert_eq!(result["routes"][0]["time"], serde_json::json!({"value": 1, "unit": "day"}));

    for (arguments, code) in [
        (["--set", "prize=80 USD/TEU"], "E0201"),
        (["--set", "twice=80 USD/TEU"], "E0202"),
        (["--set", "price=80 days"], "E0302"),
        (["--set", "price=80"], "E0301"),
        (["--set", "price=300 USD/TEU"], "E0318"),
        (["--set", "price=}"], "E0101"),
        (["--scenario", "fats"], "E0201"),
    ] {
        let ran = toy(&[&["run", "-", "--format", "json"], &arguments[..]].concat());
        let told = &json(&ran)["diagnostics"];
        assert_eq!(told.as_array().unwrap().len(), 1, "{arguments:?}: {told}");
        assert_eq!((told[0]["code"].as_str(), ran.code), (Some(code), 1), "{arguments:?}");
        assert_eq!(told[0]["file"], arguments[0], "{told}");
    }
}

#[test]
fn a_failed_expectation_shows_both_sides_and_exits_with_1() {
    let text = format!("{TOY}expect time(A -> B) in fast > 36 hours\n");
    let ran = corridor(&["test", "-"], &text);
    assert_eq!(ran.code, 1);
    for part in ["FAILS  time(A -> B) in fast > 36 hours", "1 day", "1 hold and 1 fail"] {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
    assert!(!ran.stdout.contains("Routes"), "{}", ran.stdout);
    let ran = corridor(&["run", "-", "--format", "json"], &text);
    let verdict = &json(&ran)["expectations"][1];
    assert_eq!((ran.code, &verdict["holds"]), (1, &Value::Bool(false)));
    let sides = verdict["checks"][0]["sides"].as_array().unwrap();
    let values: Vec<f64> = sides.iter().map(|s| s["value"]["value"].as_f64().unwrap()).collect();
    assert_eq!(values, [1.0, 36.0]);
}

#[test]
fn errors_are_told_with_their_places_and_exit_with_1() {
    let text = "node A {}\nnode Баку { dwell: 3 dayz }\n";
    let ran = corridor(&["check", "-", "--format", "json"], text);
    let told = &json(&ran)["diagnostics"][0];
    assert_eq!(ran.code, 1);
    let place = ["line", "column", "end_line", "end_column"].map(|key| told[key].as_u64().unwrap());
    assert_eq!(place, [2, 22, 2, 26]);
    assert_eq!(told["file"], "<stdin>");
    assert_eq!((told["code"].as_str(), told["severity"].as_str()), (Some("E0304"), Some("error")));
    let fix = &told["fixes"][0]["edits"][0];
    assert_eq!((fix["text"].as_str(), &fix["column"]), (Some("day"), &told["column"]), "{told}");

    let ran = corridor(&["run", "-"], text);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(
        ran.stderr.contains("[<stdin>:2:22]") && ran.stderr.contains("E0304"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_first_twenty_are_shown_and_all_on_demand() {
    let text: String = (0..30).map(|n| format!("node n{n} {{ dwel: 1 day }}\n")).collect();
    let few = corridor(&["check", "-"], &text);
    assert_eq!(few.stderr.matches("error E0205").count(), 20);
    assert!(
        few.stderr.ends_with("… and 10 more; `--all` shows them\n30 errors\n"),
        "{}",
        few.stderr
    );
    let all = corridor(&["check", "-", "--all"], &text);
    assert_eq!(all.stderr.matches("error E0205").count(), 30);
    let list = &json(&corridor(&["check", "-", "--format", "json"], &text))["diagnostics"];
    assert_eq!(list.as_array().unwrap().len(), 30);
}

#[test]
fn several_files_are_models_of_their_own() {
    let example = Example::write(&format!("{TOY}--- other.corridor\n{TOY}"));
    let folder = example.folder.path();
    let files = ["main.corridor", "other.corridor"];
    let ran = corridor_in(folder, &[&["test"], &files[..]].concat(), "");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(files.iter().all(|file| ran.stdout.contains(&format!("{file}\n"))), "{}", ran.stdout);
    let ran = corridor_in(folder, &[&["run", "--format", "json"], &files[..]].concat(), "");
    let objects: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!([&objects[0]["file"], &objects[1]["file"]], files);
    let ran = corridor_in(folder, &["check", "main.corridor", "none.corridor"], "");
    assert_eq!((ran.code, ran.stdout.as_str()), (1, "main.corridor: no errors\n"));
    assert!(ran.stderr.contains("E0701"), "{}", ran.stderr);
}

#[test]
fn results_are_written_where_asked_and_never_over_the_input() {
    let example = Example::write(TOY);
    let folder = example.folder.path();
    let run = |out: &str| {
        corridor_in(folder, &["run", "main.corridor", "--format", "json", "--out", out], "")
    };
    let ran = run("answers.json");
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    let text = std::fs::read_to_string(folder.join("answers.json")).unwrap();
    assert!(serde_json::from_str::<Value>(&text).is_ok());
    let ran = run("./main.corridor");
    assert_eq!(ran.code, 2);
    assert_eq!(std::fs::read_to_string(folder.join("main.corridor")).unwrap(), TOY);
    let ran = run("no/such/folder.json");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("no/such/folder.json"), "{}", ran.stderr);
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
    assert_eq!(files.len(), 2, "nothing else is written");
}

#[test]
fn wrong_commands_exit_with_2_and_help_with_0() {
    for arguments in [
        &["rum", "x"][..],
        &["run"],
        &["run", "-", "--format", "xml"],
        &["run", "-", "--set", "price"],
        &["run", "-", "--seed", "x"],
        &["run", "-", "--width", "3"],
        &["explain", "E9999"],
    ] {
        let ran = corridor(arguments, "");
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(!ran.stderr.is_empty());
    }
    for command in ["run", "check", "test", "explain", "schema"] {
        let ran = corridor(&[command, "--help"], "");
        assert_eq!(ran.code, 0);
        assert!(
            ran.stdout.contains("Example") && ran.stdout.contains(&format!("corridor {command}"))
        );
    }
    assert_eq!(corridor(&["--help"], "").code, 0);
    let version = corridor(&["--version"], "");
    assert_eq!(version.stdout, format!("corridor {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn colour_is_used_on_demand_alone() {
    let wrong = "node A { dwel: 1 day }\n";
    let always = corridor(&["check", "-", "--color", "always"], wrong);
    assert!(always.stderr.contains("\u{1b}["));
    for arguments in [&["check", "-"][..], &["check", "-", "--color", "never"]] {
        let ran = corridor(arguments, wrong);
        assert!(!ran.stderr.contains('\u{1b}'), "{}", ran.stderr);
    }
    assert!(toy(&["run", "-", "--color", "always"]).stdout.contains("\u{1b}["));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    // The list of messages is longer than what a pipe holds back.
    let mut child = Command::new(env!("CARGO_BIN_EXE_corridor"))
        .args(["explain"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn the_schema_is_printed() {
    let ran = corridor(&["schema"], "");
    assert_eq!(ran.stdout, include_str!("../schema/corridor.schema.json"));
}

#[test]
fn literate_pages_run_and_their_lines_are_the_pages() {
    let page = "# Page\n\n```corridor\nnode A { dwel: 1 day }\n```\n\n```text\nnode\n```\n";
    let example = Example::write(&format!("node X {{}}\n--- page.md\n{page}"));
    let ran = corridor_in(example.folder.path(), &["check", "page.md", "--format", "json"], "");
    let told = &json(&ran)["diagnostics"];
    let at: Vec<(&str, u64)> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|told| (told["code"].as_str().unwrap(), told["line"].as_u64().unwrap()))
        .collect();
    assert_eq!(at, [("E0205", 4)]);
}
