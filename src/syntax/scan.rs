//! The cheap first look at a file: strings and comments are recognised,
//! brackets counted, and the text cut at its declarations, without parsing.

use smol_str::SmolStr;

use crate::diagnostic::codes::syntax;
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::{FileId, Span};
use crate::syntax::ast::Comment;

use super::keywords::DECLARATIONS;

/// Brackets may nest this deep.
pub const MAX_NESTING: usize = 128;
/// A file may be this large.
pub const MAX_FILE: u64 = 256 * 1024 * 1024;

/// After so many unclosed brackets the scan stops going back to the first and
/// takes every declaration in column 0 as one, so that its time stays linear.
const PATIENCE: usize = 32;

/// One piece of a file.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// First byte: that of the keyword.
    pub start: u32,
    /// One past the last byte that is no white space.
    pub end: u32,
    /// The lines of `///` before it.
    pub doc: Option<SmolStr>,
    /// Something in it was told by the scan: what follows from that is not
    /// told again.
    pub told: bool,
    /// Nested too deep to be parsed.
    pub too_deep: bool,
}

/// What the scan finds.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub pieces: Vec<Piece>,
    pub comments: Vec<Comment>,
    pub sink: Sink,
}

/// Scans `text[range]`; positions are those of the whole text.
pub(super) fn scan(file: FileId, text: &str, range: std::ops::Range<usize>, out: &mut Scan) {
    let mut start = range.start;
    let mut failures = 0;
    loop {
        let mut run = Run::new(file, text, start, range.end, failures >= PATIENCE);
        run.go();
        let Some((opened, resume)) = run.unclosed() else {
            run.finish(out);
            return;
        };
        failures += 1;
        run.cut_at(resume, opened, out);
        let Some(resume) = resume else { return };
        start = resume;
    }
}

struct Run<'t> {
    file: FileId,
    text: &'t str,
    bytes: &'t [u8],
    end: usize,
    at: usize,
    eager: bool,
    /// Open brackets: where, and which.
    stack: Vec<(usize, u8)>,
    pieces: Vec<Piece>,
    comments: Vec<Comment>,
    told: Vec<Diagnostic>,
    /// Places in column 0, inside brackets, that look like a declaration.
    candidates: Vec<usize>,
    docs: Vec<(usize, usize)>,
    /// Set where an unclosed bracket was found in eager mode.
    stopped: Option<usize>,
}

impl<'t> Run<'t> {
    fn new(file: FileId, text: &'t str, at: usize, end: usize, eager: bool) -> Self {
        Self {
            file,
            text,
            bytes: text.as_bytes(),
            end,
            at,
            eager,
            stack: Vec::new(),
            pieces: Vec::new(),
            comments: Vec::new(),
            told: Vec::new(),
            candidates: Vec::new(),
            docs: Vec::new(),
            stopped: None,
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start as u32, end as u32)
    }

    fn go(&mut self) {
        let mut line_start = true;
        let mut column_0 = self.at == 0 || self.bytes[self.at - 1] == b'\n';
        while self.at < self.end {
            let byte = self.bytes[self.at];
            let is_code = !byte.is_ascii_whitespace()
                && !matches!(byte, b'/' | b'#' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'}' | b']' | b')');
            if is_code && self.pieces.is_empty() {
                // Something stands before the first declaration.
                self.begin_piece();
            }
            match byte {
                b'\n' => {
                    (line_start, column_0) = (true, true);
                    self.at += 1;
                    continue;
                }
                b' ' | b'\t' | b'\r' => {
                    column_0 = false;
                    self.at += 1;
                    continue;
                }
                b'"' => self.string(),
                b'/' if self.next_is(b'/') => self.line_comment(),
                b'/' if self.next_is(b'*') => self.block_comment(),
                b'#' => self.hash_comment(),
                b'{' | b'[' | b'(' => self.open(byte),
                b'}' | b']' | b')' => self.close(byte),
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                    let word_end = self.word_end();
                    if line_start && self.declaration_here(word_end, column_0) {
                        return;
                    }
                    self.at = word_end;
                }
                0x80.. => self.at += utf8_length(byte),
                _ => self.at += 1,
            }
            (line_start, column_0) = (false, false);
        }
        self.at = self.at.min(self.end);
    }

    fn next_is(&self, byte: u8) -> bool {
        self.at + 1 < self.end && self.bytes[self.at + 1] == byte
    }

    fn word_end(&self) -> usize {
        let mut at = self.at;
        while at < self.end
            && (self.bytes[at].is_ascii_alphanumeric()
                || self.bytes[at] == b'_'
                || self.bytes[at] >= 0x80)
        {
            at += 1;
        }
        at
    }

    /// Begins a piece where the word is a declaration's; true to stop (eager).
    fn declaration_here(&mut self, word_end: usize, column_0: bool) -> bool {
        let word = &self.text[self.at..word_end];
        if !DECLARATIONS.contains(&word) {
            // An unknown first word outside brackets begins a piece as well:
            // it is told there, and hides nothing after it.
            if self.stack.is_empty() && self.looks_like_declaration(word_end) {
                self.begin_piece();
            }
            return false;
        }
        let rest = self.text[word_end..self.end].trim_start_matches([' ', '\t']);
        if rest.starts_with(':') {
            return false;
        }
        if self.stack.is_empty() {
            self.begin_piece();
        } else if column_0
            && (rest.starts_with('"') || rest.starts_with(|c: char| c.is_alphabetic()))
        {
            if self.eager {
                self.stopped = Some(self.at);
                return true;
            }
            self.candidates.push(self.at);
        }
        false
    }

    /// `nodde Aktau {`: a word, a name, then a brace, arrow, colon or the end
    /// of the line, in a place where a declaration has ended.
    fn looks_like_declaration(&self, word_end: usize) -> bool {
        let Some(last) = self.pieces.last() else { return true };
        let before = self.text[last.start as usize..self.at].trim_end();
        before.ends_with('}') && {
            let rest = self.text[word_end..self.end].trim_start_matches([' ', '\t']);
            rest.starts_with(|c: char| c.is_alphabetic() || c == '"')
        }
    }

    fn begin_piece(&mut self) {
        self.end_piece(self.at);
        let doc = self.take_doc();
        let start = self.at as u32;
        self.pieces.push(Piece { start, end: start, doc, told: false, too_deep: false });
    }

    fn end_piece(&mut self, at: usize) {
        let Some(piece) = self.pieces.last_mut() else { return };
        let body = &self.text[piece.start as usize..at];
        piece.end = piece.start + body.trim_end().len() as u32;
    }

    fn take_doc(&mut self) -> Option<SmolStr> {
        if self.docs.is_empty() {
            return None;
        }
        let lines: Vec<&str> = self
            .docs
            .drain(..)
            .map(|(start, end)| {
                let line = self.text[start + 3..end].trim_end();
                line.strip_prefix(' ').unwrap_or(line)
            })
            .collect();
        Some(SmolStr::new(lines.join("\n")))
    }

    fn mark_told(&mut self) {
        if let Some(piece) = self.pieces.last_mut() {
            piece.told = true;
        }
    }

    fn string(&mut self) {
        let start = self.at;
        self.at += 1;
        while self.at < self.end {
            match self.bytes[self.at] {
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\\' if self.at + 1 < self.end && self.bytes[self.at + 1] != b'\n' => {
                    self.at += 1 + utf8_length(self.bytes[self.at + 1]);
                }
                b'\n' => break,
                byte => self.at += utf8_length(byte),
            }
        }
        self.at = self.at.min(self.end);
        let end = start + self.text[start..self.at].trim_end().len();
        let told = Diagnostic::new(
            syntax::UNCLOSED_STRING,
            "this text is not closed",
            self.span(start, end),
            "opened here, and the line ends",
        )
        .with_help("a quoted text ends on its line: put `\"` after it; `\\\"` is a quote inside");
        self.told.push(told);
        self.mark_told();
    }

    fn line_end(&self) -> usize {
        let rest = &self.bytes[self.at..self.end];
        memchr::memchr(b'\n', rest).map_or(self.end, |n| self.at + n)
    }

    fn line_comment(&mut self) {
        let (start, end) = (self.at, self.line_end());
        let is_doc =
            self.text[start..end].starts_with("///") && !self.text[start..end].starts_with("////");
        if is_doc && self.stack.is_empty() {
            self.docs.push((start, end));
        } else {
            self.comments.push(Comment { span: self.span(start, end) });
        }
        self.at = end;
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let rest = &self.bytes[start + 2..self.end];
        match memchr::memmem::find(rest, b"*/") {
            Some(n) => {
                self.at = start + 2 + n + 2;
                self.comments.push(Comment { span: self.span(start, self.at) });
            }
            None => {
                self.at = self.end;
                let told = Diagnostic::new(
                    syntax::UNCLOSED_COMMENT,
                    "this comment is not closed",
                    self.span(start, start + 2),
                    "opened here",
                )
                .with_help("put `*/` where it ends, or use `//` for one line");
                self.told.push(told);
                self.mark_told();
            }
        }
    }

    fn hash_comment(&mut self) {
        let (start, end) = (self.at, self.line_end());
        let told = Diagnostic::new(
            syntax::HASH_COMMENT,
            "`#` does not begin a comment",
            self.span(start, start + 1),
            "not a sign of the language",
        )
        .with_help("comments begin with `//`")
        .with_fix("write `//`", self.span(start, start + 1), "//");
        self.told.push(told);
        self.at = end;
    }

    fn open(&mut self, byte: u8) {
        self.stack.push((self.at, byte));
        if self.stack.len() > MAX_NESTING
            && let Some(piece) = self.pieces.last_mut()
            && !piece.too_deep
        {
            piece.too_deep = true;
            piece.told = true;
            let told = Diagnostic::new(
                syntax::TOO_DEEP,
                format!("brackets nest more than {MAX_NESTING} deep"),
                Span::new(self.file, self.at as u32, self.at as u32 + 1),
                "too deep from here on",
            )
            .with_help("take parts out into a `let`, or close brackets that should be closed");
            self.told.push(told);
        }
        self.at += 1;
    }

    fn close(&mut self, byte: u8) {
        let opening = match byte {
            b'}' => b'{',
            b']' => b'[',
            _ => b'(',
        };
        let at = self.at;
        self.at += 1;
        match self.stack.last() {
            Some((_, open)) if *open == opening => {
                self.stack.pop();
            }
            _ if self.stack.iter().any(|(_, open)| *open == opening) => {
                // Those opened since were never closed.
                while let Some((start, open)) = self.stack.pop() {
                    if open == opening {
                        break;
                    }
                    self.tell_unclosed(start, open, Some(at));
                }
                self.mark_told();
            }
            _ => {
                let told = Diagnostic::new(
                    syntax::CLOSES_NOTHING,
                    format!("this `{}` closes nothing", byte as char),
                    self.span(at, at + 1),
                    "nothing is open here",
                )
                .with_help("take it away, or put the opening bracket where it is missing");
                self.told.push(told);
                self.mark_told();
            }
        }
    }

    fn tell_unclosed(&mut self, start: usize, open: u8, end: Option<usize>) {
        let (code, what, closing) = match open {
            b'{' => (syntax::UNCLOSED_BLOCK, "block", '}'),
            b'[' => (syntax::UNCLOSED_BRACKET, "list", ']'),
            _ => (syntax::UNCLOSED_BRACKET, "bracket", ')'),
        };
        let mut told = Diagnostic::new(
            code,
            format!("this {what} is not closed"),
            self.span(start, start + 1),
            "opened here",
        )
        .with_help(format!("put `{closing}` where it ends"));
        if let Some(end) = end {
            told = told.with_label(self.span(end, end + 1), "this closes something else");
        }
        self.told.push(told);
    }

    /// The first bracket that is never closed, and where to go on: at the next
    /// declaration in column 0.
    fn unclosed(&self) -> Option<(usize, Option<usize>)> {
        let &(opened, _) = self.stack.first()?;
        let resume = match self.stopped {
            Some(at) => Some(at),
            None => self.candidates.iter().copied().find(|&at| at > opened),
        };
        Some((opened, resume))
    }

    fn finish(mut self, out: &mut Scan) {
        self.end_piece(self.end);
        out.pieces.append(&mut self.pieces);
        out.comments.append(&mut self.comments);
        for told in self.told {
            out.sink.push(told);
        }
    }

    /// Keeps what lies before `resume` and tells the bracket opened there.
    fn cut_at(mut self, resume: Option<usize>, opened: usize, out: &mut Scan) {
        let end = resume.unwrap_or(self.end);
        self.pieces.retain(|piece| (piece.start as usize) < end);
        self.comments.retain(|comment| (comment.span.start as usize) < end);
        self.told.retain(|told| (told.span().start as usize) < end);
        self.end_piece(end);
        let inner = self
            .stack
            .iter()
            .rfind(|(at, _)| *at >= opened && *at < end)
            .copied()
            .unwrap_or((opened, self.bytes[opened]));
        // The innermost bracket open where the piece ends is the likely one
        // only if all of them stand in it; the outermost is sure.
        let (start, open) =
            if self.stack.len() == 1 { inner } else { (opened, self.bytes[opened]) };
        self.tell_unclosed(start, open, None);
        self.mark_told();
        self.finish_cut(out);
    }

    fn finish_cut(mut self, out: &mut Scan) {
        out.pieces.append(&mut self.pieces);
        out.comments.append(&mut self.comments);
        for told in self.told {
            out.sink.push(told);
        }
    }
}

fn utf8_length(byte: u8) -> usize {
    match byte {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}
