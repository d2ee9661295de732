//! The flows of a period in which changes come at random: averages over draws.

use crate::model::{MetricKind, Moment, Question, ScenarioId};
use crate::quantity::Dimension;
use crate::report::{Answer, Block, Figure, Map, Phrase, Table};
use crate::scenario::random_changes;

use super::analyst::{Analyst, Failure};
use super::random::AVERAGED;
use super::risk::moments;
use super::solved_draws::{Wanted, solved};
use super::units::amount_of_rate;

/// Adds to the answer of a flow over a period what each demand comes to on
/// average over draws of the random changes, with standard errors.
///
/// # Errors
/// Where the control says so, or no draw has an answer.
pub fn add_averages(
    analyst: &Analyst<'_>,
    question: &Question,
    scenario: ScenarioId,
    answer: &mut Answer,
) -> Result<(), Failure> {
    let (Some(Moment::Over(..)), false) =
        (question.when, random_changes(analyst.model, scenario).is_empty())
    else {
        return Ok(());
    };
    let (model, units) = (analyst.model, analyst.units());
    let ids = || (0..model.demands.len() as u32).map(crate::model::DemandId);
    let kinds: Vec<MetricKind> = ids()
        .flat_map(|id| {
            [MetricKind::Delivered(id), MetricKind::Unmet(id), MetricKind::TimeOfDemand(id)]
        })
        .collect();
    let amount = |index: usize| {
        let commodity = model.demands[index / 3].commodity;
        let rate = units.rate(model, commodity);
        amount_of_rate(model, &rate).unwrap_or_else(|| units.amount(model, commodity))
    };
    let wanted: Vec<Wanted<'_>> = kinds
        .iter()
        .enumerate()
        .map(|(index, kind)| match kind {
            MetricKind::TimeOfDemand(_) => (kind, Dimension::TIME, false),
            _ => (kind, amount(index).0.dimension, true),
        })
        .collect();
    let found = solved(analyst, scenario, &wanted, question.when, (AVERAGED, false))?;
    let mut table = Table::new().text("demand").text("over the period").number("mean").number("±");
    let mut maps = Vec::new();
    for (index, id) in ids().enumerate() {
        let head = &model.demands[id.index()].head;
        let mut map = Map::new().with("demand", &head.name);
        let words =
            [("delivered", "delivered_error"), ("unmet", "unmet_error"), ("time", "time_error")];
        for (offset, (word, error)) in words.into_iter().enumerate() {
            let values: Vec<f64> =
                found[3 * index + offset].iter().copied().filter(|v| !v.is_nan()).collect();
            let Some(mean) = moments(&values).map(|found| found.mean) else { continue };
            let unit = if offset == 2 { units.time.clone() } else { amount(3 * index) };
            let (value, spread) = (Figure::new(mean.value, &unit), Figure::new(mean.error, &unit));
            map.set(word, &value);
            map.set(error, &spread);
            table.row(vec![head.label().into(), word.into(), value.into(), spread.into()]);
        }
        maps.push(map);
    }
    let heading = format!("With what comes at random: means over {AVERAGED} draws");
    answer.body.push(Block::Heading(heading.into()));
    answer.body.push(Block::Table(table));
    let data = Map::new().with("draws", AVERAGED as usize).with("demands", maps);
    answer.data.set("averaged_over_draws", data);
    answer.note(Phrase::from(
        "the stretches above are without the changes that come at random; ± is one standard \
         error of a mean over their draws",
    ));
    Ok(())
}
