//! A timeline for people and for programs.

use std::collections::BTreeMap;

use crate::calendar::format_moment;
use crate::model::{ContractId, LegWay, NodeId, TimelineAsk};
use crate::report::{Block, Cell, Figure, Map, Node, Phrase, Share, ShownUnit, Table};
use crate::scenario::Programme;

use crate::analysis::contracts_told::{in_period, not_kept};
use crate::analysis::part::Part;
use crate::analysis::units::unit_named;

use super::depot::Depot;
use super::draws::Drawn;
use super::losses::{Loss, Recovery};
use super::pooled::{Pooled, amount_unit};
use super::rows::{Row, bar, pooled, rows, shown, sum};
use super::run::{Record, Run, Tally};

/// Places where something waited that text shows.
const PLACES: usize = 8;

/// What waits or moves below this part of what a step releases is rounding.
const DUST: f64 = 1e-9;

/// All that is told of a timeline.
pub struct Told<'t, 'd, 'a> {
    /// The states.
    pub depot: &'t Depot<'d, 'a>,
    /// What was asked.
    pub ask: &'t TimelineAsk,
    /// How demands are counted together.
    pub pooled: &'t Pooled,
    /// The run.
    pub run: &'t Run,
    /// What each change cost.
    pub losses: &'t [Loss],
    /// What came of the draws, if any were asked for.
    pub drawn: Option<&'t Drawn>,
    /// Amounts up to here are what is left of rounding.
    pub dust: f64,
}

/// What counts as nothing beside what a step releases on the mean.
pub fn dust(run: &Run, pooled: &Pooled) -> f64 {
    let released = |record: &Record| pooled.sum(|id| record.demands[id.index()].released);
    let all: f64 = run.steps.iter().map(released).sum();
    DUST * all / run.steps.len().max(1) as f64
}

impl Told<'_, '_, '_> {
    /// The answer.
    pub fn part(&self, programme: &Programme<'_>, left_out: &[String]) -> Part {
        let mut part = Part::default();
        let rows = rows(self.run, self.depot.window.0, self.ask.window.step);
        let tallies: Vec<Tally> = rows.iter().map(|row| self.of_row(row)).collect();
        let all = sum(&self.run.steps, |record| pooled(record, self.pooled));
        self.summary(&mut part, &all);
        self.rows_told(&mut part, &rows, &tallies, &programme.turns());
        self.demands(&mut part);
        self.changes(&mut part);
        self.draws_told(&mut part, &rows, &programme.turns());
        self.places(&mut part);
        self.notes(&mut part, left_out);
        part
    }

    fn of_row(&self, row: &Row) -> Tally {
        sum(&self.run.steps[row.steps.clone()], |record| pooled(record, self.pooled))
    }

    /// An amount; what is left of rounding is nothing.
    pub(super) fn amount(&self, value: f64) -> Figure {
        self.in_unit(value, &self.pooled.unit)
    }

    pub(super) fn in_unit(&self, value: f64, unit: &ShownUnit) -> Figure {
        Figure::new(if value.abs() <= self.dust { 0.0 } else { value }, unit)
    }

    pub(super) fn days(&self, days: f64) -> Figure {
        self.depot.analyst.units().days(if days.abs() < 1e-9 { 0.0 } else { days })
    }

    fn delay(&self, tally: &Tally) -> Figure {
        if tally.delivered > 0.0 {
            self.days(tally.late / tally.delivered)
        } else {
            self.days(f64::NAN)
        }
    }

    fn map_of(&self, tally: &Tally, unit: &ShownUnit, mut map: Map) -> Map {
        map.set("released", self.in_unit(tally.released, unit));
        map.set("delivered", self.in_unit(tally.delivered, unit));
        map.set("waiting", self.in_unit(tally.waiting, unit));
        map.set("under_way", self.in_unit(tally.under_way, unit));
        map.set("shut_in", self.in_unit(tally.shut_in, unit));
        map.set("delay", self.delay(tally));
        map
    }

    /// The step at whose end most waits, and how much.
    fn peak(&self, of: impl Fn(usize) -> f64) -> (usize, f64) {
        let mut best = (0, 0.0);
        for step in 0..self.run.steps.len() {
            let value = of(step);
            if value > best.1 {
                best = (step, value);
            }
        }
        best
    }

    fn end_of(&self, step: usize) -> String {
        format_moment(self.depot.window.0 + (step as f64 + 1.0) * self.run.step)
    }

    fn summary(&self, part: &mut Part, all: &Tally) {
        let waits = |step: usize| pooled(&self.run.steps[step], self.pooled).waiting;
        let (step, most) = self.peak(waits);
        let mut map = self.map_of(all, &self.pooled.unit, Map::new());
        map.set("backlog", self.amount(most));
        let start = self.pooled.sum(|id| self.run.start[id.index()]);
        part.data.set("start", Map::new().with("under_way", self.amount(start)));
        let mut text = Phrase::from("In the period ")
            .with(self.amount(all.released))
            .with(" are released and ")
            .with(self.amount(all.delivered))
            .with(" delivered");
        if all.delivered > 0.0 {
            let delay = all.late / all.delivered;
            text = match delay.abs() < 1e-6 {
                true => text.with(", on time"),
                false => text
                    .with(", on average ")
                    .with(self.days(delay.abs()))
                    .with(if delay > 0.0 { " late" } else { " early" }),
            };
        }
        part.say(text.with("."));
        if self.amount(most).value() == Some(0.0) {
            part.say("Nothing ever waits.");
        } else {
            map.set("backlog_on", self.end_of(step));
            let mut text = Phrase::from("At most ")
                .with(self.amount(most))
                .with(format!(" wait, at the end of {}", self.day_of(step)));
            let (last, left) = (self.run.steps.len() - 1, self.amount(all.waiting));
            if left.value() == Some(0.0) {
                let gone = (step..=last).find(|at| self.amount(waits(*at)).value() == Some(0.0));
                if let Some(gone) = gone {
                    text.push(format!("; all of it is gone by {}", self.end_of(gone)));
                }
            } else {
                text = text.with("; ").with(left).with(" still wait at the end of the period");
            }
            part.say(text.with("."));
        }
        if all.shut_in > 0.0 {
            let text = Phrase::from("For ").with(self.amount(all.shut_in));
            part.say(text.with(" there was no room at the origin: so much was shut in."));
        }
        part.data.set("sum", map);
    }

    /// The day in which a step lies.
    fn day_of(&self, step: usize) -> String {
        format_moment((self.depot.window.0 + step as f64 * self.run.step).floor())
    }

    fn rows_told(&self, part: &mut Part, rows: &[Row], tallies: &[Tally], turns: &[f64]) {
        let peak_of = |row: &Row| {
            let steps = &self.run.steps[row.steps.clone()];
            steps.iter().map(|record| pooled(record, self.pooled).waiting).fold(0.0, f64::max)
        };
        let waiting: Vec<f64> = rows.iter().map(peak_of).collect();
        let long = rows.iter().any(|row| row.steps.len() > 1);
        let most = waiting.iter().copied().fold(0.0, f64::max);
        let by_waiting = self.amount(most).value() != Some(0.0);
        let bars: Vec<f64> = match by_waiting {
            true => waiting.clone(),
            false => tallies.iter().map(|tally| tally.delivered).collect(),
        };
        let full = bars.iter().copied().fold(0.0, f64::max);
        let picked = shown(rows, &waiting, turns);
        let shut_in = tallies.iter().any(|tally| tally.shut_in > 0.0);
        let mut table = Table::new().text("from").number("released").number("delivered");
        if shut_in {
            table = table.number("shut in");
        }
        table = table.number("waiting");
        if long {
            table = table.number("at most");
        }
        table = table.number("under way").number("delay");
        table = table.text(if by_waiting { "waiting" } else { "delivered" });
        for at in &picked {
            let tally = &tallies[*at];
            let mut cells: Vec<Cell> = vec![format_moment(rows[*at].from).into()];
            cells.push(self.amount(tally.released).into());
            cells.push(self.amount(tally.delivered).into());
            if shut_in {
                cells.push(self.amount(tally.shut_in).into());
            }
            cells.push(self.amount(tally.waiting).into());
            if long {
                cells.push(self.amount(waiting[*at]).into());
            }
            cells.push(self.amount(tally.under_way).into());
            cells.push(self.delay(tally).into());
            cells.push(bar(bars[*at], full, 10).into());
            table.row(cells);
        }
        part.body.push(Block::Table(table));
        if picked.len() < rows.len() {
            part.note(format!(
                "{} of {} rows are shown: the first and the last, where something begins or ends, \
                 the peak, and some between; `--format json` has them all",
                picked.len(),
                rows.len()
            ));
        }
        let steps = rows.iter().zip(tallies).map(|(row, tally)| {
            let map = Map::new()
                .with("from", format_moment(row.from))
                .with("to", format_moment(row.until));
            let map = self.map_of(tally, &self.pooled.unit, map);
            let map = map.with("backlog", self.amount(peak_of(row)));
            map.with("waiting_at", self.waiting_at(row.steps.end - 1))
        });
        let steps: Vec<Map> = steps
            .enumerate()
            .map(|(at, map)| match self.drawn {
                Some(drawn) => map.with("bands", self.bands(&drawn.rows[at])),
                None => map,
            })
            .collect();
        part.data.set("steps", Node::list(steps));
    }

    /// What waits at the end of a step, node by node.
    fn waiting_at(&self, step: usize) -> Node {
        let mut nodes: BTreeMap<NodeId, f64> = BTreeMap::new();
        for (at, amount) in &self.run.steps[step].waiting {
            let place = &self.run.places[*at as usize];
            if let Some((_, weight)) = self.pooled.demands.iter().find(|d| d.0 == place.demand) {
                *nodes.entry(place.node).or_default() += weight * amount;
            }
        }
        let model = self.depot.analyst.model;
        let told = nodes.into_iter().map(|(node, amount)| (node, self.amount(amount)));
        let told = told.filter(|(_, figure)| figure.value() != Some(0.0));
        Node::list(told.map(|(node, figure)| {
            Map::new().with("node", &model.nodes[node.index()].head.name).with("amount", figure)
        }))
    }

    fn demands(&self, part: &mut Part) {
        let model = self.depot.analyst.model;
        let mut table = Table::new().text("demand").number("released").number("delivered");
        table = table.number("waiting at the end").number("at most").number("delay");
        let mut maps = Vec::new();
        for (id, _) in &self.pooled.demands {
            let head = &model.demands[id.index()].head;
            let unit = amount_unit(self.depot.analyst, *id);
            let all = sum(&self.run.steps, |record| record.demands[id.index()]);
            let (step, most) = self.peak(|step| self.run.steps[step].demands[id.index()].waiting);
            let most = self.in_unit(most, &unit);
            let mut map = self
                .map_of(&all, &unit, Map::new().with("demand", &head.name))
                .with("backlog", &most);
            if most.value() != Some(0.0) {
                map.set("backlog_on", self.end_of(step));
            }
            let start = self.in_unit(self.run.start[id.index()], &unit);
            map.set("start_under_way", start);
            if self.pooled.demands.len() > 1 {
                map.set("steps", self.steps_of(*id, &unit));
            }
            maps.push(map);
            table.row(vec![
                head.label().into(),
                self.in_unit(all.released, &unit).into(),
                self.in_unit(all.delivered, &unit).into(),
                self.in_unit(all.waiting, &unit).into(),
                most.into(),
                self.delay(&all).into(),
            ]);
        }
        if self.pooled.demands.len() > 1 {
            part.body.push(Block::Table(table));
        }
        part.data.set("demands", maps);
    }

    fn steps_of(&self, id: crate::model::DemandId, unit: &ShownUnit) -> Node {
        let rows = rows(self.run, self.depot.window.0, self.ask.window.step);
        Node::list(rows.into_iter().map(|row| {
            let tally = sum(&self.run.steps[row.steps], |record| record.demands[id.index()]);
            let map = Map::new()
                .with("from", format_moment(row.from))
                .with("to", format_moment(row.until));
            self.map_of(&tally, unit, map)
        }))
    }

    fn changes(&self, part: &mut Part) {
        let model = self.depot.analyst.model;
        let unit = self.pooled.unit_days(model);
        let day = unit_named(&model.units, "day");
        let mut table = Table::new().text("change").number("loss").number("depth");
        table = table.text("recovery").number("resilience lost");
        let mut maps = Vec::new();
        for loss in self.losses {
            let head = &model.changes[loss.change.index()].head;
            let figure = self.in_unit(loss.loss, &unit);
            let resilience =
                Figure::new(if loss.resilience < 1e-9 { 0.0 } else { loss.resilience }, &day);
            let (text, recovery): (Phrase, Figure) = match loss.recovery {
                Recovery::Days(days) => {
                    (Figure::new(days, &day).shown().into(), Figure::new(days, &day))
                }
                Recovery::NotWithin => ("not within the period".into(), Figure::missing(&day)),
                Recovery::NoEnd => ("it does not end".into(), Figure::missing(&day)),
            };
            let mut map = Map::new().with("change", &head.name).with("loss", &figure);
            map.set("depth", Share(loss.depth));
            map.set("recovery", recovery);
            map.set("recovered", matches!(loss.recovery, Recovery::Days(_)));
            if !matches!(loss.recovery, Recovery::Days(_)) {
                map.set("why_not_recovered", text.plain());
            }
            map.set("resilience", &resilience);
            maps.push(map);
            table.row(vec![
                head.label().into(),
                figure.into(),
                Share(loss.depth).into(),
                text.into(),
                resilience.into(),
            ]);
        }
        if !maps.is_empty() {
            part.body.push(Block::Table(table));
            part.say(
                "Loss is how much less was delivered up to each day, added up over the days, \
                 against the same run without the change and what follows from it; depth the \
                 largest fall of a day's deliveries; recovery the days from its end until no more \
                 waits than in that run; resilience lost the days of full delivery that are \
                 missing (Bruneau et al. 2003).",
            );
        }
        part.data.set("changes", maps);
    }

    /// Where something waited.
    fn places(&self, part: &mut Part) {
        let model = self.depot.analyst.model;
        let frame = self.depot.analyst.frame();
        type Where = (NodeId, Option<LegWay>, bool);
        let mut most: BTreeMap<Where, (f64, usize)> = BTreeMap::new();
        for (step, record) in self.run.steps.iter().enumerate() {
            let mut sums: BTreeMap<Where, f64> = BTreeMap::new();
            for (at, amount) in &record.waiting {
                let place = &self.run.places[*at as usize];
                let weight = self.pooled.demands.iter().find(|d| d.0 == place.demand);
                let Some((_, weight)) = weight else { continue };
                let way = place.arc.map(|arc| frame.way_of[arc as usize]);
                *sums.entry((place.node, way, place.any_way)).or_default() += weight * amount;
            }
            for (at, sum) in sums {
                let known = most.entry(at).or_insert((0.0, step));
                if sum > known.0 {
                    *known = (sum, step);
                }
            }
        }
        let mut all: Vec<(Where, usize, Figure)> = most
            .into_iter()
            .map(|(at, (peak, step))| (at, step, self.amount(peak)))
            .filter(|(.., figure)| figure.value() != Some(0.0))
            .collect();
        all.sort_by(|a, b| {
            let value = |figure: &Figure| figure.value().unwrap_or(0.0);
            value(&b.2).total_cmp(&value(&a.2)).then(a.0.cmp(&b.0))
        });
        let mut table = Table::new().text("it waited at").text("for").number("at most");
        table = table.text("at the end of");
        table.most = Some(PLACES);
        let mut maps = Vec::new();
        for ((node, way, any_way), step, figure) in all {
            let any = || if any_way { "any way at all" } else { "the node itself" }.to_owned();
            let wants = way.map(|way| model.way_label(way));
            let mut map = Map::new().with("node", &model.nodes[node.index()].head.name);
            map.set("for", way.map_or_else(any, |way| model.way_name(way)));
            map.set("backlog", &figure);
            map.set("backlog_on", self.end_of(step));
            maps.push(map);
            table.row(vec![
                model.node_label(node).into(),
                wants.unwrap_or_else(any).into(),
                figure.into(),
                self.day_of(step).into(),
            ]);
        }
        if !maps.is_empty() {
            part.body.push(Block::Table(table));
        }
        part.data.set("waited_at", maps);
    }

    fn notes(&self, part: &mut Part, left_out: &[String]) {
        if self.pooled.by_mass {
            part.note("different commodities are added up by mass");
        }
        if let Some(drawn) = self.drawn {
            part.note(format!(
                "single figures are of the run with every input at its mean and without what \
                 comes at random; bands are of {} draws, in which both are drawn",
                drawn.all.len()
            ));
        } else if !left_out.is_empty() {
            let names: Vec<String> = left_out.iter().map(|name| format!("`{name}`")).collect();
            part.note(format!(
                "left out, because it comes at random: {}; `draws N` plays it",
                names.join(", ")
            ));
            part.data.set("left_out", left_out.to_vec());
        }
        if self.ask.from_empty {
            part.note("at the start nothing is under way");
        }
        let model = self.depot.analyst.model;
        let congested = model
            .legs
            .iter()
            .any(|leg| leg.more.as_deref().is_some_and(|more| more.congestion.is_some()));
        if congested {
            part.note(
                "times do not rise with the flow here: `congestion` of legs is left out, and \
                 what exceeds a capacity waits",
            );
            part.data.set("congestion", "left out");
        }
        let contracts = in_period(model, self.depot.window);
        if let Some(note) = not_kept(model, &contracts, "a timeline") {
            part.note(note);
            let name = |id: &ContractId| model.contracts[id.index()].head.name.clone();
            part.data.set("contracts_not_kept", contracts.iter().map(name).collect::<Vec<_>>());
        }
        let locked = self.run.steps.iter().enumerate().find(|(_, s)| !s.gridlock.is_empty());
        if let Some((step, record)) = locked {
            let names: Vec<&str> =
                record.gridlock.iter().map(|node| model.node_label(*node)).collect();
            let mut text = Phrase::from("Gridlock from ").with(self.day_of(step));
            text.push(format!(" on: {} are full and keep each other full", names.join(", ")));
            let nodes =
                Node::list(record.gridlock.iter().map(|node| &model.nodes[node.index()].head.name));
            part.say(text.with("."));
            let map = Map::new().with("from", self.day_of(step)).with("nodes", nodes);
            part.data.set("gridlock", map);
        }
    }
}
