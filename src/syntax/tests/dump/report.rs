//! Metrics and reports.

use std::fmt::Write;

use super::Dump;
use crate::syntax::ast::*;

impl Dump<'_> {
    pub(super) fn metric(&self, metric: &Metric) -> String {
        self.place(metric.span);
        let mut out = format!("<{}", self.name(&metric.name));
        match &metric.subject {
            MetricSubject::None | MetricSubject::Pair => {}
            MetricSubject::Name(name) => write!(out, " {}", self.name(name)).unwrap(),
            MetricSubject::Selector(s) => write!(out, " ({})", self.selector(s)).unwrap(),
            MetricSubject::Grouping(grouping) => write!(out, " {grouping:?}").unwrap(),
            MetricSubject::Expr(a, b) => {
                write!(out, " {}", self.expr(a)).unwrap();
                if let Some(b) = b {
                    write!(out, ", {}", self.expr(b)).unwrap();
                }
            }
        }
        out.push_str(&self.query(&metric.query));
        if !metric.of.is_empty() {
            write!(out, " of {}", self.names(&metric.of)).unwrap();
        }
        if let Some(scenario) = &metric.scenario {
            write!(out, " in {}", self.name(scenario)).unwrap();
        }
        out.push_str(&self.when(metric.when.as_ref()));
        if let Some((from, to, step)) = &metric.timeline {
            write!(out, " from {} to {}", self.expr(from), self.expr(to)).unwrap();
            if let Some(step) = step {
                write!(out, " by {}", self.name(step)).unwrap();
            }
        }
        out + ">"
    }

    pub(super) fn query(&self, query: &RouteQuery) -> String {
        let mut out = String::new();
        for (word, names) in
            [("from", &query.from), ("to", &query.to), ("for", &query.for_), ("via", &query.via)]
        {
            if !names.is_empty() {
                write!(out, " {word} {}", self.names(names)).unwrap();
            }
        }
        if let Some(by) = &query.by {
            write!(out, " by {}", self.name(by)).unwrap();
        }
        if let Some(avoiding) = &query.avoiding {
            write!(out, " avoiding {}", self.selector(avoiding)).unwrap();
        }
        if let Some(at) = query.ends_terminal {
            self.place(at);
            out.push_str(" ends terminal");
        }
        out
    }

    pub(super) fn when(&self, when: Option<&When>) -> String {
        match when {
            None => String::new(),
            Some(When::On(date)) => format!(" on {}", self.expr(date)),
            Some(When::Over(from, None)) => format!(" over {}", self.expr(from)),
            Some(When::Over(from, Some(to))) => {
                format!(" over {} to {}", self.expr(from), self.expr(to))
            }
            Some(When::WhileItLasts(at)) => {
                self.place(*at);
                " while it lasts".to_owned()
            }
        }
    }

    pub(super) fn report(&self, report: &Report) -> String {
        self.place(report.span);
        self.place(report.kind_span);
        let kind = self.report_kind(&report.kind);
        let options = &report.options;
        let mut out = format!("report {kind}{}", self.query(&options.query));
        if !options.scenarios.is_empty() {
            write!(out, " IN {}", self.names(&options.scenarios)).unwrap();
        }
        if options.all_scenarios.is_some() {
            out.push_str(" IN all");
        }
        out.push_str(&self.when(options.when.as_ref()));
        if let Some(top) = &options.top {
            write!(out, " top {}", self.expr(top)).unwrap();
        }
        if let Some(as_) = &options.as_ {
            write!(out, " as {}", self.text(as_)).unwrap();
        }
        out
    }

    pub(super) fn report_kind(&self, kind: &ReportKind) -> String {
        let expr = |word: &str, expr: &Option<Expr>| {
            expr.as_ref().map(|expr| format!(" {word} {}", self.expr(expr))).unwrap_or_default()
        };
        let name = |word: &str, name: &Option<Name>| {
            name.as_ref().map(|name| format!(" {word} {}", self.name(name))).unwrap_or_default()
        };
        match kind {
            ReportKind::Routes => "routes".to_owned(),
            ReportKind::Pareto { over } => format!("pareto over {}", self.names(over)),
            ReportKind::Corridor { names } => format!("corridor {}", self.names(names)),
            ReportKind::Capacity { of_demands } => {
                format!("capacity{}", if of_demands.is_some() { " of demands" } else { "" })
            }
            ReportKind::Flow { minimising, assigned } => {
                format!("flow{}{}", name("minimising", minimising), expr("assigned", assigned))
            }
            ReportKind::Bottlenecks { minimising } => {
                format!("bottlenecks{}", name("minimising", minimising))
            }
            ReportKind::Critical { pairs, what, at } => {
                format!("critical{} {what:?}{}", if *pairs { " pairs" } else { "" }, expr("at", at))
            }
            ReportKind::Worst { count, what, including_ends } => {
                let ends = if *including_ends { " with ends" } else { "" };
                format!("worst {} {what:?}{ends}", self.expr(count))
            }
            ReportKind::Exposure { by } => format!("exposure {by:?}"),
            ReportKind::Compare { scenarios } => format!("compare {}", self.names(scenarios)),
            ReportKind::Difference { from, to, metric } => format!(
                "difference {} -> {}: {}",
                self.name(from),
                self.name(to),
                self.expr(metric)
            ),
            ReportKind::Timeline { from, to, step, detour, from_empty, draws, inner } => format!(
                "timeline {} -> {}{}{}{}{}{}",
                self.expr(from),
                self.expr(to),
                name("by", step),
                expr("detour", detour),
                if *from_empty { " empty" } else { "" },
                expr("draws", draws),
                expr("step", inner)
            ),
            ReportKind::Risk { departing, hindsight } => {
                let hindsight = if *hindsight { " hindsight" } else { "" };
                format!("risk{}{hindsight}", expr("departing", departing))
            }
            ReportKind::Sweep { over, metrics } => {
                let over: Vec<String> = over
                    .iter()
                    .map(|sweep| {
                        let values: Vec<String> =
                            sweep.values.iter().map(|value| self.expr(value)).collect();
                        let how = if sweep.stepped { "stepped" } else { "list" };
                        format!("{} {how} {}", self.name(&sweep.name), values.join(" "))
                    })
                    .collect();
                let metrics: Vec<String> = metrics.iter().map(|m| self.expr(m)).collect();
                format!("sweep {}: {}", over.join(" and "), metrics.join(", "))
            }
            ReportKind::Sensitivity { metric } => format!("sensitivity {}", self.expr(metric)),
            ReportKind::Elasticities { metric } => format!("elasticities {}", self.expr(metric)),
            ReportKind::Invest { budget } => format!("invest {}", self.expr(budget)),
            ReportKind::Changes { from, to } => {
                format!("changes{} to {}", name("from", from), self.name(to))
            }
            ReportKind::Why { demand } => format!("why{}", name("demand", demand)),
            other => format!("{other:?}").to_lowercase(),
        }
    }
}
