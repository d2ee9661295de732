//! Exposure in words, tables and for programs.

use crate::model::{ExposureAsk, Model};
use crate::quantity::format_significant;
use crate::report::{Block, Figure, Map, Node, Phrase, Share, Table};
use crate::syntax::ast::Grouping;

use super::super::analyst::{Analyst, State};
use super::super::flow::demand_rate;
use super::super::part::Part;
use super::super::units::{Units, unit_named};
use super::super::vectors::{empty_name, label_of, name_of};
use super::super::words::{country_codes, leg_map, node_names, note_text, path_text};
use super::Group;
use super::between::Pair;

/// Above this share of unmet demand the index is warned of.
const UNMET: f64 = 0.05;

struct Teller<'a, 's> {
    state: &'a State<'s>,
    units: &'a Units,
    ask: &'a ExposureAsk,
}

pub(super) fn tell(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    ask: &ExposureAsk,
    groups: &[Group],
    pairs: &[Pair],
) -> Part {
    let units = analyst.units();
    let teller = Teller { state, units: &units, ask };
    let mut part = Part::default();
    for group in groups {
        if groups.len() > 1 {
            part.body.push(Block::Heading(teller.names(group)));
        }
        teller.group(group, &mut part);
    }
    match groups {
        [single] => {
            for (key, node) in teller.map(single).fields() {
                part.data.set(key.clone(), node.clone());
            }
        }
        several => {
            part.data.set("groups", several.iter().map(|one| teller.map(one)).collect::<Vec<_>>());
            part.note("the demands do not add up in tonnes, so each stands alone");
        }
    }
    teller.pairs(pairs, &mut part);
    part.data.set("pairs", pairs.iter().map(|pair| teller.pair_map(pair)).collect::<Vec<Map>>());
    if groups.iter().any(|group| group.in_tonnes) {
        part.note("demands of several commodities pool in tonnes");
    }
    part.note(match ask.by {
        Grouping::Country | Grouping::Bloc => {
            "countries count by transit: not where a demand itself begins or ends"
        }
        Grouping::FirstCountry => "the first foreign country on the way counts alone",
        Grouping::Node => "nodes count where a route passes, not at its ends",
        Grouping::Corridor | Grouping::Tag => {
            "in the vectors each unit counts once, at the first listed that it uses"
        }
        Grouping::Mode => "a vector is the set of modes that a route uses",
    });
    for note in &state.network.now.notes {
        part.note(note_text(&state.model, note));
    }
    part
}

impl Teller<'_, '_> {
    fn model(&self) -> &Model {
        &self.state.model
    }

    fn names(&self, group: &Group) -> Phrase {
        let label = |d: &crate::model::DemandId| {
            Phrase::new().name(self.model().demands[d.index()].head.label())
        };
        match group.demands.as_slice() {
            list if list.len() <= 4 => Phrase::list(list.iter().map(label)),
            list => Phrase::from(format!("{} demands", list.len())),
        }
    }

    fn figure(&self, group: &Group, value: f64) -> Figure {
        match group.demands.first() {
            Some(first) if !group.in_tonnes => {
                demand_rate(self.model(), &self.state.network, self.units, *first, value)
            }
            _ => Figure::new(value, unit_named(&self.model().units, "kt/year")),
        }
    }

    fn label(&self, number: u32) -> String {
        label_of(self.model(), self.ask.by, number)
    }

    fn vector_text(&self, vector: &[u32]) -> String {
        if vector.is_empty() {
            return empty_name(self.ask.by).to_owned();
        }
        let labels: Vec<String> = vector.iter().map(|number| self.label(*number)).collect();
        labels.join(" + ")
    }

    fn group(&self, group: &Group, part: &mut Part) {
        let Some(hhi) = group.hhi() else {
            let text = Phrase::from("Nothing arrives of ").and(self.names(group));
            part.say(text.with(": there is nothing to depend on."));
            return;
        };
        let mut text = self.names(group);
        text = match group.dependence.first() {
            Some((number, flow)) => text
                .with(": ")
                .with(Share(flow / group.delivered))
                .with(" depends on ")
                .name(self.label(*number)),
            None => text.with(": all goes ").with(empty_name(self.ask.by)),
        };
        text.push(format!("; HHI {}, as much as ", format_significant(hhi, 3)));
        part.say(match format_significant(1.0 / hhi, 3).as_str() {
            "1" => text.with("one single way."),
            number => text.with(number.to_owned()).with(" ways of equal size."),
        });
        if group.unmet_share() > UNMET {
            part.note(
                Phrase::from("warning: ")
                    .with(Share(group.unmet_share()))
                    .with(" of the demand is not delivered; the index describes what still moves"),
            );
        }
        let mut table = Table::new().text("depends on").number("flow").number("share");
        table.most = Some(self.ask.top);
        for (number, flow) in &group.dependence {
            let share = Share(flow / group.delivered);
            table.row(vec![
                self.label(*number).into(),
                self.figure(group, *flow).into(),
                share.into(),
            ]);
        }
        if !group.dependence.is_empty() {
            part.body.push(Block::Table(table));
        }
        let mut table = Table::new().text("vector").number("flow").number("share");
        table.most = Some(self.ask.top);
        for (vector, flow) in &group.vectors {
            let share = Share(flow / group.delivered);
            table.row(vec![
                self.vector_text(vector).into(),
                self.figure(group, *flow).into(),
                share.into(),
            ]);
        }
        part.body.push(Block::Table(table));
        let mut table = Table::new().text("of what arrives").number("");
        let mut row = |word: &str, value: f64| {
            table.row(vec![word.into(), format_significant(value, 3).into()]);
        };
        row("HHI", hhi);
        row("multi-vector index", 1.0 - hhi);
        row("effective number", 1.0 / hhi);
        let unmet = Share(group.unmet_share());
        table.row(vec!["unmet share of the demand".into(), unmet.into()]);
        part.body.push(Block::Table(table));
    }

    fn map(&self, group: &Group) -> Map {
        let model = self.model();
        let by = self.ask.by;
        let share = |flow: f64| flow / group.delivered;
        let dependence = group.dependence.iter().map(|(number, flow)| {
            Map::new()
                .with("name", name_of(model, by, *number))
                .with("share", share(*flow))
                .with("flow", self.figure(group, *flow))
        });
        let vectors = group.vectors.iter().map(|(vector, flow)| {
            let names: Vec<String> = vector.iter().map(|n| name_of(model, by, *n)).collect();
            let name = match names.is_empty() {
                true => empty_name(by).to_owned(),
                false => names.join(" + "),
            };
            Map::new()
                .with("vector", names)
                .with("name", name)
                .with("share", share(*flow))
                .with("flow", self.figure(group, *flow))
        });
        let hhi = group.hhi();
        let names = group.demands.iter().map(|d| &model.demands[d.index()].head.name);
        let mut map = Map::new()
            .with("demands", Node::list(names))
            .with("volume", self.figure(group, group.volume))
            .with("delivered", self.figure(group, group.delivered))
            .with("unmet", self.figure(group, group.unmet_share() * group.volume))
            .with("unmet_share", group.unmet_share())
            .with("dependence", dependence.collect::<Vec<Map>>())
            .with("vectors", vectors.collect::<Vec<Map>>())
            .with("hhi", hhi)
            .with("multi_vector_index", hhi.map(|hhi| 1.0 - hhi))
            .with("effective_number", hhi.map(|hhi| 1.0 / hhi));
        map.set("warning", group.unmet_share() > UNMET);
        map
    }

    fn pairs(&self, pairs: &[Pair], part: &mut Part) {
        if pairs.is_empty() {
            return;
        }
        let mut table = Table::new().text("ways that share none").number("legs");
        table = table.number("nodes").number("countries");
        table.most = Some(self.ask.top);
        for pair in pairs {
            let mut row = vec![path_text(self.model(), &[pair.from, pair.to]).into()];
            row.extend(pair.disjoint.iter().map(|(_, most)| match most {
                Ok(most) => (*most).into(),
                Err(_) => "–".into(),
            }));
            table.row(row);
        }
        part.body.push(Block::Table(table));
        let items = pairs.iter().take(self.ask.top).map(|pair| self.unavoidable(pair));
        part.body.push(Block::List(items.collect()));
        for pair in pairs.iter().take(self.ask.top) {
            for (by, most) in &pair.disjoint {
                if let Err(reason) = most {
                    let ends = path_text(self.model(), &[pair.from, pair.to]);
                    part.note(Phrase::from(format!("{ends} by {by}: ")).and(reason.clone()));
                }
            }
        }
    }

    fn unavoidable(&self, pair: &Pair) -> Phrase {
        let model = self.model();
        let text = Phrase::from(path_text(model, &[pair.from, pair.to]));
        let nodes = pair.nodes.iter().map(|node| model.node_label(*node).to_owned());
        let legs = pair.legs.iter().map(|way| model.way_label(*way));
        let countries = pair.countries.iter().map(|country| country.name().to_owned());
        let all: Vec<Phrase> =
            nodes.chain(countries).chain(legs).map(|name| Phrase::new().name(name)).collect();
        match (all.is_empty(), pair.disjoint.iter().any(|(_, most)| *most == Ok(0))) {
            (true, true) => text.with(": there is no way"),
            (true, false) => text.with(": nothing is on every way"),
            (false, _) => text.with(": every way takes ").and(Phrase::list(all)),
        }
    }

    fn pair_map(&self, pair: &Pair) -> Map {
        let model = self.model();
        let mut disjoint = Map::new();
        let mut reasons: Vec<String> = Vec::new();
        for (by, most) in &pair.disjoint {
            disjoint.set(*by, most.as_ref().ok().copied());
            reasons.extend(most.as_ref().err().map(|reason| format!("{by}: {}", reason.plain())));
        }
        if !reasons.is_empty() {
            disjoint.set("reasons", reasons);
        }
        let unavoidable = Map::new()
            .with("nodes", node_names(model, &pair.nodes))
            .with("legs", Node::list(pair.legs.iter().map(|way| leg_map(model, *way))))
            .with("countries", country_codes(&pair.countries))
            .with("complete", pair.complete);
        let demands = pair.demands.iter().map(|d| &model.demands[d.index()].head.name);
        Map::new()
            .with("from", &model.nodes[pair.from.index()].head.name)
            .with("to", &model.nodes[pair.to.index()].head.name)
            .with("demands", Node::list(demands))
            .with("disjoint", disjoint)
            .with("unavoidable", unavoidable)
    }
}
