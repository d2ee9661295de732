//! Which routes a report or a metric means.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::reports;
use crate::model::{CommodityId, CorridorId, Criterion, DemandId, NodeId, RouteAsk, Thing};
use crate::syntax::ast::{Name, RouteQuery};

use super::context::Checker;

impl Checker<'_> {
    /// The criterion of `by`.
    pub fn criterion(&mut self, name: &Name) -> Option<Criterion> {
        let all = [
            Criterion::Time,
            Criterion::Cost,
            Criterion::Distance,
            Criterion::Emissions,
            Criterion::GeneralisedCost,
        ];
        if let Some(found) = all.into_iter().find(|c| c.word() == name.text) {
            return Some(found);
        }
        let words: Vec<&str> = all.iter().map(|c| c.word()).collect();
        let mut told = Diagnostic::new(
            reports::UNKNOWN_WORD,
            format!("routes are not ranked by `{}`", name.text),
            name.span,
            "not a criterion",
        );
        told = match crate::diagnostic::closest(&name.text, words.iter().copied()) {
            Some(near) => told.with_help(format!("did you mean `{near}`?")).with_fix(
                format!("write `{near}`"),
                name.span,
                near,
            ),
            None => told.with_help(format!("there are: {}", words.join(", "))),
        };
        self.tell(told);
        None
    }

    pub fn ends(
        &mut self,
        query: &RouteQuery,
        at: crate::source::Span,
    ) -> Option<(Vec<NodeId>, Vec<NodeId>)> {
        if query.from.is_empty() || query.to.is_empty() {
            let title = "both ends are needed".to_owned();
            let help = "write `from A to B`";
            self.tell_at(reports::ENDS_MISSING, title, at, help);
            return None;
        }
        let from: Vec<_> = query.from.iter().map(|name| self.node_named(name)).collect();
        let to: Vec<_> = query.to.iter().map(|name| self.node_named(name)).collect();
        let from = from.into_iter().collect::<Option<Vec<_>>>();
        let to = to.into_iter().collect::<Option<Vec<_>>>();
        let (from, to) = (from?, to?);
        if from.iter().any(|a| to.contains(a)) {
            let at = query.from[0].span.to(query.to[query.to.len() - 1].span);
            self.tell_same_ends("question", at);
            return None;
        }
        Some((from, to))
    }

    /// `for C`: one commodity at most.
    pub fn one_commodity(&mut self, query: &RouteQuery) -> Option<Option<CommodityId>> {
        match query.for_.as_slice() {
            [] => Some(None),
            [name] => match self.find(name, "a commodity or a demand", |t| {
                matches!(t, Thing::Commodity(_) | Thing::Demand(_))
            })? {
                Thing::Commodity(id) => Some(Some(id)),
                Thing::Demand(id) => {
                    Some(self.model.demands.get(id.index()).map(|demand| demand.commodity))
                }
                _ => None,
            },
            [_, second, ..] => {
                self.tell_at(
                    reports::TOO_MANY,
                    "this is asked for one commodity",
                    second.span,
                    "ask once for each",
                );
                None
            }
        }
    }

    /// The file's only commodity.
    pub fn only_commodity(&self) -> Option<CommodityId> {
        (self.model.commodities.len() == 1).then_some(CommodityId(0))
    }

    fn only_demand(&self, from: NodeId, to: NodeId) -> Option<DemandId> {
        let mut between = self
            .model
            .demands
            .iter()
            .enumerate()
            .filter(|(_, demand)| demand.from == from && demand.to == to);
        let first = between.next()?;
        between.next().is_none().then_some(DemandId(first.0 as u32))
    }

    pub(super) fn commodity_between(&self, from: NodeId, to: NodeId) -> Option<CommodityId> {
        self.only_demand(from, to)
            .map(|id| self.model.demands[id.index()].commodity)
            .or_else(|| self.only_commodity())
    }

    /// What corridors carry: that of the only demand between the ends of each,
    /// if it is the same for all, else the file's only commodity.
    pub(super) fn commodity_along(&self, corridors: &[CorridorId]) -> Option<CommodityId> {
        let mut all = corridors.iter().map(|id| {
            let nodes = &self.model.corridors[id.index()].nodes;
            self.commodity_between(*nodes.first()?, *nodes.last()?)
        });
        let first = all.next()??;
        all.all(|other| other == Some(first)).then_some(first)
    }

    /// Routes between one pair.
    pub fn route_ask(
        &mut self,
        query: &RouteQuery,
        top: usize,
        at: crate::source::Span,
    ) -> Option<RouteAsk> {
        let (from, to) = self.ends(query, at)?;
        if let Some(second) = query.from.get(1).or(query.to.get(1)) {
            self.tell_at(
                reports::TOO_MANY,
                "routes run from one place to one place",
                second.span,
                "ask once for each pair",
            );
            return None;
        }
        let (from, to) = (*from.first()?, *to.first()?);
        let (mut demand, mut commodity) = (None, None);
        match query.for_.as_slice() {
            [] => {
                demand = self.only_demand(from, to);
                commodity = self.commodity_between(from, to);
            }
            [name] => match self.find(name, "a commodity or a demand", |t| {
                matches!(t, Thing::Commodity(_) | Thing::Demand(_))
            })? {
                Thing::Commodity(id) => {
                    commodity = Some(id);
                    demand = self
                        .only_demand(from, to)
                        .filter(|d| self.model.demands[d.index()].commodity == id);
                }
                Thing::Demand(id) => {
                    demand = Some(id);
                    commodity = self.model.demands.get(id.index()).map(|d| d.commodity);
                }
                _ => {}
            },
            [_, second, ..] => {
                let help = "ask once for each";
                let title = "routes are asked for one commodity";
                self.tell_at(reports::TOO_MANY, title, second.span, help);
                return None;
            }
        }
        let by = match &query.by {
            Some(by) => self.criterion(by)?,
            None => Criterion::Time,
        };
        if commodity.is_none() && !matches!(by, Criterion::Time | Criterion::Distance) {
            self.tell_at(
                reports::COMMODITY_NEEDED,
                format!("{} depends on what is carried; say `for C`", by.word()),
                query.by.as_ref().map_or(at, |n| n.span),
                "there is no single demand between the two, and not just one commodity",
            );
            return None;
        }
        if by == Criterion::GeneralisedCost && !self.has_value_of_time(demand, commodity) {
            self.tell_at(
                reports::NO_VALUE_OF_TIME,
                "generalised cost needs a value of time",
                query.by.as_ref().map_or(at, |n| n.span),
                "give the demand, the commodity or the model a `value_of_time`",
            );
            return None;
        }
        let via: Vec<_> = query.via.iter().map(|name| self.node_named(name)).collect();
        let via = via.into_iter().collect::<Option<Vec<_>>>()?;
        let avoiding = match &query.avoiding {
            Some(selector) => Some(self.selector(selector)?),
            None => None,
        };
        Some(RouteAsk {
            from,
            to,
            commodity,
            demand,
            by,
            via,
            avoiding,
            only_mode: None,
            ends_terminal: query.ends_terminal.is_some(),
            top,
        })
    }

    fn has_value_of_time(&self, demand: Option<DemandId>, commodity: Option<CommodityId>) -> bool {
        let model = &self.model;
        demand.is_some_and(|d| model.demands[d.index()].value_of_time.is_some())
            || commodity.is_some_and(|c| model.commodities[c.index()].value_of_time.is_some())
            || model.settings.value_of_time.is_some()
    }
}
