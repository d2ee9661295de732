//! The tokens of a declaration, with its comments.

use std::borrow::Cow;

use crate::syntax::scan::string_end;

use super::comment_text;
use super::roles::{Item, Role, Roles};

/// What a token is beside its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word of letters and digits.
    Word,
    /// Anything that is no word and no comment.
    Sign,
    /// `// …`, `/// …`
    LineComment,
    /// `/* … */`
    BlockComment,
}

/// One token and how it stood.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    pub text: Cow<'t, str>,
    pub kind: Kind,
    pub role: Option<Role>,
    /// An item of a body begins with it.
    pub item: Option<Item>,
    /// Line ends before it since the token before.
    pub newlines: usize,
    /// It touches the token before it.
    pub touches: bool,
}

impl Token<'_> {
    pub fn is_comment(&self) -> bool {
        matches!(self.kind, Kind::LineComment | Kind::BlockComment)
    }

    pub fn is(&self, text: &str) -> bool {
        self.text == text && !self.is_comment()
    }
}

/// Cuts a text, of which the grammar has taken all that is no comment.
pub(super) fn tokens<'t>(text: &'t str, roles: &Roles) -> Vec<Token<'t>> {
    let bytes = text.as_bytes();
    let mut all: Vec<Token<'t>> = Vec::new();
    let (mut at, mut newlines, mut touches) = (0, 0, false);
    while let Some(c) = text[at..].chars().next() {
        if c.is_ascii_whitespace() {
            newlines += usize::from(c == '\n');
            touches = false;
            at += 1;
            continue;
        }
        let (end, kind, role) = match (comment(text, at), roles.at.get(&at)) {
            (Some((end, kind)), _) => (end, kind, None),
            (None, Some((end, role))) => {
                let word = matches!(role, Role::Call | Role::Month);
                (*end, if word { Kind::Word } else { Kind::Sign }, Some(*role))
            }
            (None, None) if c.is_alphanumeric() || c == '_' => {
                let word = text[at..].find(|c: char| !is_word(c));
                (word.map_or(text.len(), |length| at + length), Kind::Word, None)
            }
            (None, None) if c == '"' => {
                (string_end(bytes, at, text.len()).unwrap_or(text.len()), Kind::Sign, None)
            }
            (None, None) => (at + c.len_utf8(), Kind::Sign, None),
        };
        let raw = &text[at..end];
        all.push(Token {
            text: written(raw, kind, role),
            kind,
            role,
            item: roles.items.get(&at).copied(),
            newlines,
            touches,
        });
        (newlines, touches, at) = (0, true, end);
    }
    settle(&mut all);
    all
}

/// Settles which signs touch both sides by what stands beside them.
fn settle(all: &mut [Token<'_>]) {
    for at in 1..all.len().saturating_sub(1) {
        let (a, b, next) = (&all[at - 1], &all[at + 1], all.get(at + 2));
        let tight = match all[at].role {
            Some(Role::Dots) => tight_dots(a, b, next),
            Some(Role::Product) => all[at].touches && b.touches && per_unit(a, &all[at], b),
            _ => continue,
        };
        all[at].role = Some(if tight { Role::Tight } else { Role::Binary });
    }
}

/// `3/week` and `1.35%/day` are tight where they were written so.
fn per_unit(a: &Token<'_>, sign: &Token<'_>, b: &Token<'_>) -> bool {
    let number = a.role == Some(Role::Number) || a.is("%");
    sign.is("/") && number && b.kind == Kind::Word
}

/// `2..6` and `nov..mar` are tight; `12 hours .. 3 days` is not.
fn tight_dots(a: &Token<'_>, b: &Token<'_>, next: Option<&Token<'_>>) -> bool {
    let number = |token: &Token<'_>| token.role == Some(Role::Number);
    let negative = b.role == Some(Role::Sign) && next.is_some_and(number);
    let months = a.role == Some(Role::Month) && b.role == Some(Role::Month);
    months || ((number(a) || a.is("%")) && (number(b) || negative))
}

/// How a token is written.
fn written(raw: &str, kind: Kind, role: Option<Role>) -> Cow<'_, str> {
    match (kind, role) {
        (Kind::LineComment | Kind::BlockComment, _) => Cow::Owned(comment_text(raw)),
        (_, Some(Role::Unit)) if raw.contains([' ', '\t']) && !raw.contains("/*") => {
            Cow::Owned(unit(raw))
        }
        _ => Cow::Borrowed(raw),
    }
}

/// A unit with one blank after `million` and none in its brackets.
fn unit(raw: &str) -> String {
    let mut words = raw.split([' ', '\t']).filter(|word| !word.is_empty());
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        if matches!(out.as_str(), "thousand" | "million" | "billion") {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn comment(text: &str, at: usize) -> Option<(usize, Kind)> {
    let rest = &text[at..];
    if rest.starts_with("//") {
        let length = rest.find('\n').unwrap_or(rest.len());
        return Some((at + length, Kind::LineComment));
    }
    if let Some(inside) = rest.strip_prefix("/*") {
        let length = inside.find("*/").map_or(rest.len(), |length| length + 4);
        return Some((at + length, Kind::BlockComment));
    }
    None
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || !c.is_ascii()
}
