//! What holds a short demand back: everything is solved again without it.

use crate::algorithm::flow::Stage;
use crate::model::{Criterion, DemandId};
use crate::report::Phrase;

use crate::analysis::analyst::Failure;
use crate::analysis::flow::{Limit, Solved, demand_rate, optimum, own_limits, relieved};

use super::Teller;
use super::causes::{self, Named, full};
use super::without::{LeftOut, left_out, state_without};

/// What holds a short demand back: capacities of which one more unit delivers
/// more, its deadline, or its penalty.
pub(super) fn short_of(
    teller: &Teller<'_, '_, '_>,
    solved: &Solved,
    demand: DemandId,
) -> Result<Vec<Named>, Failure> {
    let state = teller.state;
    let model = &*state.model;
    let scenario = state.network.now.scenario;
    let head = &model.demands[demand.index()].head;
    let rule = |kind, text: Phrase, span, sources| Named {
        kind,
        name: head.name.clone(),
        text,
        change: None,
        span,
        sources,
    };
    let units = teller.analyst.units();
    let control = teller.analyst.control;
    let mut all = Vec::new();
    for (limit, gain) in own_limits(state, solved, demand, control)? {
        let Some(figure) = limit.figure(model, demand) else { continue };
        let rate = demand_rate(model, &state.network, &units, demand, gain);
        let mut text = match limit {
            Limit::Deadline => Phrase::from("the deadline is ")
                .with(units.days(figure.value))
                .with(": without it "),
            Limit::Penalty => Phrase::from("its penalty is less than delivery costs: without it "),
        };
        text = text.with(rate).with(" more arrive");
        if limit == Limit::Deadline {
            let by_time = teller.class.weights(Criterion::Time).unwrap_or_default();
            if let Some((route, days)) = teller.best(&by_time, 1)?.into_iter().next() {
                text = text.with("; the fastest way, ").and(teller.path(&route));
                text = text.with(", takes ").with(units.days(days));
            }
        }
        let sources = causes::of_figure(model, figure);
        all.push(rule(limit.word(), text, Some(figure.origin.span()), sources));
    }
    let numbers = holding(teller, solved, demand)?;
    all.extend(numbers.into_iter().map(|number| full(state, scenario, number)));
    Ok(all)
}

/// Most capacities that are relieved one by one.
const TRIED: usize = 50;

/// The capacities of which more delivers more of a demand, best first: each
/// relieved alone and solved again; where none does it alone, the fewest that
/// do it together.
fn holding(
    teller: &Teller<'_, '_, '_>,
    solved: &Solved,
    demand: DemandId,
) -> Result<Vec<u32>, Failure> {
    let stages = solved.solution.stages.iter();
    let of_unmet = stages.filter(|stage| matches!(stage.stage, Stage::Unmet(_)));
    let duals = of_unmet.flat_map(|stage| &stage.duals).filter(|(_, dual)| *dual != 0.0);
    let mut numbers: Vec<u32> = duals.map(|(number, _)| *number).collect();
    numbers.extend(solved.worth.keys());
    numbers.retain(|number| teller.class.factors[*number as usize] > 0.0);
    numbers.sort_unstable();
    numbers.dedup();
    if !solved.contracts.is_empty() {
        // The plan is another under contracts; its duals name what binds.
        numbers.truncate(5);
        return Ok(numbers);
    }
    numbers.truncate(TRIED);
    let gain =
        |numbers: &[u32]| relieved(teller.state, solved, (demand, numbers), teller.analyst.control);
    let mut alone = Vec::new();
    for number in &numbers {
        let gain = gain(std::slice::from_ref(number))?;
        if gain > 0.0 {
            alone.push((*number, gain));
        }
    }
    if !alone.is_empty() {
        alone.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        return Ok(alone.into_iter().take(5).map(|(number, _)| number).collect());
    }
    if numbers.is_empty() || gain(&numbers)? == 0.0 {
        return Ok(Vec::new());
    }
    for number in numbers.clone() {
        let rest: Vec<u32> = numbers.iter().copied().filter(|other| *other != number).collect();
        if !rest.is_empty() && gain(&rest)? > 0.0 {
            numbers = rest;
        }
    }
    Ok(numbers)
}

/// Changes in force, and effects of the scenario itself, without which more of
/// a demand arrives.
///
/// # Errors
/// As solving.
pub(super) fn changes(
    teller: &Teller<'_, '_, '_>,
    solved: &Solved,
    demand: DemandId,
) -> Result<Vec<Named>, Failure> {
    let (analyst, state) = (teller.analyst, teller.state);
    let model = &*state.model;
    let volume: f64 = solved.of_demand(demand).map(|(_, part)| part.volume).sum();
    let mut all = Vec::new();
    for what in left_out(state) {
        let Some(other) = state_without(analyst, state, what)? else { continue };
        let then = match optimum(&other, Some(solved.made.objective), analyst.control) {
            Ok(then) => then,
            Err(Failure::Cancelled) => return Err(Failure::Cancelled),
            // Without it the plan may need a figure that nobody knows.
            Err(Failure::Told(_)) => continue,
        };
        let more = then.delivered(demand) - solved.delivered(demand);
        if more <= 1e-7 * volume {
            continue;
        }
        let rate = demand_rate(model, &state.network, &analyst.units(), demand, more);
        let (head, change, span) = match what {
            LeftOut::Change(id) => {
                let head = &model.changes[id.index()].head;
                (head, Some(head.name.clone()), head.span)
            }
            LeftOut::Effect(span) => {
                (&model.scenarios[state.network.now.scenario.index()].head, None, span)
            }
        };
        let text = Phrase::from("without `").name(head.label()).with("` ").with(rate);
        all.push(Named {
            kind: "change",
            name: head.name.clone(),
            text: text.with(" more arrive"),
            change,
            span: Some(span),
            sources: causes::cited(model, head.cites),
        });
    }
    Ok(all)
}
