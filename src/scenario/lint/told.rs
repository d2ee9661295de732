//! How conflicts and problems are told.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{changes as codes, names, network, reports, units};
use crate::model::{Head, ScenarioId, Slot, Target};
use crate::source::Span;

use super::super::lineage::Cause;
use super::super::problem::Problem;
use super::Linter;

impl Linter<'_> {
    /// Two effects that set one figure, each pair once.
    pub(super) fn tell_conflict(&mut self, slot: Slot, first: Cause, second: Cause) {
        if !self.conflicts.insert((first.span, second.span)) {
            return;
        }
        let what = self.slot_words(slot);
        let a = first.label(self.model).to_owned();
        let b = second.label(self.model).to_owned();
        let title = if a == b {
            format!("`{a}` sets {what} twice at the same time")
        } else {
            format!("`{a}` and `{b}` both set {what}")
        };
        let scenario = &self.model.scenarios[second.scenario.index()].head;
        let mut told = Diagnostic::new(codes::TWO_SETS, title, second.span, "set again here")
            .with_label(first.span, "set here")
            .with_help(
                "apply one of them, let one scenario extend the other, or write `raise` or \
                     `reduce`, which act on what stands",
            );
        if a != b && second.scenario != ScenarioId(0) {
            told = told.with_label(scenario.span, "both are applied here");
        }
        self.sink.push(told);
    }

    /// "the dwell of Aktau"
    fn slot_words(&self, slot: Slot) -> String {
        let model = self.model;
        let of = match slot.target {
            Target::Node(id) => model.nodes[id.index()].head.name.clone(),
            Target::Leg(way) => model.way_name(way),
            Target::LegBoth(leg) => model.legs[leg.index()].head.name.clone(),
            Target::Border(id, _) => model.borders[id.index()].head.name.clone(),
            Target::Crossing(a, b) => format!("{} -> {}", a.code(), b.code()),
            Target::Mode(id) => model.modes[id.index()].head.name.clone(),
            Target::Transfer(..) => "a transfer".to_owned(),
            Target::Pool(id) => model.pools[id.index()].head.name.clone(),
            Target::Demand(id) => model.demands[id.index()].head.name.clone(),
            Target::Commodity(id) => model.commodities[id.index()].head.name.clone(),
            Target::Constant(id) => model.constants[id.index()].head.name.clone(),
        };
        let prop = format!("{:?}", slot.prop).to_lowercase();
        let prop = match prop.as_str() {
            "valueoftime" => "value of time",
            "value" => "value",
            other => other,
        };
        format!("the {prop} of {of}")
    }

    /// What is wrong once a scenario is put together.
    pub(super) fn tell_problem(&mut self, problem: &Problem, asked: Span) {
        if self.touched(problem) {
            return;
        }
        let told = match problem {
            Problem::Conflict { slot, first, second } => {
                self.tell_conflict(*slot, *first, *second);
                return;
            }
            Problem::StepsApart { slot, first, second } => Diagnostic::new(
                reports::STEPS_APART,
                format!(
                    "the steps of `{}` on {} are never in force together",
                    second.label(self.model),
                    self.slot_words(*slot)
                ),
                asked,
                "`while it lasts` means all of them at once",
            )
            .with_label(first.span, "one step")
            .with_label(second.span, "another")
            .with_help("ask `on` a day of the step that is meant, or `over` the period"),
            Problem::OfUnlimited { slot, cause } | Problem::OfUnknown { slot, cause } => {
                let state = if matches!(problem, Problem::OfUnknown { .. }) {
                    "unknown"
                } else {
                    "unlimited"
                };
                Diagnostic::new(
                    codes::RELATIVE_OF_UNLIMITED,
                    format!(
                        "{} is {state}; it cannot be changed by an amount",
                        self.slot_words(*slot)
                    ),
                    cause.span,
                    "a part of what?",
                )
                .with_help("give it a figure where it is declared, or write `set … to …`")
            }
            Problem::BelowZero { slot, cause, .. } => Diagnostic::new(
                units::NEGATIVE,
                format!("this would bring {} below zero", self.slot_words(*slot)),
                cause.span,
                "takes more than there is",
            ),
            Problem::OtherDimension { slot, cause } => Diagnostic::new(
                units::WRONG_UNIT,
                format!("{} is measured in other units", self.slot_words(*slot)),
                cause.span,
                "another dimension",
            )
            .with_help("write the amount in the unit of the declaration"),
            Problem::NoDistance { way, cause } => Diagnostic::new(
                network::NO_TIME,
                format!("{} has no distance for a speed to act on", self.model.way_name(*way)),
                cause.span,
                "sets a speed",
            )
            .with_help("set its time, or give the leg a distance"),
            Problem::NotForCommodity { cause } => Diagnostic::new(
                names::NOT_RESTATABLE,
                "this figure is the same for all commodities",
                cause.span,
                "`for` has nothing to tell apart",
            ),
            Problem::FigureForSome { cause } => Diagnostic::new(
                codes::FIGURE_FOR_SOME,
                "a figure is the same for all shippers",
                cause.span,
                "changed by a sanction that binds only some",
            )
            .with_help("a sanction `by` a bloc may close, forbid and allow"),
            Problem::VolumeUnit { demand } => {
                let head = &self.model.demands[demand.index()].head;
                Diagnostic::new(
                    units::NO_CONVERSION,
                    format!("the volume of `{}` does not convert to its commodity", head.name),
                    head.span,
                    "this demand",
                )
            }
        };
        self.sink.push(told);
    }

    /// Whether it only follows from an error in the declaration that it is
    /// about.
    fn touched(&self, problem: &Problem) -> bool {
        let model = self.model;
        let head = match problem {
            Problem::Conflict { .. }
            | Problem::StepsApart { .. }
            | Problem::NotForCommodity { .. }
            | Problem::FigureForSome { .. } => None,
            Problem::OfUnlimited { slot, .. }
            | Problem::OfUnknown { slot, .. }
            | Problem::BelowZero { slot, .. }
            | Problem::OtherDimension { slot, .. } => self.head_of(*slot),
            Problem::NoDistance { way, .. } => Some(&model.legs[way.leg().index()].head),
            Problem::VolumeUnit { demand } => Some(&model.demands[demand.index()].head),
        };
        head.is_some_and(|head| self.harm.holds(head.whole))
    }

    fn head_of(&self, slot: Slot) -> Option<&Head> {
        let model = self.model;
        match slot.target {
            Target::Node(id) => Some(&model.nodes[id.index()].head),
            Target::Leg(way) => Some(&model.legs[way.leg().index()].head),
            Target::LegBoth(leg) => Some(&model.legs[leg.index()].head),
            Target::Border(id, _) => Some(&model.borders[id.index()].head),
            Target::Mode(id) => Some(&model.modes[id.index()].head),
            Target::Pool(id) => Some(&model.pools[id.index()].head),
            Target::Demand(id) => Some(&model.demands[id.index()].head),
            Target::Commodity(id) => Some(&model.commodities[id.index()].head),
            Target::Constant(id) => Some(&model.constants[id.index()].head),
            Target::Crossing(..) | Target::Transfer(..) => None,
        }
    }
}
