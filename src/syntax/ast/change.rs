//! Effects of changes and when they hold.

use crate::source::Span;

use super::{Cites, Expr, Name, Selector, Value};

/// One effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// What it does.
    pub verb: Verb,
    /// `for C`.
    pub for_: Option<Name>,
    /// `except S`.
    pub except: Option<Selector>,
    /// A window on the line of the effect, with no comma between.
    pub window: Option<Window>,
    /// Citations at its end.
    pub cites: Cites,
    /// All of it.
    pub span: Span,
}

/// What an effect does.
#[derive(Debug, Clone, PartialEq)]
pub enum Verb {
    /// `close S`.
    Close(Selector),
    /// `close 2 of 3 at node N`.
    CloseParts { count: Expr, of: Expr, at: Selector },
    /// `open S`.
    Open(Selector),
    /// `set PROPERTY of S to V`.
    Set { property: Name, of: Selector, to: Value },
    /// `raise PROPERTY of S by V`.
    Raise { property: Name, of: Selector, by: Expr },
    /// `reduce PROPERTY of S by V`.
    Reduce { property: Name, of: Selector, by: Expr },
    /// `set PARAM to V`.
    SetParam { param: Name, to: Expr },
    /// `forbid …`.
    Forbid(Forbidden),
    /// `allow …`.
    Allow(Forbidden),
}

/// What is forbidden or allowed.
#[derive(Debug, Clone, PartialEq)]
pub enum Forbidden {
    /// `C on S`; without a commodity (`forbid on S` is not written) the
    /// commodity is always there; `all` names every commodity.
    Commodity { commodity: Name, on: Selector },
    /// `transit through X`.
    Transit { through: Name },
    /// `trade with X`.
    Trade { with: Name },
}

/// A day of the year, as in `15 nov`; without a day (`nov`) the first or last
/// day of the month, as the end of the window asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfYear {
    /// 1 to 31.
    pub day: Option<u8>,
    /// 1 to 12.
    pub month: u8,
    /// Where.
    pub span: Span,
}

/// When something holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Window {
    /// `from DATE`, `until DATE`, `from DATE to DATE`, `from DATE for DURATION`.
    /// Citations of a window that is a change's own stand with its last part.
    Dates {
        /// First day.
        from: Option<Box<Expr>>,
        /// First day no longer.
        until: Option<Box<Expr>>,
        /// How long, in place of `until`.
        lasting: Option<Box<Expr>>,
        /// All of it.
        span: Span,
    },
    /// `every year from 15 nov to 15 mar`.
    EveryYear {
        /// First day.
        from: DayOfYear,
        /// Last day, which is in it.
        to: DayOfYear,
        /// Citations of a window that is a change's own.
        cites: Cites,
        /// All of it.
        span: Span,
    },
}
