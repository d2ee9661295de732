//! What the grammar says of the stretches of a declaration.

use pest::Parser;
use pest::iterators::Pairs;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::syntax::grammar::{Grammar, Rule};

/// What a stretch is, as far as blanks and line ends ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A number, a date.
    Number,
    /// A unit, in one.
    Unit,
    /// A quoted text.
    Text,
    /// A word whose bracket touches it: `time(`, `normal(`.
    Call,
    /// A sign that touches what follows it.
    Sign,
    /// A sign with blanks on both sides.
    Binary,
    /// A sign that touches both sides.
    Tight,
    /// `*` and `/`, which touch both sides where they did in `3/week`.
    Product,
    /// `..`, which touches both sides between numbers and months.
    Dots,
    /// `-[`
    ArrowOpen,
    /// `]->`
    ArrowClose,
    /// The brace that opens a list of places: `{A, B}`.
    PlacesOpen,
    /// The brace that closes it.
    PlacesClose,
    /// The brace that opens items.
    BodyOpen,
    /// The brace that closes them.
    BodyClose,
    /// A month.
    Month,
}

/// What kind of item begins at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// A property, a flag, a row of a table: commas stand between those.
    Listed,
    /// A window: it may belong to the effect on its line.
    Window,
    /// Anything else.
    Other,
}

/// The roles of one declaration, by the byte at which a stretch begins.
#[derive(Debug, Default)]
pub(super) struct Roles {
    /// Where it ends, and what it is.
    pub at: FxHashMap<usize, (usize, Role)>,
    /// Where items begin.
    pub items: FxHashMap<usize, Item>,
}

impl Roles {
    /// Reads a declaration; none if the grammar does not take it.
    pub fn of(text: &str) -> Option<Self> {
        let pairs = Grammar::parse(Rule::piece, text).ok()?;
        let mut roles = Self::default();
        let mut tight = FxHashSet::default();
        roles.read(text, pairs, &mut tight);
        Some(roles)
    }

    fn read(&mut self, text: &str, pairs: Pairs<'_, Rule>, tight: &mut FxHashSet<usize>) {
        for pair in pairs.flatten() {
            let (start, end) = (pair.as_span().start(), pair.as_span().end());
            let mut is = |role| {
                self.at.insert(start, (end, role));
            };
            match pair.as_rule() {
                Rule::number | Rule::date | Rule::year => is(Role::Number),
                Rule::unit | Rule::target => is(Role::Unit),
                Rule::text => is(Role::Text),
                Rule::month => is(Role::Month),
                Rule::call_name | Rule::metric_kw | Rule::irregular_kw => is(Role::Call),
                Rule::minus => {
                    self.at.insert(start, (start + 1, Role::Sign));
                }
                Rule::negative => {
                    self.at.insert(start, (start + 1, Role::Sign));
                }
                // A sign that must not be followed by another has skipped the
                // blanks and comments after it to see.
                Rule::sum
                | Rule::compare
                | Rule::approx
                | Rule::tolerance
                | Rule::equals
                | Rule::arrow
                | Rule::onward => {
                    let sign = |c: char| "<>=~+-".contains(c);
                    let length = text[start..end].find(|c| !sign(c)).unwrap_or(end - start);
                    self.at.insert(start, (start + length, Role::Binary));
                }
                Rule::product_op => is(Role::Product),
                Rule::dots if tight.contains(&start) => is(Role::Tight),
                Rule::dots => is(Role::Dots),
                Rule::import_column => {
                    let inner = pair.into_inner().filter(|part| part.as_rule() == Rule::dots);
                    tight.extend(inner.map(|part| part.as_span().start()));
                    self.items.insert(start, Item::Listed);
                }
                Rule::arrow_by => {
                    self.at.insert(start, (start + 2, Role::ArrowOpen));
                    self.at.insert(end - 3, (end, Role::ArrowClose));
                }
                Rule::places => self.braces(start, end, Role::PlacesOpen, Role::PlacesClose),
                Rule::body | Rule::table | Rule::import_map => {
                    self.braces(start, end, Role::BodyOpen, Role::BodyClose);
                }
                Rule::property | Rule::chosen | Rule::flag | Rule::row => {
                    self.items.insert(start, Item::Listed);
                }
                Rule::window | Rule::every_year => {
                    self.items.insert(start, Item::Window);
                }
                Rule::effect | Rule::after | Rule::apply | Rule::use_basis => {
                    self.items.insert(start, Item::Other);
                }
                _ => {}
            }
        }
    }

    fn braces(&mut self, start: usize, end: usize, open: Role, close: Role) {
        self.at.insert(start, (start + 1, open));
        self.at.insert(end - 1, (end, close));
    }
}
