//! `report fit`: the model's flows against observed ones.

use crate::model::{MetricAsk, MetricKind, Moment, Observed, ScenarioId};
use crate::quantity::Dimension;
use crate::report::{Block, Cell, Difference, Figure, Map, Node, Phrase, Place, Share, Table};

use super::analyst::{Analyst, Failure};
use super::metrics::{Default, metric};
use super::part::Part;
use super::units::{amount_of_rate, shown, unit_named};
use super::words::when_text;

/// One observation beside what the model says.
struct Row<'m> {
    of: &'m Observed,
    /// Amounts of the period, canonical in the observation's measure.
    model: f64,
    observed: f64,
    geh: f64,
}

/// Every observed flow, each over its own period, against the model's flow on
/// the same things.
///
/// # Errors
/// Where nothing was observed, or the flow has no answer.
pub fn fit(analyst: &Analyst<'_>, scenario: ScenarioId) -> Result<Part, Failure> {
    let model = analyst.model;
    if model.observed.is_empty() {
        return Err(Failure::told(
            "nothing was observed: write `observed NAME: 53 Mt of crude on leg A -> B over 2022`",
        ));
    }
    let mut rows = Vec::new();
    let mut part = Part::default();
    for of in &model.observed {
        match row(analyst, scenario, of) {
            Ok(row) => rows.push(row),
            Err(Failure::Cancelled) => return Err(Failure::Cancelled),
            Err(Failure::Told(reasons)) => {
                let start = Phrase::from("`").name(of.head.label()).with("` has no model flow: ");
                part.note(start.and(reasons.into_iter().next().unwrap_or_default()));
            }
        }
    }
    if rows.is_empty() {
        return Err(Failure::Told(part.notes));
    }
    let teller = Teller { analyst, rows: &rows };
    teller.tell(&mut part);
    Ok(part)
}

fn row<'m>(
    analyst: &Analyst<'m>,
    scenario: ScenarioId,
    of: &'m Observed,
) -> Result<Row<'m>, Failure> {
    let model = analyst.model;
    let dimension = model.dimension(of.amount.unit);
    let amount = if of.per_time { dimension.times(Dimension::TIME) } else { Some(dimension) };
    let amount = amount.unwrap_or(dimension);
    let ask = MetricAsk {
        metric: MetricKind::Flow {
            on: of.on.clone(),
            of: Vec::new(),
            commodity: Some(of.commodity),
        },
        scenario: Some(scenario),
        when: Some(Moment::Over(of.from, of.until, of.head.span)),
        text: of.on.text.clone(),
        span: of.head.span,
    };
    let found = metric(analyst, &ask, amount, Default { scenario, when: None })?.value;
    let days = f64::from(of.until) - f64::from(of.from);
    let observed = if of.per_time { of.amount.value * days } else { of.amount.value };
    // Flows an hour, in the measure as written without its prefix.
    let hours = 24.0 * days;
    let one = whole_unit(analyst, of);
    let (m, c) = (found / hours / one, observed / hours / one);
    let geh = if m + c > 0.0 { libm::sqrt(2.0 * (m - c) * (m - c) / (m + c)) } else { 0.0 };
    Ok(Row { of, model: found, observed, geh })
}

/// One of the unit as written without its prefix (a tonne of `Mt/year`),
/// canonical.
fn whole_unit(analyst: &Analyst<'_>, of: &Observed) -> f64 {
    let unit = amount_unit(analyst, of);
    let symbol = unit.0.symbol.clone();
    let plain = unit_named(&analyst.model.units, symbol.trim_start_matches(['k', 'M', 'G']));
    match plain.0.dimension == unit.0.dimension {
        true => plain.0.factor(),
        false => unit.0.factor(),
    }
}

fn amount_unit(analyst: &Analyst<'_>, of: &Observed) -> crate::report::ShownUnit {
    let unit = shown(analyst.model, of.amount.unit);
    match of.per_time {
        true => amount_of_rate(analyst.model, &unit).unwrap_or(unit),
        false => unit,
    }
}

struct Teller<'a, 'm> {
    analyst: &'a Analyst<'m>,
    rows: &'a [Row<'m>],
}

impl Teller<'_, '_> {
    fn figure(&self, row: &Row<'_>, value: f64) -> Figure {
        Figure::new(value, amount_unit(self.analyst, row.of))
    }

    fn tell(&self, part: &mut Part) {
        let worst = self.rows.iter().max_by(|a, b| a.geh.total_cmp(&b.geh));
        if let Some(row) = worst {
            let (model, observed) = (self.figure(row, row.model), self.figure(row, row.observed));
            let difference = Difference::between(&observed, &model);
            part.say(
                match self.rows.len() {
                    1 => Phrase::from("One flow was observed, ")
                        .name(row.of.head.label())
                        .with(": the model carries "),
                    several => Phrase::from(format!("Of {several} observed flows "))
                        .name(row.of.head.label())
                        .with(" is met least well: the model carries "),
                }
                .with(model)
                .with(" where ")
                .with(observed)
                .with(" were counted, ")
                .with(difference)
                .with("."),
            );
        }
        let mut table = Table::new()
            .text("observed")
            .text("over")
            .number("model")
            .number("counted")
            .number("difference")
            .number("GEH");
        let mut maps = Vec::new();
        for row in self.rows {
            let (model, observed) = (self.figure(row, row.model), self.figure(row, row.observed));
            let difference = Difference::between(&observed, &model);
            let over = when_text(Moment::Over(row.of.from, row.of.until, row.of.head.span));
            let over = over.trim_start_matches("over ").to_owned();
            table.row(vec![
                row.of.head.label().into(),
                over.as_str().into(),
                (&model).into(),
                (&observed).into(),
                (&difference).into(),
                Cell::Number(row.geh),
            ]);
            maps.push(
                Map::new()
                    .with("name", &row.of.head.name)
                    .with("on", &row.of.on.text)
                    .with("over", over)
                    .with("model", model)
                    .with("observed", observed)
                    .with("difference", difference.clone())
                    .with("percent", difference.percent)
                    .with("geh", row.geh)
                    .with("place", Place::of(row.of.head.span, self.analyst.sources)),
            );
        }
        part.body.push(Block::Table(table));
        part.data.set("flows", Node::list(maps));
        part.note(
            "GEH is √(2 (m − c)² ÷ (m + c)) of model and count in units an hour, as for traffic \
             counts (the unit as written, without its prefix); below 5 counts as good there",
        );
        self.overall(part);
    }

    /// R² and the root of the mean square of the relative differences.
    fn overall(&self, part: &mut Part) {
        let relative: Vec<f64> = self
            .rows
            .iter()
            .filter(|row| row.observed > 0.0)
            .map(|row| row.model / row.observed - 1.0)
            .collect();
        if !relative.is_empty() {
            let square: f64 = relative.iter().map(|r| r * r).sum::<f64>() / relative.len() as f64;
            let rms = libm::sqrt(square);
            part.data.set("relative_rmse", rms);
            part.say(
                Phrase::from("The root of the mean square of all differences is ")
                    .with(Share(rms))
                    .with(" of what was counted."),
            );
        }
        // Counts of different measures have no common mean.
        let unit = |row: &Row<'_>| amount_unit(self.analyst, row.of).0.dimension;
        let same = self.rows.iter().all(|row| unit(row) == unit(&self.rows[0]));
        if !same || self.rows.len() < 3 {
            return;
        }
        let mean = self.rows.iter().map(|r| r.observed).sum::<f64>() / self.rows.len() as f64;
        let off: f64 = self.rows.iter().map(|r| (r.model - r.observed).powi(2)).sum();
        let all: f64 = self.rows.iter().map(|r| (r.observed - mean).powi(2)).sum();
        if all > 0.0 {
            let r_squared = 1.0 - off / all;
            part.data.set("r_squared", r_squared);
            let text = crate::quantity::format_number(r_squared);
            part.say(format!("R² of model against counts is {text}."));
        }
    }
}
