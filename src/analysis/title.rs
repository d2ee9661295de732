//! The head of an answer: its kind, its arguments as written and its title.

use crate::model::{Ask, Assigned, CommodityId, Model, NodeId, Question, RouteAsk, ScenarioId};
use crate::report::{Answer, Figure, Map, Node, Phrase};

use super::analyst::Analyst;
use super::words::when_text;

/// An answer with nothing below its title yet.
pub fn blank(analyst: &Analyst<'_>, question: &Question, scenario: Option<ScenarioId>) -> Answer {
    let model = analyst.model;
    let line = analyst.sources.position(question.span).line;
    let (kind, mut title, arguments) = describe(model, &question.ask);
    if let Some(name) = &question.name {
        title = Phrase::from(name.as_str());
    }
    let when = question.when.map(when_text);
    let mut answer = Answer::new(kind, line, title);
    answer.name.clone_from(&question.name);
    answer.scenario = scenario.map(|scenario| analyst.scenario_name(scenario).to_owned());
    answer.when = when;
    answer.arguments = arguments;
    answer
}

pub(super) fn name(model: &Model, node: NodeId) -> &str {
    &model.nodes[node.index()].head.name
}

fn names(model: &Model, nodes: &[NodeId]) -> Node {
    match nodes {
        [one] => name(model, *one).into(),
        many => Node::list(many.iter().map(|node| name(model, *node))),
    }
}

pub(super) fn labels(model: &Model, nodes: &[NodeId]) -> Phrase {
    Phrase::list(nodes.iter().map(|node| Phrase::new().name(model.node_label(*node))))
}

fn commodity(model: &Model, commodity: Option<CommodityId>, map: &mut Map) {
    if let Some(commodity) = commodity {
        map.set("for", &model.commodities[commodity.index()].head.name);
    }
}

fn of_what(model: &Model, commodity: Option<CommodityId>) -> Phrase {
    match commodity {
        Some(commodity) => {
            Phrase::from(" for ").name(model.commodities[commodity.index()].head.label())
        }
        None => Phrase::new(),
    }
}

pub(super) fn routes(model: &Model, ask: &RouteAsk) -> (Phrase, Map) {
    let mut map = Map::new()
        .with("from", name(model, ask.from))
        .with("to", name(model, ask.to))
        .with("by", ask.by.word());
    commodity(model, ask.commodity, &mut map);
    let mut title = Phrase::from("Routes from ")
        .name(model.node_label(ask.from))
        .with(" to ")
        .name(model.node_label(ask.to))
        .with(format!(" by {}", ask.by.word().replace('_', " ")));
    if let Some(demand) = ask.demand {
        map.set("demand", &model.demands[demand.index()].head.name);
    }
    if !ask.via.is_empty() {
        map.set("via", Node::list(ask.via.iter().map(|node| name(model, *node))));
        title = title.with(" via ").and(labels(model, &ask.via));
    }
    if let Some(avoiding) = &ask.avoiding {
        map.set("avoiding", &avoiding.text);
        title = title.with(format!(" avoiding {}", avoiding.text));
    }
    if ask.ends_terminal {
        map.set("ends_terminal", true);
    }
    // Without `top` every route of a front is told.
    if ask.top < usize::MAX {
        map.set("top", ask.top);
    }
    (title, map)
}

fn describe(model: &Model, ask: &Ask) -> (&'static str, Phrase, Map) {
    let scenario = |id: ScenarioId| &model.scenarios[id.index()].head;
    let mut map = Map::new();
    match ask {
        Ask::Routes(ask) => {
            let (title, map) = routes(model, ask);
            ("routes", title, map)
        }
        Ask::Corridor { corridors, commodity: of, by } => {
            let heads = || corridors.iter().map(|id| &model.corridors[id.index()].head);
            map.set("corridor", Node::list(heads().map(|head| &head.name)));
            commodity(model, *of, &mut map);
            map.set("by", by.word());
            let list = Phrase::list(heads().map(|head| Phrase::new().name(head.label())));
            ("corridor", Phrase::from("Along ").and(list), map)
        }
        Ask::Capacity { from, to, commodity: of } => {
            map.set("from", names(model, from));
            map.set("to", names(model, to));
            commodity(model, *of, &mut map);
            let title = Phrase::from("What fits from ")
                .and(labels(model, from))
                .with(" to ")
                .and(labels(model, to))
                .and(of_what(model, *of));
            ("capacity", title, map)
        }
        Ask::Flow { minimising, commodity: of, assigned } => {
            assignment(model, *assigned, &mut map);
            commodity(model, *of, &mut map);
            minimised(*minimising, &mut map);
            ("flow", Phrase::from("All demands together").and(of_what(model, *of)), map)
        }
        Ask::Bottlenecks { minimising, commodity: of, top } => {
            commodity(model, *of, &mut map);
            minimised(*minimising, &mut map);
            map.set("top", *top);
            ("bottlenecks", Phrase::from("What binds").and(of_what(model, *of)), map)
        }
        Ask::Compare { scenarios, commodity: of } => {
            map.set("scenarios", Node::list(scenarios.iter().map(|id| &scenario(*id).name)));
            commodity(model, *of, &mut map);
            let list = scenarios.iter().map(|id| Phrase::new().name(scenario(*id).label()));
            ("compare", Phrase::from("Compared: ").and(Phrase::list(list)), map)
        }
        Ask::Changes { from, to } => {
            map.set("from", from.map(|id| scenario(id).name.clone()));
            map.set("to", &scenario(*to).name);
            ("changes", "What changes".into(), map)
        }
        Ask::Network => ("network", "The network".into(), map),
        Ask::Sources => ("sources", "Sources".into(), map),
        Ask::Assumptions => ("assumptions", "Assumptions".into(), map),
        other => super::title_whatif::describe(model, other),
    }
}

fn minimised(minimising: Option<crate::model::Minimising>, map: &mut Map) {
    use crate::model::Minimising;
    if let Some(minimising) = minimising {
        map.set(
            "minimising",
            match minimising {
                Minimising::Cost => "cost",
                Minimising::Time => "time",
                Minimising::GeneralisedCost => "generalised_cost",
            },
        );
    }
}

fn assignment(model: &Model, assigned: Assigned, map: &mut Map) {
    match assigned {
        Assigned::Optimum => {}
        Assigned::Equilibrium => map.set("assigned", "equilibrium"),
        Assigned::Logit { scale, unit, .. } => {
            map.set("assigned", "logit");
            map.set("scale", Figure::new(scale, super::units::shown(model, unit)));
        }
    }
}
