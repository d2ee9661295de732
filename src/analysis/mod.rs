//! One file a question: from networks to answers.
//!
//! [`answer`] answers a report, once for each scenario. A question without an
//! answer is answered with the reason; nothing here prints, reads files or
//! looks at the clock.

mod analyst;
mod basis;
mod bottlenecks;
mod capacity;
mod changes;
mod compare;
mod corridor;
mod expect;
#[cfg(test)]
mod expect_tests;
mod figures;
mod find_routes;
mod flow;
mod flow_problem;
mod metrics;
mod network;
mod no_way;
mod part;
mod registers;
mod routes;
#[cfg(test)]
mod routes_tests;
mod separate;
#[cfg(test)]
mod testing;
mod title;
mod units;
mod uses;
mod words;

use crate::control::Cancelled;
use crate::model::{Ask, Question, ScenarioId};
use crate::report::Answer;
use crate::scenario::{About, At};

pub use analyst::{Analyst, Failure, ModelRef, Recheck, State};
pub use capacity::{CapacityAsk, Most, most};
pub use expect::judge;
pub use find_routes::{Found, find_routes};
pub use no_way::NoWay;
pub use registers::{assumptions, references};

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

/// What the answers to a question depend on.
fn about(ask: &Ask) -> About {
    match ask {
        Ask::Routes(_) | Ask::Corridor { .. } | Ask::Capacity { .. } | Ask::Network => {
            About::Network
        }
        _ => About::Demands,
    }
}

fn in_scenario(
    analyst: &Analyst<'_>,
    question: &Question,
    scenario: ScenarioId,
) -> Result<Answer, Cancelled> {
    let mut answer = title::blank(analyst, question, Some(scenario));
    let moments = told(analyst.moments(scenario, question.when, about(&question.ask)))?;
    match moments {
        Err(reasons) => tell_failure(&mut answer, reasons),
        Ok(moments) => {
            let mut parts = Vec::new();
            for at in moments {
                analyst.control.check()?;
                parts.push((at, told(at_moment(analyst, &question.ask, scenario, at))?));
            }
            fill(&mut answer, parts);
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
        Ask::Flow { minimising, commodity } => flow::flow(analyst, state, *commodity, *minimising),
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
