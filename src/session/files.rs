//! How files come in, without this library touching a disk.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileProblem {
    /// There is none of that name.
    Missing,
    /// It is a folder.
    Folder,
    /// It is larger than allowed; nothing of it was kept.
    TooLarge,
    /// Anything else, in the system's words.
    Other(String),
}

/// Where files are read from.
pub trait Files {
    /// All bytes of a file, at most `limit` of them.
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, FileProblem>;

    /// The text of a file that is in memory already, to be shared.
    fn shared(&self, path: &Path) -> Option<Arc<str>> {
        let _ = path;
        None
    }

    /// A path that is the same for the same file, however it is written.
    fn identity(&self, path: &Path) -> PathBuf;

    /// Names of the files in the folder of `path`, to look for a near one;
    /// as many as are at hand.
    fn neighbours(&self, path: &Path) -> Vec<String>;
}

/// Files in memory: tests, an editor's unsaved buffers.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl MemoryFiles {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(normal(Path::new(path)), bytes.into());
        self
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, FileProblem> {
        let path = normal(path);
        match self.files.get(&path) {
            Some(bytes) if bytes.len() as u64 > limit => Err(FileProblem::TooLarge),
            Some(bytes) => Ok(bytes.clone()),
            None if self.files.keys().any(|file| file.starts_with(&path)) => {
                Err(FileProblem::Folder)
            }
            None => Err(FileProblem::Missing),
        }
    }

    fn identity(&self, path: &Path) -> PathBuf {
        normal(path)
    }

    fn neighbours(&self, path: &Path) -> Vec<String> {
        let path = normal(path);
        let inside = |file: &&PathBuf| file.parent() == path.parent();
        let name = |file: &PathBuf| Some(file.file_name()?.to_string_lossy().into_owned());
        self.files.keys().filter(inside).filter_map(name).collect()
    }
}

/// A path without `.` and, where what stands before is a name, without `..`.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(normal.components().next_back(), Some(Component::Normal(_))) =>
            {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lose_their_detours() {
        let cases = [
            ("a/./b/../c", "a/c"),
            ("./a", "a"),
            ("../a", "../a"),
            ("a/../../b", "../b"),
            ("/a/../b", "/b"),
        ];
        for (path, expected) in cases {
            assert_eq!(normal(Path::new(path)), Path::new(expected), "{path}");
        }
    }
}
