//! Bodies: what stands between the braces of a declaration.

use crate::diagnostic::codes::syntax;
use crate::source::Span;
use crate::syntax::ast::{Body, Cites, Effect, Expr, Item, ListItem, Property, Value, Window};
use crate::syntax::grammar::Rule;

use super::change::close_effect;
use super::value::closing_cites;
use super::{Builder, P, inner, nothing};

/// An item as read, before it is settled whose a window is.
pub(in crate::syntax) struct Read {
    pub item: Item,
    /// Citations of a window.
    pub cites: Cites,
    /// A window that may belong to the effect before it, if that stands on
    /// the same line with no comma between.
    pub span: Span,
}

impl Builder<'_> {
    /// A `body` pair.
    pub(super) fn body(&mut self, pair: P<'_>) -> Body {
        let span = self.span(&pair);
        let (start, text) = (pair.as_span().start(), pair.as_str());
        let mut items = Items::default();
        let (mut end, mut comma) = (start, true);
        for part in pair.into_inner() {
            if part.as_rule() == Rule::comma_between {
                comma = true;
                continue;
            }
            let between = text.get(end - start..part.as_span().start() - start).unwrap_or("");
            let apart = comma || between.contains('\n');
            end = super::end_of(&part);
            comma = false;
            let read = self.item(part);
            self.add_item(&mut items, read, apart);
        }
        Body { items: items.finish(), span: Some(span), unread: false }
    }

    /// Any pair of the grammar's `item`.
    pub(in crate::syntax) fn item(&mut self, pair: P<'_>) -> Read {
        let span = self.span(&pair);
        let mut cites = Cites::default();
        let item = match pair.as_rule() {
            Rule::property | Rule::chosen => Item::Property(self.property(pair)),
            Rule::effect => Item::Effect(Box::new(self.effect(pair))),
            Rule::window => {
                let (window, own) = self.window(pair);
                cites = own;
                Item::Window(window)
            }
            Rule::every_year => {
                let (window, own) = self.every_year(pair);
                cites = own;
                Item::Window(window)
            }
            Rule::apply => Item::Apply(self.names(pair), span),
            Rule::use_basis => Item::Use(self.first_name(pair), span),
            Rule::after => {
                let change = self.first_name(pair.clone());
                let body = inner(pair, Rule::body).map(|part| self.body(part));
                Item::After { change, body: body.unwrap_or_default(), span }
            }
            _ => {
                let word = pair.into_inner().next();
                Item::Flag(word.map_or_else(|| self.missing(span), |word| self.name(&word)))
            }
        };
        Read { item, cites, span }
    }

    /// Adds an item; `apart` says whether a comma or a line's end stands
    /// before it.
    pub(in crate::syntax) fn add_item(&mut self, items: &mut Items, read: Read, apart: bool) {
        let Read { item, cites, span } = read;
        match item {
            Item::Window(window) => match items.last_effect() {
                Some(effect) if !apart => {
                    if effect.window.is_some() {
                        let title = "an effect has one window";
                        let help = "put the window of the whole change on a line of its own";
                        self.tell(syntax::OPTION_TWICE, title, span, "a second one", help);
                        return;
                    }
                    effect.window = Some(window);
                    effect.span = effect.span.to(span);
                    append(&mut effect.cites, cites);
                }
                _ => items.push(Item::Window(cited(window, cites))),
            },
            item => items.push(item),
        }
    }

    fn property(&mut self, pair: P<'_>) -> Property {
        let span = self.span(&pair);
        let mut key = self.missing(span);
        let mut for_ = None;
        let mut value = Value::Expr(nothing(span));
        let mut cites = Cites::default();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::key | Rule::chosen_key => key = self.name(&part),
                Rule::selector => {
                    let span = self.span(&part);
                    value = Value::List(vec![ListItem::Selector(self.selector(part))], span);
                }
                Rule::for_one => for_ = Some(self.first_name(part)),
                Rule::value => value = self.value(part),
                Rule::cites => cites = self.cites(part),
                _ => {}
            }
        }
        if cites.is_empty() {
            cites = closing_cites(&mut value);
        }
        Property { key, for_, value, cites, span }
    }
}

/// Items of a body while it is read.
#[derive(Default)]
pub(in crate::syntax) struct Items(Vec<Item>);

impl Items {
    pub fn push(&mut self, item: Item) {
        self.close_last();
        self.0.push(item);
    }

    fn last_effect(&mut self) -> Option<&mut Effect> {
        match self.0.last_mut() {
            Some(Item::Effect(effect)) => Some(effect),
            _ => None,
        }
    }

    fn close_last(&mut self) {
        if let Some(effect) = self.last_effect() {
            close_effect(effect);
        }
    }

    pub fn finish(mut self) -> Vec<Item> {
        self.close_last();
        self.0
    }
}

/// Citations after a window of the change itself stand with its last date.
fn cited(mut window: Window, cites: Cites) -> Window {
    match &mut window {
        Window::Dates { from, until, lasting, .. } => {
            let last: Option<&mut Box<Expr>> =
                lasting.as_mut().or(until.as_mut()).or(from.as_mut());
            if let Some(last) = last {
                append(&mut last.cites, cites);
            }
        }
        Window::EveryYear { cites: own, .. } => *own = cites,
    }
    window
}

/// Adds citations to others.
pub(super) fn append(cites: &mut Cites, more: Cites) {
    if cites.is_empty() {
        *cites = more;
    } else if !more.is_empty() {
        let mut all = std::mem::take(cites).into_vec();
        all.extend(more.into_vec());
        *cites = all.into_boxed_slice();
    }
}
