//! Effects, windows and selectors.

use std::fmt::Write;

use super::Dump;
use crate::syntax::ast::*;

impl Dump<'_> {
    pub(super) fn effect(&self, effect: &Effect) -> String {
        self.place(effect.span);
        let mut out = match &effect.verb {
            Verb::Close(s) => format!("close {}", self.selector(s)),
            Verb::CloseParts { count, of, at } => {
                format!("close {} of {} at {}", self.expr(count), self.expr(of), self.selector(at))
            }
            Verb::Open(s) => format!("open {}", self.selector(s)),
            Verb::Set { property, of, to } => {
                format!(
                    "set {} of {} to {}",
                    self.name(property),
                    self.selector(of),
                    self.value(to)
                )
            }
            Verb::Raise { property, of, by } => {
                format!(
                    "raise {} of {} by {}",
                    self.name(property),
                    self.selector(of),
                    self.expr(by)
                )
            }
            Verb::Reduce { property, of, by } => {
                format!(
                    "reduce {} of {} by {}",
                    self.name(property),
                    self.selector(of),
                    self.expr(by)
                )
            }
            Verb::SetParam { param, to } => {
                format!("set-param {} to {}", self.name(param), self.expr(to))
            }
            Verb::Forbid(what) => format!("forbid {}", self.forbidden(what)),
            Verb::Allow(what) => format!("allow {}", self.forbidden(what)),
        };
        if let Some(for_) = &effect.for_ {
            write!(out, " for {}", self.name(for_)).unwrap();
        }
        if let Some(except) = &effect.except {
            write!(out, " except {}", self.selector(except)).unwrap();
        }
        if let Some(window) = &effect.window {
            write!(out, " WHEN {}", self.window(window)).unwrap();
        }
        out + &self.cites(&effect.cites)
    }

    pub(super) fn forbidden(&self, what: &Forbidden) -> String {
        match what {
            Forbidden::Commodity { commodity, on } => {
                format!("{} on {}", self.name(commodity), self.selector(on))
            }
            Forbidden::Transit { through } => format!("transit {}", self.name(through)),
            Forbidden::Trade { with } => format!("trade {}", self.name(with)),
        }
    }

    pub(super) fn window(&self, window: &Window) -> String {
        match window {
            Window::Dates { from, until, lasting, span } => {
                self.place(*span);
                let mut out = String::new();
                for (word, expr) in [("from", from), ("until", until), ("for", lasting)] {
                    if let Some(expr) = expr {
                        write!(out, "{word} {} ", self.expr(expr)).unwrap();
                    }
                }
                out.trim_end().to_owned()
            }
            Window::EveryYear { from, to, cites, span } => {
                self.place(*span);
                let day = |day: &DayOfYear| {
                    self.place(day.span);
                    format!("{:?}/{}", day.day, day.month)
                };
                format!("yearly {} {}{}", day(from), day(to), self.cites(cites))
            }
        }
    }

    pub(super) fn selector(&self, selector: &Selector) -> String {
        self.place(selector.span);
        let named = |word: &str, name: &Name| format!("{word} {}", self.name(name));
        let mut out = match &selector.kind {
            SelectorKind::Leg(n) => named("leg", n),
            SelectorKind::LegBetween(a, b, both) => format!("leg {}", self.ends(a, *both, b)),
            SelectorKind::Legs { by, place } => {
                let mut out = String::from("legs");
                if let Some(by) = by {
                    write!(out, " by {}", self.name(by)).unwrap();
                }
                if let Some((direction, name)) = place {
                    write!(out, " {direction:?} {}", self.name(name)).unwrap();
                }
                out
            }
            SelectorKind::Node(n) => named("node", n),
            SelectorKind::Nodes { place, kind } => {
                let mut out = String::from("nodes");
                for (word, name) in [("in", place), ("of", kind)] {
                    if let Some(name) = name {
                        write!(out, " {word} {}", self.name(name)).unwrap();
                    }
                }
                out
            }
            SelectorKind::Border(a, b, both) => format!("border {}", self.ends(a, *both, b)),
            SelectorKind::Borders { of, within } => {
                let mut out = String::from("borders");
                for (word, name) in [("of", of), ("within", within)] {
                    if let Some(name) = name {
                        write!(out, " {word} {}", self.name(name)).unwrap();
                    }
                }
                out
            }
            SelectorKind::Country(n) => named("country", n),
            SelectorKind::Bloc(n) => named("bloc", n),
            SelectorKind::Mode(n) => named("mode", n),
            SelectorKind::Pool(n) => named("pool", n),
            SelectorKind::Demand(n) => named("demand", n),
            SelectorKind::Corridor(n) => named("corridor", n),
            SelectorKind::Tagged(n) => named("tagged", n),
            SelectorKind::List(list) => {
                let list: Vec<String> = list.iter().map(|s| self.selector(s)).collect();
                format!("[{}]", list.join(", "))
            }
        };
        if let Some(filter) = &selector.filter {
            write!(out, " where {}", self.expr(filter)).unwrap();
        }
        out
    }
}
