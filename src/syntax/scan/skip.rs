//! Strings and comments.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::syntax;
use crate::syntax::mend::Change;

use super::run::Run;

/// Where a text that begins at `start` with another quote than `"` ends on its
/// line: one past its closing quote. None where the byte is no such quote or
/// the text is not closed on the line.
pub(in crate::syntax) fn other_quotes(text: &str, start: usize, end: usize) -> Option<usize> {
    let rest = text.get(start..end)?;
    let open = rest.chars().next()?;
    let closing: &[char] = match open {
        '\'' | '`' => &['\''],
        '“' | '”' | '„' | '‟' => &['“', '”', '‟'],
        '‘' | '’' | '‚' => &['‘', '’'],
        '«' | '»' => &['«', '»'],
        _ => return None,
    };
    let inner = &rest[open.len_utf8()..];
    let ends = |c: &char| *c == '\n' || closing.contains(c);
    let (at, close) = inner.char_indices().find(|(_, c)| ends(c)).filter(|(_, c)| *c != '\n')?;
    Some(start + open.len_utf8() + at + close.len_utf8())
}

/// Where a text in plain quotes that begins at `start` ends: one past the
/// closing quote, or none and where its line ends.
pub(in crate::syntax) fn string_end(
    bytes: &[u8],
    start: usize,
    end: usize,
) -> Result<usize, usize> {
    let mut at = start + 1;
    while at < end {
        match memchr::memchr3(b'"', b'\\', b'\n', &bytes[at..end]) {
            None => break,
            Some(n) => {
                at += n;
                match bytes[at] {
                    b'"' => return Ok(at + 1),
                    b'\n' => return Err(at),
                    // Whatever follows a backslash is no closing quote; a
                    // line's end ends the text all the same.
                    _ if at + 1 < end && bytes[at + 1] != b'\n' => at += 2,
                    _ => at += 1,
                }
            }
        }
    }
    Err(end)
}

impl Run<'_> {
    /// A byte that may begin a text.
    pub fn quote(&mut self) {
        if self.bytes[self.at] != b'"' {
            self.at = match other_quotes(self.text, self.at, self.end) {
                Some(end) => end,
                None => self.at + self.text[self.at..].chars().next().map_or(1, char::len_utf8),
            };
            return;
        }
        let start = self.at;
        match string_end(self.bytes, start, self.end) {
            Ok(end) => self.at = end,
            Err(line_end) => {
                self.at = line_end;
                let end = start + self.text[start..line_end].trim_end().len();
                let told = Diagnostic::new(
                    syntax::UNCLOSED_STRING,
                    "this text is not closed",
                    self.span(start, end.max(start + 1)),
                    "opened here, and the line ends",
                )
                .with_help(
                    "a quoted text ends on its line: put `\"` where it ends (`\\\"` is a quote inside it)",
                );
                // A backslash at the end would take the quote for its own.
                let close = if self.text[start..end].ends_with('\\') { "\\\"" } else { "\"" };
                self.tell(told, [Change::insert(end, close)]);
                // What it swallowed may have closed these; not those of a
                // declaration before the one in which it stands.
                if self.candidate.is_none() {
                    self.excused = self.stack.len();
                }
            }
        }
    }

    fn line_end(&self) -> usize {
        let rest = &self.bytes[self.at..self.end];
        memchr::memchr(b'\n', rest).map_or(self.end, |n| self.at + n)
    }

    /// Skips a comment, if one begins here.
    pub fn comment(&mut self, fresh: bool) -> bool {
        let rest = &self.bytes[self.at..self.end];
        if rest.starts_with(b"//") && self.address() {
            true
        } else if rest.starts_with(b"//") {
            let (start, end) = (self.at, self.line_end());
            let doc = rest.starts_with(b"///") && !rest.starts_with(b"////");
            if doc && fresh && self.stack.is_empty() {
                self.add_doc(start, end);
            } else {
                self.add_comment(start, end);
            }
            self.at = end;
            true
        } else if rest.starts_with(b"/*") {
            self.block_comment();
            true
        } else {
            false
        }
    }

    /// `url: http://…` without quotes: what looks like a comment is none.
    fn address(&mut self) -> bool {
        let schemes: [&[u8]; 3] = [b"https:", b"http:", b"ftp:"];
        let before = &self.bytes[..self.at];
        let Some(scheme) = schemes.into_iter().find(|scheme| before.ends_with(scheme)) else {
            return false;
        };
        let start = self.at - scheme.len();
        let rest = &self.text[self.at..self.line_end()];
        let stops = |c: char| c.is_whitespace() || matches!(c, ',' | '}' | ')' | ']' | '"');
        let end = self.at + rest.find(stops).unwrap_or(rest.len());
        let new = format!("\"{}\"", &self.text[start..end]);
        let place = self.span(start, end);
        let told = Diagnostic::new(
            syntax::SMART_QUOTES,
            "an address stands between quotes",
            place,
            "without quotes `//` begins a comment",
        )
        .with_help(format!("write `{new}`"))
        .with_fix(format!("write `{new}`"), place, new.clone());
        self.tell(told, [Change::replace(start, end, new)]);
        self.at = end;
        true
    }

    fn block_comment(&mut self) {
        let start = self.at;
        if let Some(n) = memchr::memmem::find(&self.bytes[start + 2..self.end], b"*/") {
            self.at = start + 2 + n + 2;
            self.add_comment(start, self.at);
            return;
        }
        // Never closed: what follows is read from the next declaration in
        // column 0 on, so that names declared there are known.
        self.at = self.next_declaration(start).unwrap_or(self.end);
        let told = Diagnostic::new(
            syntax::UNCLOSED_COMMENT,
            "this comment is not closed",
            self.span(start, start + 2),
            "opened here",
        )
        .with_help("put `*/` where it ends, or use `//` for one line");
        let end = start + self.text[start..self.at].trim_end().len();
        self.add_comment(start, end);
        self.tell(told, [Change::blank(start, end)]);
    }

    /// The next line after `from` that begins in column 0 like a declaration.
    fn next_declaration(&self, from: usize) -> Option<usize> {
        memchr::memchr_iter(b'\n', &self.bytes[from..self.end])
            .map(|n| from + n + 1)
            .find(|&at| self.declares(at))
    }

    /// A comment as other languages write it.
    pub fn other_comment(&mut self, sign: &str) {
        let (start, end) = (self.at, self.line_end());
        let place = self.span(start, start + sign.len());
        let told = Diagnostic::new(
            syntax::HASH_COMMENT,
            format!("`{sign}` does not begin a comment"),
            place,
            "not a sign of the language",
        )
        .with_help("comments begin with `//`")
        .with_fix("write `//`", place, "//");
        self.tell(told, [Change::blank(start, end)]);
        // A comment mended is a comment: it explains no other trouble.
        if let Some(piece) = self.pieces.last_mut() {
            piece.trouble().told_at.pop();
        }
        self.at = end;
    }
}
