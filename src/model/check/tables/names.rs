//! The names of rows.

use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::files;
use crate::model::check::context::Checker;
use crate::source::Span;
use crate::syntax::ast::{ExprKind, Name, Value};
use crate::syntax::keywords::is_reserved;

use super::Plan;

/// The longest name, bytes.
const LONGEST: usize = 256;

impl Checker<'_> {
    /// A name of a cell, if it may be one; else told, and uses of it are not
    /// told again.
    pub fn checked_name(&mut self, name: Name) -> Option<Name> {
        let text = name.text.as_str();
        if text.len() <= LONGEST && is_name(&name) {
            return Some(name);
        }
        let mut told = Diagnostic::new(
            files::CSV_CELL,
            if text.len() > LONGEST {
                format!("a name has at most {LONGEST} bytes")
            } else {
                format!("`{text}` cannot be a name")
            },
            name.span,
            "not a name",
        );
        let better = suggestion(text);
        told = told.with_help(if better.is_empty() || better == text {
            "a name begins with a letter and holds letters, digits and `_`; a column `title` may \
             hold any text"
                .to_owned()
        } else {
            format!(
                "write `{better}`: a name begins with a letter and holds letters, digits and `_`; \
                 a column `title` may hold any text"
            )
        });
        self.tell(told);
        self.broken.insert(name.text);
        None
    }

    /// Tells that a row has no name.
    pub fn tell_no_name(&mut self, at: Span) {
        self.tell_at(files::CSV_CELL, "this row has no name", at, "fill it in, or take it away");
    }

    /// Names for demands where no column holds them: `Aktau_Baku`, and
    /// `Aktau_Baku_2` for a second one.
    pub fn name_demands(&mut self, plan: &mut Plan<'_>) {
        let mut seen: FxHashMap<SmolStr, u32> = FxHashMap::default();
        let mut names = Vec::with_capacity(plan.rows());
        for row in 0..plan.rows() {
            let end = |first| plan.end(row, first).unwrap_or_default();
            let base = format_smolstr!("{}_{}", end(true), end(false));
            let nth = seen.entry(base.clone()).or_insert(0);
            *nth += 1;
            names.push(if *nth == 1 { base } else { format_smolstr!("{base}_{nth}") });
        }
        plan.names = names;
    }
}

fn is_name(name: &Name) -> bool {
    let text = name.text.as_str();
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return !text.bytes().next().is_none_or(|byte| byte.is_ascii_digit()) && !is_reserved(text);
    }
    // The grammar knows which letters other scripts have.
    match crate::syntax::parse_value(name.span.file, name.span.start, text) {
        Ok(Value::Expr(expr)) => matches!(expr.kind, ExprKind::Name(read) if read.text == text),
        _ => false,
    }
}

/// The nearest text that may be a name.
fn suggestion(text: &str) -> String {
    let kept: String =
        text.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { ' ' }).collect();
    let joined = kept.split_whitespace().collect::<Vec<_>>().join("_");
    if joined.starts_with(|c: char| c.is_ascii_digit()) { format!("n{joined}") } else { joined }
}
