//! Effects that forbid and allow.

use crate::model::{Action, CommodityId, MemberWho, Model, Selected};

use super::blocs::who_countries;
use super::lineage::{Cause, Step};
use super::rule::{Rule, RuleOn};
use super::select::select;
use super::target::places_of;

/// The rule that an effect makes on a day, if it makes one.
pub(super) fn rule_of(
    model: &Model,
    step: &Step<'_>,
    binder: Option<u32>,
    day: Option<i32>,
) -> Option<Rule> {
    let effect = step.effect;
    let rule = |forbids, commodity: Option<CommodityId>, on| Rule {
        cause: step.cause,
        forbids,
        commodity: commodity.or(effect.commodity),
        binder,
        on,
        except: match &effect.except {
            Some(except) => select(model, except, day),
            None => Selected::default(),
        },
    };
    let places = |on| RuleOn::Places(Box::new(places_of(model, on, effect.except.as_ref(), day)));
    let transit = |who: MemberWho| RuleOn::Transit(who_countries(model, who, day), who);
    let trade = |who: MemberWho| RuleOn::Trade(who_countries(model, who, day), who);
    match &effect.action {
        Action::Forbid { commodity, on } => Some(rule(true, *commodity, places(on))),
        Action::Allow { commodity, on } => Some(rule(false, *commodity, places(on))),
        Action::ForbidTransit(who, _) => Some(rule(true, None, transit(*who))),
        Action::AllowTransit(who, _) => Some(rule(false, None, transit(*who))),
        Action::ForbidTrade(who, _) => Some(rule(true, None, trade(*who))),
        Action::AllowTrade(who, _) => Some(rule(false, None, trade(*who))),
        _ => None,
    }
}

impl Rule {
    /// A closure that binds some shippers only.
    pub(super) fn close(
        cause: Cause,
        commodity: Option<CommodityId>,
        binder: Option<u32>,
        places: Selected,
    ) -> Self {
        Self {
            cause,
            forbids: true,
            commodity,
            binder,
            on: RuleOn::Places(Box::new(places)),
            except: Selected::default(),
        }
    }
}
