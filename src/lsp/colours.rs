//! Semantic tokens.

use serde_json::{Value, json};

use crate::session::view::{Role, Shape, Token, View};
use crate::source::FileId;

use super::position::{Lines, units};

const TYPES: &[&str] = &[
    "keyword",
    "variable",
    "property",
    "type",
    "enumMember",
    "function",
    "decorator",
    "string",
    "number",
    "comment",
    "operator",
    "class",
    "parameter",
];
const MODIFIERS: &[&str] = &["declaration", "documentation"];

/// The names of the numbers.
pub fn legend() -> Value {
    json!({ "tokenTypes": TYPES, "tokenModifiers": MODIFIERS })
}

/// The number of a token's type, and its modifiers; none for one that has no
/// colour of its own.
fn colour(token: &Token, text: &str) -> Option<(usize, u32)> {
    let name = match (token.shape, token.role) {
        (Shape::Comment, _) => "comment",
        (Shape::Doc, _) => return Some((9, 2)),
        (Shape::Text, _) => "string",
        (Shape::Number | Shape::Date, _) => "number",
        (_, Role::Keyword) => "keyword",
        (_, Role::Definition(_)) => return Some((11, 1)),
        (_, Role::Name) => "variable",
        (_, Role::Property) => "property",
        (_, Role::Unit) => "type",
        (_, Role::Country | Role::Basis | Role::Month | Role::Tag) => "enumMember",
        (_, Role::Function) => "function",
        (_, Role::Source) => "decorator",
        (_, Role::Column) => "parameter",
        (Shape::Sign, _) => match token.text(text) {
            "{" | "}" | "(" | ")" | "[" | "]" | "," | ":" => return None,
            "@" => "decorator",
            _ => "operator",
        },
        _ => return None,
    };
    Some((TYPES.iter().position(|known| *known == name)?, 0))
}

/// The tokens that touch a range, as the protocol encodes them: of each how
/// many lines and columns after the one before it begins, its length, type and
/// modifiers.
pub fn tokens(view: &View, file: FileId, range: Option<(u32, u32)>) -> Value {
    let text = view.text(file);
    let lines = Lines::new(text);
    let (start, end) = range.unwrap_or((0, text.len() as u32));
    let all = view.tokens(file);
    let first = all.partition_point(|token| token.end < start);
    let mut data: Vec<u32> = Vec::new();
    let (mut line, mut column) = (0, 0);
    for token in all[first..].iter().take_while(|token| token.start <= end) {
        let Some((kind, modifiers)) = colour(token, text) else { continue };
        // Not every editor takes a token over several lines.
        let mut at = token.start;
        for part in token.text(text).split('\n') {
            let shown = part.strip_suffix('\r').unwrap_or(part);
            let length = units(shown);
            if length > 0 {
                let (own, begin) = lines.position(at);
                let ahead = if own == line { begin - column } else { begin };
                data.extend([own - line, ahead, length, kind as u32, modifiers]);
                (line, column) = (own, begin);
            }
            at += part.len() as u32 + 1;
        }
    }
    json!({ "data": data })
}
