//! Files from the disk and from standard input.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::session::{FileProblem, Files, STDIN};

/// Names of a folder that are looked at for a near one.
const MOST_NEIGHBOURS: usize = 1_000;

/// The disk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, FileProblem> {
        if path == Path::new(STDIN) {
            return take(io::stdin().lock(), 0, limit);
        }
        let file = File::open(path).map_err(problem)?;
        let metadata = file.metadata().map_err(problem)?;
        if metadata.is_dir() {
            return Err(FileProblem::Folder);
        }
        if metadata.is_file() && metadata.len() > limit {
            return Err(FileProblem::TooLarge);
        }
        take(file, metadata.len().min(limit), limit)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        path.canonicalize().unwrap_or_else(|_| path.to_owned())
    }

    fn neighbours(&self, path: &Path) -> Vec<String> {
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let Ok(entries) = folder.read_dir() else { return Vec::new() };
        let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.take(MOST_NEIGHBOURS).collect()
    }
}

/// Reads to the end, or refuses past the limit (pipes and devices do not say
/// how long they are).
fn take(from: impl Read, expected: u64, limit: u64) -> Result<Vec<u8>, FileProblem> {
    let mut bytes = Vec::with_capacity(expected as usize);
    from.take(limit + 1).read_to_end(&mut bytes).map_err(problem)?;
    if bytes.len() as u64 > limit { Err(FileProblem::TooLarge) } else { Ok(bytes) }
}

fn problem(error: io::Error) -> FileProblem {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => FileProblem::Missing,
        ErrorKind::IsADirectory => FileProblem::Folder,
        ErrorKind::PermissionDenied => {
            FileProblem::Other("the right to read it is missing".to_owned())
        }
        kind => FileProblem::Other(kind.to_string()),
    }
}
