//! From a path to syntax trees and tables, over all imports.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Sink};
use crate::model::check::Missing;
use crate::source::{FileId, SourceMap, Span, Table};
use crate::syntax::ast::{DeclKind, ImportTable, Program, Text};
use crate::syntax::{self, Before, MAX_FILE, Mark, Parsed};

use super::files::normal;
use super::{Files, imports, told};

/// The path that means standard input.
pub const STDIN: &str = "-";

/// Imports may follow each other this deep.
pub const MAX_IMPORTS: usize = 64;

/// A script and how it came in.
#[derive(Debug, Clone)]
pub struct LoadedScript {
    /// Its tree.
    pub program: Program,
    /// Whether the user named it: only then its reports, expectations and
    /// `model` count.
    pub main: bool,
    /// What may be kept of it when it is read again.
    pub marks: Vec<Mark>,
}

/// Files as they were read before, by identity: what did not change in them is
/// not parsed again.
#[derive(Debug, Default)]
pub struct Kept {
    files: FxHashMap<PathBuf, Before>,
}

impl Kept {
    /// Keeps scripts of these sources.
    pub(super) fn of(sources: &SourceMap, scripts: Vec<LoadedScript>, files: &dyn Files) -> Self {
        let mut kept = Self::default();
        for LoadedScript { program, marks, .. } in scripts {
            let source = sources.file(program.file);
            let Some(path) = source.path() else { continue };
            let before = Before { text: Arc::clone(source.text()), program, marks };
            kept.files.insert(files.identity(path), before);
        }
        kept
    }
}

/// A table and the import that asked for it.
#[derive(Debug, Clone)]
pub struct LoadedTable {
    /// The quoted path of the import: names the declaration.
    pub path: Span,
    /// Shared between imports of the same file.
    pub table: Arc<Table>,
}

/// All that a script brings with it.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Every file read, the script itself first.
    pub sources: SourceMap,
    /// The script, then what it imports, nearest first; each file once.
    pub scripts: Vec<LoadedScript>,
    /// Its tables, in the order of the imports.
    pub tables: Vec<LoadedTable>,
    /// What is wrong with files and syntax.
    pub diagnostics: Sink,
    /// What the files that could not be read, or not in full, may declare.
    pub missing: Missing,
}

/// Loads a script and all it imports. Nothing is refused: what could not be
/// read is in the diagnostics.
pub fn load(path: &str, files: &dyn Files) -> Loaded {
    load_inputs(Some(path), &[], files)
}

/// Likewise, with what is kept of the files as they were before.
pub(super) fn load_again(path: &str, kept: Kept, files: &dyn Files) -> Loaded {
    let mut loader = Loader::new(files);
    loader.kept = kept;
    loader.main(path);
    loader.finish()
}

/// Likewise with texts that were typed in: each is a script of its own, with
/// the name that messages show, and looks for what it imports from the folder
/// that is current. The script of the path, if there is one, comes first, then
/// they, then what is imported.
pub(super) fn load_inputs(
    path: Option<&str>,
    inputs: &[(&str, &str)],
    files: &dyn Files,
) -> Loaded {
    let mut loader = Loader::new(files);
    if let Some(path) = path {
        loader.main(path);
    }
    for (name, text) in inputs {
        let id = loader.loaded.sources.add((*name).to_owned(), None, (*text).into());
        loader.typed(id);
    }
    loader.finish()
}

/// Reads one file into the map, none of its imports.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn read_alone(
    path: &Path,
    files: &dyn Files,
    sources: &mut SourceMap,
) -> Result<FileId, Box<Diagnostic>> {
    let mut loader = Loader::new(files);
    let shown = path.to_string_lossy();
    let name = if shown == STDIN { "<stdin>" } else { &shown };
    let read = loader.read(path, name, None);
    *sources = loader.loaded.sources;
    read.map_err(Box::new)
}

/// A script on its way in.
pub(super) struct Node {
    /// Its file.
    pub file: FileId,
    /// The path it was read from.
    path: PathBuf,
    /// Imports from the script named by the user to here.
    depth: usize,
    /// The scripts it imports: the quoted path, and which one.
    pub imports: Vec<(Span, usize)>,
}

struct Loader<'f> {
    files: &'f dyn Files,
    loaded: Loaded,
    /// Beside `loaded.scripts`, one for one.
    scripts: Vec<Node>,
    /// Scripts by identity.
    known: FxHashMap<PathBuf, usize>,
    /// Tables by identity.
    tables: FxHashMap<PathBuf, Arc<Table>>,
    kept: Kept,
}

impl<'f> Loader<'f> {
    fn new(files: &'f dyn Files) -> Self {
        Self {
            files,
            loaded: Loaded::default(),
            scripts: Vec::new(),
            known: FxHashMap::default(),
            tables: FxHashMap::default(),
            kept: Kept::default(),
        }
    }

    /// Follows all imports.
    fn finish(mut self) -> Loaded {
        let mut at = 0;
        while at < self.scripts.len() {
            self.imports_of(at);
            at += 1;
        }
        imports::tell_cycles(&self.scripts, &mut self.loaded);
        self.loaded
    }

    fn main(&mut self, path: &str) {
        let file = Path::new(path);
        let name = if path == STDIN { "<stdin>" } else { path };
        if is_table(file) {
            let id = self.loaded.sources.add(name.to_owned(), None, "".into());
            self.tell(told::table_as_script(Span::new(id, 0, 0), name));
            return;
        }
        match self.read(file, name, None) {
            Ok(id) => {
                self.script(id, file.to_owned(), 0);
                let script = &self.loaded.scripts[0];
                if script.program.pieces.is_empty() && !self.loaded.diagnostics.has_errors() {
                    self.tell(told::nothing_here(Span::new(id, 0, 0), name));
                }
            }
            Err(diagnostic) => self.tell(diagnostic),
        }
    }

    /// Takes up the imports of one script.
    fn imports_of(&mut self, script: usize) {
        let wanted: Vec<(Option<ImportTable>, Text)> = self.loaded.scripts[script]
            .program
            .decls
            .iter()
            .filter_map(|decl| match &decl.kind {
                DeclKind::Import { table, path, .. } => {
                    Some((table.map(|(kind, _)| kind), path.clone()))
                }
                _ => None,
            })
            .collect();
        let folder = self.scripts[script].path.parent().map(Path::to_owned).unwrap_or_default();
        for (kind, written) in wanted {
            let path = folder.join(written.text.as_str());
            let name = shown(&path);
            if let Some(kind) = kind {
                self.table(kind, &path, &name, written.span);
            } else if is_table(&path) {
                self.loaded.missing.scripts = true;
                self.tell(told::table_as_script(written.span, &name));
            } else {
                self.import(script, path, &name, written.span);
            }
        }
    }

    fn import(&mut self, script: usize, path: PathBuf, name: &str, at: Span) {
        let identity = self.files.identity(&path);
        if let Some(&known) = self.known.get(&identity) {
            self.scripts[script].imports.push((at, known));
            return;
        }
        let depth = self.scripts[script].depth + 1;
        if depth > MAX_IMPORTS {
            self.loaded.missing.scripts = true;
            return self.tell(told::too_deep(at, MAX_IMPORTS));
        }
        match self.read(&path, name, Some(at)) {
            Ok(id) => {
                let known = self.scripts.len();
                self.scripts[script].imports.push((at, known));
                self.script(id, path, depth);
            }
            Err(diagnostic) => {
                self.loaded.missing.scripts = true;
                self.tell(diagnostic);
            }
        }
    }

    /// Parses a file that was read.
    fn script(&mut self, id: FileId, path: PathBuf, depth: usize) {
        let identity = self.files.identity(&path);
        let before = self.kept.files.remove(&identity);
        self.parsed(syntax::parse_again(self.loaded.sources.file(id), before), depth == 0);
        self.known.insert(identity, self.scripts.len());
        self.scripts.push(Node { file: id, path, depth, imports: Vec::new() });
    }

    /// Parses a text that was typed in.
    fn typed(&mut self, id: FileId) {
        self.parsed(syntax::parse(self.loaded.sources.file(id)), true);
        let path = PathBuf::new();
        self.scripts.push(Node { file: id, path, depth: 0, imports: Vec::new() });
    }

    fn parsed(&mut self, parsed: Parsed, main: bool) {
        let Parsed { program, diagnostics, marks } = parsed;
        self.loaded.diagnostics.append(diagnostics);
        self.loaded.scripts.push(LoadedScript { program, main, marks });
    }

    fn table(&mut self, kind: ImportTable, path: &Path, name: &str, at: Span) {
        let identity = self.files.identity(path);
        let table = match self.tables.get(&identity) {
            Some(table) => Arc::clone(table),
            None => match self.read(path, name, Some(at)) {
                Ok(id) => {
                    let (table, faults) = Table::read(self.loaded.sources.file(id));
                    if !faults.is_empty() {
                        self.miss(kind);
                    }
                    faults.into_iter().for_each(|fault| self.tell(told::table_fault(&fault)));
                    let table = Arc::new(table);
                    self.tables.insert(identity, Arc::clone(&table));
                    table
                }
                Err(diagnostic) => {
                    self.miss(kind);
                    return self.tell(diagnostic);
                }
            },
        };
        self.loaded.tables.push(LoadedTable { path: at, table });
    }

    /// Rows of a table are missing.
    fn miss(&mut self, kind: ImportTable) {
        let missing = &mut self.loaded.missing;
        match kind {
            ImportTable::Nodes => missing.nodes = true,
            ImportTable::Legs => missing.legs = true,
            ImportTable::Demands => missing.demands = true,
        }
    }

    /// Reads a file into the map; `at` is the import that asks for it.
    #[allow(clippy::result_large_err, reason = "one message a file at most")]
    fn read(&mut self, path: &Path, name: &str, at: Option<Span>) -> Result<FileId, Diagnostic> {
        if let Some(text) = self.files.shared(path).filter(|text| text.len() as u64 <= MAX_FILE) {
            return Ok(self.loaded.sources.add(name.to_owned(), Some(path.to_owned()), text));
        }
        let bytes = match self.files.read(path, MAX_FILE) {
            Ok(bytes) => bytes,
            Err(problem) => {
                let at = at.unwrap_or_else(|| self.nowhere(name));
                // The file that asks is not what it asks for.
                let asking = at.file;
                let neighbours = || {
                    let own = self.loaded.sources.file(asking).path().and_then(Path::file_name);
                    let own = own.map(|name| name.to_string_lossy().into_owned());
                    let mut names = self.files.neighbours(path);
                    names.retain(|name| Some(name) != own.as_ref());
                    names
                };
                return Err(told::unreadable(at, name, &problem, neighbours));
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => {
                Ok(self.loaded.sources.add(name.to_owned(), Some(path.to_owned()), text.into()))
            }
            Err(error) => {
                let start = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let id = self.loaded.sources.add(
                    name.to_owned(),
                    Some(path.to_owned()),
                    told::beginning(&bytes, start).into(),
                );
                Err(told::not_utf8(Span::new(id, start as u32, start as u32 + 3), &bytes, name, at))
            }
        }
    }

    /// A place for messages about a file that nobody but the user asked for.
    fn nowhere(&mut self, name: &str) -> Span {
        Span::new(self.loaded.sources.add(name.to_owned(), None, "".into()), 0, 0)
    }

    fn tell(&mut self, diagnostic: Diagnostic) {
        self.loaded.diagnostics.push(diagnostic);
    }
}

/// A path as messages show it.
fn shown(path: &Path) -> String {
    normal(path).to_string_lossy().into_owned()
}

fn is_table(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| extension == "csv" || extension == "tsv")
}
