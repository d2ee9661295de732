//! The checked model as a whole.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::quantity::{CompoundUnit, UnitTable};
use crate::source::Span;

use super::*;

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A node.
    Node(NodeId),
    /// A leg with a name.
    Leg(LegId),
    /// A commodity.
    Commodity(CommodityId),
    /// A mode.
    Mode(ModeId),
    /// A bloc.
    Bloc(BlocId),
    /// A pool.
    Pool(PoolId),
    /// A corridor.
    Corridor(CorridorId),
    /// A demand.
    Demand(DemandId),
    /// A contract.
    Contract(ContractId),
    /// An observed flow.
    Observed(ObservedId),
    /// A change.
    Change(ChangeId),
    /// A scenario.
    Scenario(ScenarioId),
    /// A constant or parameter.
    Constant(ConstantId),
    /// A source.
    Source(SourceId),
}

impl Thing {
    /// The word for its kind, with its article: "a leg".
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Node(_) => "a node",
            Self::Leg(_) => "a leg",
            Self::Commodity(_) => "a commodity",
            Self::Mode(_) => "a mode",
            Self::Bloc(_) => "a bloc",
            Self::Pool(_) => "a pool",
            Self::Corridor(_) => "a corridor",
            Self::Demand(_) => "a demand",
            Self::Contract(_) => "a contract",
            Self::Observed(_) => "an observed flow",
            Self::Change(_) => "a change",
            Self::Scenario(_) => "a scenario",
            Self::Constant(_) => "a constant",
            Self::Source(_) => "a source",
        }
    }
}

/// What `model { }` sets.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The model's title.
    pub title: Option<String>,
    /// The currency in which money is shown where no unit was written.
    pub currency: String,
    /// money / time, or per unit; used where neither demand nor commodity says.
    pub value_of_time: Option<Figure>,
    /// The day that point analyses mean.
    pub date: Option<(i32, Span)>,
    /// Half open.
    pub period: Option<(i32, i32, Span)>,
    /// Seed of all draws.
    pub seed: u64,
    /// Number of draws.
    pub samples: u64,
    /// How much longer a diverted rest may be (0.3).
    pub detour: Figure,
    /// Great circle to distance where a mode does not say (1.2).
    pub circuity: Figure,
    /// The year of its prices.
    pub price_year: Option<i32>,
}

/// The checked model: everything an analysis may read.
#[derive(Debug, Clone)]
pub struct Model {
    /// `model { }`.
    pub settings: Settings,
    /// All units, with those that the files declare.
    pub units: UnitTable,
    /// Units as written ([`UnitId`] counts here).
    pub shown: Vec<CompoundUnit>,
    /// Sorted by name.
    pub nodes: Vec<Node>,
    /// In the order declared.
    pub legs: Vec<Leg>,
    /// In the order declared, like all that follow.
    pub commodities: Vec<Commodity>,
    /// Modes.
    pub modes: Vec<Mode>,
    /// Changes of mode at any node.
    pub transfers: Vec<Transfer>,
    /// Blocs.
    pub blocs: Vec<Bloc>,
    /// Borders.
    pub borders: Vec<Border>,
    /// Pools.
    pub pools: Vec<Pool>,
    /// Corridors.
    pub corridors: Vec<Corridor>,
    /// Demands.
    pub demands: Vec<Demand>,
    /// Contracts.
    pub contracts: Vec<Contract>,
    /// Observed flows.
    pub observed: Vec<Observed>,
    /// Changes.
    pub changes: Vec<Change>,
    /// Scenarios; the first is `baseline`.
    pub scenarios: Vec<Scenario>,
    /// Constants and parameters.
    pub constants: Vec<Constant>,
    /// Sources.
    pub sources: Vec<Source>,
    /// Sets of citations ([`CitesId`] counts here; 0 is the empty one).
    pub cites: Vec<Vec<Citation>>,
    /// Uncertain inputs.
    pub inputs: Vec<Input>,
    /// Kinds, tags and services ([`WordId`] counts here).
    pub words: Vec<SmolStr>,
    /// Figures given on several bases: all of them, the first named first (its
    /// figure is also the one in the declaration).
    pub bases: BTreeMap<Slot, Vec<(SmolStr, Figure)>>,
    /// Reports, in order.
    pub questions: Vec<Question>,
    /// Expectations, in order.
    pub expectations: Vec<Expectation>,
    /// What every name means.
    pub names: FxHashMap<SmolStr, Thing>,
    /// Remarks that are no diagnostics but are told: which parallel leg a
    /// corridor means, and the like.
    pub remarks: Vec<(Span, String)>,
}
