//! Linear programs solved by microlp, for tests to compare with.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

/// A program in non-negative variables to be made least.
pub struct Program {
    problem: Problem,
    variables: Vec<Variable>,
}

impl Program {
    /// One variable for each cost.
    pub fn new(costs: &[f64]) -> Self {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let variables =
            costs.iter().map(|&cost| problem.add_var(cost, (0.0, f64::INFINITY))).collect();
        Self { problem, variables }
    }

    fn row(&mut self, terms: &[(usize, f64)], op: ComparisonOp, rhs: f64) {
        let terms: Vec<_> =
            terms.iter().map(|&(index, factor)| (self.variables[index], factor)).collect();
        self.problem.add_constraint(&terms, op, rhs);
    }

    /// Σ factor · x ≤ rhs.
    pub fn at_most(&mut self, terms: &[(usize, f64)], rhs: f64) {
        self.row(terms, ComparisonOp::Le, rhs);
    }

    /// Σ factor · x = rhs.
    pub fn equal(&mut self, terms: &[(usize, f64)], rhs: f64) {
        self.row(terms, ComparisonOp::Eq, rhs);
    }

    /// The least value and the variables there; None where nothing is feasible.
    pub fn least(&self) -> Option<(f64, Vec<f64>)> {
        match self.problem.solve() {
            Ok(SolveOutcome::Solution(solution)) => {
                let values = self.variables.iter().map(|&v| solution.var_value(v)).collect();
                Some((solution.objective(), values))
            }
            _ => None,
        }
    }
}
