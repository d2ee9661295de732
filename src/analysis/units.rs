//! The units in which answers are shown: those of the author.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::model::{Capacity, CommodityId, Model, Origin, UnitId, Volume};
use crate::quantity::{CompoundUnit, Dimension, UnitTable, parse_compound};
use crate::report::{Figure, ShownUnit};

/// The units of a model's answers.
#[derive(Debug)]
pub struct Units {
    /// Of times: that of all written times of legs, else the day.
    pub time: ShownUnit,
    /// Of distances: that of all written distances, else the kilometre.
    pub distance: ShownUnit,
    /// Of money a time.
    pub money_rate: ShownUnit,
    /// Of money.
    pub money: ShownUnit,
    /// A plain number.
    pub plain: ShownUnit,
    known: RefCell<BTreeMap<(Of, CommodityId), ShownUnit>>,
}

/// What a unit is of, for one commodity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Price,
    Emissions,
    Rate,
}

/// A unit by its spelling; a plain number should it not exist.
pub fn unit_named(units: &UnitTable, text: &str) -> ShownUnit {
    parse_compound(text, units).unwrap_or_else(|_| CompoundUnit::plain()).into()
}

impl Units {
    /// Of a model.
    pub fn new(model: &Model) -> Self {
        let written = |figure: &crate::model::Figure| match figure.origin {
            Origin::Written(..) => Some(figure.unit),
            _ => None,
        };
        let times = model.legs.iter().filter_map(|leg| written(&leg.time));
        let distances = model.legs.iter().filter_map(|leg| leg.distance.as_ref().and_then(written));
        let currency = &model.settings.currency;
        let named = |text: &str| unit_named(&model.units, text);
        Self {
            time: common(model, times, Dimension::TIME).unwrap_or_else(|| named("day")),
            distance: common(model, distances, Dimension::LENGTH).unwrap_or_else(|| named("km")),
            money_rate: named(&format!("k{currency}/year")),
            money: named(currency),
            plain: CompoundUnit::plain().into(),
            known: RefCell::new(BTreeMap::new()),
        }
    }

    /// Money for one unit of a commodity.
    pub fn price(&self, model: &Model, commodity: CommodityId) -> ShownUnit {
        self.once(Of::Price, commodity, || price_unit(model, commodity))
    }

    /// A unit that is looked for once.
    fn once(&self, of: Of, commodity: CommodityId, find: impl FnOnce() -> ShownUnit) -> ShownUnit {
        let mut known = self.known.borrow_mut();
        known.entry((of, commodity)).or_insert_with(find).clone()
    }

    /// Emissions of one unit of a commodity.
    pub fn emissions(&self, model: &Model, commodity: CommodityId) -> ShownUnit {
        self.once(Of::Emissions, commodity, || {
            unit_named(&model.units, &format!("kgCO2e/{}", symbol(model, commodity)))
        })
    }

    /// An amount of a commodity.
    pub fn amount(&self, model: &Model, commodity: CommodityId) -> ShownUnit {
        shown(model, model.commodities[commodity.index()].unit)
    }

    /// A rate of a commodity: as its first demand is written, else as the first
    /// capacity of a leg that counts the same, else its unit a year.
    pub fn rate(&self, model: &Model, commodity: CommodityId) -> ShownUnit {
        self.once(Of::Rate, commodity, || {
            let unit = model.commodities[commodity.index()].unit;
            let wanted = model.dimension(unit).per(Dimension::TIME);
            let demands = model.demands.iter().filter(|demand| demand.commodity == commodity);
            let demands = demands.filter_map(|demand| volume_unit(&demand.volume));
            let legs = model.legs.iter().filter_map(|leg| match leg.capacity {
                Capacity::Limited(ref limited) => Some(limited.figure.unit),
                _ => None,
            });
            let mut written = demands.chain(legs);
            match written.find(|unit| Some(model.dimension(*unit)) == wanted) {
                Some(unit) => shown(model, unit),
                None => unit_named(&model.units, &format!("{}/year", symbol(model, commodity))),
            }
        })
    }

    /// A time in days.
    pub fn days(&self, days: f64) -> Figure {
        Figure::new(days, &self.time)
    }

    /// A distance in kilometres.
    pub fn km(&self, km: f64) -> Figure {
        Figure::new(km, &self.distance)
    }
}

/// A unit of the model's list.
pub fn shown(model: &Model, unit: UnitId) -> ShownUnit {
    model.shown.get(unit.index()).map_or_else(|| CompoundUnit::plain().into(), ShownUnit::from)
}

/// What a rate adds up to: `kTEU/year` to `kTEU`. None where the unit is no
/// amount over one time.
pub fn amount_of_rate(model: &Model, unit: &ShownUnit) -> Option<ShownUnit> {
    let above = unit.0.symbol.rsplit_once('/')?.0;
    let found = parse_compound(above, &model.units).ok()?;
    let wanted = unit.0.dimension.times(Dimension::TIME)?;
    (found.dimension == wanted).then(|| found.into())
}

fn symbol(model: &Model, commodity: CommodityId) -> String {
    let unit = model.commodities[commodity.index()].unit;
    let symbol = shown(model, unit).0.symbol.clone();
    if symbol.contains(['/', '*']) { format!("({symbol})") } else { symbol }
}

/// The one unit of a dimension that all of a row use.
fn common(
    model: &Model,
    mut units: impl Iterator<Item = UnitId>,
    dimension: Dimension,
) -> Option<ShownUnit> {
    let first = units.next()?;
    let symbol = &model.shown.get(first.index())?.symbol;
    let same = |unit: UnitId| model.shown.get(unit.index()).is_some_and(|u| u.symbol == *symbol);
    if model.dimension(first) != dimension || !units.all(same) {
        return None;
    }
    Some(shown(model, first))
}

fn volume_unit(volume: &Volume) -> Option<UnitId> {
    match volume {
        Volume::Rate(figure) => Some(figure.unit),
        Volume::Table(rows) => rows.first().map(|(_, figure)| figure.unit),
    }
}

/// The unit of the first cost that is written per unit of a commodity, else
/// the model's currency a unit.
fn price_unit(model: &Model, commodity: CommodityId) -> ShownUnit {
    let own = model.dimension(model.commodities[commodity.index()].unit);
    let wanted = Dimension::MONEY.per(own);
    let costs = model.legs.iter().filter_map(|leg| leg.cost.as_ref());
    let mut units = costs.map(|figure| figure.unit);
    match units.find(|unit| Some(model.dimension(*unit)) == wanted) {
        Some(unit) => shown(model, unit),
        None => {
            let text = format!("{}/{}", model.settings.currency, symbol(model, commodity));
            unit_named(&model.units, &text)
        }
    }
}
