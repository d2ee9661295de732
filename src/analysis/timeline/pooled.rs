//! In what several demands are counted together.

use crate::model::{DemandId, Model};
use crate::quantity::Dimension;
use crate::report::ShownUnit;

use crate::analysis::analyst::{Analyst, Failure};
use crate::analysis::units::{amount_of_rate, shown, unit_named};

/// Demands that are told together, and how much a unit of each counts.
pub struct Pooled {
    /// Which demands, with the weight of a unit.
    pub demands: Vec<(DemandId, f64)>,
    /// The unit of their sums.
    pub unit: ShownUnit,
    /// They are counted by mass because their commodities differ.
    pub by_mass: bool,
}

impl Pooled {
    /// Of these demands (all where none is named): in the unit of their only
    /// commodity, else in tonnes.
    ///
    /// # Errors
    /// Where there is no demand, or one has no mass, with its name.
    pub fn new(analyst: &Analyst<'_>, named: &[DemandId]) -> Result<Self, Failure> {
        let model = analyst.model;
        let all = (0..model.demands.len() as u32).map(DemandId);
        let told: Vec<DemandId> = all.filter(|id| named.is_empty() || named.contains(id)).collect();
        let Some(first) = told.first() else {
            return Err(Failure::told("there is no demand that could move"));
        };
        let commodity = |id: &DemandId| model.demands[id.index()].commodity;
        if told.iter().all(|id| commodity(id) == commodity(first)) {
            let unit = amount_unit(analyst, *first);
            let demands = told.into_iter().map(|id| (id, 1.0)).collect();
            return Ok(Self { demands, unit, by_mass: false });
        }
        let mut demands = Vec::new();
        for id in told {
            let mass = model.conversions(commodity(&id)).factor(Dimension::MASS);
            let Some(mass) = mass else {
                let label = model.demands[id.index()].head.label();
                return Err(Failure::told(format!(
                    "the demands move different commodities, and that of `{label}` has no mass \
                     by which to add them up; name the demands to be told together with `for`"
                )));
            };
            demands.push((id, mass));
        }
        Ok(Self { demands, unit: unit_named(&model.units, "t"), by_mass: true })
    }

    /// A sum over demands of figures by demand.
    pub fn sum(&self, of: impl Fn(DemandId) -> f64) -> f64 {
        self.demands.iter().map(|(id, weight)| weight * of(*id)).sum()
    }

    /// The unit of these amounts times days.
    pub fn unit_days(&self, model: &Model) -> ShownUnit {
        times_day(model, &self.unit)
    }
}

/// The unit in which amounts of a demand are shown: that of its volume.
pub fn amount_unit(analyst: &Analyst<'_>, id: DemandId) -> ShownUnit {
    let model = analyst.model;
    let demand = &model.demands[id.index()];
    let own = analyst.units().amount(model, demand.commodity);
    let written = match &demand.volume {
        crate::model::Volume::Rate(figure) => Some(figure.unit),
        crate::model::Volume::Table(rows) => rows.first().map(|(_, figure)| figure.unit),
    };
    let amount = written.and_then(|unit| amount_of_rate(model, &shown(model, unit)));
    amount.filter(|unit| unit.0.dimension == own.0.dimension).unwrap_or(own)
}

/// An amount times days: `kTEU*day`.
pub fn times_day(model: &Model, unit: &ShownUnit) -> ShownUnit {
    let found = unit_named(&model.units, &format!("{}*day", unit.0.symbol));
    let wanted = unit.0.dimension.times(Dimension::TIME);
    if Some(found.0.dimension) == wanted { found } else { unit_named(&model.units, "t*day") }
}
