//! Time, distance, money and emissions of each arc for one commodity.

use crate::model::{
    CommodityId, DemandId, Derivation, Leg, LegId, LegWay, Model, NodeId, Origin, Prop, Slot,
    Target, UnitId,
};
use crate::quantity::Dimension;
use crate::scenario::{Now, Standing, is_by_distance, slot};

use super::frame::Frame;

/// Figures without which a sum is `incomplete`, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Missing(u8);

impl Missing {
    /// Nothing is missing.
    pub const NOTHING: Self = Self(0);
    /// A leg has no cost.
    pub const COST: Self = Self(1);
    /// A leg has no emissions (or no distance to count them over).
    pub const EMISSIONS: Self = Self(2);
    /// A leg has no distance.
    pub const DISTANCE: Self = Self(4);

    /// Whether it holds all of another.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A figure that a commodity has no way to take part in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoConversion {
    /// The commodity.
    pub commodity: CommodityId,
    /// What has the figure.
    pub target: Target,
    /// Which figure.
    pub prop: Prop,
    /// The unit of that figure.
    pub unit: UnitId,
}

/// What one unit of a commodity spends on each arc: the leg, the wait for it,
/// its borders, and, where the arc passes a node, dwell, handling and transfer
/// there. Canonical values; without a commodity money and emissions are 0.
#[derive(Debug, Clone)]
pub struct Charges {
    /// The commodity.
    pub commodity: Option<CommodityId>,
    /// Days, by arc.
    pub time: Vec<f64>,
    /// Kilometres, by arc.
    pub distance: Vec<f64>,
    /// Money a unit, by arc.
    pub cost: Vec<f64>,
    /// Emissions a unit, by arc.
    pub emissions: Vec<f64>,
    /// What is missing, by [`LegWay::index`].
    pub missing: Vec<Missing>,
    /// Costs and emissions that the commodity does not convert to; they count
    /// as missing. The first of each kind and unit.
    pub no_conversion: Vec<NoConversion>,
    pub(super) parts: Parts,
}

/// The same by leg, node, transfer and border.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    /// By [`LegWay::index`].
    pub way_time: Vec<f64>,
    /// Days until a departure, by [`LegWay::index`].
    pub way_wait: Vec<f64>,
    /// By [`LegWay::index`].
    pub way_distance: Vec<f64>,
    /// By [`LegWay::index`].
    pub way_cost: Vec<f64>,
    /// By [`LegWay::index`].
    pub way_emissions: Vec<f64>,
    /// By node: days and money a unit.
    pub node: Vec<(f64, f64)>,
    /// By transfer: days and money a unit.
    pub transfer: Vec<(f64, f64)>,
    /// By place in [`Frame::crossings`]: days and money a unit.
    pub border: Vec<(f64, f64)>,
}

impl Charges {
    pub(super) fn new(
        model: &Model,
        frame: &Frame,
        now: &Now,
        commodity: Option<CommodityId>,
    ) -> Self {
        let prices = Prices::new(model, commodity);
        let mut maker =
            Maker { model, now, prices, missing: vec![Missing::NOTHING; frame.ends.len()] };
        let parts = maker.parts(frame);
        let mut charges = Self {
            commodity,
            time: Vec::with_capacity(frame.way_of.len()),
            distance: Vec::with_capacity(frame.way_of.len()),
            cost: Vec::with_capacity(frame.way_of.len()),
            emissions: Vec::with_capacity(frame.way_of.len()),
            missing: maker.missing,
            no_conversion: maker.prices.no_conversion,
            parts,
        };
        for arc in 0..frame.way_of.len() as u32 {
            let sum = charges.parts.arc(frame, arc);
            charges.time.push(sum.0);
            charges.cost.push(sum.1);
            let way = frame.way_of[arc as usize].index();
            charges.distance.push(charges.parts.way_distance[way]);
            charges.emissions.push(charges.parts.way_emissions[way]);
        }
        charges
    }

    /// Days that an arc takes before its leg begins: dwell and transfer where
    /// it passes a node, and the wait for a departure.
    pub fn before(&self, frame: &Frame, arc: u32) -> f64 {
        let parts = &self.parts;
        let way = frame.way_of[arc as usize].index();
        let mut days = 0.0;
        if !frame.same_service[arc as usize] {
            days += parts.way_wait[way];
        }
        if frame.passes(arc) {
            days += parts.node[frame.ends[way].0.index()].0;
        }
        if let Some((time, _)) = parts.transfer.get(frame.transfer_of[arc as usize] as usize) {
            days += time;
        }
        days
    }

    /// Days and money a unit that dwell and handling at a node take.
    pub fn at_node(&self, node: NodeId) -> (f64, f64) {
        self.parts.node[node.index()]
    }
}

impl Parts {
    /// Keeps the place of a direction that a leg does not have.
    fn no_way(&mut self) {
        self.way_time.push(0.0);
        self.way_wait.push(0.0);
        self.way_distance.push(0.0);
        self.way_cost.push(0.0);
        self.way_emissions.push(0.0);
    }

    /// Days and money of an arc.
    fn arc(&self, frame: &Frame, arc: u32) -> (f64, f64) {
        let way = frame.way_of[arc as usize].index();
        let (mut time, mut cost) = (self.way_time[way], self.way_cost[way]);
        if !frame.same_service[arc as usize] {
            time += self.way_wait[way];
        }
        for (delay, fee) in &self.border[frame.crossings.range(way)] {
            time += delay;
            cost += fee;
        }
        if frame.passes(arc) {
            let (dwell, handling) = self.node[frame.ends[way].0.index()];
            time += dwell;
            cost += handling;
        }
        if let Some((days, money)) = self.transfer.get(frame.transfer_of[arc as usize] as usize) {
            time += days;
            cost += money;
        }
        (time, cost)
    }
}

/// Money and emissions of other units, a unit of one commodity.
pub(super) struct Prices<'m> {
    model: &'m Model,
    commodity: Option<CommodityId>,
    conversions: Option<crate::model::Conversions>,
    no_conversion: Vec<NoConversion>,
    /// The last unit of a cost and its factor: most costs have the same.
    last: Option<(UnitId, Option<f64>)>,
}

impl<'m> Prices<'m> {
    pub fn new(model: &'m Model, commodity: Option<CommodityId>) -> Self {
        Self {
            model,
            commodity,
            conversions: commodity.map(|commodity| model.conversions(commodity)),
            no_conversion: Vec::new(),
            last: None,
        }
    }

    /// Money a unit; none where there is none, or no way to convert.
    pub fn money(&mut self, target: Target, prop: Prop, price: Standing) -> Option<f64> {
        let (commodity, conversions) = (self.commodity?, self.conversions.as_ref()?);
        let (value, unit) = price.with_unit()?;
        let factor = match self.last {
            Some((known, factor)) if known == unit => factor,
            _ => {
                let per = priced_in(self.model.dimension(unit));
                let factor = per.and_then(|per| conversions.factor(per));
                self.last = Some((unit, factor));
                factor
            }
        };
        if factor.is_none() {
            self.tell(NoConversion { commodity, target, prop, unit });
        }
        factor.map(|factor| value * factor)
    }
}

impl Prices<'_> {
    /// Tells the first of all figures of one kind and unit.
    fn tell(&mut self, new: NoConversion) {
        let known = |old: &NoConversion| (old.prop, old.unit) == (new.prop, new.unit);
        if !self.no_conversion.iter().any(known) {
            self.no_conversion.push(new);
        }
    }
}

/// What a price is per: `USD/TEU` is per container. A distance below the line
/// does not count: such prices stand multiplied by it.
pub(super) fn priced_in(dimension: Dimension) -> Option<Dimension> {
    let per = Dimension::MONEY.per(dimension)?;
    match per.exponents()[1] {
        1 | 4 => per.per(Dimension::LENGTH),
        _ => Some(per),
    }
}

struct Maker<'m> {
    model: &'m Model,
    now: &'m Now,
    prices: Prices<'m>,
    missing: Vec<Missing>,
}

impl Maker<'_> {
    fn parts(&mut self, frame: &Frame) -> Parts {
        let mut parts = Parts::default();
        for leg in (0..self.model.legs.len() as u32).map(LegId) {
            for back in [false, true] {
                if back && !self.model.legs[leg.index()].both {
                    parts.no_way();
                } else {
                    self.way(LegWay::new(leg, back), &mut parts);
                }
            }
        }
        for node in (0..self.model.nodes.len() as u32).map(NodeId) {
            let target = Target::Node(node);
            let dwell = self.figure(target, Prop::Dwell).value().unwrap_or(0.0);
            let handling = self.figure(target, Prop::Handling);
            let handling = self.prices.money(target, Prop::Handling, handling).unwrap_or(0.0);
            parts.node.push((dwell, handling));
        }
        for transfer in &frame.transfers {
            let cost = transfer.cost(self.model, self.now);
            let target = Target::Node(transfer.node);
            let money = self.prices.money(target, Prop::Cost, cost).unwrap_or(0.0);
            parts.transfer.push((transfer.time(self.model, self.now), money));
        }
        for crossing in frame.crossings.all() {
            let target = match crossing.border {
                Some((id, back)) => Target::Border(id, back),
                None => Target::Crossing(crossing.left, crossing.entered),
            };
            let delay = self.figure(target, Prop::Delay).value().unwrap_or(0.0);
            let fee = self.figure(target, Prop::Fee);
            let fee = self.prices.money(target, Prop::Fee, fee).unwrap_or(0.0);
            parts.border.push((delay, fee));
        }
        parts
    }

    fn figure(&self, target: Target, prop: Prop) -> Standing {
        self.now.standing_for(self.model, target, prop, self.prices.commodity)
    }

    fn way(&mut self, way: LegWay, parts: &mut Parts) {
        let target = Target::Leg(way);
        let plain = |prop| self.now.standing(self.model, slot(target, prop)).value();
        let distance = plain(Prop::Distance);
        parts.way_wait.push(self.wait(way, plain(Prop::Frequency)));
        parts.way_distance.push(distance.unwrap_or(0.0));
        parts.way_time.push(self.figure(target, Prop::Time).value().unwrap_or(0.0));
        let cost = leg_cost(self.model, self.now, way, self.prices.commodity);
        let cost = self.prices.money(target, Prop::Cost, cost);
        parts.way_cost.push(cost.unwrap_or(0.0));
        let emissions = self.emissions(way, distance);
        parts.way_emissions.push(emissions.unwrap_or(0.0));
        let mut missing = Missing::NOTHING;
        if distance.is_none() {
            missing = missing.and(Missing::DISTANCE);
        }
        if cost.is_none() {
            missing = missing.and(Missing::COST);
        }
        if emissions.is_none() {
            missing = missing.and(Missing::EMISSIONS);
        }
        self.missing[way.index()] = missing;
    }

    /// Mean days until a departure at random: H/2 · (1 + CV²) for a headway H
    /// (Osuna and Newell 1972).
    fn wait(&self, way: LegWay, frequency: Option<f64>) -> f64 {
        let Some(frequency) = frequency.filter(|frequency| *frequency > 0.0) else { return 0.0 };
        let cv = irregularity(self.model, way);
        (1.0 + cv * cv) / (2.0 * frequency)
    }

    /// Emissions a unit: factor × distance × mass of a unit.
    fn emissions(&mut self, way: LegWay, distance: Option<f64>) -> Option<f64> {
        let target = Target::Leg(way);
        let (commodity, conversions) = (self.prices.commodity?, self.prices.conversions.as_ref()?);
        let (factor, unit) = self.figure(target, Prop::Emissions).with_unit()?;
        // Per mass and distance; whatever stands in place of mass converts too.
        let per = Dimension::EMISSIONS
            .per(self.model.dimension(unit))
            .and_then(|per| per.per(Dimension::LENGTH));
        let Some(amount) = per.and_then(|per| conversions.factor(per)) else {
            let prop = Prop::Emissions;
            self.prices.tell(NoConversion { commodity, target, prop, unit });
            return None;
        };
        Some(factor * distance? * amount)
    }
}

/// The coefficient of variation of a leg's headway.
fn irregularity(model: &Model, way: LegWay) -> f64 {
    let leg = model.leg_of(way);
    let own = leg.more.as_deref();
    if let Some(cv) = own.and_then(|more| more.irregular.as_ref()) {
        return cv.value;
    }
    let of_mode = || {
        let mut line = model.mode_line(leg.mode?);
        line.find(|mode| model.modes[mode.index()].frequency.is_some())
            .and_then(|mode| model.modes[mode.index()].irregular.as_ref())
    };
    let derived = own.and_then(|more| more.frequency.as_ref()).is_none_or(|figure| {
        matches!(figure.origin, Origin::Derived(Derivation::ModeFrequency(_), _))
    });
    if derived { of_mode().map_or(0.0, |cv| cv.value) } else { 0.0 }
}

/// The cost of a leg for a commodity: restated for it, else that which its mode
/// restates if the leg takes its cost from the mode, else the plain one.
fn leg_cost(model: &Model, now: &Now, way: LegWay, commodity: Option<CommodityId>) -> Standing {
    let at = |target, commodity| Slot { target, prop: Prop::Cost, commodity };
    let plain = || now.standing(model, at(Target::Leg(way), None));
    if commodity.is_none() {
        return plain();
    }
    let restated = now.standing(model, at(Target::Leg(way), commodity));
    if restated != Standing::Absent {
        return restated;
    }
    let leg = model.leg_of(way);
    let (Some(mode), true) = (leg.mode, cost_is_of_mode(leg)) else { return plain() };
    let Standing::Value(rate, unit) = now.standing(model, at(Target::Mode(mode), commodity)) else {
        return plain();
    };
    if !is_by_distance(model.dimension(unit)) {
        return Standing::Value(rate, unit);
    }
    let distance = now.standing(model, slot(Target::Leg(way), Prop::Distance)).value();
    distance.map_or(Standing::Absent, |km| Standing::Value(rate * km, unit))
}

fn cost_is_of_mode(leg: &Leg) -> bool {
    leg.cost.as_ref().is_none_or(|figure| {
        matches!(
            figure.origin,
            Origin::Derived(Derivation::ModeCost(_) | Derivation::ModeCostByDistance(_), _)
        )
    })
}

/// The value of a day for one unit of a commodity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueOfTime {
    /// Nobody states one.
    Unstated,
    /// Money a unit and day, canonical.
    Money(f64),
    /// It is stated in a unit that the commodity does not convert to, or as a
    /// share of a value that the commodity does not state.
    NoConversion,
}

/// The value of time that holds: the demand's, else the commodity's, else the
/// model's. A share a day is of the commodity's value.
pub fn value_of_time(
    model: &Model,
    now: &Now,
    commodity: CommodityId,
    demand: Option<DemandId>,
) -> ValueOfTime {
    let of = |target| now.standing(model, slot(target, Prop::ValueOfTime)).with_unit();
    let stated = demand
        .and_then(|demand| of(Target::Demand(demand)))
        .or_else(|| of(Target::Commodity(commodity)))
        .or_else(|| {
            model.settings.value_of_time.as_ref().map(|figure| (figure.value, figure.unit))
        });
    let Some((value, unit)) = stated else { return ValueOfTime::Unstated };
    let a_day = model.dimension(unit).times(Dimension::TIME);
    let conversions = model.conversions(commodity);
    let money = match a_day {
        Some(Dimension::PLAIN) => worth(model, now, commodity).map(|worth| value * worth),
        // Money a day alone is that of one unit as the commodity counts them.
        Some(Dimension::MONEY) => {
            let unit = model.commodities[commodity.index()].unit;
            model.shown.get(unit.index()).map(|unit| value / unit.factor())
        }
        Some(dimension) => {
            let per = priced_in(dimension).and_then(|per| conversions.factor(per));
            per.map(|factor| value * factor)
        }
        None => None,
    };
    money.map_or(ValueOfTime::NoConversion, ValueOfTime::Money)
}

/// The value of one unit of a commodity, if it is stated.
pub fn worth(model: &Model, now: &Now, commodity: CommodityId) -> Option<f64> {
    let at = slot(Target::Commodity(commodity), Prop::ValueOf);
    let (value, unit) = now.standing(model, at).with_unit()?;
    let per = priced_in(model.dimension(unit))?;
    model.conversions(commodity).factor(per).map(|factor| value * factor)
}

/// The penalty of a unit of a demand that is not delivered; `Err` if it is in a
/// unit that the commodity does not convert to.
pub fn penalty(model: &Model, now: &Now, demand: DemandId) -> Result<Option<f64>, NoConversion> {
    let target = Target::Demand(demand);
    let commodity = model.demands[demand.index()].commodity;
    let Some((value, unit)) = now.standing(model, slot(target, Prop::Penalty)).with_unit() else {
        return Ok(None);
    };
    let factor =
        priced_in(model.dimension(unit)).and_then(|per| model.conversions(commodity).factor(per));
    match factor {
        Some(factor) => Ok(Some(value * factor)),
        None => Err(NoConversion { commodity, target, prop: Prop::Penalty, unit }),
    }
}
