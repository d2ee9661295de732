//! Signs and quotes that only look like those of the language, or are those of
//! another one.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::syntax;

use super::find::Finder;
use super::lex::Kind;

/// Signs with what to write in their place.
const OTHER_SIGNS: [(&str, &str, &str); 25] = [
    ("→", "->", "an arrow is written `->`"),
    ("⟶", "->", "an arrow is written `->`"),
    ("⇒", "->", "an arrow is written `->`"),
    ("=>", "->", "an arrow is written `->`"),
    ("↔", "<->", "an arrow both ways is written `<->`"),
    ("⟷", "<->", "an arrow both ways is written `<->`"),
    ("⇔", "<->", "an arrow both ways is written `<->`"),
    ("…", "..", "a range is written with `..`"),
    ("...", "..", "a range is written with `..`"),
    ("≤", "<=", "write `<=`"),
    ("≥", ">=", "write `>=`"),
    ("==", "=", "equal is written `=`"),
    ("≈", "~=", "nearly equal is written `~=`, with its tolerance after `+-`"),
    ("±", "+-", "a tolerance is written `+-`"),
    ("×", "*", "times is written `*`"),
    ("·", "*", "times is written `*`"),
    ("÷", "/", "divided by is written `/`"),
    ("&&", "and", "write `and`"),
    ("||", "or", "write `or`"),
    ("−", "-", "this is another sign than the minus `-`"),
    (";", ",", "items are separated by commas or line ends"),
    ("，", ",", "this is another sign than the comma `,`"),
    ("：", ":", "this is another sign than the colon `:`"),
    ("（", "(", "this is another sign than the bracket `(`"),
    ("）", ")", "this is another sign than the bracket `)`"),
];

/// Blanks of word processors.
const OTHER_BLANKS: [&str; 9] = [
    "\u{A0}", "\u{2002}", "\u{2003}", "\u{2007}", "\u{2009}", "\u{200A}", "\u{202F}", "\u{3000}",
    "\u{200B}",
];

impl Finder<'_, '_> {
    pub(super) fn sign(&mut self, at: usize) -> bool {
        if self.tokens.kind(at) != Some(Kind::Sign) {
            return false;
        }
        let sign = self.tokens.word(at);
        let outside = self.tokens.get(at).is_some_and(|token| token.depth == 0);
        if sign == ";" && outside {
            let title = "nothing stands at the end of a declaration";
            self.replace(syntax::OTHER_SIGN, title, (at, at), "", "");
            return true;
        }
        let behind = at > 0 && outside && matches!(self.tokens.word(at - 1), "}" | ";");
        if sign == "--" && (behind || self.tokens.get(at).is_some_and(|token| token.first)) {
            return self.dashed_comment(at);
        }
        if matches!(sign, "–" | "—" | "--") {
            return self.dash(at);
        }
        if let Some((_, new, title)) = OTHER_SIGNS.iter().find(|(old, ..)| *old == sign) {
            // `−>` is an arrow like `->`.
            if sign == "−" && self.tokens.is(at + 1, ">") && self.tokens.glued(at + 1) {
                self.replace(
                    syntax::OTHER_SIGN,
                    "an arrow is written `->`",
                    (at, at + 1),
                    "",
                    "->",
                );
                return true;
            }
            self.replace(syntax::OTHER_SIGN, title, (at, at), "", new);
            return true;
        }
        if OTHER_BLANKS.contains(&sign) {
            let help = "it came with a copied text";
            self.replace(syntax::OTHER_SIGN, "this blank is not a plain one", (at, at), help, " ");
            return true;
        }
        match sign {
            "!=" | "<>" | "≠" => {
                let span = self.span(at, at);
                self.take(at, at);
                self.change(span, "=");
                let title = format!("there is no `{sign}`");
                let label = "not a sign of the language";
                self.tell(syntax::OTHER_SIGN, title, span, label, "write `not a = b`");
                true
            }
            _ => false,
        }
    }

    /// `-- a comment`, on a line of its own.
    fn dashed_comment(&mut self, at: usize) -> bool {
        let mut last = at;
        while self.tokens.same_line(last + 1) {
            last += 1;
        }
        let (sign, line) = (self.span(at, at), self.span(at, last));
        self.take(at, last);
        self.change(line, " ");
        let told = Diagnostic::new(
            syntax::HASH_COMMENT,
            "`--` does not begin a comment",
            sign,
            "not a sign of the language",
        )
        .with_help("comments begin with `//`")
        .with_fix("write `//`", sign, "//");
        self.told.push(told);
        true
    }

    /// `–` is an arrow before `>`, a range between figures, else a minus.
    fn dash(&mut self, at: usize) -> bool {
        if self.tokens.is(at + 1, ">") && self.tokens.glued(at + 1) {
            self.replace(syntax::OTHER_SIGN, "an arrow is written `->`", (at, at + 1), "", "->");
            return true;
        }
        let number = |index: usize| self.tokens.kind(index) == Some(Kind::Number);
        if at > 0
            && number(at + 1)
            && (number(at - 1) || self.tokens.is(at, "–"))
            && !self.tokens.is(at, "--")
        {
            let before_is_figure =
                matches!(self.tokens.kind(at - 1), Some(Kind::Number | Kind::Word));
            if before_is_figure && self.tokens.same_line(at) {
                let help = "this is a dash; between two figures write `..`, for minus `-`";
                self.replace(
                    syntax::OTHER_SIGN,
                    "a range is written with `..`",
                    (at, at),
                    help,
                    "..",
                );
                return true;
            }
        }
        let title = "this is another sign than the minus `-`";
        self.replace(syntax::OTHER_SIGN, title, (at, at), "", "-");
        true
    }

    /// Texts in other quotes, and escapes that there are not.
    pub(super) fn text(&mut self, at: usize) -> bool {
        match self.tokens.kind(at) {
            Some(Kind::OtherText) => self.other_quotes(at),
            Some(Kind::Text) => self.escapes(at),
            _ => false,
        }
    }

    fn other_quotes(&mut self, at: usize) -> bool {
        let raw = self.tokens.word(at);
        let mut chars = raw.chars();
        chars.next();
        chars.next_back();
        let inner = chars.as_str();
        let mut new = String::with_capacity(raw.len() + 2);
        new.push('"');
        for c in inner.chars() {
            if matches!(c, '"' | '\\') {
                new.push('\\');
            }
            new.push(c);
        }
        new.push('"');
        let title = "a text stands between plain quotes";
        let help = "write `\"` on both sides";
        self.replace(syntax::SMART_QUOTES, title, (at, at), help, &new);
        true
    }

    fn escapes(&mut self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at).copied() else { return false };
        let raw = self.tokens.word(at);
        let mut wrong = Vec::new();
        let mut chars = raw.char_indices();
        while let Some((index, c)) = chars.next() {
            if c == '\\' {
                match chars.next() {
                    Some((_, '"' | '\\')) => {}
                    Some((_, next)) => wrong.push((index, next)),
                    None => wrong.push((index, ' ')),
                }
            }
        }
        let Some(&(first, next)) = wrong.first() else { return false };
        for (index, _) in &wrong {
            let start = token.start + index;
            let span = self.places.span(start, start + 1);
            self.change(span, "\\\\");
        }
        let start = token.start + first;
        let span = self.places.span(start, start + 1 + next.len_utf8());
        let title = format!("there is no escape `\\{next}`");
        let help = "`\\\"` is a quote and `\\\\` a backslash in a text";
        self.take(at, at);
        self.tell(syntax::ESCAPE, title, span, "not an escape", help);
        if let Some(told) = self.told.last_mut() {
            let text = format!("\\\\{next}");
            *told = told.clone().with_fix(format!("write `{text}`"), span, text);
        }
        true
    }
}
