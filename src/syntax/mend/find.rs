//! The mistakes of a text that the grammar does not take: each is told with
//! its fix, and with the changes that let the rest be read.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

use super::change::{Change, Places};
use super::lex::Tokens;
use super::outline::Outline;
use super::told::Told;

/// Looks for mistakes in the tokens of one declaration.
pub(in crate::syntax) struct Finder<'a, 't> {
    pub tokens: &'a Tokens<'t>,
    pub outline: &'a Outline,
    pub places: &'a Places,
    /// Places of mistakes that were told before.
    pub told_at: &'a Told,
    pub told: Vec<Diagnostic>,
    pub changes: Vec<Change>,
    /// Tokens that belong to a mistake told.
    pub used: Vec<bool>,
}

impl<'a, 't> Finder<'a, 't> {
    pub fn new(
        tokens: &'a Tokens<'t>,
        outline: &'a Outline,
        places: &'a Places,
        told_at: &'a Told,
    ) -> Self {
        let used = vec![false; tokens.all.len()];
        Self { tokens, outline, places, told_at, told: Vec::new(), changes: Vec::new(), used }
    }

    /// Goes through all tokens once.
    pub fn run(&mut self) {
        self.declaration();
        for index in 0..self.tokens.all.len() {
            if self.used[index] {
                continue;
            }
            let _ = self.number(index)
                || self.habit(index)
                || self.sign(index)
                || self.text(index)
                || self.bracketed_apply(index)
                || self.item(index)
                || self.name_with_sign(index);
        }
        self.commas();
    }

    /// The place of a stretch of tokens, both ends included.
    pub fn span(&self, first: usize, last: usize) -> Span {
        let start = self.tokens.get(first).map_or(self.tokens.text.len(), |token| token.start);
        let end = self.tokens.get(last).map_or(self.tokens.text.len(), |token| token.end);
        self.places.span(start, end)
    }

    /// Marks a stretch of tokens as told.
    pub fn take(&mut self, first: usize, last: usize) {
        for used in self.used.iter_mut().take(last + 1).skip(first) {
            *used = true;
        }
    }

    pub fn change(&mut self, span: Span, new: &str) {
        self.changes.push(Change::replace(span.start as usize, span.end as usize, new));
    }

    /// Tells a mistake of a stretch of tokens whose fix is to write `new` in
    /// its place.
    pub fn replace(
        &mut self,
        code: Code,
        title: &str,
        tokens: (usize, usize),
        help: &str,
        new: &str,
    ) {
        let span = self.span(tokens.0, tokens.1);
        self.take(tokens.0, tokens.1);
        self.change(span, new);
        let title_of_fix = if new.trim().is_empty() {
            "take it out".to_owned()
        } else {
            format!("write `{}`", new.trim())
        };
        let mut told = Diagnostic::new(code, title, span, "here").with_fix(title_of_fix, span, new);
        if !help.is_empty() {
            told = told.with_help(help);
        }
        self.told.push(told);
    }

    /// Tells a mistake that has no certain fix.
    pub fn tell(
        &mut self,
        code: Code,
        title: impl Into<String>,
        span: Span,
        label: &'static str,
        help: &str,
    ) {
        let mut told = Diagnostic::new(code, title, span, label);
        if !help.is_empty() {
            told = told.with_help(help);
        }
        self.told.push(told);
    }
}
