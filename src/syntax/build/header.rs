//! What stands before the braces of a declaration.

use crate::source::Span;
use crate::syntax::ast::{
    AmountWhen, Body, ChangeWord, Cites, DeclKind, Expr, ImportColumn, ImportTable, Name,
    NamedKind, Selector, Text, Value, When,
};
use crate::syntax::grammar::Rule;

use super::body::append;
use super::{Builder, P, inner, nothing};

/// The parts of a declaration, in the order in which they stand.
pub(super) struct Header {
    pub kind: NamedKind,
    pub word: ChangeWord,
    names: std::collections::VecDeque<Name>,
    pub title: Option<Text>,
    pub exprs: Vec<Expr>,
    pub extends: Option<Name>,
    /// A leg's own name and a colon stand before its ends.
    pub colon: bool,
    pub both: bool,
    pub at: Option<Name>,
    pub by: Option<Name>,
    pub bound_by: Option<(Name, Option<Expr>)>,
    pub steps: Vec<(Option<Name>, Name)>,
    rows: Option<Vec<(AmountWhen, Expr)>>,
    pub at_least: bool,
    pub selector: Option<Selector>,
    pub when: Option<When>,
    pub body: Body,
    pub cites: Cites,
}

impl Header {
    fn new() -> Self {
        Self {
            kind: NamedKind::Node,
            word: ChangeWord::Disruption,
            names: std::collections::VecDeque::new(),
            title: None,
            exprs: Vec::new(),
            extends: None,
            colon: false,
            both: false,
            at: None,
            by: None,
            bound_by: None,
            steps: Vec::new(),
            rows: None,
            at_least: false,
            selector: None,
            when: None,
            body: Body::default(),
            cites: Cites::default(),
        }
    }

    /// The next name.
    pub fn name(&mut self, at: Span) -> Name {
        self.names.pop_front().unwrap_or(Name { text: "".into(), span: at.at_start() })
    }

    /// The only expression.
    pub fn expr(&mut self, at: Span) -> Expr {
        self.exprs.pop().unwrap_or_else(|| nothing(at))
    }

    /// One row with no key, or those of a table.
    pub fn amount(&mut self, at: Span) -> Vec<(Option<AmountWhen>, Expr)> {
        match self.rows.take() {
            Some(rows) => rows.into_iter().map(|(key, value)| (Some(key), value)).collect(),
            None => vec![(None, self.expr(at))],
        }
    }
}

impl Builder<'_> {
    /// Takes a declaration apart. Its first name is the one it declares, but
    /// for a leg without a name, a border and a transfer.
    pub(super) fn header(&mut self, pair: P<'_>) -> Header {
        let mut header = Header::new();
        let declares = !matches!(pair.as_rule(), Rule::leg | Rule::border | Rule::transfer);
        for part in pair.into_inner() {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::name if declares && header.names.is_empty() => {
                    let name = self.declared(&part);
                    header.names.push_back(name);
                }
                Rule::name => header.names.push_back(self.name(&part)),
                Rule::named_kw => header.kind = named_kind(part.as_str()),
                Rule::change_kw => header.word = change_word(part.as_str()),
                Rule::text if header.title.is_some() => self.tell_two_titles(at),
                Rule::text => header.title = Some(self.text(&part)),
                Rule::expr => {
                    let expr = self.expr(part);
                    header.exprs.push(expr);
                }
                Rule::extends => header.extends = Some(self.first_name(part)),
                Rule::colon => header.colon = true,
                Rule::arrow => header.both = part.as_str().starts_with('<'),
                Rule::body => header.body = self.body(part),
                Rule::cites => append(&mut header.cites, self.cites(part)),
                Rule::least_kw => header.at_least = true,
                _ => self.clause(&mut header, part, at),
            }
        }
        header
    }

    fn clause(&mut self, header: &mut Header, part: P<'_>, at: Span) {
        match part.as_rule() {
            Rule::at_node => {
                let name = self.first_name(part);
                self.once(&mut header.at, Some(name), at);
            }
            Rule::leg_by => {
                let name = self.first_name(part);
                self.once(&mut header.by, Some(name), at);
            }
            Rule::bound_by => {
                let who = self.first_name(part.clone());
                let share = part
                    .into_inner()
                    .find(|part| matches!(part.as_rule(), Rule::figure | Rule::paren))
                    .map(|part| self.figure_or_paren(part));
                header.bound_by = Some((who, share));
            }
            Rule::step => {
                let by = inner(part.clone(), Rule::arrow_by).map(|arrow| self.first_name(arrow));
                header.steps.push((by, self.first_name(part)));
            }
            Rule::table => match self.table(part) {
                Value::Table(rows, _) => header.rows = Some(rows),
                _ => {
                    let title = "a demand's table has years and amounts";
                    let help = "write `{ 2022: 64.3 Mt, 2023: 70.5 Mt }`";
                    let code = crate::diagnostic::codes::syntax::NOT_UNDERSTOOD;
                    self.tell(code, title, at, "transfers stand in a node", help);
                }
            },
            Rule::selector => header.selector = Some(self.selector(part)),
            Rule::when => header.when = self.when(part),
            _ => {}
        }
    }

    /// An `import` pair.
    pub(super) fn import(&mut self, pair: P<'_>, cites: &mut Cites) -> DeclKind {
        let span = self.span(&pair);
        let mut table = None;
        let mut path = Text { text: "".into(), span };
        let mut map = Vec::new();
        for part in pair.into_inner() {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::import_table => {
                    table = Some((import_table(part.as_str()), at));
                }
                Rule::text => path = self.text(&part),
                Rule::import_map => {
                    map = part.into_inner().map(|column| self.import_column(column)).collect();
                }
                Rule::cites => *cites = self.cites(part),
                _ => {}
            }
        }
        DeclKind::Import { table, path, map }
    }

    fn import_column(&mut self, pair: P<'_>) -> ImportColumn {
        let mut column = ImportColumn {
            property: self.missing(self.span(&pair)),
            columns: Vec::new(),
            range: false,
            unit: None,
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::key => column.property = self.name(&part),
                Rule::dots => column.range = true,
                Rule::column | Rule::text => {
                    let name = if part.as_str().starts_with('"') {
                        let Text { text, span } = self.text(&part);
                        Name { text, span }
                    } else {
                        self.name(&part)
                    };
                    column.columns.push(name);
                }
                // Of all properties only a place takes two columns that are
                // no range; what follows the others is a unit.
                Rule::unit if column.property.text == "at" && !column.range => {
                    column.columns.push(self.name(&part));
                }
                Rule::unit => column.unit = Some(self.unit(&part)),
                _ => {}
            }
        }
        column
    }
}

fn import_table(word: &str) -> ImportTable {
    match word {
        "nodes" => ImportTable::Nodes,
        "legs" => ImportTable::Legs,
        _ => ImportTable::Demands,
    }
}

fn named_kind(word: &str) -> NamedKind {
    match word {
        "source" => NamedKind::Source,
        "commodity" => NamedKind::Commodity,
        "mode" => NamedKind::Mode,
        "bloc" => NamedKind::Bloc,
        "pool" => NamedKind::Pool,
        _ => NamedKind::Node,
    }
}

fn change_word(word: &str) -> ChangeWord {
    match word {
        "upgrade" => ChangeWord::Upgrade,
        "sanction" => ChangeWord::Sanction,
        "agreement" => ChangeWord::Agreement,
        _ => ChangeWord::Disruption,
    }
}
