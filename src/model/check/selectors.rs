//! Selectors: their names resolved.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{changes, names, network, units};
use crate::model::{
    Area, Filter, FilterProperty, MemberWho, Prop, Selection, SelectionKind, Thing,
};
use crate::quantity::Dimension;
use crate::syntax::ast::{BinaryOp, CompareOp, Expr, ExprKind, Name, Selector, SelectorKind};

use super::context::Checker;
use super::values::{Want, emissions_dimension};

/// So many kinds or tags are listed.
const MOST_WORDS: usize = 12;

impl Checker<'_> {
    /// A selector with its names resolved. What it matches is worked out for a
    /// day, later.
    pub fn selector(&mut self, selector: &Selector) -> Option<Selection> {
        let kind = self.selection_kind(selector);
        let filter = match &selector.filter {
            Some(expr) => Some(Box::new(self.filter(expr)?)),
            None => None,
        };
        let text = self.text(selector.span).to_owned();
        Some(Selection { kind: kind?, filter, span: selector.span, text })
    }

    fn selection_kind(&mut self, selector: &Selector) -> Option<SelectionKind> {
        Some(match &selector.kind {
            SelectorKind::Leg(name) => {
                match self.find(name, "a leg", |t| matches!(t, Thing::Leg(_)))? {
                    Thing::Leg(id) => SelectionKind::Leg(id),
                    _ => return None,
                }
            }
            SelectorKind::LegBetween(a, b, both) => {
                let (from, to) = (self.node_named(a), self.node_named(b));
                let (from, to) = (from?, to?);
                let mut ways = self.ways_between(from, to);
                let there = !ways.is_empty();
                let back = self.ways_between(to, from);
                if *both {
                    ways.extend(back.iter().copied());
                }
                if ways.is_empty() {
                    if !self.guessed() && !self.leg_may_be_missing(&a.text, &b.text) {
                        let help = if !there && !back.is_empty() {
                            "there is one the other way"
                        } else {
                            "name two places that a leg joins"
                        };
                        let title = format!("there is no leg from {} to {}", a.text, b.text);
                        self.tell_at(network::NO_SUCH_LEG, title, a.span.to(b.span), help);
                    }
                    return None;
                }
                ways.sort_unstable();
                SelectionKind::LegWays(ways)
            }
            SelectorKind::Legs { by, place } => {
                let by = match by {
                    Some(name) => Some(self.mode_named(name)?),
                    None => None,
                };
                let place = match place {
                    Some((direction, name)) => Some((*direction, self.area(name)?)),
                    None => None,
                };
                SelectionKind::Legs { by, place }
            }
            SelectorKind::Node(name) => SelectionKind::Node(self.node_named(name)?),
            SelectorKind::Nodes { place, kind } => {
                let place = match place {
                    Some(name) => Some(self.area(name)?),
                    None => None,
                };
                let kind = match kind {
                    Some(name) => Some(self.node_kind(name)?),
                    None => None,
                };
                SelectionKind::Nodes { place, kind }
            }
            SelectorKind::Border(a, b, both) => {
                let (a, b) = (self.country(a), self.country(b));
                SelectionKind::Border(a??, b??, *both)
            }
            SelectorKind::Borders { of, within } => {
                let of = match of {
                    Some(name) => Some(self.area(name)?),
                    None => None,
                };
                let within = match within {
                    Some(name) => match self.country_or_bloc(name)? {
                        MemberWho::Bloc(bloc) => Some(bloc),
                        MemberWho::Country(_) => {
                            self.tell_at(
                                names::WRONG_KIND,
                                format!("`{}` is a country; a bloc is needed here", name.text),
                                name.span,
                                "the borders of one country are `borders of KZ`",
                            );
                            return None;
                        }
                    },
                    None => None,
                };
                SelectionKind::Borders { of, within }
            }
            SelectorKind::Country(name) => SelectionKind::Country(self.country(name)??),
            SelectorKind::Bloc(name) => {
                match self.find(name, "a bloc", |t| matches!(t, Thing::Bloc(_)))? {
                    Thing::Bloc(id) => SelectionKind::Bloc(id),
                    _ => return None,
                }
            }
            SelectorKind::Mode(name) => SelectionKind::Mode(self.mode_named(name)?),
            SelectorKind::Pool(name) => {
                match self.find(name, "a pool", |t| matches!(t, Thing::Pool(_)))? {
                    Thing::Pool(id) => SelectionKind::Pool(id),
                    _ => return None,
                }
            }
            SelectorKind::Demand(name) => SelectionKind::Demand(self.demand_named(name)?),
            SelectorKind::Corridor(name) => SelectionKind::Corridor(self.corridor_named(name)?),
            SelectorKind::Tagged(name) => SelectionKind::Tagged(self.tag(name)?),
            SelectorKind::List(list) => {
                let all: Vec<Option<Selection>> =
                    list.iter().map(|inner| self.selector(inner)).collect();
                SelectionKind::List(all.into_iter().collect::<Option<Vec<_>>>()?)
            }
        })
    }

    /// A demand by name.
    pub fn demand_named(&mut self, name: &Name) -> Option<crate::model::DemandId> {
        match self.find(name, "a demand", |t| matches!(t, Thing::Demand(_)))? {
            Thing::Demand(id) => Some(id),
            _ => None,
        }
    }

    /// A corridor by name.
    pub fn corridor_named(&mut self, name: &Name) -> Option<crate::model::CorridorId> {
        match self.find(name, "a corridor", |t| matches!(t, Thing::Corridor(_)))? {
            Thing::Corridor(id) => Some(id),
            _ => None,
        }
    }

    /// A country, a bloc or a node.
    fn area(&mut self, name: &Name) -> Option<Area> {
        if let Some(&Thing::Node(id)) = self.model.names.get(&name.text) {
            self.used.insert(name.text.clone());
            return Some(Area::Node(id));
        }
        match self.country_or_bloc(name)? {
            MemberWho::Country(country) => Some(Area::Country(country)),
            MemberWho::Bloc(bloc) => Some(Area::Bloc(bloc)),
        }
    }

    fn node_kind(&mut self, name: &Name) -> Option<crate::model::WordId> {
        let kinds: Vec<String> = self
            .model
            .nodes
            .iter()
            .filter_map(|node| node.kind.map(|k| self.model.words[k.index()].to_string()))
            .collect();
        self.word_among(name, &kinds, "node is of the kind")
    }

    fn tag(&mut self, name: &Name) -> Option<crate::model::WordId> {
        let mut tags: Vec<String> = Vec::new();
        for node in &self.model.nodes {
            tags.extend(node.tags.iter().map(|t| self.model.words[t.index()].to_string()));
        }
        for leg in &self.model.legs {
            if let Some(more) = &leg.more {
                tags.extend(more.tags.iter().map(|t| self.model.words[t.index()].to_string()));
            }
        }
        self.word_among(name, &tags, "node or leg has the tag")
    }

    /// A kind or tag; one that nothing has is a warning, and selects nothing.
    fn word_among(
        &mut self,
        name: &Name,
        known: &[String],
        what: &str,
    ) -> Option<crate::model::WordId> {
        if !known.iter().any(|k| *k == name.text) {
            let mut told = Diagnostic::new(
                changes::SELECTS_NOTHING,
                format!("no {what} `{}`", name.text),
                name.span,
                "this selects nothing",
            );
            told = match crate::diagnostic::closest(&name.text, known.iter().map(String::as_str)) {
                Some(near) => told.with_help(format!("did you mean `{near}`?")).with_fix(
                    format!("write `{near}`"),
                    name.span,
                    near,
                ),
                None if known.is_empty() => told,
                None => {
                    let mut all: Vec<&str> = known.iter().map(String::as_str).collect();
                    all.sort_unstable();
                    all.dedup();
                    all.truncate(MOST_WORDS);
                    told.with_help(format!("there are: {}", all.join(", ")))
                }
            };
            self.told_empty.insert(name.span);
            self.tell(told);
        }
        Some(self.word(&name.text))
    }

    /// A `where`.
    fn filter(&mut self, expr: &Expr) -> Option<Filter> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.filter(inner),
            ExprKind::Not(inner) => Some(Filter::Not(Box::new(self.filter(inner)?))),
            ExprKind::Chain(first, rest) => {
                let all_and = rest.iter().all(|(op, _)| *op == BinaryOp::And);
                let all_or = rest.iter().all(|(op, _)| *op == BinaryOp::Or);
                if !all_and && !all_or {
                    return self.tell_filter(expr);
                }
                let parts: Vec<Option<Filter>> = std::iter::once(&**first)
                    .chain(rest.iter().map(|(_, part)| part))
                    .map(|part| self.filter(part))
                    .collect();
                let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
                Some(if all_and { Filter::And(parts) } else { Filter::Or(parts) })
            }
            ExprKind::Compare(a, op, b) => self.comparison(a, *op, b, expr),
            ExprKind::Within(a, low, high) => {
                let ExprKind::Name(name) = &a.kind else { return self.tell_filter(expr) };
                let (property, want) = self.filter_property(name)?;
                let (low, high) = self.filter_bounds(low, high, want)?;
                Some(Filter::Within { property, low, high })
            }
            ExprKind::Name(name) if name.text == "planned" => Some(Filter::IsPlanned),
            _ => self.tell_filter(expr),
        }
    }

    fn filter_bounds(&mut self, low: &Expr, high: &Expr, want: Want) -> Option<(f64, f64)> {
        let what = "this bound";
        let high = self.eval(high)?;
        let mut low = self.eval(low)?;
        if low.unit.is_none()
            && let Some(unit) = high.unit
        {
            low.value = self.shown(unit).to_canonical(low.value);
            (low.low, low.high) = (low.value, low.value);
            (low.dimension, low.unit) = (high.dimension, high.unit);
        }
        let low = self.check_val(low, what, want, super::values::Floor::None);
        let high = self.check_val(high, what, want, super::values::Floor::None);
        Some((low?.value, high?.value))
    }

    fn tell_filter(&mut self, expr: &Expr) -> Option<Filter> {
        self.tell_at(
            units::WRONG_FORM,
            "`where` needs a condition on a property",
            expr.span,
            "write it as in `where mode = ferry and distance > 200 km`",
        );
        None
    }

    fn comparison(&mut self, a: &Expr, op: CompareOp, b: &Expr, whole: &Expr) -> Option<Filter> {
        let ExprKind::Name(property) = &a.kind else { return self.tell_filter(whole) };
        if let ExprKind::Name(value) = &b.kind
            && matches!(
                property.text.as_str(),
                "mode" | "kind" | "country" | "tags" | "tagged" | "carries"
            )
        {
            if op != CompareOp::Equal {
                self.tell_at(
                    units::WRONG_FORM,
                    format!("`{}` is a word; it can only be `=`", property.text),
                    whole.span,
                    "write `=`, or `not … = …`",
                );
                return None;
            }
            return Some(match property.text.as_str() {
                "mode" => Filter::IsMode(self.mode_named(value)?),
                "kind" => Filter::IsKind(self.node_kind(value)?),
                "country" => Filter::IsCountry(self.country(value)??),
                "carries" => Filter::Carries(self.commodity_named(value)?),
                _ => Filter::IsTagged(self.tag(value)?),
            });
        }
        let (filter, want) = self.filter_property(property)?;
        let figure =
            self.figure(b, &format!("`{}`", property.text), want, super::values::Floor::None)?;
        Some(Filter::Compare { property: filter, op, value: figure.value })
    }

    fn filter_property(&mut self, name: &Name) -> Option<(FilterProperty, Want)> {
        let (prop, want) = match name.text.as_str() {
            "distance" => (Prop::Distance, Want::Dim(Dimension::LENGTH)),
            "time" => (Prop::Time, Want::Dim(Dimension::TIME)),
            "speed" => (Prop::Speed, Want::Dim(Dimension::SPEED)),
            "cost" => (Prop::Cost, Want::MoneyPerAmount),
            "emissions" => (Prop::Emissions, Want::Dim(emissions_dimension())),
            "capacity" => (Prop::Capacity, Want::Rate),
            "throughput" => (Prop::Throughput, Want::Rate),
            "storage" => (Prop::Storage, Want::Amount),
            "dwell" => (Prop::Dwell, Want::Dim(Dimension::TIME)),
            "handling" => (Prop::Handling, Want::MoneyPerAmount),
            "delay" => (Prop::Delay, Want::Dim(Dimension::TIME)),
            "fee" => (Prop::Fee, Want::MoneyPerAmount),
            "frequency" => {
                (Prop::Frequency, Want::Dim(Dimension::TIME.power(-1).unwrap_or_default()))
            }
            _ => {
                let known = [
                    "mode",
                    "kind",
                    "country",
                    "tags",
                    "carries",
                    "planned",
                    "distance",
                    "time",
                    "speed",
                    "cost",
                    "emissions",
                    "capacity",
                    "throughput",
                    "storage",
                    "dwell",
                    "handling",
                    "delay",
                    "fee",
                    "frequency",
                ];
                let mut told = Diagnostic::new(
                    names::UNKNOWN_PROPERTY,
                    format!("`where` does not know `{}`", name.text),
                    name.span,
                    "not a property",
                );
                told = match crate::diagnostic::closest(&name.text, known) {
                    Some(near) => told.with_help(format!("did you mean `{near}`?")).with_fix(
                        format!("write `{near}`"),
                        name.span,
                        near,
                    ),
                    None => told.with_help(format!("it knows: {}", known.join(", "))),
                };
                self.tell(told);
                return None;
            }
        };
        Some((FilterProperty(prop), want))
    }
}
