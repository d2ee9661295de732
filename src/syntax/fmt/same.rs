//! Whether two readings say the same, wherever it stands.

use std::fmt::{Debug, Write};

use crate::syntax::Parsed;
use crate::syntax::ast::Decl;

/// Whether two files declare the same, places left out, and are either both
/// wrong or both right. What is told of a piece that cannot be read, and is
/// left as written, may name what stands behind it: a line end at the end.
pub(super) fn trees(a: &Parsed, b: &Parsed) -> bool {
    let wrong = |parsed: &Parsed| parsed.diagnostics.has_errors();
    a.program.decls.len() == b.program.decls.len()
        && a.program.pieces.len() == b.program.pieces.len()
        && wrong(a) == wrong(b)
        && a.program.decls.iter().zip(&b.program.decls).all(|(a, b)| decls(a, b))
}

/// Whether two declarations are the same, places left out.
pub(super) fn decls(a: &Decl, b: &Decl) -> bool {
    placeless(a) == placeless(b)
}

/// All that a value holds but the places: what `Debug` writes, so that nothing
/// can be forgotten, without each `Span { … }`.
fn placeless(value: &impl Debug) -> String {
    let mut out = Placeless::default();
    // Writing into a text does not fail.
    let _ = write!(out, "{value:?}");
    out.text
}

#[derive(Default)]
struct Placeless {
    text: String,
    /// Inside a place: everything up to its closing brace is left out.
    in_place: bool,
}

impl Write for Placeless {
    fn write_str(&mut self, part: &str) -> std::fmt::Result {
        // `Debug` hands over the name of a struct by itself, and texts with
        // their quotes and escapes in other parts.
        if self.in_place {
            self.in_place = part != "}" && part != " }";
        } else if part == "Span" {
            self.in_place = true;
        } else {
            self.text.push_str(part);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    #[test]
    fn places_are_left_out_and_nothing_else() {
        let place = |start| Span::new(FileId(3), start, start + 2);
        let value = |start, word: &str| (Some(place(start)), word.to_owned(), vec![place(7)], 5);
        assert_eq!(placeless(&value(1, "Span")), placeless(&value(9, "Span")));
        assert_ne!(placeless(&value(1, "Span")), placeless(&value(1, "}")));
        let text = placeless(&value(1, "a Span { } b"));
        assert_eq!(text, "(Some(), \"a Span { } b\", [], 5)");
    }
}
