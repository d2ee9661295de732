//! What each word of a declaration means, from the words around it alone: it
//! works on declarations that cannot be read, too.

use crate::country::Country;
use crate::syntax::keywords::{
    BASES, CLAUSES, DECLARATIONS, FUNCTIONS, METRICS, MONTHS, MULTIPLIERS, NOT_UNITS, OTHERS,
    REPORTS, SELECTORS, VERBS,
};

use super::token::{Role, Shape, Token};

/// Declarations whose second word is the name they give.
const NAMED: &[&str] = &[
    "source",
    "commodity",
    "mode",
    "bloc",
    "node",
    "pool",
    "let",
    "param",
    "unit",
    "currency",
    "corridor",
    "demand",
    "contract",
    "observed",
    "disruption",
    "upgrade",
    "sanction",
    "agreement",
    "scenario",
];

/// Words after `by`, `minimising` or `over` of a report that name no thing.
const CRITERIA: &[&str] = &[
    "time",
    "cost",
    "distance",
    "emissions",
    "generalised_cost",
    "risk",
    "country",
    "first",
    "bloc",
    "mode",
    "node",
    "corridor",
    "tag",
    "legs",
    "nodes",
    "countries",
    "day",
    "week",
    "month",
    "optimum",
    "equilibrium",
    "logit",
    "delivered",
];

/// Between which brackets a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// None.
    Header,
    /// The braces of a declaration.
    Body,
    /// The braces of a value: `{ EU: 60% }`.
    Table,
    /// The braces of an import.
    Columns,
    /// `( )` or `[ ]`.
    Brackets,
}

/// Where a place of a declaration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'t> {
    /// The innermost brackets.
    pub within: Within,
    /// The property whose value it is part of; empty where there is none.
    pub key: &'t str,
}

/// Gives the tokens of one declaration their roles, and says where the end of
/// them stands.
pub fn classify<'t>(text: &'t str, tokens: &mut [Token]) -> Place<'t> {
    let significant: Vec<usize> = (0..tokens.len()).filter(|at| tokens[*at].counts()).collect();
    let mut reader = Reader {
        text,
        tokens,
        order: &significant,
        stack: vec![Place { within: Within::Header, key: "" }],
        filtering: false,
    };
    for at in 0..significant.len() {
        reader.step(at);
    }
    reader.stack.last().copied().unwrap_or(Place { within: Within::Header, key: "" })
}

struct Reader<'t, 'k> {
    text: &'t str,
    tokens: &'k mut [Token],
    /// Tokens that are no comments.
    order: &'k [usize],
    stack: Vec<Place<'t>>,
    /// After a `where`.
    filtering: bool,
}

impl<'t> Reader<'t, '_> {
    fn token(&self, at: usize) -> Option<Token> {
        self.order.get(at).map(|index| self.tokens[*index])
    }

    /// The text of a token; empty past either end.
    fn word(&self, at: Option<usize>) -> &'t str {
        at.and_then(|at| self.token(at)).map_or("", |token| token.text(self.text))
    }

    fn back(&self, at: usize, by: usize) -> &'t str {
        self.word(at.checked_sub(by))
    }

    fn ahead(&self, at: usize, by: usize) -> &'t str {
        self.word(Some(at + by))
    }

    fn role(&self, at: Option<usize>) -> Option<Role> {
        at.and_then(|at| self.token(at)).map(|token| token.role)
    }

    fn shape(&self, at: Option<usize>) -> Option<Shape> {
        at.and_then(|at| self.token(at)).map(|token| token.shape)
    }

    fn declaration(&self) -> &'t str {
        self.word(Some(0))
    }

    fn place(&self) -> Place<'t> {
        self.stack.last().copied().unwrap_or(Place { within: Within::Header, key: "" })
    }

    fn key(&mut self, key: &'t str) {
        if let Some(place) = self.stack.last_mut() {
            place.key = key;
        }
    }

    /// Whether nothing but blanks stands between a token and the one before.
    fn same_line(&self, at: usize) -> bool {
        match (at.checked_sub(1).and_then(|before| self.token(before)), self.token(at)) {
            (Some(before), Some(token)) => {
                !self.text[before.end as usize..token.start as usize].contains('\n')
            }
            _ => false,
        }
    }

    fn step(&mut self, at: usize) {
        let Some(token) = self.token(at) else { return };
        match token.shape {
            Shape::Sign => self.sign(at),
            Shape::Word => {
                let role = self.meaning(at);
                if role == Role::Property && self.place().within == Within::Body {
                    self.key(token.text(self.text));
                }
                if token.text(self.text) == "where" {
                    self.filtering = true;
                }
                self.tokens[self.order[at]].role = role;
            }
            _ => {}
        }
    }

    fn sign(&mut self, at: usize) {
        let Place { key, .. } = self.place();
        let opened = match self.word(Some(at)) {
            "{" if self.declaration() == "import" => Some(Within::Columns),
            "{" if self.back(at, 1) == ":" => Some(Within::Table),
            "{" if matches!(self.back(at, 1), "from" | "to") => Some(Within::Brackets),
            "{" => Some(Within::Body),
            "(" | "[" | "-[" => Some(Within::Brackets),
            _ => None,
        };
        if let Some(within) = opened {
            let key = if within == Within::Body { "" } else { key };
            return self.stack.push(Place { within, key });
        }
        match self.word(Some(at)) {
            "}" | ")" | "]" | "]->" if self.stack.len() > 1 => {
                self.stack.pop();
                self.filtering = false;
            }
            "," if self.place().within == Within::Body => {
                self.filtering = false;
                // The next basis goes on with the same value.
                if !BASES.contains(&self.ahead(at, 1)) || self.ahead(at, 2) == ":" {
                    self.key("");
                }
            }
            _ => {}
        }
    }

    fn meaning(&self, at: usize) -> Role {
        let word = self.word(Some(at));
        let (before, next) = (self.back(at, 1), self.ahead(at, 1));
        if at == 0 && DECLARATIONS.contains(&word) {
            return Role::Keyword;
        }
        if before == "@" {
            return if word == "assumed" { Role::Keyword } else { Role::Source };
        }
        if let Some(kind) = self.defines(at) {
            return Role::Definition(kind);
        }
        if let Some(role) = self.of_braces(at) {
            return role;
        }
        if self.is_unit(at) {
            return Role::Unit;
        }
        if next == "(" && (METRICS.contains(&word) || FUNCTIONS.contains(&word)) {
            return Role::Function;
        }
        if CLAUSES.contains(&word) || VERBS.contains(&word) {
            return if before == "use" { Role::Basis } else { Role::Keyword };
        }
        self.of_report(at).or_else(|| self.own_word(at)).unwrap_or_else(|| self.rest(at))
    }

    /// The declaration whose name this is.
    fn defines(&self, at: usize) -> Option<&'static str> {
        if at != 1 {
            return None;
        }
        let declaration = self.declaration();
        if let Some(kind) = NAMED.iter().find(|kind| **kind == declaration) {
            return Some(kind);
        }
        let titled = self.shape(Some(2)) == Some(Shape::Text) && self.ahead(at, 2) == ":";
        (declaration == "leg" && (self.ahead(at, 1) == ":" || titled)).then_some("leg")
    }

    fn of_braces(&self, at: usize) -> Option<Role> {
        let Place { within, key } = self.place();
        let next = self.ahead(at, 1);
        let restated = next == "for" && self.ahead(at, 3) == ":";
        match within {
            Within::Body if next == ":" || restated => Some(Role::Property),
            Within::Columns if next == ":" => Some(Role::Property),
            Within::Columns => Some(Role::Column),
            Within::Table if next == ":" && key == "per" => Some(Role::Unit),
            _ => None,
        }
    }

    fn is_unit(&self, at: usize) -> bool {
        let word = self.word(Some(at));
        let (before, next) = (self.back(at, 1), self.ahead(at, 1));
        let none = |list: &[&str]| !list.contains(&word);
        let free = none(CLAUSES) && none(VERBS) && none(NOT_UNITS) && none(MONTHS);
        if !free || next == ":" || next == "(" {
            return false;
        }
        let place = self.place();
        if before == "as"
            || place.within == Within::Body
                && before == ":"
                && matches!(place.key, "unit" | "currency")
        {
            return true;
        }
        let last = at.checked_sub(1);
        let touching =
            |at: usize| match (at.checked_sub(1).and_then(|b| self.token(b)), self.token(at)) {
                (Some(before), Some(token)) => before.end == token.start,
                _ => false,
            };
        let unit = |by: usize| self.role(at.checked_sub(by)) == Some(Role::Unit);
        let number = self.shape(last) == Some(Shape::Number);
        let percent = number && before.ends_with('%');
        self.same_line(at) && (number && !percent || before == ")")
            || unit(1) && MULTIPLIERS.contains(&before) && self.same_line(at)
            || before == "/" && unit(2) && touching(at) && touching(at - 1)
            || before == "(" && self.back(at, 2) == "/" && unit(3) && touching(at - 1)
            || before == "*" && unit(2) && self.place().within == Within::Brackets
    }

    fn of_report(&self, at: usize) -> Option<Role> {
        let declaration = self.declaration();
        let word = self.word(Some(at));
        if declaration == "report" && at == 1 && REPORTS.contains(&word) {
            return Some(Role::Keyword);
        }
        let before = self.back(at, 1);
        let asked = matches!(before, "by" | "minimising") && self.back(at, 2) != "legs";
        let of_kind = declaration == "report" && matches!(self.ahead(0, 1), "pareto" | "invest");
        let listed = of_kind && matches!(before, "over" | "," | "for");
        ((asked || listed) && CRITERIA.contains(&word)).then_some(Role::Keyword)
    }

    /// Words that are the file's own, and bases.
    fn own_word(&self, at: usize) -> Option<Role> {
        let word = self.word(Some(at));
        let (before, next) = (self.back(at, 1), self.ahead(at, 1));
        let Place { key, within } = self.place();
        let of_nodes = before == "of"
            && (self.back(at, 2) == "nodes"
                || self.back(at, 3) == "in" && self.back(at, 4) == "nodes");
        let compared = before == "=" && matches!(self.back(at, 2), "kind" | "tags");
        let tagged = matches!(key, "kind" | "tags" | "service") && within != Within::Header;
        if before == "tagged" || of_nodes || compared || tagged {
            return Some(Role::Tag);
        }
        if key == "basis" || before == "use" {
            return Some(Role::Basis);
        }
        let begins_value = BASES.contains(&word) && matches!(before, ":" | "," | "to");
        let shape = self.shape(Some(at + 1));
        if begins_value
            && (matches!(shape, Some(Shape::Number | Shape::Word)) || matches!(next, "(" | "-"))
        {
            return Some(Role::Basis);
        }
        if self.filtering && matches!(next, "=" | "<" | ">" | "<=" | ">=" | "within") {
            return Some(Role::Property);
        }
        (matches!(before, "set" | "raise" | "reduce") && next == "of").then_some(Role::Property)
    }

    fn rest(&self, at: usize) -> Role {
        let word = self.word(Some(at));
        let (before, next) = (self.back(at, 1), self.ahead(at, 1));
        let Place { key, .. } = self.place();
        if Country::lookup(word).is_some() || Country::is_nowhere(word) && key == "country" {
            return Role::Country;
        }
        if SELECTORS.contains(&word) {
            let plural = matches!(word, "legs" | "nodes" | "borders");
            let named = self.shape(Some(at + 1)) == Some(Shape::Word) && !CLAUSES.contains(&next);
            let grouping = before == "(" && matches!(next, ")" | "of") || before == "first";
            if plural || named || grouping {
                return Role::Keyword;
            }
        }
        let around = before == ".." || matches!(before, "from" | "to" | ":") || next == "..";
        let dated = self.shape(at.checked_sub(1)) == Some(Shape::Number) || around;
        if MONTHS.contains(&word) && dated {
            return Role::Month;
        }
        let place = matches!(before, "->" | "<->" | "]->" | "from" | "to" | "in" | "via");
        if OTHERS.contains(&word) && (!place || word == "empty") && next != "->" {
            return Role::Keyword;
        }
        Role::Name
    }
}
