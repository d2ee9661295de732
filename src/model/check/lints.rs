//! Warnings about the model as a whole: what cannot matter, and what is
//! probably not meant.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names, network};
use crate::model::{Ask, Capacity, ModeId, NodeId, Thing};
use crate::quantity::format_quantity;

use super::context::Checker;

impl Checker<'_> {
    /// All of them. Those that follow from errors told already are left out.
    pub fn lints(&mut self) {
        let clean = !self.sink.has_errors();
        self.zero_capacities();
        self.double_delays();
        if clean {
            self.isolated_nodes();
            self.demands_without_route();
            self.conversions();
            self.missing_capacities();
            self.gauges();
        }
        self.unused();
    }

    fn isolated_nodes(&mut self) {
        if self.model.legs.is_empty() {
            return;
        }
        let mut touched = vec![false; self.model.nodes.len()];
        for leg in &self.model.legs {
            touched[leg.from.index()] = true;
            touched[leg.to.index()] = true;
        }
        for (index, touched) in touched.into_iter().enumerate() {
            if !touched {
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
    }

    /// Whether anything leads from one end to the other, whatever is closed.
    fn demands_without_route(&mut self) {
        for index in 0..self.model.demands.len() {
            let demand = &self.model.demands[index];
            let (from, to, span) = (demand.from, demand.to, demand.head.span);
            let name = demand.head.name.clone();
            if self.reaches(from, to) {
                continue;
            }
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

    fn reaches(&self, from: NodeId, to: NodeId) -> bool {
        let mut out: Vec<Vec<u32>> = vec![Vec::new(); self.model.nodes.len()];
        for leg in &self.model.legs {
            out[leg.from.index()].push(leg.to.0);
            if leg.both {
                out[leg.to.index()].push(leg.from.0);
            }
        }
        let mut seen = vec![false; out.len()];
        let mut stack = vec![from.0];
        seen[from.index()] = true;
        while let Some(at) = stack.pop() {
            if at == to.0 {
                return true;
            }
            for &next in &out[at as usize] {
                if !std::mem::replace(&mut seen[next as usize], true) {
                    stack.push(next);
                }
            }
        }
        false
    }

    /// Nodes from which the destination can be reached on legs that lie behind
    /// the origin: where a demand may pass.
    fn corridor_of(&self, from: NodeId, to: NodeId) -> Vec<bool> {
        let n = self.model.nodes.len();
        let (mut out, mut back) = (vec![Vec::new(); n], vec![Vec::new(); n]);
        for leg in &self.model.legs {
            out[leg.from.index()].push(leg.to.index());
            back[leg.to.index()].push(leg.from.index());
            if leg.both {
                out[leg.to.index()].push(leg.from.index());
                back[leg.from.index()].push(leg.to.index());
            }
        }
        let spread = |graph: &[Vec<usize>], start: usize| {
            let mut seen = vec![false; n];
            let mut stack = vec![start];
            seen[start] = true;
            while let Some(at) = stack.pop() {
                for &next in &graph[at] {
                    if !std::mem::replace(&mut seen[next], true) {
                        stack.push(next);
                    }
                }
            }
            seen
        };
        let (ahead, behind) = (spread(&out, from.index()), spread(&back, to.index()));
        ahead.into_iter().zip(behind).map(|(a, b)| a && b).collect()
    }

    /// Capacities that a demanded commodity meets and does not convert to.
    fn conversions(&mut self) {
        let mut seen: FxHashSet<(crate::model::CommodityId, crate::quantity::Dimension)> =
            FxHashSet::default();
        let mut told = Vec::new();
        for demand in &self.model.demands {
            let passes = self.corridor_of(demand.from, demand.to);
            let conversions = self.model.conversions(demand.commodity);
            let mut look = |capacity: &Capacity| {
                let Some(figure) = capacity.figure() else { return };
                let amount =
                    self.shown(figure.unit).dimension.times(crate::quantity::Dimension::TIME);
                let Some(amount) = amount else { return };
                if conversions.factor(amount).is_none() && seen.insert((demand.commodity, amount)) {
                    told.push((demand.commodity, amount, figure.origin.span()));
                }
            };
            for leg in &self.model.legs {
                let carried = self.model.carries(leg).is_none_or(|c| c.contains(&demand.commodity));
                if carried && passes[leg.from.index()] && passes[leg.to.index()] {
                    look(&leg.capacity);
                }
            }
            for (node, passes) in self.model.nodes.iter().zip(&passes) {
                if *passes {
                    look(&node.throughput);
                }
            }
        }
        for (commodity, amount, at) in told {
            self.tell_no_conversion(commodity, amount, at);
        }
    }

    /// Legs without a capacity where others have one and a flow is asked.
    fn missing_capacities(&mut self) {
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
        let mut look = |what: String, capacity: &Capacity| {
            if let Capacity::Limited(limited) = capacity
                && limited.figure.value == 0.0
            {
                zero.push((what, limited.figure.origin.span()));
            }
        };
        for node in &self.model.nodes {
            look(format!("node `{}`", node.head.name), &node.throughput);
        }
        for leg in &self.model.legs {
            look(format!("leg `{}`", leg.head.name), &leg.capacity);
        }
        for border in &self.model.borders {
            look(format!("border `{}`", border.head.name), &border.capacity);
        }
        for pool in &self.model.pools {
            look(format!("pool `{}`", pool.head.name), &pool.capacity);
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
    fn gauges(&mut self) {
        let gauge = |mode: ModeId| {
            self.line_of(Some(mode))
                .into_iter()
                .find_map(|m| self.model.modes[m.index()].gauge.as_ref().map(|gauge| gauge.value))
        };
        let mut found: Vec<(NodeId, ModeId, ModeId)> = Vec::new();
        let mut at_node: Vec<Vec<ModeId>> = vec![Vec::new(); self.model.nodes.len()];
        for leg in &self.model.legs {
            let Some(mode) = leg.mode.filter(|mode| gauge(*mode).is_some()) else { continue };
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
        let (a_line, b_line) = (self.line_of(Some(a)), self.line_of(Some(b)));
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

    /// Declarations that nothing uses; only in files that ask something.
    fn unused(&mut self) {
        if self.model.questions.is_empty() && self.model.expectations.is_empty() {
            return;
        }
        let broken: FxHashSet<SmolStr> = self.broken.clone();
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
            if self.used.contains(&name) || broken.contains(&name) {
                continue;
            }
            if self.is_for_sale(&name) {
                continue;
            }
            if let (Some(thing), Some(at)) =
                (self.model.names.get(&name), self.declared_at.get(&name))
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
}
