//! A network as a script, its nodes and legs in it or in tables beside it.

use std::fmt::Write;

use crate::quantity::{UnitTable, parse_compound};
use crate::source::SourceMap;
use crate::syntax::{fmt, parse};

use super::rows::{LegRow, NodeRow, Rows, Written, rows};
use super::{ImportOptions, Imported, Network, tables};

pub(super) fn script(
    network: Network,
    file: &str,
    options: &ImportOptions,
) -> Result<Imported, String> {
    if let Some(speed) = &options.speed {
        speed_unit(speed)?;
    }
    let rows = rows(network, options);
    let mut out = head(file, &rows, options);
    let mut beside = Vec::new();
    match &options.tables {
        Some(stem) => {
            beside = vec![
                (format!("{stem}.nodes.csv"), tables::nodes(&rows.nodes)?),
                (format!("{stem}.legs.csv"), tables::legs(&rows.legs)?),
            ];
            for (what, (name, _)) in ["nodes", "legs"].iter().zip(&beside) {
                let _ = writeln!(out, "import {what} from {} @imported", quoted(name));
            }
        }
        None => {
            rows.nodes.iter().for_each(|node| out.push_str(&node_line(node)));
            out.push('\n');
            rows.legs.iter().for_each(|leg| out.push_str(&leg_line(leg)));
        }
    }
    finished(&out, beside, rows.report)
}

/// The model, the source and the modes.
fn head(file: &str, rows: &Rows, options: &ImportOptions) -> String {
    let title = quoted(&file.replace(['\\', '"'], "'"));
    let mut out = format!("model {title} {{ edition: 1, currency: USD }}\n\n");
    let _ = writeln!(out, "source imported {{ title: {title} }}\n");
    for name in &rows.modes {
        let speed = options.speed.as_ref();
        let speed = speed.map_or_else(String::new, |speed| {
            format!(" {{ speed: {speed} @assumed \"given at the import\" }}")
        });
        let _ = writeln!(out, "mode {name}{speed}");
    }
    out.push('\n');
    out
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn node_line(node: &NodeRow) -> String {
    let mut line = format!("node {}", node.name);
    if let Some(title) = &node.title {
        let _ = write!(line, " {}", quoted(title));
    }
    let mut properties = Vec::new();
    properties.extend(node.kind.as_ref().map(|kind| format!("kind: {kind}")));
    properties.extend(node.country.map(|code| format!("country: {code}")));
    properties.extend(node.at.map(|(lat, lon)| {
        let (ns, ew) = (if lat < 0.0 { 'S' } else { 'N' }, if lon < 0.0 { 'W' } else { 'E' });
        format!("at: {:.6}{ns} {:.6}{ew} @imported", lat.abs(), lon.abs())
    }));
    if !properties.is_empty() {
        let _ = write!(line, " {{ {} }}", properties.join(", "));
    }
    line.push('\n');
    line
}

fn leg_line(leg: &LegRow) -> String {
    let figure = |property: &str, written: &Written| {
        let note = written.note.map_or_else(String::new, |note| format!(" \"{note}\""));
        format!("{property}: {} {} @imported{note}", written.value, written.unit)
    };
    let mut properties = Vec::new();
    properties.extend(leg.mode.as_ref().map(|mode| format!("mode: {mode}")));
    properties.extend(leg.distance.as_ref().map(|written| figure("distance", written)));
    properties.extend(leg.time.as_ref().map(|written| figure("time", written)));
    let arrow = if leg.both { "<->" } else { "->" };
    format!("leg {} {arrow} {} {{ {} }}\n", leg.from, leg.to, properties.join(", "))
}

/// The script formatted, if it can be read.
fn finished(
    text: &str,
    tables: Vec<(String, String)>,
    report: Vec<String>,
) -> Result<Imported, String> {
    let mut sources = SourceMap::new();
    let id = sources.add("imported.corridor".to_owned(), None, text.into());
    let told = parse(sources.file(id)).diagnostics;
    if let Some(first) = told.diagnostics().first() {
        return Err(format!("the script made of it cannot be read: {}", first.title));
    }
    let script = fmt::format(sources.file(id)).map_or_else(|_| text.to_owned(), |done| done.text);
    Ok(Imported { script, tables, report })
}

fn speed_unit(speed: &str) -> Result<(), String> {
    let text = speed.trim();
    let at =
        text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_')).unwrap_or(text.len());
    let km_h =
        parse_compound("km/h", &UnitTable::new()).map_err(|_| "no unit of speed".to_owned())?;
    let number = text[..at].replace('_', "").parse::<f64>().is_ok_and(|speed| speed > 0.0);
    match parse_compound(text[at..].trim(), &UnitTable::new()) {
        Ok(unit) if number && unit.dimension == km_h.dimension => Ok(()),
        _ => Err(format!("`{speed}` is no speed; write it like `40 km/h`")),
    }
}
