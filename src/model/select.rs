//! Selectors with their names resolved.

use crate::country::Country;
use crate::source::Span;
use crate::syntax::ast::Direction;

use super::{
    BlocId, BorderId, CommodityId, CorridorId, DemandId, Figure, LegId, LegWay, ModeId, NodeId,
    PoolId, WordId,
};

/// A resolved selector. Which things it means is worked out for a day, since
/// membership of blocs is dated (`model::select`).
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// What it selects.
    pub kind: SelectionKind,
    /// Its `where`.
    pub filter: Option<Box<Filter>>,
    /// Where it was written.
    pub span: Span,
    /// As written, for people.
    pub text: String,
}

/// The forms.
#[derive(Debug, Clone, PartialEq)]
pub enum SelectionKind {
    /// `leg N`: both its directions.
    Leg(LegId),
    /// `leg A -> B`: all parallel legs in these directions.
    LegWays(Vec<LegWay>),
    /// `legs [by MODE] [in|from|to PLACE]`.
    Legs { by: Option<ModeId>, place: Option<(Direction, Area)> },
    /// `node N`.
    Node(NodeId),
    /// `nodes [in AREA] [of KIND]`.
    Nodes { place: Option<Area>, kind: Option<WordId> },
    /// `border XX -> YY`; the flag: both directions.
    Border(Country, Country, bool),
    /// `borders [of COUNTRY] [within BLOC]`.
    Borders { of: Option<Area>, within: Option<BlocId> },
    /// `country XX`.
    Country(Country),
    /// `bloc N`.
    Bloc(BlocId),
    /// `mode N` and those that extend it.
    Mode(ModeId),
    /// `pool N`.
    Pool(PoolId),
    /// `demand N`.
    Demand(DemandId),
    /// `corridor N`.
    Corridor(CorridorId),
    /// `tagged NAME`.
    Tagged(WordId),
    /// `[S, S]`.
    List(Vec<Selection>),
}

/// A country, a bloc or a node, where a selector says `in`, `from` or `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// A country.
    Country(Country),
    /// A bloc, through its members of the day.
    Bloc(BlocId),
    /// A node.
    Node(NodeId),
}

/// A checked `where`.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// `a and b`.
    And(Vec<Filter>),
    /// `a or b`.
    Or(Vec<Filter>),
    /// `not a`.
    Not(Box<Filter>),
    /// A figure of the thing compared with a constant: distance, time, cost,
    /// capacity … An absent figure never fits (an unlimited capacity is above
    /// every number).
    Compare { property: FilterProperty, op: crate::syntax::ast::CompareOp, value: f64 },
    /// A figure of the thing within two constants.
    Within { property: FilterProperty, low: f64, high: f64 },
    /// `mode = ferry`.
    IsMode(ModeId),
    /// `kind = port`.
    IsKind(WordId),
    /// `country = KZ` (of a leg: either end, or through).
    IsCountry(Country),
    /// `tagged x` / `tags = x`.
    IsTagged(WordId),
    /// `carries = crude`.
    Carries(CommodityId),
    /// `planned`.
    IsPlanned,
}

/// A figure that a `where` may ask for, by the name of the property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilterProperty(pub super::Prop);

/// What a selector means on a day: plain lists, sorted, without repeats.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selected {
    /// Directions of legs.
    pub legs: Vec<LegWay>,
    /// Nodes.
    pub nodes: Vec<NodeId>,
    /// Borders as pairs of countries, each direction by itself.
    pub borders: Vec<(Country, Country)>,
    /// Countries as wholes (`country XX`, `bloc N`).
    pub countries: Vec<Country>,
    /// Modes as wholes.
    pub modes: Vec<ModeId>,
    /// Pools.
    pub pools: Vec<PoolId>,
    /// Demands.
    pub demands: Vec<DemandId>,
    /// Corridors.
    pub corridors: Vec<CorridorId>,
    /// Declared borders that lie within `borders`.
    pub declared_borders: Vec<BorderId>,
}

/// A figure or a percentage, as `raise … by` takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Amount {
    /// A quantity.
    Figure(Figure),
    /// A share of what stands (0.67 for 67 %).
    Share(Figure),
}
