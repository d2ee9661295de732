//! `corridor watch`: runs a file at every save and shows what became different.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use similar::{ChangeTag, TextDiff};

use crate::control::Control;
use crate::report::{Style, Styled, document_text};
use crate::session::{self, Options, Scope};

use super::disk::Disk;
use super::output::{complain, print, tell};
use super::page::{PageStyle, painted};
use super::{Exit, render};

/// How often it is looked.
const TICK: Duration = Duration::from_millis(300);

/// What a file and its imports looked like when they were last read.
type Stamps = Vec<(PathBuf, Option<(SystemTime, u64)>)>;

/// Runs a file, then again whenever it or what it imports is saved. With
/// `times` it ends after so many runs.
pub(super) fn watch(file: &str, times: Option<u32>, page: PageStyle) -> Exit {
    if file == session::STDIN {
        return complain("standard input cannot be watched; name a file");
    }
    let mut last: Option<String> = None;
    let mut runs = 0_u32;
    loop {
        let (text, stamps, exit) = one_run(file, page);
        if let Some(text) = text {
            let shown = match &last {
                None => text.clone(),
                Some(last) => difference(last, &text.plain()),
            };
            if print(&painted(&shown, page.color_out)) != Exit::Fine {
                return Exit::Fine;
            }
            last = Some(text.plain());
        }
        runs += 1;
        if times.is_some_and(|times| runs >= times) {
            return exit;
        }
        tell(&format!("-- {file}: waiting for a change (Ctrl-C ends)\n"));
        while stamps == stamps_now(stamps.iter().map(|(path, _)| path.clone())) {
            std::thread::sleep(TICK);
        }
        // An editor may write in several steps.
        std::thread::sleep(TICK);
    }
}

/// The answers (none where the file has errors, which are told), and the files
/// that they depend on.
fn one_run(file: &str, page: PageStyle) -> (Option<Styled>, Stamps, Exit) {
    // Before it is read: what is saved meanwhile counts as new.
    let mut stamps = stamps_now([PathBuf::from(file)]);
    let mut checked = session::check(file, &Disk, &Options::default());
    let others = checked.sources.files().iter().filter_map(|file| file.path());
    let others: Vec<PathBuf> =
        others.filter(|path| *path != Path::new(file)).map(Path::to_owned).collect();
    stamps.extend(stamps_now(others));
    let told = std::mem::take(&mut checked.diagnostics).into_told();
    let counts = (told.errors, told.warnings);
    tell(&render::render_all(&told.diagnostics, counts, &checked.sources, page.render()));
    if told.errors > 0 {
        return (None, stamps, Exit::Failed);
    }
    let Ok(document) = checked.run(Some(Scope::Everything), &Control::new()) else {
        return (None, stamps, Exit::Failed);
    };
    let fails = document.expectations.iter().any(|verdict| verdict.holds != Some(true));
    let exit = if fails { Exit::Failed } else { Exit::Fine };
    (Some(document_text(&document, page.text())), stamps, exit)
}

fn stamps_now(paths: impl IntoIterator<Item = PathBuf>) -> Stamps {
    let stamp = |path: &Path| {
        let metadata = path.metadata().ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    };
    paths.into_iter().map(|path| (path.clone(), stamp(&path))).collect()
}

/// What became different, under the title of the report it stands in.
fn difference(before: &str, after: &str) -> Styled {
    let mut out = Styled::new();
    let diff = TextDiff::from_lines(before, after);
    let titles = titles(after);
    let mut told: Option<usize> = None;
    for change in diff.iter_all_changes() {
        let (mark, style) = match change.tag() {
            ChangeTag::Equal => continue,
            ChangeTag::Insert => ("+ ", Style::Good),
            ChangeTag::Delete => ("- ", Style::Bad),
        };
        if change.value().trim().is_empty() {
            continue;
        }
        let line = change.new_index();
        let title = line.and_then(|line| titles.iter().rposition(|(at, _)| *at <= line));
        if title.is_some() && title != told {
            told = title;
            if let Some((at, words)) = title.and_then(|title| titles.get(title))
                && Some(*at) != line
            {
                out.push(Style::Title, format!("{words}\n"));
            }
        }
        out.push(style, format!("{mark}{}\n", change.value().trim_end()));
    }
    if out.is_empty() {
        out.push(Style::Faint, "the answers are the same\n");
    }
    out
}

/// The first line of each report: what follows an empty line and is not set in.
fn titles(text: &str) -> Vec<(usize, &str)> {
    let mut titles = Vec::new();
    let mut after_gap = true;
    for (at, line) in text.lines().enumerate() {
        let begins = line.starts_with(|c: char| c.is_uppercase());
        if after_gap && begins {
            titles.push((at, line));
        }
        after_gap = line.trim().is_empty();
    }
    titles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_became_different_is_shown() {
        let before = "Routes\n\nbest  14 days\n\nFlow\n\nall delivered\n";
        let after = "Routes\n\nbest  15 days\n\nFlow\n\nall delivered\n";
        assert_eq!(difference(before, after).plain(), "- best  14 days\nRoutes\n+ best  15 days\n");
        assert_eq!(difference(after, after).plain(), "the answers are the same\n");
    }
}
