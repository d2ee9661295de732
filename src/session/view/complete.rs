//! What could stand at a place of a file.

use std::path::Path;

use crate::session::Files;
use crate::session::complete::{Asking, Before, List, word_start};
use crate::source::FileId;

use super::{Candidate, CandidateKind, View};

impl View {
    /// Where the word begins that a place is in, and what could stand there.
    pub fn complete(&self, file: FileId, at: u32, files: &dyn Files) -> (u32, Vec<Candidate>) {
        let text = self.text(file);
        let at = (at as usize).min(text.len());
        let begin = word_start(text, at);
        let mut list = List::default();
        let Some(before) = self.before(file, begin) else { return (begin as u32, list.done()) };
        if let Some(start) = before.inside_text() {
            if before.declaration() == "import" && !text[start..at].contains('\n') {
                self.paths(file, &text[start + 1..at], files, &mut list);
            }
            let path = text[start + 1..at].rfind('/').map_or(start + 1, |slash| start + slash + 2);
            return (path as u32, list.done());
        }
        let declared = self.definitions().iter();
        let units = declared.filter(|(_, all)| all.iter().any(|one| one.kind == "unit"));
        let units: Vec<&str> = units.map(|(name, _)| name.as_str()).collect();
        let asking = Asking { model: self.model(), units: &units, written: &text[begin..at] };
        asking.fill(&before, &mut list);
        (begin as u32, list.done())
    }

    /// What stands before a place; none within a comment.
    fn before(&self, file: FileId, at: usize) -> Option<Before<'_>> {
        let range = self.ranges(file).into_iter().rev().find(|range| range.start <= at)?;
        if at > range.end { None } else { Before::new(self.text(file), range.start..at) }
    }

    /// The files beside a script, below what is written of a path.
    fn paths(&self, file: FileId, written: &str, files: &dyn Files, list: &mut List) {
        let Some(path) = self.file(file).and_then(|file| file.path()) else { return };
        let folder = path.parent().unwrap_or(Path::new(""));
        let below = written.rfind('/').map_or("", |slash| &written[..=slash]);
        let own = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let mut names = files.neighbours(&folder.join(below).join("x"));
        names.sort_unstable();
        for name in names {
            let lower = name.to_ascii_lowercase();
            let fits = [".corridor", ".csv", ".tsv"].iter().any(|end| lower.ends_with(end));
            if fits && (Some(&name) != own.as_ref() || !below.is_empty()) {
                list.add(&name, CandidateKind::File, "");
            }
        }
    }
}
