//! Expectations: expressions over metrics, with the dimensions of both sides
//! checked.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{reports, units};
use crate::model::{
    CommodityId, Criterion, DemandId, DisjointBy, Expectation, MetricAsk, MetricKind, RouteAsk,
    Selection, SelectionKind, Statistic, Term, TermKind, Thing, UnitId,
};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Decl, DeclKind, Expr, ExprKind, Metric, MetricSubject, Name};

use super::cited::collect_cites;
use super::context::Checker;
use super::settings::over_metrics;

impl Checker<'_> {
    /// `expect EXPR …`.
    pub fn expect(&mut self, decl: &Decl) {
        let DeclKind::Expect { expr, scenario, when } = &decl.kind else { return };
        let before = self.sink.errors();
        let (own, bare) = metrics_with_scenario(expr);
        if let (Some(own), Some(bare), None) = (own, bare, scenario.as_ref()) {
            self.tell(
                Diagnostic::new(
                    reports::SCENARIO_OF_WHICH,
                    "one metric has a scenario of its own and another has none",
                    bare,
                    "in which scenario?",
                )
                .with_label(own, "this one has its own")
                .with_help(
                    "write `in baseline` after it, or put brackets round the whole and the \
                     scenario after them",
                ),
            );
        }
        let scenario_id = match scenario {
            Some(name) => self.scenario_named(name),
            None => Some(crate::model::ScenarioId(0)),
        };
        let when = self.moment_of(when.as_deref());
        self.over_period = matches!(when, Some(Some(crate::model::Moment::Over(..))));
        let condition = if self.values { self.term(expr) } else { self.condition(expr) };
        self.over_period = false;
        let mut cited = decl.cites.to_vec();
        collect_cites(expr, &mut cited);
        let cites = self.cites(&cited.into_boxed_slice());
        let (Some(condition), Some(scenario), Some(when)) = (condition, scenario_id, when) else {
            return;
        };
        if self.sink.errors() > before {
            return;
        }
        let text = self.text(expr.span);
        let text = text.split("//").next().unwrap_or(text).trim().to_owned();
        self.model.expectations.push(Expectation {
            condition,
            text,
            scenario,
            when,
            cites,
            span: decl.span,
        });
    }

    /// A condition: comparisons joined by and, or, not.
    pub fn condition(&mut self, expr: &Expr) -> Option<Term> {
        let term = self.term(expr)?;
        if is_condition(&term) {
            return Some(term);
        }
        let help = "compare it: `expect time(A -> B) <= 15 days`";
        self.tell_at(reports::NOT_A_CONDITION, "a condition is needed", expr.span, help);
        None
    }

    /// An expression over metrics.
    pub fn term(&mut self, expr: &Expr) -> Option<Term> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Paren(inner) => self.term(inner),
            ExprKind::Metric(metric) => self.metric(metric),
            ExprKind::Not(inner) => {
                let inner = self.condition(inner)?;
                Some(condition_term(TermKind::Not(Box::new(inner)), span))
            }
            ExprKind::Negate(inner) if over_metrics(inner) => {
                let inner = self.term(inner)?;
                let (dimension, unit) = (inner.dimension, inner.unit);
                Some(Term { kind: TermKind::Negate(Box::new(inner)), dimension, unit, span })
            }
            ExprKind::Chain(first, rest)
                if over_metrics(expr)
                    || rest.iter().any(|(_, e)| self.names_metric(e))
                    || self.names_metric(first) =>
            {
                self.term_chain(first, rest, span)
            }
            ExprKind::Compare(a, op, b) => {
                let (a, b) = (self.term(a), self.term(b));
                let (a, b) = (a?, b?);
                self.same_dimension(&a, &b)?;
                Some(condition_term(TermKind::Compare(Box::new(a), *op, Box::new(b)), span))
            }
            ExprKind::Within(a, low, high) => {
                let a = self.term(a);
                let bounds = self.term_bounds(low, high);
                let (a, (low, high)) = (a?, bounds?);
                self.same_dimension(&a, &low)?;
                self.same_dimension(&a, &high)?;
                if let (TermKind::Number(x), TermKind::Number(y)) = (&low.kind, &high.kind)
                    && x > y
                {
                    let at = low.span.to(high.span);
                    let title = "these bounds are out of order";
                    self.tell_at(units::BOUNDS_OUT_OF_ORDER, title, at, "put the lower one first");
                    return None;
                }
                let kind = TermKind::Within(Box::new(a), Box::new(low), Box::new(high));
                Some(condition_term(kind, span))
            }
            ExprKind::Approx(a, b, tolerance) => self.approx(a, b, tolerance, span),
            ExprKind::As(inner, unit) if self.names_metric(inner) || over_metrics(inner) => {
                let mut inner = self.term(inner)?;
                let unit_id = self.unit(unit)?;
                let wanted = self.shown(unit_id).dimension;
                if wanted != inner.dimension {
                    self.tell_dimension("this", wanted, inner.dimension, inner.span);
                    return None;
                }
                inner.unit = unit_id;
                Some(inner)
            }
            ExprKind::Name(name) if self.names_metric(expr) => self.inlined(name),
            _ => self.constant_term(expr),
        }
    }

    fn constant_term(&mut self, expr: &Expr) -> Option<Term> {
        let val = self.eval(expr)?;
        let unit = match val.unit {
            Some(unit) => unit,
            None => self.default_unit(val.dimension),
        };
        Some(Term {
            kind: TermKind::Number(val.value),
            dimension: val.dimension,
            unit,
            span: expr.span,
        })
    }

    /// `17 days .. 19 days`, `17 .. 19 days`.
    fn term_bounds(&mut self, low: &Expr, high: &Expr) -> Option<(Term, Term)> {
        let high = self.term(high);
        let low = self.term(low);
        let (mut low, high) = (low?, high?);
        if low.dimension.is_plain()
            && !high.dimension.is_plain()
            && let TermKind::Number(value) = low.kind
        {
            low.kind = TermKind::Number(self.shown(high.unit).to_canonical(value));
            low.dimension = high.dimension;
            low.unit = high.unit;
        }
        Some((low, high))
    }

    fn approx(&mut self, a: &Expr, b: &Expr, tolerance: &Expr, span: Span) -> Option<Term> {
        let (a, b) = (self.term(a), self.term(b));
        let tolerance = self.term(tolerance);
        let (a, b, tolerance) = (a?, b?, tolerance?);
        self.same_dimension(&a, &b)?;
        let percent = self.shown(tolerance.unit).symbol == "%";
        let kind = match tolerance.kind {
            TermKind::Number(share) if percent && tolerance.dimension.is_plain() => {
                TermKind::ApproxShare(Box::new(a), Box::new(b), share)
            }
            _ => {
                self.same_dimension(&a, &tolerance)?;
                TermKind::ApproxAmount(Box::new(a), Box::new(b), Box::new(tolerance))
            }
        };
        Some(condition_term(kind, span))
    }

    fn same_dimension(&mut self, a: &Term, b: &Term) -> Option<()> {
        let zero = |t: &Term| matches!(t.kind, TermKind::Number(0.0)) && t.dimension.is_plain();
        if a.dimension == b.dimension || zero(a) || zero(b) {
            return Some(());
        }
        let (left, right) =
            (self.model.units.words(a.dimension), self.model.units.words(b.dimension));
        let missing = crate::quantity::missing_factor(a.dimension, b.dimension, &self.model.units);
        self.tell(
            Diagnostic::new(
                units::WRONG_UNIT,
                format!("{left} cannot be compared with {right}"),
                b.span,
                format!("this is {right}"),
            )
            .with_label(a.span, format!("this is {left}"))
            .with_help(format!("for the right side: {}", missing.text)),
        );
        None
    }

    fn term_chain(&mut self, first: &Expr, rest: &[(BinaryOp, Expr)], span: Span) -> Option<Term> {
        let logical = rest.iter().any(|(op, _)| matches!(op, BinaryOp::And | BinaryOp::Or));
        let part = |checker: &mut Self, expr: &Expr| {
            if logical { checker.condition(expr) } else { checker.term(expr) }
        };
        let head = part(self, first);
        let tail: Vec<Option<(BinaryOp, Term)>> =
            rest.iter().map(|(op, e)| part(self, e).map(|term| (*op, term))).collect();
        let head = head?;
        let tail = tail.into_iter().collect::<Option<Vec<_>>>()?;
        if logical {
            let kind = TermKind::Chain(Box::new(head), tail);
            return Some(condition_term(kind, span));
        }
        let (mut dimension, mut unit) = (head.dimension, Some(head.unit));
        for (op, term) in &tail {
            let next = match op {
                BinaryOp::Multiply => dimension.times(term.dimension),
                BinaryOp::Divide => dimension.per(term.dimension),
                _ if dimension == term.dimension => Some(dimension),
                _ => {
                    let left = self.model.units.words(dimension);
                    let right = self.model.units.words(term.dimension);
                    self.tell_at(
                        units::SUM_OF_TWO_DIMENSIONS,
                        format!("{right} cannot be added to {left}"),
                        term.span,
                        "both sides need the same dimension",
                    );
                    return None;
                }
            };
            let Some(next) = next else {
                self.tell_at(units::TOO_LARGE, "a power of a unit is out of range", span, "");
                return None;
            };
            if next != dimension {
                unit = None;
            }
            dimension = next;
        }
        let unit = match unit {
            Some(unit) => unit,
            None => self.default_unit(dimension),
        };
        Some(Term { kind: TermKind::Chain(Box::new(head), tail), dimension, unit, span })
    }

    /// Whether an expression names a `let` over metrics.
    fn names_metric(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(name) => match self.model.names.get(&name.text) {
                Some(Thing::Constant(id)) => {
                    self.constant_states.get(id.index())
                        == Some(&super::settings::ConstantState::OverMetrics)
                }
                _ => false,
            },
            ExprKind::Paren(inner) | ExprKind::Negate(inner) | ExprKind::As(inner, _) => {
                self.names_metric(inner)
            }
            ExprKind::Chain(first, rest) => {
                self.names_metric(first) || rest.iter().any(|(_, e)| self.names_metric(e))
            }
            _ => false,
        }
    }

    fn inlined(&mut self, name: &Name) -> Option<Term> {
        let Some(&Thing::Constant(id)) = self.model.names.get(&name.text) else { return None };
        self.used.insert(name.text.clone());
        if self.inlining.len() > 64 || self.inlining.contains(&id) {
            self.tell_at(
                crate::diagnostic::codes::names::CONSTANT_CYCLE,
                format!("`{}` is made of itself", name.text),
                name.span,
                "",
            );
            return None;
        }
        self.inlining.push(id);
        let expr = self.constant_exprs[id.index()].clone();
        let term = self.term(&expr);
        self.inlining.pop();
        term
    }

    fn metric(&mut self, metric: &Metric) -> Option<Term> {
        let scenario = match &metric.scenario {
            Some(name) => Some(self.scenario_named(name)?),
            None => None,
        };
        let when = self.moment_of(metric.when.as_ref())?;
        let name = metric.name.text.as_str();
        let kind = self.metric_kind(metric)?;
        let over = match when {
            Some(when) => matches!(when, crate::model::Moment::Over(..)),
            None => self.over_period,
        };
        let (mut dimension, mut unit) = self.metric_unit(&kind, name);
        let flow = matches!(
            kind,
            MetricKind::Flow { .. }
                | MetricKind::Delivered(_)
                | MetricKind::Unmet(_)
                | MetricKind::TotalCost
        );
        if over && flow {
            (dimension, unit) = self.amount_of(unit);
        }
        let text = self.text(metric.span);
        let text = without_tail(text).to_owned();
        let span = metric.span;
        let ask = MetricAsk { metric: kind, scenario, when, text, span };
        Some(Term { kind: TermKind::Metric(Box::new(ask)), dimension, unit, span })
    }

    fn metric_kind(&mut self, metric: &Metric) -> Option<MetricKind> {
        let name = metric.name.text.as_str();
        match name {
            "time" | "cost" | "distance" | "emissions" | "generalised_cost" => {
                let by = match name {
                    "time" => Criterion::Time,
                    "cost" => Criterion::Cost,
                    "distance" => Criterion::Distance,
                    "emissions" => Criterion::Emissions,
                    _ => Criterion::GeneralisedCost,
                };
                self.route_metric(metric, by)
            }
            "capacity" => self.capacity_metric(metric),
            "delivered" => Some(MetricKind::Delivered(self.demand_of(metric)?)),
            "unmet" => Some(MetricKind::Unmet(self.demand_of(metric)?)),
            "flow" => {
                let on = self.selector_of(metric)?;
                let of = self.of_demands(&metric.of)?;
                let commodity = self.for_commodity(metric)?;
                Some(MetricKind::Flow { on, of, commodity })
            }
            "use" => Some(MetricKind::Use(self.selector_of(metric)?)),
            "worth" => Some(MetricKind::Worth(self.selector_of(metric)?)),
            "share" => {
                let on = self.selector_of(metric)?;
                Some(MetricKind::Share { on, of: self.of_demands(&metric.of)? })
            }
            "hhi" => match &metric.subject {
                MetricSubject::Grouping(by) => {
                    Some(MetricKind::Hhi { by: *by, of: self.of_demands(&metric.of)? })
                }
                _ => self.tell_metric(metric, "`hhi(country)`, `hhi(first country)`, `hhi(bloc)`"),
            },
            "disjoint" => self.disjoint(metric),
            "mean" | "sd" | "quantile" | "probability" => self.random_metric(metric),
            "backlog" | "loss" | "recovery" | "waiting" => self.timeline_metric(metric),
            _ => match &metric.subject {
                MetricSubject::None => Some(MetricKind::TotalCost),
                _ => self.tell_metric(metric, "`total_cost()`"),
            },
        }
    }

    pub fn tell_metric(&mut self, metric: &Metric, form: &str) -> Option<MetricKind> {
        self.tell_at(
            reports::METRIC_FORM,
            format!("`{}` is asked in another form", metric.name.text),
            metric.span,
            &format!("write {form}"),
        );
        None
    }

    fn route_metric(&mut self, metric: &Metric, by: Criterion) -> Option<MetricKind> {
        match &metric.subject {
            MetricSubject::Pair => {
                let mut query = metric.query.clone();
                // `by MODE` in a metric means only legs of that mode; a
                // criterion there ranks the routes.
                let mut only_mode = None;
                if let Some(word) = query.by.take() {
                    if let Some(&Thing::Mode(mode)) = self.model.names.get(&word.text) {
                        self.used.insert(word.text.clone());
                        only_mode = Some(mode);
                    } else {
                        query.by = Some(word);
                    }
                }
                let ranked = query.by.is_some();
                let mut ask: RouteAsk = self.route_ask(&query, 1, metric.span)?;
                ask.only_mode = only_mode;
                if ranked && ask.by != by {
                    return Some(MetricKind::RouteBy { ask, told: by });
                }
                ask.by = by;
                if ask.commodity.is_none() && !matches!(by, Criterion::Time | Criterion::Distance) {
                    self.tell_at(
                        reports::COMMODITY_NEEDED,
                        format!("{} depends on what is carried", by.word()),
                        metric.span,
                        "say it inside the brackets: `cost(A -> B for crude)`",
                    );
                    return None;
                }
                Some(MetricKind::Route(ask))
            }
            MetricSubject::Name(name) => {
                let fits = |t| matches!(t, Thing::Demand(_) | Thing::Corridor(_));
                match (self.find(name, "a demand or a corridor", fits)?, by) {
                    (Thing::Corridor(id), _) => {
                        let commodity = self.for_commodity(metric)?;
                        let commodity = commodity.or_else(|| self.only_commodity());
                        Some(MetricKind::OfCorridor(id, by, commodity))
                    }
                    (Thing::Demand(id), Criterion::Time) => Some(MetricKind::TimeOfDemand(id)),
                    (Thing::Demand(id), Criterion::Cost) => Some(MetricKind::CostOfDemand(id)),
                    _ => self.tell_metric(
                        metric,
                        "`time(D)` or `cost(D)` of a demand, or a pair `A -> B`",
                    ),
                }
            }
            _ => self.tell_metric(metric, "it of a pair (`A -> B`), a corridor or a demand"),
        }
    }

    fn capacity_metric(&mut self, metric: &Metric) -> Option<MetricKind> {
        match &metric.subject {
            MetricSubject::Pair => {
                let mut query = metric.query.clone();
                let only_mode = match query.by.take() {
                    Some(word) => Some(self.mode_named(&word)?),
                    None => None,
                };
                let ask = self.route_ask(&query, 1, metric.span)?;
                if ask.commodity.is_none() && !self.model.commodities.is_empty() {
                    self.tell_at(
                        reports::COMMODITY_NEEDED,
                        "a capacity depends on what is carried",
                        metric.span,
                        "say it inside the brackets: `capacity(A -> B for crude)`",
                    );
                    return None;
                }
                Some(MetricKind::Capacity {
                    from: vec![ask.from],
                    to: vec![ask.to],
                    commodity: ask.commodity,
                    only_mode,
                    avoiding: ask.avoiding,
                })
            }
            MetricSubject::Name(name) => {
                let id = self.corridor_named(name)?;
                let commodity = self.for_commodity(metric)?.or_else(|| self.only_commodity());
                Some(MetricKind::CapacityOfCorridor(id, commodity))
            }
            _ => self.tell_metric(metric, "`capacity(A -> B)` or `capacity(CORRIDOR)`"),
        }
    }

    pub fn demand_of(&mut self, metric: &Metric) -> Option<DemandId> {
        match &metric.subject {
            MetricSubject::Name(name) => self.demand_named(name),
            MetricSubject::Selector(crate::syntax::ast::Selector {
                kind: crate::syntax::ast::SelectorKind::Demand(name),
                ..
            }) => self.demand_named(name),
            _ => {
                self.tell_metric(metric, "it of a demand: `delivered(china_turkey)`");
                None
            }
        }
    }

    /// A selector, or the name of a leg, node, pool, corridor, mode or bloc.
    pub fn selector_of(&mut self, metric: &Metric) -> Option<Selection> {
        match &metric.subject {
            MetricSubject::Selector(selector) => self.selector(selector),
            MetricSubject::Name(name) => {
                let fits = |t| {
                    matches!(
                        t,
                        Thing::Leg(_)
                            | Thing::Node(_)
                            | Thing::Pool(_)
                            | Thing::Corridor(_)
                            | Thing::Mode(_)
                            | Thing::Bloc(_)
                    )
                };
                let kind = match crate::country::Country::lookup(&name.text) {
                    Some(country) => SelectionKind::Country(country),
                    None => match self.find(name, "a leg, node, pool, corridor or mode", fits)? {
                        Thing::Leg(id) => SelectionKind::Leg(id),
                        Thing::Node(id) => SelectionKind::Node(id),
                        Thing::Pool(id) => SelectionKind::Pool(id),
                        Thing::Corridor(id) => SelectionKind::Corridor(id),
                        Thing::Mode(id) => SelectionKind::Mode(id),
                        Thing::Bloc(id) => SelectionKind::Bloc(id),
                        _ => return None,
                    },
                };
                let text = name.text.to_string();
                Some(Selection { kind, filter: None, span: name.span, text })
            }
            // `flow(A -> B)`: the legs from A to B.
            MetricSubject::Pair => {
                let from = metric.query.from.first()?.clone();
                let to = metric.query.to.first()?.clone();
                let span = from.span.to(to.span);
                let kind = crate::syntax::ast::SelectorKind::LegBetween(from, to, false);
                self.selector(&crate::syntax::ast::Selector { kind, span, filter: None })
            }
            _ => {
                self.tell_metric(
                    metric,
                    "it of a selector: `use(pool fleet)`, `use(legs by ferry)`",
                );
                None
            }
        }
    }

    fn of_demands(&mut self, of: &[Name]) -> Option<Vec<DemandId>> {
        let all: Vec<_> = of.iter().map(|name| self.demand_named(name)).collect();
        all.into_iter().collect()
    }

    pub fn for_commodity(&mut self, metric: &Metric) -> Option<Option<CommodityId>> {
        match metric.query.for_.first() {
            Some(name) => self.commodity_named(name).map(Some),
            None => Some(None),
        }
    }

    fn disjoint(&mut self, metric: &Metric) -> Option<MetricKind> {
        if metric.subject != MetricSubject::Pair {
            return self.tell_metric(metric, "`disjoint(A -> B by nodes)`");
        }
        let mut query = metric.query.clone();
        let by = match query.by.take() {
            None => DisjointBy::Nodes,
            Some(word) => match word.text.as_str() {
                "nodes" => DisjointBy::Nodes,
                "legs" => DisjointBy::Legs,
                "countries" => DisjointBy::Countries,
                _ => {
                    let title = format!("routes are not disjoint by `{}`", word.text);
                    let help = "they are by nodes, legs or countries";
                    self.tell_at(reports::UNKNOWN_WORD, title, word.span, help);
                    return None;
                }
            },
        };
        let ask = self.route_ask(&query, 1, metric.span)?;
        Some(MetricKind::Disjoint { from: ask.from, to: ask.to, by, commodity: ask.commodity })
    }

    /// What a metric measures, and the unit to show it in.
    fn metric_unit(&mut self, kind: &MetricKind, name: &str) -> (Dimension, UnitId) {
        let of = |checker: &Self, commodity: Option<CommodityId>| {
            commodity
                .or_else(|| checker.only_commodity())
                .map(|c| checker.model.commodities[c.index()].unit)
        };
        match kind {
            MetricKind::Route(RouteAsk { by, commodity, .. }) => {
                self.criterion_unit(*by, *commodity)
            }
            MetricKind::RouteBy { ask, told } => self.criterion_unit(*told, ask.commodity),
            MetricKind::OfCorridor(_, by, commodity) => self.criterion_unit(*by, *commodity),
            MetricKind::TimeOfDemand(_) => self.criterion_unit(Criterion::Time, None),
            MetricKind::CostOfDemand(id) => {
                let commodity = self.model.demands[id.index()].commodity;
                self.criterion_unit(Criterion::Cost, Some(commodity))
            }
            MetricKind::Delivered(id) | MetricKind::Unmet(id) => {
                let demand = &self.model.demands[id.index()];
                let unit = match &demand.volume {
                    crate::model::Volume::Rate(figure) => figure.unit,
                    // A table without rows is told where it stands.
                    crate::model::Volume::Table(rows) => {
                        rows.first().map_or(UnitId(0), |(_, figure)| figure.unit)
                    }
                };
                (self.shown(unit).dimension, unit)
            }
            MetricKind::Capacity { commodity, .. }
            | MetricKind::CapacityOfCorridor(_, commodity) => {
                let unit = of(self, *commodity).or_else(|| self.capacity_unit());
                self.rate_unit(unit)
            }
            MetricKind::Flow { of: demands, commodity, .. } => {
                let commodity = commodity
                    .or_else(|| demands.first().map(|d| self.model.demands[d.index()].commodity))
                    .or_else(|| self.demanded_commodity());
                let unit = of(self, commodity);
                self.rate_unit(unit)
            }
            MetricKind::TotalCost => {
                let symbol = format!("{}/year", self.model.settings.currency);
                let unit = self.own_unit(&symbol);
                (self.shown(unit).dimension, unit)
            }
            MetricKind::Random(statistic, term) => match statistic {
                Statistic::Probability => (Dimension::PLAIN, self.own_unit("%")),
                _ => (term.dimension, term.unit),
            },
            MetricKind::Timeline(what, _) => self.timeline_unit(what),
            _ => {
                let unit = match name {
                    "use" | "share" | "probability" => self.own_unit("%"),
                    _ => UnitId(0),
                };
                (Dimension::PLAIN, unit)
            }
        }
    }

    pub fn demanded_commodity(&self) -> Option<CommodityId> {
        let mut all = self.model.demands.iter().map(|demand| demand.commodity);
        let first = all.next()?;
        all.all(|c| c == first).then_some(first)
    }

    /// The amount above the time of the first capacity written.
    fn capacity_unit(&mut self) -> Option<UnitId> {
        let figure = self.model.legs.iter().find_map(|leg| leg.capacity.figure())?;
        let amount = self.shown(figure.unit).dimension.times(Dimension::TIME)?;
        Some(self.default_unit(amount))
    }

    /// What a rate adds up to over a period: its unit without the time.
    fn amount_of(&mut self, rate: UnitId) -> (Dimension, UnitId) {
        let symbol = self.shown(rate).symbol.clone();
        let dimension = self.shown(rate).dimension.times(Dimension::TIME).unwrap_or_default();
        let above = symbol.rsplit_once('/').map_or(symbol.as_str(), |(above, _)| above);
        let unit = self.read_unit(above).ok().filter(|unit| unit.dimension == dimension);
        let unit = match unit {
            Some(unit) => self.add_unit(unit),
            None => self.default_unit(dimension),
        };
        (dimension, unit)
    }

    fn rate_unit(&mut self, amount: Option<UnitId>) -> (Dimension, UnitId) {
        let symbol = amount.map_or_else(|| "t".to_owned(), |unit| self.shown(unit).symbol.clone());
        let unit = self.own_unit(&format!("{symbol}/year"));
        (self.shown(unit).dimension, unit)
    }

    fn criterion_unit(
        &mut self,
        by: Criterion,
        commodity: Option<CommodityId>,
    ) -> (Dimension, UnitId) {
        let per = |checker: &Self| {
            commodity.or_else(|| checker.only_commodity()).map_or_else(
                || "t".to_owned(),
                |c| {
                    let unit = checker.model.commodities[c.index()].unit;
                    checker.shown(unit).symbol.clone()
                },
            )
        };
        let symbol = match by {
            Criterion::Time => "day".to_owned(),
            Criterion::Distance => "km".to_owned(),
            Criterion::Emissions => format!("kgCO2e/{}", per(self)),
            Criterion::Cost | Criterion::GeneralisedCost => {
                let currency =
                    self.model.units.base().unwrap_or(&self.model.settings.currency).to_owned();
                format!("{currency}/{}", per(self))
            }
        };
        let unit = self.own_unit(&symbol);
        (self.shown(unit).dimension, unit)
    }
}

fn condition_term(kind: TermKind, span: Span) -> Term {
    Term { kind, dimension: Dimension::PLAIN, unit: UnitId(0), span }
}

fn is_condition(term: &Term) -> bool {
    match &term.kind {
        TermKind::Not(_)
        | TermKind::Compare(..)
        | TermKind::Within(..)
        | TermKind::ApproxShare(..)
        | TermKind::ApproxAmount(..) => true,
        TermKind::Chain(_, rest) => {
            rest.iter().any(|(op, _)| matches!(op, BinaryOp::And | BinaryOp::Or))
        }
        _ => false,
    }
}

/// A metric's text without ` in S` and the moment behind its bracket.
fn without_tail(text: &str) -> &str {
    text.rfind(')').map_or(text, |end| &text[..=end]).trim()
}

/// Whether a term holds a metric.
pub(super) fn holds_metric(term: &Term) -> bool {
    match &term.kind {
        TermKind::Number(_) => false,
        TermKind::Metric(_) => true,
        TermKind::Negate(a) | TermKind::Not(a) => holds_metric(a),
        TermKind::Chain(a, rest) => holds_metric(a) || rest.iter().any(|(_, b)| holds_metric(b)),
        TermKind::Compare(a, _, b) | TermKind::ApproxShare(a, b, _) => {
            holds_metric(a) || holds_metric(b)
        }
        TermKind::Within(a, b, c) | TermKind::ApproxAmount(a, b, c) => {
            holds_metric(a) || holds_metric(b) || holds_metric(c)
        }
    }
}

/// Whether a term holds a metric over draws.
pub(super) fn holds_random(term: &Term) -> bool {
    match &term.kind {
        TermKind::Number(_) => false,
        TermKind::Metric(ask) => matches!(ask.metric, MetricKind::Random(..)),
        TermKind::Negate(a) | TermKind::Not(a) => holds_random(a),
        TermKind::Chain(a, rest) => holds_random(a) || rest.iter().any(|(_, b)| holds_random(b)),
        TermKind::Compare(a, _, b) | TermKind::ApproxShare(a, b, _) => {
            holds_random(a) || holds_random(b)
        }
        TermKind::Within(a, b, c) | TermKind::ApproxAmount(a, b, c) => {
            holds_random(a) || holds_random(b) || holds_random(c)
        }
    }
}

/// A metric with a scenario of its own, and one without, where both stand in
/// the expression.
fn metrics_with_scenario(expr: &Expr) -> (Option<Span>, Option<Span>) {
    let mut found = (None, None);
    collect_metrics(expr, &mut found);
    found
}

fn collect_metrics(expr: &Expr, found: &mut (Option<Span>, Option<Span>)) {
    match &expr.kind {
        ExprKind::Metric(metric) => {
            let slot = if metric.scenario.is_some() { &mut found.0 } else { &mut found.1 };
            slot.get_or_insert(metric.span);
        }
        ExprKind::Paren(a) | ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::As(a, _) => {
            collect_metrics(a, found);
        }
        ExprKind::Chain(a, rest) => {
            collect_metrics(a, found);
            rest.iter().for_each(|(_, b)| collect_metrics(b, found));
        }
        ExprKind::Compare(a, _, b) => {
            collect_metrics(a, found);
            collect_metrics(b, found);
        }
        ExprKind::Within(a, b, c) | ExprKind::Approx(a, b, c) => {
            collect_metrics(a, found);
            collect_metrics(b, found);
            collect_metrics(c, found);
        }
        _ => {}
    }
}
