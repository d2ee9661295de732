//! What could stand at a place, for every face the same: an editor's and a
//! prompt's completion. Properties are the checker's own lists.

mod candidates;
mod clause;
mod values;

use std::ops::Range;

use crate::model::check::properties;
use crate::model::{Model, Thing};
use crate::syntax::keywords::{DECLARATIONS, ITEMS, METRICS, REPORTS, VERBS};

use super::view::describe;
use super::view::roles::{self, Place, Within};
use super::view::token::{self, Shape, Token};

pub(super) use candidates::List;
use candidates::MOST;
pub use candidates::{Candidate, CandidateKind};

/// What stands before the place where something is to be written.
pub(super) struct Before<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    place: Place<'t>,
    /// Whether the last token stands on another line.
    new_line: bool,
    /// The place itself.
    at: usize,
}

impl<'t> Before<'t> {
    /// Of the declaration that begins at `range.start`, to the place at its end;
    /// none within a comment.
    pub fn new(text: &'t str, range: Range<usize>) -> Option<Self> {
        let at = range.end;
        let mut tokens = token::lex(text, range);
        if let Some(last) = tokens.last().filter(|last| !last.counts()) {
            let piece = last.text(text);
            let closed = piece.starts_with("/*") && piece.ends_with("*/") && piece.len() > 3;
            let ended = !piece.starts_with("/*") && text[last.start as usize..at].contains('\n');
            if !closed && !ended {
                return None;
            }
        }
        let place = roles::classify(text, &mut tokens);
        tokens.retain(Token::counts);
        let new_line = tokens.last().is_none_or(|last| text[last.end as usize..at].contains('\n'));
        Some(Before { text, tokens, place, new_line, at })
    }

    /// The text of the n-th last token, 1 the last.
    fn back(&self, by: usize) -> &'t str {
        let index = self.tokens.len().checked_sub(by);
        index.and_then(|index| self.tokens.get(index)).map_or("", |token| token.text(self.text))
    }

    /// The word that the declaration begins with.
    pub fn declaration(&self) -> &'t str {
        self.tokens.first().map_or("", |token| token.text(self.text))
    }

    /// Where the quoted text begins that the place is in.
    pub fn inside_text(&self) -> Option<usize> {
        let last = self.tokens.last().filter(|last| last.shape == Shape::Text)?;
        let piece = last.text(self.text);
        let open = piece.len() < 2 || !piece.ends_with('"');
        let same_line = !self.text[last.end as usize..self.at].contains('\n');
        (open && same_line).then_some(last.start as usize)
    }
}

/// Where the word begins that a place is in; a compound unit (`USD/TEU`) is one
/// word.
pub(super) fn word_start(text: &str, at: usize) -> usize {
    let start = |goes_on: fn(char) -> bool| {
        let last = text[..at].char_indices().rev().find(|(_, c)| !goes_on(*c));
        last.map_or(0, |(at, c)| at + c.len_utf8())
    };
    let word = start(token::goes_on);
    let unit = start(|c| token::goes_on(c) || matches!(c, '/' | '*' | '(' | ')'));
    let before = text[..unit].trim_end_matches([' ', '\t']);
    let measures = before.ends_with(|c: char| c.is_ascii_digit()) || before.ends_with(" as");
    let compound = text[unit..word].contains('/') && text[unit..].starts_with(token::begins);
    if measures && compound { unit } else { word }
}

/// What is known of the file or session that is written.
#[derive(Clone, Copy)]
pub(super) struct Asking<'m> {
    /// Its model, or as much of it as could be checked.
    pub model: Option<&'m Model>,
    /// The units it declares.
    pub units: &'m [&'m str],
    /// What is written of the word: of very many names those that fit.
    pub written: &'m str,
}

impl Asking<'_> {
    /// What may begin an input at a prompt.
    pub fn begin_input(&self, list: &mut List) {
        list.words(DECLARATIONS, "declaration");
        list.words(REPORTS, "report");
        list.functions(METRICS);
        list.words(VERBS, "effect, to be tried");
        list.words(&["apply", "use"], "effect, to be tried");
        list.word("undo", "take back the last input that changed something");
        list.word("help", "what can be typed here");
        list.word("quit", "end");
        self.names(list, |_| true);
    }

    /// What could stand there.
    pub fn fill(&self, before: &Before<'_>, list: &mut List) {
        let (last, second) = (before.back(1), before.back(2));
        let Place { within, key } = before.place;
        if before.tokens.is_empty() || within == Within::Header && before.new_line {
            list.words(DECLARATIONS, "declaration");
            // What is written above a line may go on in it.
            if before.tokens.is_empty() || before.declaration() != "report" {
                return;
            }
        }
        if last == "@" {
            list.word("assumed", "a judgement");
            return self.names(list, |thing| matches!(thing, Thing::Source(_)));
        }
        if self.units(before, list) {
            return;
        }
        let begins = matches!(last, "{" | ",") || before.new_line;
        let valued = last == ":" || key.is_empty() || last == ",";
        if within == Within::Body && begins && last != ":" && (valued || before.new_line) {
            return self.items(before.declaration(), list);
        }
        if within == Within::Columns {
            return list.properties(match before.back(before.tokens.len().saturating_sub(1)) {
                "legs" => properties("leg"),
                "demands" => properties("demand"),
                _ => properties("node"),
            });
        }
        if within != Within::Header && !key.is_empty() && self.value(key, last, list) {
            return;
        }
        self.clause(before.declaration(), last, second, list);
    }

    /// What may begin an item of a body.
    fn items(&self, declaration: &str, list: &mut List) {
        list.properties(properties(declaration));
        match declaration {
            "node" | "leg" => list.word("planned", "not there until a change opens it"),
            "disruption" | "upgrade" | "sanction" | "agreement" => {
                list.words(ITEMS, "effect or window")
            }
            "scenario" => {
                list.words(&["apply", "use"], "effect");
                list.words(VERBS, "effect");
            }
            _ => {}
        }
    }

    fn nodes(&self, list: &mut List) {
        self.names(list, |thing| matches!(thing, Thing::Node(_)));
    }

    /// Scenarios, `baseline` among them.
    pub fn scenarios(&self, list: &mut List) {
        list.word("baseline", "the network as declared");
        self.names(list, |thing| matches!(thing, Thing::Scenario(_)));
    }

    /// The names of things of a kind.
    fn names(&self, list: &mut List, fits: fn(Thing) -> bool) {
        let Some(model) = self.model else { return };
        let mut names: Vec<(&str, Thing)> = model
            .names
            .iter()
            .filter(|(_, thing)| fits(**thing))
            .map(|(name, thing)| (name.as_str(), *thing))
            .collect();
        if names.len() > MOST {
            let written = self.written.to_lowercase();
            names.retain(|(name, _)| name.to_lowercase().contains(&written));
        }
        names.sort_unstable_by_key(|(name, _)| *name);
        for (name, thing) in names.into_iter().take(MOST) {
            let title = describe::head(model, thing).and_then(|head| head.title.as_deref());
            let word = describe::word(model, thing);
            let detail = title.map_or_else(|| word.to_owned(), |title| format!("{word}: {title}"));
            list.add(name, CandidateKind::Name, &detail);
        }
    }
}
