//! `corridor import`.

use std::path::Path;

use crate::session::{Files, ImportOptions, NetworkFormat, import_network};
use crate::syntax::MAX_FILE;

use super::Exit;
use super::args::NetworkKind;
use super::disk::Disk;
use super::output::{complain, deliver, tell};

/// Makes a script of a network and tells what was left out.
pub(super) fn import(
    file: &str,
    format: Option<NetworkKind>,
    options: &ImportOptions,
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
    match import_network(&text, file, format, options) {
        Ok(imported) => {
            for line in &imported.report {
                tell(&format!("{file}: {line}\n"));
            }
            deliver(&imported.script, out, &[file.to_owned()])
        }
        Err(words) => {
            tell(&format!("corridor: `{file}`: {words}\n"));
            Exit::Failed
        }
    }
}
