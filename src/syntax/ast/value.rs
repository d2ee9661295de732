//! What stands after the colon of a property.

use crate::source::Span;

use super::{Cites, Expr, Name, Selector, TransferItem};

/// A property's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Any expression: a quantity, a distribution, a name, a text, coordinates.
    Expr(Expr),
    /// An expression with words after it: `60 kTEU/year shared`,
    /// `80 kTEU/year each way`. Each word once.
    Capacity(Box<CapacityValue>),
    /// `3 moorings of 800 kbbl/day`, `6 ships of 300 TEU every 7.4 days`,
    /// (`12 trains/day` is an expression).
    Counted(Box<CountedValue>),
    /// `3/week irregular(1)`.
    Irregular(Box<(Expr, Expr)>),
    /// `schedule 9 days, realised 15..16.5..21 days`.
    Bases(Vec<BasisValue>),
    /// `[AZ, KG, AM from 2015-01-02]`, `[legs by ferry]`.
    List(Vec<ListItem>, Span),
    /// A demand's `{ 2022: 64.3 Mt, 2023: 70.5 Mt }` or shippers'
    /// `{ EU: 60%, CN: 40% }`, or `per: { train: 3_500 t }`.
    Table(Vec<(AmountWhen, Expr)>, Span),
    /// `transfers: { rail -> ferry { … } }`.
    Transfers(Vec<TransferItem>, Span),
}

/// `60 kTEU/year shared`, `80 kTEU/year each way`.
#[derive(Debug, Clone, PartialEq)]
pub struct CapacityValue {
    /// The figure.
    pub value: Expr,
    /// Where `shared` stands.
    pub shared: Option<Span>,
    /// Where `each way` stands.
    pub each_way: Option<Span>,
}

/// `3 moorings of 800 kbbl/day`, `6 ships of 300 TEU every 7.4 days`.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedValue {
    /// How many.
    pub count: Expr,
    /// What they are called.
    pub what: Name,
    /// What one of them can do or carry.
    pub size: Expr,
    /// The round trip of a fleet.
    pub every: Option<Expr>,
}

/// The key of a table's row.
#[derive(Debug, Clone, PartialEq)]
pub enum AmountWhen {
    /// A year.
    Year(i32, Span),
    /// A name: a unit, a country, a bloc.
    Name(Name),
}

/// One basis of a value.
#[derive(Debug, Clone, PartialEq)]
pub struct BasisValue {
    /// `schedule`, `realised`, `best`, `quoted`.
    pub basis: Name,
    /// The figure on that basis.
    pub value: Expr,
    /// Citations at its end.
    pub cites: Cites,
}

/// An item of a list in square brackets.
#[derive(Debug, Clone, PartialEq)]
pub enum ListItem {
    /// A name, with the dates it holds: `AM from 2015-01-02 to 2020-01-01`.
    Name { name: Name, from: Option<Expr>, until: Option<Expr> },
    /// A selector.
    Selector(Selector),
}
