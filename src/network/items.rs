//! What a trip spends, part by part, with how each part depends on uncertain
//! inputs, and the order in which a trip meets them.

use crate::model::{
    CommodityId, Figure, Formula, LegId, LegWay, Model, NodeId, Prop, Slot, Target,
};
use crate::scenario::{Now, Standing};

use super::Network;
use super::class::Class;
use super::frame::Frame;

/// Where the parts of trips lie in one flat list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    ways: usize,
    nodes: usize,
    transfers: usize,
    crossings: usize,
}

impl Layout {
    /// Of a frame.
    pub fn new(frame: &Frame, nodes: usize) -> Self {
        let (ways, transfers) = (frame.ends.len(), frame.transfers.len());
        Self { ways, nodes, transfers, crossings: frame.crossings.all().len() }
    }

    /// How many parts there are.
    pub fn len(self) -> usize {
        self.fee(self.crossings)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Days on a way.
    pub fn way_time(self, way: LegWay) -> usize {
        way.index()
    }

    /// Days between departures of a way; 0 without departures.
    pub fn headway(self, way: LegWay) -> usize {
        self.ways + way.index()
    }

    /// Money a unit on a way.
    pub fn way_cost(self, way: LegWay) -> usize {
        2 * self.ways + way.index()
    }

    /// Days at a node.
    pub fn dwell(self, node: NodeId) -> usize {
        3 * self.ways + node.index()
    }

    /// Money a unit at a node.
    pub fn handling(self, node: NodeId) -> usize {
        3 * self.ways + self.nodes + node.index()
    }

    /// Days for a change of mode, by number.
    pub fn transfer_time(self, transfer: usize) -> usize {
        3 * self.ways + 2 * self.nodes + transfer
    }

    /// Money a unit for a change of mode.
    pub fn transfer_cost(self, transfer: usize) -> usize {
        self.transfer_time(self.transfers) + transfer
    }

    /// Days at a crossing, by place in `Frame::crossings`.
    pub fn delay(self, crossing: usize) -> usize {
        self.transfer_cost(self.transfers) + crossing
    }

    /// Money a unit at a crossing.
    pub fn fee(self, crossing: usize) -> usize {
        self.delay(self.crossings) + crossing
    }
}

/// The parts of trips of one class in one state.
#[derive(Debug, Clone)]
pub struct Spent {
    /// At the mean of every input, canonical, by place in [`Layout`].
    pub values: Vec<f64>,
    /// How parts depend on inputs: those that do.
    pub formulas: Vec<(usize, Formula)>,
    /// Parts that changes have moved, with the inputs that may be in them
    /// besides those of the changes.
    pub moved: Vec<(usize, Vec<usize>)>,
}

/// The parts of trips of a class.
pub fn spent(model: &Model, network: &Network, class: &Class) -> Spent {
    let frame = &network.frame;
    let layout = Layout::new(frame, model.nodes.len());
    let mut spent =
        Spent { values: vec![0.0; layout.len()], formulas: Vec::new(), moved: Vec::new() };
    let mut maker =
        Maker { model, now: &network.now, commodity: class.ask.commodity, spent: &mut spent };
    let parts = &class.charges.parts;
    for way in model.all_ways() {
        let inputs = || leg_inputs(model, way);
        let target = Target::Leg(way);
        maker.part(layout.way_time(way), parts.way_time[way.index()], target, Prop::Time, &inputs);
        maker.part(layout.way_cost(way), parts.way_cost[way.index()], target, Prop::Cost, &inputs);
        maker.headway(layout.headway(way), target, &inputs);
    }
    for (node, (time, cost)) in (0u32..).map(NodeId).zip(&parts.node) {
        let target = Target::Node(node);
        let declared = &model.nodes[node.index()];
        let inputs = || of_figures([Some(&declared.dwell), declared.handling.as_ref()]);
        maker.part(layout.dwell(node), *time, target, Prop::Dwell, &inputs);
        maker.part(layout.handling(node), *cost, target, Prop::Handling, &inputs);
    }
    for (number, (time, cost)) in parts.transfer.iter().enumerate() {
        let (days, money) = frame.transfers[number].figures(model);
        maker.transfer(layout.transfer_time(number), *time, days);
        maker.transfer(layout.transfer_cost(number), *cost, money);
    }
    for (number, (crossing, (time, cost))) in
        frame.crossings.all().iter().zip(&parts.border).enumerate()
    {
        let Some((id, back)) = crossing.border else {
            maker.spent.values[layout.delay(number)] = *time;
            maker.spent.values[layout.fee(number)] = *cost;
            continue;
        };
        let declared = &model.borders[id.index()];
        let inputs = || of_figures([declared.delay.as_ref(), declared.fee.as_ref()]);
        let target = Target::Border(id, back);
        maker.part(layout.delay(number), *time, target, Prop::Delay, &inputs);
        maker.part(layout.fee(number), *cost, target, Prop::Fee, &inputs);
    }
    spent
}

fn of_figures<const N: usize>(figures: [Option<&Figure>; N]) -> Vec<usize> {
    let mut inputs = Vec::new();
    figures.into_iter().flatten().for_each(|figure| figure.formula.inputs(&mut inputs));
    inputs
}

/// The inputs that may be in the figures of a leg, its mode's among them.
fn leg_inputs(model: &Model, way: LegWay) -> Vec<usize> {
    let leg = model.leg_of(way);
    let more = leg.more.as_deref();
    let mut inputs = of_figures([
        Some(&leg.time),
        leg.distance.as_ref(),
        leg.cost.as_ref(),
        more.and_then(|more| more.speed.as_ref()),
        more.and_then(|more| more.frequency.as_ref()),
        Some(&model.settings.circuity),
    ]);
    for mode in leg.mode.into_iter().flat_map(|mode| model.mode_line(mode)) {
        let mode = &model.modes[mode.index()];
        let own = [&mode.speed, &mode.cost, &mode.circuity, &mode.frequency];
        let restated = mode.cost_for.iter().map(|(_, figure)| figure);
        for figure in own.into_iter().flatten().chain(restated) {
            figure.formula.inputs(&mut inputs);
        }
    }
    let restated = more.into_iter().flat_map(|more| more.cost_for.iter().chain(&more.time_for));
    restated.for_each(|(_, figure)| figure.formula.inputs(&mut inputs));
    inputs
}

struct Maker<'m> {
    model: &'m Model,
    now: &'m Now,
    commodity: Option<CommodityId>,
    spent: &'m mut Spent,
}

impl Maker<'_> {
    /// One part whose figure stands at an address.
    fn part(
        &mut self,
        at: usize,
        value: f64,
        target: Target,
        prop: Prop,
        inputs: &dyn Fn() -> Vec<usize>,
    ) {
        self.spent.values[at] = value;
        let restated = Slot { target, prop, commodity: self.commodity };
        let stands =
            self.commodity.is_some() && self.now.standing(self.model, restated) != Standing::Absent;
        let slot = if stands { restated } else { Slot { commodity: None, ..restated } };
        let of_mode = prop == Prop::Cost && !stands && self.mode_restates(target);
        match self.figure(slot) {
            Some(figure) if !of_mode => self.take(at, value, &figure),
            // Not as declared.
            _ if value != 0.0 => self.spent.moved.push((at, inputs())),
            _ => {}
        }
    }

    /// Whether the mode of a leg restates its cost for the commodity.
    fn mode_restates(&self, target: Target) -> bool {
        let Target::Leg(way) = target else { return false };
        let mut line =
            self.model.leg_of(way).mode.into_iter().flat_map(|m| self.model.mode_line(m));
        self.commodity.is_some_and(|commodity| {
            line.any(|m| self.model.modes[m.index()].cost_for.iter().any(|(c, _)| *c == commodity))
        })
    }

    fn take(&mut self, at: usize, value: f64, figure: &Figure) {
        if figure.formula == Formula::Fixed || figure.value == 0.0 {
            return;
        }
        let ratio = value / figure.value;
        let same = (ratio - 1.0).abs() < 1e-15;
        let formula = figure.formula.clone();
        let formula = if same { formula } else { formula.scaled(ratio) };
        self.spent.formulas.push((at, formula));
    }

    fn headway(&mut self, at: usize, target: Target, inputs: &dyn Fn() -> Vec<usize>) {
        let slot = Slot { target, prop: Prop::Frequency, commodity: None };
        let frequency = self.now.standing(self.model, slot).value().unwrap_or(0.0);
        if frequency <= 0.0 {
            return;
        }
        self.spent.values[at] = 1.0 / frequency;
        match self.figure(slot) {
            Some(figure) if figure.formula == Formula::Fixed => {}
            Some(figure) => self.spent.formulas.push((at, figure.formula.inverse())),
            None => self.spent.moved.push((at, inputs())),
        }
    }

    fn transfer(&mut self, at: usize, value: f64, figure: Option<(&Figure, Option<Slot>)>) {
        self.spent.values[at] = value;
        let Some((figure, slot)) = figure else { return };
        let moved = slot.is_some_and(|slot| self.now.moved(slot).is_some());
        if moved {
            self.spent.moved.push((at, of_figures([Some(figure)])));
        } else {
            self.take(at, value, figure);
        }
    }

    /// The figure that stands at an address, if it stands as written: declared,
    /// or on the basis in use.
    fn figure(&self, slot: Slot) -> Option<Figure> {
        match self.now.moved(slot) {
            None => declared_figure(self.model, slot).cloned(),
            Some((stands, true)) => {
                let basis = self.now.bases.get(&slot)?;
                let all = self.model.bases.get(&slot)?;
                let (_, figure) = all.iter().find(|(name, _)| name == basis)?;
                (stands == Standing::from(figure)).then(|| figure.clone())
            }
            Some(_) => None,
        }
    }
}

/// The figure that the model declares at an address of those that trips meet.
fn declared_figure(model: &Model, slot: Slot) -> Option<&Figure> {
    fn of(list: &[(CommodityId, Figure)], commodity: CommodityId) -> Option<&Figure> {
        list.iter().find(|(known, _)| *known == commodity).map(|(_, figure)| figure)
    }
    match (slot.target, slot.prop, slot.commodity) {
        (Target::Leg(way), prop, commodity) => {
            let leg = model.leg_of(way);
            let more = leg.more.as_deref();
            match (prop, commodity) {
                (Prop::Time, None) => Some(&leg.time),
                (Prop::Cost, None) => leg.cost.as_ref(),
                (Prop::Frequency, None) => more?.frequency.as_ref(),
                (Prop::Time, Some(commodity)) => of(&more?.time_for, commodity),
                (Prop::Cost, Some(commodity)) => of(&more?.cost_for, commodity),
                _ => None,
            }
        }
        (Target::Node(node), Prop::Dwell, None) => Some(&model.nodes[node.index()].dwell),
        (Target::Node(node), Prop::Handling, None) => model.nodes[node.index()].handling.as_ref(),
        (Target::Node(node), Prop::Handling, Some(commodity)) => {
            of(&model.nodes[node.index()].handling_for, commodity)
        }
        (Target::Border(id, _), Prop::Delay, None) => model.borders[id.index()].delay.as_ref(),
        (Target::Border(id, _), Prop::Fee, None) => model.borders[id.index()].fee.as_ref(),
        (Target::Border(id, _), Prop::Fee, Some(commodity)) => {
            of(&model.borders[id.index()].fee_for, commodity)
        }
        _ => None,
    }
}

/// What a trip meets, in the order met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Enters a node, and dwells there.
    Node(NodeId),
    /// Changes mode, by number of the transfer.
    Transfer(usize),
    /// Waits for a departure.
    Wait(LegWay),
    /// Crosses a border, by place in `Frame::crossings`.
    Border(usize),
    /// Enters a leg, by its arc.
    Leg(LegWay, u32),
}

impl Frame {
    /// What a trip meets on an arc, from the node that it passes to the last
    /// border before the next node.
    pub fn stages(&self, model: &Model, arc: u32, into: &mut Vec<Stage>) {
        let way = self.way_of[arc as usize];
        let node = self.from(arc);
        if self.passes(arc) {
            into.push(Stage::Node(node));
        }
        if self.transfer(arc).is_some() {
            into.push(Stage::Transfer(self.transfer_of[arc as usize] as usize));
        }
        if !self.same_service[arc as usize] {
            into.push(Stage::Wait(way));
        }
        // A border at the node where the leg begins is passed before it.
        let range = self.crossings.range(way.index());
        let at_start = |number: usize| {
            let border = self.crossings.all()[number].border;
            border.is_some_and(|(id, _)| model.borders[id.index()].at == Some(node))
        };
        let before = range.clone().take_while(|number| at_start(*number)).count();
        into.extend(range.clone().take(before).map(Stage::Border));
        into.push(Stage::Leg(way, arc));
        into.extend(range.skip(before).map(Stage::Border));
    }

    /// A name of a way that no other has, for its stream of random numbers.
    pub fn way_stream(&self, model: &Model, way: LegWay) -> String {
        let LegId(number) = way.leg();
        let same = |leg: &&crate::model::Leg| leg.head.name == model.leg_of(way).head.name;
        let nth = model.legs.iter().take(number as usize).filter(same).count();
        format!("wait for {} {nth} {}", model.way_name(way), way.is_back())
    }
}
