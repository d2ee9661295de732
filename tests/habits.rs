//! What newcomers write out of habit: each mistake is told once, at its place,
//! and where a message brings a fix, the fixed script has no error left.

mod support;

use serde_json::Value;
use support::corridor;

const NETWORK: &str = "\
commodity boxes { unit: TEU, mass: 14 t/TEU }
mode rail { speed: 40 km/h }
node A { country: KZ }
node B { country: AZ }
node C { country: GE }
leg ab: A -> B { mode: rail, distance: 400 km, capacity: 90 kTEU/year }
leg B -> C { mode: rail, distance: 900 km, capacity: 90 kTEU/year }
disruption storm { close leg ab }
disruption strike { close node B }
";

/// The network's lines.
const LINES: u64 = 9;

fn check(text: &str) -> Value {
    let ran = corridor(&["check", "-", "--format", "json"], text);
    serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

fn offset(text: &str, line: u64, column: u64) -> usize {
    let before: usize = text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
    let rest = &text[before..];
    rest.char_indices().nth(column as usize - 1).map_or(text.len(), |(at, _)| before + at)
}

/// The text with the fixes of all messages made.
fn fixed(text: &str, told: &[Value]) -> String {
    let number = |edit: &Value, key: &str| edit[key].as_u64().expect("a number");
    let mut edits: Vec<(usize, usize, String)> = told
        .iter()
        .filter_map(|told| told["fixes"].as_array())
        .flatten()
        .flat_map(|fix| fix["edits"].as_array().expect("edits").clone())
        .map(|edit| {
            let start = offset(text, number(&edit, "line"), number(&edit, "column"));
            let end = offset(text, number(&edit, "end_line"), number(&edit, "end_column"));
            (start, end, edit["text"].as_str().expect("a text").to_owned())
        })
        .collect();
    edits.sort();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, &new);
    }
    text
}

/// Lines put behind the network, what they are told (`code line:column`, the
/// lines counted from the first of them), and whether the fixes mend all.
type Case = (&'static str, &'static [&'static str], bool);

const CASES: &[Case] = &[
    ("leg A - B { time: 1 day }\n", &["E0114 1:7"], true),
    ("leg A to B { time: 1 day }\n", &["E0114 1:7"], true),
    ("leg A -- B { time: 1 day }\n", &["E0114 1:7"], true),
    ("leg A <- B { time: 1 day }\n", &["E0114 1:5"], true),
    ("leg A -> B -> C { time: 1 day }\n", &["E0101 1:12"], false),
    ("node D country: GE }\nleg C -> D { time: 1 day }\n", &["E0103 1:8"], true),
    ("node D \"Port\" country: GE\nleg C -> D { time: 1 day }\n", &["E0103 1:15"], true),
    ("nodes D {}\nleg C -> D { time: 1 day }\n", &["E0102 1:1"], true),
    ("node D {} node E {}\nleg D -> E { time: 1 day }\n", &["E0101 1:11"], true),
    ("node D {};\nleg C -> D { time: 1 day };\n", &["E0114 1:10", "E0114 2:27"], true),
    (
        "-- a comment { [\nnode D {} -- another\nleg C -> D { time: 1 day }\n",
        &["E0112 1:1", "E0112 2:11"],
        true,
    ),
    ("leg A -> C { time: 1 day, cost: 450 USD per TEU }\n", &["E0114 1:41"], true),
    ("leg A -> C { time: 1 day, frequency: 3 per week }\n", &["E0114 1:40"], true),
    ("demand d: 25 kTEU per year of boxes from A to C\n", &["E0114 1:19"], true),
    ("demand d: 25 kTEU per annum of boxes from A to C\n", &["E0114 1:19"], true),
    ("demand d: 25 kTEU p.a. of boxes from A to C\n", &["E0114 1:19"], true),
    ("demand d: 10k TEU/year of boxes from A to C\n", &["E0133 1:11"], true),
    ("upgrade u { open node A, capex: 350 mln USD }\n", &["E0304 1:37"], true),
    ("leg A -> C { time: 1 day, cost: $450/TEU }\n", &["E0114 1:33"], true),
    ("leg A -> C { time: 1 day, cost: 450$/TEU }\n", &["E0114 1:36"], true),
    (
        "currency EUR = 1.1 USD\nleg A -> C { time: 1 day, cost: 450 €/TEU }\n",
        &["E0114 2:37"],
        true,
    ),
    ("node D { at: 43.6N51.2E }\nleg C -> D { time: 1 day }\n", &["E0117 1:14"], true),
    ("node D { at: 43°36'N 51°13'E }\nleg C -> D { time: 1 day }\n", &["E0117 1:14"], true),
    ("node D { at: (43.6N, 51.2E) }\nleg C -> D { time: 1 day }\n", &["E0117 1:14"], true),
    ("node D { at: [43.6, 51.2] }\nleg C -> D { time: 1 day }\n", &["E0117 1:14"], false),
    ("node D { at: 91N 51E }\nleg C -> D { time: 1 day }\n", &["E0117 1:14"], false),
    ("scenario s { apply storm strike }\n", &["E0129 1:26"], true),
    ("scenario s { apply: storm, strike }\n", &["E0114 1:14"], true),
    ("scenario s { apply [storm, strike] }\n", &["E0114 1:20"], true),
    ("scenario s { use realized }\n", &["E0511 1:14"], true),
    ("source s { title: \"x\", url: http://a.b/c?d, year: 2020 }\n", &["E0113 1:29"], true),
    ("node D { dwell: 3\n  days }\nleg C -> D { time: 1 day }\n", &["E0301 2:3"], true),
    (
        "leg A -> C { time: 1 DAY, distance: 900 KM }\nleg C -> A { time: 1 DAY }\n",
        &["E0304 1:22", "E0304 1:41", "E0304 2:22"],
        true,
    ),
    ("leg A -> C { time: 1 day, capacity: 1 teu/year }\n", &["E0304 1:39"], true),
    ("leg A -> C { time: 1 day, capacity: 1 barrel/year }\n", &["E0304 1:39"], true),
    (
        "disruption q { close node A from 2022-03 to 2022-05 }\n",
        &["E0115 1:34", "E0115 1:45"],
        true,
    ),
    (
        "node D { location: 43N 51E, capacity: 1 kTEU/year }\nleg C -> D { duration: 1 day }\n",
        &["E0205 1:10", "E0205 1:29", "E0205 2:14"],
        true,
    ),
    (
        "leg A -> C { mode: rail, length: 900 km, throughput: 1 kTEU/year }\n",
        &["E0205 1:26", "E0205 1:42"],
        true,
    ),
    (
        "node D { planned: true }\nleg C -> D { time: 1 day }\nupgrade u { open node D }\n",
        &["E0205 1:10"],
        true,
    ),
    (
        "node D { kind: \"port\", country: \"KZ\", tags: hub }\nleg C -> D { time: 1 day }\n",
        &["E0316 1:10", "E0316 1:24"],
        true,
    ),
    ("corridor c A -> B\n", &["E0110 1:10"], true),
    ("contract k: least 5 kTEU/year of boxes on leg ab\n", &["E0101 1:13"], false),
    ("pool p { legs: rail, capacity: 5 kTEU/year }\n", &["E0316 1:10"], true),
    ("leg A -> C { time: 1 day @Assumed \"x\" }\n", &["E0201 1:27"], true),
    ("leg A -> C { time: 1 day @ assumed }\n", &["E0101 1:28"], false),
    ("leg A -> C { time: realised 4 days, best: 3 days }\n", &["E0205 1:37"], false),
    ("leg A -> C { time: 1 day, frequency: 3/week irregular }\n", &["E0205 1:45"], false),
    ("disruption q { increase capacity of leg ab by 20% }\n", &["E0131 1:16"], true),
    ("disruption q { ban transit through KZ }\n", &["E0131 1:16"], true),
    ("disruption q { close leg ab in 2024 }\n", &["E0101 1:29"], false),
    ("disruption q { close leg ab for 3 days }\n", &["E0101 1:33"], false),
    ("expect time(A -> B) is 10 hours\n", &["E0114 1:21"], true),
    ("expect time(A -> B) => 10 hours\n", &["E0114 1:21"], true),
    ("expect time(A -> B) =< 10 hours\n", &["E0114 1:21"], true),
    ("expect time(A to B) = 10 hours\n", &["E0114 1:15"], true),
    ("expect tiem(A -> B) = 10 hours\n", &["E0131 1:8"], true),
    ("let d = 3 days\nexpect d = 3 days\n", &["E0204 1:5"], false),
    ("scenario s extend t {}\nscenario t {}\n", &["E0131 1:12"], true),
    ("scenario s aply storm\n", &["E0101 1:12"], false),
    ("disruption q { close leg ab every winter }\n", &["E0101 1:29"], false),
    ("report routes from A to C top3\n", &["E0131 1:27"], true),
    ("node D { dwell: 3 to 4 days }\nleg C -> D { time: 2 days }\n", &["E0114 1:19"], true),
    ("node D { dwell: 3-4 days }\nleg C -> D { time: 2 days }\n", &["E0313 1:17"], true),
    ("leg A -> C { time: 3 days 4 hours }\n", &["E0114 1:20"], true),
    ("leg A -> C { time: 3d 4h }\n", &["E0114 1:20"], true),
    ("leg A -> C { time: 3 ± 1 days }\n", &["E0124 1:22"], false),
    ("leg A -> C { time: \"3 days\" }\n", &["E0312 1:20"], true),
    ("node D { at: \"43N 51E\" }\nleg C -> D { time: 2 days }\n", &["E0316 1:10"], true),
    ("bloc X { KZ, AZ }\n", &["E0205 1:10"], false),
    ("bloc X { members: KZ }\n", &["E0316 1:10"], true),
    ("bloc X { members: [kz, Kazakhstan] }\n", &["E0209 1:20", "E0209 1:24"], false),
    (
        "disruption q { close node A, rate: 1/year, duration: 1 day, season: Nov..March }\n",
        &["E0316 1:61"],
        true,
    ),
    ("disruption q { close node A, probability: 20, duration: 1 day }\n", &["E0318 1:43"], true),
    ("model \"x\" { detour: 30 }\n", &["E0318 1:21"], true),
    ("disruption q { reduce capacity of leg ab by 20 }\n", &["E0301 1:45"], false),
    ("report difference from baseline to s\nscenario s {}\n", &["E0127 1:8"], false),
    ("report pareto from A to C\n", &["E0127 1:8"], false),
    ("report network from A to C\n", &["E0603 1:21"], false),
    ("disruption q { close node A\n  after q }\n", &["E0210 2:3"], false),
];

#[test]
fn each_is_told_once_at_its_place_and_its_fix_mends_it() {
    let mut bad = Vec::new();
    for (lines, expected, mended) in CASES {
        let text = format!("{NETWORK}{lines}");
        let json = check(&text);
        let told = json["diagnostics"].as_array().expect("a list").clone();
        let errors = told.iter().filter(|told| told["severity"] == "error");
        let found: Vec<String> = errors
            .map(|told| {
                let line = told["line"].as_i64().expect("a line") - LINES as i64;
                format!("{} {line}:{}", told["code"].as_str().expect("a code"), told["column"])
            })
            .collect();
        if found != *expected {
            bad.push(format!("{lines}told {found:?}, not {expected:?}"));
        }
        if *mended {
            let new = fixed(&text, &told);
            let left = check(&new);
            let left = left["diagnostics"].as_array().expect("a list");
            if let Some(left) = left.iter().find(|told| told["severity"] == "error") {
                bad.push(format!(
                    "{lines}became {}still {}",
                    &new[NETWORK.len()..],
                    left["message"]
                ));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

fn warnings(text: &str) -> Vec<String> {
    let told = check(text);
    let told = told["diagnostics"].as_array().expect("a list").clone();
    told.iter()
        .map(|told| {
            format!("{} {}:{}", told["code"].as_str().unwrap_or(""), told["line"], told["column"])
        })
        .collect()
}

#[test]
fn speeds_that_nothing_has_are_told_wherever_they_are_written() {
    let text = "mode fast { speed: 4_000 km/h }\nmode ferry { speed: 22 km/h }\nnode A {}\nnode B {}\n\
         leg A -> B { mode: fast, distance: 30 km }\nleg B -> A { mode: ferry, distance: 30 km, speed: 300 knots }\n";
    assert_eq!(warnings(text), ["W0401 1:20", "W0401 6:51"]);
}

#[test]
fn what_nothing_uses_is_told_in_a_main_file_that_asks_nothing_yet() {
    let network = "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nlet k = 3 km\n";
    assert_eq!(warnings(network), [""; 0], "others may import it");
    assert_eq!(warnings(&format!("model \"M\" {{}}\n{network}")), ["W0201 5:5"]);
}

#[test]
fn a_bloc_is_used_by_a_question_by_bloc() {
    let text = format!(
        "{NETWORK}bloc X {{ members: [KZ] }}\ndemand d: 1 kTEU/year of boxes from A to C\n\
         scenario s {{ apply storm, strike }}\nreport exposure by bloc\n"
    );
    assert_eq!(warnings(&text), [""; 0]);
}

#[test]
fn a_basis_that_no_figure_has_falls_back_and_says_so() {
    let text = format!("{NETWORK}scenario s {{ use quoted }}\n");
    assert!(warnings(&text).contains(&"W0504 10:14".to_owned()), "{:?}", warnings(&text));
}

#[test]
fn a_fence_may_say_more_than_the_name_of_the_language() {
    let page = "# A page\n\n```corridor title=\"x\"\nnode A {}\nnode B {}\nleg A -> B { time: 2 days }\n\
                expect time(A -> B) = 2 days\n```\n";
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("page.md");
    std::fs::write(&file, page).expect("written");
    let path = file.to_str().expect("a path");
    let ran = corridor(&["test", path], "");
    assert_eq!((ran.code, ran.stdout.contains("1 hold")), (0, true), "{}", ran.stdout);
}

#[test]
fn a_declaration_may_follow_a_comment_over_several_lines() {
    let text = "node A {} /* two\nlines */ node B {}\nleg A -> B { time: 1 day }\n";
    assert_eq!(warnings(text), [""; 0]);
}

#[test]
fn a_quote_that_is_not_closed_is_told_once() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("n.csv"), "name,country\nA,KZ\n\"B\n").expect("written");
    let file = folder.path().join("main.corridor");
    std::fs::write(&file, "import nodes from \"n.csv\"\n").expect("written");
    let ran = corridor(&["check", "--format", "json", file.to_str().expect("a path")], "");
    assert_eq!(ran.stdout.matches("E0708").count(), 1, "{}", ran.stdout);
}
