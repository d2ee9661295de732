//! `corridor import`.

use std::path::{Path, PathBuf};

use crate::session::{Files, ImportOptions, NetworkFormat, import_network};
use crate::syntax::MAX_FILE;

use super::Exit;
use super::args::{ImportTo, NetworkKind};
use super::disk::Disk;
use super::output::{complain, deliver, tell};

/// Makes a script of a network, or tables and a script that imports them, and
/// tells what was left out.
pub(super) fn import(
    file: &str,
    format: Option<NetworkKind>,
    mut options: ImportOptions,
    to: Option<ImportTo>,
    out: Option<&str>,
) -> Exit {
    let format = match format {
        Some(NetworkKind::Geojson) => Some(NetworkFormat::GeoJson),
        Some(NetworkKind::Graphml) => Some(NetworkFormat::GraphMl),
        Some(NetworkKind::Gml) => Some(NetworkFormat::Gml),
        None => NetworkFormat::of(file),
    };
    let Some(format) = format else {
        return complain(&format!(
            "the name of `{file}` does not say its format; write `--format geojson`, `graphml` or `gml`"
        ));
    };
    let Ok(bytes) = Disk.read(Path::new(file), MAX_FILE) else {
        return complain(&format!("`{file}` cannot be read"));
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return complain(&format!("`{file}` is not UTF-8"));
    };
    let named_csv = out.is_some_and(|out| out.to_ascii_lowercase().ends_with(".csv"));
    let stem = match to {
        Some(ImportTo::Script) => None,
        Some(ImportTo::Csv) => match out.filter(|out| *out != "-") {
            Some(out) => Some(stem(out)),
            None => return complain("tables are several files; say where: `--out net.csv`"),
        },
        None => out.filter(|_| named_csv).map(stem),
    };
    options.tables =
        stem.as_ref().and_then(|stem| Some(stem.file_name()?.to_string_lossy().into_owned()));
    match import_network(&text, file, format, &options) {
        Ok(imported) => {
            for line in &imported.report {
                tell(&format!("{file}: {line}\n"));
            }
            let inputs = [file.to_owned()];
            let Some(stem) = stem else { return deliver(&imported.script, out, &inputs) };
            let script = stem.with_file_name(format!("{}.corridor", name_of(&stem)));
            let beside = imported
                .tables
                .iter()
                .map(|(name, text)| (stem.with_file_name(name), text))
                .chain([(script, &imported.script)]);
            for (path, text) in beside {
                let path = path.to_string_lossy();
                match deliver(text, Some(&path), &inputs) {
                    Exit::Fine => tell(&format!("{file}: wrote {path}\n")),
                    exit => return exit,
                }
            }
            Exit::Fine
        }
        Err(words) => {
            tell(&format!("corridor: `{file}`: {words}\n"));
            Exit::Failed
        }
    }
}

/// Where tables go: the name without `.csv`.
fn stem(out: &str) -> PathBuf {
    let cut = out.len().saturating_sub(4);
    let is_csv = out.get(cut..).is_some_and(|end| end.eq_ignore_ascii_case(".csv"));
    PathBuf::from(if is_csv { &out[..cut] } else { out })
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
