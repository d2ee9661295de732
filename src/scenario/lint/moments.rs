//! Questions and expectations: when they mean, and the scenarios put together
//! for those moments.

use crate::calendar::format_moment;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::reports;
use crate::model::{
    Ask, Assigned, MetricAsk, MetricKind, Moment, Question, ScenarioId, Term, TermKind, WhyAsk,
};
use crate::source::Span;

use super::super::force::At;
use super::super::moment::{
    About, MomentError, NeedsMoment, Resolved, random_changes, resolve_moment,
};
use super::super::play::now;
use super::Linter;

/// How many stretches of one `over` are played to look for problems.
const PLAYED: usize = 64;

impl Linter<'_> {
    /// All reports.
    pub(super) fn questions(&mut self) {
        let model = self.model;
        for question in &model.questions {
            self.statement = Some(question.span);
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
                // Flows, routes, capacities, bottlenecks and metrics are averaged over draws.
                let averaged = matches!(
                    question.ask,
                    Ask::Flow { commodity: None, minimising: None, assigned: Assigned::Optimum }
                        | Ask::Routes(_)
                        | Ask::Capacity { .. }
                        | Ask::Bottlenecks { .. }
                );
                self.moment(scenario, question.when, about, question.span, (timeless, averaged));
            }
        }
    }

    /// All expectations.
    pub(super) fn expectations(&mut self) {
        let model = self.model;
        for expectation in &model.expectations {
            self.statement = Some(expectation.span);
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
            self.moment(scenario, when, about(&metric.metric), metric.span, (timeless, true));
        }
    }

    fn moment(
        &mut self,
        scenario: ScenarioId,
        when: Option<Moment>,
        about: About,
        span: Span,
        (timeless, averaged): (bool, bool),
    ) {
        let random = random_changes(self.model, scenario);
        if let (Some(Moment::Over(_, _, at)), false) = (when, averaged || random.is_empty()) {
            self.sink.push(
                Diagnostic::new(
                    reports::SAY_WHEN,
                    "what comes at random has no single answer over a period",
                    at,
                    "the scenario holds random changes",
                )
                .with_help(
                    "ask `on DATE` (without them) or `while it lasts` (with them); `risk` and \
                     `timeline … draws N` draw them",
                ),
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

    /// Once for each question, however many scenarios it asks.
    fn tell_when(&mut self, scenario: ScenarioId, why: &NeedsMoment, span: Span) {
        if self.harm.lost_date || !self.say_when.insert(self.statement) {
            return;
        }
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
