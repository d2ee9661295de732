//! The words of the language, in one list each. The grammar, the editors'
//! grammars and the messages are held equal to them by tests.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

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

/// Those of them that take no properties between braces.
const WITHOUT_PROPERTIES: &[&str] =
    &["let", "param", "unit", "currency", "scenario", "import", "report", "expect"];

/// The kinds of change.
pub const CHANGES: &[&str] = &["disruption", "upgrade", "sanction", "agreement"];

/// Clause words: not free as names.
pub const CLAUSES: &[&str] = &[
    "in", "on", "from", "until", "to", "for", "at", "as", "by", "of", "every", "and", "or", "not",
    "where", "within", "over", "step", "top", "via", "avoiding", "shared", "planned", "after",
    "with", "use", "unknown", "all",
];

/// Verbs of effects: not free as names.
pub const VERBS: &[&str] = &["close", "open", "set", "raise", "reduce", "forbid", "allow"];

/// Words that begin an item of a change or scenario which is no property.
pub const ITEMS: &[&str] = &[
    "close", "open", "set", "raise", "reduce", "forbid", "allow", "apply", "use", "after", "from",
    "until", "every", "planned",
];

/// Words that begin a selector.
pub const SELECTORS: &[&str] = &[
    "leg", "legs", "node", "nodes", "border", "borders", "country", "bloc", "mode", "pool",
    "demand", "corridor", "tagged",
];

/// Words inside clauses; free as names.
pub const OTHERS: &[&str] = &[
    "extends",
    "except",
    "apply",
    "through",
    "transit",
    "trade",
    "year",
    "each",
    "way",
    "first",
    "nodes",
    "legs",
    "demands",
    "countries",
    "modes",
    "irregular",
    "truncated",
    "terminal",
    "ends",
    "while",
    "it",
    "lasts",
    "least",
    "most",
    "empty",
    "pairs",
    "closures",
    "minimising",
    "assigned",
    "detour",
    "draws",
    "departing",
    "hindsight",
    "including",
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

/// Functions: distributions, congestion, timetables.
pub const FUNCTIONS: &[&str] = &[
    "uniform",
    "triangular",
    "pert",
    "normal",
    "lognormal",
    "exponential",
    "weibull",
    "beta",
    "empirical",
    "mixture",
    "bpr",
    "linear",
    "queue",
    "logit",
];

/// Bases of a figure.
pub const BASES: &[&str] = &["schedule", "realised", "best", "quoted"];

/// Words that may follow a number and are no unit, beside those that are not
/// free as names.
pub const NOT_UNITS: &[&str] = &[
    "N",
    "S",
    "E",
    "W",
    "each",
    "truncated",
    "extends",
    "except",
    "apply",
    "while",
    "ends",
    "minimising",
    "assigned",
    "detour",
    "draws",
    "departing",
    "hindsight",
    "including",
    "closures",
    "per",
];

/// Months of windows and seasons.
pub const MONTHS: &[&str] =
    &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Words that multiply the unit after them.
pub const MULTIPLIERS: &[&str] = &["thousand", "million", "billion"];

/// Whether a word begins a declaration. Called for every line of a file.
pub(crate) fn is_declaration(word: &str) -> bool {
    let short_or_long = !(3..=10).contains(&word.len());
    !short_or_long && DECLARATIONS.contains(&word)
}

/// Whether a word begins a declaration with properties between braces.
pub(super) fn has_properties(word: &str) -> bool {
    is_declaration(word) && !WITHOUT_PROPERTIES.contains(&word)
}

/// Whether no declared name may be this word.
pub fn is_reserved(word: &str) -> bool {
    static ALL: LazyLock<FxHashSet<&str>> =
        LazyLock::new(|| CLAUSES.iter().chain(VERBS).copied().collect());
    // None is longer than `avoiding`; most names are.
    word.len() <= 8 && ALL.contains(word)
}

/// Whether a word that may follow a number is no unit, or one of which the
/// grammar makes something else.
pub(super) fn is_no_unit(word: &str) -> bool {
    static ALL: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
        let all = [CLAUSES, VERBS, NOT_UNITS, MULTIPLIERS, MONTHS];
        all.into_iter().flatten().copied().collect()
    });
    ALL.contains(word)
}
