//! Mistakes of spelling, seen without the grammar. Each is told with its fix,
//! and mended in place with text of the same length, so that every position
//! behind it stays right and the rest of the piece can be read.

use crate::diagnostic::codes::syntax;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{FileId, Span};
use crate::syntax::ast::Comment;
use crate::syntax::keywords::{CLAUSES, VERBS};

/// A text of the same length in which the mistakes told are mended.
pub(crate) struct Mended {
    pub text: String,
    pub sink: Sink,
}

/// The bytes of a text that are neither in a string nor in a comment, with the
/// bracket they stand in (0: none).
pub(super) fn code(text: &str) -> Vec<(usize, u8, u8)> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut stack: Vec<u8> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' && bytes[at] != b'\n' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at = line_end(bytes, at);
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = text
                    .get(at + 2..)
                    .and_then(|t| t.find("*/"))
                    .map_or(bytes.len(), |n| at + n + 4);
                continue;
            }
            byte => {
                let inside = stack.last().copied().unwrap_or(0);
                out.push((at, byte, inside));
                match byte {
                    b'{' | b'[' | b'(' => stack.push(byte),
                    b'}' | b']' | b')' => {
                        stack.pop();
                    }
                    _ => {}
                }
            }
        }
        at += 1;
    }
    out
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n)
}

/// The stretches of a body that hold one item each. An item begins after a
/// comma or a line's end (outside inner brackets) with a word and a colon, or
/// with a word that begins an effect or a window.
pub(super) fn chunks(text: &str, body: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
    let inner = &text[body.clone()];
    let mut cuts = vec![0];
    let mut fresh = true;
    let mut skip_to = 0;
    for (at, byte, inside) in code(inner) {
        if at < skip_to {
            continue;
        }
        match byte {
            b',' | b'\n' if inside == 0 => fresh = true,
            b' ' | b'\t' | b'\r' => {}
            _ if inside != 0 => fresh = false,
            _ => {
                let word = word_at(inner, at);
                if fresh && !word.is_empty() && begins_item(inner, at, word) {
                    cuts.push(at);
                } else if !fresh && !word.is_empty() && is_key(inner, at, word) {
                    // `kind: port country: KZ` without a comma.
                    cuts.push(at);
                }
                fresh = false;
                skip_to = at + word.len().max(1);
            }
        }
    }
    cuts.push(inner.len());
    cuts.windows(2)
        .map(|pair| body.start + pair[0]..body.start + pair[1])
        .filter(|range| !text[range.clone()].trim_matches([' ', '\t', '\r', '\n', ',']).is_empty())
        .collect()
}

fn word_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    &rest[..end]
}

fn is_key(text: &str, at: usize, word: &str) -> bool {
    let rest = text[at + word.len()..].trim_start_matches([' ', '\t']);
    rest.starts_with(':')
        || (rest.starts_with("for ") && {
            let after = rest[4..].trim_start();
            after[word_at(after, 0).len()..].trim_start().starts_with(':')
        })
}

fn begins_item(text: &str, at: usize, word: &str) -> bool {
    is_key(text, at, word)
        || VERBS.contains(&word)
        || matches!(word, "from" | "until" | "every" | "after" | "use" | "planned")
        || !word.starts_with(|c: char| c.is_ascii_digit())
}

/// Finds the mistakes of a piece. Comments are left alone; `#` ones were told
/// by the scan.
pub(crate) fn mend(file: FileId, offset: u32, text: &str, _comments: &[Comment]) -> Mended {
    let mut mender =
        Mender { file, offset, text, out: text.as_bytes().to_vec(), sink: Sink::new() };
    mender.run();
    let text = String::from_utf8(mender.out).unwrap_or_else(|_| text.to_owned());
    Mended { text, sink: mender.sink }
}

struct Mender<'t> {
    file: FileId,
    offset: u32,
    text: &'t str,
    out: Vec<u8>,
    sink: Sink,
}

impl Mender<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.offset + start as u32, self.offset + end as u32)
    }

    fn write(&mut self, at: usize, new: &str) {
        self.out[at..at + new.len()].copy_from_slice(new.as_bytes());
    }

    fn tell(&mut self, code: Code, title: &str, range: (usize, usize), help: &str, new: &str) {
        let span = self.span(range.0, range.1);
        let mut told = Diagnostic::new(code, title, span, "here");
        if !help.is_empty() {
            told = told.with_help(help);
        }
        if !new.is_empty() {
            told = told.with_fix(format!("write `{new}`"), span, new);
        }
        self.sink.push(told);
    }

    fn run(&mut self) {
        let code = code(self.text);
        let mut skip_to = 0;
        let mut fresh = false;
        for (at, byte, inside) in code {
            if at < skip_to {
                continue;
            }
            let done = match byte {
                b'#' => {
                    let end = line_end(self.text.as_bytes(), at);
                    self.out[at..end].fill(b' ');
                    end
                }
                0x80.. => self.sign(at),
                b'0'..=b'9' => self.digits(at, inside),
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(at, inside, fresh),
                _ => at + 1,
            };
            match byte {
                b'{' | b',' | b'\n' => fresh = true,
                b' ' | b'\t' | b'\r' => {}
                _ => fresh = false,
            }
            skip_to = done;
        }
    }

    /// Quotes, dashes and arrows of word processors.
    fn sign(&mut self, at: usize) -> usize {
        let Some(sign) = self.text[at..].chars().next() else { return at + 1 };
        let end = at + sign.len_utf8();
        let pad = " ".repeat(sign.len_utf8().saturating_sub(1));
        match sign {
            '“' | '„' | '«' | '”' | '»' => {
                self.smart_text(at, end);
                return self.text[end..].find(['”', '“', '»', '«', '\n']).map_or(end, |n| {
                    let close = end + n;
                    let Some(mark) = self.text[close..].chars().next() else { return close };
                    if mark != '\n' {
                        let pad = " ".repeat(mark.len_utf8() - 1);
                        self.write(close, &format!("\"{pad}"));
                    }
                    close + mark.len_utf8()
                });
            }
            '→' | '⟶' => {
                self.write(at, "-> ");
                self.tell(
                    syntax::OTHER_SIGN,
                    "an arrow is written `->`",
                    (at, end),
                    "the language keeps to the signs of the keyboard",
                    "->",
                );
            }
            '–' | '—' | '−' => {
                let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                let before = digit(self.text[..at].chars().next_back());
                let after = digit(self.text[end..].chars().next());
                if self.text[end..].starts_with('>') {
                    self.write(at, &format!("{pad}-"));
                    self.tell(syntax::OTHER_SIGN, "an arrow is written `->`", (at, end), "", "-");
                } else if before && after && sign != '−' {
                    self.write(at, ".. ");
                    self.tell(
                        syntax::OTHER_SIGN,
                        "a range is written with `..`",
                        (at, end),
                        "this is a dash; between two figures write `..`",
                        "..",
                    );
                } else {
                    self.write(at, &format!("{pad}-"));
                    self.tell(
                        syntax::OTHER_SIGN,
                        "a minus is written `-`",
                        (at, end),
                        "this is another sign that looks like it",
                        "-",
                    );
                }
            }
            '\u{A0}' | '\u{202F}' | '\u{2009}' => {
                let blanks = " ".repeat(sign.len_utf8());
                self.write(at, &blanks);
                self.tell(
                    syntax::OTHER_SIGN,
                    "this blank is not a plain one",
                    (at, end),
                    "it came with a copied text; write a plain space",
                    " ",
                );
            }
            _ => {}
        }
        end
    }

    fn smart_text(&mut self, at: usize, end: usize) {
        let pad = " ".repeat(end - at - 1);
        self.write(at, &format!("{pad}\""));
        self.tell(
            syntax::SMART_QUOTES,
            "texts stand between plain quotes",
            (at, end),
            "this is a quote of a word processor; write `\"`",
            "\"",
        );
    }

    fn digits(&mut self, at: usize, inside: u8) -> usize {
        let run = &self.text[at..];
        if let Some(length) = self.date(at, run) {
            return at + length;
        }
        let whole = digits_of(run);
        let rest = &run[whole..];
        if (inside == b'{' || inside == 0) && rest.starts_with(',') {
            let groups = comma_groups(rest);
            if whole <= 3 && groups > 0 {
                let end = at + whole + 4 * groups;
                let new = self.text[at..end].replace(',', "_");
                self.write(at, &new);
                self.tell(
                    syntax::COMMA_IN_NUMBER,
                    "a number has no commas",
                    (at, end),
                    "thousands may be set apart with `_`",
                    &new,
                );
                return end;
            }
            let part = digits_of(&rest[1..]);
            let after = rest[1 + part..].chars().next();
            if part > 0 && part < 3 && after.is_none_or(|c| c == ' ' || c == '%') {
                let end = at + whole + 1 + part;
                let new = self.text[at..end].replace(',', ".");
                self.write(at, &new);
                self.tell(
                    syntax::COMMA_IN_NUMBER,
                    "a decimal point is a dot",
                    (at, end),
                    "write the dot in place of the comma",
                    &new,
                );
                return end;
            }
        }
        let number = number_of(run);
        self.spaced_coordinate(at, at + number);
        at + number
    }

    /// `44.21 N`: the letter touches its number.
    fn spaced_coordinate(&mut self, at: usize, end: usize) {
        let rest = &self.text[end..];
        let mut chars = rest.chars();
        if chars.next() != Some(' ') {
            return;
        }
        let Some(letter @ ('N' | 'S' | 'E' | 'W')) = chars.next() else { return };
        if chars.next().is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return;
        }
        self.write(end, &format!("{letter} "));
        let new = format!("{}{letter}", &self.text[at..end]);
        self.tell(
            syntax::COORDINATES,
            "the letter of a coordinate touches its number",
            (at, end + 2),
            "write it as in `44.21N 80.41E`",
            &new,
        );
    }

    /// Dates in other forms than 2022-03-21.
    fn date(&mut self, at: usize, run: &str) -> Option<usize> {
        let length = run
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '/' | '-' | '.')))
            .unwrap_or(run.len());
        let text = run[..length].trim_end_matches(['/', '-', '.']);
        if text.contains("..") {
            return None;
        }
        let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
        let [a, b, c] = parts.as_slice() else { return None };
        let sizes = [a.len(), b.len(), c.len()];
        if parts.iter().any(|p| p.is_empty() || p.len() > 4) || text.len() > 10 {
            return None;
        }
        let separators: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        if separators[0] != separators[1] {
            return None;
        }
        if sizes == [4, 2, 2] && separators[0] == '-' {
            return Some(text.len());
        }
        let (year, month, day) = match sizes {
            [4, 1..=2, 1..=2] => (*a, *b, *c),
            // 21.03.2022: which of day and month comes first is sure only where
            // one is above 12.
            [1..=2, 1..=2, 4] => (*c, *b, *a),
            _ => return None,
        };
        let (m, d): (u32, u32) = (month.parse().ok()?, day.parse().ok()?);
        let sure = sizes[0] == 4 || (d > 12 && m <= 12) || (separators[0] == '.');
        let new = format!("{year}-{m:02}-{d:02}");
        if new.len() == text.len() {
            self.write(at, &new);
        } else {
            // The text grows: what cannot be mended in place is taken as a
            // date of the same length where blanks follow, else left.
            let grow = new.len() - text.len();
            let rest = &self.text[at + text.len()..];
            let blanks = rest.len() - rest.trim_start_matches(' ').len();
            if blanks > grow {
                self.write(at, &new);
            }
        }
        let end = at + text.len();
        let fix = if sure { new.as_str() } else { "" };
        self.tell(
            syntax::DATE_FORM,
            "a date is written year-month-day",
            (at, end),
            "with 4, 2 and 2 digits: `2022-03-21`",
            fix,
        );
        Some(text.len())
    }

    /// `kind = port` and `dwell 12 hours` where an item begins.
    fn word(&mut self, at: usize, inside: u8, fresh: bool) -> usize {
        let word = word_at(self.text, at);
        let end = at + word.len();
        if inside != b'{' || !fresh || VERBS.contains(&word) {
            return end.max(at + 1);
        }
        let rest = &self.text[end..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let next = &rest[blanks..];
        if next.starts_with('=') && !next.starts_with("==") {
            let sign = end + blanks;
            self.write(sign, ":");
            self.tell(
                syntax::EQUALS_FOR_COLON,
                "a property is given with `:`",
                (sign, sign + 1),
                "`=` stands in `let`, `param` and comparisons",
                ":",
            );
        } else if blanks > 0
            && next.starts_with(|c: char| c.is_ascii_digit() || c == '"')
            && !CLAUSES.contains(&word)
            && !matches!(word, "schedule" | "realised" | "best" | "quoted")
        {
            self.write(end, ":");
            let span = self.span(end, end);
            let told = Diagnostic::new(
                syntax::COLON_MISSING,
                format!("`:` is missing after `{word}`"),
                self.span(at, end),
                "a property",
            )
            .with_help(format!("write `{word}: …`"))
            .with_fix("write `:`", span, ":");
            self.sink.push(told);
        }
        end.max(at + 1)
    }
}

fn digits_of(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn number_of(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() && (bytes[at].is_ascii_digit() || bytes[at] == b'_') {
        at += 1;
    }
    if bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at += 1;
        at += digits_of(&text[at..]);
    }
    at.max(1)
}

/// How many `,ddd` groups begin the text, with no digit after the last.
fn comma_groups(text: &str) -> usize {
    let mut groups = 0;
    let mut rest = text;
    while rest.starts_with(',') && digits_of(&rest[1..]) == 3 {
        groups += 1;
        rest = &rest[4..];
    }
    if rest.starts_with(',') && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    groups
}
