//! The tree as JSON (analyses.md section 8; `schema/corridor.schema.json`).

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::source::SourceMap;

use super::document::{Answer, Assumption, Check, Document, Reference, Side, VERSION, Verdict};
use super::{Amount, Difference, Figure, Map, Node, Place, diagnostic_node};

/// The document as one JSON object; `pretty` sets it over several lines.
/// Numbers are finite, fields in a fixed order, and the text ends its line.
pub fn to_json(document: &Document, sources: &SourceMap, pretty: bool) -> String {
    let tree = Node::Map(document_node(document, sources));
    let text =
        if pretty { serde_json::to_string_pretty(&tree) } else { serde_json::to_string(&tree) };
    // Maps have text keys and numbers are finite, so nothing is refused.
    text.unwrap_or_default() + "\n"
}

fn document_node(document: &Document, sources: &SourceMap) -> Map {
    Map::new()
        .with("corridor", VERSION)
        .with("file", &document.file)
        .with("model", document.model.clone())
        .with("results", Node::list(document.results.iter().map(answer)))
        .with("expectations", Node::list(document.expectations.iter().map(verdict)))
        .with(
            "diagnostics",
            Node::list(document.diagnostics.iter().map(|d| diagnostic_node(d, sources))),
        )
        .with("assumptions", Node::list(document.assumptions.iter().map(assumption)))
        .with("sources", Node::list(document.sources.iter().map(reference)))
}

fn answer(answer: &Answer) -> Map {
    let mut map = Map::new().with("report", answer.kind);
    if let Some(name) = &answer.name {
        map.set("name", name);
    }
    map.set("scenario", answer.scenario.clone());
    map.set("when", answer.when.clone());
    map.set("line", answer.line);
    for (key, value) in answer.arguments.fields().iter().chain(answer.data.fields()) {
        map.set(key.clone(), value.clone());
    }
    map
}

fn verdict(verdict: &Verdict) -> Map {
    Map::new()
        .with("text", &verdict.text)
        .with("scenario", &verdict.scenario)
        .with("when", verdict.when.clone())
        .with("file", &verdict.place.file)
        .with("line", verdict.place.line)
        .with("holds", verdict.holds)
        .with("reason", verdict.reason.clone())
        .with("checks", Node::list(verdict.checks.iter().map(check)))
}

fn check(check: &Check) -> Map {
    Map::new()
        .with("text", &check.text)
        .with("holds", check.holds)
        .with("sides", Node::list(check.sides.iter().map(side)))
}

fn side(side: &Side) -> Map {
    Map::new()
        .with("text", &side.text)
        .with("value", &side.value)
        .with("from", Node::list(side.from.iter().map(super::Phrase::plain)))
}

fn assumption(assumption: &Assumption) -> Map {
    Map::new()
        .with("kind", assumption.kind.word())
        .with("subject", &assumption.subject)
        .with("property", &assumption.property)
        .with("value", &assumption.value)
        .with("most_likely", assumption.most_likely.clone())
        .with("how", &assumption.how)
        .with("count", assumption.count)
        .with("file", &assumption.place.file)
        .with("line", assumption.place.line)
}

fn reference(reference: &Reference) -> Map {
    Map::new()
        .with("name", &reference.name)
        .with("title", reference.title.clone())
        .with("publisher", reference.publisher.clone())
        .with("year", reference.year)
        .with("url", reference.url.clone())
        .with("basis", reference.basis.clone())
        .with("note", reference.note.clone())
        .with("figures", reference.figures)
        .with("file", &reference.place.file)
        .with("line", reference.place.line)
}

/// A number that JSON can hold: whole ones without a point, none for what is
/// not finite.
struct Finite(f64);

impl Serialize for Finite {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let value = self.0;
        if !value.is_finite() {
            out.serialize_none()
        } else if value.fract() == 0.0 && value.abs() < 9e15 {
            out.serialize_i64(value as i64)
        } else {
            out.serialize_f64(value)
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => out.serialize_none(),
            Self::Bool(value) => out.serialize_bool(*value),
            Self::Integer(value) => out.serialize_i64(*value),
            Self::Number(value) => Finite(*value).serialize(out),
            Self::Share(share) => Finite(share.0).serialize(out),
            Self::Text(text) => out.serialize_str(text),
            Self::Figure(figure) => figure.serialize(out),
            Self::Difference(difference) => difference.serialize(out),
            Self::Place(place) => place.serialize(out),
            Self::Map(map) => map.serialize(out),
            Self::List(items) => {
                let mut list = out.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
        }
    }
}

impl Serialize for Map {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(Some(self.fields().len()))?;
        for (key, value) in self.fields() {
            map.serialize_entry(key.as_ref(), value)?;
        }
        map.end()
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(None)?;
        match self.amount {
            Amount::Known(canonical) => {
                let (value, unit) = self.unit.0.machine(canonical);
                map.serialize_entry("value", &Finite(value))?;
                map.serialize_entry("unit", unit)?;
            }
            _ => {
                map.serialize_entry("value", &None::<f64>)?;
                map.serialize_entry("unit", &self.unit.0.symbol)?;
            }
        }
        match self.amount {
            Amount::Unlimited => map.serialize_entry("unlimited", &true)?,
            Amount::Unknown => map.serialize_entry("unknown", &true)?,
            Amount::Known(_) | Amount::Missing => {}
        }
        if self.incomplete {
            map.serialize_entry("incomplete", &true)?;
        }
        if self.varies {
            map.serialize_entry("unique", &false)?;
        }
        map.end()
    }
}

impl Serialize for Difference {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(Some(3))?;
        let (value, unit) = match self.value {
            Some(canonical) => {
                let (value, unit) = self.unit.0.machine(canonical);
                (Some(Finite(value)), unit)
            }
            None => (None, self.unit.0.symbol.as_str()),
        };
        map.serialize_entry("value", &value)?;
        map.serialize_entry("unit", unit)?;
        map.serialize_entry("percent", &self.percent.map(Finite))?;
        map.end()
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(Some(3))?;
        map.serialize_entry("file", &self.file)?;
        map.serialize_entry("line", &self.line)?;
        map.serialize_entry("column", &self.column)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{UnitTable, parse_compound};
    use crate::report::Share;

    fn json(node: impl Into<Node>) -> String {
        serde_json::to_string(&node.into()).unwrap()
    }

    #[test]
    fn leaves_are_as_the_contract_has_them() {
        let table = UnitTable::new();
        let unit = |text: &str| parse_compound(text, &table).unwrap();
        let days = unit("days");
        assert_eq!(json(Figure::new(14.27, &days)), r#"{"value":14.27,"unit":"day"}"#);
        let hours = unit("hours");
        assert_eq!(json(Figure::new(0.5, &hours)), r#"{"value":12,"unit":"hour"}"#);
        let capacity = unit("kTEU/year");
        assert_eq!(
            json(Figure::unlimited(&capacity)),
            r#"{"value":null,"unit":"kTEU/year","unlimited":true}"#
        );
        assert_eq!(
            json(Figure::new(1.0, &days).incomplete(true).varies(true)),
            r#"{"value":1,"unit":"day","incomplete":true,"unique":false}"#
        );
        assert_eq!(json(Figure::new(f64::NAN, &days)), r#"{"value":null,"unit":"day"}"#);
        assert_eq!(json(Node::Number(f64::INFINITY)), "null");
        assert_eq!(json(Share(0.92)), "0.92");
        assert_eq!(json(6030.0), "6030");
        let difference = Difference::between(&Figure::new(10.0, &days), &Figure::new(12.5, &days));
        assert_eq!(json(difference), r#"{"value":2.5,"unit":"day","percent":25}"#);
    }

    #[test]
    fn fields_keep_their_order_and_answers_are_flat() {
        let mut answer = Answer::new("routes", 60, "Routes");
        answer.scenario = Some("today".to_owned());
        answer.arguments.set("from", "Khorgos");
        answer.data.set("routes", Vec::<Node>::new());
        answer.note("money is left out");
        assert_eq!(
            json(super::answer(&answer)),
            r#"{"report":"routes","scenario":"today","when":null,"line":60,"from":"Khorgos","routes":[],"notes":["money is left out"]}"#
        );
    }
}
