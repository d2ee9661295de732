//! Reports: the options that all kinds share, and those that some have.

use crate::source::Span;
use crate::syntax::ast::{
    Cites, Expr, ExprKind, Grouping, Level, Name, Report, ReportKind, ReportOptions, Sweep, Text,
};
use crate::syntax::grammar::Rule;

use super::metric::grouping;
use super::{Builder, P, inner, plain};

/// What follows `from` and `to`.
#[derive(Debug)]
pub(super) enum Ends {
    Names(Vec<Name>),
    Date(Expr),
}

/// All that a report may say beside the options that every kind shares. What
/// the kind takes is taken out; what is left then does not belong there.
#[derive(Default)]
pub(super) struct Own {
    /// Names after the kind: corridors, scenarios, a demand.
    pub names: Vec<Name>,
    /// `why A -> B`.
    pub pair: bool,
    pub count: Option<Expr>,
    pub pairs: bool,
    pub level: Option<Level>,
    pub metric: Option<Expr>,
    pub sweeps: Vec<Sweep>,
    pub of_demands: Option<Span>,
    pub ends: Option<(Ends, Ends)>,
    pub ends_at: Option<Span>,
    pub empty: Option<Span>,
    pub over: Option<(Vec<Name>, Span)>,
    pub by: Option<(Name, Option<Grouping>, Span)>,
    pub asked: Option<(Vec<Expr>, Span)>,
    pub minimising: Option<(Name, Span)>,
    pub assigned: Option<(Expr, Span)>,
    pub at: Option<(Expr, Span)>,
    pub detour: Option<(Expr, Span)>,
    pub draws: Option<(Expr, Span)>,
    pub step: Option<(Expr, Span)>,
    pub departing: Option<(Expr, Span)>,
    pub hindsight: Option<Span>,
    pub including_ends: Option<Span>,
}

impl Builder<'_> {
    /// A `report` pair.
    pub(super) fn report(&mut self, pair: P<'_>, cites: &mut Cites) -> Report {
        let span = self.span(&pair);
        let mut options = ReportOptions::default();
        let mut own = Own::default();
        let mut kind_span = span;
        let mut rule = Rule::plain_kind;
        let mut word = "";
        for part in pair.into_inner() {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::report_kw => {}
                Rule::cites => *cites = self.cites(part),
                Rule::plain_kind => {
                    kind_span = at;
                    word = part.as_str();
                }
                found if is_kind(found) => {
                    rule = found;
                    let mut parts = part.into_inner();
                    if let Some(first) = parts.next() {
                        kind_span = self.span(&first);
                        word = first.as_str();
                    }
                    for part in parts {
                        self.kind_part(&mut own, part);
                    }
                }
                _ => self.report_option(&mut own, &mut options, part, at),
            }
        }
        let kind: ReportKind = self.kind(rule, word, own, &mut options, kind_span);
        Report { kind, kind_span, options, span }
    }

    /// What stands right after the word of the kind.
    fn kind_part(&mut self, own: &mut Own, part: P<'_>) {
        let at = self.span(&part);
        match part.as_rule() {
            Rule::names => own.names = self.names(part),
            Rule::name => {
                own.names.push(self.name(&part));
                own.pair = own.names.len() > 1;
            }
            Rule::of_demands => own.of_demands = Some(at),
            Rule::pairs_of => own.pairs = true,
            Rule::level => own.level = Some(level(part.as_str())),
            Rule::number => own.count = Some(self.number(&part)),
            Rule::sweep => {
                let sweep = self.sweep(part);
                own.sweeps.push(sweep);
            }
            Rule::asked => own.metric = Some(self.expr(part)),
            _ => {}
        }
    }

    fn sweep(&mut self, pair: P<'_>) -> Sweep {
        let name = self.first_name(pair.clone());
        let mut values = Vec::new();
        let mut stepped = true;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::numbers => {
                    stepped = false;
                    values = part.into_inner().map(|part| self.expr(part)).collect();
                }
                Rule::operand => {
                    let expr = self.operand(part);
                    match expr.kind {
                        ExprKind::Range(bounds, None) if values.is_empty() && bounds.len() == 2 => {
                            values = bounds;
                        }
                        _ => values.push(expr),
                    }
                }
                _ => {}
            }
        }
        if stepped && values.len() != 3 {
            let title = "a sweep runs between two bounds in steps";
            let help = "write `over 1 .. 3 step 0.5`, or the values: `over [1, 2, 5]`";
            let code = crate::diagnostic::codes::syntax::BOUNDS;
            self.tell(code, title, name.span, "no two bounds", help);
        }
        Sweep { name, values, stepped }
    }

    fn report_option(&mut self, own: &mut Own, options: &mut ReportOptions, part: P<'_>, at: Span) {
        match part.as_rule() {
            Rule::opt_from => self.ends(own, part, at),
            Rule::opt_in => self.scenarios(options, part, at),
            Rule::when => {
                let when = self.when(part);
                self.once(&mut options.when, when, at);
            }
            Rule::opt_top => {
                let count = inner(part, Rule::number).map(|part| self.number(&part));
                self.once(&mut options.top, count, at);
            }
            Rule::opt_as => {
                let text: Option<Text> = inner(part, Rule::text).map(|part| self.text(&part));
                self.once(&mut options.as_, text, at);
            }
            Rule::opt_avoiding => {
                let selector = part
                    .into_inner()
                    .find(|part| matches!(part.as_rule(), Rule::selector | Rule::avoided))
                    .map(|part| self.selector(part));
                self.once(&mut options.query.avoiding, selector, at);
            }
            Rule::via | Rule::ends_terminal => self.query_part(&mut options.query, part),
            _ => self.own_option(own, part, at),
        }
    }

    fn scenarios(&mut self, options: &mut ReportOptions, part: P<'_>, at: Span) {
        if !options.scenarios.is_empty() || options.all_scenarios.is_some() {
            self.tell_twice(at);
            return;
        }
        for part in part.into_inner() {
            match part.as_rule() {
                Rule::all_kw => options.all_scenarios = Some(self.span(&part)),
                Rule::names => options.scenarios = self.names(part),
                _ => {}
            }
        }
    }

    fn own_option(&mut self, own: &mut Own, part: P<'_>, at: Span) {
        match part.as_rule() {
            Rule::opt_for => {
                let asked = part
                    .into_inner()
                    .filter(|part| part.as_rule() == Rule::asked)
                    .map(|part| self.expr(part))
                    .collect();
                self.once(&mut own.asked, Some((asked, at)), at);
            }
            Rule::opt_over => {
                let names = self.list(part);
                self.once(&mut own.over, Some((names, at)), at);
            }
            Rule::opt_by => {
                let by = self.by(part, at);
                self.once(&mut own.by, Some(by), at);
            }
            Rule::opt_minimising => {
                let name = self.first_name(part);
                self.once(&mut own.minimising, Some((name, at)), at);
            }
            Rule::opt_assigned => {
                let how = self.assigned(part);
                self.once(&mut own.assigned, Some((how, at)), at);
            }
            Rule::opt_at => {
                let share = self.inner_figure(part);
                self.once(&mut own.at, Some((share, at)), at);
            }
            Rule::opt_detour => {
                let share = self.inner_figure(part);
                self.once(&mut own.detour, Some((share, at)), at);
            }
            Rule::opt_draws => {
                let count = self.inner_figure(part);
                self.once(&mut own.draws, Some((count, at)), at);
            }
            Rule::opt_step => {
                let days = self.inner_figure(part);
                self.once(&mut own.step, Some((days, at)), at);
            }
            Rule::opt_departing => {
                let date = self.inner_date(part).map(|date| (date, at));
                self.once(&mut own.departing, date, at);
            }
            Rule::hindsight_kw => self.once(&mut own.hindsight, Some(at), at),
            Rule::including_ends => self.once(&mut own.including_ends, Some(at), at),
            _ => {}
        }
    }

    fn by(&mut self, part: P<'_>, at: Span) -> (Name, Option<Grouping>, Span) {
        match inner(part.clone(), Rule::first_country) {
            Some(first) => {
                let name = Name { text: "first country".into(), span: self.span(&first) };
                (name, Some(Grouping::FirstCountry), at)
            }
            None => {
                let name = self.first_name(part);
                let grouping = grouping(&name.text);
                (name, grouping, at)
            }
        }
    }

    fn assigned(&mut self, part: P<'_>) -> Expr {
        let span = self.span(&part);
        let found =
            part.into_inner().find(|part| matches!(part.as_rule(), Rule::call | Rule::name));
        match found {
            Some(part) if part.as_rule() == Rule::call => self.call(part),
            Some(part) => {
                let name = self.name(&part);
                let span = name.span;
                plain(ExprKind::Name(name), span)
            }
            None => plain(ExprKind::Unknown, span),
        }
    }

    /// `from A to B`, `from DATE to DATE`, `from {A, B} to {C}`, `from empty`.
    fn ends(&mut self, own: &mut Own, part: P<'_>, at: Span) {
        let mut ends = Vec::new();
        for part in part.into_inner() {
            match part.as_rule() {
                Rule::empty_kw => return self.once(&mut own.empty, Some(at), at),
                Rule::date => ends.push(Ends::Date(self.date(&part))),
                Rule::name => ends.push(Ends::Names(vec![self.name(&part)])),
                Rule::places => ends.push(Ends::Names(self.names(part))),
                _ => {}
            }
        }
        let to = ends.pop();
        if let (Some(from), Some(to)) = (ends.pop(), to) {
            self.once(&mut own.ends, Some((from, to)), at);
            own.ends_at = Some(at);
        }
    }
}

fn is_kind(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::of_corridors
            | Rule::of_scenarios
            | Rule::of_capacity
            | Rule::of_critical
            | Rule::of_worst
            | Rule::of_sweep
            | Rule::of_metric
            | Rule::of_invest
            | Rule::of_changes
            | Rule::of_why
    )
}

fn level(word: &str) -> Level {
    match word {
        "legs" => Level::Legs,
        "nodes" => Level::Nodes,
        "borders" => Level::Borders,
        "countries" => Level::Countries,
        _ => Level::Modes,
    }
}
