//! What demands lack, and what binds or closes.

use crate::algorithm::flow::Stage;
use crate::model::DemandId;
use crate::report::{Map, Phrase, Share};

use crate::analysis::analyst::{Analyst, Failure};
use crate::analysis::no_way::no_way;
use crate::analysis::part::Part;
use crate::analysis::words::place;

use super::{Limit, Teller};

impl Teller<'_, '_> {
    pub(super) fn sentence(&self, demands: &[DemandId]) -> Phrase {
        let model = self.model();
        let label = |d: DemandId| Phrase::new().name(model.demands[d.index()].head.label());
        let volume: f64 = self.solved.made.parts.iter().map(|part| part.volume).sum();
        if demands.is_empty() || volume == 0.0 {
            return Phrase::from("No demand is there at this moment: there is nothing to carry.");
        }
        let short: Vec<DemandId> = demands
            .iter()
            .copied()
            .filter(|d| self.solved.unmet(*d) > 1e-9 * self.volume(*d))
            .collect();
        if short.is_empty() {
            return Phrase::from("All demand is delivered.");
        }
        let mut text = Phrase::new();
        for (index, demand) in short.iter().take(3).enumerate() {
            if index > 0 {
                text.push("; ");
            }
            let unmet = self.solved.unmet(*demand);
            text = text
                .and(label(*demand))
                .with(" lacks ")
                .with(self.rate(*demand, unmet))
                .with(" (")
                .with(Share(unmet / self.volume(*demand)))
                .with(")");
        }
        if short.len() > 3 {
            text.push(match short.len() - 3 {
                1 => "; one more demand falls short".to_owned(),
                more => format!("; {more} more demands fall short"),
            });
        }
        let binding = self.binding();
        if binding.is_empty() {
            return text.with(".");
        }
        let names = binding.iter().take(3).map(|n| {
            let resource = &self.state.network.uses.resources[*n as usize];
            Phrase::new().name(resource.label(model))
        });
        text.with(": bound by ").and(Phrase::list(names)).with(".")
    }

    /// Where nothing of a demand moves and no capacity is to blame: what is
    /// closed, and by whom.
    pub(super) fn tell_no_way(
        &self,
        analyst: &Analyst<'_>,
        demand: DemandId,
        part: &mut Part,
    ) -> Result<(), Failure> {
        if self.volume(demand) == 0.0 {
            return Ok(());
        }
        // A part of a demand may be forbidden while the rest moves.
        for (_, barred) in self.solved.of_demand(demand) {
            if barred.class.barred.is_empty() || barred.volume == 0.0 {
                continue;
            }
            let ends = (barred.class.ask.from, barred.class.ask.to);
            let why = no_way(self.state, &barred.class, ends, &|_| None, analyst.control)?;
            part.say(self.barred_sentence(demand, barred.volume));
            part.body.push(why.block(analyst, self.state));
            part.data.set("no_way", why.map(analyst, self.state));
        }
        if self.solved.delivered(demand) > 0.0 {
            return Ok(());
        }
        let free = self.solved.of_demand(demand).find(|(_, part)| part.class.barred.is_empty());
        let Some((_, first)) = free else { return Ok(()) };
        let reach = self.state.network.in_reach(&first.class);
        if reach.iter().any(|used| *used) {
            return Ok(());
        }
        let ends = (first.class.ask.from, first.class.ask.to);
        let why = no_way(self.state, &first.class, ends, &|_| None, analyst.control)?;
        part.say(why.sentence(self.state));
        part.body.push(why.block(analyst, self.state));
        part.data.set("no_way", why.map(analyst, self.state));
        Ok(())
    }

    /// How much of a demand rules on trade forbid.
    fn barred_sentence(&self, demand: DemandId, volume: f64) -> Phrase {
        let label = self.model().demands[demand.index()].head.label();
        let all = volume >= (1.0 - 1e-9) * self.volume(demand);
        let of = if all { "All of " } else { "Of " };
        let text = Phrase::from(of).name(label);
        let text = if all { text } else { text.with(", ").with(self.rate(demand, volume)) };
        text.with(" may not be carried at all:")
    }

    /// The capacities whose relief delivers more.
    fn binding(&self) -> Vec<u32> {
        let mut all: Vec<(u32, f64)> = self
            .solved
            .worth
            .iter()
            .filter(|(_, worth)| worth.delivered > 0.0)
            .map(|(n, worth)| (*n, worth.delivered))
            .collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        if all.is_empty() {
            // Only together do they bring anything: those with a dual.
            let stages = self.solved.solution.stages.iter();
            let duals = stages
                .filter(|stage| matches!(stage.stage, Stage::Unmet(_)))
                .flat_map(|stage| stage.duals.iter().map(|(n, _)| *n));
            let mut numbers: Vec<u32> = duals.collect();
            numbers.sort_unstable();
            numbers.dedup();
            return numbers;
        }
        all.into_iter().map(|(n, _)| n).collect()
    }

    /// Those of them that lie on some way of a demand.
    pub(super) fn binding_of(&self, demand: DemandId) -> Vec<u32> {
        let network = &self.state.network;
        let mut on_its_ways = vec![false; network.uses.resources.len()];
        for (_, part) in self.solved.of_demand(demand) {
            let reach = network.in_reach(&part.class);
            let arcs = (0..reach.len()).filter(|arc| reach[*arc]);
            let of_arcs = arcs.flat_map(|arc| network.uses.of_arc.of(arc));
            let of_origin = network.uses.of_origin.of(part.class.ask.from.index());
            of_arcs.chain(of_origin).for_each(|number| on_its_ways[*number as usize] = true);
        }
        self.binding().into_iter().filter(|number| on_its_ways[*number as usize]).collect()
    }

    /// What a demand's own deadline or penalty keeps back, for both readers.
    pub(super) fn tell_limits(
        &self,
        analyst: &Analyst<'_>,
        limits: &[(DemandId, Limit, f64)],
        demand: DemandId,
        part: &mut Part,
    ) -> Vec<Map> {
        let found = limits.iter().filter(|(of, ..)| *of == demand);
        let head = &self.model().demands[demand.index()].head;
        let mut maps = Vec::new();
        for &(_, limit, held) in found {
            let figure = limit.figure(self.model(), demand);
            let Some(figure) = figure else { continue };
            let at = place(analyst, figure.origin.span());
            let held = self.rate(demand, held);
            let shown = crate::report::Figure::new(
                figure.value,
                crate::analysis::units::shown(self.model(), figure.unit),
            );
            let text = match limit {
                Limit::Deadline => "The deadline of ",
                Limit::Penalty => "The penalty of ",
            };
            let does = match limit {
                Limit::Deadline => ", keeps back at least ",
                Limit::Penalty => ", is less than delivery costs and keeps back at least ",
            };
            part.say(
                Phrase::from(text)
                    .name(head.label())
                    .with(", ")
                    .with(shown.clone())
                    .with(does)
                    .with(held.clone())
                    .with(" (")
                    .with(at.clone())
                    .with(")."),
            );
            maps.push(
                Map::new()
                    .with("kind", limit.word())
                    .with("limit", shown)
                    .with("keeps_back_at_least", held)
                    .with("place", at),
            );
        }
        maps
    }
}
