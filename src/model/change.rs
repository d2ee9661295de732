//! Changes and scenarios: effects, and when they hold.

use crate::source::Span;
use crate::syntax::ast::{ChangeWord, DayOfYear};

use super::{
    Amount, Capacity, ChangeId, CitesId, CommodityId, ConstantId, Figure, Fleet, Head, MemberWho,
    Prop, ScenarioId, Selection, Shipper,
};

/// A change: effects and when they hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Name, title, place.
    pub head: Head,
    /// Disruption, upgrade, sanction, agreement.
    pub word: ChangeWord,
    /// `by BLOC` of a sanction: whose shippers it binds, and their share.
    pub by: Option<(Shipper, Figure)>,
    /// In the order written.
    pub effects: Vec<Effect>,
    /// The change's own windows (several: in force in any of them).
    pub windows: Vec<TimeWindow>,
    /// Random ones.
    pub chance: Option<Box<Chance>>,
    /// Brings an effect back linearly; day.
    pub recovery: Option<Figure>,
    /// Brings an effect in linearly; day.
    pub ramp: Option<Figure>,
    /// Foreseen; day.
    pub announced: Option<Figure>,
    /// Capital cost; money.
    pub capex: Option<Figure>,
    /// Follows from another change.
    pub after: Vec<After>,
}

impl Change {
    /// One that does nothing.
    pub(crate) fn idle(head: Head, word: ChangeWord) -> Self {
        Self {
            head,
            word,
            by: None,
            effects: Vec::new(),
            windows: Vec::new(),
            chance: None,
            recovery: None,
            ramp: None,
            announced: None,
            capex: None,
            after: Vec::new(),
        }
    }
}

/// A change made of chance.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chance {
    /// Expected number a year; 1 / day.
    pub rate: Option<Figure>,
    /// How long one lasts; day.
    pub duration: Option<Figure>,
    /// Months in which it begins (1 to 12, inclusive, may wrap).
    pub season: Option<(DayOfYear, DayOfYear)>,
    /// Happens at all in the period.
    pub probability: Option<Figure>,
    /// Where.
    pub span: Option<Span>,
}

/// `after CHANGE { probability, delay }`.
#[derive(Debug, Clone, PartialEq)]
pub struct After {
    /// The cause.
    pub change: ChangeId,
    /// 1 where not said.
    pub probability: Option<Figure>,
    /// day; 0 where not said.
    pub delay: Option<Figure>,
    /// Where.
    pub span: Span,
}

/// When something holds. Half open, days since 1970-01-01 as f64.
#[derive(Debug, Clone, PartialEq)]
pub enum TimeWindow {
    /// Either end may be open.
    Between { from: Option<f64>, until: Option<f64>, span: Span },
    /// Every year, both days included.
    EveryYear { from: DayOfYear, to: DayOfYear, span: Span },
}

impl TimeWindow {
    /// Where it was written.
    pub fn span(&self) -> Span {
        match self {
            Self::Between { span, .. } | Self::EveryYear { span, .. } => *span,
        }
    }
}

/// One effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// What it does.
    pub action: Action,
    /// Only for this commodity.
    pub commodity: Option<CommodityId>,
    /// Not on these.
    pub except: Option<Selection>,
    /// Its own window.
    pub window: Option<TimeWindow>,
    /// Where.
    pub span: Span,
    /// Citations.
    pub cites: CitesId,
}

/// What an effect does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Closes all of it.
    Close(Selection),
    /// Takes `count` of `of` parts away at `at`.
    CloseParts { count: Figure, of: Figure, at: Selection },
    /// Opens what was planned.
    Open(Selection),
    /// Replaces a figure.
    Set { prop: Prop, of: Selection, to: NewValue },
    /// Adds to a figure.
    Raise { prop: Prop, of: Selection, by: Amount },
    /// Takes from a figure.
    Reduce { prop: Prop, of: Selection, by: Amount },
    /// Replaces a parameter.
    SetParam { param: ConstantId, to: Figure },
    /// Forbids a commodity (none: all) on some things.
    Forbid { commodity: Option<CommodityId>, on: Selection },
    /// Forbids what neither begins nor ends there to pass.
    ForbidTransit(MemberWho, Span),
    /// Forbids what begins or ends there.
    ForbidTrade(MemberWho, Span),
    /// Takes a `Forbid` back.
    Allow { commodity: Option<CommodityId>, on: Selection },
    /// Takes a `ForbidTransit` back.
    AllowTransit(MemberWho, Span),
    /// Takes a `ForbidTrade` back.
    AllowTrade(MemberWho, Span),
}

/// What `set` writes.
#[derive(Debug, Clone, PartialEq)]
pub enum NewValue {
    /// A figure.
    Figure(Figure),
    /// A capacity (parts and `unknown` included).
    Capacity(Capacity),
    /// A fleet.
    Fleet(Box<Fleet>),
}

/// A scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Name, title, place.
    pub head: Head,
    /// Whose changes come first.
    pub extends: Option<ScenarioId>,
    /// In the order written.
    pub steps: Vec<ScenarioStep>,
    /// `use BASIS`, if it says so itself.
    pub basis: Option<(String, Span)>,
}

/// One step of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub enum ScenarioStep {
    /// `apply CHANGE`.
    Apply(ChangeId, Span),
    /// An effect written in the scenario itself.
    Effect(Box<Effect>),
}
