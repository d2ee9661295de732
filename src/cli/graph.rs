//! `corridor graph`.

use crate::session::{self, GraphKind, Options};

use super::args::GraphFormat;
use super::disk::Disk;
use super::output::{complain, deliver, tell};
use super::page::PageStyle;
use super::{Exit, render};

/// Prints a file's network as a graph.
pub(super) fn graph(
    file: &str,
    format: GraphFormat,
    scenario: &str,
    out: Option<&str>,
    page: PageStyle,
) -> Exit {
    let mut checked = session::check(file, &Disk, &Options::default());
    let told = std::mem::take(&mut checked.diagnostics).into_told();
    let counts = (told.errors, told.warnings);
    tell(&render::render_all(&told.diagnostics, counts, &checked.sources, page.render()));
    let Some(model) = &checked.model else { return Exit::Failed };
    let kind = match format {
        GraphFormat::Dot => GraphKind::Dot,
        GraphFormat::Mermaid => GraphKind::Mermaid,
        GraphFormat::Geojson => GraphKind::GeoJson,
    };
    match session::graph(model, kind, scenario) {
        Ok(drawn) => {
            for remark in &drawn.remarks {
                tell(&format!("{remark}\n"));
            }
            deliver(&drawn.text, out, &[file.to_owned()])
        }
        Err(words) => complain(&words),
    }
}
