//! Exposure against sums over the routes that `report flow` tells.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::analysis::testing::file;
use crate::analysis::testing::random::{COUNTRIES, network};

fn value(node: &Value) -> f64 {
    node["value"].as_f64().unwrap()
}

fn country(node: &Value) -> &'static str {
    let number: usize = node.as_str().unwrap()[1..].parse().unwrap();
    COUNTRIES[number % 5]
}

#[test]
fn shares_and_indices_are_sums_over_routes() {
    let mut several = 0;
    for seed in 300..360 {
        let text = network(seed, 7, 14, 2);
        let asked = "report flow\nreport exposure by country\nreport exposure by node\n\
                     report exposure by mode\n";
        let json = file(&format!("{text}\n{asked}")).json();
        let mut routes: Vec<(Vec<&'static str>, Vec<String>, f64)> = Vec::new();
        for demand in json["results"][0]["demands"].as_array().unwrap() {
            for route in demand["routes"].as_array().unwrap() {
                let nodes = route["nodes"].as_array().unwrap();
                let ends = [country(&nodes[0]), country(&nodes[nodes.len() - 1])];
                let mut passed: Vec<&str> = nodes.iter().map(country).collect();
                passed.retain(|country| !ends.contains(country));
                passed.sort_unstable();
                passed.dedup();
                let inner = &nodes[1..nodes.len() - 1];
                let mut inner: Vec<String> =
                    inner.iter().map(|node| node.as_str().unwrap().to_owned()).collect();
                inner.sort_unstable();
                routes.push((passed, inner, value(&route["flow"])));
            }
        }
        let total: f64 = routes.iter().map(|(.., flow)| flow).sum();
        if total == 0.0 {
            continue;
        }
        let mut by_country: BTreeMap<&Vec<&str>, f64> = BTreeMap::new();
        let mut by_node: BTreeMap<&Vec<String>, f64> = BTreeMap::new();
        for (countries, nodes, flow) in &routes {
            *by_country.entry(countries).or_default() += flow / total;
            *by_node.entry(nodes).or_default() += flow / total;
        }
        let hhi: f64 = by_country.values().map(|share| share * share).sum();
        let result = &json["results"][1];
        assert!((result["hhi"].as_f64().unwrap() - hhi).abs() < 1e-9, "{text}");
        let effective = result["effective_number"].as_f64().unwrap();
        assert!((effective - 1.0 / hhi).abs() < 1e-9);
        let hhi: f64 = by_node.values().map(|share| share * share).sum();
        assert!((json["results"][2]["hhi"].as_f64().unwrap() - hhi).abs() < 1e-9, "{text}");
        for one in result["dependence"].as_array().unwrap() {
            let name = one["name"].as_str().unwrap();
            let uses = routes.iter().filter(|(passed, ..)| passed.contains(&name));
            let share = uses.map(|(.., flow)| flow / total).sum::<f64>();
            assert!((one["share"].as_f64().unwrap() - share).abs() < 1e-9, "{text}");
        }
        several += usize::from(by_country.len() > 1);
    }
    assert!(several > 20, "{several}");
}

#[test]
fn a_ban_brings_the_index_from_1_to_0_587() {
    let ban = include_str!("../../../examples/toy_ban.corridor");
    let toy = crate::analysis::testing::TOY;
    let (head, body) = toy.split_once("commodity containers").unwrap();
    let own = ban.split_once("import \"toy_corridor.corridor\"").unwrap().1;
    let text = format!(
        "{head}commodity containers{body}\n{own}\nreport exposure by country in more_goods, banned\n"
    );
    let json = file(&text).json();
    let results = json["results"].as_array().unwrap();
    let [before, after] = &results[results.len() - 2..] else { panic!("two answers") };
    assert_eq!(before["hhi"], 1.0);
    let hhi = (85.0f64 / 120.0).powi(2) + (35.0f64 / 120.0).powi(2);
    assert!((after["hhi"].as_f64().unwrap() - hhi).abs() < 1e-9);
    assert_eq!(after["vectors"][0]["vector"].as_array().unwrap().len(), 2);
    assert_eq!(after["vectors"][1]["name"], "direct");
    // By Baku and Tbilisi, and by sea.
    assert_eq!(after["pairs"][0]["disjoint"]["nodes"], 2);
}

#[test]
fn what_every_way_takes_is_told() {
    let text = format!("{}\nreport exposure by node\n", crate::analysis::testing::TOY);
    let json = file(&text).json();
    let result = json["results"].as_array().unwrap().last().unwrap();
    let unavoidable = &result["pairs"][0]["unavoidable"];
    assert_eq!(unavoidable["nodes"], serde_json::json!(["BAK", "TBS"]));
    assert_eq!(unavoidable["countries"], serde_json::json!(["AZ", "GE"]));
    assert_eq!(unavoidable["legs"][0]["name"], "az_ge");
    assert_eq!(result["pairs"][0]["disjoint"]["countries"], 1);
    assert_eq!(result["pairs"][0]["disjoint"]["legs"], 1);
}
