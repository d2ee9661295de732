//! A network as a script.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::country::Country;
use crate::quantity::{UnitTable, parse_compound};
use crate::source::SourceMap;
use crate::syntax::keywords::is_reserved;
use crate::syntax::{fmt, parse};

use super::{Attributes, ImportOptions, Imported, Link, Network, Place};

/// Attributes that say what a place is called, best first.
const NAMES: [&str; 4] = ["name", "label", "title", "id"];

pub(super) fn script(
    mut network: Network,
    file: &str,
    options: &ImportOptions,
) -> Result<Imported, String> {
    if let Some(speed) = &options.speed {
        speed_unit(speed)?;
    }
    let mut names = Names::default();
    let mut out = String::new();
    let title = file.replace(['\\', '"'], "'");
    let _ = writeln!(out, "model \"{title}\" {{ edition: 1, currency: USD }}\n");
    let _ = writeln!(out, "source imported {{ title: \"{title}\" }}\n");
    let modes = modes(&mut network, options, &mut names);
    for name in modes.values().collect::<BTreeSet<_>>() {
        match &options.speed {
            Some(speed) => {
                let _ = writeln!(
                    out,
                    "mode {name} {{ speed: {speed} @assumed \"given at the import\" }}"
                );
            }
            None => {
                let _ = writeln!(out, "mode {name}");
            }
        }
    }
    out.push('\n');
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let places = std::mem::take(&mut network.places);
    let mut nodes = 0;
    for place in &places {
        if known.contains_key(&place.id) {
            network.leave_out(format!("node with the id of another ({})", place.id));
            continue;
        }
        let line = node(place, &mut names, &mut network, &mut known);
        out.push_str(&line);
        nodes += 1;
    }
    out.push('\n');
    let (mut legs, mut without_time) = (0, 0);
    for link in std::mem::take(&mut network.links) {
        let (Some(from), Some(to)) = (known.get(&link.from), known.get(&link.to)) else {
            network.leave_out("edges that end at no node");
            continue;
        };
        if from == to {
            network.leave_out("edges from a node to itself");
            continue;
        }
        let ends = (from.clone(), to.clone());
        let (line, has_time) = leg(&link, &ends, &modes, &mut network);
        out.push_str(&line);
        legs += 1;
        without_time += usize::from(!has_time && options.speed.is_none());
    }
    let mut report = vec![format!("{nodes} nodes and {legs} legs came in")];
    if without_time > 0 {
        report.push(format!(
            "{without_time} legs have no way to a time yet: `--speed \"40 km/h\"` gives their modes a speed"
        ));
    }
    let left = network.left_out.iter().map(|(what, times)| format!("left out: {times} {what}"));
    report.extend(left);
    finished(&out, report)
}

/// The script formatted, if it can be read.
fn finished(text: &str, report: Vec<String>) -> Result<Imported, String> {
    let mut sources = SourceMap::new();
    let id = sources.add("imported.corridor".to_owned(), None, text.into());
    let told = parse(sources.file(id)).diagnostics;
    if let Some(first) = told.diagnostics().first() {
        return Err(format!("the script made of it cannot be read: {}", first.title));
    }
    let script = fmt::format(sources.file(id)).map_or_else(|_| text.to_owned(), |done| done.text);
    Ok(Imported { script, report })
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

/// The name of each mode that links name, and of those that name none.
fn modes(
    network: &mut Network,
    options: &ImportOptions,
    names: &mut Names,
) -> BTreeMap<String, String> {
    let mut modes = BTreeMap::new();
    for link in &network.links {
        let written = mode_of(link);
        if !modes.contains_key(written) {
            let wish =
                if written.is_empty() { options.mode.as_deref().unwrap_or("way") } else { written };
            modes.insert(written.to_owned(), names.free(wish, "mode"));
        }
    }
    modes
}

fn mode_of(link: &Link) -> &str {
    link.attributes.get("mode").map_or("", |mode| mode.trim())
}

fn node(
    place: &Place,
    names: &mut Names,
    network: &mut Network,
    known: &mut BTreeMap<String, String>,
) -> String {
    let attributes = &place.attributes;
    let called =
        NAMES.iter().find_map(|name| attributes.get(*name)).filter(|name| !name.is_empty());
    let name = names.free(called.map_or(place.id.as_str(), String::as_str), "n");
    known.insert(place.id.clone(), name.clone());
    let mut line = format!("node {name}");
    if let Some(title) = called.filter(|title| **title != name && title.parse::<f64>().is_err()) {
        let title: String = title.chars().filter(|c| !c.is_control()).collect();
        let _ = write!(line, " \"{}\"", title.replace('\\', "\\\\").replace('"', "\\\""));
    }
    let mut properties = Vec::new();
    if let Some(kind) = attributes.get("kind").filter(|kind| is_name(kind)) {
        properties.push(format!("kind: {kind}"));
    }
    if let Some(country) = attributes.get("country").and_then(|code| Country::lookup(code)) {
        properties.push(format!("country: {}", country.code()));
    }
    if let Some((lat, lon)) = place.at.or_else(|| degrees(attributes)) {
        let (ns, ew) = (if lat < 0.0 { 'S' } else { 'N' }, if lon < 0.0 { 'W' } else { 'E' });
        properties.push(format!("at: {:.6}{ns} {:.6}{ew} @imported", lat.abs(), lon.abs()));
    }
    let used = [
        "name",
        "label",
        "title",
        "id",
        "kind",
        "country",
        "lat",
        "lon",
        "latitude",
        "longitude",
        "lng",
    ];
    for attribute in attributes.keys().filter(|name| !used.contains(&name.as_str())) {
        network.leave_out(format!("`{attribute}` of nodes"));
    }
    if !properties.is_empty() {
        let _ = write!(line, " {{ {} }}", properties.join(", "));
    }
    line.push('\n');
    line
}

fn degrees(attributes: &Attributes) -> Option<(f64, f64)> {
    let number = |names: &[&str]| -> Option<f64> {
        names.iter().find_map(|name| attributes.get(*name)?.trim().parse().ok())
    };
    let lat = number(&["lat", "latitude"])?;
    let lon = number(&["lon", "lng", "longitude"])?;
    (lat.abs() <= 90.0 && lon.abs() <= 180.0).then_some((lat, lon))
}

/// The leg, and whether it has a time of its own.
fn leg(
    link: &Link,
    (from, to): &(String, String),
    modes: &BTreeMap<String, String>,
    network: &mut Network,
) -> (String, bool) {
    let word = |name: &str| link.attributes.get(name).map(|word| word.to_ascii_lowercase());
    let yes = |word: String| matches!(word.as_str(), "true" | "yes" | "1");
    let directed = link
        .directed
        .or_else(|| word("oneway").map(yes))
        .or_else(|| word("directed").map(yes))
        .unwrap_or(network.directed);
    let mut properties = Vec::new();
    if let Some(mode) = modes.get(mode_of(link)) {
        properties.push(format!("mode: {mode}"));
    }
    let mut has_time = false;
    let mut used =
        vec!["mode".to_owned(), "oneway".to_owned(), "directed".to_owned(), "id".to_owned()];
    let mut has_distance = false;
    for (property, word, units) in [
        ("distance", "distance", &["km", "mi", "nmi", "m"][..]),
        ("distance", "length", &["km", "mi", "nmi", "m"][..]),
        ("time", "time", &["days", "day", "hours", "hour", "h", "min", "s"][..]),
    ] {
        for unit in units {
            let name = format!("{word}_{unit}");
            let value =
                link.attributes.get(&name).and_then(|value| value.trim().parse::<f64>().ok());
            let Some(value) = value.filter(|value| value.is_finite() && *value > 0.0) else {
                continue;
            };
            let given = if property == "time" { &mut has_time } else { &mut has_distance };
            if !*given {
                *given = true;
                used.push(name);
                properties.push(format!("{property}: {value} {unit} @imported"));
            }
        }
    }
    if let (false, Some(km)) = (has_distance, link.drawn) {
        // Rounded up, so that no leg is shorter than the great circle.
        let km = (km * 10.0).ceil() / 10.0;
        properties.push(format!("distance: {km} km @imported \"the length of its line\""));
    }
    for attribute in link.attributes.keys().filter(|name| !used.contains(name)) {
        let unit = matches!(attribute.as_str(), "distance" | "length" | "time" | "weight");
        let why = if unit { ", which has no unit (`distance_km` has one)" } else { "" };
        network.leave_out(format!("`{attribute}` of edges{why}"));
    }
    let arrow = if directed { "->" } else { "<->" };
    (format!("leg {from} {arrow} {to} {{ {} }}\n", properties.join(", ")), has_time)
}

/// Names given so far.
#[derive(Debug, Default)]
struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// A name like the wish that nothing has and that the language leaves free.
    fn free(&mut self, wish: &str, stem: &str) -> String {
        let mut name: String = wish
            .trim()
            .chars()
            .map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' })
            .take(60)
            .collect();
        let begins = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
        if !begins {
            name = format!("{stem}{name}");
        }
        let usable = |name: &str| {
            is_name(name)
                && Country::lookup(name).is_none()
                && name != "imported"
                && name != "baseline"
        };
        let numbered = (1..).map(|number| format!("{name}_{number}"));
        let plain = std::iter::once(name.clone()).filter(|name| {
            usable(name) && !crate::syntax::keywords::DECLARATIONS.contains(&name.as_str())
        });
        let found =
            plain.chain(numbered).find(|name| !self.taken.contains(name)).unwrap_or_default();
        self.taken.insert(found.clone());
        found
    }
}

fn is_name(word: &str) -> bool {
    let begins = word.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    begins
        && word.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !is_reserved(word)
        && word.len() <= 250
}
