//! GeoJSON: points are nodes, lines are legs between the points at their ends.

use serde_json::Value;

use crate::model::great_circle;

use super::{Attributes, Link, Network, Place};

pub(super) fn read(text: &str) -> Result<Network, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))?;
    let single = [value.clone()];
    let features: &[Value] = match value["type"].as_str() {
        Some("FeatureCollection") => {
            value["features"].as_array().ok_or("a FeatureCollection without features")?
        }
        Some("Feature") => &single,
        _ => return Err("no GeoJSON: a FeatureCollection is expected".to_owned()),
    };
    let mut network = Network::default();
    // Points first, whatever the order in the file.
    for feature in features {
        if feature["geometry"]["type"] == "Point" {
            point(feature, &mut network);
        }
    }
    for feature in features {
        match feature["geometry"]["type"].as_str() {
            Some("Point") => {}
            Some("LineString") => line(feature, &feature["geometry"]["coordinates"], &mut network),
            Some("MultiLineString") => {
                let lines = feature["geometry"]["coordinates"].as_array();
                for coordinates in lines.into_iter().flatten() {
                    line(feature, coordinates, &mut network);
                }
            }
            Some(other) => network.leave_out(other.to_owned()),
            None => network.leave_out("feature without a geometry"),
        }
    }
    Ok(network)
}

/// Longitude stands first.
fn place(coordinates: &Value) -> Option<(f64, f64)> {
    let (lon, lat) = (coordinates[0].as_f64()?, coordinates[1].as_f64()?);
    (lat.abs() <= 90.0 && lon.abs() <= 180.0).then_some((lat, lon))
}

fn point(feature: &Value, network: &mut Network) {
    let Some(at) = place(&feature["geometry"]["coordinates"]) else {
        return network.leave_out("Point without coordinates in degrees");
    };
    let mut attributes = attributes(&feature["properties"]);
    if let Some(id) = feature["id"].as_str() {
        attributes.entry("id".to_owned()).or_insert_with(|| id.to_owned());
    }
    network.places.push(Place { id: key(at), attributes, at: Some(at) });
}

/// Places that a millionth of a degree tells apart are two.
fn key((lat, lon): (f64, f64)) -> String {
    format!("{lat:.6} {lon:.6}")
}

fn line(feature: &Value, coordinates: &Value, network: &mut Network) {
    let points: Option<Vec<(f64, f64)>> =
        coordinates.as_array().map(|list| list.iter().filter_map(place).collect());
    let Some(points) = points.filter(|points| points.len() > 1) else {
        return network.leave_out("line without two points in degrees");
    };
    let drawn = points.windows(2).map(|pair| great_circle(pair[0], pair[1])).sum();
    let ends = [points[0], points[points.len() - 1]];
    for end in ends {
        if !network.places.iter().any(|place| place.id == key(end)) {
            let place = Place { id: key(end), attributes: Attributes::new(), at: Some(end) };
            network.places.push(place);
        }
    }
    network.links.push(Link {
        from: key(ends[0]),
        to: key(ends[1]),
        attributes: attributes(&feature["properties"]),
        drawn: Some(drawn),
        directed: None,
    });
}

fn attributes(properties: &Value) -> Attributes {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    };
    let all = properties.as_object().into_iter().flatten();
    all.filter_map(|(name, value)| Some((name.to_lowercase(), text(value)?))).collect()
}
