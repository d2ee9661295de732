//! Statements that begin with an unknown word were not cut off by the scan:
//! they stand at the end of the piece before.

use std::ops::Range;

use crate::diagnostic::closest;
use crate::syntax::keywords::{CLAUSES, DECLARATIONS, OTHERS, is_declaration};
use crate::syntax::mend::{Kind, Tokens};

/// The bytes of each statement of a text.
pub(super) fn statements(tokens: &Tokens<'_>) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    for index in 1..tokens.all.len() {
        if begins_statement(tokens, index) {
            starts.push(tokens.all[index].start);
        }
    }
    let ends = starts.iter().copied().skip(1).chain([tokens.text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

fn begins_statement(tokens: &Tokens<'_>, index: usize) -> bool {
    let Some(token) = tokens.get(index) else { return false };
    let word = tokens.word(index);
    if !token.first {
        // `node A {} node B {}` on one line.
        return token.depth == 0
            && tokens.is(index - 1, "}")
            && is_declaration(word)
            && matches!(tokens.kind(index + 1), Some(Kind::Word | Kind::Text));
    }
    let fits = token.first
        && token.depth == 0
        && token.kind == Kind::Word
        && in_column_0(tokens.text, token.start)
        && !CLAUSES.contains(&word)
        && (!OTHERS.contains(&word) || (is_plural(word) && ends_before(tokens, index)));
    if !fits || !tokens.same_line(index + 1) {
        return false;
    }
    // A name, a title or a body follows on its line.
    let named = matches!(tokens.kind(index + 1), Some(Kind::Word | Kind::Text));
    let before = tokens.word(index - 1);
    named
        && (before == "}"
            || (closest(word, DECLARATIONS.iter().copied()).is_some()
                && !matches!(before, "->" | "<->" | "," | "+" | "-" | "*" | "/" | ":" | "=")))
}

fn in_column_0(text: &str, at: usize) -> bool {
    at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n')
}

/// `nodes`, `legs`, `demands`, `modes`.
fn is_plural(word: &str) -> bool {
    word.strip_suffix('s').is_some_and(is_declaration)
}

/// Whether what stands before asks for nothing more.
fn ends_before(tokens: &Tokens<'_>, index: usize) -> bool {
    let before = tokens.word(index - 1);
    (tokens.kind(index - 1) != Some(Kind::Sign) || matches!(before, "}" | "]" | ")" | "%"))
        && !CLAUSES.contains(&before)
        && !matches!(before, "critical" | "import")
}
