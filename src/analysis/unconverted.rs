//! Costs in units that a commodity has no way to convert to.

use crate::model::{Model, Prop};
use crate::network::{Class, Gap, Network, NoConversion};
use crate::report::Phrase;

use super::units::shown;
use super::words::target_text;

/// The costs, fees and handling on the ways of a class that its commodity has
/// no way to count, in words; without the ending of the sentence, so that it
/// can say what follows. Emissions are left out: they decide nothing.
pub fn unconverted(model: &Model, network: &Network, class: &Class) -> Vec<Phrase> {
    if class.charges.no_conversion.iter().all(|gap| gap.prop == Prop::Emissions) {
        return Vec::new();
    }
    let gaps = network.gaps(model, class).into_iter();
    let money = gaps.filter_map(|gap| match gap {
        Gap::Charge(gap) if gap.prop != Prop::Emissions => Some(text(model, &gap)),
        _ => None,
    });
    money.collect()
}

fn text(model: &Model, gap: &NoConversion) -> Phrase {
    let what = match gap.prop {
        Prop::Handling => "handling",
        Prop::Fee => "fee",
        _ => "cost",
    };
    let commodity = model.commodities[gap.commodity.index()].head.label();
    Phrase::from(format!("the {what} of `{}` is in ", target_text(model, gap.target)))
        .with(shown(model, gap.unit).0.symbol.clone())
        .with(", which `")
        .name(commodity)
        .with("` does not convert to")
}

/// What may be done about it, for the end of an answer that fails.
pub fn remedy(model: &Model, class: &Class) -> Phrase {
    let commodity = class.ask.commodity.map(|c| model.commodities[c.index()].head.name.as_str());
    Phrase::from(format!(
        ": give it as `cost for {}`, or say with `carries` what else it is for",
        commodity.unwrap_or("C")
    ))
}
