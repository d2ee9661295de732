//! What comes in of a network: the nodes and legs, with names and properties of
//! the language, however they are written then.

use std::collections::BTreeMap;

use crate::country::Country;

use super::names::{Names, is_name};
use super::{Attributes, ImportOptions, Link, Network, Place};

/// Attributes that say what a place is called, best first.
const NAMES: [&str; 4] = ["name", "label", "title", "id"];

/// A node that comes in.
#[derive(Debug)]
pub(super) struct NodeRow {
    pub name: String,
    pub title: Option<String>,
    pub kind: Option<String>,
    pub country: Option<&'static str>,
    /// Latitude and longitude.
    pub at: Option<(f64, f64)>,
}

/// A leg that comes in.
#[derive(Debug)]
pub(super) struct LegRow {
    pub from: String,
    pub to: String,
    pub both: bool,
    pub mode: Option<String>,
    pub distance: Option<Written>,
    pub time: Option<Written>,
}

/// A figure as it is written.
#[derive(Debug)]
pub(super) struct Written {
    pub value: f64,
    pub unit: &'static str,
    /// What its citation says.
    pub note: Option<&'static str>,
}

/// All that comes in.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub modes: Vec<String>,
    pub nodes: Vec<NodeRow>,
    pub legs: Vec<LegRow>,
    /// What came in and what was left out, in words.
    pub report: Vec<String>,
}

/// Takes a network for what the language has words for.
pub(super) fn rows(mut network: Network, options: &ImportOptions) -> Rows {
    let mut names = Names::default();
    let mut rows = Rows::default();
    let modes = modes(&network, options, &mut names);
    rows.modes = modes.values().cloned().collect();
    rows.modes.sort_unstable();
    rows.modes.dedup();
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for place in std::mem::take(&mut network.places) {
        if known.contains_key(&place.id) {
            network.leave_out(format!("node with the id of another ({})", place.id));
            continue;
        }
        let row = node(&place, &mut names, &mut network);
        known.insert(place.id, row.name.clone());
        rows.nodes.push(row);
    }
    let mut without_time = 0;
    for link in std::mem::take(&mut network.links) {
        let (Some(from), Some(to)) = (known.get(&link.from), known.get(&link.to)) else {
            network.leave_out("edges that end at no node");
            continue;
        };
        if from == to {
            network.leave_out("edges from a node to itself");
            continue;
        }
        let row = leg(&link, from, to, &modes, &mut network);
        without_time += usize::from(row.time.is_none() && options.speed.is_none());
        rows.legs.push(row);
    }
    rows.report = vec![format!("{} nodes and {} legs came in", rows.nodes.len(), rows.legs.len())];
    if without_time > 0 {
        rows.report.push(format!(
            "{without_time} legs have no way to a time yet: `--speed \"40 km/h\"` gives their modes a speed"
        ));
    }
    let left = network.left_out.iter().map(|(what, times)| format!("left out: {times} {what}"));
    rows.report.extend(left);
    rows
}

/// The name of each mode that links name, and of those that name none.
fn modes(
    network: &Network,
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

fn node(place: &Place, names: &mut Names, network: &mut Network) -> NodeRow {
    let attributes = &place.attributes;
    let called =
        NAMES.iter().find_map(|name| attributes.get(*name)).filter(|name| !name.is_empty());
    let name = names.free(called.map_or(place.id.as_str(), String::as_str), "n");
    let title = called.filter(|title| **title != name && title.parse::<f64>().is_err());
    let title = title.map(|title| title.chars().filter(|c| !c.is_control()).collect());
    let kind = attributes.get("kind").filter(|kind| is_name(kind)).cloned();
    let country = attributes.get("country").and_then(|code| Country::lookup(code));
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
    let at = place.at.or_else(|| degrees(attributes));
    NodeRow { name, title, kind, country: country.map(|country| country.code()), at }
}

fn degrees(attributes: &Attributes) -> Option<(f64, f64)> {
    let number = |names: &[&str]| -> Option<f64> {
        names.iter().find_map(|name| attributes.get(*name)?.trim().parse().ok())
    };
    let lat = number(&["lat", "latitude"])?;
    let lon = number(&["lon", "lng", "longitude"])?;
    (lat.abs() <= 90.0 && lon.abs() <= 180.0).then_some((lat, lon))
}

fn leg(
    link: &Link,
    from: &str,
    to: &str,
    modes: &BTreeMap<String, String>,
    network: &mut Network,
) -> LegRow {
    let word = |name: &str| link.attributes.get(name).map(|word| word.to_ascii_lowercase());
    let yes = |word: String| matches!(word.as_str(), "true" | "yes" | "1");
    let directed = link
        .directed
        .or_else(|| word("oneway").map(yes))
        .or_else(|| word("directed").map(yes))
        .unwrap_or(network.directed);
    let mut used =
        vec!["mode".to_owned(), "oneway".to_owned(), "directed".to_owned(), "id".to_owned()];
    let mut figure = |words: &[&str], units: &[&'static str]| -> Option<Written> {
        for word in words {
            for unit in units {
                let name = format!("{word}_{unit}");
                let value = link.attributes.get(&name).and_then(|text| text.trim().parse().ok());
                if let Some(value) = value.filter(|v: &f64| v.is_finite() && *v > 0.0) {
                    used.push(name);
                    return Some(Written { value, unit, note: None });
                }
            }
        }
        None
    };
    let distance = figure(&["distance", "length"], &["km", "mi", "nmi", "m"]);
    let time = figure(&["time"], &["days", "day", "hours", "hour", "h", "min", "s"]);
    let drawn = link.drawn.map(|km| Written {
        // Rounded up, so that no leg is shorter than the great circle.
        value: (km * 10.0).ceil() / 10.0,
        unit: "km",
        note: Some("the length of its line"),
    });
    for attribute in link.attributes.keys().filter(|name| !used.contains(name)) {
        let unit = matches!(attribute.as_str(), "distance" | "length" | "time" | "weight");
        let why = if unit { ", which has no unit (`distance_km` has one)" } else { "" };
        network.leave_out(format!("`{attribute}` of edges{why}"));
    }
    LegRow {
        from: from.to_owned(),
        to: to.to_owned(),
        both: !directed,
        mode: modes.get(mode_of(link)).cloned(),
        distance: distance.or(drawn),
        time,
    }
}
