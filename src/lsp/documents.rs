//! Open documents, and files seen through them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use crate::session::view::View;
use crate::session::{FileProblem, Files};

use super::position::Lines;

/// One open document.
#[derive(Debug)]
pub struct Document {
    /// Its path; of one that is on no disk its address.
    pub path: String,
    /// Its text as it stands in the editor.
    pub text: Arc<str>,
    /// The editor's count of its changes.
    pub version: i64,
    /// Its check, until it or another file changes.
    pub view: Option<Arc<View>>,
    /// The last check of an older text: what did not change since is not parsed
    /// again.
    pub before: Option<Arc<View>>,
}

impl Document {
    /// As it was opened.
    pub fn new(path: String, text: Arc<str>, version: i64) -> Self {
        Self { path, text, version, view: None, before: None }
    }

    /// Its check no longer holds.
    pub fn outdated(&mut self) {
        if let Some(view) = self.view.take() {
            self.before = Some(view);
        }
    }

    /// Makes one change: of a range, or of all.
    pub fn change(&mut self, change: &Value) {
        let Some(new) = change.get("text").and_then(Value::as_str) else { return };
        let range = change.get("range").filter(|range| !range.is_null());
        self.text = match range.and_then(|range| Lines::new(&self.text).read_range(range)) {
            Some((start, end)) => {
                let (start, end) = (start as usize, end as usize);
                let mut text = String::with_capacity(self.text.len() + new.len());
                text.push_str(&self.text[..start]);
                text.push_str(new);
                text.push_str(&self.text[end..]);
                text.into()
            }
            None => new.into(),
        };
        self.outdated();
    }
}

/// Files, open documents in place of those on disk.
pub struct Overlay<'f> {
    files: &'f dyn Files,
    open: BTreeMap<PathBuf, Arc<str>>,
}

impl<'f> Overlay<'f> {
    /// With these documents.
    pub fn new<'d>(files: &'f dyn Files, documents: impl Iterator<Item = &'d Document>) -> Self {
        let key = |document: &'d Document| files.identity(Path::new(&document.path));
        let open = documents.map(|document| (key(document), Arc::clone(&document.text))).collect();
        Self { files, open }
    }
}

impl Files for Overlay<'_> {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, FileProblem> {
        match self.open.get(&self.files.identity(path)) {
            Some(text) if text.len() as u64 > limit => Err(FileProblem::TooLarge),
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => self.files.read(path, limit),
        }
    }

    fn shared(&self, path: &Path) -> Option<Arc<str>> {
        self.open.get(&self.files.identity(path)).map(Arc::clone)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        self.files.identity(path)
    }

    fn neighbours(&self, path: &Path) -> Vec<String> {
        self.files.neighbours(path)
    }
}
