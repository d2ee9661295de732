//! A network as a graph in the languages of other programs.

use std::fmt::Write;

use crate::diagnostic::did_you_mean;
use crate::model::{LegWay, Model, NodeId, ScenarioId};
use crate::quantity::{CompoundUnit, parse_compound};
use crate::scenario::{At, Place, now};

/// In which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphKind {
    /// Graphviz.
    Dot,
    /// Mermaid, for Markdown pages.
    Mermaid,
    /// GeoJSON (RFC 7946): places and straight lines between them.
    GeoJson,
}

/// A graph drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The text.
    pub text: String,
    /// What could not be drawn, in words.
    pub remarks: Vec<String>,
}

/// One direction or both of a leg, as it is drawn.
struct Edge {
    way: LegWay,
    both: bool,
    label: String,
    closed: bool,
}

/// Draws the network with what is open in a scenario, all its changes in force.
/// What is closed or still planned is dashed.
///
/// # Errors
/// In words: there is no such scenario, or it has no state.
pub fn graph(model: &Model, kind: GraphKind, scenario: &str) -> Result<Drawn, String> {
    let known = || model.scenarios.iter().map(|scenario| scenario.head.name.as_str());
    let Some(id) = known().position(|name| name == scenario) else {
        let near = did_you_mean(scenario, known());
        let list = || format!("there are: {}", known().collect::<Vec<_>>().join(", "));
        let help = near.unwrap_or_else(list);
        return Err(format!("there is no scenario called `{scenario}`; {help}"));
    };
    let day = model.settings.date.map(|(day, _)| day);
    let state = now(model, ScenarioId(id as u32), At::Together { day }).map_err(|_| {
        format!("the scenario `{scenario}` contradicts itself; `corridor run` says where")
    })?;
    let shut = |place| state.closures(place).iter().any(|closure| state.is_shut(closure, None));
    let closed_nodes: Vec<bool> =
        (0..model.nodes.len()).map(|at| shut(Place::Node(NodeId(at as u32)))).collect();
    let mut edges = Vec::new();
    for way in model.all_ways() {
        let back = LegWay::new(way.leg(), true);
        let both = model.leg_of(way).both;
        // Both directions are one line, unless only one of them is open.
        if both && shut(Place::Way(way)) == shut(Place::Way(back)) {
            if way.is_back() {
                continue;
            }
            edges.push(edge(model, way, true, shut(Place::Way(way))));
        } else {
            edges.push(edge(model, way, false, shut(Place::Way(way))));
        }
    }
    Ok(match kind {
        GraphKind::Dot => dot(model, &closed_nodes, &edges),
        GraphKind::Mermaid => mermaid(model, &closed_nodes, &edges),
        GraphKind::GeoJson => geojson(model, &closed_nodes, &edges),
    })
}

fn edge(model: &Model, way: LegWay, both: bool, closed: bool) -> Edge {
    let leg = model.leg_of(way);
    let shown = |value: f64, unit| {
        model
            .shown
            .get::<usize>(unit)
            .map_or_else(String::new, |unit: &CompoundUnit| unit.show(value))
    };
    let mode = leg.mode.map(|mode| model.modes[mode.index()].head.label().to_owned());
    let distance = leg.distance.as_ref().map(|f| shown(f.value, f.unit.index()));
    let time = Some(shown(leg.time.value, leg.time.unit.index()));
    let parts: Vec<String> = [mode, distance, time].into_iter().flatten().collect();
    Edge { way, both, label: parts.join(", "), closed }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Writing into a text does not fail: the results are dropped.
fn dot(model: &Model, closed: &[bool], edges: &[Edge]) -> Drawn {
    let mut out = String::from("digraph corridor {\n  node [shape=box];\n");
    for (node, closed) in model.nodes.iter().zip(closed) {
        let style = if *closed { ", style=dashed" } else { "" };
        let name = quoted(&node.head.name);
        let _ = writeln!(out, "  {name} [label={}{style}];", quoted(node.head.label()));
    }
    for edge in edges {
        let (from, to) = model.ends(edge.way);
        let name = |node: NodeId| quoted(&model.nodes[node.index()].head.name);
        let both = if edge.both { ", dir=both" } else { "" };
        let style = if edge.closed { ", style=dashed" } else { "" };
        let label = quoted(&edge.label);
        let _ = writeln!(out, "  {} -> {} [label={label}{both}{style}];", name(from), name(to));
    }
    out.push_str("}\n");
    Drawn { text: out, remarks: Vec::new() }
}

fn mermaid(model: &Model, closed: &[bool], edges: &[Edge]) -> Drawn {
    // Mermaid has entities for what it would read itself.
    let text = |text: &str| format!("\"{}\"", text.replace('"', "#quot;"));
    let mut out = String::from("flowchart LR\n");
    for (index, node) in model.nodes.iter().enumerate() {
        let _ = writeln!(out, "  n{index}[{}]", text(node.head.label()));
    }
    for edge in edges {
        let (from, to) = model.ends(edge.way);
        let arrow = match (edge.both, edge.closed) {
            (true, false) => "<-->",
            (false, false) => "-->",
            (true, true) => "<-.->",
            (false, true) => "-.->",
        };
        let label = text(&edge.label);
        let _ = writeln!(out, "  n{} {arrow}|{label}| n{}", from.index(), to.index());
    }
    let dashed: Vec<String> =
        (0..closed.len()).filter(|at| closed[*at]).map(|at| format!("n{at}")).collect();
    if !dashed.is_empty() {
        let _ = writeln!(out, "  classDef closed stroke-dasharray: 5 5");
        let _ = writeln!(out, "  class {} closed", dashed.join(","));
    }
    Drawn { text: out, remarks: Vec::new() }
}

fn geojson(model: &Model, closed: &[bool], edges: &[Edge]) -> Drawn {
    use serde_json::{Value, json};
    let mut remarks = Vec::new();
    let mut features: Vec<Value> = Vec::new();
    let place = |node: NodeId| model.nodes[node.index()].at.map(|(lat, lon)| json!([lon, lat]));
    let mut missing: Vec<&str> = Vec::new();
    for (index, node) in model.nodes.iter().enumerate() {
        let Some(at) = place(NodeId(index as u32)) else {
            missing.push(&node.head.name);
            continue;
        };
        features.push(json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": at },
            "properties": {
                "name": node.head.name,
                "title": node.head.title,
                "country": node.country.map(crate::country::Country::code),
                "kind": node.kind.and_then(|kind| model.words.get(kind.index())).map(|word| word.as_str()),
                "open": !closed[index],
            },
        }));
    }
    let km = parse_compound("km", &model.units).ok();
    let mut left = 0;
    for edge in edges {
        let (from, to) = model.ends(edge.way);
        let leg = model.leg_of(edge.way);
        let (Some(a), Some(b)) = (place(from), place(to)) else {
            left += 1;
            continue;
        };
        let distance =
            leg.distance.as_ref().zip(km.as_ref()).map(|(f, km)| km.from_canonical(f.value));
        features.push(json!({
            "type": "Feature",
            "geometry": { "type": "LineString", "coordinates": [a, b] },
            "properties": {
                "leg": model.way_name(edge.way),
                "from": model.nodes[from.index()].head.name,
                "to": model.nodes[to.index()].head.name,
                "both": edge.both,
                "mode": leg.mode.map(|mode| model.modes[mode.index()].head.name.clone()),
                "distance_km": distance,
                "open": !edge.closed,
            },
        }));
    }
    if !missing.is_empty() {
        let some: Vec<&str> = missing.iter().take(5).copied().collect();
        let more = if missing.len() > 5 { ", …" } else { "" };
        remarks.push(format!(
            "left out: {} nodes without a place (`at`) and {left} legs that end there ({}{more})",
            missing.len(),
            some.join(", ")
        ));
    }
    let whole = json!({ "type": "FeatureCollection", "features": features });
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    Drawn { text, remarks }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{MemoryFiles, Options, check};

    const TOY: &str = "mode rail { speed: 40 km/h }
node A \"The \\\"A\\\"\" { at: 43.6N 51.2E }
node B { at: 40N 49E }
node C
leg A <-> B { mode: rail, distance: 470 km }
leg B -> C { mode: rail, distance: 800 km }
disruption storm { close leg A -> B }
scenario stormy { apply storm }
";

    fn drawn(kind: GraphKind, scenario: &str) -> Result<Drawn, String> {
        let files = MemoryFiles::new().with("a.corridor", TOY);
        let checked = check("a.corridor", &files, &Options::default());
        graph(checked.model.as_ref().expect("a model"), kind, scenario)
    }

    #[test]
    fn every_language_has_all_places_and_legs() {
        let dot = drawn(GraphKind::Dot, "baseline").expect("drawn").text;
        assert!(dot.contains("\"A\" [label=\"The \\\"A\\\"\"];"), "{dot}");
        assert!(dot.contains("\"A\" -> \"B\" [label=\"rail, 470 km, "), "{dot}");
        assert!(dot.contains("dir=both") && !dot.contains("dashed"), "{dot}");
        let mermaid = drawn(GraphKind::Mermaid, "stormy").expect("drawn").text;
        assert!(mermaid.contains("n0 -.->|") && mermaid.contains("n1 -->|"), "{mermaid}");
        let geo = drawn(GraphKind::GeoJson, "baseline").expect("drawn");
        let value: serde_json::Value = serde_json::from_str(&geo.text).expect("JSON");
        assert_eq!(value["features"].as_array().map(Vec::len), Some(3));
        assert_eq!(
            value["features"][0]["geometry"]["coordinates"],
            serde_json::json!([51.2, 43.6])
        );
        assert_eq!(value["features"][2]["properties"]["distance_km"], 470.0);
        assert!(geo.remarks[0].contains("1 nodes without a place"), "{:?}", geo.remarks);
    }

    #[test]
    fn a_scenario_that_is_not_there_is_told() {
        assert!(drawn(GraphKind::Dot, "storm").is_err_and(|words| words.contains("stormy")));
    }
}
