//! Which figures still vary among the optima.

use super::face::{equations, null_space, support};
use super::problem::{FlowError, FlowProblem};
use super::result::{DemandFlow, Split};
use super::solver::{Solver, Stop};
use super::stage::TIE;
use crate::control::Control;

/// Routes of one demand listed at most.
const ROUTES: usize = 512;
/// Ways (routes and unmet volumes) that may vary together at most.
const WAYS: usize = 1024;
/// A change below this share of what changes is rounding.
const NOTHING: f64 = 1e-8;

/// How the optima of a flow differ from each other.
///
/// The optima are a convex polytope; its directions are kept, each as changes of
/// route flows and unmet volumes, and a figure that is a sum over those varies
/// exactly where one of the directions changes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Variation {
    /// Whether all optima were looked at. Where there are too many routes of one
    /// length to list it is false, and every figure of the problem is said to
    /// vary.
    pub complete: bool,
    ways: Vec<Way>,
    /// Change of each way along each direction.
    directions: Vec<Vec<f64>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Way {
    demand: u32,
    /// None for unmet volume.
    arcs: Option<Vec<u32>>,
}

/// What a search for further optimal routes found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listing {
    Nothing,
    Something,
    Unknown,
}

impl Solver<'_> {
    /// Whether the optimum of the stages so far is surely the only one. Adds the
    /// routes that it finds to be as good.
    pub(super) fn is_only(&mut self, control: &Control) -> Result<bool, Stop> {
        Ok(!self.master.may_vary() && self.list_ties(8, control)? == Listing::Nothing)
    }

    /// Adds all routes that belong to the optima and are not known yet.
    fn list_ties(&mut self, limit: usize, control: &Control) -> Result<Listing, Stop> {
        let tower = std::mem::take(&mut self.tower);
        let (start, dual) = self.set_prices(&tower);
        self.tower = tower;
        let most: Vec<f64> = dual.iter().map(|dual| dual + TIE * dual.abs()).collect();
        let (problem, pool) = (self.problem, &mut self.pool);
        let mut new = Vec::new();
        let complete =
            self.pricer.ties(problem, (&start, &most), limit, control, |demand, arcs| {
                new.extend(pool.add(problem, demand, arcs));
            })?;
        let inside = new.into_iter().filter(|&route| self.admit(route)).count();
        Ok(match (complete, inside) {
            (false, _) => Listing::Unknown,
            (true, 0) => Listing::Nothing,
            (true, _) => Listing::Something,
        })
    }

    /// How the optima differ; to be asked after [`Solver::solve`].
    ///
    /// # Errors
    /// [`FlowError::Cancelled`]; [`FlowError::Unproved`] where rounding spoiled
    /// a basis.
    pub fn variation(&mut self, control: &Control) -> Result<Variation, FlowError> {
        match self.vary(control) {
            Ok(variation) => Ok(variation),
            Err(Stop::Cancelled) => Err(FlowError::Cancelled),
            Err(Stop::Trouble) => Err(FlowError::Unproved(f64::INFINITY)),
        }
    }

    fn vary(&mut self, control: &Control) -> Result<Variation, Stop> {
        let nothing = Variation { complete: true, ways: Vec::new(), directions: Vec::new() };
        if self.list_ties(ROUTES, control)? == Listing::Unknown {
            return Ok(Variation { complete: false, ..nothing });
        }
        if !self.master.may_vary() {
            return Ok(nothing);
        }
        let mut master = self.master.clone();
        let (columns, slack) = support(&mut master, control)?;
        let mut ways_of = vec![0u32; self.demand_of.len()];
        for &column in &columns {
            ways_of[master.group_of(column) as usize] += 1;
        }
        let columns: Vec<u32> = (columns.into_iter())
            .filter(|&column| ways_of[master.group_of(column) as usize] > 1)
            .collect();
        if columns.len() > WAYS {
            return Ok(Variation { complete: false, ..nothing });
        }
        let directions = null_space(equations(&master, &columns, &slack), columns.len());
        let way = |&column: &u32| {
            let route = (column as usize).checked_sub(self.demand_of.len());
            Way {
                demand: self.demand_of[master.group_of(column) as usize],
                arcs: route.map(|route| self.pool.arcs(route as u32).to_vec()),
            }
        };
        Ok(Variation { complete: true, ways: columns.iter().map(way).collect(), directions })
    }
}

impl Variation {
    /// Whether a figure varies: the sum over all ways of `part` × units, where
    /// `part` is told the demand and the arcs of the route (none for unmet).
    pub fn varies(&self, part: impl Fn(u32, Option<&[u32]>) -> f64) -> bool {
        if !self.complete {
            return true;
        }
        if self.directions.is_empty() {
            return false;
        }
        let parts: Vec<f64> =
            self.ways.iter().map(|way| part(way.demand, way.arcs.as_deref())).collect();
        let largest = |list: &[f64]| list.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
        let size = largest(&parts);
        self.directions.iter().any(|direction| {
            let sum: f64 = direction.iter().zip(&parts).map(|(change, part)| change * part).sum();
            sum.abs() > NOTHING * size * largest(direction)
        })
    }

    /// Whether what a demand delivers varies.
    pub fn delivered(&self, demand: u32) -> bool {
        self.varies(|own, arcs| f64::from(u8::from(own == demand && arcs.is_none())))
    }

    /// Whether the flow on an arc varies, where a unit of each demand counts
    /// `units(demand)`: 1 for one demand and 0 for all others, say.
    pub fn arc_flow(&self, arc: u32, units: impl Fn(u32) -> f64) -> bool {
        self.varies(|own, arcs| {
            let uses = arcs.is_some_and(|arcs| arcs.contains(&arc));
            if uses { units(own) } else { 0.0 }
        })
    }

    /// Whether the use of a resource varies.
    pub fn resource(&self, problem: &FlowProblem<'_>, resource: u32) -> bool {
        self.resources(problem).get(resource as usize).is_some_and(|varies| *varies)
    }

    /// Whether the use of each resource varies, by number.
    pub fn resources(&self, problem: &FlowProblem<'_>) -> Vec<bool> {
        self.each(problem.capacity.len(), |way, parts| {
            if let Some(arcs) = &way.arcs {
                problem.route_uses(&problem.demands[way.demand as usize], arcs, parts);
            }
        })
    }

    /// Whether what each of so many demands delivers varies.
    pub fn deliveries(&self, demands: usize) -> Vec<bool> {
        self.each(demands, |way, parts| {
            if way.arcs.is_none() {
                parts.push((way.demand, 1.0));
            }
        })
    }

    /// Which of many figures vary, in one pass over ways and directions: `parts`
    /// tells which figures one unit of a way counts in, and how much.
    fn each(&self, figures: usize, parts: impl Fn(&Way, &mut Vec<(u32, f64)>)) -> Vec<bool> {
        let mut varies = vec![!self.complete; figures];
        if !self.complete || self.directions.is_empty() {
            return varies;
        }
        let mut size = vec![0.0f64; figures];
        let of_way = |way: &Way| {
            let mut own = Vec::new();
            parts(way, &mut own);
            for &(figure, part) in &own {
                size[figure as usize] = size[figure as usize].max(part.abs());
            }
            own
        };
        let parts: Vec<Vec<(u32, f64)>> = self.ways.iter().map(of_way).collect();
        let mut sums = vec![0.0; figures];
        for direction in &self.directions {
            sums.fill(0.0);
            for (change, parts) in direction.iter().zip(&parts).filter(|entry| *entry.0 != 0.0) {
                parts.iter().for_each(|&(figure, part)| sums[figure as usize] += change * part);
            }
            let largest = direction.iter().fold(0.0, |most: f64, change| most.max(change.abs()));
            for ((varies, sum), size) in varies.iter_mut().zip(&sums).zip(&size) {
                *varies |= sum.abs() > NOTHING * size * largest;
            }
        }
        varies
    }

    /// Whether the flow of a demand on one of its routes varies: with
    /// proportional routes if the flow on any arc of the demand's does, since
    /// proportions follow those, else if the route's own flow does.
    pub fn route(&self, demand: u32, flow: &DemandFlow, route: usize) -> bool {
        let is_own = |other: u32| f64::from(u8::from(other == demand));
        match (flow.split, flow.routes.get(route)) {
            (_, None) => false,
            (Split::Own, Some(route)) => {
                self.varies(
                    |other, arcs| {
                        if arcs == Some(&route.arcs[..]) { is_own(other) } else { 0.0 }
                    },
                )
            }
            (Split::Proportional, Some(_)) => {
                self.delivered(demand)
                    || self.arcs_of(demand).iter().any(|&arc| self.arc_flow(arc, is_own))
            }
        }
    }

    /// Arcs on ways of a demand that vary, in order.
    fn arcs_of(&self, demand: u32) -> Vec<u32> {
        let own = self.ways.iter().filter(|way| way.demand == demand);
        let mut arcs: Vec<u32> = own.flat_map(|way| way.arcs.iter().flatten().copied()).collect();
        arcs.sort_unstable();
        arcs.dedup();
        arcs
    }
}
