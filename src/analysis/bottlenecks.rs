//! `report bottlenecks`: what binds, ranked by what relieving it brings.

use crate::model::{CommodityId, Minimising};
use crate::report::{Block, Map, Node, Phrase, Share, Table};

use super::analyst::{Analyst, Failure, State};
use super::flow::{UseAnswer, flow};
use super::flow_report::FlowTeller;
use super::part::Part;
use super::units::shown;
use super::words::{note_text, resource_map};

/// The answer at one moment.
///
/// # Errors
/// Where there is no answer, with the reason.
pub fn bottlenecks(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    minimising: Option<Minimising>,
    only: Option<CommodityId>,
    top: usize,
) -> Result<Part, Failure> {
    let model = &*state.model;
    let answer = flow(analyst, state, minimising)?;
    let units = analyst.units();
    let teller = FlowTeller { analyst, state, units: &units, answer: answer.clone(), only };
    let ranked = ranked(&answer.uses);
    let mut part = Part::default();
    let resource = |number: u32| &state.network.uses.resources[number as usize];
    let maps = ranked.iter().take(top).map(|used| teller.use_map(used));
    part.data.set("bottlenecks", Node::list(maps));
    let groups = answer.groups.iter().map(|(group, worth)| {
        let members = group.iter().map(|number| resource_map(model, resource(*number)));
        Map::new()
            .with("members", Node::list(members))
            .with("worth_delivered", worth.delivered)
            .with("worth_objective", teller.per_unit(worth.objective, group[0]))
    });
    part.data.set("groups", Node::list(groups));
    part.data.set("binding", ranked.len());
    match ranked.first() {
        None => part.say("No capacity binds."),
        Some(first) if useful(first) => {
            let label = resource(first.resource).label(model);
            let more = first.worth.map_or(0.0, |worth| worth.delivered);
            let text = Phrase::new().name(label);
            part.say(if more > 0.0 {
                text.with(" binds most: one more unit delivers ")
                    .with(crate::quantity::format_number(more))
                    .with(" more.")
            } else {
                text.with(" binds most: one more unit makes the rest cheaper.")
            });
        }
        Some(_) => part.say("Capacities bind, but none of them brings anything alone."),
    }
    if !ranked.is_empty() {
        let mut table = Table::new().text("what binds").text("kind").number("capacity");
        table = table.number("use").number("one more delivers").number("objective");
        for used in ranked.iter().take(top) {
            let resource = resource(used.resource);
            let unit = shown(model, resource.unit);
            let objective = used.worth.map(|w| teller.per_unit(w.objective, used.resource));
            table.row(vec![
                Phrase::new().name(resource.label(model)).into(),
                resource.kind_word(model).into(),
                teller.amount(used.capacity, &unit).into(),
                Share(used.flow / used.capacity).into(),
                used.worth.map(|worth| worth.delivered).into(),
                objective.into(),
            ]);
        }
        part.body.push(Block::Table(table));
    }
    for (group, worth) in &answer.groups {
        let names =
            group.iter().map(|number| Phrase::new().name(resource(*number).label(model)));
        part.say(
            Phrase::from("Only together: ")
                .and(Phrase::list(names))
                .with("; one more unit of each delivers ")
                .with(crate::quantity::format_number(worth.delivered))
                .with(" more."),
        );
    }
    for note in &answer.notes {
        part.note(note.as_str());
    }
    for note in &state.network.now.notes {
        part.note(note_text(model, note));
    }
    Ok(part)
}

fn useful(used: &UseAnswer) -> bool {
    used.worth.is_some_and(|worth| worth.delivered > 0.0 || worth.objective < 0.0)
}

/// What binds: the most delivered first, then the most saved, then by number.
fn ranked(uses: &[UseAnswer]) -> Vec<&UseAnswer> {
    let mut list: Vec<&UseAnswer> = uses.iter().filter(|used| used.binds).collect();
    let key = |used: &UseAnswer| {
        let worth = used.worth.unwrap_or_default();
        (worth.delivered, -worth.objective)
    };
    list.sort_by(|a, b| {
        let (a, b) = (key(a), key(b));
        b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1))
    });
    list
}
