//! A network as two tables, which a script imports. Headings hold the units; a
//! figure in another unit has its own in its cell.

use csv::Writer;

use super::rows::{LegRow, NodeRow, Written};

/// The table of nodes. Columns that no node has anything in are left out.
///
/// # Errors
/// In words, where the table cannot be made.
pub(super) fn nodes(nodes: &[NodeRow]) -> Result<String, String> {
    let degrees = |value: f64| format!("{value:.6}");
    let title = |node: &NodeRow| node.title.clone();
    let kind = |node: &NodeRow| node.kind.clone();
    let country = |node: &NodeRow| node.country.map(str::to_owned);
    let lat = |node: &NodeRow| node.at.map(|(lat, _)| degrees(lat));
    let lon = |node: &NodeRow| node.at.map(|(_, lon)| degrees(lon));
    table(
        nodes,
        &[
            ("name", &|node| Some(node.name.clone())),
            ("title", &title),
            ("kind", &kind),
            ("country", &country),
            ("lat", &lat),
            ("lon", &lon),
        ],
        1,
    )
}

/// The table of legs.
///
/// # Errors
/// In words, where the table cannot be made.
pub(super) fn legs(legs: &[LegRow]) -> Result<String, String> {
    let in_unit = |written: &Option<Written>, unit: &str| {
        let written = written.as_ref()?;
        let own = written.unit == unit;
        Some(if own {
            written.value.to_string()
        } else {
            format!("{} {}", written.value, written.unit)
        })
    };
    let both = |leg: &LegRow| leg.both.then(|| "yes".to_owned());
    let mode = |leg: &LegRow| leg.mode.clone();
    let distance = |leg: &LegRow| in_unit(&leg.distance, "km");
    let time = |leg: &LegRow| in_unit(&leg.time, "days");
    table(
        legs,
        &[
            ("from", &|leg| Some(leg.from.clone())),
            ("to", &|leg| Some(leg.to.clone())),
            ("both", &both),
            ("mode", &mode),
            ("distance (km)", &distance),
            ("time (days)", &time),
        ],
        2,
    )
}

/// A column: its heading and its cells.
type Column<'c, T> = (&'c str, &'c dyn Fn(&T) -> Option<String>);

/// A table of rows; of the columns after the first `kept` only those with
/// something in them.
fn table<T>(rows: &[T], columns: &[Column<'_, T>], kept: usize) -> Result<String, String> {
    let used: Vec<&Column<'_, T>> = columns
        .iter()
        .enumerate()
        .filter(|(at, (_, cell))| *at < kept || rows.iter().any(|row| cell(row).is_some()))
        .map(|(_, column)| column)
        .collect();
    let mut writer = Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| format!("the table cannot be made: {error}");
    writer.write_record(used.iter().map(|(heading, _)| heading)).map_err(failed)?;
    for row in rows {
        let cells = used.iter().map(|(_, cell)| cell(row).unwrap_or_default());
        writer.write_record(cells).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| format!("no table: {error}"))?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}
