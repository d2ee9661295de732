//! What an editor asks of a checked file: what stands where, what it means, what
//! could stand there. Places are bytes; nothing here knows a protocol.

mod complete;
pub(super) mod describe;
mod figures;
mod hints;
mod lens;
mod outline;
pub(super) mod roles;
pub(super) mod signature;
#[cfg(test)]
mod tests;
pub(super) mod token;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use smol_str::SmolStr;

use crate::diagnostic::Told;
use crate::model::{Model, Thing};
use crate::source::{FileId, SourceFile, Span};
use crate::syntax;
use crate::syntax::ast::DeclKind;

use super::files::normal;
use super::{Checked, Files, Kept, Options, check_again};

pub use super::complete::{Candidate, CandidateKind};
pub use hints::Hint;
pub use lens::{Lens, LensAsk};
pub use outline::{Fold, Outline};
pub use signature::Signature;
pub use token::{Role, Shape, Token};

/// A file, checked, and all it imports.
#[derive(Debug)]
pub struct View {
    /// The check.
    pub checked: Checked,
    /// What was told.
    pub told: Told,
    /// By file.
    tokens: Vec<OnceLock<Vec<Token>>>,
    definitions: OnceLock<BTreeMap<SmolStr, Vec<Definition>>>,
}

/// Where a name is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// The name's place.
    pub span: Span,
    /// The word it is declared with.
    pub kind: &'static str,
}

/// A token and its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The token.
    pub token: Token,
    /// Where it stands.
    pub span: Span,
}

impl View {
    /// Checks a file, unsaved texts in place of those on disk where `files` says
    /// so.
    pub fn new(path: &str, files: &dyn Files) -> Self {
        Self::again(path, Kept::default(), files)
    }

    /// The same, where the file was checked before.
    pub fn again(path: &str, kept: Kept, files: &dyn Files) -> Self {
        let mut checked = check_again(path, kept, files, &Options::default());
        let told = std::mem::take(&mut checked.diagnostics).into_told();
        let tokens = checked.sources.files().iter().map(|_| OnceLock::new()).collect();
        Self { checked, told, tokens, definitions: OnceLock::new() }
    }

    /// What saves reading the same files again, and the rest, which is of no use
    /// any more. A view that others look at still is copied from.
    pub fn keep(view: Arc<Self>, files: &dyn Files) -> (Kept, Option<Self>) {
        match Arc::try_unwrap(view) {
            Ok(mut view) => (view.checked.keep(files), Some(view)),
            Err(view) => (view.checked.keep_copy(files), None),
        }
    }

    /// The model: whole, or as much of it as could be checked.
    pub fn model(&self) -> Option<&Model> {
        self.checked.model.as_ref().or(self.checked.draft.as_ref())
    }

    /// The file itself, the first of all; none where it could not be read.
    pub fn main(&self) -> Option<&SourceFile> {
        self.checked.sources.files().first()
    }

    fn file(&self, file: FileId) -> Option<&SourceFile> {
        self.checked.sources.files().get(file.0 as usize)
    }

    /// The text of a file; empty for one that is not there.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| file.text())
    }

    /// The tokens of a script, in order; of a table none.
    pub fn tokens(&self, file: FileId) -> &[Token] {
        let Some(cell) = self.tokens.get(file.0 as usize) else { return &[] };
        cell.get_or_init(|| {
            let mut all = Vec::new();
            for (_, mut tokens) in self.pieces(file) {
                roles::classify(self.text(file), &mut tokens);
                all.extend(tokens);
            }
            all
        })
    }

    /// The stretches of a script that are read by themselves, with their tokens.
    fn pieces(&self, file: FileId) -> Vec<(Range<usize>, Vec<Token>)> {
        let text = self.text(file);
        let ranges = self.ranges(file);
        ranges.into_iter().map(|range| (range.clone(), token::lex(text, range))).collect()
    }

    /// Each declaration with its doc comment, to where the next begins or its
    /// block ends; what stands before the first too.
    fn ranges(&self, file: FileId) -> Vec<Range<usize>> {
        let Some(script) = self.checked.program(file) else { return Vec::new() };
        let text = self.text(file);
        let blocks = match self.file(file) {
            Some(source) if source.name().to_ascii_lowercase().ends_with(".md") => {
                syntax::literate_blocks(text)
            }
            _ => std::iter::once(0..text.len()).collect(),
        };
        let mut ranges = Vec::new();
        for block in blocks {
            let inside = script.pieces.iter().map(|piece| piece.start as usize);
            let mut starts: Vec<usize> = inside.filter(|at| block.contains(at)).collect();
            if starts.first() != Some(&block.start) {
                starts.insert(0, block.start);
            }
            let ends = starts.iter().copied().skip(1).chain([block.end]);
            ranges.extend(starts.iter().copied().zip(ends).map(|(start, end)| start..end));
        }
        ranges
    }

    /// The token at a place: of two that touch there, the word.
    pub fn token_at(&self, file: FileId, at: u32) -> Option<Found> {
        let tokens = self.tokens(file);
        let after = tokens.partition_point(|token| token.end < at);
        let here = tokens[after..].iter().take(2).filter(|token| token.start <= at);
        let token = here.max_by_key(|token| (token.shape == Shape::Word, token.start))?;
        Some(Found { token: *token, span: Span::new(file, token.start, token.end) })
    }

    /// The scripts among the files.
    fn scripts(&self) -> impl Iterator<Item = FileId> + '_ {
        self.checked
            .sources
            .files()
            .iter()
            .map(SourceFile::id)
            .filter(|id| self.checked.program(*id).is_some())
    }

    /// Every name with the places that declare it.
    pub fn definitions(&self) -> &BTreeMap<SmolStr, Vec<Definition>> {
        self.definitions.get_or_init(|| {
            let mut all: BTreeMap<SmolStr, Vec<Definition>> = BTreeMap::new();
            for file in self.scripts() {
                for token in self.tokens(file) {
                    let Role::Definition(kind) = token.role else { continue };
                    let span = Span::new(file, token.start, token.end);
                    let name = token.text(self.text(file)).into();
                    all.entry(name).or_default().push(Definition { span, kind });
                }
            }
            all
        })
    }

    /// Where what a token names is declared: in a script, or in the row of a
    /// table.
    pub fn definition(&self, found: Found) -> Option<Definition> {
        let name = found.token.text(self.text(found.span.file));
        let unit = is_unit(found.token.role)?;
        let declared = self.definitions().get(name).into_iter().flatten();
        if let Some(definition) = declared.copied().find(|other| declares_unit(other.kind) == unit)
        {
            return Some(definition);
        }
        if unit {
            return None;
        }
        let model = self.model()?;
        let thing = *model.names.get(name)?;
        let head = describe::head(model, thing)?;
        (head.name == name)
            .then(|| Definition { span: head.span, kind: describe::word(model, thing) })
    }

    /// Every place that names the same thing, in order of files and places.
    pub fn references(&self, found: Found) -> Vec<Span> {
        let name = found.token.text(self.text(found.span.file));
        let Some(unit) = is_unit(found.token.role) else { return Vec::new() };
        let mut spans = Vec::new();
        for file in self.scripts() {
            let text = self.text(file);
            let same =
                |token: &&Token| is_unit(token.role) == Some(unit) && token.text(text) == name;
            spans.extend(
                self.tokens(file).iter().filter(same).map(|t| Span::new(file, t.start, t.end)),
            );
        }
        spans
    }

    /// The thing that a name means.
    pub fn thing(&self, name: &str) -> Option<Thing> {
        self.model()?.names.get(name).copied()
    }

    /// The script or table that an import leads to, by the place of its path.
    pub fn imported(&self, path: Span) -> Option<FileId> {
        let program = self.checked.program(path.file)?;
        let written = program.decls.iter().find_map(|decl| match &decl.kind {
            DeclKind::Import { path: written, .. } if written.span == path => Some(written),
            _ => None,
        })?;
        let folder = self.file(path.file)?.path()?.parent()?;
        let target = normal(&folder.join(written.text.as_str()));
        let files = self.checked.sources.files().iter();
        let same = |file: &&SourceFile| file.path().is_some_and(|path| normal(path) == target);
        files.into_iter().find(same).map(SourceFile::id)
    }

    /// The bytes of the declaration that a place is in.
    pub fn piece(&self, file: FileId, at: u32) -> Option<(u32, u32)> {
        let range = self.ranges(file).into_iter().rev().find(|range| range.start <= at as usize)?;
        Some((range.start as u32, range.end as u32))
    }

    /// The text of the file itself in the one style.
    ///
    /// # Errors
    /// In words, where the style would change what the file means.
    pub fn formatted(&self) -> Result<String, String> {
        let Some(main) = self.main() else { return Err("there is no file".to_owned()) };
        match syntax::fmt::format(main) {
            Ok(formatted) => Ok(formatted.text),
            Err(refused) => Err(format!("formatting would change {}", refused.words())),
        }
    }

    /// Whether every place of a name is known, so that it can be renamed: it is
    /// declared in a script, not in a table.
    pub fn can_rename(&self, found: Found) -> bool {
        let Some(definition) = self.definition(found) else { return false };
        let name = found.token.text(self.text(found.span.file));
        self.checked.program(definition.span.file).is_some()
            && self.definitions().get(name).is_some_and(|all| !all.is_empty())
    }
}

/// Whether a role names a unit (true) or a thing (false); none: no name at all.
fn is_unit(role: Role) -> Option<bool> {
    match role {
        Role::Unit => Some(true),
        Role::Definition(kind) => Some(declares_unit(kind)),
        Role::Name | Role::Source => Some(false),
        _ => None,
    }
}

fn declares_unit(kind: &str) -> bool {
    matches!(kind, "unit" | "currency")
}
