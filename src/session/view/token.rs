//! The words and signs of a text, however broken it is: what an editor colours,
//! finds and renames.

use std::ops::Range;

/// What a token looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A word.
    Word,
    /// A number, with a `%` that touches it.
    Number,
    /// `2022-03-21`.
    Date,
    /// A quoted text, with its quotes.
    Text,
    /// `// …` or `/* … */`.
    Comment,
    /// `/// …`.
    Doc,
    /// Anything else.
    Sign,
}

/// What a token means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A word of the language.
    Keyword,
    /// The name that a declaration gives; its keyword.
    Definition(&'static str),
    /// A name that is used.
    Name,
    /// The name of a property.
    Property,
    /// A unit.
    Unit,
    /// A country's code.
    Country,
    /// A metric, a distribution.
    Function,
    /// The source that is cited, after the `@`.
    Source,
    /// A kind, a tag, a service: words of the file's own.
    Tag,
    /// A basis.
    Basis,
    /// A column of a table.
    Column,
    /// A month.
    Month,
    /// What its shape says.
    Plain,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it looks like.
    pub shape: Shape,
    /// What it means.
    pub role: Role,
}

impl Token {
    /// Its text.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }

    /// Whether it is no comment.
    pub fn counts(&self) -> bool {
        !matches!(self.shape, Shape::Comment | Shape::Doc)
    }
}

/// Signs of more than one character, the longer first.
const SIGNS: &[&str] = &["<->", "]->", "->", "-[", "<=", ">=", "~=", "+-", ".."];

/// Reads the tokens of a stretch of a text. Never fails; every token is within
/// the stretch and none is empty.
pub fn lex(text: &str, range: Range<usize>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = range.start;
    let text = &text[..range.end];
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (shape, length) = if first.is_whitespace() || first == '\u{FEFF}' {
            at += first.len_utf8();
            continue;
        } else if rest.starts_with("//") {
            let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            let length = rest[..length].trim_end().len();
            (if rest.starts_with("///") { Shape::Doc } else { Shape::Comment }, length)
        } else if rest.starts_with("/*") {
            (Shape::Comment, rest.find("*/").map_or(rest.len(), |end| end + 2))
        } else if first == '"' {
            (Shape::Text, quoted(rest))
        } else if first.is_ascii_digit() {
            number(rest)
        } else if begins(first) {
            (Shape::Word, rest.find(|c| !goes_on(c)).unwrap_or(rest.len()))
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            (Shape::Sign, sign.map_or(first.len_utf8(), |sign| sign.len()))
        };
        let end = at + length;
        tokens.push(Token { start: at as u32, end: end as u32, shape, role: Role::Plain });
        at = end;
    }
    tokens
}

/// Whether a character may begin a word.
pub fn begins(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

/// Whether a character may go on with a word (marks that sit on letters too).
pub fn goes_on(c: char) -> bool {
    c == '_' || c.is_alphanumeric() || ('\u{300}'..='\u{36F}').contains(&c)
}

/// The length of a quoted text, to its quote or the end of its line.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return text[..at].trim_end().len(),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn number(text: &str) -> (Shape, usize) {
    let bytes = text.as_bytes();
    let is = |at: usize, what: fn(&u8) -> bool| bytes.get(at).is_some_and(what);
    let digits = |mut at: usize| {
        while is(at, u8::is_ascii_digit) || is(at, |b| *b == b'_') && is(at + 1, u8::is_ascii_digit)
        {
            at += 1;
        }
        at
    };
    let date = |at: &usize| match at {
        4 | 7 => is(*at, |b| *b == b'-'),
        _ => is(*at, u8::is_ascii_digit),
    };
    if (0..10).all(|at| date(&at)) && !is(10, u8::is_ascii_digit) {
        return (Shape::Date, 10);
    }
    let mut end = digits(0);
    if is(end, |b| *b == b'.') && is(end + 1, u8::is_ascii_digit) {
        end = digits(end + 1);
    }
    if is(end, |b| matches!(b, b'e' | b'E')) {
        let sign = usize::from(is(end + 1, |b| matches!(b, b'+' | b'-')));
        if is(end + 1 + sign, u8::is_ascii_digit) {
            end = digits(end + 1 + sign);
        }
    }
    (Shape::Number, end + usize::from(is(end, |b| *b == b'%')))
}
