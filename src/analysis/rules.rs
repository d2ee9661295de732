//! Rules in the delta of two scenarios: what is forbidden or allowed, of what,
//! to whom, and by which change.

use crate::model::{Action, Effect, MemberWho, Model, ScenarioStep, Shipper};
use crate::report::{Cell, Map, Phrase};
use crate::scenario::{Cause, Now, Rule};

use super::analyst::Analyst;
use super::words::{cause_name, cause_phrase, place};

/// A rule that is in one scenario and not in the other.
pub struct RuleChange<'n> {
    rule: &'n Rule,
    /// Whose rule it is.
    now: &'n Now,
    /// It came; else it went.
    came: bool,
}

/// The rules of `after` that `before` (none: no rule) does not have, in their
/// order, then those that it has alone.
pub fn differing<'n>(before: Option<&'n Now>, after: &'n Now) -> Vec<RuleChange<'n>> {
    let same = |a: &Rule, b: &Rule| {
        (a.cause.change, a.cause.span) == (b.cause.change, b.cause.span) && a.on == b.on
    };
    let old = before.map_or(&[][..], |now| &now.rules);
    let mut list: Vec<RuleChange<'n>> = after
        .rules
        .iter()
        .filter(|rule| !old.iter().any(|other| same(other, rule)))
        .map(|rule| RuleChange { rule, now: after, came: true })
        .collect();
    if let Some(before) = before {
        let gone = old.iter().filter(|rule| !after.rules.iter().any(|new| same(new, rule)));
        list.extend(gone.map(|rule| RuleChange { rule, now: before, came: false }));
    }
    list
}

impl RuleChange<'_> {
    fn words(&self) -> (&'static str, &'static str) {
        let rule = if self.rule.forbids { "forbidden" } else { "allowed" };
        if self.came { ("none", rule) } else { (rule, "none") }
    }

    /// What it is about: the words of the file.
    fn subject(&self, model: &Model) -> String {
        let text = match effect_of(model, self.rule.cause).map(|effect| &effect.action) {
            Some(Action::Forbid { on, .. } | Action::Allow { on, .. } | Action::Close(on)) => {
                on.text.trim().to_owned()
            }
            Some(Action::ForbidTransit(who, _) | Action::AllowTransit(who, _)) => {
                format!("transit through {}", who_name(model, *who))
            }
            Some(Action::ForbidTrade(who, _) | Action::AllowTrade(who, _)) => {
                format!("trade with {}", who_name(model, *who))
            }
            _ => "use".to_owned(),
        };
        match self.except(model) {
            Some(except) => format!("{text} except {except}"),
            None => text,
        }
    }

    fn except<'m>(&self, model: &'m Model) -> Option<&'m str> {
        let effect = effect_of(model, self.rule.cause)?;
        effect.except.as_ref().map(|except| except.text.trim())
    }

    fn commodity<'m>(&self, model: &'m Model) -> Option<&'m crate::model::Commodity> {
        self.rule.commodity.map(|commodity| &model.commodities[commodity.index()])
    }

    /// Whose shippers alone it binds, with their share.
    fn binds(&self, model: &Model) -> Option<(String, f64)> {
        let binder = self.now.binders.get(self.rule.binder? as usize)?;
        let who = match binder.by {
            Shipper::Country(country) => country.code().to_owned(),
            Shipper::Bloc(bloc) => model.blocs[bloc.index()].head.name.clone(),
        };
        Some((who, binder.share))
    }

    /// For programs: like a property, `rule`.
    pub fn map(&self, analyst: &Analyst<'_>) -> Map {
        let model = analyst.model;
        let cause = self.rule.cause;
        let (old, new) = self.words();
        let by = Map::new()
            .with("change", cause_name(model, cause))
            .with("place", place(analyst, cause.span));
        let mut map = Map::new()
            .with("subject", self.subject(model))
            .with("property", "rule")
            .with("commodity", self.commodity(model).map(|c| c.head.name.clone()))
            .with("old", old)
            .with("new", new)
            .with("by", vec![by])
            .with("follows", false);
        if let Some((who, share)) = self.binds(model) {
            map.set("shippers", who);
            map.set("share", share);
        }
        map
    }

    /// A row of the table: what, old, new, by.
    pub fn row(&self, analyst: &Analyst<'_>) -> Vec<Cell> {
        let model = analyst.model;
        let (old, new) = self.words();
        let mut what = self.subject(model);
        match self.commodity(model) {
            Some(commodity) => what = format!("{} on {what}", commodity.head.label()),
            None => what = format!("use of {what}"),
        }
        if let Some((who, share)) = self.binds(model) {
            let percent = crate::quantity::format_number(100.0 * share);
            let part = if share < 1.0 { format!("{percent} % of ") } else { String::new() };
            what = format!("{what} for {part}shippers of {who}");
        }
        let by: Phrase = cause_phrase(analyst, self.rule.cause);
        vec![what.into(), old.into(), new.into(), by.into()]
    }
}

/// The effect that stands at the place of a cause.
fn effect_of(model: &Model, cause: Cause) -> Option<&Effect> {
    match cause.change {
        Some(change) => {
            let effects = &model.changes[change.index()].effects;
            effects.iter().find(|effect| effect.span == cause.span)
        }
        None => {
            model.scenarios.iter().flat_map(|scenario| &scenario.steps).find_map(
                |step| match step {
                    ScenarioStep::Effect(effect) if effect.span == cause.span => Some(&**effect),
                    _ => None,
                },
            )
        }
    }
}

fn who_name(model: &Model, who: MemberWho) -> String {
    match who {
        MemberWho::Country(country) => country.code().to_owned(),
        MemberWho::Bloc(bloc) => model.blocs[bloc.index()].head.name.clone(),
    }
}
