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

use rayon::prelude::*;
use smol_str::SmolStr;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{files, units};
use crate::source::{Span, Table};
use crate::syntax::ast::{Decl, DeclKind, ImportTable};

use super::context::Checker;
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

/// Rows turned into declarations in one go: enough to share out, few enough
/// to stay in the caches.
const CHUNK: usize = 2_048;

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

    /// Checks declarations, written and of tables, in their order.
    pub fn each(&mut self, entries: &[Entry<'_>], plans: &[Plan<'_>], check: fn(&mut Self, &Decl)) {
        let cites: Vec<_> = plans.iter().map(|plan| self.cites(&plan.decl.cites)).collect();
        let commodities: Vec<_> = plans.iter().map(|plan| self.commodity_of(plan)).collect();
        let mut told_bare: Vec<(u32, usize)> = Vec::new();
        for chunk in entries.chunks(CHUNK) {
            let make = |entry: &Entry<'_>| match entry {
                Entry::Decl(_) => None,
                Entry::Row(plan, row) => {
                    let commodity = commodities[*plan as usize].as_ref();
                    Some(plans[*plan as usize].row(*row as usize, commodity))
                }
            };
            let made: Vec<Option<Made>> = if chunk.len() == CHUNK {
                chunk.par_iter().map(make).collect()
            } else {
                chunk.iter().map(make).collect()
            };
            for (entry, made) in chunk.iter().zip(made) {
                match (entry, made) {
                    (Entry::Decl(decl), _) => check(self, decl),
                    (Entry::Row(index, _), Some(made)) => {
                        let plan = &plans[*index as usize];
                        made.told.into_iter().for_each(|told| self.tell(told));
                        for (column, cell) in made.bare {
                            if !told_bare.contains(&(*index, column)) {
                                told_bare.push((*index, column));
                                self.tell_bare(plan, column, cell);
                            }
                        }
                        self.row_cites = cites[*index as usize];
                        match made.decl {
                            Some(decl) => check(self, &decl),
                            None => {
                                self.lost_rows |= plan.kind == ImportTable::Legs;
                                self.missing_demands |= plan.kind == ImportTable::Demands;
                            }
                        }
                        self.row_cites = crate::model::CitesId(0);
                    }
                    (Entry::Row(..), None) => {}
                }
            }
        }
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
