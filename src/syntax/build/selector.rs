//! Selectors.

use crate::source::Span;
use crate::syntax::ast::{Direction, Name, Selector, SelectorKind};
use crate::syntax::grammar::Rule;

use super::{Builder, P};

impl Builder {
    /// A `selector` pair.
    pub fn selector(&mut self, pair: P<'_>) -> Selector {
        let span = self.span(&pair);
        let mut kind = SelectorKind::List(Vec::new());
        let mut filter = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::filter => {
                    let expr = part.into_inner().find(|p| p.as_rule() == Rule::expr);
                    filter = expr.map(|expr| Box::new(self.expr(expr)));
                }
                _ => kind = self.selector_kind(part, span),
            }
        }
        Selector { kind, span, filter }
    }

    fn selector_kind(&mut self, pair: P<'_>, span: Span) -> SelectorKind {
        let rule = pair.as_rule();
        if rule == Rule::sel_list {
            let inner = pair.into_inner().filter(|p| p.as_rule() == Rule::selector);
            return SelectorKind::List(inner.map(|p| self.selector(p)).collect());
        }
        let mut names: Vec<Name> = Vec::new();
        let mut both = false;
        let mut by = None;
        let mut place = None;
        let (mut first, mut second) = (None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::arrow => both = part.as_str().starts_with('<'),
                Rule::leg_by => by = Some(self.first_name(part)),
                Rule::leg_place => place = Some(self.leg_place(part)),
                Rule::node_place | Rule::borders_of => first = Some(self.first_name(part)),
                Rule::node_kind | Rule::borders_within => second = Some(self.first_name(part)),
                _ => {}
            }
        }
        let mut names = names.into_iter();
        let one = names.next();
        let name = |name: Option<Name>| self.or_empty(name, span);
        match rule {
            Rule::sel_legs => SelectorKind::Legs { by, place },
            Rule::sel_nodes => SelectorKind::Nodes { place: first, kind: second },
            Rule::sel_borders => SelectorKind::Borders { of: first, within: second },
            Rule::sel_leg => match names.next() {
                Some(other) => SelectorKind::LegBetween(name(one), other, both),
                None => SelectorKind::Leg(name(one)),
            },
            Rule::sel_border => SelectorKind::Border(name(one), name(names.next()), both),
            Rule::sel_node => SelectorKind::Node(name(one)),
            Rule::sel_country => SelectorKind::Country(name(one)),
            Rule::sel_bloc => SelectorKind::Bloc(name(one)),
            Rule::sel_mode => SelectorKind::Mode(name(one)),
            Rule::sel_pool => SelectorKind::Pool(name(one)),
            Rule::sel_demand => SelectorKind::Demand(name(one)),
            Rule::sel_corridor => SelectorKind::Corridor(name(one)),
            _ => SelectorKind::Tagged(name(one)),
        }
    }

    fn leg_place(&self, pair: P<'_>) -> (Direction, Name) {
        let direction = match pair.as_str() {
            text if text.starts_with("in") => Direction::In,
            text if text.starts_with("from") => Direction::From,
            _ => Direction::To,
        };
        (direction, self.first_name(pair))
    }
}
