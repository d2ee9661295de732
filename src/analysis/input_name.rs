//! What an uncertain input is called: the figure that it is.

use crate::model::{Figure, Formula, InputId, Model};

/// For people: `strike`, `dwell of Aktau`, `time of Aktau -> Alat by ferry`; of
/// several figures that it is in the first declared.
pub fn input_name(model: &Model, input: usize) -> String {
    let id = InputId(input as u32);
    let has = |figure: &Figure| match &figure.formula {
        Formula::Fixed => false,
        Formula::Input(own) => *own == id,
        formula => {
            let mut inputs = Vec::new();
            formula.inputs(&mut inputs);
            inputs.contains(&input)
        }
    };
    let some = |figure: &Option<Figure>| figure.as_ref().is_some_and(has);
    let of = |what: &str, name: &str| format!("{what} of {name}");
    for constant in &model.constants {
        if some(&constant.figure) {
            return constant.head.name.clone();
        }
    }
    for mode in &model.modes {
        let figures = [
            ("speed", &mode.speed),
            ("cost", &mode.cost),
            ("frequency", &mode.frequency),
            ("circuity", &mode.circuity),
        ];
        if let Some((what, _)) = figures.into_iter().find(|(_, figure)| some(figure)) {
            return of(what, mode.head.label());
        }
    }
    for node in &model.nodes {
        if has(&node.dwell) {
            return of("dwell", node.head.label());
        }
        if some(&node.handling) {
            return of("handling", node.head.label());
        }
        for transfer in &node.transfers {
            if some(&transfer.time) || some(&transfer.cost) {
                return of("transfer", node.head.label());
            }
        }
    }
    for leg in &model.legs {
        let more = leg.more.as_deref();
        let speed = more.and_then(|more| more.speed.as_ref());
        let frequency = more.and_then(|more| more.frequency.as_ref());
        let figures = [
            ("speed", speed),
            ("distance", leg.distance.as_ref()),
            ("time", Some(&leg.time)),
            ("cost", leg.cost.as_ref()),
            ("departures", frequency),
        ];
        let found = figures.into_iter().find(|(_, figure)| figure.is_some_and(has));
        if let Some((what, _)) = found {
            return of(what, leg.head.label());
        }
    }
    for (transfer, what) in model.transfers.iter().flat_map(|t| [(t, &t.time), (t, &t.cost)]) {
        if some(what) {
            let mode = |id: crate::model::ModeId| model.modes[id.index()].head.label();
            return format!("transfer {} -> {}", mode(transfer.from), mode(transfer.to));
        }
    }
    for border in &model.borders {
        if some(&border.delay) {
            return of("delay", border.head.label());
        }
        if some(&border.fee) {
            return of("fee", border.head.label());
        }
    }
    for change in &model.changes {
        let chance = change.chance.as_deref();
        let figures = chance.into_iter().flat_map(|c| [&c.rate, &c.duration, &c.probability]);
        if figures.into_iter().any(some)
            || change.effects.iter().any(|effect| effect.inputs().contains(&input))
        {
            return change.head.label().to_owned();
        }
    }
    for (slot, figures) in &model.bases {
        if figures.iter().any(|(_, figure)| has(figure)) {
            return crate::analysis::words::slot_text(model, *slot);
        }
    }
    format!("uncertain figure {}", input + 1)
}
