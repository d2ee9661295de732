//! Commands for the shell: `watch`, `new`, `graph`, `import`, `completions`,
//! `man`, through the real program.

mod support;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;
use support::{Example, Ran, commands, corridor, corridor_in};

const TOY: &str = "\
model \"Toy\" { edition: 1, currency: USD }
import \"modes.corridor\"
node A \"A [the first]\" { country: KZ, at: 43.6N 51.2E }
node B { country: AZ, at: 40N 49.4E }
node C { country: GE, at: 41.7N 44.8E, planned }
leg A -> B { mode: ferry, time: 2 days }
leg B <-> C { mode: ferry, time: 1 day }
upgrade opening { open node C }
scenario later { apply opening }
report routes from A to B
expect time(A -> B) <= 2 days
--- modes.corridor
mode ferry
";

// ── watch ──────────────────────────────────────────────────────────────────

/// A running `corridor watch`, its lines as they come: `out ` or `err ` before
/// each.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(folder: &Path, runs: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_corridor"))
            .args(["watch", "main.corridor", "--runs", runs])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (send, lines) = channel();
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        let err = BufReader::new(child.stderr.take().expect("a pipe"));
        let other = send.clone();
        std::thread::spawn(move || {
            out.lines()
                .map_while(Result::ok)
                .for_each(|line| drop(send.send(format!("out {line}"))));
        });
        std::thread::spawn(move || {
            err.lines()
                .map_while(Result::ok)
                .for_each(|line| drop(other.send(format!("err {line}"))));
        });
        Self { child, lines }
    }

    /// All lines up to the one that says that it waits, or to the end.
    fn until_it_waits(&self) -> Vec<String> {
        let mut lines = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(60)) {
            if line.contains("waiting for a change") {
                // What was printed before may come by the other pipe.
                while let Ok(line) = self.lines.recv_timeout(Duration::from_millis(300)) {
                    lines.push(line);
                }
                return lines;
            }
            lines.push(line);
        }
        lines
    }
}

#[test]
fn watch_runs_at_every_save_and_shows_what_changed() {
    let example = Example::write(TOY);
    let folder = example.folder.path();
    let main = folder.join("main.corridor");
    let text = std::fs::read_to_string(&main).expect("the file");
    let mut watch = Watch::start(folder, "5");
    let first = watch.until_it_waits();
    assert!(first.iter().any(|line| line.starts_with("out Routes from A")), "{first:?}");

    // The figure changes: its line before and after, no other report.
    std::fs::write(&main, text.replace("time: 2 days", "time: 1.5 days")).expect("saved");
    let second = watch.until_it_waits();
    assert!(second.iter().any(|line| line.starts_with("out - ") && line.contains("2 days")));
    assert!(second.iter().any(|line| line.starts_with("out + ") && line.contains("1.5 days")));
    assert!(second.len() < first.len() + 4, "only what changed: {second:?}");

    // A comment changes nothing.
    std::fs::write(&main, text.replace("time: 2 days", "time: 1.5 days") + "// more\n")
        .expect("saved");
    let third = watch.until_it_waits();
    assert!(third.iter().any(|line| line == "out the answers are the same"), "{third:?}");

    // A mistake is told and ends nothing.
    std::fs::write(&main, text.replace("ferry, time", "fery, time")).expect("saved");
    let fourth = watch.until_it_waits();
    assert!(fourth.iter().any(|line| line.contains("E0201")), "{fourth:?}");
    assert!(!fourth.iter().any(|line| line.starts_with("out ")), "{fourth:?}");

    // What is imported is watched too; what is shown is the difference to the
    // last answers, not to the mistake.
    std::fs::write(&main, &text).expect("saved");
    let _ = watch.until_it_waits();
    let exit = watch.child.wait().expect("it ends after five runs");
    assert_eq!(exit.code(), Some(0));
}

#[test]
fn watch_sees_what_is_imported_and_tells_a_failure() {
    let example = Example::write(TOY);
    let folder = example.folder.path();
    let mut watch = Watch::start(folder, "2");
    let _ = watch.until_it_waits();
    std::fs::write(folder.join("modes.corridor"), "mode ferry { speed: 20 km/h }\nnode D\n")
        .expect("saved");
    let second = watch.until_it_waits();
    assert!(second.iter().any(|line| line.starts_with("out ")), "{second:?}");
    assert_eq!(watch.child.wait().expect("it ends").code(), Some(0));

    let ran = corridor(&["watch", "-"], "");
    assert_eq!(ran.code, 2);
    let text = std::fs::read_to_string(folder.join("main.corridor")).expect("the file");
    std::fs::write(folder.join("main.corridor"), text.replace("<= 2 days", "<= 1 day"))
        .expect("saved");
    let ran = corridor_in(folder, &["watch", "main.corridor", "--runs", "1"], "");
    assert_eq!(ran.code, 1, "an expectation fails: {ran:?}");
}

// ── new ────────────────────────────────────────────────────────────────────

#[test]
fn every_template_passes_its_own_test() {
    let folder = tempfile::TempDir::new().expect("a folder");
    for template in ["blank", "middle", "oil"] {
        let ran = corridor_in(folder.path(), &["new", template, "--template", template], "");
        assert_eq!(ran.code, 0, "{ran:?}");
        let file = format!("{template}/main.corridor");
        assert!(ran.stdout.contains(&format!("corridor run {file}")), "{}", ran.stdout);
        for arguments in [&["test", &file][..], &["check", &file], &["fmt", "--check", &file]] {
            let ran = corridor_in(folder.path(), arguments, "");
            assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        }
        assert!(folder.path().join(template).join("README.md").is_file());
        // Nothing that is there is written over.
        let again = corridor_in(folder.path(), &["new", template], "");
        assert_eq!(again.code, 2);
        assert!(again.stderr.contains("nothing was written"), "{again:?}");
    }
}

// ── graph ──────────────────────────────────────────────────────────────────

fn graph(arguments: &[&str]) -> Ran {
    let example = Example::write(TOY);
    corridor_in(example.folder.path(), &[&["graph", "main.corridor"], arguments].concat(), "")
}

#[test]
fn a_network_is_drawn_in_three_languages() {
    let dot = graph(&[]);
    assert_eq!(dot.code, 0, "{dot:?}");
    assert!(dot.stdout.starts_with("digraph"), "{}", dot.stdout);
    assert_eq!(dot.stdout.matches('{').count(), dot.stdout.matches('}').count());
    assert!(dot.stdout.contains("A [the first]") && dot.stdout.contains("dashed"));
    assert_eq!(dot.stdout, graph(&["--format", "dot"]).stdout);

    let mermaid = graph(&["--format", "mermaid"]);
    let first = mermaid.stdout.lines().next().unwrap_or_default();
    assert!(first.starts_with("flowchart") || first.starts_with("graph"), "{}", mermaid.stdout);
    // Brackets in a title would end the box: they are quoted.
    assert!(!mermaid.stdout.contains("[A [the first]]"), "{}", mermaid.stdout);

    let ran = graph(&["--format", "geojson"]);
    let map: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(map["type"], "FeatureCollection");
    let features = map["features"].as_array().expect("features");
    let of = |kind: &str| features.iter().filter(|one| one["geometry"]["type"] == kind).count();
    assert_eq!((of("Point"), of("LineString")), (3, 2), "{}", ran.stdout);
    let first = &features[0]["geometry"]["coordinates"];
    assert_eq!((first[0].as_f64(), first[1].as_f64()), (Some(51.2), Some(43.6)), "east first");
}

#[test]
fn a_graph_is_of_a_scenario_and_goes_to_a_file() {
    let (now, later) = (graph(&[]), graph(&["--scenario", "later"]));
    assert!(now.stdout.contains("dashed") && !later.stdout.contains("dashed"), "{later:?}");
    let wrong = graph(&["--scenario", "latter"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("later"), "{wrong:?}");
    let example = Example::write(TOY);
    let folder = example.folder.path();
    let ran = corridor_in(folder, &["graph", "main.corridor", "--out", "net.dot"], "");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert_eq!(std::fs::read_to_string(folder.join("net.dot")).expect("a file"), now.stdout);
}

// ── import ─────────────────────────────────────────────────────────────────

const NET: &str = "graph [ directed 1\n node [ id 0 label \"Khorgos\" lat 44.2 lon 80.4 ]\n\
    node [ id 1 label \"Dry, port\" lat 45.3 lon 55.2 cranes 3 ]\n\
    edge [ source 0 target 1 length_km 2750 mode \"rail\" ]\n\
    edge [ source 1 target 0 length_mi 1800 time_hours 100 mode \"road\" ] ]\n";

/// What a script's network is.
fn network(folder: &Path, file: &str) -> Value {
    let script = std::fs::read_to_string(folder.join(file)).expect("a script");
    std::fs::write(folder.join("asked.corridor"), script + "\nreport network\n").expect("saved");
    let ran = corridor_in(folder, &["run", "asked.corridor", "--format", "json"], "");
    assert_eq!(ran.code, 0, "{ran:?}");
    let json: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let mut answer = json["results"][0].clone();
    // Where the question stands is another matter.
    answer["line"].take();
    answer
}

#[test]
fn a_network_comes_in_as_a_script_or_as_tables() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("net.gml"), NET).expect("a file");
    let import = |more: &[&str]| {
        let all = [&["import", "net.gml", "--speed", "40 km/h"], more].concat();
        corridor_in(folder, &all, "")
    };
    let script = import(&["--out", "one.corridor"]);
    assert_eq!(script.code, 0, "{script:?}");
    assert!(script.stderr.contains("2 nodes and 2 legs came in"), "{}", script.stderr);
    assert!(script.stderr.contains("left out: 1 `cranes` of nodes"), "{}", script.stderr);

    let tables = import(&["--out", "two.csv"]);
    assert_eq!((tables.code, tables.stdout.as_str()), (0, ""), "{tables:?}");
    assert!(tables.stderr.contains("left out: 1 `cranes` of nodes"), "{}", tables.stderr);
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).expect(name);
    assert_eq!(
        text("two.nodes.csv"),
        "name,title,lat,lon\nKhorgos,,44.200000,80.400000\n\
         Dry__port,\"Dry, port\",45.300000,55.200000\n"
    );
    assert_eq!(
        text("two.legs.csv"),
        "from,to,mode,distance (km),time (days)\nKhorgos,Dry__port,rail,2750,\n\
         Dry__port,Khorgos,road,1800 mi,100 hours\n"
    );
    assert_eq!(corridor_in(folder, &["fmt", "--check", "two.corridor"], "").code, 0);
    assert_eq!(network(folder, "one.corridor"), network(folder, "two.corridor"));

    // Tables are several files: they are not printed.
    assert_eq!(import(&["--to", "csv"]).code, 2);
    let same = import(&["--to", "csv", "--out", "three"]);
    assert_eq!(same.code, 0, "{same:?}");
    assert_eq!(text("three.legs.csv"), text("two.legs.csv"));
    // The network itself is never written over.
    assert_eq!(import(&["--to", "script", "--out", "net.gml"]).code, 2);
}

// ── completions and man ────────────────────────────────────────────────────

#[test]
fn every_shell_completes_every_command() {
    let commands = commands();
    assert!(commands.len() >= 13, "{commands:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = corridor(&["completions", shell], "");
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{shell}");
        for command in &commands {
            assert!(ran.stdout.contains(command), "{shell} does not know {command}");
        }
        assert!(ran.stdout.contains("--scenario") || ran.stdout.contains("-l scenario"), "{shell}");
    }
    assert_eq!(corridor(&["completions", "cmd"], "").code, 2);
}

/// A shell reads its completions without complaint, where it is here.
#[test]
fn bash_takes_its_completions() {
    let script = corridor(&["completions", "bash"], "").stdout;
    let check = format!(
        "{script}\nCOMP_WORDS=(corridor gra); COMP_CWORD=1\n\
         _corridor corridor gra corridor; echo \"${{COMPREPLY[*]}}\"\n"
    );
    match Command::new("bash").args(["--norc", "-c", &check]).output() {
        Ok(output) => {
            assert_eq!(String::from_utf8_lossy(&output.stderr), "");
            assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "graph");
        }
        Err(_) => println!("SKIPPED: bash_takes_its_completions: no bash"),
    }
}

#[test]
fn there_is_a_manual_page_of_every_command() {
    let root = corridor(&["man"], "");
    assert_eq!(root.code, 0);
    assert!(root.stdout.contains(".TH corridor 1"), "{}", root.stdout);
    let folder = tempfile::TempDir::new().expect("a folder");
    let ran = corridor_in(folder.path(), &["man", "--out", "pages"], "");
    assert_eq!(ran.code, 0, "{ran:?}");
    for command in commands() {
        let page = corridor(&["man", &command], "");
        assert_eq!(page.code, 0, "{command}");
        assert!(page.stdout.contains(&format!("corridor\\-{command}")), "{}", page.stdout);
        let file = folder.path().join(format!("pages/corridor-{command}.1"));
        assert_eq!(std::fs::read_to_string(file).expect("a page"), page.stdout);
    }
    assert_eq!(corridor(&["man", "fly"], "").code, 2);
}
