//! An editor's session on the Middle Corridor example: everything that the
//! server offers, once as a check of what matters, once as a transcript that is
//! kept in `tests/lsp/middle_corridor.snap`.

mod lsp_client;

use std::fmt::Write as _;
use std::fs;

use lsp_client::shown::{brief, lenses, root, uri};
use lsp_client::{Client, Text};
use serde_json::{Value, json};

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

/// A session that writes down what is said.
struct Session {
    client: Client,
    folder: tempfile::TempDir,
    uri: String,
    text: String,
    version: i64,
    out: String,
}

impl Session {
    fn start() -> Self {
        let text = fs::read_to_string(root().join("examples/middle_corridor.corridor"));
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().canonicalize().expect("a path").join("middle_corridor.corridor");
        let text = text.expect("the example");
        fs::write(&path, &text).expect("a file");
        let mut session = Self {
            client: Client::start(),
            folder,
            uri: uri(&path),
            text,
            version: 1,
            out: String::new(),
        };
        session.client.open(&session.uri, &session.text);
        session.told("opened");
        session
    }

    /// The position of a byte within a stretch of the text.
    fn at(&self, needle: &str, inside: usize) -> Value {
        let byte = self.text.find(needle).unwrap_or_else(|| panic!("no {needle}")) + inside;
        Text::new(&self.text[..byte]).end()
    }

    fn everything(&self) -> Value {
        json!({ "start": { "line": 0, "character": 0 }, "end": Text::new(&self.text).end() })
    }

    /// Writes down the messages of the text as it stands.
    fn told(&mut self, done: &str) -> Vec<Value> {
        let told = self.client.diagnostics(&self.uri);
        let _ = writeln!(self.out, "── {done}: {} messages", told.len());
        for message in &told {
            let start = &message["range"]["start"];
            let _ = writeln!(
                self.out,
                "{}:{} {} {}",
                start["line"],
                start["character"],
                message["code"].as_str().unwrap_or_default(),
                message["message"].as_str().unwrap_or_default().replace('\n', " | ")
            );
        }
        let _ = writeln!(self.out);
        told
    }

    /// Puts a text in the place of another.
    fn edit(&mut self, old: &str, new: &str, done: &str) -> Vec<Value> {
        let range = json!({ "start": self.at(old, 0), "end": self.at(old, old.len()) });
        self.text = self.text.replacen(old, new, 1);
        self.version += 1;
        self.client.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": self.uri, "version": self.version },
                "contentChanges": [{ "range": range, "text": new }],
            }),
        );
        self.told(done)
    }

    /// Asks and writes down the first lines of the answer.
    fn ask(&mut self, method: &str, more: Value, most: usize) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.uri } });
        for (key, value) in more.as_object().expect("parameters") {
            params[key] = value.clone();
        }
        let method = match method {
            "workspace/symbol" => method.to_owned(),
            _ => format!("textDocument/{method}"),
        };
        let answer = self.client.answer(&method, params);
        let answer = answer.unwrap_or_else(|error| panic!("{method}: {error}"));
        let words = match method.as_str() {
            "textDocument/foldingRange" | "workspace/symbol" | "textDocument/documentLink" => {
                let list = answer.as_array().cloned().unwrap_or_default();
                list.iter().map(Value::to_string).collect::<Vec<_>>().join("\n")
            }
            _ => brief(&method, &answer),
        };
        self.write(&method, &words, most);
        answer
    }

    fn write(&mut self, method: &str, words: &str, most: usize) {
        let words = words.replace(&self.uri, "file:///middle_corridor.corridor");
        let lines: Vec<&str> = words.lines().collect();
        let _ = writeln!(self.out, "> {method}");
        for line in lines.iter().take(most) {
            let _ = writeln!(self.out, "{line}");
        }
        if lines.len() > most {
            let _ = writeln!(self.out, "… {} lines", lines.len());
        }
        let _ = writeln!(self.out);
    }
}

#[test]
fn the_transcript_of_a_session() {
    let mut session = Session::start();
    let place = |session: &Session, needle: &str, inside: usize| json!({ "position": session.at(needle, inside) });

    // Typing a mistake: it is told, a fix is offered, the fix mends it.
    session.edit("mode: rail1520, distance", "mode: rail1502, distance", "a slip is typed");
    let range = session.everything();
    let context = json!({ "range": range, "context": { "diagnostics": [] } });
    let actions = session.ask("codeAction", context, 40);
    let edit = &actions[0]["edit"]["changes"][&session.uri][0];
    assert_eq!(edit["range"]["start"], session.at("rail1502", 0));
    assert_eq!(edit["newText"], "rail1520");
    session.edit("rail1502", "rail1520", "the fix is taken");

    // Half a declaration: what can be written there.
    let half = "leg Aktau -> Kuryk { mode:  }\n";
    session.edit("node Kuryk {", &format!("{half}node Kuryk {{"), "half a leg");
    let position = place(&session, "Kuryk { mode: ", 14);
    session.ask("completion", position, 3);
    session.edit(half, "", "taken away again");
    let position = place(&session, "expect time(", 12);
    session.ask("signatureHelp", position, 20);

    // What is there.
    for (needle, inside) in [("node Aktau", 6), ("leg Beineu <-> Aktau", 1), ("@aktau_hub", 3)] {
        let position = place(&session, needle, inside);
        session.ask("hover", position, 40);
    }
    let position = place(&session, "apply kuryk", 8);
    session.ask("definition", position, 10);
    let context = json!({ "position": session.at("node Kuryk", 6), "context": { "includeDeclaration": true } });
    session.ask("references", context, 12);
    let position = place(&session, "node Kuryk", 6);
    session.ask("prepareRename", position, 10);
    let renamed = json!({ "position": session.at("node Kuryk", 6), "newName": "Kurik" });
    session.ask("rename", renamed, 14);
    session.ask("documentSymbol", json!({}), 10);
    session.ask("workspace/symbol", json!({ "query": "kuryk" }), 10);
    session.ask("foldingRange", json!({}), 4);
    session.ask("semanticTokens/full", json!({}), 4);
    session.ask("inlayHint", json!({ "range": range }), 12);
    session.ask("documentLink", json!({}), 4);
    let said = lenses(&mut session.client, &session.uri.clone());
    session.write("textDocument/codeLens, each resolved", &said, 12);

    // Blanks out of place: set in the one style, all of it, a stretch, a
    // declaration just closed.
    session.edit("node Kuryk {", "node   Kuryk{", "blanks out of place");
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    session.ask("formatting", json!({ "options": options }), 20);
    let (start, end) = (session.at("node   Kuryk", 0), session.at("node   Kuryk{", 13));
    let stretch = json!({ "range": { "start": start, "end": end }, "options": options });
    session.ask("rangeFormatting", stretch, 20);
    let typed = json!({ "position": end, "ch": "}", "options": options });
    session.ask("onTypeFormatting", typed, 20);
    session.edit("node   Kuryk{", "node Kuryk {", "as it was");

    // A file that is not there, until it is: the editor calls out.
    session.edit(
        "\nsource aktau_hub",
        "\nimport \"more.corridor\"\nsource aktau_hub",
        "an import of nothing",
    );
    fs::write(session.folder.path().join("more.corridor"), "node Actau_2\n").expect("a file");
    session.client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    session.told("the file has come");

    session.client.stop();
    let folder = session.folder.path().canonicalize().expect("a path");
    let out = session.out.replace(&session.uri, "file:///middle_corridor.corridor");
    let out = out.replace(&format!("{}/", folder.display()), "/");
    insta::with_settings!({ snapshot_path => "lsp", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("middle_corridor", out);
    });
}
