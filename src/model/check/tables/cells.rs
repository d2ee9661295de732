//! The values of cells: plain numbers fast, all else through the grammar.

use smol_str::SmolStr;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::files;
use crate::source::Span;
use crate::syntax::ast::{Cites, Expr, ExprKind, ListItem, Name, Number, Value};
use crate::syntax::parse_value;

/// What a cell gives.
pub(super) enum Read {
    /// A value.
    Value(Value),
    /// A number without a unit where one is needed.
    Bare,
    /// Nothing that can be read.
    Wrong(Box<Diagnostic>),
}

fn expr(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, span, cites: Cites::default() }
}

fn value(kind: ExprKind, span: Span) -> Read {
    Read::Value(Value::Expr(expr(kind, span)))
}

/// Whether a flag is set.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" | "<->" | "both" | "planned" => Some(true),
        "no" | "n" | "false" | "0" | "-" | "->" | "one" => Some(false),
        _ => None,
    }
}

/// Tells that a flag is neither.
pub(super) fn tell_yes_or_no(key: &str, at: Span) -> Diagnostic {
    Diagnostic::new(files::CSV_CELL, format!("`{key}` is yes or no"), at, "neither")
        .with_help("write `yes` or `no`, or leave the cell empty")
}

/// `43.6`, `43.6N`, `-51.2`, `51.2 W`.
pub(super) fn degrees(text: &str, [plus, minus]: [char; 2]) -> Option<f64> {
    let (number, sign) = match text.strip_suffix(plus) {
        Some(rest) => (rest, 1.0),
        None => match text.strip_suffix(minus) {
            Some(rest) => (rest, -1.0),
            None => (text, 1.0),
        },
    };
    let degrees: f64 = number.trim_end().trim_end_matches('°').parse().ok()?;
    degrees.is_finite().then_some(sign * degrees)
}

/// A number as scripts write it, with a sign: `3_150`, `-2.5e6`, `60%`.
fn plain_number(text: &str) -> Option<Number> {
    let (digits, percent) = match text.strip_suffix('%') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let unsigned = digits.strip_prefix('-').unwrap_or(digits).as_bytes();
    let ends_well = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let allowed = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'e' | b'E');
    let exponent = |byte: &u8| matches!(byte, b'+' | b'-');
    if !ends_well(unsigned.first())
        || !ends_well(unsigned.last())
        || !unsigned.iter().all(|byte| allowed(byte) || exponent(byte))
    {
        return None;
    }
    let value: f64 = if digits.contains('_') {
        if digits.contains("__") {
            return None;
        }
        digits.replace('_', "").parse().ok()?
    } else {
        digits.parse().ok()?
    };
    Some(Number { value, percent })
}

/// A figure. A bare number takes the column's unit; `plain` says that it needs
/// none.
pub(super) fn figure(text: &str, at: Span, unit: Option<&Name>, plain: bool) -> Read {
    if let Some(number) = plain_number(text) {
        let inner = expr(ExprKind::Number(number), at);
        return match unit {
            Some(unit) if !number.percent => {
                value(ExprKind::Quantity(Box::new(inner), unit.clone()), at)
            }
            _ if plain || number.percent || number.value == 0.0 => Read::Value(Value::Expr(inner)),
            _ => Read::Bare,
        };
    }
    let read = literal(text, at);
    match (read, unit) {
        (Read::Value(Value::Expr(inner)), _) if only_words(&inner) => not_a_figure(text, at),
        (Read::Value(value), Some(unit)) => Read::Value(with_unit(value, unit)),
        (Read::Value(value), None) if !plain && is_bare(&value) => Read::Bare,
        (read, _) => read,
    }
}

/// `two`, `n/a`: a cell holds a literal, not a name.
fn only_words(inner: &Expr) -> bool {
    match &inner.kind {
        ExprKind::Name(name) => name.text != "unlimited",
        ExprKind::Chain(first, rest) => {
            only_words(first) && rest.iter().all(|(_, part)| only_words(part))
        }
        ExprKind::Negate(part) | ExprKind::Paren(part) => only_words(part),
        _ => false,
    }
}

fn not_a_figure(text: &str, at: Span) -> Read {
    Read::Wrong(Box::new(
        Diagnostic::new(files::CSV_CELL, format!("`{text}` is no figure"), at, "a word").with_help(
            "a cell holds a number, with its unit or in that of its column; write `unknown` for a \
             capacity that is not known, and leave the cell empty for what is not given",
        ),
    ))
}

/// The numbers of a value take the unit, if they have none.
fn with_unit(value: Value, unit: &Name) -> Value {
    match value {
        Value::Expr(inner) => Value::Expr(quantity(inner, unit)),
        Value::Capacity(mut capacity) => {
            let inner = std::mem::replace(&mut capacity.value, expr(ExprKind::Unknown, unit.span));
            capacity.value = quantity(inner, unit);
            Value::Capacity(capacity)
        }
        Value::Bases(mut bases) => {
            for basis in &mut bases {
                let inner = std::mem::replace(&mut basis.value, expr(ExprKind::Unknown, unit.span));
                basis.value = quantity(inner, unit);
            }
            Value::Bases(bases)
        }
        other => other,
    }
}

fn quantity(inner: Expr, unit: &Name) -> Expr {
    if !bare(&inner) {
        return inner;
    }
    let (span, cites) = (inner.span, inner.cites.clone());
    let inner = Expr { cites: Cites::default(), ..inner };
    Expr { kind: ExprKind::Quantity(Box::new(inner), unit.clone()), span, cites }
}

/// Whether an expression is made of bare numbers alone.
fn bare(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(number) => !number.percent,
        ExprKind::Negate(inner) | ExprKind::Paren(inner) => bare(inner),
        ExprKind::Range(bounds, _) => bounds.iter().all(bare),
        ExprKind::Call { args, .. } => args.iter().all(|arg| bare(&arg.value)),
        _ => false,
    }
}

fn is_bare(value: &Value) -> bool {
    match value {
        Value::Expr(expr) => bare(expr),
        Value::Capacity(capacity) => bare(&capacity.value),
        Value::Bases(bases) => bases.iter().any(|basis| bare(&basis.value)),
        _ => false,
    }
}

/// Any value that could stand after the property's colon.
pub(super) fn literal(text: &str, at: Span) -> Read {
    match parse_value(at.file, at.start, text) {
        Ok(value) => Read::Value(value),
        Err((start, words)) => {
            let start = start.clamp(at.start, at.end);
            let shown = if start < at.end { Span::new(at.file, start, at.end) } else { at };
            let title = if words.is_empty() {
                "this cell cannot be read".to_owned()
            } else {
                format!("this cell cannot be read: {words}")
            };
            let help = if text.contains(',') {
                "a number has no commas: `10_000`, and a decimal point"
            } else {
                "a cell holds what could stand after the property's colon in a script: `12 hours`, \
                 `2..4..12 days`, a name"
            };
            let told = Diagnostic::new(files::CSV_CELL, title, shown, "not a value of it");
            Read::Wrong(Box::new(told.with_help(help)))
        }
    }
}

/// Whether a text is surely a name: ASCII letters, digits and `_`.
fn is_word(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A word; or several, as a list.
pub(super) fn words(text: &str, at: Span, several: bool) -> Read {
    if is_word(text) {
        let name = Name { text: SmolStr::new(text), span: at };
        return value(ExprKind::Name(name), at);
    }
    if !several || text.starts_with('[') {
        return literal(text, at);
    }
    let mut items = Vec::new();
    let mut start = 0;
    for part in text.split([';', ',', '|', ' ']) {
        if !part.is_empty() {
            let from = at.start + start as u32;
            let span = Span::new(at.file, from, from + part.len() as u32);
            if !is_word(part) && !matches!(literal(part, span), Read::Value(Value::Expr(_))) {
                return literal(text, at);
            }
            let name = Name { text: SmolStr::new(part), span };
            items.push(ListItem::Name { name, from: None, until: None });
        }
        start += part.len() + 1;
    }
    Read::Value(Value::List(items, at))
}

/// The bounds of a range, or the one figure there is.
pub(super) fn range(read: Vec<Read>, at: Span) -> Read {
    let mut bounds = Vec::with_capacity(read.len());
    let mut bare = false;
    for read in read {
        match read {
            Read::Value(Value::Expr(expr)) => bounds.push(expr),
            Read::Bare => bare = true,
            Read::Wrong(told) => return Read::Wrong(told),
            Read::Value(_) => {
                let title = "a bound is one figure";
                let told = Diagnostic::new(files::CSV_CELL, title, at, "part of a range");
                return Read::Wrong(Box::new(told));
            }
        }
    }
    if bare {
        return Read::Bare;
    }
    match bounds.len() {
        1 => bounds.pop().map_or(Read::Bare, |only| Read::Value(Value::Expr(only))),
        _ => value(ExprKind::Range(bounds, None), at),
    }
}
