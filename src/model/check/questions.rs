//! Reports: which options a kind takes, names resolved, what is meant where
//! nothing is said.

use crate::calendar::year_days;
use crate::diagnostic::codes::{changes, reports, units};
use crate::model::{Ask, Criterion, Minimising, Moment, Question, ScenarioId};
use crate::syntax::ast::{Decl, DeclKind, ExprKind, Name, Report, ReportKind, ReportOptions, When};

use super::context::Checker;

/// Most routes (or rows) that may be asked for.
const MOST_ROWS: u64 = 10_000;

/// Which options a kind of report takes.
struct Takes {
    word: &'static str,
    from_to: bool,
    for_: bool,
    by: bool,
    via: bool,
    ends: bool,
    top: bool,
    when: bool,
    scenarios: bool,
}

impl Takes {
    const fn new(word: &'static str) -> Self {
        Self {
            word,
            from_to: false,
            for_: false,
            by: false,
            via: false,
            ends: false,
            top: false,
            when: true,
            scenarios: true,
        }
    }

    fn list(&self) -> String {
        let mut all = Vec::new();
        let mut add = |yes: bool, word| {
            if yes {
                all.push(word);
            }
        };
        add(self.from_to, "`from A to B`");
        add(self.for_, "`for C`");
        add(self.by, "`by …`");
        add(self.via, "`via`, `avoiding`");
        add(self.ends, "`ends terminal`");
        add(self.top, "`top K`");
        add(self.scenarios, "`in S`");
        add(self.when, "`on`, `over`, `while it lasts`");
        add(matches!(self.word, "flow" | "bottlenecks"), "`minimising cost`");
        add(self.word == "flow", "`assigned by …`");
        all.push("`as \"name\"`");
        all.join(", ")
    }
}

fn takes(kind: &ReportKind) -> Takes {
    let t = Takes::new;
    match kind {
        ReportKind::Routes => Takes {
            from_to: true,
            for_: true,
            by: true,
            via: true,
            ends: true,
            top: true,
            ..t("routes")
        },
        ReportKind::Pareto { .. } => {
            Takes { from_to: true, for_: true, via: true, top: true, ..t("pareto") }
        }
        ReportKind::Corridor { .. } => Takes { for_: true, by: true, ..t("corridor") },
        ReportKind::Capacity { .. } => Takes { from_to: true, for_: true, ..t("capacity") },
        ReportKind::Flow { .. } => Takes { for_: true, top: true, ..t("flow") },
        ReportKind::Fit => t("fit"),
        ReportKind::Bottlenecks { .. } => Takes { for_: true, top: true, ..t("bottlenecks") },
        ReportKind::Critical { .. } => Takes { for_: true, top: true, ..t("critical") },
        ReportKind::Worst { .. } => Takes { for_: true, ..t("worst") },
        ReportKind::Exposure { .. } => {
            Takes { for_: true, from_to: true, top: true, ..t("exposure") }
        }
        ReportKind::Compare { .. } => Takes { for_: true, scenarios: false, ..t("compare") },
        ReportKind::Difference { .. } => Takes { scenarios: false, ..t("difference") },
        ReportKind::Timeline { .. } => Takes { for_: true, when: false, ..t("timeline") },
        ReportKind::Risk { .. } => Takes { from_to: true, for_: true, ..t("risk") },
        ReportKind::Sweep { .. } => t("sweep"),
        ReportKind::Sensitivity { .. } => Takes { top: true, ..t("sensitivity") },
        ReportKind::Elasticities { .. } => Takes { top: true, ..t("elasticities") },
        ReportKind::Invest { .. } => Takes { for_: true, ..t("invest") },
        ReportKind::Changes { .. } => Takes { scenarios: false, ..t("changes") },
        ReportKind::Why { .. } => Takes { from_to: true, for_: true, ..t("why") },
        ReportKind::Map => t("map"),
        ReportKind::Network => t("network"),
        ReportKind::Sources => Takes { when: false, scenarios: false, ..t("sources") },
        ReportKind::Assumptions => Takes { when: false, ..t("assumptions") },
    }
}

impl Checker<'_> {
    /// `report …`.
    pub fn report(&mut self, decl: &Decl) {
        let DeclKind::Report(report) = &decl.kind else { return };
        let before = self.sink.errors();
        let takes = takes(&report.kind);
        self.check_options(report, &takes);
        let scenarios = self.question_scenarios(&report.options);
        let when = self.moment_of(report.options.when.as_ref());
        self.over_period = matches!(when, Some(Some(Moment::Over(..))));
        let ask = self.ask(report);
        self.over_period = false;
        let (Some(ask), Some(scenarios), Some(when)) = (ask, scenarios, when) else { return };
        if self.sink.errors() > before {
            return;
        }
        let name = report.options.as_.as_ref().map(|text| text.text.to_string());
        self.model.questions.push(Question { ask, scenarios, when, name, span: decl.span });
    }

    fn check_options(&mut self, report: &Report, takes: &Takes) {
        let options = &report.options;
        let query = &options.query;
        let mut wrong: Vec<(crate::source::Span, &str)> = Vec::new();
        let mut look = |allowed: bool, at: Option<crate::source::Span>, word: &'static str| {
            if let (false, Some(at)) = (allowed, at) {
                wrong.push((at, word));
            }
        };
        let first = |names: &[Name]| names.first().map(|name| name.span);
        let pair = first(&query.from).map(|from| first(&query.to).map_or(from, |to| from.to(to)));
        look(takes.from_to, pair, "from A to B");
        look(takes.for_, first(&query.for_), "for");
        look(takes.by, query.by.as_ref().map(|n| n.span), "by");
        look(takes.via, first(&query.via), "via");
        look(takes.via, query.avoiding.as_ref().map(|s| s.span), "avoiding");
        look(takes.ends, query.ends_terminal, "ends terminal");
        look(takes.top, options.top.as_ref().map(|e| e.span), "top");
        look(takes.scenarios, first(&options.scenarios).or(options.all_scenarios), "in");
        let when = options.when.as_ref().map(|when| match when {
            When::On(expr) | When::Over(expr, _) => expr.span,
            When::WhileItLasts(span) => *span,
        });
        look(takes.when, when, "a moment");
        for (at, word) in wrong {
            let title = format!("`report {}` does not take `{word}`", takes.word);
            let help = format!("it takes: {}", takes.list());
            self.tell_at(reports::OPTION_NOT_TAKEN, title, at, &help);
        }
    }

    fn question_scenarios(&mut self, options: &ReportOptions) -> Option<Vec<ScenarioId>> {
        if options.all_scenarios.is_some() {
            return Some((0..self.model.scenarios.len() as u32).map(ScenarioId).collect());
        }
        if options.scenarios.is_empty() {
            return Some(vec![ScenarioId(0)]);
        }
        let all: Vec<Option<ScenarioId>> =
            options.scenarios.iter().map(|name| self.scenario_named(name)).collect();
        all.into_iter().collect()
    }

    /// A moment as written: the outer none where it is wrong, the inner where
    /// none is written.
    pub fn moment_of(&mut self, when: Option<&When>) -> Option<Option<Moment>> {
        let Some(when) = when else { return Some(None) };
        Some(Some(match when {
            When::On(expr) => Moment::On(self.date(expr)?, expr.span),
            When::Over(first, second) => {
                let (from, to) = self.over(when)?;
                let span = second.as_ref().map_or(first.span, |s| first.span.to(s.span));
                Moment::Over(from, to, span)
            }
            When::WhileItLasts(span) => Moment::WhileItLasts(*span),
        }))
    }

    /// The half-open days of `over 2022` or `over DATE to DATE`.
    pub fn over(&mut self, when: &When) -> Option<(i32, i32)> {
        let When::Over(first, second) = when else { return None };
        match second {
            Some(second) => {
                let (from, to) = (self.date(first), self.date(second));
                let (from, to) = (from?, to?);
                if from >= to {
                    self.tell_at(
                        changes::WINDOW_BACKWARDS,
                        "this period ends before it starts",
                        first.span.to(second.span),
                        "put the earlier date first",
                    );
                    return None;
                }
                Some((from, to))
            }
            None => {
                let year = match &first.kind {
                    ExprKind::Number(number) if number.value.fract() == 0.0 => {
                        year_days(number.value as i32)
                    }
                    _ => None,
                };
                if year.is_none() {
                    self.tell_at(
                        units::NOT_A_DATE,
                        "a year or two dates are needed",
                        first.span,
                        "write `over 2022`, or `over 2022-03-01 to 2022-06-01`",
                    );
                }
                year
            }
        }
    }

    fn ask(&mut self, report: &Report) -> Option<Ask> {
        let options = &report.options;
        let query = &options.query;
        Some(match &report.kind {
            ReportKind::Routes => {
                let top = self.top(options, 3)?;
                Ask::Routes(self.route_ask(query, top, report.kind_span)?)
            }
            ReportKind::Corridor { names } => {
                let corridors: Vec<_> =
                    names.iter().map(|name| self.corridor_named(name)).collect();
                let commodity = self.one_commodity(query)?;
                let by = match &query.by {
                    Some(by) => self.criterion(by)?,
                    None => Criterion::Time,
                };
                let corridors = corridors.into_iter().collect::<Option<Vec<_>>>()?;
                let commodity = commodity.or_else(|| self.commodity_along(&corridors));
                Ask::Corridor { corridors, commodity, by }
            }
            ReportKind::Capacity { of_demands: Some(_) } => {
                self.needs_demands(report)?;
                Ask::CapacityOfDemands { commodity: self.one_commodity(query)? }
            }
            ReportKind::Capacity { of_demands: None } => {
                let (from, to) = self.ends(query, report.kind_span)?;
                let commodity = self.one_commodity(query)?;
                let commodity = commodity.or_else(|| match (from.as_slice(), to.as_slice()) {
                    ([a], [b]) => self.commodity_between(*a, *b),
                    _ => self.only_commodity(),
                });
                Ask::Capacity { from, to, commodity }
            }
            ReportKind::Flow { minimising, assigned } => {
                let assigned = self.assigned(assigned.as_ref())?;
                let minimising = self.minimising(minimising.as_ref())?;
                let commodity = self.one_commodity(query)?;
                self.needs_demands(report)?;
                Ask::Flow { minimising, commodity, assigned }
            }
            ReportKind::Bottlenecks { minimising } => {
                let minimising = self.minimising(minimising.as_ref())?;
                let commodity = self.one_commodity(query)?;
                let top = self.top(options, 10)?;
                self.needs_demands(report)?;
                Ask::Bottlenecks { minimising, commodity, top }
            }
            ReportKind::Compare { scenarios } => {
                let all: Vec<_> = scenarios.iter().map(|name| self.scenario_named(name)).collect();
                let scenarios = all.into_iter().collect::<Option<Vec<_>>>()?;
                let commodity = self.one_commodity(query)?;
                if scenarios.len() < 2 {
                    self.tell_at(
                        reports::TOO_FEW,
                        "two scenarios at least are needed to compare",
                        report.span,
                        "name them: `report compare baseline, today`",
                    );
                    return None;
                }
                Ask::Compare { scenarios, commodity }
            }
            ReportKind::Changes { from, to } => {
                let from = match from {
                    Some(name) => Some(self.scenario_named(name)?),
                    None => None,
                };
                Ask::Changes { from, to: self.scenario_named(to)? }
            }
            ReportKind::Network => Ask::Network,
            ReportKind::Sources => Ask::Sources,
            ReportKind::Assumptions => Ask::Assumptions,
            _ => return self.what_if(report),
        })
    }

    pub fn needs_demands(&mut self, report: &Report) -> Option<()> {
        if !self.model.demands.is_empty() || self.missing_demands {
            return Some(());
        }
        self.tell_at(
            reports::NO_DEMANDS,
            "there is nothing to carry: no demand is declared",
            report.kind_span,
            "declare one: `demand d: 25 kTEU/year of containers from A to B`; the most that fits \
             without a demand is `report capacity from A to B`",
        );
        None
    }

    pub fn top(&mut self, options: &ReportOptions, default: usize) -> Option<usize> {
        match &options.top {
            Some(expr) => self.whole_number(expr, "`top`", 1, MOST_ROWS).map(|top| top as usize),
            None => Some(default),
        }
    }

    fn minimising(&mut self, name: Option<&Name>) -> Option<Option<Minimising>> {
        let Some(name) = name else { return Some(None) };
        Some(Some(match name.text.as_str() {
            "cost" => Minimising::Cost,
            "time" => Minimising::Time,
            "generalised_cost" => Minimising::GeneralisedCost,
            _ => {
                let title = format!("a flow does not minimise `{}`", name.text);
                let help = "it minimises cost, time or generalised_cost";
                self.tell_at(reports::UNKNOWN_WORD, title, name.span, help);
                return None;
            }
        }))
    }
}
