//! The model with other values of its uncertain inputs: a draw, or a quantile.

use crate::uncertainty::KeyedStream;

use super::{
    Action, Amount, Capacity, Change, CommodityId, Congestion, Effect, Figure, Fleet, Formula,
    FormulaExpr, Leg, Model, NewValue, Node, ScenarioStep, Transfer, Volume,
};

impl Formula {
    /// The value where every input has the value given, canonical; none where
    /// it depends on no input.
    pub fn at(&self, inputs: &[f64]) -> Option<f64> {
        match self {
            Self::Fixed => None,
            Self::Input(id) => inputs.get(id.index()).copied(),
            Self::Expression(expr) => Some(expr.at(inputs)),
        }
    }

    /// Adds the numbers of the inputs that it depends on, each once.
    pub fn inputs(&self, into: &mut Vec<usize>) {
        match self {
            Self::Fixed => {}
            Self::Input(id) => once(into, id.index()),
            Self::Expression(expr) => expr.inputs(into),
        }
    }

    /// The formula of so many times the figure.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let Some(expr) = self.into_expr() else { return Self::Fixed };
        let factor = Box::new(FormulaExpr::Number(factor));
        Self::Expression(Box::new(FormulaExpr::Multiply(Box::new(expr), factor)))
    }

    /// The formula of 1 ÷ the figure.
    #[must_use]
    pub fn inverse(self) -> Self {
        let Some(expr) = self.into_expr() else { return Self::Fixed };
        let one = Box::new(FormulaExpr::Number(1.0));
        Self::Expression(Box::new(FormulaExpr::Divide(one, Box::new(expr))))
    }

    fn into_expr(self) -> Option<FormulaExpr> {
        match self {
            Self::Fixed => None,
            Self::Input(id) => Some(FormulaExpr::Input(id)),
            Self::Expression(expr) => Some(*expr),
        }
    }
}

fn once(into: &mut Vec<usize>, input: usize) {
    if !into.contains(&input) {
        into.push(input);
    }
}

impl FormulaExpr {
    /// The value where every input has the value given, canonical.
    pub fn at(&self, inputs: &[f64]) -> f64 {
        match self {
            Self::Number(value) => *value,
            Self::Input(id) => inputs.get(id.index()).copied().unwrap_or(f64::NAN),
            Self::Add(a, b) => a.at(inputs) + b.at(inputs),
            Self::Subtract(a, b) => a.at(inputs) - b.at(inputs),
            Self::Multiply(a, b) => a.at(inputs) * b.at(inputs),
            Self::Divide(a, b) => a.at(inputs) / b.at(inputs),
        }
    }

    fn inputs(&self, into: &mut Vec<usize>) {
        match self {
            Self::Number(_) => {}
            Self::Input(id) => once(into, id.index()),
            Self::Add(a, b) | Self::Subtract(a, b) | Self::Multiply(a, b) | Self::Divide(a, b) => {
                a.inputs(into);
                b.inputs(into);
            }
        }
    }
}

impl Model {
    /// The mean of every input, canonical, by [`super::InputId`].
    pub fn input_means(&self) -> Vec<f64> {
        self.inputs.iter().map(|input| input.distribution.mean()).collect()
    }

    /// One draw of every input, canonical, by [`super::InputId`]. Each has a
    /// stream of its own, named by (seed, draw, key), so that another input
    /// moves none of them.
    pub fn draw(&self, seed: u64, draw: u64) -> Vec<f64> {
        let one = |input: &super::Input| {
            input.distribution.sample(&mut KeyedStream::new(seed, draw, input.key))
        };
        self.inputs.iter().map(one).collect()
    }

    /// The model with every figure at the given values of the inputs
    /// (canonical, by [`super::InputId`]); those that depend on no input stay.
    /// A figure that has no value there (0 / 0) stays at its mean.
    #[must_use]
    pub fn with_inputs(&self, values: &[f64]) -> Self {
        let mut model = self.clone();
        each_figure(&mut model, &mut |figure| {
            if let Some(value) = figure.formula.at(values).filter(|value| !value.is_nan()) {
                figure.value = value;
            }
        });
        model
    }
}

impl Effect {
    /// The inputs that its figures depend on.
    pub fn inputs(&self) -> Vec<usize> {
        let mut inputs = Vec::new();
        of_effect(&mut self.clone(), &mut |figure| figure.formula.inputs(&mut inputs));
        inputs
    }
}

type Visit<'v> = &'v mut dyn FnMut(&mut Figure);

/// Every figure of a model.
fn each_figure(model: &mut Model, visit: Visit<'_>) {
    let settings = &mut model.settings;
    some(&mut settings.value_of_time, visit);
    visit(&mut settings.detour);
    visit(&mut settings.circuity);
    model.nodes.iter_mut().for_each(|node| of_node(node, visit));
    model.legs.iter_mut().for_each(|leg| of_leg(leg, visit));
    for commodity in &mut model.commodities {
        for figure in [
            &mut commodity.mass,
            &mut commodity.volume,
            &mut commodity.value,
            &mut commodity.value_of_time,
        ] {
            some(figure, visit);
        }
        commodity.per.iter_mut().for_each(|(_, figure)| visit(figure));
    }
    for mode in &mut model.modes {
        for figure in [
            &mut mode.speed,
            &mut mode.cost,
            &mut mode.emissions,
            &mut mode.circuity,
            &mut mode.frequency,
            &mut mode.irregular,
        ] {
            some(figure, visit);
        }
        restated(&mut mode.cost_for, visit);
        of_capacity(&mut mode.capacity, visit);
    }
    model.transfers.iter_mut().for_each(|transfer| of_transfer(transfer, visit));
    for border in &mut model.borders {
        some(&mut border.delay, visit);
        some(&mut border.fee, visit);
        restated(&mut border.fee_for, visit);
        of_capacity(&mut border.capacity, visit);
        capacities(&mut border.capacity_for, visit);
    }
    for pool in &mut model.pools {
        of_capacity(&mut pool.capacity, visit);
        capacities(&mut pool.capacity_for, visit);
        pool.fleet.iter_mut().for_each(|fleet| of_fleet(fleet, visit));
    }
    of_flows(model, visit);
    model.changes.iter_mut().for_each(|change| of_change(change, visit));
    for step in model.scenarios.iter_mut().flat_map(|scenario| &mut scenario.steps) {
        if let ScenarioStep::Effect(effect) = step {
            of_effect(effect, visit);
        }
    }
    model.constants.iter_mut().for_each(|constant| some(&mut constant.figure, visit));
    for (_, figure) in model.bases.values_mut().flatten() {
        visit(figure);
    }
}

fn of_flows(model: &mut Model, visit: Visit<'_>) {
    for demand in &mut model.demands {
        match &mut demand.volume {
            Volume::Rate(figure) => visit(figure),
            Volume::Table(rows) => rows.iter_mut().for_each(|(_, figure)| visit(figure)),
        }
        for figure in [
            &mut demand.deadline,
            &mut demand.penalty,
            &mut demand.value_of_time,
            &mut demand.growth,
        ] {
            some(figure, visit);
        }
        demand.shippers.iter_mut().for_each(|(_, share)| visit(share));
    }
}

fn some(figure: &mut Option<Figure>, visit: Visit<'_>) {
    if let Some(figure) = figure {
        visit(figure);
    }
}

fn restated(list: &mut [(CommodityId, Figure)], visit: Visit<'_>) {
    list.iter_mut().for_each(|(_, figure)| visit(figure));
}

fn capacities(list: &mut [(CommodityId, Capacity)], visit: Visit<'_>) {
    list.iter_mut().for_each(|(_, capacity)| of_capacity(capacity, visit));
}

fn of_capacity(capacity: &mut Capacity, visit: Visit<'_>) {
    if let Capacity::Limited(limited) = capacity {
        visit(&mut limited.figure);
        if let Some((count, _)) = &mut limited.parts {
            visit(count);
        }
    }
}

fn of_fleet(fleet: &mut Fleet, visit: Visit<'_>) {
    visit(&mut fleet.count);
    visit(&mut fleet.size);
    visit(&mut fleet.cycle);
}

fn of_transfer(transfer: &mut Transfer, visit: Visit<'_>) {
    some(&mut transfer.time, visit);
    some(&mut transfer.cost, visit);
    of_capacity(&mut transfer.capacity, visit);
}

fn of_node(node: &mut Node, visit: Visit<'_>) {
    visit(&mut node.dwell);
    some(&mut node.handling, visit);
    restated(&mut node.handling_for, visit);
    of_capacity(&mut node.throughput, visit);
    capacities(&mut node.throughput_for, visit);
    of_capacity(&mut node.storage, visit);
    node.transfers.iter_mut().for_each(|transfer| of_transfer(transfer, visit));
}

fn of_leg(leg: &mut Leg, visit: Visit<'_>) {
    visit(&mut leg.time);
    some(&mut leg.distance, visit);
    some(&mut leg.cost, visit);
    some(&mut leg.emissions, visit);
    of_capacity(&mut leg.capacity, visit);
    let Some(more) = leg.more.as_deref_mut() else { return };
    some(&mut more.speed, visit);
    some(&mut more.frequency, visit);
    some(&mut more.irregular, visit);
    more.fleet.iter_mut().for_each(|fleet| of_fleet(fleet, visit));
    match &mut more.congestion {
        Some((Congestion::Bpr(a, b), _)) => {
            visit(a);
            visit(b);
        }
        Some((Congestion::Linear(one) | Congestion::Queue(one), _)) => visit(one),
        None => {}
    }
    capacities(&mut more.capacity_for, visit);
    for list in [&mut more.cost_for, &mut more.time_for, &mut more.emissions_for] {
        restated(list, visit);
    }
}

fn of_change(change: &mut Change, visit: Visit<'_>) {
    if let Some((_, share)) = &mut change.by {
        visit(share);
    }
    change.effects.iter_mut().for_each(|effect| of_effect(effect, visit));
    if let Some(chance) = change.chance.as_deref_mut() {
        for figure in [&mut chance.rate, &mut chance.duration, &mut chance.probability] {
            some(figure, visit);
        }
    }
    for figure in [&mut change.recovery, &mut change.ramp, &mut change.announced, &mut change.capex]
    {
        some(figure, visit);
    }
    for after in &mut change.after {
        some(&mut after.probability, visit);
        some(&mut after.delay, visit);
    }
}

fn of_effect(effect: &mut Effect, visit: Visit<'_>) {
    match &mut effect.action {
        Action::CloseParts { count, of, .. } => {
            visit(count);
            visit(of);
        }
        Action::Set { to: NewValue::Figure(figure), .. } | Action::SetParam { to: figure, .. } => {
            visit(figure);
        }
        Action::Set { to: NewValue::Capacity(capacity), .. } => of_capacity(capacity, visit),
        Action::Set { to: NewValue::Fleet(fleet), .. } => of_fleet(fleet, visit),
        Action::Raise { by, .. } | Action::Reduce { by, .. } => match by {
            Amount::Figure(figure) | Amount::Share(figure) => visit(figure),
        },
        Action::Close(_)
        | Action::Open(_)
        | Action::Forbid { .. }
        | Action::ForbidTransit(..)
        | Action::ForbidTrade(..)
        | Action::Allow { .. }
        | Action::AllowTransit(..)
        | Action::AllowTrade(..) => {}
    }
}
