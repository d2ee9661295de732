//! Plain values: figures and ranges with their units, names, places, texts,
//! lists of names.

use crate::syntax::ast::{BinaryOp, Cites, Expr, ExprKind, ListItem, Name, Number, Value};
use crate::syntax::build::number;
use crate::syntax::keywords::{BASES, MONTHS, SELECTORS, is_no_unit, is_reserved};

use super::Reader;

fn plain(kind: ExprKind, span: crate::source::Span) -> Expr {
    Expr { kind, span, cites: Cites::default() }
}

impl Reader<'_> {
    /// The value of a property.
    pub(super) fn value(&mut self) -> Option<Value> {
        match self.cursor.peek()? {
            b'0'..=b'9' => self.rate().map(Value::Expr),
            b'[' => self.list(),
            b'"' => {
                let text = self.text()?;
                let span = text.span;
                Some(Value::Expr(plain(ExprKind::Text(text), span)))
            }
            _ => self.word_value(),
        }
    }

    /// `rail`, `unknown`.
    fn word_value(&mut self) -> Option<Value> {
        let start = self.cursor.at;
        let word = self.cursor.word()?;
        let name = self.named(word, start);
        let span = name.span;
        if word == "unknown" {
            return Some(Value::Expr(plain(ExprKind::Unknown, span)));
        }
        if is_reserved(word) || BASES.contains(&word) || MONTHS.contains(&word) {
            return None;
        }
        Some(Value::Expr(plain(ExprKind::Name(name), span)))
    }

    /// `[AZ, KZ]`: names and nothing else.
    fn list(&mut self) -> Option<Value> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        let mut items = Vec::new();
        loop {
            self.cursor.skip()?;
            if self.cursor.take(b"]") {
                break;
            }
            let name = self.name()?;
            if SELECTORS.contains(&name.text.as_str()) {
                return None;
            }
            items.push(ListItem::Name { name, from: None, until: None });
            self.cursor.skip()?;
            if !self.cursor.take(b",") && self.cursor.peek() != Some(b']') {
                return None;
            }
        }
        items.shrink_to_fit();
        Some(Value::List(items, self.span(start, self.cursor.at)))
    }

    /// `2 days`, `3/week`, `3..5/week`.
    fn rate(&mut self) -> Option<Expr> {
        let figures = self.figures()?;
        let end = self.cursor.at;
        self.cursor.skip()?;
        if !self.cursor.take(b"/") {
            self.cursor.at = end;
            return Some(figures);
        }
        self.cursor.skip()?;
        let name = self.name()?;
        let end = self.cursor.at;
        self.cursor.skip_blanks()?;
        if self.cursor.peek() == Some(b'(') {
            return None;
        }
        self.cursor.at = end;
        let span = figures.span.to(name.span);
        let per = plain(ExprKind::Name(name.clone()), name.span);
        Some(plain(ExprKind::Chain(Box::new(figures), vec![(BinaryOp::Divide, per)]), span))
    }

    /// A figure, or several with `..` between them.
    fn figures(&mut self) -> Option<Expr> {
        let first = self.figure()?;
        let mut end = self.cursor.at;
        self.cursor.skip()?;
        if !self.cursor.take(b"..") {
            self.cursor.at = end;
            return Some(first);
        }
        let start = first.span;
        let mut bounds = Vec::with_capacity(3);
        bounds.push(first);
        loop {
            self.cursor.skip()?;
            bounds.push(self.figure()?);
            end = self.cursor.at;
            self.cursor.skip()?;
            if !self.cursor.take(b"..") {
                break;
            }
        }
        self.cursor.at = end;
        bounds.shrink_to_fit();
        let span = bounds.last().map_or(start, |last| start.to(last.span));
        Some(plain(ExprKind::Range(bounds, None), span))
    }

    /// `12`, `60%`, `44.21N 80.41E`, `450 USD/TEU`.
    fn figure(&mut self) -> Option<Expr> {
        let start = self.cursor.at;
        let value = number(self.cursor.number()?);
        let end = self.cursor.at;
        if self.cursor.take(b"%") {
            let kind = ExprKind::Number(Number { value, percent: true });
            return Some(plain(kind, self.span(start, self.cursor.at)));
        }
        let first =
            plain(ExprKind::Number(Number { value, percent: false }), self.span(start, end));
        if let Some(letter @ (b'N' | b'S')) = self.cursor.peek()
            && !self.cursor.peek_after(1).is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_')
        {
            return self.coordinates(start, value, letter);
        }
        let glued = self.cursor.peek().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
        self.cursor.skip_blanks()?;
        let Some(unit) = self.unit()? else {
            self.cursor.at = end;
            return if glued { None } else { Some(first) };
        };
        let span = self.span(start, self.cursor.at);
        Some(plain(ExprKind::Quantity(Box::new(first), unit), span))
    }

    /// The unit right here, if there is one.
    fn unit(&mut self) -> Option<Option<Name>> {
        let start = self.cursor.at;
        if !self.cursor.peek().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_' || b >= 0x80) {
            return Some(None);
        }
        if !self.unit_word()? {
            self.cursor.at = start;
            return Some(None);
        }
        while self.cursor.take(b"/") {
            if !self.unit_word()? {
                return None;
            }
        }
        let end = self.cursor.at;
        Some(Some(self.named(self.cursor.slice(start, end), start)))
    }

    /// One word of a unit; false for a word that is none.
    fn unit_word(&mut self) -> Option<bool> {
        let word = self.cursor.word()?;
        let end = self.cursor.at;
        if matches!(self.cursor.peek(), Some(b'*')) {
            return None;
        }
        self.cursor.skip_blanks()?;
        let follows = self.cursor.peek();
        self.cursor.at = end;
        if follows == Some(b':') {
            return Some(false);
        }
        if follows == Some(b'(') {
            return None;
        }
        if is_no_unit(word) {
            return if word == "planned" { Some(false) } else { None };
        }
        Some(true)
    }

    fn coordinates(&mut self, start: usize, latitude: f64, letter: u8) -> Option<Expr> {
        self.cursor.at += 1;
        if !matches!(self.cursor.peek(), Some(b' ' | b'\t')) {
            return None;
        }
        self.cursor.skip_blanks()?;
        let longitude = number(self.cursor.number()?);
        let second = self.cursor.peek()?;
        if !matches!(second, b'E' | b'W')
            || self
                .cursor
                .peek_after(1)
                .is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80)
        {
            return None;
        }
        self.cursor.at += 1;
        if latitude > 90.0 || longitude > 180.0 {
            return None;
        }
        let latitude = if letter == b'S' { -latitude } else { latitude };
        let longitude = if second == b'W' { -longitude } else { longitude };
        let span = self.span(start, self.cursor.at);
        Some(plain(ExprKind::Coordinates(latitude, longitude), span))
    }
}
