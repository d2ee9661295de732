//! What a metric measures, and the unit to show it in.

use crate::model::{CommodityId, Criterion, MetricKind, RouteAsk, Statistic, UnitId};
use crate::quantity::Dimension;

use super::context::Checker;

impl Checker<'_> {
    /// What a metric measures, and the unit to show it in.
    pub fn metric_unit(&mut self, kind: &MetricKind, name: &str) -> (Dimension, UnitId) {
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
    pub fn amount_of(&mut self, rate: UnitId) -> (Dimension, UnitId) {
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
