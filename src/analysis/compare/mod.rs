//! `report compare`: scenarios side by side.

mod side;
mod tell;

use crate::model::{CommodityId, Question, ScenarioId};
use crate::report::{Answer, Block, Map, Phrase};
use crate::scenario::{About, At};

use super::analyst::{Analyst, Failure};
use super::flow::solve;
use super::part::told;
use side::{Side, one_side};
use tell::{sentence, side_map, tell};

/// Fills the answer: for each demand every figure in each scenario, with its
/// difference to the first.
///
/// # Errors
/// [`crate::control::Cancelled`] when the control says so.
pub fn compare(
    analyst: &Analyst<'_>,
    question: &Question,
    scenarios: &[ScenarioId],
    commodity: Option<CommodityId>,
    answer: &mut Answer,
) -> Result<(), crate::control::Cancelled> {
    let mut sides = Vec::new();
    let mut maps = Vec::new();
    for scenario in scenarios {
        match told(side(analyst, question, *scenario, commodity))? {
            Ok(side) => sides.push(side),
            Err(reasons) => {
                let name = analyst.scenario_name(*scenario).to_owned();
                let texts: Vec<String> = reasons.iter().map(Phrase::plain).collect();
                maps.push(Map::new().with("scenario", name).with("reasons", texts));
                for reason in reasons {
                    let start = Phrase::from("No answer in ")
                        .name(analyst.scenario_label(*scenario))
                        .with(": ");
                    answer.body.push(Block::Sentence(start.and(reason)));
                }
            }
        }
    }
    if let Some((first, rest)) = sides.split_first() {
        answer.body.insert(0, Block::Sentence(sentence(analyst, first, rest)));
        tell(analyst, first, rest, answer);
        for side in &sides {
            maps.push(side_map(analyst, side, first));
        }
    }
    answer.data.set("scenarios", maps);
    Ok(())
}

fn side(
    analyst: &Analyst<'_>,
    question: &Question,
    scenario: ScenarioId,
    commodity: Option<CommodityId>,
) -> Result<Side, Failure> {
    let moments = analyst.moments(scenario, question.when, About::Demands)?;
    let days = |at: &At| at.days().unwrap_or(1.0);
    let total: f64 = moments.iter().map(days).sum();
    let mut merged: Option<Side> = None;
    for at in &moments {
        let state = analyst.state(scenario, *at)?;
        let solved = solve(&state, commodity, None, analyst.control)?;
        let one = one_side(analyst, &state, &solved, scenario)?;
        let share = days(at) / total;
        merged = Some(match merged {
            None if moments.len() == 1 => one,
            None => one.scaled(share),
            Some(sum) => sum.plus(one.scaled(share)),
        });
    }
    let merged = merged.ok_or_else(|| Failure::told("the period is empty"))?;
    let dated = moments.iter().all(|at| at.days().is_some());
    Ok(if dated { merged.amounts(analyst.model, total) } else { merged })
}
