//! The declarations of a file as a list, and what can be folded.

use std::ops::Range;

use crate::source::{FileId, Span};

use super::token::{Role, Shape, Token};
use super::{View, roles};

/// One declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Its name, or what it is about (`Beineu <-> Aktau`, `routes from A to B`).
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// The keyword it begins with.
    pub kind: String,
    /// The name's place, within `whole`.
    pub at: Span,
    /// From its keyword to its end.
    pub whole: Span,
}

/// What can be folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Whether it is a comment.
    pub comment: bool,
}

/// Words of a name that is made of what a declaration is about.
const MOST_WORDS: usize = 12;

impl View {
    /// The declarations of a file, in order.
    pub fn outline(&self, file: FileId) -> Vec<Outline> {
        let text = self.text(file);
        let pieces = self.pieces(file);
        pieces.into_iter().filter_map(|(_, tokens)| outline(file, text, tokens)).collect()
    }

    /// What can be folded: brackets, comments of several lines, and the parts
    /// between headings like `// ---- 1. what moves`.
    pub fn folds(&self, file: FileId) -> Vec<Fold> {
        let text = self.text(file);
        let mut folds = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        let mut comment: Option<Range<u32>> = None;
        let mut heading: Option<u32> = None;
        let mut last = 0;
        for (_, tokens) in self.pieces(file) {
            // Brackets that are never closed end with their declaration.
            open.clear();
            for token in &tokens {
                let piece = token.text(text);
                if token.counts() {
                    folds.extend(comment.take().map(|range| Fold {
                        start: range.start,
                        end: range.end,
                        comment: true,
                    }));
                } else {
                    if is_heading(piece) {
                        folds.extend(comment.take().map(|range| Fold {
                            start: range.start,
                            end: range.end,
                            comment: true,
                        }));
                        if let Some(start) = heading.replace(token.start) {
                            folds.push(Fold { start, end: last, comment: false });
                        }
                    } else {
                        let start = comment.as_ref().map_or(token.start, |range| range.start);
                        comment = Some(start..token.end);
                    }
                }
                match piece {
                    "{" | "(" | "[" | "-[" if token.shape == Shape::Sign => open.push(token.start),
                    "}" | ")" | "]" | "]->" if token.shape == Shape::Sign => {
                        folds.extend(open.pop().map(|start| Fold {
                            start,
                            end: token.end,
                            comment: false,
                        }));
                    }
                    _ => {}
                }
                last = token.end;
            }
        }
        folds.extend(comment.map(|range| Fold {
            start: range.start,
            end: range.end,
            comment: true,
        }));
        folds.extend(heading.map(|start| Fold { start, end: last, comment: false }));
        folds.retain(|fold| text[fold.start as usize..fold.end as usize].contains('\n'));
        folds.sort_by_key(|fold| (fold.start, std::cmp::Reverse(fold.end)));
        folds
    }
}

fn is_heading(comment: &str) -> bool {
    comment.starts_with("// ----")
}

fn outline(file: FileId, text: &str, mut tokens: Vec<Token>) -> Option<Outline> {
    roles::classify(text, &mut tokens);
    tokens.retain(Token::counts);
    let (first, last) = (*tokens.first()?, *tokens.last()?);
    if first.role != Role::Keyword {
        return None;
    }
    let whole = Span::new(file, first.start, last.end);
    let kind = first.text(text).to_owned();
    let named = tokens.iter().find(|token| matches!(token.role, Role::Definition(_)));
    let title = tokens.iter().take(4).find(|token| token.shape == Shape::Text && kind != "import");
    let title = title.map(|token| token.text(text).trim_matches('"').to_owned());
    let ends = |token: &&Token| !matches!(token.text(text), "{" | "@");
    let header: Vec<&Token> = tokens.iter().skip(1).take_while(ends).take(MOST_WORDS).collect();
    let (name, at) = match (named, header.first(), header.last()) {
        (Some(token), ..) => (token.text(text).to_owned(), Span::new(file, token.start, token.end)),
        (None, Some(from), Some(to)) => {
            let about = &text[from.start as usize..to.end as usize];
            let about = about.split_whitespace().collect::<Vec<_>>().join(" ");
            (about.trim_matches('"').to_owned(), Span::new(file, from.start, to.end))
        }
        _ => (kind.clone(), Span::new(file, first.start, first.end)),
    };
    let name = if name.is_empty() { kind.clone() } else { name };
    Some(Outline { name, title, kind, at, whole })
}
