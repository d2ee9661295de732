//! GML: keys with numbers, texts and lists in square brackets (Himsolt 1997).

use super::{Attributes, Link, Network, Place};

/// Lists may nest this deep.
const DEEPEST: usize = 64;

/// A value.
enum Value {
    Plain(String),
    List(Vec<(String, Value)>),
}

pub(super) fn read(text: &str) -> Result<Network, String> {
    let mut words = words(text)?.into_iter();
    let all = list(&mut words, 0)?;
    let graph = all.into_iter().find_map(|(key, value)| match value {
        Value::List(items) if key == "graph" => Some(items),
        _ => None,
    });
    let mut network = Network::default();
    for (key, value) in graph.ok_or("no GML: `graph [` is missing")? {
        match (key.as_str(), value) {
            ("directed", Value::Plain(word)) => network.directed = word == "1",
            ("node", Value::List(items)) => {
                let attributes = attributes(items, &mut network);
                match attributes.get("id").cloned() {
                    Some(id) => network.places.push(Place { id, attributes, at: None }),
                    None => network.leave_out("node without an id"),
                }
            }
            ("edge", Value::List(items)) => {
                let mut attributes = attributes(items, &mut network);
                match (attributes.remove("source"), attributes.remove("target")) {
                    (Some(from), Some(to)) => {
                        let link = Link { from, to, attributes, ..Link::default() };
                        network.links.push(link);
                    }
                    _ => network.leave_out("edge without its ends"),
                }
            }
            _ => {}
        }
    }
    Ok(network)
}

fn attributes(items: Vec<(String, Value)>, network: &mut Network) -> Attributes {
    let mut attributes = Attributes::new();
    for (key, value) in items {
        match value {
            Value::Plain(text) => {
                attributes.insert(key.to_lowercase(), text);
            }
            Value::List(_) => network.leave_out(format!("list `{key}`")),
        }
    }
    attributes
}

fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { return Ok(words) };
        let end = match first {
            '#' => {
                rest = rest.find('\n').map_or("", |end| &rest[end..]);
                continue;
            }
            '"' => rest[1..].find('"').ok_or("a text is not closed")? + 2,
            '[' | ']' => 1,
            _ => rest.find(|c: char| c.is_whitespace() || "[]\"".contains(c)).unwrap_or(rest.len()),
        };
        words.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
}

fn list(
    words: &mut impl Iterator<Item = String>,
    depth: usize,
) -> Result<Vec<(String, Value)>, String> {
    if depth > DEEPEST {
        return Err(format!("lists nest more than {DEEPEST} deep"));
    }
    let mut items = Vec::new();
    loop {
        let key = match words.next() {
            None if depth == 0 => return Ok(items),
            None => return Err("a `]` is missing".to_owned()),
            Some(word) if word == "]" && depth > 0 => return Ok(items),
            Some(word) => word,
        };
        let value = match words.next() {
            None => return Err(format!("`{key}` has no value")),
            Some(word) if word == "[" => Value::List(list(words, depth + 1)?),
            Some(word) if word == "]" => return Err(format!("`{key}` has no value")),
            Some(word) => Value::Plain(entities(word.trim_matches('"'))),
        };
        items.push((key, value));
    }
}

/// GML writes what is not ASCII, and quotes, as entities.
fn entities(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let decoded = rest.find(';').and_then(|end| {
            let name = &rest[1..end];
            let character = match name {
                "quot" => Some('"'),
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                _ => name.strip_prefix('#').and_then(|n| n.parse().ok()).and_then(char::from_u32),
            };
            character.map(|character| (character, end + 1))
        });
        let (character, length) = decoded.unwrap_or(('&', 1));
        out.push(character);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}
