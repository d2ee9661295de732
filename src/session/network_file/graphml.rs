//! GraphML: `node` and `edge` with `data` whose keys are declared before.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use super::{Attributes, Link, Network, Place};

pub(super) fn read(text: &str) -> Result<Network, String> {
    let document = Document::parse(text).map_err(|error| format!("no XML: {error}"))?;
    let root = document.root_element();
    if root.tag_name().name() != "graphml" {
        return Err(format!("no GraphML: the file begins with <{}>", root.tag_name().name()));
    }
    let named = |word: &'static str| move |node: &Node<'_, '_>| node.tag_name().name() == word;
    let keys: BTreeMap<&str, &str> = root
        .children()
        .filter(named("key"))
        .filter_map(|key| Some((key.attribute("id")?, key.attribute("attr.name")?)))
        .collect();
    let graph = root.descendants().find(named("graph")).ok_or("a <graph> is missing")?;
    let mut network = Network {
        directed: graph.attribute("edgedefault") != Some("undirected"),
        ..Network::default()
    };
    for node in graph.descendants().filter(Node::is_element) {
        match node.tag_name().name() {
            "node" => {
                let Some(id) = node.attribute("id") else {
                    network.leave_out("node without an id");
                    continue;
                };
                let attributes = attributes(node, &keys);
                network.places.push(Place { id: id.to_owned(), attributes, at: None });
            }
            "edge" => {
                let ends = node.attribute("source").zip(node.attribute("target"));
                let Some((from, to)) = ends else {
                    network.leave_out("edge without its ends");
                    continue;
                };
                network.links.push(Link {
                    from: from.to_owned(),
                    to: to.to_owned(),
                    attributes: attributes(node, &keys),
                    drawn: None,
                    directed: node.attribute("directed").map(|word| word == "true"),
                });
            }
            "hyperedge" | "port" => network.leave_out(node.tag_name().name().to_owned()),
            _ => {}
        }
    }
    Ok(network)
}

fn attributes(of: Node<'_, '_>, keys: &BTreeMap<&str, &str>) -> Attributes {
    let data = of.children().filter(|child| child.tag_name().name() == "data");
    let pair = |data: Node<'_, '_>| {
        let key = data.attribute("key")?;
        let name = keys.get(key).copied().unwrap_or(key);
        Some((name.to_lowercase(), data.text()?.trim().to_owned()))
    };
    data.filter_map(pair).collect()
}
