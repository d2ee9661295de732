//! Tables: `import nodes | legs | demands from "x.csv" { … }`.
//!
//! Each row becomes the declaration that it stands for, with its places in the
//! table, and is checked like one that is written; it lives only while it is
//! checked, so that a table of millions of rows costs little beside its text.

mod cells;
mod columns;
mod names;
mod row;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use smol_str::SmolStr;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{files, units};
use crate::model::CitesId;
use crate::source::{Span, Table};
use crate::syntax::ast::{Decl, DeclKind, ImportTable};

use super::context::Checker;
use super::shares::Check;
use columns::Column;

/// A table that was read, and the import that asked for it.
#[derive(Debug, Clone)]
pub struct ImportedTable {
    /// The quoted path of the import.
    pub path: Span,
    /// Its cells.
    pub table: Arc<Table>,
}

/// A declaration as written, or a row of a table that stands for one.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Entry<'d> {
    /// Written out.
    Decl(&'d Decl),
    /// The table (in the list of plans) and its row.
    Row(u32, u32),
}

/// How the rows of one table become declarations.
pub(crate) struct Plan<'d> {
    /// What the rows are.
    pub kind: ImportTable,
    /// The cells.
    pub table: Arc<Table>,
    columns: Vec<Column>,
    /// The import.
    pub decl: &'d Decl,
    /// Names made for demands where no column holds them, a row each.
    pub names: Vec<SmolStr>,
}

/// What a row gives.
struct Made {
    /// Its declaration; none where its ends are missing.
    decl: Option<Decl>,
    /// What is wrong with its cells.
    told: Vec<Diagnostic>,
    /// Bare numbers in columns without a unit: the column and the cell.
    bare: Vec<(usize, Span)>,
}

/// The tables of a check, for the checking of their rows.
pub(crate) struct Rows<'p> {
    plans: &'p [Plan<'p>],
    /// The citations of their imports.
    cites: Vec<CitesId>,
    /// What the demands of a table are of that does not say.
    commodities: Vec<Option<SmolStr>>,
}

impl Checker<'_> {
    /// The plan of an import, if its table was read and can be used.
    pub fn table_plan<'d>(&mut self, decl: &'d Decl) -> Option<Plan<'d>> {
        let DeclKind::Import { table: Some((kind, _)), path, map } = &decl.kind else {
            return None;
        };
        let read = self.tables.iter().find(|read| read.path == path.span);
        let table = read.map(|read| Arc::clone(&read.table));
        let columns = table.as_ref().and_then(|table| self.columns(*kind, table, map, path.span));
        let (Some(table), Some(columns)) = (table, columns) else {
            self.miss(*kind);
            return None;
        };
        Some(Plan { kind: *kind, table, columns, decl, names: Vec::new() })
    }

    /// A table of this kind cannot be used.
    fn miss(&mut self, kind: ImportTable) {
        self.missing.nodes |= kind == ImportTable::Nodes;
        self.missing.legs |= kind == ImportTable::Legs;
        self.missing.demands |= kind == ImportTable::Demands;
        self.missing_demands |= kind == ImportTable::Demands;
    }

    /// What the rows of these tables need beside their cells.
    pub fn rows<'p>(&mut self, plans: &'p [Plan<'p>]) -> Rows<'p> {
        let cites = plans.iter().map(|plan| self.cites(&plan.decl.cites)).collect();
        let commodities = plans.iter().map(|plan| self.commodity_of(plan)).collect();
        Rows { plans, cites, commodities }
    }

    /// Checks declarations, written and of tables, in their order.
    pub fn each(&mut self, entries: &[Entry<'_>], rows: &Rows<'_>, check: Check) {
        entries.iter().for_each(|entry| self.entry(*entry, rows, check));
    }

    /// Checks one.
    pub fn entry(&mut self, entry: Entry<'_>, rows: &Rows<'_>, check: Check) {
        let (index, row) = match entry {
            Entry::Decl(decl) => return check(self, decl),
            Entry::Row(index, row) => (index as usize, row as usize),
        };
        let plan = &rows.plans[index];
        let made = plan.row(row, rows.commodities[index].as_ref());
        made.told.into_iter().for_each(|told| self.tell(told));
        for (column, cell) in made.bare {
            let before = self.whole.is_some_and(|w| w.told_bare.contains(&(index, column)));
            if !before && self.told_bare.insert((index, column)) {
                self.tell_bare(plan, column, cell);
            }
        }
        let Some(decl) = made.decl else {
            self.strange = true;
            self.lost_rows |= plan.kind == ImportTable::Legs;
            self.missing_demands |= plan.kind == ImportTable::Demands;
            return;
        };
        self.row_cites = rows.cites[index];
        check(self, &decl);
        self.row_cites = CitesId(0);
    }

    /// Tells of tables of demands that do not say of what.
    pub fn demands_without_commodity(&mut self, plans: &[Plan<'_>]) {
        for plan in plans {
            if plan.kind != ImportTable::Demands || plan.has_commodities() {
                continue;
            }
            let count = self.model.commodities.len();
            if count == 1 || !self.broken.is_empty() {
                continue;
            }
            let title = match count {
                0 => "no column gives the commodity of these demands, and none is declared",
                _ => "no column gives the commodity of these demands, and several are declared",
            };
            let help = "add a column `commodity`; without one the file's only commodity is meant";
            self.tell_at(files::CSV_HEADER, title, plan.decl.span, help);
        }
    }

    /// The commodity of demands in whose table no column names it: the only
    /// one of the file.
    fn commodity_of(&mut self, plan: &Plan<'_>) -> Option<SmolStr> {
        if plan.kind != ImportTable::Demands || plan.has_commodities() {
            return None;
        }
        if let [only] = self.model.commodities.as_slice() {
            return Some(SmolStr::new(&only.head.name));
        }
        None
    }

    /// One cause, one message: the column has no unit.
    fn tell_bare(&mut self, plan: &Plan<'_>, column: usize, cell: Span) {
        let column = &plan.columns[column];
        let key = &column.key.text;
        let unit = usual_unit(key);
        self.tell(
            Diagnostic::new(
                units::MISSING_UNIT,
                format!("`{key}` needs a unit, and neither the cell nor its column has one"),
                cell,
                "a bare number",
            )
            .with_label(column.key.span, "this column")
            .with_help(format!(
                "name the unit in the heading, `{key} ({unit})`, or in the import's map, \
                 `{key}: {key} ({unit})`; or write it in each cell"
            )),
        );
    }
}

/// A unit in which a column is often kept.
fn usual_unit(key: &str) -> &'static str {
    match key {
        "distance" => "km",
        "speed" => "km/h",
        "capacity" | "throughput" | "volume" => "kTEU/year",
        "storage" => "TEU",
        "cost" | "handling" | "fee" | "penalty" => "USD/TEU",
        "value_of_time" => "USD/TEU/day",
        "emissions" => "gCO2e/(t*km)",
        "frequency" => "1/week",
        _ => "days",
    }
}
