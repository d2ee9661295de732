//! Answers as a transcript shows them.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Client;

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// What an answer says, without what changes from machine to machine.
pub fn shown(answer: &Value) -> String {
    let text = serde_json::to_string_pretty(&compact(answer)).expect("JSON");
    text.replace(&uri(&root()), "file:///root")
}

/// The same with ranges on one line: `7:5 - 7:9`.
pub fn compact(value: &Value) -> Value {
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

/// Answers that are long are told by what matters in them.
pub fn brief(method: &str, answer: &Value) -> String {
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

/// Every lens of a document with what it says.
pub fn lenses(client: &mut Client, uri: &str) -> String {
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
