//! The words of the language, in one list each.

/// Words that begin a declaration.
pub const DECLARATIONS: &[&str] = &[
    "model",
    "source",
    "let",
    "param",
    "unit",
    "currency",
    "commodity",
    "mode",
    "transfer",
    "bloc",
    "node",
    "leg",
    "border",
    "pool",
    "corridor",
    "demand",
    "contract",
    "observed",
    "disruption",
    "upgrade",
    "sanction",
    "agreement",
    "scenario",
    "import",
    "report",
    "expect",
];

/// Kinds of report.
pub const REPORTS: &[&str] = &[
    "routes",
    "pareto",
    "corridor",
    "capacity",
    "flow",
    "fit",
    "bottlenecks",
    "critical",
    "worst",
    "exposure",
    "compare",
    "difference",
    "timeline",
    "risk",
    "sweep",
    "sensitivity",
    "elasticities",
    "invest",
    "changes",
    "why",
    "map",
    "network",
    "sources",
    "assumptions",
];

/// Metrics.
pub const METRICS: &[&str] = &[
    "time",
    "cost",
    "distance",
    "emissions",
    "capacity",
    "generalised_cost",
    "delivered",
    "unmet",
    "flow",
    "use",
    "worth",
    "share",
    "hhi",
    "disjoint",
    "total_cost",
    "mean",
    "sd",
    "quantile",
    "probability",
    "backlog",
    "recovery",
    "loss",
    "waiting",
];

/// Clause words: not free as names.
pub const CLAUSES: &[&str] = &[
    "in", "on", "from", "until", "to", "for", "at", "as", "by", "of", "every", "and", "or", "not",
    "where", "within", "over", "step", "top", "via", "avoiding", "shared", "planned", "after",
    "with", "use", "unknown", "all",
];

/// Verbs of effects: not free as names.
pub const VERBS: &[&str] = &["close", "open", "set", "raise", "reduce", "forbid", "allow", "apply"];
