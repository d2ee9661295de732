//! What analyses say of contracts that they keep, or do not keep.

use crate::model::{Contract, ContractId, Model};
use crate::report::Phrase;

/// The contracts that hold at some time in a period.
pub fn in_period(model: &Model, (from, until): (f64, f64)) -> Vec<ContractId> {
    let holds = |contract: &Contract| {
        contract.from_date.is_none_or(|day| f64::from(day) < until)
            && contract.until_date.is_none_or(|day| f64::from(day) > from)
    };
    let all = (0u32..).map(ContractId).zip(&model.contracts);
    all.filter(|(_, contract)| holds(contract)).map(|(id, _)| id).collect()
}

/// What an analysis that keeps no contracts says of those in force; nothing
/// where there are none.
pub fn not_kept(model: &Model, contracts: &[ContractId], where_: &str) -> Option<Phrase> {
    let label = |id: &ContractId| format!("`{}`", model.contracts[id.index()].head.label());
    let names: Vec<String> = contracts.iter().map(label).collect();
    (!names.is_empty()).then(|| {
        Phrase::from(format!(
            "{where_} keeps no contracts, as if these did not hold: {}",
            names.join(", ")
        ))
    })
}

/// What an analysis that keeps contracts says of those in force.
pub fn kept_note(model: &Model, contracts: &[ContractId]) -> Option<Phrase> {
    let label = |id: &ContractId| format!("`{}`", model.contracts[id.index()].head.label());
    let names: Vec<String> = contracts.iter().map(label).collect();
    (!names.is_empty()).then(|| {
        Phrase::from(format!(
            "contracts are kept throughout ({}); where one cannot be kept there is no answer",
            names.join(", ")
        ))
    })
}
