//! What-if reports: their arguments checked and their names resolved.

use crate::diagnostic::codes::{changes, reports, units};
use crate::model::{
    Ask, Assigned, Criterion, CriticalAsk, DemandId, DifferenceAsk, ExposureAsk, FrontBy,
    InvestAsk, InvestFor, ParetoAsk, RiskAsk, SensitivityAsk, Term, Thing, TimeStep, TimelineAsk,
    TimelineWindow, WhyAsk, WorstAsk,
};
use crate::quantity::Dimension;
use crate::syntax::ast::{Expr, ExprKind, Name, Report, ReportKind, RouteQuery};

use super::context::Checker;
use super::values::{Floor, Want};

/// Rows told where the report does not say `top`.
const ROWS: usize = 10;
/// Most inner steps of a timeline, most points of a sweep.
pub(super) const MOST_STEPS: u64 = 100_000;
/// Most draws.
const MOST_DRAWS: u64 = 10_000_000;
/// Most closures that are looked for together.
const MOST_CLOSURES: u64 = 20;

impl Checker<'_> {
    /// A report of one of the what-if kinds.
    pub fn what_if(&mut self, report: &Report) -> Option<Ask> {
        let options = &report.options;
        let query = &options.query;
        Some(match &report.kind {
            ReportKind::Critical { pairs, what, at } => {
                let demands = self.only_demands(query);
                let share = self.share(at.as_ref(), "what is taken away");
                let top = self.top(options, ROWS);
                self.needs_demands(report)?;
                let (level, pairs) = (what.clone(), *pairs);
                let (demands, share, top) = (demands?, share?, top?);
                Ask::Critical(CriticalAsk { pairs, level, share, demands, top })
            }
            ReportKind::Worst { count, what, including_ends } => {
                let demands = self.only_demands(query);
                let count = self.whole_number(count, "the number of closures", 1, MOST_CLOSURES);
                self.needs_demands(report)?;
                let (level, including_ends) = (what.clone(), *including_ends);
                let (demands, count) = (demands?, count? as usize);
                Ask::Worst(WorstAsk { count, level, including_ends, demands })
            }
            ReportKind::Exposure { by } => {
                self.use_grouped(*by);
                let demands = self.only_demands(query);
                let between = self.one_pair(query, report);
                let top = self.top(options, ROWS);
                self.needs_demands(report)?;
                let (demands, between, top) = (demands?, between?, top?);
                Ask::Exposure(ExposureAsk { by: *by, demands, between, top })
            }
            ReportKind::Pareto { over } => self.pareto(report, over)?,
            ReportKind::Difference { from, to, metric } => {
                let (from, to) = (self.scenario_named(from), self.scenario_named(to));
                let metric = self.measured(metric);
                let ((metric, text), from, to) = (metric?, from?, to?);
                Ask::Difference(Box::new(DifferenceAsk { from, to, metric, text }))
            }
            ReportKind::Timeline { from, to, step, detour, from_empty, draws, inner } => {
                let demands = self.only_demands(query);
                let window = self.timeline_window(from, to, step.as_ref());
                let detour = self.detour(detour.as_ref());
                let draws = match draws {
                    Some(draws) => self.whole_number(draws, "`draws`", 2, MOST_DRAWS).map(Some),
                    None => Some(None),
                };
                let inner = window.and_then(|window| self.inner_step(inner.as_ref(), window));
                self.needs_demands(report)?;
                let (demands, window, inner) = (demands?, window?, inner?);
                let (detour, draws, from_empty) = (detour?, draws?, *from_empty);
                Ask::Timeline(TimelineAsk { window, inner, detour, from_empty, draws, demands })
            }
            ReportKind::Risk { departing, hindsight } => {
                let departing = match departing {
                    Some(date) => self.date(date).map(Some),
                    None => Some(None),
                };
                let routes = self.risk_of(report);
                let (departing, routes) = (departing?, routes?);
                Ask::Risk(RiskAsk { routes, departing, hindsight: *hindsight })
            }
            ReportKind::Sweep { over, metrics } => self.sweep(over, metrics)?,
            ReportKind::Sensitivity { metric } => {
                Ask::Sensitivity(Box::new(self.sensitivity(report, metric)?))
            }
            ReportKind::Elasticities { metric } => {
                Ask::Elasticities(Box::new(self.sensitivity(report, metric)?))
            }
            ReportKind::Invest { budget } => self.invest(report, budget)?,
            ReportKind::Why { demand: Some(name) } => {
                self.takes_no_for(query, "why")?;
                Ask::Why(WhyAsk::Demand(self.demand_named(name)?))
            }
            ReportKind::Why { demand: None } => {
                let mut ask = self.route_ask(query, 1, report.kind_span)?;
                ask.by = Criterion::Time;
                Ask::Why(WhyAsk::Pair(ask))
            }
            ReportKind::Fit => Ask::Fit,
            _ => Ask::Map,
        })
    }

    /// `assigned by …`.
    pub fn assigned(&mut self, how: Option<&Expr>) -> Option<Assigned> {
        let Some(how) = how else { return Some(Assigned::Optimum) };
        match &how.kind {
            ExprKind::Name(name) if name.text == "optimum" => Some(Assigned::Optimum),
            ExprKind::Name(name) if name.text == "equilibrium" => Some(Assigned::Equilibrium),
            ExprKind::Call { name, args, .. } if name.text == "logit" && args.len() == 1 => {
                let scale = self.eval(&args[0].value)?;
                if scale.value <= 0.0 || scale.value.is_nan() {
                    let title = "the scale of a logit is above zero";
                    self.tell_at(units::OUT_OF_BOUNDS, title, args[0].value.span, "");
                    return None;
                }
                let unit = scale.unit.unwrap_or_else(|| self.default_unit(scale.dimension));
                let money = Dimension::MONEY.per(scale.dimension);
                let fits =
                    scale.dimension.is_plain() || money.is_some_and(super::values::is_amount);
                if !fits {
                    let title = "the scale of a logit is money per unit carried";
                    let help = "write `logit(40 USD/TEU)`; a plain number counts the model's \
                                currency per unit of each commodity";
                    self.tell_at(units::WRONG_UNIT, title, args[0].value.span, help);
                    return None;
                }
                Some(Assigned::Logit { scale: scale.value, unit, span: how.span })
            }
            _ => {
                self.tell_at(
                    reports::UNKNOWN_WORD,
                    "a flow is assigned by optimum, logit(scale) or equilibrium",
                    how.span,
                    "leave it out for the optimum",
                );
                None
            }
        }
    }

    /// `for D, …`: demands, or all demands of a commodity.
    fn only_demands(&mut self, query: &RouteQuery) -> Option<Vec<DemandId>> {
        let mut all = Vec::new();
        let mut whole = true;
        for name in &query.for_ {
            let fits = |t| matches!(t, Thing::Commodity(_) | Thing::Demand(_));
            match self.find(name, "a demand or a commodity", fits) {
                Some(Thing::Demand(id)) => all.push(id),
                Some(Thing::Commodity(id)) => {
                    let demands = self.model.demands.iter().enumerate();
                    let of = demands.filter(|(_, demand)| demand.commodity == id);
                    all.extend(of.map(|(at, _)| DemandId(at as u32)));
                }
                _ => whole = false,
            }
        }
        all.sort_unstable();
        all.dedup();
        whole.then_some(all)
    }

    fn takes_no_for(&mut self, query: &RouteQuery, word: &str) -> Option<()> {
        let Some(name) = query.for_.first() else { return Some(()) };
        let title = format!("`report {word}` of a demand does not take `for`");
        self.tell_at(reports::OPTION_NOT_TAKEN, title, name.span, "take it out");
        None
    }

    /// `from A to B`, where it is written.
    #[allow(clippy::option_option, reason = "wrong, not written, written")]
    fn one_pair(
        &mut self,
        query: &RouteQuery,
        report: &Report,
    ) -> Option<Option<(crate::model::NodeId, crate::model::NodeId)>> {
        if query.from.is_empty() && query.to.is_empty() {
            return Some(None);
        }
        let (from, to) = self.ends(query, report.kind_span)?;
        if let Some(second) = query.from.get(1).or(query.to.get(1)) {
            let title = "this is asked from one place to one place";
            self.tell_at(reports::TOO_MANY, title, second.span, "ask once for each pair");
            return None;
        }
        Some(Some((*from.first()?, *to.first()?)))
    }

    /// A share above 0 up to 1.
    #[allow(clippy::option_option, reason = "wrong, not written, written")]
    fn share(&mut self, expr: Option<&Expr>, what: &str) -> Option<Option<f64>> {
        let Some(expr) = expr else { return Some(None) };
        let value = self.figure(expr, what, Want::Plain, Floor::None)?.value;
        if value > 0.0 && value <= 1.0 {
            return Some(Some(value));
        }
        let title = format!("{what} is a share above 0 and up to 100 %");
        self.tell_at(units::OUT_OF_BOUNDS, title, expr.span, "write it as `67%`");
        None
    }

    #[allow(clippy::option_option, reason = "wrong, not written, written")]
    fn detour(&mut self, expr: Option<&Expr>) -> Option<Option<f64>> {
        let Some(expr) = expr else { return Some(None) };
        let value = self.figure(expr, "a detour", Want::Plain, Floor::Zero)?.value;
        Some(Some(value))
    }

    /// The inner step of a timeline in days: a day, or a whole part of one.
    fn inner_step(&mut self, expr: Option<&Expr>, window: TimelineWindow) -> Option<f64> {
        let Some(expr) = expr else { return Some(1.0) };
        let want = Want::Dim(Dimension::TIME);
        let days = self.figure(expr, "a step", want, Floor::Zero)?.value;
        let parts = (1.0 / days).round();
        let whole = parts >= 1.0 && (parts * days - 1.0).abs() <= 1e-9;
        let title = if !whole {
            "a step is a day or a whole part of one".to_owned()
        } else if f64::from(window.to - window.from) * parts > MOST_STEPS as f64 {
            format!("a timeline has at most {MOST_STEPS} steps")
        } else {
            return Some(1.0 / parts);
        };
        self.tell_at(units::OUT_OF_BOUNDS, title, expr.span, "write it as `6 hours`");
        None
    }

    fn pareto(&mut self, report: &Report, over: &[Name]) -> Option<Ask> {
        let top = self.top(&report.options, usize::MAX)?;
        let mut all = Vec::new();
        let mut whole = true;
        for name in over {
            match self.front_by(name) {
                None => whole = false,
                Some(by) if all.contains(&by) => {
                    let title = format!("`{}` is named twice", name.text);
                    self.tell_at(reports::OPTION_NOT_TAKEN, title, name.span, "name it once");
                    whole = false;
                }
                Some(by) => all.push(by),
            }
        }
        let routes = self.route_ask(&report.options.query, top, report.kind_span);
        if !whole {
            return None;
        }
        let mut routes = routes?;
        if over.is_empty() {
            // Told when it was read.
            return None;
        }
        if all.len() < 2 {
            self.tell_at(
                reports::TOO_FEW,
                "a front is over two measures at least",
                over.first().map_or(report.kind_span, |name| name.span),
                "write `over time, cost`; the best by one measure is `report routes`",
            );
            return None;
        }
        let money = all.iter().any(|by| matches!(by, FrontBy::Cost | FrontBy::Emissions));
        if money && routes.commodity.is_none() {
            self.tell_at(
                reports::COMMODITY_NEEDED,
                "cost and emissions depend on what is carried; say `for C`",
                report.kind_span,
                "there is no single demand between the two, and not just one commodity",
            );
            return None;
        }
        routes.by = match all[0] {
            FrontBy::Cost => Criterion::Cost,
            FrontBy::Distance => Criterion::Distance,
            FrontBy::Emissions => Criterion::Emissions,
            FrontBy::Time | FrontBy::Risk => Criterion::Time,
        };
        Some(Ask::Pareto(ParetoAsk { routes, over: all }))
    }

    fn front_by(&mut self, name: &Name) -> Option<FrontBy> {
        Some(match name.text.as_str() {
            "time" => FrontBy::Time,
            "cost" => FrontBy::Cost,
            "distance" => FrontBy::Distance,
            "emissions" => FrontBy::Emissions,
            "risk" => FrontBy::Risk,
            _ => {
                let title = format!("a front is not over `{}`", name.text);
                let help = "there are: time, cost, distance, emissions, risk";
                self.tell_at(reports::UNKNOWN_WORD, title, name.span, help);
                return None;
            }
        })
    }

    /// A metric of a report with its text.
    pub fn measured(&mut self, expr: &Expr) -> Option<(Term, String)> {
        let term = self.term(expr)?;
        if !super::terms::holds_metric(&term) {
            let help = "write one: `time(A -> B)`, `delivered(D)`";
            self.tell_at(reports::METRIC_FORM, "a metric is needed here", expr.span, help);
            return None;
        }
        Some((term, self.text(expr.span).trim().to_owned()))
    }

    /// Two dates and a step.
    pub fn timeline_window(
        &mut self,
        from: &Expr,
        to: &Expr,
        step: Option<&Name>,
    ) -> Option<TimelineWindow> {
        let (first, last) = (self.date(from), self.date(to));
        let step = match step.map(|name| (name.text.as_str(), name)) {
            None | Some(("day", _)) => Some(TimeStep::Day),
            Some(("week", _)) => Some(TimeStep::Week),
            Some(("month", _)) => Some(TimeStep::Month),
            Some((word, name)) => {
                let title = format!("a timeline is not told by `{word}`");
                let help = "it is told by day, week or month";
                self.tell_at(reports::UNKNOWN_WORD, title, name.span, help);
                None
            }
        };
        let (first, last, step) = (first?, last?, step?);
        let span = from.span.to(to.span);
        if first >= last {
            self.tell_at(
                changes::WINDOW_BACKWARDS,
                "this period ends before it starts",
                span,
                "put the earlier date first",
            );
            return None;
        }
        if i64::from(last) - i64::from(first) > MOST_STEPS as i64 {
            let title = format!("a timeline has at most {MOST_STEPS} steps of a day");
            self.tell_at(units::OUT_OF_BOUNDS, title, span, "ask for a shorter period");
            return None;
        }
        Some(TimelineWindow { from: first, to: last, step })
    }

    fn risk_of(&mut self, report: &Report) -> Option<crate::model::RouteAsk> {
        let query = &report.options.query;
        if !query.from.is_empty() || !query.to.is_empty() {
            return self.route_ask(query, 1, report.kind_span);
        }
        let Some(name) = query.for_.first() else {
            let title = "a risk is of a way or of a demand";
            let help = "write `report risk from A to B`, or `report risk for DEMAND`";
            self.tell_at(reports::ENDS_MISSING, title, report.kind_span, help);
            return None;
        };
        if let Some(second) = query.for_.get(1) {
            let title = "a risk is of one demand";
            self.tell_at(reports::TOO_MANY, title, second.span, "ask once for each");
            return None;
        }
        let id = self.demand_named(name)?;
        let demand = self.model.demands.get(id.index())?;
        Some(crate::model::RouteAsk {
            from: demand.from,
            to: demand.to,
            commodity: Some(demand.commodity),
            demand: Some(id),
            by: Criterion::Time,
            via: Vec::new(),
            avoiding: None,
            only_mode: None,
            ends_terminal: false,
            top: 1,
        })
    }

    fn sensitivity(&mut self, report: &Report, metric: &Expr) -> Option<SensitivityAsk> {
        let top = self.top(&report.options, ROWS);
        let (metric, text) = self.measured(metric)?;
        Some(SensitivityAsk { metric, text, top: top? })
    }

    fn invest(&mut self, report: &Report, budget: &Expr) -> Option<Ask> {
        let figure = self.figure(budget, "a budget", Want::Dim(Dimension::MONEY), Floor::Zero)?;
        let query = &report.options.query;
        if let Some(second) = query.for_.get(1) {
            let title = "an investment is for one thing";
            self.tell_at(reports::TOO_MANY, title, second.span, "ask once for each");
            return None;
        }
        let aim = match query.for_.first().map(|name| (name.text.as_str(), name)) {
            None | Some(("delivered", _)) => InvestFor::Delivered,
            Some(("time", _)) => InvestFor::Time,
            Some(("cost", _)) => InvestFor::Cost,
            Some((word, name)) => {
                let title = format!("an investment is not for `{word}`");
                let help = "it is for delivered, time or cost";
                self.tell_at(reports::UNKNOWN_WORD, title, name.span, help);
                return None;
            }
        };
        self.needs_demands(report)?;
        Some(Ask::Invest(InvestAsk { budget: figure.value, unit: figure.unit, aim }))
    }
}
