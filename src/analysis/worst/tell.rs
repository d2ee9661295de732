//! The worst closures in words and for programs.

use crate::model::WorstAsk;
use crate::report::{Block, Figure, Map, Node, Phrase, Share, Table};

use super::super::analyst::{Analyst, State};
use super::super::closures::Closable;
use super::super::flow::demand_rate;
use super::super::knock::Base;
use super::super::part::Part;
use super::super::words::note_text;
use super::search::Worst;

pub(super) fn tell(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    base: &Base<'_>,
    (all, left_out): (&[Closable], &[Closable]),
    ask: &WorstAsk,
    found: &Worst,
) -> Part {
    let units = analyst.units();
    let model = &*state.model;
    let mut part = Part::default();
    let effect = &found.effect;
    let total = base.delivered();
    let lost = base.total(&units, effect.demands.iter().map(|one| (one.after.demand, one.lost)));
    let label = |index: &usize| Phrase::new().name(&all[*index].label);
    part.say(sentence(found, &label, lost.as_ref(), effect.lost / total));
    let mut table = Table::new().text("demand").number("delivered before").number("after");
    table = table.number("lost").number("added time").number("added cost");
    let mut demands = Vec::new();
    for one in &effect.demands {
        let demand = one.after.demand;
        let declared = &model.demands[demand.index()];
        let rate = |value| demand_rate(model, &state.network, &units, demand, value);
        let price = units.price(model, declared.commodity);
        let incomplete = one.before.incomplete || one.after.incomplete;
        let cost = one.added_cost.map(|cost| Figure::new(cost, &price).incomplete(incomplete));
        let time = one.added_time.map(|days| units.days(days));
        table.row(vec![
            declared.head.label().to_owned().into(),
            rate(one.before.delivered).into(),
            rate(one.after.delivered).into(),
            rate(one.lost).into(),
            time.clone().into(),
            cost.clone().into(),
        ]);
        demands.push(
            Map::new()
                .with("demand", &declared.head.name)
                .with("delivered", rate(one.after.delivered))
                .with("lost", rate(one.lost))
                .with("added_time", time)
                .with("added_cost", cost),
        );
    }
    part.body.push(Block::Table(table));
    let maps = |of: &[usize]| of.iter().map(|n| all[*n].map()).collect::<Vec<Map>>();
    part.data.set("set", maps(&found.of));
    part.data.set("needed", maps(&found.needed));
    part.data.set("lost_delivery", lost);
    part.data.set("lost_share", effect.lost / total);
    let added = Figure::new(effect.added_objective, base.objective_unit(&units));
    part.data.set("added_objective", added);
    part.data.set("added_time", effect.added_time.map(|days| units.days(days)));
    let price = base.price(&units);
    let cost = effect.added_cost.zip(price).map(|(cost, unit)| Figure::new(cost, unit));
    part.data.set("added_cost", cost);
    let cut = effect.demands.iter().filter(|one| one.is_cut_off());
    let names = cut.map(|one| &model.demands[one.after.demand.index()].head.name);
    part.data.set("cut_off", Node::list(names));
    part.data.set("demands", demands);
    part.data.set("proved", found.proved);
    part.data.set("at_most_share", found.at_most / total);
    part.data.set("solved", found.solved);
    part.data.set("left_out", left_out.iter().map(Closable::map).collect::<Vec<Map>>());
    notes(state, (all, left_out), ask, found, total, &mut part);
    part
}

fn sentence(
    found: &Worst,
    label: &dyn Fn(&usize) -> Phrase,
    lost: Option<&Figure>,
    share: f64,
) -> Phrase {
    if found.needed.is_empty() {
        return Phrase::from("No set of so many closures changes anything.");
    }
    let names = Phrase::list(found.needed.iter().map(label));
    let mut text = Phrase::from("Worst is to close ").and(names).with(": ");
    text = match lost {
        Some(figure) => text.with(figure).with(" are lost (").with(Share(share)).with(")"),
        None => text.with(Share(share)).with(" of what arrives is lost"),
    };
    match found.of.len() - found.needed.len() {
        0 => text.with("."),
        1 => text.with("; one more closure adds nothing to that."),
        rest => text.with(format!("; {rest} more closures add nothing to that.")),
    }
}

fn notes(
    state: &State<'_>,
    (all, left_out): (&[Closable], &[Closable]),
    ask: &WorstAsk,
    found: &Worst,
    total: f64,
    part: &mut Part,
) {
    if found.of.len() < ask.count {
        part.note(format!("there are only {} to close", all.len()));
    }
    let solved = found.solved;
    if found.proved {
        let flows = if solved == 1 { "flow" } else { "flows" };
        part.note(format!("no other set is worse: proven by {solved} {flows}"));
    } else {
        part.note(
            Phrase::from(format!(
                "not proven: broken off after {solved} flows; no set loses more than "
            ))
            .with(Share(found.at_most / total)),
        );
    }
    for (of, reasons) in found.unknown.iter().take(3) {
        let names = of.iter().map(|index| Phrase::new().name(&all[*index].label));
        let text =
            Phrase::from("what closing ").and(Phrase::list(names)).with(" does is not known: ");
        part.note(text.and(reasons.first().cloned().unwrap_or_default()));
    }
    if !left_out.is_empty() {
        let names = left_out.iter().take(8).map(|one| Phrase::new().name(&one.label));
        part.note(
            Phrase::from(
                "left out, since they hold an end of a demand (`including ends` closes \
                          them too): ",
            )
            .and(Phrase::list(names)),
        );
    }
    for note in &state.network.now.notes {
        part.note(note_text(&state.model, note));
    }
}
