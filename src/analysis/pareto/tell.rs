//! Fronts in words, tables and for programs.

use crate::model::{Criterion, FrontBy, ParetoAsk};
use crate::network::Route;
use crate::report::{Block, Cell, Map, Node, Phrase, Share, Table};

use super::super::analyst::{Analyst, State};
use super::super::find_routes::Found;
use super::super::part::Part;
use super::super::routes::{Teller, common_notes, tell_none};
use super::chances::Chances;
use super::sums;

pub(super) fn none(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    ask: &ParetoAsk,
    found: &Found,
) -> Part {
    let mut part = Part::default();
    tell_none(analyst, state, &ask.routes, found, &mut part);
    part.data.set("complete", found.complete);
    part.data.set("found", 0usize);
    part
}

pub(super) fn tell(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    ask: &ParetoAsk,
    found: &Found,
    chances: &Chances,
    (total, complete): (usize, bool),
) -> Part {
    let model = &*state.model;
    let units = analyst.units();
    let teller = Teller { model, network: &state.network, units: &units, found };
    let mut part = Part::default();
    part.say(sentence(&teller, ask, chances, total));
    let risky = ask.over.contains(&FrontBy::Risk);
    let mut table = Table::new().text("route");
    for by in &ask.over {
        table = table.number(super::super::title_whatif::front(*by));
    }
    table = table.number("capacity").number("legs");
    for (index, route) in found.routes.iter().enumerate() {
        let mut row: Vec<Cell> = vec![(index + 1).to_string().into()];
        for by in &ask.over {
            row.push(match criterion(*by) {
                Some(by) => teller.figure(route, by).into(),
                None => Share(chances.risk(route)).into(),
            });
        }
        row.push(teller.capacity(route).into());
        row.push(route.legs.len().into());
        table.row(row);
    }
    part.body.push(Block::Table(table));
    part.body.push(Block::List(teller.paths()));
    let map = |route: &Route| {
        let map = teller.map(route, ask.routes.by).with("risk", chances.risk(route));
        let names = chances.of(route).into_iter().map(|n| {
            let change = chances.changes[n as usize];
            &model.changes[change.index()].head.name
        });
        map.with("changes", Node::list(names))
    };
    part.data.set("routes", found.routes.iter().map(map).collect::<Vec<Map>>());
    part.data.set("complete", complete);
    part.data.set("found", total);
    part.data.set("thinned", found.routes.len() < total);
    if found.routes.len() < total {
        part.note(format!(
            "{} of {total} routes of the front, spread evenly over it; ask for more with `top`",
            found.routes.len()
        ));
    }
    if !complete {
        part.note(
            "not complete: a place had more than 10 000 ways to it; some routes may be missing",
        );
    }
    if risky {
        part.note(match chances.changes.is_empty() {
            true => {
                "no random change of this scenario closes anything: the risk of all routes is 0"
            }
            false => {
                "risk is the chance that in a year a random change closes some part of the route"
            }
        });
    }
    common_notes(state, found, &mut part);
    part
}

fn criterion(by: FrontBy) -> Option<Criterion> {
    sums(&[by]).into_iter().next()
}

/// From the best by the first measure to the best by the last.
fn sentence(teller: &Teller<'_>, ask: &ParetoAsk, chances: &Chances, total: usize) -> Phrase {
    let routes = &teller.found.routes;
    let text = match total {
        1 => Phrase::from("One route is best in all: "),
        _ => Phrase::from(format!("{total} routes are beaten by none: ")),
    };
    let ranges = ask.over.iter().map(|by| {
        let word = super::super::title_whatif::front(*by);
        let Some(by) = criterion(*by) else {
            let risks = routes.iter().map(|route| chances.risk(route));
            let least = risks.clone().fold(f64::INFINITY, f64::min);
            let most = risks.fold(0.0, f64::max);
            let text = Phrase::from("risk ").with(Share(least));
            return if most > least { text.with(" to ").with(Share(most)) } else { text };
        };
        let figures = || routes.iter().filter_map(|route| teller.figure(route, by));
        let order = |a: &crate::report::Figure, b: &crate::report::Figure| {
            a.value().unwrap_or(f64::NAN).total_cmp(&b.value().unwrap_or(f64::NAN))
        };
        let text = Phrase::from(format!("{word} "));
        match (figures().min_by(order), figures().max_by(order)) {
            (Some(least), Some(most)) if least != most => text.with(least).with(" to ").with(most),
            (Some(least), _) => text.with(least),
            _ => text.with("not known"),
        }
    });
    text.and(Phrase::list(ranges)).with(".")
}
