//! Declarations.

use smol_str::SmolStr;

use crate::source::{FileId, Span};

use super::{AmountWhen, Cites, Effect, Expr, Name, Report, Selector, Text, Value, When, Window};

/// A file's declarations, in order, with its comments.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// The file.
    pub file: FileId,
    /// What could be read; broken pieces are only in the diagnostics.
    pub decls: Vec<Decl>,
    /// All comments but `///`, in order.
    pub comments: Vec<Comment>,
    /// The pieces the file was cut into, in order: each begins at a
    /// declaration's keyword (or its doc comment) and ends where the next
    /// begins.
    pub pieces: Vec<Span>,
    /// Names of declarations that could not be read: uses of them are not
    /// told again.
    pub broken: Vec<Name>,
    /// Statements of which nothing could be read, in order.
    pub unread: Vec<Span>,
}

/// `// …` or `/* … */`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// All of it.
    pub span: Span,
}

/// One declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct Decl {
    /// All of it, without its doc comment.
    pub span: Span,
    /// The lines of `///` before it, without the slashes.
    pub doc: Option<SmolStr>,
    /// What it declares.
    pub kind: DeclKind,
    /// Citations at its end (outside the braces): they cite every figure in it
    /// without its own.
    pub cites: Cites,
}

/// The forms of declaration.
#[derive(Debug, Clone, PartialEq)]
pub enum DeclKind {
    /// `model "T" { … }`.
    Model { title: Option<Text>, body: Body },
    /// `let N = expr`.
    Let { name: Name, title: Option<Text>, value: Expr },
    /// `param N = expr within a .. b`.
    Param { name: Name, title: Option<Text>, value: Expr, within: Option<Box<(Expr, Expr)>> },
    /// `unit ship`, `unit train = 50 TEU`.
    Unit { name: Name, title: Option<Text>, value: Option<Expr> },
    /// `currency EUR = 1.08 USD`.
    Currency { name: Name, title: Option<Text>, value: Option<Expr> },
    /// `source`, `commodity`, `mode`, `bloc`, `node`, `pool`: a name and a body.
    Named { kind: NamedKind, name: Name, title: Option<Text>, extends: Option<Name>, body: Body },
    /// `transfer rail -> ferry { … }`.
    Transfer(Box<TransferItem>),
    /// `leg N "title": A -> B { … }`.
    Leg { name: Option<Name>, title: Option<Text>, from: Name, to: Name, both: bool, body: Body },
    /// `border XX -> YY at N by M { … }`.
    Border {
        from: Name,
        to: Name,
        both: bool,
        at: Option<Name>,
        by: Option<Name>,
        title: Option<Text>,
        body: Body,
    },
    /// `corridor N: A -> B -[rail]-> C`.
    Corridor {
        name: Name,
        title: Option<Text>,
        first: Name,
        /// The leg or mode named in the arrow, and the next place.
        steps: Vec<(Option<Name>, Name)>,
        body: Body,
    },
    /// `demand N: Q of C from A to B { … }`. One row with no key unless the
    /// amount is a table.
    Demand {
        name: Name,
        title: Option<Text>,
        amount: Vec<(Option<AmountWhen>, Expr)>,
        commodity: Name,
        from: Name,
        to: Name,
        body: Body,
    },
    /// `contract N: at least Q of C on S { … }`.
    Contract {
        name: Name,
        title: Option<Text>,
        at_least: bool,
        amount: Box<Expr>,
        commodity: Name,
        on: Box<Selector>,
        body: Body,
    },
    /// `observed N: Q of C on S over 2022`.
    Observed {
        name: Name,
        title: Option<Text>,
        amount: Box<Expr>,
        commodity: Name,
        on: Box<Selector>,
        when: Option<Box<When>>,
        body: Body,
    },
    /// `disruption`, `upgrade`, `sanction`, `agreement`.
    Change {
        word: ChangeWord,
        name: Name,
        title: Option<Text>,
        /// `by BLOC`, `by BLOC 80%`.
        by: Option<Box<(Name, Option<Expr>)>>,
        body: Body,
    },
    /// `scenario N extends M { … }`.
    Scenario { name: Name, title: Option<Text>, extends: Option<Name>, body: Body },
    /// `import "file.corridor"` or `import legs from "x.csv" { … }`.
    Import {
        /// `nodes`, `legs` or `demands`; none: a script.
        table: Option<(ImportTable, Span)>,
        path: Text,
        map: Vec<ImportColumn>,
    },
    /// `report …`.
    Report(Box<Report>),
    /// `expect EXPR in S on DATE`: scenario and moment of the statement only
    /// where they follow a bracket round the whole expression; right after a
    /// metric they are the metric's.
    Expect { expr: Box<Expr>, scenario: Option<Name>, when: Option<Box<When>> },
}

/// Declarations that are a name and a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NamedKind {
    /// `source`
    Source,
    /// `commodity`
    Commodity,
    /// `mode`
    Mode,
    /// `bloc`
    Bloc,
    /// `node`
    Node,
    /// `pool`
    Pool,
}

/// The word a change is declared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeWord {
    /// `disruption`
    Disruption,
    /// `upgrade`
    Upgrade,
    /// `sanction`
    Sanction,
    /// `agreement`
    Agreement,
}

impl ChangeWord {
    /// As written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disruption => "disruption",
            Self::Upgrade => "upgrade",
            Self::Sanction => "sanction",
            Self::Agreement => "agreement",
        }
    }
}

/// What a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportTable {
    /// Nodes.
    Nodes,
    /// Legs.
    Legs,
    /// Demands.
    Demands,
}

/// `dwell: low..typical..high days`: a property and the columns it is read
/// from. `at: lat lon` has two columns and no range.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportColumn {
    /// The property.
    pub property: Name,
    /// The columns (a quoted header where it is no name).
    pub columns: Vec<Name>,
    /// Whether they are bounds of a range (`..` between them).
    pub range: bool,
    /// The unit of bare numbers.
    pub unit: Option<Name>,
}

/// What stands between the braces; empty where they are left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    /// The items in order.
    pub items: Vec<Item>,
    /// The braces and all between; none where they are left out.
    pub span: Option<Span>,
    /// The items of a plain node or leg in a large file are not kept:
    /// `syntax::read_body` reads them again.
    pub unread: bool,
}

/// One item of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// `time: 4..5..7 days`.
    Property(Property),
    /// A word alone: `planned`.
    Flag(Name),
    /// An effect (changes and scenarios).
    Effect(Box<Effect>),
    /// A window of the change itself.
    Window(Window),
    /// `after CHANGE { probability, delay }`.
    After { change: Name, body: Body, span: Span },
    /// `apply a, b`.
    Apply(Vec<Name>, Span),
    /// `use realised`.
    Use(Name, Span),
    /// A property that could not be read, told already: it counts as given.
    Broken(Name),
}

/// `key for commodity: value @cites`.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// The property.
    pub key: Name,
    /// `capacity for crude: …`.
    pub for_: Option<Name>,
    /// Its value.
    pub value: Value,
    /// Citations at its end: they cite every figure in it without its own.
    pub cites: Cites,
    /// From the key to the end, with citations.
    pub span: Span,
}

/// `rail -> ferry { … }`, as a declaration or in a node's `transfers`.
#[derive(Debug, Clone, PartialEq)]
pub struct TransferItem {
    /// The mode of arrival.
    pub from: Name,
    /// The mode of departure.
    pub to: Name,
    /// `<->`.
    pub both: bool,
    /// A title, in a declaration.
    pub title: Option<Text>,
    /// `time`, `cost`, `capacity`.
    pub body: Body,
    /// All of it.
    pub span: Span,
}
