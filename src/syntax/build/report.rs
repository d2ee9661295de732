//! Reports.

use crate::source::Span;
use crate::syntax::ast::{
    Cites, Expr, ExprKind, Grouping, Level, Metric, Name, Report, ReportKind, ReportOptions, Sweep,
};
use crate::syntax::grammar::Rule;

use super::expr::grouping;
use super::{Builder, P};

/// What a report's own rule holds beside the common options.
#[derive(Default)]
struct Own {
    names: Vec<Name>,
    dates: Vec<Expr>,
    exprs: Vec<Expr>,
    over: Vec<Name>,
    of_demands: Option<Span>,
    minimising: Option<Name>,
    assigned: Option<Expr>,
    pairs: bool,
    level: Option<Level>,
    at: Option<Expr>,
    including_ends: bool,
    grouping: Option<(Option<Grouping>, Name)>,
    step: Option<Name>,
    detour: Option<Expr>,
    from_empty: bool,
    draws: Option<Expr>,
    departing: Option<Expr>,
    hindsight: bool,
    sweeps: Vec<Sweep>,
    pair: bool,
}

impl Builder {
    /// A `report` pair.
    pub fn report(&mut self, pair: P<'_>) -> Report {
        let span = self.span(&pair);
        let kind = pair.into_inner().find(|p| p.as_rule() != Rule::report_kw);
        let mut options = ReportOptions::default();
        let Some(kind) = kind else {
            return Report { kind: ReportKind::Network, kind_span: span, options, span };
        };
        let rule = kind.as_rule();
        let word_length = kind.as_str().split(|c: char| !c.is_alphanumeric()).next();
        let start = self.span(&kind);
        let length = word_length.map_or(0, str::len) as u32;
        let kind_span = Span::new(start.file, start.start, start.start + length);
        let mut own = Own::default();
        for part in kind.into_inner() {
            self.report_part(part, &mut own, &mut options);
        }
        for expr in &mut own.exprs {
            lift(expr, &mut options);
        }
        let kind = self.kind(rule, own, &mut options, kind_span);
        Report { kind, kind_span, options, span }
    }

    fn report_part(&mut self, part: P<'_>, own: &mut Own, options: &mut ReportOptions) {
        let at = self.span(&part);
        match part.as_rule() {
            Rule::name => own.names.push(self.name(&part)),
            Rule::names => own.names.extend(self.names(part)),
            Rule::date => {
                let date = self.date_expr(&part);
                own.dates.push(date);
            }
            Rule::expr => {
                let expr = self.expr(part);
                own.exprs.push(expr);
            }
            Rule::number => {
                let number = self.number_expr(&part);
                own.exprs.push(number);
            }
            Rule::pair => {
                own.pair = true;
                own.names.extend(self.names(part));
            }
            Rule::pareto_over => own.over = self.names(part),
            Rule::of_demands => own.of_demands = Some(at),
            Rule::minimising => own.minimising = Some(self.first_name(part)),
            Rule::assigned => {
                own.assigned = part.into_inner().find_map(|p| match p.as_rule() {
                    Rule::call => Some(self.call(p)),
                    Rule::name => {
                        let name = self.name(&p);
                        let span = name.span;
                        Some(Expr { kind: ExprKind::Name(name), span, cites: Cites::default() })
                    }
                    _ => None,
                });
            }
            Rule::pairs => own.pairs = true,
            Rule::level => {
                own.level = Some(match part.as_str().trim_end() {
                    "legs" => Level::Legs,
                    "nodes" => Level::Nodes,
                    "borders" => Level::Borders,
                    "countries" => Level::Countries,
                    _ => Level::Modes,
                });
            }
            Rule::opt_at => own.at = inner(part, Rule::expr).map(|p| self.expr(p)),
            Rule::including_ends => own.including_ends = true,
            Rule::grouping => {
                let name = Name { text: part.as_str().trim_end().into(), span: at };
                let first = part.into_inner().any(|p| p.as_rule() == Rule::first_country);
                let found = if first { Some(Grouping::FirstCountry) } else { grouping(&name.text) };
                own.grouping = Some((found, name));
            }
            Rule::timeline_by => own.step = Some(self.first_name(part)),
            Rule::detour => {
                own.detour = part.into_inner().find(|p| p.as_rule() == Rule::percent).map(|p| {
                    let value = super::number(p.as_str());
                    let number = crate::syntax::ast::Number { value, percent: true };
                    let span = self.span(&p);
                    Expr { kind: ExprKind::Number(number), span, cites: Cites::default() }
                });
            }
            Rule::from_empty => own.from_empty = true,
            Rule::draws => {
                own.draws = inner(part, Rule::number).map(|p| self.number_expr(&p));
            }
            Rule::departing => {
                own.departing = inner(part, Rule::date).map(|p| self.date_expr(&p));
            }
            Rule::hindsight => own.hindsight = true,
            Rule::sweep => {
                let sweep = self.sweep(part);
                own.sweeps.extend(sweep);
            }
            _ => self.option(part, options, at),
        }
    }

    fn sweep(&mut self, pair: P<'_>) -> Option<Sweep> {
        let mut name = None;
        let mut values = Vec::new();
        let mut stepped = false;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::list_expr => {
                    values = part.into_inner().map(|p| self.expr(p)).collect();
                }
                Rule::expr => {
                    stepped = true;
                    let expr = self.expr(part);
                    match expr.kind {
                        ExprKind::Range(bounds, None) if values.is_empty() => values = bounds,
                        _ => values.push(expr),
                    }
                }
                _ => {}
            }
        }
        Some(Sweep { name: name?, values, stepped })
    }

    fn option(&mut self, part: P<'_>, options: &mut ReportOptions, at: Span) {
        let twice = match part.as_rule() {
            Rule::opt_from => !options.query.from.is_empty(),
            Rule::opt_to => !options.query.to.is_empty(),
            Rule::opt_top => options.top.is_some(),
            Rule::opt_in => !options.scenarios.is_empty() || options.all_scenarios.is_some(),
            Rule::opt_as => options.as_.is_some(),
            Rule::when => options.when.is_some(),
            _ => false,
        };
        if twice {
            self.tell_twice(at);
            return;
        }
        match part.as_rule() {
            Rule::opt_from => options.query.from = self.places(part),
            Rule::opt_to => options.query.to = self.places(part),
            Rule::opt_top => {
                let number = part.into_inner().find(|p| p.as_rule() == Rule::number);
                options.top = number.map(|p| self.number_expr(&p));
            }
            Rule::opt_in => {
                for inner in part.into_inner() {
                    match inner.as_rule() {
                        Rule::all_kw => options.all_scenarios = Some(self.span(&inner)),
                        Rule::names => options.scenarios = self.names(inner),
                        _ => {}
                    }
                }
            }
            Rule::opt_as => {
                let text = part.into_inner().find(|p| p.as_rule() == Rule::text);
                options.as_ = text.map(|p| self.text(&p));
            }
            Rule::when => options.when = self.when(part),
            _ => self.query_part(&mut options.query, part),
        }
    }

    fn places(&mut self, pair: P<'_>) -> Vec<Name> {
        let places = pair.into_inner().find(|p| p.as_rule() == Rule::places);
        places.map(|p| self.names(p)).unwrap_or_default()
    }

    fn kind(&mut self, rule: Rule, own: Own, options: &mut ReportOptions, at: Span) -> ReportKind {
        let nothing = || Expr { kind: ExprKind::Unknown, span: at, cites: Cites::default() };
        let mut names = own.names.into_iter();
        let mut exprs = own.exprs.into_iter();
        let mut dates = own.dates.into_iter();
        let mut name = |this: &Self| {
            let next = names.next();
            this.or_empty(next, at)
        };
        match rule {
            Rule::k_routes => ReportKind::Routes,
            Rule::k_pareto => ReportKind::Pareto { over: own.over },
            Rule::k_corridor => ReportKind::Corridor { names: names.collect() },
            Rule::k_capacity => ReportKind::Capacity { of_demands: own.of_demands },
            Rule::k_flow => ReportKind::Flow { minimising: own.minimising, assigned: own.assigned },
            Rule::k_fit => ReportKind::Fit,
            Rule::k_bottlenecks => ReportKind::Bottlenecks { minimising: own.minimising },
            Rule::k_critical => ReportKind::Critical {
                pairs: own.pairs,
                what: own.level.unwrap_or(Level::Legs),
                at: own.at,
            },
            Rule::k_worst => ReportKind::Worst {
                count: exprs.next().unwrap_or_else(nothing),
                what: own.level.unwrap_or(Level::Legs),
                including_ends: own.including_ends,
            },
            Rule::k_exposure => match own.grouping {
                Some((Some(by), _)) => ReportKind::Exposure { by },
                Some((None, word)) => {
                    self.tell_grouping(&word);
                    ReportKind::Exposure { by: Grouping::Country }
                }
                None => ReportKind::Exposure { by: Grouping::Country },
            },
            Rule::k_compare => ReportKind::Compare { scenarios: names.collect() },
            Rule::k_difference => ReportKind::Difference {
                from: name(self),
                to: name(self),
                metric: exprs.next().unwrap_or_else(nothing),
            },
            Rule::k_timeline => ReportKind::Timeline {
                from: dates.next().unwrap_or_else(nothing),
                to: dates.next().unwrap_or_else(nothing),
                step: own.step,
                detour: own.detour,
                from_empty: own.from_empty,
                draws: own.draws,
            },
            Rule::k_risk => ReportKind::Risk { departing: own.departing, hindsight: own.hindsight },
            Rule::k_sweep => ReportKind::Sweep { over: own.sweeps, metrics: exprs.collect() },
            Rule::k_sensitivity => {
                ReportKind::Sensitivity { metric: exprs.next().unwrap_or_else(nothing) }
            }
            Rule::k_elasticities => {
                ReportKind::Elasticities { metric: exprs.next().unwrap_or_else(nothing) }
            }
            Rule::k_invest => ReportKind::Invest { budget: exprs.next().unwrap_or_else(nothing) },
            Rule::k_changes => {
                let first = name(self);
                match names.next() {
                    Some(to) => ReportKind::Changes { from: Some(first), to },
                    None => ReportKind::Changes { from: None, to: first },
                }
            }
            Rule::k_why if own.pair => {
                options.query.from.extend(names.next());
                options.query.to.extend(names.next());
                ReportKind::Why { demand: None }
            }
            Rule::k_why => ReportKind::Why { demand: names.next() },
            Rule::k_map => ReportKind::Map,
            Rule::k_network => ReportKind::Network,
            Rule::k_sources => ReportKind::Sources,
            _ => ReportKind::Assumptions,
        }
    }

    fn tell_grouping(&mut self, word: &Name) {
        let told = crate::diagnostic::Diagnostic::new(
            crate::diagnostic::codes::syntax::NOT_UNDERSTOOD,
            format!("exposure is not measured by `{}`", word.text),
            word.span,
            "not one of the groupings",
        );
        self.tell(
            told.with_help("there are: country, first country, bloc, mode, node, corridor, tag"),
        );
    }
}

/// The first part of that rule.
fn inner(part: P<'_>, rule: Rule) -> Option<P<'_>> {
    part.into_inner().find(|p| p.as_rule() == rule)
}

/// In a report `in` and the moment are the report's: those that the grammar
/// gave to an unbracketed metric at the end move to the options.
fn lift(expr: &mut Expr, options: &mut ReportOptions) {
    let metric: Option<&mut Metric> = last_metric(expr);
    let Some(metric) = metric else { return };
    if options.scenarios.is_empty() && options.all_scenarios.is_none() {
        options.scenarios.extend(metric.scenario.take());
    }
    if options.when.is_none() {
        options.when = metric.when.take();
    }
}

fn last_metric(expr: &mut Expr) -> Option<&mut Metric> {
    match &mut expr.kind {
        ExprKind::Metric(metric) => Some(metric),
        ExprKind::Chain(_, rest) => rest.last_mut().and_then(|(_, last)| last_metric(last)),
        _ => None,
    }
}
