//! The sides in words, tables and for programs.

use crate::model::{DemandId, Model};
use crate::report::{Answer, Block, Cell, Difference, Figure, Map, Node, Phrase, Share, Table};

use super::super::analyst::Analyst;
use super::super::words::{node_names, path_text};
use super::side::{Column, Side};

pub(super) fn sentence(analyst: &Analyst<'_>, first: &Side, rest: &[Side]) -> Phrase {
    if rest.is_empty() {
        return Phrase::from("There is nothing to compare with.");
    }
    let mut text = Phrase::from("Against ").name(analyst.scenario_label(first.scenario)).with(", ");
    for (index, side) in rest.iter().enumerate() {
        if index > 0 {
            text.push("; ");
        }
        text = text.name(analyst.scenario_label(side.scenario)).and(delivers(analyst, first, side));
    }
    text.with(".")
}

/// How the deliveries of a scenario differ from those of the first.
fn delivers(analyst: &Analyst<'_>, first: &Side, side: &Side) -> Phrase {
    let model = analyst.model;
    let total = |side: &Side| side.total(model, |column| &column.delivered);
    let differs = |a: &Figure, b: &Figure| {
        Difference::between(a, b).value.is_some_and(|difference| difference != 0.0)
    };
    let apart = first.demands.iter().any(|(demand, column)| {
        let other = side.demands.get(demand);
        other.is_none_or(|other| differs(&column.delivered, &other.delivered))
    });
    match (total(first), total(side)) {
        (Some(a), Some(b)) if differs(&a, &b) => {
            let more = b.value() > a.value();
            let word = if more { " delivers more: " } else { " delivers less: " };
            Phrase::from(word).with(Difference::between(&a, &b))
        }
        (Some(_), Some(_)) if apart => {
            Phrase::from(" delivers the same in all, but not of each demand")
        }
        _ if apart => Phrase::from(" delivers other amounts"),
        _ => Phrase::from(" delivers the same"),
    }
}

/// The rows of a column, each with its word.
fn rows(column: &Column) -> Vec<(&'static str, Option<Figure>)> {
    vec![
        ("delivered", Some(column.delivered.clone())),
        ("unmet", Some(column.unmet.clone())),
        ("time", column.time.clone()),
        ("cost", column.cost.clone()),
        ("emissions", column.emissions.clone()),
        ("capacity", Some(column.capacity.clone())),
    ]
}

pub(super) fn tell(analyst: &Analyst<'_>, first: &Side, rest: &[Side], answer: &mut Answer) {
    let model = analyst.model;
    for (demand, base) in &first.demands {
        let label = model.demands[demand.index()].head.label();
        answer.body.push(Block::Heading(Phrase::new().name(label)));
        let mut table =
            Table::new().text("").number(analyst.scenario_label(first.scenario).to_owned());
        for side in rest {
            table = table.number(analyst.scenario_label(side.scenario).to_owned());
            table = table.number("difference");
        }
        for (index, (word, figure)) in rows(base).into_iter().enumerate() {
            if figure.is_none()
                && rest
                    .iter()
                    .all(|s| s.demands.get(demand).is_none_or(|c| rows(c)[index].1.is_none()))
            {
                continue;
            }
            let mut row: Vec<Cell> = vec![word.to_owned().into(), figure.clone().into()];
            for side in rest {
                let other = side.demands.get(demand).and_then(|c| rows(c).swap_remove(index).1);
                row.push(other.clone().into());
                match (&figure, &other) {
                    (Some(a), Some(b)) if a.value().is_some() && b.value().is_some() => {
                        row.push(Difference::between(a, b).into());
                    }
                    _ => row.push(String::new().into()),
                }
            }
            table.row(row);
        }
        let hhi = |side: &Side| side.demands.get(demand).and_then(Column::hhi);
        let mut row: Vec<Cell> = vec!["HHI by country".to_owned().into(), hhi_cell(base.hhi())];
        for side in rest {
            row.push(hhi_cell(hhi(side)));
            row.push(match hhi_difference(base.hhi(), hhi(side)) {
                Some(difference) => difference.into(),
                None => String::new().into(),
            });
        }
        table.row(row);
        answer.body.push(Block::Table(table));
        let all = std::iter::once(first).chain(rest);
        let items: Vec<Phrase> = all
            .filter_map(|side| {
                let (nodes, share) = side.demands.get(demand)?.main()?;
                Some(
                    Phrase::new()
                        .name(analyst.scenario_label(side.scenario))
                        .with(": ")
                        .with(Share(share))
                        .with(format!(" by {}", path_text(model, nodes))),
                )
            })
            .collect();
        if !items.is_empty() {
            answer.body.push(Block::List(items));
        }
    }
    let mut table =
        Table::new().text("total").number(analyst.scenario_label(first.scenario).to_owned());
    for side in rest {
        table = table.number(analyst.scenario_label(side.scenario).to_owned()).number("difference");
    }
    for (word, base) in totals(model, first) {
        let mut row: Vec<Cell> = vec![word.to_owned().into(), base.clone().into()];
        for side in rest {
            let other = totals(model, side).into_iter().find(|(known, _)| *known == word);
            match other {
                Some((_, figure)) => {
                    row.push(figure.clone().into());
                    row.push(Difference::between(&base, &figure).into());
                }
                None => row.extend([String::new().into(), String::new().into()]),
            }
        }
        table.row(row);
    }
    answer.body.push(Block::Table(table));
}

/// What a scenario comes to in all, each with its word.
fn totals(model: &Model, side: &Side) -> Vec<(&'static str, Figure)> {
    let delivered = side.total(model, |column| &column.delivered).map(|all| ("delivered", all));
    let unmet = side.total(model, |column| &column.unmet).map(|all| ("unmet", all));
    delivered.into_iter().chain(unmet).chain([("objective", side.objective.clone())]).collect()
}

fn hhi_difference(before: Option<f64>, after: Option<f64>) -> Option<Difference> {
    let plain = |value: f64| Figure::new(value, crate::quantity::CompoundUnit::plain());
    Some(Difference::between(&plain(before?), &plain(after?)))
}

fn hhi_cell(hhi: Option<f64>) -> Cell {
    hhi.map_or_else(
        || String::new().into(),
        |hhi| crate::quantity::format_significant(hhi, 3).into(),
    )
}

pub(super) fn side_map(analyst: &Analyst<'_>, side: &Side, first: &Side) -> Map {
    let model = analyst.model;
    let tell = |(demand, column): (&DemandId, &Column)| {
        let mut map = Map::new().with("demand", &model.demands[demand.index()].head.name);
        let base = first.demands.get(demand);
        for (index, (word, figure)) in rows(column).into_iter().enumerate() {
            map.set(word, figure.clone());
            let other = base.and_then(|base| rows(base).swap_remove(index).1);
            if let (Some(a), Some(b)) = (other, figure)
                && side.scenario != first.scenario
                && a.value().is_some()
                && b.value().is_some()
            {
                map.set(format!("{word}_difference"), Difference::between(&a, &b));
            }
        }
        map.set("hhi_country", column.hhi());
        if side.scenario != first.scenario
            && let Some(difference) = hhi_difference(base.and_then(Column::hhi), column.hhi())
        {
            map.set("hhi_country_difference", difference);
        }
        if let Some((nodes, share)) = column.main() {
            let main = Map::new().with("nodes", node_names(model, nodes)).with("share", share);
            map.set("main_route", main);
        }
        map
    };
    let mut map = Map::new()
        .with("scenario", analyst.scenario_name(side.scenario))
        .with("demands", Node::list(side.demands.iter().map(tell).collect::<Vec<Map>>()));
    let base = totals(model, first);
    for (word, figure) in totals(model, side) {
        map.set(word, &figure);
        let before = base.iter().find(|(known, _)| *known == word);
        if let (Some((_, before)), true) = (before, side.scenario != first.scenario) {
            map.set(format!("{word}_difference"), Difference::between(before, &figure));
        }
    }
    map
}
