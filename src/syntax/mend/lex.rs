//! Words, numbers and signs of a text that the grammar does not take.

use crate::syntax::scan::{other_quotes, string_end};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::syntax) enum Kind {
    Word,
    Number,
    /// In plain quotes.
    Text,
    /// In other quotes.
    OtherText,
    Sign,
}

/// One token and how it stands.
#[derive(Debug, Clone, Copy)]
pub(in crate::syntax) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    /// The first on its line.
    pub first: bool,
    /// It touches the token before it.
    pub glued: bool,
    /// How many brackets it stands in; a bracket stands in those around it.
    pub depth: usize,
    /// The innermost of them; 0 for none.
    pub inside: u8,
}

/// The tokens of a text, with the text.
pub(in crate::syntax) struct Tokens<'t> {
    pub text: &'t str,
    pub all: Vec<Token>,
}

const SIGNS: [&str; 15] =
    ["<->", "...", "->", "..", "<=", ">=", "~=", "+-", "==", "!=", "&&", "||", "<>", "=>", "--"];

impl<'t> Tokens<'t> {
    pub fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut all: Vec<Token> = Vec::new();
        let mut stack: Vec<u8> = Vec::new();
        let (mut at, mut first) = (0, true);
        while let Some(c) = text[at..].chars().next() {
            if c == '\n' {
                first = true;
            }
            if let Some(end) = skipped(text, at, c) {
                at = end;
                continue;
            }
            let (kind, end) = token(text, at, c);
            if matches!(c, '}' | ']' | ')') {
                stack.pop();
            }
            let glued = all.last().is_some_and(|last| last.end == at);
            let inside = stack.last().copied().unwrap_or(0);
            all.push(Token { kind, start: at, end, first, glued, depth: stack.len(), inside });
            if matches!(c, '{' | '[' | '(') {
                stack.push(bytes[at]);
            }
            first = false;
            at = end;
        }
        Self { text, all }
    }

    /// The text of the token at an index; empty past the end.
    pub fn word(&self, index: usize) -> &'t str {
        self.all.get(index).map_or("", |token| &self.text[token.start..token.end])
    }

    pub fn get(&self, index: usize) -> Option<&Token> {
        self.all.get(index)
    }

    pub fn is(&self, index: usize, sign: &str) -> bool {
        self.word(index) == sign
    }

    pub fn kind(&self, index: usize) -> Option<Kind> {
        self.all.get(index).map(|token| token.kind)
    }

    /// Whether the token that begins at a byte is the first on its line.
    pub fn begins_line(&self, start: usize) -> bool {
        let found = self.all.binary_search_by_key(&start, |token| token.start);
        found.is_ok_and(|index| self.all[index].first)
    }

    /// Whether a token stands on the line of the one before it.
    pub fn same_line(&self, index: usize) -> bool {
        self.all.get(index).is_some_and(|token| !token.first)
    }

    pub fn glued(&self, index: usize) -> bool {
        self.all.get(index).is_some_and(|token| token.glued)
    }
}

/// The end of white space or a comment.
fn skipped(text: &str, at: usize, c: char) -> Option<usize> {
    if c.is_ascii_whitespace() {
        return Some(at + 1);
    }
    let rest = &text[at..];
    if rest.starts_with("//") || c == '#' {
        return Some(rest.find('\n').map_or(text.len(), |n| at + n));
    }
    if let Some(inside) = rest.strip_prefix("/*") {
        return Some(inside.find("*/").map_or(text.len(), |n| at + 2 + n + 2));
    }
    None
}

fn token(text: &str, at: usize, c: char) -> (Kind, usize) {
    let rest = &text[at..];
    if c == '"' {
        let end = string_end(text.as_bytes(), at, text.len()).unwrap_or_else(|end| end);
        return (Kind::Text, end);
    }
    if let Some(end) = other_quotes(text, at, text.len()) {
        return (Kind::OtherText, end);
    }
    if c.is_ascii_digit() {
        return (Kind::Number, at + number_length(rest));
    }
    if c.is_alphabetic() || c == '_' {
        let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        return (Kind::Word, at + length.unwrap_or(rest.len()));
    }
    let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
    (Kind::Sign, at + sign.map_or(c.len_utf8(), |sign| sign.len()))
}

/// `12`, `3_150`, `0.32`, `2.5e6`.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(|b| b.is_ascii_digit() || *b == b'_') {
            at += 1;
        }
        at
    };
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = digits(0);
    if bytes.get(at) == Some(&b'.') && is_digit(at + 1) {
        at = digits(at + 1);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        if is_digit(at + 1 + sign) {
            at = digits(at + 1 + sign);
        }
    }
    at
}
