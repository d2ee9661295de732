//! What became of the contracts.

use crate::quantity::Dimension;
use crate::report::{Block, Figure, Map, Table};

use crate::analysis::part::Part;
use crate::analysis::units::shown;

use super::Teller;

impl Teller<'_, '_> {
    /// What became of each contract.
    pub(super) fn contracts(&self, part: &mut Part) {
        if self.solved.contracts.is_empty() {
            return;
        }
        let model = self.model();
        let mut table = Table::new()
            .text("contract")
            .text("asks")
            .number("amount")
            .number("flow")
            .number("missed by");
        let mut maps = Vec::new();
        for kept in &self.solved.contracts {
            let contract = &model.contracts[kept.contract.index()];
            let amount = model.dimension(contract.amount.unit).times(Dimension::TIME);
            let factor = amount.and_then(|a| model.conversions(contract.commodity).factor(a));
            let unit = shown(model, contract.amount.unit);
            let figure =
                |value: f64| self.amount(Figure::new(value * factor.unwrap_or(1.0), unit.clone()));
            let over =
                if contract.at_least { kept.asked - kept.flow } else { kept.flow - kept.asked };
            let missed = if over > 1e-9 * kept.asked { over } else { 0.0 };
            let asks = if contract.at_least { "at least" } else { "at most" };
            table.row(vec![
                contract.head.label().into(),
                asks.into(),
                figure(kept.asked).into(),
                figure(kept.flow).into(),
                figure(missed).into(),
            ]);
            maps.push(
                Map::new()
                    .with("contract", &contract.head.name)
                    .with("asks", asks)
                    .with("on", &contract.on.text)
                    .with("amount", figure(kept.asked))
                    .with("flow", figure(kept.flow))
                    .with("missed", figure(missed))
                    .with("kept", missed == 0.0),
            );
        }
        part.body.push(Block::Table(table));
        part.data.set("contracts", maps);
        if !self.solved.knows_worths() {
            part.note(
                "under a floor that binds while not all is delivered the worth of a capacity is \
                 not told, only its dual",
            );
        }
    }
}
