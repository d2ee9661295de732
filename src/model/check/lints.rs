//! Warnings about the model as a whole: what cannot matter, and what is
//! probably not meant.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names, network};
use crate::model::{Ask, Capacity, CommodityId, LegId, ModeId, NodeId, Thing};
use crate::quantity::{Dimension, format_quantity};
use crate::source::Span;

use super::Harm;
use super::context::Checker;
use super::reach::Reach;

/// Where a file is missing, a warning that is told of more than one in so many
/// probably comes from that.
const FEW: usize = 5;

impl Checker<'_> {
    /// All of them, without what would only follow from an error.
    pub fn lints(&mut self, harm: &Harm) {
        self.zero_capacities();
        self.double_delays();
        self.isolated_nodes(harm);
        self.demands_without_route(harm);
        self.conversions(harm);
        self.missing_capacities(harm);
        self.gauges(harm);
        self.unused(harm);
    }

    fn isolated_nodes(&mut self, harm: &Harm) {
        if self.model.legs.is_empty() || harm.missing.legs || self.lost_rows {
            return;
        }
        let mut touched = vec![false; self.model.nodes.len()];
        for leg in &self.model.legs {
            touched[leg.from.index()] = true;
            touched[leg.to.index()] = true;
        }
        touched.truncate(self.real_nodes);
        let alone = |index: &usize| {
            let head = &self.model.nodes[*index].head;
            !touched[*index] && !harm.holds(head.whole) && !harm.mentions(&head.name)
        };
        let alone: Vec<usize> = (0..touched.len()).filter(alone).collect();
        // In a missing script there may be legs; then only the odd node out is
        // told.
        if harm.missing.scripts && alone.len() * FEW > touched.len() {
            return;
        }
        for index in alone {
            let head = &self.model.nodes[index].head;
            let (name, span) = (head.name.clone(), head.span);
            self.used.insert(SmolStr::new(&name));
            self.tell_at(
                network::ISOLATED,
                format!("no leg touches node `{name}`"),
                span,
                "declare a leg to or from it, or take the node away",
            );
        }
    }

    /// Whether anything leads from one end to the other, whatever is closed.
    fn demands_without_route(&mut self, harm: &Harm) {
        if harm.missing.legs || self.lost_rows {
            return;
        }
        let ends: Vec<(NodeId, NodeId)> =
            self.model.demands.iter().map(|demand| (demand.from, demand.to)).collect();
        if ends.is_empty() {
            return;
        }
        let reached = self.reach().all(&ends);
        let without = reached.iter().filter(|reached| !**reached).count();
        if harm.missing.scripts && without * FEW > reached.len() && without > 1 {
            return;
        }
        for (index, reached) in reached.into_iter().enumerate() {
            let demand = &self.model.demands[index];
            if reached || harm.holds(demand.head.whole) {
                continue;
            }
            let (from, to, span) = (demand.from, demand.to, demand.head.span);
            let name = demand.head.name.clone();
            let (a, b) = (self.node_name(from), self.node_name(to));
            self.tell_at(
                network::NO_ROUTE,
                format!("demand `{name}` has no route from {a} to {b}"),
                span,
                "no chain of legs leads there, even with everything open; check the directions \
                 of the legs (`->` runs one way, `<->` both)",
            );
        }
    }

    fn node_name(&self, id: NodeId) -> String {
        self.model.nodes[id.index()].head.name.clone()
    }

    /// What leads where; what could not be read joins all that it names.
    fn reach(&self) -> Reach {
        let mut edges = Vec::with_capacity(2 * self.model.legs.len());
        for leg in &self.model.legs {
            edges.push((leg.from.0, leg.to.0));
            if leg.both {
                edges.push((leg.to.0, leg.from.0));
            }
        }
        for named in self.unread_joins() {
            for pair in named.windows(2) {
                edges.push((pair[0].0, pair[1].0));
                edges.push((pair[1].0, pair[0].0));
            }
        }
        Reach::new(self.model.nodes.len(), &edges)
    }

    /// Capacities that a demanded commodity meets and does not convert to.
    fn conversions(&mut self, harm: &Harm) {
        if self.model.demands.is_empty() {
            return;
        }
        let mut limits = self.limits();
        limits.retain(|limit| !harm.holds(limit.at));
        let mut dimensions: Vec<Dimension> = limits.iter().map(|limit| limit.amount).collect();
        dimensions.sort_unstable();
        dimensions.dedup();
        let mut seen: FxHashSet<(CommodityId, Dimension)> = FxHashSet::default();
        let mut told = Vec::new();
        let mut reach = None;
        for demand in &self.model.demands {
            let commodity = &self.model.commodities[demand.commodity.index()];
            if harm.holds(commodity.head.whole) || harm.holds(demand.head.whole) {
                continue;
            }
            let conversions = self.model.conversions(demand.commodity);
            let lacking = |amount: &Dimension| {
                conversions.factor(*amount).is_none()
                    && !seen.contains(&(demand.commodity, *amount))
            };
            let lacking: Vec<Dimension> = dimensions.iter().copied().filter(lacking).collect();
            if lacking.is_empty() {
                continue;
            }
            let reach = reach.get_or_insert_with(|| self.reach());
            let passes = reach.between(demand.from, demand.to);
            for limit in &limits {
                let met = passes[limit.from.index()] && passes[limit.to.index()];
                let carried = || {
                    let leg = limit.leg.map(|leg| &self.model.legs[leg.index()]);
                    leg.and_then(|leg| self.model.carries(leg))
                        .is_none_or(|carried| carried.contains(&demand.commodity))
                };
                if met
                    && lacking.contains(&limit.amount)
                    && carried()
                    && seen.insert((demand.commodity, limit.amount))
                {
                    told.push((demand.commodity, limit.amount, limit.at));
                }
            }
        }
        for (commodity, amount, at) in told {
            self.tell_no_conversion(commodity, amount, at);
        }
    }

    /// The capacities of legs, then those of nodes, in their order.
    fn limits(&self) -> Vec<Limit> {
        let amount = |capacity: &Capacity| {
            let figure = capacity.figure()?;
            let amount = self.shown(figure.unit).dimension.times(Dimension::TIME)?;
            Some((amount, figure.origin.span()))
        };
        let legs = self.model.legs.iter().enumerate().filter_map(|(index, leg)| {
            let (amount, at) = amount(&leg.capacity)?;
            let leg_id = Some(LegId(index as u32));
            Some(Limit { amount, at, from: leg.from, to: leg.to, leg: leg_id })
        });
        let nodes = self.model.nodes.iter().enumerate().filter_map(|(index, node)| {
            let (amount, at) = amount(&node.throughput)?;
            let id = NodeId(index as u32);
            Some(Limit { amount, at, from: id, to: id, leg: None })
        });
        legs.chain(nodes).collect()
    }

    /// Legs without a capacity where others have one and a flow is asked.
    fn missing_capacities(&mut self, harm: &Harm) {
        use crate::model::Ask;
        let asked = self.model.questions.iter().any(|question| {
            matches!(
                question.ask,
                Ask::Capacity { .. } | Ask::Flow { .. } | Ask::Bottlenecks { .. }
            )
        });
        let has = |leg: &crate::model::Leg| {
            !matches!(leg.capacity, Capacity::Unlimited)
                || leg.more.as_ref().is_some_and(|more| more.fleet.is_some())
                || self.unlimited_legs.contains(&leg.head.span)
                || harm.holds(leg.head.whole)
        };
        if !asked || !self.model.legs.iter().any(|leg| leg.capacity.figure().is_some()) {
            return;
        }
        let without: Vec<&crate::model::Leg> =
            self.model.legs.iter().filter(|leg| !has(leg)).collect();
        let Some(first) = without.first() else { return };
        let (name, span) = (first.head.name.clone(), first.head.span);
        let title = match without.len() {
            1 => format!("leg `{name}` has no capacity: it counts as unlimited"),
            count => format!(
                "{count} legs have no capacity and count as unlimited, the first is `{name}`"
            ),
        };
        self.tell_at(
            network::NO_CAPACITY,
            title,
            span,
            "write a figure, `unknown` where it is not known, or `unlimited` where that is meant",
        );
    }

    fn zero_capacities(&mut self) {
        let mut zero = Vec::new();
        let mut look = |kind: &str, name: &str, capacity: &Capacity| {
            if let Capacity::Limited(limited) = capacity
                && limited.figure.value == 0.0
            {
                zero.push((format!("{kind} `{name}`"), limited.figure.origin.span()));
            }
        };
        for node in &self.model.nodes {
            look("node", &node.head.name, &node.throughput);
        }
        for leg in &self.model.legs {
            look("leg", &leg.head.name, &leg.capacity);
        }
        for border in &self.model.borders {
            look("border", &border.head.name, &border.capacity);
        }
        for pool in &self.model.pools {
            look("pool", &pool.head.name, &pool.capacity);
        }
        for (what, span) in zero {
            self.tell_at(
                network::ZERO_CAPACITY,
                format!("{what} has a capacity of zero"),
                span,
                "zero is closed; leave the capacity out where there is no limit, write `unknown` \
                 where it is not known",
            );
        }
    }

    /// A dwell or transfer at a border station together with a delay on the
    /// same border.
    fn double_delays(&mut self) {
        let mut told = Vec::new();
        for border in &self.model.borders {
            let (Some(at), Some(delay)) = (border.at, &border.delay) else { continue };
            let node = &self.model.nodes[at.index()];
            let here = node.dwell.value > 0.0;
            if !here || delay.value <= 0.0 {
                continue;
            }
            let unit = self.shown(delay.unit);
            let sum = format_quantity(delay.value + node.dwell.value, unit);
            told.push((
                format!(
                    "the delay at {} is told twice: dwell and border make {sum}",
                    node.head.name
                ),
                delay.origin.span(),
                node.dwell.origin.span(),
            ));
        }
        for border in self.model.borders.iter().filter(|border| border.at.is_none()) {
            let Some(delay) = border.delay.as_ref().filter(|delay| delay.value > 0.0) else {
                continue;
            };
            for node in &self.model.nodes {
                let station =
                    node.kind.is_some_and(|kind| self.model.words[kind.index()].contains("border"));
                let on_it = node
                    .country
                    .is_some_and(|country| country == border.from || country == border.to);
                let crosses =
                    station && on_it && node.dwell.value > 0.0 && self.leads_over(node, border);
                if crosses {
                    let sum =
                        format_quantity(delay.value + node.dwell.value, self.shown(delay.unit));
                    told.push((
                        format!(
                            "the delay at {} is told twice: dwell and border make {sum}",
                            node.head.name
                        ),
                        delay.origin.span(),
                        node.dwell.origin.span(),
                    ));
                }
            }
        }
        for (title, delay, dwell) in told {
            self.tell(
                Diagnostic::new(network::DELAY_TWICE, title, delay, "the delay of the border")
                    .with_label(dwell, "the dwell at the station")
                    .with_help(
                        "a delay belongs in one place: `dwell` to all that passes a node, \
                         `border` to a crossing",
                    ),
            );
        }
    }

    fn leads_over(&self, node: &crate::model::Node, border: &crate::model::Border) -> bool {
        let Some(Thing::Node(id)) = self.model.names.get(node.head.name.as_str()).copied() else {
            return false;
        };
        self.model.legs.iter().any(|leg| {
            let other = if leg.from == id {
                leg.to
            } else if leg.to == id {
                leg.from
            } else {
                return false;
            };
            let (a, b) = (node.country, self.model.nodes[other.index()].country);
            let pair = (a, b);
            pair == (Some(border.from), Some(border.to))
                || pair == (Some(border.to), Some(border.from))
        })
    }

    /// Two gauges that meet at a node without a transfer.
    fn gauges(&mut self, harm: &Harm) {
        let gauge = |mode: ModeId| {
            self.line_of(Some(mode))
                .find_map(|m| self.model.modes[m.index()].gauge.as_ref().map(|gauge| gauge.value))
        };
        if self.model.modes.iter().all(|mode| mode.gauge.is_none()) {
            return;
        }
        let mut found: Vec<(NodeId, ModeId, ModeId)> = Vec::new();
        let mut at_node: Vec<Vec<ModeId>> = vec![Vec::new(); self.model.nodes.len()];
        for leg in &self.model.legs {
            let Some(mode) = leg.mode.filter(|mode| gauge(*mode).is_some()) else { continue };
            if harm.holds(leg.head.whole) {
                continue;
            }
            for node in [leg.from, leg.to] {
                let here = &mut at_node[node.index()];
                if !here.contains(&mode) {
                    for &other in here.iter() {
                        if gauge(other) != gauge(mode) && !self.has_transfer(node, other, mode) {
                            found.push((node, other, mode));
                        }
                    }
                    here.push(mode);
                }
            }
        }
        for (node, a, b) in found {
            let head = &self.model.nodes[node.index()].head;
            if harm.holds(head.whole) {
                continue;
            }
            let (name, span) = (head.name.clone(), head.span);
            let a = self.model.modes[a.index()].head.name.clone();
            let b = self.model.modes[b.index()].head.name.clone();
            self.tell_at(
                network::GAUGES_MEET,
                format!("`{a}` and `{b}` meet at {name} with different gauges and no transfer"),
                span,
                "say what the change takes: `transfer A <-> B { time: … }`, or `transfers:` at \
                 the node",
            );
        }
    }

    fn has_transfer(&self, node: NodeId, a: ModeId, b: ModeId) -> bool {
        let line = |mode| self.line_of(Some(mode)).collect::<Vec<_>>();
        let (a_line, b_line) = (line(a), line(b));
        let fits = |t: &crate::model::Transfer| {
            (a_line.contains(&t.from) && b_line.contains(&t.to))
                || (b_line.contains(&t.from) && a_line.contains(&t.to))
        };
        self.model.nodes[node.index()].transfers.iter().any(fits)
            || self.model.transfers.iter().any(fits)
    }

    /// An upgrade with a cost, in a file that asks what to invest in.
    fn is_for_sale(&self, name: &SmolStr) -> bool {
        let Some(Thing::Change(change)) = self.model.names.get(name) else { return false };
        let priced = self.model.changes[change.index()].capex.is_some();
        priced && self.model.questions.iter().any(|q| matches!(q.ask, Ask::Invest(_)))
    }

    /// Declarations that nothing uses. A file that asks nothing may be there
    /// for others to import, unless it has a `model` line: that of an imported
    /// file does not count. And a question may still name a commodity or bloc.
    fn unused(&mut self, harm: &Harm) {
        let asks = !self.model.questions.is_empty() || !self.model.expectations.is_empty();
        if !asks && !self.has_model {
            return;
        }
        let touched: FxHashSet<SmolStr> = self.touched_names(harm);
        let mut unused = Vec::new();
        for name in self.names_of(|thing| {
            matches!(
                thing,
                Thing::Commodity(_)
                    | Thing::Mode(_)
                    | Thing::Bloc(_)
                    | Thing::Constant(_)
                    | Thing::Source(_)
                    | Thing::Change(_)
            )
        }) {
            if self.used.contains(&name)
                || touched.contains(&name)
                || harm.mentions(&name)
                || harm.malformed(&name)
            {
                continue;
            }
            if self.is_for_sale(&name) {
                continue;
            }
            if let (Some(thing), Some(at)) =
                (self.model.names.get(&name), self.declared_at.get(&name))
                && (asks || !matches!(thing, Thing::Commodity(_) | Thing::Bloc(_)))
                && self.main_files.contains(&at.file)
            {
                unused.push((name, *thing, *at));
            }
        }
        for (name, thing, at) in unused {
            let what = thing.with_article();
            let what = what.trim_start_matches("an ").trim_start_matches("a ");
            self.tell_at(
                names::UNUSED,
                format!("nothing uses the {what} `{name}`"),
                at,
                "use it or take it away",
            );
        }
    }

    /// Names of declarations in which an error stands, and broken ones.
    fn touched_names(&self, harm: &Harm) -> FxHashSet<SmolStr> {
        let model = &self.model;
        let mut names: FxHashSet<SmolStr> = self.broken.clone();
        let heads = (model.commodities.iter().map(|thing| &thing.head))
            .chain(model.modes.iter().map(|thing| &thing.head))
            .chain(model.blocs.iter().map(|thing| &thing.head))
            .chain(model.constants.iter().map(|thing| &thing.head))
            .chain(model.changes.iter().map(|thing| &thing.head));
        names.extend(heads.filter(|head| harm.holds(head.whole)).map(|h| SmolStr::new(&h.name)));
        names
    }
}

/// A capacity in the network: where it holds and where it is written.
struct Limit {
    /// What it limits, by time.
    amount: Dimension,
    at: Span,
    from: NodeId,
    to: NodeId,
    leg: Option<LegId>,
}
