//! The kinds of report, each with what is its own.

use crate::diagnostic::codes::syntax;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Grouping, Level, Name, ReportKind, ReportOptions};
use crate::syntax::grammar::Rule;

use super::report::{Ends, Own};
use super::{Builder, nothing};

impl Builder<'_> {
    /// Makes the kind of its parts. Parts that it needs and has not, or has
    /// and does not take, are told; whether it takes a shared option is told
    /// when the model is checked.
    pub(super) fn kind(
        &mut self,
        rule: Rule,
        word: &str,
        mut own: Own,
        options: &mut ReportOptions,
        at: Span,
    ) -> ReportKind {
        let kind = match rule {
            Rule::of_corridors => ReportKind::Corridor { names: std::mem::take(&mut own.names) },
            Rule::of_scenarios => ReportKind::Compare { scenarios: std::mem::take(&mut own.names) },
            Rule::of_capacity => ReportKind::Capacity { of_demands: own.of_demands },
            Rule::of_critical => ReportKind::Critical {
                pairs: own.pairs,
                what: own.level.take().unwrap_or(Level::Legs),
                at: own.at.take().map(|(share, _)| share),
            },
            Rule::of_worst => ReportKind::Worst {
                count: own.count.take().unwrap_or_else(|| nothing(at)),
                what: own.level.take().unwrap_or(Level::Legs),
                including_ends: own.including_ends.take().is_some(),
            },
            Rule::of_sweep => ReportKind::Sweep {
                over: std::mem::take(&mut own.sweeps),
                metrics: self.metrics(&mut own, word, at),
            },
            Rule::of_metric => {
                let metric = own.metric.take().unwrap_or_else(|| nothing(at));
                if word == "sensitivity" {
                    ReportKind::Sensitivity { metric }
                } else {
                    ReportKind::Elasticities { metric }
                }
            }
            Rule::of_invest => {
                ReportKind::Invest { budget: own.metric.take().unwrap_or_else(|| nothing(at)) }
            }
            Rule::of_changes => self.changes(&mut own, at),
            Rule::of_why => why(&mut own, options),
            _ => self.plain_kind(word, &mut own, at),
        };
        self.shared(&mut own, options);
        self.tell_left_over(word, &own);
        kind
    }

    fn plain_kind(&mut self, word: &str, own: &mut Own, at: Span) -> ReportKind {
        let minimising = |own: &mut Own| own.minimising.take().map(|(name, _)| name);
        match word {
            "pareto" => {
                let over = own.over.take().map(|(names, _)| names);
                let over = over.unwrap_or_else(|| {
                    self.tell_lacks(word, "over time, cost", at);
                    Vec::new()
                });
                ReportKind::Pareto { over }
            }
            "flow" => ReportKind::Flow {
                minimising: minimising(own),
                assigned: own.assigned.take().map(|(how, _)| how),
            },
            "bottlenecks" => ReportKind::Bottlenecks { minimising: minimising(own) },
            "exposure" => ReportKind::Exposure { by: self.exposure(own, at) },
            "difference" => {
                let (from, to) = self.two_names(own, word, at);
                let metric = self.metrics(own, word, at).into_iter().next();
                ReportKind::Difference { from, to, metric: metric.unwrap_or_else(|| nothing(at)) }
            }
            "timeline" => self.timeline(own, at),
            "risk" => ReportKind::Risk {
                departing: own.departing.take().map(|(date, _)| date),
                hindsight: own.hindsight.take().is_some(),
            },
            "fit" => ReportKind::Fit,
            "map" => ReportKind::Map,
            "network" => ReportKind::Network,
            "sources" => ReportKind::Sources,
            "assumptions" => ReportKind::Assumptions,
            _ => ReportKind::Routes,
        }
    }

    fn timeline(&mut self, own: &mut Own, at: Span) -> ReportKind {
        let (from, to) = match (own.ends.take(), own.ends_at) {
            (Some((Ends::Date(from), Ends::Date(to))), _) => (from, to),
            (None, _) => {
                self.tell_lacks("timeline", "from DATE to DATE", at);
                (nothing(at), nothing(at))
            }
            (Some(_), place) => {
                let help = "write `from 2022-01-01 to 2022-12-31`";
                let place = place.unwrap_or(at);
                self.tell(
                    syntax::REPORT_PART,
                    "a timeline runs between two dates",
                    place,
                    "not two dates",
                    help,
                );
                (nothing(at), nothing(at))
            }
        };
        ReportKind::Timeline {
            from,
            to,
            step: own.by.take().map(|(name, ..)| name),
            detour: own.detour.take().map(|(share, _)| share),
            from_empty: own.empty.take().is_some(),
            draws: own.draws.take().map(|(count, _)| count),
            inner: own.step.take().map(|(days, _)| days),
        }
    }

    fn exposure(&mut self, own: &mut Own, at: Span) -> Grouping {
        match own.by.take() {
            Some((_, Some(grouping), _)) => grouping,
            Some((name, None, _)) => {
                let title = format!("exposure is not measured by `{}`", name.text);
                let help = "there are: country, first country, bloc, mode, node, corridor, tag";
                self.tell(syntax::REPORT_PART, title, name.span, "not a grouping", help);
                Grouping::Country
            }
            None => {
                self.tell_lacks("exposure", "by country", at);
                Grouping::Country
            }
        }
    }

    fn changes(&mut self, own: &mut Own, at: Span) -> ReportKind {
        if own.ends.is_some() {
            let (from, to) = self.two_names(own, "changes", at);
            if let Some(name) = own.names.pop() {
                let title = "one scenario, or two with `from` and `to`";
                let help = "write `report changes S`, or `report changes from S to T`";
                self.tell(syntax::REPORT_PART, title, name.span, "a third one", help);
            }
            return ReportKind::Changes { from: Some(from), to };
        }
        let to = own.names.pop().unwrap_or_else(|| {
            self.tell_lacks("changes", "S", at);
            self.missing(at)
        });
        ReportKind::Changes { from: None, to }
    }

    /// `from S to T`, one name each.
    fn two_names(&mut self, own: &mut Own, word: &str, at: Span) -> (Name, Name) {
        let place = own.ends_at.unwrap_or(at);
        match own.ends.take() {
            Some((Ends::Names(from), Ends::Names(to))) if from.len() == 1 && to.len() == 1 => {
                let mut names = from.into_iter().chain(to);
                let from = names.next().unwrap_or_else(|| self.missing(at));
                (from, names.next().unwrap_or_else(|| self.missing(at)))
            }
            None => {
                self.tell_lacks(word, "from S to T", at);
                (self.missing(at), self.missing(at))
            }
            Some(_) => {
                let title = format!("`report {word}` tells two scenarios apart");
                self.tell(
                    syntax::REPORT_PART,
                    title,
                    place,
                    "not two scenarios",
                    "write `from S to T`",
                );
                (self.missing(at), self.missing(at))
            }
        }
    }

    fn metrics(&mut self, own: &mut Own, word: &str, at: Span) -> Vec<Expr> {
        match own.asked.take() {
            Some((metrics, _)) if word == "sweep" || metrics.len() == 1 => metrics,
            Some((mut metrics, place)) => {
                let title = format!("`report {word}` takes one metric");
                self.tell(syntax::REPORT_PART, title, place, "more than one", "ask once for each");
                metrics.truncate(1);
                metrics
            }
            None => {
                self.tell_lacks(word, "for time(A -> B)", at);
                Vec::new()
            }
        }
    }

    /// What is left belongs to the options that all kinds share.
    fn shared(&mut self, own: &mut Own, options: &mut ReportOptions) {
        match own.ends.take() {
            Some((Ends::Names(from), Ends::Names(to))) => {
                options.query.from = from;
                options.query.to = to;
            }
            Some((from, to)) => {
                for end in [from, to] {
                    if let Ends::Date(date) = end {
                        let title = "a place is needed, not a date";
                        let help = "a moment is said with `on DATE` or `over DATE to DATE`";
                        self.tell(syntax::REPORT_PART, title, date.span, "a date", help);
                    }
                }
            }
            None => {}
        }
        if let Some((name, grouping, span)) = own.by.take() {
            if grouping == Some(Grouping::FirstCountry) {
                let title = "`by first country` belongs to `report exposure`";
                self.tell(syntax::REPORT_PART, title, span, "not taken here", "");
            }
            options.query.by = Some(name);
        }
        for expr in own.asked.take().map(|(asked, _)| asked).into_iter().flatten() {
            match expr.kind {
                ExprKind::Name(name) => options.query.for_.push(name),
                _ => {
                    let help = "`for` names commodities or demands here";
                    self.tell(
                        syntax::REPORT_PART,
                        "a name is needed here",
                        expr.span,
                        "not a name",
                        help,
                    );
                }
            }
        }
    }

    fn tell_lacks(&mut self, word: &str, what: &str, at: Span) {
        let title = format!("`report {word}` needs `{what}`");
        let help = format!("write `report {word} {what}`");
        self.tell(syntax::REPORT_PART, title, at, "something is missing", &help);
    }

    fn tell_left_over(&mut self, word: &str, own: &Own) {
        let left = [
            (own.minimising.as_ref().map(|x| x.1), "minimising"),
            (own.assigned.as_ref().map(|x| x.1), "assigned by"),
            (own.at.as_ref().map(|x| x.1), "at"),
            (own.detour.as_ref().map(|x| x.1), "detour"),
            (own.draws.as_ref().map(|x| x.1), "draws"),
            (own.step.as_ref().map(|x| x.1), "step"),
            (own.departing.as_ref().map(|x| x.1), "departing"),
            (own.over.as_ref().map(|x| x.1), "over"),
            (own.empty, "from empty"),
            (own.hindsight, "hindsight"),
            (own.including_ends, "including ends"),
        ];
        for (at, option) in left {
            if let Some(at) = at {
                let title = format!("`report {word}` does not take `{option}`");
                self.tell(syntax::REPORT_PART, title, at, "not taken here", "take it out");
            }
        }
    }
}

fn why(own: &mut Own, options: &mut ReportOptions) -> ReportKind {
    let mut names = std::mem::take(&mut own.names).into_iter();
    if own.pair {
        options.query.from.extend(names.next());
        options.query.to.extend(names.next());
        return ReportKind::Why { demand: None };
    }
    ReportKind::Why { demand: names.next() }
}
