//! Steps over a text in plain ASCII; everything else ends the fast way, but in
//! strings and comments.

pub(super) struct Cursor<'t> {
    text: &'t str,
    bytes: &'t [u8],
    pub at: usize,
}

impl<'t> Cursor<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0 }
    }

    pub fn at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub fn peek_after(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Steps over these bytes, if they stand here.
    pub fn take(&mut self, bytes: &[u8]) -> bool {
        let found = self.bytes[self.at..].starts_with(bytes);
        if found {
            self.at += bytes.len();
        }
        found
    }

    pub fn slice(&self, start: usize, end: usize) -> &'t str {
        &self.text[start..end]
    }

    /// Steps over white space and comments; none for a comment not closed.
    pub fn skip(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'/') => match self.peek_after(1) {
                    Some(b'/') => {
                        let rest = &self.bytes[self.at..];
                        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                    }
                    Some(b'*') => {
                        let rest = &self.bytes[self.at + 2..];
                        self.at += 2 + memchr::memmem::find(rest, b"*/")? + 2;
                    }
                    _ => return Some(()),
                },
                _ => return Some(()),
            }
        }
    }

    /// Steps over blanks on the line; none before a comment, which may be one.
    pub fn skip_blanks(&mut self) -> Option<()> {
        while let Some(b' ' | b'\t') = self.peek() {
            self.at += 1;
        }
        (self.peek() != Some(b'/') || self.peek_after(1) != Some(b'*')).then_some(())
    }

    /// A word of letters, digits and `_` right here.
    pub fn word(&mut self) -> Option<&'t str> {
        let start = self.at;
        if !self.peek().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_') {
            return None;
        }
        while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') {
            self.at += 1;
        }
        // A letter of another script would go on with it.
        if self.peek().is_some_and(|b| b >= 0x80) {
            return None;
        }
        Some(&self.text[start..self.at])
    }

    /// The inside of a quoted text, escapes still in it.
    pub fn quoted(&mut self) -> Option<&'t str> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            let rest = self.bytes.get(at..)?;
            at += memchr::memchr3(b'"', b'\\', b'\n', rest)?;
            match self.bytes[at] {
                b'"' => break,
                b'\\' if matches!(self.bytes.get(at + 1), Some(b'"' | b'\\')) => at += 2,
                _ => return None,
            }
        }
        self.at = at + 1;
        Some(&self.text[start..at])
    }

    /// `12`, `3_150`, `0.32`; none for exponents and anything like a date.
    pub fn number(&mut self) -> Option<&'t str> {
        let start = self.at;
        self.digits()?;
        if self.peek() == Some(b'.') && self.peek_after(1).is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'-' | b'_' | 0x80..)) {
            return None;
        }
        // `2022/03/21` is no division.
        if self.peek() == Some(b'/') && !self.peek_after(1).is_some_and(|b| b.is_ascii_alphabetic())
        {
            return None;
        }
        // An exponent; but `80.41E` ends a place.
        if matches!(self.peek(), Some(b'e' | b'E'))
            && matches!(self.peek_after(1), Some(b'0'..=b'9' | b'+' | b'-'))
        {
            return None;
        }
        Some(&self.text[start..self.at])
    }

    /// Digits, with single underscores between them.
    fn digits(&mut self) -> Option<()> {
        if !self.peek().is_some_and(|b| b.is_ascii_digit()) {
            return None;
        }
        loop {
            match self.peek() {
                Some(b) if b.is_ascii_digit() => self.at += 1,
                Some(b'_') if self.peek_after(1).is_some_and(|b| b.is_ascii_digit()) => {
                    self.at += 1;
                }
                _ => return Some(()),
            }
        }
    }
}
