//! Brackets that do not balance.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::syntax;
use crate::syntax::keywords::{CLAUSES, is_declaration};
use crate::syntax::mend::{Change, Kind, Tokens};

use super::MAX_NESTING;
use super::run::Run;

/// A head is looked at if its line is no longer than this, in bytes.
const HEAD: usize = 1_000;

/// A bracket that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub at: usize,
    pub byte: u8,
}

fn closing(open: u8) -> char {
    match open {
        b'{' => '}',
        b'[' => ']',
        _ => ')',
    }
}

/// Which of the three kinds a bracket is.
fn kind(byte: u8) -> usize {
    match byte {
        b'{' | b'}' => 0,
        b'[' | b']' => 1,
        _ => 2,
    }
}

impl Run<'_> {
    pub fn open(&mut self) {
        let (at, byte) = (self.at, self.bytes[self.at]);
        self.stack.push(Open { at, byte });
        self.open_of[kind(byte)] += 1;
        self.at += 1;
        if self.stack.len() <= MAX_NESTING {
            return;
        }
        let Some(piece) = self.pieces.last_mut() else { return };
        if std::mem::replace(&mut piece.trouble().too_deep, true) {
            return;
        }
        let told = Diagnostic::new(
            syntax::TOO_DEEP,
            format!("brackets nest more than {MAX_NESTING} deep"),
            self.span(at, at + 1),
            "too deep from here on",
        )
        .with_help("close what should be closed, or take a part out into a `let`");
        self.tell(told, []);
    }

    pub fn close(&mut self) {
        let (at, byte) = (self.at, self.bytes[self.at]);
        self.at += 1;
        let opens = |open: &Open| closing(open.byte) as u32 == u32::from(byte);
        if self.stack.last().is_some_and(opens) {
            self.pop();
        } else if self.open_of[kind(byte)] > 0 {
            // Those opened since were never closed.
            while let Some(open) = self.stack.last().copied().filter(|open| !opens(open)) {
                let excused = self.stack.len() <= self.excused;
                self.pop();
                self.tell_unclosed(open, at, excused);
            }
            self.pop();
        } else if let Some(open) = self.pop() {
            let told = Diagnostic::new(
                syntax::UNCLOSED_BRACKET,
                format!("`{}` is closed by `{}`", open.byte as char, byte as char),
                self.span(at, at + 1),
                format!("expected `{}`", closing(open.byte)),
            )
            .with_label(self.span(open.at, open.at + 1), "opened here")
            .with_fix(
                format!("write `{}`", closing(open.byte)),
                self.span(at, at + 1),
                closing(open.byte),
            );
            let change = Change::replace(at, at + 1, closing(open.byte).to_string());
            self.tell(told, [change]);
        } else if byte == b'}' && self.brace_missing() {
            // Told, with the place where it belongs.
        } else {
            let told = Diagnostic::new(
                syntax::CLOSES_NOTHING,
                format!("this `{}` closes nothing", byte as char),
                self.span(at, at + 1),
                "nothing is open here",
            )
            .with_help("take it away, or put the opening bracket where it is missing");
            self.tell(told, [Change::blank(at, at + 1)]);
        }
    }

    /// `node D country: GE }`: tells the missing brace before the first
    /// property of the piece, if it is missing there.
    fn brace_missing(&mut self) -> bool {
        let Some(piece) = self.pieces.last() else { return false };
        let start = piece.start as usize;
        let line = self.text[start..self.at].lines().next().unwrap_or("");
        if line.len() > HEAD {
            return false;
        }
        let tokens = Tokens::of(line);
        let word = |at: usize| tokens.kind(at) == Some(Kind::Word);
        let key = if tokens.kind(2) == Some(Kind::Text) { 3 } else { 2 };
        let fits = word(0) && word(1) && word(key) && tokens.is(key + 1, ":");
        let keyword = tokens.word(0);
        if !fits || !is_declaration(keyword) || CLAUSES.contains(&tokens.word(key)) {
            return false;
        }
        let Some((before, first)) = tokens.get(key - 1).zip(tokens.get(key)) else { return false };
        let place = self.span(start + before.end, start + before.end);
        let at = self.span(start + first.start, start + first.end);
        let told_there =
            piece.trouble.as_ref().is_some_and(|trouble| trouble.told_at.contains(&at));
        if told_there {
            return false;
        }
        let property = tokens.word(key);
        let told = Diagnostic::new(
            syntax::UNCLOSED_BLOCK,
            format!("`{{` is missing before `{property}`"),
            at,
            "the first property",
        )
        .with_help(format!("properties stand in braces: `{keyword} NAME {{ {property}: … }}`"))
        .with_fix("write `{`", place, " {");
        self.tell(told, [Change::insert(start + before.end, " {")]);
        true
    }

    fn pop(&mut self) -> Option<Open> {
        let open = self.stack.pop()?;
        self.open_of[kind(open.byte)] -= 1;
        self.excused = self.excused.min(self.stack.len());
        if self.stack.is_empty() {
            // Outside all brackets there is nothing to go back to.
            self.candidate = None;
        }
        Some(open)
    }

    /// A bracket that another one's closing bracket at `at` shows to be open.
    fn tell_unclosed(&mut self, open: Open, at: usize, excused: bool) {
        let close = closing(open.byte);
        let place = self.likely_end(open.at, at);
        let change = Change::insert(place, close.to_string());
        if excused {
            self.mend_only(change, at);
            return;
        }
        let told = self
            .unclosed(open)
            .with_label(self.span(at, at + 1), "this closes what was opened before it")
            .with_help(format!("put `{close}` where it ends"));
        self.tell(told, [change]);
    }

    fn mend_only(&mut self, change: Change, at: usize) {
        let span = self.span(at, at + 1);
        if let Some(piece) = self.pieces.last_mut() {
            let trouble = piece.trouble();
            trouble.told_at.push(span);
            trouble.changes.push(change);
        }
    }

    fn unclosed(&self, open: Open) -> Diagnostic {
        let (code, what) = match open.byte {
            b'{' => (syntax::UNCLOSED_BLOCK, "block"),
            b'[' => (syntax::UNCLOSED_BRACKET, "list"),
            _ => (syntax::UNCLOSED_BRACKET, "bracket"),
        };
        let title = format!("this {what} is not closed");
        Diagnostic::new(code, title, self.span(open.at, open.at + 1), "opened here")
    }

    /// Where a bracket probably ends: at the end of the line before the next
    /// property, else where the outer one is closed.
    fn likely_end(&self, start: usize, at: usize) -> usize {
        let stretch = &self.text[start..at];
        let mut line_start = 0;
        for line in stretch.split_inclusive('\n') {
            let line_end = line_start + line.len();
            if begins_with_key(&stretch[line_end..]) {
                let code = line.split("//").next().unwrap_or(line);
                return start + line_start + code.trim_end().len();
            }
            line_start = line_end;
        }
        at
    }

    /// Whether a declaration's keyword and what it names stand at `at`.
    pub fn declares(&self, at: usize) -> bool {
        let rest = self.text.get(at..self.end).unwrap_or("");
        let end = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
        is_declaration(&rest[..end])
            && rest[end..]
                .trim_start_matches([' ', '\t'])
                .starts_with(|c: char| c == '"' || c == '_' || c.is_alphabetic())
    }

    /// Where brackets are open at the end: cuts the piece at the next
    /// declaration in column 0 and tells the bracket. Answers where to go on.
    pub fn cut(&mut self) -> Option<usize> {
        let open = *self.stack.first()?;
        let resume = self.candidate;
        let end = resume.unwrap_or(self.end);
        self.pieces.retain(|piece| (piece.start as usize) < end);
        self.comments.retain(|comment| (comment.span.start as usize) < end);
        self.told.retain(|told| (told.span().start as usize) < end);
        if let Some(trouble) = self.pieces.last_mut().and_then(|piece| piece.trouble.as_mut()) {
            trouble.changes.retain(|change| (change.start as usize) < end);
        }
        self.at = end;
        let code_end = self.text[..end].trim_end().len();
        let mut closers = String::from("\n");
        for inner in self.stack.iter().rev().filter(|inner| inner.at < end) {
            closers.push(closing(inner.byte));
        }
        let change = Change::insert(code_end, closers);
        if self.excused > 0 {
            self.mend_only(change, open.at);
        } else {
            let help = format!("put `{}` where it ends", closing(open.byte));
            let mut told = self.unclosed(open).with_help(help);
            if let Some(resume) = resume {
                let label = "the next declaration begins before it is closed";
                told = told.with_label(self.span(resume, resume + 1), label);
            }
            self.tell(told, [change]);
        }
        resume
    }
}

/// `capacity: …` at the start of a line.
fn begins_with_key(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    let word = line.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(line.len());
    word > 0
        && !line.starts_with(|c: char| c.is_ascii_digit())
        && line[word..].trim_start_matches([' ', '\t']).starts_with(':')
}
