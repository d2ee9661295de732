//! The answer for one moment, and how those of a period make one.

use crate::report::{Answer, Block, Figure, Map, Node, Phrase, Share, Table};
use crate::scenario::At;

use super::analyst::Failure;

/// The answer for one moment.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// For programs.
    pub data: Map,
    /// For people.
    pub body: Vec<Block>,
    /// What is remarked, for both.
    pub notes: Vec<Phrase>,
    /// Figures of which a period tells the mean by days.
    pub means: Vec<(&'static str, Figure)>,
    /// Amounts of demands of which a period tells the sum: whose, what, how much.
    pub totals: Vec<(String, &'static str, Figure)>,
}

impl Part {
    /// Adds a sentence.
    pub fn say(&mut self, phrase: impl Into<Phrase>) {
        self.body.push(Block::Sentence(phrase.into()));
    }

    /// Adds a remark, once.
    pub fn note(&mut self, phrase: impl Into<Phrase>) {
        let phrase = phrase.into();
        if !self.notes.contains(&phrase) {
            self.notes.push(phrase);
        }
    }
}

/// Tells in an answer why there is none.
pub fn tell_failure(answer: &mut Answer, reasons: Vec<Phrase>) {
    let texts: Vec<String> = reasons.iter().map(Phrase::plain).collect();
    answer.data.set("answered", false);
    answer.data.set("reasons", texts);
    for (index, reason) in reasons.into_iter().enumerate() {
        let start = if index == 0 { "No answer: " } else { "" };
        answer.body.push(Block::Sentence(Phrase::from(start).and(reason)));
    }
}

/// Puts the parts of all stretches into one answer: a single one as it is,
/// several below each other under their dates, with means weighted by days.
pub fn fill(answer: &mut Answer, parts: Vec<(At, Result<Part, Vec<Phrase>>)>) {
    let single = parts.len() == 1;
    let mut stretches = Vec::new();
    let mut means: Vec<(&'static str, Figure, f64)> = Vec::new();
    let mut totals: Vec<(String, &'static str, Figure)> = Vec::new();
    let mut days_told = 0.0;
    let total: f64 = parts.iter().filter_map(|(at, _)| at.days()).sum();
    for (at, part) in parts {
        let days = at.days().unwrap_or(1.0);
        if !single {
            let head = format!("{} ({})", at.text(), crate::quantity::format_duration(days));
            answer.body.push(Block::Heading(head.into()));
        }
        match part {
            Ok(part) => {
                for (key, figure) in &part.means {
                    let value = figure.value().map_or(f64::NAN, |value| value * days);
                    match means.iter_mut().find(|(known, ..)| known == key) {
                        Some((.., sum)) => *sum += value,
                        None => means.push((key, figure.clone(), value)),
                    }
                }
                for (whose, what, figure) in part.totals {
                    add_total(&mut totals, whose, what, figure);
                }
                days_told += days;
                answer.body.extend(part.body);
                if single {
                    for (key, node) in part.data.fields() {
                        answer.data.set(key.clone(), node.clone());
                    }
                } else {
                    let map = Map::new().with("when", at.text()).with("days", days);
                    let fields = part.data.fields().iter();
                    stretches.push(
                        fields.fold(map, |map, (key, node)| map.with(key.clone(), node.clone())),
                    );
                }
                for note in part.notes {
                    note_once(answer, note);
                }
            }
            Err(reasons) if single => tell_failure(answer, reasons),
            Err(reasons) => {
                let texts: Vec<String> = reasons.iter().map(Phrase::plain).collect();
                let map = Map::new().with("when", at.text()).with("days", days);
                stretches.push(map.with("answered", false).with("reasons", texts));
                answer.body.extend(reasons.into_iter().map(Block::Sentence));
            }
        }
    }
    if !single {
        tell_totals(answer, totals);
        over_all(answer, stretches, means, (days_told, total));
    }
}

fn add_total(
    totals: &mut Vec<(String, &'static str, Figure)>,
    whose: String,
    what: &'static str,
    figure: Figure,
) {
    match totals.iter_mut().find(|(a, b, _)| *a == whose && *b == what) {
        Some((.., sum)) => {
            let both = sum.value().zip(figure.value()).map_or(f64::NAN, |(a, b)| a + b);
            *sum = Figure::new(both, sum.unit.clone()).varies(sum.varies || figure.varies);
        }
        None => totals.push((whose, what, figure)),
    }
}

/// The amounts of the whole period, demand by demand.
fn tell_totals(answer: &mut Answer, totals: Vec<(String, &'static str, Figure)>) {
    let mut demands: Vec<(String, Map)> = Vec::new();
    let mut table = Table::new().text("demand").text("over the period").number("amount");
    for (whose, what, figure) in totals {
        table.row(vec![whose.as_str().into(), what.into(), (&figure).into()]);
        match demands.iter_mut().find(|(known, _)| *known == whose) {
            Some((_, map)) => map.set(what, figure),
            None => {
                let map = Map::new().with("demand", &whose).with(what, figure);
                demands.push((whose, map));
            }
        }
    }
    if !demands.is_empty() {
        answer.body.push(Block::Table(table));
        let maps: Vec<Map> = demands.into_iter().map(|(_, map)| map).collect();
        answer.data.set("total", maps);
    }
}

fn over_all(
    answer: &mut Answer,
    stretches: Vec<Map>,
    means: Vec<(&'static str, Figure, f64)>,
    (told, total): (f64, f64),
) {
    let count = stretches.len();
    let mut map = Map::new();
    let mut table = Table::new().text("mean over the period").number("value");
    for (key, figure, sum) in means {
        let mean = Figure::new(sum / told, figure.unit.clone()).incomplete(figure.incomplete);
        map.set(key, &mean);
        table.row(vec![key.replace('_', " ").into(), mean.into()]);
    }
    if !table.rows.is_empty() {
        let text = format!("All {count} stretches, weighted by their days");
        answer.body.push(Block::Heading(text.into()));
        answer.body.push(Block::Table(table));
        answer.data.set("mean", map);
    }
    if told < total {
        let share = Share(told / total);
        answer.note(Phrase::from("means are over ").with(share).with(
            " of the period; there is \
            no answer for the rest",
        ));
    }
    answer.data.set("stretches", Node::list(stretches));
}

/// Adds a remark unless it stands there.
pub fn note_once(answer: &mut Answer, note: Phrase) {
    if !answer.body.contains(&Block::Note(note.clone())) {
        answer.note(note);
    }
}

/// Splits a failure: cancelled goes up, reasons are told.
///
/// # Errors
/// Where the control said so.
pub fn told<T>(
    result: Result<T, Failure>,
) -> Result<Result<T, Vec<Phrase>>, crate::control::Cancelled> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(Failure::Told(reasons)) => Ok(Err(reasons)),
        Err(Failure::Cancelled) => Err(crate::control::Cancelled),
    }
}
