//! What a solved flow consists of.

/// One level of the lexicographic optimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Σ weight × unmet over the demands of this priority without a penalty.
    Unmet(u32),
    /// Σ objective × flow + Σ penalty × unmet.
    Objective,
    /// Σ size × time × flow.
    Time,
    /// Σ size × distance × flow.
    Distance,
    /// Σ size × legs × flow.
    Legs,
}

/// How one stage ended, with its certificate.
///
/// The linear program of a stage minimises its sum over the optima of the
/// stages before it. Its duals are one optimal dual of that program: value =
/// Σ demand_dual × volume − Σ dual × capacity; a dual is 0 unless its resource
/// is used in full; own sum + Σ dual × use − demand_dual is 0 for what carries
/// flow and ≥ 0 for every way that some optimum of the stages before takes.
#[derive(Debug, Clone, PartialEq)]
pub struct StageResult {
    /// Which stage.
    pub stage: Stage,
    /// The least sum.
    pub value: f64,
    /// Lagrangian lower bound of that sum over all routes, from `proof`.
    pub bound: f64,
    /// (value − bound) ÷ |value|, at least 0. A value near 0 counts as 1e-6
    /// (1e-3 for time, distance and legs) of what the sum is when every demand
    /// takes the worst of its known ways.
    pub gap: f64,
    /// Resources with a dual, in order: what one more unit of capacity takes off
    /// `value` as long as this basis lasts. Below 0 only where one more unit
    /// serves an earlier stage at the cost of this one.
    pub duals: Vec<(u32, f64)>,
    /// What one unit more of each demand's volume adds to `value` (0 for a
    /// demand of volume 0).
    pub demand_duals: Vec<f64>,
    /// Prices ≥ 0 that prove the bound without knowing other optima.
    pub proof: Proof,
}

/// Prices under which no route has a negative reduced cost: for every route and
/// unmet unit, own sum + Σ multiplier × sum of an earlier stage + Σ price × use
/// ≥ least, so that no flow whose earlier sums are optimal goes below
/// Σ least × volume − Σ price × capacity − Σ multiplier × value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proof {
    /// One for each earlier stage, in order.
    pub multipliers: Vec<f64>,
    /// Resources with a price, in order.
    pub prices: Vec<(u32, f64)>,
    /// One for each demand.
    pub least: Vec<f64>,
}

/// The flow on one route.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteFlow {
    /// The arcs in order; empty where the origin is at the target.
    pub arcs: Vec<u32>,
    /// Units that take it.
    pub flow: f64,
}

/// Where the route flows of a demand come from. Both have the same arc flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// The demand's flow at every state goes on in proportion to its arcs.
    Proportional,
    /// The solver's own routes: proportions would break the deadline, pass a
    /// place twice, or make more than [`FlowSolution::ROUTES`] routes.
    Own,
}

/// What becomes of one demand.
#[derive(Debug, Clone, PartialEq)]
pub struct DemandFlow {
    /// Units delivered: the sum of the route flows.
    pub delivered: f64,
    /// Volume less delivered.
    pub unmet: f64,
    /// Route flows above 0: the largest first, then by arcs.
    pub routes: Vec<RouteFlow>,
    /// How they were split.
    pub split: Split,
    /// The solver's own routes (the same as `routes` with [`Split::Own`]).
    pub own_routes: Vec<RouteFlow>,
    /// Flow on each arc used, by arc.
    pub arcs: Vec<(u32, f64)>,
}

/// A lexicographic optimum with its certificates.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowSolution {
    /// One for each demand.
    pub demands: Vec<DemandFlow>,
    /// Use of each resource, in its own units; also of unlimited ones.
    pub uses: Vec<f64>,
    /// Every stage, in order; priorities without a demand are left out, and
    /// stages 3 where the optimum of stage 2 is the only one.
    pub stages: Vec<StageResult>,
    /// Σ objective × flow + Σ penalty × unmet.
    pub objective: f64,
    /// Σ weight × delivered over demands without a penalty.
    pub delivered_weight: f64,
    /// The largest gap of any stage.
    pub gap: f64,
}

impl FlowSolution {
    /// A demand whose proportional split has more routes keeps its own.
    pub const ROUTES: usize = 4096;

    /// The stage of that kind, where it was needed.
    pub fn stage(&self, stage: Stage) -> Option<&StageResult> {
        self.stages.iter().find(|result| result.stage == stage)
    }
}
