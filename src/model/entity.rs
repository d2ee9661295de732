//! The declared things of a model.

use crate::country::Country;
use crate::source::Span;

use super::{
    BlocId, Capacity, CitesId, CommodityId, Figure, LegWay, ModeId, NodeId, Selection, UnitId,
    WordId,
};

/// What every declared thing has.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Its name (of a leg without one: `A -> B by MODE`).
    pub name: String,
    /// Its title, where a person reads it; the name if it has none.
    pub title: Option<String>,
    /// Its doc comment.
    pub doc: Option<String>,
    /// The name's place (of a leg without one: its ends).
    pub span: Span,
    /// The whole declaration.
    pub whole: Span,
    /// Citations that hold for all of it.
    pub cites: CitesId,
}

impl Head {
    /// The title, or else the name.
    pub fn label(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }
}

/// A figure restated for single commodities: `cost for crude: …`.
pub type ForCommodity = Vec<(CommodityId, Figure)>;

/// A node.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Name, title, place.
    pub head: Head,
    /// Its country; none for a strait or the high sea.
    pub country: Option<Country>,
    /// `kind`.
    pub kind: Option<WordId>,
    /// Latitude and longitude in degrees.
    pub at: Option<(f64, f64)>,
    /// Time for all that passes; day.
    pub dwell: Figure,
    /// Cost per unit for all that passes; money / commodity.
    pub handling: Option<Figure>,
    /// `handling for C`.
    pub handling_for: ForCommodity,
    /// Every unit that begins, ends or passes here, once.
    pub throughput: Capacity,
    /// `throughput for C`: further limits.
    pub throughput_for: Vec<(CommodityId, Capacity)>,
    /// What may wait here; commodity.
    pub storage: Capacity,
    /// Transfers restated here.
    pub transfers: Vec<Transfer>,
    /// Tags.
    pub tags: Vec<WordId>,
    /// Not there until a change opens it.
    pub planned: Option<Span>,
}

impl Node {
    /// What stands for a name that nothing declares; `dwell` is nothing.
    pub(crate) fn stand_in(name: &str, at: Span, dwell: Figure) -> Self {
        Self {
            head: Head {
                name: name.to_owned(),
                title: None,
                doc: None,
                span: at,
                whole: at,
                cites: CitesId(0),
            },
            country: None,
            kind: None,
            at: None,
            dwell,
            handling: None,
            handling_for: Vec::new(),
            throughput: Capacity::Unlimited,
            throughput_for: Vec::new(),
            storage: Capacity::Unlimited,
            transfers: Vec::new(),
            tags: Vec::new(),
            planned: None,
        }
    }
}

/// A leg with one or two directions.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// Name, title, place.
    pub head: Head,
    /// Whether `head.name` was written (else it is made of the ends).
    pub named: bool,
    /// Where it begins.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// `<->`.
    pub both: bool,
    /// Its mode, if any.
    pub mode: Option<ModeId>,
    /// km; written or derived. None where it can be neither (no coordinates):
    /// then `time` is written.
    pub distance: Option<Figure>,
    /// day; written or derived.
    pub time: Figure,
    /// money / commodity; written or derived (absent counts as 0, incomplete).
    pub cost: Option<Figure>,
    /// The leg's own cost was written per unit and distance; its figure stands
    /// multiplied.
    pub cost_by_distance: bool,
    /// emissions / (mass · length).
    pub emissions: Option<Figure>,
    /// Per direction, or both together if `shared`.
    pub capacity: Capacity,
    /// Where `shared` was written.
    pub shared: Option<Span>,
    /// What few legs have.
    pub more: Option<Box<LegMore>>,
    /// Not there until a change opens it.
    pub planned: Option<Span>,
}

/// What few legs have.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LegMore {
    /// The leg's own speed; km / day.
    pub speed: Option<Figure>,
    /// Departures; 1 / day. Written or from the mode or the fleet.
    pub frequency: Option<Figure>,
    /// Coefficient of variation of the headway.
    pub irregular: Option<Figure>,
    /// No second wait on the next leg of the same service.
    pub service: Option<WordId>,
    /// Its fleet.
    pub fleet: Option<Fleet>,
    /// Countries passed between its ends, in order from `from` to `to`.
    pub through: Vec<Country>,
    /// `congestion`.
    pub congestion: Option<(Congestion, Span)>,
    /// Commodities it carries; none: those of its mode, else everything.
    pub carries: Option<Vec<CommodityId>>,
    /// Tags.
    pub tags: Vec<WordId>,
    /// `capacity for C`: further limits inside the plain one.
    pub capacity_for: Vec<(CommodityId, Capacity)>,
    /// `cost for C`.
    pub cost_for: ForCommodity,
    /// `time for C`.
    pub time_for: ForCommodity,
    /// `emissions for C`.
    pub emissions_for: ForCommodity,
}

/// How time rises with flow.
#[derive(Debug, Clone, PartialEq)]
pub enum Congestion {
    /// `bpr(a, b)`: t0 (1 + a (f/c)^b).
    Bpr(Figure, Figure),
    /// `linear(q)`: t0 + q f.
    Linear(Figure),
    /// `queue(H)`: t0 + H/2 max(0, f/c − 1).
    Queue(Figure),
}

/// `6 ships of 300 TEU every 7.4 days`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fleet {
    /// How many.
    pub count: Figure,
    /// What they are called.
    pub what: String,
    /// What one carries; commodity.
    pub size: Figure,
    /// The round trip; day.
    pub cycle: Figure,
    /// Where.
    pub span: Span,
}

/// A commodity.
#[derive(Debug, Clone, PartialEq)]
pub struct Commodity {
    /// Name, title, place.
    pub head: Head,
    /// Its unit (t where not said); a unit of the shown list.
    pub unit: UnitId,
    /// What one of that unit is in canonical units, and whether it was written.
    pub unit_written: bool,
    /// Mass of one (as written: mass / unit or the like).
    pub mass: Option<Figure>,
    /// Volume or further conversion (`7.9 bbl/t`).
    pub volume: Option<Figure>,
    /// What a counted unit holds: the unit's symbol and the amount.
    pub per: Vec<(String, Figure)>,
    /// money / commodity.
    pub value: Option<Figure>,
    /// money / (commodity · time), or share of value / time.
    pub value_of_time: Option<Figure>,
}

/// A mode.
#[derive(Debug, Clone, PartialEq)]
pub struct Mode {
    /// Name, title, place.
    pub head: Head,
    /// `extends`: its properties count where this one is silent.
    pub extends: Option<ModeId>,
    /// km / day.
    pub speed: Option<Figure>,
    /// money / commodity, or money / (commodity · length).
    pub cost: Option<Figure>,
    /// `cost for C`.
    pub cost_for: ForCommodity,
    /// emissions / (mass · length).
    pub emissions: Option<Figure>,
    /// Per leg and direction.
    pub capacity: Capacity,
    /// Great circle to distance.
    pub circuity: Option<Figure>,
    /// Commodities; none: everything.
    pub carries: Option<Vec<CommodityId>>,
    /// Departures; 1 / day.
    pub frequency: Option<Figure>,
    /// Coefficient of variation of its headway.
    pub irregular: Option<Figure>,
    /// Rail gauge.
    pub gauge: Option<Figure>,
}

/// A change of mode: declared for all nodes, or restated at one.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    /// Mode of arrival.
    pub from: ModeId,
    /// Mode of departure.
    pub to: ModeId,
    /// Either way.
    pub both: bool,
    /// day.
    pub time: Option<Figure>,
    /// money / commodity.
    pub cost: Option<Figure>,
    /// Per node and ordered pair.
    pub capacity: Capacity,
    /// Where.
    pub span: Span,
}

/// A bloc.
#[derive(Debug, Clone, PartialEq)]
pub struct Bloc {
    /// Name, title, place.
    pub head: Head,
    /// Members with the days they are members, half open.
    pub members: Vec<Member>,
    /// Observers: count only where named.
    pub observers: Vec<Member>,
}

/// A member of a bloc.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Which country or bloc.
    pub who: MemberWho,
    /// First day (days since 1970-01-01), if dated.
    pub from: Option<i32>,
    /// First day no longer, if dated.
    pub until: Option<i32>,
    /// Where.
    pub span: Span,
}

/// A country or a bloc.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberWho {
    /// A country.
    Country(Country),
    /// All members of a bloc.
    Bloc(BlocId),
}

/// A border between two countries.
#[derive(Debug, Clone, PartialEq)]
pub struct Border {
    /// `XX -> YY`, title, place.
    pub head: Head,
    /// Left.
    pub from: Country,
    /// Entered.
    pub to: Country,
    /// `<->`.
    pub both: bool,
    /// Only at legs that touch this node.
    pub at: Option<NodeId>,
    /// Only on legs of this mode (or one that extends it).
    pub by: Option<ModeId>,
    /// day.
    pub delay: Option<Figure>,
    /// money / commodity.
    pub fee: Option<Figure>,
    /// `fee for C`.
    pub fee_for: ForCommodity,
    /// Per direction, or both together if `shared`.
    pub capacity: Capacity,
    /// `capacity for C`.
    pub capacity_for: Vec<(CommodityId, Capacity)>,
    /// Where `shared` was written.
    pub shared: Option<Span>,
}

/// A capacity that several legs, nodes or borders share.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// Name, title, place.
    pub head: Head,
    /// Which legs (several selectors as a list).
    pub legs: Option<Selection>,
    /// Which nodes.
    pub nodes: Option<Selection>,
    /// Which borders.
    pub borders: Option<Selection>,
    /// Both directions together unless `each_way`.
    pub capacity: Capacity,
    /// `capacity for C`.
    pub capacity_for: Vec<(CommodityId, Capacity)>,
    /// Where `each way` was written (a fleet is each way always).
    pub each_way: Option<Span>,
    /// A fleet; its capacity is derived, each way.
    pub fleet: Option<Fleet>,
}

/// A named path.
#[derive(Debug, Clone, PartialEq)]
pub struct Corridor {
    /// Name, title, place.
    pub head: Head,
    /// Its nodes in order, at least two.
    pub nodes: Vec<NodeId>,
    /// For each step the directions of legs that fit (all parallel ones, those
    /// of the mode, or the one named).
    pub steps: Vec<Vec<LegWay>>,
}

/// A demand.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// Name, title, place.
    pub head: Head,
    /// Of what.
    pub commodity: CommodityId,
    /// From where.
    pub from: NodeId,
    /// To where.
    pub to: NodeId,
    /// commodity / time (a table's amounts are of a year).
    pub volume: Volume,
    /// day.
    pub deadline: Option<Figure>,
    /// money / commodity.
    pub penalty: Option<Figure>,
    /// 1 is served first.
    pub priority: u32,
    /// money / (commodity · time), or share of value / time.
    pub value_of_time: Option<Figure>,
    /// Whose rules bind it, with shares that sum to 1; empty: nobody's.
    pub shippers: Vec<(Shipper, Figure)>,
    /// First day.
    pub from_date: Option<i32>,
    /// First day no longer.
    pub until_date: Option<i32>,
    /// Growth, per year as a share (0.05 for 5 %).
    pub growth: Option<Figure>,
    /// `hold: origin`.
    pub hold_at_origin: bool,
}

/// How much a demand is.
#[derive(Debug, Clone, PartialEq)]
pub enum Volume {
    /// One rate.
    Rate(Figure),
    /// A rate for each calendar year, in order.
    Table(Vec<(i32, Figure)>),
}

/// A shipper: a country or a bloc.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shipper {
    /// A country.
    Country(Country),
    /// A bloc.
    Bloc(BlocId),
}

/// A floor or ceiling on a flow.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// Name, title, place.
    pub head: Head,
    /// A floor; else a ceiling.
    pub at_least: bool,
    /// commodity / time.
    pub amount: Figure,
    /// Of what.
    pub commodity: CommodityId,
    /// On what.
    pub on: Selection,
    /// money / commodity.
    pub penalty: Option<Figure>,
    /// First day.
    pub from_date: Option<i32>,
    /// First day no longer.
    pub until_date: Option<i32>,
}

/// A published flow, for `report fit`.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// Name, title, place.
    pub head: Head,
    /// An amount of the period, or a rate in it.
    pub amount: Figure,
    /// Whether it is a rate.
    pub per_time: bool,
    /// Of what.
    pub commodity: CommodityId,
    /// On what.
    pub on: Selection,
    /// First day (since 1970-01-01).
    pub from: i32,
    /// First day no longer.
    pub until: i32,
}

/// A constant (`let`) or parameter (`param`).
#[derive(Debug, Clone, PartialEq)]
pub struct Constant {
    /// Name, place.
    pub head: Head,
    /// Its value (none for a `let` over metrics, or a text or date).
    pub figure: Option<Figure>,
    /// `param`: its bounds, canonical.
    pub within: Option<(f64, f64)>,
    /// Whether it is a `param`.
    pub is_param: bool,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Source {
    /// Name.
    pub name: String,
    /// `title`.
    pub title: Option<String>,
    /// `publisher`.
    pub publisher: Option<String>,
    /// `year`.
    pub year: Option<i32>,
    /// `url`.
    pub url: Option<String>,
    /// `basis`.
    pub basis: Option<String>,
    /// `note`.
    pub note: Option<String>,
    /// Where.
    pub span: Option<Span>,
}

/// One citation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Citation {
    /// `@NAME "p. 4"`.
    Source(super::SourceId, Option<String>),
    /// `@assumed "why"`.
    Assumed(Option<String>),
}
