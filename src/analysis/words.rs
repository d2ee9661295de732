//! Names and reasons in words.

use crate::calendar::{Date, format_moment, year_days};
use crate::country::Country;
use crate::model::{LegWay, Model, Moment, NodeId, Prop, Slot, Target};
use crate::network::Resource;
use crate::report::{Map, Node, Phrase, Place};
use crate::scenario::{Cause, Note, Problem, VolumeRemark};
use crate::source::Span;

use super::analyst::Analyst;

/// When, as written: `on 2022-03-28`, `over 2022`, `while it lasts`.
pub fn when_text(moment: Moment) -> String {
    let date = |day: i32| format_moment(f64::from(day));
    match moment {
        Moment::On(day, _) => format!("on {}", date(day)),
        Moment::Over(from, until, _) => {
            let year = Date::of_moment(f64::from(from)).year();
            match year_days(year) {
                Some(days) if days == (from, until) => format!("over {year}"),
                _ => format!("over {} to {}", date(from), date(until)),
            }
        }
        Moment::WhileItLasts(_) => "while it lasts".to_owned(),
    }
}

/// Nodes by name.
pub fn node_names(model: &Model, nodes: &[NodeId]) -> Node {
    Node::list(nodes.iter().map(|node| &model.nodes[node.index()].head.name))
}

/// Countries by code.
pub fn country_codes(countries: &[Country]) -> Node {
    Node::list(countries.iter().map(|country| country.code()))
}

/// A direction of a leg: ends, mode, and its name if it has one.
pub fn leg_map(model: &Model, way: LegWay) -> Map {
    let (from, to) = model.ends(way);
    let leg = model.leg_of(way);
    let name = |node: NodeId| &model.nodes[node.index()].head.name;
    let mut map = Map::new().with("from", name(from)).with("to", name(to));
    let mode = leg.mode.map(|mode| model.modes[mode.index()].head.name.clone());
    map.set("mode", mode);
    if leg.named {
        map.set("name", &leg.head.name);
    }
    map
}

/// `A - B - C` by titles.
pub fn path_text(model: &Model, nodes: &[NodeId]) -> String {
    let labels: Vec<&str> = nodes.iter().map(|node| model.node_label(*node)).collect();
    labels.join(" - ")
}

/// A capacity for programs: kind and name.
pub fn resource_map(model: &Model, resource: &Resource) -> Map {
    Map::new().with("kind", resource.kind_word(model)).with("name", resource.name(model))
}

/// What a figure belongs to: `leg Beineu <-> Aktau`.
pub fn target_text(model: &Model, target: Target) -> String {
    match target {
        Target::Node(node) => format!("node {}", model.nodes[node.index()].head.name),
        Target::Leg(way) => format!("leg {}", model.way_name(way)),
        Target::LegBoth(leg) => format!("leg {}", model.legs[leg.index()].head.name),
        Target::Border(border, back) => {
            let border = &model.borders[border.index()];
            let (left, entered) =
                if back { (border.to, border.from) } else { (border.from, border.to) };
            format!("border {} -> {}", left.code(), entered.code())
        }
        Target::Crossing(left, entered) => {
            format!("border {} -> {}", left.code(), entered.code())
        }
        Target::Mode(mode) => format!("mode {}", model.modes[mode.index()].head.name),
        Target::Transfer(transfer, back) => {
            let transfer = &model.transfers[transfer.index()];
            let name = |mode: crate::model::ModeId| &model.modes[mode.index()].head.name;
            let (from, to) =
                if back { (transfer.to, transfer.from) } else { (transfer.from, transfer.to) };
            format!("transfer {} -> {}", name(from), name(to))
        }
        Target::Pool(pool) => format!("pool {}", model.pools[pool.index()].head.name),
        Target::Demand(demand) => format!("demand {}", model.demands[demand.index()].head.name),
        Target::Commodity(commodity) => {
            format!("commodity {}", model.commodities[commodity.index()].head.name)
        }
        Target::Constant(constant) => {
            format!("param {}", model.constants[constant.index()].head.name)
        }
    }
}

/// A property as a file writes it.
pub fn prop_word(prop: Prop) -> &'static str {
    match prop {
        Prop::Capacity => "capacity",
        Prop::Throughput => "throughput",
        Prop::Storage => "storage",
        Prop::Time => "time",
        Prop::Distance => "distance",
        Prop::Speed => "speed",
        Prop::Cost => "cost",
        Prop::Emissions => "emissions",
        Prop::Dwell => "dwell",
        Prop::Handling => "handling",
        Prop::Frequency => "frequency",
        Prop::Delay => "delay",
        Prop::Fee => "fee",
        Prop::Fleet => "fleet",
        Prop::Volume => "volume",
        Prop::Deadline => "deadline",
        Prop::Penalty => "penalty",
        Prop::Priority => "priority",
        Prop::ValueOfTime => "value_of_time",
        Prop::ValueOf => "value",
        Prop::Value => "value",
        Prop::Circuity => "circuity",
        Prop::Growth => "growth",
        Prop::Open => "open",
    }
}

/// A figure's address: `time of leg A -> B by rail`.
pub fn slot_text(model: &Model, slot: Slot) -> String {
    let mut text = format!("{} of {}", prop_word(slot.prop), target_text(model, slot.target));
    if let Some(commodity) = slot.commodity {
        text.push_str(&format!(" for {}", model.commodities[commodity.index()].head.name));
    }
    text
}

/// Where a span begins.
pub fn place(analyst: &Analyst<'_>, span: Span) -> Place {
    Place::of(span, analyst.sources)
}

/// `Kuryk joins` (middle.corridor:41).
pub fn cause_phrase(analyst: &Analyst<'_>, cause: Cause) -> Phrase {
    Phrase::from("`")
        .name(cause.label(analyst.model))
        .with("` (")
        .with(place(analyst, cause.span))
        .with(")")
}

/// The name of what made a change happen: of the change, else the scenario.
pub fn cause_name(model: &Model, cause: Cause) -> &str {
    match cause.change {
        Some(change) => &model.changes[change.index()].head.name,
        None => &model.scenarios[cause.scenario.index()].head.name,
    }
}

/// Why a scenario has no state.
pub fn problem_text(analyst: &Analyst<'_>, problem: &Problem) -> Phrase {
    let model = analyst.model;
    let of = |slot: &Slot| slot_text(model, *slot);
    let by = |cause: &Cause| cause_phrase(analyst, *cause);
    match problem {
        Problem::Conflict { slot, first, second } => by(first)
            .with(" and ")
            .and(by(second))
            .with(format!(" both set the {} while both are in force", of(slot))),
        Problem::StepsApart { slot, first, second } => by(first)
            .with(" and ")
            .and(by(second))
            .with(format!(" on the {} are never in force together", of(slot)))
            .with("; ask `on` a date instead of `while it lasts`"),
        Problem::OfUnlimited { slot, cause } => {
            by(cause).with(format!(" changes the {} by an amount, but it has no limit", of(slot)))
        }
        Problem::OfUnknown { slot, cause } => {
            by(cause).with(format!(" changes the {} by an amount, but it is unknown", of(slot)))
        }
        Problem::BelowZero { slot, cause, .. } => {
            by(cause).with(format!(" would bring the {} below zero", of(slot)))
        }
        Problem::OtherDimension { slot, cause } => {
            by(cause).with(format!(" changes the {} by an amount of another kind", of(slot)))
        }
        Problem::NoDistance { way, cause } => by(cause).with(format!(
            " sets a speed of {}, which has no distance",
            target_text(model, Target::Leg(*way))
        )),
        Problem::NotForCommodity { cause } => {
            by(cause).with(" changes for one commodity what is the same for all")
        }
        Problem::FigureForSome { cause } => {
            by(cause).with(" binds some shippers only, so that it cannot change a figure")
        }
        Problem::VolumeUnit { demand } => {
            let head = &model.demands[demand.index()].head;
            Phrase::from("the volume of `")
                .name(head.label())
                .with("` is in a unit that its commodity does not convert to")
        }
        #[allow(unreachable_patterns)]
        _ => format!("{problem:?}").into(),
    }
}

/// A note as far as it is about these legs and nodes: of figures on another
/// basis those of other places are left out; none where nothing is left.
pub fn note_on(note: &Note, legs: &[LegWay], nodes: &[NodeId]) -> Option<Note> {
    let Note::BasisMissing { wanted, figures } = note else { return Some(note.clone()) };
    let here = |slot: &Slot| match slot.target {
        Target::Leg(way) => legs.contains(&way),
        Target::LegBoth(leg) => legs.iter().any(|way| way.leg() == leg),
        Target::Node(node) => nodes.contains(&node),
        _ => true,
    };
    let figures: Vec<_> = figures.iter().filter(|(slot, _)| here(slot)).cloned().collect();
    (!figures.is_empty()).then(|| Note::BasisMissing { wanted: wanted.clone(), figures })
}

/// What was taken for granted in a scenario.
pub fn note_text(model: &Model, note: &Note) -> String {
    match note {
        Note::RandomLeftOut(change) => format!(
            "`{}` comes at random and is left out; `while it lasts` counts it in",
            model.changes[change.index()].head.label()
        ),
        Note::BasisMissing { wanted, figures } => {
            let list: Vec<String> = figures
                .iter()
                .take(5)
                .map(|(slot, taken)| format!("{} ({taken})", slot_text(model, *slot)))
                .collect();
            let more = figures.len().saturating_sub(5);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("no `{wanted}` figure, another basis taken: {}{more}", list.join(", "))
        }
        Note::Volume(demand, remark) => {
            let label = model.demands[demand.index()].head.label();
            match remark {
                VolumeRemark::OtherYear { asked: Some(asked), taken } => {
                    format!("`{label}` has no volume for {asked}; that of {taken} is taken")
                }
                VolumeRemark::OtherYear { asked: None, taken } => {
                    format!("no day is named; the volume of `{label}` is that of {taken}")
                }
                VolumeRemark::NoBase => format!(
                    "`{label}` grows, but no `from` and no model date says from when; it does \
                     not grow here"
                ),
            }
        }
        Note::Averaged(change) => format!(
            "`{}` comes in or goes back gradually; its average counts",
            model.changes[change.index()].head.label()
        ),
    }
}
