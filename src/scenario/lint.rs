//! What only shows when scenarios are put together: selectors that match
//! nothing, conflicts, questions that must say when.

use std::collections::BTreeSet;

use crate::calendar::format_moment;
use crate::diagnostic::codes::{changes as codes, names, network, reports, units};
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{
    Action, Ask, Effect, MetricAsk, MetricKind, Model, Moment, Question, ScenarioId, ScenarioStep,
    Selected, Selection, SelectionKind, Slot, Target, Term, TermKind, WhyAsk,
};
use crate::source::Span;

use super::force::At;
use super::lineage::Cause;
use super::moment::{About, MomentError, NeedsMoment, Resolved, random_changes, resolve_moment};
use super::play::now;
use super::problem::Problem;
use super::select::select;
use super::sets::conflicts;

/// How many stretches of one `over` are played to look for problems.
const PLAYED: usize = 64;

/// Checks a model without errors as its scenarios and questions use it.
pub fn lint(model: &Model) -> Sink {
    let mut linter = Linter { model, sink: Sink::new(), played: BTreeSet::new() };
    linter.selections();
    let mut seen = BTreeSet::new();
    for index in 0..model.scenarios.len() as u32 {
        for conflict in conflicts(model, ScenarioId(index)) {
            if seen.insert((conflict.first.span, conflict.second.span)) {
                linter.tell_conflict(conflict.slot, conflict.first, conflict.second);
            }
        }
    }
    if !linter.sink.has_errors() {
        linter.questions();
        linter.expectations();
    }
    linter.sink
}

struct Linter<'m> {
    model: &'m Model,
    sink: Sink,
    /// Scenario and moment already played.
    played: BTreeSet<(ScenarioId, String)>,
}

impl Linter<'_> {
    fn selections(&mut self) {
        let model = self.model;
        for pool in &model.pools {
            let parts = [&pool.legs, &pool.nodes, &pool.borders];
            let all_empty = parts
                .iter()
                .all(|part| part.as_ref().is_none_or(|s| is_empty(&select(model, s, None))));
            let any = parts.iter().any(|part| part.is_some());
            if any && all_empty {
                let told = Diagnostic::new(
                    network::POOL_UNUSED,
                    format!("nothing uses pool `{}`", pool.head.name),
                    pool.head.span,
                    "what it names matches nothing",
                );
                let told = match parts.into_iter().flatten().next() {
                    Some(first) => told.with_label(first.span, "this matches nothing"),
                    None => told,
                };
                self.sink.push(told.with_help("check the selector, or take the pool away"));
            }
        }
        let of_changes = model.changes.iter().flat_map(|change| &change.effects);
        let of_scenarios =
            model.scenarios.iter().flat_map(|s| &s.steps).filter_map(|step| match step {
                ScenarioStep::Effect(effect) => Some(&**effect),
                ScenarioStep::Apply(..) => None,
            });
        let effects: Vec<&Effect> = of_changes.chain(of_scenarios).collect();
        for effect in effects {
            for selection in selection_of(&effect.action).into_iter().chain(&effect.except) {
                self.look(selection);
            }
        }
    }

    fn look(&mut self, selection: &Selection) {
        if let SelectionKind::List(list) = &selection.kind {
            list.iter().for_each(|inner| self.look(inner));
            return;
        }
        if !is_empty(&select(self.model, selection, None)) || self.told_before(selection) {
            return;
        }
        let told = Diagnostic::new(
            codes::SELECTS_NOTHING,
            format!("`{}` matches nothing", selection.text.trim()),
            selection.span,
            "this selects nothing",
        );
        let told = match self.nearest(selection) {
            Some(help) => told.with_help(help),
            None => told.with_help("the effect does nothing as it stands"),
        };
        self.sink.push(told);
    }

    /// A kind or tag that nothing has was told where it was read.
    fn told_before(&self, selection: &Selection) -> bool {
        let model = self.model;
        match &selection.kind {
            SelectionKind::Nodes { kind: Some(kind), .. } => {
                !model.nodes.iter().any(|node| node.kind == Some(*kind))
            }
            SelectionKind::Tagged(_) => true,
            _ => false,
        }
    }

    fn nearest(&self, selection: &Selection) -> Option<String> {
        let model = self.model;
        match &selection.kind {
            SelectionKind::Legs { by: Some(mode), place } => {
                let plain = Selection {
                    kind: SelectionKind::Legs { by: Some(*mode), place: None },
                    filter: None,
                    ..selection.clone()
                };
                let name = &model.modes[mode.index()].head.name;
                let legs = select(model, &plain, None).legs;
                if legs.is_empty() {
                    let mut modes: Vec<&str> = model
                        .legs
                        .iter()
                        .filter_map(|leg| leg.mode)
                        .map(|m| model.modes[m.index()].head.name.as_str())
                        .collect();
                    modes.sort_unstable();
                    modes.dedup();
                    return Some(format!(
                        "no leg is by `{name}`; legs are by {}",
                        modes.join(", ")
                    ));
                }
                let way = model.way_name(*legs.first()?);
                let _ = place;
                Some(format!("legs by `{name}` exist elsewhere: the first is {way}"))
            }
            SelectionKind::Border(a, b, _) => Some(format!(
                "no leg crosses from {} to {}; check the countries of its nodes",
                a.code(),
                b.code()
            )),
            SelectionKind::Country(country) => {
                Some(format!("no node lies in {} and no leg passes it", country.code()))
            }
            _ if selection.filter.is_some() => {
                Some("without its `where` it may match something".to_owned())
            }
            _ => None,
        }
    }

    fn tell_conflict(&mut self, slot: Slot, first: Cause, second: Cause) {
        let what = self.slot_words(slot);
        let a = first.label(self.model).to_owned();
        let b = second.label(self.model).to_owned();
        let title = if a == b {
            format!("`{a}` sets {what} twice at the same time")
        } else {
            format!("`{a}` and `{b}` both set {what}")
        };
        let scenario = &self.model.scenarios[second.scenario.index()].head;
        let mut told = Diagnostic::new(codes::TWO_SETS, title, second.span, "set again here")
            .with_label(first.span, "set here")
            .with_help(
                "apply one of them, let one scenario extend the other, or write `raise` or \
                     `reduce`, which act on what stands",
            );
        if a != b && second.scenario != ScenarioId(0) {
            told = told.with_label(scenario.span, "both are applied here");
        }
        self.sink.push(told);
    }

    /// "the dwell of Aktau"
    fn slot_words(&self, slot: Slot) -> String {
        let model = self.model;
        let of = match slot.target {
            Target::Node(id) => model.nodes[id.index()].head.name.clone(),
            Target::Leg(way) => model.way_name(way),
            Target::LegBoth(leg) => model.legs[leg.index()].head.name.clone(),
            Target::Border(id, _) => model.borders[id.index()].head.name.clone(),
            Target::Crossing(a, b) => format!("{} -> {}", a.code(), b.code()),
            Target::Mode(id) => model.modes[id.index()].head.name.clone(),
            Target::Transfer(..) => "a transfer".to_owned(),
            Target::Pool(id) => model.pools[id.index()].head.name.clone(),
            Target::Demand(id) => model.demands[id.index()].head.name.clone(),
            Target::Commodity(id) => model.commodities[id.index()].head.name.clone(),
            Target::Constant(id) => model.constants[id.index()].head.name.clone(),
        };
        let prop = format!("{:?}", slot.prop).to_lowercase();
        let prop = match prop.as_str() {
            "valueoftime" => "value of time",
            "value" => "value",
            other => other,
        };
        format!("the {prop} of {of}")
    }

    fn questions(&mut self) {
        let model = self.model;
        for question in &model.questions {
            let about = about_ask(&question.ask);
            let mut scenarios = question.scenarios.clone();
            match &question.ask {
                Ask::Compare { scenarios: all, .. } => scenarios.clone_from(all),
                Ask::Sources | Ask::Assumptions => continue,
                Ask::Changes { from, to } => {
                    scenarios = from.iter().copied().chain([*to]).collect();
                }
                Ask::Difference(ask) => {
                    for scenario in [ask.from, ask.to] {
                        self.terms([&ask.metric], scenario, question.when);
                    }
                    continue;
                }
                Ask::Sensitivity(ask) | Ask::Elasticities(ask) => {
                    self.in_each([&ask.metric], question);
                    continue;
                }
                Ask::Sweep(ask) => {
                    self.in_each(ask.metrics.iter().map(|(term, _)| term), question);
                    continue;
                }
                _ => {}
            }
            // What changes a scenario makes may be asked without a moment, and
            // a timeline or a risk plays or draws what holds when.
            let timeless =
                matches!(question.ask, Ask::Changes { .. } | Ask::Timeline(_) | Ask::Risk(_));
            for scenario in scenarios {
                self.moment(scenario, question.when, about, question.span, timeless);
            }
        }
    }

    fn expectations(&mut self) {
        let model = self.model;
        for expectation in &model.expectations {
            self.terms([&expectation.condition], expectation.scenario, expectation.when);
        }
    }

    fn in_each<'t>(
        &mut self,
        terms: impl IntoIterator<Item = &'t Term> + Clone,
        question: &Question,
    ) {
        for scenario in &question.scenarios {
            self.terms(terms.clone(), *scenario, question.when);
        }
    }

    /// The metrics of terms, each in its own scenario and moment or the
    /// statement's.
    fn terms<'t>(
        &mut self,
        terms: impl IntoIterator<Item = &'t Term>,
        scenario: ScenarioId,
        when: Option<Moment>,
    ) {
        let mut metrics = Vec::new();
        terms.into_iter().for_each(|term| collect(term, &mut metrics));
        for metric in metrics {
            let scenario = metric.scenario.unwrap_or(scenario);
            let when = metric.when.or(when);
            // Draws and timelines decide themselves what holds when.
            let timeless =
                matches!(metric.metric, MetricKind::Random(..) | MetricKind::Timeline(..));
            self.moment(scenario, when, about(&metric.metric), metric.span, timeless);
        }
    }

    fn moment(
        &mut self,
        scenario: ScenarioId,
        when: Option<Moment>,
        about: About,
        span: Span,
        timeless: bool,
    ) {
        let random = random_changes(self.model, scenario);
        if let (Some(Moment::Over(_, _, at)), false) = (when, random.is_empty()) {
            self.sink.push(
                Diagnostic::new(
                    reports::NOT_IN_THIS_VERSION,
                    "an average over random changes is not in this version",
                    at,
                    "the scenario holds random changes",
                )
                .with_help("ask `on DATE` (without them) or `while it lasts` (with them)"),
            );
            return;
        }
        match resolve_moment(self.model, scenario, when, about) {
            Ok(Resolved::At(at)) => self.play(scenario, at, span),
            Ok(Resolved::Over(stretches)) => {
                for at in stretches.into_iter().take(PLAYED) {
                    self.play(scenario, at, span);
                }
            }
            Err(MomentError::Needed(_)) if timeless => {}
            Err(MomentError::Needed(why)) => self.tell_when(scenario, &why, span),
            Err(MomentError::TooMany(count)) => {
                self.sink.push(
                    Diagnostic::new(
                        reports::TOO_MANY,
                        format!("this period falls into {count} stretches"),
                        span,
                        "too many to answer one by one",
                    )
                    .with_help("ask for a shorter period"),
                );
            }
        }
    }

    fn tell_when(&mut self, scenario: ScenarioId, why: &NeedsMoment, span: Span) {
        let name = &self.model.scenarios[scenario.index()].head.name;
        let mut told = Diagnostic::new(
            reports::SAY_WHEN,
            format!("the answer in `{name}` depends on the moment; say when"),
            span,
            "when?",
        );
        let dates: Vec<String> = why.dates.iter().take(6).map(|d| format_moment(*d)).collect();
        let mut help = "add `on DATE`, `over DATE to DATE` (or a year), or `while it lasts`; or \
                        give the model a `date`"
            .to_owned();
        if !dates.is_empty() {
            help = format!("{help}. Something begins or ends on {}", dates.join(", "));
            if why.dates.len() > dates.len() {
                help = format!("{help} and {} more days", why.dates.len() - dates.len());
            }
        }
        for change in why.random.iter().take(2) {
            let head = &self.model.changes[change.index()].head;
            told = told.with_label(head.span, "this one is a matter of chance");
        }
        self.sink.push(told.with_help(help));
    }

    fn play(&mut self, scenario: ScenarioId, at: At, span: Span) {
        if !self.played.insert((scenario, at.text())) {
            return;
        }
        if self.model.scenarios[scenario.index()].steps.is_empty() && scenario == ScenarioId(0) {
            return;
        }
        if let Err(problems) = now(self.model, scenario, at) {
            for problem in problems {
                self.tell_problem(&problem, span);
            }
        }
    }

    fn tell_problem(&mut self, problem: &Problem, asked: Span) {
        let told = match problem {
            Problem::Conflict { slot, first, second } => {
                self.tell_conflict(*slot, *first, *second);
                return;
            }
            Problem::StepsApart { slot, first, second } => Diagnostic::new(
                reports::STEPS_APART,
                format!(
                    "the steps of `{}` on {} are never in force together",
                    second.label(self.model),
                    self.slot_words(*slot)
                ),
                asked,
                "`while it lasts` means all of them at once",
            )
            .with_label(first.span, "one step")
            .with_label(second.span, "another")
            .with_help("ask `on` a day of the step that is meant, or `over` the period"),
            Problem::OfUnlimited { slot, cause } | Problem::OfUnknown { slot, cause } => {
                let state = if matches!(problem, Problem::OfUnknown { .. }) {
                    "unknown"
                } else {
                    "unlimited"
                };
                Diagnostic::new(
                    codes::RELATIVE_OF_UNLIMITED,
                    format!(
                        "{} is {state}; it cannot be changed by an amount",
                        self.slot_words(*slot)
                    ),
                    cause.span,
                    "a part of what?",
                )
                .with_help("give it a figure where it is declared, or write `set … to …`")
            }
            Problem::BelowZero { slot, cause, .. } => Diagnostic::new(
                units::NEGATIVE,
                format!("this would bring {} below zero", self.slot_words(*slot)),
                cause.span,
                "takes more than there is",
            ),
            Problem::OtherDimension { slot, cause } => Diagnostic::new(
                units::WRONG_UNIT,
                format!("{} is measured in other units", self.slot_words(*slot)),
                cause.span,
                "another dimension",
            )
            .with_help("write the amount in the unit of the declaration"),
            Problem::NoDistance { way, cause } => Diagnostic::new(
                network::NO_TIME,
                format!("{} has no distance for a speed to act on", self.model.way_name(*way)),
                cause.span,
                "sets a speed",
            )
            .with_help("set its time, or give the leg a distance"),
            Problem::NotForCommodity { cause } => Diagnostic::new(
                names::NOT_RESTATABLE,
                "this figure is the same for all commodities",
                cause.span,
                "`for` has nothing to tell apart",
            ),
            Problem::FigureForSome { cause } => Diagnostic::new(
                codes::FIGURE_FOR_SOME,
                "a figure is the same for all shippers",
                cause.span,
                "changed by a sanction that binds only some",
            )
            .with_help("a sanction `by` a bloc may close, forbid and allow"),
            Problem::VolumeUnit { demand } => {
                let head = &self.model.demands[demand.index()].head;
                Diagnostic::new(
                    units::NO_CONVERSION,
                    format!("the volume of `{}` does not convert to its commodity", head.name),
                    head.span,
                    "this demand",
                )
            }
        };
        self.sink.push(told);
    }
}

fn is_empty(selected: &Selected) -> bool {
    *selected == Selected::default()
}

fn selection_of(action: &Action) -> Option<&Selection> {
    match action {
        Action::Close(s)
        | Action::CloseParts { at: s, .. }
        | Action::Open(s)
        | Action::Set { of: s, .. }
        | Action::Raise { of: s, .. }
        | Action::Reduce { of: s, .. }
        | Action::Forbid { on: s, .. }
        | Action::Allow { on: s, .. } => Some(s),
        _ => None,
    }
}

/// What the answers to a report depend on.
pub fn about_ask(ask: &Ask) -> About {
    match ask {
        Ask::Flow { .. }
        | Ask::Bottlenecks { .. }
        | Ask::Compare { .. }
        | Ask::CapacityOfDemands { .. }
        | Ask::Critical(_)
        | Ask::Worst(_)
        | Ask::Exposure(_)
        | Ask::Timeline(_)
        | Ask::Risk(_)
        | Ask::Invest(_)
        | Ask::Fit
        | Ask::Why(WhyAsk::Demand(_)) => About::Demands,
        _ => About::Network,
    }
}

/// What a metric depends on.
pub fn about(metric: &MetricKind) -> About {
    match metric {
        MetricKind::Route(_)
        | MetricKind::RouteBy { .. }
        | MetricKind::OfCorridor(..)
        | MetricKind::Capacity { .. }
        | MetricKind::CapacityOfCorridor(..)
        | MetricKind::Disjoint { .. } => About::Network,
        _ => About::Demands,
    }
}

fn collect<'t>(term: &'t Term, out: &mut Vec<&'t MetricAsk>) {
    match &term.kind {
        TermKind::Number(_) => {}
        TermKind::Metric(ask) => out.push(ask),
        TermKind::Negate(a) | TermKind::Not(a) => collect(a, out),
        TermKind::Chain(a, rest) => {
            collect(a, out);
            rest.iter().for_each(|(_, b)| collect(b, out));
        }
        TermKind::Compare(a, _, b) | TermKind::ApproxShare(a, b, _) => {
            collect(a, out);
            collect(b, out);
        }
        TermKind::Within(a, b, c) | TermKind::ApproxAmount(a, b, c) => {
            collect(a, out);
            collect(b, out);
            collect(c, out);
        }
    }
}
