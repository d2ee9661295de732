//! The bands of draws, for people and for programs.

use crate::calendar::format_moment;
use crate::report::{Block, Cell, Figure, Map, Share, Table};

use crate::analysis::part::Part;

use super::draws::{BANDS, Drawn, percentile};
use super::rows::{Row, shown};
use super::run::Tally;
use super::told::Told;

/// A figure of a row, by its name in machine output.
type Named = (&'static str, fn(&Tally) -> f64);

impl Told<'_, '_, '_> {
    /// Percentiles of what came of a row, or of all, in the draws.
    pub(super) fn bands(&self, draws: &[Tally]) -> Map {
        let amounts: [Named; 5] = [
            ("released", |tally| tally.released),
            ("delivered", |tally| tally.delivered),
            ("waiting", |tally| tally.waiting),
            ("under_way", |tally| tally.under_way),
            ("shut_in", |tally| tally.shut_in),
        ];
        let mut map = Map::new();
        for (name, of) in amounts {
            let values: Vec<f64> = draws.iter().map(of).collect();
            map.set(name, self.band(&values));
        }
        let late: Vec<f64> = draws.iter().map(|tally| tally.late / tally.delivered).collect();
        map.with("delay", band_of(|share| self.days(percentile(&late, share))))
    }

    fn band(&self, values: &[f64]) -> Map {
        band_of(|share| self.amount(percentile(values, share)))
    }

    /// What the draws came to.
    pub(super) fn draws_told(&self, part: &mut Part, rows: &[Row], turns: &[f64]) {
        let Some(drawn) = self.drawn else { return };
        self.summary_of_draws(part, drawn);
        let middle = |row: &Vec<Tally>, share: f64| {
            percentile(&row.iter().map(|tally| tally.waiting).collect::<Vec<f64>>(), share)
        };
        let waiting: Vec<f64> = drawn.rows.iter().map(|row| middle(row, 0.95)).collect();
        let mut table = Table::new().text("from");
        for name in ["delivered", "waiting"] {
            for share in ["5 %", "50 %", "95 %"] {
                table = table.number(format!("{name} {share}"));
            }
        }
        for at in shown(rows, &waiting, turns) {
            let mut cells: Vec<Cell> = vec![format_moment(rows[at].from).into()];
            let delivered: Vec<f64> = drawn.rows[at].iter().map(|tally| tally.delivered).collect();
            for share in [0.05, 0.50, 0.95] {
                cells.push(self.amount(percentile(&delivered, share)).into());
            }
            for share in [0.05, 0.50, 0.95] {
                cells.push(self.amount(middle(&drawn.rows[at], share)).into());
            }
            table.row(cells);
        }
        part.body.push(Block::Table(table));
        self.losses_of_draws(part, drawn);
    }

    fn summary_of_draws(&self, part: &mut Part, drawn: &Drawn) {
        let delivered: Vec<f64> = drawn.all.iter().map(|tally| tally.delivered).collect();
        let at = |values: &[f64], share: f64| self.amount(percentile(values, share));
        part.say(
            crate::report::Phrase::from(format!(
                "Of {} draws nine in ten deliver ",
                delivered.len()
            ))
            .with(at(&delivered, 0.05))
            .with(" to ")
            .with(at(&delivered, 0.95))
            .with(", and at their peak ")
            .with(at(&drawn.backlog, 0.05))
            .with(" to ")
            .with(at(&drawn.backlog, 0.95))
            .with(" wait."),
        );
        let bands = self.bands(&drawn.all).with("backlog", self.band(&drawn.backlog));
        let map = Map::new().with("count", drawn.all.len()).with("bands", bands);
        part.data.set("drawn", map);
    }

    fn losses_of_draws(&self, part: &mut Part, drawn: &Drawn) {
        let model = self.depot.analyst.model;
        let unit = self.pooled.unit_days(model);
        let mut table = Table::new().text("change").number("occurs in").number("mean loss");
        table = table.number("5 %").number("50 %").number("95 %");
        let mut maps = Vec::new();
        for loss in &drawn.losses {
            let head = &model.changes[loss.change.index()].head;
            let count = loss.losses.len().max(1) as f64;
            let figure = |value: f64| self.in_unit(value, &unit);
            let mean = figure(loss.losses.iter().sum::<f64>() / count);
            let share = Share(loss.occurs as f64 / count);
            let at = |share: f64| figure(percentile(&loss.losses, share));
            let map = Map::new().with("change", &head.name).with("occurs", share);
            maps.push(map.with("loss", &mean).with("band", band_of(at)));
            let cells: Vec<Cell> = vec![
                head.label().into(),
                share.into(),
                mean.into(),
                at(0.05).into(),
                at(0.50).into(),
                at(0.95).into(),
            ];
            table.row(cells);
        }
        if !maps.is_empty() {
            part.body.push(Block::Table(table));
        }
        part.data.set("drawn_changes", maps);
    }
}

fn band_of(at: impl Fn(f64) -> Figure) -> Map {
    BANDS.iter().fold(Map::new(), |map, (name, share)| map.with(*name, at(*share)))
}
