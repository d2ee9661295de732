//! One figure of the checked model, with where it comes from.

use crate::source::Span;
use crate::uncertainty::Distribution;

use super::{CitesId, InputId, ModeId, UnitId};

/// A quantity of the model: its value in canonical units (see `quantity`) with
/// every distribution at its mean, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The value that point analyses use, canonical.
    pub value: f64,
    /// The unit in which it was written and is shown again.
    pub unit: UnitId,
    /// Where it comes from.
    pub origin: Origin,
    /// How it depends on uncertain inputs.
    pub formula: Formula,
}

/// Where a figure comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Origin {
    /// Written at a place, with its citations.
    Written(Span, CitesId),
    /// Computed from other figures of the same declaration at this place.
    Derived(Derivation, Span),
    /// Nothing was written at this place: what the language assumes.
    Default(Span),
}

impl Origin {
    /// The place to point at.
    pub fn span(self) -> Span {
        match self {
            Self::Written(span, _) | Self::Derived(_, span) | Self::Default(span) => span,
        }
    }
}

/// From what a derived figure was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Derivation {
    /// Distance: great circle between the ends × circuity.
    GreatCircle,
    /// Time: distance ÷ the leg's own speed.
    LegSpeed,
    /// Time: distance ÷ the mode's speed.
    ModeSpeed(ModeId),
    /// Cost from the mode, per unit.
    ModeCost(ModeId),
    /// Cost from the mode, per unit and distance × distance.
    ModeCostByDistance(ModeId),
    /// A leg's own cost per unit and distance × distance.
    CostByDistance,
    /// Emissions factor of the mode.
    ModeEmissions(ModeId),
    /// Capacity of the mode.
    ModeCapacity(ModeId),
    /// Frequency of the mode.
    ModeFrequency(ModeId),
    /// Capacity of a fleet: ships × size ÷ cycle.
    Fleet,
    /// Capacity of parts: count × size.
    Parts,
    /// Headway of a fleet: cycle ÷ ships.
    FleetHeadway,
}

/// How a figure depends on uncertain inputs (the register of inputs).
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Formula {
    /// It does not.
    #[default]
    Fixed,
    /// It is one input.
    Input(InputId),
    /// An expression over inputs, canonical values throughout.
    Expression(Box<FormulaExpr>),
}

/// An expression over inputs.
#[derive(Debug, Clone, PartialEq)]
pub enum FormulaExpr {
    /// A number.
    Number(f64),
    /// A draw of an input.
    Input(InputId),
    /// a + b.
    Add(Box<FormulaExpr>, Box<FormulaExpr>),
    /// a − b.
    Subtract(Box<FormulaExpr>, Box<FormulaExpr>),
    /// a × b.
    Multiply(Box<FormulaExpr>, Box<FormulaExpr>),
    /// a ÷ b.
    Divide(Box<FormulaExpr>, Box<FormulaExpr>),
}

/// One declared distribution: an uncertain input of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The distribution, canonical units.
    pub distribution: Distribution,
    /// The unit in which it was written.
    pub unit: UnitId,
    /// Where it was written.
    pub span: Span,
    /// Names its stream of random numbers: a hash of what it belongs to
    /// (declaration and property), so that adding another input moves no draw.
    pub key: u64,
}

/// A capacity: absent, zero and unknown are three things.
#[derive(Debug, Clone, PartialEq)]
pub enum Capacity {
    /// Nothing was written: as much as one likes (told in the register).
    Unlimited,
    /// Written as `unknown`: an analysis that needs it names it.
    Unknown(Span, CitesId),
    /// A figure; commodity (mass, containers, volume, a counted unit) ÷ time.
    Limited(Box<LimitedCapacity>),
}

/// A capacity with a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitedCapacity {
    /// The capacity.
    pub figure: Figure,
    /// `3 moorings of …`: how many parts it has, and their name.
    pub parts: Option<(Figure, String)>,
}

impl Capacity {
    /// The figure, if there is one.
    pub fn figure(&self) -> Option<&Figure> {
        match self {
            Self::Limited(limited) => Some(&limited.figure),
            _ => None,
        }
    }
}
