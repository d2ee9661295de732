//! One file a question: from networks to answers.
//!
//! [`answer`] answers a report, once for each scenario. A question without an
//! answer is answered with the reason; nothing here prints, reads files or
//! looks at the clock.

mod analyst;
mod assigned;
mod bars;
mod basis;
mod bottlenecks;
mod capacity;
#[cfg(test)]
mod capacity_tests;
mod changes;
mod closures;
mod compare;
mod contract_terms;
mod contracts;
#[cfg(test)]
mod contracts_tests;
mod contracts_told;
mod corridor;
mod critical;
#[cfg(test)]
mod definitions_tests;
mod describe;
mod difference;
mod expect;
#[cfg(test)]
mod expect_tests;
mod exposure;
mod figures;
mod find_routes;
mod fit;
mod flow;
mod flow_problem;
#[cfg(test)]
mod flow_tests;
mod growth;
mod input_name;
mod invest;
mod knock;
mod map;
mod metrics;
mod network;
mod no_way;
mod over_draws;
mod pareto;
mod part;
mod random;
mod registers;
mod risk;
mod routes;
#[cfg(test)]
mod routes_tests;
mod rules;
mod sensitivity;
#[cfg(test)]
mod sensitivity_tests;
mod separate;
mod solved_draws;
mod sweep;
#[cfg(test)]
mod testing;
mod timeline;
mod title;
mod title_whatif;
mod unconverted;
mod units;
mod uses;
mod value;
mod vectors;
mod why;
mod words;
mod worst;

use crate::control::Cancelled;
use crate::model::{Ask, Assigned, Question, ScenarioId};
use crate::report::{Answer, Phrase};
use crate::scenario::{At, about_ask};

pub use analyst::{Analyst, Failure, ModelRef, Recheck, State};
pub use capacity::{CapacityAsk, Most, most};
pub use describe::{Described, changed, described, head_of};
pub use expect::{is_condition, judge, value_of};
pub use figures::{Item as FigureOf, What as FigureWhat, each_figure};
pub use find_routes::{Found, find_routes};
pub use no_way::NoWay;
pub use registers::{assumptions, derivation, references};
pub use risk::{Sample, SampleAsk, sample};
pub use words::prop_word;

use part::{Part, fill, tell_failure, told};

/// The answers to a report, one for each of its scenarios (one in all where it
/// compares scenarios or asks for a register).
///
/// # Errors
/// [`Cancelled`] when the control says so.
pub fn answer(analyst: &Analyst<'_>, question: &Question) -> Result<Vec<Answer>, Cancelled> {
    match &question.ask {
        Ask::Sources => Ok(vec![register(analyst, question, registers::sources(analyst))]),
        Ask::Assumptions => {
            Ok(vec![register(analyst, question, registers::assumption_report(analyst))])
        }
        Ask::Changes { to, .. } => Ok(vec![in_scenario(analyst, question, *to)?]),
        Ask::Compare { scenarios, commodity } => {
            let mut answer = title::blank(analyst, question, None);
            compare::compare(analyst, question, scenarios, *commodity, &mut answer)?;
            Ok(vec![answer])
        }
        Ask::Difference(ask) => {
            let part = told(difference::difference(analyst, question.when, ask))?;
            Ok(vec![whole(title::blank(analyst, question, None), part)])
        }
        Ask::Timeline(_)
        | Ask::Risk(_)
        | Ask::Sweep(_)
        | Ask::Sensitivity(_)
        | Ask::Elasticities(_)
        | Ask::Fit => question
            .scenarios
            .iter()
            .map(|scenario| {
                let part = told(over_time(analyst, question, *scenario))?;
                Ok(whole(title::blank(analyst, question, Some(*scenario)), part))
            })
            .collect(),
        _ => question
            .scenarios
            .iter()
            .map(|scenario| in_scenario(analyst, question, *scenario))
            .collect(),
    }
}

fn register(analyst: &Analyst<'_>, question: &Question, part: Part) -> Answer {
    let mut answer = title::blank(analyst, question, None);
    let at = At::Together { day: None };
    fill(&mut answer, vec![(at, Ok(part))]);
    answer
}

/// An answer of one part that is not of one moment.
fn whole(mut answer: Answer, part: Result<Part, Vec<Phrase>>) -> Answer {
    match part {
        Err(reasons) => tell_failure(&mut answer, reasons),
        Ok(part) => fill(&mut answer, vec![(At::Together { day: None }, Ok(part))]),
    }
    answer
}

/// Answers that play or draw what holds when, or that ask metrics with moments
/// of their own.
fn over_time(
    analyst: &Analyst<'_>,
    question: &Question,
    scenario: ScenarioId,
) -> Result<Part, Failure> {
    let when = question.when;
    match &question.ask {
        Ask::Timeline(ask) => timeline::timeline(analyst, scenario, ask),
        Ask::Risk(ask) => risk::risk(analyst, scenario, ask, question.scenarios.first().copied()),
        Ask::Sweep(ask) => sweep::sweep(analyst, scenario, when, ask),
        Ask::Sensitivity(ask) => sensitivity::sensitivity(analyst, scenario, when, ask),
        Ask::Elasticities(ask) => sensitivity::elasticities(analyst, scenario, when, ask),
        Ask::Fit => fit::fit(analyst, scenario),
        _ => Err(Failure::told("this is asked at a moment")),
    }
}

fn in_scenario(
    analyst: &Analyst<'_>,
    question: &Question,
    scenario: ScenarioId,
) -> Result<Answer, Cancelled> {
    let mut answer = title::blank(analyst, question, Some(scenario));
    let moments = told(analyst.moments(scenario, question.when, about_ask(&question.ask)))?;
    match moments {
        Err(reasons) => tell_failure(&mut answer, reasons),
        Ok(moments) => {
            let mut parts = Vec::new();
            for at in moments {
                analyst.control.check()?;
                parts.push((at, told(at_moment(analyst, &question.ask, scenario, at))?));
            }
            fill(&mut answer, parts);
            if let Err(reasons) =
                told(over_draws::add_averages(analyst, question, scenario, &mut answer))?
            {
                reasons.into_iter().for_each(|reason| answer.note(reason));
            }
        }
    }
    Ok(answer)
}

/// The answer at one moment.
fn at_moment(
    analyst: &Analyst<'_>,
    ask: &Ask,
    scenario: ScenarioId,
    at: At,
) -> Result<Part, Failure> {
    let state = &*analyst.state(scenario, at)?;
    match ask {
        Ask::Routes(ask) => routes::routes(analyst, state, ask),
        Ask::Corridor { corridors, commodity, by } => {
            corridor::corridor(analyst, state, corridors, *commodity, *by)
        }
        Ask::Capacity { from, to, commodity } => {
            let ask = capacity::CapacityAsk {
                from: from.clone(),
                to: to.clone(),
                commodity: *commodity,
                only_mode: None,
                avoiding: None,
            };
            capacity::capacity(analyst, state, &ask)
        }
        Ask::Flow { minimising, commodity, assigned: Assigned::Optimum } => {
            flow::flow(analyst, state, *commodity, *minimising)
        }
        Ask::Flow { minimising, commodity, assigned } => {
            assigned::assigned(analyst, state, *commodity, *minimising, *assigned)
        }
        Ask::CapacityOfDemands { commodity } => growth::growth(analyst, state, *commodity),
        Ask::Critical(ask) => critical::critical(analyst, state, ask),
        Ask::Worst(ask) => worst::worst(analyst, state, ask),
        Ask::Exposure(ask) => exposure::exposure(analyst, state, ask),
        Ask::Pareto(ask) => pareto::pareto(analyst, state, ask),
        Ask::Invest(ask) => invest::invest(analyst, state, ask),
        Ask::Why(ask) => why::why(analyst, state, ask),
        Ask::Map => map::map(analyst, state),
        Ask::Bottlenecks { minimising, commodity, top } => {
            bottlenecks::bottlenecks(analyst, state, *commodity, *minimising, *top)
        }
        Ask::Network => Ok(network::network(analyst, state)),
        Ask::Changes { from, .. } => changes::changes(analyst, at, *from, state),
        Ask::Sources => Ok(registers::sources(analyst)),
        Ask::Assumptions => Ok(registers::assumption_report(analyst)),
        _ => Err(Failure::told("this version does not answer this kind of report")),
    }
}
