//! Figures of a share of the check with the numbers of the whole.

use crate::model::{
    Capacity, CitesId, Congestion, Figure, Fleet, ForCommodity, Formula, FormulaExpr, Head,
    InputId, Leg, LegMore, Node, Origin, Transfer, UnitId, WordId,
};

use super::context::Lengths;

/// What the numbers that a share gave are in the whole. Those below the
/// lengths that the whole had when the share began stay.
pub(super) struct Renumber {
    base: Lengths,
    shown: Vec<UnitId>,
    words: Vec<WordId>,
    cites: Vec<CitesId>,
    /// How many inputs the whole has before those of the share.
    inputs: u32,
}

impl Renumber {
    pub fn new(
        base: Lengths,
        shown: Vec<UnitId>,
        words: Vec<WordId>,
        cites: Vec<CitesId>,
        inputs: u32,
    ) -> Self {
        Self { base, shown, words, cites, inputs }
    }

    pub fn unit(&self, id: &mut UnitId) {
        if let Some(own) = id.0.checked_sub(self.base.shown) {
            *id = self.shown[own as usize];
        }
    }

    fn word(&self, id: &mut WordId) {
        if let Some(own) = id.0.checked_sub(self.base.words) {
            *id = self.words[own as usize];
        }
    }

    fn cites(&self, id: &mut CitesId) {
        if let Some(own) = id.0.checked_sub(self.base.cites) {
            *id = self.cites[own as usize];
        }
    }

    fn input(&self, id: &mut InputId) {
        if let Some(own) = id.0.checked_sub(self.base.inputs) {
            id.0 = self.inputs + own;
        }
    }

    pub fn figure(&self, figure: &mut Figure) {
        let Figure { value: _, unit, origin, formula } = figure;
        self.unit(unit);
        match origin {
            Origin::Written(_, cites) => self.cites(cites),
            Origin::Derived(..) | Origin::Default(_) => {}
        }
        match formula {
            Formula::Fixed => {}
            Formula::Input(id) => self.input(id),
            Formula::Expression(expr) => self.expr(expr),
        }
    }

    fn expr(&self, expr: &mut FormulaExpr) {
        match expr {
            FormulaExpr::Number(_) => {}
            FormulaExpr::Input(id) => self.input(id),
            FormulaExpr::Add(a, b)
            | FormulaExpr::Subtract(a, b)
            | FormulaExpr::Multiply(a, b)
            | FormulaExpr::Divide(a, b) => {
                self.expr(a);
                self.expr(b);
            }
        }
    }

    fn some(&self, figure: &mut Option<Figure>) {
        figure.iter_mut().for_each(|figure| self.figure(figure));
    }

    fn all(&self, figures: &mut ForCommodity) {
        figures.iter_mut().for_each(|(_, figure)| self.figure(figure));
    }

    fn capacity(&self, capacity: &mut Capacity) {
        match capacity {
            Capacity::Unlimited => {}
            Capacity::Unknown(_, cites) => self.cites(cites),
            Capacity::Limited(limited) => {
                self.figure(&mut limited.figure);
                limited.parts.iter_mut().for_each(|(count, _)| self.figure(count));
            }
        }
    }

    fn head(&self, head: &mut Head) {
        self.cites(&mut head.cites);
    }

    pub fn node(&self, node: &mut Node) {
        let Node {
            head,
            country: _,
            kind,
            at: _,
            dwell,
            handling,
            handling_for,
            throughput,
            throughput_for,
            storage,
            transfers,
            tags,
            planned: _,
        } = node;
        self.head(head);
        kind.iter_mut().chain(tags).for_each(|word| self.word(word));
        self.figure(dwell);
        self.some(handling);
        self.all(handling_for);
        self.capacity(throughput);
        throughput_for.iter_mut().for_each(|(_, capacity)| self.capacity(capacity));
        self.capacity(storage);
        transfers.iter_mut().for_each(|transfer| self.transfer(transfer));
    }

    fn transfer(&self, transfer: &mut Transfer) {
        let Transfer { from: _, to: _, both: _, time, cost, capacity, span: _ } = transfer;
        self.some(time);
        self.some(cost);
        self.capacity(capacity);
    }

    pub fn leg(&self, leg: &mut Leg) {
        let Leg {
            head,
            named: _,
            from: _,
            to: _,
            both: _,
            mode: _,
            distance,
            time,
            cost,
            cost_by_distance: _,
            emissions,
            capacity,
            shared: _,
            more,
            planned: _,
        } = leg;
        self.head(head);
        self.some(distance);
        self.figure(time);
        self.some(cost);
        self.some(emissions);
        self.capacity(capacity);
        more.iter_mut().for_each(|more| self.more(more));
    }

    fn more(&self, more: &mut LegMore) {
        let LegMore {
            speed,
            frequency,
            irregular,
            service,
            fleet,
            through: _,
            congestion,
            carries: _,
            tags,
            capacity_for,
            cost_for,
            time_for,
            emissions_for,
        } = more;
        [speed, frequency, irregular].into_iter().for_each(|figure| self.some(figure));
        service.iter_mut().chain(tags).for_each(|word| self.word(word));
        if let Some(Fleet { count, what: _, size, cycle, span: _ }) = fleet {
            [count, size, cycle].into_iter().for_each(|figure| self.figure(figure));
        }
        match congestion {
            None => {}
            Some((Congestion::Bpr(a, b), _)) => {
                self.figure(a);
                self.figure(b);
            }
            Some((Congestion::Linear(a) | Congestion::Queue(a), _)) => self.figure(a),
        }
        capacity_for.iter_mut().for_each(|(_, capacity)| self.capacity(capacity));
        [cost_for, time_for, emissions_for].into_iter().for_each(|figures| self.all(figures));
    }
}
