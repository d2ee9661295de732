//! What concerns names in all open documents: references, renames, symbols.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::country::Country;
use crate::session::view::{Found, Outline, Role, View};
use crate::syntax::keywords;

use super::told::Places;

/// Symbols that one answer holds.
const MOST: usize = 500;

/// An open document's address and its check.
pub type Open = (String, Arc<View>);

/// Every place that names the same thing, by address: those of the document's
/// own files, and of other open documents that import the declaration.
pub fn places(
    own: &Open,
    others: &[Open],
    found: Found,
    declared: bool,
) -> BTreeMap<String, BTreeSet<[u32; 4]>> {
    let (uri, view) = own;
    let mut all: BTreeMap<String, BTreeSet<[u32; 4]>> = BTreeMap::new();
    let name = found.token.text(view.text(found.span.file));
    let declaration = view.definition(found).map(|definition| definition.span);
    let at = declaration.map(|span| Places::new(view, uri).location(span));
    let mut take = |view: &View, uri: &str, found: Found| {
        let mut places = Places::new(view, uri);
        let own = view.definition(found).map(|definition| definition.span);
        for span in view.references(found) {
            if declared || Some(span) != own {
                let lines = places.lines(span.file);
                let ((a, b), (c, d)) = (lines.position(span.start), lines.position(span.end));
                all.entry(places.address(span.file)).or_default().insert([a, b, c, d]);
            }
        }
    };
    take(view, uri, found);
    for (other_uri, other) in others.iter().filter(|(other, _)| other != uri) {
        let Some(definitions) = other.definitions().get(name) else { continue };
        let mut places = Places::new(other, other_uri);
        let same =
            definitions.iter().find(|definition| Some(places.location(definition.span)) == at);
        if let Some(definition) = same.copied()
            && let Some(found) = other.token_at(definition.span.file, definition.span.end)
        {
            take(other, other_uri, found);
        }
    }
    all
}

/// A range of numbers as the protocol writes it.
pub fn range([line, column, end_line, end_column]: [u32; 4]) -> Value {
    json!({
        "start": { "line": line, "character": column },
        "end": { "line": end_line, "character": end_column },
    })
}

/// Why a name may not be given; none if it may.
pub fn refused(view: &View, found: Found, new: &str) -> Option<String> {
    let begins = new.chars().next().is_some_and(|c| c == '_' || c.is_alphabetic());
    if !begins || !new.chars().all(|c| c == '_' || c.is_alphanumeric()) {
        return Some(format!("`{new}` is no name: letters, digits and `_`, a letter first"));
    }
    if new.len() > 256 {
        return Some("a name has at most 256 bytes".to_owned());
    }
    if keywords::is_reserved(new) {
        return Some(format!("`{new}` is a word of the language"));
    }
    if Country::lookup(new).is_some() || Country::is_nowhere(new) {
        return Some(format!("`{new}` is a country"));
    }
    let old = found.token.text(view.text(found.span.file));
    let taken = view.thing(new).is_some() || view.definitions().contains_key(new);
    if new != old && taken {
        return Some(format!("there is a `{new}` already"));
    }
    let constant = matches!(view.definition(found), Some(definition) if matches!(definition.kind, "let" | "param"));
    let unit = view.model().is_some_and(|model| model.units.is_unit(new));
    (constant && unit).then(|| format!("`{new}` is a unit"))
}

/// The number by which the protocol knows a kind of symbol.
pub fn symbol_kind(kind: &str) -> u32 {
    match kind {
        "model" => 2,
        "source" | "import" => 1,
        "let" | "param" => 14,
        "unit" | "currency" => 16,
        "commodity" | "mode" | "bloc" => 10,
        "node" => 5,
        "leg" | "border" | "transfer" => 11,
        "pool" | "corridor" => 4,
        "demand" | "contract" | "observed" => 9,
        "disruption" | "upgrade" | "sanction" | "agreement" => 24,
        "scenario" => 3,
        "report" => 12,
        "expect" => 17,
        _ => 13,
    }
}

/// A declaration as a symbol of its document.
pub fn symbol(outline: &Outline, places: &mut Places<'_>) -> Value {
    let lines = places.lines(outline.whole.file);
    let detail = match &outline.title {
        Some(title) => format!("{} {title}", outline.kind),
        None => outline.kind.clone(),
    };
    json!({
        "name": outline.name,
        "detail": detail,
        "kind": symbol_kind(&outline.kind),
        "range": lines.span(outline.whole),
        "selectionRange": lines.span(outline.at),
    })
}

/// Declarations of all open documents and what they import whose names contain
/// what is asked for, each once.
pub fn workspace(open: &[Open], query: &str) -> Value {
    let query = query.to_lowercase();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (uri, view) in open {
        let mut places = Places::new(view, uri);
        for file in view.checked.sources.files() {
            let address = places.address(file.id());
            if !seen.insert(address.clone()) {
                continue;
            }
            for outline in view.outline(file.id()) {
                let named =
                    format!("{} {}", outline.name, outline.title.as_deref().unwrap_or_default());
                if named.to_lowercase().contains(&query) && found.len() < MOST {
                    let location = places.location(outline.at);
                    let kind = symbol_kind(&outline.kind);
                    found.push(json!({ "name": outline.name, "kind": kind, "location": location, "containerName": outline.kind }));
                }
            }
        }
    }
    Value::Array(found)
}

/// Whether a token may be renamed at all.
pub fn is_name(found: Found) -> bool {
    matches!(found.token.role, Role::Definition(_) | Role::Name | Role::Source | Role::Unit)
}
