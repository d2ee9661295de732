//! Answers about one document.

use serde_json::{Value, json};

use crate::session::Files;
use crate::session::view::{CandidateKind, Role, Shape, View};
use crate::source::{FileId, Span};

use super::position::Lines;
use super::told::Places;
use super::{lens, uri};

/// One document as a request sees it.
pub struct Asked<'v> {
    /// Its check.
    pub view: &'v View,
    /// The file itself.
    pub file: FileId,
    /// Its address.
    pub uri: &'v str,
    /// The editor's count of its changes.
    pub version: i64,
}

impl<'v> Asked<'v> {
    fn text(&self) -> &'v str {
        self.view.text(self.file)
    }

    fn lines(&self) -> Lines<'v> {
        Lines::new(self.text())
    }

    /// The place a request is about.
    pub fn at(&self, params: &Value) -> Option<u32> {
        self.lines().read(params.get("position")?)
    }

    /// The stretch a request is about.
    pub fn range(&self, params: &Value) -> Option<(u32, u32)> {
        self.lines().read_range(params.get("range")?)
    }

    /// `textDocument/hover`.
    pub fn hover(&self, params: &Value) -> Option<Value> {
        let (found, words) = self.view.hover(self.file, self.at(params)?)?;
        let range = self.lines().span(found.span);
        Some(json!({ "contents": { "kind": "markdown", "value": words }, "range": range }))
    }

    /// `textDocument/definition`: of a name, and of the path of an import.
    pub fn definition(&self, params: &Value) -> Option<Value> {
        let at = self.at(params)?;
        let mut places = Places::new(self.view, self.uri);
        let found = self.view.token_at(self.file, at)?;
        if found.token.shape == Shape::Text {
            let target = self.view.imported(found.span)?;
            return Some(
                json!({ "uri": places.address(target), "range": Lines::new("").range(0, 0) }),
            );
        }
        Some(places.location(self.view.definition(found)?.span))
    }

    /// `textDocument/documentHighlight`.
    pub fn highlights(&self, params: &Value) -> Option<Value> {
        let found = self.view.token_at(self.file, self.at(params)?)?;
        let lines = self.lines();
        let own = self.view.definition(found).map(|definition| definition.span);
        let spans = self.view.references(found).into_iter().filter(|span| span.file == self.file);
        let one = |span: Span| json!({ "range": lines.span(span), "kind": if Some(span) == own { 3 } else { 2 } });
        Some(spans.map(one).collect())
    }

    /// `textDocument/completion`.
    pub fn completion(&self, params: &Value, files: &dyn Files) -> Option<Value> {
        let at = self.at(params)?;
        let lines = self.lines();
        let (begin, candidates) = self.view.complete(self.file, at, files);
        let range = lines.range(begin.min(at), at);
        let typed = &self.text()[begin.min(at) as usize..at as usize];
        let many = candidates.len() > 200;
        let kind = |kind| match kind {
            CandidateKind::Keyword => 14,
            CandidateKind::Property => 10,
            CandidateKind::Name => 6,
            CandidateKind::Function => 3,
            CandidateKind::Unit => 11,
            CandidateKind::Country => 20,
            CandidateKind::File => 17,
        };
        let fits = |label: &str| !many || label.to_lowercase().contains(&typed.to_lowercase());
        let items: Vec<Value> = candidates
            .iter()
            .filter(|candidate| fits(&candidate.label))
            .map(|candidate| {
                json!({
                    "label": candidate.label,
                    "kind": kind(candidate.kind),
                    "detail": candidate.detail,
                    // Names before words before units.
                    "sortText": format!("{}{}", sort(candidate.kind), candidate.label),
                    "textEdit": { "range": range, "newText": candidate.label },
                })
            })
            .collect();
        Some(json!({ "isIncomplete": many, "items": items }))
    }

    /// `textDocument/signatureHelp`.
    pub fn signature(&self, params: &Value) -> Option<Value> {
        let (known, active) = self.view.signature(self.file, self.at(params)?)?;
        let parameters: Vec<Value> =
            known.parameters.iter().map(|one| json!({ "label": one })).collect();
        let signature = json!({
            "label": known.label(),
            "documentation": known.means,
            "parameters": parameters,
        });
        Some(json!({ "signatures": [signature], "activeSignature": 0, "activeParameter": active }))
    }

    /// `textDocument/documentSymbol`.
    pub fn symbols(&self) -> Value {
        let mut places = Places::new(self.view, self.uri);
        let outline = self.view.outline(self.file);
        outline.iter().map(|line| super::names::symbol(line, &mut places)).collect()
    }

    /// `textDocument/foldingRange`.
    pub fn folds(&self) -> Value {
        let lines = self.lines();
        let fold = |fold: crate::session::view::Fold| {
            let (start, end) = (lines.position(fold.start).0, lines.position(fold.end).0);
            let kind = if fold.comment { "comment" } else { "region" };
            // The line of a closing brace stays in sight.
            let closed = self.text()[..fold.end as usize].ends_with(['}', ']', ')']);
            let end = if closed && end > start + 1 { end - 1 } else { end };
            json!({ "startLine": start, "endLine": end, "kind": kind })
        };
        self.view.folds(self.file).into_iter().map(fold).collect()
    }

    /// `textDocument/inlayHint`.
    pub fn hints(&self, params: &Value) -> Option<Value> {
        let (start, end) = self.range(params)?;
        let lines = self.lines();
        let hints = self.view.hints(self.file).into_iter();
        let shown = hints.filter(|hint| start <= hint.at && hint.at <= end);
        let one = |hint: crate::session::view::Hint| {
            json!({
                "position": lines.json(hint.at),
                "label": hint.text,
                "tooltip": hint.more,
                "paddingLeft": true,
            })
        };
        Some(shown.map(one).collect())
    }

    /// `textDocument/codeLens`: those that only run something are ready.
    pub fn lenses(&self) -> Value {
        let lines = self.lines();
        let one = |found: crate::session::view::Lens| {
            let mut value = json!({ "range": lines.span(found.span) });
            if let Some(object) = value.as_object_mut() {
                match found.ask {
                    crate::session::view::LensAsk::Run => {
                        let command = json!({ "title": "run", "command": "corridor.run", "arguments": [self.uri] });
                        object.insert("command".to_owned(), command);
                    }
                    ask => {
                        object.insert("data".to_owned(), lens::data(ask, self.uri, self.version));
                    }
                }
            }
            value
        };
        self.view.lenses().into_iter().map(one).collect()
    }

    /// `textDocument/documentLink`: the addresses of sources, and imports.
    pub fn links(&self) -> Value {
        let text = self.text();
        let lines = self.lines();
        let mut links = Vec::new();
        let tokens: Vec<_> =
            self.view.tokens(self.file).iter().filter(|token| token.counts()).collect();
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.shape == Shape::Text)
        {
            let (start, end) = (token.start + 1, token.end.saturating_sub(1));
            if start >= end || !text[..token.end as usize].ends_with('"') {
                continue;
            }
            let inner = &text[start as usize..end as usize];
            let key = at.checked_sub(2).and_then(|at| tokens.get(at));
            let is_url =
                key.is_some_and(|key| key.role == Role::Property && key.text(text) == "url");
            let web = inner.starts_with("http://") || inner.starts_with("https://");
            let target = if is_url && web && !inner.contains(char::is_whitespace) {
                Some(inner.to_owned())
            } else {
                self.view.imported(Span::new(self.file, token.start, token.end)).and_then(|file| {
                    let path = self.view.checked.sources.files().get(file.0 as usize)?.path()?;
                    Some(uri::of_path(path))
                })
            };
            if let Some(target) = target {
                links.push(json!({ "range": lines.range(start, end), "target": target }));
            }
        }
        Value::Array(links)
    }
}

fn sort(kind: CandidateKind) -> u8 {
    match kind {
        CandidateKind::Property | CandidateKind::Unit | CandidateKind::File => 0,
        CandidateKind::Name => 1,
        CandidateKind::Function => 2,
        CandidateKind::Keyword => 3,
        CandidateKind::Country => 4,
    }
}
