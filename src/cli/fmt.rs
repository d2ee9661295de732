//! `corridor fmt`.

use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::report::{Style, Styled};
use crate::session::{self, Formatting, STDIN};

use super::args::FmtArgs;
use super::disk::Disk;
use super::output::{complain, print, tell};
use super::page::{PageStyle, painted};
use super::{Exit, render};

/// Formats files in their place, standard input to standard output, or
/// (`--check`) shows what would change.
pub(super) fn run(args: &FmtArgs, page: PageStyle) -> Exit {
    let files = if args.files.is_empty() {
        match scripts_here() {
            Ok(files) if files.is_empty() => {
                return complain("there is no `.corridor` file in this folder; name one, or `-`");
            }
            Ok(files) => files,
            Err(error) => {
                return complain(&format!("this folder cannot be read: {}", error.kind()));
            }
        }
    } else {
        args.files.clone()
    };
    let one = |file: &String| one_file(file, args.check, page);
    files.iter().map(one).fold(Exit::Fine, Exit::max)
}

/// The scripts of the current folder, by name.
fn scripts_here() -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in Path::new(".").read_dir()? {
        let name = entry?.file_name();
        let is_script = Path::new(&name).extension().is_some_and(|end| end == "corridor");
        if is_script && let Some(name) = name.to_str() {
            found.push(name.to_owned());
        }
    }
    found.sort();
    Ok(found)
}

fn one_file(path: &str, check: bool, page: PageStyle) -> Exit {
    let Formatting { sources, diagnostics, result } = session::format(path, &Disk);
    let told = diagnostics.into_told();
    let counts = (told.errors, told.warnings);
    tell(&render::render_all(&told.diagnostics, counts, &sources, page.render()));
    let mut exit = if told.errors > 0 { Exit::Failed } else { Exit::Fine };
    let formatted = match result {
        None => return exit,
        Some(Err(refused)) => {
            let why = refused.words();
            return complain(&format!(
                "`{path}` is left as it is: formatting would change {why} (please report this)"
            ));
        }
        Some(Ok(formatted)) => formatted,
    };
    if !formatted.left.is_empty() {
        let pieces = if formatted.left.len() == 1 { "piece is" } else { "pieces are" };
        tell(&format!("{path}: {} {pieces} left as written\n", formatted.left.len()));
    }
    let Some(before) = sources.files().first().map(|file| file.text()) else { return exit };
    let same = **before == *formatted.text;
    if check {
        if !same {
            exit = exit.max(Exit::Failed);
            exit = exit.max(print(&painted(&diff(path, before, &formatted.text), page.color_out)));
        }
    } else if path == STDIN {
        exit = exit.max(print(&formatted.text));
    } else if !same && let Err(error) = replace(Path::new(path), &formatted.text) {
        return complain(&format!("`{path}` cannot be written: {}", error.kind()));
    }
    exit
}

/// What would change, as a unified diff.
fn diff(path: &str, before: &str, after: &str) -> Styled {
    let diff = TextDiff::from_lines(before, after);
    let text = diff
        .unified_diff()
        .context_radius(2)
        .header(path, &format!("{path} (formatted)"))
        .to_string();
    let mut out = Styled::new();
    for line in text.split_inclusive('\n') {
        let style = match line.as_bytes().first() {
            Some(b'+') => Style::Good,
            Some(b'-') => Style::Bad,
            Some(b'@') => Style::Faint,
            _ => Style::Plain,
        };
        out.push(style, line);
    }
    out
}

/// Puts a text in a file's place at once: whoever reads it meanwhile, or after
/// a crash, has the one or the other.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let target = path.canonicalize()?;
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside: PathBuf = target.with_file_name(name);
    let written = std::fs::write(&beside, text)
        .and_then(|()| std::fs::set_permissions(&beside, target.metadata()?.permissions()))
        .and_then(|()| std::fs::rename(&beside, &target));
    if written.is_err() {
        // What was begun is not left behind; that it cannot be removed says no
        // more than the first trouble.
        let _ = std::fs::remove_file(&beside);
    }
    written
}
