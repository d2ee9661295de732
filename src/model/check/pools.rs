//! Pools and corridors.

use rustc_hash::FxHashMap;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names, network};
use crate::model::{
    Capacity, Corridor, LegWay, NodeId, Pool, PoolId, Prop, Selection, SelectionKind, Target, Thing,
};
use crate::source::Span;
use crate::syntax::ast::{Decl, DeclKind, ListItem, Name, Property, Value};

use super::context::Checker;
use super::entities::slot;
use super::values::Want;

pub(super) const POOL: &[&str] = &["legs", "nodes", "borders", "capacity", "fleet", "source"];

impl Checker<'_> {
    /// `pool N { … }`.
    pub fn pool(&mut self, decl: &Decl) {
        let DeclKind::Named { name, title, body, .. } = &decl.kind else { return };
        let props = self.props(body, "pool", POOL, &["capacity"], &[]);
        self.enter(decl, &props);
        let id = PoolId(self.model.pools.len() as u32);
        let owner = name.text.as_str();
        let legs = props.get("legs").and_then(|p| self.selectors_of(p));
        let nodes = props.get("nodes").and_then(|p| self.selectors_of(p));
        let borders = props.get("borders").and_then(|p| self.selectors_of(p));
        let fleet = props.get("fleet").and_then(|p| self.fleet(owner, p));
        let written = props.get("capacity").and_then(|p| {
            let slots = [slot(Target::Pool(id), Prop::Capacity)];
            self.capacity(owner, p, Want::Rate, &slots)
        });
        let capacity_for = self.restated_capacities(owner, props.restated("capacity"));
        let head = self.head(name, title.as_ref(), decl);
        let shares_nothing = ["legs", "nodes", "borders"].iter().all(|k| !props.given(k));
        let no_limit = !props.given("capacity") && !props.given("fleet");
        let both = props.get("capacity").zip(props.get("fleet"));
        let both = both.map(|(capacity, fleet)| (capacity.span, fleet.span));
        self.leave();
        if shares_nothing || (no_limit && capacity_for.is_empty()) {
            let lacks = if shares_nothing { "legs, nodes or borders" } else { "capacity or fleet" };
            self.tell_at(
                network::POOL_OF_NOTHING,
                format!("pool `{owner}` has no {lacks}"),
                name.span,
                "a pool is a capacity that several legs, nodes or borders share: \
                 `pool fleet { legs: [legs by ferry], capacity: 80 kTEU/year }`",
            );
        }
        if let Some((capacity, fleet)) = both {
            self.tell(
                Diagnostic::new(
                    network::CAPACITY_AND_FLEET,
                    format!("pool `{owner}` has both a capacity and a fleet"),
                    fleet,
                    "this fleet gives a capacity too",
                )
                .with_label(capacity, "the capacity")
                .with_help("keep one; two pools may share the same legs if both limits hold"),
            );
        }
        let (mut capacity, each_way) =
            written.map_or((Capacity::Unlimited, None), |(capacity, _, way)| (capacity, way));
        if let (Some(fleet), Capacity::Unlimited) = (&fleet, &capacity) {
            capacity = self.fleet_capacity(fleet);
        }
        self.model.pools.push(Pool {
            head,
            legs,
            nodes,
            borders,
            capacity,
            capacity_for,
            each_way,
            fleet,
        });
    }

    fn selectors_of(&mut self, property: &Property) -> Option<Selection> {
        let Value::List(items, span) = &property.value else {
            self.tell_form(&property.value, property, "selectors in brackets: `[legs by ferry]`");
            return None;
        };
        let mut all = Vec::new();
        for item in items {
            match item {
                ListItem::Selector(selector) => all.extend(self.selector(selector)),
                ListItem::Name { name, .. } => self.tell_at(
                    names::WRONG_KIND,
                    format!("`{}` stands where a selector is needed", name.text),
                    name.span,
                    "say what it is: `leg N`, `leg A -> B`, `node N`, `legs by ferry`",
                ),
            }
        }
        if all.is_empty() {
            return None;
        }
        let text = self.text(*span).to_owned();
        Some(Selection { kind: SelectionKind::List(all), filter: None, span: *span, text })
    }

    /// `corridor N: A -> B -[rail]-> C`.
    pub fn corridor(&mut self, decl: &Decl) {
        let DeclKind::Corridor { name, title, first, steps, body } = &decl.kind else { return };
        let props = self.props(body, "corridor", &["source"], &[], &[]);
        self.enter(decl, &props);
        let mut nodes: Vec<Option<NodeId>> = vec![self.node_named(first)];
        let mut ways: Vec<Vec<LegWay>> = Vec::new();
        let mut from = first;
        let mut failed = false;
        for (via, to) in steps {
            let next = self.node_named(to);
            let before = nodes.last().copied().flatten();
            if let (Some(a), Some(b)) = (before, next) {
                match self.step_ways(a, b, via.as_ref(), from.span.to(to.span), (from, to)) {
                    Some(step) => ways.push(step),
                    None => failed = true,
                }
            } else {
                failed = true;
            }
            nodes.push(next);
            from = to;
        }
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        let nodes: Vec<NodeId> = nodes.into_iter().flatten().collect();
        let broken = failed || nodes.len() != steps.len() + 1;
        // A corridor with a hole keeps its number; nothing is asked of it,
        // since the errors told stop the run.
        let steps = if broken { Vec::new() } else { ways };
        self.model.corridors.push(Corridor { head, nodes, steps });
    }

    fn step_ways(
        &mut self,
        a: NodeId,
        b: NodeId,
        via: Option<&Name>,
        at: Span,
        (from, to): (&Name, &Name),
    ) -> Option<Vec<LegWay>> {
        let parallel = self.ways_between(a, b);
        let chosen: Vec<LegWay> = match via {
            None => parallel.clone(),
            Some(via) => {
                let fits = |thing| matches!(thing, Thing::Leg(_) | Thing::Mode(_));
                match self.find(via, "a leg or a mode", fits)? {
                    Thing::Leg(leg) => {
                        parallel.iter().copied().filter(|way| way.leg() == leg).collect()
                    }
                    Thing::Mode(mode) => {
                        let by = |way: &LegWay| {
                            let leg = &self.model.legs[way.leg().index()];
                            self.line_of(leg.mode).any(|m| m == mode)
                        };
                        parallel.iter().copied().filter(by).collect()
                    }
                    _ => Vec::new(),
                }
            }
        };
        if !chosen.is_empty() {
            return Some(chosen);
        }
        if self.guessed() || self.leg_may_be_missing(&from.text, &to.text) {
            // A leg that could not be read may be the one: told already.
            return None;
        }
        let which = via.map(|via| format!(" by `{}`", via.text)).unwrap_or_default();
        let back = !self.ways_between(b, a).is_empty();
        let help = if !parallel.is_empty() {
            "a leg between them exists, but not that one"
        } else if back {
            "there is one the other way; write `<->` in the leg if it runs both ways"
        } else {
            "declare the leg, or name the places between"
        };
        self.tell_at(
            network::NO_SUCH_LEG,
            format!("there is no leg from {} to {}{which}", from.text, to.text),
            at,
            help,
        );
        None
    }

    /// The directions of legs from a to b, in the order declared; to be asked
    /// once all legs are there.
    pub fn ways_between(&self, a: NodeId, b: NodeId) -> Vec<LegWay> {
        let ways = self.ways.get_or_init(|| self.ways_by_ends());
        ways.get(&(a, b)).cloned().unwrap_or_default()
    }

    fn ways_by_ends(&self) -> FxHashMap<(NodeId, NodeId), Vec<LegWay>> {
        let mut ways: FxHashMap<_, Vec<LegWay>> = FxHashMap::default();
        for (index, leg) in self.model.legs.iter().enumerate() {
            let id = crate::model::LegId(index as u32);
            ways.entry((leg.from, leg.to)).or_default().push(LegWay::new(id, false));
            if leg.both {
                ways.entry((leg.to, leg.from)).or_default().push(LegWay::new(id, true));
            }
        }
        ways
    }
}
