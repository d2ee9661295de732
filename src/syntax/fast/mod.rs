//! A second reader for the declarations that large files are made of: plain
//! nodes and legs. It gives the very tree that the grammar gives, places and
//! all, or gives up, and then the grammar is asked. It tells no mistakes: what
//! it does not know it leaves alone. A test holds the two readers equal.

mod cursor;
mod value;

use std::borrow::Cow;

use smol_str::SmolStr;

use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast::{
    Body, Cite, Cites, Decl, DeclKind, Item, Name, NamedKind, Property, Text, Value,
};

use super::build::{MAX_NAME, unescape};
use super::keywords::is_reserved;
use cursor::Cursor;

/// Reads one plain declaration that stands at byte `offset` of a file; none
/// where it is not surely plain. Its items are read but left out unless `keep`.
pub(super) fn read(file: FileId, offset: u32, text: &str, keep: bool) -> Option<Decl> {
    let mut reader = Reader { cursor: Cursor::new(text), file, offset, keep };
    let (kind, cites, end) = match reader.cursor.word()? {
        "node" => reader.node()?,
        "leg" => reader.leg()?,
        _ => return None,
    };
    reader.cursor.skip()?;
    if !reader.cursor.at_end() {
        return None;
    }
    Some(Decl { span: reader.span(0, end), doc: None, kind, cites })
}

/// A body with all its items: those that the tree of a large file leaves out are
/// read again.
pub fn read_body<'b>(sources: &SourceMap, body: &'b Body) -> Cow<'b, Body> {
    let (true, Some(span)) = (body.unread, body.span) else { return Cow::Borrowed(body) };
    let cursor = Cursor::new(sources.text(span));
    let mut reader = Reader { cursor, file: span.file, offset: span.start, keep: true };
    // What was read once is read again.
    reader.body().map_or(Cow::Borrowed(body), Cow::Owned)
}

/// Reads a plain value by itself, the cell of a table: the value that the
/// grammar gives for it, or none where it is not surely plain.
pub(super) fn read_value(file: FileId, offset: u32, text: &str) -> Option<Value> {
    let mut reader = Reader { cursor: Cursor::new(text), file, offset, keep: true };
    let value = reader.value()?;
    reader.cursor.at_end().then_some(value)
}

struct Reader<'t> {
    cursor: Cursor<'t>,
    file: FileId,
    offset: u32,
    keep: bool,
}

impl<'t> Reader<'t> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.offset + start as u32, self.offset + end as u32)
    }

    fn node(&mut self) -> Option<(DeclKind, Cites, usize)> {
        let name = self.short_name()?;
        let mut end = self.cursor.at;
        let title = self.title(&mut end)?;
        let (body, cites) = self.block(&mut end)?;
        let kind = NamedKind::Node;
        Some((DeclKind::Named { kind, name, title, extends: None, body }, cites, end))
    }

    fn leg(&mut self) -> Option<(DeclKind, Cites, usize)> {
        let mut from = self.short_name()?;
        let mut end = self.cursor.at;
        let (mut name, mut title) = (None, self.title(&mut end)?);
        self.cursor.skip()?;
        if self.cursor.take(b":") {
            name = Some(from);
            from = self.short_name()?;
        } else if title.is_some() {
            return None;
        }
        self.cursor.skip()?;
        let both = self.cursor.take(b"<->");
        if !both && !self.cursor.take(b"->") {
            return None;
        }
        let to = self.short_name()?;
        end = self.cursor.at;
        let second = self.title(&mut end)?;
        if title.is_some() && second.is_some() {
            return None;
        }
        title = title.or(second);
        let (body, cites) = self.block(&mut end)?;
        Some((DeclKind::Leg { name, title, from, to, both, body }, cites, end))
    }

    /// A name after white space.
    fn short_name(&mut self) -> Option<Name> {
        self.cursor.skip()?;
        let name = self.name()?;
        (name.text.len() <= MAX_NAME).then_some(name)
    }

    /// A name right here.
    fn name(&mut self) -> Option<Name> {
        let start = self.cursor.at;
        let word = self.cursor.word()?;
        if is_reserved(word) {
            return None;
        }
        Some(self.named(word, start))
    }

    fn named(&self, word: &str, start: usize) -> Name {
        Name { text: SmolStr::new(word), span: self.span(start, start + word.len()) }
    }

    /// A title, if one follows; `end` moves behind it.
    fn title(&mut self, end: &mut usize) -> Option<Option<Text>> {
        let before = self.cursor.at;
        self.cursor.skip()?;
        if self.cursor.peek() != Some(b'"') {
            self.cursor.at = before;
            return Some(None);
        }
        let text = self.text()?;
        *end = self.cursor.at;
        Some(Some(text))
    }

    /// A quoted text right here.
    fn text(&mut self) -> Option<Text> {
        let start = self.cursor.at;
        let inner = self.cursor.quoted()?;
        Some(Text { text: unescape(inner), span: self.span(start, self.cursor.at) })
    }

    /// Citations, a body, citations; each may be missing.
    fn block(&mut self, end: &mut usize) -> Option<(Body, Cites)> {
        let mut cites = Vec::new();
        self.cites(&mut cites, end)?;
        let mut body = Body::default();
        self.cursor.skip()?;
        if self.cursor.peek() == Some(b'{') {
            body = self.body()?;
            *end = self.cursor.at;
            self.cites(&mut cites, end)?;
        }
        Some((body, cites.into_boxed_slice()))
    }

    fn body(&mut self) -> Option<Body> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        let mut items = Vec::new();
        loop {
            self.cursor.skip()?;
            if self.cursor.take(b"}") {
                break;
            }
            items.push(self.item()?);
            self.cursor.skip()?;
            self.cursor.take(b",");
        }
        let unread = !self.keep && !items.is_empty();
        if unread {
            items = Vec::new();
        }
        items.shrink_to_fit();
        Some(Body { items, span: Some(self.span(start, self.cursor.at)), unread })
    }

    /// A property, or the word `planned`.
    fn item(&mut self) -> Option<Item> {
        let start = self.cursor.at;
        let word = self.cursor.word()?;
        let key = self.named(word, start);
        let word_end = self.cursor.at;
        self.cursor.skip()?;
        if word == "planned" && self.cursor.peek() != Some(b':') {
            self.cursor.at = word_end;
            return Some(Item::Flag(key));
        }
        let mut for_ = None;
        if self.cursor.peek() == Some(b'f') {
            if self.cursor.word()? != "for" {
                return None;
            }
            self.cursor.skip()?;
            for_ = Some(self.name()?);
            self.cursor.skip()?;
        }
        // What a pool takes is read by a rule of its own.
        if !self.cursor.take(b":") || matches!(word, "legs" | "nodes" | "borders") {
            return None;
        }
        self.cursor.skip()?;
        let value = self.value()?;
        let mut end = self.cursor.at;
        let mut cites = Vec::new();
        self.cites(&mut cites, &mut end)?;
        self.cursor.at = end;
        self.item_ends()?;
        let span = self.span(start, end);
        let cites = cites.into_boxed_slice();
        Some(Item::Property(Property { key, for_, value, cites, span }))
    }

    /// Nothing that would go on with the value follows: a comma, a brace, a
    /// property or `planned`.
    fn item_ends(&mut self) -> Option<()> {
        let before = self.cursor.at;
        self.cursor.skip()?;
        match self.cursor.peek()? {
            b',' | b'}' => {}
            _ => {
                let word = self.cursor.word()?;
                self.cursor.skip()?;
                let goes_on = self.cursor.peek() != Some(b':') && word != "planned";
                if goes_on && !self.restated()? {
                    return None;
                }
            }
        }
        self.cursor.at = before;
        Some(())
    }

    /// `for crude:` after the name of a property.
    fn restated(&mut self) -> Option<bool> {
        if self.cursor.word()? != "for" {
            return Some(false);
        }
        self.cursor.skip()?;
        self.name()?;
        self.cursor.skip()?;
        Some(self.cursor.peek() == Some(b':'))
    }

    /// Citations, if any follow; `end` moves behind the last.
    fn cites(&mut self, cites: &mut Vec<Cite>, end: &mut usize) -> Option<()> {
        loop {
            self.cursor.at = *end;
            self.cursor.skip()?;
            if !self.cursor.take(b"@") {
                self.cursor.at = *end;
                return Some(());
            }
            let start = self.cursor.at;
            let word = self.cursor.word()?;
            let name = self.named(word, start);
            *end = self.cursor.at;
            let mut note = None;
            self.cursor.skip_blanks()?;
            if self.cursor.peek() == Some(b'"') {
                note = Some(self.text()?);
                *end = self.cursor.at;
            }
            cites.push(Cite { name, note });
        }
    }
}
