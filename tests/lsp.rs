//! The language server through its own protocol, over pipes.
//!
//! `tests/lsp/*.txt` hold a source and what is asked of it in one file: `«1»`
//! marks a place, and each line after `---- asked` is a request at one. What
//! came back is kept beside them. A client that types at random with a fixed
//! seed never sees an error or a place that is not there.

mod lsp_client;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use lsp_client::{Client, Text, for_each_range};
use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// A source without its marks, and where they stood, as positions.
fn marks(marked: &str) -> (String, Vec<(String, Value)>) {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('«') {
        text.push_str(before);
        let (name, after) = after.split_once('»').expect("the end of a mark");
        marks.push((name.to_owned(), Text::new(&text).end()));
        rest = after;
    }
    text.push_str(rest);
    (text, marks)
}

/// What an answer says, without what changes from machine to machine.
fn shown(answer: &Value) -> String {
    let text = serde_json::to_string_pretty(&compact(answer)).expect("JSON");
    text.replace(&uri(&root()), "file:///root")
}

/// The same with ranges on one line: `7:5 - 7:9`.
fn compact(value: &Value) -> Value {
    match value {
        Value::Object(fields) if fields.contains_key("start") && fields.contains_key("end") => {
            let place = |key: &str| format!("{}:{}", fields[key]["line"], fields[key]["character"]);
            json!(format!("{} - {}", place("start"), place("end")))
        }
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(key, field)| (key.clone(), compact(field))).collect())
        }
        Value::Array(items) => items.iter().map(compact).collect(),
        other => other.clone(),
    }
}

/// The parameters of a request by its short name.
fn asked(words: &[&str], uri: &str, text: &str, marks: &[(String, Value)]) -> (String, Value) {
    let document = json!({ "uri": uri });
    let all = json!({ "start": { "line": 0, "character": 0 }, "end": Text::new(text).end() });
    let place = |name: &str| {
        let found = marks.iter().find(|(mark, _)| mark == name);
        found.unwrap_or_else(|| panic!("no mark {name}")).1.clone()
    };
    let mut params = json!({ "textDocument": document });
    let (method, rest) = words.split_first().expect("a request");
    match *method {
        "documentSymbol" | "foldingRange" | "codeLens" | "documentLink" | "semanticTokens/full" => {
        }
        "formatting" => params["options"] = json!({ "tabSize": 2, "insertSpaces": true }),
        "inlayHint" => params["range"] = all,
        "codeAction" => {
            params["range"] = all;
            params["context"] = json!({ "diagnostics": [] });
        }
        "rangeFormatting" => {
            params["range"] = json!({ "start": place(rest[0]), "end": place(rest[1]) });
            params["options"] = json!({ "tabSize": 2, "insertSpaces": true });
        }
        _ => {
            params["position"] = place(rest[0]);
            params["context"] = json!({ "includeDeclaration": true });
            if let Some(name) = rest.get(1) {
                params["newName"] = json!(name);
            }
        }
    }
    (format!("textDocument/{method}"), params)
}

/// Answers that are long are told by what matters in them.
fn brief(method: &str, answer: &Value) -> String {
    let list = answer.as_array().cloned().unwrap_or_default();
    match method {
        "textDocument/completion" => {
            let items = answer["items"].as_array().cloned().unwrap_or_default();
            let labels: Vec<&str> =
                items.iter().take(24).filter_map(|item| item["label"].as_str()).collect();
            format!("{} candidates: {}", items.len(), labels.join(" "))
        }
        "textDocument/hover" => {
            answer["contents"]["value"].as_str().unwrap_or("nothing").to_owned()
        }
        "textDocument/semanticTokens/full" => {
            let data = answer["data"].as_array().cloned().unwrap_or_default();
            let data: Vec<String> = data
                .chunks(5)
                .take(24)
                .map(|five| five.iter().map(Value::to_string).collect::<Vec<_>>().join(","))
                .collect();
            data.join(" ")
        }
        "textDocument/documentSymbol" => {
            let line = |item: &Value| {
                format!(
                    "{} {}",
                    item["detail"].as_str().unwrap_or_default(),
                    item["name"].as_str().unwrap_or_default()
                )
            };
            list.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        "textDocument/inlayHint" => {
            let line = |item: &Value| {
                format!(
                    "{}:{} {}",
                    item["position"]["line"],
                    item["position"]["character"],
                    item["label"].as_str().unwrap_or_default()
                )
            };
            list.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        _ => shown(answer),
    }
}

#[test]
fn fixtures_are_answered_as_they_say() {
    let folder = root().join("tests/lsp");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 3, "the fixtures were not found");
    for path in paths {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let fixture = fs::read_to_string(&path).expect("a fixture");
        let (source, requests) = fixture.split_once("---- asked\n").expect("what is asked");
        let (text, marks) = marks(source);
        // The document is open and on no disk.
        let uri = uri(&folder.join(format!("{name}.corridor")));
        let mut client = Client::start();
        client.open(&uri, &text);
        let mut out = String::new();
        for told in client.diagnostics(&uri) {
            let start = &told["range"]["start"];
            let _ = writeln!(
                out,
                "{}:{} {} {}",
                start["line"],
                start["character"],
                told["code"].as_str().unwrap_or_default(),
                told["message"].as_str().unwrap_or_default().replace('\n', " | ")
            );
        }
        for line in requests.lines().filter(|line| !line.trim().is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (method, params) = asked(&words, &uri, &text, &marks);
            let answer = client.answer(&method, params);
            let mut answer = match answer {
                Ok(value) => brief(&method, &value),
                Err(error) => format!("refused: {}", error["message"].as_str().unwrap_or_default()),
            };
            if method == "textDocument/codeLens" {
                answer = lenses(&mut client, &uri);
            }
            let _ = writeln!(out, "\n> {line}\n{answer}");
        }
        client.stop();
        insta::with_settings!({ snapshot_path => "lsp", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, out);
        });
    }
}

/// Every lens of a document with what it says.
fn lenses(client: &mut Client, uri: &str) -> String {
    let params = json!({ "textDocument": { "uri": uri } });
    let list = client.answer("textDocument/codeLens", params).expect("lenses");
    let mut out = Vec::new();
    for lens in list.as_array().expect("a list") {
        let line = lens["range"]["start"]["line"].clone();
        let said = match lens["command"]["title"].as_str() {
            Some(title) => title.to_owned(),
            None => {
                let resolved = client.answer("codeLens/resolve", lens.clone()).expect("a lens");
                resolved["command"]["title"].as_str().expect("a title").to_owned()
            }
        };
        out.push(format!("{line}: {said}"));
    }
    out.join("\n")
}

/// Everything that section 3 of the plan names, on the large example.
#[test]
fn a_session_on_the_middle_corridor() {
    let path = root().join("examples/middle_corridor.corridor");
    let text = fs::read_to_string(&path).expect("the example");
    let uri = uri(&path);
    let at = |needle: &str, inside: usize| {
        let byte = text.find(needle).unwrap_or_else(|| panic!("no {needle}")) + inside;
        Text::new(&text[..byte]).end()
    };
    let all = json!({ "start": { "line": 0, "character": 0 }, "end": Text::new(&text).end() });
    let mut client = Client::start();
    client.open(&uri, &text);
    let told = client.diagnostics(&uri);
    assert!(told.iter().all(|told| told["severity"] != 1), "{told:?}");
    let mut ask = |method: &str, more: Value| {
        let mut params = json!({ "textDocument": { "uri": uri } });
        for (key, value) in more.as_object().expect("parameters") {
            params[key] = value.clone();
        }
        let answer = client.answer(&format!("textDocument/{method}"), params);
        answer.unwrap_or_else(|error| panic!("{method}: {error}"))
    };
    let hover = |answer: Value| answer["contents"]["value"].as_str().expect("words").to_owned();
    let port = hover(ask("hover", json!({ "position": at("node Aktau", 6) })));
    for word in ["**node** `Aktau`", "throughput: 140", "works_2030", "240 kTEU/year"] {
        assert!(port.contains(word), "{word}: {port}");
    }
    let way = hover(ask("hover", json!({ "position": at("leg Beineu <-> Aktau", 1) })));
    assert!(way.contains("derived: distance / speed of rail1520"), "{way}");
    let source = hover(ask("hover", json!({ "position": at("@aktau_hub", 3) })));
    assert!(source.contains("**source** `aktau_hub`"), "{source}");
    let place = ask("definition", json!({ "position": at("apply kuryk", 8) }));
    assert_eq!(place["range"]["start"], at("upgrade kuryk ", 8));
    let uses = ask(
        "references",
        json!({ "position": at("node Kuryk", 6), "context": { "includeDeclaration": true } }),
    );
    // The upgrade is called `kuryk`: another name.
    let lines: Vec<&str> = text.lines().collect();
    let uses_list = uses.as_array().expect("a list");
    assert!(uses_list.len() >= 6, "{uses}");
    for place in uses_list {
        let number = |key: &str| place["range"]["start"][key].as_u64().expect("a number") as usize;
        let (line, column) = (number("line"), number("character"));
        assert_eq!(lines[line].get(column..column + 5), Some("Kuryk"), "{place}");
    }
    let edit = ask("rename", json!({ "position": at("node Kuryk", 6), "newName": "Kurik" }));
    assert_eq!(
        edit["changes"][&uri].as_array().expect("edits").len(),
        uses.as_array().expect("a list").len()
    );
    let symbols = ask("documentSymbol", json!({}));
    assert!(symbols.as_array().expect("a list").len() > 150);
    assert!(ask("foldingRange", json!({})).as_array().expect("a list").len() > 20);
    assert!(
        ask("semanticTokens/full", json!({}))["data"].as_array().expect("a list").len() > 5_000
    );
    let items = ask("completion", json!({ "position": at("mode: rail1520", 6) }));
    let labels: Vec<&str> = items["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|item| item["label"].as_str())
        .collect();
    assert_eq!(
        labels,
        ["feeder", "ferry", "rail", "rail1435", "rail1520", "rail_tr", "road", "sea"]
    );
    let help = ask("signatureHelp", json!({ "position": at("expect time(Xian", 14) }));
    assert!(
        help["signatures"][0]["label"].as_str().is_some_and(|label| label.starts_with("time("))
    );
    let hints = ask("inlayHint", json!({ "range": all }));
    let hints = hints.as_array().expect("a list");
    assert!(
        hints
            .iter()
            .any(|hint| hint["label"].as_str().is_some_and(|label| label.starts_with("mean ")))
    );
    assert!(
        hints
            .iter()
            .any(|hint| hint["label"].as_str().is_some_and(|label| label.contains("distance ")))
    );
    let links = ask("documentLink", json!({}));
    assert!(links.as_array().expect("a list").iter().any(|link| {
        link["target"].as_str().is_some_and(|target| target.starts_with("https://timesca.com"))
    }));
    assert_eq!(ask("formatting", json!({ "options": {} })), json!([]), "the example is formatted");
    assert!(
        ask("codeAction", json!({ "range": all, "context": { "diagnostics": [] } })).is_array()
    );
    let found = client.answer("workspace/symbol", json!({ "query": "kuryk" })).expect("symbols");
    assert!(found.as_array().expect("a list").len() >= 4);
    let lenses = lenses(&mut client, &uri);
    assert!(lenses.contains("days, ") && lenses.contains("USD/TEU in scheduled"), "{lenses}");
    assert!(
        lenses.contains("passes") && lenses.contains("run") && !lenses.contains("fails"),
        "{lenses}"
    );
    client.stop();
}

/// Numbers that look random (Marsaglia's xorshift, 64 bits).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }
}

const PIECES: &[&str] = &[
    "node ",
    "leg ",
    "\n",
    "\r\n",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    ":",
    ",",
    " -> ",
    " <-> ",
    "@",
    "@assumed ",
    "Баку",
    "🚢",
    "阿",
    "12 days",
    "2..3..6",
    " km",
    "time: ",
    "report routes from ",
    "expect time(A -> B) < 3 days\n",
    "// ",
    "/*",
    "*/",
    "///",
    "scenario x { apply ",
    "mode",
    "import \"other.corridor\"\n",
    "e\u{301}",
    "60%",
    "kTEU/year",
    "=",
    "'",
    "\u{FEFF}",
    "\t",
    "2022-03-21",
    "..",
];

const ASKED: &[&str] = &[
    "hover",
    "definition",
    "references",
    "documentHighlight",
    "completion",
    "signatureHelp",
    "documentSymbol",
    "foldingRange",
    "semanticTokens/full",
    "semanticTokens/range",
    "codeAction",
    "inlayHint",
    "codeLens",
    "documentLink",
    "formatting",
    "rangeFormatting",
    "onTypeFormatting",
    "prepareRename",
    "rename",
];

/// Types at random into a document and asks something after each change.
fn play(seed: u64, start: &str, changes: usize) {
    let mut dice = Dice(seed);
    let uri = uri(&root().join("tests/lsp/played.corridor"));
    let mut text = Text::new(start);
    let mut client = Client::start();
    client.open(&uri, start);
    for version in 2..changes + 2 {
        let (from, to) = (text.random(&mut |n| dice.roll(n)), text.random(&mut |n| dice.roll(n)));
        let (from, mut to) = (from.min(to), from.max(to));
        // Mostly short stretches go.
        if dice.roll(8) > 0 {
            to = text.snap(to.min(from + dice.roll(6)));
        }
        let piece = if dice.roll(4) == 0 { "" } else { PIECES[dice.roll(PIECES.len())] };
        let range = json!({ "start": text.position(from), "end": text.position(to) });
        text.replace(from, to, piece);
        client.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": uri, "version": version },
                "contentChanges": [{ "range": range, "text": piece }],
            }),
        );
        let method = ASKED[dice.roll(ASKED.len())];
        let (a, b) = (text.random(&mut |n| dice.roll(n)), text.random(&mut |n| dice.roll(n)));
        let params = json!({
            "textDocument": { "uri": uri },
            "position": text.position(a),
            "range": { "start": text.position(a.min(b)), "end": text.position(a.max(b)) },
            "context": { "includeDeclaration": true, "diagnostics": [] },
            "options": { "tabSize": 2, "insertSpaces": true },
            "newName": "Renamed",
            "ch": "}",
        });
        let told = format!("seed {seed}, change {version}, {method}");
        match client.answer(&format!("textDocument/{method}"), params) {
            Ok(answer) => for_each_range(&answer, &mut |range| {
                assert!(text.has(range), "{told}: {range} is not in the text:\n{}", text.string());
            }),
            // Refused with a reason: nothing to rename there, nothing to format.
            Err(error) => assert_eq!(error["code"], -32803, "{told}: {error}"),
        }
    }
    let typed = client.diagnostics(&uri);
    for message in &typed {
        assert!(text.has(&message["range"]), "seed {seed}: {message}");
    }
    // The same text opened at once says the same: no change was lost.
    client.stop();
    let mut fresh = Client::start();
    fresh.open(&uri, &text.string());
    assert_eq!(fresh.diagnostics(&uri), typed, "seed {seed}:\n{}", text.string());
    fresh.stop();
}

#[test]
fn a_typist_never_sees_an_error_or_a_place_that_is_not_there() {
    let toy =
        fs::read_to_string(root().join("examples/toy_corridor.corridor")).expect("the example");
    for seed in 1..=4 {
        play(seed * 7_919, &toy, 120);
        play(seed * 104_729, "", 120);
    }
}

#[test]
fn several_files_are_one_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().canonicalize().expect("a path");
    let (base, top) = (folder.join("base.corridor"), folder.join("top.corridor"));
    fs::write(&base, "node Aktau \"Port\"\nnode Baku\n").expect("a file");
    let text = "import \"base.corridor\"\nmode ferry\nleg Aktau -> Baku { mode: ferry, time: 1 day }\nnode Alone { dwel: 1 day }\n";
    fs::write(&top, text).expect("a file");
    let (base_uri, top_uri) = (uri(&base), uri(&top));
    let mut client = Client::start();
    client.open(&top_uri, text);
    let at = |line: u32, character: u32| json!({ "line": line, "character": character });
    let position = |line, character| json!({ "textDocument": { "uri": top_uri }, "position": at(line, character) });
    let place = client.answer("textDocument/definition", position(2, 5)).expect("a place");
    assert_eq!((&place["uri"], &place["range"]["start"]), (&json!(base_uri), &at(0, 5)));
    let place = client.answer("textDocument/definition", position(0, 10)).expect("a place");
    assert_eq!(place["uri"], json!(base_uri));
    // A fix is offered for the slip.
    let messages = client.diagnostics(&top_uri);
    assert!(messages.iter().any(|told| told["range"]["start"]["line"] == 3), "{messages:?}");
    // Once the imported file is open and changes, its importer is checked again.
    client.open(&base_uri, "node Aktau \"Port\"\nnode Baku\n");
    let renamed = client
        .answer(
            "textDocument/rename",
            json!({
                "textDocument": { "uri": base_uri }, "position": at(1, 6), "newName": "Alat",
            }),
        )
        .expect("edits");
    assert_eq!(renamed["changes"][&top_uri].as_array().map(Vec::len), Some(1), "{renamed}");
    assert_eq!(renamed["changes"][&base_uri].as_array().map(Vec::len), Some(1), "{renamed}");
    client.notify(
        "textDocument/didChange",
        json!({
            "textDocument": { "uri": base_uri, "version": 2 },
            "contentChanges": [{ "text": "node Aktau \"Port\"\nnode Alat\n" }],
        }),
    );
    let messages = client.diagnostics(&top_uri);
    assert!(
        messages
            .iter()
            .any(|told| told["message"].as_str().is_some_and(|words| words.contains("Baku"))),
        "{messages:?}"
    );
    // A file that appears on disk is told of by the editor.
    let lacking = "import \"later.corridor\"\nnode X\n";
    let lacking_uri = uri(&folder.join("lacking.corridor"));
    client.open(&lacking_uri, lacking);
    assert!(
        client
            .diagnostics(&lacking_uri)
            .iter()
            .any(|told| told["code"].as_str().is_some_and(|code| code.starts_with("E07")))
    );
    fs::write(folder.join("later.corridor"), "node Y\n").expect("a file");
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert!(
        !client
            .diagnostics(&lacking_uri)
            .iter()
            .any(|told| told["code"].as_str().is_some_and(|code| code.starts_with("E07")))
    );
    client.stop();
}
