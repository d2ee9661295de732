//! Figures in units that a commodity does not convert to, where they matter.

use crate::model::{Model, Prop, Target};
use crate::scenario::slot;

use super::Network;
use super::charge::{Missing, NoConversion};
use super::class::Class;

/// A figure or capacity in use that a commodity has no way to convert to, or a
/// capacity that is not known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Gap {
    /// A cost or emissions.
    Charge(NoConversion),
    /// A capacity, by its number.
    Capacity(u32),
    /// A capacity written as `unknown`, by its number.
    Unknown(u32),
}

impl Network {
    /// Which arcs lie on some open way from the class's origin to its
    /// destination, by arc.
    pub fn in_reach(&self, class: &Class) -> Vec<bool> {
        let graph = &self.frame.graph;
        let states = graph.states();
        if !class.barred.is_empty() {
            return vec![false; graph.arcs()];
        }
        let open = |arc: usize| class.gate.open[arc];
        let mut ahead = vec![false; states];
        let mut stack = vec![self.frame.start(class.ask.from)];
        ahead[stack[0] as usize] = true;
        while let Some(state) = stack.pop() {
            for arc in graph.out(state).filter(|arc| open(*arc)) {
                let head = graph.head[arc] as usize;
                if !ahead[head] {
                    ahead[head] = true;
                    stack.push(head as u32);
                }
            }
        }
        let mut into: Vec<(u32, u32)> = (0..graph.arcs())
            .filter(|arc| open(*arc) && ahead[graph.tail[*arc] as usize])
            .map(|arc| (graph.head[arc], arc as u32))
            .collect();
        into.sort_unstable();
        let mut back = vec![false; states];
        let mut used = vec![false; graph.arcs()];
        let target = class.ask.to.0;
        let mut stack: Vec<u32> = (0..states as u32)
            .filter(|state| ahead[*state as usize] && graph.place_of[*state as usize] == target)
            .collect();
        for state in &stack {
            back[*state as usize] = true;
        }
        while let Some(state) = stack.pop() {
            let from = into.partition_point(|(head, _)| *head < state);
            for (_, arc) in into[from..].iter().take_while(|(head, _)| *head == state) {
                used[*arc as usize] = true;
                let tail = graph.tail[*arc as usize];
                if !back[tail as usize] {
                    back[tail as usize] = true;
                    stack.push(tail);
                }
            }
        }
        used
    }

    /// What stands in the way of an answer for a class, among all that its
    /// routes may use: the capacities first, by number, then other figures.
    pub fn gaps(&self, model: &Model, class: &Class) -> Vec<Gap> {
        let reach = self.in_reach(class);
        let mut used = vec![false; self.uses.resources.len()];
        let mut ways = vec![false; self.frame.ends.len()];
        let origin = self.uses.of_origin.of(class.ask.from.index());
        let any = reach.iter().any(|used| *used);
        origin.iter().filter(|_| any).for_each(|resource| used[*resource as usize] = true);
        for arc in (0..reach.len()).filter(|arc| reach[*arc]) {
            ways[self.frame.way_of[arc].index()] = true;
            for resource in self.uses.of_arc.of(arc) {
                used[*resource as usize] = true;
            }
        }
        let mut gaps = Vec::new();
        for (number, resource) in (0u32..).zip(&self.uses.resources) {
            if !used[number as usize] || !resource.counts_for(class.ask.commodity) {
                continue;
            }
            if resource.capacity.is_none() {
                gaps.push(Gap::Unknown(number));
            } else if class.factors[number as usize].is_nan() {
                gaps.push(Gap::Capacity(number));
            }
        }
        gaps.extend(self.charge_gaps(model, class, &ways).into_iter().map(Gap::Charge));
        gaps
    }

    fn charge_gaps(&self, model: &Model, class: &Class, ways: &[bool]) -> Vec<NoConversion> {
        let is_used = |gap: &NoConversion| match (gap.target, gap.prop) {
            (Target::Leg(_), prop) => {
                let bit = if prop == Prop::Cost { Missing::COST } else { Missing::EMISSIONS };
                model.all_ways().any(|way| {
                    let at = Target::Leg(way);
                    let standing = self.now.standing_for(model, at, prop, class.ask.commodity);
                    ways[way.index()]
                        && class.charges.missing[way.index()].has(bit)
                        && standing.with_unit().is_some_and(|(_, unit)| unit == gap.unit)
                })
            }
            // Handling, transfers and fees: few, and told wherever they are.
            _ => self.now.standing(model, slot(gap.target, gap.prop)).value() != Some(0.0),
        };
        class.charges.no_conversion.iter().filter(|gap| is_used(gap)).copied().collect()
    }
}
