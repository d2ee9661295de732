//! The language server through its own protocol, over pipes.
//!
//! `tests/lsp/*.txt` hold a source and what is asked of it in one file: `«1»`
//! marks a place, and each line after `---- asked` is a request at one. What
//! came back is kept beside them. A client that types at random with a fixed
//! seed never sees an error or a place that is not there.

mod lsp_client;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use lsp_client::shown::{brief, lenses, root, uri};
use lsp_client::{Client, Text, for_each_range};
use serde_json::{Value, json};

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
