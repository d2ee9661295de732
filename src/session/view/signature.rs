//! What metrics and distributions take.

use crate::source::FileId;

use super::token::Token;
use super::{View, token};

/// A function: what it takes and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// Its name.
    pub name: &'static str,
    /// Its arguments, in order.
    pub parameters: &'static [&'static str],
    /// What it is.
    pub means: &'static str,
}

impl Signature {
    /// `quantile(m, share)`.
    pub fn label(&self) -> String {
        format!("{}({})", self.name, self.parameters.join(", "))
    }

    /// For a hover.
    pub fn markdown(&self) -> String {
        format!("```corridor\n{}\n```\n\n{}", self.label(), self.means)
    }
}

macro_rules! signatures {
    ($($name:literal [$($parameter:literal),*] $means:literal;)*) => {
        &[$(Signature { name: $name, parameters: &[$($parameter),*], means: $means }),*]
    };
}

/// All of them.
pub const SIGNATURES: &[Signature] = signatures! {
    "time" ["A -> B | corridor | demand"] "Time of the best route between two places, of a corridor, or of a demand; takes `via`, `by`, `for C`, `avoiding S`, `ends terminal`.";
    "cost" ["A -> B | corridor | demand"] "Cost per unit of the cheapest route, of a corridor, or of a demand.";
    "distance" ["A -> B | corridor"] "Length of the shortest route or of a corridor.";
    "emissions" ["A -> B | corridor"] "Emissions per unit of the route that has least, or of a corridor.";
    "capacity" ["A -> B | corridor"] "The most that fits between two places or through a corridor.";
    "generalised_cost" ["A -> B"] "Cost and the value of time together, of the best route.";
    "delivered" ["demand"] "What of a demand arrives.";
    "unmet" ["demand"] "What of a demand does not.";
    "flow" ["selector [of D | for C]"] "What passes a leg, node, border, pool.";
    "use" ["selector"] "Flow as a share of capacity.";
    "worth" ["selector"] "What one more unit of capacity brings.";
    "share" ["selector"] "The part of all flow that passes here.";
    "hhi" ["country | first country | bloc | mode | corridor [of D]"] "Concentration of the ways taken: 1 is all by one.";
    "disjoint" ["A -> B [by nodes | legs | countries]"] "How many ways share nothing.";
    "total_cost" [] "Cost of all that is delivered.";
    "mean" ["m"] "Mean of a metric over its draws.";
    "sd" ["m"] "Standard deviation of a metric over its draws.";
    "quantile" ["m", "share"] "The value that a share of the draws stays below.";
    "probability" ["m <= value"] "The share of draws in which a condition holds.";
    "backlog" ["demand from DATE to DATE by day"] "The most that waits during a timeline.";
    "recovery" ["change from DATE to DATE by day"] "Time until a change is made up for.";
    "loss" ["change from DATE to DATE by day"] "What a change costs in deliveries.";
    "waiting" ["selector from DATE to DATE by day"] "What waits at a place during a timeline.";
    "uniform" ["least", "most"] "Equally likely between its bounds.";
    "triangular" ["least", "most likely", "most"] "Triangular.";
    "pert" ["least", "most likely", "most"] "PERT, as `least..likely..most` is.";
    "normal" ["mean", "sd"] "Normal; `truncated` after it cuts what is below zero.";
    "lognormal" ["mean", "sd"] "Lognormal, by its own mean and standard deviation.";
    "exponential" ["mean"] "Exponential.";
    "weibull" ["shape", "scale"] "Weibull.";
    "beta" ["a", "b"] "Beta on 0 to 1 of its unit.";
    "empirical" ["value", "…"] "Equally likely observations.";
    "mixture" ["share: value", "…"] "One of several, with these shares.";
    "bpr" ["a", "b"] "Time rises with flow: t (1 + a (f/c)^b).";
    "linear" ["q"] "Time rises evenly with flow.";
    "queue" ["H"] "Time rises once flow exceeds capacity: H/2 (f/c - 1).";
    "logit" ["scale"] "Shares by generalised cost.";
};

/// What a function takes.
pub fn of(name: &str) -> Option<&'static Signature> {
    SIGNATURES.iter().find(|known| known.name == name)
}

impl View {
    /// The innermost call that a place is in, and which of its arguments.
    pub fn signature(&self, file: FileId, at: u32) -> Option<(&'static Signature, usize)> {
        let text = self.text(file);
        let range = self.ranges(file).into_iter().rev().find(|range| range.start <= at as usize)?;
        let mut tokens = token::lex(text, range);
        tokens.retain(|token| token.counts() && token.end <= at);
        let mut open: Vec<(Option<Token>, usize)> = Vec::new();
        let mut before: Option<Token> = None;
        for token in tokens {
            match token.text(text) {
                "(" => open.push((before, 0)),
                "[" | "{" | "-[" => open.push((None, 0)),
                ")" | "]" | "}" | "]->" => {
                    open.pop();
                }
                "," => open.iter_mut().last().into_iter().for_each(|(_, count)| *count += 1),
                _ => {}
            }
            before = Some(token);
        }
        let (name, count) = open.into_iter().rev().find(|(name, _)| name.is_some())?;
        let known = of(name?.text(text))?;
        Some((known, count.min(known.parameters.len().saturating_sub(1))))
    }
}
