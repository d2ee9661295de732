//! What a prompt asks of the grammar: whether an input goes on, and what its
//! words are.

use std::ops::Range;

use pest::Parser;
use pest::error::InputLocation;

use crate::diagnostic::codes::syntax;
use crate::source::FileId;

use super::MAX_NESTING;
use super::grammar::{Grammar, Rule};
use super::keywords::{self, is_declaration, is_reserved};
use super::mend::{Kind, Tokens};
use super::scan::{Scan, scan};

/// What an input is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Declarations.
    Declarations,
    /// One item of a change or a scenario.
    Item,
    /// An expression with its scenario and moment.
    Expression,
}

/// Whether the parser, having read all of a text, waits for more. Nothing is
/// counted: what goes on is what the grammar cannot end where the text ends.
pub fn unfinished(text: &str, reading: Reading) -> bool {
    if Tokens::of(text).all.iter().any(|token| token.depth > MAX_NESTING) {
        return false;
    }
    let mut found = Scan::default();
    scan(FileId(0), text, 0..text.len(), &mut found);
    let told = found.sink.diagnostics();
    if told.iter().any(|told| told.code == syntax::UNCLOSED_COMMENT) {
        return true;
    }
    let (rule, start) = match reading {
        Reading::Declarations => (Rule::piece, found.pieces.last().map_or(0, |p| p.start as usize)),
        Reading::Item => (Rule::one_item, 0),
        Reading::Expression => (Rule::question, 0),
    };
    let Some(last) = text.get(start..) else { return false };
    match Grammar::parse(rule, last) {
        Ok(_) => false,
        Err(error) => {
            let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
            last.get(at..).is_some_and(|rest| Tokens::of(rest).all.is_empty())
        }
    }
}

/// What a stretch of an input is, for colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// A word of the language.
    Keyword,
    /// A name.
    Name,
    /// A number.
    Number,
    /// A quoted text.
    Text,
    /// A comment.
    Comment,
    /// A citation.
    Cite,
}

/// The words of a text with what they are, in order; what lies between has no
/// colour.
pub fn inks(text: &str) -> Vec<(Range<usize>, Ink)> {
    let tokens = Tokens::of(text);
    let mut inks = Vec::new();
    let mut at = 0;
    for (index, token) in tokens.all.iter().enumerate() {
        comments(text, at..token.start, &mut inks);
        at = token.end;
        let word = tokens.word(index);
        let after_at = index > 0 && tokens.is(index - 1, "@");
        let ink = match token.kind {
            Kind::Number => Ink::Number,
            Kind::Text | Kind::OtherText => Ink::Text,
            Kind::Word if after_at => Ink::Cite,
            Kind::Word if tokens.is(index + 1, ":") => Ink::Name,
            Kind::Word if is_keyword(word) => Ink::Keyword,
            Kind::Word => Ink::Name,
            Kind::Sign => continue,
        };
        inks.push((token.start..token.end, ink));
    }
    comments(text, at..text.len(), &mut inks);
    inks
}

fn comments(text: &str, gap: Range<usize>, inks: &mut Vec<(Range<usize>, Ink)>) {
    let inside = text[gap.clone()].trim();
    if let Some(offset) = text[gap.clone()].find(inside).filter(|_| !inside.is_empty()) {
        let start = gap.start + offset;
        inks.push((start..start + inside.len(), Ink::Comment));
    }
}

fn is_keyword(word: &str) -> bool {
    is_declaration(word)
        || is_reserved(word)
        || [keywords::OTHERS, keywords::SELECTORS, keywords::REPORTS, keywords::METRICS]
            .iter()
            .any(|list| list.contains(&word))
}

/// Words and signs of a text, in order, without comments.
pub fn words(text: &str) -> Vec<(Range<usize>, &str)> {
    let tokens = Tokens::of(text);
    tokens.all.iter().map(|token| (token.start..token.end, &text[token.start..token.end])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parser_says_what_goes_on() {
        use Reading::*;
        for (text, reading, expected) in [
            ("node A", Declarations, false),
            ("node A {", Declarations, true),
            ("node A { kind: port,\n", Declarations, true),
            ("node A { kind: port }", Declarations, false),
            ("node A {}\nleg A ->", Declarations, true),
            ("let x = 5 +", Declarations, true),
            ("let x = \"{", Declarations, false),
            ("node A { title: \"}\" ", Declarations, true),
            ("node A { // }", Declarations, true),
            ("/* not yet", Declarations, true),
            ("node A }", Declarations, false),
            ("report routes from A to", Declarations, true),
            ("time(A -> B", Expression, true),
            ("time(A -> B) as hours", Expression, false),
            ("1 +", Expression, true),
            ("close node", Item, true),
            ("close node Aktau", Item, false),
        ] {
            assert_eq!(unfinished(text, reading), expected, "{text:?}");
        }
    }

    #[test]
    fn words_have_their_colours() {
        let text = "node A { dwell: 3 days } // x";
        let inks: Vec<(&str, Ink)> =
            inks(text).into_iter().map(|(range, ink)| (&text[range], ink)).collect();
        assert_eq!(
            inks,
            [
                ("node", Ink::Keyword),
                ("A", Ink::Name),
                ("dwell", Ink::Name),
                ("3", Ink::Number),
                ("days", Ink::Name),
                ("// x", Ink::Comment),
            ]
        );
    }
}
