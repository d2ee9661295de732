//! The value of an expression, and of a model checked again with other values.

use crate::model::{SweepOf, Term};
use crate::report::{Figure, ShownUnit};

use super::analyst::{Analyst, Failure};

/// Works with an analyst of the model checked again with these values; what a
/// scenario itself sets comes second to them.
///
/// # Errors
/// Where the model does not hold with the values, and those of the work.
pub fn with_values<T>(
    analyst: &Analyst<'_>,
    values: &[(SweepOf, f64)],
    work: impl FnOnce(&Analyst<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let desk = analyst.desk();
    let model = desk.checked_with(values)?;
    let again = |set: &[(SweepOf, f64)]| {
        let mut all = values.to_vec();
        let fixed = |of: &SweepOf| values.iter().any(|(swept, _)| swept == of);
        all.extend(set.iter().filter(|(of, _)| !fixed(of)));
        desk.checked_with(&all).map_err(reason)
    };
    work(&Analyst::new(&model, analyst.sources, analyst.control).with_recheck(&again))
}

/// The first reason of a failure as one text.
pub fn reason(failure: Failure) -> String {
    match failure {
        Failure::Cancelled => "cancelled".to_owned(),
        Failure::Told(reasons) => reasons.first().map(|phrase| phrase.plain()).unwrap_or_default(),
    }
}

/// A value of an expression as it is shown: without a limit where it has none.
pub fn figure_of(analyst: &Analyst<'_>, term: &Term, value: f64) -> Figure {
    let unit: ShownUnit = super::units::shown(analyst.model, term.unit);
    if value == f64::INFINITY { Figure::unlimited(unit) } else { Figure::new(value, unit) }
}
