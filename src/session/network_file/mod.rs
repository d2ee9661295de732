//! Networks of other programs: GeoJSON, GraphML and GML, read into one form and
//! written as a script. What has no place in the language is counted and told.

mod geojson;
mod gml;
mod graphml;
mod names;
mod rows;
mod tables;
mod write;

use std::collections::BTreeMap;

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkFormat {
    /// RFC 7946.
    GeoJson,
    /// graphml.graphdrawing.org, as networkx, yEd and igraph write it.
    GraphMl,
    /// The Graph Modelling Language of Himsolt (1997).
    Gml,
}

impl NetworkFormat {
    /// By the end of a file's name.
    pub fn of(path: &str) -> Option<Self> {
        let path = path.to_ascii_lowercase();
        let ends = |ends: &[&str]| ends.iter().any(|end| path.ends_with(end));
        if ends(&[".geojson", ".json"]) {
            Some(Self::GeoJson)
        } else if ends(&[".graphml", ".xml"]) {
            Some(Self::GraphMl)
        } else if ends(&[".gml"]) {
            Some(Self::Gml)
        } else {
            None
        }
    }
}

/// How a script is made of a network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The mode of legs that name none.
    pub mode: Option<String>,
    /// The speed of modes, as a file writes it: `40 km/h`.
    pub speed: Option<String>,
    /// Nodes and legs go into tables beside the script, whose names begin so.
    pub tables: Option<String>,
}

/// A script made of a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The script, formatted.
    pub script: String,
    /// Tables that the script imports: name and text.
    pub tables: Vec<(String, String)>,
    /// What came in and what was left out, in words.
    pub report: Vec<String>,
}

/// A network as it was read.
#[derive(Debug, Default)]
struct Network {
    places: Vec<Place>,
    links: Vec<Link>,
    /// Whether links without a word about it go one way.
    directed: bool,
    /// What was left out, with how often.
    left_out: BTreeMap<String, usize>,
}

/// Attributes as text, by their names in lower case.
type Attributes = BTreeMap<String, String>;

#[derive(Debug, Default)]
struct Place {
    /// What links call it.
    id: String,
    attributes: Attributes,
    /// Latitude and longitude.
    at: Option<(f64, f64)>,
}

#[derive(Debug, Default)]
struct Link {
    from: String,
    to: String,
    attributes: Attributes,
    /// Kilometres along a line, where it was drawn.
    drawn: Option<f64>,
    directed: Option<bool>,
}

impl Network {
    fn leave_out(&mut self, what: impl Into<String>) {
        *self.left_out.entry(what.into()).or_default() += 1;
    }
}

/// Makes a script of a network. `name` is the file's, for the report and the
/// citations.
///
/// # Errors
/// In words: what is wrong with the text.
pub fn import_network(
    text: &str,
    name: &str,
    format: NetworkFormat,
    options: &ImportOptions,
) -> Result<Imported, String> {
    let network = match format {
        NetworkFormat::GeoJson => geojson::read(text)?,
        NetworkFormat::GraphMl => graphml::read(text)?,
        NetworkFormat::Gml => gml::read(text)?,
    };
    write::script(network, name, options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{MemoryFiles, Options, check};

    fn imported(text: &str, format: NetworkFormat) -> Imported {
        let options =
            ImportOptions { speed: Some("40 km/h".to_owned()), ..ImportOptions::default() };
        import_network(text, "net", format, &options).expect("readable")
    }

    /// The same network by way of tables.
    fn by_tables(text: &str, format: NetworkFormat) -> Imported {
        let options = ImportOptions {
            speed: Some("40 km/h".to_owned()),
            tables: Some("net".to_owned()),
            ..ImportOptions::default()
        };
        import_network(text, "net", format, &options).expect("readable")
    }

    /// What is known of every node and leg, without places in files.
    fn figures(imported: &Imported) -> Vec<String> {
        let mut files = MemoryFiles::new().with("a.corridor", imported.script.as_str());
        for (name, text) in &imported.tables {
            files = files.with(name, text.as_str());
        }
        let checked = check("a.corridor", &files, &Options::default());
        let model = checked.model.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
        let node = |node: &crate::model::Node| {
            format!("{} {:?} {:?} {:?}", node.head.name, node.head.title, node.country, node.at)
        };
        let leg = |leg: &crate::model::Leg| {
            let distance = leg.distance.as_ref().map(|figure| figure.value);
            format!("{} {:?} {} {distance:?} {}", leg.head.name, leg.mode, leg.both, leg.time.value)
        };
        model.nodes.iter().map(node).chain(model.legs.iter().map(leg)).collect()
    }

    #[test]
    fn tables_bring_in_the_same_network() {
        let gml = "graph [ node [ id 0 label \"A, \\\"b\\\"\" ] node [ id 1 label \"B\" ]\n\
            node [ id 2 label \"C\" ] edge [ source 0 target 1 length_mi 5 time_hours 7 ]\n\
            edge [ source 1 target 2 distance_km 0.1 time_days 0.3 ] ]";
        for (text, format) in [(GEO, NetworkFormat::GeoJson), (gml, NetworkFormat::Gml)] {
            let (one, two) = (imported(text, format), by_tables(text, format));
            assert_eq!(figures(&one), figures(&two), "{:?}", two.tables);
            assert_eq!(one.report, two.report);
            assert!(two.script.contains("import legs from \"net.legs.csv\" @imported"));
        }
        let tables = by_tables(GEO, NetworkFormat::GeoJson).tables;
        assert!(tables[1].1.starts_with("from,to,both,mode,distance (km)\n"), "{tables:?}");
    }

    /// Nodes and legs of the script, and whether it has no error.
    fn counts(imported: &Imported) -> (usize, usize) {
        let files = MemoryFiles::new().with("a.corridor", imported.script.as_str());
        let checked = check("a.corridor", &files, &Options::default());
        let model = checked
            .model
            .unwrap_or_else(|| panic!("{:?}\n{}", checked.diagnostics, imported.script));
        (model.nodes.len(), model.legs.len())
    }

    const GEO: &str = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":{"type":"Point","coordinates":[51.2,43.6]},
         "properties":{"name":"Aktau","country":"KZ","cranes":3}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":[49.4,40.0]},
         "properties":{"name":"Alat port","country":"AZ"}},
        {"type":"Feature","geometry":{"type":"LineString","coordinates":[[51.2,43.6],[50.5,42],[49.4,40.0]]},
         "properties":{"mode":"ferry"}},
        {"type":"Feature","geometry":{"type":"LineString","coordinates":[[49.4,40.0],[44.8,41.7]]},"properties":null},
        {"type":"Feature","geometry":{"type":"Polygon","coordinates":[]},"properties":{}}]}"#;

    #[test]
    fn geojson_comes_in_with_its_lines() {
        let imported = imported(GEO, NetworkFormat::GeoJson);
        // The line that ends where no point is has a place of its own there.
        assert_eq!(counts(&imported), (3, 2));
        assert!(imported.script.contains("node Alat_port \"Alat port\""), "{}", imported.script);
        assert!(imported.script.contains("distance: 4"), "{}", imported.script);
        let report = imported.report.join("\n");
        assert!(report.contains("1 Polygon") && report.contains("cranes"), "{report}");
    }

    #[test]
    fn graphml_comes_in_with_its_keys() {
        let text = r#"<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">
            <key id="d0" for="node" attr.name="lat" attr.type="double"/>
            <key id="d1" for="node" attr.name="lon" attr.type="double"/>
            <key id="d2" for="edge" attr.name="distance_km" attr.type="double"/>
            <graph edgedefault="undirected">
            <node id="0"><data key="d0">43.6</data><data key="d1">51.2</data></node>
            <node id="1"><data key="d0">40.0</data><data key="d1">49.4</data></node>
            <edge source="0" target="1"><data key="d2">470</data></edge></graph></graphml>"#;
        let imported = imported(text, NetworkFormat::GraphMl);
        assert_eq!(counts(&imported), (2, 1));
        assert!(imported.script.contains("leg n0 <-> n1"), "{}", imported.script);
        assert!(imported.script.contains("distance: 470 km"), "{}", imported.script);
    }

    #[test]
    fn gml_comes_in_with_its_lists() {
        let text = "graph [ directed 1\n node [ id 0 label \"Khorgos\" graphics [ x 1 ] ]\n\
            node [ id 1 label \"node\" ] edge [ source 0 target 1 length_km 5 ]\n\
            edge [ source 0 target 9 ] ]";
        let imported = imported(text, NetworkFormat::Gml);
        assert_eq!(counts(&imported), (2, 1));
        assert!(imported.script.contains("leg Khorgos -> node_1"), "{}", imported.script);
        let report = imported.report.join("\n");
        assert!(report.contains("end at no node"), "{report}");
    }

    #[test]
    fn what_is_no_network_is_told() {
        let options = ImportOptions::default();
        for (text, format) in [
            ("{", NetworkFormat::GeoJson),
            ("{\"type\":\"Topology\"}", NetworkFormat::GeoJson),
            ("<graphml", NetworkFormat::GraphMl),
            ("<html/>", NetworkFormat::GraphMl),
            ("graph [ node [", NetworkFormat::Gml),
            ("nothing", NetworkFormat::Gml),
        ] {
            assert!(import_network(text, "net", format, &options).is_err(), "{text}");
        }
    }
}
