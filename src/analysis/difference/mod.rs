//! `report difference`: which change accounts for how much of what tells two
//! scenarios apart (Shapley 1953), and where along the way it lies.

mod places;
mod players;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::algorithm::shapley::{EXACT, Shares, exact, sampled, sampled_orders};
use crate::control::Cancelled;
use crate::model::{DifferenceAsk, Model, Moment, SweepOf};
use crate::report::{Bit, Block, Cell, Difference, Figure, Map, Node, Phrase, Place, Share, Table};
use crate::source::Span;
use crate::uncertainty::KeyedStream;

use super::analyst::{Analyst, Failure};
use super::bars::waterfall;
use super::expect::evaluate;
use super::figures::change_word;
use super::metrics::Default;
use super::part::Part;
use super::value::{figure_of, reason};
use places::{PlaceOf, places};
use players::{Between, Player, What, effect};

/// Orders drawn where there are too many changes for all orders, in pairs.
const PAIRS: usize = 100;
/// Names the stream that orders are drawn from.
const ORDERS: u64 = 0x6f72_6465_7273;
/// Places that the text shows.
const SHOWN: usize = 24;

/// What both ends come to and what each change accounts for.
struct Answer {
    from: f64,
    to: f64,
    shares: Shares,
    /// Why some mixtures have no answer, the first reason met.
    hole: Option<Phrase>,
}

/// What accounts for the difference of a metric between two scenarios.
///
/// # Errors
/// Where one of the two has no value or an infinite one, or every order of the
/// changes passes a state without an answer; with the reason.
pub fn difference(
    analyst: &Analyst<'_>,
    when: Option<Moment>,
    ask: &DifferenceAsk,
) -> Result<Part, Failure> {
    let between = Between::new(analyst.model, ask.from, ask.to);
    let answer = shares(analyst, when, ask, &between)?;
    let (s, t) = (Default { scenario: ask.from, when }, Default { scenario: ask.to, when });
    let places = places(analyst, &ask.metric, s, t)?;
    let teller = Teller { analyst, ask, between: &between, answer: &answer };
    let mut part = Part::default();
    teller.changes(&mut part);
    if let Some(places) = &places {
        teller.places(places, &mut part);
    }
    Ok(part)
}

fn shares(
    analyst: &Analyst<'_>,
    when: Option<Moment>,
    ask: &DifferenceAsk,
    between: &Between,
) -> Result<Answer, Failure> {
    let end = |scenario| {
        let label = || analyst.scenario_label(scenario).to_owned();
        let found = evaluate(analyst, &ask.metric, Default { scenario, when });
        match found {
            Ok(found) if found.value.is_finite() => Ok(found.value),
            Ok(_) => Err(Failure::told(format!(
                "`{}` is without limit in `{}`: there is no difference to share out",
                ask.text,
                label()
            ))),
            Err(Failure::Told(mut reasons)) => {
                let start = Phrase::from(format!("`{}` has no value in `{}`: ", ask.text, label()));
                if let Some(first) = reasons.first_mut() {
                    *first = start.and(first.clone());
                }
                Err(Failure::Told(reasons))
            }
            Err(cancelled) => Err(cancelled),
        }
    };
    let (from, to) = (end(ask.from)?, end(ask.to)?);
    let count = between.players.len();
    let orders = (count > EXACT).then(|| orders(analyst.model.settings.seed, count));
    let sets = sets(count, orders.as_deref());
    let declared = analyst.model.scenarios.len();
    let extended = |model: &Model| {
        let mut model = model.clone();
        between.extend(&mut model, &sets);
        model
    };
    let model = extended(analyst.model);
    let desk = analyst.desk();
    let again = |set: &[(SweepOf, f64)]| {
        desk.checked_with(set).map(|model| Arc::new(extended(&model))).map_err(reason)
    };
    let mixed = Analyst::new(&model, analyst.sources, analyst.control).with_recheck(&again);
    let mut hole = None;
    let mut worth = |set: &[bool]| {
        if set.iter().all(|over| !over) {
            return Ok(Some(from));
        }
        if set.iter().all(|over| *over) {
            return Ok(Some(to));
        }
        let number = sets.binary_search_by(|known| known.as_slice().cmp(set)).unwrap_or(0);
        let scenario = between.scenario(analyst.model, declared, number, set);
        match evaluate(&mixed, &ask.metric, Default { scenario, when }) {
            Ok(found) => Ok(Some(found.value)),
            Err(Failure::Told(reasons)) => {
                hole = hole.take().or_else(|| reasons.first().cloned());
                Ok(None)
            }
            Err(Failure::Cancelled) => Err(Cancelled),
        }
    };
    let shares = match &orders {
        None => exact(count, &mut worth)?,
        Some(orders) => sampled(orders, count, &mut worth)?,
    };
    let Some(shares) = shares else {
        let text = "every order of the changes passes a state without an answer";
        let why = hole.unwrap_or_else(|| "a value without limit".into());
        return Err(Failure::Told(vec![text.into(), why]));
    };
    Ok(Answer { from, to, shares, hole })
}

fn orders(seed: u64, players: usize) -> Vec<Vec<usize>> {
    let mut stream = KeyedStream::new(seed, 0, ORDERS);
    let mut below = |n: usize| (stream.uniform() * n as f64) as usize;
    sampled_orders(players, PAIRS, &mut below)
}

/// Every set of players that is asked for, in order, each once.
fn sets(players: usize, orders: Option<&[Vec<usize>]>) -> Vec<Vec<bool>> {
    let mut all = Vec::new();
    match orders {
        None => {
            for set in 0..1usize << players {
                all.push((0..players).map(|player| set >> player & 1 == 1).collect());
            }
        }
        Some(orders) => {
            for order in orders {
                let mut set = vec![false; players];
                for player in order {
                    set[*player] = true;
                    all.push(set.clone());
                }
            }
        }
    }
    all.sort();
    all.dedup();
    all
}

struct Teller<'a, 'm> {
    analyst: &'a Analyst<'m>,
    ask: &'a DifferenceAsk,
    between: &'a Between,
    answer: &'a Answer,
}

impl Teller<'_, '_> {
    fn figure(&self, value: f64) -> Figure {
        figure_of(self.analyst, &self.ask.metric, value)
    }

    /// A part of the whole difference.
    fn part(&self, value: f64) -> Option<Share> {
        let whole = self.answer.to - self.answer.from;
        (whole != 0.0).then(|| Share(value / whole))
    }

    fn changes(&self, part: &mut Part) {
        let answer = self.answer;
        let (from, to) = (self.figure(answer.from), self.figure(answer.to));
        let whole = Difference::between(&from, &to);
        let label = |id| self.analyst.scenario_label(id).to_owned();
        let text = Phrase::from(format!("`{}` is ", self.ask.text))
            .with(from.clone())
            .with(" in ")
            .name(label(self.ask.from))
            .with(" and ")
            .with(to.clone())
            .with(" in ")
            .name(label(self.ask.to));
        part.say(match self.between.players.len() {
            0 => text.with(": nothing tells the two apart."),
            _ => text.with(": ").with(whole.clone()).with(". ").and(self.largest()),
        });
        if !self.between.players.is_empty() {
            part.body.push(Block::Table(self.waterfall()));
        }
        part.data.set("from_value", from);
        part.data.set("to_value", to);
        part.data.set("difference", whole);
        let sampled = answer.shares.errors.is_some();
        part.data.set("method", if sampled { "sampled" } else { "exact" });
        part.data.set("orders", answer.shares.orders);
        part.data.set("left_out", answer.shares.left_out);
        let maps = (0..self.between.players.len()).map(|index| self.change_map(index));
        part.data.set("changes", Node::list(maps));
        if sampled {
            let text = format!(
                "means over {} orders of the {} changes, with their standard errors",
                answer.shares.orders,
                self.between.players.len()
            );
            part.note(text);
        }
        if answer.shares.left_out > 0.0 {
            let share = Share(answer.shares.left_out);
            let text = Phrase::from(share)
                .with(" of the orders pass a state without an answer and are left out");
            part.note(match &answer.hole {
                Some(why) => text.with(": ").and(why.clone()),
                None => text,
            });
        }
    }

    fn largest(&self) -> Phrase {
        let values = self.answer.shares.values.iter().enumerate();
        let best = values.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()).then(b.0.cmp(&a.0)));
        match best {
            Some((index, value)) if *value != 0.0 => Phrase::from("Most is due to ")
                .and(self.label(&self.between.players[index]))
                .with(": ")
                .with(self.signed(*value))
                .with("."),
            _ => "No change moves it.".into(),
        }
    }

    fn signed(&self, value: f64) -> Difference {
        Difference { value: Some(value), percent: None, unit: self.figure(0.0).unit }
    }

    fn waterfall(&self) -> Table {
        let answer = self.answer;
        let bars = waterfall(answer.from, &answer.shares.values, answer.to);
        let mut table = Table::new().text("change").text("where").number(&self.ask.text);
        if answer.shares.errors.is_some() {
            table = table.number("error");
        }
        table = table.number("share").text("waterfall");
        let end = |id, value: f64, bar: &str| {
            let mut row: Vec<Cell> = vec![
                Phrase::new().name(self.analyst.scenario_label(id)).into(),
                Cell::Blank,
                self.figure(value).into(),
            ];
            if answer.shares.errors.is_some() {
                row.push(Cell::Blank);
            }
            row.push(Cell::Blank);
            row.push(bar.into());
            row
        };
        table.row(end(self.ask.from, answer.from, &bars[0]));
        for (index, player) in self.between.players.iter().enumerate() {
            let mut row: Vec<Cell> = vec![
                self.label(player).into(),
                Phrase::from(Bit::Place(self.place(player))).into(),
                self.signed(answer.shares.values[index]).into(),
            ];
            if let Some(errors) = &answer.shares.errors {
                row.push(self.figure(errors[index]).into());
            }
            row.push(self.part(answer.shares.values[index]).into());
            row.push(bars[index + 1].as_str().into());
            table.row(row);
        }
        table.row(end(self.ask.to, answer.to, &bars[bars.len() - 1]));
        table
    }

    fn head(&self, player: &Player) -> (&'static str, String, Span) {
        let model = self.analyst.model;
        match &player.what {
            What::Change(id) => {
                let change = &model.changes[id.index()];
                (change_word(change.word), change.head.label().to_owned(), change.head.span)
            }
            What::Effect(..) => match effect(model, &player.what) {
                Some(effect) => {
                    let text = self.analyst.sources.text(effect.span);
                    // What it cites is told elsewhere.
                    let text = text.split(" @").next().unwrap_or_default();
                    let words: Vec<&str> = text.split_whitespace().collect();
                    ("effect", words.join(" "), effect.span)
                }
                None => ("effect", String::new(), self.of(self.ask.to)),
            },
            What::Basis => {
                let name = |id| crate::scenario::basis(model, id).unwrap_or("first named");
                let text = format!("use {} instead of {}", name(self.ask.to), name(self.ask.from));
                ("basis", text, self.of(self.ask.to))
            }
            What::Order => ("order", "the order of the changes".to_owned(), self.of(self.ask.to)),
        }
    }

    fn of(&self, scenario: crate::model::ScenarioId) -> Span {
        self.analyst.model.scenarios[scenario.index()].head.span
    }

    fn place(&self, player: &Player) -> Place {
        Place::of(self.head(player).2, self.analyst.sources)
    }

    fn label(&self, player: &Player) -> Phrase {
        let (_, label, _) = self.head(player);
        let start = if player.of_s { "without " } else { "" };
        Phrase::from(start).name(label)
    }

    fn change_map(&self, index: usize) -> Map {
        let player = &self.between.players[index];
        let (kind, label, _) = self.head(player);
        let name = match &player.what {
            What::Change(id) => self.analyst.model.changes[id.index()].head.name.clone(),
            _ => label,
        };
        let value = self.answer.shares.values[index];
        let mut map = Map::new().with("change", name).with("kind", kind);
        map.set(
            "of",
            self.analyst.scenario_name(if player.of_s { self.ask.from } else { self.ask.to }),
        );
        map.set("taken_away", player.of_s);
        map.set("value", self.figure(value));
        map.set("share", self.part(value));
        if let Some(errors) = &self.answer.shares.errors {
            map.set("error", self.figure(errors[index]));
        }
        map.with("place", self.place(player))
    }

    fn places(&self, places: &[PlaceOf], part: &mut Part) {
        let maps = places.iter().map(|place| {
            let map = Map::new().with("kind", place.kind);
            let fields = place.data.fields().iter();
            let map = fields.fold(map, |map, (key, node)| map.with(key.clone(), node.clone()));
            map.with("from", self.figure(place.from))
                .with("to", self.figure(place.to))
                .with("value", self.figure(place.to - place.from))
        });
        part.data.set("places", Node::list(maps));
        let mut moved: Vec<&PlaceOf> = places
            .iter()
            .filter(|p| (p.to - p.from).abs() > 1e-12 * p.to.abs().max(p.from.abs()))
            .collect();
        moved.sort_by(|a, b| (b.to - b.from).abs().total_cmp(&(a.to - a.from).abs()));
        let heading = "Place by place along the best way of each";
        part.body.push(Block::Heading(heading.into()));
        if moved.is_empty() {
            part.say("No place differs.");
            return;
        }
        let label = |id| self.analyst.scenario_label(id).to_owned();
        let mut table = Table::new()
            .text("place")
            .text("what")
            .number(label(self.ask.from))
            .number(label(self.ask.to))
            .number("difference");
        for place in moved {
            table.row(vec![
                place.label.clone().into(),
                place.kind.into(),
                self.figure(place.from).into(),
                self.figure(place.to).into(),
                self.signed(place.to - place.from).into(),
            ]);
        }
        table.most = Some(SHOWN);
        part.body.push(Block::Table(table));
    }
}
