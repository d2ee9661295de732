//! An editor that waits.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

const URI: &str = "file:///made-up/bench.corridor";

/// The other side of a conversation with the language server.
pub struct Client {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    version: i64,
}

impl Client {
    /// Starts the server and says hello.
    pub fn start(program: &str) -> Self {
        let mut child = Command::new(program)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let to = child.stdin.take().expect("a pipe");
        let from = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut client = Self { child, to, from, version: 1 };
        client.send(json!({ "id": 1, "method": "initialize", "params": { "capabilities": {} } }));
        while client.read()["id"] != 1 {}
        client.send(json!({ "method": "initialized", "params": {} }));
        client
    }

    fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = json!("2.0");
        let text = message.to_string();
        let sent = write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len());
        sent.and_then(|()| self.to.flush()).expect("the server listens");
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).expect("the server speaks") > 0, "it has gone");
            match line.trim().split_once(": ") {
                Some((_, value)) => length = value.parse().unwrap_or(length),
                None => break,
            }
        }
        let mut bytes = vec![0; length];
        self.from.read_exact(&mut bytes).expect("a message");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// Opens the document.
    pub fn open(&mut self, text: &str) {
        let document = json!({ "uri": URI, "languageId": "corridor", "version": 1, "text": text });
        self.send(
            json!({ "method": "textDocument/didOpen", "params": { "textDocument": document } }),
        );
    }

    /// Puts a text in the place of so many characters.
    pub fn replace(&mut self, line: usize, column: usize, gone: usize, text: &str) {
        self.version += 1;
        let place = |column: usize| json!({ "line": line, "character": column });
        let range = json!({ "start": place(column), "end": place(column + gone) });
        let params = json!({
            "textDocument": { "uri": URI, "version": self.version },
            "contentChanges": [{ "range": range, "text": text }],
        });
        self.send(json!({ "method": "textDocument/didChange", "params": params }));
    }

    /// Waits for the messages of the text as it stands: how many there are.
    pub fn diagnostics(&mut self) -> usize {
        loop {
            let message = self.read();
            let params = &message["params"];
            if message["method"] == "textDocument/publishDiagnostics"
                && params["version"] == self.version
            {
                return params["diagnostics"].as_array().map_or(0, Vec::len);
            }
        }
    }

    /// Processor time used so far, in milliseconds, in steps of ten.
    pub fn cpu(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.unwrap_or_default();
        let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
        // Hundredths of a second in user and in system mode.
        fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() * 10.0
    }

    /// A line of `/proc/PID/status`, in megabytes.
    pub fn memory(&self, what: &str) -> f64 {
        memory(self.child.id(), what)
    }

    /// Says good-bye.
    pub fn stop(mut self) {
        self.send(json!({ "id": 2, "method": "shutdown", "params": null }));
        while self.read()["id"] != 2 {}
        self.send(json!({ "method": "exit", "params": null }));
        assert!(self.child.wait().expect("the end").success());
    }
}

/// A line of `/proc/PID/status`, in megabytes.
pub fn memory(process: u32, what: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(what)).unwrap_or_default();
    let kibibytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok());
    kibibytes.unwrap_or(0.0) * 1024.0 / 1e6
}
