//! Knock-outs in words, tables and for programs.

use crate::model::{CriticalAsk, DemandId, Model};
use crate::report::{Block, Cell, Figure, Map, Node, Phrase, Share, Table};
use crate::syntax::ast::Level;

use super::super::analyst::{Analyst, State};
use super::super::flow::demand_rate;
use super::super::flow_problem::Made;
use super::super::knock::{Base, Effect, Loss, Measure};
use super::super::part::Part;
use super::super::units::Units;
use super::super::words::note_text;
use super::{Found, Row};

/// Names of what changes nothing that the text tells.
const NAMES: usize = 12;

/// Pairs that programs get at least.
const PAIRS: usize = 1000;

pub(super) struct Teller<'a, 's> {
    state: &'a State<'s>,
    units: &'a Units,
    base: &'a Base<'a>,
    found: &'a Found,
}

pub(super) fn tell(
    analyst: &Analyst<'_>,
    state: &State<'_>,
    made: &Made,
    base: &Base<'_>,
    found: &Found,
    ask: &CriticalAsk,
) -> Part {
    let units = analyst.units();
    let teller = Teller { state, units: &units, base, found };
    let holds_end = |row: &&Row| row.of.iter().any(|n| !found.closables[*n].end_of.is_empty());
    let changes =
        |row: &&Row| row.effect.as_ref().as_ref().map_or(true, |effect| !effect.is_none());
    let (apart, rows): (Vec<&Row>, Vec<&Row>) = found.rows.iter().partition(holds_end);
    let told: Vec<&Row> = rows.iter().copied().filter(changes).take(ask.top).collect();
    let mut part = Part::default();
    part.say(teller.sentence(&told, ask));
    if !told.is_empty() {
        part.body.push(Block::Table(teller.table(&told, ask)));
    }
    // An end takes its demand with it: no news, unless a pair is asked for.
    let ends: Vec<&Row> = apart.iter().copied().filter(changes).take(ask.top).collect();
    if !ends.is_empty() {
        let text = "These hold an end of a demand, which has no other place to go:";
        part.say(text);
        part.body.push(Block::Table(teller.table(&ends, ask)));
    }
    // Programs get all; of pairs those that change something, the worst first.
    let all = |rows: &[&Row]| -> Vec<Map> {
        let most = if ask.pairs { ask.top.max(PAIRS) } else { usize::MAX };
        let told = rows.iter().filter(|row| !ask.pairs || changes(row));
        told.take(most).map(|row| teller.map(row, ask)).collect()
    };
    part.data.set("closures", all(&rows));
    part.data.set("holding_ends", all(&apart));
    let still: Vec<&Row> = rows.iter().copied().filter(|row| !changes(row)).collect();
    part.data.set("no_effect", still.len() + found.idle);
    let weighed = base.served().iter().map(|one| (one.demand, one.delivered));
    part.data.set("delivered", base.total(&units, weighed));
    part.data.set("solved", found.rows.len() + found.idle);
    teller.notes(&still, made, ask, &mut part);
    part
}

impl Teller<'_, '_> {
    fn model(&self) -> &Model {
        &self.state.model
    }

    fn label(&self, row: &Row) -> Phrase {
        let names = row.of.iter().map(|n| Phrase::new().name(&self.found.closables[*n].label));
        Phrase::list(names)
    }

    fn sentence(&self, told: &[&Row], ask: &CriticalAsk) -> Phrase {
        let what = if ask.share.is_some() { "cut" } else { "closure" };
        let Some((first, effect)) =
            told.first().and_then(|row| Some((row, row.effect.as_ref().as_ref().ok()?)))
        else {
            return Phrase::from(format!(
                "No {what} changes what is delivered, its time or its cost."
            ));
        };
        if effect.lost > 0.0 {
            let hurts = if first.of.len() > 1 { " hurt most: " } else { " hurts most: " };
            let mut text = self.label(first).with(hurts);
            match self.lost(effect) {
                Some(figure) => text = text.with(figure).with(" are lost ("),
                None => text = text.with("the weighed loss is ").with("("),
            }
            text = text.with(Share(effect.lost / self.base.delivered())).with(")");
            let cut = cut_off(effect);
            if !cut.is_empty() {
                text = text.with("; cut off: ").and(self.names(&cut));
            }
            return text.with(".");
        }
        let nothing = Phrase::from(format!("No {what} loses any delivery"));
        match effect.added_time {
            Some(days) if days > 0.0 => nothing
                .with("; most time is added by ")
                .and(self.label(first))
                .with(": ")
                .with(self.units.days(days))
                .with("."),
            _ => nothing.with("."),
        }
    }

    fn names(&self, demands: &[DemandId]) -> Phrase {
        let label = |d: &DemandId| Phrase::new().name(self.model().demands[d.index()].head.label());
        Phrase::list(demands.iter().map(label))
    }

    /// What is lost of all that counts, where it adds up.
    fn lost(&self, effect: &Effect) -> Option<Figure> {
        let lost = effect.demands.iter().map(|one| (one.after.demand, one.lost));
        self.base.total(self.units, lost)
    }

    fn added_cost(&self, effect: &Effect) -> Option<Figure> {
        let unit = self.base.price(self.units)?;
        let incomplete =
            effect.demands.iter().any(|one| one.before.incomplete || one.after.incomplete);
        effect.added_cost.map(|cost| Figure::new(cost, unit).incomplete(incomplete))
    }

    fn table(&self, rows: &[&Row], ask: &CriticalAsk) -> Table {
        let head = if ask.share.is_some() { "cut" } else { "closed" };
        let adds_up = self.base.measure != Measure::Apart;
        let mut table = Table::new().text(head);
        if adds_up {
            table = table.number("lost");
        }
        table = table.number("share").number("added time");
        if adds_up {
            table = table.number("added cost");
        }
        table = table.text("cut off");
        for row in rows {
            let effect = match &*row.effect {
                Ok(effect) => effect,
                Err(reasons) => {
                    let mut cells: Vec<Cell> = vec![self.label(row).into()];
                    let blanks = if adds_up { 4 } else { 2 };
                    cells.extend((0..blanks).map(|_| Cell::Blank));
                    cells.push(reasons.first().cloned().unwrap_or_default().into());
                    table.row(cells);
                    continue;
                }
            };
            let mut cells: Vec<Cell> = vec![self.label(row).into()];
            if adds_up {
                cells.push(self.lost(effect).into());
            }
            cells.push(Share(effect.lost / self.base.delivered()).into());
            cells.push(effect.added_time.map(|days| self.units.days(days)).into());
            if adds_up {
                cells.push(self.added_cost(effect).into());
            }
            cells.push(self.names(&cut_off(effect)).into());
            table.row(cells);
        }
        table
    }

    fn map(&self, row: &Row, ask: &CriticalAsk) -> Map {
        let one = |n: &usize| &self.found.closables[*n];
        let mut map = match row.of.as_slice() {
            [single] => one(single).map(),
            several => {
                let names: Vec<&str> = several.iter().map(|n| one(n).name.as_str()).collect();
                let map = Map::new().with("kind", kind(&ask.level));
                let maps: Vec<Map> = several.iter().map(|n| one(n).map()).collect();
                map.with("name", names.join(", ")).with("members", maps)
            }
        };
        let mut ends: Vec<DemandId> =
            row.of.iter().flat_map(|n| one(n).end_of.iter().copied()).collect();
        ends.sort_unstable();
        ends.dedup();
        if !ends.is_empty() {
            map.set("end_of", self.name_list(&ends));
        }
        let effect = match &*row.effect {
            Ok(effect) => effect,
            Err(reasons) => {
                let texts: Vec<String> = reasons.iter().map(Phrase::plain).collect();
                return map.with("answered", false).with("reasons", texts);
            }
        };
        map.set("lost_delivery", self.lost(effect));
        map.set("lost_share", effect.lost / self.base.delivered());
        map.set("added_time", effect.added_time.map(|days| self.units.days(days)));
        map.set("added_cost", self.added_cost(effect));
        map.set("cut_off", self.name_list(&cut_off(effect)));
        let demands: Vec<Map> = effect.demands.iter().map(|one| self.demand(one)).collect();
        map.set("demands", demands);
        map
    }

    fn demand(&self, one: &Loss) -> Map {
        let demand = one.after.demand;
        let declared = &self.model().demands[demand.index()];
        let rate =
            |value| demand_rate(self.model(), &self.state.network, self.units, demand, value);
        let price = self.units.price(self.model(), declared.commodity);
        let incomplete = one.before.incomplete || one.after.incomplete;
        let cost = |cost| Figure::new(cost, &price).incomplete(incomplete);
        Map::new()
            .with("demand", &declared.head.name)
            .with("delivered", rate(one.after.delivered))
            .with("lost", rate(one.lost))
            .with("time", one.after.mean_time().map(|days| self.units.days(days)))
            .with("cost", one.after.mean_cost().map(cost))
            .with("added_time", one.added_time.map(|days| self.units.days(days)))
            .with("added_cost", one.added_cost.map(cost))
    }

    fn name_list(&self, demands: &[DemandId]) -> Node {
        Node::list(demands.iter().map(|d| &self.model().demands[d.index()].head.name))
    }

    fn notes(&self, still: &[&Row], made: &Made, ask: &CriticalAsk, part: &mut Part) {
        let idle = still.len() + self.found.idle;
        if idle > 0 && ask.pairs {
            part.note(format!("{idle} more pairs change nothing"));
        } else if !still.is_empty() {
            let mut text = match still.len() {
                1 => Phrase::from("this changes nothing: "),
                _ => Phrase::from("these change nothing: "),
            };
            let names = still.iter().take(NAMES).map(|row| self.label(row));
            text = text.and(Phrase::list(names));
            if still.len() > NAMES {
                text.push(format!(", and {} more", still.len() - NAMES));
            }
            part.note(text);
        }
        let list = |all: &[super::Closable]| {
            Phrase::list(all.iter().take(NAMES).map(|one| Phrase::new().name(&one.label)))
        };
        if !self.found.no_limit.is_empty() {
            let names = list(&self.found.no_limit);
            part.note(Phrase::from("no limit to cut: ").and(names));
            let maps: Vec<Map> = self.found.no_limit.iter().map(super::Closable::map).collect();
            part.data.set("no_limit", maps);
        }
        if !self.found.unknown.is_empty() {
            let names = list(&self.found.unknown);
            part.note(
                Phrase::from("the capacity is unknown, so no share of it can be cut: ").and(names),
            );
            let maps: Vec<Map> = self.found.unknown.iter().map(super::Closable::map).collect();
            part.data.set("unknown", maps);
        }
        part.note(
            "added time and cost are means after less before, weighted by what is delivered after",
        );
        match self.base.measure {
            Measure::Tonnes => part.note("demands of several commodities add up in tonnes"),
            Measure::Apart => part.note(format!(
                "the demands do not add up; shares are of deliveries weighed by {}",
                made.weighed_by.words()
            )),
            Measure::Of(_) => {}
        }
        for note in &made.notes {
            part.note(note.as_str());
        }
        for note in &self.state.network.now.notes {
            part.note(note_text(self.model(), note));
        }
    }
}

fn cut_off(effect: &Effect) -> Vec<DemandId> {
    effect.demands.iter().filter(|one| one.is_cut_off()).map(|one| one.after.demand).collect()
}

fn kind(level: &Level) -> &'static str {
    match level {
        Level::Legs => "legs",
        Level::Nodes => "nodes",
        Level::Borders => "borders",
        Level::Countries => "countries",
        Level::Modes => "modes",
    }
}
