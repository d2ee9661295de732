//! What one kind of cargo may use, and what that costs it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{CommodityId, Criterion, DemandId, Model, NodeId};
use crate::scenario::Cause;

use super::Network;
use super::charge::{Charges, ValueOfTime, value_of_time};
use super::gate::{Gate, barred, rules_for};

/// One kind of cargo: what goes from where to where, and which rules bind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClassAsk {
    /// Of what; none: things in general, without money and emissions.
    pub commodity: Option<CommodityId>,
    /// Where it begins.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// The demand whose value of time counts.
    pub demand: Option<DemandId>,
    /// The binders that bind its shipper (see `Now::admissions`), in order.
    pub bound: Vec<u32>,
}

/// A kind of cargo on a network. Cheap to copy: arrays are shared between
/// classes that have them in common.
#[derive(Debug, Clone)]
pub struct Class {
    /// Which kind.
    pub ask: ClassAsk,
    /// What each arc costs it.
    pub charges: Arc<Charges>,
    /// Which arcs it may use.
    pub gate: Arc<Gate>,
    /// The rules that forbid it altogether.
    pub barred: Vec<Cause>,
    /// Units of what each capacity counts that one unit takes, by resource: 0
    /// where it does not count for this commodity, NaN where there is no way
    /// to convert.
    pub factors: Arc<Vec<f64>>,
    /// The worth of a day for one unit.
    pub value_of_time: ValueOfTime,
}

/// Why a measure does not exist for a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoMeasure {
    /// Money and emissions need a commodity.
    Commodity,
    /// A generalised cost needs a value of time.
    ValueOfTime,
    /// The value of time does not convert to the commodity.
    ValueOfTimeUnit,
}

impl Class {
    /// Whether an arc is open to it.
    pub fn is_open(&self, arc: u32) -> bool {
        self.barred.is_empty() && self.gate.open[arc as usize]
    }

    /// The measure of each arc, closed ones too.
    ///
    /// # Errors
    /// Where the class has no such measure.
    pub fn measure(&self, by: Criterion) -> Result<Vec<f64>, NoMeasure> {
        let charges = &self.charges;
        let needs = |list: &Vec<f64>| match self.ask.commodity {
            Some(_) => Ok(list.clone()),
            None => Err(NoMeasure::Commodity),
        };
        match by {
            Criterion::Time => Ok(charges.time.clone()),
            Criterion::Distance => Ok(charges.distance.clone()),
            Criterion::Cost => needs(&charges.cost),
            Criterion::Emissions => needs(&charges.emissions),
            Criterion::GeneralisedCost => {
                let mut sums = needs(&charges.cost)?;
                let worth = self.worth_of_day()?;
                for (sum, days) in sums.iter_mut().zip(&charges.time) {
                    *sum += worth * days;
                }
                Ok(sums)
            }
        }
    }

    /// The measure of each arc, INFINITY where it is closed to the class: the
    /// weights of a route search.
    ///
    /// # Errors
    /// Where the class has no such measure.
    pub fn weights(&self, by: Criterion) -> Result<Vec<f64>, NoMeasure> {
        let mut weights = self.measure(by)?;
        for (weight, open) in weights.iter_mut().zip(&self.gate.open) {
            if !*open || !self.barred.is_empty() {
                *weight = f64::INFINITY;
            }
        }
        Ok(weights)
    }

    /// Money a unit and day.
    ///
    /// # Errors
    /// Where none is stated, or it does not convert.
    pub fn worth_of_day(&self) -> Result<f64, NoMeasure> {
        match self.value_of_time {
            ValueOfTime::Money(worth) => Ok(worth),
            ValueOfTime::Unstated => Err(NoMeasure::ValueOfTime),
            ValueOfTime::NoConversion => Err(NoMeasure::ValueOfTimeUnit),
        }
    }
}

type GateKey = (Option<CommodityId>, Vec<u32>);

/// What the classes of one network have in common, kept from one question to
/// the next.
#[derive(Debug, Clone, Default)]
pub struct SharedParts {
    charges: BTreeMap<Option<CommodityId>, Arc<Charges>>,
    factors: BTreeMap<Option<CommodityId>, Arc<Vec<f64>>>,
    gates: BTreeMap<GateKey, Arc<Gate>>,
}

/// Makes classes, and shares what they have in common.
pub struct Classes<'a> {
    model: &'a Model,
    network: &'a Network,
    shared: SharedParts,
}

impl<'a> Classes<'a> {
    /// Of a network; the model must be the one that it was built from.
    pub fn new(model: &'a Model, network: &'a Network) -> Self {
        Self::resume(model, network, SharedParts::default())
    }

    /// Goes on with what was made before for the same model and network.
    pub fn resume(model: &'a Model, network: &'a Network, shared: SharedParts) -> Self {
        Self { model, network, shared }
    }

    /// What was made, to go on with.
    pub fn into_shared(self) -> SharedParts {
        self.shared
    }

    /// One class.
    pub fn class(&mut self, ask: ClassAsk) -> Class {
        let (model, network) = (self.model, self.network);
        let now = &network.now;
        let shared = &mut self.shared;
        let charges = shared
            .charges
            .entry(ask.commodity)
            .or_insert_with(|| Arc::new(Charges::new(model, &network.frame, now, ask.commodity)));
        let factors = shared
            .factors
            .entry(ask.commodity)
            .or_insert_with(|| Arc::new(factors(model, network, ask.commodity)));
        let key = (ask.commodity, rules_for(model, now, &ask));
        let gate = match shared.gates.get(&key) {
            Some(gate) => gate.clone(),
            None => {
                let gate = Arc::new(Gate::new(model, network, ask.commodity, &key.1));
                shared.gates.insert(key, gate.clone());
                gate
            }
        };
        let value_of_time = match ask.commodity {
            Some(commodity) => value_of_time(model, now, commodity, ask.demand),
            None => ValueOfTime::Unstated,
        };
        Class {
            charges: charges.clone(),
            gate,
            barred: barred(model, now, &ask),
            factors: factors.clone(),
            value_of_time,
            ask,
        }
    }

    /// The classes of a demand, each with its share of the volume.
    pub fn of_demand(&mut self, demand: DemandId) -> Vec<(Class, f64)> {
        let declared = &self.model.demands[demand.index()];
        let parts = self.network.now.admissions(self.model, demand);
        parts
            .into_iter()
            .map(|part| {
                let class = self.class(ClassAsk {
                    commodity: Some(declared.commodity),
                    from: declared.from,
                    to: declared.to,
                    demand: Some(demand),
                    bound: part.bound,
                });
                (class, part.share)
            })
            .collect()
    }
}

fn factors(model: &Model, network: &Network, commodity: Option<CommodityId>) -> Vec<f64> {
    let conversions = commodity.map(|commodity| model.conversions(commodity));
    let resources = network.uses.resources.iter();
    resources
        .map(|resource| match &conversions {
            _ if !resource.counts_for(commodity) => 0.0,
            // Things in general count in whatever a capacity counts.
            None => 1.0,
            Some(_) if resource.capacity.is_none() => 1.0,
            Some(conversions) => conversions.factor(resource.counts).unwrap_or(f64::NAN),
        })
        .collect()
}
