//! An editor as far as the tests need one.
#![allow(dead_code)]

pub mod shown;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// The other side of a conversation.
pub struct Client {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    next: i64,
    told: Vec<Value>,
}

impl Client {
    /// Starts the server and says hello.
    pub fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_corridor"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server");
        let to = child.stdin.take().expect("a pipe");
        let from = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut client = Self { child, to, from, next: 0, told: Vec::new() };
        let offered = client.answer(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": {} }),
        );
        assert!(
            offered.expect("capabilities")["capabilities"]["hoverProvider"].as_bool() == Some(true)
        );
        client.notify("initialized", json!({}));
        client
    }

    fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = json!("2.0");
        let text = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len())
            .expect("the server listens");
        self.to.flush().expect("the server listens");
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            let read = self.from.read_line(&mut line).expect("the server speaks");
            assert!(read > 0, "the server has gone");
            match line.trim().split_once(':') {
                Some((key, value)) if key.eq_ignore_ascii_case("content-length") => {
                    length = value.trim().parse().expect("a length");
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut bytes = vec![0; length];
        self.from.read_exact(&mut bytes).expect("a message");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// Tells the server something.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(json!({ "method": method, "params": params }));
    }

    /// Asks, and waits for the answer.
    pub fn answer(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.next += 1;
        let id = self.next;
        self.send(json!({ "id": id, "method": method, "params": params }));
        loop {
            let message = self.read();
            if message["id"] == json!(id) {
                return match message.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(message["result"].clone()),
                };
            }
            self.told.push(message);
        }
    }

    /// Opens a document.
    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "corridor", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// The messages of a document as it stands.
    pub fn diagnostics(&mut self, uri: &str) -> Vec<Value> {
        // What is told while idle comes before the answer to a later question
        // once the server has been idle: ask twice.
        for _ in 0..2 {
            let _ = self.answer("workspace/symbol", json!({ "query": "nothing is called this" }));
            std::thread::sleep(std::time::Duration::from_millis(250));
        }
        let mine = |message: &&Value| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
        };
        let last = self.told.iter().rev().find(mine).expect("messages of the document");
        last["params"]["diagnostics"].as_array().expect("a list").clone()
    }

    /// Says good-bye; the server ends well.
    pub fn stop(mut self) {
        assert_eq!(self.answer("shutdown", Value::Null), Ok(Value::Null));
        self.notify("exit", Value::Null);
        assert!(self.child.wait().expect("the end").success());
    }
}

/// A text as an editor keeps it: UTF-16.
pub struct Text {
    units: Vec<u16>,
}

impl Text {
    pub fn new(text: &str) -> Self {
        Self { units: text.encode_utf16().collect() }
    }

    pub fn string(&self) -> String {
        String::from_utf16(&self.units).expect("whole characters")
    }

    /// The position of a unit.
    pub fn position(&self, at: usize) -> Value {
        let before = &self.units[..at];
        let line = before.iter().filter(|unit| **unit == 10).count();
        let start = before.iter().rposition(|unit| *unit == 10).map_or(0, |at| at + 1);
        json!({ "line": line, "character": at - start })
    }

    /// The position of the end.
    pub fn end(&self) -> Value {
        self.position(self.units.len())
    }

    /// A place near this one that is within no character and no line end.
    pub fn snap(&self, at: usize) -> usize {
        let mut at = at.min(self.units.len());
        let unit = |at: usize| self.units.get(at).copied().unwrap_or_default();
        while at > 0
            && ((0xDC00..0xE000).contains(&unit(at)) || unit(at) == 10 && unit(at - 1) == 13)
        {
            at -= 1;
        }
        at
    }

    pub fn random(&self, roll: &mut dyn FnMut(usize) -> usize) -> usize {
        self.snap(roll(self.units.len() + 1))
    }

    pub fn replace(&mut self, from: usize, to: usize, with: &str) {
        self.units.splice(from..to, with.encode_utf16());
    }

    fn has_position(&self, position: &Value) -> bool {
        let lines: Vec<&[u16]> = self.units.split(|unit| *unit == 10).collect();
        let line = position["line"].as_u64().and_then(|line| lines.get(line as usize));
        line.is_some_and(|line| {
            let column = position["character"].as_u64().unwrap_or(u64::MAX) as usize;
            let within = line.get(column).is_some_and(|unit| (0xDC00..0xE000).contains(unit));
            column <= line.len() && !within
        })
    }

    /// Whether a range lies in the text, its start first.
    pub fn has(&self, range: &Value) -> bool {
        let key = |position: &Value| (position["line"].as_u64(), position["character"].as_u64());
        let (start, end) = (&range["start"], &range["end"]);
        key(start) <= key(end) && self.has_position(start) && self.has_position(end)
    }
}

/// Shows every range in an answer.
pub fn for_each_range(value: &Value, see: &mut dyn FnMut(&Value)) {
    match value {
        Value::Object(fields) if fields.contains_key("start") && fields.contains_key("end") => {
            see(value)
        }
        Value::Object(fields) => fields.values().for_each(|field| for_each_range(field, see)),
        Value::Array(items) => items.iter().for_each(|item| for_each_range(item, see)),
        _ => {}
    }
}
