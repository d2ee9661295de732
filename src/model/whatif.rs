//! What-if questions with their names resolved: knock-outs, exposure, fronts,
//! timelines, risk, differences, sweeps and investments.

use crate::source::Span;
use crate::syntax::ast::{Grouping, Level};

use super::{
    ChangeId, CommodityId, ConstantId, DemandId, NodeId, RouteAsk, ScenarioId, Selection, Term,
    UnitId,
};

/// How a flow is assigned to routes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Assigned {
    /// To the optimum of all together.
    Optimum,
    /// By a path-size logit over the best routes of each demand.
    Logit {
        /// The scale of generalised cost, canonical in the dimension of `unit`:
        /// money per unit carried, or a plain number, which then counts the
        /// model's currency per unit of each demand's commodity.
        scale: f64,
        /// As written.
        unit: UnitId,
        /// Where.
        span: Span,
    },
    /// To Wardrop's user equilibrium.
    Equilibrium,
}

/// `critical [pairs of] legs … [at P%] [for D, …]`.
#[derive(Debug, Clone, PartialEq)]
pub struct CriticalAsk {
    /// Two by two.
    pub pairs: bool,
    /// What is knocked out.
    pub level: Level,
    /// The share of capacity taken away, above 0 up to 1; none: closed.
    pub share: Option<f64>,
    /// Only these demands count; empty: all.
    pub demands: Vec<DemandId>,
    /// How many rows are told.
    pub top: usize,
}

/// `worst K closures of legs [including ends] [for D, …]`.
#[derive(Debug, Clone, PartialEq)]
pub struct WorstAsk {
    /// How many closures, from 1.
    pub count: usize,
    /// What is closed.
    pub level: Level,
    /// Whether the ends of demands may be closed.
    pub including_ends: bool,
    /// Only these demands count; empty: all.
    pub demands: Vec<DemandId>,
}

/// `exposure by country [for D, …] [from A to B]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ExposureAsk {
    /// What dependence is on.
    pub by: Grouping,
    /// Of these demands; empty: all.
    pub demands: Vec<DemandId>,
    /// Only demands between these ends are meant.
    pub between: Option<(NodeId, NodeId)>,
    /// How many rows are told.
    pub top: usize,
}

/// What a front is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrontBy {
    /// day
    Time,
    /// money / unit
    Cost,
    /// km
    Distance,
    /// emissions / unit
    Emissions,
    /// Yearly probability that a random change closes part of the route.
    Risk,
}

/// `pareto from A to B over time, cost`.
#[derive(Debug, Clone, PartialEq)]
pub struct ParetoAsk {
    /// Ends, commodity, via, avoiding; its `by` is the first of `over`, its
    /// `top` the most rows wanted (`usize::MAX` where nothing is said).
    pub routes: RouteAsk,
    /// Two at least, each once.
    pub over: Vec<FrontBy>,
}

/// `difference from S to T for M`.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferenceAsk {
    /// From.
    pub from: ScenarioId,
    /// To.
    pub to: ScenarioId,
    /// What differs.
    pub metric: Term,
    /// As written.
    pub text: String,
}

/// What the rows of a timeline sum up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeStep {
    /// A day.
    Day,
    /// Seven days.
    Week,
    /// A month of the calendar.
    Month,
}

/// The days that a timeline plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimelineWindow {
    /// First day (since 1970-01-01).
    pub from: i32,
    /// The day after the last.
    pub to: i32,
    /// What rows sum up.
    pub step: TimeStep,
}

/// `timeline from DATE to DATE by day …`.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineAsk {
    /// When.
    pub window: TimelineWindow,
    /// The inner step in days: 1, or a whole part of a day.
    pub inner: f64,
    /// How much longer a diverted rest may be; none: the model's.
    pub detour: Option<f64>,
    /// Nothing is under way at the start.
    pub from_empty: bool,
    /// How many draws of random changes and inputs; none: none are drawn.
    pub draws: Option<u64>,
    /// Told of these demands; empty: all.
    pub demands: Vec<DemandId>,
}

/// `risk from A to B`, `risk for D`.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskAsk {
    /// Which way: its `demand` is the one asked for, or the only one between
    /// the ends.
    pub routes: RouteAsk,
    /// The day of departure; none: uniform over the period.
    pub departing: Option<i32>,
    /// The best route of each draw instead of the best by mean time.
    pub hindsight: bool,
}

/// What a sweep moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SweepOf {
    /// A parameter.
    Parameter(ConstantId),
    /// The model's value of time.
    ValueOfTime,
    /// The model's detour.
    Detour,
    /// The model's circuity.
    Circuity,
}

/// One axis of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepAxis {
    /// What moves.
    pub of: SweepOf,
    /// Its name as written.
    pub name: String,
    /// Canonical, in the order asked; never empty.
    pub values: Vec<f64>,
    /// To show them in.
    pub unit: UnitId,
}

/// `sweep P over a .. b step c [and Q over …] for M, …`.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepAsk {
    /// One or two.
    pub axes: Vec<SweepAxis>,
    /// What is told, with its text as written.
    pub metrics: Vec<(Term, String)>,
}

/// `sensitivity of M`, `elasticities of M`.
#[derive(Debug, Clone, PartialEq)]
pub struct SensitivityAsk {
    /// What moves.
    pub metric: Term,
    /// As written.
    pub text: String,
    /// How many inputs are told.
    pub top: usize,
}

/// What an investment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvestFor {
    /// The most delivered.
    Delivered,
    /// The least time of a delivered unit.
    Time,
    /// The least cost of a delivered unit.
    Cost,
}

/// `invest AMOUNT for delivered`.
#[derive(Debug, Clone, PartialEq)]
pub struct InvestAsk {
    /// Canonical money.
    pub budget: f64,
    /// As written.
    pub unit: UnitId,
    /// For what.
    pub aim: InvestFor,
}

/// `why D`, `why A -> B`.
#[derive(Debug, Clone, PartialEq)]
pub enum WhyAsk {
    /// Why a demand is short, late or goes where it goes.
    Demand(DemandId),
    /// Why the best way of a pair is what it is.
    Pair(RouteAsk),
}

/// What is asked of a metric over draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    /// The mean.
    Mean,
    /// The standard deviation.
    Sd,
    /// The value that this share of draws does not exceed.
    Quantile(f64),
    /// The share of draws in which a condition holds.
    Probability,
}

/// What is asked of a timeline.
#[derive(Debug, Clone, PartialEq)]
pub enum TimelineMetric {
    /// The peak of what waits of a demand, an amount.
    Backlog(DemandId),
    /// Unit·day lost to a change.
    Loss(ChangeId),
    /// From the end of a change until its backlog is gone, a time.
    Recovery(ChangeId),
    /// The peak of what waits at what is selected, an amount.
    Waiting(Selection, Option<CommodityId>),
}
