//! Sweeps: what moves, through which values.

use crate::diagnostic::codes::{reports, units};
use crate::model::{Ask, SweepAsk, SweepAxis, SweepOf, Thing};
use crate::quantity::Dimension;
use crate::syntax::ast::{Expr, Sweep};

use super::context::Checker;
use super::whatif::MOST_STEPS;

impl Checker<'_> {
    pub fn sweep(&mut self, over: &[Sweep], metrics: &[Expr]) -> Option<Ask> {
        let axes: Vec<_> = over.iter().map(|axis| self.sweep_axis(axis)).collect();
        let metrics: Vec<_> = metrics.iter().map(|metric| self.measured(metric)).collect();
        let axes = axes.into_iter().collect::<Option<Vec<_>>>()?;
        let metrics = metrics.into_iter().collect::<Option<Vec<_>>>()?;
        if let Some(third) = over.get(2) {
            let title = "a sweep moves one parameter or two";
            self.tell_at(reports::TOO_MANY, title, third.name.span, "ask once more for the third");
            return None;
        }
        if let [a, b] = axes.as_slice()
            && a.of == b.of
        {
            let title = format!("`{}` is swept twice", b.name);
            self.tell_at(reports::OPTION_NOT_TAKEN, title, over[1].name.span, "name it once");
            return None;
        }
        let points = axes.iter().map(|axis| axis.values.len() as u64).product::<u64>();
        if points > MOST_STEPS {
            let title = format!("a sweep has at most {MOST_STEPS} points, this one {points}");
            self.tell_at(units::OUT_OF_BOUNDS, title, over[0].name.span, "take wider steps");
            return None;
        }
        Some(Ask::Sweep(SweepAsk { axes, metrics }))
    }

    fn sweep_axis(&mut self, sweep: &Sweep) -> Option<SweepAxis> {
        let name = &sweep.name;
        let known = self.model.names.get(&name.text).copied();
        let of = match (known, name.text.as_str()) {
            (Some(Thing::Constant(_)), _) => {
                let found = self.find(name, "a parameter", |t| matches!(t, Thing::Constant(_)))?;
                let Thing::Constant(id) = found else { return None };
                if !self.model.constants[id.index()].is_param {
                    let title = format!("`{}` is a constant, not a parameter", name.text);
                    let help = "declare it with `param` instead of `let`";
                    self.tell_at(reports::UNKNOWN_WORD, title, name.span, help);
                    return None;
                }
                SweepOf::Parameter(id)
            }
            (_, "value_of_time") => SweepOf::ValueOfTime,
            (_, "detour") => SweepOf::Detour,
            (_, "circuity") => SweepOf::Circuity,
            _ => {
                self.find(name, "a parameter", |t| matches!(t, Thing::Constant(_)))?;
                return None;
            }
        };
        let (dimension, unit) = self.swept_dimension(of, sweep)?;
        let values = self.sweep_values(sweep, dimension)?;
        if let SweepOf::Parameter(id) = of
            && let Some((low, high)) = self.model.constants[id.index()].within
            && let Some(at) = values.iter().position(|value| *value < low || *value > high)
        {
            let title = format!("`{}` would leave its bounds here", name.text);
            let at = sweep.values.get(at).filter(|_| !sweep.stepped).map_or(name.span, |e| e.span);
            self.tell_at(units::OUT_OF_BOUNDS, title, at, "stay within what `param` allows");
            return None;
        }
        Some(SweepAxis { of, name: name.text.to_string(), values, unit })
    }

    fn swept_dimension(
        &mut self,
        of: SweepOf,
        sweep: &Sweep,
    ) -> Option<(Dimension, crate::model::UnitId)> {
        let known = match of {
            SweepOf::Parameter(id) => {
                self.model.constants[id.index()].figure.as_ref().map(|figure| figure.unit)
            }
            SweepOf::ValueOfTime => {
                self.model.settings.value_of_time.as_ref().map(|figure| figure.unit)
            }
            SweepOf::Detour => Some(self.model.settings.detour.unit),
            SweepOf::Circuity => Some(self.model.settings.circuity.unit),
        };
        match known {
            Some(unit) => Some((self.shown(unit).dimension, unit)),
            None => {
                let title = format!("`{}` has no value to start from", sweep.name.text);
                let help = "give it one where it is declared";
                self.tell_at(reports::UNKNOWN_WORD, title, sweep.name.span, help);
                None
            }
        }
    }

    /// The points, canonical; a bare number takes the last unit written.
    fn sweep_values(&mut self, sweep: &Sweep, dimension: Dimension) -> Option<Vec<f64>> {
        let found: Vec<_> = sweep.values.iter().map(|expr| self.eval(expr)).collect();
        let found = found.into_iter().collect::<Option<Vec<_>>>()?;
        let mut written = None;
        let mut values = vec![0.0; found.len()];
        for (at, val) in found.iter().enumerate().rev() {
            let bare = val.dimension.is_plain() && !dimension.is_plain();
            values[at] = match (bare, written) {
                (true, Some(unit)) => self.shown(unit).to_canonical(val.value),
                _ if val.dimension != dimension => {
                    let what = format!("`{}`", sweep.name.text);
                    let place = sweep.values[at].span;
                    self.tell_dimension(&what, dimension, val.dimension, place);
                    return None;
                }
                _ => val.value,
            };
            written = if bare { written } else { val.unit };
        }
        if !sweep.stepped {
            return Some(values);
        }
        let [low, high, step] = values[..] else { return None };
        let count = (high - low) / step;
        if !(step > 0.0 && high >= low && count <= MOST_STEPS as f64) {
            let title = "a sweep runs from a lower to a higher bound, in steps above zero";
            let help = "write `over 1 .. 3 step 0.5`";
            self.tell_at(units::BOUNDS_OUT_OF_ORDER, title, sweep.name.span, help);
            return None;
        }
        // A bound that the steps reach but for rounding belongs to them.
        let count = (count + 1e-9).floor() as u64;
        Some((0..=count).map(|k| low + k as f64 * step).collect())
    }
}
