//! Investments in words, tables and for programs.

use crate::model::{InvestAsk, InvestFor, Model};
use crate::report::{Block, Cell, Figure, Map, Phrase, Table};

use super::super::analyst::{Analyst, State};
use super::super::flow::demand_rate;
use super::super::part::Part;
use super::super::units::{Units, shown};
use super::super::words::note_text;
use super::bench::{Bench, Value};
use super::search::Best;
use super::{Found, per_unit};

struct Teller<'a, 'b, 's> {
    state: &'a State<'s>,
    bench: &'a Bench<'b, 's>,
    units: &'a Units,
    ask: &'a InvestAsk,
}

pub(super) fn tell<'s>(
    analyst: &Analyst<'s>,
    state: &State<'s>,
    bench: &Bench<'_, 's>,
    found: &Found,
    ask: &InvestAsk,
) -> Part {
    let units = analyst.units();
    let teller = Teller { state, bench, units: &units, ask };
    let mut part = Part::default();
    part.say(teller.sentence(found));
    let mut table = Table::new().text("best for").text("upgrades");
    table = teller.columns(table);
    for best in &found.frontier {
        let mut row: Vec<Cell> = vec![teller.money(best.capex).into(), teller.names(best).into()];
        row.extend(teller.cells(&best.value, &found.now));
        table.row(row);
    }
    part.body.push(Block::Table(table));
    let mut table = Table::new().text("each alone").number("capex");
    table = teller.columns(table);
    for (index, value) in found.alone.iter().enumerate() {
        let capex = bench.upgrades[index].capex;
        let mut row: Vec<Cell> = vec![teller.name(index).into(), teller.money(capex).into()];
        match value {
            Ok(value) => row.extend(teller.cells(value, &found.now)),
            Err(_) => row.push("no answer".into()),
        }
        table.row(row);
    }
    part.body.push(Block::Table(table));
    part.data.set("now", teller.value_map(&found.now, &found.now));
    part.data.set("best", teller.map(&found.best, &found.now));
    part.data.set("proved", found.proved);
    part.data.set("solved", found.solved);
    if let Some(other) = &found.cheaper_to_run {
        part.data.set("least_objective", teller.map(other, &found.now));
    }
    let frontier: Vec<Map> =
        found.frontier.iter().map(|best| teller.map(best, &found.now)).collect();
    part.data.set("frontier", frontier);
    part.data.set("alone", teller.alone(found));
    teller.notes(found, &mut part);
    part
}

impl Teller<'_, '_, '_> {
    fn model(&self) -> &Model {
        &self.state.model
    }

    fn money(&self, value: f64) -> Figure {
        Figure::new(value, shown(self.model(), self.ask.unit))
    }

    fn name(&self, index: usize) -> String {
        let change = self.bench.upgrades[index].change;
        self.model().changes[change.index()].head.label().to_owned()
    }

    fn names(&self, best: &Best) -> Phrase {
        match best.of.is_empty() {
            true => Phrase::from("nothing"),
            false => {
                Phrase::list(best.of.iter().map(|index| Phrase::new().name(self.name(*index))))
            }
        }
    }

    fn sentence(&self, found: &Found) -> Phrase {
        let best = &found.best;
        if best.of.is_empty() && found.alone.iter().any(Result::is_err) {
            return Phrase::from("Of what has an answer, nothing is better than buying nothing.");
        }
        if best.of.is_empty() {
            return Phrase::from("Nothing that can be paid for is better than buying nothing.");
        }
        let mut text = Phrase::from("Buy ").and(self.names(best)).with(" for ");
        text = text.with(self.money(best.capex)).with(": ");
        text = match (self.ask.aim, &best.value.total, per_unit(self.ask.aim, &best.value)) {
            (InvestFor::Delivered, Some(total), _) => text.with(total).with(" arrive"),
            (InvestFor::Time, _, Some(days)) => {
                text.with("a unit takes ").with(self.units.days(days))
            }
            (InvestFor::Cost, _, Some(cost)) => text.with("a unit costs ").with(self.price(cost)),
            _ => text.with("more arrives"),
        };
        if let (InvestFor::Delivered, Some(now), Some(then)) =
            (self.ask.aim, &found.now.total, &best.value.total)
            && let (Some(a), Some(b)) = (now.value(), then.value())
        {
            text = text.with(", ").with(Figure::new(b - a, &now.unit)).with(" more than now");
            let alone = best.of.iter().filter_map(|index| {
                let value = found.alone[*index].as_ref().ok()?.total.as_ref()?.value()?;
                Some(value - a)
            });
            let sum: f64 = alone.sum();
            if best.of.len() > 1 && b - a > sum + 1e-9 * b.abs() {
                let alone = Figure::new(sum, &now.unit);
                text = text.with("; one by one they would bring ").with(alone).with(" in sum");
            }
        }
        text.with(".")
    }

    fn price(&self, value: f64) -> Figure {
        let model = self.model();
        let commodities: Vec<_> = model.demands.iter().map(|demand| demand.commodity).collect();
        match commodities.as_slice() {
            [first, rest @ ..] if rest.iter().all(|one| one == first) => {
                Figure::new(value, self.units.price(model, *first))
            }
            _ => {
                let text = format!("{}/t", model.settings.currency);
                Figure::new(value, super::super::units::unit_named(&model.units, &text))
            }
        }
    }

    fn columns(&self, table: Table) -> Table {
        let table = table.number("delivered");
        match self.ask.aim {
            InvestFor::Delivered => table.number("more"),
            InvestFor::Time => table.number("time"),
            InvestFor::Cost => table.number("cost"),
        }
    }

    fn cells(&self, value: &Value, now: &Value) -> Vec<Cell> {
        let second = match self.ask.aim {
            InvestFor::Delivered => gain(value, now).into(),
            InvestFor::Time => value.time.map(|days| self.units.days(days)).into(),
            InvestFor::Cost => value.cost.map(|cost| self.price(cost)).into(),
        };
        vec![value.total.clone().into(), second]
    }

    fn value_map(&self, value: &Value, now: &Value) -> Map {
        let model = self.model();
        let demands: Vec<Map> = value
            .of_demand
            .iter()
            .map(|(demand, delivered)| {
                let rate = demand_rate(model, &self.state.network, self.units, *demand, *delivered);
                let name = &model.demands[demand.index()].head.name;
                Map::new().with("demand", name).with("delivered", rate)
            })
            .collect();
        Map::new()
            .with("delivered", value.total.clone())
            .with("gain", gain(value, now))
            .with("time", value.time.map(|days| self.units.days(days)))
            .with("cost", value.cost.map(|cost| self.price(cost)))
            .with("demands", demands)
    }

    fn upgrade_map(&self, index: usize) -> Map {
        let upgrade = &self.bench.upgrades[index];
        let name = &self.model().changes[upgrade.change.index()].head.name;
        Map::new().with("name", name).with("capex", self.money(upgrade.capex))
    }

    fn map(&self, best: &Best, now: &Value) -> Map {
        let upgrades: Vec<Map> = best.of.iter().map(|index| self.upgrade_map(*index)).collect();
        let map = Map::new().with("upgrades", upgrades).with("capex", self.money(best.capex));
        let value = self.value_map(&best.value, now);
        value.fields().iter().fold(map, |map, (key, node)| map.with(key.clone(), node.clone()))
    }

    fn alone(&self, found: &Found) -> Vec<Map> {
        let one = |(index, value): (usize, &Result<Value, Vec<Phrase>>)| {
            let map = self.upgrade_map(index);
            match value {
                Ok(value) => {
                    let value = self.value_map(value, &found.now);
                    let fields = value.fields().iter();
                    fields.fold(map, |map, (key, node)| map.with(key.clone(), node.clone()))
                }
                Err(reasons) => {
                    let texts: Vec<String> = reasons.iter().map(Phrase::plain).collect();
                    map.with("answered", false).with("reasons", texts)
                }
            }
        };
        found.alone.iter().enumerate().map(one).collect()
    }

    fn notes(&self, found: &Found, part: &mut Part) {
        part.note(match self.ask.aim {
            InvestFor::Delivered => {
                "the most delivered, then the least capex, then the least objective"
            }
            InvestFor::Time => {
                "the least time of a delivered unit among sets that deliver no less than now; \
                 the flow makes time least"
            }
            InvestFor::Cost => {
                "the least cost of a delivered unit among sets that deliver no less than now; \
                 the flow makes money least"
            }
        });
        if !found.proved {
            part.note(format!(
                "not proven: the search was broken off after {} sets of upgrades",
                found.solved
            ));
        }
        if let Some(other) = &found.cheaper_to_run {
            let less = found.best.value.objective - other.value.objective;
            let objective = self.bench.objective(less);
            part.note(
                Phrase::from("for ")
                    .with(self.money(other.capex))
                    .with(" ")
                    .and(self.names(other))
                    .with(if other.of.len() == 1 { " delivers" } else { " deliver" })
                    .with(" as much, and ")
                    .with(if other.of.len() == 1 { "lowers" } else { "lower" })
                    .with(" the objective by ")
                    .with(objective),
            );
        }
        for (index, value) in found.alone.iter().enumerate() {
            if let Err(reasons) = value {
                let mut text = Phrase::new().name(self.name(index));
                text.push(" alone has no answer: ");
                part.note(text.and(reasons.first().cloned().unwrap_or_default()));
            }
        }
        part.note("an upgrade counts as built: its own dates are not looked at");
        for note in &self.state.network.now.notes {
            part.note(note_text(self.model(), note));
        }
    }
}

/// More than now.
fn gain(value: &Value, now: &Value) -> Option<Figure> {
    let (then, before) = value.total.as_ref().zip(now.total.as_ref())?;
    let (a, b) = before.value().zip(then.value())?;
    let gain = if (b - a).abs() <= 1e-9 * a.abs().max(b.abs()) { 0.0 } else { b - a };
    Some(Figure::new(gain, &before.unit))
}
