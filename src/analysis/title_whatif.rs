//! The heads of what-if answers: kind, title and arguments as written.

use crate::calendar::format_moment;
use crate::model::{
    Ask, DemandId, FrontBy, InvestFor, Model, ScenarioId, SweepAsk, TimeStep, TimelineAsk, WhyAsk,
};
use crate::report::{Figure, Map, Node, Phrase};
use crate::syntax::ast::{Grouping, Level};

use super::title::{labels, name, routes};
use super::units::{shown, unit_named};

/// Kind, title and arguments of a what-if question.
pub(super) fn describe(model: &Model, ask: &Ask) -> (&'static str, Phrase, Map) {
    let mut map = Map::new();
    match ask {
        Ask::CapacityOfDemands { .. } => {
            map.set("of", "demands");
            ("capacity", "How far all demands can grow".into(), map)
        }
        Ask::Critical(ask) => {
            map.set("of", level(&ask.level));
            map.set("pairs", ask.pairs);
            if let Some(share) = ask.share {
                map.set("at", share);
            }
            only(model, &ask.demands, &mut map);
            let pairs = if ask.pairs { "pairs of " } else { "" };
            let text = match ask.share {
                None => format!("Knocked out in turn: {pairs}{}", level(&ask.level)),
                Some(share) => {
                    format!("Cut by {} % in turn: {pairs}{}", 100.0 * share, level(&ask.level))
                }
            };
            ("critical", text.into(), map)
        }
        Ask::Worst(ask) => {
            map.set("closures", ask.count);
            map.set("of", level(&ask.level));
            map.set("including_ends", ask.including_ends);
            only(model, &ask.demands, &mut map);
            let text = match ask.count {
                1 => format!("The worst single closure of {}", level(&ask.level)),
                count => format!("The worst {count} closures of {}", level(&ask.level)),
            };
            ("worst", text.into(), map)
        }
        Ask::Exposure(ask) => {
            map.set("by", grouping(ask.by));
            only(model, &ask.demands, &mut map);
            let mut title = Phrase::from(format!("Exposure by {}", grouping(ask.by)));
            if let Some((from, to)) = ask.between {
                map.set("from", name(model, from));
                map.set("to", name(model, to));
                title = title.with(" from ").and(labels(model, &[from]));
                title = title.with(" to ").and(labels(model, &[to]));
            }
            ("exposure", title, map)
        }
        Ask::Pareto(ask) => {
            let (_, mut map) = routes(model, &ask.routes);
            map.set("over", Node::list(ask.over.iter().map(|by| front(*by))));
            let words: Vec<_> = ask.over.iter().map(|by| front(*by)).collect();
            let title = Phrase::from("Routes from ")
                .and(labels(model, &[ask.routes.from]))
                .with(" to ")
                .and(labels(model, &[ask.routes.to]))
                .with(format!(" that none beats in {}", words.join(", ")));
            ("pareto", title, map)
        }
        Ask::Difference(ask) => {
            let head = |id: ScenarioId| &model.scenarios[id.index()].head;
            map.set("from", &head(ask.from).name);
            map.set("to", &head(ask.to).name);
            map.set("metric", &ask.text);
            let title = Phrase::from("What makes the difference from ")
                .name(head(ask.from).label())
                .with(" to ")
                .name(head(ask.to).label())
                .with(format!(" in {}", ask.text));
            ("difference", title, map)
        }
        Ask::Timeline(ask) => timeline(model, ask, map),
        Ask::Risk(ask) => {
            let mut map = Map::new()
                .with("from", name(model, ask.routes.from))
                .with("to", name(model, ask.routes.to));
            if let Some(demand) = ask.routes.demand {
                map.set("demand", &model.demands[demand.index()].head.name);
            }
            if let Some(day) = ask.departing {
                map.set("departing", format_moment(f64::from(day)));
            }
            map.set("hindsight", ask.hindsight);
            let title = Phrase::from("Risk from ")
                .and(labels(model, &[ask.routes.from]))
                .with(" to ")
                .and(labels(model, &[ask.routes.to]));
            ("risk", title, map)
        }
        Ask::Sweep(ask) => sweep(model, ask, map),
        Ask::Sensitivity(ask) => {
            map.set("of", &ask.text);
            ("sensitivity", format!("What moves {}", ask.text).into(), map)
        }
        Ask::Elasticities(ask) => {
            map.set("of", &ask.text);
            let text = format!("Change of {} for 1 % of each input", ask.text);
            ("elasticities", text.into(), map)
        }
        Ask::Invest(ask) => {
            let budget = Figure::new(ask.budget, shown(model, ask.unit));
            let aim = match ask.aim {
                InvestFor::Delivered => "delivered",
                InvestFor::Time => "time",
                InvestFor::Cost => "cost",
            };
            map.set("budget", budget.clone());
            map.set("for", aim);
            let title = Phrase::from("What to build for ").with(budget);
            ("invest", title.with(format!(", for {aim}")), map)
        }
        Ask::Why(WhyAsk::Demand(id)) => {
            let head = &model.demands[id.index()].head;
            map.set("demand", &head.name);
            ("why", Phrase::from("Why ").name(head.label()), map)
        }
        Ask::Why(WhyAsk::Pair(ask)) => {
            map.set("from", name(model, ask.from));
            map.set("to", name(model, ask.to));
            let title = Phrase::from("Why from ")
                .and(labels(model, &[ask.from]))
                .with(" to ")
                .and(labels(model, &[ask.to]));
            ("why", title, map)
        }
        Ask::Fit => ("fit", "The model against what was observed".into(), map),
        _ => ("map", "Map".into(), map),
    }
}

fn timeline(model: &Model, ask: &TimelineAsk, mut map: Map) -> (&'static str, Phrase, Map) {
    let (from, to) =
        (format_moment(f64::from(ask.window.from)), format_moment(f64::from(ask.window.to)));
    let step = match ask.window.step {
        TimeStep::Day => "day",
        TimeStep::Week => "week",
        TimeStep::Month => "month",
    };
    map.set("from", from.as_str());
    map.set("to", to.as_str());
    map.set("by", step);
    if ask.inner < 1.0 {
        map.set("step", Figure::new(ask.inner, unit_named(&model.units, "hour")));
    }
    if let Some(detour) = ask.detour {
        map.set("detour", detour);
    }
    map.set("from_empty", ask.from_empty);
    if let Some(draws) = ask.draws {
        map.set("draws", draws as usize);
    }
    only(model, &ask.demands, &mut map);
    ("timeline", format!("Timeline from {from} to {to} by {step}").into(), map)
}

fn sweep(model: &Model, ask: &SweepAsk, mut map: Map) -> (&'static str, Phrase, Map) {
    let axes = ask.axes.iter().map(|axis| {
        let values = axis.values.iter().map(|value| Figure::new(*value, shown(model, axis.unit)));
        Map::new().with("name", axis.name.as_str()).with("values", Node::list(values))
    });
    map.set("over", Node::list(axes));
    map.set("for", Node::list(ask.metrics.iter().map(|(_, text)| text.as_str())));
    let names: Vec<_> = ask.axes.iter().map(|axis| axis.name.as_str()).collect();
    ("sweep", format!("Along {}", names.join(" and ")).into(), map)
}

fn only(model: &Model, demands: &[DemandId], map: &mut Map) {
    if !demands.is_empty() {
        let names = demands.iter().map(|id| &model.demands[id.index()].head.name);
        map.set("for", Node::list(names));
    }
}

/// As written.
pub(super) fn level(level: &Level) -> &'static str {
    match level {
        Level::Legs => "legs",
        Level::Nodes => "nodes",
        Level::Borders => "borders",
        Level::Countries => "countries",
        Level::Modes => "modes",
    }
}

/// As written.
pub(super) fn grouping(by: Grouping) -> &'static str {
    match by {
        Grouping::Country => "country",
        Grouping::FirstCountry => "first country",
        Grouping::Bloc => "bloc",
        Grouping::Mode => "mode",
        Grouping::Node => "node",
        Grouping::Corridor => "corridor",
        Grouping::Tag => "tag",
    }
}

/// As written.
pub(super) fn front(by: FrontBy) -> &'static str {
    match by {
        FrontBy::Time => "time",
        FrontBy::Cost => "cost",
        FrontBy::Distance => "distance",
        FrontBy::Emissions => "emissions",
        FrontBy::Risk => "risk",
    }
}
