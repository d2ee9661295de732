//! Selectors.

use crate::source::Span;
use crate::syntax::ast::{Direction, Expr, Name, Selector, SelectorKind};
use crate::syntax::grammar::Rule;

use super::{Builder, P, inner};

impl Builder<'_> {
    /// A `selector` or `avoided` pair.
    pub(super) fn selector(&mut self, pair: P<'_>) -> Selector {
        let span = self.span(&pair);
        let mut kind = SelectorKind::List(Vec::new());
        let mut filter = None;
        if pair.as_rule() == Rule::avoided {
            // Its parts are those of `legs` and `nodes` themselves.
            filter = inner(pair.clone(), Rule::filter).map(|part| self.filter(part));
            kind = self.selector_kind(pair, span);
            return Selector { kind, span, filter };
        }
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::filter => filter = Some(self.filter(part)),
                _ => kind = self.selector_kind(part, span),
            }
        }
        Selector { kind, span, filter }
    }

    /// Stands for a selector where the grammar always puts one.
    pub(super) fn no_selector(&self, span: Span) -> Selector {
        Selector { kind: SelectorKind::List(Vec::new()), span, filter: None }
    }

    pub(super) fn inner_selector(&mut self, pair: P<'_>) -> Selector {
        let span = self.span(&pair);
        match inner(pair, Rule::selector) {
            Some(part) => self.selector(part),
            None => self.no_selector(span),
        }
    }

    fn filter(&mut self, pair: P<'_>) -> Box<Expr> {
        let span = self.span(&pair);
        Box::new(match inner(pair, Rule::expr) {
            Some(part) => self.expr(part),
            None => super::nothing(span),
        })
    }

    fn selector_kind(&mut self, pair: P<'_>, span: Span) -> SelectorKind {
        let rule = pair.as_rule();
        if rule == Rule::sel_list {
            return SelectorKind::List(pair.into_inner().map(|part| self.selector(part)).collect());
        }
        let nodes = pair.as_str().starts_with("nodes");
        let mut names: Vec<Name> = Vec::new();
        let (mut both, mut place) = (false, None);
        let (mut by, mut within, mut of) = (None, None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::arrow => both = part.as_str().starts_with('<'),
                Rule::leg_by => by = Some(self.first_name(part)),
                Rule::leg_place => place = Some(self.leg_place(part)),
                Rule::in_place | Rule::borders_within => within = Some(self.first_name(part)),
                Rule::of_kind | Rule::borders_of => of = Some(self.first_name(part)),
                _ => {}
            }
        }
        let mut names = names.into_iter();
        let second = if names.len() > 1 { names.next_back() } else { None };
        let first = names.next().unwrap_or_else(|| self.missing(span));
        match (rule, second) {
            (Rule::sel_legs, _) => SelectorKind::Legs { by, place },
            (Rule::sel_nodes, _) => SelectorKind::Nodes { place: within, kind: of },
            (Rule::avoided, _) if nodes => SelectorKind::Nodes { place: within, kind: of },
            (Rule::avoided, _) => SelectorKind::Legs { by, place },
            (Rule::sel_borders, _) => SelectorKind::Borders { of, within },
            (Rule::sel_leg, Some(second)) => SelectorKind::LegBetween(first, second, both),
            (Rule::sel_leg, None) => SelectorKind::Leg(first),
            (Rule::sel_border, second) => {
                let second = second.unwrap_or_else(|| self.missing(span));
                SelectorKind::Border(first, second, both)
            }
            (Rule::sel_node, _) => SelectorKind::Node(first),
            (Rule::sel_country, _) => SelectorKind::Country(first),
            (Rule::sel_bloc, _) => SelectorKind::Bloc(first),
            (Rule::sel_mode, _) => SelectorKind::Mode(first),
            (Rule::sel_pool, _) => SelectorKind::Pool(first),
            (Rule::sel_demand, _) => SelectorKind::Demand(first),
            (Rule::sel_corridor, _) => SelectorKind::Corridor(first),
            _ => SelectorKind::Tagged(first),
        }
    }

    fn leg_place(&self, pair: P<'_>) -> (Direction, Name) {
        let direction = match pair.clone().into_inner().next().map(|word| word.as_rule()) {
            Some(Rule::from_kw) => Direction::From,
            Some(Rule::to_kw) => Direction::To,
            _ => Direction::In,
        };
        (direction, self.first_name(pair))
    }
}
