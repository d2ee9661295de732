//! Which declaration takes the place of which.

use crate::session::Checked;
use crate::source::SourceMap;
use crate::syntax::ast::{Body, Decl, DeclKind, ExprKind, ImportTable, Item, NamedKind, Value};
use crate::syntax::read_body;

/// What a declaration is the only one of: its name; of a leg without one its
/// ends and its mode; of a border or a transfer what it stands between.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(String);

/// A declaration that was typed.
#[derive(Debug, Clone)]
pub(super) struct Done {
    key: Key,
    /// How the reply calls it: `node Aktau`.
    words: String,
}

impl Done {
    pub fn of(decl: &Decl, sources: &SourceMap) -> Self {
        Self { key: key_of(decl, sources), words: words_of(decl) }
    }
}

/// The key of a declaration.
pub(super) fn key_of(decl: &Decl, sources: &SourceMap) -> Key {
    let arrow = |both: bool| if both { "<->" } else { "->" };
    Key(match &decl.kind {
        DeclKind::Model { .. } => "model".to_owned(),
        DeclKind::Let { name, .. }
        | DeclKind::Param { name, .. }
        | DeclKind::Named { name, .. }
        | DeclKind::Leg { name: Some(name), .. }
        | DeclKind::Corridor { name, .. }
        | DeclKind::Demand { name, .. }
        | DeclKind::Contract { name, .. }
        | DeclKind::Observed { name, .. }
        | DeclKind::Change { name, .. }
        | DeclKind::Scenario { name, .. } => format!("name {}", name.text),
        DeclKind::Unit { name, .. } => format!("unit {}", name.text),
        DeclKind::Currency { name, .. } => format!("currency {}", name.text),
        DeclKind::Leg { name: None, from, to, both, body, .. } => {
            let body = read_body(sources, body);
            let mode = mode_of(&body);
            format!("leg {} {} {} by {mode}", from.text, arrow(*both), to.text)
        }
        DeclKind::Border { from, to, both, at, by, .. } => {
            let at = at.as_ref().map_or("", |name| name.text.as_str());
            let by = by.as_ref().map_or("", |name| name.text.as_str());
            format!("border {} {} {} at {at} by {by}", from.text, arrow(*both), to.text)
        }
        DeclKind::Transfer(item) => {
            format!("transfer {} {} {}", item.from.text, arrow(item.both), item.to.text)
        }
        DeclKind::Import { table, path, .. } => format!("import {table:?} {}", path.text),
        DeclKind::Report(_) | DeclKind::Expect { .. } => "question".to_owned(),
    })
}

fn mode_of(body: &Body) -> &str {
    fn of(item: &Item) -> Option<&str> {
        let Item::Property(property) = item else { return None };
        let Value::Expr(expr) = &property.value else { return None };
        match &expr.kind {
            ExprKind::Name(name) if property.key.text == "mode" => Some(name.text.as_str()),
            _ => None,
        }
    }
    body.items.iter().find_map(of).unwrap_or("")
}

/// What was added and what was replaced, in words.
pub(super) fn done_words(done: &[Done], before: &Checked) -> String {
    let replaced = |done: &&Done| {
        let scripts = before.scripts.iter();
        let mut decls = scripts.flat_map(|script| &script.program.decls);
        decls.any(|decl| key_of(decl, &before.sources) == done.key)
    };
    let (old, new): (Vec<&Done>, Vec<&Done>) = done.iter().partition(replaced);
    let list = |word: &str, list: &[&Done]| match list {
        [] => None,
        [one] => Some(format!("{word} {}", one.words)),
        many if many.len() <= 4 => {
            let all: Vec<&str> = many.iter().map(|done| done.words.as_str()).collect();
            Some(format!("{word} {}", all.join(", ")))
        }
        many => Some(format!("{word} {} declarations", many.len())),
    };
    let parts: Vec<String> =
        [list("added", &new), list("replaced", &old)].into_iter().flatten().collect();
    if parts.is_empty() { "nothing to add".to_owned() } else { parts.join("; ") }
}

fn words_of(decl: &Decl) -> String {
    let arrow = |both: bool| if both { "<->" } else { "->" };
    match &decl.kind {
        DeclKind::Model { .. } => "the model's settings".to_owned(),
        DeclKind::Let { name, .. } => format!("let {}", name.text),
        DeclKind::Param { name, .. } => format!("param {}", name.text),
        DeclKind::Unit { name, .. } => format!("unit {}", name.text),
        DeclKind::Currency { name, .. } => format!("currency {}", name.text),
        DeclKind::Named { kind, name, .. } => {
            let word = match kind {
                NamedKind::Source => "source",
                NamedKind::Commodity => "commodity",
                NamedKind::Mode => "mode",
                NamedKind::Bloc => "bloc",
                NamedKind::Node => "node",
                NamedKind::Pool => "pool",
            };
            format!("{word} {}", name.text)
        }
        DeclKind::Transfer(item) => {
            format!("transfer {} {} {}", item.from.text, arrow(item.both), item.to.text)
        }
        DeclKind::Leg { name: Some(name), .. } => format!("leg {}", name.text),
        DeclKind::Leg { from, to, both, .. } => {
            format!("leg {} {} {}", from.text, arrow(*both), to.text)
        }
        DeclKind::Border { from, to, both, .. } => {
            format!("border {} {} {}", from.text, arrow(*both), to.text)
        }
        DeclKind::Corridor { name, .. } => format!("corridor {}", name.text),
        DeclKind::Demand { name, .. } => format!("demand {}", name.text),
        DeclKind::Contract { name, .. } => format!("contract {}", name.text),
        DeclKind::Observed { name, .. } => format!("observed {}", name.text),
        DeclKind::Change { word, name, .. } => format!("{} {}", word.as_str(), name.text),
        DeclKind::Scenario { name, .. } => format!("scenario {}", name.text),
        DeclKind::Import { table, path, .. } => match table {
            None => format!("import \"{}\"", path.text),
            Some((kind, _)) => {
                let kind = match kind {
                    ImportTable::Nodes => "nodes",
                    ImportTable::Legs => "legs",
                    ImportTable::Demands => "demands",
                };
                format!("import {kind} from \"{}\"", path.text)
            }
        },
        DeclKind::Report(_) => "a report".to_owned(),
        DeclKind::Expect { .. } => "an expectation".to_owned(),
    }
}
