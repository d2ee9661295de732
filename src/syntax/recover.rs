//! What to do with a piece that the grammar does not take: mend the mistakes
//! that people make, tell each, and read on; then read the body item by item,
//! so that one broken item hides no other.

mod explain;
mod forms;
mod items;
mod split;

pub(super) use explain::explain;

use crate::source::{FileId, Span};
use crate::syntax::ast::Name;

use super::keywords::{is_declaration, is_reserved};
use super::mend::{Change, Finder, Kind, Outline, Places, Tokens, Told, apply};
use super::parse::{PieceTree, read_declaration};
use super::scan::{Piece, Trouble};

/// Reads a piece that the grammar does not take, or in which the scan has
/// told something. `text` is the piece's.
pub(super) fn recover(file: FileId, piece: &Piece, text: &str, tree: &mut PieceTree) {
    let none = Trouble::default();
    let trouble = piece.trouble.as_deref().unwrap_or(&none);
    if trouble.too_deep {
        // The grammar is never asked about what nests too deep.
        let places = Places::plain(file, piece.start);
        tree.give_up(&Tokens::of(text), &places);
        return;
    }
    let (mended, places) = apply(file, piece.start, text, &trouble.changes);
    if !trouble.changes.is_empty()
        && let Some(decl) = read_declaration(&places, &mended, &mut tree.sink)
    {
        tree.decls.push(decl);
        return;
    }
    let tokens = Tokens::of(&mended);
    let told = Told::of(trouble.told_at.iter().copied());
    for part in split::statements(&tokens) {
        let (start, end) = (places.at(part.start), places.at(part.end));
        let from = (start - piece.start) as usize;
        let to = (end - piece.start) as usize;
        // The changes are in order.
        if part.start > 0 && !tokens.begins_line(part.start) {
            let word = Span::new(file, start, start).to(places.span(part.start, part.start + 1));
            tree.sink.push(explain::on_its_own_line(word));
        }
        let first = trouble.changes.partition_point(|change| change.start < start);
        let rest = &trouble.changes[first..];
        let last = rest.partition_point(|change| change.start <= end);
        let within = |change: &&Change| change.end <= end;
        let changes: Vec<Change> = rest[..last].iter().filter(within).cloned().collect();
        let statement = Statement { file, start, text: text.get(from..to).unwrap_or(""), changes };
        statement.read(&told, tree);
    }
}

/// One declaration of a piece: mostly all of it.
struct Statement<'t> {
    file: FileId,
    /// Byte of the file at which it begins.
    start: u32,
    text: &'t str,
    /// What mends the mistakes told so far.
    changes: Vec<Change>,
}

impl Statement<'_> {
    fn read(mut self, told_before: &Told, tree: &mut PieceTree) {
        let before = tree.sink.diagnostics().len();
        if !self.keyword(tree) {
            return;
        }
        let (mended, places) = apply(self.file, self.start, self.text, &self.changes);
        let tokens = Tokens::of(&mended);
        let outline = Outline::of(&tokens);
        let mut finder = Finder::new(&tokens, &outline, &places, told_before);
        finder.run();
        let Finder { told, changes, .. } = finder;
        for diagnostic in told {
            tree.sink.push(diagnostic);
        }
        self.changes.extend(changes);
        let (mended, places) = apply(self.file, self.start, self.text, &self.changes);
        if let Some(decl) = read_declaration(&places, &mended, &mut tree.sink) {
            tree.decls.push(decl);
            return;
        }
        let told = Told::of(tree.sink.diagnostics()[before..].iter().map(|told| told.span()));
        items::read(&mended, &places, [told_before, &told], tree);
    }

    /// Puts the right keyword in the place of one that is nearly right; false
    /// where it is not known what the statement would be.
    fn keyword(&mut self, tree: &mut PieceTree) -> bool {
        let (mended, places) = apply(self.file, self.start, self.text, &self.changes);
        let tokens = Tokens::of(&mended);
        let word = tokens.word(0);
        if tokens.kind(0) == Some(Kind::Word) && is_declaration(word) {
            return true;
        }
        let Some(first) = tokens.get(0) else { return false };
        let span = places.span(first.start, first.end);
        let (told, near) = explain::unknown_keyword(word, span);
        tree.sink.push(told);
        match near {
            Some(near) => {
                self.changes.push(Change::replace(span.start as usize, span.end as usize, near));
                true
            }
            None => {
                tree.give_up(&tokens, &places);
                false
            }
        }
    }
}

impl PieceTree {
    /// Keeps of a statement that cannot be read its place and its name.
    fn give_up(&mut self, tokens: &Tokens<'_>, places: &Places) {
        self.unread.push(places.span(0, tokens.text.len()));
        self.broken.extend(declared_name(tokens, places));
    }
}

/// The name that a declaration which cannot be read would have declared: uses
/// of it are not told.
fn declared_name(tokens: &Tokens<'_>, places: &Places) -> Option<Name> {
    let keyword = tokens.word(0);
    if matches!(keyword, "report" | "expect" | "import" | "border" | "transfer" | "model") {
        return None;
    }
    let word = tokens.word(1);
    // A leg without a name begins with its ends.
    if tokens.kind(1) != Some(Kind::Word)
        || is_reserved(word)
        || (keyword == "leg" && !tokens.is(2, ":") && tokens.kind(2) != Some(Kind::Text))
    {
        return None;
    }
    let token = tokens.get(1)?;
    Some(Name { text: word.into(), span: places.span(token.start, token.end) })
}
