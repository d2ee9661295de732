//! Reports: which options a kind takes, names resolved, what is meant where
//! nothing is said.

use crate::calendar::year_days;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{changes, reports, units};
use crate::model::{
    Ask, CommodityId, Criterion, DemandId, Minimising, Moment, NodeId, Question, RouteAsk,
    ScenarioId, Thing,
};
use crate::syntax::ast::{
    Decl, DeclKind, ExprKind, Name, Report, ReportKind, ReportOptions, RouteQuery, When,
};

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
        look(takes.from_to, first(&query.from), "from");
        look(takes.from_to, first(&query.to), "to");
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
                let commodity = commodity.or_else(|| self.only_commodity());
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

    /// The criterion of `by`.
    pub fn criterion(&mut self, name: &Name) -> Option<Criterion> {
        let all = [
            Criterion::Time,
            Criterion::Cost,
            Criterion::Distance,
            Criterion::Emissions,
            Criterion::GeneralisedCost,
        ];
        if let Some(found) = all.into_iter().find(|c| c.word() == name.text) {
            return Some(found);
        }
        let words: Vec<&str> = all.iter().map(|c| c.word()).collect();
        let mut told = Diagnostic::new(
            reports::UNKNOWN_WORD,
            format!("routes are not ranked by `{}`", name.text),
            name.span,
            "not a criterion",
        );
        told = match crate::diagnostic::closest(&name.text, words.iter().copied()) {
            Some(near) => told.with_help(format!("did you mean `{near}`?")).with_fix(
                format!("write `{near}`"),
                name.span,
                near,
            ),
            None => told.with_help(format!("there are: {}", words.join(", "))),
        };
        self.tell(told);
        None
    }

    pub fn ends(
        &mut self,
        query: &RouteQuery,
        at: crate::source::Span,
    ) -> Option<(Vec<NodeId>, Vec<NodeId>)> {
        if query.from.is_empty() || query.to.is_empty() {
            let title = "both ends are needed".to_owned();
            let help = "write `from A to B`";
            self.tell_at(reports::ENDS_MISSING, title, at, help);
            return None;
        }
        let from: Vec<_> = query.from.iter().map(|name| self.node_named(name)).collect();
        let to: Vec<_> = query.to.iter().map(|name| self.node_named(name)).collect();
        let from = from.into_iter().collect::<Option<Vec<_>>>();
        let to = to.into_iter().collect::<Option<Vec<_>>>();
        let (from, to) = (from?, to?);
        if from.iter().any(|a| to.contains(a)) {
            let at = query.from[0].span.to(query.to[query.to.len() - 1].span);
            self.tell_same_ends("question", at);
            return None;
        }
        Some((from, to))
    }

    /// `for C`: one commodity at most.
    pub fn one_commodity(&mut self, query: &RouteQuery) -> Option<Option<CommodityId>> {
        match query.for_.as_slice() {
            [] => Some(None),
            [name] => match self.find(name, "a commodity or a demand", |t| {
                matches!(t, Thing::Commodity(_) | Thing::Demand(_))
            })? {
                Thing::Commodity(id) => Some(Some(id)),
                Thing::Demand(id) => {
                    Some(self.model.demands.get(id.index()).map(|demand| demand.commodity))
                }
                _ => None,
            },
            [_, second, ..] => {
                self.tell_at(
                    reports::TOO_MANY,
                    "this is asked for one commodity",
                    second.span,
                    "ask once for each",
                );
                None
            }
        }
    }

    /// The file's only commodity.
    pub fn only_commodity(&self) -> Option<CommodityId> {
        (self.model.commodities.len() == 1).then_some(CommodityId(0))
    }

    fn only_demand(&self, from: NodeId, to: NodeId) -> Option<DemandId> {
        let mut between = self
            .model
            .demands
            .iter()
            .enumerate()
            .filter(|(_, demand)| demand.from == from && demand.to == to);
        let first = between.next()?;
        between.next().is_none().then_some(DemandId(first.0 as u32))
    }

    fn commodity_between(&self, from: NodeId, to: NodeId) -> Option<CommodityId> {
        self.only_demand(from, to)
            .map(|id| self.model.demands[id.index()].commodity)
            .or_else(|| self.only_commodity())
    }

    /// Routes between one pair.
    pub fn route_ask(
        &mut self,
        query: &RouteQuery,
        top: usize,
        at: crate::source::Span,
    ) -> Option<RouteAsk> {
        let (from, to) = self.ends(query, at)?;
        if let Some(second) = query.from.get(1).or(query.to.get(1)) {
            self.tell_at(
                reports::TOO_MANY,
                "routes run from one place to one place",
                second.span,
                "ask once for each pair",
            );
            return None;
        }
        let (from, to) = (*from.first()?, *to.first()?);
        let (mut demand, mut commodity) = (None, None);
        match query.for_.as_slice() {
            [] => {
                demand = self.only_demand(from, to);
                commodity = self.commodity_between(from, to);
            }
            [name] => match self.find(name, "a commodity or a demand", |t| {
                matches!(t, Thing::Commodity(_) | Thing::Demand(_))
            })? {
                Thing::Commodity(id) => {
                    commodity = Some(id);
                    demand = self
                        .only_demand(from, to)
                        .filter(|d| self.model.demands[d.index()].commodity == id);
                }
                Thing::Demand(id) => {
                    demand = Some(id);
                    commodity = self.model.demands.get(id.index()).map(|d| d.commodity);
                }
                _ => {}
            },
            [_, second, ..] => {
                let help = "ask once for each";
                let title = "routes are asked for one commodity";
                self.tell_at(reports::TOO_MANY, title, second.span, help);
                return None;
            }
        }
        let by = match &query.by {
            Some(by) => self.criterion(by)?,
            None => Criterion::Time,
        };
        if commodity.is_none() && !matches!(by, Criterion::Time | Criterion::Distance) {
            self.tell_at(
                reports::COMMODITY_NEEDED,
                format!("{} depends on what is carried; say `for C`", by.word()),
                query.by.as_ref().map_or(at, |n| n.span),
                "there is no single demand between the two, and not just one commodity",
            );
            return None;
        }
        if by == Criterion::GeneralisedCost && !self.has_value_of_time(demand, commodity) {
            self.tell_at(
                reports::NO_VALUE_OF_TIME,
                "generalised cost needs a value of time",
                query.by.as_ref().map_or(at, |n| n.span),
                "give the demand, the commodity or the model a `value_of_time`",
            );
            return None;
        }
        let via: Vec<_> = query.via.iter().map(|name| self.node_named(name)).collect();
        let via = via.into_iter().collect::<Option<Vec<_>>>()?;
        let avoiding = match &query.avoiding {
            Some(selector) => Some(self.selector(selector)?),
            None => None,
        };
        Some(RouteAsk {
            from,
            to,
            commodity,
            demand,
            by,
            via,
            avoiding,
            only_mode: None,
            ends_terminal: query.ends_terminal.is_some(),
            top,
        })
    }

    fn has_value_of_time(&self, demand: Option<DemandId>, commodity: Option<CommodityId>) -> bool {
        let model = &self.model;
        demand.is_some_and(|d| model.demands[d.index()].value_of_time.is_some())
            || commodity.is_some_and(|c| model.commodities[c.index()].value_of_time.is_some())
            || model.settings.value_of_time.is_some()
    }
}
