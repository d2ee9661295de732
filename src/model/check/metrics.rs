//! Metrics: what they are asked of, resolved.

use crate::diagnostic::codes::reports;
use crate::model::{
    CommodityId, Criterion, DemandId, DisjointBy, MetricAsk, MetricKind, RouteAsk, Selection,
    SelectionKind, Term, TermKind, Thing,
};
use crate::syntax::ast::{Metric, MetricSubject, Name};

use super::context::Checker;

impl Checker<'_> {
    pub fn metric(&mut self, metric: &Metric) -> Option<Term> {
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
                    self.use_grouped(*by);
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
                        let commodity = commodity.or_else(|| self.commodity_along(&[id]));
                        let needs = !matches!(by, Criterion::Time | Criterion::Distance);
                        if needs && commodity.is_none() && !self.model.commodities.is_empty() {
                            let way = format!("say it inside the brackets: `{}(", by.word());
                            self.tell_at(
                                reports::COMMODITY_NEEDED,
                                format!("{} depends on what is carried", by.word()),
                                metric.span,
                                &format!("{way}{} for crude)`", name.text),
                            );
                            return None;
                        }
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
                let commodity = self.for_commodity(metric)?.or_else(|| self.commodity_along(&[id]));
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
}

fn without_tail(text: &str) -> &str {
    text.rfind(')').map_or(text, |end| &text[..=end]).trim()
}
