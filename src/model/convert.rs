//! What a unit of a commodity is in other dimensions.

use crate::quantity::Dimension;

use super::{CommodityId, Figure, Model};

/// How one canonical unit of a commodity converts (t, TEU, km³ or one of a
/// declared unit), through its own `mass`, `volume` and `per` alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversions {
    /// The commodity's own dimension first; then all that lead from it.
    factors: Vec<(Dimension, f64)>,
}

impl Conversions {
    /// How much of a dimension one unit of the commodity is, both canonical;
    /// none if nothing says.
    pub fn factor(&self, dimension: Dimension) -> Option<f64> {
        self.factors.iter().find(|(known, _)| *known == dimension).map(|(_, factor)| *factor)
    }

    /// The commodity's own dimension.
    pub fn own(&self) -> Dimension {
        self.factors.first().map_or(Dimension::PLAIN, |(own, _)| *own)
    }
}

/// One of `below` is `factor` of `above`.
struct Edge {
    above: Dimension,
    below: Dimension,
    factor: f64,
}

impl Model {
    /// How a commodity converts.
    pub fn conversions(&self, commodity: CommodityId) -> Conversions {
        let commodity = &self.commodities[commodity.index()];
        let own = self.dimension(commodity.unit);
        let mut edges = Vec::new();
        for figure in [&commodity.mass, &commodity.volume].into_iter().flatten() {
            edges.extend(self.edge(figure, commodity.unit));
        }
        for (unit, holds) in &commodity.per {
            let Ok(unit) = self.units.lookup(unit) else { continue };
            let size = unit.numerator / unit.denominator;
            edges.push(Edge {
                above: self.dimension(holds.unit),
                below: unit.dimension,
                factor: holds.value / size,
            });
        }
        edges.retain(|edge| edge.factor.is_finite() && edge.factor > 0.0);
        let mut factors = vec![(own, 1.0)];
        let mut next = 0;
        while let Some(&(from, amount)) = factors.get(next) {
            next += 1;
            for edge in &edges {
                let step = if edge.below == from {
                    (edge.above, amount * edge.factor)
                } else if edge.above == from {
                    (edge.below, amount / edge.factor)
                } else {
                    continue;
                };
                if factors.iter().all(|(known, _)| *known != step.0) {
                    factors.push(step);
                }
            }
        }
        Conversions { factors }
    }

    /// The two dimensions that `14 t/TEU` ties together; `14 t` is per unit of
    /// the commodity.
    fn edge(&self, figure: &Figure, unit: super::UnitId) -> Option<Edge> {
        let dimension = self.dimension(figure.unit);
        let (above, below) = sides(dimension)?;
        if below.is_plain() {
            let shown = self.shown.get(unit.index())?;
            let factor = figure.value / shown.factor();
            return Some(Edge { above, below: shown.dimension, factor });
        }
        Some(Edge { above, below, factor: figure.value })
    }
}

/// What stands above and below the line of a dimension.
pub fn sides(dimension: Dimension) -> Option<(Dimension, Dimension)> {
    const BUILT_IN: [Dimension; 6] = [
        Dimension::TIME,
        Dimension::LENGTH,
        Dimension::MASS,
        Dimension::CONTAINER,
        Dimension::MONEY,
        Dimension::EMISSIONS,
    ];
    let (mut above, mut below) = (Dimension::PLAIN, Dimension::PLAIN);
    for (slot, exponent) in dimension.exponents().into_iter().enumerate() {
        if exponent == 0 {
            continue;
        }
        let base = match BUILT_IN.get(slot) {
            Some(base) => *base,
            None => Dimension::declared(slot - BUILT_IN.len())?,
        };
        if exponent > 0 {
            above = above.times(base.power(exponent)?)?;
        } else {
            below = below.times(base.power(exponent.checked_neg()?)?)?;
        }
    }
    Some((above, below))
}
