//! What is to be moved over what, on plain arrays.

use std::fmt;

use crate::algorithm::StateGraph;
use crate::control::Cancelled;

/// Which resources each arc uses, and how many times over, in compressed rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArcUses {
    first: Vec<u32>,
    entries: Vec<(u32, f64)>,
}

impl ArcUses {
    /// Sorts `(arc, resource, times)` by arc; `times` is 1 as a rule. What an
    /// arc uses twice is added up.
    ///
    /// # Panics
    /// If an arc is not below `arcs`.
    pub fn new(arcs: usize, uses: &[(u32, u32, f64)]) -> Self {
        let mut sorted = uses.to_vec();
        sorted.sort_by_key(|&(arc, resource, _)| (arc, resource));
        let mut first = vec![0u32; arcs + 1];
        let mut entries: Vec<(u32, f64)> = Vec::with_capacity(sorted.len());
        let mut last = None;
        for &(arc, resource, times) in &sorted {
            match entries.last_mut() {
                Some(entry) if last == Some((arc, resource)) => entry.1 += times,
                _ => {
                    entries.push((resource, times));
                    first[arc as usize + 1] += 1;
                }
            }
            last = Some((arc, resource));
        }
        for arc in 0..arcs {
            first[arc + 1] += first[arc];
        }
        Self { first, entries }
    }

    /// For how many arcs this is.
    pub fn arcs(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// The resources that an arc uses, in order, each with how many times.
    pub fn of(&self, arc: u32) -> &[(u32, f64)] {
        let arc = arc as usize;
        &self.entries[self.first[arc] as usize..self.first[arc + 1] as usize]
    }
}

/// How one commodity, carried for one shipper, sees the arcs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FlowClass {
    /// Money for one unit on each arc, ≥ 0.
    pub money: Vec<f64>,
    /// Time on each arc, ≥ 0; deadlines are kept on it.
    pub time: Vec<f64>,
    /// Length of each arc, ≥ 0.
    pub distance: Vec<f64>,
    /// Whether an arc is closed to this class.
    pub closed: Vec<bool>,
    /// Units of each resource that one unit of the commodity takes (tonnes in a
    /// TEU, for instance); 0 where a resource does not concern this class.
    pub factor: Vec<f64>,
    /// What one unit counts in total time, distance and legs (tonnes in a unit,
    /// say), > 0.
    pub size: f64,
}

/// What is to be moved from a state to a place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FlowDemand {
    /// Index of its [`FlowClass`].
    pub class: u32,
    /// State where its routes begin.
    pub origin: u32,
    /// Place where they end, in whatever state.
    pub target: u32,
    /// Units to be moved, ≥ 0.
    pub volume: f64,
    /// Resources that every unit uses by beginning at the origin, and how many
    /// times over (the origin's throughput). They are not in the arcs' uses.
    pub origin_uses: Vec<(u32, f64)>,
    /// The greatest time of a route, within 1e-9 of it.
    pub deadline: Option<f64>,
    /// What one unit unmet adds to the objective; none where deliveries come
    /// before all cost.
    pub penalty: Option<f64>,
    /// Of demands without a penalty, those of the lowest number are served first.
    pub priority: u32,
    /// Weight of one unit unmet among demands of its priority, ≥ 0.
    pub weight: f64,
    /// Objective of a route for one unit: money + this × time.
    pub value_of_time: f64,
}

/// A multicommodity flow problem (Ahuja, Magnanti and Orlin 1993, chapter 17).
///
/// Routes are loopless in places. Σ route flows + unmet = volume for each
/// demand, and Σ times × factor × flow ≤ capacity for each resource.
#[derive(Debug, Clone)]
pub struct FlowProblem<'a> {
    /// The states. From one state no two arcs may share a rank.
    pub graph: &'a StateGraph,
    /// Capacity of each resource: ≥ 0, INFINITY where unlimited. With capacity
    /// 0 nothing that uses it moves.
    pub capacity: Vec<f64>,
    /// What each arc uses.
    pub uses: ArcUses,
    /// The classes.
    pub classes: Vec<FlowClass>,
    /// The demands.
    pub demands: Vec<FlowDemand>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum FlowError {
    /// The control said so.
    Cancelled,
    /// A number or index of the problem has no meaning: which.
    Invalid(String),
    /// The optimum was not proved: the relative gap that is left.
    Unproved(f64),
}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => write!(f, "the flow was cancelled"),
            Self::Invalid(what) => write!(f, "the flow problem is not valid: {what}"),
            Self::Unproved(gap) => {
                write!(f, "no flow was proved to be the best: a relative gap of {gap:.1e} is left")
            }
        }
    }
}

impl std::error::Error for FlowError {}

impl From<Cancelled> for FlowError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl FlowProblem<'_> {
    /// Checks every index and number.
    ///
    /// # Errors
    /// [`FlowError::Invalid`] names the first that is wrong.
    pub fn validate(&self) -> Result<(), FlowError> {
        let check = |fine: bool, what: &dyn Fn() -> String| {
            if fine { Ok(()) } else { Err(FlowError::Invalid(what())) }
        };
        let (arcs, resources) = (self.graph.arcs(), self.capacity.len());
        let amount = |value: f64| (0.0..f64::INFINITY).contains(&value);
        check(self.capacity.iter().all(|&c| c >= 0.0), &|| "a capacity below 0".into())?;
        check(self.uses.first.len() == arcs + 1, &|| "uses for another number of arcs".into())?;
        let fine =
            |&(resource, times): &(u32, f64)| (resource as usize) < resources && amount(times);
        check(self.uses.entries.iter().all(fine), &|| "an arc's use of a resource".into())?;
        for (index, class) in self.classes.iter().enumerate() {
            let lists = [&class.money, &class.time, &class.distance];
            let long = lists.iter().all(|l| l.len() == arcs) && class.closed.len() == arcs;
            check(long, &|| format!("class {index} for another number of arcs"))?;
            let mut open = (0..arcs).filter(|&arc| !class.closed[arc]);
            let fine = open.all(|arc| lists.iter().all(|list| amount(list[arc])));
            check(fine, &|| format!("money, time or distance of class {index}"))?;
            let fine = class.factor.len() == resources && class.factor.iter().all(|&f| amount(f));
            check(fine && amount(class.size), &|| format!("a factor of class {index}"))?;
        }
        for (index, demand) in self.demands.iter().enumerate() {
            let inside = (demand.class as usize) < self.classes.len()
                && (demand.origin as usize) < self.graph.states()
                && demand.target < self.graph.places
                && demand.origin_uses.iter().all(fine);
            check(inside, &|| format!("class, origin, target or uses of demand {index}"))?;
            let numbers = [demand.volume, demand.weight, demand.value_of_time];
            let fine = numbers.iter().all(|&n| amount(n))
                && demand.penalty.is_none_or(amount)
                && demand.deadline.is_none_or(|d| !d.is_nan());
            check(fine, &|| format!("a number of demand {index}"))?;
        }
        Ok(())
    }

    /// Objective of one unit of a demand on an arc.
    pub fn objective(&self, demand: &FlowDemand, arc: u32) -> f64 {
        let class = &self.classes[demand.class as usize];
        class.money[arc as usize] + demand.value_of_time * class.time[arc as usize]
    }

    /// Adds up what one unit of a demand takes of each resource on a route, in
    /// order of resource; `out` holds nothing twice and nothing that is 0.
    pub fn route_uses(&self, demand: &FlowDemand, arcs: &[u32], out: &mut Vec<(u32, f64)>) {
        let factor = &self.classes[demand.class as usize].factor;
        out.clear();
        let of_arcs = arcs.iter().flat_map(|&arc| self.uses.of(arc));
        for &(resource, times) in demand.origin_uses.iter().chain(of_arcs) {
            let amount = times * factor[resource as usize];
            if amount != 0.0 {
                out.push((resource, amount));
            }
        }
        out.sort_by_key(|entry| entry.0);
        out.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0.0 };
            same
        });
    }
}
