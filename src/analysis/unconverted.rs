//! Costs in units that a commodity has no way to convert to.

use crate::model::{Model, Prop, Target};
use crate::network::{Class, Gap, Network, NoConversion};
use crate::report::Phrase;

use super::units::shown;
use super::words::target_text;

/// A figure that a commodity has no way to count.
pub struct Unconverted {
    /// What it is and why not, without the ending of the sentence, so that it
    /// can say what follows.
    pub what: Phrase,
    /// What may be done about it.
    pub remedy: Phrase,
}

impl Unconverted {
    /// Why there is no answer by money.
    pub fn reason(self) -> Phrase {
        self.what.with(": ").and(self.remedy)
    }

    /// What is done where money decides nothing.
    pub fn note(&self) -> String {
        format!("{}: it counts as 0", self.what.plain())
    }
}

/// The costs, fees and handling on the ways of a class that its commodity has
/// no way to count. Emissions are left out: they decide nothing.
pub fn unconverted(model: &Model, network: &Network, class: &Class) -> Vec<Unconverted> {
    if class.charges.no_conversion.iter().all(|gap| gap.prop == Prop::Emissions) {
        return Vec::new();
    }
    let gaps = network.gaps(model, class).into_iter();
    let money = gaps.filter_map(|gap| match gap {
        Gap::Charge(gap) if gap.prop != Prop::Emissions => Some(tell(model, &gap)),
        _ => None,
    });
    money.collect()
}

fn tell(model: &Model, gap: &NoConversion) -> Unconverted {
    let what = match gap.prop {
        Prop::Handling => "handling",
        Prop::Fee => "fee",
        _ => "cost",
    };
    let commodity = &model.commodities[gap.commodity.index()];
    let (name, unit) = (&commodity.head.name, shown(model, commodity.unit).0.symbol.clone());
    let what = Phrase::from(format!("the {what} of `{}` is in ", target_text(model, gap.target)))
        .with(shown(model, gap.unit).0.symbol.clone())
        .with(", which `")
        .name(commodity.head.label())
        .with("` does not convert to");
    let remedy = Phrase::from(match gap.target {
        Target::Leg(_) => {
            format!("give the leg a `cost for {name}`, or say with `carries` what else it is for")
        }
        _ => format!(
            "write it in {}/{unit}, or in what `{name}` converts to",
            model.settings.currency
        ),
    });
    Unconverted { what, remedy }
}
