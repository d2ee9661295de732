//! One trip through one draw.

use crate::algorithm::MinHeap;
use crate::network::Stage;
use crate::scenario::Stretches;
use crate::uncertainty::{KeyedStream, stream_key};

use super::plan::{Plan, Table, Token, When};
use super::value::Value;

const NONE: u32 = u32::MAX;

/// Something that a trip meets: gates to pass, time and money to spend.
#[derive(Debug, Clone, Copy)]
pub struct Meet {
    gates: [u32; 2],
    time: u32,
    cost: u32,
    /// A headway, and the name of its stream.
    wait: Option<(u32, u64)>,
}

impl Meet {
    fn gate(gate: usize) -> Self {
        Self { gates: [gate as u32, NONE], time: NONE, cost: NONE, wait: None }
    }
}

/// What every arc makes a trip meet, flat.
#[derive(Debug, Default)]
pub struct Meets {
    first: Vec<u32>,
    list: Vec<Meet>,
}

impl Meets {
    /// Of all arcs of a plan.
    pub fn new(plan: &Plan<'_>) -> Self {
        let (model, frame, layout) = (plan.model(), &plan.base.network.frame, plan.layout);
        let mut made = Self { first: vec![0], list: Vec::new() };
        let mut stages = Vec::new();
        for arc in 0..frame.way_of.len() as u32 {
            stages.clear();
            frame.stages(model, arc, &mut stages);
            for stage in &stages {
                made.list.extend(match *stage {
                    Stage::Node(node) => Some(Meet {
                        time: layout.dwell(node) as u32,
                        cost: layout.handling(node) as u32,
                        ..Meet::gate(plan.node_gate(node.index()))
                    }),
                    Stage::Transfer(number) => Some(Meet {
                        gates: [NONE; 2],
                        time: layout.transfer_time(number) as u32,
                        cost: layout.transfer_cost(number) as u32,
                        wait: None,
                    }),
                    Stage::Wait(way) => {
                        let part = layout.headway(way);
                        let never = matches!(&plan.parts[part], Table::One(v) if v.is_fixed() && v.at(&[]) == 0.0);
                        (!never).then(|| Meet {
                            gates: [NONE; 2],
                            time: NONE,
                            cost: NONE,
                            wait: Some((part as u32, stream_key(&frame.way_stream(model, way)))),
                        })
                    }
                    Stage::Border(crossing) => Some(Meet {
                        time: layout.delay(crossing) as u32,
                        cost: layout.fee(crossing) as u32,
                        ..Meet::gate(plan.crossing_gate(crossing))
                    }),
                    Stage::Leg(way, arc) => Some(Meet {
                        gates: [
                            plan.way_gate(way.index()) as u32,
                            plan.arc_gate(arc as usize) as u32,
                        ],
                        time: layout.way_time(way) as u32,
                        cost: layout.way_cost(way) as u32,
                        wait: None,
                    }),
                });
            }
            made.first.push(made.list.len() as u32);
        }
        made
    }

    /// Of one arc.
    pub fn of(&self, arc: u32) -> &[Meet] {
        let arc = arc as usize;
        &self.list[self.first[arc] as usize..self.first[arc + 1] as usize]
    }
}

impl Meet {
    /// The parts that it may spend.
    pub fn parts(&self) -> impl Iterator<Item = usize> + use<> {
        let wait = self.wait.map_or(NONE, |(part, _)| part);
        [self.time, self.cost, wait].into_iter().filter(|part| *part != NONE).map(|p| p as usize)
    }

    /// Those that take time.
    pub fn times(&self) -> impl Iterator<Item = usize> + use<> {
        let wait = self.wait.map_or(NONE, |(part, _)| part);
        [self.time, wait].into_iter().filter(|part| *part != NONE).map(|p| p as usize)
    }

    /// What it takes apart from waiting.
    pub fn time(&self) -> Option<usize> {
        (self.time != NONE).then_some(self.time as usize)
    }

    /// What it costs.
    pub fn cost(&self) -> Option<usize> {
        (self.cost != NONE).then_some(self.cost as usize)
    }

    /// Whether it waits for departures.
    pub fn waits(&self) -> bool {
        self.wait.is_some()
    }
}

/// From which draw each thing takes its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// All but one.
    pub draw: u64,
    /// That one, and the draw from which it takes its numbers.
    pub other: Option<(Component, u64)>,
}

/// What varies by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    /// The moment of departure, and with it the waits for departures.
    Departure,
    /// A random change, by place.
    Change(usize),
    /// An input.
    Input(usize),
}

impl Source {
    /// The draw of a thing.
    pub fn of(self, component: Component) -> u64 {
        match self.other {
            Some((other, draw)) if other == component => draw,
            _ => self.draw,
        }
    }
}

/// The memory of one draw, used again from draw to draw.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// Drawn inputs.
    pub values: Vec<f64>,
    stretches: Stretches,
    /// By token: when it holds, and when its gates count.
    raw: Vec<Vec<(f64, f64)>>,
    gate: Vec<Vec<(f64, f64)>>,
    /// Days lost, by token.
    pub lost: Vec<f64>,
    waits: (u64, u64),
    labels: Vec<(f64, u32)>,
    heap: MinHeap,
    /// The arcs of the best way found.
    pub arcs: Vec<u32>,
}

fn gate_pieces(token: &Token, raw: &[(f64, f64)], into: &mut Vec<(f64, f64)>) {
    into.clear();
    let before = if token.closes { token.ramp } else { 0.0 };
    let after = if token.opens { token.recovery } else { 0.0 };
    let moved = raw.iter().map(|(from, until)| (from + before, until + after));
    into.extend(moved.filter(|(from, until)| from < until));
}

impl Memory {
    /// For a plan.
    pub fn new(plan: &Plan<'_>, means: &[f64]) -> Self {
        let mut memory = Self {
            values: means.to_vec(),
            raw: vec![Vec::new(); plan.tokens.len()],
            gate: vec![Vec::new(); plan.tokens.len()],
            lost: vec![0.0; plan.tokens.len()],
            ..Self::default()
        };
        for (bit, token) in plan.tokens.iter().enumerate() {
            if let When::Dated(set) = &token.when {
                memory.raw[bit] = set.pieces().to_vec();
                gate_pieces(token, set.pieces(), &mut memory.gate[bit]);
            }
        }
        memory
    }

    /// Draws inputs and occurrences; the moment of departure.
    pub fn draw(&mut self, plan: &Plan<'_>, seed: u64, source: Source, needed: &[usize]) -> f64 {
        let model = plan.model();
        for &input in needed {
            let declared = &model.inputs[input];
            let draw = source.of(Component::Input(input));
            let mut stream = KeyedStream::new(seed, draw, declared.key);
            self.values[input] = declared.distribution.sample(&mut stream);
        }
        if plan.occurrences.changes().len() > 0 {
            let of = |index| source.of(Component::Change(index));
            plan.occurrences.draw(model, seed, of, &self.values, &mut self.stretches);
            for (bit, token) in plan.tokens.iter().enumerate() {
                let When::Random(index, window) = &token.when else { continue };
                let raw = &mut self.raw[bit];
                raw.clear();
                for &(from, until) in self.stretches.of(*index) {
                    for &(open, shut) in window.pieces() {
                        let piece = (from.max(open), until.min(shut));
                        if piece.0 < piece.1 {
                            raw.push(piece);
                        }
                    }
                }
                gate_pieces(token, raw, &mut self.gate[bit]);
            }
        }
        self.lost.fill(0.0);
        let departure = source.of(Component::Departure);
        self.waits = (seed, departure);
        plan.departure(seed, departure, stream_key("departure"))
    }

    /// The tokens among some that hold at a moment, and when that next changes.
    pub fn holding(&self, among: u64, at: f64) -> (u64, f64) {
        let (mut mask, mut next) = (0, f64::INFINITY);
        for (bit, pieces) in self.gate.iter().enumerate() {
            if among >> bit & 1 == 0 {
                continue;
            }
            let later = pieces.partition_point(|piece| piece.1 <= at);
            if let Some(&(from, until)) = pieces.get(later) {
                if from <= at {
                    mask |= 1 << bit;
                    next = next.min(until);
                } else {
                    next = next.min(from);
                }
            }
        }
        (mask, next)
    }

    /// Waits until a gate is open.
    fn pass(&mut self, gate: &Table<bool>, mut at: f64) -> f64 {
        let (tokens, table) = match gate {
            Table::One(false) => return at,
            Table::One(true) => return f64::INFINITY,
            Table::Many(many) => (&many.0, &many.1),
        };
        loop {
            let (mut index, mut next, mut whose) = (0_usize, f64::INFINITY, tokens[0]);
            for (bit, &token) in tokens.iter().enumerate() {
                let pieces = &self.gate[token as usize];
                let later = pieces.partition_point(|piece| piece.1 <= at);
                let Some(&(from, until)) = pieces.get(later) else { continue };
                if from <= at {
                    if index == 0 {
                        whose = token;
                    }
                    index |= 1 << bit;
                    next = next.min(until);
                } else {
                    next = next.min(from);
                }
            }
            if !table[index] {
                return at;
            }
            if next == f64::INFINITY {
                return f64::INFINITY;
            }
            self.lost[whose as usize] += next - at;
            at = next;
        }
    }

    /// A part at a moment; what tokens add to it is lost to them.
    fn part(&mut self, part: &Table<Value>, at: f64, plan: &Plan<'_>, is_time: bool) -> f64 {
        let many = match part {
            Table::One(value) => return value.at(&self.values),
            Table::Many(many) => many,
        };
        let (tokens, table) = (&many.0, &many.1);
        let calm = table[0].at(&self.values);
        let mut shares = [0.0; 16];
        let mut any = false;
        for (share, &token) in shares.iter_mut().zip(tokens) {
            let how = &plan.tokens[token as usize];
            *share = share_at(&self.raw[token as usize], how.ramp, how.recovery, at);
            any |= *share > 0.0;
        }
        if !any {
            return calm;
        }
        // One token after the other comes in; between none and all of it the
        // part changes evenly.
        let blend = |upto: usize| -> f64 {
            let mut sum = 0.0;
            for (index, value) in table.iter().enumerate() {
                let mut weight = 1.0;
                for (bit, share) in shares.iter().take(tokens.len()).enumerate() {
                    let share = if bit < upto { *share } else { 0.0 };
                    weight *= if index >> bit & 1 == 1 { share } else { 1.0 - share };
                }
                if weight > 0.0 {
                    sum += weight * value.at(&self.values);
                }
            }
            sum
        };
        let mut last = calm;
        let mut gained = [0.0; 16];
        for upto in 1..=tokens.len() {
            let now = blend(upto);
            gained[upto - 1] = now - last;
            last = now;
        }
        if is_time {
            for (gain, &token) in gained.iter().zip(tokens) {
                self.lost[token as usize] += gain;
            }
        }
        last
    }

    /// Meets one thing after the other: the moment after the last, and the
    /// money spent.
    pub fn meet(&mut self, plan: &Plan<'_>, meets: &[Meet], (at, cost): (f64, f64)) -> (f64, f64) {
        let (mut at, mut cost) = (at, cost);
        for meet in meets {
            for gate in meet.gates {
                if gate != NONE {
                    at = self.pass(&plan.gates[gate as usize], at);
                }
            }
            if at == f64::INFINITY {
                return (at, cost);
            }
            let entered = at;
            if let Some((headway, key)) = meet.wait {
                let days = self.part(&plan.parts[headway as usize], entered, plan, false);
                if days > 0.0 {
                    at += days * KeyedStream::new(self.waits.0, self.waits.1, key).uniform();
                }
            }
            if meet.cost != NONE {
                cost += self.part(&plan.parts[meet.cost as usize], entered, plan, false);
            }
            if meet.time != NONE {
                at += self.part(&plan.parts[meet.time as usize], entered, plan, true);
            }
        }
        (at, cost)
    }

    /// A whole trip along arcs.
    pub fn travel(&mut self, plan: &Plan<'_>, all: &Meets, arcs: &[u32], at: f64) -> (f64, f64) {
        let ends = (plan.class.ask.from, plan.class.ask.to);
        let mut now = self.meet(plan, &[Meet::gate(plan.node_gate(ends.0.index()))], (at, 0.0));
        for arc in arcs {
            now = self.meet(plan, all.of(*arc), now);
            if now.0 == f64::INFINITY {
                return now;
            }
        }
        self.meet(plan, &[Meet::gate(plan.node_gate(ends.1.index()))], now)
    }

    /// Likewise as if no token ever held; only days.
    pub fn calm(&self, plan: &Plan<'_>, all: &Meets, arcs: &[u32]) -> f64 {
        let at = |part: u32| match &plan.parts[part as usize] {
            Table::One(value) => value.at(&self.values),
            Table::Many(many) => many.1[0].at(&self.values),
        };
        let mut days = 0.0;
        for meet in arcs.iter().flat_map(|arc| all.of(*arc)) {
            if let Some((headway, key)) = meet.wait {
                let headway = at(headway);
                if headway > 0.0 {
                    days += headway * KeyedStream::new(self.waits.0, self.waits.1, key).uniform();
                }
            }
            if meet.time != NONE {
                days += at(meet.time);
            }
        }
        days
    }

    /// The way that arrives first, leaving at a moment; its arcs are kept. The
    /// moment of arrival; none where no way ever opens.
    pub fn earliest(&mut self, plan: &Plan<'_>, all: &Meets, at: f64) -> Option<f64> {
        let frame = &plan.base.network.frame;
        let graph = &frame.graph;
        let (from, to) = (plan.class.ask.from, plan.class.ask.to);
        self.arcs.clear();
        let (start, _) = self.meet(plan, &[Meet::gate(plan.node_gate(from.index()))], (at, 0.0));
        if start == f64::INFINITY {
            return None;
        }
        self.labels.clear();
        self.labels.resize(graph.states(), (f64::INFINITY, NONE));
        let mut heap = std::mem::take(&mut self.heap);
        heap.clear();
        let origin = frame.start(from);
        self.labels[origin as usize] = (0.0, NONE);
        heap.push(0.0, origin);
        let mut reached = None;
        while let Some((key, state)) = heap.pop() {
            if key > self.labels[state as usize].0 {
                continue;
            }
            if graph.place_of[state as usize] == to.0 {
                reached = Some((key, state));
                break;
            }
            for arc in graph.out(state) {
                let (then, _) = self.meet(plan, all.of(arc as u32), (start + key, 0.0));
                let (then, head) = (then - start, graph.head[arc] as usize);
                if then < self.labels[head].0 {
                    self.labels[head] = (then, arc as u32);
                    heap.push(then, head as u32);
                }
            }
        }
        self.heap = heap;
        let (_, mut state) = reached?;
        while state != origin {
            let arc = self.labels[state as usize].1;
            self.arcs.push(arc);
            state = graph.tail[arc as usize];
        }
        self.arcs.reverse();
        self.lost.fill(0.0);
        Some(start)
    }
}

/// How far stretches are in force at a moment: a ramp brings them in, a
/// recovery takes them back, evenly.
pub fn share_at(pieces: &[(f64, f64)], ramp: f64, recovery: f64, at: f64) -> f64 {
    let mut share: f64 = 0.0;
    for &(from, until) in pieces {
        if at < from {
            break;
        }
        let risen = |then: f64| match ramp > 0.0 && from.is_finite() {
            true => ((then - from) / ramp).clamp(0.0, 1.0),
            false => 1.0,
        };
        if at < until {
            share = share.max(risen(at));
        } else if recovery > 0.0 && at < until + recovery {
            share = share.max(risen(until) * (1.0 - (at - until) / recovery));
        }
    }
    share
}
