//! The syntax tree: what was written and where, nothing decided yet.
//!
//! Names are kept as text, units as text, so that a tree depends on nothing
//! but its own file. Numbers are read (`3_150` is 3150).

mod change;
mod decl;
mod expr;
mod report;
mod selector;
mod value;

pub use change::{DayOfYear, Effect, Forbidden, Verb, Window};
pub use decl::{
    Body, ChangeWord, Comment, Decl, DeclKind, ImportColumn, ImportTable, Item, NamedKind, Program,
    Property, TransferItem,
};
pub use expr::{
    Arg, BinaryOp, CompareOp, Expr, ExprKind, Metric, MetricSubject, Number, RouteQuery, When,
};
pub use report::{Grouping, Level, Report, ReportKind, ReportOptions, Sweep};
pub use selector::{Direction, Selector, SelectorKind};
pub use value::{AmountWhen, BasisValue, CapacityValue, CountedValue, ListItem, Value};

use smol_str::SmolStr;

use crate::source::Span;

/// A word that names something, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// The word.
    pub text: SmolStr,
    /// Where.
    pub span: Span,
}

/// A quoted text, its escapes undone. The span includes the quotes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Text {
    /// Without quotes.
    pub text: SmolStr,
    /// With quotes.
    pub span: Span,
}

/// `@NAME` or `@NAME "p. 4"`; `@assumed` is a name like the others here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cite {
    /// The source cited, without the `@`.
    pub name: Name,
    /// A page, a reason.
    pub note: Option<Text>,
}

/// Citations: empty for most things.
pub type Cites = Box<[Cite]>;
