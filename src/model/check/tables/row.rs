//! A row as the declaration that it stands for.

use smol_str::SmolStr;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::files;
use crate::source::{Cell, Span};
use crate::syntax::ast::{
    Body, Cites, Decl, DeclKind, Expr, ExprKind, ImportTable, Item, Name, NamedKind, Property,
    Text, Value,
};

use super::cells::{self, Read};
use super::columns::{Column, Holds};
use super::{Made, Plan};

/// What the cells of a row have given so far.
#[derive(Default)]
struct Parts {
    title: Option<Text>,
    from: Option<Name>,
    to: Option<Name>,
    both: bool,
    commodity: Option<Name>,
    volume: Option<Expr>,
    items: Vec<Item>,
    told: Vec<Diagnostic>,
    bare: Vec<(usize, Span)>,
}

impl Plan<'_> {
    /// The cells of a row.
    pub fn cells(&self, row: usize) -> &[Cell] {
        let width = self.table.header().len().max(1);
        self.table.rows().nth(row).unwrap_or(&[]).get(..width).unwrap_or(&[])
    }

    /// The name that a row declares, if it has one.
    pub fn name(&self, row: usize) -> Option<Name> {
        if let Some(made) = self.names.get(row) {
            return Some(Name { text: made.clone(), span: self.table.row_span(self.cells(row)) });
        }
        let column = self.columns.iter().find(|column| column.holds == Holds::Name)?;
        let cell = *self.cells(row).get(*column.cells.first()?)?;
        (!self.table.is_blank(cell)).then(|| self.word(cell))
    }

    /// What stands in the column of a row's end, if anything.
    pub fn end(&self, row: usize, first: bool) -> Option<SmolStr> {
        let wanted = if first { Holds::From } else { Holds::To };
        let column = self.columns.iter().find(|column| column.holds == wanted)?;
        let cell = *self.cells(row).get(*column.cells.first()?)?;
        Some(SmolStr::new(self.table.text(cell)))
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.table.rows().len()
    }

    /// Whether a column holds the commodities of the rows.
    pub fn has_commodities(&self) -> bool {
        self.columns.iter().any(|column| column.holds == Holds::Commodity)
    }

    /// Whether a column holds the names of the rows.
    pub fn has_names(&self) -> bool {
        self.columns.iter().any(|column| column.holds == Holds::Name)
    }

    /// Where a row's name should stand.
    pub fn name_place(&self, row: usize) -> Span {
        let cells = self.cells(row);
        let column = self.columns.iter().find(|column| column.holds == Holds::Name);
        match column.and_then(|column| cells.get(*column.cells.first()?)) {
            Some(cell) => self.table.span(*cell),
            None => self.table.row_span(cells),
        }
    }

    fn word(&self, cell: Cell) -> Name {
        Name { text: SmolStr::new(self.table.text(cell)), span: self.table.span(cell) }
    }

    /// The declaration of a row.
    pub(super) fn row(&self, row: usize, commodity: Option<&SmolStr>) -> Made {
        let cells = self.cells(row);
        let mut parts = Parts::default();
        parts.items.reserve_exact(self.columns.len());
        for (index, column) in self.columns.iter().enumerate() {
            self.take(cells, column, index, &mut parts);
        }
        let span = self.table.row_span(cells);
        let name = self.name(row);
        let body =
            Body { items: std::mem::take(&mut parts.items), span: Some(span), unread: false };
        let kind = self.declared(name, body, commodity, &mut parts);
        let decl = kind.map(|kind| Decl { span, doc: None, kind, cites: Cites::default() });
        Made { decl, told: parts.told, bare: parts.bare }
    }

    fn declared(
        &self,
        name: Option<Name>,
        body: Body,
        commodity: Option<&SmolStr>,
        parts: &mut Parts,
    ) -> Option<DeclKind> {
        let title = parts.title.take();
        if self.kind == ImportTable::Nodes {
            let name = name?;
            let kind = NamedKind::Node;
            return Some(DeclKind::Named { kind, name, title, extends: None, body });
        }
        let (from, to) = (parts.from.take()?, parts.to.take()?);
        if self.kind == ImportTable::Legs {
            return Some(DeclKind::Leg { name, title, from, to, both: parts.both, body });
        }
        let only = || Some(Name { text: commodity?.clone(), span: from.span.to(to.span) });
        let commodity = parts.commodity.take().or_else(only)?;
        let amount = vec![(None, parts.volume.take()?)];
        Some(DeclKind::Demand { name: name?, title, amount, commodity, from, to, body })
    }

    fn take(&self, cells: &[Cell], column: &Column, index: usize, parts: &mut Parts) {
        if column.range {
            return self.take_range(cells, column, index, parts);
        }
        if column.holds == Holds::Place && column.cells.len() == 2 {
            return self.take_place(cells, column, parts);
        }
        let Some(&cell) = column.cells.first().and_then(|at| cells.get(*at)) else { return };
        let needed = matches!(column.holds, Holds::From | Holds::To | Holds::Volume)
            || column.holds == Holds::Commodity;
        if self.table.is_blank(cell) {
            if needed {
                parts.told.push(self.tell_blank(cell, column));
            }
            return;
        }
        let at = self.table.span(cell);
        match column.holds {
            Holds::Name => {}
            Holds::Title => {
                let text = SmolStr::new(self.table.text(cell));
                parts.title = Some(Text { text, span: at });
            }
            Holds::From => parts.from = Some(self.word(cell)),
            Holds::To => parts.to = Some(self.word(cell)),
            Holds::Commodity => parts.commodity = Some(self.word(cell)),
            Holds::Both | Holds::Planned => match cells::yes_or_no(self.table.raw(cell)) {
                Some(yes) if column.holds == Holds::Both => parts.both = yes,
                Some(true) => parts.items.push(Item::Flag(self.at_cell(column, at))),
                Some(false) => {}
                None => parts.told.push(cells::tell_yes_or_no(&column.key.text, at)),
            },
            Holds::Volume => match self.read(cell, column) {
                Read::Value(Value::Expr(expr)) => parts.volume = Some(expr),
                Read::Value(_) => {
                    let title = "the volume of a demand is one figure";
                    parts.told.push(Diagnostic::new(files::CSV_CELL, title, at, "not one"));
                }
                read => self.keep(read, column, index, at, parts),
            },
            _ => {
                let read = self.read(cell, column);
                self.keep(read, column, index, at, parts);
            }
        }
    }

    fn read(&self, cell: Cell, column: &Column) -> Read {
        let text = self.table.text(cell);
        let at = self.table.span(cell);
        match column.holds {
            Holds::Word | Holds::Words => cells::words(&text, at, column.holds == Holds::Words),
            Holds::Plain => cells::figure(&text, at, column.unit.as_ref(), true),
            Holds::Date | Holds::Place => cells::literal(&text, at),
            _ => cells::figure(&text, at, column.unit.as_ref(), false),
        }
    }

    fn at_cell(&self, column: &Column, at: Span) -> Name {
        Name { text: column.key.text.clone(), span: at }
    }

    fn keep(&self, read: Read, column: &Column, index: usize, at: Span, parts: &mut Parts) {
        let mut key = self.at_cell(column, at);
        match read {
            Read::Value(value) => {
                if column.holds == Holds::Date && key.text == "from_date" {
                    key.text = "from".into();
                }
                let for_ = column.for_.clone();
                let cites = Cites::default();
                parts.items.push(Item::Property(Property { key, for_, value, cites, span: at }));
            }
            Read::Bare => {
                parts.bare.push((index, at));
                parts.items.push(Item::Broken(key));
            }
            Read::Wrong(told) => {
                parts.told.push(*told);
                parts.items.push(Item::Broken(key));
            }
        }
    }

    fn tell_blank(&self, cell: Cell, column: &Column) -> Diagnostic {
        // An empty cell is shown by the separator beside it.
        let span = self.table.span(cell);
        Diagnostic::new(
            files::CSV_CELL,
            format!("this row has no `{}`", column.key.text),
            span,
            "an empty cell",
        )
        .with_help("fill it in, or take the row away")
    }

    /// `at: lat lon`.
    fn take_place(&self, cells: &[Cell], column: &Column, parts: &mut Parts) {
        let both = column.cells.iter().filter_map(|at| cells.get(*at)).copied();
        let both: Vec<Cell> = both.collect();
        let [lat, lon] = both.as_slice() else { return };
        if self.table.is_blank(*lat) && self.table.is_blank(*lon) {
            return;
        }
        let (lat_at, lon_at) = (self.table.span(*lat), self.table.span(*lon));
        let at = lat_at.to(lon_at);
        let read = |cell: Cell, letters: [char; 2]| {
            cells::degrees(self.table.raw(cell), letters).ok_or(self.table.span(cell))
        };
        match (read(*lat, ['N', 'S']), read(*lon, ['E', 'W'])) {
            (Ok(lat), Ok(lon)) => {
                let kind = ExprKind::Coordinates(lat, lon);
                let value = Value::Expr(Expr { kind, span: at, cites: Cites::default() });
                let key = self.at_cell(column, at);
                let cites = Cites::default();
                let property = Property { key, for_: None, value, cites, span: at };
                parts.items.push(Item::Property(property));
            }
            (Err(at), _) | (_, Err(at)) => {
                parts.told.push(
                    Diagnostic::new(
                        files::CSV_CELL,
                        "coordinates are degrees, latitude and longitude",
                        at,
                        "not a number of degrees",
                    )
                    .with_help("write `43.6` or `43.6N`; south and west are negative"),
                );
            }
        }
    }

    /// `dwell: low..typical..high days`: all bounds, or the most likely alone.
    fn take_range(&self, cells: &[Cell], column: &Column, index: usize, parts: &mut Parts) {
        let bounds: Vec<Cell> =
            column.cells.iter().filter_map(|at| cells.get(*at)).copied().collect();
        let given: Vec<bool> = bounds.iter().map(|cell| !self.table.is_blank(*cell)).collect();
        let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else { return };
        let at = self.table.span(*first).to(self.table.span(*last));
        let keep: Vec<Cell> = match given.as_slice() {
            given if given.iter().all(|yes| !yes) => return,
            [true, true, true] | [true, true] => bounds,
            // Least and most without a most likely; or that alone.
            [true, false, true] => vec![bounds[0], bounds[2]],
            [false, true, false] => vec![bounds[1]],
            _ => {
                parts.told.push(
                    Diagnostic::new(
                        files::CSV_CELL,
                        format!("a bound of `{}` is missing", column.key.text),
                        at,
                        "part of a range",
                    )
                    .with_help("fill in both ends, or leave all of its cells empty"),
                );
                parts.items.push(Item::Broken(self.at_cell(column, at)));
                return;
            }
        };
        let read: Vec<Read> = keep.iter().map(|cell| self.read(*cell, column)).collect();
        let read = match cells::range(read, at) {
            Read::Value(Value::Expr(expr)) if column.holds == Holds::Volume => {
                parts.volume = Some(expr);
                return;
            }
            read => read,
        };
        self.keep(read, column, index, at, parts);
    }
}
