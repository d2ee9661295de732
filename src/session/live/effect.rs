//! Effects tried on the current scenario.

use crate::control::{Cancelled, Control};
use crate::report::{Difference, Side, Style, Styled};

use super::{Live, Origin, Reply, padded};

/// So many demands and corridors are looked at.
const MOST: usize = 12;

/// So many expressions that were asked before are asked again.
pub(super) const ASKED: usize = 3;

impl Live<'_> {
    /// Tries an effect: a scenario of its own extends the current one by it and
    /// is selected, and what it changed in the headline figures is told.
    pub(super) fn attempt(
        &mut self,
        text: &str,
        origin: &Origin,
        control: &Control,
    ) -> Result<Reply, Cancelled> {
        let before = self.scenario().to_owned();
        let trial = self.free_name("trial");
        let extends =
            if before == "baseline" { String::new() } else { format!("extends {before} ") };
        let text = text.trim();
        let name = self.name_of(origin);
        let mut state = self.state.clone();
        state.add(&name, &padded(&format!("scenario {trial} {extends}{{ {text}\n}}"), origin));
        state.scenario = Some(trial.clone());
        let mut reply = match self.become_state(state, text, &name) {
            Ok(reply) => reply,
            Err(reply) => return Ok(reply),
        };
        match self.headline(&before, &trial, control) {
            Ok(told) => reply.text.append(told),
            Err(cancelled) => {
                // A try that was broken off is none.
                self.undo();
                return Err(cancelled);
            }
        }
        let line =
            format!("questions mean the scenario `{trial}` from now on; `undo` takes it back");
        reply.text.push(Style::Faint, line + "\n");
        Ok(reply)
    }

    /// A name that nothing has.
    fn free_name(&self, stem: &str) -> String {
        let Some(model) = &self.current.model else { return stem.to_owned() };
        let free = |name: &String| {
            !model.names.contains_key(name.as_str())
                && !model.scenarios.iter().any(|scenario| scenario.head.name == *name)
        };
        let numbered = (2..).map(|number| format!("{stem}_{number}"));
        std::iter::once(stem.to_owned()).chain(numbered).find(free).unwrap_or_default()
    }

    /// What differs between two scenarios in the figures that are asked first:
    /// of each demand what is delivered, how long it takes and what it costs; of
    /// each corridor time and cost; and what was asked last.
    fn headline(&self, before: &str, after: &str, control: &Control) -> Result<Styled, Cancelled> {
        let figures = self.headline_figures();
        let mut text = Styled::new();
        if figures.is_empty() {
            text.push(
                Style::Plain,
                "tried; ask something, such as `time(A -> B)`, and the next effect says what it changes of it\n",
            );
            return Ok(text);
        }
        let asked = |scenario: &str| -> Vec<String> {
            figures.iter().map(|(_, _, metric)| format!("({metric}) in {scenario}")).collect()
        };
        let lines: Vec<String> = asked(before).into_iter().chain(asked(after)).collect();
        let sides = self.values(&lines, control)?;
        let (old, new) = sides.split_at(figures.len());
        let mut changed = 0;
        let mut reasons: Vec<String> = Vec::new();
        for (((thing, what, _), old), new) in figures.iter().zip(old).zip(new) {
            let (Some(old), Some(new)) = (old, new) else { continue };
            if let Some(line) = difference(old, new) {
                changed += 1;
                text.push(Style::Name, thing);
                let what = if what.is_empty() { "" } else { &format!("{what} ") };
                text.push(Style::Plain, format!(": {what}{line}\n"));
            }
            let why = new.from.iter().filter(|_| new.value.value().is_none());
            for phrase in why.map(crate::report::Phrase::plain) {
                if !reasons.contains(&phrase) && old.value.value().is_some() {
                    reasons.push(phrase);
                }
            }
        }
        for reason in reasons.iter().take(3) {
            self.faint(&reason.as_str().into(), &mut text);
        }
        if changed == 0 {
            let untold = old.iter().chain(new).flatten().find(|side| side.value.value().is_none());
            match untold {
                Some(side) => {
                    text.push(Style::Plain, "tried; what it changes cannot be told\n");
                    side.from.iter().for_each(|from| self.faint(from, &mut text));
                }
                None => text.push(Style::Plain, "nothing changes in the headline figures\n"),
            }
        }
        Ok(text)
    }

    /// The thing, the figure in words (none for what was asked by itself), and the
    /// metric.
    fn headline_figures(&self) -> Vec<(String, &'static str, String)> {
        let Some(model) = &self.current.model else { return Vec::new() };
        let mut figures = Vec::new();
        for demand in model.demands.iter().take(MOST) {
            let name = &demand.head.name;
            for (what, metric) in [("delivered", "delivered"), ("time", "time"), ("cost", "cost")] {
                figures.push((format!("demand {name}"), what, format!("{metric}({name})")));
            }
        }
        for corridor in model.corridors.iter().take(MOST) {
            let name = &corridor.head.name;
            for what in ["time", "cost"] {
                figures.push((format!("corridor {name}"), what, format!("{what}({name})")));
            }
        }
        for asked in &self.asked {
            if !figures.iter().any(|(.., metric)| metric == asked) {
                figures.push((asked.clone(), "", asked.clone()));
            }
        }
        figures
    }
}

/// `25 kTEU/year -> 12 kTEU/year, -13 kTEU/year (-52 %)`; none where nothing
/// changed.
fn difference(old: &Side, new: &Side) -> Option<String> {
    let (a, b) = (old.value.shown(), new.value.shown());
    let both = old.value.value().is_some() && new.value.value().is_some();
    let difference = Difference::between(&old.value, &new.value);
    if both {
        let changed = difference.value.is_some_and(|value| value != 0.0);
        return changed.then(|| format!("{a} -> {b}, {}", difference.shown()));
    }
    let word = |side: &Side, shown: String| match side.value.number().as_str() {
        "–" => "none".to_owned(),
        _ => shown,
    };
    (a != b).then(|| format!("{} -> {}", word(old, a), word(new, b)))
}
