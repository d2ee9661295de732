//! The state of a conversation, and who answers what.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use lsp_server::{Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use crate::session::Files;
use crate::session::view::View;

use super::answers::Asked;
use super::documents::{Document, Overlay};
use super::lens::Worker;
use super::names::{self, Open};
use super::told::by_file;
use super::{actions, colours, edits, lens, panic_words, uri};

/// Numbers of the protocol.
const METHOD_NOT_FOUND: i32 = -32601;
const INTERNAL_ERROR: i32 = -32603;
const REQUEST_FAILED: i32 = -32803;

/// Why a request has no answer.
struct Refused(i32, String);

type Answer = Result<Value, Refused>;

/// One conversation.
pub struct Server<'f> {
    send: Box<dyn Fn(Message)>,
    files: &'f dyn Files,
    /// By address.
    open: BTreeMap<String, Document>,
    /// The messages that each document told, by the address that they are of.
    published: BTreeMap<String, BTreeMap<String, Vec<Value>>>,
    /// Documents whose messages are not known yet.
    stale: BTreeSet<String>,
    worker: Worker,
}

impl<'f> Server<'f> {
    /// Before the first message; what is told goes where `send` puts it.
    pub fn new(send: impl Fn(Message) + Clone + Send + 'static, files: &'f dyn Files) -> Self {
        let worker = Worker::new(send.clone());
        Self {
            send: Box::new(send),
            files,
            open: BTreeMap::new(),
            published: BTreeMap::new(),
            stale: BTreeSet::new(),
            worker,
        }
    }

    /// Asks the editor to tell when files change on disk, if it can.
    pub fn watch(&self, client: &Value) {
        let can =
            client.pointer("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration");
        if can.and_then(Value::as_bool) != Some(true) {
            return;
        }
        let watchers = json!([{ "globPattern": "**/*.{corridor,csv,tsv}" }]);
        let registration = json!({
            "id": "files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        });
        let id = RequestId::from("watch".to_owned());
        let params = json!({ "registrations": [registration] });
        let method = "client/registerCapability".to_owned();
        (self.send)(Request { id, method, params }.into());
    }

    /// Checks one document that changed, if there is one; its messages are told
    /// with that.
    pub fn settle(&mut self) -> bool {
        let Some(uri) = self.stale.pop_first() else { return false };
        self.view(&uri);
        true
    }

    /// Tells the messages of a document that was just checked.
    fn tell(&mut self, uri: &str, view: &View) {
        self.stale.remove(uri);
        let version = self.open.get(uri).map(|document| document.version);
        let told = by_file(view, uri);
        let before = self.published.remove(uri).unwrap_or_default();
        for address in before.keys().filter(|address| !told.contains_key(*address)) {
            self.publish(address, &[], None);
        }
        for (address, messages) in &told {
            // What is open tells its own messages.
            let own = address == uri;
            // The version of its own text is news in any case.
            let news = own || before.get(address) != Some(messages);
            if news && (own || !self.open.contains_key(address)) {
                self.publish(address, messages, version.filter(|_| own));
            }
        }
        self.published.insert(uri.to_owned(), told);
    }

    fn publish(&self, uri: &str, messages: &[Value], version: Option<i64>) {
        let mut params = json!({ "uri": uri, "diagnostics": messages });
        if let (Some(version), Some(object)) = (version, params.as_object_mut()) {
            object.insert("version".to_owned(), json!(version));
        }
        (self.send)(Notification::new("textDocument/publishDiagnostics".to_owned(), params).into());
    }

    /// The check of an open document, made anew where it changed.
    fn view(&mut self, uri: &str) -> Option<Arc<View>> {
        let document = self.open.get(uri)?;
        if let Some(view) = &document.view {
            return Some(Arc::clone(view));
        }
        let before = self.open.get_mut(uri)?.before.take();
        let document = self.open.get(uri)?;
        let overlay = Overlay::new(self.files, self.open.values());
        let (kept, rest) = match before {
            Some(before) => View::keep(before, &overlay),
            None => Default::default(),
        };
        // A large model takes a while to be taken apart: nobody waits for that.
        std::thread::spawn(move || drop(rest));
        let view = Arc::new(View::again(&document.path, kept, &overlay));
        self.open.get_mut(uri)?.view = Some(Arc::clone(&view));
        self.tell(uri, &view);
        Some(view)
    }

    /// All open documents with their checks.
    fn all(&mut self) -> Vec<Open> {
        let uris: Vec<String> = self.open.keys().cloned().collect();
        uris.into_iter().filter_map(|uri| Some((uri.clone(), self.view(&uri)?))).collect()
    }

    // ── What the editor tells ──────────────────────────────────────────────

    /// Takes a notification; one that is not known means nothing here.
    pub fn notification(&mut self, notification: Notification) {
        let params = notification.params;
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str).map(str::to_owned);
        match (notification.method.as_str(), uri) {
            ("textDocument/didOpen", Some(uri)) => {
                let text = params.pointer("/textDocument/text").and_then(Value::as_str);
                let version = version(&params);
                let (path, text) = (uri::to_path(&uri), text.unwrap_or_default().into());
                self.open.insert(uri.clone(), Document::new(path, text, version));
                self.changed(&uri);
            }
            ("textDocument/didChange", Some(uri)) => {
                if let Some(document) = self.open.get_mut(&uri) {
                    document.version = version(&params);
                    let changes = params.get("contentChanges").and_then(Value::as_array);
                    changes.into_iter().flatten().for_each(|change| document.change(change));
                    self.changed(&uri);
                }
            }
            ("textDocument/didClose", Some(uri)) => {
                self.open.remove(&uri);
                self.stale.remove(&uri);
                for address in self.published.remove(&uri).unwrap_or_default().keys() {
                    self.publish(address, &[], None);
                }
                self.changed(&uri);
            }
            ("workspace/didChangeWatchedFiles", _) => self.everything_changed(),
            _ => {}
        }
    }

    /// A document changed: it and all that import it are checked again.
    fn changed(&mut self, uri: &str) {
        self.worker.give_up();
        let key = self.files.identity(Path::new(&uri::to_path(uri)));
        for (other, document) in &mut self.open {
            let uses = document.view.as_ref().is_none_or(|view| {
                let mut paths = view.checked.sources.files().iter().filter_map(|file| file.path());
                paths.any(|path| self.files.identity(path) == key)
            });
            // What it lacks may have come into being.
            let lacks = document.view.as_ref().is_some_and(|view| {
                view.told.diagnostics.iter().any(|told| told.code.0.starts_with("E07"))
            });
            if other == uri || uses || lacks {
                document.outdated();
                self.stale.insert(other.clone());
            }
        }
    }

    fn everything_changed(&mut self) {
        self.worker.give_up();
        for (uri, document) in &mut self.open {
            document.outdated();
            self.stale.insert(uri.clone());
        }
    }

    // ── What the editor asks ───────────────────────────────────────────────

    /// Answers a request. A defect in an answer is told as an error and ends
    /// nothing.
    pub fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        if method == "codeLens/resolve" {
            return self.resolve(id, params);
        }
        let answered = catch_unwind(AssertUnwindSafe(|| self.answer(&method, &params)));
        let answered = answered
            .unwrap_or_else(|payload| Err(Refused(INTERNAL_ERROR, panic_words(payload.as_ref()))));
        let response = match answered {
            Ok(value) => Response::new_ok(id, value),
            Err(Refused(code, words)) => Response::new_err(id, code, words),
        };
        (self.send)(response.into());
    }

    /// Says yes, with nothing to tell.
    pub fn agree(&self, id: RequestId) {
        (self.send)(Response::new_ok(id, Value::Null).into());
    }

    /// Answers a request that is not looked at.
    pub fn refuse(&self, id: RequestId, (code, words): (i32, &str)) {
        (self.send)(Response::new_err(id, code, words.to_owned()).into());
    }

    fn resolve(&mut self, id: RequestId, lens: Value) {
        let asked = lens::read(&lens);
        let current = asked.and_then(|(ask, uri, version)| {
            let same = self.open.get(&uri).is_some_and(|document| document.version == version);
            if same { Some((ask, self.view(&uri)?)) } else { None }
        });
        match current {
            Some((ask, view)) => self.worker.ask(id, lens, ask, view),
            None => {
                let words = "the lens is of an older text".to_owned();
                (self.send)(Response::new_err(id, -32801, words).into());
            }
        }
    }

    fn answer(&mut self, method: &str, params: &Value) -> Answer {
        if method == "workspace/symbol" {
            let query = params.get("query").and_then(Value::as_str).unwrap_or_default();
            return Ok(names::workspace(&self.all(), query));
        }
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
        let Some(uri) = uri.map(str::to_owned) else {
            return Err(Refused(METHOD_NOT_FOUND, format!("`{method}` is not known here")));
        };
        let Some(view) = self.view(&uri) else { return Ok(Value::Null) };
        let Some(file) = view.main().map(|file| file.id()) else { return Ok(Value::Null) };
        let version = self.open.get(&uri).map_or(0, |document| document.version);
        let asked = Asked { view: &view, file, uri: &uri, version };
        let found = match method {
            "textDocument/hover" => asked.hover(params),
            "textDocument/definition" => asked.definition(params),
            "textDocument/documentHighlight" => asked.highlights(params),
            "textDocument/completion" => {
                asked.completion(params, &Overlay::new(self.files, self.open.values()))
            }
            "textDocument/signatureHelp" => asked.signature(params),
            "textDocument/documentSymbol" => Some(asked.symbols()),
            "textDocument/foldingRange" => Some(asked.folds()),
            "textDocument/semanticTokens/full" => Some(colours::tokens(&view, file, None)),
            "textDocument/semanticTokens/range" => {
                Some(colours::tokens(&view, file, asked.range(params)))
            }
            "textDocument/codeAction" => Some(actions::actions(&view, &uri, params)),
            "textDocument/inlayHint" => asked.hints(params),
            "textDocument/codeLens" => Some(asked.lenses()),
            "textDocument/documentLink" => Some(asked.links()),
            "textDocument/formatting" => self.format(&view, None)?,
            "textDocument/rangeFormatting" => self.format(&view, asked.range(params))?,
            "textDocument/onTypeFormatting" => {
                let at = asked.at(params);
                let piece = at.and_then(|at| view.piece(file, at));
                match piece {
                    Some(piece) => self.format(&view, Some(piece))?,
                    None => None,
                }
            }
            "textDocument/references" => self.references(&asked, params),
            "textDocument/prepareRename" => self.prepare(&asked, params),
            "textDocument/rename" => return self.rename(&asked, params),
            _ => return Err(Refused(METHOD_NOT_FOUND, format!("`{method}` is not known here"))),
        };
        Ok(found.unwrap_or(Value::Null))
    }

    fn own(asked: &Asked<'_>, all: &[Open]) -> Option<Open> {
        all.iter().find(|(uri, _)| uri == asked.uri).cloned()
    }

    fn references(&mut self, asked: &Asked<'_>, params: &Value) -> Option<Value> {
        let found = asked.view.token_at(asked.file, asked.at(params)?)?;
        let declared = params.pointer("/context/includeDeclaration").and_then(Value::as_bool);
        let all = self.all();
        let places = names::places(&Self::own(asked, &all)?, &all, found, declared.unwrap_or(true));
        let mut list = Vec::new();
        for (uri, ranges) in places {
            list.extend(
                ranges.into_iter().map(|range| json!({ "uri": uri, "range": names::range(range) })),
            );
        }
        Some(Value::Array(list))
    }

    fn prepare(&mut self, asked: &Asked<'_>, params: &Value) -> Option<Value> {
        let found = asked.view.token_at(asked.file, asked.at(params)?)?;
        if !names::is_name(found) || !asked.view.can_rename(found) {
            return None;
        }
        let lines = super::position::Lines::new(asked.view.text(asked.file));
        let name = found.token.text(asked.view.text(asked.file));
        Some(json!({ "range": lines.span(found.span), "placeholder": name }))
    }

    fn rename(&mut self, asked: &Asked<'_>, params: &Value) -> Answer {
        let refuse = |words: &str| Err(Refused(REQUEST_FAILED, words.to_owned()));
        let new = params.get("newName").and_then(Value::as_str).unwrap_or_default().trim();
        let at = asked.at(params).and_then(|at| asked.view.token_at(asked.file, at));
        let Some(found) = at.filter(|found| names::is_name(*found)) else {
            return refuse("there is no name here");
        };
        if !asked.view.can_rename(found) {
            return refuse("it is declared in no script: change it where it is");
        }
        if let Some(words) = names::refused(asked.view, found, new) {
            return refuse(&words);
        }
        let all = self.all();
        let Some(own) = Self::own(asked, &all) else { return refuse("the document is not open") };
        let mut changes: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for (uri, ranges) in names::places(&own, &all, found, true) {
            let edit = |range| json!({ "range": names::range(range), "newText": new });
            changes.insert(uri, ranges.into_iter().map(edit).collect());
        }
        Ok(json!({ "changes": changes }))
    }

    fn format(&self, view: &View, range: Option<(u32, u32)>) -> Result<Option<Value>, Refused> {
        let Some(file) = view.main() else { return Ok(None) };
        match view.formatted() {
            Ok(new) => Ok(Some(edits::between(file.text(), &new, range))),
            Err(words) => Err(Refused(REQUEST_FAILED, words)),
        }
    }
}

fn version(params: &Value) -> i64 {
    params.pointer("/textDocument/version").and_then(Value::as_i64).unwrap_or_default()
}
