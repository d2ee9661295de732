//! Metrics over draws and of timelines.

use crate::diagnostic::codes::{reports, units};
use crate::model::{DemandId, MetricKind, Statistic, TimelineMetric, UnitId};
use crate::quantity::Dimension;
use crate::syntax::ast::{Metric, MetricSubject};

use super::context::Checker;

impl Checker<'_> {
    /// `mean(m)`, `sd(m)`, `quantile(m, 90%)`, `probability(m <= 15 days)`.
    pub fn random_metric(&mut self, metric: &Metric) -> Option<MetricKind> {
        let word = metric.name.text.as_str();
        let form = match word {
            "quantile" => "`quantile(time(A -> B), 90%)`",
            "probability" => "`probability(time(A -> B) <= 15 days)`",
            "sd" => "`sd(time(A -> B))`",
            _ => "`mean(time(A -> B))`",
        };
        let MetricSubject::Expr(expr, level) = &metric.subject else {
            return self.tell_metric(metric, form);
        };
        let term = if word == "probability" { self.condition(expr) } else { self.term(expr) };
        let statistic = match (word, level) {
            ("quantile", Some(level)) => {
                let level = self.eval(level)?;
                let inside = level.value > 0.0 && level.value < 1.0;
                if !level.dimension.is_plain() || !inside {
                    let title = "a quantile is of a share between 0 and 100 %";
                    self.tell_at(units::OUT_OF_BOUNDS, title, metric.span, form);
                    return None;
                }
                Statistic::Quantile(level.value)
            }
            ("mean", None) => Statistic::Mean,
            ("sd", None) => Statistic::Sd,
            ("probability", None) => Statistic::Probability,
            _ => return self.tell_metric(metric, form),
        };
        let term = term?;
        if !super::terms::holds_metric(&term) {
            return self.tell_metric(metric, form);
        }
        if super::terms::holds_random(&term) {
            let title = format!("`{word}` is asked of a metric that is random itself");
            let help = "ask one statistic of one metric";
            self.tell_at(reports::METRIC_FORM, title, metric.span, help);
            return None;
        }
        Some(MetricKind::Random(statistic, Box::new(term)))
    }

    /// `backlog(D)`, `loss(CHANGE)`, `recovery(CHANGE)`, `waiting(S)`.
    pub fn timeline_metric(&mut self, metric: &Metric) -> Option<MetricKind> {
        let window = match &metric.timeline {
            Some((from, to, step)) => Some(self.timeline_window(from, to, step.as_ref())?),
            None => None,
        };
        let what = match (metric.name.text.as_str(), &metric.subject) {
            ("backlog", _) => TimelineMetric::Backlog(self.demand_of(metric)?),
            ("waiting", _) => {
                let on = self.selector_of(metric)?;
                TimelineMetric::Waiting(on, self.for_commodity(metric)?)
            }
            ("loss", MetricSubject::Name(name)) => TimelineMetric::Loss(self.change_named(name)?),
            ("recovery", MetricSubject::Name(name)) => {
                TimelineMetric::Recovery(self.change_named(name)?)
            }
            (word, _) => {
                let form = format!("it of a change: `{word}(storm)`");
                return self.tell_metric(metric, &form);
            }
        };
        Some(MetricKind::Timeline(what, window))
    }

    /// What a timeline metric is counted in: the unit of the demands' only
    /// commodity, else tonnes.
    pub fn timeline_unit(&mut self, what: &TimelineMetric) -> (Dimension, UnitId) {
        let commodity = match what {
            TimelineMetric::Recovery(_) => return (Dimension::TIME, self.own_unit("day")),
            TimelineMetric::Backlog(DemandId(id)) => {
                self.model.demands.get(*id as usize).map(|demand| demand.commodity)
            }
            TimelineMetric::Waiting(_, commodity) => {
                commodity.or_else(|| self.demanded_commodity())
            }
            TimelineMetric::Loss(_) => self.demanded_commodity(),
        };
        let unit = match commodity {
            Some(id) => self.model.commodities[id.index()].unit,
            None => self.own_unit("t"),
        };
        let dimension = self.shown(unit).dimension;
        if !matches!(what, TimelineMetric::Loss(_)) {
            return (dimension, unit);
        }
        let symbol = format!("{}*day", self.shown(unit).symbol);
        let dimension = dimension.times(Dimension::TIME).unwrap_or_default();
        let unit = match self.read_unit(&symbol) {
            Ok(unit) if unit.dimension == dimension => self.add_unit(unit),
            _ => self.default_unit(dimension),
        };
        (dimension, unit)
    }
}
