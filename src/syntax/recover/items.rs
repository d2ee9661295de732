//! A declaration item by item.

use std::ops::Range;

use pest::Parser;

use crate::syntax::ast::{Body, Decl, DeclKind, Item, Name};
use crate::syntax::build::{Builder, Items};
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::keywords::ITEMS;
use crate::syntax::mend::{Kind, Outline, Places, Tokens, Told};
use crate::syntax::parse::{PieceTree, read_declaration};

use super::explain::explain;

/// Reads the head of a declaration and each of its items by itself. `told`
/// holds the places of mistakes told already.
pub(super) fn read(text: &str, places: &Places, told: [&Told; 2], tree: &mut PieceTree) {
    let tokens = Tokens::of(text);
    let outline = Outline::of(&tokens);
    let mut reader = Reader { text, places, told, tokens: &tokens, tree };
    let Some((open, close)) = outline.body else {
        let is_told = reader.is_told(&(0..text.len()));
        reader.give_up(is_told, text);
        return;
    };
    let open_at = tokens.all.get(open).map_or(text.len(), |token| token.start);
    let close_at = tokens.all.get(close).map_or(text.len(), |token| token.end);
    let items = reader.items(&outline);
    // The head, and what follows the braces, with nothing between them.
    let mut bare = String::with_capacity(text.len());
    bare.push_str(&text[..open_at + 1]);
    let inside = text.get(open_at + 1..close_at.saturating_sub(1)).unwrap_or("");
    bare.push_str(&" ".repeat(inside.len()));
    bare.push_str(&text[open_at + 1 + inside.len()..]);
    let body = Body { items, span: Some(places.span(open_at, close_at)), unread: false };
    match read_declaration(places, &bare, &mut reader.tree.sink) {
        Some(mut decl) => {
            set_body(&mut decl, body);
            reader.tree.decls.push(decl);
        }
        None => {
            let is_told = reader.is_told(&(0..open_at)) || reader.is_told(&(close_at..text.len()));
            reader.give_up(is_told, &bare);
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    places: &'a Places,
    told: [&'a Told; 2],
    tokens: &'a Tokens<'a>,
    tree: &'a mut PieceTree,
}

impl Reader<'_> {
    fn items(&mut self, outline: &Outline) -> Vec<Item> {
        let mut items = Items::default();
        for range in &outline.items {
            let Some(bytes) = self.bytes(range) else { continue };
            let part = &self.text[bytes.clone()];
            match Grammar::parse(Rule::one_item, part) {
                Ok(mut pairs) => {
                    let mut builder = Builder::new(self.places, bytes.start);
                    if let Some(pair) = pairs.next().and_then(|pair| pair.into_inner().next()) {
                        let read = builder.item(pair);
                        builder.add_item(&mut items, read, self.stands_apart(range.start));
                    }
                    self.tree.sink.append(builder.sink);
                }
                Err(_) => {
                    if !self.is_told(&bytes) {
                        let told = explain(Rule::one_item, part, self.places, bytes.start);
                        self.tree.sink.push(told);
                    }
                    if let Some(name) = self.key(range.start) {
                        items.push(Item::Broken(name));
                    }
                }
            }
        }
        items.finish()
    }

    fn bytes(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let first = self.tokens.get(range.start)?;
        let last = self.tokens.get(range.end.checked_sub(1)?)?;
        (first.start < last.end).then_some(first.start..last.end)
    }

    /// Whether a comma or a line's end stands before an item.
    fn stands_apart(&self, index: usize) -> bool {
        let before = index.checked_sub(1).map_or("{", |before| self.tokens.word(before));
        matches!(before, "," | "{") || !self.tokens.same_line(index)
    }

    /// A property that cannot be read still counts as given.
    fn key(&self, index: usize) -> Option<Name> {
        let word = self.tokens.word(index);
        if self.tokens.kind(index) != Some(Kind::Word) || ITEMS.contains(&word) {
            return None;
        }
        let token = self.tokens.get(index)?;
        Some(Name { text: word.into(), span: self.places.span(token.start, token.end) })
    }

    fn is_told(&self, bytes: &Range<usize>) -> bool {
        let span = self.places.span(bytes.start, bytes.end);
        // Nothing is told past the end of a text.
        !bytes.is_empty() && self.told.iter().any(|told| told.touches(span))
    }

    /// Nothing can be made of the declaration; only its name is kept.
    fn give_up(&mut self, is_told: bool, text: &str) {
        if !is_told {
            self.tree.sink.push(explain(Rule::piece, text, self.places, 0));
        }
        self.tree.give_up(self.tokens, self.places);
    }
}

fn set_body(decl: &mut Decl, new: Body) {
    match &mut decl.kind {
        DeclKind::Model { body, .. }
        | DeclKind::Named { body, .. }
        | DeclKind::Leg { body, .. }
        | DeclKind::Border { body, .. }
        | DeclKind::Corridor { body, .. }
        | DeclKind::Demand { body, .. }
        | DeclKind::Contract { body, .. }
        | DeclKind::Observed { body, .. }
        | DeclKind::Change { body, .. }
        | DeclKind::Scenario { body, .. } => *body = new,
        DeclKind::Transfer(item) => item.body = new,
        DeclKind::Let { .. }
        | DeclKind::Param { .. }
        | DeclKind::Unit { .. }
        | DeclKind::Currency { .. }
        | DeclKind::Import { .. }
        | DeclKind::Report(_)
        | DeclKind::Expect { .. } => {}
    }
}
