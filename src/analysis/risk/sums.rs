//! Sums of figures as functions of inputs, for many draws at once.

use crate::algorithm::WIDTH;
use crate::uncertainty::Sampler;

use super::plan::Plan;
use super::value::Value;

/// A number in each of some draws.
pub type Lane = [f64; WIDTH];

/// The inputs that matter, each with its place.
pub struct Inputs {
    /// Numbers of the model's inputs, in order, and how each is drawn.
    pub list: Vec<(usize, Sampler)>,
    /// Place in the list; `u32::MAX` for others.
    place: Vec<u32>,
    /// The least and the largest value that is ever drawn.
    support: Vec<(f64, f64)>,
}

impl Inputs {
    /// Of some of a plan's inputs, in order.
    pub fn new(plan: &Plan<'_>, which: &[usize]) -> Self {
        let declared = &plan.model().inputs;
        let mut made = Self {
            list: Vec::new(),
            place: vec![u32::MAX; declared.len()],
            support: declared.iter().map(|input| input.distribution.drawn_support()).collect(),
        };
        for &input in which {
            made.place[input] = made.list.len() as u32;
            let sampler = Sampler::new(&declared[input].distribution, declared[input].key);
            made.list.push((input, sampler));
        }
        made
    }

    /// The place of an input; none where it does not matter.
    pub fn place(&self, input: usize) -> Option<usize> {
        self.place.get(input).filter(|place| **place != u32::MAX).map(|place| *place as usize)
    }

    /// The least and the largest that a figure can be.
    pub fn bounds(&self, value: &Value) -> (f64, f64) {
        let Some((fixed, terms)) = value.linear() else { return (0.0, f64::INFINITY) };
        let mut bounds = (fixed, fixed);
        for (input, factor) in terms.iter().filter(|(_, factor)| *factor != 0.0) {
            let (low, high) = self.support[*input as usize];
            let ends = (factor * low, factor * high);
            bounds.0 += ends.0.min(ends.1);
            bounds.1 += ends.0.max(ends.1);
        }
        (bounds.0.max(0.0), bounds.1.max(0.0))
    }

    /// Whether a figure is a sum that is never below zero by itself.
    fn is_plain(&self, value: &Value) -> bool {
        let Some((fixed, terms)) = value.linear() else { return false };
        let least: f64 = terms
            .iter()
            .filter(|(_, factor)| *factor != 0.0)
            .map(|(input, factor)| {
                let (low, high) = self.support[*input as usize];
                (factor * low).min(factor * high)
            })
            .sum();
        fixed + least >= 0.0
    }
}

/// A sum of figures.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    /// The same in every draw.
    pub fixed: f64,
    /// Multiples of inputs, by the inputs' places.
    pub terms: Vec<(u32, f64)>,
    /// What is neither, by the inputs' numbers.
    pub rest: Vec<Value>,
}

impl Sum {
    /// Of figures whose inputs all have a place.
    pub fn of<'v>(inputs: &Inputs, values: impl Iterator<Item = &'v Value>) -> Self {
        let mut sum = Self::default();
        for value in values {
            match value.linear().filter(|_| inputs.is_plain(value)) {
                Some((fixed, terms)) => {
                    sum.fixed += fixed;
                    for (input, factor) in terms {
                        let place = inputs.place[*input as usize];
                        match sum.terms.iter_mut().find(|(known, _)| *known == place) {
                            Some((_, all)) => *all += factor,
                            None => sum.terms.push((place, *factor)),
                        }
                    }
                }
                None => sum.rest.push(value.clone()),
            }
        }
        sum
    }

    /// In each draw.
    pub fn at(&self, inputs: &Inputs, values: &[Lane], memory: &mut Vec<f64>) -> Lane {
        let mut sums = [self.fixed; WIDTH];
        for (place, factor) in &self.terms {
            add(&mut sums, *factor, &values[*place as usize]);
        }
        if !self.rest.is_empty() {
            for (lane, sum) in sums.iter_mut().enumerate() {
                one(inputs, values, lane, memory);
                *sum += self.rest.iter().map(|value| value.at(memory)).sum::<f64>();
            }
        }
        sums
    }

    /// In one of the draws; the same to the last bit.
    pub fn at_one(
        &self,
        inputs: &Inputs,
        values: &[Lane],
        lane: usize,
        memory: &mut Vec<f64>,
    ) -> f64 {
        let terms = self.terms.iter();
        let sum = terms
            .fold(self.fixed, |sum, (place, factor)| sum + factor * values[*place as usize][lane]);
        if self.rest.is_empty() {
            return sum;
        }
        one(inputs, values, lane, memory);
        sum + self.rest.iter().map(|value| value.at(memory)).sum::<f64>()
    }
}

/// Adds a multiple in each draw.
#[inline]
pub fn add(sums: &mut Lane, factor: f64, values: &Lane) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += factor * value;
    }
}

/// The values of one draw by the inputs' numbers.
fn one(inputs: &Inputs, values: &[Lane], lane: usize, memory: &mut Vec<f64>) {
    memory.resize(inputs.place.len(), f64::NAN);
    for ((input, _), value) in inputs.list.iter().zip(values) {
        memory[*input] = value[lane];
    }
}
