//! Mistakes of form: signs between the parts of a declaration, and its name.

use crate::diagnostic::codes::syntax;
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::syntax::keywords::{CHANGES, CLAUSES, ITEMS, SELECTORS, VERBS, is_reserved};

use crate::syntax::words::nearest;

use super::find::Finder;
use super::lex::Kind;

/// Declarations whose first word is the name they declare.
const NAMED: [&str; 20] = [
    "source",
    "let",
    "param",
    "unit",
    "currency",
    "commodity",
    "mode",
    "bloc",
    "node",
    "pool",
    "corridor",
    "demand",
    "contract",
    "observed",
    "disruption",
    "upgrade",
    "sanction",
    "agreement",
    "scenario",
    "leg",
];

impl Finder<'_, '_> {
    /// Between the keyword of a declaration and what it declares.
    pub(super) fn declaration(&mut self) {
        let keyword = self.tokens.word(0);
        if !NAMED.contains(&keyword) {
            return;
        }
        if !self.name_missing(keyword) && !self.brace_missing(keyword) {
            self.sign_after_name(keyword);
            if keyword == "leg" {
                self.leg_ends();
            }
        }
    }

    /// `node { … }`, `node to { … }`, `node 2nd { … }`.
    fn name_missing(&mut self, keyword: &str) -> bool {
        let word = self.tokens.word(1);
        let after = self.tokens.word(2);
        let at_end = matches!(after, "" | "{" | ":" | "=" | "@" | "->" | "<->")
            || self.tokens.kind(2) == Some(Kind::Text)
            || self.tokens.get(2).is_some_and(|token| token.first);
        match self.tokens.kind(1) {
            Some(Kind::Word) if is_reserved(word) && at_end => {
                let span = self.span(1, 1);
                self.take(1, 1);
                let title = format!("`{word}` cannot be a name");
                let help = "choose another name, or add to it: `to_port`";
                self.tell(syntax::RESERVED_NAME, title, span, "a word of the language", help);
                true
            }
            Some(Kind::Word)
                if matches!(word, "extends" | "by") && self.tokens.kind(2) == Some(Kind::Word) =>
            {
                self.tell_no_name(keyword);
                true
            }
            Some(Kind::Word) => false,
            Some(Kind::Number)
                if self.tokens.kind(2) == Some(Kind::Word) && self.tokens.glued(2) =>
            {
                let span = self.span(1, 2);
                self.take(1, 2);
                let title = "a name begins with a letter";
                let help = "put the number behind: `port_2`; a title in quotes may be any text";
                self.tell(syntax::NAME_CHARACTERS, title, span, "begins with a digit", help);
                true
            }
            _ => {
                self.tell_no_name(keyword);
                true
            }
        }
    }

    fn tell_no_name(&mut self, keyword: &str) {
        let span = self.span(0, 0);
        self.take(0, 1);
        let title = format!("this {keyword} has no name");
        let help = format!("write `{keyword} NAME`; a title in quotes may follow the name");
        self.tell(syntax::MISSING_NAME, title, span, "a name is missing after it", &help);
    }

    /// `leg x = A -> B`, `let x: 5`.
    fn sign_after_name(&mut self, keyword: &str) {
        let sign = if self.tokens.kind(2) == Some(Kind::Text) { 3 } else { 2 };
        match (keyword, self.tokens.word(sign)) {
            ("leg" | "corridor" | "demand" | "contract" | "observed", "=") => {
                let title = format!("a {keyword} is given with `:`");
                let help = "`=` stands in `let`, `param`, `unit`, `currency` and comparisons";
                self.replace(syntax::EQUALS_FOR_COLON, &title, (sign, sign), help, ":");
            }
            ("let" | "param" | "unit" | "currency", ":") => {
                let title = format!("a {keyword} is given with `=`");
                self.replace(syntax::COLON_FOR_EQUALS, &title, (sign, sign), "", "=");
            }
            ("demand" | "corridor" | "contract" | "observed", next)
                if !matches!(next, ":" | "-" | "'" | "." | "") && self.tokens.same_line(sign) =>
            {
                let word = self.tokens.word(1);
                let place = self.span(sign - 1, sign - 1).at_end();
                let title = format!("`:` is missing after `{word}`");
                let told =
                    Diagnostic::new(syntax::COLON_MISSING, title, self.span(1, 1), "its name")
                        .with_help(format!("write `{keyword} {word}: …`"))
                        .with_fix("write `:`", place, ":");
                self.told.push(told);
                self.change(place, ":");
            }
            _ => {}
        }
    }

    /// `kind = port`, `dwell 12 hours`, `clsoe legs by ferry`.
    pub(super) fn item(&mut self, at: usize) -> bool {
        if !self.outline.begins_item(at) || self.tokens.kind(at) != Some(Kind::Word) {
            return false;
        }
        let word = self.tokens.word(at);
        if self.tokens.is(at + 1, "=") {
            let help = "`=` stands in `let`, `param`, `unit`, `currency` and comparisons";
            self.replace(
                syntax::EQUALS_FOR_COLON,
                "a property is given with `:`",
                (at + 1, at + 1),
                help,
                ":",
            );
            return true;
        }
        if ITEMS.contains(&word) || !self.tokens.same_line(at + 1) {
            return false;
        }
        let next = self.tokens.word(at + 1);
        if SELECTORS.contains(&next) || matches!(next, "transit" | "trade") {
            return self.unknown_verb(at);
        }
        let value = match self.tokens.kind(at + 1) {
            Some(Kind::Number | Kind::Text | Kind::OtherText) => true,
            Some(Kind::Word) => !CLAUSES.contains(&next) && !self.tokens.is(at + 2, ":"),
            Some(Kind::Sign) => matches!(next, "[" | "{"),
            None => false,
        };
        value && (self.nearly_verb(at) || self.colon_missing(at))
    }

    fn colon_missing(&mut self, at: usize) -> bool {
        let word = self.tokens.word(at);
        let place = self.span(at, at).at_end();
        let title = format!("`:` is missing after `{word}`");
        let told = Diagnostic::new(syntax::COLON_MISSING, title, self.span(at, at), "a property")
            .with_help(format!("write `{word}: …`"))
            .with_fix("write `:`", place, ":");
        self.told.push(told);
        self.change(place, ":");
        true
    }

    /// `aply storm`, `form 2022-03-01` in a change or scenario.
    fn nearly_verb(&mut self, at: usize) -> bool {
        let keyword = self.tokens.word(0);
        if !CHANGES.contains(&keyword) && keyword != "scenario" {
            return false;
        }
        match other_verb(self.tokens.word(at)).or_else(|| nearest(self.tokens.word(at), ITEMS)) {
            Some(near) => self.replace_word(at, near),
            None => false,
        }
    }

    fn unknown_verb(&mut self, at: usize) -> bool {
        match other_verb(self.tokens.word(at)).or_else(|| nearest(self.tokens.word(at), VERBS)) {
            Some(near) => self.replace_word(at, near),
            None => false,
        }
    }

    fn replace_word(&mut self, at: usize, near: &str) -> bool {
        let title = format!("there is no `{}` here", self.tokens.word(at));
        let help = format!("did you mean `{near}`?");
        self.replace(syntax::UNKNOWN_WORD, &title, (at, at), &help, near);
        true
    }

    /// `Ust-Luga`, `Xi'an`, `Saint Petersburg` where a name is declared or
    /// stands in the head of a declaration.
    pub(super) fn name_with_sign(&mut self, at: usize) -> bool {
        let keyword = self.tokens.word(0);
        let head = self.outline.body.is_none_or(|(open, _)| at < open);
        let fits = matches!(
            keyword,
            "node"
                | "leg"
                | "demand"
                | "corridor"
                | "source"
                | "commodity"
                | "mode"
                | "bloc"
                | "pool"
                | "scenario"
                | "disruption"
                | "upgrade"
                | "sanction"
                | "agreement"
        );
        if !head || !fits || at == 0 || self.tokens.kind(at) != Some(Kind::Word) {
            return false;
        }
        let mut last = at;
        while matches!(self.tokens.word(last + 1), "-" | "'" | "’" | "." | "&")
            && self.tokens.glued(last + 1)
            && self.tokens.glued(last + 2)
            && self.tokens.kind(last + 2) == Some(Kind::Word)
        {
            last += 2;
        }
        if last == at {
            return self.name_of_two_words(at, keyword);
        }
        self.joined_name(at, last);
        true
    }

    fn name_of_two_words(&mut self, at: usize, keyword: &str) -> bool {
        let two = at == 1
            && !matches!(keyword, "leg" | "demand")
            && self.tokens.kind(2) == Some(Kind::Word)
            && self.tokens.same_line(2)
            && !is_reserved(self.tokens.word(1))
            && !is_reserved(self.tokens.word(2))
            && !self.tokens.is(2, "extends")
            && !self.tokens.is(3, ":")
            && !self.changes.iter().any(|change| change.end == self.span(1, 1).end);
        if !two {
            return false;
        }
        let second = self.tokens.word(2);
        if matches!(keyword, "scenario" | "mode") && nearest(second, &["extends"]).is_some() {
            return self.replace_word(2, "extends");
        }
        // `scenario s aply storm`: the braces are missing.
        let item =
            matches!(keyword, "scenario" | "disruption" | "upgrade" | "sanction" | "agreement")
                && nearest(second, ITEMS).is_some();
        if !item {
            self.joined_name(1, 2);
        }
        !item
    }

    fn joined_name(&mut self, first: usize, last: usize) {
        let new: String = (first..=last)
            .filter(|&index| self.tokens.kind(index) == Some(Kind::Word))
            .map(|index| self.tokens.word(index))
            .collect::<Vec<_>>()
            .join("_");
        let help =
            "a name is one word of letters, digits and `_`; a title in quotes may be any text";
        let title = "a name has no blanks and no signs in it";
        self.replace(syntax::NAME_CHARACTERS, title, (first, last), help, &new);
    }

    /// Commas that are missing in brackets: one message for each bracket.
    pub(super) fn commas(&mut self) {
        let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
        for at in 0..self.tokens.all.len() {
            match self.tokens.word(at) {
                "[" | "(" | "{" => open.push((at, Vec::new())),
                "]" | ")" | "}" => {
                    if let Some((start, missing)) = open.pop()
                        && !self.tokens.is(start, "{")
                        && !missing.is_empty()
                        && !self.told_at.touches(self.span(start, start))
                    {
                        self.tell_commas(&missing);
                    }
                }
                _ => {
                    if self.comma_missing_before(at)
                        && let Some((_, missing)) = open.last_mut()
                    {
                        missing.push(at);
                    }
                }
            }
        }
    }

    fn comma_missing_before(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        if self.used[at] || self.used[before] {
            return false;
        }
        let inside = self.tokens.get(at).map_or(0, |token| token.inside);
        let (a, b) = (self.tokens.word(before), self.tokens.word(at));
        let ends = match self.tokens.kind(before) {
            Some(Kind::Word) => !CLAUSES.contains(&a) && !SELECTORS.contains(&a),
            // In a list a word after a number is its unit, but after a date.
            Some(Kind::Number) => inside == b'(' || before > 0 && self.tokens.is(before - 1, "-"),
            _ => a == "]" || a == "%",
        };
        let begins = match self.tokens.kind(at) {
            Some(Kind::Word) => !CLAUSES.contains(&b),
            Some(Kind::Number) => true,
            _ => false,
        };
        match inside {
            b'[' => ends && begins,
            // Between brackets of a call only two numbers in a row are sure.
            b'(' => {
                let number = |at: usize| self.tokens.kind(at) == Some(Kind::Number);
                number(at) && (number(before) || a == "%" || self.unit_before(before))
            }
            _ => false,
        }
    }

    /// `normal(10 days 2 days)`: a word after a number is its unit.
    fn unit_before(&self, at: usize) -> bool {
        at > 0
            && self.tokens.kind(at) == Some(Kind::Word)
            && self.tokens.kind(at - 1) == Some(Kind::Number)
            && !CLAUSES.contains(&self.tokens.word(at))
    }

    fn tell_commas(&mut self, missing: &[usize]) {
        let Some(&first) = missing.first() else { return };
        let mut edits = Vec::new();
        for &at in missing {
            let place = self.span(at - 1, at - 1).at_end();
            self.change(place, ",");
            edits.push(Edit { span: place, text: ",".to_owned() });
        }
        let span = self.span(first - 1, first);
        let mut told = Diagnostic::new(
            syntax::COMMA_MISSING,
            "a comma is missing between these",
            span,
            "two things in a row",
        )
        .with_help("commas stand between the items of `[ ]` and `( )`");
        told.fix = Some(Fix { title: "write `,`".into(), edits });
        self.told.push(told);
    }
}

/// What people call an effect, and its verb.
fn other_verb(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "increase" | "grow" | "lift" | "expand" | "add" => "raise",
        "decrease" | "lower" | "cut" | "lessen" => "reduce",
        "ban" | "prohibit" | "embargo" => "forbid",
        "block" | "shut" | "stop" | "remove" => "close",
        "reopen" | "unblock" => "open",
        "permit" => "allow",
        "change" => "set",
        _ => return None,
    })
}
