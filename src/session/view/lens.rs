//! What stands above a line: figures of corridors, verdicts of expectations,
//! reports that can be run.

use crate::analysis::{self, Analyst};
use crate::control::{Cancelled, Control};
use crate::model::{Ask, CorridorId, Criterion, Model, Question, ScenarioId, SweepOf};
use crate::report::{Answer, Map, Node, Verdict};
use crate::source::{FileId, Span};
use crate::syntax::ast::DeclKind;

use super::View;

/// Scenarios tried for a corridor that is closed in the baseline.
const MOST_SCENARIOS: usize = 8;

/// What is asked for a lens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LensAsk {
    /// Time and cost of a corridor, by its place among all.
    Corridor(usize),
    /// Whether an expectation holds, by its place among all.
    Expectation(usize),
    /// To run the file.
    Run,
}

/// A lens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lens {
    /// The declaration it stands above.
    pub span: Span,
    /// What it asks.
    pub ask: LensAsk,
}

impl View {
    /// The lenses of the file itself, in order; of a model with errors only
    /// those that run something.
    pub fn lenses(&self) -> Vec<Lens> {
        let Some(main) = self.main() else { return Vec::new() };
        let mut lenses = Vec::new();
        let reports =
            self.checked.program(main.id()).into_iter().flat_map(|program| &program.decls);
        let reports = reports.filter(|decl| matches!(decl.kind, DeclKind::Report(_)));
        lenses.extend(reports.map(|decl| Lens { span: decl.span, ask: LensAsk::Run }));
        if let Some(model) = &self.checked.model {
            let corridors = model.corridors.iter().map(|corridor| corridor.head.whole).enumerate();
            let expectations =
                model.expectations.iter().map(|expectation| expectation.span).enumerate();
            lenses.extend(corridors.map(|(at, span)| Lens { span, ask: LensAsk::Corridor(at) }));
            lenses.extend(
                expectations.map(|(at, span)| Lens { span, ask: LensAsk::Expectation(at) }),
            );
        }
        lenses.retain(|lens| lens.span.file == main.id());
        lenses.sort_by_key(|lens| lens.span);
        lenses
    }

    /// What a lens says; none where there is nothing to say any more.
    ///
    /// # Errors
    /// [`Cancelled`] when the control says so.
    pub fn lens(&self, ask: LensAsk, control: &Control) -> Result<Option<String>, Cancelled> {
        let Some(model) = &self.checked.model else { return Ok(None) };
        let recheck = |values: &[(SweepOf, f64)]| self.checked.recheck(values);
        let analyst = Analyst::new(model, &self.checked.sources, control).with_recheck(&recheck);
        match ask {
            LensAsk::Run => Ok(Some("run".to_owned())),
            LensAsk::Expectation(at) => {
                let Some(expectation) = model.expectations.get(at) else { return Ok(None) };
                Ok(Some(verdict(&analysis::judge(&analyst, expectation)?)))
            }
            LensAsk::Corridor(at) if at < model.corridors.len() => corridor(&analyst, model, at),
            LensAsk::Corridor(_) => Ok(None),
        }
    }

    /// Whether a file is the one that was named.
    pub fn is_main(&self, file: FileId) -> bool {
        self.main().is_some_and(|main| main.id() == file)
    }
}

fn verdict(verdict: &Verdict) -> String {
    let sides = verdict.checks.iter().filter(|check| check.holds == Some(false));
    let sides = sides.filter_map(|check| check.sides.first()).map(|side| side.value.shown());
    match verdict.holds {
        Some(true) => "passes".to_owned(),
        Some(false) => {
            let values: Vec<String> = sides.collect();
            if values.is_empty() {
                "fails".to_owned()
            } else {
                format!("fails: {}", values.join(", "))
            }
        }
        None => match &verdict.reason {
            Some(reason) => format!("cannot be told: {reason}"),
            None => "cannot be told".to_owned(),
        },
    }
}

/// In the baseline, or else in the first scenario in which it is open.
fn corridor(analyst: &Analyst<'_>, model: &Model, at: usize) -> Result<Option<String>, Cancelled> {
    let commodity = match model.commodities.as_slice() {
        [_] => Some(crate::model::CommodityId(0)),
        _ => None,
    };
    for scenario in 0..model.scenarios.len().min(MOST_SCENARIOS) {
        let question = Question {
            ask: Ask::Corridor {
                corridors: vec![CorridorId(at as u32)],
                commodity,
                by: Criterion::Time,
            },
            scenarios: vec![ScenarioId(scenario as u32)],
            when: None,
            name: None,
            span: model.corridors[at].head.whole,
        };
        let answers = analysis::answer(analyst, &question)?;
        let Some(text) = answers.first().and_then(figures) else { continue };
        let name = &model.scenarios[scenario].head.name;
        let within = if scenario == 0 { String::new() } else { format!(" in {name}") };
        return Ok(Some(format!("{text}{within}")));
    }
    Ok(Some("closed".to_owned()))
}

/// `14.3 days, 2 272 USD/TEU`, from the first part of an answer that has them.
fn figures(answer: &Answer) -> Option<String> {
    let map = line_of(&answer.data)?;
    let shown = |key: &str| match map.get(key) {
        Some(Node::Figure(figure)) if figure.value().is_some() => Some(figure.shown()),
        _ => None,
    };
    let parts: Vec<String> = [shown("time"), shown("cost")].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The first map, however deep, that has a time of its own.
fn line_of(map: &Map) -> Option<&Map> {
    if matches!(map.get("time"), Some(Node::Figure(_))) {
        return Some(map);
    }
    map.fields().iter().find_map(|(_, node)| match node {
        Node::Map(inner) => line_of(inner),
        Node::List(list) => list.iter().find_map(|node| match node {
            Node::Map(inner) => line_of(inner),
            _ => None,
        }),
        _ => None,
    })
}
