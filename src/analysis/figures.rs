//! Every figure of a model in the order of its lists, for the registers.

use crate::model::{
    Action, Amount, Capacity, CitesId, Effect, Figure, ForCommodity, Formula, FormulaExpr, Head,
    Leg, Model, NewValue, Origin, Volume,
};
use crate::source::Span;
use crate::syntax::ast::ChangeWord;

/// What stands at a property.
#[derive(Debug, Clone, Copy)]
pub enum What<'m> {
    /// A figure.
    Figure(&'m Figure),
    /// A capacity of which nothing was written.
    Unlimited(Span),
    /// A capacity written as `unknown`.
    Unknown(Span, CitesId),
}

/// One figure.
#[derive(Debug, Clone, Copy)]
pub struct Item<'m> {
    /// The word for what it belongs to: `leg`.
    pub kind: &'static str,
    /// The declaration.
    pub head: &'m Head,
    /// The property.
    pub property: &'static str,
    /// What stands there.
    pub what: What<'m>,
}

/// Shows every figure to `see`.
pub fn each_figure<'m>(model: &'m Model, see: &mut dyn FnMut(Item<'m>)) {
    for node in &model.nodes {
        let mut of = Of { kind: "node", head: &node.head, see };
        of.figure("dwell", Some(&node.dwell));
        of.figure("handling", node.handling.as_ref());
        of.restated("handling", &node.handling_for);
        of.capacity("throughput", &node.throughput);
        node.throughput_for.iter().for_each(|(_, capacity)| of.capacity("throughput", capacity));
        of.capacity("storage", &node.storage);
        for transfer in &node.transfers {
            of.figure("transfer time", transfer.time.as_ref());
            of.figure("transfer cost", transfer.cost.as_ref());
            if !matches!(transfer.capacity, Capacity::Unlimited) {
                of.capacity("transfer capacity", &transfer.capacity);
            }
        }
    }
    model.legs.iter().for_each(|leg| each_of_leg(leg, see));
    each_of_rest(model, see);
    each_of_changes(model, see);
}

/// What each uncertain input belongs to and its property, by
/// [`crate::model::InputId`]: `node Aktau`, `dwell`. One that stands in an
/// expression only is named after the first figure that hangs on it.
pub fn input_names(model: &Model) -> Vec<(String, &'static str)> {
    // 3: a constant is that input; 2: another figure is; 1: one hangs on it.
    let mut known: Vec<(u8, String, &'static str)> =
        vec![(0, "the file".to_owned(), "figure"); model.inputs.len()];
    each_figure(model, &mut |item| {
        let What::Figure(figure) = item.what else { return };
        let mut on = Vec::new();
        hangs_on(&figure.formula, &mut on);
        for input in on {
            let is_it = matches!(figure.formula, Formula::Input(_))
                && matches!(figure.origin, Origin::Written(..));
            let by_name = matches!(item.kind, "let" | "param");
            let rank = 1 + u8::from(is_it) + u8::from(is_it && by_name);
            if known.get(input).is_some_and(|known| known.0 < rank) {
                known[input] = (rank, format!("{} {}", item.kind, item.head.name), item.property);
            }
        }
    });
    known.into_iter().map(|(_, of, property)| (of, property)).collect()
}

fn hangs_on(formula: &Formula, into: &mut Vec<usize>) {
    fn of(expr: &FormulaExpr, into: &mut Vec<usize>) {
        match expr {
            FormulaExpr::Number(_) => {}
            FormulaExpr::Input(id) => into.push(id.index()),
            FormulaExpr::Add(a, b)
            | FormulaExpr::Subtract(a, b)
            | FormulaExpr::Multiply(a, b)
            | FormulaExpr::Divide(a, b) => {
                of(a, into);
                of(b, into);
            }
        }
    }
    match formula {
        Formula::Fixed => {}
        Formula::Input(id) => into.push(id.index()),
        Formula::Expression(expr) => of(expr, into),
    }
}

struct Of<'m, 's> {
    kind: &'static str,
    head: &'m Head,
    see: &'s mut dyn FnMut(Item<'m>),
}

impl<'m> Of<'m, '_> {
    fn item(&mut self, property: &'static str, what: What<'m>) {
        (self.see)(Item { kind: self.kind, head: self.head, property, what });
    }

    fn figure(&mut self, property: &'static str, figure: Option<&'m Figure>) {
        if let Some(figure) = figure {
            self.item(property, What::Figure(figure));
        }
    }

    fn restated(&mut self, property: &'static str, list: &'m ForCommodity) {
        list.iter().for_each(|(_, figure)| self.figure(property, Some(figure)));
    }

    fn capacity(&mut self, property: &'static str, capacity: &'m Capacity) {
        match capacity {
            Capacity::Unlimited => self.item(property, What::Unlimited(self.head.span)),
            Capacity::Unknown(span, cites) => self.item(property, What::Unknown(*span, *cites)),
            Capacity::Limited(limited) => self.item(property, What::Figure(&limited.figure)),
        }
    }
}

fn each_of_leg<'m>(leg: &'m Leg, see: &mut dyn FnMut(Item<'m>)) {
    let mut of = Of { kind: "leg", head: &leg.head, see };
    of.figure("distance", leg.distance.as_ref());
    of.figure("time", Some(&leg.time));
    of.figure("cost", leg.cost.as_ref());
    of.figure("emissions", leg.emissions.as_ref());
    of.capacity("capacity", &leg.capacity);
    let Some(more) = leg.more.as_deref() else { return };
    of.figure("speed", more.speed.as_ref());
    of.figure("frequency", more.frequency.as_ref());
    of.restated("time", &more.time_for);
    of.restated("cost", &more.cost_for);
    of.restated("emissions", &more.emissions_for);
    more.capacity_for.iter().for_each(|(_, capacity)| of.capacity("capacity", capacity));
    if let Some(fleet) = &more.fleet {
        of.figure("fleet", Some(&fleet.count));
        of.figure("fleet size", Some(&fleet.size));
        of.figure("fleet cycle", Some(&fleet.cycle));
    }
}

fn each_of_rest<'m>(model: &'m Model, see: &mut dyn FnMut(Item<'m>)) {
    for commodity in &model.commodities {
        let mut of = Of { kind: "commodity", head: &commodity.head, see };
        of.figure("mass", commodity.mass.as_ref());
        of.figure("volume", commodity.volume.as_ref());
        of.figure("value", commodity.value.as_ref());
        of.figure("value_of_time", commodity.value_of_time.as_ref());
    }
    for mode in &model.modes {
        let mut of = Of { kind: "mode", head: &mode.head, see };
        of.figure("speed", mode.speed.as_ref());
        of.figure("cost", mode.cost.as_ref());
        of.restated("cost", &mode.cost_for);
        of.figure("emissions", mode.emissions.as_ref());
        of.figure("circuity", mode.circuity.as_ref());
        of.figure("frequency", mode.frequency.as_ref());
        of.figure("capacity", mode.capacity.figure());
    }
    for border in &model.borders {
        let mut of = Of { kind: "border", head: &border.head, see };
        of.figure("delay", border.delay.as_ref());
        of.figure("fee", border.fee.as_ref());
        of.restated("fee", &border.fee_for);
        of.capacity("capacity", &border.capacity);
    }
    for pool in &model.pools {
        let mut of = Of { kind: "pool", head: &pool.head, see };
        of.capacity("capacity", &pool.capacity);
        if let Some(fleet) = &pool.fleet {
            of.figure("fleet", Some(&fleet.count));
            of.figure("fleet size", Some(&fleet.size));
            of.figure("fleet cycle", Some(&fleet.cycle));
        }
    }
    for demand in &model.demands {
        let mut of = Of { kind: "demand", head: &demand.head, see };
        match &demand.volume {
            Volume::Rate(figure) => of.figure("volume", Some(figure)),
            Volume::Table(rows) => {
                rows.iter().for_each(|(_, figure)| of.figure("volume", Some(figure)));
            }
        }
        of.figure("deadline", demand.deadline.as_ref());
        of.figure("penalty", demand.penalty.as_ref());
        of.figure("value_of_time", demand.value_of_time.as_ref());
        of.figure("growth", demand.growth.as_ref());
    }
    for constant in &model.constants {
        let kind = if constant.is_param { "param" } else { "let" };
        Of { kind, head: &constant.head, see }.figure("value", constant.figure.as_ref());
    }
}

/// As written.
pub fn change_word(word: ChangeWord) -> &'static str {
    match word {
        ChangeWord::Disruption => "disruption",
        ChangeWord::Upgrade => "upgrade",
        ChangeWord::Sanction => "sanction",
        ChangeWord::Agreement => "agreement",
    }
}

fn each_of_changes<'m>(model: &'m Model, see: &mut dyn FnMut(Item<'m>)) {
    for change in &model.changes {
        let kind = change_word(change.word);
        let mut of = Of { kind, head: &change.head, see };
        of.figure("recovery", change.recovery.as_ref());
        of.figure("ramp", change.ramp.as_ref());
        of.figure("announced", change.announced.as_ref());
        of.figure("capex", change.capex.as_ref());
        if let Some(chance) = change.chance.as_deref() {
            of.figure("rate", chance.rate.as_ref());
            of.figure("duration", chance.duration.as_ref());
            of.figure("probability", chance.probability.as_ref());
        }
        change.effects.iter().for_each(|effect| of.figure("effect", amount(effect)));
    }
}

/// The figure that an effect writes or moves by.
fn amount(effect: &Effect) -> Option<&Figure> {
    match &effect.action {
        Action::Set { to: NewValue::Figure(figure), .. } => Some(figure),
        Action::Set { to: NewValue::Capacity(capacity), .. } => capacity.figure(),
        Action::Raise { by, .. } | Action::Reduce { by, .. } => match by {
            Amount::Figure(figure) | Amount::Share(figure) => Some(figure),
        },
        Action::SetParam { to, .. } => Some(to),
        _ => None,
    }
}
