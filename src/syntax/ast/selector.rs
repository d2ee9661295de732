//! Selectors: which legs, nodes, borders … an effect or question is about.

use crate::source::Span;

use super::{Expr, Name};

/// A selector and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    /// What it selects.
    pub kind: SelectorKind,
    /// Where, with its `where`.
    pub span: Span,
    /// `where EXPR`, after any plural.
    pub filter: Option<Box<Expr>>,
}

/// Which way a leg lies to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// `legs in X`.
    In,
    /// `legs from X`.
    From,
    /// `legs to X`.
    To,
}

/// The forms of selector.
#[derive(Debug, Clone, PartialEq)]
pub enum SelectorKind {
    /// `leg N`.
    Leg(Name),
    /// `leg A -> B` (that direction); the flag: `leg A <-> B` (both).
    LegBetween(Name, Name, bool),
    /// `legs`, `legs by MODE`, `legs in KZ`, `legs by rail in KZ`.
    Legs { by: Option<Name>, place: Option<(Direction, Name)> },
    /// `node N`.
    Node(Name),
    /// `nodes`, `nodes in KZ`, `nodes of port`.
    Nodes { place: Option<Name>, kind: Option<Name> },
    /// `border XX -> YY`; the flag: `<->`.
    Border(Name, Name, bool),
    /// `borders`, `borders of KZ`, `borders within EAEU`.
    Borders { of: Option<Name>, within: Option<Name> },
    /// `country XX`.
    Country(Name),
    /// `bloc N`.
    Bloc(Name),
    /// `mode N`.
    Mode(Name),
    /// `pool N`.
    Pool(Name),
    /// `demand N`.
    Demand(Name),
    /// `corridor N`.
    Corridor(Name),
    /// `tagged NAME`.
    Tagged(Name),
    /// `[S, S]`.
    List(Vec<Selector>),
}
