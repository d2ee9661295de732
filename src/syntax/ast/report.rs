//! Reports: the kind with its own arguments, and the options they share.

use crate::source::Span;

use super::{Expr, Name, RouteQuery, Text, When};

/// `report KIND …`.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The kind.
    pub kind: ReportKind,
    /// Where the kind's word stands.
    pub kind_span: Span,
    /// What all kinds may have.
    pub options: ReportOptions,
    /// All of it.
    pub span: Span,
}

/// Options of every report, each at most once. Which of them a kind takes is
/// checked with the model, so that the message can say what the kind does take.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReportOptions {
    /// `in S, T`.
    pub scenarios: Vec<Name>,
    /// `in all`.
    pub all_scenarios: Option<Span>,
    /// `on …`, `over …`, `while it lasts`.
    pub when: Option<When>,
    /// `top K`.
    pub top: Option<Expr>,
    /// `as "name"`.
    pub as_: Option<Text>,
    /// `from`, `to`, `for`, `by`, `via`, `avoiding`, `ends terminal`.
    pub query: RouteQuery,
}

/// The kinds, with what is their own.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a file holds few reports, each in a box")]
pub enum ReportKind {
    /// `routes`.
    Routes,
    /// `pareto … over time, cost`.
    Pareto { over: Vec<Name> },
    /// `corridor N, M`.
    Corridor { names: Vec<Name> },
    /// `capacity from A to B`; `capacity of demands`.
    Capacity { of_demands: Option<Span> },
    /// `flow minimising cost assigned by logit(3)`.
    Flow { minimising: Option<Name>, assigned: Option<Expr> },
    /// `fit`.
    Fit,
    /// `bottlenecks`.
    Bottlenecks { minimising: Option<Name> },
    /// `critical pairs of legs at 67%`.
    Critical { pairs: bool, what: Level, at: Option<Expr> },
    /// `worst 2 closures of legs including ends`.
    Worst { count: Expr, what: Level, including_ends: bool },
    /// `exposure by first country`.
    Exposure { by: Grouping },
    /// `compare S, T`.
    Compare { scenarios: Vec<Name> },
    /// `difference from S to T for METRIC`.
    Difference { from: Name, to: Name, metric: Expr },
    /// `timeline from DATE to DATE by day …`.
    Timeline {
        from: Expr,
        to: Expr,
        step: Option<Name>,
        detour: Option<Expr>,
        from_empty: bool,
        draws: Option<Expr>,
        inner: Option<Expr>,
    },
    /// `risk from A to B`, `risk for D`.
    Risk { departing: Option<Expr>, hindsight: bool },
    /// `sweep PARAM over a .. b step c and … for METRIC, …`.
    Sweep { over: Vec<Sweep>, metrics: Vec<Expr> },
    /// `sensitivity of METRIC`.
    Sensitivity { metric: Expr },
    /// `elasticities of METRIC`.
    Elasticities { metric: Expr },
    /// `invest AMOUNT for delivered`.
    Invest { budget: Expr },
    /// `changes S`, `changes from S to T`.
    Changes { from: Option<Name>, to: Name },
    /// `why DEMAND`, `why A -> B`.
    Why { demand: Option<Name> },
    /// `map`.
    Map,
    /// `network`.
    Network,
    /// `sources`.
    Sources,
    /// `assumptions`.
    Assumptions,
}

/// One parameter of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    /// The parameter or model setting.
    pub name: Name,
    /// `a .. b step c`, three expressions; or the list of values.
    pub values: Vec<Expr>,
    /// Whether `values` are bounds and step, not a list.
    pub stepped: bool,
}

/// What `critical` and `worst` close.
#[derive(Debug, Clone, PartialEq)]
pub enum Level {
    /// `legs`
    Legs,
    /// `nodes`
    Nodes,
    /// `borders`
    Borders,
    /// `countries`
    Countries,
    /// `modes`
    Modes,
}

/// What exposure and concentration are measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// `country`
    Country,
    /// `first country`
    FirstCountry,
    /// `bloc`
    Bloc,
    /// `mode`
    Mode,
    /// `node`
    Node,
    /// `corridor`
    Corridor,
    /// `tag`
    Tag,
}
