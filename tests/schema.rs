//! The machine output of every example is as its schema says.

mod support;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::{Example, corridor, corridor_in};

fn validator() -> jsonschema::Validator {
    let schema: Value =
        serde_json::from_str(include_str!("../schema/corridor.schema.json")).expect("JSON");
    jsonschema::draft202012::meta::validate(&schema).expect("a schema");
    jsonschema::validator_for(&schema).expect("a schema")
}

fn faults(validator: &jsonschema::Validator, document: &Value) -> Vec<String> {
    validator.iter_errors(document).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("examples")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "corridor"))
        .collect();
    all.sort();
    all
}

#[test]
fn every_example_is_as_the_schema_says() {
    let validator = validator();
    assert!(examples().len() >= 5);
    for path in examples() {
        let path = path.to_str().expect("UTF-8");
        let ran = corridor(&["run", path, "--format", "json"], "");
        let document: Value = serde_json::from_str(&ran.stdout).expect(path);
        assert_eq!(faults(&validator, &document), [""; 0], "{path}");
        assert!(!document["results"].as_array().expect("results").is_empty(), "{path}");
        let again = corridor(&["run", path, "--format", "json"], "");
        assert_eq!(ran.stdout, again.stdout, "{path} differs from run to run");
    }
}

#[test]
fn errors_and_failures_are_as_the_schema_says() {
    let validator = validator();
    let text =
        "import \"b.corridor\"\nnode A { dwel: 1 dya }\nexpect 1 = 2\n--- b.corridor\nnode A {\n";
    let example = Example::write(text);
    let ran = corridor_in(example.folder.path(), &["run", "main.corridor", "--format", "json"], "");
    let document: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(faults(&validator, &document), [""; 0]);
    assert!(document["diagnostics"].as_array().expect("a list").len() > 1);
}

#[test]
fn the_schema_refuses_what_is_not_so() {
    let validator = validator();
    let good = json!({
        "corridor": "0.1.0", "file": "a", "model": null, "results": [], "expectations": [],
        "diagnostics": [], "assumptions": [], "sources": []
    });
    assert_eq!(faults(&validator, &good), [""; 0]);
    let with = |path: &str, value: Value| {
        let mut bad = good.clone();
        bad[path] = value;
        bad
    };
    let route = json!({"report": "routes", "scenario": "baseline", "when": null, "line": 1,
        "from": "A", "to": "B", "by": "time", "routes": [{"nodes": []}]});
    for bad in [
        with("results", json!([{"report": "routes"}])),
        with("results", json!([route])),
        with("diagnostics", json!([{"code": "X1"}])),
        with("corridor", json!(1)),
        with("model", json!(2)),
    ] {
        assert!(!validator.is_valid(&bad), "{bad}");
    }
}
