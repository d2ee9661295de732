//! What a session holds at one time: texts, not trees, so that going back is
//! taking up an old one.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::session::check::check_loaded;
use crate::session::load::load_inputs;
use crate::session::{Checked, FileProblem, Files, Options};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{Decl, DeclKind};

use super::key::{Done, Key, key_of};

/// A text that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    /// The name that messages show.
    pub name: String,
    pub text: String,
}

/// What a session holds.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// The file that was loaded.
    pub base: Option<Base>,
    /// Declarations, in the order typed.
    pub typed: Vec<Rc<Typed>>,
    /// The scenario that questions mean; none: the baseline.
    pub scenario: Option<String>,
    /// Values of parameters.
    pub set: Vec<(String, String)>,
    /// Another seed.
    pub seed: Option<u64>,
    /// Another number of draws.
    pub samples: Option<u64>,
}

/// What reading a file gave.
type Read = Result<Vec<u8>, FileProblem>;

/// A file as it was when it was loaded.
#[derive(Debug, Clone)]
pub(super) struct Base {
    pub path: String,
    read: Rc<RefCell<BTreeMap<PathBuf, Read>>>,
}

impl Base {
    /// Nothing of it is read yet.
    pub fn new(path: &str) -> Self {
        Self { path: path.to_owned(), read: Rc::default() }
    }
}

/// Files as they were when they were first read.
struct Remembered<'a> {
    files: &'a dyn Files,
    base: Option<&'a Base>,
}

impl Files for Remembered<'_> {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, FileProblem> {
        let Some(base) = self.base else { return self.files.read(path, limit) };
        let known = base.read.borrow().get(path).cloned();
        known.unwrap_or_else(|| {
            let read = self.files.read(path, limit);
            base.read.borrow_mut().insert(path.to_owned(), read.clone());
            read
        })
    }

    fn identity(&self, path: &Path) -> PathBuf {
        self.files.identity(path)
    }

    fn neighbours(&self, path: &Path) -> Vec<String> {
        self.files.neighbours(path)
    }
}

impl State {
    /// Checks what it holds, with questions (name and text) after it. Of the
    /// reports and expectations only those count.
    pub fn check(&self, questions: &[Typed], files: &dyn Files) -> Checked {
        let typed = self.typed.iter().map(Rc::as_ref).chain(questions);
        let inputs: Vec<(&str, &str)> =
            typed.map(|typed| (typed.name.as_str(), typed.text.as_str())).collect();
        let files = Remembered { files, base: self.base.as_ref() };
        let path = self.base.as_ref().map(|base| base.path.as_str());
        let mut loaded = load_inputs(path, &inputs, &files);
        let first = usize::from(path.is_some());
        let asked = first + self.typed.len();
        let mut later: Vec<Key> = Vec::new();
        for (index, script) in loaded.scripts.iter_mut().enumerate() {
            if !(asked..asked + questions.len()).contains(&index) {
                script.program.decls.retain(|decl| !is_question(decl));
            }
        }
        // What is typed later takes the place of what stood before; imports
        // stand after all that is typed, and are before it all the same.
        let typed_scripts = (first..asked).rev();
        let before = |index: usize| (asked + questions.len()..loaded.scripts.len()).chain(0..index);
        let mut gone: Vec<(usize, Vec<Key>)> = Vec::new();
        for index in typed_scripts {
            let own: Vec<Key> = loaded.scripts[index]
                .program
                .decls
                .iter()
                .filter(|decl| !is_import(decl))
                .map(|decl| key_of(decl, &loaded.sources))
                .collect();
            gone.push((index, later.clone()));
            later.extend(own);
        }
        gone.extend(before(first).map(|index| (index, later.clone())));
        for (index, keys) in gone {
            let sources = &loaded.sources;
            if !keys.is_empty() {
                let stays = |decl: &Decl| !keys.contains(&key_of(decl, sources));
                loaded.scripts[index].program.decls.retain(stays);
            }
        }
        let options = Options {
            strict_sources: false,
            set: self.set.clone(),
            scenario: None,
            seed: self.seed,
        };
        let name = path.unwrap_or("<session>").to_owned();
        let mut checked = check_loaded(name, loaded, &options, true);
        if let (Some(model), Some(samples)) = (&mut checked.model, self.samples) {
            model.settings.samples = samples;
        }
        checked
    }

    /// Adds a text of declarations; what they are, in their order.
    pub fn add(&mut self, name: &str, text: &str) -> Vec<Done> {
        let mut sources = SourceMap::new();
        let id = sources.add(name.to_owned(), None, text.into());
        let parsed = crate::syntax::parse(sources.file(id));
        let done = parsed.program.decls.iter().map(|decl| Done::of(decl, &sources)).collect();
        self.typed.push(Rc::new(Typed { name: name.to_owned(), text: text.to_owned() }));
        done
    }
}

fn is_question(decl: &Decl) -> bool {
    matches!(decl.kind, DeclKind::Report(_) | DeclKind::Expect { .. })
}

fn is_import(decl: &Decl) -> bool {
    matches!(decl.kind, DeclKind::Import { .. })
}

/// The text of a declaration's span.
pub(super) fn text_of(sources: &SourceMap, span: Span) -> &str {
    sources.text(span)
}
