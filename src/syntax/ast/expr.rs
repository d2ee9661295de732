//! Expressions.

use crate::source::Span;

use super::{Cites, Name, Selector, Text};

/// An expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where, without its citations.
    pub span: Span,
    /// Citations written right after this figure (those at the very end of a
    /// property or statement are moved there).
    pub cites: Cites,
}

/// A number as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    /// Its value; of `60%` it is 60.
    pub value: f64,
    /// Whether a `%` touches it.
    pub percent: bool,
}

/// The forms of expression.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `12`, `60%`.
    Number(Number),
    /// A number, or the bracket of a distribution, with the unit after it:
    /// `450 USD/TEU`, `350 million USD`, `normal(10, 2) days`. The name is the
    /// unit's text without blanks (`million USD` keeps its one blank).
    Quantity(Box<Expr>, Name),
    /// A name; in an expression also a unit, which means one of it.
    Name(Name),
    /// A quoted text.
    Text(Text),
    /// `2022-03-21`: days since 1970-01-01.
    Date(i32),
    /// `44.21N 80.41E`: latitude and longitude in degrees.
    Coordinates(f64, f64),
    /// `unlimited` is no keyword; `unknown` is.
    Unknown,
    /// `2..6 days`, `2..3..6 days`, `5..10 days at 90%`; two or three bounds.
    Range(Vec<Expr>, Option<Box<Expr>>),
    /// A call of a function that is no metric: `normal(10, 2)`,
    /// `mixture(80%: 2..3 days, 20%: 5..20 days)`, `bpr(0.15, 4)`.
    /// The flag says whether the word `truncated` follows it (or its unit).
    Call { name: Name, args: Vec<Arg>, truncated: bool },
    /// A metric: `time(A -> B for crude) in today on 2024-01-01`.
    Metric(Box<Metric>),
    /// `-x`.
    Negate(Box<Expr>),
    /// `not x`.
    Not(Box<Expr>),
    /// `a + b - c`, `a * b / c`, `a and b and c`: one level of precedence as a
    /// chain, so that long sums do not nest. The first operand stands alone.
    Chain(Box<Expr>, Vec<(BinaryOp, Expr)>),
    /// `a < b`.
    Compare(Box<Expr>, CompareOp, Box<Expr>),
    /// `a within lo .. hi`.
    Within(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a ~= b +- tolerance` (a percentage or a quantity).
    Approx(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `expr as unit`.
    As(Box<Expr>, Name),
    /// Brackets, kept so that a tree can be written back.
    Paren(Box<Expr>),
    /// `[a, b, c]`.
    List(Vec<Expr>),
}

/// An argument of a call: `3`, `80%: 2..3 days`.
#[derive(Debug, Clone, PartialEq)]
pub struct Arg {
    /// The weight before the colon, in a mixture.
    pub weight: Option<Expr>,
    /// The argument.
    pub value: Expr,
}

/// Operators of chains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `and`
    And,
    /// `or`
    Or,
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `=`
    Equal,
    /// `>=`
    GreaterEqual,
    /// `>`
    Greater,
}

/// A metric call with its own scenario and moment, if written right after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// `time`, `delivered`, `hhi` …
    pub name: Name,
    /// What it is of.
    pub subject: MetricSubject,
    /// Options inside the brackets.
    pub query: RouteQuery,
    /// `of D, E` inside the brackets.
    pub of: Vec<Name>,
    /// `in SCENARIO` right after the bracket.
    pub scenario: Option<Name>,
    /// `on …`, `over …`, `while it lasts` right after the bracket.
    pub when: Option<When>,
    /// `from DATE to DATE by day` right after the bracket (timeline metrics).
    pub timeline: Option<(Expr, Expr, Option<Name>)>,
    /// From the name to the end of all of it.
    pub span: Span,
}

/// What a metric is asked of.
#[derive(Debug, Clone, PartialEq)]
pub enum MetricSubject {
    /// Nothing: `total_cost()`.
    None,
    /// A pair of places `A -> B`; they stand in the query.
    Pair,
    /// One name: a corridor, a demand, a change.
    Name(Name),
    /// A selector: `flow(leg A -> B)`, `use(pool fleet)`.
    Selector(Selector),
    /// `hhi(first country)`: the words.
    Grouping(super::Grouping),
    /// An expression over metrics, for `mean(m)`, and the further argument of
    /// `quantile(m, 90%)`.
    Expr(Expr, Option<Expr>),
}

/// Which routes are meant: `from A to B for C by time via N avoiding S`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RouteQuery {
    /// Origins (several: `from {A, B}`).
    pub from: Vec<Name>,
    /// Destinations.
    pub to: Vec<Name>,
    /// `for C`: commodities or demands, as the report kind says.
    pub for_: Vec<Name>,
    /// `by time`: the criterion; in `disjoint` what must not be shared.
    pub by: Option<Name>,
    /// `via N, M`, in order.
    pub via: Vec<Name>,
    /// `avoiding S`.
    pub avoiding: Option<Selector>,
    /// `ends terminal`.
    pub ends_terminal: Option<Span>,
}

/// The moment a question is about.
#[derive(Debug, Clone, PartialEq)]
pub enum When {
    /// `on 2024-01-01`.
    On(Expr),
    /// `over 2022` (a number) or `over DATE to DATE`.
    Over(Expr, Option<Expr>),
    /// `while it lasts`.
    WhileItLasts(Span),
}
