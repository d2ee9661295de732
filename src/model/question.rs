//! Reports and expectations with their names resolved.

use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, CompareOp, Grouping};

use super::{
    Assigned, CitesId, CommodityId, CorridorId, CriticalAsk, DemandId, DifferenceAsk, ExposureAsk,
    InvestAsk, ModeId, NodeId, ParetoAsk, RiskAsk, ScenarioId, Selection, SensitivityAsk,
    Statistic, SweepAsk, TimelineAsk, TimelineMetric, TimelineWindow, UnitId, WhyAsk, WorstAsk,
};

/// A checked report.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What is asked.
    pub ask: Ask,
    /// In which scenarios; never empty.
    pub scenarios: Vec<ScenarioId>,
    /// When, as written.
    pub when: Option<Moment>,
    /// `as "name"`.
    pub name: Option<String>,
    /// The whole report.
    pub span: Span,
}

/// When a question is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Moment {
    /// A day (days since 1970-01-01).
    On(i32, Span),
    /// Half open.
    Over(i32, i32, Span),
    /// All changes together.
    WhileItLasts(Span),
}

/// What is measured along a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Criterion {
    /// day
    Time,
    /// money / unit
    Cost,
    /// km
    Distance,
    /// emissions / unit
    Emissions,
    /// money / unit
    GeneralisedCost,
}

impl Criterion {
    /// As written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Cost => "cost",
            Self::Distance => "distance",
            Self::Emissions => "emissions",
            Self::GeneralisedCost => "generalised_cost",
        }
    }
}

/// Which routes.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteAsk {
    /// From.
    pub from: NodeId,
    /// To.
    pub to: NodeId,
    /// Of what: written, or the only demand's between the two, or the file's
    /// only commodity. None: money and emissions are left out, with a note.
    pub commodity: Option<CommodityId>,
    /// The demand whose value of time and shipper hold, where one is meant
    /// (`for DEMAND`, or the only demand between the two).
    pub demand: Option<DemandId>,
    /// What is least.
    pub by: Criterion,
    /// In this order.
    pub via: Vec<NodeId>,
    /// Not over these.
    pub avoiding: Option<Selection>,
    /// Only legs of this mode (metrics: `by MODE`).
    pub only_mode: Option<ModeId>,
    /// Dwell and handling count at both ends.
    pub ends_terminal: bool,
    /// How many.
    pub top: usize,
}

/// What a flow makes least, after unmet demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minimising {
    /// Money.
    Cost,
    /// Time.
    Time,
    /// Money and the value of time.
    GeneralisedCost,
}

/// The kinds of report.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// The k best routes.
    Routes(RouteAsk),
    /// Leg by leg.
    Corridor { corridors: Vec<CorridorId>, commodity: Option<CommodityId>, by: Criterion },
    /// The most that fits.
    Capacity { from: Vec<NodeId>, to: Vec<NodeId>, commodity: Option<CommodityId> },
    /// All demands together.
    Flow { minimising: Option<Minimising>, commodity: Option<CommodityId>, assigned: Assigned },
    /// The factor by which all demands can grow.
    CapacityOfDemands { commodity: Option<CommodityId> },
    /// What binds.
    Bottlenecks { minimising: Option<Minimising>, commodity: Option<CommodityId>, top: usize },
    /// Scenarios side by side.
    Compare { scenarios: Vec<ScenarioId>, commodity: Option<CommodityId> },
    /// The delta as data. From none: from the baseline.
    Changes { from: Option<ScenarioId>, to: ScenarioId },
    /// The network as declared and as it stands.
    Network,
    /// The references.
    Sources,
    /// The register of assumptions.
    Assumptions,
    /// Each knocked out in turn.
    Critical(CriticalAsk),
    /// The closures that together hurt most.
    Worst(WorstAsk),
    /// Who depends on what.
    Exposure(ExposureAsk),
    /// The routes that no other beats in all.
    Pareto(ParetoAsk),
    /// What accounts for the difference of two scenarios.
    Difference(Box<DifferenceAsk>),
    /// Day by day.
    Timeline(TimelineAsk),
    /// Distribution of time and cost.
    Risk(RiskAsk),
    /// Metrics along a parameter.
    Sweep(SweepAsk),
    /// Each uncertain input's low and high.
    Sensitivity(Box<SensitivityAsk>),
    /// Change for a percent of each input.
    Elasticities(Box<SensitivityAsk>),
    /// What to build.
    Invest(InvestAsk),
    /// The chain of causes.
    Why(WhyAsk),
    /// Modelled against observed flows.
    Fit,
    /// A picture.
    Map,
}

/// A checked expectation.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// The condition.
    pub condition: Term,
    /// As written.
    pub text: String,
    /// The scenario of metrics without one of their own.
    pub scenario: ScenarioId,
    /// The moment of metrics without one of their own.
    pub when: Option<Moment>,
    /// What it cites, anywhere in it: where the expected figure was read.
    pub cites: CitesId,
    /// The whole statement.
    pub span: Span,
}

/// A checked expression over metrics. Values are canonical; conditions are 0
/// or 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// What it is.
    pub kind: TermKind,
    /// Its dimension (a condition has none: plain).
    pub dimension: Dimension,
    /// The unit to show it in. Of a flow over a period it is an amount.
    pub unit: UnitId,
    /// Where it was written.
    pub span: Span,
}

/// The forms.
#[derive(Debug, Clone, PartialEq)]
pub enum TermKind {
    /// A constant.
    Number(f64),
    /// A metric.
    Metric(Box<MetricAsk>),
    /// −x.
    Negate(Box<Term>),
    /// not x.
    Not(Box<Term>),
    /// a ∘ b ∘ c.
    Chain(Box<Term>, Vec<(BinaryOp, Term)>),
    /// a < b.
    Compare(Box<Term>, CompareOp, Box<Term>),
    /// a within lo .. hi.
    Within(Box<Term>, Box<Term>, Box<Term>),
    /// a ~= b +- p %: |a − b| ≤ p·|b| + 1e-9 of the model's scale.
    ApproxShare(Box<Term>, Box<Term>, f64),
    /// a ~= b +- quantity.
    ApproxAmount(Box<Term>, Box<Term>, Box<Term>),
}

/// One metric with its scenario and moment.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricAsk {
    /// Which.
    pub metric: MetricKind,
    /// Its own scenario; none: the statement's.
    pub scenario: Option<ScenarioId>,
    /// Its own moment; none: the statement's.
    pub when: Option<Moment>,
    /// As written, without scenario and moment.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// The metrics of this version.
#[derive(Debug, Clone, PartialEq)]
pub enum MetricKind {
    /// `time(A -> B)`, `cost`, `distance`, `emissions`: `ask.by` is both what
    /// is least and what is told.
    Route(RouteAsk),
    /// `cost(A -> B by time)`: the best route by one measure, told in another.
    RouteBy {
        /// The route that is best.
        ask: RouteAsk,
        /// What is told of it.
        told: Criterion,
    },
    /// `time(CORRIDOR)` and so on: what is told.
    OfCorridor(CorridorId, Criterion, Option<CommodityId>),
    /// `capacity(A -> B)`; `by MODE`: over legs of that mode alone.
    Capacity {
        /// From.
        from: Vec<NodeId>,
        /// To.
        to: Vec<NodeId>,
        /// Of what.
        commodity: Option<CommodityId>,
        /// Only legs of this mode.
        only_mode: Option<ModeId>,
        /// Not over these.
        avoiding: Option<Selection>,
    },
    /// `capacity(CORRIDOR)`.
    CapacityOfCorridor(CorridorId, Option<CommodityId>),
    /// `time(D)`: mean time of what is delivered.
    TimeOfDemand(DemandId),
    /// `cost(D)`.
    CostOfDemand(DemandId),
    /// `delivered(D)`.
    Delivered(DemandId),
    /// `unmet(D)`.
    Unmet(DemandId),
    /// `flow(S) [of D | for C]`, in the commodity's unit a time.
    Flow { on: Selection, of: Vec<DemandId>, commodity: Option<CommodityId> },
    /// `use(S)`: the highest utilisation among what S selects.
    Use(Selection),
    /// `worth(S)`: worth_delivered if it binds deliveries, … see analyses.
    Worth(Selection),
    /// `share(S)`: part of delivered flow that uses S.
    Share { on: Selection, of: Vec<DemandId> },
    /// `hhi(country) [of D]`.
    Hhi { by: Grouping, of: Vec<DemandId> },
    /// `disjoint(A -> B by nodes | legs | countries)`.
    Disjoint { from: NodeId, to: NodeId, by: DisjointBy, commodity: Option<CommodityId> },
    /// `total_cost()`: money a time.
    TotalCost,
    /// `mean(m)`, `sd(m)`, `quantile(m, 90%)`, `probability(m <= 15 days)`.
    Random(Statistic, Box<Term>),
    /// `backlog(D)`, `recovery(CHANGE)`, `loss(CHANGE)`, `waiting(S)`, with the
    /// days where they are written.
    Timeline(TimelineMetric, Option<TimelineWindow>),
}

/// What disjoint routes do not share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisjointBy {
    /// Legs.
    Legs,
    /// Inner nodes.
    Nodes,
    /// Transit countries.
    Countries,
}
