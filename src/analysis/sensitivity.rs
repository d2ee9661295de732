//! `report sensitivity` and `report elasticities`: what moves a metric, one
//! input at a time.

use std::sync::Arc;

use crate::model::{ConstantId, Formula, InputId, Moment, ScenarioId, SensitivityAsk, SweepOf};
use crate::report::{Block, Difference, Figure, Map, Node, Phrase, Place, Share, Table};
use crate::source::Span;

use super::analyst::{Analyst, Failure};
use super::bars::tornado;
use super::expect::evaluate;
use super::figures::input_names;
use super::metrics::Default;
use super::part::Part;
use super::units::shown;
use super::value::{figure_of, reason, with_values};

/// The percentiles between which an input is moved.
const ENDS: (f64, f64) = (0.05, 0.95);

/// By how much each input is moved for an elasticity, to either side.
const STEP: f64 = 0.01;

/// What is moved.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Moved {
    /// A declared distribution.
    Input(InputId),
    /// A parameter that is no distribution.
    Param(ConstantId),
}

/// What came of moving one input down and up.
struct Row {
    moved: Moved,
    /// The input at either end.
    at: (f64, f64),
    /// The metric there; a reason where it has no value.
    found: (Result<f64, Phrase>, Result<f64, Phrase>),
}

impl Row {
    /// How far the metric goes between the two ends; infinite where it has no
    /// value at one of them.
    fn swing(&self) -> f64 {
        match (&self.found.0, &self.found.1) {
            (Ok(low), Ok(high)) if low == high => 0.0,
            (Ok(low), Ok(high)) => (high - low).abs(),
            _ => f64::INFINITY,
        }
    }
}

struct Asked<'a, 'm> {
    analyst: &'a Analyst<'m>,
    ask: &'a SensitivityAsk,
    default: Default,
    /// The metric with every input at its mean.
    middle: f64,
    /// What each input belongs to, and its property.
    names: Vec<(String, &'static str)>,
}

/// The metric with each uncertain input at its 5th and 95th percentile, the
/// others at their means, ranked by how far that moves it.
///
/// # Errors
/// Where the metric has no value with all at their means, with the reason.
pub fn sensitivity(
    analyst: &Analyst<'_>,
    scenario: ScenarioId,
    when: Option<Moment>,
    ask: &SensitivityAsk,
) -> Result<Part, Failure> {
    let asked = Asked::new(analyst, ask, Default { scenario, when })?;
    if analyst.model.inputs.is_empty() {
        return Err(Failure::told("nothing in this model is uncertain: no figure has a spread"));
    }
    let mut rows = Vec::new();
    for number in 0..analyst.model.inputs.len() {
        let of = &analyst.model.inputs[number].distribution;
        let at = (of.quantile(ENDS.0), of.quantile(ENDS.1));
        rows.push(asked.row(Moved::Input(InputId(number as u32)), at)?);
    }
    rows.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
    let mut part = Part::default();
    asked.tell_swings(&rows, &mut part);
    Ok(part)
}

/// By how many percent the metric moves for one percent of each uncertain input
/// and each parameter: the mean of a percent down and a percent up.
///
/// # Errors
/// Where the metric has no value as things stand, or is zero, with the reason.
pub fn elasticities(
    analyst: &Analyst<'_>,
    scenario: ScenarioId,
    when: Option<Moment>,
    ask: &SensitivityAsk,
) -> Result<Part, Failure> {
    let asked = Asked::new(analyst, ask, Default { scenario, when })?;
    if asked.middle == 0.0 || !asked.middle.is_finite() {
        let text = format!("`{}` is zero or without limit: no percent of it", ask.text);
        return Err(Failure::told(text));
    }
    let means = analyst.model.input_means();
    let inputs = (0u32..).zip(means).map(|(number, mean)| (Moved::Input(InputId(number)), mean));
    let params = (0u32..).zip(&analyst.model.constants).filter_map(|(number, constant)| {
        let figure = constant.figure.as_ref().filter(|_| constant.is_param)?;
        let fixed = figure.formula == Formula::Fixed;
        fixed.then_some((Moved::Param(ConstantId(number)), figure.value))
    });
    let mut rows = Vec::new();
    for (moved, value) in inputs.chain(params).filter(|(_, value)| *value != 0.0) {
        rows.push(asked.row(moved, (value * (1.0 - STEP), value * (1.0 + STEP)))?);
    }
    if rows.is_empty() {
        return Err(Failure::told("the model has neither an uncertain input nor a parameter"));
    }
    rows.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
    let mut part = Part::default();
    asked.tell_elasticities(&rows, &mut part);
    Ok(part)
}

impl<'a, 'm> Asked<'a, 'm> {
    fn new(
        analyst: &'a Analyst<'m>,
        ask: &'a SensitivityAsk,
        default: Default,
    ) -> Result<Self, Failure> {
        let middle = evaluate(analyst, &ask.metric, default)?.value;
        Ok(Self { analyst, ask, default, middle, names: input_names(analyst.model) })
    }

    fn row(&self, moved: Moved, at: (f64, f64)) -> Result<Row, Failure> {
        self.analyst.control.check()?;
        let found = (self.with(moved, at.0)?, self.with(moved, at.1)?);
        Ok(Row { moved, at, found })
    }

    /// The metric with one input elsewhere.
    fn with(&self, moved: Moved, value: f64) -> Result<Result<f64, Phrase>, Failure> {
        let analyst = self.analyst;
        let found = match moved {
            Moved::Input(input) => {
                let mut values = analyst.model.input_means();
                values[input.index()] = value;
                let model = analyst.model.with_inputs(&values);
                // What a scenario sets is checked again and then moved alike.
                let desk = analyst.desk();
                let again = |set: &[(SweepOf, f64)]| {
                    let model = desk.checked_with(set).map_err(reason)?;
                    if model.inputs.len() != values.len() {
                        return Err("the model does not hold with these values".to_owned());
                    }
                    Ok(Arc::new(model.with_inputs(&values)))
                };
                let moved = Analyst::new(&model, analyst.sources, analyst.control);
                evaluate(&moved.with_recheck(&again), &self.ask.metric, self.default)
            }
            Moved::Param(param) => {
                let set = [(SweepOf::Parameter(param), value)];
                with_values(analyst, &set, |moved| evaluate(moved, &self.ask.metric, self.default))
            }
        };
        match found {
            Ok(metric) if metric.value.is_finite() => Ok(Ok(metric.value)),
            Ok(_) => Ok(Err("without limit".into())),
            Err(Failure::Told(reasons)) => {
                Ok(Err(reasons.into_iter().next().unwrap_or_else(|| "no value".into())))
            }
            Err(Failure::Cancelled) => Err(Failure::Cancelled),
        }
    }

    fn figure(&self, value: f64) -> Figure {
        figure_of(self.analyst, &self.ask.metric, value)
    }

    fn side(&self, found: &Result<f64, Phrase>) -> Figure {
        self.figure(found.as_ref().map_or(f64::NAN, |value| *value))
    }

    fn input_figure(&self, row: &Row, value: f64) -> Figure {
        let model = self.analyst.model;
        let unit = match row.moved {
            Moved::Input(id) => model.inputs[id.index()].unit,
            Moved::Param(id) => match &model.constants[id.index()].figure {
                Some(figure) => figure.unit,
                None => crate::model::UnitId(0),
            },
        };
        Figure::new(value, shown(model, unit))
    }

    /// What the input belongs to, its property, and where it was written.
    fn name(&self, row: &Row) -> (String, String, Span) {
        let model = self.analyst.model;
        match row.moved {
            Moved::Input(id) => {
                let span = model.inputs[id.index()].span;
                let (of, property) = &self.names[id.index()];
                (of.clone(), (*property).to_owned(), span)
            }
            Moved::Param(id) => {
                let head = &model.constants[id.index()].head;
                (format!("param {}", head.name), "value".to_owned(), head.span)
            }
        }
    }

    fn label(&self, row: &Row) -> String {
        let (of, property, _) = self.name(row);
        if property == "value" { of } else { format!("{property} of {of}") }
    }

    fn map(&self, row: &Row) -> Map {
        let (of, property, span) = self.name(row);
        Map::new()
            .with("input", format!("{property} of {of}"))
            .with("subject", of)
            .with("property", property)
            .with("place", Place::of(span, self.analyst.sources))
            .with("low_input", self.input_figure(row, row.at.0))
            .with("high_input", self.input_figure(row, row.at.1))
            .with("low", self.side(&row.found.0))
            .with("high", self.side(&row.found.1))
    }

    fn tell_swings(&self, rows: &[Row], part: &mut Part) {
        let moving: Vec<&Row> = rows.iter().filter(|row| row.swing() > 0.0).collect();
        let middle = self.figure(self.middle);
        let text = Phrase::from(format!("`{}` is ", self.ask.text))
            .with(middle.clone())
            .with(" with every input at its mean");
        part.say(match moving.first() {
            None => text.with("; no uncertain input moves it."),
            Some(row) => text
                .with(format!("; it is moved most by the {}: from ", self.label(row)))
                .with(self.side(&row.found.0))
                .with(" at its 5th percentile to ")
                .with(self.side(&row.found.1))
                .with(" at its 95th."),
        });
        let told: Vec<&Row> = moving.iter().take(self.ask.top).copied().collect();
        let sides: Vec<(f64, f64)> = told
            .iter()
            .map(|row| {
                let side = |found: &Result<f64, Phrase>| *found.as_ref().unwrap_or(&self.middle);
                (side(&row.found.0), side(&row.found.1))
            })
            .collect();
        let bars = tornado(self.middle, &sides);
        let mut table = Table::new()
            .text("input")
            .number("5 %")
            .number("95 %")
            .number("low")
            .number("high")
            .text("around the mean");
        for (row, bar) in told.iter().zip(bars) {
            table.row(vec![
                self.label(row).into(),
                self.input_figure(row, row.at.0).into(),
                self.input_figure(row, row.at.1).into(),
                self.side(&row.found.0).into(),
                self.side(&row.found.1).into(),
                bar.into(),
            ]);
        }
        if !told.is_empty() {
            part.body.push(Block::Table(table));
        }
        part.data.set("mean", middle);
        let maps = told.iter().map(|row| {
            let swing = row.swing();
            self.map(row).with("swing", self.figure(swing))
        });
        part.data.set("inputs", Node::list(maps));
        self.rest(rows, moving.len(), part);
    }

    fn tell_elasticities(&self, rows: &[Row], part: &mut Part) {
        // Percent of the metric for one percent of the input.
        let elasticity = |row: &Row| match (&row.found.0, &row.found.1) {
            (Ok(low), Ok(high)) => (high - low) / (2.0 * STEP * self.middle),
            _ => f64::NAN,
        };
        let moving: Vec<&Row> = rows.iter().filter(|row| row.swing() > 0.0).collect();
        let middle = self.figure(self.middle);
        let text = Phrase::from(format!("`{}` is ", self.ask.text)).with(middle.clone());
        part.say(match moving.iter().find(|row| row.swing().is_finite()) {
            None => text.with("; no input moves it."),
            Some(row) => text
                .with(format!(
                    "; it answers most to the {}: one percent more of it means ",
                    self.label(row)
                ))
                .with(Difference {
                    value: Some(self.middle * elasticity(row) / 100.0),
                    percent: Some(elasticity(row)),
                    unit: middle.unit.clone(),
                })
                .with("."),
        });
        let told: Vec<&Row> = moving.iter().take(self.ask.top).copied().collect();
        let mut table =
            Table::new().text("input").number("value").number("for 1 % more").number("elasticity");
        for row in &told {
            let by = elasticity(row);
            table.row(vec![
                self.label(row).into(),
                self.input_figure(row, f64::midpoint(row.at.0, row.at.1)).into(),
                Share(by / 100.0).into(),
                by.into(),
            ]);
        }
        if !told.is_empty() {
            part.body.push(Block::Table(table));
        }
        part.data.set("mean", middle);
        let maps = told.iter().map(|row| {
            let value = self.input_figure(row, f64::midpoint(row.at.0, row.at.1));
            self.map(row).with("value", value).with("elasticity", elasticity(row))
        });
        part.data.set("inputs", Node::list(maps));
        self.rest(rows, moving.len(), part);
    }

    /// What is not told, and what has no value somewhere.
    fn rest(&self, rows: &[Row], moving: usize, part: &mut Part) {
        if moving > self.ask.top {
            part.note(format!(
                "{} more inputs move it less; `top` tells more",
                moving - self.ask.top
            ));
        }
        if rows.len() > moving && moving > 0 {
            let count = rows.len() - moving;
            let inputs = if count == 1 { "input does" } else { "inputs do" };
            part.note(format!("{count} {inputs} not move it at all"));
        }
        for row in rows.iter().take(self.ask.top) {
            for (found, at) in [(&row.found.0, row.at.0), (&row.found.1, row.at.1)] {
                if let Err(why) = found {
                    let text = Phrase::from(format!("with the {} at ", self.label(row)))
                        .with(self.input_figure(row, at));
                    part.note(text.with(" there is no value: ").and(why.clone()));
                }
            }
        }
    }
}
