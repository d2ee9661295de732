//! Header, body and items of a declaration, as far as its tokens show them.

use std::ops::Range;

use crate::syntax::keywords::{BASES, CLAUSES, ITEMS, VERBS, has_properties};

use super::lex::{Kind, Tokens};

/// Where the parts of a declaration stand, by index of token.
#[derive(Debug, Default)]
pub(in crate::syntax) struct Outline {
    /// The braces of its body.
    pub body: Option<(usize, usize)>,
    /// The items between them.
    pub items: Vec<Range<usize>>,
}

impl Outline {
    pub fn of(tokens: &Tokens<'_>) -> Self {
        let keyword = tokens.word(0);
        if !has_properties(keyword) && keyword != "scenario" {
            return Self::default();
        }
        let Some(open) = body_open(tokens) else { return Self::default() };
        let close = (open + 1..tokens.all.len())
            .find(|&index| tokens.all[index].depth == 0 && tokens.is(index, "}"))
            .unwrap_or(tokens.all.len());
        Self { body: Some((open, close)), items: items(tokens, open + 1..close) }
    }

    /// Whether an item begins with the token.
    pub fn begins_item(&self, index: usize) -> bool {
        self.items.binary_search_by(|item| item.start.cmp(&index)).is_ok()
    }
}

/// The opening brace of the body: the last outside brackets that is not an
/// amount's.
fn body_open(tokens: &Tokens<'_>) -> Option<usize> {
    (0..tokens.all.len()).rev().find(|&index| {
        tokens.all[index].depth == 0
            && tokens.is(index, "{")
            && (index == 0 || !matches!(tokens.word(index - 1), ":" | "="))
    })
}

fn items(tokens: &Tokens<'_>, inside: Range<usize>) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    for index in inside.clone() {
        let before = index.checked_sub(1).map_or("", |before| tokens.word(before));
        let at_start = index == inside.start || before == ",";
        if tokens.all[index].depth == 1
            && tokens.kind(index) == Some(Kind::Word)
            && begins_item(tokens, index, at_start, starts.last().copied())
        {
            starts.push(index);
        }
    }
    if starts.first().is_none_or(|&first| first != inside.start) && !inside.is_empty() {
        starts.insert(0, inside.start);
    }
    let ends = starts.iter().copied().skip(1).chain([inside.end]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

fn begins_item(tokens: &Tokens<'_>, index: usize, at_start: bool, item: Option<usize>) -> bool {
    let word = tokens.word(index);
    let fresh = tokens.all[index].first;
    if is_key(tokens, index) {
        if tokens.is(index + 1, "=") {
            // `where mode = ferry` is a comparison.
            let condition = index > 0 && matches!(tokens.word(index - 1), "where" | "and" | "or");
            return (at_start || fresh) && !condition;
        }
        // `capacity for crude: …` begins with `capacity`.
        return !(index > 1
            && tokens.is(index - 1, "for")
            && tokens.kind(index - 2) == Some(Kind::Word)
            && !tokens.is(index - 2, ":"));
    }
    let item_word = item.map_or("", |item| tokens.word(item));
    let in_value = item.is_some_and(|item| is_key(tokens, item));
    if at_start {
        let goes_on =
            (item_word == "apply" && !ITEMS.contains(&word)) || (in_value && BASES.contains(&word));
        return !goes_on;
    }
    if VERBS.contains(&word) {
        // `reduce …` after a word that needs a name is that name.
        return fresh || !CLAUSES.contains(&tokens.word(index - 1));
    }
    if matches!(word, "apply" | "after" | "use" | "every" | "from" | "until" | "planned") {
        return fresh || (matches!(word, "apply" | "after" | "use") && !in_value);
    }
    // Another word that begins a line, where the line before is at an end.
    fresh && !CLAUSES.contains(&word) && !before_goes_on(tokens, index)
}

/// Whether what stands before a token asks for more.
fn before_goes_on(tokens: &Tokens<'_>, index: usize) -> bool {
    let Some(before) = index.checked_sub(1) else { return false };
    match tokens.kind(before) {
        Some(Kind::Sign) => !matches!(tokens.word(before), "}" | "]" | ")" | "%"),
        Some(Kind::Word) => CLAUSES.contains(&tokens.word(before)) && !tokens.is(before, "planned"),
        _ => false,
    }
}

/// `kind:`, `kind =`, `capacity for crude:`.
pub(super) fn is_key(tokens: &Tokens<'_>, index: usize) -> bool {
    let sign = |index: usize| tokens.is(index, ":") || tokens.is(index, "=");
    tokens.kind(index) == Some(Kind::Word)
        && ((sign(index + 1) && tokens.same_line(index + 1))
            || (tokens.is(index + 1, "for")
                && tokens.kind(index + 2) == Some(Kind::Word)
                && tokens.is(index + 3, ":")))
}
