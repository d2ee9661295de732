//! `report sweep`: metrics along one parameter or setting, or over a grid of two.

use crate::model::{Action, ConstantId, Moment, ScenarioId, SweepAsk, SweepAxis, SweepOf};
use crate::report::{Block, Cell, Figure, Map, Node, Phrase, Table};
use crate::scenario::steps;

use super::analyst::{Analyst, Failure};
use super::expect::evaluate;
use super::metrics::Default;
use super::part::Part;
use super::units::shown;
use super::value::{figure_of, with_values};

/// Rows that the text shows.
const ROWS: usize = 60;

/// One point: where it lies on each axis, and what each metric came to there.
struct Point {
    at: Vec<f64>,
    found: Vec<Result<f64, Vec<Phrase>>>,
}

/// Metrics at every point, each with the model checked again at its values.
/// What a scenario sets of a swept parameter comes second to the sweep.
///
/// # Errors
/// Where no metric has a value at any point, with the reason.
pub fn sweep(
    analyst: &Analyst<'_>,
    scenario: ScenarioId,
    when: Option<Moment>,
    ask: &SweepAsk,
) -> Result<Part, Failure> {
    let mut points = Vec::new();
    for at in grid(&ask.axes) {
        analyst.control.check()?;
        points.push(point(analyst, Default { scenario, when }, ask, at)?);
    }
    let all = points.iter().flat_map(|point| &point.found);
    if let (false, Some(Err(reasons))) =
        (all.clone().any(|found| found.is_ok()), all.clone().next())
    {
        return Err(Failure::Told(reasons.clone()));
    }
    let teller = Teller { analyst, ask, points: &points };
    let mut part = Part::default();
    for metric in 0..ask.metrics.len() {
        part.say(teller.sentence(metric));
    }
    teller.tables(&mut part);
    part.data.set("rows", Node::list(points.iter().map(|point| teller.row_map(point))));
    teller.notes(scenario, &mut part);
    Ok(part)
}

/// Every combination of values, the last axis fastest.
fn grid(axes: &[SweepAxis]) -> Vec<Vec<f64>> {
    axes.iter().fold(vec![Vec::new()], |points, axis| {
        let with = |point: &Vec<f64>, value: &f64| {
            let mut next = point.clone();
            next.push(*value);
            next
        };
        points.iter().flat_map(|point| axis.values.iter().map(move |v| with(point, v))).collect()
    })
}

fn point(
    analyst: &Analyst<'_>,
    default: Default,
    ask: &SweepAsk,
    at: Vec<f64>,
) -> Result<Point, Failure> {
    let set: Vec<(SweepOf, f64)> =
        ask.axes.iter().map(|axis| axis.of).zip(at.iter().copied()).collect();
    let found = with_values(analyst, &set, |analyst| {
        let mut found = Vec::new();
        for (term, _) in &ask.metrics {
            found.push(match evaluate(analyst, term, default) {
                Ok(metric) => Ok(metric.value),
                Err(Failure::Told(reasons)) => Err(reasons),
                Err(Failure::Cancelled) => return Err(Failure::Cancelled),
            });
        }
        Ok(found)
    });
    let found = match found {
        Ok(found) => found,
        // The model does not hold at this point: no metric has a value.
        Err(Failure::Told(reasons)) => vec![Err(reasons); ask.metrics.len()],
        Err(Failure::Cancelled) => return Err(Failure::Cancelled),
    };
    Ok(Point { at, found })
}

struct Teller<'a, 'm> {
    analyst: &'a Analyst<'m>,
    ask: &'a SweepAsk,
    points: &'a [Point],
}

impl Teller<'_, '_> {
    fn at(&self, axis: usize, value: f64) -> Figure {
        Figure::new(value, shown(self.analyst.model, self.ask.axes[axis].unit))
    }

    fn figure(&self, point: &Point, metric: usize) -> Figure {
        let term = &self.ask.metrics[metric].0;
        let value = point.found[metric].as_ref().map_or(f64::NAN, |value| *value);
        figure_of(self.analyst, term, value)
    }

    /// `fare = 300 USD/TEU`.
    fn place(&self, point: &Point) -> Phrase {
        let parts = self.ask.axes.iter().enumerate().map(|(index, axis)| {
            Phrase::from(format!("{} = ", axis.name)).with(self.at(index, point.at[index]))
        });
        Phrase::list(parts)
    }

    /// Where a metric begins and ends, and where it is least and greatest.
    fn sentence(&self, metric: usize) -> Phrase {
        let text = Phrase::from(format!("`{}`", self.ask.metrics[metric].1));
        let known: Vec<(&Point, f64)> = self
            .points
            .iter()
            .filter_map(|point| Some((point, *point.found[metric].as_ref().ok()?)))
            .collect();
        let (Some(first), Some(last)) = (known.first(), known.last()) else {
            return text.with(" has no value at any point.");
        };
        let by = |a: &&(&Point, f64), b: &&(&Point, f64)| a.1.total_cmp(&b.1);
        let (Some(least), Some(most)) = (known.iter().min_by(by), known.iter().max_by(by)) else {
            return text;
        };
        if (most.1 - least.1).abs() <= 1e-9 * most.1.abs().max(least.1.abs()) {
            return text.with(" is ").with(self.figure(first.0, metric)).with(" throughout.");
        }
        let of = |point: &Point| {
            Phrase::from(self.figure(point, metric)).with(" at ").and(self.place(point))
        };
        if self.ask.axes.len() > 1 {
            let text = text.with(" lies between ").and(of(least.0));
            return text.with(" and ").and(of(most.0)).with(".");
        }
        let mut text = text.with(" goes from ").and(of(first.0)).with(" to ").and(of(last.0));
        let ends = [first.1, last.1];
        if !ends.contains(&least.1) {
            text = text.with("; it is least, ").and(of(least.0));
        }
        if !ends.contains(&most.1) {
            text = text.with("; it is greatest, ").and(of(most.0));
        }
        text.with(".")
    }

    fn tables(&self, part: &mut Part) {
        let [rows, columns] = self.ask.axes.as_slice() else {
            part.body.push(Block::Table(self.list()));
            return;
        };
        for (metric, (term, text)) in self.ask.metrics.iter().enumerate() {
            let unit = shown(self.analyst.model, term.unit);
            let head = Phrase::from(format!("`{text}`"));
            let head = match unit.0.plural.as_str() {
                "" => head,
                unit => head.with(format!(" in {unit}")),
            };
            part.body.push(Block::Heading(head.with(format!(", by {} across", columns.name))));
            let mut table = Table::new().number(&rows.name);
            for value in &columns.values {
                table = table.number(self.at(1, *value).shown());
            }
            for line in self.points.chunks(columns.values.len()) {
                let mut cells: Vec<Cell> = vec![self.at(0, line[0].at[0]).into()];
                let number = |point| self.figure(point, metric).number();
                cells.extend(line.iter().map(|point| Cell::from(number(point))));
                table.row(cells);
            }
            table.most = Some(ROWS);
            part.body.push(Block::Table(table));
        }
    }

    fn list(&self) -> Table {
        let mut table = Table::new();
        for axis in &self.ask.axes {
            table = table.number(&axis.name);
        }
        for (_, text) in &self.ask.metrics {
            table = table.number(text);
        }
        for point in self.points {
            let at = point.at.iter().enumerate().map(|(axis, value)| self.at(axis, *value).into());
            let of = (0..self.ask.metrics.len()).map(|metric| self.figure(point, metric).into());
            table.row(at.chain(of).collect());
        }
        table.most = Some(ROWS);
        table
    }

    fn row_map(&self, point: &Point) -> Map {
        let at = self.ask.axes.iter().enumerate().fold(Map::new(), |map, (index, axis)| {
            map.with(axis.name.clone(), self.at(index, point.at[index]))
        });
        let mut values = Map::new();
        let mut reasons = Map::new();
        for (metric, (_, text)) in self.ask.metrics.iter().enumerate() {
            values.set(text.clone(), self.figure(point, metric));
            if let Err(why) = &point.found[metric] {
                reasons.set(text.clone(), why.iter().map(Phrase::plain).collect::<Vec<_>>());
            }
        }
        let map = Map::new().with("at", at).with("values", values);
        if reasons.is_empty() { map } else { map.with("reasons", reasons) }
    }

    fn notes(&self, scenario: ScenarioId, part: &mut Part) {
        for axis in &self.ask.axes {
            if let SweepOf::Parameter(param) = axis.of
                && let Some(by) = self.set_by(scenario, param)
            {
                let text = format!("`{by}` sets `{}` too; here the sweep's values hold", axis.name);
                part.note(text);
            }
        }
        for point in self.points {
            for (found, (_, text)) in point.found.iter().zip(&self.ask.metrics) {
                if let Err(reasons) = found
                    && let Some(first) = reasons.first()
                {
                    let at = Phrase::from(format!("`{text}` has no value where "));
                    part.note(at.and(self.place(point)).with(": ").and(first.clone()));
                }
                if part.notes.len() > 6 {
                    part.note("other points without a value are marked –");
                    return;
                }
            }
        }
    }

    /// Who sets a parameter in a scenario.
    fn set_by(&self, scenario: ScenarioId, param: ConstantId) -> Option<String> {
        let model = self.analyst.model;
        let sets =
            |action: &Action| matches!(action, Action::SetParam { param: of, .. } if *of == param);
        let steps = steps(model, scenario);
        let found = steps.iter().find(|step| sets(&step.effect.action));
        found.map(|step| step.cause.label(model).to_owned())
    }
}
